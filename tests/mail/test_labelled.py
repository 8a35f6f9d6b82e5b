"""The rates on our own messages; the second half was not looked at while the rules were written."""

from __future__ import annotations

from collections import Counter

import pytest

from agent.message.understand import understand
from tests.mail.labelled import build, check, read_rows
from tests.real_mail import DATA, on_real_mail


def rates(name: str) -> tuple[dict[str, float], list[str]]:
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong = []
    for row in read_rows(name):
        for key, hit, seen in check(row, understand(build(row))):
            total[key] += 1
            hits[key] += hit
            if not hit:
                wrong.append(f"{row['id']} {key}: {seen}")
    return {key: hits[key] / total[key] for key in total}, wrong


def test_there_are_three_hundred_messages_in_ten_languages() -> None:
    rows = read_rows("dev") + read_rows("unseen")
    assert len(rows) >= 300
    assert len({row["lang"] for row in rows}) >= 10
    assert len({row["id"] for row in rows}) == len(rows)


def test_the_half_that_was_looked_at() -> None:
    found, wrong = rates("dev")
    least = {
        "kind": 0.98,
        "stance": 0.97,
        "return_date": 0.97,
        "alternates": 0.97,
        "new_address": 1.0,
        "failed": 1.0,
        "language": 0.97,
    }
    assert {key: share for key, share in found.items() if share < least[key]} == {}, wrong


def test_the_half_that_was_not_looked_at() -> None:
    found, wrong = rates("unseen")
    least = {
        "kind": 0.97,
        "stance": 0.95,
        "return_date": 0.95,
        "alternates": 0.94,
        "new_address": 0.75,
        "failed": 1.0,
        "language": 0.95,
    }
    assert {key: share for key, share in found.items() if share < least[key]} == {}, len(wrong)


# A short reply that says no, stop, later or "ask somebody else" and is read as nothing, a question or a yes.
AGAINST = {"declined", "opted_out", "not_now", "wrong_person"}


@pytest.mark.parametrize(
    ("name", "least", "overlooked"), [("replies_dev", 0.98, 0.01), ("replies_unseen", 0.91, 0.08)]
)
def test_short_replies_of_prospects(name: str, least: float, overlooked: float) -> None:
    rows = read_rows(name)
    found = {row["id"]: understand(build(row)) for row in rows}
    right = sum(hit for row in rows for key, hit, _ in check(row, found[row["id"]]) if key == "stance")
    noes = [row["id"] for row in rows if row.get("stance") in AGAINST]
    missed = [key for key in noes if found[key].stance.value not in AGAINST]
    assert right / len(rows) >= least
    assert len(missed) / len(noes) <= overlooked, missed


@pytest.mark.parametrize("name", ["dev", "unseen"])
def test_a_no_and_a_stop_are_never_taken_for_anything_else(name: str) -> None:
    missed = []
    for row in read_rows(name):
        if row.get("stance") in {"declined", "opted_out"}:
            found = understand(build(row)).stance.value
            if found not in {"declined", "opted_out"}:
                missed.append((row["id"], found))
    assert missed == []


@on_real_mail()
def test_no_real_message_raises() -> None:
    seen = 0
    for path in sorted(DATA.rglob("*")):
        if path.is_file() and path.stat().st_size < 1_000_000:
            understand(path.read_bytes())
            seen += 1
    assert seen > 1_000
