"""The drafts: written down before they are made, followed until they are sent, deleted or withdrawn."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from agent import schema
from agent.companies import company_of
from agent.records import Row
from agent.store.base import LIVE_DRAFTS, Base, Lease, _chunks, _rows


class Drafts(Base):
    """The rows of drafts."""

    def sent_rows(
        self,
        lease: Lease,
        conversations: Collection[str],
        addrs: Collection[str],
        keys: Collection[str],
        ids: Collection[str],
        now: float,
    ) -> list[Row]:
        """Rows that may be drafts the rep has sent, from any mailbox: of these conversations or people, or with these draft keys or message ids."""
        m, p = schema.message.c, schema.participant.c
        found: dict[tuple[int, str], Row] = {}
        with self._transaction() as c:
            for number in self._numbers(c):
                wanted = [(m.draft_key, keys), (m.message_id, ids)]
                wanted += [(m.conversation_id, conversations)] if number == lease.mailbox else []
                conditions = [column.in_(some) for column, values in wanted for some in _chunks(values)]
                for some in _chunks(addrs):
                    emails = select(p.email_id).where(
                        self._of(schema.participant, number), p.addr.in_(some), p.sent_at <= now
                    )
                    conditions.append(m.email_id.in_(emails))
                for condition in conditions:
                    query = select(schema.message).where(
                        self._of(schema.message, number), condition, m.sent_at <= now
                    )
                    found.update(((number, row["email_id"]), row) for row in _rows(c, query))
        return list(found.values())

    def drafts(self, lease: Lease, states: Collection[str] = ()) -> list[Row]:
        """Draft rows, oldest first; all, or those in some states."""
        d = schema.draft
        query = select(d).where(self._in(d, lease)).order_by(d.c.created_at, d.c.key)
        with self._transaction() as c:
            return _rows(c, query.where(d.c.state.in_(states)) if states else query)

    def sibling_drafts(self, lease: Lease) -> list[Row]:
        """The draft rows of the rep's other mailboxes."""
        d = schema.draft
        with self._transaction() as c:
            return _rows(
                c, select(d).where(d.c.tenant == self._tenant, d.c.mailbox.in_(self._others(c, lease)))
            )

    def draft_emails(self, lease: Lease, keys: Collection[str]) -> list[Row]:
        """The message rows of drafts with these keys, one a key, that are in a conversation."""
        m = schema.message.c
        found: dict[str, Row] = {}
        with self._transaction() as c:
            for some in _chunks(keys):
                where = and_(
                    m.draft_key.in_(some), m.is_draft == 1, m.gone == 0, m.conversation_id.is_not(None)
                )
                query = select(schema.message).where(self._in(schema.message, lease), where)
                found.update((row["draft_key"], row) for row in _rows(c, query))
        return list(found.values())

    def intend(self, lease: Lease, row: Row, rivals: Collection[int] = ()) -> bool:
        """Writes down a draft before it is made, so that a kill leaves a trace of it. The same key again is the same intent.

        False, and nothing is written, where one of the mailboxes `rivals` has a live draft to the same person or company: two scans that
        run side by side must not both write to them.
        """
        d = schema.draft
        with self._transaction(lease) as c:
            if rivals and self._is_rivalled(c, row, rivals):
                return False
            c.execute(delete(d).where(self._in(d, lease), d.c.key == row["key"]))
            c.execute(insert(d), self._lead(lease, [{**row, "state": "intent", "fence": lease.fence}]))
            return True

    def _is_rivalled(self, c: Connection, row: Row, rivals: Collection[int]) -> bool:
        d = schema.draft.c
        mine = _reached(row["recipients"])
        live = select(d.key, d.recipients).where(
            d.tenant == self._tenant, d.mailbox.in_(rivals), d.state.in_(LIVE_DRAFTS)
        )
        return any(
            key == row["key"] or not mine.isdisjoint(_reached(theirs)) for key, theirs in c.execute(live)
        )

    def set_draft(self, lease: Lease, key: str, **values: Any) -> None:
        """Changes columns of one draft row."""
        d = schema.draft
        with self._transaction(lease) as c:
            c.execute(update(d).where(self._in(d, lease), d.c.key == key).values(**values))
            if values.get("state") == "withdrawn":
                self._draft_freed(c, lease, key)

    def draft_changed(self, lease: Lease, key: str, **values: Any) -> None:
        """The same where the rep did something to the draft: its conversation must be judged again."""
        d = schema.draft
        with self._transaction(lease) as c:
            c.execute(update(d).where(self._in(d, lease), d.c.key == key).values(**values))
            self._draft_moved(c, lease, [key])
            self._draft_freed(c, lease, key)

    def _draft_freed(self, c: Connection, lease: Lease, key: str) -> None:
        """What the rep's other mailboxes hold of the people of a draft may be due now."""
        d = schema.draft.c
        if others := self._others(c, lease):
            text = c.scalar(select(d.recipients).where(self._in(schema.draft, lease), d.key == key))
            for other in others:
                self._mark(c, other, json.loads(text or "[]"))


def _reached(recipients: str) -> set[str]:
    """Addresses and companies of a draft's recipients (JSON)."""
    addrs = json.loads(recipients)
    return {*addrs, *filter(None, map(company_of, addrs))}
