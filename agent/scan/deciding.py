"""Decides what becomes of one conversation, and carries it out: a draft is made, kept, taken back, or refused with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from agent import verdict as verdicts
from agent.ask import judge_ask
from agent.draft_life import Drafts
from agent.drafting import check, compose, draft_key
from agent.model import Conversation, Draft, Reason, Situation, Status, Step, Verdict
from agent.playbook import Playbook, next_step
from agent.records import Row
from agent.results import Made, conversation_object, next_object
from agent.scan.bodies import Bodies
from agent.scan.gathering import Case, others
from agent.scan.own_drafts import OwnDrafts
from agent.scan.scan_pass import Pass
from agent.store import Judged
from connectors.base import Connector


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a step: the draft, or why there is none. `later`: the next scan tries again."""

    made: Made | None = None
    refused: tuple[str, ...] = ()
    later: bool = False


_RIVALLED = ("another mailbox of yours is drafting to the same people",)


class Deciding:
    """The decisions of one pass. `drafts` are those of this mailbox at the host, `own` what is known of all.

    `later`: when the first mail after `now` comes, by conversation (seconds). `said`: answers that say "created", by conversation, and
    `refusals`: why no draft was made; both may hold those of an earlier pass of the same run.
    """

    def __init__(
        self,
        pass_: Pass,
        playbook: Playbook,
        drafts: Drafts,
        own: OwnDrafts,
        bodies: Bodies,
        later: Mapping[str, float],
        said: Mapping[str, str],
        refusals: Mapping[str, str],
    ) -> None:
        self._pass = pass_
        self._playbook = playbook
        self._drafts = drafts
        self._own = own
        self._bodies = bodies
        self._later = later
        self.said = dict(said)
        self.refusals = dict(refusals)

    def decide(self, case: Case) -> Judged:
        """Judges a case, all bodies of which that count were read, and does what follows. Raises ConnectorError or StoreError."""
        id_ = case.conversation.id
        before = self.said.pop(id_, "")
        self.refusals.pop(id_, None)
        for _ in range(
            2
        ):  # a second time only where another mailbox drafted to the same people at that moment
            drafts = self._own.of(id_, case.homes, others(case.conversation, self._pass.me))
            # the same value again, where there are none, so that what was laid out to be read is laid out for the verdict
            situation = replace(case.situation, drafts=drafts) if drafts else case.situation
            verdict = self._at_home(case, verdicts.judge(case.conversation, situation))
            step = next_step(case.conversation, verdict, situation, self._playbook)
            done = self._carry_out(case, situation, verdict, step)
            if done.refused != _RIVALLED:
                break
            self._own.remember_siblings()
        if done.later:
            self._refuse(case.conversation, done.refused)
        made = done.made
        result = conversation_object(
            case.conversation, verdict, next_object(step, made, done.refused), self._pass.zone
        )
        text = json.dumps(result, ensure_ascii=False)
        if made is not None and (made.state == "created" or (made.state == "kept" and made.key in before)):
            result["next"]["draft"]["state"] = "created"
            # said once; from the next scan on it was there before
            self.said[id_] = json.dumps(result, ensure_ascii=False)
            result["next"]["draft"]["state"] = "kept"
            text = json.dumps(result, ensure_ascii=False)
        at = review_at(verdict, self._pass.local, self._pass.zone, self._later.get(id_))
        return Judged(id_, verdict.status.value, text, at, again=done.later)

    def _refuse(self, conversation: Conversation, why: Iterable[str]) -> None:
        self.refusals[conversation.id] = f"{conversation.subject}: no draft was made: {'; '.join(why)}"

    def _at_home(self, case: Case, verdict: Verdict) -> Verdict:
        """A verdict, unless the conversation is due and goes on in another mailbox: one conversation gets one draft."""
        siblings = self._pass.siblings
        if verdict.status is not Status.DUE or not siblings.all:
            return verdict
        touch = verdict.last_touch.id if verdict.last_touch else None
        copies = [r for r in case.rows if r["message_id"] == touch and not r["is_draft"]]
        home = siblings.home(copies, case.rows)
        if home == self._pass.lease.mailbox:
            return verdict
        because = f"This conversation goes on in your mailbox “{siblings.name(home)}”."
        return replace(verdict, status=Status.WAITING, reason=Reason.FLOOR, because=because, until=None)

    def _put_off(self, case: Case, situation: Situation) -> tuple[str, ...]:
        """Why a draft that is due must not be made yet: another mailbox of the rep's may hold the answer."""
        siblings = self._pass.siblings
        counting = verdicts.unread(case.conversation, situation) if self._bodies.asked else ()
        there = self._bodies.unheard(counting).values()
        names = sorted({siblings.name(n) for places in there for n in places})
        return (
            *siblings.holding_back(),
            *(
                f"a message in your mailbox “{name}” has to be read first, which its next scan does"
                for name in names
            ),
        )

    def _carry_out(self, case: Case, situation: Situation, verdict: Verdict, step: Step) -> _Done:
        """Drafts what is to be drafted and takes back what is not wanted any more."""
        conversation = case.conversation
        wanted = step if isinstance(step, Draft) and verdict.status is Status.DUE else None
        touch = verdict.last_touch.id if verdict.last_touch else conversation.messages[-1].id
        key = draft_key(conversation.id, wanted.step, touch) if wanted else None
        kept = self._kept(conversation.id, key, verdict.because)
        if wanted is None or key is None:
            return _Done(kept if kept and kept.state == "edited" else None)
        if kept is not None:
            return _Done(kept)
        if conversation.drafts_by_hand:
            return _Done(refused=("you already have a draft in this conversation",))
        if why := self._put_off(case, situation):
            return _Done(refused=why, later=True)
        return self._draft(conversation, situation, wanted, key, touch)

    def _kept(self, id_: str, key: str | None, because: str) -> Made | None:
        """The draft of a conversation that stays: that of `key`, or one that the rep edited. The others are withdrawn."""
        kept: Made | None = None
        for record in self._own.live(id_):
            if record["key"] == key and not is_expired(record, self._pass.local):
                kept = self._drafts.keep(record) if record["state"] != "intent" else None
            elif not self._drafts.withdraw(
                record, because if record["key"] != key else "its dates have passed"
            ):
                kept = self._drafts.keep({**record, "state": "edited"})
        return kept

    def _draft(
        self, conversation: Conversation, situation: Situation, wanted: Draft, key: str, touch: str
    ) -> _Done:
        """Composes a draft and saves it if nothing is wrong with it."""
        parent_text = _parent_text(self._pass.connector, wanted)
        message = compose(wanted, conversation, situation, key=key, parent_text=parent_text)
        problems = check(
            message, wanted, situation, judge=lambda text: judge_ask(text, language=wanted.language)
        )
        if problems:
            self._refuse(conversation, problems)
            self._pass.store.log(
                self._pass.lease,
                self._pass.at,
                "draft refused",
                conversation.id,
                {"step": wanted.step, "problems": list(problems)},
            )
            return _Done(refused=tuple(problems))
        row = self._drafts.row(key, conversation.id, touch, wanted, message)
        made = self._drafts.save(row, message, wanted.reply_to, self._pass.siblings.rivals)
        if made is None:
            return _Done(refused=_RIVALLED, later=True)
        self._own.remember({**row, "mailbox": self._pass.lease.mailbox, "state": "created"})
        return _Done(made)


