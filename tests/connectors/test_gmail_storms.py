"""Limits, outages, broken connections, half answers and dying sign-ins: nothing is lost, and no draft is there twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httplib2  # type: ignore[import-untyped]
import pytest

from connectors.base import (
    AuthenticationFailed,
    CannotCalculateChanges,
    Connector,
    ConnectorError,
    Unavailable,
)
from connectors.gmail import Gmail
from tests.connectors.conformance import SINCE, START, Reader, edited, letter, name, note
from tests.connectors.gmail_world import World
from tests.connectors.test_gmail import GmailHost
from tests.servers.gmail_fake import Answer, Fault, Response, cut, drop, drop_answer, refuse, web_page


def strange(status: int, content: bytes) -> Fault:
    """A fault: something on the way answers this instead of Google."""
    return lambda carry_out: (
        httplib2.Response({"status": str(status), "content-type": "text/html"}),
        content,
    )


FAULTS: dict[str, Fault] = {
    "429": refuse(429, "rateLimitExceeded", retry_after="3"),
    "429 bare": refuse(429, "RESOURCE_EXHAUSTED"),
    "403 rate": refuse(403, "rateLimitExceeded"),
    "403 user rate": refuse(
        403, "userRateLimitExceeded", "User-rate limit exceeded.  Retry after 2026-03-02T09:00:09.000Z"
    ),
    "403 quota": refuse(403, "quotaExceeded"),
    "403 concurrent": refuse(403, "forbidden", "Too many concurrent requests for user"),
    "400 transient": refuse(400, "failedPrecondition", "Precondition check failed."),
    "500": refuse(500, "backendError"),
    "503": refuse(503, "UNAVAILABLE", retry_after="2"),
    "proxy": web_page,
    "proxy's 404": strange(404, b"<html>Not found</html>"),
    "proxy's 403": strange(403, b"<html>Blocked</html>"),
    "redirect": strange(302, b""),
    "log-in page": strange(200, b"<html>Welcome to the hotel</html>"),
    "empty": strange(200, b""),
    "nothing in it": strange(200, b"[]"),
    "dropped": drop,
    "answer lost": drop_answer,
    "half answer": cut,
}
SURELY_WITHOUT_EFFECT = {name for name in FAULTS if name[0] == "4"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> Fault:
    return FAULTS[request.param]


def fill(world: World) -> GmailHost:
    """Eleven messages, three of them sent, two drafts of the rep's."""
    host = GmailHost(world)
    for number in range(11):
        host.deliver(letter(number, at=START + timedelta(hours=number)), "inbox" if number % 4 else "sent")
    host.deliver(letter(20), "drafts")
    host.deliver(letter(21), "drafts")
    return host


EVERYTHING = {name(number) for number in (*range(11), 20, 21)}


def requests_of(world: World, work: Callable[[], object]) -> int:
    """How many HTTP requests something makes."""
    before = world.fake.requests
    work()
    return world.fake.requests - before


def test_reading_survives_a_fault_at_any_request(world: World, fault: Fault) -> None:
    host = fill(world)
    count = requests_of(world, lambda: Reader(host, page_size=4).read())
    assert count > 8
    for at in range(count):
        world.fake.faults.extend([None] * at + [fault])
        reader = Reader(host, page_size=4)
        reader.read()
        assert set(reader.view) == EVERYTHING
        world.fake.faults.clear()


def test_following_survives_a_fault_at_any_request(world: World, fault: Fault) -> None:
    host = fill(world)
    reader = Reader(host)
    reader.read()
    for number in range(30, 36):
        world.fake.faults.extend([None] * (number % 3) + [fault, fault])
        host.deliver(letter(number))
        host.deliver(letter(number + 100), "sent")
        reader.read()
        world.fake.faults.clear()
    assert set(reader.view) == EVERYTHING | {name(n) for n in range(30, 36)} | {
        name(n) for n in range(130, 136)
    }


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "backendError", "failedPrecondition"])
def test_items_of_a_batch_fail_by_themselves(world: World, reason: str) -> None:
    host = fill(world)
    status = {"rateLimitExceeded": 429, "backendError": 503, "failedPrecondition": 400}[reason]
    world.fake.part_faults.extend([None] * 4 + [Answer(status, reason), None, Answer(status, reason)] * 6)
    reader = Reader(host)
    pages = reader.read()
    assert set(reader.view) == EVERYTHING
    assert not [one for page in pages for one in page.unreadable]


def test_a_limit_makes_batches_smaller(world: World) -> None:
    api = world.api()
    host = fill(world)
    del host
    assert api._batch_size == 25
    world.fake.faults.append(refuse(429, "rateLimitExceeded"))
    list(api.list_messages(""))
    assert api._batch_size == 10


