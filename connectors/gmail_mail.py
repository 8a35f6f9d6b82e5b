"""Gmail's view of a message and ours: labels and roles, headers from JSON, and whether a draft is still as written. Pure.

Sources: the Gmail API discovery document (Message, MessagePartHeader) and Google's guide "Create and send drafts".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any

from connectors.base import DRAFT, FLAGGED, SEEN, Email, is_unchanged
from connectors.folders import header_section

CONTENT_HEADER = "X-Pleasantly-Content"

# Labels that say nothing about a message's folder: a change of these alone is no change to the caller.
_MARKS = frozenset({"UNREAD", "STARRED", "IMPORTANT", "CHAT"})


def role_of(labels: Iterable[str]) -> str:
    """The role of a message by its labels. A label of the rep's own counts as a folder once the message has left the inbox."""
    found = frozenset(labels)
    for label, role in (("TRASH", "trash"), ("SPAM", "junk")):
        if label in found:
            return role
    if is_draft(found):
        return "drafts"
    for label, role in (("SENT", "sent"), ("INBOX", "inbox")):
        if label in found:
            return role
    return (
        "" if any(label not in _MARKS and not label.startswith("CATEGORY_") for label in found) else "archive"
    )


def is_draft(labels: Iterable[str]) -> bool:
    """Whether a message is a draft still: the wrapper of a draft may hold a message that was sent meanwhile."""
    found = frozenset(labels)
    return "DRAFT" in found and "SENT" not in found


def moves(labels: Iterable[str]) -> bool:
    """Whether adding or removing these labels may change a role."""
    return any(label not in _MARKS and not label.startswith("CATEGORY_") for label in labels)


def keywords_of(labels: Iterable[str]) -> frozenset[str]:
    """The keywords of a message by its labels."""
    found = frozenset(labels)
    marks = {SEEN} if "UNREAD" not in found else set()
    if "STARRED" in found:
        marks.add(FLAGGED)
    if is_draft(found):
        marks.add(DRAFT)
    return frozenset(marks)


def raw_of(message: Mapping[str, Any]) -> bytes | None:
    """The octets of a message that was asked for with format=raw, base64url; None where there are none."""
    try:
        text = str(message["raw"])
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (KeyError, ValueError, binascii.Error):
        return None


def received_at(message: Mapping[str, Any]) -> datetime | None:
    """`internalDate`, milliseconds: when Google accepted the message (for imported mail, what its Date says)."""
    try:
        return datetime.fromtimestamp(int(message["internalDate"]) / 1000, UTC)
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        return None


def email_of(message: Mapping[str, Any]) -> Email | None:
    """The email of a message read with format raw or metadata; None where it has no header, or one that only raw can tell."""
    labels = message.get("labelIds", ())
    raw = raw_of(message)
    header = header_section(raw) if raw is not None else header_of(message)
    if header is None:
        return None
    size = message.get("sizeEstimate")
    return Email(
        id=str(message["id"]),
        header=header,
        role=role_of(labels),
        keywords=keywords_of(labels),
        received_at=received_at(message),
        thread_id=str(message["threadId"]) if message.get("threadId") else None,
        size=int(size) if isinstance(size, int) and size > 0 else None,
    )


_FIELD_NAME = re.compile("[!-9;-~]+")  # RFC 5322 section 2.2
_BREAK = re.compile(r"[\r\n]+[ \t]*")
_ADDRESS_FIELDS = frozenset({"from", "to", "cc", "bcc", "reply-to", "sender"})


def header_of(message: Mapping[str, Any]) -> bytes | None:
    """The header section from `payload.headers`; None where JSON cannot say what stood there.

    That is so when octets were replaced (U+FFFD), and for decoded display names with a comma or semicolon, which would read as two
    addresses.
    """
    fields = message.get("payload", {}).get("headers")
    if not fields:
        return None
    lines: list[str] = []
    for field in fields:
        name, value = str(field.get("name", "")), str(field.get("value", ""))
        if not _FIELD_NAME.fullmatch(name):
            continue
        decoded_name = name.lower() in _ADDRESS_FIELDS and not value.isascii() and re.search("[,;]", value)
        if "\ufffd" in value or decoded_name:
            return None
        lines.append(f"{name}: " + _BREAK.sub("\r\n ", value.strip("\r\n")))
    return "\r\n".join(lines).encode("utf-8", "replace")


def content_digest(raw: bytes) -> str:
    """A digest of what a reader sees of a draft: recipients, subject, and the text or octets of every part.

    Gmail may add trace headers to a draft, order its header anew and encode a part otherwise; none of that is an edit of the rep's.
    """
    message = BytesParser(policy=compat32).parsebytes(raw)
    digest = hashlib.blake2b(digest_size=16)
    for name in ("From", "To", "Cc", "Bcc", "Subject", "In-Reply-To"):
        values = [re.sub(r"\s+", " ", str(value)).strip() for value in message.get_all(name, [])]
        digest.update(repr((name, values)).encode("utf-8", "surrogateescape"))
    for part in message.walk():
        if not part.is_multipart():
            digest.update(repr((part.get_content_type(), part.get_filename())).encode("utf-8", "replace"))
            digest.update(_content(part))
    return digest.hexdigest()


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if part.get_content_maintype() != "text":
        return data
    return b"\n".join(line.rstrip() for line in data.strip().splitlines())


def with_content_digest(message: EmailMessage) -> None:
    """Puts the digest of a draft's content into its header, before it is sealed."""
    from connectors.base import WIRE

    del message[CONTENT_HEADER]
    message[CONTENT_HEADER] = content_digest(message.as_bytes(policy=WIRE))


def draft_is_unchanged(raw: bytes) -> bool:
    """Whether a draft of ours is still what was written: octet by octet, or else in all that a reader sees."""
    if is_unchanged(raw):
        return True
    head = header_section(raw).replace(b"\r\n", b"\n")
    found = re.search(rb"(?im)^" + CONTENT_HEADER.encode() + rb":[ \t]*([0-9a-f]{32})[ \t]*$", head)
    return found is not None and found[1].decode() == content_digest(raw)
