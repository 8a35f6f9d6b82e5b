"""The agent over Gmail, end to end: killed at any request or in any weather, a scan run again ends with the same drafts, none twice."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.config import load
from agent.run import Outcome, scan_all
from bench.gmail import CONFIG, ME, NOW, Mailbox, build, letter
from connectors.base import draft_key
from connectors.folders import header_section
from tests.connectors.conformance import Reader
from tests.connectors.gmail_world import World
from tests.connectors.test_gmail import GmailHost
from tests.connectors.test_gmail_storms import FAULTS
from tests.servers.gmail_fake import Response

pytestmark = pytest.mark.timeout(240)


class Killed(BaseException):
    """The process dies here."""


class Rep:
    """A rep with a Gmail mailbox and the agent's state."""

    def __init__(
        self, folder: Path, messages: int = 24, sent_threads: int = 7, open_threads: int = 4
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.box: Mailbox = build(messages, sent_threads, open_threads)
        self.world = World(folder / "tokens", self.box.fake)
        self.file = folder / "config.toml"
        self.file.write_text(CONFIG, "utf-8")

    def scan(self, later: timedelta = timedelta()) -> Outcome:
        return scan_all(
            load(self.file), NOW + later, opener=lambda mailbox: self.world.connect(patience=30.0)
        )

    @property
    def drafts(self) -> Counter[tuple[str, bytes]]:
        """The key and the body of every draft of ours in Drafts."""
        found: Counter[tuple[str, bytes]] = Counter()
        for name in self.box.fake.drafts.values():
            raw = self.box.fake.messages[name].raw
            key = draft_key(header_section(raw))
            if key is not None:
                found[key, raw.partition(b"\r\n\r\n")[2]] += 1
        return found


def essence(outcome: Outcome) -> dict[str, Any]:
    found = {}
    for text in outcome.conversations:
        conversation = json.loads(text)
        draft = conversation["next"].get("draft")
        if draft is not None:
            draft |= {"state": "", "id": ""}
        found[conversation["id"]] = conversation
    return found


def test_a_first_scan(tmp_path: Path) -> None:
    rep = Rep(tmp_path)
    outcome = rep.scan()
    assert outcome.ok
    due = [json.loads(text) for text in outcome.conversations]
    assert {c["subject"] for c in due if c["status"] == "due"} == rep.box.open_subjects
    assert len(rep.drafts) == len(rep.box.open_subjects) == 4
    assert set(rep.drafts.values()) == {1}
    for name in rep.box.fake.drafts.values():
        stored = rep.box.fake.messages[name]
        parents = [s for i, s in rep.box.fake.messages.items() if s.thread == stored.thread and i != name]
        assert parents, "the draft is in the thread it answers"
        assert b"In-Reply-To: " in stored.raw
    assert "drafts.create" in rep.box.fake.calls


def test_an_answer_takes_the_draft_back(tmp_path: Path) -> None:
    rep = Rep(tmp_path)
    rep.scan()
    draft = next(iter(rep.box.fake.drafts.values()))
    stored = rep.box.fake.messages[draft]
    to = dict(stored.fields)["To"]
    answer = letter(to, ME, dict(stored.fields)["Subject"], NOW, 9_999, "Yes, Tuesday suits me.", (1,))
    rep.box.fake.put(answer, ("INBOX",), at=NOW, thread=stored.thread)
    outcome = rep.scan(timedelta(minutes=5))
    assert outcome.ok
    assert len(outcome.withdrawn) == 1
    assert draft not in rep.box.fake.messages
    assert len(rep.drafts) == 3


def test_a_scan_with_nothing_new_costs_next_to_nothing(tmp_path: Path) -> None:
    rep = Rep(tmp_path)
    rep.scan()
    rep.scan()
    before = rep.box.fake.units, rep.box.fake.requests
    assert rep.scan().ok
    assert rep.box.fake.units - before[0] <= 10
    assert rep.box.fake.requests - before[1] <= 4


def test_killed_at_any_request(tmp_path: Path) -> None:
    small = {"messages": 10, "sent_threads": 4, "open_threads": 2}
    undisturbed = Rep(tmp_path / "undisturbed", **small)
    expected = essence(undisturbed.scan())
    requests = undisturbed.box.fake.requests
    drafts = undisturbed.drafts
    assert requests >= 10

    def before(carry_out: Callable[[], Response]) -> Response:
        raise Killed

    def after(carry_out: Callable[[], Response]) -> Response:
        carry_out()
        raise Killed

    for at, how in itertools.product(range(requests), (before, after)):
        rep = Rep(tmp_path / f"{at}-{how.__name__}", **small)
        rep.box.fake.faults.extend([None] * at + [how])
        with pytest.raises(Killed):
            rep.scan()
        rep.box.fake.faults.clear()
        outcome = rep.scan()
        assert outcome.ok
        assert rep.drafts == drafts, f"killed at request {at}"
        assert essence(outcome) == expected, f"killed at request {at}"


@pytest.mark.parametrize("seed", range(4))
def test_in_any_weather(tmp_path: Path, seed: int) -> None:
    """Half of all requests fail in some way, until the weather changes: scans may fail, and the last ends as it should."""
    calm = Rep(tmp_path / "calm")
    expected = essence(calm.scan())
    chance = random.Random(seed)
    rep = Rep(tmp_path / "stormy")
    ways = list(FAULTS.values())
    for _ in range(6):
        rep.box.fake.faults.extend(chance.choice([None, chance.choice(ways)]) for _ in range(40))
        rep.scan()
        rep.box.fake.faults.clear()
        assert set(rep.drafts.values()) <= {1}
    outcome = rep.scan()
    assert outcome.ok
    assert essence(outcome) == expected
    assert rep.drafts == calm.drafts


def test_a_dead_sign_in_stops_this_mailbox_with_its_cure(tmp_path: Path) -> None:
    rep = Rep(tmp_path)
    rep.box.fake.access_tokens.clear()
    rep.box.fake.refresh_tokens.clear()
    outcome = rep.scan()
    assert not outcome.ok
    assert "pleasantly login" in outcome.mailboxes[0]["error"]
    assert rep.drafts == Counter()


def test_a_large_mailbox_is_read_within_its_budget(tmp_path: Path) -> None:
    """10,000 messages, 1,000 sent threads, 150 open: with 150 drafts on top (10 units each), below 10,000 units and 400 requests."""
    box = build(10_000, 1_000, 150)
    world = World(tmp_path, box.fake)
    connector = world.connect(units_per_minute=5000)
    reader = Reader(GmailHost(world), since=NOW - timedelta(days=120))
    reader.read(connector)
    told = {email.id for email in reader.emails.values()}
    wanted = {
        name
        for name, stored in box.fake.messages.items()
        if dict(stored.fields)["Subject"].split(": ")[-1] in box.open_subjects
    }
    assert wanted <= told
    last_sent = {
        stored.thread: name
        for name, stored in sorted(box.fake.messages.items())
        if name in wanted and "SENT" in stored.labels
    }
    assert len(dict(connector.fetch(last_sent.values()))) == 150
    assert box.fake.units <= 8_500
    assert box.fake.requests <= 250
    units, requests = box.fake.units, box.fake.requests
    reader.read(world.connect())
    assert box.fake.units - units <= 10
    assert box.fake.requests - requests <= 4
