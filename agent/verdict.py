"""Where a conversation stands, as a careful senior rep would see it. Pure: everything comes in as values.

`judge` asks its questions in order of weight, and the first that has an answer decides: is this a prospect conversation at
all; has somebody ended it; has somebody answered, here or elsewhere; does something hold the clock; has the floor between
two contacts passed. What is left is due. Where the evidence is thin, the answer is the one that writes no mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from agent.business_days import Calendar, local_date
from agent.companies import company_of
from agent.model import (
    Address,
    Conversation,
    DraftRecord,
    Kind,
    Message,
    Reason,
    Situation,
    Stance,
    Status,
    Verdict,
)
from agent.relation import (
    Persons,
    asks,
    clean_name,
    expects_answer,
    first_name,
    is_after,
    is_answer,
    is_internal,
    is_ours,
    is_prospect,
    is_touch,
    needs_no_answer,
    persons,
    primary_recipient,
    prospects,
    reaches,
)

NOT_NOW_DAYS = 30
"""Business days that "not now" holds where it names no date: about six weeks."""
OUT_OF_OFFICE_DAYS = 5
"""Business days that an absence holds where it names no date: most last a week."""
GRACE_DAYS = 1
"""Business days left to somebody after the day of a return or a promise: nobody answers first thing in the morning."""
NURTURE_DAYS = 63
"""Business days between two light touches after the file was closed: a quarter."""

LIVE_DRAFTS = frozenset({"intent", "created", "edited"})

_CLOSING_STEPS = frozenset({"close_file", "nurture"})
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


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation laid out for judgement. Lists of messages are oldest first.

    `touches`: ours to prospects in this conversation. `contact`: whom the last one waits for. `answers`: of people at the
    other side, in this conversation. `elsewhere`: all messages of other conversations. `waiting_touches`: touches since
    anybody at the other side last wrote here.
    """

    conversation: Conversation
    situation: Situation
    today: date
    calendar: Calendar
    people: Persons
    touches: tuple[Message, ...]
    answers: tuple[Message, ...]
    elsewhere: tuple[Message, ...]
    contact: Address | None
    company: str | None
    waiting_touches: tuple[Message, ...]

    @property
    def last(self) -> Message:
        """Our latest touch; only asked for where there is one."""
        return self.touches[-1]

    @property
    def messages(self) -> tuple[Message, ...]:
        return self.conversation.messages

    def is_contact(self, addr: str) -> bool:
        """Whether an address is the contact's."""
        return self.contact is not None and self.people.same(addr, self.contact.addr)

    def of_relation(self, addr: str) -> bool:
        """Whether an address is the contact's or at the contact's company."""
        return self.is_contact(addr) or (self.company is not None and company_of(addr) == self.company)

    def says(self, message: Message) -> str:
        """What to call the sender of a message before the rep."""
        return self.name(message.from_)

    def name(self, address: Address) -> str:
        """First name, else display name, else address."""
        shown = Address(address.addr, self.people.names.get(address.addr, "") or address.name)
        return first_name(shown) or clean_name(shown) or address.addr

    def day(self, message: Message) -> date:
        """The rep's date on which a message was sent."""
        return local_date(message.sent_at, self.situation.me.timezone)

    def spell(self, day: date) -> str:
        """A date for the rep: "2 March", with the year where it is not this one."""
        text = f"{day.day} {_MONTHS[day.month - 1]}"
        return text if day.year == self.today.year else f"{text} {day.year}"

    def on(self, message: Message) -> str:
        """The day of a message, spelled."""
        return self.spell(self.day(message))

    def give(self, status: Status, reason: Reason, because: str, until: date | None = None) -> Verdict:
        """A verdict with everything that it carries in every case."""
        return Verdict(
            status=status,
            reason=reason,
            because=because,
            contact=self.contact,
            company=self.company,
            until=until,
            touches=self.waiting_touches,
            last_touch=self.touches[-1] if self.touches else None,
        )


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def lay_out(conversation: Conversation, situation: Situation) -> Case:
    """A conversation sorted into touches, answers and the person waited for. Messages of conversations are oldest first."""
    me = situation.me
    messages = tuple(m for m in conversation.messages if m.sent_at <= situation.now)
    here = {m.id for m in messages}
    elsewhere = tuple(
        sorted(
            (m for m in situation.elsewhere if m.id not in here and m.sent_at <= situation.now),
            key=lambda m: (m.sent_at, m.id),
        )
    )
    people = persons(conversation, situation)
    touches = tuple(m for m in messages if is_touch(m, me))
    written_to = frozenset(a.addr for m in touches for a in m.recipients)
    answers = tuple(m for m in messages if is_answer(m, me, written_to))
    contact = _contact(touches, answers, messages, elsewhere, situation, people)
    spoken = [
        m for m in elsewhere if contact and people.same(m.from_.addr, contact.addr) and is_answer(m, me)
    ]
    latest = max((*answers, *spoken), key=lambda m: m.sent_at, default=None)
    waiting = tuple(t for t in touches if latest is None or not is_after(latest, t))
    return Case(
        conversation=Conversation(
            conversation.id,
            conversation.mailbox,
            messages or conversation.messages,
            conversation.drafts_by_hand,
        ),
        situation=situation,
        today=local_date(situation.now, me.timezone),
        calendar=Calendar(me.country, me.region, me.timezone),
        people=people,
        touches=touches,
        answers=answers,
        elsewhere=elsewhere,
        contact=contact,
        company=company_of(contact.addr) if contact else None,
        waiting_touches=waiting,
    )


