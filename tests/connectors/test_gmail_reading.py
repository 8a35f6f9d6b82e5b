"""What a first reading of a large Gmail mailbox leaves out, and that nothing which a decision rests on is among it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import DRAFT, CannotCalculateChanges, DraftRef, draft_key, sealed
from connectors.gmail import Gmail
from connectors.gmail_api import COSTS, Ask
from connectors.gmail_mail import (
    content_digest,
    draft_is_unchanged,
    email_of,
    header_of,
    keywords_of,
    role_of,
    with_content_digest,
)
from connectors.gmail_plan import (
    AUTOMATIC_SUBJECTS,
    Listing,
    Progress,
    asks_for,
    automatic_queries,
    looks_automatic,
    may_be_silent,
    parse,
    people_queries,
    plan,
    recipients,
    term_of,
)
from tests.connectors.conformance import SINCE, Reader, edited, note
from tests.connectors.gmail_world import World
from tests.connectors.test_gmail import GmailHost
from tests.servers.gmail_fake import refuse

ME = "dana@acme.example"
DAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


class Box:
    """Writes threads into the fake, in the order of their dates."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.fake = world.fake
        self.number = 0

    def mail(
        self,
        sender: str,
        to: str,
        *,
        day: float = 0,
        thread: str | None = None,
        subject: str = "Pilot",
        extra: str = "",
        labels: Iterable[str] | None = None,
    ) -> str:
        """One message; `day` counts from DAY. Gives Gmail's id; a thread is named by its first message."""
        self.number += 1
        at = DAY + timedelta(days=day)
        raw = (
            f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <m{self.number}@mail.example>\r\n"
            f"Date: {at.strftime('%a, %d %b %Y %H:%M:%S +0000')}\r\n{extra}\r\nText {self.number}.\r\n"
        ).encode()
        default = ("SENT",) if sender == ME else ("INBOX",)
        return self.fake.put(raw, labels or default, at=at, thread=thread)

    def noise(self, count: int = 60) -> None:
        """Mail that has nothing to do with the rep's, and answered threads with other people."""
        for n in range(count):
            self.mail(f"news@n{n}.example", ME, day=n % 20, subject=f"News {n}")
            first = self.mail(ME, f"p@answered{n}.example", day=n % 20, subject=f"Other {n}")
            self.mail(f"p@answered{n}.example", ME, day=n % 20 + 0.1, thread=first, subject=f"Re: Other {n}")

    def read(self, budget: int = 1200, page_size: int = 1000) -> set[str]:
        """The ids that a first reading tells. `budget` is too small for all."""
        self.reader = Reader(GmailHost(self.world), page_size)
        connector = self.world.connect(page_size=page_size, first_scan_units=budget)
        self.reader.read(connector)
        assert not parse(self.reader.state or "").everything
        return set(self.reader.emails)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(World(tmp_path))


def test_open_threads_are_read_in_full_and_others_left(box: Box) -> None:
    first = box.mail(ME, "sue@buyer.example")
    second = box.mail("sue@buyer.example", ME, day=1, thread=first)
    third = box.mail(ME, "sue@buyer.example", day=2, thread=first)
    box.noise()
    told = box.read()
    assert {first, second, third} <= told
    assert len(told) < 60
    assert box.fake.units < 1400


def test_absence_notes_in_many_tongues_are_no_answer(box: Box) -> None:
    wanted = set()
    for at, phrase in enumerate(AUTOMATIC_SUBJECTS):
        first = box.mail(ME, f"p{at}@buyer{at}.example")
        wanted |= {
            first,
            box.mail(f"p{at}@buyer{at}.example", ME, day=1, thread=first, subject=f"{phrase}: Pilot"),
        }
    box.noise(150)
    assert wanted <= box.read(budget=200)


def test_an_automatic_answer_in_an_unknown_tongue_is_found_as_far_as_the_budget_goes(box: Box) -> None:
    first = box.mail(ME, "sue@buyer.example", day=30)
    note_ = box.mail(
        "sue@buyer.example",
        ME,
        day=30.1,
        thread=first,
        subject="Ek is weg",
        extra="Auto-Submitted: auto-replied\r\n",
    )
    box.noise()
    assert {first, note_} <= box.read()


