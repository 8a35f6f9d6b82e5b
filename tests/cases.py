"""Short ways to write conversations down for tests of verdict, playbook and drafting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from agent.model import (
    Address,
    Ask,
    Contact,
    Conversation,
    Deal,
    FailedRecipient,
    Kind,
    Me,
    Message,
    Policy,
    Situation,
    Stance,
    Understanding,
)

ME = Me(
    name="Dana Reyes",
    addresses=frozenset({"dana@acme.example", "dreyes@acme.example"}),
    timezone="America/New_York",
    country="US",
    internal_domains=frozenset({"acme.example"}),
)
DANA = Address("dana@acme.example", "Dana Reyes")
SUE = Address("sue@buyer.example", "Sue Park")
TOM = Address("tom@buyer.example", "Tom Hill")
EVE = Address("eve@buyer.example", "Eve Stone")
KIM = Address("kim@acme.example", "Kim Boss")
MAX = Address("max.frei@gmail.com", "Max Frei")

CLEAR = Ask(True, "question", "clear", "Does Tuesday at 2 work?", 0.97)
WEAK = Ask(True, None, "weak", "Let me know if you have questions.", 0.6)
NOTHING = Ask(False, None, "none", None, 0.02)
CLOSING = Ask(False, None, "none", None, 0.02, expects_reply=False)


def at(day: str, clock: str = "15:00") -> datetime:
    """A time in UTC: "03-02" is in 2026."""
    return datetime.fromisoformat(f"{day if len(day) > 5 else '2026-' + day}T{clock}:00").replace(tzinfo=UTC)


def ours(day: str, to: tuple[Address, ...] | Address = SUE, ask: Ask | None = CLEAR, **more: Any) -> Message:
    """A touch of Dana's."""
    to = (to,) if isinstance(to, Address) else to
    when = at(day, more.pop("clock", "15:00"))
    id_ = more.pop("id", f"<o{when:%m%d%H%M}@acme.example>")
    values: dict[str, Any] = {"from_": DANA, "subject": "Pilot pricing", "outbound": True, "ask": ask} | more
    return Message(id=id_, sent_at=when, to=to, **values)


def theirs(
    day: str, from_: Address = SUE, kind: Kind = Kind.HUMAN, stance: Stance = Stance.NONE, **more: Any
) -> Message:
    """A message from outside; keyword arguments of Understanding and of Message are both taken."""
    when = at(day, more.pop("clock", "16:00"))
    id_ = more.pop("id", f"<i{when:%m%d%H%M}{from_.addr.replace('@', '.')}>")
    of_meaning = {
        "new_text",
        "return_date",
        "alternate_contacts",
        "new_address",
        "failed_recipients",
        "evidence",
        "language",
        "signature",
    }
    meaning: dict[str, Any] = {key: more.pop(key) for key in of_meaning & more.keys()}
    read = more.pop("read", True)
    values: dict[str, Any] = {"to": (DANA,), "subject": "Re: Pilot pricing"} | more
    message = Message(
        id=id_, sent_at=when, from_=from_, automatic=None if kind is Kind.HUMAN else kind, **values
    )
    return replace(message, meaning=Understanding(kind=kind, stance=stance, **meaning)) if read else message


def bounced(day: str, addr: str = SUE.addr, **more: Any) -> Message:
    """A delivery failure about one address."""
    robot = Address("mailer-daemon@mx.example", "Mail Delivery System")
    return theirs(
        day, robot, Kind.BOUNCE, failed_recipients=(FailedRecipient(addr, "user unknown", "5.1.1"),), **more
    )


def talk(*messages: Message, id_: str = "c1", **more: Any) -> Conversation:
    """A conversation."""
    return Conversation(id_, "work", tuple(sorted(messages, key=lambda m: m.sent_at)), **more)


def now(day: str, clock: str = "14:00", **more: Any) -> Situation:
    """What surrounds it at a time of 2026 (UTC)."""
    values: dict[str, Any] = {"me": ME, "policy": Policy()} | more
    return Situation(now=at(day, clock), **values)


def deal(contacts: Mapping[str, str] | None = None, **more: Any) -> Deal:
    """A deal of buyer.example."""
    return Deal(
        "buyer.example",
        contacts=tuple(Contact(addr, role) for addr, role in (contacts or {}).items()),
        **more,
    )


def day(text: str) -> date:
    """A date of 2026."""
    return date.fromisoformat(f"2026-{text}")