def _contact(
    touches: tuple[Message, ...],
    answers: tuple[Message, ...],
    messages: tuple[Message, ...],
    elsewhere: tuple[Message, ...],
    situation: Situation,
    people: Persons,
) -> Address | None:
    """Whom our last touch waits for, under the address that the person uses now; else who wrote last; else nobody."""
    if not touches:
        return answers[-1].from_ if answers else None
    candidates = prospects(touches[-1].recipients, situation.me)
    in_to = tuple(a for a in candidates if a in touches[-1].to)
    dead = {a.addr for a in in_to if _failure(a, in_to, (*elsewhere, *messages), touches, people)}
    alive = tuple(a for a in candidates if a.addr not in dead)
    deal = situation.deal
    primaries = frozenset(c.addr for c in deal.contacts if c.role == "primary") if deal else frozenset()
    have_written = frozenset(m.from_.addr for m in (*elsewhere, *answers) if is_answer(m, situation.me))
    usable = alive if any(a.addr not in dead for a in in_to) else candidates
    contact = primary_recipient(touches[-1], usable, primaries, have_written)
    name = people.names.get(contact.addr, "") or contact.name
    moved = _moved(contact, touches[-1], (*elsewhere, *messages), people)
    return (
        Address(moved.meaning.new_address, name)
        if moved and moved.meaning and moved.meaning.new_address
        else Address(contact.addr, name)
    )


def _moved(contact: Address, touch: Message, messages: Iterable[Message], people: Persons) -> Message | None:
    """The automatic answer that says the contact is now at another address."""
    for message in messages:
        meaning = message.meaning
        if (
            message.kind is Kind.ADDRESS_CHANGE
            and meaning is not None
            and meaning.new_address
            and meaning.new_address != contact.addr
            and people.same(message.from_.addr, contact.addr)
            and any(a.addr == contact.addr for a in touch.recipients)
        ):
            return message
    return None


def _failure(
    contact: Address,
    recipients: tuple[Address, ...],
    messages: Iterable[Message],
    touches: tuple[Message, ...],
    people: Persons,
) -> Message | None:
    """The latest message that says this address reaches nobody, unless its owner wrote from it afterwards."""
    found: Message | None = None
    for message in sorted(messages, key=lambda m: m.sent_at):
        if message.outbound:
            continue
        if message.kind is Kind.HUMAN and message.from_.addr == contact.addr:
            found = None
        elif _is_about(message, contact, recipients, touches, people):
            found = message
    return found


def _is_about(
    message: Message,
    contact: Address,
    recipients: tuple[Address, ...],
    touches: tuple[Message, ...],
    people: Persons,
) -> bool:
    """Whether a bounce or a farewell notice is about this address."""
    follows = _follows(message, touches)
    if message.kind is Kind.BOUNCE:
        failed = message.meaning.failed_recipients if message.meaning else ()
        if failed:
            return any(f.addr == contact.addr for f in failed)
        return follows and any(a.addr == contact.addr for a in recipients)
    if message.kind is Kind.LEFT_COMPANY:
        alias = len(recipients) == 1 and follows and _one_company(message.from_, contact)
        return alias or people.same(message.from_.addr, contact.addr)
    return False


