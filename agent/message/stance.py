"""What a person's reply means for the rep: yes, a question, later, no, stop, or "ask somebody else". Pure.

Only the words typed in this message are looked at. The phrases stand in `stancewords`; a phrase is tried only where one of its words
occurs, so that the cost follows the text and not the table. Recall comes first for "stop" and "no": a draft to somebody who said so
is the worst mistake of all. A "no" with words of time beside it, though, is a "not now", and so is a day to come back on.

A short text is taken at its word. A longer one may be a memo, a report or an article, in which much is refused and postponed that has
nothing to do with the rep: there only a sentence that has the writer or the reader in it counts, and in a text that is not written
from one person to another only the note at its beginning and end. A false "no" drops a live deal without a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, timedelta

from agent.message.dates import Days, find_days, may_name_day, people_named
from agent.message.stancerivals import names_rival, regrets
from agent.message.stancewords import PHRASES, PLAIN
from agent.model import Stance

# What somebody means stands early; a longer text is a document.
MAX_TEXT = 4_000
MAX_SENTENCES = 40
# A longer sentence is out of a report or an article, not said to the rep.
MAX_WORDS_SAID = 45
EVIDENCE_LENGTH = 240

# Up to so many words a text is a reply, whoever speaks in it; a document begins where the share of "I", "we" and "you" is small.
SHORT_TEXT = 60
LETTER_SHARE = 0.035
# So many sentences at either end of a document may be a note to the reader; so short a sentence needs nobody in it.
NOTE_SENTENCES = 3
ELLIPTIC = 5
ELLIPTIC_IN_LETTER = 8
MAX_IMPERATIVE = 20
MAX_PRO_DROP = 25
# In a longer text a yes stands in so many sentences at either end; what is agreed to in between is told, not said to the rep.
LONG_TEXT = 300
AGREEING_SENTENCES = 5
# Up to so many words a question is put to the reader even in a document, and a text without pronouns, in a language that leaves them
# out, is one person's to another.
SHORT_DOCUMENT = 120
# An answer above what was left of the quoted mail: a short sentence at the very beginning counts as in a short text.
OPENING_WORDS = 15

_SENTENCE = re.compile(r"[^.!?…。！？\n]*(?:[.!?…]+(?=\s|$)|[。！？]+|\n|$|[.!?…])(?:\s*\n)?")
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_MONTH = re.compile(r" [^\W\d_]{3}")
_SALUTATION = re.compile(r"[^\W\d_]{2,12}(?: [^\W\d_]{1,20}\.?){0,3}[,:!]")
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


def _keys(elements: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The word beginnings of which one must occur, and those of which another must: of the two rarest-looking elements that may not
    be missing; the second is empty where there is only one.
    """
    needed = [e for e in elements if e not in {"^", "$", "..", "?.."} and not e.startswith("?")]

    def cost(element: str) -> float:
        return sum(
            (40.0 if len(word) < 4 else 6.0) if word.rstrip("*")[:4] in _COMMON else 3 / len(word)
            for word in _alternatives(element)
        )

    # a stem shorter than the beginnings that are compared says nothing of the words that it stands for
    sure = [e for e in needed if all(len(w) > 4 or not w.endswith("*") for w in _alternatives(e))]
    keys = [
        frozenset(word.rstrip("*")[:4] for word in _alternatives(element))
        for element in sorted(sure or needed, key=cost)
    ]
    return keys[0], keys[1] if len(keys) > 1 else frozenset()


def _compile(line: str) -> tuple[re.Pattern[str], frozenset[str], frozenset[str]]:
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
    return re.compile("".join(pieces)), *_keys(e for e in elements if "$" not in e)


_Table = dict[str, list[tuple[str, re.Pattern[str], frozenset[str]]]]


