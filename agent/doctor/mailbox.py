"""Looks at one mailbox as its connector sees it, without reading mail and without writing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import TypeVar

from agent.config import Mailbox
from agent.doctor import judge
from agent.doctor.finding import Finding, Status, split
from connectors.base import Connector, ConnectorError, Describes, Unavailable

T = TypeVar("T")

AGAIN = "Run `pleasantly doctor` again in a while."


def look_at(
    mailbox: Mailbox,
    mine: Collection[str],
    opener: Callable[[Mailbox], Connector],
    clock: Callable[[], datetime],
) -> Iterator[Finding]:
    """What is to be said of a mailbox, each finding as soon as it is known. `mine`: [me] addresses; `clock`: the computer's, aware."""
    way = judge.way_in(mailbox.kind)
    try:
        connector = opener(mailbox)
    except ConnectorError as e:
        yield _problem(way, mailbox, e)
        return
    try:
        if isinstance(connector, Describes):
            yield from _looked(mailbox, connector, connector, mine, clock)
    finally:
        connector.close()


def _looked(
    mailbox: Mailbox,
    connector: Connector,
    describes: Describes,
    mine: Collection[str],
    clock: Callable[[], datetime],
) -> Iterator[Finding]:
    way = judge.way_in(mailbox.kind)
    try:
        told = describes.describe()
    except ConnectorError as e:
        yield _problem(way, mailbox, e)
        return
    entered = "You are signed in, and the host answers." if way == "sign-in" else "The mail can be read."
    yield Finding(way, Status.OK, entered, mailbox=mailbox.name)
    yield from judge.folders(mailbox.name, mailbox.kind, told)
    try:
        trouble = describes.draft_trouble()
        cure = f"Then run `pleasantly doctor` again to see that {mailbox.name} is in order."
        yield judge.drafts(mailbox.name, told, split(trouble, cure) if trouble is not None else None)
    except ConnectorError as e:
        yield _problem("drafts", mailbox, e)
    try:
        found = judge.identities(mailbox.name, connector.identities(), mine)
    except ConnectorError as e:
        found = _problem("identities", mailbox, e)
    if found is not None:
        yield found
    try:
        found = judge.clock(mailbox.name, describes.host_time(), clock())
    except ConnectorError as e:
        found = _problem("clock", mailbox, e)
    if found is not None:
        yield found


def _problem(check: str, mailbox: Mailbox, error: ConnectorError) -> Finding:
    text = str(error) or type(error).__name__
    what, cure = split(text, AGAIN)
    if isinstance(error, Unavailable) and error.retry_after:
        cure = f"{cure} The host asks to wait {error.retry_after:.0f} s."
    return Finding(check, Status.PROBLEM, what, cure, mailbox.name)
