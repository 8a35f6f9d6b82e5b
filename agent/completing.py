"""What the shell offers when the rep presses Tab: names of mailboxes and conversations, from the configuration and the state alone."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from agent.config import load
from agent.errors import PleasantlyError
from agent.plain import plain
from agent.showing import OPEN, short_ids

log = logging.getLogger(__name__)

OFFERED = 40
_KNOWN = """
SELECT id, coalesce(json_extract(result, '$.contact'), ''), coalesce(json_extract(result, '$.subject'), '')
FROM conversation WHERE result <> '' AND id BETWEEN ? AND ? || 'g' ORDER BY status NOT IN (?, ?, ?, ?), last_at DESC LIMIT ?
"""


def mailboxes(file: Path, typed: str) -> list[str]:
    """The mailboxes whose names begin so; none where the configuration cannot be read: a shell has no place for errors."""
    try:
        return [box.name for box in load(file).mailboxes if box.name.startswith(typed)]
    except PleasantlyError:
        log.debug("no mailboxes to offer", exc_info=True)
        return []


def conversations(file: Path, typed: str) -> list[tuple[str, str]]:
    """(short id, "contact: subject") of conversations whose ids begin so: open ones first, the latest first. None where nothing can be read."""
    try:
        ids, rows = _read(load(file).state, typed)
    except (PleasantlyError, sqlite3.Error, OSError):
        log.debug("no conversations to offer", exc_info=True)
        return []
    short = short_ids(ids)
    return [
        (max(short[id_], typed, key=len), plain(f"{contact}: {subject}")) for id_, contact, subject in rows
    ]


def _read(state: Path, typed: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Every id, and what is known of those that are offered."""
    connection = sqlite3.connect(f"{state.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
    try:
        rows = connection.execute(_KNOWN, (typed, typed, *OPEN, OFFERED)).fetchall()
        return [id_ for (id_,) in connection.execute("SELECT id FROM conversation")], rows
    finally:
        connection.close()
