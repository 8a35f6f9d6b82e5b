"""A throw-away Dovecot for tests: no root needed, free ports, one temporary directory, its own certificate.

Any user name signs in with `PASSWORD`, so that each test has a fresh account; XOAUTH2 tokens are checked by `introspection`.
As root, the whole server runs as `nobody`, because Dovecot opens no mail for uid 0.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.install import INSTALL, dovecot_program

PASSWORD = "test"
START_TIMEOUT = 15.0

CONF = """\
base_dir = {d}/run
state_dir = {d}/run
log_path = {d}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
first_valid_gid = {gid}
disable_plaintext_auth = no
auth_mechanisms = plain login {mechanisms}
auth_failure_delay = 0 secs
auth_cache_size = 0
ssl = yes
ssl_cert = <{d}/cert.pem
ssl_key = <{d}/key.pem
ssl_dh =
mail_location = {location}
mailbox_list_index = yes
mail_max_userip_connections = 50
mailbox_idle_check_interval = 1 secs
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
{oauth_passdb}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={d}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
{folders}
}}
service anvil {{
  chroot =
  # refused passwords would slow down every later sign-in from this address
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
{plugins}
protocol imap {{
  imap_idle_notify_interval = 2 mins
{imap}
}}
"""
OAUTH = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {d}/oauth2.conf.ext
}}
"""
OAUTH_EXT = """\
introspection_mode = post
introspection_url = {url}
username_attribute = username
username_format = %u
active_attribute = active
active_value = true
"""
FOLDERS = {
    "Drafts": "\\Drafts",
    "Sent": "\\Sent",
    "Trash": "\\Trash",
    "Junk": "\\Junk",
    "Archive": "\\Archive",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the server is set up. `folders`: name -> SPECIAL-USE attribute or ""; `imap`, `plugins`: lines of its configuration."""

    separator: str = "/"
    prefix: str = ""
    folders: tuple[tuple[str, str], ...] = tuple(FOLDERS.items())
    location: str = "maildir:~/Maildir:LAYOUT=fs"
    imap: str = ""
    plugins: str = ""
    introspection: str | None = None


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def greets(host: str, port: int) -> bool:
    """Whether an IMAP server takes a connection and greets (RFC 3501 section 7.1.1)."""
    try:
        with socket.create_connection((host, port), 1) as probe:
            probe.settimeout(5)
            return probe.recv(64).startswith(b"* OK")
    except OSError:
        return False


def short_folder() -> str:
    """In memory where that can be had; socket paths must stay below 108 characters."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else "/tmp"


class Dovecot:
    """The server; `start` and `stop` may be called in turn, the mail stays until `remove`."""

    host = "127.0.0.1"

    def __init__(self, layout: Layout | None = None) -> None:
        self.layout = layout or Layout()
        self.dir = Path(tempfile.mkdtemp(prefix="dvct-", dir=short_folder()))
        self.port, self.tls_port = free_port(), free_port()
        self._owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self._process: subprocess.Popen[bytes] | None = None
        self._write()

    def _write(self) -> None:
        d, layout = self.dir, self.layout
        for part in ("run", "home"):
            (d / part).mkdir()
        make_certificate(d)
        oauth = layout.introspection
        if oauth:
            (d / "oauth2.conf.ext").write_text(OAUTH_EXT.format(url=oauth))
        folders = "".join(
            f'  mailbox "{name}" {{\n    auto = subscribe\n{f"    special_use = {use}" if use else ""}\n  }}\n'
            for name, use in layout.folders
        )
        text = CONF.format(
            d=d,
            user=self._owner.pw_name,
            group=grp.getgrgid(self._owner.pw_gid).gr_name,
            uid=self._owner.pw_uid,
            gid=self._owner.pw_gid,
            mechanisms="xoauth2 oauthbearer" if oauth else "",
            oauth_passdb=OAUTH.format(d=d) if oauth else "",
            password=PASSWORD,
            location=layout.location,
            separator=layout.separator,
            prefix=layout.prefix,
            folders=folders,
            port=self.port,
            tls_port=self.tls_port,
            plugins=layout.plugins,
            imap=layout.imap,
        )
        (d / "dovecot.conf").write_text(text, "utf-8")
        if os.getuid() == 0:
            for path in [d, *d.rglob("*")]:
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def start(self) -> Dovecot:
        """Starts the server and waits until it greets. Raises RuntimeError with its log."""
        program = dovecot_program() or "dovecot"
        as_owner = (
            {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}
            if os.getuid() == 0
            else {}
        )
        with (self.dir / "stderr.txt").open("wb") as errors:
            self._process = subprocess.Popen(
                [program, "-F", "-c", str(self.dir / "dovecot.conf")],
                cwd=self.dir,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                **as_owner,  # type: ignore[call-overload]
            )
        end = time.monotonic() + START_TIMEOUT
        while not greets(self.host, self.port):
            if self._process.poll() is not None or time.monotonic() > end:
                log = self.log()
                self.stop()
                raise RuntimeError(f"dovecot does not start: {log}")
            time.sleep(0.02)
        return self

    def log(self) -> str:
        """The end of what the server wrote."""
        logs = [self.dir / "stderr.txt", self.dir / "dovecot.log"]
        return "".join(path.read_text(errors="replace")[-3000:] for path in logs if path.exists())

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Kills the server and all its processes at once, as a crash would."""
        process, self._process = self._process, None
        if process is not None:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def remove(self) -> None:
        """Stops the server and deletes all it kept."""
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    @property
    def ca_file(self) -> str:
        return str(self.dir / "cert.pem")

    def maildir(self, user: str) -> Path:
        """Where a user's mail lies."""
        return self.dir / "home" / user / "Maildir"


def make_certificate(folder: Path, name: str = "localhost") -> None:
    """cert.pem and key.pem in a folder: self-signed, for `name` and 127.0.0.1, valid for two days."""
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )


def need_dovecot() -> None:
    """Skips where Dovecot is not installed, naming the command that installs it; fails under CI."""
    if dovecot_program() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"Dovecot is missing: {INSTALL}")


@contextmanager
def running(layout: Layout | None = None) -> Iterator[Dovecot]:
    """A server for as long as the block lasts."""
    need_dovecot()
    server = Dovecot(layout)
    try:
        yield server.start()
    finally:
        server.remove()
