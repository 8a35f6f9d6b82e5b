"""How likely it is that one sentence asks its reader for something."""

from __future__ import annotations

import base64
import json
import math
from array import array
from dataclasses import dataclass

from agent.ask.features import buckets
from agent.ask.reading import Reading


@dataclass(frozen=True, slots=True)
class Model:
    """Plain numbers: log-odds are `bias` + `scale` * the sum of the steps of a sentence's buckets."""

    bias: float
    scale: float
    threshold: float
    steps: array[int]

    def probability(self, r: Reading) -> float:
        """The probability that the sentence asks its reader for something."""
        steps = self.steps
        odds = self.bias + self.scale * sum(steps[i] for i in buckets(r))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def parse(content: str) -> Model:
    """A weights file as a model; its layout is told in the file itself."""
    d = json.loads(content)
    return Model(d["bias"], d["scale"], d["threshold"], array("b", base64.b64decode(d["weights"])))
