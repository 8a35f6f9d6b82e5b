"""One mailbox of the daemon: looks at it when that is due, notes what came of it, and waits, in IDLE where the server has it.

A worker is used by one thread, its own. The supervisor reads `looking`, `looked`, `trouble` and `beat`, and calls `end`, `ask` and `hint`.
"""

from __future__ import annotations

import logging
import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from agent.config import Config, Mailbox
from agent.daemon.logs import label
from agent.daemon.schedule import BUSY, REST, awake, backoff, first_look, jittered, kept, quiet_until
from agent.errors import AlreadyRunning, PleasantlyError
from agent.quick import Look, dated_later, look_of, nothing_new
from agent.run import Opener, explained, only_one, open_mailbox
from agent.store import Store, open_store
from connectors.base import AuthenticationFailed, Connector, ConnectorError, NotSupported, Unavailable

if TYPE_CHECKING:
    from agent.playbook import Playbook
    from agent.scan import Report

log = logging.getLogger(__name__)

# Seconds: the longest sleep after which the clock is looked at, the least between two waits in the host, between two lines about a long look.
PIECE = 30.0
SPACING = 5.0
TELL = 60.0
# A draft that waits for another mailbox is thought of again after so long, so many times; from then on with every look.
SOON = 30.0
SOON_AT_MOST = 5
_ROOT = Path(__file__).parents[2]
_PACKAGES = tuple(str(_ROOT / name) for name in ("agent", "connectors"))


class Stopped(Exception):
    """The worker is to end, in the middle of a look: what was recorded stays, the next look goes on from there."""


# How a connector waits for news where it can (`connectors.imap.Imap.wait`): for how many seconds at most, and what ends it sooner.
Wait = Callable[[float, Callable[[], bool]], bool]


@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker works by."""

    config: Config
    playbook: Playbook

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.me.timezone)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a mailbox was not reached: `text` for the rep, `needs_rep` where nothing changes without them."""

    text: str
    needs_rep: bool = False
    retry_after: float | None = None


