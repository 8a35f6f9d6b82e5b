"""HTML bodies as visible lines, each marked as typed, quoted or signature by the elements that mail programs mark them with.

Beautiful Soup reads the markup (`soup`); its tree is walked here with an explicit stack, for mail may nest as deep as it is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, cast

from agent.message.attributions import find_attribution, is_separator

if TYPE_CHECKING:
    from bs4 import Tag
    from bs4.element import PageElement

MAX_RUNS = 3_000

PLAIN, QUOTE, SIGNATURE, START, MAYBE, INDENT = range(6)

_BLOCK = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "caption",
    }
)
_APART = frozenset({"p", "table", "ul", "ol", "blockquote", "pre"})
_SPACE = re.compile(r"[ \t\n\r\f\u200b\u200c\u200d\u2060\u00ad\ufeff\u034f\u2007]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$|!)|max-height\s*:\s*0(?:px)?\s*(?:;|$|!)",
    re.IGNORECASE,
)

_QUOTE_CLASSES = (
    "moz-cite-prefix", "moz-forward-container", "yahoo_quoted", "yahoo_quoted_begin", "gmail_extra_quote", "protonmail_quote", "tutanota_quote", "zmail_extra", "zmail_extra_hr", "ydp_quoted",
    "mailspring-quote", "front-blockquote", "airmail_on", "bloop_original_html", "outlook_quote", "mailbird-quote", "replied_text", "qmbox_quote", "mimestream-quote", "hey-quote", "freebirdreplyto", "reply_quote",
    "bm-quote", "cremed", "spark_quote", "shortwave-quote", "netease_quote", "quotebubble", "gwmailquote", "mail_quote",
)  # fmt: skip
_QUOTE_IDS = (
    "olk_src_body_section", "divtagdefaultwrapper_quote", "isforwardcontent", "isreplycontent", "mail-editor-reference-message-container", "reply-intro", "yahoo_quoted", "replybody", "origbody", "oriquote", "quotedtext", "mailquote", "mobilequote",
    "spark_quote", "x_olk_src_body_section",
)  # fmt: skip
_QUOTE_NAMES = ("messagereplysection", "quote", "messageforwardsection")
_START_IDS = (
    "divrplyfwdmsg",
    "appendonsend",
    "zwchr",
    "stopspelling",
    "x_divrplyfwdmsg",
    "replysplit",
    "lastquote",
    "mailoriginal",
    "forwardbody1",
    "mail_original",
)
_SIGNATURE_CLASSES = (
    "gmail_signature", "moz-signature", "protonmail_signature_block", "bloop_sign", "tutanota_signature", "mimestream-signature", "mailspring-signature", "yahoo-signature", "zmail_signature", "front-signature",
    "ms-outlook-mobile-signature", "signature_block",
)  # fmt: skip
_SIGNATURE_IDS = (
    "signature",
    "ms-outlook-mobile-signature",
    "applemailsignature",
    "composer_signature",
    "lineBreakAtBeginningOfSignature".lower(),
    "ymail_android_signature",
    "ymail_ios_signature",
    "x_signature",
    "sigmail",
    "signaturesection",
    "protonmail_mobile_signature_block",
)


@dataclass(slots=True)
class _Open:
    """An element that is being walked, what is left of its contents, and what holds for the text in it."""

    name: str
    children: Iterator[PageElement]
    mark: int = PLAIN
    hidden: bool = False
    gmail: bool = False
    pre: bool = False


def html_to_text(html: str) -> str:
    """The visible text of an HTML body, a line a block, no markup; scripts, styles and hidden preheaders are left out.

    Linear in the size; markup beyond `soup.MAX_HTML` characters is not read. Never raises.
    """
    return "\n".join(html_lines(html)[0]).strip()


def html_lines(html: str) -> tuple[list[str], list[int]]:
    """The visible lines of an HTML body and a mark for each: PLAIN, QUOTE, SIGNATURE, or START (history begins here)."""
    # Here, because most mail is plain: bs4 takes 0.1 s to import.
    from agent.message.soup import parse

    reader = _Reader(parse(html))
    reader.read()
    return reader.finish()


class _Reader:
    """Walks a tree, collects lines. `gmail`: inside Gmail's quote container, whose blockquotes are quotes."""

    def __init__(self, root: Tag) -> None:
        self.lines: list[str] = []
        self.marks: list[int] = []
        self.text: list[str] = []
        self.text_mark = PLAIN
        self.stack = [_Open("", iter(root.contents))]
        self.containers: list[int] = []

    def read(self) -> None:
        while True:
            child = next(self.stack[-1].children, None)
            if child is None:
                if len(self.stack) == 1:
                    return
                self.close()
            elif isinstance(child, str):
                self.add(child)
            else:
                self.open(cast("Tag", child))

    def add(self, text: str) -> None:
        top = self.stack[-1]
        if top.hidden:
            return
        if "&" in text:
            text = unescape(text)
        if top.pre:
            first, *rest = text.split("\n")
            self.put(first, top.mark)
            for line in rest:
                self.end_line()
                self.put(line, top.mark)
        else:
            self.put(_SPACE.sub(" ", text), top.mark)

    def put(self, text: str, mark: int) -> None:
        if mark != self.text_mark:
            if "".join(self.text).strip():
                self.end_line()
            self.text_mark = mark
        self.text.append(text)

    def end_line(self, blank: bool = False) -> None:
        line = "".join(self.text).strip(" \t")
        self.text = []
        if line or blank:
            self.lines.append(line.replace("\n", " ") if "\n" in line else line)
            self.marks.append(self.text_mark)

    def block(self) -> None:
        if self.text:
            self.end_line()
        self.text_mark = self.stack[-1].mark

    def open(self, tag: Tag) -> None:
        name, attributes, top = tag.name, tag.attrs, self.stack[-1]
        mark, hidden, gmail = top.mark, top.hidden, top.gmail
        if name == "br":
            self.text_mark = mark if not self.text else self.text_mark
            self.end_line(blank=not hidden)
            return
        if name in _BLOCK or name == "hr":
            self.block()
            if name in _APART:
                self.space()
        elif name in {"td", "th"} and self.text:
            self.text.append(" \t")
        if attributes and mark == PLAIN and _starts_history(name, attributes):
            self.block()
            self.lines.append("")
            self.marks.append(START)
        if not tag.contents:
            return
        if attributes or name == "blockquote":
            own, gmail_here = _mark_of(name, attributes, gmail)
            if (own != PLAIN and mark in {PLAIN, MAYBE, INDENT}) or (own == QUOTE and mark == SIGNATURE):
                self.block()
                mark = own
            if gmail_here and not gmail:
                self.block()
                self.containers.append(len(self.lines))
                gmail = True
            hidden = (
                hidden or "hidden" in attributes or _HIDDEN.search(_value(attributes, "style")) is not None
            )
        self.stack.append(_Open(name, iter(tag.contents), mark, hidden, gmail, top.pre or name == "pre"))
        if name in _BLOCK and not self.text:
            self.text_mark = mark

    def close(self) -> None:
        top = self.stack[-1]
        if top.name in _BLOCK:
            self.block()
        self.stack.pop()
        if top.gmail and not self.stack[-1].gmail:
            self.leave_container()
        if top.name in _BLOCK:
            self.text_mark = self.stack[-1].mark
            if top.name in _APART:
                self.space()

    def space(self) -> None:
        """An empty line before and after what stands apart."""
        if self.lines and self.lines[-1]:
            self.lines.append("")
            self.marks.append(self.stack[-1].mark)

    def leave_container(self) -> None:
        """Marks what stands in Gmail's container: all of it, or, where it holds blockquotes, what is above the first.

        A container without blockquotes and with nothing above it may hold the typed text: the lines themselves decide.
        """
        self.block()
        start = self.containers.pop()
        first = next((at for at in range(start, len(self.lines)) if self.marks[at] == QUOTE), len(self.lines))
        if first == len(self.lines) and not any(self.lines[:start]):
            return
        if any(is_separator(line) for line in self.lines[start : min(first, start + 6)]):
            self.lines.insert(start, "")
            self.marks.insert(start, START)
            return
        for at in range(start, first):
            if self.marks[at] == PLAIN:
                self.marks[at] = QUOTE

    def finish(self) -> tuple[list[str], list[int]]:
        self.end_line()
        self.resolve()
        return self.lines, self.marks

    def resolve(self) -> None:
        """Decides on plain blockquotes: quoted below an attribution, or where the last one is the only sign of a quote."""
        if MAYBE not in self.marks and INDENT not in self.marks:
            return
        runs: list[tuple[int, int]] = []
        at, count = 0, len(self.marks)
        while at < count:
            kind = self.marks[at]
            if kind not in {MAYBE, INDENT}:
                at += 1
                continue
            start = at
            while at < count and (self.marks[at] == kind or not self.lines[at]):
                at += 1
            runs.append((start, at))
        alone = QUOTE not in self.marks and START not in self.marks
        for number, (start, end) in enumerate(runs):
            above = start - 1
            while above >= 0 and not self.lines[above]:
                above -= 1
            colon = above >= 0 and self.lines[above][-1:] in {":", "："}
            attributed = (
                colon
                and number < MAX_RUNS
                and find_attribution(self.lines, above, max(0, above - 5), True) is not None
            )
            last = (
                number == len(runs) - 1 and alone and not colon and above >= 0 and self.marks[start] == MAYBE
            )
            mark = QUOTE if attributed or last else PLAIN
            for inside in range(start, end):
                if self.marks[inside] in {MAYBE, INDENT}:
                    self.marks[inside] = mark


