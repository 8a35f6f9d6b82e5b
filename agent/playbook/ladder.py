"""The ladder as data: rules, read from TOML, with every problem named by file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.model import Reason

FACTS = frozenset(
    {
        "value_note",
        "visit",
        "second",
        "executive",
        "sponsor",
        "alternate",
        "floor_passed",
        "nudges_left",
        "nurture",
        "day_come",
    }
)
ACTIONS = ("draft", "call", "stop")
RECIPIENTS = ("contact", "second", "executive", "alternate")
THREADS = ("same", "new")
PRIORITIES = ("high", "normal", "low")
STEPS = (
    "re_ask",
    "schedule",
    "new_value",
    "empathy",
    "persistent",
    "heads_up",
    "second_contact",
    "executive_notice",
    "executive",
    "close_file",
    "nurture",
)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_STEP_LINE = re.compile(r"\[\[[ \t]*step[ \t]*\]\]")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions of the ladder are asked about.

    `silences`: days with unanswered mail that asked something. `nudges`: unanswered mails of ours beyond the first. `days`:
    business days since our side last wrote to this company. `sent`: steps taken since the contact last wrote.
    """

    reason: str = "silent"
    priority: str = "normal"
    last_step: str | None = None
    asked: bool = True
    silences: int = 1
    nudges: int = 0
    days: int = 0
    sent: frozenset[str] = frozenset()
    has: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of the ladder and when it is taken (the fields: `default/ladder.toml`)."""

    name: str
    action: str = "draft"
    template: str = ""
    to: str = "contact"
    thread: str = "same"
    keep_cc: bool = False
    promises: int | None = None
    what: str = ""
    reason: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    last_step: tuple[str, ...] = ()
    asked: bool | None = None
    silences: tuple[int, int] | None = None
    nudges: tuple[int, int] | None = None
    days: tuple[int, int] | None = None
    sent: tuple[str, ...] = ()
    not_sent: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    def applies(self, facts: Facts) -> bool:
        """Whether every condition holds."""
        return (
            (not self.reason or facts.reason in self.reason)
            and (not self.priority or facts.priority in self.priority)
            and (not self.last_step or facts.last_step in self.last_step)
            and (self.asked is None or facts.asked is self.asked)
            and _within(facts.silences, self.silences)
            and _within(facts.nudges, self.nudges)
            and _within(facts.days, self.days)
            and facts.sent.issuperset(self.sent)
            and facts.sent.isdisjoint(self.not_sent)
            and facts.has.issuperset(self.has)
            and facts.has.isdisjoint(self.lacks)
        )


def _within(value: int, limits: tuple[int, int] | None) -> bool:
    return limits is None or limits[0] <= value <= limits[1]


class _WrongValueError(ValueError):
    """The message says what is expected."""


def parse_ladder(text: str, name: str) -> tuple[tuple[Rule, ...], list[str]]:
    """Rules in their order, and every problem with file and line. `name` is what the problems call the file."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (), [f"{name}: {error}."]
    problems = [
        f'{name}, line {_line_of(text, key)}: "{key}" is unknown, expected only [[step]].'
        for key in table
        if key != "step"
    ]
    steps = table.get("step")
    if not isinstance(steps, list) or not steps or not all(isinstance(step, dict) for step in steps):
        return (), [*problems, f"{name}, line 1: there is no step, expected at least one [[step]]."]
    starts = [number for number, line in enumerate(text.splitlines(), 1) if _STEP_LINE.match(line.strip())]
    rules = []
    for index, step in enumerate(steps):
        start = starts[index] if index < len(starts) else 1
        rule, wrong = _rule(step, start)
        rules.append(rule)
        problems += [f"{name}, line {_key_line(text, start, key)}, {key}: {why}" for key, why in wrong]
    return tuple(rules), problems


def _rule(step: Mapping[str, Any], line: int) -> tuple[Rule, list[tuple[str, str]]]:
    values: dict[str, Any] = {}
    wrong = []
    for key, value in step.items():
        reader = _READERS.get(key)
        if reader is None:
            wrong.append((key, f"unknown, expected any of {', '.join(_READERS)}."))
            continue
        try:
            values[key] = reader(value)
        except _WrongValueError as error:
            wrong.append((key, str(error)))
    if "name" not in step:
        wrong.append(("name", "missing, expected what the step is called."))
    rule = Rule(**({"name": "?"} | values), line=line)
    if rule.action == "call" and not rule.what and "what" not in step:
        wrong.append(("what", "missing, expected the sentence that says what to do by phone."))
    return rule, wrong


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _WrongValueError("expected a text in quotation marks.")
    return value


def _word(value: Any) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise _WrongValueError("expected a name of small letters, digits and underscores.")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongValueError("expected true or false.")
    return value


def _days(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 99:
        raise _WrongValueError("expected a number of business days from 1 to 99.")
    return value


def _limits(value: Any) -> tuple[int, int]:
    numbers = isinstance(value, list) and len(value) == 2 and all(type(n) is int and n >= 0 for n in value)
    if not numbers or value[0] > value[1]:
        raise _WrongValueError("expected [from, to] such as [1, 3].")
    return value[0], value[1]


def _one(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise _WrongValueError(f'"{value}" is not known, expected one of {", ".join(allowed)}.')
        return str(value)

    return read


def _some(allowed: frozenset[str] | None = None) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise _WrongValueError('expected a list such as ["schedule"].')
        for word in value:
            if allowed is not None and word not in allowed:
                raise _WrongValueError(
                    f'"{word}" is not known, expected some of {", ".join(sorted(allowed))}.'
                )
        return tuple(value)

    return read


_READERS: Mapping[str, Callable[[Any], object]] = {
    "name": _word,
    "action": _one(ACTIONS),
    "template": _word,
    "to": _one(RECIPIENTS),
    "thread": _one(THREADS),
    "keep_cc": _flag,
    "promises": _days,
    "what": _text,
    "reason": _some(frozenset(reason.value for reason in Reason)),
    "priority": _some(frozenset(PRIORITIES)),
    "last_step": _some(),
    "asked": _flag,
    "silences": _limits,
    "nudges": _limits,
    "days": _limits,
    "sent": _some(),
    "not_sent": _some(),
    "has": _some(FACTS),
    "lacks": _some(FACTS),
}


def _line_of(text: str, key: str) -> int:
    found = re.search(rf"(?m)^[ \t]*\[?\[?[ \t]*\"?{re.escape(key)}\b", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _key_line(text: str, start: int, key: str) -> int:
    """The line of a key inside the step that begins in line `start`; the step's own line where it is missing."""
    for number, line in enumerate(text.splitlines()[start:], start + 1):
        if line.lstrip().startswith("["):
            break
        if re.match(rf"[ \t]*\"?{re.escape(key)}\"?[ \t]*=", line):
            return number
    return start
