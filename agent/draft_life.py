"""The life of each draft: intent, saved, edited, sent, deleted, withdrawn. Writes are never repeated, they are found again by key.

intent ──save──► created ──the rep edits──► edited      (never touched again)
│  └──the rep sends──► sent
├──the rep deletes──► deleted       (not brought back without the rep's word or a new touch)
└──its reason is gone──► withdrawing ──► withdrawn   (only while unchanged)
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from functools import cached_property
from typing import Any

from agent.model import Draft, Message
from agent.records import Row, dumps
from agent.results import Made
from agent.store import Lease, Store
from connectors.base import Connector, DraftRef


def settled(record: Row, found: DraftRef | None, sent: bool, by_hand: bool) -> str:
    """The state of a draft from what is seen of it now: pure.

    `found`: it lies in Drafts. `sent`: mail of the rep's stands where it was meant to go. `by_hand`: the thread has a draft without
    our key, as mail clients leave behind when they rewrite one.
    """
    if found is not None:
        return "created" if found.unchanged else "edited"
    if sent:
        return "sent"
    if record["state"] == "intent":
        return "intent"
    if record["state"] == "withdrawing":
        return "withdrawn"
    if record["state"] == "deleted":
        return "deleted"
    return "edited" if by_hand else "deleted"


class Drafts:
    """The drafts of one mailbox during one scan. `dry`: nothing is written to the host."""

    def __init__(self, connector: Connector, store: Store, lease: Lease, now: datetime, dry: bool) -> None:
        self._connector = connector
        self._store = store
        self._lease = lease
        self._now = now
        self._dry = dry
        self.withdrawn: list[dict[str, str | None]] = []
        self.stale: list[dict[str, str | None]] = []

    @cached_property
    def listing(self) -> dict[str, DraftRef]:
        """What lies in Drafts: asked once a scan, before anything is saved."""
        return dict(self._connector.drafts())

    def settle(self, record: Row, sent_id: str | None, by_hand: bool) -> str:
        """Brings one draft's row up to date with the mailbox; gives its state now."""
        found = self.listing.get(record["key"])
        state = settled(record, found, sent_id is not None, by_hand)
        changes: dict[str, object] = {}
        if state != record["state"]:
            changes["state"] = state
        if found is not None and found.id != record["provider_id"]:
            changes["provider_id"] = found.id
        if state == "sent" and sent_id != record["sent_message_id"]:
            changes["sent_message_id"] = sent_id
        if changes:
            self._store.draft_changed(self._lease, record["key"], **changes)
            if "state" in changes:
                self._note(state, record)
        return state

    def adopt(self, found: DraftRef, email: Row, step: str, touch_id: str) -> None:
        """Writes down a draft of ours that the state does not know: `email` is its row, `step` "" where nobody can say."""
        row = {
            "key": found.key,
            "conversation_id": email["conversation_id"],
            "step": step,
            "provider_id": found.id,
            "message_id": email["message_id"],
            "sent_message_id": None,
            "touch_id": touch_id,
            "recipients": dumps([addr for addr, _ in json.loads(email["people"])[0]]),
            "subject": email["subject"],
            "wording": "",
            "promised_day": None,
            "about": None,
            "expires": None,
            "created_at": email["sent_at"],
        }
        self._store.intend(self._lease, row)
        self._store.set_draft(self._lease, found.key, state="created" if found.unchanged else "edited")
        self._note("found again", row)

    def keep(self, record: Row) -> Made:
        """A draft that is already there."""
        state = "edited" if record["state"] == "edited" else "kept"
        return self._made(record, record["provider_id"], state)

    def withdraw(self, record: Row, why: str) -> bool:
        """Takes a draft back if it is still what we wrote; an edited one stays and is reported."""
        found = self.listing.get(record["key"])
        if found is None:
            if record["state"] == "intent":
                self._store.set_draft(self._lease, record["key"], state="withdrawn")
                return True
            return bool(record["state"] != "edited")
        if not self._dry:
            self._store.set_draft(self._lease, record["key"], state="withdrawing")
        if not found.unchanged or not (self._dry or self._connector.delete_draft(found.id)):
            if not self._dry:
                self._store.set_draft(self._lease, record["key"], state="edited")
            self.stale.append({"key": record["key"], "id": found.id, "why": why})
            return False
        self._store.set_draft(self._lease, record["key"], state="withdrawn")
        self._note("withdrawn", record)
        self.withdrawn.append({"key": record["key"], "id": found.id, "why": why})
        self.listing.pop(record["key"])
        return True

    def row(
        self, key: str, conversation_id: str, touch_id: str, draft: Draft, message: EmailMessage
    ) -> dict[str, Any]:
        """What is kept of a draft that is about to be saved."""
        return {
            "key": key,
            "conversation_id": conversation_id,
            "step": draft.step,
            "provider_id": None,
            "message_id": str(message["Message-ID"] or ""),
            "sent_message_id": None,
            "touch_id": touch_id,
            "recipients": dumps([a.addr for a in draft.to]),
            "subject": draft.subject,
            "wording": draft.wording,
            "promised_day": draft.promised_day.isoformat() if draft.promised_day else None,
            "about": draft.about,
            "expires": draft.slots.get("expires") or None,
            "created_at": self._now.timestamp(),
        }

    def save(
        self, row: Row, message: EmailMessage, parent: Message | None, rivals: Collection[int] = ()
    ) -> Made | None:
        """Puts a new draft into Drafts, once: the intent is written first, and the key is looked for before anything is made.

        None where one of the rep's mailboxes in `rivals` has a draft to the same people (`Store.intend`).
        """
        if self._dry:
            return self._made(row, None, "planned")
        key = row["key"]
        if not self._store.intend(self._lease, row, rivals):
            return None
        found = self.listing.get(key)
        if (
            found is not None
        ):  # saved by a scan that was killed before it could say so, or whose state was lost
            state = "created" if found.unchanged else "edited"
            self._store.set_draft(self._lease, key, state=state, provider_id=found.id)
            return self._made(row, found.id, "kept" if found.unchanged else "edited")
        reply_to = parent.email_ids[0] if parent and parent.email_ids else None
        provider_id = self._connector.save_draft(key, message, reply_to)
        self._store.set_draft(self._lease, key, state="created", provider_id=provider_id)
        self._note("created", row)
        return self._made(row, provider_id, "created")

    def _made(self, row: Row, provider_id: str | None, state: str) -> Made:
        return Made(
            row["key"], provider_id, state, row["subject"], tuple(json.loads(row["recipients"])), row["step"]
        )

    def _note(self, what: str, row: Row) -> None:
        self._store.log(
            self._lease,
            self._now.timestamp(),
            f"draft {what}",
            row["conversation_id"],
            {"key": row["key"], "step": row["step"]},
        )


