"""Who is who in a conversation: prospects, colleagues of the rep, robots, one person with several addresses. Pure.

A *touch* is a message of ours that reached out to a prospect. An *answer* is a message that a person at the other side
wrote, or a meeting invitation that a person answered: never automatic mail.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.companies import company_of
from agent.model import Address, Conversation, Kind, Me, Message, Situation, Stance, Understanding

ANSWERS = frozenset(
    {
        Kind.HUMAN,
        Kind.CALENDAR_ACCEPT,
        Kind.CALENDAR_DECLINE,
        Kind.CALENDAR_TENTATIVE,
        Kind.CALENDAR_INVITE,
        Kind.CALENDAR_CANCEL,
    }
)
_TOUCHES = frozenset({Kind.HUMAN, Kind.CALENDAR_INVITE})
_WRITTEN = _TOUCHES | {Kind.LIST, Kind.BULK, Kind.NOTIFICATION}
_MASS = frozenset({Kind.LIST, Kind.BULK, Kind.NOTIFICATION})

_ROBOT = re.compile(
    r"(?:mailer-daemon|postmaster|bounces?|(?:do[._-]?not|no)[._-]?reply|notifications?|calendar-notification)"
    r"(?:[+._-].*)?"
)
_NOT_LETTERS = re.compile(r"[^\w\s'’-]|[\d_]")


@lru_cache(maxsize=65_536)
def is_robot(addr: str) -> bool:
    """Whether the local part says that nobody reads this address (RFC 2142 names some of them)."""
    return _ROBOT.fullmatch(addr.partition("@")[0]) is not None


def is_internal(addr: str, me: Me) -> bool:
    """Whether an address is at one of the rep's own domains, or below it."""
    return _is_at(addr.rpartition("@")[2], me.internal_domains)


@lru_cache(maxsize=16_384)
def _is_at(domain: str, domains: frozenset[str]) -> bool:
    return any(domain == own or domain.endswith("." + own) for own in domains)


def is_prospect(addr: str, me: Me) -> bool:
    """Whether an address can be a prospect's: neither the rep's, nor a colleague's, nor a robot's."""
    return "@" in addr and addr not in me.addresses and not is_internal(addr, me) and not is_robot(addr)


def is_ours(message: Message, me: Me) -> bool:
    """Whether the rep wrote it (from any own address)."""
    return message.outbound or message.from_.addr in me.addresses


def prospects(addresses: Iterable[Address], me: Me) -> tuple[Address, ...]:
    """The prospects among addresses, each once, in their order."""
    return tuple({a.addr: a for a in reversed(tuple(addresses)) if is_prospect(a.addr, me)}.values())[::-1]


def is_touch(message: Message, me: Me) -> bool:
    """Whether the rep reached out to a prospect with it; own automatic replies and mass mail are no touches.

    Mail that a sales tool marked as bulk is a touch where it answers a message.
    """
    return (
        is_ours(message, me)
        and (message.kind in _TOUCHES or (message.kind in _MASS and bool(message.in_reply_to)))
        and any(is_prospect(a.addr, me) for a in message.recipients)
    )


def reached(message: Message) -> tuple[Address, ...]:
    """Everybody who got a message, blind copies too."""
    return (*message.recipients, *message.bcc)


def reaches(message: Message, me: Me) -> bool:
    """Whether it put something from the rep's company before a prospect: counts for the floor between two contacts."""
    ours = is_ours(message, me) or is_internal(message.from_.addr, me)
    return ours and message.kind in _WRITTEN and any(is_prospect(a.addr, me) for a in reached(message))


def is_answer(message: Message, me: Me, written_to: frozenset[str] = frozenset()) -> bool:
    """Whether a person at the other side speaks in it.

    Mail through a list or a sales tool is an answer too, when it comes from somebody in `written_to`, an address that the
    rep wrote to in the same conversation: the list header is then only the way that it took.
    """
    if is_ours(message, me) or not is_prospect(message.from_.addr, me):
        return False
    return message.kind in ANSWERS or (message.kind in _MASS and message.from_.addr in written_to)


def expects_answer(touch: Message) -> bool:
    """Whether an answer to a touch may fairly be expected; what is not understood yet is taken to expect one."""
    return touch.ask is None or touch.ask.expects_reply


def asks(touch: Message) -> bool:
    """Whether a touch asked for something clear: invitations do, and what is not understood yet is taken to."""
    if touch.kind is Kind.CALENDAR_INVITE or touch.ask is None:
        return True
    return touch.ask.strength == "clear" and touch.ask.expects_reply


