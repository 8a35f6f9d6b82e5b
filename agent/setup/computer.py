"""What this computer tells before anybody is asked: the country, mail that lies here, a client id that was just downloaded."""

from __future__ import annotations

import importlib.resources
import locale
import os
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

_LIKELY_MAILDIRS = ("Maildir", ".maildir", "Mail", "mail")


def country_of(timezone: str) -> str:
    """The country (ISO 3166-1 alpha-2) in which a time zone lies, by the zone.tab of the tz database; else that of the locale, else ""."""
    for text in _zone_tables():
        for line in text.splitlines():
            fields = line.split("\t")
            if len(fields) > 2 and fields[2] == timezone:
                return fields[0]
    name = locale.getlocale()[0] or os.environ.get("LANG", "")
    found = re.match(r"[a-z]{2,3}_([A-Z]{2})\b", name)
    return found[1] if found else ""


def _zone_tables() -> Iterator[str]:
    for folder in zoneinfo.TZPATH:
        file = Path(folder) / "zone.tab"
        if file.is_file():
            yield file.read_text("utf-8")
    try:
        packaged = importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab"
    except ModuleNotFoundError:
        return
    if packaged.is_file():
        yield packaged.read_text("utf-8")


def zone_named(text: str) -> str | None:
    """The time zone that a rep means: its name in any case, or its city where only one zone has it ("Berlin", "new york"); else None."""
    wanted = "_".join(text.split()).lower()
    names = sorted(zoneinfo.available_timezones())
    for match in (
        [name for name in names if name.lower() == wanted],
        [name for name in names if "/" in name and name.rpartition("/")[2].lower() == wanted],
    ):
        if len(match) == 1:
            return match[0]
    return None


def local_mailboxes(home: Path) -> list[Path]:
    """Maildirs at their usual places."""
    return [folder for name in _LIKELY_MAILDIRS if is_maildir(folder := home / name)]


def is_maildir(path: Path) -> bool:
    """Whether a folder is a Maildir, or holds Maildirs as folders of one mailbox (Dovecot's LAYOUT=fs)."""
    try:
        return any((folder / "cur").is_dir() for folder in (path, *path.iterdir()))
    except OSError:
        return False


def kind_of(path: Path) -> str:
    """What lies there: "maildir", or "mbox" for a file or a folder of mbox files."""
    return "maildir" if is_maildir(path) else "mbox"


def downloaded_client(home: Path) -> Path | None:
    """The newest client id that the browser saved as Google names it."""
    try:
        found = list((home / "Downloads").glob("client_secret_*.json"))
        return max(found, key=lambda file: file.stat().st_mtime, default=None)
    except OSError:
        return None


def path_of(name: str) -> Path:
    """A path as the rep typed it or dropped it onto the terminal: with quotes or backslashes, from home or from here."""
    bare = name.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    if not Path(bare).exists() and "\\ " in bare:
        bare = bare.replace("\\ ", " ")
    try:
        return Path(bare).expanduser().absolute()
    except RuntimeError:  # ~ and the name of nobody
        return Path(bare).absolute()
