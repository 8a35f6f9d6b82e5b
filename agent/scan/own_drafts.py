"""What one pass knows of our drafts, in whichever mailbox of the rep's they lie: brought up to date first, then found by whom they are for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from agent.companies import company_of
from agent.draft_life import Drafts, sent_messages
from agent.drafting import draft_key
from agent.model import DraftRecord
from agent.playbook import Playbook
from agent.records import Row, draft_record, is_outbound, messages
from agent.scan.scan_pass import Pass
from agent.store import LIVE_DRAFTS


class OwnDrafts:
    """Every draft ever made, as its row. `drafts` are those of this mailbox at the host.

    `steps`: the step of each that was sent, by draft key and message id.
    """

    def __init__(self, pass_: Pass, drafts: Drafts, playbook: Playbook) -> None:
        self._pass = pass_
        self._drafts = drafts
        self._playbook = playbook
        self._records: dict[str, Row] = {}
        self._known: dict[str, set[str]] = defaultdict(set)
        self.steps: dict[str, str] = {}

    def settle(self) -> None:
        """Brings what is known of our drafts up to date before anything is judged by it."""
        store, lease = self._pass.store, self._pass.lease
        rows = store.drafts(lease)
        open_ = [r for r in rows if r["state"] in LIVE_DRAFTS or r["state"] == "deleted"]
        if open_:
            sent_rows = self._sent_since(open_)
            sent = sent_messages(open_, sent_rows)
            by_hand = self._by_hand({r["conversation_id"] for r in open_})
            for record in open_:
                if record["state"] in LIVE_DRAFTS or record["key"] in sent:
                    self._drafts.settle(record, sent.get(record["key"]), record["conversation_id"] in by_hand)
            rows = store.drafts(lease)
        self.remember_siblings()
        if lease.judged_at == 0 and self._adopt({r["key"] for r in rows} | self._records.keys()):
            rows = store.drafts(lease)  # no scan has come to its end yet
        for row in rows:
            self.remember(row)

    def remember_siblings(self) -> None:
        """Makes the drafts in the rep's other mailboxes findable, as they are now."""
        scan = self._pass
        if scan.siblings.all:
            for row in scan.siblings.drafts(scan.store.sibling_drafts(scan.lease)):
                if self._records.get(row["key"], row)["mailbox"] != scan.lease.mailbox:
                    self.remember(row)

    def remember(self, record: Row) -> None:
        """Makes a draft's row findable by conversation, person and company."""
        self._records[record["key"]] = record
        if record["state"] == "sent":
            self.steps[record["key"]] = record["step"]
            self.steps[record["sent_message_id"] or record["message_id"]] = record["step"]
        recipients = json.loads(record["recipients"])
        for key in (record["conversation_id"], *recipients, *filter(None, map(company_of, recipients))):
            self._known[key].add(record["key"])

    def of(
        self, id_: str, homes: Collection[tuple[int, str]], people: Iterable[str]
    ) -> tuple[DraftRecord, ...]:
        """Drafts ever made for a conversation, its people or their companies, oldest first: also those of this very scan.

        What became of drafts for the same conversation in another mailbox (`homes`: mailbox, id) counts as if it had been here; a live
        one is a draft elsewhere.
        """
        keys = {id_, *(home for _, home in homes)}
        for addr in people:
            keys.add(addr)
            if (firm := company_of(addr)) is not None and firm not in self._pass.me.internal_domains:
                keys.add(firm)
        rows = {key: self._records[key] for k in keys for key in self._known.get(k, ())}.values()
        found = [
            {**row, "conversation_id": id_}
            if row["state"] not in LIVE_DRAFTS and (row["mailbox"], row["conversation_id"]) in homes
            else row
            for row in rows
        ]
        return tuple(sorted(map(draft_record, found), key=lambda d: (d.created_at, d.key)))

    def live(self, conversation_id: str) -> list[Row]:
        """The drafts for a conversation that are planned or lie in Drafts."""
        rows = (self._records[key] for key in sorted(self._known.get(conversation_id, ())))
        return [r for r in rows if r["state"] in LIVE_DRAFTS and r["conversation_id"] == conversation_id]

    def _adopt(self, known: set[str]) -> bool:
        """Takes over drafts of ours that lie in Drafts though the state knows nothing of them: it was lost, or is new.

        The key tells which step and message each was for, so that none is written a second time.
        """
        scan = self._pass
        strangers = {key: ref for key, ref in self._drafts.listing.items() if key not in known}
        found = scan.store.draft_emails(scan.lease, strangers)
        rows = scan.store.rows_of(
            scan.lease, {r["conversation_id"] for r in found if r["conversation_id"]}, scan.at
        )
        for email in found:
            home = email["conversation_id"]
            inside = messages(rows.get(home, ()), scan.me.addresses, scan.me.internal_domains, {})
            purpose = ((r.name, m.id) for r in self._playbook.rules for m in inside if m.outbound)
            named = (p for p in purpose if draft_key(home, *p) == email["draft_key"])
            self._drafts.adopt(strangers[email["draft_key"]], email, *next(named, ("", "")))
        return bool(found)

    def _sent_since(self, records: Sequence[Row]) -> list[Row]:
        scan = self._pass
        rows = scan.store.sent_rows(
            scan.lease,
            {r["conversation_id"] for r in records},
            {addr for r in records for addr in json.loads(r["recipients"])},
            {r["key"] for r in records},
            {r["message_id"] for r in records},
            scan.at,
        )
        own, internal = scan.me.addresses, scan.me.internal_domains
        return [r for r in rows if not r["is_draft"] and is_outbound(r, own, internal)]

    def _by_hand(self, ids: Iterable[str]) -> set[str]:
        rows = self._pass.store.rows_of(self._pass.lease, ids, self._pass.at)
        return {i for i, found in rows.items() if any(map(is_hand_draft, found))}


def is_hand_draft(row: Row) -> bool:
    """A draft in Drafts that does not carry our key."""
    return bool(row["is_draft"]) and not row["gone"] and row["draft_key"] is None and row["role"] == "drafts"