def is_after(message: Message, touch: Message) -> bool:
    """Whether a message was written after a touch: by the clock, or by naming it, as sender's clocks may be wrong."""
    return (
        message.sent_at > touch.sent_at or touch.id in message.in_reply_to or touch.id in message.references
    )


def contact_name(address: Address, names: Mapping[str, str]) -> str:
    """The best display name known for an address, "" where there is none."""
    return address.name or names.get(address.addr, "")


def display_names(messages: Iterable[Message]) -> dict[str, str]:
    """The name by which each address shows itself; what a person writes into From beats what others call them."""
    names: dict[str, str] = {}
    own: dict[str, str] = {}
    for message in messages:
        for address in message.recipients:
            if address.name and address.addr not in names and (name := clean_name(address)):
                names[address.addr] = name
        if message.from_.name and (name := clean_name(message.from_)):
            own[message.from_.addr] = name
    return names | own


@lru_cache(maxsize=65_536)
def clean_name(address: Address) -> str:
    """The display name as a person would write it: "Park, Sue" turned round, no quotes, no address; "" where none."""
    name = " ".join(unicodedata.normalize("NFC", address.name).replace('"', " ").split()).strip("'` ")
    if not name or "@" in name or len(name) > 80:
        return ""
    name = re.sub(r"\s*\([^()]*\)\s*$", "", name)
    family, comma, given = name.partition(",")
    if comma and given.strip() and "," not in given and len(family.split()) <= 3 and len(given.split()) <= 3:
        name = f"{given.strip()} {family.strip()}"
    return " ".join(name.split())


@lru_cache(maxsize=65_536)
def first_name(address: Address) -> str:
    """The name to greet a person by, "" where the display name gives none that is safe to use.

    A name of one word is taken as it is, "S. Park", "SALES" and "Buyer Ltd Purchasing" give none.
    """
    words = clean_name(address).split()
    while words and words[0].rstrip(".").lower() in _TITLES:
        words = words[1:]
    if not words or len(words) > 4 or any(word.strip(".,").lower() in _NOT_PEOPLE for word in words):
        return ""
    word = words[0]
    if len(word.rstrip(".")) < 2 or word.endswith(".") or _NOT_LETTERS.search(word):
        return ""
    if word.isupper() or word.islower():
        return (
            "-".join(part.capitalize() for part in word.split("-")) if len(words) > 1 else word.capitalize()
        )
    return word


def name_in_address(addr: str) -> str:
    """The full name that an address such as sue.park@buyer.example shows; "" where it is not plain."""
    words = addr.partition("@")[0].split(".")
    plain = len(words) == 2 and all(len(w) > 1 and w.isalpha() and w not in _NOT_PEOPLE for w in words)
    return " ".join(word.capitalize() for word in words) if plain else ""


_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "herr",
        "frau",
        "m",
        "mme",
        "sr",
        "sra",
        "ing",
        "dipl-ing",
        "ir",
    }
)
_NOT_PEOPLE = frozenset(
    re.findall(
        r"\w+",
        "ltd inc llc gmbh ag sa sas srl bv plc kg co team sales info support office purchasing "
        "procurement accounting accounts billing service services department dept contact hello "
        "admin marketing einkauf vertrieb buchhaltung achats ventes comptabilité compras ventas "
        "reception help helpdesk orders group ",
    )
)


@dataclass(frozen=True, slots=True)
class Persons:
    """Tells which addresses are one person's: by full name at one company, or by full name where one is at a freemail host.

    `names`: the display name of each address, as messages show it. `strangers`: addresses that the rep wrote to before
    anything came from there: two of these are pursued apart, and share no more than a name.
    """

    names: Mapping[str, str]
    strangers: frozenset[str] = frozenset()

    def same(self, a: str, b: str) -> bool:
        """Whether two lower-case addr-specs are one person's."""
        if a == b or canonical(a) == canonical(b):
            return True
        first, second = company_of(a), company_of(b)
        if (first and second and first != second) or (first != second and self.strangers >= {a, b}):
            return False
        name = _name_key(self.names.get(a, ""))
        return name is not None and name == _name_key(self.names.get(b, ""))


def persons(conversation: Conversation, situation: Situation) -> Persons:
    """Who is who, from everything that the judgement may see. A new address that somebody announces is that person's."""
    messages = (*situation.elsewhere, *conversation.messages)
    names = display_names(messages)
    for message in messages:
        new = message.meaning.new_address if message.meaning else None
        if new and message.kind is Kind.ADDRESS_CHANGE and message.from_.addr in names:
            names.setdefault(new, names[message.from_.addr])
    return Persons(names, _strangers(messages))


