"""How likely it is that one sentence asks its reader for something, and for what, by a linear model of plain numbers."""

from __future__ import annotations

import base64
import json
import math
from array import array
from dataclasses import dataclass

from agent.ask.features import kind_buckets
from agent.ask.kinds import KINDS
from agent.ask.reading import Reading


@dataclass(frozen=True, slots=True)
class Model:
    """Log-odds of an ask are `bias` + `scale` * the sum of the steps of a sentence's buckets.

    The kind is the one whose own sum is largest; `kind_steps` holds the steps of all kinds for a bucket side by side.
    """

    bias: float
    scale: float
    threshold: float
    steps: array[int]
    kind_steps: array[int]

    def probability(self, found: set[int]) -> float:
        """The probability that a sentence with these buckets asks its reader for something."""
        steps = self.steps
        odds = self.bias + self.scale * sum([steps[i] for i in found])
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))

    def kind(self, r: Reading, found: set[int]) -> str:
        """What the sentence with these buckets wants, taken that it is an ask."""
        n = len(KINDS)
        rows = [i * n for i in kind_buckets(r, found)]
        sums = [sum([self.kind_steps[i + k] for i in rows]) for k in range(n)]
        return KINDS[sums.index(max(sums))]


def parse(content: str) -> Model:
    """A weights file as a model; its layout is told in the file itself."""
    d = json.loads(content)
    return Model(d["bias"], d["scale"], d["threshold"], _steps(d["weights"]), _steps(d["kinds"]))


def _steps(text: str) -> array[int]:
    return array("b", base64.b64decode(text))
