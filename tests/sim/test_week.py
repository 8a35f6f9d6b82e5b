"""A simulated week of the daemon: the memory stays flat, and the drafts are those of single scans at the same times, none twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.sim.week import by_daemon, by_fewer_scans, run_week

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


def test_a_week(tmp_path: Path) -> None:
    week = run_week(tmp_path / "rep", by_daemon)
    assert week.looks == 7 * 24 * 12
    assert week.score.wrong == Counter(), week.score.notes[:5]
    assert len(week.drafts) >= 15
    assert len(week.costs) == 7
    first, last = week.costs[0], week.costs[-1]
    # what grows are caches that end at a size of their own (regular expressions, addresses); one object a poll would be 288 a day
    assert last.blocks - first.blocks < 12_000
    assert last.blocks - week.costs[4].blocks < 576
    assert last.resident - first.resident < 8e6
    assert last.threads == first.threads
    assert last.files <= first.files + 1
    scans = run_week(tmp_path / "rep", by_fewer_scans)
    assert week.drafts == scans.drafts
