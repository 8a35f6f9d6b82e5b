"""Signing in: passwords from the keyring, a command or a file of one's own, and OAuth tokens kept in one store for every connector.

No password stands in the configuration file. The token store is shared by IMAP and the API connectors: one file for each provider and
account, readable by its owner alone, written whole or not at all, one process at a time: Microsoft's refresh tokens change with every
use, and two processes with a copy each would lock each other out.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib
import json
import os
import re
import shlex
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.base import AuthenticationFailed, NotSupported, Unavailable

KEYRING_SERVICE = "pleasantly"
COMMAND_TIMEOUT = 60.0
KEYRING_TIMEOUT = 30.0
LOCK_TIMEOUT = 60.0
HTTP_TIMEOUT = 30.0

GOOGLE = "google"
MICROSOFT = "microsoft"
# https://developers.google.com/workspace/gmail/imap/xoauth2-protocol; https://learn.microsoft.com/exchange/client-developer/
# legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
GOOGLE_IMAP_SCOPES = ("https://mail.google.com/",)
MICROSOFT_IMAP_SCOPES = ("https://outlook.office.com/IMAP.AccessAsUser.All",)
MICROSOFT_AUTHORITY = "https://login.microsoftonline.com/common"


@dataclass(frozen=True, slots=True)
class Password:
    """Where a password is. Without `command` and `file` it is in the keyring, under `KEYRING_SERVICE` and `account`."""

    account: str
    command: str | None = None
    file: str | None = None

    def read(self) -> str:
        """The password, read anew each time. Raises AuthenticationFailed with what to do."""
        if self.command is not None:
            return password_from_command(self.command)
        if self.file is not None:
            return password_from_file(Path(self.file).expanduser())
        return password_from_keyring(self.account)


def password_from_command(command: str) -> str:
    """The first line that a command prints. No shell takes part; the command's own messages go to the terminal."""
    try:
        parts = shlex.split(command)
        if not parts:
            raise AuthenticationFailed(
                "password_command is empty. Name the command that prints your password."
            )
        status, out = _run(parts)
    except subprocess.TimeoutExpired as error:
        raise AuthenticationFailed(
            f"password_command did not finish within {COMMAND_TIMEOUT:.0f} s. Run it by hand to see what it waits for."
        ) from error
    except (OSError, ValueError) as error:
        raise AuthenticationFailed(
            f"password_command cannot be run ({_why(error)}). Check its spelling in the settings."
        ) from error
    if status != 0:
        raise AuthenticationFailed(
            f"password_command failed with exit status {status}. Run it by hand to see why."
        )
    return _first_line(out, "password_command printed nothing. It must print your password.")


# Commands at work in threads that nobody waits for any more when the program ends.
_commands: set[subprocess.Popen[bytes]] = set()


@atexit.register
def _end_commands() -> None:
    """Ends with the program: a command left behind would wait for the rep, and keep whoever reads our output waiting."""
    for command in list(_commands):
        command.terminate()


def _run(parts: Sequence[str]) -> tuple[int, bytes]:
    """Exit status and standard output of a command. Raises subprocess.TimeoutExpired when it was ended after `COMMAND_TIMEOUT`."""
    with subprocess.Popen(parts, stdout=subprocess.PIPE) as command:  # noqa: S603 the rep's own command
        _commands.add(command)
        try:
            out, _ = command.communicate(timeout=COMMAND_TIMEOUT)
        except BaseException:
            command.kill()
            raise
        finally:
            _commands.discard(command)
        return command.returncode, out


def password_from_file(path: Path) -> str:
    """The first line of a file that nobody else may read."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
                raise AuthenticationFailed(
                    f"Others may read the password file {path}. Take that right away: `chmod 600 {shlex.quote(str(path))}`."
                )
            text = file.read(65536)
    except OSError as error:
        raise AuthenticationFailed(
            f"The password file {path} cannot be read ({_why(error)}). Check password_file in the settings."
        ) from error
    return _first_line(text, f"The password file {path} is empty. Its first line must be your password.")


def password_from_keyring(account: str) -> str:
    """What the operating system's keyring holds for this account. The package `keyring` is needed for this alone."""
    other = "or set password_command or password_file in the settings"
    try:
        keyring: Any = importlib.import_module("keyring")
    except ImportError as error:
        raise AuthenticationFailed(
            f"Your password is looked for in the keyring, but the Python package keyring is not installed. Install it, {other}."
        ) from error
    try:
        found = _within(lambda: keyring.get_password(KEYRING_SERVICE, account), KEYRING_TIMEOUT)
    except TimeoutError as error:
        raise AuthenticationFailed(f"The keyring does not answer. Unlock it, {other}.") from error
    except Exception as error:
        raise AuthenticationFailed(
            f"The keyring cannot be used here ({type(error).__name__}). Unlock it, {other}."
        ) from error
    if not found:
        raise AuthenticationFailed(
            f"The keyring holds no password for this mailbox. Store it with: pleasantly login MAILBOX, {other}."
        )
    return str(found)


