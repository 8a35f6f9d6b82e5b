"""Maildir++, Maildirs in directories, and plain directories of messages."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base import (
    DRAFT,
    FLAGGED,
    SEEN,
    Connector,
    HostTime,
    NotSupported,
    Unavailable,
    draft_key,
    sealed,
)
from connectors.folders import encode_utf7, header_section
from connectors.maildir import MAX_HEADER, Maildir, make_maildir
from tests.connectors.conformance import (
    SINCE,
    START,
    ConnectorConformance,
    Host,
    Reader,
    by_message_id,
    edited,
    letter,
    name,
    note,
)
from tests.real_mail import DATA, on_real_mail

UNICODE = "Entwürfe & Café 日本"


class MaildirHost(Host):
    """A mail client that works on the files. `folders`: role -> directory."""

    folders: Mapping[str, str] = {
        "inbox": "",
        "sent": ".Sent",
        "drafts": ".Drafts",
        "archive": ".Archive.2024",
        "junk": ".Junk",
        "trash": ".Trash",
        "": ".Kunden",
    }
    unicode_folder = "." + encode_utf7(UNICODE)

    def __init__(self, root: Path) -> None:
        self.root = root
        self.count = 0
        for folder in {self.folders["inbox"], self.folders["sent"]}:
            self.make(folder)

    def make(self, folder: str) -> Path:
        for part in ("cur", "new", "tmp"):
            (self.root / folder / part).mkdir(parents=True, exist_ok=True)
        return self.root / folder

    def put(self, folder: str, raw: bytes, *, flags: str | None = None) -> Path:
        self.count += 1
        base = f"{1772442000 + self.count}.M{self.count}P7.host"
        where = f"new/{base}" if flags is None else f"cur/{base}:2,{flags}"
        path = self.make(folder) / where
        path.write_bytes(raw)
        return path

    def files(self) -> dict[str, bytes]:
        found = [path for path in self.root.rglob("*") if path.parent.name in ("cur", "new")]
        return {str(path): path.read_bytes() for path in found if path.is_file() and os.access(path, os.R_OK)}

    def path_of(self, message_id: str) -> Path:
        return Path(by_message_id(self.files())[message_id])

    def draft(self, key: str) -> Path:
        return Path(next(path for path, raw in self.files().items() if draft_key(header_section(raw)) == key))

    def connect(self, page_size: int = 1000) -> Connector:
        return Maildir(self.root, page_size=page_size)

    def deliver(self, raw: bytes, role: str = "inbox") -> None:
        flags = {"drafts": "DS", "inbox": None}.get(role, "S")
        self.put(self.folders[role], raw, flags=flags)

    def mark_seen(self, message_id: str) -> None:
        path = self.path_of(message_id)
        base, _, flags = path.name.partition(":2,")
        path.rename(path.parent.parent / "cur" / f"{base}:2,{''.join(sorted(set(flags) | {'S'}))}")

    def move(self, message_id: str, role: str) -> None:
        path = self.path_of(message_id)
        base, _, flags = path.name.partition(":2,")
        path.rename(self.make(self.folders[role]) / "cur" / f"{base}:2,{flags}")

    def remove(self, message_id: str) -> None:
        self.path_of(message_id).unlink()

    def edit_draft(self, key: str, text: str) -> None:
        path = self.draft(key)
        self.put(self.folders["drafts"], edited(path.read_bytes(), text), flags="DS")
        path.unlink()

    def discard_draft(self, key: str) -> None:
        self.draft(key).unlink()

    def snapshot(self) -> object:
        return {
            str(path): path.read_bytes() if path.is_file() else None
            for path in self.root.rglob("*")
            if os.access(path, os.R_OK)
        }

    def break_down(self) -> None:
        self.root.rename(self.root.with_name("elsewhere"))

    def spoil(self) -> None:
        (self.make(self.folders["inbox"]) / "cur" / "1772449999.M1P1.host:2,S").mkdir()

    def deliver_to_unicode_folder(self, raw: bytes) -> None:
        self.put(self.unicode_folder, raw)


class SettledHost(MaildirHost):
    """Changes lie far apart and long ago, so that the connector trusts the times of its folders."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.listed: dict[Path, list[Path]] = {}
        self.changes = 0

    def rest(self) -> None:
        for path in self.root.rglob("*"):
            if path.name in ("cur", "new") and self.listed.get(path) != (names := sorted(path.iterdir())):
                self.listed[path] = names
                self.changes += 1
                os.utime(path, (1_600_000_000 + self.changes, 1_600_000_000 + self.changes))


