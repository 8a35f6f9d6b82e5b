"""What became of each mail that the rep wrote to a prospect: pure.

A *touch* is a mail of the rep to a prospect (agent.relation). It was *answered* where a person at the other side wrote in the same
conversation, or its recipient wrote elsewhere, after it, before the rep's next touch, and within LIMIT business days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.business_days import Calendar
from agent.model import Conversation, Kind, Me, Message, Situation
from agent.relation import Persons, is_answer, is_touch, persons, prospects

# Business days in which an answer counts as an answer to a mail.
LIMIT = 10

FIRST, REPLY, BY_HAND, EARLIER = "first", "reply", "by_hand", "earlier"


@dataclass(frozen=True, slots=True)
class Touch:
    """One mail of the rep's and what became of it.

    `step`: FIRST (it began the conversation), REPLY (the prospect had written), BY_HAND (a mail before it was unanswered), EARLIER (it
    answers mail from before the first scan), or the ladder step whose draft it was. `waited`: business days since the unanswered
    mail before it. `answer`: the message that answered it in time. `settled`: the time for an answer is over.
    """

    message: Message
    step: str
    waited: int | None
    answer: Message | None
    settled: bool

    @property
    def ask(self) -> str | None:
        """clear, weak or none; "closing" for an answer of the rep's that needs none back; None where the body was not read."""
        if self.message.kind is Kind.CALENDAR_INVITE:
            return "clear"
        found = self.message.ask
        if found is None:
            return None
        return "closing" if self.step == REPLY and not found.expects_reply else found.strength


def touches_of(
    conversation: Conversation, elsewhere: Iterable[Message], me: Me, calendar: Calendar, now: datetime
) -> tuple[Touch, ...]:
    """The touches of one conversation, oldest first. `elsewhere`: messages of other conversations with the same people, any order."""
    here = {m.id for m in conversation.messages}
    others = sorted((m for m in elsewhere if m.id not in here), key=lambda m: (m.sent_at, m.id))
    sent = [m for m in conversation.messages if is_touch(m, me)]
    written_to = frozenset(a.addr for m in sent for a in m.recipients)
    answers = [m for m in conversation.messages if is_answer(m, me, written_to)]
    people = persons(conversation, Situation(now, me, elsewhere=tuple(others)))
    today = calendar.local_date(now)
    found: list[Touch] = []
    for number, touch in enumerate(sent):
        before = sent[number - 1] if number else None
        after = sent[number + 1] if number + 1 < len(sent) else None
        heard = _first(_between(answers, touch, after), _said_elsewhere(touch, after, others, people, me))
        last_day = calendar.add_business_days(calendar.local_date(touch.sent_at), LIMIT)
        in_time = heard is not None and calendar.local_date(heard.sent_at) <= last_day
        silent = (
            before is not None
            and _first(_between(answers, before, touch), _said_elsewhere(before, touch, others, people, me))
            is None
        )
        waited = None
        if silent and before is not None:
            days = calendar.local_date(before.sent_at), calendar.local_date(touch.sent_at)
            waited = calendar.business_days_between(*days)
        spoken = any(a.sent_at < touch.sent_at for a in answers)
        step = touch.step or _by_hand(conversation, touch, silent, spoken)
        found.append(Touch(touch, step, waited, heard if in_time else None, last_day < today))
    return tuple(found)


def _by_hand(conversation: Conversation, touch: Message, silent: bool, spoken: bool) -> str:
    if silent:
        return BY_HAND
    if spoken:
        return REPLY
    begun = conversation.messages[0].id == touch.id
    return FIRST if begun and not touch.in_reply_to and not touch.references else EARLIER


def _between(answers: Iterable[Message], touch: Message, after: Message | None) -> Message | None:
    """The first answer after a touch and before the next; one that names the touch counts whatever its sender's clock says."""
    for answer in answers:
        late = answer.sent_at > touch.sent_at or touch.id in answer.in_reply_to
        if late and (after is None or answer.sent_at < after.sent_at):
            return answer
    return None


def _said_elsewhere(
    touch: Message, after: Message | None, others: Sequence[Message], people: Persons, me: Me
) -> Message | None:
    """What a recipient wrote in another conversation before the rep wrote to them again, here or there."""
    to = [a.addr for a in prospects(touch.to, me)]
    for message in others:
        if message.sent_at <= touch.sent_at:
            continue
        if after is not None and message.sent_at >= after.sent_at:
            return None
        if is_answer(message, me) and any(people.same(message.from_.addr, addr) for addr in to):
            return message
        if is_touch(message, me) and any(people.same(a.addr, addr) for a in message.to for addr in to):
            return None
    return None


def _first(*found: Message | None) -> Message | None:
    return min((m for m in found if m is not None), key=lambda m: m.sent_at, default=None)


def sampled(touches: Iterable[Touch], number: int) -> list[Touch]:
    """The newest settled touches, whatever became of them, newest first."""
    settled = [t for t in touches if t.settled]
    return sorted(settled, key=lambda t: (t.message.sent_at, t.message.id), reverse=True)[:number]


def to_read(sample: Iterable[Touch]) -> list[Message]:
    """The messages whose bodies the numbers need: what the rep asked, and whether a person or a machine answered."""
    found: dict[str, Message] = {}
    for touch in sample:
        if touch.message.kind is not Kind.CALENDAR_INVITE and touch.message.ask is None:
            found[touch.message.id] = touch.message
        answer = touch.answer
        if answer is not None and answer.meaning is None and answer.kind is Kind.HUMAN:
            found[answer.id] = answer
    return list(found.values())
