"""A slice of the simulator in every test run; `make sim` runs all of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.sim.run import build, run_world
from tests.sim.scenarios import PLANS

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize(("number", "boxes"), [(1, 1), (3, 2)])
def test_no_embarrassment_in_a_small_mailbox(number: int, boxes: int) -> None:
    score = run_world(5, number, size=42, days=40, process_every=30, boxes=boxes)
    assert score.wrong == Counter(), score.notes[:5]
    assert score.f1 >= 0.97, score.notes[:5]
    assert score.drafts > 20
    assert score.hits > 100


def test_every_kind_comes_in_a_seed(tmp_path: Path) -> None:
    kinds = {
        story.kind for number in range(2) for story in build(tmp_path / str(number), 7, number, 42).stories
    }
    assert len(PLANS) >= 40
    assert len(kinds) == len(PLANS)
