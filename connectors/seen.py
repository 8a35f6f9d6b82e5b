"""Which emails a caller has been told of: 64-bit ids with a mark each, small enough to be stored as text after every page."""

from __future__ import annotations

import base64
import sys
import zlib
from array import array
from collections.abc import Iterable

from connectors.base import CannotCalculateChanges

# Told with another role or draft flag than the email has now: it must be told again.
STALE = 255


class Seen:
    """Ids in the order in which they were told; of an id that is there twice, the last mark counts.

    It is unpacked only when looked into, so that reading a state in which nothing changed costs next to nothing.
    """

    def __init__(self, packed: tuple[str, str] = ("", "")) -> None:
        self._packed: tuple[str, str] | None = packed
        self._ids: array[int] | None = None
        self._marks = bytearray()

    def marks(self) -> dict[int, int]:
        """Id -> mark. Raises CannotCalculateChanges for what `packed` did not make."""
        return dict(zip(self._unpack(), self._marks, strict=True))

    def add(self, number: int, mark: int) -> None:
        """One more id, or a new mark for one."""
        self._unpack().append(number)
        self._marks.append(mark)
        self._packed = None

    def drop_last(self) -> tuple[int, int] | None:
        """Takes back the id that was told last, with its mark; None where there is none."""
        ids = self._unpack()
        if not ids:
            return None
        self._packed = None
        return ids.pop(), self._marks.pop()

    def replace(self, marks: Iterable[tuple[int, int]]) -> None:
        """These ids and marks instead of all."""
        kept = dict(marks)
        self._ids, self._marks, self._packed = array("Q", kept), bytearray(kept.values()), None

    def packed(self) -> tuple[str, str]:
        """Two pieces of ASCII text: 11 characters an id, the same on every machine, and the compressed marks."""
        if self._packed is None:
            ids = array("Q", self._unpack())
            if sys.byteorder == "big":
                ids.byteswap()
            marks = base64.b64encode(zlib.compress(bytes(self._marks), 1))
            self._packed = base64.b64encode(ids.tobytes()).decode("ascii"), marks.decode("ascii")
        return self._packed

    def _unpack(self) -> array[int]:
        if self._ids is None:
            try:
                self._ids, self._marks = _unpacked(*(self._packed or ("", "")))
            except (ValueError, zlib.error) as error:
                raise CannotCalculateChanges(
                    "The stored state of this mailbox is unreadable: it will be read from the beginning."
                ) from error
        return self._ids


def _unpacked(ids_text: str, marks_text: str) -> tuple[array[int], bytearray]:
    ids = array("Q")
    ids.frombytes(base64.b64decode(ids_text, validate=True))
    if sys.byteorder == "big":
        ids.byteswap()
    marks = zlib.decompress(base64.b64decode(marks_text, validate=True)) if marks_text else b""
    if len(marks) != len(ids):
        raise ValueError("ids and marks do not belong together")
    return ids, bytearray(marks)
