"""One pass over a mailbox: the order of its steps, and what it found.

Reads what is new, regroups, judges what may have changed, writes drafts, takes back those whose reason is gone. Killed anywhere and run
again, it ends with the same drafts, none twice: each step is recorded in one transaction, and drafts are found again by key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from agent import verdict as verdicts
from agent.config import Config, Mailbox
from agent.draft_life import Drafts
from agent.erasing import forgotten_in
from agent.model import Conversation, Situation, Verdict
from agent.playbook import Playbook
from agent.scan.bodies import Bodies
from agent.scan.deciding import Deciding
from agent.scan.gathering import Gathering, others
from agent.scan.judging import Judging
from agent.scan.news import News
from agent.scan.own_drafts import OwnDrafts
from agent.scan.scan_pass import Mail, Pass, Progress
from agent.store import Store
from connectors.base import Connector

HOLDER = (
    "local"  # one machine: the file lock keeps other processes out, so a lease left by a killed scan is ours
)


@dataclass(frozen=True, slots=True)
class Report:
    """What one pass found. `conversations` are JSON objects as text, the latest first; `skipped` names unreadable messages.

    Of a scan without `results`, `conversations` are only those whose draft was just made. `said` are those by id, which say so once.
    `refusals`: why no draft was made, by conversation. `put_off`: the conversations whose draft waits until
    another mailbox was read, with their marks (`Store.pending`).
    """

    name: str
    messages_new: int
    skipped: tuple[tuple[str, str], ...]
    conversations: tuple[str, ...] = ()
    withdrawn: tuple[dict[str, str | None], ...] = ()
    stale: tuple[dict[str, str | None], ...] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    put_off: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[str, ...]:
        """Why drafts were not made, for the rep."""
        return tuple(self.refusals.values())


def scan_mailbox(
    store: Store,
    mailbox: Mailbox,
    config: Config,
    playbook: Playbook,
    connector: Connector,
    now: datetime,
    *,
    clock: float,
    dry_run: bool = False,
    progress: Progress = lambda what, count: None,
    results: bool = True,
    earlier: Report | None = None,
) -> Report:
    """One pass over one mailbox as of `now` (aware). `clock` is the real time in seconds, for the lease.

    `earlier`: what an earlier pass of the same run found; this one's report tells of both. Without `results`, the stored answer of the whole mailbox (megabytes) is not loaded.

    Raises ConnectorError, StoreError or AlreadyRunning; what was recorded until then stays, and the next pass goes on from there.
    """
    digest = f"{config.digest} {mailbox.name}"
    lease = store.claim(mailbox.account, mailbox.name, digest, HOLDER, clock)
    try:
        pass_ = Pass.begin(store, lease, mailbox, config, connector, now, clock, progress)
        report = _Scan(pass_, playbook, dry_run).run(digest, results, earlier or Report(mailbox.name, 0, ()))
    except BaseException:
        store.give_up(lease)
        raise
    store.release(lease, digest, max(lease.judged_at, now.timestamp()))
    return report


def read_news(
    store: Store,
    mailbox: Mailbox,
    config: Config,
    playbook: Playbook,
    connector: Connector,
    now: datetime,
    *,
    clock: float,
    progress: Progress = lambda what, count: None,
) -> Report:
    """Reads what is new and judges nothing: the report says how much that was.

    A run over several mailboxes reads all of them first, since an answer may lie in any of them. Raises as `scan_mailbox`.
    """
    lease = store.claim(mailbox.account, mailbox.name, f"{config.digest} {mailbox.name}", HOLDER, clock)
    try:
        pass_ = Pass.begin(store, lease, mailbox, config, connector, now, clock, progress)
        scan = _Scan(pass_, playbook, dry_run=False)
        new = scan.read()
    finally:
        store.give_up(lease)
    return Report(mailbox.name, new, tuple(scan.news.skipped))


def look_at(
    store: Store,
    mailbox: Mailbox,
    config: Config,
    playbook: Playbook,
    connector: Connector,
    now: datetime,
    id: str,
) -> tuple[Conversation, Situation, Verdict] | None:
    """One known conversation as of `now` with its texts read again, what surrounds it, and the verdict; None where no mail is in it.

    Nothing is written to the host; `store` should be a copy. Raises ConnectorError.
    """
    lease = store.claim(mailbox.account, mailbox.name, "", HOLDER, now.timestamp())
    at = now.timestamp()
    pass_ = Pass.begin(store, lease, mailbox, config, connector, now, at, lambda what, count: None)
    return _Scan(pass_, playbook, dry_run=True).look_at(id)


class _Scan:
    """The parts of one pass, and the order in which they work. `dry_run`: nothing is written to the host."""

    def __init__(self, pass_: Pass, playbook: Playbook, dry_run: bool) -> None:
        self.pass_ = pass_
        self.playbook = playbook
        self.news = News(pass_)
        self.drafts = Drafts(pass_.connector, pass_.store, pass_.lease, pass_.now, dry_run)
        self.own = OwnDrafts(pass_, self.drafts, playbook)
        mail = Mail(pass_, self.own.steps)
        self.bodies = Bodies(pass_, mail)
        self.gathering = Gathering(pass_, mail, self.bodies, forgotten_in(pass_.store))

    def read(self) -> int:
        """Records and groups what is new; gives the number of new messages."""
        new = self.news.read()
        self._regroup()
        return new

    def run(self, digest: str, results: bool, earlier: Report) -> Report:
        """See `scan_mailbox`. `digest`: the settings that verdicts depend on; with others than last time all is judged again."""
        pass_, store, lease, at = self.pass_, self.pass_.store, self.pass_.lease, self.pass_.at
        new = self.news.read()
        changed = lease.settings != digest or (pass_.identified and lease.judged_at > 0)
        back = at < lease.judged_at
        if changed:
            store.reindex(lease, pass_.me.addresses)
        self._regroup()
        later = store.latest_after(lease, at) if back else {}
        self._prepare()
        marks = store.to_judge(lease, at, changed or back)
        deciding = Deciding(
            pass_, self.playbook, self.drafts, self.own, self.bodies, later, earlier.said, earlier.refusals
        )
        judging = Judging(pass_, self.bodies, self.gathering, deciding, marks, later)
        judging.judge()
        said = deciding.said
        kept = store.results(lease, at) if results else said.items()
        return Report(
            name=pass_.mailbox.name,
            messages_new=earlier.messages_new + new,
            skipped=tuple(dict.fromkeys((*earlier.skipped, *self.news.skipped))),
            conversations=tuple(said.get(i, text) for i, text in kept),
            withdrawn=(*earlier.withdrawn, *self.drafts.withdrawn),
            stale=tuple({s["key"]: s for s in (*earlier.stale, *self.drafts.stale)}.values()),
            refusals=deciding.refusals,
            said=said,
            put_off=judging.put_off,
        )

    def look_at(self, id_: str) -> tuple[Conversation, Situation, Verdict] | None:
        """See `look_at`."""
        from agent.message.understand import understand

        pass_ = self.pass_
        self._prepare()
        cases = self.gathering.cases([id_], pass_.store.rows_of(pass_.lease, [id_], pass_.at))
        if not cases:
            return None
        home, situation = cases[0].conversation, cases[0].situation
        drafts = self.own.of(home.id, cases[0].homes, others(home, pass_.me))
        situation = replace(situation, drafts=drafts)
        verdict = verdicts.judge(home, situation)
        owner = {m.email_ids[0]: m for m in home.messages if m.email_ids and m.meaning is not None}
        full = {
            owner[i].id: replace(owner[i], meaning=understand(raw, owner[i].sent_at))
            for i, raw in pass_.connector.fetch(list(owner))
        }
        return replace(home, messages=tuple(full.get(m.id, m) for m in home.messages)), situation, verdict

    def _regroup(self) -> None:
        pass_ = self.pass_
        pass_.store.regroup(pass_.lease, pass_.at, pass_.me.addresses, pass_.mailbox.account)

    def _prepare(self) -> None:
        """Brings up to date what every judgement rests on: our drafts, mail that came back, and who said stop."""
        self.own.settle()
        self.bodies.read_bounces()
        self.bodies.learn_stops()
