"""What forbids a mail although nobody has answered: dates that were given, absences, dead addresses, the rep's word, the floor. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from agent.business_days import local_date
from agent.case import Case, clip, failure_of, floor_day, is_theirs, newest_reach, quote, waits_for_contact
from agent.model import (
    DraftRecord,
    Kind,
    Message,
    Reason,
    Stance,
    Status,
    Verdict,
)
from agent.promises import promises
from agent.relation import (
    asks,
    asks_back,
    closes,
    expects_answer,
    is_after,
    is_ours,
    is_touch,
    prospects,
)

NOT_NOW_DAYS = 30
"""Business days that "not now" holds where it names no date: about six weeks."""


OUT_OF_OFFICE_DAYS = 5
"""Business days that an absence holds where it names no date: most last a week."""


GRACE_DAYS = 1
"""Business days left to somebody after the day of a promise: on the day itself it is not broken yet."""


NURTURE_DAYS = 63
"""Business days between two light touches after the file was closed: a quarter."""


LIVE_DRAFTS = frozenset({"intent", "created", "edited"})


_CLOSING_STEPS = frozenset({"close_file", "nurture"})


_HIGHER_STEPS = frozenset({"second_contact", "executive"})


def date_given(case: Case, words: Iterable[Message]) -> tuple[Message, Reason, date] | None:
    """(message, not_now or promised_date, first day on which to write again) of the last of these messages.

    A date counts until the person writes again.
    """
    word = max(words, key=lambda m: (m.sent_at, m.id), default=None)
    if word is None or word.meaning is None:
        return None
    sent = case.day(word)
    back = word.meaning.return_date
    own_word = back is not None and promises(word.meaning.evidence.get("stance", ""))
    if word.meaning.stance is Stance.NOT_NOW and not own_word:
        usable = back is not None and back > sent
        return (
            word,
            Reason.NOT_NOW,
            back if back and usable else case.calendar.add_business_days(sent, NOT_NOW_DAYS),
        )
    promised = word.kind is Kind.HUMAN and word.meaning.stance in {Stance.NONE, Stance.POSITIVE}
    if (promised or own_word) and back is not None and back >= sent and not asks_back(word.meaning):
        return word, Reason.PROMISED_DATE, case.calendar.add_business_days(back, GRACE_DAYS)
    return None


def words_of_theirs(case: Case) -> tuple[Message, ...]:
    """What anybody at the other side wrote here, and the contact elsewhere."""
    return (*case.answers, *(m for m in case.elsewhere if is_theirs(m, case)))


def hold(case: Case) -> Verdict | None:
    """A day that anybody named, here or elsewhere, also where the rep wrote "all right" to it."""
    return hold_by(case, words_of_theirs(case))


def hold_by(case: Case, words: Iterable[Message]) -> Verdict | None:
    """The last of these messages names a day and it has not come, or it has come and nothing happened: then it is our turn.

    What was said elsewhere is taken up again where it was said.
    """
    given = date_given(case, words)
    if given is None:
        return None
    word, reason, until = given
    if case.today < until:
        said = "asked for later" if reason is Reason.NOT_NOW else "promised a date"
        return case.give(
            Status.HELD,
            reason,
            f"{case.says(word)} {said} on {case.on(word)}; it holds until {case.spell(until)}{quote(word)}",
            until,
        )
    if word not in case.answers or any(_takes_up(t, case, word, until) for t in case.touches):
        return None
    if (verdict := blocked(case)) is not None:
        return verdict
    said = (
        f"{case.says(word)} asked on {case.on(word)} to be contacted again later: that day has come"
        if reason is Reason.NOT_NOW
        else f"{case.says(word)} promised on {case.on(word)} to come back and has not written since"
    )
    return case.give(Status.DUE, reason, f"{said}{quote(word)}")


def _takes_up(touch: Message, case: Case, word: Message, until: date) -> bool:
    """Whether we wrote again when the day had come, or closed the file before."""
    closed = touch.step in _CLOSING_STEPS and touch.sent_at > word.sent_at
    return closed or (asks(touch) and case.day(touch) >= until)


def blocked(case: Case) -> Verdict | None:
    """Everything that forbids a mail although the conversation would be due."""
    for question in (closed_deal, paused, _draft_deleted, _dead_address, _away, _carried_elsewhere, _floor):
        if (verdict := question(case)) is not None:
            return verdict
    return None


def closed_deal(case: Case) -> Verdict | None:
    deal = case.situation.deal
    if deal is None or deal.stage == "open":
        return None
    if deal.stage == "paused":
        return case.give(
            Status.HELD, Reason.PAUSED_BY_YOU, f"Your deal with {deal.name or deal.company} is paused."
        )
    return case.give(
        Status.STOPPED, Reason.CLOSED_DEAL, f"Your deal with {deal.name or deal.company} is {deal.stage}."
    )


def paused(case: Case) -> Verdict | None:
    until = case.situation.snoozed_until
    if until is not None and case.today < until:
        return case.give(
            Status.HELD, Reason.PAUSED_BY_YOU, f"You snoozed this until {case.spell(until)}.", until
        )
    if case.conversation.drafts_by_hand:
        return case.give(
            Status.HELD, Reason.PAUSED_BY_YOU, "A draft of your own is open in this conversation."
        )
    return None


def _draft_deleted(case: Case) -> Verdict | None:
    for draft in case.situation.drafts:
        if (
            draft.conversation_id == case.conversation.id
            and draft.state == "deleted"
            and draft.touch_id == case.last.id
        ):
            return case.give(
                Status.HELD,
                Reason.DRAFT_DELETED,
                f"You deleted the draft of {case.spell(local_date(draft.created_at, case.situation.me.timezone))}; "
                "the agent waits for your word or your next mail.",
            )
    return None


def too_old(case: Case) -> Verdict | None:
    """Our last touch is older than what the scan looks back on, and no date that the other side gave is still to come."""
    if not case.touches or case.situation.now - case.last.sent_at <= timedelta(
        days=case.situation.policy.history_days
    ):
        return None
    newest = max(m.sent_at for m in case.messages)
    if case.situation.now - newest <= timedelta(days=case.situation.policy.history_days):
        return None
    given = date_given(case, words_of_theirs(case))
    if given is not None and (case.today - given[2]).days <= case.situation.policy.history_days:
        return None
    if case.situation.policy.nurture and case.last.step in _CLOSING_STEPS:
        return None
    return case.give(
        Status.STOPPED,
        Reason.FINISHED,
        f"Your last mail, of {case.on(case.last)}, is older than {case.situation.policy.history_days} days.",
    )


def finished(case: Case) -> Verdict | None:
    """The file was closed and nobody wrote since."""
    closed = [t for t in case.waiting_touches if t.step in _CLOSING_STEPS]
    if not closed:
        return _closed_elsewhere(case)
    reopened = [t for t in case.waiting_touches if t.step is None and t.sent_at > closed[-1].sent_at]
    if reopened:
        return None
    if case.situation.policy.nurture:
        until = case.calendar.add_business_days(case.day(case.last), NURTURE_DAYS)
        if case.today >= until:
            return None
        return case.give(
            Status.WAITING,
            Reason.FINISHED,
            f"You closed the file on {case.on(closed[0])}; a light touch is next in a quarter.",
            until,
        )
    low = case.situation.deal is not None and case.situation.deal.priority == "low"
    return case.give(
        Status.STOPPED,
        Reason.LOW_PRIORITY if low else Reason.FINISHED,
        f"You closed the file on {case.on(closed[-1])} and {who(case)} has not written since.",
    )


def _closed_elsewhere(case: Case) -> Verdict | None:
    """We wrote to this person on the way up the ladder, and have closed the file with the first one since."""
    if case.touches[0].step not in _HIGHER_STEPS:
        return None
    for touch in reversed(case.elsewhere):
        late = touch.step in _CLOSING_STEPS and touch.sent_at > case.last.sent_at
        if late and any(case.of_relation(a.addr) for a in touch.recipients):
            return case.give(
                Status.STOPPED,
                Reason.FINISHED,
                f"You closed the file with {case.company or who(case)} on {case.on(touch)}.",
            )
    return None


def who(case: Case) -> str:
    return case.name(case.contact) if case.contact else "nobody"


def _dead_address(case: Case) -> Verdict | None:
    """The mail came back or the contact left: the next thing is a call, or a mail to the person who took over."""
    assert case.contact is not None
    in_to = prospects(case.last.to, case.situation.me)
    failure = failure_of(case.contact, in_to, (*case.elsewhere, *case.messages), case.touches, case.people)
    if failure is None:
        return None
    left = failure.kind is Kind.LEFT_COMPANY
    reason = Reason.LEFT_COMPANY if left else Reason.BOUNCED
    what = "has left the company" if left else "cannot be reached by mail"
    because = f"{who(case)} {what}, says the automatic message of {case.on(failure)}{_failure_words(failure)}"
    moved_on = any(
        is_touch(m, case.situation.me) and m.sent_at > failure.sent_at and _to_somebody_else(m, case)
        for m in case.elsewhere
    )
    if moved_on:
        return case.give(Status.STOPPED, reason, f"{because} You have gone on with somebody else.")
    return case.give(Status.DUE, reason, because)


def _to_somebody_else(message: Message, case: Case) -> bool:
    return any(case.of_relation(a.addr) and not case.is_contact(a.addr) for a in message.recipients)


def _failure_words(failure: Message) -> str:
    meaning = failure.meaning
    if meaning is not None and meaning.failed_recipients and meaning.failed_recipients[0].reason:
        return f": “{clip(meaning.failed_recipients[0].reason)}”"
    return quote(failure)


def _away(case: Case) -> Verdict | None:
    """The contact is out of office. Servers send this once an absence, so an older notice may still be in force."""
    notices = [
        m for m in (*case.elsewhere, *case.messages) if m.kind is Kind.OUT_OF_OFFICE and _is_contacts(m, case)
    ]
    notice = max(notices, key=lambda m: (m.sent_at, m.id), default=None)
    if notice is None or any(
        is_theirs(m, case) and m.sent_at > notice.sent_at for m in (*case.elsewhere, *case.answers)
    ):
        return None
    back = notice.meaning.return_date if notice.meaning else None
    sent = case.day(notice)
    if back is not None and back < sent:
        return None
    until = case.calendar.add_business_days(sent, OUT_OF_OFFICE_DAYS) if back is None else back
    floor = floor_day(case)
    if case.today >= until:
        return None
    return case.give(
        Status.HELD,
        Reason.OUT_OF_OFFICE,
        f"{who(case)} is out of office{f' until {case.spell(back)}' if back else ''}, "
        f"says the automatic reply of {case.on(notice)}{quote(notice)}",
        max(until, floor),
    )


def _is_contacts(notice: Message, case: Case) -> bool:
    """Whether an automatic reply is the contact's, also from an alias where our touch went to nobody else."""
    if case.is_contact(notice.from_.addr):
        return True
    only = len({a.addr for a in prospects(case.last.recipients, case.situation.me)}) == 1
    return only and notice in case.messages and is_after(notice, case.last)


