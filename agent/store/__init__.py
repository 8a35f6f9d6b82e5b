"""The state: what was read, judged and drafted. SQLite by default (WAL, one writer, file 0600); the same tables on PostgreSQL.

Every public method is one transaction: after a kill the state is what it was before or after, never between. Writes name
the lease they were made under; a writer whose lease was taken over is refused (the fence), so that a process that slept cannot act.

`mailboxes` are leased · `listing` keeps what a connector told · `grouping` makes conversations of it · `verdicts` judges them, with what lies
`elsewhere` · `readings` of bodies · `drafts` · `words` of the rep, and the journal · `looking` writes nothing · `engine` opens the file
"""

from __future__ import annotations

from agent.store.base import LIVE_DRAFTS, OPEN, TENANT, Judged, Lease
from agent.store.engine import open_copy, open_reader, open_store, upgrade
from agent.store.store import Store

__all__ = [
    "LIVE_DRAFTS",
    "OPEN",
    "TENANT",
    "Judged",
    "Lease",
    "Store",
    "open_copy",
    "open_reader",
    "open_store",
    "upgrade",
]