def _parent_text(connector: Connector, draft: Draft) -> str | None:
    if draft.reply_to is None or not draft.reply_to.email_ids:
        return None
    from agent.message.html import html_to_text
    from agent.message.mime import read_body

    for _, raw in connector.fetch([draft.reply_to.email_ids[0]]):
        body = read_body(raw)
        return body.plain if body.plain is not None else html_to_text(body.html or "")
    return None


def is_expired(record: Row, now: datetime) -> bool:
    """Whether an unchanged draft proposes days that are over: it must be written anew. `now` is in the rep's zone."""
    today = now.date().isoformat()
    return record["state"] == "created" and (record["expires"] or today) < today


def review_at(verdict: Verdict, now: datetime, zone: ZoneInfo, later: float | None) -> float | None:
    """When time alone may change a verdict, in seconds: an open one at the next midnight of the rep's, a hold at its end.

    `now` is in the rep's `zone`; `later`: when the first mail comes that the conversation holds after `now`.
    """
    times = [later] if later is not None else []
    if verdict.until is not None:
        times.append(datetime.combine(verdict.until, time.min, zone).timestamp())
    elif verdict.status in {Status.DUE, Status.WAITING, Status.HELD} or verdict.reason is Reason.FINISHED:
        times.append(datetime.combine(now.date() + timedelta(days=1), time.min, zone).timestamp())
    return min(times, default=None)
