"""What is to be judged, the rows it is judged by, and the verdicts that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import and_, bindparam, case, func, or_, select, update

from agent import schema
from agent.records import Row
from agent.store.base import Base, Judged, Lease, _chunks, _many, _rows

_NO_MARKS = 2**31 - 1
_OUTLINE = [
    schema.message.c[name]
    for name in (
        "email_id",
        "message_id",
        "conversation_id",
        "sent_at",
        "role",
        "is_draft",
        "gone",
        "from_addr",
        "people",
        "subject",
        "automatic",
        "wanted",
        "meaning",
    )
]


class Verdicts(Base):
    """The judging of one mailbox."""

    def to_judge(self, lease: Lease, now: float, everything: bool) -> dict[str, int]:
        """The ids of conversations whose verdict is missing or may have changed, oldest first: {id: marks so far}."""
        v = schema.conversation
        stale = or_(v.c.pending == 1, v.c.review_at <= now)
        with self._transaction() as c:
            query = (
                select(v.c.id, v.c.marks)
                .where(self._in(v, lease), v.c.first_at <= now)
                .order_by(v.c.first_at, v.c.id)
            )
            return {row[0]: row[1] for row in c.execute(query if everything else query.where(stale))}

    def pending(self, account: str) -> dict[str, int]:
        """The conversations of a mailbox that are to be judged again: {id: marks so far}."""
        box, v = schema.mailbox.c, schema.conversation.c
        where = and_(box.tenant == self._tenant, v.tenant == self._tenant, v.mailbox == box.mailbox)
        with self._transaction() as c:
            query = select(v.id, v.marks).where(where, box.account == account, v.pending == 1)
            return {row[0]: row[1] for row in c.execute(query)}

    def outlines(self, lease: Lease, ids: Iterable[str], now: float) -> dict[str, list[Row]]:
        """The same as `rows_of`, with the few columns that tell mail of machines to many from other mail."""
        m = schema.message.c
        found: dict[str, list[Row]] = {}
        with self._transaction() as c:
            for some in _chunks(ids):
                query = select(*_OUTLINE).where(
                    self._in(schema.message, lease), m.conversation_id.in_(some), m.sent_at <= now
                )
                for row in _rows(c, query):
                    found.setdefault(row["conversation_id"], []).append(row)
        return found

    def rows_of(self, lease: Lease, ids: Iterable[str], now: float) -> dict[str, list[Row]]:
        """The message rows of conversations, drafts included, not later than `now`."""
        m = schema.message.c
        found: dict[str, list[Row]] = {}
        with self._transaction() as c:
            for some in _chunks(ids):
                query = select(schema.message).where(
                    self._in(schema.message, lease), m.conversation_id.in_(some), m.sent_at <= now
                )
                for row in _rows(c, query):
                    found.setdefault(row["conversation_id"], []).append(row)
        return found

    def latest_after(self, lease: Lease, now: float) -> dict[str, float]:
        """Conversations that hold mail later than `now` (a scan with an earlier clock than the last one's): when the first comes."""
        m = schema.message.c
        with self._transaction() as c:
            query = (
                select(m.conversation_id, func.min(m.sent_at))
                .where(self._in(schema.message, lease), m.sent_at > now, m.conversation_id.is_not(None))
                .group_by(m.conversation_id)
            )
            return {row[0]: row[1] for row in c.execute(query)}

    def conversation_notes(self, lease: Lease, ids: Iterable[str]) -> dict[str, tuple[date | None, bool]]:
        """What the rep said of conversations: snoozed until, stopped."""
        with self._transaction() as c:
            rows = self._conversation_rows(c, lease, ids).values()
        return {
            r["id"]: (
                date.fromisoformat(r["snoozed_until"]) if r["snoozed_until"] else None,
                bool(r["stopped"]),
            )
            for r in rows
        }

    def save_verdicts(self, lease: Lease, verdicts: Sequence[Judged]) -> None:
        """Keeps verdicts; their conversations wait for new mail, for a mark from another mailbox, or for `review_at`."""
        if not verdicts:
            return
        v = schema.conversation
        statement = (
            update(v)
            .where(self._in(v, lease), v.c.id == bindparam("of_id"))
            .values(
                pending=case(
                    (or_(bindparam("judged_again") == 1, v.c.marks > bindparam("marks_seen")), 1), else_=0
                ),
                status=bindparam("to_status"),
                result=bindparam("to_result"),
                review_at=bindparam("to_review"),
            )
        )
        with self._transaction(lease) as c:
            rows = [
                {
                    "of_id": j.id,
                    "to_status": j.status,
                    "to_result": j.result,
                    "to_review": j.review_at,
                    "judged_again": int(j.again),
                    "marks_seen": _NO_MARKS if j.marks is None else j.marks,
                }
                for j in verdicts
            ]
            _many(c, statement, rows)

    def results(self, lease: Lease, now: float) -> list[tuple[str, str]]:
        """(id, JSON text) of every judged conversation that had begun by `now`, the latest first."""
        v = schema.conversation.c
        with self._transaction() as c:
            query = select(v.id, v.result).where(
                self._in(schema.conversation, lease), v.first_at <= now, v.result != ""
            )
            return [(row[0], row[1]) for row in c.execute(query.order_by(v.last_at.desc(), v.id))]
