"""From raw octets to the texts and report parts of a message: never raises, whatever the octets, and in linear time.

The tree of parts is walked here (RFC 2045, RFC 2046), with limits on depth, number of parts and size, for `email.parser.BytesParser`
with `compat32` was tried and does not give the same. Of 6,566 real messages 36 are read otherwise, 19 if it gets only the body: it ends a
header section at the first line that is no field, so that parts of real bounces come out as raw text; it takes `message/*` parts apart
and cannot give back their octets, on which bounces are read; it looks for no other boundary where the named one is missing. It raises
RecursionError at 990 nested parts, and reads 18,700 short plain messages/s against 49,500 here. Text is decoded tolerantly: many programs
name a character set that the text is not in.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from agent.message.headers import decode_words, read_fields

# What a message may weigh before its end is left out: attachments are never looked at, texts of this size are no mail of a person.
MAX_OCTETS = 5 * 1024 * 1024
MAX_DEPTH = 30
MAX_PARTS = 500

# Labels in use that Python does not know, or knows too narrowly: a superset decodes what is really sent.
_CHARSETS = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "unknown-8bit": "utf-8",
    "unknown": "utf-8",
    "x-unknown": "utf-8",
    "8bit": "utf-8",
    "default": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "shift-jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "macintosh": "mac_roman",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "koi8": "koi8-r",
}
# Codecs of Python that are no character sets: slow on long input, or with side effects.
_NO_CHARSET = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_WIDE = frozenset({"utf-8", "gb18030", "cp949", "cp950", "cp932", "euc_jp", "iso2022_jp_ext", "iso2022_jp"})

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_SCRUB = re.compile("[\x00\ud800-\udfff]+")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;\s]*)', re.DOTALL)
_SLASHED = re.compile(r"\\(.)", re.DOTALL)
_GUESSED_BOUNDARY = re.compile(
    rb"(?:^|\n)--([^\s-][^\r\n]{2,100}?)[ \t]*\r?\n(?:content-|mime-)", re.IGNORECASE
)

_REPORT_TYPES = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/feedback-report",
        "message/rfc822",
        "message/global",
        "message/rfc822-headers",
        "message/global-headers",
        "text/rfc822-headers",
        "text/calendar",
        "application/ics",
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is data about mail or a calendar: reports, returned messages, invitations.

    `content_type` is lower-case, `payload` is decoded from its transfer encoding, `text` is None for `message/rfc822`.
    """

    content_type: str
    params: Mapping[str, str]
    payload: bytes
    text: str | None


@dataclass(frozen=True, slots=True)
class Body:
    r"""What a message holds. `header`: lower-case name -> values, decoded (RFC 2047), in order.

    `plain`, `html`: the texts of all inline parts, line ends "\n", `format=flowed` already unwrapped (`flowed` says that it was);
    None where there is none. `parts`: see `Part`. `content_type`, `params`: of the whole message.
    """

    header: Mapping[str, tuple[str, ...]]
    plain: str | None
    html: str | None
    flowed: bool
    parts: tuple[Part, ...]
    content_type: str
    params: Mapping[str, str]

    def first(self, name: str) -> str:
        """The first value of a header field, "" where it is missing."""
        return self.header.get(name, ("",))[0]


def scrub(text: str) -> str:
    r"""Text without NULs and lone surrogates, which neither a database nor JSON takes; line ends are "\n"."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SCRUB.sub("", text)


def decode_text(octets: bytes, charset: str = "") -> str:
    """Octets as text: in the named character set, else UTF-8, else Windows-1252; never raises."""
    name = charset.strip().strip("'\"").lower()
    name = _CHARSETS.get(name, name) or "utf-8"
    if octets.isascii():
        if b"\x1b$" in octets:
            name = "iso2022_jp_ext"
        elif name in {"utf-8", "cp1252"}:
            return scrub(octets.decode("ascii"))
    try:
        known = codecs.lookup(name).name.replace("-", "_") not in _NO_CHARSET
    except (LookupError, ValueError, UnicodeError):
        known = False
    for candidate in dict.fromkeys([name, "utf-8"] if known else ["utf-8"]):
        try:
            return scrub(octets.decode(candidate))
        except (LookupError, UnicodeError, ValueError):
            continue
    if known and name in _WIDE:
        text = octets.decode(name, "replace")
        if text.count("\ufffd") * 50 <= len(text):
            return scrub(text)
    return scrub(octets.decode("cp1252", "replace"))


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The lower-case main value of a structured field and its parameters (RFC 2045 section 5.1, RFC 2231); never raises."""
    main = value.partition(";")[0].strip().lower()
    found: dict[str, str] = {}
    pieces: dict[str, dict[int, str]] = {}
    for match in _PARAMETER.finditer(value[:20_000]):
        name, text = match[1].lower(), match[2]
        if text.startswith('"'):
            text = _SLASHED.sub(r"\1", text[1:].removesuffix('"'))
        base, star, rest = name.partition("*")
        if not star:
            found.setdefault(name, text)
            continue
        number = rest.rstrip("*")
        index = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
        if rest.endswith("*") or not rest:
            charset, quote, encoded = text.partition("'")
            if quote and index == 0:
                text = decode_text(unquote_to_bytes(encoded.partition("'")[2]), charset)
            else:
                text = decode_text(unquote_to_bytes(text))
        pieces.setdefault(base, {})[index] = text
    for base, chunks in pieces.items():
        found.setdefault(base, "".join(chunks[i] for i in sorted(chunks)))
    return main, found


