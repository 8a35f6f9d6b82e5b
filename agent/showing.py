"""What is known, in the order and the words in which a terminal shows it: pure.

`Found` is one conversation as the command-line contract gives it (an object of `conversations`). Texts are as they stand in the mails:
whoever prints them neutralises them (agent.plain).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.model import Address, Message
from agent.records import Row

Found = Mapping[str, Any]

STATUSES = ("due", "yours", "held", "waiting", "answered", "stopped", "ignored")
OPEN = STATUSES[:4]
SHORTEST_ID = 6
# What a mail was understood by (Understanding.evidence), as far as it says something to a reader.
QUOTED = ("kind", "stance", "return_date", "alternate_contacts", "new_address")
UNJUDGED: Found = {
    "subject": "",
    "contact": None,
    "company": None,
    "status": None,
    "reason": None,
    "because": None,
    "until": None,
    "touches": 0,
    "last_touch": None,
    "next": None,
}
"""A conversation that no scan has come to yet, as `show` gives it."""
_DRAFTS = {
    "created": "draft made",
    "kept": "draft is there",
    "edited": "your edited draft is there",
    "planned": "would draft",
}


def short_ids(ids: Iterable[str]) -> dict[str, str]:
    """Each id and the beginning of it that no other one of them shares, of six letters or more."""
    known = sorted(set(ids))
    found = {}
    for before, id_, after in zip(["", *known], known, [*known[1:], ""], strict=False):
        found[id_] = id_[: max(SHORTEST_ID, _shared(id_, before) + 1, _shared(id_, after) + 1)]
    return found


def _shared(one: str, other: str) -> int:
    """How many letters two ids begin with alike."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def in_order(found: Iterable[Found]) -> list[Found]:
    """What is due first, the longest silence leading; then answers owed; then what comes back by itself, the soonest leading."""

    def rank(one: Found) -> tuple[int, str, str]:
        touch = one["last_touch"]
        last = touch["at"] if touch else ""
        when = one["until"] or "9999" if one["status"] in ("held", "waiting") else last
        return STATUSES.index(one["status"]), when, one["id"]

    return sorted(found, key=rank)


def next_words(found: Found) -> str:
    """What comes next for a conversation, in a few words; "" for nothing."""
    step = found["next"]
    if step["draft"] is not None:
        return f"{step['step']}: {_DRAFTS[step['draft']['state']]}"
    if step["action"] == "call":
        return f"call: {step['what']}"
    if step.get("refused"):
        return f"no draft was good enough: {step['refused'][0]}"
    if found["status"] == "yours":
        return "yours to answer"
    return f"from {found['until']}" if found["until"] else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message on the time line. `words` is the ask of an own mail, else the words that its meaning rests on."""

    at: str
    message_id: str
    who: str
    address: str
    to: tuple[str, ...]
    ours: bool
    kind: str
    stance: str | None
    step: str | None
    words: tuple[str, ...]
    subject: str


def timeline(messages: Sequence[Message], zone: ZoneInfo) -> list[Entry]:
    """The messages of a conversation, oldest first; times in the rep's zone."""
    return [_entry(message, zone) for message in messages]


def _entry(message: Message, zone: ZoneInfo) -> Entry:
    meaning, ask = message.meaning, message.ask
    words: tuple[str, ...]
    if message.outbound:
        words = (ask.sentence,) if ask is not None and ask.sentence else ()
    else:
        words = _evidence(meaning.evidence) if meaning is not None else ()
    stance = meaning.stance.value if meaning is not None and not message.outbound else None
    return Entry(
        at=message.sent_at.astimezone(zone).isoformat(timespec="seconds"),
        message_id=message.id,
        who=_called(message.from_),
        address=message.from_.addr,
        to=tuple(_called(a) for a in (*message.to, *message.cc)),
        ours=message.outbound,
        kind=message.kind.value,
        stance=None if stance == "none" else stance,
        step=message.step,
        words=words,
        subject=message.subject,
    )


def _evidence(evidence: Mapping[str, str]) -> tuple[str, ...]:
    """The words of a mail that its meaning rests on; where nothing was decided by them, how it begins."""
    found = dict.fromkeys(evidence[name] for name in QUOTED if evidence.get(name))
    return tuple(found) or tuple(evidence[name] for name in ("words",) if evidence.get(name))


def _called(person: Address) -> str:
    return person.name or person.addr


def entry_lines(entry: Entry) -> list[str]:
    """One message in words: when, who, what it is, and below it the words that count."""
    who = f"You to {', '.join(entry.to[:3])}" if entry.ours else entry.who
    more = f" and {len(entry.to) - 3} more" if entry.ours and len(entry.to) > 3 else ""
    what = [
        word.replace("_", " ")
        for word in (entry.kind if entry.kind != "human" else None, entry.stance, entry.step)
        if word
    ]
    about = f"  ({', '.join(what)})" if what else ""
    return [
        f"{minute(entry.at)}  {who}{more}{about}",
        *(f"                  “{words}”" for words in entry.words),
    ]


def minute(at: str) -> str:
    """2026-03-09 09:00 of an ISO 8601 time."""
    return at[:16].replace("T", " ")


def local(at: float, zone: ZoneInfo) -> str:
    """An ISO 8601 time in the rep's zone of seconds since 1970."""
    return datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")


