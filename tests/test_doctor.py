"""The doctor: what it says of every kind of trouble, that it writes nothing, and that nobody keeps it waiting."""

from __future__ import annotations

import ast
import json
import os
import shutil
import socket
import sqlite3
import sys
import threading
import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.config import Config, Mailbox, load
from agent.demo import write_sample
from agent.doctor import computer, judge
from agent.doctor.examine import Task, examine, side_by_side
from agent.doctor.finding import Finding, Status, exit_status, lines, split, summary
from agent.doctor.mailbox import look_at
from agent.quick import Look
from agent.run import only_daemon, only_one
from agent.service.manage import NOT_FOUND, Ran
from agent.service.plan import State
from agent.service.plan import Status as ServiceStatus
from agent.store import open_store
from connectors.base import AuthenticationFailed, Connector, HostTime, Unavailable
from connectors.memory import MemoryMailbox
from tests.command import run
from tests.connectors.conformance import letter
from tests.connectors.imap_hosts import ImapHost
from tests.servers.dovecot import Dovecot, running

OK, WARNING, PROBLEM = Status.OK, Status.WARNING, Status.PROBLEM
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
FOLDERS = (("INBOX", "inbox"), ("Sent Items", "sent"), ("Drafts", "drafts"), ("Deals", ""))
ME = """[me]
name = "Dana"
addresses = ["dana@acme.example"]
timezone = "Europe/Berlin"
country = "DE"
"""


def no_systemd(asked: Sequence[str]) -> Ran:
    return Ran(NOT_FOUND)


def written(folder: Path, text: str) -> Path:
    (folder / "Maildir/cur").mkdir(parents=True, exist_ok=True)
    (folder / "Maildir/.Sent/cur").mkdir(parents=True, exist_ok=True)
    file = folder / "config.toml"
    file.write_text(f'{ME}{text}\n[state]\npath = "data/state.sqlite3"\n', "utf-8")
    return file


MAILDIR = '[[mailbox]]\nname = "work"\nkind = "maildir"\npath = "Maildir"\n'


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """A rep with a Maildir and a home of their own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.delenv("PLEASANTLY_CONFIG", raising=False)
    return load(written(tmp_path, MAILDIR))


@pytest.fixture
def state(config: Config) -> Path:
    """A state file as a scan leaves it."""
    open_store(config.state).close()
    return config.state


def by_check(found: Sequence[Finding]) -> dict[str, Finding]:
    assert len({f.check for f in found}) == len(found), found
    return {finding.check: finding for finding in found}


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """All files; a reader of SQLite in WAL mode leaves its index beside the database, which is no writing (sqlite.org/wal.html)."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([], 0),
        ([("a", OK), ("b", WARNING)], 0),
        ([("a", OK), ("b", PROBLEM)], 1),
        ([("configuration", WARNING)], 0),
        ([("b", PROBLEM), ("configuration", PROBLEM)], 2),
    ],
)
def test_exit_status(found: list[tuple[str, Status]], status: int) -> None:
    assert exit_status([Finding(check, how, "x") for check, how in found]) == status


def test_an_error_is_told_as_what_happened_and_what_to_do() -> None:
    told = split(
        "Nothing answers at the mail server imap.acme.example:993. It will be tried again; check host.", "-"
    )
    assert told == (
        "Nothing answers at the mail server imap.acme.example:993.",
        "It will be tried again; check host.",
    )
    assert split("It broke.", "Try again.") == ("It broke.", "Try again.")
    assert split("Sign in: see `pleasantly login`.", "-")[0] == "Sign in: see `pleasantly login`."


def test_findings_as_the_rep_reads_them() -> None:
    found = [Finding("disk", OK, "Fine."), Finding("sign-in", PROBLEM, "Refused.", "Sign in.", "work")]
    assert lines(found) == [
        "ok       disk: Fine.",
        "problem  work: sign-in: Refused.",
        "         -> Sign in.",
    ]
    assert summary(found).startswith("1 problem;")
    assert summary(found[:1]) == "All is well."


def test_folders_with_their_roles() -> None:
    (found,) = judge.folders("work", "imap", FOLDERS)
    assert (found.status, found.what) == (
        OK,
        "Inbox is “INBOX”; Sent is “Sent Items”; Drafts is “Drafts”; 1 more is read.",
    )


