"""The rep's word: snooze, stop, resume, ignore, undo; and what the agent knows: explain, log, playbook. Thin: each calls the store once.

Everything may be said twice: the second time changes nothing. What was said stands in the journal, which `log` shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.errors import ConfigError

if TYPE_CHECKING:
    from agent.config import Config, Mailbox
    from agent.store import Lease, Store

ConfigOption = Annotated[Path | None, typer.Option("--config", "-c", help="The configuration file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON alone on standard output.")]
ConversationArgument = Annotated[
    str, typer.Argument(help="Its id, as `scan --json` shows it; the beginning is enough.")
]
FolderArgument = Annotated[
    Path | None, typer.Argument(help="A playbook folder; default: that of the configuration.")
]
Load = Callable[[typer.Context, Path | None], "Config"]
Clock = Callable[[str | None, str], datetime]


def register(app: typer.Typer, load: Load, clock: Clock) -> None:
    """Adds the commands to the command line. `load` reads the configuration, `clock` the time of `--as-of`."""

    @app.command()
    def explain(
        context: typer.Context,
        conversation: ConversationArgument,
        config: ConfigOption = None,
        as_of: Annotated[
            str | None, typer.Option(metavar="TIME", help="The clock (ISO 8601); default: now.")
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """A brief on one conversation: why it stands where it does, who promised what, what is open."""
        found = load(context, config)
        text, values = _explained(found, conversation, clock(as_of, found.me.timezone))
        typer.echo(json.dumps(values, ensure_ascii=False) if as_json else text)

    @app.command()
    def snooze(
        context: typer.Context,
        conversation: ConversationArgument,
        until: Annotated[
            str, typer.Option(metavar="DATE", help="The first day on which it may be due again.")
        ],
        config: ConfigOption = None,
    ) -> None:
        """Leaves a conversation alone until a day."""
        day = _day(until)
        with _conversation(load(context, config), conversation) as (store, lease, id_):
            store.tell(
                lease, id_, _now(), "snoozed", {"until": day.isoformat()}, snoozed_until=day.isoformat()
            )
        typer.echo(f"{id_} is left alone until {day.isoformat()}; `pleasantly resume {id_}` takes that back.")

    @app.command()
    def stop(context: typer.Context, conversation: ConversationArgument, config: ConfigOption = None) -> None:
        """Ends a conversation for the agent."""
        with _conversation(load(context, config), conversation) as (store, lease, id_):
            store.tell(lease, id_, _now(), "stopped", {}, stopped=1)
        typer.echo(f"{id_} is stopped: no draft will be made; `pleasantly resume {id_}` takes that back.")

    @app.command()
    def resume(
        context: typer.Context,
        conversation: Annotated[
            str, typer.Argument(help="A conversation, or an address or domain that you ignored.")
        ],
        config: ConfigOption = None,
    ) -> None:
        """Takes back snooze, stop, ignore and the deletion of a draft."""
        found = load(context, config)
        if "@" in conversation or "." in conversation:
            for store, lease in _mailboxes(found):
                store.unignore(lease, conversation.lower(), _now())
            typer.echo(f"{conversation.lower()} is no longer ignored.")
            return
        with _conversation(found, conversation) as (store, lease, id_):
            store.tell(lease, id_, _now(), "resumed", {}, snoozed_until=None, stopped=0)
        typer.echo(f"{id_} goes on: the next scan judges it anew.")

    @app.command()
    def ignore(
        context: typer.Context,
        who: Annotated[str, typer.Argument(metavar="ADDRESS|DOMAIN")],
        config: ConfigOption = None,
    ) -> None:
        """Leaves a person, or everybody at a company, alone for good."""
        word = who.strip().lower().removeprefix("@")
        if " " in word or "." not in word or word.count("@") > 1:
            raise ConfigError(
                [f"{who!r} is neither an address nor a domain; expected sue@buyer.example or buyer.example"]
            )
        for store, lease in _mailboxes(load(context, config)):
            store.ignore(lease, word, _now())
        typer.echo(f"{word} is left alone from now on; `pleasantly resume {word}` takes that back.")

    @app.command()
    def undo(context: typer.Context, config: ConfigOption = None) -> None:
        """Takes back the drafts of the last scan, where they are unchanged."""
        _undo(load(context, config))

    @app.command()
    def log(
        context: typer.Context,
        config: ConfigOption = None,
        lines: Annotated[
            int, typer.Option("--lines", "-n", min=1, help="How many of the latest entries.")
        ] = 50,
        as_json: JsonOption = False,
    ) -> None:
        """What the agent did and what you told it, the latest last."""
        _log(load(context, config), lines, as_json)

    playbook = typer.Typer(help="The ladder and its wordings.", no_args_is_help=True)
    app.add_typer(playbook, name="playbook")

    @playbook.command()
    def show(context: typer.Context, folder: FolderArgument = None, config: ConfigOption = None) -> None:
        """Prints the steps of the ladder with their wordings."""
        _show_playbook(folder or load(context, config).playbook)

    @playbook.command()
    def check(context: typer.Context, folder: FolderArgument = None, config: ConfigOption = None) -> None:
        """Finds every problem of a playbook, each with file and line."""
        from agent.playbook.files import read

        problems = read(folder or load(context, config).playbook)[1]
        if problems:
            raise ConfigError(problems)
        typer.echo("The playbook is in order.")


def _now() -> float:
    return datetime.now().astimezone().timestamp()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError([f"--until {text!r} is no date; expected YYYY-MM-DD such as 2026-04-01"]) from None


@contextmanager
def _store(config: Config) -> Iterator[Store]:
    from agent.run import only_one
    from agent.store import open_store

    with only_one(config.state):
        store = open_store(config.state)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _lease(store: Store, mailbox: Mailbox) -> Iterator[Lease]:
    lease = store.claim(mailbox.account, mailbox.name, "", "local", _now())
    try:
        yield lease
    finally:
        store.release(lease, lease.settings, lease.judged_at)


def _mailboxes(config: Config) -> Iterator[tuple[Store, Lease]]:
    with _store(config) as store:
        for mailbox in config.mailboxes:
            with _lease(store, mailbox) as lease:
                yield store, lease


def _home(config: Config, store: Store, prefix: str) -> tuple[Mailbox, str]:
    """The mailbox and the full id of the one conversation whose id begins so."""
    accounts = {mailbox.account: mailbox for mailbox in config.mailboxes}
    known = [(account, id_) for account, id_ in store.conversations_like(prefix) if account in accounts]
    if len(known) != 1:
        what = f"{len(known)} conversations begin with" if known else "there is no conversation"
        raise ConfigError([f"{what} {prefix!r}; `pleasantly scan --json` shows the id of each"])
    return accounts[known[0][0]], known[0][1]


@contextmanager
def _conversation(config: Config, prefix: str) -> Iterator[tuple[Store, Lease, str]]:
    with _store(config) as store:
        mailbox, id_ = _home(config, store, prefix)
        with _lease(store, mailbox) as lease:
            yield store, lease, id_


def _explained(config: Config, prefix: str, now: datetime) -> tuple[str, dict[str, Any]]:
    from agent.brief import brief
    from agent.playbook import load
    from agent.run import open_mailbox
    from agent.scan import look_at
    from agent.store import open_copy

    store = open_copy(config.state)
    try:
        mailbox, id_ = _home(config, store, prefix)
        connector = open_mailbox(mailbox)
        try:
            seen = look_at(store, mailbox, config, load(config.playbook), connector, now, id_)
        finally:
            connector.close()
    finally:
        store.close()
    if seen is None:
        raise ConfigError([f"nothing but drafts is in {id_} as of {now:%Y-%m-%d %H:%M}"])
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


def _undo(config: Config) -> None:
    from agent.run import open_mailbox

    with _store(config) as store:
        for mailbox in config.mailboxes:
            with _lease(store, mailbox) as lease:
                made = [r for r in store.drafts(lease, ("created",)) if r["created_at"] == lease.judged_at]
                connector = open_mailbox(mailbox)
                try:
                    lying = connector.drafts()
                    for row in made:
                        found = lying.get(row["key"])
                        if found is None:
                            continue
                        store.set_draft(lease, row["key"], state="withdrawing")
                        gone = found.unchanged and connector.delete_draft(found.id)
                        store.set_draft(lease, row["key"], state="deleted" if gone else "edited")
                        what = "taken back" if gone else "left alone, as you changed it"
                        store.tell(
                            lease, row["conversation_id"], _now(), f"draft {what}", {"key": row["key"]}
                        )
                        typer.echo(f"Draft “{row['subject']}”: {what}.")
                finally:
                    connector.close()
                if not made:
                    typer.echo(f"{mailbox.name}: the last scan made no draft that is still there.")


def _log(config: Config, lines: int, as_json: bool) -> None:
    from zoneinfo import ZoneInfo

    from agent.store import open_copy

    zone = ZoneInfo(config.me.timezone)
    store = open_copy(config.state)
    try:
        names = {mailbox.account: mailbox.name for mailbox in config.mailboxes}
        entries = [(names[account], row) for account, row in store.journal(lines) if account in names]
    finally:
        store.close()
    for name, row in entries:
        at = datetime.fromtimestamp(row["at"], zone).isoformat(timespec="seconds")
        values = {
            "at": at,
            "mailbox": name,
            "what": row["what"],
            "conversation": row["conversation_id"],
            "detail": json.loads(row["detail"]),
        }
        detail = ", ".join(f"{k} {v}" for k, v in values["detail"].items())
        typer.echo(
            json.dumps(values, ensure_ascii=False)
            if as_json
            else f"{at}  {name}  {row['what']}  {row['conversation_id'] or ''}  {detail}"
        )


def _show_playbook(folder: Path | None) -> None:
    from agent.playbook import load
    from agent.playbook.languages import LANGUAGES

    playbook = load(folder)
    for rule in playbook.rules:
        typer.echo(f"{rule.name} ({rule.action}{f' to {rule.to}' if rule.action == 'draft' else ''})")
        if rule.action == "call":
            typer.echo(f"    {rule.what}")
        for language in LANGUAGES if rule.action == "draft" else ():
            for name, text in playbook.wordings(language, rule.template or rule.name).items():
                typer.echo(f"  {name}\n    " + text.replace("\n", "\n    "))
