"""IMAP when things go wrong: connections that break anywhere, servers that die and come back, others at work in the mailbox."""

from __future__ import annotations

import contextlib
import itertools
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from imapclient.exceptions import IMAPClientError

from connectors.base import ConnectorError, NotSupported, Unavailable, sealed
from connectors.retry import NO_RETRY, Retry
from tests.connectors.conformance import SINCE, Reader, header_of, letter, name, note
from tests.connectors.imap_hosts import ImapHost, until
from tests.servers.dovecot import Dovecot, running
from tests.servers.proxy import Proxy, untouched


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def host(dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapHost]:
    host = ImapHost(dovecot, tmp_path)
    yield host
    host.close()


@pytest.fixture
def proxy(dovecot: Dovecot, host: ImapHost) -> Iterator[Proxy]:
    """Every connector of `host` goes through it; the owner's client does not."""
    proxy = Proxy(dovecot.port)
    host.port = proxy.port
    yield proxy
    proxy.stop()


def fill(host: ImapHost, count: int, role: str = "inbox") -> set[str]:
    for number in range(count):
        host.deliver(letter(number), role)
    return {name(number) for number in range(count)}


def cut_after(octets: int) -> Callable[[int, bytes], bytes | None]:
    """Lets so many octets of all connections pass, cuts the one that is open then, and lets later ones pass."""
    left = octets
    cut = 0

    def hook(connection: int, data: bytes) -> bytes | None:
        nonlocal left, cut
        if cut and connection > cut:
            return data
        left -= len(data)
        if left < 0:
            cut = connection
            return None
        return data

    return hook


@pytest.mark.parametrize("octets", [10, 700, 1500, 2500, 4000])
def test_one_break_is_not_noticed(host: ImapHost, proxy: Proxy, octets: int) -> None:
    all_of_them = fill(host, 12)
    proxy.from_server = cut_after(octets)
    reader = Reader(host, page_size=5)
    reader.read()
    assert set(reader.view) == all_of_them
    assert proxy.connections >= 2


def test_every_break_is_survived(host: ImapHost, proxy: Proxy) -> None:
    """Whatever a reading is cut at, the next one goes on from the last page that was stored, and nothing is skipped."""
    all_of_them = fill(host, 6)
    broken = 0
    for octets in range(100, 2600, 150):
        proxy.from_server = cut_after(octets)
        reader = Reader(host, page_size=2)
        connector = host.connect(2, retry=NO_RETRY)
        for _ in range(50):
            try:
                page = connector.changes(reader.state, SINCE)
            except Unavailable:
                broken += 1
                continue
            reader.record(page)
            if not page.has_more_changes:
                break
        connector.close()
        assert set(reader.view) == all_of_them
    assert broken >= 8


def test_garbled_answers(host: ImapHost, proxy: Proxy) -> None:
    """Octets that are no IMAP give a ConnectorError or are read over; the next reading through a sound line finds all."""
    all_of_them = fill(host, 6)
    for seed in range(60):
        chance = random.Random(seed)

        def garble(connection: int, data: bytes, chance: random.Random = chance) -> bytes | None:
            octets = bytearray(data)
            for _ in range(2):
                octets[chance.randrange(len(octets))] = chance.randrange(256)
            return bytes(octets)

        proxy.from_server = garble
        connector = host.connect(3, retry=NO_RETRY, timeout=0.3)
        try:
            for page_state in (None, None):
                list(connector.fetch([email.id for email in connector.changes(page_state, SINCE).created]))
            connector.drafts()
        except ConnectorError as error:
            assert "sue@buyer.example" not in str(error)
        connector.close()
        proxy.cut()
    proxy.from_server = untouched
    reader = Reader(host)
    reader.read()
    assert set(reader.view) == all_of_them


def test_a_server_that_stops_answering(host: ImapHost, proxy: Proxy) -> None:
    fill(host, 2)
    connector = host.connect(timeout=0.3, retry=NO_RETRY)
    connector.changes(None, SINCE)
    never = threading.Event()

    def stuck(connection: int, data: bytes) -> bytes | None:
        never.wait(30)
        return None

    proxy.from_server = stuck
    with pytest.raises(Unavailable, match="does not answer in time"):
        connector.changes(None, SINCE)
    never.set()


