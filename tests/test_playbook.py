from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agent.model import (
    Address,
    Call,
    Conversation,
    Draft,
    DraftRecord,
    Kind,
    Message,
    Policy,
    Situation,
    Stance,
    Step,
    Stop,
    Wait,
)
from agent.playbook import load, next_step
from agent.verdict import judge
from tests.cases import (
    CLOSING,
    EVE,
    KIM,
    NOTHING,
    SUE,
    TOM,
    WEAK,
    at,
    bounced,
    day,
    deal,
    now,
    ours,
    talk,
    theirs,
)

PLAYBOOK = load()
CONTACTS = {SUE.addr: "primary", TOM.addr: "champion"}
TOP = {SUE.addr: "primary", EVE.addr: "executive"}


def step_of(conversation: Conversation, situation: Situation) -> Step:
    return next_step(conversation, judge(conversation, situation), situation, PLAYBOOK)


def drafted(conversation: Conversation, situation: Situation) -> Draft:
    step = step_of(conversation, situation)
    assert isinstance(step, Draft), step
    return step


def record(step: str, touch: Message, when: str, state: str = "sent", **more: Any) -> DraftRecord:
    values: dict[str, Any] = {"conversation_id": "c1", "to": (SUE.addr,)} | more
    return DraftRecord(
        key=f"{step}{when}", step=step, state=state, touch_id=touch.id, created_at=at(when), **values
    )


A = ours("03-02")
B = ours("03-09", step="schedule", ask=None)
C = ours("03-16", step="empathy", ask=None)
D = ours("03-23", step="persistent", ask=None)
H = ours("04-06", step="heads_up", ask=None)
PERSISTENT = record("persistent", C, "03-20", promised_day=day("03-31"))
HEADS_UP = record("heads_up", D, "04-02", promised_day=day("04-14"), about=TOM.addr)
NOTE = "Our plant in Ohio opened on 2 March"

