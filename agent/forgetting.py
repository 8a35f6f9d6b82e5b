"""Taking one person out of what is known: which mail is only theirs, and what is left of mail with others. Pure.

A forgotten person is known by a keyed digest (BLAKE2b, RFC 7693) of the address, or of "@domain" for everybody at a company: enough to
know the person again, not enough to read who it is. In mail with others the address becomes a placeholder below `.invalid`
(RFC 2606 section 2: no mail can ever be delivered there), names and quoted words become `MARK`. `agent.drafting.check` lets no draft
pass that holds either.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from agent.companies import registrable_domain
from agent.conversations import name_key
from agent.message.subject import parse_subject
from agent.model import Address, Ask, Deal, FailedRecipient, Message, Understanding
from agent.records import Row, dumps, reference_ids
from agent.relation import canonical, clean_name, first_name, is_robot, name_in_address

DOMAIN = "forgotten.invalid"
MARK = "[forgotten]"

# The tail of an id that stood in no message: `agent.drafting.is_named` keeps such ids out of drafts.
_OWN_ID = "@content.invalid>"
_ADDRESS = re.compile(r"(?<![\w.+'&=/-])[\w.+'&=/-]{1,64}@[\w.-]{1,255}")


def digest(secret: str, who: str) -> str:
    """What is kept of an address, or of "@domain", under a random key (both as text): 32 hex digits."""
    return hashlib.blake2b(who.encode(), key=bytes.fromhex(secret), digest_size=16).hexdigest()


class Forgotten:
    """Everybody who is to stay forgotten: (secret, digest) of each."""

    def __init__(self, tombstones: Iterable[tuple[str, str]] = ()) -> None:
        self._digests: dict[str, set[str]] = {}
        for secret, kept in tombstones:
            self._digests.setdefault(secret, set()).add(kept)
        self._found: dict[str, str | None] = {}

    def __bool__(self) -> bool:
        return bool(self._digests)

    def placeholder(self, addr: str) -> str | None:
        """What stands for a lower-case address from now on; None where nobody asked to forget it."""
        if not self._digests or "@" not in addr:
            return None
        if addr not in self._found:
            self._found[addr] = next(self._matches(addr), None)
        return self._found[addr]

    def _matches(self, addr: str) -> Iterator[str]:
        labels = addr.rpartition("@")[2].split(".")
        words = [canonical(addr), *("@" + ".".join(labels[i:]) for i in range(len(labels) - 1))]
        for secret, kept in self._digests.items():
            for word in words:
                if (found := digest(secret, word)) in kept:
                    yield f"erased-{found[:12]}@{DOMAIN}"

    def covers(self, addr: str) -> bool:
        """Whether this address is forgotten."""
        return self.placeholder(addr) is not None

    def address(self, address: Address) -> Address:
        """The same address, or its placeholder."""
        found = self.placeholder(address.addr)
        return address if found is None else Address(found, MARK)

    def id(self, text: str) -> str:
        """A message id in place of one that tells who wrote: always the same for the same id."""
        return f"<{digest(next(iter(self._digests)), text)}{_OWN_ID}"

    def deal(self, deal: Deal | None) -> Deal | None:
        """A deal without its forgotten contacts: nobody is written to because the rep's file still names them."""
        if deal is None or not any(self.covers(c.addr) for c in deal.contacts):
            return deal
        return replace(deal, contacts=tuple(c for c in deal.contacts if not self.covers(c.addr)))


@dataclass(frozen=True, slots=True)
class Names:
    """What people are called: `full` names (two words or more), and single `words` of them."""

    full: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, people: Iterable[Address]) -> Names:
        """The names of these people, as their display names and addresses show them; what is a company's name is none."""
        full: set[str] = set()
        words: set[str] = set()
        for person in set(people):
            for name in {clean_name(person), name_in_address(canonical(person.addr))}:
                parts = [part.strip(".,'’") for part in name.split()]
                if not name or all(part.casefold() in person.domain for part in parts):
                    continue
                if len(parts) > 1:
                    full.add(name)
                if first_name(Address(person.addr, name)):
                    words.update(part for part in parts if len(part) > 1)
        return cls(frozenset(full), frozenset(words))

    @property
    def keys(self) -> frozenset[str]:
        """The names as the index of people has them."""
        return frozenset(filter(None, map(name_key, self.full)))


