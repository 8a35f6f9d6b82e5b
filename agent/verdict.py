"""Where a conversation stands, as a careful senior rep would see it. Pure: everything comes in as values.

`judge` asks its questions in order of weight, and the first that has an answer decides: is this a prospect conversation at
all; has somebody ended it; has somebody answered, here or elsewhere; does something hold the clock; has the floor between
two contacts passed. What is left is due. Where the evidence is thin, the answer is the one that writes no mail.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from agent.case import (
    Case,
    clip,
    is_theirs,
    lay_out,
    quote,
)
from agent.companies import company_of
from agent.holds import blocked, closed_deal, closing, finished, hold, hold_by, paused, too_old, who
from agent.model import (
    Conversation,
    Kind,
    Message,
    Reason,
    Situation,
    Stance,
    Status,
    Verdict,
)
from agent.relation import (
    asks,
    asks_back,
    expects_answer,
    is_after,
    is_answer,
    is_internal,
    is_ours,
    is_prospect,
    is_touch,
    needs_no_answer,
    prospects,
    reaches,
)

_CROSSING = timedelta(minutes=10)


_BODYLESS = frozenset(
    {
        Kind.DELAY,
        Kind.DELIVERY_RECEIPT,
        Kind.READ_RECEIPT,
        Kind.CHALLENGE,
        Kind.CALENDAR_INVITE,
        Kind.CALENDAR_ACCEPT,
        Kind.CALENDAR_DECLINE,
        Kind.CALENDAR_TENTATIVE,
        Kind.CALENDAR_CANCEL,
        Kind.LIST,
        Kind.BULK,
        Kind.NOTIFICATION,
    }
)


_REPS_WORD = frozenset({Reason.PAUSED_BY_YOU, Reason.DRAFT_DELETED})


_MASS = {Kind.LIST: Reason.LIST, Kind.BULK: Reason.BULK}
_MASS_WORDS = {
    Reason.LIST: "This is mail of a mailing list.",
    Reason.BULK: "This is mail sent to many people.",
    Reason.NOTIFICATION: "Only machines wrote here.",
}


def judge(conversation: Conversation, situation: Situation) -> Verdict:
    """The verdict of the contract: status, reason, one sentence that says why, and the day on which it may change.

    Waits are business days in the rep's calendar. Messages whose body is not understood yet (`unread`) count as what their
    header says, an inbound one without automatic marks as a person's: such a verdict is safe, but provisional.
    """
    if (verdict := _among_colleagues(conversation, situation)) is not None:
        return verdict
    case = lay_out(conversation, situation)
    for question in _QUESTIONS:
        verdict = question(case)
        if verdict is not None:
            return verdict
    return _due(case)


def unread(conversation: Conversation, situation: Situation) -> tuple[str, ...]:
    """Ids of messages, of this conversation or of `elsewhere`, that must be understood before `judge` can be trusted.

    Call again after they were: what they say may make others matter. An id that is given again could not be read; judge
    then without it. Nothing is asked for where headers decide: internal mail, lists, nothing sent, too old.
    """
    if not any(is_touch(m, situation.me) for m in conversation.messages):
        return ()
    case = lay_out(conversation, situation)
    if not case.touches or any(
        question(case) for question in (_internal, _mass_mail, _ended_by_rep, too_old)
    ):
        return ()
    late = [m for m in case.messages if is_after(m, case.last) and _needs_body(m, case)]
    late += [
        m
        for m in case.elsewhere
        if m.sent_at > case.last.sent_at and case.of_relation(m.from_.addr) and _needs_body(m, case)
    ]
    if late:
        return tuple(m.id for m in late)
    verdict = judge(conversation, situation)
    if verdict.status not in {Status.DUE, Status.WAITING, Status.HELD} or verdict.reason in _REPS_WORD:
        return ()
    wanted = [m for m in case.waiting_touches if m.ask is None and m.kind is Kind.HUMAN]
    wanted += [m for m in case.messages if _needs_body(m, case)]
    wanted += [m for m in case.elsewhere if case.is_contact(m.from_.addr) and _needs_body(m, case)]
    wanted += [m for m in case.elsewhere if m.kind is Kind.BOUNCE and m.meaning is None]
    return tuple(dict.fromkeys(m.id for m in wanted))


def mass_mail(kind: Kind) -> Verdict:
    """The verdict on a conversation of nothing but mail that machines wrote to many: `kind` is list, bulk or notification."""
    reason = _MASS.get(kind, Reason.NOTIFICATION)
    return Verdict(Status.IGNORED, reason, _MASS_WORDS[reason])


def _needs_body(message: Message, case: Case) -> bool:
    """Whether a message from outside says something that its header does not."""
    me = case.situation.me
    if is_ours(message, me) or is_internal(message.from_.addr, me) or message.meaning is not None:
        return False
    return message.kind not in _BODYLESS or is_answer(message, me, _written_to(case))


def _written_to(case: Case) -> frozenset[str]:
    return frozenset(a.addr for t in case.touches for a in t.recipients)


def _internal(case: Case) -> Verdict | None:
    return _among_colleagues(case.conversation, case.situation)


def _among_colleagues(conversation: Conversation, situation: Situation) -> Verdict | None:
    """Told without laying the conversation out: nobody can be a contact in it, and nothing of ours a touch."""
    me = situation.me
    seen = [m for m in conversation.messages if m.sent_at <= situation.now] or conversation.messages
    people = {a.addr for m in seen for a in (m.from_, *m.recipients)} - me.addresses
    if people and all(is_internal(addr, me) for addr in people):
        return Verdict(Status.IGNORED, Reason.INTERNAL, "Only people of your own company take part.")
    if not people:
        return Verdict(Status.IGNORED, Reason.INTERNAL, "You wrote only to yourself.")
    return None


def _mass_mail(case: Case) -> Verdict | None:
    """Lists, newsletters and robots, also where the rep wrote to them: nobody is waited for there."""
    if any(m.kind is Kind.HUMAN for m in case.answers):
        return None
    inbound = [m for m in case.messages if not is_ours(m, case.situation.me)]
    mass = [m for m in inbound if m.kind in {Kind.LIST, Kind.BULK, Kind.NOTIFICATION}]
    if case.touches:
        answered_by_list = {a.addr for m in mass for a in (m.from_, *m.recipients, *m.reply_to)}
        asked = {a.addr for a in prospects(case.last.recipients, case.situation.me)}
        if not mass or not asked <= answered_by_list or mass[0].sent_at > case.touches[0].sent_at:
            return None
    elif case.answers:
        return None
    if any(m.kind is Kind.HUMAN and is_internal(m.from_.addr, case.situation.me) for m in inbound):
        return case.give(Status.IGNORED, Reason.INTERNAL, "Only your colleagues write here.")
    reason = _MASS.get(mass[-1].kind, Reason.NOTIFICATION) if mass else Reason.NOTIFICATION
    if not inbound:
        return _own_mass_mail(case)
    return case.give(Status.IGNORED, reason, _MASS_WORDS[reason])


def _own_mass_mail(case: Case) -> Verdict:
    if any(m.kind in {Kind.BULK, Kind.LIST} for m in case.messages):
        return case.give(Status.IGNORED, Reason.BULK, "You sent this to many people at once.")
    if any(is_prospect(a.addr, case.situation.me) for m in case.messages for a in m.recipients):
        return case.give(Status.IGNORED, Reason.NOTIFICATION, "Only your automatic replies are in it.")
    return case.give(Status.IGNORED, Reason.NOTIFICATION, "Your mail went to a machine, nobody reads it.")


def _never_answered(case: Case) -> Verdict | None:
    """Somebody wrote and we have not written to any prospect here."""
    if case.touches:
        return None
    answer = case.answers[-1]
    if _opted_out(answer):
        return _stopped_by(case, answer)
    if (verdict := _we_answered_elsewhere(case, answer)) is not None:
        return verdict
    if needs_no_answer(answer):
        return case.give(
            Status.ANSWERED,
            Reason.REPLIED,
            f"{case.says(answer)} wrote on {case.on(answer)}; it needs no answer.",
        )
    helper = _colleague_after(case, answer)
    if helper is not None:
        return case.give(
            Status.ANSWERED,
            Reason.REPLIED,
            f"{case.says(helper)}, your colleague, answered {case.says(answer)} on {case.on(helper)}.",
        )
    return case.give(
        Status.YOURS,
        Reason.REPLIED,
        f"{case.says(answer)} wrote on {case.on(answer)} and you have not answered{quote(answer)}",
    )


def _ended_by_rep(case: Case) -> Verdict | None:
    if case.situation.stopped_by_rep:
        return case.give(Status.STOPPED, Reason.PAUSED_BY_YOU, "You stopped this conversation.")
    return None


def _ended(case: Case) -> Verdict | None:
    """Somebody said no or stop: for that person in every thread, and for this conversation whoever of them said it."""
    contact = case.contact
    if contact is None:
        return None
    for word, why in case.situation.stops.items():
        if case.is_contact(word) or word in {contact.domain, case.company}:
            return _by_stop_list(case, word, why)
    theirs = sorted(
        (*case.answers, *(m for m in case.elsewhere if is_theirs(m, case))), key=lambda m: (m.sent_at, m.id)
    )
    for message in reversed(theirs):
        if _opted_out(message):
            return _stopped_by(case, message)
    for message in reversed(theirs):
        if message.meaning is None:
            continue
        if message.meaning.stance is Stance.DECLINED:
            return _stopped_by(case, message)
        if message.meaning.stance in {Stance.POSITIVE, Stance.QUESTION}:
            return None
    return None


def _opted_out(message: Message) -> bool:
    return message.meaning is not None and message.meaning.stance is Stance.OPTED_OUT


def _stopped_by(case: Case, message: Message) -> Verdict:
    if _opted_out(message):
        return case.give(
            Status.STOPPED,
            Reason.OPTED_OUT,
            f"{case.says(message)} asked on {case.on(message)} not to be written to again{quote(message)}",
        )
    return case.give(
        Status.STOPPED,
        Reason.DECLINED,
        f"{case.says(message)} said no on {case.on(message)}{quote(message)}",
    )


def _by_stop_list(case: Case, word: str, why: str) -> Verdict:
    who = case.name(case.contact) if case.contact and case.is_contact(word) else word
    if why == Reason.OPTED_OUT.value:
        return case.give(Status.STOPPED, Reason.OPTED_OUT, f"{who} asked not to be written to again.")
    if why == Reason.DECLINED.value:
        return case.give(Status.STOPPED, Reason.DECLINED, f"{who} said no.")
    return case.give(Status.STOPPED, Reason.PAUSED_BY_YOU, f"You told the agent to leave {who} alone.")


def _answered_here(case: Case) -> Verdict | None:
    """Somebody wrote in this conversation after our last touch."""
    late = [m for m in case.answers if is_after(m, case.last) or _crossed(m, case.last)]
    if not late:
        return None
    if (verdict := hold_by(case, case.answers)) is not None:
        return verdict
    written = [m for m in late if m.kind is Kind.HUMAN or m.kind in _MASS or m.kind is Kind.NOTIFICATION]
    owed = [m for m in written if not needs_no_answer(m)]
    accepted = [m for m in late if m.kind in {Kind.CALENDAR_ACCEPT, Kind.CALENDAR_TENTATIVE}]
    if _we_accepted(case, late[-1]):
        return case.give(
            Status.ANSWERED, Reason.MEETING_BOOKED, f"You accepted the invitation of {case.says(late[-1])}."
        )
    latest = late[-1]
    if latest.kind in {Kind.CALENDAR_DECLINE, Kind.CALENDAR_CANCEL}:
        verb = "declined your invitation" if latest.kind is Kind.CALENDAR_DECLINE else "cancelled the meeting"
        return case.give(Status.YOURS, Reason.REPLIED, f"{case.says(latest)} {verb} on {case.on(latest)}.")
    if latest.kind is Kind.CALENDAR_INVITE:
        return case.give(
            Status.YOURS,
            Reason.REPLIED,
            f"{case.says(latest)} invited you to a meeting on {case.on(latest)}.",
        )
    if accepted and (not owed or _shows_no_question(owed)):
        how = "accepted" if accepted[-1].kind is Kind.CALENDAR_ACCEPT else "tentatively accepted"
        return case.give(
            Status.ANSWERED,
            Reason.MEETING_BOOKED,
            f"{case.says(accepted[-1])} {how} the meeting on {case.on(accepted[-1])}.",
        )
    helper = _colleague_after(case, latest)
    if helper is not None:
        return case.give(
            Status.ANSWERED,
            Reason.REPLIED,
            f"{case.says(helper)}, your colleague, answered {case.says(latest)} on {case.on(helper)}.",
        )
    if (verdict := _we_answered_elsewhere(case, latest)) is not None:
        return verdict
    if not owed:
        return case.give(
            Status.ANSWERED,
            Reason.REPLIED,
            f"{case.says(latest)} answered on {case.on(latest)}; nothing is open{quote(latest)}",
        )
    if _is_newcomer(owed[-1], case):
        return case.give(
            Status.HELD,
            Reason.COLLEAGUE_REPLIED,
            f"{case.says(owed[-1])}, of the same company, wrote on {case.on(owed[-1])}{quote(owed[-1])}",
        )
    return case.give(
        Status.YOURS,
        Reason.REPLIED,
        f"{case.says(owed[-1])} answered on {case.on(owed[-1])}{quote(owed[-1])}",
    )


def _we_answered_elsewhere(case: Case, answer: Message) -> Verdict | None:
    """The rep answered this person in a new thread instead of this one."""
    for message in case.elsewhere:
        to = (case.people.same(a.addr, answer.from_.addr) for a in message.recipients)
        if message.sent_at > answer.sent_at and is_touch(message, case.situation.me) and any(to):
            return case.give(
                Status.ANSWERED,
                Reason.REPLIED_ELSEWHERE,
                f"You answered {case.says(answer)} on {case.on(message)} in “{clip(message.subject, 60)}”.",
            )
    return None


def _shows_no_question(messages: list[Message]) -> bool:
    return all(m.meaning is not None and not asks_back(m.meaning) for m in messages)


def _crossed(answer: Message, touch: Message) -> bool:
    """Whether our touch left within minutes after an answer that it does not name: we had not seen it.

    Only where the touch names other messages: a client that names none tells nothing.
    """
    named = {*touch.in_reply_to, *touch.references}
    gap = touch.sent_at - answer.sent_at
    return bool(named) and answer.id not in named and timedelta(0) <= gap <= _CROSSING


def _we_accepted(case: Case, answer: Message) -> bool:
    return any(
        m.kind in {Kind.CALENDAR_ACCEPT, Kind.CALENDAR_TENTATIVE}
        and is_ours(m, case.situation.me)
        and is_after(m, answer)
        for m in case.messages
    )


def _colleague_after(case: Case, answer: Message) -> Message | None:
    """The rep's colleague who wrote to the prospect after an answer."""
    me = case.situation.me
    later = [
        m
        for m in case.messages
        if is_internal(m.from_.addr, me)
        and not is_ours(m, me)
        and reaches(m, me)
        and m.sent_at > answer.sent_at
    ]
    return later[-1] if later else None


