"""Runs the command line as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLI = [sys.executable, "-W", "error", "-m", "agent.cli"]


def environment(home: Path | None = None, **more: str) -> dict[str, str]:
    """What a process sees: no colours, 140 columns, no configuration named and, if given, an empty home."""
    found = dict(os.environ, NO_COLOR="1", COLUMNS="140")
    found.pop("PLEASANTLY_CONFIG", None)
    if home is not None:
        found |= {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
        }
    return found | more


def run(
    *arguments: str,
    text: str | None = None,
    home: Path | None = None,
    env: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> subprocess.CompletedProcess[str]:
    """`pleasantly ARGUMENTS`, with `text` on standard input; `env` adds to `environment`, `encoding` is how its output is read."""
    return subprocess.run(
        [*CLI, *arguments],
        capture_output=True,
        text=True,
        encoding=encoding,
        input=text,
        cwd=ROOT,
        env=environment(home, **(env or {})),
        check=False,
    )
