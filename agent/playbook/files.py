"""Reads a playbook: the default one beside this file, or the rep's own folder over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from agent.errors import ConfigError
from agent.playbook.ladder import Rule, parse_ladder
from agent.playbook.languages import LANGUAGES
from agent.playbook.wording import CALL_SLOTS, split_wordings, template_problems

LADDER = "ladder.toml"


@dataclass(frozen=True, slots=True)
class Playbook:
    """A ladder and where its wordings are. Wordings are read when they are first needed, and kept."""

    rules: tuple[Rule, ...]
    folders: tuple[Traversable, ...]
    _read: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)

    def wordings(self, language: str, template: str) -> Mapping[str, str]:
        """The wordings of a template in a language, by name ("en.schedule.1"); empty where there are none."""
        wanted = (language, template)
        if wanted not in self._read:
            self._read[wanted] = {
                f"{language}.{template}.{number}": text
                for number, (_, text) in enumerate(split_wordings(self._text(language, template)), 1)
            }
        return self._read[wanted]

    def _text(self, language: str, template: str) -> str:
        for folder in self.folders:
            file = folder / language / f"{template}.txt"
            if file.is_file():
                return file.read_text("utf-8")
        return ""


def load(folder: Path | None = None) -> Playbook:
    """The default playbook, or the rep's own folder with the default behind it: a file that is there replaces the default's.

    Raises ConfigError with every problem of the folder, each with file and line.
    """
    playbook, problems = read(folder)
    if problems:
        raise ConfigError(problems)
    return playbook


def read(folder: Path | None) -> tuple[Playbook, list[str]]:
    """A playbook and everything that is wrong with it; the default one is taken as it is."""
    default: Traversable = files("agent.playbook") / "default"
    if folder is None:
        rules, problems = parse_ladder((default / LADDER).read_text("utf-8"), f"default/{LADDER}")
        return Playbook(rules, (default,)), problems
    if not folder.is_dir():
        return Playbook((), (default,)), [
            f"{folder} is not a folder: expected {LADDER} or LANGUAGE/TEMPLATE.txt in it."
        ]
    ladder = folder / LADDER
    text, problems = _read_text(ladder) if ladder.is_file() else ((default / LADDER).read_text("utf-8"), [])
    rules, wrong = parse_ladder(text, str(ladder)) if text is not None else ((), [])
    playbook = Playbook(rules, (folder, default))
    problems += wrong
    problems += _call_problems(rules, ladder)
    problems += _folder_problems(
        folder, {rule.template or rule.name for rule in rules if rule.action == "draft"}
    )
    problems += _missing(playbook, ladder)
    return playbook, problems


def _read_text(file: Path) -> tuple[str | None, list[str]]:
    try:
        return file.read_text("utf-8"), []
    except UnicodeDecodeError:
        return None, [f"{file} is not UTF-8 text."]
    except OSError as error:
        return None, [f"{file} cannot be read: {error.strerror}."]


def _folder_problems(folder: Path, templates: set[str]) -> Iterator[str]:
    for file in sorted(folder.glob("*/*")):
        if file.parent.name not in LANGUAGES:
            yield f"{file.parent}: expected a folder for each language, one of {', '.join(LANGUAGES)}."
        elif file.suffix != ".txt" or file.stem not in templates:
            yield f"{file}: no step of the ladder uses it, expected one of {', '.join(f'{t}.txt' for t in sorted(templates))}."
        else:
            text, problems = _read_text(file)
            yield from problems
            if text is not None:
                yield from template_problems(text, str(file))


def _call_problems(rules: tuple[Rule, ...], ladder: Path) -> Iterator[str]:
    """What is wrong with the sentences of calls, by the line of their step."""
    for rule in rules:
        if rule.action == "call" and rule.what:
            for problem in template_problems(rule.what, "", CALL_SLOTS):
                yield f"{ladder}, line {rule.line}, what: {problem.partition(': ')[2]}"


def _missing(playbook: Playbook, ladder: Path) -> Iterator[str]:
    for rule in playbook.rules:
        template = rule.template or rule.name
        if rule.action == "draft" and not _has_text(playbook, template):
            yield f"{ladder}, line {rule.line}: there are no wordings for {template}, expected en/{template}.txt."


def _has_text(playbook: Playbook, template: str) -> bool:
    return any((folder / "en" / f"{template}.txt").is_file() for folder in playbook.folders)
