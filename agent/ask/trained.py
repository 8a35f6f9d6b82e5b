"""The trained model that comes with the package: plain numbers, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from agent.ask.score import Model, parse

FILE = "weights.json"


@cache
def model() -> Model:
    """The model that `weights.json` holds."""
    return parse(files("agent.ask").joinpath(FILE).read_text(encoding="utf-8"))
