"""Signing in to IMAP: every refusal has a message of its own, that says what to do; tokens are renewed when they die."""

from __future__ import annotations

import datetime
import json
import socket
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.config import IMAP_PRESETS
from connectors import open_connector
from connectors.auth import (
    GOOGLE,
    GOOGLE_IMAP_SCOPES,
    MICROSOFT,
    GoogleTokens,
    MicrosoftTokens,
    Password,
    Tokens,
    TokenStore,
    password_from_command,
    password_from_file,
    password_from_keyring,
)
from connectors.base import AuthenticationFailed, ConnectorError, NotSupported, Unavailable
from connectors.imap import Imap
from connectors.imap_hosts import PRESETS, login_error, server_of
from connectors.retry import NO_RETRY, Retry, Unreachable
from tests.connectors.conformance import SINCE, Reader, letter, name
from tests.connectors.imap_hosts import ImapHost
from tests.servers.dovecot import Dovecot, Layout, free_port, make_certificate, running
from tests.servers.introspection import Introspection
from tests.servers.proxy import Proxy


@pytest.fixture(scope="module")
def provider() -> Iterator[Introspection]:
    provider = Introspection()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def dovecot(provider: Introspection) -> Iterator[Dovecot]:
    with running(Layout(introspection=provider.url)) as server:
        yield server


@pytest.fixture
def host(dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapHost]:
    host = ImapHost(dovecot, tmp_path, retry=NO_RETRY)
    yield host
    host.close()


