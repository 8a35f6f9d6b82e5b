"""One mailbox of the daemon: what it does when, what it says, and what it does about trouble."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy.exc import OperationalError

from agent.config import Mailbox, load
from agent.daemon.schedule import HOUR, REST, RESTARTED
from agent.daemon.worker import Stopped
from agent.quick import look_of
from agent.run import Outcome, ask_daemon, only_one, open_mailbox, scan_all
from agent.store import Store
from connectors.base import AuthenticationFailed, Connector, ConnectorError, NotSupported, Unavailable
from tests.daemon import (
    NEW_YORK,
    NOW,
    SUE,
    Broken,
    Clock,
    Watched,
    answer,
    drafts_in,
    until,
    worker_of,
    write_rep,
)


@pytest.fixture(autouse=True)
def _heard(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.INFO, "agent")
    yield


class Switch:
    """An opener that gives the real connector, or another one that is put in its place."""

    def __init__(self, instead: object = None) -> None:
        self.instead = instead
        self.opened = 0

    def __call__(self, mailbox: Mailbox) -> Connector:
        self.opened += 1
        kept = {k: v for k, v in mailbox.settings.items() if k != "password_file"}
        return self.instead or open_mailbox(Mailbox(mailbox.name, mailbox.kind, kept))  # type: ignore[return-value]


def essence(outcome: Outcome) -> list[tuple[str, ...]]:
    """What is said of each conversation, apart from ids, which come of the mailbox's place."""
    found = [json.loads(text) for text in outcome.conversations]
    return sorted(
        (c["contact"], c["status"], c["because"], c["next"]["step"], c["next"]["subject"]) for c in found
    )


def test_a_mailbox_is_read_once_and_then_only_asked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, opener = Clock(), Switch()
    worker = worker_of(write_rep(tmp_path), clock, opener)
    worker.step()
    made = drafts_in(tmp_path / "Maildir")
    assert len(made) == 3
    assert worker.due == clock.now + 300
    assert caplog.messages[-1].startswith("work: ")
    assert "3 drafts made" in caplog.messages[-1]
    said = len(caplog.messages)
    for _ in range(20):
        clock.turn(299)
        before = worker.looked
        worker.step()
        assert worker.looked == before, "not before its time"
        clock.turn(1)
        worker.step()
        assert worker.looked == clock.now
    assert opener.opened == 1, "one connector for all looks"
    assert len(caplog.messages) == said, "nothing new is not worth a line"
    answer(tmp_path / "Maildir", NOW + timedelta(minutes=101))
    clock.turn(300)
    worker.step()
    assert "1 new message, 1 draft taken back" in caplog.messages[-1]
    assert len(drafts_in(tmp_path / "Maildir")) == 2
    look = look_of(tmp_path / "state.sqlite3", load(tmp_path / "config.toml").mailboxes[0].account)
    assert look is not None
    assert (look.looked_at, look.attempts, look.next_due) == (clock.now, 0, clock.now + 300)
    worker.close()


def test_an_answer_from_a_clock_that_is_ahead_counts_as_soon_as_it_may(tmp_path: Path) -> None:
    clock = Clock()
    worker = worker_of(write_rep(tmp_path, more="[daemon]\npoll_minutes = 600\n"), clock)
    worker.step()
    answer(tmp_path / "Maildir", NOW + timedelta(seconds=90))
    worker.hint()
    worker.step()
    assert len(drafts_in(tmp_path / "Maildir")) == 3, "mail of the future is not judged by"
    assert worker.due == clock.now + 91
    clock.turn(91)
    worker.step()
    assert len(drafts_in(tmp_path / "Maildir")) == 2
    assert worker.due == clock.now + 36_000
    worker.close()


def test_a_look_does_what_a_scan_does(tmp_path: Path) -> None:
    clock = Clock()
    worker = worker_of(write_rep(tmp_path / "one"), clock)
    worker.step()
    worker.close()
    by_scan = scan_all(load(write_rep(tmp_path / "two")), NOW)
    by_daemon = scan_all(load(tmp_path / "one" / "config.toml"), NOW)
    assert essence(by_daemon) == essence(by_scan)
    assert len(essence(by_scan)) == 3


def test_backing_off_and_coming_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, opener = Clock(), Switch(Broken(Unavailable("The server rests. It will be tried again.")))
    worker = worker_of(write_rep(tmp_path), clock, opener)
    waits = []
    for _ in range(6):
        worker.step()
        waits.append((worker.due - clock.now) / 60)
        clock.now = worker.due
    assert waits == pytest.approx([5, 10, 20, 40, 60, 60])
    assert [m for m in caplog.messages if "rests" in m] == [
        "work: The server rests. It will be tried again. It is tried again at 09:05."
    ], "said once"
    look = look_of(tmp_path / "state.sqlite3", load(tmp_path / "config.toml").mailboxes[0].account)
    assert look is not None
    assert (look.attempts, look.error) == (6, "The server rests. It will be tried again.")
    opener.instead = None
    worker.step()
    assert worker.trouble is None
    assert "work: reached again" in caplog.messages
    assert worker.due == clock.now + 300
    worker.close()


