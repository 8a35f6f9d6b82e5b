"""`python -m agent.ask.train [DATA]` writes the weights file beside the code; DATA is the folder of shared real mail."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from agent.ask.train import train
from agent.ask.trained import FILE


def main(arguments: Sequence[str]) -> int:
    """Writes the weights file beside the code."""
    data = Path(arguments[0]) if arguments else Path(__file__).parents[4] / "shared" / "data"
    if not (data / "ask").is_dir():
        sys.stderr.write(
            f"There is no shared mail to train on at {data}. Name its folder: python -m agent.ask.train FOLDER\n"
        )
        return 2
    (Path(__file__).parents[1] / FILE).write_text(train(data), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
