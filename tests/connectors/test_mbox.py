"""mbox files: one file, and directories of them."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import DRAFT, FLAGGED, SEEN, Connector, NotSupported, Unavailable, draft_key
from connectors.folders import header_section
from connectors.mbox import Mbox
from tests.connectors.conformance import (
    SINCE,
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

MOZILLA = b"X-Mozilla-Status: 0000\r\nX-Mozilla-Status2: 00000000\r\n"


class MboxHost(Host):
    """Thunderbird's local folders: marks in place, moves by marking and appending, compacts on removal."""

    can_hold_unreadable = False
    folders: Mapping[str, str] = {
        "inbox": "Inbox",
        "sent": "Sent",
        "drafts": "Drafts",
        "archive": "Archives.sbd/2024",
        "junk": "Junk",
        "trash": "Trash",
        "": "Kunden.sbd/Süd",
    }

    def __init__(self, root: Path) -> None:
        self.root = root
        self.root.mkdir()
        (root / "Inbox").touch()
        (root / "Inbox.msf").write_bytes(b"// <!-- index -->")

    @property
    def drafts_cur(self) -> Path:
        return self.root.with_name(self.root.name + ".pleasantly-drafts") / "cur"

    def messages(self) -> list[tuple[Path, bytes]]:
        """Every message that is not marked as deleted, as this host wrote it."""
        found = []
        for path in sorted(path for path in self.root.rglob("*") if path.is_file() and path.suffix != ".msf"):
            for chunk in path.read_bytes().split(b"From - Mon Mar  2 09:00:00 2026\r\n")[1:]:
                if b"X-Mozilla-Status: 0008" not in chunk:
                    found.append((path, chunk))
        return found

    def find(self, message_id: str) -> tuple[Path, bytes]:
        return next((p, c) for p, c in self.messages() if f"Message-ID: {message_id}\r\n".encode() in c)

    def replace(self, path: Path, old: bytes, new: bytes) -> None:
        assert old in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(old, new, 1))

    def append(self, folder: str, chunk: bytes) -> None:
        path = self.root / folder
        path.parent.mkdir(exist_ok=True)
        with path.open("ab") as file:
            file.write(b"From - Mon Mar  2 09:00:00 2026\r\n" + chunk)

    def connect(self, page_size: int = 1000) -> Connector:
        return Mbox(self.root, page_size=page_size)

    def deliver(self, raw: bytes, role: str = "inbox") -> None:
        self.append(self.folders[role], MOZILLA + raw.replace(b"\r\nFrom ", b"\r\n>From ") + b"\r\n")

    def mark_seen(self, message_id: str) -> None:
        path, chunk = self.find(message_id)
        self.replace(path, chunk, chunk.replace(b"Status: 0000", b"Status: 0001", 1))

    def move(self, message_id: str, role: str) -> None:
        path, chunk = self.find(message_id)
        self.replace(path, chunk, b"X-Mozilla-Status: 0008" + chunk[22:])
        self.append(self.folders[role], chunk)

    def remove(self, message_id: str) -> None:
        path, chunk = self.find(message_id)
        self.replace(path, b"From - Mon Mar  2 09:00:00 2026\r\n" + chunk, b"")

    def draft(self, key: str) -> Path:
        return next(
            path for path in self.drafts_cur.iterdir() if draft_key(header_section(path.read_bytes())) == key
        )

    def edit_draft(self, key: str, text: str) -> None:
        path = self.draft(key)
        raw = path.read_bytes()
        path.unlink()
        (self.drafts_cur / "1772442000.edited.host:2,DS").write_bytes(edited(raw, text))

    def discard_draft(self, key: str) -> None:
        self.draft(key).unlink()

    def snapshot(self) -> object:
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in self.root.parent.rglob("*")
            if path.is_file()
        }

    def break_down(self) -> None:
        self.root.rename(self.root.with_name("elsewhere"))

    def deliver_to_unicode_folder(self, raw: bytes) -> None:
        self.append("Entwürfe & Café 日本", MOZILLA + raw.replace(b"\r\nFrom ", b"\r\n>From ") + b"\r\n")


class TestMbox(ConnectorConformance):
    @pytest.fixture
    def host(self, tmp_path: Path) -> MboxHost:
        return MboxHost(tmp_path / "Mail")


def read(path: Path, since: datetime = datetime(1900, 1, 1, tzinfo=UTC)) -> list[bytes]:
    """Every message of one file, whole."""
    connector = Mbox(path)
    return [raw for _, raw in connector.fetch([email.id for email in connector.changes(None, since).created])]