@pytest.mark.parametrize(
    ("kind", "status", "cure"),
    [
        ("imap", PROBLEM, 'folders = { "its name" = "sent" }'),
        ("outlook", PROBLEM, "report"),
        ("mbox", WARNING, "export"),
    ],
)
def test_no_folder_for_sent_mail(kind: str, status: Status, cure: str) -> None:
    _, found = judge.folders("work", kind, [pair for pair in FOLDERS if pair[1] != "sent"])
    assert (found.status, found.check) == (status, "folders")
    assert "“Deals”" in found.what
    assert cure in found.cure


def test_addresses_that_the_configuration_does_not_know() -> None:
    known = {"dana@acme.example"}
    assert judge.identities("w", (), known) is None
    own = judge.identities("w", ("dana@acme.example", "dana@acme.onmicrosoft.com"), known)
    assert own is not None and own.status is OK
    found = judge.identities("w", ("dana@acme.example", "sales@acme.example"), known)
    assert found is not None
    assert (found.status, '"sales@acme.example"' in found.cure) == (WARNING, True)


@pytest.mark.parametrize(
    ("minutes", "exact", "status", "word"),
    [
        (0, True, OK, "agrees"),
        (4, True, OK, "agrees"),
        (6, True, WARNING, "behind"),
        (-6, True, WARNING, "ahead"),
        (6, False, WARNING, "behind"),
        (-6, False, OK, "newest mail"),
        (-60 * 24 * 30, False, OK, "newest mail"),
    ],
)
def test_the_computer_s_clock(minutes: int, exact: bool, status: Status, word: str) -> None:
    """The newest mail only shows a clock that is behind: that it is old says nothing."""
    found = judge.clock("w", HostTime(NOW + timedelta(minutes=minutes), exact), NOW)
    assert found is not None
    assert (found.status, word in found.what) == (status, True)


def test_a_host_that_tells_no_time() -> None:
    assert judge.clock("w", None, NOW) is None


@pytest.mark.parametrize(
    ("configured", "named", "system", "status"),
    [
        ("Europe/Berlin", True, "Europe/Berlin", OK),
        ("Europe/Berlin", True, "Europe/Rome", OK),
        ("Europe/London", True, "UTC", WARNING),
        ("America/New_York", True, "Europe/Berlin", WARNING),
        ("Europe/Berlin", False, "Europe/Berlin", OK),
        ("UTC", False, "UTC", WARNING),
        ("Etc/UTC", False, "Etc/UTC", WARNING),
        ("UTC", True, "UTC", OK),
    ],
)
def test_time_zone(configured: str, named: bool, system: str, status: Status) -> None:
    """London is on UTC in winter: a zone is another one if it differs at any time of the year."""
    assert judge.zone(configured, named, system, datetime(2026, 1, 12, tzinfo=UTC)).status is status


def test_holidays() -> None:
    assert judge.holidays("", "", 0, 2026).status is WARNING
    assert "11 public holidays of DE-BY" in judge.holidays("DE", "BY", 11, 2026).what


T = NOW.timestamp()


@pytest.mark.parametrize(
    ("seen", "by_daemon", "status", "word"),
    [
        (None, False, WARNING, "not been looked at"),
        (None, True, OK, "not been looked at"),
        (Look(T - 120, 0, 0, T + 100, ""), True, OK, "2 minutes ago"),
        (Look(T - 3600, 0, 0, T - 600, ""), True, OK, "60 minutes ago"),
        (Look(T - 7300, 0, 0, T - 3600, ""), False, WARNING, "was to be looked at again"),
        (Look(T - 86400, 0, 0, None, ""), False, OK, "24 hours ago"),
        (Look(T - 3 * 86400, 0, 0, None, ""), False, WARNING, "3 days ago"),
        (Look(T + 9999, 0, 0, None, ""), False, OK, "just now"),
        (
            Look(T - 3600, T - 60, 3, T + 9, "It broke. Check it."),
            True,
            PROBLEM,
            "3 times in a row: It broke.",
        ),
        (Look(0, T - 60, 1, T + 9, "It broke."), True, PROBLEM, "Never looked at to the end"),
    ],
)
def test_last_look(seen: Look | None, by_daemon: bool, status: Status, word: str) -> None:
    found = judge.look("work", seen, NOW, by_daemon)
    assert (found.status, word in found.what) == (status, True), found
    assert bool(found.cure) is (status is not OK)


