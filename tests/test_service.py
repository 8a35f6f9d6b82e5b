"""The daemon as a service: what is written for each system is read back by that system's rules, and what is done to the computer is recorded."""

from __future__ import annotations

import codecs
import json
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from agent.cli import app
from agent.config import load
from agent.demo import write_sample
from agent.errors import ConfigError
from agent.service import launchd, manage, systemd, windows
from agent.service.manage import NOT_FOUND, Ran, install, plan_here, status, uninstall
from agent.service.plan import CARRIED, MARK, Daemon, Plan, ServiceError, is_ours, needed, shell, unsayable

HOSTILE = '/home/Zoë O\'Neil/100% "own" $HOME ${X} %h \\n;'
COMMAND = ("/opt/my venv/bin/pleasantly", "daemon", "--config", f"{HOSTILE}/config.toml")
DAEMON = Daemon(COMMAND, {"XDG_DATA_HOME": f"{HOSTILE}/data", "TZ": "Europe/Berlin"})

words = st.text(st.characters(exclude_categories=("Cs", "Cn", "Cc")), max_size=30) | st.sampled_from(
    [
        "",
        ";",
        "$",
        "$$",
        "%",
        "%%",
        "%h",
        "${HOME}",
        "\\",
        "\\\\",
        '"',
        "'",
        "a b",
        " ",
        "\t",
        "a\nb",
        '\\"',
        "end\\",
        "-x",
        "@x",
        "!",
        "#",
    ]
)


class System:
    """A system that answers as told and keeps what it was asked to run."""

    def __init__(self, answers: dict[str, Ran] | None = None) -> None:
        self.answers = answers or {}
        self.ran: list[tuple[str, ...]] = []

    def __call__(self, asked: Sequence[str]) -> Ran:
        self.ran.append(tuple(asked))
        text = " ".join(asked)
        return next((ran for begin, ran in self.answers.items() if begin in text), Ran(0))

    @property
    def changed(self) -> list[str]:
        """What was run, questions left out."""
        return [" ".join(ran) for ran in self.ran if not {"show", "print", "powershell", "/Query"} & set(ran)]


RUNNING = "LoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\nMainPID=77\nActiveEnterTimestamp=Mon 2026-03-02 09:00:00 UTC\nResult=success\n"
NO_BUS = Ran(1, err="Failed to connect to bus: No medium found\n")


@pytest.fixture
def unit(tmp_path: Path) -> Plan:
    return systemd.plan(DAEMON, str(tmp_path / "config home"))


def no_sleep(seconds: float) -> None:
    assert seconds > 0


