"""Finds the pages of the manual, in a checkout and in an installed package, and makes them fit for a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[([^\]\n]{1,300})\]\(([^()\s]{1,500})\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"^<!--.*?-->\n*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Topic:
    """One page: `name` is what one types, `text` is Markdown."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """What the page is about, in one line."""
        found = _TITLE.search(self.text)
        return found[1].strip() if found else self.name


def folder() -> Path:
    """Where the pages lie: inside the package where it is installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "docs"
    return installed if installed.is_dir() else package.parent / "docs"


def topics() -> Mapping[str, Topic]:
    """Every page by name, in the order of the alphabet, what one begins with first."""
    found = {path.stem: Topic(path.stem, path.read_text("utf-8")) for path in folder().glob("*.md")}
    return {name: found[name] for name in sorted(found, key=lambda n: (not n.startswith("quickstart"), n))}


def for_terminal(text: str, names: Mapping[str, Topic]) -> str:
    """A page with what only a browser follows made into words: links to other pages name the command that shows them."""
    parts, end = [], 0
    text = _COMMENT.sub("", text)
    for fence in _FENCE.finditer(text):
        parts += [_hinted(text[end : fence.start()], names), fence[0]]
        end = fence.end()
    return "".join([*parts, _hinted(text[end:], names)])


def _hinted(text: str, names: Mapping[str, Topic]) -> str:
    def link(found: re.Match[str]) -> str:
        words, target = found[1], found[2]
        if "://" in target or target.startswith("mailto:"):
            return found[0]
        page = Path(target.partition("#")[0]).stem
        if not page or page not in names:
            return words
        hint = f"`pleasantly help {page}`"
        return hint if words.strip("`").removeprefix("docs/") == f"{page}.md" else f"{words} ({hint})"

    linked = _LINK.sub(link, text)
    return re.sub(
        r"(?<![\w/`])docs/([\w-]+)\.md",
        lambda m: f"`pleasantly help {m[1]}`" if m[1] in names else m[0],
        linked,
    )
