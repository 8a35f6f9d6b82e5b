"""Nothing that could send leaves through here.

Gmail has no permission that lets a program make drafts and not send (its drafts.create and messages.send accept the same scopes), so the
promise is kept in code: the innermost transport knows the few requests that are needed and refuses every other, whoever asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any, Protocol
from urllib.parse import urlsplit

from connectors.base import NotSupported

GOOGLE_ROOT = "https://gmail.googleapis.com/"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105

_ID = r"[0-9A-Za-z_-]{1,128}"
_READ = re.compile(
    r"/gmail/v1/users/me/(?:profile|history|messages|drafts|settings/sendAs"
    rf"|messages/{_ID}|threads/{_ID}|drafts/{_ID})"
)
_MAKE = re.compile(r"/gmail/v1/users/me/drafts")
_DROP = re.compile(rf"/gmail/v1/users/me/drafts/(?!send$){_ID}", re.IGNORECASE)
_BATCH = re.compile(r"/batch(?:/gmail/v1)?")
_PART = re.compile(r"([A-Z]+) (\S+) HTTP/1\.1")


class Transport(Protocol):
    """What googleapiclient needs of httplib2: one method."""

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> tuple[Any, bytes]:
        """Carries one request out; gives the response's header and body."""
        ...


class GuardedTransport:
    """A transport that carries out only what the connector may do, on the two hosts that it may speak to."""

    def __init__(self, transport: Transport, root: str = GOOGLE_ROOT, token_uri: str = TOKEN_URI) -> None:
        self._transport = transport
        self._root = urlsplit(root)
        self._token = urlsplit(token_uri)

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> tuple[Any, bytes]:
        """Passes an allowed request on. Raises NotSupported for any other, before a byte has left."""
        if not self._allowed(uri, method, body, headers or {}):
            raise NotSupported(
                "A request was stopped that this program never makes: it reads mail and puts drafts into Drafts, and cannot send. "
                "Nothing has left this computer. This is a defect: please report it."
            )
        return self._transport.request(uri, method=method, body=body, headers=headers, **options)

    def close(self) -> None:
        """Closes the connections of the transport."""
        close = getattr(self._transport, "close", None)
        if close is not None:
            close()

    def _allowed(self, uri: str, method: str, body: Any, headers: Mapping[str, str]) -> bool:
        at = urlsplit(uri)
        if any(name.lower() == "x-http-method-override" for name in headers):
            return False
        if (at.scheme, at.netloc, at.path) == (self._token.scheme, self._token.netloc, self._token.path):
            return method == "POST" and "gmail" not in at.path.lower()
        if (at.scheme, at.netloc) != (self._root.scheme, self._root.netloc):
            return False
        if method == "POST" and _BATCH.fullmatch(at.path):
            return only_reads(body, headers)
        if method == "GET":
            return _READ.fullmatch(at.path) is not None
        if method == "POST":
            return _MAKE.fullmatch(at.path) is not None and not at.query.lower().count("uploadtype")
        return method == "DELETE" and _DROP.fullmatch(at.path) is not None


def only_reads(body: Any, headers: Mapping[str, str]) -> bool:
    """Whether a batch (multipart/mixed of application/http) holds nothing but reads."""
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    octets = body.encode("utf-8", "replace") if isinstance(body, str) else bytes(body or b"")
    message = BytesParser(policy=compat32).parsebytes(
        b"content-type: " + kind.encode() + b"\r\n\r\n" + octets
    )
    if not message.is_multipart():
        return False
    for part in message.get_payload():
        text = part.get_payload() if isinstance(part, Message) else None
        if (
            not isinstance(part, Message)
            or not isinstance(text, str)
            or part.get_content_type() != "application/http"
        ):
            return False
        first, _, rest = text.lstrip().partition("\n")
        line = _PART.fullmatch(first.strip())
        if line is None or line[1] != "GET" or _READ.fullmatch(urlsplit(line[2]).path) is None:
            return False
        if re.search(r"(?im)^x-http-method-override|^(?:POST|PUT|PATCH|DELETE) ", rest):
            return False
    return not message.epilogue or not message.epilogue.strip()