class Words:
    """Takes forgotten people out of texts: their addresses and full names; `near`, in their own conversations, each word of a name."""

    def __init__(self, forgotten: Forgotten, names: Names, near: bool, addrs: Collection[str] = ()) -> None:
        self._forgotten = forgotten
        self._names = names
        self._addrs = addrs
        self.near = near

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        found = [f"(?i:{pattern})" for name in sorted(self._names.full) for pattern in _orders(name)]
        if self.near:
            forms = {f for w in self._names.words for f in (w, w.capitalize(), w.upper())}
            found += [re.escape(form) for word in sorted(forms) for form in _forms(word)]
        return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)") if found else None

    def __call__(self, text: str) -> str:
        """The text with `MARK` in their place."""
        if "@" in text:
            text = _ADDRESS.sub(self._instead, text)
        return self._pattern.sub(MARK, text) if self._pattern else text

    def _instead(self, found: re.Match[str]) -> str:
        addr = found[0].rstrip(".").lower()
        theirs = addr in self._addrs or self._forgotten.covers(addr)
        return MARK + found[0][len(addr) :] if theirs else found[0]


def _orders(name: str) -> Iterator[str]:
    """Patterns of a full name: as it is, family name first, and first and last word alone."""
    for form in _forms(name):
        words = [re.escape(word) for word in form.split()]
        between = r"[\s.,_-]{1,3}"
        yield between.join(words)
        yield between.join([words[-1], *words[:-1]])
        if len(words) > 2:
            yield between.join([words[0], words[-1]])


def _forms(text: str) -> set[str]:
    """A text with its accents as one character each, and as two."""
    return {unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)}


def everybody(row: Row) -> list[Address]:
    """All people of a message row: sender, recipients, and where answers go."""
    fields: Sequence[Sequence[Sequence[str]]] = json.loads(row["people"])
    return [
        Address(row["from_addr"], row["from_name"]),
        *(Address(addr, name) for field in fields for addr, name in field),
    ]


def outsiders(people: Iterable[Address], own: Collection[str], internal: Collection[str]) -> set[str]:
    """The addresses of persons outside: not the rep's, not colleagues', not machines', not forgotten ones."""
    found = {a.addr for a in people if "@" in a.addr} - set(own)
    return {addr for addr in found if not is_robot(addr) and not _inside(addr.rpartition("@")[2], internal)}


def _inside(domain: str, internal: Collection[str]) -> bool:
    return domain == DOMAIN or domain in internal or registrable_domain(domain) in internal


def admit(
    rows: Sequence[dict[str, Any]],
    forgotten: Forgotten,
    own: Collection[str],
    internal: Collection[str],
    known: Collection[str],
) -> list[dict[str, Any]]:
    """What may be recorded of newly listed mail.

    Mail of which nobody outside is left but forgotten people is not recorded, unless it belongs to a message or thread that is known with
    others (`known`: message ids and thread ids): an answer there goes on counting, without who gave it.
    """
    kept: list[dict[str, Any]] = []
    linked = set(known)
    addresses = Words(forgotten, Names(), near=False)
    alone: list[tuple[int, dict[str, Any]]] = []
    for place, row in enumerate(rows):
        people = everybody(row)
        if not any(forgotten.covers(a.addr) for a in people):
            kept.append({**row, "subject": addresses(row["subject"])})
        elif outsiders((a for a in people if not forgotten.covers(a.addr)), own, internal):
            linked |= links(row) - {""}
            kept.append(without(row, forgotten, words_of(row, forgotten)))
        else:
            alone.append((place, row))
    for _, row in sorted(alone, key=lambda pair: (pair[1]["sent_at"], pair[0])):
        if not row["is_draft"] and not linked.isdisjoint({*links(row), *reference_ids(row)}):
            linked |= links(row) - {""}
            kept.append(without(row, forgotten, words_of(row, forgotten)))
    return kept


def links(row: Row) -> set[str]:
    """By what other mail is known to belong to a row: its message id, and its thread at the host ("" where it has none)."""
    return {row["message_id"], f"thread:{row['thread_id']}" if row["thread_id"] else ""}


def words_of(row: Row, forgotten: Forgotten) -> Words:
    """What takes the forgotten people of one row out of its texts, by the names that the row itself shows."""
    return Words(forgotten, Names.of(a for a in everybody(row) if forgotten.covers(a.addr)), near=True)


def without(row: Row, forgotten: Forgotten, scrub: Words, addrs: Collection[str] = ()) -> dict[str, Any]:
    """The header fields of a message row without forgotten people: addresses, names, the ids and the subject that tell who it is.

    `addrs`: addresses of theirs that may stand in ids, beside those in the row itself.
    """
    people = everybody(row)
    covered = {a.addr for a in people if forgotten.covers(a.addr)}
    telling = {*covered, *map(canonical, covered), *addrs}
    sender = _person(people[0].addr, people[0].name, forgotten, scrub)
    fields = [
        [_person(addr, name, forgotten, scrub) for addr, name in field] for field in json.loads(row["people"])
    ]
    found: dict[str, Any] = {
        **row,
        "from_addr": sender[0],
        "from_name": sender[1],
        "people": dumps(fields),
        "subject": scrub(row["subject"]),
    }

    def id_(text: str) -> str:
        plain = text.lower()
        tells = any(addr in plain for addr in telling) or forgotten.covers(plain.strip("<>"))
        return forgotten.id(text) if tells else text

    in_reply_to, references = json.loads(row["refs"])
    found["refs"] = dumps([list(map(id_, in_reply_to)), list(map(id_, references))])
    found["message_id"] = id_(row["message_id"])
    if covered and row["content_id"]:  # a digest of sender, time and recipients: it could be guessed again
        found["content_id"] = forgotten.id(row["content_id"])
        if row["message_id"] == row["content_id"]:
            found["message_id"] = found["content_id"]
    return found


