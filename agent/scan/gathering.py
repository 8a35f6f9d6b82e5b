"""Gathers what the judgement of a conversation may use: its messages, other mail of its people and companies, and what the rep said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent.companies import company_of
from agent.conversations import person_keys
from agent.deals import deal_for
from agent.forgetting import Forgotten
from agent.model import Address, Conversation, Me, Message, Situation
from agent.records import Row
from agent.scan.bodies import Bodies
from agent.scan.own_drafts import is_hand_draft
from agent.scan.scan_pass import Mail, Pass

# How far back mail in other threads can still matter, of the same company and of the same people; who said stop is kept for ever.
COMPANY_DAYS = 180
PERSON_DAYS = 400
# A mail to more people than this is an announcement: other mail of all of them is not looked through.
MANY = 30


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


class Gathering:
    """Makes cases of one mailbox's conversations during one pass. What they share is looked up once for all that are asked for together."""

    def __init__(self, pass_: Pass, mail: Mail, bodies: Bodies, forgotten: Forgotten) -> None:
        self._pass = pass_
        self._mail = mail
        self._bodies = bodies
        self._forgotten = forgotten

    def cases(self, ids: Sequence[str], own_rows: Mapping[str, list[Row]]) -> list[Case]:
        """The cases of conversations, from their rows in this mailbox; without those in which no mail is. Drafts are left out."""
        scan = self._pass
        rows = self._with_siblings(own_rows)
        conversations = [c for i in ids if (c := self._conversation(i, rows.get(i, ())))]
        notes = self._notes(rows)
        pursued = [c for c in conversations if any(m.outbound for m in c.messages)]
        people = {
            c.id: found if len(found := others(c, scan.me)) <= MANY else partners(c, scan.me) for c in pursued
        }
        firms = {
            c.id: {f for a in people[c.id] if (f := company_of(a)) and f not in scan.me.internal_domains}
            for c in pursued
        }
        by_person, by_firm = self._elsewhere(set().union(*people.values()), set().union(*firms.values()))
        bounces = self._bodies.bounces
        cases = []
        for conversation in conversations:
            inside = {m.id for m in conversation.messages}
            related: dict[str, Message] = {}
            for key in people.get(conversation.id, ()):
                related |= by_person.get(key, {})
            for key in firms.get(conversation.id, ()):
                related |= by_firm.get(key, {})
            for key in {*people.get(conversation.id, ()), *inside} if bounces else ():
                related |= bounces.get(key, {})
            snoozed, stopped = notes.get(conversation.id, (None, False))
            addrs = people.get(conversation.id, set())
            situation = Situation(
                now=scan.local,
                me=scan.me,
                policy=scan.config.policy,
                deal=self._forgotten.deal(
                    deal_for(scan.config.deals, addrs, sorted(firms.get(conversation.id, ())))
                ),
                elsewhere=tuple(m for i, m in related.items() if i not in inside),
                stops=self._bodies.stops,
                snoozed_until=snoozed,
                stopped_by_rep=stopped,
            )
            cases.append(Case(conversation, situation, rows[conversation.id]))
        return cases

    def _with_siblings(self, rows: Mapping[str, list[Row]]) -> Mapping[str, list[Row]]:
        """Rows of conversations with what lies of them in the rep's other mailboxes."""
        scan = self._pass
        if not scan.siblings.all:
            return rows
        there = scan.store.linked_rows(scan.lease, rows, scan.me.addresses, scan.at)
        return {id_: [*found, *there.get(id_, ())] for id_, found in rows.items()}

    def _conversation(self, id_: str, rows: Sequence[Row]) -> Conversation | None:
        found = self._mail.messages(rows)
        if not found:
            return None
        return Conversation(id_, self._pass.mailbox.name, found, any(map(is_hand_draft, rows)))

    def _notes(self, rows: Mapping[str, Sequence[Row]]) -> dict[str, tuple[date | None, bool]]:
        """What the rep said of conversations, in whichever mailbox: snoozed until, stopped."""
        store, lease = self._pass.store, self._pass.lease
        notes = store.conversation_notes(lease, rows)
        homes = {
            id_: {(r["mailbox"], r["conversation_id"]) for r in found if r["mailbox"] != lease.mailbox}
            for id_, found in rows.items()
        }
        said = store.sibling_notes(set().union(*homes.values())) if any(homes.values()) else {}
        for id_ in rows if said else ():
            words = [notes[id_], *(said[home] for home in homes[id_] if home in said)]
            days = [until for until, _ in words if until is not None]
            notes[id_] = (max(days, default=None), any(stopped for _, stopped in words))
        return notes

    def _elsewhere(
        self, addrs: set[str], firms: set[str]
    ) -> tuple[dict[str, dict[str, Message]], dict[str, dict[str, Message]]]:
        """Other mail with these people and companies: {address: {message id: message}}, the same by company."""
        scan = self._pass
        outside = {a for a in addrs if a.rpartition("@")[2] not in scan.me.internal_domains}
        recent = scan.now - timedelta(days=min(COMPANY_DAYS, scan.config.policy.history_days))
        long_ago = scan.now - timedelta(days=PERSON_DAYS)
        times = (long_ago.timestamp(), recent.timestamp(), scan.at)
        rows = scan.store.related_rows(scan.lease, outside, firms, *times) if outside else []
        by_person: dict[str, dict[str, Message]] = defaultdict(dict)
        by_firm: dict[str, dict[str, Message]] = defaultdict(dict)
        for message in self._mail.messages(rows):
            for person in (message.from_, *message.recipients, *message.bcc):
                for key in person_keys((person,), scan.me.addresses):
                    by_person[key][message.id] = message
                if message.sent_at >= recent and (firm := company_of(person.addr)) is not None:
                    by_firm[firm][message.id] = message
        return by_person, by_firm


def others(conversation: Conversation, me: Me) -> set[str]:
    """Everybody in a conversation but the rep, as addresses and full names."""
    return _keys((a for m in conversation.messages for a in (m.from_, *m.recipients, *m.bcc)), me)


def partners(conversation: Conversation, me: Me) -> set[str]:
    """Those of many who really take part: they wrote, or were written to first."""
    wrote = [m.from_ for m in conversation.messages]
    return _keys((*wrote, *(m.to[0] for m in conversation.messages if m.outbound and m.to)), me)


def _keys(people: Iterable[Address], me: Me) -> set[str]:
    """The addresses and full names of people, without the rep and without the names of colleagues."""
    found = set(people)
    outside = (a for a in found if a.domain not in me.internal_domains)
    return {a.addr for a in found if a.addr} - me.addresses | person_keys(outside, me.addresses)
