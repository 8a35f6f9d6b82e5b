"""Bodies of messages: parts, transfer encodings, character sets, `format=flowed`, and whatever broken octets come in."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.message.mime import decode_text, parse_parameters, read_body, unflow


def message(*lines: str, body: bytes = b"") -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


ALTERNATIVE = b"""From: Ida <ida@buyer.example>
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

preamble
--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe aus=
 Kiel
--inner
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: base64

PHA+R3L832U8L3A+
--inner--
--outer
Content-Type: application/pdf; name="a.pdf"
Content-Disposition: attachment; filename="a.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--outer
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
--outer
Content-Type: message/rfc822

Subject: inner

hello
--outer--
epilogue
"""


@pytest.mark.parametrize("raw", [ALTERNATIVE, ALTERNATIVE.replace(b"\n", b"\r\n")])
def test_parts(raw: bytes) -> None:
    body = read_body(raw)
    assert body.plain == "Grüße aus Kiel"
    assert body.html == "<p>Grüße</p>"
    assert body.first("subject") == "Grüße"
    assert body.content_type == "multipart/mixed"
    assert [part.content_type for part in body.parts] == ["text/calendar", "message/rfc822"]
    assert body.parts[0].params["method"] == "REPLY"
    assert body.parts[0].text == "BEGIN:VCALENDAR"
    assert body.parts[1].text is None
    assert body.parts[1].payload.startswith(b"Subject: inner")


def test_report() -> None:
    raw = (
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nIt failed.\n--b\n'
        b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n--b\nContent-Type: text/rfc822-headers\n\nSubject: x\n--b--\n"
    )
    body = read_body(raw)
    assert body.plain == "It failed."
    assert [part.text for part in body.parts] == ["Reporting-MTA: dns; mx.example", "Subject: x"]
    assert body.params["report-type"] == "delivery-status"


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("", "Grüße".encode("cp1252"), "Grüße"),
        ("utf-8", "Grüße".encode("cp1252"), "Grüße"),
        ("iso-8859-1", b"\x93quoted\x94", "“quoted”"),
        ("unknown-8bit", "Grüße".encode(), "Grüße"),
        ("x-no-such-thing", "Grüße".encode(), "Grüße"),
        ("iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
        ("ks_c_5601-1987", "안녕".encode("cp949"), "안녕"),
        ("gb2312", "你好镕".encode("gb18030"), "你好镕"),
        ("shift_jis", "①こんにちは".encode("cp932"), "①こんにちは"),
        ("iso-2022-jp", "こんにちは".encode("iso2022_jp"), "こんにちは"),
        ("", "こんにちは".encode("iso2022_jp"), "こんにちは"),
        ("x-mac-roman", "Grüße".encode("mac_roman"), "Grüße"),
        ("utf-7", b"Gr+APwA3w-e", "Grüße"),
        ("koi8-r", "привет".encode("koi8-r"), "привет"),
        ("'windows-1251'", "привет".encode("cp1251"), "привет"),
        ("unicode_escape", b"a\\qb", "a\\qb"),
        ("utf-8", b"a\x00b\r\nc\rd", "ab\nc\nd"),
        ("zlib", b"abc", "abc"),
    ],
)
def test_character_sets(charset: str, octets: bytes, text: str) -> None:
    assert decode_text(octets, charset) == text


def test_one_broken_octet_does_not_spoil_the_rest() -> None:
    assert decode_text(("привет " * 40).encode() + b"\xff", "utf-8").startswith("привет привет")


@pytest.mark.parametrize(
    ("text", "delsp", "expected"),
    [
        ("One \ntwo\nthree", False, "One two\nthree"),
        ("One \ntwo", True, "Onetwo"),
        ("> a \n> b\n> c", False, "> a b\n> c"),
        (">> a \n> b", False, ">> a \n> b"),
        ("> Hi \nHello", False, "> Hi \nHello"),
        (" From me", False, "From me"),
        ("x\n-- \nIda", False, "x\n-- \nIda"),
        ("a \n-- \nIda", False, "a \n-- \nIda"),
    ],
)
def test_flowed(text: str, delsp: bool, expected: str) -> None:
    assert unflow(text, delsp) == expected


def test_flowed_by_header() -> None:
    body = read_body(message("Content-Type: text/plain; format=flowed; delsp=yes", body=b"a \r\nb\r\n"))
    assert (body.flowed, body.plain) == (True, "ab\n")


def test_parameters() -> None:
    assert parse_parameters('Text/Plain; charset="a\\"b"; Format=flowed') == (
        "text/plain",
        {"charset": 'a"b', "format": "flowed"},
    )
    assert parse_parameters("a/b; name*0*=utf-8''Gr%C3%BC; name*1=%sse")[1]["name"] == "Grü%sse"
    assert parse_parameters("a/b; name*=iso-8859-1'de'Gr%FC%DFe")[1]["name"] == "Grüße"
    assert parse_parameters("") == ("", {})


BROKEN = {
    "empty": b"",
    "no-body": b"Subject: x",
    "no-header": b"\r\nHello",
    "no-boundary": b"Content-Type: multipart/mixed\n\nHello",
    "boundary-never-used": b'Content-Type: multipart/mixed; boundary="b"\n\nHello',
    "boundary-of-the-body": b"Content-Type: multipart/mixed\n\n--xyz\nContent-Type: text/plain\n\nHello\n--xyz--\n",
    "no-close-delimiter": b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nHello',
    "bad-base64": b"Content-Transfer-Encoding: base64\n\nSGVs*bG8=!\n",
    "short-base64": b"Content-Transfer-Encoding: base64\n\nSGVsbG8",
    "bad-quoted-printable": b"Content-Transfer-Encoding: quoted-printable\n\n=48ello=",
    "strange-type": b"Content-Type: text\n\nHello",
    "bad-subject": b"Subject: =?utf-8?b?\xff?= =?x?q?=?=\n\nHello",
    "latin-header": "Subject: Grüße\n\nHello".encode("latin-1"),
    "nul": b"Content-Type: text/plain\n\nHel\x00lo",
    "folded-type": b"Content-Type: multipart/mixed;\n\tboundary=b\n\n--b\n\nHello\n--b--",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str) -> None:
    body = read_body(BROKEN[name])
    assert "Hello" in (body.plain or "") or name in {"empty", "no-body"}


def test_attached_text_is_left_out() -> None:
    raw = b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nHello\n--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nlog\n--b--'
    assert read_body(raw).plain == "Hello"


def test_texts_of_several_parts_are_joined() -> None:
    raw = b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nHello\n--b\nContent-Type: image/png\n\nx\n--b\n\nagain\n--b--'
    assert read_body(raw).plain == "Hello\nagain"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("depth", [10, 2_000])
def test_deep_nesting(depth: int) -> None:
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    body = read_body(head.encode() + b"\nHello")
    assert ("Hello" in (body.plain or "")) == (depth == 10)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        b"--b\n",
        b"\n",
        b"--",
        b"=",
        b"; a=b",
        b'"',
        b"\r",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
    ],
)
def test_hostile_octets_end(unit: bytes) -> None:
    for head in (b'Content-Type: multipart/mixed; boundary="b"\n\n', b"Content-Type: a/b", b""):
        read_body(head + unit * (1_000_000 // len(unit)))


def test_size_is_capped() -> None:
    assert len(read_body(b"\n" + b"x" * 6_000_000).plain or "") == 5 * 1024 * 1024 - 1


heads = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: text/html; charset=utf-16\n",
        b"Content-Type: text/plain; charset=idna\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"\n",
        b"--b\n",
        b"--b--\n",
        base64.b64encode(b"hello"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(heads | st.binary(max_size=40), max_size=12).map(b"".join))
def test_never_raises(raw: bytes) -> None:
    body = read_body(raw)
    for text in (body.plain, body.html, *[value for values in body.header.values() for value in values]):
        if text is not None:
            text.encode()