class NestedHost(MaildirHost):
    """Dovecot's LAYOUT=fs."""

    folders: Mapping[str, str] = {
        "inbox": "",
        "sent": "Sent Items",
        "drafts": "Drafts",
        "archive": "Archive/2024",
        "junk": "Junk",
        "trash": "Papierkorb",
        "": "Kunden/Süd",
    }
    unicode_folder = encode_utf7(UNICODE)


class PlainHost(MaildirHost):
    """A directory a folder, a file a message."""

    can_mark_seen = False
    folders: Mapping[str, str] = {
        "inbox": "INBOX",
        "sent": "Sent-by-delegate",
        "drafts": "Drafts",
        "archive": "Archives",
        "junk": "Spam",
        "trash": "Trash",
        "": "Kunden",
    }
    unicode_folder = UNICODE

    def make(self, folder: str) -> Path:
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        return self.root / folder

    def put(self, folder: str, raw: bytes, *, flags: str | None = None) -> Path:
        self.count += 1
        path = self.make(folder) / f"2026030{self.count % 7}T0900.{self.count}.eml"
        path.write_bytes(raw)
        return path

    def files(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}

    def move(self, message_id: str, role: str) -> None:
        path = self.path_of(message_id)
        path.rename(self.make(self.folders[role]) / path.name)

    def edit_draft(self, key: str, text: str) -> None:
        path = self.draft(key)
        path.write_bytes(edited(path.read_bytes(), text))

    can_hold_unreadable = False


class TestMaildir(ConnectorConformance):
    @pytest.fixture
    def host(self, tmp_path: Path) -> MaildirHost:
        return MaildirHost(tmp_path / "mail")


class TestSettledMaildir(ConnectorConformance):
    @pytest.fixture
    def host(self, tmp_path: Path) -> SettledHost:
        return SettledHost(tmp_path / "mail")


class TestNestedMaildirs(ConnectorConformance):
    @pytest.fixture
    def host(self, tmp_path: Path) -> NestedHost:
        return NestedHost(tmp_path / "mail")


class TestPlainDirectories(ConnectorConformance):
    @pytest.fixture
    def host(self, tmp_path: Path) -> PlainHost:
        return PlainHost(tmp_path / "mail")


class WhollyTrusted(Maildir):
    """Takes every modification time for settled, as hours later."""

    def __init__(self, path: Path, page_size: int = 1000) -> None:
        super().__init__(path, page_size=page_size, clock=lambda: time.time_ns() + 3_600_000_000_000)


@pytest.fixture
def host(tmp_path: Path) -> MaildirHost:
    return MaildirHost(tmp_path / "mail")


def test_unchanged_folders_are_not_listed(host: MaildirHost, monkeypatch: pytest.MonkeyPatch) -> None:
    host.deliver(letter(1))
    host.deliver(letter(2), "sent")
    reader = Reader(host)
    reader.read(WhollyTrusted(host.root))
    stored = reader.state
    listed: list[str] = []
    listdir = os.listdir
    monkeypatch.setattr(os, "listdir", lambda path: listed.append(str(path)) or listdir(path))
    (page,) = reader.read(WhollyTrusted(host.root))
    assert (page.created, page.removed, page.new_state) == ((), (), stored)
    assert listed == []
    os.utime(host.put(".Sent", letter(3), flags="S").parent, ns=(1, 1))
    (page,) = reader.read(WhollyTrusted(host.root))
    assert len(page.created) == 1
    assert {Path(path).parent.name for path in listed} == {".Sent"}


def test_file_that_arrives_within_the_tick_of_the_listing(host: MaildirHost) -> None:
    host.deliver(letter(1))
    reader = Reader(host)
    reader.read(host.connect())
    stamp = (host.root / "new").stat().st_mtime_ns
    host.deliver(letter(2))
    os.utime(host.root / "new", ns=(stamp, stamp))
    reader.read(host.connect())
    assert set(reader.view) == {name(1), name(2)}


def test_flags_become_keywords_and_roles(host: MaildirHost) -> None:
    host.put("", letter(1), flags="FS")
    host.put("", letter(2), flags="T")
    host.put("", letter(3), flags="D")
    (host.root / "new" / "1.x:2,DST").write_bytes(letter(4))
    reader = Reader(host)
    reader.read()
    told = {n: reader.emails[reader.id_of(name(n))] for n in range(1, 5)}
    assert told[1].keywords == {SEEN, FLAGGED}
    assert (told[2].role, told[2].keywords) == ("trash", frozenset())
    assert (told[3].role, told[3].keywords) == ("inbox", {DRAFT})
    assert (told[4].role, told[4].keywords) == ("inbox", frozenset())