def _tables() -> tuple[_Table, _Table]:
    """The phrases of all languages, and those of English alone, by the beginnings of their words."""
    every: defaultdict[str, list[tuple[str, re.Pattern[str], frozenset[str]]]] = defaultdict(list)
    english: defaultdict[str, list[tuple[str, re.Pattern[str], frozenset[str]]]] = defaultdict(list)
    for mark, lines in PHRASES.items():
        above, _, below = lines.strip().partition("\n~\n")
        for part, tables in ((above, (every, english)), (below, (every,))):
            for line in part.split("\n") if part else ():
                pattern, keys, others = _compile(line)
                for key in keys:
                    for table in tables:
                        table[key].append((mark, pattern, others))
    return dict(every), dict(english)


_TABLE, _ENGLISH = _tables()
# What is only supposed is not said: "if we cancel the contract". A stop is taken even so.
_SUPPOSED = re.compile(
    r" (?:if|whether|unless|falls|wenn|hvis|jesli|jezeli|если) (?:(?!but |that |aber |but )\S+ ){0,3}$"
)


def _marks(words: list[str], table: _Table) -> set[str]:
    """What a sentence, given as its folded words, says: the letters of `PHRASES`."""
    sentence = " " + " ".join(words) + " "
    found: set[str] = set()
    beginnings = {word[:4] for word in words}
    for key in beginnings & table.keys():
        for mark, pattern, others in table[key]:
            if (
                mark not in found
                and not (others and others.isdisjoint(beginnings))
                and (match := pattern.search(sentence))
                and not (mark in {"D", "S", "P"} and _SUPPOSED.search(sentence, 0, match.start()))
            ):
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
    r"\b(?:me|us|you|we|i|lets|again|back|sie|mich|uns|wir|moi|nous|vous|me|nos|mi|ci|mij|ons|je|nam|mnie|prosze|mig|meg|oss|os|dig|нам|мне|мы|meille|nas|nam|after|until|once|when|bitte|nochmal|please|tilbage|tilbake|igen|igjen|nog|eens|por favor|merci|prosim|ne|vemos|veamos|hablamos|hablemos|retomamos|retomemos|mejor|sentiamo|vediamo|riparliamo|meglio|falamos|conversamos|voltamos|melhor|parlons|reparlons|pas avant|nicht vor|not before|not until|no antes|non prima|nao antes|niet voor|erst (?:im|ab|nach|in)|so (?:no|na|em|depois)|plutot|besser|lieber|liever|earliest|fruhestens|comigo|connosco|conosco|conmigo|\w{3,}(?:arme|erme|irme|arnos|ernos|temi|teci|armi|arci|iamoci|iamone))\b"
)
# The same, and nothing vaguer, for longer texts in English: they are full of days on which something is discussed.
_ASKS_BACK = re.compile(
    r"\b(?:lets|let us|(?:call|ring|phone|contact|mail|email|write|ping|remind|text|try|catch|nudge|give) (?:me|us)|(?:reach|check|circle|loop|follow)(?:ing)? (?:back|up|out|in|again)|(?:get|getting|come|be) (?:back (?:to|with|in)|in touch)|touch base|touching base|revisit|reconnect|resume|pick (?:this|it) (?:back )?up)\b(?! to the)"
)
_LATER = re.compile(
    r"\b(?:later|another time|next time|spater|plus tard|mas adelante|piu avanti|mais tarde|pozniej|позже|senere|senare|myohemmin|pozdeji)\b"
)
_EAGER = re.compile(r"\b(?:cant|cannot|hardly) wait\b")
_COURTESY = re.compile(
    r"how are (?:you|things)(?! (?:different|better|cheaper|unlike|going to|planning|able|set up|pric|charg|handl|integrat|compar|support|stor|secur|bill))|how is it going|hows it going|hope (?:you|all|this)|how have you been|wie geht|comment (?:allez|vas|ca va)|como esta|come (?:sta|stai|va)|hoe gaat|tudo bem|co slychac|как дела|hur mar|hvordan gar"
)


