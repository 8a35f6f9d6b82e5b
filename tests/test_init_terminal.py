"""`pleasantly init` at a terminal, typed as a rep would, against a real IMAP server; and without one, by options alone."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pexpect
import pytest

from agent.config import load
from agent.demo import ZONE, write_sample
from tests.connectors.imap_crash import LAYOUT, USER, put_mailbox
from tests.servers.dovecot import PASSWORD, Dovecot, running

ROOT = Path(__file__).parent.parent
PATIENCE = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    sample = tmp_path_factory.mktemp("sample")
    write_sample(sample, datetime.now(ZoneInfo(ZONE)), ("pilot", "clinic"))
    with running(LAYOUT) as server:
        put_mailbox(server, sample / "Maildir")
        yield server


def environment(home: Path) -> dict[str, str]:
    """A fresh account: nothing of ours, and no keyring."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "TZ": ZONE,
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "NO_COLOR": "1",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def pleasantly(home: Path, *arguments: str) -> pexpect.spawn[str]:
    """`pleasantly ARGUMENTS` at a pseudo-terminal."""
    return pexpect.spawn(
        sys.executable,
        ["-W", "error", "-m", "agent.cli", *arguments],
        cwd=str(ROOT),
        env=environment(home),
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(60, 120),
    )


def by_options(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same without a terminal."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "agent.cli", *arguments],
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def ended(rep: pexpect.spawn[str]) -> int | None:
    rep.expect(pexpect.EOF)
    rep.close()
    return rep.exitstatus


def answer(rep: pexpect.spawn[str], question: str, text: str) -> None:
    rep.expect(question)
    rep.sendline(text)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def everything_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def drafts(server: Dovecot) -> list[Path]:
    return [path for path in server.maildir(USER).glob(".Drafts/*/*") if path.is_file()]


def test_a_rep_sets_it_up(server: Dovecot, tmp_path: Path) -> None:
    typed: list[str] = []
    rep = pleasantly(tmp_path, "init", "--offline")
    rep.logfile_read = Log(typed)
    answer(rep, "Your name, as you sign your mail: ", 'Dana "D" Reyes')
    answer(rep, "Your mail address: ", "dana at acme")
    answer(rep, "no mail address.*Your mail address: ", USER)
    answer(rep, r"Other addresses .*\(Enter: none\): ", "dreyes@acme.example")
    rep.expect("Who hosts the mail of acme.example is not known")
    rep.expect(r"1  A mail server \(IMAP\)")
    answer(rep, "number of your choice .1.: ", "")
    answer(rep, r"Server .*imap.acme.example.: ", f"localhost:{server.tls_port}")
    answer(rep, "User name there .*: ", "")
    answer(rep, "time zone .America/New_York.: ", "")
    answer(rep, "country, .*US.: ", "")
    answer(rep, r"Password of .* \(not shown while you type\): ", "wrong password")
    rep.expect("The certificate of the mail server localhost:.* is not trusted")
    answer(rep, "What now.*1.: ", "2")
    answer(rep, "User name there .*: ", "")
    answer(rep, "Server .*: ", "")
    answer(rep, "How is the connection protected.*: ", "")
    answer(rep, "server's certificate.*: ", "nowhere.pem")
    answer(rep, "There is nothing at .*server's certificate.*: ", server.ca_file)
    rep.expect("does not accept user name and password")
    answer(rep, "What now.*: ", "1")
    config = tmp_path / ".config/pleasantly/config.toml"
    assert everything_below(tmp_path) == [], "nothing is written before the sign-in has worked"
    answer(rep, "Password of .*: ", PASSWORD)
    rep.expect("That worked: you are signed in")
    rep.expect("sue.park@")
    rep.expect("would draft")
    answer(rep, "in the background.*: ", "n")
    rep.expect("pleasantly scan")
    assert ended(rep) == 0
    shown = "".join(typed)
    assert "wrong password" not in shown
    assert "Traceback" not in shown

    password = config.with_name("mail.password")
    assert everything_below(tmp_path) == [config, password], "no state, no log, no scratch file"
    assert (mode(config.parent), mode(config), mode(password)) == (0o700, 0o600, 0o600)
    assert password.read_text() == f"{PASSWORD}\n"
    assert not re.search(rf"\b{PASSWORD}\b", config.read_text())
    assert drafts(server) == []
    found = load(config)
    assert found.me.name == 'Dana "D" Reyes'
    assert found.me.addresses == {USER, "dreyes@acme.example"}
    assert (found.me.timezone, found.me.country) == (ZONE, "US")
    assert [m.name for m in found.mailboxes] == ["work"]

    before = config.read_bytes()
    again = pleasantly(tmp_path, "init")
    again.expect("is there already and stays as it is")
    assert ended(again) == 2
    assert config.read_bytes() == before

    password.write_text("outdated\n")
    login = pleasantly(tmp_path, "login", "work")
    answer(login, "Password of .*: ", "wrong")
    answer(login, "does not accept user name and password.*Password of .*: ", PASSWORD)
    login.expect("You are signed in to 'work'")
    assert ended(login) == 0
    assert (password.read_text(), mode(password)) == (f"{PASSWORD}\n", 0o600)


class Log:
    """What the terminal shows."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    def write(self, text: str) -> None:
        self.texts.append(text)

    def flush(self) -> None:
        """Nothing is held back."""


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    rep = pleasantly(tmp_path, "init", "--offline")
    answer(rep, "Your name, as you sign your mail: ", "Dana Reyes")
    rep.expect("Your mail address: ")
    for _ in range(
        20
    ):  # between the prompt and the reading, Python keeps an interrupt to itself until the next key
        rep.sendintr()
        if rep.expect(["Ended", pexpect.TIMEOUT], timeout=2) == 0:
            break
    assert ended(rep) == 1
    assert everything_below(tmp_path) == []


def test_a_maildir_is_found_and_proposed(tmp_path: Path) -> None:
    write_sample(tmp_path, datetime.now(ZoneInfo(ZONE)), ("pilot",))
    rep = pleasantly(
        tmp_path, "init", "--offline", "--name", "Dana Reyes", "--timezone", ZONE, "--no-service"
    )
    answer(rep, "Your mail address: ", USER)
    answer(rep, r"Other addresses .*: ", "")
    rep.expect("1  The mail that lies in")
    answer(rep, "number of your choice .1.: ", "")
    answer(rep, "country, .*US.: ", "-")
    rep.expect("sue.park@")
    assert ended(rep) == 0
    found = load(tmp_path / ".config/pleasantly/config.toml")
    assert found.mailboxes[0].settings["path"] == str(tmp_path / "Maildir")
    assert found.me.country == ""


def options_for(server: Dovecot) -> list[str]:
    """Who the rep is and where the mail lies; how one gets in is left open."""
    host = ["--host", "localhost", "--port", str(server.tls_port), "--ca-file", server.ca_file]
    return ["--name", "Dana Reyes", "--address", USER, *host]


def test_by_options_alone(server: Dovecot, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{PASSWORD}\n")
    secret.chmod(0o600)
    options = [*options_for(server), "--password-file", str(secret), "--country", "US", "--offline"]
    config = tmp_path / "here" / "config.toml"
    done = by_options(tmp_path, "init", "--config", str(config), *options)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "sue.park@" in done.stdout
    assert everything_below(tmp_path) == [config, secret]
    assert mode(config) == 0o600
    assert drafts(server) == []
    again = by_options(tmp_path, "init", "--config", str(config), *options)
    assert again.returncode == 2
    assert "stays as it is" in again.stderr


def test_a_refused_sign_in_without_a_terminal_writes_nothing(server: Dovecot, tmp_path: Path) -> None:
    options = [*options_for(server), "--password-command", "echo wrong", "--offline"]
    done = by_options(tmp_path, "init", *options)
    assert done.returncode == 1, done.stderr
    assert "does not accept user name and password" in done.stderr
    assert everything_below(tmp_path) == []


def test_everything_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    done = by_options(tmp_path, "init", "--offline")
    assert done.returncode == 2
    for option in ("--name", "--address", "--host", "--password-file"):
        assert f"{option} is missing; expected" in done.stderr, option
    assert done.stdout == ""
    assert everything_below(tmp_path) == []
