"""A Gmail of our own, in memory: what `connectors.gmail` needs of the API, with batches, history, quota, autosave and faults.

It speaks as an httplib2 transport, so that the real googleapiclient and google-auth work on it. Every request and answer is held against
Google's own description of the API, which googleapiclient ships; a call that would send raises.
"""

from __future__ import annotations

import base64
import json
import re
import urllib.parse
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import googleapiclient.discovery_cache.documents as documents
import httplib2  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from connectors.folders import date_of, header_section
from connectors.gmail_api import COSTS

NEVER = ("gmail.users.messages.send", "gmail.users.drafts.send")
TOKEN_PATH = "/token"
ROLE_LABELS: Mapping[str, tuple[str, ...]] = {
    "inbox": ("INBOX",),
    "sent": ("SENT",),
    "drafts": ("DRAFT",),
    "archive": (),
    "junk": ("SPAM",),
    "trash": ("TRASH",),
    "": ("Label_1",),
}


@cache
def discovery_document() -> dict[str, Any]:
    """Google's description of the Gmail API, as googleapiclient ships it."""
    text = (Path(next(iter(documents.__path__))) / "gmail.v1.json").read_text("utf-8")
    return dict(json.loads(text))


def document_at(root: str) -> dict[str, Any]:
    """The description with every address moved to `root`, batches too."""
    at = root.rstrip("/") + "/"
    return {
        **discovery_document(),
        "rootUrl": at,
        "baseUrl": at,
        "mtlsRootUrl": at,
        "batchPath": "batch/gmail/v1",
    }


def _schema(described: Mapping[str, Any]) -> dict[str, Any]:
    """JSON Schema of a schema of the discovery format; unknown members are an error."""
    if "$ref" in described:
        return {"$ref": "urn:gmail:" + described["$ref"]}
    kind = described.get("type")
    if kind == "object":
        more = described.get("additionalProperties")
        members = {name: _schema(one) for name, one in described.get("properties", {}).items()}
        return {
            "type": "object",
            "properties": members,
            "additionalProperties": _schema(more) if more else False,
        }
    if kind == "array":
        return {"type": "array", "items": _schema(described["items"])}
    if kind == "string" and described.get("format") in ("int64", "uint64"):
        return {"type": "string", "pattern": r"^-?\d+$"}
    if kind == "string" and described.get("format") == "byte":
        return {"type": "string", "pattern": r"^[A-Za-z0-9_\-+/]*=*$"}
    if kind == "string" and "enum" in described:
        return {"type": "string", "enum": described["enum"]}
    return {} if kind == "any" else {"type": kind}


class Contract:
    """Which requests and answers Google describes."""

    def __init__(self) -> None:
        described = discovery_document()
        registry: Registry[Any] = Registry().with_resources(
            [
                ("urn:gmail:" + name, DRAFT202012.create_resource(_schema(schema)))
                for name, schema in described["schemas"].items()
            ]
        )
        self._validators = {
            name: Draft202012Validator({"$ref": "urn:gmail:" + name}, registry=registry)
            for name in described["schemas"]
        }
        self._common = set(described["parameters"])
        self._methods: list[tuple[str, re.Pattern[str], dict[str, Any]]] = []
        self._collect(described)

    def _collect(self, resource: Mapping[str, Any]) -> None:
        for method in resource.get("methods", {}).values():
            paths = [method.get("flatPath") or method["path"]]
            paths += [
                one["path"].lstrip("/") for one in method.get("mediaUpload", {}).get("protocols", {}).values()
            ]
            for path in paths:
                pattern = re.compile("/" + re.sub(r"\{\+?\w+\}", "[^/]+", path))
                self._methods.append((method["httpMethod"], pattern, method))
        for inner in resource.get("resources", {}).values():
            self._collect(inner)

    def method(self, verb: str, path: str) -> dict[str, Any]:
        """The described method of a request. Raises AssertionError for none, and for one that sends."""
        found = [m for v, p, m in self._methods if v == verb and p.fullmatch(path)]
        assert found, f"{verb} {path} is not in Google's description"
        assert found[0]["id"] not in NEVER, f"{found[0]['id']}: this program must never send"
        return found[0]

    def check_request(self, method: Mapping[str, Any], query: Mapping[str, Any], body: Any) -> None:
        """Raises AssertionError for a parameter or body that Google does not describe."""
        unknown = set(query) - self._common - set(method.get("parameters", {}))
        assert not unknown, f"{method['id']}: unknown parameters {sorted(unknown)}"
        if body is not None:
            self._check(method["request"]["$ref"], body, method["id"])

    def check_answer(self, method: Mapping[str, Any], answer: Any) -> None:
        """Raises AssertionError for an answer that Google does not describe."""
        if "response" in method and answer:
            self._check(method["response"]["$ref"], answer, method["id"])

    def _check(self, name: str, value: Any, where: str) -> None:
        for error in self._validators[name].iter_errors(value):
            raise AssertionError(f"{where}: {error.json_path}: {error.message[:200]}")


