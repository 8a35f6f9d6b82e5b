"""Mail in a directory: Maildir++, Maildirs inside directories (Dovecot's LAYOUT=fs), and plain directories of message files.

Maildir: https://cr.yp.to/proto/maildir.html. Maildir++: https://www.courier-mta.org/imap/README.maildirquota.html.

`Email.id` is a hash of the folder's directory name and the file's base name: it survives the move from new/ to cur/ and every change of
flags, while a message that moves to another folder is a removed one and a new one.

A folder whose modification times are as they were is not listed again. The state holds those times and the ids told so far. The times are
taken before a folder is listed, and not trusted when they are so young that one more file may arrive within the same tick.
"""

# Paths are text with "/" between the parts: building a Path for each of 100,000 files takes longer than reading them.
# ruff: noqa: PTH102, PTH104, PTH108, PTH112, PTH116, PTH122, PTH208

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import secrets
import socket
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

from connectors.base import (
    DRAFT,
    FLAGGED,
    SEEN,
    CannotCalculateChanges,
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
    encode_utf7,
    header_end,
    header_section,
    older_than,
    received_date,
    role_of,
    takes_new_drafts,
)
from connectors.seen import STALE, Seen

BLOCK = 8192
MAX_HEADER = 256 * 1024
MAX_MESSAGE = 8 * 1024 * 1024
MAX_PAGE_OCTETS = 32 * 1024 * 1024
MAX_DEPTH = 12

# A file system may stamp all that happens within two seconds (FAT) alike.
_TICK_NS = 2_000_000_000
_PARTS = frozenset({"cur", "new", "tmp"})
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_INFO = re.compile(r"[:;!]2,([A-Za-z]*)$")
_NUMBER = re.compile(r"\d{1,20}")
_HEX_ID = re.compile(r"[0-9a-f]{16}")
_DRAFT_MARK, _TRASH_MARK = 1, 2
# What lies beside messages in a plain directory: exports, indexes, notes.
_NOT_MAIL = frozenset(
    (
        *(
            ".json",
            ".jsonl",
            ".csv",
            ".toml",
            ".yaml",
            ".yml",
            ".md",
            ".txt",
            ".log",
            ".db",
            ".sqlite",
            ".msf",
            ".lock",
            ".xml",
        ),
        *(".html", ".htm", ".pdf", ".zip", ".gz", ".ini", ".conf", ".py", ".index", ".cache", ".bak", ".tmp"),
    )
)


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder on disk. `name`: its directory, relative to the mailbox; `stamps`: modification times in ns, taken before `names`.

    `names`: the files of a plain directory; None for a Maildir, which is listed only when needed.
    """

    name: str
    parts: tuple[str, ...]
    role: str
    path: str
    stamps: tuple[int, ...]
    names: tuple[str, ...] | None = None

    @property
    def subdirectories(self) -> tuple[str, ...]:
        # A message goes from new to cur: in this order, one that moves meanwhile is seen twice rather than never.
        return ("new", "cur") if self.names is None else ("",)


@dataclass(slots=True)
class _Known:
    """What a state says of one folder."""

    role: str
    stamps: tuple[int, ...]
    seen: Seen = field(default_factory=Seen)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to read: where it is and under which id."""

    order: int
    number: int
    folder: Folder
    file: str


@dataclass(slots=True)
class _Sweep:
    """One pass over the mailbox, read page by page. `bad`: relative path -> ctime of what could not be read and was told."""

    since: datetime | None
    known: dict[str, _Known]
    bad: dict[str, int]
    todo: list[_Found] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    stamps: dict[str, tuple[int, ...]] = field(default_factory=dict)