def test_a_colleague_of_the_reps_is_no_answer(box: Box) -> None:
    first = box.mail(ME, "sue@buyer.example")
    inside = box.mail("tom@acme.example", f"{ME}, sue@buyer.example", day=1, thread=first)
    box.noise()
    assert {first, inside} <= box.read()


def test_an_answer_in_another_thread_is_read(box: Box) -> None:
    box.mail(ME, "sue@buyer.example", subject="Pilot")
    elsewhere = box.mail("sue@buyer.example", ME, day=3, subject="Something else")
    box.noise()
    assert elsewhere in box.read()


def test_a_word_of_the_same_firm_is_read(box: Box) -> None:
    box.mail(ME, "sue@eu.buyer.example")
    colleague = box.mail("tom@buyer.example", ME, day=3, subject="About your mail to Sue")
    box.noise()
    assert colleague in box.read()


def test_freemail_is_no_firm(box: Box) -> None:
    box.mail(ME, "sue@gmail.com")
    other = box.mail("stranger@gmail.com", ME, day=3, subject="Hello")
    hers = box.mail("sue@gmail.com", ME, day=3, subject="Not this week")
    box.noise()
    told = box.read(budget=800)
    assert hers in told
    assert other not in told


def test_what_the_rep_wrote_to_them_elsewhere_is_read(box: Box) -> None:
    """Written to yesterday in a thread that was answered since: no draft may go to them today."""
    box.mail(ME, "sue@buyer.example")
    other = box.mail(ME, "sue@buyer.example", day=9, subject="Other matter")
    answer = box.mail("tom@elsewhere.example", ME, day=9.2, thread=other, subject="Re: Other matter")
    box.noise()
    assert {other, answer} & box.read() >= {other}


def test_a_lone_bounce_is_read(box: Box) -> None:
    box.mail(ME, "sue@buyer.example")
    bounce = box.mail("MAILER-DAEMON@mx.buyer.example", ME, day=1, subject="Returned")
    box.noise()
    assert bounce in box.read()


def test_a_draft_of_the_reps_is_no_message_and_is_told(box: Box) -> None:
    first = box.mail(ME, "sue@buyer.example")
    draft = box.mail(ME, "sue@buyer.example", day=2, thread=first, labels=("DRAFT",))
    answered = box.mail(ME, "tom@firm.example")
    box.mail("tom@firm.example", ME, day=1, thread=answered)
    typed = box.mail(ME, "tom@firm.example", day=2, thread=answered, labels=("DRAFT",))
    box.noise()
    told = box.read()
    assert {first, draft, typed} <= told
    assert DRAFT in box.reader.emails[draft].keywords


def test_what_was_left_out_comes_with_new_mail(box: Box) -> None:
    """The rep writes to somebody whose earlier mail was not read: it is read now."""
    no = box.mail("kim@later.example", ME, subject="Please stop writing to me")
    answered = box.mail(ME, "lee@thread.example", subject="Older")
    reply = box.mail("lee@thread.example", ME, day=1, thread=answered, subject="Re: Older")
    box.noise()
    assert not {no, answered, reply} & box.read(budget=250)
    new = box.mail(ME, "kim@later.example", day=40, subject="Hello again")
    box.reader.read(box.world.connect())
    assert {new, no} <= set(box.reader.emails)
    again = box.mail(ME, "lee@thread.example", day=41, thread=answered, subject="Re: Older")
    box.reader.read(box.world.connect())
    assert {again, answered, reply} <= set(box.reader.emails)


def test_it_goes_on_after_any_page(box: Box) -> None:
    for n in range(12):
        first = box.mail(ME, f"sue@buyer{n}.example")
        for day in range(1, n % 5):
            box.mail(ME, f"sue@buyer{n}.example", day=day, thread=first)
    box.noise()
    whole = box.read(budget=1500)
    state: str | None = None
    told: set[str] = set()
    for _ in range(200):
        page = box.world.connect(page_size=3, first_scan_units=1500).changes(state, SINCE)
        told |= {email.id for email in page.created}
        state = page.new_state
        if not page.has_more_changes:
            break
    assert told == whole


