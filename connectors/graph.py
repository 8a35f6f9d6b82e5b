"""Microsoft Graph v1.0 over HTTPS, as far as a program may use it that never sends.

Every request passes `GuardedSession.send`, the last line before the network: it lets through reads of the signed-in user's mail, the few writes
that make or change a draft, and nothing else, inside `$batch` bodies too. Ids are immutable on every request
(learn.microsoft.com/graph/outlook-immutable-id), time-outs always set, and errors become those of `connectors.base` in one place.

Reads are tried again; a write only after 429, when Graph says that it was not carried out.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests
import urllib3

from connectors.base import (
    AuthenticationFailed,
    CannotCalculateChanges,
    ConnectorError,
    NotSupported,
    Unavailable,
)
from connectors.retry import Retry, Unreachable

GRAPH = "https://graph.microsoft.com/v1.0"
CONNECT_SECONDS, READ_SECONDS = 15.0, 60.0
BATCH = 20
# Huge messages are cut here when they are read alone (octets).
LONGEST_MESSAGE = 8_000_000
# What Graph's guidance says to wait after a 429 that names no time.
THROTTLED_SECONDS = 30.0
PATIENCE = Retry(longest=60.0)

Token = Callable[[bool], str]


class Refused(NotSupported):
    """The guard stopped a request that this program must never make."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Nothing has left this computer. This is a defect: please report it.")


class Missing(ConnectorError):
    """What was asked for is not there (404), or its id is none."""


class Conflict(ConnectorError):
    """Somebody changed the item in the meantime (412)."""


class BadRequest(ConnectorError):
    """Graph does not understand or does not allow this request for this item (400)."""


class Gone(CannotCalculateChanges):
    """Graph no longer knows this delta link (410, syncStateNotFound)."""


class Throttled(Unavailable):
    """Too many requests (429): nothing was carried out."""


_SENDS = re.compile(
    r"(?:^|[/.'()])(?:sendmail|send|reply|replyall|forward|createforward|submit|move|copy)(?:\(\)?|[/?]|$)",
    re.IGNORECASE,
)
_SEGMENT = r"[^/?#]+"
_WRITES = {
    "POST": re.compile(rf"/(?:me/messages|me/messages/{_SEGMENT}/createReplyAll|me/getMailTips|\$batch)"),
    "PATCH": re.compile(rf"/me/messages/{_SEGMENT}"),
    "DELETE": re.compile(rf"/me/messages/{_SEGMENT}"),
}
_OWN = re.compile(r"/(?:me|users\('[^/']+'\)|users/[^/]+)(?:[/?(]|$)", re.IGNORECASE)
_OVERRIDES = ("x-http-method", "x-http-method-override", "x-method-override")


def check_request(method: str, path: str, headers: Mapping[str, str], body: bytes | str | None) -> None:
    """Raises Refused for anything but reading own mail and writing drafts. `path`: below /v1.0, with its query."""
    bare = path.partition("?")[0]
    if any(name.lower() in _OVERRIDES for name in headers):
        raise Refused("A request that hides its method was stopped: pleasantly never sends mail.")
    # decoded twice: what a server decodes once must not become an action by being decoded again
    if any(_SENDS.search(text) for text in (bare, unquote(bare), unquote(unquote(bare)))):
        raise Refused("A request that could send mail was stopped: pleasantly never sends mail.")
    if method == "GET":
        if not _OWN.match(bare):
            raise Refused(f"Reading this part of Microsoft Graph was stopped: {bare.split('/')[1][:40]!r}.")
        return
    allowed = _WRITES.get(method)
    if allowed is None or not allowed.fullmatch(bare):
        raise Refused(
            f"A {method[:10]} request that writes no draft was stopped: pleasantly never sends mail."
        )
    if bare == "/$batch":
        _check_batch(body)


