"""New messages are put into conversations; those that they may change are marked to be judged again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from agent import schema
from agent.conversations import Node, assign_ids, group
from agent.records import IMPERSONAL, Row, node, reference_ids, search_keys
from agent.store.base import Base, Lease, _chunks, _many, _rows

_GROUPED = [
    schema.message.c[name]
    for name in (
        "email_id",
        "message_id",
        "conversation_id",
        "thread_id",
        "sent_at",
        "dirty",
        "automatic",
        "from_addr",
        "from_name",
        "people",
        "subject",
        "refs",
    )
]


class Grouping(Base):
    """The conversations, as messages come."""

    def regroup(self, lease: Lease, now: float, own: frozenset[str], label: str) -> int:
        """Puts new messages (up to `now`) into conversations and marks all that they may change; gives how many were new.

        Reads the messages of the people concerned within the threading window, not the mailbox. `label` makes conversation ids.
        """
        with self._transaction(lease) as c:
            m, v = schema.message.c, schema.conversation
            new = _rows(
                c,
                select(*_GROUPED).where(self._in(schema.message, lease), m.dirty == 1, m.sent_at <= now),
            )
            if not new:
                return 0
            rows = {row["email_id"]: row for row in new}
            near = self._neighbours(c, lease, new, own)
            for ids in _chunks(near):
                for row in _rows(
                    c,
                    select(*_GROUPED).where(self._in(schema.message, lease), m.conversation_id.in_(ids)),
                ):
                    rows[row["email_id"]] = row
            known = {r["message_id"]: r["conversation_id"] for r in rows.values() if r["conversation_id"]}
            named = assign_ids(
                label, group(_nodes(rows.values(), own), self._named_elsewhere(c, lease, rows)), known
            )
            first = not near and not c.scalar(select(v.c.id).where(self._in(v, lease)).limit(1))
            self._write_groups(c, lease, named, rows, near)
            personal = [row for row in new if row["automatic"] not in IMPERSONAL]
            addrs = {key for row in personal for key in search_keys(row, own)}
            if not first:  # where nothing was open before, there is nothing to judge again
                self._mark(c, lease.mailbox, addrs)
            for other in self._others(c, lease):
                self._mark(c, other, addrs)
                self._mark_linked(c, other, personal)
            return len(new)

    def _named_elsewhere(self, c: Connection, lease: Lease, rows: Mapping[str, Row]) -> frozenset[str]:
        """The ids that these rows name and that only lie in the rep's other mailboxes."""
        others = self._others(c, lease)
        if not others:
            return frozenset()
        m = schema.message.c
        named = {ref for row in rows.values() for ref in reference_ids(row)}
        named -= {row["message_id"] for row in rows.values()}
        found: set[str] = set()
        for other in others:
            for some in _chunks(named):
                query = select(m.message_id).where(
                    self._of(schema.message, other), m.message_id.in_(some), m.is_draft == 0
                )
                found.update(c.scalars(query))
        return frozenset(found)

    def _neighbours(self, c: Connection, lease: Lease, new: Sequence[Row], own: frozenset[str]) -> set[str]:
        """The conversations that new messages may belong to."""
        m, p, r = schema.message.c, schema.participant.c, schema.reference.c
        found: set[str | None] = {row["conversation_id"] for row in new}
        if not c.scalar(
            select(schema.conversation.c.id).where(self._in(schema.conversation, lease)).limit(1)
        ):
            return {i for i in found if i}
        ids = {row["message_id"] for row in new}
        refs = ids.union(*(reference_ids(row) for row in new))
        for some in _chunks(refs):
            found.update(
                c.scalars(
                    select(m.conversation_id).where(self._in(schema.message, lease), m.message_id.in_(some))
                )
            )
            mentioned = select(r.email_id).where(self._in(schema.reference, lease), r.ref.in_(some))
            found.update(
                c.scalars(
                    select(m.conversation_id).where(
                        self._in(schema.message, lease), m.email_id.in_(mentioned)
                    )
                )
            )
        for some in _chunks({row["thread_id"] for row in new if row["thread_id"]}):
            found.update(
                c.scalars(
                    select(m.conversation_id).where(self._in(schema.message, lease), m.thread_id.in_(some))
                )
            )
        personal = [row for row in new if row["automatic"] not in IMPERSONAL]
        addrs = {key for row in personal for key in search_keys(row, own)}
        window = 61 * 86_400.0
        low = min((row["sent_at"] for row in personal), default=0.0) - window
        high = max((row["sent_at"] for row in personal), default=0.0) + window
        for some in _chunks(addrs):
            recent = select(p.email_id).where(
                self._in(schema.participant, lease), p.addr.in_(some), p.sent_at.between(low, high)
            )
            found.update(
                c.scalars(
                    select(m.conversation_id).where(self._in(schema.message, lease), m.email_id.in_(recent))
                )
            )
        return {i for i in found if i}

    def _write_groups(
        self,
        c: Connection,
        lease: Lease,
        named: Mapping[str, list[Node]],
        rows: Mapping[str, Row],
        near: Collection[str],
    ) -> None:
        home = {n.id: name for name, nodes in named.items() for n in nodes}
        moved: dict[str, list[str]] = {}
        for row in rows.values():
            if row["dirty"] or row["conversation_id"] != home[row["message_id"]]:
                moved.setdefault(home[row["message_id"]], []).append(row["email_id"])
        m = schema.message
        parameters = [{"to_conversation": name, "of_email": i} for name, ids in moved.items() for i in ids]
        if parameters:
            statement = (
                update(m)
                .where(self._in(m, lease), m.c.email_id == bindparam("of_email"))
                .values(conversation_id=bindparam("to_conversation"), dirty=0)
            )
            _many(c, statement, parameters)
        heirs = {r["conversation_id"]: home[r["message_id"]] for r in rows.values() if r["conversation_id"]}
        old = self._conversation_rows(c, lease, near)
        for ids in _chunks(near):
            c.execute(
                delete(schema.conversation).where(
                    self._in(schema.conversation, lease), schema.conversation.c.id.in_(ids)
                )
            )
        for gone in set(near) - named.keys():
            where = and_(self._in(schema.draft, lease), schema.draft.c.conversation_id == gone)
            c.execute(update(schema.draft).where(where).values(conversation_id=heirs.get(gone, gone)))
        fresh: list[dict[str, Any]] = []
        for name, nodes in named.items():
            before = [old[i] for i in old if i == name or heirs.get(i) == name]
            kept = old.get(name)
            fresh.append(
                {
                    "id": name,
                    "first_at": nodes[0].at,
                    "last_at": nodes[-1].at,
                    "pending": int(kept is None or kept["pending"] or name in moved),
                    "review_at": kept["review_at"] if kept else None,
                    "status": kept["status"] if kept else "",
                    "result": kept["result"] if kept else "",
                    "snoozed_until": max(
                        (b["snoozed_until"] for b in before if b["snoozed_until"]), default=None
                    ),
                    "stopped": max((b["stopped"] for b in before), default=0),
                    "marks": max((b["marks"] for b in before), default=0),
                }
            )
        self._insert_all(c, schema.conversation, lease, fresh)


def _nodes(rows: Iterable[Row], own: frozenset[str]) -> list[Node]:
    """One node a message: copies share an id, and every reference any of them makes."""
    found: dict[str, Node] = {}
    for row in sorted(rows, key=lambda r: r["email_id"]):
        one = node(row, own)
        if (same := found.get(one.id)) is not None:
            refs = tuple(dict.fromkeys(same.refs + one.refs))
            one = Node(
                same.id,
                refs,
                same.subject,
                same.is_reply,
                same.at,
                same.people | one.people,
                same.thread_id or one.thread_id,
            )
        found[one.id] = one
    return list(found.values())
