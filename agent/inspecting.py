"""What the agent understands of single messages and texts, as the contract's JSON objects."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from agent.results import ask_object, day


def inspect_message(name: str, raw: bytes, me: Collection[str] = ()) -> dict[str, Any]:
    """One raw message (`.eml`) as one object; `me` are the rep's own lower-case addresses. Never raises on any octets."""
    from agent.ask import judge_ask
    from agent.message.headers import parse_header
    from agent.message.understand import understand

    meaning = understand(raw)
    subject = parse_header(raw).subject
    ask = judge_ask(meaning.new_text, subject=subject, language=meaning.language)
    return {
        "file": name,
        "kind": meaning.kind.value,
        "new_text": meaning.new_text,
        "signature": meaning.signature,
        "quoted": meaning.quoted,
        "language": meaning.language,
        "return_date": day(meaning.return_date),
        "alternate_contacts": [a.addr for a in meaning.alternate_contacts if a.addr not in me],
        "new_address": meaning.new_address,
        "stance": meaning.stance.value,
        "ask": ask_object(ask),
        "failed_recipients": [
            {"address": f.addr, "reason": f.reason, "status": f.status} for f in meaning.failed_recipients
        ],
        "evidence": dict(meaning.evidence),
    }


def inspect_text(id: object, text: str) -> dict[str, Any]:
    """One text (a body, no header) as one object: its ask and its sentences."""
    from agent.ask import judge_ask, sentences

    return {
        "id": id,
        "ask": ask_object(judge_ask(text)),
        "sentences": [
            {"text": s.text, "label": s.label, "score": round(s.score, 4)} for s in sentences(text)
        ],
    }


def inspect_files(
    names: Iterable[str], standard_input: BinaryIO, me: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """One object a file, in order; an unreadable file gives {"file", "error"} and the others are still read."""
    for name in names:
        try:
            raw = standard_input.read() if name == "-" else Path(name).read_bytes()
        except OSError as e:
            yield {"file": name, "error": f"cannot be read: {(e.strerror or type(e).__name__).lower()}"}
            continue
        if not raw.strip():
            yield {"file": name, "error": "is empty; expected a message (.eml)"}
            continue
        yield inspect_message(name, raw, me)


def inspect_lines(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One object a line of JSON {"id", "text"}, in order; a wrong line gives {"id", "error"} and the others are still read."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            text = found["text"]
        except (ValueError, KeyError, TypeError):
            text = None
        if not isinstance(text, str):
            yield {"id": None, "error": f'line {number} is not {{"id": …, "text": "…"}}'}
            continue
        yield inspect_text(found.get("id"), text)


def describe(found: Mapping[str, Any]) -> str:
    """An object of this module in words, for a terminal."""
    name = found.get("file") or found.get("id")
    if "error" in found:
        return f"{name}: {found['error']}"
    lines = [f"{name}:"]
    for field in ("kind", "stance", "language", "return_date", "new_address"):
        if found.get(field) not in (None, "none"):
            lines.append(f"  {field.replace('_', ' ')}: {found[field]}")
    if found.get("alternate_contacts"):
        lines.append(f"  instead: {', '.join(found['alternate_contacts'])}")
    ask = found["ask"]
    asks = (
        f"{ask['strength']} {ask['kind'] or 'ask'}: “{ask['sentence']}”"
        if ask["sentence"]
        else "nothing is asked"
    )
    lines.append(f"  ask: {asks}")
    for words in found.get("evidence", {}).values():
        lines.append(f"    because of “{words}”")
    if found.get("new_text"):
        lines += ["  typed:", *(f"    {line}" for line in found["new_text"].splitlines()[:12])]
    return "\n".join(lines)