def settings_of(text: str) -> dict[str, list[str]]:
    """`Section.Key` -> values of a unit file, by systemd.syntax(7); no line goes on in the next one."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in text.split("\n"):
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith(("#", ";")):
            assert not line.endswith("\\")
            key, _, value = line.partition("=")
            found.setdefault(f"{section}.{key}", []).append(value)
    return found


def systemd_words(line: str) -> list[str]:
    """The words of a value: quotes and C escapes (systemd.syntax(7)), then %% (systemd.unit(5))."""
    found: list[str] = []
    at = 0
    escapes = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
    while at < len(line):
        assert line[at] == '"'
        word = ""
        at += 1
        while line[at] != '"':
            if line[at] == "\\":
                word += escapes[line[at + 1]]
                at += 2
            else:
                assert line[at] not in "\n\t"
                word += line[at]
                at += 1
        at += 1
        assert line[at : at + 1] in ("", " ")
        at += 1
        parts = word.split("%%")
        assert not any("%" in part for part in parts), "a specifier would be filled in"
        found.append("%".join(parts))
    return found


def systemd_argv(line: str) -> list[str]:
    """What ExecStart= starts: "$$" is a dollar in arguments, and a single one would begin a variable (systemd.service(5))."""
    found = []
    for word in systemd_words(line):
        parts = word.split("$$")
        assert not any("$" in part for part in parts), "a variable would be filled in"
        found.append("$".join(parts))
    assert not set(found[0]) & set("\\'\"$\n\t"), "systemd refuses such a program, or looks for it elsewhere"
    return found


@given(
    st.lists(words, min_size=0, max_size=4),
    st.sampled_from(["/bin/pleasantly", f"{HOSTILE}/bin/pleasantly", "/a b/%h/p"]),
)
def test_systemd_starts_exactly_these_words(arguments: list[str], program: str) -> None:
    asked = [program, *arguments]
    argv = systemd_argv(systemd.exec_start(asked))
    if argv[0] == "/bin/sh":
        assert argv[1:3] == ["-c", 'exec "$0" "$@"']
        argv = argv[3:]
    assert argv == asked


def test_a_program_that_systemd_takes_is_started_without_a_shell() -> None:
    assert systemd_argv(systemd.exec_start(COMMAND)) == list(COMMAND)


@given(words)
def test_systemd_s_environment_is_what_it_was(value: str) -> None:
    text = systemd.unit(Daemon(("/bin/p",), {"XDG_DATA_HOME": value}))
    first, *_ = settings_of(text)["Service.Environment"]
    assert systemd_words(first) == [f"XDG_DATA_HOME={value}"]


def test_unit_says_how_to_start_watch_and_end() -> None:
    told = settings_of(systemd.unit(DAEMON))
    expected = {
        "Service.Type": "notify",
        "Service.NotifyAccess": "main",
        "Service.Restart": "on-failure",
        "Service.RestartPreventExitStatus": "2",
        "Service.KillSignal": "SIGTERM",
        "Service.TimeoutStopSec": "10",
        "Service.ExecReload": "/bin/kill -HUP $MAINPID",
        "Service.UMask": "0077",
        "Service.NoNewPrivileges": "yes",
        "Install.WantedBy": "default.target",
    }
    assert {key: told[key] for key in expected} == {key: [value] for key, value in expected.items()}
    assert 60 <= int(told["Service.WatchdogSec"][0]) <= 600
    assert "Unit.After" not in told, "a user unit cannot order itself after units of the system"
    assert not [key for key in told if "Protect" in key or "Private" in key], (
        "needs privileges that a user manager lacks"
    )


def test_unit_is_accepted_by_systemd(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed here")
    for number, name in enumerate(["plain", "a b", "o'me", 'q"q', "$HOME", "%h", "back\\slash", "ü日本;"]):
        program = tmp_path / name / "pleasantly"
        program.parent.mkdir()
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        made = systemd.plan(
            replace(DAEMON, command=(str(program), *COMMAND[1:])), str(tmp_path / str(number))
        )
        Path(made.file).parent.mkdir(parents=True)
        Path(made.file).write_bytes(made.content)
        done = subprocess.run(
            [analyze, "verify", "--user", made.file],
            capture_output=True,
            text=True,
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
            check=False,
        )
        assert (done.returncode, done.stdout + done.stderr) == (0, ""), name


def test_what_systemd_says_is_understood() -> None:
    told = systemd.state(RUNNING)
    assert (told.running, told.enabled, told.pid, told.since) == (True, True, 77, "2026-03-02T09:00:00+00:00")
    failed = systemd.state(
        "LoadState=loaded\nActiveState=failed\nSubState=failed\nUnitFileState=disabled\nMainPID=0\nActiveEnterTimestamp=\nResult=exit-code\n"
    )
    assert (failed.running, failed.enabled, failed.pid, failed.since) == (False, False, None, None)
    assert failed.detail == "failed (failed) result exit-code"
    again = systemd.state("LoadState=loaded\nActiveState=activating\nSubState=auto-restart\nResult=signal\n")
    assert (again.running, again.starting, failed.starting) == (False, True, False)
    assert systemd.state("LoadState=not-found\nActiveState=inactive\n").loaded is False


@given(st.lists(words, min_size=1, max_size=4), words)
def test_launchd_starts_exactly_these_words(command: list[str], value: str) -> None:
    told = plistlib.loads(launchd.property_list(Daemon(tuple(command), {"TZ": value}), "/x.log"))
    assert told["ProgramArguments"] == command
    assert told["EnvironmentVariables"]["TZ"] == value


def test_agent_says_how_to_start_and_when_again() -> None:
    made = launchd.plan(DAEMON, "/Users/zoë o'neil", 501)
    told = plistlib.loads(made.content)
    assert told["Label"] == launchd.LABEL == Path(made.file).stem
    assert (told["RunAtLoad"], told["KeepAlive"], told["ProcessType"]) == (
        True,
        {"SuccessfulExit": False},
        "Background",
    )
    assert told["ThrottleInterval"] >= 10
    assert told["Umask"] == 0o077
    assert [command.words[:3] for command in made.install][-1] == ("launchctl", "bootstrap", "gui/501")
    assert made.uninstall[0].words == ("launchctl", "bootout", f"gui/501/{launchd.LABEL}")
    assert shlex.split(made.by_hand[0])[-1] == made.file


def test_launchd_is_given_time_to_let_the_old_one_go(tmp_path: Path) -> None:
    made = launchd.plan(DAEMON, str(tmp_path), 501)
    system = System({"print": Ran(113, err="Could not find service"), "bootout": Ran(3)})
    refusals = iter([Ran(5, err="Bootstrap failed: 5: Input/output error")] * 3)

    def busy(asked: Sequence[str]) -> Ran:
        done = system(asked)
        return next(refusals, Ran(0)) if "bootstrap" in asked else done

    assert install(made, busy, no_sleep) == manage.Installed("new")
    assert len([ran for ran in system.ran if "bootstrap" in ran]) == 4


def test_over_ssh_launchd_cannot_be_reached_and_is_not_asked_again(tmp_path: Path) -> None:
    made = launchd.plan(DAEMON, str(tmp_path), 501)
    nobody = Ran(125, err="Bootstrap failed: 125: Domain does not support specified action")
    system = System({"bootstrap": nobody, "print": nobody})
    assert install(made, system, no_sleep) == manage.Installed("new", reached=False)
    assert len([ran for ran in system.ran if "bootstrap" in ran]) == 1
    assert status(made, system).state is None


def test_what_launchd_says_is_understood() -> None:
    told = launchd.state(
        "gui/501/x = {\n\tactive count = 1\n\tstate = running\n\tpid = 812\n\tlast exit code = (never exited)\n}\n",
        0,
    )
    assert (told.loaded, told.running, told.pid, told.detail) == (True, True, 812, "running")
    assert launchd.state("\tstate = not running\n\tlast exit code = 70: EX_SOFTWARE\n", 0).detail.endswith(
        "70: EX_SOFTWARE"
    )
    assert launchd.state("", 113).loaded is False


def crt_words(line: str) -> list[str]:
    """The arguments of a command line by the rules of Microsoft's C runtime."""
    found: list[str] = []
    word, quoted, backslashes, begun = "", False, 0, False
    for letter in [*line, None]:
        if letter == "\\":
            backslashes, begun = backslashes + 1, True
            continue
        if letter == '"':
            word += "\\" * (backslashes // 2)
            if backslashes % 2:
                word += '"'
            else:
                quoted = not quoted
            backslashes, begun = 0, True
            continue
        word += "\\" * backslashes
        backslashes = 0
        if letter is None or (letter in " \t" and not quoted):
            if begun:
                found.append(word)
            word, begun = "", False
            continue
        word, begun = word + letter, True
    assert not quoted
    return found


XML_WORDS = words.filter(lambda word: "\n" not in word)


@given(st.lists(XML_WORDS, max_size=4))
def test_windows_starts_exactly_these_words(asked: list[str]) -> None:
    assert crt_words(windows.arguments(asked)) == asked
    root = ET.fromstring(
        windows.task(Daemon((r"C:\Python\pythonw.exe", *asked), {}), "ACME\\zoë").decode("utf-16")
    )
    assert crt_words(root.findtext(f".//{{{windows.NAMESPACE}}}Arguments") or "") == asked


def test_task_says_when_to_start_and_what_never_to_do() -> None:
    made = windows.plan(DAEMON, "ACME\\zoë & co", r"C:\Users\zoë\AppData\Local\pleasantly")
    assert made.content.startswith(codecs.BOM_UTF16_LE)
    text = made.content.decode("utf-16")
    assert text.startswith('<?xml version="1.0" encoding="UTF-16"?>')
    root = ET.fromstring(text)
    assert (root.tag, root.get("version")) == (f"{{{windows.NAMESPACE}}}Task", "1.2")
    assert root.findtext(f".//{{{windows.NAMESPACE}}}Repetition/{{{windows.NAMESPACE}}}Interval") == "PT15M"
    assert root.find(f".//{{{windows.NAMESPACE}}}Duration") is None, "without one it comes round for ever"
    found = {element.tag.partition("}")[2]: element.text for element in root.iter() if len(element) == 0}
    assert {
        name: found[name]
        for name in (
            "UserId",
            "LogonType",
            "RunLevel",
            "ExecutionTimeLimit",
            "DisallowStartIfOnBatteries",
            "StopIfGoingOnBatteries",
            "MultipleInstancesPolicy",
            "Interval",
        )
    } == {
        "UserId": "ACME\\zoë & co",
        "LogonType": "InteractiveToken",
        "RunLevel": "LeastPrivilege",
        "ExecutionTimeLimit": "PT0S",
        "DisallowStartIfOnBatteries": "false",
        "StopIfGoingOnBatteries": "false",
        "MultipleInstancesPolicy": "IgnoreNew",
        "Interval": "PT1M",
    }
    assert 1 <= int(found["Count"] or 0) <= 255
    assert [child.tag.partition("}")[2] for child in root] == [
        "RegistrationInfo",
        "Triggers",
        "Principals",
        "Settings",
        "Actions",
    ]
    assert root.find(f".//{{{windows.NAMESPACE}}}LogonTrigger/{{{windows.NAMESPACE}}}UserId") is not None
    assert made.install[1].words == ("schtasks", "/Create", "/TN", "pleasantly", "/XML", made.file, "/F")


def test_a_task_of_another_program_under_our_name_is_left_alone(tmp_path: Path) -> None:
    made = windows.plan(DAEMON, "zoë", str(tmp_path))
    made = replace(made, file=str(tmp_path / "service.xml"))
    system = System({"/Query": Ran(0, "<Task>other</Task>")})
    for act in (install, uninstall):
        with pytest.raises(ServiceError, match="not made it"):
            act(made, system)
    assert system.changed == []
    assert list(tmp_path.iterdir()) == []


def test_what_windows_says_is_understood() -> None:
    told = windows.state(
        '{"state":"Running","enabled":true,"result":267009,"since":"2026-03-02T09:00:00+00:00"}'
    )
    assert (told.running, told.enabled, told.since) == (True, True, "2026-03-02T09:00:00+00:00")
    assert windows.state("").loaded is False


@pytest.mark.parametrize(
    "made",
    [systemd.plan(DAEMON, "/c"), launchd.plan(DAEMON, "/h", 1), windows.plan(DAEMON, "u", "d")],
    ids=lambda made: made.system,
)
def test_every_file_carries_our_mark_and_tells_what_it_starts(made: Plan) -> None:
    assert is_ours(made.content)
    assert made.starts_the_same(made.content)
    assert not made.starts_the_same(
        made.content.replace(b"d\0a\0e\0m\0o\0n\0", b"o\0t\0h\0e\0r\0x\0").replace(b"daemon", b"other")
    )
    assert not is_ours(b"[Service]\nExecStart=/bin/true\n")


@given(st.lists(words, min_size=1))
def test_commands_are_printed_as_they_would_be_typed(asked: list[str]) -> None:
    assert shlex.split(shell(asked)) == asked


def test_words_that_no_service_file_can_hold() -> None:
    assert unsayable(["plain", "ü日本", "a\nb\t"]) is None
    for bad in ("\x01", "\x7f", os.fsdecode(b"\xff"), "\ufffe", "\ufdd0"):
        assert unsayable(["plain", bad]) == bad


def test_the_environment_that_the_daemon_needs_and_no_more() -> None:
    told = {"XDG_DATA_HOME": "/d", "PATH": "/bin", "TZ": "", "SECRET": "x"}
    assert needed(told, path=False) == {"XDG_DATA_HOME": "/d"}
    assert needed(told, path=True) == {"XDG_DATA_HOME": "/d", "PATH": "/bin"}


def test_install_writes_enables_and_starts(unit: Plan) -> None:
    system = System({"show": Ran(0, "LoadState=not-found\n")})
    assert install(unit, system) == manage.Installed("new")
    assert Path(unit.file).read_bytes() == unit.content
    assert Path(unit.file).stat().st_mode & 0o777 == 0o644
    assert system.changed == [
        "systemctl --user enable pleasantly.service",
        "systemctl --user daemon-reload",
        "systemctl --user reset-failed pleasantly.service",
        "systemctl --user restart pleasantly.service",
    ]
    assert list(Path(unit.file).parent.iterdir()) == [Path(unit.file)]


def test_install_again_does_nothing_where_it_runs_and_starts_it_where_not(unit: Plan) -> None:
    install(unit, System())
    running = System({"show": Ran(0, RUNNING)})
    assert install(unit, running) == manage.Installed("nothing")
    assert running.changed == []
    stopped = System({"show": Ran(0, "LoadState=loaded\nActiveState=failed\n")})
    assert install(unit, stopped) == manage.Installed("kept")
    assert stopped.changed[-1] == "systemctl --user restart pleasantly.service"


def test_ours_with_another_text_is_replaced(unit: Plan) -> None:
    install(replace(unit, content=f"# {MARK}\n[Service]\nExecStart=/old\n".encode()), System())
    system = System({"show": Ran(0, RUNNING)})
    assert status(unit, system).current is False
    assert install(unit, system).wrote == "replaced"
    assert Path(unit.file).read_bytes() == unit.content
    assert "systemctl --user restart pleasantly.service" in system.changed
    assert status(unit, system).current is True


@pytest.mark.parametrize("act", [install, uninstall])
def test_a_file_that_is_not_ours_is_never_touched(unit: Plan, act: Callable[..., object]) -> None:
    file = Path(unit.file)
    file.parent.mkdir(parents=True)
    for before in (b"[Service]\nExecStart=/bin/own\n", b""):
        file.write_bytes(before)
        system = System()
        with pytest.raises(ServiceError, match="pleasantly has not written"):
            act(unit, system)
        assert (file.read_bytes(), system.changed) == (before, [])
        assert status(unit, system).ours is False


def test_without_systemd_nothing_is_written(unit: Plan) -> None:
    system = System({"systemctl": Ran(NOT_FOUND, err="systemctl: not found")})
    with pytest.raises(ServiceError, match="does not run systemd"):
        install(unit, system)
    assert not Path(unit.file).exists()


def test_without_a_user_manager_the_file_is_written_and_that_is_said(unit: Plan) -> None:
    system = System({"daemon-reload": NO_BUS, "restart": NO_BUS, "show": NO_BUS})
    assert install(unit, system) == manage.Installed("new", reached=False)
    assert Path(unit.file).exists()
    assert "systemctl --user enable pleasantly.service" in system.changed
    assert status(unit, system).state is None
    assert "enable-linger" in unit.hint


def test_a_daemon_that_does_not_start_is_a_problem_with_its_words(unit: Plan) -> None:
    system = System({"restart": Ran(1, err="Job for pleasantly.service failed.\nSee journalctl\n")})
    assert install(unit, system).problem == "Job for pleasantly.service failed. See journalctl"


def test_uninstall_stops_disables_removes_and_may_be_repeated(unit: Plan) -> None:
    install(unit, System())
    system = System()
    assert uninstall(unit, system) is True
    assert not Path(unit.file).exists()
    assert system.changed[0] == "systemctl --user disable --now pleasantly.service"
    again = System()
    assert uninstall(unit, again) is False
    assert again.ran == []


def test_what_cannot_be_ended_is_said(unit: Plan) -> None:
    install(unit, System())
    with pytest.raises(ServiceError, match="still runs"):
        uninstall(unit, System({"show": Ran(0, RUNNING), "disable": Ran(1)}))


def test_a_folder_that_cannot_be_written_is_told(unit: Plan) -> None:
    Path(unit.file).parent.parent.parent.mkdir()
    Path(unit.file).parent.parent.write_text("a file in the way")
    with pytest.raises(ServiceError, match="cannot be"):
        install(unit, System())


def test_missing_programs_and_hanging_ones_are_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert manage.run(["no-such-program-at-all"]).code == NOT_FOUND
    assert (
        manage.run([sys.executable, "-c", "import os; print(os.environ['TZ'], os.environ['LC_ALL'])"]).out
        == "UTC C\n"
    )
    monkeypatch.setattr(manage, "COMMAND_SECONDS", 0.2)
    assert manage.run([sys.executable, "-c", "import time; time.sleep(60)"]).code == 124


@pytest.fixture
def rep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, System]]:
    """A configuration, and a computer on which nothing is really run."""
    (tmp_path / "Maildir/cur").mkdir(parents=True)
    file = tmp_path / "config.toml"
    file.write_text(
        '[me]\nname = "Dana"\naddresses = ["dana@acme.example"]\n[[mailbox]]\nname = "work"\nkind = "maildir"\npath = "Maildir"\n'
        '[state]\npath = "state.sqlite3"\n'
    )
    system = System({"show": Ran(0, "LoadState=not-found\n")})
    monkeypatch.setattr(manage, "run", system)
    for act in (install, uninstall, status):
        monkeypatch.setattr(manage, act.__name__, lambda plan, act=act: act(plan, system))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    yield file, system


