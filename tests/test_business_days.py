from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from holidays import HolidayBase
from hypothesis import given
from hypothesis import strategies as st

from agent import business_days
from agent.business_days import KNOWN_COUNTRIES, Calendar, calendar_problem, local_date
from agent.errors import ConfigError

DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))
CALENDARS = st.sampled_from(
    [Calendar(), Calendar("US"), Calendar("DE", "BY"), Calendar("IL"), Calendar("CN")]
)


@pytest.mark.parametrize(
    ("calendar", "day", "working"),
    [
        (Calendar(), date(2026, 3, 7), False),
        (Calendar(), date(2026, 12, 25), True),
        (Calendar("US"), date(2026, 7, 3), False),
        (Calendar("US"), date(2026, 7, 2), True),
        (Calendar("us"), date(2026, 11, 26), False),
        (Calendar("DE"), date(2026, 6, 4), True),
        (Calendar("DE", "BY"), date(2026, 6, 4), False),
        (Calendar("IL"), date(2026, 3, 8), True),
        (Calendar("IL"), date(2026, 3, 6), False),
    ],
)
def test_weekends_and_holidays_of_the_place_are_free(calendar: Calendar, day: date, working: bool) -> None:
    assert calendar.is_business_day(day) is working


@pytest.mark.parametrize(
    ("calendar", "day", "n", "expected"),
    [
        (Calendar("US"), date(2026, 3, 2), 4, date(2026, 3, 6)),
        (Calendar("US"), date(2026, 3, 5), 4, date(2026, 3, 11)),
        (Calendar("US"), date(2026, 3, 7), 1, date(2026, 3, 9)),
        (Calendar("US"), date(2026, 3, 7), 0, date(2026, 3, 7)),
        (Calendar("US"), date(2026, 11, 24), 4, date(2026, 12, 1)),
        (Calendar("DE"), date(2026, 4, 2), 1, date(2026, 4, 7)),
    ],
)
def test_adding_business_days(calendar: Calendar, day: date, n: int, expected: date) -> None:
    assert calendar.add_business_days(day, n) == expected


@given(CALENDARS, DAYS, st.integers(1, 30))
def test_adding_and_counting_agree(calendar: Calendar, day: date, n: int) -> None:
    later = calendar.add_business_days(day, n)
    assert calendar.is_business_day(later)
    assert calendar.business_days_between(day, later) == n
    assert calendar.business_days_between(later, day) == 0
    earlier = calendar.subtract_business_days(day, n)
    assert calendar.is_business_day(earlier)
    assert calendar.business_days_between(earlier - timedelta(days=1), day - timedelta(days=1)) == n


@pytest.mark.parametrize("move", [Calendar().add_business_days, Calendar().subtract_business_days])
def test_a_negative_number_is_refused(move: object) -> None:
    assert callable(move)
    with pytest.raises(ValueError, match="never negative"):
        move(date(2026, 3, 2), -1)


def test_the_date_is_that_on_the_reps_wall() -> None:
    late = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    assert local_date(late, "America/New_York") == date(2026, 3, 2)
    assert Calendar(timezone="Asia/Tokyo").local_date(late) == date(2026, 3, 3)
    with pytest.raises(ValueError, match="offset"):
        local_date(late.replace(tzinfo=None), "UTC")


def test_an_unknown_place_is_named_with_what_is_expected() -> None:
    assert calendar_problem("US", "") is None
    assert calendar_problem("", "") is None
    country, region = calendar_problem("XX", ""), calendar_problem("DE", "ZZ")
    assert country is not None and "[me] country" in country and '"US"' in country
    assert region is not None and "[me] region" in region and "BY" in region
    with pytest.raises(ConfigError):
        Calendar("XX").is_business_day(date(2026, 3, 2))


def test_the_known_countries_are_those_of_the_package() -> None:
    import holidays

    assert {c for c in holidays.list_supported_countries() if len(c) == 2} == KNOWN_COUNTRIES


def test_threads_that_ask_at_once_get_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The daemon judges several mailboxes side by side, and a holiday that is overlooked once would be remembered as a business day."""
    populate = HolidayBase._populate

    def slowly(self: HolidayBase, year: int) -> None:
        time.sleep(0.05)
        populate(self, year)

    monkeypatch.setattr(HolidayBase, "_populate", slowly)
    business_days._public_holidays.cache_clear()
    business_days._is_business_day.cache_clear()
    assert not Calendar("US").is_business_day(date(2040, 7, 4))
    days = [date(2041, 7, 4), date(2041, 12, 25)] * 8
    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(Calendar("US").is_business_day, days)) == {False}
