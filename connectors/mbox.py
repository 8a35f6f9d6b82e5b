"""Mail in mbox files, read only: one file (a Google Takeout, say) or a directory of them (Thunderbird, Apple Mail).

RFC 4155, and what is really found: https://www.jwz.org/doc/content-length.html. A line that begins with "From " starts a message only
after an empty line (or as Netscape and its heirs write it, "From -"), if it reads as sender and date and a header field follows.

Drafts are not written into a file that a mail client may have open: they go to a Maildir beside it, `<path>.pleasantly-drafts`.

`Email.id` is a hash of the header section, without the fields in which clients keep flags, and of a number among equal ones: appending to
a file and compacting it leave ids as they are. The state holds for each file how far it was read and a fingerprint of what lies before, so
that after an append only the new end is read; after any other change the whole file is read again, and what is the same is not told again.
A message that is only marked as deleted is as good as gone. If a client marks one and appends another between two readings, the mark is
noticed at the next change that is not an append.
"""

# Paths are text, as in connectors.maildir.
# ruff: noqa: PTH112, PTH116, PTH119, PTH120, PTH123

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parsedate_tz
from pathlib import Path

from connectors.base import (
    DRAFT,
    FLAGGED,
    SEEN,
    CannotCalculateChanges,
    Changes,
    DraftRef,
    Email,
    HostTime,
    NotSupported,
    Unavailable,
    Unreadable,
    in_order,
)
from connectors.folders import checked_mapping, header_end, older_than, role_of, role_of_name
from connectors.maildir import (
    MAX_HEADER,
    MAX_MESSAGE,
    MAX_PAGE_OCTETS,
    Maildir,
    clear,
    ids_of,
    make_maildir,
    may_be_mail,
    shown,
    why_unreadable,
)
from connectors.seen import Seen

DRAFTS_SUFFIX = ".pleasantly-drafts"

_BLOCK = 1 << 20
_PRINT = 4096
_LONGEST_LINE = 1024
_ROLES = ("", "inbox", "sent", "drafts", "archive", "junk", "trash")
_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# "Thu Feb  8 18:49:08 1996", with a zone before or after the year, without seconds, or as in RFC 5322.
_FROM_DATE = (
    _DAY + rb"[a-z]*,?[ \t]+(?:\d{1,2}[ \t]+)?" + _MONTH + rb"[a-z]*[ \t]+[^\r\n]{0,20}?\d{1,2}:\d\d[^\r\n]*"
)
_FROM_LINE = re.compile(
    rb'From (?:[ \t]*|(?:"[^"\r\n]*"[^ \t\r\n]*|[^ \t\r\n]+)[ \t]+)(' + _FROM_DATE + rb")\r?\n"
)
_FROM_DASH = re.compile(rb"From -[ \t]*(" + _FROM_DATE + rb")?\r?\n")
_FROM_ADDRESS = re.compile(rb"From [^ \t\r\n@]+@[^ \t\r\n]*[ \t]*\r?\n")
_FIELD = re.compile(rb"(?:>From [^\n]*\n)*[!-9;-~]+[ \t]*:")
_LEADING = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
_QUOTED = re.compile(rb"(?m)^>(>*From )")
_KEPT_BY_CLIENTS = re.compile(
    rb"(?im)^(?:X-Mozilla-[a-z0-9-]+|Status|X-Status|X-Keywords|X-UIDL?|X-IMAP(?:base)?|X-Account-Key|Content-Length|Lines|X-Gmail-Labels)"
    rb":[^\n]*(?:\n[ \t][^\n]*)*\n?"
)
_BLANK = re.compile(rb"(?:\r?\n){1,2}")
_LENGTH = re.compile(rb"(?im)^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$")
_STATUS = re.compile(rb"(?im)^(X-)?Status:[ \t]*([A-Z]*)")
_MOZILLA = re.compile(rb"(?im)^X-Mozilla-Status:[ \t]*([0-9a-f]{4})")
_LABELS = re.compile(rb"(?im)^X-Gmail-Labels:((?:[^\n]|\n[ \t])*)")
_LABEL_ORDER = ("drafts", "trash", "junk", "sent", "inbox", "archive")


