r"""An IMAP server that behaves as Gmail's does, in this process: one message under many labels, \All, X-GM-THRID, X-GM-LABELS.

Written from https://developers.google.com/workspace/gmail/imap/imap-extensions; as much of RFC 3501 as a reader of mail and a writer of
drafts needs. Every answer is made anew from `messages`, so that a test may change them at any time, under `lock`.
"""

from __future__ import annotations

import contextlib
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

FOLDERS = {
    "INBOX": "\\HasNoChildren",
    "[Gmail]/Alle Nachrichten": "\\HasNoChildren \\All",
    "[Gmail]/Entw&APw-rfe": "\\HasNoChildren \\Drafts",
    "[Gmail]/Gesendet": "\\HasNoChildren \\Sent",
    "[Gmail]/Spam": "\\HasNoChildren \\Junk",
    "[Gmail]/Papierkorb": "\\HasNoChildren \\Trash",
    "[Gmail]/Wichtig": "\\HasNoChildren \\Important",
    "[Gmail]/Markiert": "\\HasNoChildren \\Flagged",
    "Kunden": "\\HasNoChildren",
}
ALL, DRAFTS, SPAM, TRASH = (
    "[Gmail]/Alle Nachrichten",
    "[Gmail]/Entw&APw-rfe",
    "[Gmail]/Spam",
    "[Gmail]/Papierkorb",
)
CAPABILITIES = (
    "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE "
    "ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584"
)
SPECIAL = {"\\Inbox": "INBOX", "\\Sent": "[Gmail]/Gesendet", "\\Draft": DRAFTS}


@dataclass
class Stored:
    """One message. `uids`: folder -> UID; `place`: all mail, spam or trash."""

    raw: bytes
    labels: set[str]
    flags: set[str]
    thread: int
    place: str = ALL
    uids: dict[str, int] = field(default_factory=dict)
    modseq: int = 0


class GmailImap:
    """The account and its server; any user and password sign in."""

    def __init__(self) -> None:
        self.messages: list[Stored] = []
        self.lock = threading.RLock()
        self.commands: list[str] = []
        self.next_uid = dict.fromkeys(FOLDERS, 1)
        self.modseq = 1
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    _Session(outer, self.rfile.readline, self.rfile.read, self.wfile.write).run()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """No more connections."""
        self._server.shutdown()
        self._server.server_close()

    def deliver(self, raw: bytes, *labels: str, place: str = ALL, flags: tuple[str, ...] = ()) -> Stored:
        """A new message with these labels (system labels begin with a backslash)."""
        with self.lock:
            stored = Stored(raw, set(labels), set(flags), 1700 + len(self.messages), place)
            self.messages.append(stored)
            self.touch(stored)
            return stored

    def touch(self, stored: Stored) -> None:
        """Files a message under its labels after they changed."""
        with self.lock:
            self.modseq += 1
            stored.modseq = self.modseq
            where = {stored.place} if stored.place in (SPAM, TRASH) else {ALL, *self._folders(stored)}
            for folder in where - stored.uids.keys():
                stored.uids[folder] = self.next_uid[folder]
                self.next_uid[folder] += 1
            for folder in stored.uids.keys() - where:
                del stored.uids[folder]

    def _folders(self, stored: Stored) -> set[str]:
        return {SPECIAL.get(label, label) for label in stored.labels} & FOLDERS.keys()

    def remove(self, stored: Stored) -> None:
        """Gone for good."""
        with self.lock:
            self.modseq += 1
            self.messages.remove(stored)

    def held(self, folder: str) -> list[tuple[int, Stored]]:
        """UID and message of all in a folder, in order."""
        return sorted(
            ((one.uids[folder], one) for one in self.messages if folder in one.uids), key=lambda pair: pair[0]
        )


