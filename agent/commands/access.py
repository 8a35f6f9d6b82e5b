"""Letting the agent in: login."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.common import ConfigOption, load, offer_mailboxes
from agent.errors import FAILED, ConfigError
from agent.terminal import complain, tell

if TYPE_CHECKING:
    from agent.config import Config, Mailbox

TRIES = 3


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(login)


def login(
    context: typer.Context,
    mailbox: Annotated[
        str,
        typer.Argument(help="The name of the mailbox in the configuration.", autocompletion=offer_mailboxes),
    ],
    config: ConfigOption = None,
) -> None:
    """Signs in to a mailbox, and keeps the sign-in on this computer: by the host's own page, or with a password that is tried first."""
    from agent.run import ask_daemon, log_in
    from agent.setup.access import needs_password
    from connectors.base import ConnectorError

    found = load(context, config)
    by_password = [m for m in found.mailboxes if m.name == mailbox and needs_password(m.kind, m.settings)]
    try:
        if by_password:
            _with_password(found, by_password[0])
            ask_daemon(found, by_password[0])
        else:
            log_in(found, mailbox, tell)
    except ConnectorError as e:
        complain(f"Mailbox {mailbox!r}: {e}")
        raise typer.Exit(FAILED) from e
    tell(f"You are signed in to {mailbox!r}.")


def _with_password(config: Config, mailbox: Mailbox) -> None:
    """Asks for the password, tries it and keeps it. Raises ConfigError where nobody can be asked, ConnectorError."""
    from agent.setup.access import store, try_stored
    from agent.setup.place import free_name

    if "password_command" in mailbox.settings:
        try_stored(mailbox.settings)
        tell("The password that password_command prints is the right one.")
        return
    if not sys.stdin.isatty():
        raise ConfigError(
            [
                f"The password of {mailbox.name!r} can only be typed at a terminal. Run this there, or set password_file or password_command."
            ]
        )
    password = _asked(mailbox)
    fallback = free_name(config.file.absolute().parent, "mail.password")
    at = store(mailbox.settings, password, fallback)
    if at is None:
        tell("The password is in the keyring of this computer.")
    else:
        tell(f"The password is in {at}, which only you can read.")
    if at == fallback:
        tell(
            f'Add this line to the section of {mailbox.name!r} in {config.file}: password_file = "{fallback.name}"'
        )


def _asked(mailbox: Mailbox) -> str:
    """A password that the server has taken. Raises ConnectorError, after three wrong ones too."""
    from agent.setup.access import ask_password, try_given
    from agent.setup.ask import Ended, Terminal
    from connectors.base import AuthenticationFailed

    talk = Terminal()
    for tries in range(1, TRIES + 1):
        try:
            password = ask_password(mailbox.settings, talk)
            try_given(mailbox.settings, password)
        except AuthenticationFailed as e:
            if tries == TRIES:
                raise
            talk.say(str(e))
        except Ended:
            raise typer.Abort from None
        else:
            return password
    raise AssertionError("unreachable")
