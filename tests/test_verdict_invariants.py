"""What must hold for every conversation that hypothesis can think of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.business_days import Calendar, local_date
from agent.companies import company_of
from agent.drafting import check, compose, draft_key
from agent.model import (
    Address,
    Ask,
    Contact,
    Conversation,
    Deal,
    Draft,
    DraftRecord,
    FailedRecipient,
    Kind,
    Message,
    Policy,
    Situation,
    Stance,
    Status,
    Stop,
    Understanding,
    Wait,
)
from agent.playbook import load, next_step
from agent.relation import reaches
from agent.verdict import judge, unread
from tests.cases import CLEAR, CLOSING, DANA, EVE, KIM, MAX, ME, NOTHING, SUE, TOM, WEAK, at

PLAYBOOK = load()
CALENDAR = Calendar("US", "", ME.timezone)
START = at("02-02", "09:00")
OTHERS = st.sampled_from([SUE, TOM, EVE, MAX, Address("spark@buyer.example", "Sue Park")])
ROBOT = Address("mailer-daemon@mx.example")
DATES = st.none() | st.dates(date(2026, 1, 20), date(2026, 6, 1))
ASKS: st.SearchStrategy[Ask | None] = st.sampled_from([CLEAR, CLEAR, WEAK, NOTHING, CLOSING, None])
STEPS = st.sampled_from(
    [None, None, None, "re_ask", "schedule", "empathy", "persistent", "heads_up", "close_file"]
)


@st.composite
def touch(draw: st.DrawFn) -> Message:
    to = tuple(
        draw(st.lists(st.one_of(OTHERS, st.just(KIM)), min_size=1, max_size=2, unique_by=lambda a: a.addr))
    )
    return Message(
        "",
        START,
        draw(st.sampled_from([DANA, Address("dreyes@acme.example")])),
        to,
        outbound=True,
        ask=draw(ASKS),
        step=draw(STEPS),
        subject="Pilot pricing",
    )


@st.composite
def inbound(draw: st.DrawFn) -> Message:
    kind = draw(st.sampled_from([Kind.HUMAN] * 4 + list(Kind)))
    sender = ROBOT if kind is Kind.BOUNCE else draw(st.one_of(OTHERS, st.just(KIM)))
    meaning = Understanding(
        kind=kind,
        stance=draw(st.sampled_from(list(Stance))) if kind is Kind.HUMAN else Stance.NONE,
        return_date=draw(DATES),
        new_text=draw(st.sampled_from(["", "Thanks, got it.", "Can you send it?"])),
        alternate_contacts=draw(st.sampled_from([(), (TOM,)])),
        new_address=draw(st.sampled_from([None, "sue@new.example"])) if kind is Kind.ADDRESS_CHANGE else None,
        failed_recipients=(FailedRecipient(draw(OTHERS).addr),) if kind is Kind.BOUNCE else (),
    )
    known = draw(st.booleans())
    return Message(
        "",
        START,
        sender,
        (DANA,),
        automatic=None if kind is Kind.HUMAN else kind,
        meaning=meaning if known else None,
        subject="Re: Pilot pricing",
    )


@st.composite
def stream(draw: st.DrawFn, name: str, least: int) -> tuple[Message, ...]:
    messages = draw(st.lists(st.one_of(touch(), inbound()), min_size=least, max_size=6))
    hours = sorted(draw(st.lists(st.integers(0, 24 * 80), min_size=len(messages), max_size=len(messages))))
    return tuple(
        replace(m, id=f"<{name}{n}@x.example>", sent_at=START + timedelta(hours=h))
        for n, (m, h) in enumerate(zip(messages, hours, strict=True))
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Conversation, Situation]:
    conversation = Conversation("c1", "work", draw(stream("h", 1)))
    deal = draw(
        st.none()
        | st.builds(
            Deal,
            st.just("buyer.example"),
            stage=st.sampled_from(["open", "open", "open", "won", "paused"]),
            priority=st.sampled_from(["high", "normal", "low"]),
            decision_date=DATES,
            contacts=st.sampled_from([(), (Contact(TOM.addr, "champion"), Contact(EVE.addr, "executive"))]),
            value_note=st.sampled_from(["", "Our plant opened."]),
            executive_sponsor=st.sampled_from(["", "Ann Lee"]),
        )
    )
    now: datetime = conversation.messages[-1].sent_at + timedelta(hours=draw(st.integers(0, 24 * 60)))
    records = draw(
        st.lists(
            st.builds(
                DraftRecord,
                key=st.uuids().map(str),
                conversation_id=st.sampled_from(["c1", "c2"]),
                step=st.sampled_from(["schedule", "persistent", "heads_up", "second_contact"]),
                to=st.sampled_from([(SUE.addr,), (TOM.addr,)]),
                state=st.sampled_from(["intent", "created", "edited", "sent", "deleted", "withdrawn"]),
                touch_id=st.sampled_from([m.id for m in conversation.messages]),
                created_at=st.just(now),
                promised_day=DATES,
                about=st.sampled_from([None, TOM.addr]),
                wording=st.sampled_from(["", "en.schedule.1", "en.empathy.2"]),
            ),
            max_size=2,
        )
    )
    situation = Situation(
        now=now,
        me=ME,
        policy=Policy(wait_business_days=draw(st.integers(1, 6)), nurture=draw(st.booleans())),
        deal=deal,
        elsewhere=draw(stream("e", 0)),
        drafts=tuple(records),
        stops=draw(
            st.dictionaries(
                st.sampled_from([SUE.addr, TOM.addr, "buyer.example"]),
                st.sampled_from(["opted_out", "declined", "paused_by_you"]),
                max_size=1,
            )
        ),
    )
    return conversation, situation


pytestmark = pytest.mark.timeout(600)
PROFILE = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PROFILE
@given(cases())
def test_what_waits_has_a_day_to_come_and_what_is_due_has_waited(
    case: tuple[Conversation, Situation],
) -> None:
    conversation, situation = case
    verdict = judge(conversation, situation)
    today = local_date(situation.now, ME.timezone)
    if verdict.until is not None:
        assert verdict.status in {Status.WAITING, Status.HELD}
        assert verdict.until > today
    assert verdict.because.endswith((".", "”"))
    step = next_step(conversation, verdict, situation, PLAYBOOK)
    if verdict.status is not Status.DUE:
        assert isinstance(step, Wait | Stop)


@PROFILE
@given(cases())
def test_nobody_is_written_to_within_the_floor(case: tuple[Conversation, Situation]) -> None:
    conversation, situation = case
    draft = next_step(conversation, judge(conversation, situation), situation, PLAYBOOK)
    if not isinstance(draft, Draft):
        return
    today = local_date(situation.now, ME.timezone)
    for message in (*conversation.messages, *situation.elsewhere):
        if message.sent_at > situation.now or not reaches(message, ME):
            continue
        hit = {draft.to[0].addr} & {a.addr for a in message.recipients}
        company = company_of(draft.to[0].addr)
        if hit or (company and company in {company_of(a.addr) for a in message.recipients}):
            days = CALENDAR.business_days_between(local_date(message.sent_at, ME.timezone), today)
            assert days >= situation.policy.wait_business_days, (message, today)


@PROFILE
@given(cases())
def test_nobody_is_written_to_who_ended_it_or_answered(case: tuple[Conversation, Situation]) -> None:
    conversation, situation = case
    verdict = judge(conversation, situation)
    draft = next_step(conversation, verdict, situation, PLAYBOOK)
    if not isinstance(draft, Draft):
        return
    seen = [m for m in (*conversation.messages, *situation.elsewhere) if m.sent_at <= situation.now]
    for address in (*draft.to, *draft.cc):
        assert address.addr not in ME.addresses and address.addr != KIM.addr and address.addr != ROBOT.addr
        assert not {address.addr, company_of(address.addr)} & situation.stops.keys()
        for message in seen:
            meaning = message.meaning
            if meaning is not None and message.from_.addr == address.addr:
                assert meaning.stance is not Stance.OPTED_OUT
                assert meaning.kind is not Kind.LEFT_COMPANY or any(
                    m.kind is Kind.HUMAN and m.from_.addr == address.addr and m.sent_at >= message.sent_at
                    for m in seen
                )
    assert verdict.last_touch is not None
    answers = [m for m in conversation.messages if m.kind is Kind.HUMAN and m.from_.addr == draft.to[0].addr]
    if answers and answers[-1].sent_at > verdict.last_touch.sent_at:
        assert verdict.reason.value in {"not_now", "promised_date"}


@PROFILE
@given(cases())
def test_every_draft_passes_the_check(case: tuple[Conversation, Situation]) -> None:
    conversation, situation = case
    verdict = judge(conversation, situation)
    draft = next_step(conversation, verdict, situation, PLAYBOOK)
    if not isinstance(draft, Draft):
        return
    assert verdict.last_touch is not None
    key = draft_key(conversation.id, draft.step, verdict.last_touch.id)
    message = compose(draft, conversation, situation, key=key, parent_text="Hi")
    assert check(message, draft, situation) == ()
    assert next_step(conversation, verdict, situation, PLAYBOOK) == draft


@PROFILE
@given(cases())
def test_asking_for_bodies_comes_to_an_end(case: tuple[Conversation, Situation]) -> None:
    conversation, situation = case
    known = {m.id for m in (*conversation.messages, *situation.elsewhere)}
    for _ in range(20):
        wanted = set(unread(conversation, situation))
        if not wanted:
            return
        assert wanted <= known

        def read(m: Message, wanted: set[str] = wanted) -> Message:
            if m.id not in wanted:
                return m
            if m.outbound:
                return replace(m, ask=CLEAR)
            assert m.meaning is None
            return replace(m, meaning=Understanding(kind=m.automatic or Kind.HUMAN))

        conversation = replace(conversation, messages=tuple(read(m) for m in conversation.messages))
        situation = replace(situation, elsewhere=tuple(read(m) for m in situation.elsewhere))
    raise AssertionError("it never stops asking")


def written(step: Draft, now: datetime) -> DraftRecord:
    return DraftRecord(
        key="k",
        conversation_id="c1",
        step=step.step,
        to=tuple(a.addr for a in step.to),
        state="created",
        touch_id="",
        created_at=now,
        wording=step.wording,
    )


@PROFILE
@given(cases())
def test_one_person_is_due_in_one_conversation_only(case: tuple[Conversation, Situation]) -> None:
    conversation, situation = case
    if not situation.elsewhere:
        return
    other = Conversation("c2", "work", situation.elsewhere)
    situation = replace(situation, drafts=())
    step = next_step(conversation, judge(conversation, situation), situation, PLAYBOOK)
    made = () if not isinstance(step, Draft) else (written(step, situation.now),)
    later = replace(
        situation, elsewhere=conversation.messages, drafts=made
    )  # as a scan goes on after its first draft
    steps = [step, next_step(other, judge(other, later), later, PLAYBOOK)]
    drafts = [step for step in steps if isinstance(step, Draft)]
    assert len({draft.to[0].addr for draft in drafts}) == len(drafts)