def look_object(name: str, row: Row | None, zone: ZoneInfo) -> dict[str, Any]:
    """When a mailbox was looked at, as JSON; `row` is that of `Store.looks`, None for one that was never scanned."""

    def at(column: str) -> str | None:
        return local(row[column], zone) if row is not None and row[column] else None

    return {
        "name": name,
        "looked_at": at("looked_at"),
        "failed_at": at("failed_at"),
        "error": (row["error"] or None) if row is not None else None,
        "failures": row["attempts"] if row is not None else 0,
        "next_look": at("next_due"),
    }


def status_text(values: Mapping[str, Any], ids: Iterable[str], now: datetime) -> str:
    """What `status` prints; `ids` are those of all conversations."""
    lines = [line for box in values["mailboxes"] for line in _look_lines(box, now)]
    lines.append(
        "The daemon is running."
        if values["daemon"]["running"]
        else "No daemon is running: mailboxes are looked at when you run `pleasantly scan`, or start `pleasantly daemon`."
    )
    lines.append(values["digest"]["line"])
    if values["drafts"]:
        short = short_ids(ids)
        lines += ["", "Drafts to review, the newest first:"]
        lines += [
            f"  {short[d['conversation']]}  {minute(d['created_at'])}  {', '.join(d['to'])}: {d['subject']}"
            + ("  (edited by you)" if d["state"] == "edited" else "")
            for d in values["drafts"]
        ]
    return "\n".join(lines)


def _look_lines(box: Mapping[str, Any], now: datetime) -> list[str]:
    """One mailbox: when it was looked at, and what is wrong with it."""
    seen = f"looked at {ago(box['looked_at'], now)}" if box["looked_at"] else "never looked at"
    due = f"; next look {minute(box['next_look'])}" if box["next_look"] else ""
    lines = [f"Mailbox {box['name']}: {seen}{due}."]
    if box["error"]:
        times = f"{box['failures']} times in a row, last " if box["failures"] > 1 else ""
        lines.append(f"  Failed {times}{ago(box['failed_at'], now)}: {box['error']}")
    return lines


def ago(at: str, now: datetime) -> str:
    """A time and how long it is past, in the one unit that says most."""
    minutes = int((now - datetime.fromisoformat(at)).total_seconds() // 60)
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{minute(at)} ({count} {name}{'' if count == 1 else 's'} ago)"
    return f"{minute(at)} (just now)"


def draft_object(row: Row, zone: ZoneInfo, text: str | None) -> dict[str, Any]:
    """A draft of ours as JSON; `text` None where the host was not asked or does not have it."""
    return {
        "key": row["key"],
        "id": row["provider_id"],
        "step": row["step"] or None,
        "state": row["state"],
        "to": json.loads(row["recipients"]),
        "subject": row["subject"],
        "created_at": local(row["created_at"], zone),
        "text": text,
    }


def journal_object(row: Row, zone: ZoneInfo, mailbox: str) -> dict[str, Any]:
    """An entry of the journal as JSON."""
    return {
        "at": local(row["at"], zone),
        "mailbox": mailbox,
        "what": row["what"],
        "conversation": row["conversation_id"],
        "detail": json.loads(row["detail"]),
    }


def journal_words(entry: Mapping[str, Any]) -> str:
    """What an entry says beside its time, mailbox and conversation."""
    detail = ", ".join(f"{k} {v}" for k, v in entry["detail"].items() if k != "key" and v)
    return f"{entry['what']}{f'  {detail}' if detail else ''}"


def story(shown: Mapping[str, Any]) -> str:
    """A conversation as `show` prints it: what happened, where it stands, what comes next, what was said of it."""
    head = [f"{shown['subject']}  ({shown['id']}, mailbox {shown['mailbox']})", ""]
    mails = [line for entry in shown["timeline"] for line in entry_lines(Entry(**entry))]
    return "\n".join([*head, *mails, "", *_standing(shown), *_draft_lines(shown), *_journal_lines(shown)])


def _standing(shown: Mapping[str, Any]) -> list[str]:
    lines = [f"{shown['status']} ({shown['reason']}): {shown['because']}"] if shown["status"] else []
    if shown["contact"]:
        lines.append(f"Contact: {shown['contact']}")
    if shown["until"]:
        lines.append(f"Until: {shown['until']}")
    step = shown["next"]
    if step is not None and (words := next_words(shown)):
        lines.append(f"Next: {words}")
    if shown["snoozed_until"]:
        lines.append(f"Your word: leave it alone until {shown['snoozed_until']}")
    if shown["stopped"]:
        lines.append("Your word: stopped")
    if shown["pending"]:
        lines.append("Something has changed since the last scan: the next one judges this anew.")
    return lines


def _draft_lines(shown: Mapping[str, Any]) -> list[str]:
    lines = []
    for draft in shown["drafts"]:
        about = f"{draft['step'] or 'mail'}, {draft['state']}, {minute(draft['created_at'])}"
        lines += ["", f"Draft to {', '.join(draft['to'])}: {draft['subject']}  ({about})"]
        if draft["text"] is not None:
            lines += [f"    {line}".rstrip() for line in draft["text"].strip().splitlines()]
    return lines


def _journal_lines(shown: Mapping[str, Any]) -> list[str]:
    lines = [f"{minute(entry['at'])}  {journal_words(entry)}" for entry in shown["journal"]]
    return ["", "Journal:", *(f"  {line}" for line in lines)] if lines else []
