"""Days that a text names, in sixteen languages, and the day on which an absence ends. Pure; every day is relative to the message's own.

The convention for the day of return: the first day on which the person is there again. "Until 14 March" and "back on 14 March" give
14 March; what includes its last day ("through", "bis einschließlich", "jusqu'au ... inclus", "from 2 to 13 March", "on Friday") gives
the day after it, whatever weekday that is. After Easter is the Tuesday after it, after Christmas 27 December, the new year 2 January,
after the summer 1 September. A day without a year is the next such day, or one just past: an absence note that was forgotten is over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agent.message import datewords as w

# A text longer than this is no absence note; what matters stands at its beginning.
MAX_TEXT = 8_000
# So many days back a day without a year may lie: absences last weeks, and notes are forgotten.
LOOK_BACK = 45


@dataclass(frozen=True, slots=True)
class Days:
    """Days named in a text: `first` to `last`, both included, at `text[start:end]`. `spans`: named as a range of days.

    `whole` is "day", "week", "month", "end" (of a period), "after" (a day that itself means "from then on"), "today" or "duration".
    """

    start: int
    end: int
    first: date
    last: date
    whole: str = "day"
    spans: bool = False


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * n) // 433
    month = (h + n - 7 * m + 90) // 25
    return date(year, month, (h + n - 7 * m + 33 * month + 19) % 32)


def _named(table: dict[int, str], prefix: str) -> str:
    return "|".join(f"(?P<{prefix}{key}>{words})" for key, words in table.items())


def _lookup(table: dict[int, str]) -> Callable[[str], int | None]:
    pattern = re.compile("|".join(f"({words})" for words in table.values()), re.IGNORECASE)
    keys = tuple(table)

    def find(text: str) -> int | None:
        match = pattern.fullmatch(text)
        return keys[match.lastindex - 1] if match and match.lastindex else None

    return find


_ANY_MONTH = "|".join(w.MONTHS.values())
_ANY_SHORT = "|".join(w.SHORT_MONTHS.values())
_ANY_WEEKDAY = "|".join(w.WEEKDAYS.values())
_ANY_NUMBER = "|".join(w.NUMBERS.values())
_ANY_UNIT = "|".join(w.UNITS.values())
_long_month = _lookup(w.MONTHS)
_short_month = _lookup(w.SHORT_MONTHS)
_weekday = _lookup(w.WEEKDAYS)
_number = _lookup(w.NUMBERS)


def _unit(text: str) -> str:
    return next((name for name, words in w.UNITS.items() if re.fullmatch(words, text, re.IGNORECASE)), "day")


_ORD = r"(?:st|nd|rd|th|er|e|º|°|ª|\.|:e|:a|-?го|-?ого|an?)?"
_YEAR = r"(?:(?:19|20)\d\d|'\d\d)"
_DASH = r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b|\band\b|&|\bbis(?: zum| einschließlich)?\b|\bau\b|\bet\b|\bal?\b|\by\b|\be\b|\bt/m\b|\btot(?: en met)?\b|\bao?\b|\bdo\b|\bпо\b|\btill\b|\btil\b|\boch\b|\bog\b|\bund\b|~|〜|から)\s*(?:the\s+|den\s+|le\s+|el\s+|il\s+|de\s+)?"
_MONTHISH = rf"(?:{_ANY_MONTH}|(?:{_ANY_SHORT}|ma[iy])\.?)"
_OF = r"\s*(?:of\s+|de\s+|del\s+|di\s+|den\s+|d')?"
_YEAR_AFTER = rf"(?:(?:\s*,\s*|\s+|\s+de[l]?\s+|\s+of\s+|\.\s?)(?P<{{}}>{_YEAR})(?!\d|[./:]\d))?"

_TOKEN = re.compile(
    # not inside a word, an address, a number, a telephone number; the second half of "5/24-5/29" is none of these
    r"(?<![a-zA-Z0-9_À-ɏЀ-ӿ@/])(?<!\d\.)(?:(?<!\d-)|(?<=[/.]\d-)|(?<=[/.]\d\d-)|(?<=20\d\d-))(?:"
    # 2026-03-16, 2026/3/16, 2026年3月16日
    r"(?P<iso>(?P<iy>20\d\d)(?:[-/.]|年)(?P<im>\d{1,2})(?:[-/.]|月)(?P<id>\d{1,2})日?(?![\d]))"
    r"|(?P<cjk>(?P<cm>\d{1,2})月(?P<cd>\d{1,2})[日号號](?:\s*(?:[-~〜–]|から|至|到)\s*(?:(?P<cm2>\d{1,2})月)?(?P<cd2>\d{1,2})[日号號])?)"
    # optional weekday in front of a date, then one of the spellings
    rf"|(?:\(?(?:{_ANY_WEEKDAY})\)?\.?,?\s+(?:(?:the|den|dem|d\.|der|le|el|il|dia|día|dnia|,)\s+)?)?(?:"
    rf"(?P<dm>(?P<dm_d>\d{{1,2}}){_ORD}(?:{_DASH}(?P<dm_d2>\d{{1,2}}){_ORD})?{_OF}(?P<dm_m>{_MONTHISH})"
    + _YEAR_AFTER.format("dm_y")
    + r")"
    rf"|(?P<md>(?P<md_m>{_MONTHISH})\s*(?:the\s+)?(?P<md_d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\s*[ap]\.?m\b)(?:{_DASH}(?P<md_d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:/]))?"
    + _YEAR_AFTER.format("md_y")
    + r")"
    rf"|(?P<num>(?:(?P<n0>\d{{1,2}})\.?(?:{_DASH}))?(?P<na>\d{{1,2}})(?:\s?(?P<sep>[./-])\s?)(?P<nb>\d{{1,2}})(?:(?:(?P=sep))\s?(?P<ny>(?:19|20)\d\d|\d\d)(?!\d)|(?P<dot>\.)|(?![\d:]|[./-]\d)))"
    r")"
    rf"|(?P<monthly>(?:(?:(?P<pre_start>{w.START_OF})|(?P<pre_mid>{w.MIDDLE_OF})|(?P<pre_end>{w.END_OF}))\s*(?:de\s+|di\s+|of\s+)?)?(?P<mo_m>{_ANY_MONTH})(?:\s+(?:de\s+)?(?P<mo_y>20\d\d))?)(?!\w)"
    rf"|(?P<q>(?:q|t|к)\s?(?P<q1>[1-4])(?:\s*/?\s*(?P<qy>20\d\d))?\b|(?P<q2>[1-4])(?:st|nd|rd|th|\.|e|er|ème|º|°)?\s*(?:quarter|quartal|trimestre|kwartaal|kvartal|квартал\w*)|(?P<qw>first|second|third|fourth|last|erste[ns]?|zweite[ns]?|dritte[ns]?|vierte[ns]?|premier|deuxième|troisième|quatrième|primer|segundo|tercer|cuarto|primo|secondo|terzo|quarto|eerste|tweede|derde|vierde)\s+(?:quarter|quartal|trimestre|kwartaal))"
    r"|(?P<kw>(?:kw|kalenderwoche|week|uge|uke|vecka|v\.|semaine|semana|settimana|viikolla|týden|tydzień|tygodniu)\s*(?P<kw_n>\d{1,2})(?![\d/.:]))"
    rf"|(?P<nextweek>(?:{w.NEXT})\s+(?:week|woche|semaine|semana|settimana|tydzień|tygodniu|неделе|неделю|vecka|uge|uke|viikolla|týden|hafta)|(?:la\s+)?(?:semaine|semana|settimana)\s+(?:{w.NEXT_AFTER})|来週|下周|下週|下星期)"
    rf"|(?P<nextmonth>(?:{w.NEXT})\s+(?:month|monats?|mois|mes|mese|maand|mês|miesiąc|miesiącu|месяце|månad|måned|kuussa|měsíc|ay)|(?:le\s+|el\s+|il\s+)?(?:mois|mes|mese|mês)\s+(?:{w.NEXT_AFTER})|来月|下个月|下個月)"
    rf"|(?P<nextquarter>(?:{w.NEXT})\s+(?:fiscal\s+)?(?:quarter|qtr|quartals?|trimestre|kwartaal|kwartale|квартале|kvartal|čtvrtletí)|(?:trimestre)\s+(?:{w.NEXT_AFTER})|来四半期|下季度|下个季度)"
    rf"|(?P<nextyear>(?:{w.NEXT})\s+(?:calendar\s+|fiscal\s+)?(?:year|jahre?s?|année|año|anno|jaar|ano|rok|roku|году|år|vuonna|yıl)|(?:l')?(?:an(?:née)?|año|anno|ano)\s+(?:{w.NEXT_AFTER})|来年|明年)"
    rf"|(?P<eom>(?:{w.END_OF})\s*(?:{w.MONTH_WORD})|月底|月末|monatsende|fin de mes|eom)"
    rf"|(?P<eoy>(?:{w.END_OF})\s*(?:{w.YEAR_WORD})|jahresende|年末|年底|eoy)"
    rf"|(?P<eow>(?:{w.END_OF})\s*(?:{w.WEEK_WORD})|(?:the\s+)?(?:rest|remainder|balance)\s+of\s+(?:the|this)\s+week|all\s+week|wochenende|eow)"
    rf"|(?P<thisweek>(?:{w.THIS})\s+(?:week|woche|semaine|semana|settimana|tygodniu|неделе|vecka|uge|uke|viikolla|týden|hafta)|denna\s+vecka|今週|本周)"
    rf"|(?P<after>(?:{w.AFTER})\s+(?:(?P<a_easter>{w.EASTER})|(?P<a_xmas>{w.CHRISTMAS})|(?P<a_hol>{w.HOLIDAYS})|(?P<a_ny>{w.NEW_YEAR})|(?P<a_sum>{w.SUMMER})))(?!\w)"
    rf"|(?P<feast>(?P<f_easter>{w.EASTER})|(?P<f_ny>{w.NEW_YEAR}))(?!\w)"
    rf"|(?P<season>(?:in|im|this|the|next|early|late|au|en|à l'|à la|in de|in het|na|no|w|til|til|i|på|om|à)\s+(?:(?P<s_spring>{w.SPRING})|(?P<s_autumn>{w.AUTUMN})|(?P<s_winter>{w.WINTER})|(?P<s_summer>{w.SUMMER})))(?!\w)"
    r"|(?P<half>h2|second half of the year|2\.\s*halbjahr|zweite[ns]? (?:jahreshälfte|halbjahr)|second semestre|segundo semestre|secondo semestre|tweede helft van het jaar)"
    rf"|(?P<dur>(?P<dur_pre>in|within|for(?: the)?(?: next)?|dans|d'ici|en|dentro de|tra|fra|entro|over|binnen|em|daqui a|za|через|om|für|pendant|durante|per|voor|por|przez|на|i|inom|next|about|après|the\s+next|another)\s+(?:about |around |ca\.? |etwa |ungefähr |circa |unas? |les |de |den |die |the next |another |at least |environ |probably )?(?P<dur_n>\d{{1,2}}|{_ANY_NUMBER})(?:\s*(?:-|–|or|to|oder|bis|ou|à|o|of|lub|или|eller)\s*(?P<dur_n2>\d{{1,2}}|{_ANY_NUMBER}))?\s+(?P<dur_u>{_ANY_UNIT})(?:'? time)?)(?!\w)"
    rf"|(?P<durpost>(?P<dp_n>\d{{1,2}}|{_ANY_NUMBER})(?:\s*(?:-|–|or|to)\s*(?P<dp_n2>\d{{1,2}}|{_ANY_NUMBER}))?\s+(?P<dp_u>{_ANY_UNIT})\s+(?:from (?:now|today)|kuluttua|päästä|sonra|hence|later|senare|senere))"
    r"|(?P<durcjk>(?P<dc_n>\d{1,2}|[一两二三四五六])\s*(?P<dc_u>日|天|週間|周|个星期|か月|ヶ月|个月|年)(?:後|后|以后|之后))"
    rf"|(?P<today>{w.TODAY})(?!\w)"
    rf"|(?P<tomorrow>{w.TOMORROW})(?!\w)"
    rf"|(?P<dom>(?:\(?(?:{_ANY_WEEKDAY})\)?\.?,?\s+)?(?:the|den|dem|zum|am|le|au|du|el|día|dia|il|al|de|op|kl\.?|dnia|до|на)\s+(?P<dom_d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|:e|e)?(?=[\s.,;!)]|$)(?!\.?\d|[./-]\d|\.?\s*(?:de\s+|of\s+|di\s+|den\s+)?(?:{_MONTHISH})\b|\.?{_DASH}\d{{1,2}}(?:{_ORD}{_OF}{_MONTHISH}|[./]\d)|\s*(?:%|euro|eur|€|uhr|h\b|:|am\b|pm\b|o'clock|person|people|mitarbeiter)))"
    rf"|(?P<wd>(?:(?P<wd_next>{w.NEXT})\s+|(?:{w.THIS})\s+)?(?P<wd_d>{_ANY_WEEKDAY})(?:\s+(?P<wd_after>{w.NEXT_AFTER}))?)(?!\w)"
    r")",
    re.IGNORECASE,
)


def _beginnings() -> frozenset[str]:
    """The first three letters of every word that may begin a day: a superset, read off the tables and the pattern itself."""
    source = re.sub(r"\(\?(?:P<\w+>|P=\w+\)|<?[=!]|:)|\\[a-zA-Z]|[\[\](){}?*+.^$\\']", " ", _TOKEN.pattern)
    return frozenset(word[:3].lower() for word in re.split(r"[\s|/-]+", source) if word)


_BEGINNINGS = _beginnings()
_WORD_START = re.compile(r"(?<![^\W_])\(?[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def _day_words() -> frozenset[str]:
    """The first three letters of the words of which one is in every day: months, weekdays, units, seasons, "today"."""
    tables = [
        *w.MONTHS.values(),
        *w.SHORT_MONTHS.values(),
        *w.WEEKDAYS.values(),
        *w.UNITS.values(),
        w.TODAY,
        w.TOMORROW,
    ]
    tables += [
        w.EASTER,
        w.CHRISTMAS,
        w.NEW_YEAR,
        w.SPRING,
        w.AUTUMN,
        w.WINTER,
        w.SUMMER,
        w.HOLIDAYS,
        w.YEAR_WORD,
        w.WEEK_WORD,
    ]
    tables += [
        w.MONTH_WORD,
        "quarter qtr trimestre quartal kwartaal kwartale квартале kvartal eom eoy eow half jahreshälfte halbjahr semestre tweede helft",
    ]
    tables += ["monatsende jahresende wochenende kalenderwoche uge uke vecka viikolla dag morgon morgen"]
    words = re.findall(r"[^\W\d_]{2,}", " ".join(tables).lower())
    return frozenset(word[:3] for word in words) - _ARTICLES


_ARTICLES = frozenset(
    {
        "the",
        "der",
        "den",
        "dem",
        "las",
        "los",
        "les",
        "des",
        "del",
        "thi",
        "for",
        "van",
        "het",
        "fes",
        "am",
        "de",
        "la",
        "le",
        "el",
        "il",
        "di",
        "do",
        "da",
        "en",
        "in",
        "of",
        "al",
        "no",
        "as",
        "die",
    }
)
_DAY_WORDS = _day_words()
# A day that begins with "the first half of next ..." has its telling word at most so many words on.
_WINDOW = 6


def may_name_day(text: str) -> bool:
    """Whether a text can name a day at all; quick, and wrong only by saying yes."""
    return (
        any(map(str.isdigit, text))
        or not _DAY_WORDS.isdisjoint([word[:3].lower() for word in _WORD_PLAIN.findall(text)])
        or (not text.isascii() and _CJK.search(text) is not None)
    )


_WORD_PLAIN = re.compile(r"[^\W_]+")


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Every match of the grammar, as `finditer` gives them, tried only where the words may begin a day."""
    if not text.isascii() and _CJK.search(text):
        yield from _TOKEN.finditer(text)
        return
    words = [(m.start(), m[0].lstrip("(")) for m in _WORD_START.finditer(text)]
    near = [False] * len(words)
    last = len(words) + _WINDOW
    for index in range(len(words) - 1, -1, -1):
        word = words[index][1]
        if word[0].isdigit() or word[1:2].isdigit() or word[:3].lower() in _DAY_WORDS:
            last = index
        near[index] = last - index < _WINDOW
    end = 0
    for (start, word), worth in zip(words, near, strict=True):
        if start < end or not worth:
            continue
        if not word[0].isdigit() and not word[1:2].isdigit() and word[:3].lower() not in _BEGINNINGS:
            continue
        found = _TOKEN.match(text, start)
        if found is None and text[start] == "(":
            found = _TOKEN.match(text, start + 1)
        if found:
            end = found.end()
            yield found


