"""The manual: help."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.errors import ConfigError
from agent.terminal import console, say

if TYPE_CHECKING:
    from agent.manual.topics import Topic


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command("help")(help_)


def help_(
    context: typer.Context,
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC]", help="A page of the manual, or a command.")
    ] = None,
) -> None:
    """Shows a page of the manual, or what a command takes; without a topic, the list of both."""
    from agent.manual.topics import topics

    pages = topics()
    words = [word.lower() for word in topic or ()]
    name = "-".join(words).removeprefix("docs/").removesuffix(".md")
    root: Any = context.find_root()
    if not words:
        say("\n".join(_list(pages, root)))
    elif name in pages:
        _show(pages[name], pages, _command(root, words) is not None)
    elif (found := _command(root, words)) is not None:
        command, inner = found
        if text := command.get_help(inner):  # "" where it was printed already, with colours
            say(text)
    else:
        raise ConfigError([_unknown(" ".join(words), [*pages, *_commands(root)])])


def _list(pages: dict[str, Topic] | Any, root: Any) -> list[str]:
    wide = max(map(len, [*pages, *_commands(root)])) + 2
    room = (console().width if sys.stdout.isatty() else 200) - wide - 2
    return [
        "Pages of the manual (pleasantly help TOPIC):",
        *(f"  {name:{wide}}{page.title}" for name, page in pages.items()),
        "",
        "Commands (pleasantly help COMMAND):",
        *(f"  {name:{wide}}{command.get_short_help_str(room)}" for name, command in _commands(root).items()),
    ]


def _commands(root: Any) -> dict[str, Any]:
    """Every command by its name, those of groups by both words."""
    found = {}
    for name, command in root.command.commands.items():
        if not command.hidden:
            found[name] = command
            found |= {f"{name} {inner}": c for inner, c in getattr(command, "commands", {}).items()}
    return found


def _command(root: Any, words: list[str]) -> tuple[Any, Any] | None:
    """A command and the context in which it shows its help."""
    command, inner = root.command, root
    for word in words:
        command = getattr(command, "commands", {}).get(word)
        if command is None:
            return None
        inner = type(root)(command, parent=inner, info_name=word)
    return command, inner


def _unknown(word: str, names: list[str]) -> str:
    near = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    near = near or [name for name in names if word in name][:3]
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"There is no page and no command {word!r}. {meant}`pleasantly help` lists them."


def _show(page: Topic, pages: Any, is_command: bool) -> None:
    """Prints a page: laid out on a terminal, page by page where it is long; as it is elsewhere."""
    from agent.manual.topics import for_terminal

    text = for_terminal(page.text, pages).rstrip("\n")
    if is_command:
        text += f"\n\n`pleasantly {page.name} --help` shows what the command takes."
    if not sys.stdout.isatty():
        say(text)
        return
    from agent.manual.screen import show

    show(text, console())
