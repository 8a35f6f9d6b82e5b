"""A first scan killed anywhere and run again ends as if it had never been killed: the same drafts, none twice, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.demo import write_sample
from tests.kill import NOW, THREADS, check_all, drive

pytestmark = pytest.mark.timeout(600)


def test_first_scan_killed_anywhere(tmp_path: Path) -> None:
    write_sample(tmp_path / "sample", NOW, THREADS)
    lines = drive(tmp_path / "sample", tmp_path / "work", NOW)
    check_all(lines)
    print(f"{len(lines) - 2} stop points")
