"""What a person's reply means for the rep: yes, a question, later, no, stop, or "ask somebody else". Pure.

Only the words typed in this message are looked at. The phrases stand in `stancewords`; a phrase is tried only where one of its words
occurs, so that the cost follows the text and not the table. Recall comes first for "stop" and "no": a draft to somebody who said so
is the worst mistake of all. A "no" with words of time beside it, though, is a "not now", and so is a day to come back on.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from agent.message.dates import Days, find_days, may_name_day
from agent.message.stancewords import PHRASES, PLAIN
from agent.model import Stance

# What somebody means stands early; a longer text is a document.
MAX_TEXT = 4_000
MAX_SENTENCES = 40
# A longer sentence is out of a report or an article, not said to the rep.
MAX_WORDS_SAID = 45
EVIDENCE_LENGTH = 240

_SENTENCE = re.compile(r"[^.!?…。！？\n]*(?:[.!?…]+(?=\s|$)|[。！？]+|\n|$|[.!?…])(?:\s*\n)?")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "đ": "d", "ð": "d", "þ": "th"}
)
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A stance with the sentence that it rests on, and for "not now" the day that was named, with its words."""

    stance: Stance
    evidence: str = ""
    day: date | None = None
    day_evidence: str = ""


def fold(text: str) -> str:
    """Lower case, without accents and apostrophes, as the phrases are written."""
    text = text.lower().translate(_APOSTROPHES)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(char for char in text if not unicodedata.combining(char))


def _alternatives(element: str) -> list[str]:
    return element.removeprefix("?").split("|")


def _piece(element: str) -> str:
    if element in {"..", "?.."}:
        return r"(?:\S+ ){0,3}"
    words = "|".join(
        re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word)
        for word in _alternatives(element)
    )
    return f"(?:(?:{words}) )?" if element.startswith("?") else f"(?:{words}) "


# Beginnings of words that stand in nearly every mail: a poor sign that a phrase may occur.
_COMMON = frozenset(
    [
        "the",
        "that",
        "this",
        "then",
        "your",
        "you",
        "youd",
        "me",
        "my",
        "us",
        "our",
        "we",
        "were",
        "well",
        "will",
        "with",
        "to",
        "too",
        "of",
        "on",
        "in",
        "at",
        "for",
        "from",
        "is",
        "it",
        "its",
        "be",
        "am",
        "are",
        "i",
        "im",
        "id",
        "ill",
        "a",
        "an",
        "and",
        "by",
        "up",
        "do",
        "dont",
        "did",
        "have",
        "has",
        "had",
        "get",
        "got",
        "can",
        "coul",
        "woul",
        "want",
        "like",
        "need",
        "be",
        "here",
        "back",
        "sen",
        "send",
        "call",
        "cont",
        "mail",
        "emai",
        "offe",
        "plea",
        "please",
        "now",
        "go",
        "good",
        "just",
        "know",
        "let",
        "look",
        "more",
        "no",
        "not",
        "one",
        "out",
        "see",
        "so",
        "some",
        "talk",
        "than",
        "time",
        "was",
        "what",
        "when",
        "who",
        "der",
        "die",
        "das",
        "ich",
        "wir",
        "uns",
        "sie",
        "ihr",
        "ein",
        "eine",
        "mich",
        "mir",
        "zu",
        "es",
        "an",
        "so",
        "fur",
        "mit",
        "de",
        "la",
        "le",
        "les",
        "je",
        "nous",
        "vous",
        "un",
        "une",
        "et",
        "moi",
        "mon",
        "pour",
        "avec",
        "el",
        "los",
        "que",
        "se",
        "no",
        "mi",
        "nos",
        "por",
        "con",
        "para",
        "una",
        "en",
        "lo",
        "il",
        "di",
        "che",
        "non",
        "mi",
        "ci",
        "per",
        "con",
        "del",
        "si",
        "ha",
        "e",
        "het",
        "een",
        "en",
        "is",
        "ik",
        "wij",
        "niet",
        "van",
        "voor",
        "dat",
        "je",
        "u",
        "me",
        "mij",
        "o",
        "os",
        "as",
        "em",
        "nao",
        "do",
        "da",
        "um",
        "uma",
        "nie",
        "na",
        "do",
        "w",
        "z",
        "i",
        "to",
        "sie",
        "mi",
        "nas",
        "det",
        "vi",
        "jag",
        "jeg",
        "og",
        "och",
        "pa",
        "som",
        "till",
        "til",
        "inte",
        "ikke",
        "en",
        "et",
        "har",
        "er",
        "ar",
        "не",
        "мы",
        "я",
        "вам",
        "на",
        "в",
        "с",
        "и",
        "нас",
        "мне",
    ]
)


