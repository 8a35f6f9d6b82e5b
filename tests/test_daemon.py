"""The daemon as a whole, in this process: mailboxes apart from each other, changes on disk, the digest, the service manager, the log."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.config import Mailbox, load
from agent.daemon import logs
from agent.daemon.notify import Notifier, from_environment
from agent.daemon.signals import Signals
from agent.daemon.supervisor import run_daemon
from agent.errors import AlreadyRunning
from agent.run import daemon_runs, only_daemon, open_mailbox, scan_all
from connectors.base import AuthenticationFailed, Connector
from tests.daemon import (
    NEW_YORK,
    NOW,
    SUE,
    Broken,
    Hanging,
    answer,
    ask,
    copy_of,
    drafts_in,
    until,
    write_rep,
)


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The daemon looks around more often, and what it sets up for a whole process is taken down again."""
    monkeypatch.setattr("agent.daemon.supervisor.TICK", 0.1)
    yield
    for name in logs.OURS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.NOTSET)
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()


class Running:
    """A daemon in a thread, its clock beginning at `now`."""

    def __init__(
        self,
        file: Path,
        notifier: Notifier | None = None,
        opener: Callable[[Mailbox], Connector] = open_mailbox,
        now: datetime = NOW,
    ) -> None:
        self.signals = Signals()
        self.left: list[int] = []
        self.ahead = now.timestamp() - time.time()
        self.error: BaseException | None = None
        self._file = file
        self._notifier = notifier or Notifier()
        self._opener = opener
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            run_daemon(
                self._file,
                self.signals,
                self._notifier,
                opener=self._opener,
                clock=lambda: time.time() + self.ahead,
                leave=self.left.append,
            )
        except BaseException as e:
            self.error = e

    def stop(self) -> float:
        """Ends it as a signal would; gives how long that took."""
        began = time.monotonic()
        self.signals.stop.set()
        self.signals.attention.set()
        self.thread.join(30)
        assert not self.thread.is_alive()
        return time.monotonic() - began


@contextmanager
def running(*args: object, **kwargs: object) -> Iterator[Running]:
    daemon = Running(*args, **kwargs)  # type: ignore[arg-type]
    daemon.thread.start()
    try:
        yield daemon
    finally:
        daemon.stop()
    assert daemon.error is None


def log_of(folder: Path) -> str:
    file = folder / "daemon.log"
    return file.read_text("utf-8") if file.exists() else ""


LOG = '[daemon]\nlog_file = "daemon.log"\n'


def test_one_hangs_one_fails_and_one_works(tmp_path: Path) -> None:
    hanging, broken = Hanging(), Broken(AuthenticationFailed("The password is wrong."))
    odd = {"hangs": hanging, "fails": broken}
    file = write_rep(tmp_path, ("hangs", "fails", "works"), LOG)
    assert scan_all(load(file), NOW).ok
    works = tmp_path / "Maildir2"
    before = drafts_in(works)
    assert len(before) == 3
    answer(works, NOW - timedelta(minutes=1), "Sue Reed <sue.park@northwind-foods-in-maildir2.example>")
    ask(works, "amy@new-prospect.example")
    with running(file, opener=lambda m: odd.get(m.name) or open_mailbox(m)) as daemon:
        until(lambda: len(set(drafts_in(works)) - set(before)) == 1)
        assert len(drafts_in(works)) == 3, "one came and one went"
        until(lambda: "fails: The password is wrong." in log_of(tmp_path))
        assert hanging.entered.is_set()
        assert daemon.stop() < 5
        assert daemon.left == [0], "the one that hangs is left behind"
    assert "left while at work: hangs" in log_of(tmp_path)
    assert log_of(tmp_path).count("The password is wrong.") == 1
    hanging.go.set()


