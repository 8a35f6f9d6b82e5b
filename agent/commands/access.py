"""Letting the agent in: login."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.commands.common import ConfigOption, load


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(login)


def login(
    context: typer.Context,
    mailbox: Annotated[str, typer.Argument(help="The name of the mailbox in the configuration.")],
    config: ConfigOption = None,
) -> None:
    """Signs in to a Gmail, Outlook or IMAP mailbox by the host's own page; the sign-in is kept on this computer."""
    from agent.run import log_in
    from connectors.base import ConnectorError

    try:
        log_in(load(context, config), mailbox, lambda line: typer.echo(line, err=True))
    except ConnectorError as e:
        typer.echo(f"mailbox {mailbox!r}: {e}", err=True)
        raise typer.Exit(1) from e
    typer.echo(f"You are signed in to {mailbox!r}.", err=True)