def _strangers(messages: Iterable[Message]) -> frozenset[str]:
    wrote: set[str] = set()
    found: set[str] = set()
    for message in sorted(messages, key=lambda m: m.sent_at):
        wrote.add(message.from_.addr)
        if message.outbound:
            found.update(a.addr for a in message.recipients if a.addr not in wrote)
    return frozenset(found)


@lru_cache(maxsize=65_536)
def canonical(addr: str) -> str:
    """An address without its +tag; at Google also without dots (support.google.com/mail/answer/7436150)."""
    local, _, domain = addr.partition("@")
    local = local.partition("+")[0] or local
    if domain in {"gmail.com", "googlemail.com"}:
        return local.replace(".", "") + "@gmail.com"
    return f"{local}@{domain}"


@lru_cache(maxsize=65_536)
def _name_key(name: str) -> frozenset[str] | None:
    """The words of a full name, whatever their order, case and accents; None for less than two words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = frozenset(_NOT_LETTERS.sub(" ", plain).split())
    return words if len(words) > 1 else None


def primary_recipient(
    touch: Message, candidates: Sequence[Address], primaries: frozenset[str], have_written: frozenset[str]
) -> Address:
    """Whom a touch to several people waits for: the deal's primary contact, else the first in To who has ever written,
    else the first in To, else the first in Cc. `candidates` are the prospects among its recipients, never none.
    """
    to = [a for a in candidates if a in touch.to] or list(candidates)
    for wanted in (primaries, have_written):
        for address in to:
            if address.addr in wanted:
                return address
    return to[0]


_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|cheers|ok|okay|got it|noted|received|will do|great|perfect|sounds good|see you|understood|"
    r"get back to you|come back to you|let you know|danke|dank|erhalten|alles klar|passt|verstanden|melde mich|bis dann|"
    r"merci|reçu|bien noté|parfait|entendu|d'accord|reviens vers|gracias|recibido|perfecto|vale|entendido|de acuerdo|"
    r"grazie|ricevuto|bedankt|obrigad[oa])\b",
    re.IGNORECASE,
)
_SHORT, _VERY_SHORT = 25, 6
_CLOSING, _BRIEF = 25, 15
_QUOTED = 120


def word_evidence(meaning: Understanding) -> dict[str, str]:
    """What later judgements need of a person's text, which is not kept itself: as entries for `Understanding.evidence`.

    "thanks": the words of a thanks or confirmation that asks nothing back, with the number of words of the text before it.
    "asks_back": there is a question mark. "words": how it begins, to be quoted. "signed": the last line, where it can be a name.
    """
    text = meaning.new_text
    if meaning.kind is not Kind.HUMAN or not text:
        return {}
    found: dict[str, str] = {}
    thanks = _THANKS.search(text)
    if "?" in text:
        found["asks_back"] = "?"
    elif thanks is not None and len(text.split()) <= _CLOSING:
        found["thanks"] = f"{len(text.split())} {thanks[0]}"
    lines = [line.strip(" \t,.!-–—") for line in text.splitlines() if line.strip()]
    for line in (lines[-1] if lines else "", (meaning.signature.strip().splitlines() or [""])[0].strip()):
        if 1 <= len(line.split()) <= 3 and line.split()[0].isalpha() and "signed" not in found:
            found["signed"] = line
    greets = (
        len(lines) > 1 and len(lines[0].split()) <= 5 and text.strip()[len(lines[0]) :][:1] in {",", ":", "!"}
    )
    found["words"] = " ".join(lines[greets:])[:_QUOTED]
    return found


def asks_back(meaning: Understanding) -> bool:
    """Whether a person's message has a question mark."""
    return "?" in meaning.new_text or "asks_back" in meaning.evidence


def closes(message: Message) -> bool:
    """Whether a message is short, thanks or confirms, and asks nothing back; what was not read is taken to."""
    if message.meaning is None:
        return True
    thanks = {**message.meaning.evidence, **word_evidence(message.meaning)}.get("thanks", "")
    return bool(thanks) and int(thanks.split()[0]) <= _BRIEF


def needs_no_answer(message: Message) -> bool:
    """Whether a person's message leaves nothing to answer: "Thanks, got it". False wherever that is not plain."""
    meaning = message.meaning
    if message.ask is not None and message.ask.has:
        return False
    if meaning is None or meaning.stance not in {Stance.NONE, Stance.POSITIVE} or asks_back(meaning):
        return False
    if message.ask is not None and not message.ask.expects_reply:
        return True
    limit = _SHORT if meaning.stance is Stance.NONE else _VERY_SHORT
    thanks = {**meaning.evidence, **word_evidence(meaning)}.get("thanks", "")
    return bool(thanks) and int(thanks.split()[0]) <= limit
