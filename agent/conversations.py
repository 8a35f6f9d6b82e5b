"""Which messages belong together, and who is who: pure functions over what the headers say.

Three links, in order of trust: References and In-Reply-To (RFC 5256, the REFERENCES algorithm), the host's thread id, and the base
subject. The first two hold only between messages that share a person or a subject: reps answer an old mail to reach somebody else, and
that is another conversation. The last one holds only between messages that share a person and lie within a window of time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.companies import company_of
from agent.model import Address

# How long after a message a mail with the same subject still belongs to it: answers, and the rep's own repeats.
REPLY_WINDOW = 60 * 86_400.0
REPEAT_WINDOW = 30 * 86_400.0
# "Hi", "Info" or "Re:" alone say nothing about what belongs together.
MIN_SUBJECT = 6


@dataclass(frozen=True, slots=True)
class Node:
    """What threading needs of one message. `at` is seconds since 1970; `people` are `person_keys` of everybody but the rep.

    `subject` is the `thread_subject`; `is_reply`: it carried a reply or forward mark. `thread_id` is the host's, "" for none.
    """

    id: str
    refs: tuple[str, ...]
    subject: str
    is_reply: bool
    at: float
    people: frozenset[str]
    thread_id: str = ""


def person_keys(people: Iterable[Address], own: frozenset[str]) -> frozenset[str]:
    """What one may know people by: their addresses, and full names (two words or more, any order) of addresses not our own."""
    keys: set[str] = set()
    for person in people:
        if not person.addr or person.addr in own:
            continue
        keys.add(person.addr)
        if person.name and (name := name_key(person.name)):
            keys.add(name)
    return frozenset(keys)


@lru_cache(maxsize=8_192)
def name_key(name: str) -> str:
    """A display name as a key that ignores case, order and commas; "" where it is no full name.

    One person writes from several addresses, and clients write "Sue Miller" or "Miller, Sue".
    """
    words = sorted(name.casefold().replace(",", " ").replace('"', " ").split())
    letters = [word for word in words if len(word) > 1 and word.replace("-", "").replace("'", "").isalpha()]
    return "name:" + " ".join(letters) if len(letters) >= 2 else ""


class _Sets:
    """Disjoint sets of indices (union by smaller index, path halving)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        parent = self._parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, left: int, right: int) -> None:
        left, right = self.find(left), self.find(right)
        if left != right:
            self._parent[max(left, right)] = min(left, right)


def related(one: Node, other: Node) -> bool:
    """Whether what one says of the other is believed: they share a subject or a person."""
    return one.subject == other.subject or not one.people.isdisjoint(other.people)


def group(nodes: Sequence[Node], elsewhere: frozenset[str] = frozenset()) -> list[list[Node]]:
    """The conversations among these messages: each a list, oldest first, the lists by their oldest message.

    `elsewhere`: ids that messages here name and that lie in another mailbox of the rep's: whose parent is there joins nothing by subject.
    Every node lands in exactly one list; the result does not depend on the order of the input.
    """
    order = sorted(nodes, key=lambda node: (node.at, node.id))
    sets = _Sets(len(order))
    index = {node.id: i for i, node in reversed(list(enumerate(order)))}
    answered = _join_references(order, index, sets)
    answered |= {i for i, node in enumerate(order) if not elsewhere.isdisjoint(node.refs)}
    _join_threads(order, sets)
    _join_subjects(order, sets, answered)
    found: dict[int, list[Node]] = {}
    for i, node in enumerate(order):
        found.setdefault(sets.find(i), []).append(node)
    return list(found.values())


def _join_references(order: Sequence[Node], index: dict[str, int], sets: _Sets) -> set[int]:
    """Joins by References, also through ids that no message here has; gives the messages whose parent is known."""
    answered: set[int] = set()
    phantoms: dict[str, int] = {}
    for i, node in enumerate(order):
        for ref in node.refs:
            parent = index.get(ref)
            if parent is None:
                parent = phantoms.setdefault(ref, i)
            elif parent != i:
                answered.add(i)
            if parent != i and related(node, order[parent]):
                sets.join(i, parent)
    return answered


def _join_threads(order: Sequence[Node], sets: _Sets) -> None:
    first: dict[str, int] = {}
    for i, node in enumerate(order):
        if node.thread_id:
            parent = first.setdefault(node.thread_id, i)
            if parent != i and related(node, order[parent]):
                sets.join(i, parent)


def _join_subjects(order: Sequence[Node], sets: _Sets, answered: set[int]) -> None:
    latest: dict[tuple[str, str], int] = {}
    for i, node in enumerate(order):
        if not node.subject:
            continue
        if i not in answered:
            window = REPLY_WINDOW if node.is_reply else REPEAT_WINDOW
            if node.is_reply or len(node.subject) >= MIN_SUBJECT:
                parents = [
                    p
                    for key in node.people
                    if (p := latest.get((node.subject, key))) is not None
                    and ("@" in key or node.is_reply or not _namesakes(node, order[p]))
                ]
                recent = [p for p in parents if node.at - order[p].at <= window]
                if recent:
                    sets.join(i, max(recent))
        for key in node.people:
            latest[node.subject, key] = i


def _namesakes(one: Node, other: Node) -> bool:
    """Whether two messages that share a full name are with people of different companies."""
    mine, theirs = ({f for k in n.people if "@" in k and (f := company_of(k))} for n in (one, other))
    return bool(mine) and bool(theirs) and mine.isdisjoint(theirs)


def conversation_id(mailbox: str, oldest_message_id: str) -> str:
    """A name for a conversation that later scans find again: 16 hex digits, from its oldest message."""
    return hashlib.blake2b(
        f"{mailbox}\0{oldest_message_id}".encode("utf-8", "replace"), digest_size=8
    ).hexdigest()


def assign_ids(
    mailbox: str, groups: Sequence[Sequence[Node]], known: dict[str, str]
) -> dict[str, list[Node]]:
    """Names for groups, keeping those that messages already carry: {conversation id: its messages, oldest first}.

    `known` maps message ids to the conversation they were in. Where two conversations merge, the older one's name stays; where
    one splits, its oldest part keeps the name.
    """
    named: dict[str, list[Node]] = {}
    for members in sorted(groups, key=lambda g: (g[0].at, g[0].id)):
        carried = [known[node.id] for node in members if node.id in known]
        fresh = (conversation_id(mailbox, node.id) for node in members)
        name = next((n for n in carried if n not in named), None) or next(
            (n for n in fresh if n not in named), None
        )
        if name is None:  # every name is taken: only when a message id repeats across groups
            name = conversation_id(mailbox, "\0".join(node.id for node in members))
        named[name] = list(members)
    return named
