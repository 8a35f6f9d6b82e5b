"""Which step of the ladder a due conversation is at, and the mail or call that it asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from agent.case import Case, floor_day, lay_out, newest_reach, waits_for_contact
from agent.companies import company_of
from agent.holds import LIVE_DRAFTS
from agent.message.subject import base_subject, reply_subject
from agent.model import (
    Address,
    Call,
    Conversation,
    Draft,
    DraftRecord,
    Kind,
    Message,
    Reason,
    Situation,
    Status,
    Step,
    Stop,
    Verdict,
    Wait,
)
from agent.playbook.files import Playbook
from agent.playbook.ladder import Facts, Rule
from agent.playbook.languages import (
    greeting,
    language_of,
    spell_day,
    spell_time,
    spell_topic,
    spell_zone,
)
from agent.playbook.wording import choose_wording, fill, stable_number
from agent.relation import (
    asks,
    clean_name,
    expects_answer,
    first_name,
    is_answer,
    is_prospect,
    is_touch,
    name_in_address,
    prospects,
    word_evidence,
)

_SCHEDULE_AHEAD = 3
# A visit further off than this is not yet planned by the hour.
_VISIT_AHEAD = 15
_NAMES_VISIT = re.compile(r"\{\{-?\s*visit\b")
_MORNINGS, _AFTERNOONS = ((9, 30), (10, 0), (10, 30), (11, 0)), ((14, 0), (14, 30), (15, 0), (15, 30))
_ENDED = frozenset({"declined", "opted_out", "paused_by_you"})
_LINK_OR_MARKUP = re.compile(r"https?:|www\.|[{}<>\[\]@]")


def next_step(conversation: Conversation, verdict: Verdict, situation: Situation, playbook: Playbook) -> Step:
    """What to do about a conversation on which `judge` gave `verdict`; waits are business days of the rep's calendar.

    Only a due conversation gets a Draft or a Call. The text of a Draft is filled in already (slot "text"), so that the
    message can be made of it without the playbook.
    """
    if verdict.status in {Status.WAITING, Status.HELD}:
        return Wait(verdict.until)
    if verdict.status is not Status.DUE or verdict.contact is None:
        return Stop()
    case = lay_out(conversation, situation)
    people = _People.of(case)
    facts = _facts(case, verdict, people)
    for rule in playbook.rules:
        if rule.applies(facts):
            return _take(rule, case, people, playbook)
    return Stop()


@dataclass(frozen=True, slots=True)
class _People:
    """Whom a step may be for besides the contact; None where nobody is known."""

    second: Address | None
    executive: Address | None
    alternate: Address | None

    @classmethod
    def of(cls, case: Case) -> _People:
        return cls(_second(case), _executive(case), _alternate(case))


def _facts(case: Case, verdict: Verdict, people: _People) -> Facts:
    touches = pursuit(case)
    groups = _by_day(case, touches)
    asking = [day for day in groups if any(asks(m) for m in groups[day])]
    sent = _sent_steps(case, touches)
    nudges = max(0, len(groups) - 1)
    deal, policy = case.situation.deal, case.situation.policy
    has = {
        "value_note": value_note(case) is not None,
        "visit": _visit(case) is not None,
        "second": people.second is not None,
        "executive": people.executive is not None,
        "sponsor": deal is not None and bool(deal.executive_sponsor),
        "alternate": people.alternate is not None,
        "floor_passed": case.today >= floor_day(case),
        "nudges_left": nudges < policy.max_nudges,
        "nurture": policy.nurture,
        "day_come": _day_come(case),
    }
    return Facts(
        reason=verdict.reason.value,
        priority=deal.priority if deal else "normal",
        last_step=case.last.step,
        asked=verdict.reason is not Reason.NO_ASK and (not groups or _last_asks(groups)),
        silences=len(asking),
        nudges=nudges,
        days=case.calendar.business_days_between(case.day(newest_reach(case)), case.today),
        sent=sent,
        has=frozenset(name for name, there in has.items() if there),
    )


def pursuit(case: Case) -> tuple[Message, ...]:
    """Our touches that wait for the contact, in any thread, since the contact last wrote anywhere; oldest first."""
    spoken = [
        m
        for m in (*case.answers, *case.elsewhere)
        if is_answer(m, case.situation.me) and (m in case.answers or case.is_contact(m.from_.addr))
    ]
    since = max((m.sent_at for m in spoken), default=None)
    there = [
        m
        for m in case.elsewhere
        if is_touch(m, case.situation.me)
        and waits_for_contact(m, case)
        and (since is None or m.sent_at > since)
        and case.last.sent_at - m.sent_at <= timedelta(days=case.situation.policy.history_days)
    ]
    attempts = (m for m in (*there, *case.waiting_touches) if expects_answer(m))
    return tuple(sorted(attempts, key=lambda m: (m.sent_at, m.id)))


def _by_day(case: Case, touches: Iterable[Message]) -> Mapping[date, list[Message]]:
    """Touches grouped by business day: two mails of one day, or of one weekend, are one attempt."""
    groups: dict[date, list[Message]] = {}
    for message in touches:
        day = case.day(message)
        while not case.calendar.is_business_day(day):
            day += timedelta(days=1)
        groups.setdefault(day, []).append(message)
    return groups


def _last_asks(groups: Mapping[date, list[Message]]) -> bool:
    """Whether our latest attempt asked something: a bare "any news?" after a question has to ask again."""
    return any(asks(m) for m in groups[max(groups)])


def _sent_steps(case: Case, touches: Iterable[Message]) -> frozenset[str]:
    """Steps that really left: as the messages say, and as the records of this conversation's drafts say."""
    touches = tuple(touches)
    begun = touches[0].sent_at if touches else case.last.sent_at
    recorded = {
        d.step
        for d in case.situation.drafts
        if d.conversation_id == case.conversation.id and d.state == "sent" and d.created_at >= begun
    }
    return frozenset({m.step for m in touches if m.step is not None} | recorded)


