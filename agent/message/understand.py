"""One message, understood: kind, new text, language, and what it means for the clock. Pure; never raises, whatever the octets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from agent.message import absence, calendar
from agent.message.dates import return_day
from agent.message.headers import parse_addresses, parse_date
from agent.message.html import html_to_text
from agent.message.kind import judge_kind
from agent.message.language import detect_language
from agent.message.mime import Body, decode_text, read_body
from agent.message.newtext import Split, split
from agent.message.stance import judge_stance
from agent.model import Address, Kind, Stance, Understanding

MAX_TEXT = 200_000

_REPLIES = frozenset({Kind.OUT_OF_OFFICE, Kind.LEFT_COMPANY, Kind.ADDRESS_CHANGE, Kind.AUTO_REPLY})
_NOT_PEOPLE = ("no-reply", "noreply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster")
# Top-level domains of countries that write the day first in English; of those that write the month first.
_DAY_FIRST_DOMAINS = frozenset(
    {"uk", "ie", "au", "nz", "in", "za", "sg", "hk", "my", "ke", "ng", "eu", "mt", "ae"}
)
_MONTH_FIRST_DOMAINS = frozenset({"us", "gov", "mil", "edu"})
# Hours from UTC at which people write the month first, when they write English: the United States.
_MONTH_FIRST_OFFSETS = range(-10, -3)


def _day_first(language: str | None, addr: str, sent: datetime | None) -> bool | None:
    """Whether "3/4" is 3 April in this person's mail; None where nothing tells."""
    if language in {"ja", "zh", "ko", "hu"}:
        return False
    if language not in {"en", None}:
        return True
    domain = addr.rpartition(".")[2]
    if domain in _MONTH_FIRST_DOMAINS:
        return False
    if domain in _DAY_FIRST_DOMAINS or (
        len(domain) == 2 and domain not in {"co", "io", "ai", "me", "tv", "ca"}
    ):
        return True
    offset = sent.utcoffset() if sent is not None else None
    if offset is None:
        return None
    hours = offset.total_seconds() / 3600
    if hours == 0:
        return None  # servers write UTC wherever they stand
    return int(hours) not in _MONTH_FIRST_OFFSETS


def _first(header: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(header.get(name, ())), "")


def _readable(body: Body) -> str:
    if body.plain and body.plain.strip():
        return body.plain[:MAX_TEXT]
    return html_to_text(body.html)[:MAX_TEXT] if body.html else ""


def _alone(raw: bytes) -> Understanding | None:
    """A bare iCalendar object, as calendars export it, without a mail around."""
    if not raw[:64].lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(b"BEGIN:VCALENDAR"):
        return None
    found = calendar.read_object(decode_text(raw[: calendar.MAX_OBJECT]))
    return Understanding(kind=found[0], evidence={"kind": found[1]}) if found else None


def understand(
    raw: bytes, received_at: datetime | None = None, *, day_first: bool | None = None
) -> Understanding:
    """What a raw message (RFC 5322) means. Never raises.

    Days are relative to the message's own Date, in the sender's time zone; where that is missing, to `received_at`. `day_first` tells
    how numbers like 3/4 are meant; None: by language, and in English by the sender's country and time zone. `return_date` is the first
    day on which the sender is back, or on which a "not now" may be taken up again. `evidence` holds, by field, words of the message.
    """
    if (found := _alone(raw)) is not None:
        return found
    body = read_body(raw)
    return _understand(body, received_at, day_first)