def types(*asked: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(asked))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def test_the_service_starts_this_program_with_the_rep_s_configuration(
    rep: tuple[Path, System], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _ = rep
    monkeypatch.chdir(file.parent)
    code, _ = types("service", "install", "--config", "config.toml")
    assert code == 0
    (line,) = settings_of((file.parent / "xdg/systemd/user/pleasantly.service").read_text())[
        "Service.ExecStart"
    ]
    argv = systemd_argv(line)
    assert Path(argv[0]).is_absolute()
    assert argv[-3:] == ["daemon", "--config", str(file)]


def test_print_does_nothing(rep: tuple[Path, System]) -> None:
    file, system = rep
    code, out = types("service", "install", "--print", "--config", str(file))
    assert code == 0
    assert "ExecStart=" in out
    assert "systemctl --user restart pleasantly.service" in out
    assert system.ran == []
    assert not (file.parent / "xdg").exists()


def test_a_wrong_configuration_is_told_before_anything_is_written(rep: tuple[Path, System]) -> None:
    file, system = rep
    file.write_text(file.read_text() + "[policy]\nwait_business_days = 0\n")
    with pytest.raises(ConfigError):
        types("service", "install", "--config", str(file))
    assert system.ran == []
    assert not (file.parent / "xdg").exists()


def test_a_wrong_configuration_keeps_nobody_from_looking_or_removing(rep: tuple[Path, System]) -> None:
    file, system = rep
    types("service", "install", "--config", str(file))
    file.write_text("nonsense")
    system.answers["show"] = Ran(0, RUNNING)
    code, out = types("service", "status", "--json", "--config", str(file))
    assert (code, json.loads(out)["running"], json.loads(out)["current"]) == (0, True, None)
    system.answers["show"] = Ran(0, "LoadState=not-found\n")
    code, out = types("service", "uninstall", "--config", str(file))
    assert (code, "removed" in out) == (0, True)
    assert types("service", "uninstall", "--config", str(file))[1].startswith("There is no service")


def test_status_says_in_words_and_in_json(rep: tuple[Path, System]) -> None:
    file, system = rep
    code, out = types("service", "status", "--config", str(file))
    assert (code, "not installed" in out) == (1, True)
    assert "Wrote " in types("service", "install", "--config", str(file))[1]
    system.answers["show"] = Ran(0, RUNNING)
    assert "nothing was to do" in types("service", "install", "--config", str(file))[1]
    code, out = types("service", "status", "--config", str(file))
    assert code == 0
    assert re.search(r"running since 2026-03-0[123] \d\d:00", out)
    assert "journalctl --user" in out
    told = json.loads(types("service", "status", "--json", "--config", str(file))[1])
    assert (told["installed"], told["running"], told["pid"], told["enabled"], told["current"]) == (
        True,
        True,
        77,
        True,
        True,
    )
    system.answers["show"] = NO_BUS
    code, out = types("service", "status", "--config", str(file))
    assert (code, "cannot be reached" in out) == (1, True)


def test_the_administrator_s_service_is_not_the_rep_s(
    rep: tuple[Path, System], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, system = rep
    monkeypatch.setenv("SUDO_USER", "dana")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(ServiceError, match="without sudo"):
        types("service", "install", "--config", str(file))
    assert system.ran == []


def test_a_command_for_the_password_takes_the_path_along(rep: tuple[Path, System]) -> None:
    file, _ = rep
    assert b"PATH=" not in plan_here(load(file)).content
    file.write_text(
        file.read_text()
        + '[[mailbox]]\nname = "m"\nkind = "imap"\nuser = "u"\nhost = "h.example"\npassword_command = "pass show mail"\n'
    )
    assert f"PATH={os.environ['PATH']}".replace("%", "%%").encode() in plan_here(load(file)).content


def test_where_the_daemon_s_lines_are() -> None:
    talking = replace(DAEMON, log="/l/it's daemon.log")
    told = shlex.split(launchd.plan(talking, "/Users/z", 1).log)
    assert told == ["tail", "-n", "20", "/l/it's daemon.log", "/Users/z/Library/Logs/pleasantly.launchd.log"]
    assert "'/l/it''s daemon.log'" in windows.plan(talking, "u", "d").log


def test_the_program_is_found_by_its_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = tmp_path / "own/pleasantly", tmp_path / "other/pleasantly"
    for file in (own, other):
        file.parent.mkdir()
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    monkeypatch.setenv("PATH", str(other.parent))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "argv", [str(own)])
    assert manage.program() == (str(own),)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["own/pleasantly"])
    assert manage.program() == (str(own),)
    monkeypatch.setattr(sys, "argv", ["/x/cli.py"])
    assert manage.program() == (str(other),)
    other.chmod(0o644)
    assert manage.program() == (str(tmp_path / "bin/python"), "-P", "-m", "agent.cli")
    monkeypatch.setattr(sys, "platform", "win32")
    assert manage.program()[1:] == ("-P", "-m", "agent.cli")


