"""The command line: parses, calls one function, prints. Everything heavy is imported inside the commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands import register

if TYPE_CHECKING:
    from agent.config import Config
    from agent.run import Outcome

app = typer.Typer(
    name="pleasantly",
    help="Finds the prospects who went silent and drafts the next mail. It never sends.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="The configuration file.", envvar="PLEASANTLY_CONFIG", show_envvar=True
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON alone on standard output.")]


def main() -> None:
    """The entry point: errors that the rep can mend become one line each and an exit status."""
    from agent.errors import AlreadyRunning, ConfigError, PleasantlyError

    try:
        app()
    except ConfigError as e:
        for problem in e.problems:
            print(problem, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except PleasantlyError as e:
        print(f"pleasantly: {e}", file=sys.stderr)  # noqa: T201
        sys.exit(1 if isinstance(e, AlreadyRunning) else 2)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output left: nothing to say to it
        sys.exit(1)


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _version(wanted: bool) -> None:
    if wanted:
        from agent import __version__

        _print(f"pleasantly {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    context: typer.Context,
    config: ConfigOption = None,
    _: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", is_eager=True, callback=_version)
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on standard error.")] = False,
) -> None:
    if verbose:
        import logging

        logging.basicConfig(
            level=logging.DEBUG, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
        )
    context.obj = config


def _load(context: typer.Context, config: Path | None) -> Config:
    from agent.config import default_file, load

    return load(config or context.obj or default_file())


def _clock(text: str | None, zone: str) -> datetime:
    from zoneinfo import ZoneInfo

    from agent.errors import ConfigError

    if text is None:
        return datetime.now(ZoneInfo(zone))
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            [f"--as-of {text!r} is no time; expected ISO 8601 such as 2026-03-09T09:00:00-04:00"]
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))


@contextmanager
def _progress(quiet: bool) -> Iterator[object]:
    """A progress line on standard error when it is a terminal; yields what `scan_all` takes as `progress`."""
    if quiet or not sys.stderr.isatty():
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


@app.command()
def scan(
    context: typer.Context,
    config: ConfigOption = None,
    mailbox: Annotated[list[str] | None, typer.Option(help="Only this mailbox; may be repeated.")] = None,
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
    found = _load(context, config)
    now = _clock(as_of, found.me.timezone)
    from agent.run import scan_all

    with _progress(quiet=False) as progress:
        outcome = scan_all(found, now, names=mailbox or (), dry_run=dry_run, progress=progress)  # type: ignore[arg-type]
    _tell_problems(outcome)
    if as_json:
        sys.stdout.writelines(outcome.pieces())
    else:
        _show(outcome, dry_run)
    if not outcome.ok:
        raise typer.Exit(1)


def _tell_problems(outcome: Outcome) -> None:
    for box in outcome.mailboxes:
        if not box["ok"]:
            typer.echo(f"mailbox {box['name']!r} was not scanned: {box['error']}", err=True)
    for mailbox, name, why in outcome.skipped[:20]:
        typer.echo(f"mailbox {mailbox!r}: skipped {name}: {why}", err=True)
    if len(outcome.skipped) > 20:
        typer.echo(
            f"… and {len(outcome.skipped) - 20} more messages were skipped (--json lists them)", err=True
        )
    for text in outcome.refused:
        typer.echo(text, err=True)
    for stale in outcome.stale:
        typer.echo(
            f"a draft that you edited is no longer needed, and was left alone: {stale['why']}", err=True
        )


def _show(outcome: Outcome, dry_run: bool) -> None:
    from agent.table import print_outcome

    print_outcome(
        [json.loads(text) for text in outcome.conversations], outcome.withdrawn, outcome.as_of, dry_run
    )


@app.command()
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
        raise ConfigError(["inspect --text reads standard input; leave the file names out"])
    if not text and not files:
        raise ConfigError(["inspect expects at least one file, - for standard input, or --text"])
    from agent.inspecting import describe, inspect_files, inspect_lines

    own = frozenset(a.lower() for a in me or ())
    ok = True
    for found in (
        inspect_lines(sys.stdin.buffer) if text else inspect_files(files or [], sys.stdin.buffer, own)
    ):
        ok = ok and "error" not in found
        _print(json.dumps(found, ensure_ascii=False) if as_json else describe(found))
    if not ok:
        raise typer.Exit(1)


@app.command()
def login(
    context: typer.Context,
    mailbox: Annotated[str, typer.Argument(help="The name of the mailbox in the configuration.")],
    config: ConfigOption = None,
) -> None:
    """Signs in to a Gmail, Outlook or IMAP mailbox by the host's own page; the sign-in is kept on this computer."""
    from agent.run import log_in
    from connectors.base import ConnectorError

    try:
        log_in(_load(context, config), mailbox, lambda line: typer.echo(line, err=True))
    except ConnectorError as e:
        typer.echo(f"mailbox {mailbox!r}: {e}", err=True)
        raise typer.Exit(1) from e
    typer.echo(f"You are signed in to {mailbox!r}.", err=True)


@app.command()
def demo(
    folder: Annotated[
        Path | None, typer.Option(help="Where to put the sample mailbox; default: a new temporary folder.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Scans a sample rep's mailbox, written on the spot, and shows the drafts."""
    from agent.demo import run_demo

    run_demo(folder, as_json)


register(app, _load, _clock)

if __name__ == "__main__":
    main()