@dataclass(frozen=True, slots=True)
class _File:
    """One mbox file. `name`: its path relative to the mailbox, "" for a mailbox that is one file."""

    name: str
    role: str
    path: str


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a message is: its From_ line, its first octet, the end; its header section, and what of that mail clients keep there."""

    start: int
    content: int
    end: int
    from_line: bytes
    header: bytes
    kept: bytes


@dataclass(slots=True)
class _Known:
    """What a state says of one file. `offset`: the From_ line of the last message read, `fingerprint`: of what lies before it.

    `seen`: told in this pass; `old`: told in an earlier one, and not met again yet.
    """

    role: str = ""
    size: int = -1
    mtime: int = 0
    offset: int = 0
    fingerprint: str = ""
    complete: bool = False
    seen: Seen = field(default_factory=Seen)
    old: Seen = field(default_factory=Seen)


@dataclass(slots=True)
class _Progress:
    """What a state says in all."""

    since: datetime | None
    files: dict[str, _Known]
    bad: dict[str, int]
    drafts: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message was when it was told, and what it was."""

    file: _File
    start: int
    digest: bytes


@dataclass(slots=True)
class _Page:
    created: list[Email] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    octets: int = 0


class Mbox:
    """A mailbox in the mbox file, or the directory of mbox files, at `path`.

    `folders`: file name -> role, for names that the table of `connectors.folders` does not know; `page_size`: emails a page at most.
    """

    def __init__(
        self, path: str | os.PathLike[str], folders: Mapping[str, str] | None = None, page_size: int = 1000
    ) -> None:
        self._root = str(Path(path).expanduser())
        self._mapping = checked_mapping(folders)
        self._page_size = max(1, page_size)
        self._drafts_path = self._root.rstrip("/") + DRAFTS_SUFFIX
        self._drafts = Maildir(self._drafts_path, root_role="drafts")
        self._progress: _Progress | None = None
        self._progress_state: str | None = None
        self._places: dict[int, _Place] = {}

    def changes(self, state: str | None, since: datetime) -> Changes:
        """See `Connector.changes`. Messages come in the order of the file.

        Raises Unavailable where the file is missing or cannot be read, NotSupported where it is no mbox.
        """
        with clear(self._root, "read"):
            progress = self._progress
            if progress is None or state is None or state != self._progress_state:
                progress = _parse(state, since)
            self._progress = None
            page = _Page()
            files = {file.name: file for file in find_files(self._root, self._mapping)}
            for name in [name for name in progress.files if name not in files]:
                known = progress.files.pop(name)
                page.removed += [f"{number:016x}" for number in known.seen.marks() | known.old.marks()]
            more = False
            for file in files.values():
                if self._full(page):
                    more = True
                    break
                more = self._read_file(file, progress, page) or more
            more = self._read_drafts(progress, page, since) or more
            if not more:
                progress.since = None
            new_state = _dump(progress)
            self._progress, self._progress_state = progress, new_state
            return Changes(tuple(page.created), tuple(page.removed), new_state, more, tuple(page.unreadable))

    def fetch(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """See `Connector.fetch`. Messages are cut after 8 MiB; quoted From_ lines are restored.

        What this object has not listed itself is looked for by reading the files from the beginning.
        """
        wanted = {int(one, 16): one for one in dict.fromkeys(ids) if re.fullmatch(r"[0-9a-f]{16}", one)}
        for number, one in list(wanted.items()):
            raw = self._read_place(self._places.get(number))
            if raw is not None:
                del wanted[number]
                yield one, raw
        if wanted and os.path.isdir(self._drafts_path):
            for one, raw in self._drafts.fetch(list(wanted.values())):
                del wanted[int(one, 16)]
                yield one, raw
        with clear(self._root, "read"):
            for file in find_files(self._root, self._mapping) if wanted else []:
                with contextlib.suppress(PermissionError, FileNotFoundError), open(file.path, "rb") as handle:
                    counts: dict[bytes, int] = {}
                    for span in _spans(_Window(handle.fileno()), 0):
                        found = _place_number(file, span, counts)
                        if found in wanted:
                            yield wanted.pop(found), _raw(handle.fileno(), span)
                        if not wanted:
                            return

    def drafts(self) -> Mapping[str, DraftRef]:
        """See `Connector.drafts`."""
        self._check()
        return self._drafts.drafts() if os.path.isdir(self._drafts_path) else {}

    def save_draft(self, key: str, message: EmailMessage, reply_to: str | None) -> str:
        """See `Connector.save_draft`; the Maildir beside the file is made with the first draft."""
        self._check()
        with clear(self._drafts_path, "written"):
            make_maildir(self._drafts_path)
        return self._drafts.save_draft(key, message, reply_to)

    def delete_draft(self, id: str) -> bool:
        """See `Connector.delete_draft`."""
        self._check()
        return os.path.isdir(self._drafts_path) and self._drafts.delete_draft(id)

    def identities(self) -> tuple[str, ...]:
        """See `Connector.identities`: files do not tell."""
        return ()

    def describe(self) -> tuple[tuple[str, str], ...]:
        """See `Describes.describe`; the Maildir for drafts is named although it may not be there yet."""
        with clear(self._root, "read"):
            files = find_files(self._root, self._mapping)
        found = [(shown(file.name or os.path.basename(self._root)), file.role) for file in files]
        return in_order([*found, (shown(os.path.basename(self._drafts_path)), "drafts")])

    def draft_trouble(self) -> str | None:
        """See `Describes.draft_trouble`: asks who may write, without writing."""
        self._check()
        if os.path.isdir(self._drafts_path):
            return self._drafts.draft_trouble()
        above = os.path.dirname(self._drafts_path) or "."
        if os.access(above, os.W_OK | os.X_OK):
            return None
        return (
            f"Drafts go into a folder beside the mbox file, and nothing may be written to {shown(above)}. "
            "Allow writing there."
        )

    def host_time(self) -> HostTime | None:
        """See `Describes.host_time`: files do not tell."""
        return None

    def close(self) -> None:
        """See `Connector.close`."""
        self._progress = self._progress_state = None
        self._places.clear()
        self._drafts.close()

    def _check(self) -> None:
        with clear(self._root, "read"):
            find_files(self._root, self._mapping)

    def _full(self, page: _Page) -> bool:
        return len(page.created) >= self._page_size or page.octets >= MAX_PAGE_OCTETS

    def _read_file(self, file: _File, progress: _Progress, page: _Page) -> bool:
        """Reads on in one file; says whether there is more in it."""
        known = progress.files.setdefault(file.name, _Known())
        try:
            with open(file.path, "rb") as handle:
                progress.bad.pop(file.name, None)
                return self._read_on(handle.fileno(), file, known, progress, page)
        except FileNotFoundError:
            return False
        except PermissionError as error:
            if not file.name:
                raise
            if file.name not in progress.bad:
                progress.bad[file.name] = 1
                told = hashlib.blake2b(os.fsencode(file.name), digest_size=8).hexdigest()
                page.unreadable.append(Unreadable(told, shown(file.name), why_unreadable(error)))
            return False

    def _read_on(self, descriptor: int, file: _File, known: _Known, progress: _Progress, page: _Page) -> bool:
        status = os.fstat(descriptor)
        same = (known.role, known.size, known.mtime) == (file.role, status.st_size, status.st_mtime_ns)
        if known.complete and same:
            return False
        grown = status.st_size > known.size or (same and not known.complete)
        if known.role == file.role and grown and known.fingerprint == _fingerprint(descriptor, known.offset):
            last = known.seen.drop_last()
            if last is not None:
                known.old.add(*last)
        else:
            known.old.replace((known.old.marks() | known.seen.marks()).items())
            known.seen, known.offset = Seen(), 0
        known.role, known.size, known.mtime = file.role, status.st_size, status.st_mtime_ns
        known.complete = self._walk(descriptor, file, known, progress.since, page)
        known.fingerprint = _fingerprint(descriptor, known.offset)
        if known.complete:
            gone = known.old.marks().keys() - known.seen.marks().keys()
            page.removed += [f"{number:016x}" for number in gone]
            known.old = Seen()
        return not known.complete

    def _walk(self, descriptor: int, file: _File, known: _Known, since: datetime | None, page: _Page) -> bool:
        """Tells what is new from `known.offset` on; False where the page is full before the end."""
        told, taken = known.old.marks(), known.seen.marks()
        counts: dict[bytes, int] = {}
        for span in _spans(_Window(descriptor), known.offset):
            if self._full(page):
                return False
            if _is_deleted(span.kept):
                continue
            digest = _digest(file, span)
            number = _number(digest, counts, taken)
            email = _email(file, span, number)
            mark = _ROLES.index(email.role) * 2 + (DRAFT in email.keywords)
            taken[number] = mark
            known.seen.add(number, mark)
            known.offset = span.start
            if told.get(number) == mark:
                continue
            if since is not None and older_than(since, email.header, email.received_at):
                continue
            self._places[number] = _Place(file, span.start, digest)
            page.created.append(email)
            page.octets += len(email.header)
        return True

    def _read_drafts(self, progress: _Progress, page: _Page, since: datetime) -> bool:
        if not os.path.isdir(self._drafts_path):
            if progress.drafts is not None:
                page.removed += ids_of(progress.drafts)
                progress.drafts = None
            return False
        if self._full(page):
            return True
        self._drafts.page_size = self._page_size - len(page.created)
        got = self._drafts.changes(progress.drafts, since)
        progress.drafts = got.new_state
        page.created += got.created
        page.removed += got.removed
        page.unreadable += got.unreadable
        return got.has_more_changes

    def _read_place(self, place: _Place | None) -> bytes | None:
        """The message at a place, if it is still the one that was there."""
        if place is None:
            return None
        try:
            with open(place.file.path, "rb") as handle:
                window = _Window(handle.fileno())
                now = next(_spans(window, place.start), None)
                if now is None or _digest(place.file, now) != place.digest:
                    return None
                return _raw(handle.fileno(), now)
        except OSError:
            return None


def find_files(root: str, mapping: Mapping[str, str]) -> list[_File]:
    """The mbox files of a mailbox. Raises NotSupported, Unavailable or OSError where it is not there or is none."""
    try:
        status = os.stat(root)
    except FileNotFoundError as error:
        raise Unavailable(
            f"The mailbox {root} does not exist. Check `path` in the configuration, or connect the disk that it is on."
        ) from error
    if stat.S_ISREG(status.st_mode):
        if not _is_mbox(root):
            raise NotSupported(
                f"The file {root} is no mbox: it does not begin with a line 'From …'. Check `path` in the configuration."
            )
        return [_File("", role_of((_plain_name(os.path.basename(root)),), mapping), root)]
    if not stat.S_ISDIR(status.st_mode):
        raise NotSupported(
            f"The mailbox {root} is neither a file nor a directory. Check `path` in the configuration."
        )
    os.listdir(root)  # noqa: PTH208
    files = []
    for above, directories, names in os.walk(root):
        directories[:] = sorted(
            one for one in directories if not one.startswith(".") and not one.endswith(DRAFTS_SUFFIX)
        )
        relative = os.path.relpath(above, root).replace(os.sep, "/")
        for name in sorted(names):
            path = f"{above}/{name}"
            if not name.startswith(".") and may_be_mail(name) and _is_mbox(path):
                inner = name if relative == "." else f"{relative}/{name}"
                parts = tuple(_plain_name(part) for part in inner.split("/"))
                files.append(_File(inner, role_of(parts, mapping), path))
    if not files:
        raise Unavailable(
            f"The directory {root} holds no mbox file. Check `path` in the configuration, or connect the disk that it is on."
        )
    return files


def _plain_name(name: str) -> str:
    return re.sub(r"\.(?:sbd|mbox|mbx)$", "", name, flags=re.IGNORECASE)


def _is_mbox(path: str) -> bool:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with open(path, "rb") as file:
            beginning = file.read(_PRINT)
    except PermissionError:
        return True
    except FileNotFoundError:
        return False
    found = _LEADING.match(beginning)
    return not beginning or beginning.startswith(b"From ", found.end() if found else 0)


class _Window:
    """A file of any size, of which one block is in memory."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size
        self._base = 0
        self._data = b""

    def take(self, offset: int, length: int) -> bytes:
        """Octets from `offset`, fewer at the end of the file."""
        self._load(offset, length)
        return self._data[offset - self._base : offset - self._base + length]

    def find(self, what: bytes, offset: int) -> int:
        """Where `what` is next, from `offset` on; -1 where it is not."""
        while offset + len(what) <= self.size:
            self._load(offset, len(what))
            at = self._data.find(what, offset - self._base)
            if at >= 0:
                return self._base + at
            following = self._base + len(self._data) - len(what) + 1
            if following <= offset:
                return -1
            offset = following
        return -1

    def _load(self, offset: int, length: int) -> None:
        end = min(offset + length, self.size)
        if self._base <= offset and end <= self._base + len(self._data):
            return
        self._base = max(0, offset - 64)
        self._data = _octets(self._descriptor, max(_BLOCK, length + 64), self._base)


def _separator(window: _Window, offset: int) -> bytes | None:
    """The From_ line at `offset`, if a message begins there."""
    text = window.take(offset, 2 * _LONGEST_LINE)
    line = _FROM_DASH.match(text)
    if line is None:
        before = window.take(max(0, offset - 3), min(3, offset))
        begins = offset <= 3 and not before.strip(b"\xef\xbb\xbf\r\n")
        if not begins and not before.endswith((b"\n\n", b"\n\r\n")):
            return None
        line = _FROM_LINE.match(text) or _FROM_ADDRESS.match(text)
    if line is None or not _FIELD.match(text, line.end()):
        return None
    return line[0]


def _next(window: _Window, offset: int) -> int:
    """Where the next message begins after `offset`; the end of the file where none does."""
    at = window.find(b"\nFrom ", offset)
    while at >= 0:
        if _separator(window, at + 1) is not None:
            return at + 1
        at = window.find(b"\nFrom ", at + 1)
    return window.size


def _spans(window: _Window, offset: int) -> Iterator[_Span]:
    """Every message from the From_ line at `offset` on; from 0, after a byte order mark and empty lines."""
    if not offset:
        found = _LEADING.match(window.take(0, _PRINT))
        offset = found.end() if found else 0
    while offset < window.size:
        line = _separator(window, offset) or _first_line(window, offset)
        content = offset + len(line)
        while window.take(content, 6) == b">From ":
            content += len(_first_line(window, content))
        header, body = _header(window, content)
        kept = _kept(header)
        end = _by_length(window, kept, body) or _next(window, content - 1)
        if body > end:
            header = window.take(content, end - content).rstrip(b"\r\n")
            kept = _kept(header)
        yield _Span(offset, content, end, line, header, kept)
        offset = end


def _first_line(window: _Window, offset: int) -> bytes:
    text = window.take(offset, _LONGEST_LINE)
    return text[: text.find(b"\n") + 1] or text


def _header(window: _Window, content: int) -> tuple[bytes, int]:
    """The header section at `content`, and where the body begins."""
    length = 8192
    while True:
        data = window.take(content, length)
        end = header_end(data)
        if end >= 0:
            blank = _BLANK.match(data, end)
            return data[:end], content + (blank.end() if blank else end)
        if len(data) < length or length >= MAX_HEADER:
            return data.rstrip(b"\r\n"), content + len(data)
        length = min(4 * length, MAX_HEADER)


def _by_length(window: _Window, kept: bytes, body: int) -> int | None:
    """The end of a message by its Content-Length, if that is true: another message or the end of the file must be there."""
    found = _LENGTH.search(kept)
    if found is None:
        return None
    end = body + int(found[1])
    if end > window.size:
        return None
    blank = window.take(end, 4)
    end += len(blank) - len(blank.lstrip(b"\r\n"))
    if end >= window.size or (window.take(end - 1, 1) == b"\n" and _separator(window, end) is not None):
        return end
    return None


def _raw(descriptor: int, span: _Span) -> bytes:
    """The message as it was before it was put into the file."""
    raw = _octets(descriptor, min(span.end - span.content, MAX_MESSAGE), span.content)
    for line_end in (b"\r\n", b"\n"):
        if raw.endswith(line_end * 2):
            raw = raw[: -len(line_end)]
            break
    return _QUOTED.sub(rb"\1", raw)


def _kept(header: bytes) -> bytes:
    """The fields that mail clients and exports write into a header section, and change."""
    return b"".join(_KEPT_BY_CLIENTS.findall(header + b"\n"))


def _digest(file: _File, span: _Span) -> bytes:
    """What a message is, whatever mail clients write into its header section later."""
    header = span.header + b"\n"
    if span.kept:
        header = _KEPT_BY_CLIENTS.sub(b"", header)
    text = os.fsencode(file.name) + b"\0" + header.rstrip(b"\r\n")
    return hashlib.blake2b(text, digest_size=16).digest()


def _number(digest: bytes, counts: dict[bytes, int], taken: Mapping[int, int]) -> int:
    """The id of a message: the first free one among those with equal digests. `counts` is kept up to date."""
    while True:
        ordinal = counts.get(digest, 0)
        counts[digest] = ordinal + 1
        hashed = hashlib.blake2b(digest + ordinal.to_bytes(8, "big"), digest_size=8).digest()
        number = int.from_bytes(hashed, "big")
        if number not in taken:
            return number


def _place_number(file: _File, span: _Span, counts: dict[bytes, int]) -> int | None:
    return None if _is_deleted(span.kept) else _number(_digest(file, span), counts, {})


def _is_deleted(kept: bytes) -> bool:
    found = _MOZILLA.search(kept)
    return found is not None and bool(int(found[1], 16) & 0x0008)


def _email(file: _File, span: _Span, number: int) -> Email:
    labels = _labels(span.kept)
    role = _role(file, span.kept, labels)
    return Email(
        id=f"{number:016x}",
        header=span.header,
        role=role,
        keywords=_keywords(span.kept, role, labels),
        received_at=_from_date(span.from_line),
        size=span.end - span.content,
    )


def _labels(kept: bytes) -> tuple[str, ...]:
    """The labels that Google Takeout gives a message."""
    found = _LABELS.search(kept)
    if found is None:
        return ()
    text = found[1].decode("utf-8", "replace").replace("\r", "").replace("\n", "")
    with contextlib.suppress(ValueError, LookupError, HeaderParseError):
        text = str(make_header(decode_header(text)))
    return tuple(label.strip() for label in text.split(","))


def _role(file: _File, kept: bytes, labels: tuple[str, ...]) -> str:
    if any(extended and b"D" in flags for extended, flags in _STATUS.findall(kept)):
        return "trash"
    said = {role_of_name(label) for label in labels}
    return next((role for role in _LABEL_ORDER if role in said), file.role)


def _keywords(kept: bytes, role: str, labels: tuple[str, ...]) -> frozenset[str]:
    found = set()
    mozilla = _MOZILLA.search(kept)
    bits = int(mozilla[1], 16) if mozilla else 0
    flags = {bool(extended): letters for extended, letters in _STATUS.findall(kept)}
    if bits & 0x0001 or b"R" in flags.get(False, b"") or "Opened" in labels:
        found.add(SEEN)
    if bits & 0x0004 or b"F" in flags.get(True, b"") or "Starred" in labels:
        found.add(FLAGGED)
    if role == "drafts" or b"T" in flags.get(True, b""):
        found.add(DRAFT)
    return frozenset(found)


def _from_date(line: bytes) -> datetime | None:
    """The time in a From_ line, UTC unless it names a zone (RFC 4155); None for Netscape's, which are local to nobody knows where."""
    found = _FROM_LINE.match(line)
    if found is None or line.startswith(b"From - "):
        return None
    try:
        parsed = parsedate_tz(found[1].decode("latin-1"))
        if parsed is None:
            return None
        at = datetime(*parsed[:6], tzinfo=UTC).timestamp() - (parsed[9] or 0)
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None


def _octets(descriptor: int, length: int, offset: int) -> bytes:
    """Octets of a file; unlike os.pread also on Windows."""
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, length)