def refusal(account: ImapHost, **settings: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as told:
        account.connect(**settings).drafts()
    assert account.user not in str(told.value)
    assert "test" not in str(told.value).split()
    return told.value


def test_through_open_connector(host: ImapHost) -> None:
    host.deliver(letter(1))
    made = open_connector(
        "imap",
        user=host.user,
        host="127.0.0.1",
        port=host.port,
        tls="none",
        password_file=str(host.password_file),
    )
    assert len(made.changes(None, SINCE).created) == 1
    assert made.identities() == (host.user,)
    made.close()


def test_wrong_password(host: ImapHost) -> None:
    host.password_file.write_text("wrong\n")
    error = refusal(host)
    assert isinstance(error, AuthenticationFailed)
    assert "does not accept user name and password" in str(error)


@pytest.mark.parametrize(
    ("said", "kind", "advice"),
    [
        (b"NO [ALERT] Your account is not enabled for IMAP use.", AuthenticationFailed, "IMAP switched off"),
        (b"NO User is authenticated but not connected.", AuthenticationFailed, "IMAP switched off"),
        (b"NO [ALERT] Application-specific password required", AuthenticationFailed, "app password"),
        (b"NO [WEBALERT https://x] Web login required.", AuthenticationFailed, "app password"),
        (b"NO [EXPIRED] Password expired", AuthenticationFailed, "has expired"),
        (b"NO [ALERT] Too many simultaneous connections. (Failure)", Unavailable, "tried again"),
        (b"NO [UNAVAILABLE] Temporary authentication failure.", Unavailable, "tried again"),
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials", AuthenticationFailed, "user name and password"),
        (b"BAD what", AuthenticationFailed, "user name and password"),
    ],
)
def test_what_the_server_says_at_sign_in(
    dovecot: Dovecot, host: ImapHost, said: bytes, kind: type[ConnectorError], advice: str
) -> None:
    proxy = Proxy(dovecot.port)
    host.port = proxy.port

    def logged_in(connection: int, data: bytes) -> bytes | None:
        if b"Logged in" not in data:
            return data
        line = next(line for line in data.split(b"\r\n") if b"Logged in" in line)
        return line.split(b" ")[0] + b" " + said + b"\r\n"

    proxy.from_server = logged_in
    error = refusal(host)
    assert isinstance(error, kind)
    assert advice in str(error)
    proxy.stop()


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_help_with_passwords(preset: str) -> None:
    server = server_of("dana@acme.example", None, None, None, None, preset, 60)
    assert (server.port, server.tls) == (993, "implicit")
    text = str(login_error(server, "[ALERT] Application-specific password required", oauth=False))
    assert PRESETS[preset].password_help in text
    assert PRESETS[preset].enable in str(login_error(server, "IMAP access is disabled", oauth=False))


def test_presets_of_the_configuration_are_those() -> None:
    assert tuple(PRESETS) == IMAP_PRESETS


def test_self_signed(dovecot: Dovecot, host: ImapHost) -> None:
    error = refusal(host, host="localhost", port=dovecot.tls_port, tls="implicit")
    assert isinstance(error, Unreachable)
    assert "ca_file" in str(error)
    host.deliver(letter(1))
    made = host.connect(host="localhost", port=dovecot.tls_port, tls="implicit", ca_file=dovecot.ca_file)
    assert len(made.changes(None, SINCE).created) == 1
    started = host.connect(host="localhost", port=dovecot.port, tls="starttls", ca_file=dovecot.ca_file)
    assert len(started.changes(None, SINCE).created) == 1


def test_certificate_of_another(dovecot: Dovecot, host: ImapHost, tmp_path: Path) -> None:
    make_certificate(tmp_path, "other")
    error = refusal(
        host, host="localhost", port=dovecot.tls_port, tls="implicit", ca_file=str(tmp_path / "cert.pem")
    )
    assert isinstance(error, Unreachable)
    error = refusal(
        host, host="localhost", port=dovecot.tls_port, tls="implicit", ca_file=str(tmp_path / "x")
    )
    assert "cannot be used" in str(error)


def test_tls_mismatch(dovecot: Dovecot, host: ImapHost) -> None:
    to_plain = refusal(host, host="localhost", port=dovecot.port, tls="implicit", timeout=2.0)
    assert isinstance(to_plain, Unavailable)
    assert "993" in str(to_plain)
    to_tls = refusal(host, host="localhost", port=dovecot.tls_port, tls="starttls", timeout=0.5)
    assert isinstance(to_tls, Unavailable)
    assert "993" in str(to_tls)


def test_no_starttls(dovecot: Dovecot, host: ImapHost) -> None:
    """Without TLS the password stays here."""
    proxy = Proxy(dovecot.port)
    proxy.from_server = lambda connection, data: data.replace(b" STARTTLS", b"")
    error = refusal(host, host="localhost", port=proxy.port, tls="starttls")
    assert "offers no TLS" in str(error)
    assert b"LOGIN" not in proxy.sent
    proxy.stop()


def test_nobody_there(host: ImapHost) -> None:
    assert "Nothing answers" in str(refusal(host, port=free_port()))


def test_host_not_found(host: ImapHost, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = refusal(host, host="imap.nowhere.invalid", tls="implicit")
    assert isinstance(error, Unreachable)
    assert "cannot be found" in str(error)


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({}, "neither host nor preset"),
        ({"preset": "hotmail"}, "Use one of: gmail"),
        ({"host": "imap.acme.example", "tls": "none"}, "unprotected"),
        ({"host": "imap.acme.example", "tls": "ssl"}, "is not known"),
        ({"host": "imap.acme.example", "auth": "kerberos"}, "is not known"),
        ({"host": "imap.acme.example", "folders": {"X": "outbox"}}, "Unknown folder role"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, Any], advice: str) -> None:
    with pytest.raises(NotSupported, match=advice):
        Imap("dana@acme.example", **settings)


def test_password_from_a_command(host: ImapHost) -> None:
    command = f"{sys.executable} -c \"print('test'); print('not this')\""
    host.connect(password_file=None, password_command=command).drafts()
    assert "exit status 3" in str(
        refusal(host, password_file=None, password_command=f'{sys.executable} -c "raise SystemExit(3)"')
    )
    for wrong in ("no-such-program-anywhere", "", '"', "true"):
        with pytest.raises(AuthenticationFailed, match="password_command"):
            password_from_command(wrong)


def test_a_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    monkeypatch.setattr("connectors.auth.COMMAND_TIMEOUT", 0.2)
    with pytest.raises(AuthenticationFailed, match="did not finish"):
        password_from_command(f"{sys.executable} -c 'import time; time.sleep(600)'")
    assert [command.poll() is not None for command in begun] == [True]


def test_password_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    with pytest.raises(AuthenticationFailed, match="cannot be read"):
        password_from_file(file)
    file.write_bytes("pässwörd\r\nmore\n".encode())
    file.chmod(0o600)
    assert password_from_file(file) == "pässwörd"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(AuthenticationFailed, match="UTF-8"):
        password_from_file(file)
    file.write_bytes(b"\n")
    with pytest.raises(AuthenticationFailed, match="is empty"):
        password_from_file(file)
    for mode in (0o640, 0o604):
        file.chmod(mode)
        with pytest.raises(AuthenticationFailed, match="chmod 600"):
            password_from_file(file)


def test_no_keyring_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(AuthenticationFailed, match="not installed"):
        Password("dana@imap.acme.example").read()


def test_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = types.ModuleType("keyring")
    held = {("pleasantly", "dana@acme.example@imap.acme.example"): "s3cret"}
    fake.get_password = lambda service, account: held.get((service, account))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", fake)
    assert Password("dana@acme.example@imap.acme.example").read() == "s3cret"
    with pytest.raises(AuthenticationFailed, match="pleasantly login MAILBOX"):
        password_from_keyring("nobody")

    def locked(service: str, account: str) -> str:
        raise RuntimeError("dana@acme.example is locked")

    fake.get_password = locked  # type: ignore[attr-defined]
    with pytest.raises(AuthenticationFailed, match=r"cannot be used here \(RuntimeError\)") as told:
        password_from_keyring("x")
    assert "dana" not in str(told.value)


def test_a_keyring_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = types.ModuleType("keyring")
    done = threading.Event()
    fake.get_password = lambda service, account: done.wait(20)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.setattr("connectors.auth.KEYRING_TIMEOUT", 0.05)
    with pytest.raises(AuthenticationFailed, match="does not answer"):
        password_from_keyring("x")
    done.set()


def test_non_ascii_password_goes_by_sasl(host: ImapHost, dovecot: Dovecot) -> None:
    """LOGIN takes ASCII alone; the server's answer shows that the password arrived and was compared."""
    host.password_file.write_text("pässwörd\n")
    assert "does not accept user name and password" in str(refusal(host))


def test_a_password_that_the_server_cannot_take(host: ImapHost, dovecot: Dovecot) -> None:
    proxy = Proxy(dovecot.port)
    host.port = proxy.port
    proxy.from_server = lambda connection, data: data.replace(b" AUTH=PLAIN", b"")
    host.password_file.write_text("pässwörd\n")
    error = refusal(host)
    assert isinstance(error, AuthenticationFailed)
    assert "takes only plain English letters" in str(error)
    proxy.stop()


class Fixed(Tokens):
    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.refused: list[str | None] = []

    def access_token(self, *, refused: str | None = None) -> str:
        self.refused.append(refused)
        return self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]


