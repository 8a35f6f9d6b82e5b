"""Runs worlds: sixty virtual days each, a scan every morning and some afternoons, the rep acting on drafts in between."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from agent.config import load
from agent.run import scan_all
from tests.command import run as run_process
from tests.sim.client import Client
from tests.sim.judge import Score, check_scan, snapshot, typed_of
from tests.sim.scenarios import PLANS
from tests.sim.words import LANGUAGES
from tests.sim.world import Rep, Story, World

REPS = (
    Rep(
        "Dana Reyes",
        ("dana@acme.example", "dreyes@acme.example"),
        "America/New_York",
        "US",
        date(2026, 5, 11),
    ),
    Rep(
        "Jonas Vogt",
        ("j.vogt@hallenbau.example", "jonas@hallenbau.example"),
        "Europe/Berlin",
        "DE",
        date(2026, 3, 16),
        "BY",
    ),
    Rep(
        "Ana Sol",
        ("ana.sol@norte.example", "ventas.ana@norte.example"),
        "America/Los_Angeles",
        "US",
        date(2026, 1, 5),
    ),
    Rep(
        "Luc Arnaud",
        ("luc@arnaud-levage.example", "l.arnaud@arnaud-levage.example"),
        "Europe/Paris",
        "FR",
        date(2026, 4, 6),
    ),
    Rep(
        "Mei Tan",
        ("mei@harbour.example", "mei.tan@harbour.example"),
        "Asia/Singapore",
        "SG",
        date(2026, 2, 2),
    ),
)
DAYS = 60
WEIGHTS = {"en": 4, "de": 2, "fr": 1, "es": 1}


def build(folder: Path, seed: int, number: int, size: int, boxes: int = 1) -> World:
    """A world of `size` relations; the kinds go round, so that each comes about equally often."""
    rng = Random(f"{seed}.{number}")
    world = World(folder, REPS[number % len(REPS)], rng, boxes)
    kinds = list(PLANS)
    Random(seed).shuffle(kinds)
    for n in range(size):
        kind = kinds[(number * size + n) % len(kinds)]
        language = rng.choices(LANGUAGES, [WEIGHTS[x] for x in LANGUAGES])[0]
        story = Story(world, kind, number * size + n, language)
        PLANS[kind](story)
    return world


SHOWN = (
    "silent",
    "no_ask",
    "high_priority",
    "second_contact",
    "with_news",
    "left_with_successor",
    "not_now_with_month",
    "promised_day",
)


def build_gallery(folder: Path) -> World:
    """A world in which the rep sends every draft as it is, so that every step is seen in every language."""
    world = World(folder, REPS[1], Random("gallery"))
    for n, kind in enumerate(SHOWN * len(LANGUAGES)):
        story = Story(world, kind, n, LANGUAGES[n // len(SHOWN)])
        PLANS[kind](story)
        story.policy, story.first = "send", min(story.first, 2)
    return world


def scan_times(world: World, days: int) -> Iterator[datetime]:
    """Every morning at eight, and some afternoons."""
    for offset in range(days):
        day = world.rep.start + timedelta(days=offset)
        yield datetime.combine(day, time(8), world.zone)
        if world.rng.random() < 0.15:
            yield datetime.combine(day, time(15, 20), world.zone)


def run_world(
    seed: int, number: int, size: int, days: int = DAYS, process_every: int = 0, boxes: int = 1
) -> Score:
    """The score of one world; size 0 is the gallery. `process_every`: each n-th scan is a process of its own; 0 for none."""
    score = Score()
    with tempfile.TemporaryDirectory(prefix="pleasantly-sim-") as folder:
        world = build(Path(folder), seed, number, size, boxes) if size else build_gallery(Path(folder))
        file = world.configure()
        client = Client(world, Random(f"client {seed}.{number}"))
        for turn, at in enumerate(scan_times(world, days)):
            world.advance(at)
            before = snapshot(world)
            if process_every and turn % process_every == 3:
                done = run_process(
                    "scan", "--config", str(file), "--as-of", at.isoformat(), "--json", home=Path(folder)
                )
                found = json.loads(done.stdout)
            else:
                found = json.loads(scan_all(load(file), at).json())
            fresh = client.drafts().keys() - client.seen
            owners = check_scan(world, client, found, before, score)
            score.drafts += len(fresh)
            _keep_samples(client, found, owners, score)
            client.act(owners)
        score.conversations += sum(max(1, len(s.threads)) for s in world.stories)
    return score


def _keep_samples(client: Client, found: dict[str, object], owners: dict[str, Story], score: Score) -> None:
    drafts = client.drafts()
    for conversation in found["conversations"]:  # type: ignore[attr-defined]
        made = conversation["next"]["draft"]
        if made and made["key"] in drafts and made["key"] in owners:
            story, message = owners[made["key"]], drafts[made["key"]][1]
            key = (conversation["next"]["step"], story.language, conversation["reason"])
            score.samples.setdefault(
                key, f"To: {message['To']}\nSubject: {conversation['next']['subject']}\n\n{typed_of(message)}"
            )