def closing(case: Case) -> Verdict | None:
    """Our last mail needs no answer, and no question of ours before it is open.

    That is a thanks or a confirmation, or information to somebody who wrote before. Information out of the blue that asks
    nothing is a mail that nobody can answer: the next one has to ask.
    """
    if any(asks(t) for t in case.waiting_touches):
        return None
    ask = case.last.ask
    if ask is None or ask.expects_reply:
        return None
    spoken = case.answers or any(is_theirs(m, case) for m in case.elsewhere)
    if ask.strength == "weak" or not (spoken or closes(case.last)):
        return None
    return case.give(
        Status.ANSWERED, Reason.CLOSING, f"Your last mail, of {case.on(case.last)}, needs no answer."
    )


def _carried_elsewhere(case: Case) -> Verdict | None:
    """One person is pursued in one conversation only, that of our newest touch; one company by one draft at a time."""
    me = case.situation.me
    own = next((t for t in reversed(case.waiting_touches) if expects_answer(t)), case.last)
    newer = [
        m
        for m in case.elsewhere
        if is_touch(m, me)
        and (m.sent_at, m.id) > (own.sent_at, own.id)
        and expects_answer(m)
        and waits_for_contact(m, case)
    ]
    if newer:
        until = floor_day(case)
        return case.give(
            Status.WAITING,
            Reason.FLOOR,
            f"You wrote to {who(case)} on {case.on(newer[-1])} about “{clip(newer[-1].subject, 60)}”: that conversation goes on.",
            until if case.today < until else None,
        )
    draft = _draft_elsewhere(case)
    if draft is not None:
        return case.give(
            Status.WAITING,
            Reason.FLOOR,
            f"A draft to {draft.to[0] if draft.to else 'them'} is waiting in another conversation.",
        )
    return None


