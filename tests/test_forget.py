"""Forgetting: nothing of a person is left in any byte, everybody else is as before, and nobody is embarrassed by it afterwards."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from agent import demo
from agent.cli import app
from agent.erasing import compact
from agent.errors import AlreadyRunning, ConfigError, StoreError
from agent.forgetting import DOMAIN, MARK, Forgotten, Names, Words, admit, digest
from agent.model import Address
from agent.records import dumps
from agent.run import only_daemon
from tests.mails import mail

ROOT = Path(__file__).parent.parent
ZONE = ZoneInfo("America/New_York")
SUE = "Sue Park <sue.park@northwind.example>"
TOM = "Tom Weller <tom@northwind.example>"
INES = "Inés Ortega <ines@clinica.example>"
ME = "Dana Reyes <dana@acme.example>"
ADDRESS = "sue.park@northwind.example"
# What may not be in any byte afterwards: address, names, subjects and words that are hers alone.
TRACES = (
    "sue.park", "northwind.example>", "park", "zebra", "quagga", "okapi", "rates for sue", "two depots",
)  # fmt: skip


def day(number: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, number, hour, 12, tzinfo=ZONE)


class Rep:
    """A rep with one Maildir, a deals file and a state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.box = folder / "Maildir"
        for part in ("", ".Sent", ".Drafts"):
            for sub in ("cur", "new", "tmp"):
                (self.box / part / sub).mkdir(parents=True)
        self.config = folder / "config.toml"
        self.config.write_text(demo.CONFIG, "utf-8")
        self.deals = folder / "deals.csv"
        self.deals.write_text("company\n", "utf-8")
        self.state = folder / "state.sqlite3"
        self.count = 0

    def put(self, sender: str, to: str, subject: str, at: datetime, text: str, **more: Any) -> str:
        self.count += 1
        id_ = more.pop("id", f"<m{self.count}@mail.example>")
        raw = mail(sender, to, subject, at, text, id=id_, **more)
        folder = self.box / ".Sent" / "cur" if sender == ME else self.box / "cur"
        (folder / f"{int(at.timestamp())}.{self.count}.x:2,S").write_bytes(raw)
        return str(id_)

    def types(self, *words: str, status: int = 0) -> str:
        done = CliRunner().invoke(app, [*words, "--config", str(self.config)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == status, done.output
        return done.stdout

    def scan(self, hour: int = 12) -> dict[str, dict[str, Any]]:
        """Conversations by contact."""
        text = self.types("scan", "--json", "--as-of", day(12, hour).isoformat())
        return {c["contact"]: c for c in json.loads(text)["conversations"]}

    def drafts(self) -> dict[str, Path]:
        """Drafts by recipient."""
        found = {}
        for path in (self.box / ".Drafts" / "cur").iterdir():
            to = re.search(rb"^To: .*?([\w.]+@[\w.-]+)", path.read_bytes(), re.MULTILINE)
            assert to is not None
            found[to[1].decode()] = path
        return found

    def octets(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.glob("state.sqlite3*")).lower()

    def found(self, traces: tuple[str, ...] = TRACES) -> list[str]:
        return [trace for trace in traces if trace.encode() in self.octets()]

    def mails(self) -> dict[Path, bytes]:
        return {p: p.read_bytes() for p in self.box.rglob("*") if p.is_file() and ".Drafts" not in str(p)}

    def read_again(self) -> None:
        """What happens when the host cannot say what is new: the mailbox is read from its beginning."""
        with sqlite3.connect(self.state) as c:
            c.execute("UPDATE mailbox SET state = NULL")
        c.close()


@pytest.fixture
def rep(tmp_path: Path) -> Iterator[Rep]:
    """Sue alone; Sue with Tom in copy; Tom alone; Inés, who names Sue."""
    rep = Rep(tmp_path)
    first = rep.put(
        ME, SUE, "Pilot in two depots", day(2), "Hi Sue,\n\ncould you send me the floor plan?\n\nDana"
    )
    answer = rep.put(
        SUE, ME, "Re: Pilot in two depots", day(3), "Here is the zebra plan.\n\nSue", refs=(first,)
    )
    rep.put(
        ME, SUE, "Re: Pilot in two depots", day(4), "Hi Sue,\n\nwhich of the two depots comes first?\n\nDana",
        refs=(first, answer),
    )  # fmt: skip
    both = rep.put(
        ME, SUE, "Rates for Sue Park", day(3), "Hi Sue,\n\nwhich of the rates would you like?\n\nDana",
        headers={"Cc": TOM},
    )  # fmt: skip
    rep.put(
        SUE, ME, "Re: Rates for Sue Park", day(4), "The quagga rate, can you hold it?\n\nSue", refs=(both,)
    )
    rep.put(ME, TOM, "Racks for the warehouse", day(2), "Hi Tom,\n\nhow many racks do you need?\n\nDana")
    robots = rep.put(
        ME, INES, "Cleaning robots", day(2), "Hi Inés,\n\nhow many robots would you like?\n\nDana"
    )
    rep.put(
        INES, ME, "Re: Cleaning robots", day(3),
        f"I asked Sue Park ({ADDRESS}) what an okapi costs.\n\nInés", refs=(robots,),
    )  # fmt: skip
    rep.put(
        ME, INES, "Re: Cleaning robots", day(4), "Hi Inés,\n\nwhich of the two robots would you like?\n\nDana",
        refs=(robots,),
    )  # fmt: skip
    yield rep


def test_nothing_of_them_is_left_in_any_byte(rep: Rep) -> None:
    rep.scan()
    assert set(rep.found()) >= {"sue.park", "park", "rates for sue", "two depots"}
    before = rep.mails()
    said = rep.types("forget", ADDRESS, "--yes")
    assert "Erased: 1 conversation with nobody else outside, 3 messages." in said
    assert "stay forgotten" in said
    assert rep.found() == ["okapi"], "Inés may be quoted, but not on Sue"
    assert rep.mails() == before
    rep.scan(13)
    assert rep.found() == ["okapi"]
    assert rep.mails() == before


def test_with_others_the_row_stays_and_the_answer_counts(rep: Rep) -> None:
    was = rep.scan()
    assert was[ADDRESS]["status"] in {"due", "yours"}
    rep.types("forget", ADDRESS, "--yes")
    now = rep.scan(13)
    (nameless,) = (c for contact, c in now.items() if contact and contact.endswith(DOMAIN))
    assert (nameless["status"], nameless["subject"]) == ("stopped", f"Rates for {MARK}")
    assert nameless["next"]["action"] == "none"
    assert len(nameless["message_ids"]) == 2
    assert (
        now["ines@clinica.example"]["next"]["draft"]["key"]
        == was["ines@clinica.example"]["next"]["draft"]["key"]
    )
    assert now["ines@clinica.example"]["status"] == "due"


def test_who_was_held_by_what_is_erased_is_not_written_to_because_of_that(rep: Rep) -> None:
    tom = rep.scan()["tom@northwind.example"]
    assert (tom["status"], "Sue" in tom["because"]) != ("due", True)
    said = rep.types("forget", ADDRESS, "--yes")
    after = rep.scan(13)["tom@northwind.example"]
    assert after["status"] in {"held", "stopped", "waiting"}
    assert "tom@northwind.example" not in rep.drafts()
    if after["status"] == "stopped":
        assert tom["id"] in said
        assert "what held it was forgotten" in rep.types("log")


def test_their_drafts_are_taken_back_unless_the_rep_changed_them(rep: Rep) -> None:
    rep.put(ME, SUE, "Quite another matter", day(4), "Hi Sue,\n\nwho decides on the zebra?\n\nDana")
    rep.scan()
    assert ADDRESS in rep.drafts()
    rep.types("forget", ADDRESS, "--yes")
    assert list(rep.drafts()) == ["ines@clinica.example"]


def test_an_edited_draft_stays_and_is_named(rep: Rep) -> None:
    rep.scan()
    path = rep.drafts()[ADDRESS]
    path.write_bytes(path.read_bytes().replace(b"Dana", b"Dana R."))
    said = rep.types("forget", ADDRESS, "--yes")
    assert "still in Drafts" in said
    assert path.exists()
    for hour in (13, 14):
        rep.scan(hour)
        rep.read_again()
        assert rep.found() == ["okapi"]
    assert path.exists()


def test_they_stay_forgotten_when_everything_is_read_again(rep: Rep) -> None:
    rep.scan()
    rep.types("forget", ADDRESS.upper(), "--yes")
    rep.put(SUE, ME, "A zebra for you", day(5), "Hello Dana, any zebra left?\n\nSue")
    rep.put(ME, "sue.park+depot@northwind.example", "Zebra and two depots", day(6), "Hi Sue, is this yours?")
    third = rep.put(TOM, ME, "Racks", day(6), "Sue and I like them.\n\nTom", headers={"Cc": SUE})
    rep.put(SUE, ME, "Re: Racks", day(6, 11), "Zebra racks. Yes.\n\nSue", refs=(third,))
    for hour in (13, 14):
        rep.read_again()
        rep.scan(hour)
        assert rep.found(("sue.park", "park", "zebra", "quagga", "rates for sue", "two depots")) == []
        assert not {a for a in rep.drafts() if "northwind" in a}
    with sqlite3.connect(rep.state) as c:
        assert c.execute("SELECT count(*) FROM message WHERE message_id = ?", (third,)).fetchone() == (1,)
        followed = c.execute("SELECT count(*) FROM message WHERE subject = 'Re: Racks'").fetchone()
    c.close()
    assert followed == (1,), "an answer in a thread with others goes on counting, without who gave it"


def test_completely_leaves_nothing_to_know_them_by(rep: Rep) -> None:
    rep.scan()
    rep.types("forget", ADDRESS, "--yes", "--completely")
    with sqlite3.connect(rep.state) as c:
        assert c.execute("SELECT * FROM forgotten").fetchall() == []
    c.close()
    rep.scan(13)
    assert rep.found() == ["okapi"], "what was read before is not read again by itself"
    rep.read_again()
    assert ADDRESS in rep.scan(14)


def test_forgetting_twice_and_strangers(rep: Rep) -> None:
    rep.scan()
    rep.types("forget", ADDRESS, "--yes")
    octets = rep.octets()
    assert "Nothing is known of them" in rep.types("forget", ADDRESS, "--yes")
    assert "Nothing is known of them" in rep.types("forget", "nobody@elsewhere.example", "--yes")
    with sqlite3.connect(rep.state) as c:
        assert c.execute("SELECT count(DISTINCT digest) FROM forgotten").fetchone() == (2,)
    c.close()
    assert len(rep.octets()) <= len(octets) + 4096
    rep.types("forget", ADDRESS, "--yes", "--completely")
    with sqlite3.connect(rep.state) as c:
        assert c.execute("SELECT count(DISTINCT digest) FROM forgotten").fetchone() == (1,)
    c.close()


def test_an_address_that_the_host_lets_the_rep_write_from_is_the_reps_own(rep: Rep) -> None:
    rep.scan()
    with sqlite3.connect(rep.state) as c:
        c.execute("UPDATE mailbox SET identities = ?", (json.dumps(["dana@other.example"]),))
    c.close()
    for who in ("dana+x@other.example", "@other.example"):
        with pytest.raises(ConfigError, match="is your own"):
            rep.types("forget", who, "--yes")


def test_a_whole_company(rep: Rep) -> None:
    rep.scan()
    rep.types("forget", "@northwind.example", "--yes")
    assert rep.found(("northwind", "park", "weller", "zebra", "racks", "rates")) == []
    rep.put("New Person <new@eu.northwind.example>", ME, "Racks", day(5), "Racks, please.")
    rep.read_again()
    assert set(rep.scan(13)) == {"ines@clinica.example"}
    assert rep.found(("northwind", "new person", "racks")) == []


def test_the_deals_file_brings_nobody_back(tmp_path: Path) -> None:
    rep = Rep(tmp_path)
    rep.deals.write_text(
        f"company,contacts\nclinica.example,{ADDRESS}=decision_maker;ines@clinica.example=primary\n", "utf-8"
    )
    rep.put(ME, INES, "Cleaning robots", day(2), "Hi Inés,\n\nhow many robots would you like?\n\nDana")
    for number in (3, 6, 12):
        rep.put(ME, INES, "Re: Cleaning robots", day(number), "Hi Inés,\n\nwhich robot do you like?\n\nDana")
    for number in (20, 27):
        rep.types("scan", "--as-of", day(number).isoformat())
    assert "Sue Park" in rep.drafts()["ines@clinica.example"].read_text("utf-8"), (
        "she is announced as the next"
    )
    assert "Your deals file names them" in rep.types("forget", ADDRESS, "--yes")
    for number in (28, 31):
        rep.types("scan", "--as-of", day(number).isoformat())
        assert not any("sue" in path.read_text("utf-8").lower() for path in rep.drafts().values())
    assert ADDRESS not in rep.octets().decode("latin-1")


def test_no_draft_shows_that_somebody_was_forgotten(tmp_path: Path) -> None:
    """Inés is waited for in a thread whose subject names Sue: the agent leaves that mail to the rep."""
    rep = Rep(tmp_path)
    rep.put(
        ME, INES, "What Sue Park said", day(2), "Hi Inés,\n\nwhen can you start?\n\nDana", headers={"Cc": SUE}
    )
    rep.scan()
    assert b"What Sue Park said" in rep.drafts()["ines@clinica.example"].read_bytes()
    rep.types("forget", ADDRESS, "--yes")
    (one,) = rep.scan(13).values()
    assert one["status"] == "due"
    assert "somebody forgotten" in one["next"]["refused"][0]
    assert rep.drafts() == {}


def test_bytes_that_earlier_changes_left_behind_go_too(rep: Rep) -> None:
    rep.scan()
    with sqlite3.connect(rep.state) as c:
        c.execute("PRAGMA secure_delete = OFF")
        c.execute("UPDATE mailbox SET state = state || ?", ("zebra" * 9_000,))
        c.execute("UPDATE mailbox SET state = replace(state, 'zebra', '')")
    c.close()
    assert "zebra" in rep.found()
    rep.types("forget", ADDRESS, "--yes")
    assert rep.found() == ["okapi"]


def test_ids_that_tell_who_wrote_are_replaced_and_the_thread_holds(rep: Rep) -> None:
    first = rep.put(ME, TOM, "Docks", day(2), "Hi Tom,\n\nwhich dock?\n\nDana", headers={"Cc": SUE})
    hers = rep.put(SUE, ME, "Re: Docks", day(3), "The okapi dock.", id=f"<77.{ADDRESS}>", refs=(first,))
    rep.put(ME, TOM, "Re: Docks", day(4), "Hi Tom,\n\nwhen?\n\nDana", refs=(first, hers), headers={"Cc": SUE})
    rep.put(TOM, ME, "Re: Docks", day(5), "Tomorrow?\n\nTom", refs=(first, hers))
    rep.scan()
    rep.types("forget", ADDRESS, "--yes")
    assert rep.found() == ["okapi"]
    rep.put(TOM, ME, "Docks, again", day(6), "Or on Friday?\n\nTom", refs=(first, hers), headers={"Cc": SUE})
    rep.put(TOM, ME, f"Docks of {ADDRESS}", day(6, 11), "Or on Sunday?\n\nTom", refs=(first, hers))
    text = rep.types("scan", "--json", "--as-of", day(12, 13).isoformat())
    assert rep.found() == ["okapi"]
    assert max(len(c["message_ids"]) for c in json.loads(text)["conversations"]) == 6


def test_a_name_does_not_come_back_with_the_answers_of_others(rep: Rep) -> None:
    both = rep.put(
        ME, TOM, "A desk for Sue Park", day(5), "Hi Tom,\n\nwhich desk?\n\nDana", headers={"Cc": SUE}
    )
    rep.scan()
    rep.types("forget", ADDRESS, "--yes")
    rep.put(TOM, ME, "AW: A desk for Sue Park", day(6), "The big one.\n\nTom", refs=(both,))
    rep.scan(13)
    assert rep.found() == ["okapi"]
    with sqlite3.connect(rep.state) as c:
        found = {row[0] for row in c.execute("SELECT subject FROM message WHERE subject LIKE '%desk%'")}
    c.close()
    assert found == {f"A desk for {MARK}", f"Re: A desk for {MARK}"}


def test_what_she_wrote_to_another_mailbox_held_him_and_still_does(tmp_path: Path) -> None:
    """She answers to the rep's other mailbox; he, of the same company, is asked in the first."""
    rep = Rep(tmp_path)
    other = tmp_path / "Other"
    for sub in ("cur", "new", "tmp"):
        (other / sub).mkdir(parents=True)
    text = rep.config.read_text("utf-8")
    box = '[[mailbox]]\nname = "other"\nkind = "maildir"\npath = "Other"\n\n[deals]'
    rep.config.write_text(text.replace("[deals]", box), "utf-8")
    rep.put(ME, TOM, "Racks for the warehouse", day(2), "Hi Tom,\n\nhow many racks do you need?\n\nDana")
    rep.box, box_of_tom = other, rep.box
    rep.put(SUE, ME, "Racks", day(4), "We need a zebra of racks.\n\nSue")
    rep.box = box_of_tom
    rep.scan()
    tom = rep.scan(13)["tom@northwind.example"]
    assert tom["status"] == "held"
    assert "Sue" in tom["because"]
    said = rep.types("forget", ADDRESS, "--yes")
    assert tom["id"] in said
    assert rep.found(("sue", "park", "zebra")) == []
    assert rep.scan(14)["tom@northwind.example"]["status"] == "stopped"
    assert rep.drafts() == {}


@pytest.mark.parametrize(("answer", "status"), [("n", 1), ("y", 0)])
def test_it_asks_on_a_terminal(rep: Rep, answer: str, status: int) -> None:
    import pexpect

    rep.scan()
    child = pexpect.spawn(
        sys.executable,
        ["-m", "agent.cli", "forget", ADDRESS, "--config", str(rep.config)],
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
    )
    child.expect("To be erased: 1 conversation")
    child.expect("for good")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == status
    assert (rep.found() == ["okapi"]) == (answer == "y")


NAMES = st.sampled_from(
    ["Sue Park", '"Park, Sue"', "SUE", "Tom Weller", "", "Sue Park via Sign", "Dana Reyes"]
)
ADDRESSES = st.sampled_from(
    [ADDRESS, "sue.park+x@northwind.example", "tom@northwind.example", "dana@acme.example"]
)
PEOPLE = st.lists(st.tuples(ADDRESSES, NAMES).map(list), max_size=3)
IDS = st.lists(st.sampled_from(["<a@x.example>", f"<{ADDRESS}>", f"<1.{ADDRESS.upper()}>"]), max_size=3)


@settings(max_examples=50)
@given(
    sender=st.tuples(ADDRESSES, NAMES),
    fields=st.tuples(PEOPLE, PEOPLE, PEOPLE, PEOPLE),
    refs=st.tuples(IDS, IDS),
    subject=st.text("Sue Park@.northwind", max_size=30) | st.just(f"Re: Sue Park <{ADDRESS}>"),
)
def test_no_row_that_names_them_keeps_anything(
    sender: tuple[str, str], fields: Any, refs: Any, subject: str
) -> None:
    secret = "22" * 16
    forgotten = Forgotten([(secret, digest(secret, ADDRESS))])
    row = {
        "email_id": "e", "message_id": "<m@x.example>", "content_id": "", "thread_id": "", "sent_at": 1.0, "is_draft": 0,
        "from_addr": sender[0], "from_name": sender[1], "people": dumps(fields), "subject": subject, "refs": dumps(refs),
    }  # fmt: skip
    for found in admit([row], forgotten, {"dana@acme.example"}, (), {"<m@x.example>"}):
        text = json.dumps(found).lower()
        named = any(a.startswith("sue.park") for a in (sender[0], *(a for f in fields for a, _ in f)))
        if named:
            assert "sue.park" not in text
            assert "sue park" not in text
        assert ADDRESS not in found["subject"]


def test_everybody_of_the_sample_one_after_the_other(tmp_path: Path) -> None:
    now = datetime(2026, 3, 12, 9, 0, tzinfo=ZONE)
    rep = Rep(tmp_path / "empty")
    rep.folder, rep.config = tmp_path, demo.write_sample(tmp_path, now)
    rep.box, rep.state = tmp_path / "Maildir", tmp_path / "state.sqlite3"
    (tmp_path / "deals.csv").write_text("company\n", "utf-8")
    rep.scan()
    gone: list[str] = []
    for person in (demo.SUE, demo.INES, demo.RAJ, demo.MIA, demo.NORA, demo.VICTOR):
        name, _, addr = person.rstrip(">").partition(" <")
        rep.types("forget", addr, "--yes")
        gone += [addr, name.lower()]
        assert rep.found(tuple(gone)) == []
    rep.read_again()
    assert len(rep.scan(13)) > 3
    assert rep.found(tuple(gone)) == []
    assert not {a for a in rep.drafts() if a in gone}


def test_another_program_that_reads_the_state_is_waited_for_and_named(
    rep: Rep, monkeypatch: pytest.MonkeyPatch
) -> None:
    rep.scan()
    monkeypatch.setattr("agent.commands.privacy.PATIENCE", 0.1)
    reader = sqlite3.connect(rep.state, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM message").fetchone()
    rep.types("forget", ADDRESS, "--yes", status=1)
    reader.execute("ROLLBACK")
    reader.close()
    rep.types("forget", ADDRESS, "--yes")
    assert rep.found() == ["okapi"]


def test_compact_gives_up_after_its_patience(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE t (x)")
    writer.execute("BEGIN IMMEDIATE")
    assert not compact(path, 0)
    writer.execute("COMMIT")
    assert compact(path, 5)
    writer.close()
    path.write_bytes(b"no database" * 1_000)
    with pytest.raises(StoreError, match="cannot be rewritten"):
        compact(path, 0)


def test_a_mailbox_that_cannot_be_reached_erases_nothing_until_drafts_may_be_left(
    rep: Rep, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.base import Unavailable

    rep.scan()

    def refuse(mailbox: object) -> None:
        raise Unavailable("The host does not answer.")

    monkeypatch.setattr("agent.run.open_mailbox", refuse)
    with pytest.raises(Unavailable):
        rep.types("forget", ADDRESS, "--yes")
    assert ADDRESS.encode() in rep.octets()
    assert "still in Drafts" in rep.types("forget", ADDRESS, "--yes", "--leave-drafts")
    assert rep.found() == ["okapi"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("dana@acme.example", "--yes"), "your own"),
        (("DANA+x@acme.example", "--yes"), "your own"),
        (("@acme.example", "--yes"), "your own"),
        (("@gmail.com", "--yes"), "Anybody may have an address"),
        (("mailer-daemon@mx.northwind.example", "--yes"), "a machine's"),
        (("sue park", "--yes"), "no address"),
        (("northwind.example", "--yes"), "no address"),
        (("@", "--yes"), "no address"),
        (("x@forgotten.invalid", "--yes"), "forgotten already"),
        ((), "expects an address"),
        ((ADDRESS, "--all", "--yes"), "expects an address"),
        (("--all", "--completely"), "leave them out"),
        ((ADDRESS,), "add --yes"),
        (("--all",), "add --yes"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_erases_nothing(
    rep: Rep, words: tuple[str, ...], why: str
) -> None:
    rep.scan()
    octets = rep.state.read_bytes()
    with pytest.raises(ConfigError, match=why):
        rep.types("forget", *words)
    assert rep.state.read_bytes() == octets


def test_everything(rep: Rep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home / name))
    from agent.daemon.logs import default_file
    from connectors.auth import TokenStore, default_token_folder

    rep.scan()
    (rep.folder / "report.html").write_text("sue")
    TokenStore().write("gmail", "dana@acme.example", "{}")
    default_file().parent.mkdir(parents=True)
    for end in ("", ".1"):
        Path(f"{default_file()}{end}").write_text("line\n")
    before, drafts = rep.mails(), rep.drafts()
    with only_daemon(rep.state), pytest.raises(AlreadyRunning, match="A daemon is at work"):
        rep.types("forget", "--all", "--yes")
    said = rep.types("forget", "--all", "--yes")
    assert sorted(p.name for p in rep.folder.iterdir()) == ["Maildir", "config.toml", "deals.csv", "home"]
    assert not default_token_folder().exists()
    assert not default_file().parent.exists()
    assert (rep.mails(), rep.drafts()) == (before, drafts)
    assert str(rep.config) in said
    assert "There is nothing to remove" in rep.types("forget", "--all", "--yes")
    assert ADDRESS in rep.scan(13), "a new beginning"


def test_the_keyring_gives_up_what_it_holds_for_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from types import SimpleNamespace

    from agent.config import load
    from agent.traces import find, remove

    held = {("pleasantly", "dana@mail.acme.example"): "secret", ("other", "dana@mail.acme.example"): "theirs"}
    keyring = SimpleNamespace(
        get_password=lambda service, name: held.get((service, name)),
        delete_password=lambda service, name: held.pop((service, name)),
    )
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "config.toml"
    file.write_text(
        '[me]\nname = "D"\naddresses = ["dana@acme.example"]\n[[mailbox]]\nname = "m"\nkind = "imap"\n'
        'user = "dana"\nhost = "mail.acme.example"\n[state]\npath = "state.sqlite3"\n'
    )
    found = find(load(file))
    assert found.secrets == ("dana@mail.acme.example",)
    assert list(remove(found)) == []
    assert held == {("other", "dana@mail.acme.example"): "theirs"}


def test_names_in_texts() -> None:
    secret = "11" * 16
    forgotten = Forgotten([(secret, digest(secret, ADDRESS))])
    names = Names.of([Address(ADDRESS, '"Park, Sue"')])
    assert names.words == {"Sue", "Park"}
    near, far = Words(forgotten, names, near=True), Words(forgotten, names, near=False)
    text = "SUE PARK, Park, Sue and sue_park <Sue.Park@northwind.example>. Ms Park sued the parking lot"
    assert near(text) == f"{MARK}, {MARK} and {MARK} <{MARK}>. Ms {MARK} sued the parking lot"
    assert far("Sue wrote to Sue Park") == f"Sue wrote to {MARK}"
    firm = Names.of([Address("info@northwind.example", "Northwind")])
    assert firm == Names(), "a company's name is nobody's"
    accents = Words(Forgotten(), Names.of([Address("i@x.example", "Inés Ortega")]), near=True)
    assert accents("Ine\u0301s and Inés Ortega") == f"{MARK} and {MARK}"
