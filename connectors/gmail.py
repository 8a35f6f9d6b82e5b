"""A Gmail mailbox by its own interface (Gmail API v1).

What a first reading leaves out, and why nothing that matters is among it. Reading every header of a mailbox of 10,000 messages costs 200,000
quota units, more than half an hour of what Google allows; ids cost next to nothing. So `changes(None)` lists ids with their threads, newest
first (5 units for 500), and the ids of sent mail. Where reading everything since `since` fits the budget, it is read. Where not:

1. A thread whose latest message was sent by the rep may be silent: it is read in full. Drafts, mail of colleagues, and mail that a search
   finds to be automatic by its subject or sender are no answer, so they are looked through: a thread that ends with an absence note is read.
   Bounces are read wherever they lie.
2. All other mail since `since` from and to the people of these threads, and from their firms, is looked for (`from:`, `to:`, `cc:`) and
   read: an answer in another thread, a colleague's word, "stop writing to me", and mail that the rep wrote to them yesterday all count.
3. What is left are threads in which somebody else wrote last, and mail with people whom the rep is not waiting for. An automatic answer in
   an unusual tongue may be among the former: their last messages are read, newest first, as far as the budget goes, and where the header
   says that no person wrote one, its thread is read in full.

Later, when history shows that the rep wrote to somebody new, point 2 is done for this person; and a message in an older thread brings the
thread with it. So everything that a decision about a silent thread rests on has been told before the thread is judged.

Every page can be stored and gone on from: the state holds what is still to be read, and the history id from before the lists were made.
Gmail keeps history for a week or more, sometimes for hours only; a forgotten id (404) raises CannotCalculateChanges, and the reading
from the beginning is bounded by `since` and the same budget.

The id of an email is Gmail's message id. It changes when the rep's client saves a draft, and the draft's own id does not: drafts are followed
by the latter where the client has dropped our key. The content of a message id never changes, so a listed draft that was read
before is not read again.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from connectors import gmail_plan as planning
from connectors.base import (
    AuthenticationFailed,
    CannotCalculateChanges,
    Changes,
    ConnectorError,
    DraftRef,
    Email,
    HostTime,
    Unavailable,
    Unreadable,
    draft_key,
    in_order,
    sealed,
)
from connectors.folders import header_section
from connectors.gmail_api import Api, Ask, Gone, Uncertain, text
from connectors.gmail_mail import (
    draft_is_unchanged,
    email_of,
    is_draft,
    moves,
    raw_of,
    with_content_digest,
)
from connectors.gmail_plan import Listing, Progress

log = logging.getLogger(__name__)

UNITS_PER_MINUTE = 5000
FIRST_SCAN_UNITS = 9000
# Emails told at once: small enough that progress is seen and little is lost to a crash.
PAGE = 100
# About how many emails a thread brings that is read at once.
_THREAD_WEIGHT = 5
_KEPT_OCTETS = 48 * 2**20
_FETCH_AT_ONCE = 10
_LARGE = 4 * 2**20
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
# The labels of the system are in every mailbox and cannot be renamed or deleted (developers.google.com/workspace/gmail/api/guides/labels).
_FOLDERS = {
    "Inbox": "inbox",
    "Sent": "sent",
    "Drafts": "drafts",
    "your labels": "",
    "All Mail": "archive",
    "Spam": "junk",
    "Trash": "trash",
}
_UNREADABLE = "Gmail lists this message and cannot give it"


@dataclass
class _Page:
    """What one step has found."""

    created: dict[str, Email] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.created or self.removed or self.unreadable)


@dataclass
class _Touched:
    """Messages that history names, by id: the thread, and whether the message is new rather than only filed elsewhere."""

    threads: dict[str, str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    drafts: set[str] = field(default_factory=set)
    deleted: dict[str, None] = field(default_factory=dict)


class Gmail:
    """A connector to a Gmail or Google Workspace mailbox.

    `user`: the account's address. `client_id_file`: the OAuth client of the rep's own Cloud project. `token_store`: "file" or "keyring".
    `first_scan_units`: what a reading from the beginning may cost. `api` stands in for all of these in tests.
    """

    def __init__(
        self,
        user: str = "",
        client_id_file: str = "",
        token_store: str = "file",  # noqa: S107
        quota_units_per_minute: int = UNITS_PER_MINUTE,
        *,
        page_size: int = 1000,
        first_scan_units: int = FIRST_SCAN_UNITS,
        api: Callable[[], Api] | None = None,
    ) -> None:
        self._user = user.lower()
        self._client_id_file = client_id_file
        self._token_store = token_store
        self._open = api or (lambda: signed_in(user, client_id_file, token_store, quota_units_per_minute))
        self._opened: Api | None = None
        self._size = max(1, min(page_size, PAGE))
        self._budget = first_scan_units
        self._known: dict[str, tuple[str, str, bool]] = {}
        self._threads: dict[str, str] = {}
        self._large: set[str] = set()
        self._raw: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0
        self._own: tuple[str, ...] | None = None
        self._since = datetime.fromtimestamp(0, UTC)

    @property
    def _api(self) -> Api:
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def changes(self, state: str | None, since: datetime) -> Changes:
        """See `Connector.changes`. Newest threads come first; what is left out of a first reading is told in the module's docstring."""
        progress = planning.parse(state) if state is not None else self._begin(since)
        self._since = max(progress.since, since.astimezone(UTC))
        self._known = {**progress.known, **self._known} if state is not None else dict(self._known)
        page = _Page()
        more = True
        while more and page.empty:
            if progress.todo:
                self._read_next(progress, page)
            elif progress.people:
                self._look_for_people(progress)
            elif progress.probes:
                self._probe(progress)
            else:
                more = self._follow(progress, page)
            more = more or progress.first
        progress.known = self._known
        return Changes(
            tuple(page.created.values()),
            tuple(page.removed),
            progress.text(),
            more,
            tuple(page.unreadable),
        )

    def fetch(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """See `Connector.fetch`; reading by the API never marks anything as read."""
        wanted = [name for name in dict.fromkeys(ids) if _ID.fullmatch(name)]
        yield from [(name, self._raw[name]) for name in wanted if name in self._raw]
        missing = [name for name in wanted if name not in self._raw]
        large = [[name] for name in missing if name in self._large]
        small = [name for name in missing if name not in self._large]
        for some in [small[at : at + _FETCH_AT_ONCE] for at in range(0, len(small), _FETCH_AT_ONCE)] + large:
            answers = self._api.read(Ask("raw", name) for name in some)
            for ask, message in answers.found.items():
                raw = raw_of(message)
                if raw is not None:
                    self._keep(ask.id, raw)
                    yield ask.id, raw

    def drafts(self) -> Mapping[str, DraftRef]:
        """See `Connector.drafts`: the list of drafts is read, and of these every message that was not read before."""
        listed = self._api.list_drafts()
        self._learn_drafts({message: draft for message, (draft, _) in listed.items()})
        found: dict[str, DraftRef] = {}
        for message in listed:
            _, key, unchanged = self._known.get(message, ("", "", False))
            if key and not (key in found and not found[key].unchanged):
                found[key] = DraftRef(message, key, unchanged)
        return found

    def save_draft(self, key: str, message: EmailMessage, reply_to: str | None) -> str:
        """See `Connector.save_draft`. The draft joins the thread of `reply_to`, unless that is gone or in Trash.

        Gmail shows it there because thread id, In-Reply-To, References and subject agree (discovery document, Message.threadId).
        """
        with_content_digest(message)
        raw = sealed(key, message)
        thread = self._thread_of(reply_to) if reply_to else None
        try:
            made = self._create(raw, thread)
        except Uncertain:
            found = self.drafts().get(key)
            if found is None:
                raise
            return found.id
        name, draft = text(made, "message", "id"), text(made, "id")
        self._known[name] = (draft, key, True)
        return name

    def delete_draft(self, id: str) -> bool:
        """See `Connector.delete_draft`. Gmail deletes for good, so the draft is read immediately before."""
        draft = self._draft_id(id)
        tried = False
        for _ in range(3 if draft is not None else 0):
            try:
                now = self._api.one(Ask("draft", str(draft))).get("message", {})
                if not self._is_ours(now, id):
                    return False
                tried = True
                self._api.delete_draft(str(draft))
            except Gone:
                return tried
            except Uncertain:
                continue  # the draft is read again: the rep may have typed meanwhile
            self._known.pop(id, None)
            return True
        if tried:
            raise Unavailable(
                "Gmail does not say whether a draft was deleted. It will be looked at again by itself."
            )
        return False

    def identities(self) -> tuple[str, ...]:
        """See `Connector.identities`: the account and its verified "send mail as" addresses."""
        if self._own is None:
            own = [
                str(alias.get("sendAsEmail", "")).lower()
                for alias in self._api.aliases()
                if alias.get("isPrimary") or alias.get("verificationStatus", "accepted") == "accepted"
            ]
            self._own = tuple(dict.fromkeys(address for address in own if address.count("@") == 1))
        return self._own

    def describe(self) -> tuple[tuple[str, str], ...]:
        """See `Describes.describe`: Gmail's own labels, once the account has answered and is the right one."""
        self._same_account(str(self._api.profile().get("emailAddress", "")))
        return in_order(_FOLDERS.items())

    def draft_trouble(self) -> str | None:
        """See `Describes.draft_trouble`: whoever is signed in may write drafts, for the sign-in is refused without that right."""
        self._api.list_drafts()
        return None

    def host_time(self) -> HostTime | None:
        """See `Describes.host_time`: the time in the header of an answer."""
        at = self._api.host_time()
        return HostTime(at, exact=True) if at is not None else None

    def sign_in(self, tell: Callable[[str], None]) -> None:
        """Has the rep sign in at Google in the browser and stores the sign-in. `tell` is given each line for the rep.

        Raises AuthenticationFailed, also where another account was chosen than `user` names; that sign-in is thrown away.
        """
        from connectors import auth_google

        store = auth_google.store_of(self._token_store)
        auth_google.sign_in(self._user, self._client_id_file, store, tell=tell)
        self.close()
        try:
            self._same_account(str(self._api.profile().get("emailAddress", "")))
        except AuthenticationFailed:
            store.forget(auth_google.PROVIDER, self._user)
            raise

    def close(self) -> None:
        """See `Connector.close`."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        self._raw.clear()
        self._held = 0

    def _begin(self, since: datetime) -> Progress:
        """The plan of a first reading. The history id is taken before anything is listed, so that nothing falls in between."""
        profile = self._api.profile()
        self._same_account(str(profile.get("emailAddress", "")))
        since = since.astimezone(UTC)
        after = f"after:{int(since.timestamp())}"
        messages = tuple(self._api.list_messages(after))
        drafts = {message: draft for message, (draft, _) in self._api.list_drafts().items()}
        sent = frozenset(name for name, _ in self._api.list_messages(after, ["SENT"])) - drafts.keys()
        listing = Listing(messages, sent, frozenset(drafts), frozenset(), drafts)
        if not self._all_fits(listing):
            own = self.identities() or ((self._user,) if self._user else ())
            bounces = self._found(planning.machine_queries(since)) - sent
            aside = self._found(planning.automatic_queries(since)) | self._found(
                planning.colleague_queries(own, since)
            )
            listing = Listing(messages, sent, (aside - sent) | bounces | drafts.keys(), bounces, drafts)
        made = planning.plan(listing, since, str(profile["historyId"]), self._budget, self._size)
        log.debug("%d messages listed, %d reads planned", len(messages), len(made.todo) + len(made.probes))
        return made

    def _all_fits(self, listing: Listing) -> bool:
        return planning.plan(listing, datetime.now(UTC), "0", self._budget, self._size).everything

    def _found(self, queries: Iterable[str]) -> frozenset[str]:
        return frozenset(name for q in queries for name, _ in self._api.list_messages(q))

    def _same_account(self, signed_in_as: str) -> None:
        if (
            self._user
            and signed_in_as
            and _plain_gmail(signed_in_as) not in map(_plain_gmail, self._all_own(signed_in_as))
        ):
            raise AuthenticationFailed(
                "The Google account that signed in is not the one under `user` in the configuration. Run `pleasantly login` for this "
                "mailbox and choose the right account, or mend `user`."
            )

    def _all_own(self, signed_in_as: str) -> tuple[str, ...]:
        """The addresses that the configured user stands for; the aliases are asked for only where they are needed."""
        if _plain_gmail(self._user) == _plain_gmail(signed_in_as):
            return (self._user,)
        return (signed_in_as,) if self._user in self.identities() else (self._user,)

    def _read_next(self, progress: Progress, page: _Page) -> None:
        """Reads what is first in the plan, about a page of it."""
        count = weight = 0
        for ask in progress.todo:
            weight += _THREAD_WEIGHT if ask.what == "thread" else 1
            if count and weight > self._size:
                break
            count += 1
        self._read(progress.todo[:count], progress, page)
        del progress.todo[:count]

    def _read(self, asks: Iterable[Ask], progress: Progress, page: _Page, *, new: bool = False) -> None:
        """Reads and tells what is asked for. `new`: it comes from history, so that the rep's mail among it brings up new people."""
        answers = self._api.read(asks)
        unclear = self._tell_all(answers.found, progress, page, new)
        for ask in answers.gone:
            if ask.what in ("metadata", "raw"):
                page.removed.append(ask.id)
                progress.bad.pop(ask.id, None)
        if unclear:
            again = self._api.read(Ask("raw", name) for name in unclear)
            for name in self._tell_all(again.found, progress, page, new):
                self._broken(name, "it has no header", progress, page)
            answers.broken.update(again.broken)
        for ask, why in answers.broken.items():
            if ask.what == "thread":
                self._read_singly(ask, why, progress, page, new)
            elif ask.what == "draft":
                page.unreadable.append(Unreadable(ask.id, f"draft {ask.id}", f"{_UNREADABLE} ({why})"))
            else:
                self._broken(ask.id, why, progress, page)

    def _read_singly(self, thread: Ask, why: str, progress: Progress, page: _Page, new: bool) -> None:
        """One message that Gmail cannot give spoils its thread: the others are read one by one."""
        members = self._api.read([Ask("members", thread.id)]).found.values()
        names = [str(message["id"]) for reply in members for message in reply.get("messages", ())]
        if names:
            self._read([Ask("metadata", name) for name in names], progress, page, new=new)
        else:
            page.unreadable.append(Unreadable(thread.id, f"thread {thread.id}", f"{_UNREADABLE} ({why})"))

    def _tell_all(
        self, found: Mapping[Ask, dict[str, Any]], progress: Progress, page: _Page, new: bool
    ) -> list[str]:
        """Files what was read; gives the ids whose header cannot be told without the raw message."""
        unclear: list[str] = []
        for ask, reply in found.items():
            for message in reply.get("messages", ()) if ask.what == "thread" else [reply]:
                if ask.what == "draft":
                    message = dict(message.get("message", {}))
                    self._learn_draft(ask.id, message)
                if message.get("id") and "CHAT" not in message.get("labelIds", ()):
                    email = email_of(message)
                    if email is None:
                        unclear.append(str(message["id"]))
                    else:
                        self._tell(email, raw_of(message), progress, page, new)
        return unclear

    def _tell(self, email: Email, raw: bytes | None, progress: Progress, page: _Page, new: bool) -> None:
        """Files one email. The rep's mail in a thread that may be silent brings up the people that it went to."""
        page.created[email.id] = email
        progress.bad.pop(email.id, None)
        if email.thread_id and email.role not in ("drafts", "trash"):
            self._threads[email.id] = email.thread_id
        if email.size is not None and email.size > _LARGE:
            self._large.add(email.id)
        if raw is not None:
            self._keep(email.id, raw)
        if email.role == "sent" and not progress.everything and (new or email.thread_id in progress.told):
            own = frozenset(self.identities())
            firms = {planning.term_of(address) for address in own}
            for address in sorted(planning.recipients(email.header) - own):
                term = planning.term_of(address)
                if term not in firms and term not in progress.asked and term not in progress.people:
                    progress.people.append(term)

    def _broken(self, name: str, why: str, progress: Progress, page: _Page) -> None:
        """A message that Gmail lists and cannot give: told once, and asked for again in the next readings."""
        if name not in progress.bad:
            page.unreadable.append(Unreadable(name, f"message {name}", f"{_UNREADABLE} ({why})"))
        progress.bad[name] = progress.bad.get(name, 0) + 1

    def _look_for_people(self, progress: Progress) -> None:
        """Plans the reading of all mail with people whom the rep waits for, in threads that were not read."""
        people, progress.people = progress.people, []
        found: dict[str, str] = {}
        for q in planning.people_queries(people, self._since):
            found.update(self._api.list_messages(q))
        progress.asked.update(people)
        unread = {name: thread for name, thread in found.items() if thread not in progress.told}
        for thread, names in planning.by_thread(unread.items()).items():
            progress.todo += planning.related(thread, names, self._size)

    def _probe(self, progress: Progress) -> None:
        """Looks whether the last answers of some threads were written by machines, and plans to read the threads where so."""
        probes, progress.probes = progress.probes[: self._size], progress.probes[self._size :]
        last = _Page()
        self._read([Ask("metadata", name) for name, _ in probes], progress, last)
        for name, thread in probes:
            email = last.created.get(name)
            if email is None or planning.looks_automatic(email.header):
                progress.todo.append(Ask("thread", thread))
                progress.told.add(thread)

    def _follow(self, progress: Progress, page: _Page) -> bool:
        """Reads one page of history; says whether there is more. The state moves on only with what was read."""
        answer = self._history(progress.history)
        records = answer.get("history", ())
        again = [name for name, tries in progress.bad.items() if tries <= planning.BAD_TRIES]
        touched = _touched(records)
        self._read(
            [*self._asks(touched, progress), *(Ask("metadata", name) for name in again)],
            progress,
            page,
            new=True,
        )
        page.removed = list(dict.fromkeys([*touched.deleted, *page.removed]))
        for name in page.removed:
            page.created.pop(name, None)
            self._held -= len(self._raw.pop(name, b""))
            progress.bad.pop(name, None)
        more = bool(answer.get("nextPageToken"))
        if more and records:
            progress.history = str(records[-1]["id"])
        elif not more:
            progress.history = str(answer.get("historyId") or progress.history)
        return more

    def _history(self, start: str) -> dict[str, Any]:
        """The next page of history that holds records, or the last one; pages without any occur."""
        token: str | None = None
        while True:
            try:
                answer = self._api.history(start, self._size, token)
            except ConnectorError as error:
                # Gone: forgotten. A plain refusal: Gmail does not take the id for one of its own.
                if type(error) not in (ConnectorError, Gone):
                    raise
                raise CannotCalculateChanges(
                    "Gmail no longer knows what has changed since the last scan: the mailbox will be read from the beginning, "
                    "as far back as `history_days` says."
                ) from error
            token = answer.get("nextPageToken")
            if answer.get("history") or not token:
                return answer

    def _asks(self, touched: _Touched, progress: Progress) -> Iterator[Ask]:
        """The cheapest way to read what history names: drafts by their ids, a thread at once where it may be partly unknown."""
        alive = {name: thread for name, thread in touched.threads.items() if name not in touched.deleted}
        drafts: Mapping[str, tuple[str, str]] = {}
        if touched.drafts & alive.keys():
            drafts = self._api.list_drafts()
            live = {draft for draft, _ in drafts.values()}
            self._known = {
                name: d for name, d in self._known.items() if name in drafts or (d[1] and d[0] in live)
            }
        for name in touched.drafts & alive.keys():
            if name in drafts:
                yield Ask("draft", drafts[name][0])
                del alive[name]
        per_thread = Counter(alive.values())
        done: set[str] = set()
        for name, thread in alive.items():
            reply = name in touched.new and name != thread
            partly_unknown = not progress.everything and reply and thread not in progress.told
            if thread and (partly_unknown or per_thread[thread] > 2):
                if thread not in done:
                    done.add(thread)
                    progress.told.update({thread} if not progress.everything else ())
                    yield Ask("thread", thread)
            else:
                yield Ask("metadata", name)

    def _learn_drafts(self, listed: Mapping[str, str]) -> None:
        """Reads the drafts (message id -> draft id) that were not read before, and forgets those that are gone."""
        answers = self._api.read(
            Ask("draft", draft) for name, draft in listed.items() if name not in self._known
        )
        for ask, reply in answers.found.items():
            self._learn_draft(ask.id, reply.get("message", {}))
        if answers.broken:
            raise Unavailable(
                "Gmail lists a draft and cannot give it now. Drafts will be looked at again by themselves."
            )
        self._known = {name: draft for name, draft in self._known.items() if name in listed}

    def _learn_draft(self, draft: str, message: Mapping[str, Any]) -> None:
        """Keeps what a draft is: ours by its key, or by a draft id that once had one (then it was edited)."""
        raw = raw_of(message)
        if raw is None or not is_draft(message.get("labelIds", ())):
            return
        key = draft_key(header_section(raw))
        before = next((k for d, k, _ in self._known.values() if d == draft and k), "")
        self._known[str(message["id"])] = (draft, key or before, key is not None and draft_is_unchanged(raw))

    def _draft_id(self, id: str) -> str | None:
        known = self._known.get(id)
        if known is not None:
            return known[0] if known[1] else None
        listed = self._api.list_drafts()
        return listed[id][0] if id in listed else None

    def _is_ours(self, message: Mapping[str, Any], id: str) -> bool:
        raw = raw_of(message)
        return (
            raw is not None
            and message.get("id") == id
            and is_draft(message.get("labelIds", ()))
            and draft_key(header_section(raw)) is not None
            and draft_is_unchanged(raw)
        )

    def _create(self, raw: bytes, thread: str | None) -> dict[str, Any]:
        if thread is not None:
            try:
                return self._api.create_draft(raw, thread)
            except ConnectorError as error:
                # Google refused for sure, as it does when the thread went away meanwhile: the draft stands alone then.
                if type(error) not in (ConnectorError, Gone):
                    raise
        return self._api.create_draft(raw, None)

    def _thread_of(self, id: str) -> str | None:
        """The thread of the email that a draft answers; None where it is gone, a draft or in Trash: a draft there is shown nowhere."""
        if id in self._threads:
            return self._threads[id]
        if not _ID.fullmatch(id):
            return None
        try:
            message = self._api.one(Ask("minimal", id))
        except Gone:
            return None
        if {"TRASH", "DRAFT"} & set(message.get("labelIds", ())):
            return None
        return str(message.get("threadId") or "") or None

    def _keep(self, id: str, raw: bytes) -> None:
        """Keeps a raw message for `fetch`, the latest read within a bound."""
        self._held += len(raw) - len(self._raw.pop(id, b""))
        self._raw[id] = raw
        while self._held > _KEPT_OCTETS:
            self._held -= len(self._raw.popitem(last=False)[1])


def _touched(records: Iterable[Mapping[str, Any]]) -> _Touched:
    """What history records come to. A message that came and went, as each autosave of a draft makes, is not read."""
    found = _Touched()
    for record in records:
        for kind, new in (("messagesAdded", True), ("labelsAdded", False), ("labelsRemoved", False)):
            for event in record.get(kind, ()):
                message = event.get("message", {})
                name = str(message.get("id", ""))
                if not name or not (new or moves(event.get("labelIds", ()))):
                    continue
                found.threads[name] = str(message.get("threadId", ""))
                found.deleted.pop(name, None)
                if new:
                    found.new.add(name)
                if is_draft(message.get("labelIds", ())):
                    found.drafts.add(name)
                else:
                    found.drafts.discard(name)
        for event in record.get("messagesDeleted", ()):
            name = str(event.get("message", {}).get("id", ""))
            if name:
                found.threads.pop(name, None)
                found.deleted[name] = None
    return found


def _plain_gmail(address: str) -> str:
    """One spelling of an account: gmail.com and googlemail.com are the same, and dots before them mean nothing."""
    name, _, domain = address.lower().rpartition("@")
    if domain in ("gmail.com", "googlemail.com"):
        return name.replace(".", "") + "@gmail.com"
    return f"{name}@{domain}"


def signed_in(user: str, client_id_file: str, token_store: str, units_per_minute: int) -> Api:
    """The API of an account that the rep has signed in to. Raises AuthenticationFailed where that was not done or is void."""
    from connectors.auth_google import signed_transport
    from connectors.quota import TokenBucket

    return Api(signed_transport(user, client_id_file, token_store), TokenBucket(units_per_minute))
