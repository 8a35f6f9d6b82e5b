"""One signed-in IMAP connection: commands in, values out, every failure a ConnectorError or a `Refused`.

RFC 3501 throughout; RFC 5819 (LIST-STATUS), RFC 6154 (SPECIAL-USE), RFC 7162 (CONDSTORE), RFC 4315 (UIDPLUS), RFC 2177 (IDLE).
Below imapclient's own methods lies imaplib; it is used directly where imapclient has no method (LIST with RETURN) or loses what arrived
before a failure (FETCH). Folder names are octets as on the wire.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

import imapclient
from imapclient.exceptions import CapabilityError, LoginError, ProtocolError
from imapclient.response_parser import parse_response

from connectors.base import AuthenticationFailed, ConnectorError
from connectors.imap_hosts import Server, connection_error, login_error, tls_context
from connectors.imap_state import Status
from connectors.retry import Unreachable

# imapclient warns of octets that are not ASCII by logging them: they may be an address, a subject or a folder's name.
logging.getLogger("imapclient").setLevel(logging.CRITICAL)

CONNECT_TIMEOUT = 15.0
# A line of a SEARCH answer must stay below imaplib's limit of 1,000,000 octets; a UID takes up to 11.
SEARCH_WINDOW = 50_000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_APPENDUID = re.compile(rb"\[APPENDUID (\d{1,10}) (\d{1,10})\]")
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_NUMBERS = re.compile(rb"\d+")
# The shape of nearly every FETCH response; imapclient's parser, which reads octet by octet, is for the others.
_ROW = re.compile(rb"\d+ \(")
_ITEM = re.compile(
    rb"([A-Z0-9.-]+(?:\[[^\]\"]*\](?:<\d+>)?)?) (?:(\d+)|\"([^\"\\]*)\"|\(([^()\"{]*)\)|(\{\d+\}))(?: |$|(?=\)$))"
)

# How imaplib and the socket fail on a connection that is gone, or on answers that are no IMAP.
_BROKEN = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError)

Row = dict[bytes, Any]
SignIn = Callable[[imapclient.IMAPClient], None]


class Refused(Exception):
    """The server answered NO or BAD; `text` is what it said (never shown: it may hold an address)."""

    def __init__(self, text: str) -> None:
        super().__init__("the server refused a command")
        self.text = text


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of LIST: the name on the wire, its delimiter ("" for none), its attributes in lower case."""

    name: bytes
    delimiter: str
    flags: frozenset[str]


