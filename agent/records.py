"""Between rows of the state and the values of agent.model: pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from agent.companies import company_of, registrable_domain
from agent.conversations import Node, person_keys
from agent.message.headers import Header, content_id, parse_header
from agent.message.kind import automatic_kind
from agent.message.subject import parse_subject
from agent.model import Address, Ask, DraftRecord, FailedRecipient, Kind, Message, Stance, Understanding
from connectors.base import DRAFT, Email, draft_key

Row = Mapping[str, Any]

# Mail that machines write to many: no conversation is looked for among all that a list ever sent.
IMPERSONAL = frozenset({Kind.LIST.value, Kind.BULK.value, Kind.NOTIFICATION.value})


dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# People and references of most mail repeat; what comes out is never changed.
_lists = lru_cache(maxsize=1_024)(json.loads)


def _pairs(people: Iterable[Address]) -> list[list[str]]:
    return [[a.addr, a.name] for a in people]


_address = lru_cache(maxsize=8_192)(Address)  # the same few thousand people are in most messages


def _addresses(pairs: Iterable[Sequence[str]]) -> tuple[Address, ...]:
    return tuple([_address(addr, name) for addr, name in pairs]) if pairs else ()


def message_row(email: Email) -> dict[str, Any] | None:
    """What is kept of one listed email; None for what is no message (no time, or neither sender nor recipient)."""
    header = parse_header(email.header)
    at = header.sent_at or email.received_at
    everybody = (header.from_, *header.to, *header.cc, *header.bcc)
    if at is None or not any(a.addr for a in everybody):
        return None
    identity = content_id(header)
    offset = at.utcoffset() or timedelta()
    kind = automatic_kind(header.fields)
    key = draft_key(email.header) if "x-pleasantly-key" in header.fields else None
    return {
        "email_id": email.id,
        "message_id": header.message_id or identity or f"<{email.id}@content.invalid>",
        "content_id": identity,
        "thread_id": email.thread_id or "",
        "sent_at": at.timestamp(),
        "utc_offset": int(offset.total_seconds() // 60),
        "role": email.role,
        "is_draft": int(_is_draft(email, header, key)),
        "gone": 0,
        "dirty": 1,
        "from_addr": header.from_.addr,
        "from_name": header.from_.name,
        "people": dumps([_pairs(header.to), _pairs(header.cc), _pairs(header.bcc), _pairs(header.reply_to)]),
        "subject": header.subject,
        "refs": dumps([header.in_reply_to, header.references]),
        "automatic": kind.value if kind else None,
        "draft_key": key,
    }


def _is_draft(email: Email, header: Header, key: str | None) -> bool:
    if email.role == "drafts" or DRAFT in email.keywords or "x-mozilla-draft-info" in header.fields:
        return email.role != "sent"
    # A draft of ours that was thrown away is still no mail that anybody got.
    return key is not None and email.role == "trash"


def row_people(row: Row) -> list[Address]:
    """Everybody in a row: sender, then recipients."""
    to, cc, bcc, _ = _lists(row["people"])
    return [
        _address(row["from_addr"], row.get("from_name", "")),
        *_addresses(to),
        *_addresses(cc),
        *_addresses(bcc),
    ]


def participant_rows(row: Row, own: frozenset[str]) -> list[dict[str, Any]]:
    """Index rows of everybody but the rep; none for mail that machines write to many.

    Full names stand there like addresses (`name_key`): people answer from private addresses, in new threads.
    """
    if row["automatic"] in IMPERSONAL:
        return []
    return [
        {"addr": a, "sent_at": row["sent_at"], "email_id": row["email_id"], "company": company_of(a)}
        for a in search_keys(row, own)
    ]


def search_keys(row: Row, own: frozenset[str]) -> set[str]:
    """By what mail of the same people is looked for: every address, and the full names of who wrote or was written to."""
    people = row_people(row)
    addrs = {a.addr for a in people} - own - {""}
    written = len(_lists(row["people"])[0]) + 1 if row["from_addr"] in own else 1
    return addrs | person_keys(people[:written], own)


def reference_ids(row: Row) -> tuple[str, ...]:
    """The ids that a row mentions beside its own, In-Reply-To and References, each once."""
    in_reply_to, references = _lists(row["refs"])
    return tuple(dict.fromkeys([*in_reply_to, *references]))


def node(row: Row, own: frozenset[str]) -> Node:
    """What threading needs of a row."""
    subject = parse_subject(row["subject"])
    return Node(
        id=row["message_id"],
        refs=reference_ids(row),
        subject=subject.base.casefold(),
        is_reply=subject.reply or subject.forward,
        at=row["sent_at"],
        people=person_keys(row_people(row), own),
        thread_id=row["thread_id"],
    )


def is_outbound(row: Row, own: frozenset[str], internal: frozenset[str]) -> bool:
    """Whether the rep sent this: from an own address, or by an assistant whose mail lies in the rep's Sent folder."""
    if row["from_addr"] in own:
        return True
    domain = row["from_addr"].rpartition("@")[2]
    return row["role"] == "sent" and (domain in internal or registrable_domain(domain) in internal)


