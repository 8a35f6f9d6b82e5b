"""Signing in at Microsoft for Graph: by the browser, or by a code on another device; every way a sign-in dies becomes one message with its cure.

Scopes are asked for by name, `Mail.Send` is not among them: the tokens themselves cannot send (learn.microsoft.com/graph/permissions-reference).
Refresh tokens change with each use. So the store of `connectors.auth` is held by one process at a time while a token is looked for, renewed and
written back, and read anew each time: a daemon and a scan by hand share one sign-in.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

from connectors.auth import MICROSOFT, TokenStore
from connectors.auth_google import store_of
from connectors.base import AuthenticationFailed, ConnectorError, NotSupported, Unavailable

GRAPH_SCOPES = ("User.Read", "Mail.ReadWrite", "MailboxSettings.Read")
HOST = "https://login.microsoftonline.com"
WAYS = ("browser", "device-code")
BROWSER_SECONDS, HTTP_SECONDS, EARLY_SECONDS = 300, 30, 300

_AGAIN = "Run `pleasantly login MAILBOX` and sign in again."
_TRANSIENT = frozenset({"temporarily_unavailable", "server_error", "service_unavailable", "request_timeout"})
_PENDING = frozenset({"authorization_pending", "slow_down"})
_CODE = re.compile(r"AADSTS(\d{4,9})")

# learn.microsoft.com/entra/identity-platform/reference-error-codes
_CONSENT = (
    "Your organisation lets only an administrator allow this app. Send your administrator this link, and sign in again when it was "
    "used: {consent}"
)
_POLICY = (
    "A rule of your organisation (conditional access) does not allow this way to sign in. Sign in from a managed computer, with "
    'sign_in = "browser" if you used a device code, or ask your administrator which way is allowed.'
)
_MORE_PROOF = "Your organisation asks for another proof of who you are. " + _AGAIN
_ENDED = "The stored sign-in has ended. " + _AGAIN
_CURES: Mapping[str, str] = {
    "65001": _CONSENT,
    "90094": _CONSENT,
    "90095": _CONSENT,
    "900941": _CONSENT,
    "650056": _CONSENT,
    "650057": _CONSENT,
    "65004": "The permissions were declined. Sign in again and accept them, or ask your administrator to grant them: {consent}",
    "53003": _POLICY,
    "53000": _POLICY,
    "53001": _POLICY,
    "53002": _POLICY,
    "530032": _POLICY,
    "50097": _POLICY,
    "50005": _POLICY,
    "50076": _MORE_PROOF,
    "50079": _MORE_PROOF,
    "50072": _MORE_PROOF,
    "50074": _MORE_PROOF,
    "50158": _MORE_PROOF,
    "70043": "Your organisation asks for a new sign-in from time to time. " + _AGAIN,
    "70044": "Your organisation asks for a new sign-in from time to time. " + _AGAIN,
    "70000": _ENDED,
    "70008": "The stored sign-in has expired. " + _AGAIN,
    "700082": "The sign-in was not used for too long and has expired. " + _AGAIN,
    "700084": "The sign-in has reached its longest life. " + _AGAIN,
    "50173": "Your password was changed, or an administrator ended all sign-ins. " + _AGAIN,
    "50133": "Your password was changed. " + _AGAIN,
    "50132": "Your password was changed, or an administrator ended all sign-ins. " + _AGAIN,
    "50057": "Your account is disabled. Ask your administrator.",
    "50053": "Your account is locked for now. Wait, or ask your administrator.",
    "50055": "Your password has expired. Change it, then run `pleasantly login MAILBOX`.",
    "50034": "Microsoft does not know this user in this organisation. Check user and tenant in the settings.",
    "50020": "This user belongs to another organisation than the app allows. Check tenant in the settings.",
    "50105": "You are not assigned to this app. Ask your administrator to assign it to you.",
    "500011": "Microsoft Graph is not available in this organisation, or it was never allowed. Ask your administrator: {consent}",
    "700016": "Microsoft does not know the app with this client_id. Check client_id and tenant in the settings (docs/outlook.md).",
    "90002": "Microsoft does not know this tenant. Check tenant in the settings (docs/outlook.md).",
    "7000218": 'The app registration does not allow sign-in from a computer. Switch on "Allow public client flows" (docs/outlook.md).',
    "50011": "The app registration lacks the redirect address http://localhost for mobile and desktop apps (docs/outlook.md).",
    "70016": "The code was not entered in time. Run `pleasantly login MAILBOX` and enter the new code.",
    "70019": "The code was not entered in time. Run `pleasantly login MAILBOX` and enter the new code.",
    "70020": "The code was not entered in time. Run `pleasantly login MAILBOX` and enter the new code.",
}


def admin_consent_url(client_id: str, tenant: str, scopes: tuple[str, ...] = GRAPH_SCOPES) -> str:
    """Where an administrator allows the app for the whole organisation (learn.microsoft.com/entra/identity-platform/v2-admin-consent)."""
    named = " ".join(s if "://" in s else f"https://graph.microsoft.com/{s}" for s in scopes)
    where = "organizations" if tenant in {"", "common", "consumers"} else tenant
    asked = urlencode(
        {"client_id": client_id, "scope": named, "redirect_uri": "http://localhost"}, quote_via=quote
    )
    return f"{HOST}/{quote(where, safe='')}/v2.0/adminconsent?{asked}"


def problem(
    result: Mapping[str, Any] | None, client_id: str, tenant: str, scopes: tuple[str, ...] = GRAPH_SCOPES
) -> ConnectorError:
    """The error for what Entra answered instead of a token. Its own text is left out, it may hold addresses; the code is kept."""
    told = result or {}
    error = str(told.get("error") or "")
    numbers = _CODE.findall(str(told.get("error_description") or ""))
    numbers += [str(n) for n in told.get("error_codes") or ()]
    if error in _TRANSIENT:
        return Unavailable("Microsoft cannot check the sign-in now. It will be tried again.")
    number = next((n for n in numbers if n in _CURES), "")
    name = f" (AADSTS{number or numbers[0]})" if numbers else f" ({error[:40]})" if error else ""
    cure = _CURES.get(number)
    if cure is None and error in _PENDING:
        cure = _CURES["70016"]
    if cure is None:
        cure = "Microsoft did not accept the sign-in. " + _AGAIN
    return AuthenticationFailed(cure.format(consent=admin_consent_url(client_id, tenant, scopes)) + name)


class Microsoft:
    """One user's sign-in at Microsoft. `user` names it in the store; `tenant`: directory id, domain, "organizations" or "common".

    `token_store`: "file" or "keyring"; `store` and `http_client` replace the store and the connection to Microsoft.
    """

    def __init__(
        self,
        user: str,
        client_id: str,
        tenant: str = "organizations",
        token_store: str = "file",  # noqa: S107
        *,
        scopes: tuple[str, ...] = GRAPH_SCOPES,
        store: TokenStore | None = None,
        http_client: Any = None,
    ) -> None:
        if not user or not client_id:
            raise NotSupported(
                "An Outlook mailbox needs user (your address) and client_id (the app registration, docs/outlook.md) in the settings."
            )
        self._user = user
        self._client_id = client_id
        self._tenant = tenant or "organizations"
        self._scopes = scopes
        self._store = store or store_of(token_store)
        self._http_client = http_client
        self._last, self._good_until = "", 0.0

    def token(self, refresh: bool = False) -> str:
        """An access token; another one if `refresh`, because the host refused the last.

        Raises AuthenticationFailed where the rep has to act, Unavailable where Microsoft cannot be reached.
        """
        if not refresh and time.time() < self._good_until:
            return self._last
        with self._store.exclusive(MICROSOFT, self._user), microsoft_errors():
            stored = self._stored()
            app, cache = self._app(stored.get("cache"))
            account = _account(app, stored.get("home_account_id"))
            if account is None:
                raise AuthenticationFailed("You have not signed in for this mailbox yet. " + _AGAIN)
            result = app.acquire_token_silent_with_error(list(self._scopes), account)
            # another process may have renewed it already: then that one is good
            told = (result or {}).get("access_token")
            if refresh and told and (not self._last or told == self._last):
                result = app.acquire_token_silent_with_error(list(self._scopes), account, force_refresh=True)
            if cache.has_state_changed:
                self._keep(cache, stored.get("home_account_id"))
            self._last = self._token_in(result)
            self._good_until = time.time() + float(result.get("expires_in") or 0) - EARLY_SECONDS
            return self._last

    def sign_in(self, way: str, tell: Callable[[str], None]) -> str:
        """Signs the rep in, stores the sign-in, and gives the name that Microsoft has for the user.

        `way`: "browser" (loopback redirect, RFC 8252) or "device-code" (RFC 8628); `tell` shows the rep a line. Waits at most five
        minutes for the browser, and as long as the code is valid. Raises AuthenticationFailed, NotSupported or Unavailable.
        """
        if way not in WAYS:
            raise NotSupported(f"sign_in = {way!r} is not known. Use one of: {', '.join(WAYS)}.")
        with microsoft_errors():
            app, cache = self._app(None)
            if way == "browser":
                tell("Your browser opens. Sign in there with your work account.")
                result = app.acquire_token_interactive(
                    list(self._scopes),
                    login_hint=self._user,
                    timeout=BROWSER_SECONDS,
                )
            else:
                flow = app.initiate_device_flow(scopes=list(self._scopes))
                if "user_code" not in flow:
                    raise problem(flow, self._client_id, self._tenant, self._scopes)
                tell(
                    str(flow.get("message") or f"Open {flow['verification_uri']}, enter {flow['user_code']}")
                )
                result = app.acquire_token_by_device_flow(flow)
            self._token_in(result)
            account = _account(app, None)
            home = account["home_account_id"] if account else None
            with self._store.exclusive(MICROSOFT, self._user):
                self._keep(cache, home)
            return str((account or {}).get("username") or self._user)

    def sign_out(self) -> None:
        """Forgets the stored sign-in."""
        with self._store.exclusive(MICROSOFT, self._user):
            self._store.forget(MICROSOFT, self._user)

    def _stored(self) -> Mapping[str, Any]:
        text = self._store.read(MICROSOFT, self._user)
        if text is None:
            raise AuthenticationFailed("You have not signed in for this mailbox yet. " + _AGAIN)
        try:
            stored = json.loads(text)
        except ValueError:
            stored = None
        if not isinstance(stored, dict):
            raise AuthenticationFailed("The stored sign-in is damaged. " + _AGAIN)
        return stored

    def _keep(self, cache: Any, home: str | None) -> None:
        stored = {
            "client_id": self._client_id,
            "authority": f"{HOST}/{self._tenant}",
            "home_account_id": home,
            "cache": cache.serialize(),
        }
        self._store.write(MICROSOFT, self._user, json.dumps(stored))

    def _app(self, cached: str | None) -> tuple[Any, Any]:
        import msal

        cache = msal.SerializableTokenCache()
        if cached:
            cache.deserialize(cached)
        app = msal.PublicClientApplication(
            self._client_id,
            authority=f"{HOST}/{self._tenant}",
            token_cache=cache,
            timeout=HTTP_SECONDS,
            http_client=self._http_client,
            instance_discovery=False,  # the authority is Microsoft's own: nobody else needs to be asked about it
        )
        return app, cache

    def _token_in(self, result: Mapping[str, Any] | None) -> str:
        if not result or "access_token" not in result:
            raise problem(result, self._client_id, self._tenant, self._scopes)
        return str(result["access_token"])


def _account(app: Any, home: str | None) -> Mapping[str, Any] | None:
    """The account signed in; msal finds none for account=None (AzureAD/microsoft-authentication-library-for-python)."""
    found = [one for one in app.get_accounts() if home in (None, one["home_account_id"])]
    return found[0] if found else None


@contextmanager
def microsoft_errors() -> Iterator[None]:
    """Turns what msal and requests raise into errors of `connectors.base`."""
    import requests
    from msal.exceptions import MsalError

    try:
        yield
    except ConnectorError:
        raise
    except MsalError as error:
        raise Unavailable("Microsoft cannot check the sign-in now. It will be tried again.") from error
    except requests.exceptions.SSLError as error:
        raise Unavailable(
            "Microsoft could not be reached safely to check the sign-in: its certificate is not trusted here. "
            "Check the computer's clock, and whether a proxy inspects the traffic."
        ) from error
    except (requests.exceptions.RequestException, OSError) as error:
        raise Unavailable(
            "Microsoft cannot be reached to check the sign-in. Check the network; it will be tried again."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise AuthenticationFailed(
            f"The sign-in at Microsoft could not be used ({type(error).__name__}). Check client_id and tenant in the settings. {_AGAIN}"
        ) from error
