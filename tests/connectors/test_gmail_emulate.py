"""Gmail's promises and Google's sign-in on a server that others wrote, as far as it can."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from connectors.auth import TokenStore
from connectors.auth_google import PROVIDER, SCOPES, sign_in, signed_transport
from connectors.base import Connector, draft_key
from connectors.folders import header_section
from connectors.gmail import Gmail
from connectors.gmail_api import Api
from connectors.quota import TokenBucket
from tests.connectors.conformance import ConnectorConformance, Host, by_message_id, edited
from tests.servers.emulate import CLIENT, Bridge, Robot, once, require, running
from tests.servers.gmail_fake import ROLE_LABELS, document_at

USERS = {f"token-{n}": f"rep{n}@acme.example" for n in range(90)}
_next_user = count()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require()
    with running(tmp_path_factory.mktemp("emulate"), USERS) as at:
        yield at


class EmulateHost(Host):
    """One user of the server; what the rep does is done by plain requests."""

    can_hold_unreadable = False

    def __init__(self, root: str, store: TokenStore, token: str) -> None:
        self.root, self.store, self.token = root, store, token
        self.address = USERS[token]
        self.broken = False
        self._label = ""
        stored = {
            **CLIENT,
            "token_uri": f"{root}/oauth2/token",
            "refresh_token": "none",
            "scopes": list(SCOPES),
            "token": token,
            "expiry": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
        }
        store.write(PROVIDER, self.address, json.dumps(stored))

    def ask(self, verb: str, path: str, body: Any = None) -> Any:
        header = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        text = json.dumps(body) if body is not None else None
        response, content = once(f"{self.root}/gmail/v1/users/me/{path}", verb, text, header)
        assert response.status < 300, content
        return json.loads(content) if content else None

    def labels(self, role: str) -> list[str]:
        """The labels of a role; the rep's own label is made when it is first needed."""
        if role and role != "drafts":
            return list(ROLE_LABELS[role])
        self._label = self._label or self.ask("POST", "labels", {"name": "Mine"})["id"]
        return [self._label] if not role else []

    def raws(self) -> dict[str, bytes]:
        listed = self.ask("GET", "messages?maxResults=500&includeSpamTrash=true").get("messages", [])
        return {one["id"]: self.raw(one["id"]) for one in listed}

    def raw(self, name: str) -> bytes:
        text = self.ask("GET", f"messages/{name}?format=raw")["raw"]
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    def _id(self, message_id: str) -> str:
        return by_message_id(self.raws())[message_id]

    def _draft(self, key: str) -> tuple[str, str]:
        for draft in self.ask("GET", "drafts?maxResults=500").get("drafts", []):
            if draft_key(header_section(self.raw(draft["message"]["id"]))) == key:
                return draft["id"], draft["message"]["id"]
        raise AssertionError(key)

    def connect(self, page_size: int = 1000) -> Connector:
        return Gmail(self.address, page_size=page_size, api=self._api)

    def _api(self) -> Api:
        root = "http://127.0.0.1:9" if self.broken else self.root
        bridge = Bridge(root, self.address)
        return Api(
            signed_transport(self.address, "", "file", store=self.store, transport=bridge, root=root + "/"),
            TokenBucket(1_000_000),
            document=document_at(root),
            sleep=lambda seconds: None,
        )

    def deliver(self, raw: bytes, role: str = "inbox") -> None:
        encoded = base64.urlsafe_b64encode(raw).decode()
        if role == "drafts":
            self.ask("POST", "drafts", {"message": {"raw": encoded}})
            return
        labels = [*self.labels(role), *(() if role == "sent" else ("UNREAD",))]
        self.ask("POST", "messages", {"raw": encoded, "labelIds": labels})

    def mark_seen(self, message_id: str) -> None:
        self.ask("POST", f"messages/{self._id(message_id)}/modify", {"removeLabelIds": ["UNREAD"]})

    def move(self, message_id: str, role: str) -> None:
        gone = sorted(
            {label for other in ROLE_LABELS for label in self.labels(other)} - set(self.labels(role))
        )
        change = {"addLabelIds": self.labels(role), "removeLabelIds": gone}
        self.ask("POST", f"messages/{self._id(message_id)}/modify", change)

    def remove(self, message_id: str) -> None:
        self.ask("DELETE", f"messages/{self._id(message_id)}")

    def edit_draft(self, key: str, text: str) -> None:
        draft, name = self._draft(key)
        encoded = base64.urlsafe_b64encode(edited(self.raw(name), text)).decode()
        self.ask("PUT", f"drafts/{draft}", {"message": {"raw": encoded}})

    def discard_draft(self, key: str) -> None:
        self.ask("DELETE", f"drafts/{self._draft(key)[0]}")

    def snapshot(self) -> object:
        listed = self.ask("GET", "messages?maxResults=500&includeSpamTrash=true").get("messages", [])
        return sorted(
            (m["id"], m["raw"], tuple(sorted(m["labelIds"])))
            for m in (self.ask("GET", f"messages/{one['id']}?format=raw") for one in listed)
        )

    def break_down(self) -> None:
        self.broken = True

    def deliver_to_unicode_folder(self, raw: bytes) -> None:
        label = self.ask("POST", "labels", {"name": "Entwürfe & Café 日本"})
        encoded = base64.urlsafe_b64encode(raw).decode()
        self.ask("POST", "messages", {"raw": encoded, "labelIds": [label["id"]]})


class TestEmulate(ConnectorConformance):
    @pytest.fixture
    def host(self, root: str, tmp_path: Path) -> EmulateHost:
        return EmulateHost(root, TokenStore(tmp_path), f"token-{next(_next_user)}")


class Plain:
    """A transport without anything added."""

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> tuple[Any, bytes]:
        return once(uri, method, body, headers or {})


def client_file(folder: Path, root: str) -> str:
    """A client id file as the Cloud console gives it."""
    file = folder / "client.json"
    addresses = {"auth_uri": f"{root}/o/oauth2/v2/auth", "token_uri": f"{root}/oauth2/token"}
    file.write_text(json.dumps({"installed": {**CLIENT, **addresses}}), "utf-8")
    return str(file)


def test_sign_in_and_read(root: str, tmp_path: Path) -> None:
    """A sign-in in the browser, then real google-auth with what it left, an expired token included."""
    user = USERS["token-80"]
    store = TokenStore(tmp_path / "tokens")
    robot = Robot(user)
    told: list[str] = []
    sign_in(
        user,
        client_file(tmp_path, root),
        store,
        open_browser=robot.open,
        tell=told.append,
        timeout=30,
        transport=Plain(),
    )
    assert robot.thread is not None
    robot.thread.join(10)
    assert "code_challenge_method=S256" in told[0]
    stored = json.loads(store.read(PROVIDER, user) or "")
    assert stored["refresh_token"]
    stored["expiry"] = "2020-01-01T00:00:00+00:00"
    store.write(PROVIDER, user, json.dumps(stored))
    signed = signed_transport(user, "", "file", store=store, transport=Bridge(root, user), root=root + "/")
    connector = Gmail(user, api=lambda: Api(signed, TokenBucket(10_000), document=document_at(root)))
    assert user in connector.identities()
    assert json.loads(store.read(PROVIDER, user) or "")["token"] != stored["token"]
    connector.close()
