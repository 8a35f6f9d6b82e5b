from __future__ import annotations

import html
import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.drafting import MAX_REFERENCES, check, compose, draft_key, references, typed_text
from agent.message.subject import base_subject, one_line, reply_subject
from agent.model import Address, Ask, Conversation, Draft, Situation
from agent.playbook import load, next_step
from agent.verdict import judge
from connectors.base import WIRE
from tests.cases import DANA, ME, SUE, TOM, now, ours, talk, theirs

PLAYBOOK = load()
KEY = draft_key("c1", "schedule", "<t@acme.example>")
TALK = talk(
    theirs("03-01", language="en"),
    ours("03-02", references=("<root@x.example>", "<i@x.example>"), id="<t@acme.example>"),
)
NOW = now("03-06")


def draft_of(conversation: Conversation = TALK, situation: Situation = NOW) -> Draft:
    step = next_step(conversation, judge(conversation, situation), situation, PLAYBOOK)
    assert isinstance(step, Draft), step
    return step


def built(
    conversation: Conversation = TALK,
    situation: Situation = NOW,
    parent_text: str | None = "Hi Sue,\n\nWhen?\n",
) -> EmailMessage:
    draft = draft_of(conversation, situation)
    made = compose(draft, conversation, situation, key=KEY, parent_text=parent_text)
    read = message_from_bytes(made.as_bytes(policy=WIRE), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    content = found.get_content()
    assert isinstance(content, str)
    return content


def test_the_key_is_stable_and_tells_steps_apart() -> None:
    assert re.fullmatch("[0-9a-f]{32}", KEY)
    assert draft_key("c1", "schedule", "<t@acme.example>") == KEY
    assert (
        len(
            {
                KEY,
                draft_key("c2", "schedule", "<t@acme.example>"),
                draft_key("c1", "empathy", "<t@acme.example>"),
                draft_key("c1", "schedule", "<u@acme.example>"),
            }
        )
        == 4
    )
    assert draft_key("a\udce9", "b", "c") != draft_key("a", "b", "c")


def test_the_headers_of_an_answer() -> None:
    message = built()
    assert message["From"] == "Dana Reyes <dana@acme.example>"
    assert message["To"] == "Sue Park <sue@buyer.example>"
    assert message["Subject"] == "Re: Pilot pricing"
    assert message["Message-ID"] == f"<{KEY}@acme.example>"
    assert message["In-Reply-To"] == "<t@acme.example>"
    assert message["References"] == "<root@x.example> <i@x.example> <t@acme.example>"
    assert message["Date"].datetime == NOW.now
    assert message["Date"].datetime.utcoffset() is not None
    assert [p.get_content_type() for p in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_the_same_draft_gives_the_same_octets() -> None:
    draft = draft_of()
    first, second = (compose(draft, TALK, NOW, key=KEY, parent_text="Hi") for _ in range(2))
    assert first.as_bytes(policy=WIRE) == second.as_bytes(policy=WIRE)


def test_the_alias_of_the_thread_is_kept() -> None:
    other = replace(ours("03-02"), from_=Address("dreyes@acme.example", "D"))
    assert built(talk(other))["From"] == "Dana Reyes <dreyes@acme.example>"


def test_a_new_thread_names_no_other_message() -> None:
    draft = replace(draft_of(), reply_to=None, subject="Pilot pricing")
    message = compose(draft, TALK, NOW, key=KEY, parent_text="Hi")
    assert message["In-Reply-To"] is None and message["References"] is None
    assert "wrote:" not in part(message, "plain")
    assert check(message, draft, NOW) == ()


def test_long_ids_survive_folding() -> None:
    long = f"<{'A' * 60}.{'b' * 40}@prod.exchange.example>"
    conversation = talk(
        ours("03-02", id=long, references=tuple(f"<{'r' * 70}{n}@x.example>" for n in range(9)))
    )
    message = built(conversation)
    assert message["In-Reply-To"] == long
    assert str(message["References"]).split()[-1] == long
    assert b"=?utf-8?" not in compose(
        draft_of(conversation), conversation, NOW, key=KEY, parent_text=None
    ).as_bytes(policy=WIRE)


@pytest.mark.parametrize(
    ("before", "in_reply_to", "expected"),
    [
        ((), (), ["<p@x>"]),
        ((), ("<a@x>", "<b@x>"), ["<a@x>", "<p@x>"]),
        (("<a@x>", "<b@x>"), ("<b@x>",), ["<a@x>", "<b@x>", "<p@x>"]),
        (("<a@x>", "junk", "<p@x>", "<b@x>"), (), ["<a@x>", "<b@x>", "<p@x>"]),
        (tuple(f"<{n}@x>" for n in range(50)), (), ["<0@x>", *[f"<{n}@x>" for n in range(32, 50)], "<p@x>"]),
    ],
)
def test_references_are_those_of_the_parent_and_the_parent(
    before: tuple[str, ...], in_reply_to: tuple[str, ...], expected: list[str]
) -> None:
    parent = ours("03-02", id="<p@x>", references=before, in_reply_to=in_reply_to)
    assert list(references(parent)) == expected
    assert len(references(parent)) <= MAX_REFERENCES


def test_a_parent_without_an_id_is_not_named() -> None:
    message = built(talk(ours("03-02", id="no id")))
    assert message["In-Reply-To"] is None and message["References"] is None


@pytest.mark.parametrize(
    "name",
    [
        "Müller, Jürgen",
        'Sue "the boss" Park',
        "Sue\r\nBcc: x@evil.example",
        "朴 수",
        "A" * 90 + ", B",
        "Sue\x00\x07 Park",
        "a@b.example",
    ],
)
def test_names_are_encoded_and_cannot_break_headers(name: str) -> None:
    conversation = talk(ours("03-02", Address("sue@buyer.example", name)))
    draft = replace(draft_of(conversation), to=(Address("sue@buyer.example", name),))
    raw = compose(draft, conversation, NOW, key=KEY, parent_text=None).as_bytes(policy=WIRE)
    read = message_from_bytes(raw, policy=policy.default)
    assert [a.addr_spec for a in read["To"].addresses] == ["sue@buyer.example"]
    assert read["To"].addresses[0].display_name == one_line(name).replace('"', "'")
    assert read["Bcc"] is None


def test_text_and_html_say_the_same() -> None:
    message = built(situation=replace(NOW, me=replace(ME, signature="Dana Reyes\nAcme <sales> & co")))
    text = html.unescape(re.sub(r"<[^>]+>", "", part(message, "html").partition("<body>")[2]))
    plain = re.sub(r"(?m)^> ?", "", part(message, "plain"))
    assert text.split() == plain.split()
    assert "-- \nDana Reyes\nAcme <sales> & co" in part(message, "plain").replace("\r\n", "\n")


def test_history_is_quoted_as_mail_clients_do() -> None:
    text = part(built(parent_text="Hi Sue,\r\n\r\n> older\r\nWhen <b>?\r\n\x07"), "plain").replace(
        "\r\n", "\n"
    )
    assert text.endswith(
        "On 2 March 2026 at 10:00, Dana Reyes <dana@acme.example> wrote:\n> Hi Sue,\n>\n>> older\n> When <b>?\n"
    )


@pytest.mark.parametrize(
    ("parent_text", "expected"),
    [
        ("Dear Ms Park,\n\nWhen?", "Dear Ms Park,"),
        ("Hey Sue!\nWhen?", "Hey Sue!"),
        ("Dear Tom,\n\nWhen?", "Hi Sue,"),
        ("Sue, when?", "Hi Sue,"),
        ("", "Hi Sue,"),
        (None, "Hi Sue,"),
    ],
)
def test_the_rep_goes_on_greeting_as_before(parent_text: str | None, expected: str) -> None:
    assert typed_text(draft_of(), NOW, parent_text).startswith(expected + "\n\n")


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Re: AW: WG: Fwd: Offer", "Offer"),
        ("RE[2]: Offer", "Offer"),
        ("Re : Offre", "Offre"),
        ("[EXTERNAL] Re: Offer", "Offer"),
        ("Antw.: x", "Antw.: x"),
        ("Reply: x", "Reply: x"),
        ("Re:", ""),
        ("Of\r\n fer\x00", "Of fer"),
    ],
)
def test_subjects_lose_their_reply_marks(subject: str, base: str) -> None:
    assert base_subject(subject) == base
    assert reply_subject(subject) == f"Re: {base}".strip()


