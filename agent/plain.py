"""Texts from mails and hosts, made safe for a terminal: pure.

A subject may hold escape sequences that move the cursor, recolour or answer on the rep's behalf (ECMA-48 control functions), and
characters that turn the reading direction round so that a line says what it does not (UAX #9, Unicode TR36 section 2.4).
"""

from __future__ import annotations

import json
import re
import unicodedata

_SHOWN_AS = "\N{REPLACEMENT CHARACTER}"
_SPACES = "\t\n\v\f\r\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
_ENDS = (".", "!", "?", "…", ":")


def _plain(char: str) -> str:
    if char in _SPACES:
        return " "
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cs"):
        return _SHOWN_AS
    # joiners shape words in several scripts and hold emoji together; every other format character only misleads
    return "" if kind == "Cf" and char not in "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}" else char


def plain(text: str) -> str:
    """A text as one line that no terminal obeys: control characters are shown as �, marks of direction and hidden ones left out."""
    return text if text.isprintable() else "".join(map(_plain, text))


def plain_lines(text: str) -> str:
    """The same for a text of several lines, which stay."""
    return "\n".join(plain(line.expandtabs(4)) for line in text.splitlines())


def sentence(text: str) -> str:
    """A message for the rep as one plain line with an end; an address of a page at the end stays as it is, to be copied."""
    line = plain(text).strip()
    return line if line.endswith(_ENDS) or "://" in line.rpartition(" ")[2] else f"{line}."


_ADDRESS = re.compile(r"[^\s<>\"'(),;:=]*@[^\s<>\"'(),;:=]*")


def without_addresses(text: str) -> str:
    """A text in which every address is replaced, for log lines: a mailbox may be named by one, a library may quote one."""
    return _ADDRESS.sub("(address)", text)


_HIDDEN = re.compile(
    r"[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def escaped(text: str) -> str:
    r"""JSON text that means the same, with what a terminal might obey (or UTF-8 cannot hold) as \uXXXX: RFC 8259 section 7."""
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def to_json(value: object) -> str:
    """A value as one line of JSON for standard output."""
    return escaped(json.dumps(value, ensure_ascii=False))


_TYPED = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-", "…": "...", "→": "->", "·": "-",
    "\N{NO-BREAK SPACE}": " ",
}  # fmt: skip


def typed(text: str) -> str:
    """What stands for a text where a terminal lacks its characters: without accents, typographic signs as they are typed, else ?."""
    found = []
    for char in text:
        bare = _TYPED.get(char) or unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
        found.append(bare or "?")
    return "".join(found)
