"""A later scan killed anywhere and run again: drafts that were answered, edited and sent in between end as they should."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from agent.config import load
from agent.demo import write_sample
from agent.run import scan_all
from tests.kill import NOW, THREADS, deliver, differences, drive

pytestmark = pytest.mark.timeout(600)


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