@cache
def contract() -> Contract:
    """The contract, built once."""
    return Contract()


@dataclass
class Stored:
    """One message as Gmail keeps it. `number`: its place in the order of arrival."""

    raw: bytes
    labels: set[str]
    at: datetime
    thread: str
    number: int

    @cached_property
    def fields(self) -> list[tuple[str, str]]:
        """Header fields as Gmail gives them in JSON: unfolded, encoded words decoded, octets that are no UTF-8 replaced."""
        text = header_section(self.raw).replace(b"\r\n", b"\n").decode("utf-8", "replace")
        lines = re.sub(r"\n(?=[ \t])", "", text).split("\n")
        pairs = (line.partition(":") for line in lines if ":" in line)
        return [(name, _decoded(value.strip())) for name, _, value in pairs]

    @cached_property
    def subject(self) -> str:
        """The subject, lower-case."""
        return next((value.lower() for name, value in self.fields if name.lower() == "subject"), "")

    @cached_property
    def places(self) -> frozenset[tuple[str, str]]:
        """What a search for people finds this by: (from, to or cc; address, name before the @, or domain with any above it)."""
        found: set[tuple[str, str]] = set()
        for field_name, value in self.fields:
            where = field_name.lower()
            if where in ("from", "to", "cc"):
                for _, address in getaddresses([value.lower()]):
                    name, _, domain = address.rpartition("@")
                    labels = domain.split(".")
                    found |= {(where, address), (where, name)}
                    found |= {(where, ".".join(labels[at:])) for at in range(len(labels))}
        return frozenset(found)


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError):
        return value


