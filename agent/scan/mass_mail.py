"""Conversations in which machines wrote to many and the rep never wrote, most of a mailbox: told from their rows alone. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from agent import verdict as verdicts
from agent.companies import company_of
from agent.model import Conversation, Kind, Me, Stop, Verdict
from agent.records import IMPERSONAL, Row, messages, row_people
from agent.results import conversation_object, next_object, outline_text


def from_outlines(id_: str, mailbox: str, rows: Sequence[Row], me: Me) -> tuple[Verdict, str] | None:
    """The verdict and its JSON text, from the outlines of rows (`Store.outlines`); None also for what needs a closer look."""
    copies: dict[str, Row] = {}
    for row in rows:
        if (
            row["automatic"] not in IMPERSONAL
            or row["role"] == "sent"
            or row["is_draft"]
            or row["wanted"]
            or row["meaning"]
            or row["from_addr"] in me.addresses
            or row["message_id"] in copies
        ):
            return None
        copies[row["message_id"]] = row
    if not copies:
        return None
    found = sorted(copies.values(), key=lambda r: (r["sent_at"], r["message_id"]))
    verdict = verdicts.mass_mail(Kind(found[-1]["automatic"]))
    ids = [r["message_id"] for r in found]
    return verdict, outline_text(id_, mailbox, ids, found[0]["subject"], verdict)


def from_rows(
    id_: str, mailbox: str, rows: Sequence[Row], me: Me, zone: ZoneInfo
) -> tuple[Verdict, str] | None:
    """The same from whole rows; None for a conversation in which the rep or any other person wrote, or no mail is."""
    if any(
        r["automatic"] not in IMPERSONAL or r["from_addr"] in me.addresses or r["role"] == "sent"
        for r in rows
    ):
        return None
    found = messages(rows, me.addresses, me.internal_domains, {})
    if not found:
        return None
    conversation = Conversation(id_, mailbox, found)
    verdict = verdicts.mass_mail(found[-1].kind)
    result = conversation_object(conversation, verdict, next_object(Stop(), None), zone)
    return verdict, json.dumps(result, ensure_ascii=False)


def whom(rows: Sequence[Row], me: Me) -> str:
    """The company, else the address, that a conversation is with, from outlines of its rows; "" for one among colleagues."""
    for row in rows:
        for addr in (row["from_addr"], *(a.addr for a in row_people(row)[1:])):
            domain = addr.rpartition("@")[2]
            if addr and addr not in me.addresses and domain not in me.internal_domains:
                return company_of(addr) or addr
    return ""
