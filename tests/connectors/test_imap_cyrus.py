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


def test_a_folder_for_drafts_without_the_right_to_insert_is_told(cyrus: Cyrus, tmp_path: Path) -> None:
    host = CyrusHost(cyrus, tmp_path)
    host.deliver(letter(1), "drafts")
    assert host.connect().draft_trouble() is None
    host.client.setacl(host.folder("drafts"), host.user, "lrsa")
    trouble = host.connect().draft_trouble()
    assert trouble is not None
    assert "read-only for you" in trouble
    host.close()


def test_without_a_folder_for_drafts_that_is_told(cyrus: Cyrus, tmp_path: Path) -> None:
    host = CyrusHost(cyrus, tmp_path)
    host.deliver(letter(1))
    connector = host.connect(folders={"Drafts": "archive"})
    trouble = connector.draft_trouble()
    assert trouble is not None
    assert "no folder for drafts" in trouble
    assert "drafts" not in dict(connector.describe()).values()
    host.close()
