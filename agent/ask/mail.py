"""From sentences to the mail: does it ask, how strongly, for what, and may an answer be expected?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.ask.features import buckets
from agent.ask.reading import Reading, read
from agent.ask.split import split
from agent.ask.trained import model
from agent.model import Ask

_FORWARDED = re.compile(
    r"[ \t]*(?:-{2,} ?(?:original message|forwarded by|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|"
    r"message d'origine|message transféré|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|"
    r"oorspronkelijk bericht|doorgestuurd bericht|mensagem original|mensagem encaminhada)\b)",
    re.IGNORECASE,
)
_TO = re.compile(r"[ \t]*(?:from|to|von|an|de|à|para|a|da|van|aan) ?:[ \t]*\S", re.IGNORECASE)
_SUBJECT = re.compile(r"[ \t]*(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto) ?:", re.IGNORECASE)
_STAMP = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d|^[ \t]*(?:from|sent by|sent|cc|von|gesendet|de|envoyé) ?:|^[ \t]*$",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"[ \t]*\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?[ \t]*$|[^\n]{0,80}@[^\n]{1,60} on \d{1,2}/\d{1,2}/\d{2,4}|"
    r"[ \t]*(?:on|am|le|el|il|op|em) (?=[^\n]{0,60}\d)[^\n]{6,150} (?:wrote|schrieb[^\n:]{0,60}|a écrit|escribió|ha scritto|schreef[^\n:]{0,60}|escreveu)[ \t]*:[ \t]*$",
    re.IGNORECASE,
)
_HEADING_LINES = 60
_ABOVE_LINES = 12
_NAME_LENGTH = 60
_SHORT = 9
_NUDGE = 14
_CERTAIN = 0.85
_POLITENESS = 0.1


@dataclass(frozen=True, slots=True)
class Scored:
    """One sentence, verbatim; `score` is a probability, `label` whether it is an ask, `kind` what kind (None where it is none)."""

    text: str
    label: bool
    score: float
    kind: str | None


def own_part(text: str) -> str:
    """`text` up to the first mail that is copied into it: a forwarding mark, or the heading lines of another message."""
    lines = text.splitlines(keepends=True)
    for i, line in enumerate(lines):
        if _FORWARDED.match(line):
            return "".join(lines[:i])
        if _TO.match(line) and any(_SUBJECT.match(after) for after in lines[i + 1 : i + _HEADING_LINES]):
            return "".join(lines[: _heading_start(lines, i)])
        if _WRITTEN.match(line):
            return "".join(lines[: _heading_start(lines, i)])
    return text


def _heading_start(lines: Sequence[str], at: int) -> int:
    """The first line of a copied heading whose To line is `at`: a name and a date may stand above it."""
    start = at
    while start > 0 and at - start < _ABOVE_LINES:
        above = lines[start - 1].strip()
        a_name = len(above) <= _NAME_LENGTH and above[-1:] not in ".?!," and _is_dated(lines[start : at + 1])
        if not (_STAMP.search(above) and len(above) <= _NAME_LENGTH) and not a_name:
            break
        start -= 1
    return start


def _is_dated(lines: Sequence[str]) -> bool:
    return any(line.strip() and _STAMP.search(line) for line in lines[:2])


def sentences(text: str) -> list[Scored]:
    """Every sentence of `text` in order with its score; quoted lines and mail copied below are left out. Never raises."""
    return [_scored(r) for r in _readings(text)]


def _readings(text: str) -> list[Reading]:
    return [read(piece.text) for piece in split(own_part(text))]


def _scored(r: Reading) -> Scored:
    m = model()
    found = buckets(r)
    score = round(m.probability(found) * (_POLITENESS if _is_small_talk(r) else 1), 4)
    label = score >= m.threshold
    return Scored(r.text, label, score, m.kind(r, found) if label else None)


def _is_small_talk(r: Reading) -> bool:
    """Whether this is one of the questions that want no answer, like "How are you?"."""
    return "small_talk" in r.names and len(r.words) <= _SHORT


def judge_ask(new_text: str, *, subject: str = "", language: str | None = None) -> Ask:
    """What the mail with this text asks of its reader. Never raises.

    `new_text`: what the sender typed, without quotes and signature. `subject` and `language` (ISO 639-1) help where known.
    `has` is true when a sentence asks, even a no-value one ("Any news?"); `strength` tells these apart. A line like "any questions, call me" is weak
    and no ask. `expects_reply` is false where nobody could be missed: thanks, closings, answers, information.
    """
    readings = _readings(new_text)
    scored = [_scored(r) for r in readings]
    idle = [_no_value(r, s) for r, s in zip(readings, scored, strict=True)]
    clear = [s for s, no_value in zip(scored, idle, strict=True) if s.label and not no_value]
    if clear:
        best = max(clear, key=lambda s: s.score)
        return Ask(True, best.kind, "clear", best.text, best.score, True)
    weak = [s for s, no_value in zip(scored, idle, strict=True) if no_value]
    if weak:
        best = max(weak, key=lambda s: s.score)
        return Ask(best.label, best.kind, "weak", best.text, best.score, _awaits(readings))
    return Ask(False, None, "none", None, max((s.score for s in scored), default=0.0), _awaits(readings))


def _no_value(r: Reading, s: Scored) -> bool:
    """Lines that give the reader nothing to do: "any questions, call me", "any news?"."""
    n = r.names
    if "pro_forma" in n and s.score < _CERTAIN:
        return True
    return "any_news" in n and len(r.words) <= _NUDGE and not n & {"please", "deed", "let_us"}


def _awaits(readings: Sequence[Reading]) -> bool:
    """Whether a mail without a clear ask still leaves something open: a nudge, or an offer that was sent."""
    names = frozenset[str]().union(*(r.names for r in readings))
    return bool(names & {"any_news", "await"}) or {"attach", "offer_noun"} <= names
