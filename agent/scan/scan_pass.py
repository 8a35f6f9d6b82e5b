"""What stays the same during one pass over a mailbox: whose mail it is, the moment, and the ways to the state and to the host."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.config import Config, Mailbox
from agent.model import Me, Message
from agent.records import Row, messages
from agent.siblings import Siblings
from agent.store import Lease, Store
from connectors.base import Connector

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass as of `now` (aware). `me`: the rep with every address that the host of any mailbox knows as the rep's.

    `identified`: this host names other addresses than at the last pass. `progress` is told what was done how many times.
    """

    store: Store
    lease: Lease
    mailbox: Mailbox
    config: Config
    connector: Connector
    now: datetime
    zone: ZoneInfo
    siblings: Siblings
    me: Me
    identified: bool
    progress: Progress

    @classmethod
    def begin(
        cls,
        store: Store,
        lease: Lease,
        mailbox: Mailbox,
        config: Config,
        connector: Connector,
        now: datetime,
        clock: float,
        progress: Progress,
    ) -> Pass:
        """Asks the state for the rep's other mailboxes and the host for the rep's addresses. `clock`: the real time in seconds."""
        zone = ZoneInfo(config.me.timezone)
        accounts = {m.account for m in config.mailboxes}
        siblings = Siblings.of(lease.mailbox, store.siblings(lease), accounts, clock, zone)
        own = config.me.addresses | frozenset(connector.identities())
        identified = store.identify(lease, own - config.me.addresses)
        me = replace(config.me, addresses=own | siblings.identities)
        return cls(store, lease, mailbox, config, connector, now, zone, siblings, me, identified, progress)

    @property
    def at(self) -> float:
        """`now` in seconds."""
        return self.now.timestamp()

    @property
    def local(self) -> datetime:
        """`now` in the rep's zone."""
        return self.now.astimezone(self.zone)

    def count_bodies(self, count: int) -> None:
        """Tells that so many bodies were read."""
        self.progress("bodies", count)


class Mail:
    """Rows of any mailbox as messages. `places`: in which other mailboxes a message lies, as far as it was met, by message id.

    `steps`: the step of each of our own mails, by draft key and message id; it grows during the pass.
    """

    def __init__(self, pass_: Pass, steps: Mapping[str, str]) -> None:
        self._pass = pass_
        self._steps = steps
        self.places: dict[str, set[int]] = {}

    def messages(self, rows: Sequence[Row]) -> tuple[Message, ...]:
        """The messages of rows; where those lie that are not in this mailbox is kept in mind."""
        own = self._pass.lease.mailbox
        for row in rows if self._pass.siblings.all else ():
            if row["mailbox"] != own and not row["gone"]:
                self.places.setdefault(row["message_id"], set()).add(row["mailbox"])
        me = self._pass.me
        return messages(rows, me.addresses, me.internal_domains, self._steps, own)
