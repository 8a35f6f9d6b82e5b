"""Where the real mail lies that is developed against: beside the checkout, never in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def marks(folder: str = "") -> list[pytest.MarkDecorator]:
    """For a module that needs `folder` of the real mail: run by `make eval`, not by `make test`; skipped where there is none."""
    path = DATA / folder
    reason = f"there is no {path}; it is not part of the repository"
    return [pytest.mark.data, pytest.mark.skipif(not path.is_dir(), reason=reason)]


def on_real_mail(folder: str = "") -> Callable[[Any], Any]:
    """The same for one test."""

    def marked(test: Any) -> Any:
        for mark in marks(folder):
            test = mark(test)
        return test

    return marked