def _is_newcomer(message: Message, case: Case) -> bool:
    """Whether somebody of the contact's company, never part of this conversation and no known assistant, wrote in it."""
    addr = message.from_.addr
    if case.is_contact(addr) or case.company is None or company_of(addr) != case.company:
        return False
    deal = case.situation.deal
    if deal and any(c.addr == addr and c.role in {"assistant", "primary"} for c in deal.contacts):
        return False
    before = (m for m in case.messages if m.sent_at < message.sent_at and m.id != message.id)
    return not any(a.addr == addr for m in before for a in (m.from_, *m.recipients))


def _answered_elsewhere(case: Case) -> Verdict | None:
    """The contact, or somebody of the same company, wrote in another conversation after our last touch here."""
    me = case.situation.me
    late = [
        m
        for m in case.elsewhere
        if m.sent_at > case.last.sent_at and is_answer(m, me) and case.of_relation(m.from_.addr)
    ]
    own = [m for m in late if case.is_contact(m.from_.addr)]
    if own:
        if (verdict := hold_by(case, own)) is not None:
            return verdict
        return _contact_elsewhere(case, own[-1])
    if late:
        return case.give(
            Status.HELD,
            Reason.COLLEAGUE_REPLIED,
            f"{case.says(late[-1])}, of the same company, wrote on {case.on(late[-1])} "
            f"in “{clip(late[-1].subject, 60)}”{quote(late[-1])}",
        )
    return None