class Worker:
    """Looks after one mailbox. `clock` is the wall clock in seconds, `draw` gives numbers from 0 to 1 for the jitter; `changed` is called
    after a look that found something, which may matter to the rep's other mailboxes.

    `looking`: at work since that time; `looked`: when the last look that ended, well or not, began; `trouble`: why it failed; `beat`: the last sign
    of life by the monotonic clock.
    """

    def __init__(
        self,
        settings: Settings,
        mailbox: Mailbox,
        *,
        opener: Opener = open_mailbox,
        clock: Callable[[], float] = time.time,
        draw: Callable[[], float] = random.random,
        changed: Callable[[Worker], None] = lambda worker: None,
    ) -> None:
        self.settings = settings
        self.mailbox = mailbox
        self.label = label(mailbox.name, settings.config.mailboxes.index(mailbox) + 1)
        self.looking: float | None = None
        self.looked = 0.0
        self.trouble: Trouble | None = None
        self.beat = time.monotonic()
        self._opener = opener
        self._clock = clock
        self._draw = draw
        self._changed = changed
        self._store: Store | None = None
        self._connector: Connector | None = None
        self._bell = threading.Event()
        self._ended = False
        self._asked = False
        self._hinted = False
        self._said = ""
        self._put_off = 0
        self._failures = 0
        self._planned = clock()
        self._failed_with: tuple[object, ...] = ()
        self.due = self._first(self._planned)

    def _first(self, now: float) -> float:
        """When the first look is due; a mailbox that failed before is in trouble until then."""
        look = look_of(self.settings.config.state, self.mailbox.account)
        if look is None or _changed_at(self.settings.config, self.mailbox) > look.failed_at:
            return self._awake(now)
        due = self._awake(first_look(now, look.failed_at, look.attempts, look.next_due))
        if due > now and look.attempts:
            self._failures, self.trouble = look.attempts, Trouble(look.error)
            self._failed_with = self._standing()
            log.warning("%s: %s It is tried again at %s.", self.label, look.error, self._moment(due))
        return due

    def end(self) -> None:
        """Ends the worker at its next step; may be called by any thread."""
        self._ended = True
        self._bell.set()

    def ask(self) -> None:
        """Has the worker look at once, whatever it waits for; may be called by any thread."""
        self._asked = True
        self._bell.set()

    def hint(self) -> None:
        """Has the worker look soon, unless it is in trouble or the hours are quiet; may be called by any thread."""
        self._hinted = True
        self._bell.set()

    @property
    def settling(self) -> bool:
        """Whether it has drafts in mind that wait for a look at another mailbox."""
        return 0 < self._put_off <= SOON_AT_MOST

    @property
    def ended(self) -> bool:
        """Whether `end` was called."""
        return self._ended

    def run(self) -> None:
        """Looks and waits until it is ended."""
        try:
            while not self._ended:
                self._turn()
        except Stopped:
            log.debug("%s: ended in the middle of a look", self.label)
        finally:
            self.close()

    def _turn(self) -> None:
        """One look, if it is due, and one rest. Raises Stopped; nothing else ends the thread."""
        try:
            self.step()
            if not self._ended:
                self.rest()
        except Stopped:
            raise
        except Exception as e:
            log.error("%s: %s", self.label, unexpected(e))
            self._bell.wait(self._poll)

    def step(self) -> None:
        """Looks at the mailbox if that is due. Raises Stopped."""
        self.beat = time.monotonic()
        now = self._clock()
        if now < self._planned:
            self._plan(self._awake(kept(self.due, self._planned, now, self._poll)))
        hinted, self._hinted = self._hinted and self.trouble is None, False
        if self._asked or (self.trouble and now < self.due and self._mended()):
            self._asked = False
            self._plan(now)
        elif hinted or now >= self.due:
            self._plan(self._awake(now))
        if now >= self.due:
            self.look(now)

    def rest(self) -> None:
        """Waits until the next look is due, until there is news, or for a while."""
        now = self._clock()
        left = self.due - now
        wait: Wait | None = getattr(self._connector, "wait", None)
        if left <= 0:
            return
        if quiet_until(now, self.settings.config.daemon.quiet, self.settings.zone) is not None:
            self._disconnect()
            self._bell.wait(min(left, PIECE))
        elif wait is None or self.trouble is not None:
            self._bell.wait(min(left, PIECE))
        elif not self._bell.wait(max(0.0, min(self.looked + SPACING - now, SPACING))):
            self._wait_for_news(wait, left)
        self._bell.clear()

    def look(self, now: float) -> None:
        """Looks at the mailbox, and notes what came of it and when it is due again. Raises Stopped."""
        began, self.looking = time.monotonic(), now
        at = datetime.fromtimestamp(now, self.settings.zone)
        progress = _Progress(self, began)
        try:
            with only_one(self.settings.config.state, self.mailbox.account):
                self._well(self._attempt(at, now, progress), time.monotonic() - began)
        except Stopped:
            raise
        except AlreadyRunning:
            log.debug("%s: another pleasantly is at work on it", self.label)
            self._plan(self._awake(self._clock() + jittered(BUSY, self._draw())))
        except (AuthenticationFailed, NotSupported) as e:
            self._failed(Trouble(explained(e), needs_rep=True))
        except Unavailable as e:
            self._failed(Trouble(explained(e), retry_after=e.retry_after))
        except (ConnectorError, PleasantlyError) as e:
            self._failed(Trouble(explained(e)))
        except Exception as e:  # a defect of ours: the others go on, and so does this one, later
            log.debug("%s: unexpected error", self.label, exc_info=True)
            self._failed(Trouble(unexpected(e)))
        finally:
            self.looking, self.looked = None, now

    def _attempt(self, at: datetime, now: float, progress: _Progress) -> Report | None:
        """One look; gives what the scan reports, None where there was nothing new. Raises what goes wrong."""
        config = self.settings.config
        connector = self._connected()
        if nothing_new(config, self.mailbox, at, connector):
            return None
        from agent.scan import scan_mailbox

        return scan_mailbox(
            self._opened(),
            self.mailbox,
            config,
            self.settings.playbook,
            connector,
            at,
            clock=now,
            progress=progress.tell,
            results=False,
        )

    def _connected(self) -> Connector:
        if self._connector is None:
            self._connector = self._opener(self.mailbox)
        return self._connector

    def _opened(self) -> Store:
        if self._store is None:
            self._store = open_store(self.settings.config.state)
        return self._store

    def _well(self, report: Report | None, seconds: float) -> None:
        """Notes a look that reached its end."""
        said = done(report) if report else ""
        fresh = report is not None and (report.messages_new or report.conversations or report.withdrawn)
        news = bool(said) and (bool(fresh) or said != self._said)
        log.log(
            logging.INFO if news else logging.DEBUG,
            "%s: %s (%.1f s)",
            self.label,
            said or "nothing new",
            seconds,
        )
        if self.trouble is not None or self._failures:
            log.info("%s: reached again", self.label)
        self._said, self.trouble, self._failures = said, None, 0
        self._put_off = self._put_off + 1 if report and report.put_off else 0
        now = self._clock()
        wait = jittered(self._poll, self._draw())
        if self.settling:
            wait = min(wait, SOON)
        if report is not None and report.messages_new:
            ahead = dated_later(self.settings.config.state, self.mailbox.account, now)
            wait = wait if ahead is None else min(wait, ahead + 1 - now)
        self._plan(self._awake(now + wait))
        store = self._opened()
        store.looked(self.mailbox.account, now)
        store.schedule(self.mailbox.account, self.due)
        if news:
            self._changed(self)

    def _failed(self, trouble: Trouble) -> None:
        """Notes a look that failed; what the rep was told already is not said again."""
        self._disconnect()
        self._failures += 1
        before, self.trouble = self.trouble, trouble
        now = self._clock()
        wait = (
            jittered(REST, self._draw())
            if trouble.needs_rep
            else backoff(self._poll, self._failures, trouble.retry_after, self._draw())
        )
        self._plan(self._awake(now + wait))
        again = self._moment(self.due)
        if trouble.needs_rep:
            said = f"It rests until you have acted; besides, it is tried at {again}."
        else:
            said = f"It is tried again at {again}."
        level = logging.DEBUG if before is not None and before.text == trouble.text else logging.WARNING
        log.log(level, "%s: %s %s", self.label, trouble.text, said)
        try:
            store = self._opened()
            store.failed(self.mailbox.account, self.mailbox.name, now, trouble.text)
            store.schedule(self.mailbox.account, self.due)
        except Exception as e:  # the state itself may be what is out of reach
            log.log(level, "%s: the failure could not be noted: %s", self.label, unexpected(e))
        self._failed_with = self._standing()

    def _standing(self) -> tuple[object, ...]:
        """What the rep changes by acting: the files that the mailbox signs in with, and what the state says of it."""
        return (
            look_of(self.settings.config.state, self.mailbox.account),
            *map(stat_of, _secrets(self.mailbox)),
        )

    def _mended(self) -> bool:
        """Whether the rep has acted since the failure: signed in, changed the password, or scanned by hand with success."""
        before, *files_before = self._failed_with
        look, *files = self._standing()
        if files != files_before:
            return True
        if not isinstance(look, Look) or look == before:
            return False
        return look.attempts == 0 or (look.next_due is not None and look.next_due <= self._clock())

    def _moment(self, at: float) -> str:
        when = datetime.fromtimestamp(at, self.settings.zone)
        today = datetime.fromtimestamp(self._clock(), self.settings.zone).date() == when.date()
        return f"{when:%H:%M}" if today else f"{when:%Y-%m-%d %H:%M}"

    def _wait_for_news(self, wait: Wait, seconds: float) -> None:
        began = self._clock()

        def enough() -> bool:
            self.beat = time.monotonic()
            now = self._clock()
            quiet = quiet_until(now, self.settings.config.daemon.quiet, self.settings.zone)
            return self._bell.is_set() or now < began or now >= self.due or quiet is not None

        try:
            if wait(seconds, enough):
                self._plan(self._clock())
        except ConnectorError:
            self._disconnect()  # the look that is due now meets it again, and says so
            self._plan(self._clock())
        except Exception as e:
            log.debug("%s: unexpected error", self.label, exc_info=True)
            self._failed(Trouble(unexpected(e)))

    @property
    def _poll(self) -> float:
        return self.settings.config.daemon.poll

    def _awake(self, at: float) -> float:
        return awake(at, self.settings.config.daemon.quiet, self.settings.zone)

    def _plan(self, due: float) -> None:
        self.due, self._planned = due, self._clock()

    def _disconnect(self) -> None:
        connector, self._connector = self._connector, None
        if connector is not None:
            try:
                connector.close()
            except Exception as e:  # it is given up anyway
                log.debug("%s: closing failed (%s)", self.label, type(e).__name__)

    def close(self) -> None:
        """Gives back the connection and the state."""
        self._disconnect()
        store, self._store = self._store, None
        if store is not None:
            store.close()


