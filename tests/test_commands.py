"""The rep's word through the command line: said twice it is said once, and the next scan obeys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.demo import ZONE, write_sample
from agent.errors import ConfigError

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo(ZONE))
SUE = "sue.park@northwind-foods.example"


class Rep:
    """A rep at a terminal."""

    def __init__(self, folder: Path) -> None:
        self.config = write_sample(folder, NOW, ("pilot", "labels", "clinic"))
        self.drafts = folder / "Maildir" / ".Drafts" / "cur"
        self.found = self.scan(9)

    def types(self, *words: str) -> str:
        done = CliRunner().invoke(app, [*words, "--config", str(self.config)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0
        return done.stdout

    def scan(self, hour: int) -> dict[str, Any]:
        """Conversations by contact."""
        text = self.types("scan", "--json", "--as-of", f"2026-03-12T{hour:02}:00:00")
        return {c["contact"]: c for c in json.loads(text)["conversations"]}

    def draft_keys(self) -> set[str]:
        return {p.read_bytes().split(b"X-Pleasantly-Key: ")[1][:32].decode() for p in self.drafts.iterdir()}


@pytest.fixture
def rep(tmp_path: Path) -> Iterator[Rep]:
    yield Rep(tmp_path)


def test_snooze_and_resume(rep: Rep) -> None:
    sue = rep.found[SUE]
    for _ in range(2):
        assert "2026-04-01" in rep.types("snooze", sue["id"], "--until", "2026-04-01")
    after = rep.scan(10)[SUE]
    assert (after["status"], after["reason"], after["until"]) == ("held", "paused_by_you", "2026-04-01")
    assert sue["next"]["draft"]["key"] not in rep.draft_keys()
    rep.types("resume", sue["id"][:8])
    assert rep.scan(11)[SUE]["status"] == "due"
    assert rep.types("log", "--json").count("snoozed") == 1


def test_stop_ends_it_until_the_rep_resumes(rep: Rep) -> None:
    id_ = rep.found[SUE]["id"]
    rep.types("stop", id_)
    rep.types("stop", id_)
    assert (rep.scan(10)[SUE]["status"], rep.scan(11)[SUE]["reason"]) == ("stopped", "paused_by_you")
    rep.types("resume", id_)
    assert rep.scan(12)[SUE]["next"]["draft"]["state"] == "created"


@pytest.mark.parametrize("word", [SUE, "northwind-foods.example", SUE.upper()])
def test_ignored_people_and_companies_get_nothing(rep: Rep, word: str) -> None:
    rep.types("ignore", word)
    rep.types("ignore", word)
    after = rep.scan(10)[SUE]
    assert (after["status"], after["reason"]) == ("stopped", "paused_by_you")
    assert rep.found[SUE]["next"]["draft"]["key"] not in rep.draft_keys()
    rep.types("resume", word)
    assert rep.scan(11)[SUE]["status"] == "due"


def test_undo_takes_back_what_is_unchanged_and_the_next_scan_leaves_it_so(rep: Rep) -> None:
    edited = next(p for p in rep.drafts.iterdir() if SUE.encode() in p.read_bytes())
    edited.write_bytes(edited.read_bytes().replace(b"Dana", b"Dana R."))
    kept = edited.read_bytes()
    assert rep.types("undo").count("taken back") == len(rep.found) - 1
    assert [p.read_bytes() for p in rep.drafts.iterdir()] == [kept]
    rep.types("undo")
    after = rep.scan(10)
    assert {c["reason"] for a, c in after.items() if a != SUE} == {"draft_deleted"}
    assert [p.read_bytes() for p in rep.drafts.iterdir()] == [kept]
    other = next(a for a in after if a != SUE)
    rep.types("resume", after[other]["id"])
    assert rep.scan(11)[other]["next"]["draft"]["state"] == "created"


def test_explain_gives_reason_ask_and_open_questions(rep: Rep) -> None:
    before = rep.draft_keys()
    found = json.loads(rep.types("explain", rep.found[SUE]["id"], "--json", "--as-of", NOW.isoformat()))
    assert found["status"] == "due"
    assert "Which of the two depots" in found["last_ask"]["text"]
    assert found["last_heard"]["who"] == "Sue"
    text = rep.types("explain", rep.found[SUE]["id"], "--as-of", NOW.isoformat())
    assert "Likely reason:" in text
    assert rep.draft_keys() == before


def test_playbook_is_shown_and_checked(rep: Rep, tmp_path: Path) -> None:
    assert "en.schedule.1" in rep.types("playbook", "show")
    assert "in order" in rep.types("playbook", "check")
    broken = tmp_path / "own" / "en"
    broken.mkdir(parents=True)
    (broken / "schedule.txt").write_text("Hello {{ nobody }},\n---\nCall {{ ")
    with pytest.raises(ConfigError) as caught:
        rep.types("playbook", "check", str(tmp_path / "own"))
    assert len(caught.value.problems) == 2
    assert "line 1" in caught.value.problems[0]


@pytest.mark.parametrize(
    "words", [("stop", "zzzz"), ("snooze", "zzzz", "--until", "soon"), ("ignore", "sue park"), ("stop", "")]
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(rep: Rep, words: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError):
        rep.types(*words)
    assert rep.scan(10).keys() == rep.found.keys()
    assert rep.scan(11)[SUE]["status"] == "due"
