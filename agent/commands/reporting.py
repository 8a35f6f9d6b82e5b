"""The page for the morning: report."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.common import AsOfOption, ConfigOption, JsonOption, clock, is_quiet, load
from agent.terminal import complain, is_live, say, say_json, tell

if TYPE_CHECKING:
    from agent.report.page import Page

# How long the report waits for a scan that is at work on the same mailbox, in seconds.
PATIENCE = 10.0


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(report)


def report(
    context: typer.Context,
    config: ConfigOption = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write it; default: beside the state file."
        ),
    ] = None,
    as_json: JsonOption = False,
    sample: Annotated[
        int, typer.Option(min=0, help="How many of your newest mails your numbers rest on; 0: no numbers.")
    ] = 300,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Read nothing from hosts: the numbers are made from what is there."),
    ] = False,
    as_of: AsOfOption = None,
) -> None:
    """Writes one page: what to do today, silent deals, holds, risks, and what your own mails say."""
    from agent.errors import ConfigError

    if as_json and (open_ or output):
        raise ConfigError(["`--json` prints the report and writes no page: leave --open and --output out."])
    found = load(context, config)
    now = clock(as_of, found.me.timezone)
    from agent.report.gather import gather

    page = gather(found, now, sample=sample, offline=offline, patience=PATIENCE, tell=_progress(context))
    for problem in page.problems:
        complain(problem)
    if as_json:
        say_json([_values(page)])
        return
    from agent.report.write import render, save
    from agent.traces import report_file

    file = (output or report_file(found.state)).absolute()
    save(render(page), file)
    say(str(file))
    if open_ and not _opened(file):
        complain(f"No browser could be opened. Open {file} yourself.")


def _progress(context: typer.Context) -> Callable[[int], None]:
    quiet = is_quiet(context) or not is_live(sys.stderr)
    return lambda count: tell(f"Reading {count} mails for your numbers; they are read once …", quiet)


def _values(page: Page) -> object:
    from agent.report.page import as_object

    return as_object(page)


def _opened(file: Path) -> bool:
    import webbrowser

    return webbrowser.open(file.as_uri())
