r"""Any IMAP mailbox (RFC 3501). Nothing is marked as read: folders are opened with EXAMINE, and bodies come by BODY.PEEK.

`Email.id` is "folder-UIDVALIDITY-UID" with a digest for the folder's name: a message that moves is a removed one and a new one.

A reading begins with a glance at every folder (one command where the server has LIST-STATUS): a folder whose UIDVALIDITY, next UID,
message count and MODSEQ are as they were is not opened. Expunged messages are looked for only where the numbers do not add up. When a
reading told anything, it ends with a second glance, so that a message that was moved between folders meanwhile is told at once.

At Gmail (X-GM-EXT-1) all mail is read from the folder \\All, where labels say what a message is; drafts are read from \\Drafts.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import TypeVar

import imapclient

from connectors.auth import Password, Tokens, TokenStore, tokens_for
from connectors.base import (
    DRAFT,
    FLAGGED,
    SEEN,
    Changes,
    ConnectorError,
    DraftRef,
    Email,
    HostTime,
    NotSupported,
    Unavailable,
    Unreadable,
    draft_key,
    in_order,
    is_unchanged,
    sealed,
)
from connectors.folders import (
    IGNORED,
    checked_mapping,
    decode_utf7,
    header_section,
    role_of,
    takes_new_drafts,
)
from connectors.imap_hosts import PRESETS, Server, append_error, missing_folder, server_of
from connectors.imap_sign_in import log_in
from connectors.imap_sign_in import sign_in as sign_in_to_imap
from connectors.imap_state import Known, State, Status, UidSet, uid_chunks
from connectors.imap_wire import (
    Fetched,
    Listed,
    Opened,
    Refused,
    Row,
    Wire,
    flags_of,
    imap_date,
    labels_of,
    open_wire,
    received_at,
    section_of,
)
from connectors.retry import Retry, Unreachable

T = TypeVar("T")

MAX_HEADER = 256 * 1024
MAX_MESSAGE = 5 * 1024 * 1024
MAX_PAGE_OCTETS = 32 * 1024 * 1024
HEADERS_AT_ONCE = 500
BODIES_AT_ONCE = 50
OCTETS_AT_ONCE = 16 * 1024 * 1024
# A connection that breaks this often without one message in between is not the fault of single messages.
MAX_BREAKS = 30
# RFC 2177 asks for less than 29 minutes; routers forget idle connections sooner.
IDLE_SECONDS = 9 * 60.0
POLL_SECONDS = 60.0

_ID = re.compile(r"([0-9a-f]{12})-(\d{1,10})-(\d{1,10})")
_SPECIAL = {
    "\\drafts": "drafts",
    "\\sent": "sent",
    "\\trash": "trash",
    "\\junk": "junk",
    "\\spam": "junk",
    "\\archive": "archive",
    "\\all": "archive",
    "\\allmail": "archive",
}
# Folders that show messages of other folders once more (RFC 6154 section 2).
_VIEWS = frozenset({"\\all", "\\allmail", "\\flagged", "\\starred", "\\important"})
# Told as nothing: a message in Gmail's \All that is a draft, and is told from the folder of drafts.
_HIDDEN = "-"


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder that is read. `id`: a digest of its name on the wire; `all`: Gmail's folder of all messages."""

    id: str
    wire_name: bytes
    shown: str
    role: str
    special: bool
    all: bool = False
    status: Status | None = None


@dataclass(slots=True)
class _Sweep:
    """One pass over the mailbox, read page by page. `jobs`: folders to look into; `todo`: UIDs of the first of them, newest last."""

    state: State
    jobs: list[Folder]
    removed: list[str]
    todo: list[int] = field(default_factory=list)
    opened: bool = False
    told: bool = False


