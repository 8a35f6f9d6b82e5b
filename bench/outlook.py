"""What an Outlook mailbox costs to scan: requests, counted by the fake, whole and with each part of a batch by itself.

    python -m bench.outlook [--messages 10000 --sent-threads 1000 --open 150 --page 500]

The mailbox: threads that the rep began and that were answered, threads that the prospect left unanswered, mail that has nothing to do with
either; most in the inbox, some in folders. Reading is counted by itself (`--dry-run`): each draft that is made costs requests of its own,
and no mailbox can have 150 for less than 150. Prints one JSON object; the exit status is 1 where a bound is broken:
reading a mailbox for the first time <= 120 requests, a scan with nothing new <= 4, and every open thread found.
`--page` is what Graph allows in one page; Microsoft does not say how much that is for deltas.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.letters import letter
from connectors.graph import Graph
from connectors.outlook import Outlook
from tests.servers.graph_fake import GraphFake

NOW = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
ME = "dana@acme.example"
ASKS = (
    "Could you tell me by Thursday whether the pilot can start in April?",
    "Which of the two dates suits you better, Tuesday at 2 or Wednesday at 10?",
    "Would you send me the name of the person who signs?",
)
CONFIG = """
[me]
name = "Dana Reyes"
addresses = ["dana@acme.example"]
timezone = "Europe/London"
country = "GB"

[[mailbox]]
name = "work"
kind = "outlook"
user = "dana@acme.example"
client_id = "11111111-2222-3333-4444-555555555555"

[state]
path = "state.sqlite3"
"""
FIRST_BOUND, NOTHING_NEW_BOUND = 120, 4


def fill(fake: GraphFake, messages: int, sent_threads: int, open_threads: int, seed: int = 7) -> set[str]:
    """Fills the mailbox, the same way for the same seed; gives the subjects of the threads that are open."""
    chance = random.Random(seed)
    box = fake.mailbox
    own_folders = [box.make_folder(f"Deals {n}", "AAMkF-inbox") for n in range(6)]
    open_subjects: set[str] = set()
    number = 0
    for thread in range(sent_threads):
        is_open = thread < open_threads
        person, subject = f"p{thread}@firm{thread}.example", f"Pilot for firm {thread}"
        if is_open:
            open_subjects.add(subject)
        length = chance.choice([1, 1, 2, 3, 5]) if is_open else chance.choice([2, 2, 3, 4])
        last = NOW - timedelta(days=chance.randint(8, 60), minutes=chance.randint(0, 600))
        parents: tuple[int, ...] = ()
        for at in range(length):
            number += 1
            mine = (length - 1 - at) % 2 == (0 if is_open else 1)
            text = chance.choice(ASKS) if mine else "Thank you, that is interesting. I will look at it."
            sender, to = (ME, person) if mine else (person, ME)
            when = last - timedelta(hours=20 * (length - at))
            raw = letter(sender, to, subject, when, number, text, parents)
            where = "sentitems" if mine else chance.choice(["inbox", "inbox", *own_folders])
            box.deliver(raw, where, received=when, read=True)
            parents = (*parents, number)
    while number < messages:
        number += 1
        other = f"news{number % 400}@other{number % 400}.example"
        when = NOW - timedelta(minutes=chance.randint(60, 110 * 24 * 60))
        raw = letter(other, ME, f"Weekly news {number}", when, number, "Here is the news.")
        box.deliver(raw, chance.choice(["inbox"] * 6 + ["archive", "deleteditems"]), received=when, read=True)
    return open_subjects


@dataclass(frozen=True, slots=True)
class Cost:
    """What one scan cost, and what it found. `parts`: requests with each part of a batch counted by itself."""

    requests: int
    parts: int
    seconds: float
    drafts: int
    open_found: int


def scan(fake: GraphFake, open_subjects: set[str], folder: Path, *, dry_run: bool = False) -> Cost:
    """One scan by the agent, with everything that it reads and writes."""
    from agent.config import load
    from agent.run import scan_all

    (folder / "config.toml").write_text(CONFIG, "utf-8")

    def opener(mailbox: Any) -> Outlook:
        graph = Graph(fake.entra.token, base=fake.url + "/v1.0")
        return Outlook(graph=graph, **mailbox.settings)

    requests, parts, began = len(fake.requests), fake.parts, time.perf_counter()
    outcome = scan_all(load(folder / "config.toml"), NOW, opener=opener, dry_run=dry_run)
    seconds = time.perf_counter() - began
    if not outcome.ok:
        raise SystemExit(f"the scan failed: {outcome.mailboxes}")
    found = [json.loads(text) for text in outcome.conversations]
    owed = {c["subject"] for c in found if c["status"] in ("due", "waiting", "held", "stopped")}
    return Cost(
        len(fake.requests) - requests,
        fake.parts - parts,
        round(seconds, 2),
        sum(c["next"].get("draft") is not None for c in found),
        len(owed & open_subjects),
    )


def measure(
    messages: int = 10_000, sent_threads: int = 1_000, open_threads: int = 150, page: int = 500
) -> dict[str, Cost]:
    """The first reading of such a mailbox, the first scan with its drafts, and a scan with nothing new."""
    with tempfile.TemporaryDirectory() as name, GraphFake(page=page) as fake:
        folder = Path(name)
        open_subjects = fill(fake, messages, sent_threads, open_threads)
        reading = scan(fake, open_subjects, folder, dry_run=True)
        first = scan(fake, open_subjects, folder)
        scan(fake, open_subjects, folder)  # sees its own drafts come
        nothing = scan(fake, open_subjects, folder)
    return {"first_reading": reading, "first_with_drafts": first, "nothing_new": nothing}


def main() -> int:
    """Prints the costs and holds them to their bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--sent-threads", type=int, default=1_000)
    parser.add_argument("--open", type=int, default=150)
    parser.add_argument("--page", type=int, default=500)
    given = parser.parse_args()
    costs = measure(given.messages, given.sent_threads, given.open, given.page)
    print(json.dumps({name: asdict(cost) for name, cost in costs.items()}, indent=1))
    reading, nothing = costs["first_reading"], costs["nothing_new"]
    kept = (
        reading.requests <= FIRST_BOUND
        and nothing.requests <= NOTHING_NEW_BOUND
        and reading.open_found == given.open
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
