"""Whole scans of an Outlook mailbox: what the rep finds in Drafts, once, however often and wherever the program was killed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.config import Config, Mailbox, load
from agent.run import Outcome, scan_all
from bench.outlook import measure
from connectors.graph import Graph, Reply
from connectors.outlook import Outlook
from tests.connectors.test_outlook import IMPATIENT
from tests.servers.graph_fake import GraphFake

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
CONFIG = """
[me]
name = "Dana Reyes"
addresses = ["dana@acme.example"]
timezone = "America/New_York"
country = "US"

[[mailbox]]
name = "work"
kind = "outlook"
user = "dana@acme.example"
client_id = "11111111-2222-3333-4444-555555555555"

[state]
path = "state.sqlite3"
"""


class Killed(BaseException):
    """The process ends here."""


class Mortal(Graph):
    """Requests of a process that is killed before or after its nth one."""

    def __init__(self, fake: GraphFake, die_at: int = 0, after: bool = False) -> None:
        super().__init__(fake.entra.token, base=fake.url + "/v1.0", retry=IMPATIENT)
        self._die_at, self._after = die_at, after

    def _once(self, *told: Any) -> Reply:
        if self.requests_made + 1 == self._die_at and not self._after:
            raise Killed
        reply = super()._once(*told)
        if self.requests_made == self._die_at and self._after:
            raise Killed
        return reply


def mail(sender: str, to: str, subject: str, day: int, id: str, text: str, answers: str = "") -> bytes:
    thread = f"In-Reply-To: <{answers}>\r\nReferences: <{answers}>\r\n" if answers else ""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {day:02} Mar 2026 14:00:00 +0000\r\n"
        f"Message-ID: <{id}>\r\n{thread}\r\n{text}\r\n"
    ).encode()


DANA, SUE, TOM, KIM = (
    "Dana Reyes <dana@acme.example>",
    "Sue Lane <sue@buyer.example>",
    "Tom Ray <tom@other.example>",
    "Kim Oh <kim@third.example>",
)
ASKS = (
    "Hello,\r\n\r\nthe pilot would start in April. Does Tuesday at 2 pm suit you for a call?\r\n\r\nDana\r\n"
)


@pytest.fixture
def fake() -> Iterator[GraphFake]:
    with GraphFake() as started:
        box = started.mailbox
        box.deliver(mail(DANA, SUE, "Pilot", 2, "p1@acme.example", ASKS), "sentitems")
        box.deliver(mail(DANA, TOM, "Offer", 2, "o1@acme.example", ASKS), "sentitems")
        yes = mail(TOM, DANA, "Re: Offer", 3, "o2@other.example", "Yes, Tuesday is fine.", "o1@acme.example")
        box.deliver(yes)
        box.deliver(mail(DANA, KIM, "Renewal", 3, "r1@acme.example", ASKS), "sentitems")
        yield started


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.toml").write_text(CONFIG)
    return load(tmp_path / "config.toml")


def scan(
    config: Config, fake: GraphFake, now: datetime = NOW, make: Callable[[], Graph] | None = None
) -> Outcome:
    def opener(mailbox: Mailbox) -> Outlook:
        assert mailbox.kind == "outlook"
        return Outlook(graph=make() if make else Mortal(fake), **mailbox.settings)

    return scan_all(config, now, opener=opener)


def told(outcome: Outcome) -> dict[str, Mapping[str, Any]]:
    return {c["subject"]: c for c in map(json.loads, outcome.conversations)}


def drafts(fake: GraphFake) -> list[tuple[str, str]]:
    box = fake.mailbox
    return sorted(
        (m.fields["toRecipients"][0]["emailAddress"]["address"], m.fields["subject"])
        for m in box.messages.values()
        if m.folder == box.folder("drafts")
    )


EXPECTED = [("kim@third.example", "Re: Renewal"), ("sue@buyer.example", "Re: Pilot")]


def test_silent_conversations_get_one_draft_each(config: Config, fake: GraphFake) -> None:
    outcome = scan(config, fake)
    assert outcome.ok, outcome.mailboxes
    found = told(outcome)
    assert (found["Pilot"]["status"], found["Pilot"]["reason"]) == ("due", "silent")
    assert found["Offer"]["status"] in {"yours", "answered"}
    assert drafts(fake) == EXPECTED
    again = scan(config, fake)
    assert told(again)["Pilot"]["next"]["draft"]["state"] == "kept"
    assert drafts(fake) == EXPECTED
    assert not any(m.fields["isRead"] for m in fake.mailbox.messages.values() if m.folder == "AAMkF-inbox")


def test_draft_is_in_its_thread(config: Config, fake: GraphFake) -> None:
    scan(config, fake)
    box = fake.mailbox
    (draft,) = [
        m
        for m in box.messages.values()
        if m.folder == box.folder("drafts") and "Pilot" in m.fields["subject"]
    ]
    assert draft.fields["conversationId"] == box.by_message_id("<p1@acme.example>").fields["conversationId"]
    assert draft.props["string 0x1042"] == "<p1@acme.example>"
    assert "Does Tuesday at 2 pm suit you" in draft.fields["body"]["content"], "the history is quoted"


def test_answer_takes_the_draft_back(config: Config, fake: GraphFake) -> None:
    scan(config, fake)
    fake.mailbox.deliver(
        mail(
            SUE,
            DANA,
            "Re: Pilot",
            12,
            "p2@buyer.example",
            "Yes, let us do that. Tuesday is fine.",
            "p1@acme.example",
        )
    )
    outcome = scan(config, fake)
    assert [w["key"] for w in outcome.withdrawn]
    assert drafts(fake) == EXPECTED[:1]
    assert drafts(fake) == EXPECTED[:1]


def test_edited_draft_is_left_alone(config: Config, fake: GraphFake) -> None:
    key = told(scan(config, fake))["Pilot"]["next"]["draft"]["key"]
    fake.mailbox.edit_draft(key, "My own words.")
    fake.mailbox.deliver(
        mail(SUE, DANA, "Re: Pilot", 12, "p2@buyer.example", "Yes, let us do that.", "p1@acme.example")
    )
    outcome = scan(config, fake)
    assert not outcome.withdrawn
    assert drafts(fake) == EXPECTED


def test_draft_that_was_sent_starts_the_clock_again(config: Config, fake: GraphFake) -> None:
    key = told(scan(config, fake))["Pilot"]["next"]["draft"]["key"]
    fake.mailbox.send_draft(key)
    sent = fake.mailbox.by_message_id(f"<{key}@acme.example>")
    sent.fields |= {"sentDateTime": "2026-03-12T16:00:00Z", "receivedDateTime": "2026-03-12T16:00:00Z"}
    later = told(scan(config, fake, NOW.replace(day=13)))["Pilot"]
    assert later["status"] == "waiting"
    assert later["touches"] == 2
    assert later["last_touch"]["step"] is not None
    assert drafts(fake) == EXPECTED[:1]


def test_nothing_new_costs_three_requests(config: Config, fake: GraphFake) -> None:
    scan(config, fake)
    scan(config, fake)
    before = len(fake.requests)
    scan(config, fake)
    assert len(fake.requests) - before <= 4


def test_cost_follows_what_is_open() -> None:
    """The bench in small: reading is a page or two and the bodies that count, twenty in a request."""
    costs = measure(messages=400, sent_threads=40, open_threads=6)
    assert costs["first_reading"].open_found == 6
    assert costs["first_reading"].requests <= 10
    assert costs["nothing_new"].requests <= 4


@pytest.mark.parametrize("after", [False, True])
def test_killed_at_every_request(tmp_path: Path, after: bool) -> None:
    """Each request in turn is the last: the next scan ends with the same drafts, none twice."""
    died, at = 0, 0
    while died == at:
        at += 1
        folder = tmp_path / str(at)
        folder.mkdir()
        (folder / "config.toml").write_text(CONFIG)
        config = load(folder / "config.toml")
        with GraphFake() as fake:
            for number, (who, subject) in enumerate([(SUE, "Pilot"), (KIM, "Renewal")]):
                fake.mailbox.deliver(
                    mail(DANA, who, subject, 2 + number, f"{number}@acme.example", ASKS), "sentitems"
                )
            try:
                scan(config, fake, make=lambda: Mortal(fake, at, after))  # noqa: B023
            except Killed:
                died += 1
            assert scan(config, fake).ok
            assert drafts(fake) == EXPECTED, f"killed at request {at}"
            states = {c["next"]["draft"]["state"] for c in told(scan(config, fake)).values()}
            assert states == {"kept"}
    assert died > 10


@pytest.mark.parametrize("seed", range(4))
def test_storms(config: Config, fake: GraphFake, seed: int) -> None:
    """Every few requests something breaks; scan after scan goes on, and what comes of it is as in calm weather."""
    hows = ["drop", "drop-after", "half", "answer"]
    for turn in range(30):
        match = ["POST ", "PATCH ", "messages", r"\$batch", "GET "][(seed + turn) % 5]
        fake.fail(match, hows[(seed * 3 + turn) % 4], status=[500, 503, 429][turn % 3], times=1 + turn % 3)
    for _ in range(12):
        scan(config, fake)
    fake.faults.clear()
    assert scan(config, fake).ok
    assert drafts(fake) == EXPECTED