def _follows(message: Message, touches: tuple[Message, ...]) -> bool:
    """Whether an automatic message names one of our touches, or names nothing at all but came later in the conversation."""
    named = {*message.in_reply_to, *message.references}
    ids = {t.id for t in touches}
    return bool(named & ids)


def _one_company(a: Address, b: Address) -> bool:
    company = company_of(a.addr)
    return company is not None and company == company_of(b.addr)


def judge(conversation: Conversation, situation: Situation) -> Verdict:
    """The verdict of the contract: status, reason, one sentence that says why, and the day on which it may change.

    Waits are business days in the rep's calendar. Messages whose body is not understood yet (`unread`) count as what their
    header says, an inbound one without automatic marks as a person's: such a verdict is safe, but provisional.
    """
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
    case = lay_out(conversation, situation)
    if not case.touches or any(
        question(case) for question in (_internal, _mass_mail, _ended_by_rep, _too_old)
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


def _needs_body(message: Message, case: Case) -> bool:
    """Whether a message from outside says something that its header does not."""
    me = case.situation.me
    if is_ours(message, me) or is_internal(message.from_.addr, me) or message.meaning is not None:
        return False
    return message.kind not in _BODYLESS or is_answer(message, me, _written_to(case))


def _written_to(case: Case) -> frozenset[str]:
    return frozenset(a.addr for t in case.touches for a in t.recipients)


def _internal(case: Case) -> Verdict | None:
    me = case.situation.me
    people = {a.addr for m in case.messages for a in (m.from_, *m.recipients)} - me.addresses
    if people and all(is_internal(addr, me) for addr in people):
        return case.give(Status.IGNORED, Reason.INTERNAL, "Only people of your own company take part.")
    if not people:
        return case.give(Status.IGNORED, Reason.INTERNAL, "You wrote only to yourself.")
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
    words = {Reason.LIST: "This is mail of a mailing list.", Reason.BULK: "This is mail sent to many people."}
    return case.give(Status.IGNORED, reason, words.get(reason, "Only machines wrote here."))


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
        f"{case.says(answer)} wrote on {case.on(answer)} and you have not answered{_quote(answer)}",
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
        (*case.answers, *(m for m in case.elsewhere if _is_theirs(m, case))), key=lambda m: (m.sent_at, m.id)
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


def _is_theirs(message: Message, case: Case) -> bool:
    return case.is_contact(message.from_.addr) and is_answer(message, case.situation.me)


def _opted_out(message: Message) -> bool:
    return message.meaning is not None and message.meaning.stance is Stance.OPTED_OUT


def _stopped_by(case: Case, message: Message) -> Verdict:
    if _opted_out(message):
        return case.give(
            Status.STOPPED,
            Reason.OPTED_OUT,
            f"{case.says(message)} asked on {case.on(message)} not to be written to again{_quote(message)}",
        )
    return case.give(
        Status.STOPPED,
        Reason.DECLINED,
        f"{case.says(message)} said no on {case.on(message)}{_quote(message)}",
    )


def _by_stop_list(case: Case, word: str, why: str) -> Verdict:
    who = case.name(case.contact) if case.contact and case.is_contact(word) else word
    if why == Reason.OPTED_OUT.value:
        return case.give(Status.STOPPED, Reason.OPTED_OUT, f"{who} asked not to be written to again.")
    if why == Reason.DECLINED.value:
        return case.give(Status.STOPPED, Reason.DECLINED, f"{who} said no.")
    return case.give(Status.STOPPED, Reason.PAUSED_BY_YOU, f"You told the agent to leave {who} alone.")


def _quote(message: Message) -> str:
    """The words that a judgement rests on, as the end of a sentence."""
    evidence = message.meaning.evidence if message.meaning else {}
    text = evidence.get("stance") or evidence.get("return_date") or evidence.get("kind") or ""
    if not text and message.meaning is not None and message.kind is Kind.HUMAN:
        text = message.meaning.new_text
    return f": “{clip(text)}”" if text.strip() else "."


def clip(text: str, limit: int = 90) -> str:
    """The beginning of a text on one line, cut between words and marked where it was cut."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _answered_here(case: Case) -> Verdict | None:
    """Somebody wrote in this conversation after our last touch."""
    late = [m for m in case.answers if is_after(m, case.last) or _crossed(m, case.last)]
    if not late:
        return None
    if (verdict := _hold(case)) is not None:
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
            f"{case.says(latest)} answered on {case.on(latest)}; nothing is open{_quote(latest)}",
        )
    if _is_newcomer(owed[-1], case):
        return case.give(
            Status.HELD,
            Reason.COLLEAGUE_REPLIED,
            f"{case.says(owed[-1])}, of the same company, wrote on {case.on(owed[-1])}{_quote(owed[-1])}",
        )
    return case.give(
        Status.YOURS,
        Reason.REPLIED,
        f"{case.says(owed[-1])} answered on {case.on(owed[-1])}{_quote(owed[-1])}",
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
    return all("?" not in (m.meaning.new_text if m.meaning else "?") for m in messages)


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
        if (verdict := _hold(case)) is not None:
            return verdict
        return _contact_elsewhere(case, own[-1])
    if late:
        return case.give(
            Status.HELD,
            Reason.COLLEAGUE_REPLIED,
            f"{case.says(late[-1])}, of the same company, wrote on {case.on(late[-1])} "
            f"in “{clip(late[-1].subject, 60)}”{_quote(late[-1])}",
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
            Status.ANSWERED, Reason.REPLIED_ELSEWHERE, f"{where}; nothing is open{_quote(answer)}"
        )
    return case.give(Status.YOURS, Reason.REPLIED_ELSEWHERE, f"{where}{_quote(answer)}")


def _last_word(case: Case) -> Message | None:
    """What a person of the conversation, or the contact elsewhere, wrote last: a date they gave counts until they write again."""
    theirs = (*case.answers, *(m for m in case.elsewhere if _is_theirs(m, case)))
    return max(theirs, key=lambda m: (m.sent_at, m.id), default=None)


def _date_given(case: Case) -> tuple[Message, Reason, date] | None:
    """(message, not_now or promised_date, first day on which to write again) of the other side's last word."""
    word = _last_word(case)
    if word is None or word.meaning is None:
        return None
    sent = case.day(word)
    back = word.meaning.return_date
    if word.meaning.stance is Stance.NOT_NOW:
        usable = back is not None and back > sent
        return (
            word,
            Reason.NOT_NOW,
            back if back and usable else case.calendar.add_business_days(sent, NOT_NOW_DAYS),
        )
    promises = word.kind is Kind.HUMAN and word.meaning.stance in {Stance.NONE, Stance.POSITIVE}
    if promises and back is not None and back >= sent:
        return word, Reason.PROMISED_DATE, case.calendar.add_business_days(back, GRACE_DAYS)
    return None


def _hold(case: Case) -> Verdict | None:
    """The other side named a day and it has not come, or it has come and nothing happened: then it is our turn."""
    given = _date_given(case)
    if given is None:
        return None
    word, reason, until = given
    if case.today < until:
        said = "asked for later" if reason is Reason.NOT_NOW else "promised a date"
        return case.give(
            Status.HELD,
            reason,
            f"{case.says(word)} {said} on {case.on(word)}; it holds until {case.spell(until)}{_quote(word)}",
            until,
        )
    if any(asks(t) and case.day(t) >= until for t in case.touches):
        return None
    if (verdict := _blocked(case)) is not None:
        return verdict
    said = (
        f"{case.says(word)} asked on {case.on(word)} to be contacted again later: that day has come"
        if reason is Reason.NOT_NOW
        else f"{case.says(word)} promised on {case.on(word)} to come back and has not written since"
    )
    return case.give(Status.DUE, reason, f"{said}{_quote(word)}")


def _blocked(case: Case) -> Verdict | None:
    """Everything that forbids a mail although the conversation would be due."""
    for question in (_closed_deal, _paused, _draft_deleted, _dead_address, _away, _carried_elsewhere, _floor):
        if (verdict := question(case)) is not None:
            return verdict
    return None


def _closed_deal(case: Case) -> Verdict | None:
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


def _paused(case: Case) -> Verdict | None:
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


def _too_old(case: Case) -> Verdict | None:
    """Our last touch is older than what the scan looks back on, and no date that the other side gave is still to come."""
    if not case.touches or case.situation.now - case.last.sent_at <= timedelta(
        days=case.situation.policy.history_days
    ):
        return None
    newest = max(m.sent_at for m in case.messages)
    if case.situation.now - newest <= timedelta(days=case.situation.policy.history_days):
        return None
    given = _date_given(case)
    if given is not None and (case.today - given[2]).days <= case.situation.policy.history_days:
        return None
    if case.situation.policy.nurture and case.last.step in _CLOSING_STEPS:
        return None
    return case.give(
        Status.STOPPED,
        Reason.FINISHED,
        f"Your last mail, of {case.on(case.last)}, is older than {case.situation.policy.history_days} days.",
    )


def _finished(case: Case) -> Verdict | None:
    """The file was closed and nobody wrote since."""
    closed = [t for t in case.waiting_touches if t.step in _CLOSING_STEPS]
    if not closed:
        return None
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
        f"You closed the file on {case.on(closed[-1])} and {_who(case)} has not written since.",
    )


