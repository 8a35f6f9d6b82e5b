"""Setting up: init."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.common import ConfigOption, is_quiet
from agent.errors import FAILED
from agent.terminal import complain

if TYPE_CHECKING:
    from agent.config import Config
    from agent.setup.ask import Talk
    from agent.setup.flow import Done

Text = str | None
SERVICE = "\nShall pleasantly look by itself from now on, in the background?"
ENDED = "Ended. Run `pleasantly init` again whenever you like."


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(init)


def init(
    context: typer.Context,
    config: ConfigOption = None,
    name: Annotated[Text, typer.Option(help="Your name, as you sign your mail.")] = None,
    address: Annotated[
        list[str] | None,
        typer.Option(help="An address that you write from; may be repeated, the mailbox's own first."),
    ] = None,
    kind: Annotated[
        Text, typer.Option(help="imap, gmail, outlook, maildir or mbox; left out, it is told from the rest.")
    ] = None,
    preset: Annotated[Text, typer.Option(help="A mail host that is known by name (docs/imap.md).")] = None,
    host: Annotated[Text, typer.Option(help="The IMAP server.")] = None,
    port: Annotated[int | None, typer.Option(help="Its port; left out, 993, or 143 with starttls.")] = None,
    tls: Annotated[Text, typer.Option(help="implicit or starttls.")] = None,
    ca_file: Annotated[
        Text, typer.Option(metavar="FILE", help="The certificate of a server that nobody known has signed.")
    ] = None,
    user: Annotated[Text, typer.Option(help="What you sign in with; left out, your first address.")] = None,
    path: Annotated[
        Text, typer.Option(help="Where mail lies on this computer: a Maildir, or mbox files.")
    ] = None,
    password_file: Annotated[
        Text, typer.Option(metavar="FILE", help="A file (chmod 600) whose first line is the password.")
    ] = None,
    password_command: Annotated[
        Text, typer.Option(metavar="COMMAND", help="A command that prints the password.")
    ] = None,
    client_id: Annotated[
        Text, typer.Option(metavar="ID", help="The app registration of your organisation (docs/outlook.md).")
    ] = None,
    client_id_file: Annotated[
        Text, typer.Option(metavar="FILE", help="The client id of your Google Cloud project (docs/gmail.md).")
    ] = None,
    tenant: Annotated[
        Text, typer.Option(help="Your organisation's directory id or domain at Microsoft.")
    ] = None,
    timezone: Annotated[
        Text, typer.Option(metavar="ZONE", help="Such as Europe/Berlin; left out, the computer's.")
    ] = None,
    country: Annotated[
        Text, typer.Option(metavar="CC", help="Two letters; left out, where the time zone lies.")
    ] = None,
    signature: Annotated[
        Text, typer.Option(metavar="TEXT", help="Put under every draft; left out, your name.")
    ] = None,
    mailbox_name: Annotated[str, typer.Option(metavar="NAME", help="What you call this mailbox.")] = "work",
    scan: Annotated[
        bool, typer.Option("--scan/--no-scan", help="Look at the mail once, with nothing written.")
    ] = True,
    service: Annotated[
        bool | None,
        typer.Option(
            "--service/--no-service", help="Have it look by itself from now on; left out, you are asked."
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Look no names up to find out where the mail is.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: take what would be proposed.")
    ] = False,
) -> None:
    """Sets everything up: asks who you are and where your mail is, signs in, writes the configuration, and looks at the mail once.

    Each question can be answered by an option. Without a terminal, or with --yes, nothing is asked, and all that is missing is named at
    once. A configuration that is there is never changed.
    """
    from agent.config import default_file
    from agent.setup.answers import Answers
    from agent.setup.ask import Ended, Terminal
    from agent.setup.flow import set_up
    from agent.setup.names import Names

    given = Answers(
        name=name,
        addresses=tuple(address or ()),
        timezone=timezone,
        country=country,
        signature=signature,
        mailbox_name=mailbox_name,
        kind=kind,
        user=user,
        preset=preset,
        host=host,
        port=port,
        tls=tls,
        ca_file=ca_file,
        path=path,
        password_file=password_file,
        password_command=password_command,
        client_id=client_id,
        client_id_file=client_id_file,
        tenant=tenant,
    )
    asking = not yes and sys.stdin.isatty() and sys.stdout.isatty()
    talk = Terminal()
    try:
        done = set_up(
            config or context.obj or default_file(),
            given,
            talk,
            asking=asking,
            lookup=None if offline else Names(),
            home=Path.home(),
        )
    except Ended as e:
        talk.say(str(e) or ENDED)
        raise typer.Exit(FAILED) from e
    _tell(done, talk)
    looked = scan and done.signed_in and _look(done.config, talk, is_quiet(context))
    wanted = service or (service is None and asking and done.signed_in and _agrees(talk))
    serving = wanted and _install(context, done.config)
    _next(done, talk, config or context.obj, serving)
    if (scan and done.signed_in and not looked) or (wanted and not serving):
        raise typer.Exit(FAILED)


def _tell(done: Done, talk: Talk) -> None:
    talk.say(f"\nWritten: {done.config.file}")
    if done.password_at is not None and done.signed_in:
        talk.say(f"Your password is in {done.password_at}, which only you can read.")


def _agrees(talk: Talk) -> bool:
    from agent.setup.ask import Ended

    try:
        return talk.yes(SERVICE)
    except Ended:
        return False


def _look(config: Config, talk: Talk, quiet: bool) -> bool:
    """The first scan, with nothing written; says whether it went well."""
    import json
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from agent.commands.scanning import progress_line
    from agent.run import scan_all
    from agent.table import print_outcome

    talk.say("\nLooking at your mail. Nothing is written: this shows what a scan would do.\n")
    now = datetime.now(ZoneInfo(config.me.timezone))
    with progress_line(quiet=quiet) as progress:
        outcome = scan_all(config, now, dry_run=True, progress=progress)  # type: ignore[arg-type]
    for box in outcome.mailboxes:
        if not box["ok"]:
            complain(f"Your mail could not be read. {box['error']}")
    if outcome.ok:
        conversations = [json.loads(text) for text in outcome.conversations]
        print_outcome(conversations, outcome.withdrawn, outcome.as_of, True)
        if not conversations:
            talk.say(f"No mail of the last {config.policy.history_days} days was found.")
        _tell_draft_trouble(config, talk)
    return outcome.ok


def _tell_draft_trouble(config: Config, talk: Talk) -> None:
    """Says now, not after the first scan, where a draft could not be saved."""
    from contextlib import closing

    from agent.run import open_mailbox
    from connectors.base import ConnectorError, Describes

    try:
        with closing(open_mailbox(config.mailboxes[0])) as connector:
            trouble = connector.draft_trouble() if isinstance(connector, Describes) else None
    except ConnectorError as e:
        trouble = str(e)
    if trouble:
        talk.say(f"\nDrafts cannot be saved yet: {trouble}")


def _install(context: typer.Context, config: Config) -> bool:
    """Sets the service up, which says how it went; whether it runs."""
    from agent.commands.service import install
    from agent.errors import PleasantlyError

    try:
        install(context, config.file)
    except typer.Exit:
        return False
    except PleasantlyError as e:
        complain(str(e))
        return False
    return True


def _next(done: Done, talk: Talk, named: Path | None, serving: bool) -> None:
    steps = []
    if not done.signed_in:
        steps.append((f"login {done.config.mailboxes[0].name}", "signs you in"))
    if not serving:
        steps.append(("scan", "puts drafts into your Drafts folder; you read, change and send them yourself"))
        steps.append(("service install", "has pleasantly look by itself from now on"))
    steps.append(("report --open", "one page for the morning: what there is to do today"))
    steps.append(("doctor", "if something seems wrong: what, and how to mend it"))
    option = f" --config {shlex.quote(str(named))}" if named else ""
    talk.say("\nWhat comes next:")
    for command, what in steps:
        talk.say(f"  pleasantly {command}{option}\n      {what}")
