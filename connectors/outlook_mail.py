"""What Graph says of a message, turned into what every connector says: a header section, role, keywords.

Graph gives fields, not octets. `internetMessageHeaders` holds the header section as it was received (not for drafts and sent mail,
learn.microsoft.com/graph/api/resources/message); what is missing there is written from the other fields, so that threading and the telling
of automatic mail work on the same header section as at any other host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, urlencode

from connectors.base import DRAFT, FLAGGED, KEY_HEADER, SEEN, Email

# Named properties of our own: Exchange keeps them on the item, in Sent Items too, and never puts them into what is sent.
_SET = "{6d1f6a52-4c0b-4e8e-9d55-0f3f6f2b7c11}"
KEY = f"String {_SET} Name PleasantlyKey"
DIGEST = f"String {_SET} Name PleasantlyDigest"
INTENDED = f"String {_SET} Name PleasantlyIntended"
INTENDED_HEADER = "X-Pleasantly-Intended"
# Where Exchange keeps an x- header that came in as MIME (MS-OXPROPS, PS_INTERNET_HEADERS).
_MIME = "{00020386-0000-0000-C000-000000000046}"
MIME_KEY = f"String {_MIME} Name {KEY_HEADER}"
MIME_INTENDED = f"String {_MIME} Name {INTENDED_HEADER}"
# MS-OXPROPS: PidTagInternetReferences, PidTagInReplyToId, PidTagMessageClass, PidTagMessageSize
REFERENCES, IN_REPLY_TO, CLASS, SIZE = "String 0x1039", "String 0x1042", "String 0x001A", "Integer 0x0E08"

_FIELDS = (
    "internetMessageId,conversationId,subject,from,sender,toRecipients,ccRecipients,bccRecipients,replyTo,"
    "sentDateTime,receivedDateTime,isRead,isDraft,flag,parentFolderId"
)
LISTED = f"{_FIELDS},internetMessageHeaders"
DRAFTED = (
    "subject,toRecipients,ccRecipients,bccRecipients,body,isDraft,hasAttachments,parentFolderId,internetMessageId,"
    "createdDateTime,lastModifiedDateTime"
)

_KEY = re.compile(r"[0-9A-Za-z-]{1,64}")
_NOT_IN_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+[ \t]*")
_FIELD_NAME = re.compile(r"[!-9;-~]{1,200}")
_MSG_ID = re.compile(r"<[^<>\s]{1,998}>")


def expanded(*ids: str) -> str:
    """The value of $expand that asks for these extended properties."""
    return "singleValueExtendedProperties($filter=" + " or ".join(f"id eq '{name}'" for name in ids) + ")"


LISTED_PROPERTIES = expanded(KEY, MIME_KEY, REFERENCES, IN_REPLY_TO, CLASS, SIZE)
DRAFT_PROPERTIES = expanded(KEY, MIME_KEY, DIGEST, INTENDED, MIME_INTENDED)


def query(**options: str) -> str:
    """A query string of OData options, given without their dollar sign."""
    return "?" + urlencode(
        {f"${name}": value for name, value in options.items()}, quote_via=quote, safe="$,'()="
    )


def properties(item: Mapping[str, Any]) -> dict[str, str]:
    """The extended properties of an item by id; ids are compared without case, as Graph itself spells them anew."""
    found = item.get("singleValueExtendedProperties") or ()
    return {
        str(p.get("id", "")).lower(): str(p["value"])
        for p in found
        if isinstance(p, Mapping) and p.get("value") is not None
    }


def draft_key_of(item: Mapping[str, Any]) -> str | None:
    """The key of a draft of ours, None for everything else."""
    told = properties(item)
    key = (told.get(KEY.lower()) or told.get(MIME_KEY.lower()) or "").strip()
    return key if _KEY.fullmatch(key) else None


def is_full(item: Mapping[str, Any]) -> bool:
    """Whether a delta told the whole message; after a mere change of a flag it tells only that flag (docs issue 7776)."""
    return "internetMessageId" in item and "toRecipients" in item and "isDraft" in item


def email_of(item: Mapping[str, Any], role: str) -> Email:
    """An item as listed with `LISTED` and `LISTED_PROPERTIES`. Raises KeyError, TypeError or ValueError for what is no message."""
    told = properties(item)
    marks = {SEEN: item.get("isRead"), DRAFT: item.get("isDraft")}
    marks[FLAGGED] = (item.get("flag") or {}).get("flagStatus") == "flagged"
    size = told.get(SIZE.lower(), "")
    return Email(
        id=str(item["id"]),
        header=_header(item, told),
        role=role,
        keywords=frozenset(mark for mark, is_set in marks.items() if is_set),
        received_at=instant(item.get("receivedDateTime")),
        thread_id=item.get("conversationId") or None,
        size=int(size) if size.isdecimal() else None,
    )


def instant(told: object) -> datetime | None:
    """A Graph time (ISO 8601, UTC) as an aware datetime, None where there is none."""
    if not isinstance(told, str) or not told or told.startswith("0001"):
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _header(item: Mapping[str, Any], told: Mapping[str, str]) -> bytes:
    lines: list[tuple[str, str]] = []
    for field in item.get("internetMessageHeaders") or ():
        name, value = str(field.get("name") or ""), str(field.get("value") or "")
        if _FIELD_NAME.fullmatch(name):
            lines.append((name, value))
    have = {name.lower() for name, _ in lines}
    lines += [
        (name, value) for name, value in _from_fields(item, told, have) if value and name.lower() not in have
    ]
    text = "\r\n".join(f"{name}: {_one_line(value)}" for name, value in lines)
    return _octets(text)


def _from_fields(
    item: Mapping[str, Any], told: Mapping[str, str], have: set[str]
) -> Iterator[tuple[str, str]]:
    """Header fields as Graph's own fields say them (RFC 5322 section 3.6)."""
    sender, author = _mailbox(item.get("sender")), _mailbox(item.get("from"))
    yield "From", author or sender
    yield "Sender", sender if author and sender != author else ""
    for name, field in (
        ("To", "toRecipients"),
        ("Cc", "ccRecipients"),
        ("Bcc", "bccRecipients"),
        ("Reply-To", "replyTo"),
    ):
        yield name, ", ".join(filter(None, map(_mailbox, item.get(field) or ())))
    yield "Subject", str(item.get("subject") or "")
    at = instant(item.get("sentDateTime")) or instant(item.get("receivedDateTime"))
    # RFC 5322 section 3.3: "-0000" says that nothing is known of the writer's own time zone
    yield "Date", format_datetime(at.astimezone(UTC).replace(tzinfo=None)) if at else ""
    yield "Message-ID", str(item.get("internetMessageId") or "")
    yield "In-Reply-To", " ".join(_MSG_ID.findall(told.get(IN_REPLY_TO.lower(), "")))
    yield "References", " ".join(_MSG_ID.findall(told.get(REFERENCES.lower(), "")))
    yield KEY_HEADER, draft_key_of(item) or ""
    yield from _from_class(told.get(CLASS.lower(), "").lower(), have)