def mbox(*messages: bytes, line: bytes = b"From sue@buyer.example Mon Mar  2 09:00:00 2026\n") -> bytes:
    return b"".join(line + message + b"\n" for message in messages)


ONE = b"From: a@x.example\nSubject: one\nMessage-ID: <one@x>\n\nBody.\n"
TWO = b"From: a@x.example\nSubject: two\nMessage-ID: <two@x>\n\nBody.\n"

FROM_LINES = [
    b"From - \n",
    b"From -\n",
    b"From - Mon Jun  3 12:50:27 1996\n",
    b"From sue@buyer.example Mon Mar  2 09:00:00 2026\n",
    b"From sue@buyer.example Mon Mar  2 09:00:00 +0100 2026\n",
    b"From sue@buyer.example Mon Mar  2 09:00:00 2026 +0100\n",
    b"From sue@buyer.example Mon Mar 02 09:00:00 EST 2026\n",
    b"From sue@buyer.example Mon, 2 Mar 2026 09:00:00 +0100\n",
    b"From MAILER-DAEMON Mon Mar  2 09:00:00 2026\n",
    b"From MAILER-DAEMON  Mon Mar  2 09:00 2026\n",
    b'From "Sue Lane"@buyer.example Mon Mar  2 09:00:00 2026\n',
    b"From 1844347792267117879@xxx Fri Sep 26 17:18:40 +0000 2025\n",
    b"From 1844347792267117879@xxx\n",
    b"From sue@buyer.example Mon Mar  2 09:00:00 2026 remote from host\n",
    b"From sue@buyer.example Mon Mar  2 09:00:00 2026\r\n",
]


@pytest.mark.parametrize("line", FROM_LINES)
def test_from_lines(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "m").write_bytes(mbox(ONE, TWO, ONE, line=line))
    assert read(tmp_path / "m") == [ONE, TWO, ONE]


BODY_LINES = [
    b"From here on it is ours.",
    b"From Russia with love\nYear: 1963",
    b"From sue@buyer.example I heard: nothing",
    b"From Monday on: closed",
    b"From Bob Mon Mar 2 we are closed\nHours: none",
    b"From: Sue\nTo: Dana",
    b"From - to: a list",
]


@pytest.mark.parametrize("text", BODY_LINES)
@pytest.mark.parametrize("before", [b"\n", b"\n\n"])
def test_body_lines_do_not_split(tmp_path: Path, text: bytes, before: bytes) -> None:
    message = b"Subject: one\n\nHello," + before + text + b"\n\nSue\n"
    (tmp_path / "m").write_bytes(mbox(message, TWO))
    assert read(tmp_path / "m") == [message, TWO]


