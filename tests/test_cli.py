"""The command line as scripts rely on it: exit statuses, JSON, and errors that say what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from tests.command import run

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "tests/schema/scan.json").read_text())
FIELDS = {
    "file",
    "kind",
    "new_text",
    "signature",
    "quoted",
    "language",
    "return_date",
    "alternate_contacts",
    "new_address",
    "stance",
    "ask",
}
MESSAGE = """\
From: Sue Park <sue@buyer.example>
To: dana@acme.example
Subject: Re: Pilot
Date: Tue, 3 Mar 2026 09:00:00 -0500
Message-ID: <a@buyer.example>

Could you send me the contract by Friday?

Sue

On Mon, 2 Mar 2026 at 10:00, Dana Reyes <dana@acme.example> wrote:
> Which depot first?
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    done = run("demo", "--folder", str(tmp_path / "demo"), "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "demo"


def test_the_demo_shows_every_status_and_drafts(tmp_path: Path) -> None:
    done = run("demo", "--folder", str(tmp_path / "demo"), home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for expected in (
        "due",
        "held",
        "waiting",
        "yours",
        "answered",
        "stopped",
        "ignored",
        "draft made",
        "Best regards",
    ):
        assert expected in done.stdout, expected
    assert len(list((tmp_path / "demo/Maildir/.Drafts/cur").iterdir())) >= 4


def test_scan_prints_json_alone(sample: Path, tmp_path: Path) -> None:
    done = run("scan", "--config", str(sample / "config.toml"), "--json", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA)
    assert {c["status"] for c in found["conversations"]} == {
        "due",
        "held",
        "waiting",
        "yours",
        "answered",
        "stopped",
        "ignored",
    }
    assert {c["next"]["draft"]["state"] for c in found["conversations"] if c["next"]["draft"]} == {"kept"}


def test_the_configuration_may_come_from_the_environment_or_before_the_command(
    sample: Path, tmp_path: Path
) -> None:
    assert run("--config", str(sample / "config.toml"), "scan", home=tmp_path).returncode == 0


def test_a_dry_run_leaves_no_trace(sample: Path, tmp_path: Path) -> None:
    for file in [*sample.glob("state*"), *(sample / "Maildir/.Drafts/cur").iterdir()]:
        file.unlink()
    before = sorted(p for p in sample.rglob("*"))
    done = run("scan", "--config", str(sample / "config.toml"), "--dry-run", "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(p for p in sample.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", "--as-of", "yesterday"],
        ["scan", "--mailbox", "nowhere"],
        ["scan", "--nonsense"],
        ["nonsense"],
    ],
)
def test_wrong_usage_is_status_2_and_touches_nothing(
    sample: Path, tmp_path: Path, arguments: list[str]
) -> None:
    before = {p: p.stat().st_mtime_ns for p in sample.rglob("*")}
    done = run("--config", str(sample / "config.toml"), *arguments, home=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert {p: p.stat().st_mtime_ns for p in sample.rglob("*")} == before


def test_a_wrong_configuration_lists_everything_and_is_status_2(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[me]\nname = 1\n[[mailbox]]\nname = "work"\nkind = "maildir"\npath = "none"\n')
    done = run("scan", "--config", str(config), "--json", home=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 3
    assert all(line.startswith(str(config)) for line in done.stderr.splitlines())


def test_no_configuration_says_where_it_is_looked_for(tmp_path: Path) -> None:
    done = run("scan", home=tmp_path)
    assert done.returncode == 2
    assert "config.toml: there is no such file" in done.stderr


def test_a_failing_mailbox_is_status_1_and_the_others_are_scanned(sample: Path, tmp_path: Path) -> None:
    config = sample / "config.toml"
    (sample / "empty").mkdir()
    config.write_text(config.read_text() + '[[mailbox]]\nname = "empty"\nkind = "maildir"\npath = "empty"\n')
    done = run("scan", "--config", str(config), "--json", home=tmp_path)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert [(m["name"], m["ok"]) for m in found["mailboxes"]] == [("work", True), ("empty", False)]
    assert found["mailboxes"][1]["error"] in done.stderr
    assert len(found["conversations"]) > 10


def test_a_second_scan_says_that_one_is_running(sample: Path, tmp_path: Path) -> None:
    from agent.run import only_one

    with only_one(sample / "state.sqlite3", f"maildir:{sample / 'Maildir'}"):
        done = run("scan", "--config", str(sample / "config.toml"), home=tmp_path)
    assert done.returncode == 1
    assert "already running" in done.stderr


@pytest.mark.skipif(
    os.getuid() == 0, reason="root may read everything; run the tests as a user to see this one"
)
def test_an_unreadable_mailbox_is_named(sample: Path, tmp_path: Path) -> None:
    (sample / "Maildir").chmod(0)
    try:
        done = run("scan", "--config", str(sample / "config.toml"), home=tmp_path)
    finally:
        (sample / "Maildir").chmod(0o700)
    assert done.returncode == 2
    assert "you may not read" in done.stderr


def test_inspect_gives_every_field_of_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_text(MESSAGE)
    done = run("inspect", "--json", str(file), "-", text=MESSAGE)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first.keys() >= FIELDS
    assert (first["file"], second["file"]) == (str(file), "-")
    assert (first["kind"], first["language"]) == ("human", "en")
    assert first["new_text"].startswith("Could you send me the contract by Friday?")
    assert "Which depot" in first["quoted"]
    assert "Which depot" not in first["new_text"]
    assert first["ask"]["strength"] == "clear"
    assert first["ask"]["sentence"] == "Could you send me the contract by Friday?"


def test_inspect_reads_the_others_when_one_cannot_be_read(tmp_path: Path) -> None:
    good = tmp_path / "a.eml"
    good.write_text(MESSAGE)
    done = run("inspect", "--json", str(tmp_path / "none.eml"), str(tmp_path), str(good))
    assert done.returncode == 1
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [sorted(f) == ["error", "file"] for f in found] == [True, True, False]


def test_inspect_text(tmp_path: Path) -> None:
    lines = '{"id": 1, "text": "Does Tuesday at 2 work for a call? Thanks."}\n{"id": "b", "text": "Great, see you Tuesday."}\n'
    done = run("inspect", "--text", "--json", text=lines)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["id"], second["id"]) == (1, "b")
    assert (first["ask"]["has"], second["ask"]["has"]) == (True, False)
    assert first["ask"]["kind"] == "schedule"
    assert [s["label"] for s in first["sentences"]] == [True, False]
    assert all(0 <= s["score"] <= 1 for s in first["sentences"] + second["sentences"])


def test_inspect_text_with_a_wrong_line() -> None:
    done = run("inspect", "--text", "--json", text='nonsense\n{"id": 2, "text": "Shall we talk?"}\n')
    assert done.returncode == 1
    first, second = map(json.loads, done.stdout.splitlines())
    assert "line 1" in first["error"]
    assert second["id"] == 2


@pytest.mark.parametrize("arguments", [["inspect"], ["inspect", "--text", "a.eml"]])
def test_inspect_used_wrongly(arguments: list[str]) -> None:
    assert run(*arguments, text="").returncode == 2


def test_version() -> None:
    assert run("--version").stdout.startswith("pleasantly 0.")


def test_login_to_a_mailbox_that_needs_none(sample: Path, tmp_path: Path) -> None:
    done = run("login", "work", "--config", str(sample / "config.toml"), home=tmp_path)
    assert done.returncode == 2
    assert "needs no sign-in" in done.stderr
    assert run("login", "none", "--config", str(sample / "config.toml"), home=tmp_path).returncode == 2


def test_login_that_cannot_work_says_what_to_do(sample: Path, tmp_path: Path) -> None:
    config = sample / "config.toml"
    mailbox = '[[mailbox]]\nname = "g"\nkind = "gmail"\nuser = "dana@acme.example"\nclient_id_file = "missing.json"\n'
    config.write_text(config.read_text() + mailbox)
    done = run("login", "g", "--config", str(config), home=tmp_path)
    assert done.returncode in {1, 2}
    assert "missing.json" in done.stderr
    assert "Traceback" not in done.stderr
