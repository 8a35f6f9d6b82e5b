from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent.model import (
    Address,
    Conversation,
    DraftRecord,
    Kind,
    Message,
    Policy,
    Reason,
    Situation,
    Stance,
    Status,
)
from agent.verdict import judge, unread
from tests.cases import (
    CLEAR,
    CLOSING,
    DANA,
    EVE,
    KIM,
    MAX,
    ME,
    NOTHING,
    SUE,
    TOM,
    WEAK,
    at,
    bounced,
    day,
    deal,
    now,
    ours,
    talk,
    theirs,
)

LIST = Address("users@lists.example", "Users")
ROBOT = Address("no-reply@tool.example", "Tool")


def record(state: str, touch: Message, **more: Any) -> DraftRecord:
    values: dict[str, Any] = {"conversation_id": "c1", "step": "schedule", "to": (SUE.addr,)} | more
    return DraftRecord(key="k" * 32, state=state, touch_id=touch.id, created_at=at("03-06"), **values)


MON = ours("03-02")
BACK: dict[str, Any] = {"return_date": day("03-16")}

# name, conversation, situation, status, reason, until
# fmt: off
CASES: list[tuple[str, Conversation, Situation, str, str, str | None]] = [
    ("plain silence", talk(MON), now("03-06"), "due", "silent", None),
    ("the floor", talk(MON), now("03-05"), "waiting", "floor", "03-06"),
    ("the floor over a weekend", talk(ours("03-05")), now("03-10"), "waiting", "floor", "03-11"),
    ("the floor over a holiday", talk(ours("05-21")), now("05-27"), "waiting", "floor", "05-28"),
    (
        "a floor of one day",
        talk(MON),
        now("03-03", policy=Policy(wait_business_days=1)),
        "due",
        "silent",
        None,
    ),
    (
        "a floor of zero is one",
        talk(MON),
        now("03-02", "20:00", policy=Policy(wait_business_days=0)),
        "waiting",
        "floor",
        "03-03",
    ),
    ("asked nothing", talk(ours("03-02", ask=NOTHING)), now("03-06"), "due", "no_ask", None),
    ("asked weakly", talk(ours("03-02", ask=WEAK)), now("03-06"), "due", "no_ask", None),
    ("closing", talk(theirs("03-01"), ours("03-02", ask=CLOSING)), now("03-20"), "answered", "closing", None),
    (
        "a closing PS after a question",
        talk(MON, ours("03-03", ask=CLOSING)),
        now("03-20"),
        "due",
        "silent",
        None,
    ),
    ("answered", talk(MON, theirs("03-03", stance=Stance.QUESTION)), now("03-20"), "yours", "replied", None),
    ("answered, body unread", talk(MON, theirs("03-03", read=False)), now("03-20"), "yours", "replied", None),
    (
        "thanks, got it",
        talk(MON, theirs("03-03", new_text="Thanks Dana, got it.")),
        now("03-20"),
        "answered",
        "replied",
        None,
    ),
    (
        "answered from another address",
        talk(MON, theirs("03-03", Address("sue.park@mail.example", "Sue Park"))),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "answered by another participant",
        talk(ours("03-02", (SUE, TOM)), theirs("03-03", TOM)),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "a clock that is wrong",
        talk(MON, theirs("03-02", clock="14:50", in_reply_to=(MON.id,))),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "answered, then we wrote again",
        talk(MON, theirs("03-03"), ours("03-04")),
        now("03-10"),
        "due",
        "silent",
        None,
    ),
    ("never ours", talk(theirs("03-03", stance=Stance.QUESTION)), now("03-20"), "yours", "replied", None),
    ("never ours, unread", talk(theirs("03-03", read=False)), now("03-20"), "yours", "replied", None),
    ("internal", talk(ours("03-02", KIM)), now("03-20"), "ignored", "internal", None),
    ("internal answered", talk(theirs("03-03", KIM)), now("03-20"), "ignored", "internal", None),
    ("to ourselves", talk(ours("03-02", DANA)), now("03-20"), "ignored", "internal", None),
    ("a list", talk(theirs("03-03", SUE, Kind.LIST, to=(LIST,))), now("03-20"), "ignored", "list", None),
    (
        "our post to a list",
        talk(theirs("03-03", SUE, Kind.LIST, to=(LIST,)), ours("03-04", LIST)),
        now("03-20"),
        "ignored",
        "list",
        None,
    ),
    ("bulk", talk(theirs("03-03", SUE, Kind.BULK)), now("03-20"), "ignored", "bulk", None),
    (
        "a robot",
        talk(theirs("03-03", ROBOT, Kind.NOTIFICATION)),
        now("03-20"),
        "ignored",
        "notification",
        None,
    ),
    ("our mail to a robot", talk(ours("03-02", ROBOT)), now("03-20"), "ignored", "notification", None),
    (
        "our own absence notice",
        talk(theirs("03-01"), ours("03-02", automatic=Kind.OUT_OF_OFFICE)),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "an answer that came through a list",
        talk(MON, theirs("03-03", SUE, Kind.LIST)),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "declined",
        talk(MON, theirs("03-03", stance=Stance.DECLINED)),
        now("03-20"),
        "stopped",
        "declined",
        None,
    ),
    (
        "declined, we were polite",
        talk(MON, theirs("03-03", stance=Stance.DECLINED), ours("03-04", ask=CLOSING)),
        now("03-20"),
        "stopped",
        "declined",
        None,
    ),
    (
        "declined, we asked why",
        talk(MON, theirs("03-03", stance=Stance.DECLINED), ours("03-04")),
        now("03-20"),
        "stopped",
        "declined",
        None,
    ),
    (
        "declined, then came back",
        talk(
            MON,
            theirs("03-03", stance=Stance.DECLINED),
            theirs("03-05", stance=Stance.POSITIVE),
            ours("03-06"),
        ),
        now("03-20"),
        "due",
        "silent",
        None,
    ),
    (
        "opted out",
        talk(MON, theirs("03-03", stance=Stance.OPTED_OUT)),
        now("03-20"),
        "stopped",
        "opted_out",
        None,
    ),
    (
        "opted out before",
        talk(
            theirs("03-01", stance=Stance.OPTED_OUT), theirs("03-02", stance=Stance.POSITIVE), ours("03-04")
        ),
        now("03-20"),
        "stopped",
        "opted_out",
        None,
    ),
    (
        "opted out elsewhere",
        talk(MON),
        now("03-20", elsewhere=(theirs("02-03", stance=Stance.OPTED_OUT),)),
        "stopped",
        "opted_out",
        None,
    ),
    (
        "on the stop list",
        talk(MON),
        now("03-20", stops={SUE.addr: "opted_out"}),
        "stopped",
        "opted_out",
        None,
    ),
    (
        "company on the stop list",
        talk(MON),
        now("03-20", stops={"buyer.example": "paused_by_you"}),
        "stopped",
        "paused_by_you",
        None,
    ),
    (
        "somebody else on the stop list",
        talk(MON),
        now("03-20", stops={TOM.addr: "opted_out"}),
        "due",
        "silent",
        None,
    ),
    (
        "not now until",
        talk(MON, theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01"))),
        now("03-20"),
        "held",
        "not_now",
        "04-01",
    ),
    (
        "not now, we said all right",
        talk(
            MON, theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01")), ours("03-04", ask=CLOSING)
        ),
        now("03-20"),
        "held",
        "not_now",
        "04-01",
    ),
    (
        "not now, we asked on",
        talk(MON, theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01")), ours("03-04")),
        now("03-20"),
        "held",
        "not_now",
        "04-01",
    ),
    (
        "not now has come",
        talk(MON, theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01"))),
        now("04-01"),
        "due",
        "not_now",
        None,
    ),
    (
        "not now has come after all right",
        talk(
            MON, theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01")), ours("03-04", ask=CLOSING)
        ),
        now("04-02"),
        "due",
        "not_now",
        None,
    ),
    (
        "not now without a date",
        talk(MON, theirs("03-03", stance=Stance.NOT_NOW)),
        now("03-20"),
        "held",
        "not_now",
        "04-14",
    ),
    (
        "not now in another thread",
        talk(MON),
        now("03-20", elsewhere=(theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01")),)),
        "held",
        "not_now",
        "04-01",
    ),
    (
        "promised a date",
        talk(MON, theirs("03-03", return_date=day("03-13"))),
        now("03-13"),
        "held",
        "promised_date",
        "03-16",
    ),
    (
        "promised and broken",
        talk(MON, theirs("03-03", return_date=day("03-13"))),
        now("03-16"),
        "due",
        "promised_date",
        None,
    ),
    (
        "promised with a question",
        talk(MON, theirs("03-03", stance=Stance.QUESTION, return_date=day("03-13"))),
        now("03-13"),
        "yours",
        "replied",
        None,
    ),
    (
        "out of office",
        talk(MON, theirs("03-02", kind=Kind.OUT_OF_OFFICE, **BACK)),
        now("03-13"),
        "held",
        "out_of_office",
        "03-16",
    ),
    (
        "out of office is over",
        talk(MON, theirs("03-02", kind=Kind.OUT_OF_OFFICE, **BACK)),
        now("03-16"),
        "due",
        "silent",
        None,
    ),
    (
        "out of office, no date",
        talk(MON, theirs("03-02", kind=Kind.OUT_OF_OFFICE)),
        now("03-06"),
        "held",
        "out_of_office",
        "03-09",
    ),
    (
        "out of office was over before",
        talk(MON, theirs("03-02", kind=Kind.OUT_OF_OFFICE, return_date=day("02-20"))),
        now("03-06"),
        "due",
        "silent",
        None,
    ),
    (
        "a notice sent once an absence",
        talk(ours("02-20"), theirs("02-20", kind=Kind.OUT_OF_OFFICE, **BACK), MON),
        now("03-12"),
        "held",
        "out_of_office",
        "03-16",
    ),
    (
        "wrote during the absence",
        talk(ours("02-20"), theirs("02-20", kind=Kind.OUT_OF_OFFICE, **BACK), theirs("02-26"), MON),
        now("03-12"),
        "due",
        "silent",
        None,
    ),
    (
        "somebody else is away",
        talk(ours("03-02", (SUE, TOM)), theirs("03-02", TOM, Kind.OUT_OF_OFFICE, **BACK)),
        now("03-12"),
        "due",
        "silent",
        None,
    ),
    (
        "an alias is away",
        talk(MON, theirs("03-02", Address("spark@buyer.example"), Kind.OUT_OF_OFFICE, **BACK)),
        now("03-12"),
        "held",
        "out_of_office",
        "03-16",
    ),
    ("bounced", talk(MON, bounced("03-02")), now("03-03"), "due", "bounced", None),
    (
        "bounced for somebody else",
        talk(ours("03-02", (SUE, TOM)), bounced("03-02", TOM.addr)),
        now("03-12"),
        "due",
        "silent",
        None,
    ),
    (
        "bounced in another thread",
        talk(MON),
        now("03-12", elsewhere=(bounced("03-02"),)),
        "due",
        "bounced",
        None,
    ),
    (
        "bounced, then wrote",
        talk(MON, bounced("03-02"), theirs("03-03"), ours("03-04")),
        now("03-12"),
        "due",
        "silent",
        None,
    ),
    (
        "bounced, gone on with another",
        talk(MON, bounced("03-02")),
        now("03-12", elsewhere=(ours("03-03", TOM),)),
        "stopped",
        "bounced",
        None,
    ),
    ("left", talk(MON, theirs("03-02", kind=Kind.LEFT_COMPANY)), now("03-03"), "due", "left_company", None),
    (
        "moved",
        talk(MON, theirs("03-02", kind=Kind.ADDRESS_CHANGE, new_address="sue@new.example")),
        now("03-06"),
        "due",
        "address_changed",
        None,
    ),
    (
        "moved, floor",
        talk(MON, theirs("03-02", kind=Kind.ADDRESS_CHANGE, new_address="sue@new.example")),
        now("03-05"),
        "waiting",
        "floor",
        "03-06",
    ),
    ("read receipt", talk(MON, theirs("03-02", kind=Kind.READ_RECEIPT)), now("03-06"), "due", "silent", None),
    (
        "delivery receipt",
        talk(MON, theirs("03-02", kind=Kind.DELIVERY_RECEIPT)),
        now("03-06"),
        "due",
        "silent",
        None,
    ),
    ("delay", talk(MON, theirs("03-02", kind=Kind.DELAY)), now("03-06"), "due", "silent", None),
    ("challenge", talk(MON, theirs("03-02", kind=Kind.CHALLENGE)), now("03-06"), "due", "silent", None),
    ("ticket number", talk(MON, theirs("03-02", kind=Kind.AUTO_REPLY)), now("03-06"), "due", "silent", None),
    (
        "accepted",
        talk(MON, theirs("03-03", kind=Kind.CALENDAR_ACCEPT)),
        now("03-20"),
        "answered",
        "meeting_booked",
        None,
    ),
    (
        "accepted elsewhere",
        talk(MON),
        now("03-20", elsewhere=(theirs("03-03", kind=Kind.CALENDAR_ACCEPT),)),
        "answered",
        "meeting_booked",
        None,
    ),
    (
        "tentative",
        talk(MON, theirs("03-03", kind=Kind.CALENDAR_TENTATIVE)),
        now("03-20"),
        "answered",
        "meeting_booked",
        None,
    ),
    (
        "declined invitation",
        talk(MON, theirs("03-03", kind=Kind.CALENDAR_DECLINE)),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "cancelled",
        talk(MON, theirs("03-03", kind=Kind.CALENDAR_CANCEL)),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "their invitation",
        talk(MON, theirs("03-03", kind=Kind.CALENDAR_INVITE)),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "their invitation accepted",
        talk(MON, theirs("03-03", kind=Kind.CALENDAR_INVITE), ours("03-04", automatic=Kind.CALENDAR_ACCEPT)),
        now("03-20"),
        "answered",
        "meeting_booked",
        None,
    ),
    (
        "our invitation",
        talk(ours("03-02", ask=None, automatic=Kind.CALENDAR_INVITE)),
        now("03-06"),
        "due",
        "silent",
        None,
    ),
    (
        "colleague elsewhere",
        talk(MON),
        now("03-20", elsewhere=(theirs("03-03", TOM),)),
        "held",
        "colleague_replied",
        None,
    ),
    ("colleague here", talk(MON, theirs("03-03", TOM)), now("03-20"), "held", "colleague_replied", None),
    (
        "assistant here",
        talk(MON, theirs("03-03", TOM)),
        now("03-20", deal=deal({TOM.addr: "assistant"})),
        "yours",
        "replied",
        None,
    ),
    ("colleague before", talk(MON), now("03-20", elsewhere=(theirs("02-03", TOM),)), "due", "silent", None),
    (
        "stranger at a freemail host",
        talk(ours("03-02", MAX)),
        now("03-20", elsewhere=(theirs("03-03", Address("ann@gmail.com", "Ann Roe")),)),
        "due",
        "silent",
        None,
    ),
    (
        "answered elsewhere",
        talk(MON),
        now("03-20", elsewhere=(theirs("03-03"),)),
        "yours",
        "replied_elsewhere",
        None,
    ),
    (
        "answered elsewhere, then we",
        talk(MON),
        now("03-20", elsewhere=(theirs("03-03"), ours("03-04"))),
        "answered",
        "replied_elsewhere",
        None,
    ),
    (
        "automatic elsewhere",
        talk(MON),
        now("03-20", elsewhere=(theirs("03-03", kind=Kind.AUTO_REPLY),)),
        "due",
        "silent",
        None,
    ),
    (
        "by hand elsewhere",
        talk(MON),
        now("03-12", elsewhere=(ours("03-10", TOM),)),
        "waiting",
        "floor",
        "03-16",
    ),
    (
        "by our colleague",
        talk(MON),
        now("03-12", elsewhere=(theirs("03-10", KIM, to=(SUE,)),)),
        "waiting",
        "floor",
        "03-16",
    ),
    (
        "mass mail to the company",
        talk(MON),
        now("03-12", elsewhere=(ours("03-10", TOM, automatic=Kind.BULK),)),
        "waiting",
        "floor",
        "03-16",
    ),
    ("another company", talk(MON), now("03-12", elsewhere=(ours("03-10", MAX),)), "due", "silent", None),
    (
        "the newer thread carries",
        talk(MON),
        now("03-20", elsewhere=(ours("03-04"),)),
        "waiting",
        "floor",
        None,
    ),
    ("the older thread waits", talk(MON), now("03-20", elsewhere=(ours("02-20"),)), "due", "silent", None),
    (
        "a newer greeting carries nothing",
        talk(MON),
        now("03-20", elsewhere=(ours("03-04", ask=CLOSING),)),
        "due",
        "silent",
        None,
    ),
    ("won", talk(MON), now("03-20", deal=deal(stage="won")), "stopped", "closed_deal", None),
    ("lost", talk(MON), now("03-20", deal=deal(stage="lost")), "stopped", "closed_deal", None),
    ("paused", talk(MON), now("03-20", deal=deal(stage="paused")), "held", "paused_by_you", None),
    (
        "lost, but they wrote",
        talk(MON, theirs("03-03", stance=Stance.QUESTION)),
        now("03-20", deal=deal(stage="lost")),
        "yours",
        "replied",
        None,
    ),
    (
        "decision far off",
        talk(MON),
        now("03-06", deal=deal(decision_date=day("06-30"))),
        "waiting",
        "floor",
        "03-12",
    ),
    ("decision near", talk(MON), now("03-06", deal=deal(decision_date=day("03-10"))), "due", "silent", None),
    ("decision past", talk(MON), now("03-06", deal=deal(decision_date=day("02-10"))), "due", "silent", None),
    ("stopped", talk(MON), now("03-20", stopped_by_rep=True), "stopped", "paused_by_you", None),
    ("snoozed", talk(MON), now("03-20", snoozed_until=day("04-01")), "held", "paused_by_you", "04-01"),
    (
        "snoozed, but they wrote",
        talk(MON, theirs("03-03")),
        now("03-20", snoozed_until=day("04-01")),
        "yours",
        "replied",
        None,
    ),
    ("snooze is over", talk(MON), now("04-01", snoozed_until=day("04-01")), "due", "silent", None),
    ("draft by hand", talk(MON, drafts_by_hand=True), now("03-20"), "held", "paused_by_you", None),
    (
        "draft deleted",
        talk(MON),
        now("03-20", drafts=(record("deleted", MON),)),
        "held",
        "draft_deleted",
        None,
    ),
    (
        "draft deleted, we wrote",
        talk(MON, ours("03-10")),
        now("03-20", drafts=(record("deleted", MON),)),
        "due",
        "silent",
        None,
    ),
    ("draft withdrawn", talk(MON), now("03-20", drafts=(record("withdrawn", MON),)), "due", "silent", None),
    ("own draft lives", talk(MON), now("03-20", drafts=(record("created", MON),)), "due", "silent", None),
    (
        "draft to a colleague lives",
        talk(MON),
        now("03-20", drafts=(record("created", MON, conversation_id="c2", to=(TOM.addr,)),)),
        "waiting",
        "floor",
        None,
    ),
    (
        "named a day",
        talk(ours("03-02", step="persistent")),
        now("03-09", drafts=(record("sent", MON, step="persistent", promised_day=day("03-10")),)),
        "waiting",
        "promised_date",
        "03-10",
    ),
    (
        "the named day has come",
        talk(ours("03-02", step="persistent")),
        now("03-10", drafts=(record("sent", MON, step="persistent", promised_day=day("03-10")),)),
        "due",
        "silent",
        None,
    ),
    ("finished", talk(ours("03-02", step="close_file")), now("03-20"), "stopped", "finished", None),
    (
        "finished, low priority",
        talk(ours("03-02", step="close_file")),
        now("03-20", deal=deal(priority="low")),
        "stopped",
        "low_priority",
        None,
    ),
    (
        "finished, nurture waits",
        talk(ours("03-02", step="close_file")),
        now("03-20", policy=Policy(nurture=True)),
        "waiting",
        "finished",
        "05-29",
    ),
    (
        "finished, nurture",
        talk(ours("03-02", step="close_file")),
        now("06-01", policy=Policy(nurture=True)),
        "due",
        "silent",
        None,
    ),
    (
        "finished, they wrote",
        talk(ours("03-02", step="close_file"), theirs("03-05")),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "finished, we began again",
        talk(ours("03-02", step="close_file"), ours("03-12")),
        now("03-20"),
        "due",
        "silent",
        None,
    ),
    ("too old", talk(ours("2025-10-01")), now("03-20"), "stopped", "finished", None),
    (
        "several, one bounced",
        talk(ours("03-02", (SUE, TOM)), bounced("03-02")),
        now("03-06"),
        "due",
        "silent",
        None,
    ),
    (
        "our colleague answered them",
        talk(MON, theirs("03-03"), theirs("03-04", KIM, to=(SUE,))),
        now("03-20"),
        "answered",
        "replied",
        None,
    ),
    ("answered here, later a date elsewhere", talk(MON, theirs("03-03", stance=Stance.QUESTION)), now("03-20", elsewhere=(theirs("03-04", stance=Stance.NOT_NOW, return_date=day("04-01")),)), "yours", "replied", None),
    ("a date given elsewhere has come", talk(MON), now("04-02", elsewhere=(theirs("03-04", stance=Stance.NOT_NOW, return_date=day("04-01")),)), "yours", "replied_elsewhere", None),
    ("a date given elsewhere before", talk(MON), now("03-20", elsewhere=(theirs("02-20", stance=Stance.NOT_NOW, return_date=day("04-01")),)), "held", "not_now", "04-01"),
    ("a promise with a question", talk(MON, theirs("03-03", new_text="I will know on Friday. Is it in stock?", return_date=day("03-13"))), now("03-13"), "yours", "replied", None),
    ("not now, file closed", talk(MON, theirs("03-03", stance=Stance.NOT_NOW, return_date=day("04-01")), ours("03-10", step="close_file")), now("04-02"), "stopped", "finished", None),
    ("a blind copy counts for the floor", talk(MON), now("03-12", elsewhere=(ours("03-10", KIM, bcc=(TOM,)),)), "waiting", "floor", "03-16"),
    ("a bare reminder after a question", talk(MON, ours("03-03", ask=WEAK)), now("03-20"), "due", "no_ask", None),
    ("their mail answered in a new thread", talk(theirs("03-03")), now("03-20", elsewhere=(ours("03-04"),)), "answered", "replied_elsewhere", None),
    ("their answer answered in a new thread", talk(MON, theirs("03-03")), now("03-20", elsewhere=(ours("03-04"),)), "answered", "replied_elsewhere", None),
    ("a colleague at work for them", talk(theirs("03-03", KIM, to=(SUE, DANA))), now("03-20"), "ignored", "internal", None),
    ("our mass mail", talk(ours("03-02", automatic=Kind.BULK)), now("03-20"), "ignored", "bulk", None),
    ("our answer through a sales tool", talk(theirs("03-01"), ours("03-02", automatic=Kind.BULK, in_reply_to=("<x@y>",))), now("03-20"), "due", "silent", None),
    ("a namesake elsewhere", talk(ours("03-02", MAX)), now("03-20", elsewhere=(theirs("03-03", Address("m.frei@web.example", "Frei, Max")),)), "yours", "replied_elsewhere", None),
    ("an edited step that closes", talk(MON, ours("03-04", step="schedule", ask=CLOSING), theirs("03-05", kind=Kind.READ_RECEIPT)), now("03-20"), "due", "silent", None),
    (
        "wrong person",
        talk(MON, theirs("03-03", stance=Stance.WRONG_PERSON)),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
    (
        "we wrote without having seen it",
        talk(
            ours("02-20"),
            theirs("03-02", clock="14:55"),
            replace(MON, in_reply_to=("<o02201500@acme.example>",)),
        ),
        now("03-20"),
        "yours",
        "replied",
        None,
    ),
]


def test_namesakes_that_the_rep_pursues_apart_are_two_people() -> None:
    here = Address("carla.cole77@gmail.com", "Carla Cole")
    there = Address("carla.cole@firm.example", "Carla Cole")
    elsewhere = (ours("03-01", there, id="<x@acme.example>"), theirs("03-04", there))
    assert judge(talk(ours("03-02", here)), now("03-20", elsewhere=elsewhere)).status is Status.DUE


@pytest.mark.parametrize(
    ("conversation", "situation", "status", "reason", "until"),
    [c[1:] for c in CASES],
    ids=[c[0] for c in CASES],
)
def test_the_verdict_is_that_of_a_careful_rep(
    conversation: Conversation, situation: Situation, status: str, reason: str, until: str | None
) -> None:
    verdict = judge(conversation, situation)
    assert (verdict.status, verdict.reason) == (Status(status), Reason(reason)), verdict.because
    assert verdict.until == (day(until) if until else None), verdict.because
    assert (
        verdict.because.count("\n") == 0 and len(verdict.because) < 260 and verdict.because[0].isupper()
    ) or "@" in verdict.because


def test_a_due_verdict_names_contact_day_and_quotes_the_question() -> None:
    verdict = judge(talk(ours("03-02")), now("03-09"))
    assert verdict.because == (
        "Sue has not answered your question of 2 March (5 business days): “Does Tuesday at 2 work?”"
    )
    assert verdict.contact == SUE and verdict.company == "buyer.example"
    assert verdict.last_touch == ours("03-02") and verdict.touches == (ours("03-02"),)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (now("03-20"), SUE),
        (now("03-20", deal=deal({TOM.addr: "primary"})), TOM),
        (now("03-20", elsewhere=(theirs("02-03", TOM),)), TOM),
    ],
)
def test_a_mail_to_several_people_waits_for_one(situation: Situation, expected: Address) -> None:
    assert judge(talk(ours("03-02", (KIM, SUE, TOM), cc=(EVE,))), situation).contact == expected


def test_the_verdict_moves_to_the_person_who_can_be_reached() -> None:
    assert judge(talk(ours("03-02", (SUE, TOM)), bounced("03-02")), now("03-06")).contact == TOM
    moved = theirs("03-02", kind=Kind.ADDRESS_CHANGE, new_address="sue@new.example")
    assert judge(talk(MON, moved), now("03-06")).contact == Address("sue@new.example", "Sue Park")


def test_of_two_conversations_with_one_person_one_is_due() -> None:
    older, newer = talk(ours("03-02")), talk(ours("03-03"), id_="c2")
    due = [
        judge(one, now("03-20", elsewhere=other.messages)).status is Status.DUE
        for one, other in ((older, newer), (newer, older))
    ]
    assert due == [False, True]


def test_nothing_is_read_where_headers_decide() -> None:
    unread_touch = ours("03-02", ask=None)
    for conversation in (
        talk(theirs("03-03", read=False)),
        talk(ours("03-02", KIM, ask=None)),
        talk(theirs("03-03", SUE, Kind.LIST, to=(LIST,), read=False), ours("03-04", LIST, ask=None)),
        talk(ours("2025-10-01", ask=None)),
    ):
        assert unread(conversation, now("03-20")) == ()
    assert unread(talk(unread_touch), now("03-20", stopped_by_rep=True)) == ()


def test_bodies_are_asked_for_where_the_decision_needs_them() -> None:
    touch = ours("03-02", ask=None)
    before = theirs("03-01", read=False)
    after = theirs("03-03", read=False)
    receipt = theirs("03-03", kind=Kind.READ_RECEIPT, read=False)
    assert unread(talk(touch), now("03-20")) == (touch.id,)
    assert set(unread(talk(before, touch, receipt), now("03-20"))) == {before.id, touch.id}
    assert unread(talk(before, touch, after), now("03-20")) == (after.id,)
    answered = theirs("03-03", id=after.id, stance=Stance.QUESTION)
    assert unread(talk(before, touch, answered), now("03-20")) == ()
    away = theirs("03-03", id=after.id, kind=Kind.OUT_OF_OFFICE)
    assert set(unread(talk(before, touch, away), now("03-20"))) == {before.id, touch.id}
    other = theirs("03-03", TOM, read=False)
    assert unread(talk(touch), now("03-20", elsewhere=(other,))) == (other.id,)
    assert unread(talk(MON), now("03-20")) == ()


def test_a_message_of_the_future_is_not_seen() -> None:
    situation = now("03-20")
    late = theirs("03-21")
    assert late.sent_at > situation.now + timedelta(hours=1)
    assert judge(talk(MON, late), situation).status is Status.DUE
    assert ME.timezone and CLEAR.has
