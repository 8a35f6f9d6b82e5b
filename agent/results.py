"""What a scan says, as the JSON of the command-line contract: pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from agent.model import Address, Ask, Call, Conversation, Draft, Message, Step, Stop, Verdict, Wait


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a planned draft: its key, the host's id, and created, kept, edited or planned."""

    key: str
    id: str | None
    state: str
    subject: str
    to: tuple[str, ...]
    step: str


def iso(when: datetime, zone: ZoneInfo) -> str:
    """A time in the rep's zone, to the second, with offset."""
    return when.astimezone(zone).isoformat(timespec="seconds")


def day(when: date | None) -> str | None:
    """A date as YYYY-MM-DD."""
    return when.isoformat() if when else None


def ask_object(ask: Ask | None) -> dict[str, Any] | None:
    """An ask as the contract gives it."""
    if ask is None:
        return None
    return {
        "has": ask.has,
        "kind": ask.kind,
        "strength": ask.strength,
        "sentence": ask.sentence,
        "score": round(ask.score, 4),
        "expects_reply": ask.expects_reply,
    }


def _touch(message: Message | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if message is None:
        return None
    return {
        "message_id": message.id,
        "at": iso(message.sent_at, zone),
        "step": message.step,
        "ask": ask_object(message.ask),
    }


def next_object(step: Step, made: Made | None, refused: tuple[str, ...] = ()) -> dict[str, Any]:
    """The `next` object: every field is always there, null where it does not apply."""
    found: dict[str, Any] = {
        "action": "none",
        "step": None,
        "to": [],
        "subject": None,
        "draft": None,
        "what": None,
        "until": None,
    }
    if isinstance(step, Draft):
        found |= {
            "action": "draft",
            "step": step.step,
            "to": [a.addr for a in step.to],
            "subject": step.subject,
        }
    elif isinstance(step, Call):
        found |= {"action": "call", "step": step.step, "what": step.what}
    elif isinstance(step, Wait):
        found |= {"action": "wait", "until": day(step.until)}
    if made is not None:
        found |= {"action": "draft", "step": made.step, "to": list(made.to), "subject": made.subject}
        found["draft"] = {"key": made.key, "id": made.id, "state": made.state}
    if refused:
        found |= {"action": "none", "refused": list(refused)}
    return found


_text = json.JSONEncoder(ensure_ascii=False).encode


@cache
def _outline(mailbox: str, verdict: Verdict) -> tuple[str, ...]:
    """What stands before, between and after id, message ids and subject in the text of a conversation that nothing is done about."""
    marks = ("\0id", "\0message", "\0subject")
    at = datetime(2000, 1, 1, tzinfo=UTC)
    conversation = Conversation(marks[0], mailbox, (Message(marks[1], at, Address(""), subject=marks[2]),))
    rest = _text(conversation_object(conversation, verdict, next_object(Stop(), None), ZoneInfo("UTC")))
    parts = []
    for mark in marks:
        part, _, rest = rest.partition(_text(mark))
        parts.append(part)
    return (*parts, rest)


def outline_text(id_: str, mailbox: str, message_ids: Iterable[str], subject: str, verdict: Verdict) -> str:
    """The JSON text of a conversation that nothing is done about, and that has no touch: most of a mailbox, so made cheaply."""
    before, ids, subject_, after = _outline(mailbox, verdict)
    return "".join(
        (before, _text(id_), ids, ", ".join(map(_text, message_ids)), subject_, _text(subject), after)
    )


def conversation_object(
    conversation: Conversation, verdict: Verdict, next_: Mapping[str, Any], zone: ZoneInfo
) -> dict[str, Any]:
    """One element of `conversations`."""
    return {
        "id": conversation.id,
        "mailbox": conversation.mailbox,
        "message_ids": [m.id for m in conversation.messages],
        "subject": conversation.subject,
        "contact": verdict.contact.addr if verdict.contact else None,
        "company": verdict.company,
        "status": verdict.status.value,
        "reason": verdict.reason.value,
        "because": verdict.because,
        "until": day(verdict.until),
        "touches": len(verdict.touches),
        "last_touch": _touch(verdict.last_touch, zone),
        "next": dict(next_),
    }
