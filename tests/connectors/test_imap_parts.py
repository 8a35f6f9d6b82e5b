"""The parts of the IMAP connector that need no server: sets of UIDs, the state, folder roles, answers read quickly and answers that are none."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import AuthenticationFailed, CannotCalculateChanges, ConnectorError, Unavailable
from connectors.imap import choose_folders
from connectors.imap_hosts import PRESETS, login_error, response_code, server_of
from connectors.imap_state import MAX_UID, Known, State, Status, UidSet, uid_chunks
from connectors.imap_wire import (
    Listed,
    _quick,
    _responses,
    _slow,
    _take,
    flags_of,
    imap_date,
    quoted,
    received_at,
    section_of,
)
from connectors.retry import Retry, Unreachable

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
uids = st.sets(st.integers(1, 60) | st.integers(1, MAX_UID))


@given(uids, uids, uids)
def test_uid_sets_are_sets(first: set[int], more: set[int], fewer: set[int]) -> None:
    found = UidSet(first)
    found.add(more)
    found.discard(fewer)
    expected = (first | more) - fewer
    assert set(found) == expected
    assert len(found) == len(expected)
    assert all(uid in found for uid in expected)
    assert not any(uid in found for uid in fewer)
    assert list(UidSet.parse(str(found))) == sorted(expected)
    assert str(UidSet.parse(str(found))) == str(found)


@given(st.text(string.digits + ":,-*", max_size=20))
def test_uid_sets_refuse_what_is_none(text: str) -> None:
    try:
        found = UidSet.parse(text)
    except ValueError:
        return
    assert all(1 <= low <= MAX_UID for low in list(found)[:5])


def test_a_regular_mailbox_is_small_in_the_state() -> None:
    assert str(UidSet(range(1, 60_001))) == "1:60000"


@given(uids, st.integers(1, 9), st.integers(8, 60))
def test_chunks_hold_all_in_order(numbers: set[int], size: int, longest: int) -> None:
    ordered = sorted(numbers, reverse=True)
    chunks = list(uid_chunks(ordered, size, longest))
    assert [uid for chunk in chunks for uid in chunk] == ordered
    assert all(1 <= len(chunk) <= size for chunk in chunks)
    assert all(len(str(UidSet(chunk))) <= max(longest, 11) for chunk in chunks)


marks = st.sampled_from(["inbox", "sent", "drafts!", "trash", "", "-"])
known = st.builds(
    Known,
    st.integers(0, MAX_UID),
    st.none()
    | st.builds(Status, st.integers(0, 9), st.integers(1, 99), st.integers(0, 99), st.integers(0, 2**62)),
    st.integers(0, 99),
    st.dictionaries(marks, st.sets(st.integers(1, 99), min_size=1).map(UidSet)),
    st.booleans(),
)


@given(st.dictionaries(st.text(string.hexdigits.lower(), min_size=1, max_size=12), known))
def test_states_are_read_as_they_were_written(folders: dict[str, Known]) -> None:
    text = State(SINCE, folders).dump()
    read = State.parse(text, datetime(2001, 1, 1, tzinfo=UTC))
    assert read.dump() == text
    assert read.since == SINCE
    for name, before in folders.items():
        assert {m: list(u) for m, u in read.folders[name].told.items()} == {
            m: list(u) for m, u in before.told.items()
        }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(json_values, json_values)
def test_states_that_are_none(folders: object, since: object) -> None:
    for table in (
        folders,
        {"v": 1, "since": since, "folders": folders},
        {"v": 1, "since": SINCE.isoformat(), "folders": {"a": folders}},
    ):
        try:
            State.parse(json.dumps(table), SINCE)
        except CannotCalculateChanges as error:
            assert "read from the beginning" in str(error)


def test_what_was_told_as_what() -> None:
    known = Known(7)
    known.tell([(1, "inbox"), (2, "inbox"), (3, "trash")])
    known.tell([(2, "trash")])
    assert {mark: list(told) for mark, told in known.told.items()} == {"inbox": [1], "trash": [2, 3]}
    known.forget([1])
    assert list(known.told) == ["trash"]
    assert (known.mark_of(2), known.mark_of(1), known.all_told()) == ("trash", None, {2, 3})


def rows(*lines: tuple[str, str]) -> list[Listed]:
    return [
        Listed(
            name.encode(), "." if "." in name and "/" not in name else "/", frozenset(flags.lower().split())
        )
        for name, flags in lines
    ]


def roles(listed: list[Listed], mapping: dict[str, str] | None = None, gmail: bool = False) -> dict[str, str]:
    return {
        folder.wire_name.decode(): folder.role
        for folder in choose_folders(listed, mapping or {}, gmail=gmail)
    }


def test_cyrus_lists_attributes_in_lower_case() -> None:
    listed = rows(
        ("INBOX", "\\HasChildren"),
        ("INBOX.Drafts", "\\drafts"),
        ("INBOX.Sent", "\\sent"),
        ("INBOX.M&APw-ll", "\\trash"),
        ("INBOX.Kunden", ""),
    )
    assert roles(listed) == {
        "INBOX": "inbox",
        "INBOX.Drafts": "drafts",
        "INBOX.Sent": "sent",
        "INBOX.M&APw-ll": "trash",
        "INBOX.Kunden": "",
    }


def test_exchange_like_folders() -> None:
    listed = rows(
        ("INBOX", "\\Marked"),
        ("Entw&APw-rfe", ""),
        ("Gesendete Elemente", "\\Sent"),
        ("Gel&APY-schte Elemente", "\\Trash"),
        ("Junk-E-Mail", "\\Junk"),
        ("Archiv/2024", ""),
        ("Postausgang", ""),
    )
    found = roles(listed)
    assert [found[name] for name in ("Entw&APw-rfe", "Gesendete Elemente", "Gel&APY-schte Elemente")] == [
        "drafts",
        "sent",
        "trash",
    ]
    assert found["Archiv/2024"] == "archive"


def test_settings_come_first_then_attributes_then_names() -> None:
    listed = rows(("INBOX", ""), ("Sent", "\\Drafts"), ("Mine", "\\Sent"), ("Old", ""), ("Noise", ""))
    assert roles(listed)["Sent"] == "drafts"
    mapped = roles(listed, {"Mine": "archive", "Old": "sent", "Noise": "ignore"})
    assert mapped == {"INBOX": "inbox", "Sent": "drafts", "Mine": "archive", "Old": "sent"}


def test_views_are_not_read_twice() -> None:
    listed = rows(
        ("INBOX", ""), ("Virtual/All", "\\All"), ("Virtual/Flagged", "\\Flagged"), ("Sent", "\\Sent")
    )
    assert roles(listed) == {"INBOX": "inbox", "Sent": "sent"}


def test_gmail_is_read_from_all_mail() -> None:
    listed = rows(
        ("INBOX", ""),
        ("[Gmail]/All Mail", "\\All"),
        ("[Gmail]/Sent Mail", "\\Sent"),
        ("[Gmail]/Drafts", "\\Drafts"),
        ("[Gmail]/Spam", "\\Junk"),
        ("[Gmail]/Trash", "\\Trash"),
        ("[Gmail]/Important", "\\Important"),
        ("Customers", ""),
    )
    assert roles(listed, gmail=True) == {
        "[Gmail]/All Mail": "archive",
        "[Gmail]/Drafts": "drafts",
        "[Gmail]/Spam": "junk",
        "[Gmail]/Trash": "trash",
    }
    hidden = [row for row in listed if row.name != b"[Gmail]/All Mail"]
    assert set(roles(hidden, gmail=True)) == {
        "INBOX",
        "[Gmail]/Sent Mail",
        "[Gmail]/Drafts",
        "[Gmail]/Spam",
        "[Gmail]/Trash",
        "Customers",
    }


@pytest.mark.parametrize(
    ("name", "wire"),
    [(b"a b", b'"a b"'), (b'say "hi"', b'"say \\"hi\\""'), (b"back\\slash", b'"back\\\\slash"')],
)
def test_names_are_quoted(name: bytes, wire: bytes) -> None:
    assert quoted(name) == wire


def test_days_are_english() -> None:
    assert imap_date(datetime(2026, 3, 2, tzinfo=UTC)) == b"2-Mar-2026"


RESPONSES: list[list[Any]] = [
    [b"1 (UID 7 FLAGS (\\Seen \\Draft))"],
    [b"1 (FLAGS () UID 7)"],
    [(b'1 (UID 7 INTERNALDATE "02-Mar-2026 09:00:00 +0000" BODY[HEADER]<0> {5}', b"a: b\n"), b")"],
    [(b"1 (UID 7 RFC822.SIZE 12 BODY[HEADER.FIELDS (X-KEY)] {2}", b"\r\n"), b")"],
    [(b"1 (BODY[HEADER] {5}", b"a: b\n"), b" UID 7)"],
    [b'1 (UID 7 BODY[] "short")'],
    [b"1 (UID 7 BODY[] NIL)"],
    [(b'1 (UID 7 X-GM-LABELS ("\\\\Inbox" Work "a b") X-GM-THRID 99 BODY[HEADER] {1}', b"x"), b")"],
]


@pytest.mark.parametrize("response", RESPONSES)
def test_quick_and_slow_agree(response: list[Any]) -> None:
    quick, slow = _quick(response), _slow(response)
    assert quick is None or quick == slow
    assert int(slow[b"UID"]) == 7


def test_the_usual_shape_is_read_quickly() -> None:
    assert all(_quick(response) is not None for response in RESPONSES[:4])


wire = st.lists(
    st.sampled_from(
        [
            b"1 (",
            b"UID 7",
            b"FLAGS (\\Seen)",
            b" ",
            b"BODY[HEADER]",
            b"{3}",
            b'"',
            b"(",
            b")",
            b"\\",
            b"NIL",
            b"X",
            b"0",
        ]
    ),
    max_size=14,
).map(b"".join)


@given(st.lists(wire | st.tuples(wire.map(lambda text: text + b"{3}"), st.binary(max_size=4)), max_size=5))
def test_any_answer_is_read_or_left(entries: list[Any]) -> None:
    found: dict[int, dict[bytes, Any]] = {}
    for response in _responses(entries):
        uid, whole = _take(response, found)
        assert not whole or uid in found
    for row in found.values():
        section_of(row)
        flags_of(row)
        received_at(row)


@given(wire)
def test_quick_is_never_wrong(text: bytes) -> None:
    quick = _quick([text])
    if quick is not None:
        assert quick == _slow([text])


def test_times_of_the_server() -> None:
    def at(text: bytes) -> str:
        moment = received_at({b"INTERNALDATE": text})
        return moment.isoformat() if moment else ""

    assert at(b"02-Mar-2026 09:00:00 +0000") == "2026-03-02T09:00:00+00:00"
    assert at(b" 2-Mar-2026 09:00:00 -0530") == "2026-03-02T09:00:00-05:30"
    assert at(b"02-MAR-2026 09:00:00 +0100") == "2026-03-02T09:00:00+01:00"
    for wrong in (
        b"",
        b"yesterday",
        b"32-Mar-2026 09:00:00 +0000",
        b"02-Mrz-2026 09:00:00 +0000",
        b"\xff" * 26,
    ):
        assert at(wrong) == ""


def test_codes_of_answers() -> None:
    assert response_code("login failed: [AUTHENTICATIONFAILED] no") == "AUTHENTICATIONFAILED"
    assert response_code("[WEBALERT https://x.example] no") == "WEBALERT"
    assert response_code("no [brackets] here") == ""


@given(st.text(max_size=60))
def test_every_refusal_is_the_reps_or_passes(text: str) -> None:
    for preset in (None, *PRESETS):
        server = server_of("dana@acme.example", "imap.acme.example", None, None, None, preset, 60)
        for oauth in (False, True):
            error = login_error(server, text, oauth=oauth)
            assert isinstance(error, (AuthenticationFailed, Unavailable))
            assert "dana" not in str(error)


def test_reads_are_tried_again_and_no_more_than_asked() -> None:
    naps: list[float] = []
    calls = 0

    def fail(error: ConnectorError) -> str:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise error
        return "done"

    retry = Retry(attempts=3, first=1.0, longest=10.0, sleep=naps.append)
    assert retry.read(lambda: fail(Unavailable("later"))) == "done"
    assert len(naps) == 2
    assert all(0 < nap <= 10 for nap in naps)
    for error, expected in (
        (Unavailable("later", retry_after=600), 1),
        (Unreachable("never"), 1),
        (AuthenticationFailed("no"), 1),
        (Unavailable("later"), 2),
    ):
        calls = -10
        with pytest.raises(type(error)):
            Retry(attempts=2, sleep=naps.append).read(lambda error=error: fail(error))  # type: ignore[misc]
        assert calls == -10 + expected


def test_the_host_says_how_long() -> None:
    naps: list[float] = []
    with pytest.raises(Unavailable):
        Retry(attempts=2, first=0.5, longest=20, sleep=naps.append).read(
            lambda: (_ for _ in ()).throw(Unavailable("later", retry_after=7))
        )
    assert 7 <= naps[0] <= 27
