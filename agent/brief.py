"""What a rep wants to know before acting on a conversation: who promised what, what is open, why it may be silent. Pure.

Everything quoted stands in the messages; what is guessed (`likely_reason`) says so by its name. Texts are there only for
messages whose body was understood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agent.case import Case, clip, lay_out
from agent.companies import company_of
from agent.model import Conversation, Kind, Message, Reason, Situation, Verdict
from agent.promises import promises, sentences_of
from agent.relation import asks, expects_answer, is_answer, is_ours, prospects

MAX_LINES = 5
"""Promises and questions are the latest few: a brief is read before a call."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with who wrote it and on which day of the rep's calendar; `text` is verbatim, cut when long."""

    who: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What `pleasantly explain` shows. `attempts`: days on which we wrote since the contact last did."""

    because: str
    contact: str
    last_ask: Said | None
    last_heard: Said | None
    promises: tuple[Said, ...]
    open_questions: tuple[Said, ...]
    attempts: int
    steps: tuple[str, ...]
    risks: tuple[str, ...]
    likely_reason: str


def brief(conversation: Conversation, verdict: Verdict, situation: Situation) -> Brief:
    """The brief of a conversation on which `judge` gave `verdict`; newest promises and questions first."""
    case = lay_out(conversation, situation)
    questions = tuple(_open_questions(case))
    return Brief(
        because=verdict.because,
        contact=case.name(case.contact) if case.contact else "",
        last_ask=_last_ask(case),
        last_heard=_said(case, case.answers[-1], _text(case.answers[-1])) if case.answers else None,
        promises=tuple(_promises(case))[:MAX_LINES],
        open_questions=questions[:MAX_LINES],
        attempts=len({case.day(touch) for touch in case.waiting_touches if expects_answer(touch)}),
        steps=tuple(touch.step for touch in case.touches if touch.step),
        risks=tuple(_risks(case)),
        likely_reason=_likely_reason(case, verdict, questions),
    )


def _said(case: Case, message: Message, text: str) -> Said:
    who = "You" if is_ours(message, case.situation.me) else case.says(message)
    return Said(who, case.day(message), clip(text, 200))


def _text(message: Message) -> str:
    return message.meaning.new_text if message.meaning else ""


def _sentences(message: Message) -> Iterable[str]:
    return sentences_of(_text(message))


def _last_ask(case: Case) -> Said | None:
    for touch in reversed(case.touches):
        if touch.ask is not None and touch.ask.sentence and asks(touch):
            return _said(case, touch, touch.ask.sentence)
    return None


def _promises(case: Case) -> Iterable[Said]:
    for message in reversed(case.messages):
        if message.kind is Kind.HUMAN:
            for sentence in _sentences(message):
                if promises(sentence):
                    yield _said(case, message, sentence)


def _open_questions(case: Case) -> Iterable[Said]:
    """Questions of the other side that no later message of ours followed, and the last of ours that nobody answered."""
    for message in reversed(case.answers):
        if case.touches and case.last.sent_at > message.sent_at:
            break
        for sentence in _sentences(message):
            if sentence.endswith("?"):
                yield _said(case, message, sentence)
    for touch in reversed(case.waiting_touches):
        if touch.ask is not None and touch.ask.sentence and asks(touch):
            yield _said(case, touch, touch.ask.sentence)


def _risks(case: Case) -> Iterable[str]:
    """What makes the deal depend on too little."""
    me, deal = case.situation.me, case.situation.deal
    company = case.company
    people = {
        m.from_.addr
        for m in (*case.answers, *case.elsewhere)
        if company and company_of(m.from_.addr) == company and is_answer(m, me)
    }
    named = {c.addr for c in deal.contacts} if deal else set()
    if company and len(people | named) <= 1:
        yield f"You know only one person at {company}: if that person goes silent or leaves, the deal does too."
    elif company and len(people) <= 1:
        yield f"Only one person at {company} has ever written to you."
    if deal is not None and not any(c.role in {"decision_maker", "executive"} for c in deal.contacts):
        yield "No decision maker is named in your deals file."
    if deal is not None and deal.decision_date is not None and deal.decision_date < case.today:
        yield f"The decision date, {case.spell(deal.decision_date)}, has passed."


def _likely_reason(case: Case, verdict: Verdict, questions: tuple[Said, ...]) -> str:
    """The best guess at why nobody answers, from what the messages show; a guess, in the order of what explains most."""
    who = case.name(case.contact) if case.contact else "The contact"
    absences = [
        m
        for m in case.messages
        if m.kind is Kind.OUT_OF_OFFICE and case.touches and m.sent_at > case.last.sent_at
    ]
    if verdict.reason in {Reason.BOUNCED, Reason.LEFT_COMPANY}:
        return "Your mail has reached nobody."
    if absences:
        return f"{who} was away when your mail came; it may lie far down in a full inbox."
    if verdict.reason is Reason.NO_ASK:
        return "Your last mail asked nothing, so there was nothing to answer."
    theirs = [q for q in questions if q.who != "You"]
    if theirs:
        return f"{theirs[0].who} may be waiting for your answer: “{theirs[0].text}”"
    deal = case.situation.deal
    if deal is not None and deal.decision_date is not None and deal.decision_date > case.today:
        return f"The decision is due on {case.spell(deal.decision_date)}: it may be too early for an answer."
    if not case.touches:
        return "Nobody is being waited for."
    readers = len(prospects(case.last.recipients, case.situation.me))
    if readers > 2:
        return f"Your mail went to {readers} people: each may think that another one answers."
    if not case.answers and not any(case.is_contact(m.from_.addr) for m in case.elsewhere):
        return f"{who} has never written to you: interest, or the right person, is still to be found."
    if len(case.waiting_touches) > 2:
        return f"{len(case.waiting_touches)} mails without an answer: priorities have changed, or somebody else decides."
    return "Nothing in the mails says why; most often other work came first."
