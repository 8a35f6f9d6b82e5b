"""What the agent knows: explain, log."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.common import (
    AsOfOption,
    ConfigOption,
    ConversationArgument,
    JsonOption,
    clock,
    home_of,
    load,
)
from agent.errors import ConfigError
from agent.terminal import say, say_json

if TYPE_CHECKING:
    from agent.config import Config


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (explain, log):
        app.command()(command)


def explain(
    context: typer.Context,
    conversation: ConversationArgument,
    config: ConfigOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """A brief on one conversation before you call or write: who promised what, what is open, why it may be silent.

    It reads the mails again and judges on the spot; what happened so far, message by message, is told by `show`.
    """
    found = load(context, config)
    text, values = _explained(found, conversation, clock(as_of, found.me.timezone))
    if as_json:
        say_json([values])
    else:
        say(text)


def log(
    context: typer.Context,
    config: ConfigOption = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of the latest entries.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """What the agent did and what you told it, the latest last."""
    _log(load(context, config), lines, as_json)


def _explained(config: Config, prefix: str, now: datetime) -> tuple[str, dict[str, Any]]:
    from agent.brief import brief
    from agent.playbook import load
    from agent.run import open_mailbox
    from agent.scan import look_at
    from agent.store import open_copy

    store = open_copy(config.state)
    try:
        mailbox, id_ = home_of(config, store, prefix)
        connector = open_mailbox(mailbox)
        try:
            seen = look_at(store, mailbox, config, load(config.playbook), connector, now, id_)
        finally:
            connector.close()
    finally:
        store.close()
    if seen is None:
        raise ConfigError([f"Nothing but drafts is in {id_} as of {now:%Y-%m-%d %H:%M}."])
    conversation, situation, verdict = seen
    found = brief(conversation, verdict, situation)
    values = {
        "id": id_,
        "subject": conversation.subject,
        "status": verdict.status.value,
        "reason": verdict.reason.value,
    } | asdict(found)
    return _brief_text(values), json.loads(json.dumps(values, default=str))


def _brief_text(values: dict[str, Any]) -> str:
    def said(one: dict[str, Any]) -> str:
        return f"{one['who']}, {one['on']}: “{one['text']}”"

    lines = [
        f"{values['subject']}  ({values['id']})",
        f"{values['status']} ({values['reason']}): {values['because']}",
        f"Contact: {values['contact'] or 'nobody'}; {values['attempts']} unanswered mail(s)",
        f"Likely reason: {values['likely_reason']}",
    ]
    for name, title in (("last_ask", "Last ask"), ("last_heard", "Last heard")):
        if values[name]:
            lines.append(f"{title}: {said(values[name])}")
    for name, title in (("promises", "Promised"), ("open_questions", "Open question")):
        lines += [f"{title}: {said(one)}" for one in values[name]]
    if values["steps"]:
        lines.append(f"Steps so far: {', '.join(values['steps'])}")
    return "\n".join([*lines, *(f"Risk: {risk}" for risk in values["risks"])])


def _log(config: Config, lines: int, as_json: bool) -> None:
    from zoneinfo import ZoneInfo

    from agent.showing import journal_object, journal_words
    from agent.store import open_reader

    zone = ZoneInfo(config.me.timezone)
    store = open_reader(config.state)
    try:
        names = {mailbox.account: mailbox.name for mailbox in config.mailboxes}
        entries = [
            journal_object(row, zone, names[account])
            for account, row in store.journal(lines)
            if account in names
        ]
    finally:
        store.close()
    if as_json:
        say_json(entries)
        return
    for entry in entries:
        say(f"{entry['at']}  {entry['mailbox']}  {entry['conversation'] or ''}  {journal_words(entry)}")
