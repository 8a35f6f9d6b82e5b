"""Google's sign-in for the Gmail API: once in the browser, afterwards by the stored refresh token.

The desktop way of RFC 8252: a page in the rep's own browser, an answer to 127.0.0.1 on a free port, and a proof key (RFC 7636, S256), so that an
answer that another program catches is worth nothing. The OAuth client is the rep's or the company's own: see docs/gmail.md.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import secrets
import time
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from connectors.auth import KEYRING_SERVICE, KEYRING_TIMEOUT, TokenStore, _within
from connectors.base import AuthenticationFailed, NotSupported, Unavailable
from connectors.gmail_guard import GOOGLE_ROOT, TOKEN_URI, GuardedTransport, Transport

# The least that reads mail and makes drafts. gmail.compose would also allow sending: connectors.gmail_guard does not.
SCOPES = (
    "https://www.googleapis.com/auth/gmail.readonly",
    "https://www.googleapis.com/auth/gmail.compose",
)
PROVIDER = "gmail"
AUTH_URI = "https://accounts.google.com/o/oauth2/v2/auth"
SIGN_IN_SECONDS = 300.0
HTTP_SECONDS = 60.0
_AGAIN = "Run `pleasantly login` for this mailbox."
_PAGE = (
    "<!doctype html><meta charset=utf-8><title>pleasantly</title>"
    "<p style='font:1.2em sans-serif;margin:3em'>{}</p>"
)


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth client of type "Desktop app". Its secret is none in the usual sense: Google gives it to every installed program."""

    id: str
    secret: str
    auth_uri: str = AUTH_URI
    token_uri: str = TOKEN_URI


def read_client(file: Path) -> Client:
    """The client of a file as the Google Cloud console gives it. Raises AuthenticationFailed with what to do."""
    where = f"The client id file {file}"
    how = "Download it again from your Google Cloud project (docs/gmail.md, step 4)."
    try:
        table = json.loads(file.read_text("utf-8"))
        installed = table.get("installed")
        if installed is None:
            raise AuthenticationFailed(
                f'{where} is not of the type "Desktop app". Make a client of that type (docs/gmail.md, step 4).'
            )
        return Client(
            str(installed["client_id"]),
            str(installed.get("client_secret", "")),
            str(installed.get("auth_uri") or AUTH_URI),
            str(installed.get("token_uri") or TOKEN_URI),
        )
    except OSError as error:
        raise AuthenticationFailed(
            f"{where} cannot be read ({(error.strerror or 'unknown').lower()}). Check `client_id_file`, or make one (docs/gmail.md)."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AuthenticationFailed(f"{where} is not what Google gives out. {how}") from error


def sign_in(
    user: str,
    client_id_file: str,
    store: TokenStore,
    *,
    open_browser: Callable[[str], object] = webbrowser.open,
    tell: Callable[[str], None] = lambda text: None,
    timeout: float = SIGN_IN_SECONDS,
    transport: Transport | None = None,
    scopes: tuple[str, ...] = SCOPES,
    provider: str = PROVIDER,
) -> None:
    """Has the rep sign in and stores what comes of it, under `provider`. `tell` is given each line for the rep.

    Raises AuthenticationFailed when the rep refuses, is too late, or grants too little, Unavailable when Google cannot be reached.
    """
    client = read_client(Path(client_id_file).expanduser())
    verifier, state = secrets.token_urlsafe(64), secrets.token_urlsafe(24)
    with _Answer(state) as answer:
        url = f"{client.auth_uri}?{urlencode(_question(client, answer.uri, user, verifier, state, scopes))}"
        tell(f"Your browser opens Google's page. If it does not, open this address in it: {url}")
        open_browser(url)
        code = answer.wait(timeout)
        granted = _exchange(client, code, answer.uri, verifier, transport or _plain_transport())
    missing = set(scopes) - set(str(granted.get("scope", " ".join(scopes))).split())
    if missing or not granted.get("refresh_token"):
        raise AuthenticationFailed(
            f"Google gave this program too few rights: every box on Google's page has to be ticked. {_AGAIN}"
        )
    stored = {
        "client_id": client.id,
        "client_secret": client.secret,
        "token_uri": client.token_uri,
        "refresh_token": granted["refresh_token"],
        "scopes": list(scopes),
        "token": granted.get("access_token"),
        "expiry": _expiry(granted.get("expires_in")),
    }
    with store.exclusive(provider, user):
        store.write(provider, user, json.dumps(stored))


def _question(
    client: Client, uri: str, user: str, verifier: str, state: str, scopes: tuple[str, ...]
) -> dict[str, str]:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": uri,
        "scope": " ".join(scopes),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        # Without these two a second consent brings no refresh token.
        "access_type": "offline",
        "prompt": "consent",
        "login_hint": user,
    }