@pytest.mark.parametrize(("flag", "expected"), [("D", ("inbox", True)), ("T", ("trash", False))])
def test_flag_that_changes_what_an_email_is(host: MaildirHost, flag: str, expected: tuple[str, bool]) -> None:
    path = host.put("", letter(1), flags="S")
    reader = Reader(host)
    reader.read()
    path.rename(f"{path}{flag}")
    (page,) = reader.read()
    assert len(page.created) == 1
    assert reader.view == {name(1): expected}
    Path(f"{path}{flag}").rename(path)
    reader.read()
    assert reader.view == {name(1): ("inbox", False)}


def test_id_is_the_same_for_every_name_of_a_file(host: MaildirHost) -> None:
    path = host.put("", letter(1))
    reader = Reader(host)
    reader.read()
    first = reader.id_of(name(1))
    for flags in ("", "S", "RS", "DFPRST"):
        path = path.rename(host.root / "cur" / f"1772442001.M1P7.host:2,{flags}")
        fresh = Reader(host)
        fresh.read()
        assert list(fresh.emails) == [first]


def test_received_at_is_the_time_of_the_file(host: MaildirHost) -> None:
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    os.utime(host.put("", letter(1)), (at.timestamp(), at.timestamp()))
    reader = Reader(host)
    reader.read()
    assert [email.received_at for email in reader.emails.values()] == [at]
    assert [email.size for email in reader.emails.values()] == [len(letter(1))]


def test_copied_mailbox_is_bounded_by_its_date_headers(host: MaildirHost) -> None:
    """Files are new and their Date headers old, or the other way round: the header decides."""
    host.put("", letter(1, at=datetime(2001, 5, 1, tzinfo=UTC)))
    os.utime(host.put("", letter(2)), (1, 1))
    host.put("", b"Subject: no date\r\nMessage-ID: <undated@x>\r\n\r\n")
    reader = Reader(host)
    reader.read()
    assert set(reader.view) == {name(2), "<undated@x>"}


def test_newest_first(host: MaildirHost) -> None:
    for number in chance_order(20):
        (host.root / "cur" / f"{1700000000 + number}.x:2,S").write_bytes(letter(number))
    reader = Reader(host, page_size=5)
    told = [email.id for page in reader.read() for email in page.created]
    assert told == [reader.id_of(name(number)) for number in reversed(range(20))]


def chance_order(count: int) -> list[int]:
    return random.Random(1).sample(range(count), count)


def test_own_folder_names(host: MaildirHost) -> None:
    host.put(".Sent Stuff", letter(1))
    host.put(".Kunden.Nord", letter(2))
    connector = Maildir(host.root, folders={"sent stuff": "sent", "Kunden/Nord": "archive"})
    page = connector.changes(None, SINCE)
    assert sorted(email.role for email in page.created) == ["archive", "sent"]


def test_role_that_the_rep_sets_later_is_told_again(host: MaildirHost) -> None:
    host.put(".Ablage", letter(1))
    host.put(".Ablage", letter(2))
    reader = Reader(host, page_size=1)
    reader.read()
    assert {role for role, _ in reader.view.values()} == {""}
    mapping = {"Ablage": "sent"}
    reader.record(Maildir(host.root, mapping, page_size=1).changes(reader.state, SINCE))
    reader.read(Maildir(host.root, mapping, page_size=1))
    assert {role for role, _ in reader.view.values()} == {"sent"}


def test_unknown_role_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotSupported, match="outgoing"):
        Maildir(tmp_path, folders={"Sent Stuff": "outgoing"})


@pytest.mark.parametrize("localized", ["Entwürfe", "Brouillons", "下書き", "Черновики"])
def test_drafts_go_where_the_mail_client_keeps_them(host: MaildirHost, localized: str) -> None:
    folder = "." + encode_utf7(localized)
    host.make(folder)
    host.connect().save_draft("k-1", note(), None)
    (written,) = (host.root / folder / "cur").iterdir()
    assert written.name.endswith(":2,DS")
    assert list((host.root / folder / "tmp").iterdir()) == []
    assert not (host.root / ".Drafts").exists()


