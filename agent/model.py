"""The values that the agent reasons with: all frozen, none does anything.

Times are aware datetimes; dates are in the rep's time zone. Addresses are lower-case addr-specs (RFC 5322 section 3.4.1);
message ids keep their angle brackets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


class Kind(str, Enum):
    """What a message is, judged from header and body (values of the command-line contract)."""

    HUMAN = "human"
    OUT_OF_OFFICE = "out_of_office"
    LEFT_COMPANY = "left_company"
    ADDRESS_CHANGE = "address_change"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    DELAY = "delay"
    DELIVERY_RECEIPT = "delivery_receipt"
    READ_RECEIPT = "read_receipt"
    CHALLENGE = "challenge"
    CALENDAR_INVITE = "calendar_invite"
    CALENDAR_ACCEPT = "calendar_accept"
    CALENDAR_DECLINE = "calendar_decline"
    CALENDAR_TENTATIVE = "calendar_tentative"
    CALENDAR_CANCEL = "calendar_cancel"
    LIST = "list"
    BULK = "bulk"
    NOTIFICATION = "notification"


class Stance(str, Enum):
    """What a human reply means for the rep's pursuit."""

    NONE = "none"
    POSITIVE = "positive"
    QUESTION = "question"
    NOT_NOW = "not_now"
    DECLINED = "declined"
    OPTED_OUT = "opted_out"
    WRONG_PERSON = "wrong_person"


class Status(str, Enum):
    """Where a conversation stands (contract)."""

    DUE = "due"
    WAITING = "waiting"
    HELD = "held"
    YOURS = "yours"
    ANSWERED = "answered"
    STOPPED = "stopped"
    IGNORED = "ignored"