def _record_of_last(case: Case) -> DraftRecord | None:
    for draft in reversed(case.situation.drafts):
        if (
            draft.conversation_id == case.conversation.id
            and draft.state == "sent"
            and draft.step == case.last.step
        ):
            return draft
    return None


def _day_come(case: Case) -> bool:
    """Whether the day that our last mail named has come, and a call about it is not yet out of date."""
    record = _record_of_last(case)
    if record is None or record.promised_day is None or case.today < record.promised_day:
        return False
    late = case.calendar.add_business_days(record.promised_day, case.situation.policy.wait_business_days)
    return case.today < late


def _visit(case: Case) -> date | None:
    """The day on which the rep is near the contact anyway, if it leaves time to answer and is not too far off to plan."""
    day = case.situation.deal.visit_date if case.situation.deal else None
    if day is None:
        return None
    first = case.calendar.add_business_days(case.today, _SCHEDULE_AHEAD)
    return day if first <= day <= case.calendar.add_business_days(case.today, _VISIT_AHEAD) else None


def value_note(case: Case) -> str | None:
    """The rep's piece of news, unless this person or company was given it before."""
    note = " ".join(case.situation.deal.value_note.split()) if case.situation.deal else ""
    if not note:
        return None
    mark = _note_mark(note)
    for draft in case.situation.drafts:
        own = draft.conversation_id == case.conversation.id and draft.touch_id == case.last.id
        if draft.wording.endswith(mark) and draft.state != "withdrawn" and not own:
            return None
    return note if note[-1] in ".!?…" else note + "."


def _note_mark(note: str) -> str:
    return f"#{stable_number(note):016x}"


def _second(case: Case) -> Address | None:
    """Another contact of the company: whom the heads-up named; else by role; else who has written to us from there."""
    about = [
        d.about
        for d in reversed(case.situation.drafts)
        if d.conversation_id == case.conversation.id
        and d.step == "heads_up"
        and d.state == "sent"
        and d.about
    ]
    deal = case.situation.deal
    order = ("decision_maker", "champion", "primary", "other")
    known = [c.addr for role in order for c in (deal.contacts if deal else ()) if c.role == role]
    written = [
        m.from_.addr
        for m in (*reversed(case.answers), *reversed(case.elsewhere))
        if is_answer(m, case.situation.me) and company_of(m.from_.addr) == case.company and case.company
    ]
    executives = {c.addr for c in deal.contacts if c.role == "executive"} if deal else set()
    if about:
        return _named(about[0], case) if _may_be_written(about[0], case) else None
    for addr in (*known, *written):
        if addr not in executives and _may_be_written(addr, case) and not _already_tried(addr, case):
            return _named(addr, case)
    return None