def service_of(**what: Any) -> ServiceStatus:
    return ServiceStatus(
        **{
            "system": "systemd", "file": "/f", "installed": True, "ours": True, "current": True,
            "state": State(loaded=True, running=True), "log": "journalctl", **what,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "by_daemon", "status", "word"),
    [
        (None, False, WARNING, "Nothing looks at your mail"),
        (None, True, OK, "not as a service"),
        (service_of(installed=False), False, WARNING, "Nothing looks at your mail"),
        (service_of(), True, OK, "installed and running"),
        (service_of(ours=False), True, WARNING, "has not written it"),
        (service_of(state=None), False, WARNING, "cannot be asked"),
        (service_of(state=None), True, OK, "installed and running"),
        (service_of(state=State(True, False, detail="failed (failed)")), False, PROBLEM, "failed (failed)"),
        (service_of(state=State(True, False)), True, OK, "Another daemon"),
        (service_of(state=State(True, False, starting=True)), False, WARNING, "being started"),
        (service_of(current=False), True, WARNING, "another configuration"),
    ],
)
def test_service(found: ServiceStatus | None, by_daemon: bool, status: Status, word: str) -> None:
    told = judge.service(found, by_daemon)
    assert (told.status, word in told.what) == (status, True), told


@pytest.mark.parametrize(
    ("free", "status"), [(80_000_000_000, OK), (300_000_000, WARNING), (20_000_000, PROBLEM)]
)
def test_room_on_the_disk(free: int, status: Status) -> None:
    assert judge.space(free, "/x").status is status


def test_times_are_told_in_units_that_fit() -> None:
    told = [judge.span(timedelta(seconds=s)) for s in (5, 60, 119, 120, 7199, 7200, 86400, 172800, 8640000)]
    assert told == [
        "5 seconds",
        "1 minute",
        "1 minute",
        "2 minutes",
        "120 minutes",
        "2 hours",
        "24 hours",
        "2 days",
        "100 days",
    ]


IMAP = Mailbox("work", "imap", {})


def looked_at(box: MemoryMailbox, mailbox: Mailbox = IMAP) -> list[Finding]:
    return list(look_at(mailbox, {"dana@acme.example"}, lambda _: box.connect(), lambda: NOW))


def test_a_mailbox_in_order() -> None:
    box = MemoryMailbox(["dana@acme.example"])
    box.time = HostTime(NOW, exact=True)
    found = looked_at(box)
    assert [f.check for f in found] == ["sign-in", "folders", "drafts", "identities", "clock"]
    assert {f.status for f in found} == {OK}
    assert {f.mailbox for f in found} == {"work"}
    assert looked_at(box, Mailbox("m", "maildir", {}))[0].check == "reading"


def test_a_mailbox_with_everything_wrong_but_the_sign_in() -> None:
    box = MemoryMailbox(["dana@acme.example", "d@old.example"])
    box.folders = {"INBOX": "inbox", "Kunden": ""}
    box.trouble = "There is no folder for drafts at imap.acme.example. Make one in your mail client."
    box.time = HostTime(NOW + timedelta(hours=1), exact=False)
    found = looked_at(box)
    assert [(f.check, f.status) for f in found] == [
        ("sign-in", OK),
        ("folders", OK),
        ("folders", PROBLEM),
        ("drafts", PROBLEM),
        ("identities", WARNING),
        ("clock", WARNING),
    ]
    assert found[3].what == "There is no folder for drafts at imap.acme.example."
    assert found[3].cure == "Make one in your mail client."
    assert all(f.cure for f in found if f.status is not OK)


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_every_question_may_fail_and_the_others_are_still_asked(nth: int) -> None:
    box = MemoryMailbox(["dana@acme.example"])
    box.time = HostTime(NOW, exact=True)
    box.fail_at(nth, Unavailable("The connection broke. It will be tried again.", retry_after=30))
    found = looked_at(box)
    problems = [f for f in found if f.status is PROBLEM]
    assert [f.check for f in problems] == [("sign-in", "drafts", "identities", "clock")[nth - 1]]
    assert problems[0].what == "The connection broke."
    assert "30 s" in problems[0].cure
    assert len(found) == (1 if nth == 1 else 5)


