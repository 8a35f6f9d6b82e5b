"""Subjects: the base subject of RFC 5256 section 2.1, with the reply and forward marks of other languages.

Marks are those that mail clients put there themselves: AW/WG (German), RE/TR (French), RV (Spanish), SV/VS/VB (Nordic), Antw/Doorst (Dutch),
RES/ENC (Portuguese), R/I (Italian), Odp/PD (Polish), YNT/İLT (Turkish), Ответ/Пересл (Russian), 回复/转发/答复/轉寄 (Chinese), and "Re[2]:".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_REPLY = (
    "re|aw|sv|vs|antw|antwort|res|odp|ynt|ref|rif|r|ответ|отв|回复|回覆|答复|答覆|返信|رد|תשובה|απ|atb|bls"
)
_FORWARD = (
    "fwd?|wg|tr|rv|vb|vl|doorst|enc|i|pd|ilt|i̇lt|пересл|fs|转发|轉寄|転送|továbbítás|vidarebefordrat|πρθ"
)
_MARK = re.compile(
    rf"\s*(?:(?P<re>{_REPLY})|(?P<fwd>{_FORWARD}))\s*(?:[\[(]\d{{1,3}}[\])]|\^\d{{1,3}}|\*\d{{1,3}})?\s*[:：]",
    re.IGNORECASE,
)
# Tags that gateways put in front; a list's own name in brackets is left alone, it tells lists apart.
_GATEWAY = re.compile(
    r"\s*[\[(]?\b(?:external|extern|ext|externe|esterno|externo|caution external|suspected spam|spam)\b\s*(?:[\])]\s*:?|:)",
    re.IGNORECASE,
)
# Every mark, tag and trailer has one of these.
_MAY_BE_MARKED = re.compile(r"[:：\])]")
_TRAILER = re.compile(r"\s*\(fwd\)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject taken apart: `base` keeps its case; `reply` and `forward` say which marks were in front."""

    base: str
    reply: bool
    forward: bool


def parse_subject(text: str) -> Subject:
    """Takes the marks off a decoded subject; never raises."""
    rest = " ".join(text.split())
    if not _MAY_BE_MARKED.search(rest):
        return Subject(rest, False, False)
    reply = forward = False
    for _ in range(50):  # a subject with more marks than this is not a subject
        if found := _MARK.match(rest):
            reply, forward = reply or bool(found["re"]), forward or bool(found["fwd"])
        elif not (found := _GATEWAY.match(rest)):
            break
        rest = rest[found.end() :]
    trimmed = _TRAILER.sub("", rest)
    return Subject(trimmed.strip(), reply, forward or trimmed != rest)


def thread_subject(text: str) -> str:
    """What two messages of one thread share: the base subject, case-folded. "" where nothing is left."""
    return parse_subject(text).base.casefold()


def one_line(text: str) -> str:
    """A header text without line ends and other control or format characters (an injected line end would be a header)."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c) not in {"Cs", "Cf"})
    return " ".join(kept.split())


def base_subject(text: str) -> str:
    """A subject without the marks of replies, forwards and "[EXTERNAL]" in front; on one line."""
    return parse_subject(one_line(text)).base


def reply_subject(text: str) -> str:
    """The subject of an answer in a thread: its own with exactly one "Re: " (RFC 5322 section 3.6.5)."""
    return f"Re: {base_subject(text)}".strip()
