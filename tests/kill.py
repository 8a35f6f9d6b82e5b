"""Kills scans at every stop point and compares what comes of it: used by the kill tests, each in a file of its own to run side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.demo import ZONE

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo(ZONE))

# Due with and without an ask, out of office, declined: each kind of write, and few enough to kill a hundred scans.
THREADS = ("pilot", "labels", "clinic", "dental", "freight")

Line = dict[str, Any]


def drive(sample: Path, work: Path, now: datetime) -> list[Line]:
    work.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.crash_driver", str(sample), str(work), now.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def essence(line: Line) -> dict[str, Any]:
    """What must not depend on where the scan was killed: verdicts and drafts, but not whether a draft is new or was there."""
    found = {}
    for conversation in line["outcome"]["conversations"]:
        draft = conversation["next"]["draft"]
        if draft is not None:
            draft |= {"state": "", "id": ""}
        found[conversation["id"]] = conversation
    return found


def differences(line: Line, undisturbed: Line) -> list[str]:
    """What came out otherwise than in a scan that was not killed."""
    found, expected = essence(line), essence(undisturbed)
    return [
        f"killed at stop point {line['point']}: {name} {field}: {found.get(name, {}).get(field)!r} instead of {value!r}"
        for name, conversation in expected.items()
        for field, value in conversation.items()
        if found.get(name, {}).get(field) != value
    ] + [f"killed at stop point {line['point']}: {name} is new" for name in found.keys() - expected.keys()]


def check_all(lines: list[Line]) -> None:
    undisturbed, *rest = lines
    assert sum(line["killed"] for line in rest) >= 25
    assert all(line["killed"] for line in rest[:-1])
    keys = [key for key, _, _ in undisturbed["drafts"]]
    assert len(keys) == len(set(keys)) >= 3
    for line in rest:
        assert line["drafts"] == undisturbed["drafts"], f"killed at stop point {line['point']}"
        assert differences(line, undisturbed) == []
        assert all(box["ok"] for box in line["outcome"]["mailboxes"])


def deliver(
    folder: Path, who: str, thread: str, at: datetime, text: str, sub: str = "", to: str = "dana@acme.example"
) -> None:
    message = EmailMessage()
    message["From"], message["To"] = who, to
    message["Subject"] = "Re: " + thread
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{at.timestamp()}.{thread[:3].strip()}@mail.example>"
    message.set_content(text)
    target = folder / "Maildir" / sub / "cur" / f"{int(at.timestamp())}.{thread[:3].strip()}:2,S"
    target.write_bytes(message.as_bytes())