@dataclass(slots=True)
class Fetched:
    """What FETCH gave: rows by UID. `complete`: the server said OK; `suspect`: the UID at which it broke off, where it shows."""

    rows: dict[int, Row] = field(default_factory=dict)
    complete: bool = True
    suspect: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The folder that is selected now."""

    name: bytes
    read_only: bool
    validity: int
    count: int


def open_wire(server: Server, sign_in: SignIn, *, oauth: bool = False) -> Wire:
    """Connects and signs in. Raises Unreachable, Unavailable, AuthenticationFailed or NotSupported with a text for the rep."""
    context = None if server.tls == "none" else tls_context(server)
    timeout = imapclient.SocketTimeout(connect=min(CONNECT_TIMEOUT, server.timeout), read=server.timeout)
    try:
        client = imapclient.IMAPClient(
            server.host, server.port, ssl=server.tls == "implicit", ssl_context=context, timeout=timeout
        )
    except (*_BROKEN, imaplib.IMAP4.error) as error:
        raise connection_error(server, error) from error
    try:
        # imaplib would format every line, bodies included, before the log level drops it.
        client._imap.debug = 0
        # It writes a literal and its line end apart: with Nagle's algorithm the second would wait 40 ms for the first.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.tls == "starttls":
            _start_tls(client, server, context)
        _sign_in(client, server, sign_in, oauth)
        return Wire(client, server)
    except BaseException:
        with contextlib.suppress(imaplib.IMAP4.error, *_BROKEN):
            client.shutdown()
        raise


def _start_tls(client: imapclient.IMAPClient, server: Server, context: ssl.SSLContext | None) -> None:
    try:
        client.starttls(ssl_context=context)
    except CapabilityError as error:
        raise Unreachable(
            f"The mail server {server.name} offers no TLS on this port, so your password is not sent. "
            'Use port 993 with tls = "implicit".'
        ) from error
    except (*_BROKEN, imaplib.IMAP4.error) as error:
        raise connection_error(server, error) from error


def _sign_in(client: imapclient.IMAPClient, server: Server, sign_in: SignIn, oauth: bool) -> None:
    try:
        sign_in(client)
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise connection_error(server, error) from error
        raise login_error(server, str(error), oauth=oauth) from error
    except imaplib.IMAP4.abort as error:
        raise connection_error(server, error) from error
    except UnicodeEncodeError as error:
        raise AuthenticationFailed(
            f"The mail server {server.host} takes only plain English letters, digits and signs in a password. Choose such a one there, "
            "or an app password."
        ) from error
    except _BROKEN as error:
        raise connection_error(server, error) from error
    except imaplib.IMAP4.error as error:
        raise login_error(server, str(error), oauth=oauth) from error


class Wire:
    """A connection that is signed in. After a ConnectorError other than from `append` it must not be used again."""

    def __init__(self, client: imapclient.IMAPClient, server: Server) -> None:
        self._client = client
        self._imap: Any = client._imap
        self._server = server
        self.opened: Opened | None = None
        with self._clear():
            self.capabilities = frozenset(c.decode("ascii", "replace").upper() for c in client.capabilities())

    def can(self, *names: str) -> bool:
        """Whether the server has all these capabilities."""
        return self.capabilities.issuperset(names)

    @property
    def keeps_modseq(self) -> bool:
        return "CONDSTORE" in self.capabilities or "QRESYNC" in self.capabilities

    def close(self) -> None:
        """Says goodbye where the server still listens."""
        with contextlib.suppress(imaplib.IMAP4.error, *_BROKEN):
            self._imap.sock.settimeout(2)
            self._client.logout()
        self.drop()

    def drop(self) -> None:
        """Gives the socket back without a word."""
        with contextlib.suppress(imaplib.IMAP4.error, *_BROKEN):
            self._imap.shutdown()

    @contextlib.contextmanager
    def _clear(self) -> Iterator[None]:
        try:
            yield
        except ConnectorError:
            raise
        except imaplib.IMAP4.readonly as error:  # to imaplib an abort, though the connection is sound
            raise Refused(str(error)) from error
        except imaplib.IMAP4.abort as error:
            raise connection_error(self._server, error) from error
        except imaplib.IMAP4.error as error:
            raise Refused(str(error)) from error
        except _BROKEN as error:
            raise connection_error(self._server, error) from error

    def _run(self, name: str, *args: bytes, answers: Sequence[str] = ()) -> dict[str, list[Any]]:
        """One command; gives the untagged answers of these types. Raises Refused for NO and BAD."""
        for answer in answers:
            self._imap.untagged_responses.pop(answer, None)
        with self._clear():
            typ, data = self._imap._simple_command(name, *args)
        if typ != "OK":
            raise Refused(_text(data))
        return {answer: self._imap.untagged_responses.pop(answer, []) for answer in answers}

    def personal(self) -> Callable[[bytes], bool]:
        """Whether a folder is the rep's own, and not another user's or a shared one (RFC 2342)."""
        if not self.can("NAMESPACE"):
            return lambda name: True
        try:
            answers = self._run("NAMESPACE", answers=("NAMESPACE",))["NAMESPACE"]
            own, *others = (_prefixes(part) for part in _parsed(answers)[:3])
        except (Refused, ProtocolError, ValueError, TypeError):
            return lambda name: True
        foreign = tuple(prefix for part in others for prefix in part if prefix)
        mine = tuple(prefix for prefix in own if prefix)
        return lambda name: not name.startswith(foreign) or (bool(mine) and name.startswith(mine))

    def folders(self) -> list[tuple[Listed, Status | None]]:
        """Every folder that can be opened, with its status where LIST gives it along (one command for all)."""
        extended, at_once = self.can("LIST-EXTENDED"), self.can("LIST-EXTENDED", "LIST-STATUS")
        wanted = [b"SPECIAL-USE"] if self.can("SPECIAL-USE") and extended else []
        wanted += [b"STATUS " + self._status_items()] if at_once else []
        args = [b'""', b'"*"'] + ([b"RETURN (" + b" ".join(wanted) + b")"] if wanted else [])
        try:
            answers = self._run("LIST", *args, answers=("LIST", "STATUS"))
        except Refused:
            if not wanted:
                raise
            answers = self._run("LIST", b'""', b'"*"', answers=("LIST", "STATUS"))
        statuses = dict(_status(row) for row in _rows(answers["STATUS"]))
        found: dict[bytes, Listed] = {}
        for row in _rows(answers["LIST"]):
            listed = _listed(row)
            if listed is not None and not listed.flags & {"\\noselect", "\\nonexistent"}:
                found.setdefault(listed.name, listed)
        return [(listed, statuses.get(name)) for name, listed in found.items()]

    def _status_items(self) -> bytes:
        return b"(MESSAGES UIDNEXT UIDVALIDITY" + (b" HIGHESTMODSEQ)" if self.keeps_modseq else b")")

    def status(self, name: bytes) -> Status | None:
        """The status of one folder that is not selected; None where it cannot be opened either."""
        with contextlib.suppress(Refused):
            rows = _rows(
                self._run("STATUS", quoted(name), self._status_items(), answers=("STATUS",))["STATUS"]
            )
            found = _status(rows[-1])[1] if rows else None
            if found is not None:
                return found
        try:
            opened = self.open(name, again=True)
        except Refused:
            return None
        answers = self._imap.untagged_responses
        found = Status(
            opened.validity, _first(answers, "UIDNEXT"), opened.count, _first(answers, "HIGHESTMODSEQ")
        )
        self.unselect()
        return found

    def open(self, name: bytes, *, read_only: bool = True, again: bool = False) -> Opened:
        r"""Selects a folder, with EXAMINE when `read_only`: then neither \Seen nor \Recent changes. Raises Refused."""
        now = self.opened
        if now is not None and now.name == name and now.read_only == read_only and not again:
            return now
        self.opened = None
        with self._clear():
            typ, data = self._imap.select(quoted(name), readonly=read_only)
        if typ != "OK":
            raise Refused(_text(data))
        answers = self._imap.untagged_responses
        self.opened = Opened(name, read_only, _first(answers, "UIDVALIDITY"), _first(answers, "EXISTS"))
        return self.opened

    def rights(self, name: bytes) -> str | None:
        """What the rep may do with a folder, a letter for each right (RFC 4314 section 2.1); None where the server does not tell."""
        if not self.can("ACL"):
            return None
        try:
            rows = _rows(self._run("MYRIGHTS", quoted(name), answers=("MYRIGHTS",))["MYRIGHTS"])
        except Refused:
            return None
        told = rows[-1][-1] if rows else None
        return told.decode("ascii", "replace") if isinstance(told, bytes) else None

    def unselect(self) -> None:
        """No folder is selected afterwards, and nothing was expunged (RFC 3691; CLOSE is harmless after EXAMINE)."""
        if self.opened is None:
            return
        if self.can("UNSELECT"):
            self._run("UNSELECT")
        else:
            self.open(self.opened.name)
            self._run("CLOSE")
        self._imap.state = "AUTH"
        self.opened = None

    def search(self, criteria: bytes = b"ALL", *, count: int | None = None) -> set[int]:
        """The UIDs in the selected folder that meet the criteria.

        `count` (how many messages there are): the search goes by windows of sequence numbers, highest first, so that no answer is too
        long, and a message that slides down while others are expunged is met again rather than missed.
        """
        if count is None or count <= SEARCH_WINDOW:
            return self._search(criteria)
        found: set[int] = set()
        for high in range(count, 0, -SEARCH_WINDOW):
            low = max(1, high - SEARCH_WINDOW + 1)
            found |= self._search(b"%d:%s %s" % (low, b"*" if high == count else b"%d" % high, criteria))
        return found

    def _search(self, criteria: bytes) -> set[int]:
        try:
            lines = self._run("UID", b"SEARCH", criteria, answers=("SEARCH",))["SEARCH"]
        except Refused:
            if criteria != b"ALL":
                raise
            rows = self._run("UID", b"FETCH", b"1:*", b"(UID)", answers=("FETCH",))["FETCH"]
            return {int(found[1]) for row in rows if isinstance(row, bytes) and (found := _UID.search(row))}
        # "(MODSEQ 917)" may follow the UIDs (RFC 7162 section 3.1.5).
        return {
            int(number)
            for line in lines
            if line
            for number in _NUMBERS.findall(bytes(line).partition(b"(")[0])
        }

    def fetch(self, uids: str, items: bytes, changed_since: int = 0) -> Fetched:
        """FETCH by UID. What arrived before a failure is kept; rows without a UID (unsolicited ones) are left out.

        Raises Unavailable when the server does not answer in time. A connection that the server closed gives what there is, incomplete.
        """
        imap = self._imap
        imap.untagged_responses.pop("FETCH", None)
        args = [uids.encode("ascii"), items] + (
            [b"(CHANGEDSINCE %d)" % changed_since] if changed_since else []
        )
        fetched = Fetched()
        try:
            typ, _ = imap._simple_command("UID", "FETCH", *args)
            fetched.complete = typ == "OK"
        except TimeoutError as error:
            raise connection_error(self._server, error) from error
        except imaplib.IMAP4.abort:
            fetched.complete, self.opened = False, None
        except imaplib.IMAP4.error:
            fetched.complete = False
        except _BROKEN:
            fetched.complete, self.opened = False, None
        for response in _responses(imap.untagged_responses.pop("FETCH", [])):
            uid, whole = _take(response, fetched.rows)
            if not fetched.complete and not (whole and section_of(fetched.rows[uid]) is not None):
                fetched.suspect = uid or None
        return fetched

    @property
    def alive(self) -> bool:
        """False after a FETCH that broke the connection."""
        return self.opened is not None

    def append(self, name: bytes, raw: bytes) -> tuple[int, int] | None:
        r"""Puts a draft into a folder; gives UIDVALIDITY and UID where the server says them (RFC 4315). Raises Refused.

        \Draft and \Seen are part of the APPEND: mail clients show a draft without them as a received message.
        """
        with self._clear():
            typ, data = self._imap.append(quoted(name), "(\\Draft \\Seen)", None, raw)
        if typ != "OK":
            raise Refused(_text(data))
        found = _APPENDUID.search(b" ".join(part for part in data if isinstance(part, bytes)))
        return (int(found[1]), int(found[2])) if found else None

    def mark_deleted(self, uid: int) -> None:
        r"""Sets \Deleted on one message of the selected folder."""
        self._run("UID", b"STORE", b"%d" % uid, b"+FLAGS.SILENT", b"(\\Deleted)")

    def expunge(self, uid: int | None) -> None:
        r"""Expunges one message (needs UIDPLUS); None: every message that has \Deleted."""
        if uid is None:
            self._run("EXPUNGE")
        else:
            self._run("UID", b"EXPUNGE", b"%d" % uid)

    def move(self, uid: int, name: bytes) -> None:
        """Moves one message of the selected folder (RFC 6851)."""
        self._run("UID", b"MOVE", b"%d" % uid, quoted(name))

    def idle(
        self,
        seconds: float,
        clock: Callable[[], float] = time.time,
        enough: Callable[[], bool] = lambda: False,
    ) -> bool | None:
        """Waits in IDLE for news of the selected folder: True for news, False for none in that time, None when it is better to reconnect.

        `enough` is asked every second whether to end sooner.

        imapclient swallows the end of the connection (mjs/imapclient#565): an empty answer before the time is over means it is dead.
        A clock that jumped says that the computer slept, and that the connection may be gone without a word.
        """
        with self._clear():
            self._client.idle()
            end = clock() + seconds
            while True:
                left = end - clock()
                if left <= 0 or enough():
                    self._client.idle_done()
                    return False
                slice_ = min(left, 1.0)
                began = clock()
                answers = self._client.idle_check(timeout=slice_)
                took = clock() - began
                if any(_is_news(answer) for answer in answers):
                    self._client.idle_done()
                    return True
                if not answers and (took < slice_ - 0.05 or took > slice_ + 30):
                    return None


def _is_news(answer: Any) -> bool:
    """Whether an untagged answer says that messages came or went; flags alone do not count."""
    return isinstance(answer, tuple) and len(answer) > 1 and answer[1] in (b"EXISTS", b"EXPUNGE", b"VANISHED")


def quoted(name: bytes) -> bytes:
    """A folder name as a quoted string (RFC 3501 section 9)."""
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def imap_date(day: date | datetime) -> bytes:
    """A day as SEARCH takes it, in English whatever the locale."""
    return b"%d-%s-%d" % (day.day, _MONTHS[day.month - 1].encode(), day.year)


def received_at(row: Mapping[bytes, Any]) -> datetime | None:
    """The INTERNALDATE of a row ("02-Mar-2026 09:00:00 +0000"), aware; None where it is missing or unreadable."""
    value = row.get(b"INTERNALDATE")
    if not isinstance(value, bytes):
        return None
    try:
        day, month, year = (
            int(value[:2]),
            _MONTHS.index(value[3:6].decode("ascii").title()) + 1,
            int(value[7:11]),
        )
        hour, minute, second = int(value[12:14]), int(value[15:17]), int(value[18:20])
        east = timedelta(hours=int(value[22:24]), minutes=int(value[24:26]))
        zone = timezone(-east if value[21:22] == b"-" else east) if east else UTC
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except (ValueError, OverflowError, UnicodeDecodeError):
        return None


def flags_of(row: Mapping[bytes, Any]) -> frozenset[str]:
    """The flags of a row in lower case."""
    value = row.get(b"FLAGS")
    return _lower(value) if isinstance(value, tuple) else frozenset()


def labels_of(row: Mapping[bytes, Any]) -> frozenset[str]:
    """Gmail's labels of a row in lower case (https://developers.google.com/workspace/gmail/imap/imap-extensions)."""
    value = row.get(b"X-GM-LABELS")
    return _lower(value) if isinstance(value, tuple) else frozenset()


@lru_cache(maxsize=4096)
def _lower(words: tuple[Any, ...]) -> frozenset[str]:
    return frozenset(_words(words))


def section_of(row: Mapping[bytes, Any]) -> bytes | None:
    """The part of the message that a row holds; None where it holds none."""
    for name, value in row.items():
        if name.startswith(b"BODY["):
            return (
                value if isinstance(value, bytes) else str(value).encode() if isinstance(value, int) else None
            )
    return None


def _words(value: object) -> Iterator[str]:
    for word in value if isinstance(value, tuple) else ():
        yield (word.decode("utf-8", "replace") if isinstance(word, bytes) else str(word)).lower()


def _text(data: object) -> str:
    parts = data if isinstance(data, list) else [data]
    return " ".join(part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes))


