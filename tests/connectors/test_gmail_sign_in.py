"""Google's sign-in: what it asks for, what it takes for an answer, what it keeps, and how it says what to do."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.auth.exceptions import RefreshError

from connectors import auth_google
from connectors.auth import GOOGLE, GOOGLE_IMAP_SCOPES, GoogleTokens, TokenStore
from connectors.auth_google import (
    PROVIDER,
    SCOPES,
    KeyringStore,
    dead_token,
    read_client,
    sign_in,
    signed_transport,
    store_of,
)
from connectors.base import AuthenticationFailed, ConnectorError, NotSupported, Unavailable
from connectors.gmail import Gmail
from tests.connectors.gmail_world import World

USER = "dana@acme.example"
GRANTED = {
    "access_token": "access-1",
    "refresh_token": "refresh-1",
    "expires_in": 3599,
    "scope": " ".join(SCOPES),
    "token_type": "Bearer",
}


class Google:
    """The browser and the token endpoint in one: `browse` is given the page's address and answers to the redirect."""

    def __init__(
        self,
        granted: Any = GRANTED,
        status: int = 200,
        back: Callable[[dict[str, str]], list[str]] | None = None,
    ):
        self.granted, self.status = granted, status
        self.back = back or (
            lambda asked: [urllib.parse.urlencode({"code": "code-1", "state": asked["state"]})]
        )
        self.asked: dict[str, str] = {}
        self.exchanged: dict[str, str] = {}
        self.pages: list[tuple[int, str]] = []
        self.thread: threading.Thread | None = None

    def open(self, url: str) -> None:
        self.asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        self.thread = threading.Thread(target=self._answer, daemon=True)
        self.thread.start()

    def _answer(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for query in self.back(self.asked):
            try:
                with opener.open(self.asked["redirect_uri"] + "?" + query, timeout=10) as page:
                    self.pages.append((page.status, page.read().decode()))
            except urllib.error.HTTPError as other:
                with other:
                    self.pages.append((other.code, ""))

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> tuple[Any, bytes]:
        if isinstance(self.granted, Exception):
            raise self.granted
        self.exchanged = dict(urllib.parse.parse_qsl(body))
        content = self.granted if isinstance(self.granted, bytes) else json.dumps(self.granted).encode()
        return SimpleNamespace(status=self.status), content


@pytest.fixture
def client(tmp_path: Path) -> str:
    file = tmp_path / "client.json"
    file.write_text(json.dumps({"installed": {"client_id": "client-1", "client_secret": "s"}}), "utf-8")
    return str(file)


@pytest.fixture
def store(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path / "tokens")


def run(google: Google, client: str, store: TokenStore, timeout: float = 20) -> None:
    sign_in(USER, client, store, open_browser=google.open, timeout=timeout, transport=google)
    assert google.thread is not None
    google.thread.join(10)


def test_what_is_asked_for_and_kept(client: str, store: TokenStore, tmp_path: Path) -> None:
    google = Google()
    run(google, client, store)
    asked = google.asked
    assert asked["scope"].split() == list(SCOPES)
    assert asked["access_type"] == "offline"
    assert asked["prompt"] == "consent"
    assert asked["login_hint"] == USER
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    digest = hashlib.sha256(google.exchanged["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert len(google.exchanged["code_verifier"]) >= 43
    assert google.exchanged["code"] == "code-1"
    stored = json.loads(store.read(PROVIDER, USER) or "")
    assert stored["refresh_token"] == "refresh-1"
    assert stored["scopes"] == list(SCOPES)
    (file,) = (tmp_path / "tokens").glob("*.json")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    signed_transport(USER, client, "file", store=store)


def test_strangers_at_the_door_change_nothing(client: str, store: TokenStore) -> None:
    def back(asked: dict[str, str]) -> list[str]:
        return [
            "favicon",
            "code=evil&state=guessed",
            "code=evil",
            "error=access_denied&state=guessed",
            urllib.parse.urlencode({"code": "code-1", "state": asked["state"]}),
        ]

    google = Google(back=back)
    run(google, client, store)
    assert [status for status, _ in google.pages] == [404, 404, 404, 404, 200]
    assert google.exchanged["code"] == "code-1"


def test_nobody_comes(client: str, store: TokenStore) -> None:
    google = Google(back=lambda asked: [])
    with pytest.raises(AuthenticationFailed, match="within"):
        run(google, client, store, timeout=0.1)
    assert store.read(PROVIDER, USER) is None


@pytest.mark.parametrize(
    ("error", "words"),
    [("access_denied", "refused"), ("admin_policy_enforced", "administrator"), ("server_error", "login")],
)
def test_google_says_no(client: str, store: TokenStore, error: str, words: str) -> None:
    google = Google(back=lambda asked: [urllib.parse.urlencode({"error": error, "state": asked["state"]})])
    with pytest.raises(AuthenticationFailed, match=words):
        run(google, client, store)
    assert store.read(PROVIDER, USER) is None


@pytest.mark.parametrize(
    ("granted", "status", "kind", "words"),
    [
        ({**GRANTED, "scope": SCOPES[0]}, 200, AuthenticationFailed, "every box"),
        ({**GRANTED, "refresh_token": ""}, 200, AuthenticationFailed, "every box"),
        ({"error": "invalid_client"}, 401, AuthenticationFailed, "client id"),
        ({"error": "deleted_client"}, 401, AuthenticationFailed, "client id"),
        ({"error": "invalid_grant"}, 400, AuthenticationFailed, "pleasantly login"),
        ({"error": "internal_failure"}, 503, Unavailable, "moment"),
        (b"<html>", 200, Unavailable, "moment"),
        (b"[]", 200, Unavailable, "moment"),
        (ConnectionResetError(), 0, Unavailable, "moment"),
    ],
)
def test_what_google_may_give_for_the_code(
    client: str, store: TokenStore, granted: Any, status: int, kind: type[ConnectorError], words: str
) -> None:
    google = Google(granted, status)
    with pytest.raises(kind, match=words):
        run(google, client, store)
    assert store.read(PROVIDER, USER) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read"),
        ("", "not what Google gives"),
        ("[]", "not what Google gives"),
        ('{"installed": {}}', "not what Google gives"),
        ('{"installed": 7}', "not what Google gives"),
        ('{"web": {"client_id": "x"}}', "Desktop app"),
    ],
)
def test_a_client_id_file_that_is_none(tmp_path: Path, text: str | None, words: str) -> None:
    file = tmp_path / "client.json"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(AuthenticationFailed, match=words):
        read_client(file)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("invalid_grant: Token has been expired or revoked.", "seven days"),
        ("invalid_grant: Bad Request", "password was changed"),
        ("invalid_grant: reauth related error (invalid_rapt)", "administrator asks"),
        ("admin_policy_enforced", "administrator"),
        ("deleted_client: The OAuth client was deleted.", "client id"),
    ],
)
def test_every_death_of_a_token_names_its_cure(said: str, words: str) -> None:
    told = str(dead_token(RefreshError(said, {"error": said})))  # type: ignore[no-untyped-call]
    assert words in told
    assert "pleasantly login" in told


