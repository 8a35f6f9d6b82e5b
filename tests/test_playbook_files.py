from __future__ import annotations

import itertools
import re
from datetime import date
from pathlib import Path

import pytest
from jinja2 import TemplateError

from agent.errors import ConfigError
from agent.model import Reason
from agent.playbook import load, read
from agent.playbook.ladder import STEPS, parse_ladder
from agent.playbook.languages import LANGUAGES, spell_day, spell_time, spell_zone
from agent.playbook.wording import SLOTS, choose_wording, fill, split_wordings, template_problems

PLAYBOOK = load()
TEMPLATES = sorted({rule.template or rule.name for rule in PLAYBOOK.rules if rule.action == "draft"})
WORDINGS = [
    (language, template, name, text)
    for language, template in itertools.product(LANGUAGES, TEMPLATES)
    for name, text in PLAYBOOK.wordings(language, template).items()
]
SHORT = dict.fromkeys(SLOTS, "Word")
LONG = dict.fromkeys(SLOTS, "three plain words") | {
    "option1": "Wednesday, March 11 at 10:00 am",
    "option2": "Thursday, March 12 at 10:00 am",
    "note": "Our second plant in Ohio opened on 2 March and doubles what we can deliver.",
}
BLAME = re.compile(
    r"you (?:have not|haven't|did not|didn't|never|failed|ignored|forgot)|as i (?:said|wrote)|per my last|circling back|touch(?:ing)? base|"
    r"just checking in|sie haben (?:nicht|noch nicht|vergessen)|vous n'avez pas|usted no ha|no me ha contestado",
    re.IGNORECASE,
)


def test_every_step_has_three_wordings_in_every_language() -> None:
    assert set(STEPS) <= {rule.name for rule in PLAYBOOK.rules}
    for language, template in itertools.product(LANGUAGES, TEMPLATES):
        assert len(PLAYBOOK.wordings(language, template)) >= 3, (language, template)


def test_no_wording_is_there_twice() -> None:
    texts = [text for *_, text in WORDINGS]
    assert len(set(texts)) == len(texts) >= 3 * len(LANGUAGES) * len(TEMPLATES)


@pytest.mark.parametrize(("language", "template", "name", "text"), WORDINGS, ids=[w[2] for w in WORDINGS])
def test_a_wording_is_short_and_asks_once(language: str, template: str, name: str, text: str) -> None:
    for slots in (SHORT, LONG):
        body = fill(text, slots)
        assert 46 <= len(body.split()) <= 118, len(body.split())
        assert body.count("?") == 1
        assert "{" not in body and "  " not in body and "!" not in body
        assert BLAME.search(body) is None
        assert 2 <= len(body.split("\n\n")) <= 5
    assert (language == "es") == ("¿" in text)
    assert name == f"{language}.{template}.{name[-1]}"


@pytest.mark.parametrize(("language", "template", "name", "text"), WORDINGS, ids=[w[2] for w in WORDINGS])
def test_a_wording_says_what_its_step_is_for(language: str, template: str, name: str, text: str) -> None:
    needs = {
        "schedule": {"option1", "option2", "zone"},
        "new_value": {"note"},
        "persistent": {"day"},
        "heads_up": {"other", "day"},
        "second_contact": {"contact"},
        "alternate": {"contact"},
        "executive_notice": {"executive", "sponsor", "day"},
        "executive": {"contact", "sponsor"},
    }
    wanted = needs.get(template.partition("_resumed")[0].partition("_promised")[0], set()) | {"topic"}
    assert wanted <= set(re.findall(r"{{ (\w+) }}", text))
    assert (language, name) and not re.findall(r"{{ (?:company|promised) }}", text)


def test_a_missing_slot_is_never_papered_over() -> None:
    with pytest.raises(TemplateError):
        fill("About {{ topic }}.", {})


def test_templates_cannot_reach_out() -> None:
    with pytest.raises(TemplateError):
        fill("{{ topic.__class__.__mro__ }}", {"topic": "x"})
    assert fill("{{ topic }}", {"topic": "{{ 7 * 7 }}"}) == "{{ 7 * 7 }}"


def test_wordings_are_split_at_hyphens_with_their_lines() -> None:
    assert split_wordings("\none\n\ntwo\n---\nthree\n---\n\n") == ((2, "one\n\ntwo"), (6, "three"))
    assert split_wordings("\n---\n") == ()
    assert split_wordings("a --- b\n----\nc") == ((1, "a --- b\n----\nc"),)


