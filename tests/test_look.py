"""What the agent knows, as the rep sees it: status, list, show, explain, log and completion; hostile mail steers no terminal."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from agent import completing
from agent.cli import app
from agent.config import load
from agent.demo import ZONE, write_sample
from agent.errors import ConfigError
from agent.plain import escaped, plain, plain_lines, sentence, to_json, typed, without_addresses
from agent.run import daemon_lock, scan_all
from agent.showing import STATUSES, ago, in_order, short_ids
from connectors.base import DraftRef, Unavailable

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo(ZONE))
SCHEMA = json.loads((Path(__file__).parent / "schema/scan.json").read_text())
SUE = "sue.park@northwind-foods.example"


class Rep:
    """A rep at a terminal."""

    def __init__(self, folder: Path, *threads: str) -> None:
        self.folder = folder
        self.config = write_sample(folder, NOW, threads)

    def calls(self, *words: str) -> Result:
        done = CliRunner().invoke(app, [*words, "--config", str(self.config)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def types(self, *words: str) -> str:
        done = self.calls(*words)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def asks(self, *words: str) -> Any:
        return json.loads(self.types(*words, "--json"))

    def scans(self) -> None:
        assert scan_all(load(self.config), NOW).ok


@pytest.fixture(scope="module")
def rep(tmp_path_factory: pytest.TempPathFactory) -> Rep:
    """One whose mailbox was scanned once; tests only look."""
    found = Rep(tmp_path_factory.mktemp("rep"))
    found.scans()
    return found


@pytest.fixture
def no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(mailbox: object) -> None:
        raise AssertionError("a host was asked")

    monkeypatch.setattr("agent.run.open_mailbox", refuse)


def test_list_gives_what_is_open_with_what_is_due_first(rep: Rep, no_host: None) -> None:
    before = rep.config.with_name("state.sqlite3").read_bytes()
    found = rep.asks("list")
    ranks = [STATUSES.index(c["status"]) for c in found]
    assert ranks == sorted(ranks)
    assert {c["status"] for c in found} == {"due", "yours", "held", "waiting"}
    due = [c["last_touch"]["at"] for c in found if c["status"] == "due"]
    assert due == sorted(due)
    for one in found:
        jsonschema.validate(
            one, SCHEMA["properties"]["conversations"]["items"] | {"$defs": SCHEMA.get("$defs", {})}
        )
    assert rep.config.with_name("state.sqlite3").read_bytes() == before


def test_list_by_status_and_all(rep: Rep, no_host: None) -> None:
    assert {c["status"] for c in rep.asks("list", "--status", "held", "--status", "stopped")} == {
        "held",
        "stopped",
    }
    assert {c["status"] for c in rep.asks("list", "--all")} == set(STATUSES)
    assert rep.asks("list", "--mailbox", "work") == rep.asks("list")
    with pytest.raises(ConfigError, match="no mailbox named 'home'"):
        rep.types("list", "--mailbox", "home")


def test_the_short_ids_of_scan_and_list_are_understood(rep: Rep, no_host: None) -> None:
    ids = [c["id"] for c in rep.asks("list", "--all")]
    table = rep.types("list")
    for one in rep.asks("list"):
        short = short_ids(ids)[one["id"]]
        assert short in table
        assert rep.asks("show", short, "--offline")["id"] == one["id"]
    assert "as of the last scan, 20" in table


def test_a_narrow_terminal_gets_blocks(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = rep.types("list")
    assert max(map(len, shown.splitlines())) <= 40
    assert "━" not in shown
    due = rep.asks("list")[0]
    assert f"{short_ids(c['id'] for c in rep.asks('list', '--all'))[due['id']]} due" in shown


def test_nothing_scanned_yet(tmp_path: Path) -> None:
    fresh = Rep(tmp_path, "pilot")
    done = fresh.calls("list")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "Run `pleasantly scan`" in done.stderr
    assert fresh.calls("list", "--quiet").stderr == ""
    assert fresh.asks("list") == []
    assert "never looked at" in fresh.types("status")
    assert fresh.asks("status")["mailboxes"][0]["looked_at"] is None
    assert not list(tmp_path.glob("state*"))


def test_show_tells_the_story(rep: Rep) -> None:
    sue = next(c for c in rep.asks("list") if c["contact"] == SUE)
    found = rep.asks("show", sue["id"])
    assert found.items() >= sue.items()
    assert [(e["ours"], e["who"]) for e in found["timeline"]] == [
        (True, "Dana Reyes"), (False, "Sue Park"), (True, "Dana Reyes"),
    ]  # fmt: skip
    assert found["timeline"][2]["words"] == ["Which of the two depots would you like to start with?"]
    assert found["timeline"][1]["words"] == ["looks good so far."]
    assert all(e["at"].endswith(("-05:00", "-04:00")) for e in found["timeline"])
    (draft,) = found["drafts"]
    assert (draft["state"], draft["to"], draft["step"]) == ("created", [SUE], "schedule")
    assert draft["text"].startswith("Hi Sue,")
    assert [entry["what"] for entry in found["journal"]] == ["draft created"]
    text = rep.types("show", sue["id"])
    for words in (
        "“Which of the two",
        "due (silent): ",
        f"Draft to {SUE}: Re: Pilot",
        "    Hi Sue,",
        "Journal:",
    ):
        assert words in text, words


def test_show_offline_asks_no_host(rep: Rep, no_host: None) -> None:
    sue = next(c for c in rep.asks("list") if c["contact"] == SUE)
    assert rep.asks("show", sue["id"], "--offline")["drafts"][0]["text"] is None
    assert f"Draft to {SUE}" in rep.types("show", sue["id"], "--offline")


def test_a_draft_that_got_a_new_id_is_found_by_its_key() -> None:
    from agent.commands.standing import fetched

    class Host:
        def fetch(self, ids: list[str]) -> Iterator[tuple[str, bytes]]:
            return ((i, b"Subject: x\n\nHi Sue\n") for i in ids if i == "new")

        def drafts(self) -> dict[str, DraftRef]:
            return {"k": DraftRef("new", "k", unchanged=False)}

    rows = [{"key": "k", "provider_id": "old"}, {"key": "gone", "provider_id": None}]
    assert fetched(Host(), rows) == {"k": "Hi Sue\n"}


def test_show_without_the_host_says_so_and_shows_the_rest(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(mailbox: object) -> None:
        raise Unavailable("Nothing answers. It will be tried again.")

    monkeypatch.setattr("agent.run.open_mailbox", fail)
    sue = next(c for c in rep.asks("list") if c["contact"] == SUE)
    done = rep.calls("show", sue["id"])
    assert done.exit_code == 1
    assert "Which of the two depots" in done.stdout
    assert done.stderr == (
        "pleasantly: Mailbox 'work' did not give the text of the draft. Nothing answers. It will be tried again.\n"
    )


def test_what_cannot_be_meant(rep: Rep) -> None:
    for word in ("zz", "", "%", "_", "ünü", "\udcff"):
        with pytest.raises(ConfigError, match="There is no conversation"):
            rep.types("show", word)
    first = [c["id"][0] for c in rep.asks("list", "--all")]
    twice = next(letter for letter in first if first.count(letter) > 1)
    with pytest.raises(ConfigError, match="conversations begin with"):
        rep.types("show", twice)


def test_the_word_of_the_rep_is_shown(tmp_path: Path) -> None:
    rep = Rep(tmp_path, "pilot", "labels")
    rep.scans()
    sue, tom = (next(c["id"] for c in rep.asks("list") if name in c["contact"]) for name in ("sue", "tom"))
    rep.types("snooze", sue, "--until", "2026-04-01")
    rep.types("stop", tom)
    found = rep.asks("show", sue, "--offline")
    assert (found["snoozed_until"], found["stopped"], found["pending"]) == ("2026-04-01", False, True)
    text = rep.types("show", sue, "--offline")
    assert "Your word: leave it alone until 2026-04-01" in text
    assert "snoozed  until 2026-04-01" in text
    assert "Your word: stopped" in rep.types("show", tom, "--offline")
    box = next((tmp_path / "Maildir/.Drafts/cur").iterdir())
    edited = next(
        c for c in (sue, tom) if f"Re: {'Pilot' if c == sue else 'Label'}".encode() in box.read_bytes()
    )
    box.write_bytes(box.read_bytes().replace(b"Dana", b"Dana R."))
    assert "Dana R." in rep.asks("show", edited)["drafts"][0]["text"]
    box.unlink()
    assert rep.asks("show", edited)["drafts"][0]["text"] is None


def test_a_conversation_that_no_scan_has_come_to_is_shown_all_the_same(tmp_path: Path, no_host: None) -> None:
    rep = Rep(tmp_path, "pilot")
    rep_scan(rep)
    (sue,) = rep.asks("list")
    with sqlite3.connect(tmp_path / "state.sqlite3") as database:
        database.execute("UPDATE conversation SET result = '', status = '', pending = 1")
    database.close()
    assert rep.asks("list", "--all") == []
    found = rep.asks("show", sue["id"], "--offline")
    assert (found["status"], found["subject"], len(found["timeline"])) == (None, sue["subject"], 3)
    assert "the next one judges this anew" in rep.types("show", sue["id"], "--offline")


def test_status(tmp_path: Path, no_host: None) -> None:
    from agent.store import open_store

    rep = Rep(tmp_path, "pilot", "labels", "hughes", "dental", "boxes")
    rep_scan(rep)
    found = rep.asks("status")
    assert found["digest"].items() >= {"drafts": 2, "answers": 1, "held": 1, "waiting": 1, "calls": 0}.items()
    assert [d["to"] for d in found["drafts"]] and found["daemon"] == {"running": False}
    text = rep.types("status")
    assert "2 drafts to review, 0 calls to make, 1 answer owed; 1 held, 1 waiting" in text
    assert "No daemon is running" in text
    assert f"{SUE}: Re: Pilot in two depots" in text
    config = load(rep.config)
    store = open_store(config.state)
    for _ in range(2):
        store.failed(config.mailboxes[0].account, "work", NOW.timestamp(), "Nothing answers. Check host.")
    store.schedule(config.mailboxes[0].account, NOW.timestamp() + 600)
    store.close()
    (box,) = rep.asks("status")["mailboxes"]
    assert (box["failures"], box["error"]) == (2, "Nothing answers. Check host.")
    assert (box["failed_at"], box["next_look"]) == ("2026-03-12T09:00:00-04:00", "2026-03-12T09:10:00-04:00")
    text = rep.types("status")
    assert "next look 2026-03-12 09:10." in text
    assert "Failed 2 times in a row, last 2026-03-12 09:00" in text
    assert "Nothing answers. Check host." in text


def rep_scan(rep: Rep) -> None:
    """A scan by its own opener, where `open_mailbox` may not be used."""
    from connectors import open_connector

    config = load(rep.config)
    assert scan_all(config, NOW, opener=lambda box: open_connector(box.kind, **box.settings)).ok


def test_status_sees_a_daemon(rep: Rep, no_host: None) -> None:
    from filelock import FileLock

    with FileLock(daemon_lock(load(rep.config).state)):
        assert rep.asks("status")["daemon"] == {"running": True}
        assert "The daemon is running." in rep.types("status")
    assert rep.asks("status")["daemon"] == {"running": False}


def test_completion(rep: Rep) -> None:
    assert completing.mailboxes(rep.config, "") == ["work"]
    assert completing.mailboxes(rep.config, "x") == []
    offered = dict(completing.conversations(rep.config, ""))
    everything = rep.asks("list", "--all")
    short = short_ids(c["id"] for c in everything)
    assert {short[c["id"]] for c in everything} == offered.keys()
    assert [*offered][: len(rep.asks("list"))][0] in {short[c["id"]] for c in rep.asks("list")}
    sue = next(c for c in everything if c["contact"] == SUE)
    assert offered[short[sue["id"]]] == f"{SUE}: Pilot in two depots"
    assert completing.conversations(rep.config, sue["id"][:9]) == [
        (sue["id"][:9], f"{SUE}: Pilot in two depots")
    ]


def test_completion_is_silent_where_nothing_can_be_read(tmp_path: Path) -> None:
    fresh = Rep(tmp_path, "pilot")
    assert completing.conversations(fresh.config, "") == []
    assert (
        completing.conversations(tmp_path / "none.toml", "")
        == completing.mailboxes(tmp_path / "none.toml", "")
        == []
    )
    fresh.config.with_name("state.sqlite3").write_text("no database" * 100)
    assert completing.conversations(fresh.config, "") == []


HOSTILE = "\x1b[2J\x1b]0;owned\x07Pilot\x9b31m \u202egnp.exe\u2066\r\n\x00price"


def hostile(text: str) -> list[str]:
    """The characters of a text that a terminal might obey, or that mislead."""
    return [c for c in text if (unicodedata.category(c) in ("Cc", "Cf") and c != "\n") or c in "\u2028\u2029"]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Rep:
    """A rep with hostile names and subjects in the mailbox, and, past all reading of headers, in every text of the state."""
    rep = Rep(tmp_path_factory.mktemp("attacked"), "pilot", "hughes", "dental")
    for file in (rep.folder / "Maildir").rglob("*.demo:2,S"):
        raw = file.read_bytes()
        name = Header(HOSTILE.replace("\r\n", " "), "utf-8").encode(linesep="\n", maxlinelen=10_000).encode()
        for subject in (b"Pilot in two depots", b"Chairs for room 3"):
            raw = raw.replace(b"Subject: " + subject, b"Subject: " + name)
            raw = raw.replace(b"Subject: Re: " + subject, b"Subject: Re: " + name)
        file.write_bytes(raw.replace(b"Sue Park <", name + b" <"))
    rep.scans()
    database = sqlite3.connect(rep.folder / "state.sqlite3")
    with database:
        database.execute(
            "UPDATE message SET subject = ?, from_name = ? WHERE role <> 'sent'", (HOSTILE, HOSTILE)
        )
        database.execute("UPDATE draft SET subject = ?", (HOSTILE,))
        database.execute(
            "UPDATE journal SET what = what || ?, detail = ?", (HOSTILE, json.dumps({"who": HOSTILE}))
        )
        database.execute("UPDATE mailbox SET error = ?, failed_at = 1", (HOSTILE,))
        for number, text in database.execute("SELECT rowid, result FROM conversation").fetchall():
            found = json.loads(text) | {"subject": HOSTILE, "because": HOSTILE, "contact": HOSTILE}
            found["next"]["what"] = HOSTILE
            database.execute(
                "UPDATE conversation SET result = ? WHERE rowid = ?",
                (json.dumps(found, ensure_ascii=False), number),
            )
    database.close()
    return rep


def outputs(rep: Rep) -> Iterator[tuple[str, Result]]:
    ids = [c["id"] for c in rep.asks("list", "--all")]
    calls = [
        ("list", "--all"),
        ("status",),
        ("log",),
        *(("show", i) for i in ids),
        *(("explain", i) for i in ids),
    ]
    for call in calls:
        yield " ".join(call), rep.calls(*call)
        yield " ".join((*call, "--json")), rep.calls(*call, "--json")
    yield "scan", rep.calls("scan", "--as-of", NOW.isoformat())
    yield "undo", rep.calls("undo")


def test_nothing_that_is_printed_steers_a_terminal(attacked: Rep) -> None:
    assert attacked.asks("list")[0]["subject"] == HOSTILE  # JSON means what stands in the mail
    seen = 0
    for call, done in outputs(attacked):
        assert hostile(done.stdout + done.stderr) == [], call
        seen += "Pilot" in done.stdout
    assert seen > 10


def test_inspect_and_the_shell_steer_nothing_either(attacked: Rep, tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[2J.eml"
    file.write_text(
        "From: Sue <sue@buyer.example>\nSubject: x\n\nCould you \x1b[2Jcall \u202eme?\n\x9bThanks\n"
    )
    for more in ((), ("--json",), ("none\x1b.eml",)):
        done = CliRunner().invoke(app, ["inspect", str(file), *more])
        assert "call" in done.stdout
        assert hostile(done.stdout + done.stderr) == []
    with pytest.raises(ConfigError) as caught:
        attacked.types("show", "\x1b[2J")
    assert hostile(sentence(caught.value.problems[0])) == []
    assert not any(hostile(text) for _, text in completing.conversations(attacked.config, ""))


@given(st.text())
def test_plain_text_is_one_line_that_nothing_obeys(text: str) -> None:
    line = plain(text)
    assert not [c for c in hostile(line) if c not in "\u200c\u200d"] and "\n" not in line
    assert plain(line) == line
    assert plain_lines(text).count("\n") == max(0, len(text.splitlines()) - 1)
    line.encode("utf-8")


@given(
    st.recursive(
        st.text() | st.none() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_means_the_same_and_steers_nothing(value: object) -> None:
    line = to_json(value)
    assert json.loads(line) == value
    assert not [c for c in line if unicodedata.category(c) == "Cc" or c in "\u202a\u202e\u2066\u2028\ufeff"]
    assert escaped(line) == line
    line.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Pilot in two depots", "Pilot in two depots"),
        ("Grüße, 日本, 👩\u200d👩\u200d👧", "Grüße, 日本, 👩\u200d👩\u200d👧"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("a\tb\nc", "a b c"),
        ("\u202egnp.exe", "gnp.exe"),
        ("soft\u00adhyphen\ufeff", "softhyphen"),
        ("\udcff", "�"),
    ],
)
def test_plain(text: str, line: str) -> None:
    assert plain(text) == line


def test_what_a_poor_terminal_gets() -> None:
    assert typed("“Inés” – naïve… → 日") == '"Ines" - naive... -> ?'


def test_a_sentence_ends() -> None:
    assert [sentence(text) for text in ("a", "a.", "a?\n", "a\nb", "open https://a.example/b")] == [
        "a.", "a.", "a?", "a b.", "open https://a.example/b",
    ]  # fmt: skip


def test_log_lines_hold_no_address() -> None:
    assert (
        without_addresses("work: <sue@buyer.example> and dana@acme.example")
        == "work: <(address)> and (address)"
    )


@given(st.sets(st.text("0123456789abcdef", min_size=16, max_size=16), max_size=40))
def test_a_short_id_means_one_conversation(ids: set[str]) -> None:
    for id_, short in short_ids(ids).items():
        assert len(short) >= 6
        assert [i for i in ids if i.startswith(short)] == [id_]


def test_ids_that_differ_late_are_longer() -> None:
    assert short_ids(["a" * 16, "a" * 15 + "b", "b" * 16]) == {
        "a" * 16: "a" * 16, "a" * 15 + "b": "a" * 15 + "b", "b" * 16: "b" * 6,
    }  # fmt: skip


def test_order() -> None:
    def one(id: str, status: str, at: str, until: str | None = None) -> dict[str, Any]:
        return {"id": id, "status": status, "last_touch": {"at": at}, "until": until}

    found = [
        one("1", "waiting", "2026-03-01", "2026-03-09"),
        one("2", "held", "2026-03-01"),
        one("3", "held", "2026-03-01", "2026-04-01"),
        one("4", "held", "2026-03-01", "2026-03-15"),
        one("5", "due", "2026-03-05"),
        one("6", "due", "2026-03-02"),
        one("7", "yours", "2026-03-02"),
    ]
    assert [c["id"] for c in in_order(found)] == ["6", "5", "7", "4", "3", "2", "1"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-12T09:00:00-04:00", "(just now)"),
        ("2026-03-12T08:59:00-04:00", "(1 minute ago)"),
        ("2026-03-12T07:00:00-04:00", "(2 hours ago)"),
        ("2026-03-10T08:00:00-04:00", "(2 days ago)"),
    ],
)
def test_ago(at: str, said: str) -> None:
    assert ago(at, NOW).endswith(said)
