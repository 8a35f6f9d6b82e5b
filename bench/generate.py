"""Writes a large Maildir as a busy rep's looks: newsletters, lists, notifications, colleagues, and prospects. Invented, deterministic."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

NOW = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)
ME = "Dana Reyes <dana@acme.example>"
FIRST = [
    "Sue",
    "Tom",
    "Ines",
    "Raj",
    "Jonas",
    "Mia",
    "Owen",
    "Priya",
    "Leo",
    "Nora",
    "Alex",
    "Hannah",
    "Marco",
    "Beth",
    "Victor",
    "Yuki",
    "Olga",
    "Piet",
    "Carla",
    "Amir",
]
LAST = [
    "Park",
    "Weller",
    "Ortega",
    "Patel",
    "Becker",
    "Chen",
    "Hughes",
    "Nair",
    "Grant",
    "Lind",
    "Moreau",
    "Cole",
    "Rossi",
    "Sanders",
    "Hale",
    "Sato",
    "Ivanova",
    "Jansen",
    "Silva",
    "Haddad",
]
TOPICS = [
    "pricing",
    "pilot",
    "renewal",
    "contract",
    "demo",
    "quote",
    "delivery",
    "training",
    "invoice",
    "trial",
    "migration",
    "audit",
]
ASKS = (
    "Could you tell me by Friday whether the quantity is right?",
    "Does Tuesday at 2 work for a short call?",
    "Which of the two options would you like to start with?",
    "Thank you, that is all I need.",
    "Just checking in, any news?",
)
RECEIVED = (
    "Received: from mx{n}.relay.example (mx{n}.relay.example [192.0.2.{o}])\r\n"
    "\tby mail.acme.example (Postfix) with ESMTPS id {i:010X}\r\n"
    "\tfor <dana@acme.example>; {d}\r\n"
)


def generate(folder: Path, count: int, seed: int = 1) -> None:
    """Writes `count` messages below `folder`/Maildir (inbox, .Sent, .Archive, .Lists) over the 110 days before NOW."""
    chance = random.Random(seed)
    for name in ("", ".Sent", ".Archive", ".Lists", ".Drafts"):
        for sub in ("cur", "new", "tmp"):
            (folder / "Maildir" / name / sub).mkdir(parents=True, exist_ok=True)
    number = 0
    while number < count:
        at = NOW - timedelta(days=110) + timedelta(days=108 * number / count)
        kind = chance.random()
        if kind < 0.65:
            _bulk(folder, number, at, chance)
        elif kind < 0.85:
            _colleague(folder, number, at, chance)
        else:
            number += _thread(folder, number, at, chance)
        number += 1


def _write(folder: Path, place: str, number: int, at: datetime, header: str, text: str) -> None:
    name = f"{int(at.timestamp())}.M{number}P1.bench:2,S"
    raw = header.replace("\r\n", "\n") + "\n" + text
    (folder / "Maildir" / place / "cur" / name).write_bytes(raw.encode())


def _trace(number: int, at: datetime) -> str:
    date = format_datetime(at)
    hops = "".join(RECEIVED.format(n=n, o=number % 250, i=number * 7 + n, d=date) for n in range(3))
    return f"Return-Path: <bounce-{number}@relay.example>\r\nDelivered-To: dana@acme.example\r\n{hops}Date: {date}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"


def _bulk(folder: Path, number: int, at: datetime, chance: random.Random) -> None:
    source = chance.randrange(60)
    header = _trace(number, at) + (
        f"From: Weekly {source} <news@letters{source}.example>\r\nTo: {ME}\r\nSubject: Issue {number} of weekly {source}\r\n"
        f"Message-ID: <{number}@letters{source}.example>\r\nList-Id: <weekly{source}.letters{source}.example>\r\n"
        f"List-Unsubscribe: <https://letters{source}.example/u/{number}>\r\nPrecedence: bulk\r\n"
    )
    _write(folder, chance.choice(["", ".Lists"]), number, at, header, "Read more on our site.\n" * 20)


def _colleague(folder: Path, number: int, at: datetime, chance: random.Random) -> None:
    who = chance.randrange(30)
    header = _trace(number, at) + (
        f"From: {FIRST[who % 20]} {LAST[who % 17]} <c{who}@acme.example>\r\nTo: {ME}\r\nSubject: {chance.choice(TOPICS)} numbers {number % 400}\r\n"
        f"Message-ID: <{number}@acme.example>\r\n"
    )
    _write(folder, chance.choice(["", ".Archive"]), number, at, header, "See the sheet.\n")


def _surname(number: int) -> str:
    """A surname of two: hardly two of 2,500 prospects have one name."""
    return f"{LAST[number % 20]}{LAST[number // 20 % 20].lower()}"


def _thread(folder: Path, number: int, at: datetime, chance: random.Random) -> int:
    """One thread of one to six mails with one of 2,500 prospects, begun by us; one in twenty ends with ours. Gives its length less one."""
    who = chance.randrange(2500)
    firm = f"firm{who // 2}.example"
    person = f"{FIRST[who % 20]} {_surname(who // 20)} <p{who}@{firm}>"
    length = 2 * chance.randint(1, 3) - (chance.random() < 0.05)
    for turn in range(length):
        ours = turn % 2 == 0
        before = " ".join(f"<{number}.{n}@threads.example>" for n in range(turn))
        refs = (
            f"In-Reply-To: <{number}.{turn - 1}@threads.example>\r\nReferences: {before}\r\n" if turn else ""
        )
        when = min(at + timedelta(days=1.5 * turn), NOW - timedelta(hours=1))
        header = _trace(number + turn, when) + (
            f"From: {ME if ours else person}\r\nTo: {person if ours else ME}\r\nSubject: {'Re: ' if turn else ''}{TOPICS[number % 12]} for {firm} {number}\r\n"
            f"Message-ID: <{number}.{turn}@threads.example>\r\n{refs}"
        )
        text = f"Hi {FIRST[who % 20]},\n\nhere is what we discussed. {chance.choice(ASKS)}\n\nBest regards,\nDana\n"
        _write(folder, ".Sent" if ours else "", number + turn, when, header, text)
    return length - 1
