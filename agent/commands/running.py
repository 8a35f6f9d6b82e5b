"""Running by itself: daemon."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.commands.common import ConfigOption, is_quiet


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(daemon)


def daemon(
    context: typer.Context,
    config: ConfigOption = None,
    digest: Annotated[
        str | None,
        typer.Option(
            metavar="HH:MM", help="When the day's numbers are written into the log; default: as configured."
        ),
    ] = None,
) -> None:
    """Looks at every mailbox again and again, until it is ended with Ctrl-C or a signal."""
    from agent.daemon.signals import Signals

    signals = Signals().install()  # first of all, so that a signal during the start ends it well too
    from agent.config import default_file
    from agent.daemon import logs, notify
    from agent.daemon.schedule import clock_time
    from agent.daemon.supervisor import run_daemon
    from agent.errors import ConfigError
    from agent.terminal import loudness

    try:
        at = clock_time(digest) if digest is not None else None
    except ValueError:
        raise ConfigError([f"--digest {digest!r} is no time of day; expected one such as 08:00."]) from None
    loud = loudness()  # from 2 on, everything is on standard error already
    run_daemon(
        config or context.obj or default_file(),
        signals,
        notify.from_environment(),
        digest_at=at,
        to_stderr=loud == 1 or (loud == 0 and logs.is_read() and not is_quiet(context)),
    )
