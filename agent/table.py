"""The outcome of a scan as a table for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_SHOWN = ("due", "held", "waiting", "yours")
_COLOURS = {"due": "bold yellow", "held": "cyan", "waiting": "blue", "yours": "magenta"}
_STATES = {
    "created": "draft made",
    "kept": "draft is there",
    "edited": "your edited draft is there",
    "planned": "would draft",
}


def _next(found: Mapping[str, Any]) -> str:
    step = found["next"]
    if step["draft"] is not None:
        return f"{step['step']}: {_STATES[step['draft']['state']]}"
    if step["action"] == "call":
        return f"call: {step['what']}"
    if found["status"] == "yours":
        return "yours to answer"
    return f"from {found['until']}" if found["until"] else ""


def print_outcome(
    conversations: Sequence[Mapping[str, Any]],
    withdrawn: Sequence[Mapping[str, Any]],
    as_of: str,
    dry_run: bool,
) -> None:
    """Prints open conversations, due ones first, a count of the others, and drafts that were taken back, on standard output."""
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=140)
    shown = sorted(
        (c for c in conversations if c["status"] in _SHOWN), key=lambda c: _SHOWN.index(c["status"])
    )
    table = Table(
        title=f"Conversations as of {as_of[:16].replace('T', ' ')}", title_justify="left", expand=True
    )
    for name, ratio in (("", 1), ("Contact", 3), ("Subject", 3), ("Why", 5), ("Next", 3)):
        table.add_column(name, ratio=ratio or None, overflow="fold")
    for found in shown:
        status = Text(found["status"], style=_COLOURS[found["status"]])
        cells = (found["contact"] or "", found["subject"], found["because"], _next(found))
        table.add_row(status, *(Text(cell) for cell in cells))
    if shown:
        console.print(table)
    counts = Counter(c["status"] for c in conversations)
    rest = ", ".join(f"{counts[s]} {s}" for s in ("answered", "stopped", "ignored") if counts[s])
    due = counts["due"]
    console.print(f"{due} due, {len(shown) - due} waiting, held or yours{'; ' + rest if rest else ''}.")
    for draft in withdrawn:
        console.print(Text(f"{'Would take back' if dry_run else 'Took back'} a draft: {draft['why']}"))


def print_drafts(files: Sequence[Path], shown: int) -> None:
    """Prints the first few drafts of a Maildir folder as a reader sees them, and counts the others."""
    from rich.panel import Panel

    from agent.message.headers import parse_header
    from agent.message.mime import read_body

    console = Console(highlight=False) if Console().is_terminal else Console(highlight=False, width=100)
    for file in files[:shown]:
        raw = file.read_bytes()
        header, body = parse_header(raw), read_body(raw)
        to = ", ".join(a.addr for a in header.to)
        console.print(
            Panel(Text(body.plain or ""), title=Text(f"To {to}: {header.subject}"), title_align="left")
        )
    if len(files) > shown:
        console.print(f"… and {len(files) - shown} more drafts.")