def subject_like(subject: str, known: str) -> str | None:
    """A subject as the thread has it by now, where it is the same but for what `MARK` stands for; None where it is another one."""
    found, base = parse_subject(subject), parse_subject(known).base
    pattern = ".{1,100}".join(map(re.escape, base.split(MARK)))
    if not re.fullmatch(pattern, found.base, re.IGNORECASE):
        return None
    return f"Re: {base}" if found.reply or found.forward else base


def _person(addr: str, name: str, forgotten: Forgotten, scrub: Words) -> list[str]:
    placeholder = forgotten.placeholder(addr)
    if placeholder is not None:
        return [placeholder, MARK]
    # A name of somebody else that holds theirs ("Sue Park via Sign") goes as a whole: nobody is to be greeted by what is left.
    return [addr, "" if scrub.near and scrub(name) != name else name]


def meaning_without(
    meaning: Understanding, theirs: bool, forgotten: Forgotten, scrub: Words
) -> Understanding:
    """What is left of an understanding. `theirs`: a forgotten person wrote it; then only what judging needs is kept, and no word of it."""
    if theirs:
        evidence = {"asks_back": "?"} if "asks_back" in meaning.evidence else {}
        if thanks := meaning.evidence.get("thanks"):
            evidence["thanks"] = thanks.split()[0]
        return replace(
            meaning, alternate_contacts=(), new_address=None, failed_recipients=(), evidence=evidence
        )
    return replace(
        meaning,
        alternate_contacts=tuple(a for a in meaning.alternate_contacts if not forgotten.covers(a.addr)),
        new_address=None if forgotten.covers(meaning.new_address or "") else meaning.new_address,
        failed_recipients=tuple(
            FailedRecipient(forgotten.placeholder(f.addr) or f.addr, scrub(f.reason), f.status)
            for f in meaning.failed_recipients
        ),
        evidence={name: scrub(text) for name, text in meaning.evidence.items()},
    )


def reading_without(
    meaning: Understanding, ask: Ask | None, message: Message, people: Iterable[Address], forgotten: Forgotten
) -> tuple[Understanding, Ask | None]:
    """What may be kept of a body that was read just now. `message` is as recorded, `people` are those of its header as it lies there:
    who is in the second but not in the first was forgotten.
    """
    known = {a.addr for a in (message.from_, *message.recipients, *message.bcc, *message.reply_to)}
    nameless = any(addr.endswith("@" + DOMAIN) for addr in known)
    if not forgotten and not nameless:
        return meaning, ask
    hidden = [a for a in people if a.addr not in known] if nameless else []
    scrub = Words(forgotten, Names.of(hidden), near=True, addrs={a.addr for a in hidden})
    theirs = message.from_.addr.endswith("@" + DOMAIN)
    if ask is not None and ask.sentence is not None:
        ask = replace(ask, sentence=None if theirs else scrub(ask.sentence))
    return meaning_without(meaning, theirs, forgotten, scrub), ask


def draft_without(row: Row, forgotten: Forgotten, scrub: Words) -> dict[str, Any]:
    """The columns of a draft row that change when people are forgotten."""
    to: list[str] = json.loads(row["recipients"])
    about = row["about"]
    found = {
        "recipients": dumps([forgotten.placeholder(addr) or addr for addr in to]),
        "about": forgotten.placeholder(about) or about if about else about,
        "subject": scrub(row["subject"]),
    }
    return {name: value for name, value in found.items() if value != row[name]}


def concerns(row: Row, forgotten: Forgotten) -> bool:
    """Whether a draft row is for, or about, a forgotten person."""
    return any(map(forgotten.covers, [*json.loads(row["recipients"]), row["about"] or ""]))


def rests_on(result: Mapping[str, Any], names: Names, near: bool) -> bool:
    """Whether a stored verdict names them in its reason: then it may rest on mail that is erased.

    `near`: it is about the same company or person, so that a first name alone means them.
    """
    because = str(result.get("because", ""))
    return Words(Forgotten(), names, near)(because) != because
