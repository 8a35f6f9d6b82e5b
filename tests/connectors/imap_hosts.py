"""An IMAP account as its owner sees it, for the tests: worked on by a plain client of its own."""

from __future__ import annotations

import contextlib
import socket
import time
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import imapclient

from connectors.base import draft_key
from connectors.folders import header_section
from connectors.imap import Imap
from connectors.retry import Retry
from tests.connectors.conformance import Host, by_message_id, edited, letter
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import PASSWORD, Dovecot

QUICK = Retry(attempts=3, first=0.01, longest=0.05)
UNICODE = "Entwürfe & Café 日本"


class ImapHost(Host):
    """A fresh account on a server. `names`: role -> folder."""

    names: Mapping[str, str] = {
        "inbox": "INBOX",
        "sent": "Sent",
        "drafts": "Drafts",
        "archive": "Archive",
        "junk": "Junk",
        "trash": "Trash",
        "": "Kunden",
    }
    prefix = ""

    def __init__(self, server: Dovecot | Cyrus, folder: Path, **settings: Any) -> None:
        self.server = server
        self.user = f"u{uuid.uuid4().hex[:10]}@acme.example"
        self.password_file = folder / "password"
        self.password_file.write_text(PASSWORD + "\n")
        self.password_file.chmod(0o600)
        self.settings = settings
        self.port = server.port
        self.connectors: list[Imap] = []
        self._client: Any = None

    @property
    def client(self) -> Any:
        """The owner's own client, signed in."""
        if self._client is None:
            timeout = imapclient.SocketTimeout(connect=10, read=10)
            self._client = imapclient.IMAPClient(
                self.server.host, self.server.port, ssl=False, timeout=timeout
            )
            self._client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._client.login(self.user, PASSWORD)
            self._client.normalise_times = False
        return self._client

    def connect(self, page_size: int = 1000, **settings: Any) -> Imap:
        chosen = {
            "user": self.user,
            "host": self.server.host,
            "port": self.port,
            "tls": "none",
            "password_file": str(self.password_file),
            "page_size": page_size,
            "retry": QUICK,
            "timeout": 10.0,
        }
        made = Imap(**{**chosen, **self.settings, **settings})
        self.connectors.append(made)
        return made

    def close(self) -> None:
        for connector in self.connectors:
            connector.close()
        self.restarted()

    def restarted(self) -> None:
        """The server was stopped: the owner's client signs in again when it is needed."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError, imapclient.IMAPClient.Error):
                client.shutdown()

    def folder(self, role: str) -> str:
        name = self.names[role]
        if role == "" or not self.client.folder_exists(name):
            with contextlib.suppress(imapclient.IMAPClient.Error):
                self.client.create_folder(name)
        return name

    def deliver(self, raw: bytes, role: str = "inbox", at: datetime | None = None) -> None:
        flags = {"drafts": (rb"\Draft", rb"\Seen"), "inbox": ()}.get(role, (rb"\Seen",))
        self.client.append(self.folder(role), raw, flags, at)

    def each(self, *, write: bool = False) -> Any:
        """(folder, uid, row) of all that the account holds; the folder stays open meanwhile."""
        for flags, _, name in self.client.list_folders():
            if rb"\Noselect" in flags:
                continue
            self.client.select_folder(name, readonly=not write)
            rows = self.client.fetch(self.client.search(), ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"])
            for uid, row in rows.items():
                yield name, uid, row

    def find(self, message_id: str) -> int:
        """Opens the folder that holds a message and gives its UID."""
        for _, uid, row in self.each(write=True):
            if by_message_id({"it": row.get(b"BODY[]") or b""}).get(message_id):
                return int(uid)
        raise AssertionError(f"there is no {message_id}")

    def find_draft(self, key: str) -> tuple[int, bytes]:
        self.client.select_folder(self.names["drafts"])
        rows = self.client.fetch(self.client.search(), ["BODY.PEEK[]"])
        return next(
            (uid, row[b"BODY[]"])
            for uid, row in rows.items()
            if draft_key(header_section(row[b"BODY[]"])) == key
        )

    def mark_seen(self, message_id: str) -> None:
        self.client.add_flags([self.find(message_id)], [rb"\Seen"])

    def move(self, message_id: str, role: str) -> None:
        target = self.folder(role)
        uid = self.find(message_id)
        if self.client.has_capability("MOVE"):
            self.client.move([uid], target)
        else:
            self.client.copy([uid], target)
            self._expunge(uid)

    def _expunge(self, uid: int) -> None:
        self.client.delete_messages([uid])
        if self.client.has_capability("UIDPLUS"):
            self.client.uid_expunge([uid])
        else:
            self.client.expunge()

    def remove(self, message_id: str) -> None:
        self._expunge(self.find(message_id))

    def edit_draft(self, key: str, text: str) -> None:
        """As mail clients do: the new version is added, the old one expunged."""
        uid, raw = self.find_draft(key)
        self.client.append(self.names["drafts"], edited(raw, text), (rb"\Draft", rb"\Seen"))
        self._expunge(uid)

    def discard_draft(self, key: str) -> None:
        self._expunge(self.find_draft(key)[0])

    def snapshot(self) -> object:
        return sorted((name, uid, sorted(map(_plain, row.items()))) for name, uid, row in self.each())

    def break_down(self) -> None:
        for connector in self.connectors:
            connector.close()
        self.settings["port"] = 1

    def spoil(self) -> None:
        """A file that the server may not open: Dovecot breaks off the connection at it."""
        assert isinstance(self.server, Dovecot)
        self.client.append("INBOX", letter(99))
        self.client.select_folder("INBOX", readonly=True)
        inbox = self.server.maildir(self.user)
        newest = max((path for part in ("new", "cur") for path in (inbox / part).iterdir()), key=_age)
        newest.chmod(0)

    def deliver_to_unicode_folder(self, raw: bytes) -> None:
        self.client.create_folder(self.prefix + UNICODE)
        self.client.append(self.prefix + UNICODE, raw)


def _plain(item: tuple[bytes, object]) -> str:
    value = item[1]
    return f"{item[0]!r} {value.isoformat() if isinstance(value, datetime) else value!r}"


def _age(path: Path) -> tuple[float, str]:
    return path.stat().st_mtime_ns, path.name


def until(condition: Any, seconds: float = 10.0) -> None:
    """Waits until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
