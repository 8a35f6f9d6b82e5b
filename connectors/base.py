"""What a mail account looks like, whoever hosts it. This package knows nothing of sales.

The terms are those of JMAP (RFC 8620, RFC 8621):

*email*     one stored copy of a message; `Email.id` is the host's name for that copy, opaque to the caller.
*role*      what a folder is for (RFC 6154, RFC 8621 section 2): inbox, sent, drafts, archive, junk, trash, or ""
*keyword*   a flag on an email: "$seen", "$draft", "$flagged" (RFC 8621 section 4.1.1)
*state*     an opaque string that says how far the caller has read; `None` means "from the beginning"
*key*       the caller's own name for a draft, put into the header `X-Pleasantly-Key`: 1 to 64 characters of [0-9A-Za-z-]
*digest*    `draft_digest()` of a draft as it was written, put into the header `X-Pleasantly-Digest`

Error tree: the class decides what the caller does.

    ConnectorError                 something went wrong with this mailbox; the others go on
    ├── Unavailable                later: `retry_after` seconds, where the host named them
    ├── AuthenticationFailed       not before the rep has acted; the message says how to mend it
    ├── CannotCalculateChanges     the state is too old or unreadable: start again from None
    └── NotSupported               this mailbox can never do that (a read-only file, say)

The text of every error is for the rep: what happened, where (folder or file), what to do. It never holds an address,
a subject or a body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol, runtime_checkable

KEY_HEADER = "X-Pleasantly-Key"
DIGEST_HEADER = "X-Pleasantly-Digest"

SEEN = "$seen"
DRAFT = "$draft"
FLAGGED = "$flagged"

ROLES = frozenset({"inbox", "sent", "drafts", "archive", "junk", "trash", ""})

# RFC 5322 section 2.1.1 allows 998 characters a line. With the usual 78, CPython RFC 2047-encodes message ids that are
# longer than a line (python/cpython#79986), and every Exchange Online id is: threading would break.
WIRE = SMTP.clone(max_line_length=998)


class ConnectorError(Exception):
    """Something went wrong with one mailbox."""


class Unavailable(ConnectorError):
    """The host cannot answer now. `retry_after` is in seconds, None where the host named no time."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AuthenticationFailed(ConnectorError):
    """The host refuses the rep's credentials; trying again without the rep is useless."""


class CannotCalculateChanges(ConnectorError):
    """The state is unknown to the host or unreadable (RFC 8620 section 5.2): read from None again."""


class NotSupported(ConnectorError):
    """This kind of mailbox cannot do what was asked."""


@dataclass(frozen=True, slots=True)
class Email:
    """One stored copy of a message, as a listing shows it: the header section and what the host says, no body.

    `header` is the raw header section, up to and without the empty line. `received_at` is the host's own time,
    aware, or None. `thread_id` is the host's thread, or None. `size` is in octets, None where the host does not say.
    """

    id: str
    header: bytes
    role: str = ""
    keywords: frozenset[str] = frozenset()
    received_at: datetime | None = None
    thread_id: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that the connector could not read: what to call it before the rep, and why."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Changes:
    """One page of what changed since a state (RFC 8620 section 5.2).

    `created` also holds emails whose role or draft flag changed. Emails may be repeated, none is ever skipped. `new_state` may be
    stored as soon as the page is recorded, and asked from again after a crash. While `has_more_changes`, ask at once.
    """

    created: tuple[Email, ...]
    removed: tuple[str, ...]
    new_state: str
    has_more_changes: bool = False
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRef:
    """A draft of ours that is in the Drafts folder now. `unchanged`: still what `save_draft` wrote."""

    id: str
    key: str
    unchanged: bool


