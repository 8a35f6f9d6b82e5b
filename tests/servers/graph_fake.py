"""A Microsoft 365 mailbox behind Microsoft Graph and Entra ID, on 127.0.0.1, for tests: what `connectors.outlook` relies on, traps included.

`GraphFake` is the server, `Mailbox` what its owner sees, `Entra` the sign-in. As Graph does, it rewrites HTML, marks mail as read on
createReplyAll, tells only the flag when only a flag changed, gives no headers of drafts and sent mail, mixes the order of batch answers.
Faults are put in the way of requests with `GraphFake.fail`.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import html
import itertools
import json
import re
import secrets
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import compat32, default
from email.utils import getaddresses, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from connectors.base import WIRE

WELL_KNOWN = {
    "inbox": "Posteingang",
    "drafts": "Entwürfe",
    "sentitems": "Gesendete Elemente",
    "deleteditems": "Gelöschte Elemente",
    "junkemail": "Junk-E-Mail",
    "archive": "Archiv",
    "outbox": "Postausgang",
    "conversationhistory": "Chats",
}
FOLDER_OF_ROLE = {
    "inbox": "inbox",
    "sent": "sentitems",
    "drafts": "drafts",
    "archive": "archive",
    "junk": "junkemail",
    "trash": "deleteditems",
}
_FIELDS = (
    "createdDateTime,lastModifiedDateTime,changeKey,categories,receivedDateTime,sentDateTime,hasAttachments,internetMessageId,"
    "subject,bodyPreview,importance,parentFolderId,conversationId,conversationIndex,isDeliveryReceiptRequested,"
    "isReadReceiptRequested,isRead,isDraft,webLink,inferenceClassification,body,sender,from,toRecipients,ccRecipients,"
    "bccRecipients,replyTo,flag,internetMessageHeaders"
)
FIELDS = frozenset(_FIELDS.split(","))
DEFAULT_FIELDS = FIELDS - {"internetMessageHeaders"}
_MIME_SET = "{00020386-0000-0000-c000-000000000046}"
FILTERED_CAP = 5_000

Answer = tuple[int, dict[str, str], Any]


class Failure(Exception):
    """An error answer of Graph."""

    def __init__(
        self, status: int, code: str, message: str = "It failed.", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.headers = status, code, dict(headers or {})


@dataclass
class Fault:
    """What happens to the next `times` requests that match. `how`: an answer instead, a connection dropped before or after the work,
    or an answer cut in half.
    """

    match: Callable[[str, str], bool]
    how: str = "answer"
    answer: Answer = (503, {}, None)
    times: int = 1


@dataclass
class Stored:
    """One message as Exchange keeps it. `fields` are Graph's; `props` extended properties by lower-case id; `raw` as delivered."""

    fields: dict[str, Any]
    headers: list[dict[str, str]] = field(default_factory=list)
    props: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    @property
    def id(self) -> str:
        return str(self.fields["id"])

    @property
    def folder(self) -> str:
        return str(self.fields["parentFolderId"])

    @property
    def etag(self) -> str:
        return f'W/"{self.fields["changeKey"]}"'


