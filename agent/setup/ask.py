"""Questions at the terminal, in plain words. Nothing but what the rep typed comes back, and a password is never shown."""

from __future__ import annotations

import contextlib
import getpass
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import Protocol

from agent.plain import plain_lines

WIDTH = 88
Check = Callable[[str], str | None]


class Ended(Exception):
    """The rep ended the questions (Ctrl-C, end of input, or by choosing so); the text, if any, is for them."""


class Talk(Protocol):
    """Whoever answers: the rep at a terminal, or a test."""

    def say(self, text: str = "") -> None:
        """Shows a text; each line of it is a paragraph."""

    def ask(self, question: str, proposal: str = "", check: Check = lambda answer: None) -> str:
        """A line; Enter alone takes the proposal. `check` gives what is wrong with an answer, which is then asked again."""

    def choose(self, question: str, options: Sequence[str]) -> int:
        """The index of one of the options; the first is proposed."""

    def yes(self, question: str) -> bool:
        """Whether the rep agrees; yes is proposed."""

    def secret(self, question: str) -> str:
        """A line that is not shown while it is typed; never empty."""


class Terminal:
    """The rep at a terminal."""

    def __init__(self) -> None:
        with contextlib.suppress(ImportError):  # arrow keys work while typing, where Python has it
            import readline  # noqa: F401

    def say(self, text: str = "") -> None:
        """See `Talk.say`."""
        width = min(WIDTH, shutil.get_terminal_size().columns)
        for line in plain_lines(text).split("\n"):
            hang = " " * (len(line) - len(line.lstrip(" ")))
            sys.stdout.write(
                textwrap.fill(
                    line.strip(),
                    width,
                    initial_indent=hang,
                    subsequent_indent=hang,
                    break_long_words=False,
                    break_on_hyphens=False,
                )
                + "\n"
            )
        sys.stdout.flush()

    def ask(self, question: str, proposal: str = "", check: Check = lambda answer: None) -> str:
        """See `Talk.ask`."""
        shown = f"{question} [{proposal}]: " if proposal else f"{question}: "
        while True:
            answer = self._line(shown).strip() or proposal
            wrong = check(answer) if answer.isprintable() else "It holds characters that cannot be used."
            if wrong is None:
                return answer
            self.say(wrong)

    def choose(self, question: str, options: Sequence[str]) -> int:
        """See `Talk.choose`."""
        for number, option in enumerate(options, 1):
            self.say(f"  {number}  {option}")
        if len(options) == 1:
            numbers = "1"
        else:
            numbers = f"1 to {len(options)}"
        valid = {str(number) for number in range(1, len(options) + 1)}
        return (
            int(self.ask(question, "1", lambda a: None if a in valid else f"Type a number, {numbers}.")) - 1
        )

    def yes(self, question: str) -> bool:
        """See `Talk.yes`."""
        known = {"y": True, "yes": True, "n": False, "no": False}
        answer = self.ask(
            f"{question} (y/n)", "y", lambda a: None if a.lower() in known else "Type y for yes or n for no."
        )
        return known[answer.lower()]

    def secret(self, question: str) -> str:
        """See `Talk.secret`."""
        while True:
            try:
                found = getpass.getpass(f"{question}: ")
            except (EOFError, KeyboardInterrupt):
                raise Ended from None
            if found.strip():
                return found
            self.say("Nothing was typed. What you type here is not shown; end it with Enter.")

    def _line(self, shown: str) -> str:
        try:
            return input(shown)
        except (EOFError, KeyboardInterrupt):
            sys.stdout.write("\n")
            raise Ended from None