class Answer(Exception):
    """An answer other than 200, raised where it is decided."""

    def __init__(
        self, status: int, reason: str, message: str = "", header: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.header = dict(header or {})
        error: dict[str, Any] = {"code": status, "message": message or reason}
        error["errors"] = [{"reason": reason, "domain": "usageLimits", "message": message or reason}]
        if reason.isupper():
            error["status"] = reason
        self.body = {"error": error}


Response = tuple[httplib2.Response, bytes]
# What happens to one request: it is given what would carry the request out, and may do so or not.
Fault = Callable[[Callable[[], Response]], Response]


@dataclass
class GmailFake:
    """The host. `requests` counts HTTP requests, `calls` the methods (batched ones too), `units` what they cost."""

    address: str = "dana@acme.example"
    units_per_minute: int | None = None
    clock: Callable[[], float] = lambda: 0.0
    check: bool = True
    messages: dict[str, Stored] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    oldest_history: int = 0
    aliases: list[dict[str, Any]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    down: bool = False
    max_batch: int = 100
    rewrites_drafts: bool = True
    access_tokens: set[str] = field(default_factory=lambda: {"token-0"})
    refresh_tokens: set[str] = field(default_factory=lambda: {"refresh-1"})
    requests: int = 0
    units: int = 0
    refreshes: int = 0
    hollow_pages: bool = False
    limited: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    faults: deque[Fault | None] = field(default_factory=deque)
    part_faults: deque[Answer | None] = field(default_factory=deque)
    after: Callable[[str], None] = lambda method: None
    _spent: deque[tuple[float, int]] = field(default_factory=deque)
    _found: tuple[Any, list[tuple[str, str]]] = (None, [])
    _ids: int = 0
    _change: int = 1000

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Response:
        """One HTTP request, as httplib2 carries it out. A fault that waits is met first."""
        self.requests += 1
        if self.down:
            raise ConnectionRefusedError(111, "Connection refused")
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            return fault(lambda: self._carry_out(uri, method, body, headers))
        return self._carry_out(uri, method, body, headers)

    def _carry_out(self, uri: str, method: str, body: Any, headers: Mapping[str, str] | None) -> Response:
        at = urllib.parse.urlsplit(uri)
        if at.path == TOKEN_PATH:
            return self._token(body.decode() if isinstance(body, bytes) else str(body))
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        if lower.get("authorization", "").removeprefix("Bearer ") not in self.access_tokens:
            return _answer(401, Answer(401, "authError", "Invalid Credentials").body)
        if at.path.startswith("/batch"):
            return self._batch(body if isinstance(body, bytes) else str(body).encode(), lower["content-type"])
        status, answer = self._serve(method, at.path, at.query, body)
        return _answer(status, answer)

    def _token(self, body: str) -> Response:
        asked = {name: values[0] for name, values in urllib.parse.parse_qs(body).items()}
        if asked.get("refresh_token") not in self.refresh_tokens:
            return _answer(
                400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
            )
        self.refreshes += 1
        token = f"token-{self.refreshes}"
        self.access_tokens.add(token)
        return _answer(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def _batch(self, body: bytes, kind: str) -> Response:
        message = BytesParser(policy=compat32).parsebytes(
            b"content-type: " + kind.encode() + b"\r\n\r\n" + body
        )
        parts: list[Any] = list(message.get_payload())
        assert 0 < len(parts) <= self.max_batch, "Gmail takes at most 100 in a batch"
        out = []
        for part in parts:
            line, _, rest = part.get_payload().lstrip().partition("\n")
            verb, target, _ = line.split()
            at = urllib.parse.urlsplit(target)
            inner = rest.partition("\n\n")[2] or None
            status, answer = self._serve(verb, at.path, at.query, inner)
            name = part["Content-ID"].strip("<>")
            out.append(
                f"--b\r\nContent-Type: application/http\r\nContent-ID: <response-{name}>\r\n\r\nHTTP/1.1 {status} X\r\n"
                f"Content-Type: application/json\r\n\r\n{json.dumps(answer)}\r\n"
            )
        response = httplib2.Response({"status": "200", "content-type": "multipart/mixed; boundary=b"})
        return response, ("".join(out) + "--b--").encode()

    def _serve(self, verb: str, path: str, query: str, body: Any) -> tuple[int, Any]:
        method = contract().method(verb, path)
        asked = urllib.parse.parse_qs(query)
        given = json.loads(body) if body else None
        contract().check_request(method, asked, given)
        name = method["id"].removeprefix("gmail.users.").removeprefix("settings.")
        self.calls[name] += 1
        try:
            waiting = self.part_faults.popleft() if self.part_faults else None
            if waiting is not None:
                raise waiting
            self._charge(
                {"getProfile": "profile", "sendAs.list": "aliases", "history.list": "history"}.get(name, name)
            )
            answer = getattr(self, "_" + name.replace(".", "_"))(path.rpartition("/")[2], asked, given)
        except Answer as other:
            return other.status, other.body
        if self.check:
            contract().check_answer(method, answer)
        self.after(name)
        return 200, answer

    def _charge(self, method: str) -> None:
        cost = COSTS[method]
        now = self.clock()
        if self.units_per_minute is not None:
            while self._spent and self._spent[0][0] <= now - 60:
                self._spent.popleft()
            if sum(units for _, units in self._spent) + cost > self.units_per_minute:
                raise Answer(
                    403, "rateLimitExceeded", "Quota exceeded for quota metric 'Queries' per minute per user"
                )
            self._spent.append((now, cost))
        self.units += cost

    def _getProfile(self, *_: Any) -> Any:  # noqa: N802
        return {
            "emailAddress": self.address,
            "messagesTotal": len(self.messages),
            "historyId": str(self._change),
        }

    def _sendAs_list(self, *_: Any) -> Any:  # noqa: N802
        own = {"sendAsEmail": self.address, "isPrimary": True, "isDefault": True}
        return {"sendAs": [own, *self.aliases]}

    def _messages_list(self, _: str, asked: Mapping[str, list[str]], __: Any) -> Any:
        wanted = frozenset(asked.get("labelIds", ()))
        ids = self._search(asked.get("q", [""])[0], wanted, asked.get("includeSpamTrash") == ["true"])
        page, token = _page(ids, asked)
        return {
            **({"messages": [{"id": name, "threadId": thread} for name, thread in page]} if page else {}),
            "resultSizeEstimate": len(ids),
            **token,
        }

    def _search(self, q: str, labels: frozenset[str], everywhere: bool) -> list[tuple[str, str]]:
        """(id, thread) of what matches, newest first; kept for the next page while nothing has changed."""
        asked = (self._change, q, labels, everywhere)
        if self._found[0] != asked:
            matches = search(q)
            found = [
                (stored.at, stored.number, name, stored.thread)
                for name, stored in self.messages.items()
                if labels <= stored.labels
                and (everywhere or not stored.labels & {"SPAM", "TRASH"})
                and matches(stored)
            ]
            self._found = asked, [one[2:] for one in sorted(found, reverse=True)]
        return self._found[1]

    def _messages_get(self, name: str, asked: Mapping[str, list[str]], _: Any) -> Any:
        if name in self.broken:
            raise Answer(500, "backendError", "Backend Error")
        return self._message(name, asked.get("format", ["full"])[0])

    def _message(self, name: str, shape: str) -> dict[str, Any]:
        stored = self.messages.get(name)
        if stored is None:
            raise Answer(404, "notFound", "Requested entity was not found.")
        found: dict[str, Any] = {
            "id": name,
            "threadId": stored.thread,
            "labelIds": sorted(stored.labels),
            "internalDate": str(int(stored.at.timestamp() * 1000)),
            "sizeEstimate": len(stored.raw),
            "historyId": str(self._change),
        }
        if shape == "raw":
            found["raw"] = base64.urlsafe_b64encode(stored.raw).decode()
        elif shape == "metadata":
            fields = [{"name": name, "value": value} for name, value in stored.fields]
            found["payload"] = {"mimeType": "text/plain", "headers": fields}
        else:
            assert shape == "minimal", f"format={shape} is more than is needed"
        return found

    def _threads_get(self, name: str, asked: Mapping[str, list[str]], _: Any) -> Any:
        ids = [i for i, s in self.messages.items() if s.thread == name]
        if not ids:
            raise Answer(404, "notFound", "Requested entity was not found.")
        if self.broken.intersection(ids) and asked["format"] == ["metadata"]:
            raise Answer(500, "backendError", "Backend Error")
        return {"id": name, "messages": [self._message(i, asked["format"][0]) for i in ids]}

    def _drafts_list(self, _: str, asked: Mapping[str, list[str]], __: Any) -> Any:
        found = [
            {"id": draft, "message": {"id": name, "threadId": self.messages[name].thread}}
            for draft, name in self.drafts.items()
        ]
        page, token = _page(found, asked)
        return {**({"drafts": page} if page else {}), "resultSizeEstimate": len(found), **token}

    def _drafts_get(self, name: str, asked: Mapping[str, list[str]], _: Any) -> Any:
        if name not in self.drafts:
            raise Answer(404, "notFound", "Requested entity was not found.")
        return {"id": name, "message": self._message(self.drafts[name], asked["format"][0])}

    def _drafts_create(self, _: str, __: Any, given: Any) -> Any:
        text = given["message"]["raw"]
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        thread = given["message"].get("threadId")
        if thread is not None and thread not in {s.thread for s in self.messages.values()}:
            raise Answer(404, "notFound", "Requested entity was not found.")
        if self.rewrites_drafts:
            raw = (
                b"Received: from 1 named unknown by gmailapi.google.com with HTTPREST;\r\n\tMon, 2 Mar 2026\r\n"
                + raw
            )
        name = self.put(raw, ("DRAFT",), thread=thread)
        draft = self.draft_of(name)
        stored = self.messages[name]
        return {"id": draft, "message": {"id": name, "threadId": stored.thread, "labelIds": ["DRAFT"]}}

    def _drafts_delete(self, name: str, _: Any, __: Any) -> Any:
        if name not in self.drafts:
            raise Answer(404, "notFound", "Requested entity was not found.")
        self.delete(self.drafts[name])
        return {}

    def _history_list(self, _: str, asked: Mapping[str, list[str]], __: Any) -> Any:
        start = int(asked["startHistoryId"][0])
        if start < self.oldest_history:
            raise Answer(404, "notFound", "Requested entity was not found.")
        records = [record for record in self.history if int(record["id"]) > start]
        page, token = _page(records, asked)
        if self.hollow_pages and "pageToken" not in asked:
            page, token = [], {"nextPageToken": "0"}
        return {**({"history": page} if page else {}), "historyId": str(self._change), **token}

    def put(
        self,
        raw: bytes,
        labels: Iterable[str],
        *,
        at: datetime | None = None,
        thread: str | None = None,
    ) -> str:
        """A message arrives, is sent or drafted; gives its id. It begins a thread of its own where none is named."""
        self._ids += 1
        name = f"{0x18C0000000000000 + self._ids:016x}"
        when = at or date_of(header_section(raw)) or datetime(2026, 3, 2, tzinfo=UTC)
        self.messages[name] = Stored(raw, set(labels), when, thread or name, self._ids)
        if "DRAFT" in self.messages[name].labels:
            self.drafts[f"r-{self._ids}"] = name
        self._note("messagesAdded", name)
        return name

    def draft_of(self, name: str) -> str:
        """The draft id of a message."""
        return next(draft for draft, message in self.drafts.items() if message == name)

    def delete(self, name: str) -> None:
        """A message is deleted for good."""
        self._note("messagesDeleted", name)
        del self.messages[name]
        self.drafts = {draft: message for draft, message in self.drafts.items() if message != name}

    def label(self, name: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Labels change."""
        stored = self.messages[name]
        added, removed = set(add) - stored.labels, set(remove) & stored.labels
        stored.labels |= added
        stored.labels -= removed
        if added:
            self._note("labelsAdded", name, sorted(added))
        if removed:
            self._note("labelsRemoved", name, sorted(removed))

    def autosave(self, draft: str, raw: bytes) -> str:
        """The rep's client saves a draft: the draft keeps its id, its message gets a new one."""
        old = self.drafts[draft]
        thread = self.messages[old].thread
        self._ids += 1
        name = f"{0x18C0000000000000 + self._ids:016x}"
        self.messages[name] = Stored(raw, {"DRAFT"}, self.messages[old].at, thread, self._ids)
        self._note("messagesAdded", name)
        self._note("messagesDeleted", old)
        del self.messages[old]
        self.drafts[draft] = name
        return name

    def send_by_hand(self, draft: str, raw: bytes | None = None) -> str:
        """The rep presses Send in the mail client."""
        old = self.drafts[draft]
        stored = self.messages[old]
        name = self.put(raw or stored.raw, ("SENT",), at=stored.at, thread=stored.thread)
        self.delete(old)
        return name

    def forget_history(self) -> None:
        """Gmail keeps history for a limited time."""
        self._change += 1
        self.oldest_history = self._change

    def snapshot(self) -> object:
        """All that the account holds."""
        kept = {name: (s.raw, frozenset(s.labels), s.at, s.thread) for name, s in self.messages.items()}
        return kept, dict(self.drafts)

    def _note(self, kind: str, name: str, labels: list[str] | None = None) -> None:
        self._change += 7  # ids grow with gaps
        stored = self.messages[name]
        seen = {"id": name, "threadId": stored.thread, "labelIds": sorted(stored.labels)}
        event = {"message": seen, **({"labelIds": labels} if labels is not None else {})}
        self.history.append(
            {"id": str(self._change), "messages": [{"id": name, "threadId": stored.thread}], kind: [event]}
        )


def _answer(status: int, body: Any, header: Mapping[str, str] | None = None) -> Response:
    fields = {"status": str(status), "content-type": "application/json; charset=UTF-8", **(header or {})}
    return httplib2.Response(fields), json.dumps(body).encode()


def refuse(status: int, reason: str, message: str = "", **header: str) -> Fault:
    """A fault: the next request is answered so, and has no effect."""
    other = Answer(status, reason, message)
    named = {name.replace("_", "-"): value for name, value in header.items()}
    return lambda carry_out: _answer(status, other.body, named)


def drop(carry_out: Callable[[], Response]) -> Response:
    """A fault: the connection breaks before the request is carried out."""
    raise ConnectionResetError(104, "Connection reset by peer")


def drop_answer(carry_out: Callable[[], Response]) -> Response:
    """A fault: the request is carried out and its answer never arrives."""
    carry_out()
    raise TimeoutError("timed out")


def cut(carry_out: Callable[[], Response]) -> Response:
    """A fault: half of the answer arrives."""
    response, content = carry_out()
    return response, content[: len(content) // 2]


def web_page(carry_out: Callable[[], Response]) -> Response:
    """A fault: something on the way answers instead of Google."""
    return httplib2.Response({"status": "502", "content-type": "text/html"}), b"<html>Bad Gateway</html>"


def _page(found: list[Any], asked: Mapping[str, list[str]]) -> tuple[list[Any], dict[str, str]]:
    size = min(500, int(asked.get("maxResults", ["100"])[0]))
    start = int(asked.get("pageToken", ["0"])[0])
    more = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
    return found[start : start + size], more


_TERM = re.compile(r'([a-z]+):(?:"([^"]*)"|([^\s{}]+))')


def search(q: str) -> Callable[[Stored], bool]:
    """Whether a message matches a search of `after:`, and one group in braces of from:, to:, cc:, subject: terms."""
    outside, _, inside = q.partition("{")
    needed = [(name, quoted or plain) for name, quoted, plain in _TERM.findall(outside)]
    anyone = {(name, (quoted or plain).lower()) for name, quoted, plain in _TERM.findall(inside)}
    assert {name for name, _ in needed} <= {"after"}, f"the fake does not know this search: {q}"
    people = frozenset(term for term in anyone if term[0] != "subject")
    subjects = re.compile("|".join(re.escape(value) for name, value in anyone if name == "subject") or "(?!)")
    oldest = max((int(value) for _, value in needed), default=0)

    def matches(stored: Stored) -> bool:
        if stored.at.timestamp() < oldest:
            return False
        return (
            not anyone or not people.isdisjoint(stored.places) or subjects.search(stored.subject) is not None
        )

    return matches
