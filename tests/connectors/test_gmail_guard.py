"""Nothing that could send leaves: shown for every method that Google describes, for batches, and for what could be slipped past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from googleapiclient.discovery import build_from_document
from hypothesis import given
from hypothesis import strategies as st

from connectors.auth_google import signed_transport
from connectors.base import NotSupported
from connectors.gmail_guard import GOOGLE_ROOT, TOKEN_URI, GuardedTransport, only_reads
from tests.connectors.gmail_world import World
from tests.servers.gmail_fake import NEVER, discovery_document

ALLOWED = {
    "gmail.users.getProfile",
    "gmail.users.history.list",
    "gmail.users.messages.list",
    "gmail.users.messages.get",
    "gmail.users.threads.get",
    "gmail.users.drafts.list",
    "gmail.users.drafts.get",
    "gmail.users.drafts.create",
    "gmail.users.drafts.delete",
    "gmail.users.settings.sendAs.list",
}


class Wire:
    """A transport that only notes what reached it."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> tuple[Any, bytes]:
        self.seen.append(f"{method} {uri}")
        return None, b""


def described(resource: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(id, verb, path) of every method that Google describes, uploads included, for user "me"."""
    for method in resource.get("methods", {}).values():
        uploads = [one["path"] for one in method.get("mediaUpload", {}).get("protocols", {}).values()]
        for path in [method.get("flatPath") or method["path"], *uploads]:
            yield (
                method["id"],
                method["httpMethod"],
                path.lstrip("/").replace("{userId}", "me").replace("{id}", "18c1"),
            )
    for inner in resource.get("resources", {}).values():
        yield from described(inner)


METHODS = sorted(set(described(discovery_document())))


def test_the_description_is_complete() -> None:
    assert {name for name, _, _ in METHODS} >= {*ALLOWED, *NEVER}


@pytest.mark.parametrize(("name", "verb", "path"), METHODS)
def test_only_the_few_methods_pass(name: str, verb: str, path: str) -> None:
    wire = Wire()
    guard = GuardedTransport(wire)
    if name in ALLOWED and not path.startswith("upload/") and "upload" not in path:
        guard.request(GOOGLE_ROOT + path, method=verb)
        assert len(wire.seen) == 1
    else:
        with pytest.raises(NotSupported):
            guard.request(GOOGLE_ROOT + path, method=verb)
        assert wire.seen == []


def test_the_library_cannot_send_through_it() -> None:
    wire = Wire()
    users = build_from_document(discovery_document(), http=GuardedTransport(wire)).users()
    raw = {"raw": "RnJvbTogeA0KDQp4"}
    for request in (
        users.messages().send(userId="me", body=raw),
        users.drafts().send(userId="me", body={"id": "r-1"}),
        users.drafts().update(userId="me", id="r-1", body={"message": raw}),
        users.messages().insert(userId="me", body=raw),
        users.messages().trash(userId="me", id="18c1"),
        users.messages().modify(userId="me", id="18c1", body={"removeLabelIds": ["UNREAD"]}),
        users.settings().updateAutoForwarding(userId="me", body={"enabled": True}),
    ):
        with pytest.raises(NotSupported, match="cannot send"):
            request.execute()
    assert wire.seen == []


def test_the_library_cannot_send_in_a_batch() -> None:
    wire = Wire()
    service = build_from_document(discovery_document(), http=GuardedTransport(wire))
    for forbidden in (
        service.users().messages().send(userId="me", body={"raw": "RnJvbTogeA0KDQp4"}),
        service.users().drafts().send(userId="me", body={"id": "r-1"}),
        service.users().drafts().create(userId="me", body={"message": {"raw": "RnJvbTogeA0KDQp4"}}),
        service.users().drafts().delete(userId="me", id="r-1"),
    ):
        batch = service.new_batch_http_request()
        batch.add(service.users().messages().get(userId="me", id="18c1"))
        batch.add(forbidden)
        with pytest.raises(NotSupported):
            batch.execute(http=GuardedTransport(wire))
    assert wire.seen == []


@pytest.mark.parametrize(
    ("method", "uri"),
    [
        ("POST", GOOGLE_ROOT + "gmail/v1/users/me/messages/send"),
        ("POST", GOOGLE_ROOT + "gmail/v1/users/me/drafts/send"),
        ("POST", GOOGLE_ROOT + "gmail/v1/users/me/drafts/%73end"),
        ("POST", GOOGLE_ROOT + "gmail/v1/users/me/drafts/../messages/send"),
        ("POST", GOOGLE_ROOT + "gmail/v1/users/me/drafts/"),
        ("POST", GOOGLE_ROOT + "gmail/v1/users/me/drafts?uploadType=multipart"),
        ("POST", GOOGLE_ROOT + "upload/gmail/v1/users/me/messages/send?uploadType=media"),
        ("POST", GOOGLE_ROOT + "resumable/upload/gmail/v1/users/me/drafts/send"),
        ("DELETE", GOOGLE_ROOT + "gmail/v1/users/me/messages/18c1"),
        ("DELETE", GOOGLE_ROOT + "gmail/v1/users/me/drafts/send"),
        ("PUT", GOOGLE_ROOT + "gmail/v1/users/me/drafts/r-1"),
        ("GET", "https://mail.example/gmail/v1/users/me/messages"),
        ("GET", "http://gmail.googleapis.com/gmail/v1/users/me/messages"),
        ("GET", GOOGLE_ROOT + "gmail/v1/users/other@acme.example/messages"),
        ("GET", TOKEN_URI),
        ("POST", "https://oauth2.googleapis.com/revoke"),
        ("POST", "https://oauth2.googleapis.com.evil.example/token"),
        ("POST", "https://www.googleapis.com/batch"),
    ],
)
def test_what_could_be_slipped_past(method: str, uri: str) -> None:
    wire = Wire()
    with pytest.raises(NotSupported):
        GuardedTransport(wire).request(uri, method=method, body="")
    assert wire.seen == []


def test_a_method_cannot_be_disguised() -> None:
    wire = Wire()
    for name in ("X-HTTP-Method-Override", "x-http-method-override"):
        with pytest.raises(NotSupported):
            GuardedTransport(wire).request(GOOGLE_ROOT + "gmail/v1/users/me/messages", headers={name: "POST"})
    assert wire.seen == []


def batch(*parts: str) -> tuple[str, dict[str, str]]:
    body = (
        "".join(f"--b\nContent-Type: application/http\nContent-ID: <x>\n\n{part}\n\n" for part in parts)
        + "--b--"
    )
    return body, {"content-type": 'multipart/mixed; boundary="b"'}


READ = "GET /gmail/v1/users/me/messages/18c1?format=raw HTTP/1.1\naccept: application/json"


@pytest.mark.parametrize(
    "part",
    [
        "POST /gmail/v1/users/me/messages/send HTTP/1.1\n\n{}",
        "post /gmail/v1/users/me/messages/send HTTP/1.1\n\n{}",
        "GET /gmail/v1/users/me/messages/18c1 HTTP/1.1\nX-HTTP-Method-Override: POST",
        "GET /gmail/v1/users/me/messages/18c1 HTTP/1.1\n\n\nPOST /gmail/v1/users/me/messages/send HTTP/1.1",
        "GET /upload/gmail/v1/users/me/messages/send HTTP/1.1",
        "",
    ],
)
def test_batches_hold_only_reads(part: str) -> None:
    assert only_reads(*batch(READ, READ))
    assert not only_reads(*batch(READ, part))
    assert not only_reads(*batch(part))


def test_a_batch_that_is_none() -> None:
    assert not only_reads(
        "POST /gmail/v1/users/me/messages/send HTTP/1.1", {"content-type": "application/http"}
    )
    assert not only_reads(None, {})
    body, header = batch(READ)
    assert not only_reads(body + "\nPOST /gmail/v1/users/me/messages/send HTTP/1.1\n", header)


@given(
    st.lists(
        st.sampled_from([READ, "POST /gmail/v1/users/me/drafts/send HTTP/1.1\n\n{}", "x", "--b"]), min_size=1
    )
)
def test_no_batch_with_a_write_passes(parts: list[str]) -> None:
    assert only_reads(*batch(*parts)) == all(part == READ for part in parts)


def test_the_connector_is_behind_it(tmp_path: Path) -> None:
    wire = Wire()
    store = World(tmp_path).store
    signed = signed_transport("dana@acme.example", "", "file", store=store, transport=wire)
    with pytest.raises(NotSupported):
        signed.request(GOOGLE_ROOT + "gmail/v1/users/me/messages/send", method="POST", body="{}")
    assert wire.seen == []
