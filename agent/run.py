"""Scans the mailboxes of a configuration, one after the other: what the command line and the daemon call.

One failing mailbox never stops the others. One process at a time works on a mailbox: an operating-system lock beside the state file says so.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agent.config import Config, Mailbox
from agent.errors import AlreadyRunning, ConfigError, PleasantlyError, StoreError
from agent.results import iso
from connectors.base import AuthenticationFailed, Connector, ConnectorError, NotSupported, Unavailable

if TYPE_CHECKING:
    from agent.playbook import Playbook
    from agent.scan import Report
    from agent.store import Store

log = logging.getLogger(__name__)

Opener = Callable[[Mailbox], Connector]
# How long a scan waits for another one of the same mailbox, in seconds: one with nothing new is over by then.
PATIENCE = 2.0
# How often the mailboxes of one run are judged at most: bodies that one of them reads may change what another one says.
ROUNDS = 3


@dataclass
class Outcome:
    """What a scan of several mailboxes gave. `conversations` are JSON objects as text."""

    as_of: str
    mailboxes: list[dict[str, Any]] = field(default_factory=list)
    conversations: list[str] = field(default_factory=list)
    withdrawn: list[dict[str, str | None]] = field(default_factory=list)
    stale: list[dict[str, str | None]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return all(m["ok"] for m in self.mailboxes)

    def json(self) -> str:
        """The one object of the contract."""
        return "".join(self.pieces())

    def pieces(self) -> Iterator[str]:
        """The same in pieces, to be written one by one; stored conversations are passed on as they are, not parsed again."""
        yield f'{{"as_of": {json.dumps(self.as_of)},\n"mailboxes": {json.dumps(self.mailboxes, ensure_ascii=False)},\n"conversations": ['
        for start in range(0, len(self.conversations), 500):
            yield (",\n" if start else "") + ",\n".join(self.conversations[start : start + 500])
        skipped = [{"mailbox": m, "message": n, "why": w} for m, n, w in self.skipped]
        rest = {"withdrawn": self.withdrawn, "stale": self.stale, "skipped": skipped}
        yield "]"
        for name, value in rest.items():
            yield f',\n"{name}": {json.dumps(value, ensure_ascii=False)}'
        yield "}\n"


def open_mailbox(mailbox: Mailbox) -> Connector:
    """The connector of a configured mailbox. Raises ConnectorError."""
    from connectors import open_connector

    return open_connector(mailbox.kind, **mailbox.settings)


def log_in(config: Config, name: str, tell: Callable[[str], None], opener: Opener = open_mailbox) -> None:
    """Has the rep sign in to one mailbox; `tell` is given each line for the rep.

    Raises ConfigError for an unknown name and for a mailbox that has no sign-in, ConnectorError where the host refuses.
    """
    (mailbox,) = named(config, [name])
    connector = opener(mailbox)
    try:
        sign_in = getattr(connector, "sign_in", None)
        if sign_in is None:
            raise ConfigError([f"{config.file}: mailbox {name!r} is a {mailbox.kind}: it needs no sign-in."])
        sign_in(tell)
    finally:
        connector.close()
    ask_daemon(config, mailbox)


def ask_daemon(config: Config, mailbox: Mailbox) -> None:
    """Has a running daemon look at a mailbox at once: it may rest until the rep acts, and now the rep has."""
    if config.state.exists():
        from agent.quick import note_due

        note_due(config.state, mailbox.account, time.time())


@contextmanager
def only_one(state: Path, account: str, patience: float = 0) -> Iterator[None]:
    """Holds the lock of one mailbox (`Mailbox.account`), which lies beside the state file.

    Raises AlreadyRunning where another process or thread still has it after `patience` seconds, StoreError for a bad folder.
    """
    busy = "Another pleasantly is already running on this mailbox. Try again when it has finished."
    with _locked(lock_file(state, account), patience, busy):
        yield


@contextmanager
def only_daemon(state: Path) -> Iterator[None]:
    """Holds the lock of the daemon of a state file. Raises AlreadyRunning, StoreError for a bad folder."""
    busy = (
        "A pleasantly daemon is already running on these mailboxes. "
        "`pleasantly status` shows how they stand; end that daemon before you start another."
    )
    with _locked(daemon_lock(state), 1.0, busy):
        yield


def daemon_runs(state: Path) -> bool:
    """Whether a daemon is at work on a state file."""
    if not daemon_lock(state).exists():
        return False
    try:
        with _locked(daemon_lock(state), 0, ""):
            return False
    except AlreadyRunning:
        return True


def daemon_lock(state: Path) -> Path:
    """Where the lock of a state's daemon lies."""
    return state.with_name(f"{state.name}.daemon.lock")


