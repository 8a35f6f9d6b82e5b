"""Whole scans over the mailbox in memory: what happens to drafts, to other mailboxes, to the state."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from agent.config import Config, Mailbox
from agent.errors import AlreadyRunning, ConfigError
from agent.model import Me, Policy
from agent.run import only_one, scan_all
from connectors.base import AuthenticationFailed, Connector, ConnectorError, NotSupported, Unavailable
from connectors.memory import MemoryMailbox
from tests.mails import DANA, SUE, mail

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "tests/schema/scan.json").read_text())
ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
ASK = "Hi Sue,\n\ncould you tell me by Friday which of the two depots you would like to start with?\n\nDana\n"


class Desk:
    """A rep with one mailbox in memory, or more."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.boxes = {name: MemoryMailbox() for name in names or ("work",)}
        me = Me(
            "Dana Reyes",
            frozenset({"dana@acme.example"}),
            "America/New_York",
            "US",
            internal_domains=frozenset({"acme.example"}),
        )
        boxes = tuple(Mailbox(name, "maildir", {"path": f"/{name}"}) for name in self.boxes)
        self.config = Config(
            folder / "config.toml", me, boxes, Policy(), folder / "state.sqlite3", digest="d"
        )

    @property
    def box(self) -> MemoryMailbox:
        return next(iter(self.boxes.values()))

    def open(self, mailbox: Mailbox) -> Connector:
        return self.boxes[mailbox.name].connect()

    def scan(self, at: datetime, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(scan_all(self.config, at, opener=self.open, **more).json())
        jsonschema.validate(found, SCHEMA)
        return found

    def one(self, at: datetime, **more: Any) -> dict[str, Any]:
        (found,) = self.scan(at, **more)["conversations"]
        return dict(found)

    def drafts(self) -> dict[str, bytes]:
        return {i: e.raw for i, e in self.box.emails.items() if e.role == "drafts"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def asked(desk: Desk, at: datetime = MONDAY) -> None:
    desk.box.send(mail(DANA, SUE, "Pilot in two depots", at, ASK, id="<ask@acme.example>"))


def answer(at: datetime, text: str = "The south one, please.\n") -> bytes:
    return mail(SUE, DANA, "Re: Pilot in two depots", at, text, refs=("<ask@acme.example>",))


def test_four_business_days_after_monday_is_friday(desk: Desk) -> None:
    asked(desk)
    thursday = desk.one(MONDAY + timedelta(days=3))
    assert (thursday["status"], thursday["reason"], thursday["until"]) == ("waiting", "floor", "2026-03-06")
    assert thursday["next"]["draft"] is None
    friday = desk.one(MONDAY + timedelta(days=4))
    assert (friday["status"], friday["reason"], friday["next"]["draft"]["state"]) == (
        "due",
        "silent",
        "created",
    )
    assert friday["id"] == thursday["id"]
    assert friday["last_touch"]["ask"]["strength"] == "clear"
    assert friday["last_touch"]["at"] == "2026-03-02T10:00:00-05:00"
    (raw,) = desk.drafts().values()
    for expected in (
        b"In-Reply-To: <ask@acme.example>",
        b"References: <ask@acme.example>",
        b"Subject: Re: Pilot in two depots",
        b"sue@buyer.example",
    ):
        assert expected in raw


def test_a_holiday_is_no_business_day(desk: Desk) -> None:
    asked(desk, datetime(2026, 5, 20, 10, tzinfo=ZONE))  # Wednesday; Memorial Day is Monday the 25th
    assert desk.one(datetime(2026, 5, 26, 12, tzinfo=ZONE))["until"] == "2026-05-27"
    assert desk.one(datetime(2026, 5, 27, 12, tzinfo=ZONE))["status"] == "due"


def test_scans_repeat_nothing(desk: Desk) -> None:
    asked(desk)
    at = MONDAY + timedelta(days=4)
    first = desk.one(at)
    assert [desk.one(at + timedelta(hours=h))["next"]["draft"]["state"] for h in (0, 1, 24, 72)] == [
        "kept"
    ] * 4
    assert len(desk.drafts()) == 1
    assert desk.one(at + timedelta(days=1))["next"]["draft"]["key"] == first["next"]["draft"]["key"]


def test_an_answer_takes_the_draft_back(desk: Desk) -> None:
    asked(desk)
    key = desk.one(MONDAY + timedelta(days=4))["next"]["draft"]["key"]
    desk.box.deliver(answer(MONDAY + timedelta(days=4, hours=2)))
    found = desk.scan(MONDAY + timedelta(days=4, hours=3))
    assert [w["key"] for w in found["withdrawn"]] == [key]
    assert found["conversations"][0]["status"] == "yours"
    assert desk.drafts() == {}


def test_an_edited_draft_is_never_touched(desk: Desk) -> None:
    asked(desk)
    desk.scan(MONDAY + timedelta(days=4))
    ((draft, raw),) = desk.drafts().items()
    edited = raw.replace(b"Dana Reyes", b"Dana R.")
    desk.box.edit(draft, edited)
    assert desk.one(MONDAY + timedelta(days=5))["next"]["draft"]["state"] == "edited"
    desk.box.deliver(answer(MONDAY + timedelta(days=5, hours=2)))
    found = desk.scan(MONDAY + timedelta(days=6))
    assert found["withdrawn"] == []
    assert desk.drafts() == {draft: edited}


def test_a_deleted_draft_is_not_brought_back(desk: Desk) -> None:
    asked(desk)
    desk.scan(MONDAY + timedelta(days=4))
    desk.box.delete(*desk.drafts())
    found = desk.one(MONDAY + timedelta(days=4, hours=1))
    assert (found["status"], found["reason"]) == ("held", "draft_deleted")
    assert desk.one(MONDAY + timedelta(days=20))["reason"] == "draft_deleted"
    assert desk.drafts() == {}


def test_a_draft_thrown_into_the_trash_was_not_sent(desk: Desk) -> None:
    asked(desk)
    desk.scan(MONDAY + timedelta(days=4))
    desk.box.move(*desk.drafts(), "trash")
    assert desk.one(MONDAY + timedelta(days=4, hours=1))["reason"] == "draft_deleted"


@pytest.mark.parametrize("how", ["as it is", "without our headers", "another subject"])
def test_a_sent_draft_is_a_touch_and_the_ladder_goes_on(desk: Desk, how: str) -> None:
    asked(desk)
    first = desk.one(MONDAY + timedelta(days=4))
    ((draft, raw),) = desk.drafts().items()
    desk.box.delete(draft)
    sent_at = MONDAY + timedelta(days=4, hours=2)
    if how == "as it is":
        desk.box.send(raw)
    else:
        subject = "Re: Pilot in two depots" if how == "without our headers" else "A date for the pilot"
        text = "Hi Sue,\n\nwould Tuesday at 2 or Thursday at 10 suit you for a call?\n\nDana\n"
        desk.box.send(mail(DANA, SUE, subject, sent_at, text, refs=("<ask@acme.example>",)))
    found = desk.one(MONDAY + timedelta(days=5))
    assert (found["status"], found["touches"], found["last_touch"]["step"]) == (
        "waiting",
        2,
        first["next"]["step"],
    )
    later = desk.one(MONDAY + timedelta(days=11))
    assert (later["status"], later["next"]["step"]) == ("due", "empathy")


def test_drafts_are_known_again_after_the_state_is_lost(desk: Desk) -> None:
    asked(desk)
    first = desk.one(MONDAY + timedelta(days=4))
    for file in desk.config.state.parent.glob("state.sqlite3*"):
        file.unlink()
    again = desk.one(MONDAY + timedelta(days=4, hours=1))
    assert again["next"]["draft"] == first["next"]["draft"] | {"state": "kept"}
    for file in desk.config.state.parent.glob("state.sqlite3*"):
        file.unlink()
    desk.box.deliver(answer(MONDAY + timedelta(days=4, hours=2)))
    assert [w["key"] for w in desk.scan(MONDAY + timedelta(days=5))["withdrawn"]] == [
        first["next"]["draft"]["key"]
    ]
    assert desk.drafts() == {}


def test_the_reps_own_draft_is_respected(desk: Desk) -> None:
    asked(desk)
    desk.box.deliver(
        mail(
            DANA,
            SUE,
            "Re: Pilot in two depots",
            MONDAY + timedelta(days=2),
            "Hi Sue, I",
            refs=("<ask@acme.example>",),
        ),
        "drafts",
    )
    found = desk.one(MONDAY + timedelta(days=4))
    assert found["next"]["draft"] is None
    assert found["touches"] == 1, "a draft is no mail that anybody got"
    assert len(desk.drafts()) == 1


def test_a_draft_whose_days_are_over_is_written_anew(desk: Desk) -> None:
    asked(desk)
    first = desk.one(MONDAY + timedelta(days=4))
    assert first["next"]["step"] == "schedule"
    (old,) = desk.drafts().values()
    found = desk.scan(MONDAY + timedelta(days=21))
    (new,) = desk.drafts().values()
    assert new != old
    assert [w["why"] for w in found["withdrawn"]] == ["its dates have passed"]


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    asked(desk)
    found = desk.one(MONDAY + timedelta(days=4), dry_run=True)
    assert (found["next"]["draft"]["state"], found["next"]["draft"]["id"]) == ("planned", None)
    assert desk.drafts() == {}
    assert not desk.config.state.exists()
    assert desk.one(MONDAY + timedelta(days=4))["next"]["draft"]["key"] == found["next"]["draft"]["key"]


def test_a_dry_run_says_what_it_would_take_back(desk: Desk) -> None:
    asked(desk)
    desk.scan(MONDAY + timedelta(days=4))
    desk.box.deliver(answer(MONDAY + timedelta(days=4, hours=2)))
    assert len(desk.scan(MONDAY + timedelta(days=5), dry_run=True)["withdrawn"]) == 1
    assert len(desk.drafts()) == 1
    assert len(desk.scan(MONDAY + timedelta(days=5))["withdrawn"]) == 1


def test_the_clock_goes_back_and_forth(desk: Desk) -> None:
    asked(desk)
    desk.box.deliver(answer(MONDAY + timedelta(days=8)))
    assert desk.one(MONDAY + timedelta(days=9))["status"] == "yours"
    assert desk.one(MONDAY + timedelta(days=4), dry_run=True)["status"] == "due"
    assert desk.one(MONDAY + timedelta(days=2))["status"] == "waiting"
    assert desk.one(MONDAY + timedelta(days=9))["status"] == "yours"
    assert desk.scan(MONDAY - timedelta(days=1))["conversations"] == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Unavailable("the disk is not there; plug it in", 30), "plug it in (the host asks to wait 30 s)"),
        (AuthenticationFailed("the password was refused; give the new one"), "give the new one"),
        (NotSupported("this is read only"), "read only"),
        (ConnectorError("something broke"), "something broke"),
    ],
)
def test_one_failing_mailbox_never_stops_the_others(
    tmp_path: Path, error: ConnectorError, expected: str
) -> None:
    desk = Desk(tmp_path, "bad", "good")
    desk.boxes["good"].send(mail(DANA, SUE, "Pilot in two depots", MONDAY, ASK))
    for nth in range(1, 4):
        desk.boxes["bad"].fail_at(nth, error)
    found = desk.scan(MONDAY + timedelta(days=4))
    assert [(m["name"], m["ok"]) for m in found["mailboxes"]] == [("bad", False), ("good", True)]
    assert expected in found["mailboxes"][0]["error"]
    assert [c["mailbox"] for c in found["conversations"]] == ["good"]


