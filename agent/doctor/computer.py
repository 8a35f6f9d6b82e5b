"""Looks at this computer: programs, clock settings, files, the state, the keyring, the service. Writes nothing."""

from __future__ import annotations

import importlib
import os
import platform
import shlex
import shutil
import sqlite3
import stat
import time
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.config import Config, Mailbox, system_zone
from agent.doctor import judge
from agent.doctor.finding import CONFIGURATION, Finding, Status
from agent.errors import AlreadyRunning, StoreError
from agent.service.manage import Runner
from agent.service.plan import ServiceError

OK, WARNING, PROBLEM = Status.OK, Status.WARNING, Status.PROBLEM

CHECK_SECONDS = 20.0
# How often SQLite asks whether the time is over, in steps of its virtual machine.
_STEPS = 100_000


def program() -> Finding:
    """Which versions are at work."""
    from agent import __version__

    return Finding(
        "program",
        OK,
        f"pleasantly {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}.",
    )


def zone_names() -> Iterator[Finding]:
    """Whether this computer knows time zones at all: a bare container or Windows may not (docs.python.org, zoneinfo, "Data sources")."""
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        yield Finding(
            "time zone",
            PROBLEM,
            "This computer has no list of time zones, so every name of one seems wrong.",
            "Install the Python package tzdata beside pleasantly, or your system's tzdata.",
        )


def configuration(config: Config) -> Finding:
    """That the file could be read, and what is in it."""
    count = len(config.mailboxes)
    deals = f", {len(config.deals)} deals" if config.deals else ""
    return Finding(
        CONFIGURATION, OK, f"{config.file}: {count} mailbox{'es' if count > 1 else ''}{deals}, no mistake."
    )


def calendar(config: Config, now: datetime) -> Iterator[Finding]:
    """Time zone and holidays."""
    yield judge.zone(config.me.timezone, _names_zone(config.file), system_zone(), now)
    year = now.year
    count = 0
    if config.me.country:
        import holidays

        count = len(
            holidays.country_holidays(
                config.me.country.upper(), subdiv=config.me.region.upper() or None, years=year
            )
        )
    yield judge.holidays(config.me.country, config.me.region, count, year)


def _names_zone(file: Path) -> bool:
    return bool(tomllib.loads(file.read_text("utf-8")).get("me", {}).get("timezone"))


def playbook(config: Config) -> Iterator[Finding]:
    """What is wrong with the rep's own playbook, if there is one."""
    from agent.playbook.files import read

    if config.playbook is None:
        return
    problems = read(config.playbook)[1]
    for problem in problems:
        yield Finding("playbook", PROBLEM, problem, "Mend the file, then run `pleasantly playbook check`.")
    if not problems:
        yield Finding("playbook", OK, f"{config.playbook} is in order.")


def permissions(config: Config) -> Iterator[Finding]:
    """Whether anybody else may read what is private. Windows keeps a home folder private by other means."""
    if os.name != "posix":
        return
    open_to_others = [path for path in _private(config) if _is_open(path)]
    for path in open_to_others:
        right = "700" if path.is_dir() else "600"
        yield Finding(
            "permissions",
            PROBLEM,
            f"Others on this computer may read {path}.",
            f"chmod {right} {shlex.quote(str(path))}",
        )
    if not open_to_others:
        yield Finding("permissions", OK, "State, passwords and sign-ins can be read by you alone.")


def _private(config: Config) -> Iterator[Path]:
    from connectors.auth import default_token_folder

    yield from (config.state.with_name(config.state.name + end) for end in ("", "-wal", "-shm"))
    for mailbox in config.mailboxes:
        if name := mailbox.settings.get("password_file"):
            yield Path(name)
    tokens = default_token_folder()
    yield tokens
    if tokens.is_dir():
        yield from sorted(tokens.glob("*.json"))


