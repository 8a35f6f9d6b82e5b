"""A throw-away Cyrus IMAP server: unpacked from Debian's packages, because apt does not install it beside Dovecot.

It lists special folders in lower case below "INBOX.", and is strict where Dovecot is lenient.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.dovecot import free_port, greets, short_folder
from tests.servers.install import cyrus_folder, cyrus_present, must_have_cyrus

START_TIMEOUT = 20.0
IMAPD = """\
configdirectory: {d}/conf
defaultpartition: default
partition-default: {d}/spool
proc_path: {d}/proc
mboxname_lockpath: {d}/lock
idlesocket: {d}/sock/idle
notifysocket: {d}/sock/notify
lmtpsocket: {d}/sock/lmtp
cyrus_user: {user}
admins: cyrus
altnamespace: no
unixhierarchysep: no
virtdomains: off
allowplaintext: yes
munge8bit: no
servername: localhost
sasl_mech_list: PLAIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {d}/sasldb2
autocreate_quota: 0
autocreate_inbox_folders: Drafts | Sent | Trash | Junk | Archive
xlist-drafts: Drafts
xlist-sent: Sent
xlist-trash: Trash
xlist-junk: Junk
xlist-archive: Archive
"""
MASTER = """\
START {{
  recover cmd="{bin}/ctl_cyrusdb -C {d}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="{bin}/imapd -C {d}/imapd.conf" listen="127.0.0.1:{port}" prefork=1
}}
EVENTS {{
}}
"""


class Cyrus:
    """The server; users are added one by one."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        self.dir = Path(tempfile.mkdtemp(prefix="cyrus-", dir=short_folder()))
        self.port = free_port()
        self._root = cyrus_folder()
        self._owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        triplet = f"{os.uname().machine}-linux-gnu"
        libraries = [str(self._root / place / triplet) for place in ("usr/lib", "lib")]
        plugins = f"{libraries[0]}/sasl2"
        self._env = {**os.environ, "LD_LIBRARY_PATH": ":".join(libraries), "SASL_PATH": plugins}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Cyrus:
        """Starts the server and waits until it greets. Raises RuntimeError."""
        for part in ("conf", "spool", "proc", "lock", "sock"):
            (self.dir / part).mkdir()
        programs = self._root / "usr/lib/cyrus/bin"
        user = self._owner.pw_name
        (self.dir / "imapd.conf").write_text(IMAPD.format(d=self.dir, user=user))
        (self.dir / "cyrus.conf").write_text(MASTER.format(d=self.dir, bin=programs, port=self.port))
        self.add_user("first")
        for path in [self.dir, *self.dir.rglob("*")]:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        command = [str(programs / "master"), "-C", str(self.dir / "imapd.conf")]
        command += ["-M", str(self.dir / "cyrus.conf"), "-p", str(self.dir / "pid")]
        with (self.dir / "out.txt").open("wb") as out:
            self._process = subprocess.Popen(
                command, env=self._env, stdout=out, stderr=out, start_new_session=True
            )
        end = time.monotonic() + START_TIMEOUT
        while not greets(self.host, self.port):
            if self._process.poll() is not None or time.monotonic() > end:
                log = (self.dir / "out.txt").read_text(errors="replace")
                self.remove()
                raise RuntimeError(f"cyrus does not start: {log}")
            time.sleep(0.05)
        return self

    def add_user(self, name: str) -> None:
        """A user with the password of `tests.servers.dovecot.PASSWORD`; the mailbox is made at the first sign-in."""
        program = str(self._root / "usr/sbin/saslpasswd2")
        command = [program, "-p", "-c", "-f", str(self.dir / "sasldb2"), "-u", "localhost", name]
        subprocess.run(command, input=b"test", env=self._env, check=True, capture_output=True)

    def remove(self) -> None:
        """Stops the server and deletes all it kept."""
        process, self._process = self._process, None
        if process is not None:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


@contextmanager
def running_cyrus() -> Iterator[Cyrus]:
    """A server for as long as the block lasts; skips where there is none, fails where there must be one."""
    if not cyrus_present():
        (pytest.fail if must_have_cyrus() else pytest.skip)(
            "Cyrus is missing: make servers, on Debian 12 with apt-get"
        )
    server = Cyrus()
    try:
        yield server.start()
    finally:
        server.remove()
