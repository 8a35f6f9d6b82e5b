"""HTML bodies as visible lines, each marked as typed, quoted or signature by the elements that mail programs mark them with.

A tokenizer of its own: one forward pass, an explicit stack and no tree, so that 20,000 nested elements or unclosed tags cost linear
time; the libraries measured recurse, return nothing, or scan again (docs/dependencies.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from agent.message.attributions import find_attribution, is_separator

# Two million characters of markup are read; what a person typed stands at the top of them.
MAX_HTML = 2_000_000
MAX_OPEN = 50_000
MAX_RUNS = 3_000

PLAIN, QUOTE, SIGNATURE, START, MAYBE, INDENT = range(6)

_VOID = frozenset(
    {
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "area",
        "base",
        "col",
        "embed",
        "source",
        "track",
        "wbr",
        "param",
    }
)
_SKIPPED = frozenset({"script", "style", "head", "title", "noscript", "template", "object", "svg", "xml"})
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
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,60})")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]{1,60})(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")
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
    name: str
    mark: int
    hidden: bool
    gmail: bool
    pre: bool


def html_to_text(html: str) -> str:
    """The visible text of an HTML body, a line a block, no markup; scripts, styles and hidden preheaders are left out.

    Linear in the size; markup beyond 2,000,000 characters is not read. Never raises.
    """
    return "\n".join(html_lines(html)[0]).strip()


def html_lines(html: str) -> tuple[list[str], list[int]]:
    """The visible lines of an HTML body and a mark for each: PLAIN, QUOTE, SIGNATURE, or START (history begins here)."""
    reader = _Reader()
    reader.read(html[:MAX_HTML])
    return reader.finish()


class _Reader:
    """Feeds on markup, collects lines. `gmail`: inside Gmail's quote container, whose blockquotes are quotes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.marks: list[int] = []
        self.text: list[str] = []
        self.text_mark = PLAIN
        self.stack: list[_Open] = []
        self.open_count: dict[str, int] = {}
        self.containers: list[tuple[int, bool]] = []
        self.maybe = 0

    def read(self, html: str) -> None:
        at, size = 0, len(html)
        skip_misses: set[str] = set()
        while at < size:
            lt = html.find("<", at)
            if lt < 0:
                self.add(html[at:])
                return
            if lt > at:
                self.add(html[at:lt])
            match = _TAG.match(html, lt)
            if not match:
                at = self.special(html, lt)
                continue
            end = _tag_end(html, match.end())
            if end < 0:
                return
            name = match[2].lower().rpartition(":")[2] if ":" not in match[2] else match[2].lower()
            closed = html[end - 1] == "/"
            at = end + 1
            if match[1]:
                self.close(name)
            else:
                raw = html[match.end() : end]
                if name in _SKIPPED and not closed and name not in skip_misses:
                    stop = _find_close(html, name, at)
                    if stop < 0:
                        skip_misses.add(name)
                    else:
                        at = stop
                    continue
                self.open(name, raw, closed)

    def special(self, html: str, lt: int) -> int:
        """What begins with "<" and is no tag: a comment or declaration is passed over, anything else is text."""
        if html.startswith("<!--", lt):
            end = html.find("-->", lt + 4)
            return len(html) if end < 0 else end + 3
        if html.startswith(("<!", "<?"), lt):
            end = html.find(">", lt)
            return len(html) if end < 0 else end + 1
        if html.startswith("</", lt):
            end = html.find(">", lt)
            return len(html) if end < 0 else end + 1
        self.add("<")
        return lt + 1

    def state(self) -> tuple[int, bool, bool, bool]:
        if not self.stack:
            return PLAIN, False, False, False
        top = self.stack[-1]
        return top.mark, top.hidden, top.gmail, top.pre

    def add(self, text: str) -> None:
        mark, hidden, _, pre = self.state()
        if hidden:
            return
        if "&" in text:
            text = unescape(text)
        if pre:
            first, *rest = text.split("\n")
            self.put(first, mark)
            for line in rest:
                self.end_line()
                self.put(line, mark)
        else:
            self.put(_SPACE.sub(" ", text), mark)

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
        self.text_mark = self.state()[0]

    def open(self, name: str, raw: str, closed: bool) -> None:
        mark, hidden, gmail, pre = self.state()
        if name == "br":
            self.text_mark = mark if not self.text else self.text_mark
            self.end_line(blank=not hidden)
            return
        attributes = _attributes(raw) if "=" in raw or "hidden" in raw else {}
        if name in _BLOCK or name == "hr":
            self.block()
            if name in {"p", "table", "ul", "ol", "blockquote", "pre"} and self.lines and self.lines[-1]:
                self.lines.append("")
                self.marks.append(mark)
        elif name in {"td", "th"} and self.text:
            self.text.append(" \t")
        if attributes and _starts_history(name, attributes) and mark == PLAIN:
            self.block()
            self.lines.append("")
            self.marks.append(START)
        if name in _VOID or closed:
            return
        if attributes or name == "blockquote":
            own, gmail_here = _mark_of(name, attributes, gmail)
            if (own != PLAIN and mark in {PLAIN, MAYBE, INDENT}) or (own == QUOTE and mark == SIGNATURE):
                self.block()
                mark = own
            if gmail_here and not gmail:
                self.block()
                self.containers.append((len(self.lines), False))
                gmail = True
            hidden = (
                hidden or "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")) is not None
            )
        if len(self.stack) < MAX_OPEN:
            self.stack.append(_Open(name, mark, hidden, gmail, pre or name == "pre"))
            self.open_count[name] = self.open_count.get(name, 0) + 1
            if name in _BLOCK and not self.text:
                self.text_mark = mark

    def close(self, name: str) -> None:
        if name in _BLOCK:
            self.block()
        if name == "br":
            self.end_line(blank=True)
            return
        if self.open_count.get(name, 0):
            while True:
                top = self.stack.pop()
                self.open_count[top.name] -= 1
                if top.gmail and not self.state()[2]:
                    self.leave_container()
                if top.name == name:
                    break
        if name in _BLOCK:
            self.text_mark = self.state()[0]
            if name in {"p", "table", "ul", "ol", "blockquote"} and self.lines and self.lines[-1]:
                self.lines.append("")
                self.marks.append(self.text_mark)

    def leave_container(self) -> None:
        """Marks what stands in Gmail's container: all of it, or, where it holds blockquotes, what is above the first.

        A container without blockquotes and with nothing above it may hold the typed text: the lines themselves decide.
        """
        self.block()
        if not self.containers:
            return
        start, _ = self.containers.pop()
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
        while self.containers:
            self.leave_container()
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