@pytest.mark.parametrize("text", [None, "", "7", "{}", '{"refresh_token": "", "client_id": "x"}'])
def test_a_store_without_a_sign_in(store: TokenStore, text: str | None) -> None:
    if text is not None:
        store.write(PROVIDER, USER, text)
    with pytest.raises(AuthenticationFailed, match="pleasantly login"):
        signed_transport(USER, "", "file", store=store)


def test_a_sign_in_for_something_else(store: TokenStore) -> None:
    kept = {"refresh_token": "r", "client_id": "c", "scopes": ["https://mail.google.com/"]}
    store.write(PROVIDER, USER, json.dumps(kept))
    with pytest.raises(AuthenticationFailed, match="does not cover"):
        signed_transport(USER, "", "file", store=store)


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, text: str) -> None:
        self.kept[service, name] = text

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


def test_the_keyring_keeps_sign_ins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ring = Ring()
    monkeypatch.setitem(sys.modules, "keyring", ring)
    kept = KeyringStore(tmp_path)
    assert kept.read(PROVIDER, USER) is None
    kept.write(PROVIDER, USER, "text")
    assert kept.read(PROVIDER, USER) == "text"
    kept.forget(PROVIDER, USER)
    kept.forget(PROVIDER, USER)
    assert ring.kept == {}
    monkeypatch.setattr(ring, "get_password", lambda *_: 1 / 0)
    with pytest.raises(Unavailable, match="token_store"):
        kept.read(PROVIDER, USER)


def test_a_keyring_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(AuthenticationFailed, match='token_store = "file"'):
        KeyringStore(tmp_path).read(PROVIDER, USER)


@pytest.mark.parametrize("right", [True, False])
def test_the_account_is_checked_at_once(
    client: str, store: TokenStore, monkeypatch: pytest.MonkeyPatch, right: bool, tmp_path: Path
) -> None:
    world = World(tmp_path / "world")
    if not right:
        world.fake.address = "someone@else.example"
        world.sign_in()
    google = Google()
    monkeypatch.setattr("connectors.auth_google.store_of", lambda name: store)
    monkeypatch.setattr("connectors.auth_google._plain_transport", lambda: google)
    defaults = {**(auth_google.sign_in.__kwdefaults__ or {}), "open_browser": google.open}
    monkeypatch.setattr(auth_google.sign_in, "__kwdefaults__", defaults)
    connector = Gmail(USER, client, api=world.api)
    told: list[str] = []
    if right:
        connector.sign_in(told.append)
        assert store.read(PROVIDER, USER)
    else:
        with pytest.raises(AuthenticationFailed, match="not the one under `user`"):
            connector.sign_in(told.append)
        assert store.read(PROVIDER, USER) is None
    assert "open this address" in told[0]


def test_another_scope_for_another_use(client: str, store: TokenStore) -> None:
    google = Google({**GRANTED, "scope": "https://mail.google.com/"})
    sign_in(
        USER,
        client,
        store,
        open_browser=google.open,
        timeout=20,
        transport=google,
        scopes=GOOGLE_IMAP_SCOPES,
        provider=GOOGLE,
    )
    assert google.asked["scope"] == "https://mail.google.com/"
    assert GoogleTokens(store, USER).access_token() == "access-1"


def test_token_stores_by_name() -> None:
    assert isinstance(store_of("keyring"), KeyringStore)
    assert type(store_of("file")) is TokenStore
    with pytest.raises(NotSupported):
        store_of("cloud")
