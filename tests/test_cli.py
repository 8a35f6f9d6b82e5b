"""The command line as scripts rely on it: exit statuses, JSON, and errors that say what to do."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import typer

from agent.cli import app
from agent.config import load
from agent.demo import ZONE, write_sample
from agent.run import scan_all
from tests.command import CLI, environment, run

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


def scanned(folder: Path) -> Path:
    """The sample mailbox, scanned once as of now."""
    folder.mkdir()
    now = datetime.now(ZoneInfo(ZONE))
    assert scan_all(load(write_sample(folder, now)), now).ok
    return folder


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return scanned(tmp_path / "demo")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample that tests only read."""
    return scanned(tmp_path_factory.mktemp("shared") / "demo")


def contents(folder: Path) -> dict[Path, int]:
    """Every file with the time of its last change, but what SQLite keeps beside a file while it is read."""
    return {
        p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.suffix not in {".sqlite3-shm", ".sqlite3-wal"}
    }


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
    shared: Path, tmp_path: Path
) -> None:
    config = str(shared / "config.toml")
    assert run("list", home=tmp_path, env={"PLEASANTLY_CONFIG": config}).returncode == 0
    assert run("--config", config, "list", home=tmp_path, env={"PLEASANTLY_CONFIG": "none"}).returncode == 0


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
        ["list", "--status", "nonsense"],
        ["show", "zz"],
    ],
)
def test_wrong_usage_is_status_2_and_touches_nothing(
    shared: Path, tmp_path: Path, arguments: list[str]
) -> None:
    before = contents(shared)
    done = run("--config", str(shared / "config.toml"), *arguments, home=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("pleasantly: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert contents(shared) == before


def test_a_wrong_configuration_lists_everything_and_is_status_2(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[me]\nname = 1\n[[mailbox]]\nname = "work"\nkind = "maildir"\npath = "none"\n')
    done = run("scan", "--config", str(config), "--json", home=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 3
    assert all(line.startswith(f"pleasantly: {config}: ") for line in done.stderr.splitlines())


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

    (sample / "state.sqlite3").unlink()
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


def test_login_to_a_mailbox_that_needs_none(shared: Path, tmp_path: Path) -> None:
    done = run("login", "work", "--config", str(shared / "config.toml"), home=tmp_path)
    assert done.returncode == 2
    assert "needs no sign-in" in done.stderr
    assert run("login", "none", "--config", str(shared / "config.toml"), home=tmp_path).returncode == 2


def test_login_that_cannot_work_says_what_to_do(sample: Path, tmp_path: Path) -> None:
    config = sample / "config.toml"
    mailbox = '[[mailbox]]\nname = "g"\nkind = "gmail"\nuser = "dana@acme.example"\nclient_id_file = "missing.json"\n'
    config.write_text(config.read_text() + mailbox)
    done = run("login", "g", "--config", str(config), home=tmp_path)
    assert done.returncode in {1, 2}
    assert "missing.json" in done.stderr
    assert "Traceback" not in done.stderr


def commands() -> Iterator[tuple[str, Any]]:
    """(name, command) of everything that can be called."""

    def below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield name, command
        for word, inner in getattr(command, "commands", {}).items():
            yield from below(f"{name} {word}", inner)

    yield from below("pleasantly", typer.main.get_command(app))


def test_every_command_and_option_says_what_it_is_for() -> None:
    found = list(commands())
    assert len(found) > 15
    silent = [name for name, command in found if not command.help]
    silent += [
        f"{name} {parameter.name}"
        for name, command in found
        for parameter in command.params
        if not getattr(parameter, "hidden", False) and not getattr(parameter, "help", None)
    ]
    assert silent == []


def test_quiet_and_verbose_may_stand_after_any_command() -> None:
    for name, command in commands():
        taken = {option for parameter in command.params for option in parameter.opts}
        assert {"--quiet", "--verbose", "-q", "-v"} <= taken, name


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to be had")
def test_a_full_disk_is_no_defect(shared: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = process(
            "",
            "--config",
            str(shared / "config.toml"),
            "list",
            folder=shared,
            stdout=full,
            stderr=subprocess.PIPE,
        )
        assert (
            "The output cannot be read or written (no space left on device)."
            in done.communicate(timeout=60)[1]
        )
    assert done.returncode == 2


def status_0(folder: Path) -> int:
    return run("list", "--config", str(folder / "config.toml"), home=folder).returncode


def status_1(folder: Path) -> int:
    (folder / "Maildir").rename(folder / "elsewhere")
    (folder / "Maildir").mkdir()
    done = run("scan", "--config", str(folder / "config.toml"), home=folder)
    assert done.stderr.startswith("pleasantly: Mailbox 'work' was not scanned. ")
    return done.returncode


def status_2(folder: Path) -> int:
    return run("list", "--nonsense", home=folder).returncode


def process(code: str, *arguments: str, folder: Path, **streams: Any) -> subprocess.Popen[str]:
    """The command line in a process that does `code` first."""
    program = f"import sys\nfrom agent import cli\n{code}\nsys.argv[1:] = {list(arguments)!r}\ncli.main()\n"
    return subprocess.Popen(
        [sys.executable, "-c", program], text=True, env=environment(folder), cwd=ROOT, **streams
    )


DEFECT = """
import agent.config
def broken(file): raise RuntimeError("sue@buyer.example")
agent.config.load = broken
"""


def broken(folder: Path, *options: str) -> tuple[int, str]:
    """Status and standard error of a call that meets a defect."""
    with process(DEFECT, *options, "list", folder=folder, stderr=subprocess.PIPE) as call:
        return call.wait(60), call.stderr.read() if call.stderr else ""


def status_70(folder: Path) -> int:
    status, said = broken(folder)
    assert re.fullmatch(r"pleasantly: An unexpected error \(RuntimeError in <string>, line \d+\): .*\n", said)
    return status


def status_130(folder: Path) -> int:
    with subprocess.Popen(
        [*CLI, "inspect", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(folder, PYTHONUNBUFFERED="1"),
        cwd=ROOT,
        # a signal that is ignored where the tests run would be ignored below, too
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as call:
        wait_until_reading(call.pid)
        call.send_signal(signal.SIGINT)
        said = call.communicate(timeout=60)[1]
    assert said.startswith("pleasantly: Interrupted. ")
    assert said.count("\n") == 1
    return call.returncode


def wait_until_reading(pid: int) -> None:
    """Until a process sleeps in read(2) of its standard input."""
    import time

    for _ in range(600):
        found = Path(f"/proc/{pid}/syscall").read_text().split()
        if found[0] == "0" and found[1] == "0x0":
            return
        time.sleep(0.1)
    raise AssertionError("it never came to read")


def status_141(folder: Path) -> int:
    read, write = os.pipe()
    os.close(read)
    call = process(
        "",
        "--config",
        str(folder / "config.toml"),
        "list",
        folder=folder,
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    with call:
        assert call.communicate(timeout=60)[1] == ""
    return call.returncode


@pytest.mark.skipif(sys.platform != "linux", reason="signals and pipes are looked at as Linux has them")
def test_every_exit_status_of_the_manual(sample: Path) -> None:
    told = re.findall(r"^\| (\d+) \|", (ROOT / "docs/exit-status.md").read_text("utf-8"), re.MULTILINE)
    assert told == ["0", "1", "2", "70", "130", "141"]
    for status in ("0", "2", "70", "130", "141", "1"):
        assert globals()[f"status_{status}"](sample) == int(status), status


def test_the_text_of_an_unforeseen_error_is_shown_to_who_asks_for_everything_alone(tmp_path: Path) -> None:
    said = {loud: broken(tmp_path, *loud)[1] for loud in ((), ("-v",), ("-vv",))}
    assert ["sue@buyer.example" in text for text in said.values()] == [False, False, True]
    assert ["File " in text for text in said.values()] == [False, True, True]


def test_quiet_leaves_errors_alone_and_both_places_mean_the_same(sample: Path, tmp_path: Path) -> None:
    config = ("--config", str(sample / "config.toml"))
    (sample / "Maildir/cur/1.broken:2,S").mkdir()
    assert "skipped" in run("scan", *config, home=tmp_path).stderr
    assert run("scan", *config, "--quiet", home=tmp_path).stderr == ""
    (sample / "Maildir").rename(sample / "elsewhere")
    (sample / "Maildir").mkdir()
    assert run("-q", "scan", *config, home=tmp_path).stderr.startswith("pleasantly: Mailbox 'work'")


def test_verbose_says_what_is_done_and_nothing_private(sample: Path, tmp_path: Path) -> None:
    config = sample / "config.toml"
    config.write_text(config.read_text().replace('"work"', '"dana@acme.example"'))
    (sample / "state.sqlite3").unlink()
    for arguments, first in ((("-v", "scan"), "looking for what is new"), (("scan", "-v"), "nothing new")):
        said = run(*arguments, "--config", str(config), home=tmp_path).stderr
        assert said.startswith(f"pleasantly: (address): {first}.\n")
        assert not re.search(r"@|Pilot|Sue|depots", said), said


@pytest.mark.parametrize(
    ("encoding", "quoted", "name"), [("ascii", '"Any news?"', "Ines"), ("cp1252", "“Any news?”", "Inés")]
)
def test_no_terminal_is_too_old(shared: Path, tmp_path: Path, encoding: str, quoted: str, name: str) -> None:
    env = {"PYTHONIOENCODING": encoding}
    shown = run("list", "--config", str(shared / "config.toml"), home=tmp_path, env=env, encoding=encoding)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert quoted in shown.stdout
    assert name in shown.stdout
    assert "━" not in shown.stdout


def test_json_is_utf_8_in_any_locale(shared: Path, tmp_path: Path) -> None:
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    config = ("--config", str(shared / "config.toml"))
    assert "Inés" in run("list", "--json", *config, home=tmp_path, env=env).stdout
    assert run("show", "zz…", *config, home=tmp_path, env=env).returncode == 2


def test_json_of_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("names are octets on Linux alone")
    name = os.fsencode(tmp_path) + b"/\xff.eml"
    Path(os.fsdecode(name)).write_text(MESSAGE)
    done = run("inspect", "--json", os.fsdecode(name))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["file"] == os.fsdecode(name)
    assert run("inspect", os.fsdecode(name)).returncode == 0


@pytest.mark.parametrize(
    ("env", "terminal", "coloured"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, False, False),
    ],
)
def test_colours(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    env: dict[str, str],
    terminal: bool,
    coloured: bool,
) -> None:
    from rich.text import Text

    from agent.terminal import console, is_live

    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm"} | env).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    console().print(Text("due", style="bold yellow"))
    assert bool(re.search(r"\x1b\[[0-9;]*3[0-7]", capsys.readouterr().out)) is coloured
    assert is_live(sys.stdout) is (terminal and env.get("TERM") != "dumb")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_can_be_installed(tmp_path: Path, shell: str) -> None:
    env = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = run("--install-completion", shell, home=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    written = [file for file in tmp_path.rglob("*") if file.is_file() and "pleasantly" in file.name]
    assert len(written) == 1 and "_PLEASANTLY_COMPLETE" in written[0].read_text()


def test_the_shell_is_offered_mailboxes_and_conversations(shared: Path, tmp_path: Path) -> None:
    config = str(shared / "config.toml")

    def offered(line: str) -> str:
        words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
        env = {"_PLEASANTLY_COMPLETE": "complete_bash", "PLEASANTLY_CONFIG": config, **words}
        done = run(home=tmp_path, env=env)
        assert done.stderr == ""
        return done.stdout

    assert "work" in offered("pleasantly list --mailbox w").split()
    ids = offered("pleasantly show ").split()
    assert len(ids) > 5
    assert offered(f"pleasantly show {ids[0][:3]}").split()[0].startswith(ids[0][:3])
    assert offered("pleasantly --config /nowhere show ").strip() == ""
    assert "held" in offered("pleasantly list --status h")
