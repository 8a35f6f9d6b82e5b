"""A rep's Maildir, the people in it, and the truth about every relation: the simulator's own, nothing is asked of the agent."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import holidays

from agent.deals import COLUMNS
from connectors.base import WIRE
from tests.sim import words

FLOOR = 4
FOLDERS = ("", ".Sent", ".Drafts", ".Archive", ".Trash")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address."""

    name: str
    addr: str

    def __str__(self) -> str:
        return (
            formataddr((self.name, self.addr), "utf-8")
            if self.name.isascii()
            else f"{self.name} <{self.addr}>"
        )


@dataclass(frozen=True, slots=True)
class Rep:
    """Whose mailbox it is. `start` is the first virtual day."""

    name: str
    addresses: tuple[str, ...]
    zone: str
    country: str
    start: date
    region: str = ""

    def person(self, address: int = 0) -> Person:
        return Person(self.name, self.addresses[address])


@cache
def _free(country: str, region: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=region or None, years=range(2025, 2028))


def plain(name: str) -> str:
    """A name as it stands in an address."""
    return name.lower().translate(str.maketrans("áéíóúüñ", "aeiouun"))


def works(rep: Rep, day: date) -> bool:
    """Whether the rep works on a day."""
    return day.weekday() < 5 and day not in _free(rep.country, rep.region)


def later(rep: Rep, day: date, n: int) -> date:
    """The n-th day of work after a day."""
    while n:
        day += timedelta(days=1)
        n -= works(rep, day)
    return day


@dataclass
class Letter:
    """One message of a thread, as its writer knows it."""

    id: str
    refs: tuple[str, ...]
    by: Person
    at: datetime
    text: str


@dataclass
class Thread:
    """Messages under one subject."""

    subject: str
    letters: list[Letter] = field(default_factory=list)


class World:
    """One mailbox and its clock. Events are run up to a time with `advance`."""

    def __init__(self, folder: Path, rep: Rep, rng: Random, boxes: int = 1) -> None:
        """With two `boxes`, a third of all mail is written from, and lands in, the second one, whatever it answers."""
        self.folder = folder
        self.rep = rep
        self.rng = rng
        self.zone = ZoneInfo(rep.zone)
        self.now = datetime.combine(rep.start, time(7), self.zone)
        self.stories: list[Story] = []
        self.deals: list[str] = []
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = count(1)
        self.boxes = [folder / f"Maildir{n or ''}" for n in range(boxes)]
        self._place = Random("place")
        for box in self.boxes:
            for part in FOLDERS:
                for sub in ("cur", "new", "tmp"):
                    (box / part / sub).mkdir(parents=True, exist_ok=True)

    def configure(self) -> Path:
        """Writes the configuration and the deals file; gives the former."""
        rep = self.rep
        region = f'region = "{rep.region}"\n' if rep.region else ""
        boxes = "".join(
            f'[[mailbox]]\nname = "work{n or ""}"\nkind = "maildir"\npath = "{box.name}"\n\n'
            for n, box in enumerate(self.boxes)
        )
        (self.folder / "config.toml").write_text(
            f'[me]\nname = "{rep.name}"\naddresses = [{", ".join(f"{a!r}" for a in rep.addresses)}]\n'
            f'timezone = "{rep.zone}"\ncountry = "{rep.country}"\n{region}\n'
            f"{boxes}"
            '[deals]\nfile = "deals.csv"\n\n[state]\npath = "state.sqlite3"\n',
            "utf-8",
        )
        head = ",".join(COLUMNS) + "\n"
        (self.folder / "deals.csv").write_text(head + "\n".join(self.deals) + "\n", "utf-8")
        return self.folder / "config.toml"

    def schedule(self, at: datetime, what: Callable[[], None]) -> None:
        """Runs something at a time."""
        heapq.heappush(self._events, (at, next(self._numbers), what))

    def advance(self, to: datetime) -> None:
        """Lets everything happen that happens up to a time."""
        while self._events and self._events[0][0] <= to:
            at, _, what = heapq.heappop(self._events)
            self.now = max(at, self.now)
            what()
        self.now = to

    def put(
        self, raw: bytes, folder: str, *, seen: bool = True, flags: str = "S", box: Path | None = None
    ) -> Path:
        """Writes a message into a folder of a Maildir."""
        box = box or self.boxes[len(self.boxes) > 1 and self._place.random() < 0.33]
        name = f"{int(self.now.timestamp())}.M{next(self._numbers)}P7.sim"
        path = box / folder / ("cur" if seen else "new") / (f"{name}:2,{flags}" if seen else name)
        path.write_bytes(raw)
        return path

    def new_id(self, by: Person) -> str:
        """A Message-ID."""
        return f"<{next(self._numbers)}.{self.rng.getrandbits(40):x}@{by.addr.rpartition('@')[2]}>"