@pytest.mark.parametrize(
    ("platform", "system"), [("linux", "systemd"), ("darwin", "launchd"), ("win32", "windows")]
)
def test_each_platform_has_its_system(platform: str, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    assert manage.plan_for(DAEMON).system == system
    with pytest.raises(ServiceError, match="cannot hold"):
        manage.plan_for(replace(DAEMON, command=("/bin/p", "\udcff")))
    monkeypatch.setattr(sys, "platform", "freebsd14")
    with pytest.raises(ServiceError, match="its own service manager"):
        manage.plan_for(DAEMON)


def test_the_manual_names_files_commands_and_environment(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "docs/service.md").read_text("utf-8")
    made = [
        systemd.plan(DAEMON, "~/.config"),
        launchd.plan(DAEMON, "~", 1),
        windows.plan(DAEMON, "u", r"%LOCALAPPDATA%\pleasantly"),
    ]
    for plan in made:
        assert f"`{plan.file}`" in text
    for command in made[0].install:
        assert shell(command.words) in text
    assert all(f"`{name}`" in text for name in (*CARRIED, "PATH"))
    assert made[0].log in text


def test_without_standard_streams_as_under_pythonw(rep: tuple[Path, System]) -> None:
    """Windows' pythonw, which the task starts, has no standard streams at all."""
    file, _ = rep
    code = (
        "import sys; sys.stdout = sys.stderr = None; "
        f"sys.argv = ['pleasantly', 'service', 'install', '--print', '--config', {str(file)!r}]; from agent.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent, check=False)
    assert done.returncode == 0


STUB = """#!{python}
import os, signal, socket, sys, time
open({told!r}, "w").write("\\0".join(sys.argv[1:]) + "\\1" + os.environ["XDG_DATA_HOME"])
signal.signal(signal.SIGHUP, lambda *_: open({told!r} + ".hup", "w").close())
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"].replace("@", "\\0", 1))
while True:
    time.sleep(0.05)
"""


@pytest.fixture
def user_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """systemd as a user's manager, in a mount namespace in which the computer seems to have been booted by it."""
    binary = next(
        (path for path in ("/lib/systemd/systemd", "/usr/lib/systemd/systemd") if Path(path).exists()), None
    )
    if binary is None or shutil.which("unshare") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs systemd and the right to make a namespace")
    for name in ("run", "home", "cfg"):
        (tmp_path / name).mkdir(mode=0o700)
    for variable, name in (("XDG_RUNTIME_DIR", "run"), ("HOME", "home"), ("XDG_CONFIG_HOME", "cfg")):
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    script = f"mount -t tmpfs none /run/systemd && mkdir /run/systemd/system && exec {binary} --user --log-target=null --unit=basic.target"
    manager = subprocess.Popen(
        ["unshare", "-m", "sh", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(150):
            if manager.poll() is not None:
                pytest.skip("a user manager of systemd cannot be run here")
            if manage.run(["systemctl", "--user", "show", "--property=Version"]).code == 0:
                break
            time.sleep(0.1)
        else:
            pytest.skip("a user manager of systemd cannot be run here")
        yield tmp_path
    finally:
        manager.terminate()
        manager.wait(30)


def eventually(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to that")


def test_under_a_real_systemd(user_manager: Path) -> None:
    told = user_manager / "told"
    program = user_manager / 'o\'me $HOME %h \\ "q"' / "pleasantly"
    program.parent.mkdir()
    program.write_text(STUB.format(python=sys.executable, told=str(told)))
    program.chmod(0o755)
    made = systemd.plan(replace(DAEMON, command=(str(program), *COMMAND[1:])), str(user_manager / "cfg"))

    assert install(made) == manage.Installed("new")
    assert told.read_text() == "\0".join(COMMAND[1:]) + "\1" + DAEMON.environment["XDG_DATA_HOME"]
    found = status(made)
    assert found.state is not None
    assert (found.state.running, found.state.enabled, found.state.loaded) == (True, True, True)
    assert found.state.since is not None
    assert install(made) == manage.Installed("nothing")
    assert status(made).state == found.state, "it was not started again"

    assert manage.run(["systemctl", "--user", "reload", systemd.UNIT]).code == 0
    eventually(lambda: Path(f"{told}.hup").exists())
    assert uninstall(made) is True
    after = status(made)
    assert after.state is not None
    assert (after.installed, after.state.running, after.state.loaded) == (False, False, False)
    assert uninstall(made) is False


def test_the_daemon_itself_under_a_real_systemd(user_manager: Path) -> None:
    file = write_sample(user_manager / "sample", datetime(2026, 11, 12, 9, tzinfo=UTC), ("pilot",))
    config = load(file)
    log = user_manager / "daemon.log"
    file.write_text(f"{file.read_text('utf-8')}\n[daemon]\nlog_file = {str(log)!r}\n", "utf-8")
    command = (sys.executable, "-P", "-m", "agent.cli", "daemon", "--config", str(file))
    made = systemd.plan(Daemon(command, {}), str(user_manager / "cfg"))
    assert install(made) == manage.Installed("new"), "systemd waits until the daemon says that it is ready"
    eventually(lambda: "drafts made" in log.read_text() or "draft made" in log.read_text())
    assert config.state.stat().st_mode & 0o077 == 0
    file.write_text(f"{file.read_text('utf-8')}# another text\n", "utf-8")
    assert manage.run(["systemctl", "--user", "reload", systemd.UNIT]).code == 0
    eventually(lambda: "read again" in log.read_text())
    found = status(made).state
    assert found is not None and found.running
    assert uninstall(made) is True
    assert "ended" in log.read_text().splitlines()[-1], "it ended by itself, within its time"
