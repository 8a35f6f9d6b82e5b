"""What it takes to have a system run the daemon, as values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.errors import PleasantlyError

# In every file that we write, and in no other: a file without it is never touched.
MARK = "Written by `pleasantly service install`"
REMARK = f"{MARK}; `pleasantly service uninstall` removes it. A file without this line is left alone."

# What of the rep's environment decides what the daemon does, and may be set in a shell alone.
CARRIED = ("XDG_DATA_HOME", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


class ServiceError(PleasantlyError):
    """The service cannot be set up or removed here; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """What is to be started: `command` (argv, the program by its absolute path) and what it needs of the rep's `environment`.

    `log`: where it writes its lines.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One command to run. `may_fail`: its failing means nothing; `tries`: the system may need a moment, so again after a second."""

    words: tuple[str, ...]
    may_fail: bool = False
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How one system takes the daemon up and gives it back.

    `content` goes into `file`, then `install` is run; `uninstall` is run before the file is removed, `after_removal` afterwards. `ask` tells how
    the service is, `owner` prints what the system itself keeps under our name (None: nothing but the file). `log`: the command that shows
    the last lines. `started_between`: what stands before and after the command line in the file. `by_hand`: what the rep runs where the system cannot be reached now, after doing what `later` says. `hint`: what else is
    good to know.
    """

    system: str
    file: str
    content: bytes
    install: tuple[Command, ...]
    uninstall: tuple[Command, ...]
    after_removal: tuple[Command, ...]
    ask: Command
    log: str
    by_hand: tuple[str, ...]
    later: str
    started_between: tuple[bytes, bytes]
    hint: str = ""
    owner: Command | None = None

    def starts_the_same(self, content: bytes) -> bool:
        """Whether a file starts what this plan starts; the environment it was set up in may have been another."""
        return self._started(content) == self._started(self.content) != b""

    def _started(self, content: bytes) -> bytes:
        begin, end = self.started_between
        return content.partition(begin)[2].partition(end)[0]


@dataclass(frozen=True, slots=True)
class State:
    """How the service is. `since`: ISO 8601, None where it is not running or nobody says; `detail`: the system's own words.

    `starting`: it does not run, and the system is about to start it, perhaps again.
    """

    loaded: bool
    running: bool
    starting: bool = False
    enabled: bool | None = None
    since: str | None = None
    pid: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How the service is on this computer. `state` is None where the system could not be asked; `current`: it starts what it would start now."""

    system: str
    file: str
    installed: bool
    ours: bool
    current: bool | None
    state: State | None
    log: str


def is_ours(content: bytes) -> bool:
    """Whether a file was written by us, in whatever encoding."""
    return MARK.encode() in content or MARK.encode("utf-16-le") in content


def needed(environment: Mapping[str, str], *, path: bool) -> dict[str, str]:
    """What of the rep's environment the daemon needs. `path`: a command of the configuration is looked for in $PATH."""
    names = (*CARRIED, "PATH") if path else CARRIED
    return {name: environment[name] for name in names if environment.get(name)}


def unsayable(words: Sequence[str]) -> str | None:
    """A word that some system's service file cannot hold: with a control character, bytes that are no UTF-8, or a noncharacter.

    XML 1.0 section 2.2; systemd takes such bytes, but can then no longer be asked how the service is. None where there is none.
    """
    return next((word for word in words if any(not _is_char(letter) for letter in word)), None)


def _is_char(letter: str) -> bool:
    if letter < " ":
        return letter in "\t\n"
    point = ord(letter)
    return not (
        0xD800 <= point <= 0xDFFF or 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE or point == 0x7F
    )


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,")


def shell(words: Sequence[str]) -> str:
    """A command as the rep would type it (POSIX sh)."""
    return " ".join(
        word if word and not set(word) - _PLAIN else "'" + word.replace("'", "'\\''") + "'" for word in words
    )
