"""Errors of the agent itself, and exit statuses; errors of a mailbox are in `connectors.base`.

PleasantlyError
├── ConfigError      the configuration or the call is wrong; `problems` lists everything at once   (exit status 2)
├── StoreError       the state file cannot be used                                                 (exit status 2)
└── AlreadyRunning   another scan or daemon holds the state                                        (exit status 1)

A message is one or more sentences: what happened, why, what to do. Where it is about a place (a file, a key, an option), the place
and a colon lead: `config.toml: [policy] wait_business_days = 0; expected a number from 1 on.` No text of a mail is in it.
"""

from __future__ import annotations

from collections.abc import Sequence

# What a call ends with; docs/exit-status.md says what each means.
DONE = 0
FAILED = 1
WRONG = 2
DEFECT = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
READER_GONE = 141  # 128 + SIGPIPE


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