# The writer and the reader, as they are typed: "US" is a country, and "sie" somebody else.
_PEOPLE_WORDS = (
    "i im ive id ill we weve me us my mine our ours you youre youve youd youll your yours lets"
    " ich mich mir wir uns unser unsere unserem unseren unserer mein meine meinem meinen meiner du dich dir dein deine euch euer eure"
    " je j m nous moi mon ma mes notre nos vous votre vos tu te ton ta tes ik mij mijn wij ons onze u uw jij jullie"
    " jag mig mej vi oss vår våra vårt min mitt mina dig dej din er ni jeg meg os vores deg dere jer jeres"
    " yo mi nosotros nuestro nuestra usted ustedes io ci noi nostro nostra voi vostro vostra lei eu mim nosso nossa você vocês"
    " mnie nam nas nasz pan pani państwo я мы мне нам нас меня вы вам вас ваш minä meille teille mne nám nás vás vám"
)
_PEOPLE = (
    frozenset(_PEOPLE_WORDS.split())
    | {word.capitalize() for word in _PEOPLE_WORDS.split() if word != "us"}
    | {"WE", "YOU", "ME", "MY", "OUR", "YOUR", "Sie", "Ihr", "Ihre", "Ihnen", "Ihrem", "Ihren", "Ihrer"}
)
# Small words of one language that are people in another: the German "im" is no "I'm".
_NOT_PEOPLE = {"de": frozenset({"im", "Im", "er", "Er"}), "nl": frozenset({"er", "Er"})}
# Where the verb says who speaks: a pronoun may be missing.
_PRO_DROP = frozenset({"es", "it", "pt", "pl", "cs", "ru", "uk", "fi", "tr", "ro", "hu", "el"})
_IMPERATIVE = re.compile(
    r"(?:(?:hi|hello|ok|so|and|then|kindly|just|pls|please|bitte|merci de|por favor|per favore) ){0,2}(?:stop|quit|cease|unsubscribe|remove|delete|take|do not|dont|opt|drop|leave|lose|no more|please)\b"
)
# A refusal that is said of those who decide: the only one without "we" in it that a letter says to its reader.
_DECIDERS = re.compile(
    r"\b(?:committee|board|management|leadership|team|company|boss|director|manager|owner|cfo|ceo|cto|procurement|purchasing|partners|council|geschaftsfuhrung|vorstand|direction|direccion|direzione|directie|decision|choice)\b"
)


@dataclass(slots=True)
class _Sentence:
    text: str
    folded: str
    marks: set[str]
    asks: bool


# A line that breaks before the word that makes "stop" a visit.
_HANGING = re.compile(r"\b(stop|drop)[ \t]*\n(?=(?:by|in|over)\b)", re.IGNORECASE)


def _lines(text: str) -> list[str]:
    """The sentences of a text, at most `MAX_SENTENCES`; a wrapped line goes on in the next."""
    found: list[str] = []
    held = ""
    for match in _SENTENCE.finditer(_HANGING.sub(r"\1 ", text[:MAX_TEXT]) + "\n\n"):
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
        if line:
            found.append(line)
            if len(found) >= MAX_SENTENCES:
                break
    return found


def _is_letter(words: list[str]) -> bool:
    """Whether a longer text is written from one person to another: "I" and "you" are all over it."""
    return sum(map(_PEOPLE.__contains__, words)) >= LETTER_SHARE * len(words)


_BARE_NO = frozenset(
    ["no", "nope", "nah", "nein", "non", "nee", "nao", "nie", "nej", "nei", "ne", "ei", "hayir", "нет"]
)


# Everything that speaks against writing on.
_AGAINST = frozenset("ODSCcPNBRW")


