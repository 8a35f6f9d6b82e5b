"""One sentence as the rules see it: words, where the clause begins, cues."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.ask.cues import clause_starts, cues, tokens

_VOCATIVE = re.compile(
    r"[A-Z][\w.'-]{0,20}(?: (?:(?:and|und|et|y|e|en|&) )?[A-Z][\w'-]{0,20}){0,2} ?(?:,|:|--?|–) +(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence as the rules see it: its words, where the clause begins, and the cues found in it."""

    text: str
    words: list[str]
    start: int
    found: tuple[tuple[str, int], ...]
    names: frozenset[str]
    question: bool
    vocative: bool


def read(sentence: str) -> Reading:
    """Tokenises a sentence and looks up its cues."""
    called = _VOCATIVE.match(sentence)
    body = sentence[called.end() :] if called else sentence
    words = tokens(body)
    starts = clause_starts(words)
    found = tuple(cues(words, starts))
    return Reading(
        text=sentence,
        words=words,
        start=starts[0],
        found=found,
        names=frozenset(name for name, _ in found),
        question="?" in words,
        vocative=called is not None,
    )
