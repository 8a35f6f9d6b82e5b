"""Reads are tried again with jittered back-off; writes never are: after a failed write its key is looked for instead."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from connectors.base import Unavailable

T = TypeVar("T")


class Unreachable(Unavailable):
    """Unavailable in a way that another try within seconds does not mend: a wrong host name, an untrusted certificate."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How patient a connector is with reads. Times in seconds; `attempts` counts the first try.

    A host that names a longer time than `longest` is not waited for: the caller is told when to come back.
    """

    attempts: int = 4
    first: float = 0.5
    longest: float = 20.0
    sleep: Callable[[float], None] = time.sleep

    def read(self, call: Callable[[], T]) -> T:
        """The result of `call`, which must be a read: it is called again when it raises Unavailable.

        The wait is drawn from an exponentially growing interval ("full jitter"), or is what the host asked for and a little more.
        Raises what the last try raised.
        """
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._worth_it),
            stop=tenacity.stop_after_attempt(max(1, self.attempts)),
            wait=self._wait,
            sleep=self.sleep,
            reraise=True,
        )
        return retrying(call)

    def _worth_it(self, error: BaseException) -> bool:
        if not isinstance(error, Unavailable) or isinstance(error, Unreachable):
            return False
        return error.retry_after is None or error.retry_after <= self.longest

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        jitter = tenacity.wait_random_exponential(multiplier=self.first, max=self.longest)(state)
        asked = error.retry_after if isinstance(error, Unavailable) and error.retry_after else 0.0
        return asked + jitter if asked else max(jitter, self.first / 10)


NO_RETRY = Retry(attempts=1)
