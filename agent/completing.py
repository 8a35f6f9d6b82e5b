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
SELECT c.id, c.status, coalesce(json_extract(c.result, '$.contact'), ''), coalesce(json_extract(c.result, '$.subject'), '')
FROM conversation c WHERE c.result <> '' AND (c.status IN (?, ?, ?, ?) OR (? <> '' AND c.id LIKE ? || '%'))
ORDER BY c.last_at DESC
"""


def mailboxes(file: Path, typed: str) -> list[str]:
    """The mailboxes whose names begin so; none where the configuration cannot be read: a shell has no place for errors."""
    try:
        return [box.name for box in load(file).mailboxes if box.name.startswith(typed)]
    except PleasantlyError:
        log.debug("no mailboxes to offer", exc_info=True)
        return []


def conversations(file: Path, typed: str) -> list[tuple[str, str]]:
    """(short id, what it is) of conversations whose ids begin so, else of those whose contact or subject holds what was typed.

    Open ones lead, the latest first; others are offered by their id alone. None where nothing can be read.
    """
    try:
        ids, rows = _read(load(file).state, typed)
    except (PleasantlyError, sqlite3.Error, OSError):
        log.debug("no conversations to offer", exc_info=True)
        return []
    short, word = short_ids(ids), typed.casefold()
    found = [row for row in rows if row[0].startswith(typed)] or [
        row for row in rows if word in f"{row[2]} {row[3]}".casefold()
    ]
    found.sort(key=lambda row: row[1] not in OPEN)
    return [
        (
            max(short[id_], typed, key=len) if id_.startswith(typed) else short[id_],
            plain(f"{contact}: {subject}"),
        )
        for id_, _, contact, subject in found[:OFFERED]
    ]


def _read(state: Path, typed: str) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    connection = sqlite3.connect(f"{state.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
    try:
        by_id = typed if typed.isalnum() else ""
        rows = connection.execute(_KNOWN, (*OPEN, by_id, by_id)).fetchall()
        return [id_ for (id_,) in connection.execute("SELECT id FROM conversation")], rows
    finally:
        connection.close()