@pytest.mark.parametrize("seed", range(8))
def test_every_silent_thread_and_all_mail_of_its_people_is_told(box: Box, seed: int) -> None:
    """Held against the truth of random mailboxes."""
    chance = random.Random(seed)
    threads: list[tuple[str, str]] = []
    truth: dict[str, list[tuple[str, bool]]] = {}
    people: dict[str, set[str]] = {}
    for n in range(80):
        person = f"p{n % 50}@firm{n % 50}.example"
        mine = chance.random() < 0.7
        first = box.mail(ME if mine else person, person if mine else ME, day=n / 10, subject=f"Matter {n}")
        truth[first] = [(first, mine)]
        people.setdefault(person, set()).add(first)
        threads.append((first, person))
    for n in range(120):
        first, person = chance.choice(threads)
        mine = chance.random() < 0.5
        name = box.mail(ME if mine else person, person if mine else ME, day=10 + n / 10, thread=first)
        truth[first].append((name, mine))
        people[person].add(name)
    told = box.read(budget=600)
    for first, person in threads:
        if truth[first][-1][1]:
            assert people[person] <= told


def test_nothing_new_costs_next_to_nothing(box: Box) -> None:
    box.mail(ME, "sue@buyer.example")
    box.noise()
    box.read()
    before = box.fake.units
    connector = box.world.connect()
    connector.identities()
    box.reader.read(connector)
    assert list(connector.drafts()) == []
    assert box.fake.units - before <= 10


def test_known_drafts_are_not_read_again(box: Box) -> None:
    for n in range(30):
        box.mail(ME, f"p{n}@x.example", labels=("DRAFT",))
    reader = Reader(GmailHost(box.world))
    reader.read()
    before = box.fake.units
    connector = box.world.connect()
    reader.read(connector)
    assert connector.drafts() == {}
    assert box.fake.units - before <= 10


def test_autosaves_between_two_readings_are_one_change(box: Box) -> None:
    reader = Reader(GmailHost(box.world))
    reader.read()
    name = box.mail(ME, "sue@buyer.example", labels=("DRAFT",))
    draft = box.fake.draft_of(name)
    for n in range(30):
        name = box.fake.autosave(draft, edited(box.fake.messages[name].raw, f"Text {n}"))
    before = box.fake.units
    (page,) = reader.read()
    assert [email.id for email in page.created] == [name]
    assert box.fake.units - before <= 12


def test_a_draft_is_followed_by_its_id_when_the_client_drops_our_key(box: Box) -> None:
    connector = box.world.connect()
    reader = Reader(GmailHost(box.world))
    reader.read()
    made = connector.save_draft("k-1", note(), None)
    reader.read()
    raw = box.fake.messages[made].raw
    kept = b"\r\n".join(
        line for line in edited(raw, "Mine.").split(b"\r\n") if not line.startswith(b"X-Pleasantly")
    )
    renamed = box.fake.autosave(box.fake.draft_of(made), kept)
    later = box.world.connect()
    reader.read(later)
    assert later.drafts() == {"k-1": DraftRef(renamed, "k-1", False)}
    assert later.delete_draft(renamed) is False


def test_a_sent_draft_is_sent_mail_and_no_draft(box: Box) -> None:
    reader = Reader(GmailHost(box.world))
    made = box.world.connect().save_draft("k-1", note(), None)
    reader.read()
    sent = box.fake.send_by_hand(box.fake.draft_of(made))
    reader.read()
    assert made not in reader.emails
    assert reader.emails[sent].role == "sent"
    assert draft_key(reader.emails[sent].header) == "k-1"
    connector = box.world.connect()
    assert connector.drafts() == {}
    assert connector.delete_draft(sent) is False


def test_a_draft_joins_the_thread_it_answers(box: Box) -> None:
    first = box.mail(ME, "sue@buyer.example")
    second = box.mail("sue@buyer.example", ME, day=1, thread=first)
    connector = box.world.connect()
    made = connector.save_draft("k-1", note(), second)
    assert box.fake.messages[made].thread == first


