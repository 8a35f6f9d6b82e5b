"""What was seen, as findings: pure, so that each can be tested without the computer or the host that it is about."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agent.doctor.finding import Finding, Status, split
from agent.quick import Look
from agent.service.plan import Status as ServiceStatus
from connectors.base import HostTime

OK, WARNING, PROBLEM = Status.OK, Status.WARNING, Status.PROBLEM

NETWORK = ("imap", "gmail", "outlook")
# Clocks that differ by less are in order: nothing here is decided within minutes.
CLOCK_TOLERANCE = timedelta(minutes=5)
# How late a look may be before something is wrong: the daemon goes through its mailboxes, and computers wake slowly.
LATE = timedelta(minutes=15)
# A mailbox that nobody schedules should have been looked at within a day and a little.
FORGOTTEN = timedelta(hours=26)
SHOWN = 8
_LEAST_FREE, _LITTLE_FREE = 100_000_000, 500_000_000


def way_in(kind: str) -> str:
    """What getting into a mailbox of this kind is called."""
    return "sign-in" if kind in NETWORK else "reading"


def folders(mailbox: str, kind: str, told: Sequence[tuple[str, str]]) -> list[Finding]:
    """Which folder has which role, and what is missing. `told`: `Describes.describe`."""
    missing = [role for role in ("inbox", "sent") if role not in {found for _, found in told}]
    named = [
        f"{role.capitalize()} is {_listed([folder for folder, found in told if found == role])}"
        for role in ("inbox", "sent", "drafts")
        if any(found == role for _, found in told)
    ]
    others = [folder for folder, role in told if role not in ("inbox", "sent", "drafts")]
    rest = f"{len(others)} more {'is' if len(others) == 1 else 'are'} read" if others else ""
    what = "; ".join([*named, *([rest] if rest else [])]) + "."
    found = [Finding("folders", OK, what, mailbox=mailbox)] if named else []
    return found + [_missing(mailbox, kind, role, told) for role in missing]


def _missing(mailbox: str, kind: str, role: str, told: Sequence[tuple[str, str]]) -> Finding:
    unknown = [folder for folder, found in told if found == ""]
    candidates = f" Folders whose names say nothing: {_listed(unknown)}." if unknown else ""
    effect = (
        "without the mail that you sent, nobody can be told to be silent"
        if role == "sent"
        else "answers that lie there are not seen"
    )
    cure = f'Make one in your mail client, or name yours under this mailbox in the configuration: folders = {{ "its name" = "{role}" }}.'
    if kind == "mbox":
        # an export holds all mail in one file; the rep's own mail is known there by its sender and by labels
        cure = f"If it is in another file, name that file {role.capitalize()}; in an export that holds all mail in one file, all is well."
    elif kind not in ("imap", "maildir"):
        cure = "Every mailbox of this host has one, so please report this."
    status = WARNING if kind == "mbox" else PROBLEM
    return Finding(
        "folders",
        status,
        f"No folder for {'sent mail' if role == 'sent' else 'the inbox'} was found: {effect}.{candidates}",
        cure,
        mailbox,
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def drafts(mailbox: str, told: Sequence[tuple[str, str]], trouble: tuple[str, str] | None) -> Finding:
    """Whether a draft could be saved. `trouble`: why not, and the cure."""
    if trouble is not None:
        return Finding("drafts", PROBLEM, *trouble, mailbox=mailbox)
    if not any(role == "drafts" for _, role in told):
        return Finding(
            "drafts",
            OK,
            "There is no folder for drafts yet; it is made with the first draft.",
            mailbox=mailbox,
        )
    return Finding(
        "drafts",
        OK,
        "Nothing keeps drafts from being saved, as far as can be told without saving one.",
        mailbox=mailbox,
    )


def identities(mailbox: str, told: Collection[str], mine: Collection[str]) -> Finding | None:
    """Whether the host lets the rep write from addresses that the configuration does not know; None where the host does not tell."""
    # onmicrosoft.com: every mailbox at Microsoft 365 has such an address, and nobody writes from it
    unknown = sorted(a for a in told if a not in mine and not a.endswith(".onmicrosoft.com"))
    if not told:
        return None
    if not unknown:
        return Finding(
            "identities",
            OK,
            "All addresses that you can write from here are in [me] addresses.",
            mailbox=mailbox,
        )
    return Finding(
        "identities",
        WARNING,
        f"You can write from {', '.join(unknown)} here, and [me] addresses does not hold {'it' if len(unknown) == 1 else 'them'}: "
        "mail from there is taken for somebody else's.",
        f"Unless you never write from there, add to [me] addresses: {', '.join(map(json.dumps, unknown))}.",
        mailbox,
    )


def clock(mailbox: str, host: HostTime | None, now: datetime) -> Finding | None:
    """Whether the computer's clock agrees with the host. `now`: aware, taken when the host had answered. None where the host does not tell."""
    if host is None:
        return None
    ahead = now - host.at
    if abs(ahead) > CLOCK_TOLERANCE and (host.exact or ahead < timedelta(0)):
        side = "ahead of" if ahead > timedelta(0) else "behind"
        return Finding(
            "clock",
            WARNING,
            f"This computer's clock is {span(abs(ahead))} {side} the mail host: waits and dates in drafts are off by that.",
            "Set the clock, best by switching on automatic time in the computer's settings.",
            mailbox,
        )
    what = "agrees with the mail host's" if host.exact else "is not behind the newest mail"
    return Finding("clock", OK, f"The computer's clock {what}.", mailbox=mailbox)