def _executive(case: Case) -> Address | None:
    deal = case.situation.deal
    for contact in deal.contacts if deal else ():
        if (
            contact.role == "executive"
            and _may_be_written(contact.addr, case)
            and not _already_tried(contact.addr, case)
        ):
            return _named(contact.addr, case)
    return None


def _alternate(case: Case) -> Address | None:
    """Whom an automatic message of the contact names instead."""
    for message in sorted((*case.messages, *case.elsewhere), key=lambda m: m.sent_at, reverse=True):
        if message.meaning is None or message.kind not in {Kind.LEFT_COMPANY, Kind.BOUNCE}:
            continue
        for address in message.meaning.alternate_contacts:
            if _may_be_written(address.addr, case) and not _already_tried(address.addr, case):
                return Address(address.addr, clean_name(address) or case.people.names.get(address.addr, ""))
    return None


def _named(addr: str, case: Case) -> Address:
    return Address(addr, case.people.names.get(addr, ""))


def _may_be_written(addr: str, case: Case) -> bool:
    """Whether a draft to this address could be right at all: a prospect, not the contact, not ended, not dead."""
    if not is_prospect(addr, case.situation.me) or case.is_contact(addr):
        return False
    ended = {addr, addr.rpartition("@")[2], company_of(addr) or ""}
    if any(case.situation.stops.get(word) in _ENDED for word in ended):
        return False
    return not any(_says_no(m, addr, case) for m in (*case.messages, *case.elsewhere))


def _says_no(message: Message, addr: str, case: Case) -> bool:
    meaning = message.meaning
    if meaning is None:
        return False
    if message.kind is Kind.BOUNCE:
        return any(f.addr == addr for f in meaning.failed_recipients)
    if not case.people.same(message.from_.addr, addr):
        return False
    return message.kind is Kind.LEFT_COMPANY or meaning.stance.value in _ENDED


def _already_tried(addr: str, case: Case) -> bool:
    """Whether a mail of ours was for this person and is unanswered, or a note to them was drafted before."""
    drafted = any(
        addr in d.to
        and d.step in {"second_contact", "executive"}
        and d.state in {"sent", "deleted", *LIVE_DRAFTS}
        for d in case.situation.drafts
        if d.conversation_id != case.conversation.id or d.touch_id != case.last.id
    )
    touched = [
        m for m in case.elsewhere if is_touch(m, case.situation.me) and any(a.addr == addr for a in m.to)
    ]
    wrote = [
        m
        for m in (*case.answers, *case.elsewhere)
        if m.from_.addr == addr and is_answer(m, case.situation.me)
    ]
    latest = max((m.sent_at for m in wrote), default=None)
    silent = any(latest is None or m.sent_at > latest for m in touched)
    return drafted or silent


def _take(rule: Rule, case: Case, people: _People, playbook: Playbook) -> Step:
    if rule.action == "stop":
        return Stop()
    if rule.action == "call":
        return Call(fill(rule.what, _call_slots(case, people)))
    return _draft(rule, case, people, playbook)


def _call_slots(case: Case, people: _People) -> dict[str, str]:
    record = _record_of_last(case)
    other = people.alternate or people.second
    return {
        "contact": _full_name(case.contact, case),
        "company": _company_name(case),
        "day": case.spell(record.promised_day) if record and record.promised_day else "",
        "other": _full_name(other, case),
    }


def _full_name(address: Address | None, case: Case) -> str:
    if address is None:
        return ""
    return (
        clean_name(Address(address.addr, case.people.names.get(address.addr, "") or address.name))
        or name_in_address(address.addr)
        or address.addr
    )


def _company_name(case: Case) -> str:
    deal = case.situation.deal
    return (deal.name or deal.company) if deal else (case.company or "the company")