def _draft_elsewhere(case: Case) -> DraftRecord | None:
    """A live draft of another conversation to the same person or company, unless ours was there first."""
    here, there = [], []
    for draft in case.situation.drafts:
        if draft.state not in LIVE_DRAFTS:
            continue
        if draft.conversation_id == case.conversation.id:
            here += [draft] if draft.touch_id == case.last.id else []
        elif any(case.of_relation(addr) for addr in draft.to):
            there.append(draft)
    first = min((*here, *there), key=lambda d: (d.created_at, d.key), default=None)
    return first if first in there else None


def _floor(case: Case) -> Verdict | None:
    newest, until = newest_reach(case), floor_day(case)
    own_day = _promised_day(case)
    if own_day is not None and case.today < own_day and until <= own_day:
        return case.give(
            Status.WAITING,
            Reason.PROMISED_DATE,
            f"Your mail of {case.on(case.last)} gives {who(case)} time until {case.spell(own_day)}.",
            own_day,
        )
    if case.today >= until:
        return None
    whom = (
        who(case)
        if newest in case.messages or any(case.is_contact(a.addr) for a in newest.recipients)
        else str(case.company)
    )
    by = "You" if is_ours(newest, case.situation.me) else case.says(newest)
    plain = case.calendar.add_business_days(
        case.day(newest), max(1, case.situation.policy.wait_business_days)
    )
    longer = f", as the decision is on {_decision(case)}" if until > plain else ""
    return case.give(
        Status.WAITING,
        Reason.FLOOR,
        f"{by} wrote to {whom} on {case.on(newest)}: not again before {case.spell(until)}{longer}.",
        until,
    )


def _decision(case: Case) -> str:
    deal = case.situation.deal
    return case.spell(deal.decision_date) if deal and deal.decision_date else ""


def _promised_day(case: Case) -> date | None:
    """The day that our own last mail named ("I will … on Thursday"), as the record of its draft says."""
    for draft in reversed(case.situation.drafts):
        if (
            draft.conversation_id == case.conversation.id
            and draft.state == "sent"
            and draft.step == case.last.step
        ):
            return draft.promised_day
    return None
