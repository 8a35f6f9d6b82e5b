"""The answer of a scan that has nothing to do, given without SQLAlchemy: most scans are of that kind.

Only reads, and only where it is certain that the long way would say the same: the tables, the configuration and the clock allow every
stored verdict to stand, and every mailbox says that nothing is new. Anything else is left to agent.scan. Beside that, short notes
between processes: when a mailbox was looked at, when it is to be looked at, and how many conversations stand how.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from agent.config import Config, Mailbox
from agent.digest import Standing
from agent.migrations import HEAD
from connectors.base import CannotCalculateChanges, Connector, ConnectorError

log = logging.getLogger(__name__)

TENANT = "local"

_OPEN_WORK = """
SELECT EXISTS (SELECT 1 FROM conversation WHERE tenant = :tenant AND mailbox = :mailbox AND pending = 1)
    OR EXISTS (SELECT 1 FROM conversation WHERE tenant = :tenant AND mailbox = :mailbox AND review_at <= :now)
    OR EXISTS (SELECT 1 FROM message WHERE tenant = :tenant AND mailbox = :mailbox AND dirty = 1 AND sent_at <= :now)
"""
_LIVE_DRAFTS = """
SELECT key, state FROM draft WHERE tenant = :tenant AND mailbox = :mailbox AND state NOT IN ('sent', 'deleted', 'withdrawn')
"""
_RESULTS = """
SELECT result FROM conversation WHERE tenant = :tenant AND mailbox = :mailbox AND first_at <= :now AND result <> '' ORDER BY last_at DESC, id
"""

_LOOKED = "UPDATE mailbox SET looked_at = ?, attempts = 0, error = '' WHERE tenant = ? AND account = ?"
_LOOK = "SELECT looked_at, failed_at, attempts, next_due, error FROM mailbox WHERE tenant = ? AND account = ?"
_DATED_LATER = """
SELECT min(m.sent_at) FROM message m JOIN mailbox b ON b.tenant = m.tenant AND b.mailbox = m.mailbox
WHERE b.tenant = ? AND b.account = ? AND m.dirty = 1 AND m.sent_at > ?
"""
_DUE = "UPDATE mailbox SET next_due = ? WHERE tenant = ? AND account = ?"
_STANDINGS = """
SELECT m.account, c.status, coalesce(json_extract(c.result, '$.next.action'), ''), coalesce(json_extract(c.result, '$.next.draft.state'), ''), count(*)
FROM conversation c JOIN mailbox m ON m.tenant = c.tenant AND m.mailbox = c.mailbox
WHERE c.tenant = ? AND c.status IN ('due', 'yours', 'held', 'waiting') AND c.result <> '' GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Look:
    """When a mailbox was last looked at and last failed (0: never), its failures in a row, when it is due, the last error. Real time, in seconds."""

    looked_at: float
    failed_at: float
    attempts: int
    next_due: float | None
    error: str


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the state knows of a mailbox whose verdicts may all stand: `drafts` that should lie in Drafts, key -> state."""

    mailbox: int
    state: str
    drafts: dict[str, str]


def stored_results(
    config: Config, chosen: Sequence[Mailbox], now: datetime, opener: Callable[[Mailbox], Connector]
) -> list[list[str]] | None:
    """The stored conversations (JSON text) of each mailbox, if nothing can have changed since they were judged; else None."""
    found: list[list[str]] = []
    try:
        with _reading(config.state) as connection:
            for mailbox in chosen:
                stored = _stored(connection, config, mailbox, now) if connection else None
                if connection is None or stored is None or not _asked(config, mailbox, stored, now, opener):
                    return None
                key = {"tenant": TENANT, "mailbox": stored.mailbox, "now": now.timestamp()}
                found.append([text for (text,) in connection.execute(_RESULTS, key)])
    except sqlite3.Error:  # a file in another shape, or locked: the long way says what is wrong
        return None
    return found


def nothing_new(config: Config, mailbox: Mailbox, now: datetime, connector: Connector) -> bool:
    """Whether a scan of this mailbox by an open connector would change nothing as of `now` (aware). Raises ConnectorError."""
    try:
        with _reading(config.state) as connection:
            stored = _stored(connection, config, mailbox, now) if connection else None
    except sqlite3.Error:  # the long way says what is wrong
        return False
    return stored is not None and _same_at_host(config, stored, now, connector)


def note_looks(state: Path, accounts: Sequence[str], at: float) -> None:
    """Keeps that these mailboxes were looked at, at this real time (seconds): what Store.looked does. A locked file loses the note."""
    _note(state, _LOOKED, [(at, TENANT, account) for account in accounts])


def note_due(state: Path, account: str, at: float) -> None:
    """Asks a running daemon to look at a mailbox at this real time (seconds). A locked file loses the note."""
    _note(state, _DUE, [(at, TENANT, account)])


def look_of(state: Path, account: str) -> Look | None:
    """When a mailbox was looked at; None where nobody knows, or where the state cannot be read now."""
    try:
        with _reading(state) as connection:
            row = connection.execute(_LOOK, (TENANT, account)).fetchone() if connection else None
    except sqlite3.Error:
        log.debug("the state is in use: when the mailbox was looked at cannot be read now")
        return None
    return Look(*row) if row else None


def dated_later(state: Path, account: str, now: float) -> float | None:
    """The date (seconds) of the first recorded message that is dated later than `now`, whose sender's clock is ahead of ours: it counts from then on."""
    try:
        with _reading(state) as connection:
            row = connection.execute(_DATED_LATER, (TENANT, account, now)).fetchone() if connection else None
    except sqlite3.Error:
        log.debug("the state is in use: whether a message is dated ahead cannot be read now")
        return None
    return None if row is None else row[0]