def messages(
    rows: Iterable[Row],
    own: frozenset[str],
    internal: frozenset[str],
    steps: Mapping[str, str],
    mailbox: int | None = None,
) -> tuple[Message, ...]:
    """The messages that rows stand for, copies merged, drafts left out, oldest first.

    `steps` maps draft keys and message ids of sent drafts to the ladder step they were. `mailbox`: where rows of several mailboxes are
    given, the one whose copies can be fetched.
    """
    copies: dict[str, list[Row]] = {}
    for row in rows:
        if not row["is_draft"]:
            copies.setdefault(row["message_id"], []).append(row)
    found = [_message(same, own, internal, steps, mailbox) for same in copies.values()]
    return tuple(sorted(found, key=lambda m: (m.sent_at, m.id)))


@lru_cache(maxsize=256)
def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


def _message(
    copies: Sequence[Row],
    own: frozenset[str],
    internal: frozenset[str],
    steps: Mapping[str, str],
    mailbox: int | None,
) -> Message:
    if len(copies) > 1:  # The copy in Sent knows the Bcc; otherwise the first that still exists.
        copies = sorted(copies, key=lambda r: (r["role"] != "sent", r["gone"], r["email_id"]))
    row = copies[0]
    to, cc, bcc, reply_to = _lists(row["people"])
    in_reply_to, references = _lists(row["refs"])
    meaning = next((r["meaning"] for r in copies if r["meaning"]), None)
    ask = next((r["ask"] for r in copies if r["ask"]), None)
    outbound = any(is_outbound(r, own, internal) for r in copies)
    return Message(
        id=row["message_id"],
        sent_at=datetime.fromtimestamp(row["sent_at"], _zone(row["utc_offset"])),
        from_=_address(row["from_addr"], row["from_name"]),
        to=_addresses(to),
        cc=_addresses(cc),
        bcc=_addresses(bcc),
        reply_to=_addresses(reply_to),
        subject=row["subject"],
        in_reply_to=tuple(in_reply_to),
        references=tuple(references),
        thread_id=row["thread_id"] or None,
        email_ids=tuple(
            r["email_id"] for r in copies if not r["gone"] and mailbox in (None, r.get("mailbox", mailbox))
        ),
        outbound=outbound,
        automatic=Kind(row["automatic"]) if row["automatic"] else None,
        meaning=load_meaning(meaning) if meaning else None,
        ask=Ask(**json.loads(ask)) if ask else None,
        step=(steps.get(row["draft_key"] or "") or steps.get(row["message_id"])) if outbound else None,
        utc_offset=row["utc_offset"],
    )


def dump_meaning(meaning: Understanding) -> str:
    """An understanding as kept in the state: without the texts of the body; quoted words only as evidence."""
    return dumps(
        {
            "kind": meaning.kind.value,
            "language": meaning.language,
            "return_date": meaning.return_date and meaning.return_date.isoformat(),
            "alternate_contacts": _pairs(meaning.alternate_contacts),
            "new_address": meaning.new_address,
            "stance": meaning.stance.value,
            "failed": [[f.addr, f.reason, f.status] for f in meaning.failed_recipients],
            "evidence": dict(meaning.evidence),
        }
    )


@lru_cache(maxsize=4_096)
def load_meaning(text: str) -> Understanding:
    """The inverse of `dump_meaning`."""
    kept = json.loads(text)
    return Understanding(
        kind=Kind(kept["kind"]),
        language=kept["language"],
        return_date=date.fromisoformat(kept["return_date"]) if kept["return_date"] else None,
        alternate_contacts=_addresses(kept["alternate_contacts"]),
        new_address=kept["new_address"],
        stance=Stance(kept["stance"]),
        failed_recipients=tuple(FailedRecipient(*f) for f in kept["failed"]),
        evidence=kept["evidence"],
    )


def dump_ask(ask: Ask) -> str:
    """An ask as kept in the state."""
    return dumps(
        {
            name: getattr(ask, name)
            for name in ("has", "kind", "strength", "sentence", "score", "expects_reply")
        }
    )


def draft_record(row: Row) -> DraftRecord:
    """A row of the draft table as a value."""
    return DraftRecord(
        key=row["key"],
        conversation_id=row["conversation_id"],
        step=row["step"],
        to=tuple(json.loads(row["recipients"])),
        state=row["state"],
        touch_id=row["touch_id"],
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
        wording=row["wording"],
        promised_day=date.fromisoformat(row["promised_day"]) if row["promised_day"] else None,
        about=row["about"],
        sent_message_id=row["sent_message_id"],
    )
