"""`python -m agent.manual.generate`: writes the pages that are made from the code; tests/test_docs.py holds them to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from agent.manual.reference import commands, configuration
from agent.manual.topics import folder


def pages() -> Mapping[Path, str]:
    """Every generated page: {file: text}."""
    from agent.cli import app

    return {folder() / "configuration.md": configuration(), folder() / "commands.md": commands(app)}


def main() -> None:
    """Writes what differs."""
    for path, text in pages().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
