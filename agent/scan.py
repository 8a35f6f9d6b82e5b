"""One pass over a mailbox: the only place where the pieces meet.

Reads what is new, regroups, judges what may have changed, writes drafts, takes back those whose reason is gone. Killed anywhere and run
again, it ends with the same drafts, none twice: each step is recorded in one transaction, and drafts are found again by key.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agent import verdict as verdicts
from agent.ask import judge_ask
from agent.case import forget_layouts
from agent.companies import company_of
from agent.config import Config, Mailbox
from agent.conversations import person_keys
from agent.deals import deal_for
from agent.draft_life import Drafts, sent_messages
from agent.drafting import check, compose, draft_key
from agent.erasing import forgotten_in
from agent.model import (
    Address,
    Conversation,
    Draft,
    DraftRecord,
    Kind,
    Me,
    Message,
    Reason,
    Situation,
    Status,
    Step,
    Stop,
    Verdict,
)
from agent.playbook import Playbook, next_step
from agent.reading import Readings, by_header, read_bodies
from agent.records import IMPERSONAL, Row, draft_record, is_outbound, message_row, messages, row_people
from agent.results import Made, conversation_object, next_object, outline_text
from agent.siblings import Siblings
from agent.store import LIVE_DRAFTS, Judged, Lease, Store
from connectors.base import CannotCalculateChanges, Changes, Connector

log = logging.getLogger(__name__)

HOLDER = (
    "local"  # one machine: the file lock keeps other processes out, so a lease left by a killed scan is ours
)
CHUNK = 200
OUTLINES = 1_000
# How far back mail in other threads can still matter, of the same company and of the same people; who said stop is kept for ever.
COMPANY_DAYS = 180
PERSON_DAYS = 400
# A mail to more people than this is an announcement: other mail of all of them is not looked through.
MANY = 30
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What one pass found. `conversations` are JSON objects as text, the latest first; `skipped` names unreadable messages.

    Of a scan without `results`, `conversations` are only those whose draft was just made. `said` are those by id, which say so once.
    `refusals`: why no draft was made, by conversation. `put_off`: the conversations whose draft waits until
    another mailbox was read, with their marks (`Store.pending`).
    """

    name: str
    messages_new: int
    skipped: tuple[tuple[str, str], ...]
    conversations: tuple[str, ...] = ()
    withdrawn: tuple[dict[str, str | None], ...] = ()
    stale: tuple[dict[str, str | None], ...] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    put_off: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[str, ...]:
        """Why drafts were not made, for the rep."""
        return tuple(self.refusals.values())


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation with all that its judgement may use. `rows` are its own, also those in the rep's other mailboxes."""

    conversation: Conversation
    situation: Situation
    rows: Sequence[Row]

    @property
    def homes(self) -> set[tuple[int, str]]:
        """The conversations that it is made of, in every mailbox: (mailbox, id)."""
        return {(r["mailbox"], r["conversation_id"]) for r in self.rows if r["conversation_id"]}


def scan_mailbox(
    store: Store,
    mailbox: Mailbox,
    config: Config,
    playbook: Playbook,
    connector: Connector,
    now: datetime,
    *,
    clock: float,
    dry_run: bool = False,
    progress: Progress = lambda what, count: None,
    results: bool = True,
    earlier: Report | None = None,
) -> Report:
    """One pass over one mailbox as of `now` (aware). `clock` is the real time in seconds, for the lease.

    `earlier`: what an earlier pass of the same run found; this one's report tells of both. Without `results`, the stored answer of the whole mailbox (megabytes) is not loaded.

    Raises ConnectorError, StoreError or AlreadyRunning; what was recorded until then stays, and the next pass goes on from there.
    """
    digest = f"{config.digest} {mailbox.name}"
    lease = store.claim(mailbox.account, mailbox.name, digest, HOLDER, clock)
    try:
        scan = _Scan(store, lease, mailbox, config, playbook, connector, now, clock, dry_run, progress)
        report = scan.run(digest, results, earlier or Report(mailbox.name, 0, ()))
    except BaseException:
        store.give_up(lease)
        raise
    store.release(lease, digest, max(lease.judged_at, now.timestamp()))
    return report


