"""The command line: parses, calls one function, prints. The commands are in agent/commands; what is heavy is imported inside them.

Exit statuses are in docs/exit-status.md, and so is what an error looks like.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup, TyperOption

from agent.commands import register
from agent.commands.common import ConfigOption
from agent.errors import (
    DEFECT,
    DONE,
    FAILED,
    INTERRUPTED,
    READER_GONE,
    WRONG,
    AlreadyRunning,
    ConfigError,
    PleasantlyError,
)
from agent.plain import sentence
from agent.terminal import QUIET, VERBOSE, complain, log_to_stderr, loudness, prepare

# typer has its own copy of click since 0.20, so the classes are taken from where both have them
UsageError: Any = typer.BadParameter.__base__
ClickException: Any = UsageError.__base__


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class ReaderGone(Exception):
    """Nobody reads our output any more."""


def _loudness(context: Any, parameter: Any, value: int) -> None:
    """Keeps --quiet and --verbose, given before or after the command, for the whole call."""
    if value:
        context.meta[QUIET if parameter.name == "quiet" else VERBOSE] = int(value)
    log_to_stderr(bool(context.meta.get(QUIET)), context.meta.get(VERBOSE, 0))


def _take_loudness(command: Any) -> None:
    """Lets a command, or all of a group, take --quiet and --verbose, unless these mean something else there."""
    for inner in getattr(command, "commands", {}).values():
        _take_loudness(inner)
    taken = {name for parameter in command.params for name in parameter.opts}
    command.params += [
        TyperOption(param_decls=names, count=True, expose_value=False, hidden=True, callback=_loudness)
        for names in (["--quiet", "-q"], ["--verbose", "-v"])
        if not taken & set(names)
    ]


class Commands(TyperGroup):
    """A group whose commands take --quiet and --verbose after their name as well; no error passes as another one."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for command in self.commands.values():
            _take_loudness(command)

    def invoke(self, ctx: Any) -> Any:
        """Runs a command; a closed pipe is not left to typer, which would end with the status of a failed mailbox."""
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as e:
            raise ReaderGone from e
        return found


app = typer.Typer(
    name="pleasantly",
    cls=Commands,
    help="Finds the prospects who went silent and drafts the next mail. It never sends.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The entry point: every error becomes one line and an exit status."""
    prepare()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """One call of the command line; gives its exit status."""
    try:
        status = app(list(arguments), prog_name="pleasantly", standalone_mode=False)
    except ReaderGone:
        _drop_output()
        return READER_GONE
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except ClickException as e:
        return _misused(e)
    except Exception as e:
        return _failed(e)
    return _interrupted() if status == INTERRUPTED else status if isinstance(status, int) else DONE


def _drop_output() -> None:
    """Lets nothing be written when Python flushes at its end (docs.python.org, signal, Note on SIGPIPE)."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _interrupted() -> int:
    complain("Interrupted. Nothing was lost; run it again to go on.")
    return INTERRUPTED


def _misused(error: Any) -> int:
    """Wrong usage: what is wrong, and where the right one stands."""
    context = getattr(error, "ctx", None)
    message = error.format_message()
    if not message:  # no command at all: typer has printed the help
        return WRONG
    path = context.command_path if context is not None else "pleasantly"
    complain(f"{sentence(message)} Run `{path} --help` to see what it takes.")
    return WRONG


def _failed(error: Exception) -> int:
    if isinstance(error, ConfigError):
        for problem in error.problems:
            complain(problem)
        return WRONG
    if isinstance(error, PleasantlyError):
        complain(str(error))
        return FAILED if isinstance(error, AlreadyRunning) else WRONG
    from connectors.base import ConnectorError

    if isinstance(error, ConnectorError):
        complain(str(error))
        return FAILED
    if isinstance(error, OSError) and (error.filename or error.errno in _NO_ROOM):
        if not error.filename:
            _drop_output()
        what = error.filename or "The output"
        complain(
            f"{what} cannot be read or written ({(error.strerror or '').lower()}). Check the disk and your rights there, and try again."
        )
        return WRONG
    if (broken := getattr(error, "orig", None)) is not None:  # a DBAPIError of SQLAlchemy
        complain(
            f"The state file cannot be used ({broken}). Check the disk and the rights of its folder, and try again."
        )
        return WRONG
    return _defect(error)


def _defect(error: Exception) -> int:
    """An error that nobody foresaw. Its text may hold private data, so it is shown only where -vv asks for everything."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    if loudness() > 1:
        traceback.print_exception(error)
    elif loudness():
        sys.stderr.writelines(traceback.format_list(frames))
    complain(
        f"An unexpected error ({type(error).__name__}{where}): a defect of pleasantly. Nothing was lost. "
        "Run it again with -v, and report what it prints (no text of your mail is in it)"
    )
    return DEFECT


def _version(wanted: bool) -> None:
    if wanted:
        from agent import __version__

        typer.echo(f"pleasantly {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    context: typer.Context,
    config: ConfigOption = None,
    _: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", is_eager=True, callback=_version)
    ] = False,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            "-q",
            help="Only errors on standard error, no progress. May also stand after the command.",
            callback=_loudness,
        ),
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose",
            "-v",
            count=True,
            metavar="",
            show_default=False,
            help="Say on standard error what is done. Twice (-vv): everything, which may hold addresses and subjects. "
            "May also stand after the command.",
            callback=_loudness,
        ),
    ] = 0,
) -> None:
    context.obj = config


register(app)

if __name__ == "__main__":
    main()