def standings(state: Path, accounts: Sequence[str]) -> list[tuple[Standing, int]]:
    """How many open conversations of these mailboxes stand in each way, for `agent.digest`. Raises sqlite3.Error."""
    with _reading(state) as connection:
        rows = connection.execute(_STANDINGS, (TENANT,)).fetchall() if connection else []
    return [
        ((status, action, draft), count)
        for account, status, action, draft, count in rows
        if account in accounts
    ]


@contextmanager
def _reading(state: Path) -> Iterator[sqlite3.Connection | None]:
    """The state file as it is; None where there is none yet, or one of another version. Raises sqlite3.Error."""
    if not state.exists():
        yield None
        return
    connection = sqlite3.connect(f"{state.absolute().as_uri()}?mode=ro", uri=True)
    try:
        current = connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        yield connection if current else None
    finally:
        connection.close()


def _note(state: Path, statement: str, rows: Sequence[tuple[float, str, str]]) -> None:
    connection = sqlite3.connect(state, timeout=1)
    try:
        with connection:
            connection.executemany(statement, rows)
    except sqlite3.Error:
        log.debug("the state is in use: when a mailbox was looked at, or is due, is not noted")
    finally:
        connection.close()


def _stored(
    connection: sqlite3.Connection, config: Config, mailbox: Mailbox, now: datetime
) -> _Stored | None:
    """What is known of a mailbox; None where a verdict is missing or may have changed by time or configuration alone."""
    query = "SELECT mailbox, state, settings, judged_at FROM mailbox WHERE tenant = ? AND account = ?"
    row = connection.execute(query, (TENANT, mailbox.account)).fetchone()
    if row is None:
        return None
    number, state, settings, judged_at = row
    if state is None or settings != f"{config.digest} {mailbox.name}" or judged_at > now.timestamp():
        return None
    key = {"tenant": TENANT, "mailbox": number, "now": now.timestamp()}
    if connection.execute(_OPEN_WORK, key).fetchone() != (0,):
        return None
    return _Stored(number, state, dict(connection.execute(_LIVE_DRAFTS, key).fetchall()))


def _asked(
    config: Config, mailbox: Mailbox, stored: _Stored, now: datetime, opener: Callable[[Mailbox], Connector]
) -> bool:
    try:
        connector = opener(mailbox)
        try:
            return _same_at_host(config, stored, now, connector)
        finally:
            connector.close()
    except ConnectorError:  # the long way meets it again, and says so
        return False


def _same_at_host(config: Config, stored: _Stored, now: datetime, connector: Connector) -> bool:
    """Whether the host has no new mail, and every draft of ours lies there as the state says."""
    try:
        page = connector.changes(stored.state, now - timedelta(days=config.policy.history_days))
    except CannotCalculateChanges:  # the long way reads from the beginning
        return False
    if page.created or page.removed or page.unreadable or page.has_more_changes:
        return False
    there = connector.drafts() if stored.drafts else {}
    found = {key: "created" if ref.unchanged else "edited" for key, ref in there.items()}
    return all(found.get(key) == state for key, state in stored.drafts.items())
