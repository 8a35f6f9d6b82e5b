"""What commands share: options, the configuration, the clock, the state, and one conversation in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.errors import ConfigError

if TYPE_CHECKING:
    from agent.config import Config, Mailbox
    from agent.store import Lease, Store

# The environment is read by `default_file` alone: an option with envvar= would let it outdo a --config before the command.
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="The configuration; default: $PLEASANTLY_CONFIG, else the platform's folder.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON alone on standard output.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="The clock (ISO 8601); default: now.")
]


def _file(context: typer.Context) -> Path:
    """The configuration that a half-typed call names, else the default one."""
    from agent.config import default_file

    named = context.params.get("config") or context.find_root().params.get("config")
    return Path(named) if named else default_file()


def offer_mailboxes(context: typer.Context, incomplete: str) -> list[str]:
    """For the shell: the mailboxes of the configuration."""
    from agent.completing import mailboxes

    return mailboxes(_file(context), incomplete)


def offer_conversations(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """For the shell: conversations by id, with contact and subject."""
    from agent.completing import conversations

    return conversations(_file(context), incomplete)


MailboxOption = Annotated[
    list[str] | None,
    typer.Option(
        "--mailbox",
        metavar="NAME",
        help="Only this mailbox; may be repeated.",
        autocompletion=offer_mailboxes,
    ),
]
ConversationArgument = Annotated[
    str,
    typer.Argument(
        help="Its id, as `pleasantly list` shows it; the beginning is enough.",
        autocompletion=offer_conversations,
    ),
]
# How long the rep's word waits for a scan that is at work on the same mailbox, in seconds.
PATIENCE = 30.0


def load(context: typer.Context, config: Path | None) -> Config:
    """The configuration that this call names, before or after the command, else the default one. Raises ConfigError."""
    from agent.config import default_file
    from agent.config import load as read

    return read(config or context.obj or default_file())


def clock(text: str | None, zone: str) -> datetime:
    """The time that `--as-of` names, else now: aware, in the rep's zone where the text has none. Raises ConfigError."""
    from zoneinfo import ZoneInfo

    if text is None:
        return datetime.now(ZoneInfo(zone))
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            [f"--as-of {text!r} is no time; expected ISO 8601 such as 2026-03-09T09:00:00-04:00."]
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))


def is_quiet(context: typer.Context) -> bool:
    """Whether the rep asked for nothing but errors on standard error."""
    from agent.terminal import QUIET

    return bool(context.meta.get(QUIET))


def real_time() -> float:
    """The real clock, in seconds."""
    return datetime.now().astimezone().timestamp()


@contextmanager
def opened(config: Config) -> Iterator[Store]:
    """The state, to be written."""
    from agent.store import open_store

    store = open_store(config.state)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def leased(config: Config, store: Store, mailbox: Mailbox) -> Iterator[Lease]:
    """The right to write what is known of one mailbox. Waits a while for a scan that is at work on it, then raises AlreadyRunning."""
    from agent.run import only_one

    with only_one(config.state, mailbox.account, PATIENCE):
        lease = store.claim(mailbox.account, mailbox.name, "", "local", real_time())
        try:
            yield lease
        finally:
            store.release(lease, lease.settings, lease.judged_at)


def each_mailbox(config: Config) -> Iterator[tuple[Store, Lease]]:
    """Every mailbox in turn, to be written."""
    with opened(config) as store:
        for mailbox in config.mailboxes:
            with leased(config, store, mailbox) as lease:
                yield store, lease


def home_of(config: Config, store: Store, prefix: str) -> tuple[Mailbox, str]:
    """The mailbox and the full id of the one conversation whose id begins so. Raises ConfigError."""
    prefix = prefix.strip().lower()
    accounts = {mailbox.account: mailbox for mailbox in config.mailboxes}
    found = store.conversations_like(prefix) if prefix.isascii() and prefix.isalnum() else []
    known = [(account, id_) for account, id_ in found if account in accounts]
    if not known:
        raise ConfigError(
            [f"There is no conversation {prefix!r}. `pleasantly list --all` shows the id of each."]
        )
    if len(known) > 1:
        some = ", ".join(id_ for _, id_ in known[:5])
        raise ConfigError(
            [
                f"{len(known)} conversations begin with {prefix!r}. Write more of the id: {some}{' …' if known[5:] else '.'}"
            ]
        )
    return accounts[known[0][0]], known[0][1]


@contextmanager
def conversation_of(config: Config, prefix: str) -> Iterator[tuple[Store, Lease, str]]:
    """One conversation, to be written."""
    with opened(config) as store:
        mailbox, id_ = home_of(config, store, prefix)
        with leased(config, store, mailbox) as lease:
            yield store, lease, id_
