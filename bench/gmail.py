"""What a Gmail mailbox costs to scan: requests and quota units, counted by the fake, on the clock of Google's limit.

    python -m bench.gmail [--messages 10000 --sent-threads 1000 --open 150]

The mailbox: threads that the rep began and that were answered, threads that the prospect left unanswered (one to five messages long, some ending with
an absence note), and mail that has nothing to do with either. Prints one JSON object; the exit status is 1 where a bound is broken:
a first scan <= 10,000 units and <= 400 requests, a scan with nothing new <= 10 units, and every open thread found.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.letters import letter
from tests.connectors.gmail_world import World
from tests.servers.gmail_fake import GmailFake

NOW = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
ME = "dana@acme.example"
ASKS = (
    "Could you tell me by Thursday whether the pilot can start in April?",
    "Which of the two dates suits you better, Tuesday at 2 or Wednesday at 10?",
    "Would you send me the name of the person who signs?",
)


@dataclass
class Mailbox:
    """A mailbox to measure on, and what is true of it: subjects of the threads that are open."""

    fake: GmailFake
    open_subjects: set[str] = field(default_factory=set)


def build(messages: int, sent_threads: int, open_threads: int, seed: int = 7) -> Mailbox:
    """A mailbox of this size, the same one for the same seed. Mail arrives in the order of its dates."""
    chance = random.Random(seed)
    box = Mailbox(GmailFake(ME, check=False))
    plan: list[tuple[datetime, str, bool, str, str, int, str, tuple[int, ...]]] = []
    number = 0
    for thread in range(sent_threads):
        is_open = thread < open_threads
        person = f"p{thread}@firm{thread}.example"
        subject = f"Pilot for firm {thread}"
        if is_open:
            box.open_subjects.add(subject)
        length = chance.choice([1, 1, 2, 3, 5]) if is_open else chance.choice([2, 2, 3, 4])
        note = is_open and thread % 12 == 0
        last = NOW - timedelta(days=chance.randint(8, 60), minutes=chance.randint(0, 600))
        parents: tuple[int, ...] = ()
        for at in range(length + note):
            number += 1
            # The rep's mail is the last of an open thread, the prospect's of any other.
            mine = (length - 1 - at) % 2 == 0 if is_open else (length - 1 - at) % 2 == 1
            text = chance.choice(ASKS) if mine else "Thank you, that is interesting. I will look at it."
            title = subject
            if at == length:
                mine, title, text = (
                    False,
                    "Automatic reply: " + subject,
                    "I am out of the office until 2 March.",
                )
            when = last - timedelta(hours=20 * (length - at))
            plan.append((when, f"thread-{thread}", mine, person, title, number, text, parents))
            parents = (*parents, number)
    while len(plan) < messages:
        number += 1
        other = f"news{number % 400}@other{number % 400}.example"
        when = NOW - timedelta(minutes=chance.randint(60, 110 * 24 * 60))
        plan.append(
            (when, f"noise-{number}", False, other, f"Weekly news {number}", number, "Here is the news.", ())
        )
    threads: dict[str, str] = {}
    for when, thread_name, mine, person, title, n, text, before in sorted(plan):
        sender, to = (ME, person) if mine else (person, ME)
        raw = letter(sender, to, title, when, n, text, before)
        name = box.fake.put(raw, ("SENT",) if mine else ("INBOX",), at=when, thread=threads.get(thread_name))
        threads.setdefault(thread_name, name)
    box.fake.history.clear()
    return box


@dataclass(frozen=True, slots=True)
class Cost:
    """What one scan cost, and what it found."""

    units: int
    requests: int
    waited: float
    seconds: float
    drafts: int
    open_found: int


CONFIG = """
[me]
name = "Dana Reyes"
addresses = ["dana@acme.example"]
timezone = "Europe/London"
country = "GB"

[[mailbox]]
name = "work"
kind = "gmail"
user = "dana@acme.example"
client_id_file = "client.json"

[state]
path = "state.sqlite3"
"""


def scan(world: World, box: Mailbox, folder: Path, now: datetime) -> Cost:
    """One scan by the agent, with everything that it reads and writes."""
    from agent.config import load
    from agent.run import scan_all

    file = folder / "config.toml"
    file.write_text(CONFIG, "utf-8")
    units, requests, waited = box.fake.units, box.fake.requests, sum(world.waits)
    began = time.perf_counter()
    outcome = scan_all(load(file), now, opener=lambda mailbox: world.connect(units_per_minute=5000))
    seconds = time.perf_counter() - began
    if not outcome.ok:
        raise SystemExit(f"the scan failed: {outcome.mailboxes}")
    found = [json.loads(text) for text in outcome.conversations]
    subjects = {c["subject"] for c in found if c["status"] in ("due", "waiting", "held", "stopped")}
    return Cost(
        box.fake.units - units,
        box.fake.requests - requests,
        sum(world.waits) - waited,
        round(seconds, 2),
        sum(c["next"].get("draft") is not None for c in found),
        len(subjects & box.open_subjects),
    )


def measure(messages: int = 10_000, sent_threads: int = 1_000, open_threads: int = 150) -> dict[str, Cost]:
    """The first scan of such a mailbox, one with nothing new, and one after a single answer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        box = build(messages, sent_threads, open_threads)
        world = World(folder / "tokens", box.fake)
        first = scan(world, box, folder, NOW)
        scan(world, box, folder, NOW)  # sees its own drafts come
        nothing = scan(world, box, folder, NOW)
        thread = next(s.thread for s in box.fake.messages.values() if b"Pilot for firm 3\r" in s.raw)
        raw = letter("p3@firm3.example", ME, "Pilot for firm 3", NOW, 999_999, "Yes, Tuesday suits me.", (1,))
        box.fake.put(raw, ("INBOX",), at=NOW, thread=thread)
        answer = scan(world, box, folder, NOW + timedelta(minutes=5))
    return {"first": first, "nothing_new": nothing, "one_answer": answer}


def main() -> int:
    """Prints the costs and holds them to their bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--sent-threads", type=int, default=1_000)
    parser.add_argument("--open", type=int, default=150)
    given = parser.parse_args()
    costs = measure(given.messages, given.sent_threads, given.open)
    print(
        json.dumps(
            {name: {f: getattr(cost, f) for f in Cost.__slots__} for name, cost in costs.items()}, indent=1
        )
    )
    kept = (
        costs["first"].units <= 10_000
        and costs["first"].requests <= 400
        and costs["nothing_new"].units <= 10
        and costs["first"].open_found == given.open
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
