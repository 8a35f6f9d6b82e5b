"""A week of the daemon in a rep's mailbox, with a clock that is turned: a poll every five minutes, mail coming in, the rep at work.

`python -m tests.sim.week [--days 7] [--size 40] [--boxes 2] [--trace]` prints what the week cost. The same mail and the same rep with a single scan at each of
those times is what the drafts are held against.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as time_of_day
from email.message import Message
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from agent.config import Config, load
from agent.daemon.worker import Settings, Worker
from agent.playbook import load as load_playbook
from agent.quick import stored_results
from agent.run import open_mailbox, scan_all
from tests.sim.client import Client
from tests.sim.judge import Score, check_scan, snapshot
from tests.sim.run import build
from tests.sim.world import FOLDERS, World

Step = Callable[[datetime], None]
POLL = timedelta(minutes=5)
# On these days before the daemon is started there is one scan each; by then something is open in every kind of relation.
BEFORE = (6, 10, 13)
START = 14


@dataclass(frozen=True, slots=True)
class Cost:
    """What the process holds at a moment: octets and blocks of Python, octets of the process, threads, open files."""

    octets: int
    blocks: int
    resident: int
    threads: int
    files: int


@dataclass
class Week:
    """What became of a week. `drafts`: every draft that ever lay in Drafts, [(day and time, file name's essence)]; `costs` by day."""

    drafts: list[tuple[str, str]] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    looks: int = 0
    seconds: float = 0.0
    score: Score = field(default_factory=Score)


class _Rep(Client):
    """A rep who takes drafts in the order of their keys: file names are drawn anew in every run."""

    def drafts(self) -> dict[str, tuple[Path, Message]]:
        return dict(sorted(super().drafts().items()))


def cost() -> Cost:
    """What is held now, after a collection of garbage."""
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    octets = tracemalloc.get_traced_memory()[0] if tracemalloc.is_tracing() else 0
    return Cost(
        octets,
        sys.getallocatedblocks(),
        resident,
        threading.active_count(),
        len(list(Path("/proc/self/fd").iterdir())),
    )


def by_daemon(world: World, config: Config, clock: Callable[[], float]) -> Step:
    """One step of the daemon's workers, which live for the whole week and hint at each other as under the supervisor."""
    settings = Settings(config, load_playbook(config.playbook))
    workers: list[Worker] = []

    def hint(one: Worker) -> None:
        for worker in workers:
            if worker is not one:
                worker.hint()

    for mailbox in config.mailboxes:
        workers.append(Worker(settings, mailbox, clock=clock, draw=lambda: 0.5, changed=hint))

    def step(at: datetime) -> None:
        assert len(workers) > 1 or workers[0].due <= at.timestamp(), "due at every poll"
        for _ in range(1 if len(workers) == 1 else 4):  # hints are heeded within seconds
            for worker in workers:
                worker.step()
                assert worker.trouble is None, worker.trouble

    return step


def by_scans(world: World, config: Config, clock: Callable[[], float]) -> Step:
    """A single scan at each of the times."""

    def step(at: datetime) -> None:
        assert scan_all(config, at).ok

    return step


def by_fewer_scans(world: World, config: Config, clock: Callable[[], float]) -> Step:
    """A single scan at those of the times at which something is new, and every two hours: at the others it would find nothing to do."""
    scan, seen = by_scans(world, config, clock), [0]
    folders = [box / part / sub for box in world.boxes for part in FOLDERS for sub in ("cur", "new")]

    def step(at: datetime) -> None:
        new = sum(folder.stat().st_mtime_ns for folder in folders)
        if new != seen[0] or (at.minute == 0 and at.hour % 2 == 0):
            scan(at)
            seen[0] = new

    return step


def run_week(
    folder: Path,
    way: Callable[[World, Config, Callable[[], float]], Step],
    *,
    days: int = 7,
    size: int = 40,
    seed: int = 3,
    boxes: int = 1,
    trace: bool = False,
) -> Week:
    """A week in `folder`, which must always be the same one: ids of conversations come of the mailbox's place."""
    shutil.rmtree(folder, ignore_errors=True)
    world = build(folder, seed, 0, size, boxes)
    config = load(world.configure())
    client = _Rep(world, Random(f"week {seed}"))
    week = Week()
    now = [0.0]
    with mock.patch("time.time", lambda: now[0]):  # the state keeps real times of looks
        for day in BEFORE:
            at = datetime.combine(world.rep.start + timedelta(days=day), time_of_day(8), world.zone)
            world.advance(at)
            now[0] = at.timestamp()
            assert scan_all(config, at).ok
            _act(world, client, config, at, week)
        step = way(world, config, lambda: now[0])
        first = datetime.combine(world.rep.start + timedelta(days=START), time_of_day(0), world.zone)
        if trace:
            tracemalloc.start()
        began = time.process_time()
        at, seen = first, _files(world)
        while at < first + timedelta(days=days):
            world.advance(at)
            now[0] = at.timestamp()
            step(at)
            week.looks += 1
            if (files := _files(world)) != seen:
                fresh = sorted(_essence(path) for path in files.keys() - seen.keys())
                week.drafts += [(at.isoformat(), essence) for essence in fresh]
                seen = files
                _act(world, client, config, at, week)
                seen = _files(world)
            at = (at.astimezone(None) + POLL).astimezone(world.zone)
            if at.timetz().replace(tzinfo=None) == time_of_day(0):
                week.costs.append(cost())
        week.seconds = time.process_time() - began
        tracemalloc.stop()
    return week


def _act(world: World, client: Client, config: Config, at: datetime, week: Week) -> None:
    """The rep looks at the drafts and decides; the truth is held against what the agent says."""
    stored = stored_results(config, config.mailboxes, at, open_mailbox)
    if stored is None:  # the agent's own drafts are new to it: the next look records them
        scan_all(config, at)
        stored = stored_results(config, config.mailboxes, at, open_mailbox) or []
    found: Mapping[str, Any] = {
        "mailboxes": [{"ok": True}],
        "conversations": [json.loads(text) for texts in stored for text in texts],
    }
    client.act(check_scan(world, client, found, snapshot(world), week.score))


def _files(world: World) -> dict[Path, int]:
    """Ours in Drafts."""
    return {p: p.stat().st_size for box in world.boxes for p in (box / ".Drafts" / "cur").iterdir()}


def _essence(path: Path) -> str:
    """A draft without what is drawn anew each time: its recipient, subject and key."""
    head = path.read_bytes().partition(b"\r\n\r\n")[0].decode("utf-8", "replace").splitlines()
    return "\n".join(
        sorted(line for line in head if line.startswith(("To:", "Subject:", "X-Pleasantly-Key:")))
    )


def main() -> int:
    """Prints what a week costs; exit status 1 where the drafts are others than by single scans."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim.week")
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument(
        "--boxes", type=int, default=1, help="with two, single scans are not compared: they read all at once"
    )
    parser.add_argument("--size", type=int, default=40)
    parser.add_argument(
        "--trace", action="store_true", help="count the octets of Python's objects too (three times as slow)"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pleasantly-week-") as folder:
        place = Path(folder) / "rep"
        week = run_week(place, by_daemon, days=args.days, size=args.size, boxes=args.boxes, trace=args.trace)
        single = run_week(place, by_scans, days=args.days, size=args.size) if args.boxes == 1 else None
    print(f"{week.looks} looks, {len(week.drafts)} drafts, {week.seconds:.1f} s of processor time")
    same = single is None or week.drafts == single.drafts
    print("drafts of single scans:", "not compared" if single is None else "the same" if same else "others")
    for day, one in enumerate(week.costs, 1):
        print(
            f"day {day}: {one.octets:,} octets, {one.blocks:,} blocks, {one.resident / 1e6:.1f} MB, {one.threads} threads, {one.files} files"
        )
    print("embarrassments:", dict(week.score.wrong))
    for note in week.score.notes[:10]:
        print(note, file=sys.stderr)
    return 0 if same and not week.score.wrong else 1


if __name__ == "__main__":
    sys.exit(main())
