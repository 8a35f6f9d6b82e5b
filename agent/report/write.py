"""The page as one HTML file: template, charts, and a file that only the rep may read."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import PleasantlyError
from agent.report import charts
from agent.report.page import Page
from agent.report.touches import LIMIT
from agent.report.words import counted

if TYPE_CHECKING:
    from jinja2 import Template

# Longer lists are cut: a page is read, a terminal is searched.
SHOWN = 50


class ReportError(PleasantlyError):
    """The file of the report cannot be written."""


def render(page: Page, drawn: bool | None = None) -> str:
    """The page as HTML, the same for the same page. `drawn`: with charts; None where matplotlib is installed."""
    from markupsafe import Markup

    with_charts = charts.available() if drawn is None else drawn
    pictures = {name: Markup(svg) for name, svg in _pictures(page).items()} if with_charts else {}  # noqa: S704
    return _template().render(
        page=page,
        charts={**dict.fromkeys(("silent", "ask", "step", "wait"), ""), **pictures},
        drawn=with_charts,
        install=charts.INSTALL,
        limit=SHOWN,
        days=LIMIT,
        today=len(page.drafts) + len(page.calls) + len(page.answers) + len(page.others),
        valued=any(deal.value for deal in page.silent),
        risky_values=any(risk.value for risk in page.risks),
        counted=counted,
        percent=lambda share: f"{share:.0%}",
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("agent.report")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("page.html")


def _pictures(page: Page) -> dict[str, str]:
    """The charts that there is something to draw in: one bar or one dot alone shows nothing."""
    found = {}
    if len(page.silent) > 1:
        found["silent"] = charts.silence_chart(page.silent, "chart-silent-")
    for comparison in page.numbers.comparisons if page.numbers else ():
        if sum(not rate.few for rate in comparison.rates) > 1:
            found[comparison.key] = charts.rates_chart(
                comparison.rates, f"chart-{comparison.key}-", comparison.title
            )
    return found


def save(text: str, file: Path) -> None:
    """Writes a file that only its owner may read, in one step: who has it open sees the old page or the new one.

    Raises ReportError.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = file.with_name(f"{file.name}.new")
        new.unlink(missing_ok=True)  # of a report that was killed
        try:
            with os.fdopen(
                os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
            ) as stream:
                stream.write(text)
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
    except OSError as e:
        raise ReportError(
            f"{file}: the report cannot be written ({(e.strerror or str(e)).lower()}); name another place with --output"
        ) from e
