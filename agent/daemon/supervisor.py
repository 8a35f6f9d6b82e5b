"""The daemon: one thread a mailbox, the day's digest, changes of the configuration, and word to the service manager."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path

from agent import __version__
from agent.config import Config, load
from agent.daemon import logs
from agent.daemon.notify import Notifier
from agent.daemon.schedule import HOUR, MINUTE, digest_after, digest_of
from agent.daemon.signals import Signals
from agent.daemon.worker import Settings, Worker, stat_of
from agent.digest import digest, digest_line
from agent.errors import PleasantlyError
from agent.quick import standings
from agent.run import Opener, only_daemon, open_mailbox
from agent.store import open_store

log = logging.getLogger(__name__)

# Seconds: how often the supervisor looks around, and how long workers may take to end.
TICK = 2.0
GRACE = 3.0
# A worker without a sign of life for so long is stuck: a page of a first scan takes seconds, a host's time-out a minute or two.
STUCK = 30 * MINUTE
# The digest waits for the looks that it asks for: for so long, or for so long while a mailbox is being read.
DIGEST_PATIENCE = 5 * MINUTE
DIGEST_PATIENCE_AT_WORK = HOUR


def run_daemon(
    file: Path,
    signals: Signals,
    notifier: Notifier,
    *,
    digest_at: time_of_day | None = None,
    to_stderr: bool = False,
    opener: Opener = open_mailbox,
    clock: Callable[[], float] = time.time,
    leave: Callable[[int], None] = os._exit,
) -> None:
    """Runs until a signal ends it. `digest_at` stands above the configuration's.

    Raises ConfigError, StoreError, and AlreadyRunning where another daemon works on the same state.
    """
    settings = _settings(load(file), digest_at)
    with only_daemon(settings.config.state):
        _introduce(settings.config, clock())
        supervisor = Supervisor(settings, signals, notifier, digest_at, to_stderr, opener, clock)
        hanging = supervisor.run()
    if hanging:
        logging.shutdown()
        leave(0)


def _settings(config: Config, digest_at: time_of_day | None) -> Settings:
    """What the workers work by. Raises ConfigError for a broken playbook."""
    from agent.playbook import load as load_playbook

    if digest_at is not None:
        config = replace(config, daemon=replace(config.daemon, digest=digest_at))
    return Settings(config, load_playbook(config.playbook))


def _introduce(config: Config, now: float) -> None:
    """Makes or upgrades the state once, before the workers open it side by side, and its mailboxes known: a new one may hold answers.

    Raises StoreError.
    """
    store = open_store(config.state)
    store.introduce([(mailbox.account, mailbox.name) for mailbox in config.mailboxes], now)
    store.close()


@dataclass(frozen=True, slots=True)
class _Post:
    """A worker and its thread."""

    worker: Worker
    thread: threading.Thread


class Supervisor:
    """Keeps the workers. Used by one thread."""

    def __init__(
        self,
        settings: Settings,
        signals: Signals,
        notifier: Notifier,
        digest_at: time_of_day | None,
        to_stderr: bool,
        opener: Opener,
        clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._signals = signals
        self._notifier = notifier
        self._digest_at = digest_at
        self._to_stderr = to_stderr
        self._opener = opener
        self._clock = clock
        self._posts: list[_Post] = []
        self._retired: list[_Post] = []
        self._files = self._seen = fingerprint(settings.config)
        self._status = ""
        self._fed = 0.0
        self._stuck = False
        self._digest_asked: float | None = None
        self._digest_due = self._first_digest()

    def run(self) -> bool:
        """Works until the signal to stop; gives whether a thread was left behind that did not end in time."""
        config = self._settings.config
        self._set_up_logs()
        many = len(config.mailboxes)
        log.info("pleasantly %s looks after %d mailbox%s", __version__, many, "" if many == 1 else "es")
        self._start_workers()
        self._notifier.tell(READY=1, MAINPID=os.getpid(), STATUS=self._say())
        while not self._signals.stop.is_set():
            self._signals.attention.wait(min(TICK, (self._notifier.watchdog or TICK) / 2))
            self._signals.attention.clear()
            if not self._signals.stop.is_set():
                self._tick()
        self._notifier.tell(STOPPING=1, STATUS="ending")
        return self._stop()

    def _tick(self) -> None:
        """Looks around once."""
        asked = self._signals.reload.is_set()
        self._signals.reload.clear()
        files, before = fingerprint(self._settings.config), self._seen
        self._seen = files
        if asked or (files != self._files and files == before):  # not while an editor still writes
            self._reload(asked)
        self._retired = [post for post in self._retired if post.thread.is_alive()]
        self._write_digest()
        if (status := self._say()) != self._status:
            self._status = status
            self._notifier.tell(STATUS=status)
        if self._healthy():
            self._feed_watchdog()

    def _feed_watchdog(self) -> None:
        """A sign of life at about half the time that the service manager waits for one, as sd_watchdog_enabled(3) recommends."""
        wanted, now = self._notifier.watchdog, time.monotonic()
        if wanted is not None and now - self._fed >= wanted / 2 - TICK:
            self._fed = now
            self._notifier.tell(WATCHDOG=1)

    def _set_up_logs(self) -> None:
        config = self._settings.config
        logs.set_up(config.daemon.log_file or logs.default_file(), self._settings.zone, self._to_stderr)

    def _start_workers(self) -> None:
        for mailbox in self._settings.config.mailboxes:
            worker = Worker(
                self._settings, mailbox, opener=self._opener, clock=self._clock, changed=self._hint_others
            )
            thread = threading.Thread(target=worker.run, name=worker.label, daemon=True)
            self._posts.append(_Post(worker, thread))
            thread.start()

    def _reload(self, asked: bool) -> None:
        """Takes over what the rep changed on disk; what is broken is said once, and the old settings are kept."""
        settings: Settings | None = None
        try:
            found = _settings(load(self._settings.config.file), self._digest_at)
            if found.config.state == self._settings.config.state:
                _introduce(found.config, self._clock())
                settings = found
            else:
                log.warning(
                    "The configuration names another state file. Start the daemon again for that; the old one is kept."
                )
        except PleasantlyError as e:
            log.warning("The configuration was changed and cannot be used, so the old one is kept. %s", e)
        if settings is not None and settings.config.digest != self._settings.config.digest:
            self._end_workers()
            before, self._settings = self._settings, settings
            if (settings.config.daemon.digest, settings.zone) != (before.config.daemon.digest, before.zone):
                self._digest_asked, self._digest_due = None, self._next_digest()
            self._set_up_logs()
            log.info("the configuration was read again")
            self._start_workers()
        if asked:
            self._ask_workers()
        self._files = self._seen = fingerprint(self._settings.config)

    def _ask_workers(self) -> None:
        for post in self._posts:
            post.worker.ask()

    def _hint_others(self, worker: Worker) -> None:
        """What came into one mailbox may be an answer to mail from another. Called by the worker's thread."""
        for post in list(self._posts):
            if post.worker is not worker:
                post.worker.hint()

    def _end_workers(self) -> None:
        for post in self._posts:
            post.worker.end()
        self._retired += self._posts
        self._posts = []

    def _stop(self) -> bool:
        self._end_workers()
        end = time.monotonic() + GRACE
        for post in self._retired:
            post.thread.join(max(0.0, end - time.monotonic()))
        left = [post.worker.label for post in self._retired if post.thread.is_alive()]
        if left:
            log.info("left while at work: %s; the next look goes on from there", ", ".join(left))
        log.info("ended")
        return bool(left)

    def _first_digest(self) -> float | None:
        """Today's, though its time may be past: it was missed."""
        at = self._settings.config.daemon.digest
        return None if at is None else digest_of(self._clock(), at, self._settings.zone)

    def _next_digest(self) -> float | None:
        at = self._settings.config.daemon.digest
        return None if at is None else digest_after(self._clock(), at, self._settings.zone)

    def _write_digest(self) -> None:
        """Writes the day's line once its time has come and every mailbox was looked at for it."""
        due, now, zone = self._digest_due, self._clock(), self._settings.zone
        if due is None:
            return
        if now < due:
            if due - now > 25 * HOUR:  # the clock was set back by days
                self._digest_due = self._next_digest()
            return
        if self._digest_asked is None or now < self._digest_asked:
            self._digest_asked = now
            for post in self._posts:
                post.worker.hint()
        if not self._looked_since(self._digest_asked, now):
            return
        self._digest_asked, self._digest_due = None, self._next_digest()
        accounts = [mailbox.account for mailbox in self._settings.config.mailboxes]
        try:
            found = digest(standings(self._settings.config.state, accounts))
        except sqlite3.Error as e:
            log.warning("The day's numbers cannot be read from the state file now (%s).", type(e).__name__)
            return
        log.info("%s", digest_line(datetime.fromtimestamp(now, zone).date(), found))

    def _looked_since(self, asked: float, now: float) -> bool:
        """Whether every mailbox that can be reached was looked at since then, or it is no use to wait any longer."""
        reached = [post.worker for post in self._posts if post.worker.trouble is None]
        waiting = [worker for worker in reached if worker.looked < asked or worker.settling]
        at_work = any(worker.looking is not None for worker in waiting)
        return not waiting or now - asked >= (DIGEST_PATIENCE_AT_WORK if at_work else DIGEST_PATIENCE)

    def _healthy(self) -> bool:
        """Whether every worker is alive and goes on; says once if not."""
        now = time.monotonic()
        stuck = [
            post.worker.label
            for post in self._posts
            if not post.thread.is_alive() or now - post.worker.beat > STUCK
        ]
        if stuck and not self._stuck:
            log.error(
                "no sign of life from: %s; start the daemon again (a service manager does)", ", ".join(stuck)
            )
        self._stuck = bool(stuck)
        return not stuck

    def _say(self) -> str:
        """The state of things in one line, for `systemctl status`."""
        workers = [post.worker for post in self._posts]
        looked = max((worker.looked for worker in workers), default=0.0)
        parts = [f"{len(workers)} mailbox{'' if len(workers) == 1 else 'es'}"]
        if looked:
            parts.append(f"looked at {datetime.fromtimestamp(looked, self._settings.zone):%H:%M}")
        if at_work := sum(worker.looking is not None for worker in workers):
            parts.append(f"{at_work} being read")
        if missed := sum(worker.trouble is not None for worker in workers):
            parts.append(f"{missed} not reached")
        return ", ".join(parts)


def fingerprint(config: Config) -> tuple[tuple[Path, tuple[int, int, int] | None], ...]:
    """Tells whether a file that a configuration was read from has changed: itself, the deals, the playbook."""
    return tuple((file, stat_of(file)) for file in _files(config))


def _files(config: Config) -> Iterable[Path]:
    yield from config.files
    if config.playbook is not None:
        yield from sorted(config.playbook.rglob("*"))
