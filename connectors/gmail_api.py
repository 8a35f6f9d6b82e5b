"""The few calls of the Gmail API that the connector makes: paid for in quota units, retried, in batches, errors as ours.

Reads are retried; a write is retried only where Google surely refused it. In a batch each item succeeds or fails by itself, and only the
items without an answer are asked for again.
"""

from __future__ import annotations

import base64
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from connectors.base import ConnectorError, Unavailable
from connectors.folders import date_of
from connectors.gmail_errors import Failure, failure_of
from connectors.gmail_guard import Transport
from connectors.quota import TokenBucket, TooLong

# Quota units by method: Google's table for projects made since May 2026 (older projects pay less, so this is on the safe side).
COSTS: Mapping[str, int] = {
    "profile": 1,
    "aliases": 1,
    "history": 2,
    "messages.list": 5,
    "drafts.list": 5,
    "messages.get": 20,
    "threads.get": 40,
    "drafts.get": 5,
    "drafts.create": 10,
    "drafts.delete": 10,
}
TRIES = 5
# Google advises at most 50 a batch, and every item counts as a request at the same moment; programs in the field stay below that.
BATCH = 25
BATCH_AFTER_LIMIT = 10
RAW_BATCH = 10
_READS = {
    "metadata": ("messages.get", {"format": "metadata"}),
    "raw": ("messages.get", {"format": "raw"}),
    "minimal": ("messages.get", {"format": "minimal"}),
    "thread": ("threads.get", {"format": "metadata"}),
    "members": ("threads.get", {"format": "minimal"}),
    "draft": ("drafts.get", {"format": "raw"}),
}


class Ask(NamedTuple):
    """One thing to read: `what` is metadata, raw or minimal (a message), thread or members (of one), or draft; `id` is Gmail's name for it."""

    what: str
    id: str

    @property
    def cost(self) -> int:
        return COSTS[_READS[self.what][0]]


@dataclass
class Answers:
    """What a batch gave: what was found, what is gone, and what Gmail cannot give although it answers, with the reason."""

    found: dict[Ask, dict[str, Any]] = field(default_factory=dict)
    gone: list[Ask] = field(default_factory=list)
    broken: dict[Ask, str] = field(default_factory=dict)


class Gone(ConnectorError):
    """What was asked for does not exist (any more)."""


class Uncertain(Unavailable):
    """A write may or may not have taken effect."""


def text(answer: Mapping[str, Any], *path: str) -> str:
    """A text that Google's description promises. Raises Unavailable where the answer is only half there."""
    found: Any = answer
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(found, str) or not found:
        raise Unavailable("Gmail's answer was incomplete. It will be asked again by itself; nothing is lost.")
    return found


