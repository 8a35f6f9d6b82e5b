"""Letting the agent in: a password is asked for, tried at the server, and only then kept; other hosts have their own sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent.setup.ask import Talk
from connectors import open_connector
from connectors.auth import Password
from connectors.imap_hosts import Server, server_of
from connectors.imap_sign_in import keep_in_file, keep_in_keyring, try_password, way_in

# Somebody is waiting at the terminal: half a minute must tell.
PATIENCE = 20.0


def needs_password(kind: str, settings: Mapping[str, Any]) -> bool:
    """Whether one signs in to this mailbox with a password."""
    return kind == "imap" and way_in(settings.get("auth"), settings.get("preset")) == "password"


def needs_browser(kind: str, settings: Mapping[str, Any]) -> bool:
    """Whether one signs in to this mailbox at the host's own page."""
    return kind in ("gmail", "outlook") or (kind == "imap" and not needs_password(kind, settings))


def needs_client_id(kind: str, settings: Mapping[str, Any]) -> bool:
    """Whether one signs in at Microsoft, with the app registration of an organisation."""
    microsoft = way_in(settings.get("auth"), settings.get("preset")) == "oauth-microsoft"
    return kind == "outlook" or (kind == "imap" and microsoft)


def server_for(settings: Mapping[str, Any]) -> Server:
    """The IMAP server of a mailbox's settings. Raises NotSupported."""
    names = ("user", "host", "port", "tls", "ca_file", "preset")
    return server_of(**{name: settings.get(name) for name in names}, timeout=PATIENCE)  # type: ignore[arg-type]


def account_of(settings: Mapping[str, Any]) -> str:
    """The name of a mailbox's password in the keyring, as `connectors.imap` looks for it."""
    return f"{settings['user']}@{server_for(settings).host}"


def as_typed(settings: Mapping[str, Any], password: str) -> str:
    """A password as it is sent: Google shows app passwords in four groups, which are no part of them."""
    groups = password.split()
    google = settings.get("preset") == "gmail" and len(groups) == 4 and all(len(g) == 4 for g in groups)
    return "".join(groups) if google else password


def try_stored(settings: Mapping[str, Any]) -> None:
    """Signs in once with the password that the settings lead to. Raises ConnectorError."""
    stored = Password(account_of(settings), settings.get("password_command"), settings.get("password_file"))
    try_password(server_for(settings), stored.read())


def sign_in_at_host(kind: str, settings: Mapping[str, Any], talk: Talk) -> None:
    """Has the rep sign in at the host's own page. Raises ConnectorError."""
    connector: Any = open_connector(kind, **settings)
    try:
        connector.sign_in(talk.say)
    finally:
        connector.close()


def ask_password(settings: Mapping[str, Any], talk: Talk) -> str:
    """The password of a mailbox, as it is sent."""
    server = server_for(settings)
    return as_typed(
        settings, talk.secret(f"Password of {server.user} at {server.host} (not shown while you type)")
    )


def try_given(settings: Mapping[str, Any], password: str) -> None:
    """Signs in once with a password. Raises ConnectorError."""
    try_password(server_for(settings), password)


def store(settings: Mapping[str, Any], password: str, fallback: Path) -> Path | None:
    """Keeps a password: in the file that the settings name; else in the keyring, which gives None; else in `fallback`. Raises ConnectorError."""
    if named := settings.get("password_file"):
        keep_in_file(Path(named), password)
        return Path(named)
    if keep_in_keyring(account_of(settings), password):
        return None
    keep_in_file(fallback, password)
    return fallback
