"""The manual is true: generated pages, links, every command line and key that is shown, and `pleasantly help` from a wheel as well."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from agent import errors
from agent.cli import app
from agent.config import KEYS
from agent.deals import COLUMNS
from agent.errors import ConfigError
from agent.manual.generate import pages
from agent.manual.reference import STATUSES, commands, configuration
from agent.manual.topics import folder, for_terminal, topics
from agent.playbook.ladder import ACTIONS, FACTS, RECIPIENTS, STEPS, Rule
from agent.playbook.wording import SLOTS
from agent.schema import metadata

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
COMMAND: Any = typer.main.get_command(app)
_FENCE = re.compile(r"^[ ]*```(\w*)[^\n]*\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return path.name


def prose(path: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", path.read_text("utf-8"))


def anchors(path: Path) -> set[str]:
    """The names that headings get on GitHub."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+)$", prose(path), re.MULTILINE):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        found.add(re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-"))
    return found


def shown(path: Path) -> Iterator[str]:
    """Every command line of ours that a page shows: in fenced blocks, and as inline code."""
    for language, block in _FENCE.findall(path.read_text("utf-8")):
        if language not in ("toml", "text", "mermaid", "json"):
            for line in block.replace("\\\n", " ").splitlines():
                line = line.strip().removeprefix("$ ")
                if line.startswith("pleasantly ") or line == "pleasantly":
                    yield line
    for code in re.findall(r"`(pleasantly [^`\n]+)`", prose(path)):
        if len(code.split()) < 4 or code.split()[1] in COMMAND.commands:  # else it quotes a message
            yield code


def words(line: str) -> list[str]:
    """The words of a command line up to a comment, a pipe or a redirection; what may be left out is taken to be there."""
    found = shlex.split(re.sub(r"[\[\]]", " ", line).replace("…", ""), comments=True)
    end = next((i for i, word in enumerate(found) if word in ("|", ">", "<", "&&", ";", "&")), len(found))
    return found[1:end]


def wrong(line: str) -> str | None:
    """What is wrong with a command line, None where command and options exist."""
    command, rest = COMMAND, words(line)
    context = command.context_class(command, info_name="pleasantly")
    while True:
        inner = getattr(command, "commands", None)
        try:
            _, rest, _ = command.make_parser(context).parse_args(args=list(rest))
        except Exception as error:
            return str(error)
        if not inner or not rest:
            return None
        if rest[0] not in inner:
            return None if rest[0].isupper() else f"no command {rest[0]!r}"
        command, rest = inner[rest[0]], rest[1:]
        context = command.context_class(command, info_name=command.name, parent=context)


@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_generated_pages_are_as_the_code_makes_them(path: Path) -> None:
    assert path.read_text("utf-8") == pages()[path], "it is out of date: run `make docs`"


def test_generated_pages_leave_nothing_out() -> None:
    text = configuration()
    for section, keys in KEYS.items():
        assert f"[{section}]" in text
        for key in keys:
            assert f"| `{key.name}` |" in text
    reference = commands(app)
    for name, command in COMMAND.commands.items():
        assert f"## pleasantly {name}\n" in reference
        for option in command.params:
            for word in option.opts if not option.hidden and option.name not in ("config", "help") else ():
                assert word.strip("_").upper() in reference.upper(), (name, word)


def test_every_exit_status_is_explained() -> None:
    known = {errors.DONE, errors.FAILED, errors.WRONG, errors.DEFECT, errors.INTERRUPTED, errors.READER_GONE}
    assert set(STATUSES) == known
    text = (ROOT / "docs" / "exit-status.md").read_text("utf-8")
    assert {int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)} == known


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^()\s]+)\)", prose(path)):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, anchor = target.partition("#")
        goal = (path.parent / file).resolve() if file else path
        assert goal.exists(), target
        assert goal.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(goal), target
    for name in re.findall(r"(?<![\w/(\[])docs/([\w-]+\.md)", path.read_text("utf-8")):
        assert (ROOT / "docs" / name).exists(), name


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_line_that_is_shown_exists(path: Path) -> None:
    assert {line: what for line in shown(path) if (what := wrong(line))} == {}


def test_a_command_line_that_does_not_exist_is_found() -> None:
    assert wrong("pleasantly scan --dry-run --json | jq .  # a comment") is None
    assert wrong("pleasantly --config FILE service install") is None
    assert wrong("pleasantly forget ADDRESS|--all") is None
    for line in (
        "pleasantly scan --dry",
        "pleasantly scna",
        "pleasantly service begin",
        "pleasantly --nothing",
    ):
        assert wrong(line), line