def stamp(at: datetime | None = None) -> str:
    """A time as Graph writes it."""
    return (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def recipient(address: str, name: str = "") -> dict[str, Any]:
    """A Graph recipient."""
    return {"emailAddress": {"name": name or address, "address": address}}


class Mailbox:
    """What the account holds, and what its owner does in a mail client."""

    def __init__(self, user: str = "dana@acme.example", name: str = "Dana Reyes") -> None:
        self.user, self.name = user, name
        self.aliases = ["dreyes@acme.example"]
        self.lock = threading.RLock()
        self.folders: dict[str, dict[str, str]] = {}
        self.messages: dict[str, Stored] = {}
        self.changes: list[tuple[int, str, str, str]] = []
        self.folder_changes: list[tuple[int, str]] = []
        self.generation: dict[str, int] = {}
        self.out_of_office: dict[str, str] = {}
        self._sequence = itertools.count(1)
        for known, shown in WELL_KNOWN.items():
            self.make_folder(shown, id=f"AAMkF-{known}")

    def make_folder(self, name: str, parent: str = "root", id: str | None = None) -> str:
        """A folder; gives its id."""
        folder_id = id or "AAMkF" + secrets.token_urlsafe(12)
        self.folders[folder_id] = {"displayName": name, "parentFolderId": parent}
        self.folder_changes.append((next(self._sequence), folder_id))
        return folder_id

    def move_folder(self, folder_id: str, parent: str) -> None:
        """The owner moves a folder with all that it holds."""
        self.folders[folder_id]["parentFolderId"] = parent
        self.folder_changes.append((next(self._sequence), folder_id))

    def drop_folder(self, folder_id: str) -> None:
        """The owner deletes a folder for good."""
        for message_id in [m.id for m in self.messages.values() if m.folder == folder_id]:
            del self.messages[message_id]
        del self.folders[folder_id]
        self.folder_changes.append((next(self._sequence), folder_id))

    def folder(self, name: str) -> str:
        """A folder's id from a well-known name or an id. Raises Failure."""
        known = f"AAMkF-{name.lower()}"
        if known in self.folders:
            return known
        if name in self.folders:
            return name
        raise Failure(404, "ErrorItemNotFound")

    def deliver(
        self, raw: bytes, folder: str = "inbox", *, received: datetime | None = None, read: bool = False
    ) -> str:
        """Mail arrives, or lies there; gives its id."""
        with self.lock:
            stored = from_mime(raw)
            draft = self.folder(folder) == self.folder("drafts")
            sent = self.folder(folder) == self.folder("sentitems")
            at = stamp(received) if received else stored.fields["sentDateTime"]
            stored.raw = raw
            stored.fields |= {"receivedDateTime": at, "createdDateTime": at, "isDraft": draft}
            stored.fields |= {"isRead": read or draft or sent, "parentFolderId": self.folder(folder)}
            if draft or sent:
                stored.headers = []
            self.put(stored)
            return stored.id

    def put(self, stored: Stored) -> None:
        """Files a new message."""
        self.messages[stored.id] = stored
        self.touch(stored)

    def touch(self, stored: Stored, how: str = "whole", left: str | None = None) -> None:
        """Notes a change: of the whole message, of a flag, or that it left a folder."""
        stored.fields["changeKey"] = "CQAAABYAAAB" + secrets.token_hex(6)
        stored.fields["lastModifiedDateTime"] = stamp()
        if left is not None:
            self.changes.append((next(self._sequence), left, stored.id, "gone"))
        self.changes.append((next(self._sequence), stored.folder, stored.id, how))

    def by_message_id(self, message_id: str) -> Stored:
        """The message with this Message-ID."""
        return next(m for m in self.messages.values() if m.fields["internetMessageId"] == message_id)

    def mark_seen(self, message_id: str) -> None:
        """The owner reads a message."""
        with self.lock:
            stored = self.by_message_id(message_id)
            stored.fields["isRead"] = True
            self.touch(stored, "flag")

    def move(self, message_id: str, folder: str) -> None:
        """The owner files a message elsewhere; its immutable id stays."""
        with self.lock:
            stored = self.by_message_id(message_id)
            left, stored.fields["parentFolderId"] = stored.folder, self.folder(folder)
            self.touch(stored, left=left)

    def remove(self, message_id: str) -> None:
        """The owner deletes a message for good."""
        with self.lock:
            stored = self.by_message_id(message_id)
            del self.messages[stored.id]
            self.changes.append((next(self._sequence), stored.folder, stored.id, "gone"))

    def draft(self, key: str) -> Stored:
        """The draft in Drafts that carries this key."""
        drafts = self.folder("drafts")
        found = [m for m in self.messages.values() if m.folder == drafts and key in m.props.values()]
        assert len(found) == 1, f"{len(found)} drafts with this key"
        return found[0]

    def edit_draft(self, key: str, text: str) -> None:
        """The owner types a draft anew and saves it."""
        with self.lock:
            stored = self.draft(key)
            stored.fields["body"] = {
                "contentType": "html",
                "content": rewritten(f"<div>{html.escape(text)}</div>"),
            }
            self.touch(stored)

    def embolden(self, key: str) -> None:
        """The owner makes a draft's text bold, and changes nothing else."""
        with self.lock:
            body = self.draft(key).fields["body"]
            body["content"] = re.sub(
                r"<body>(.*)</body>", r"<body><b>\1</b></body>", body["content"], flags=re.DOTALL
            )
            self.touch(self.draft(key))

    def send_draft(self, key: str) -> None:
        """The owner sends a draft from Outlook: the same item, now in Sent Items."""
        with self.lock:
            stored = self.draft(key)
            left, stored.fields["parentFolderId"] = stored.folder, self.folder("sentitems")
            stored.fields |= {"isDraft": False, "sentDateTime": stamp(), "receivedDateTime": stamp()}
            self.touch(stored, left=left)

    def forget_delta(self, folder: str) -> None:
        """From now on no earlier delta link of a folder is accepted."""
        self.generation[self.folder(folder)] = self.generation.get(self.folder(folder), 0) + 1

    def snapshot(self) -> object:
        """All that the account holds."""
        return {m.id: (copy.deepcopy(m.fields), dict(m.props)) for m in self.messages.values()}


def from_mime(raw: bytes) -> Stored:
    """A message as Exchange takes it in: fields, headers, x- headers as named properties."""
    parsed = BytesParser(policy=compat32).parsebytes(raw)
    pretty = BytesParser(policy=default).parsebytes(raw)
    body = {"contentType": "text", "content": ""}
    for kind in ("html", "plain"):
        part = pretty.get_body((kind,))
        if part is not None and not body["content"]:
            content = part.get_content()
            body = (
                {"contentType": "html", "content": rewritten(content)}
                if kind == "html"
                else {"contentType": "text", "content": content}
            )
    try:
        sent = stamp(parsedate_to_datetime(str(parsed["Date"])))
    except ValueError:
        sent = stamp()
    author = _recipients(parsed, "From") or [recipient("nobody@invalid.example")]
    subject = _decoded(parsed["Subject"])
    message_id = str(parsed["Message-ID"] or f"<{secrets.token_hex(8)}@outlook.example>").strip()
    fields: dict[str, Any] = {
        "id": "AAkALg" + secrets.token_urlsafe(24),
        "createdDateTime": sent,
        "categories": [],
        "sentDateTime": sent,
        "receivedDateTime": sent,
        "hasAttachments": False,
        "internetMessageId": message_id,
        "subject": subject,
        "importance": "normal",
        "conversationId": "AAQk" + hashlib.sha256(_base_subject(subject).encode()).hexdigest()[:24],
        "conversationIndex": base64.b64encode(secrets.token_bytes(22)).decode(),
        "isDeliveryReceiptRequested": False,
        "isReadReceiptRequested": False,
        "webLink": "https://outlook.office365.com/owa/",
        "inferenceClassification": "focused",
        "from": author[0],
        "sender": author[0],
        "toRecipients": _recipients(parsed, "To"),
        "ccRecipients": _recipients(parsed, "Cc"),
        "bccRecipients": _recipients(parsed, "Bcc"),
        "replyTo": _recipients(parsed, "Reply-To"),
        "flag": {"flagStatus": "notFlagged"},
        "body": body,
        "bodyPreview": "",
    }
    headers = _header_list(raw)
    props = {
        f"string {_MIME_SET} name {h['name'].lower()}": h["value"]
        for h in headers
        if h["name"].lower().startswith("x-")
    }
    props |= {
        name: value
        for name, value in (
            ("string 0x1042", str(parsed["In-Reply-To"] or "").strip()),
            ("string 0x1039", " ".join(str(parsed["References"] or "").split())),
        )
        if value
    }
    props |= {"string 0x001a": "IPM.Note", "integer 0x0e08": str(len(raw))}
    if "report-type=delivery-status" in str(parsed["Content-Type"]):
        props["string 0x001a"] = "REPORT.IPM.Note.NDR"
    return Stored(fields, headers, props)


def _base_subject(subject: str) -> str:
    return re.sub(r"^(?:(?:re|fw|fwd|aw|wg)\s*:\s*)+", "", subject.strip(), flags=re.IGNORECASE).lower()


def _decoded(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value or ""))))
    except (LookupError, UnicodeDecodeError):
        return str(value or "")