def read_news(
    store: Store,
    mailbox: Mailbox,
    config: Config,
    playbook: Playbook,
    connector: Connector,
    now: datetime,
    *,
    clock: float,
    progress: Progress = lambda what, count: None,
) -> Report:
    """Reads what is new and judges nothing: the report says how much that was.

    A run over several mailboxes reads all of them first, since an answer may lie in any of them. Raises as `scan_mailbox`.
    """
    lease = store.claim(mailbox.account, mailbox.name, f"{config.digest} {mailbox.name}", HOLDER, clock)
    try:
        scan = _Scan(store, lease, mailbox, config, playbook, connector, now, clock, False, progress)
        new = scan.read()
    finally:
        store.give_up(lease)
    return Report(mailbox.name, new, tuple(scan.skipped))


def look_at(
    store: Store,
    mailbox: Mailbox,
    config: Config,
    playbook: Playbook,
    connector: Connector,
    now: datetime,
    id: str,
) -> tuple[Conversation, Situation, Verdict] | None:
    """One known conversation as of `now` with its texts read again, what surrounds it, and the verdict; None where no mail is in it.

    Nothing is written to the host; `store` should be a copy. Raises ConnectorError.
    """
    lease = store.claim(mailbox.account, mailbox.name, "", HOLDER, now.timestamp())
    at = now.timestamp()
    scan = _Scan(store, lease, mailbox, config, playbook, connector, now, at, True, lambda what, count: None)
    return scan.look_at(id)


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a step: the draft, or why there is none. `later`: the next scan tries again."""

    made: Made | None = None
    refused: tuple[str, ...] = ()
    later: bool = False


_RIVALLED = ("another mailbox of yours is drafting to the same people",)


class _Scan:
    """The state of one pass."""

    def __init__(
        self,
        store: Store,
        lease: Lease,
        mailbox: Mailbox,
        config: Config,
        playbook: Playbook,
        connector: Connector,
        now: datetime,
        clock: float,
        dry_run: bool,
        progress: Progress,
    ) -> None:
        self.store = store
        self.lease = lease
        self.mailbox = mailbox
        self.config = config
        self.playbook = playbook
        self.connector = connector
        self.now = now
        self.at = now.timestamp()
        self.progress = progress
        self.zone = ZoneInfo(config.me.timezone)
        self.siblings = Siblings.of(
            lease.mailbox, store.siblings(lease), {m.account for m in config.mailboxes}, clock, self.zone
        )
        self.me = self._me(connector.identities())
        self.drafts = Drafts(connector, store, lease, now, dry_run)
        self.records: dict[str, Row] = {}
        self.known: dict[str, set[str]] = defaultdict(set)
        self.skipped: list[tuple[str, str]] = []
        self.refusals: dict[str, str] = {}
        self.results: dict[str, str] = {}
        self.steps: dict[str, str] = {}
        self.stops: dict[str, str] = {}
        self.forgotten = forgotten_in(store)
        self.later: dict[str, float] = {}
        self.marks: Mapping[str, int] = {}
        self.places: dict[str, set[int]] = {}
        self.asked: set[str] = set()
        self.bounces: dict[str, dict[str, Message]] = defaultdict(dict)
        self.put_off: dict[str, int] = {}

    def look_at(self, id: str) -> tuple[Conversation, Situation, Verdict] | None:
        """See `look_at`."""
        from agent.message.understand import understand

        self._settle_drafts()
        self._read_bounces()
        self.stops = self.store.stops(self.lease, self.at)
        cases = self._cases([id], self._with_siblings(self.store.rows_of(self.lease, [id], self.at)))
        if not cases:
            return None
        home, situation = cases[0].conversation, cases[0].situation
        situation = replace(situation, drafts=self._drafts_for(cases[0]))
        verdict = verdicts.judge(home, situation)
        owner = {m.email_ids[0]: m for m in home.messages if m.email_ids and m.meaning is not None}
        full = {
            owner[i].id: replace(owner[i], meaning=understand(raw, owner[i].sent_at))
            for i, raw in self.connector.fetch(list(owner))
        }
        return replace(home, messages=tuple(full.get(m.id, m) for m in home.messages)), situation, verdict

    def _me(self, identities: Iterable[str]) -> Me:
        """The rep with every address that the host of any mailbox knows as the rep's."""
        me = self.config.me
        own = me.addresses | frozenset(identities)
        self.identified = self.store.identify(self.lease, own - me.addresses)
        return replace(me, addresses=own | self.siblings.identities)

    def read(self) -> int:
        """Records and groups what is new; gives the number of new messages."""
        new = self._read_changes()
        self.store.regroup(self.lease, self.at, self.me.addresses, self.mailbox.account)
        return new

    def run(self, digest: str, results: bool, earlier: Report) -> Report:
        self.results |= earlier.said
        self.refusals |= earlier.refusals
        new = self._read_changes()
        changed = self.lease.settings != digest or (self.identified and self.lease.judged_at > 0)
        everything = changed or self.at < self.lease.judged_at
        if changed:
            self.store.reindex(self.lease, self.me.addresses)
        self.store.regroup(self.lease, self.at, self.me.addresses, self.mailbox.account)
        if self.at < self.lease.judged_at:
            self.later = self.store.latest_after(self.lease, self.at)
        self._settle_drafts()
        self._read_bounces()
        self.stops = self.store.stops(self.lease, self.at)
        self.marks = self.store.to_judge(self.lease, self.at, everything)
        ids = list(self.marks)
        left = self._sort_out(ids)
        for start in range(0, len(left), CHUNK):
            self._judge(left[start : start + CHUNK])
            self.progress("judged", min(CHUNK, len(left) - start))
        kept = self.store.results(self.lease, self.at) if results else self.results.items()
        return Report(
            name=self.mailbox.name,
            messages_new=earlier.messages_new + new,
            skipped=tuple(dict.fromkeys((*earlier.skipped, *self.skipped))),
            conversations=tuple(self.results.get(i, text) for i, text in kept),
            withdrawn=(*earlier.withdrawn, *self.drafts.withdrawn),
            stale=tuple({s["key"]: s for s in (*earlier.stale, *self.drafts.stale)}.values()),
            refusals=self.refusals,
            said=self.results,
            put_off=self.put_off,
        )

    def _read_changes(self) -> int:
        """Reads every page of changes, each recorded with the state after it; gives the number of new messages."""
        since = self.now - timedelta(days=self.config.policy.history_days)
        state, new, restarted = self.lease.state, 0, False
        while True:
            try:
                page = self.connector.changes(state, since)
            except CannotCalculateChanges:
                if restarted:
                    raise
                log.warning(
                    "%s: the mailbox cannot say what is new since last time, so it is read from the beginning",
                    self.mailbox.name,
                )
                self.store.forget_state(self.lease)
                state, restarted = None, True
                continue
            new += self._record(page, since, first=state is None or restarted)
            state = page.new_state
            if not page.has_more_changes:
                return new

    def _record(self, page: Changes, since: datetime, first: bool) -> int:
        rows: dict[str, dict[str, Any]] = {}
        skipped = [(u.id, u.name, u.why) for u in page.unreadable]
        oldest = since.timestamp()
        for email in page.created:
            row = message_row(email)
            if row is None:
                skipped.append(
                    (email.id, f"message {email.id}", "it has no date, or neither sender nor recipient")
                )
            elif not first or row["sent_at"] >= oldest or row["is_draft"]:
                rows[email.id] = row
        self.skipped += [(name, why) for _, name, why in skipped]
        self.progress("read", len(page.created))
        if not (rows or page.removed or skipped) and page.new_state == self.lease.state:
            return 0
        return self.store.record_page(
            self.lease, list(rows.values()), page.removed, skipped, page.new_state, self.me.addresses
        )

    def _settle_drafts(self) -> None:
        """Brings what is known of our drafts up to date before anything is judged by it."""
        rows = self.store.drafts(self.lease)
        open_ = [r for r in rows if r["state"] in LIVE_DRAFTS or r["state"] == "deleted"]
        if open_:
            sent_rows = self._sent_since(open_)
            sent = sent_messages(open_, sent_rows)
            by_hand = self._by_hand({r["conversation_id"] for r in open_})
            for record in open_:
                if record["state"] in LIVE_DRAFTS or record["key"] in sent:
                    self.drafts.settle(record, sent.get(record["key"]), record["conversation_id"] in by_hand)
            rows = self.store.drafts(self.lease)
        self._remember_siblings()
        if self.lease.judged_at == 0 and self._adopt({r["key"] for r in rows} | self.records.keys()):
            rows = self.store.drafts(self.lease)  # no scan has come to its end yet
        for row in rows:
            self._remember(row)

    def _remember_siblings(self) -> None:
        if self.siblings.all:
            for row in self.siblings.drafts(self.store.sibling_drafts(self.lease)):
                if self.records.get(row["key"], row)["mailbox"] != self.lease.mailbox:
                    self._remember(row)

    def _adopt(self, known: set[str]) -> bool:
        """Takes over drafts of ours that lie in Drafts though the state knows nothing of them: it was lost, or is new.

        The key tells which step and message each was for, so that none is written a second time.
        """
        strangers = {key: ref for key, ref in self.drafts.listing.items() if key not in known}
        found = self.store.draft_emails(self.lease, strangers)
        rows = self.store.rows_of(
            self.lease, {r["conversation_id"] for r in found if r["conversation_id"]}, self.at
        )
        for email in found:
            home = email["conversation_id"]
            inside = messages(rows.get(home, ()), self.me.addresses, self.me.internal_domains, {})
            purpose = ((r.name, m.id) for r in self.playbook.rules for m in inside if m.outbound)
            named = (p for p in purpose if draft_key(home, *p) == email["draft_key"])
            self.drafts.adopt(strangers[email["draft_key"]], email, *next(named, ("", "")))
        return bool(found)

    def _sent_since(self, records: Sequence[Row]) -> list[Row]:
        rows = self.store.sent_rows(
            self.lease,
            {r["conversation_id"] for r in records},
            {addr for r in records for addr in json.loads(r["recipients"])},
            {r["key"] for r in records},
            {r["message_id"] for r in records},
            self.at,
        )
        return [
            r
            for r in rows
            if not r["is_draft"] and is_outbound(r, self.me.addresses, self.me.internal_domains)
        ]

    def _by_hand(self, ids: Iterable[str]) -> set[str]:
        rows = self.store.rows_of(self.lease, ids, self.at)
        return {i for i, found in rows.items() if any(_is_hand_draft(r) for r in found)}

    def _with_siblings(self, rows: Mapping[str, list[Row]]) -> Mapping[str, list[Row]]:
        """Rows of conversations with what lies of them in the rep's other mailboxes."""
        if not self.siblings.all:
            return rows
        there = self.store.linked_rows(self.lease, rows, self.me.addresses, self.at)
        return {id_: [*found, *there.get(id_, ())] for id_, found in rows.items()}

    def _messages(self, rows: Sequence[Row]) -> tuple[Message, ...]:
        """The messages of rows of any mailbox; where those lie that are not in this one is kept in mind."""
        for row in rows if self.siblings.all else ():
            if row["mailbox"] != self.lease.mailbox and not row["gone"]:
                self.places.setdefault(row["message_id"], set()).add(row["mailbox"])
        me = self.me
        return messages(rows, me.addresses, me.internal_domains, self.steps, self.lease.mailbox)

    def _sort_out(self, ids: Sequence[str]) -> list[str]:
        """Judges what only machines wrote to many. Gives the rest, those with one company together: what they share is looked up once."""
        left: list[tuple[str, str]] = []
        for start in range(0, len(ids), OUTLINES):
            some = ids[start : start + OUTLINES]
            rows = self.store.outlines(self.lease, some, self.at)
            judged = []
            for id_ in some:
                found = rows.get(id_, ())
                if (verdict := self._of_machines(id_, found)) is not None:
                    judged.append(verdict)
                else:
                    left.append((self._whom(found), id_))
            self.store.save_verdicts(self.lease, judged)
            self.progress("judged", len(judged))
        return [id_ for _, id_ in sorted(left, key=lambda one: one[0])]

    def _of_machines(self, id_: str, rows: Sequence[Row]) -> Judged | None:
        """What `_impersonal` gives, from the outlines of rows; None also for what needs a closer look."""
        copies: dict[str, Row] = {}
        for row in rows:
            if (
                row["automatic"] not in IMPERSONAL
                or row["role"] == "sent"
                or row["is_draft"]
                or row["wanted"]
                or row["meaning"]
                or row["from_addr"] in self.me.addresses
                or row["message_id"] in copies
            ):
                return None
            copies[row["message_id"]] = row
        if not copies:
            return None
        found = sorted(copies.values(), key=lambda r: (r["sent_at"], r["message_id"]))
        verdict = verdicts.mass_mail(Kind(found[-1]["automatic"]))
        ids = [r["message_id"] for r in found]
        text = outline_text(id_, self.mailbox.name, ids, found[0]["subject"], verdict)
        return Judged(id_, verdict.status.value, text, self.later.get(id_), self.marks[id_])

    def _whom(self, rows: Sequence[Row]) -> str:
        """The company, else the address, that a conversation is with; "" for one among colleagues."""
        for row in rows:
            for addr in (row["from_addr"], *(a.addr for a in row_people(row)[1:])):
                domain = addr.rpartition("@")[2]
                if addr and addr not in self.me.addresses and domain not in self.me.internal_domains:
                    return company_of(addr) or addr
        return ""

    def _judge(self, ids: Sequence[str]) -> None:
        rows = self.store.rows_of(self.lease, ids, self.at)
        self._read_wanted(rows)
        judged = [verdict for i in ids if (verdict := self._impersonal(i, rows.get(i, ())))]
        known = {j.id for j in judged}
        rest = {i: rows[i] for i in ids if i not in known and i in rows}
        cases = self._cases(list(rest), self._with_siblings(rest))
        ready: list[Case] = []
        for _ in range(
            4
        ):  # what a body says may make another one count; more rounds than this have never been needed
            wanted = [(case, self._wanted(case)) for case in cases]
            ready += [case for case, messages in wanted if not messages]
            unread = {m.id: m for _, messages in wanted for m in messages}
            if not unread:
                break
            readings = self._read(unread.values())
            self.stops = self.store.stops(self.lease, self.at)
            cases = [self._filled(case, readings) for case, messages in wanted if messages]
        else:
            ready += cases
        judged += [self._decide(case) for case in sorted(ready, key=_oldest_touch)]
        found = {j.id for j in judged}
        judged += [Judged(i, "ignored", "", None) for i in ids if i not in found]  # nothing but drafts in it
        self.store.save_verdicts(self.lease, [replace(j, marks=self.marks[j.id]) for j in judged])
        forget_layouts()

    def _read(self, wanted: Collection[Message]) -> Readings:
        """Reads bodies of this mailbox. What only lies in another one, that one is asked to read; where nobody can, the header must do."""
        there = [m for m in wanted if not m.email_ids and m.id in self.places]
        readers = {m.id: self.siblings.reader(self.places[m.id]) for m in there}
        if asked := {i for i, reader in readers.items() if reader is not None}:
            self.asked |= asked
            self.store.want(self.lease, asked)
        here = [m for m in wanted if m.id not in readers]
        readings = read_bodies(
            self.connector, self.store, self.lease, here, lambda n: self.progress("bodies", n)
        )
        unreadable = by_header(m for m in there if m.id not in asked)
        readings.meanings |= unreadable.meanings
        readings.asks |= unreadable.asks
        return readings

    def _read_wanted(self, rows: dict[str, list[Row]]) -> None:
        """Reads what a decision in another mailbox needs, and puts it into the rows."""
        found = [r for same in rows.values() for r in same if r["wanted"]]
        wanted = [m for m in self._messages(found) if m.meaning is None or (m.outbound and m.ask is None)]
        if wanted:
            read_bodies(self.connector, self.store, self.lease, wanted, lambda n: self.progress("bodies", n))
            fresh = self.store.rows_of(self.lease, {r["conversation_id"] for r in found}, self.at)
            rows.update(fresh)
            self.stops = self.store.stops(self.lease, self.at)

    def _read_bounces(self) -> None:
        """Reads reports of mail that came back: whom they are about mostly stands in their body alone, and they come from any server.

        They are then found by address, and by the message that they name.
        """
        since = self.now - timedelta(days=self.config.policy.history_days)
        rows = self.store.bounces(self.lease, since.timestamp(), self.at)
        found = self._messages(rows)
        fresh = [m for m in found if m.meaning is None and (m.email_ids or m.id not in self.places)]
        readings = read_bodies(
            self.connector, self.store, self.lease, fresh, lambda n: self.progress("bodies", n)
        )
        for message in readings.fill(found):
            failed = message.meaning.failed_recipients if message.meaning else ()
            for key in (*(f.addr for f in failed), *message.in_reply_to, *message.references):
                self.bounces[key][message.id] = message
        if fresh:
            ids = {m.id for m in fresh}
            touched = {key for key, reports in self.bounces.items() if ids & reports.keys()}
            self.store.came_back(self.lease, touched, {key for key in touched if key.startswith("<")})

    def _filled(self, case: Case, readings: Readings) -> Case:
        """A case with what was just read."""
        messages_ = readings.fill(case.conversation.messages)
        elsewhere = readings.fill(case.situation.elsewhere)
        return Case(
            replace(case.conversation, messages=messages_),
            replace(case.situation, elsewhere=elsewhere, stops=self.stops),
            case.rows,
        )

    def _impersonal(self, id: str, rows: Sequence[Row]) -> Judged | None:
        """The verdict of a conversation in which machines wrote to many and the rep never wrote: most of a mailbox, told from rows."""
        if any(
            r["automatic"] not in IMPERSONAL or r["from_addr"] in self.me.addresses or r["role"] == "sent"
            for r in rows
        ):
            return None
        found = messages(rows, self.me.addresses, self.me.internal_domains, {})
        if not found:
            return None
        conversation = Conversation(id, self.mailbox.name, found)
        verdict = verdicts.mass_mail(found[-1].kind)
        result = conversation_object(conversation, verdict, next_object(Stop(), None), self.zone)
        return Judged(id, verdict.status.value, json.dumps(result, ensure_ascii=False), self.later.get(id))

    def _wanted(self, case: Case) -> list[Message]:
        """The messages that must be read before a case can be judged, those not counted that were read in vain."""
        known = {m.id: m for m in (*case.situation.elsewhere, *case.conversation.messages)}
        ids = verdicts.unread(case.conversation, case.situation)
        found = (known[i] for i in ids if i in known and i not in self.asked)
        return [m for m in found if m.meaning is None or (m.outbound and m.ask is None)]

    def _cases(self, ids: Sequence[str], rows: Mapping[str, Sequence[Row]]) -> list[Case]:
        conversations = [c for i in ids if (c := self._conversation(i, rows.get(i, ())))]
        notes = self._notes(rows)
        pursued = [c for c in conversations if any(m.outbound for m in c.messages)]
        people = {
            c.id: found if len(found := self._others(c)) <= MANY else self._partners(c) for c in pursued
        }
        firms = {
            c.id: {f for a in people[c.id] if (f := company_of(a)) and f not in self.me.internal_domains}
            for c in pursued
        }
        by_person, by_firm = self._elsewhere(set().union(*people.values()), set().union(*firms.values()))
        cases = []
        for conversation in conversations:
            inside = {m.id for m in conversation.messages}
            related: dict[str, Message] = {}
            for key in people.get(conversation.id, ()):
                related |= by_person.get(key, {})
            for key in firms.get(conversation.id, ()):
                related |= by_firm.get(key, {})
            for key in {*people.get(conversation.id, ()), *inside} if self.bounces else ():
                related |= self.bounces.get(key, {})
            snoozed, stopped = notes.get(conversation.id, (None, False))
            addrs = people.get(conversation.id, set())
            situation = Situation(
                now=self.now.astimezone(self.zone),
                me=self.me,
                policy=self.config.policy,
                deal=self.forgotten.deal(
                    deal_for(self.config.deals, addrs, sorted(firms.get(conversation.id, ())))
                ),
                elsewhere=tuple(m for i, m in related.items() if i not in inside),
                stops=self.stops,
                snoozed_until=snoozed,
                stopped_by_rep=stopped,
            )
            cases.append(Case(conversation, situation, rows[conversation.id]))
        return cases

    def _notes(self, rows: Mapping[str, Sequence[Row]]) -> dict[str, tuple[date | None, bool]]:
        """What the rep said of conversations, in whichever mailbox: snoozed until, stopped."""
        notes = self.store.conversation_notes(self.lease, rows)
        homes = {
            id_: {(r["mailbox"], r["conversation_id"]) for r in found if r["mailbox"] != self.lease.mailbox}
            for id_, found in rows.items()
        }
        said = self.store.sibling_notes(set().union(*homes.values())) if any(homes.values()) else {}
        for id_ in rows if said else ():
            words = [notes[id_], *(said[home] for home in homes[id_] if home in said)]
            days = [until for until, _ in words if until is not None]
            notes[id_] = (max(days, default=None), any(stopped for _, stopped in words))
        return notes

    def _conversation(self, id: str, rows: Sequence[Row]) -> Conversation | None:
        found = self._messages(rows)
        return Conversation(id, self.mailbox.name, found, any(map(_is_hand_draft, rows))) if found else None

    def _others(self, conversation: Conversation) -> set[str]:
        return self._keys(a for m in conversation.messages for a in (m.from_, *m.recipients, *m.bcc))

    def _partners(self, conversation: Conversation) -> set[str]:
        """Those of many who really take part: they wrote, or were written to first."""
        wrote = [m.from_ for m in conversation.messages]
        return self._keys((*wrote, *(m.to[0] for m in conversation.messages if m.outbound and m.to)))

    def _keys(self, people: Iterable[Address]) -> set[str]:
        """The addresses and full names of people, without the rep and without the names of colleagues."""
        found = set(people)
        outside = (a for a in found if a.domain not in self.me.internal_domains)
        return {a.addr for a in found if a.addr} - self.me.addresses | person_keys(outside, self.me.addresses)

    def _elsewhere(
        self, addrs: set[str], firms: set[str]
    ) -> tuple[dict[str, dict[str, Message]], dict[str, dict[str, Message]]]:
        """Other mail with these people and companies: {address: {message id: message}}, the same by company."""
        outside = {a for a in addrs if a.rpartition("@")[2] not in self.me.internal_domains}
        recent = self.now - timedelta(days=min(COMPANY_DAYS, self.config.policy.history_days))
        long_ago = self.now - timedelta(days=PERSON_DAYS)
        times = (long_ago.timestamp(), recent.timestamp(), self.at)
        rows = self.store.related_rows(self.lease, outside, firms, *times) if outside else []
        by_person: dict[str, dict[str, Message]] = defaultdict(dict)
        by_firm: dict[str, dict[str, Message]] = defaultdict(dict)
        for message in self._messages(rows):
            for person in (message.from_, *message.recipients, *message.bcc):
                for key in person_keys((person,), self.me.addresses):
                    by_person[key][message.id] = message
                if message.sent_at >= recent and (firm := company_of(person.addr)) is not None:
                    by_firm[firm][message.id] = message
        return by_person, by_firm

    def _drafts_for(self, case: Case) -> tuple[DraftRecord, ...]:
        """Drafts ever made for this conversation, its people or their companies, oldest first: also those of this very scan.

        What became of drafts for the same conversation in another mailbox counts as if it had been here; a live one is a draft elsewhere.
        """
        id_ = case.conversation.id
        homes = case.homes
        keys = {id_, *(home for _, home in homes)}
        for addr in self._others(case.conversation):
            keys.add(addr)
            if (firm := company_of(addr)) is not None and firm not in self.me.internal_domains:
                keys.add(firm)
        rows = {key: self.records[key] for k in keys for key in self.known.get(k, ())}.values()
        found = [
            {**row, "conversation_id": id_}
            if row["state"] not in LIVE_DRAFTS and (row["mailbox"], row["conversation_id"]) in homes
            else row
            for row in rows
        ]
        return tuple(sorted(map(draft_record, found), key=lambda d: (d.created_at, d.key)))

    def _remember(self, record: Row) -> None:
        """Makes a draft's row findable by conversation, person and company."""
        self.records[record["key"]] = record
        if record["state"] == "sent":
            self.steps[record["key"]] = record["step"]
            self.steps[record["sent_message_id"] or record["message_id"]] = record["step"]
        recipients = json.loads(record["recipients"])
        for key in (record["conversation_id"], *recipients, *filter(None, map(company_of, recipients))):
            self.known[key].add(record["key"])

    def _decide(self, case: Case) -> Judged:
        id_ = case.conversation.id
        before = self.results.pop(id_, "")
        self.refusals.pop(id_, None)
        for _ in range(
            2
        ):  # a second time only where another mailbox drafted to the same people at that moment
            drafts = self._drafts_for(case)
            # the same value again, where there are none, so that what was laid out to be read is laid out for the verdict
            situation = replace(case.situation, drafts=drafts) if drafts else case.situation
            verdict = self._at_home(case, verdicts.judge(case.conversation, situation))
            step = next_step(case.conversation, verdict, situation, self.playbook)
            done = self._carry_out(case, situation, verdict, step)
            if done.refused != _RIVALLED:
                break
            self._remember_siblings()
        if done.later:
            self.put_off[id_] = self.marks[id_]
            self._refuse(case.conversation, done.refused)
        made = done.made
        result = conversation_object(
            case.conversation, verdict, next_object(step, made, done.refused), self.zone
        )
        text = json.dumps(result, ensure_ascii=False)
        if made is not None and (made.state == "created" or (made.state == "kept" and made.key in before)):
            result["next"]["draft"]["state"] = "created"
            # said once; from the next scan on it was there before
            self.results[id_] = json.dumps(result, ensure_ascii=False)
            result["next"]["draft"]["state"] = "kept"
            text = json.dumps(result, ensure_ascii=False)
        return Judged(id_, verdict.status.value, text, self._review_at(id_, verdict), again=done.later)

    def _refuse(self, conversation: Conversation, why: Iterable[str]) -> None:
        self.refusals[conversation.id] = f"{conversation.subject}: no draft was made: {'; '.join(why)}"

    def _at_home(self, case: Case, verdict: Verdict) -> Verdict:
        """A verdict, unless the conversation is due and goes on in another mailbox: one conversation gets one draft."""
        if verdict.status is not Status.DUE or not self.siblings.all:
            return verdict
        touch = verdict.last_touch.id if verdict.last_touch else None
        copies = [r for r in case.rows if r["message_id"] == touch and not r["is_draft"]]
        home = self.siblings.home(copies, case.rows)
        if home == self.lease.mailbox:
            return verdict
        because = f"This conversation goes on in your mailbox “{self.siblings.name(home)}”."
        return replace(verdict, status=Status.WAITING, reason=Reason.FLOOR, because=because, until=None)

    def _put_off(self, case: Case, situation: Situation) -> tuple[str, ...]:
        """Why a draft that is due must not be made yet: another mailbox of the rep's may hold the answer."""
        unheard = self.asked.intersection(verdicts.unread(case.conversation, situation)) if self.asked else ()
        names = sorted({self.siblings.name(n) for i in unheard for n in self.places[i]})
        return (
            *self.siblings.holding_back(),
            *(
                f"a message in your mailbox “{name}” has to be read first, which its next scan does"
                for name in names
            ),
        )

    def _carry_out(self, case: Case, situation: Situation, verdict: Verdict, step: Step) -> _Done:
        """Drafts what is to be drafted and takes back what is not wanted any more."""
        conversation = case.conversation
        wanted = step if isinstance(step, Draft) and verdict.status is Status.DUE else None
        touch = verdict.last_touch.id if verdict.last_touch else conversation.messages[-1].id
        key = draft_key(conversation.id, wanted.step, touch) if wanted else None
        kept: Made | None = None
        for record in self._live(conversation.id):
            if record["key"] == key and not self._expired(record):
                kept = self.drafts.keep(record) if record["state"] != "intent" else None
            elif not self.drafts.withdraw(
                record, verdict.because if record["key"] != key else "its dates have passed"
            ):
                kept = self.drafts.keep({**record, "state": "edited"})
        if wanted is None or key is None:
            return _Done(kept if kept and kept.state == "edited" else None)
        if kept is not None:
            return _Done(kept)
        if conversation.drafts_by_hand:
            return _Done(refused=("you already have a draft in this conversation",))
        if why := self._put_off(case, situation):
            return _Done(refused=why, later=True)
        message = compose(wanted, conversation, situation, key=key, parent_text=self._parent_text(wanted))
        problems = check(
            message, wanted, situation, judge=lambda text: judge_ask(text, language=wanted.language)
        )
        if problems:
            self._refuse(conversation, problems)
            self.store.log(
                self.lease,
                self.at,
                "draft refused",
                conversation.id,
                {"step": wanted.step, "problems": list(problems)},
            )
            return _Done(refused=tuple(problems))
        row = self.drafts.row(key, conversation.id, touch, wanted, message)
        made = self.drafts.save(row, message, wanted.reply_to, self.siblings.rivals)
        if made is None:
            return _Done(refused=_RIVALLED, later=True)
        self._remember({**row, "mailbox": self.lease.mailbox, "state": "created"})
        return _Done(made)

    def _live(self, conversation_id: str) -> list[Row]:
        rows = (self.records[key] for key in sorted(self.known.get(conversation_id, ())))
        return [r for r in rows if r["state"] in LIVE_DRAFTS and r["conversation_id"] == conversation_id]

    def _expired(self, record: Row) -> bool:
        """Whether an unchanged draft proposes days that are over: it must be written anew."""
        today = self.now.astimezone(self.zone).date().isoformat()
        return record["state"] == "created" and (record["expires"] or today) < today

    def _parent_text(self, draft: Draft) -> str | None:
        if draft.reply_to is None or not draft.reply_to.email_ids:
            return None
        from agent.message.html import html_to_text
        from agent.message.mime import read_body

        for _, raw in self.connector.fetch([draft.reply_to.email_ids[0]]):
            body = read_body(raw)
            return body.plain if body.plain is not None else html_to_text(body.html or "")
        return None

    def _review_at(self, id: str, verdict: Verdict) -> float | None:
        """When time alone may change a verdict, in seconds: an open one at the next midnight of the rep's, a hold at its end."""
        times = [self.later[id]] if id in self.later else []
        if verdict.until is not None:
            times.append(datetime.combine(verdict.until, time.min, self.zone).timestamp())
        elif verdict.status in {Status.DUE, Status.WAITING, Status.HELD} or verdict.reason is Reason.FINISHED:
            midnight = datetime.combine(
                self.now.astimezone(self.zone).date() + timedelta(days=1), time.min, self.zone
            )
            times.append(midnight.timestamp())
        return min(times, default=None)


def _oldest_touch(case: Case) -> tuple[float, str]:
    """Who has waited longest is judged first: of two people at one company, only one is written to."""
    sent = [m.sent_at.timestamp() for m in case.conversation.messages if m.outbound]
    return (sent[-1] if sent else 0.0, case.conversation.id)


def _is_hand_draft(row: Row) -> bool:
    """A draft in Drafts that does not carry our key."""
    return bool(row["is_draft"]) and not row["gone"] and row["draft_key"] is None and row["role"] == "drafts"
