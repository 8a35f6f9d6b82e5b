"""The outcome of a scan as a table for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from agent.plain import plain, plain_lines
from agent.showing import OPEN, in_order, next_words, short_ids
from agent.terminal import console

NARROW = 72
_COLOURS = {"due": "bold yellow", "held": "cyan", "waiting": "blue", "yours": "magenta"}


def print_outcome(
    conversations: Sequence[Mapping[str, Any]],
    withdrawn: Sequence[Mapping[str, Any]],
    as_of: str,
    dry_run: bool,
) -> None:
    """Prints open conversations, due ones first, a count of the others, and drafts that were taken back, on standard output."""
    ids = [c["id"] for c in conversations]
    shown = in_order(c for c in conversations if c["status"] in OPEN)
    print_conversations(shown, ids, f"Conversations as of {as_of[:16].replace('T', ' ')}")
    counts = Counter(c["status"] for c in conversations)
    rest = ", ".join(f"{counts[s]} {s}" for s in ("answered", "stopped", "ignored") if counts[s])
    due, out = counts["due"], console()
    out.print(f"{due} due, {len(shown) - due} waiting, held or yours{'; ' + rest if rest else ''}.")
    for draft in withdrawn:
        out.print(Text(plain(f"{'Would take back' if dry_run else 'Took back'} a draft: {draft['why']}")))


def print_conversations(shown: Sequence[Mapping[str, Any]], ids: Sequence[str], title: str) -> None:
    """Prints conversations as a table on standard output; `ids` are all there are, so that a short id means one of them."""
    short, out = short_ids(ids), console()
    if out.width < NARROW:
        _print_blocks(shown, short, title)
        return
    table = Table(title=title, title_justify="left", expand=True)
    for name in ("Id", ""):
        table.add_column(name, no_wrap=True)
    for name, ratio in (("Contact", 3), ("Subject", 3), ("Why", 5), ("Next", 3)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for found in shown:
        status = Text(found["status"], style=_COLOURS.get(found["status"], "dim"))
        cells = (found["contact"] or "", found["subject"], found["because"], next_words(found))
        table.add_row(short[found["id"]], status, *(Text(plain(cell)) for cell in cells))
    if shown:
        out.print(table)


def _print_blocks(shown: Sequence[Mapping[str, Any]], short: Mapping[str, str], title: str) -> None:
    """The same where a table would be all lines: a block each."""
    out = console()
    out.print(title)
    for found in shown:
        status = Text(found["status"], style=_COLOURS.get(found["status"], "dim"))
        out.print()
        out.print(Text.assemble(short[found["id"]], " ", status, plain(f" {found['contact'] or ''}")))
        for line in (found["subject"], found["because"], next_words(found)):
            if line:
                out.print(Text(plain(line)))


def print_drafts(files: Sequence[Path], shown: int) -> None:
    """Prints the first few drafts of a Maildir folder as a reader sees them, and counts the others."""
    from rich.panel import Panel

    from agent.message.headers import parse_header
    from agent.message.mime import read_body

    out = console()
    for file in files[:shown]:
        raw = file.read_bytes()
        header, body = parse_header(raw), read_body(raw)
        to = ", ".join(a.addr for a in header.to)
        title = Text(plain(f"To {to}: {header.subject}"))
        out.print(Panel(Text(plain_lines(body.plain or "")), title=title, title_align="left", width=100))
    if len(files) > shown:
        out.print(f"… and {len(files) - shown} more drafts.")