def test_a_slow_server(host: ImapHost, proxy: Proxy) -> None:
    all_of_them = fill(host, 3)
    pause = threading.Event()

    def slow(connection: int, data: bytes) -> bytes | None:
        pause.wait(0.02)
        return data

    proxy.from_server = slow
    reader = Reader(host)
    reader.read()
    assert set(reader.view) == all_of_them


class Own:
    """A server of the test's own, which it may kill."""

    def __init__(self, server: Dovecot, folder: Path) -> None:
        self.server = server
        self.proxy = Proxy(server.port)
        self.host = ImapHost(server, folder)
        self.host.port = self.proxy.port

    def kill(self) -> None:
        self.server.stop()
        self.proxy.cut()
        self.host.restarted()

    def revive(self) -> None:
        self.proxy.from_server = self.proxy.from_client = untouched
        self.server.start()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    with running() as server:
        own = Own(server, tmp_path)
        yield own
        own.host.close()
        own.proxy.stop()


def test_killed_in_mid_fetch(own: Own) -> None:
    all_of_them = fill(own.host, 10)
    reader = Reader(own.host, page_size=4)
    connector = own.host.connect(4, retry=NO_RETRY)
    reader.record(connector.changes(None, SINCE))

    def kill(connection: int, data: bytes) -> bytes | None:
        if b"BODY[HEADER]" in data:
            own.server.stop()
            return data[: data.index(b"BODY[HEADER]") + 40]
        return data if own.server.running else None

    own.proxy.from_server = kill
    with pytest.raises(Unavailable):
        for _ in range(3):
            reader.record(connector.changes(reader.state, SINCE))
    own.kill()
    with pytest.raises(Unavailable):
        connector.changes(reader.state, SINCE)
    own.revive()
    reader.read(connector)
    assert set(reader.view) == all_of_them
    assert len(list(connector.fetch(list(reader.emails)))) == 10


