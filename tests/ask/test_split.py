"""Sentences of a mail: verbatim, in order, whatever the lines look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.ask.split import split


def texts(mail: str) -> list[str]:
    return [piece.text for piece in split(mail)]


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        (
            "Hi Ana, could you send the spec?\nThanks\nTom",
            ["Hi Ana,", "could you send the spec?", "Thanks", "Tom"],
        ),
        ("Dear Mr. Olsen, when can we start?", ["Dear Mr. Olsen,", "when can we start?"]),
        (
            "We met on Jan. 22 at 4:30 p.m. in Oslo. It rained.",
            ["We met on Jan. 22 at 4:30 p.m. in Oslo.", "It rained."],
        ),
        ("See https://a.example/?Q=B.C. and www.b.example/x.Y?Z=1 please.", None),
        (
            "Two things:\n- the price\n- the date\n1. Do you agree?\n2) sign it",
            ["Two things:", "the price", "the date", "Do you agree?", "sign it"],
        ),
        ("no capitals here. can you call? thanks", ["no capitals here.", "can you call?", "thanks"]),
        ("¿Puede el martes? ¡Gracias!", ["¿Puede el martes?", "¡Gracias!"]),
        ("Passt der 3. März um 10 Uhr? Viele Grüße", ["Passt der 3. März um 10 Uhr?", "Viele Grüße"]),
        ("Das gilt z.B. für Wien. Einverstanden?", ["Das gilt z.B. für Wien.", "Einverstanden?"]),
        ("It weighs 3.5 kg... roughly. Is that fine?", ["It weighs 3.5 kg... roughly.", "Is that fine?"]),
        ("> Can you deliver?\nYes, on Friday.", ["Yes, on Friday."]),
        ('He asked "why now?" and left.', ['He asked "why now?" and left.']),
        (
            "Bonjour Mme Petit, pouvez-vous signer ? Merci",
            ["Bonjour Mme Petit,", "pouvez-vous signer ?", "Merci"],
        ),
        ("", []),
        ("\n \n--\n***\n", []),
    ],
)
def test_sentences_of_a_mail(mail: str, expected: list[str] | None) -> None:
    assert texts(mail) == ([mail] if expected is None else expected)


def test_a_line_broken_by_a_machine_is_one_sentence() -> None:
    mail = "I looked at the drawings again and wonder whether the second pump could\nstand on the other side of the wall, next to the tank."
    assert texts(mail) == [mail]


def test_lines_broken_by_hand_stay_apart() -> None:
    assert texts("call me\nTom\n+44 20 7946 0000") == ["call me", "Tom", "+44 20 7946 0000"]


MAILS = st.lists(
    st.sampled_from(
        [
            "Hi Bob,",
            "\n",
            " ",
            "\r\n",
            "- ",
            "1. ",
            "> ",
            "e.g.",
            "Mr.",
            "?",
            "!",
            "...",
            ".",
            "why",
            "Could you",
            "https://x.example/?A=B",
            "¿",
            "\u2028",
            "„",
            '"',
            ")",
            "ß",
            "3.",
        ]
    ),
    max_size=60,
).map("".join)


@given(MAILS | st.text(max_size=300))
def test_pieces_are_parts_of_the_text_in_order(mail: str) -> None:
    end = 0
    for piece in split(mail):
        assert piece.text == mail[piece.start : piece.start + len(piece.text)]
        assert piece.start >= end
        assert piece.text == piece.text.strip() != ""
        end = piece.start + len(piece.text)


@given(MAILS)
def test_no_word_is_lost(mail: str) -> None:
    unquoted = "\n".join(line for line in mail.splitlines() if not line.strip().startswith(">"))
    kept = "".join(c for piece in split(mail) for c in piece.text if c.isalpha())
    assert sorted(kept) == sorted(c for c in unquoted if c.isalpha())


@pytest.mark.parametrize(
    "unit", ["a", "?A", ". ", "\n", "http://a?B ", "Hi a", "-", "1. ", "Mr.", "a\n", "“", "x" * 50 + "\n"]
)
def test_a_huge_mail_is_cut_at_once(unit: str) -> None:
    """A quadratic splitter would not come back from these within the test's time limit."""
    mail = unit * (400_000 // len(unit))
    assert sum(len(piece.text) for piece in split(mail)) <= len(mail)