def test_a_defect_of_ours_in_one_mailbox_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "bad", "good")

    def opener(mailbox: Mailbox) -> Connector:
        if mailbox.name == "bad":
            raise RuntimeError("sue@buyer.example")
        return desk.open(mailbox)

    found = json.loads(scan_all(desk.config, MONDAY, opener=opener).json())
    assert [m["ok"] for m in found["mailboxes"]] == [False, True]
    assert "RuntimeError" in found["mailboxes"][0]["error"]
    assert "sue@" not in found["mailboxes"][0]["error"]


def test_a_scan_that_failed_half_way_goes_on_where_it_was(desk: Desk) -> None:
    asked(desk)
    for nth in range(1, 12):
        desk.box.fail_at(nth, Unavailable("gone"))
        found = desk.scan(MONDAY + timedelta(days=4))
        if found["mailboxes"][0]["ok"]:
            break
    assert desk.one(MONDAY + timedelta(days=4, hours=1))["next"]["draft"]["state"] == "kept"
    assert len(desk.drafts()) == 1


def test_lost_history_is_read_again_and_nothing_is_doubled(desk: Desk) -> None:
    asked(desk)
    first = desk.one(MONDAY + timedelta(days=4))
    desk.box.forget_history()
    found = desk.scan(MONDAY + timedelta(days=5))
    assert found["mailboxes"][0]["messages_new"] == 0
    assert found["conversations"][0]["next"]["draft"] == first["next"]["draft"] | {"state": "kept"}


