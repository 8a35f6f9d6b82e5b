"""The configuration: every problem at once, each with file, key and what is expected; nothing is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent.config import KEYS, load, system_zone
from agent.errors import ConfigError

ROOT = Path(__file__).parent.parent
GOOD = """\
[me]
name = "Dana Reyes"
addresses = ["Dana@Acme.example", "dana@gmail.com"]
timezone = "America/New_York"
country = "US"

[[mailbox]]
name = "work"
kind = "maildir"
path = "Maildir"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "Maildir" / "cur").mkdir(parents=True, exist_ok=True)
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    return file


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text))
    assert all(str(folder / "config.toml") in problem for problem in caught.value.problems)
    return [problem.removeprefix(f"{folder / 'config.toml'}: ") for problem in caught.value.problems]


def test_a_good_file(tmp_path: Path) -> None:
    config = load(write(tmp_path, GOOD))
    assert config.me.addresses == {"dana@acme.example", "dana@gmail.com"}
    assert config.me.internal_domains == {"acme.example"}, "anybody may have an address at a freemail host"
    assert config.mailboxes[0].settings["path"] == str(tmp_path / "Maildir")
    assert (config.policy.wait_business_days, config.policy.history_days) == (4, 120)


def test_every_problem_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """\
colour = "red"
[me]
addresses = ["dana"]
timezone = "Amerika/New_York"
country = "USS"
nickname = "D"
[[mailbox]]
name = "work"
kind = "pop3"
[[mailbox]]
name = "work"
kind = "maildir"
path = "nowhere"
[policy]
wait_business_days = 0
history_days = "many"
[deals]
file = "none.csv"
""",
    )
    text = "\n".join(found)
    for expected in [
        r"\[colour\] is not known; expected \[me\], \[mailbox\]",
        r"\[me\] name is missing",
        r"\[me\] addresses holds 'dana', which is no address",
        r"\[me\] timezone is no time zone; expected a name such as",
        r"\[me\] country = \"USS\" is not a country",
        r"\[me\] nickname is not known; expected one of name, addresses",
        r"\[\[mailbox\]\] work: kind is 'pop3'; expected one of maildir",
        r"\[\[mailbox\]\] work: is there twice",
        r"path = 'nowhere': there is nothing at .*nowhere; expected a maildir mailbox",
        r"\[policy\] wait_business_days is 0; expected 1 or more",
        r"\[policy\] history_days = 'many'; expected a whole number",
        r"\[deals\] file = 'none.csv': cannot be read",
    ]:
        assert re.search(expected, text), expected
    assert len(found) == 12


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, '[me]\nname = "Dana\n')
    assert "line 2" in found


def test_no_mailbox(tmp_path: Path) -> None:
    assert any(
        "[[mailbox]] is missing" in p
        for p in problems(tmp_path, '[me]\nname = "D"\naddresses = ["d@x.example"]\n')
    )


def test_single_brackets(tmp_path: Path) -> None:
    text = GOOD.replace("[[mailbox]]", "[mailbox]")
    assert any("expected [[mailbox]] with two brackets" in p for p in problems(tmp_path, text))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no such file; `pleasantly init` makes it"):
        load(tmp_path / "none.toml")


def test_not_text(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="expected a UTF-8 text file"):
        load(file)


def test_a_file_where_a_folder_is_expected(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "box").write_text("")
    (found,) = problems(tmp_path, GOOD.replace('"Maildir"', '"box"'))
    assert 'kind = "mbox" for a file' in found


def test_the_example_shows_every_key_and_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    load(write(tmp_path, text))
    for section, keys in KEYS.items():
        assert re.search(rf"^(# )?\[+{section}\]+", text, re.MULTILINE), section
        for key in keys:
            assert re.search(rf"^(# )?{key.name}\s*=", text, re.MULTILINE), f"[{section}] {key.name}"


def test_the_computers_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert system_zone() == "Europe/Berlin"
