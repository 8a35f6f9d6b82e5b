"""What was typed in this message, apart from what it quotes, its signature, and what machines added.

One pass over the lines finds the quoted history: quoted lines (">", or marked so by the HTML), attributions, header blocks and
separators (`attributions`). What is left is in pieces, for a reply may stand above, below and between the quotes; warnings come off the
first piece, footers and signature off the last. Time is linear in the size of the text: each line looks at a bounded number of others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.message.attributions import (
    begin_of_history,
    find_attribution,
    find_header_block,
    foreign_mark,
    glued_separator,
    is_groupwise,
    is_reply_marker,
    is_rule,
    is_separator,
    label_of,
    may_end_attribution,
    shared_line,
)
from agent.message.footers import banner_end, footer_start
from agent.message.html import PLAIN, QUOTE, SIGNATURE, START, html_lines
from agent.message.mime import scrub
from agent.message.signature import Sender, is_mobile_line, parse_sender, signature_start

# Nobody types more; the rest of a longer text is left out.
MAX_PLAIN = 2_000_000
MAX_CHECKS = 3_000

_SEPARATOR_FIRST = frozenset("-‐‑‒–—―─━_=*~#+<")
_MANY_BLANKS = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_STUB = re.compile(r"(?i)html|view this (?:e-?mail|message)|viewing this")


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a text, each "" where there is none.

    `new_text`: what the sender typed. `signature`: closing, name, contact lines, "Sent from my iPhone". `quoted`: the history, with its
    header lines. `footer`: what machines put there: warnings, disclaimers, virus notes, mailing-list lines.
    """

    new_text: str = ""
    signature: str = ""
    quoted: str = ""
    footer: str = ""


@dataclass(slots=True)
class _Scan:
    """Line numbers kept, in runs without a quote between them, and what else was found."""

    pieces: list[list[int]] = field(default_factory=lambda: [[]])
    quoted: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    typed: dict[int, str] = field(default_factory=dict)
    seen_quote: bool = False
    checks: int = 0
    mark: str = ""
    filled: int = 0
    footer: list[str] = field(default_factory=list)

    def may_check(self) -> bool:
        """Counts the costly looks at several lines; a text with thousands of candidates is no mail of a person."""
        self.checks += 1
        return self.checks <= MAX_CHECKS

    def break_piece(self) -> None:
        if self.pieces[-1]:
            self.pieces.append([])

    def give_back(self, start: int) -> None:
        """Takes the kept lines from `start` on out of the last piece."""
        piece = self.pieces[-1]
        while piece and piece[-1] >= start:
            piece.pop()


def split(plain: str | None, html: str | None = None, *, sender: str = "") -> Split:
    """Splits the text of a message. Pure, never raises.

    `plain`, `html`: the texts of the message, either or both, as `mime.read_body` gives them (`format=flowed` already unwrapped).
    `sender`: the From value, display name or address; with it a bare name at the end is known for a signature. The plain text is
    used where there is one, unless the HTML alone shows what is quoted. Texts longer than 2,000,000 characters are cut.
    """
    who = parse_sender(sender)
    if plain is not None and plain.strip():
        found = _split_lines(scrub(plain[:MAX_PLAIN]).split("\n"), None, who)
        if html is None or found.quoted or not (_shows_quote(html) or _is_stub(plain)):
            return found
    elif html is None:
        return Split()
    lines, marks = html_lines(html)
    return _split_lines(lines, marks, who)


def _shows_quote(html: str) -> bool:
    return any(
        sign in html
        for sign in ("gmail_quote", 'type="cite"', "divRplyFwdMsg", "yahoo_quoted", "appendonsend", "stopSpelling", "protonmail_quote", "zwchr")
    )  # fmt: skip


def _is_stub(plain: str) -> bool:
    return len(plain) < 300 and _STUB.search(plain) is not None and "http" not in plain[:40]


def _split_lines(lines: list[str], marks: list[int] | None, who: Sender) -> Split:
    scan = _scan(lines, marks)
    pieces = [[scan.typed.get(at, lines[at]) for at in piece] for piece in scan.pieces]
    footer = scan.footer
    if pieces:
        end = banner_end(pieces[0])
        footer += pieces[0][:end]
        pieces[0] = pieces[0][end:]
    signature: list[str] = []
    filled = [at for at, piece in enumerate(pieces) if any(line.strip() for line in piece)]
    while filled:
        at = filled.pop()
        others = bool(filled)
        piece = pieces[at]
        whole = len(piece) + bool(scan.quoted)
        cut = footer_start(piece, whole=not others)
        footer += piece[cut:]
        piece = piece[:cut]
        piece, tail = _cut_mobile(piece, scan)
        start = signature_start(piece, who, may_be_all=others)
        signature = piece[start:] + tail + signature
        pieces[at] = _without_last_rule(piece[:start]) if start < whole else piece[:start]
        if any(line.strip() for line in pieces[at]):
            break
    new = "\n\n".join(text for piece in pieces if (text := "\n".join(piece).strip()))
    return Split(
        _tidy(new),
        _tidy("\n".join(signature + scan.signature)),
        _tidy("\n".join(scan.quoted)),
        _tidy("\n".join(footer)),
    )


