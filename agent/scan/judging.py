"""Judges what may have changed, in batches, each kept in one transaction: first what only machines wrote, then the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent import verdict as verdicts
from agent.case import forget_layouts
from agent.model import Message, Verdict
from agent.reading import Readings
from agent.records import Row
from agent.scan.bodies import Bodies, is_unread
from agent.scan.deciding import Deciding
from agent.scan.gathering import Case, Gathering
from agent.scan.mass_mail import from_outlines, from_rows, whom
from agent.scan.scan_pass import Pass
from agent.store import Judged

CHUNK = 200
OUTLINES = 1_000
# What a body says may make another one count; more rounds than this have never been needed.
ROUNDS = 4


class Judging:
    """The judging of one pass. `marks`: what is to be judged, oldest first, with the marks so far (`Store.to_judge`).

    `later`: when the first mail after `now` comes, by conversation (seconds). `put_off`: the conversations whose draft waits until another
    mailbox was read, with their marks.
    """

    def __init__(
        self,
        pass_: Pass,
        bodies: Bodies,
        gathering: Gathering,
        deciding: Deciding,
        marks: Mapping[str, int],
        later: Mapping[str, float],
    ) -> None:
        self._pass = pass_
        self._bodies = bodies
        self._gathering = gathering
        self._deciding = deciding
        self._marks = marks
        self._later = later
        self.put_off: dict[str, int] = {}

    def judge(self) -> None:
        """Judges everything. Raises ConnectorError or StoreError; what was judged until then is kept."""
        left = self._sort_out(list(self._marks))
        for start in range(0, len(left), CHUNK):
            self._judge(left[start : start + CHUNK])
            self._pass.progress("judged", min(CHUNK, len(left) - start))

    def _sort_out(self, ids: Sequence[str]) -> list[str]:
        """Judges what only machines wrote to many. Gives the rest, those with one company together: what they share is looked up once."""
        scan = self._pass
        left: list[tuple[str, str]] = []
        for start in range(0, len(ids), OUTLINES):
            some = ids[start : start + OUTLINES]
            rows = scan.store.outlines(scan.lease, some, scan.at)
            judged = []
            for id_ in some:
                outlines = rows.get(id_, ())
                if (found := from_outlines(id_, scan.mailbox.name, outlines, scan.me)) is not None:
                    judged.append(self._ignored(id_, *found))
                else:
                    left.append((whom(outlines, scan.me), id_))
            scan.store.save_verdicts(scan.lease, judged)
            scan.progress("judged", len(judged))
        return [id_ for _, id_ in sorted(left, key=lambda one: one[0])]

    def _judge(self, ids: Sequence[str]) -> None:
        scan = self._pass
        rows = scan.store.rows_of(scan.lease, ids, scan.at)
        self._bodies.read_wanted(rows)
        judged = []
        for id_ in ids:
            found = from_rows(id_, scan.mailbox.name, rows.get(id_, ()), scan.me, scan.zone)
            if found is not None:
                judged.append(self._ignored(id_, *found))
        known = {j.id for j in judged}
        rest = {i: rows[i] for i in ids if i not in known and i in rows}
        ready = sorted(self._readied(rest), key=_oldest_touch)
        decided = [replace(self._deciding.decide(c), marks=self._marks[c.conversation.id]) for c in ready]
        self.put_off |= {j.id: self._marks[j.id] for j in decided if j.again}
        judged += decided
        known |= {j.id for j in decided}
        only_drafts = (i for i in ids if i not in known)
        judged += [Judged(i, "ignored", "", None, self._marks[i]) for i in only_drafts]
        scan.store.save_verdicts(scan.lease, judged)
        forget_layouts()

    def _readied(self, rows: Mapping[str, list[Row]]) -> list[Case]:
        """The cases of conversations, from their rows, with everything read that their judgement needs."""
        cases = self._gathering.cases(list(rows), rows)
        ready: list[Case] = []
        for _ in range(ROUNDS):
            wanted = [(case, self._wanted(case)) for case in cases]
            ready += [case for case, messages in wanted if not messages]
            unread = {m.id: m for _, messages in wanted for m in messages}
            if not unread:
                return ready
            readings = self._bodies.read(unread.values())
            self._bodies.learn_stops()
            cases = [_filled(case, readings, self._bodies.stops) for case, messages in wanted if messages]
        return ready + cases

    def _wanted(self, case: Case) -> list[Message]:
        """The messages that must be read before a case can be judged, those not counted that were read in vain."""
        known = {m.id: m for m in (*case.situation.elsewhere, *case.conversation.messages)}
        ids = verdicts.unread(case.conversation, case.situation)
        found = (known[i] for i in ids if i in known and i not in self._bodies.asked)
        return [m for m in found if is_unread(m)]

    def _ignored(self, id_: str, verdict: Verdict, text: str) -> Judged:
        return Judged(id_, verdict.status.value, text, self._later.get(id_), self._marks[id_])


def _filled(case: Case, readings: Readings, stops: Mapping[str, str]) -> Case:
    """A case with what was just read."""
    messages = readings.fill(case.conversation.messages)
    elsewhere = readings.fill(case.situation.elsewhere)
    return Case(
        replace(case.conversation, messages=messages),
        replace(case.situation, elsewhere=elsewhere, stops=stops),
        case.rows,
    )


def _oldest_touch(case: Case) -> tuple[float, str]:
    """Who has waited longest is judged first: of two people at one company, only one is written to."""
    sent = [m.sent_at.timestamp() for m in case.conversation.messages if m.outbound]
    return (sent[-1] if sent else 0.0, case.conversation.id)