def _draft(rule: Rule, case: Case, people: _People, playbook: Playbook) -> Step:
    contact = case.contact
    assert contact is not None
    to = {
        "contact": contact,
        "second": people.second,
        "executive": people.executive,
        "alternate": people.alternate,
    }[rule.to]
    if to is None:
        return Stop()
    language = _language(case)
    template = rule.template or rule.name
    wordings = playbook.wordings(language, template) or playbook.wordings("en", template)
    wording = choose_wording(case.conversation.id, template, tuple(wordings), _used(to.addr, case))
    if wording is None:
        return Call(
            f"Call {_full_name(to, case)}: every mail that the playbook has for this step was sent before."
        )
    promised = case.calendar.add_business_days(case.today, rule.promises) if rule.promises else None
    topic_subject = usable_subject(base_subject(_parent(case).subject))
    slots = _slots(case, people, language, promised, topic_subject) | {
        "greeting": _greeting(to, case, language)
    }
    text = fill(wordings[wording], slots)
    note = case.situation.deal.value_note if case.situation.deal else ""
    new = rule.thread == "new"
    return Draft(
        step=rule.name,
        to=(to,),
        cc=_copies(case) if rule.keep_cc and not new else (),
        subject=_new_subject(case, topic_subject) if new else reply_subject(_parent(case).subject),
        reply_to=None if new else _parent(case),
        language=language,
        wording=wording + (_note_mark(" ".join(note.split())) if template == "new_value" else ""),
        slots=slots | {"text": text, "expires": _expires(case, wordings[wording], promised)},
        promised_day=promised,
        about=_about(rule, people),
    )


def _expires(case: Case, wording: str, promised: date | None) -> str:
    """The first day (YYYY-MM-DD) on which the text would name a day that leaves no time to answer; "" for never."""
    if promised is not None:
        return case.calendar.subtract_business_days(promised, 1).isoformat()
    if _NAMES_VISIT.search(wording) and (visit := _visit(case)) is not None:
        return case.calendar.subtract_business_days(visit, 1).isoformat()
    if "option1" in wording:
        return case.calendar.add_business_days(case.today, _SCHEDULE_AHEAD - 1).isoformat()
    return ""


def _about(rule: Rule, people: _People) -> str | None:
    if rule.name == "heads_up" and people.second:
        return people.second.addr
    if rule.name == "executive_notice" and people.executive:
        return people.executive.addr
    return None


def _parent(case: Case) -> Message:
    """What the draft answers: the latest message that a person wrote, ours or theirs."""
    written = [m for m in (*case.touches, *case.answers) if m.kind is Kind.HUMAN]
    return max(written or [case.last], key=lambda m: (m.sent_at, m.id))


def _copies(case: Case) -> tuple[Address, ...]:
    """The other prospects of our last mail, without those who said no, bounced or were written to within the floor."""
    others = prospects(case.last.recipients, case.situation.me)
    own = case.calendar.subtract_business_days(case.today, max(1, case.situation.policy.wait_business_days))
    recent = {
        a.addr
        for m in case.elsewhere
        if is_touch(m, case.situation.me) and case.day(m) > own
        for a in m.recipients
    }
    return tuple(a for a in others if _may_be_written(a.addr, case) and a.addr not in recent)


def _language(case: Case) -> str:
    """The language the contact writes, else that of anybody at the other side, else our own mail's, else English."""
    theirs = [
        m for m in reversed((*case.elsewhere, *case.answers)) if m.kind is Kind.HUMAN and m in case.answers
    ]
    for message in (*(m for m in theirs if case.is_contact(m.from_.addr)), *theirs, *reversed(case.touches)):
        if message.meaning is not None and message.meaning.language:
            return language_of(message.meaning.language)
    return "en"


def _used(addr: str, case: Case) -> frozenset[str]:
    """Wordings this person has been given; the draft that is to be made now does not count against itself."""
    return frozenset(
        d.wording.partition("#")[0]
        for d in case.situation.drafts
        if d.wording
        and d.state != "withdrawn"
        and any(case.people.same(addr, to) for to in d.to)
        and (d.conversation_id != case.conversation.id or d.touch_id != case.last.id)
    )


def usable_subject(subject: str) -> str:
    """A subject that can be quoted in a sentence, "" for one that says nothing or is not plain."""
    plain = " ".join(subject.split())
    if (
        len(plain) < 4
        or len(plain) > 70
        or _LINK_OR_MARKUP.search(plain)
        or plain.lower().strip("()[]. ") in _EMPTY_SUBJECTS
    ):
        return ""
    return plain