class Api:
    """Calls of one account. `transport` carries requests out and signs them; `patience`: seconds that one call may wait in all."""

    def __init__(
        self,
        transport: Transport,
        bucket: TokenBucket,
        *,
        patience: float = 60.0,
        document: Mapping[str, Any] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        from googleapiclient import discovery

        self._transport = transport
        self._bucket = bucket
        self._patience = patience
        self._sleep = sleep
        self._now = now
        self._batch_size = BATCH
        self._chance = random.Random()  # noqa: S311
        if document is None:
            self._service = discovery.build(
                "gmail", "v1", http=transport, static_discovery=True, cache_discovery=False
            )
        else:
            self._service = discovery.build_from_document(document, http=transport)
        users = self._service.users()
        # googleapiclient builds a resource's methods anew each time that it is named, which takes 7 ms.
        self._users = users
        self._messages = users.messages()
        self._drafts = users.drafts()
        self._get = {
            "messages.get": self._messages.get,
            "threads.get": users.threads().get,
            "drafts.get": self._drafts.get,
        }

    @property
    def spent(self) -> int:
        """Quota units spent through this object's bucket."""
        return self._bucket.spent

    def profile(self) -> dict[str, Any]:
        """emailAddress, historyId."""
        return self._call("profile", lambda: self._users.getProfile(userId="me"), needs=("historyId",))

    def host_time(self) -> datetime | None:
        """Google's clock, aware, by the Date field of an answer (RFC 9110 section 6.6.1); None where it is missing."""
        told: list[str] = []

        def asked() -> Any:
            request = self._users.getProfile(userId="me")
            request.add_response_callback(lambda response: told.append(str(response.get("date", ""))))
            return request

        self._call("profile", asked, needs=("historyId",))
        return date_of(b"Date: " + told[-1].encode("latin-1", "replace")) if told and told[-1] else None

    def aliases(self) -> list[dict[str, Any]]:
        """The addresses that the account may write from (settings.sendAs)."""
        answer = self._call("aliases", lambda: self._users.settings().sendAs().list(userId="me"))
        return list(answer.get("sendAs", ()))

    def history(self, start: str, size: int, token: str | None = None) -> dict[str, Any]:
        """One page of history records after `start`, oldest first. Raises Gone where Gmail has forgotten that id."""
        return self._call(
            "history",
            lambda: self._users.history().list(
                userId="me", startHistoryId=start, maxResults=max(1, min(size, 500)), pageToken=token
            ),
        )

    def list_messages(self, q: str, labels: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
        """(message id, thread id) of all that match, newest first; spam and trash too."""
        token: str | None = None
        while True:
            answer = self._call("messages.list", self._list(q, labels, token))
            yield from ((text(m, "id"), text(m, "threadId")) for m in answer.get("messages", ()))
            token = answer.get("nextPageToken")
            if not token:
                return

    def _list(self, q: str, labels: Sequence[str], token: str | None) -> Callable[[], Any]:
        more: dict[str, Any] = {"labelIds": list(labels)} if labels else {}
        return lambda: self._messages.list(
            userId="me", q=q, maxResults=500, includeSpamTrash=True, pageToken=token, **more
        )

    def list_drafts(self) -> dict[str, tuple[str, str]]:
        """{message id: (draft id, thread id)} of every draft in Drafts."""
        found: dict[str, tuple[str, str]] = {}
        token: str | None = None
        while True:
            answer = self._call("drafts.list", self._drafts_page(token))
            for draft in answer.get("drafts", ()):
                found[text(draft, "message", "id")] = (text(draft, "id"), text(draft, "message", "threadId"))
            token = answer.get("nextPageToken")
            if not token:
                return found

    def _drafts_page(self, token: str | None) -> Callable[[], Any]:
        return lambda: self._drafts.list(userId="me", maxResults=500, pageToken=token)

    def one(self, ask: Ask) -> dict[str, Any]:
        """One thing, not in a batch. Raises Gone."""
        return self._call(_READS[ask.what][0], lambda: self._request(ask))

    def create_draft(self, raw: bytes, thread_id: str | None) -> dict[str, Any]:
        """A new draft, once. Raises Uncertain where nobody can say whether it was made, Gone for an unknown thread."""
        message: dict[str, str] = {"raw": base64.urlsafe_b64encode(raw).decode("ascii")}
        if thread_id:
            message["threadId"] = thread_id
        return self._call(
            "drafts.create",
            lambda: self._drafts.create(userId="me", body={"message": message}),
            write=True,
            needs=("id", "message"),
        )

    def delete_draft(self, id: str) -> None:
        """Deletes a draft for good. Raises Uncertain and Gone."""
        self._call("drafts.delete", lambda: self._drafts.delete(userId="me", id=id), write=True)

    def close(self) -> None:
        """Closes the connections."""
        self._service.close()

    def read(self, asks: Iterable[Ask]) -> Answers:
        """Reads all of these in batches. Raises Unavailable, AuthenticationFailed; what cannot be given is in the answer."""
        answers = Answers()
        pending = list(dict.fromkeys(asks))
        tries: Counter[Ask] = Counter()
        idle = 0
        while pending:
            chunk = self._chunk(pending)
            self._pay(sum(ask.cost for ask in chunk))
            replies, failure = self._batch(chunk)
            before = len(pending)
            failure = self._sort(replies, answers, tries) or failure
            settled = answers.found.keys() | set(answers.gone) | answers.broken.keys()
            pending = [ask for ask in pending if ask not in settled]
            if failure is not None and pending:
                idle = 0 if len(pending) < before else idle + 1
                self._rest(failure, idle)
        return answers

    def _chunk(self, pending: Sequence[Ask]) -> Sequence[Ask]:
        """What goes into the next batch; fewer where whole messages come back."""
        size = min(self._batch_size, RAW_BATCH) if pending[0].what == "raw" else self._batch_size
        return pending[:size]

    def _batch(self, chunk: Sequence[Ask]) -> tuple[dict[Ask, Any], Failure | None]:
        """The reply to each ask, a dict or an exception, and what hit the batch as a whole; asks may stay without reply."""
        replies: dict[Ask, Any] = {}
        by_name = {str(number): ask for number, ask in enumerate(chunk)}

        def keep(name: str, response: Any, error: Exception | None) -> None:
            replies[by_name[name]] = error if error is not None else response

        batch = self._service.new_batch_http_request(callback=keep)
        for name, ask in by_name.items():
            batch.add(self._request(ask), request_id=name)
        try:
            batch.execute(http=self._transport)
        except ConnectorError:
            raise
        except Exception as error:
            failure = self._failure(error)
            if not failure.again:
                raise failure.error from error
            return replies, failure
        return replies, None

    def _sort(self, replies: Mapping[Ask, Any], answers: Answers, tries: Counter[Ask]) -> Failure | None:
        """Files the replies; gives the failure that calls for a rest, a rate limit before any other."""
        worst: Failure | None = None
        for ask, reply in replies.items():
            if isinstance(reply, dict):
                answers.found[ask] = reply
                continue
            failure = (
                self._failure(reply)
                if isinstance(reply, Exception)
                else self._failure(ValueError("no reply"))
            )
            if failure.gone:
                answers.gone.append(ask)
            elif failure.again:
                tries[ask] += not failure.limited
                worst = failure if worst is None or failure.limited else worst
                if tries[ask] >= TRIES and self._answers_otherwise(answers):
                    answers.broken[ask] = "Gmail cannot give it"
            elif isinstance(failure.error, Unavailable) or type(failure.error) is not ConnectorError:
                raise failure.error from reply
            else:
                answers.broken[ask] = "Gmail refuses to give it"
        return worst

    def _answers_otherwise(self, answers: Answers) -> bool:
        """Whether Gmail works but for the item in hand, so that this one is broken and not the connection."""
        return bool(answers.found) or bool(self.profile())

    def _request(self, ask: Ask) -> Any:
        method, options = _READS[ask.what]
        return self._get[method](userId="me", id=ask.id, **options)

    def _call(
        self, what: str, build: Callable[[], Any], *, write: bool = False, needs: Sequence[str] = ()
    ) -> dict[str, Any]:
        for attempt in range(TRIES + 1):
            self._pay(COSTS[what])
            try:
                answer = build().execute()
                if not isinstance(answer, dict) and not (write and not answer):
                    raise ValueError("an answer that is no object")
                answer = dict(answer or {})
                if not answer.keys() >= set(needs):
                    raise ValueError("an answer without what it is for")
                return answer
            except ConnectorError:
                raise
            except Exception as error:
                failure = self._failure(error)
                if failure.gone:
                    raise Gone(str(failure.error)) from error
                if write and not failure.refused:
                    raise Uncertain(str(failure.error)) from error
                if not failure.again:
                    raise failure.error from error
                self._rest(failure, attempt + 1)
        raise AssertionError("the last rest raises")

    def _failure(self, error: Exception) -> Failure:
        failure = failure_of(error, self._now())
        if failure is None:
            raise error
        return failure

    def _pay(self, units: int) -> None:
        try:
            self._bucket.take(units, self._patience)
        except TooLong as late:
            raise Unavailable(
                "This scan has used up its share of Gmail's quota for the moment. It will go on by itself where it stopped.",
                late.seconds,
            ) from late

    def _rest(self, failure: Failure, attempt: int) -> None:
        """Waits before the next try, longer each time; raises the failure after the last try or where the host asks for too much."""
        if failure.limited:
            self._batch_size = BATCH_AFTER_LIMIT
            self._bucket.punish()
        # Limits are counted by the minute, so the waits for one add up to a minute.
        first = 4.0 if failure.limited else 1.0
        wait = failure.wait if failure.wait is not None else min(32.0, first * 2.0 ** max(0, attempt - 1))
        if attempt >= TRIES or wait > self._patience:
            raise failure.error
        self._sleep(wait + self._chance.uniform(0, min(1.0, wait)))