def _tag_end(html: str, at: int) -> int:
    """The index of the ">" that ends a tag, -1 where none does; a ">" in quotes does not, if the quotes close soon."""
    gt = html.find(">", at)
    if gt < 0:
        return -1
    inside = html[at:gt]
    for _ in range(8):
        if not (inside.count('"') % 2 or (inside.count("'") % 2 and '"' not in inside)):
            return gt
        further = html.find(">", gt + 1, gt + 4000)
        if further < 0:
            break
        inside += html[gt:further]
        gt = further
    return html.find(">", at)


def _find_close(html: str, name: str, at: int) -> int:
    """The index behind the end tag of an element that is passed over, -1 where it is never closed."""
    for form in (f"</{name}", f"</{name.upper()}"):
        end = html.find(form, at)
        if end >= 0:
            gt = html.find(">", end)
            return len(html) if gt < 0 else gt + 1
    return -1


def _attributes(raw: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(raw[:4000]):
        name = match[1].lower()
        if name not in found:
            found[name] = match[2] or match[3] or match[4] or ""
    return found


def _mark_of(name: str, attributes: dict[str, str], gmail: bool) -> tuple[int, bool]:
    """The mark that an element puts on its text, and whether it is Gmail's quote container."""
    classes = attributes.get("class", "").lower().split() if "class" in attributes else []
    ident = attributes.get("id", "").lower()
    if name == "blockquote":
        if gmail or attributes.get("type", "").lower() == "cite" or "cite" in attributes:
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
    label = attributes.get("name", "").lower()
    if label in _QUOTE_NAMES:
        return QUOTE, False
    if (
        label == "messagesignaturesection"
        or attributes.get("data-signatureblock") == "true"
        or attributes.get("data-smartmail") == "gmail_signature"
    ):
        return SIGNATURE, False
    return PLAIN, False


def _starts_history(name: str, attributes: dict[str, str]) -> bool:
    ident = attributes.get("id", "").lower()
    if ident in _START_IDS and (name in {"div", "hr", "span", "a", "p"}):
        return True
    return (
        attributes.get("data-marker", "") == "__DIVIDER__"
        or attributes.get("data-marker", "") == "__QUOTED_TEXT__"
    )
