"""What a hostile but fair tester looks at after every scan: by the simulator's truth, never by the agent's word."""

from __future__ import annotations

import email
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from email.header import decode_header, make_header
from email.message import Message
from email.policy import SMTP
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from agent.ask import judge_ask
from tests.sim.client import Client
from tests.sim.world import Story, World

EMBARRASSMENTS = (
    "to somebody who answered", "to somebody who said no", "to somebody who left or bounced", "under the floor", "while held", "with nothing open",
    "after the end of the ladder", "brought back after deletion", "to no prospect", "two for one relation", "edited draft touched", "wrong recipient",
    "wrong thread headers", "unfilled slot", "no clear ask", "names a day that is over", "the agent sent or changed mail", "mailbox failed", "refused", "not drafted",
)  # fmt: skip

_SLOT = re.compile(
    r"\{\{|\}\}|\{%|\[[A-Za-z ]{3,20}\]|\bNone\b|\bUndefined\b|\bnull\b|  |\( *\)|“”|,,|\.\.(?!\.)| [,.](?!\.)"
)


@dataclass
class Score:
    """Counts over all scans; `notes` say where each embarrassment happened."""

    wrong: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    hits: int = 0
    missed: int = 0
    extra: int = 0
    scans: int = 0
    conversations: int = 0
    drafts: int = 0
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    samples: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.missed + self.extra)

    def add(self, other: Score) -> None:
        self.wrong += other.wrong
        self.notes += other.notes
        self.hits += other.hits
        self.missed += other.missed
        self.extra += other.extra
        self.scans += other.scans
        self.conversations += other.conversations
        self.drafts += other.drafts
        self.samples = other.samples | self.samples
        for kind, counts in other.kinds.items():
            self.kinds[kind] += counts

    def note(self, what: str, where: str) -> None:
        self.wrong[what] += 1
        self.notes.append(f"{what}: {where}")


def stories_of(world: World, found: Mapping[str, Any]) -> dict[str, Story]:
    """Which relation each conversation of a scan's answer belongs to, by message ids and addresses."""
    by_id = {m.id: s for s in world.stories for t in s.threads for m in t.letters}
    by_host = {s.domain: s for s in world.stories}
    by_addr = {s.contact.addr: s for s in world.stories}
    owners = {}
    for conversation in found["conversations"]:
        story = next((by_id[i] for i in conversation["message_ids"] if i in by_id), None)
        contact = conversation["contact"] or ""
        story = story or by_addr.get(contact) or by_host.get(contact.rpartition("@")[2])
        if story is not None:
            owners[conversation["id"]] = story
    return owners


def check_scan(
    world: World, client: Client, found: Mapping[str, Any], before: Mapping[Path, int], score: Score
) -> dict[str, Story]:
    """Judges one scan; gives the owner of each draft key."""
    today = world.now.astimezone(world.zone).date()
    owners = stories_of(world, found)
    score.scans += 1
    for box in found["mailboxes"]:
        if not box["ok"]:
            score.note("mailbox failed", str(box["error"]))
    _check_mailbox(world, client, before, score)
    drafts = client.drafts()
    keys: dict[str, Story] = {}
    due: set[int] = set()
    answers: dict[int, list[str]] = defaultdict(list)
    for conversation in found["conversations"]:
        story = owners.get(conversation["id"])
        if story is None:
            continue
        answers[id(story)].append(
            f"{conversation['status']}/{conversation['reason']} {conversation['because']}"
        )
        next_ = conversation["next"]
        if conversation["status"] == "due":
            due.add(id(story))
            if next_.get("refused"):
                score.note("refused", f"{story.kind} {today} {next_['refused']}")
            elif next_["action"] not in {"draft", "call"}:
                score.note("not drafted", f"{story.kind} {today} {next_['action']} {conversation['because']}")
        if next_["draft"]:
            keys[next_["draft"]["key"]] = story
            client.steps.setdefault(next_["draft"]["key"], (next_["step"], today))
    for key, (_, message) in drafts.items():
        owner = keys.get(key) or _owner_of(world, message)
        if owner is None:
            score.note("wrong recipient", f"nobody's draft {message['To']}")
            continue
        keys[key] = owner
        for what, why in _draft_problems(world, owner, message, today):
            score.note(what, f"{owner.kind} {owner.domain} {today} {why} | {' | '.join(answers[id(owner)])}")
    for owner, n in Counter(id(keys[k]) for k in drafts if k in keys).items():
        if n > 1:
            score.note("two for one relation", f"{today} {answers[owner]}")
    for story in world.stories:
        _score_due(story, today, id(story) in due, answers[id(story)], score)
    return keys


