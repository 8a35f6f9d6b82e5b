"""What every connector must do: the promises of `connectors.base`, as tests.

Inherit `ConnectorConformance` and give a `host` fixture with a `Host`: the account as its owner sees it, reached by some other way than
the connector. A host that cannot do something says so in its flags; nothing else needs to be overridden.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32, default

import pytest

from connectors.base import (
    DRAFT,
    ORDER,
    ROLES,
    SEEN,
    CannotCalculateChanges,
    Changes,
    Connector,
    ConnectorError,
    Describes,
    DraftRef,
    Email,
    draft_key,
)

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG_ID = "<" + "AM0PR04MB1234." * 6 + "0123456789ABCDEF@AM0PR04MB1234.eurprd04.prod.example>"
ROUNDS = 60


class Host(ABC):
    """The account as its owner and the owner's mail client see it. Messages are named by their Message-ID."""

    can_mark_seen = True
    can_move = True
    can_hold_unreadable = True
    can_bound_by_date = True

    @abstractmethod
    def connect(self, page_size: int = 1000) -> Connector:
        """A new connector object for this account, with nothing remembered."""

    @abstractmethod
    def deliver(self, raw: bytes, role: str = "inbox") -> None:
        """Puts a message into the folder with this role (any of `ROLES`; "" is some folder of the rep's own)."""

    @abstractmethod
    def mark_seen(self, message_id: str) -> None:
        """The rep reads the message in a mail client."""

    @abstractmethod
    def move(self, message_id: str, role: str) -> None:
        """The rep files the message in another folder."""

    @abstractmethod
    def remove(self, message_id: str) -> None:
        """The rep deletes the message for good."""

    @abstractmethod
    def edit_draft(self, key: str, text: str) -> None:
        """The rep opens the draft with this key, types `text` into its body and saves it."""

    @abstractmethod
    def discard_draft(self, key: str) -> None:
        """The rep throws the draft with this key away."""

    @abstractmethod
    def snapshot(self) -> object:
        """All that the account holds, flags and names included: equal if and only if nothing was changed."""

    @abstractmethod
    def break_down(self) -> None:
        """From now on the account cannot be reached."""

    def spoil(self) -> None:
        """Puts a message into the inbox that cannot be read."""
        raise NotImplementedError

    def deliver_to_unicode_folder(self, raw: bytes) -> None:
        """Puts a message into a folder named "Entwürfe & Café 日本", and makes the folder."""
        raise NotImplementedError

    can_unicode_folders = True

    def rest(self) -> None:  # noqa: B027
        """Called between a change of the host and the next reading; for hosts that need a moment."""


def letter(number: int, *, at: datetime = START, subject: str = "Pilot", extra: str = "") -> bytes:
    """A small message, its Message-ID made of `number`."""
    return (
        f"From: Sue Lane <sue@buyer.example>\r\nTo: dana@acme.example\r\nSubject: {subject} {number}\r\n"
        f"Date: {at.strftime('%a, %d %b %Y %H:%M:%S +0000')}\r\nMessage-ID: {name(number)}\r\n{extra}\r\n"
        f"Hello Dana,\r\n\r\nFrom here on it is number {number}.\r\n"
    ).encode()


def name(number: int) -> str:
    """The Message-ID of `letter(number)`."""
    return f"<letter-{number}@buyer.example>"


def note(
    text: str = "Does Tuesday at 2 suit you?", message_id: str = "<draft-1@acme.example>"
) -> EmailMessage:
    """A draft as the agent makes it."""
    message = EmailMessage()
    message["From"] = "Dana Reyes <dana@acme.example>"
    message["To"] = "Sue Lane <sue@buyer.example>"
    message["Subject"] = "Re: Prix de l’offre – été"
    message["Date"] = START
    message["Message-ID"] = message_id
    message["In-Reply-To"] = LONG_ID
    message["References"] = f"<first@buyer.example> {LONG_ID}"
    message.set_content(f"Hello Sue,\n\n{text}\n\nDana\n")
    return message


def edited(raw: bytes, text: str) -> bytes:
    """A draft as a mail client writes it back: the same header section, another body."""
    head, _, _ = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    return head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + text.encode() + b"\r\n"