@given(st.text())
def test_any_subject_gives_one_line_with_one_mark(subject: str) -> None:
    made = reply_subject(subject)
    assert "\n" not in made and "\r" not in made
    assert base_subject(base_subject(subject)) == base_subject(subject)
    assert not base_subject(made).lower().startswith("re:")


@given(st.text(), st.text(), st.text())
def test_any_names_and_quotations_give_a_readable_message(name: str, subject: str, parent_text: str) -> None:
    conversation = talk(ours("03-02", Address("sue@buyer.example", name), subject=subject))
    draft = draft_of(conversation)
    raw = compose(draft, conversation, NOW, key=KEY, parent_text=parent_text).as_bytes(policy=WIRE)
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert [a.addr_spec for a in read["To"].addresses] == ["sue@buyer.example"]
    assert check(read, draft, NOW) == ()


def ask_of(strength: str) -> Ask:
    return Ask(strength == "clear", "question", strength, "When?", 0.9)


def test_a_good_draft_passes() -> None:
    draft = draft_of()
    for message in (built(), compose(draft, TALK, NOW, key=KEY, parent_text=None)):
        assert check(message, draft, NOW) == ()
        assert check(message, draft, NOW, lambda text: ask_of("clear")) == ()


def test_the_classifier_sees_only_what_was_typed() -> None:
    seen: list[str] = []

    def classify(text: str) -> Ask:
        seen.append(text)
        return ask_of("weak")

    situation = replace(NOW, me=replace(ME, signature="Acme"))
    assert check(built(situation=situation, parent_text="SECRET"), draft_of(), situation, classify) == (
        "It asks for nothing clear.",
    )
    assert "SECRET" not in seen[0] and "wrote:" not in seen[0] and "Acme" not in seen[0]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"to": (DANA,)}, "yourself"),
        ({"to": (Address("kim@acme.example"),)}, "own company"),
        ({"to": (Address("no-reply@buyer.example"),)}, "a machine"),
        ({"to": (SUE, TOM)}, "2 recipients in To"),
        ({"to": ()}, "0 recipients in To"),
        ({"cc": (SUE,)}, "twice"),
        ({"cc": (Address("dreyes@acme.example"),)}, "yourself"),
        ({"subject": "Re: Something else"}, "subject"),
        ({"subject": "Re: Re: Pilot pricing"}, "subject"),
        ({"reply_to": None}, "reply mark"),
        ({"reply_to": None, "subject": ""}, "subject must be there"),
    ],
)
def test_a_wrong_envelope_is_refused(change: dict[str, object], problem: str) -> None:
    draft = replace(draft_of(), **change)  # type: ignore[arg-type]
    found = check(compose(draft, TALK, NOW, key=KEY, parent_text=None), draft, NOW)
    assert len(found) == 1 and problem in found[0], found