def saved_once(world: World, connector: Connector, key: str) -> int:
    """What the agent does after a scan that broke off: it looks for the key, and saves where there is none. Gives the drafts with the key."""
    if key not in connector.drafts():
        connector.save_draft(key, note(), None)
    return sum(key.encode() in stored.raw for stored in world.fake.messages.values())


def test_no_second_draft(world: World, fault: Fault) -> None:
    fill(world)
    host = GmailHost(world)
    parent = next(iter(world.fake.messages))
    count = requests_of(world, lambda: world.connect().save_draft("k-0", note(), parent))
    for at in range(count + 3):
        key = f"key-{at}"
        world.fake.faults.extend([None] * at + [fault])
        try:
            made = world.connect().save_draft(key, note(), parent)
            assert world.connect().drafts()[key].id == made
        except Unavailable:
            assert fault not in [FAULTS[one] for one in SURELY_WITHOUT_EFFECT]
        world.fake.faults.clear()
        assert saved_once(world, host.connect(), key) == 1


def test_a_lost_answer_to_a_new_draft_is_looked_up(world: World) -> None:
    fill(world)
    world.fake.faults.append(drop_answer)
    made = world.connect().save_draft("k-1", note(), None)
    assert world.connect().drafts()["k-1"].id == made
    assert world.fake.calls["drafts.create"] == 1


def test_deleting_survives_a_fault_at_any_request(world: World, fault: Fault) -> None:
    if fault is FAULTS["empty"]:
        pytest.skip("an empty answer is how Gmail says that a draft was deleted")
    for at in range(5):
        key = f"k-{at}"
        connector = world.connect()
        made = connector.save_draft(key, note(), None)
        world.fake.faults.extend([None] * at + [fault])
        try:
            assert connector.delete_draft(made) is True
        except Unavailable:
            assert connector.delete_draft(made) in (True, False)
        world.fake.faults.clear()
        assert key not in world.connect().drafts()


def test_an_edit_between_two_tries_to_delete_is_kept(world: World) -> None:
    """The first try is lost on the way, then the rep types: the second try must see that."""
    host = GmailHost(world)
    connector = world.connect()
    made = connector.save_draft("k-1", note(), None)

    def lost(carry_out: object) -> Response:
        draft = next(iter(world.fake.drafts))
        host.fake.autosave(draft, edited(world.fake.messages[made].raw, "My own words."))
        raise ConnectionResetError(104, "Connection reset by peer")

    world.fake.faults.extend([None, lost])
    assert connector.delete_draft(made) is False
    assert not world.connect().drafts()["k-1"].unchanged


def test_a_long_limit_is_told_and_not_waited_for(world: World) -> None:
    fill(world)
    for status in (429, 503):
        world.fake.faults.append(refuse(status, "rateLimitExceeded", retry_after="900"))
        with pytest.raises(Unavailable) as told:
            world.connect().changes(None, SINCE)
        assert told.value.retry_after == 900
    world.fake.faults.append(refuse(403, "dailyLimitExceeded"))
    with pytest.raises(Unavailable) as told:
        world.connect().changes(None, SINCE)
    assert told.value.retry_after == 3600
    assert sum(world.waits) < 60


def test_an_outage_ends_with_an_error_and_the_reading_goes_on_later(world: World) -> None:
    host = fill(world)
    reader = Reader(host, page_size=3)
    reader.record(world.connect(page_size=3).changes(None, SINCE))
    for bad in (refuse(500, "backendError"), drop, cut, web_page):
        world.fake.faults.extend([bad] * 40)
        with pytest.raises(Unavailable):
            world.connect(page_size=3).changes(reader.state, SINCE)
        world.fake.faults.clear()
    reader.read()
    assert set(reader.view) == EVERYTHING


def test_the_bucket_keeps_below_the_limit(tmp_path: Path) -> None:
    """At Google's own count of a sliding minute, the default share never meets the limit."""
    world = World(tmp_path)
    world.fake.units_per_minute = 6000
    host = GmailHost(world)
    for number in range(420):
        host.deliver(letter(number))
    connector = world.connect(units_per_minute=5000, patience=120.0)
    reader = Reader(host)
    reader.read(connector)
    assert len(reader.view) == 420
    assert world.fake.units > 8000
    assert world.fake.limited == 0
    assert world.seconds > 30


