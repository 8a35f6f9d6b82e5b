"""A scan killed anywhere and run again ends as if it had never been killed: the same drafts, none twice, nothing lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent.config import load
from agent.demo import ZONE, write_sample
from agent.run import scan_all

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo(ZONE))

# Due with and without an ask, out of office, declined: each kind of write, and few enough to kill a hundred scans.
THREADS = ("pilot", "labels", "clinic", "dental", "freight")

pytestmark = pytest.mark.timeout(300)
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


def test_first_scan_killed_anywhere(tmp_path: Path) -> None:
    write_sample(tmp_path / "sample", NOW, THREADS)
    lines = drive(tmp_path / "sample", tmp_path / "work", NOW)
    check_all(lines)
    print(f"{len(lines) - 2} stop points")


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


def test_later_scan_killed_anywhere(tmp_path: Path) -> None:
    sample = tmp_path / "work" / "box"
    config = load(write_sample(sample, NOW, THREADS))
    first = json.loads(scan_all(config, NOW).json())
    due = {
        c["contact"]: c
        for c in first["conversations"]
        if (c["next"]["draft"] or {}).get("state") == "created"
    }
    assert {
        "sue.park@northwind-foods.example",
        "tom@harbor-logistics.example",
        "ines.ortega@clinica-sol.example",
    } <= due.keys()
    drafts = {
        p.read_bytes().split(b"X-Pleasantly-Key: ")[1][:32].decode(): p
        for p in (sample / "Maildir/.Drafts/cur").iterdir()
    }
    later = NOW + timedelta(hours=3)
    deliver(
        sample,
        "Sue Park <sue.park@northwind-foods.example>",
        "Pilot in two depots",
        later,
        "Hi Dana, the south one, please.\n\nSue",
    )
    edited = drafts[due["tom@harbor-logistics.example"]["next"]["draft"]["key"]]
    edited.write_bytes(edited.read_bytes().replace(b"Dana", b"Dana R."))
    sent = drafts[due["ines.ortega@clinica-sol.example"]["next"]["draft"]["key"]]
    shutil.move(sent, sample / "Maildir/.Sent/cur" / f"{int(later.timestamp())}.sent:2,S")
    kept = edited.read_bytes()

    sample = sample.rename(tmp_path / "sample")
    lines = drive(sample, tmp_path / "work", later + timedelta(days=1))
    undisturbed, *rest = lines
    assert sum(line["killed"] for line in rest) >= 25
    assert [w["key"] for w in undisturbed["outcome"]["withdrawn"]] == [
        due["sue.park@northwind-foods.example"]["next"]["draft"]["key"]
    ]
    states = dict(
        zip((d[0] for d in undisturbed["drafts"]), (d[2] for d in undisturbed["drafts"]), strict=True)
    )
    assert due["sue.park@northwind-foods.example"]["next"]["draft"]["key"] not in states
    assert states[due["tom@harbor-logistics.example"]["next"]["draft"]["key"]] == "edited"
    assert (sample / "Maildir/.Drafts/cur" / edited.name).read_bytes() == kept
    for line in rest:
        assert line["drafts"] == undisturbed["drafts"], f"killed at stop point {line['point']}"
        assert differences(line, undisturbed) == []
