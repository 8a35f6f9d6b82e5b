"""For all tests: what takes longest begins first, so that workers side by side end together.

Generated examples are the same in every run, so that a failure belongs to a change; HYPOTHESIS_PROFILE=explore draws new ones.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

LONG = (
    "test_kill",
    "test_training",
    "test_train",
    "test_week",
    "test_daemon_process",
    "test_sim",
    "sim",
    "test_imap",
    "test_gmail",
    "test_outlook",
    "test_conformance",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sorts stably: files named in LONG first, in that order."""

    def rank(item: pytest.Item) -> int:
        return next((i for i, name in enumerate(LONG) if item.path.name.startswith(name)), len(LONG))

    items.sort(key=rank)
