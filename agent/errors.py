"""Errors of the agent itself; those of a mailbox are in `connectors.base`.

PleasantlyError
├── ConfigError      the configuration is wrong; `problems` lists everything at once   (exit status 2)
├── StoreError       the state file cannot be used                                     (exit status 2)
└── AlreadyRunning   another scan or daemon holds the state                            (exit status 1)
"""

from __future__ import annotations

from collections.abc import Sequence


class PleasantlyError(Exception):
    """Something that the rep can mend; the text says what happened, where, and what to do."""


class ConfigError(PleasantlyError):
    """Every problem of a configuration, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class StoreError(PleasantlyError):
    """The state file cannot be read or written."""


class AlreadyRunning(PleasantlyError):
    """Another process works on the same state."""
