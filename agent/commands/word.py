"""The rep's word: snooze, stop, resume, ignore, undo. Thin: each calls the store once.

Everything may be said twice: the second time changes nothing. What was said stands in the journal, which `log` shows.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.common import (
    ConfigOption,
    ConversationArgument,
    conversation_of,
    each_mailbox,
    leased,
    load,
    offer_conversations,
    opened,
    real_time,
)
from agent.errors import ConfigError
from agent.terminal import say

if TYPE_CHECKING:
    from agent.config import Config


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (snooze, stop, resume, ignore, undo):
        app.command()(command)


def snooze(
    context: typer.Context,
    conversation: ConversationArgument,
    until: Annotated[str, typer.Option(metavar="DATE", help="The first day on which it may be due again.")],
    config: ConfigOption = None,
) -> None:
    """Leaves a conversation alone until a day."""
    day = _day(until)
    with conversation_of(load(context, config), conversation) as (store, lease, id_):
        store.tell(
            lease, id_, real_time(), "snoozed", {"until": day.isoformat()}, snoozed_until=day.isoformat()
        )
    say(f"{id_} is left alone until {day.isoformat()}; `pleasantly resume {id_}` takes that back.")


def stop(context: typer.Context, conversation: ConversationArgument, config: ConfigOption = None) -> None:
    """Ends a conversation for the agent."""
    with conversation_of(load(context, config), conversation) as (store, lease, id_):
        store.tell(lease, id_, real_time(), "stopped", {}, stopped=1)
    say(f"{id_} is stopped: no draft will be made; `pleasantly resume {id_}` takes that back.")


def resume(
    context: typer.Context,
    conversation: Annotated[
        str,
        typer.Argument(
            help="A conversation, or an address or domain that you ignored.",
            autocompletion=offer_conversations,
        ),
    ],
    config: ConfigOption = None,
) -> None:
    """Takes back snooze, stop, ignore and the deletion of a draft."""
    found = load(context, config)
    if "@" in conversation or "." in conversation:
        for store, lease in each_mailbox(found):
            store.unignore(lease, conversation.lower(), real_time())
        say(f"{conversation.lower()} is no longer ignored.")
        return
    with conversation_of(found, conversation) as (store, lease, id_):
        store.tell(lease, id_, real_time(), "resumed", {}, snoozed_until=None, stopped=0)
    say(f"{id_} goes on: the next scan judges it anew.")


def ignore(
    context: typer.Context,
    who: Annotated[
        str, typer.Argument(metavar="ADDRESS|DOMAIN", help="Such as sue@buyer.example or buyer.example.")
    ],
    config: ConfigOption = None,
) -> None:
    """Leaves a person, or everybody at a company, alone for good."""
    word = who.strip().lower().removeprefix("@")
    if " " in word or "." not in word or word.count("@") > 1:
        raise ConfigError(
            [f"{who!r} is neither an address nor a domain; expected sue@buyer.example or buyer.example."]
        )
    for store, lease in each_mailbox(load(context, config)):
        store.ignore(lease, word, real_time())
    say(f"{word} is left alone from now on; `pleasantly resume {word}` takes that back.")


def undo(context: typer.Context, config: ConfigOption = None) -> None:
    """Takes back the drafts of the last scan, where they are unchanged."""
    _undo(load(context, config))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError([f"--until {text!r} is no date; expected YYYY-MM-DD such as 2026-04-01."]) from None


def _undo(config: Config) -> None:
    from agent.draft_life import take_back
    from agent.run import open_mailbox

    with opened(config) as store:
        for mailbox in config.mailboxes:
            with leased(config, store, mailbox) as lease:
                made = [r for r in store.drafts(lease, ("created",)) if r["created_at"] == lease.judged_at]
                connector = open_mailbox(mailbox)
                try:
                    for row, gone in take_back(connector, store, lease, made, "deleted"):
                        what = "taken back" if gone else "left alone, as you changed it"
                        store.tell(
                            lease, row["conversation_id"], real_time(), f"draft {what}", {"key": row["key"]}
                        )
                        say(f"Draft “{row['subject']}”: {what}.")
                finally:
                    connector.close()
                if not made:
                    say(f"{mailbox.name}: the last scan made no draft that is still there.")
