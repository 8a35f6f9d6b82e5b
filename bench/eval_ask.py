"""Measures the ask model on texts it was never trained on: `python -m bench.eval_ask [DATA]`, DATA being the folder of shared real mail."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.ask import judge_ask
from agent.ask.mail import sentences
from agent.ask.train.corpus import LabelledMail, examples, fold, held_out, mails
from agent.ask.trained import model

Row = tuple[str, int, int, float, list[str]]

_RESAMPLED = 2000
_SENTENCES, _CLEAR, _EXPECTS = 0.90, 0.93, 0.90


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of one text and what is true; `score` orders the errors."""

    said: bool
    true: bool
    score: float
    text: str
    source: str
    language: str
    kind: str | None
    said_kind: str | None = None


def f1(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """F1 as a fraction: twice the hits over what was said plus what is true."""
    hits = said = true = 0
    for o in outcomes:
        hits += o.said and o.true
        said += o.said
        true += o.true
    return 2 * hits, said + true


def interval(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """The 95 % bootstrap interval of F1: 2,000 resamples with a fixed seed."""
    draw = random.Random(1)
    values = []
    for _ in range(_RESAMPLED):
        hits, total = f1(draw.choices(outcomes, k=len(outcomes)))
        values.append(hits / total if total else 0.0)
    values.sort()
    return values[_RESAMPLED // 40], values[-_RESAMPLED // 40]


def sentence_outcomes(data: Path) -> list[Outcome]:
    """The sentences that are held out and whose label is sure; one that holds several is an ask where one of them is."""
    found = []
    for e in examples(data):
        if held_out(e) and e.weight == 1:
            scored = sentences(e.text)
            score = max((s.score for s in scored), default=0.0)
            kind = max(scored, key=lambda s: s.score).kind if scored else None
            found.append(
                Outcome(
                    any(s.label for s in scored),
                    e.target > 0.5,
                    score,
                    fold(e.text),
                    e.source,
                    e.language,
                    e.kind,
                    kind,
                )
            )
    return found


def mail_outcomes(
    data: Path, said: Callable[[str], bool], true: Callable[[LabelledMail], bool]
) -> list[Outcome]:
    """The whole mails that are held out."""
    return [
        Outcome(
            said(m.text),
            true(m),
            max((s.score for s in sentences(m.text)), default=0),
            fold(m.text),
            m.source,
            m.language,
            m.kind,
        )
        for m in mails(data)
        if held_out(m)
    ]


def clear_outcomes(data: Path) -> list[Outcome]:
    """Whether a mail asks clearly."""
    return mail_outcomes(data, lambda t: judge_ask(t).strength == "clear", lambda m: m.strength == "clear")


def reply_outcomes(data: Path) -> list[Outcome]:
    """Whether an answer may be expected."""
    return mail_outcomes(data, lambda t: judge_ask(t).expects_reply, lambda m: m.expects_reply)


def _worst(outcomes: Iterable[Outcome]) -> list[str]:
    wrong = sorted((o for o in outcomes if o.said != o.true), key=lambda o: -abs(o.score - model().threshold))
    return [f"{'missed' if o.true else 'no ask'} ({o.score:.2f}, {o.source}): {o.text[:160]}" for o in wrong]


def _row(name: str, outcomes: Sequence[Outcome], target: float) -> Row:
    hits, total = f1(outcomes)
    return name, hits, total, target, _worst(outcomes)


def evaluate(data: Path) -> list[Row]:
    """One row a measure: name, numerator and denominator of F1, target, the worst errors first."""
    sure = sentence_outcomes(data)
    clear, reply = clear_outcomes(data), reply_outcomes(data)
    return [
        _row(
            "ask: held-out sentences of the relabelled set, F1",
            [o for o in sure if o.source.startswith("parakweet")],
            _SENTENCES,
        ),
        _row("ask: held-out sentences of all sources, F1", sure, _SENTENCES),
        _row("ask: held-out real sent mail, clear, F1", [o for o in clear if o.source == "enron"], _CLEAR),
        _row(
            "ask: held-out real sent mail, expects a reply, F1",
            [o for o in reply if o.source == "enron"],
            _EXPECTS,
        ),
        _row("ask: held-out mails of our own, clear, F1", [o for o in clear if o.source == "own"], _CLEAR),
        _row(
            "ask: held-out mails of our own, expects a reply, F1",
            [o for o in reply if o.source == "own"],
            _EXPECTS,
        ),
    ]


def _split(title: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> None:
    for name in sorted({key(o) for o in outcomes}):
        part = [o for o in outcomes if key(o) == name]
        hits, total = f1(part)
        low, high = interval(part)
        value = hits / total if total else 0.0
        print(
            f"  {title} {name:22} n {len(part):5}  asks {sum(o.true for o in part):4}  F1 {value:.3f} [{low:.3f}, {high:.3f}]"
        )


def _recall_by_kind(outcomes: Sequence[Outcome]) -> None:
    asks = [o for o in outcomes if o.true and o.source == "own"]
    for kind in sorted({o.kind or "" for o in asks}):
        part = [o for o in asks if (o.kind or "") == kind]
        found = [o for o in part if o.said]
        named = sum(o.said_kind == kind for o in found)
        print(
            f"  kind {kind:22} asks {len(part):4}  recall {len(found) / len(part):.3f}  named right {named}"
        )


def main(arguments: Sequence[str]) -> int:
    """Prints every measure with its interval, by source and language, recall and naming by kind, and the worst errors."""
    data = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2] / "shared" / "data"
    for title, outcomes in (
        ("sentences", sentence_outcomes(data)),
        ("clear", clear_outcomes(data)),
        ("expects a reply", reply_outcomes(data)),
    ):
        print(title)
        _split("source", outcomes, lambda o: o.source)
        _split("language", outcomes, lambda o: o.language)
        if title == "sentences":
            _recall_by_kind(outcomes)
    for name, hits, total, target, failures in evaluate(data):
        print(f"{name}: {hits / total if total else 0:.3f}, target {target}")
        for failure in failures[:12]:
            print(f"    {failure}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
