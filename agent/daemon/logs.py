"""Where the daemon's log lines go: standard error where somebody reads it, and a file of its own that cannot grow without end.

No line holds an address, whatever a library or a name in the configuration brings along; tracebacks are for --verbose alone.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.plain import without_addresses

SIZE = 1_000_000
FILES = 3
# Ours alone: what libraries log may hold anything.
OURS = ("agent", "connectors")


def default_file() -> Path:
    """daemon.log in the platform's log folder."""
    from platformdirs import user_log_path

    return user_log_path("pleasantly", appauthor=False) / "daemon.log"


def is_read(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody reads our standard error: a terminal, or systemd (systemd.exec(5) on $INVOCATION_ID)."""
    return sys.stderr.isatty() or bool(environ.get("NOTIFY_SOCKET") or environ.get("INVOCATION_ID"))


def set_up(file: Path, zone: ZoneInfo, to_stderr: bool) -> None:
    """Sends our log lines to a file (0600, its folder 0700), and to standard error. Called again, it replaces what was set up before.

    A file that cannot be written is said once, on standard error; the daemon goes on without it.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)] if to_stderr else []
    wrong = ""
    try:
        handlers.append(_file_handler(file))
    except OSError as e:
        wrong = (e.strerror or type(e).__name__).lower()
        handlers = handlers or [logging.StreamHandler(sys.stderr)]
    for handler in handlers:
        handler.setLevel(logging.INFO)
        handler.setFormatter(Lines(zone))
    for name in OURS:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() > logging.INFO:
            logger.setLevel(logging.INFO)
        for old in list(
            logger.handlers
        ):  # what the command line says of a single scan, or an earlier set-up of ours
            logger.removeHandler(old)
            if isinstance(old.formatter, Lines):
                old.close()
        for handler in handlers:
            logger.addHandler(handler)
    if wrong:
        logging.getLogger(__name__).warning(
            "the log file %s cannot be written (%s); name another in [daemon] log_file", file, wrong
        )


def _file_handler(file: Path) -> RotatingFileHandler:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _Private(file, maxBytes=SIZE, backupCount=FILES - 1, encoding="utf-8")


class _Private(RotatingFileHandler):
    """A rotating file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding)


class Lines(logging.Formatter):
    """One line each, such as "2026-03-09T08:00:03-04:00 INFO work: 3 new messages (0.4 s)": the rep's zone, and no address."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def format(self, record: logging.LogRecord) -> str:
        """One record as one line."""
        at = datetime.fromtimestamp(record.created, self._zone).isoformat(timespec="seconds")
        return f"{at} {record.levelname} {without_addresses(' '.join(record.getMessage().split()))}"


def label(name: str, number: int) -> str:
    """What a mailbox is called in log lines: its name in the configuration, its number there where the name is an address."""
    return f"mailbox {number}" if "@" in name or not name.isprintable() else name