@pytest.mark.parametrize("labels", [("TRASH",), ("DRAFT",)])
def test_a_draft_answers_nothing_in_trash_and_no_draft(box: Box, labels: tuple[str, ...]) -> None:
    parent = box.mail("sue@buyer.example", ME, labels=labels)
    connector = box.world.connect()
    Reader(GmailHost(box.world)).read(connector)
    made = connector.save_draft("k-1", note(), parent)
    assert box.fake.messages[made].thread == made


def test_a_draft_whose_thread_is_gone_stands_alone(box: Box) -> None:
    parent = box.mail("sue@buyer.example", ME)
    connector = box.world.connect()
    Reader(GmailHost(box.world)).read(connector)
    box.fake.delete(parent)
    made = connector.save_draft("k-1", note(), parent)
    assert box.fake.messages[made].thread == made
    assert connector.save_draft("k-2", note(), "18cfffffffffffff") in box.fake.messages


def test_identities_are_verified_addresses(box: Box) -> None:
    box.fake.aliases = [
        {"sendAsEmail": "Sales@Acme.example", "verificationStatus": "accepted"},
        {"sendAsEmail": "new@acme.example", "verificationStatus": "pending"},
    ]
    assert box.world.connect().identities() == (ME, "sales@acme.example")


def test_chats_are_no_mail(box: Box) -> None:
    box.mail("sue@buyer.example", ME, labels=("CHAT",))
    reader = Reader(GmailHost(box.world))
    reader.read()
    assert reader.emails == {}


def test_queries_fit_into_a_uri(box: Box) -> None:
    many = [f"{'long-name-' * 6}{n}@{'sub.' * 10}firm{n}.example" for n in range(200)]
    for q in [*automatic_queries(DAY), *people_queries(many, DAY)]:
        request = box.world.api()._messages.list(userId="me", q=q, maxResults=500, includeSpamTrash=True)
        assert len(request.uri) < 2000
    assert sum(q.count("subject:") for q in automatic_queries(DAY)) == len(AUTOMATIC_SUBJECTS)


@pytest.mark.parametrize(
    ("labels", "role"),
    [
        (["SENT"], "sent"),
        (["SENT", "INBOX"], "sent"),
        (["DRAFT"], "drafts"),
        (["DRAFT", "SENT"], "sent"),
        (["DRAFT", "TRASH"], "trash"),
        (["INBOX", "UNREAD", "IMPORTANT", "CATEGORY_PERSONAL"], "inbox"),
        (["UNREAD", "CATEGORY_UPDATES"], "archive"),
        (["Label_12"], ""),
        (["Label_12", "INBOX"], "inbox"),
        (["SPAM"], "junk"),
        ([], "archive"),
    ],
)
def test_roles(labels: list[str], role: str) -> None:
    assert role_of(labels) == role


def test_a_sent_message_is_no_draft_whatever_its_wrapper() -> None:
    assert DRAFT in keywords_of(["DRAFT"])
    assert DRAFT not in keywords_of(["DRAFT", "SENT"])


def fields(*pairs: tuple[str, str]) -> dict[str, object]:
    return {
        "id": "18c1",
        "threadId": "18c1",
        "payload": {"headers": [{"name": name, "value": value} for name, value in pairs]},
    }


def test_headers_from_json() -> None:
    assert header_of(fields(("Subject", "Käse"), ("X", "a\r\n b"))) == "Subject: Käse\r\nX: a\r\n b".encode()
    assert header_of(fields(("Subject", "one\nTo: evil@x.example"))) == b"Subject: one\r\n To: evil@x.example"
    assert header_of(fields(("Subject", "broken \ufffd"))) is None
    assert header_of(fields(("From", "Müller, Jörg <j@x.example>"))) is None
    assert header_of(fields(("From", "Jörg Müller <j@x.example>"))) is not None
    assert header_of({"id": "18c1"}) is None
    assert email_of({"id": "18c1", "payload": {}}) is None


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(
        st.fixed_dictionaries({"name": st.text(max_size=12), "value": st.text(max_size=40)}), max_size=6
    ),
    st.text(max_size=30),
    st.lists(st.text(max_size=10), max_size=4),
    st.text(max_size=20),
)
def test_any_headers_make_an_email(
    headers: list[dict[str, str]], raw: str, labels: list[str], date: str
) -> None:
    message = {
        "id": "1",
        "threadId": "1",
        "labelIds": labels,
        "internalDate": date,
        "payload": {"headers": headers},
    }
    email = email_of(message)
    if email is not None:
        assert b"\n\n" not in email.header.replace(b"\r\n", b"\n")
    email_of({**message, "raw": raw})