def _first(answers: Mapping[str, list[Any]], name: str) -> int:
    values = answers.get(name) or [b"0"]
    try:
        return int(values[-1])
    except (TypeError, ValueError):
        return 0


def _responses(entries: Sequence[Any]) -> Iterator[list[Any]]:
    """imaplib's flat list, one list for each response: literals make tuples, and a plain line ends a response."""
    response: list[Any] = []
    for entry in entries:
        if entry is None:
            continue
        response.append(entry)
        if isinstance(entry, bytes):
            yield response
            response = []
    if response:
        yield response


def _parsed(response: list[Any]) -> tuple[Any, ...]:
    try:
        return tuple(parse_response(response))
    except (ValueError, IndexError, StopIteration, RuntimeError, RecursionError) as error:
        raise ProtocolError("an answer that is no IMAP") from error


def _rows(entries: Sequence[Any]) -> list[tuple[Any, ...]]:
    rows = []
    for response in _responses(entries):
        with contextlib.suppress(ProtocolError, AssertionError):
            rows.append(_parsed(response))
    return [row for row in rows if row]


def _quick(response: list[Any]) -> Row | None:
    """A FETCH response of the usual shape: numbers, quoted strings, lists of atoms, and one literal at its end."""
    literal: bytes | None = None
    text = response[0]
    if len(response) == 2 and isinstance(text, tuple) and response[1] == b")":
        text, literal = text
    elif len(response) != 1 or not isinstance(text, bytes):
        return None
    begin = _ROW.match(text)
    if begin is None:
        return None
    row: Row = {}
    at, end = begin.end(), len(text) - (literal is None)
    while at < end:
        item = _ITEM.match(text, at)
        if item is None:
            return None
        at = item.end()
        name, number, string, words, size = item.groups()
        if size is not None:
            if literal is None or at < end or int(size[1:-1]) != len(literal):
                return None
            row[name] = literal
        elif number is not None:
            row[name] = int(number)
        else:
            row[name] = string if words is None else tuple(words.split())
    return row if (literal is None) == (text[-1:] == b")") else None


