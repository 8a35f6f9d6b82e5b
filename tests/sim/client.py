"""What the rep and the mail client do to the drafts that the agent made."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.header import Header
from email.message import Message
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from functools import partial
from pathlib import Path
from random import Random

from connectors.base import DIGEST_HEADER, KEY_HEADER
from tests.sim.world import Letter, Person, Story, World, later

_ACTIONS = {
    "send": 42, "edit_send": 10, "other_subject": 7, "send_plain": 8, "delete": 6, "trash": 3, "leave": 10, "edit_leave": 6, "rewrite": 4, "rewrite_plain": 4,
}  # fmt: skip


@dataclass
class Client:
    """One mail client: which drafts it has touched, byte for byte, and what lies in Sent because the rep sent it."""

    world: World
    rng: Random
    touched: dict[Path, bytes] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    steps: dict[str, tuple[str, date]] = field(default_factory=dict)

    def drafts(self) -> dict[str, tuple[Path, Message]]:
        """The drafts that carry a key of ours and that no person touched, by key."""
        found = {}
        for path in sorted(p for box in self.world.boxes for p in (box / ".Drafts" / "cur").iterdir()):
            if path not in self.touched:
                message = email.message_from_bytes(path.read_bytes())
                if key := message[KEY_HEADER]:
                    found[str(key)] = (path, message)
        return found

    def act(self, owners: dict[str, Story]) -> None:
        """Decides what the rep does about each new draft, some hours or days from now."""
        for key, (path, _) in sorted(self.drafts().items()):  # not as the disk lists them: a seed is a story
            if key in self.seen or key not in owners:
                continue
            self.seen.add(key)
            story = owners[key]
            action = story.policy or self.rng.choices(list(_ACTIONS), list(_ACTIONS.values()))[0]
            after = timedelta(hours=self.rng.uniform(0.5, 7), days=self.rng.choice((0, 0, 0, 1, 2)))
            do = partial(self._do, action, path, story, key, self.world.now)
            self.world.schedule(self.world.now + after, do)

    def _do(self, action: str, path: Path, story: Story, key: str, made: datetime) -> None:
        if not path.exists():  # taken back meanwhile
            return
        if action in {"send", "send_plain", "other_subject"}:
            plain = action != "send" or self.rng.random() < 0.3
            self._send(path, story, key, plain=plain, subject=action == "other_subject")
        elif action in {"delete", "trash"}:
            raw = path.read_bytes()
            path.unlink()
            # after a mail of the rep's own, an older draft is only cleared away
            story.deleted = not story.outs or story.outs[-1] <= made
            if action == "trash":
                self.world.put(raw, ".Trash", box=path.parents[2])
        elif action in {"edit_send", "edit_leave", "rewrite", "rewrite_plain"}:
            plain = action == "rewrite_plain" or (action == "edit_send" and self.rng.random() < 0.5)
            new = self._rewrite(
                path,
                plain,
                words="" if action.startswith("rewrite") else "PS: I had the wrong page open earlier.\n",
            )
            story.fuzzy = True
            if action != "edit_leave":
                when = self.world.now + timedelta(hours=self.rng.uniform(1, 60))
                self.world.schedule(when, lambda: self._send(new, story, key, plain=plain, subject=False))

    def _rewrite(self, path: Path, plain: bool, words: str) -> Path:
        """The client stores its own version under a new name; a plain one has lost our headers and our Message-ID."""
        message = email.message_from_bytes(path.read_bytes(), policy=SMTP)
        text = str(message.get_body(("plain",)).get_content())  # type: ignore[attr-defined]
        kept = {
            n: str(message[n])
            for n in ("From", "To", "Cc", "Subject", "In-Reply-To", "References", "Message-ID", "Date")
            if message[n]
        }
        new = email.message.EmailMessage(policy=SMTP.clone(max_line_length=998))
        if plain:
            kept["Message-ID"] = self.world.new_id(self.world.rep.person())
        for name, value in kept.items():
            new[name] = value
        if not plain:
            new[KEY_HEADER], new[DIGEST_HEADER] = str(message[KEY_HEADER]), str(message[DIGEST_HEADER])
        new.set_content(text.replace("\n\n", f"\n\n{words}", 1) if words else text)
        path.unlink()
        target = self.world.put(new.as_bytes(), ".Drafts", flags="DS", box=path.parents[2])
        self.touched[target] = target.read_bytes()
        return target

    def _send(self, path: Path, story: Story, key: str, plain: bool, subject: bool) -> None:
        if not path.exists():
            return
        raw = path.read_bytes()
        message = email.message_from_bytes(raw)
        self.touched.pop(path, None)
        path.unlink()
        del message["Date"]
        message["Date"] = format_datetime(self.world.now)
        if plain:
            for name in (KEY_HEADER, DIGEST_HEADER, "Message-ID"):
                del message[name]
            message["Message-ID"] = self.world.new_id(self.world.rep.person())
        if subject:
            del message["Subject"]
            message["Subject"] = Header(f"{story.topic}, once more", "utf-8").encode()
            if self.rng.random() < 0.4:
                del message["In-Reply-To"]
                del message["References"]
        self.world.put(message.as_bytes(), ".Sent", box=path.parents[2])
        self._remember(message, story, key)

    def _remember(self, message: Message, story: Story, key: str) -> None:
        parent = (message["In-Reply-To"] or "").strip()
        thread = next((t for t in story.threads if any(m.id == parent for m in t.letters)), None)
        thread = thread or (
            story.threads[-1]
            if parent
            else story.new_thread(
                str(email.header.make_header(email.header.decode_header(message["Subject"])))
            )
        )
        refs = tuple(re.findall(r"<[^>]+>", message["References"] or ""))
        by = Person(self.world.rep.name, getaddresses([message["From"]])[0][1])
        thread.letters.append(Letter(message["Message-ID"], refs, by, self.world.now, "..."))
        story.fuzzy = False
        step, planned = self.steps.get(key, ("", self.world.now.date()))
        story.wrote()
        story.finished = step == "close_file"
        if step in {
            "persistent",
            "heads_up",
            "executive_notice",
        }:  # it names a day: before that, silence means yes
            named = later(self.world.rep, planned, 6)
            story.hold = (self.world.now.date(), named)
        story.nudges += 1
        if story.on_nudge:
            story.on_nudge(story.nudges)
