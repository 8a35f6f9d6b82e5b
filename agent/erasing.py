"""Forgets people in the state: the rows that are only theirs are deleted, what is left of the others is made nameless (agent.forgetting).

Everything about one request is one transaction; `compact` then rewrites the file, so that the bytes are gone too.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from agent import schema
from agent.companies import company_of
from agent.conversations import name_key
from agent.errors import StoreError
from agent.forgetting import (
    DOMAIN,
    MARK,
    Forgotten,
    Names,
    Words,
    admit,
    concerns,
    digest,
    draft_without,
    everybody,
    meaning_without,
    outsiders,
    rests_on,
    subject_like,
    without,
)
from agent.model import Address
from agent.records import Row, dump_meaning, dumps, load_meaning, reference_ids

if TYPE_CHECKING:
    from agent.store import Store

_CHUNK = 400
_LIVE = ("intent", "created", "edited", "withdrawing")
# Tombstones stand under this number, and hold for every mailbox, also for those that are added later.
EVERY_MAILBOX = 0


@dataclass
class Erased:
    """What a request took away, in numbers. `waiting`: ids of other conversations whose verdict rested on it, which now wait for the rep's
    word. `also`: addresses of the same full name that were not asked for. `edited`: drafts left in Drafts as the rep changed them (subjects).
    """

    conversations: int = 0
    messages: int = 0
    changed: int = 0
    withdrawn: int = 0
    waiting: list[str] = field(default_factory=list)
    also: set[str] = field(default_factory=set)
    edited: list[str] = field(default_factory=list)

    def add(self, other: Erased) -> None:
        """Counts what another mailbox held as well."""
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            setattr(self, one.name, mine | theirs if isinstance(mine, set) else mine + theirs)


def forgotten_in(store: Store) -> Forgotten:
    """Everybody who is to stay forgotten."""
    engine, tenant = store.behind()
    with engine.connect() as c:
        return Forgotten(_tombstones(c, tenant))


def _tombstones(c: Connection, tenant: str) -> list[tuple[str, str]]:
    t = schema.forgotten.c
    return [(row[0], row[1]) for row in c.execute(select(t.secret, t.digest).where(t.tenant == tenant))]


def with_one_more(store: Store, who: str) -> tuple[Forgotten, tuple[str, str]]:
    """Everybody forgotten and one more, who is not written down yet, and the new (secret, digest).

    `who`: a canonical address (agent.relation.canonical), or "@domain".
    """
    engine, tenant = store.behind()
    with engine.connect() as c:
        known = _tombstones(c, tenant)
    secret = known[0][0] if known else secrets.token_hex(32)
    tombstone = (secret, digest(secret, who))
    return Forgotten([*known, tombstone]), tombstone


def admitted(
    c: Connection, tenant: str, mailbox: int, rows: Sequence[dict[str, Any]], own: frozenset[str]
) -> list[dict[str, Any]]:
    """The rows of listed mail that may be recorded, without forgotten people; inside the transaction of the caller."""
    forgotten = Forgotten(_tombstones(c, tenant))
    if not forgotten:
        return list(rows)
    m, box = schema.message.c, schema.mailbox.c
    everywhere = select(box.mailbox).where(box.tenant == tenant)
    where = and_(m.tenant == tenant, m.mailbox.in_(everywhere))
    ids = {i for row in rows if _covered(row, forgotten) for i in (row["message_id"], *reference_ids(row))}
    threads = {row["thread_id"] for row in rows if row["thread_id"] and _covered(row, forgotten)}
    ids |= {forgotten.id(i) for i in ids}
    known: set[str] = set()
    for some in _chunks(ids):
        known.update(c.scalars(select(m.message_id).where(where, m.message_id.in_(some))))
    for some in _chunks(threads):
        known.update(
            f"thread:{i}" for i in c.scalars(select(m.thread_id).where(where, m.thread_id.in_(some)))
        )
    internal = {firm for addr in own if (firm := company_of(addr))}
    kept = admit(rows, forgotten, own, internal, known)
    _stop(c, tenant, mailbox, (a for row in rows for a in everybody(row)), forgotten)
    return _as_known(c, where, kept, forgotten)


def _as_known(
    c: Connection, where: Any, rows: list[dict[str, Any]], forgotten: Forgotten
) -> list[dict[str, Any]]:
    """Rows that mention messages which were made nameless: by the ids that these have now, and with the subject that the thread has now,
    so that neither an address nor a name comes back with the answers of others.
    """
    m = schema.message.c
    named = {i for row in rows for i in (row["message_id"], *reference_ids(row))}
    stand_ins = {forgotten.id(i): i for i in named}
    swapped: dict[str, str] = {}
    marked: dict[str, str] = {}
    for some in _chunks({*named, *stand_ins}):
        for id_, subject in c.execute(select(m.message_id, m.subject).where(where, m.message_id.in_(some))):
            if id_ in stand_ins:
                swapped[stand_ins[id_]] = id_
            if MARK in subject:
                marked[id_] = subject
    if not swapped and not marked:
        return rows
    for row in rows:
        row["message_id"] = swapped.get(row["message_id"], row["message_id"])
        row["refs"] = dumps([[swapped.get(i, i) for i in field] for field in json.loads(row["refs"])])
        known = (marked[i] for i in (row["message_id"], *reference_ids(row)) if i in marked)
        row["subject"] = next(
            (found for text in known if (found := subject_like(row["subject"], text))), row["subject"]
        )
    return rows


def _covered(row: Row, forgotten: Forgotten) -> bool:
    return any(forgotten.covers(a.addr) for a in everybody(row))


def _stop(c: Connection, tenant: str, mailbox: int, people: Iterable[Address], forgotten: Forgotten) -> None:
    """Nobody who was forgotten is ever written to: their placeholders are among those who asked for that, and the domain of all of these."""
    t = schema.person
    here = and_(t.c.tenant == tenant, t.c.mailbox == mailbox)
    wanted = {found for a in people if (found := forgotten.placeholder(a.addr))}
    if not wanted:
        return
    wanted.add(DOMAIN)
    wanted.difference_update(c.scalars(select(t.c.addr).where(here, t.c.addr.endswith(DOMAIN))))
    row = {
        "tenant": tenant,
        "mailbox": mailbox,
        "stop": "opted_out",
        "words": "",
        "message_id": "",
        "since": 0.0,
    }
    if wanted:
        c.execute(insert(t), [{**row, "addr": addr} for addr in sorted(wanted)])


def mailboxes_in(c: Connection, tenant: str) -> list[Row]:
    """mailbox, account, name and identities of every mailbox ever known, also of those that left the configuration."""
    box = schema.mailbox.c
    query = select(box.mailbox, box.account, box.name, box.identities).where(box.tenant == tenant)
    return _rows(c, query.order_by(box.mailbox))


def drafts_concerned(
    c: Connection, tenant: str, forgotten: Forgotten, own: Collection[str], internal: Collection[str]
) -> list[Row]:
    """Live drafts of ours for or about forgotten people, or in a conversation with them, of every mailbox."""
    t = schema.draft
    found = []
    for eraser in _erasers(c, tenant, forgotten, own, internal):
        homes = eraser.alone | eraser.mixed
        rows = _rows(c, select(t).where(eraser.here(t), t.c.state.in_(_LIVE)))
        found += [row for row in rows if row["conversation_id"] in homes or concerns(row, forgotten)]
    return found


def erase(
    c: Connection,
    tenant: str,
    forgotten: Forgotten,
    own: Collection[str],
    internal: Collection[str],
    at: float,
) -> Erased:
    """Takes forgotten people out of what is known, inside the transaction of the caller; `at` is the real time in seconds.

    `own`: the rep's addresses; `internal`: the domains of the rep's company, whose people are not outside.
    """
    if c.dialect.name == "sqlite":
        c.exec_driver_sql("PRAGMA secure_delete = ON")
    erasers = _erasers(c, tenant, forgotten, own, internal)
    held = [eraser.resting() for eraser in erasers]
    found = Erased()
    for eraser, one in zip(erasers, held, strict=True):
        found.add(eraser.run(at, one))
    return found


def _erasers(
    c: Connection, tenant: str, forgotten: Forgotten, own: Collection[str], internal: Collection[str]
) -> list[_Eraser]:
    """One for each mailbox. They share who is meant, and what is with others: a conversation may lie in several mailboxes."""
    boxes = mailboxes_in(c, tenant)
    ours = {*own, *(addr for row in boxes for addr in json.loads(row["identities"]))}
    found = [_Eraser(c, tenant, row["mailbox"], forgotten, ours, internal) for row in boxes]
    people = set().union(*(eraser.people for eraser in found))
    shared = set().union(*(eraser.ids[i] for eraser in found for i in eraser.mixed))
    for eraser in found:
        eraser.share(people, shared)
    return found


def remember(c: Connection, tenant: str, tombstone: tuple[str, str], keep: bool) -> None:
    """Writes down that somebody is to stay forgotten, or (`keep` false) that nothing is left of that either."""
    t = schema.forgotten
    secret, found = tombstone
    c.execute(delete(t).where(t.c.tenant == tenant, t.c.digest == found))
    if keep:
        c.execute(insert(t).values(tenant=tenant, mailbox=EVERY_MAILBOX, digest=found, secret=secret))


class _Eraser:
    """One mailbox during one request. `alone`: conversations with nobody else outside; `mixed`: those with others; `ids`: the message ids
    that each of them knows; `strays`: emails that are in no conversation, with nobody else in them.
    """

    def __init__(
        self,
        c: Connection,
        tenant: str,
        mailbox: int,
        forgotten: Forgotten,
        own: Collection[str],
        internal: Collection[str],
    ) -> None:
        self.c = c
        self.tenant = tenant
        self.mailbox = mailbox
        self.forgotten = forgotten
        m = schema.message.c
        sent = select(m.from_addr).where(self.here(schema.message), m.role == "sent").distinct()
        self.own = {*own, *(addr for addr in c.scalars(sent) if not forgotten.covers(addr))}
        self.internal = internal
        self.people: set[Address] = set()
        self.emails: set[str] = set()
        self.named: dict[str, set[str]] = {}
        self.alone: set[str] = set()
        self.mixed: set[str] = set()
        self.ids: dict[str, set[str]] = {}
        self.strays: set[str] = set()
        self._sort()
        self.names = Names()
        self.addrs: frozenset[str] = frozenset()

    def here(self, table: Any) -> Any:
        """The rows of this mailbox."""
        return and_(table.c.tenant == self.tenant, table.c.mailbox == self.mailbox)

    def share(self, people: Collection[Address], shared: Collection[str]) -> None:
        """Takes over who is meant in all mailboxes, and which message ids are known with others somewhere."""
        self.names = Names.of(people)
        self.addrs = frozenset(a.addr for a in people)
        elsewhere = {i for i in self.alone if not self.ids[i].isdisjoint(shared)}
        self.alone -= elsewhere
        self.mixed |= elsewhere

    def _sort(self) -> None:
        m = schema.message.c
        query = select(
            m.email_id, m.message_id, m.conversation_id, m.from_addr, m.from_name, m.people, m.refs
        ).where(self.here(schema.message))
        others: dict[str, bool] = {}
        for row in _stream(self.c, query):
            people = everybody(row)
            found = {a for a in people if self.forgotten.covers(a.addr)}
            rest = {a for a in people if a not in found}
            for person in rest:
                if key := name_key(person.name):
                    self.named.setdefault(key, set()).add(person.addr)
            home, more = row["conversation_id"], bool(outsiders(rest, self.own, self.internal))
            if home is not None:
                others[home] = others.get(home, False) or more
            if found:
                self.people |= found
                self.emails.add(row["email_id"])
                if home is not None:
                    self.ids.setdefault(home, set()).update((row["message_id"], *reference_ids(row)))
                elif not more:
                    self.strays.add(row["email_id"])
        self.alone = {i for i in self.ids if not others[i]}
        self.mixed = {i for i in self.ids if others[i]}

    def run(self, at: float, held: Sequence[tuple[str, str | None]]) -> Erased:
        """Erases; `held` is what `resting` gave before anything was erased anywhere."""
        found = Erased(conversations=len(self.alone))
        found.messages = self._delete_alone()
        found.changed = self._change_messages()
        self._participants()
        self._drafts()
        self._people()
        self._judge_again()
        found.waiting = self._leave_alone(held, at)
        self._texts()
        found.also = {
            addr
            for key in self.names.keys
            for addr in self.named.get(key, ())
            if addr not in self.own and not addr.endswith("@" + DOMAIN)
        }
        if self.people:
            _stop(self.c, self.tenant, self.mailbox, self.people, self.forgotten)
            counts = {"conversations": found.conversations, "messages": found.messages}
            self._note(at, "forgotten", None, counts)
        return found

    def _delete_alone(self) -> int:
        """Deletes the conversations that are only theirs, with all that hangs on them; gives the number of messages."""
        m = schema.message.c
        emails = set(self.strays)
        for some in _chunks(self.alone):
            emails.update(
                self.c.scalars(
                    select(m.email_id).where(self.here(schema.message), m.conversation_id.in_(some))
                )
            )
        for table in (schema.message, schema.participant, schema.reference):
            self._delete(table, table.c.email_id, emails)
        self._delete(schema.conversation, schema.conversation.c.id, self.alone)
        self._delete(schema.draft, schema.draft.c.conversation_id, self.alone)
        self._delete(schema.journal, schema.journal.c.conversation_id, self.alone)
        return len(emails)

    def _delete(self, table: Any, column: Any, values: Iterable[str]) -> None:
        for some in _chunks(values):
            self.c.execute(delete(table).where(self.here(table), column.in_(some)))

    def _scrub(self, home: str | None) -> Words:
        return self._near if home in self.mixed else self._far

    @cached_property
    def _near(self) -> Words:
        return Words(self.forgotten, self.names, near=True)

    @cached_property
    def _far(self) -> Words:
        return Words(self.forgotten, self.names, near=False)

    def _change_messages(self) -> int:
        """Makes nameless what stays; gives the number of messages that changed."""
        near, far = self._near, self._far
        table = schema.message
        changes: list[dict[str, Any]] = []
        refs: dict[str, tuple[str, ...]] = {}
        for row in _stream(self.c, select(table).where(self.here(table))):
            inside = row["email_id"] in self.emails or row["conversation_id"] in self.mixed
            if not inside and not self._mentioned(row):
                continue
            scrub = near if inside else far
            new = without(row, self.forgotten, scrub, self.addrs)
            theirs = self.forgotten.covers(row["from_addr"])
            if row["meaning"]:
                meaning = meaning_without(load_meaning(row["meaning"]), theirs, self.forgotten, scrub)
                new["meaning"] = dump_meaning(meaning)
            if row["ask"]:
                ask = json.loads(row["ask"])
                sentence = None if theirs else ask["sentence"]
                new["ask"] = dumps({**ask, "sentence": sentence and scrub(sentence)})
            if new != row:
                changes.append(new)
                if new["refs"] != row["refs"]:
                    refs[row["email_id"]] = reference_ids(new)
        if changes:
            names = (
                "message_id",
                "content_id",
                "from_addr",
                "from_name",
                "people",
                "subject",
                "refs",
                "meaning",
                "ask",
            )
            statement = update(table).where(self.here(table), table.c.email_id == bindparam("of_email"))
            columns: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
            self.c.execute(
                statement.values(columns),
                [{"of_email": row["email_id"], **{f"to_{n}": row[n] for n in names}} for row in changes],
            )
        self._delete(schema.reference, schema.reference.c.email_id, refs)
        lead = {"tenant": self.tenant, "mailbox": self.mailbox}
        if rows := [{**lead, "ref": ref, "email_id": i} for i, found in refs.items() for ref in found]:
            self.c.execute(insert(schema.reference), rows)
        return len(changes)

    def _mentioned(self, row: Row) -> bool:
        """Whether a row of other people's mail may hold an address or a full name of theirs: most do not, and are not looked into."""
        columns = ("message_id", "from_name", "people", "subject", "refs", "meaning", "ask")
        text = "\n".join(row[name] or "" for name in columns).replace("\\n", " ")
        plain = text.lower()
        return any(addr in plain for addr in self.addrs) or self._far(text) != text

    def _participants(self) -> None:
        """Puts placeholders into the index of who is in which message, and takes their names out."""
        t = schema.participant
        gone = {*self.addrs, *self.names.keys}
        for some in _chunks(self.emails):
            rows = _rows(self.c, select(t).where(self.here(t), t.c.email_id.in_(some)))
            mine = [row for row in rows if row["addr"] in gone]
            fresh = {
                (placeholder, row["sent_at"], row["email_id"])
                for row in mine
                if (placeholder := self.forgotten.placeholder(row["addr"]))
            }
            self.c.execute(delete(t).where(self.here(t), t.c.email_id.in_(some), t.c.addr.in_(gone)))
            lead = {"tenant": self.tenant, "mailbox": self.mailbox, "company": None}
            if fresh:
                self.c.execute(
                    insert(t),
                    [{**lead, "addr": a, "sent_at": at, "email_id": i} for a, at, i in sorted(fresh)],
                )

    def _drafts(self) -> None:
        t = schema.draft
        for row in _rows(self.c, select(t).where(self.here(t))):
            if values := draft_without(row, self.forgotten, self._scrub(row["conversation_id"])):
                self.c.execute(update(t).where(self.here(t), t.c.key == row["key"]).values(**values))

    def _people(self) -> None:
        """What they said themselves goes; what others said stays without their names."""
        t = schema.person
        for row in _rows(self.c, select(t).where(self.here(t))):
            one = and_(self.here(t), t.c.addr == row["addr"])
            if self.forgotten.covers(row["addr"]):
                self.c.execute(delete(t).where(one))
            elif (words := self._far(row["words"])) != row["words"]:
                self.c.execute(update(t).where(one).values(words=words))

    def resting(self) -> list[tuple[str, str | None]]:
        """(id, until) of other conversations that are not due and whose reason names them: judged again, they might become due only because
        what held them is erased.
        """
        p, m, t = schema.participant.c, schema.message.c, schema.conversation
        firms = {firm for addr in self.addrs if (firm := company_of(addr))}
        same: set[str | None] = set()
        for some in _chunks(self.names.keys):
            emails = select(p.email_id).where(self.here(schema.participant), p.addr.in_(some))
            same.update(
                self.c.scalars(
                    select(m.conversation_id).where(self.here(schema.message), m.email_id.in_(emails))
                )
            )
        query = select(t.c.id, t.c.status, t.c.result).where(self.here(t), t.c.result != "")
        found = []
        for row in _stream(self.c, query):
            if row["id"] in self.alone or row["id"] in self.mixed or row["status"] in {"due", "ignored"}:
                continue
            result = json.loads(row["result"])
            near = row["id"] in same or result.get("company") in firms
            if rests_on(result, self.names, near):
                found.append((row["id"], result.get("until")))
        return found

    def _leave_alone(self, held: Iterable[tuple[str, str | None]], at: float) -> list[str]:
        """What was held by mail that is gone waits for its day, or else for the rep's word; gives the ids of the latter."""
        t = schema.conversation
        waiting = []
        for id_, until in held:
            one = and_(self.here(t), t.c.id == id_)
            if until is None:
                waiting.append(id_)
                self.c.execute(update(t).where(one).values(stopped=1, pending=1))
                self._note(at, "stopped", id_, {"why": "what held it was forgotten"})
            else:
                later = or_(t.c.snoozed_until.is_(None), t.c.snoozed_until < until)
                self.c.execute(update(t).where(one, later).values(snoozed_until=until, pending=1))
        return waiting

    def _judge_again(self) -> None:
        """Conversations with them, and stored verdicts that name them, are judged anew by the next scan."""
        t = schema.conversation
        again = set(self.mixed)
        for row in _stream(self.c, select(t.c.id, t.c.result).where(self.here(t), t.c.result != "")):
            texts = (row["result"], json.dumps(json.loads(row["result"]), ensure_ascii=False))
            if any(self._near(text) != text for text in texts):
                again.add(row["id"])
        for some in _chunks(again):
            where = and_(self.here(t), t.c.id.in_(some))
            self.c.execute(update(t).where(where).values(pending=1, status="", result="", review_at=None))

    def _texts(self) -> None:
        """Journal entries and unreadable messages that name them."""
        for table, key, columns in (
            (schema.journal, "id", ("detail",)),
            (schema.unreadable, "email_id", ("name", "why")),
        ):
            names = [table.c[name] for name in (key, *columns)]
            rows = _rows(self.c, select(*names).where(self.here(table)))
            gone = [row[key] for row in rows if any(self._far(row[n]) != row[n] for n in columns)]
            self._delete(table, table.c[key], gone)

    def _note(self, at: float, what: str, conversation_id: str | None, detail: dict[str, Any]) -> None:
        """One line in the journal."""
        t = schema.journal
        last = self.c.scalar(select(t.c.id).where(self.here(t)).order_by(t.c.id.desc()).limit(1)) or 0
        row = {"id": last + 1, "at": at, "what": what, "conversation_id": conversation_id}
        values = {**row, "detail": dumps(detail), "tenant": self.tenant, "mailbox": self.mailbox}
        self.c.execute(insert(t).values(**values))


def _rows(c: Connection, query: Any) -> list[Row]:
    return list(_stream(c, query))


def _stream(c: Connection, query: Any) -> Iterator[Row]:
    for part in c.execute(query).mappings().partitions(2_000):
        yield from (dict(row) for row in part)


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    found = sorted(values)
    for start in range(0, len(found), _CHUNK):
        yield found[start : start + _CHUNK]


def compact(path: Path, patience: float, clock: Any = time.monotonic, pause: Any = time.sleep) -> bool:
    """Rewrites the state file without what was deleted, and empties its log; False where another process kept it in use for `patience` seconds.

    Raises StoreError where the file cannot be rewritten at all (no room on the disk, say).
    SQLite: https://www.sqlite.org/lang_vacuum.html, https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
    """
    until = clock() + patience
    while True:
        connection = sqlite3.connect(path, timeout=1, isolation_level=None)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
        except sqlite3.Error as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreError(
                    f"{path}: it is erased, but the file cannot be rewritten without it ({error}). Make room on the disk, and run this once more."
                ) from error
        finally:
            connection.close()
        if clock() >= until:
            return False
        pause(0.2)