_WEEKDAY_AHEAD = re.compile(rf"({_ANY_WEEKDAY})\b", re.IGNORECASE)
_CJK_NUMBER = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_QUARTER_WORDS = (
    ("first", "erst", "premier", "primer", "primo", "eerste"),
    ("second", "zweit", "deux", "segundo", "secondo", "tweede"),
    ("third", "dritt", "trois", "tercer", "terzo", "derde"),
    ("fourth", "last", "viert", "quatr", "cuarto", "quarto", "vierde"),
)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _place(month: int, day: int, today: date, look_back: int = LOOK_BACK) -> date | None:
    """The next such day of the calendar; one at most `look_back` days ago counts as well."""
    floor = today - timedelta(days=look_back)
    candidates = (_make(today.year + offset, month, day) for offset in (-1, 0, 1, 2, 3, 4))
    return min((day for day in candidates if day is not None and day >= floor), default=None)


def _month_end(day: date) -> date:
    return _add_months(day.replace(day=1), 1) - timedelta(days=1)


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > 9999:
        raise OverflowError
    for last in (day.day, 30, 29, 28):
        if last <= day.day and (found := _make(year, month + 1, last)):
            return found
    return day


def _full_year(text: str) -> int:
    number = int(text.lstrip("'"))
    return number if number >= 100 else 2000 + number