def _keys(elements: Iterable[str]) -> frozenset[str]:
    """The word beginnings of which one must occur: those of the rarest-looking element that may not be missing."""
    needed = [e for e in elements if e not in {"^", "$", "..", "?.."} and not e.startswith("?")]

    def cost(element: str) -> float:
        return sum(
            12.0 if word.rstrip("*")[:4] in _COMMON else 3 / len(word) for word in _alternatives(element)
        )

    best = min(needed, key=cost)
    return frozenset(word.rstrip("*")[:4] for word in _alternatives(best))


def _compile(line: str) -> tuple[re.Pattern[str], frozenset[str]]:
    elements = line.split()
    pieces = []
    for index, element in enumerate(elements):
        if element == "^":
            pieces.append("^ ")
        elif element == "$":
            pieces.append("$")
        elif "$" in _alternatives(element):
            rest = "|".join(word for word in _alternatives(element) if word != "$")
            pieces.append(f"(?:$|{_piece(rest)})")
        else:
            pieces.append(("" if index else "(?<= )") + _piece(element))
    return re.compile("".join(pieces)), _keys(e for e in elements if "$" not in e)


def _table() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    index: defaultdict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for mark, lines in PHRASES.items():
        for line in lines.strip().split("\n"):
            pattern, keys = _compile(line)
            for key in keys:
                index[key].append((mark, pattern))
    return dict(index)


_TABLE = _table()
_SHORTEST = min(map(len, _TABLE))


def _marks(words: list[str]) -> set[str]:
    """What a sentence, given as its folded words, says: the letters of `PHRASES`."""
    sentence = " " + " ".join(words) + " "
    found: set[str] = set()
    for key in {word[:4] for word in words} & _TABLE.keys():
        for mark, pattern in _TABLE[key]:
            if mark not in found and pattern.search(sentence):
                found.add(mark)
    return found


_CONTRAST = re.compile(
    r"(?:but|however|though|instead|sondern|aber|jedoch|mais|pero|sino|ma|bensi|maar|mas|porem|ale|но|men|mutta) (?P<rest>.*)"
)
_WANTS = re.compile(
    r"\b(?:interest\w*|like|love|want|wanted|would|prefer|looks?|right|need|send|quote|talk|discuss|yes|interess\w*|interes\w*|moechten|mochten|gerne|passt|voudri\w*|querem\w*|quier\w*|vogl\w*|vorremm\w*|graag|хотел\w*|интерес\w*|potrzeb\w*|chc\w*|vill|vil|gillar)\b"
)
_OBJECT = re.compile(
    r"\b(?:interest\w*|interess\w*|geinteresseerd|zainteresowan\w*|интерес\w*|need|bedarf|besoin|passt|fit) (?:in|an|par|en|a|con|em|for|for|i|w|в|til|de|por|fur) (?!this|that|it|your|you|at|what)"
)
_ASKS_HOW = re.compile(r"^(?:how|where|can|could|please|pls|i|why|wie|comment|como|come|hoe)\b")


def _weakened(folded: str) -> bool:
    """A no to a part and a wish for the rest: "not interested in the small plan, but the big one ..."."""
    if not (found := _OBJECT.search(folded)):
        return False
    rest = _CONTRAST.search(folded, found.end())
    return bool(rest and _WANTS.search(rest["rest"]))