# name, conversation, situation, step, recipient (or "call", "stop")
CASES: list[tuple[str, Conversation, Situation, str, str]] = [
    ("first silence", talk(A), now("03-06"), "schedule", SUE.addr),
    ("a visit is near", talk(A), now("03-06", deal=deal(visit_date=day("03-17"))), "schedule", SUE.addr),
    ("asked nothing", talk(ours("03-02", ask=NOTHING)), now("03-06"), "re_ask", SUE.addr),
    ("asked weakly", talk(ours("03-02", ask=WEAK)), now("03-06"), "re_ask", SUE.addr),
    ("a bare reminder after a question", talk(A, ours("03-09", ask=WEAK)), now("03-13"), "re_ask", SUE.addr),
    ("re-asked", talk(ours("03-02", ask=NOTHING), ours("03-09", step="re_ask", ask=None)), now("03-13"), "schedule", SUE.addr),
    ("second silence", talk(A, B), now("03-13"), "empathy", SUE.addr),
    ("second silence by hand", talk(A, ours("03-09")), now("03-13"), "empathy", SUE.addr),
    ("two mails of one day are one", talk(A, ours("03-02", clock="18:00")), now("03-06"), "schedule", SUE.addr),
    ("a mail of Saturday and one of Monday are one", talk(ours("02-28"), A), now("03-06"), "schedule", SUE.addr),
    ("second silence with news", talk(A, B), now("03-13", deal=deal(value_note=NOTE)), "new_value", SUE.addr),
    ("after news", talk(A, B, ours("03-16", step="new_value")), now("03-20", deal=deal(value_note=NOTE), drafts=()), "new_value", SUE.addr),
    ("third silence", talk(A, B, C), now("03-20"), "persistent", SUE.addr),
    ("an answer begins anew", talk(A, B, theirs("03-10"), ours("03-16")), now("03-20"), "schedule", SUE.addr),
    ("silences are counted across threads", talk(B, C), now("03-20", elsewhere=(A,)), "persistent", SUE.addr),
    ("ladder at its end", talk(A, B, C, D), now("03-31"), "close_file", SUE.addr),
    ("the named day has come", talk(A, B, C, D), now("03-31", drafts=(PERSISTENT,)), "call", ""),
    ("the named day is past", talk(A, B, C, D), now("04-06", drafts=(PERSISTENT,)), "close_file", SUE.addr),
    ("another contact", talk(A, B, C, D), now("04-06", drafts=(PERSISTENT,), deal=deal(CONTACTS)), "heads_up", SUE.addr),
    ("another contact has said no", talk(A, B, C, D), now("04-06", deal=deal(CONTACTS), stops={TOM.addr: "declined"}), "close_file", SUE.addr),
    ("another contact wrote before", talk(A, B, C, D), now("04-06", elsewhere=(theirs("02-02", TOM),)), "heads_up", SUE.addr),
    ("another contact is silent too", talk(A, B, C, D), now("04-06", elsewhere=(ours("02-02", TOM),), deal=deal(CONTACTS)), "close_file", SUE.addr),
    ("heads-up stayed unanswered", talk(A, B, C, D, H), now("04-14", drafts=(PERSISTENT, HEADS_UP), deal=deal(CONTACTS)), "second_contact", TOM.addr),
    ("both silent: trouble", talk(A, B, C, D, H), now("04-23", drafts=(PERSISTENT, HEADS_UP, record("second_contact", H, "04-14", to=(TOM.addr,))), deal=deal(CONTACTS), elsewhere=(ours("04-15", TOM, step="second_contact"),)), "call", ""),
    ("both silent for long", talk(A, B, C, D, H), now("05-04", drafts=(PERSISTENT, HEADS_UP, record("second_contact", H, "04-14", to=(TOM.addr,))), deal=deal(CONTACTS), elsewhere=(ours("04-15", TOM, step="second_contact"),)), "close_file", SUE.addr),
    ("executive", talk(A, B, C, D), now("04-06", deal=deal(TOP, priority="high", executive_sponsor="Ann Lee")), "executive_notice", SUE.addr),
    ("executive, normal priority", talk(A, B, C, D), now("04-06", deal=deal(TOP, executive_sponsor="Ann Lee")), "close_file", SUE.addr),
    ("executive, no sponsor", talk(A, B, C, D), now("04-06", deal=deal(TOP, priority="high")), "close_file", SUE.addr),
    ("notice stayed unanswered", talk(A, B, C, D, ours("04-06", step="executive_notice")), now("04-14", deal=deal(TOP, priority="high", executive_sponsor="Ann Lee")), "executive", EVE.addr),
    ("closed", talk(A, ours("03-09", step="close_file")), now("03-31"), "stop", ""),
    ("nurture", talk(A, ours("03-09", step="close_file")), now("07-01", policy=Policy(nurture=True)), "nurture", SUE.addr),
    ("low priority, first", talk(A), now("03-06", deal=deal(priority="low")), "schedule", SUE.addr),
    ("low priority, second", talk(A, B), now("03-13", deal=deal(priority="low")), "close_file", SUE.addr),
    ("one nudge only", talk(A, B), now("03-13", policy=Policy(max_nudges=1)), "close_file", SUE.addr),
    ("not now has come", talk(A, theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01"))), now("04-01"), "schedule", SUE.addr),
    ("broken promise", talk(A, theirs("03-03", return_date=day("03-13"))), now("03-16"), "schedule", SUE.addr),
    ("bounced", talk(A, bounced("03-02")), now("03-03"), "call", ""),
    ("left", talk(A, theirs("03-02", kind=Kind.LEFT_COMPANY)), now("03-20"), "call", ""),
    ("left, successor named", talk(A, theirs("03-02", kind=Kind.LEFT_COMPANY, alternate_contacts=(TOM,))), now("03-20"), "second_contact", TOM.addr),
    ("left, successor named, floor", talk(A, theirs("03-02", kind=Kind.LEFT_COMPANY, alternate_contacts=(TOM,))), now("03-04"), "call", ""),
    ("moved", talk(A, theirs("03-02", kind=Kind.ADDRESS_CHANGE, new_address="sue@new.example")), now("03-06"), "schedule", "sue@new.example"),
    ("answered", talk(A, theirs("03-03")), now("03-20"), "stop", ""),
    ("closing", talk(ours("03-02", ask=CLOSING)), now("03-20"), "stop", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("conversation", "situation", "step", "to"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_ladder_is_walked_as_the_craft_says(
    conversation: Conversation, situation: Situation, step: str, to: str
) -> None:
    found = step_of(conversation, situation)
    if isinstance(found, Draft):
        assert (found.step, found.to[0].addr) == (step, to)
    else:
        assert ("call" if isinstance(found, Call) else "stop", "") == (step, to), found


def test_nothing_is_done_before_its_time() -> None:
    assert step_of(talk(A), now("03-05")) == Wait(day("03-06"))
    held = talk(A, theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01")))
    assert step_of(held, now("03-20")) == Wait(day("04-01"))
    assert step_of(talk(A), now("03-20", stopped_by_rep=True)) == Stop()


def test_the_heads_up_names_the_other_person_and_a_day() -> None:
    draft = drafted(talk(A, B, C, D), now("04-06", deal=deal(CONTACTS), elsewhere=(theirs("02-02", TOM),)))
    assert draft.about == TOM.addr
    assert draft.promised_day == day("04-14")
    assert "Tom Hill" in draft.slots["text"] and "Tuesday, April 14" in draft.slots["text"]
    assert draft.subject == "Re: Pilot pricing" and draft.reply_to is not None


def test_the_second_contact_gets_a_new_thread_with_a_plain_subject() -> None:
    situation = now(
        "04-14", drafts=(PERSISTENT, HEADS_UP), deal=deal(CONTACTS), elsewhere=(theirs("02-02", TOM),)
    )
    draft = drafted(talk(A, B, C, D, H), situation)
    assert draft.reply_to is None and draft.cc == ()
    assert draft.subject == "Pilot pricing"
    assert "Sue Park" in draft.slots["text"]
    topic = replace(situation, deal=deal(CONTACTS, topic="the pilot"))
    assert drafted(talk(A, B, C, D, H), topic).subject == "The pilot"


def test_no_second_contact_before_the_heads_up_was_sent_and_waited_for() -> None:
    for state in ("created", "edited", "deleted", "withdrawn"):
        pending = record("heads_up", D, "04-02", state, promised_day=day("04-14"), about=TOM.addr)
        found = step_of(talk(A, B, C, D), now("04-20", drafts=(pending,), deal=deal(CONTACTS)))
        assert not (isinstance(found, Draft) and found.step == "second_contact")
    assert step_of(talk(A, B, C, D, H), now("04-13", drafts=(HEADS_UP,), deal=deal(CONTACTS))) == Wait(
        day("04-14")
    )


def test_news_is_given_once() -> None:
    situation = now("03-13", deal=deal(value_note=NOTE))
    first = drafted(talk(A, B), situation)
    assert NOTE + "." in first.slots["text"]
    used = record("new_value", B, "03-13", wording=first.wording)
    later = replace(situation, now=at("03-20"), drafts=(used,))
    assert drafted(talk(A, B, ours("03-16", step="new_value")), later).step == "empathy"
    assert drafted(talk(A, B), replace(situation, drafts=(replace(used, state="created"),))) == first
    other = replace(later, deal=deal(value_note="Another piece of news"))
    assert drafted(talk(A, B, ours("03-16", step="new_value")), other).step == "new_value"


def test_two_times_on_different_business_days_in_business_hours() -> None:
    for number in range(30):
        draft = drafted(talk(A, id_=f"c{number}"), now("04-01"))
        first, second = draft.slots["option1"], draft.slots["option2"]
        assert first.startswith("Monday, April 6 at ") and second.startswith("Tuesday, April 7 at ")
        hours = [int(text.split(" at ")[1].split(":")[0]) for text in (first, second)]
        assert all(hour in {9, 10, 11, 2, 3} for hour in hours)
        assert {first[-2:], second[-2:]} == {"am", "pm"}


def test_a_draft_says_when_its_days_are_over() -> None:
    assert drafted(talk(A), now("04-01")).slots["expires"] == "2026-04-03"
    assert drafted(talk(A, B), now("03-13")).slots["expires"] == ""
    assert drafted(talk(A, B, C), now("03-20")).slots["expires"] == "2026-03-27"


@pytest.mark.parametrize(("offset", "zone"), [(None, ""), (-300, ""), (60, " (New York time)")])
def test_the_zone_is_named_where_clocks_differ(offset: int | None, zone: str) -> None:
    conversation = talk(theirs("03-01", utc_offset=offset), ours("03-02"))
    assert drafted(conversation, now("03-06")).slots["zone"] == zone


@pytest.mark.parametrize(
    ("language", "greeting", "start"),
    [("en", "Hi Sue,", ""), ("de-AT", "Guten Tag Sue Park,", ""), ("fr", "Bonjour Sue,", ""), ("es", "Hola, Sue:", ""), ("xx", "Hi Sue,", "")],
)  # fmt: skip
def test_the_language_of_the_conversation_decides(language: str, greeting: str, start: str) -> None:
    draft = drafted(talk(theirs("03-01", language=language), ours("03-02")), now("03-06"))
    assert draft.slots["greeting"] == greeting
    assert draft.language == (language[:2] if language != "xx" else "en")
    assert draft.wording.startswith(f"{draft.language}.schedule.{start}")


@pytest.mark.parametrize(
    ("address", "text", "expected"),
    [
        (Address("sue@buyer.example", "Park, Susan"), "Fine.\n\nSue", "Hi Sue,"),
        (Address("sue@buyer.example", "Susan Park"), "Fine. Talk soon", "Hi Susan,"),
        (Address("sue@buyer.example", "SUSAN PARK"), "", "Hi Susan,"),
        (Address("sue@buyer.example", ""), "Yes\nBest", "Hello,"),
        (Address("sue@buyer.example", "S. Park"), "", "Hello,"),
        (Address("sales@buyer.example", "Buyer Sales Team"), "", "Hello,"),
        (Address("sue@buyer.example", "sue@buyer.example"), "", "Hello,"),
        (Address("sue@buyer.example", "Dr. Susan Park"), "", "Hi Susan,"),
        (Address("sue@buyer.example", "Susan Park (Buyer)"), "", "Hi Susan,"),
    ],
)
def test_people_are_greeted_as_they_sign(address: Address, text: str, expected: str) -> None:
    conversation = talk(theirs("03-01", address, new_text=text), ours("03-02", Address(address.addr)))
    assert drafted(conversation, now("03-06")).slots["greeting"] == expected


def test_a_wording_is_stable_and_never_repeated_to_a_person() -> None:
    situation = now("03-06")
    first = drafted(talk(A), situation)
    assert drafted(talk(A), situation) == first
    assert drafted(talk(A), replace(situation, now=at("03-10"))).wording == first.wording
    used = [record("schedule", C, "02-02", conversation_id="c0", wording=first.wording)]
    seen = {first.wording}
    for _ in range(2):
        again = drafted(talk(A), replace(situation, drafts=tuple(used)))
        assert again.wording not in seen
        seen.add(again.wording)
        used.append(record("schedule", C, "02-02", conversation_id="c0", wording=again.wording))
    assert isinstance(step_of(talk(A), replace(situation, drafts=tuple(used))), Call)
    assert len({drafted(talk(A, id_=f"c{n}"), situation).wording for n in range(40)}) == 3


def test_the_others_of_the_mail_are_copied_where_that_is_right() -> None:
    several = talk(ours("03-02", (SUE, KIM), cc=(TOM, EVE)))
    assert drafted(several, now("03-06")).cc == (TOM, EVE)
    assert drafted(several, now("03-06", stops={TOM.addr: "opted_out"})).cc == (EVE,)
    gone = talk(*several.messages, bounced("03-02", EVE.addr))
    assert drafted(gone, now("03-06")).cc == (TOM,)
    second = talk(*several.messages, ours("03-09", (SUE,), cc=(TOM,), step="schedule"))
    assert drafted(second, now("03-13")).step == "empathy" and drafted(second, now("03-13")).cc == ()


@pytest.mark.parametrize(
    ("subject", "topic", "expected"),
    [
        ("Re: AW: Pilot pricing", "", "“Pilot pricing”"),
        ("Hello", "", "my last email"),
        ("", "", "my last email"),
        ("Offer {{ 7*7 }}", "", "my last email"),
        ("See https://evil.example/x", "", "my last email"),
        ("Pilot pricing", "the pilot", "the pilot"),
    ],
)
def test_the_matter_is_called_by_its_name(subject: str, topic: str, expected: str) -> None:
    draft = drafted(talk(ours("03-02", subject=subject)), now("03-06", deal=deal(topic=topic)))
    assert draft.slots["topic"] == expected
    assert expected in draft.slots["text"]


def test_an_answer_goes_to_the_prospects_mail_when_that_came_last() -> None:
    asked_later = theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01"))
    assert drafted(talk(A, asked_later), now("04-01")).reply_to == asked_later
    away = theirs("03-03", kind=Kind.OUT_OF_OFFICE, return_date=day("03-05"))
    assert drafted(talk(A, away), now("03-20")).reply_to == A


@pytest.mark.parametrize(
    ("visit", "proposed"), [("03-10", False), ("03-11", True), ("03-27", True), ("03-30", False)]
)
def test_a_visit_is_proposed_while_it_leaves_time_to_answer(visit: str, proposed: bool) -> None:
    draft = drafted(talk(A), now("03-06", deal=deal(visit_date=day(visit))))
    assert draft.wording.startswith("en.schedule_visit.") is proposed
    assert (draft.slots["visit"] in draft.slots["text"]) is proposed or not draft.slots["visit"]


def test_a_draft_that_proposes_a_visit_is_written_anew_when_the_visit_is_near() -> None:
    draft = drafted(talk(A), now("03-06", deal=deal(visit_date=day("03-17"))))
    assert draft.slots["expires"] == "2026-03-16"