def _month_of(text: str) -> int | None:
    bare = text.rstrip(".").lower()
    if bare in {"mai", "may"}:
        return 5
    return _long_month(bare) or _short_month(bare)


class _Reader:
    """Reads the days of one text. `day_first` None: the text itself or nearness to `today` decides between 3/4 and 4/3."""

    def __init__(self, text: str, today: date, day_first: bool | None, look_back: int) -> None:
        self.text, self.today, self.look_back = text, today, look_back
        self.day_first = day_first
        self.previous: date | None = None
        self.certain = False
        for match in _CLEAR_NUMERIC.finditer(text):
            first, second = int(match[1]), int(match[2])
            if (12 < first <= 31 and 1 <= second <= 12) or (12 < second <= 31 and 1 <= first <= 12):
                self.day_first, self.certain = first > 12, True

    def day(self, month: int, day: int, year: str | None) -> date | None:
        if year:
            return _make(_full_year(year), month, day)
        return _place(month, day, self.today, self.look_back)

    def numeric(self, m: re.Match[str]) -> date | None:
        a, b, year = int(m["na"]), int(m["nb"]), m["ny"]
        # "9.30" is a time and "2.0" a version, unless more dots make it a date.
        if (
            m["sep"] == "."
            and not year
            and not m["dot"]
            and not (len(m["na"]) == 2 == len(m["nb"]) and b <= 12)
        ):
            return None
        if (
            m["sep"] == "-"
            and not year
            and not _DASHED_DAY.search(self.text[max(0, m.start() - 30) : m.start()])
        ):
            return None
        dm = self.day(b, a, year) if b <= 12 else None
        md = self.day(a, b, year) if a <= 12 else None
        if m["sep"] == ".":
            return dm
        if dm is None or md is None or dm == md:
            return dm or md
        return self._choose(m, dm, md)

    def _choose(self, m: re.Match[str], dm: date, md: date) -> date:
        if named := _WEEKDAY_AHEAD.match(m[0]):
            weekday = _weekday(named[1])
            fitting = [d for d in (dm, md) if d.weekday() == weekday]
            if len(fitting) == 1:
                return fitting[0]
        if self.certain:
            return dm if self.day_first else md
        if self.day_first is not None:
            chosen, other = (dm, md) if self.day_first else (md, dm)
            far = chosen < self.today - timedelta(days=LOOK_BACK) or chosen > self.today + timedelta(days=240)
            near = self.today <= other <= self.today + timedelta(days=60)
            return other if far and near else chosen
        ahead = sorted(d for d in (dm, md) if d >= self.today - timedelta(days=3))
        return ahead[0] if ahead else max(dm, md)

    def read(self, m: re.Match[str]) -> Days | None:
        kind = m.lastgroup or ""
        for name in _READERS:
            if m[name] is not None:
                kind = name
                break
        else:
            return None
        found = _READERS[kind](self, m)
        if found is None:
            return None
        return Days(m.start(), m.end(), *found)


