"""Cuts the text of a mail into sentences, without ever changing a character.

Mail is not prose: lines are wrapped by machines, lists have no stops, greetings run into the first sentence, and addresses of web
pages are full of stops. Every step looks a bounded distance back, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence: `text` is `source[start:start + len(text)]`. `bullet`: it began with the mark of a list item."""

    text: str
    start: int
    bullet: bool = False


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BULLET = re.compile(
    r"[ \t]*(?:[-*•·–—▪◦●■>]{1,2}[ \t]+|\(?\d{1,2}[.)][ \t]+|\(?[a-hA-H]\)[ \t]*|[•▪◦●■])(?=\S)"
)
_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]*_]{0,3}(?=\s|$)|[?!]+(?=[A-Z¿¡])")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day)|morning|"
    r"hallo|liebe[rs]?|lieber|guten (?:tag|morgen|abend)|moin|servus|grüezi|sehr geehrte[rs]?|"
    r"bonjour|bonsoir|salut|ch(?:er|ère)s?|madame|monsieur|"
    r"hola|buen(?:os|as) (?:días|dias|tardes|noches)|buenas|estimad[oa]s?|querid[oa]s?|"
    r"ciao|salve|buongiorno|buonasera|gentil[ei]|egregi[oa]|car[oaie]|"
    r"beste|geachte|goede(?:morgen|middag|navond|ndag)|goedemiddag|dag|hoi|"
    r"olá|oi|bom dia|boa (?:tarde|noite)|prezad[oa]s?|car[oa]s?)\b(?:\b(?:mr|mrs|ms|dr|prof|sr|sra|dott|ing)\.|[^,.!?:;\n–—]){0,40}[,!:;.–—]+(?=\s)",
    re.IGNORECASE,
)
_TITLES = _set(
    "mr mrs ms dr prof st sr sra srta dhr mevr mme mlle sig dott ing hr fr jr sen rep gov no nr núm nº vs ca zb bzw"
)
_ABBREVIATIONS = _set(
    "e.g i.e eg ie etc inc ltd co corp llc dept approx est ext tel fax jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed "
    "thu thur thurs fri sat sun a.m p.m am pm u.s p.s cf al fig vol pp min max misc incl attn conf mtg doc sec treas gen mgr ref req fig asst assoc univ ave blvd rd "
    "z.b d.h u.a ggf usw evtl inkl zzgl bspw str tel.nr p.ex env réf m.a.w b.v bijv o.a d.w.z p.es ecc es ej p.ej ud uds s.a gmbh a.u.b s.v.p"
)
_MONTHS_AFTER_ORDINAL = _set(
    "januar februar märz april mai juni juli august september oktober november dezember jan feb mrz apr jun jul aug sep okt nov dez "
    "quartal woche stock etage"
)
_LOOK_BACK = 16


def split(text: str) -> list[Piece]:
    """The sentences of `text` in order, each verbatim; lines that quote another mail (">") are left out. Never raises."""
    return [piece for start, end, bullet in _blocks(text) for piece in _sentences(text, start, end, bullet)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every line, without the white space around it."""
    at = 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        start = at + (len(line) - len(line.lstrip())) if body else at
        yield start, start + len(body)
        at += len(line)


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Runs of lines that were one line before a machine wrapped them: start, end, whether it is a list item."""
    paragraph: list[tuple[int, int]] = []
    for start, end in _lines(text):
        if start == end or text[start] == ">":
            yield from _unwrapped(text, paragraph)
            paragraph = []
        else:
            paragraph.append((start, end))
    yield from _unwrapped(text, paragraph)


def _unwrapped(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    if not lines:
        return
    width = min(max(end - start for start, end in lines), 90)
    begin, before, bullet = lines[0][0], lines[0], _is_bullet(text, lines[0])
    for line in lines[1:]:
        if _is_bullet(text, line) or not _continues(text, before, line, width):
            yield begin, before[1], bullet
            begin, bullet = line[0], _is_bullet(text, line)
        before = line
    yield begin, before[1], bullet


def _is_bullet(text: str, line: tuple[int, int]) -> bool:
    return _BULLET.match(text, line[0], line[1]) is not None


def _continues(text: str, before: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    """Whether a machine broke the line here: the next word would not have fitted."""
    length = before[1] - before[0]
    head = text[line[0] : min(line[1], line[0] + 40)]
    first_word = len(head.split(None, 1)[0])
    if text[before[1] - 1] == ":" or length < 25:
        return False
    if length + 1 + first_word <= width - 12:
        return head[0].islower() and text[before[1] - 1] not in ".!?,"
    return head[0].islower() or length >= 40


def _sentences(text: str, start: int, end: int, bullet: bool) -> Iterator[Piece]:
    mark = _BULLET.match(text, start, end) if bullet else None
    at = mark.end() if mark else start
    greeting = _GREETING.match(text, at, end)
    if greeting:
        yield from _piece(text, at, greeting.end(), False)
        at = greeting.end()
    webs = [(m.start(), m.end()) for m in _URL.finditer(text, at, end)]
    web = 0
    for stop in _END.finditer(text, at, end):
        while web < len(webs) and webs[web][1] < stop.end():
            web += 1
        if web < len(webs) and webs[web][0] <= stop.start() and stop.end() < webs[web][1]:
            continue
        if _ends_sentence(text, at, stop, end):
            yield from _piece(text, at, stop.end(), bullet)
            at = stop.end()
    yield from _piece(text, at, end, bullet)


def _piece(text: str, start: int, end: int, bullet: bool) -> Iterator[Piece]:
    body = text[start:end]
    stripped = body.strip()
    if any(c.isalnum() for c in stripped) or "?" in stripped:
        yield Piece(stripped, start + len(body) - len(body.lstrip()), bullet)


def _ends_sentence(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    mark = stop.group()
    after = text[stop.end() : min(end, stop.end() + 24)].split(None, 1)
    if not after:
        return True
    following = after[0]
    if "?" in mark or "!" in mark or "！" in mark or "？" in mark:
        return not (mark[-1] in "\"'”’»)" and following[0].islower())
    before = text[max(begin, stop.start() - _LOOK_BACK) : stop.start()].split()
    word = before[-1].lower().lstrip("(\"'“‘") if before else ""
    if following[0].islower():
        return (
            mark == "."
            and len(word) > 3
            and word.isalpha()
            and word not in _ABBREVIATIONS
            and word not in _TITLES
        )
    if word in _TITLES:
        return False
    if word in _ABBREVIATIONS:
        return not following[0].isdigit()
    if len(word) == 1 and word.isalpha():
        return False
    return not (word.isdigit() and following.strip(",.;:!?").lower() in _MONTHS_AFTER_ORDINAL)
