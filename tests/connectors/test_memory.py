"""The fake keeps the promises, and fails on request."""

from __future__ import annotations

import pytest

from connectors.base import (
    DRAFT,
    SEEN,
    AuthenticationFailed,
    CannotCalculateChanges,
    Connector,
    Unavailable,
    draft_key,
)
from connectors.folders import header_section
from connectors.memory import MemoryMailbox
from tests.connectors.conformance import (
    SINCE,
    ConnectorConformance,
    Host,
    Reader,
    by_message_id,
    edited,
    letter,
    name,
    note,
)


class MemoryHost(Host):
    can_unicode_folders = False

    def __init__(self) -> None:
        self.box = MemoryMailbox(["dana@acme.example"])

    def _id(self, message_id: str) -> str:
        return by_message_id({email_id: stored.raw for email_id, stored in self.box.emails.items()})[
            message_id
        ]

    def _draft(self, key: str) -> str:
        return next(
            email_id for email_id, s in self.box.emails.items() if draft_key(header_section(s.raw)) == key
        )

    def connect(self, page_size: int = 1000) -> Connector:
        return self.box.connect(page_size)

    def deliver(self, raw: bytes, role: str = "inbox") -> None:
        self.box.deliver(raw, role, keywords=(DRAFT,) if role == "drafts" else ())

    def mark_seen(self, message_id: str) -> None:
        email_id = self._id(message_id)
        self.box.set_keywords(email_id, self.box.emails[email_id].keywords | {SEEN})

    def move(self, message_id: str, role: str) -> None:
        self.box.move(self._id(message_id), role)

    def remove(self, message_id: str) -> None:
        self.box.delete(self._id(message_id))

    def edit_draft(self, key: str, text: str) -> None:
        self.box.edit(self._draft(key), edited(self.box.emails[self._draft(key)].raw, text))

    def discard_draft(self, key: str) -> None:
        self.box.delete(self._draft(key))

    def snapshot(self) -> object:
        return dict(self.box.emails)

    def break_down(self) -> None:
        for nth in range(1, 20):
            self.box.fail_at(nth, Unavailable("The mailbox cannot be reached now. It will be tried again."))

    def spoil(self) -> None:
        self.box.break_email(self.box.deliver(letter(99)))


class TestMemory(ConnectorConformance):
    @pytest.fixture
    def host(self) -> MemoryHost:
        return MemoryHost()


def test_fails_at_the_nth_call_once() -> None:
    box = MemoryMailbox()
    box.fail_at(2, AuthenticationFailed("Sign in again."))
    connector = box.connect()
    connector.changes(None, SINCE)
    with pytest.raises(AuthenticationFailed):
        connector.drafts()
    assert connector.drafts() == {}


def test_every_method_may_fail() -> None:
    box = MemoryMailbox()
    connector = box.connect()
    for call in (
        lambda: connector.changes(None, SINCE),
        lambda: list(connector.fetch(["x"])),
        connector.drafts,
        lambda: connector.save_draft("k", note(), None),
        lambda: connector.delete_draft("x"),
        connector.identities,
    ):
        box.fail_at(1, Unavailable("later", retry_after=30))
        with pytest.raises(Unavailable) as told:
            call()
        assert told.value.retry_after == 30
    assert box.emails == {}


def test_forgotten_history() -> None:
    host = MemoryHost()
    host.deliver(letter(1))
    reader = Reader(host)
    reader.read()
    host.box.forget_history()
    with pytest.raises(CannotCalculateChanges):
        reader.read()
    reader.state = None
    reader.read()
    assert set(reader.view) == {name(1)}


def test_draft_joins_the_thread_it_answers() -> None:
    box = MemoryMailbox()
    parent = box.deliver(letter(1), thread_id="t-7")
    assert box.emails[box.connect().save_draft("k", note(), parent)].thread_id == "t-7"


def test_sent_mail_is_read_and_in_sent() -> None:
    box = MemoryMailbox()
    stored = box.emails[box.send(letter(1))]
    assert (stored.role, stored.keywords) == ("sent", frozenset({SEEN}))
