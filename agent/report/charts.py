"""Charts as inline SVG by matplotlib (the extra `report`): the same input gives the same text, and the page's style gives the colours.

Nothing that a stranger wrote goes through matplotlib, where a `$` begins a formula and a missing glyph is a warning: it draws
placeholders, and the texts are put into the finished tree.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from agent.report.numbers import FEW, Rate
from agent.report.page import Silent
from agent.report.words import clean, counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INSTALL = "python -m pip install matplotlib"
# Points, which are the pixels of the SVG: narrow, so that its letters stay readable on a phone.
WIDTH = 340.0
_ROW, _LETTERS = 38.0, 12.0
_SHOWN = 15
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
# What is drawn in these colours gets those of the page's style.
_COLOURS = {
    "#010101": "var(--ink)",
    "#020202": "var(--quiet)",
    "#030303": "var(--line)",
    "#040404": "var(--accent)",
    "#050505": "var(--strong)",
    "#060606": "var(--band)",
}
_INK, _QUIET, _LINE, _ACCENT, _STRONG, _BAND = _COLOURS


def available() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def silence_chart(deals: Sequence[Silent], prefix: str) -> str:
    """Bars of business days of silence, the longest first, with the value beside each: an SVG element."""
    shown = deals[:_SHOWN]
    longest = max((d.days for d in shown), default=1) or 1
    texts: dict[str, str] = {}
    with _figure(len(shown) * _ROW) as (figure, axes):
        for number, deal in enumerate(shown):
            top = number * _ROW
            texts |= _heading(axes, number, top, deal.name, _days_and_value(deal))
            width = max(2.0, deal.days / longest * WIDTH)
            colour = _STRONG if deal.priority == "high" else _ACCENT
            axes.barh(top + 25, width, height=8, color=colour, linewidth=0)
        svg = _drawn(figure)
    what = "; ".join(f"{clean(d.name, 40)}: {_days_and_value(d)}" for d in shown)
    return _finished(svg, prefix, texts, "Silent deals by business days of silence", what)


def _days_and_value(deal: Silent) -> str:
    return counted(deal.days, "day") + (f" · {deal.value}" if deal.value else "")


def rates_chart(rates: Sequence[Rate], prefix: str, title: str) -> str:
    """A dot for each rate with its interval as a line, on a scale of 0 to 100 %: an SVG element. Few cases get no dot."""
    shown = [r for r in rates if not r.few]
    texts: dict[str, str] = {}
    bottom = len(shown) * _ROW
    with _figure(bottom + 20) as (figure, axes):
        for part, side in ((0, "left"), (0.25, "center"), (0.5, "center"), (0.75, "center"), (1, "right")):
            axes.text(part * WIDTH, bottom + 14, f"{part:.0%}", ha=side, fontsize=_LETTERS - 1, color=_QUIET)
        for number, rate in enumerate(shown):
            top = number * _ROW
            texts |= _heading(axes, number, top, rate.label, f"{rate.share:.0%}")
            axes.plot([0, WIDTH], [top + 26] * 2, color=_LINE, linewidth=1)
            ends = [_x(limit) for limit in rate.interval]
            axes.plot(ends, [top + 26] * 2, color=_BAND, linewidth=6, solid_capstyle="round")
            axes.plot([_x(rate.share)], [top + 26], "o", color=_ACCENT, markersize=9, markeredgewidth=0)
        svg = _drawn(figure)
    what = "; ".join(
        f"{clean(r.label, 40)}: {r.share:.0%}, interval {r.interval[0]:.0%} to {r.interval[1]:.0%}"
        for r in shown
    )
    return _finished(svg, prefix, texts, f"{title}: rates with 95% intervals, from {FEW} mails on", what)


def _x(share: float) -> float:
    """Where a share stands on the scale, with room for half a dot at its ends."""
    return 5 + share * (WIDTH - 10)


def _heading(axes: Axes, number: int, top: float, left: str, right: str) -> dict[str, str]:
    """The line above a row: placeholders for a name at the left and a figure at the right; gives what belongs there."""
    axes.text(0, top + 14, f"n{number}", fontsize=_LETTERS, color=_INK)
    axes.text(WIDTH, top + 14, f"v{number}", ha="right", fontsize=_LETTERS, color=_QUIET)
    return {f"n{number}": clean(left, 28), f"v{number}": right}


@contextmanager
def _figure(height: float) -> Iterator[tuple[Figure, Axes]]:
    """A drawing of so many points with the origin at its top left, without pyplot and the state in it; the same ids every time."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "pleasantly",
            "font.family": "DejaVu Sans",  # comes with matplotlib: no font of this computer is looked for
        }
    ):
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        figure.patch.set_visible(False)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        yield figure, axes


def _drawn(figure: Figure) -> bytes:
    (axes,) = figure.axes
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(figure.get_figheight() * 72, 0)
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return file.getvalue()


def _finished(svg: bytes, prefix: str, texts: Mapping[str, str], title: str, description: str) -> str:
    """The tree made fit for the middle of a page: our texts, the page's colours and fonts, ids that no other chart has."""
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg.decode()))
    root = ElementTree.fromstring(svg)  # noqa: S314  written by matplotlib just now, from nothing of a stranger's
    for parent in root.iter():
        for child in list(parent):
            if child.tag.endswith("}metadata"):
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        if (target := element.attrib.pop(_XLINK, None)) is not None:
            element.set("href", f"#{prefix}{target.removeprefix('#')}")
        if (name := element.attrib.pop("id", None)) is not None and name in used:
            element.set("id", prefix + name)
        if element.attrib.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        for name, value in list(element.attrib.items()):
            element.set(name, _styled(value, prefix))
        if element.tag == "text":
            element.text = texts.get((element.text or "").strip(), element.text)
    for style in [e for e in root.iter("defs") if e.find("style") is not None]:
        style.clear()  # line joins by a rule for every element, also those of the page outside
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "class": "chart",
        "role": "img",
        "aria-labelledby": f"{prefix}title {prefix}desc",
    }
    for number, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(tag, {"id": f"{prefix}{tag}"})
        element.text = text
        root.insert(number, element)
    return ElementTree.tostring(root, encoding="unicode")


def _styled(value: str, prefix: str) -> str:
    for colour, variable in _COLOURS.items():
        value = value.replace(colour, variable)
    value = re.sub(r"url\(#", f"url(#{prefix}", value)
    value = re.sub(r"font: ([0-9.]+)px [^;]*", r"font-size: \1px", value)
    return re.sub(r"; font-family: [^;]*", "", value)