_TALK = re.compile(
    r"\b(?:happy|glad|love|free|available|lets|meet|talk|chat|speak|works?|sure|yes|ok|okay|confirmed|see you|gerne?|passt|daccord|perfecto|volentieri|graag|prima|treffen|telefonieren)\b"
)
_BACK = re.compile(
    r"\b(?:again|back|later|until|till|before|after|revisit|reconnect|reach out|follow up|follow|touch base|ping|remind|resume|nochmal|noch einmal|wieder|erneut|recontact\w*|rappel\w*|reven\w*|relan\w*|nuevo|volv\w*|retom\w*|risent\w*|ricontatt\w*|richiam\w*|terug\w*|opnieuw|procur\w*|volt\w*|wroc\w*|vernit\w*|вернит\w*|вернем\w*|igen|igjen|aterkom\w*|uudelleen|znovu)\b"
)


def _deferred(days: Days, folded: str, today: date, marks: set[str]) -> bool:
    """Whether a named day puts the matter off, and is not the time of a meeting."""
    ahead = (days.first - today).days
    if days.whole in {"month", "after", "end", "duration"}:
        return ahead >= 4
    if days.whole == "week":
        return ahead >= 3 and ("Y" not in marks or bool(_BACK.search(folded)))
    if _BACK.search(folded) and not re.search(r"\d ?(?:am|pm|uhr|h)\b|:\d\d|\bat \d", folded):
        return ahead >= 4
    return ahead >= 10 and not _TALK.search(folded)


_TO_US = re.compile(
    r"\b(?:me|us|you|we|i|lets|again|back|sie|mich|uns|wir|moi|nous|vous|me|nos|mi|ci|mij|ons|je|nam|mnie|prosze|mig|meg|oss|os|dig|нам|мне|мы|meille|nas|nam|after|until|once|when|bitte|nochmal|please|tilbage|tilbake|igen|igjen|nog|eens|por favor|merci|prosim|ne|comigo|connosco|conosco|conmigo|\w{3,}(?:arme|erme|irme|arnos|ernos|temi|teci|armi|arci))\b"
)
_LATER = re.compile(
    r"\b(?:later|another time|next time|spater|plus tard|mas adelante|piu avanti|mais tarde|pozniej|позже|senere|senare|myohemmin|pozdeji)\b"
)
_COURTESY = re.compile(
    r"how are (?:you|things)|how is it going|hows it going|hope (?:you|all|this)|how have you been|wie geht|comment (?:allez|vas|ca va)|como esta|come (?:sta|stai|va)|hoe gaat|tudo bem|co slychac|как дела|hur mar|hvordan gar"
)


@dataclass(slots=True)
class _Sentence:
    text: str
    folded: str
    marks: set[str]
    asks: bool


def _read(text: str) -> list[_Sentence]:
    sentences: list[_Sentence] = []
    held = ""
    for match in _SENTENCE.finditer(text[:MAX_TEXT]):
        held += match[0]
        line = held.rstrip()
        # a long line that ends without a stop goes on in the next; a short one is a greeting or an answer
        last = line.rpartition("\n")[2]
        if (
            match[0].endswith("\n")
            and len(last) >= 45
            and last[-1:] not in ".!?…:。！？"
            and not match[0].endswith("\n\n")
        ):
            continue
        held = ""
        if not line:
            continue
        folded = fold(line)
        words = _WORD.findall(folded)
        marks = _marks(words) if len(words) <= MAX_WORDS_SAID else set()
        if not line.isascii() and _CJK.search(line):
            marks |= {mark for mark, phrases in PLAIN.items() if any(phrase in line for phrase in phrases)}
        asks = "?" in line or "？" in line
        if len(sentences) >= MAX_SENTENCES:
            break
        sentences.append(_Sentence(line.strip(), " ".join(words), marks, asks))
    if held.strip():
        sentences.extend(_read(held.rstrip() + "\n\n") if held.endswith("\n") else [])
    return sentences