def _who(case: Case) -> str:
    return case.name(case.contact) if case.contact else "nobody"


def _dead_address(case: Case) -> Verdict | None:
    """The mail came back or the contact left: the next thing is a call, or a mail to the person who took over."""
    assert case.contact is not None
    in_to = prospects(case.last.to, case.situation.me)
    failure = _failure(case.contact, in_to, (*case.elsewhere, *case.messages), case.touches, case.people)
    if failure is None:
        return None
    left = failure.kind is Kind.LEFT_COMPANY
    reason = Reason.LEFT_COMPANY if left else Reason.BOUNCED
    what = "has left the company" if left else "cannot be reached by mail"
    because = (
        f"{_who(case)} {what}, says the automatic message of {case.on(failure)}{_failure_words(failure)}"
    )
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
    return _quote(failure)


def _away(case: Case) -> Verdict | None:
    """The contact is out of office. Servers send this once an absence, so an older notice may still be in force."""
    notices = [
        m for m in (*case.elsewhere, *case.messages) if m.kind is Kind.OUT_OF_OFFICE and _is_contacts(m, case)
    ]
    notice = max(notices, key=lambda m: (m.sent_at, m.id), default=None)
    if notice is None or any(
        _is_theirs(m, case) and m.sent_at > notice.sent_at for m in (*case.elsewhere, *case.answers)
    ):
        return None
    back = notice.meaning.return_date if notice.meaning else None
    sent = case.day(notice)
    if back is not None and back < sent:
        return None
    until = (
        case.calendar.add_business_days(sent, OUT_OF_OFFICE_DAYS)
        if back is None
        else case.calendar.add_business_days(back, GRACE_DAYS)
    )
    floor = floor_day(case)
    if case.today >= until:
        return None
    return case.give(
        Status.HELD,
        Reason.OUT_OF_OFFICE,
        f"{_who(case)} is out of office{f' until {case.spell(back)}' if back else ''}, "
        f"says the automatic reply of {case.on(notice)}{_quote(notice)}",
        max(until, floor),
    )


