"""One voice for what goes wrong: every message that can be raised is made of whole sentences, and none quotes a mail."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RAISED = {
    "ConfigError", "StoreError", "ServiceError", "AlreadyRunning", "PleasantlyError",
    "ConnectorError", "Unavailable", "AuthenticationFailed", "CannotCalculateChanges", "NotSupported", "Unreachable",
}  # fmt: skip
SLOT = "\0"


def text_of(node: ast.expr) -> str | None:
    """The text of a literal, with SLOT where a value goes in; None for what is no literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else SLOT for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = text_of(node.left), text_of(node.right)
        return (left if left is not None else SLOT) + (right if right is not None else SLOT)
    return None


def messages() -> Iterator[tuple[str, str]]:
    """(where, text) of every message in the source."""
    for file in sorted([*(ROOT / "agent").rglob("*.py"), *(ROOT / "connectors").rglob("*.py")]):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            if name not in RAISED:
                continue
            first = node.args[0]
            for part in first.elts if isinstance(first, (ast.List, ast.Tuple)) else [first]:
                if (text := text_of(part)) is not None and text.strip(SLOT):
                    yield f"{file.relative_to(ROOT)}:{part.lineno}", text


def wrong_with(text: str) -> str:
    """What keeps a message from being whole sentences; "" for nothing. A setting may begin one as it is written in the file."""
    if re.match(r"[a-z]+ (?!= )", text.lstrip()):
        return "begins with a small letter"
    return "" if text.rstrip()[-1] in f".!?…){SLOT}" else "has no full stop"


def test_messages_are_made_of_sentences() -> None:
    found = list(messages())
    assert len(found) > 150
    wrong = [f"{where} {why}: {text!r}" for where, text in found if (why := wrong_with(text))]
    assert wrong == []


PRIVATE = re.compile(r"subject|addr|contact|recipient|sender|text|body|words|header", re.IGNORECASE)


LOUD = re.compile(r"(?:log|logger|logging)\.(?:info|warning|error|critical)")


def log_lines() -> Iterator[tuple[str, ast.Call]]:
    """(where, call) of every log line above debug."""
    for file in sorted([*(ROOT / "agent").rglob("*.py"), *(ROOT / "connectors").rglob("*.py")]):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and LOUD.fullmatch(ast.unparse(node.func)):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def fills_in_private(call: ast.Call) -> bool:
    """Whether a line is put together before it is logged, or filled with what by its name may be private."""
    filled = [ast.unparse(value) for value in (*call.args[1:], *(k.value for k in call.keywords))]
    return not isinstance(call.args[0], ast.Constant) or bool(PRIVATE.search(" ".join(filled)))


def test_log_lines_above_debug_take_nothing_private() -> None:
    found = list(log_lines())
    assert len(found) > 5
    assert [where for where, call in found if fills_in_private(call)] == []


@pytest.mark.parametrize("line", ["log.info(f'{name}: done')", "log.warning('%s', message.subject)"])
def test_a_private_log_line_can_be_found(line: str) -> None:
    call = ast.parse(line, mode="eval").body
    assert isinstance(call, ast.Call) and fills_in_private(call)


@pytest.mark.parametrize("text", ["no such mailbox. Name another.", "There is no such mailbox"])
def test_a_message_can_be_found_wrong(text: str) -> None:
    assert wrong_with(text)
