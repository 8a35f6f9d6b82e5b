"""`make bench`: speed and memory of scans as ratios within one run, printed as a table. Other benches below bench/ are run after it.

Each figure is of a whole process; ratios are taken against a baseline measured right beside it, because machines differ and drift.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.generate import NOW, generate

ROOT = Path(__file__).parent.parent
CONFIG = """\
[me]
name = "Dana Reyes"
addresses = ["dana@acme.example"]
timezone = "America/New_York"
country = "US"
[[mailbox]]
name = "work"
kind = "maildir"
path = "Maildir"
[state]
path = "state.sqlite3"
"""
BASELINE = """\
import sys, pathlib
from email.parser import BytesHeaderParser
from email.policy import compat32
parser = BytesHeaderParser(policy=compat32)
count = 0
for file in pathlib.Path(sys.argv[1]).glob("**/cur/*"):
    with open(file, "rb") as f:
        head = f.read(8192).partition(b"\\n\\n")[0]
    parser.parsebytes(head)
    count += 1
print(count)
"""


def timed(command: list[str]) -> tuple[float, float, str]:
    """Seconds, peak memory in MB, and standard output of a process."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=env) as process:
        assert process.stdout is not None
        out = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: exit status {process.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024, out


def scan(folder: Path, *more: str) -> tuple[float, float, dict[str, object]]:
    at = NOW.isoformat()
    command = [
        sys.executable,
        "-m",
        "agent.cli",
        "scan",
        "--config",
        str(folder / "config.toml"),
        "--as-of",
        at,
        "--json",
        *more,
    ]
    seconds, memory, out = timed(command)
    return seconds, memory, json.loads(out)


def deliver(folder: Path, count: int, batch: int) -> None:
    """New mail from `count` prospects."""
    for number in range(count):
        text = (
            f"From: New {number} <n{batch}.{number}@new{number}.example>\nTo: dana@acme.example\nSubject: question {batch} {number}\n"
            f"Date: {NOW:%a, %d %b %Y} 09:00:00 +0000\nMessage-ID: <{batch}.{number}@new.example>\n\nHello?\n"
        )
        (folder / "Maildir" / "cur" / f"{int(NOW.timestamp())}.N{batch}.{number}:2,").write_bytes(
            text.encode()
        )


def main() -> None:
    """Runs the benches and prints their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000, help="messages in the large mailbox")
    arguments = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="pleasantly-bench-"))
    table = Table(title=f"Maildir of {arguments.count:,} messages")
    for name in ("what", "figure", "limit"):
        table.add_column(name)
    try:
        rows = measure(work, arguments.count)
    finally:
        shutil.rmtree(work)
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


def measure(work: Path, count: int) -> list[tuple[str, str, str]]:
    """The rows of the table: what, figure, limit."""
    generate(work, count)
    (work / "config.toml").write_text(CONFIG)
    timed(
        [sys.executable, "-c", BASELINE, str(work)]
    )  # the files are in the page cache from here on, for both
    baselines = [timed([sys.executable, "-c", BASELINE, str(work)])[0]]
    first, peak, found = scan(work)
    baselines.append(timed([sys.executable, "-c", BASELINE, str(work)])[0])
    baseline = statistics.median(baselines)
    statuses = [c["status"] for c in found["conversations"]]  # type: ignore[attr-defined]
    start = statistics.median(timed([sys.executable, "-c", "pass"])[0] for _ in range(5))
    nothing = statistics.median(scan(work)[0] for _ in range(5))
    rows = [
        ("header sections read and parsed by compat32", f"{baseline:.2f} s", ""),
        ("first scan", f"{first:.2f} s = {first / baseline:.2f} x that", "3 x"),
        ("conversations, due", f"{len(statuses):,}, {statuses.count('due'):,}", ""),
        ("peak memory of the first scan", f"{peak:.0f} MB", "250 MB"),
        ("nothing new, over interpreter start", f"{nothing - start:.2f} s", "0.3 s"),
    ]
    for batch, new in enumerate((1, 10, 100)):
        deliver(work, new, batch)
        seconds, memory, _ = scan(work)
        rows.append(
            (f"{new} new messages", f"{seconds - start:.2f} s, {memory:.0f} MB", "grows with what is new")
        )
    return rows


if __name__ == "__main__":
    main()
