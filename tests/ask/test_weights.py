"""The weights file: small, plain, and what a training run gives."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from agent.ask.features import BITS, KIND_BITS
from agent.ask.kinds import KINDS
from agent.ask.score import parse
from agent.ask.train import learn, learn_kinds, pack, rows_of, train
from agent.ask.train.corpus import HERE, Example, LabelledMail, digest, held_out, resolve
from tests.real_mail import DATA, on_real_mail

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "agent" / "ask" / "weights.json"


def test_the_file_is_small_and_plain() -> None:
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert WEIGHTS.stat().st_size <= 2_000_000
    assert len(base64.b64decode(content["weights"])) == 1 << BITS
    assert len(base64.b64decode(content["kinds"])) == len(KINDS) << KIND_BITS
    assert "Apache-2.0" in content["about"]["licence"]
    assert "ParakweetLabs EmailIntentDataSet" in content["about"]["data"]
    assert 0 < content["threshold"] < 1


@pytest.mark.timeout(600)
@on_real_mail("ask")
def test_the_committed_weights_are_what_training_gives() -> None:
    assert train(DATA) == WEIGHTS.read_text(encoding="utf-8")


def _example(text: str, target: float) -> Example:
    return Example(text, target, 1.0, "own", "en", None, text)


def test_learning_is_deterministic_and_learns() -> None:
    rows = rows_of(
        [_example(f"Could you send part {n}?", 1.0) for n in range(20)]
        + [_example(f"We sold {n} parts.", 0.0) for n in range(20)]
    )
    kinds = [((1, 2), 0), ((3, 4), 1)] * 5
    first, second = (pack(*learn(rows, 3), learn_kinds(kinds)) for _ in range(2))
    assert first == second
    model = parse(first)
    positive, negative = rows[0].buckets, rows[-1].buckets
    assert sum(model.steps[i] for i in positive) > sum(model.steps[i] for i in negative)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("cta", "cta", (1.0, 1.0)),
        ("none", "none", (0.0, 1.0)),
        ("marketing_cta", "none", (0.0, 1.0)),
        ("cta", "borderline", (1.0, 0.5)),
        ("borderline", "none", (0.0, 0.5)),
        ("borderline", "borderline", None),
        ("cta", "none", None),
        (None, "cta", None),
    ],
)
def test_two_independent_labels_become_one(
    one: str | None, two: str | None, expected: tuple[float, float] | None
) -> None:
    assert resolve(one, two) == expected


def test_about_one_text_in_eight_is_held_out_and_always_the_same() -> None:
    chosen = [held_out(_example(f"Sentence number {n}.", 0.0)) for n in range(4000)]
    assert 400 < sum(chosen) < 600
    assert chosen == [held_out(_example(f" Sentence  number {n}.", 1.0)) for n in range(4000)]
    assert held_out(LabelledMail("x", "enron", "en", "none", None, False, frozenset(), frozen=True))


def test_of_texts_that_are_not_ours_only_hashes_are_kept() -> None:
    for name in ("relabel_a.jsonl", "relabel_b.jsonl", "enron_labels.jsonl"):
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            assert "text" not in entry
            assert all(len(value) == len(digest("")) for value in [entry["sha"], *entry.get("asks", [])])


def test_our_own_corpus_has_every_language_and_kind() -> None:
    languages, kinds, texts = set(), set(), []
    for path in sorted(HERE.glob("sentences_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            languages.add(entry["lang"])
            kinds.add(entry["kind"])
            texts.append(entry["text"])
    assert languages >= {"en", "de", "fr", "es", "it", "nl", "pt"}
    assert kinds >= set(KINDS)
    assert len(texts) >= 1500
