"""A page of the manual on a terminal."""

from __future__ import annotations

import os
import sys

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Markdown, TableElement
from rich.table import Table


class WholeTable(TableElement):
    """A table that cuts nothing off: a long path goes on in the next line."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table as rich makes it, with columns that fold."""
        for table in super().__rich_console__(console, options):
            if isinstance(table, Table):
                for column in table.columns:
                    column.overflow = "fold"
            yield table


class Page(Markdown):
    """Markdown whose tables are whole."""

    elements = {**Markdown.elements, "table_open": WholeTable}  # noqa: RUF012 as rich has it


def show(text: str, screen: Console) -> None:
    """Prints Markdown laid out, page by page where it is longer than the screen."""
    page = Page(text, hyperlinks=False)
    if len(screen.render_lines(page)) < screen.height or not sys.stdin.isatty():
        screen.print(page)
        return
    os.environ.setdefault(
        "LESS", "-FRX"
    )  # colours are shown, and a page that fits is not held open: as git does
    with screen.pager(styles=not screen.no_color):
        screen.print(page)
