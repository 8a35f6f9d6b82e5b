"""The pages that are made from the code: every key of the configuration, every command."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import typer

from agent import errors
from agent.config import KEYS, KINDS, Key

MADE = "<!-- Made from the code by `make docs`: change it there. -->\n\n"

_TYPES = {
    str: "text",
    int: "whole number",
    bool: "`true` or `false`",
    list: "list of texts",
    dict: "table",
}
# A value of each type that no check lets pass, so that the check says what it expects.
_WRONG: Mapping[type, Any] = {str: "\0", int: -1, list: [], dict: {"folder": "\0"}}
_SECTIONS = {
    "me": "Who you are.",
    "policy": "How you want to pursue.",
    "deals": "What you know about companies and contacts.",
    "playbook": "Your own steps and wordings.",
    "daemon": "How `pleasantly daemon` goes about it.",
    "state": "Where it is kept what was read, judged and drafted.",
}


def configuration(keys: Mapping[str, tuple[Key, ...]] = KEYS) -> str:
    """The page of every section and key, as Markdown."""
    lines = [
        "# Configuration",
        "",
        "One TOML file: `--config FILE`, else `$PLEASANTLY_CONFIG`, else `config.toml` in the platform's configuration folder",
        "(Linux `~/.config/pleasantly`, macOS `~/Library/Application Support/pleasantly`, Windows `%LOCALAPPDATA%\\pleasantly`).",
        "`pleasantly init` writes one. [config.example.toml](../config.example.toml) shows every key in its place.",
        "All problems of a file are reported at once, and nothing is done then. Paths are relative to the file.",
        "",
    ]
    for section, found in keys.items():
        if section == "mailbox":
            lines += _mailboxes(found)
        else:
            lines += [f"## [{section}]", "", _SECTIONS[section], "", *_table(found), ""]
    return MADE + "\n".join(lines).rstrip("\n") + "\n"


def _mailboxes(keys: Iterable[Key]) -> Iterator[str]:
    everywhere = [key for key in keys if not key.kinds]
    yield from (
        "## [[mailbox]]",
        "",
        "One for each mailbox: `[[mailbox]]` with two brackets may be repeated.",
        "",
    )
    yield from (*_table(everywhere), "")
    for kind in KINDS:
        yield from (f'### kind = "{kind}"', "", *_table(key for key in keys if kind in key.kinds), "")


def _table(keys: Iterable[Key]) -> Iterator[str]:
    yield "| key | type | default | meaning | allowed |"
    yield "|---|---|---|---|---|"
    for key in keys:
        cells = (f"`{key.name}`", _TYPES[key.type], _default(key), key.help, _allowed(key))
        yield f"| {' | '.join(map(_cell, cells))} |"


def _default(key: Key) -> str:
    if key.required:
        return "**required**"
    return "" if key.default in (None, "") else f"`{json.dumps(key.default, ensure_ascii=False)}`"


def _allowed(key: Key) -> str:
    """What a key's check expects, in the words that the rep is told."""
    if key.check is None or key.type not in _WRONG:
        return ""
    return (key.check(_WRONG[key.type]) or "").partition("expected ")[2].removesuffix(".")


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


# What the command line calls a value; the names of its types differ between its versions.
_VALUES = {
    "int": "NUMBER",
    "integer": "NUMBER",
    "float": "NUMBER",
    "path": "PATH",
    "file": "PATH",
    "directory": "PATH",
}


def commands(app: typer.Typer) -> str:
    """The page of every command with its arguments, options and exit statuses, as Markdown."""
    root: Any = typer.main.get_command(app)
    lines = [
        "# Commands",
        "",
        root.help,
        "",
        "`pleasantly COMMAND --help` shows the same on the terminal, `pleasantly help` the pages of this manual.",
        "",
        "## Options of every command",
        "",
        "They may stand before the command or after it; a command that needs no configuration takes no `--config` after it.",
        "",
        *_options(_shown(root)),
        "",
        "## Exit status",
        "",
        *(f"- {status}: {meaning}" for status, meaning in STATUSES.items()),
        "",
        "What a command means by 1 beyond that stands below, and on [the page about exit statuses](exit-status.md).",
        "",
    ]
    for name in root.commands:
        lines += _command(f"pleasantly {name}", root.commands[name])
    return MADE + "\n".join(lines).rstrip("\n") + "\n"


STATUSES: Mapping[int, str] = {
    errors.DONE: "done.",
    errors.FAILED: "at least one mailbox failed (the others were done), or another pleasantly was at work; the text says which and why.",
    errors.WRONG: "wrong usage or configuration: every problem is listed, and nothing was touched.",
    errors.DEFECT: "a defect of pleasantly.",
    errors.INTERRUPTED: "interrupted (Ctrl+C).",
    errors.READER_GONE: "nobody read the output to its end.",
}


def _command(path: str, command: Any) -> Iterator[str]:
    if command.hidden:
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [option for option in _shown(command) if option.name != "config"]
    usage = " ".join([path, *(["[OPTIONS]"] if options else []), *map(_metavar, arguments)])
    yield from (f"## {path}", "", inspect.cleandoc(command.help or ""), "")
    inner = getattr(command, "commands", {})
    if not inner:
        yield from ("```text", usage, "```", "")
    if arguments:
        yield from ("| argument | meaning |", "|---|---|")
        yield from (f"| `{_cell(_plain(_metavar(p)))}` | {_cell(p.help or '')} |" for p in arguments)
        yield ""
    if options and not inner:
        yield from (*_options(options), "")
    for name, one in inner.items():
        yield from _command(f"{path} {name}", one)


def _shown(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "option" and not p.hidden and p.name != "help"]


def _options(options: Iterable[Any]) -> Iterator[str]:
    yield from ("| option | meaning | default |", "|---|---|---|")
    for option in options:
        names = ", ".join(f"`{name}`" for name in sorted((*option.opts, *option.secondary_opts), key=len))
        value = "" if option.is_flag or option.count else f" `{_cell(_plain(_metavar(option)))}`"
        more = f" Also `${option.envvar}`." if option.show_envvar and option.envvar else ""
        yield f"| {names}{value} | {_cell((option.help or '') + more)} | {_default_of(option)} |"


def _default_of(option: Any) -> str:
    found = option.default
    plain = isinstance(found, (str, int, float)) and not isinstance(found, bool)
    return f"`{found}`" if plain and not option.count and found != "" else ""


def _metavar(parameter: Any) -> str:
    if parameter.metavar:
        name = str(parameter.metavar)
    elif parameter.param_type_name == "argument":
        name = str(parameter.name).strip("_").upper()
    elif choices := getattr(parameter.type, "choices", ()):
        name = "|".join(map(str, choices))
    else:
        name = _VALUES.get(str(parameter.type.name).partition(" ")[0].lower(), "TEXT")
    if parameter.param_type_name == "argument" and not parameter.required and not name.startswith("["):
        return f"[{name}]"
    return name


def _plain(metavar: str) -> str:
    return metavar.removeprefix("[").removesuffix("]")
