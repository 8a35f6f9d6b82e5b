"""The commands, by what the rep wants with them. Each module adds its own to the command line; what is heavy is imported inside them.

`scanning` reads mail · `word` is the rep's word · `look` is what the agent knows · `ladder` is the playbook · `access` lets it in
"""

from __future__ import annotations

import typer

from agent.commands import access, ladder, look, scanning, word

MODULES = (scanning, access, look, word, ladder)


def register(app: typer.Typer) -> None:
    """Adds every command, in the order in which the help lists them."""
    for module in MODULES:
        module.register(app)
