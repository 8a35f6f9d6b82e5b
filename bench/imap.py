"""What an IMAP mailbox costs to read, on a Dovecot of this computer, as ratios within one run.

    python -m bench.imap [--messages 15000 --large 60000 --rounds 3]

Measured side by side, each in a process of its own: a first reading by our connector, the same header sections fetched by imapclient alone,
and the same mailbox pulled by mbsync (Debian isync) where that is installed; then a reading with nothing new, and peak memory of the
small mailbox against the large one. Prints one JSON object; the exit status is 1 where a bound is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import pwd
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.generate import generate
from tests.servers.dovecot import PASSWORD, Dovecot, Layout, running
from tests.servers.proxy import Proxy

ROOT = Path(__file__).parent.parent
SINCE = datetime(2000, 1, 1, tzinfo=UTC)
BATCH = 500
BOUNDS = {
    "first_vs_imapclient": 2.0,
    "first_vs_mbsync": 1.0,
    "nothing_new_seconds": 0.3,
    "nothing_new_commands_per_folder": 2.0,
    "memory_large_vs_small": 1.25,
}
# Neither side waits for a disk: FSync is off, and its folder is in memory where that can be had.
MBSYNC = """\
FSync no

IMAPStore far
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Sync Pull
Create Near
SyncState *
"""


def connector(port: int, user: str, password_file: Path) -> Any:
    from connectors import open_connector

    return open_connector(
        "imap", user=user, host="127.0.0.1", port=port, tls="none", password_file=str(password_file)
    )


def ours(port: int, user: str, password_file: Path, state: str | None = None) -> dict[str, Any]:
    """A reading to its end."""
    started = time.perf_counter()
    box = connector(port, user, password_file)
    count, more = 0, True
    while more:
        page = box.changes(state, SINCE)
        count, state, more = count + len(page.created), page.new_state, page.has_more_changes
    seconds = time.perf_counter() - started
    commands, folders = box._wire._imap.tagnum, len(box._folders)
    box.close()
    return {"count": count, "seconds": seconds, "commands": commands, "folders": folders, "state": state}


def bare(port: int, user: str) -> dict[str, Any]:
    """The same header sections by imapclient alone."""
    import imapclient

    started = time.perf_counter()
    client = imapclient.IMAPClient("127.0.0.1", port, ssl=False)
    client.login(user, PASSWORD)
    count = 0
    for _, _, name in client.list_folders():
        client.select_folder(name, readonly=True)
        uids = client.search()
        for start in range(0, len(uids), BATCH):
            rows = client.fetch(
                uids[start : start + BATCH], ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODY.PEEK[HEADER]"]
            )
            count += len(rows)
    seconds = time.perf_counter() - started
    client.logout()
    return {"count": count, "seconds": seconds}


def worker(what: str, port: int, user: str, password_file: Path) -> None:
    """One measurement; prints JSON. What is reported of memory is the peak of this process."""
    if what == "bare":
        found = bare(port, user)
    else:
        state = sys.stdin.read() if what == "again" else None
        found = ours(port, user, password_file, state)
    found["peak_mb"] = peak_mb()
    print(json.dumps(found))


def peak_mb() -> float:
    """Peak memory of this process. On Linux ru_maxrss begins with that of the parent (it survives exec), VmHWM does not."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(what: str, port: int, user: str, password_file: Path, state: str | None = None) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.imap", "--worker", what, str(port), user, str(password_file)]
    done = subprocess.run(command, cwd=ROOT, input=state or "", capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{what}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def mbsync(server: Dovecot, user: str, scratch: Path) -> float | None:
    """Seconds to pull everything into an empty folder; None where mbsync is not installed."""
    program = shutil.which("mbsync")
    if program is None:
        return None
    folder = scratch / "pulled"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    config = scratch / "mbsyncrc"
    config.write_text(MBSYNC.format(port=server.port, user=user, password=PASSWORD, folder=folder))
    started = time.perf_counter()
    done = subprocess.run(
        [program, "-c", str(config), "-q", "all"], capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"mbsync: {done.stderr[-2000:]}")
    return seconds


def mailbox(server: Dovecot, count: int) -> str:
    """A user with a mailbox of about this size, indexed by the server once, as any mailbox in use is."""
    user = f"rep{count}@acme.example"
    folder = server.maildir(user)
    folder.parent.mkdir(parents=True)
    generate(folder.parent, count)
    if os.getuid() == 0:
        owner = pwd.getpwnam("nobody")
        for path in [folder.parent, folder, *folder.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid)
    bare(server.port, user)
    return user


def received(server: Dovecot, user: str, password_file: Path) -> int:
    """Octets that the server sends for a first reading."""
    proxy = Proxy(server.port)
    ours(proxy.port, user, password_file)
    octets = proxy.received
    proxy.stop()
    return octets


def measure(messages: int, large: int, rounds: int) -> dict[str, Any]:
    layout = Layout(separator=".", location="maildir:~/Maildir")
    with running(layout) as server, tempfile.TemporaryDirectory(dir=server.dir.parent) as name:
        scratch = Path(name)
        password_file = scratch / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o600)
        user = mailbox(server, messages)
        firsts, bares, pulls, agains = [], [], [], []
        for _ in range(rounds):
            bares.append(run("bare", server.port, user, password_file))
            firsts.append(run("first", server.port, user, password_file))
            agains.append(run("again", server.port, user, password_file, firsts[-1]["state"]))
            pulls.append(mbsync(server, user, scratch))
        assert firsts[0]["count"] == bares[0]["count"], (firsts[0]["count"], bares[0]["count"])
        big = run("first", server.port, mailbox(server, large), password_file)
        octets = received(server, user, password_file)
    first, single = _median(firsts, "seconds"), _median(bares, "seconds")
    pulled = [seconds for seconds in pulls if seconds is not None]
    return {
        "messages": firsts[0]["count"],
        "large": big["count"],
        "first_seconds": round(first, 2),
        "imapclient_seconds": round(single, 2),
        "mbsync_seconds": round(statistics.median(pulled), 2) if pulled else None,
        "large_seconds": round(big["seconds"], 2),
        "first_vs_imapclient": round(first / single, 2),
        "first_vs_mbsync": round(first / statistics.median(pulled), 2) if pulled else None,
        "nothing_new_seconds": round(_median(agains, "seconds"), 3),
        "nothing_new_commands_per_folder": round(agains[0]["commands"] / agains[0]["folders"], 2),
        "peak_mb": round(_median(firsts, "peak_mb"), 1),
        "imapclient_peak_mb": round(_median(bares, "peak_mb"), 1),
        "large_peak_mb": round(big["peak_mb"], 1),
        "memory_large_vs_small": round(big["peak_mb"] / _median(firsts, "peak_mb"), 2),
        "octets": octets,
        "octets_per_message": round(octets / firsts[0]["count"]),
        "state_octets": len(firsts[0]["state"]),
    }


def _median(found: list[dict[str, Any]], key: str) -> float:
    return statistics.median(float(one[key]) for one in found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=15_000)
    parser.add_argument("--large", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        what, port, user, password_file = chosen.worker
        worker(what, int(port), user, Path(password_file))
        return 0
    found = measure(chosen.messages, chosen.large, chosen.rounds)
    broken = [name for name, most in BOUNDS.items() if found[name] is not None and found[name] > most]
    print(json.dumps({**found, "bounds": BOUNDS, "broken": broken}, indent=1))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
