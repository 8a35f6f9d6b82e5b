"""Reading mail: scan, inspect, demo."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.common import ConfigOption, JsonOption, MailboxOption, clock, is_quiet, load
from agent.plain import escaped
from agent.terminal import complain, is_live, machine_output, say, say_json, tell

if TYPE_CHECKING:
    from agent.run import Outcome


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (scan, inspect, demo):
        app.command()(command)


@contextmanager
def progress_line(quiet: bool) -> Iterator[object]:
    """A progress line on standard error when it is a terminal; yields what `scan_all` takes as `progress`."""
    if quiet or not is_live(sys.stderr):
        yield lambda mailbox, what, count: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    totals: dict[str, int] = {}
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(mailbox: str, what: str, count: int) -> None:
            totals[what] = totals.get(what, 0) + count
            words = {"read": "headers read", "bodies": "bodies read", "judged": "conversations judged"}
            text = ", ".join(f"{totals[k]:,} {words[k]}" for k in words if k in totals)
            bar.update(task, description=f"{mailbox}: {text}")

        yield tell


def scan(
    context: typer.Context,
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="The clock for every decision (ISO 8601); default: now."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing, neither drafts nor state.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """One pass over the mailboxes: finds silent conversations and drafts the next mail."""
    found = load(context, config)
    now = clock(as_of, found.me.timezone)
    from agent.run import scan_all

    quiet = is_quiet(context)
    with progress_line(quiet) as progress:
        outcome = scan_all(found, now, names=mailbox or (), dry_run=dry_run, progress=progress)  # type: ignore[arg-type]
    _tell_problems(outcome, quiet)
    if as_json:
        _write_json(outcome)
    else:
        _show(outcome, dry_run)
    if not outcome.ok:
        raise typer.Exit(1)


def _tell_problems(outcome: Outcome, quiet: bool) -> None:
    """What went wrong, on standard error; what is only worth knowing, unless quiet."""
    for box in outcome.mailboxes:
        if not box["ok"]:
            complain(f"Mailbox {box['name']!r} was not scanned. {box['error']}")
    for mailbox, name, why in outcome.skipped[:20]:
        tell(f"Mailbox {mailbox!r}: skipped {name}: {why}", quiet)
    if len(outcome.skipped) > 20:
        tell(f"… and {len(outcome.skipped) - 20} more messages were skipped (--json lists them)", quiet)
    for text in outcome.refused:
        tell(text, quiet)
    for stale in outcome.stale:
        tell(f"A draft that you edited is no longer needed, and was left alone: {stale['why']}", quiet)


def _write_json(outcome: Outcome) -> None:
    out = machine_output()
    # sixteen megabytes are looked through for what a terminal obeys only where one reads them
    out.writelines(map(escaped, outcome.pieces()) if out.isatty() else outcome.pieces())


def _show(outcome: Outcome, dry_run: bool) -> None:
    from agent.table import print_outcome

    print_outcome(
        [json.loads(text) for text in outcome.conversations], outcome.withdrawn, outcome.as_of, dry_run
    )


def inspect(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE...", help="Messages (.eml); - is standard input.")
    ] = None,
    as_json: JsonOption = False,
    text: Annotated[
        bool, typer.Option("--text", help='Read {"id", "text"} lines from standard input instead.')
    ] = False,
    me: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="An own address; may be repeated.")
    ] = None,
) -> None:
    """What the agent understands of single messages."""
    from agent.errors import ConfigError

    if text and files:
        raise ConfigError(["`pleasantly inspect --text` reads standard input: leave the file names out."])
    if not text and not files:
        raise ConfigError(
            ["`pleasantly inspect` expects at least one file, - for standard input, or --text."]
        )
    from agent.inspecting import describe, inspect_files, inspect_lines

    own = frozenset(a.lower() for a in me or ())
    ok = True
    for found in (
        inspect_lines(sys.stdin.buffer) if text else inspect_files(files or [], sys.stdin.buffer, own)
    ):
        ok = ok and "error" not in found
        if as_json:
            say_json([found])
        else:
            say(describe(found))
    if not ok:
        raise typer.Exit(1)


def demo(
    folder: Annotated[
        Path | None, typer.Option(help="Where to put the sample mailbox; default: a new temporary folder.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Scans a sample rep's mailbox, written on the spot, and shows the drafts."""
    from agent.demo import run_demo

    run_demo(folder, as_json)
