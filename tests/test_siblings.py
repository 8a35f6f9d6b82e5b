"""A rep with two mailboxes: what came to one of them counts in the other, and nobody gets two drafts."""

from __future__ import annotations

import re
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.config import Mailbox
from agent.model import Me
from agent.playbook import load
from agent.run import scan_all
from agent.scan import scan_mailbox
from agent.siblings import FRESH, PATIENCE
from agent.store import open_store
from connectors.base import Connector, DraftRef, Unavailable
from connectors.memory import Memory, MemoryMailbox
from tests.mails import DANA, SUE, mail
from tests.test_scan import ASK, MONDAY, Desk

HOME = "Dana Reyes <dana@home.example>"
FRIDAY = MONDAY + timedelta(days=4)
TOM = "Tom Weller <tom@buyer.example>"
REFS = ("<ask@acme.example>",)


class TwoDesk(Desk):
    """A rep with the mailboxes "work" and "home", scanned in this order."""

    def __init__(self, folder: Path, *names: str) -> None:
        super().__init__(folder, *(names or ("work", "home")))
        me = Me(
            "Dana Reyes",
            frozenset({"dana@acme.example", "dana@home.example"}),
            "America/New_York",
            "US",
            internal_domains=frozenset({"acme.example", "home.example"}),
        )
        object.__setattr__(self.config, "me", me)

    @property
    def work(self) -> MemoryMailbox:
        return self.boxes["work"]

    @property
    def home(self) -> MemoryMailbox:
        return self.boxes["home"]

    def all_drafts(self) -> list[tuple[str, str]]:
        """(mailbox, recipient) of every draft that lies anywhere."""
        return sorted(
            (name, re.search(rb"(?m)^To:.*?([\w.]+@[\w.]+)", e.raw)[1].decode())  # type: ignore[index]
            for name, box in self.boxes.items()
            for e in box.emails.values()
            if e.role == "drafts"
        )

    def told(self, at: datetime, **more: Any) -> dict[tuple[str, str], dict[str, Any]]:
        """Every conversation by mailbox and subject without "Re: "."""
        found = self.scan(at, **more)["conversations"]
        return {(c["mailbox"], c["subject"].removeprefix("Re: ")): c for c in found}

    def without(self, name: str) -> None:
        """The rep takes a mailbox out of the configuration."""
        kept = tuple(m for m in self.config.mailboxes if m.name != name)
        object.__setattr__(self.config, "mailboxes", kept)
        object.__setattr__(self.config, "digest", self.config.digest + "x")


@pytest.fixture
def desk(tmp_path: Path) -> TwoDesk:
    return TwoDesk(tmp_path)


def ask(box: MemoryMailbox, at: datetime = MONDAY, *, me: str = DANA, to: str = SUE, **more: Any) -> None:
    box.send(mail(me, to, "Pilot in two depots", at, ASK, **({"id": "<ask@acme.example>"} | more)))


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


@pytest.mark.parametrize("asked_in", ["work", "home"])
@pytest.mark.parametrize("read", ["together", "apart"])
@pytest.mark.parametrize("subject", ["Re: Pilot in two depots", "The depots"])
def test_an_answer_in_the_other_mailbox_is_an_answer(
    desk: TwoDesk, asked_in: str, read: str, subject: str
) -> None:
    other = {"work": "home", "home": "work"}[asked_in]
    ask(desk.boxes[asked_in])
    if read == "apart":
        assert desk.all_drafts() == []
        desk.scan(MONDAY + timedelta(days=1))
    refs = REFS if subject.startswith("Re:") else ()
    desk.boxes[other].deliver(
        mail(SUE, HOME, subject, MONDAY + timedelta(days=2), "The south one, please.\n", refs=refs)
    )
    found = desk.told(FRIDAY)
    assert desk.all_drafts() == []
    assert found[asked_in, "Pilot in two depots"]["status"] == "yours"
    assert "Sue" in found[asked_in, "Pilot in two depots"]["because"]


