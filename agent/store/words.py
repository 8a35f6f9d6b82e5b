"""The rep's word on conversations and people, and the journal of all that was said and done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from agent import schema
from agent.records import Row, dumps
from agent.store.base import OPEN, Base, Lease, _rows


class Words(Base):
    """The rep's word and the journal."""

    def log(
        self, lease: Lease, at: float, what: str, conversation_id: str | None, detail: Mapping[str, Any]
    ) -> None:
        """Adds one line to the journal."""
        with self._transaction(lease) as c:
            self._journal(c, lease, at, what, conversation_id, detail)

    def tell(
        self,
        lease: Lease,
        conversation_id: str,
        at: float,
        what: str,
        detail: Mapping[str, Any],
        **values: Any,
    ) -> None:
        """Keeps the rep's word on a conversation, with a line in the journal where it changes anything; it is judged again.

        "resumed" also lets a draft that the rep deleted be written again.
        """
        v, d = schema.conversation, schema.draft
        with self._transaction(lease) as c:
            row = self._conversation_rows(c, lease, [conversation_id]).get(conversation_id)
            deleted = and_(self._in(d, lease), d.c.conversation_id == conversation_id, d.c.state == "deleted")
            again = what == "resumed" and c.scalar(select(func.count()).where(deleted))
            if row is None or (values and all(row[k] == value for k, value in values.items()) and not again):
                return
            if again:
                c.execute(update(d).where(deleted).values(state="withdrawn"))
            where = and_(self._in(v, lease), v.c.id == conversation_id)
            c.execute(update(v).where(where).values(pending=1, marks=v.c.marks + 1, **values))
            self._mark_copies(c, lease, conversation_id)
            self._journal(c, lease, at, what, conversation_id, detail)

    def _mark_copies(self, c: Connection, lease: Lease, conversation_id: str) -> None:
        """What the rep's other mailboxes hold of a conversation must be judged again."""
        m = schema.message
        if others := self._others(c, lease):
            query = select(m.c.message_id, m.c.refs).where(
                self._in(m, lease), m.c.conversation_id == conversation_id
            )
            rows = _rows(c, query)
            for other in others:
                self._mark_linked(c, other, rows)

    def ignore(self, lease: Lease, word: str, at: float) -> None:
        """Nobody writes to this address or domain any more, by the rep's word; what is open is judged again."""
        t = schema.person
        with self._transaction(lease) as c:
            if c.scalar(select(t.c.addr).where(self._in(t, lease), t.c.addr == word)) is not None:
                return
            stop = {"addr": word, "stop": "paused_by_you", "words": "", "message_id": "", "since": 0.0}
            c.execute(insert(t), self._lead(lease, [stop]))
            self._pend_open(c, lease)
            self._journal(c, lease, at, "ignored", None, {"who": word})

    def unignore(self, lease: Lease, word: str, at: float) -> None:
        """Takes back `ignore`; what the person said themselves stands."""
        t = schema.person
        # also from mailboxes that are no longer in the configuration: nobody could take it back there
        where = and_(t.c.tenant == self._tenant, t.c.addr == word, t.c.stop == "paused_by_you")
        with self._transaction(lease) as c:
            if c.execute(delete(t).where(where)).rowcount:
                self._pend_open(c, lease)
                self._journal(c, lease, at, "no longer ignored", None, {"who": word})

    def _pend_open(self, c: Connection, lease: Lease) -> None:
        v = schema.conversation
        self._pend_where(c, and_(v.c.tenant == self._tenant, v.c.status.in_((*OPEN, "stopped"))))

    def _journal(
        self,
        c: Connection,
        lease: Lease,
        at: float,
        what: str,
        conversation_id: str | None,
        detail: Mapping[str, Any],
    ) -> None:
        t = schema.journal
        last = c.scalar(select(func.max(t.c.id)).where(self._in(t, lease))) or 0
        row = {"id": last + 1, "at": at, "what": what, "conversation_id": conversation_id}
        c.execute(insert(t), self._lead(lease, [{**row, "detail": dumps(dict(detail))}]))

    def journal(self, limit: int) -> list[tuple[str, Row]]:
        """(account, row) of the latest entries of every mailbox, the latest last."""
        t, box = schema.journal, schema.mailbox.c
        with self._transaction() as c:
            accounts = c.execute(select(box.mailbox, box.account).where(box.tenant == self._tenant)).all()
            names = {row[0]: row[1] for row in accounts}
            query = select(t).where(t.c.tenant == self._tenant).order_by(t.c.at.desc(), t.c.id.desc())
            return [(names[row["mailbox"]], row) for row in _rows(c, query.limit(limit))][::-1]

    def journal_of(self, lease: Lease, id: str) -> list[Row]:
        """The journal of one conversation, the latest last."""
        t = schema.journal
        with self._transaction() as c:
            query = select(t).where(self._in(t, lease), t.c.conversation_id == id)
            return _rows(c, query.order_by(t.c.at, t.c.id))
