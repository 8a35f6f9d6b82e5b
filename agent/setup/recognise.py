"""Where an address's mail is, told from its domain: known hosts, then MX, autodiscover and SRV records. Pure: look-ups are an argument.

Only the rep's own domain is asked about. A forged MX answer can do no more than name one of the hosts in `connectors.imap_hosts`. A forged
SRV answer could name any host, so one outside the domain must be confirmed by the rep before a password goes there (RFC 6186 section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.companies import registrable_domain
from connectors.imap_hosts import PRESETS

# Name and record type -> the records in presentation form (RFC 1035 section 5), () where there are none. Raises NoNameServer.
Lookup = Callable[[str, str], Sequence[str]]

_NO_IMAP: Mapping[str, tuple[str, str]] = {
    "Proton": (
        "proton.me protonmail.com protonmail.ch pm.me",
        "Proton gives mail programs access only by Proton Mail Bridge, on this computer and with a paid plan. Install it, then take server, user "
        "name and password from its window.",
    ),
    "Tuta": (
        "tuta.com tuta.io tutanota.com tutanota.de tutamail.com keemail.me",
        "Tuta gives no other program access to mail, so pleasantly cannot read it there.",
    ),
    "HEY": ("hey.com", "HEY gives no other program access to mail, so pleasantly cannot read it there."),
}
MICROSOFT_PRIVATE = frozenset(PRESETS["outlook"].domains.split())


class NoNameServer(Exception):
    """No name server answers: nothing can be said about any domain."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a domain's mail.

    `title`: who hosts it, "" where unknown; `preset`: its key in PRESETS; `host`, `port`, `tls`: the server, None for the preset's own;
    `sure`: it may be used without being confirmed; `by`: what told it; `guesses`: servers that exist under likely names; `note`: what the rep
    should know; `silent`: no name server answered.
    """

    domain: str
    title: str = ""
    preset: str | None = None
    host: str | None = None
    port: int | None = None
    tls: str | None = None
    sure: bool = False
    by: str = ""
    guesses: tuple[str, ...] = ()
    note: str = ""
    silent: bool = False


def domain_of(address: str) -> str:
    """The domain of an addr-spec, lower-case."""
    return address.rpartition("@")[2].strip().rstrip(".").lower()


def recognise(address: str, lookup: Lookup | None) -> Found:
    """Where the mail of this address is; without `lookup` only by its name. Never raises: what is not known stays empty."""
    domain = domain_of(address)
    known = _hosted(domain, _domains, "name") or _without_imap(domain, domain)
    if known is not None or lookup is None or not domain:
        return known or Found(domain)
    try:
        return (
            _by_mail_servers(domain, lookup)
            or _by_autodiscover(domain, lookup)
            or _by_service_records(domain, lookup)
            or Found(domain, guesses=_likely(domain, lookup))
        )
    except NoNameServer:
        return Found(domain, silent=True)


def _domains(preset: str) -> str:
    return PRESETS[preset].domains


def _receivers(preset: str) -> str:
    return PRESETS[preset].mx


def _within(name: str, end: str) -> bool:
    return name == end or name.endswith(f".{end}")


def _entries(words: str) -> Iterator[tuple[str, str | None]]:
    """("domain", its server or None for the preset's own) of words as `Preset` has them."""
    for word in words.split():
        domain, _, host = word.partition("=")
        yield domain, host or None


def _hosted(domain: str, words: Callable[[str], str], by: str, name: str | None = None) -> Found | None:
    """The known host that has this name: the domain itself, or with `name` a server whose name ends so; the longest end counts."""
    matches = [
        (len(end), preset, host)
        for preset in PRESETS
        for end, host in _entries(words(preset))
        if (domain == end if name is None else _within(name, end))
    ]
    if not matches:
        return None
    _, preset, host = max(matches, key=lambda match: match[0])
    return Found(domain, PRESETS[preset].title, preset, host, sure=True, by=by)


def _without_imap(domain: str, name: str) -> Found | None:
    for title, (ends, note) in _NO_IMAP.items():
        if any(_within(name, end) for end in ends.split()):
            return Found(domain, title, note=note, by="name" if name == domain else "MX record")
    return None


def _by_mail_servers(domain: str, lookup: Lookup) -> Found | None:
    """By the servers that receive mail for it, the preferred ones first (RFC 5321 section 5.1)."""
    servers = []
    for record in lookup(domain, "MX"):
        preference, _, server = record.partition(" ")
        servers.append((int(preference), server.rstrip(".").lower()))
    if servers == [(0, "")]:  # RFC 7505
        return Found(
            domain,
            note=f"{domain} says that it receives no mail at all: look again whether the address is right.",
        )
    for _, server in sorted(servers):
        if found := _hosted(domain, _receivers, "MX record", server) or _without_imap(domain, server):
            return found
    return None


def _by_autodiscover(domain: str, lookup: Lookup) -> Found | None:
    """Microsoft 365 behind somebody else's spam filter: its customers point Outlook there (learn.microsoft.com, autodiscover CNAME)."""
    for target in lookup(f"autodiscover.{domain}", "CNAME"):
        if _within(target.rstrip(".").lower(), "autodiscover.outlook.com"):
            return Found(domain, PRESETS["outlook"].title, "outlook", sure=True, by="autodiscover record")
    return None


def _by_service_records(domain: str, lookup: Lookup) -> Found | None:
    """By RFC 6186 section 3.2: the server that the domain names, of lowest priority and highest weight (RFC 2782); "." is none."""
    for service, tls, standard in (("_imaps", None, 993), ("_imap", "starttls", 143)):
        records = []
        for record in lookup(f"{service}._tcp.{domain}", "SRV"):
            priority, weight, port, target = record.split()
            records.append((int(priority), -int(weight), target.rstrip(".").lower(), int(port)))
        for _, _, server, number in sorted(records):
            if server:
                own = registrable_domain(server) == registrable_domain(domain)
                shown = None if number == standard else number
                return Found(domain, server, None, server, shown, tls, own, "SRV record")
    return None


def _likely(domain: str, lookup: Lookup) -> tuple[str, ...]:
    names = (f"imap.{domain}", f"mail.{domain}")
    return tuple(name for name in names if lookup(name, "A") or lookup(name, "AAAA"))
