"""When things are due: never in quiet hours, never later than promised, on the days that the clock is changed too."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.daemon.schedule import (
    HOUR,
    LONGEST_ASKED,
    RESTARTED,
    QuietHours,
    awake,
    backoff,
    clock_time,
    digest_after,
    digest_of,
    first_look,
    jittered,
    kept,
    quiet_hours,
    quiet_until,
)

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    [
        NEW_YORK,
        *map(ZoneInfo, ("Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC")),
    ]
)
# The years 2025 to 2027, with every change of the clock in them.
TIMES = st.integers(1_735_700_000, 1_830_000_000).map(float)
CLOCKS = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))
QUIET = st.builds(QuietHours, CLOCKS, CLOCKS).filter(lambda q: q.begin != q.end)
DRAWS = st.floats(0, 1)


def at(text: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp()


def is_quiet(moment: float, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """The same said in another way: whether the clock on the wall shows one of the quiet minutes."""
    local = datetime.fromtimestamp(moment, zone)
    minutes = (local.hour * 60 + local.minute - quiet.begin.hour * 60 - quiet.begin.minute) % 1440
    return (
        minutes < (quiet.end.hour * 60 + quiet.end.minute - quiet.begin.hour * 60 - quiet.begin.minute) % 1440
    )


@given(TIMES, QUIET, ZONES)
def test_nothing_is_due_in_quiet_hours(moment: float, quiet: QuietHours, zone: ZoneInfo) -> None:
    due = awake(moment, quiet, zone)
    assert not is_quiet(due, quiet, zone)
    assert due >= moment
    assert due <= moment + 25 * HOUR + 60
    if not is_quiet(moment, quiet, zone):
        assert due == moment


@given(TIMES, QUIET, ZONES)
def test_quiet_hours_end_when_the_clock_says_so(moment: float, quiet: QuietHours, zone: ZoneInfo) -> None:
    end = quiet_until(moment, quiet, zone)
    assert (end is not None) == is_quiet(moment, quiet, zone)
    if end is not None:
        assert is_quiet(min(end, moment + 60), quiet, zone) or end <= moment + 60
        local = datetime.fromtimestamp(end, zone)
        shown = (local.hour * 60 + local.minute) - (quiet.end.hour * 60 + quiet.end.minute)
        assert shown in (0, 30, 60), "later only where the clock was put forward over that minute"


@pytest.mark.parametrize(
    ("now", "fold", "expected"),
    [
        ("2026-03-09T19:59", 0, "2026-03-09T19:59"),
        ("2026-03-09T20:00", 0, "2026-03-10T07:00"),
        ("2026-03-10T06:59", 0, "2026-03-10T07:00"),
        ("2026-03-10T07:00", 0, "2026-03-10T07:00"),
        ("2026-03-07T23:00", 0, "2026-03-08T07:00"),  # the clock is put forward in that night
        ("2026-11-01T01:30", 0, "2026-11-01T07:00"),  # and back in this one
        ("2026-11-01T01:30", 1, "2026-11-01T07:00"),
    ],
)
def test_a_night(now: str, fold: int, expected: str) -> None:
    assert awake(at(now, fold=fold), quiet_hours("20:00-07:00"), NEW_YORK) == at(expected)


def test_the_hour_that_comes_twice_is_quiet_twice() -> None:
    quiet = quiet_hours("00:30-01:15")
    assert awake(at("2026-11-01T01:00"), quiet, NEW_YORK) == at("2026-11-01T01:15")
    assert quiet_until(at("2026-11-01T01:00", fold=1), quiet, NEW_YORK) == at("2026-11-01T01:15", fold=1)
    assert awake(at("2026-11-01T01:00", fold=1), quiet, NEW_YORK) == at("2026-11-01T01:15", fold=1)


@given(st.floats(60, 86_400), st.integers(1, 10_000), st.none() | st.floats(0, 10**7), DRAWS)
def test_backing_off(poll: float, failures: int, asked: float | None, draw: float) -> None:
    wait = backoff(poll, failures, asked, draw)
    assert wait >= 0.9 * poll
    assert wait >= min(asked or 0, LONGEST_ASKED)
    assert wait <= max(1.1 * max(poll, HOUR), min(asked or 0, LONGEST_ASKED))
    assert backoff(poll, failures + 1, asked, draw) >= wait


def test_backing_off_doubles_from_the_poll_to_an_hour() -> None:
    assert [backoff(300, n, None, 0.5) / 60 for n in range(1, 7)] == pytest.approx([5, 10, 20, 40, 60, 60])


@given(st.floats(1, 10**6), DRAWS)
def test_jitter_is_a_tenth(seconds: float, draw: float) -> None:
    assert 0.899 * seconds <= jittered(seconds, draw) <= 1.101 * seconds


@given(TIMES, st.integers(0, 86_400), st.integers(-(10**6), 10**6), st.integers(60, 3600))
def test_a_clock_that_is_set_back_puts_nothing_off(
    planned: float, wait: float, jump: float, poll: float
) -> None:
    now = planned + jump
    due = kept(planned + wait, planned, now, poll)
    assert due == planned + wait if jump >= 0 else due - now <= min(wait, poll) + 0.001


@given(TIMES, CLOCKS, ZONES)
def test_one_digest_a_day(moment: float, clock: time, zone: ZoneInfo) -> None:
    following = digest_after(moment, clock, zone)
    assert moment < following <= moment + 25 * HOUR
    after = digest_after(following, clock, zone)
    days = [datetime.fromtimestamp(t, zone).date() for t in (following, after)]
    assert days[1] - days[0] == timedelta(days=1)
    assert digest_of(following, clock, zone) == following


def test_a_start_does_not_try_a_failing_mailbox_too_soon() -> None:
    now = at("2026-03-09T09:00")
    assert first_look(now, 0, 0, None) == now
    assert first_look(now, 0, 0, now + 300) == now
    assert first_look(now, now - 60, 3, now + 6 * HOUR) == now - 60 + RESTARTED
    assert first_look(now, now - 60, 3, now + 120) == now + 120
    assert first_look(now, now - 2 * HOUR, 3, now + 6 * HOUR) == now
    assert first_look(now, now + 10**6, 3, now + 10**7) == now + RESTARTED, "a clock that was set back"


@pytest.mark.parametrize("text", ["8", "8:0", "24:00", "12:60", "noon", "-08:00", "08:00-", ""])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clock_time(text)


@pytest.mark.parametrize("text", ["20:00", "20:00-", "20:00-20:00", "8pm-7am", "20:00-07:00-08:00"])
def test_what_are_no_quiet_hours(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        quiet_hours(text)


def test_what_is_read() -> None:
    assert clock_time(" 8:05 ") == time(8, 5)
    assert quiet_hours(" 20:00 - 7:00 ") == QuietHours(time(20), time(7))
    assert quiet_hours("") is None