def test_xoauth2(host: ImapHost, provider: Introspection) -> None:
    provider.tokens["good"] = host.user
    host.deliver(letter(1))
    connector = host.connect(tokens=Fixed("good"), auth="oauth-google")
    assert len(connector.changes(None, SINCE).created) == 1


def test_a_token_that_died_early_is_renewed_once(host: ImapHost, provider: Introspection) -> None:
    provider.tokens["new"] = host.user
    tokens = Fixed("old", "new")
    host.connect(tokens=tokens).drafts()
    assert tokens.refused == [None, "old"]
    hopeless = Fixed("dead-1", "dead-2")
    assert "sign in again" in str(refusal(host, tokens=hopeless))
    assert hopeless.refused == [None, "dead-1"]


def google_sign_in(store: TokenStore, user: str, provider: Introspection, **more: Any) -> None:
    provider.refresh["refresh-1"] = user
    table = {
        "client_id": "id",
        "client_secret": "secret",
        "refresh_token": "refresh-1",
        "token_uri": provider.token_uri,
        "scopes": list(GOOGLE_IMAP_SCOPES),
    }
    store.write(GOOGLE, user, json.dumps({**table, **more}))


def test_google_tokens_that_expire_during_a_scan(
    dovecot: Dovecot, host: ImapHost, provider: Introspection, tmp_path: Path
) -> None:
    """The real google-auth renews; the connection breaks, the token has died meanwhile, and the scan goes on with a new one."""
    store = TokenStore(tmp_path / "tokens")
    google_sign_in(store, host.user, provider)
    for number in range(4):
        host.deliver(letter(number))
    proxy = Proxy(dovecot.port)
    host.port = proxy.port
    host.settings.update(auth="oauth-google", store=store, retry=Retry(attempts=3, first=0.01))
    before = provider.asked
    reader = Reader(host, page_size=2)
    connector = host.connect(2)
    reader.record(connector.changes(None, SINCE))
    assert provider.asked == before + 1
    provider.tokens.clear()
    proxy.cut()
    reader.read(connector)
    assert set(reader.view) == {name(n) for n in range(4)}
    assert provider.asked == before + 2
    host.connect().drafts()
    assert provider.asked == before + 2, "a valid token is not renewed"
    proxy.stop()


