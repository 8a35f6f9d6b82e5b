"""IMAP against a real Cyrus: special folders in lower case below "INBOX.", and nothing lenient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.connectors.conformance import ConnectorConformance, Reader, letter
from tests.connectors.imap_hosts import ImapHost
from tests.servers.cyrus import Cyrus, running_cyrus


class CyrusHost(ImapHost):
    names: Mapping[str, str] = {
        "inbox": "INBOX",
        "sent": "INBOX.Sent",
        "drafts": "INBOX.Drafts",
        "archive": "INBOX.Archive",
        "junk": "INBOX.Junk",
        "trash": "INBOX.Trash",
        "": "INBOX.Kunden",
    }
    prefix = "INBOX."
    can_hold_unreadable = False

    def __init__(self, server: Cyrus, folder: Path) -> None:
        super().__init__(server, folder)
        self.user = self.user.partition("@")[0]
        server.add_user(self.user)


@pytest.fixture(scope="module")
def cyrus() -> Iterator[Cyrus]:
    with running_cyrus() as server:
        yield server


class TestCyrus(ConnectorConformance):
    @pytest.fixture
    def host(self, cyrus: Cyrus, tmp_path: Path) -> Iterator[ImapHost]:
        host = CyrusHost(cyrus, tmp_path)
        yield host
        host.close()

    def test_host_threads_are_passed_on(self, host: ImapHost) -> None:
        """RFC 8474: Cyrus names threads."""
        host.deliver(letter(1))
        reader = Reader(host)
        reader.read()
        (email,) = reader.emails.values()
        assert email.thread_id
