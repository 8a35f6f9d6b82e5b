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
from itertools import chain
from pathlib import Path

from agent.ask.features import BITS, KIND_BITS, buckets, kind_buckets
from agent.ask.kinds import KINDS
from agent.ask.reading import read
from agent.ask.train.corpus import HERE, Example, digest, examples, fold, held_out, mails
from agent.ask.train.unlabelled import crops, parts, sentences_of

EPOCHS = 6
ALPHA, BETA, L1, L2 = 0.12, 1.0, 0.2, 1.0
TEACHER_WEIGHT, OWN_WEIGHT = 0.12, 3.0
THRESHOLD = 0.26
KIND_EPOCHS, KIND_STEP, KIND_DECAY = 12, 0.1, 0.002
ABOUT = {
    "what": "Weights of agent.ask: how likely a sentence asks its reader for something. Logistic regression; see docs/ask.md.",
    "made_by": "python -m agent.ask.train",
    "data": "own labelled sentences and mails in seven languages (agent/ask/corpus); ParakweetLabs EmailIntentDataSet, training split, Apache-2.0, relabelled; "
    "sent mail of the Enron corpus, public domain, labelled by hash",
    "teacher": "all-MiniLM-L6-v2 (Apache-2.0), fine-tuned on the labelled sentences that are not held out, judged unlabelled ones; its probabilities are kept by hash",
    "metrics": "held-out F1: sentences of the relabelled set .890, real sent mail clear .941, expects a reply .941; docs/ask.md has the intervals",
    "licence": "Apache-2.0",
    "date": "2026-11-22",
    "layout": "weights: base64 of 2**bits signed bytes, one a bucket; log-odds = bias + scale * sum of the bytes of a sentence's buckets; "
    "kinds: likewise, six bytes a bucket of 2**13, the largest sum wins",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One training example as the learner sees it."""

    buckets: tuple[int, ...]
    target: float
    weight: float


def rows_of(chosen: Iterable[Example]) -> list[Row]:
    """Labelled sentences as rows."""
    return [Row(tuple(sorted(buckets(read(e.text)))), e.target, e.weight * _trust(e)) for e in chosen]


def _trust(e: Example) -> float:
    """What we wrote to show rare phrasings counts more than what everybody writes."""
    return OWN_WEIGHT if e.source.startswith("own") else 1.0


def taught(data: Path, labelled: Sequence[Example]) -> list[Row]:
    """Unlabelled sentences of the shared mail, and stretches of labelled ones, with the probability that a larger model gave them (`corpus/teacher.txt`).

    Labelled sentences are left out, and of those that are held out their clauses too.
    """
    path = HERE / "teacher.txt"
    if not path.exists():
        return []
    scores = {line[:12]: int(line[13:]) / 1000 for line in path.read_text(encoding="ascii").splitlines()}
    without = {fold(e.text).lower() for e in labelled}
    without.update(part.lower() for e in labelled if held_out(e) for part in parts(fold(e.text)))
    cropped = (
        crop
        for e in labelled
        if e.source.startswith("parakweet") and not held_out(e)
        for crop in crops(e.text)
    )
    chosen = dict.fromkeys(text for text in chain(sentences_of(data), cropped) if text.lower() not in without)
    known = ((text, scores.get(digest(text)[:12])) for text in chosen)
    return [
        Row(tuple(sorted(buckets(read(text)))), score, TEACHER_WEIGHT)
        for text, score in known
        if score is not None
    ]


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


def kind_rows(data: Path) -> list[tuple[tuple[int, ...], int]]:
    """Asks whose kind we know, as buckets and the number of the kind: our own sentences, and mails with one ask."""
    known = [(e.text, e.kind) for e in examples(data) if e.source == "own" and e.target and not held_out(e)]
    known += [
        (ask, m.kind)
        for m in mails(data)
        if m.source == "own" and len(m.asks) == 1 and not held_out(m)
        for ask in m.asks
    ]
    readings = [(read(text), kind) for text, kind in known if kind in KINDS]
    return [(tuple(sorted(kind_buckets(r, buckets(r)))), KINDS.index(kind)) for r, kind in readings if kind]


def learn_kinds(rows: Sequence[tuple[tuple[int, ...], int]]) -> list[float]:
    """Weights of all kinds by bucket, side by side: softmax regression with Adagrad steps."""
    n = len(KINDS)
    w, seen = [0.0] * (n << KIND_BITS), [1.0] * (n << KIND_BITS)
    order = list(range(len(rows)))
    shuffle = random.Random(20261122)  # noqa: S311
    for _ in range(KIND_EPOCHS):
        shuffle.shuffle(order)
        for row in order:
            found, kind = rows[row]
            sums = [sum(w[i * n + k] for i in found) for k in range(n)]
            top = max(sums)
            parts = [math.exp(s - top) for s in sums]
            total = sum(parts)
            for k in range(n):
                error = parts[k] / total - (k == kind)
                for i in found:
                    at = i * n + k
                    slope = error + KIND_DECAY * w[at]
                    seen[at] += slope * slope
                    w[at] -= KIND_STEP * slope / math.sqrt(seen[at])
    return w


def _steps(w: Sequence[float]) -> tuple[float, str]:
    """The size of a step, and every weight rounded to one of 255 steps."""
    scale = max(abs(x) for x in w) / 127 or 1.0
    return scale, base64.b64encode(bytes(round(x / scale) & 0xFF for x in w)).decode()


def pack(bias: float, w: Sequence[float], kinds: Sequence[float]) -> str:
    """The weights file."""
    scale, steps = _steps(w)
    content = {
        "about": ABOUT,
        "bits": BITS,
        "bias": round(bias, 4),
        "scale": round(scale, 8),
        "threshold": THRESHOLD,
        "weights": steps,
        "kinds": _steps(kinds)[1],
    }
    return json.dumps(content, indent=1) + "\n"


def train(data: Path) -> str:
    """The content of the weights file, learnt from everything that is not held out."""
    labelled = examples(data)
    chosen = [e for e in labelled if not held_out(e)]
    return pack(*learn([*rows_of(chosen), *taught(data, labelled)]), learn_kinds(kind_rows(data)))
