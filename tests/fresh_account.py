"""From clone to a running daemon in a fresh user account, with the commands of the README and nothing else, at a pseudo-terminal.

Takes a minute and needs the package registry, so it is not part of `make test`: `make fresh` runs it. As root a user account is made for it
and taken away again; otherwise an empty home stands for one.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from imaplib import IMAP4
from pathlib import Path

import pexpect
import pytest

from tests.servers import dovecot

ROOT = Path(__file__).parent.parent
ADDRESS = "dana@acme.example"
PYTHON_HELP = "its python3 cannot make virtual environments: sudo apt-get install python3-venv"


@dataclass(frozen=True, slots=True)
class Account:
    """A user account with nothing in it."""

    name: str
    home: Path

    @property
    def ids(self) -> dict[str, object]:
        """How a process is started as this user."""
        if os.getuid() != 0:
            return {}
        found = pwd.getpwnam(self.name)
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Gives a file to the user."""
        if os.getuid() == 0:
            shutil.chown(path, self.name, self.name)

    def terminal(self) -> pexpect.spawn[str]:
        """A shell of this user, as after signing in: nothing of this process's environment but how packages are had."""
        packages = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "REQUESTS_"))}
        env = {
            **packages,
            "HOME": str(self.home),
            "USER": self.name,
            "PATH": f"{self.home}/.local/bin:/usr/local/bin:/usr/bin:/bin",
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "PS1": "$ ",
        }

        def become() -> None:
            if self.ids:
                os.setgroups([])
                os.setgid(int(str(self.ids["group"])))
                os.setuid(int(str(self.ids["user"])))

        return pexpect.spawn(
            "/bin/bash",
            ["--norc", "--noediting"],
            env=env,
            cwd=str(self.home),
            encoding="utf-8",
            timeout=60,
            dimensions=(60, 200),
            preexec_fn=become,
        )


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    """A fresh one; gone afterwards."""
    if os.getuid() != 0:
        home = tmp_path / "home"
        home.mkdir()
        yield Account(pwd.getpwuid(os.getuid()).pw_name, home)
        return
    name = f"fresh{os.getpid()}"
    subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", name], check=True)
    try:
        yield Account(name, Path(pwd.getpwnam(name).pw_dir))
    finally:
        subprocess.run(["pkill", "-KILL", "-u", name], check=False)
        time.sleep(0.2)
        subprocess.run(["userdel", "--remove", "--force", name], check=True, capture_output=True)


