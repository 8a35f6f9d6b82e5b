"""Nothing that arrives makes `understand` raise, and nothing makes it slow."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.message.dates import find_days, return_day
from agent.message.headers import read_fields
from agent.message.kind import automatic_kind
from agent.message.language import detect_language
from agent.message.stance import judge_stance
from agent.message.understand import understand
from agent.model import Understanding
from tests.mail.labelled import build, read_rows

SAMPLES = [build(row) for row in read_rows("dev")]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000))
def test_random_octets(raw: bytes) -> None:
    assert isinstance(understand(raw, datetime(2026, 3, 4, tzinfo=UTC)), Understanding)
    automatic_kind(read_fields(raw))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 2**32), st.booleans())
def test_mutated_mail(raw: bytes, seed: int, cut: bool) -> None:
    rand = random.Random(seed)
    octets = bytearray(raw)
    for _ in range(rand.randint(1, 30)):
        octets[rand.randrange(len(octets))] = rand.randrange(256)
    if cut:
        del octets[rand.randrange(len(octets)) :]
    assert isinstance(understand(bytes(octets)), Understanding)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.dates())
def test_random_text(text: str, today: date) -> None:
    judge_stance(text, today)
    return_day(text, today)
    detect_language(text)
    for days in find_days(text, today):
        assert days.first <= days.last


PIECES = [
    "out of the office ", "until ", "1/2/", "not ", "no ", "a@b.example ", "<", "*~*~*~*~*\nWhen: x\n", "from 1 to ", "-----", "\n\n", "Final-Recipient: rfc822; a\n",
    "thank you for your message ", "confirm your message ", "we went with ", "in two ", "Nach ", "ich bin ", "ATTENDEE;", "の", "3月", "ab ", "(", "Monday ", "jusqu'", "Aa Bb ", "?", "the ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("subject", ["Automatic reply: x", "Undeliverable: x", "x", "Accepted: x"])
def test_long_repetitions_end(piece: str, subject: str) -> None:
    """Half a million characters; whatever is quadratic in them runs into the time limit of the test."""
    text = piece * (500_000 // len(piece))
    raw = f"From: MAILER-DAEMON@a.example\nSubject: {subject}\nDate: Wed, 4 Mar 2026 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    assert isinstance(understand(raw.encode()), Understanding)


@pytest.mark.parametrize(
    "piece", [": ", "re: ", "out of office ", "a ", "[x] ", "=?utf-8?q?a?= ", "is out of the office "]
)
def test_long_subjects_end(piece: str) -> None:
    raw = f"From: a@b.example\nSubject: {piece * (300_000 // len(piece))}\n\nhello".encode()
    assert isinstance(understand(raw), Understanding)
    automatic_kind(read_fields(raw))