def header_of(email: Email, field: str) -> str:
    """One header field of an email, "" where it is missing."""
    return str(BytesParser(policy=compat32).parsebytes(email.header + b"\n\n").get(field, "")).strip()


class Reader:
    """A caller that keeps the promises' other side: it stores each page with its state, and nothing else."""

    def __init__(self, host: Host, page_size: int = 1000, since: datetime = SINCE) -> None:
        self.host, self.page_size, self.since = host, page_size, since
        self.state: str | None = None
        self.emails: dict[str, Email] = {}
        self.pages = 0

    def record(self, page: Changes) -> None:
        for gone in page.removed:
            self.emails.pop(gone, None)
        self.emails.update({email.id: email for email in page.created})
        self.state = page.new_state
        self.pages += 1

    def read(self, connector: Connector | None = None) -> list[Changes]:
        """Reads until there is no more; every page is stored before the next is asked for."""
        self.host.rest()
        own = connector or self.host.connect(self.page_size)
        pages: list[Changes] = []
        while not pages or pages[-1].has_more_changes:
            pages.append(own.changes(self.state, self.since))
            self.record(pages[-1])
            assert len(pages) < 500, "the pages never end"
        if connector is None:
            own.close()
        return pages

    @property
    def view(self) -> dict[str, tuple[str, bool]]:
        """Message-ID -> role and whether it is a draft. Fails where two ids stand for one message."""
        found = [(header_of(e, "Message-ID"), (e.role, DRAFT in e.keywords)) for e in self.emails.values()]
        assert len({message_id for message_id, _ in found}) == len(found), f"told twice: {sorted(found)}"
        return dict(found)

    def id_of(self, message_id: str) -> str:
        return next(
            email_id
            for email_id, email in self.emails.items()
            if header_of(email, "Message-ID") == message_id
        )