def test_drafts_folder_is_made(host: MaildirHost) -> None:
    host.connect().save_draft("k-1", note(), None)
    assert sorted(path.name for path in (host.root / ".Drafts").iterdir()) == ["cur", "new", "tmp"]
    (written,) = (host.root / ".Drafts" / "cur").iterdir()
    assert written.stat().st_mode & 0o077 == 0


def test_plain_mailbox_gets_a_maildir_for_drafts(tmp_path: Path) -> None:
    plain = PlainHost(tmp_path / "mail")
    plain.deliver(letter(1))
    made = plain.connect().save_draft("k-1", note(), None)
    assert len(list((plain.root / "Drafts" / "cur").iterdir())) == 1
    reader = Reader(plain)
    reader.read()
    assert (reader.emails[made].role, DRAFT in reader.emails[made].keywords) == ("drafts", True)


def test_templates_are_no_place_for_drafts(host: MaildirHost) -> None:
    host.put(".Templates", letter(1), flags="S")
    host.connect().save_draft("k-1", note(), None)
    assert len(list((host.root / ".Templates" / "cur").iterdir())) == 1
    reader = Reader(host)
    reader.read()
    assert reader.view[name(1)] == ("drafts", False)


def test_of_two_drafts_with_one_key_the_edited_one_counts(host: MaildirHost) -> None:
    raw = sealed("k-1", note())
    kept = host.put(".Drafts", edited(raw, "My own words."), flags="DS")
    newer = host.put(".Drafts", raw, flags="DS")
    os.utime(kept, (1000, 1000))
    ref = host.connect().drafts()["k-1"]
    assert not ref.unchanged
    kept.unlink()
    older = host.put(".Drafts", raw, flags="DS")
    os.utime(older, (1000, 1000))
    chosen = host.connect().drafts()["k-1"]
    assert chosen.unchanged
    assert host.connect().delete_draft(chosen.id)
    assert not newer.exists()
    assert older.exists()


def test_draft_in_the_trash_of_its_folder_is_gone(host: MaildirHost) -> None:
    host.put(".Drafts", sealed("k-1", note()), flags="DST")
    assert host.connect().drafts() == {}


def test_line_ends_are_no_edit(host: MaildirHost) -> None:
    host.put(".Drafts", sealed("k-1", note()).replace(b"\r\n", b"\n"), flags="DS")
    assert host.connect().drafts()["k-1"].unchanged


