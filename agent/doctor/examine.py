"""All checks, side by side, each within a time: whoever does not answer keeps nobody waiting."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from agent.doctor import computer, judge
from agent.doctor.finding import CONFIGURATION, Finding, Status
from agent.errors import ConfigError

if TYPE_CHECKING:
    from agent.config import Config, Mailbox
    from agent.service.manage import Runner
    from connectors.base import Connector

log = logging.getLogger(__name__)

SECONDS = 45.0
# A question to the system's service manager; it answers at once or hangs.
_COMMAND_SECONDS = 15.0


@dataclass(slots=True)
class Task:
    """Something to be looked at: `look` gives findings one by one. `check` and `mailbox` name it where it does not come to an end."""

    check: str
    look: Callable[[], Iterable[Finding]]
    mailbox: str | None = None
    found: list[Finding] = field(default_factory=list)

    def run(self) -> None:
        """Looks; a defect of ours becomes a finding, so that the others are still told."""
        try:
            for finding in self.look():
                self.found.append(finding)
        except Exception as e:
            log.debug("%s: unexpected error", self.check, exc_info=True)
            self.found.append(
                Finding(
                    self.check,
                    Status.PROBLEM,
                    f"This could not be checked: an unexpected error ({type(e).__name__}).",
                    "Run `pleasantly -vv doctor` and report what it prints.",
                    self.mailbox,
                )
            )


def side_by_side(tasks: Iterable[Task], seconds: float) -> list[Finding]:
    """What the tasks find, in their order. One that is still at work after so many seconds is told as a problem, and left behind."""
    begun = [(task, threading.Thread(target=task.run, daemon=True)) for task in tasks]
    for _, thread in begun:
        thread.start()
    end = time.monotonic() + seconds
    told: list[Finding] = []
    for task, thread in begun:
        thread.join(max(0.0, end - time.monotonic()))
        late = thread.is_alive()
        told += list(task.found)
        if late:
            told.append(
                Finding(
                    task.check,
                    Status.PROBLEM,
                    f"No answer within {seconds:.0f} s.",
                    "Check the network, or what it waits for (a password prompt, a disk); `--wait` gives it more time.",
                    task.mailbox,
                )
            )
    return told


def examine(
    file: Path,
    now: datetime,
    *,
    offline: bool = False,
    seconds: float = SECONDS,
    opener: Callable[[Mailbox], Connector] | None = None,
    runner: Runner | None = None,
) -> list[Finding]:
    """Everything that is to be said of a configuration (`file`) and of this computer as of `now` (aware), in the order to be shown.

    `offline`: no host is asked. With a wrong configuration, its problems are told and what can be told without it.
    """
    from agent.config import load

    try:
        config = load(file)
    except ConfigError as e:
        return [computer.program(), *computer.zone_names(), *map(_mistake, e.problems)]
    tasks = [
        *_local(config, now, runner),
        *_mailboxes(config, offline, opener),
        Task("last look", lambda: computer.last_looks(config, now)),
    ]
    found = [
        computer.program(),
        *computer.zone_names(),
        computer.configuration(config),
        *side_by_side(tasks, seconds),
    ]
    place = {None: 0} | {mailbox.name: number for number, mailbox in enumerate(config.mailboxes, 1)}
    return sorted(found, key=lambda finding: place[finding.mailbox])


def _mistake(problem: str) -> Finding:
    what, _, rest = problem.rstrip(".").partition("; ")
    cure = f"{rest[:1].upper()}{rest[1:]}." if rest else "Mend that in the file."
    return Finding(CONFIGURATION, Status.PROBLEM, f"{what}.", cure)


def _local(config: Config, now: datetime, runner: Runner | None) -> Iterator[Task]:
    from agent.service import manage

    ask = runner or partial(manage.run, seconds=_COMMAND_SECONDS)
    yield Task("time zone", lambda: computer.calendar(config, now))
    yield Task("playbook", lambda: computer.playbook(config))
    yield Task("permissions", lambda: computer.permissions(config))
    yield Task("keyring", lambda: computer.keyring(config))
    yield Task("state", lambda: computer.state(config))
    yield Task("service", lambda: computer.service(config, ask))


def _mailboxes(
    config: Config, offline: bool, opener: Callable[[Mailbox], Connector] | None
) -> Iterator[Task]:
    from agent.doctor.mailbox import look_at
    from agent.run import open_mailbox

    for mailbox in config.mailboxes:
        check = judge.way_in(mailbox.kind)
        if offline and mailbox.kind in judge.NETWORK:
            left_out = Finding(check, Status.OK, "Not asked, because of --offline.", mailbox=mailbox.name)
            yield Task(check, partial(iter, [left_out]), mailbox.name)
        else:
            look = partial(
                look_at, mailbox, config.me.addresses, opener or open_mailbox, lambda: datetime.now(UTC)
            )
            yield Task(check, look, mailbox.name)