def decode_transfer(payload: bytes, encoding: str) -> bytes:
    """A payload decoded from its transfer encoding (RFC 2045 section 6); what is broken is decoded as far as it goes."""
    encoding = encoding.strip().lower()
    if encoding == "base64":
        clean = _NO_BASE64.sub(b"", payload)
        clean = clean[: len(clean) - (len(clean) % 4 == 1)]
        try:
            return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
        except (binascii.Error, ValueError):
            return payload
    if encoding == "quoted-printable":
        return binascii.a2b_qp(payload)
    return payload


def unflow(text: str, delsp: bool = False) -> str:
    """`format=flowed` text with its paragraphs on one line each (RFC 3676 section 4); quoted lines keep their ">" marks."""
    out: list[str] = []
    held: list[str] = []
    held_depth = 0

    def flush() -> None:
        if held:
            out.append((">" * held_depth + " " if held_depth else "") + "".join(held))
            held.clear()

    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        if held and depth != held_depth:
            flush()
        held_depth = depth
        if rest == "-- ":
            flush()
            held.append(rest)
            flush()
        elif rest.endswith(" "):
            held.append(rest[:-1] if delsp else rest)
        else:
            held.append(rest)
            flush()
    flush()
    return "\n".join(out)


def _split_section(octets: bytes) -> tuple[bytes, bytes]:
    """A header section and what follows its empty line (RFC 5322 section 2.1); octets without one are all header."""
    if octets.startswith((b"\n", b"\r\n")):
        return b"", octets[1 if octets[:1] == b"\n" else 2 :]
    ends = [(at, len(mark)) for mark in (b"\n\n", b"\n\r\n", b"\r\r") if (at := octets.find(mark)) >= 0]
    if not ends:
        return octets, b""
    at, width = min(ends)
    return octets[:at], octets[at + width :]


def _split_multipart(octets: bytes, boundary: bytes) -> list[bytes]:
    """The parts between the delimiter lines (RFC 2046 section 5.1.1); a missing close delimiter is forgiven."""
    pattern = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    parts: list[bytes] = []
    start = -1
    for match in pattern.finditer(octets):
        if start >= 0:
            parts.append(octets[start : match.start()])
        start = match.end()
        if match[1] or len(parts) >= MAX_PARTS:
            return parts
        start += 2 if octets[start : start + 2] == b"\r\n" else 1
    if start >= 0:
        parts.append(octets[start:])
    return parts


@dataclass(slots=True)
class _Found:
    plain: list[str]
    html: list[str]
    parts: list[Part]
    flowed: bool = False


def _take(
    found: _Found, kind: str, params: dict[str, str], fields: Mapping[str, tuple[str, ...]], raw: bytes
) -> None:
    """Keeps a leaf part where it is a text to read or a report."""
    disposition, _ = parse_parameters(fields.get("content-disposition", ("",))[0])
    if kind in _REPORT_TYPES:
        payload = decode_transfer(raw, fields.get("content-transfer-encoding", ("",))[0])
        whole = kind in {"message/rfc822", "message/global"}
        found.parts.append(
            Part(kind, params, payload, None if whole else decode_text(payload, params.get("charset", "")))
        )
        return
    if disposition == "attachment" or not kind.startswith("text/"):
        return
    payload = decode_transfer(raw, fields.get("content-transfer-encoding", ("",))[0])
    text = decode_text(payload, params.get("charset", ""))
    if kind == "text/html":
        found.html.append(text)
    elif kind == "text/plain" or not (found.plain or kind == "text/x-amp-html"):
        if params.get("format", "").lower() == "flowed":
            found.flowed = True
            text = unflow(text, params.get("delsp", "").lower() == "yes")
        found.plain.append(text)


def read_body(raw: bytes) -> Body:
    """Reads a whole raw message; never raises. Only the first 5 MiB are looked at (`MAX_OCTETS`).

    A message without content type is plain text (RFC 2045 section 5.2); a multipart whose boundary is missing is read with the
    boundary that its body shows, else as plain text. Attachments are left out.
    """
    raw = raw[:MAX_OCTETS]
    section, body = _split_section(raw)
    fields = read_fields(section)
    header = {name: tuple(decode_words(value) for value in values) for name, values in fields.items()}
    found = _Found([], [], [])
    top_kind, top_params = parse_parameters(fields.get("content-type", ("text/plain",))[0])
    queue: list[tuple[int, str, dict[str, str], Mapping[str, tuple[str, ...]], bytes]] = [
        (0, top_kind, top_params, fields, body)
    ]
    seen = 0
    while queue and seen < MAX_PARTS:
        depth, kind, params, own, octets = queue.pop()
        seen += 1
        if kind.startswith("multipart/") and depth < MAX_DEPTH:
            children = _children(kind, params, octets)
            if children:
                queue.extend((depth + 1, *child) for child in reversed(children))
                continue
            kind = "text/plain"
        elif "/" not in kind:
            kind = "text/plain"
        _take(found, kind, params, own, octets)
    return Body(
        header,
        "\n".join(found.plain) if found.plain else None,
        "\n".join(found.html) if found.html else None,
        found.flowed,
        tuple(found.parts),
        top_kind,
        top_params,
    )


def _children(
    kind: str, params: dict[str, str], octets: bytes
) -> list[tuple[str, dict[str, str], Mapping[str, tuple[str, ...]], bytes]]:
    boundary = params.get("boundary", "").encode("utf-8", "replace")
    pieces = _split_multipart(octets, boundary) if boundary else []
    if not pieces and (guess := _GUESSED_BOUNDARY.search(octets)):
        pieces = _split_multipart(octets, guess[1])
    children: list[tuple[str, dict[str, str], Mapping[str, tuple[str, ...]], bytes]] = []
    for piece in pieces:
        section, body = _split_section(piece)
        fields = read_fields(section)
        default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        child_kind, child_params = parse_parameters(fields.get("content-type", (default,))[0])
        children.append((child_kind, child_params, fields, body))
    return children