def test_a_refused_sign_in_is_told_with_its_cure() -> None:
    def refused(mailbox: Mailbox) -> Connector:
        raise AuthenticationFailed("You have not signed in yet. Sign in: pleasantly login work.")

    (found,) = look_at(IMAP, (), refused, lambda: NOW)
    assert (found.check, found.status, found.cure) == ("sign-in", PROBLEM, "Sign in: pleasantly login work.")


def test_the_connection_is_given_back() -> None:
    box = MemoryMailbox()
    connector = box.connect()
    closed: list[bool] = []
    connector.close = lambda: closed.append(True)  # type: ignore[method-assign]
    list(look_at(IMAP, (), lambda _: connector, lambda: NOW))
    assert closed == [True]


def test_whoever_hangs_is_left_behind() -> None:
    released = threading.Event()

    def hangs() -> Iterator[Finding]:
        yield Finding("sign-in", OK, "begun", mailbox="slow")
        released.wait(60)

    fine = [Finding("state", OK, "fine")]
    try:
        told = side_by_side([Task("sign-in", hangs, "slow"), Task("state", lambda: fine)], 1.5)
    finally:
        released.set()
    assert [(f.check, f.status, f.mailbox) for f in told] == [
        ("sign-in", OK, "slow"),
        ("sign-in", PROBLEM, "slow"),
        ("state", OK, None),
    ]
    assert "No answer within" in told[1].what


def test_tasks_run_at_the_same_time() -> None:
    meeting = threading.Barrier(3, timeout=30)

    def look() -> Iterator[Finding]:
        meeting.wait()
        yield Finding("x", OK, "met")

    assert [f.what for f in side_by_side([Task("x", look) for _ in range(3)], 60)] == ["met"] * 3


def test_a_defect_of_ours_hides_nothing_else() -> None:
    def broken() -> Iterator[Finding]:
        yield Finding("x", OK, "first")
        raise RuntimeError("secret@acme.example")

    told = side_by_side([Task("x", broken, "work"), Task("y", lambda: [Finding("y", OK, "second")])], 60)
    assert [f.status for f in told] == [OK, PROBLEM, OK]
    assert "secret" not in str(told)


def test_a_state_in_order(config: Config, state: Path) -> None:
    found = by_check(list(computer.state(config)))
    assert (found["state"].status, found["disk"].status) == (OK, OK)
    assert "in order." in found["state"].what


def test_no_state_yet(config: Config) -> None:
    assert "the first scan makes" in by_check(list(computer.state(config)))["state"].what
    config.state.parent.mkdir()
    config.state.touch()
    assert "still empty" in by_check(list(computer.state(config)))["state"].what


