"""The playbook: show, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.commands.common import ConfigOption, load
from agent.errors import ConfigError

FolderArgument = Annotated[
    Path | None, typer.Argument(help="A playbook folder; default: that of the configuration.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    playbook = typer.Typer(help="The ladder and its wordings.", no_args_is_help=True)
    app.add_typer(playbook, name="playbook")
    for command in (show, check):
        playbook.command()(command)


def show(context: typer.Context, folder: FolderArgument = None, config: ConfigOption = None) -> None:
    """Prints the steps of the ladder with their wordings."""
    _show_playbook(folder or load(context, config).playbook)


def check(context: typer.Context, folder: FolderArgument = None, config: ConfigOption = None) -> None:
    """Finds every problem of a playbook, each with file and line."""
    from agent.playbook.files import read

    problems = read(folder or load(context, config).playbook)[1]
    if problems:
        raise ConfigError(problems)
    typer.echo("The playbook is in order.")


def _show_playbook(folder: Path | None) -> None:
    from agent.playbook import load
    from agent.playbook.languages import LANGUAGES

    playbook = load(folder)
    for rule in playbook.rules:
        typer.echo(f"{rule.name} ({rule.action}{f' to {rule.to}' if rule.action == 'draft' else ''})")
        if rule.action == "call":
            typer.echo(f"    {rule.what}")
        for language in LANGUAGES if rule.action == "draft" else ():
            for name, text in playbook.wordings(language, rule.template or rule.name).items():
                typer.echo(f"  {name}\n    " + text.replace("\n", "\n    "))
