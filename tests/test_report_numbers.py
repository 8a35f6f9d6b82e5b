"""The rep's numbers: what counts as an answer, which mails are counted, and how sure a rate is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.business_days import Calendar
from agent.model import Conversation, Kind, Message
from agent.report.numbers import FEW, Rate, finding, numbers, wilson
from agent.report.touches import BY_HAND, EARLIER, FIRST, REPLY, Touch, sampled, to_read, touches_of
from tests.cases import CLEAR, CLOSING, EVE, KIM, MAX, ME, NOTHING, SUE, TOM, WEAK, ours, theirs

CALENDAR = Calendar("US", "", "America/New_York")
NOW = datetime(2026, 4, 30, 9, tzinfo=ZoneInfo("America/New_York"))


def touches(
    *messages: Message, elsewhere: tuple[Message, ...] = (), now: datetime = NOW
) -> tuple[Touch, ...]:
    conversation = Conversation("c", "work", tuple(sorted(messages, key=lambda m: m.sent_at)))
    return touches_of(conversation, elsewhere, ME, CALENDAR, now)


def answered(*messages: Message, elsewhere: tuple[Message, ...] = ()) -> list[bool]:
    return [t.answer is not None for t in touches(*messages, elsewhere=elsewhere)]


# Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("found", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_literature(found: int, total: int, low: float, high: float) -> None:
    assert wilson(found, total) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(0, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_rate_and_stays_between_nothing_and_all(case: tuple[int, int]) -> None:
    found, total = case
    low, high = wilson(found, total)
    share = Rate("", found, total).share
    assert 0 <= low <= share <= high <= 1 or total == 0
    assert wilson(total - found, total) == pytest.approx((1 - high, 1 - low))
    if total:
        wider, narrower = wilson(found, total), wilson(found * 4, total * 4)
        assert narrower[1] - narrower[0] < wider[1] - wider[0]


def test_a_rate_of_more_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


def test_an_answer_comes_after_the_mail_and_before_the_next() -> None:
    assert answered(ours("03-02"), theirs("03-04"), ours("03-05"), ours("03-12"), theirs("03-13")) == [
        True,
        False,
        True,
    ]


def test_ten_business_days_are_the_limit() -> None:
    assert answered(ours("03-02"), theirs("03-16")) == [True]
    assert answered(ours("03-02"), theirs("03-17")) == [False]


def test_only_people_of_the_other_side_answer() -> None:
    automatic = theirs("03-03", SUE, Kind.OUT_OF_OFFICE)
    assert answered(ours("03-02"), automatic) == [False]
    assert answered(ours("03-02"), theirs("03-03", KIM)) == [False]
    assert answered(ours("03-02"), theirs("03-03", EVE)) == [True]
    assert answered(ours("03-02"), theirs("03-03", SUE, Kind.CALENDAR_ACCEPT)) == [True]


def test_the_same_person_may_answer_elsewhere_until_the_rep_writes_to_them_again() -> None:
    answer = theirs("03-04", id="<elsewhere@x>")
    assert answered(ours("03-02"), elsewhere=(answer,)) == [True]
    assert answered(ours("03-02"), elsewhere=(theirs("03-04", TOM, id="<tom@x>"),)) == [False]
    assert answered(ours("03-02"), elsewhere=(ours("03-03", id="<other@acme.example>"), answer)) == [False]
    assert answered(ours("03-02"), ours("03-03"), elsewhere=(answer,)) == [False, True]


def test_what_is_written_to_nobody_outside_is_no_touch() -> None:
    assert touches(ours("03-02", to=KIM)) == ()


def test_kinds_of_mail() -> None:
    found = touches(
        ours("03-02"),
        ours("03-09"),
        ours("03-16", step="schedule"),
        theirs("03-17"),
        ours("03-18"),
    )
    assert [t.step for t in found] == [FIRST, BY_HAND, "schedule", REPLY]
    assert [t.waited for t in found] == [None, 5, 5, None]
    assert touches(ours("03-02", in_reply_to=("<long.ago@x>",)))[0].step == EARLIER


def test_mails_are_settled_when_their_ten_days_are_over() -> None:
    now = datetime(2026, 3, 16, 23, tzinfo=ZoneInfo("America/New_York"))
    assert not touches(ours("03-02"), theirs("03-03"), now=now)[0].settled
    assert touches(ours("02-27"), now=now)[0].settled


def test_an_answer_that_needs_none_is_told_from_a_first_mail_without_an_ask() -> None:
    reply = touches(theirs("03-01"), ours("03-02", ask=CLOSING))[0]
    first = touches(ours("03-02", ask=CLOSING))[0]
    assert (reply.ask, first.ask) == ("closing", "none")
    assert touches(ours("03-02", ask=None))[0].ask is None
    assert touches(ours("03-02", ask=None, automatic=Kind.CALENDAR_INVITE))[0].ask == "clear"


def test_the_sample_is_the_newest_settled_whatever_became_of_them() -> None:
    found = touches(ours("03-02"), theirs("03-03"), ours("03-09"), ours("04-28"), theirs("04-29"))
    assert [t.message.sent_at.month for t in sampled(found, 9)] == [3, 3]
    assert [t.answer is None for t in sampled(found, 1)] == [True]


def test_the_bodies_that_are_missing_are_those_of_the_sample_and_of_its_answers() -> None:
    unread = ours("03-02", ask=None)
    answer = theirs("03-03", read=False)
    found = touches(unread, answer, ours("03-09"), theirs("03-10"))
    assert to_read(found) == [unread, answer]


def made(ask: object, total: int, right: int, step: str = FIRST, waited: int | None = None) -> list[Touch]:
    reply = theirs("03-03")
    return [
        Touch(ours("03-02", to=MAX, ask=ask), step, waited, reply if n < right else None, True)  # type: ignore[arg-type]
        for n in range(total)
    ]


def test_rates_with_and_without_an_ask() -> None:
    found = numbers([*made(CLEAR, 40, 30), *made(NOTHING, 30, 5), *made(WEAK, 4, 1)])
    asks = found.comparisons[0]
    assert [(r.label, r.answered, r.total) for r in asks.rates] == [
        ("A clear ask", 30, 40),
        ("A weak ask", 1, 4),
        ("No ask", 5, 30),
    ]
    assert (
        asks.finding
        == "“A clear ask” was answered more often than “No ask”: 30 of 40 (75%) against 5 of 30 (17%)."
    )


def test_differences_within_the_intervals_are_not_called_better() -> None:
    rates = [Rate("A", 8, 20), Rate("B", 6, 20)]
    assert finding(rates) == "Too few to tell apart: the intervals overlap."
    assert "Too few to compare" in finding([Rate("A", 9, FEW - 1), Rate("B", 1, 100)])


def test_mails_that_need_no_answer_are_left_out() -> None:
    found = numbers([*made(CLEAR, 20, 10), *made(CLOSING, 8, 0, REPLY)])
    assert (found.whole.answered, found.whole.total, found.closing) == (10, 20, 8)


def test_where_many_bodies_are_missing_nothing_is_said_of_asks() -> None:
    found = numbers([*made(CLEAR, 40, 30), *made(None, 10, 10), *made(CLOSING, 5, 0, REPLY)])
    assert [c.key for c in found.comparisons] == ["step"]
    assert (found.unread, found.closing, found.used) == (10, 0, 55)


def test_waiting_times() -> None:
    found = numbers([t for days in (0, 3, 4, 6, 7, 10, 11, 90) for t in made(CLEAR, 2, 1, BY_HAND, days)])
    waits = next(c for c in found.comparisons if c.key == "wait")
    assert [(r.label, r.total) for r in waits.rates] == [
        ("0 to 3 business days", 4),
        ("4 to 6 business days", 4),
        ("7 to 10 business days", 4),
        ("11 business days and more", 4),
    ]


def test_young_mails_are_counted_apart_also_when_they_are_answered() -> None:
    found = numbers(made(CLEAR, 10, 5), made(CLEAR, 6, 2))
    assert (found.open, found.open_answered, found.whole.total) == (6, 2, 10)


def test_nothing_is_said_of_nothing() -> None:
    assert numbers([]).comparisons == ()