def _recipients(parsed: Message, field: str) -> list[dict[str, Any]]:
    found = getaddresses([str(value) for value in parsed.get_all(field, [])])
    return [recipient(address, _decoded(name)) for name, address in found if "@" in address]


def _header_list(raw: bytes) -> list[dict[str, str]]:
    """Header fields, unfolded; octets that are no UTF-8 come as lone surrogates, which JSON can carry."""
    section = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    lines = re.split(rb"\r?\n(?![ \t])", section)
    pairs = (line.decode("utf-8", "surrogateescape").partition(":") for line in lines)
    return [{"name": n.strip(), "value": re.sub(r"\r?\n[ \t]+", " ", v).strip()} for n, _, v in pairs if n]


def rewritten(content: str) -> str:
    """HTML as Graph gives it back: a head of its own, no scripts, other line ends."""
    inner = re.sub(r"(?is)<script.*?</script>|<head>.*?</head>|</?(?:html|body)[^>]*>", "", content).strip()
    inner = re.sub(r"\r?\n", "\r\n", inner).replace("<br/>", "<br>")
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    return f"<html><head>\r\n{meta}</head><body>{inner}\r\n</body></html>\r\n"


def to_mime(stored: Stored) -> bytes:
    """A message as `$value` gives it: as delivered, or made from the fields."""
    if stored.raw is not None:
        return stored.raw
    fields = stored.fields
    message = EmailMessage(policy=WIRE)
    message["From"] = _spelled([fields["from"]])
    for name, source in (("To", "toRecipients"), ("Cc", "ccRecipients")):
        if fields[source]:
            message[name] = _spelled(fields[source])
    message["Subject"] = fields["subject"]
    message["Message-ID"] = fields["internetMessageId"]
    for name, prop in (("In-Reply-To", "string 0x1042"), ("References", "string 0x1039")):
        if prop in stored.props:
            message[name] = stored.props[prop]
    content = fields["body"]["content"]
    if fields["body"]["contentType"] == "html":
        plain = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"(?i)<br>\s*|</div>", "\n", content)))
        message.set_content(plain.strip() + "\n", cte="8bit")
        message.add_alternative(content, subtype="html", cte="8bit")
    else:
        message.set_content(content, cte="8bit")
    return message.as_bytes(policy=WIRE.clone(cte_type="8bit"))


