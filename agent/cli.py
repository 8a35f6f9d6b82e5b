"""The command line: parses, calls one function, prints. The commands are in agent/commands; what is heavy is imported inside them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from agent.commands import register
from agent.commands.common import ConfigOption

app = typer.Typer(
    name="pleasantly",
    help="Finds the prospects who went silent and drafts the next mail. It never sends.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on standard error.")] = False,
) -> None:
    if verbose:
        import logging

        logging.basicConfig(
            level=logging.DEBUG, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
        )
    context.obj = config


register(app)

if __name__ == "__main__":
    main()
