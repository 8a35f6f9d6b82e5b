"""How things stand as of the last scan: status, list, show. The state is only read, and no scan is kept waiting.

No host is asked, but for the text of a draft that `show` prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from agent.commands.common import (
    ConfigOption,
    ConversationArgument,
    JsonOption,
    MailboxOption,
    clock,
    home_of,
    is_quiet,
    load,
)
from agent.model import Status

if TYPE_CHECKING:
    from agent.config import Config, Mailbox
    from agent.records import Row
    from agent.store import Store

NEWEST = 10
"""How many drafts `status` names; it counts them all."""


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(status)
    app.command("list")(list_)
    app.command()(show)


def status(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """When each mailbox was last looked at, what went wrong, and what there is to do. No host is asked."""
    from agent.terminal import say, say_json

    found = load(context, config)
    now = clock(None, found.me.timezone)
    values, ids = _status(found, now)
    if as_json:
        say_json([values])
    else:
        from agent.showing import status_text

        say(status_text(values, ids, now))


def list_(
    context: typer.Context,
    config: ConfigOption = None,
    status: Annotated[
        list[Status] | None,
        typer.Option(help="Only these; may be repeated. Default: due, yours, held and waiting."),
    ] = None,
    mailbox: MailboxOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Those too that are answered, stopped or ignored.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """The conversations as of the last scan, what is due first. No host is asked and nothing is written."""
    from agent.run import named
    from agent.showing import OPEN, STATUSES
    from agent.terminal import machine_output, tell

    wanted = [one.value for one in status or ()] or (STATUSES if everything else OPEN)
    found = load(context, config)
    boxes = named(found, mailbox or ())
    conversations, ids, looked = _listed(found, boxes, wanted)
    if as_json:
        _write_array(conversations, machine_output())
        return
    if looked is None:
        tell("Nothing has been scanned yet. Run `pleasantly scan`.", is_quiet(context))
        return
    from agent.table import print_conversations

    print_conversations(conversations, ids, f"Conversations as of the last scan, {looked}")


def show(
    context: typer.Context,
    conversation: ConversationArgument,
    config: ConfigOption = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Leave out the text of the draft, which only the host has.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """The story of one conversation: every message, where it stands, its draft, your word, what was done.

    It is told from the state, and no verdict is made anew; for a brief before a call, made on the spot from the texts of the
    mails, there is `explain`.
    """
    from agent.terminal import complain, say, say_json

    values, problem = _shown(load(context, config), conversation, offline)
    if as_json:
        say_json([values])
    else:
        from agent.showing import story

        say(story(values))
    if problem is not None:
        complain(problem)
        raise typer.Exit(1)


@contextmanager
def _reading(config: Config) -> Iterator[Store]:
    from agent.store import open_reader

    store = open_reader(config.state)
    try:
        yield store
    finally:
        store.close()


def _write_array(values: Sequence[Any], out: Any) -> None:
    from agent.plain import escaped

    out.write("[")
    for number, value in enumerate(values):
        out.write((",\n" if number else "") + escaped(json.dumps(value, ensure_ascii=False)))
    out.write("]\n")


def _listed(
    config: Config, boxes: Sequence[Mailbox], statuses: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str], str | None]:
    """The conversations that stand so, in order; every id there is; when the mailbox that was looked at first was (None: never)."""
    from agent.showing import in_order, local, minute

    with _reading(config) as store:
        texts = [
            text
            for box in boxes
            if (lease := store.reading(box.account)) is not None
            for text in store.verdicts(lease, statuses)
        ]
        ids = [id_ for _, id_ in store.conversations_like("")]
        looks = {row["account"]: row["looked_at"] for row in store.looks()}
    times = [at for box in boxes if (at := looks.get(box.account))]
    zone = ZoneInfo(config.me.timezone)
    conversations = in_order(json.loads(text) for text in texts)
    return [dict(c) for c in conversations], ids, minute(local(min(times), zone)) if times else None


def _status(config: Config, now: datetime) -> tuple[dict[str, Any], list[str]]:
    """What `status` says as JSON, and the id of every conversation."""
    from agent.digest import digest, digest_line
    from agent.quick import standings
    from agent.results import iso
    from agent.run import daemon_runs
    from agent.showing import draft_object, look_object

    zone = ZoneInfo(config.me.timezone)
    names = {box.account: box.name for box in config.mailboxes}
    with _reading(config) as store:
        looks = {row["account"]: row for row in store.looks()}
        drafts = _open_drafts(store, names)
        ids = [id_ for _, id_ in store.conversations_like("")]
    counted = digest(standings(config.state, list(names)))
    values = {
        "as_of": iso(now, zone),
        "daemon": {"running": daemon_runs(config.state)},
        "mailboxes": [look_object(box.name, looks.get(box.account), zone) for box in config.mailboxes],
        "digest": asdict(counted) | {"line": digest_line(now.date(), counted)},
        "drafts": [
            {"mailbox": name, "conversation": row["conversation_id"]} | draft_object(row, zone, None)
            for name, row in drafts[:NEWEST]
        ],
    }
    return values, ids


def _open_drafts(store: Store, names: dict[str, str]) -> list[tuple[str, Row]]:
    """Mailbox and row of every draft that waits for the rep, the newest first."""
    found = [
        (name, row)
        for account, name in names.items()
        if (lease := store.reading(account)) is not None
        for row in store.drafts(lease, ("created", "edited"))
    ]
    return sorted(found, key=lambda one: (-one[1]["created_at"], one[1]["key"]))


def _shown(config: Config, prefix: str, offline: bool) -> tuple[dict[str, Any], str | None]:
    """What `show` prints as JSON, and why the text of a draft could not be read."""
    from agent.records import messages
    from agent.showing import UNJUDGED, draft_object, journal_object, timeline
    from agent.store import LIVE_DRAFTS

    zone, me = ZoneInfo(config.me.timezone), config.me
    with _reading(config) as store:
        mailbox, id_ = home_of(config, store, prefix)
        lease = store.reading(mailbox.account)
        row = store.conversation(lease, id_) if lease else None
        assert lease is not None and row is not None
        drafts = [d for d in store.drafts(lease) if d["conversation_id"] == id_]
        rows = store.rows_of(lease, [id_], float("inf")).get(id_, [])
        journal = store.journal_of(lease, id_)
    steps = {name: d["step"] for d in drafts for name in (d["key"], d["sent_message_id"]) if name}
    found = messages(rows, me.addresses, me.internal_domains, steps)
    live = [d for d in drafts if d["state"] in LIVE_DRAFTS]
    texts, problem = ({}, None) if offline or not live else _texts(mailbox, live)
    judged: dict[str, Any] = json.loads(row["result"]) if row["result"] else dict(UNJUDGED)
    values = judged | {
        "id": id_,
        "mailbox": mailbox.name,
        "subject": found[0].subject if found else judged["subject"],
        "message_ids": [m.id for m in found],
        "timeline": [asdict(entry) for entry in timeline(found, zone)],
        "snoozed_until": row["snoozed_until"],
        "stopped": bool(row["stopped"]),
        "pending": bool(row["pending"]),
        "drafts": [draft_object(d, zone, texts.get(d["key"])) for d in live],
        "journal": [journal_object(entry, zone, mailbox.name) for entry in journal],
    }
    return values, problem


def _texts(mailbox: Mailbox, drafts: Sequence[Row]) -> tuple[dict[str, str], str | None]:
    """The texts of drafts by key, read from the host, and what kept it from giving them."""
    from agent.run import open_mailbox
    from connectors.base import ConnectorError

    try:
        connector = open_mailbox(mailbox)
        try:
            return fetched(connector, drafts), None
        finally:
            connector.close()
    except ConnectorError as e:
        return {}, f"Mailbox {mailbox.name!r} did not give the text of the draft. {e}"


def fetched(connector: Any, drafts: Sequence[Row]) -> dict[str, str]:
    """The texts of drafts by key, of those that still lie there."""
    from agent.message.mime import read_body

    where = {row["provider_id"]: row["key"] for row in drafts if row["provider_id"]}
    found = {where[id_]: raw for id_, raw in connector.fetch(list(where))}
    if missing := [row["key"] for row in drafts if row["key"] not in found]:
        # a host may give a draft a new id whenever it is edited
        lying = connector.drafts()
        moved = {lying[key].id: key for key in missing if key in lying}
        found |= {moved[id_]: raw for id_, raw in connector.fetch(list(moved))}
    return {key: read_body(raw).plain or "" for key, raw in found.items()}
