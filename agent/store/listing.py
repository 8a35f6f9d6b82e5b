"""What a connector listed: new messages, those that moved or went, copies of one message, and the connector's own state."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from agent import schema
from agent.erasing import admitted
from agent.records import Row, dumps, participant_rows, reference_ids
from agent.store.base import Base, Lease, _chunks, _rows


class Listing(Base):
    """The messages, as they are read."""

    def record_page(
        self,
        lease: Lease,
        rows: Sequence[dict[str, Any]],
        removed: Collection[str],
        unreadable: Collection[tuple[str, str, str]],
        state: str,
        own: frozenset[str],
    ) -> int:
        """Records one page of changes together with the connector's new state; gives the number of messages not known before.

        A removed email stays known (an answer that was deleted is still an answer), it is only marked as gone.
        """
        with self._transaction(lease) as c:
            rows = admitted(c, self._tenant, lease.mailbox, rows, own)
            known = self._known(c, lease, [row["email_id"] for row in rows])
            fresh = [row for row in rows if row["email_id"] not in known]
            self._merge_copies(c, lease, fresh)
            self._insert(c, lease, fresh, own)
            for row in rows:
                if (old := known.get(row["email_id"])) is not None:
                    self._again(c, lease, old, row)
            m = schema.message.c
            for ids in _chunks(removed):
                touched = and_(self._in(schema.message, lease), m.email_id.in_(ids), m.gone == 0)
                keys = list(c.scalars(select(m.draft_key).where(touched, m.draft_key.is_not(None))))
                c.execute(update(schema.message).where(touched).values(gone=1))
                self._draft_moved(c, lease, keys)
                drafts = c.scalars(
                    select(m.conversation_id).where(
                        self._in(schema.message, lease), m.email_id.in_(ids), m.is_draft == 1
                    )
                )
                self._pend(c, lease, [i for i in drafts if i])
            if unreadable:
                ids = [u[0] for u in unreadable]
                c.execute(
                    delete(schema.unreadable).where(
                        self._in(schema.unreadable, lease), schema.unreadable.c.email_id.in_(ids)
                    )
                )
                found = [{"email_id": i, "name": n, "why": w} for i, n, w in unreadable]
                c.execute(insert(schema.unreadable), self._lead(lease, found))
            c.execute(update(schema.mailbox).where(self._in(schema.mailbox, lease)).values(state=state))
        return sum(1 for row in fresh if not row["is_draft"])

    def _known(self, c: Connection, lease: Lease, ids: Sequence[str]) -> dict[str, Row]:
        m = schema.message.c
        found: dict[str, Row] = {}
        for some in _chunks(ids):
            query = select(m.email_id, m.role, m.is_draft, m.gone, m.draft_key).where(
                self._in(schema.message, lease), m.email_id.in_(some)
            )
            found.update((row["email_id"], dict(row)) for row in c.execute(query).mappings())
        return found

    def _again(self, c: Connection, lease: Lease, old: Row, row: Row) -> None:
        """An email that is listed again: only a move between roles, or its return, means anything."""
        if (old["role"], old["is_draft"], old["gone"]) == (row["role"], row["is_draft"], 0):
            return
        m = schema.message.c
        where = and_(self._in(schema.message, lease), m.email_id == row["email_id"])
        c.execute(
            update(schema.message)
            .where(where)
            .values(role=row["role"], is_draft=row["is_draft"], gone=0, dirty=1)
        )
        if row["draft_key"]:
            self._draft_moved(c, lease, [row["draft_key"]])

    def _merge_copies(self, c: Connection, lease: Lease, rows: Sequence[dict[str, Any]]) -> None:
        """Gives copies of one message one message id, in all mailboxes of the rep, and different messages different ones.

        Copies of one message may carry different Message-IDs (equal content then tells), and broken senders give one id to many
        messages (another sender, or days between, then tells).
        """
        m = schema.message.c
        by_content: dict[str, str] = {}
        by_id: dict[str, tuple[str, float]] = {}
        for number in [lease.mailbox, *self._others(c, lease)]:
            for column, values in (
                (m.content_id, [r["content_id"] for r in rows]),
                (m.message_id, [r["message_id"] for r in rows]),
            ):
                for some in _chunks({v for v in values if v}):
                    # a draft is no copy of the mail that it becomes, days later and under the same id
                    query = select(m.content_id, m.message_id, m.from_addr, m.sent_at).where(
                        self._of(schema.message, number), m.is_draft == 0, column.in_(some)
                    )
                    for content, message_id, sender, at in c.execute(query):
                        by_content.setdefault(content, message_id)
                        by_id.setdefault(message_id, (sender, at))
        for row in sorted((r for r in rows if not r["is_draft"]), key=lambda r: r["email_id"]):
            same = by_id.get(row["message_id"])
            if same is not None and (
                same[0] != row["from_addr"] or abs(same[1] - row["sent_at"]) > 2 * 86_400
            ):
                row["message_id"] = row["content_id"] or f"<{row['email_id']}@content.invalid>"
            canonical = by_content.get(row["content_id"]) if row["content_id"] else None
            if canonical is not None and canonical != row["message_id"]:
                refs = json.loads(row["refs"])
                row["refs"] = dumps([refs[0], [*refs[1], row["message_id"]]])
                row["message_id"] = canonical
            by_id.setdefault(row["message_id"], (row["from_addr"], row["sent_at"]))
            if row["content_id"]:
                by_content.setdefault(row["content_id"], row["message_id"])

    def _insert(
        self, c: Connection, lease: Lease, rows: Sequence[dict[str, Any]], own: frozenset[str]
    ) -> None:
        if not rows:
            return
        self._insert_all(c, schema.message, lease, rows)
        self._insert_all(
            c, schema.participant, lease, [p for row in rows for p in participant_rows(row, own)]
        )
        refs = [{"ref": ref, "email_id": row["email_id"]} for row in rows for ref in reference_ids(row)]
        self._insert_all(c, schema.reference, lease, refs)
        keys = [row["draft_key"] for row in rows if row["draft_key"]]
        self._draft_moved(c, lease, keys)

    def forget_state(self, lease: Lease) -> None:
        """The connector must read from the beginning again; what is recorded stays.

        Drafts count as gone until they are told again: of one that was deleted meanwhile nobody would ever tell.
        """
        m = schema.message.c
        lying = and_(self._in(schema.message, lease), m.is_draft == 1, m.gone == 0)
        with self._transaction(lease) as c:
            homes = list(c.scalars(select(m.conversation_id).where(lying, m.conversation_id.is_not(None))))
            c.execute(update(schema.message).where(lying).values(gone=1))
            self._pend(c, lease, homes)
            c.execute(update(schema.mailbox).where(self._in(schema.mailbox, lease)).values(state=None))

    def reindex(self, lease: Lease, own: frozenset[str]) -> None:
        """After a change of the configuration: everything is grouped and judged anew; what was read of bodies stays."""
        with self._transaction(lease) as c:
            m = schema.message.c
            c.execute(delete(schema.participant).where(self._in(schema.participant, lease)))
            query = select(m.email_id, m.sent_at, m.automatic, m.from_addr, m.from_name, m.people).where(
                self._in(schema.message, lease)
            )
            people = [p for row in _rows(c, query) for p in participant_rows(row, own)]
            self._insert_all(c, schema.participant, lease, people)
            c.execute(update(schema.message).where(self._in(schema.message, lease)).values(dirty=1))