_CLEAR_NUMERIC = re.compile(r"(?<![\d.:])(\d{1,2})/(\d{1,2})(?:/\d{2,4})?(?![\d/])")
_DASHED_DAY = re.compile(
    r"(?:until|till|back|from|on|through|bis|ab|vom|am|tot|vanaf)\s+(?:on\s+)?$", re.IGNORECASE
)

_Value = tuple[date, date, str, bool]


def _iso(r: _Reader, m: re.Match[str]) -> _Value | None:
    day = _make(int(m["iy"]), int(m["im"]), int(m["id"]))
    return (day, day, "day", False) if day else None


def _cjk(r: _Reader, m: re.Match[str]) -> _Value | None:
    first = r.day(int(m["cm"]), int(m["cd"]), None)
    if first is None:
        return None
    if m["cd2"]:
        last = _make(first.year, int(m["cm2"] or m["cm"]), int(m["cd2"]))
        return (first, last, "day", True) if last and last >= first else None
    return (first, first, "day", False)


def _range(r: _Reader, month: str, day: str, day2: str | None, year: str | None) -> _Value | None:
    number = _month_of(month)
    first = r.day(number, int(day), year) if number else None
    if first is None:
        return None
    last = _make(first.year, first.month, int(day2)) if day2 else first
    if last is None or last < first:
        last = first
    return first, last, "day", last > first