def _without_last_rule(piece: list[str]) -> list[str]:
    """A piece without the line that was drawn between it and what was cut below."""
    end = len(piece)
    while end and (not piece[end - 1].strip() or is_rule(piece[end - 1])):
        end -= 1
    return piece[:end]


def _tidy(text: str) -> str:
    return _MANY_BLANKS.sub("\n\n", text).strip() if text else text


def _cut_mobile(piece: list[str], scan: _Scan) -> tuple[list[str], list[str]]:
    """A piece without what a phone wrote into it ("Sent from my iPhone"), and that as signature lines.

    Text below such a line is what the sender answered, unmarked (phones quote so), unless it is short enough to be a signature.
    """
    for at, line in enumerate(piece):
        text = line.strip()
        if text and is_mobile_line(text):
            below = [other for other in piece[at + 1 :] if other.strip()]
            if not any(other.strip() for other in piece[:at]):
                continue
            if len(below) <= 6 and all(
                is_mobile_line(other.strip()) or other.strip("-_ \t") == "" for other in below
            ):
                return piece[:at], piece[at:]
            if _is_contact_block(below):
                return piece[:at], piece[at:]
            scan.quoted[:0] = piece[at + 1 :]
            return piece[:at], [line]
    return piece, []


def _is_contact_block(below: list[str]) -> bool:
    return len(below) <= 6 and signature_start(["x", "", *below], Sender(frozenset(), "", "")) == 2


def _scan(lines: Sequence[str], marks: Sequence[int] | None) -> _Scan:
    scan = _Scan()
    count = len(lines)
    floor = at = 0
    while at < count:
        line = lines[at]
        mark = marks[at] if marks else PLAIN
        text = line.strip()
        if (
            mark == QUOTE
            or (mark == PLAIN and text[:1] == ">" and _is_quote(lines, marks, at, text, scan))
            or (scan.mark and text.startswith(scan.mark))
        ):
            if is_groupwise(text):
                scan.quoted.extend(lines[at:])
                return scan
            scan.quoted.append(line)
            scan.seen_quote = True
            scan.break_piece()
            at += 1
            floor = at
            continue
        if mark == SIGNATURE:
            scan.signature.append(line)
            at += 1
            continue
        if mark == START:
            _cut(scan, lines, begin_of_history(lines, at, floor))
            return scan
        if text:
            step = _history(scan, lines, marks, at, floor, text)
            if step < 0:
                return scan
            if scan.mark and text.startswith(scan.mark):
                continue
            if step > at:
                at = floor = step
                continue
            scan.filled += 1
        scan.pieces[-1].append(at)
        at += 1
    return scan


def _cut(scan: _Scan, lines: Sequence[str], begin: int) -> None:
    scan.give_back(begin)
    scan.quoted.extend(lines[begin:])


def _cut_inside(scan: _Scan, lines: Sequence[str], at: int, behind: int) -> None:
    """History begins within a line, `behind` characters from its first sign."""
    text = lines[at].strip()
    scan.quoted.append(text[behind:])
    scan.quoted.extend(lines[at + 1 :])
    if any(sign.isalnum() for sign in text[:behind]):
        scan.typed[at] = text[:behind]
        scan.pieces[-1].append(at)


def _history(
    scan: _Scan, lines: Sequence[str], marks: Sequence[int] | None, at: int, floor: int, text: str
) -> int:
    """Looks whether history begins at a line. -1: from here on all is quoted; a greater line number: go on there; else `at`."""
    first, last = text[0], text[-1]
    if (first in _SEPARATOR_FIRST or last in ":：-" or first in "Oo") and is_separator(text):
        _cut(scan, lines, begin_of_history(lines, at, floor))
        return -1
    if ("#" in text or "--" in text or "==" in text) and is_reply_marker(text) and scan.filled:
        _cut(scan, lines, at)
        return -1
    if "----" in text:
        if text.startswith("-----BEGIN PGP SIGN"):
            return _skip_armour(scan, lines, at, text)
        if (behind := glued_separator(text)) > 0:
            _cut_inside(scan, lines, at, behind)
            return -1
    if ":" in text or "：" in text:
        if label_of(text[:100]) and scan.may_check() and find_header_block(lines, at):
            if not scan.filled and (end := _end_of_marked_block(scan, lines, at)):
                scan.quoted.extend(lines[at:end])
                return end
            _cut(scan, lines, begin_of_history(lines, at, floor))
            return -1
        if last not in ":：" and shared_line(text):
            _cut(scan, lines, at)
            return -1
    if scan.seen_quote and _is_wrapped_quote(lines, marks, at, text):
        scan.quoted.append(text)
        return at + 1
    if not scan.mark and ">" in text[1:5] and first.isupper() and (mark := _repeated_mark(lines, at)):
        scan.mark = mark
        return at
    if may_end_attribution(text) and scan.may_check():
        return _attribution(scan, lines, marks, at, floor)
    return at


