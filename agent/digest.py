"""What there is to do, in one line of numbers: what the daemon says every morning and `status` at any time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# status, next.action and next.draft.state of a verdict as the command-line contract names them; "" where there is none.
Standing = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Digest:
    """How many conversations stand how: `drafts` to review, `calls` to make, `answers` that the rep owes, `other` that are due without a
    draft (it was refused, or the rep has one of their own), `held`, `waiting`.
    """

    drafts: int = 0
    calls: int = 0
    answers: int = 0
    other: int = 0
    held: int = 0
    waiting: int = 0


def digest(standings: Iterable[tuple[Standing, int]]) -> Digest:
    """Counts conversations, given how many stand in each way; the same way may come more than once."""
    found = {"drafts": 0, "calls": 0, "answers": 0, "other": 0, "held": 0, "waiting": 0}
    for standing, count in standings:
        if name := _named(standing):
            found[name] += count
    return Digest(**found)


def _named(standing: Standing) -> str | None:
    status, action, draft = standing
    if status == "due":
        return "drafts" if draft else "calls" if action == "call" else "other"
    return {"yours": "answers", "held": "held", "waiting": "waiting"}.get(status)


def to_do(found: Digest) -> str:
    """What there is to do today: "3 drafts to review, 1 call to make, 2 answers owed"."""
    parts = [
        _counted(found.drafts, "draft", "to review"),
        _counted(found.calls, "call", "to make"),
        _counted(found.answers, "answer", "owed"),
    ]
    if found.other:
        parts.append(f"{found.other} due without a draft")
    return ", ".join(parts)


def digest_line(day: date, found: Digest) -> str:
    """For example "2026-03-09: 3 drafts to review, 1 call to make, 2 answers owed; 12 held, 5 waiting"."""
    return f"{day.isoformat()}: {to_do(found)}; {found.held} held, {found.waiting} waiting"


def _counted(count: int, what: str, rest: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'} {rest}"
