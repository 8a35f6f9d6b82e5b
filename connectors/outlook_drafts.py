"""Drafts at Outlook: what is asked for, and how an unchanged one is told from an edited one. Nothing here does anything.

Graph cleans and rewrites HTML, so what was asked for cannot be compared with what is there. Two digests are kept on the draft itself:
*intended*, of subject, recipients and bare letters, goes in with the very request that makes the draft; *digest*, of subject, recipients, body
with its markup, and attachments as they were read back, is added last. Once it is there it alone decides, so that a bold word counts as an edit;
after a crash in between, *intended* still tells what is ours.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import Any

from connectors.base import KEY_HEADER
from connectors.outlook_mail import (
    DIGEST,
    IN_REPLY_TO,
    INTENDED,
    KEY,
    MIME_INTENDED,
    REFERENCES,
    addresses,
    properties,
)

_SPACES = re.compile(r"\s+")
_MSG_ID = re.compile(r"<[^<>\s]{1,998}>")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft as the agent wants it. Recipients are (name, address); `html` is the whole body."""

    key: str
    subject: str
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    bcc: tuple[tuple[str, str], ...]
    html: str
    message_id: str
    in_reply_to: str
    references: str

    @property
    def people(self) -> tuple[tuple[str, ...], ...]:
        """The addresses of To, Cc and Bcc."""
        return tuple(tuple(address.lower() for _, address in field) for field in (self.to, self.cc, self.bcc))

    @property
    def intended(self) -> str:
        return _hashed(self.subject, self.people, _letters("html", self.html))


def wanted(key: str, message: EmailMessage) -> Wanted:
    """What a message asks for; its HTML part is taken as it is, plain text is put into HTML."""
    rich, plain = message.get_body(("html",)), message.get_body(("plain",))
    if rich is not None:
        body = str(rich.get_content())
    else:
        body = as_html(str(plain.get_content()) if plain is not None else "")
    return Wanted(
        key=key,
        subject=_SPACES.sub(" ", str(message["Subject"] or "")).strip(),
        to=_people(message, "To"),
        cc=_people(message, "Cc"),
        bcc=_people(message, "Bcc"),
        html=body,
        message_id=str(message["Message-ID"] or "").strip(),
        in_reply_to=" ".join(_MSG_ID.findall(str(message["In-Reply-To"] or ""))),
        references=" ".join(_MSG_ID.findall(str(message["References"] or ""))),
    )


def _people(message: EmailMessage, field: str) -> tuple[tuple[str, str], ...]:
    found = getaddresses([str(value) for value in message.get_all(field, [])])
    return tuple((name, address) for name, address in found if "@" in address)


def as_html(text: str) -> str:
    """Plain text as HTML that looks the same in Outlook."""
    lines = [html.escape(line, quote=False).replace("  ", "&nbsp; ") for line in text.rstrip().splitlines()]
    return "<html><body><div>" + "<br>\r\n".join(lines) + "</div></body></html>"


def patch_of(draft: Wanted, parent_id: str) -> dict[str, Any]:
    """The fields of a draft for Graph. In-Reply-To and References only where Graph would set others than wanted.

    `parent_id`: the Message-ID of the mail that Graph makes the reply for.
    """
    marks = {KEY: draft.key, INTENDED: draft.intended}
    if draft.in_reply_to and draft.in_reply_to != parent_id:
        marks |= {IN_REPLY_TO: draft.in_reply_to, REFERENCES: draft.references}
    fields: dict[str, Any] = {
        "subject": draft.subject,
        "body": {"contentType": "html", "content": draft.html},
        "toRecipients": _recipients(draft.to),
        "ccRecipients": _recipients(draft.cc),
        "bccRecipients": _recipients(draft.bcc),
        "singleValueExtendedProperties": marked(marks),
    }
    if draft.message_id:
        fields["internetMessageId"] = draft.message_id
    return fields


def marked(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Extended properties as Graph takes them."""
    return [{"id": name, "value": value} for name, value in values.items()]


def _recipients(people: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"emailAddress": {"name": name or address, "address": address}} for name, address in people]


def is_as_wanted(item: Mapping[str, Any], draft: Wanted) -> bool:
    """Whether a draft as read back says what was asked for."""
    return _people_of(item) == draft.people and _intended_of(item) == draft.intended


def digest_of(item: Mapping[str, Any]) -> str:
    """The digest of a draft as it is: subject, recipients, body with markup, attachments. 32 hex digits."""
    body = item.get("body") or {}
    content = str(body.get("content") or "")
    if str(body.get("contentType")).lower() == "html":
        content = _normal(content)
    else:
        content = _SPACES.sub(" ", content).strip()
    return _hashed(_subject(item), _people_of(item), content, str(bool(item.get("hasAttachments"))))


def is_unchanged(item: Mapping[str, Any]) -> bool:
    """Whether a draft is still what we made of it."""
    told = properties(item)
    if digest := told.get(DIGEST.lower()):
        return digest == digest_of(item)
    intended = told.get(INTENDED.lower()) or told.get(MIME_INTENDED.lower())
    return intended is not None and intended.strip() == _intended_of(item)


def _subject(item: Mapping[str, Any]) -> str:
    return _SPACES.sub(" ", str(item.get("subject") or "")).strip()


def _people_of(item: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(addresses(item.get(field)) for field in ("toRecipients", "ccRecipients", "bccRecipients"))


def _intended_of(item: Mapping[str, Any]) -> str:
    body = item.get("body") or {}
    kind = "html" if str(body.get("contentType")).lower() == "html" else "text"
    return _hashed(_subject(item), _people_of(item), _letters(kind, str(body.get("content") or "")))


def _hashed(*parts: object) -> str:
    return hashlib.blake2b(repr((KEY_HEADER, *parts)).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _letters(kind: str, content: str) -> str:
    """A body without markup and without any space: what survives every rewriting."""
    if kind == "html":
        reader = _Reader()
        reader.read(content)
        content = "".join(reader.texts)
    return _SPACES.sub("", content)


def _normal(content: str) -> str:
    """HTML in one spelling: tags with sorted attributes, text with single spaces, no comments, no head."""
    reader = _Reader()
    reader.read(content)
    return "\n".join(filter(None, (_SPACES.sub(" ", part).strip() for part in reader.parts)))


class _Reader(HTMLParser):
    """Collects tags and text outside of <head>, <style> and <script>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.texts: list[str] = []
        self._hidden: str | None = None

    def read(self, content: str) -> None:
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden is None and tag in {"head", "style", "script"}:
            self._hidden = tag
        if self._hidden is None and tag != "tbody":
            self.parts.append(f"<{tag} {sorted((name, value or '') for name, value in attrs)}>")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden == tag:
            self._hidden = None
        elif self._hidden is None and tag != "tbody":
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._hidden is None:
            self.parts.append(data)
            self.texts.append(data)
