"""Reads the bodies that a decision needs, and keeps what they mean: never the bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from agent.erasing import forgotten_in
from agent.forgetting import Forgotten, reading_without
from agent.message.headers import parse_header
from agent.model import Address, Ask, Kind, Message, Stance, Understanding
from agent.records import dump_ask, dump_meaning
from agent.relation import word_evidence
from agent.store import Lease, Store
from connectors.base import Connector

BATCH = 100
_STOPS = {Stance.OPTED_OUT: "opted_out", Stance.DECLINED: "declined"}


@dataclass
class Readings:
    """What bodies mean, by message id."""

    meanings: dict[str, Understanding] = field(default_factory=dict)
    asks: dict[str, Ask] = field(default_factory=dict)

    def fill(self, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """Messages with what their bodies mean."""
        return tuple(
            replace(m, meaning=self.meanings[m.id], ask=self.asks.get(m.id, m.ask))
            if m.id in self.meanings
            else m
            for m in messages
        )


def read_bodies(
    connector: Connector, store: Store, lease: Lease, wanted: Iterable[Message], count: Callable[[int], None]
) -> Readings:
    """Fetches and understands messages in batches, each kept in one transaction.

    A message whose body is gone is judged by its header alone from now on. `count` is told how many were read.
    Gives what all of them mean.
    """
    everything = Readings()
    forgotten = forgotten_in(store)
    for batch in _batches(wanted):
        raw = _fetch(connector, batch)
        readings = Readings()
        for message in batch:
            _read(message, raw.get(message.id), readings, forgotten)
        store.save_readings(
            lease,
            {i: dump_meaning(m) for i, m in readings.meanings.items()},
            {i: dump_ask(a) for i, a in readings.asks.items()},
            list(_stops(batch, readings)),
            _people(batch, readings),
        )
        everything.meanings |= readings.meanings
        everything.asks |= readings.asks
        count(len(batch))
    return everything


def by_header(messages: Iterable[Message]) -> Readings:
    """What messages mean whose bodies nobody can read: as much as their headers say. Nothing is kept."""
    readings = Readings()
    for message in messages:
        _read(message, None, readings, Forgotten())
    return readings


def _batches(messages: Iterable[Message]) -> Iterator[list[Message]]:
    found = list(messages)
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def _fetch(connector: Connector, batch: list[Message]) -> dict[str, bytes]:
    """Raw messages by message id; the first stored copy that still exists is taken."""
    found: dict[str, bytes] = {}
    turn = 0
    while missing := [m for m in batch if m.id not in found and len(m.email_ids) > turn]:
        owner = {m.email_ids[turn]: m.id for m in missing}
        found.update((owner[email_id], raw) for email_id, raw in connector.fetch(list(owner)))
        turn += 1
    return found


def _read(message: Message, raw: bytes | None, readings: Readings, forgotten: Forgotten) -> None:
    from agent.ask import judge_ask
    from agent.message.understand import understand

    if raw is None:
        meaning = Understanding(kind=message.automatic or Kind.HUMAN)
    else:
        meaning = _with_promise(understand(raw, message.sent_at), message)
    if message.outbound:
        readings.asks[message.id] = judge_ask(
            meaning.new_text, subject=message.subject, language=meaning.language
        )
    # Without the texts, as the state keeps it: a verdict must not depend on whether a body was read just now or last week.
    evidence = {**meaning.evidence, **word_evidence(meaning)}
    meaning = replace(meaning, new_text="", signature="", quoted="", evidence=evidence)
    ask = readings.asks.get(message.id)
    readings.meanings[message.id], ask = reading_without(
        meaning, ask, message, _everybody(raw or b""), forgotten
    )
    if ask is not None:
        readings.asks[message.id] = ask


def _everybody(raw: bytes) -> Iterator[Address]:
    """The people of a header; it is parsed only when somebody asks."""
    header = parse_header(raw)
    yield from (header.from_, *header.to, *header.cc, *header.bcc, *header.reply_to)


def _with_promise(meaning: Understanding, message: Message) -> Understanding:
    """A day that the other side promises ("I will let you know by Friday") holds the clock as a return date does."""
    from agent.promises import promised_day

    open_ = meaning.kind is Kind.HUMAN and meaning.stance in {Stance.NONE, Stance.POSITIVE}
    if message.outbound or not open_ or meaning.return_date is not None or "?" in meaning.new_text:
        return meaning
    found = promised_day(meaning.new_text, message.sent_at.date())
    if found is None:
        return meaning
    return replace(meaning, return_date=found[0], evidence={**meaning.evidence, "return_date": found[1]})


def _people(batch: list[Message], readings: Readings) -> set[str]:
    """Everybody whom these messages are from, to or about."""
    found = {a.addr for m in batch for a in (m.from_, *m.recipients)}
    return found.union(*({f.addr for f in m.failed_recipients} for m in readings.meanings.values()))


def _stops(batch: list[Message], readings: Readings) -> Iterator[dict[str, object]]:
    for message in batch:
        meaning = readings.meanings[message.id]
        stop = _STOPS.get(meaning.stance)
        if stop and meaning.kind is Kind.HUMAN and not message.outbound:
            yield {
                "addr": message.from_.addr,
                "stop": stop,
                "words": meaning.evidence.get("stance", ""),
                "message_id": message.id,
                "since": message.sent_at.timestamp(),
            }
