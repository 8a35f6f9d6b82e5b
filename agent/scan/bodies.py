"""The bodies that one pass reads: those that a decision here needs, those that another mailbox asked for, and mail that came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from agent.model import Message
from agent.reading import Readings, by_header, read_bodies
from agent.records import Row
from agent.scan.scan_pass import Mail, Pass


class Bodies:
    """What was read, and what follows from it for everything that is judged later.

    `stops`: who must not be written to, and why. `asked`: the messages that another mailbox was asked to read. `bounces`: reports of mail
    that came back, by message id below the address or message that they are about.
    """

    def __init__(self, pass_: Pass, mail: Mail) -> None:
        self._pass = pass_
        self._mail = mail
        self.stops: dict[str, str] = {}
        self.asked: set[str] = set()
        self.bounces: dict[str, dict[str, Message]] = defaultdict(dict)

    def learn_stops(self) -> None:
        """Asks the state who must not be written to: a body that was just read may have said so."""
        self.stops = self._pass.store.stops(self._pass.lease, self._pass.at)

    def read(self, wanted: Collection[Message]) -> Readings:
        """Reads bodies of this mailbox. What only lies in another one, that one is asked to read; where nobody can, the header must do."""
        places, siblings = self._mail.places, self._pass.siblings
        there = [m for m in wanted if not m.email_ids and m.id in places]
        readers = {m.id: siblings.reader(places[m.id]) for m in there}
        if asked := {i for i, reader in readers.items() if reader is not None}:
            self.asked |= asked
            self._pass.store.want(self._pass.lease, asked)
        here = [m for m in wanted if m.id not in readers]
        readings = self._read(here)
        unreadable = by_header(m for m in there if m.id not in asked)
        readings.meanings |= unreadable.meanings
        readings.asks |= unreadable.asks
        return readings

    def read_wanted(self, rows: dict[str, list[Row]]) -> None:
        """Reads what a decision in another mailbox needs, and puts it into the rows."""
        found = [r for same in rows.values() for r in same if r["wanted"]]
        if wanted := [m for m in self._mail.messages(found) if is_unread(m)]:
            self._read(wanted)
            scan = self._pass
            fresh = scan.store.rows_of(scan.lease, {r["conversation_id"] for r in found}, scan.at)
            rows.update(fresh)
            self.learn_stops()

    def read_bounces(self) -> None:
        """Reads reports of mail that came back: whom they are about mostly stands in their body alone, and they come from any server.

        They are then found by address, and by the message that they name.
        """
        scan = self._pass
        since = scan.now - timedelta(days=scan.config.policy.history_days)
        rows = scan.store.bounces(scan.lease, since.timestamp(), scan.at)
        found = self._mail.messages(rows)
        fresh = [m for m in found if m.meaning is None and (m.email_ids or m.id not in self._mail.places)]
        readings = self._read(fresh)
        for message in readings.fill(found):
            failed = message.meaning.failed_recipients if message.meaning else ()
            for key in (*(f.addr for f in failed), *message.in_reply_to, *message.references):
                self.bounces[key][message.id] = message
        if fresh:
            ids = {m.id for m in fresh}
            touched = {key for key, reports in self.bounces.items() if ids & reports.keys()}
            scan.store.came_back(scan.lease, touched, {key for key in touched if key.startswith("<")})

    def unheard(self, ids: Iterable[str]) -> Mapping[str, Collection[int]]:
        """Those of some messages that another mailbox still has to read: {message id: the mailboxes in which it lies}."""
        return {i: self._mail.places[i] for i in self.asked.intersection(ids)}

    def _read(self, wanted: Iterable[Message]) -> Readings:
        scan = self._pass
        return read_bodies(scan.connector, scan.store, scan.lease, wanted, scan.count_bodies)


def is_unread(message: Message) -> bool:
    """Whether what a message means, or what our own one asks for, is not known yet."""
    return message.meaning is None or (message.outbound and message.ask is None)
