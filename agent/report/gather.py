"""Reads what the report is made of: the state of the last scan, and bodies of the rep's own mails that the numbers need.

Which bodies a scan has read depends on what became of a mail, so the newest are read whatever became of them. What they mean is kept
as a scan keeps it, under the mailbox's lock and lease: the next report has little left to read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.business_days import Calendar
from agent.companies import company_of
from agent.config import Config, Mailbox
from agent.conversations import person_keys
from agent.errors import PleasantlyError
from agent.model import Address, Conversation, Me, Message
from agent.reading import BATCH, read_bodies
from agent.records import messages
from agent.relation import prospects
from agent.report.numbers import Numbers, numbers
from agent.report.page import OPEN, Look, Page, Source, is_person, page, people_of
from agent.report.touches import LIMIT, Touch, sampled, to_read, touches_of
from agent.run import only_one, open_mailbox
from agent.store import Lease, Store, open_reader, open_store
from connectors.base import Connector, ConnectorError

SAMPLE = 300
# Mails of the rep's that are looked through for touches too young to be judged.
_YOUNG = 5_000
# A company with more addresses than this is not taken for one person with several.
_ALIASES = 6
# What an answer may turn out to be once it is read, another one may then be the first: rounds of reading.
_ROUNDS = 3
_PURSUED = (*OPEN, "answered", "stopped")

Opener = Callable[[Mailbox], Connector]


@dataclass(frozen=True, slots=True)
class _Sent:
    """What one mailbox says of the rep's mails. Messages of other mailboxes have no `email_ids` here: they are not to be fetched."""

    mailbox: Mailbox
    touches: tuple[Touch, ...]


def gather(
    config: Config,
    now: datetime,
    *,
    sample: int = SAMPLE,
    offline: bool = False,
    opener: Opener = open_mailbox,
    patience: float = 0,
    tell: Callable[[int], None] = lambda count: None,
) -> Page:
    """The page as of `now` (aware). `sample`: how many of the rep's mails the numbers rest on, 0 for none.

    Unless `offline`, bodies that these lack are read from the hosts; `tell` is given how many there are. A mailbox that cannot be read,
    or that a scan is at work on for longer than `patience` seconds, is a sentence on the page. Raises StoreError.
    """
    here = now.astimezone(ZoneInfo(config.me.timezone))
    problems: list[str] = []
    found = _numbers(config, here, sample, offline, opener, patience, tell, problems) if sample else None
    store = open_reader(config.state)
    try:
        me = _me(store, config)
        sources, known = _open_conversations(store, config, me, here)
        people = _people(store, me, known, sources, here)
        return page(
            sources,
            people,
            config.deals,
            me,
            here,
            _looks(store, config, here),
            found,
            config.policy.history_days,
            problems,
        )
    finally:
        store.close()


def _open_conversations(
    store: Store, config: Config, me: Me, now: datetime
) -> tuple[list[Source], list[Lease]]:
    """Every open conversation of every mailbox, and by what each mailbox is read."""
    sources: list[Source] = []
    known: list[Lease] = []
    for mailbox in config.mailboxes:
        lease = store.reading(mailbox.account)
        if lease is None:
            continue
        known.append(lease)
        verdicts = [json.loads(text) for text in store.verdicts(lease, OPEN)]
        rows = store.rows_of(lease, [v["id"] for v in verdicts], now.timestamp())
        for verdict in verdicts:
            inside = messages(rows.get(verdict["id"], ()), me.addresses, me.internal_domains, {})
            sources.append(Source(verdict, inside))
    return sources, known


def _me(store: Store, config: Config) -> Me:
    """The rep with every address that the hosts of the configured mailboxes let them write from."""
    accounts = {mailbox.account for mailbox in config.mailboxes}
    told = [json.loads(row["identities"]) for row in store.looks() if row["account"] in accounts]
    return replace(config.me, addresses=config.me.addresses.union(*told))


def _people(
    store: Store,
    me: Me,
    known: Sequence[Lease],
    sources: Iterable[Source],
    now: datetime,
) -> dict[str, tuple[str, ...]]:
    """Who at each company with an open conversation has ever written or been written to."""
    companies = {c for s in sources if (c := company_of(s.verdict["contact"] or ""))}
    addresses: dict[str, set[str]] = defaultdict(set)
    mail: dict[str, list[Message]] = defaultdict(list)
    for lease in known:
        for company, addrs in store.company_addresses(lease, companies, now.timestamp()).items():
            addresses[company].update(a for a in addrs if is_person(a, me))
    few = {a for addrs in addresses.values() if len(addrs) <= _ALIASES for a in addrs}
    # of all mailboxes, whichever lease asks
    rows = store.related_rows(known[0], few, (), 0, 0, now.timestamp()) if known else []
    for message in messages(rows, me.addresses, me.internal_domains, {}):
        everybody = (message.from_, *message.recipients, *message.bcc)
        for company in {company_of(a.addr) or "" for a in everybody} & companies:
            mail[company].append(message)
    return {
        company: people_of(company, mail[company], me) if len(addrs) <= _ALIASES else tuple(sorted(addrs))
        for company, addrs in addresses.items()
    }


def _looks(store: Store, config: Config, now: datetime) -> list[Look]:
    rows = {row["account"]: row for row in store.looks()}

    def time(seconds: float) -> datetime | None:
        return datetime.fromtimestamp(seconds, now.tzinfo) if seconds else None

    return [
        Look(mailbox.name, time(row["looked_at"]), time(row["failed_at"]), row["error"])
        if (row := rows.get(mailbox.account))
        else Look(mailbox.name, None)
        for mailbox in config.mailboxes
    ]


