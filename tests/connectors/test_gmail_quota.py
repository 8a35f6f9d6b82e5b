"""A token bucket never gives more than its rate in any minute, and says so instead of waiting too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.quota import TokenBucket, TooLong


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@given(st.integers(10, 10_000), st.lists(st.tuples(st.floats(0, 30), st.floats(0, 1)), max_size=60))
def test_never_more_than_the_rate_in_any_minute(rate: int, steps: list[tuple[float, float]]) -> None:
    clock = Clock()
    bucket = TokenBucket(rate, clock, clock.sleep)
    spent: list[tuple[float, int]] = []
    for pause, share in steps:
        clock.now += pause
        units = int(share * rate / 4)
        bucket.take(units, 1e9)
        spent.append((clock.now, units))
    for start, _ in spent:
        assert sum(units for at, units in spent if start <= at <= start + 60) <= rate * 1.001 + 1
    assert bucket.spent == sum(units for _, units in spent)


def test_a_full_bucket_gives_at_once() -> None:
    clock = Clock()
    TokenBucket(1000, clock, clock.sleep).take(250, 0)
    assert clock.now == 0


def test_too_long_a_wait_spends_nothing() -> None:
    clock = Clock()
    bucket = TokenBucket(60, clock, clock.sleep)
    bucket.take(15, 0)
    with pytest.raises(TooLong) as told:
        bucket.take(15, 10)
    assert told.value.seconds == pytest.approx(20)
    assert (clock.now, bucket.spent) == (0, 15)


def test_more_than_it_holds_becomes_a_debt() -> None:
    clock = Clock()
    bucket = TokenBucket(60, clock, clock.sleep)
    bucket.take(60, 0)
    with pytest.raises(TooLong) as told:
        bucket.take(1, 10)
    assert told.value.seconds == pytest.approx(46 / 0.75)


def test_after_a_limit_it_gives_less() -> None:
    clock = Clock()
    bucket = TokenBucket(60, clock, clock.sleep)
    for _ in range(50):
        bucket.punish()
    bucket.take(1, 1e9)
    assert 4 < clock.now < 30


def test_a_clock_that_goes_back_gives_nothing() -> None:
    clock = Clock()
    bucket = TokenBucket(60, clock, clock.sleep)
    bucket.take(15, 0)
    clock.now = -1000
    with pytest.raises(TooLong):
        bucket.take(15, 10)


def test_no_rate_is_no_bucket() -> None:
    with pytest.raises(ValueError, match="at least one"):
        TokenBucket(0)
