"""A mailbox in memory that keeps every promise of `connectors.base`: for tests, for the demo, and as the shortest example.

`MemoryMailbox` plays host and mail client; `connect()` gives connectors to it, as many as wanted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage

from connectors.base import (
    DRAFT,
    ROLES,
    SEEN,
    CannotCalculateChanges,
    Changes,
    ConnectorError,
    DraftRef,
    Email,
    HostTime,
    Unreadable,
    draft_key,
    in_order,
    is_unchanged,
    sealed,
)
from connectors.folders import date_of, header_section, older_than


@dataclass(frozen=True, slots=True)
class Stored:
    """One email as the host keeps it. `changed` grows with every change of the mailbox; `broken`: cannot be read."""

    raw: bytes
    role: str
    keywords: frozenset[str]
    received_at: datetime
    thread_id: str | None
    changed: int
    broken: bool = False


class MemoryMailbox:
    """The host. `emails` is all that it holds, by id; `removed` tells when an id went away.

    `folders`: what `describe` tells; `trouble` and `time`: what `draft_trouble` and `host_time` tell.
    """

    def __init__(self, identities: Iterable[str] = ()) -> None:
        self.emails: dict[str, Stored] = {}
        self.removed: dict[str, int] = {}
        self.identities = tuple(identities)
        self.folders = {role or "other": role for role in ROLES}
        self.trouble: str | None = None
        self.time: HostTime | None = None
        self.calls = 0
        self.oldest_state = 0
        self._clock = 0
        self._named = 0
        self._faults: dict[int, ConnectorError] = {}

    def connect(self, page_size: int = 1000) -> Memory:
        """A connector; what it says is read from this object, never kept."""
        return Memory(self, page_size)

    def deliver(
        self,
        raw: bytes,
        role: str = "inbox",
        *,
        keywords: Iterable[str] = (),
        received_at: datetime | None = None,
        thread_id: str | None = None,
    ) -> str:
        """Puts a raw message into the folder with this role and gives its id. `received_at`: aware; default: its Date header."""
        at = received_at or date_of(header_section(raw)) or datetime(1970, 1, 1, tzinfo=UTC)
        self._named += 1
        email_id = f"m{self._named}"
        self.emails[email_id] = Stored(raw, role, frozenset(keywords), at, thread_id, self._tick())
        return email_id

    def send(self, raw: bytes, *, received_at: datetime | None = None, thread_id: str | None = None) -> str:
        """What the rep's mail client leaves behind when a message was sent: a read copy in Sent."""
        return self.deliver(raw, "sent", keywords=(SEEN,), received_at=received_at, thread_id=thread_id)

    def edit(self, email_id: str, raw: bytes) -> None:
        """The rep rewrites a draft; it keeps its id, as on Gmail."""
        self._put(email_id, raw=raw)

    def delete(self, email_id: str) -> None:
        """The rep deletes an email for good."""
        del self.emails[email_id]
        self.removed[email_id] = self._tick()

    def move(self, email_id: str, role: str) -> None:
        """The rep moves an email; it keeps its id, as with Outlook's immutable ones."""
        self._put(email_id, role=role)

    def set_keywords(self, email_id: str, keywords: Iterable[str]) -> None:
        """Marks an email; only a change of $draft is a change to the caller."""
        stored = self.emails[email_id]
        marks = frozenset(keywords)
        if (DRAFT in marks) == (DRAFT in stored.keywords):
            self.emails[email_id] = replace(stored, keywords=marks)
        else:
            self._put(email_id, keywords=marks)

    def break_email(self, email_id: str) -> None:
        """From now on this email cannot be read."""
        self._put(email_id, broken=True)

    def forget_history(self) -> None:
        """From now on no earlier state is accepted."""
        self.oldest_state = self._tick()

    def fail_at(self, nth: int, error: ConnectorError) -> None:
        """The nth call of any connector method from now (1 is the next) raises this error, once."""
        self._faults[self.calls + nth] = error

    def enter_call(self) -> None:
        """Counts a call and raises the fault that was put in its way."""
        self.calls += 1
        fault = self._faults.pop(self.calls, None)
        if fault is not None:
            raise fault

    @property
    def now(self) -> int:
        """How often the mailbox has changed."""
        return self._clock

    def _tick(self) -> int:
        self._clock += 1
        return self._clock

    def _put(self, email_id: str, **what: object) -> None:
        self.emails[email_id] = replace(self.emails[email_id], changed=self._tick(), **what)  # type: ignore[arg-type]