def test_a_place_for_the_state_that_may_not_be_written_to(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in ("There is no state file yet", "state.sqlite3 may not be written to"):
        with monkeypatch.context() as closed:
            closed.setattr(os, "access", lambda path, mode: False)
            found = by_check(list(computer.state(config)))["state"]
        assert (found.status, word in found.what) == (PROBLEM, True)
        open_store(config.state).close()


@pytest.mark.parametrize("damage", ["garbage", "page", "free list"])
def test_a_damaged_state(config: Config, state: Path, damage: str) -> None:
    octets = bytearray(state.read_bytes())
    if damage == "garbage":
        state.write_bytes(b"no database at all" * 500)
    elif damage == "free list":
        octets[36:40] = (7).to_bytes(4, "big")  # sqlite.org/fileformat2.html, "The Database Header"
        state.write_bytes(octets)
    else:
        size = int.from_bytes(octets[16:18], "big")
        octets[3 * size : 5 * size] = os.urandom(2 * size)
        state.write_bytes(octets)
    found = by_check(list(computer.state(config)))["state"]
    assert found.status is PROBLEM, found
    assert "Move" in found.cure


def test_a_state_of_another_version(config: Config, state: Path) -> None:
    for version, status, word in (("9999", PROBLEM, "newer"), ("0001", OK, "brings it to this version")):
        with sqlite3.connect(state) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.close()
        found = by_check(list(computer.state(config)))["state"]
        assert (found.status, word in found.what) == (status, True)


def test_a_check_that_takes_too_long_is_broken_off(
    config: Config, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computer, "CHECK_SECONDS", -1.0)
    monkeypatch.setattr(computer, "_STEPS", 1)
    assert by_check(list(computer.state(config)))["state"].status is WARNING


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_files_that_others_may_read(config: Config, state: Path, tmp_path: Path) -> None:
    assert [f.status for f in computer.permissions(config)] == [OK]
    secret = tmp_path / "mail.password"
    secret.write_text("x")
    tokens = tmp_path / "share/pleasantly/tokens"
    tokens.mkdir(parents=True, mode=0o700)
    (tokens / "google-1.json").write_text("{}")
    mailbox = f'[[mailbox]]\nname = "m"\nkind = "imap"\nuser = "u"\nhost = "h.example"\npassword_file = "{secret.name}"\n'
    wide = load(written(tmp_path, MAILDIR + mailbox))
    state.chmod(0o644)
    secret.chmod(0o640)
    (tokens / "google-1.json").chmod(0o604)
    found = list(computer.permissions(wide))
    assert [f.cure for f in found] == [
        f"chmod 600 {path}" for path in (state, secret, tokens / "google-1.json")
    ]
    assert {f.status for f in found} == {PROBLEM}


@pytest.mark.parametrize(
    ("kind", "settings", "wanted"),
    [
        ("imap", {}, True),
        ("imap", {"preset": "fastmail"}, True),
        ("imap", {"preset": "outlook", "token_store": "file"}, False),
        ("imap", {"preset": "outlook", "token_store": "keyring"}, True),
        ("imap", {"auth": "oauth-google", "token_store": "file"}, False),
        ("imap", {"password_file": "x", "token_store": "keyring"}, False),
        ("imap", {"password_command": "x"}, False),
        ("gmail", {"token_store": "keyring"}, True),
        ("gmail", {"token_store": "file"}, False),
        ("maildir", {}, False),
    ],
)
def test_who_needs_a_keyring(kind: str, settings: dict[str, str], wanted: bool) -> None:
    assert computer.uses_keyring(Mailbox("m", kind, settings)) is wanted


def test_keyring(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(computer.keyring(config)) == []
    asking = load(
        written(tmp_path, '[[mailbox]]\nname = "m"\nkind = "imap"\nuser = "u"\nhost = "h.example"\n')
    )
    fake = ModuleType("keyring")
    monkeypatch.setitem(sys.modules, "keyring", fake)
    for priority, status in ((5, OK), (0, PROBLEM)):
        fake.get_keyring = lambda priority=priority: SimpleNamespace(priority=priority)  # type: ignore[attr-defined]
        (found,) = computer.keyring(asking)
        assert found.status is status
    monkeypatch.setitem(sys.modules, "keyring", None)
    (found,) = computer.keyring(asking)
    assert (found.status, "pip install" in found.cure) == (PROBLEM, True)


def test_a_playbook_of_the_rep_s_own(config: Config, tmp_path: Path) -> None:
    assert list(computer.playbook(config)) == []
    (tmp_path / "own/en").mkdir(parents=True)
    own = load(written(tmp_path, MAILDIR + '[playbook]\nfolder = "own"\n'))
    assert [f.status for f in computer.playbook(own)] == [OK]
    (tmp_path / "own/en/schedule.txt").write_text("Hello {{ nobody }},\n---\nCall {{ ")
    assert [f.status for f in computer.playbook(own)] == [PROBLEM, PROBLEM]


def test_last_looks_and_who_is_at_work(config: Config, state: Path) -> None:
    account = config.mailboxes[0].account
    store = open_store(state)
    store.claim(account, "work", "", "x", T)
    store.looked(account, T - 120)
    store.close()
    assert [(f.check, f.status) for f in computer.last_looks(config, NOW)] == [("last look", OK)]
    with only_one(state, account):
        assert [f.check for f in computer.last_looks(config, NOW)] == ["last look", "lock"]
    store = open_store(state)
    store.failed(account, "work", T - 60, "The disk is full. Make room.")
    store.close()
    (found,) = computer.last_looks(config, NOW)
    assert (found.status, found.cure) == (PROBLEM, "Make room.")
    assert "The disk is full." in found.what


def test_a_daemon_at_work(config: Config, state: Path) -> None:
    (found,) = computer.service(config, no_systemd)
    assert (found.status, "Nothing looks" in found.what) == (WARNING, True)
    with only_daemon(state):
        (found,) = computer.service(config, no_systemd)
        assert found.status is OK


def checked(file: Path, **more: Any) -> list[Finding]:
    return examine(file, NOW, runner=no_systemd, **more)


def test_a_healthy_rep_and_nothing_is_written(config: Config, tmp_path: Path) -> None:
    open_store(config.state).close()
    before = tree(tmp_path)
    found = checked(config.file)
    assert [f.check for f in found] == [
        "program",
        "configuration",
        "time zone",
        "holidays",
        "permissions",
        "state",
        "disk",
        "service",
        "reading",
        "folders",
        "drafts",
        "last look",
    ]
    assert [f.check for f in found if f.status is not OK] == ["service", "last look"]
    assert exit_status(found) == 0
    assert tree(tmp_path) == before


def test_each_mailbox_is_told_apart_and_one_does_not_spoil_the_other(config: Config, tmp_path: Path) -> None:
    other = '[[mailbox]]\nname = "mail"\nkind = "imap"\nuser = "u@acme.example"\nhost = "h.example"\npassword_command = "x"\n'
    file = written(tmp_path, MAILDIR + other)

    def opener(mailbox: Mailbox) -> Connector:
        if mailbox.kind == "imap":
            raise Unavailable("Nothing answers at the mail server. Check host and port.")
        return MemoryMailbox().connect()

    found = checked(file, opener=opener)
    assert [(f.check, f.status) for f in found if f.mailbox == "mail"] == [
        ("sign-in", PROBLEM),
        ("last look", WARNING),
    ]
    assert {f.status for f in found if f.mailbox == "work"} == {OK, WARNING}
    assert [f.mailbox for f in found] == sorted((f.mailbox for f in found), key=[None, "work", "mail"].index)


def test_a_hanging_host_is_told(config: Config, tmp_path: Path) -> None:
    released = threading.Event()

    def opener(mailbox: Mailbox) -> Connector:
        released.wait(60)
        raise Unavailable("late")

    try:
        found = checked(config.file, opener=opener, seconds=2.0)
    finally:
        released.set()
    assert [f.what for f in found if f.check == "reading"] == ["No answer within 2 s."]


def test_offline_asks_no_host(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a host was asked")

    monkeypatch.setattr(socket, "create_connection", asked)
    monkeypatch.setattr(socket, "getaddrinfo", asked)
    other = (
        '[[mailbox]]\nname = "mail"\nkind = "imap"\nuser = "u@acme.example"\nhost = "h.example"\npassword_command = "x"\n'
        '[[mailbox]]\nname = "ms"\nkind = "outlook"\nuser = "u@acme.example"\nclient_id = "x"\n'
    )
    found = checked(written(tmp_path, MAILDIR + other), offline=True)
    assert [f.status for f in found if f.check == "sign-in"] == [OK, OK]
    assert [f.status for f in found if f.check == "reading"] == [OK]


def test_every_mistake_in_the_configuration_is_a_finding(config: Config) -> None:
    config.file.write_text(
        '[me]\nname = "D"\naddresses = []\n[[mailbox]]\nname = "w"\nkind = "pop3"\n[policy]\nwait_business_days = 0\n'
    )
    found = checked(config.file)
    problems = [f for f in found if f.status is PROBLEM]
    assert {f.check for f in problems} == {"configuration"}
    assert len(problems) >= 3
    assert all(f.cure for f in problems)
    assert exit_status(found) == 2


def test_a_computer_without_time_zones(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(computer.zone_names()) == []
    monkeypatch.setitem(sys.modules, "tzdata", None)
    ZoneInfo.clear_cache()
    try:
        zoneinfo.reset_tzpath(to=())
        found = checked(config.file)
    finally:
        zoneinfo.reset_tzpath()
        ZoneInfo.clear_cache()
    assert [f.check for f in found if f.status is PROBLEM] == ["time zone", "configuration"]
    assert exit_status(found) == 2


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


def test_on_a_real_server(dovecot: Dovecot, config: Config, tmp_path: Path) -> None:
    host = ImapHost(dovecot, tmp_path)
    host.deliver(letter(1))
    before = host.snapshot()
    mailbox = (
        f'[[mailbox]]\nname = "mail"\nkind = "imap"\nuser = "{host.user}"\nhost = "{dovecot.host}"\nport = {dovecot.port}\n'
        'tls = "none"\npassword_file = "password"\n'
    )
    file = written(tmp_path, mailbox)
    told = [f for f in checked(file) if f.mailbox]
    assert [(f.check, f.status) for f in told] == [
        ("sign-in", OK),
        ("folders", OK),
        ("drafts", OK),
        ("identities", WARNING),
        ("clock", OK),
        ("last look", WARNING),
    ]
    assert "Sent is “Sent”; Drafts is “Drafts”" in told[1].what
    assert host.snapshot() == before
    host.close()

    host.password_file.write_text("wrong\n")
    (refused, _) = [f for f in checked(file) if f.mailbox]
    assert (refused.check, refused.status) == ("sign-in", PROBLEM)
    assert "does not accept user name and password" in refused.what
    assert host.user not in str(refused)


def types(*asked: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(asked))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def test_the_command_in_words_and_in_json(config: Config) -> None:
    code, out = types("doctor", "--offline", "--config", str(config.file))
    assert (code, "ok       work: reading" in out) == (0, True)
    assert "-> " in out
    code, out = types("doctor", "--json", "--config", str(config.file))
    told = json.loads(out)
    assert (code, told["ok"]) == (0, True)
    assert all(set(f) == {"check", "mailbox", "status", "what", "cure"} for f in told["findings"])
    assert {f["status"] for f in told["findings"]} <= {"ok", "warning", "problem"}
    shutil.rmtree(config.file.parent / "Maildir/.Sent")
    assert types("doctor", "--config", str(config.file))[0] == 1
    config.file.write_text("nonsense")
    code, out = types("doctor", "--json", "--config", str(config.file))
    assert (code, json.loads(out)["ok"]) == (2, False)


def test_on_the_sample_all_is_told_after_a_scan(tmp_path: Path, config: Config) -> None:
    file = write_sample(tmp_path / "sample", NOW, ("pilot",))
    assert types("scan", "--json", "--as-of", "2026-03-12T09:00:00-05:00", "--config", str(file))[0] == 0
    found = json.loads(types("doctor", "--json", "--config", str(file))[1])["findings"]
    looks = [f for f in found if f["check"] == "last look"]
    assert [f["status"] for f in looks] == ["ok"]
    assert "just now" in looks[0]["what"] or "second" in looks[0]["what"]


def test_every_check_is_explained(config: Config) -> None:
    """docs/trouble.md has a heading for each check that the code can name."""
    named = {"sign-in", "reading", "configuration"}
    for file in (Path(judge.__file__).parent).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) and node.args else None
            if isinstance(node, ast.Call) and isinstance(called, ast.Name) and called.id == "Finding":
                named |= {str(node.args[0].value)} if isinstance(node.args[0], ast.Constant) else set()
    text = (Path(__file__).parent.parent / "docs/trouble.md").read_text("utf-8")
    headings = {line.strip("# ").strip() for line in text.splitlines() if line.startswith("### ")}
    assert named - headings == set()
    assert headings - named == set()


def test_a_command_that_waits_for_the_rep_holds_nobody_up(config: Config, tmp_path: Path) -> None:
    """The whole program is over soon, and so is the command, although somebody reads what they print to its end."""
    file = written(
        tmp_path,
        '[[mailbox]]\nname = "mail"\nkind = "imap"\nuser = "u@acme.example"\nhost = "h.example"\npassword_command = "sleep 600"\n',
    )
    done = run("doctor", "--wait", "1", "--config", str(file), home=tmp_path)
    assert done.returncode == 1
    assert "mail: sign-in: No answer within 1 s." in done.stdout
