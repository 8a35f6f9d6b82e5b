"""Base subjects (RFC 5256 section 2.1) in the languages of real mail clients."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.message.subject import parse_subject, thread_subject

SAME = [
    "Re: Pilot pricing", "RE: RE: Pilot pricing", "Re[2]: Pilot pricing", "Fwd: Pilot pricing", "AW: WG: Pilot pricing", "Antw: Pilot pricing",
    "SV: Pilot pricing", "VS: Pilot pricing", "RV: Pilot pricing", "TR : Pilot pricing", "RES: Pilot pricing", "ENC: Pilot pricing", "Odp: Pilot pricing",
    "YNT: Pilot pricing", "Ответ: Pilot pricing", "回复：Pilot pricing", "转发: Pilot pricing", "[EXTERNAL] Re: Pilot pricing", "EXTERN: Pilot pricing",
    "Re: [EXT] AW: Pilot  pricing", "Pilot pricing (fwd)", "  pilot PRICING ",
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_marks_come_off(text: str) -> None:
    assert thread_subject(text) == "pilot pricing"


@pytest.mark.parametrize(
    "text",
    [
        "Regarding: x",
        "React: hooks",
        "Internal: x",
        "[list] x",
        "Release: 2",
        "TRansport: x",
        "Info: x",
        "External audit",
    ],
)
def test_words_that_only_look_like_marks_stay(text: str) -> None:
    assert thread_subject(text) == text.casefold()


def test_replies_and_forwards_are_told_apart() -> None:
    assert (parse_subject("Re: x").reply, parse_subject("Re: x").forward) == (True, False)
    assert (parse_subject("WG: x").reply, parse_subject("WG: x").forward) == (False, True)
    assert (parse_subject("x").reply, parse_subject("x").forward) == (False, False)


@given(st.text(max_size=200))
def test_base_subjects_are_stable(text: str) -> None:
    base = parse_subject(text).base
    assert parse_subject("Re: " + base).base == base or base != parse_subject(base).base


def test_ten_thousand_marks_end() -> None:
    assert parse_subject("Re: " * 10_000 + "x").reply