def _check_batch(body: bytes | str | None) -> None:
    try:
        inner = json.loads(body or b"")["requests"]
        for one in inner:
            if str(one["method"]).upper() != "GET":
                raise Refused("A batch that writes was stopped: pleasantly only reads in batches.")
            check_request("GET", str(one["url"]), one.get("headers") or {}, None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("A batch that cannot be understood was stopped.") from error


class GuardedSession(requests.Session):
    """A session that cannot send mail, and gives its token to nobody but the Graph at `base`."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Checks the prepared request, and only then lets it out. Raises Refused."""
        url = request.url or ""
        if not url.startswith(self._base + "/"):
            raise Refused("A request to another host than Microsoft Graph was stopped.")
        headers = {str(name): str(value) for name, value in request.headers.items()}
        body = request.body
        check_request(
            (request.method or "").upper(),
            url[len(self._base) :],
            headers,
            body if isinstance(body, (bytes, str)) else None,
        )
        return super().send(request, **kwargs)


@dataclass(frozen=True, slots=True)
class Reply:
    """What Graph answered to one request, alone or in a batch. `data`: the JSON body; `raw`: any other body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    raw: bytes = b""

    def checked(self) -> Reply:
        """Itself, if the request succeeded. Raises the ConnectorError that fits."""
        if not 200 <= self.status < 300:
            raise _problem(self)
        return self


@dataclass(frozen=True, slots=True)
class Ask:
    """One read: the path below /v1.0 with its query, already quoted, and further preferences."""

    path: str
    prefer: tuple[str, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        return {"Prefer": ", ".join(('IdType="ImmutableId"', *self.prefer))}


def message_path(id: str, rest: str = "") -> str:
    """The path of one message; whatever the id holds, it stays one segment."""
    return f"/me/messages/{quote(id, safe='')}{rest}"


@contextmanager
def foreign_errors() -> Iterator[None]:
    """Turns what requests, urllib3 and json raise into Unavailable: the one place that does."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise Unreachable(
            "Microsoft 365 could not be reached safely: its certificate is not trusted here. "
            "Check the computer's clock, and whether a proxy inspects the traffic."
        ) from error
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise Unavailable("Microsoft 365 did not answer in time. It will be tried again.") from error
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise Unreachable(
            "Microsoft 365 gave an address that cannot be asked. It will be tried again; if it stays so, please report it."
        ) from error
    except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unavailable(
            "Microsoft 365 could not be reached, or the connection broke. Check the network; it will be tried again."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Unavailable(
            "Microsoft 365 gave an answer that cannot be read. It will be tried again."
        ) from error


_NO_MAILBOX = {
    "mailboxnotenabledforrestapi",
    "mailboxnotsupportedforrestapi",
    "errornonexistentmailbox",
}


def _problem(reply: Reply) -> ConnectorError:
    """The error for an answer that is no success. Graph's own text is left out: it may hold addresses."""
    error = reply.data.get("error") if isinstance(reply.data, Mapping) else None
    code = str(error.get("code", "")) if isinstance(error, Mapping) else ""
    told = f"{reply.status} {code}".strip()[:80]
    low = code.lower()
    if reply.status == 410 or low in {"syncstatenotfound", "resyncrequired", "errorinvalidsyncstatedata"}:
        return Gone("Microsoft 365 no longer knows how far this folder was read: it is read again.")
    if reply.status == 429 or low in {"applicationthrottled", "mailboxconcurrency", "errorserverbusy"}:
        wait = _retry_after(reply.headers)
        return Throttled(
            "Microsoft 365 asks to slow down. It will be tried again later.",
            THROTTLED_SECONDS if wait is None else wait,
        )
    if low in _NO_MAILBOX:
        return NotSupported(
            f"Microsoft 365 has no mailbox that can be read for this user ({told}). "
            "Check that the user has an Exchange Online mailbox and licence."
        )
    if reply.status == 401:
        return AuthenticationFailed(
            f"Microsoft 365 refuses the sign-in ({told}). Run `pleasantly login` for this mailbox again."
        )
    if reply.status == 403:
        return AuthenticationFailed(
            f"Microsoft 365 does not let pleasantly use this mailbox ({told}). "
            "Ask your administrator to grant Mail.ReadWrite, MailboxSettings.Read and User.Read (docs/outlook.md), "
            "then run `pleasantly login` for this mailbox again."
        )
    if reply.status == 404 or low in {"erroritemnotfound", "errorinvalididmalformed", "errorinvalidid"}:
        return Missing(f"Microsoft 365 does not have this item any more ({told}).")
    if reply.status in {409, 412} or low == "errorirresolvableconflict":
        return Conflict(f"The item was changed by somebody else in the meantime ({told}).")
    if reply.status >= 500 or reply.status == 408:
        return Unavailable(
            f"Microsoft 365 has a problem of its own ({told}). It will be tried again.",
            _retry_after(reply.headers),
        )
    return BadRequest(f"Microsoft 365 did not accept a request ({told}).")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by RFC 9110 section 10.2.3, a number or a date."""
    told = {name.lower(): str(value) for name, value in headers.items()}.get("retry-after", "").strip()
    if not told:
        return None
    if told.isdecimal() and len(told) < 8:
        return float(told)
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


class Graph:
    """Requests to Graph as the signed-in user. `token(refresh)` gives an access token, a new one if `refresh`.

    `requests_made` counts what went over the wire, `asked` also the parts of batches: Graph's limits count those.
    """

    def __init__(self, token: Token, *, base: str = GRAPH, retry: Retry = PATIENCE) -> None:
        self._token = token
        self._base = base.rstrip("/")
        self._retry = retry
        self._session = GuardedSession(self._base)
        self.requests_made = 0
        self.asked = 0

    def close(self) -> None:
        """Closes the connections; further requests open new ones."""
        self._session.close()

    def path_of(self, link: object) -> str:
        """The path below /v1.0 of a nextLink or deltaLink. Raises Unavailable for a link to anywhere else."""
        parts = urlsplit(link if isinstance(link, str) else "")
        below = parts.path.partition("/v1.0")[2]
        here = urlsplit(self._base)
        if not below.startswith("/") or (parts.scheme, parts.netloc) != (here.scheme, here.netloc):
            raise Unavailable("Microsoft 365 gave a link that leads elsewhere. It will be tried again.")
        return f"{below}?{parts.query}" if parts.query else below

    def get(self, ask: Ask) -> Reply:
        """One read, tried again when Graph is busy or the connection broke. Raises ConnectorError."""
        return self._retry.read(lambda: self._exchange("GET", ask.path, ask.headers).checked())

    def message(self, path: str) -> bytes:
        """A raw message, cut after `LONGEST_MESSAGE` octets. Raises ConnectorError."""
        return self._retry.read(
            lambda: self._exchange("GET", path, Ask(path).headers, raw=True).checked().raw
        )

    def batch(self, asks: Sequence[Ask]) -> list[Reply]:
        """Reads, twenty in one request (learn.microsoft.com/graph/json-batching); answers in the order asked, errors among them.

        Parts that failed for now are asked again, alone. One batch at a time, and Graph works on four of its parts at once:
        never more than its limit for one program and mailbox.
        """
        replies: list[Reply] = []
        for start in range(0, len(asks), BATCH):
            chunk = asks[start : start + BATCH]
            if len(chunk) == 1 and not chunk[0].path.endswith("/$value"):
                replies.append(self._alone(chunk[0]))
            else:
                replies += self._chunk(chunk)
        return replies

    def _alone(self, ask: Ask) -> Reply:
        def call() -> Reply:
            reply = self._exchange("GET", ask.path, ask.headers)
            return reply.checked() if _for_now(reply) else reply

        return self._retry.read(call)

    def _chunk(self, asks: Sequence[Ask]) -> list[Reply]:
        done: dict[int, Reply] = {}
        failed: dict[int, Reply] = {}

        def call() -> None:
            waiting = [n for n in range(len(asks)) if n not in done]
            self.asked += len(waiting) - 1
            parts = [
                {"id": str(n), "method": "GET", "url": asks[n].path, "headers": asks[n].headers}
                for n in waiting
            ]
            body = json.dumps({"requests": parts}).encode()
            reply = self._exchange("POST", "/$batch", {"Content-Type": "application/json"}, body).checked()
            with foreign_errors():
                found = {int(part["id"]): _part(part) for part in reply.data["responses"]}
            for n in waiting:
                if n in found and not _for_now(found[n]):
                    done[n] = found[n]
            late = {n: found[n] for n in waiting if n in found and n not in done}
            failed.update(late)
            if any(part.status == 401 for part in late.values()):
                self._token(True)
            if late:
                worst = max(late.values(), key=lambda part: _retry_after(part.headers) or 0.0)
                raise _problem(worst)
            if len(done) < len(asks):
                raise Unavailable("Microsoft 365 answered only in part. It will be tried again.")

        try:
            self._retry.read(_unauthorised_once(call))
        except (Unavailable, AuthenticationFailed):
            if len(failed.keys() | done.keys()) < len(asks):
                raise
        return [done.get(n) or failed[n] for n in range(len(asks))]

    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        etag: str | None = None,
    ) -> Reply:
        """One write, repeated only after 429. `body`: JSON, or a raw message (sent as Graph wants MIME: base64 in text/plain).

        `etag` makes it conditional (If-Match). Raises ConnectorError; after Unavailable nobody knows whether it was carried out.
        """
        headers = dict(Ask(path).headers)
        data: bytes | None = None
        if isinstance(body, bytes):
            headers["Content-Type"] = "text/plain"
            data = base64.b64encode(body)
        elif body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        if etag:
            headers["If-Match"] = etag
        for _ in range(max(1, self._retry.attempts) - 1):
            try:
                return self._exchange(method, path, headers, data).checked()
            except Throttled as error:
                if error.retry_after is None or error.retry_after > self._retry.longest:
                    raise
                self._retry.sleep(error.retry_after)
        return self._exchange(method, path, headers, data).checked()

    def _exchange(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        data: bytes | None = None,
        *,
        raw: bool = False,
    ) -> Reply:
        reply = self._once(method, path, headers, data, raw, self._token(False))
        if reply.status == 401:  # refused before anything was done: safe to repeat, writes too
            reply = self._once(method, path, headers, data, raw, self._token(True))
        return reply

    def _once(
        self, method: str, path: str, headers: Mapping[str, str], data: bytes | None, raw: bool, token: str
    ) -> Reply:
        self.requests_made += 1
        self.asked += 1
        with (
            foreign_errors(),
            self._session.request(
                method,
                self._base + path,
                data=data,
                headers={**headers, "Authorization": f"Bearer {token}"},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            told = dict(response.headers)
            if raw and response.status_code == 200:
                return Reply(200, told, raw=_cut(response))
            octets = response.content
            found = json.loads(octets) if octets.strip() else {}
            if not isinstance(found, dict):
                raise ValueError("not an object")
            return Reply(response.status_code, told, found)


def _cut(response: requests.Response) -> bytes:
    octets = bytearray()
    for piece in response.iter_content(65536):
        octets += piece
        if len(octets) >= LONGEST_MESSAGE:
            break
    return bytes(octets[:LONGEST_MESSAGE])


def _for_now(reply: Reply) -> bool:
    """Whether another try may help: busy, broken, or the token ran out between two parts."""
    return reply.status == 401 or isinstance(
        None if 200 <= reply.status < 300 else _problem(reply), Unavailable
    )


def _unauthorised_once(call: Callable[[], None]) -> Callable[[], None]:
    """`call`, with one refusal taken as passing: the token was renewed on the way."""
    refused = 0

    def again() -> None:
        nonlocal refused
        try:
            call()
        except AuthenticationFailed as error:
            refused += 1
            if refused > 1:
                raise
            raise Unavailable(str(error), 0.0) from error

    return again


_BASE64 = re.compile(r"[A-Za-z0-9+/_\s-]+={0,2}\s*")


def _part(part: Mapping[str, Any]) -> Reply:
    """One answer in a batch. A body that is no JSON comes as base64, or as the text itself."""
    body = part.get("body")
    raw = b""
    if isinstance(body, str):
        raw = body.encode("utf-8", "surrogatepass")
        if ":" not in body and _BASE64.fullmatch(body):
            try:
                raw = base64.b64decode(body.replace("-", "+").replace("_", "/") + "==")
            except binascii.Error:
                raw = body.encode()
    data = body if isinstance(body, dict) else {}
    return Reply(int(part["status"]), part.get("headers") or {}, data, raw)
