"""Kills a real scan process at every stop point, runs it again, and prints what came of it: one JSON line a stop point.

A stop point is the moment before or after a call of the connector or of the store (as in notmuch's atomicity test). Run as
`python -m tests.crash_driver SAMPLE WORK AS_OF`: SAMPLE is a folder with config.toml and a mailbox, copied below WORK for each point.
A process of its own, because it forks: the child kills itself with SIGKILL, so nothing is flushed, closed or unlocked by Python.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from agent.config import Mailbox, load
from agent.run import open_mailbox, scan_all
from agent.store import Store
from connectors.base import Connector, draft_key, is_unchanged

HEAVY = (
    "agent.ask",
    "agent.scan",
    "agent.message.understand",
    "agent.playbook",
    "alembic.command",
    "holidays",
    "connectors.maildir",
)
CONNECTOR_CALLS = ("changes", "fetch", "drafts", "save_draft", "delete_draft", "identities", "close")
STORE_CALLS = tuple(
    name for name in dir(Store) if not name.startswith("_") and callable(getattr(Store, name))
)


class Stops:
    """Counts stop points and kills the process at one of them; 0 kills nowhere."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def point(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def stopping(*args: Any, **kwargs: Any) -> Any:
            self.point()
            result = call(*args, **kwargs)
            result = iter(list(result)) if call.__name__ == "fetch" else result
            self.point()
            return result

        return stopping


class Watched:
    """A connector whose calls are stop points."""

    def __init__(self, inner: Connector, stops: Stops) -> None:
        for name in CONNECTOR_CALLS:
            setattr(self, name, stops.around(getattr(inner, name)))


def scan(folder: Path, now: datetime, stop_at: int, say: Path) -> None:
    """One scan of `folder`, killed at a stop point; a finished one writes its outcome to `say`."""
    stops = Stops(stop_at)
    for name in STORE_CALLS:
        setattr(Store, name, stops.around(getattr(Store, name)))

    def opener(mailbox: Mailbox) -> Connector:
        return Watched(open_mailbox(mailbox), stops)  # type: ignore[return-value]

    outcome = scan_all(load(folder / "config.toml"), now, opener=opener)
    say.write_text(json.dumps({"points": stops.count, "outcome": json.loads(outcome.json())}))


def in_child(work: Callable[[], None]) -> int:
    """Runs something in a forked process; gives its exit status, negative for a signal."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def drafts(folder: Path) -> list[list[str]]:
    """[key, digest of the file, "unchanged" or "edited"] of every draft of ours, sorted."""
    found = []
    for file in sorted((folder / "Maildir" / ".Drafts").glob("[cn]*/*")):
        raw = file.read_bytes()
        key = draft_key(raw.partition(b"\r\n\r\n")[0]) or ""
        found.append([key, hashlib.sha256(raw).hexdigest(), "unchanged" if is_unchanged(raw) else "edited"])
    return sorted(found)


def main(sample: Path, work: Path, as_of: str) -> int:
    """Prints one line a stop point, the first (point 0) for a scan that was not killed."""
    for module in HEAVY:  # imported once, before the forks
        importlib.import_module(module)
    now = datetime.fromisoformat(as_of)
    point = 0
    while True:
        folder = work / "box"  # one place for all: the state knows a mailbox by its path
        shutil.copytree(sample, folder)
        say = work / f"{point}.json"
        status = in_child(lambda p=point, f=folder, s=say: scan(f, now, p, s))  # type: ignore[misc]
        killed = status == -signal.SIGKILL
        if not killed and status != 0:
            return 1
        if killed and in_child(lambda f=folder, s=say: scan(f, now, 0, s)) != 0:  # type: ignore[misc]
            return 1
        print(
            json.dumps(
                {"point": point, "killed": killed, "drafts": drafts(folder), **json.loads(say.read_text())}
            ),
            flush=True,
        )
        shutil.rmtree(folder)
        if point and not killed:
            return 0
        point += 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
