from __future__ import annotations

import pytest

from agent.brief import MAX_LINES, Said, brief
from agent.model import Conversation, Kind, Situation, Stance
from agent.verdict import judge
from tests.cases import EVE, NOTHING, SUE, TOM, bounced, day, deal, now, ours, talk, theirs


def test_a_brief_says_who_promised_what_and_what_is_open() -> None:
    conversation = talk(
        ours("02-20"),
        theirs(
            "02-23",
            new_text="Thanks. I'll ask our lawyer by Friday. We will not need the extra module.\nCan you send the terms?",
        ),
        ours("03-02"),
    )
    situation = now("03-09")
    made = brief(conversation, judge(conversation, situation), situation)
    assert made.because.startswith("Sue has not answered")
    assert made.contact == "Sue"
    assert made.promises == (Said("Sue", day("02-23"), "I'll ask our lawyer by Friday."),)
    assert made.last_ask == Said("You", day("03-02"), "Does Tuesday at 2 work?")
    assert made.open_questions == (made.last_ask,)
    assert made.attempts == 1 and made.steps == ()
    assert made.last_heard is not None and made.last_heard.text.startswith("Thanks. I'll ask")


def test_their_question_is_open_until_we_write() -> None:
    asked = theirs("03-03", stance=Stance.QUESTION, new_text="What does it cost? Sue")
    made = brief(talk(ours("03-02"), asked), judge(talk(ours("03-02"), asked), now("03-09")), now("03-09"))
    assert made.open_questions == (Said("Sue", day("03-03"), "What does it cost?"),)
    assert "may be waiting for your answer" in made.likely_reason


@pytest.mark.parametrize(
    "sentence",
    [
        "I will send you the contract.",
        "We'll come back to you.",
        "Ich melde mich bis Freitag.",
        "Wir prüfen das intern.",
        "Je vous enverrai le devis.",
        "Je reviens vers vous.",
        "Le enviaré la oferta.",
    ],
)
def test_promises_are_known_in_four_languages(sentence: str) -> None:
    conversation = talk(theirs("03-01", new_text=f"Hello. {sentence}"), ours("03-02"))
    made = brief(conversation, judge(conversation, now("03-09")), now("03-09"))
    assert [said.text for said in made.promises] == [sentence]


def test_a_brief_stays_brief() -> None:
    conversation = talk(theirs("03-01", new_text="I will do it. " * 30), ours("03-02"))
    assert len(brief(conversation, judge(conversation, now("03-09")), now("03-09")).promises) == MAX_LINES


@pytest.mark.parametrize(
    ("situation", "risk"),
    [
        (now("03-09"), "only one person at buyer.example"),
        (
            now("03-09", deal=deal({SUE.addr: "primary", TOM.addr: "champion"})),
            "Only one person at buyer.example has ever written",
        ),
        (now("03-09", deal=deal({SUE.addr: "primary"})), "No decision maker"),
        (now("03-09", deal=deal(decision_date=day("03-01"))), "1 March, has passed"),
    ],
)
def test_what_a_deal_depends_on_is_named(situation: Situation, risk: str) -> None:
    conversation = talk(theirs("03-01"), ours("03-02"))
    made = brief(conversation, judge(conversation, situation), situation)
    assert any(risk in text for text in made.risks), made.risks


def test_two_people_who_write_are_no_risk() -> None:
    situation = now("03-09", elsewhere=(theirs("02-01", TOM),))
    conversation = talk(theirs("03-01"), ours("03-02"))
    assert brief(conversation, judge(conversation, situation), situation).risks == ()


MON = ours("03-02")


@pytest.mark.parametrize(
    ("conversation", "situation", "reason"),
    [
        (talk(MON, bounced("03-02")), now("03-09"), "reached nobody"),
        (
            talk(MON, theirs("03-02", kind=Kind.OUT_OF_OFFICE, return_date=day("03-04"))),
            now("03-12"),
            "was away",
        ),
        (talk(ours("03-02", ask=NOTHING)), now("03-09"), "asked nothing"),
        (talk(MON), now("03-12", deal=deal(decision_date=day("03-20"))), "due on 20 March"),
        (talk(ours("03-02", (SUE, TOM, EVE))), now("03-09"), "went to 3 people"),
        (talk(MON), now("03-09"), "never written"),
        (talk(theirs("02-01"), ours("02-09"), ours("02-20"), MON), now("03-09"), "3 mails without"),
        (talk(theirs("02-01"), MON), now("03-09"), "other work"),
    ],
)
def test_the_likely_reason_is_what_the_mails_show(
    conversation: Conversation, situation: Situation, reason: str
) -> None:
    assert reason in brief(conversation, judge(conversation, situation), situation).likely_reason