@contextmanager
def _locked(file: Path, patience: float, busy: str) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(file, timeout=patience, mode=0o600)
        lock.acquire()
    except Timeout:
        raise AlreadyRunning(busy) from None
    except OSError as e:
        raise StoreError(
            f"{file.parent}: the folder of the state file cannot be written ({(e.strerror or '').lower()}); mend its rights or name another in [state] path."
        ) from e
    try:
        yield
    finally:
        lock.release()


def lock_file(state: Path, account: str) -> Path:
    """Where the lock of a mailbox lies."""
    return state.with_name(
        f"{state.name}.{hashlib.blake2b(account.encode(), digest_size=6).hexdigest()}.lock"
    )


def scan_all(
    config: Config,
    now: datetime,
    *,
    names: Sequence[str] = (),
    dry_run: bool = False,
    opener: Opener = open_mailbox,
    progress: Callable[[str, str, int], None] = lambda mailbox, what, count: None,
) -> Outcome:
    """One pass over the mailboxes named (all, where none is) as of `now` (aware).

    Raises ConfigError for an unknown name or a broken playbook, StoreError; a mailbox that fails, or that another process is
    scanning, is in the outcome.
    """
    chosen = named(config, names)
    outcome = Outcome(iso(now, ZoneInfo(config.me.timezone)))
    _scan_each(config, chosen, now, dry_run, opener, progress, outcome)
    return outcome


def named(config: Config, names: Sequence[str]) -> list[Mailbox]:
    """The mailboxes of these names, all where none is given. Raises ConfigError for each unknown one."""
    unknown = sorted(set(names) - {m.name for m in config.mailboxes})
    if unknown:
        known = ", ".join(m.name for m in config.mailboxes)
        raise ConfigError(
            [
                f"{config.file}: there is no mailbox named {name!r}; expected one of {known}."
                for name in unknown
            ]
        )
    return [m for m in config.mailboxes if not names or m.name in names]


def _scan_each(
    config: Config,
    chosen: Sequence[Mailbox],
    now: datetime,
    dry_run: bool,
    opener: Opener,
    progress: Callable[[str, str, int], None],
    outcome: Outcome,
) -> None:
    from agent.quick import note_looks, stored_results

    if (stored := stored_results(config, chosen, now, opener)) is not None:
        for mailbox, texts in zip(chosen, stored, strict=True):
            outcome.mailboxes.append(
                {"name": mailbox.name, "ok": True, "error": None, "messages_new": 0, "messages_skipped": 0}
            )
            outcome.conversations += texts
            log.info("%s: nothing new", mailbox.name)
        if not dry_run:
            note_looks(config.state, [mailbox.account for mailbox in chosen], time.time())
        return
    from agent.playbook import load
    from agent.store import open_copy, open_store

    playbook = load(config.playbook)
    store = open_copy(config.state) if dry_run else open_store(config.state)
    try:
        scans = _Scans(store, config, playbook, now, dry_run, opener, progress)
        reports, errors = scans.all(chosen)
        for mailbox in chosen:
            _add(outcome, mailbox, reports.get(mailbox.name), errors.get(mailbox.name))
    finally:
        store.close()


def _add(outcome: Outcome, mailbox: Mailbox, report: Report | None, error: str | None) -> None:
    skipped = report.skipped if report else ()
    outcome.mailboxes.append(
        {
            "name": mailbox.name,
            "ok": error is None,
            "error": error,
            "messages_new": report.messages_new if report else 0,
            "messages_skipped": len(skipped),
        }
    )
    outcome.skipped += [(mailbox.name, name, why) for name, why in skipped]
    if report is not None:
        outcome.conversations += report.conversations
        outcome.withdrawn += report.withdrawn
        outcome.stale += report.stale
        outcome.refused += report.refused


