"""What may be wrong, and how it is mended: doctor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from agent.commands.common import ConfigOption, JsonOption


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(doctor)


def doctor(
    context: typer.Context,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no mail host: look at this computer alone.")
    ] = False,
    wait: Annotated[
        float,
        typer.Option("--wait", metavar="SECONDS", min=1, help="How long a mailbox may take to answer."),
    ] = 45.0,
) -> None:
    """Checks everything that must be right, and says how to mend what is not. Writes nothing.

    Exit status: 0 no problem, 1 a problem, 2 the configuration is wrong.
    """
    from agent.config import default_file
    from agent.doctor.examine import examine
    from agent.doctor.finding import exit_status, lines, summary
    from agent.terminal import say, say_json

    file = config or context.obj or default_file()
    found = examine(file, datetime.now(UTC), offline=offline, seconds=wait)
    status = exit_status(found)
    if as_json:
        say_json([{"ok": status == 0, "findings": [finding.values() for finding in found]}])
    else:
        say("\n".join([*lines(found), "", summary(found)]))
    if status:
        raise typer.Exit(status)
