"""How far an IMAP mailbox was read: per folder UIDVALIDITY, next UID, MODSEQ, and which UIDs were told as what."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors.base import CannotCalculateChanges

# RFC 3501 section 9: a UID is a 32-bit number, none is 0; RFC 7162 section 3: a MODSEQ has 63 bits.
MAX_UID = 2**32 - 1
MAX_MODSEQ = 2**63 - 1


class UidSet:
    """A set of UIDs as ranges: as small as the mailbox is regular, and written as IMAP writes it ("1:40,52")."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, uids: Iterable[int] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for uid in sorted(uids):
            if self._ends and uid <= self._ends[-1] + 1:
                self._ends[-1] = max(uid, self._ends[-1])
            else:
                self._starts.append(uid)
                self._ends.append(uid)

    @classmethod
    def parse(cls, text: str) -> UidSet:
        """Of text as `str` writes it. Raises ValueError for anything else."""
        found = cls()
        for part in text.split(",") if text else ():
            low, _, high = part.partition(":")
            start, end = int(low), int(high or low)
            if not (found._ends[-1] if found._ends else 0) < start <= end <= MAX_UID:
                raise ValueError("UIDs out of order")
            found._starts.append(start)
            found._ends.append(end)
        return found

    def __str__(self) -> str:
        ranges = zip(self._starts, self._ends, strict=True)
        return ",".join(f"{low}:{high}" if low < high else str(low) for low, high in ranges)

    def __len__(self) -> int:
        return sum(self._ends) - sum(self._starts) + len(self._starts)

    def __iter__(self) -> Iterator[int]:
        for low, high in zip(self._starts, self._ends, strict=True):
            yield from range(low, high + 1)

    def __contains__(self, uid: int) -> bool:
        at = bisect_right(self._starts, uid) - 1
        return at >= 0 and uid <= self._ends[at]

    def add(self, uids: Iterable[int]) -> None:
        """Puts these in as well."""
        other = UidSet(uids)
        ranges = sorted(
            [*zip(self._starts, self._ends, strict=True), *zip(other._starts, other._ends, strict=True)]
        )
        self._starts, self._ends = [], []
        for low, high in ranges:
            if self._ends and low <= self._ends[-1] + 1:
                self._ends[-1] = max(high, self._ends[-1])
            else:
                self._starts.append(low)
                self._ends.append(high)

    def discard(self, uids: Iterable[int]) -> None:
        """Takes these out where they are in."""
        gone = [uid for uid in set(uids) if uid in self]
        if not gone:
            return
        cuts = iter(sorted(gone))
        starts: list[int] = []
        ends: list[int] = []
        cut = next(cuts, None)
        for low, high in zip(self._starts, self._ends, strict=True):
            start = low
            while cut is not None and cut <= high:
                if start < cut:
                    starts.append(start)
                    ends.append(cut - 1)
                start = cut + 1
                cut = next(cuts, None)
            if start <= high:
                starts.append(start)
                ends.append(high)
        self._starts, self._ends = starts, ends


def uid_chunks(uids: Iterable[int], size: int, longest: int = 4000) -> Iterator[tuple[int, ...]]:
    """UIDs in the order given, at most `size` together and at most `longest` characters written out (RFC 7162 section 4 asks for 8192)."""
    chunk: list[int] = []
    length = 0
    for uid in uids:
        width = len(str(uid)) + 1
        if chunk and (len(chunk) >= size or length + width > longest):
            yield tuple(chunk)
            chunk, length = [], 0
        chunk.append(uid)
        length += width
    if chunk:
        yield tuple(chunk)


@dataclass(frozen=True, slots=True)
class Status:
    """What a server says of a folder at a glance (RFC 3501 section 6.3.10). `modseq`: 0 where it keeps none."""

    validity: int
    next_uid: int
    count: int
    modseq: int = 0


@dataclass(slots=True)
class Known:
    """What the caller was told of one folder. `told`: mark -> UIDs; a mark says with which role and draft flag.

    `status`: the folder at the last reading that was finished; None while the first one goes on, then `bound` is the next UID when it
    began. `bad`: the folder could not be opened, which was told, and is tried each time.
    """

    validity: int
    status: Status | None = None
    bound: int = 0
    told: dict[str, UidSet] = field(default_factory=dict)
    bad: bool = False

    def mark_of(self, uid: int) -> str | None:
        return next((mark for mark, uids in self.told.items() if uid in uids), None)

    def all_told(self) -> set[int]:
        return {uid for uids in self.told.values() for uid in uids}

    def forget(self, uids: Iterable[int]) -> None:
        gone = list(uids)
        for told in self.told.values():
            told.discard(gone)
        self.told = {mark: told for mark, told in self.told.items() if len(told)}

    def tell(self, marks: Iterable[tuple[int, str]]) -> None:
        """These UIDs were told with these marks."""
        by_mark: dict[str, list[int]] = {}
        for uid, mark in marks:
            by_mark.setdefault(mark, []).append(uid)
        for mark, uids in by_mark.items():
            for other, told in self.told.items():
                if other != mark:
                    told.discard(uids)
            self.told.setdefault(mark, UidSet()).add(uids)
        self.told = {mark: told for mark, told in self.told.items() if len(told)}


@dataclass(slots=True)
class State:
    """Where a caller stands: `since` bounds what is read from a folder's beginning."""

    since: datetime
    folders: dict[str, Known] = field(default_factory=dict)

    def dump(self) -> str:
        """As text that `parse` reads."""
        folders = {
            name: [
                known.validity,
                known.bound,
                [known.status.next_uid, known.status.count, known.status.modseq] if known.status else None,
                {mark: str(uids) for mark, uids in known.told.items()},
                int(known.bad),
            ]
            for name, known in self.folders.items()
        }
        table = {"v": 1, "since": self.since.isoformat(), "folders": folders}
        return json.dumps(table, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str | None, since: datetime) -> State:
        """The state of a caller; None gives a beginning bounded by `since`. Raises CannotCalculateChanges."""
        if text is None:
            return cls(since.astimezone(UTC))
        try:
            table = json.loads(text)
            if table["v"] != 1:
                raise ValueError("another version")
            began = datetime.fromisoformat(table["since"]).astimezone(UTC)
            return cls(began, {str(name): _known(*row) for name, row in table["folders"].items()})
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
            raise CannotCalculateChanges(
                "The stored state of this mailbox is unreadable: it will be read from the beginning."
            ) from error


def _known(validity: object, bound: object, status: object, told: dict[str, str], bad: object) -> Known:
    number = _number(validity, MAX_UID)
    read = None
    if status is not None:
        if not isinstance(status, list) or len(status) != 3:
            raise ValueError("no status")
        read = Status(
            number,
            _number(status[0], MAX_UID + 1),
            _number(status[1], MAX_UID),
            _number(status[2], MAX_MODSEQ),
        )
    sets = {str(mark): UidSet.parse(uids) for mark, uids in told.items()}
    return Known(number, read, _number(bound, MAX_UID + 1), sets, bool(bad))


def _number(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError("no such number")
    return value