def test_an_answer_in_the_other_mailbox_takes_the_draft_back(desk: TwoDesk) -> None:
    ask(desk.work)
    desk.scan(FRIDAY)
    assert desk.all_drafts() == [("work", "sue@buyer.example")]
    desk.home.deliver(mail(SUE, HOME, "Depots", FRIDAY + hours(2), "The south one, please.\n"))
    found = desk.scan(FRIDAY + hours(3))
    assert len(found["withdrawn"]) == 1
    assert desk.all_drafts() == []


def test_an_answer_from_a_stranger_in_the_thread_counts_wherever_it_lies(desk: TwoDesk) -> None:
    ask(desk.work)
    helper = "Kay Lund <kay.lund@post.example>"
    desk.home.deliver(
        mail(
            helper,
            HOME,
            "Re: Pilot in two depots",
            MONDAY + timedelta(days=1),
            "For Sue: south.\n",
            refs=REFS,
        )
    )
    assert desk.told(FRIDAY)["work", "Pilot in two depots"]["status"] == "yours"
    assert desk.all_drafts() == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Thanks, but we are not interested.\n", "declined"),
        ("Please stop emailing me and take me off your list.\n", "opted_out"),
    ],
)
def test_a_no_in_one_mailbox_holds_in_the_other_for_ever(desk: TwoDesk, text: str, reason: str) -> None:
    ask(desk.home, MONDAY - timedelta(days=1), me=HOME, id="<first@home.example>")
    answer = mail(SUE, HOME, "Re: Pilot in two depots", MONDAY, text, refs=("<first@home.example>",))
    desk.home.deliver(answer)
    desk.scan(MONDAY + hours(1))
    later = MONDAY + timedelta(days=1)
    desk.work.send(mail(DANA, SUE, "Another thing entirely", later, ASK))
    found = desk.told(later + timedelta(days=7))
    assert (found["work", "Another thing entirely"]["status"], desk.all_drafts()) == ("stopped", [])
    assert found["work", "Another thing entirely"]["reason"] == reason


def test_an_absence_told_to_the_other_mailbox_holds(desk: TwoDesk) -> None:
    ask(desk.work)
    desk.home.deliver(
        mail(
            SUE,
            HOME,
            "Automatic reply: Pilot in two depots",
            MONDAY + hours(1),
            "I am out of the office until 20 March 2026.\n",
            headers={"Auto-Submitted": "auto-replied"},
        )
    )
    found = desk.told(FRIDAY)["work", "Pilot in two depots"]
    assert (found["status"], found["reason"], found["until"]) == ("held", "out_of_office", "2026-03-20")
    assert desk.all_drafts() == []