def _expiry(seconds: Any) -> str | None:
    if not isinstance(seconds, (int, float)):
        return None
    return datetime.fromtimestamp(time.time() + seconds, UTC).isoformat()


class _Answer:
    """Waits on 127.0.0.1 for the browser to come back. Requests that are not the awaited answer (an icon, a stranger) change nothing."""

    def __init__(self, state: str) -> None:
        self._state = state
        self._result: dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                text = outer.take(self.path)
                body = _PAGE.format(text).encode()
                self.send_response(200 if text else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """The request line holds the code: it is written nowhere."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> _Answer:
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.server_close()

    @property
    def uri(self) -> str:
        """Where Google sends the browser."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def take(self, path: str) -> str:
        """Keeps the answer in a request's path, and gives the text for the page; "" where it is none."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if not secrets.compare_digest(query.get("state", ""), self._state) or not query.keys() & {
            "code",
            "error",
        }:
            return ""
        self._result = query
        if "code" in query:
            return "pleasantly may now read your mail and put drafts into Drafts. You can close this page."
        return "Google did not let pleasantly in. You can close this page; the terminal says what to do."

    def wait(self, timeout: float) -> str:
        """The code. Raises AuthenticationFailed for a refusal, and after `timeout` seconds."""
        until = time.monotonic() + timeout
        while not self._result:
            left = until - time.monotonic()
            if left <= 0:
                raise AuthenticationFailed(
                    f"Nobody signed in on Google's page within {timeout:.0f} s. {_AGAIN}"
                )
            self._server.timeout = min(left, 5.0)
            self._server.handle_request()
        if "code" in self._result:
            return self._result["code"]
        if self._result.get("error") == "access_denied":
            raise AuthenticationFailed(
                f"Google says that access was refused: on its page, or by your administrator (docs/gmail.md). {_AGAIN}"
            )
        if self._result.get("error") in ("admin_policy_enforced", "org_internal", "disallowed_useragent"):
            raise AuthenticationFailed(
                "Your Google Workspace administrator does not allow this program. Show them docs/gmail.md, section "
                '"For administrators".'
            )
        raise AuthenticationFailed(f"Google could not sign you in. {_AGAIN}")


def _exchange(client: Client, code: str, uri: str, verifier: str, transport: Transport) -> Mapping[str, Any]:
    """What Google gives for the code (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""
    from httplib2 import HttpLib2Error  # type: ignore[import-untyped]

    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": uri,
        "client_id": client.id,
        "client_secret": client.secret,
        "code_verifier": verifier,
    }
    header = {"content-type": "application/x-www-form-urlencoded"}
    guarded = GuardedTransport(transport, token_uri=client.token_uri)
    try:
        answer, content = guarded.request(
            client.token_uri, method="POST", body=urlencode(body), headers=header
        )
        table = json.loads(content)
    except (HttpLib2Error, OSError, ValueError) as error:
        raise Unavailable("Google cannot be reached to finish the sign-in. Try again in a moment.") from error
    if int(answer.status) >= 500 or not isinstance(table, dict):
        raise Unavailable("Google cannot finish the sign-in now. Try again in a moment.")
    if int(answer.status) >= 300:
        raise AuthenticationFailed(_refusal(str(table.get("error", ""))))
    return table


def _refusal(error: str) -> str:
    if error in ("invalid_client", "unauthorized_client", "deleted_client", "disabled_client"):
        return (
            "Google does not know the client id that `client_id_file` holds: it was deleted or its secret was renewed. Download the "
            "file again (docs/gmail.md, step 4), then run `pleasantly login`."
        )
    return f"Google did not accept the sign-in. {_AGAIN}"


def dead_token(error: Exception) -> AuthenticationFailed:
    """The one message for a refresh that Google refuses (google.auth's RefreshError): what happened and what mends it.

    Reasons by Google's guide "Using OAuth 2.0", section "Refresh token expiration".
    """
    text = " ".join(str(part) for part in error.args).lower()
    if any(
        name in text
        for name in ("invalid_client", "unauthorized_client", "deleted_client", "disabled_client")
    ):
        return AuthenticationFailed(_refusal("invalid_client"))
    if "admin_policy_enforced" in text or "invalid_rapt" in text or "rapt_required" in text:
        return AuthenticationFailed(
            f"Your Google Workspace administrator asks for a new sign-in. {_AGAIN} If that does not help, show them docs/gmail.md, "
            'section "For administrators".'
        )
    return AuthenticationFailed(
        "Google has ended the stored sign-in: the password was changed, access was taken back, it was unused for six months, or the "
        f'app\'s consent screen is in "Testing", where a sign-in lasts seven days (docs/gmail.md, step 3). {_AGAIN}'
    )


def signed_transport(
    user: str,
    client_id_file: str,
    token_store: str,
    *,
    store: TokenStore | None = None,
    transport: Transport | None = None,
    root: str = GOOGLE_ROOT,
) -> Any:
    """A transport that signs every request with the rep's token, renews it when needed, and can send no mail.

    Raises AuthenticationFailed where the rep has not signed in yet, NotSupported for a token store that does not exist.
    """
    from google_auth_httplib2 import AuthorizedHttp  # type: ignore[import-untyped]

    kept = store or store_of(token_store)
    table = _stored(kept, user)
    inner = GuardedTransport(transport or _plain_transport(), root, str(table.get("token_uri") or TOKEN_URI))
    return AuthorizedHttp(shared_credentials(table, kept, user), http=inner)


class KeyringStore(TokenStore):
    """Sign-ins in the operating system's keyring instead of files; the lock between processes is a file all the same."""

    def read(self, provider: str, account: str) -> str | None:
        """See `TokenStore.read`."""
        found = self._call("get_password", f"{provider}:{account}")
        return str(found) if found else None

    def write(self, provider: str, account: str, text: str) -> None:
        """See `TokenStore.write`."""
        self._call("set_password", f"{provider}:{account}", text)

    def forget(self, provider: str, account: str) -> None:
        """See `TokenStore.forget`."""
        if self.read(provider, account) is not None:
            self._call("delete_password", f"{provider}:{account}")

    def _call(self, what: str, *values: str) -> Any:
        try:
            keyring = importlib.import_module("keyring")
        except ImportError as error:
            raise AuthenticationFailed(
                'token_store = "keyring" needs the Python package keyring, which is not installed. Install it, or set '
                f'token_store = "file". {_AGAIN}'
            ) from error
        try:
            return _within(lambda: getattr(keyring, what)(KEYRING_SERVICE, *values), KEYRING_TIMEOUT)
        except (
            Exception
        ) as error:  # every keyring has exceptions of its own, and some hang where no desktop is
            raise Unavailable(
                f'The keyring cannot be used here ({type(error).__name__}). Unlock it, or set token_store = "file" and run '
                "`pleasantly login`."
            ) from error


def store_of(name: str) -> TokenStore:
    """The token store of the configuration: "file" (mode 0600), or "keyring"."""
    if name not in ("file", "keyring"):
        raise NotSupported(f'token_store = {name!r} is not known. Use "file" or "keyring".')
    return TokenStore() if name == "file" else KeyringStore()


def _stored(store: TokenStore, user: str) -> dict[str, Any]:
    text = store.read(PROVIDER, user)
    if text is None:
        raise AuthenticationFailed(f"You have not signed in to Google for this mailbox yet. {_AGAIN}")
    try:
        table = json.loads(text)
        if not isinstance(table, dict) or not table["refresh_token"] or not table["client_id"]:
            raise ValueError("not a sign-in")
    except (ValueError, KeyError, TypeError) as error:
        raise AuthenticationFailed(f"The stored sign-in at Google is damaged. {_AGAIN}") from error
    if set(SCOPES) - set(table.get("scopes") or ()):
        raise AuthenticationFailed(f"The stored sign-in at Google does not cover what is needed. {_AGAIN}")
    return table


def shared_credentials(table: Mapping[str, Any], store: TokenStore, user: str) -> Any:
    """Credentials of google-auth that a daemon and a scan can use at the same time.

    A refresh happens under the store's lock, and only where no other process has brought a newer token meanwhile.
    """
    from google.oauth2.credentials import Credentials

    class Shared(Credentials):
        """Credentials that are renewed once for all processes."""

        def refresh(self, request: Any) -> None:
            """Takes the stored token where it is another one and valid; asks Google for a new one else, and stores it."""
            with store.exclusive(PROVIDER, user):
                latest = _stored(store, user)
                found = _naive(latest.get("expiry"))
                if latest.get("token") and latest["token"] != self.token and found and found > _naive_now():
                    self.token, self.expiry = latest["token"], found
                    return
                self._refresh_token = latest["refresh_token"]
                super().refresh(request)  # type: ignore[no-untyped-call]
                expiry = self.expiry.replace(tzinfo=UTC).isoformat() if self.expiry else None
                changed = {"token": self.token, "expiry": expiry, "refresh_token": self.refresh_token}
                store.write(PROVIDER, user, json.dumps({**latest, **changed}))

    return Shared(  # type: ignore[no-untyped-call]
        token=table.get("token"),
        refresh_token=table["refresh_token"],
        token_uri=str(table.get("token_uri") or TOKEN_URI),
        client_id=table["client_id"],
        client_secret=table.get("client_secret"),
        scopes=None,
        expiry=_naive(table.get("expiry")),
    )


def _naive(text: Any) -> datetime | None:
    """google-auth compares times without a zone, in UTC."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def _naive_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _plain_transport() -> Transport:
    from httplib2 import Http

    http = Http(timeout=HTTP_SECONDS)
    # A redirect could lead a request somewhere that the guard has not seen.
    http.follow_redirects = False
    transport: Transport = http
    return transport