def test_what_comes_into_one_mailbox_is_heeded_in_the_others_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two mailboxes of one rep, new to the daemon: drafts wait until both were read; an answer to the one ends drafts of the other."""
    monkeypatch.setattr("agent.daemon.worker.SOON", 86_400.0)
    file = write_rep(tmp_path, ("one", "two"), LOG + "poll_minutes = 1440\n")
    with running(file) as daemon:
        until(lambda: len(drafts_in(tmp_path / "Maildir") + drafts_in(tmp_path / "Maildir1")) == 6)
        answer(tmp_path / "Maildir1", NOW - timedelta(minutes=1))
        daemon.signals.reload.set()
        daemon.signals.attention.set()
        until(lambda: len(drafts_in(tmp_path / "Maildir")) == 2)
        assert len(drafts_in(tmp_path / "Maildir1")) == 3


def test_a_second_daemon_is_told_so(tmp_path: Path) -> None:
    file, state = write_rep(tmp_path, more=LOG), tmp_path / "state.sqlite3"
    assert not daemon_runs(state)
    with only_daemon(state):
        assert daemon_runs(state)
        second = Running(file)
        second.thread.start()
        second.thread.join(30)
        assert isinstance(second.error, AlreadyRunning)
    assert not daemon_runs(state)
    assert log_of(tmp_path) == ""


def save(file: Path, text: str) -> None:
    """Writes a file as a good editor does: nobody sees half of it."""
    scratch = file.with_name("scratch")
    scratch.write_text(text, "utf-8")
    scratch.replace(file)


def test_changes_on_disk_are_taken_over_and_broken_ones_are_not(tmp_path: Path) -> None:
    file = write_rep(tmp_path, more=LOG)
    with running(file) as daemon:
        until(lambda: len(drafts_in(tmp_path / "Maildir")) == 3)
        good = file.read_text("utf-8")
        save(file, good.replace("[me]", "[mee]"))
        until(lambda: "cannot be used, so the old one is kept" in log_of(tmp_path))
        copy_of(tmp_path / "Maildir", tmp_path / "Second")
        save(
            file,
            good.replace(
                "[deals]", '[[mailbox]]\nname = "second"\nkind = "maildir"\npath = "Second"\n[deals]'
            ),
        )
        until(lambda: len(drafts_in(tmp_path / "Second")) == 3)
        deals = (tmp_path / "deals.csv").read_text("utf-8")
        row = "northwind-foods.example" + ",Northwind,,won" + "," * 7 + "\n"
        lines = [line for line in deals.splitlines(keepends=True) if "northwind-foods" not in line]
        save(tmp_path / "deals.csv", "".join([*lines, row]))
        until(lambda: len(drafts_in(tmp_path / "Maildir")) == 2)
        assert log_of(tmp_path).count("cannot be used") == 1
        save(file, file.read_text("utf-8").replace('"state.sqlite3"', '"other.sqlite3"'))
        until(lambda: "names another state file" in log_of(tmp_path))
        assert not (tmp_path / "other.sqlite3").exists()
        daemon.signals.reload.set()
        daemon.signals.attention.set()
        answer(
            tmp_path / "Maildir",
            NOW - timedelta(minutes=1),
            "Inés Ortega <ines.ortega@clinica-sol.example>",
            "Re: Cleaning robots for the east wing",
        )
        until(lambda: len(drafts_in(tmp_path / "Maildir")) == 1)


def test_the_digest_comes_once_a_day_after_a_look(tmp_path: Path) -> None:
    file = write_rep(tmp_path, more=LOG + 'digest = "08:00"\n')
    with running(file) as daemon:
        until(lambda: "to review" in log_of(tmp_path))
        assert (
            "INFO 2026-03-12: 3 drafts to review, 0 calls to make, 0 answers owed; 0 held, 0 waiting"
            in log_of(tmp_path)
        )
        answer(tmp_path / "Maildir", NOW + timedelta(hours=3))
        daemon.ahead += 22.9 * 3600
        time.sleep(0.1)
        assert log_of(tmp_path).count("to review") == 1
        daemon.ahead += 0.2 * 3600
        daemon.signals.attention.set()
        until(lambda: "2026-03-13: 2 drafts to review, 0 calls to make, 1 answer owed" in log_of(tmp_path))
        assert log_of(tmp_path).count("to review") == 2


def test_neither_a_start_nor_the_digest_tries_a_mailbox_that_rests(tmp_path: Path) -> None:
    broken = Broken(AuthenticationFailed("The password is wrong."))
    file = write_rep(tmp_path, ("fails", "works"), LOG + 'digest = "08:00"\n')
    for name in (file, tmp_path / "deals.csv"):
        os.utime(name, (NOW.timestamp() - 60, NOW.timestamp() - 60))
    for turn in range(2):
        with running(file, opener=lambda m: broken if m.name == "fails" else open_mailbox(m)):  # type: ignore[arg-type,return-value]
            until(lambda n=turn + 1: log_of(tmp_path).count("to review") == n)
    assert broken.calls == 1
    assert log_of(tmp_path).count("fails: The password is wrong.") == 2, "once a start"


def test_no_digest(tmp_path: Path) -> None:
    with running(write_rep(tmp_path, more=LOG + 'digest = ""\n')) as daemon:
        until(lambda: len(drafts_in(tmp_path / "Maildir")) == 3)
        for _ in range(3):
            daemon.signals.attention.set()
            time.sleep(0.05)
    assert "to review" not in log_of(tmp_path)


class Manager:
    """The service manager's end of the socket."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(0.1)
        self.heard: list[str] = []
        self.closed = False
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while not self.closed:
            with contextlib.suppress(TimeoutError):
                self.heard += self.socket.recv(4096).decode().split("\n")

    def close(self) -> None:
        self.closed = True
        self.thread.join(10)
        self.socket.close()


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Manager, str]]:
    name = str(tmp_path / "notify")
    if request.param == "abstract":
        name = f"@pleasantly-test-{os.getpid()}"
    found = Manager(name.replace("@", "\0"))
    yield found, name
    found.close()


