"""Subjects: what is left without reply and forward marks, and the subject of a reply. Pure."""

from __future__ import annotations

import re
import unicodedata

# RFC 5256 section 2.1 knows re, fw and fwd; mail programs of other languages write their own.
_MARK = re.compile(
    r"(?:re|fwd?|aw|wg|sv|vs|vb|tr|rv|rif|r|antw|doorst|odp|pd|ynt|res|enc|ref|回复|答复|转发)[ \t]{0,3}"
    r"(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3})?[ \t]{0,3}[:：][ \t]*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\[(?:ext|extern|external|externe|externo|externer absender)\][ \t]*", re.IGNORECASE)


def one_line(text: str) -> str:
    """A header text without line ends and other control or format characters (an injected line end would be a header)."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c) not in {"Cs", "Cf"})
    return " ".join(kept.split())


def base_subject(subject: str) -> str:
    """A subject without the marks of replies, forwards and "[EXTERNAL]" in front; on one line."""
    rest = one_line(subject)
    while found := _MARK.match(rest) or _TAG.match(rest):
        rest = rest[found.end() :]
    return rest


def reply_subject(subject: str) -> str:
    """The subject of an answer in a thread: its own with exactly one "Re: " (RFC 5322 section 3.6.5)."""
    return f"Re: {base_subject(subject)}".strip()