def _day_month(r: _Reader, m: re.Match[str]) -> _Value | None:
    return _range(r, m["dm_m"], m["dm_d"], m["dm_d2"], m["dm_y"])


def _month_day(r: _Reader, m: re.Match[str]) -> _Value | None:
    return _range(r, m["md_m"], m["md_d"], m["md_d2"], m["md_y"])


def _numeric(r: _Reader, m: re.Match[str]) -> _Value | None:
    found = r.numeric(m)
    if found and m["n0"] and (first := _make(found.year, found.month, int(m["n0"]))) and first < found:
        return first, found, "day", True
    return (found, found, "day", False) if found else None


_BEFORE_MAY = re.compile(
    r"\b(?:in|until|till?|by|after|early|mid|late|of|next|this|to|from|through|before|since|during|around|come|again)\s*$",
    re.IGNORECASE,
)


def _monthly(r: _Reader, m: re.Match[str]) -> _Value | None:
    word = m["mo_m"]
    part = "start" if m["pre_start"] else "mid" if m["pre_mid"] else "end" if m["pre_end"] else ""
    before = r.text[max(0, m.start() - 16) : m.start("mo_m")]
    if (
        word.lower() in {"may", "march", "mart"}
        and not part
        and not (word[0].isupper() and _BEFORE_MAY.search(before))
    ):
        return None
    number = _long_month(word)
    if number is None:
        return None
    if m["mo_y"]:
        first = date(int(m["mo_y"]), number, 1)
    else:
        year = r.today.year + (1 if number < r.today.month - (1 if r.look_back else 0) else 0)
        first = date(year, number, 1)
    last = _month_end(first)
    if part == "mid":
        first = first.replace(day=15)
    elif part == "end":
        return last, last, "end", False
    elif first.month == r.today.month and first < r.today and not r.look_back:
        first = max(r.today + timedelta(days=1), first.replace(day=15))
    return first, last, "month", False


def _quarter(r: _Reader, m: re.Match[str]) -> _Value | None:
    word = (m["qw"] or "").lower()
    digit = m["q1"] or m["q2"]
    number = (
        int(digit)
        if digit
        else next((i for i, stems in enumerate(_QUARTER_WORDS, 1) if word.startswith(stems)), 0)
    )
    if not number:
        return None
    first = date(int(m["qy"]) if m["qy"] else r.today.year, number * 3 - 2, 1)
    if first <= r.today and not m["qy"]:
        first = first.replace(year=first.year + 1)
    return first, _month_end(_add_months(first, 2)), "month", False