@pytest.mark.parametrize("stop", [SUE.addr, "buyer.example"])
def test_a_stopped_recipient_is_refused(stop: str) -> None:
    found = check(built(), draft_of(), replace(NOW, stops={stop: "opted_out"}))
    assert len(found) == 1 and "not to be written to" in found[0]


FILLER = "plain words that fill a mail up to the length that it has to have " * 4


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"Dear {{{{ contact }}}}, {FILLER}?", "slot"),
        (f"Dear [Name], {FILLER}?", "slot"),
        ("Too short?", "words"),
        (FILLER * 4 + "?", "words"),
        (FILLER, "asks nothing"),
        (f"{FILLER}? {FILLER}?", "2 questions"),
        (f"{FILLER} http://evil.example/a?", "link"),
        (f"{FILLER} www.evil.example when?", "link"),
    ],
)
def test_a_wrong_text_is_refused(text: str, problem: str) -> None:
    draft = draft_of()
    draft = replace(draft, slots={**draft.slots, "text": text})
    found = check(compose(draft, TALK, NOW, key=KEY, parent_text=None), draft, NOW)
    assert len(found) == 1 and problem in found[0], found


def test_a_link_of_the_thread_or_of_the_news_may_stand() -> None:
    draft = draft_of()
    text = f"{FILLER} https://acme.example/a. Fine?"
    draft = replace(draft, slots={**draft.slots, "text": text})
    message = compose(draft, TALK, NOW, key=KEY, parent_text="See https://acme.example/a, please")
    assert check(message, draft, NOW) == ()
    noted = replace(draft, slots={**draft.slots, "note": "See https://acme.example/a."})
    assert check(compose(noted, TALK, NOW, key=KEY, parent_text=None), noted, NOW) == ()


def test_wrong_thread_headers_and_attachments_are_refused() -> None:
    draft = draft_of()
    message = compose(draft, TALK, NOW, key=KEY, parent_text=None)
    del message["In-Reply-To"], message["References"]
    assert len(check(message, draft, NOW)) == 2
    message = compose(draft, TALK, NOW, key=KEY, parent_text=None)
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    assert check(message, draft, NOW) == ("It has an attachment.",)
    foreign = replace(NOW, me=replace(ME, addresses=frozenset({"other@acme.example"})))
    assert any("own addresses" in problem for problem in check(built(), draft, foreign))
