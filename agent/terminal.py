"""The streams: what a terminal can show, how much is said on standard error, and JSON that is UTF-8 everywhere.

The answer to a command goes to standard output, everything else to standard error: `tell` for what is worth knowing (silent with
--quiet), `complain` for what went wrong.
"""

from __future__ import annotations

import codecs
import io
import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from agent.plain import plain_lines, sentence, to_json, typed, without_addresses

if TYPE_CHECKING:
    from rich.console import Console

PACKAGES = ("agent", "connectors")
# These write codes and tokens of a sign-in into their debug lines.
SECRETIVE = ("msal", "google.auth")
QUIET = "pleasantly.quiet"
VERBOSE = "pleasantly.verbose"


def prepare() -> None:
    """Lets no character fail: what the terminal cannot show is written as it would be typed, an undecodable name as it is.

    A program without a console has no streams (pythonw on Windows): what is written then goes nowhere.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 for the whole call
    codecs.register_error("pleasantly", _typed)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="pleasantly")


def _typed(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return typed(error.object[error.start : error.end]), error.end


def say(text: str) -> None:
    """Writes lines of an answer to standard output, neutralised."""
    sys.stdout.write(plain_lines(text) + "\n")


def tell(text: str, quiet: bool = False) -> None:
    """Writes one line that is worth knowing to standard error."""
    if not quiet:
        sys.stderr.write(f"{sentence(text)}\n")


def complain(text: str) -> None:
    """Writes one line about what went wrong to standard error."""
    sys.stderr.write(f"pleasantly: {sentence(text)}\n")


def say_json(values: Iterable[object]) -> None:
    """Writes values to standard output, one line of JSON each."""
    machine_output()
    sys.stdout.writelines(f"{to_json(value)}\n" for value in values)


def machine_output() -> TextIO:
    """Standard output for JSON: UTF-8 whatever the locale (RFC 8259 section 8.1); a lone surrogate becomes its escape."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return sys.stdout


def is_live(stream: TextIO) -> bool:
    """Whether a stream is a terminal that can redraw a line."""
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def console() -> Console:
    """Standard output as rich sees it: colours on a terminal only (NO_COLOR, FORCE_COLOR, TERM=dumb), 140 columns elsewhere."""
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    unknown = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Output(highlight=False, width=140 if unknown else None)


class _Lines(logging.Formatter):
    """One plain line a record, without addresses."""

    def format(self, record: logging.LogRecord) -> str:
        return f"pleasantly: {without_addresses(sentence(record.getMessage()))}"


class _Everything(logging.Formatter):
    """A record as it is, with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return plain_lines(super().format(record))


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _: TextIO) -> None: ...


def log_to_stderr(quiet: bool, verbose: int) -> None:
    """How much is logged: warnings; errors alone where quiet; once verbose: what is done; twice: everything, libraries included.

    Only the last may show private data, so other people's libraries are heard nowhere else: their warnings quote URLs. Passwords, codes and
    tokens are shown nowhere.
    """
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h, (_Stderr, logging.NullHandler))]:
        root.removeHandler(old)
    for name in PACKAGES:
        ours = logging.getLogger(name)
        for old in [h for h in ours.handlers if isinstance(h, _Stderr)]:
            ours.removeHandler(old)
        ours.setLevel(logging.INFO if verbose == 1 else logging.NOTSET)
    for name in SECRETIVE:
        logging.getLogger(name).setLevel(logging.INFO)
    handler = _Stderr()
    handler.setLevel(logging.ERROR if quiet and not verbose else logging.NOTSET)
    if verbose > 1:
        root.setLevel(logging.DEBUG)
        handler.setFormatter(_Everything("%(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
        return
    root.setLevel(logging.WARNING)
    root.addHandler(logging.NullHandler())
    handler.setFormatter(_Lines())
    for name in PACKAGES:
        logging.getLogger(name).addHandler(handler)


def loudness() -> int:
    """What `log_to_stderr` was last told: 0, 1 or 2."""
    if logging.getLogger().level == logging.DEBUG:
        return 2
    return int(logging.getLogger(PACKAGES[0]).level == logging.INFO)