def sent_messages(records: Iterable[Row], sent: Sequence[Row]) -> Mapping[str, str]:
    """Which of our drafts the rep really sent: {draft key: message id}.

    By the key that the mail still carries, by the Message-ID that we gave it, else by what it does: the rep's first mail in the
    conversation, or to the same person, that is not older than the draft (clients rewrite drafts and drop both).
    """
    found: dict[str, str] = {}
    by_key = {row["draft_key"]: row["message_id"] for row in sent if row["draft_key"]}
    ids = {row["message_id"] for row in sent}
    taken: set[str] = set()
    for record in records:
        exact = by_key.get(record["key"]) or (record["message_id"] if record["message_id"] in ids else None)
        if exact is None and record["state"] != "intent":
            to = set(json.loads(record["recipients"]))
            for row in sorted(sent, key=lambda r: (r["sent_at"], r["message_id"])):
                if row["sent_at"] < record["created_at"] or row["message_id"] in taken or row["draft_key"]:
                    continue
                reached = {addr for addr, _ in json.loads(row["people"])[0]}
                if row["conversation_id"] == record["conversation_id"] or to & reached:
                    exact = row["message_id"]
                    break
        if exact is not None:
            taken.add(exact)
            found[record["key"]] = exact
    return found


def take_back(
    connector: Connector, store: Store, lease: Lease, rows: Iterable[Row], then: str
) -> Iterator[tuple[Row, bool]]:
    """Takes drafts that still lie in Drafts out of it where they are as they were written: each with whether it went.

    One that went has the state `then`, one that the rep changed is `edited`. Raises ConnectorError; what was done until then stays done.
    """
    lying = connector.drafts()
    for row in rows:
        if (found := lying.get(row["key"])) is None:
            continue
        store.set_draft(lease, row["key"], state="withdrawing")
        gone = found.unchanged and connector.delete_draft(found.id)
        store.set_draft(lease, row["key"], state=then if gone else "edited")
        yield row, gone
