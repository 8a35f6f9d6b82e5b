"""The state: what was read, judged and drafted. SQLite by default (WAL, one writer, file 0600); the same tables on PostgreSQL.

Every public method is one transaction: after a kill the state is what it was before or after, never between. Writes name
the lease they were made under; a writer whose lease was taken over is refused (the fence), so that a process that slept cannot act.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    and_,
    bindparam,
    case,
    create_engine,
    delete,
    event,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from agent import schema
from agent.companies import company_of
from agent.conversations import Node, assign_ids, group, related
from agent.erasing import admitted
from agent.errors import AlreadyRunning, StoreError
from agent.records import IMPERSONAL, Row, dumps, node, participant_rows, reference_ids, search_keys
from agent.siblings import Sibling

TENANT = "local"
# The statuses that mail elsewhere or the passing of days can change.
OPEN = ("due", "waiting", "held", "yours", "")
# The states of a draft that lies in Drafts, or is about to.
LIVE_DRAFTS = ("intent", "created", "edited", "withdrawing")
# Why nobody writes to a person any more; the later word is the stronger one.
_STOPS = ("paused_by_you", "declined", "opted_out")
_CHUNK = 400
_NO_MARKS = 2**31 - 1
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


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    found = list(values)
    for start in range(0, len(found), _CHUNK):
        yield found[start : start + _CHUNK]


def open_store(path: Path) -> Store:
    """Opens the state file, makes it (0600, its folder 0700) or upgrades it. Raises StoreError naming the file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as e:
        raise StoreError(
            f"{path}: the state file cannot be opened ({(e.strerror or '').lower()}); mend its rights or name another in [state] path."
        ) from e
    engine = create_engine(f"sqlite:///{path}")
    return _ready(engine, str(path))


def open_reader(path: Path) -> Store:
    """The state to be looked at: nothing is written, and no scan is kept waiting. Empty where there is no file yet.

    Raises StoreError where the file cannot be read.
    """
    from agent.migrations import HEAD

    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        try:
            current = connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        except sqlite3.Error:
            current = False
        if not current:
            connection.close()
    except sqlite3.Error:
        current = False
    if not current:  # no file, or of another version: a copy is brought to this one
        return open_copy(path)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN"))
    return Store(engine)


def open_copy(path: Path) -> Store:
    """A copy of the state in memory, for a dry run: the file is only read, and need not exist."""
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    if path.exists() and path.stat().st_size:
        try:
            source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            try:
                source.backup(memory)
            finally:
                source.close()
        except sqlite3.Error as e:
            raise StoreError(
                f"{path}: the state file cannot be read ({e}); if it is broken, delete it: drafts are found again by their key."
            ) from e
    engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    return _ready(engine, str(path))


def _ready(engine: Engine, name: str) -> Store:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = (
            None  # we begin transactions ourselves, as writers, so that none is upgraded half-way
        )
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA busy_timeout=60000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            upgrade(connection)
    except (DBAPIError, sqlite3.Error) as e:
        raise StoreError(
            f"{name}: the state file cannot be used ({getattr(e, 'orig', e)}); if it is broken, delete it: drafts are found again by their key."
        ) from e
    return Store(engine)


def upgrade(connection: Connection) -> None:
    """Brings a database to this version's tables, inside the transaction of the caller.

    Raises StoreError where it was written by a newer version.
    """
    from agent.migrations import HEAD

    versions: list[str] = []
    if connection.dialect.has_table(connection, "alembic_version"):
        versions = list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
    if versions == [HEAD]:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as e:
        raise StoreError(
            f"The state was written by a newer pleasantly ({', '.join(versions)}). Upgrade pleasantly, or name another file in [state] path."
        ) from e


class Store:
    """The state behind one engine; used by one thread at a time."""

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

    def unreadable(self, lease: Lease) -> list[tuple[str, str]]:
        """(name, why) of every message that could not be read."""
        u = schema.unreadable.c
        with self._transaction() as c:
            rows = c.execute(select(u.name, u.why).where(self._in(schema.unreadable, lease)).order_by(u.name))
            return [(name, why) for name, why in rows]

    def log(
        self, lease: Lease, at: float, what: str, conversation_id: str | None, detail: Mapping[str, Any]
    ) -> None:
        """Adds one line to the journal."""
        t = schema.journal
        with self._transaction(lease) as c:
            last = c.scalar(select(func.max(t.c.id)).where(self._in(t, lease))) or 0
            row = {
                "id": last + 1,
                "at": at,
                "what": what,
                "conversation_id": conversation_id,
                "detail": dumps(dict(detail)),
            }
            c.execute(insert(t), self._lead(lease, [row]))

    def conversations_like(self, prefix: str) -> list[tuple[str, str]]:
        """(account, id) of every conversation whose id begins so."""
        box, v = schema.mailbox.c, schema.conversation.c
        where = and_(box.tenant == self._tenant, v.tenant == self._tenant, v.mailbox == box.mailbox)
        with self._transaction() as c:
            query = select(box.account, v.id).where(where, v.id.startswith(prefix, autoescape=True))
            return [(row[0], row[1]) for row in c.execute(query)]

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

    def journal_of(self, lease: Lease, id: str) -> list[Row]:
        """The journal of one conversation, the latest last."""
        t = schema.journal
        with self._transaction() as c:
            query = select(t).where(self._in(t, lease), t.c.conversation_id == id)
            return _rows(c, query.order_by(t.c.at, t.c.id))

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


def _reached(recipients: str) -> set[str]:
    """Addresses and companies of a draft's recipients (JSON)."""
    addrs = json.loads(recipients)
    return {*addrs, *filter(None, map(company_of, addrs))}


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