def test_a_share_that_is_too_large_only_costs_time(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.fake.units_per_minute = 1200
    host = GmailHost(world)
    for number in range(100):
        host.deliver(letter(number))
    reader = Reader(host)
    for _ in range(20):
        try:
            reader.read()
            break
        except Unavailable:
            world.wait(60)
    assert len(reader.view) == 100


def test_too_long_a_wait_for_the_quota_is_told(world: World) -> None:
    host = GmailHost(world)
    for number in range(60):
        host.deliver(letter(number))
    connector = world.connect(units_per_minute=100, patience=30.0)
    with pytest.raises(Unavailable) as told:
        connector.changes(None, SINCE)
    assert told.value.retry_after is not None
    assert told.value.retry_after > 30


def test_an_access_token_that_expires_in_mid_scan_is_renewed_and_shared(world: World) -> None:
    host = fill(world)
    count = requests_of(world, lambda: Reader(host, page_size=4).read())
    for at in range(count):
        before = world.fake.refreshes

        def revoke(carry_out: Callable[[], object]) -> object:
            world.fake.access_tokens.clear()
            return carry_out()

        world.fake.faults.extend([None] * at + [revoke])  # type: ignore[list-item]
        reader = Reader(host, page_size=4)
        reader.read()
        assert set(reader.view) == EVERYTHING
        assert world.fake.refreshes == before + 1
        world.fake.faults.clear()
    before = world.fake.refreshes
    Reader(host).read()
    assert world.fake.refreshes == before


def test_a_token_that_another_process_renewed_is_taken(world: World) -> None:
    first, second = world.connect(), world.connect()
    first.drafts()
    second.drafts()
    world.fake.access_tokens.clear()
    first.drafts()
    second.drafts()
    assert world.fake.refreshes == 1


def test_a_dead_sign_in_is_told_once_with_its_cure(world: World) -> None:
    fill(world)
    world.fake.access_tokens.clear()
    world.fake.refresh_tokens.clear()
    before = world.fake.requests
    with pytest.raises(AuthenticationFailed, match="pleasantly login"):
        world.connect().changes(None, SINCE)
    assert world.fake.requests - before == 2
    assert world.waits == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (refuse(403, "accessNotConfigured"), "not switched on in your Google Cloud project"),
        (refuse(403, "SERVICE_DISABLED"), "not switched on in your Google Cloud project"),
        (refuse(403, "insufficientPermissions"), "tick both boxes"),
        (refuse(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "tick both boxes"),
        (refuse(403, "domainPolicy"), "administrator"),
        (refuse(403, "forbidden", "Delegation denied for x@y.example"), "not the one under `user`"),
        (refuse(400, "failedPrecondition", "Mail service not enabled"), "Gmail is not switched on"),
        (refuse(403, "whatever"), "login"),
    ],
)
def test_what_only_the_rep_can_mend(world: World, fault: Fault, words: str) -> None:
    world.fake.faults.append(fault)
    with pytest.raises(AuthenticationFailed, match=words) as told:
        world.connect().changes(None, SINCE)
    assert "x@y.example" not in str(told.value)
    assert world.waits == []


def test_another_account_than_configured(world: World) -> None:
    world.fake.address = "someone@else.example"
    world.sign_in()
    connector = Gmail("dana@acme.example", api=world.api)
    with pytest.raises(AuthenticationFailed, match="not the one under `user`"):
        connector.changes(None, SINCE)


@pytest.mark.parametrize("user", ["dana.reyes@googlemail.com", "danareyes@gmail.com", "Dana.Reyes@gmail.com"])
def test_one_account_in_its_spellings(world: World, user: str) -> None:
    world.fake.address = "danareyes@gmail.com"
    world.sign_in()
    Gmail(user, api=world.api).changes(None, SINCE)


def test_forgotten_history_leads_to_a_fresh_reading(world: World) -> None:
    host = fill(world)
    reader = Reader(host)
    reader.read()
    world.fake.forget_history()
    with pytest.raises(CannotCalculateChanges):
        reader.read()
    reader.state = None
    reader.read()
    assert set(reader.view) == EVERYTHING


def test_no_foreign_exception_leaves(world: World) -> None:
    """A defect of ours is not hidden as an outage; everything of the network's is one of ours."""
    fill(world)
    connector = world.connect()
    for trouble in (
        ConnectionAbortedError(),
        TimeoutError(),
        EOFError(),
        UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
    ):

        def fail(carry_out: object, trouble: Exception = trouble) -> object:
            raise trouble

        world.fake.faults.extend([fail] * 20)  # type: ignore[list-item]
        try:
            connector.drafts()
        except (ConnectorError, EOFError) as error:
            assert isinstance(error, ConnectorError) != isinstance(trouble, EOFError)
        world.fake.faults.clear()


def test_a_message_that_gmail_cannot_give_is_asked_for_again(world: World) -> None:
    host = fill(world)
    host.spoil()
    reader = Reader(host)
    pages = reader.read()
    assert len([one for page in pages for one in page.unreadable]) == 1
    world.fake.broken.clear()
    reader.read()
    assert name(99) in reader.view
