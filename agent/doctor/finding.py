"""One thing that was looked at, and how it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from agent.errors import DONE, FAILED, WRONG

CONFIGURATION = "configuration"


class Status(StrEnum):
    """`warning`: it works, but not as the rep may think; `problem`: something does not work until it is mended."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check`: what was looked at (docs/trouble.md explains each); `what`: how it is; `cure`: what to do, "" where all is well."""

    check: str
    status: Status
    what: str
    cure: str = ""
    mailbox: str | None = None

    def values(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "check": self.check,
            "mailbox": self.mailbox,
            "status": self.status.value,
            "what": self.what,
            "cure": self.cure,
        }


def exit_status(findings: Sequence[Finding]) -> int:
    """0 where there is no problem, 2 where the configuration has one, else 1."""
    problems = [finding for finding in findings if finding.status is Status.PROBLEM]
    if any(finding.check == CONFIGURATION for finding in problems):
        return WRONG
    return FAILED if problems else DONE


_NEXT_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`“])")


def split(message: str, otherwise: str) -> tuple[str, str]:
    """The message of an error as what happened and what to do: its first sentence and the rest; `otherwise` where it has but one."""
    what, *rest = _NEXT_SENTENCE.split(message.strip(), maxsplit=1)
    return what, rest[0] if rest else otherwise


def summary(findings: Sequence[Finding]) -> str:
    """How many of each, in words."""
    counts = {status: sum(f.status is status for f in findings) for status in Status}
    if not counts[Status.PROBLEM] and not counts[Status.WARNING]:
        return "All is well."
    told = [
        f"{counts[status]} {status.value}{'s' if counts[status] > 1 else ''}"
        for status in (Status.PROBLEM, Status.WARNING)
        if counts[status]
    ]
    return f"{' and '.join(told)}; what each means: pleasantly help trouble"


def lines(findings: Sequence[Finding]) -> list[str]:
    """The findings as the rep reads them, each with its cure below it."""
    told = []
    for finding in findings:
        where = f"{finding.mailbox}: " if finding.mailbox else ""
        told.append(f"{finding.status.value:<8} {where}{finding.check}: {finding.what}")
        if finding.cure:
            told.append(f"{'':8} -> {finding.cure}")
    return told