def _attribution(scan: _Scan, lines: Sequence[str], marks: Sequence[int] | None, at: int, floor: int) -> int:
    """Looks whether an attribution ends on a line; the answer is that of `_history`."""
    after = _next_filled(lines, at)
    mark = ""
    quoted = after < len(lines) and (
        marks[after] == QUOTE if marks and marks[after] != PLAIN else lines[after].lstrip()[:1] == ">"
    )
    if not quoted and after < len(lines):
        mark = _repeated_mark(lines, after)
        quoted = mark != "" or (not scan.filled and _is_marked_below(lines, after))
    found = find_attribution(lines, at, floor, quoted)
    if found is None:
        return at
    scan.mark = scan.mark or mark
    scan.give_back(found.start)
    scan.quoted.extend(lines[found.start : at + 1])
    if found.prefix:
        scan.pieces[-1].append(found.start)
        scan.typed[found.start] = found.prefix
    if not quoted:
        _cut(scan, lines, at + 1)
        return -1
    scan.seen_quote = True
    scan.break_piece()
    return at + 1


def _end_of_marked_block(scan: _Scan, lines: Sequence[str], at: int) -> int:
    """Where the header block at the top of an answer ends, if marked lines follow it and so an answer may; else 0."""
    end = next((line for line in range(at, min(at + 20, len(lines))) if not lines[line].strip()), len(lines))
    after = _next_filled(lines, end - 1) if end < len(lines) else end
    if after >= len(lines):
        return 0
    if lines[after].lstrip()[:1] == ">":
        return end
    scan.mark = scan.mark or _repeated_mark(lines, after)
    return end if scan.mark else 0


def _is_marked_below(lines: Sequence[str], at: int) -> bool:
    """Whether marked lines follow close below an attribution at the top, as in an answer that shortened the quote."""
    near = [text for line in lines[at : at + 12] if (text := line.strip())][:6]
    return any(text[0] == ">" for text in near) and not any(may_end_attribution(text) for text in near)


def _repeated_mark(lines: Sequence[str], at: int) -> str:
    """The mark of quoted lines other than ">" that a line and the next one that is not empty begin with, "" for none."""
    mark = foreign_mark(lines[at].lstrip()[:8])
    after = _next_filled(lines, at) if mark else at
    return mark if mark and after < len(lines) and lines[after].lstrip().startswith((mark, ">")) else ""


def _skip_armour(scan: _Scan, lines: Sequence[str], at: int, text: str) -> int:
    """Passes over what OpenPGP puts around a signed text (RFC 4880 section 7): head lines, or the signature."""
    stop = "-----END PGP" if text.startswith("-----BEGIN PGP SIGNATURE") else ""
    end = at + 1
    while end < len(lines) and not (lines[end].startswith(stop) if stop else not lines[end].strip()):
        end += 1
    scan.footer.extend(lines[at : end + 1])
    return end + 1


def _next_filled(lines: Sequence[str], at: int) -> int:
    at += 1
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _is_quote(lines: Sequence[str], marks: Sequence[int] | None, at: int, text: str, scan: _Scan) -> bool:
    """Whether a line that begins with ">" is quoted text, and not a decoration, a comparison or the end of a wrapped address."""
    if is_groupwise(text):
        return True
    bare = text.lstrip("> ")
    if len(text) <= 24 and text[0] == ">" and (bare in {":", "："} or may_end_attribution(bare or " ")):
        above = lines[at - 1].rstrip() if at else ""
        if above and above.lstrip()[:1] != ">" and ("@" in above or "<" in above):
            return False
    if scan.seen_quote or text.count(">") == len(text):
        return True
    before = lines[at - 1].strip() if at else ""
    after = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if after[:1] == ">" or before[:1] == ">":
        return True
    if text.endswith("<<<") or (text.endswith("<") and before):
        return False
    return not (
        before
        and after
        and before[-1] not in ".:?!,;：。？！"
        and bare
        and (bare[0].isdigit() or bare[0].islower())
    )


def _is_wrapped_quote(lines: Sequence[str], marks: Sequence[int] | None, at: int, text: str) -> bool:
    """Whether an unmarked line between two quoted lines is the overhang of the one above, broken by a mail program."""
    if not at or at + 1 >= len(lines) or marks:
        return False
    above, below = lines[at - 1].strip(), lines[at + 1].lstrip()
    if above[:1] != ">" or below[:1] != ">":
        return False
    if text.startswith(("(http", "<http", "[http", "http")):
        return True
    if above.count("(") > above.count(")") and ")" in text:
        return True
    return len(above) >= 60 and above[-1] not in "?:" and (text[0].islower() or above[-1] in ",;-")