class Memory:
    """A connector to a `MemoryMailbox`."""

    def __init__(self, mailbox: MemoryMailbox, page_size: int = 1000) -> None:
        self._mailbox = mailbox
        self._page_size = page_size

    def changes(self, state: str | None, since: datetime) -> Changes:
        """See `Connector.changes`. `created` comes in the order in which the mailbox changed."""
        box = self._mailbox
        box.enter_call()
        done, bounded_until, since = _read_state(state, box.now, since)
        if state is not None and (done < box.oldest_state or done > box.now):
            raise CannotCalculateChanges(
                "The mailbox no longer knows that state: it will be read from the beginning."
            )
        events = sorted(
            [(stored.changed, email_id) for email_id, stored in box.emails.items() if stored.changed > done]
            + [(changed, email_id) for email_id, changed in box.removed.items() if changed > done]
        )
        page, more = events[: self._page_size], len(events) > self._page_size
        created: list[Email] = []
        removed: list[str] = []
        unreadable: list[Unreadable] = []
        for changed, email_id in page:
            stored = box.emails.get(email_id)
            if stored is None:
                removed.append(email_id)
            elif stored.broken:
                unreadable.append(Unreadable(email_id, email_id, "it was broken on purpose"))
            elif changed > bounded_until or not older_than(
                since, header_section(stored.raw), stored.received_at
            ):
                created.append(_email(email_id, stored))
        reached = page[-1][0] if more else box.now
        new_state = json.dumps([reached, bounded_until, since.isoformat()])
        return Changes(tuple(created), tuple(removed), new_state, more, tuple(unreadable))

    def fetch(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """See `Connector.fetch`."""
        self._mailbox.enter_call()
        for email_id in ids:
            stored = self._mailbox.emails.get(email_id)
            if stored is not None and not stored.broken:
                yield email_id, stored.raw

    def drafts(self) -> Mapping[str, DraftRef]:
        """See `Connector.drafts`."""
        self._mailbox.enter_call()
        found: dict[str, DraftRef] = {}
        for email_id, stored in self._mailbox.emails.items():
            key = draft_key(header_section(stored.raw)) if stored.role == "drafts" else None
            if key is not None and not (key in found and not found[key].unchanged):
                found[key] = DraftRef(email_id, key, is_unchanged(stored.raw))
        return found

    def save_draft(self, key: str, message: EmailMessage, reply_to: str | None) -> str:
        """See `Connector.save_draft`; the draft joins the thread of `reply_to`."""
        self._mailbox.enter_call()
        parent = self._mailbox.emails.get(reply_to) if reply_to else None
        thread_id = parent.thread_id if parent else None
        return self._mailbox.deliver(
            sealed(key, message), "drafts", keywords=(DRAFT, SEEN), thread_id=thread_id
        )

    def delete_draft(self, id: str) -> bool:
        """See `Connector.delete_draft`."""
        self._mailbox.enter_call()
        stored = self._mailbox.emails.get(id)
        if stored is None or stored.role != "drafts" or draft_key(header_section(stored.raw)) is None:
            return False
        if not is_unchanged(stored.raw):
            return False
        self._mailbox.delete(id)
        return True

    def identities(self) -> tuple[str, ...]:
        """See `Connector.identities`."""
        self._mailbox.enter_call()
        return self._mailbox.identities

    def describe(self) -> tuple[tuple[str, str], ...]:
        """See `Describes.describe`."""
        self._mailbox.enter_call()
        return in_order(self._mailbox.folders.items())

    def draft_trouble(self) -> str | None:
        """See `Describes.draft_trouble`."""
        self._mailbox.enter_call()
        return self._mailbox.trouble

    def host_time(self) -> HostTime | None:
        """See `Describes.host_time`."""
        self._mailbox.enter_call()
        return self._mailbox.time

    def close(self) -> None:
        """See `Connector.close`; there is nothing to give back."""


def _email(email_id: str, stored: Stored) -> Email:
    return Email(
        id=email_id,
        header=header_section(stored.raw),
        role=stored.role,
        keywords=stored.keywords,
        received_at=stored.received_at,
        thread_id=stored.thread_id,
        size=len(stored.raw),
    )


def _read_state(state: str | None, now: int, since: datetime) -> tuple[int, int, datetime]:
    """How far the caller has read, up to which change `since` bounds the reading, and that `since`."""
    if state is None:
        return 0, now, since
    try:
        done, bounded_until, began = json.loads(state)
        return int(done), int(bounded_until), datetime.fromisoformat(began).astimezone(UTC)
    except (ValueError, TypeError) as error:
        raise CannotCalculateChanges(
            "The stored state is unreadable: the mailbox will be read from the beginning."
        ) from error