def test_google_token_expired_by_the_clock(host: ImapHost, provider: Introspection, tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    past = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC).isoformat()
    google_sign_in(store, host.user, provider, token="stale", expiry=past)
    assert GoogleTokens(store, host.user).access_token().startswith("fresh-")


@pytest.mark.parametrize(
    ("refusal_", "kind", "advice"),
    [
        ((400, {"error": "invalid_grant"}), AuthenticationFailed, "7 days"),
        ((400, {"error": "temporarily_unavailable"}), Unavailable, "tried again"),
    ],
)
def test_google_says_no(
    provider: Introspection,
    tmp_path: Path,
    refusal_: tuple[int, dict[str, object]],
    kind: type[ConnectorError],
    advice: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    store = TokenStore(tmp_path)
    google_sign_in(store, "dana@acme.example", provider)
    provider.refusal = refusal_
    try:
        with pytest.raises(kind, match=advice):
            GoogleTokens(store, "dana@acme.example").access_token()
    finally:
        provider.refusal = None


def test_google_cannot_be_reached(provider: Introspection, tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    google_sign_in(store, "d@acme.example", provider, token_uri=f"http://127.0.0.1:{free_port()}/token")
    with pytest.raises(Unavailable, match="cannot be reached"):
        GoogleTokens(store, "d@acme.example").access_token()


@pytest.mark.parametrize("stored", [None, "", "{", "[]", "{}", '{"scopes": ["https://mail.google.com/"]}'])
def test_no_sign_in_or_a_damaged_one(tmp_path: Path, stored: str | None) -> None:
    store = TokenStore(tmp_path)
    for provider, tokens in (
        (GOOGLE, GoogleTokens(store, "d@acme.example")),
        (MICROSOFT, MicrosoftTokens(store, "d@acme.example")),
    ):
        if stored is not None:
            store.write(provider, "d@acme.example", stored)
        with pytest.raises(AuthenticationFailed, match="pleasantly login"):
            tokens.access_token()


def test_the_token_store_is_private(tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "tokens")
    assert store.read(GOOGLE, "dana@acme.example") is None
    with store.exclusive(GOOGLE, "dana@acme.example"):
        store.write(GOOGLE, "Dana@Acme.example", "secret")
    assert store.read(GOOGLE, "dana@acme.example") == "secret"
    assert store.read(MICROSOFT, "dana@acme.example") is None
    assert (tmp_path / "tokens").stat().st_mode & 0o077 == 0
    files = [path for path in (tmp_path / "tokens").iterdir() if path.suffix == ".json"]
    assert [path.stat().st_mode & 0o077 for path in files] == [0]
    assert not [path for path in files if "dana" in path.name]
    store.forget(GOOGLE, "dana@acme.example")
    assert store.read(GOOGLE, "dana@acme.example") is None


def test_only_one_renews(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.auth.LOCK_TIMEOUT", 0.05)
    store = TokenStore(tmp_path)
    with (
        store.exclusive(GOOGLE, "d@acme.example"),
        pytest.raises(Unavailable, match="Another pleasantly"),
        TokenStore(tmp_path).exclusive(GOOGLE, "d@acme.example"),
    ):
        pass
    with store.exclusive(GOOGLE, "d@acme.example"), store.exclusive(MICROSOFT, "d@acme.example"):
        pass


# The account u.t, in base64.
CLIENT_INFO = "eyJ1aWQiOiAidSIsICJ1dGlkIjogInQifQ"


class EntraAnswer:
    """What msal's http client gets."""

    def __init__(self, table: dict[str, Any], status: int = 200) -> None:
        self.headers: dict[str, str] = {}
        self.status_code = status
        self.text = json.dumps(table)

    def raise_for_status(self) -> None:
        pass


class Entra:
    """Microsoft's token endpoint, as an http client for the real msal: refresh tokens change with every use."""

    def __init__(self) -> None:
        self.number = 1
        self.refusal: dict[str, Any] | None = None

    def get(self, url: str, **kwargs: Any) -> EntraAnswer:
        base = "/".join(url.split("/")[:4])
        return EntraAnswer(
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0",
                "tenant_discovery_endpoint": f"{base}/v2.0/.well-known/openid-configuration",
                "metadata": [],
            }
        )

    def post(self, url: str, data: Any = None, **kwargs: Any) -> EntraAnswer:
        if self.refusal is not None:
            return EntraAnswer(self.refusal, 400)
        if data["refresh_token"] != f"r{self.number}":
            return EntraAnswer({"error": "invalid_grant", "error_description": "AADSTS70000"}, 400)
        self.number += 1
        return EntraAnswer(
            {
                "token_type": "Bearer",
                "access_token": f"ms-{self.number}",
                "refresh_token": f"r{self.number}",
                "expires_in": 3600,
                "scope": data["scope"],
                "client_info": CLIENT_INFO,
            }
        )

    def close(self) -> None:
        pass


def microsoft_sign_in(store: TokenStore, account: str) -> None:
    import msal

    cache = msal.SerializableTokenCache()
    cache.add(
        {
            "client_id": "app",
            "scope": ["https://outlook.office.com/IMAP.AccessAsUser.All"],
            "token_endpoint": "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            "response": {
                "access_token": "ms-0",
                "refresh_token": "r1",
                "expires_in": -10,
                "client_info": CLIENT_INFO,
                "id_token_claims": {"preferred_username": account, "oid": "u", "tid": "t"},
            },
        }
    )
    stored = {"client_id": "app", "home_account_id": "u.t", "cache": cache.serialize()}
    store.write(MICROSOFT, account, json.dumps(stored))


def test_microsoft_tokens(tmp_path: Path, host: ImapHost, provider: Introspection) -> None:
    """Two processes share the store: the refresh token that the first one used up is not used again by the second."""
    entra, store = Entra(), TokenStore(tmp_path)
    microsoft_sign_in(store, host.user)
    first = MicrosoftTokens(store, host.user, http_client=entra)
    second = MicrosoftTokens(store, host.user, http_client=entra)
    assert first.access_token() == "ms-2"
    assert second.access_token() == "ms-2"
    assert second.access_token(refused="ms-2") == "ms-3"
    assert first.access_token(refused="ms-3") == "ms-4"
    provider.tokens["ms-4"] = host.user
    host.connect(tokens=first).drafts()


@pytest.mark.parametrize(
    ("error", "said", "kind", "advice"),
    [
        ("invalid_grant", "AADSTS65001: consent", AuthenticationFailed, "administrator"),
        ("invalid_grant", "AADSTS53003: blocked", AuthenticationFailed, "conditional access"),
        ("invalid_grant", "AADSTS700082: expired", AuthenticationFailed, "pleasantly login"),
        ("temporarily_unavailable", "AADSTS90033", Unavailable, "tried again"),
    ],
)
def test_microsoft_says_no(
    tmp_path: Path, error: str, said: str, kind: type[ConnectorError], advice: str
) -> None:
    entra, store = Entra(), TokenStore(tmp_path)
    microsoft_sign_in(store, "dana@acme.example")
    entra.refusal = {"error": error, "error_description": said}
    with pytest.raises(kind, match=advice):
        MicrosoftTokens(store, "dana@acme.example", http_client=entra).access_token()


def test_signing_in_at_microsoft(host: ImapHost, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What `pleasantly login` stores is what a scan reads."""
    import msal

    asked: list[list[str]] = []

    def interactive(self: Any, scopes: list[str], **kwargs: Any) -> dict[str, Any]:
        asked.append(scopes)
        response = {
            "access_token": "ms-new",
            "refresh_token": "r1",
            "expires_in": 3600,
            "client_info": CLIENT_INFO,
            "id_token_claims": {"preferred_username": host.user, "oid": "u", "tid": "t"},
        }
        endpoint = "https://login.microsoftonline.com/organizations/oauth2/v2.0/token"
        event = {"client_id": "app", "scope": scopes, "token_endpoint": endpoint, "response": response}
        self.token_cache.add(event)
        return response

    monkeypatch.setattr(msal.PublicClientApplication, "acquire_token_interactive", interactive)
    store = TokenStore(tmp_path)
    monkeypatch.setattr(
        msal.PublicClientApplication, "__init__", offline(msal.PublicClientApplication.__init__)
    )
    host.connect(preset="outlook", client_id="app", store=store).sign_in(lambda line: None)
    assert asked == [["https://outlook.office.com/IMAP.AccessAsUser.All"]]
    assert MicrosoftTokens(store, host.user, http_client=Entra()).access_token() == "ms-new"


def offline(init: Any) -> Any:
    """A constructor of msal's applications that gives them an Entra of this computer."""

    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **{**kwargs, "http_client": kwargs.get("http_client") or Entra()})

    return made


def test_signing_in_at_google(
    host: ImapHost, monkeypatch: pytest.MonkeyPatch, provider: Introspection, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {}

    def signed(user: str, client_id_file: str, store: TokenStore, **more: Any) -> None:
        asked.update(more, file=client_id_file)
        google_sign_in(store, user, provider)

    monkeypatch.setattr("connectors.auth_google.sign_in", signed)
    store = TokenStore(tmp_path)
    connector = host.connect(auth="oauth-google", client_id_file="client.json", store=store)
    connector.sign_in(print)
    assert (asked["scopes"], asked["provider"], asked["file"]) == (GOOGLE_IMAP_SCOPES, GOOGLE, "client.json")
    connector.drafts()


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({}, "signs in with a password"),
        ({"auth": "oauth-google"}, "client_id_file is missing"),
        ({"preset": "outlook"}, "client_id is missing"),
    ],
)
def test_signing_in_without_what_it_needs(
    host: ImapHost, tmp_path: Path, settings: dict[str, Any], advice: str
) -> None:
    with pytest.raises(NotSupported, match=advice):
        host.connect(**settings, store=TokenStore(tmp_path)).sign_in(print)


def test_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = TokenStore(blocked / "tokens")
    with pytest.raises(Unavailable, match="cannot be stored"):
        store.write(GOOGLE, "d@acme.example", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