def done(report: Report) -> str:
    """What a scan did, in numbers; "" for nothing."""
    counts = (
        (report.messages_new, "new message", "new messages"),
        (len(report.conversations), "draft made", "drafts made"),
        (len(report.withdrawn), "draft taken back", "drafts taken back"),
        (len(report.stale), "edited draft no longer needed", "edited drafts no longer needed"),
        (len(report.put_off), "draft waits for another mailbox", "drafts wait for another mailbox"),
        (len(report.refused) - len(report.put_off), "draft refused", "drafts refused"),
        (len(report.skipped), "message skipped", "messages skipped"),
    )
    return ", ".join(f"{n:,} {one if n == 1 else more}" for n, one, more in counts if n > 0)


class _Progress:
    """What a look tells while it goes on: a sign of life, now and then a line, and the moment at which to stop."""

    def __init__(self, worker: Worker, began: float) -> None:
        self._worker = worker
        self._began = self._told = began
        self._done: Counter[str] = Counter()

    def tell(self, what: str, count: int) -> None:
        """Takes the progress of `scan_mailbox`. Raises Stopped once the worker is ended."""
        self._worker.beat = now = time.monotonic()
        self._done[what] += count
        if self._worker.ended:
            raise Stopped
        if now - self._told >= TELL:
            self._told = now
            words = {"read": "headers read", "bodies": "bodies read", "judged": "conversations judged"}
            so_far = ", ".join(f"{self._done[k]:,} {words[k]}" for k in words if self._done[k])
            log.info("%s: at work for %.0f s: %s", self._worker.label, now - self._began, so_far)


def unexpected(error: BaseException) -> str:
    """A full disk in SQLite's words, else a defect of ours without anything private: its type, and where in our code it was met."""
    if (broken := getattr(error, "orig", None)) is not None:  # a DBAPIError of SQLAlchemy
        return f"The state file cannot be used ({broken}). Check the disk and the rights of its folder."
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(_PACKAGES)]
    place = f" at {Path(frames[-1].filename).relative_to(_ROOT)}:{frames[-1].lineno}" if frames else ""
    return f"An unexpected error ({type(error).__name__}{place}). Nothing was lost. Please report it."


def _secrets(mailbox: Mailbox) -> list[Path]:
    return [
        Path(name).expanduser()
        for key in ("password_file", "client_id_file")
        if (name := mailbox.settings.get(key))
    ]


def stat_of(file: Path) -> tuple[int, int, int] | None:
    """What changes when a file is written or replaced; None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _changed_at(config: Config, mailbox: Mailbox) -> float:
    """When the configuration or a password of this mailbox was last changed, in seconds."""
    found = (stat_of(file) for file in (*config.files, *_secrets(mailbox)))
    return max((status[0] / 1e9 for status in found if status), default=0.0)
