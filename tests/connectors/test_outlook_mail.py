"""From Graph's fields to header sections, and from HTML to digests, whatever the fields and the HTML hold."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import FLAGGED, SEEN, draft_key
from connectors.outlook_drafts import as_html, digest_of, is_as_wanted, is_unchanged, marked, patch_of, wanted
from connectors.outlook_mail import DIGEST, KEY, email_of, instant, is_full, query
from connectors.outlook_state import Folder, State, with_tree
from tests.connectors.conformance import SINCE
from tests.servers.graph_fake import rewritten

TEXT = st.text(max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
PERSON = (
    st.fixed_dictionaries({"emailAddress": st.fixed_dictionaries({"name": TEXT, "address": TEXT})}) | JSON
)


def item(**more: Any) -> dict[str, Any]:
    return {
        "id": "AAk1",
        "internetMessageId": "<1@x.example>",
        "subject": "Pilot",
        "from": {"emailAddress": {"name": "Sue Lane", "address": "sue@buyer.example"}},
        "toRecipients": [{"emailAddress": {"name": "dana@acme.example", "address": "dana@acme.example"}}],
        "receivedDateTime": "2026-03-02T09:00:00Z",
        "isDraft": False,
        "isRead": True,
        "parentFolderId": "AAk0",
        **more,
    }


@given(
    st.fixed_dictionaries(
        {
            "subject": TEXT,
            "internetMessageId": TEXT,
            "toRecipients": st.lists(PERSON, max_size=4),
            "from": PERSON,
        },
        optional={
            "internetMessageHeaders": st.lists(
                st.fixed_dictionaries({"name": TEXT, "value": TEXT}), max_size=4
            ),
            "singleValueExtendedProperties": JSON,
            "sentDateTime": JSON,
            "receivedDateTime": JSON,
            "flag": JSON,
        },
    )
)
def test_any_fields_give_one_clean_header_section_or_are_refused(fields: dict[str, Any]) -> None:
    """Never another error than those that count as unreadable; never an empty line, never a line that no field owns."""
    try:
        email = email_of(item(**fields), "inbox")
    except (KeyError, TypeError, ValueError, AttributeError):
        return
    assert b"\r\n\r\n" not in email.header
    for line in email.header.split(b"\r\n") if email.header else ():
        assert b":" in line
        assert b"\n" not in line
        assert b"\r" not in line
    assert draft_key(email.header) is None or "X-Pleasantly-Key" in str(fields)


def test_what_it_says() -> None:
    email = email_of(item(flag={"flagStatus": "flagged"}, conversationId="AAQk1"), "inbox")
    told = BytesHeaderParser(policy=compat32).parsebytes(email.header + b"\r\n\r\n")
    assert told["From"] == '"Sue Lane" <sue@buyer.example>'
    assert told["To"] == "<dana@acme.example>"
    assert told["Message-ID"] == "<1@x.example>"
    assert email.keywords == {SEEN, FLAGGED}
    assert email.thread_id == "AAQk1"
    assert email.received_at == instant("2026-03-02T09:00:00Z")


def test_headers_as_received_come_first() -> None:
    headers = [
        {"name": "Subject", "value": "=?utf-8?q?Caf=C3=A9?="},
        {"name": "Received", "value": "a\r\n\tb"},
    ]
    header = email_of(item(internetMessageHeaders=headers, subject="Café"), "inbox").header
    assert header.startswith(b"Subject: =?utf-8?q?Caf=C3=A9?=\r\nReceived: a b\r\n")
    assert header.count(b"Subject:") == 1
    assert b"From: " in header


@pytest.mark.parametrize("told", [None, "", 7, "0001-01-01T00:00:00Z", "yesterday", "2026-13-01T00:00:00Z"])
def test_times_that_are_none(told: object) -> None:
    assert instant(told) is None


def test_half_told() -> None:
    assert is_full(item())
    assert not is_full({"id": "AAk1", "isRead": True, "parentFolderId": "AAk0"})


def test_queries_are_quoted() -> None:
    assert query(filter="a ge 2026-01-01T00:00:00Z") == "?$filter=a%20ge%202026-01-01T00%3A00%3A00Z"


def note(text: str, subject: str = "Re: Pilot") -> EmailMessage:
    message = EmailMessage()
    message["To"] = 'Sue "Sue" Lane <Sue@buyer.example>, tom@buyer.example'
    message["Cc"] = "Kim <kim@buyer.example>"
    message["Subject"] = subject
    message["Message-ID"] = "<d@acme.example>"
    message["In-Reply-To"] = "<1@x.example>"
    message["References"] = "<0@x.example> <1@x.example>"
    message.set_content(text)
    return message


def as_graph_keeps_it(fields: dict[str, Any]) -> dict[str, Any]:
    body = {"contentType": "html", "content": rewritten(fields["body"]["content"])}
    return {**fields, "id": "AAk2", "isDraft": True, "hasAttachments": False, "body": body}


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n \t<&>'\""),
        max_size=200,
    )
)
def test_rewriting_is_no_edit(text: str) -> None:
    draft = wanted("k-1", note(text))
    kept = as_graph_keeps_it(patch_of(draft, ""))
    assert is_as_wanted(kept, draft)
    assert is_unchanged(kept)
    sealed = {**kept, "singleValueExtendedProperties": marked({KEY: "k-1", DIGEST: digest_of(kept)})}
    assert is_unchanged(sealed)
    again = {**sealed, "body": {"contentType": "html", "content": rewritten(sealed["body"]["content"])}}
    assert is_unchanged(again)


@pytest.mark.parametrize(
    "edit",
    [
        {"subject": "Re: Pilot!"},
        {"ccRecipients": []},
        {"bccRecipients": [{"emailAddress": {"address": "boss@acme.example"}}]},
        {"hasAttachments": True},
        {"body": {"contentType": "html", "content": rewritten("<div><b>Hello</b></div>")}},
        {"body": {"contentType": "html", "content": rewritten('<div style="color:red">Hello</div>')}},
        {"body": {"contentType": "html", "content": rewritten("<div>Hello<br>Dana</div>")}},
        {"body": {"contentType": "text", "content": "Hello you"}},
        {"body": None},
    ],
)
def test_edits_are_seen(edit: dict[str, Any]) -> None:
    kept = as_graph_keeps_it(patch_of(wanted("k-1", note("Hello")), ""))
    sealed = {**kept, "singleValueExtendedProperties": marked({KEY: "k-1", DIGEST: digest_of(kept)})}
    assert is_unchanged(sealed)
    assert not is_unchanged({**sealed, **edit})


def test_what_is_asked_for() -> None:
    draft = wanted("k-1", note("Hello"))
    assert draft.people == (("sue@buyer.example", "tom@buyer.example"), ("kim@buyer.example",), ())
    told = {
        p["id"]: p["value"] for p in patch_of(draft, "<other@x.example>")["singleValueExtendedProperties"]
    }
    assert told["String 0x1042"] == "<1@x.example>"
    assert told["String 0x1039"] == "<0@x.example> <1@x.example>"
    told = {p["id"]: p["value"] for p in patch_of(draft, "<1@x.example>")["singleValueExtendedProperties"]}
    assert set(told) == {KEY, "String {6d1f6a52-4c0b-4e8e-9d55-0f3f6f2b7c11} Name PleasantlyIntended"}


def test_plain_text_stays_readable() -> None:
    assert as_html("a <b> & c\n  d\n") == (
        "<html><body><div>a &lt;b&gt; &amp; c<br>\r\n&nbsp; d</div></body></html>"
    )


@given(st.text(max_size=300))
def test_any_html_has_a_digest(content: str) -> None:
    body = {"contentType": "html", "content": content}
    assert len(digest_of({"subject": "x", "body": body})) == 32


def test_roles_of_folders() -> None:
    state = State(SINCE, "", {"in": "inbox", "tr": "trash", "ch": "-"})
    tree = [
        {"id": "in", "displayName": "Posteingang", "parentFolderId": "root"},
        {"id": "tr", "displayName": "Papierkorb", "parentFolderId": "root"},
        {"id": "ch", "displayName": "Chats", "parentFolderId": "root"},
        {"id": "c1", "displayName": "Team", "parentFolderId": "ch"},
        {"id": "d1", "displayName": "Deals", "parentFolderId": "in"},
        {"id": "d2", "displayName": "2024", "parentFolderId": "d1"},
        {"id": "o1", "displayName": "Old", "parentFolderId": "tr"},
        {"id": "s1", "displayName": "Gesendete Elemente", "parentFolderId": "d1"},
        {
            "id": "v1",
            "displayName": "Unread",
            "parentFolderId": "in",
            "@odata.type": "#microsoft.graph.mailSearchFolder",
        },
        {"id": "x1", "displayName": "Loop", "parentFolderId": "x1"},
    ]
    found = with_tree(state, tree).folders
    assert {i: f.role for i, f in found.items()} == {
        "in": "inbox",
        "tr": "trash",
        "d1": "",
        "d2": "",
        "o1": "trash",
        "s1": "sent",
        "x1": "",
    }


def test_a_new_role_means_reading_again() -> None:
    state = State(SINCE, "", {"tr": "trash"}, {"d1": Folder("Deals", "root", "/link", todo=False, told=True)})
    same = with_tree(state, [{"id": "d1", "displayName": "Deals 2", "parentFolderId": "root"}]).folders["d1"]
    assert (same.link, same.todo) == ("/link", False)
    moved = with_tree(state, [{"id": "d1", "displayName": "Deals", "parentFolderId": "tr"}]).folders["d1"]
    assert (moved.link, moved.todo, moved.role) == ("", True, "trash")
