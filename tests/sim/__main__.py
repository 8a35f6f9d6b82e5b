"""`python -m tests.sim [--seeds 1 2 3] [--size 170] [--worlds 5] [--drafts]`: prints the table of embarrassments, or the drafts."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.sim.judge import EMBARRASSMENTS, Score
from tests.sim.run import run_world
from tests.sim.scenarios import PLANS

SHOWN_DRAFTS = 24


def main() -> int:
    """Exit status 1 where anything is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--worlds", type=int, default=5)
    parser.add_argument("--size", type=int, default=170)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--notes", type=int, default=20)
    parser.add_argument("--drafts", action="store_true")
    args = parser.parse_args()
    if args.drafts:
        return _print_drafts(run_world(1, 0, 0, days=75).samples)
    scores = {seed: Score() for seed in args.seeds}
    for seed in args.seeds:
        work = partial(_world, seed, args.size)
        with ProcessPoolExecutor(args.jobs) as pool:
            for part in pool.map(work, range(args.worlds)):
                scores[seed].add(part)
    return _print_table(scores, args.notes)


def _world(seed: int, size: int, number: int) -> Score:
    """Every other rep has two mailboxes."""
    return run_world(seed, number, size=size, process_every=25, boxes=1 + number % 2)


def _print_drafts(samples: Mapping[tuple[str, str, str], str]) -> int:
    """Twenty-four drafts: every step in turn, the languages as evenly as it goes."""
    steps: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (step, language, reason), text in sorted(
        samples.items(), key=lambda item: (item[0][1] != "en", item[0])
    ):
        kind = reason if reason in {"not_now", "promised_date", "left_company"} else ""
        steps.setdefault((step, kind), []).append((language, text))
    shown: Counter[str] = Counter()
    left = SHOWN_DRAFTS
    while left and any(steps.values()):
        for name, drafts in steps.items():
            if drafts and left:
                one = min(drafts, key=lambda d: shown[d[0]])
                drafts.remove(one)
                shown[one[0]] += 1
                left -= 1
                print(f"===== {' · '.join(filter(None, name))} · {one[0]}\n{one[1]}\n")
    return 0


def _print_table(scores: dict[int, Score], notes: int) -> int:
    print(f"{len(PLANS)} kinds of relations, 60 days; seeds: {', '.join(map(str, scores))}")
    rows: list[tuple[str, list[str]]] = [
        ("conversations", [f"{s.conversations}" for s in scores.values()]),
        ("scans", [f"{s.scans}" for s in scores.values()]),
        ("drafts written", [f"{s.drafts}" for s in scores.values()]),
        ("F1 of due", [f"{s.f1:.4f}" for s in scores.values()]),
        ("due days found", [f"{s.hits}" for s in scores.values()]),
        ("due days missed", [f"{s.missed}" for s in scores.values()]),
        ("days wrongly due", [f"{s.extra}" for s in scores.values()]),
    ]
    rows += [(what, [f"{s.wrong[what]}" for s in scores.values()]) for what in EMBARRASSMENTS]
    for name, cells in rows:
        print(f"{name:34}" + "".join(f"{cell:>10}" for cell in cells))
    for seed, score in scores.items():
        seen: set[str] = set()
        for note in score.notes:
            head = " ".join(re.sub(r"\d+", "", note).split()[:7])
            head = re.sub(r"-\.example.*", "", head)
            if head not in seen and len(seen) < notes:
                seen.add(head)
                print(f"seed {seed}: {note}", file=sys.stderr)
    good = all(s.f1 >= 0.97 and not sum(s.wrong.values()) for s in scores.values())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
