"""Signing in to IMAP once: by OAuth with the rep's own browser, or with a password that is tried before it is kept."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imapclient

from connectors.auth import (
    GOOGLE,
    GOOGLE_IMAP_SCOPES,
    KEYRING_SERVICE,
    KEYRING_TIMEOUT,
    MICROSOFT_IMAP_SCOPES,
    TokenStore,
    _within,
)
from connectors.base import NotSupported, Unavailable
from connectors.imap_hosts import PRESETS, Server
from connectors.imap_wire import open_wire


def way_in(auth: str | None, preset: str | None) -> str:
    """How one signs in: "password", "oauth-google" or "oauth-microsoft"; `auth` as set, else what the preset needs."""
    return auth or (PRESETS[preset].auth if preset in PRESETS else "password")


def log_in(client: imapclient.IMAPClient, user: str, password: str) -> None:
    """Signs in with a password: by AUTH=PLAIN (RFC 4616) where LOGIN is switched off or cannot carry the characters."""
    plain = client.has_capability("AUTH=PLAIN")
    if plain and (client.has_capability("LOGINDISABLED") or not (user + password).isascii()):
        client.plain_login(user, password)
    else:
        client.login(user, password)


def try_password(server: Server, password: str) -> None:
    """Signs in with this password and leaves again. Raises what `connectors.imap_wire.open_wire` raises, with a text for the rep."""
    open_wire(server, lambda client: log_in(client, server.user, password)).close()


def keep_in_keyring(account: str, password: str) -> bool:
    """Whether the operating system's keyring has taken the password of this account ("user@host").

    It has not where the package `keyring` is missing, where there is no keyring that is fit for secrets (a priority below 1, as
    https://pypi.org/project/keyring says), where it is locked, or where it does not give back what it was given.
    """
    try:
        keyring: Any = importlib.import_module("keyring")
    except ImportError:
        return False

    def keep() -> bool:
        if keyring.get_keyring().priority < 1:
            return False
        keyring.set_password(KEYRING_SERVICE, account, password)
        return bool(keyring.get_password(KEYRING_SERVICE, account) == password)

    try:
        return bool(_within(keep, KEYRING_TIMEOUT))
    except Exception:  # every keyring has errors of its own; whatever they are, the password is not in there
        return False


def keep_in_file(path: Path, password: str) -> None:
    """Writes the password into a file of mode 0600, whole or not at all; an older one is replaced. Raises Unavailable."""
    scratch = None
    try:
        descriptor, scratch = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(f"{password}\n")
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).replace(path)
    except OSError as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        raise Unavailable(
            f"The password cannot be stored in {path} ({(error.strerror or type(error).__name__).lower()}). Give yourself the right to write "
            "there."
        ) from error


def sign_in(
    user: str,
    tell: Callable[[str], None],
    *,
    auth: str | None = None,
    preset: str | None = None,
    client_id_file: str = "",
    client_id: str = "",
    tenant: str = "organizations",
    way: str = "browser",
    store: TokenStore,
) -> None:
    """Has the rep sign in by OAuth and stores the sign-in; `tell` is given each line for the rep.

    Raises NotSupported where a password is used or a setting is missing, else what `connectors.auth_google` and
    `connectors.auth_microsoft` raise.
    """
    chosen = way_in(auth, preset)
    if chosen == "oauth-google":
        if not client_id_file:
            raise NotSupported(
                "To sign in at Google, client_id_file is missing in the settings (docs/gmail.md, step 4)."
            )
        from connectors import auth_google

        auth_google.sign_in(
            user, client_id_file, store, tell=tell, scopes=GOOGLE_IMAP_SCOPES, provider=GOOGLE
        )
    elif chosen == "oauth-microsoft":
        if not client_id:
            raise NotSupported(
                "To sign in at Microsoft, client_id is missing in the settings (docs/outlook.md)."
            )
        from connectors.auth_microsoft import Microsoft

        Microsoft(user, client_id, tenant, scopes=MICROSOFT_IMAP_SCOPES, store=store).sign_in(way, tell)
    else:
        raise NotSupported(
            "This mailbox signs in with a password, not in the browser: `pleasantly login MAILBOX` asks for it, tries it and stores it."
        )