class _Session:
    def __init__(
        self,
        account: GmailImap,
        readline: Callable[[], bytes],
        read: Callable[[int], bytes],
        write: Callable[[bytes], object],
    ) -> None:
        self.account, self.readline, self.read, self.write = account, readline, read, write
        self.folder = ""

    def run(self) -> None:
        self.write(b"* OK Gimap ready\r\n")
        while line := self.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            tag, _, rest = text.partition(" ")
            literal = re.search(r"\{(\d+)\}$", rest)
            raw = b""
            if literal:
                self.write(b"+ go ahead\r\n")
                raw = self.read(int(literal[1]))
                self.readline()
            self.account.commands.append(rest)
            with self.account.lock:
                answer = self.answer(rest, raw)
            self.write(answer[0] + f"{tag} {answer[1]}\r\n".encode())
            if rest == "LOGOUT":
                return

    def answer(self, rest: str, raw: bytes) -> tuple[bytes, str]:
        name, _, args = rest.partition(" ")
        if name == "UID":
            name, _, args = args.partition(" ")
        method = getattr(self, f"do_{name.lower()}", None)
        if method is None:
            return b"", "BAD Unknown command"
        lines, status = method(args, raw)
        return b"".join(lines), status

    def do_capability(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        return [f"* CAPABILITY {CAPABILITIES}\r\n".encode()], "OK done"

    def do_login(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        return [f"* CAPABILITY {CAPABILITIES}\r\n".encode()], "OK authenticated (Success)"

    def do_namespace(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        return [b'* NAMESPACE (("" "/")) NIL NIL\r\n'], "OK Success"

    def do_logout(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        return [b"* BYE LOGOUT Requested\r\n"], "OK 73 good day (Success)"

    def do_unselect(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        self.folder = ""
        return [], "OK Returned to authenticated state. (Success)"

    def _status(self, folder: str) -> bytes:
        box = self.account
        return (
            f'* STATUS "{folder}" (MESSAGES {len(box.held(folder))} UIDNEXT {box.next_uid[folder]} UIDVALIDITY 7 '
            f"HIGHESTMODSEQ {box.modseq})\r\n"
        ).encode()

    def do_list(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        lines = [b'* LIST (\\HasChildren \\Noselect) "/" "[Gmail]"\r\n']
        for folder, flags in FOLDERS.items():
            lines += [f'* LIST ({flags}) "/" "{folder}"\r\n'.encode(), self._status(folder)]
        return lines, "OK Success"

    def do_examine(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        lines, status = self.do_select(args, raw)
        return lines, status.replace("READ-WRITE", "READ-ONLY")

    def do_select(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        folder = args.strip('"')
        if folder not in FOLDERS:
            return [], "NO [NONEXISTENT] Unknown Mailbox (Failure)"
        self.folder = folder
        lines = [
            b"* FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)\r\n",
            f"* {len(self.account.held(folder))} EXISTS\r\n".encode(),
            b"* OK [UIDVALIDITY 7] UIDs valid.\r\n",
            f"* OK [UIDNEXT {self.account.next_uid[folder]}] Predicted next UID.\r\n".encode(),
        ]
        return lines, "OK [READ-WRITE] selected. (Success)"

    def _chosen(self, text: str) -> Iterator[tuple[int, int, Stored]]:
        held = self.account.held(self.folder)
        top = held[-1][0] if held else 0
        wanted: set[int] = set()
        for part in text.split(","):
            low, _, high = part.partition(":")
            first, last = int(low), top if high == "*" else int(high or low)
            wanted.update(range(min(first, last), max(first, last) + 1))
        for number, (uid, stored) in enumerate(held, 1):
            if uid in wanted:
                yield number, uid, stored

    def do_search(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        kind, _, rest = args.partition(" ")
        held = self.account.held(self.folder)
        if kind == "UID":
            uids = [uid for _, uid, _ in self._chosen(rest)]
        elif kind in ("ALL", "SINCE"):
            uids = [uid for uid, _ in held]
        elif kind in ("DRAFT", "DELETED"):
            uids = [uid for uid, stored in held if f"\\{kind.title()}" in stored.flags]
        else:
            return [], "BAD Could not parse command"
        return [("* SEARCH" + "".join(f" {uid}" for uid in uids) + "\r\n").encode()], "OK SEARCH completed"

    def do_fetch(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        chosen, _, items = args.partition(" ")
        since = re.search(r"\(CHANGEDSINCE (\d+)\)", items)
        lines = []
        for number, uid, stored in self._chosen(chosen):
            if since and stored.modseq <= int(since[1]):
                continue
            labels = " ".join(self._label(label) for label in sorted(stored.labels - {self.folder}))
            values = {
                "UID": f"UID {uid}",
                "FLAGS": f"FLAGS ({' '.join(sorted(stored.flags))})",
                "INTERNALDATE": 'INTERNALDATE "02-Mar-2026 09:00:00 +0000"',
                "RFC822.SIZE": f"RFC822.SIZE {len(stored.raw)}",
                "X-GM-THRID": f"X-GM-THRID {stored.thread}",
                "X-GM-LABELS": f"X-GM-LABELS ({labels})",
            }
            head = " ".join(value for name, value in values.items() if name in items)
            lines.append(f"* {number} FETCH ({head}".encode())
            if part := self._part(items, stored.raw):
                lines.append(f" {part[0]} {{{len(part[1])}}}\r\n".encode() + part[1])
            lines.append(b")\r\n")
        return lines, "OK Success"

    def _label(self, label: str) -> str:
        return f'"\\\\{label[1:]}"' if label.startswith("\\") else f'"{label}"'

    def _part(self, items: str, raw: bytes) -> tuple[str, bytes] | None:
        found = re.search(r"BODY\.PEEK\[([^\]]*)\](?:<0\.(\d+)>)?", items)
        if found is None:
            return None
        section, most = found[1], int(found[2]) if found[2] else None
        head, _, _ = raw.partition(b"\r\n\r\n")
        text = raw
        if section == "HEADER":
            text = head + b"\r\n\r\n"
        elif section:
            lines = re.findall(rb"(?im)^X-Pleasantly-Key:.*\r?\n", head + b"\r\n")
            text = b"".join(lines) + b"\r\n"
        return f"BODY[{section}]" + ("<0>" if most else ""), text[:most]

    def do_append(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        folder = args.partition('"')[2].partition('"')[0]
        label = {DRAFTS: "\\Draft", "INBOX": "\\Inbox"}.get(folder, folder)
        stored = self.account.deliver(raw, label, flags=("\\Draft", "\\Seen"))
        return [], f"OK [APPENDUID 7 {stored.uids[folder]}] (Success)"

    def do_move(self, args: str, raw: bytes) -> tuple[list[bytes], str]:
        chosen, _, target = args.partition(" ")
        for _, _, stored in list(self._chosen(chosen)):
            stored.labels, stored.place = set(), target.strip('"')
            self.account.touch(stored)
        return [], "OK (Success)"
