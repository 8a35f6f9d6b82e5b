"""`make eval`: every measurement on real and own labelled mail as one table, with what was missed and by which files.

Run as `python -m bench.evaluate DATA`. Ends with status 1 where a figure falls below its floor: the target, or what was reached when the
target was not (bench/floors.json says which and why), so that nothing gets worse unseen.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import eval_ask, eval_kind, eval_newtext

PARTS = {"new text": eval_newtext, "kind and meaning": eval_kind, "ask": eval_ask}
FLOORS = Path(__file__).with_name("floors.json")
SHOWN = 12


def main(data: Path) -> int:
    """Prints a table a part; 0 where every figure holds its floor."""
    console = Console(width=150, highlight=False)
    floors = json.loads(FLOORS.read_text("utf-8"))
    below = []
    for part, module in PARTS.items():
        table = Table(title=part, title_justify="left")
        for column in ("what", "hits", "of", "reached", "target"):
            table.add_column(column, justify="left" if column == "what" else "right")
        missed = []
        for name, hits, total, target, failures in module.evaluate(data):
            rate = hits / total if total else 0.0
            table.add_row(name, f"{hits:,}", f"{total:,}", f"{rate:.1%}", f"{target:.1%}" if target else "")
            if rate < floors.get(name, target):
                below.append(f"{part}: {name}: {rate:.1%} is below {floors.get(name, target):.1%}")
            if failures:
                missed.append(
                    f"{name}: {', '.join(failures[:SHOWN])}{f' … {len(failures) - SHOWN} more' if len(failures) > SHOWN else ''}"
                )
        console.print(table)
        for line in missed:
            console.print(f"  {line}", markup=False)
    for line in below:
        console.print(line, markup=False)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
