"""The state file: who may read it, how it is upgraded, and that a writer who slept cannot write."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from agent import schema
from agent.errors import AlreadyRunning, StoreError
from agent.migrations import HEAD
from agent.store import Judged, Store, open_copy, open_store, upgrade

ROOT = Path(__file__).parent.parent
OWN = frozenset({"dana@acme.example"})


def row(number: int, **more: object) -> dict[str, object]:
    found: dict[str, object] = {
        "email_id": f"e{number}",
        "message_id": f"<m{number}@buyer.example>",
        "content_id": f"<c{number}@content.invalid>",
        "thread_id": "",
        "sent_at": 1_000_000.0 + number,
        "utc_offset": 0,
        "role": "inbox",
        "is_draft": 0,
        "gone": 0,
        "dirty": 1,
        "from_addr": "sue@buyer.example",
        "from_name": "Sue",
        "people": '[[["dana@acme.example",""]],[],[],[]]',
        "subject": "Pilot pricing",
        "refs": "[[],[]]",
        "automatic": None,
        "draft_key": None,
    }
    return found | more


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "data" / "state.sqlite3")


def test_the_file_is_for_the_rep_alone(tmp_path: Path, store: Store) -> None:
    lease = store.claim("maildir:x", "work", "s", "me", 1.0)
    store.record_page(lease, [row(1)], (), (), "state", OWN)
    for file in (tmp_path / "data").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_migrations_make_exactly_the_tables_of_the_schema(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    with engine.begin() as connection:
        upgrade(connection)
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()
    config = Config()
    config.set_main_option("script_location", str(ROOT / "agent" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


@pytest.mark.parametrize("dump", sorted((ROOT / "tests" / "state").glob("*.sql")), ids=lambda p: p.stem)
def test_older_files_are_upgraded_and_lose_nothing(tmp_path: Path, dump: Path) -> None:
    file = tmp_path / "state.sqlite3"
    with sqlite3.connect(file) as old:
        old.executescript(dump.read_text("utf-8"))
    old.close()
    store = open_store(file)
    lease = store.claim("maildir:/home/dana/Maildir", "work", "s", "me", 1e12)
    assert lease.state == "state of 0.1.0"
    assert store.stops(lease, 1e12) == {"leo@summit-schools.example": "opted_out"}
    assert [d["state"] for d in store.drafts(lease)] == ["created"]
    assert [i for i, _ in store.results(lease, 1e12)] == ["0123456789abcdef"]
    store.close()


def test_every_released_version_has_a_file_to_upgrade_from() -> None:
    assert list((ROOT / "tests" / "state").glob("*.sql"))


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path, store: Store) -> None:
    store.close()
    file = tmp_path / "data" / "state.sqlite3"
    with sqlite3.connect(file) as c:
        c.execute("UPDATE alembic_version SET version_num = '9999'")
    c.close()
    with pytest.raises(StoreError, match="written by a newer pleasantly"):
        open_store(file)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite3"
    file.write_bytes(b"this is no database, it is a text of some length\n" * 100)
    with pytest.raises(StoreError, match=str(file)):
        open_store(file)
    with pytest.raises(StoreError, match=str(file)):
        open_copy(file)


def test_a_copy_leaves_the_file_alone(tmp_path: Path, store: Store) -> None:
    store.claim("maildir:x", "work", "s", "me", 1.0)
    store.close()
    file = tmp_path / "data" / "state.sqlite3"
    before = file.read_bytes()
    copy = open_copy(file)
    copy.record_page(copy.claim("maildir:x", "work", "s", "me", 1.0), [row(1)], (), (), "new", OWN)
    copy.close()
    assert file.read_bytes() == before
    assert open_copy(tmp_path / "none.sqlite3").claim("a", "b", "c", "d", 1.0).state is None
    assert not (tmp_path / "none.sqlite3").exists()


def test_who_slept_cannot_write(store: Store) -> None:
    slept = store.claim("maildir:x", "work", "s", "one", 1.0, seconds=10)
    with pytest.raises(AlreadyRunning):
        store.claim("maildir:x", "work", "s", "two", 5.0)
    awake = store.claim("maildir:x", "work", "s", "two", 12.0)
    with pytest.raises(AlreadyRunning, match="nothing more was written"):
        store.record_page(slept, [row(1)], (), (), "state", OWN)
    assert store.record_page(awake, [row(1)], (), (), "state", OWN) == 1


def test_repeated_mail_is_recorded_once_and_deleted_mail_stays_known(store: Store) -> None:
    lease = store.claim("maildir:x", "work", "s", "me", 1.0)
    assert store.record_page(lease, [row(1), row(2)], (), (), "a", OWN) == 2
    assert store.record_page(lease, [row(2), row(3)], ["e1"], (), "b", OWN) == 1
    store.regroup(lease, 2e6, OWN, "x")
    (rows,) = store.rows_of(lease, store.to_judge(lease, 2e6, everything=True), 2e6).values()
    assert {(r["email_id"], r["gone"]) for r in rows} == {("e1", 1), ("e2", 0), ("e3", 0)}


def test_copies_are_one_message_and_broken_ids_are_not(store: Store) -> None:
    lease = store.claim("maildir:x", "work", "s", "me", 1.0)
    copy = row(2, content_id="<c1@content.invalid>", message_id="<other@x>", sent_at=1_000_001.0)
    clash = row(3, message_id="<m1@buyer.example>", from_addr="bob@other.example")
    store.record_page(lease, [row(1), copy], (), (), "a", OWN)
    store.record_page(lease, [clash], (), (), "b", OWN)
    store.regroup(lease, 2e6, OWN, "x")
    found = store.rows_of(lease, store.to_judge(lease, 2e6, everything=True), 2e6)
    ids = {r["email_id"]: r["message_id"] for rows in found.values() for r in rows}
    assert ids["e1"] == ids["e2"] == "<m1@buyer.example>"
    assert ids["e3"] == "<c3@content.invalid>"


def test_a_verdict_is_looked_at_again_when_its_time_has_come_or_mail_came(store: Store) -> None:
    lease = store.claim("maildir:x", "work", "s", "me", 1.0)
    store.record_page(lease, [row(1)], (), (), "a", OWN)
    store.regroup(lease, 2e6, OWN, "x")
    (one,) = store.to_judge(lease, 2e6, everything=False)
    store.save_verdicts(lease, [Judged(one, "waiting", "{}", 3e6)])
    assert not store.to_judge(lease, 2.9e6, everything=False)
    assert list(store.to_judge(lease, 3e6, everything=False)) == [one]
    other = row(
        2,
        message_id="<z@buyer.example>",
        content_id="",
        subject="quite another matter",
        sent_at=2.5e6,
        from_addr="jo@buyer.example",
    )
    store.record_page(lease, [other], (), (), "b", OWN)
    store.regroup(lease, 2.6e6, OWN, "x")
    assert one in store.to_judge(lease, 2.6e6, everything=False), "a colleague at the same company wrote"