def _is_open(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    except (
        OSError
    ):  # not there, or not ours to look at: nothing that is read here, and the check of what needs it says so
        return False


def keyring(config: Config) -> Iterator[Finding]:
    """Whether there is a keyring, where a mailbox keeps its password or sign-in there."""
    wanting = [mailbox.name for mailbox in config.mailboxes if uses_keyring(mailbox)]
    if not wanting:
        return
    other = 'Or use password_command or password_file (IMAP), or token_store = "file", in the configuration.'
    try:
        module: Any = importlib.import_module("keyring")
    except ImportError:
        yield Finding(
            "keyring",
            PROBLEM,
            f"The Python package keyring is not installed, and {', '.join(wanting)} needs it.",
            f"Install it beside pleasantly: pip install 'pleasantly[keyring]' (pipx inject pleasantly keyring). {other}",
        )
        return
    backend = module.get_keyring()
    kind = f"{type(backend).__module__}.{type(backend).__qualname__}"
    if getattr(backend, "priority", 0) > 0:
        yield Finding("keyring", OK, f"A keyring is at hand ({kind}).")
    else:
        yield Finding(
            "keyring",
            PROBLEM,
            f"There is no keyring here that {', '.join(wanting)} could use ({kind}); a service or an ssh session often has none.",
            f"Log in on the desktop, or install one (GNOME Keyring, KWallet). {other}",
        )


def uses_keyring(mailbox: Mailbox) -> bool:
    """Whether a mailbox's password or sign-in is kept in the keyring."""
    settings = mailbox.settings
    if mailbox.kind == "imap":
        from connectors.imap_hosts import PRESETS

        preset = PRESETS.get(settings.get("preset", ""))
        way = settings.get("auth") or (preset.auth if preset else "password")
        if way == "password":
            return not settings.keys() & {"password_command", "password_file"}
    return mailbox.kind in judge.NETWORK and settings.get("token_store") == "keyring"


def state(config: Config) -> Iterator[Finding]:
    """Whether the state file opens, is whole, of this version, and has room to grow."""
    path = config.state
    folder = next(above for above in path.absolute().parents if above.is_dir())
    try:
        octets = path.stat().st_size
    except FileNotFoundError:
        yield _no_state(path, folder)
    except OSError as e:
        yield Finding(
            "state", PROBLEM, f"{path} cannot be looked at ({(e.strerror or '').lower()}).", _WRITABLE
        )
    else:
        yield _state(path, octets)
    yield judge.space(shutil.disk_usage(folder).free, str(folder))


_WRITABLE = "Give yourself the right to read and write it, or name another place in [state] path."


def _no_state(path: Path, folder: Path) -> Finding:
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            "state", PROBLEM, f"There is no state file yet, and {folder} may not be written to.", _WRITABLE
        )
    return Finding("state", OK, f"There is no state file yet; the first scan makes {path}.")


def _state(path: Path, octets: int) -> Finding:
    from agent.migrations import HEAD

    damaged = (
        f"Move {path} away, then run `pleasantly scan`: drafts are found again by their key; what you told pleasantly (stop, snooze, "
        "ignore) has to be told again."
    )
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            wrong = _checked(connection)
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as e:
        if octets == 0:
            return Finding("state", OK, f"{path} is still empty; the first scan fills it.")
        return Finding("state", PROBLEM, f"{path} cannot be read ({e}).", damaged)
    told = f"{path}: {judge.size(octets)}"
    if wrong is None:
        return Finding("state", WARNING, f"{told}, not checked to its end within {CHECK_SECONDS:.0f} s.")
    if wrong:
        return Finding("state", PROBLEM, f"{told}, damaged: {'; '.join(wrong)}.", damaged)
    if version is not None and version[0] > HEAD:
        return Finding(
            "state",
            PROBLEM,
            f"{path} was written by a newer pleasantly.",
            "Bring pleasantly up to date, or name another file in [state] path.",
        )
    older = "" if version is not None and version[0] == HEAD else "; the next scan brings it to this version"
    if not os.access(path, os.W_OK):
        return Finding("state", PROBLEM, f"{path} may not be written to.", _WRITABLE)
    return Finding("state", OK, f"{told}, in order{older}.")


def _checked(connection: sqlite3.Connection) -> list[str] | None:
    """What SQLite finds wrong (sqlite.org/pragma.html, quick_check), [] for nothing; None where the time was over before."""
    end = time.monotonic() + CHECK_SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as e:
        if "interrupted" not in str(e):
            raise
        return None
    finally:
        connection.set_progress_handler(None, 0)
    return [] if found == ["ok"] else found


def last_looks(config: Config, now: datetime) -> Iterator[Finding]:
    """When each mailbox was last looked at, and whether a scan is at work on it."""
    from agent.quick import look_of

    by_daemon = _daemon_runs(config)
    for mailbox in config.mailboxes:
        yield judge.look(mailbox.name, look_of(config.state, mailbox.account), now, by_daemon)
        if _at_work(config, mailbox):
            yield Finding("lock", OK, "A scan is at work on this mailbox right now.", mailbox=mailbox.name)


def _at_work(config: Config, mailbox: Mailbox) -> bool:
    from agent.run import lock_file, only_one

    if not lock_file(config.state, mailbox.account).exists():
        return False
    try:
        with only_one(config.state, mailbox.account):
            return False
    except AlreadyRunning:
        return True
    except StoreError:  # the folder may not be written to, which the check of the state says
        return False


def service(config: Config, runner: Runner) -> Iterator[Finding]:
    """Whether anything looks at the mail by itself."""
    from agent.service.manage import plan_here, status

    try:
        found = status(plan_here(config), runner)
    except ServiceError:  # a system without services, or sudo: then only the daemon counts
        found = None
    yield judge.service(found, _daemon_runs(config))


def _daemon_runs(config: Config) -> bool:
    from agent.run import daemon_runs

    try:
        return daemon_runs(config.state)
    except StoreError:  # as in _at_work
        return False
