"""The rep's other mailboxes, as far as one mailbox must know of them: pure.

All mailboxes of one state belong to one rep. What came to one of them is an answer to mail from any; a draft in one is a draft to that
person. A mailbox that was taken out of the configuration still counts as far as its mail goes: what was answered there stays answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.records import Row

# A mailbox that was read within this many seconds is taken as known: new mail in it changes the others' verdicts when it is read.
FRESH = 3_600.0
# A mailbox that cannot be read holds the others' drafts back so long and no longer, in seconds.
PATIENCE = 86_400.0


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another mailbox of the same rep, as the state knows it. Times are real ones, in seconds.

    `looked_at`: when it was last read to its end, 0 for never. `known_at`: since when it is known. `attempts`: failures in a row.
    `begun`: a part of it has been read. `identities`: the addresses that its host lets the rep write from.
    """

    mailbox: int
    account: str
    name: str
    looked_at: float
    known_at: float
    attempts: int
    begun: bool
    identities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Siblings:
    """The other mailboxes during one scan of `own`. `present`: those in the configuration. `clock`: the real time in seconds."""

    own: int
    all: tuple[Sibling, ...]
    present: tuple[Sibling, ...]
    clock: float
    zone: ZoneInfo

    @classmethod
    def of(
        cls, own: int, known: Iterable[Sibling], accounts: Collection[str], clock: float, zone: ZoneInfo
    ) -> Siblings:
        """`accounts` are those of the configuration."""
        found = tuple(known)
        return cls(own, found, tuple(s for s in found if s.account in accounts), clock, zone)

    @property
    def identities(self) -> frozenset[str]:
        """Addresses that the rep writes from there."""
        return frozenset().union(*(s.identities for s in self.present))

    @property
    def rivals(self) -> tuple[int, ...]:
        """The mailboxes in which drafts may be made."""
        return tuple(s.mailbox for s in self.present)

    def name(self, mailbox: int) -> str:
        """What the rep calls a mailbox."""
        return next((s.name for s in self.all if s.mailbox == mailbox), "")

    def drafts(self, rows: Iterable[Row]) -> list[Row]:
        """The drafts there that count. Those that lie in a mailbox which left the configuration cannot be followed any more, and hold nothing back."""
        there = set(self.rivals)
        return [r for r in rows if r["mailbox"] in there or r["state"] in {"sent", "deleted"}]

    def reader(self, mailboxes: Collection[int]) -> Sibling | None:
        """One of these mailboxes that will read what it is asked to; None where all are gone, or could not be read for a day."""
        return next(
            (s for s in self.present if s.mailbox in mailboxes and self.clock - _seen(s) < PATIENCE), None
        )

    def holding_back(self) -> Iterator[str]:
        """Why no draft may be made now, for the rep: a mailbox that may hold an answer has not been read.

        One that was never read at all holds nothing back once it failed: it is set up wrongly, and the rep was told so.
        """
        for sibling in self.present:
            age = self.clock - _seen(sibling)
            if sibling.looked_at == 0 and age < PATIENCE and (sibling.begun or not sibling.attempts):
                yield (
                    f"your mailbox “{sibling.name}” has not been read to its end yet and may hold an answer; the draft waits for that"
                )
            elif sibling.looked_at and FRESH < age < PATIENCE:
                at = datetime.fromtimestamp(sibling.looked_at, self.zone)
                yield (
                    f"your mailbox “{sibling.name}” was last read on {at:%Y-%m-%d at %H:%M} and may hold an answer since; "
                    "scan it too, or the draft is made when a day has passed"
                )

    def home(self, copies: Sequence[Row], rows: Sequence[Row]) -> int:
        """The mailbox that carries a conversation on: where the rep's own last mail lies in Sent.

        `copies` are the rows of that mail, `rows` those of the whole conversation. One account that is read in two ways has two such
        mailboxes: then the one that is known longer.
        """
        there = {self.own, *self.rivals}
        held = [r for r in copies if r["mailbox"] in there] or [r for r in rows if r["mailbox"] in there]
        best = min(
            held,
            key=lambda r: (bool(r["gone"]) or r["role"] != "sent", bool(r["gone"]), r["mailbox"]),
            default=None,
        )
        return self.own if best is None else int(best["mailbox"])


def _seen(sibling: Sibling) -> float:
    return sibling.looked_at or sibling.known_at
