"""Replies in 22 languages as the common mail programs write them: quotes, header blocks, phone lines, closings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent.message.newtext import split

LANGUAGES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "newtext" / "languages.json").read_text(encoding="utf-8")
)
HISTORY = "Dear Nora,\n\nplease find our offer.\nWould Tuesday suit you?\n\nPiet"


def cases(key: str) -> list[Any]:
    return [
        pytest.param(row, text, id=f"{language}-{number}")
        for language, row in LANGUAGES.items()
        for number, text in enumerate(row[key])
    ]


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


@pytest.mark.parametrize(("row", "line"), cases("attributions"))
def test_attribution_above_marked_quote(row: dict[str, Any], line: str) -> None:
    found = split(f"{row['reply']}\n\n{line}\n\n{quoted(HISTORY)}\n")
    assert found.new_text == row["reply"]
    assert "please find our offer" in found.quoted


@pytest.mark.parametrize(("row", "line"), cases("attributions"))
def test_attribution_above_unmarked_quote(row: dict[str, Any], line: str) -> None:
    found = split(f"{row['reply']}\n\n{line}\n\n{HISTORY}\n")
    assert found.new_text == row["reply"]
    assert found.quoted.split()[:2] == line.split()[:2]


@pytest.mark.parametrize(("row", "block"), cases("blocks"))
def test_header_block(row: dict[str, Any], block: str) -> None:
    found = split(f"{row['reply']}\n\n{block}\n\n{HISTORY}\n")
    assert found.new_text == row["reply"]
    assert found.quoted.startswith(block.split("\n")[0])


@pytest.mark.parametrize(("row", "block"), cases("blocks"))
def test_history_alone_is_an_empty_new_text(row: dict[str, Any], block: str) -> None:
    assert split(f"{block}\n\n{HISTORY}\n").new_text == ""


@pytest.mark.parametrize(("row", "line"), cases("mobile"))
def test_phone_line(row: dict[str, Any], line: str) -> None:
    found = split(f"{row['reply']}\n\n{line}\n\n{row['blocks'][0]}\n\n{HISTORY}\n")
    assert found.new_text == row["reply"]
    assert found.signature == line


@pytest.mark.parametrize("language", LANGUAGES)
def test_closing(language: str) -> None:
    row = LANGUAGES[language]
    found = split(f"{row['reply']}\n\n{row['closing']}\n\n{row['attributions'][0]}\n{quoted(HISTORY)}\n")
    assert found.new_text == row["reply"]
    assert found.signature == row["closing"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_reply_below_the_quote(language: str) -> None:
    row = LANGUAGES[language]
    found = split(f"{row['attributions'][0]}\n{quoted(HISTORY)}\n\n{row['reply']}\n")
    assert found.new_text == row["reply"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_from_plain_words(language: str) -> None:
    row = LANGUAGES[language]
    assert split(row["reply"]).new_text == row["reply"]