def _said(
    marks: set[str], words: list[str], typed: list[str], letter: bool, place: int, last: int
) -> set[str]:
    """The marks of a sentence of a longer text that the writer says to the reader.

    `words`: folded; `typed`: as they stand; `letter`: the text is one person's to another; `place`: of the sentence, `last`: of the last.
    """
    opening, edge = place < NOTE_SENTENCES, place < NOTE_SENTENCES or place > last - NOTE_SENTENCES
    if opening and len(words) <= OPENING_WORDS:
        return marks
    if not opening and words[0] in _BARE_NO and (len(words) <= 1 or words[0] in {"nah", "nope"}):
        marks = marks - {"D"}  # it answers the question before it, not the rep
    if (
        not _PEOPLE.isdisjoint(typed)
        or "lets" in words
        or len(words) <= (ELLIPTIC_IN_LETTER if letter else ELLIPTIC)
    ):
        if letter:
            return marks
        return marks - set("NBRW") if edge else marks - _AGAINST - set("YI")
    folded = " ".join(words)
    marks = marks if letter else marks - set("YI")
    if letter and _DECIDERS.search(folded):
        return marks - set("OSPNBRW")
    if "O" in marks and len(words) <= MAX_IMPERATIVE and (letter or edge) and _IMPERATIVE.match(folded):
        return marks - (_AGAINST - {"O"})
    return marks - _AGAINST


# Where the verb says who speaks, its ending is a sign of a letter, and so are the small words for whom it is meant.
_PRO_DROP_PEOPLE = {
    "es": re.compile(r"(?:me|te|le|les|nos|os|su|sus|tu|tus|mi|mis|\w+[aei]mos)", re.IGNORECASE),
    "it": re.compile(r"(?:mi|ti|ci|vi|le|suo|sua|suoi|tuo|tua|mio|mia|\w+iamo|\w+emo)", re.IGNORECASE),
    "pt": re.compile(
        r"(?:me|te|lhe|lhes|nos|vos|seu|sua|seus|teu|tua|meu|minha|\w+[aeiáéí]mos)", re.IGNORECASE
    ),
}


def _is_personal(words: list[str], language: str | None) -> bool:
    """Whether a text is one person's to another, in any language."""
    if language not in _PRO_DROP or _is_letter(words):
        return _is_letter(words)
    known = _PRO_DROP_PEOPLE.get(language or "")
    if known is None or len(words) <= SHORT_DOCUMENT:
        return True
    return sum(known.fullmatch(word) is not None for word in words) >= LETTER_SHARE * len(words)


def _satisfied(sentences: list[_Sentence]) -> None:
    """Takes the "no" out of "perfect, I need nothing else": beside a word of praise, or said of oneself alone, it is thanks."""
    praised = any(_PRAISE.search(sentence.folded) for sentence in sentences)
    for sentence in sentences:
        if (
            "E" in sentence.marks
            and sentence.folded.count(" ") < MAX_ENOUGH
            and (praised or _MYSELF.search(sentence.folded))
        ):
            sentence.marks -= set("DSP")


_PRAISE = re.compile(
    r"\b(?:perfect|great|excellent|brilliant|lovely|awesome|wonderful|exactly|super|perfekt|prima|toll|genau|wunderbar|klasse|parfait\w*|impeccable|genial\w*|perfect[oa]|estupendo|fenomenal|perfett[oa]|ottimo|ideale?|top|fijn|geweldig|perfeit[oa]|otimo)\b"
)
_MYSELF = re.compile(
    r"\b(?:i (?:dont |wont |didnt |really |just )*(?:need|needed|want|wanted|require)|ich|je|jai|ik|necesitaba|necesito|mi serv\w+|mi occorre\w*|preciso|precisava)\b"
)
# A longer sentence says more than that all is there.
MAX_ENOUGH = 15
# "Happy to announce" agrees to nothing.
_ANNOUNCES = re.compile(
    r"\b(?:happy|glad|pleased|delighted|excited|thrilled|proud|freuen uns|plaisir de vous|heureux de vous|complace|lieti di|blij|prazer de) (?:to |ihnen |vous |mit)?(?:announce|inform|report|share|present|introduce|welcome|advise|invite|mitzuteilen|annoncer|informer|comunicar|anunciar|annunciare|comunicarvi|te melden|informar)"
)