class Story:
    """One relation: people of one company (or one stranger), the threads with them, and what a careful rep knows about it.

    `state`: idle (nothing open) · open (we wait for them) · theirs (they wrote last) · ended · dead (the address is; a call is owed) · never.
    `hold`: (first day on which writing may be right, first day on which it must be).
    """

    def __init__(self, world: World, kind: str, number: int, language: str) -> None:
        self.world = world
        self.kind = kind
        self.language = language
        self.rng = Random(f"{world.rng.random()}")
        self.domain = f"{kind.replace('_', '-')}-{number}.example"
        self.topic = words.topic(self.rng, language)
        self.first = self.rng.randrange(0, 14)
        self.threads: list[Thread] = []
        self.state = "idle"
        self.hold: tuple[date, date] | None = None
        self.outs: list[datetime] = []
        self.names: set[str] = set()
        self.contact = self.person()
        self.forbidden: set[str] = set()
        self.deleted = False
        self.finished = False
        self.fuzzy = False
        self.nudges = 0
        self.on_nudge: Callable[[int], None] | None = None
        self.policy: str | None = None
        self.stretch = 0
        world.stories.append(self)

    def person(self, host: str = "", name: str = "") -> Person:
        """Somebody new at this company."""
        while not name or name in self.names:
            name = f"{self.rng.choice(words.GIVEN[self.language])} {self.rng.choice(words.FAMILY)}"
        self.names.add(name)
        local = plain(name).replace(" ", ".")
        tail = f"{self.world.rng.randrange(10**6)}" if host else ""
        return Person(name, f"{local}{tail}@{host or self.domain}")

    def say(self, kind: str, when: date | None = None) -> str:
        return words.sentence(self.rng, kind, self.language, self.topic, when)

    def on(self, day: int, what: Callable[[], None], hour: float | None = None) -> None:
        """Runs something `day` business days after this story begins, at an hour of the rep's day."""
        rep = self.world.rep
        hour = self.rng.uniform(10, 17.5) if hour is None else hour
        base = later(rep, rep.start, self.first + day) if self.first + day else rep.start
        at = datetime.combine(base, time(0), self.world.zone) + timedelta(minutes=int(hour * 60))
        self.world.schedule(at, what)

    def soon(self, days: int, what: Callable[[], None]) -> None:
        """Runs something some days from now."""
        self.world.schedule(self.world.now + timedelta(days=days, minutes=self.rng.randrange(200)), what)

    @property
    def thread(self) -> Thread:
        if not self.threads:
            self.new_thread()
        return self.threads[-1]

    def new_thread(self, subject: str = "") -> Thread:
        taken = {t.subject for t in self.threads}
        while not subject or subject in taken:
            self.topic = words.topic(self.rng, self.language)
            subject = words.subject(self.rng, self.language, self.topic, self.domain)
        self.threads.append(Thread(subject))
        return self.threads[-1]

    def deal(self, **more: str) -> None:
        """A row of deals.csv."""
        values = {"company": self.domain, "name": self.domain.split(".")[0].title(), "stage": "open"} | more
        self.world.deals.append(",".join(f'"{values.get(f, "")}"' for f in COLUMNS))

    def message(
        self, by: Person, to: Iterable[Person], text: str, thread: Thread, *, cc: Iterable[Person] = (), answer: bool = True,
        with_id: bool = True, headers: Iterable[tuple[str, str]] = (), subject: str | None = None, quote: bool | None = None,
    ) -> EmailMessage:  # fmt: skip
        """A message in a thread, written now; it is remembered as the thread's latest."""
        message = EmailMessage(policy=WIRE)
        parent = thread.letters[-1] if thread.letters else None
        message["From"] = str(by)
        message["To"] = ", ".join(map(str, to))
        if cc:
            message["Cc"] = ", ".join(map(str, cc))
        message["Subject"] = (
            subject if subject is not None else (f"Re: {thread.subject}" if parent else thread.subject)
        )
        message["Date"] = format_datetime(self.world.now)
        id_ = self.world.new_id(by)
        if with_id:
            message["Message-ID"] = id_
        refs: tuple[str, ...] = ()
        if parent and answer:
            refs = (*parent.refs, parent.id)
            message["In-Reply-To"] = parent.id
            message["References"] = " ".join(refs[-30:])
        for name, value in headers:
            message[name] = value
        quote = self.rng.random() < 0.6 if quote is None else quote
        whole = text
        if parent and quote:
            lines = "\n".join(f"> {line}".rstrip() for line in parent.text.splitlines()[:40])
            whole = f"{text}\nOn {parent.at:%d %b %Y} at {parent.at:%H:%M}, {parent.by} wrote:\n{lines}\n"
        message.set_content(whole)
        if with_id:
            thread.letters.append(Letter(id_, refs, by, self.world.now, text))
        return message

    def write(
        self, *kinds: str, to: Iterable[Person] = (), cc: Iterable[Person] = (), thread: Thread | None = None, alias: int = 0,
        expects: bool = True, copy: bool = False, opener: bool = True, **more: object,
    ) -> None:  # fmt: skip
        """The rep writes: kinds of sentences. Afterwards we wait, unless it `expects` nothing."""
        rep, thread = self.world.rep, thread or self.thread
        to = tuple(to) or (self.contact,)
        parts = [self.say(kind) for kind in kinds]
        text = words.letter(self.rng, self.language, self.topic, to[0].name, rep.name, *parts, opener=opener)
        message = self.message(rep.person(alias), to, text, thread, cc=cc, **more)  # type: ignore[arg-type]
        self.world.put(message.as_bytes(), ".Sent")
        if copy:
            self.world.put(message.as_bytes(), ".Archive")
        self.wrote(expects)

    def wrote(self, expects: bool = True) -> None:
        """The rep's side reached out."""
        self.outs.append(self.world.now)
        self.deleted = self.finished = False
        if self.state not in {"ended", "never", "dead"}:
            self.state = "open" if expects else "idle"
            if expects:
                self.hold = None if self.hold and self.hold[1] <= self.world.now.date() else self.hold

    def hear(
        self, *kinds: str, by: Person | None = None, thread: Thread | None = None, state: str = "theirs", when: date | None = None,
        seen: bool = True, twice: bool = False, to: Iterable[Person] = (), text: str = "", **more: object,
    ) -> None:  # fmt: skip
        """Somebody at the other side writes by hand."""
        by, thread = by or self.contact, thread or self.thread
        parts = [self.say(kind, when) for kind in kinds]
        text = text or words.letter(self.rng, self.language, self.topic, self.world.rep.name, by.name, *parts)
        message = self.message(by, tuple(to) or (self.world.rep.person(),), text, thread, **more)  # type: ignore[arg-type]
        self.world.put(message.as_bytes(), "", seen=seen)
        if twice:
            self.world.put(message.as_bytes(), ".Archive")
        if self.state != "ended":
            self.state = state

    def automatic(
        self, text: str, by: Person, subject: str, headers: Iterable[tuple[str, str]], answer: bool = True
    ) -> None:
        """A machine writes; the state stays."""
        parent = self.thread.letters[-1]
        message = EmailMessage(policy=WIRE)
        message["From"], message["To"], message["Subject"] = str(by), str(self.world.rep.person()), subject
        message["Date"], message["Message-ID"] = format_datetime(self.world.now), self.world.new_id(by)
        if answer:
            message["In-Reply-To"] = message["References"] = parent.id
        for name, value in headers:
            message[name] = value
        message.set_content(text + "\n")
        self.world.put(message.as_bytes(), "", seen=self.rng.random() < 0.5)

    def expected(self, today: date) -> str:
        """due, not or either: whether a careful rep would do something about this relation today."""
        if self.state == "dead":
            return "either" if self.deleted else "due"
        if self.state != "open":
            return "not"
        if self.finished:  # the file of one thread was closed; another one that the rep began may go on
            return (
                "either" if len(self.threads) > 1 and not self.kind.startswith(("high", "second")) else "not"
            )
        if self.deleted:  # of two people or threads, the other one may go on
            return "either" if len(self.threads) > 1 else "not"
        rep = self.world.rep
        last = self.outs[-1].astimezone(self.world.zone).date()
        first, surely = later(rep, last, FLOOR), later(rep, last, FLOOR + self.stretch)
        if self.hold:
            first, surely = max(first, self.hold[0]), max(surely, self.hold[1])
        if today < first:
            return "not"
        return "either" if self.fuzzy or today < surely else "due"

    def why_not(self, today: date) -> str:
        """The name of the embarrassment that a draft would be today; "" where it would be none."""
        if self.expected(today) != "not":
            return ""
        if self.state == "open" and not self.finished and not self.deleted:
            last = self.outs[-1].astimezone(self.world.zone).date()
            return "under the floor" if today < later(self.world.rep, last, FLOOR) else "while held"
        if self.finished:
            return "after the end of the ladder"
        if self.deleted:
            return "brought back after deletion"
        return {
            "theirs": "to somebody who answered",
            "ended": "to somebody who said no",
            "never": "to no prospect",
        }.get(self.state, "with nothing open")
