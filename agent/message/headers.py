"""From a raw header section to an immutable `Header`: never raises, whatever the octets.

The standard library's parser raises on real mail (docs/architecture.md lists the cases), reads "Smith, John <a@b>" as two people and
drops the second of "a@b; c@d"; threading and "who wrote last" rest on these fields, so they are read here, tolerantly, by
RFC 5322 section 3 (structure), RFC 2047 (encoded words), RFC 6532 (raw UTF-8).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import quopri
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

from agent.message.subject import thread_subject
from agent.model import Address

# More header lines than this are an attack or an accident; what counts stands at the top.
MAX_FIELDS = 2_000
MAX_ADDRESSES = 500
MAX_REFERENCES = 100

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ENCODED_WORD = re.compile(r"=\?([^\s?*]{1,40})(?:\*[^\s?]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
_MSG_ID = re.compile(r"<\s*([^<>]{1,998})>")
_NOT_IN_ID = re.compile(r"[\s<>,;\"()]+")
_SPACE = re.compile(r"\s+")
_ADDR_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"?|\((?:[^()\\]|\\.)*\)?|<[^>]*>?|[,;:]|[^\s",;:()<]+|\s+', re.DOTALL
)
_SIMPLE_ADDRESS = re.compile(
    r"\s*([A-Za-z0-9 .\-_'&/]*?)\s*<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+)>\s*"
)
_SLASHED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of one message that decide anything. `sent_at` is aware, None where the header holds no usable time.

    `fields` maps lower-case names to the raw values (decoded to text, unfolded, encoded words left alone), in order.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    from_: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    sent_at: datetime | None
    fields: Mapping[str, tuple[str, ...]]

    def first(self, name: str) -> str:
        """The first value of a field, "" where it is missing."""
        return self.fields.get(name, ("",))[0]


def to_text(octets: bytes) -> str:
    """Raw header octets as text: UTF-8 (RFC 6532), else Windows-1252, else with replacement characters. No surrogates."""
    try:
        return octets.decode("ascii")
    except UnicodeDecodeError:
        pass
    for charset in ("utf-8", "cp1252"):
        try:
            return octets.decode(charset)
        except UnicodeDecodeError:
            continue
    return octets.decode("latin-1")


def read_fields(section: bytes) -> dict[str, tuple[str, ...]]:
    """The fields of a header section, unfolded (RFC 5322 section 2.2.3); lines that are no field are left out.

    A body after the first empty line is not looked at.
    """
    octets = section.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n").partition(b"\n\n")[0]
    octets = octets.replace(b"\n\t", b"\n ").replace(b"\n ", b" ")
    try:
        lines = octets.decode("utf-8").split("\n")
    except UnicodeDecodeError:  # each line may be in a character set of its own
        lines = [to_text(line) for line in octets.split(b"\n")]
    fields: dict[str, tuple[str, ...]] = {}
    for line in lines[:MAX_FIELDS]:
        written, colon, value = line.partition(":")
        if colon and (name := _field_name(written)):
            fields[name] = (*fields[name], value.strip()) if name in fields else (value.strip(),)
    return fields


@lru_cache(maxsize=1_024)
def _field_name(written: str) -> str:
    """A field name in lower case; "" for what is none."""
    name = written.rstrip().lower()
    return "" if " " in name else name


def _decode_word(charset: str, encoding: str, text: str) -> str | None:
    octets = text.encode("utf-8", "replace")
    try:
        if encoding in "bB":
            raw = base64.b64decode(octets + b"=" * (-len(octets) % 4))
        else:
            raw = quopri.decodestring(octets, header=True)
    except (binascii.Error, ValueError):
        return None
    for name in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("latin-1")


def decode_words(text: str) -> str:
    """A header value with its encoded words decoded (RFC 2047), one line, no control characters; never raises.

    A word that cannot be decoded is left as it stands.
    """
    if text.isascii() and text.isprintable() and "=?" not in text and "  " not in text:
        return text.strip()
    if "=?" in text:
        text = _BETWEEN_WORDS.sub(r"\1", text)
        text = _ENCODED_WORD.sub(
            lambda m: w if (w := _decode_word(m[1], m[2], m[3])) is not None else m[0], text
        )
    return _SPACE.sub(" ", _CONTROL.sub(" ", text)).strip()


def _unquote(text: str) -> str:
    return _SLASHED.sub(r"\1", text.strip().removeprefix('"').removesuffix('"'))


def parse_addresses(value: str) -> tuple[Address, ...]:
    """The mailboxes of an address list (RFC 5322 section 3.4), in order, each addr-spec once; never raises.

    Takes what people and programs really write: semicolons between addresses, an unquoted comma in a name ("Smith, John <a@b>"),
    groups, comments, encoded words, quotes around addresses. What has no "@" is no address and left out.
    """
    if len(value) < 200 and (simple := _SIMPLE_ADDRESS.fullmatch(value)):
        return (Address(simple[2].strip("'.").lower(), simple[1].strip(" '")),)
    found: dict[str, Address] = {}
    words: list[str] = []
    angle: str | None = None
    comment = ""

    def finish() -> bool:
        """Takes the mailbox read so far; False where it may be the first half of a name with a comma."""
        nonlocal angle, comment
        phrase = decode_words(" ".join(words).replace(" ,", ","))
        spec = angle
        if spec is None:
            spec = next((word for word in phrase.split() if word.count("@") == 1), None)
            if spec is None:
                return not phrase
            phrase = decode_words(comment)
        spec = (
            _CONTROL.sub("", _SPACE.sub("", decode_words(spec)))
            .replace('"', "")
            .strip("'<>.,;:")
            .removeprefix("mailto:")
            .lower()
        )
        spec = spec.rpartition(":")[2]  # an obsolete source route (RFC 5322 section 4.4)
        if spec.count("@") == 1 and not spec.startswith("@") and not spec.endswith("@"):
            name = phrase.strip(" '\"")
            found.setdefault(spec, Address(spec, "" if name.lower() == spec else name))
        words.clear()
        angle, comment = None, ""
        return True

    quoted = False
    for piece in _ADDR_TOKEN.findall(value):
        if piece in {",", ";"}:
            if not finish():
                words.append(",")
            if len(found) >= MAX_ADDRESSES:
                break
        elif piece == ":":
            words.clear()  # the name of a group
        elif piece[0] == "<":
            angle = piece[1:].rstrip(">")
        elif piece[0] == "(":
            comment = _unquote(piece[1:].rstrip(")"))
        elif piece[0] == '"':
            words.append(_unquote(piece))
        elif piece[0] == "@" and quoted and words:
            words[-1] += piece  # a quoted local part: "john..doe"@host
        elif not piece.isspace():
            words.append(piece)
        quoted = piece[0] == '"'
    finish()
    return tuple(found.values())


def parse_ids(value: str) -> tuple[str, ...]:
    """The message ids of a field, with angle brackets, white space inside taken out, each once (RFC 5322 section 3.6.4).

    Ids without brackets are accepted when they hold an "@".
    """
    ids = [_SPACE.sub("", found) for found in _MSG_ID.findall(value)]
    if not ids:
        ids = [word for word in _NOT_IN_ID.split(value) if "@" in word[1:-1]]
    unique = list(dict.fromkeys(f"<{text}>" for text in ids if text))
    if len(unique) > MAX_REFERENCES:
        unique = unique[:1] + unique[1 - MAX_REFERENCES :]
    return tuple(unique)


_PLAIN_DATE = re.compile(
    r"[A-Z][a-z]{2}, ([0-9]{1,2}) ([A-Z][a-z]{2}) ((?:19|20)[0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([01][0-9]|2[0-3])([0-5][0-9])"
)
_MONTHS = dict(
    zip(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        range(1, 13),
        strict=True,
    )
)


@lru_cache(maxsize=512)
def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def parse_date(value: str) -> datetime | None:
    """A header date as an aware datetime (RFC 5322 section 3.3), None where it is none.

    "-0000" and unknown zone names count as UTC.
    """
    if plain := _PLAIN_DATE.fullmatch(value):
        day, month, year, hour, minute, second, sign, hours, minutes = plain.groups()
        shift = int(hours) * 60 + int(minutes)
        try:
            zone = _zone(-shift if sign == "-" else shift)
            when = datetime(
                int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone
            )
        except (ValueError, KeyError):
            return None
        return when if 1971 <= when.year <= 9000 else None
    try:
        when = parsedate_to_datetime(value)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
        when.astimezone(UTC)  # an offset beyond a day, or year 1 with one, fails here and not later
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return when if 1971 <= when.year <= 9000 else None


def _sent_at(fields: Mapping[str, tuple[str, ...]]) -> datetime | None:
    value = fields.get("date", ("",))[0]
    trace = fields.get("received", ("",))[0].rpartition(";")[2]
    date = parse_date(value)
    if date is not None and (
        not trace or " ".join(value.split()[1:4]) in trace
    ):  # the same day: nothing to compare
        return date
    received = parse_date(trace)
    if date is None or (received is not None and date > received + timedelta(days=1)):
        return (
            received or date
        )  # a sender's clock that runs ahead would hide the message from every scan until then
    return date


def parse_header(section: bytes) -> Header:
    """Reads a raw header section (or a whole raw message); never raises. Missing fields are empty."""
    fields = read_fields(section)

    def addresses(name: str) -> tuple[Address, ...]:
        return parse_addresses(", ".join(fields[name])) if name in fields else ()

    def ids(name: str) -> tuple[str, ...]:
        return parse_ids(" ".join(fields[name])) if name in fields else ()

    from_ = addresses("from") or addresses("sender")
    to, cc, bcc = addresses("to"), addresses("cc"), addresses("bcc")
    if not to and not cc and len(bcc) == 1:
        to, bcc = bcc, ()
    return Header(
        message_id=(ids("message-id") or ("",))[0],
        in_reply_to=ids("in-reply-to"),
        references=ids("references"),
        from_=from_[0] if from_ else Address(""),
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=addresses("reply-to"),
        subject=decode_words(fields.get("subject", ("",))[0]),
        sent_at=_sent_at(fields),
        fields=fields,
    )


def content_id(header: Header) -> str:
    """A stand-in message id made of what a message says of itself: equal for copies that carry different Message-IDs.

    Sender, time to the second, thread subject and recipients; "" where there is no time or no sender to go by.
    """
    if header.sent_at is None or not header.from_.addr:
        return ""
    people = sorted(a.addr for a in header.to + header.cc + header.bcc)
    parts = [
        header.from_.addr,
        header.sent_at.astimezone(UTC).isoformat(timespec="seconds"),
        thread_subject(header.subject),
        *people,
    ]
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"<{digest}@content.invalid>"