def test_a_host_that_names_a_time_is_heeded(tmp_path: Path) -> None:
    clock = Clock()
    worker = worker_of(write_rep(tmp_path), clock, Switch(Broken(Unavailable("Later.", retry_after=7200))))
    worker.step()
    assert worker.due == clock.now + 7200
    worker.close()


@pytest.mark.parametrize(
    "error", [AuthenticationFailed("The password is wrong."), NotSupported("Read only.")]
)
def test_who_needs_the_rep_rests_until_the_rep_acts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, error: ConnectorError
) -> None:
    clock, broken = Clock(), Broken(error)
    opener = Switch(broken)
    file = write_rep(tmp_path)
    worker = worker_of(file, clock, opener)
    worker.step()
    assert worker.due == clock.now + REST
    assert "rests until you have acted" in caplog.messages[-1]
    tried = broken.calls
    for _ in range(700):
        clock.turn(30)
        worker.step()
    assert broken.calls == tried, "not before its time"
    clock.now = worker.due
    worker.step()
    assert broken.calls > tried
    assert sum("rests until" in m for m in caplog.messages) == 1, "the rep is told once"
    opener.instead = None
    clock.turn(60)
    with mock.patch("time.time", clock):
        ask_daemon(load(file), worker.mailbox)  # what `pleasantly login` does in the end
    worker.step()
    assert worker.trouble is None
    assert len(drafts_in(tmp_path / "Maildir")) == 3
    worker.close()


def test_a_scan_by_hand_that_worked_ends_the_rest(tmp_path: Path) -> None:
    clock, opener = Clock(), Switch(Broken(AuthenticationFailed("The password is wrong.")))
    file = write_rep(tmp_path)
    worker = worker_of(file, clock, opener)
    worker.step()
    scan_all(load(file), NOW, opener=Switch(Broken(AuthenticationFailed("The password is wrong."))))
    clock.turn(60)
    worker.step()
    assert worker.trouble is not None, "one that failed does not"
    scan_all(load(file), NOW)
    opener.instead = None
    clock.turn(60)
    worker.step()
    assert worker.trouble is None
    worker.close()


def test_a_changed_password_file_ends_the_rest(tmp_path: Path) -> None:
    clock, opener = Clock(), Switch(Broken(AuthenticationFailed("The password is wrong.")))
    secret = tmp_path / "password"
    secret.write_text("old")
    worker = worker_of(write_rep(tmp_path), clock, opener)
    worker.mailbox = Mailbox("work", "maildir", {**worker.mailbox.settings, "password_file": str(secret)})
    worker.step()
    clock.turn(60)
    worker.step()
    assert worker.trouble is not None
    secret.write_text("new one")
    opener.instead = None
    clock.turn(60)
    worker.step()
    assert worker.trouble is None
    worker.close()


