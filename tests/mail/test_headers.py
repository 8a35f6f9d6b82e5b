"""Header sections as real mail has them: nothing raises, nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.message.headers import (
    MAX_ADDRESSES,
    content_id,
    decode_words,
    parse_addresses,
    parse_date,
    parse_header,
    parse_ids,
    read_fields,
)
from agent.model import Address

ADDRESS_LISTS = [
    ("Sue Park <sue@buyer.example>", [("sue@buyer.example", "Sue Park")]),
    ("Park, Sue <sue@buyer.example>", [("sue@buyer.example", "Park, Sue")]),
    (
        '"Park, Sue" <Sue@Buyer.example>, bob@x.example',
        [("sue@buyer.example", "Park, Sue"), ("bob@x.example", "")],
    ),
    ("a@x.example; b@x.example", [("a@x.example", ""), ("b@x.example", "")]),
    (
        "Team: a@x.example, B <b@x.example>;, c@x.example",
        [("a@x.example", ""), ("b@x.example", "B"), ("c@x.example", "")],
    ),
    ("undisclosed-recipients:;", []),
    ("sue@buyer.example (Sue Park)", [("sue@buyer.example", "Sue Park")]),
    ('"sue@buyer.example" <sue@buyer.example>', [("sue@buyer.example", "")]),
    ("'sue@buyer.example'", [("sue@buyer.example", "")]),
    ("=?utf-8?q?M=C3=BCller=2C_J=C3=BCrgen?= <j@m.example>", [("j@m.example", "Müller, Jürgen")]),
    ("=?utf-8?b?WsO8cmljaA==?= =?utf-8?q?_AG?= <z@z.example>", [("z@z.example", "Zürich AG")]),
    ("=?unknown-8bit?q?J=F6rg?= <j@x.example>", [("j@x.example", "Jörg")]),
    ("<@relay.example:joe@x.example>", [("joe@x.example", "")]),
    ('"w..lee"@x.example, Bo <"b..o"@x.example>', [("w..lee@x.example", ""), ("b..o@x.example", "Bo")]),
    ("mailto:joe@x.example", [("joe@x.example", "")]),
    ('"Unclosed <joe@x.example>', [("joe@x.example", "")]),
    ("nobody", []),
    ("", []),
    ("<>", []),
    ("joe@x.example, joe@X.example", [("joe@x.example", "")]),
]


@pytest.mark.parametrize(("value", "expected"), ADDRESS_LISTS)
def test_address_lists_of_real_mail(value: str, expected: list[tuple[str, str]]) -> None:
    assert parse_addresses(value) == tuple(Address(*pair) for pair in expected)


def test_a_list_of_thousands_is_cut() -> None:
    value = ", ".join(f"p{n}@x.example" for n in range(5_000))
    assert len(parse_addresses(value)) == MAX_ADDRESSES


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<a@x>", ("<a@x>",)),
        ("<a@x> <b@x>\t<a@x>", ("<a@x>", "<b@x>")),
        ("<a@\r\n x>", ("<a@x>",)),
        ("a.b@x.example", ("<a.b@x.example>",)),
        ("<[abc@host.example]>", ("<[abc@host.example]>",)),
        ("<>", ()),
        ("Your message of Monday", ()),
        ('"Sue" <a@x>; from b on Tuesday', ("<a@x>",)),
    ],
)
def test_message_ids(value: str, expected: tuple[str, ...]) -> None:
    assert parse_ids(value) == expected


def test_hundreds_of_references_keep_the_first_and_the_last() -> None:
    ids = parse_ids(" ".join(f"<{n}@x>" for n in range(1_000)))
    assert (ids[0], ids[-1]) == ("<0@x>", "<999@x>")
    assert len(ids) <= 100


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 2 Mar 2026 10:12:00 -0500", datetime(2026, 3, 2, 15, 12, tzinfo=UTC)),
        ("2 Mar 2026 10:12 GMT", datetime(2026, 3, 2, 10, 12, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 10:12:00 -0000", datetime(2026, 3, 2, 10, 12, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 10:12:00 CET", datetime(2026, 3, 2, 10, 12, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("Mon, 99 Mar 2026 10:12:00 +0000", None),
        ("Fri, 2 Mar 0001 10:12:00 +1400", datetime(2001, 3, 1, 20, 12, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 10:12:00 +9999", None),
    ],
)
def test_dates_are_aware_or_none(value: str, expected: datetime | None) -> None:
    assert parse_date(value) == expected


def test_a_clock_that_runs_ahead_does_not_hide_the_message() -> None:
    section = b"Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0000\nDate: Mon, 2 Mar 2036 10:00:00 +0000\nFrom: a@x.example\n"
    assert parse_header(section).sent_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_subject_is_one_line_without_controls() -> None:
    subject = parse_header(b"Subject: =?utf-8?q?one=0D=0Atwo=00?=\n\tthree\n").subject
    assert subject == "one two three"


@pytest.mark.parametrize("section", [b"Subject: Angebot f\xfcr Sie\n", "Subject: Angebot für Sie\n".encode()])
def test_raw_8_bit_subjects(section: bytes) -> None:
    assert parse_header(section).subject == "Angebot für Sie"


def test_each_line_may_be_in_its_own_character_set() -> None:
    section = "Subject: für\n".encode() + b"From: J\xf6rg <j@x.example>\n"
    header = parse_header(section)
    assert (header.subject, header.from_.name) == ("für", "Jörg")


def test_lines_that_are_no_field_are_left_out() -> None:
    fields = read_fields(
        b"From joe Mon Mar  2\n no colon here\nSubject: x\nno colon\n: empty\nTo: a@x.example\n"
    )
    assert fields == {"subject": ("x",), "to": ("a@x.example",)}


def test_the_body_is_not_looked_at() -> None:
    assert "x-in-body" not in read_fields(b"Subject: x\r\n\r\nX-In-Body: y\r\n")


def test_a_lone_bcc_is_the_recipient() -> None:
    header = parse_header(b"From: me@acme.example\nBcc: sue@buyer.example\n")
    assert [a.addr for a in header.to] == ["sue@buyer.example"]
    assert header.bcc == ()


def test_copies_with_other_message_ids_have_one_content_id() -> None:
    section = b"From: Sue <sue@b.example>\nTo: x@a.example, y@a.example\nDate: Mon, 2 Mar 2026 10:12:00 -0500\nSubject: Hello\n"
    other = b"To: Y <y@a.example>, x@a.example\nFrom: sue@b.example\nDate: Mon, 2 Mar 2026 15:12:00 +0000\nSubject: Re: hello\n"
    assert content_id(parse_header(section)) == content_id(parse_header(other)) != ""
    assert content_id(parse_header(section.replace(b"10:12:00", b"10:12:01"))) != content_id(
        parse_header(section)
    )
    assert content_id(parse_header(b"Subject: x\n")) == ""


@given(st.binary(max_size=2_000))
def test_no_octets_raise(section: bytes) -> None:
    header = parse_header(section)
    content_id(header).encode("utf-8")
    for address in (header.from_, *header.to, *header.cc):
        (address.addr + address.name).encode("utf-8")
    header.subject.encode("utf-8")


_PIECES = st.sampled_from(
    [
        "<",
        ">",
        "(",
        ")",
        '"',
        ",",
        ";",
        ":",
        "@",
        "\\",
        " ",
        "=?utf-8?b?",
        "?=",
        "=?x?q?=ff?=",
        "a",
        "b.example",
        "\ud800",
        "é",
        "\n ",
        "\x00",
    ]
)


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_no_address_list_raises(value: str) -> None:
    for address in parse_addresses(value):
        assert address.addr.count("@") == 1
    assert "\n" not in decode_words(value)
    parse_ids(value)


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 100_000,
        '"' * 100_000,
        "<" * 100_000,
        "a " * 100_000,
        "," * 100_000,
        "=?a?b?" * 50_000,
        " " * 200_000,
    ],
)
def test_hostile_lists_are_read_in_linear_time(hostile: str) -> None:
    assert len(parse_addresses(hostile)) <= 1
    decode_words(hostile)
    parse_ids(hostile)