def _read(text: str, language: str | None, ours: Set[str] = frozenset()) -> list[_Sentence]:
    lines = _lines(text)
    typed = _WORD.findall(text[: 2 * MAX_TEXT])
    short = len(typed) <= SHORT_TEXT
    others = _NOT_PEOPLE.get(language or "", frozenset())
    letter = short or _is_personal([word if word not in others else "" for word in typed], language)
    cut = len(text) > MAX_TEXT or len(lines) >= MAX_SENTENCES
    english = language == "en" and not short
    sentences: list[_Sentence] = []
    for place, line in enumerate(lines):
        folded = fold(line)
        words = _WORD.findall(folded)
        table = _ENGLISH if english and place >= NOTE_SENTENCES else _TABLE
        marks = _marks(words, table) if len(words) <= MAX_WORDS_SAID else set()
        folded = " ".join(words)
        if words and len(words) <= MAX_WORDS_SAID:
            marks |= _rival(line, ours, short or place < NOTE_SENTENCES)
        asks = "?" in line or "？" in line
        if (marks or asks) and not short:
            mine = [word for word in _WORD.findall(line) if word not in others]
            last = len(lines) - 1
            if marks and not (letter and language in _PRO_DROP and len(words) <= MAX_PRO_DROP):
                marks = _said(marks, words, mine, letter, place, last)
            near = place < AGREEING_SENTENCES or (not cut and place > last - AGREEING_SENTENCES)
            if (len(typed) > LONG_TEXT and not near) or _ANNOUNCES.search(folded):
                marks -= set("YI")
            if not letter and len(typed) > SHORT_DOCUMENT:
                asks = asks and near and not _PEOPLE.isdisjoint(mine)
        if not line.isascii() and _CJK.search(line):
            marks |= {mark for mark, phrases in PLAIN.items() if any(phrase in line for phrase in phrases)}
        sentences.append(_Sentence(line.strip(), folded, marks, asks))
    if any("E" in sentence.marks for sentence in sentences):
        _satisfied(sentences)
    return sentences


def _rival(line: str, ours: Set[str], elliptic: bool) -> set[str]:
    named, long_ago = names_rival(line, ours, elliptic=elliptic)
    return {"c" if long_ago else "C"} if named else set()


_TURN_INSIDE = re.compile(r"\b(?:but|however|aber|leider|mais|pero|ma|maar|mas)\b")


def _resolve(sentence: _Sentence) -> str:
    """The one thing that a sentence says, as a letter of `PHRASES`, "?" for a question or "" for nothing."""
    marks = sentence.marks
    if "G" in marks:
        marks = marks - {"O", "D", "S", "P"}
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
    if "C" in marks:
        return "D"
    if "N" in marks:
        return "N"
    if "P" in marks and _TURN_INSIDE.search(sentence.folded) and not sentence.asks:
        return "P"
    if sentence.asks and not _COURTESY.search(sentence.folded):
        return "?"
    return next((mark for mark in "YIPBR" if mark in marks), "")


def _clip(text: str) -> str:
    return text[:EVIDENCE_LENGTH].rstrip()