class Maildir:
    """A mailbox in the directory `path`.

    `folders`: folder name -> role, for names that the table of `connectors.folders` does not know; `page_size`: emails a page at most;
    `root_role`: the role of the directory itself; `clock`: now, in ns since 1970.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        folders: Mapping[str, str] | None = None,
        page_size: int = 1000,
        root_role: str = "inbox",
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self._root = str(Path(path).expanduser())
        self._mapping = checked_mapping(folders, ignorable=True)
        self.page_size = max(1, page_size)
        self._root_role = root_role
        self._clock = clock
        self._sweep: _Sweep | None = None
        self._sweep_state: str | None = None
        self._where: dict[int, str] = {}

    def changes(self, state: str | None, since: datetime) -> Changes:
        """See `Connector.changes`. A first reading begins with the newest files, as far as their names tell.

        Raises Unavailable where the mailbox is missing or cannot be read, NotSupported where `path` is not a directory of mail.
        """
        with clear(self._root, "read"):
            sweep = self._sweep
            if sweep is None or state is None or state != self._sweep_state:
                known = _parse(state, since)
                self._sweep = None
                if not self._begin(known):
                    return Changes((), (), state or _dump(known))
                sweep = known
            page = self._page(sweep)
            self._sweep, self._sweep_state = (
                (sweep, page.new_state) if page.has_more_changes else (None, None)
            )
            return page

    def fetch(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """See `Connector.fetch`. Messages are cut after 8 MiB."""
        wanted = {int(one, 16): one for one in ids if _HEX_ID.fullmatch(one)}
        missing = []
        for number, one in wanted.items():
            raw = self._read(self._where.get(number))
            if raw is None:
                missing.append(number)
            else:
                yield one, raw
        if missing:
            with clear(self._root, "read"):
                self._locate()
        for number in missing:
            raw = self._read(self._where.get(number))
            if raw is not None:
                yield wanted[number], raw

    def drafts(self) -> Mapping[str, DraftRef]:
        """See `Connector.drafts`. Of two drafts with one key the edited one counts, else the newest."""
        with clear(self._root, "read"):
            found: dict[str, tuple[bool, int, DraftRef]] = {}
            for folder in self._drafts_folders():
                for stamp, ref in _drafts_in(folder):
                    rank = (not ref.unchanged, stamp, ref)
                    if ref.key not in found or rank[:2] > found[ref.key][:2]:
                        found[ref.key] = rank
            return {key: ref for key, (_, _, ref) in found.items()}

    def save_draft(self, key: str, message: EmailMessage, reply_to: str | None) -> str:
        """See `Connector.save_draft`: the file appears in Drafts whole or not at all. `reply_to` needs nothing here.

        Raises NotSupported where nothing may be written, Unavailable where it cannot be now (a full disk, say).
        """
        raw = sealed(key, message)
        with clear(self._root, "written"):
            folder = self._place_for_drafts()
            unique = _unique_name()
            if folder.names is None:
                file, scratch = f"cur/{unique}:2,DS", f"tmp/{unique}"
            else:
                file, scratch = f"{unique}.eml", f".{unique}.tmp"
            source, target = _join(folder.path, scratch), _join(folder.path, file)
            try:
                _write(source, raw)
                os.rename(source, target)
            except OSError:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(source)
                raise
            _sync_directory(str(Path(target).parent))
            number = _number(_hasher(folder.name), _base(unique if folder.names is None else file))
            self._where[number] = _join(folder.name, file)
            return f"{number:016x}"

    def delete_draft(self, id: str) -> bool:
        """See `Connector.delete_draft`. The file is first put aside, so that no mail client changes it after the last look."""
        if not _HEX_ID.fullmatch(id):
            return False
        with clear(self._root, "written"):
            for folder in self._drafts_folders():
                file = _listing(folder).get(int(id, 16))
                if file is not None:
                    return _delete_unchanged(folder, file)
            return False

    def identities(self) -> tuple[str, ...]:
        """See `Connector.identities`: files do not tell."""
        return ()

    def describe(self) -> tuple[tuple[str, str], ...]:
        """See `Describes.describe`."""
        with clear(self._root, "read"):
            folders = find_folders(self._root, self._mapping, self._root_role)
        return in_order(("/".join(folder.parts) or "INBOX", folder.role) for folder in folders)

    def draft_trouble(self) -> str | None:
        """See `Describes.draft_trouble`: asks who may write, without writing. A folder that is missing is made with the first draft."""
        with clear(self._root, "read"):
            place = _place_for_drafts(find_folders(self._root, self._mapping, self._root_role))
        if place is None:
            needed = [self._root]
        elif place.names is None:
            needed = [_join(place.path, part) for part in ("tmp", "cur")]
        else:
            needed = [place.path]
        closed = next((path for path in needed if not os.access(path, os.W_OK | os.X_OK)), None)
        if closed is None:
            return None
        return f"Nothing may be written to {shown(closed)}, so no draft can be saved. Allow writing there."

    def host_time(self) -> HostTime | None:
        """See `Describes.host_time`: when the newest message of the inbox was received, by its first Received field."""
        with clear(self._root, "read"):
            folders = find_folders(self._root, self._mapping, self._root_role)
            files = [
                _join(folder.path, file)
                for folder in folders
                if folder.role == "inbox"
                for file in _listing(folder).values()
            ]
            newest = max(files, key=_order, default=None)
            header = read_header(newest)[0] if newest is not None else b""
        at = received_date(header)
        return HostTime(at, exact=False) if at is not None else None

    def close(self) -> None:
        """See `Connector.close`."""
        self._sweep = self._sweep_state = None
        self._where.clear()

    def _begin(self, sweep: _Sweep) -> bool:
        """Finds out what changed; False where nothing did and the state stays as it was."""
        known = sweep.known
        folders = {folder.name: folder for folder in find_folders(self._root, self._mapping, self._root_role)}
        changed = False
        for name in [name for name in known if name not in folders]:
            sweep.removed += [f"{number:016x}" for number in known.pop(name).seen.marks()]
            changed = True
        retry = self._retry(sweep)
        for folder in folders.values():
            before = known.get(folder.name)
            if before is None:
                before = known[folder.name] = _Known(folder.role, ())
                changed = True
            if before.role != folder.role:
                before.role = folder.role
                before.seen.replace((number, STALE) for number in before.seen.marks())
                before.stamps = ()
            if before.stamps != folder.stamps or not folder.stamps or folder.name in retry:
                changed = self._look(sweep, folder, before) or changed
        sweep.todo.sort(key=lambda found: found.order)
        return changed or sweep.since is not None or bool(retry)

    def _retry(self, sweep: _Sweep) -> set[str]:
        """The folders where something that could not be read has changed since."""
        retry = set()
        for path, ctime in list(sweep.bad.items()):
            now = _ctime(_join(self._root, path))
            if now != ctime:
                del sweep.bad[path]
                retry.add(path[:-1] if path.endswith("/") else _folder_of(path))
        return retry

    def _look(self, sweep: _Sweep, folder: Folder, before: _Known) -> bool:
        """Lists one folder and compares; says whether the state must be stored anew."""
        try:
            files = _listing(folder)
            told = before.seen.marks()
            gone = told.keys() - files.keys()
            if gone and folder.names is None:
                # A file that is renamed while a directory is read may be missed under both names; twice in a row it is gone.
                files |= _listing(folder)
                gone = told.keys() - files.keys()
        except OSError as error:
            path = folder.name + "/"
            if path in sweep.bad:
                return False
            sweep.bad[path] = _ctime(folder.path)
            sweep.unreadable.append(
                Unreadable(f"{_number(_hasher(folder.name), ''):016x}", shown(path), why_unreadable(error))
            )
            return True
        sweep.bad.pop(folder.name + "/", None)
        if gone:
            sweep.removed += [f"{number:016x}" for number in gone]
            before.seen.replace((number, mark) for number, mark in told.items() if number not in gone)
        todo = [
            _Found(_order(file), number, folder, file)
            for number, file in files.items()
            if told.get(number) != _mark(file) and _join(folder.name, file) not in sweep.bad
        ]
        sweep.todo += todo
        settled = self._clock() - _TICK_NS
        stamps = folder.stamps if all(stamp < settled for stamp in folder.stamps) else ()
        sweep.stamps[folder.name] = stamps
        return bool(gone or todo or before.stamps != stamps)

    def _page(self, sweep: _Sweep) -> Changes:
        """Reads the next emails of a pass; the newest are at the end of what is to do."""
        created: list[Email] = []
        octets = 0
        again: dict[str, dict[int, str]] = {}
        while sweep.todo and len(created) < self.page_size and octets < MAX_PAGE_OCTETS:
            found = sweep.todo.pop()
            try:
                file, header, status = self._header(found, again)
            except FileNotFoundError:
                sweep.stamps[found.folder.name] = ()
                continue
            except OSError as error:
                path = _join(found.folder.name, found.file)
                sweep.bad[path] = _ctime(_join(self._root, path))
                sweep.unreadable.append(
                    Unreadable(f"{found.number:016x}", shown(path), why_unreadable(error))
                )
                continue
            email = _email(found, file, header, status)
            told = sweep.known[found.folder.name].seen
            told.add(found.number, _mark(file))
            if sweep.since is not None and older_than(sweep.since, header, email.received_at):
                continue
            self._where[found.number] = _join(found.folder.name, file)
            created.append(email)
            octets += len(header)
        more = bool(sweep.todo)
        if not more:
            sweep.since = None
            for name, stamps in sweep.stamps.items():
                sweep.known[name].stamps = stamps
        removed, unreadable = tuple(sweep.removed), tuple(sweep.unreadable)
        sweep.removed, sweep.unreadable = [], []
        return Changes(tuple(created), removed, _dump(sweep), more, unreadable)

    def _header(self, found: _Found, again: dict[str, dict[int, str]]) -> tuple[str, bytes, os.stat_result]:
        """The header section of a file, also when a mail client has renamed it since it was listed."""
        try:
            return (found.file, *read_header(_join(found.folder.path, found.file)))
        except FileNotFoundError:
            if found.folder.name not in again:
                again[found.folder.name] = _listing(found.folder)
            file = again[found.folder.name].get(found.number)
            if file is None:
                raise
            return (file, *read_header(_join(found.folder.path, file)))

    def _read(self, relative: str | None) -> bytes | None:
        if relative is None:
            return None
        try:
            return _read_whole(_join(self._root, relative))
        except OSError:
            return None

    def _locate(self) -> None:
        """Learns anew where every message is."""
        where: dict[int, str] = {}
        for folder in find_folders(self._root, self._mapping, self._root_role):
            with contextlib.suppress(PermissionError, FileNotFoundError):
                where |= {number: _join(folder.name, file) for number, file in _listing(folder).items()}
        self._where = where

    def _drafts_folders(self) -> list[Folder]:
        folders = find_folders(self._root, self._mapping, self._root_role)
        return [folder for folder in folders if folder.role == "drafts"]

    def _place_for_drafts(self) -> Folder:
        """The folder for new drafts, made if there is none."""
        folders = find_folders(self._root, self._mapping, self._root_role)
        if (place := _place_for_drafts(folders)) is not None:
            return place
        called = next((name for name, role in self._mapping.items() if role == "drafts"), "Drafts")
        name = _new_directory(called, folders)
        make_maildir(_join(self._root, name))
        return Folder(name, (called,), "drafts", _join(self._root, name), ())


def _place_for_drafts(folders: Iterable[Folder]) -> Folder | None:
    """The folder for new drafts among those that are there: a Maildir rather than a plain directory, a short name first."""
    places = [
        folder
        for folder in folders
        if folder.role == "drafts" and (not folder.parts or takes_new_drafts(folder.parts[-1]))
    ]
    return min(
        places, key=lambda folder: (folder.names is not None, len(folder.parts), folder.name), default=None
    )


def find_folders(root: str, mapping: Mapping[str, str], root_role: str = "inbox") -> list[Folder]:
    """Every folder of a mailbox. Raises NotSupported, Unavailable or OSError where it is not there or is none."""
    try:
        status = os.stat(root)
    except FileNotFoundError as error:
        raise Unavailable(
            f"The mailbox {root} does not exist. Check `path` in the configuration, or connect the disk that it is on."
        ) from error
    if not stat.S_ISDIR(status.st_mode):
        raise NotSupported(f"The mailbox {root} is not a directory. For a single file use the kind mbox.")
    top = _stamps(root, ("",))
    directories, files = _entries(root)
    is_maildir = "cur" in directories or "new" in directories
    folders = []
    if is_maildir:
        folders.append(Folder("", (), root_role, root, _stamps(root, ("new", "cur"))))
    elif files:
        folders.append(Folder("", (), root_role, root, top, tuple(files)))
    for name in directories:
        if name in _PARTS:
            continue
        path = _join(root, name)
        if name.startswith("."):
            if os.path.isdir(_join(path, "cur")):
                parts = tuple(decode_utf7(part) for part in name[1:].split("."))
                folders.append(
                    Folder(name, parts, role_of(parts, mapping), path, _stamps(path, ("new", "cur")))
                )
        else:
            folders += _nested(root, name, (decode_utf7(name),), mapping, plain=not is_maildir)
    if not folders:
        raise Unavailable(
            f"The directory {root} holds no mail: neither a Maildir (cur, new) nor folders of messages. "
            "Check `path` in the configuration, or connect the disk that it is on."
        )
    return [folder for folder in folders if folder.role != IGNORED]


def _nested(
    root: str, name: str, parts: tuple[str, ...], mapping: Mapping[str, str], *, plain: bool
) -> list[Folder]:
    path = _join(root, name)
    top = _stamps(path, ("",))
    try:
        directories, files = _entries(path)
    except PermissionError:
        # Told as unreadable when it is listed: an answer may be in there.
        return [Folder(name, parts, role_of(parts, mapping), path, ())]
    except FileNotFoundError:
        return []
    role = role_of(parts, mapping)
    folders = []
    if "cur" in directories or "new" in directories:
        folders.append(Folder(name, parts, role, path, _stamps(path, ("new", "cur"))))
    elif plain and (files or role):
        folders.append(Folder(name, parts, role, path, top, tuple(files)))
    if len(parts) < MAX_DEPTH:
        for inner in directories:
            if inner not in _PARTS and not inner.startswith("."):
                deeper = (*parts, decode_utf7(inner))
                folders += _nested(root, _join(name, inner), deeper, mapping, plain=plain)
    return folders


def _entries(path: str) -> tuple[list[str], list[str]]:
    """The directories and the files that may be messages, by name."""
    directories, files = [], []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir():
                directories.append(entry.name)
            elif not entry.name.startswith(".") and not entry.name.endswith("~") and may_be_mail(entry.name):
                files.append(entry.name)
    return sorted(directories), files


def may_be_mail(name: str) -> bool:
    return os.path.splitext(name)[1].lower() not in _NOT_MAIL


def _stamps(path: str, subdirectories: Sequence[str]) -> tuple[int, ...]:
    return tuple(_mtime(_join(path, one)) for one in subdirectories)


def _mtime(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _ctime(path: str) -> int:
    try:
        return os.stat(path).st_ctime_ns
    except OSError:
        return 0


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _folder_of(path: str) -> str:
    """The directory name of the folder in which a file lies, given relative to the mailbox."""
    head = path.rpartition("/")[0]
    above, _, last = head.rpartition("/")
    return above if last in _PARTS else head


def _listing(folder: Folder) -> dict[int, str]:
    """Id -> file relative to the folder. Raises OSError where a directory that is there cannot be listed."""
    if folder.names is not None:
        pairs: list[tuple[str, list[str]]] = [("", list(folder.names))]
    else:
        pairs = []
        for sub in folder.subdirectories:
            try:
                pairs.append((sub + "/", os.listdir(_join(folder.path, sub))))
            except FileNotFoundError:
                continue
    start = _hasher(folder.name)
    return {
        _number(start, _base(name)): prefix + name
        for prefix, names in pairs
        for name in names
        if name[0] != "."
    }


def _hasher(folder: str) -> hashlib.blake2b:
    return hashlib.blake2b(folder.encode("utf-8", "surrogateescape") + b"\0", digest_size=8)


def _number(start: hashlib.blake2b, base: str) -> int:
    one = start.copy()
    one.update(base.encode("utf-8", "surrogateescape"))
    return int.from_bytes(one.digest(), "big")


def _base(name: str) -> str:
    """A file name without its flags: the part that stays."""
    base, colon, _ = name.partition(":2,")
    if colon or "2," not in name:
        return base
    return _INFO.sub("", name)


def _flags(file: str) -> str:
    """The flags of a file; those of a file in new/ do not count."""
    if file.startswith("new/"):
        return ""
    _, colon, flags = file.rpartition(":2,")
    if colon and flags.isalpha():
        return flags
    found = _INFO.search(file) if "2," in file else None
    return found[1] if found else ""


def _mark(file: str) -> int:
    flags = _flags(file)
    return (_DRAFT_MARK if "D" in flags else 0) | (_TRASH_MARK if "T" in flags else 0) if flags else 0


def _order(file: str) -> int:
    """When a message arrived, as far as its file name begins with a number that grows."""
    found = _NUMBER.match(file, file.rfind("/") + 1)
    return int(found[0]) if found else 0


@lru_cache(maxsize=256)
def _keywords(flags: str, *, plain_draft: bool) -> frozenset[str]:
    named = {"S": SEEN, "D": DRAFT, "F": FLAGGED}
    found = {named[flag] for flag in flags if flag in named}
    return frozenset(found | {DRAFT}) if plain_draft else frozenset(found)


def _email(found: _Found, file: str, header: bytes, status: os.stat_result) -> Email:
    folder, flags = found.folder, _flags(file)
    return Email(
        id=f"{found.number:016x}",
        header=header,
        role="trash" if "T" in flags else folder.role,
        keywords=_keywords(flags, plain_draft=folder.role == "drafts" and folder.names is not None),
        received_at=_moment(status),
        size=status.st_size,
    )


def _moment(status: os.stat_result) -> datetime | None:
    try:
        return datetime.fromtimestamp(status.st_mtime, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _open(path: str) -> tuple[int, os.stat_result]:
    descriptor = os.open(path, _OPEN)
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return descriptor, status
    os.close(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a directory", path)
    raise OSError(errno.EINVAL, "it is not a regular file", path)


def read_header(path: str) -> tuple[bytes, os.stat_result]:
    """The header section of a message file, cut after 256 KiB, and the file's status. Raises OSError."""
    descriptor, status = _open(path)
    try:
        data = os.read(descriptor, BLOCK)
        end = header_end(data)
        if end >= 0:
            return data[:end], status
        read = bytearray(data)
        while data and len(read) < MAX_HEADER:
            data = os.read(descriptor, BLOCK)
            searched = max(0, len(read) - 3)
            read += data
            end = header_end(read, searched)
            if end >= 0:
                return bytes(read[:end]), status
        return header_section(bytes(read)), status
    finally:
        os.close(descriptor)


