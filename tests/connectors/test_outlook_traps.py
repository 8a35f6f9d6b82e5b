"""What is special about Outlook: nothing can be sent, folders come and go, Graph rewrites, forgets, tells half, and drafts are still never doubled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from connectors.base import (
    AuthenticationFailed,
    CannotCalculateChanges,
    ConnectorError,
    NotSupported,
    Unavailable,
    draft_key,
)
from connectors.graph import Ask, Graph, GuardedSession, Refused, Throttled
from connectors.outlook import LARGE, Outlook
from connectors.outlook_state import State
from tests.connectors.conformance import SINCE, START, Reader, header_of, letter, name, note
from tests.connectors.test_outlook import IMPATIENT, OutlookHost
from tests.servers import graph_fake
from tests.servers.graph_contract import Contract
from tests.servers.graph_fake import GraphFake


@pytest.fixture
def fake() -> Iterator[GraphFake]:
    contract = Contract.at_hand()
    with GraphFake(contract=contract) as started:
        yield started
    if contract is not None:
        assert contract.violations == []


@pytest.fixture
def host(fake: GraphFake) -> OutlookHost:
    return OutlookHost(fake)


def sent(number: int, to: str = "sue@buyer.example", extra: str = "") -> bytes:
    return (
        f"From: Dana Reyes <dana@acme.example>\r\nTo: {to}\r\nSubject: Pilot {number}\r\n"
        f"Date: {START.strftime('%a, %d %b %Y %H:%M:%S +0000')}\r\nMessage-ID: <sent-{number}@acme.example>\r\n{extra}\r\n"
        "Hello Sue,\r\n\r\ndoes Tuesday at 2 suit you?\r\n"
    ).encode()


def read(host: OutlookHost) -> Reader:
    reader = Reader(host)
    reader.read()
    return reader


def parent(host: OutlookHost, raw: bytes, folder: str = "sentitems") -> str:
    return host.fake.mailbox.deliver(raw, folder)


class TestNothingIsEverSent:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/me/sendMail"),
            ("POST", "/me/microsoft.graph.sendMail"),
            ("POST", "/users/x/sendMail"),
            ("POST", "/me/messages/AAk/send"),
            ("POST", "/me/messages/AAk/microsoft.graph.send()"),
            ("POST", "/me/messages/AAk/%73end"),
            ("POST", "/me/messages/AAk%2Fsend"),
            ("POST", "/me/messages/AAk%252Fsend"),
            ("POST", "/me/messages/AAk/reply"),
            ("POST", "/me/messages/AAk/replyAll"),
            ("POST", "/me/messages/AAk/REPLYALL"),
            ("POST", "/me/messages/AAk/forward"),
            ("POST", "/me/messages/AAk/move"),
            ("POST", "/me/messages/AAk/createForward"),
            ("POST", "/me/mailFolders/outbox/messages"),
            ("POST", "/me/events"),
            ("PUT", "/me/messages/AAk"),
            ("PATCH", "/me/mailboxSettings"),
            ("PATCH", "/me/messages/AAk/send"),
            ("DELETE", "/me/mailFolders/inbox"),
            ("GET", "/me/messages/AAk/send"),
            ("GET", "/groups/x/threads"),
            ("OPTIONS", "/me"),
        ],
    )
    def test_guard_stops_it(self, fake: GraphFake, method: str, path: str) -> None:
        base = fake.url + "/v1.0"
        with pytest.raises(Refused, match="stopped"):
            GuardedSession(base).request(method, base + path, json={})
        assert fake.requests == []

    @pytest.mark.parametrize(
        "part",
        [
            {"id": "1", "method": "POST", "url": "/me/sendMail", "body": {}},
            {"id": "1", "method": "post", "url": "/me/messages", "body": {}},
            {"id": "1", "method": "GET", "url": "/me/messages/AAk/send"},
            {"id": "1", "method": "GET", "url": "/me", "headers": {"X-HTTP-Method-Override": "POST"}},
            {"id": "1", "method": "PATCH", "url": "/me/messages/AAk"},
            {"id": "1", "url": "/me"},
            "x",
        ],
    )
    def test_guard_looks_into_batches(self, fake: GraphFake, part: object) -> None:
        base = fake.url + "/v1.0"
        with pytest.raises(Refused, match="stopped"):
            GuardedSession(base).post(
                base + "/$batch", json={"requests": [{"id": "0", "method": "GET", "url": "/me"}, part]}
            )
        with pytest.raises(Refused, match="stopped"):
            GuardedSession(base).post(base + "/$batch", data=b"{")
        assert fake.requests == []

    def test_guard_lets_no_hidden_method_pass(self, fake: GraphFake) -> None:
        base = fake.url + "/v1.0"
        with pytest.raises(Refused, match="stopped"):
            GuardedSession(base).get(base + "/me", headers={"X-HTTP-Method-Override": "POST"})
        assert fake.requests == []

    def test_token_goes_to_graph_alone(self, fake: GraphFake) -> None:
        with pytest.raises(Refused, match="another host"):
            GuardedSession("https://graph.microsoft.com/v1.0").get(fake.url + "/v1.0/me")
        graph = OutlookHost(fake).graph()
        with pytest.raises(Unavailable, match="elsewhere"):
            graph.path_of("https://elsewhere.example/v1.0/me/messages")

    def test_redirects_are_not_followed(self, fake: GraphFake) -> None:
        fake.fail("GET /v1.0/me", status=302, headers={"Location": fake.url + "/v1.0/me/sendMail"})
        with pytest.raises(ConnectorError):
            OutlookHost(fake).connect().identities()
        assert len(fake.requests) == 1

    def test_all_that_was_ever_asked(self, host: OutlookHost) -> None:
        """Every request of a whole life asks for immutable ids, and none is one that could send."""
        fake = host.fake
        for number in range(30):
            host.deliver(letter(number))
        reader = read(host)
        connector = host.connect()
        made = connector.save_draft("k-1", note(), reader.id_of(name(1)))
        connector.save_draft("k-2", note(message_id="<n2@acme.example>"), None)
        assert len(dict(connector.fetch(list(reader.emails)))) == 30
        connector.drafts()
        connector.delete_draft(made)
        connector.automatic_replies(["sue@buyer.example"])
        assert all('IdType="ImmutableId"' in p for p in fake.preferences)
        assert {method for method, _ in fake.requests} <= {"GET", "POST", "PATCH", "DELETE"}
        assert not [p for _, p in fake.requests if "send" in p.lower().partition("?")[0]]


class TestFolders:
    def test_expired_delta_reads_that_folder_again(self, host: OutlookHost) -> None:
        for number in range(4):
            host.deliver(letter(number), "inbox" if number % 2 else "sent")
        reader = read(host)
        host.fake.mailbox.forget_delta("inbox")
        host.deliver(letter(4))
        before = len(host.fake.requests)
        reader.read()
        assert set(reader.view) == {name(n) for n in range(5)}
        deltas = [p for _, p in host.fake.requests[before:] if "messages/delta" in p]
        assert len(deltas) == 1, "only the folder that forgot is asked from the start"

    def test_folder_that_never_tells(self, host: OutlookHost) -> None:
        reader = read(host)
        host.fake.fail("messages/delta", status=410, code="SyncStateNotFound", times=1000)
        with pytest.raises(Unavailable):
            reader.read()

    def test_new_nested_and_moved_folders(self, host: OutlookHost) -> None:
        box = host.fake.mailbox
        reader = read(host)
        deals = box.make_folder("Deals", parent="AAMkF-inbox")
        big = box.make_folder("Big", parent=deals)
        old = box.make_folder("2024", parent="AAMkF-archive")
        box.deliver(letter(1), big)
        box.deliver(letter(2), old)
        reader.read()
        assert reader.view == {name(1): ("", False), name(2): ("archive", False)}
        box.move_folder(deals, "AAMkF-deleteditems")
        reader.read()
        assert reader.view[name(1)] == ("trash", False)

    def test_folder_deleted_for_good(self, host: OutlookHost) -> None:
        box = host.fake.mailbox
        deals = box.make_folder("Deals")
        box.make_folder("Empty")
        box.deliver(letter(1), deals)
        reader = read(host)
        box.drop_folder(next(i for i, f in box.folders.items() if f["displayName"] == "Empty"))
        reader.read()
        box.drop_folder(deals)
        with pytest.raises(CannotCalculateChanges):
            reader.read()
        assert read(host).view == {}

    def test_more_folders_than_fit_into_a_batch(self, host: OutlookHost) -> None:
        box = host.fake.mailbox
        for number in range(45):
            box.deliver(letter(number), box.make_folder(f"Deal {number}"))
        reader = read(host)
        assert len(reader.view) == 45
        before = len(host.fake.requests)
        assert [page.created for page in reader.read()] == [(), (), ()]
        assert len(host.fake.requests) - before == 3

    def test_chats_are_no_mail(self, host: OutlookHost) -> None:
        host.fake.mailbox.deliver(letter(1), "conversationhistory")
        assert read(host).view == {}

    def test_large_folder_is_bounded_by_date_only_where_that_is_enough(
        self, host: OutlookHost, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("connectors.outlook.UNFILTERED_MOST", 5)
        monkeypatch.setattr("connectors.outlook.FILTERED_MOST", 4)
        monkeypatch.setattr(graph_fake, "FILTERED_CAP", 4)
        for number in range(8):
            host.deliver(letter(number, at=START - timedelta(days=400 if number < 5 else 0)), "inbox")
            host.deliver(letter(number + 10), "sent")
        view = read(host).view
        assert {m for m, (role, _) in view.items() if role == "inbox"} == {name(5), name(6), name(7)}
        assert len([m for m, (role, _) in view.items() if role == "sent"]) == 8

    def test_extended_properties_refused_in_deltas(self, host: OutlookHost) -> None:
        host.fake.refuses_expanded_deltas = True
        for number in range(3):
            host.deliver(letter(number))
        host.connect().save_draft("k-1", note(), None)
        reader = Reader(host)
        reader.read()
        assert len(reader.view) == 4
        (draft,) = [e for e in reader.emails.values() if e.role == "drafts"]
        assert draft_key(draft.header) == "k-1"
        host.deliver(letter(7))
        reader.read()
        assert name(7) in reader.view


class TestHeaders:
    def test_sent_mail_has_its_thread(self, host: OutlookHost) -> None:
        parent(
            host,
            sent(1, extra="In-Reply-To: <a@x.example>\r\nReferences: <0@x.example>\r\n <a@x.example>\r\n"),
        )
        (email,) = read(host).emails.values()
        assert email.role == "sent"
        assert header_of(email, "In-Reply-To") == "<a@x.example>"
        assert header_of(email, "References") == "<0@x.example> <a@x.example>"
        assert header_of(email, "From") == '"Dana Reyes" <dana@acme.example>'
        assert header_of(email, "Date") == "Mon, 02 Mar 2026 09:00:00 -0000"

    def test_automatic_mail_is_told(self, host: OutlookHost) -> None:
        host.deliver(
            letter(1, extra="Auto-Submitted: auto-replied\r\nList-Id: <l.example>\r\nPrecedence: bulk\r\n")
        )
        (email,) = read(host).emails.values()
        assert header_of(email, "Auto-Submitted") == "auto-replied"
        assert header_of(email, "List-Id") == "<l.example>"
        assert header_of(email, "Precedence") == "bulk"

    def test_message_class_speaks_where_headers_are_missing(self, host: OutlookHost) -> None:
        box = host.fake.mailbox
        for number, kind in enumerate(["REPORT.IPM.Note.NDR", "IPM.Note.Rules.OofTemplate.Microsoft"]):
            stored = box.messages[box.deliver(letter(number))]
            stored.headers = []
            stored.props["string 0x001a"] = kind
        reader = read(host)
        assert "delivery-status" in header_of(reader.emails[reader.id_of(name(0))], "Content-Type")
        assert header_of(reader.emails[reader.id_of(name(1))], "Auto-Submitted") == "auto-replied"

    def test_no_field_breaks_out_of_its_line(self, host: OutlookHost) -> None:
        stored = host.fake.mailbox.messages[parent(host, sent(1))]
        stored.fields["subject"] = "Hi\r\nX-Pleasantly-Key: k-1\r\n\r\nbody"
        stored.fields["toRecipients"] = [graph_fake.recipient("sue@buyer.example", 'Sue "\r\nBcc: x\ud800')]
        (email,) = read(host).emails.values()
        assert draft_key(email.header) is None
        assert b"\nBcc" not in email.header
        assert b"\r\n\r\n" not in email.header


class TestDrafts:
    def test_reply_stays_in_its_conversation(self, host: OutlookHost) -> None:
        box = host.fake.mailbox
        mine = parent(host, sent(1))
        made = host.connect().save_draft("k-1", note(), mine)
        draft = box.messages[made]
        assert draft.fields["conversationId"] == box.messages[mine].fields["conversationId"]
        assert [r["emailAddress"]["address"] for r in draft.fields["toRecipients"]] == ["sue@buyer.example"]
        assert draft.fields["internetMessageId"] == "<draft-1@acme.example>"
        assert host.connect().drafts()["k-1"].unchanged

    def test_unread_mail_stays_unread(self, host: OutlookHost) -> None:
        theirs = host.fake.mailbox.deliver(letter(1))
        host.connect().save_draft("k-1", note(), theirs)
        assert host.fake.mailbox.messages[theirs].fields["isRead"] is False

    def test_unread_even_when_the_draft_fails(self, host: OutlookHost) -> None:
        theirs = host.fake.mailbox.deliver(letter(1))
        host.fake.fail("POST .*createReplyAll", "drop-after")
        host.fake.fail("GET .*/drafts/messages", status=500, times=4)
        with pytest.raises(Unavailable):
            host.connect().save_draft("k-1", note(), theirs)
        assert host.fake.mailbox.messages[theirs].fields["isRead"] is False

    @pytest.mark.parametrize("to", ["Dana <Dana@Acme.example>", "dreyes@acme.example", ""])
    def test_never_to_the_rep(self, host: OutlookHost, to: str) -> None:
        mine = parent(host, sent(1))
        message = note()
        del message["To"]
        if to:
            message["To"] = to
        with pytest.raises(NotSupported, match="yourself"):
            host.connect().save_draft("k-1", message, mine)
        assert len(host.fake.mailbox.messages) == 1

    @pytest.mark.parametrize("how", ["ignores_reply_fields", "refuses_reply_fields"])
    def test_graph_that_does_not_take_what_a_reply_shall_say(self, host: OutlookHost, how: str) -> None:
        setattr(host.fake, how, True)
        made = host.connect().save_draft("k-1", note(), parent(host, sent(1)))
        fields = host.fake.mailbox.messages[made].fields
        assert [r["emailAddress"]["address"] for r in fields["toRecipients"]] == ["sue@buyer.example"]
        assert "Does Tuesday at 2 suit you?" in fields["body"]["content"]
        assert len(host.fake.mailbox.messages) == 2
        assert host.connect().drafts()["k-1"].unchanged

    def test_recipients_that_stay_wrong_are_not_kept(
        self, host: OutlookHost, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = parent(host, sent(1))
        monkeypatch.setattr(
            GraphFake,
            "_set",
            lambda self, stored, told: stored.props.update(
                {p["id"].lower(): p["value"] for p in told.get("singleValueExtendedProperties", ())}
            ),
        )
        with pytest.raises(ConnectorError, match="other people"):
            host.connect().save_draft("k-1", note(), mine)
        assert host.connect().drafts() == {}

    def test_report_cannot_be_answered_so_a_new_draft_is_made(self, host: OutlookHost) -> None:
        report = host.fake.mailbox.deliver(
            letter(1, extra="Content-Type: multipart/report; report-type=delivery-status\r\n")
        )
        made = host.connect().save_draft("k-1", note(), report)
        assert host.connect().drafts()["k-1"].id == made

    def test_parent_that_is_gone(self, host: OutlookHost) -> None:
        made = host.connect().save_draft("k-1", note(), "AAkGone")
        assert host.connect().drafts()["k-1"].id == made

    def test_html_of_the_agent_is_kept(self, host: OutlookHost) -> None:
        message = note()
        message.add_alternative("<p>Hello <i>Sue</i>,</p>\n<p>one &amp; two</p>", subtype="html")
        for key, to in (("k-1", parent(host, sent(1))), ("k-2", None)):
            made = host.connect().save_draft(key, message, to)
            assert "<i>Sue</i>" in host.fake.mailbox.messages[made].fields["body"]["content"]
            assert host.connect().drafts()[key].unchanged

    def test_a_bold_word_is_an_edit(self, host: OutlookHost) -> None:
        made = host.connect().save_draft("k-1", note(), parent(host, sent(1)))
        host.fake.mailbox.embolden("k-1")
        assert not host.connect().drafts()["k-1"].unchanged
        assert host.connect().delete_draft(made) is False

    @pytest.mark.parametrize("field", ["subject", "toRecipients", "hasAttachments"])
    def test_what_else_is_an_edit(self, host: OutlookHost, field: str) -> None:
        host.connect().save_draft("k-1", note(), parent(host, sent(1)))
        fields = host.fake.mailbox.draft("k-1").fields
        fields[field] = {"subject": "Other", "toRecipients": [], "hasAttachments": True}[field]
        assert not host.connect().drafts()["k-1"].unchanged

    def test_draft_that_the_rep_sent_is_known_by_key(self, host: OutlookHost) -> None:
        made = host.connect().save_draft("k-1", note(), parent(host, sent(1)))
        reader = read(host)
        host.fake.mailbox.send_draft("k-1")
        reader.read()
        assert reader.emails[made].role == "sent"
        assert draft_key(reader.emails[made].header) == "k-1"
        assert host.connect().drafts() == {}

    def test_rep_edits_while_it_is_being_written(self, host: OutlookHost) -> None:
        """412 on the last step: the draft is there once, and what the rep did is respected."""
        host.fake.fail("PATCH ", status=412, code="ErrorIrresolvableConflict")
        made = host.connect().save_draft("k-1", note(), parent(host, sent(1)))
        assert host.connect().drafts()["k-1"].unchanged
        host.edit_draft("k-1", "My own words.")
        assert not host.connect().drafts()["k-1"].unchanged
        assert host.connect().delete_draft(made) is False

    def test_rep_edits_between_look_and_delete(self, host: OutlookHost) -> None:
        made = host.connect().save_draft("k-1", note(), parent(host, sent(1)))
        host.fake.fail("DELETE ", status=412, code="ErrorIrresolvableConflict")
        assert host.connect().delete_draft(made) is False
        assert host.connect().drafts()["k-1"].id == made

    def test_many_drafts_of_the_rep(self, host: OutlookHost) -> None:
        for number in range(230):
            host.deliver(letter(number), "drafts")
        host.connect().save_draft("k-1", note(), None)
        assert set(host.connect().drafts()) == {"k-1"}


class TestStorms:
    """Whatever goes wrong once is mended; whatever stays wrong is said; nothing is lost and no draft is made twice."""

    FAULTS = (
        {"status": 429, "headers": {"Retry-After": "2"}, "code": "ApplicationThrottled"},
        {"status": 429, "code": "MailboxConcurrency"},
        {"status": 500, "code": "InternalServerError"},
        {"status": 503, "headers": {"Retry-After": "Mon, 02 Mar 2026 09:00:00 GMT"}},
        {"status": 504, "code": "UnknownError"},
        {"status": 401, "code": "InvalidAuthenticationToken"},
        {"how": "drop"},
        {"how": "drop-after"},
        {"how": "half"},
    )

    @pytest.mark.parametrize("fault", FAULTS)
    @pytest.mark.parametrize("where", [r"\$batch", "messages/delta", r"\$value", "mailFolders/delta"])
    def test_reading(self, host: OutlookHost, fault: dict[str, object], where: str) -> None:
        for number in range(12):
            host.deliver(letter(number), "inbox" if number % 3 else "sent")
        reader = Reader(host, page_size=5)
        host.fake.fail(where, times=2 if fault.get("status") != 401 else 1, **fault)  # type: ignore[arg-type]
        reader.read()
        assert len(reader.view) == 12
        assert len(dict(host.connect().fetch(list(reader.emails)))) == 12

    @pytest.mark.parametrize("fault", [f for f in FAULTS if f.get("status") not in {429, 401}])
    @pytest.mark.parametrize("answers", [True, False])
    @pytest.mark.parametrize("where", ["POST ", "GET .*AAk", "PATCH "])
    def test_no_second_draft(
        self, host: OutlookHost, fault: dict[str, object], answers: bool, where: str
    ) -> None:
        mine = parent(host, sent(1)) if answers else None
        host.fake.fail(where, **fault)  # type: ignore[arg-type]
        for _ in range(3):
            if "k-1" not in host.connect().drafts():
                try:
                    host.connect().save_draft("k-1", note(), mine)
                except Unavailable:
                    continue
        assert host.connect().drafts()["k-1"].unchanged
        drafts = [m for m in host.fake.mailbox.messages.values() if m.fields["isDraft"]]
        assert len(drafts) == 1

    @pytest.mark.parametrize("fault", [f for f in FAULTS if f.get("status") in {429, 401}])
    def test_writes_that_were_not_carried_out_are_repeated(
        self, host: OutlookHost, fault: dict[str, object]
    ) -> None:
        host.fake.fail("POST ", **fault)  # type: ignore[arg-type]
        host.connect().save_draft("k-1", note(), None)
        assert host.connect().drafts()["k-1"].unchanged
        assert len(host.fake.mailbox.messages) == 1

    def test_token_expires_in_mid_scan(self, host: OutlookHost) -> None:
        for number in range(20):
            host.deliver(letter(number))
        connector = host.connect(4)
        reader = Reader(host, 4)
        more = True
        while more:
            page = connector.changes(reader.state, SINCE)
            reader.record(page)
            host.fake.entra.expire()
            more = page.has_more_changes
        assert len(reader.view) == 20

    def test_long_throttling_is_told(self, host: OutlookHost) -> None:
        host.fake.fail("", status=429, headers={"Retry-After": "300"}, code="ApplicationThrottled")
        with pytest.raises(Throttled) as told:
            host.connect().drafts()
        assert told.value.retry_after == 300
        assert len(host.fake.requests) == 1, "a host that asks for minutes is left alone"

    @pytest.mark.parametrize(
        ("status", "code", "error", "words"),
        [
            (401, "InvalidAuthenticationToken", AuthenticationFailed, "pleasantly login"),
            (403, "ErrorAccessDenied", AuthenticationFailed, "administrator"),
            (404, "MailboxNotEnabledForRESTAPI", NotSupported, "Exchange Online"),
            (400, "BadRequest", ConnectorError, "did not accept"),
            (500, "InternalServerError", Unavailable, "tried again"),
        ],
    )
    def test_what_stays_wrong_is_said(
        self, host: OutlookHost, status: int, code: str, error: type[ConnectorError], words: str
    ) -> None:
        host.fake.fail("", status=status, code=code, times=100)
        with pytest.raises(error, match=words):
            host.connect().changes(None, SINCE)
        with pytest.raises(error, match=words):
            host.connect().drafts()

    def test_answers_that_are_no_json(self, host: OutlookHost) -> None:
        host.fake.faults.append(
            graph_fake.Fault(lambda m, p: True, answer=(200, {}, b"<html>proxy</html>"), times=100)
        )
        with pytest.raises(Unavailable):
            host.connect().drafts()
        host.fake.faults[0].answer = (200, {}, b'{"value": 7}')
        with pytest.raises(Unavailable):
            host.connect().drafts()
        with pytest.raises(Unavailable):
            host.connect().changes(None, SINCE)

    def test_no_certificate_no_request(self) -> None:
        graph = Graph(lambda refresh: "T", base="https://127.0.0.1:9/v1.0", retry=IMPATIENT)
        with pytest.raises(Unavailable):
            graph.get(Ask("/me"))


def test_the_contract_knows_no_way_to_send() -> None:
    contract = Contract.at_hand()
    if contract is None:
        pytest.skip("Microsoft's description or openapi-core is not here (pip install openapi-core)")
    with GraphFake(contract=contract) as fake:
        headers = {"Authorization": f"Bearer {fake.entra.token()}"}
        requests.post(fake.url + "/v1.0/me/sendMail", json={}, headers=headers, timeout=5)
        requests.post(fake.url + "/v1.0/me/messages", json={"toRecipient": []}, headers=headers, timeout=5)
    assert len([v for v in contract.violations if v.startswith("request")]) == 2


class TestTheRest:
    def test_huge_messages_are_cut(self, host: OutlookHost, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("connectors.graph.LONGEST_MESSAGE", 2 * LARGE)
        host.deliver(letter(1) + b"x" * (3 * LARGE))
        host.deliver(letter(2))
        reader = Reader(host)
        connector = host.connect()
        reader.read(connector)
        got = dict(connector.fetch(list(reader.emails)))
        assert len(got[reader.id_of(name(1))]) == 2 * LARGE
        assert len(got) == 2

    def test_bodies_in_a_batch_may_be_text(self, host: OutlookHost) -> None:
        host.deliver(letter(1))
        reader = read(host)
        host.fake.plain_batch_bodies = True
        assert dict(host.connect().fetch(list(reader.emails))) == {reader.id_of(name(1)): letter(1)}

    def test_a_body_is_fetched_once_a_scan(self, host: OutlookHost) -> None:
        host.deliver(letter(1))
        reader = read(host)
        connector = host.connect()
        first = dict(connector.fetch(list(reader.emails)))
        before = len(host.fake.requests)
        assert dict(connector.fetch(list(reader.emails))) == first
        assert len(host.fake.requests) == before
        host.remove(name(1))
        reader.read(connector)
        assert list(connector.fetch(first)) == []

    def test_ids_with_slashes(self, host: OutlookHost) -> None:
        assert list(host.connect().fetch(["a/b", "../../me", "x?y", "a%2Fb"])) == []

    def test_identities(self, host: OutlookHost) -> None:
        assert host.connect().identities() == ("dana@acme.example", "dreyes@acme.example")

    def test_automatic_replies(self, host: OutlookHost) -> None:
        host.fake.mailbox.out_of_office["sue@buyer.example"] = "Back on 9 March."
        told = host.connect().automatic_replies(["sue@buyer.example", "tom@buyer.example"])
        assert {who: reply.text for who, reply in told.items()} == {"sue@buyer.example": "Back on 9 March."}

    def test_state_keeps_what_it_knows(self) -> None:
        state = State(datetime(2026, 1, 1, tzinfo=UTC), "/me/mailFolders/delta?x", {"a": "inbox"})
        assert State.read(state.text()) == state
        for wrong in (
            json.dumps([1, "x", "", {}, False, {}]),
            json.dumps([1, SINCE.isoformat(), "", {}, False, {"a": [1]}]),
        ):
            with pytest.raises(CannotCalculateChanges):
                State.read(wrong)

    def test_settings_that_are_missing(self) -> None:
        with pytest.raises(NotSupported, match="client_id"):
            Outlook(user="dana@acme.example")

    def test_the_fake_is_not_asked_by_anybody_else(self) -> None:
        with GraphFake() as fake:
            assert requests.get(fake.url + "/v1.0/me", timeout=5).status_code == 401
