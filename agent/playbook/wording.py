"""Templates: several wordings a step and language, checked, chosen and filled. Pure.

A file of wordings holds plain text in Jinja2's language; a line of three hyphens stands between two wordings, empty lines
between paragraphs. Greeting, farewell, name and signature are put around it later.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

SLOTS = frozenset(
    {
        "contact",
        "company",
        "topic",
        "me",
        "day",
        "option1",
        "option2",
        "zone",
        "note",
        "other",
        "sponsor",
        "executive",
        "promised",
        "visit",
    }
)
CALL_SLOTS = frozenset({"contact", "company", "day", "other"})

_BREAK = re.compile(r"(?m)^---[ \t]*$")


def split_wordings(text: str) -> tuple[tuple[int, str], ...]:
    """The wordings of a file, each with the number of its first line."""
    found = []
    start = 0
    for end in [m.start() for m in _BREAK.finditer(text)] + [len(text)]:
        part = _BREAK.sub("", text[start:end], count=1)
        if part.strip():
            lead = len(text[start:end]) - len(text[start:end].lstrip("-\n\r \t"))
            found.append((text.count("\n", 0, start + lead) + 1, part.strip()))
        start = end
    return tuple(found)


def template_problems(text: str, name: str, allowed: Iterable[str] = SLOTS) -> list[str]:
    """What is wrong with a file of wordings, with file and line: syntax, unknown slots, nothing in it."""
    from jinja2 import TemplateSyntaxError, meta

    environment = _environment()
    wordings = split_wordings(text)
    if not wordings:
        return [f"{name}, line 1: there is no wording, expected the text of a mail."]
    problems = []
    for line, wording in wordings:
        try:
            tree = environment.parse(wording)
        except TemplateSyntaxError as error:
            problems.append(f"{name}, line {line + error.lineno - 1}: {error.message}.")
            continue
        for slot in sorted(meta.find_undeclared_variables(tree) - set(allowed)):
            before = wording[: max(0, wording.find(slot))].count("\n")
            known = ", ".join(sorted(allowed))
            problems.append(f"{name}, line {line + before}: {slot} is unknown, expected any of {known}.")
    return problems


def choose_wording(
    conversation_id: str, template: str, names: Sequence[str], used: frozenset[str]
) -> str | None:
    """One of the wordings: always the same for a conversation, never one in `used`; None where all are used."""
    free = [name for name in names if name not in used]
    if not free:
        return None
    return free[stable_number(f"{conversation_id}\0{template}") % len(free)]


def stable_number(text: str) -> int:
    """A number that depends on nothing but the text."""
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


def fill(wording: str, slots: Mapping[str, str]) -> str:
    """The text of a wording with its slots filled. Raises jinja2.TemplateError for a slot that is missing."""
    text = _compiled(wording).render(slots)
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


@lru_cache(maxsize=1_024)
def _compiled(wording: str) -> Template:
    return _environment().from_string(wording)


@cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined  # 60 ms: only when a mail is written
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
