"""Gmail keeps the promises of `connectors.base`, on a fake that is held against Google's description of the API."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.base import AuthenticationFailed, Connector, HostTime, draft_key
from connectors.folders import header_section
from connectors.gmail import Gmail
from tests.connectors.conformance import ConnectorConformance, Host, by_message_id, edited, letter
from tests.connectors.gmail_world import World
from tests.servers import gmail_fake
from tests.servers.gmail_fake import ROLE_LABELS, GmailFake

ROOT = Path(__file__).parents[2]


class GmailHost(Host):
    def __init__(self, world: World) -> None:
        self.world = world
        self.fake: GmailFake = world.fake

    def _id(self, message_id: str) -> str:
        return by_message_id({name: stored.raw for name, stored in self.fake.messages.items()})[message_id]

    def _draft(self, key: str) -> str:
        return next(
            draft
            for draft, name in self.fake.drafts.items()
            if draft_key(header_section(self.fake.messages[name].raw)) == key
        )

    def connect(self, page_size: int = 1000) -> Connector:
        return self.world.connect(page_size=page_size)

    def deliver(self, raw: bytes, role: str = "inbox") -> None:
        self.fake.put(raw, {*ROLE_LABELS[role], *(() if role in ("sent", "drafts") else ("UNREAD",))})

    def mark_seen(self, message_id: str) -> None:
        self.fake.label(self._id(message_id), remove=["UNREAD"])

    def move(self, message_id: str, role: str) -> None:
        gone = {label for labels in ROLE_LABELS.values() for label in labels} - set(ROLE_LABELS[role])
        self.fake.label(self._id(message_id), ROLE_LABELS[role], gone)

    def remove(self, message_id: str) -> None:
        self.fake.delete(self._id(message_id))

    def edit_draft(self, key: str, text: str) -> None:
        draft = self._draft(key)
        self.fake.autosave(draft, edited(self.fake.messages[self.fake.drafts[draft]].raw, text))

    def discard_draft(self, key: str) -> None:
        self.fake.delete(self.fake.drafts[self._draft(key)])

    def snapshot(self) -> object:
        return self.fake.snapshot()

    def break_down(self) -> None:
        self.fake.down = True

    def spoil(self) -> None:
        self.fake.broken.add(self.fake.put(letter(99), ("INBOX",)))

    def deliver_to_unicode_folder(self, raw: bytes) -> None:
        self.fake.put(raw, ("Label_9",))


class TestGmail(ConnectorConformance):
    @pytest.fixture
    def host(self, world: World) -> GmailHost:
        return GmailHost(world)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_opens_by_kind() -> None:
    from connectors import open_connector

    assert isinstance(open_connector("gmail", user="dana@acme.example", client_id_file="client.json"), Gmail)


def test_google_s_libraries_are_loaded_only_when_needed() -> None:
    """They take a third of a second, and most reps have other mailboxes."""
    code = (
        "import sys; from connectors import open_connector; open_connector('gmail', user='d@acme.example').close(); "
        "sys.exit(any(name.startswith(('google', 'httplib2', 'msal')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_google_s_clock_is_exact(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.connect().host_time() is None, "an answer without a date tells no time"
    answer = gmail_fake._answer

    def dated(status: int, body: object, header: Mapping[str, str] | None = None) -> Any:
        return answer(status, body, {**(header or {}), "date": "Mon, 02 Mar 2026 09:00:07 GMT"})

    monkeypatch.setattr(gmail_fake, "_answer", dated)
    assert world.connect().host_time() == HostTime(datetime(2026, 3, 2, 9, 0, 7, tzinfo=UTC), exact=True)


def test_the_wrong_account_is_told_before_folders_are(world: World) -> None:
    world.fake.address = "somebody@else.example"
    world.sign_in()
    connector = Gmail("dana@acme.example", api=world.api)
    with pytest.raises(AuthenticationFailed):
        connector.describe()
