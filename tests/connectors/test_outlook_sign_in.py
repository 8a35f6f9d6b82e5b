"""Signing in at Microsoft: real msal against an Entra ID of our own. No scope can send, one sign-in serves every process, each death has its cure."""

from __future__ import annotations

import html
import json
import re
import stat
import threading
import webbrowser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from connectors.auth import MICROSOFT, TokenStore
from connectors.auth_microsoft import _CURES, GRAPH_SCOPES, Microsoft, admin_consent_url, problem
from connectors.base import AuthenticationFailed, NotSupported, Unavailable
from connectors.graph import Ask, Graph
from connectors.outlook import Outlook
from tests.connectors.test_outlook import IMPATIENT
from tests.servers.graph_fake import GraphFake, http_client

USER = "dana@acme.example"
CLIENT = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def fake() -> Iterator[GraphFake]:
    with GraphFake() as started:
        yield started


@pytest.fixture
def store(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path / "tokens")


@pytest.fixture
def account(fake: GraphFake, store: TokenStore) -> Iterator[Callable[[], Microsoft]]:
    clients: list[requests.Session] = []

    def make() -> Microsoft:
        clients.append(http_client(fake))
        return Microsoft(USER, CLIENT, "acme.example", store=store, http_client=clients[-1])

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def robot(fake: GraphFake, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A browser that goes where it is told, and from there back to this computer (redirect or form_post, as msal asks)."""
    seen: list[str] = []
    threads: list[threading.Thread] = []

    def walk(url: str) -> None:
        page = requests.get(
            url.replace("https://login.microsoftonline.com", fake.url), allow_redirects=False, timeout=10
        )
        if page.status_code == 302:
            requests.get(page.headers["Location"], timeout=10)
            return
        action = html.unescape(re.findall(r'action="([^"]+)"', page.text)[0])
        fields = re.findall(r'name="([^"]+)" value="([^"]*)"', page.text)
        requests.post(action, data={name: html.unescape(value) for name, value in fields}, timeout=10)

    def open_page(url: str, *_: object, **__: object) -> bool:
        seen.append(url)
        threads.append(threading.Thread(target=walk, args=(url,)))
        threads[-1].start()
        return True

    monkeypatch.setattr(webbrowser, "open", open_page)
    monkeypatch.setattr(
        webbrowser, "get", lambda *a, **k: type("Robot", (), {"open": staticmethod(open_page)})()
    )
    yield seen
    for thread in threads:
        thread.join(10)


def test_browser(
    fake: GraphFake, account: Callable[[], Microsoft], robot: list[str], store: TokenStore, tmp_path: Path
) -> None:
    assert account().sign_in("browser", lambda line: None) == USER
    (page,) = robot
    assert "code_challenge=" in page
    assert "code_challenge_method=S256" in page
    assert "redirect_uri=http%3A%2F%2Flocalhost" in page
    assert "Send" not in page
    fake.entra.check("Bearer " + account().token())
    (kept,) = [f for f in (tmp_path / "tokens").iterdir() if f.suffix == ".json"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert USER not in kept.name


def test_device_code(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    told: list[str] = []
    account().sign_in("device-code", told.append)
    assert "ABCD1234" in told[0]
    fake.entra.check("Bearer " + account().token())


def test_no_scope_can_send(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    account().sign_in("device-code", lambda line: None)
    account().token(refresh=True)
    asked = {scope for line in fake.entra.scopes_asked for scope in line.split()}
    assert asked == {*GRAPH_SCOPES, "openid", "profile", "offline_access"}
    assert not [scope for scope in asked if "send" in scope.lower()]


def test_mailbox_with_a_real_sign_in(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    account().sign_in("device-code", lambda line: None)
    mailbox = Outlook(graph=Graph(account().token, base=fake.url + "/v1.0", retry=IMPATIENT))
    assert mailbox.identities()[0] == USER
    fake.entra.expire()
    assert mailbox.drafts() == {}
    assert fake.entra.refreshed == 1
    fake.entra.expire()
    fake.entra.revoke()
    with pytest.raises(AuthenticationFailed, match="pleasantly login"):
        mailbox.drafts()


def test_two_processes_share_a_sign_in(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    """Refresh tokens change with each use: who renews with an old one is locked out."""
    account().sign_in("device-code", lambda line: None)
    one, other = account(), account()
    for _ in range(4):
        one.token(refresh=True)
        other.token(refresh=True)
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda _: account().token(refresh=True), range(12)))
    assert len(set(tokens)) == 12
    assert len(fake.entra.refresh) == 1
    fake.entra.check("Bearer " + tokens[-1])


def test_valid_tokens_are_not_renewed(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    account().sign_in("device-code", lambda line: None)
    one = account()
    first = one.token()
    before = fake.entra.asked
    assert one.token() == first == account().token()
    assert fake.entra.refreshed == 0
    assert fake.entra.asked - before <= 1, "a token that is at hand is not asked for"


@pytest.mark.parametrize("number", sorted(_CURES))
def test_each_way_a_sign_in_dies_has_its_cure(
    fake: GraphFake, account: Callable[[], Microsoft], number: str
) -> None:
    account().sign_in("device-code", lambda line: None)
    fake.entra.refusal = ("invalid_grant", f"AADSTS{number}: Something about {USER}. Trace ID: x")
    with pytest.raises(AuthenticationFailed) as told:
        account().token(refresh=True)
    text = str(told.value)
    assert f"(AADSTS{number})" in text
    assert USER not in text
    assert "{" not in text
    assert re.search(r"pleasantly login|administrator|settings|docs/outlook\.md|[Ss]ign in|Wait", text), text


@pytest.mark.parametrize("number", ["65001", "90094"])
def test_consent_names_the_link_for_the_administrator(number: str) -> None:
    text = str(
        problem({"error": "invalid_grant", "error_description": f"AADSTS{number}: x"}, CLIENT, "acme.example")
    )
    assert admin_consent_url(CLIENT, "acme.example") in text
    assert f"client_id={CLIENT}" in text
    assert "Mail.ReadWrite" in text
    assert "Mail.Send" not in text


def test_link_for_the_administrator_without_a_tenant() -> None:
    assert admin_consent_url(CLIENT, "common").startswith("https://login.microsoftonline.com/organizations/")


def test_refused_in_the_browser(fake: GraphFake, account: Callable[[], Microsoft], robot: list[str]) -> None:
    fake.entra.refusal = ("access_denied", "AADSTS65004: User declined to consent")
    with pytest.raises(AuthenticationFailed, match="declined"):
        account().sign_in("browser", lambda line: None)
    with pytest.raises(AuthenticationFailed, match="not signed in"):
        account().token()


def test_code_that_was_not_entered(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    fake.entra.device_state = "expired_token"
    with pytest.raises(AuthenticationFailed, match="in time"):
        account().sign_in("device-code", lambda line: None)


def test_device_code_that_is_not_allowed(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    fake.entra.refusal = ("invalid_request", "AADSTS7000218: The request body must contain client_assertion")
    with pytest.raises(AuthenticationFailed, match="public client"):
        account().sign_in("device-code", lambda line: None)


def test_passing_trouble_is_no_lost_sign_in(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    account().sign_in("device-code", lambda line: None)
    fake.entra.refusal = ("temporarily_unavailable", "AADSTS90033: A transient error")
    with pytest.raises(Unavailable):
        account().token(refresh=True)
    fake.entra.refusal = None
    fake.entra.check("Bearer " + account().token(refresh=True))
    fake.stop()
    with pytest.raises(Unavailable, match="reached"):
        account().token(refresh=True)


def test_a_token_that_another_process_renewed_is_taken(
    fake: GraphFake, account: Callable[[], Microsoft]
) -> None:
    account().sign_in("device-code", lambda line: None)
    daemon, scan = account(), account()
    daemon.token()
    scan.token()
    renewed = scan.token(refresh=True)
    assert daemon.token(refresh=True) == renewed
    assert fake.entra.refreshed == 1


def test_not_signed_in(account: Callable[[], Microsoft]) -> None:
    with pytest.raises(AuthenticationFailed, match="not signed in"):
        account().token()


@pytest.mark.parametrize("text", ["", "{", "7", "{}", '{"cache": "{"}', '{"cache": 7, "home_account_id": 1}'])
def test_damaged_sign_in(account: Callable[[], Microsoft], store: TokenStore, text: str) -> None:
    with store.exclusive(MICROSOFT, USER):
        store.write(MICROSOFT, USER, text)
    with pytest.raises(AuthenticationFailed, match="pleasantly login"):
        account().token()


def test_sign_out(account: Callable[[], Microsoft]) -> None:
    account().sign_in("device-code", lambda line: None)
    account().sign_out()
    with pytest.raises(AuthenticationFailed, match="not signed in"):
        account().token()


def test_the_mailbox_itself_signs_in(
    fake: GraphFake, store: TokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_client(fake) as client:

        def make(*told: str) -> Microsoft:
            return Microsoft(*told, store=store, http_client=client)

        monkeypatch.setattr("connectors.auth_microsoft.Microsoft", make)
        told: list[str] = []
        mailbox = Outlook(user=USER, client_id=CLIENT, tenant="acme.example", sign_in="device-code")
        mailbox.sign_in(told.append)
        assert "ABCD1234" in told[0]
        fake.entra.check("Bearer " + make(USER, CLIENT, "acme.example", "file").token())


def test_unknown_way(account: Callable[[], Microsoft]) -> None:
    with pytest.raises(NotSupported, match="browser"):
        account().sign_in("password", lambda line: None)


def test_stored_form_is_that_of_the_shared_store(account: Callable[[], Microsoft], store: TokenStore) -> None:
    account().sign_in("device-code", lambda line: None)
    stored = json.loads(store.read(MICROSOFT, USER) or "")
    assert set(stored) == {"client_id", "authority", "home_account_id", "cache"}
    assert stored["home_account_id"] == "oid1.tid1"


def test_expiring_tokens_are_renewed_in_time(fake: GraphFake, account: Callable[[], Microsoft]) -> None:
    fake.entra.life = 60
    account().sign_in("device-code", lambda line: None)
    first = account().token()
    assert fake.entra.refreshed == 1, "one minute is too little for a scan"
    fake.entra.check("Bearer " + first)
    Graph(account().token, base=fake.url + "/v1.0", retry=IMPATIENT).get(Ask("/me"))
