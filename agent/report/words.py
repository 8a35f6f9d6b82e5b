"""What the report calls things, and what strangers wrote made fit to be shown: pure.

Subjects, names and quoted sentences come from outside. Escaping is the template's work; here goes what escaping leaves alone:
control characters and marks that turn the direction of a line (agent.plain), endless texts, letters under a pile of marks.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from agent.case import MONTHS
from agent.plain import plain

# What a ladder step is called in a table, and what its draft does, in a sentence. A rep's own steps keep their own names.
_STEPS = {
    "re_ask": ("One clear question", "Asks one clear question about the same matter."),
    "schedule": ("Two times for a call", "Proposes two times for a call."),
    "new_value": ("A piece of news", "Gives the news that you noted down, and asks for one thing."),
    "empathy": ("Taking the blame", "Takes the blame for the silence and asks what changed."),
    "persistent": ("A named day", "Says what you will do on a named day unless you are told otherwise."),
    "heads_up": ("Heads-up", "Says beforehand that you will write to somebody else there."),
    "second_contact": ("Second contact", "The first note to another person at the company."),
    "executive_notice": ("Executive notice", "Says beforehand that your executive will write to theirs."),
    "executive": ("Executive to executive", "A note from your executive to theirs."),
    "close_file": ("Closing the file", "Closes the file kindly unless they write."),
    "nurture": ("Light touch", "A light touch after the file was closed."),
}

# Marks over and under letters: no language needs more than three on one, and hundreds of them reach over the lines around.
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILED = re.compile(f"({_MARK}{{3}}){_MARK}+")


def clean(text: str, limit: int = 160) -> str:
    """A text from outside on one line of at most `limit` characters, without anything that acts instead of being read."""
    line = _PILED.sub(r"\1", " ".join(plain(text[: 8 * limit]).split()))
    if len(line) <= limit and len(text) <= 8 * limit:
        return line
    cut = line[: limit - 2]
    at_word = cut if line[limit - 2 : limit - 1] == " " else cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,;:") + " …"


def step_label(step: str) -> str:
    """A ladder step in two or three words."""
    return _STEPS[step][0] if step in _STEPS else clean(step.replace("_", " "), 40).capitalize()


def step_order(step: str) -> tuple[int, str]:
    """Sorts ladder steps as the default ladder has them, a rep's own after them."""
    return (list(_STEPS).index(step) if step in _STEPS else len(_STEPS), step)


def step_sentence(step: str) -> str:
    """What the draft of a ladder step does."""
    return _STEPS[step][1] if step in _STEPS else f"Your own step “{clean(step.replace('_', ' '), 40)}”."


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 mail", "2 mails"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def spell(day: date, today: date) -> str:
    """A date as the rep would say it: "2 March", "14 Sep", with the year where it is not this one."""
    name = MONTHS[day.month - 1]
    text = f"{day.day} {name[:3] if len(name) > 5 else name}"
    return text if day.year == today.year else f"{text} {day.year}"


def ago(days: int) -> str:
    """Business days as the rep would say them: "today", "1 business day ago"."""
    return "today" if days == 0 else f"{counted(days, 'business day')} ago"


def moment(at: datetime, now: datetime) -> str:
    """A time in the zone of `now`: "today at 09:05", "2 March at 17:30"."""
    here = at.astimezone(now.tzinfo)
    day = "today" if here.date() == now.date() else spell(here.date(), now.date())
    return f"{day} at {here:%H:%M}"


def money(value: float) -> str:
    """A value as deals.csv has it, with thousands and without a currency: the file names none."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.2f}"
