"""A token bucket: spends a host's quota evenly instead of running into its limit."""

from __future__ import annotations

import time
from collections.abc import Callable


class TooLong(Exception):
    """The units asked for would come too late; `seconds` says when they would be there."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class TokenBucket:
    """Gives out `per_minute` units a minute, a quarter of them at once after a rest; never more than that in any minute.

    The refill is three quarters of the rate, so that a full bucket and one minute of refill together stay within it.
    `clock` gives seconds and `sleep` waits; the clock may stop while the machine is suspended, which only makes it more careful.
    """

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if per_minute < 1:
            raise ValueError("a bucket gives at least one unit a minute")
        self._capacity = per_minute / 4
        self._rate = per_minute * 0.75 / 60
        self._clock = clock
        self._sleep = sleep
        self._left = self._capacity
        self._at = clock()
        self.spent = 0

    def take(self, units: int, patience: float) -> None:
        """Waits until `units` may be spent, and spends them. Raises TooLong, and spends nothing, beyond `patience` seconds.

        More units than the bucket holds are given once it is full; the debt is paid before the next are given.
        """
        now = self._clock()
        self._left = min(self._capacity, self._left + max(0.0, now - self._at) * self._rate)
        self._at = now
        missing = min(units, self._capacity) - self._left
        if missing > 0:
            wait = missing / self._rate
            if wait > patience:
                raise TooLong(wait)
            self._sleep(wait)
            self._left += missing
            self._at = now + wait
        self._left -= units
        self.spent += units

    def punish(self) -> None:
        """The host says that the limit is reached: what was saved up is gone, and from now on less is given, at least a tenth."""
        self._left = min(self._left, 0.0)
        self._rate = max(self._rate * 0.7, self._capacity * 0.3 / 60)