def _read_whole(path: str) -> bytes:
    descriptor, _ = _open(path)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MAX_MESSAGE)


def ids_of(state: str) -> tuple[str, ...]:
    """Every id that a state of `Maildir.changes` knows; raises CannotCalculateChanges."""
    known = _parse(state, datetime.now(UTC)).known
    return tuple(f"{number:016x}" for one in known.values() for number in one.seen.marks())


def make_maildir(path: str) -> None:
    """An empty Maildir at `path`, its parent being there; parts that exist are kept. Raises OSError."""
    for one in (path, *(_join(path, part) for part in ("tmp", "new", "cur"))):
        with contextlib.suppress(FileExistsError):
            os.mkdir(one, 0o700)


def _new_directory(called: str, folders: Sequence[Folder]) -> str:
    """How a new folder's directory is named beside those that are there."""
    on_disk = {folder.name for folder in folders}
    nested = any(name and not name.startswith(".") for name in on_disk)
    if "" in on_disk and not nested and folders[0].names is None:
        return "." + ".".join(encode_utf7(part) for part in called.split("/"))
    return encode_utf7(called.replace("/", " "))


def _unique_name() -> str:
    host = socket.gethostname().replace("/", "\\057").replace(":", "\\072") or "localhost"
    return f"{int(time.time())}.P{os.getpid()}R{secrets.token_hex(8)}.{host}"


