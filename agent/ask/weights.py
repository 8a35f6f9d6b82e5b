"""The committed weights of the ask model, read from the package once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agent.ask.score import Model, parse

WEIGHTS = Path(__file__).with_name("weights.json")


@cache
def model() -> Model:
    """The model that `weights.json` holds."""
    return parse(WEIGHTS.read_text(encoding="utf-8"))