def _spelled(people: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(
        '"{}" <{}>'.format(p["emailAddress"]["name"].replace('"', ""), p["emailAddress"]["address"])
        for p in people
    )


class GraphFake:
    """The server. `page` bounds pages whatever is asked for; `contract` is told of every exchange, if there is one."""

    def __init__(self, mailbox: Mailbox | None = None, *, page: int = 1_000, contract: Any = None) -> None:
        self.mailbox = mailbox or Mailbox()
        self.entra = Entra(self.mailbox)
        self.page = page
        self.contract = contract
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str]] = []
        self.parts = 0
        self.preferences: list[str] = []
        self.refuses_expanded_deltas = False
        self.ignores_reply_fields = False
        self.refuses_reply_fields = False
        self.plain_batch_bodies = False
        self.url = ""
        self._server: _Server | None = None

    def start(self) -> GraphFake:
        """Listens on a free port."""
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Stops listening. May be called twice."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> GraphFake:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def fail(
        self,
        match: str,
        how: str = "answer",
        *,
        status: int = 503,
        headers: Mapping[str, str] | None = None,
        code: str = "ServiceUnavailable",
        times: int = 1,
    ) -> None:
        """The next `times` requests whose "METHOD /path" matches this pattern go wrong."""
        pattern = re.compile(match)
        body = {"error": {"code": code, "message": "It failed."}}
        self.faults.append(
            Fault(
                lambda m, p: bool(pattern.search(f"{m} {p}")), how, (status, dict(headers or {}), body), times
            )
        )

    def fault_for(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets; it is used up."""
        for fault in self.faults:
            if fault.match(method, path):
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request, alone or in a batch."""
        parts = urllib.parse.urlsplit(target)
        path = urllib.parse.unquote(parts.path)
        if "/oauth2/" in path or "openid-configuration" in path or "/common/" in path:
            return self.entra.handle(path, parts.query, body)
        low = {name.lower(): value for name, value in headers.items()}
        if not path.endswith("/$batch"):
            self.preferences.append(low.get("prefer", ""))
        try:
            self.entra.check(low.get("authorization", ""))
            query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
            with self.mailbox.lock:
                answer = self._graph(method, path.removeprefix("/v1.0"), query, body, low)
        except Failure as error:
            answer = (
                error.status,
                error.headers,
                {"error": {"code": error.code, "message": str(error), "innerError": {"date": stamp()}}},
            )
        if self.contract is not None:
            self.contract.check(method, target, headers, body, answer)
        return answer

    def _graph(
        self, method: str, path: str, query: dict[str, str], body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        steps = path.strip("/").split("/")
        if path == "/$batch":
            return self._batch(json.loads(body), headers)
        if path == "/me/getMailTips" and method == "POST":
            return 200, {}, {"value": self._tips(json.loads(body))}
        if steps == ["me"] and method == "GET":
            box = self.mailbox
            proxies = [f"SMTP:{box.user}", *(f"smtp:{a}" for a in box.aliases), "SPO:SPO_1@SPO_2"]
            told = {"mail": box.user, "userPrincipalName": box.user.title(), "proxyAddresses": proxies}
            return 200, {}, {k: v for k, v in told.items() if k in query.get("$select", k)}
        if steps[:2] == ["me", "mailFolders"] and method == "GET":
            return self._folders(steps[2:], path, query, headers)
        if steps[:2] == ["me", "messages"]:
            return self._messages(method, steps[2:], query, body, headers)
        raise Failure(400, "BadRequest")

    def _batch(self, told: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        if len(told["requests"]) > 20:
            raise Failure(400, "BadRequest")
        answers = []
        for part in told["requests"]:
            self.parts += 1
            target = "/v1.0" + part["url"]
            own = {"authorization": headers.get("authorization", ""), **(part.get("headers") or {})}
            fault = self.fault_for(part["method"], target)
            if fault is not None and fault.how != "answer":
                continue
            data = json.dumps(part["body"]).encode() if "body" in part else b""
            status, more, found = fault.answer if fault else self.handle(part["method"], target, own, data)
            if isinstance(found, bytes):
                found = found.decode() if self.plain_batch_bodies else base64.b64encode(found).decode()
            answers.append({"id": part["id"], "status": status, "headers": more, "body": found})
        return 200, {}, {"responses": answers[::-1]}

    def _tips(self, told: Mapping[str, Any]) -> list[dict[str, Any]]:
        tips = []
        for address in told["EmailAddresses"]:
            text = self.mailbox.out_of_office.get(address, "")
            tips.append(
                {"emailAddress": {"name": "", "address": address}, "automaticReplies": {"message": text}}
            )
        return tips

    def _folders(
        self, rest: list[str], path: str, query: dict[str, str], headers: Mapping[str, str]
    ) -> Answer:
        box = self.mailbox
        if rest == ["delta"]:
            return 200, {}, self._folder_delta(query)
        folder = box.folder(rest[0])
        if len(rest) == 1:
            return 200, {}, self._folder(folder)
        if rest[1:] == ["messages", "delta"]:
            return 200, {}, self._delta(path, folder, query, headers)
        if rest[1:] == ["messages"]:
            return 200, {}, self._list(path, [m for m in box.messages.values() if m.folder == folder], query)
        raise Failure(400, "BadRequest")

    def _folder(self, id: str) -> dict[str, Any]:
        inside = [m for m in self.mailbox.messages.values() if m.folder == id]
        return {
            "id": id,
            **self.mailbox.folders[id],
            "childFolderCount": sum(f["parentFolderId"] == id for f in self.mailbox.folders.values()),
            "totalItemCount": len(inside),
            "unreadItemCount": sum(not m.fields["isRead"] for m in inside),
            "isHidden": False,
        }

    def _folder_delta(self, query: dict[str, str]) -> dict[str, Any]:
        since = int(query.get("$deltatoken", 0))
        changed = dict.fromkeys(f for s, f in self.mailbox.folder_changes if s > since)
        last = self.mailbox.folder_changes[-1][0]
        value = [
            self._folder(f) if f in self.mailbox.folders else {"id": f, "@removed": {"reason": "deleted"}}
            for f in changed
            if since or f in self.mailbox.folders
        ]
        return {
            "value": value,
            "@odata.deltaLink": f"{self.url}/v1.0/me/mailFolders/delta?$deltatoken={last}",
        }

    def _delta(
        self, path: str, folder: str, query: dict[str, str], headers: Mapping[str, str]
    ) -> dict[str, Any]:
        box = self.mailbox
        token = query.get("$deltatoken") or query.get("$skiptoken")
        generation = box.generation.get(folder, 0)
        if token:
            made, since, until, offset, options = json.loads(base64.urlsafe_b64decode(token))
            if made != generation:
                raise Failure(410, "SyncStateNotFound")
        else:
            since, until, offset, options = 0, None, 0, {k: v for k, v in query.items() if k != "$top"}
            if "$expand" in options and self.refuses_expanded_deltas:
                raise Failure(500, "InternalServerError")
        until = until or (box.changes[-1][0] if box.changes else 0)
        state: dict[str, str] = {}
        for sequence, where, message_id, how in box.changes:
            if since < sequence <= until and where == folder:
                weaker = how == "flag" and state.get(message_id) == "whole"
                state[message_id] = "whole" if weaker or (how == "flag" and not since) else how
        items = [(i, how) for i, how in state.items() if since or how != "gone"]
        if "$filter" in options and not since:
            bound = options["$filter"].partition(" ge ")[2]
            kept = [i for i in items if i[0] in box.messages]
            items = [i for i in kept if box.messages[i[0]].fields["receivedDateTime"] >= bound][:FILTERED_CAP]
        asked = re.search(r"odata\.maxpagesize=(\d+)", headers.get("prefer", ""))
        size = min(int(asked[1]) if asked else 10, self.page)
        page = items[offset : offset + size]
        value = [self._delta_item(i, how, folder, options) for i, how in page]
        out: dict[str, Any] = {"value": value}

        def link(kind: str, *told: Any) -> str:
            packed = base64.urlsafe_b64encode(json.dumps([generation, *told, options]).encode()).decode()
            return f"{self.url}/v1.0{urllib.parse.quote(path)}?${kind}={packed}"

        if offset + size < len(items):
            out["@odata.nextLink"] = link("skiptoken", since, until, offset + size)
        else:
            out["@odata.deltaLink"] = link("deltatoken", until, None, 0)
        return out

    def _delta_item(self, id: str, how: str, folder: str, options: Mapping[str, str]) -> dict[str, Any]:
        stored = self.mailbox.messages.get(id)
        if how == "gone" or stored is None or stored.folder != folder:
            return {"id": id, "@removed": {"reason": "deleted"}}
        if how == "flag":
            return {
                "@odata.etag": stored.etag,
                "id": id,
                "isRead": stored.fields["isRead"],
                "parentFolderId": folder,
            }
        return self._view(stored, options)

    def _view(self, stored: Stored, query: Mapping[str, str]) -> dict[str, Any]:
        wanted = (
            {name.strip() for name in query["$select"].split(",")} if "$select" in query else DEFAULT_FIELDS
        )
        unknown = wanted - FIELDS - {"id"}
        if unknown:
            raise Failure(400, "RequestBroker--ParseUri", f"Could not find {unknown}")
        told: dict[str, Any] = {"@odata.etag": stored.etag, "id": stored.id}
        told |= {n: copy.deepcopy(v) for n, v in stored.fields.items() if n in wanted}
        if "internetMessageHeaders" in wanted and stored.headers:
            told["internetMessageHeaders"] = stored.headers
        asked = re.findall(r"id eq '([^']+)'", query.get("$expand", ""))
        found = [(name, stored.props.get(name.lower())) for name in asked]
        if any(value is not None for _, value in found):
            told["singleValueExtendedProperties"] = [
                {"id": _respelled(name), "value": value} for name, value in found if value is not None
            ]
        return told

    def _list(self, path: str, found: list[Stored], query: dict[str, str]) -> dict[str, Any]:
        if "$filter" in query:
            bound = re.fullmatch(r"receivedDateTime ge (\S+)", query["$filter"])
            if bound is None:
                raise Failure(400, "ErrorInvalidUrlQueryFilter")
            found = [m for m in found if m.fields["receivedDateTime"] >= bound[1]]
        found.sort(key=lambda m: (m.fields["receivedDateTime"], m.id), reverse=True)
        top, skip = min(int(query.get("$top", 10)), self.page), int(query.get("$skip", 0))
        out: dict[str, Any] = {"value": [self._view(m, query) for m in found[skip : skip + top]]}
        if query.get("$count") == "true":
            out["@odata.count"] = len(found)
        if skip + top < len(found):
            more = urllib.parse.urlencode({**query, "$skip": skip + top})
            out["@odata.nextLink"] = f"{self.url}/v1.0{urllib.parse.quote(path)}?{more}"
        return out

    def _messages(
        self, method: str, rest: list[str], query: dict[str, str], body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        box = self.mailbox
        if not rest and method == "POST":
            return self._create(body, headers)
        stored = box.messages.get(rest[0]) if rest else None
        if stored is None:
            raise Failure(404, "ErrorItemNotFound")
        if rest[1:] == ["$value"] and method == "GET":
            return 200, {"Content-Type": "text/plain"}, to_mime(stored)
        if rest[1:] == ["createReplyAll"] and method == "POST":
            return self._reply(stored, json.loads(body) if body else {})
        if len(rest) == 1 and method == "GET":
            return 200, {}, self._view(stored, query)
        if len(rest) == 1 and method in {"PATCH", "DELETE"}:
            if headers.get("if-match", stored.etag) != stored.etag:
                raise Failure(412, "ErrorIrresolvableConflict")
            return self._delete(stored) if method == "DELETE" else self._patch(stored, json.loads(body))
        raise Failure(400, "BadRequest")

    def _create(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        if headers.get("content-type", "").startswith("text/plain"):
            stored = from_mime(base64.b64decode(body))
        else:
            stored = from_mime(b"From: " + self.mailbox.user.encode() + b"\r\n\r\n")
            self._set(stored, json.loads(body))
        stored.headers = []
        self._as_draft(stored)
        return 201, {}, self._view(stored, {})

    def _as_draft(self, stored: Stored) -> None:
        at = stamp()
        stored.fields |= {"isDraft": True, "isRead": True, "parentFolderId": self.mailbox.folder("drafts")}
        stored.fields |= {"createdDateTime": at, "receivedDateTime": at, "sentDateTime": at}
        self.mailbox.put(stored)

    def _reply(self, parent: Stored, told: Mapping[str, Any]) -> Answer:
        if parent.props.get("string 0x001a", "").startswith("REPORT."):
            raise Failure(400, "ErrorInvalidOperation", "Item type is invalid for creating a Reply.")
        fields = told.get("message") or {}
        if (fields and self.refuses_reply_fields) or (told.get("comment") and fields.get("body")):
            raise Failure(400, "ErrorInvalidRequest")
        box = self.mailbox
        if not parent.fields["isRead"]:
            parent.fields["isRead"] = True
            box.touch(parent, "flag")
        draft = from_mime(b"From: " + box.user.encode() + b"\r\n\r\n")
        quote = f"<div><br></div><hr><div id=divRplyFwdMsg>{parent.fields['body']['content']}</div>"
        people = [parent.fields["from"], *parent.fields["toRecipients"]]
        draft.fields |= {
            "subject": "RE: " + re.sub(r"(?i)^(?:re:\s*)+", "", parent.fields["subject"]),
            "toRecipients": people,
            "conversationId": parent.fields["conversationId"],
            "body": {"contentType": "html", "content": rewritten(quote)},
        }
        draft.props["string 0x1042"] = parent.fields["internetMessageId"]
        earlier = parent.props.get("string 0x1039", "").split()
        draft.props["string 0x1039"] = " ".join([*earlier, parent.fields["internetMessageId"]])
        ignored = {"body", "toRecipients"} if self.ignores_reply_fields else set()
        self._set(draft, {k: v for k, v in fields.items() if k not in ignored})
        self._as_draft(draft)
        return 201, {}, self._view(draft, {})

    def _set(self, stored: Stored, told: Mapping[str, Any]) -> None:
        for name, value in told.items():
            if name == "singleValueExtendedProperties":
                stored.props |= {p["id"].lower(): p["value"] for p in value}
            elif name == "body":
                content = rewritten(value["content"]) if value["contentType"] == "html" else value["content"]
                stored.fields["body"] = {**value, "content": content}
            elif name in FIELDS:
                stored.fields[name] = value
            else:
                raise Failure(400, "RequestBodyRead", f"no property {name}")

    def _patch(self, stored: Stored, told: Mapping[str, Any]) -> Answer:
        if not stored.fields["isDraft"] and set(told) - {"isRead", "categories", "flag"}:
            raise Failure(400, "ErrorInvalidPropertySet")
        self._set(stored, told)
        if stored.fields["isDraft"]:
            stored.raw = None
        self.mailbox.touch(stored, "flag" if set(told) == {"isRead"} else "whole")
        return 200, {}, self._view(stored, {})

    def _delete(self, stored: Stored) -> Answer:
        box = self.mailbox
        trash = box.folder("deleteditems")
        if stored.folder == trash:
            box.remove(stored.fields["internetMessageId"])
        else:
            left, stored.fields["parentFolderId"] = stored.folder, trash
            box.touch(stored, left=left)
        return 204, {}, None


def _respelled(name: str) -> str:
    """Graph gives the GUIDs of property names back in lower case."""
    return re.sub(r"\{[^}]+\}", lambda found: found[0].lower(), name)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(fake: GraphFake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer on a kept connection takes 40 ms
        wbufsize = -1

        def log_message(self, *_: object) -> None:
            """Says nothing."""

        def work(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.path.startswith("/v1.0"):
                fake.requests.append((self.command, self.path))
                fake.parts += not self.path.startswith("/v1.0/$batch")
            fault = fake.fault_for(self.command, self.path)
            if fault is not None and fault.how == "drop":
                self.close_connection = True
                self.connection.close()
                return
            answer = (
                fault.answer
                if fault is not None and fault.how == "answer"
                else fake.handle(self.command, self.path, dict(self.headers.items()), body)
            )
            if fault is not None and fault.how == "drop-after":
                self.close_connection = True
                self.connection.close()
                return
            self.reply(answer, half=fault is not None and fault.how == "half")

        def reply(self, answer: Answer, *, half: bool) -> None:
            status, headers, data = answer
            raw = data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw[: len(raw) // 2] if half else raw)
            if half:
                self.wfile.flush()
                self.close_connection = True

        do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = work  # noqa: N815

    return Handler


class Entra:
    """Sign-in by Entra ID v2.0: code with PKCE, device code, refresh tokens that change with each use."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.access: dict[str, float] = {}
        self.refresh: set[str] = set()
        self.codes: dict[str, dict[str, str]] = {}
        self.device_state = "approved"
        self.refusal: tuple[str, str] | None = None
        self.scopes_asked: list[str] = []
        self.refreshed = 0
        self.asked = 0
        self.life = 3600

    def token(self, refresh: bool = False) -> str:
        """An access token without any sign-in, for tests of the mailbox alone."""
        valid = [t for t, until in self.access.items() if until > time.time()]
        if refresh or not valid:
            self.access["T" + secrets.token_urlsafe(12)] = time.time() + self.life
        return list(self.access)[-1]

    def expire(self) -> None:
        """No access token given so far is valid any more."""
        self.access = dict.fromkeys(self.access, 0.0)

    def revoke(self) -> None:
        """No refresh token given so far is valid any more."""
        self.refresh.clear()

    def check(self, authorization: str) -> None:
        """Raises Failure for anything but a valid access token."""
        token = authorization.removeprefix("Bearer ")
        if self.access.get(token, 0.0) < time.time():
            raise Failure(401, "InvalidAuthenticationToken")

    def handle(self, path: str, query: str, body: bytes) -> Answer:
        """The endpoints."""
        self.asked += 1
        base = "https://login.microsoftonline.com/" + path.strip("/").split("/")[0]
        asked = dict(urllib.parse.parse_qsl(query))
        form = dict(urllib.parse.parse_qsl(body.decode()))
        if path.endswith("openid-configuration"):
            return (
                200,
                {},
                {
                    "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0",
                    "authorization_endpoint": base + "/oauth2/v2.0/authorize",
                    "token_endpoint": base + "/oauth2/v2.0/token",
                    "device_authorization_endpoint": base + "/oauth2/v2.0/devicecode",
                },
            )
        if path.endswith("/authorize"):
            return self._authorize(asked)
        self.scopes_asked.append(form.get("scope", ""))
        if self.refusal is not None:
            return _refused(*self.refusal)
        if path.endswith("/devicecode"):
            return (
                200,
                {},
                {
                    "user_code": "ABCD1234",
                    "device_code": "device",
                    "verification_uri": "https://microsoft.com/devicelogin",
                    "expires_in": 900,
                    "interval": 0,
                    "message": "Open https://microsoft.com/devicelogin and enter ABCD1234",
                },
            )
        return self._grant(form)

    def _authorize(self, asked: Mapping[str, str]) -> Answer:
        code = secrets.token_urlsafe(16)
        self.codes[code] = dict(asked)
        told = {"code": code, "state": asked.get("state", "")}
        if self.refusal is not None:
            told = {
                "error": self.refusal[0],
                "error_description": self.refusal[1],
                "state": asked.get("state", ""),
            }
        if asked.get("response_mode") == "form_post":
            inputs = "".join(
                f'<input type="hidden" name="{html.escape(n)}" value="{html.escape(v)}">'
                for n, v in told.items()
            )
            form = f'<form method="POST" action="{html.escape(asked["redirect_uri"])}">{inputs}</form>'
            return 200, {"Content-Type": "text/html"}, form.encode()
        return 302, {"Location": f"{asked['redirect_uri']}?{urllib.parse.urlencode(told)}"}, None

    def _grant(self, form: Mapping[str, str]) -> Answer:
        kind = form.get("grant_type", "")
        nonce = ""
        if kind.endswith("device_code"):
            if self.device_state != "approved":
                return _refused(self.device_state, "AADSTS70016: pending")
        elif kind == "authorization_code":
            asked = self.codes.pop(form.get("code", ""), None)
            verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            proof = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
            if asked is None or asked.get("code_challenge") != proof:
                return _refused("invalid_grant", "AADSTS501481: the code verifier does not match")
            nonce = asked.get("nonce", "")
        elif kind == "refresh_token":
            if form.get("refresh_token") not in self.refresh:
                return _refused(
                    "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity."
                )
            self.refresh.discard(form["refresh_token"])
            self.refreshed += 1
        return 200, {}, self._tokens(form.get("client_id", ""), nonce)

    def _tokens(self, client_id: str, nonce: str) -> dict[str, Any]:
        access, refresh = "EwB" + secrets.token_urlsafe(24), "0.AX" + secrets.token_urlsafe(24)
        self.access[access] = time.time() + self.life
        self.refresh.add(refresh)
        claims = {
            "aud": client_id,
            "iss": "https://login.microsoftonline.com/tid/v2.0",
            "oid": "oid1",
            "tid": "tid1",
            "sub": "s",
            "preferred_username": self.mailbox.user,
            "name": self.mailbox.name,
            "exp": int(time.time()) + 3600,
            "iat": int(time.time()),
            **({"nonce": nonce} if nonce else {}),
        }
        return {
            "token_type": "Bearer",
            "scope": "User.Read Mail.ReadWrite MailboxSettings.Read",
            "expires_in": self.life,
            "access_token": access,
            "refresh_token": refresh,
            "id_token": f"{_segment({'alg': 'none'})}.{_segment(claims)}.",
            "client_info": _segment({"uid": "oid1", "utid": "tid1"}),
        }


def _segment(claims: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _refused(error: str, description: str) -> Answer:
    codes = [int(n) for n in re.findall(r"AADSTS(\d+)", description)]
    return (
        400,
        {},
        {"error": error, "error_description": description, "error_codes": codes, "correlation_id": "c"},
    )


def http_client(fake: GraphFake) -> Any:
    """A session for msal, which accepts https authorities only: its requests to Microsoft go to the fake."""
    import requests

    class Session(requests.Session):
        def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
            return super().request(
                method, str(url).replace("https://login.microsoftonline.com", fake.url, 1), *args, **kwargs
            )

    session = Session()
    session.trust_env = False
    return session