def _contact_elsewhere(case: Case, answer: Message) -> Verdict:
    where = f"{case.says(answer)} wrote on {case.on(answer)} in “{clip(answer.subject, 60)}”"
    if answer.kind in {Kind.CALENDAR_ACCEPT, Kind.CALENDAR_TENTATIVE}:
        return case.give(
            Status.ANSWERED,
            Reason.MEETING_BOOKED,
            f"{case.says(answer)} accepted a meeting on {case.on(answer)}.",
        )
    replied = any(
        is_touch(m, case.situation.me)
        and m.sent_at > answer.sent_at
        and any(case.is_contact(a.addr) for a in m.recipients)
        for m in case.elsewhere
    )
    if replied:
        return case.give(Status.ANSWERED, Reason.REPLIED_ELSEWHERE, f"{where}, and you answered there.")
    if needs_no_answer(answer):
        return case.give(
            Status.ANSWERED, Reason.REPLIED_ELSEWHERE, f"{where}; nothing is open{quote(answer)}"
        )
    return case.give(Status.YOURS, Reason.REPLIED_ELSEWHERE, f"{where}{quote(answer)}")


def _due(case: Case) -> Verdict:
    last = case.last
    moved = any(m.kind is Kind.ADDRESS_CHANGE for m in case.messages) and case.contact is not None
    if moved and case.contact is not None and all(a.addr != case.contact.addr for a in last.recipients):
        return case.give(
            Status.DUE,
            Reason.ADDRESS_CHANGED,
            f"{who(case)} now reads mail at {case.contact.addr}, and your last mail went to the old address.",
        )
    open_ = [t for t in case.waiting_touches if expects_answer(t)]
    asked = open_[-1] if open_ and asks(open_[-1]) else None
    if asked is None:
        last = open_[-1] if open_ else last
        return case.give(
            Status.DUE,
            Reason.NO_ASK,
            f"{who(case)} has not answered, and your mail of {case.on(last)} asked nothing{_weak(last)}",
        )
    days = case.calendar.business_days_between(case.day(asked), case.today)
    return case.give(
        Status.DUE,
        Reason.SILENT,
        f"{who(case)} has not answered your {_ASK_WORDS.get(_ask_kind(asked), 'mail')} of {case.on(asked)} "
        f"({days} business {'day' if days == 1 else 'days'}){_asked(asked)}",
    )


_ASK_WORDS = {
    "question": "question",
    "request": "request",
    "schedule": "proposal of a time",
    "decision": "request for a decision",
}


def _ask_kind(touch: Message) -> str:
    return (touch.ask.kind or "") if touch.ask else ""


def _asked(touch: Message) -> str:
    sentence = touch.ask.sentence if touch.ask else None
    return f": “{clip(sentence)}”" if sentence else "."


def _weak(touch: Message) -> str:
    sentence = touch.ask.sentence if touch.ask and touch.ask.strength == "weak" else None
    return f" but “{clip(sentence)}”" if sentence else "."


_QUESTIONS: tuple[Callable[[Case], Verdict | None], ...] = (
    _mass_mail,
    _ended_by_rep,
    _never_answered,
    _ended,
    _answered_here,
    _answered_elsewhere,
    too_old,
    hold,
    closed_deal,
    paused,
    closing,
    finished,
    blocked,
)
