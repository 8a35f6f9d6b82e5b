"""What was understood of bodies, which bodies are wanted, and who must not be written to any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, bindparam, insert, select, update

from agent import schema
from agent.records import Row
from agent.store.base import Base, Lease, _chunks, _many

# Why nobody writes to a person any more; the later word is the stronger one.
_STOPS = ("paused_by_you", "declined", "opted_out")


class Readings(Base):
    """What bodies say."""

    def want(self, lease: Lease, ids: Collection[str]) -> None:
        """Asks the rep's other mailboxes to read these messages (by message id): a decision here needs what they say."""
        m, v = schema.message, schema.conversation
        with self._transaction(lease) as c:
            for number in self._others(c, lease):
                for some in _chunks(ids):
                    fresh = and_(self._of(m, number), m.c.message_id.in_(some), m.c.wanted == 0)
                    owners = list(c.scalars(select(m.c.conversation_id).where(fresh)))
                    if owners:
                        c.execute(update(m).where(fresh).values(wanted=1))
                        self._pend_where(c, and_(self._of(v, number), v.c.id.in_(owners)))

    def save_readings(
        self,
        lease: Lease,
        meanings: Mapping[str, str],
        asks: Mapping[str, str],
        stops: Sequence[Row],
        people: Collection[str] = (),
    ) -> None:
        """Keeps what was understood of bodies, by message id, and who said stop. `people`: whom the bodies are of, or to, or about.

        What the rep's other mailboxes hold of them must be judged again.
        """
        m = schema.message
        with self._transaction(lease) as c:
            for column, found in ((m.c.meaning, meanings), (m.c.ask, asks)):
                if found:
                    statement = (
                        update(m)
                        .where(self._in(m, lease), m.c.message_id == bindparam("of_message"))
                        .values({column: bindparam("value")})
                    )
                    _many(c, statement, [{"of_message": i, "value": value} for i, value in found.items()])
            for stop in stops:
                t = schema.person
                where = and_(self._in(t, lease), t.c.addr == stop["addr"])
                if c.scalar(select(t.c.addr).where(where)) is None:
                    c.execute(insert(t), self._lead(lease, [stop]))
                elif stop["stop"] == "opted_out":
                    c.execute(update(t).where(where).values(**stop))
            for other in self._others(c, lease):
                self._mark(c, other, people)
                self._mark_linked(c, other, [{"message_id": i, "refs": "[[],[]]"} for i in meanings])

    def stops(self, lease: Lease, now: float) -> dict[str, str]:
        """Address -> why nobody may write there any more, as of `now`: whichever of the rep's mailboxes it was said in."""
        t = schema.person.c
        with self._transaction() as c:
            query = select(t.addr, t.stop).where(
                t.tenant == self._tenant, t.mailbox.in_(self._numbers(c)), t.since <= now
            )
            rows = sorted(c.execute(query), key=lambda row: (row[0], _STOPS.index(row[1])))
            return {row[0]: row[1] for row in rows}
