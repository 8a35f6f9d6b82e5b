"""The mailboxes: who may write to one now, when each was last looked at, and which addresses are the rep's own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, and_, case, func, insert, select, update

from agent import schema
from agent.errors import AlreadyRunning
from agent.records import Row, dumps
from agent.siblings import Sibling
from agent.store.base import Base, Lease, _rows


class Mailboxes(Base):
    """The leases and the looks."""

    def claim(
        self, account: str, name: str, settings: str, holder: str, now: float, seconds: float = 900
    ) -> Lease:
        """Takes the lease of a mailbox, made known if new. `settings` is a digest of all that judgements rest on.

        Raises AlreadyRunning while another holder's lease runs. `now` is the real clock, in seconds.
        """
        box = schema.mailbox
        with self._transaction() as c:
            row = self._mailbox_row(c, account, name, settings, now)
            if row["lease_holder"] not in (None, holder) and row["lease_until"] > now:
                raise AlreadyRunning(
                    f"Mailbox {name!r} is being scanned by another process. Try again when it has finished."
                )
            fence = row["fence"] + 1
            c.execute(
                update(box)
                .where(box.c.tenant == self._tenant, box.c.mailbox == row["mailbox"])
                .values(fence=fence, lease_holder=holder, lease_until=now + seconds, name=name)
            )
            return Lease(row["mailbox"], fence, row["state"], row["settings"], row["judged_at"])

    def _mailbox_row(self, c: Connection, account: str, name: str, settings: str, now: float) -> Row:
        """The row of a mailbox, made where it is new."""
        box = schema.mailbox
        query = select(box).where(box.c.tenant == self._tenant, box.c.account == account)
        if not (rows := _rows(c, query)):
            last = c.scalar(select(func.max(box.c.mailbox)).where(box.c.tenant == self._tenant)) or 0
            row = {"tenant": self._tenant, "mailbox": last + 1, "account": account, "name": name}
            c.execute(insert(box).values(**row, settings=settings, known_at=now))
            rows = _rows(c, query)
        return rows[0]

    def release(self, lease: Lease, settings: str, judged_at: float) -> None:
        """Ends a finished scan: what it judged by is remembered, unless another mailbox asked meanwhile that all be judged anew."""
        box = schema.mailbox
        with self._transaction(lease) as c:
            judged_by = case((box.c.settings == lease.settings, settings), else_=box.c.settings)
            c.execute(
                update(box)
                .where(self._in(box, lease))
                .values(lease_holder=None, lease_until=0, settings=judged_by, judged_at=judged_at)
            )

    def introduce(self, mailboxes: Iterable[tuple[str, str]], at: float) -> None:
        """Makes (account, name) known that are about to be read for the first time: drafts of the rep's other mailboxes wait for them."""
        with self._transaction() as c:
            for account, name in mailboxes:
                self._mailbox_row(c, account, name, "", at)

    def siblings(self, lease: Lease) -> list[Sibling]:
        """The rep's other mailboxes, also those that are no longer in the configuration."""
        box = schema.mailbox
        with self._transaction() as c:
            query = select(box).where(box.c.tenant == self._tenant, box.c.mailbox != lease.mailbox)
            return [
                Sibling(
                    row["mailbox"],
                    row["account"],
                    row["name"],
                    row["looked_at"],
                    row["known_at"],
                    row["attempts"],
                    row["state"] is not None,
                    frozenset(json.loads(row["identities"])),
                )
                for row in _rows(c, query.order_by(box.c.mailbox))
            ]

    def identify(self, lease: Lease, addresses: Iterable[str]) -> bool:
        """Keeps which addresses the host lets the rep write from; says whether they changed.

        The rep's other mailboxes are then grouped and judged anew: mail from there is the rep's own.
        """
        box = schema.mailbox
        text = dumps(sorted(addresses))
        with self._transaction(lease) as c:
            if c.scalar(select(box.c.identities).where(self._in(box, lease))) == text:
                return False
            c.execute(update(box).where(self._in(box, lease)).values(identities=text))
            others = and_(box.c.tenant == self._tenant, box.c.mailbox != lease.mailbox)
            c.execute(update(box).where(others).values(settings=""))
            return True

    def give_up(self, lease: Lease) -> None:
        """Ends a scan that failed."""
        with self._transaction(lease) as c:
            c.execute(
                update(schema.mailbox)
                .where(self._in(schema.mailbox, lease))
                .values(lease_holder=None, lease_until=0)
            )

    def looked(self, account: str, at: float) -> None:
        """A mailbox was read to its end at this real time, in seconds."""
        self._note(account, looked_at=at, attempts=0, error="")

    def failed(self, account: str, name: str, at: float, error: str) -> None:
        """A mailbox could not be read: why, in words for the rep. `attempts` counts failures in a row."""
        with self._transaction() as c:
            self._mailbox_row(c, account, name, "", at)
        self._note(account, failed_at=at, attempts=schema.mailbox.c.attempts + 1, error=error)

    def schedule(self, account: str, due: float | None) -> None:
        """When a mailbox is to be looked at next (real time, in seconds); None: nobody has said."""
        self._note(account, next_due=due)

    def looks(self) -> list[Row]:
        """account, name, looked_at, failed_at, error, attempts, next_due, identities (JSON) of every mailbox ever known."""
        box = schema.mailbox.c
        seen = (box.looked_at, box.failed_at, box.error, box.attempts)
        columns = (box.account, box.name, *seen, box.next_due, box.identities)
        with self._transaction() as c:
            return _rows(c, select(*columns).where(box.tenant == self._tenant).order_by(box.mailbox))

    def _note(self, account: str, **values: Any) -> None:
        box = schema.mailbox
        with self._transaction() as c:
            where = and_(box.c.tenant == self._tenant, box.c.account == account)
            c.execute(update(box).where(where).values(**values))
