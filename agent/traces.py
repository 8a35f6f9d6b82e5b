"""What the program keeps on this computer beside the configuration: for `pleasantly forget --all`, which removes it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.config import Config, Mailbox


@dataclass(frozen=True, slots=True)
class Traces:
    """What is there. `files`: (what it is, the file); `locks`: removed last; `folders`: removed where they are empty then;
    `secrets`: the names under which the keyring holds something of ours. `left`: what is not ours to remove, one sentence each.
    """

    files: tuple[tuple[str, Path], ...]
    locks: tuple[Path, ...]
    folders: tuple[Path, ...]
    secrets: tuple[str, ...]
    left: tuple[str, ...]


def state_files(state: Path) -> Iterator[tuple[str, Path]]:
    """The state with all that lies beside it and belongs to it (https://www.sqlite.org/tempfiles.html)."""
    for end in ("", "-wal", "-shm", "-journal"):
        yield "state", state.with_name(state.name + end)
    yield "report", report_file(state)


def report_file(state: Path) -> Path:
    """Where `pleasantly report` writes its page."""
    return state.with_name("report.html")


def find(config: Config) -> Traces:
    """What there is to remove. Raises OSError where a folder cannot be read."""
    from agent.daemon.logs import default_file
    from connectors.auth import default_token_folder

    log = config.daemon.log_file or default_file()
    tokens = default_token_folder()
    launchd = Path.home() / "Library" / "Logs" / "pleasantly.launchd.log"
    files = [*state_files(config.state), ("log", log), *_siblings("log", log), ("log", launchd)]
    locks = [*_locks(config.state)]
    for path in _listed(tokens):
        if path.suffix == ".lock":
            locks.append(path)
        else:
            files.append(("sign-in", path))
    secrets, silent = _secrets(config.mailboxes)
    unknown = (
        f"The keyring could not be asked for {name!r}. If it holds that for pleasantly, remove it in your keyring program."
        for name in silent
    )
    return Traces(
        files=tuple((what, path) for what, path in files if path.is_file()),
        locks=tuple(locks),
        folders=(tokens, log.parent, log.parent.parent, config.state.parent),
        secrets=tuple(secrets),
        left=(*unknown, *_left(config)),
    )


def remove(traces: Traces) -> Iterator[str]:
    """Removes all but the locks, which the caller holds; gives a sentence for whatever could not be removed."""
    for what, path in traces.files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            yield f"{path}: the {what} could not be removed ({(error.strerror or '').lower()}). Remove it by hand."
    for name in traces.secrets:
        if not _forget_secret(name):
            yield (
                f"The keyring did not give up {name!r}, which it holds for pleasantly. Remove it in your keyring program."
            )


def remove_places(traces: Traces) -> None:
    """Removes the locks and the folders that are empty now. A lock that another process has just taken stays."""
    for path in traces.locks:
        _try(path.unlink)
    for folder in traces.folders:
        if folder.name in ("pleasantly", "tokens", "Logs", "log"):
            _try(folder.rmdir)


def _try(act: Any) -> None:
    try:
        act()
    except OSError:  # not empty, in use, or gone: nothing of ours is in it
        return


def _siblings(what: str, file: Path) -> Iterator[tuple[str, Path]]:
    """Older parts of a rotated file: daemon.log.1, daemon.log.2."""
    for path in _listed(file.parent):
        if path.name.startswith(file.name + ".") and path.name[len(file.name) + 1 :].isdigit():
            yield what, path


def _locks(state: Path) -> Iterator[Path]:
    for path in _listed(state.parent):
        if path.name.startswith(state.name + ".") and path.suffix == ".lock":
            yield path


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _secrets(mailboxes: Iterable[Mailbox]) -> tuple[list[str], list[str]]:
    """The names of what the keyring holds (sign-ins at Google and Microsoft, passwords of IMAP servers), and of what it would not tell."""
    found, silent = [], []
    for name in dict.fromkeys(name for mailbox in mailboxes for name in _secret_names(mailbox)):
        try:
            if _keyring("get_password", name):
                found.append(name)
        except ModuleNotFoundError:  # without the package, nothing was ever kept there
            continue
        except Exception:  # every keyring has errors of its own
            silent.append(name)
    return found, silent


def _secret_names(mailbox: Mailbox) -> Iterator[str]:
    from agent.setup.access import account_of, needs_password
    from connectors.auth import GOOGLE, MICROSOFT
    from connectors.auth_google import PROVIDER
    from connectors.base import ConnectorError

    settings = mailbox.settings
    if settings.get("token_store") == "keyring":
        yield from (f"{provider}:{settings['user']}" for provider in (PROVIDER, GOOGLE, MICROSOFT))
    named = {"password_command", "password_file"} & settings.keys()
    if needs_password(mailbox.kind, settings) and not named:
        try:
            yield account_of(settings)
        except ConnectorError:  # no server that is known, so no password was ever kept for it
            return


def _forget_secret(name: str) -> bool:
    try:
        _keyring("delete_password", name)
        return not _keyring("get_password", name)
    except Exception:  # every keyring has errors of its own: then the rep is told
        return False


def _keyring(what: str, name: str) -> Any:
    """What the keyring answers. Raises whatever it raises, ModuleNotFoundError where there is none."""
    from connectors.auth import KEYRING_SERVICE, KEYRING_TIMEOUT, _within

    keyring = importlib.import_module("keyring")
    return _within(lambda: getattr(keyring, what)(KEYRING_SERVICE, name), KEYRING_TIMEOUT)


def _left(config: Config) -> Iterator[str]:
    yield "If the daemon is set up as a service, it begins anew when it is started: `pleasantly service uninstall` removes it."
    yield f"Your configuration is in {config.file}. Remove it by hand if you do not want it any more."
    for mailbox in config.mailboxes:
        for key in ("password_file", "client_id_file"):
            if name := mailbox.settings.get(key):
                yield f"{key} of {mailbox.name!r} is {name}. Remove it together with the configuration, which needs it."
    yield (
        "Your mailboxes are as they were. Drafts that pleasantly made are in your Drafts folders: send them or delete them there."
    )
    if any(
        m.kind in ("gmail", "outlook") or "oauth" in str(m.settings.get("auth")) for m in config.mailboxes
    ):
        yield (
            "Your host still lists the access that you gave to your own app. Take it back at "
            "https://myaccount.google.com/connections (Google) or https://myapps.microsoft.com (Microsoft)."
        )
    yield "A report that you had written elsewhere with --output is still there."
