"""The page as a rep sees it: in real headless Chromium, on a phone and on a desk, light and dark, by keyboard, and by axe-core."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

from agent.report.write import render
from tests.report_sample import hostile_page, sample_page
from tests.servers.install import INSTALL_CHROMIUM, chromium_program

# Nothing that Chromium does for itself: no updates, no experiments, no other process that could linger.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
SIZES = {"phone": (360, 740), "desk": (1280, 900)}
SCHEMES = ("light", "dark")
PAGES = {"sample": sample_page, "hostile": hostile_page}
FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])"
# Elements that reach out of the window to the right: those are what one would have to scroll to.
OUTSIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => !e.matches('.skip') && e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 120))"""
# The colours of the page, of what is written in charts, and of the bars, dots and intervals drawn there.
DRAWN = """() => {
    const style = e => getComputedStyle(e), all = s => [...document.querySelectorAll(s)];
    const shapes = all('svg.chart path, svg.chart use').filter(e => !e.closest('defs'));
    const colour = e => style(e).fill === 'none' ? (parseFloat(style(e).strokeWidth) > 2 ? style(e).stroke : null) : style(e).fill;
    return [style(document.body).backgroundColor, all('svg.chart text').map(e => style(e).fill),
            shapes.map(colour).filter(c => c && c.startsWith('rgb('))];
}"""
FOCUSED = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return {
        text: e.textContent.trim(), tag: e.tagName, outline: style.outlineStyle, width: parseFloat(style.outlineWidth),
        seen: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight && box.width > 0,
    };
}"""


@dataclass
class Seen:
    """A tab and what it did behind the rep's back."""

    tab: Tab
    consoles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def show(self, file: Path, size: str, scheme: str) -> None:
        """Opens a page of the report."""
        width, height = SIZES[size]
        self.consoles.clear()
        self.requests.clear()
        self.tab.set_viewport_size({"width": width, "height": height})
        self.tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        self.tab.goto(file.as_uri())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = chromium_program()
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            f"Chromium is missing: {INSTALL_CHROMIUM}"
        )
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def seen(browser: Browser) -> Iterator[Seen]:
    tab = browser.new_page()
    found = Seen(tab)
    tab.on("console", lambda message: found.consoles.append(message.text))
    tab.on("pageerror", lambda error: found.consoles.append(str(error)))
    tab.on("request", lambda request: found.requests.append(request.url))
    yield found
    tab.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("report")
    found = {name: folder / f"{name}.html" for name in PAGES}
    for name, file in found.items():
        file.write_text(render(PAGES[name]()), "utf-8")
    return found


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        *(("sample", size, scheme) for size in SIZES for scheme in SCHEMES),
        ("hostile", "phone", "light"),
        ("hostile", "desk", "dark"),
    ],
)
def test_the_page_is_whole_on_every_screen(
    seen: Seen, files: dict[str, Path], tmp_path: Path, name: str, size: str, scheme: str
) -> None:
    seen.show(files[name], size, scheme)
    width = SIZES[size][0]
    assert seen.tab.evaluate("document.documentElement.scrollWidth") == width
    assert seen.tab.evaluate(OUTSIDE) == []
    picture = tmp_path / f"{name}-{size}-{scheme}.png"
    seen.tab.screenshot(path=picture, full_page=True)
    assert shades(picture) > 20
    assert seen.tab.title().startswith("4 drafts to review")
    assert seen.consoles == []
    assert [u for u in seen.requests if not u.startswith("data:")] == [files[name].as_uri()]


def shades(picture: Path) -> int:
    """How many colours a screenshot has: a blank one has one. Pillow comes with matplotlib."""
    from PIL import Image

    with Image.open(picture) as image:
        return len(image.convert("RGB").resize((200, 600)).getcolors(200 * 600) or ())


def test_light_and_dark_differ(seen: Seen, files: dict[str, Path]) -> None:
    colours = []
    for scheme in SCHEMES:
        seen.show(files["sample"], "desk", scheme)
        bar = "getComputedStyle(document.querySelector('#silent svg path')).fill"
        colours.append(seen.tab.evaluate(f"[getComputedStyle(document.body).backgroundColor, {bar}]"))
    assert colours[0][0] != colours[1][0]
    assert colours[0][1] != colours[1][1]
    assert colours[0][1].startswith("rgb(")


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_axe_finds_nothing(seen: Seen, files: dict[str, Path], size: str, scheme: str) -> None:
    seen.show(files["sample"], size, scheme)
    found: Any = Axe().run(seen.tab, options={"resultTypes": ["violations", "incomplete"]})
    assert [v["id"] for v in found.response["violations"]] == [], found.generate_report()
    # what axe leaves open must be no more than the contrast of drawn text, which has a test of its own
    left_open = [(i["id"], n["html"][:5]) for i in found.response["incomplete"] for n in i["nodes"]]
    assert set(left_open) <= {("color-contrast", "<text")}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_drawn_words_and_bars_stand_out(seen: Seen, files: dict[str, Path], scheme: str) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11: 4.5 for words, 3 for what must be seen; the thin guide lines need not be."""
    seen.show(files["sample"], "desk", scheme)
    paper, words, shapes = seen.tab.evaluate(DRAWN)
    assert len(words) > 4
    assert len(shapes) > 3
    assert [w for w in set(words) if contrast(w, paper) < 4.5] == []
    assert [s for s in set(shapes) if contrast(s, paper) < 3] == []


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two computed colours (WCAG 2.2, "contrast ratio" and "relative luminance")."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_everything_is_reached_by_keyboard_and_seen(seen: Seen, files: dict[str, Path]) -> None:
    for size in SIZES:
        seen.show(files["sample"], size, "light")
        wanted = seen.tab.locator(FOCUSABLE).count()
        reached = []
        for _ in range(wanted):
            seen.tab.keyboard.press("Tab")
            reached.append(seen.tab.evaluate(FOCUSED))
        assert reached[0]["text"].startswith("Skip to")
        assert len({r["text"] for r in reached}) == wanted == 8
        assert [
            r["text"] for r in reached if not (r["seen"] and r["outline"] == "solid" and r["width"] >= 2)
        ] == []


def test_the_skip_link_skips(seen: Seen, files: dict[str, Path]) -> None:
    seen.show(files["sample"], "phone", "light")
    seen.tab.keyboard.press("Tab")
    seen.tab.keyboard.press("Enter")
    assert seen.tab.evaluate("document.activeElement.id") == "main"


def test_it_prints_on_white(seen: Seen, files: dict[str, Path]) -> None:
    seen.show(files["sample"], "desk", "dark")
    seen.tab.emulate_media(media="print", color_scheme="dark")
    assert seen.tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert seen.tab.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    seen.tab.emulate_media(media="screen")