class Reason(str, Enum):
    """Why a conversation has its status (contract)."""

    SILENT = "silent"
    NO_ASK = "no_ask"
    CLOSING = "closing"
    FLOOR = "floor"
    OUT_OF_OFFICE = "out_of_office"
    PROMISED_DATE = "promised_date"
    REPLIED = "replied"
    REPLIED_ELSEWHERE = "replied_elsewhere"
    COLLEAGUE_REPLIED = "colleague_replied"
    MEETING_BOOKED = "meeting_booked"
    NOT_NOW = "not_now"
    BOUNCED = "bounced"
    LEFT_COMPANY = "left_company"
    ADDRESS_CHANGED = "address_changed"
    OPTED_OUT = "opted_out"
    DECLINED = "declined"
    CLOSED_DEAL = "closed_deal"
    PAUSED_BY_YOU = "paused_by_you"
    DRAFT_DELETED = "draft_deleted"
    INTERNAL = "internal"
    LIST = "list"
    BULK = "bulk"
    NOTIFICATION = "notification"
    FINISHED = "finished"
    LOW_PRIORITY = "low_priority"


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header: lower-case addr-spec and display name ("" where none)."""

    addr: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.addr.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """Whom a bounce is about and why: `reason` in the server's words, `status` as in RFC 3463 ("5.1.1") or ""."""

    addr: str
    reason: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one message means. `evidence` gives, by field name, the words that the judgement rests on."""

    kind: Kind = Kind.HUMAN
    new_text: str = ""
    signature: str = ""
    quoted: str = ""
    language: str | None = None
    return_date: date | None = None
    alternate_contacts: tuple[Address, ...] = ()
    new_address: str | None = None
    stance: Stance = Stance.NONE
    failed_recipients: tuple[FailedRecipient, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Whether a text makes a call to action. `score` is a probability; `sentence` the best one, verbatim.

    `expects_reply`: an answer may fairly be expected (False for "Great, see you Tuesday").
    """

    has: bool = False
    kind: str | None = None
    strength: str = "none"
    sentence: str | None = None
    score: float = 0.0
    expects_reply: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation: header fields, and what was understood of its body. The body itself is not here.

    `meaning` and `ask` are None as long as no decision has needed the body. `outbound`: written from one of the rep's own
    addresses and sent (drafts are not messages of a conversation). `step`: the ladder step whose draft this was, if any.
    `email_ids`: the host's ids of all stored copies. `automatic`: the header alone says that no person wrote it.
    `utc_offset`: minutes east of UTC in the Date header, None where unknown or "-0000" (RFC 5322 section 3.3).
    """

    id: str
    sent_at: datetime
    from_: Address
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    thread_id: str | None = None
    email_ids: tuple[str, ...] = ()
    outbound: bool = False
    automatic: Kind | None = None
    meaning: Understanding | None = None
    ask: Ask | None = None
    step: str | None = None
    utc_offset: int | None = None

    @property
    def recipients(self) -> tuple[Address, ...]:
        return self.to + self.cc

    @property
    def kind(self) -> Kind:
        """The kind known so far: of the body where it was read, else of the header, else human."""
        if self.meaning is not None:
            return self.meaning.kind
        return self.automatic or Kind.HUMAN


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages that belong together, oldest first, never empty; `drafts_by_hand`: the rep has an own draft open in it."""

    id: str
    mailbox: str
    messages: tuple[Message, ...]
    drafts_by_hand: bool = False

    @property
    def subject(self) -> str:
        return self.messages[0].subject


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of a deal, with the role that deals.csv gives."""

    addr: str
    role: str = "other"


@dataclass(frozen=True, slots=True)
class Deal:
    """What the rep knows about a company: one row of deals.csv."""

    company: str
    name: str = ""
    value: float | None = None
    stage: str = "open"
    priority: str = "normal"
    decision_date: date | None = None
    contacts: tuple[Contact, ...] = ()
    topic: str = ""
    value_note: str = ""
    visit_date: date | None = None
    executive_sponsor: str = ""


@dataclass(frozen=True, slots=True)
class Me:
    """The rep. `internal_domains`: mail among these is not with prospects. `signature`: put under drafts, "" for none."""

    name: str
    addresses: frozenset[str]
    timezone: str = "UTC"
    country: str = ""
    region: str = ""
    internal_domains: frozenset[str] = frozenset()
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """How the rep wants to pursue. Waits are business days."""

    wait_business_days: int = 4
    history_days: int = 120
    max_nudges: int = 3
    nurture: bool = False


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """One draft that the agent once made. `state`: intent, created, edited, sent, deleted, withdrawn.

    `promised_day`: the day that a `persistent`, `heads_up` or `executive_notice` draft names. `touch_id`: the message of ours
    that it follows. `wording`: which template was used, so that no person reads the same one twice. `about`: for a heads-up,
    the address of the person whom the next note is for.
    """

    key: str
    conversation_id: str
    step: str
    to: tuple[str, ...]
    state: str
    touch_id: str
    created_at: datetime
    wording: str = ""
    promised_day: date | None = None
    about: str | None = None
    sent_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything beside the conversation itself that a judgement may use.

    `elsewhere`: messages of other conversations with the same people or the same company, any order. `drafts`: drafts ever made for the
    same people or company, oldest first. `stops`: address or registrable domain -> why the rep or the contact ended it ("opted_out",
    "declined", "paused_by_you"). `snoozed_until`: the rep's word for this conversation. `stopped_by_rep`: likewise, for good.
    """

    now: datetime
    me: Me
    policy: Policy = field(default_factory=Policy)
    deal: Deal | None = None
    elsewhere: tuple[Message, ...] = ()
    drafts: tuple[DraftRecord, ...] = ()
    stops: Mapping[str, str] = field(default_factory=dict)
    snoozed_until: date | None = None
    stopped_by_rep: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a conversation stands and why. `because` is one sentence with the evidence quoted.

    `until`: the first day on which it may change by itself. `contact`: whom the rep is waiting for; None where nobody is.
    `touches`: messages of ours since the contact last wrote, oldest first. `last_touch`: our latest message, answered or not.
    """

    status: Status
    reason: Reason
    because: str
    contact: Address | None = None
    company: str | None = None
    until: date | None = None
    touches: tuple[Message, ...] = ()
    last_touch: Message | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to write: everything that the templates may use is here, nothing is made up later.

    `reply_to`: the message it answers, None for a new thread. `slots`: template values by name.
    """

    step: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    reply_to: Message | None
    language: str
    wording: str
    slots: Mapping[str, str] = field(default_factory=dict)
    promised_day: date | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A thing to do by phone, in the rep's own words."""

    what: str
    step: str = "call"


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before this day (None: nobody can say when)."""

    until: date | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing to do, ever, without the rep's word or new mail."""


Step = Draft | Call | Wait | Stop
