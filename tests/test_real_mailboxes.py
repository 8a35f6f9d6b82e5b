"""Whole real mailboxes, where ../shared/data is present: the scan ends, its JSON is valid, what was answered is not chased."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.command import run
from tests.real_mail import DATA, marks

ROOT = Path(__file__).parent.parent
BOXES = DATA / "mailboxes" / "enron"
OWNERS = {
    "badeer-r": ["robert.badeer@enron.com"],
    "delainey-d": ["david.delainey@enron.com", "w..delainey@enron.com"],
    "fossum-d": ["drew.fossum@enron.com"],
}

pytestmark = marks("mailboxes/enron")


def scanned(tmp_path: Path, name: str, as_of: str, internal: str) -> dict[str, Any]:
    """The JSON of `pleasantly scan --dry-run`: the sample is only read."""
    config = tmp_path / "config.toml"
    config.write_text(
        f"""\
[me]
name = "The owner"
addresses = {json.dumps(OWNERS[name])}
timezone = "America/Chicago"
country = "US"
{internal}
[[mailbox]]
name = "box"
kind = "maildir"
path = {json.dumps(str(BOXES / name))}
[policy]
history_days = 9000
[state]
path = "state.sqlite3"
""",
        "utf-8",
    )
    done = run("scan", "--config", str(config), "--as-of", as_of, "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, json.loads((ROOT / "tests/schema/scan.json").read_text()))
    return found


def truth(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (BOXES / name / "thread_truth.jsonl").read_text().splitlines()]


def message_id(file: Path) -> str:
    from agent.message.headers import parse_header

    return parse_header(file.read_bytes()).message_id


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_answered_conversations_are_not_chased(tmp_path: Path, name: str) -> None:
    # The truth was made by machine: subject or quote, whoever is internal. So nobody is internal here.
    found = scanned(tmp_path, name, "2001-12-31", "internal_domains = []")
    home = {i: c for c in found["conversations"] for i in c["message_ids"]}
    answered = [
        t
        for t in truth(name)
        if t["label"] == "answered_subject"
        and not t["owner_followups_same_subject"]
        and t["first_answer"]["date"] < "2001-12-31"
    ]
    assert answered
    together = 0
    for t in answered:
        ours = home[message_id(BOXES / name / t["file"])]
        together += message_id(BOXES / name / t["first_answer"]["file"]) in ours["message_ids"]
        assert ours["status"] not in {"due", "waiting"}, t["file"]
    assert together / len(answered) >= 0.8


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_colleagues_are_internal(tmp_path: Path, name: str) -> None:
    found = scanned(tmp_path, name, "2001-12-31", "")
    assert found["mailboxes"][0]["ok"]
    for c in found["conversations"]:
        if c["status"] == "due":
            assert not any(to.endswith("enron.com") for to in c["next"]["to"]), c["id"]


def test_the_sample_is_left_alone(tmp_path: Path) -> None:
    before = sorted((p, p.stat().st_mtime_ns) for p in (BOXES / "badeer-r").rglob("*"))
    scanned(tmp_path, "badeer-r", "2001-12-31", "")
    assert sorted((p, p.stat().st_mtime_ns) for p in (BOXES / "badeer-r").rglob("*")) == before
    assert not (tmp_path / "state.sqlite3").exists()