def judge_stance(
    text: str,
    today: date,
    *,
    day_first: bool | None = None,
    language: str | None = None,
    ours: Set[str] = frozenset(),
) -> Judgement:
    """What a person's own words mean for the rep's pursuit. `text`: the new text; `today`: the day of the message.

    `language`: of the text, ISO 639-1, where known: in a longer English text only English phrases are looked for. `ours`: words, in lower case, that name the reader and the reader's company: whoever "signed with" them has not signed with a rival. Never raises. "Stop" outweighs "no", that "ask somebody else", that "not now", that a yes, that a question.
    """
    sentences = _read(text, language, ours)
    said = [_resolve(sentence) for sentence in sentences]

    first = dict(zip(reversed(said), reversed(sentences), strict=True)).get

    if found := first("O"):
        return Judgement(Stance.OPTED_OUT, _clip(found.text))
    later = _come_back(text[:MAX_TEXT], sentences, said, today, day_first, language)
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
    if found := _soft_no(sentences, said):
        return Judgement(Stance.DECLINED, _clip(found.text))
    if found := first("Y"):
        return Judgement(Stance.POSITIVE, _clip(found.text))
    if found := first("?"):
        return Judgement(Stance.QUESTION, _clip(found.text))
    if found := first("B"):
        return Judgement(Stance.NOT_NOW, _clip(found.text))
    if found := first("I"):
        return Judgement(Stance.POSITIVE, _clip(found.text))
    return Judgement(Stance.NONE)


_TURN = re.compile(
    r"^(?:but|however|unfortunately|sadly|sorry|regrettably|aber|leider|jedoch|mais|malheureusement|pero|lamentablemente|desgraciadamente|ma|purtroppo|maar|helaas|mas|infelizmente)\b"
)


def _soft_no(sentences: list[_Sentence], said: list[str]) -> _Sentence | None:
    """The sentence that is a "no" for want of anything else: a price that is too high, a rival chosen long ago.

    A question anywhere keeps the talk open, and so does a yes after it; one before it does so where no "but" stands between.
    """
    if any(mark == "?" for mark in said):
        return None
    for place, (sentence, mark) in enumerate(zip(sentences, said, strict=True)):
        if mark != "P" and "c" not in sentence.marks:
            continue
        if any(other in {"Y", "I"} for other in said[place + 1 :]):
            continue
        if mark == "P" and (_TURN.search(sentence.folded) or "Y" not in said[:place]):
            return sentence
        if mark != "P" and not regrets(" ".join(s.text for s in sentences)) and mark == "":
            return sentence
    return None


def _come_back(
    text: str,
    sentences: list[_Sentence],
    said: list[str],
    today: date,
    day_first: bool | None,
    language: str | None,
) -> tuple[_Sentence, Days | None] | None:
    """The sentence that names when to come back, with the day; None where nobody says so.

    Beside a "not now" any later day counts; alone, a sentence must say "come back" and name a day that is far enough.
    """
    people: set[str] | None = None
    long = language == "en" and sum(len(s.folded) for s in sentences) > SHORT_TEXT * 6
    putting_off = any(mark in {"N", "S", "D", "B"} for mark in said)
    for place, sentence in enumerate(sentences):
        marks = sentence.marks
        if _SALUTATION.fullmatch(sentence.text):
            continue  # "Hi April," names nobody's month
        here = putting_off or "B" in marks  # "Swamped, next month?"
        if not (marks & {"R", "N", "S", "B"} or (putting_off and len(sentences) <= 8)):
            continue
        if not here and not (_ASKS_BACK if long and place >= NOTE_SENTENCES else _TO_US).search(
            sentence.folded
        ):
            continue
        if "wait" in sentence.folded and _EAGER.search(sentence.folded):
            continue
        if not may_name_day(sentence.text):
            continue
        if sentence.folded.count(" ") < 3:  # nor does the name below the mail
            if people is None:
                people = {text[start:end] for start, end in people_named(text)}
            if sentence.text.strip(" \t–—-.,") in people:
                continue
        for days in find_days(sentence.text, today, day_first=day_first, look_back=0):
            if days.first <= today + timedelta(days=1) or days.whole == "today":
                continue
            far = _deferred(days, sentence.folded, today, marks) or (here and marks & {"R", "N", "S"})
            if far and (here or marks & {"R", "N"}):
                return sentence, days
    if not putting_off and (
        found := next((s for s in sentences if "R" in s.marks and _LATER.search(s.folded)), None)
    ):
        return found, None
    return None
