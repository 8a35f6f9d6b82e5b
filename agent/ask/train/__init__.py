"""Learns the weights of the ask model.

Logistic regression on hashed features, learnt with FTRL-proximal (McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013):
per-coordinate steps, exact L1 and L2. Pure Python, one thread, a fixed order: the same inputs give the same bytes.
"""

from __future__ import annotations

import base64
import json
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.ask.features import BITS, buckets
from agent.ask.reading import read
from agent.ask.train.corpus import HERE, Example, digest, examples, fold, held_out
from agent.ask.train.unlabelled import sentences_of

EPOCHS = 8
ALPHA, BETA, L1, L2 = 0.12, 1.0, 0.35, 1.0
TEACHER_WEIGHT = 0.5
THRESHOLD = 0.26
ABOUT = {
    "what": "Weights of agent.ask: how likely a sentence asks its reader for something. Logistic regression; see docs/ask.md.",
    "made_by": "python -m agent.ask.train",
    "data": "own labelled sentences and mails in seven languages (agent/ask/corpus); ParakweetLabs EmailIntentDataSet, training split, Apache-2.0, relabelled; "
    "sent mail of the Enron corpus, public domain, labelled by hash",
    "licence": "Apache-2.0",
    "date": "2026-11-22",
    "layout": "weights: base64 of 2**bits signed bytes, one a bucket; log-odds = bias + scale * sum of the bytes of a sentence's buckets",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One training example as the learner sees it."""

    buckets: tuple[int, ...]
    target: float
    weight: float


def rows_of(chosen: Iterable[Example]) -> list[Row]:
    """Labelled sentences as rows."""
    return [Row(tuple(sorted(buckets(read(e.text)))), e.target, e.weight) for e in chosen]


def taught(data: Path, without: frozenset[str]) -> list[Row]:
    """Unlabelled sentences of the shared mail with the probability that a larger model gave them (`corpus/teacher.txt`), none of `without`."""
    path = HERE / "teacher.txt"
    if not path.exists():
        return []
    scores = {line[:12]: int(line[13:]) / 1000 for line in path.read_text().splitlines()}
    found = []
    for text in sentences_of(data):
        score = scores.get(digest(text)[:12])
        if score is not None and text.lower() not in without:
            found.append(Row(tuple(sorted(buckets(read(text)))), score, TEACHER_WEIGHT))
    return found


def learn(rows: Sequence[Row], epochs: int = EPOCHS) -> tuple[float, list[float]]:
    """Bias and weights that fit the rows."""
    z, n = [0.0] * (1 << BITS), [0.0] * (1 << BITS)
    w = [0.0] * (1 << BITS)
    bias = bias_n = 0.0
    order = list(range(len(rows)))
    shuffle = random.Random(20261122)  # noqa: S311
    for _ in range(epochs):
        shuffle.shuffle(order)
        for k in order:
            row = rows[k]
            score = bias
            for i in row.buckets:
                score += w[i]
            error = row.weight * (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - row.target)
            square = error * error
            bias_n += square
            bias -= ALPHA / (BETA + math.sqrt(bias_n)) * error
            for i in row.buckets:
                before = n[i]
                after = before + square
                n[i] = after
                root = math.sqrt(after)
                pull = z[i] + error - (root - math.sqrt(before)) / ALPHA * w[i]
                z[i] = pull
                if -L1 <= pull <= L1:
                    w[i] = 0.0
                else:
                    w[i] = ((L1 if pull > 0 else -L1) - pull) / ((BETA + root) / ALPHA + L2)
    return bias, w


def pack(bias: float, w: Sequence[float]) -> str:
    """The weights file: every weight rounded to one of 255 steps."""
    scale = max(abs(x) for x in w) / 127
    steps = bytes(round(x / scale) & 0xFF for x in w)
    content = {
        "about": ABOUT,
        "bits": BITS,
        "bias": round(bias, 4),
        "scale": round(scale, 8),
        "threshold": THRESHOLD,
        "weights": base64.b64encode(steps).decode(),
    }
    return json.dumps(content, indent=1) + "\n"


def train(data: Path) -> str:
    """The content of the weights file, learnt from everything that is not held out."""
    labelled = examples(data)
    seen = frozenset(fold(e.text).lower() for e in labelled)
    chosen = [e for e in labelled if not held_out(e)]
    return pack(*learn([*rows_of(chosen), *taught(data, seen)]))
