"""Sentences of the shared real mail that nobody labelled, for a larger model to judge and the small one to learn from.

Beside whole sentences their clauses are given too: they show the learner which part of a sentence makes it an ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from agent.ask.mail import own_part
from agent.ask.split import split
from agent.ask.train.corpus import body, fold

_FOLDERS = ("Sent", "INBOX", "Sent-by-delegate")
_JOINT = re.compile(r"(?<=[,;:–—)-]) | - |(?= (?:and|but|so|because|if|when|which|please) )")
_LONGEST_MAIL = 6000
_SHORTEST, _LONGEST = 7, 400
_SHORTEST_CROPPED, _LONGEST_CROPPED = 5, 60


def sentences_of(data: Path) -> Iterator[str]:
    """Every sentence and clause of the shared mail once, folded, in a fixed order."""
    folders = [f"mailboxes/enron/*/{folder}/*.eml" for folder in _FOLDERS]
    seen: set[str] = set()
    for pattern in (*folders, "automatic/spamassassin_ham_labelled/files/*"):
        for path in sorted(data.glob(pattern)):
            for text in _of_mail(path.read_bytes()):
                if text.lower() not in seen:
                    seen.add(text.lower())
                    yield text


def crops(text: str) -> Iterator[str]:
    """Stretches of a labelled sentence, for the larger model to judge anew: they tell which words made it an ask."""
    words = fold(text).split()
    n = len(words)
    if n < _SHORTEST_CROPPED or n > _LONGEST_CROPPED:
        return
    for begin, end in ((0, n * 3 // 5), (n * 2 // 5, n), (n // 5, n * 4 // 5), (0, n * 2 // 5)):
        yield " ".join(words[begin:end])
    yield from list(parts(" ".join(words)))[1:]


def _of_mail(raw: bytes) -> Iterator[str]:
    try:
        text = own_part(body(raw))
    except (LookupError, ValueError):
        return
    for piece in split(text[:_LONGEST_MAIL]):
        for part in parts(fold(piece.text)):
            if _SHORTEST <= len(part) <= _LONGEST:
                yield part


def parts(sentence: str) -> Iterator[str]:
    """A sentence and its clauses: what stands before and after each of its first joints."""
    yield sentence
    cuts = [m.start() for m in _JOINT.finditer(sentence)][:6]
    for cut in cuts:
        yield sentence[:cut].strip(" -,")
        yield sentence[cut:].strip(" -,")
