"""The commands, by what the rep wants with them. Each module adds its own to the command line; what is heavy is imported inside them.

`scanning` reads mail · `running` does so again and again · `word` is the rep's word · `standing` and `look` are what the agent knows · `reporting` is the page for the morning · `ladder` is the playbook · `access` lets it in · `service` keeps it running · `health` finds what is wrong · `setup` comes first · `privacy` erases
"""

from __future__ import annotations

import typer

from agent.commands import (
    access,
    health,
    ladder,
    look,
    manual,
    privacy,
    reporting,
    running,
    scanning,
    service,
    setup,
    standing,
    word,
)

MODULES = (
    setup,
    scanning,
    running,
    access,
    standing,
    look,
    reporting,
    word,
    ladder,
    service,
    health,
    privacy,
    manual,
)


def register(app: typer.Typer) -> None:
    """Adds every command, in the order in which the help lists them."""
    for module in MODULES:
        module.register(app)