def test_a_wording_is_chosen_by_the_conversation() -> None:
    names = ["a", "b", "c"]
    chosen = {choose_wording(f"c{n}", "schedule", names, frozenset()) for n in range(50)}
    assert chosen == {"a", "b", "c"}
    assert choose_wording("c1", "schedule", names, frozenset(names)) is None
    assert choose_wording("c1", "schedule", names, frozenset({"a", "b"})) == "c"


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "US", "Thursday, March 12 at 2:30 pm"),
        ("en", "GB", "Thursday 12 March at 2:30 pm"),
        ("de", "DE", "Donnerstag, 12. März, um 14:30 Uhr"),
        ("fr", "FR", "jeudi 12 mars à 14 h 30"),
        ("es", "ES", "el jueves 12 de marzo a las 14:30"),
    ],
)
def test_times_are_written_as_people_of_the_language_do(language: str, country: str, expected: str) -> None:
    assert spell_time(date(2026, 3, 12), 14, 30, language, country) == expected


def test_small_forms() -> None:
    assert spell_time(date(2026, 3, 12), 12, 0, "en") == "Thursday 12 March at 12:00 pm"
    assert spell_time(date(2026, 3, 12), 14, 0, "fr") == "jeudi 12 mars à 14 h"
    assert spell_day(date(2026, 5, 1), "fr") == "vendredi 1er mai"
    assert spell_zone("America/New_York", "de") == " (Zeit in New York)"
    assert spell_zone("UTC", "en") == " (UTC)"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Fine {{ topic }}.\n---\n\nOdd {{ topik }}.", "x.txt, line 4: topik is unknown"),
        ("Fine.\n---\nOpen {{ topic", "x.txt, line 3: "),
        ("\n\n", "x.txt, line 1: there is no wording"),
    ],
)
def test_a_broken_template_is_named_with_its_line(text: str, problem: str) -> None:
    problems = template_problems(text, "x.txt")
    assert len(problems) == 1 and problems[0].startswith(problem)


LADDER = """
[[step]]
name = "schedule"
silences = [0, 1]

[[step]]
name = "Bad name"
action = "send"
when = 3
reason = ["tired"]
silences = [3, 1]
promises = 0

[[step]]
action = "call"
"""


def test_every_problem_of_a_ladder_is_listed_with_its_line() -> None:
    rules, problems = parse_ladder(LADDER, "ladder.toml")
    assert len(rules) == 3 and rules[0].silences == (0, 1)
    assert [problem.partition(": ")[0] for problem in problems] == [
        "ladder.toml, line 7, name",
        "ladder.toml, line 8, action",
        "ladder.toml, line 9, when",
        "ladder.toml, line 10, reason",
        "ladder.toml, line 11, silences",
        "ladder.toml, line 12, promises",
        "ladder.toml, line 14, name",
        "ladder.toml, line 14, what",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[step]\nname = 1", "line 1"),
        ("", "no step"),
        ("step = 3", "no step"),
        ('x = 1\n[[step]]\nname = "stop"\naction = "stop"\n', 'line 1: "x" is unknown'),
    ],
)
def test_what_is_no_ladder_is_named(text: str, expected: str) -> None:
    _, problems = parse_ladder(text, "ladder.toml")
    assert len(problems) == 1 and problems[0].startswith("ladder.toml") and expected in problems[0]


def test_the_default_ladder_uses_reasons_of_the_contract() -> None:
    known = {reason.value for reason in Reason}
    assert all(set(rule.reason) <= known for rule in PLAYBOOK.rules)


def test_a_reps_own_folder_replaces_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "schedule.txt").write_text("Mine about {{ topic }}.", "utf-8")
    playbook = load(tmp_path)
    assert playbook.wordings("en", "schedule") == {"en.schedule.1": "Mine about {{ topic }}."}
    assert playbook.wordings("de", "schedule") == PLAYBOOK.wordings("de", "schedule")
    assert playbook.rules == PLAYBOOK.rules
    assert playbook.wordings("it", "schedule") == {}


def test_every_problem_of_a_folder_is_listed_at_once(tmp_path: Path) -> None:
    (tmp_path / "ladder.toml").write_text('[[step]]\nname = "hello"\nto = "boss"\n', "utf-8")
    for language, name, text in (
        ("en", "schedule.txt", "Not used."),
        ("xx", "hello.txt", "Hm."),
        ("de", "hello.txt", "{{ nope }}"),
    ):
        (tmp_path / language).mkdir(exist_ok=True)
        (tmp_path / language / name).write_text(text, "utf-8")
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "hello.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    text = "\n".join(caught.value.problems)
    for expected in (
        "ladder.toml, line 3, to",
        "schedule.txt",
        "xx",
        "hello.txt, line 1: nope",
        "not UTF-8",
        "no wordings for hello",
    ):
        assert expected in text
    assert len(caught.value.problems) == 6


def test_the_sentence_of_a_call_is_checked_too(tmp_path: Path) -> None:
    ladder = '[[step]]\nname = "call"\naction = "call"\nwhat = "Call {{ boss }}."\n'
    (tmp_path / "ladder.toml").write_text(ladder, "utf-8")
    _, problems = read(tmp_path)
    assert len(problems) == 1 and "line 1, what: boss is unknown" in problems[0]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    _, problems = read(tmp_path / "none")
    assert len(problems) == 1 and "is not a folder" in problems[0]