def _is_contacts(notice: Message, case: Case) -> bool:
    """Whether an automatic reply is the contact's, also from an alias where our touch went to nobody else."""
    if case.is_contact(notice.from_.addr):
        return True
    only = len({a.addr for a in prospects(case.last.recipients, case.situation.me)}) == 1
    return only and notice in case.messages and is_after(notice, case.last)


def _closing(case: Case) -> Verdict | None:
    """Our last mail needs no answer, and no question of ours before it is open."""
    if any(asks(t) for t in case.waiting_touches):
        return None
    ask = case.last.ask
    if ask is None or ask.expects_reply:
        return None
    return case.give(
        Status.ANSWERED, Reason.CLOSING, f"Your last mail, of {case.on(case.last)}, needs no answer."
    )


def _carried_elsewhere(case: Case) -> Verdict | None:
    """One person is pursued in one conversation only, that of our newest touch; one company by one draft at a time."""
    me = case.situation.me
    newer = [
        m
        for m in case.elsewhere
        if is_touch(m, me)
        and (m.sent_at, m.id) > (case.last.sent_at, case.last.id)
        and expects_answer(m)
        and waits_for_contact(m, case)
    ]
    if newer:
        until = floor_day(case)
        return case.give(
            Status.WAITING,
            Reason.FLOOR,
            f"You wrote to {_who(case)} on {case.on(newer[-1])} about “{clip(newer[-1].subject, 60)}”: that conversation goes on.",
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


def waits_for_contact(touch: Message, case: Case) -> bool:
    """Whether a touch of another conversation waits for the same person."""
    candidates = prospects(touch.recipients, case.situation.me)
    deal = case.situation.deal
    primaries = frozenset(c.addr for c in deal.contacts if c.role == "primary") if deal else frozenset()
    written = frozenset(
        m.from_.addr for m in (*case.elsewhere, *case.answers) if is_answer(m, case.situation.me)
    )
    return case.is_contact(primary_recipient(touch, candidates, primaries, written).addr)


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


def floor_day(case: Case) -> date:
    """The first day on which this person and this company may be written to again."""
    wait = max(1, case.situation.policy.wait_business_days)
    newest = newest_reach(case)
    day = case.calendar.add_business_days(case.day(newest), wait)
    deal = case.situation.deal
    if deal is not None and deal.decision_date is not None:
        longer = case.calendar.add_business_days(case.day(newest), 2 * wait)
        return longer if longer <= deal.decision_date else day
    return day


def newest_reach(case: Case) -> Message:
    """The latest mail from our side to the contact or the company: any thread, by hand too, by colleagues too."""
    me = case.situation.me
    reached = (
        m
        for m in (*case.elsewhere, *case.messages)
        if reaches(m, me) and any(case.of_relation(a.addr) for a in m.recipients)
    )
    return max((*reached, case.last), key=lambda m: (m.sent_at, m.id))


def _floor(case: Case) -> Verdict | None:
    newest, until = newest_reach(case), floor_day(case)
    own_day = _promised_day(case)
    if own_day is not None and case.today < own_day and until <= own_day:
        return case.give(
            Status.WAITING,
            Reason.PROMISED_DATE,
            f"Your mail of {case.on(case.last)} gives {_who(case)} time until {case.spell(own_day)}.",
            own_day,
        )
    if case.today >= until:
        return None
    whom = (
        _who(case)
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


def _no_answer_yet(case: Case) -> Verdict | None:
    return _blocked(case)


def _broken_date(case: Case) -> Verdict | None:
    """A date that the other side gave counts also after the rep wrote "all right" to it."""
    given = _date_given(case)
    if given is None:
        return None
    return _hold(case)


def _due(case: Case) -> Verdict:
    last = case.last
    moved = any(m.kind is Kind.ADDRESS_CHANGE for m in case.messages) and case.contact is not None
    if moved and case.contact is not None and all(a.addr != case.contact.addr for a in last.recipients):
        return case.give(
            Status.DUE,
            Reason.ADDRESS_CHANGED,
            f"{_who(case)} now reads mail at {case.contact.addr}, and your last mail went to the old address.",
        )
    open_ = [t for t in case.waiting_touches if expects_answer(t)]
    asked = open_[-1] if open_ and asks(open_[-1]) else None
    if asked is None:
        last = open_[-1] if open_ else last
        return case.give(
            Status.DUE,
            Reason.NO_ASK,
            f"{_who(case)} has not answered, and your mail of {case.on(last)} asked nothing{_weak(last)}",
        )
    days = case.calendar.business_days_between(case.day(asked), case.today)
    return case.give(
        Status.DUE,
        Reason.SILENT,
        f"{_who(case)} has not answered your {_ASK_WORDS.get(_ask_kind(asked), 'mail')} of {case.on(asked)} "
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
    _internal,
    _mass_mail,
    _ended_by_rep,
    _never_answered,
    _ended,
    _answered_here,
    _answered_elsewhere,
    _too_old,
    _broken_date,
    _closed_deal,
    _paused,
    _closing,
    _finished,
    _no_answer_yet,
)
