"""Which company an address belongs to."""

from __future__ import annotations

import pytest

from agent.companies import company_of, is_freemail, registrable_domain


@pytest.mark.parametrize(
    ("addr", "company"),
    [
        ("sue@buyer.example", "buyer.example"),
        ("sue@mail.eu.buyer.co.uk", "buyer.co.uk"),
        ("sue@buyer.com.au", "buyer.com.au"),
        ("sue@gmail.com", None),
        ("sue@googlemail.com", None),
        ("sue@yahoo.co.uk", None),
        ("sue@tutanota.com", None),
        ("sue@mail.web.de", None),
        ("sue@localhost", None),
        ("sue", None),
        ("sue@xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("sue@post.xn--bcher-kva.xn--p1ai", "xn--bcher-kva.xn--p1ai"),
    ],
)
def test_companies(addr: str, company: str | None) -> None:
    assert company_of(addr) == company


def test_odd_domains_do_not_raise() -> None:
    for domain in ("", ".", "xn--", "xn--a-\udc80", "a..b", "ü.example", "x" * 300):
        registrable_domain(domain)
        is_freemail(domain)
