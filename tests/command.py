"""Runs the command line as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(
    *arguments: str, text: str | None = None, home: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """`pleasantly ARGUMENTS`, with `text` on standard input and, if given, an empty home."""
    env = dict(os.environ, NO_COLOR="1", COLUMNS="140")
    env.pop("PLEASANTLY_CONFIG", None)
    if home is not None:
        env |= {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
        }
    command = [sys.executable, "-W", "error", "-m", "agent.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=text, cwd=ROOT, env=env, check=False)
