"""The labelled sentences and mails that the model learns from, read from the repository's corpus and from the shared real mail.

What we wrote ourselves is kept as text (`sentences_*.jsonl`, `mails_*.jsonl`). Of texts that are not ours only labels are kept, found again by
the hash of the text: the training split of ParakweetLabs EmailIntentDataSet (Apache-2.0), relabelled to our definition, and mail that people at Enron sent.
"""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any

from agent.ask.mail import own_part
from agent.ask.reading import read
from agent.ask.split import split

HERE = Path(__file__).parents[1] / "corpus"


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence to learn from. `target` is the probability that it is an ask, `group` the text that decides whether it is held out."""

    text: str
    target: float
    weight: float
    source: str
    language: str
    kind: str | None
    group: str
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class LabelledMail:
    """One whole mail with what a careful reader says of it; `asks` are the folded sentences that ask, or their hashes."""

    text: str
    source: str
    language: str
    strength: str
    kind: str | None
    expects_reply: bool
    asks: frozenset[str]
    frozen: bool = False


def digest(text: str) -> str:
    """The name of a text whose words are not kept."""
    return sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]


def fold(text: str) -> str:
    """White space as single blanks: what a wrapped line and its original have in common."""
    return " ".join(text.split())


def held_out(example: Example | LabelledMail) -> bool:
    """Whether a text is never trained on: those marked so, and of the others one in eight, chosen by its own hash, so that nobody picks."""
    group = example.group if isinstance(example, Example) else example.text
    return example.frozen or sha1(("held out" + fold(group)).encode(), usedforsecurity=False).digest()[0] < 32


def examples(data: Path) -> list[Example]:
    """Every labelled sentence, each text once per source. `data` is the folder of shared real mail; what is missing there is left out."""
    found = [*_parakweet(data), *_own_sentences(), *_of_mails(mails(data))]
    found.sort(key=lambda example: not example.frozen)
    once: dict[str, Example] = {}
    for example in found:
        once.setdefault(fold(example.text).lower(), example)
    return list(once.values())


def mails(data: Path) -> list[LabelledMail]:
    """Every labelled whole mail: our own, then those of the shared mailboxes that we labelled by hash."""
    return [*_own_mails(), *_enron(data)]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())


def _parakweet(data: Path) -> Iterator[Example]:
    gold = {d["text"]: d["ask"] for d in _lines(data / "ask" / "parakweet_train_asks.jsonl")}
    first = {d["sha"]: d["ask"] for d in _lines(HERE / "relabel_a.jsonl")}
    second = {d["sha"]: d["ask"] for d in _lines(HERE / "relabel_b.jsonl")}
    for entry in _lines(data / "ask" / "parakweet_train.jsonl"):
        text = entry["text"]
        key = digest(text)
        labels = (gold[text], gold[text]) if text in gold else (first.get(key), second.get(key))
        resolved = resolve(*labels)
        if resolved is not None:
            source = "parakweet" if text in gold else "parakweet_relabelled"
            yield Example(text, resolved[0], resolved[1], source, "en", labels[0], text)


def resolve(one: str | None, two: str | None) -> tuple[float, float] | None:
    """Target and weight from two independent labels; None where they say nothing.

    Agreement counts in full. Where one reader saw an ask and the other was unsure it is an ask at half weight, where one saw none and the other was unsure it is none
    at half weight. Two unsure readers and an outright contradiction are dropped. Marketing ("click below to activate") asks nothing of this reader.
    """
    if one is None or two is None or one == two == "borderline":
        return None
    asks = [label == "cta" for label in (one, two) if label != "borderline"]
    if len(set(asks)) > 1:
        return None
    return (1.0 if asks[0] else 0.0), 1.0 if len(asks) == 2 else 0.5


def _own_sentences() -> Iterator[Example]:
    for path in sorted(HERE.glob("sentences_*.jsonl")):
        for d in _lines(path):
            yield Example(
                d["text"], float(d["ask"]), 1.0, "own", d["lang"], d["kind"] if d["ask"] else None, d["text"]
            )


def _own_mails() -> Iterator[LabelledMail]:
    for path in sorted(HERE.glob("mails_*.jsonl")):
        for d in _lines(path):
            asks = frozenset(fold(ask) for ask in d["asks"])
            yield LabelledMail(
                d["text"], "own", d["lang"], d["strength"], d["kind"], d["expects_reply"], asks
            )


def _enron(data: Path) -> Iterator[LabelledMail]:
    labels = {d["sha"]: d for d in _lines(HERE / "enron_labels.jsonl")}
    for path in sorted((data / "mailboxes" / "enron").glob("*/Sent/*.eml")):
        raw = path.read_bytes()
        d = labels.get(sha1(raw, usedforsecurity=False).hexdigest()[:16])
        if d is not None:
            text = own_part(body(raw))
            yield LabelledMail(
                text,
                "enron",
                "en",
                d["strength"],
                None,
                d["expects_reply"],
                frozenset(d["asks"]),
                d["held_out"],
            )


def body(raw: bytes) -> str:
    """The text of a plain message; "" where it has none."""
    part = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",))
    content = part.get_content() if part is not None else ""
    return content if isinstance(content, str) else ""


def _of_mails(labelled: list[LabelledMail]) -> Iterator[Example]:
    for mail in labelled:
        for piece in split(own_part(mail.text)):
            text = fold(piece.text)
            asked = _is_ask(text, mail.asks)
            unclear = (
                mail.strength == "weak" and not asked and ("?" in text or "any_news" in read(text).names)
            )
            if not unclear:
                yield Example(
                    text,
                    float(asked),
                    1.0,
                    f"{mail.source}_mail",
                    mail.language,
                    None,
                    mail.text,
                    mail.frozen,
                )


def _is_ask(text: str, asks: frozenset[str]) -> bool:
    if digest(text) in asks or text in asks:
        return True
    return len(text) > 5 and any(text in ask or ask in text for ask in asks if " " in ask)
