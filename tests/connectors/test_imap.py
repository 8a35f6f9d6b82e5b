"""IMAP against a real Dovecot: the conformance suite, unchanged, in the layouts and with the capabilities that servers have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.connectors.conformance import ConnectorConformance
from tests.connectors.imap_hosts import ImapHost
from tests.servers.dovecot import Dovecot, Layout, running

GERMAN = {
    "inbox": "INBOX",
    "sent": "INBOX.Gesendete Objekte",
    "drafts": "INBOX.Entwürfe",
    "archive": "INBOX.Archiv",
    "junk": "INBOX.Spam",
    "trash": "INBOX.Papierkorb",
    "": "INBOX.Kunden & Co",
}


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def plain() -> Iterator[Dovecot]:
    """What RFC 3501 asks for and no more, below "INBOX.", German names, no SPECIAL-USE."""
    folders = tuple(
        (name.removeprefix("INBOX."), "") for name in GERMAN.values() if name.startswith("INBOX.")
    )
    layout = Layout(
        separator=".",
        prefix="INBOX.",
        folders=folders,
        location="maildir:~/Maildir",
        imap="  imap_capability = IMAP4rev1",
    )
    with running(layout) as server:
        yield server


class GermanHost(ImapHost):
    names: Mapping[str, str] = GERMAN
    prefix = "INBOX."


class TestDovecot(ConnectorConformance):
    @pytest.fixture
    def host(self, dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapHost]:
        host = ImapHost(dovecot, tmp_path)
        yield host
        host.close()


class TestPlainServer(ConnectorConformance):
    """No UIDPLUS, no CONDSTORE, no LIST-STATUS, no MOVE, no UNSELECT."""

    @pytest.fixture
    def host(self, plain: Dovecot, tmp_path: Path) -> Iterator[ImapHost]:
        host = GermanHost(plain, tmp_path)
        yield host
        host.close()
