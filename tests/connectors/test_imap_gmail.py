r"""Gmail by IMAP: all mail is read once, from \All, and labels say what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.base import draft_key
from connectors.folders import header_section
from connectors.imap import Imap
from tests.connectors.conformance import (
    ConnectorConformance,
    Host,
    Reader,
    by_message_id,
    edited,
    letter,
    name,
    note,
)
from tests.connectors.imap_hosts import QUICK
from tests.servers.gmail_imap import ALL, SPAM, TRASH, GmailImap, Stored


class GmailHost(Host):
    can_hold_unreadable = False
    can_unicode_folders = False

    def __init__(self, server: GmailImap, folder: Path) -> None:
        self.server = server
        self.password = folder / "password"
        self.password.write_text("app password")
        self.password.chmod(0o600)
        self.port = server.port
        self.connectors: list[Imap] = []

    def connect(self, page_size: int = 1000) -> Imap:
        made = Imap(
            "dana@gmail.example",
            "127.0.0.1",
            port=self.port,
            tls="none",
            password_file=str(self.password),
            page_size=page_size,
            retry=QUICK,
            timeout=10,
        )
        self.connectors.append(made)
        return made

    def deliver(self, raw: bytes, role: str = "inbox") -> None:
        labels = {"inbox": ("\\Inbox",), "sent": ("\\Sent",), "drafts": ("\\Draft",), "": ("Kunden",)}.get(
            role, ()
        )
        flags = {"inbox": (), "drafts": ("\\Draft", "\\Seen")}.get(role, ("\\Seen",))
        self.server.deliver(raw, *labels, place={"junk": SPAM, "trash": TRASH}.get(role, ALL), flags=flags)

    def find(self, message_id: str) -> Stored:
        raws = {str(at): one.raw for at, one in enumerate(self.server.messages)}
        return self.server.messages[int(by_message_id(raws)[message_id])]

    def draft(self, key: str) -> Stored:
        return next(
            one
            for one in self.server.messages
            if draft_key(header_section(one.raw)) == key and one.place == ALL
        )

    def mark_seen(self, message_id: str) -> None:
        stored = self.find(message_id)
        stored.flags.add("\\Seen")
        self.server.touch(stored)

    def move(self, message_id: str, role: str) -> None:
        stored = self.find(message_id)
        stored.labels = {"inbox": {"\\Inbox"}, "sent": {"\\Sent"}, "": {"Kunden"}}.get(role, set())
        stored.place = {"junk": SPAM, "trash": TRASH}.get(role, ALL)
        self.server.touch(stored)

    def remove(self, message_id: str) -> None:
        self.server.remove(self.find(message_id))

    def edit_draft(self, key: str, text: str) -> None:
        old = self.draft(key)
        self.server.deliver(edited(old.raw, text), "\\Draft", flags=("\\Draft", "\\Seen"))
        self.server.remove(old)

    def discard_draft(self, key: str) -> None:
        self.server.remove(self.draft(key))

    def snapshot(self) -> object:
        return [
            (one.raw, sorted(one.labels), sorted(one.flags), one.place, sorted(one.uids.items()))
            for one in self.server.messages
        ]

    def break_down(self) -> None:
        for connector in self.connectors:
            connector.close()
        self.port = 1


@pytest.fixture
def host(tmp_path: Path) -> Iterator[GmailHost]:
    server = GmailImap()
    host = GmailHost(server, tmp_path)
    yield host
    for connector in host.connectors:
        connector.close()
    server.stop()


class TestGmail(ConnectorConformance):
    @pytest.fixture
    def host(self, tmp_path: Path) -> Iterator[GmailHost]:
        server = GmailImap()
        host = GmailHost(server, tmp_path)
        yield host
        for connector in host.connectors:
            connector.close()
        server.stop()

    def test_delete_draft(self, host: Host) -> None:
        """As everywhere, but what is deleted lies in the bin: expunging at Gmail only takes a label away."""
        made = self.save(host)
        assert host.connect().delete_draft(made) is True
        assert self.ref(host) is None
        assert host.connect().delete_draft(made) is False
        reader = Reader(host)
        reader.read()
        assert {role for role, _ in reader.view.values()} == {"trash"}


def test_a_message_under_many_labels_is_told_once(host: GmailHost) -> None:
    host.server.deliver(letter(1), "\\Inbox", "\\Sent", "\\Important", "Kunden")
    reader = Reader(host)
    reader.read()
    assert reader.view == {name(1): ("sent", False)}
    (email,) = reader.emails.values()
    assert email.thread_id == "1700"


def test_archived_by_the_rep(host: GmailHost) -> None:
    host.deliver(letter(1))
    reader = Reader(host)
    reader.read()
    host.move(name(1), "archive")
    reader.read()
    assert reader.view == {name(1): ("archive", False)}


def test_a_draft_that_was_sent(host: GmailHost) -> None:
    """The same message loses the label of drafts and gets that of sent mail: it is told then, and not before."""
    connector = host.connect()
    connector.save_draft("k-1", note(), None)
    reader = Reader(host)
    reader.read()
    assert [role for role, _ in reader.view.values()] == ["drafts"]
    stored = host.draft("k-1")
    stored.labels, stored.flags = {"\\Sent"}, {"\\Seen"}
    host.server.touch(stored)
    reader.read()
    assert [role for role, _ in reader.view.values()] == ["sent"]
    assert connector.drafts() == {}


def test_only_four_folders_are_opened(host: GmailHost) -> None:
    for number, role in enumerate(["inbox", "sent", "drafts", "", "trash", "junk"]):
        host.deliver(letter(number), role)
    Reader(host).read()
    opened = {command for command in host.server.commands if command.startswith("EXAMINE")}
    assert len(opened) == 4
    assert not [command for command in host.server.commands if command.startswith("SELECT")]