def _calendar_week(r: _Reader, m: re.Match[str]) -> _Value | None:
    number = int(m["kw_n"])
    if not 1 <= number <= 53:
        return None
    for year in (r.today.year, r.today.year + 1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        if monday >= r.today - timedelta(days=13):
            return monday, monday + timedelta(days=6), "week", False
    return None


def _monday(r: _Reader) -> date:
    return r.today - timedelta(days=r.today.weekday())


def _next_week(r: _Reader, m: re.Match[str]) -> _Value:
    first = _monday(r) + timedelta(days=7)
    return first, first + timedelta(days=6), "week", False


def _this_week(r: _Reader, m: re.Match[str]) -> _Value:
    return r.today, _monday(r) + timedelta(days=6), "week", False


def _next_month(r: _Reader, m: re.Match[str]) -> _Value:
    first = _add_months(r.today.replace(day=1), 1)
    return first, _month_end(first), "month", False


def _next_quarter(r: _Reader, m: re.Match[str]) -> _Value:
    first = _add_months(r.today.replace(day=1), 3 - (r.today.month - 1) % 3)
    return first, _month_end(_add_months(first, 2)), "month", False


def _next_year(r: _Reader, m: re.Match[str]) -> _Value:
    first = date(r.today.year + 1, 1, 1)
    return first, first.replace(month=12, day=31), "month", False


def _end_of_month(r: _Reader, m: re.Match[str]) -> _Value:
    last = _month_end(r.today)
    return last, last, "end", False


def _end_of_year(r: _Reader, m: re.Match[str]) -> _Value:
    last = date(r.today.year, 12, 31)
    return last, last, "end", False


def _end_of_week(r: _Reader, m: re.Match[str]) -> _Value:
    friday = _monday(r) + timedelta(days=4)
    sunday = friday + timedelta(days=2)
    return max(friday, r.today), max(sunday, r.today), "end", False


def _easter_after(r: _Reader) -> date:
    this = easter(r.today.year) + timedelta(days=2)
    return this if this > r.today else easter(r.today.year + 1) + timedelta(days=2)


def _after(r: _Reader, m: re.Match[str]) -> _Value | None:
    if m["a_easter"]:
        found: date | None = _easter_after(r)
    elif m["a_xmas"]:
        found = _place(12, 27, r.today, 0)
    elif m["a_sum"]:
        found = _place(9, 1, r.today, 0)
    else:
        found = _place(1, 2, r.today, 0)
    return (found, found, "after", False) if found else None


def _feast(r: _Reader, m: re.Match[str]) -> _Value | None:
    found = _easter_after(r) if m["f_easter"] else _place(1, 2, r.today, 0)
    return (found, found, "after", False) if found else None


def _season(r: _Reader, m: re.Match[str]) -> _Value | None:
    month = 3 if m["s_spring"] else 9 if m["s_autumn"] else 12 if m["s_winter"] else 6
    found = _place(month, 1, r.today, 0)
    return (found, _month_end(_add_months(found, 2)), "month", False) if found else None


def _half(r: _Reader, m: re.Match[str]) -> _Value | None:
    found = _place(7, 1, r.today, 0)
    return (found, found, "after", False) if found else None


def _later(today: date, count: int, unit: str) -> date:
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months:
        return _add_months(today, count * months)
    return today + timedelta(days=count * (7 if unit == "week" else 1))


def _count(text: str) -> int:
    return (
        int(text) if text.isascii() and text.isdigit() else _number(text.lower()) or _CJK_NUMBER.get(text, 1)
    )


def _duration(r: _Reader, m: re.Match[str]) -> _Value:
    found = _later(r.today, _count(m["dur_n2"] or m["dur_n"]), _unit(m["dur_u"]))
    return found, found, "duration", False


def _duration_after(r: _Reader, m: re.Match[str]) -> _Value:
    found = _later(r.today, _count(m["dp_n2"] or m["dp_n"]), _unit(m["dp_u"]))
    return found, found, "duration", False


def _duration_cjk(r: _Reader, m: re.Match[str]) -> _Value:
    found = _later(r.today, _count(m["dc_n"]), _unit(m["dc_u"]))
    return found, found, "duration", False


def _today(r: _Reader, m: re.Match[str]) -> _Value:
    return r.today, r.today, "today", False


def _tomorrow(r: _Reader, m: re.Match[str]) -> _Value:
    found = r.today + timedelta(days=1)
    return found, found, "day", False


def _on_weekday(r: _Reader, m: re.Match[str]) -> _Value | None:
    number = _weekday(m["wd_d"])
    if number is None or (len(m["wd_d"]) < 4 and m["wd_d"].isascii() and not m["wd_d"][0].isupper()):
        return None
    if m["wd_next"] or m["wd_after"]:
        found = _monday(r) + timedelta(days=7 + number)
    else:
        found = r.today + timedelta(days=(number - r.today.weekday() - 1) % 7 + 1)
    return found, found, "day", False


def _day_of_month(r: _Reader, m: re.Match[str]) -> _Value | None:
    number = int(m["dom_d"])
    base = r.previous or r.today
    start = base if number >= base.day else _add_months(base.replace(day=1), 1)
    found = _make(start.year, start.month, number)
    return (found, found, "day", False) if found else None


_READERS: dict[str, Callable[[_Reader, re.Match[str]], _Value | None]] = {
    "iso": _iso,
    "cjk": _cjk,
    "dm": _day_month,
    "md": _month_day,
    "num": _numeric,
    "monthly": _monthly,
    "q": _quarter,
    "kw": _calendar_week,
    "nextweek": _next_week,
    "nextmonth": _next_month,
    "nextquarter": _next_quarter,
    "nextyear": _next_year,
    "eom": _end_of_month,
    "eoy": _end_of_year,
    "eow": _end_of_week,
    "thisweek": _this_week,
    "after": _after,
    "feast": _feast,
    "season": _season,
    "half": _half,
    "dur": _duration,
    "durpost": _duration_after,
    "durcjk": _duration_cjk,
    "today": _today,
    "tomorrow": _tomorrow,
    "wd": _on_weekday,
    "dom": _day_of_month,
}


_NAME = r"(?P<name>(?-i:[^\W\d_a-zà-ÿ])[^\W\d_]{1,19}(?: (?-i:[^\W\d_a-zà-ÿ])[^\W\d_]*\.?){0,2})"
_GREETED = re.compile(
    # "Hi April," and "Hola, Mei:", and whoever is thanked by name; the words that follow decide: "Hi, May works" is the month
    rf"(?:^|(?<=[\n.!?,]))[ \t>]*(?:{w.GREETING})[ \t]*,?[ \t]+{_NAME}[ \t]*(?:[,:!;–—]|-+[ \t]|\.?[ \t]*(?:\n|$))"
    rf"|(?:{w.THANKS})[ \t]*,?[ \t]+(?P<thanked>[^\W\d_]{{2,20}})[ \t]*(?=[,.!:;–—\n]|$)",
    re.IGNORECASE,
)
# The name below a mail, after a full stop or a word of farewell: "call me in" and "May" on the next line is no signature.
_SIGNED = re.compile(
    rf"(?:[.!?,)]|\b(?:{w.THANKS}|{w.FAREWELL}))[ \t]*\n\s*[–—-]{{0,2}}[ \t]*{_NAME}[ \t]*(?:\n[^\n]{{0,60}})?\s*\Z",
    re.IGNORECASE,
)


def people_named(text: str) -> list[tuple[int, int]]:
    """Where names of people stand, who may be called April, Mai or June: in the greeting, after a thank-you, below the mail."""
    found = [match.span("name" if match["name"] else "thanked") for match in _GREETED.finditer(text)]
    if signed := _SIGNED.search(text):
        found.append(signed.span("name"))
    return found


def find_days(
    text: str, today: date, *, day_first: bool | None = None, look_back: int = LOOK_BACK
) -> Iterator[Days]:
    """The days that a text names, in order. `today`: the day of the message; `day_first` None: not known.

    `look_back`: how many days ago a day without a year may lie. Days that the calendar does not have are left out, and so are the
    names of people: "Dear April,".
    """
    text = text[:MAX_TEXT]
    reader = _Reader(text, today, day_first, look_back)
    people: list[tuple[int, int]] | None = None
    for match in _tokens(text):
        if match["mo_m"]:
            people = people_named(text) if people is None else people
            if any(start <= match.start() and match.end() <= end for start, end in people):
                continue
        try:
            found = reader.read(match)
        except (OverflowError, ValueError):
            continue  # beyond the calendar (year 9999): not a day that anybody waits for
        if found is None or (
            match["wd"] and text[match.start() - 1 : match.start()] == "(" and reader.previous
        ):
            continue  # "1 October (Monday)" is one day
        if found.whole in {"day", "month"}:
            reader.previous = found.last
        yield found


_RETURN = re.compile(
    r"\b(?:back|return(?:s|ing)?|reopen(?:s|ing)?|re-open|resum\w+|available (?:again|from|on|as of)|reachable (?:again|from)|be in (?:the )?office(?: again)?|wieder|zurück\w*|zurueck\w*|retour|revien\w+|rentre\w*|reprend\w*|vuelv\w+|volver\w*|regres\w+|vuelta|reincorpor\w+|rientr\w+|torn(?:o|erò|a)|ritorn\w+|ricontatt\w+|terug\w*|weer|volto|voltar\w*|volta|retorn(?:o|ar\w*|a)|wracam\w*|wróc\w+|powr\w+|вернусь|верн\w+|возвращ\w+|выхожу|выйду|буду (?:снова|на связи|доступ\w+|в офисе|на работе)|tillbaka|åter|tilbage|tilbake|retur|palaa\w*|palattua\w*|paluu\w*|takaisin|vrátím|vrac\w+|zpět|návrat\w*|dön(?:eceğim|üş\w*|üyorum|mek))\b",
    re.IGNORECASE,
)
_RETURN_AFTER = re.compile(
    r"^[^.!?\n]{0,40}?(?:\b(?:wieder|zurück|erreichbar|retour|terug|weer|tillbaka|tilbage|tilbake|zpět|back|again|takaisin|dön\w+|ofis\w*teyim|buradayım|töissä|tavoitettavissa|вернусь|wracam|de volta|de vuelta)\b|返回|回来|回來|回办公室|恢复|上班|戻|出社|復帰|より(?:通常|対応)|から(?:出社|通常|勤務))",
    re.IGNORECASE,
)
_THROUGH = re.compile(
    r"\b(?:through|thru|up to and including|to and including|inclusive of|bis (?:einschließlich|einschl\.?|inklusive|inkl\.?|und mit|mit)|tot en met|t/m|t\.e\.m\.|till? och med|t\.?\s?o\.?\s?m\.?|til og med|до конца|по|w dniach)\s*(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_INCLUSIVE_AFTER = re.compile(
    r"^[\s,(]*(?:\d{4}\s*)?[\s,(]*(?:ambos\s+|day\s+)?(?:inclusive|included|incl\.?|inbegrepen|einschließlich|inklusive|inkl\.?|inclus(?:e|a|o)?|incluid[oa]|inclusi[oa]?|compres[oa]|włącznie|включительно|včetně|mukaan lukien|dahil|inklusive|inkluderet|med(?:räknat|regnet)|いっぱい|を含|含)",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:\b(?:until|til+|’til|'til|unti?ll?|up to|before|bis|jusqu(?:e|'au|’au|'à|’à|'à la|'en)?|hasta|fino|sino|tot|até|do|до|till|tills|indtil|inntil|frem til|fram till|til|na)|jusqu['’])\s*(?:(?:the|about|at least|approximately|around|after|on|end of day|zum|zur|zu|dem|den|mindestens|voraussichtlich|au|le|à|el|la|día|dia|al|alla|a|il|o|ao|aan|de|dnia|den|d\.|deň|kl\.?|cob)\s+){0,3}$",
    re.IGNORECASE,
)
_UNTIL_AFTER = re.compile(
    r"^(?:\s*\([^()]{0,12}\))?\s*(?:まで|asti|saakka|(?:tarihine\s+|gününe\s+|sabahına\s+)?kadar|之前|前(?!台)|迄)",
    re.IGNORECASE,
)
_SPAN_START = re.compile(
    r"\b(?:from|starting(?: on)?|beginning(?: on)?|as of|effective|since|between|ab|vom|von|seit|zwischen|beginnend|du|à partir d[ue]|à compter du|dès|depuis|entre le|desde|del|a partir del?|dal|da|a partire dal|vanaf|van|sinds|de|desde o dia|a partir d[eo](?: dia)?|od|с|со|от|начиная с|från(?: och med)?|fr\.?o\.?m\.?|fra(?: og med)?|alkaen|as from)\s*(?:(?:the|le|el|il|dia|día|dem|den|on|dnia|am|d\.)\s+)?$",
    re.IGNORECASE,
)
_SPAN_LINK = re.compile(
    r"^\s*\)?\s*(?:,\s*)?(?P<link>-|–|—|~|〜|to|through|thru|and|&|until|till?|up to|bis(?: zum| einschließlich| inkl\.?)?|au|et(?: le)?|al|a la?|hasta(?: el)?|a|al?|fino al?|e|t/m|tot(?: en met)?|à|ao?|até(?: o dia| o)?|do|по|до|till?(?: och med)?|til(?: og med)?|indtil|och|og|und|y|-tól|から|至|到)?\s*(?:(?:the|den|dem|le|el|il|dia|día|and including|zum|\()\s*)*$",
    re.IGNORECASE,
)
_OPEN_LINKS = frozenset({"until", "till", "til", "up to", "hasta", "hasta el", "до"})
_ABSENT = re.compile(
    r"\b(?:out|away|absent|leave|off|closed|unavailable|vacation|holidays?|travel\w*|attending|conference|abwesend|urlaub|nicht|geschlossen|absente?|congés?|vacances|fuera|vacaciones|ausente|fuori|ferie|assente|afwezig|vakantie|fora|férias|nieobecn\w+|urlop\w*|отпуск\w*|отсутств\w+|нет|borta|semester|ledig|ferie|fravær\w*|frånvar\w*|lomalla|poissa|mimo|dovolen\w+|izinli\w*|ofis dışında|tatilde)\b|休|不在|外出|出張|出差",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:(?<![\s.]\w)(?<!\bca)(?<!inkl)(?<!incl)(?<!einschl)(?<!\bkl)[.!?](?=\s)|[。！？]|\n\s*\n|\n(?=\s*[-*•]))"
)
_BEFORE_NOTE = re.compile(
    r"\b(?:if|unless|prior|before|sent|dated|vor|posted|received|wrote|call|meeting|born|since)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    weight: int
    day: date
    start: int
    end: int


def _context(text: str, found: list[Days], index: int) -> tuple[str, str]:
    """The words before and after a day, up to the neighbouring day or the end of the sentence."""
    days = found[index]
    left = max(found[index - 1].end if index else 0, days.start - 90)
    before = text[left : days.start]
    ends = list(_SENTENCE.finditer(before))
    if ends:
        before = before[ends[-1].end() :]
    right = min(found[index + 1].start if index + 1 < len(found) else len(text), days.end + 60)
    after = text[days.end : right]
    if stop := _SENTENCE.search(after):
        after = after[: stop.start()]
    return before, after


def _day_after(days: Days) -> date:
    if days.whole in {"after", "duration"}:
        return days.last
    return days.last + timedelta(days=1)


def _judge(text: str, found: list[Days], index: int) -> _Candidate | None:
    days = found[index]
    before, after = _context(text, found, index)
    inclusive = bool(_THROUGH.search(before) or _INCLUSIVE_AFTER.match(after))
    until = bool(_UNTIL.search(before) or _UNTIL_AFTER.match(after))
    returns = [m.end() for m in _RETURN.finditer(before)]
    starts = bool(_SPAN_START.search(before))
    start = max(days.start - len(before), 0)
    while start < days.start and text[start].isspace():
        start += 1
    link = None
    if index:
        # "1 October (Monday) through the 8th": what stands in brackets between two days says nothing
        between = re.sub(r"\([^()]{0,20}\)", "", text[found[index - 1].end : days.start])
        if match := _SPAN_LINK.match(between):
            link = (match["link"] or "").lower()
    if returns and len(before) - returns[-1] <= 45:
        # "not back until Monday", "back through the 14th" still names the day of return
        if days.whole == "end" or (inclusive and not starts):
            return _Candidate(6, _day_after(days), start, days.end)
        return _Candidate(6, days.first, start, days.end)
    goes_on = index + 1 < len(found) and days.end + len(after) == found[index + 1].start
    if _RETURN_AFTER.match(after) and not until and not (goes_on and _RETURN.search(after)):
        return _Candidate(6, days.first, start, days.end + 20)
    if link is not None and link and days.last >= found[index - 1].first:
        open_ended = link in _OPEN_LINKS and not inclusive
        day = days.first if open_ended else _day_after(days)
        linked = found[index - 1]
        return _Candidate(5, day, max(linked.start - 5, 0), days.end)
    if inclusive:
        return _Candidate(5, _day_after(days), start, days.end)
    if until:
        day = _day_after(days) if days.whole in {"end", "today"} or days.spans else days.first
        return _Candidate(5, day, start, days.end)
    if starts and not days.spans:
        return None
    if days.spans:
        return _Candidate(4, _day_after(days), start, days.end)
    if days.whole == "duration" or _ABSENT.search(before) or _ABSENT.search(after):
        return _Candidate(2, _day_after(days), start, days.end)
    if index and not between.strip(" ,\n") and found[index - 1].whole == "day":
        return _Candidate(2, _day_after(days), start, days.end)
    return None


def return_day(text: str, today: date, *, day_first: bool | None = None) -> tuple[date, str] | None:
    """When the writer of an absence note is back, with the words that say so (verbatim); None where the note does not tell.

    `today` is the day of the message, in the sender's time zone. A named day of return counts more than the end of the absence,
    and that more than a mere day of absence.
    """
    text = text[:MAX_TEXT]
    found = list(find_days(text, today, day_first=day_first))
    candidates = [c for index in range(len(found)) if (c := _judge(text, found, index)) is not None]
    if not candidates:
        return None
    weight = max(c.weight for c in candidates)
    best = [c for c in candidates if c.weight == weight]
    if weight <= 2:  # "on Friday and Monday": back after the last of them
        chosen = max(best, key=lambda c: c.day)
    else:
        chosen = next((c for c in best if c.day > today), best[0])
    return chosen.day, text[chosen.start : chosen.end].strip(" ,;:-–—\n\t")
