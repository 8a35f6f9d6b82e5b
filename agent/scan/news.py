"""Reads what is new in a mailbox, page by page: each is recorded together with the connector's state after it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from agent.records import message_row
from agent.scan.scan_pass import Pass
from connectors.base import CannotCalculateChanges, Changes

log = logging.getLogger(__name__)


class News:
    """What is new for one pass. `skipped`: the messages that could not be read, with the reason."""

    def __init__(self, pass_: Pass) -> None:
        self._pass = pass_
        self.skipped: list[tuple[str, str]] = []

    def read(self) -> int:
        """Reads every page of changes, each recorded with the state after it; gives the number of new messages.

        Raises ConnectorError; a host that cannot say what is new is read from the beginning, once.
        """
        scan = self._pass
        since = scan.now - timedelta(days=scan.config.policy.history_days)
        state, new, restarted = scan.lease.state, 0, False
        while True:
            try:
                page = scan.connector.changes(state, since)
            except CannotCalculateChanges:
                if restarted:
                    raise
                log.warning(
                    "%s: the mailbox cannot say what is new since last time, so it is read from the beginning",
                    scan.mailbox.name,
                )
                scan.store.forget_state(scan.lease)
                state, restarted = None, True
                continue
            new += self._record(page, since, first=state is None or restarted)
            state = page.new_state
            if not page.has_more_changes:
                return new

    def _record(self, page: Changes, since: datetime, first: bool) -> int:
        scan = self._pass
        rows: dict[str, dict[str, Any]] = {}
        skipped = [(u.id, u.name, u.why) for u in page.unreadable]
        oldest = since.timestamp()
        for email in page.created:
            row = message_row(email)
            if row is None:
                skipped.append(
                    (email.id, f"message {email.id}", "it has no date, or neither sender nor recipient")
                )
            elif not first or row["sent_at"] >= oldest or row["is_draft"]:
                rows[email.id] = row
        self.skipped += [(name, why) for _, name, why in skipped]
        scan.progress("read", len(page.created))
        if not (rows or page.removed or skipped) and page.new_state == scan.lease.state:
            return 0
        return scan.store.record_page(
            scan.lease, list(rows.values()), page.removed, skipped, page.new_state, scan.me.addresses
        )