def _numbers(
    config: Config,
    now: datetime,
    sample: int,
    offline: bool,
    opener: Opener,
    patience: float,
    tell: Callable[[int], None],
    problems: list[str],
) -> Numbers:
    given_up: set[str] = set()
    for _ in range(_ROUNDS):
        boxes = _all_sent(config, now, sample)
        chosen = sampled((t for box in boxes for t in box.touches), sample)
        if offline:
            break
        ids = {t.message.id for t in chosen}
        missing = {
            box.mailbox.name: (box.mailbox, wanted)
            for box in boxes
            if box.mailbox.name not in given_up and (wanted := _readable(box, ids))
        }
        if not missing:
            break
        tell(sum(len(wanted) for _, wanted in missing.values()))
        for mailbox, wanted in missing.values():
            problem = _read(config, mailbox, wanted, opener, patience)
            if problem is not None:
                given_up.add(mailbox.name)
                problems.append(f"{mailbox.name}: not all mails could be read for your numbers: {problem}")
    young = [t for box in boxes for t in box.touches if not t.settled]
    return numbers(chosen, young)


def _readable(box: _Sent, ids: Collection[str]) -> list[Message]:
    """What the numbers need of a mailbox that still has it: an empty body must not pass for a mail without an ask."""
    wanted = to_read(t for t in box.touches if t.message.id in ids)
    return [m for m in wanted if m.email_ids]


def _read(
    config: Config, mailbox: Mailbox, wanted: Sequence[Message], opener: Opener, patience: float
) -> str | None:
    """Reads bodies and keeps what they mean; gives why it could not. The lock is given back between batches, so that a scan is not kept waiting."""
    try:
        connector = opener(mailbox)
        try:
            for start in range(0, len(wanted), BATCH):
                with only_one(config.state, mailbox.account, patience):
                    _keep(config, mailbox, connector, wanted[start : start + BATCH])
        finally:
            connector.close()
    except (ConnectorError, PleasantlyError) as e:
        return str(e)
    return None


def _keep(config: Config, mailbox: Mailbox, connector: Connector, wanted: Sequence[Message]) -> None:
    store = open_store(config.state)
    try:
        clock = datetime.now().astimezone().timestamp()
        lease = store.claim(mailbox.account, mailbox.name, "", "local", clock)
        try:
            read_bodies(connector, store, lease, wanted, lambda count: None)
        finally:
            store.give_up(lease)
    finally:
        store.close()


def _all_sent(config: Config, now: datetime, sample: int) -> list[_Sent]:
    store = open_reader(config.state)
    try:
        found = []
        me = _me(store, config)
        for mailbox in config.mailboxes:
            if (lease := store.reading(mailbox.account)) is not None:
                found.append(_sent(store, lease, me, mailbox, now, sample))
        return found
    finally:
        store.close()


def _sent(store: Store, lease: Lease, me: Me, mailbox: Mailbox, now: datetime, sample: int) -> _Sent:
    """The rep's newest touches: all that are too young to be judged, and at least `sample` older ones where there are so many."""
    calendar = Calendar(me.country, me.region, me.timezone)
    listed = store.newest_sent(lease, me.addresses, _PURSUED, now.timestamp(), _YOUNG + 2 * sample)
    first_young = calendar.subtract_business_days(calendar.local_date(now), LIMIT) - timedelta(days=1)
    border = datetime.combine(first_young, datetime.min.time(), now.tzinfo).timestamp()
    old = [at for _, at in listed if at < border][: 2 * sample]
    oldest = old[-1] if old else border
    ids = list(dict.fromkeys(i for i, at in listed if at >= oldest))
    rows = store.rows_of(lease, ids, now.timestamp())
    steps = _steps(store, lease)
    conversations = [
        Conversation(i, mailbox.name, inside)
        for i in ids
        if (inside := messages(rows.get(i, ()), me.addresses, me.internal_domains, steps))
    ]
    elsewhere = _elsewhere(store, lease, me, conversations, oldest, now)
    found: list[Touch] = []
    for conversation in conversations:
        keys = person_keys(_recipients(conversation, me), me.addresses)
        others = {m.id: m for key in keys for m in elsewhere.get(key, ())}
        found += [
            t
            for t in touches_of(conversation, others.values(), me, calendar, now)
            if t.message.sent_at.timestamp() >= oldest
        ]
    return _Sent(mailbox, tuple(found))


def _steps(store: Store, lease: Lease) -> dict[str, str]:
    """Ladder steps of drafts that the rep has sent, by draft key and by message id."""
    found = {}
    for row in store.drafts(lease, ("sent",)):
        found[row["key"]] = found[row["sent_message_id"] or row["message_id"]] = row["step"]
    return found


def _recipients(conversation: Conversation, me: Me) -> tuple[Address, ...]:
    return prospects((a for m in conversation.messages if m.outbound for a in m.to), me)


def _elsewhere(
    store: Store, lease: Lease, me: Me, conversations: Sequence[Conversation], since: float, now: datetime
) -> dict[str, list[Message]]:
    """All mail since a time (in seconds) of those the rep wrote to, by address and full name."""
    keys = {k for c in conversations for k in person_keys(_recipients(c, me), me.addresses)}
    rows = store.related_rows(lease, keys, (), since, since, now.timestamp())
    own = [row for row in rows if row["mailbox"] == lease.mailbox]
    foreign = [row for row in rows if row["mailbox"] != lease.mailbox]
    there = messages(foreign, me.addresses, me.internal_domains, {})
    here = messages(own, me.addresses, me.internal_domains, {})
    every = {m.id: m for m in (*(replace(m, email_ids=()) for m in there), *here)}
    found: dict[str, list[Message]] = defaultdict(list)
    for message in every.values():
        for key in person_keys((message.from_, *message.recipients), me.addresses):
            found[key].append(message)
    return found
