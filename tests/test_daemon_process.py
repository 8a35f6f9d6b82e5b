"""The daemon as a process, against a real Dovecot: woken by IDLE, ended in the middle of anything."""

from __future__ import annotations

import os
import pwd
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.config import load
from agent.demo import write_sample
from agent.run import scan_all
from bench.letters import letter
from tests.connectors.imap_crash import LAYOUT, USER, put_mailbox, write_config
from tests.daemon import NOW, SUE, THREADS, Process, answer, drafts_in, until
from tests.servers.dovecot import Dovecot, running

pytestmark = pytest.mark.timeout(300)
# Enough that a first scan takes some seconds.
RELATIONS = 700


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with running(LAYOUT) as dovecot:
        yield dovecot


def own(path: Path) -> Path:
    """Makes a file Dovecot's."""
    if os.getuid() == 0:
        owner = pwd.getpwnam("nobody")
        os.chown(path, owner.pw_uid, owner.pw_gid)
    return path


def test_an_answer_takes_its_draft_back_by_idle(server: Dovecot, tmp_path: Path) -> None:
    """The poll would come in a day; two mailboxes, one of them with an address for a name and a wrong password."""
    now = datetime.now(UTC)
    write_sample(tmp_path / "sample", now, THREADS)
    put_mailbox(server, tmp_path / "sample" / "Maildir")
    maildir = server.maildir(USER)
    file = write_config(tmp_path, server)
    wrong = tmp_path / "wrong"
    wrong.write_text("no")
    wrong.chmod(0o600)
    second = f'[[mailbox]]\nname = "dana@other.example"\nkind = "imap"\nuser = "x@other.example"\nhost = "127.0.0.1"\nport = {server.port}\ntls = "none"\npassword_file = "wrong"\n[state]'
    file.write_text(
        file.read_text("utf-8").replace("[state]", second)
        + '[daemon]\npoll_minutes = 1440\ndigest = "00:00"\n',
        "utf-8",
    )
    daemon = Process(file)
    try:
        daemon.says("3 drafts made")
        daemon.says("to review")
        time.sleep(6)  # until it has begun to wait
        own(answer(maildir, datetime.now(UTC)))
        until(lambda: len(drafts_in(maildir)) == 2)
        assert "mailbox 2: " in daemon.lines()
        wrong.write_text("test")
        # without asking, the new password is noticed within half a minute
        daemon.process.send_signal(signal.SIGHUP)
        daemon.says("mailbox 2: reached again")
        assert daemon.end(signal.SIGINT) < 5
        assert "left while at work" not in daemon.lines()
    finally:
        daemon.kill()
    said = daemon.lines() + daemon.errors()
    for private in ("@", SUE.partition("@")[0], "Sue", "Pilot", "depots", "northwind"):
        assert private not in said, said
    assert daemon.errors() == ""


def fill(maildir: Path) -> int:
    """A rep's mailbox of some thousand messages; gives how many."""
    number = 0
    for relation in range(RELATIONS):
        them = f"Pat Buyer{relation} <pat@buyer-{relation}.example>"
        at = datetime(2026, 2, 2, 9, tzinfo=UTC) + timedelta(minutes=13 * relation)
        plan = [
            (
                "dana@acme.example",
                them,
                ".Sent/cur",
                f"Would Tuesday {relation % 12 + 1} March at ten work for a call?",
            )
        ]
        if relation % 7:
            plan.append((them, "dana@acme.example", "cur", "Thank you, that works for us. See you then!"))
        plan.append(("news@shop.example", "dana@acme.example", "cur", f"Offer {relation}"))
        parents: list[int] = []
        for turn, (sender, to, folder, text) in enumerate(plan):
            number += 1
            when = at + timedelta(hours=turn)
            raw = letter(
                sender, to, f"Order {relation}", when, number, text, parents if "shop" not in sender else ()
            )
            parents.append(number)
            (maildir / folder / f"{int(when.timestamp())}.{number}.x:2,S").write_bytes(raw)
    return number


def test_ended_at_any_moment_of_a_first_scan(server: Dovecot, tmp_path: Path) -> None:
    write_sample(tmp_path / "sample", NOW, ("pilot",))
    sample = tmp_path / "sample" / "Maildir"
    messages = fill(sample)
    assert messages >= 1900
    put_mailbox(server, sample)
    maildir = server.maildir(USER)
    undisturbed = write_config(tmp_path / "run", server)
    assert scan_all(load(undisturbed), NOW).ok
    expected = drafts_in(maildir)
    assert len(expected) == len(set(expected)) >= RELATIONS // 7
    for path in (tmp_path / "run").glob("state*"):
        path.unlink()
    put_mailbox(server, sample)
    file = write_config(tmp_path / "run", server)
    environ = {"TEST_NOW": NOW.isoformat()}
    rng = random.Random(7)
    ended_at_work = 0
    for _ in range(5):
        daemon = Process(file, environ=environ, module="tests.daemon_driver")
        try:
            before = daemon.lines().count("looks after")
            until(lambda d=daemon, n=before: d.lines().count("looks after") > n)
            time.sleep(rng.uniform(0, 1.2))
            assert daemon.end(signal.SIGTERM) < 5
            ended_at_work += (
                daemon.lines().rstrip().endswith("INFO ended") and "drafts made" not in daemon.lines()
            )
        finally:
            daemon.kill()
        made = drafts_in(maildir)
        assert len(made) == len(set(made)), "none twice"
        assert set(made) <= set(expected)
    assert ended_at_work >= 3
    assert scan_all(load(file), NOW + timedelta(minutes=1)).ok
    assert drafts_in(maildir) == expected
    assert "unexpected" not in daemon.lines()


def test_a_hanging_host_and_a_second_daemon(tmp_path: Path) -> None:
    """What hangs is left behind; a daemon that is started beside it ends at once, and says why."""
    file = write_sample(tmp_path, NOW, THREADS)
    environ = {"TEST_NOW": NOW.isoformat(), "TEST_HANGS": "work"}
    first = Process(file, environ=environ, module="tests.daemon_driver")
    try:
        first.says("looks after 1 mailbox")
        second = Process(file)
        assert second.process.wait(60) == 1
        assert "already running" in second.errors()
        took = first.end(signal.SIGTERM)
        assert took < 5
        assert "left while at work: work" in first.lines()
    finally:
        first.kill()


def test_a_start_that_waits_for_the_state_file_is_ended_all_the_same(tmp_path: Path) -> None:
    file = write_sample(tmp_path, NOW, THREADS)
    other = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    daemon = Process(file)
    try:
        until(lambda: (tmp_path / "state.sqlite3.daemon.lock").exists())
        time.sleep(1)
        assert daemon.end(signal.SIGTERM) < 5
        assert daemon.lines() == ""
    finally:
        daemon.kill()
        other.close()
