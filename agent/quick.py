"""The answer of a scan that has nothing to do, given without SQLAlchemy: most scans are of that kind.

Only reads (and says when it looked), and only where it is certain that the long way would say the same: the tables, the configuration and the clock allow every
stored verdict to stand, and every mailbox says that nothing is new. Anything else is left to agent.scan.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from agent.config import Config, Mailbox
from agent.migrations import HEAD
from connectors.base import Connector, ConnectorError

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


def stored_results(
    config: Config, chosen: Sequence[Mailbox], now: datetime, opener: Callable[[Mailbox], Connector]
) -> list[list[str]] | None:
    """The stored conversations (JSON text) of each mailbox, if nothing can have changed since they were judged; else None."""
    if not config.state.exists():
        return None
    try:
        connection = sqlite3.connect(f"{config.state.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return None
    try:
        if connection.execute("SELECT version_num FROM alembic_version").fetchall() != [(HEAD,)]:
            return None
        found = [_stored(connection, config, mailbox, now, opener) for mailbox in chosen]
    except sqlite3.Error:  # a file in another shape, or locked: the long way says what is wrong
        return None
    finally:
        connection.close()
    return [results for results in found if results is not None] if None not in found else None


def note_looks(state: Path, accounts: Sequence[str], at: float) -> None:
    """Keeps that these mailboxes were looked at, at this real time (seconds): what Store.looked does. A locked file loses the note."""
    connection = sqlite3.connect(state, timeout=1)
    try:
        with connection:
            connection.executemany(_LOOKED, [(at, TENANT, account) for account in accounts])
    except sqlite3.OperationalError:
        log.debug("the state is in use: when the mailboxes were looked at is not noted")
    finally:
        connection.close()


def _stored(
    connection: sqlite3.Connection,
    config: Config,
    mailbox: Mailbox,
    now: datetime,
    opener: Callable[[Mailbox], Connector],
) -> list[str] | None:
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
    drafts = dict(connection.execute(_LIVE_DRAFTS, key).fetchall())
    since = now - timedelta(days=config.policy.history_days)
    if not _nothing_new(mailbox, state, since, drafts, opener):
        return None
    return [text for (text,) in connection.execute(_RESULTS, key)]


def _nothing_new(
    mailbox: Mailbox,
    state: str,
    since: datetime,
    drafts: dict[str, str],
    opener: Callable[[Mailbox], Connector],
) -> bool:
    """Whether the host has no new mail, and every draft of ours (key -> state) lies there as the state says."""
    try:
        connector = opener(mailbox)
        try:
            page = connector.changes(state, since)
            if page.created or page.removed or page.unreadable or page.has_more_changes:
                return False
            there = (
                {k: "created" if ref.unchanged else "edited" for k, ref in connector.drafts().items()}
                if drafts
                else {}
            )
        finally:
            connector.close()
    except ConnectorError:  # the long way meets it again, and says so
        return False
    return all(there.get(key) == found for key, found in drafts.items())
