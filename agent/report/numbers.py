"""What the rep's own mails say about what is answered: rates with counts and intervals. Pure.

The intervals are Wilson's score intervals (E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927), 209-212), which hold for few cases and for rates near 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from agent.report.touches import BY_HAND, EARLIER, FIRST, REPLY, Touch
from agent.report.words import step_label, step_order

CONFIDENCE = 0.95
# Fewer cases than this are only counted: a rate of them would say more about chance than about the mails.
FEW = 10
# Which bodies a scan has read depends on what became of the mails; with more than this share unread the sample is not a fair one.
UNREAD_SHARE = 0.05

_ASKS = {"clear": "A clear ask", "weak": "A weak ask", "none": "No ask"}
_STEPS = {
    FIRST: "First mail",
    REPLY: "Your answer to their mail",
    BY_HAND: "Follow-up by hand",
    EARLIER: "Begun before the first scan",
}
_WAITS = ((0, 3), (4, 6), (7, 10), (11, None))


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many were answered."""

    label: str
    answered: int
    total: int

    @property
    def few(self) -> bool:
        """Whether there are too few to speak of a rate."""
        return self.total < FEW

    @property
    def share(self) -> float:
        """The rate itself, 0 where there is nothing."""
        return self.answered / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The limits of the 95 % interval."""
        return wilson(self.answered, self.total)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One table: rates side by side, and the one sentence that they allow."""

    key: str
    title: str
    rates: tuple[Rate, ...]
    finding: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything the report says of the rep's mails.

    `used`: mails that the rates rest on. `open`: too young to be judged, of which `open_answered` have an answer already.
    `closing`: needed no answer, left out. `unread`: their text could not be read. `whole`: the rate of all.
    """

    used: int
    open: int
    open_answered: int
    closing: int
    unread: int
    whole: Rate
    comparisons: tuple[Comparison, ...]


def wilson(answered: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The score interval for a rate of `answered` in `total`; (0, 1) where there is nothing.

    Raises ValueError where more were answered than there are.
    """
    if not 0 <= answered <= total:
        raise ValueError(f"{answered} of {total} is no rate")
    if total == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = answered / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    low, high = ((middle + sign * half) / (1 + z * z / total) for sign in (-1, 1))
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def numbers(sample: Sequence[Touch], open_: Sequence[Touch] = ()) -> Numbers:
    """The rates of a sample of settled touches; `open_` are those whose time for an answer is not over.

    Young mails are left out whatever became of them: counting only those that have their answer already would flatter.
    """
    unread = sum(t.ask is None for t in sample)
    fair = bool(sample) and unread <= UNREAD_SHARE * len(sample)
    used = [t for t in sample if not (fair and t.ask == "closing")]
    comparisons = [_by_step(used), _by_wait(used)]
    if fair:
        comparisons.insert(0, _by_ask(used))
    return Numbers(
        used=len(used),
        open=len(open_),
        open_answered=sum(t.answer is not None for t in open_),
        closing=len(sample) - len(used),
        unread=unread,
        whole=_rate("All mails", used),
        comparisons=tuple(c for c in comparisons if c.rates),
    )


def _rate(label: str, touches: Iterable[Touch]) -> Rate:
    found = [t.answer is not None for t in touches]
    return Rate(label, sum(found), len(found))


def _by_ask(touches: Sequence[Touch]) -> Comparison:
    rates = [_rate(label, (t for t in touches if t.ask == ask)) for ask, label in _ASKS.items()]
    return _compared("ask", "With and without an ask", rates)


def _by_step(touches: Sequence[Touch]) -> Comparison:
    steps = [*_STEPS, *sorted({t.step for t in touches} - _STEPS.keys(), key=step_order)]
    rates = [
        _rate(_STEPS.get(step) or step_label(step), (t for t in touches if t.step == step)) for step in steps
    ]
    return _compared("step", "By kind of mail", rates)


def _by_wait(touches: Sequence[Touch]) -> Comparison:
    rates = [
        _rate(
            f"{low} to {high} business days" if high is not None else f"{low} business days and more",
            (
                t
                for t in touches
                if t.waited is not None and low <= t.waited <= (math.inf if high is None else high)
            ),
        )
        for low, high in _WAITS
    ]
    return _compared("wait", "Follow-ups, by days since the mail before", rates)


def _compared(key: str, title: str, rates: Iterable[Rate]) -> Comparison:
    found = tuple(r for r in rates if r.total)
    return Comparison(key, title, found, finding(found))


def finding(rates: Sequence[Rate]) -> str:
    """The one sentence that rates side by side allow. Two are told apart only where their intervals do not touch."""
    enough = [r for r in rates if not r.few]
    if len(enough) < 2:
        return f"Too few to compare: a rate is only given from {FEW} mails on."
    best = max(enough, key=lambda r: (r.interval[0], r.share))
    worst = min(enough, key=lambda r: (r.interval[1], r.share))
    if best.interval[0] <= worst.interval[1]:
        return "Too few to tell apart: the intervals overlap."
    return (
        f"“{best.label}” was answered more often than “{worst.label}”: "
        f"{best.answered} of {best.total} ({best.share:.0%}) against {worst.answered} of {worst.total} ({worst.share:.0%})."
    )
