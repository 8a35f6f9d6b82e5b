"""The morning's line: numbers only."""

from __future__ import annotations

from datetime import date

from agent.digest import Digest, digest, digest_line


def test_every_standing_is_counted_once() -> None:
    found = digest(
        [
            (("due", "draft", "kept"), 2),
            (("due", "draft", "edited"), 1),
            (("due", "call", ""), 1),
            (("due", "none", ""), 1),
            (("yours", "none", ""), 2),
            (("held", "wait", ""), 11),
            (("held", "draft", "edited"), 1),
            (("waiting", "wait", ""), 5),
            (("answered", "none", ""), 70),
            (("stopped", "none", ""), 8),
            (("ignored", "none", ""), 900),
        ]
    )
    assert found == Digest(drafts=3, calls=1, answers=2, other=1, held=12, waiting=5)


def test_the_line() -> None:
    day = date(2026, 3, 9)
    assert digest_line(day, Digest(3, 1, 2, 0, 12, 5)) == (
        "2026-03-09: 3 drafts to review, 1 call to make, 2 answers owed; 12 held, 5 waiting"
    )
    assert digest_line(day, Digest(1, 0, 1, 2)) == (
        "2026-03-09: 1 draft to review, 0 calls to make, 1 answer owed, 2 due without a draft; 0 held, 0 waiting"
    )