def _score_due(story: Story, today: date, said: bool, answers: list[str], score: Score) -> None:
    truth = story.expected(today)
    if truth == "either" or not answers:
        return
    name = {(True, True): "hit", (False, True): "extra", (True, False): "missed"}.get(
        (truth == "due", said), "quiet"
    )
    score.kinds[story.kind][name] += 1
    score.hits += name == "hit"
    score.missed += name == "missed"
    score.extra += name == "extra"
    if name in {"extra", "missed"}:
        score.notes.append(f"{name}: {story.kind} {story.domain} {today} {' | '.join(answers)}")


def _owner_of(world: World, message: Message) -> Story | None:
    addrs = [a.lower() for _, a in getaddresses([message["To"] or ""])]
    return next(
        (s for s in world.stories for a in addrs if a == s.contact.addr or a.endswith("@" + s.domain)), None
    )


def _check_mailbox(world: World, client: Client, before: Mapping[Path, int], score: Score) -> None:
    """Nothing but drafts of ours may come or go: no mail sent, moved or marked as read, no draft of the rep's touched."""
    after = {
        path: path.stat().st_size
        for folder in ("", ".Sent", ".Archive", ".Trash")
        for box in world.boxes
        for path in _files(box / folder)
    }
    if after != before:
        score.note(
            "the agent sent or changed mail", f"{sorted(p.name for p in after.keys() ^ before.keys())}"
        )
    for path, raw in client.touched.items():
        if not path.exists() or path.read_bytes() != raw:
            score.note("edited draft touched", path.name)


def _files(folder: Path) -> Iterator[Path]:
    for sub in ("cur", "new"):
        yield from (folder / sub).iterdir()


def snapshot(world: World) -> dict[Path, int]:
    """Every message outside Drafts."""
    return {
        path: path.stat().st_size
        for folder in ("", ".Sent", ".Archive", ".Trash")
        for box in world.boxes
        for path in _files(box / folder)
    }


def typed_of(message: Message) -> str:
    """What stands above signature and quotation in the plain part."""
    parsed = email.message_from_bytes(message.as_bytes(), policy=SMTP)
    part = parsed.get_body(("plain",))  # type: ignore[attr-defined]
    lines = []
    for line in str(part.get_content()).replace("\r\n", "\n").split("\n"):
        if line == "-- " or line.startswith(">"):
            break
        lines.append(line)
    text = "\n".join(lines).rstrip()
    return text[: text.rfind("\n")].rstrip() if text.endswith(":") else text


def _draft_problems(world: World, story: Story, message: Message, today: date) -> Iterator[tuple[str, str]]:
    to = [a.lower() for _, a in getaddresses(message.get_all("To", []))]
    copies = [a.lower() for _, a in getaddresses([*message.get_all("Cc", []), *message.get_all("Bcc", [])])]
    if why := story.why_not(today):
        yield why, ", ".join(to)
    if story.forbidden.intersection([*to, *copies]):
        yield "to somebody who left or bounced", ", ".join(to)
    own = world.rep.addresses[0].rpartition("@")[2]
    if len(to) != 1 or any(a.endswith("@" + own) or a in world.rep.addresses for a in [*to, *copies]):
        yield "wrong recipient", f"{to} {copies}"
    if not all(a.endswith("@" + story.domain) or a == story.contact.addr for a in [*to, *copies]):
        yield "wrong recipient", f"{to} {copies}"
    yield from _thread_problems(story, message)
    typed = typed_of(message)
    if found := _SLOT.search(typed):
        yield "unfilled slot", repr(typed[max(0, found.start() - 30) : found.end() + 30])
    ask = judge_ask(typed)
    if not ask.has or ask.strength != "clear":
        yield "no clear ask", repr(typed[:300])


def _thread_problems(story: Story, message: Message) -> Iterator[tuple[str, str]]:
    parent = (message["In-Reply-To"] or "").strip()
    refs = re.findall(r"<[^>]+>", message["References"] or "")
    subject = str(make_header(decode_header(message["Subject"] or "")))
    if not parent:
        if refs or (
            re.match(r"(?i)(re|fwd?|aw|wg)\s*:", subject) and story.kind != "ours_without_message_id"
        ):
            yield "wrong thread headers", f"new thread with {refs} {subject}"
        return
    letters = {m.id: (t, m) for t in story.threads for m in t.letters}
    if parent not in letters:
        if story.kind not in {"ours_without_message_id", "answered_without_message_id"}:
            yield "wrong thread headers", f"unknown parent {parent}"
        return
    thread, letter = letters[parent]
    if refs[-1:] != [parent] or not set(refs) <= {m.id for m in thread.letters}:
        yield "wrong thread headers", f"{refs} for {parent}"
    if thread.letters[-1] is not letter and thread.letters[-1].id in letters:
        yield "wrong thread headers", f"answers an older mail of {thread.subject!r}"
    if not subject.startswith("Re: ") or subject.count("Re:") != 1:
        yield "wrong thread headers", subject
