"""What every part of the state builds on: the lease, the fence around each transaction, the marks, statements for many rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, bindparam, insert, or_, select, update

from agent import schema
from agent.companies import company_of
from agent.errors import AlreadyRunning
from agent.records import Row, reference_ids

TENANT = "local"
# The statuses that mail elsewhere or the passing of days can change.
OPEN = ("due", "waiting", "held", "yours", "")
# The states of a draft that lies in Drafts, or is about to.
LIVE_DRAFTS = ("intent", "created", "edited", "withdrawing")
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write one mailbox's state. `state` is the connector's; `judged_at` the latest clock ever judged by (seconds)."""

    mailbox: int
    fence: int
    state: str | None
    settings: str
    judged_at: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict to keep: `result` is the JSON object of the contract, `review_at` when time alone may change it (seconds).

    `marks`: how often the conversation had been marked when its judgement began; a mark that came since is not wiped out by it.
    `again`: the next scan judges it again in any case.
    """

    id: str
    status: str
    result: str
    review_at: float | None
    marks: int | None = None
    again: bool = False


class Base:
    """One engine and one tenant, and what more than one part of the state does with them.

    `c` is the connection of a transaction that runs; what takes a lease touches only the mailbox of that lease.
    """

    def __init__(self, engine: Engine, tenant: str = TENANT) -> None:
        self._engine = engine
        self._tenant = tenant

    def close(self) -> None:
        """Gives back the file."""
        self._engine.dispose()

    def behind(self) -> tuple[Engine, str]:
        """The engine and the tenant: for agent.erasing, which takes people out of every table at once."""
        return self._engine, self._tenant

    @contextmanager
    def _transaction(self, lease: Lease | None = None) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            if lease is not None:
                box = schema.mailbox.c
                fence = connection.scalar(
                    select(box.fence).where(box.tenant == self._tenant, box.mailbox == lease.mailbox)
                )
                if fence != lease.fence:
                    raise AlreadyRunning(
                        "Another scan took this mailbox over while this one slept, so nothing more was written. The next scan goes on."
                    )
            yield connection

    def _in(self, table: Table, lease: Lease) -> Any:
        return self._of(table, lease.mailbox)

    def _of(self, table: Table, mailbox: int) -> Any:
        return and_(table.c.tenant == self._tenant, table.c.mailbox == mailbox)

    def _numbers(self, c: Connection) -> list[int]:
        """The rep's mailboxes, also those that are no longer in the configuration: what came there was answered all the same."""
        box = schema.mailbox.c
        return list(c.scalars(select(box.mailbox).where(box.tenant == self._tenant).order_by(box.mailbox)))

    def _others(self, c: Connection, lease: Lease) -> list[int]:
        return [number for number in self._numbers(c) if number != lease.mailbox]

    def _lead(self, lease: Lease, rows: Iterable[Row]) -> list[dict[str, Any]]:
        return [{"tenant": self._tenant, "mailbox": lease.mailbox, **row} for row in rows]

    def _insert_all(self, c: Connection, table: Table, lease: Lease, rows: Sequence[Row]) -> None:
        if rows:
            lead = {"tenant": self._tenant, "mailbox": lease.mailbox}
            statement = insert(table).values(**lead, **{name: bindparam(name) for name in rows[0]})
            _many(c, statement, rows)

    def _draft_moved(self, c: Connection, lease: Lease, keys: Sequence[str]) -> None:
        d = schema.draft.c
        for some in _chunks(keys):
            owners = c.scalars(
                select(d.conversation_id).where(self._in(schema.draft, lease), d.key.in_(some))
            )
            self._pend(c, lease, list(owners))

    def _pend(self, c: Connection, lease: Lease, ids: Iterable[str]) -> None:
        for some in _chunks(ids):
            where = and_(self._in(schema.conversation, lease), schema.conversation.c.id.in_(some))
            self._pend_where(c, where)

    def _pend_where(self, c: Connection, where: Any) -> None:
        v = schema.conversation
        c.execute(update(v).where(where).values(pending=1, marks=v.c.marks + 1))

    def _conversation_rows(self, c: Connection, lease: Lease, ids: Iterable[str]) -> dict[str, Row]:
        t = schema.conversation
        found: dict[str, Row] = {}
        for some in _chunks(ids):
            found.update(
                (row["id"], row) for row in _rows(c, select(t).where(self._in(t, lease), t.c.id.in_(some)))
            )
        return found

    def _mark(self, c: Connection, mailbox: int, addrs: Collection[str]) -> None:
        """Open conversations with these people, or with their companies, must be judged again."""
        m, p, v = schema.message.c, schema.participant.c, schema.conversation
        companies = {company for a in addrs if (company := company_of(a))}
        for column, values in ((p.addr, addrs), (p.company, companies)):
            for some in _chunks(values):
                emails = select(p.email_id).where(self._of(schema.participant, mailbox), column.in_(some))
                owners = select(m.conversation_id).where(
                    self._of(schema.message, mailbox), m.email_id.in_(emails)
                )
                self._pend_where(c, and_(self._of(v, mailbox), v.c.status.in_(OPEN), v.c.id.in_(owners)))

    def _mark_linked(self, c: Connection, mailbox: int, rows: Sequence[Row]) -> None:
        """Conversations that hold copies of these messages, name them or are named by them must be judged again, open or not."""
        m, r, v = schema.message.c, schema.reference.c, schema.conversation
        ids = {row["message_id"] for row in rows}
        for some in _chunks(ids.union(*(reference_ids(row) for row in rows))):
            mentioned = select(r.email_id).where(
                self._of(schema.reference, mailbox), r.ref.in_([i for i in some if i in ids])
            )
            of = or_(m.message_id.in_(some), m.email_id.in_(mentioned))
            owners = select(m.conversation_id).where(self._of(schema.message, mailbox), of)
            self._pend_where(c, and_(self._of(v, mailbox), v.c.id.in_(owners)))


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    found = list(values)
    for start in range(0, len(found), _CHUNK):
        yield found[start : start + _CHUNK]


def _many(c: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Executes one statement for many rows (parameter name -> value), without SQLAlchemy looking at each of them."""
    if not rows:
        return
    compiled = statement.compile(dialect=c.dialect)
    given = compiled.params
    if compiled.positional:
        values = itemgetter(*(compiled.positiontup or ()))
        c.exec_driver_sql(str(compiled), [values({**given, **row}) for row in rows])
    else:
        c.exec_driver_sql(str(compiled), [{**given, **row} for row in rows])


def _rows(c: Connection, query: Any) -> list[Row]:
    result = c.execute(query)
    names = tuple(result.keys())
    # from the driver: no column needs converting; in parts: all rows as tuples beside all of them as dicts would double the memory
    parts = iter(lambda: result.cursor.fetchmany(1_000), [])
    found: list[Row] = [dict(zip(names, row, strict=True)) for part in parts for row in part]
    result.close()
    return found