def zone(configured: str, is_named: bool, system: str, now: datetime) -> Finding:
    """Whether the rep's time zone is that of the computer. `is_named`: it stands in the configuration."""
    if not is_named:
        if system in ("UTC", "Etc/UTC"):
            return Finding(
                "time zone",
                WARNING,
                "Neither the configuration nor the computer names the time zone of a place, so UTC is used.",
                'Name yours in the configuration: [me] timezone = "Europe/Berlin", say.',
            )
        return Finding("time zone", OK, f"{configured}, as the computer says.")
    days = (now, now + timedelta(days=182))
    if all(
        day.astimezone(ZoneInfo(configured)).utcoffset() == day.astimezone(ZoneInfo(system)).utcoffset()
        for day in days
    ):
        return Finding("time zone", OK, f"{configured}.")
    return Finding(
        "time zone",
        WARNING,
        f"The configuration says {configured}, this computer {system}: business days and times in drafts go by the former.",
        "If you have moved, change [me] timezone in the configuration; on the road, leave it.",
    )


def holidays(country: str, region: str, count: int, year: int) -> Finding:
    """Whether public holidays are known. `count`: in that year."""
    if not country:
        return Finding(
            "holidays",
            WARNING,
            "No country is set, so only weekends are free: drafts come due on public holidays.",
            'Name yours in the configuration: [me] country = "US", say.',
        )
    place = f"{country}-{region}" if region else country
    return Finding("holidays", OK, f"{count} public holidays of {place} in {year} are no business days.")


def look(mailbox: str, seen: Look | None, now: datetime, by_daemon: bool) -> Finding:
    """When a mailbox was last looked at, and how that went. `by_daemon`: a daemon is at work."""
    if seen is None or not (seen.looked_at or seen.failed_at):
        return Finding(
            "last look",
            OK if by_daemon else WARNING,
            "This mailbox has not been looked at yet.",
            "" if by_daemon else "Look at it with: pleasantly scan",
            mailbox,
        )
    when = f"Last looked at {ago(seen.looked_at, now)}" if seen.looked_at else "Never looked at to the end"
    if seen.attempts:
        error, cure = split(seen.error, "Run `pleasantly scan` to see whether it is over.")
        times = f", {seen.attempts} times in a row" if seen.attempts > 1 else ""
        return Finding(
            "last look",
            PROBLEM,
            f"{when}. It failed {ago(seen.failed_at, now)}{times}: {error}",
            cure,
            mailbox,
        )
    if seen.next_due and now - _at(seen.next_due) > LATE:
        return Finding(
            "last look",
            WARNING,
            f"{when}, and it was to be looked at again {ago(seen.next_due, now)}.",
            "See whether the daemon runs: pleasantly service status",
            mailbox,
        )
    if not seen.next_due and now - _at(seen.looked_at) > FORGOTTEN:
        return Finding(
            "last look",
            WARNING,
            f"{when}.",
            "Run `pleasantly scan`, or have it done for you: pleasantly service install",
            mailbox,
        )
    return Finding("last look", OK, f"{when}.", mailbox=mailbox)


def service(found: ServiceStatus | None, by_daemon: bool) -> Finding:
    """Whether anything looks at the mail by itself. `found` is None on a system without services; `by_daemon`: a daemon is at work."""
    if found is None or not found.installed:
        if by_daemon:
            return Finding("service", OK, "A daemon is running, though not as a service of this computer.")
        return Finding(
            "service",
            WARNING,
            "Nothing looks at your mail by itself.",
            "Have it looked at while you are logged in: pleasantly service install",
        )
    if not found.ours:
        return Finding(
            "service",
            WARNING,
            f"{found.file} is there, and pleasantly has not written it.",
            "If that is not on purpose, move it away.",
        )
    if found.state is None and not by_daemon:
        return Finding(
            "service",
            WARNING,
            f"The service is installed, but {found.system} cannot be asked from here, and no daemon is at work.",
            "Log in as yourself, then run: pleasantly service status",
        )
    if found.state is not None and found.state.starting:
        return Finding(
            "service",
            WARNING,
            f"The service is being started, perhaps after a failure ({found.state.detail}).",
            f"If it stays so, see why with: {found.log}",
        )
    if found.state is not None and not found.state.running:
        return Finding(
            "service",
            OK if by_daemon else PROBLEM,
            f"The service is installed, but not running ({found.state.detail})."
            + (" Another daemon is." if by_daemon else ""),
            "" if by_daemon else f"See why with: {found.log}; start it with: pleasantly service install",
        )
    if found.current is False:
        return Finding(
            "service",
            WARNING,
            "The service was set up for another configuration or another installed version.",
            "Bring it up to date: pleasantly service install",
        )
    return Finding("service", OK, "The service is installed and running.")


def space(free: int, folder: str) -> Finding:
    """Whether the state can grow. `free`: octets."""
    told = f"{size(free)} {'are' if free >= 2_000_000 else 'is'} free where the state lies ({folder})."
    if free < _LITTLE_FREE:
        return Finding(
            "disk",
            PROBLEM if free < _LEAST_FREE else WARNING,
            told,
            "Make room, or name another place in [state] path.",
        )
    return Finding("disk", OK, told)


def size(octets: int) -> str:
    """A number of octets in a unit that a person reads."""
    for unit, least in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= least:
            return f"{octets / least:.0f} {unit}"
    return f"{octets} octets"


def span(time: timedelta) -> str:
    """How long, in the largest unit that fits twice, or once where there is no smaller one."""
    seconds = time.total_seconds()
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}s"
    return "1 minute" if seconds >= 60 else f"{max(0, seconds):.0f} seconds"


def ago(at: float, now: datetime) -> str:
    """How long ago a time (seconds since 1970) was; a clock that was set back makes it "just now"."""
    since = now - _at(at)
    return f"{span(since)} ago" if since >= timedelta(seconds=10) else "just now"


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