def _value(attributes: Mapping[str, object], name: str) -> str:
    return str(attributes.get(name, ""))


def _mark_of(name: str, attributes: Mapping[str, object], gmail: bool) -> tuple[int, bool]:
    """The mark that an element puts on its text, and whether it is Gmail's quote container."""
    classes = _value(attributes, "class").lower().split()
    ident = _value(attributes, "id").lower()
    if name == "blockquote":
        if gmail or _value(attributes, "type").lower() == "cite" or "cite" in attributes:
            return QUOTE, False
        if any(one in _QUOTE_CLASSES for one in classes):
            return QUOTE, False
        return (INDENT if "gmail_quote" in classes else MAYBE), False
    if classes:
        if "gmail_quote" in classes or "gmail_quote_container" in classes:
            return PLAIN, True
        if any(one in _QUOTE_CLASSES or one.startswith("yahoo_quoted") for one in classes):
            return QUOTE, False
        if any(one in _SIGNATURE_CLASSES for one in classes):
            return SIGNATURE, False
    if ident:
        if ident in _QUOTE_IDS or ident.startswith("yahoo_quoted"):
            return QUOTE, False
        if ident in _SIGNATURE_IDS:
            return SIGNATURE, False
    label = _value(attributes, "name").lower()
    if label in _QUOTE_NAMES:
        return QUOTE, False
    if (
        label == "messagesignaturesection"
        or _value(attributes, "data-signatureblock") == "true"
        or _value(attributes, "data-smartmail") == "gmail_signature"
    ):
        return SIGNATURE, False
    return PLAIN, False


def _starts_history(name: str, attributes: Mapping[str, object]) -> bool:
    ident = _value(attributes, "id").lower()
    if ident in _START_IDS and (name in {"div", "hr", "span", "a", "p"}):
        return True
    return (
        _value(attributes, "data-marker") == "__DIVIDER__"
        or _value(attributes, "data-marker") == "__QUOTED_TEXT__"
    )
