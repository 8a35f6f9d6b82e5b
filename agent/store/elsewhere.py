"""What lies outside a conversation and tells about it: other mail with its people, its rest in other mailboxes, mail that came back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, and_, select

from agent import schema
from agent.conversations import related
from agent.records import Row, node, reference_ids
from agent.store.base import Base, Lease, _chunks, _rows


class Elsewhere(Base):
    """Reading across the rep's mailboxes."""

    def related_rows(
        self,
        lease: Lease,
        addrs: Collection[str],
        companies: Collection[str],
        people_since: float,
        companies_since: float,
        now: float,
    ) -> list[Row]:
        """The rows of other mail with these people and with these companies, each since a time, not later than `now`, of all mailboxes."""
        m, p = schema.message.c, schema.participant.c
        found: dict[tuple[int, str], Row] = {}
        with self._transaction() as c:
            for number in self._numbers(c):
                for column, values, low in (
                    (p.addr, addrs, people_since),
                    (p.company, companies, companies_since),
                ):
                    for some in _chunks(values):
                        emails = select(p.email_id).where(
                            self._of(schema.participant, number),
                            column.in_(some),
                            p.sent_at.between(low, now),
                        )
                        query = select(schema.message).where(
                            self._of(schema.message, number), m.email_id.in_(emails), m.is_draft == 0
                        )
                        found.update(((number, row["email_id"]), row) for row in _rows(c, query))
        return list(found.values())

    def bounces(self, lease: Lease, since: float, now: float) -> list[Row]:
        """The reports, in any mailbox, of mail that came back between two times."""
        m = schema.message
        with self._transaction() as c:
            when = and_(m.c.automatic == "bounce", m.c.is_draft == 0, m.c.sent_at.between(since, now))
            return [
                r for number in self._numbers(c) for r in _rows(c, select(m).where(self._of(m, number), when))
            ]

    def came_back(self, lease: Lease, addrs: Collection[str], ids: Collection[str]) -> None:
        """Mail to these people, or under these message ids, came back: what is open with them must be judged again."""
        with self._transaction(lease) as c:
            for number in self._numbers(c):
                self._mark(c, number, addrs)
                self._mark_linked(c, number, [{"message_id": i, "refs": "[[],[]]"} for i in ids])

    def linked_rows(
        self, lease: Lease, homes: Mapping[str, Sequence[Row]], own: frozenset[str], now: float
    ) -> dict[str, list[Row]]:
        """What lies in the rep's other mailboxes of the conversations in `homes` (id -> rows): {id: rows}, not later than `now`.

        A conversation there belongs to one here where they share a message, or where one names a message of the other; as within one
        mailbox, names are believed only between messages that share a person or a subject.
        """
        with self._transaction() as c:
            others = self._others(c, lease)
            if not others:
                return {}
            inside: dict[str, list[tuple[str, Row]]] = {}
            naming: dict[str, list[tuple[str, Row]]] = {}
            for id_, rows in homes.items():
                for row in rows:
                    if not row["is_draft"]:
                        inside.setdefault(row["message_id"], []).append((id_, row))
                        for ref in reference_ids(row):
                            naming.setdefault(ref, []).append((id_, row))
            found: dict[str, list[Row]] = {}
            for number in others:
                parts: dict[str, set[str]] = {}
                for row in self._linking(c, number, inside.keys(), inside.keys() | naming.keys(), now):
                    pairs = []
                    if not row["is_draft"]:
                        pairs += [(id_, r, True) for id_, r in inside.get(row["message_id"], ())]
                        pairs += [(id_, r, False) for id_, r in naming.get(row["message_id"], ())]
                    pairs += [(id_, r, False) for ref in reference_ids(row) for id_, r in inside.get(ref, ())]
                    for id_, here, same in pairs:
                        if same or related(node(row, own), node(here, own)):
                            if row["conversation_id"] is None:  # not grouped yet
                                found.setdefault(id_, []).append(row)
                            else:
                                parts.setdefault(row["conversation_id"], set()).add(id_)
                for some in _chunks(parts):
                    query = select(schema.message).where(
                        self._of(schema.message, number),
                        schema.message.c.conversation_id.in_(some),
                        schema.message.c.sent_at <= now,
                    )
                    for row in _rows(c, query):
                        for id_ in parts[row["conversation_id"]]:
                            found.setdefault(id_, []).append(row)
            return found

    def _linking(
        self, c: Connection, mailbox: int, ids: Collection[str], named: Collection[str], now: float
    ) -> list[Row]:
        """The messages of a mailbox that have one of the ids in `named`, or name one of `ids`."""
        m, r = schema.message.c, schema.reference.c
        found: dict[str, Row] = {}
        base = select(schema.message).where(self._of(schema.message, mailbox), m.sent_at <= now)
        for some in _chunks(named):
            found.update((row["email_id"], row) for row in _rows(c, base.where(m.message_id.in_(some))))
        for some in _chunks(ids):
            mentioned = select(r.email_id).where(self._of(schema.reference, mailbox), r.ref.in_(some))
            found.update((row["email_id"], row) for row in _rows(c, base.where(m.email_id.in_(mentioned))))
        return list(found.values())

    def sibling_notes(
        self, homes: Collection[tuple[int, str]]
    ) -> dict[tuple[int, str], tuple[date | None, bool]]:
        """The same of conversations in other mailboxes of the rep, by (mailbox, id)."""
        v = schema.conversation.c
        found: dict[tuple[int, str], tuple[date | None, bool]] = {}
        with self._transaction() as c:
            for number in {number for number, _ in homes}:
                for some in _chunks(id_ for n, id_ in homes if n == number):
                    query = select(v.id, v.snoozed_until, v.stopped).where(
                        self._of(schema.conversation, number), v.id.in_(some)
                    )
                    for id_, until, stopped in c.execute(query):
                        found[number, id_] = (date.fromisoformat(until) if until else None, bool(stopped))
        return found