def test_the_service_manager_is_told(tmp_path: Path, manager: tuple[Manager, str]) -> None:
    systemd, address = manager
    environ = {
        "NOTIFY_SOCKET": address,
        "WATCHDOG_USEC": "300000",
        "WATCHDOG_PID": str(os.getpid()),
        "HOME": "/",
    }
    notifier = from_environment(environ)
    assert environ == {"HOME": "/"}, "no program that we start may speak for us"
    with running(write_rep(tmp_path, more=LOG), notifier):
        until(lambda: "READY=1" in systemd.heard)
        until(lambda: systemd.heard.count("WATCHDOG=1") > 5)
        until(lambda: "STATUS=1 mailbox, looked at 09:00" in systemd.heard)
    until(lambda: "STOPPING=1" in systemd.heard)
    assert systemd.heard.index("READY=1") < systemd.heard.index("WATCHDOG=1")
    assert all(re.match(r"[A-Z]+=", line) for line in systemd.heard)
    assert "@" not in "".join(systemd.heard)


def test_the_watchdog_is_not_fed_for_a_worker_without_a_sign_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = tmp_path / "notify"
    systemd, hanging = Manager(str(address)), Hanging()
    monkeypatch.setattr("agent.daemon.supervisor.STUCK", 0.6)
    with running(write_rep(tmp_path, ("hangs",), LOG), Notifier(str(address), 0.1), lambda mailbox: hanging):
        until(lambda: "no sign of life from: hangs" in log_of(tmp_path))
        before = systemd.heard.count("WATCHDOG=1")
        assert before > 0
        time.sleep(0.5)
        assert systemd.heard.count("WATCHDOG=1") <= before + 1
        assert log_of(tmp_path).count("no sign of life") == 1
        hanging.go.set()
        until(lambda: systemd.heard.count("WATCHDOG=1") > before + 2)
    systemd.close()


@pytest.mark.parametrize(
    ("environ", "watchdog"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_how_often_the_watchdog_wants_to_hear_of_us(environ: dict[str, str], watchdog: float | None) -> None:
    assert from_environment(environ).watchdog == watchdog


@pytest.mark.parametrize("address", ["", "/nowhere/notify", "@nobody-listens-here", "relative", "vsock:2:3"])
def test_nobody_listens(address: str) -> None:
    Notifier(address).tell(READY=1, STATUS="fine")


def test_the_log_is_private_and_does_not_grow_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "SIZE", 2000)
    file = tmp_path / "log" / "daemon.log"
    for _ in range(2):
        logs.set_up(file, NEW_YORK, to_stderr=False)
    logger = logging.getLogger("agent.daemon.worker")
    for number in range(200):
        logger.info("work: %d new messages from %s\nin two lines", number, SUE)
    logger.debug("not this")
    logging.getLogger("imapclient").error("nor that")
    files = sorted(file.parent.iterdir())
    assert [f.name for f in files] == ["daemon.log", "daemon.log.1", "daemon.log.2"]
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 and f.stat().st_size <= 2000 for f in files)
    last = file.read_text("utf-8").splitlines()[-1]
    at, _, rest = last.partition(" ")
    assert rest == "INFO work: 199 new messages from (address) in two lines"
    assert abs(datetime.fromisoformat(at) - datetime.now(UTC)) < timedelta(minutes=1)
    assert at.endswith(datetime.now(NEW_YORK).isoformat()[-6:])


def test_a_log_that_cannot_be_written_is_said_and_nothing_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    logs.set_up(tmp_path / "file" / "daemon.log", NEW_YORK, to_stderr=False)
    assert "cannot be written" in capsys.readouterr().err


def test_what_a_mailbox_is_called() -> None:
    assert logs.label("work", 1) == "work"
    assert logs.label("dana@acme.example", 2) == "mailbox 2"
    assert logs.label("a\nb", 3) == "mailbox 3"
    assert (
        logs.without_addresses("from <dana@acme.example>, dana@, (x@y): ok")
        == "from <(address)>, (address), ((address)): ok"
    )