def test_every_command_that_our_own_texts_name_exists() -> None:
    found = {}
    for package in ("agent", "connectors"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    for line in re.findall(r"`(pleasantly [a-z][^`\n{}]*)`", node.value):
                        if what := wrong(line):
                            found[f"{file.relative_to(ROOT)}:{node.lineno}"] = f"{line}: {what}"
    assert found == {}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_key_that_is_shown_is_known(path: Path) -> None:
    everywhere = {key.name for keys in KEYS.values() for key in keys}
    for language, block in _FENCE.findall(path.read_text("utf-8")):
        if language != "toml":
            continue
        for section, values in tomllib.loads(block).items():
            if section not in KEYS:
                assert section in everywhere, section
                continue
            for table in values if isinstance(values, list) else [values]:
                assert set(table) <= {key.name for key in KEYS[section]}, section


def test_the_example_shows_every_kind_once() -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    kinds = re.findall(r'^(?:# )?kind = "(\w+)"', text, re.MULTILINE)
    assert sorted(kinds) == sorted(set(kinds)), "a kind is there twice"
    bare = re.sub(r"^# (?=\[|[a-z_]+ +=|[a-z_]+=)", "", text, flags=re.MULTILINE)
    for section, values in tomllib.loads(bare).items():
        for table in values if isinstance(values, list) else [values]:
            assert set(table) <= {key.name for key in KEYS[section]}, section


def test_every_page_is_a_topic_with_a_title_of_its_own() -> None:
    found = topics()
    assert set(found) == {path.stem for path in (ROOT / "docs").glob("*.md")}
    titles = [page.title for page in found.values()]
    assert len(set(titles)) == len(titles)
    assert all(page.title != page.name for page in found.values())
    listed = helped()
    for name, page in found.items():
        assert re.search(rf"^  {re.escape(name)} +{re.escape(page.title)}$", listed, re.MULTILINE), name


def test_the_privacy_page_names_every_column() -> None:
    """Whoever adds a column says on that page whether it holds personal data."""
    text = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|([^|]*)\|$", text, re.MULTILINE)
    documented = {
        table: sorted(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", personal) + other))
        for table, personal, other in rows
    }
    actual = {
        table.name: sorted(column.name for column in table.columns if column.name != "tenant")
        for table in metadata.sorted_tables
    }
    assert documented == actual


def test_the_privacy_page_names_the_platforms_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs.macos import MacOS
    from platformdirs.unix import Unix

    text = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    home = str(Path.home())
    for place in (Unix("pleasantly", appauthor=False), MacOS("pleasantly", appauthor=False)):
        for found in (place.user_data_dir, place.user_config_dir, place.user_log_dir):
            assert f"`~{found.removeprefix(home)}`" in text, found


def helped(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["help", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_help_shows_pages_and_commands() -> None:
    assert "pleasantly forget" in helped("privacy")
    assert helped("docs/privacy.md") == helped("PRIVACY") == helped("privacy")
    assert "--dry-run" in helped("scan")
    assert "--print" in helped("service", "install")
    both = helped("service")
    assert both.startswith("# Leave it running")
    assert "pleasantly service --help" in both


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("imapp", "imap"), ("confguration", "configuration"), ("scna", "scan"), ("quite else", "")],
)
def test_an_unknown_topic_gets_the_nearest_names(typed: str, meant: str) -> None:
    with pytest.raises(ConfigError, match="There is no page and no command") as caught:
        helped(*typed.split())
    assert f"Did you mean {meant}" in str(caught.value) if meant else "Did you mean" not in str(caught.value)


def test_links_become_commands_on_a_terminal() -> None:
    names = topics()
    text = "See [the page](imap.md#folders), [docs/gmail.md](gmail.md), docs/ask.md, [it](../README.md), [web](https://x.example)."
    assert for_terminal(text, names) == (
        "See the page (`pleasantly help imap`), `pleasantly help gmail`, `pleasantly help ask`, it, [web](https://x.example)."
    )
    fenced = "```\n[not](imap.md)\n```"
    assert for_terminal(fenced, names) == fenced
    assert not for_terminal(names["commands"].text, names).startswith("<!--")


def test_a_long_page_is_laid_out_and_shown_page_by_page_on_a_terminal(tmp_path: Path) -> None:
    import pexpect

    environ = {**os.environ, "TERM": "xterm-256color", "PAGER": "cat", "NO_COLOR": "", "HOME": str(tmp_path)}
    child = pexpect.spawn(
        sys.executable, ["-m", "agent.cli", "help", "privacy"], cwd=str(ROOT), env=environ, encoding="utf-8", timeout=60,
        dimensions=(20, 90),
    )  # fmt: skip
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "Privacy" in child.before.splitlines()[0]
    page = topics()["privacy"].text
    assert "```" not in child.before, "fences are laid out"
    assert child.before.count("…") == page.count("…"), "nothing is cut off"


def test_the_manual_is_in_the_wheel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environ = {**os.environ, "PYTHONPATH": str(site), "HOME": str(tmp_path), "NO_COLOR": "1"}

    def python(code: str, *arguments: str) -> str:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environ, check=True, capture_output=True, text=True
        ).stdout

    assert (
        Path(python("from agent.manual.topics import folder; print(folder())").strip())
        == site / "agent" / "docs"
    )
    assert sorted(p.name for p in (site / "agent" / "docs").iterdir()) == sorted(
        p.name for p in folder().iterdir()
    )
    listed = python("from agent.cli import main; main()", "help", "privacy")
    assert listed.startswith("# Privacy")


def first_cells(page: str) -> set[str]:
    """The names in code marks in the first column of a page's tables."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    return {
        name
        for line in text.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }


def test_every_column_of_the_deals_file_is_explained() -> None:
    assert first_cells("deals.md") == set(COLUMNS)


def test_every_slot_and_condition_of_a_playbook_is_explained() -> None:
    text = (ROOT / "docs/playbook.md").read_text("utf-8")
    keys = {f.name for f in fields(Rule)} - {"line"}
    assert first_cells("playbook.md") == SLOTS | keys
    assert all(f"`{name}`" in text for name in (*FACTS, *STEPS, *RECIPIENTS, *ACTIONS))