@given(VALUES)
def test_no_value_is_taken_for_a_state(value: object) -> None:
    with pytest.raises(CannotCalculateChanges):
        parse(json.dumps(value))


def test_a_display_name_with_a_comma_is_read_from_the_raw_message(box: Box) -> None:
    reader = Reader(GmailHost(box.world))
    name = box.mail("=?utf-8?q?M=C3=BCller=2C_J=C3=B6rg?= <j@buyer.example>", ME)
    reader.read()
    assert b"=?utf-8?q?M=C3=BCller=2C_J=C3=B6rg?=" in reader.emails[name].header


def saved(message: EmailMessage) -> bytes:
    with_content_digest(message)
    return sealed("k-1", message)


def test_what_gmail_adds_to_a_draft_is_no_edit() -> None:
    raw = saved(note())
    assert draft_is_unchanged(raw)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert draft_is_unchanged(b"Received: by gmailapi.google.com\r\n" + raw)
    lines = head.split(b"\r\n")
    assert draft_is_unchanged(
        b"\r\n".join(reversed([x for x in lines if b"References" not in x])) + b"\r\n\r\n" + body
    )
    assert draft_is_unchanged(head + b"\r\n\r\n" + body.rstrip() + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Does Tuesday at 2", b"Does Tuesday at 3"),
        (b"sue@buyer.example", b"tom@buyer.example"),
        (b"To: Sue", b"Bcc: boss@acme.example\r\nTo: Sue"),
        (b"Subject: ", b"Subject: Urgent "),
        (b"\r\nDana\r\n", b"\r\nDana\r\nPS: and a word more\r\n"),
    ],
)
def test_what_the_rep_changes_is_an_edit(old: bytes, new: bytes) -> None:
    raw = saved(note())
    assert old in raw
    assert not draft_is_unchanged(raw.replace(old, new))


def test_an_attachment_is_an_edit() -> None:
    message = note()
    raw = saved(message)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="offer.pdf")
    assert content_digest(message.as_bytes()) != content_digest(raw)


@given(st.binary(max_size=400))
def test_any_octets_have_a_digest(raw: bytes) -> None:
    assert len(content_digest(raw)) == 32
    assert not draft_is_unchanged(raw)


@given(st.binary(max_size=200))
def test_any_header_can_be_looked_at(header: bytes) -> None:
    recipients(header)
    looks_automatic(header)


def test_who_a_message_went_to() -> None:
    header = 'To: "Lane, Sue" <Sue@Buyer.example>, tom@x.example\r\nCc: undisclosed:;, a b@c'
    assert recipients(header.encode()) == {"sue@buyer.example", "tom@x.example"}
    assert term_of("sue@mail.buyer.co.uk") == "buyer.co.uk"
    assert term_of("sue@gmail.com") == "sue@gmail.com"


@pytest.mark.parametrize(
    ("header", "automatic"),
    [
        (b"Auto-Submitted: auto-replied", True),
        (b"Auto-Submitted: no", False),
        (b"X-Autoreply: yes", True),
        (b"Precedence: auto_reply", True),
        (b"Precedence: bulk", False),
        (b"Return-Path: <>", True),
        (b"Content-Type: multipart/report; report-type=delivery-status", True),
        (b"Subject: Hello", False),
    ],
)
def test_headers_of_machines(header: bytes, automatic: bool) -> None:
    assert looks_automatic(header) is automatic