@pytest.mark.parametrize("lies_in", ["work", "home"])
@pytest.mark.parametrize("names_the_mail", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_a_bounce_ends_the_address_wherever_it_lies(
    desk: TwoDesk, lies_in: str, names_the_mail: bool, late: bool
) -> None:
    """Reports come from the rep's own mail server or from a relay: neither the sender nor the subject tells whom they are about."""
    ask(desk.work)
    if late:
        assert desk.told(FRIDAY)["work", "Pilot in two depots"]["next"]["draft"]["state"] == "created"
    desk.boxes[lies_in].deliver(
        mail(
            "Mail Delivery System <mailer-daemon@relay.example>",
            HOME,
            "Undelivered Mail Returned to Sender",
            FRIDAY + hours(1) if late else MONDAY + hours(1),
            "Your message could not be delivered.\n\n<sue@buyer.example>: 550 5.1.1 user unknown\n",
            refs=REFS if names_the_mail else (),
            headers={"Auto-Submitted": "auto-replied"},
        )
    )
    found = desk.told(FRIDAY + hours(2))["work", "Pilot in two depots"]
    assert (found["reason"], found["next"]["action"]) == ("bounced", "call")
    assert desk.all_drafts() == []


def test_the_reps_own_mail_from_the_other_mailbox_starts_the_wait_anew(desk: TwoDesk) -> None:
    ask(desk.work)
    desk.home.send(mail(HOME, SUE, "One more thing", MONDAY + timedelta(days=3), ASK))
    found = desk.told(FRIDAY)
    assert {c["status"] for c in found.values()} == {"waiting"}
    assert desk.all_drafts() == []
    desk.scan(MONDAY + timedelta(days=9))
    assert desk.all_drafts() == [("home", "sue@buyer.example")]


@pytest.mark.parametrize("to", [SUE, TOM])
def test_one_person_or_company_gets_one_draft(desk: TwoDesk, to: str) -> None:
    ask(desk.work)
    desk.home.send(mail(HOME, to, "Invoice for the trial", MONDAY, ASK))
    found = desk.told(FRIDAY)
    assert len(desk.all_drafts()) == 1
    assert sorted(c["status"] for c in found.values()) == ["due", "waiting"]
    assert len(desk.all_drafts()) == 1


def test_a_draft_that_was_sent_from_the_other_mailbox_is_known(desk: TwoDesk) -> None:
    ask(desk.work)
    desk.scan(FRIDAY)
    ((email_id, stored),) = [(i, e) for i, e in desk.work.emails.items() if e.role == "drafts"]
    desk.work.delete(email_id)
    desk.home.send(stored.raw)
    found = desk.told(FRIDAY + hours(4))
    assert {c["last_touch"]["step"] for c in found.values()} == {"schedule"}
    assert {c["status"] for c in found.values()} == {"waiting"}
    later = desk.told(FRIDAY + timedelta(days=7))
    assert desk.all_drafts() == [("home", "sue@buyer.example")], "where the last mail was sent from"
    assert [c["next"]["step"] for c in later.values() if c["status"] == "due"] == ["empathy"]


def test_an_account_that_is_read_in_two_ways_gets_one_draft(desk: TwoDesk) -> None:
    for box in desk.boxes.values():
        ask(box)
    for day in range(3, 8):
        found = desk.told(MONDAY + timedelta(days=day))
    assert desk.all_drafts() == [("work", "sue@buyer.example")]
    assert found["work", "Pilot in two depots"]["status"] == "due"
    follower = found["home", "Pilot in two depots"]
    assert (follower["status"], follower["reason"], follower["next"]["draft"]) == ("waiting", "floor", None)


class Mirror:
    """A connector that shows a draft of another mailbox as its own too: one account, read in two ways."""

    def __init__(self, inner: Memory, box: MemoryMailbox) -> None:
        self._inner = inner
        self._box = box

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def drafts(self) -> dict[str, DraftRef]:
        return {**self._box.connect().drafts(), **self._inner.drafts()}

    def delete_draft(self, id: str) -> bool:
        return self._box.connect().delete_draft(id)


def test_the_draft_of_one_way_is_not_taken_for_the_others(desk: TwoDesk) -> None:
    ask(desk.work)
    desk.scan(FRIDAY, names=["work"])
    ask(desk.home)
    (draft,) = [e for e in desk.work.emails.values() if e.role == "drafts"]
    desk.home.deliver(draft.raw, "drafts")

    def opener(mailbox: Mailbox) -> Connector:
        inner = desk.boxes[mailbox.name].connect()
        return Mirror(inner, desk.work) if mailbox.name == "home" else inner  # type: ignore[return-value]

    for day in range(3):
        outcome = scan_all(desk.config, FRIDAY + timedelta(days=day), opener=opener)
        assert outcome.withdrawn == []
        assert [m["error"] for m in outcome.mailboxes] == [None, None]
    assert sum(e.role == "drafts" for e in desk.work.emails.values()) == 1


def test_a_message_that_lies_in_both_mailboxes_is_one_message(desk: TwoDesk) -> None:
    ask(desk.work, to=f"{SUE}, {TOM}")
    desk.home.deliver(
        mail(DANA, f"{SUE}, {TOM}", "Pilot in two depots", MONDAY, ASK, id="<ask@acme.example>")
    )
    found = desk.told(FRIDAY)
    assert desk.all_drafts() == [("work", "sue@buyer.example")]
    assert {c["touches"] for c in found.values()} == {1}


def test_an_old_mail_answered_to_reach_somebody_else_is_another_conversation(desk: TwoDesk) -> None:
    ask(desk.work)
    desk.home.send(
        mail("Dana <dana@home.example>", "Eve <eve@third.example>", "Fair next month", MONDAY, ASK, refs=REFS)
    )
    desk.scan(FRIDAY)
    assert desk.all_drafts() == [("home", "eve@third.example"), ("work", "sue@buyer.example")]


def test_the_reps_own_draft_in_the_other_mailbox_is_respected(desk: TwoDesk) -> None:
    ask(desk.work)
    desk.home.deliver(
        mail(DANA, f"{SUE}, {HOME}", "Pilot in two depots", MONDAY, ASK, id="<ask@acme.example>")
    )
    desk.home.deliver(
        mail(HOME, SUE, "Re: Pilot in two depots", MONDAY + hours(2), "Hi Sue, I", refs=REFS), "drafts"
    )
    found = desk.told(FRIDAY)["work", "Pilot in two depots"]
    assert (found["status"], found["reason"]) == ("held", "paused_by_you")


def test_a_deleted_draft_stays_deleted_in_the_other_mailbox(desk: TwoDesk) -> None:
    for box in desk.boxes.values():
        ask(box)
    desk.scan(FRIDAY)
    (draft,) = [i for i, e in desk.work.emails.items() if e.role == "drafts"]
    desk.work.delete(draft)
    for day in range(5):
        found = desk.told(FRIDAY + timedelta(days=day, hours=1))
    assert {c["reason"] for c in found.values()} == {"draft_deleted"}
    assert desk.all_drafts() == []


def test_a_mailbox_that_left_the_configuration_still_tells_what_was_answered(desk: TwoDesk) -> None:
    desk.home.deliver(mail(SUE, HOME, "Depots", MONDAY + hours(3), "South, please.\n"))
    desk.home.send(mail(HOME, TOM, "Trial", MONDAY - timedelta(days=3), ASK))
    desk.scan(MONDAY + hours(4))
    desk.without("home")
    ask(desk.work)
    found = desk.told(FRIDAY)
    assert found["work", "Pilot in two depots"]["status"] == "yours"
    assert ("work", "sue@buyer.example") not in desk.all_drafts()


def test_a_draft_that_lies_in_a_mailbox_that_left_holds_nothing_back(desk: TwoDesk) -> None:
    desk.home.send(mail(HOME, SUE, "Trial", MONDAY - timedelta(days=20), ASK))
    desk.scan(MONDAY - timedelta(days=10))
    assert desk.all_drafts() == [("home", "sue@buyer.example")]
    desk.without("home")
    ask(desk.work)
    desk.scan(FRIDAY)
    assert ("work", "sue@buyer.example") in desk.all_drafts()


def test_an_address_that_only_one_host_knows_is_the_reps_in_both(desk: TwoDesk) -> None:
    alias = "Dana <d.reyes@alias.example>"
    desk.work.send(mail(alias, SUE, "Trial", MONDAY, ASK))
    desk.scan(MONDAY + hours(1), names=["work"])
    desk.home.identities = ("d.reyes@alias.example",)
    found = desk.told(MONDAY + hours(2))
    assert found["work", "Trial"]["status"] == "waiting"
    assert found["work", "Trial"]["touches"] == 1


def test_what_the_rep_said_holds_for_the_conversation_in_both(desk: TwoDesk) -> None:
    for box in desk.boxes.values():
        ask(box)
    found = desk.told(MONDAY + hours(1))
    store = open_store(desk.config.state)
    home = next(m for m in desk.config.mailboxes if m.name == "home")
    lease = store.claim(home.account, "home", "", "local", time.time())
    store.tell(lease, found["home", "Pilot in two depots"]["id"], time.time(), "stopped", {}, stopped=1)
    store.release(lease, lease.settings, lease.judged_at)
    store.close()
    assert {c["status"] for c in desk.told(FRIDAY).values()} == {"stopped"}
    assert desk.all_drafts() == []


def look(desk: TwoDesk, **more: float) -> None:
    """Says when "home" was looked at, seconds ago."""
    store = open_store(desk.config.state)
    home = next(m for m in desk.config.mailboxes if m.name == "home")
    store._note(home.account, **{k: time.time() - v for k, v in more.items()})
    store.close()


def test_a_mailbox_that_was_not_read_lately_holds_drafts_back_for_a_day(desk: TwoDesk) -> None:
    desk.home.deliver(mail(TOM, HOME, "Hello", MONDAY, "Hello?\n"))
    desk.scan(MONDAY)
    ask(desk.work)
    look(desk, looked_at=FRESH + 60)
    found = desk.told(FRIDAY, names=["work"])["work", "Pilot in two depots"]
    assert (found["status"], found["next"]["action"]) == ("due", "none")
    assert "“home” was last read on" in found["next"]["refused"][0]
    assert desk.all_drafts() == []
    outcome = scan_all(desk.config, FRIDAY, names=["work"], opener=desk.open)
    assert len(outcome.refused) == 1, "it is tried again, and said again"
    look(desk, looked_at=PATIENCE + 60)
    found = desk.told(FRIDAY, names=["work"])["work", "Pilot in two depots"]
    assert found["next"]["draft"]["state"] == "created"


def test_a_mailbox_that_is_read_for_the_first_time_holds_drafts_back(desk: TwoDesk) -> None:
    ask(desk.work)
    store = open_store(desk.config.state)
    store.introduce([(m.account, m.name) for m in desk.config.mailboxes], time.time())
    store.close()
    found = desk.told(FRIDAY, names=["work"])["work", "Pilot in two depots"]
    assert "has not been read to its end" in found["next"]["refused"][0]
    assert desk.all_drafts() == []
    assert desk.told(FRIDAY)["work", "Pilot in two depots"]["next"]["draft"]["state"] == "created"


def test_a_mailbox_that_never_worked_holds_nothing_back(desk: TwoDesk) -> None:
    ask(desk.work)
    for nth in range(1, 6):
        desk.home.fail_at(nth, Unavailable("gone"))
    assert desk.told(FRIDAY)["work", "Pilot in two depots"]["next"]["draft"]["state"] == "created"


def test_what_a_host_that_is_down_holds_is_waited_for_and_then_no_longer(desk: TwoDesk) -> None:
    """An answer whose body was never read is an answer by its header; an absence without its date holds for some days."""
    ask(desk.work)
    desk.home.deliver(mail(SUE, HOME, "Depots", MONDAY + hours(3), "South, please.\n"))
    scan_all(desk.config, MONDAY + hours(4), opener=desk.open)
    look(desk, looked_at=PATIENCE + 60)
    desk.without("nothing")
    assert desk.told(FRIDAY, names=["work"])["work", "Pilot in two depots"]["status"] == "yours"


def test_a_mark_that_comes_while_a_mailbox_is_judged_is_not_lost(desk: TwoDesk) -> None:
    """Home reads an answer after work's verdict was found and before it is saved."""
    ask(desk.work)
    desk.scan(MONDAY + hours(1))
    playbook = load()
    work, home = desk.config.mailboxes
    store, other = open_store(desk.config.state), open_store(desk.config.state)
    saving = store.save_verdicts
    came = False

    def save(*args: Any) -> None:
        nonlocal came
        if not came:
            came = True
            desk.home.deliver(mail(SUE, HOME, "Depots", FRIDAY, "The south one, please.\n"))
            scan_mailbox(other, home, desk.config, playbook, desk.home.connect(), FRIDAY, clock=time.time())
        saving(*args)

    store.save_verdicts = save  # type: ignore[method-assign]
    scan_mailbox(store, work, desk.config, playbook, desk.work.connect(), FRIDAY, clock=time.time())
    assert came
    assert len(store.pending(work.account)) == 1
    store.close()
    other.close()
    assert desk.told(FRIDAY)["work", "Pilot in two depots"]["status"] == "yours"
    assert desk.all_drafts() == []


def test_two_scans_side_by_side_draft_once(tmp_path: Path) -> None:
    """Both have judged before either has drafted: the second one's intent is refused, and it judges again."""
    desk = TwoDesk(tmp_path)
    ask(desk.work)
    desk.home.send(mail(HOME, TOM, "Invoice for the trial", MONDAY, ASK))
    desk.scan(MONDAY + hours(1))
    playbook = load()
    both = threading.Barrier(2, timeout=60)
    problems: list[BaseException] = []

    def work(mailbox: Mailbox) -> None:
        store = open_store(desk.config.state)
        intending, first = store.intend, True

        def intend(*args: Any) -> bool:
            nonlocal first
            if first:
                first = False
                both.wait()
            return intending(*args)

        store.intend = intend  # type: ignore[method-assign]
        try:
            connector = desk.boxes[mailbox.name].connect()
            scan_mailbox(store, mailbox, desk.config, playbook, connector, FRIDAY, clock=time.time())
        except BaseException as e:  # shown by the test's own thread
            problems.append(e)
        finally:
            store.close()

    threads = [threading.Thread(target=work, args=(m,)) for m in desk.config.mailboxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert problems == []
    assert len(desk.all_drafts()) == 1
    assert sorted(c["status"] for c in desk.told(FRIDAY + hours(1)).values()) == ["due", "waiting"]


TEXTS = {
    "ask": ASK,
    "thanks": "Thanks, that is all I need.\n",
    "answer": "The south one, please. What would it cost?\n",
    "no": "Thank you, but we are not interested.\n",
    "later": "Please come back to me in May.\n",
}
SENTENCES = st.sampled_from(
    ["ask", "ask", "ask", "thanks", "answer", "answer", "no", "later", "away", "bounce"]
)
TALKS = st.lists(
    st.tuples(
        SENTENCES,
        st.integers(0, 2),  # the thread: two with Sue, one with Tom
        st.integers(3, 70),  # hours since the message before
        st.booleans(),  # whether it lies in the second mailbox
    ),
    min_size=1,
    max_size=7,
)


def written(kind: str, thread: int, at: datetime, number: int, refs: tuple[str, ...]) -> tuple[bytes, str]:
    """A message and the role of the folder that it lies in."""
    them = (SUE, SUE, TOM)[thread]
    subject = ("Pilot in two depots", "Invoice for the trial", "Training in June")[thread]
    more: dict[str, Any] = {"id": f"<{number}@mail.example>", "refs": refs}
    if kind in {"ask", "thanks"}:
        return mail(DANA, them, subject, at, TEXTS[kind], **more), "sent"
    if kind == "away":
        more["headers"] = {"Auto-Submitted": "auto-replied"}
        text = f"I am out of the office until {(at + timedelta(days=9)):%d %B %Y}.\n"
        return mail(them, DANA, f"Automatic reply: {subject}", at, text, **more), "inbox"
    if kind == "bounce":
        addr = them.partition("<")[2]
        text = f"It could not be delivered.\n\n<{addr}: 550 5.1.1 user unknown\n"
        more["headers"] = {"Auto-Submitted": "auto-replied"}
        return mail("mailer-daemon@mx.example", DANA, "Undelivered Mail", at, text, **more), "inbox"
    return mail(them, DANA, f"Re: {subject}", at, TEXTS[kind], **more), "inbox"


@pytest.mark.timeout(300)
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(talk=TALKS, wait=st.integers(0, 12))
def test_where_mail_lies_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, talk: list[tuple[str, int, int, bool]], wait: int
) -> None:
    """The same people are drafted to, scan after scan, whether all mail lies in one mailbox or each message in either of two."""
    one, two = (TwoDesk(tmp_path_factory.mktemp("desk")) for _ in range(2))
    at, threads = MONDAY, {0: (), 1: (), 2: ()}  # type: dict[int, tuple[str, ...]]
    for number, (kind, thread, after, second) in enumerate(talk):
        at += timedelta(hours=after)
        raw, role = written(kind, thread, at, number, threads[thread])
        threads = threads | {thread: (*threads[thread], f"<{number}@mail.example>")}
        one.work.deliver(raw, role)
        (two.home if second else two.work).deliver(raw, role)
        for desk in (one, two):
            desk.scan(at + timedelta(minutes=5))
        assert {to for _, to in one.all_drafts()} == {to for _, to in two.all_drafts()}, number
    for desk in (one, two):
        desk.scan(at + timedelta(days=wait))
    assert {to for _, to in one.all_drafts()} == {to for _, to in two.all_drafts()}
    assert len(two.all_drafts()) == len({to for _, to in two.all_drafts()})