def test_draft_renamed_while_drafts_are_read(host: MaildirHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail client marks the draft between the listing and the reading: it is found all the same."""
    import connectors.maildir as module

    path = host.put(".Drafts", sealed("k-1", note()), flags="D")
    original = module.read_header

    def read_header(asked: str) -> tuple[bytes, os.stat_result]:
        if path.exists():
            path.rename(f"{path}S")
        return original(asked)

    monkeypatch.setattr(module, "read_header", read_header)
    assert "k-1" in host.connect().drafts()


def test_renamed_between_listing_and_reading(host: MaildirHost, monkeypatch: pytest.MonkeyPatch) -> None:
    import connectors.maildir as module

    moved, deleted = host.put("", letter(1)), host.put("", letter(2))
    original = module.read_header

    def read_header(asked: str) -> tuple[bytes, os.stat_result]:
        if moved.exists():
            moved.rename(host.root / "cur" / f"{moved.name}:2,S")
            deleted.unlink()
        return original(asked)

    monkeypatch.setattr(module, "read_header", read_header)
    reader = Reader(host)
    reader.read()
    assert set(reader.view) == {name(1)}
    assert SEEN in reader.emails[reader.id_of(name(1))].keywords


def test_disk_that_goes_away_between_pages_loses_nothing(host: MaildirHost) -> None:
    for number in range(6):
        host.deliver(letter(number))
    reader = Reader(host)
    connector = WhollyTrusted(host.root, page_size=2)
    reader.record(connector.changes(None, SINCE))
    away = host.root.with_name("away")
    host.root.rename(away)
    reader.record(connector.changes(reader.state, SINCE))
    away.rename(host.root)
    reader.read(WhollyTrusted(host.root))
    assert set(reader.view) == {name(number) for number in range(6)}


def test_link_to_nowhere_is_told_once_and_read_when_mended(host: MaildirHost) -> None:
    target = host.root / "later"
    (host.root / "cur" / "1772442001.x:2,S").mkdir()
    reader = Reader(host)
    (page,) = reader.read()
    (bad,) = page.unreadable
    assert bad.name == "cur/1772442001.x:2,S"
    assert "directory" in bad.why
    assert reader.read()[0].unreadable == ()
    (host.root / "cur" / "1772442001.x:2,S").rmdir()
    target.write_bytes(letter(1))
    target.rename(host.root / "cur" / "1772442001.x:2,S")
    reader.read()
    assert set(reader.view) == {name(1)}


def test_pipe_in_the_mailbox_does_not_block(host: MaildirHost) -> None:
    os.mkfifo(host.root / "cur" / "1772442001.pipe:2,S")
    (page,) = Reader(host).read()
    assert [bad.why for bad in page.unreadable] == ["it is not a regular file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission(host: MaildirHost) -> None:
    path = host.put("", letter(1))
    path.chmod(0)
    reader = Reader(host)
    (page,) = reader.read()
    assert [bad.why for bad in page.unreadable] == ["permission denied"]
    path.chmod(0o600)
    reader.read()
    assert set(reader.view) == {name(1)}


def test_header_sections_of_every_length(host: MaildirHost) -> None:
    """The end of the header section may fall anywhere in the blocks that are read."""
    lengths = [*range(8180, 8200), 16383, 16384, 16385, MAX_HEADER + 5000]
    for number, length in enumerate(lengths):
        head = letter(number).partition(b"\r\n\r\n")[0] + b"\r\nX-Long: "
        host.put("", head + b"v" * (length - len(head)) + b"\r\n\r\nBody: none\r\n")
    reader = Reader(host)
    reader.read()
    told = [len(reader.emails[reader.id_of(name(number))].header) for number in range(len(lengths))]
    assert told[:-1] == lengths[:-1]
    assert told[-1] <= MAX_HEADER + 8192
    assert not any(b"Body" in email.header for email in reader.emails.values())


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"\r\n\r\nbody", b"\xff\xfe\x00", b"Subject: cut", b":\n\n", b"\x00" * 9000]
)
def test_files_that_are_hardly_messages(host: MaildirHost, raw: bytes) -> None:
    host.put("", raw)
    reader = Reader(host)
    reader.read()
    (email,) = reader.emails.values()
    assert list(host.connect().fetch([email.id])) == [(email.id, raw)]


def test_names_in_no_known_encoding(host: MaildirHost) -> None:
    folder = os.fsdecode(b".caf\xe9")
    host.make(folder)
    (host.root / folder / "cur" / os.fsdecode(b"1.\xe9.x:2,S")).write_bytes(letter(1))
    (host.root / folder / "cur" / os.fsdecode(b"2.\xe9.x:2,S")).mkdir()
    reader = Reader(host)
    (page,) = reader.read()
    page.new_state.encode("utf-8")
    page.unreadable[0].name.encode("utf-8")
    assert set(reader.view) == {name(1)}
    assert reader.read()[0].unreadable == ()


def test_missing_mailbox_is_not_made(tmp_path: Path) -> None:
    connector = Maildir(tmp_path / "none")
    with pytest.raises(Unavailable, match="does not exist"):
        connector.changes(None, SINCE)
    with pytest.raises(Unavailable):
        connector.save_draft("k-1", note(), None)
    assert list(tmp_path.iterdir()) == []


def test_file_is_not_a_mailbox(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(letter(1))
    with pytest.raises(NotSupported, match="not a directory"):
        Maildir(tmp_path / "file").changes(None, SINCE)


def test_empty_directory_is_no_mailbox(host: MaildirHost, tmp_path: Path) -> None:
    """An unmounted disk leaves an empty directory: taking it for an empty mailbox would remove every message."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unavailable, match="holds no mail"):
        Maildir(tmp_path / "empty").changes(None, SINCE)


def test_what_lies_beside_plain_messages_is_left_alone(tmp_path: Path) -> None:
    plain = PlainHost(tmp_path / "mail")
    plain.deliver(letter(1))
    for other in ("notes.md", "index.jsonl", ".hidden", "letter.eml~"):
        (plain.root / "INBOX" / other).write_text("x: y\n\n")
    reader = Reader(plain)
    reader.read()
    assert set(reader.view) == {name(1)}


def test_single_plain_directory_is_an_inbox(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(letter(1, at=START))
    (page,) = [Maildir(tmp_path).changes(None, SINCE)]
    assert [email.role for email in page.created] == ["inbox"]


def test_folder_of_a_maildir_is_gone(host: MaildirHost) -> None:
    path = host.put(".Kunden", letter(1))
    reader = Reader(host)
    reader.read()
    path.unlink()
    for part in ("cur", "new", "tmp"):
        (host.root / ".Kunden" / part).rmdir()
    (host.root / ".Kunden").rmdir()
    reader.read()
    assert reader.view == {}


@on_real_mail("mailboxes")
def test_real_plain_mailboxes() -> None:
    people = sorted(path for path in (DATA / "mailboxes" / "enron").iterdir() if path.is_dir())
    assert people
    for person in people:
        on_disk = {folder.name: len(list(folder.iterdir())) for folder in person.iterdir() if folder.is_dir()}
        connector = Maildir(person, page_size=200)
        told: list[str] = []
        state, more = None, True
        while more:
            page = connector.changes(state, datetime(1900, 1, 1, tzinfo=UTC))
            assert page.unreadable == ()
            told += [email.role for email in page.created]
            state, more = page.new_state, page.has_more_changes
        assert told.count("inbox") == on_disk["INBOX"]
        assert told.count("sent") == sum(on_disk.values()) - on_disk["INBOX"]


@pytest.mark.parametrize("separator", [":", ";", "!"])
def test_flags_behind_the_separators_in_use(host: MaildirHost, separator: str) -> None:
    """File systems without colons in names have another character there."""
    path = host.root / "new" / "1772442001.x"
    path.write_bytes(letter(1))
    reader = Reader(host)
    reader.read()
    before = set(reader.emails)
    path.rename(host.root / "cur" / f"1772442001.x{separator}2,FS")
    reader.read()
    assert set(reader.emails) == before
    fresh = Reader(host)
    fresh.read()
    assert fresh.emails[before.pop()].keywords == {SEEN, FLAGGED}


def test_file_missed_by_one_listing_is_not_removed(
    host: MaildirHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A directory that is read while a mail client renames a file may show it under neither name."""
    host.put("", letter(1), flags="S")
    reader = Reader(host)
    reader.read()
    host.deliver(letter(2))
    listdir, misses = os.listdir, [str(host.root / "cur")]

    def flickering(path: str) -> list[str]:
        if str(path) in misses:
            misses.remove(str(path))
            return []
        return listdir(path)

    monkeypatch.setattr(os, "listdir", flickering)
    (page,) = reader.read()
    assert misses == []
    assert page.removed == ()
    assert set(reader.view) == {name(1), name(2)}


def test_a_folder_that_is_to_be_ignored_is_not_read(tmp_path: Path) -> None:
    for place, number in ((tmp_path, 1), (tmp_path / ".Private", 2)):
        for sub in ("cur", "new", "tmp"):
            (place / sub).mkdir(parents=True)
        (place / "cur" / f"{number}.x:2,S").write_bytes(
            b"From: a@x.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\nhello\n"
        )
    since = datetime(2026, 1, 1, tzinfo=UTC)
    assert len(Maildir(tmp_path).changes(None, since).created) == 2
    assert len(Maildir(tmp_path, folders={"Private": "ignore"}).changes(None, since).created) == 1


def test_a_missing_folder_for_drafts_is_no_trouble_and_is_not_made(tmp_path: Path) -> None:
    make_maildir(str(tmp_path / "box"))
    connector = Maildir(tmp_path / "box")
    assert connector.draft_trouble() is None
    assert connector.describe() == (("INBOX", "inbox"),)
    assert sorted(p.name for p in (tmp_path / "box").iterdir()) == ["cur", "new", "tmp"]


def test_where_nothing_may_be_written_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_maildir(str(tmp_path / "box"))
    make_maildir(str(tmp_path / "box" / ".Drafts"))
    closed = str(tmp_path / "box" / ".Drafts" / "cur")
    monkeypatch.setattr(os, "access", lambda path, mode: path != closed)
    assert closed in (Maildir(tmp_path / "box").draft_trouble() or "")


def test_host_time_is_what_the_server_wrote_into_the_newest_message(tmp_path: Path) -> None:
    make_maildir(str(tmp_path / "box"))
    received = b"Received: from a by b; Mon, 2 Mar 2026 10:00:07 +0100\r\nReceived: from c by a; Mon, 2 Mar 2026 12:00:00 +0100\r\n"
    (tmp_path / "box/cur/1772442007.a:2,").write_bytes(received + letter(1))
    (tmp_path / "box/new/1772000000.b").write_bytes(
        b"Received: by b; Wed, 4 Mar 2026 10:00:00 +0000\r\n" + letter(2)
    )
    told = Maildir(tmp_path / "box").host_time()
    assert told == HostTime(datetime(2026, 3, 2, 9, 0, 7, tzinfo=UTC), exact=False)
