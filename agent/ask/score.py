"""How likely it is that one sentence asks its reader for something."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from agent.ask.cues import clause_start, cues, tokens

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
    start = clause_start(words)
    found = tuple(cues(words, start))
    return Reading(
        text=sentence,
        words=words,
        start=start,
        found=found,
        names=frozenset(name for name, _ in found),
        question="?" in words,
        vocative=called is not None,
    )


def rule_score(r: Reading) -> float:
    """A probability from the rules alone."""
    n = r.names
    z = -2.2
    z += 3.2 * r.question
    z += (
        1.6 * ("please" in n)
        + 2.4 * ("can_you" in n)
        + 2.8 * ("let_me_know" in n)
        + 1.2 * ("i_need" in n)
        + 1.6 * ("let_us" in n)
    )
    z += 2.0 * ("imperative" in n) + 2.8 * ("default" in n)
    z += (0.8 if r.question else -0.4) * (("wh" in n) + ("aux" in n))
    z -= (
        4.5 * ("any_questions" in n)
        + 1.6 * ("closing" in n)
        + 2.0 * ("commit" in n and "default" not in n)
        + 4.5 * ("small_talk" in n)
    )
    z -= 0.9 * ("web" in n)
    return 1 / (1 + math.exp(-z))
