"""The whole agent over IMAP: it says what it says of the same mail in a Maildir, and a scan killed anywhere drafts nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent.config import load
from agent.demo import ZONE, write_sample
from agent.run import scan_all
from connectors.base import draft_key, is_unchanged
from tests.connectors.imap_crash import LAYOUT, USER, put_mailbox, write_config
from tests.servers.dovecot import need_dovecot, running

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo(ZONE))
THREADS = ("pilot", "clinic")

pytestmark = pytest.mark.timeout(300)


def essence(outcome: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What is said of each conversation, apart from what the kind of mailbox decides."""
    return sorted(
        (c["message_ids"], c["status"], c["reason"], c["because"], c["next"]["action"], c["next"]["step"])
        for c in outcome["conversations"]
    )


def drafts_in(folder: Path) -> dict[str, bytes]:
    raws = [path.read_bytes() for path in (folder / ".Drafts").glob("[cn]*/*")]
    return {draft_key(raw.partition(b"\r\n\r\n")[0]) or "": raw for raw in raws}


def test_the_same_verdicts_as_for_a_maildir(tmp_path: Path) -> None:
    with running(LAYOUT) as server:
        sample = write_sample(tmp_path / "sample", NOW)
        put_mailbox(server, tmp_path / "sample" / "Maildir")
        before = {p.name.partition(":")[0]: p.read_bytes() for p in server.maildir(USER).rglob("cur/*")}
        text = sample.read_text()
        file = write_config(tmp_path / "imap", server)
        deals = tmp_path / "imap" / "deals.csv"
        deals.write_bytes((tmp_path / "sample" / "deals.csv").read_bytes())
        mailbox = file.read_text().partition("[[mailbox]]")[2].partition("[state]")[0]
        head, _, rest = text.partition("[[mailbox]]")
        tail = "[" + rest.partition("\n[")[2] if "\n[" in rest else ""
        file.write_text(f"{head}[[mailbox]]{mailbox}{tail}")
        by_file = json.loads(scan_all(load(sample), NOW).json())
        by_imap = json.loads(scan_all(load(file), NOW).json())
        assert [box["error"] for box in by_imap["mailboxes"]] == [None]
        assert essence(by_imap) == essence(by_file)
        made = drafts_in(server.maildir(USER))
        assert len(made) == len(drafts_in(tmp_path / "sample" / "Maildir")) >= 3
        assert all(is_unchanged(raw) for raw in made.values())
        again = json.loads(scan_all(load(file), NOW + timedelta(minutes=5)).json())
        assert {(c["next"]["draft"] or {}).get("state") for c in again["conversations"]} <= {None, "kept"}
        assert drafts_in(server.maildir(USER)) == made
        after = {p.name.partition(":")[0]: p.read_bytes() for p in server.maildir(USER).rglob("cur/*")}
        assert before.items() <= after.items()


def test_a_scan_killed_anywhere(tmp_path: Path) -> None:
    need_dovecot()
    write_sample(tmp_path / "sample", NOW, THREADS)
    (tmp_path / "work").mkdir()
    module = "tests.connectors.imap_crash"
    command = [
        sys.executable,
        "-m",
        module,
        str(tmp_path / "sample"),
        str(tmp_path / "work"),
        NOW.isoformat(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    undisturbed, *rest = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(line["killed"] for line in rest) >= 10
    keys = [key for key, _, _ in undisturbed["drafts"]]
    assert len(keys) == len(set(keys)) >= 1
    for line in rest:
        assert line["drafts"] == undisturbed["drafts"], f"killed at stop point {line['point']}"
        assert essence(line["outcome"]) == essence(undisturbed["outcome"])
        assert all(box["ok"] for box in line["outcome"]["mailboxes"])