def test_a_daemon_started_again_and_again_does_not_guess_passwords(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock, broken = Clock(), Broken(AuthenticationFailed("The password is wrong."))
    file = write_rep(tmp_path)
    os.utime(file, (clock.now - 60, clock.now - 60))
    os.utime(tmp_path / "deals.csv", (clock.now - 60, clock.now - 60))
    for _ in range(5):
        worker = worker_of(file, clock, Switch(broken))
        worker.step()
        worker.close()
        clock.turn(20)
    assert broken.calls == 1
    assert "The password is wrong. It is tried again at 09:15." in caplog.messages[-1]
    clock.turn(RESTARTED)
    worker = worker_of(file, clock, Switch(broken))
    worker.step()
    assert broken.calls == 2
    os.utime(file, (clock.now + 5, clock.now + 5))
    clock.turn(20)
    worker.close()
    worker = worker_of(file, clock, Switch())
    worker.step()
    assert len(drafts_in(tmp_path / "Maildir")) == 3, "the rep changed the configuration: at once"
    worker.close()


def test_a_defect_is_told_without_private_data(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    worker = worker_of(
        write_rep(tmp_path), clock, Switch(Broken(KeyError(f"{SUE} wrote 'Pilot in two depots'")))
    )
    worker.step()
    worker.close()
    assert "An unexpected error (KeyError at " in caplog.text
    assert "Sue" not in caplog.text
    assert SUE not in caplog.text
    assert worker.due == clock.now + 300


def test_a_full_disk_is_no_defect(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    worker = worker_of(write_rep(tmp_path), clock)

    def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(Store, "record_page", full)
        patch.setattr(Store, "failed", full)
        worker.step()
    assert [m.partition(" It is tried")[0] for m in caplog.messages] == [
        "work: The state file cannot be used (database or disk is full). Check the disk and the rights of its folder.",
        "work: the failure could not be noted: The state file cannot be used (database or disk is full). Check the disk and the rights of its folder.",
    ]
    clock.turn(300)
    worker.step()
    assert len(drafts_in(tmp_path / "Maildir")) == 3
    worker.close()


def test_another_pleasantly_at_work_is_no_failure(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, file = Clock(), write_rep(tmp_path)
    worker = worker_of(file, clock)
    with only_one(tmp_path / "state.sqlite3", load(file).mailboxes[0].account):
        worker.step()
    assert worker.trouble is None
    assert worker.due == clock.now + 5
    assert caplog.messages == []
    clock.turn(30)
    worker.step()
    assert len(drafts_in(tmp_path / "Maildir")) == 3
    worker.close()


def test_quiet_hours_are_kept_and_made_up_for_once(tmp_path: Path) -> None:
    clock, opener = Clock(NOW.replace(hour=19, minute=58)), Switch()
    worker = worker_of(write_rep(tmp_path, more='[daemon]\nquiet_hours = "20:00-07:00"\n'), clock, opener)
    worker.step()
    morning = (NOW + timedelta(days=1)).replace(hour=7).timestamp()
    assert worker.due == morning
    answer(tmp_path / "Maildir", NOW.replace(hour=21))
    looked = worker.looked
    while clock.now < morning - 60:
        clock.turn(60)
        worker.step()
        assert worker.looked == looked
    worker._bell.set()
    worker.rest()
    assert worker._connector is None, "no connection is held in quiet hours"
    clock.now = morning
    worker.step()
    assert worker.looked == morning
    assert len(drafts_in(tmp_path / "Maildir")) == 2
    assert worker.due == morning + 300
    clock.turn(14 * HOUR)
    worker.ask()
    worker.step()
    assert worker.looked == clock.now, "asked by the rep, it looks all the same"
    worker.close()


def test_a_start_in_quiet_hours_waits(tmp_path: Path) -> None:
    clock = Clock(NOW.replace(hour=23))
    worker = worker_of(write_rep(tmp_path, more='[daemon]\nquiet_hours = "20:00-07:00"\n'), clock)
    worker.step()
    assert worker.looked == 0
    assert worker.due == (NOW + timedelta(days=1)).replace(hour=7).timestamp()


def test_after_a_long_sleep_one_look_is_made(tmp_path: Path) -> None:
    clock = Clock()
    worker = worker_of(write_rep(tmp_path), clock)
    worker.step()
    clock.turn(9 * HOUR)
    worker.step()
    assert worker.looked == clock.now
    assert worker.due == clock.now + 300
    worker.close()


def test_a_clock_that_is_set_back_stalls_nothing(tmp_path: Path) -> None:
    clock = Clock()
    worker = worker_of(write_rep(tmp_path), clock)
    worker.step()
    clock.turn(-30 * HOUR)
    worker.step()
    assert worker.due <= clock.now + 300
    clock.turn(300)
    worker.step()
    assert worker.looked == clock.now
    clock.turn(31 * HOUR)
    worker.step()
    assert len(drafts_in(tmp_path / "Maildir")) == 3
    worker.close()


def test_ended_in_the_middle_of_a_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, file = Clock(), write_rep(tmp_path)
    worker = worker_of(file, clock)
    kept = Store.regroup

    def ended(self: Store, *args: object) -> int:
        worker.end()
        return kept(self, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Store, "regroup", ended)
        with pytest.raises(Stopped):
            worker.step()
    worker.close()
    assert len(drafts_in(tmp_path / "Maildir")) < 3, "it was the middle"
    following = worker_of(file, clock)
    following.step()
    made = drafts_in(tmp_path / "Maildir")
    assert len(made) == len(set(made)) == 3
    following.close()


def test_news_are_looked_at_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In real time: the worker waits in its connector until the host tells of new mail, or until it is ended."""
    monkeypatch.setattr("agent.daemon.worker.SPACING", 0.05)
    connectors: list[Watched] = []

    def opener(mailbox: Mailbox) -> Connector:
        connectors.append(Watched(open_mailbox(mailbox)))
        return connectors[-1]  # type: ignore[return-value]

    now = datetime.now(NEW_YORK)
    worker = worker_of(write_rep(tmp_path, now=now), lambda: datetime.now(NEW_YORK).timestamp(), opener)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        until(lambda: connectors and connectors[0].waits)
        assert len(drafts_in(tmp_path / "Maildir")) == 3
        answer(tmp_path / "Maildir", datetime.now(NEW_YORK))
        connectors[0].news.set()
        until(lambda: len(drafts_in(tmp_path / "Maildir")) == 2)
        connectors[0].error = Unavailable("The connection broke. It will be tried again.")
        until(lambda: len(connectors) == 2)
        until(lambda: connectors[1].waits)
        assert worker.trouble is None, "the look that followed went well"
    finally:
        worker.end()
        thread.join(30)
    assert not thread.is_alive()
