"""Mailboxes at Microsoft 365 and Outlook.com, by Microsoft Graph.

Reading is one delta a folder (learn.microsoft.com/graph/delta-query-messages), asked in batches; ids are immutable. A draft is made by one
request that carries key, recipients and body: `createReplyAll` on the mail it answers, or a MIME draft where there is none.

What is not promised: an old mail (older than the first reading looked back) that is moved within a folder of more than 5,000 is not told.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from connectors.base import (
    CannotCalculateChanges,
    Changes,
    ConnectorError,
    DraftRef,
    Email,
    HostTime,
    NotSupported,
    Unavailable,
    Unreadable,
    in_order,
    sealed,
)
from connectors.folders import date_of
from connectors.graph import (
    BATCH,
    Ask,
    BadRequest,
    Conflict,
    Gone,
    Graph,
    Missing,
    Reply,
    foreign_errors,
    message_path,
)
from connectors.outlook_drafts import (
    Wanted,
    digest_of,
    is_as_wanted,
    is_unchanged,
    marked,
    patch_of,
    wanted,
)
from connectors.outlook_mail import (
    DIGEST,
    DRAFT_PROPERTIES,
    DRAFTED,
    INTENDED_HEADER,
    KEY,
    LISTED,
    LISTED_PROPERTIES,
    addresses,
    draft_key_of,
    email_of,
    instant,
    is_full,
    query,
)
from connectors.outlook_state import EXPANDED, IGNORED, WELL_KNOWN, State, path_of_folder, with_tree

if TYPE_CHECKING:
    from connectors.auth_microsoft import Microsoft

PAGE = 500
# Graph works on four parts of a batch at once.
PAGES_AT_ONCE = 4
# A delta with a $filter tells at most 5,000 messages (delta-query-messages): it is used only where that is enough.
FILTERED_MOST, UNFILTERED_MOST = 4_500, 5_000
# What a folder that was read before may have that is new, for the size of a batch.
EXPECTED_NEW = 5
DRAFTS_PAGE = 100
# Bodies are kept for the rest of a scan, which asks for some of them twice (octets).
KEPT_EACH, KEPT_ALL = 262_144, 33_554_432
LARGE = 1_000_000
TIPS = 50


@dataclass(frozen=True, slots=True)
class AutomaticReply:
    """A recipient's out-of-office text as the sender would be shown it, with its time (aware, UTC) where the host tells."""

    text: str
    start: datetime | None = None
    end: datetime | None = None


