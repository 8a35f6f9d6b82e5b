"""The tree of an HTML body, by Beautiful Soup on the standard library's `html.parser`: any markup, never raises, linear time.

Imported only when a message has HTML that is needed: importing bs4 takes longer than reading hundreds of plain messages. Markup is made
harmless first: at an unclosed tag, comment or declaration `html.parser` searches to the end of the text (`"<a "` repeated: 4 s for 20 kB,
17 s for 40 kB), and it may raise at `<![x` and at numbers of more than 4,300 digits. What is left are tags, text and entities.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag

# Two million characters, or as many tags or entities as cost about two seconds, are read: what a person typed stands at the top.
MAX_HTML = 2_000_000
MAX_TAGS = 100_000
MAX_ENTITIES = 300_000

_UNSEEN = re.compile(
    r"<(?:(!--)|(script|style|title|noscript|template|object|svg|xml)(?=[\s/>])[^<>]*>)", re.IGNORECASE
)
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{9,}+|[xX][0-9a-fA-F]{9,}+);?")
# In a quoted value angle brackets are escaped, so that no tag goes beyond the next bracket.
_VALUE = re.compile(r"""[a-zA-Z-]\s?=\s?(?:"[^"]{0,4000}+"|'[^']{0,4000}+')""")
_SEPARATOR = r"[ \t\r\n\f/]"
_BROKEN = re.compile(
    rf"""<(?!/?[a-zA-Z][^ \t\r\n\f/<>"'=]*+"""
    rf"""(?:{_SEPARATOR}*+[^ \t\r\n\f/<>"'=]++(?:[ \t\r\n\f]*+=[ \t\r\n\f]*+(?:"[^"<>]*+"|'[^'<>]*+'|[^ \t\r\n\f"'<>=][^ \t\r\n\f"'<>]*+))?+)*+"""
    rf"""{_SEPARATOR}*+>)[^<>]*+>?"""
)
# What is meant for a tag, though its end is missing: of text ("a <b") an attribute or the slash tells it.
_TAG_LIKE = re.compile(r"</?[a-zA-Z][^<>]*>|</[a-zA-Z][^<>]*|<[a-zA-Z][^<>=]*=[^<>]*")


def parse(html: str) -> Tag:
    """The tree of an HTML body, without comments, declarations and elements that show nothing (scripts, styles, titles …).

    Entities are left as they are, for `html.unescape`: bs4 reads any name as one, also without semicolon ("&pr=" in an address).
    Linear in the size; markup beyond 2,000,000 characters, 100,000 tags or 300,000 entities is not read. Never raises. A tree may be as
    deep as it has elements, so walk `contents` in a loop: most methods of bs4 recurse.
    """
    # The line end keeps bs4 from warning that a short text without markup may be a file name.
    return _Soup(
        _harmless(html[:MAX_HTML]) + "\n",
        "html.parser",
        on_duplicate_attribute="ignore",
        multi_valued_attributes=None,
        store_line_numbers=False,
        # bs4 compares the elements of these two kinds, with all that is in them, at each end tag.
        preserve_whitespace_tags=frozenset(),
        string_containers={},
    )


class _Soup(BeautifulSoup):
    """Beautiful Soup without its two quadratic steps."""

    def handle_starttag(
        self,
        name: str,
        namespace: str | None,
        nsprefix: str | None,
        attrs: Mapping[str, Any],
        sourceline: int | None = None,
        sourcepos: int | None = None,
        namespaces: dict[str, str] | None = None,
    ) -> Tag | None:
        """Closes an empty element at once, as None: of others bs4 keeps a list that it searches at each end tag."""
        tag = super().handle_starttag(name, namespace, nsprefix, attrs, sourceline, sourcepos, namespaces)
        if tag is not None and tag.is_empty_element:
            self.handle_endtag(name, nsprefix)
            return None
        return tag

    def _linkage_fixer(self, el: Tag) -> None:
        """Does nothing: it climbs to the root after each text to mend links that only a changed tree has wrong."""


def _harmless(html: str) -> str:
    html = _LONG_NUMBER.sub("\ufffd", _DECLARATION.sub("", _without_unseen(html))).replace("&", "&amp;")
    html = _BROKEN.sub(_mend, _VALUE.sub(_escape, html))
    return _cut(_cut(html, "<", MAX_TAGS), "&", MAX_ENTITIES)


def _cut(html: str, sign: str, most: int) -> str:
    if html.count(sign) <= most:
        return html
    return html[: next(islice(re.finditer(sign, html), most, None)).start()]


def _escape(found: re.Match[str]) -> str:
    text = found[0]
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _mend(found: re.Match[str]) -> str:
    """A tag with its end, and without its quotes where they do not pair; what is no tag as text."""
    text = found[0]
    if not _TAG_LIKE.fullmatch(text):
        return "&lt;" + text[1:]
    return text.replace('"', "").replace("'", "").removesuffix(">") + ">"


def _without_unseen(html: str) -> str:
    """Markup without comments and elements that show nothing; of one that is never closed only the tag is left out.

    Each end is looked for in vain once at most.
    """
    kept: list[str] = []
    unclosed: set[str] = set()
    at = 0
    while found := _UNSEEN.search(html, at):
        kept.append(html[at : found.start()])
        at = found.end()
        name = (found[1] or found[2]).lower()
        if name == "!--":
            end = html.find("-->", at)
            at = len(html) if end < 0 else end + 3
        elif name not in unclosed and not found[0].endswith("/>"):
            closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, at)
            if closing:
                at = closing.end()
            else:
                unclosed.add(name)
    kept.append(html[at:])
    return "".join(kept)