def test_quoted_from_lines_are_restored(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(mbox(b"Subject: one\n\n>From here\n>>From there\n> From me\n"))
    assert read(tmp_path / "m") == [b"Subject: one\n\nFrom here\n>From there\n> From me\n"]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_true_content_length_is_honoured(tmp_path: Path, line_end: bytes) -> None:
    body = line_end.join(
        [b"Hello", b"", b"From sue@buyer.example Mon Mar  2 09:00:00 2026", b"Subject: quoted", b""]
    )
    head = line_end.join([b"Subject: one", b"Content-Length: %d" % len(body), b"", b""])
    last = line_end.join([b"Subject: two", b"Content-Length: 6", b"", b"Hello", b""])
    line = b"From sue@buyer.example Mon Mar  2 09:00:00 2026" + line_end
    (tmp_path / "m").write_bytes(line + head + body + line_end + line + last)
    assert [raw.split(line_end)[0] for raw in read(tmp_path / "m")] == [b"Subject: one", b"Subject: two"]


@pytest.mark.parametrize("length", [b"0", b"3", b"7", b"99", b"999999999999", b"-1", b"x"])
def test_wrong_content_length_is_not(tmp_path: Path, length: bytes) -> None:
    message = b"Subject: one\nContent-Length: " + length + b"\n\nHello there.\n"
    (tmp_path / "m").write_bytes(mbox(message, TWO))
    assert read(tmp_path / "m") == [message, TWO]


def test_byte_order_mark_and_empty_lines_before_all(tmp_path: Path) -> None:
    for number, before in enumerate([b"\xef\xbb\xbf", b"\n\n", b"\r\n", b"\xef\xbb\xbf\r\n\r\n"]):
        (tmp_path / str(number)).write_bytes(before + mbox(ONE, TWO))
        assert read(tmp_path / str(number)) == [ONE, TWO]


def test_messages_over_every_block_border(tmp_path: Path) -> None:
    """From_ lines and ends of header sections fall everywhere around the border of the block that is in memory."""
    path = tmp_path / "m"
    for shift in [*range(-90, 5)]:
        first = b"Subject: long\n\n" + b"x" * ((1 << 20) + shift - 130) + b"\n"
        path.write_bytes(mbox(first, ONE, TWO))
        assert [len(raw) for raw in read(path)] == [len(first), len(ONE), len(TWO)]


def test_append_reads_only_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Inbox"
    path.write_bytes(
        mbox(*[b"Subject: %d\nMessage-ID: <%d@x>\n\n%s\n" % (n, n, b"text " * 200) for n in range(5000)])
    )
    state = Mbox(path, page_size=10_000).changes(None, SINCE).new_state
    with path.open("ab") as file:
        file.write(mbox(ONE))
    octets: list[int] = []
    original = os.read

    def counted(descriptor: int, length: int) -> bytes:
        data = original(descriptor, length)
        octets.append(len(data))
        return data

    monkeypatch.setattr(os, "read", counted)
    page = Mbox(path).changes(state, SINCE)
    assert [b"<one@x>" in email.header for email in page.created] == [True]
    assert page.removed == ()
    assert sum(octets) < 50_000


def test_append_that_was_cut(tmp_path: Path) -> None:
    """The mail server is still writing: the rest of the message does not become another one."""
    path = tmp_path / "Inbox"
    whole = mbox(ONE, TWO)
    for cut in range(len(mbox(ONE)), len(whole)):
        path.write_bytes(whole[:cut])
        told: set[str] = set()
        page = Mbox(path).changes(None, SINCE)
        told |= {email.id for email in page.created}
        path.write_bytes(whole)
        page = Mbox(path).changes(page.new_state, SINCE)
        told = (told - set(page.removed)) | {email.id for email in page.created}
        assert told == {email.id for email in Mbox(path).changes(None, SINCE).created}
        assert len(told) == 2


def test_ids_survive_appending_compacting_and_marking(tmp_path: Path) -> None:
    path = tmp_path / "Inbox"
    path.write_bytes(mbox(ONE, b"X-Mozilla-Status: 0000\n" + TWO, ONE))
    first, second, third = Mbox(path).changes(None, SINCE).created
    path.write_bytes(mbox(b"Status: RO\n" + ONE, b"X-Mozilla-Status: 0001\n" + TWO, ONE, TWO))
    assert [email.id for email in Mbox(path).changes(None, SINCE).created[:3]] == [
        first.id,
        second.id,
        third.id,
    ]
    path.write_bytes(mbox(b"X-Mozilla-Status: 0001\n" + TWO, ONE))
    assert [email.id for email in Mbox(path).changes(None, SINCE).created] == [second.id, first.id]


def test_marks(tmp_path: Path) -> None:
    heads = [
        b"X-Mozilla-Status: 0005\n",
        b"X-Mozilla-Status: 0009\n",
        b"Status: RO\nX-Status: F\n",
        b"X-Status: D\n",
        b"X-Status: T\n",
        b"",
    ]
    (tmp_path / "Inbox").write_bytes(
        mbox(*[head + b"Subject: %d\n\nx\n" % n for n, head in enumerate(heads)])
    )
    told = [(e.role, e.keywords) for e in Mbox(tmp_path / "Inbox").changes(None, SINCE).created]
    assert told == [
        ("inbox", {SEEN, FLAGGED}),
        ("inbox", {SEEN, FLAGGED}),
        ("trash", frozenset()),
        ("inbox", {DRAFT}),
        ("inbox", frozenset()),
    ]


def test_google_takeout_labels(tmp_path: Path) -> None:
    labels = [b"Inbox,Opened", b"Sent", b"Drafts,Inbox", b"Trash,Sent", b"Spam", b"Archived", b"Kunden"]
    labels += [b"Gesendet", b"=?UTF-8?Q?Bo=C3=AEte_de_r=C3=A9ception,Brouillons?=", b"=?UTF-8?B?!!?="]
    path = tmp_path / "All mail Including Spam and Trash.mbox"
    path.write_bytes(
        mbox(*[b"X-Gmail-Labels: %s\nSubject: %d\n\nx\n" % (x, n) for n, x in enumerate(labels)])
    )
    told = [(email.role, DRAFT in email.keywords) for email in Mbox(path).changes(None, SINCE).created]
    roles = ["inbox", "sent", "drafts", "trash", "junk", "archive", "", "sent", "drafts", ""]
    assert told == [(role, role == "drafts") for role in roles]


def test_labels_that_change_are_told_again(tmp_path: Path) -> None:
    path = tmp_path / "takeout"
    path.write_bytes(mbox(b"X-Gmail-Labels: Drafts\n" + ONE))
    page = Mbox(path).changes(None, SINCE)
    path.write_bytes(mbox(b"X-Gmail-Labels: Sent\n" + ONE))
    again = Mbox(path).changes(page.new_state, SINCE)
    assert [email.id for email in again.created] == [email.id for email in page.created]
    assert again.created[0].role == "sent"


def test_drafts_lie_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "Inbox"
    path.write_bytes(mbox(ONE))
    before = path.read_bytes()
    made = Mbox(path).save_draft("k-1", note(), None)
    (written,) = (tmp_path / "Inbox.pleasantly-drafts" / "cur").iterdir()
    assert written.name.endswith(":2,DS")
    assert Mbox(path).drafts()["k-1"].id == made
    assert path.read_bytes() == before


def test_drafts_folder_that_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "Inbox"
    path.write_bytes(mbox(ONE))
    made = Mbox(path).save_draft("k-1", note(), None)
    state = Mbox(path).changes(None, SINCE).new_state
    (tmp_path / "Inbox.pleasantly-drafts").rename(tmp_path / "away")
    assert Mbox(path).changes(state, SINCE).removed == (made,)


def test_what_is_no_mbox(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("Dear diary")
    with pytest.raises(NotSupported, match="no mbox"):
        Mbox(tmp_path / "notes").changes(None, SINCE)
    with pytest.raises(Unavailable, match="does not exist"):
        Mbox(tmp_path / "none").changes(None, SINCE)
    with pytest.raises(Unavailable, match="holds no mbox"):
        Mbox(tmp_path).changes(None, SINCE)
    with pytest.raises(Unavailable):
        Mbox(tmp_path / "none").save_draft("k-1", note(), None)
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]


def test_many_equal_messages(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(mbox(ONE) * 3000)
    reader_ids: list[str] = []
    state, more, connector = None, True, Mbox(tmp_path / "m", page_size=700)
    while more:
        page = connector.changes(state, SINCE)
        reader_ids += [email.id for email in page.created]
        state, more = page.new_state, page.has_more_changes
    assert len(set(reader_ids)) == len(reader_ids) == 3000


def test_large_file_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with path.open("wb") as file:
        for number in range(40):
            file.write(mbox(b"Subject: %d\n\n" % number + b"x" * 79 + (b"\n" + b"y" * 79) * 25_000 + b"\n"))
    tracemalloc.start()
    page = Mbox(path).changes(None, SINCE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(page.created) == 40
    assert path.stat().st_size > 70_000_000
    assert peak < 8_000_000


@given(
    st.lists(
        st.sampled_from(
            [
                b"From ",
                b"- ",
                b"a@b ",
                b"Mon Mar  2 09:00:00 2026",
                b"\n",
                b"\r\n",
                b"X: y",
                b">",
                b"Content-Length: 3",
                b"\xff",
            ]
        )
    )
)
def test_any_octets(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    """Whatever follows the first line: every octet belongs to one message, each message has its own id, and can be fetched."""
    path = tmp_path_factory.mktemp("any") / "m"
    path.write_bytes(b"From - \n" + b"".join(parts))
    connector = Mbox(path)
    page = connector.changes(None, SINCE)
    ids = [email.id for email in page.created]
    assert len(set(ids)) == len(ids) >= 1
    assert [one for one, _ in Mbox(path).fetch(ids)] == ids
    assert sum(email.size or 0 for email in page.created) <= path.stat().st_size
    assert not Mbox(path).changes(page.new_state, SINCE).created


def test_host_writes_what_it_says(tmp_path: Path) -> None:
    """The mail client of these tests marks and moves as Thunderbird does."""
    host = MboxHost(tmp_path / "Mail")
    host.deliver(letter(1))
    host.move(name(1), "trash")
    assert [path.name for path, _ in host.messages()] == ["Trash"]
    assert list(by_message_id({"x": host.messages()[0][1]})) == [name(1)]
    reader = Reader(host)
    reader.read()
    assert reader.view == {name(1): ("trash", False)}


@on_real_mail("parsing")
def test_real_mbox_files() -> None:
    files = sorted((DATA / "parsing" / "parse_mime_kit_mbox" / "files").iterdir())
    assert files
    for path in files:
        connector = Mbox(path, page_size=7)
        ids: list[str] = []
        state, more = None, True
        while more:
            page = connector.changes(state, datetime(1900, 1, 1, tzinfo=UTC))
            ids += [email.id for email in page.created]
            state, more = page.new_state, page.has_more_changes
        assert len(set(ids)) == len(ids) > 1
        assert len(list(Mbox(path).fetch(ids))) == len(ids)
