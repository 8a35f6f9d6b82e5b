"""From sentences to the mail: does it ask, how strongly, for what, and may an answer be expected?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.ask.score import Reading, read, rule_score
from agent.ask.split import split
from agent.model import Ask

THRESHOLD = 0.5
_FORWARDED = re.compile(
    r"^[ \t]*(?:-{3,} ?(?:original message|forwarded by|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|"
    r"oorspronkelijk bericht|mensagem original)\b|-{10,} forwarded by)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Scored:
    """One sentence, verbatim; `score` is a probability, `label` whether it is an ask, `kind` what kind (None where it is none)."""

    text: str
    label: bool
    score: float
    kind: str | None


def sentences(text: str) -> list[Scored]:
    """Every sentence of `text` in order with its score; quoted lines and what follows a forwarding mark are left out."""
    mark = _FORWARDED.search(text)
    own = text[: mark.start()] if mark else text
    return [_scored(read(piece.text)) for piece in split(own)]


def _scored(r: Reading) -> Scored:
    score = rule_score(r)
    label = score >= THRESHOLD
    return Scored(r.text, label, round(score, 4), kind(r) if label else None)


def kind(r: Reading) -> str:
    """What an ask wants: an agreement by silence, a time, a decision, an appetite, an answer, or a deed."""
    n = r.names
    if "default" in n:
        return "default_action"
    if "schedule" in n and ("day" in n or "let_us" in n or "can_you" in n):
        return "schedule"
    if "decide" in n:
        return "decision"
    if "teaser" in n and r.question:
        return "teaser"
    if "please" in n or "let_me_know" in n or "imperative" in n or "i_need" in n:
        return "request"
    return "question" if r.question else "request"


def judge_ask(new_text: str, *, subject: str = "", language: str | None = None) -> Ask:
    """What the mail with this text asks of its reader. Never raises.

    `new_text`: what the sender typed, without quotes and signature. `subject` and `language` (ISO 639-1) help where known.
    """
    mark = _FORWARDED.search(new_text)
    readings = [read(piece.text) for piece in split(new_text[: mark.start()] if mark else new_text)]
    scored = [_scored(r) for r in readings]
    asks = [i for i, s in enumerate(scored) if s.label]
    clear = [i for i in asks if not _no_value(readings[i])]
    weak = [i for i, r in enumerate(readings) if _no_value(r)]
    top = max((s.score for s in scored), default=0.0)
    if clear:
        best = max(clear, key=lambda i: scored[i].score)
        return Ask(True, scored[best].kind, "clear", scored[best].text, scored[best].score, True)
    if weak:
        best = max(weak, key=lambda i: scored[i].score)
        asked = scored[best].label
        return Ask(asked, scored[best].kind, "weak", scored[best].text, scored[best].score, asked)
    return Ask(False, None, "none", None, top, False)


def _no_value(r: Reading) -> bool:
    """Lines that give the reader nothing to do: "any questions, call me", "any news?"."""
    n = r.names
    return "any_questions" in n or ("any_news" in n and len(r.words) <= 14 and "schedule" not in n)