def _fingerprint(descriptor: int, offset: int) -> str:
    """Tells whether what lies before `offset` is as it was, from its first and last octets."""
    start = max(0, offset - _PRINT)
    first, last = _octets(descriptor, min(offset, _PRINT), 0), _octets(descriptor, offset - start, start)
    return hashlib.blake2b(first + b"\0" + last, digest_size=16).hexdigest()


def _dump(progress: _Progress) -> str:
    return json.dumps(
        {
            "v": 1,
            "since": progress.since.isoformat() if progress.since else None,
            "files": {
                name: [
                    k.role,
                    k.size,
                    k.mtime,
                    k.offset,
                    k.fingerprint,
                    k.complete,
                    *k.seen.packed(),
                    *k.old.packed(),
                ]
                for name, k in progress.files.items()
            },
            "bad": progress.bad,
            "drafts": progress.drafts,
        },
        separators=(",", ":"),
    )


def _parse(state: str | None, since: datetime) -> _Progress:
    if state is None:
        return _Progress(since, {}, {}, None)
    try:
        read = json.loads(state)
        if read["v"] != 1:
            raise ValueError("another version")
        files = {
            str(name): _Known(
                str(role),
                int(size),
                int(mtime),
                int(offset),
                str(mark),
                bool(complete),
                Seen((str(ids), str(marks))),
                Seen((str(old_ids), str(old_marks))),
            )
            for name, (role, size, mtime, offset, mark, complete, ids, marks, old_ids, old_marks) in read[
                "files"
            ].items()
        }
        began = datetime.fromisoformat(read["since"]).astimezone(UTC) if read["since"] else None
        drafts = None if read["drafts"] is None else str(read["drafts"])
        return _Progress(began, files, {str(name): int(one) for name, one in read["bad"].items()}, drafts)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CannotCalculateChanges(
            "The stored state of this mailbox is unreadable: it will be read from the beginning."
        ) from error