def readme_commands(heading: str) -> list[str]:
    """The commands of the fenced blocks below a heading of the README."""
    text = (ROOT / "README.md").read_text("utf-8")
    section = text.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    return [line.split(" #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def mail(day: datetime, sender: str, to: str, subject: str, text: str) -> bytes:
    """A message as a server keeps it."""
    head = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": format_datetime(day),
        "Message-ID": f"<{day.timestamp():.0f}@mail.example>",
        "Content-Type": "text/plain; charset=utf-8",
    }
    return ("".join(f"{k}: {v}\r\n" for k, v in head.items()) + f"\r\n{text}\r\n").encode()


def drafts(server: dovecot.Dovecot) -> list[bytes]:
    """What lies in Drafts."""
    with IMAP4(server.host, server.port) as client:
        client.login(ADDRESS, dovecot.PASSWORD)
        client.select("Drafts", readonly=True)
        numbers = client.search(None, "ALL")[1][0].split()
        found = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
    return [part[1] for part in found if isinstance(part, tuple)]


@pytest.mark.timeout(900)
def test_from_clone_to_a_running_daemon(account: Account) -> None:
    commands = readme_commands("Set it up")
    clone = next(c for c in commands if c.startswith("git clone"))
    origin = account.home / "origin.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(origin)], check=True)
    for path in (origin, *origin.rglob("*")):
        account.own(path)
    with dovecot.running() as server:
        certificate = account.home / "server.pem"
        certificate.write_bytes(Path(server.ca_file).read_bytes())
        account.own(certificate)
        asked = datetime.now(UTC) - timedelta(days=12)
        with IMAP4(server.host, server.port) as client:
            client.login(ADDRESS, dovecot.PASSWORD)
            text = "Hi Sue,\r\n\r\ncould you send me the signed order by Friday?\r\n\r\nDana"
            sent = mail(asked, f"Dana Reyes <{ADDRESS}>", "Sue Park <sue@buyer.example>", "Order", text)
            client.append("Sent", "\\Seen", asked, sent)
        shell = account.terminal()
        for command in commands:
            if command == clone:
                command = f"git clone {origin} pleasantly"
            if command == "pleasantly init":
                set_up(shell, server, certificate)
            elif command == "pleasantly daemon":
                leave_running(shell, server)
            elif command.startswith("pleasantly service"):
                shell.sendline(f"{command} --print; echo status=$?")
                shell.expect("status=0")
            else:
                shell.sendline(f"{command}; echo status=$?")
                shell.expect(r"status=(\d+)", timeout=300)
                assert "ensurepip is not available" not in (shell.before or ""), PYTHON_HELP
                assert shell.match is not None
                assert shell.match[1] == "0", shell.before
        for command, seen in (
            ("pleasantly doctor", "You are signed in"),
            ("pleasantly list", "Sue answered"),
            ("pleasantly report", "report.html"),
        ):
            shell.sendline(f"{command}; echo status=$?")
            shell.expect(seen)
            shell.expect("status=0")
        shell.sendline("exit")
        shell.expect(pexpect.EOF)


def set_up(shell: pexpect.spawn[str], server: dovecot.Dovecot, certificate: Path) -> None:
    """What a rep types who reads what is on the screen."""
    shell.sendline("pleasantly init")
    shell.expect("Your name")
    shell.sendline("Dana Reyes")
    shell.expect("Your mail address")
    shell.sendline(ADDRESS)
    shell.expect("Other addresses")
    shell.sendline("")
    shell.expect(r"(\d)[.)]? +[^\r\n]*IMAP")
    assert shell.match is not None
    number = shell.match[1]
    shell.expect("number of your choice")
    shell.sendline(number)
    shell.expect("Server")
    shell.sendline(f"localhost:{server.tls_port}")
    shell.expect("User name")
    shell.sendline("")
    shell.expect("time zone")
    shell.sendline("America/New_York")
    shell.expect("country")
    shell.sendline("US")
    shell.expect("[Pp]assword")
    shell.sendline(dovecot.PASSWORD)
    shell.expect("certificate")
    shell.expect(r"(\d)[.)]? +Change")
    assert shell.match is not None
    number = shell.match[1]
    shell.expect("number of your choice|What now")
    shell.sendline(number)
    for answer in ("", "", ""):
        shell.expect(r"User name|Server|number of your choice|protected")
        shell.sendline(answer)
    shell.expect("certificate")
    shell.sendline(str(certificate))
    shell.expect("you are signed in", timeout=60)
    shell.expect("sue@buyer.example", timeout=60)
    assert drafts(server) == [], "a first look writes nothing"
    shell.expect("in the background")
    shell.sendline("n")
    shell.expect("What comes next")


def leave_running(shell: pexpect.spawn[str], server: dovecot.Dovecot) -> None:
    """The daemon in the foreground: a draft appears, goes when the answer comes, and Ctrl-C ends it."""
    shell.sendline("pleasantly daemon; echo status=$?")
    within(60, lambda: len(drafts(server)) == 1)
    with IMAP4(server.host, server.port) as client:
        client.login(ADDRESS, dovecot.PASSWORD)
        now = datetime.now(UTC)
        answer = mail(now, "Sue Park <sue@buyer.example>", ADDRESS, "Re: Order", "Hi Dana, here it is. Sue")
        client.append("INBOX", "", now, answer)
    within(60, lambda: drafts(server) == [])
    shell.sendintr()
    shell.expect("status=0", timeout=10)


def within(seconds: float, holds: object) -> None:
    """Waits until something holds."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.2)