def _from_class(kind: str, have: set[str]) -> Iterator[tuple[str, str]]:
    """What Exchange's own message class says; mail within one organisation has little else (MS-OXCMAIL 2.2.3)."""
    if kind.startswith("ipm.note.rules.") and "auto-submitted" not in have:
        yield "Auto-Submitted", "auto-replied"
    if kind.startswith("report.") and "content-type" not in have:
        receipt = kind.endswith((".ipnrn", ".ipnnrn"))
        yield (
            "Content-Type",
            f"multipart/report; report-type={'disposition-notification' if receipt else 'delivery-status'}",
        )


def _mailbox(recipient: object) -> str:
    """One address of a header (RFC 5322 section 3.4), "" where there is none. Names may be raw UTF-8 (RFC 6532)."""
    told = recipient.get("emailAddress") if isinstance(recipient, Mapping) else None
    address = str(told.get("address") or "").strip() if isinstance(told, Mapping) else ""
    if not isinstance(told, Mapping) or "@" not in address:
        return ""
    name = _one_line(str(told.get("name") or ""))
    if not name or name.strip("'\"").lower() == address.lower():
        return f"<{address}>"
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + f'" <{address}>'


def _one_line(value: str) -> str:
    return _NOT_IN_LINE.sub(" ", value).strip()


def _octets(text: str) -> bytes:
    """Text as octets. Lone surrogates stand for octets that were no UTF-8 (PEP 383); others are replaced."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def addresses(recipients: Iterable[Any] | None) -> tuple[str, ...]:
    """The lower-case addresses of a list of Graph recipients, in order."""
    told = (r.get("emailAddress") for r in recipients or () if isinstance(r, Mapping))
    return tuple(str(e.get("address") or "").strip().lower() for e in told if isinstance(e, Mapping))