@runtime_checkable
class Connector(Protocol):
    """One mailbox. There is no way to send, and none to mark as read.

    Any method may raise a ConnectorError, and nothing else. An object is used by one thread at a time.
    """

    def changes(self, state: str | None, since: datetime) -> Changes:
        """The next page of what is new after `state`, in every folder (drafts, trash and junk too).

        `since` (aware) bounds only what is read from None: older emails may be left out.
        Raises CannotCalculateChanges for a state it cannot read.
        """
        ...

    def fetch(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(id, whole raw message) of those that still exist, in any order; never marks anything as read.

        An id that is unknown, gone or unreadable is left out. Huge messages may be cut at the end (5 MB or more is given).
        """
        ...

    def drafts(self) -> Mapping[str, DraftRef]:
        """Every draft of ours in Drafts now, by key: a read of the host, never of a cache."""
        ...

    def save_draft(self, key: str, message: EmailMessage, reply_to: str | None) -> str:
        """Puts one new draft into Drafts and gives its id. `reply_to`: the id of the email it answers.

        Not idempotent: ask `drafts()` for the key first. Raises NotSupported where there is no place for drafts.
        """
        ...

    def delete_draft(self, id: str) -> bool:
        """Deletes a draft of ours, only if it is still unchanged at this moment; says whether it did."""
        ...

    def identities(self) -> tuple[str, ...]:
        """The addresses that the host lets the rep write from, lower-case; empty where it cannot tell."""
        ...

    def close(self) -> None:
        """Gives back connections and files. May be called twice."""
        ...


@dataclass(frozen=True, slots=True)
class HostTime:
    """What a host says about the time, aware. `exact`: its clock says so now; else it is only certain to be no later than now."""

    at: datetime
    exact: bool


@runtime_checkable
class Describes(Protocol):
    """What a connector can tell about a mailbox before any mail of it is read; every one here can. Nothing is written.

    Any method may raise a ConnectorError, and nothing else.
    """

    def describe(self) -> tuple[tuple[str, str], ...]:
        """(folder as the rep knows it, role) of every folder that `changes` reads, in the order of `ORDER`.

        A folder in which mail of several roles lies, each told by a label, is there once for each.
        """
        ...

    def draft_trouble(self) -> str | None:
        """Why `save_draft` would raise now, for the rep; None where nothing is known to be in its way."""
        ...

    def host_time(self) -> HostTime | None:
        """What the host says about the time; None where it does not tell."""
        ...


# In which order folders are shown: by role.
ORDER = ("inbox", "sent", "drafts", "", "archive", "junk", "trash")


def in_order(folders: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(folder, role) pairs sorted by `ORDER`, then by name; each once."""
    return tuple(sorted(set(folders), key=lambda pair: (ORDER.index(pair[1]), pair[0])))


_LINE_END = re.compile(rb"\r\n|\r|\n")
_OUR_HEADERS = re.compile(rb"(?im)^(?:" + DIGEST_HEADER.encode() + rb"):[^\n]*\n(?:[ \t][^\n]*\n)*")


def draft_digest(raw: bytes) -> str:
    """A digest of a whole raw message that ignores line ends and the digest header itself: 32 hex digits.

    Stored inside the draft, it tells an unchanged draft from an edited one even when all state is lost.
    """
    text = _LINE_END.sub(b"\n", raw)
    head, _, body = text.partition(b"\n\n")
    head = _OUR_HEADERS.sub(b"", head + b"\n")
    return hashlib.blake2b(head.rstrip(b"\n") + b"\n\n" + body.rstrip(b"\n"), digest_size=16).hexdigest()


def sealed(key: str, message: EmailMessage) -> bytes:
    """The octets of a draft, CRLF line ends, with key and digest headers: what every connector writes.

    Raises ValueError for a key that would not survive as a header.
    """
    if not re.fullmatch(r"[0-9A-Za-z-]{1,64}", key):
        raise ValueError(f"not a draft key: {key!r}")
    del message[KEY_HEADER]
    del message[DIGEST_HEADER]
    message[KEY_HEADER] = key
    raw = message.as_bytes(policy=WIRE)
    return f"{DIGEST_HEADER}: {draft_digest(raw)}\r\n".encode() + raw


_KEY_LINE = re.compile(rb"(?im)^" + KEY_HEADER.encode() + rb":[ \t]*([0-9A-Za-z-]{1,64})[ \t]*$")
_DIGEST_LINE = re.compile(rb"(?im)^" + DIGEST_HEADER.encode() + rb":[ \t]*([0-9a-f]{32})[ \t]*$")


def draft_key(header: bytes) -> str | None:
    """The key in a raw header section, or None: not a draft of ours."""
    found = _KEY_LINE.search(header.replace(b"\r\n", b"\n"))
    return found[1].decode() if found else None


def is_unchanged(raw: bytes) -> bool:
    """Whether a whole raw draft is still what `sealed` made of it."""
    head = _LINE_END.sub(b"\n", raw).partition(b"\n\n")[0]
    found = _DIGEST_LINE.search(head)
    return found is not None and found[1].decode() == draft_digest(raw)
