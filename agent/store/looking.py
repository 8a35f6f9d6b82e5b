"""What the commands that only look ask of the state: nothing here writes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, or_, select

from agent import schema
from agent.records import Row
from agent.store.base import Base, Lease, _chunks, _rows


class Looking(Base):
    """Questions that write nothing."""

    def unreadable(self, lease: Lease) -> list[tuple[str, str]]:
        """(name, why) of every message that could not be read."""
        u = schema.unreadable.c
        with self._transaction() as c:
            rows = c.execute(select(u.name, u.why).where(self._in(schema.unreadable, lease)).order_by(u.name))
            return [(name, why) for name, why in rows]

    def conversations_like(self, prefix: str) -> list[tuple[str, str]]:
        """(account, id) of every conversation whose id begins so."""
        box, v = schema.mailbox.c, schema.conversation.c
        where = and_(box.tenant == self._tenant, v.tenant == self._tenant, v.mailbox == box.mailbox)
        with self._transaction() as c:
            query = select(box.account, v.id).where(where, v.id.startswith(prefix, autoescape=True))
            return [(row[0], row[1]) for row in c.execute(query)]

    def reading(self, account: str) -> Lease | None:
        """By what a reader names a mailbox: nothing can be written under it. None for one that was never scanned."""
        box = schema.mailbox.c
        where = and_(box.tenant == self._tenant, box.account == account)
        with self._transaction() as c:
            found = _rows(c, select(box.mailbox, box.state, box.settings, box.judged_at).where(where))
        return Lease(fence=-1, **found[0]) if found else None

    def verdicts(self, lease: Lease, statuses: Collection[str] = ()) -> list[str]:
        """The JSON text of the conversations that stand so (all, where none is named), the latest first."""
        v = schema.conversation.c
        where = and_(self._in(schema.conversation, lease), v.result != "")
        query = select(v.result).where(and_(where, v.status.in_(statuses)) if statuses else where)
        with self._transaction() as c:
            return list(c.scalars(query.order_by(v.last_at.desc(), v.id)))

    def conversation(self, lease: Lease, id: str) -> Row | None:
        """The row of one conversation: its verdict as JSON text, and the rep's word on it."""
        with self._transaction() as c:
            return self._conversation_rows(c, lease, [id]).get(id)

    def newest_sent(
        self, lease: Lease, own: Collection[str], statuses: Collection[str], now: float, limit: int
    ) -> list[tuple[str, float]]:
        """(conversation id, time in seconds) of the rep's newest mails in conversations that stand so, the newest first."""
        m, v = schema.message.c, schema.conversation.c
        home = and_(v.tenant == m.tenant, v.mailbox == m.mailbox, v.id == m.conversation_id)
        where = and_(
            self._in(schema.message, lease),
            or_(m.role == "sent", m.from_addr.in_(own)),
            m.is_draft == 0,
            m.sent_at <= now,
            v.status.in_(statuses),
        )
        query = select(m.conversation_id, m.sent_at).join(schema.conversation, home).where(where)
        with self._transaction() as c:
            rows = c.execute(query.order_by(m.sent_at.desc(), m.email_id).limit(limit))
            return [(row[0], row[1]) for row in rows]

    def company_addresses(self, lease: Lease, companies: Collection[str], now: float) -> dict[str, list[str]]:
        """The addresses at each of these companies that any mail up to `now` names."""
        p = schema.participant.c
        found: dict[str, list[str]] = {}
        with self._transaction() as c:
            for some in _chunks(companies):
                where = and_(self._in(schema.participant, lease), p.company.in_(some), p.sent_at <= now)
                for company, addr in c.execute(select(p.company, p.addr).where(where).distinct()):
                    found.setdefault(company, []).append(addr)
        return found
