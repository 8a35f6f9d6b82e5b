"""Erasing: forget. What is known of a person, or everything that the program keeps."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.common import PATIENCE, ConfigOption, is_quiet, load, opened, real_time
from agent.errors import FAILED, AlreadyRunning, ConfigError
from agent.terminal import complain, say, tell

if TYPE_CHECKING:
    from agent.config import Config, Mailbox
    from agent.erasing import Erased
    from agent.records import Row
    from agent.store import Lease, Store
    from agent.traces import Traces


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(forget)


def forget(
    context: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="ADDRESS", help="A person's address, or @company.example for everybody there."
        ),
    ] = None,
    config: ConfigOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that is kept: state, sign-ins, report, logs.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    completely: Annotated[
        bool,
        typer.Option(
            "--completely",
            help="Do not even keep the hash by which they stay forgotten: mail of theirs that is read again is recorded again.",
        ),
    ] = False,
    leave_drafts: Annotated[
        bool,
        typer.Option("--leave-drafts", help="Take no drafts back (for a mailbox that cannot be reached)."),
    ] = False,
) -> None:
    """Erases what is known of a person, for good; with --all, everything that pleasantly keeps on this computer.

    Mail in your mailboxes is never touched. Exit status 1: something could not be erased, and which.
    """
    if (who is None) == (not everything):
        raise ConfigError(["`pleasantly forget` expects an address, or --all for everything that is kept."])
    if everything and (completely or leave_drafts):
        raise ConfigError(["--completely and --leave-drafts are for one person; leave them out with --all."])
    found = load(context, config)
    if everything:
        _forget_all(found, yes)
    else:
        _forget_person(found, _word(who or "", found), yes, completely, leave_drafts, is_quiet(context))


def _word(text: str, config: Config) -> str:
    """What to forget: a canonical address, or "@domain". Raises ConfigError for what cannot be meant."""
    from agent.companies import is_freemail
    from agent.forgetting import DOMAIN
    from agent.relation import canonical, is_robot

    word = text.strip().lower()
    local, at, domain = word.rpartition("@")
    if " " in word or not at or "@" in local or "." not in domain.strip(".") or domain.startswith("."):
        raise ConfigError([f"{text!r} is no address. Expected sue@buyer.example, or @buyer.example."])
    if domain == DOMAIN:
        raise ConfigError([f"{text!r} stands for somebody who is forgotten already."])
    if local and is_robot(word):
        raise ConfigError([f"{text!r} is a machine's address: what it reports is about others."])
    if not local and is_freemail(domain):
        raise ConfigError([f"Anybody may have an address at {domain}. Name one address instead."])
    inside = config.me.internal_domains if not local else ()
    if any(_is_at(own, word) for own in config.me.addresses) or domain in inside:
        raise ConfigError(
            [f"{text!r} is your own. `pleasantly forget --all` erases everything that is kept."]
        )
    return word if not local else canonical(word)


def _is_at(own: str, word: str) -> bool:
    from agent.relation import canonical

    domain = own.rpartition("@")[2]
    return (
        domain == word[1:] or domain.endswith("." + word[1:])
        if word[0] == "@"
        else canonical(own) == canonical(word)
    )


def _forget_person(
    config: Config, word: str, yes: bool, completely: bool, leave_drafts: bool, quiet: bool
) -> None:
    from agent.erasing import compact

    preview, drafts = _preview(config, word)
    say(
        "\n".join(
            (
                f"{word}:",
                *_counted(preview, 0 if leave_drafts else drafts, "To be erased", "To be kept nameless"),
            )
        )
    )
    say("  Mail in your mailboxes stays as it is.")
    _ask("Forget this for good?", yes)
    with ExitStack() as stack:
        store = stack.enter_context(opened(config))
        leases = _leases(config, store, stack)
        done = _erase(config, store, leases, word, completely, leave_drafts)
    say("\n".join(("Forgotten.", *_told(config, word, done, completely))))
    tell("Rewriting the state file, so that nothing of it can be read out of the bytes either", quiet)
    if not compact(config.state, PATIENCE):
        complain(
            f"{config.state}: another program keeps the state file open, so traces may still be in it. "
            "End the daemon (`pleasantly service status` shows it) and run this once more."
        )
        raise typer.Exit(FAILED)


def _preview(config: Config, word: str) -> tuple[Erased, int]:
    """What there is to erase, and how many drafts to take back: tried on a copy in memory."""
    from agent.erasing import drafts_concerned, erase, mailboxes_in, with_one_more
    from agent.store import open_copy

    store = open_copy(config.state)
    try:
        forgotten, _ = with_one_more(store, word)
        engine, tenant = store.behind()
        me = config.me
        with engine.begin() as c:
            identities = {i for row in mailboxes_in(c, tenant) for i in json.loads(row["identities"])}
            if own := sorted(filter(forgotten.covers, identities)):
                raise ConfigError([f"{own[0]!r} is your own: your mail host says that you write from it."])
            drafts = drafts_concerned(c, tenant, forgotten, me.addresses, me.internal_domains)
            return erase(c, tenant, forgotten, me.addresses, me.internal_domains, real_time()), len(drafts)
    finally:
        store.close()


def _counted(found: Erased, drafts: int, erased: str, changed: str) -> Iterator[str]:
    """What is, or was, erased, in lines for the rep."""

    def some(number: int, what: str) -> str:
        return f"{number} {what}" if number == 1 else f"{number} {what}s"

    if found.conversations or found.messages:
        yield (
            f"  {erased}: {some(found.conversations, 'conversation')} with nobody else outside, {some(found.messages, 'message')}."
        )
    if found.changed:
        yield f"  {changed}: {some(found.changed, 'message')} with others, without who it was and what they wrote."
    if drafts:
        yield f"  To be taken back from Drafts, where you have not changed it: {some(drafts, 'draft')}."
    if not (found.conversations or found.messages or found.changed or drafts):
        yield "  Nothing is known of them."


def _leases(config: Config, store: Store, stack: ExitStack) -> list[tuple[Row, Lease]]:
    """The right to write to every mailbox ever known, all at once. Raises AlreadyRunning."""
    from agent.erasing import mailboxes_in
    from agent.run import only_one

    engine, tenant = store.behind()
    with engine.connect() as c:
        rows = mailboxes_in(c, tenant)
    found = []
    for row in rows:
        stack.enter_context(only_one(config.state, row["account"], PATIENCE))
        lease = store.claim(row["account"], row["name"], "", "local", real_time())
        stack.callback(store.release, lease, lease.settings, lease.judged_at)
        found.append((row, lease))
    return found


def _erase(
    config: Config,
    store: Store,
    leases: Sequence[tuple[Row, Lease]],
    word: str,
    completely: bool,
    leave_drafts: bool,
) -> Erased:
    """Takes drafts back, then erases everything in one transaction."""
    from agent.erasing import Erased, drafts_concerned, erase, remember, with_one_more

    forgotten, tombstone = with_one_more(store, word)
    engine, tenant = store.behind()
    me = config.me
    before = Erased()
    with engine.connect() as c:
        drafts = drafts_concerned(c, tenant, forgotten, me.addresses, me.internal_domains)
    configured = {mailbox.account: mailbox for mailbox in config.mailboxes}
    for row, lease in leases:
        mine = [d for d in drafts if d["mailbox"] == row["mailbox"]]
        mailbox = configured.get(row["account"])
        if mine and (mailbox is None or leave_drafts):
            before.edited += [d["subject"] for d in mine]
        elif mine and mailbox is not None:
            before.add(_withdraw(store, lease, mailbox, mine))
    with engine.begin() as c:
        done = erase(c, tenant, forgotten, me.addresses, me.internal_domains, real_time())
        remember(c, tenant, tombstone, keep=not completely)
    done.add(before)
    return done


def _withdraw(store: Store, lease: Lease, mailbox: Mailbox, drafts: Sequence[Row]) -> Erased:
    """Takes drafts out of Drafts where they are as they were written. Raises ConnectorError: then nothing is erased."""
    from agent.draft_life import take_back
    from agent.erasing import Erased
    from agent.run import open_mailbox

    done = Erased()
    connector = open_mailbox(mailbox)
    try:
        for row, gone in take_back(connector, store, lease, drafts, "withdrawn"):
            if gone:
                done.withdrawn += 1
            else:
                done.edited.append(row["subject"])
    finally:
        connector.close()
    return done


def _told(config: Config, word: str, done: Erased, completely: bool) -> Iterator[str]:
    from agent.forgetting import Forgotten, digest
    from agent.traces import report_file

    yield from _counted(done, 0, "Erased", "Kept nameless")
    if done.withdrawn:
        yield f"  Drafts taken back: {done.withdrawn}."
    yield from (
        f"  This draft is still in Drafts, as you changed it or it was not looked for: “{subject}”. Delete it there."
        for subject in done.edited
    )
    if done.waiting:
        yield (
            f"  What held these conversations with others is erased, so they wait for your word (`pleasantly resume`): {', '.join(done.waiting)}."
        )
    if done.also:
        yield (
            f"  The same name stands with {', '.join(sorted(done.also))}. If that is the same person, forget that address too."
        )
    secret = "00" * 16
    listed = Forgotten([(secret, digest(secret, word))])
    if any(listed.covers(c.addr) for deal in config.deals.values() for c in deal.contacts):
        yield "  Your deals file names them: take them out there. They are not written to in any case."
    page = report_file(config.state)
    if page.exists():
        page.unlink()
        yield "  The report page was removed; `pleasantly report` makes it anew."
    yield "  Mail in your mailboxes was not touched."
    if completely:
        yield "  Nothing is kept of them: mail that is still in a mailbox is recorded again when the mailbox is read from the beginning."
    else:
        yield (
            "  A keyed hash of the address is kept, so that they stay forgotten: their mail is not recorded again, and no draft is for them. "
            "--completely erases that too."
        )


def _forget_all(config: Config, yes: bool) -> None:
    from agent import traces
    from agent.run import daemon_runs, only_daemon, only_one

    if daemon_runs(config.state):
        raise AlreadyRunning(
            "A daemon is at work, and would write everything anew. Remove the service (`pleasantly service uninstall`) "
            "or end the program, then run this once more."
        )
    found = traces.find(config)
    say("\n".join(_listed(found)))
    if not found.files and not found.secrets:
        return
    _ask("Remove all of this for good?", yes)
    with ExitStack() as stack:
        stack.enter_context(only_daemon(config.state))
        for mailbox in config.mailboxes:
            stack.enter_context(only_one(config.state, mailbox.account, PATIENCE))
        found = traces.find(config)
        problems = list(traces.remove(found))
    traces.remove_places(found)
    say("\n".join(("Removed." if not problems else "Not everything could be removed.", *found.left)))
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(FAILED)


def _listed(found: Traces) -> Iterator[str]:
    if not found.files and not found.secrets:
        yield "There is nothing to remove."
        yield from found.left
        return
    yield "This will be removed:"
    yield from (f"  {what}: {path}" for what, path in found.files)
    yield from (f"  keyring: {name}" for name in found.secrets)
    yield "Drafts, mailboxes and the configuration stay."


def _ask(question: str, yes: bool) -> None:
    """Goes on only with the rep's word. Raises ConfigError where nobody can be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise ConfigError(
            ["Forgetting cannot be undone, so it is asked first. Run it on a terminal, or add --yes."]
        )
    if not typer.confirm(question):
        say("Nothing was erased.")
        raise typer.Exit(FAILED)