def test_a_draft_by_hand_that_vanished_with_the_history_holds_nothing(desk: Desk) -> None:
    asked(desk)
    own = mail(DANA, SUE, "Re: Pilot in two depots", MONDAY, "Sue, ...\n", refs=("<ask@acme.example>",))
    lying = desk.box.deliver(own, role="drafts", keywords=["$draft"])
    friday = MONDAY + timedelta(days=4)
    assert desk.one(friday)["next"]["draft"] is None
    desk.box.forget_history()
    assert desk.one(friday + timedelta(hours=1))["next"]["draft"] is None
    desk.box.delete(lying)
    desk.box.removed.clear()  # with its history, a host forgets what it once held
    desk.box.forget_history()
    assert desk.one(friday + timedelta(hours=2))["next"]["draft"]["state"] == "created"


def test_only_one_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.run.PATIENCE", 0)
    account = desk.config.mailboxes[0].account
    with only_one(desk.config.state, account):
        found = desk.scan(MONDAY)
        with pytest.raises(AlreadyRunning), only_one(desk.config.state, account):
            raise AssertionError("two at once")
    assert "already running" in found["mailboxes"][0]["error"]
    assert desk.scan(MONDAY)["mailboxes"][0]["ok"]


def test_an_unknown_mailbox_is_named(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="there is no mailbox named 'home'; expected one of work"):
        desk.scan(MONDAY, names=["home"])