class Outlook:
    """A mailbox by Microsoft Graph. `user`: whose, as signed in; `client_id`, `tenant`: the app registration (docs/outlook.md).

    `token_store`, `sign_in`: see `connectors.auth_microsoft`. `graph` replaces the real one, `page_size` bounds a page of changes.
    """

    def __init__(
        self,
        user: str = "",
        client_id: str = "",
        tenant: str = "organizations",
        token_store: str = "file",  # noqa: S107
        sign_in: str = "browser",
        *,
        graph: Graph | None = None,
        page_size: int = PAGE,
    ) -> None:
        self._way = sign_in
        self._account = (user, client_id, tenant, token_store)
        self._graph = graph or Graph(self._microsoft().token)
        self._page_size = page_size
        self._answers: dict[tuple[str, str], Reply] = {}
        self._own: tuple[str, ...] | None = None
        self._drafts_folder = ""
        self._large: set[str] = set()
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._kept = 0

    def changes(self, state: str | None, since: datetime) -> Changes:
        """See `Connector.changes`. A round begins with the list of folders and ends when each has told all."""
        now = State.read(state) if state is not None else self._first(since)
        if not now.todo:
            now = self._new_round(now)
        reading = _Reading(now)
        with foreign_errors():
            while reading.state.todo:
                folder_id = self._next_folder(reading.state)
                if not self._fits(reading, folder_id):
                    break
                answer = self._answer(reading, folder_id)
                if answer is not None:
                    self._take(reading, folder_id, answer)
        return Changes(
            tuple(reading.created.values()),
            tuple(reading.removed),
            reading.state.text(),
            bool(reading.state.todo),
            tuple(reading.unreadable),
        )

    def fetch(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """See `Connector.fetch`. Twenty in one request, huge ones alone and cut."""
        asked = [i for i in dict.fromkeys(ids) if i]
        for email_id in asked:
            if email_id in self._bodies:
                yield email_id, self._bodies[email_id]
        new = [i for i in asked if i not in self._bodies]
        for email_id in (i for i in new if i in self._large):
            try:
                yield email_id, self._graph.message(message_path(email_id, "/$value"))
            except (Missing, BadRequest):
                continue
        small = [i for i in new if i not in self._large]
        for start in range(0, len(small), BATCH):
            chunk = small[start : start + BATCH]
            replies = self._graph.batch([Ask(message_path(i, "/$value")) for i in chunk])
            for email_id, reply in zip(chunk, replies, strict=True):
                raw = _body_of(reply)
                if raw is not None:
                    self._keep(email_id, raw)
                    yield email_id, raw

    def drafts(self) -> Mapping[str, DraftRef]:
        """See `Connector.drafts`."""
        found: dict[str, DraftRef] = {}
        for item in self._our_drafts():
            key = draft_key_of(item)
            if key is not None and (key not in found or found[key].unchanged):
                found[key] = DraftRef(str(item["id"]), key, is_unchanged(item))
        return found

    def save_draft(self, key: str, message: EmailMessage, reply_to: str | None) -> str:
        """See `Connector.save_draft`. Raises NotSupported for a draft to nobody or to the rep."""
        raw = sealed(key, message)
        draft = wanted(key, message)
        own = set(self.identities())
        everybody = [address for field in draft.people for address in field]
        if not draft.people[0] or own.intersection(everybody):
            raise NotSupported(
                "A draft was not saved, because it would go to nobody, or to yourself. Report this: it must not happen."
            )
        made = self._reply(draft, reply_to) if reply_to else None
        return made or self._new(draft, raw)

    def delete_draft(self, id: str) -> bool:
        """See `Connector.delete_draft`. The draft goes to Deleted Items."""
        if not id:
            return False
        try:
            item = self._draft(id)
            if not self._is_our_draft(item) or not is_unchanged(item):
                return False
            return self._delete(item)
        except (Missing, BadRequest):
            return False

    def identities(self) -> tuple[str, ...]:
        """See `Connector.identities`: the user's mail address, sign-in name and proxy addresses."""
        if self._own is None:
            me = self._graph.get(Ask("/me" + query(select="mail,userPrincipalName,proxyAddresses"))).data
            told = [me.get("mail"), me.get("userPrincipalName")]
            told += [p[5:] for p in me.get("proxyAddresses") or () if str(p)[:5].lower() == "smtp:"]
            found = [t.strip().lower() for t in told if isinstance(t, str) and t.count("@") == 1]
            self._own = tuple(dict.fromkeys(found))
        return self._own

    def describe(self) -> tuple[tuple[str, str], ...]:
        """See `Describes.describe`."""
        state = self._first(datetime.fromtimestamp(0, UTC))
        return in_order((path_of_folder(state, one), folder.role) for one, folder in state.folders.items())

    def draft_trouble(self) -> str | None:
        """See `Describes.draft_trouble`: every mailbox has Drafts, and without the right to write there is no sign-in."""
        self._graph.get(Ask("/me/mailFolders/drafts" + query(select="id")))
        return None

    def host_time(self) -> HostTime | None:
        """See `Describes.host_time`: the time in the header of an answer (RFC 9110 section 6.6.1)."""
        headers = self._graph.get(Ask("/me/mailFolders/drafts" + query(select="id"))).headers
        told = next((value for name, value in headers.items() if name.lower() == "date"), "")
        at = date_of(b"Date: " + told.encode("latin-1", "replace"))
        return HostTime(at, exact=True) if at is not None else None

    def close(self) -> None:
        """See `Connector.close`."""
        self._graph.close()

    def sign_in(self, tell: Callable[[str], None]) -> None:
        """Has the rep sign in and stores the sign-in; `tell` shows a line. See `connectors.auth_microsoft.Microsoft.sign_in`."""
        self._microsoft().sign_in(self._way, tell)

    def automatic_replies(self, recipients: Iterable[str]) -> Mapping[str, AutomaticReply]:
        """Who of these addresses has an out-of-office reply switched on, by address; chiefly known for the own organisation.

        learn.microsoft.com/graph/api/user-getmailtips. Raises NotSupported where the tenant does not allow it.
        """
        found: dict[str, AutomaticReply] = {}
        asked = list(dict.fromkeys(recipients))
        for start in range(0, len(asked), TIPS):
            body = {
                "EmailAddresses": asked[start : start + TIPS],
                "MailTipsOptions": "automaticReplies",
            }
            try:
                told = self._graph.write("POST", "/me/getMailTips", body).data
            except BadRequest as error:
                raise NotSupported("Microsoft 365 does not tell automatic replies here.") from error
            with foreign_errors():
                for tip in told["value"]:
                    reply = tip.get("automaticReplies") or {}
                    address = str((tip.get("emailAddress") or {}).get("address") or "").lower()
                    if address and (text := str(reply.get("message") or "").strip()):
                        start_at, end_at = (
                            _zoned(reply.get(f"scheduled{part}Time")) for part in ("Start", "End")
                        )
                        found[address] = AutomaticReply(text, start_at, end_at)
        return found

    def _microsoft(self) -> Microsoft:
        from connectors.auth_microsoft import Microsoft

        return Microsoft(*self._account)

    def _first(self, since: datetime) -> State:
        """The state before anything was read: what the well-known folders are, and the list of all."""
        names = [*WELL_KNOWN, *IGNORED]
        asks = [Ask(f"/me/mailFolders/{name}" + query(select="id")) for name in names]
        asks.append(Ask("/me/mailFolders/delta" + query(select="displayName,parentFolderId,totalItemCount")))
        *known, tree = self._graph.batch(asks)
        roles: dict[str, str] = {}
        for name, reply in zip(names, known, strict=True):
            if reply.status == 200:
                roles[str(reply.data["id"])] = WELL_KNOWN.get(name, "-")
            elif reply.status not in {400, 404}:
                reply.checked()
        at = since if since.tzinfo else since.replace(tzinfo=UTC)
        return self._read_tree(State(at.astimezone(UTC), "", roles), tree.checked())

    def _new_round(self, state: State) -> State:
        """Every folder is to be read again; the list of folders is asked in the same request as the first of them."""
        state = state.next_round()
        tree = Ask(state.tree)
        folders = [(i, state.folders[i].link) for i in state.todo if state.folders[i].link][: BATCH - 1]
        replies = self._graph.batch([tree, *(self._folder_ask(link) for _, link in folders)])
        self._answers = dict(zip(folders, replies[1:], strict=True))
        try:
            return self._read_tree(state, replies[0].checked())
        except (Gone, Missing):
            raise CannotCalculateChanges(
                "Microsoft 365 no longer knows this list of folders: the mailbox is read from the beginning."
            ) from None

    def _read_tree(self, state: State, reply: Reply) -> State:
        with foreign_errors():
            while True:
                state = with_tree(state, reply.data["value"])
                if "@odata.nextLink" not in reply.data:
                    return replace(state, tree=self._graph.path_of(reply.data["@odata.deltaLink"]))
                reply = self._graph.get(Ask(self._graph.path_of(reply.data["@odata.nextLink"])))

    def _folder_ask(self, link: str) -> Ask:
        return Ask(link, (f"odata.maxpagesize={self._page_size}",))

    def _next_folder(self, state: State) -> str:
        """The folder to go on with: one whose answer is here, so that several folders are read side by side."""
        here = (i for i in state.todo if (i, state.folders[i].link) in self._answers)
        return next(here, state.todo[0])

    def _fits(self, reading: _Reading, folder_id: str) -> bool:
        """Whether what a folder tells next still belongs to this page: its answer is here, and the page stays within its size."""
        if not reading.told:
            return True
        answer = self._answers.get((folder_id, reading.state.folders[folder_id].link))
        return answer is not None and reading.count + len(answer.data.get("value") or ()) <= self._page_size

    def _answer(self, reading: _Reading, folder_id: str) -> Reply | None:
        """What a folder tells next; None where it has to be asked in another way. Several folders are asked at once."""
        if (folder_id, reading.state.folders[folder_id].link) not in self._answers:
            self._ask_folders(reading)
        state = reading.state
        reply = self._answers.pop((folder_id, state.folders[folder_id].link))
        try:
            return reply.checked()
        except Gone:
            if folder_id in reading.restarted:
                raise Unavailable(
                    "Microsoft 365 does not tell what is in a folder. It will be tried again."
                ) from None
            reading.restarted.add(folder_id)
            reading.state = state.with_folder(folder_id, link="")
        except Missing:
            if state.folders[folder_id].told:
                raise CannotCalculateChanges(
                    "A mail folder is gone, with what was in it: the mailbox is read from the beginning."
                ) from None
            reading.state = state.without(folder_id)
        except (BadRequest, Unavailable):
            if EXPANDED not in state.folders[folder_id].link or reply.status not in {400, 500}:
                raise
            reading.state = state.made_plain()
        return None

    def _ask_folders(self, reading: _Reading) -> None:
        """Asks several folders at once, as many as probably give four pages; what is here already is not asked again."""
        here = {(i, f.link) for i, f in reading.state.folders.items()}
        self._answers = {key: reply for key, reply in self._answers.items() if key in here}
        chosen: list[tuple[str, str]] = []
        expected = 0
        for folder_id in reading.state.todo:
            folder = reading.state.folders[folder_id]
            if not folder.link:
                link = self._first_link(reading.state, folder_id)
                reading.state = reading.state.with_folder(folder_id, link=link)
                folder = reading.state.folders[folder_id]
            if (folder_id, folder.link) in self._answers:
                continue
            fresh = "$deltatoken" not in folder.link
            expected += min(folder.rest, self._page_size) if fresh else EXPECTED_NEW
            if chosen and (expected > PAGES_AT_ONCE * self._page_size or len(chosen) == BATCH):
                break
            chosen.append((folder_id, folder.link))
        replies = self._graph.batch([self._folder_ask(link) for _, link in chosen])
        self._answers.update(zip(chosen, replies, strict=True))

    def _first_link(self, state: State, folder_id: str) -> str:
        """The path of a folder's first delta; bounded by date only if the folder is large and the bound leaves few enough."""
        where = f"/me/mailFolders/{quote(folder_id, safe='')}/messages"
        options = {"select": LISTED}
        if not state.plain:
            options["expand"] = LISTED_PROPERTIES
        if state.folders[folder_id].rest > UNFILTERED_MOST:
            bound = f"receivedDateTime ge {state.since.strftime('%Y-%m-%dT%H:%M:%SZ')}"
            count = self._graph.get(
                Ask(where + query(filter=bound, count="true", top="1", select="id"))
            ).data.get("@odata.count")
            if isinstance(count, int) and count <= FILTERED_MOST:
                options["filter"] = bound
        return f"{where}/delta{query(**options)}"

    def _take(self, reading: _Reading, folder_id: str, answer: Reply) -> None:
        """Adds a page of one folder. Whatever is gone from it, or told only in part, is looked up: it may be elsewhere now."""
        folder = reading.state.folders[folder_id]
        look_up: list[str] = []
        items: list[Mapping[str, Any]] = []
        for item in answer.data["value"]:
            whole = "@removed" not in item and is_full(item)
            if whole and not (reading.state.plain and item.get("isDraft")):
                items.append(item)
            else:
                look_up.append(str(item["id"]))
        for item in items:
            self._tell(reading, item, folder.role)
        self._look_up(reading, look_up)
        link = answer.data.get("@odata.nextLink") or answer.data["@odata.deltaLink"]
        reading.count += len(answer.data["value"])
        reading.told = True
        reading.state = reading.state.with_folder(
            folder_id,
            link=self._graph.path_of(link),
            todo="@odata.nextLink" in answer.data,
            rest=max(0, folder.rest - len(answer.data["value"])),
            told=folder.told or bool(items) or bool(look_up),
        )

    def _look_up(self, reading: _Reading, ids: list[str]) -> None:
        options = query(select=LISTED, expand=LISTED_PROPERTIES)
        replies = self._graph.batch([Ask(message_path(i, options)) for i in ids])
        for email_id, reply in zip(ids, replies, strict=True):
            folder = None
            if reply.status not in {400, 404}:
                folder = reading.state.folders.get(str(reply.checked().data.get("parentFolderId")))
            self._kept -= len(self._bodies.pop(email_id, b""))
            if folder is None:
                reading.gone(email_id)
            else:
                self._tell(reading, reply.data, folder.role)

    def _tell(self, reading: _Reading, item: Mapping[str, Any], role: str) -> None:
        """Adds one message. A draft of ours in Deleted Items is as good as gone."""
        email_id = str(item["id"])
        if role == "trash" and item.get("isDraft") and draft_key_of(item):
            reading.gone(email_id)
            return
        try:
            email = email_of(item, role)
        except (KeyError, TypeError, ValueError, AttributeError):
            reading.unreadable.append(
                Unreadable(email_id, "a message", "Microsoft 365 described it in a way that cannot be read")
            )
            return
        if email.size is not None and email.size > LARGE:
            self._large.add(email_id)
        self._kept -= len(self._bodies.pop(email_id, b""))
        reading.add(email)

    def _keep(self, email_id: str, raw: bytes) -> None:
        if len(raw) <= KEPT_EACH:
            self._bodies[email_id] = raw
            self._kept += len(raw)
            while self._kept > KEPT_ALL:
                self._kept -= len(self._bodies.popitem(last=False)[1])

    def _our_drafts(self) -> Iterator[Mapping[str, Any]]:
        """Drafts with a key of ours that lie in Drafts, whole."""
        options = query(select=DRAFTED, expand=DRAFT_PROPERTIES, top=str(DRAFTS_PAGE))
        path = "/me/mailFolders/drafts/messages" + options
        while path:
            with foreign_errors():
                page = self._graph.get(Ask(path)).data
                for item in page["value"]:
                    if item.get("isDraft") and draft_key_of(item):
                        yield item
                path = self._graph.path_of(page["@odata.nextLink"]) if "@odata.nextLink" in page else ""

    def _draft(self, id: str) -> Mapping[str, Any]:
        options = query(select=DRAFTED, expand=DRAFT_PROPERTIES)
        return self._graph.get(Ask(message_path(id, options))).data

    def _is_our_draft(self, item: Mapping[str, Any]) -> bool:
        if not self._drafts_folder:
            told = self._graph.get(Ask("/me/mailFolders/drafts" + query(select="id"))).data
            self._drafts_folder = str(told.get("id") or "")
        in_drafts = bool(self._drafts_folder) and item.get("parentFolderId") == self._drafts_folder
        return in_drafts and bool(item.get("isDraft")) and draft_key_of(item) is not None

    def _delete(self, item: Mapping[str, Any]) -> bool:
        try:
            self._graph.write("DELETE", message_path(str(item["id"])), etag=_etag(item))
        except (Missing, Conflict):
            return False
        return True

    def _reply(self, draft: Wanted, reply_to: str) -> str | None:
        """A draft made by Graph as an answer to a mail; None where that mail is gone or cannot be answered (a report, say).

        createReplyAll marks the mail as read, and on the rep's own mail it would answer the rep: both are put right.
        """
        path = message_path(reply_to)
        try:
            parent = self._graph.get(Ask(path + query(select="isRead,internetMessageId,isDraft"))).data
            if parent.get("isDraft"):
                return None
            fields = patch_of(draft, str(parent.get("internetMessageId") or ""))
            try:
                made = self._make_reply(draft, f"{path}/createReplyAll", fields)
            finally:
                if parent.get("isRead") is False:
                    self._graph.write("PATCH", path, {"isRead": False})
        except (Missing, BadRequest):
            return None
        item = self._draft(str(made["id"]))
        if not is_as_wanted(item, draft):
            self._graph.write("PATCH", message_path(str(made["id"])), fields, etag=_etag(made))
            item = self._draft(str(made["id"]))
        return self._finish(draft, item)

    def _make_reply(self, draft: Wanted, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The whole draft by one request; if Graph takes no fields in it, a bare answer, whose fields are set afterwards."""
        try:
            return self._make(draft, path, {"message": fields})
        except BadRequest:
            return self._make(draft, path, {})

    def _new(self, draft: Wanted, raw: bytes) -> str:
        """A draft from a raw message (learn.microsoft.com/graph/outlook-send-mime-message, "create a draft")."""
        made = self._make(draft, "/me/messages", f"{INTENDED_HEADER}: {draft.intended}\r\n".encode() + raw)
        return self._finish(draft, self._draft(str(made["id"])))

    def _make(self, draft: Wanted, path: str, body: Mapping[str, Any] | bytes) -> Mapping[str, Any]:
        """Makes a draft. If nobody knows whether Graph did, it is looked for by its key: never is it made twice."""
        try:
            return self._graph.write("POST", path, body).data
        except Unavailable:
            for item in self._our_drafts():
                if draft_key_of(item) == draft.key:
                    return item
            raise

    def _finish(self, draft: Wanted, item: Mapping[str, Any]) -> str:
        """Makes sure to whom the draft is, and puts the last digest on it. `item`: the draft as read back."""
        email_id = str(item["id"])
        told = tuple(addresses(item.get(f)) for f in ("toRecipients", "ccRecipients", "bccRecipients"))
        if told != draft.people:
            self._delete(item)
            raise ConnectorError(
                "Microsoft 365 addressed a draft to other people than asked for, so it was taken back. Report this."
            )
        marks = marked({KEY: draft.key, DIGEST: digest_of(item)})
        # 412: the rep is already at work on it; without this digest *intended* tells the edit
        with suppress(Conflict):
            self._graph.write(
                "PATCH", message_path(email_id), {"singleValueExtendedProperties": marks}, etag=_etag(item)
            )
        return email_id


class _Reading:
    """What one page of changes holds so far."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.created: dict[str, Email] = {}
        self.removed: dict[str, None] = {}
        self.unreadable: list[Unreadable] = []
        self.restarted: set[str] = set()
        self.count = 0
        self.told = False

    def add(self, email: Email) -> None:
        self.removed.pop(email.id, None)
        self.created[email.id] = email

    def gone(self, email_id: str) -> None:
        self.created.pop(email_id, None)
        self.removed[email_id] = None


def _body_of(reply: Reply) -> bytes | None:
    """A raw message of a batch; None where there is none any more. Raises what else went wrong."""
    try:
        raw = reply.checked().raw
    except (Missing, BadRequest):
        return None
    return raw or None


def _etag(item: Mapping[str, Any]) -> str | None:
    found = item.get("@odata.etag")
    return found if isinstance(found, str) else None


def _zoned(told: object) -> datetime | None:
    """A dateTimeTimeZone of Graph; only UTC is asked for, so only UTC is believed."""
    if not isinstance(told, Mapping) or str(told.get("timeZone")).upper() != "UTC":
        return None
    return instant(told.get("dateTime"))