def _within(call: Callable[[], Any], seconds: float) -> Any:
    """The result of a call that may never come back: it is left behind in its thread then."""
    result: list[Any] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            result.append(call())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError
    if failed:
        raise failed[0]
    return result[0]


def _first_line(octets: bytes, empty: str) -> str:
    try:
        line = octets.decode("utf-8").splitlines()[0] if octets.strip() else ""
    except UnicodeDecodeError as error:
        raise AuthenticationFailed(
            "The password that was found is not UTF-8 text. Store it again."
        ) from error
    if not line:
        raise AuthenticationFailed(empty)
    return line


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


def default_token_folder() -> Path:
    """`tokens` in the platform's data folder."""
    from platformdirs import user_data_path

    return user_data_path("pleasantly", appauthor=False) / "tokens"


class TokenStore:
    """What sign-ins leave behind, as text, by provider and account. Files of mode 0600 in a folder of mode 0700."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or default_token_folder()

    def read(self, provider: str, account: str) -> str | None:
        """What is stored, None where the rep has not signed in."""
        try:
            return self._path(provider, account).read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise Unavailable(
                f"The stored sign-ins in {self._folder} cannot be read ({_why(error)}). Give yourself the right to read them."
            ) from error

    def write(self, provider: str, account: str, text: str) -> None:
        """Stores a text whole or not at all."""
        path = self._path(provider, account)
        scratch = path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self._make_folder()
            descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                scratch.unlink()
            raise Unavailable(
                f"The sign-in cannot be stored in {self._folder} ({_why(error)}). Give yourself the right to write there."
            ) from error

    def forget(self, provider: str, account: str) -> None:
        """Deletes what is stored, if anything is."""
        self._path(provider, account).unlink(missing_ok=True)

    @contextlib.contextmanager
    def exclusive(self, provider: str, account: str) -> Iterator[None]:
        """Only one process at a time is inside, for one account: read, refresh and write belong together."""
        from filelock import FileLock, Timeout

        try:
            self._make_folder()
            with FileLock(f"{self._path(provider, account)}.lock", timeout=LOCK_TIMEOUT, mode=0o600):
                yield
        except Timeout as error:
            raise Unavailable(
                "Another pleasantly is signing in to this mailbox and does not finish. It will be tried again."
            ) from error

    def _make_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _path(self, provider: str, account: str) -> Path:
        name = hashlib.blake2b(account.strip().lower().encode(), digest_size=12).hexdigest()
        return self._folder / f"{provider}-{name}.json"


class Tokens:
    """Access tokens for one account, refreshed when they are about to expire."""

    def access_token(self, *, refused: str | None = None) -> str:
        """A token that should work now. `refused`: the host has just rejected this one, so another is needed.

        Raises AuthenticationFailed where the rep has to sign in (again), Unavailable where the provider cannot be reached.
        """
        raise NotImplementedError


_SIGN_IN = "Sign in again: pleasantly login MAILBOX."


class GoogleTokens(Tokens):
    """Tokens of a Google account. Stored: client_id, client_secret, refresh_token, token_uri, scopes, and the last token with its expiry."""

    def __init__(self, store: TokenStore, account: str, scopes: tuple[str, ...] = GOOGLE_IMAP_SCOPES) -> None:
        self._store = store
        self._account = account
        self._scopes = scopes

    def access_token(self, *, refused: str | None = None) -> str:
        """See `Tokens.access_token`."""
        with self._store.exclusive(GOOGLE, self._account):
            stored = _stored_table(self._store.read(GOOGLE, self._account), "Google")
            missing = set(self._scopes) - set(stored.get("scopes") or ())
            if missing:
                raise AuthenticationFailed(
                    f"The stored sign-in at Google does not cover what is needed here. {_SIGN_IN}"
                )
            credentials = _google_credentials(stored)
            if not credentials.valid or (refused is not None and credentials.token == refused):
                _refresh_google(credentials)
                expiry = credentials.expiry.replace(tzinfo=UTC).isoformat() if credentials.expiry else None
                stored |= {
                    "token": credentials.token,
                    "expiry": expiry,
                    "refresh_token": credentials.refresh_token,
                }
                self._store.write(GOOGLE, self._account, json.dumps(stored))
            return str(credentials.token)


def _stored_table(text: str | None, provider: str) -> dict[str, Any]:
    if text is None:
        raise AuthenticationFailed(f"You have not signed in at {provider} for this mailbox yet. {_SIGN_IN}")
    try:
        table = json.loads(text)
    except ValueError as error:
        raise AuthenticationFailed(f"The stored sign-in at {provider} is damaged. {_SIGN_IN}") from error
    if not isinstance(table, dict):
        raise AuthenticationFailed(f"The stored sign-in at {provider} is damaged. {_SIGN_IN}")
    return table


def _google_credentials(stored: Mapping[str, Any]) -> Any:
    from google.oauth2.credentials import Credentials

    try:
        expiry = datetime.fromisoformat(stored["expiry"]).astimezone(UTC) if stored.get("expiry") else None
        return Credentials(  # type: ignore[no-untyped-call]
            token=stored.get("token"),
            refresh_token=stored["refresh_token"],
            token_uri=stored.get("token_uri", "https://oauth2.googleapis.com/token"),
            client_id=stored["client_id"],
            client_secret=stored.get("client_secret"),
            scopes=list(stored.get("scopes") or ()),
            expiry=expiry.replace(tzinfo=None) if expiry else None,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise AuthenticationFailed(f"The stored sign-in at Google is damaged. {_SIGN_IN}") from error


def _refresh_google(credentials: Any) -> None:
    from google.auth.exceptions import RefreshError, TransportError
    from google.auth.transport.requests import Request

    try:
        credentials.refresh(Request())
    except RefreshError as error:
        if getattr(error, "retryable", False):
            raise Unavailable("Google cannot renew the sign-in now. It will be tried again.") from error
        raise AuthenticationFailed(
            "Google has ended the stored sign-in: the password was changed, access was taken back, or the app's consent screen is in "
            f"testing, where sign-ins last 7 days. {_SIGN_IN}"
        ) from error
    except (TransportError, OSError) as error:
        raise Unavailable("Google cannot be reached to renew the sign-in. It will be tried again.") from error


# What Entra answers when only the rep, or an administrator, can go on: error or sub-error codes.
_ADMIN = re.compile(r"AADSTS(?:65001|90094|900941|650056)\b")
_POLICY = re.compile(r"AADSTS(?:53003|53000|50097|50158|50076|50079)\b")
_TRANSIENT = frozenset({"temporarily_unavailable", "server_error", "service_unavailable", "request_timeout"})


class MicrosoftTokens(Tokens):
    """Tokens of a Microsoft account. Stored: client_id, authority, home_account_id, and the token cache of msal as text."""

    def __init__(
        self,
        store: TokenStore,
        account: str,
        scopes: tuple[str, ...] = MICROSOFT_IMAP_SCOPES,
        http_client: Any = None,
    ) -> None:
        self._store = store
        self._account = account
        self._scopes = scopes
        self._http_client = http_client

    def access_token(self, *, refused: str | None = None) -> str:
        """See `Tokens.access_token`."""
        with self._store.exclusive(MICROSOFT, self._account):
            stored = _stored_table(self._store.read(MICROSOFT, self._account), "Microsoft")
            result, cache = self._ask(stored, force=False)
            if result and refused is not None and result.get("access_token") == refused:
                result, cache = self._ask(stored, force=True)
            if cache.has_state_changed:
                self._store.write(
                    MICROSOFT, self._account, json.dumps({**stored, "cache": cache.serialize()})
                )
            return _microsoft_token(result)

    def _ask(self, stored: Mapping[str, Any], *, force: bool) -> tuple[Any, Any]:
        import msal

        cache = msal.SerializableTokenCache()
        try:
            cache.deserialize(stored["cache"])
            app = msal.PublicClientApplication(
                stored["client_id"],
                authority=stored.get("authority", MICROSOFT_AUTHORITY),
                token_cache=cache,
                http_client=self._http_client,
                timeout=HTTP_TIMEOUT,
                instance_discovery=False,  # the authority is Microsoft's own: nobody else needs to be asked about it
            )
            accounts = app.get_accounts()
            home = stored.get("home_account_id")
            account = next((one for one in accounts if home in (None, one["home_account_id"])), None)
            if account is None:
                return None, cache
            return app.acquire_token_silent_with_error(
                list(self._scopes), account, force_refresh=force
            ), cache
        except (KeyError, ValueError, TypeError) as error:
            raise AuthenticationFailed(f"The stored sign-in at Microsoft is damaged. {_SIGN_IN}") from error
        except OSError as error:
            raise Unavailable(
                "Microsoft cannot be reached to renew the sign-in. It will be tried again."
            ) from error


def _microsoft_token(result: Any) -> str:
    if result and "access_token" in result:
        return str(result["access_token"])
    said = f"{(result or {}).get('error', '')} {(result or {}).get('error_description', '')}"
    if (result or {}).get("error") in _TRANSIENT:
        raise Unavailable("Microsoft cannot renew the sign-in now. It will be tried again.")
    if _ADMIN.search(said):
        raise AuthenticationFailed(
            "Your company lets only an administrator allow this app. Ask the administrator for consent, then sign in again: "
            "pleasantly login MAILBOX."
        )
    if _POLICY.search(said):
        raise AuthenticationFailed(
            f"A rule of your company (conditional access) asks for a new sign-in from this computer. {_SIGN_IN}"
        )
    raise AuthenticationFailed(
        f"Microsoft has ended the stored sign-in, or there was none with access to IMAP. {_SIGN_IN}"
    )


def tokens_for(auth: str, account: str, store: TokenStore) -> Tokens:
    """The tokens of a way to sign in ("oauth-google" or "oauth-microsoft"). Raises NotSupported for any other."""
    if auth == "oauth-google":
        return GoogleTokens(store, account)
    if auth == "oauth-microsoft":
        return MicrosoftTokens(store, account)
    raise NotSupported(f'auth = {auth!r} is not known. Use "password", "oauth-google" or "oauth-microsoft".')