def _write(path: str, raw: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(path: str) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _drafts_in(folder: Folder) -> list[tuple[int, DraftRef]]:
    """The drafts of ours in one folder with their modification times in ns.

    When a mail client renames a file meanwhile, all is read again: a draft that is overlooked would be written twice.
    """
    for attempt in range(4):
        found = []
        for number, file in (_listing(folder) | _listing(folder)).items():
            try:
                ref = _draft_ref(number, file, _join(folder.path, file))
            except FileNotFoundError:
                if attempt == 3:
                    continue
                break
            if ref is not None:
                found.append(ref)
        else:
            return found
    return found


def _draft_ref(number: int, file: str, path: str) -> tuple[int, DraftRef] | None:
    if _mark(file) & _TRASH_MARK:
        return None
    try:
        header, status = read_header(path)
        key = draft_key(header)
        if key is None:
            return None
        return status.st_mtime_ns, DraftRef(f"{number:016x}", key, is_unchanged(_read_whole(path)))
    except (PermissionError, IsADirectoryError):
        return None


def _ours_unchanged(path: str) -> bool:
    raw = _read_whole(path)
    return draft_key(header_section(raw)) is not None and is_unchanged(raw)


def _delete_unchanged(folder: Folder, file: str) -> bool:
    path = _join(folder.path, file)
    name = file.rpartition("/")[2]
    aside = _join(folder.path, "tmp", name) if folder.names is None else _join(folder.path, "." + name)
    try:
        if not _ours_unchanged(path):
            return False
        os.rename(path, aside)
    except FileNotFoundError:
        return False
    if not _ours_unchanged(aside):
        os.rename(aside, path)
        return False
    os.unlink(aside)
    _sync_directory(str(Path(path).parent))
    return True


def shown(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "replace")


def why_unreadable(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "permission denied"
    return (error.strerror or "it cannot be read").lower()


@contextlib.contextmanager
def clear(root: str, done: str) -> Iterator[None]:
    """Turns what the file system says into errors of `connectors.base`; `done`: "read" or "written"."""
    try:
        yield
    except ConnectorError:
        raise
    except OSError as error:
        text = f"The mailbox {root} cannot be {done}: {why_unreadable(error)}."
        if done == "written" and error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise NotSupported(f"{text} Allow writing to its Drafts folder.") from error
        raise Unavailable(f"{text} It will be tried again; check the disk and who may open it.") from error


def _dump(sweep: _Sweep) -> str:
    return json.dumps(
        {
            "v": 1,
            "since": sweep.since.isoformat() if sweep.since else None,
            "folders": {
                name: [known.role, known.stamps, *known.seen.packed()] for name, known in sweep.known.items()
            },
            "bad": sweep.bad,
        },
        separators=(",", ":"),
    )


def _parse(state: str | None, since: datetime) -> _Sweep:
    if state is None:
        return _Sweep(since, {}, {})
    try:
        read = json.loads(state)
        if read["v"] != 1:
            raise ValueError("another version")
        known = {
            str(name): _Known(str(role), tuple(map(int, stamps)), Seen((str(ids), str(marks))))
            for name, (role, stamps, ids, marks) in read["folders"].items()
        }
        began = datetime.fromisoformat(read["since"]).astimezone(UTC) if read["since"] else None
        return _Sweep(began, known, {str(path): int(ctime) for path, ctime in read["bad"].items()})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CannotCalculateChanges(
            "The stored state of this mailbox is unreadable: it will be read from the beginning."
        ) from error
