"""Kills a real scan of an IMAP mailbox before and after every call of the connector, runs it again, and prints what came of it.

Run as `python -m tests.connectors.imap_crash SAMPLE WORK AS_OF`, as `tests.crash_driver`: a process of its own, because it forks. The
mailbox lies on a Dovecot of its own and is put back to its beginning for each stop point.
"""

from __future__ import annotations

import importlib
import json
import os
import pwd
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agent.config import Mailbox, load
from agent.run import open_mailbox, scan_all
from connectors.base import Connector
from tests.crash_driver import HEAVY, Stops, Watched, drafts, in_child
from tests.servers.dovecot import PASSWORD, Dovecot, Layout, running

USER = "dana@acme.example"
LAYOUT = Layout(separator=".", location="maildir:~/Maildir")
CONFIG = """\
[me]
name = "Dana Reyes"
addresses = ["dana@acme.example"]
timezone = "America/New_York"
country = "US"
[[mailbox]]
name = "work"
kind = "imap"
user = "{user}"
host = "127.0.0.1"
port = {port}
tls = "none"
password_file = "password"
[state]
path = "state.sqlite3"
"""


def put_mailbox(server: Dovecot, maildir: Path) -> None:
    """The user's mailbox is a copy of this Maildir, and nothing else."""
    home = server.maildir(USER).parent
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(maildir, home / "Maildir")
    if os.getuid() == 0:
        owner = pwd.getpwnam("nobody")
        for path in [home, *home.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid)


def write_config(folder: Path, server: Dovecot) -> Path:
    """A configuration for that mailbox, with a state file beside it; gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    file = folder / "config.toml"
    file.write_text(CONFIG.format(user=USER, port=server.port))
    return file


def scan(config: Path, now: datetime, stop_at: int, say: Path) -> None:
    """One scan, killed at a stop point; a finished one writes its outcome to `say`."""
    stops = Stops(stop_at)

    def opener(mailbox: Mailbox) -> Connector:
        return Watched(open_mailbox(mailbox), stops)  # type: ignore[return-value]

    outcome = scan_all(load(config), now, opener=opener)
    say.write_text(json.dumps({"points": stops.count, "outcome": json.loads(outcome.json())}))


def attempt(server: Dovecot, sample: Path, work: Path, now: datetime, point: int) -> bool | None:
    """One stop point; prints its line. Gives whether the scan was killed, None where something else went wrong."""
    folder = work / "run"
    shutil.rmtree(folder, ignore_errors=True)
    put_mailbox(server, sample / "Maildir")
    config, say = write_config(folder, server), work / "said.json"

    def run(stop_at: int) -> Callable[[], None]:
        return lambda: scan(config, now, stop_at, say)

    status = in_child(run(point))
    killed = status == -signal.SIGKILL
    if (killed and in_child(run(0)) != 0) or (not killed and status != 0):
        return None
    found = drafts(server.maildir(USER).parent)
    print(
        json.dumps({"point": point, "killed": killed, "drafts": found, **json.loads(say.read_text())}),
        flush=True,
    )
    return killed


def main(sample: Path, work: Path, as_of: str) -> int:
    """Prints one line a stop point, the first (point 0) for a scan that was not killed."""
    for module in (*HEAVY, "connectors.imap"):  # imported once, before the forks
        importlib.import_module(module)
    now = datetime.fromisoformat(as_of)
    with running(LAYOUT) as server:
        point = 0
        while True:
            killed = attempt(server, sample, work, now, point)
            if killed is None:
                return 1
            if point and not killed:
                return 0
            point += 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
