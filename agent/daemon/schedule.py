"""When a mailbox is looked at, and when the day's digest is due. Pure: times are seconds since 1970 by the wall clock.

The wall clock goes on while the computer sleeps (on Linux the monotonic one stands still), so what was missed is overdue on waking, and
is done once. It may also be set back: see `kept`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = 60.0
HOUR = 3600.0
# A mailbox that is out of reach is tried at least this often.
LONGEST_BACKOFF = HOUR
# One whose sign-in was refused rests until the rep acts; besides, it is tried this often: passwords are not to be guessed.
REST = 6 * HOUR
# Another pleasantly is at work on the mailbox.
BUSY = 5.0
# No host is believed that it wants more than this.
LONGEST_ASKED = 24 * HOUR
# However often the daemon is started, a mailbox that failed is not tried sooner than this afterwards.
RESTARTED = 15 * MINUTE

_TIME = re.compile(r"(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` until `end` on every day of the rep's clock; over midnight where `end` is the earlier one."""

    begin: time
    end: time


def clock_time(text: str) -> time:
    """A time of day such as "08:00". Raises ValueError."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a time of day: {text!r}")
    return time(int(found[1]), int(found[2]))


def quiet_hours(text: str) -> QuietHours | None:
    """Quiet hours such as "20:00-07:00", None for "". Raises ValueError, also for two equal times."""
    if not text.strip():
        return None
    begin, _, end = text.partition("-")
    found = QuietHours(clock_time(begin), clock_time(end))
    if found.begin == found.end:
        raise ValueError("quiet hours that never end")
    return found


def quiet_until(at: float, quiet: QuietHours | None, zone: ZoneInfo) -> float | None:
    """When the quiet hours that a time lies in are over; None where it lies in none."""
    if quiet is None:
        return None
    local = datetime.fromtimestamp(at, zone)
    clock = local.timetz().replace(tzinfo=None)
    over_midnight = quiet.end < quiet.begin
    if over_midnight and not (clock >= quiet.begin or clock < quiet.end):
        return None
    if not over_midnight and not quiet.begin <= clock < quiet.end:
        return None
    day = local.date() + timedelta(days=int(over_midnight and clock >= quiet.begin))
    # the night on which the clock is put back has two of some times: then the end is the one that is still to come
    ends = (datetime.combine(day, quiet.end.replace(fold=fold), zone).timestamp() for fold in (0, 1))
    return next((end for end in ends if end > at), at + MINUTE)


def awake(at: float, quiet: QuietHours | None, zone: ZoneInfo) -> float:
    """The first time from `at` on that lies in no quiet hours."""
    while (end := quiet_until(at, quiet, zone)) is not None:
        at = end
    return at


def jittered(seconds: float, draw: float) -> float:
    """A wait that is up to 10 % shorter or longer, so that many daemons do not ask together; `draw` is from 0 to 1."""
    return seconds * (0.9 + 0.2 * draw)


def backoff(poll: float, failures: int, retry_after: float | None, draw: float) -> float:
    """How long to wait after so many failures in a row (1 or more): `poll` doubled each time, up to an hour, and never less than the
    host asks for (at most a day).
    """
    longest = max(poll, LONGEST_BACKOFF)
    wait = min(poll * 2.0 ** min(failures - 1, 20), longest)
    return max(jittered(wait, draw), min(retry_after or 0.0, LONGEST_ASKED))


def first_look(now: float, failed_at: float, failures: int, next_due: float | None) -> float:
    """When a daemon that has just been started looks at a mailbox: at once, but one that kept failing not much before its time."""
    if not failures or next_due is None:
        return now
    return max(now, min(next_due, failed_at + RESTARTED, now + RESTARTED))


def kept(due: float, planned: float, now: float, poll: float) -> float:
    """When something is due that was planned at a time: a clock that was set back since then must not put it off."""
    return due if now >= planned else now + min(due - planned, poll)


def digest_of(at: float, clock: time, zone: ZoneInfo) -> float:
    """The digest's time on the day (of the rep's) that a time lies in."""
    day = datetime.fromtimestamp(at, zone).date()
    return datetime.combine(day, clock, zone).timestamp()


def digest_after(at: float, clock: time, zone: ZoneInfo) -> float:
    """The first digest later than a time."""
    today = digest_of(at, clock, zone)
    if today > at:
        return today
    day = datetime.fromtimestamp(at, zone).date() + timedelta(days=1)
    return datetime.combine(day, clock, zone).timestamp()
