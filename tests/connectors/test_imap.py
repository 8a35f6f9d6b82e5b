"""IMAP against a real Dovecot: the conformance suite, unchanged, in the layouts and with the capabilities that servers have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.conformance import ConnectorConformance
from tests.connectors.imap_hosts import ImapHost
from tests.servers.dovecot import Dovecot, running


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


class TestDovecot(ConnectorConformance):
    @pytest.fixture
    def host(self, dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapHost]:
        host = ImapHost(dovecot, tmp_path)
        yield host
        host.close()
