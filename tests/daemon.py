"""What the daemon's tests share: a clock to turn, a sample rep with some mailboxes, mailboxes that hang or fail, and real processes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.config import Mailbox, load
from agent.daemon.worker import Settings, Worker
from agent.demo import ZONE, write_sample
from agent.playbook import load as load_playbook
from agent.run import open_mailbox
from connectors.base import Connector, ConnectorError, draft_key

ROOT = Path(__file__).parent.parent
NEW_YORK = ZoneInfo(ZONE)
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=NEW_YORK)
THREADS = ("pilot", "labels", "clinic")
SUE = "sue.park@northwind-foods.example"


class Clock:
    """A wall clock that stands still until it is turned."""

    def __init__(self, at: datetime = NOW) -> None:
        self.now = at.timestamp()

    def __call__(self) -> float:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += seconds


def write_rep(folder: Path, names: tuple[str, ...] = ("work",), more: str = "", now: datetime = NOW) -> Path:
    """A sample rep with a copy of the sample mailbox under each name; `more` are further lines. Gives the configuration."""
    file = write_sample(folder, now, THREADS)
    text = file.read_text("utf-8")
    head, _, rest = text.partition("[[mailbox]]")
    tail = rest.partition('path = "Maildir"\n')[2]
    boxes = []
    for number, name in enumerate(names):
        if number:
            copy_of(folder / "Maildir", folder / f"Maildir{number}")
        boxes.append(f'[[mailbox]]\nname = "{name}"\nkind = "maildir"\npath = "Maildir{number or ""}"\n')
    file.write_text(f"{head}{''.join(boxes)}{tail}\n{more}", "utf-8")
    return file


def copy_of(maildir: Path, target: Path) -> None:
    """A copy of a Maildir without drafts, in which everybody but the rep is somebody else: nobody is written to from two mailboxes."""
    shutil.copytree(maildir, target)
    for file in [f for f in target.rglob("*") if f.is_file()]:
        if ".Drafts" in file.parts:
            file.unlink()
        else:
            other = re.sub(
                rb"\b(?!acme)([\w-]+)\.example",
                rb"\1-in-" + target.name.lower().encode() + rb".example",
                file.read_bytes(),
            )
            file.write_bytes(other.replace(b"Park", b"Reed").replace(b"Ortega", b"Soto"))


def settings_of(file: Path) -> Settings:
    config = load(file)
    return Settings(config, load_playbook(config.playbook))


def worker_of(
    file: Path, clock: Callable[[], float], opener: Callable[[Mailbox], Connector] = open_mailbox
) -> Worker:
    """A worker for the first mailbox that never jitters."""
    settings = settings_of(file)
    return Worker(settings, settings.config.mailboxes[0], opener=opener, clock=clock, draw=lambda: 0.5)


def drafts_in(maildir: Path) -> list[str]:
    """The keys of the drafts of ours in a Maildir, sorted, one for each file."""
    found = []
    for file in (maildir / ".Drafts").glob("[cn]*/*"):
        found.append(draft_key(file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0]) or "")
    return sorted(found)


def answer(
    maildir: Path, at: datetime, who: str = f"Sue Park <{SUE}>", subject: str = "Re: Pilot in two depots"
) -> Path:
    """Somebody answers; gives the file."""
    file = maildir / "new" / f"{int(at.timestamp())}.answer.{len(list((maildir / 'new').iterdir()))}"
    return put(file, letter(at, who, subject))


def letter(at: datetime, who: str, subject: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = who, "dana@acme.example", subject
    message["Date"], message["Message-ID"] = format_datetime(at), f"<{at.timestamp()}@mail.example>"
    message.set_content("Hi Dana,\n\nthe south one, please.\n\nSue\n")
    return message.as_bytes()


def ask(maildir: Path, whom: str, at: datetime = NOW - timedelta(days=14)) -> Path:
    """The rep wrote to somebody and asked something; gives the file in Sent."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "dana@acme.example", whom, "Crates for June"
    message["Date"], message["Message-ID"] = format_datetime(at), f"<{at.timestamp()}.{whom}>"
    message.set_content("Hello,\n\nwhich of the two sizes would you like to try first?\n\nDana\n")
    file = maildir / ".Sent" / "cur" / f"{int(at.timestamp())}.ask:2,S"
    return put(file, message.as_bytes())


def put(file: Path, raw: bytes) -> Path:
    """Delivers a message as https://cr.yp.to/proto/maildir.html has it: nobody sees half of it."""
    scratch = file.parent.parent / "tmp" / file.name
    scratch.write_bytes(raw)
    return scratch.rename(file)


class Broken:
    """A connector of which every method raises."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.calls = 0

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name == "wait" or name.startswith("_"):
            raise AttributeError(name)

        def call(*_: object) -> object:
            self.calls += 1
            raise self.error

        return call

    def close(self) -> None:
        if isinstance(self.error, ConnectorError):
            return
        raise self.error


class Hanging:
    """A connector of which every method hangs until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.entered = threading.Event()

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name == "wait" or name.startswith("_"):
            raise AttributeError(name)

        def call(*_: object) -> object:
            self.entered.set()
            self.go.wait()
            raise ConnectorError("let go")

        return call


class Watched:
    """A connector to a Maildir that can wait for news: `news` says that there is some, `waits` counts the waiting."""

    def __init__(self, inner: Connector) -> None:
        self.inner = inner
        self.news = threading.Event()
        self.error: Exception | None = None
        self.waits = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def wait(self, timeout: float, enough: Callable[[], bool]) -> bool:
        self.waits += 1
        while not enough():
            if self.error is not None:
                raise self.error
            if self.news.wait(0.01):
                self.news.clear()
                return True
        return False


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Waits until something is so. Raises AssertionError after a generous time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "that never happened"
        time.sleep(0.02)


class Process:
    """`pleasantly daemon` as a process of its own, with an empty home; `log` is its log file."""

    def __init__(
        self, config: Path, *options: str, environ: Mapping[str, str] | None = None, module: str = "agent.cli"
    ) -> None:
        home = config.parent / "home"
        home.mkdir(exist_ok=True)
        env = {
            k: v
            for k, v in os.environ.items()
            if k not in ("PLEASANTLY_CONFIG", "NOTIFY_SOCKET", "INVOCATION_ID")
        }
        env |= {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_DATA_HOME": str(home / "data")}
        command = [sys.executable, "-W", "error", "-m", module, "daemon", "--config", str(config), *options]
        self.log = home / "state/pleasantly/log/daemon.log"
        self._errors = home / "stderr.txt"
        with self._errors.open("ab") as errors:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env | dict(environ or {}),
                stdout=errors,
                stderr=errors,
                stdin=subprocess.DEVNULL,
            )

    def lines(self) -> str:
        """What is in the log until now."""
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def errors(self) -> str:
        """What was written to standard error and output."""
        return self._errors.read_text("utf-8", "replace")

    def says(self, text: str) -> None:
        """Waits until the log holds a text."""

        def said() -> bool:
            assert self.process.poll() is None, self.errors() + self.lines()
            return text in self.lines()

        until(said)

    def end(self, number: int) -> float:
        """Sends a signal and waits; gives how long it took to end. The exit status must be 0."""
        began = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(60)
        took = time.monotonic() - began
        assert status == 0, self.errors() + self.lines()
        return took

    def kill(self) -> None:
        """Makes sure that nothing is left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
