"""Measures the split of a message on a folder of labelled mail: `python -m bench.eval_newtext [data]`."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent.message.mime import decode_text, read_body
from agent.message.newtext import Split, split

Row = tuple[str, int, int, float, list[str]]

# Libraries that leave the signature in the text; the label then holds it, and new text plus signature is compared.
_KEEPS_SIGNATURE = ("crisp", "talon_text", "talon_html")
_SOURCES = ("crisp", "talon_text", "github_zapier", "mail_parser_reply", "quotequail")


def _fold(text: str) -> str:
    return " ".join(text.split())


def _visible(markup: str) -> str:
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def _cases(folder: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    with (folder / "manifest.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            yield case, (folder / case["file"]).read_bytes()


def read(case: dict[str, Any], raw: bytes) -> Split:
    """The split of one case, whatever kind of file holds it."""
    if case["kind"] == "message/rfc822":
        body = read_body(raw)
        return split(body.plain, body.html, sender=body.first("from"))
    text = decode_text(raw)
    if case["kind"] == "text/html":
        return split(None, text, sender=case.get("sender") or "")
    return split(text, None, sender=case.get("sender") or "")


def _is_hit(found: Split, expected: str, with_signature: bool) -> bool:
    return _fold(found.new_text) == _fold(expected) or (
        with_signature and _fold(f"{found.new_text}\n{found.signature}") == _fold(expected)
    )


def _quotes(data: Path) -> Iterator[Row]:
    strict = whole = total = 0
    missed: list[str] = []
    held = wanted = 0
    broken: list[str] = []
    for source in _SOURCES:
        for case, raw in _cases(data / "quotes" / source):
            found = read(case, raw)
            if "expected_reply" in case:
                total += 1
                strict += _is_hit(found, case["expected_reply"], False)
                if _is_hit(found, case["expected_reply"], source in _KEEPS_SIGNATURE):
                    whole += 1
                else:
                    missed.append(f"{source}/{case['file']}")
            folded = _fold(found.new_text)
            for needle in case.get("must_contain", []):
                wanted += 1
                held += _fold(needle) in folded
                if _fold(needle) not in folded:
                    broken.append(f"{source}/{case['file']}: lost {needle!r}")
            for needle in case.get("must_not_contain", []):
                wanted += 1
                held += _fold(needle) not in folded
                if _fold(needle) in folded:
                    broken.append(f"{source}/{case['file']}: kept {needle!r}")
    yield "new text exact (with signature where the label has it)", whole, total, 0.92, missed
    yield "new text exact, signature never counted", strict, total, 0.0, []
    yield "new text holds / does not hold", held, wanted, 0.95, broken


def _html(data: Path) -> Row:
    hits, missed, total = 0, [], 0
    for case, raw in _cases(data / "quotes" / "talon_html"):
        found = read(case, raw)
        total += 1
        expected = (
            "".join(case["expected_reply"].split())
            if "expected_reply" in case
            else _visible(case["expected_html"])
        )
        texts = ("".join(found.new_text.split()), "".join((found.new_text + found.signature).split()))
        if expected in texts:
            hits += 1
        else:
            missed.append(f"talon_html/{case['file']}")
    return "new text of HTML (with signature where the label has it)", hits, total, 22 / 24, missed


def _signatures(data: Path) -> Iterator[Row]:
    with_, without = [0, 0], [0, 0]
    missed: list[str] = []
    touched: list[str] = []
    for case, raw in _cases(data / "quotes" / "mailgun_forge_signatures"):
        found = read(case, raw)
        good = _fold(found.new_text) == _fold(case["expected_body_without_signature"])
        count, failures = (with_, missed) if case["has_signature"] else (without, touched)
        count[0] += good
        count[1] += 1
        if not good:
            failures.append(case["file"])
    yield "body exact, mail with a signature", with_[0], with_[1], 0.60, missed
    yield "untouched, mail without one", without[0], without[1], 0.97, touched
    hits, total, wrong = 0, 0, []
    for case, raw in _cases(data / "quotes" / "talon_signatures"):
        total += 1
        expected = _fold((case["expected_signature"] or "").replace("#sig#", ""))
        found = read(case, raw.replace(b"#sig#", b""))
        if _fold(found.signature) == expected:
            hits += 1
        else:
            wrong.append(case["file"])
    yield "signature exact (talon)", hits, total, 0.6, wrong


def evaluate(data: Path) -> list[Row]:
    """(what, hits, cases, target share, failing files) for everything about new text and signatures under `data`."""
    return [*_quotes(data), _html(data), *_signatures(data)]


def main() -> None:
    """Prints the table; the first argument is the data folder."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared" / "data"
    for name, hits, total, target, failures in evaluate(data):
        mark = "ok  " if hits >= target * total - 1e-9 else "MISS"
        print(f"{mark} {hits:4}/{total:<4} {hits / max(total, 1):6.1%}  (target {target:.0%})  {name}")
        for failure in failures:
            print(f"        {failure}")


if __name__ == "__main__":
    main()