def _understand(body: Body, received_at: datetime | None, day_first: bool | None) -> Understanding:
    header = body.header
    sender = _first(header, "from")
    parts = split(body.plain, body.html, sender=sender)
    subject = _first(header, "subject")
    text = _readable(body)
    judged = judge_kind(body, subject, text, parts.new_text)
    people = parse_addresses(sender)
    addr = people[0].addr if people else ""
    own = parts.new_text or (text if judged.kind in _REPLIES else "")
    language = detect_language(own or subject)
    sent = parse_date(_first(header, "date")) or received_at
    if day_first is None and sent is not None:
        day_first = _day_first(language, addr, sent)
    evidence = {"kind": judged.evidence} if judged.evidence else {}
    today = sent.date() if sent is not None else None
    meaning = _Meaning(header, addr, own, today, day_first, evidence, language)
    if judged.kind is Kind.HUMAN:
        meaning.of_person(parts)
    elif judged.kind in _REPLIES:
        meaning.of_reply(judged.kind)
    return Understanding(
        kind=judged.kind,
        new_text=parts.new_text,
        signature=parts.signature,
        quoted=parts.quoted,
        language=language,
        return_date=meaning.return_date,
        alternate_contacts=meaning.contacts,
        new_address=meaning.new_address,
        stance=meaning.stance,
        failed_recipients=judged.failed,
        evidence=evidence,
    )


class _Meaning:
    """Gathers what the words of one message mean, and the evidence for each field."""

    def __init__(
        self,
        header: Mapping[str, Sequence[str]],
        addr: str,
        text: str,
        today: date | None,
        day_first: bool | None,
        evidence: dict[str, str],
        language: str | None,
    ) -> None:
        self.header, self.addr, self.text = header, addr, text
        self.today, self.day_first, self.evidence, self.language = today, day_first, evidence, language
        self.return_date: date | None = None
        self.contacts: tuple[Address, ...] = ()
        self.new_address: str | None = None
        self.stance = Stance.NONE

    def _known(self) -> frozenset[str]:
        """Addresses that are no stand-in's: the sender's and the recipients'."""
        fields = ("to", "reply-to", "sender", "delivered-to")
        return frozenset(
            [self.addr]
            + [a.addr for f in fields for value in self.header.get(f, ()) for a in parse_addresses(value)]
        )

    def _ours(self) -> frozenset[str]:
        """Words that name whoever the mail is written to: their names, and their domains where the writer's is another."""
        people = [a for value in self.header.get("to", ()) for a in parse_addresses(value)]
        theirs = self.addr.rpartition("@")[2]
        names = [word for person in people for word in person.name.lower().split() if len(word) > 1]
        domains = {person.addr.rpartition("@")[2] for person in people} - {theirs, ""}
        return frozenset(names) | {label for domain in domains for label in domain.split(".")[:-1]}

    def _take_contacts(self, text: str, besides: frozenset[str] = frozenset()) -> None:
        found = absence.contacts_in(text, self._known() | besides)
        self.contacts = tuple(a for a in found if not a.addr.startswith(_NOT_PEOPLE))
        if self.contacts:
            self.evidence["alternate_contacts"] = ", ".join(a.addr for a in self.contacts)

    def _take_new_address(self) -> None:
        if found := absence.new_address_in(self.text, self._known()):
            self.new_address, self.evidence["new_address"] = found

    def of_reply(self, kind: Kind) -> None:
        if kind is Kind.ADDRESS_CHANGE:
            self._take_new_address()
        if "@" in self.text:
            self._take_contacts(self.text, frozenset([self.new_address] if self.new_address else []))
        if kind is Kind.OUT_OF_OFFICE and self.today is not None:
            found = return_day(self.text, self.today, day_first=self.day_first)
            if found is not None:
                self.return_date, self.evidence["return_date"] = found

    def of_person(self, parts: Split) -> None:
        today = self.today or date(1970, 1, 1)
        judged = judge_stance(
            self.text, today, day_first=self.day_first, language=self.language, ours=self._ours()
        )
        self.stance = judged.stance
        if judged.evidence:
            self.evidence["stance"] = judged.evidence
        if judged.day is not None and self.today is not None:
            self.return_date = judged.day
            self.evidence["return_date"] = judged.day_evidence
        if "@" in self.text:
            self._take_contacts(self.text)
            if not self.contacts:
                return
            named, self.contacts = self.contacts, ()
            said = self.evidence.pop("alternate_contacts")
            self._take_new_address()
            if self.new_address is None and (
                self.stance is Stance.WRONG_PERSON or absence.says_left(self.text) is not None
            ):
                self.contacts, self.evidence["alternate_contacts"] = named, said