@dataclass(frozen=True)
class _Scans:
    """How the mailboxes of one run are scanned."""

    store: Store
    config: Config
    playbook: Playbook
    now: datetime
    dry_run: bool
    opener: Opener
    progress: Callable[[str, str, int], None]

    def all(self, chosen: Sequence[Mailbox]) -> tuple[dict[str, Report], dict[str, str]]:
        """The report, or what went wrong, by the name of the mailbox.

        What is new in all of them is read before any is judged: an answer may lie in another mailbox. Judged again is what a body that was
        read for one mailbox changes in another.
        """
        from agent.scan import read_news, scan_mailbox

        reports: dict[str, Report] = {}
        errors: dict[str, str] = {}

        def run(mailbox: Mailbox, work: Callable[[Connector, Callable[[str, int], None]], Report]) -> None:
            report, error = self._one(mailbox, work)
            if error is not None:
                errors[mailbox.name] = error
            elif report is not None:
                reports[mailbox.name] = report

        def read(mailbox: Mailbox) -> None:
            run(
                mailbox,
                lambda connector, tell: read_news(
                    self.store,
                    mailbox,
                    self.config,
                    self.playbook,
                    connector,
                    self.now,
                    clock=time.time(),
                    progress=tell,
                ),
            )

        def judge(mailbox: Mailbox) -> None:
            run(
                mailbox,
                lambda connector, tell: scan_mailbox(
                    self.store,
                    mailbox,
                    self.config,
                    self.playbook,
                    connector,
                    self.now,
                    clock=time.time(),
                    dry_run=self.dry_run,
                    progress=tell,
                    earlier=reports.get(mailbox.name),
                ),
            )

        if len(chosen) > 1:
            for mailbox in chosen:
                read(mailbox)
        turn = 0
        todo = [mailbox for mailbox in chosen if mailbox.name not in errors]
        while todo and turn < ROUNDS:
            for mailbox in todo:
                judge(mailbox)
            turn += 1
            todo = [
                mailbox
                for mailbox in chosen
                if len(chosen) > 1
                and mailbox.name not in errors
                and self.store.pending(mailbox.account).items() - reports[mailbox.name].put_off.items()
            ]
        return reports, errors

    def _one(
        self, mailbox: Mailbox, work: Callable[[Connector, Callable[[str, int], None]], Report]
    ) -> tuple[Report | None, str | None]:
        """Does something with one mailbox, alone; a dry run works on a copy of the state, which nobody else has."""
        try:
            with nullcontext() if self.dry_run else only_one(self.config.state, mailbox.account, PATIENCE):
                report, error = self._attempt(mailbox, work)
                if error is None:
                    self.store.looked(mailbox.account, time.time())
                else:
                    self.store.failed(mailbox.account, mailbox.name, time.time(), error)
        except AlreadyRunning as e:
            return None, str(e)
        return report, error

    def _attempt(
        self, mailbox: Mailbox, work: Callable[[Connector, Callable[[str, int], None]], Report]
    ) -> tuple[Report | None, str | None]:
        connector: Connector | None = None
        log.info("%s: looking for what is new", mailbox.name)
        try:
            connector = self.opener(mailbox)
            report = work(connector, partial(self.progress, mailbox.name))
        except (ConnectorError, PleasantlyError) as e:
            return None, explained(e)
        except Exception as e:  # a defect of ours must not keep the rep's other mailboxes from being scanned
            log.debug("%s: unexpected error", mailbox.name, exc_info=True)
            return None, _unforeseen(e)
        finally:
            if connector is not None:
                connector.close()
        log.info("%s: %d new messages, %d skipped", mailbox.name, report.messages_new, len(report.skipped))
        return report, None


def _unforeseen(error: Exception) -> str:
    if (broken := getattr(error, "orig", None)) is not None:  # a DBAPIError of SQLAlchemy
        return f"The state file cannot be used ({broken}). Check the disk and the rights of its folder, and try again."
    return (
        f"An unexpected error ({type(error).__name__}), a defect of pleasantly. Nothing was lost. "
        "Run `pleasantly -vv scan` to see it in full, which may show private data, and report it."
    )


def explained(error: Exception) -> str:
    """An error of a mailbox or of ours in words for the rep."""
    text = str(error)
    if isinstance(error, Unavailable) and error.retry_after:
        return f"{text} (the host asks to wait {error.retry_after:.0f} s)"
    if isinstance(error, (AuthenticationFailed, NotSupported, Unavailable)) or text:
        return text
    return type(error).__name__