class Imap:
    """A mailbox on an IMAP server.

    `user` and either `host` or `preset` say where it is. `auth`: "password" (from `password_command`, `password_file`, else the keyring
    under "user@host"), "oauth-google" or "oauth-microsoft". `folders`: folder name -> role, or "ignore". `page_size`: emails a page at
    most. `token_store`, `client_id_file`, `client_id`, `tenant`, `sign_in` are for signing in by OAuth; `store` and `tokens` replace what is
    stored. Raises NotSupported for settings that cannot work; connects only when used.
    """

    def __init__(
        self,
        user: str,
        host: str | None = None,
        port: int | None = None,
        tls: str | None = None,
        ca_file: str | None = None,
        preset: str | None = None,
        auth: str | None = None,
        password_command: str | None = None,
        password_file: str | None = None,
        folders: Mapping[str, str] | None = None,
        timeout: float = 60.0,
        token_store: str = "file",  # noqa: S107 where, not what
        client_id_file: str = "",
        client_id: str = "",
        tenant: str = "organizations",
        sign_in: str = "browser",
        page_size: int = 1000,
        store: TokenStore | None = None,
        tokens: Tokens | None = None,
        retry: Retry | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._server = server_of(user, host, port, tls, ca_file, preset, timeout)
        way = auth or (PRESETS[preset].auth if preset else "password")
        self._tokens = tokens
        if way != "password" and tokens is None:
            self._tokens = tokens_for(way, user, store or _store_of(token_store))
        self._sign_in = partial(
            sign_in_to_imap,
            user,
            auth=auth,
            preset=preset,
            client_id_file=client_id_file,
            client_id=client_id,
            tenant=tenant,
            way=sign_in,
        )
        self._store = store, token_store
        self._password = Password(f"{user}@{self._server.host}", password_command, password_file)
        checked_mapping(folders, ignorable=True)
        self._mapping = dict(folders or {})
        self._page_size = max(1, page_size)
        self._retry = retry or Retry()
        self._clock = clock
        self._wire: Wire | None = None
        self._personal: Callable[[bytes], bool] | None = None
        self._folders: dict[str, Folder] = {}
        self._sweep: _Sweep | None = None
        self._sweep_state: str | None = None
        self._glance: dict[str, Status | None] | None = None

    def changes(self, state: str | None, since: datetime) -> Changes:
        """See `Connector.changes`. A folder's newest messages come first; `since` bounds what is read of a folder from its beginning.

        A folder whose UIDVALIDITY changed is read again: its old emails are removed, and told anew with other ids.
        """
        sweep, self._sweep = self._sweep, None
        if sweep is None or state is None or state != self._sweep_state:
            sweep = self._begin(State.parse(state, since))
        page = self._page(sweep)
        self._sweep_state = page.new_state if page.has_more_changes else None
        return page

    def fetch(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """See `Connector.fetch`. Messages are cut after 5 MiB."""
        wanted: dict[str, dict[int, list[int]]] = {}
        for one in ids:
            if found := _ID.fullmatch(one):
                wanted.setdefault(found[1], {}).setdefault(int(found[2]), []).append(int(found[3]))
        for folder_id, by_validity in wanted.items():
            folder = self._folder(folder_id)
            validity = self._validity(folder) if folder is not None else None
            if folder is None or validity not in by_validity:
                continue
            for uids in uid_chunks(dict.fromkeys(by_validity[validity]), 200):
                for uid, raw in self._messages(folder, uids):
                    yield _email_id(folder, validity, uid), raw

    def drafts(self) -> Mapping[str, DraftRef]:
        """See `Connector.drafts`. The key of every draft is read: no server's index of headers is relied on.

        Of two drafts with one key the edited one counts, else the newest.
        """
        found: dict[str, tuple[tuple[bool, int], DraftRef]] = {}
        for folder in _for_drafts(self._look()):
            for rank, ref in self._drafts_in(folder):
                if ref.key not in found or rank > found[ref.key][0]:
                    found[ref.key] = (rank, ref)
        return {key: ref for key, (_, ref) in found.items()}

    def save_draft(self, key: str, message: EmailMessage, reply_to: str | None) -> str:
        r"""See `Connector.save_draft`: APPEND with \Draft and \Seen, never tried twice. `reply_to` needs nothing here.

        When the connection breaks before the server has answered, the draft is looked for by its key. Raises NotSupported where there
        is no folder for drafts or it is read-only, Unavailable when the draft could not be saved, or not be found afterwards.
        """
        raw = sealed(key, message)
        folder = self._place_for_drafts(self._look())
        try:
            told = self._connected().append(folder.wire_name, raw)
        except Refused as refused:
            raise append_error(self._server, folder.shown, refused.text) from refused
        except Unavailable:
            self._drop()
            made = self._made(folder, key)
            if made is None:
                raise
            return made
        if told is not None:
            return _email_id(folder, *told)
        made = self._made(folder, key)
        if made is None:
            raise Unavailable(
                f"The mail server {self._server.host} took the draft but does not show it yet. It will be looked for again."
            )
        return made

    def delete_draft(self, id: str) -> bool:
        """See `Connector.delete_draft`. A message's content never changes under its UID, so what was looked at is what is deleted."""
        found = _ID.fullmatch(id)
        folder = self._folder(found[1]) if found else None
        if found is None or folder is None or folder.role != "drafts":
            return False
        validity, uid = int(found[2]), int(found[3])
        if self._validity(folder) != validity or not self._ours_unchanged(folder, uid):
            return False
        wire = self._connected()
        try:
            opened = wire.open(folder.wire_name, read_only=False, again=True)
            if opened.validity != validity or not self._ours_unchanged(folder, uid, wire):
                return False
            self._delete(wire, uid)
        except Refused as refused:
            raise NotSupported(
                f"The folder {folder.shown} at {self._server.host} does not let drafts be deleted. Delete the draft in your mail client."
            ) from refused
        except Unavailable:
            self._drop()
            raise
        return True

    def identities(self) -> tuple[str, ...]:
        """See `Connector.identities`: the name that one signs in with, where it is an address."""
        user = self._server.user.strip().lower()
        return (user,) if re.fullmatch(r"[^\s@]+@[^\s@]+", user) else ()

    def describe(self) -> tuple[tuple[str, str], ...]:
        """See `Describes.describe`. At Gmail, all but drafts, spam and trash is told from the folder of all mail."""
        return in_order(
            (folder.shown, role)
            for folder in self._list()
            for role in (("inbox", "sent", "", "archive") if folder.all else (folder.role,))
        )

    def draft_trouble(self) -> str | None:
        r"""See `Describes.draft_trouble`: where the server tells rights (RFC 4314), they are asked for.

        To select the folder as if to write would tell more, and would take \Recent from the rep's drafts.
        """
        try:
            place = self._place_for_drafts(self._list())
        except NotSupported as error:
            return str(error)
        rights = self._read(lambda wire: wire.rights(place.wire_name))
        if rights is None or "i" in rights:
            return None
        return str(append_error(self._server, place.shown, "[NOPERM]"))

    def host_time(self) -> HostTime | None:
        """See `Describes.host_time`: when the server took in the last message of the inbox (INTERNALDATE)."""
        inbox = next((folder for folder in self._list() if folder.role == "inbox" or folder.all), None)
        return self._read(lambda wire: self._last_arrival(wire, inbox)) if inbox is not None else None

    def _last_arrival(self, wire: Wire, folder: Folder) -> HostTime | None:
        try:
            if not wire.open(folder.wire_name, again=True).count:
                return None
        except Refused:
            return None
        rows = wire.fetch("*", b"(UID INTERNALDATE)").rows.values()
        found = [at for row in rows if (at := received_at(row)) is not None]
        return HostTime(max(found), exact=False) if found else None

    def sign_in(self, tell: Callable[[str], None]) -> None:
        """Has the rep sign in by OAuth and stores the sign-in. Raises NotSupported where a password is used."""
        store, name = self._store
        self._sign_in(tell, store=store or _store_of(name))

    def wait(self, timeout: float, enough: Callable[[], bool] = lambda: False) -> bool:
        """Waits until something may be new, at most `timeout` seconds; says whether. What came since `changes` counts.

        The inbox is watched with IDLE where the server has it, and every minute all folders are glanced at. The time is that of the
        wall clock, which goes on while the computer sleeps. `enough` is asked every second: once it says so, the waiting ends.
        Raises what `changes` raises when the server stays out of reach.
        """
        end = self._clock() + timeout
        before = self._glance
        while True:
            now = {folder.id: folder.status for folder in self._look()}
            if before is not None and now != before:
                return True
            before = now
            left = end - self._clock()
            if left <= 0 or enough():
                return False
            news = self._idle(min(left, POLL_SECONDS, IDLE_SECONDS), enough)
            if news:
                return True
            if news is None:
                self._drop()

    def close(self) -> None:
        """See `Connector.close`."""
        wire, self._wire = self._wire, None
        self._sweep = self._sweep_state = None
        self._folders.clear()
        if wire is not None:
            wire.close()

    def _connected(self) -> Wire:
        if self._wire is None:
            self._wire = self._connect()
        return self._wire

    def _connect(self) -> Wire:
        tokens = self._tokens
        if tokens is None:
            password = self._password.read()
            return open_wire(self._server, lambda client: log_in(client, self._server.user, password))
        token = tokens.access_token()
        try:
            return open_wire(self._server, _bearer(self._server, token), oauth=True)
        except ConnectorError as error:
            if isinstance(error, Unavailable):
                raise
            again = tokens.access_token(
                refused=token
            )  # a token may die before its time: once more with a fresh one
            if again == token:
                raise
            return open_wire(self._server, _bearer(self._server, again), oauth=True)

    def _drop(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.drop()

    def _read(self, call: Callable[[Wire], T]) -> T:
        """What `call` reads from a connection; after a broken one it is called again with another."""

        def once() -> T:
            try:
                return call(self._connected())
            except Unavailable:
                self._drop()
                raise

        try:
            return self._retry.read(once)
        except Refused as refused:
            raise Unavailable(
                f"The mail server {self._server.host} refuses to answer a plain question. It will be tried again."
            ) from refused

    def _look(self) -> list[Folder]:
        """Every folder that is to be read, with its status now."""
        return self._read(self._look_once)

    def _look_once(self, wire: Wire) -> list[Folder]:
        looked = [
            replace(folder, status=folder.status or wire.status(folder.wire_name))
            for folder in self._list_once(wire)
        ]
        self._folders = {folder.id: folder for folder in looked}
        return looked

    def _list(self) -> list[Folder]:
        """Every folder that is to be read; without a question for each of them, so that statuses may be missing."""
        return self._read(self._list_once)

    def _list_once(self, wire: Wire) -> list[Folder]:
        wire.unselect()
        if self._personal is None:
            self._personal = wire.personal()
        rows = [(listed, status) for listed, status in wire.folders() if self._personal(listed.name)]
        chosen = choose_folders([listed for listed, _ in rows], self._mapping, gmail=wire.can("X-GM-EXT-1"))
        statuses = {listed.name: status for listed, status in rows}
        return [replace(folder, status=statuses.get(folder.wire_name)) for folder in chosen]

    def _folder(self, folder_id: str) -> Folder | None:
        if folder_id not in self._folders:
            self._look()
        return self._folders.get(folder_id)

    def _open(self, folder: Folder) -> Opened | None:
        """The folder, opened with EXAMINE; None where the server refuses."""

        def opened(wire: Wire) -> Opened | None:
            try:
                return wire.open(folder.wire_name)
            except Refused:
                return None

        return self._read(opened)

    def _validity(self, folder: Folder) -> int | None:
        opened = self._open(folder)
        return opened.validity if opened is not None else None

    def _begin(self, state: State) -> _Sweep:
        """Finds out which folders have changed."""
        folders = self._look()
        self._glance = {folder.id: folder.status for folder in folders}
        sweep = _Sweep(state, [], [])
        there = {folder.id for folder in folders}
        for name in [name for name in state.folders if name not in there]:
            sweep.removed += _ids(name, state.folders.pop(name))
        for folder in folders:
            known = state.folders.get(folder.id)
            if known is not None and folder.status is not None and known.validity != folder.status.validity:
                sweep.removed += _ids(folder.id, state.folders.pop(folder.id))
                known = None
            if known is None:
                status = folder.status
                state.folders[folder.id] = Known(
                    status.validity if status else 0, None, status.next_uid if status else 0
                )
                sweep.jobs.append(folder)
            elif known.status is None or known.status != folder.status or _other_role(folder, known):
                sweep.jobs.append(folder)
        sweep.jobs.reverse()
        return sweep

    def _page(self, sweep: _Sweep) -> Changes:
        """Reads the next emails of a pass."""
        created: list[Email] = []
        removed, sweep.removed = sweep.removed, []
        unreadable: list[Unreadable] = []
        octets = 0
        while sweep.jobs and len(created) < self._page_size and octets < MAX_PAGE_OCTETS:
            folder = sweep.jobs[-1]
            known = sweep.state.folders[folder.id]
            if not sweep.opened:
                sweep.opened = True
                gone = self._begin_folder(folder, known, sweep, unreadable)
                removed += [_email_id(folder, known.validity, uid) for uid in gone]
            batch = min(HEADERS_AT_ONCE, self._page_size - len(created))
            chunk = sweep.todo[-batch:]
            del sweep.todo[-batch:]
            if chunk:
                emails = self._headers(folder, known, chunk, unreadable)
                created += emails
                octets += sum(len(email.header) for email in emails)
            if not sweep.todo:
                if not known.bad:
                    known.status, known.bound = folder.status, 0
                sweep.jobs.pop()
                sweep.opened = False
        sweep.told = sweep.told or bool(created or removed)
        if not sweep.jobs and sweep.told:
            following = self._begin(sweep.state)
            sweep = following if following.jobs or following.removed else sweep
        more = bool(sweep.jobs or sweep.removed)
        self._sweep = sweep if more else None
        return Changes(tuple(created), tuple(removed), sweep.state.dump(), more, tuple(unreadable))

    def _begin_folder(
        self, folder: Folder, known: Known, sweep: _Sweep, unreadable: list[Unreadable]
    ) -> set[int]:
        """Opens a folder and finds what there is to tell of it, put into `sweep.todo`; gives the UIDs that are gone."""
        opened = self._open(folder)
        if opened is None or folder.status is None:
            if not known.bad:
                unreadable.append(
                    Unreadable(f"{folder.id}-0-0", f"folder {folder.shown}", "the server does not open it")
                )
            known.bad = True
            return set()
        known.bad = False
        if known.validity == 0 and known.status is None:
            known.validity = opened.validity
        if known.validity != opened.validity:
            raise Unreachable(_renumbered(folder, self._server))
        return self._read(lambda wire: self._compare(wire, folder, known, sweep))

    def _compare(self, wire: Wire, folder: Folder, known: Known, sweep: _Sweep) -> set[int]:
        opened = wire.open(folder.wire_name)
        told = known.all_told()
        again: set[int] = set()
        if known.status is None:
            found = wire.search(
                b"SINCE " + imap_date(sweep.state.since - timedelta(days=1)), count=opened.count
            )
            if opened.count:
                found |= {uid for uid in _search_from(wire, known.bound) if uid >= known.bound}
            gone = told - wire.search(count=opened.count) if told else set()
            new = found
        else:
            new = {uid for uid in _search_from(wire, known.status.next_uid) if uid >= known.status.next_uid}
            gone = {uid for uid in told if uid >= known.status.next_uid} - new
            if opened.count - len(new) != known.status.count:
                gone = told - wire.search(count=opened.count)
            again = self._changed_flags(wire, folder, known)
        new -= told
        if _other_role(folder, known):
            again |= told
        known.forget(gone)
        sweep.todo = sorted(again - gone) + sorted(new) if again else sorted(new)
        return gone

    def _changed_flags(self, wire: Wire, folder: Folder, known: Known) -> set[int]:
        r"""Emails told with a role or draft flag that they no longer have: \Draft and \Deleted, and at Gmail the labels."""
        before = known.status
        if before is None or not known.told:
            return set()
        now = folder.status
        if wire.keeps_modseq and before.modseq and now is not None and now.modseq:
            if now.modseq == before.modseq:
                return set()
            items = b"(UID FLAGS X-GM-LABELS)" if folder.all else b"(UID FLAGS)"
            fetched = wire.fetch(f"1:{max(1, before.next_uid - 1)}", items, before.modseq)
            if not fetched.complete and not wire.alive:
                raise Unavailable(
                    f"The connection to the mail server {self._server.name} broke. It will be tried again."
                )
            if fetched.complete:
                marks = {uid: _mark(folder, row) for uid, row in fetched.rows.items() if b"FLAGS" in row}
                return {uid for uid, mark in marks.items() if known.mark_of(uid) not in (None, mark)}
        if folder.all:
            return set()
        drafts, deleted = wire.search(b"DRAFT"), wire.search(b"DELETED")
        return {
            uid
            for mark, uids in known.told.items()
            for uid in uids
            if mark != _mark_of(folder.role, draft=uid in drafts, deleted=uid in deleted)
        }

    def _headers(
        self, folder: Folder, known: Known, uids: Iterable[int], unreadable: list[Unreadable]
    ) -> list[Email]:
        """The emails with these UIDs, noted as told; those that cannot be read are noted too, and named once."""
        rows, bad = self._rows(folder, known.validity, list(uids), self._header_items(folder))
        marks = [(uid, _mark(folder, rows[uid])) for uid in sorted(rows, reverse=True)]
        known.tell(marks)
        known.tell((uid, folder.role) for uid in bad)
        unreadable += [
            Unreadable(
                _email_id(folder, known.validity, uid),
                f"message {uid} in folder {folder.shown}",
                "the server does not give it",
            )
            for uid in bad
        ]
        return [
            _email(folder, known.validity, uid, rows[uid], mark) for uid, mark in marks if mark != _HIDDEN
        ]

    def _header_items(self, folder: Folder) -> bytes:
        extra = b""
        if folder.all:
            extra = b" X-GM-THRID X-GM-LABELS"
        elif self._wire is not None and self._wire.can("X-GM-EXT-1"):
            extra = b" X-GM-THRID"
        elif self._wire is not None and self._wire.can("OBJECTID"):
            extra = b" THREADID"  # RFC 8474 section 5.2
        return b"(UID FLAGS INTERNALDATE RFC822.SIZE%b BODY.PEEK[HEADER]<0.%d>)" % (extra, MAX_HEADER)

    def _rows(
        self, folder: Folder, validity: int, uids: list[int], items: bytes
    ) -> tuple[dict[int, Row], list[int]]:
        """FETCH rows with a message part, and the UIDs that exist but cannot be read.

        Some servers end the connection at a message that they cannot read, or give up the whole command: what is missing is asked for
        again in smaller and smaller parts, until the message is alone.
        """
        rows: dict[int, Row] = {}
        bad: list[int] = []
        parts = [uids]
        breaks = 0
        while parts:
            part = parts.pop()
            fetched = self._fetch_part(folder, validity, part, items)
            got = {uid: row for uid, row in fetched.rows.items() if section_of(row) is not None}
            rows |= {uid: got[uid] for uid in part if uid in got}
            missing = [uid for uid in part if uid not in got]
            if missing and fetched.complete:
                missing = self._still_there(folder, validity, missing)
            if not missing:
                continue
            breaks = 0 if len(missing) < len(part) else breaks + 1
            if breaks > MAX_BREAKS:
                raise Unavailable(
                    f"The mail server {self._server.name} keeps breaking off. It will be tried again."
                )
            if len(part) == 1:
                bad += missing
            elif fetched.suspect in missing:
                parts += [[uid for uid in missing if uid != fetched.suspect], [fetched.suspect]]
            elif len(missing) < len(part):
                parts.append(missing)
            else:
                half = len(missing) // 2
                parts += [missing[:half], missing[half:]]
        return rows, bad

    def _fetch_part(self, folder: Folder, validity: int, part: list[int], items: bytes) -> Fetched:
        def fetched(wire: Wire) -> Fetched:
            opened = wire.open(folder.wire_name)
            if opened.validity != validity:
                raise Unreachable(_renumbered(folder, self._server))
            found = wire.fetch(str(UidSet(part)), items)
            if not wire.alive:
                self._drop()
            return found

        return self._read(fetched)

    def _still_there(self, folder: Folder, validity: int, uids: list[int]) -> list[int]:
        def there(wire: Wire) -> list[int]:
            if wire.open(folder.wire_name).validity != validity:
                return []
            found = wire.search(b"UID " + str(UidSet(uids)).encode("ascii"))
            return [uid for uid in uids if uid in found]

        return self._read(there)

    def _messages(self, folder: Folder, uids: tuple[int, ...]) -> Iterator[tuple[int, bytes]]:
        """Whole messages, small ones several at a time, huge ones cut."""
        opened = self._open(folder)
        if opened is None:
            return
        sizes = self._read(lambda wire: self._sizes(wire, folder, uids))
        group: list[int] = []
        octets = 0
        for uid, size in [*sizes.items(), (0, OCTETS_AT_ONCE)]:
            if group and (octets + size > OCTETS_AT_ONCE or len(group) >= BODIES_AT_ONCE):
                rows, _ = self._rows(folder, opened.validity, group, b"(UID BODY.PEEK[])")
                yield from ((one, section_of(row) or b"") for one, row in rows.items())
                group, octets = [], 0
            if size > MAX_MESSAGE and uid:
                rows, _ = self._rows(folder, opened.validity, [uid], b"(UID BODY.PEEK[]<0.%d>)" % MAX_MESSAGE)
                yield from ((one, section_of(row) or b"") for one, row in rows.items())
            else:
                group.append(uid)
                octets += size

    def _sizes(self, wire: Wire, folder: Folder, uids: tuple[int, ...]) -> dict[int, int]:
        wire.open(folder.wire_name)
        fetched = wire.fetch(str(UidSet(uids)), b"(UID RFC822.SIZE)")
        if not wire.alive:
            raise Unavailable(
                f"The connection to the mail server {self._server.name} broke. It will be tried again."
            )
        sizes = {uid: row.get(b"RFC822.SIZE") for uid, row in fetched.rows.items()}
        return {
            uid: size if isinstance(size, int) else 0 for uid in uids if (size := sizes.get(uid)) is not None
        }

    def _place_for_drafts(self, folders: Iterable[Folder]) -> Folder:
        """Where new drafts go: the folder marked for it, else the first whose name says so."""
        places = [folder for folder in _for_drafts(folders) if takes_new_drafts(_last_part(folder.shown))]
        if not places:
            raise missing_folder(self._server, "for drafts")
        return min(places, key=lambda folder: not folder.special)

    def _drafts_in(
        self, folder: Folder, key: str | None = None
    ) -> Iterator[tuple[tuple[bool, int], DraftRef]]:
        """Our drafts in one folder (those with this key), each with a rank: edited ones first, then the newest."""
        validity, ours = self._read(lambda wire: self._keys(wire, folder))
        wanted = {uid: found for uid, found in ours.items() if key in (None, found)}
        for uid, raw in self._messages(folder, tuple(wanted)) if wanted else ():
            ref = DraftRef(_email_id(folder, validity, uid), wanted[uid], is_unchanged(raw))
            yield (not ref.unchanged, uid), ref

    def _keys(self, wire: Wire, folder: Folder) -> tuple[int, dict[int, str]]:
        r"""UIDVALIDITY, and the key of every draft of ours that is not \Deleted."""
        try:
            opened = wire.open(folder.wire_name, again=True)
        except Refused as refused:
            raise missing_folder(self._server, folder.shown) from refused
        if not opened.count:
            return opened.validity, {}
        fetched = wire.fetch("1:*", b"(UID FLAGS BODY.PEEK[HEADER.FIELDS (X-Pleasantly-Key)])")
        if not fetched.complete:
            raise Unavailable(
                f"The mail server {self._server.name} did not list the drafts to the end. It will be tried again."
            )
        keys = {
            uid: draft_key(section_of(row) or b"")
            for uid, row in fetched.rows.items()
            if "\\deleted" not in flags_of(row)
        }
        return opened.validity, {uid: key for uid, key in keys.items() if key is not None}

    def _made(self, folder: Folder, key: str) -> str | None:
        """The id of the newest draft with this key, read from the folder itself."""
        found = sorted(((rank[1], ref.id) for rank, ref in self._drafts_in(folder, key)), reverse=True)
        return found[0][1] if found else None

    def _ours_unchanged(self, folder: Folder, uid: int, wire: Wire | None = None) -> bool:
        """Whether a message is a draft as we wrote it. With `wire`: as it is in the folder that is selected there."""
        if wire is None:
            raws = dict(self._messages(folder, (uid,)))
            raw = raws.get(uid, b"")
        else:
            row = wire.fetch(str(uid), b"(UID FLAGS BODY.PEEK[])").rows.get(uid, {})
            raw = b"" if "\\deleted" in flags_of(row) else section_of(row) or b""
        return draft_key(header_section(raw)) is not None and is_unchanged(raw)

    def _delete(self, wire: Wire, uid: int) -> None:
        r"""Deletes one message of the selected folder and no other. Raises Refused.

        Without UIDPLUS, EXPUNGE would take along what the rep has marked in another client: then ours stays marked \Deleted.
        """
        trash = next((folder for folder in self._folders.values() if folder.role == "trash"), None)
        if wire.can("X-GM-EXT-1", "MOVE") and trash is not None:
            wire.move(uid, trash.wire_name)  # at Gmail, expunging only takes a label away
            return
        wire.mark_deleted(uid)
        if wire.can("UIDPLUS"):
            wire.expunge(uid)
        elif wire.search(b"DELETED") == {uid}:
            wire.expunge(None)

    def _idle(self, seconds: float, enough: Callable[[], bool]) -> bool | None:
        """News of the inbox within that time; None when the connection has to be made again."""
        inbox = next((folder for folder in self._folders.values() if folder.role == "inbox"), None)
        try:
            wire = self._connected()
            if inbox is not None and wire.can("IDLE"):
                wire.open(inbox.wire_name)
                return wire.idle(seconds, self._clock, enough)
        except (Unavailable, Refused):
            return None
        while seconds > 0 and not enough():
            nap = min(1.0, seconds)
            self._retry.sleep(nap)
            seconds -= nap
        return False


def choose_folders(rows: list[Listed], mapping: Mapping[str, str], *, gmail: bool = False) -> list[Folder]:
    """The folders to read with their roles: settings first, then SPECIAL-USE (RFC 6154, any case), then names in many languages.

    With `gmail`, all mail is in one folder; only drafts, spam and trash are not in it or better read from their own.
    """
    parts = {row.name: _parts(row) for row in rows}
    marked = {row.name: role for row in rows for role in [_special_role(row)] if role is not None}
    speaking = {
        "/".join(parts[name]): role
        for name, role in marked.items()
        if not mapping or role_of(parts[name], mapping) == role_of(parts[name])
    }
    all_mail = gmail and any(row.flags & {"\\all", "\\allmail"} for row in rows)
    chosen = []
    for row in rows:
        is_all = bool(row.flags & {"\\all", "\\allmail"})
        role = "inbox" if row.name == b"INBOX" else role_of(parts[row.name], {**speaking, **mapping})
        kept = row.name in marked and (is_all or marked[row.name] in ("drafts", "junk", "trash"))
        if role == IGNORED or (all_mail and not kept) or (not all_mail and row.flags & _VIEWS):
            continue
        shown = "/".join(parts[row.name])
        digest = hashlib.blake2b(row.name, digest_size=6).hexdigest()
        chosen.append(Folder(digest, row.name, shown, role, row.name in marked, is_all and all_mail))
    order = {"inbox": 0, "sent": 1, "drafts": 2, "junk": 4, "trash": 5}
    return sorted(chosen, key=lambda folder: (order.get(folder.role, 3), folder.wire_name))


def _for_drafts(folders: Iterable[Folder]) -> list[Folder]:
    return [folder for folder in folders if folder.role == "drafts"]


def _special_role(row: Listed) -> str | None:
    return next((_SPECIAL[flag] for flag in sorted(row.flags) if flag in _SPECIAL), None)


def _parts(row: Listed) -> tuple[str, ...]:
    try:
        text = row.name.decode("utf-8")
    except UnicodeDecodeError:
        text = row.name.decode("latin-1")
    return tuple(decode_utf7(part) for part in (text.split(row.delimiter) if row.delimiter else [text]))


def _last_part(shown: str) -> str:
    return shown.rpartition("/")[2]


def _store_of(name: str) -> TokenStore:
    from connectors.auth_google import store_of

    return store_of(name)


def _renumbered(folder: Folder, server: Server) -> str:
    return f"The folder {folder.shown} at {server.host} was numbered anew while it was read. It will be read again."


def _search_from(wire: Wire, uid: int) -> set[int]:
    return wire.search(b"UID %d:*" % max(1, uid))


def _email_id(folder: Folder, validity: int, uid: int) -> str:
    return f"{folder.id}-{validity}-{uid}"


def _ids(folder_id: str, known: Known) -> list[str]:
    return [
        f"{folder_id}-{known.validity}-{uid}"
        for mark, uids in known.told.items()
        if mark != _HIDDEN
        for uid in uids
    ]


def _mark_of(role: str, *, draft: bool, deleted: bool) -> str:
    return ("trash" if deleted else role) + ("!" if draft else "")


def _mark(folder: Folder, row: Row) -> str:
    """With which role and draft flag an email is told: "!" says draft."""
    flags = flags_of(row)
    if not folder.all:
        return _mark_of(folder.role, draft="\\draft" in flags, deleted="\\deleted" in flags)
    labels = labels_of(row)
    if "\\draft" in labels or "\\drafts" in labels or "\\draft" in flags:
        return _HIDDEN
    for label, role in (("\\sent", "sent"), ("\\inbox", "inbox")):
        if label in labels:
            return role
    return "" if any(not label.startswith("\\") for label in labels) else folder.role


def _other_role(folder: Folder, known: Known) -> bool:
    """Whether what the folder is for has changed since it was told."""
    if folder.all:
        return False
    return any(mark.rstrip("!") not in (folder.role, "trash") for mark in known.told)


_KEYWORDS = {SEEN: "\\seen", FLAGGED: "\\flagged", DRAFT: "\\draft"}


def _email(folder: Folder, validity: int, uid: int, row: Row, mark: str) -> Email:
    flags = flags_of(row)
    size = row.get(b"RFC822.SIZE")
    return Email(
        id=_email_id(folder, validity, uid),
        header=header_section(section_of(row) or b""),
        role=mark.rstrip("!"),
        keywords=frozenset(name for name, flag in _KEYWORDS.items() if flag in flags),
        received_at=received_at(row),
        thread_id=_thread_id(row),
        size=size if isinstance(size, int) else None,
    )


def _thread_id(row: Row) -> str | None:
    value = row.get(b"X-GM-THRID") or row.get(b"THREADID")
    value = value[0] if isinstance(value, tuple) and value else value
    if isinstance(value, bytes):
        return value.decode("ascii", "replace")
    return str(value) if isinstance(value, int) else None


def _bearer(server: Server, token: str) -> Callable[[imapclient.IMAPClient], None]:
    def sign_in(client: imapclient.IMAPClient) -> None:
        client.oauth2_login(server.user, token)

    return sign_in
