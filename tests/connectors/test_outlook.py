"""Outlook keeps every promise of a connector, on a Graph of our own that is held against Microsoft's description where that is at hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.graph import Graph
from connectors.outlook import Outlook
from connectors.retry import Retry
from tests.connectors.conformance import ConnectorConformance, Host
from tests.servers.graph_contract import Contract
from tests.servers.graph_fake import FOLDER_OF_ROLE, GraphFake

IMPATIENT = Retry(attempts=4, first=0.0, longest=60.0, sleep=lambda seconds: None)


class OutlookHost(Host):
    """The mailbox as the rep sees it in Outlook."""

    can_hold_unreadable = False

    def __init__(self, fake: GraphFake) -> None:
        self.fake = fake
        self.own_folder = ""

    def connect(self, page_size: int = 1000) -> Outlook:
        return Outlook(graph=self.graph(), page_size=page_size)

    def graph(self) -> Graph:
        return Graph(self.fake.entra.token, base=self.fake.url + "/v1.0", retry=IMPATIENT)

    def deliver(self, raw: bytes, role: str = "inbox") -> None:
        self.fake.mailbox.deliver(raw, self.folder(role))

    def folder(self, role: str) -> str:
        if role:
            return FOLDER_OF_ROLE[role]
        self.own_folder = self.own_folder or self.fake.mailbox.make_folder("Deals")
        return self.own_folder

    def mark_seen(self, message_id: str) -> None:
        self.fake.mailbox.mark_seen(message_id)

    def move(self, message_id: str, role: str) -> None:
        self.fake.mailbox.move(message_id, self.folder(role))

    def remove(self, message_id: str) -> None:
        self.fake.mailbox.remove(message_id)

    def edit_draft(self, key: str, text: str) -> None:
        self.fake.mailbox.edit_draft(key, text)

    def discard_draft(self, key: str) -> None:
        self.fake.mailbox.move(
            self.fake.mailbox.draft(key).fields["internetMessageId"], FOLDER_OF_ROLE["trash"]
        )

    def snapshot(self) -> object:
        return self.fake.mailbox.snapshot()

    def break_down(self) -> None:
        self.fake.stop()

    def deliver_to_unicode_folder(self, raw: bytes) -> None:
        box = self.fake.mailbox
        box.deliver(raw, box.make_folder("Entwürfe & Café 日本"))


class TestOutlook(ConnectorConformance):
    @pytest.fixture
    def host(self) -> Iterator[OutlookHost]:
        contract = Contract.at_hand()
        with GraphFake(contract=contract) as fake:
            yield OutlookHost(fake)
        if contract is not None:
            assert contract.violations == []


def test_folders_are_described_with_those_that_they_lie_in() -> None:
    with GraphFake() as fake:
        host = OutlookHost(fake)
        box = fake.mailbox
        box.make_folder("2026", parent=box.make_folder("Deals", parent=box.folder("inbox")))
        told = dict(host.connect().describe())
        assert told["Posteingang/Deals/2026"] == ""
        assert told["Gesendete Elemente"] == "sent"
        assert "Chats" not in told


def test_microsoft_s_clock_is_exact() -> None:
    with GraphFake() as fake:
        told = OutlookHost(fake).connect().host_time()
        assert told is not None
        assert told.exact