IDS = st.text("0123456789abcdef", min_size=1, max_size=4)


@given(
    st.lists(st.tuples(IDS, st.sampled_from(["t1", "t2", "t3"])), unique_by=lambda m: m[0], max_size=20),
    st.sets(IDS),
    st.integers(0, 900),
    st.integers(1, 20),
)
def test_a_plan_survives_being_stored(
    messages: list[tuple[str, str]], sent: set[str], budget: int, size: int
) -> None:
    made = plan(Listing(messages, sent), DAY, "1", budget, size)
    assert parse(made.text()) == made
    if made.everything:
        assert sum(ask.cost for ask in made.todo) <= budget
    else:
        assert made.told == {
            thread
            for thread in {t for _, t in messages}
            if next(name for name, t in messages if t == thread) in sent
        }


@given(st.lists(IDS, unique=True, min_size=1, max_size=12), st.sets(IDS))
def test_the_cheapest_way_to_read_a_thread(ids: list[str], sent: set[str]) -> None:
    asks = asks_for("t", ids, Listing([], sent), 100)
    if asks == [Ask("thread", "t")]:
        assert len(ids) >= 3
    else:
        assert [ask.id for ask in asks] == ids
    assert sum(ask.cost for ask in asks) <= len(ids) * COSTS["messages.get"]


def test_order_decides_who_spoke_last() -> None:
    listing = Listing([], {"s"}, frozenset({"d", "a"}))
    assert may_be_silent(["s", "r"], listing)
    assert may_be_silent(["d", "a", "s", "r"], listing)
    assert not may_be_silent(["d", "r", "s"], listing)
    assert not may_be_silent(["d"], listing)


@given(st.text(max_size=60))
def test_no_text_is_taken_for_a_state(text: str) -> None:
    with pytest.raises(CannotCalculateChanges):
        parse(text)


def test_states_keep_everything() -> None:
    progress = Progress(
        DAY,
        "12",
        False,
        [Ask("raw", "1")],
        [("2", "t")],
        ["x.example"],
        {"y"},
        {"t"},
        {"3": ("r", "k", True)},
        {"4": 1},
    )
    assert parse(progress.text()) == progress


def test_a_message_that_spoils_its_thread(box: Box) -> None:
    ids = [box.mail(ME, "sue@buyer.example")]
    ids += [box.mail(ME, "sue@buyer.example", day=n, thread=ids[0]) for n in range(1, 5)]
    ids.append(box.mail("sue@buyer.example", ME, day=5, thread=ids[0]))
    ids.append(box.mail(ME, "sue@buyer.example", day=6, thread=ids[0]))
    box.fake.broken.add(ids[1])
    box.noise()
    assert box.read() >= set(ids) - {ids[1]}
    assert box.fake.calls["threads.get"] > 0


def test_pages_of_history_without_records_are_turned(box: Box) -> None:
    reader = Reader(GmailHost(box.world))
    reader.read()
    new = box.mail("sue@buyer.example", ME)
    box.fake.hollow_pages = True
    reader.read()
    assert new in reader.emails
    reader.read()


def test_a_history_id_that_gmail_refuses(box: Box) -> None:
    reader = Reader(GmailHost(box.world))
    reader.read()
    box.fake.faults.append(refuse(400, "invalidArgument", "Invalid startHistoryId"))
    with pytest.raises(CannotCalculateChanges):
        reader.read()


def test_people_of_people_are_not_followed(box: Box) -> None:
    """Mail in another thread with somebody whom the rep waits for is read; the others in that thread are not looked up in turn."""
    box.mail(ME, "sue@buyer.example")
    other = box.mail(ME, "sue@buyer.example, kim@third.example", day=1, subject="Other")
    answer = box.mail("kim@third.example", ME, day=2, thread=other)
    strange = box.mail("kim@third.example", ME, day=3, subject="Unrelated")
    box.noise()
    told = box.read(budget=400)
    assert other in told
    assert not {answer, strange} & told


def test_nothing_is_opened_before_it_is_needed() -> None:
    Gmail("dana@acme.example", "no-such-file.json").close()