def _slow(response: list[Any]) -> Row:
    items = _parsed(response)[1]
    return {name.upper(): value for name, value in zip(items[::2], items[1::2], strict=True)}


def _take(response: list[Any], rows: dict[int, Row]) -> tuple[int, bool]:
    """Reads one FETCH response into `rows`; gives its UID, 0 where it names none, and whether it was whole."""
    try:
        row = _quick(response) or _slow(response)
        uid = int(row[b"UID"])
    except KeyError:
        return 0, False
    except (ProtocolError, AssertionError, IndexError, TypeError, ValueError, AttributeError):
        head = response[0][0] if isinstance(response[0], tuple) else response[0]
        found = _UID.search(head)
        return (int(found[1]) if found else 0), False
    if uid in rows:
        rows[uid].update(row)
    else:
        rows[uid] = row
    return uid, True


def _listed(row: tuple[Any, ...]) -> Listed | None:
    if len(row) < 3 or not isinstance(row[0], tuple):
        return None
    flags, delimiter, name = row[0], row[1], row[2]
    octets = name if isinstance(name, bytes) else str(name).encode() if isinstance(name, int) else None
    if octets is None or re.search(rb"[\r\n\x00]", octets):
        return None
    if octets.upper() == b"INBOX":
        octets = b"INBOX"
    mark = delimiter.decode("ascii", "replace") if isinstance(delimiter, bytes) else ""
    return Listed(octets, mark, frozenset(_words(flags)))


def _status(row: tuple[Any, ...]) -> tuple[bytes, Status | None]:
    name = row[0] if isinstance(row[0], bytes) else str(row[0]).encode()
    name = b"INBOX" if name.upper() == b"INBOX" else name
    items = row[-1]
    if not isinstance(items, tuple):
        return name, None
    found = {
        key.upper(): value
        for key, value in zip(items[::2], items[1::2], strict=False)
        if isinstance(key, bytes)
    }
    validity, next_uid, count = (found.get(key) for key in (b"UIDVALIDITY", b"UIDNEXT", b"MESSAGES"))
    if not (isinstance(validity, int) and isinstance(next_uid, int) and isinstance(count, int)):
        return name, None
    modseq = found.get(b"HIGHESTMODSEQ")
    return name, Status(validity, next_uid, count, modseq if isinstance(modseq, int) else 0)


def _prefixes(part: object) -> list[bytes]:
    rows = part if isinstance(part, tuple) else ()
    return [row[0] for row in rows if isinstance(row, tuple) and row and isinstance(row[0], bytes)]