_EMPTY_SUBJECTS = frozenset(
    {
        "no subject",
        "hello",
        "hallo",
        "bonjour",
        "hola",
        "follow up",
        "follow-up",
        "following up",
        "question",
        "quick question",
    }
    | {
        "kein betreff",
        "ohne betreff",
        "sans objet",
        "sin asunto",
        "test",
        "update",
        "news",
        "info",
        "checking in",
    }
)


def _new_subject(case: Case, subject: str) -> str:
    """The subject of a new thread: plain, never a reply mark (PROVIDERS 107)."""
    deal = case.situation.deal
    topic = deal.topic if deal else ""
    if topic:
        return topic[0].upper() + topic[1:]
    return subject or case.situation.me.name


def _slots(case: Case, people: _People, language: str, promised: date | None, subject: str) -> dict[str, str]:
    me, deal = case.situation.me, case.situation.deal
    first, second = _options(case, language)
    topic = usable_subject(deal.topic) if deal else ""
    given = [m.meaning.return_date for m in case.answers if m.meaning and m.meaning.return_date]
    return {
        "contact": _full_name(case.contact, case),
        "company": _company_name(case),
        "topic": spell_topic(topic, subject, language),
        "me": me.name,
        "day": spell_day(promised, language, me.country) if promised else "",
        "option1": first,
        "option2": second,
        "zone": spell_zone(me.timezone, language) if _other_zone(case) else "",
        "note": value_note(case) or "",
        "visit": spell_day(visit, language, me.country) if (visit := _visit(case)) else "",
        "other": _full_name(people.alternate or people.second, case),
        "sponsor": deal.executive_sponsor if deal else "",
        "executive": _full_name(people.executive, case),
        "promised": spell_day(given[-1], language, me.country) if given else "",
    }


def _options(case: Case, language: str) -> tuple[str, str]:
    """Two times in the rep's business hours, on two business days that leave time to answer: a morning and an afternoon."""
    country = case.situation.me.country
    first = case.calendar.add_business_days(case.today, _SCHEDULE_AHEAD)
    second = case.calendar.add_business_days(first, 1)
    number = stable_number(case.conversation.id)
    morning = _MORNINGS[number % len(_MORNINGS)]
    afternoon = _AFTERNOONS[number // 7 % len(_AFTERNOONS)]
    times = (morning, afternoon) if number % 2 else (afternoon, morning)
    return (
        spell_time(first, *times[0], language, country),
        spell_time(second, *times[1], language, country),
    )


def _other_zone(case: Case) -> bool:
    """Whether the contact's clock shows another time than the rep's, as the Date of the contact's last message says."""
    spoken = [m for m in case.answers if case.is_contact(m.from_.addr) and m.utc_offset is not None]
    if not spoken:
        return False
    from zoneinfo import ZoneInfo

    here = spoken[-1].sent_at.astimezone(ZoneInfo(case.situation.me.timezone)).utcoffset()
    return here is not None and here != timedelta(minutes=spoken[-1].utc_offset or 0)


def _greeting(to: Address, case: Case, language: str) -> str:
    """By the name that the person signs with, else shows."""
    shown = Address(to.addr, case.people.names.get(to.addr, "") or to.name)
    first = signed_name(to.addr, case) or first_name(shown)
    full = clean_name(shown) if first_name(shown) and len(clean_name(shown).split()) > 1 else ""
    return greeting(first, full, language)


def signed_name(addr: str, case: Case) -> str:
    """The first name under this person's latest message, where the last line is one and fits the display name; else ""."""
    for message in reversed(case.answers):
        if message.from_.addr != addr or message.meaning is None:
            continue
        line = {**message.meaning.evidence, **word_evidence(message.meaning)}.get("signed", "")
        word = line.split()[0] if line else ""
        shown = first_name(message.from_)
        if word[:1].isupper() and 2 <= len(word) <= 15 and _may_be_short_for(word, shown):
            return word
    return ""


def _may_be_short_for(word: str, shown: str) -> bool:
    """Whether a name is the same or begins alike, as "Sue" and "Susan" do."""
    return bool(shown) and word[:2].casefold() == shown[:2].casefold()