class ConnectorConformance:
    """The tests. A class that inherits them gives `host`."""

    @pytest.fixture
    def host(self) -> Iterator[Host]:
        raise NotImplementedError("give a host fixture")

    def test_is_a_connector(self, host: Host) -> None:
        assert isinstance(host.connect(), Connector)
        assert not [part for part in dir(host.connect()) if "send" in part.lower()]

    def test_describes_its_folders(self, host: Host) -> None:
        """A list of (folder, role), whole before any mail was read, and no promise of more roles than there are."""
        for number, role in enumerate(["inbox", "sent", "drafts", "trash", ""]):
            host.deliver(letter(number), role)
        host.rest()
        connector = host.connect()
        assert isinstance(connector, Describes)
        told = connector.describe()
        assert {role for _, role in told} >= {"inbox", "sent", "drafts", "trash", ""}
        assert {role for _, role in told} <= ROLES
        assert [role for _, role in told] == sorted((role for _, role in told), key=ORDER.index)
        assert all(folder.strip() for folder, _ in told)
        assert len(set(told)) == len(told)

    def test_drafts_are_in_nobody_s_way(self, host: Host) -> None:
        host.deliver(letter(1), "drafts")
        connector = host.connect()
        assert isinstance(connector, Describes)
        assert connector.draft_trouble() is None
        connector.save_draft("k-1", note(), None)

    def test_host_time_is_no_later_than_the_host_s_clock(self, host: Host) -> None:
        host.deliver(letter(1))
        connector = host.connect()
        assert isinstance(connector, Describes)
        told = connector.host_time()
        assert told is None or told.at <= datetime.now(UTC) + timedelta(seconds=2)

    def test_empty_mailbox(self, host: Host) -> None:
        page = host.connect().changes(None, SINCE)
        assert (page.created, page.removed, page.has_more_changes) == ((), (), False)
        assert host.connect().drafts() == {}

    def test_first_reading_tells_all(self, host: Host) -> None:
        for number, role in enumerate(["inbox", "sent", "archive", "junk", "trash", ""]):
            host.deliver(letter(number), role)
        reader = Reader(host)
        reader.read()
        roles = {message_id: role for message_id, (role, _) in reader.view.items()}
        assert roles == {
            name(n): role for n, role in enumerate(["inbox", "sent", "archive", "junk", "trash", ""])
        }

    def test_what_an_email_says(self, host: Host) -> None:
        host.deliver(letter(1, extra="X-Folded: one\r\n two\r\n"))
        reader = Reader(host)
        reader.read()
        (email,) = reader.emails.values()
        assert email.role in ROLES
        assert b"From here" not in email.header
        assert not email.header.endswith((b"\n", b"\r"))
        assert header_of(email, "Subject") == "Pilot 1"
        assert header_of(email, "X-Folded").split() == ["one", "two"]
        assert email.received_at is None or email.received_at.tzinfo is not None
        assert email.size is None or email.size > 100

    def test_state_is_text_that_can_be_stored(self, host: Host) -> None:
        host.deliver(letter(1))
        for page in Reader(host).read():
            assert page.new_state.encode("utf-8").decode("utf-8") == page.new_state

    def test_nothing_new_tells_nothing(self, host: Host) -> None:
        for number in range(3):
            host.deliver(letter(number))
        reader = Reader(host)
        reader.read()
        for _ in range(3):
            (page,) = reader.read()
            assert (page.created, page.removed) == ((), ())

    def test_only_what_is_new(self, host: Host) -> None:
        host.deliver(letter(1))
        reader = Reader(host)
        reader.read()
        host.deliver(letter(2))
        (page,) = reader.read()
        assert [header_of(email, "Message-ID") for email in page.created] == [name(2)]

    def test_pages_are_bounded_and_complete(self, host: Host) -> None:
        for number in range(11):
            host.deliver(letter(number), "sent" if number % 3 else "inbox")
        reader = Reader(host, page_size=4)
        pages = reader.read()
        assert len(pages) >= 3
        assert all(len(page.created) <= 4 for page in pages)
        assert set(reader.view) == {name(n) for n in range(11)}

    def test_resumes_after_each_page(self, host: Host) -> None:
        for number in range(11):
            host.deliver(letter(number), "sent" if number % 3 else "inbox")
        reader = Reader(host, page_size=3)
        told: list[str] = []
        more = True
        while more:
            connector = host.connect(3)
            page = connector.changes(reader.state, SINCE)
            told += [header_of(email, "Message-ID") for email in page.created]
            reader.record(page)
            more = page.has_more_changes
            assert reader.pages < 50
        assert sorted(told) == sorted(name(n) for n in range(11))

    def test_asked_twice_from_one_state(self, host: Host) -> None:
        for number in range(7):
            host.deliver(letter(number))
        reader = Reader(host, page_size=3)
        connector = host.connect(3)
        reader.record(connector.changes(None, SINCE))
        lost = connector.changes(reader.state, SINCE)
        again = connector.changes(reader.state, SINCE)
        assert {email.id for email in lost.created} == {email.id for email in again.created}
        reader.record(again)
        reader.read(connector)
        assert len(reader.view) == 7

    def test_since_bounds_the_first_reading_only(self, host: Host) -> None:
        if not host.can_bound_by_date:
            pytest.skip("this host does not bound by date")
        host.deliver(letter(1, at=START - timedelta(days=400)))
        host.deliver(letter(2))
        reader = Reader(host)
        reader.read()
        assert name(2) in reader.view
        host.deliver(letter(3, at=START - timedelta(days=400)))
        reader.read()
        assert name(3) in reader.view

    def test_removed(self, host: Host) -> None:
        for number in range(3):
            host.deliver(letter(number))
        reader = Reader(host)
        reader.read()
        gone = reader.id_of(name(1))
        host.remove(name(1))
        pages = reader.read()
        assert gone in [email_id for page in pages for email_id in page.removed]
        assert set(reader.view) == {name(0), name(2)}

    def test_moved(self, host: Host) -> None:
        if not host.can_move:
            pytest.skip("nothing is moved at this host")
        for number in range(3):
            host.deliver(letter(number))
        reader = Reader(host)
        reader.read()
        host.move(name(1), "trash")
        reader.read()
        assert reader.view == {
            name(0): ("inbox", False),
            name(1): ("trash", False),
            name(2): ("inbox", False),
        }

    def test_read_by_the_rep(self, host: Host) -> None:
        if not host.can_mark_seen:
            pytest.skip("this host keeps no read mark")
        host.deliver(letter(1))
        reader = Reader(host)
        reader.read()
        before = reader.id_of(name(1))
        host.mark_seen(name(1))
        reader.read()
        assert reader.view == {name(1): ("inbox", False)}
        assert reader.id_of(name(1)) == before
        assert [email_id for email_id, _ in host.connect().fetch([before])] == [before]
        fresh = Reader(host)
        fresh.read()
        assert SEEN in fresh.emails[before].keywords

    def test_changed_while_reading(self, host: Host) -> None:
        for number in range(9):
            host.deliver(letter(number))
        reader = Reader(host, page_size=3)
        connector = host.connect(3)
        reader.record(connector.changes(None, SINCE))
        if host.can_mark_seen:
            for number in range(9):
                host.mark_seen(name(number))
        host.remove(name(0))
        host.deliver(letter(9))
        reader.read(connector)
        reader.read()
        assert set(reader.view) == {name(n) for n in range(1, 10)}

    @pytest.mark.parametrize("seed", range(6))
    def test_may_repeat_never_skips(self, host: Host, seed: int) -> None:
        """Whatever happens between any two pages, a caller that reads on ends up with what the host holds."""
        chance = random.Random(seed)
        held: dict[str, str] = {}
        reader = Reader(host, page_size=chance.choice([1, 3, 1000]))
        connector = host.connect(reader.page_size)
        for number in range(ROUNDS):
            action = chance.choice(["deliver", "deliver", "move", "seen", "remove", "page", "page", "crash"])
            if action == "deliver" or not held:
                role = chance.choice(["inbox", "inbox", "sent", ""])
                host.deliver(letter(number), role)
                held[name(number)] = role
            elif action == "move" and host.can_move:
                chosen = chance.choice(sorted(held))
                held[chosen] = chance.choice([r for r in ("inbox", "archive", "trash") if r != held[chosen]])
                host.move(chosen, held[chosen])
            elif action == "seen" and host.can_mark_seen:
                host.mark_seen(chance.choice(sorted(held)))
            elif action == "remove":
                chosen = chance.choice(sorted(held))
                del held[chosen]
                host.remove(chosen)
            elif action == "page":
                host.rest()
                reader.record(connector.changes(reader.state, SINCE))
            elif action == "crash":
                host.rest()
                connector.changes(reader.state, SINCE)
                connector = host.connect(reader.page_size)
        reader.read()
        reader.read()
        assert reader.view == {message_id: (role, False) for message_id, role in held.items()}

    @pytest.mark.parametrize(
        "state", ["", "x", "{}", "[]", "null", "{", '{"v":1,"folders":7}', "\u0000", "[1]", '"a"']
    )
    def test_garbage_state(self, host: Host, state: str) -> None:
        host.deliver(letter(1))
        with pytest.raises(CannotCalculateChanges):
            host.connect().changes(state, SINCE)

    def test_mangled_state(self, host: Host) -> None:
        """A state cut anywhere is refused, or read as one that skips nothing; no other exception leaves the connector."""
        for number in range(4):
            host.deliver(letter(number))
        reader = Reader(host, page_size=2)
        reader.read()
        state = reader.state or ""
        for cut in range(0, len(state), max(1, len(state) // 60)):
            with pytest.raises(CannotCalculateChanges):
                host.connect().changes(state[:cut], SINCE)

    def test_fetch(self, host: Host) -> None:
        for number in range(3):
            host.deliver(letter(number))
        reader = Reader(host)
        reader.read()
        wanted = [reader.id_of(name(2)), reader.id_of(name(0))]
        for connector in (host.connect(), host.connect()):
            got = dict(connector.fetch(wanted))
            assert set(got) == set(wanted)
            assert b"From here on it is number 2." in got[wanted[0]].splitlines()
            assert b"Message-ID: " + name(0).encode() in got[wanted[1]].splitlines()

    def test_fetch_leaves_out_what_is_not_there(self, host: Host) -> None:
        for number in range(2):
            host.deliver(letter(number))
        reader = Reader(host)
        reader.read()
        gone, kept = reader.id_of(name(0)), reader.id_of(name(1))
        host.remove(name(0))
        host.rest()
        assert [email_id for email_id, _ in host.connect().fetch([gone, kept, "0" * 16, "no-such", ""])] == [
            kept
        ]
        assert list(host.connect().fetch([])) == []

    def test_reading_changes_nothing(self, host: Host) -> None:
        for number, role in enumerate(["inbox", "sent", "drafts", "", "trash"]):
            host.deliver(letter(number), role)
        before = host.snapshot()
        connector = host.connect()
        reader = Reader(host)
        reader.read(connector)
        assert len(list(connector.fetch(list(reader.emails)))) == len(reader.emails) == 5
        connector.drafts()
        connector.identities()
        assert isinstance(connector, Describes)
        connector.describe()
        connector.draft_trouble()
        connector.host_time()
        connector.delete_draft("no-such")
        connector.delete_draft(reader.id_of(name(2)))
        reader.read(connector)
        connector.close()
        assert host.snapshot() == before

    def test_headers_of_eight_bits(self, host: Host) -> None:
        raw = letter(1).replace(b"Pilot 1", "Café déjà vu".encode("latin-1"))
        host.deliver(raw)
        host.deliver(letter(2).replace(b"Pilot 2", "Käse".encode()))
        reader = Reader(host)
        reader.read()
        headers = b"\n".join(email.header for email in reader.emails.values())
        assert "Café déjà vu".encode("latin-1") in headers
        assert "Käse".encode() in headers
        assert len(list(host.connect().fetch(list(reader.emails)))) == 2

    def test_long_header_section(self, host: Host) -> None:
        host.deliver(letter(1, extra="".join(f"X-Field-{n}: {'v' * 60}\r\n" for n in range(1000))))
        reader = Reader(host)
        reader.read()
        assert set(reader.view) == {name(1)}

    def test_same_message_in_two_folders(self, host: Host) -> None:
        host.deliver(letter(1), "inbox")
        host.deliver(letter(1), "")
        reader = Reader(host)
        reader.read()
        assert {header_of(email, "Message-ID") for email in reader.emails.values()} == {name(1)}

    def test_unicode_folder(self, host: Host) -> None:
        if not host.can_unicode_folders:
            pytest.skip("this host has no folders")
        host.deliver_to_unicode_folder(letter(1))
        reader = Reader(host)
        reader.read()
        assert reader.view == {name(1): ("", False)}
        assert len(list(host.connect().fetch(list(reader.emails)))) == 1
        assert [(page.created, page.removed) for page in reader.read()] == [((), ())]

    def test_unreadable_message_stops_nothing(self, host: Host) -> None:
        if not host.can_hold_unreadable:
            pytest.skip("everything can be read at this host")
        host.deliver(letter(1))
        host.spoil()
        host.deliver(letter(2))
        reader = Reader(host)
        pages = reader.read()
        (bad,) = [one for page in pages for one in page.unreadable]
        assert bad.id and bad.name and bad.why
        assert set(reader.view) == {name(1), name(2)}
        assert [one for page in reader.read() for one in page.unreadable] == []
        assert list(host.connect().fetch([bad.id])) == []

    def save(self, host: Host, key: str = "k-1", message: EmailMessage | None = None) -> str:
        return host.connect().save_draft(key, message or note(), None)

    def ref(self, host: Host, key: str = "k-1") -> DraftRef | None:
        host.rest()
        return host.connect().drafts().get(key)

    def test_draft_is_found_by_key(self, host: Host) -> None:
        made = self.save(host)
        other = self.save(host, "k-2", note(message_id="<draft-2@acme.example>"))
        assert self.ref(host) == DraftRef(made, "k-1", True)
        host.rest()
        assert host.connect().drafts() == {
            "k-1": DraftRef(made, "k-1", True),
            "k-2": DraftRef(other, "k-2", True),
        }

    def test_drafts_of_the_rep_are_not_ours(self, host: Host) -> None:
        host.deliver(letter(1), "drafts")
        host.deliver(letter(2, extra="X-Pleasantly-Key: not a key!\r\n"), "drafts")
        host.deliver(letter(3, extra="X-Pleasantly-Key: k-1\r\n"), "inbox")
        assert host.connect().drafts() == {}

    def test_draft_is_a_draft_in_drafts(self, host: Host) -> None:
        reader = Reader(host)
        reader.read()
        made = self.save(host)
        reader.read()
        email = reader.emails[made]
        assert email.role == "drafts"
        assert DRAFT in email.keywords
        assert draft_key(email.header) == "k-1"
        assert [email_id for email_id, _ in host.connect().fetch([made])] == [made]

    def test_draft_arrives_as_written(self, host: Host) -> None:
        host.deliver(letter(1))
        reader = Reader(host)
        reader.read()
        made = host.connect().save_draft("k-1", note(), reader.id_of(name(1)))
        ((_, raw),) = host.connect().fetch([made])
        message = BytesParser(policy=default).parsebytes(raw)
        assert message["Subject"] == "Re: Prix de l’offre – été"
        assert message["To"].addresses[0].addr_spec == "sue@buyer.example"
        assert b"In-Reply-To: " + LONG_ID.encode() in raw
        assert LONG_ID in BytesParser(policy=compat32).parsebytes(raw)["References"].split()
        body = message.get_body(("plain",))
        assert body is not None
        assert "Does Tuesday at 2 suit you?" in body.get_content()

    def test_edited_draft(self, host: Host) -> None:
        self.save(host)
        host.edit_draft("k-1", "My own words.")
        found = self.ref(host)
        assert found is not None
        assert not found.unchanged
        before = host.snapshot()
        assert host.connect().delete_draft(found.id) is False
        assert host.snapshot() == before

    def test_edited_behind_our_back(self, host: Host) -> None:
        """The id from before the edit deletes nothing, whether the client kept it or not."""
        made = self.save(host)
        connector = host.connect()
        assert connector.drafts()["k-1"].unchanged
        host.edit_draft("k-1", "My own words.")
        host.rest()
        assert connector.delete_draft(made) is False
        found = self.ref(host)
        assert found is not None
        assert not found.unchanged

    def test_discarded_draft(self, host: Host) -> None:
        made = self.save(host)
        reader = Reader(host)
        reader.read()
        host.discard_draft("k-1")
        assert self.ref(host) is None
        assert host.connect().delete_draft(made) is False
        reader.read()
        assert "drafts" not in {email.role for email in reader.emails.values()}

    def test_delete_draft(self, host: Host) -> None:
        host.deliver(letter(1), "drafts")
        host.deliver(letter(2))
        before_save = Reader(host)
        before_save.read()
        made = self.save(host)
        reader = Reader(host)
        reader.read()
        assert host.connect().delete_draft(made) is True
        assert self.ref(host) is None
        assert host.connect().delete_draft(made) is False
        reader.read()
        assert reader.view == before_save.view

    def test_deletes_nothing_but_our_drafts(self, host: Host) -> None:
        host.deliver(letter(1), "drafts")
        host.deliver(letter(2), "inbox")
        reader = Reader(host)
        reader.read()
        before = host.snapshot()
        for email_id in [*reader.emails, "no-such", ""]:
            assert host.connect().delete_draft(email_id) is False
        assert host.snapshot() == before

    def test_save_touches_nothing_else(self, host: Host) -> None:
        host.deliver(letter(1), "drafts")
        host.deliver(letter(2))
        reader = Reader(host)
        reader.read()
        before = reader.view
        self.save(host)
        reader.read()
        assert {k: v for k, v in reader.view.items() if k != "<draft-1@acme.example>"} == before

    def test_unreachable_mailbox(self, host: Host) -> None:
        host.deliver(letter(1))
        reader = Reader(host)
        reader.read()
        host.break_down()
        with pytest.raises(ConnectorError) as told:
            host.connect().changes(reader.state, SINCE)
        assert not isinstance(told.value, CannotCalculateChanges)
        assert len(str(told.value)) > 20
        assert "sue@buyer.example" not in str(told.value)
        with pytest.raises(ConnectorError):
            host.connect().drafts()
        with pytest.raises(ConnectorError):
            host.connect().save_draft("k-1", note(), None)
        connector = host.connect()
        assert isinstance(connector, Describes)
        for ask in (connector.describe, connector.draft_trouble):
            with pytest.raises(ConnectorError):
                ask()

    def test_identities_are_lower_case_addresses(self, host: Host) -> None:
        for address in host.connect().identities():
            assert address == address.lower()
            assert address.count("@") == 1

    def test_close_twice(self, host: Host) -> None:
        connector = host.connect()
        connector.changes(None, SINCE)
        connector.close()
        connector.close()


def by_message_id(raws: Mapping[str, bytes]) -> dict[str, str]:
    """Message-ID -> name, of messages given by name; for hosts that look their own messages up."""
    return {
        str(BytesParser(policy=compat32).parsebytes(raw)["Message-ID"]): where for where, raw in raws.items()
    }