@pytest.mark.parametrize("part", ["command", "half of the draft", "all but the answer"])
def test_killed_in_mid_append(own: Own, part: str) -> None:
    """However far the APPEND came: saving again after asking for the key gives exactly one draft."""
    connector = own.host.connect(retry=NO_RETRY)
    connector.drafts()

    def command(connection: int, data: bytes) -> bytes | None:
        if b"X-Pleasantly" in data or (part == "command" and b" APPEND " in data):
            own.server.stop() if part != "all but the answer" else None
            return None if part == "command" else data[: len(data) // 2]
        return data

    def answer(connection: int, data: bytes) -> bytes | None:
        if b"APPENDUID" in data:
            own.server.stop()
            return None
        return data

    if part == "all but the answer":
        own.proxy.from_server = answer
    else:
        own.proxy.from_client = command
    with pytest.raises(Unavailable):
        connector.save_draft("k-1", note(), None)
    own.kill()
    own.revive()
    found = connector.drafts()
    assert ("k-1" in found) == (part == "all but the answer")
    if "k-1" not in found:
        connector.save_draft("k-1", note(), None)
    (ref,) = own.host.connect().drafts().values()
    assert ref.unchanged
    assert len([uid for folder, uid, _ in own.host.each() if folder == "Drafts"]) == 1


def test_an_answer_that_never_came(host: ImapHost, proxy: Proxy) -> None:
    """The draft was saved, the connection broke before the server could say so: its id is found by its key."""
    connector = host.connect()
    connector.drafts()
    cut = False

    def swallow(connection: int, data: bytes) -> bytes | None:
        nonlocal cut
        if b"APPENDUID" in data and not cut:
            cut = True
            return None
        return data

    proxy.from_server = swallow
    made = connector.save_draft("k-1", note(), None)
    assert cut
    assert {key: ref.id for key, ref in connector.drafts().items()} == {"k-1": made}


def test_drafts_copied_by_a_client(host: ImapHost) -> None:
    """A client that kept a second, edited copy: the edited one is what the rep works on."""
    made = host.connect().save_draft("k-1", note(), None)
    uid, raw = host.find_draft("k-1")
    host.client.append("Drafts", raw + b"And one thing more.\r\n", (rb"\Draft",))
    connector = host.connect()
    (ref,) = connector.drafts().values()
    assert (ref.unchanged, ref.id == made) == (False, False)
    assert connector.delete_draft(ref.id) is False
    host.client.select_folder("Drafts")
    host.client.delete_messages([uid + 1])
    assert host.connect().drafts()["k-1"].unchanged


def test_deletes_our_draft_and_no_other(host: ImapHost) -> None:
    """What the rep has marked as deleted in another client, and not yet expunged, stays."""
    host.deliver(letter(1), "drafts")
    host.client.select_folder("Drafts")
    host.client.delete_messages(host.client.search())
    connector = host.connect()
    made = connector.save_draft("k-1", note(), None)
    assert connector.delete_draft(made) is True
    assert [folder for folder, _, _ in host.each()] == ["Drafts"]


def test_two_clients_at_work_during_a_scan(host: ImapHost) -> None:
    """The rep's clients deliver, move, mark and delete while pages are read; in the end the reader knows what there is."""
    fill(host, 20)
    other = ImapHost(host.server, host.password_file.parent)
    other.user = host.user
    done = threading.Event()
    failed: list[BaseException] = []

    def work(owner: ImapHost, seed: int, numbers: range) -> None:
        chance = random.Random(seed)
        try:
            for number in numbers:
                owner.client.append("INBOX", letter(number))
                owner.client.select_folder(chance.choice(["INBOX", "Archive"]))
                uids = owner.client.search()
                if uids:
                    uid = chance.choice(uids)
                    action = chance.choice(["move", "seen", "remove"])
                    if action == "move":
                        with contextlib.suppress(IMAPClientError):  # the other client was faster
                            owner.client.move([uid], "Archive" if uid % 2 else "Trash")
                    elif action == "seen":
                        owner.client.add_flags([uid], [rb"\Seen"])
                    else:
                        owner.client.delete_messages([uid])
                        owner.client.uid_expunge([uid])
        except BaseException as error:
            failed.append(error)

    workers = [
        threading.Thread(target=work, args=(host, 1, range(100, 130))),
        threading.Thread(target=work, args=(other, 2, range(200, 230))),
    ]
    reader = Reader(host, page_size=3)
    connector = host.connect(3)
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        reader.record(connector.changes(reader.state, SINCE))
    done.set()
    for worker in workers:
        worker.join()
    other.restarted()
    assert failed == []
    reader.read(connector)
    held = {(role_of(folder), message_id(row)) for folder, _, row in host.each()}
    assert {(role, found) for found, (role, _) in reader.view.items()} == held


def role_of(folder: str) -> str:
    return {"INBOX": "inbox"}.get(folder, folder.lower())


def message_id(row: dict[bytes, bytes]) -> str:
    found = next(line for line in row[b"BODY[]"].splitlines() if line.startswith(b"Message-ID"))
    return found.partition(b": ")[2].decode()


def test_moved_during_a_scan_is_told_in_the_same_scan(host: ImapHost) -> None:
    """From a folder not yet read to one that was read already: it must not seem that the prospect never wrote."""
    fill(host, 3)
    host.deliver(letter(7), "trash")
    reader = Reader(host, page_size=1)
    connector = host.connect(1)
    reader.record(connector.changes(None, SINCE))
    host.move(name(7), "inbox")
    while connector.changes(reader.state, SINCE).has_more_changes:
        reader.record(connector.changes(reader.state, SINCE))
        assert reader.pages < 30
    reader.record(connector.changes(reader.state, SINCE))
    assert reader.view[name(7)] == ("inbox", False)


def test_numbered_anew(host: ImapHost) -> None:
    """UIDVALIDITY changed (a server was restored): the old ids go, the messages are told again, the others stay."""
    fill(host, 4)
    host.deliver(letter(9), "sent")
    reader = Reader(host)
    reader.read()
    before = {email.id for email in reader.emails.values()}
    host.client.rename_folder("Sent", "Kept")
    host.client.create_folder("Sent")
    for path in host.server.maildir(host.user).glob("dovecot*"):
        if path.name.startswith(("dovecot-uidlist", "dovecot.index")):
            path.unlink()
    reader.read()
    assert set(reader.view) == {name(n) for n in (0, 1, 2, 3, 9)}
    inbox = {email.id for email in reader.emails.values() if email.role == "inbox"}
    assert len(inbox) == 4
    assert not inbox & before


def test_a_message_marked_deleted_is_trash(host: ImapHost) -> None:
    fill(host, 2)
    reader = Reader(host)
    reader.read()
    host.find(name(0))
    host.client.select_folder("INBOX")
    host.client.add_flags([1], [rb"\Deleted"])
    reader.read()
    assert sorted(role for role, _ in reader.view.values()) == ["inbox", "trash"]
    host.client.remove_flags([1], [rb"\Deleted"])
    reader.read()
    assert [role for role, _ in reader.view.values()] == ["inbox", "inbox"]


def test_folders_that_the_rep_names(host: ImapHost) -> None:
    """Settings come before everything; "ignore" leaves a folder out; another role tells its messages again."""
    host.deliver(letter(1), "")
    host.deliver(letter(2), "sent")
    reader = Reader(host)
    reader.read()
    host.settings["folders"] = {"Kunden": "sent", "Sent": "ignore"}
    reader.read()
    assert reader.view == {name(1): ("sent", False)}
    host.settings["folders"] = {}
    reader.read()
    assert reader.view == {name(1): ("", False), name(2): ("sent", False)}


def test_huge_and_strange_mail(host: ImapHost) -> None:
    big = letter(1) + b"x" * 78 * 100_000 + b"\r\n"
    lines = letter(2, extra="X-Long: " + "y" * 300_000 + "\r\n")
    host.deliver(big)
    host.deliver(lines)
    host.deliver(letter(3).replace(b"Hello", b"Gr\xfc\xdfe \x00"[:7]))
    reader = Reader(host)
    reader.read()
    by_id = {header_of(email, "Message-ID"): email for email in reader.emails.values()}
    assert by_id[name(1)].size == len(big)
    assert max(len(email.header) for email in reader.emails.values()) <= 256 * 1024
    raws = dict(host.connect().fetch(list(reader.emails)))
    assert len(raws) == 3
    assert len(raws[by_id[name(1)].id]) == 5 * 1024 * 1024


def test_nothing_is_marked_or_opened_for_writing(host: ImapHost, proxy: Proxy) -> None:
    r"""Only the deletion of our own draft selects a folder; no body is asked for without PEEK; \Recent stays."""
    host.deliver(letter(1))
    host.deliver(letter(2), "drafts")
    reader = Reader(host)
    connector = host.connect()
    reader.read(connector)
    assert len(list(connector.fetch(list(reader.emails)))) == 2
    made = connector.save_draft("k-1", note(), None)
    connector.drafts()
    commands = bytes(proxy.sent)
    assert b" SELECT " not in commands
    assert b" EXAMINE " in commands
    assert b"STORE" not in commands
    assert commands.count(b"BODY") == commands.count(b"BODY.PEEK")
    assert b"RFC822 " not in commands
    assert rb"(\Draft \Seen)" in commands
    assert connector.delete_draft(made)
    assert bytes(proxy.sent)[len(commands) :].count(b" SELECT ") == 1
    host.client.select_folder("INBOX", readonly=True)
    assert host.client.fetch([1], ["FLAGS"])[1][b"FLAGS"] == (rb"\Recent",)


def test_nothing_new_costs_one_command(host: ImapHost, proxy: Proxy) -> None:
    fill(host, 3)
    reader = Reader(host)
    connector = host.connect()
    reader.read(connector)
    before = proxy.sent.count(b"\r\n")
    reader.read(connector)
    assert proxy.sent.count(b"\r\n") - before <= 2


def test_woken_by_new_mail(host: ImapHost) -> None:
    fill(host, 1)
    connector = host.connect()
    connector.changes(None, SINCE)
    assert connector.wait(0.1) is False
    waker = threading.Timer(0.2, lambda: host.deliver(letter(5)))
    waker.start()
    assert connector.wait(20) is True
    waker.join()
    reader = Reader(host)
    reader.read(connector)
    assert name(5) in reader.view


def test_what_came_since_the_last_reading_is_not_slept_over(host: ImapHost) -> None:
    connector = host.connect()
    connector.changes(None, SINCE)
    host.deliver(letter(5), "sent")
    assert connector.wait(20) is True


def test_a_server_that_hangs_up_while_we_wait(host: ImapHost, proxy: Proxy) -> None:
    """The library says nothing of it: noticed at once, connected again, and what came meanwhile is noticed too."""
    connector = host.connect()
    connector.changes(None, SINCE)
    idling = threading.Event()

    def watch(connection: int, data: bytes) -> bytes | None:
        if b"IDLE" in data:
            idling.set()
        return data

    proxy.from_client = watch

    def hang_up() -> None:
        idling.wait(10)
        host.deliver(letter(5), "archive")
        proxy.cut()

    thread = threading.Thread(target=hang_up)
    thread.start()
    assert connector.wait(30) is True
    thread.join()
    assert proxy.connections == 2


def test_a_server_without_idle_is_polled(host: ImapHost, proxy: Proxy) -> None:
    def without_idle(connection: int, data: bytes) -> bytes | None:
        return data.replace(b" IDLE ", b" IDLY ")

    proxy.from_server = without_idle
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 61:
            host.deliver(letter(5))

    connector = host.connect(retry=Retry(sleep=nap))
    connector.changes(None, SINCE)
    assert connector.wait(600) is True
    assert naps == [1.0] * 120


@pytest.mark.parametrize("idle", [True, False])
def test_waiting_ends_once_it_is_enough(host: ImapHost, proxy: Proxy, idle: bool) -> None:
    if not idle:
        proxy.from_server = lambda connection, data: data.replace(b" IDLE ", b" IDLY ")
    asked = itertools.chain([False, False], itertools.repeat(True))
    connector = host.connect()
    connector.changes(None, SINCE)
    assert connector.wait(3600, lambda: next(asked)) is False
    host.deliver(letter(5))
    assert connector.wait(20) is True


def test_waiting_for_a_server_that_is_gone(own: Own) -> None:
    connector = own.host.connect(retry=NO_RETRY)
    connector.changes(None, SINCE)
    own.kill()
    with pytest.raises(Unavailable):
        connector.wait(5)


def test_read_only_drafts(host: ImapHost) -> None:
    host.deliver(letter(1), "drafts")
    host.restarted()
    drafts = host.server.maildir(host.user) / "Drafts"
    for path in [*drafts.rglob("*"), drafts]:
        path.chmod(0o500)
    with pytest.raises(ConnectorError) as told:
        host.connect().save_draft("k-1", note(), None)
    assert "Drafts" in str(told.value)
    for path in [drafts, *drafts.rglob("*")]:
        path.chmod(0o700)


@pytest.mark.parametrize(
    ("said", "kind", "advice"),
    [
        (b"NO [OVERQUOTA] Quota exceeded", Unavailable, "is full"),
        (b"NO [NOPERM] Permission denied", NotSupported, "read-only for you"),
        (b"NO [READ-ONLY] no", NotSupported, "read-only for you"),
        (b"NO [TRYCREATE] Mailbox doesn't exist", NotSupported, "There is no folder"),
        (b"NO [SERVERBUG] oops", Unavailable, "did not take the draft"),
    ],
)
def test_a_draft_that_is_refused(
    host: ImapHost, proxy: Proxy, said: bytes, kind: type[ConnectorError], advice: str
) -> None:
    def refuse(connection: int, data: bytes) -> bytes | None:
        at = data.find(b"OK [APPENDUID")
        return data[:at] + said + b"\r\n" if at >= 0 else data

    proxy.from_server = refuse
    with pytest.raises(kind, match=advice):
        host.connect().save_draft("k-1", note(), None)


def test_no_folder_for_drafts(host: ImapHost) -> None:
    host.settings["folders"] = {"Drafts": "ignore"}
    with pytest.raises(NotSupported, match="no folder for drafts"):
        host.connect().save_draft("k-1", note(), None)
    assert host.connect().drafts() == {}


def test_a_key_header_is_found_whatever_the_server_indexes(host: ImapHost, proxy: Proxy) -> None:
    """Drafts are found without any SEARCH: what a server does not index would be drafted twice."""
    host.client.append("Drafts", sealed("k-9", note()), (rb"\Draft", rb"\Seen"))
    connector = host.connect()
    assert set(connector.drafts()) == {"k-9"}
    assert b"SEARCH" not in proxy.sent


def test_a_folder_that_cannot_be_opened_stops_nothing(host: ImapHost, proxy: Proxy) -> None:
    host.deliver(letter(1))
    host.deliver(letter(2), "")

    def deny(connection: int, data: bytes) -> bytes | None:
        return data.replace(b'EXAMINE "Kunden"', b'EXAMINE "Secret"')

    proxy.from_client = deny
    reader = Reader(host)
    pages = reader.read()
    assert set(reader.view) == {name(1)}
    (bad,) = [one for page in pages for one in page.unreadable]
    assert "Kunden" in bad.name
    assert list(host.connect().fetch([bad.id])) == []
    assert [one for page in reader.read() for one in page.unreadable] == []
    proxy.from_client = untouched
    reader.read()
    assert set(reader.view) == {name(1), name(2)}


def test_closed_while_waiting_threads_end(host: ImapHost) -> None:
    connector = host.connect()
    connector.changes(None, SINCE)
    connector.close()
    connector.close()
    until(lambda: connector.wait(0) is False)
