"""One conversation laid out for judgement: touches, answers, the person waited for, and the floor between two contacts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agent.business_days import Calendar, local_date
from agent.companies import company_of
from agent.model import (
    Address,
    Conversation,
    Kind,
    Message,
    Reason,
    Situation,
    Status,
    Verdict,
)
from agent.relation import (
    Persons,
    clean_name,
    first_name,
    is_after,
    is_answer,
    is_touch,
    persons,
    primary_recipient,
    prospects,
    reached,
    reaches,
)

MONTHS = (
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
        text = f"{day.day} {MONTHS[day.month - 1]}"
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


def lay_out(conversation: Conversation, situation: Situation) -> Case:
    """A conversation sorted into touches, answers and the person waited for. Messages of conversations are oldest first.

    The latest results are kept: a conversation is laid out for what to read, for the verdict and for the step, a batch at a time.
    """
    key = (id(conversation), id(situation))
    known = _latest.get(key)
    if known is not None and known[0] is conversation and known[1] is situation:
        return known[2]
    case = _lay_out(conversation, situation)
    if len(_latest) >= _KEPT:
        _latest.clear()
    _latest[key] = (conversation, situation, case)
    return case


def forget_layouts() -> None:
    """Gives back what `lay_out` keeps: at the end of a batch, as a process may live for months."""
    _latest.clear()


_KEPT = 250
_latest: dict[tuple[int, int], tuple[Conversation, Situation, Case]] = {}


def _lay_out(conversation: Conversation, situation: Situation) -> Case:
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
    dead = {a.addr for a in in_to if failure_of(a, in_to, (*elsewhere, *messages), touches, people)}
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


def failure_of(
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


def clip(text: str, limit: int = 90) -> str:
    """The beginning of a text on one line, cut between words and marked where it was cut."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def quote(message: Message) -> str:
    """The words that a judgement rests on, as the end of a sentence."""
    evidence = message.meaning.evidence if message.meaning else {}
    text = evidence.get("stance") or evidence.get("return_date") or evidence.get("kind") or ""
    if not text and message.meaning is not None and message.kind is Kind.HUMAN:
        text = message.meaning.new_text or evidence.get("words", "")
    return f": “{clip(text)}”" if text.strip() else "."


def newest_reach(case: Case) -> Message:
    """The latest mail from our side to the contact or the company: any thread, by hand too, by colleagues too."""
    me = case.situation.me
    ours = (
        m
        for m in (*case.elsewhere, *case.messages)
        if reaches(m, me) and any(case.of_relation(a.addr) for a in reached(m))
    )
    return max((*ours, case.last), key=lambda m: (m.sent_at, m.id))


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


def waits_for_contact(touch: Message, case: Case) -> bool:
    """Whether a touch of another conversation waits for the same person."""
    candidates = prospects(touch.recipients, case.situation.me)
    deal = case.situation.deal
    primaries = frozenset(c.addr for c in deal.contacts if c.role == "primary") if deal else frozenset()
    written = frozenset(
        m.from_.addr for m in (*case.elsewhere, *case.answers) if is_answer(m, case.situation.me)
    )
    return case.is_contact(primary_recipient(touch, candidates, primaries, written).addr)


def is_theirs(message: Message, case: Case) -> bool:
    return case.is_contact(message.from_.addr) and is_answer(message, case.situation.me)