def test_messages_that_cannot_be_understood_are_counted_and_named(desk: Desk) -> None:
    asked(desk)
    desk.box.deliver(b"X-Nothing: here\n\nno sender, no date\n", received_at=MONDAY)
    desk.box.break_email(desk.box.deliver(answer(MONDAY)))
    outcome = scan_all(desk.config, MONDAY + timedelta(days=4), opener=desk.open)
    assert outcome.mailboxes[0]["messages_skipped"] == 2
    assert len(outcome.skipped) == 2
    assert all(name and why for _, name, why in outcome.skipped)
    assert len(desk.drafts()) == 1, "the others go on"


def test_logs_hold_nobody(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    asked(desk)
    desk.box.forget_history()
    desk.scan(MONDAY + timedelta(days=4))
    desk.box.deliver(answer(MONDAY + timedelta(days=4, hours=2)))
    desk.box.forget_history()
    desk.scan(MONDAY + timedelta(days=5))
    for private in ("sue", "buyer", "Pilot", "depot", "dana"):
        assert private not in caplog.text


def test_nothing_is_ever_marked_read(desk: Desk) -> None:
    asked(desk)
    desk.box.deliver(answer(MONDAY + timedelta(days=1)))
    before = dict(desk.box.emails)
    desk.scan(MONDAY + timedelta(days=4))
    assert desk.box.emails == before