def _resolve(sentence: _Sentence) -> str:
    """The one thing that a sentence says, as a letter of `PHRASES`, "?" for a question or "" for nothing."""
    marks = sentence.marks
    if "G" in marks:
        marks = marks - {"O", "D", "S"}
    elif marks & {"D", "S"} and _weakened(sentence.folded):
        marks = (marks - {"D", "S", "Y"}) | {"I"}
    if "O" in marks and (not sentence.asks or _ASKS_HOW.search(sentence.folded)):
        return "O"
    if "D" in marks:
        return "D"
    if "W" in marks:
        return "W"
    if "S" in marks:
        return "N" if marks & {"T", "N"} else "S"
    if "N" in marks:
        return "N"
    if sentence.asks and not _COURTESY.search(sentence.folded):
        return "?"
    return next((mark for mark in "YIBR" if mark in marks), "")


def _clip(text: str) -> str:
    return text[:EVIDENCE_LENGTH].rstrip()


def judge_stance(text: str, today: date, *, day_first: bool | None = None) -> Judgement:
    """What a person's own words mean for the rep's pursuit. `text`: the new text; `today`: the day of the message.

    Never raises. "Stop" outweighs "no", that "ask somebody else", that "not now", that a yes, that a question.
    """
    sentences = _read(text)
    said = [_resolve(sentence) for sentence in sentences]

    def first(mark: str) -> _Sentence | None:
        return next((s for s, found in zip(sentences, said, strict=True) if found == mark), None)

    if found := first("O"):
        return Judgement(Stance.OPTED_OUT, _clip(found.text))
    later = _come_back(sentences, said, today, day_first)
    if found := first("D"):
        soft = "T" in found.marks and later is not None and "R" in later[0].marks
        if not soft:
            return Judgement(Stance.DECLINED, _clip(found.text))
    if (found := first("W")) and not (later and first("N")):
        return Judgement(Stance.WRONG_PERSON, _clip(found.text))
    if (found := first("S")) and later is None:
        return Judgement(Stance.DECLINED, _clip(found.text))
    if later is not None:
        sentence, days = later
        words = sentence.text if days is None else sentence.text[days.start : days.end]
        return Judgement(
            Stance.NOT_NOW, _clip(sentence.text), days.first if days else None, words if days else ""
        )
    if found := first("N"):
        return Judgement(Stance.NOT_NOW, _clip(found.text))
    if found := first("Y"):
        return Judgement(Stance.POSITIVE, _clip(found.text))
    if found := first("?"):
        return Judgement(Stance.QUESTION, _clip(found.text))
    if found := first("B"):
        return Judgement(Stance.NOT_NOW, _clip(found.text))
    if found := first("I"):
        return Judgement(Stance.POSITIVE, _clip(found.text))
    return Judgement(Stance.NONE)


def _come_back(
    sentences: list[_Sentence], said: list[str], today: date, day_first: bool | None
) -> tuple[_Sentence, Days | None] | None:
    """The sentence that names when to come back, with the day; None where nobody says so.

    Beside a "not now" any later day counts; alone, a sentence must say "come back" and name a day that is far enough.
    """
    putting_off = any(mark in {"N", "S", "D", "B"} for mark in said)
    for sentence in sentences:
        marks = sentence.marks
        if not (marks & {"R", "N", "S", "B"} or (putting_off and len(sentences) <= 8)):
            continue
        if not putting_off and not _TO_US.search(sentence.folded):
            continue
        if not may_name_day(sentence.text):
            continue
        for days in find_days(sentence.text, today, day_first=day_first, look_back=0):
            if days.first <= today + timedelta(days=1) or days.whole == "today":
                continue
            far = _deferred(days, sentence.folded, today, marks) or (putting_off and marks & {"R", "N", "S"})
            if far and (putting_off or marks & {"R", "N"}):
                return sentence, days
    if not putting_off and (
        found := next((s for s in sentences if "R" in s.marks and _LATER.search(s.folded)), None)
    ):
        return found, None
    return None
