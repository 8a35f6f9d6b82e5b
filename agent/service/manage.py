"""Carries a plan out on this computer: writes the file, runs the commands, says how the service is."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.config import Config
from agent.service import launchd, systemd, windows
from agent.service.plan import Command, Daemon, Plan, ServiceError, State, Status, is_ours, needed, unsayable

# `systemctl restart` waits until the daemon says that it is ready (TimeoutStartSec=120).
COMMAND_SECONDS = 150.0
# What a shell gives for a program that is not there.
NOT_FOUND = 127


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command gave: exit status and its texts."""

    code: int
    out: str = ""
    err: str = ""

    @property
    def said(self) -> str:
        """Why it failed, in its own words."""
        return " ".join((self.err.strip() or self.out.strip()).split())


Runner = Callable[[Sequence[str]], Ran]


@dataclass(frozen=True, slots=True)
class Installed:
    """How an installation went. `wrote`: "new", "replaced", "kept" (the file was as it should be, and the service was started), or "nothing"
    (it was running, too). `reached`: the system took it up at once. `problem`: what the system said where it refused.
    """

    wrote: str
    reached: bool = True
    problem: str | None = None


def run(words: Sequence[str], seconds: float | None = None) -> Ran:
    """Runs a command, at most so long; its texts come in English and UTC where it knows them. A missing program is exit status 127."""
    limit = COMMAND_SECONDS if seconds is None else seconds
    try:
        done = subprocess.run(  # noqa: S603 fixed commands of the system
            list(words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit,
            check=False,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        )
    except FileNotFoundError:
        return Ran(NOT_FOUND, err=f"{words[0]}: not found")
    except subprocess.TimeoutExpired:
        return Ran(124, err=f"{words[0]} did not finish within {limit:.0f} s")
    except OSError as e:
        return Ran(126, err=f"{words[0]} cannot be run: {(e.strerror or '').lower()}")
    return Ran(
        done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def program() -> tuple[str, ...]:
    """How this pleasantly is started again, by absolute paths: the installed command, else the interpreter with the module.

    A link such as pipx makes is not followed: it survives upgrades.
    """
    if sys.platform == "win32":
        # the command would open a console window; pythonw has none
        quiet = Path(sys.executable).with_name("pythonw.exe")
        return (str(quiet if quiet.exists() else sys.executable), "-P", "-m", "agent.cli")
    beside = Path(sys.executable).with_name("pleasantly")
    called = Path(sys.argv[0])
    found = [called] if called.name == "pleasantly" else []
    found += [beside] + ([Path(which)] if (which := shutil.which("pleasantly")) else [])
    for one in found:
        if one.is_file() and os.access(one, os.X_OK):
            return (str(one.absolute()),)
    return (sys.executable, "-P", "-m", "agent.cli")


def plan_here(config: Config, home: Path | None = None) -> Plan:
    """What it takes on this computer, for this configuration. Raises ServiceError where there is no way."""
    from agent.daemon.logs import default_file

    by_command = any("password_command" in mailbox.settings for mailbox in config.mailboxes)
    return plan_for(
        Daemon(
            (*program(), "daemon", "--config", str(config.file.absolute())),
            needed(os.environ, path=by_command),
            str(config.daemon.log_file or default_file()),
        ),
        home,
    )


def plan_for(daemon: Daemon, home: Path | None = None) -> Plan:
    """The plan of this computer's system for a daemon. Raises ServiceError."""
    home = home or Path.home()
    _check_words(daemon)
    if sys.platform == "win32":
        from platformdirs import user_data_path

        user = f"{os.environ.get('USERDOMAIN', '')}\\{os.environ.get('USERNAME', '')}".lstrip("\\")
        return windows.plan(daemon, user, str(user_data_path("pleasantly", appauthor=False)))
    if os.environ.get("SUDO_USER") and os.geteuid() == 0:
        raise ServiceError(
            "The service belongs to you, not to the administrator. Run the same command without sudo."
        )
    if sys.platform == "darwin":
        return launchd.plan(daemon, str(home), os.getuid())
    if sys.platform.startswith("linux"):
        return systemd.plan(daemon, os.environ.get("XDG_CONFIG_HOME") or str(home / ".config"))
    raise ServiceError(
        f"Services of this system ({sys.platform}) are not known. Have its own service manager run `pleasantly daemon` as you."
    )


def _check_words(daemon: Daemon) -> None:
    if (word := unsayable([*daemon.command, *daemon.environment.values()])) is not None:
        raise ServiceError(
            f"{word!r} holds a character that the system's service files cannot hold. Give the file or folder another name."
        )


def install(plan: Plan, runner: Runner = run, sleep: Callable[[float], None] = time.sleep) -> Installed:
    """Writes the file and has the system take it up; where it is there and running already, nothing is done.

    Raises ServiceError, with nothing changed, where a file is in the way that is not ours, or the system is not there.
    """
    before = _read(plan)
    if before is not None and not is_ours(before):
        raise ServiceError(
            f"{plan.file}: this file is there already, and pleasantly has not written it. Move it away, then run this again."
        )
    asked = runner(plan.ask.words)
    if asked.code == NOT_FOUND:
        raise ServiceError(
            f"{plan.ask.words[0]} was not found: this computer does not run {plan.system}. Have its own service manager run "
            "`pleasantly daemon` as you, or cron with a line that begins with @reboot."
        )
    _check_owner(plan, runner)
    if before == plan.content and _state(plan, asked).running:
        return Installed("nothing")
    if before != plan.content:
        _write(plan)
    wrote = "new" if before is None else "replaced" if before != plan.content else "kept"
    for command in plan.install:
        done = _run(plan, command, runner, sleep)
        if done.code != 0 and not command.may_fail:
            reached = not _unreachable(plan, done)
            return Installed(wrote, reached, None if not reached else done.said)
    return Installed(wrote)


def uninstall(plan: Plan, runner: Runner = run, sleep: Callable[[float], None] = time.sleep) -> bool:
    """Stops the service and removes it; says whether there was any. Raises ServiceError where the file is not ours, or it goes on running."""
    before = _read(plan)
    if before is not None and not is_ours(before):
        raise ServiceError(f"{plan.file}: pleasantly has not written this file, so it is left alone.")
    there = before is not None
    if plan.owner is not None:
        _check_owner(plan, runner)
        there = there or runner(plan.owner.words).code == 0
    if not there:
        return False
    for command in plan.uninstall:
        _run(plan, command, runner, sleep)
    with contextlib.suppress(FileNotFoundError):
        Path(plan.file).unlink()
    for command in plan.after_removal:
        _run(plan, command, runner, sleep)
    asked = runner(plan.ask.words)
    if asked.code == 0 and _state(plan, asked).running:
        raise ServiceError(
            f"{plan.file} was removed, but {plan.system} still runs the daemon ({_state(plan, asked).detail}). End it by hand."
        )
    return True


def status(plan: Plan, runner: Runner = run) -> Status:
    """How the service is. Changes nothing."""
    before = _read(plan)
    asked = runner(plan.ask.words)
    asleep = asked.code == NOT_FOUND or _unreachable(plan, asked)
    return Status(
        system=plan.system,
        file=plan.file,
        installed=before is not None,
        ours=before is not None and is_ours(before),
        current=before is not None and plan.starts_the_same(before),
        state=None if asleep else _state(plan, asked),
        log=plan.log,
    )


def _state(plan: Plan, asked: Ran) -> State:
    if plan.system == "systemd":
        return systemd.state(asked.out)
    return launchd.state(asked.out, asked.code) if plan.system == "launchd" else windows.state(asked.out)


def _unreachable(plan: Plan, done: Ran) -> bool:
    """Whether a command failed because the system's service manager cannot be talked to from here."""
    if done.code == 0 or plan.system == "windows":
        return False
    return systemd.no_manager(done.said) if plan.system == "systemd" else launchd.no_session(done.said)


def _check_owner(plan: Plan, runner: Runner) -> None:
    """Raises ServiceError where the system keeps something of another program's under our name."""
    if plan.owner is None:
        return
    kept = runner(plan.owner.words)
    if kept.code == 0 and not is_ours(kept.out.replace("\0", "").encode()):
        raise ServiceError(
            "There is a task named pleasantly already, and pleasantly has not made it. Give it another name, then run this again."
        )


def _run(plan: Plan, command: Command, runner: Runner, sleep: Callable[[float], None]) -> Ran:
    done = runner(command.words)
    for _ in range(command.tries - 1):
        if done.code == 0 or _unreachable(plan, done):
            break
        sleep(1.0)
        done = runner(command.words)
    return done


def _read(plan: Plan) -> bytes | None:
    try:
        return Path(plan.file).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as e:
        raise ServiceError(
            f"{plan.file}: this file cannot be read ({(e.strerror or '').lower()}). Mend its rights, then run this again."
        ) from e


def _write(plan: Plan) -> None:
    """The file appears whole or not at all."""
    file = Path(plan.file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, scratch = tempfile.mkstemp(dir=file.parent, prefix=".pleasantly-")
        try:
            with os.fdopen(descriptor, "wb") as writing:
                writing.write(plan.content)
                writing.flush()
                os.fsync(writing.fileno())
            Path(scratch).chmod(0o644)
            Path(scratch).replace(file)
        except BaseException:
            Path(scratch).unlink(missing_ok=True)
            raise
    except OSError as e:
        raise ServiceError(
            f"{plan.file}: this file cannot be written ({(e.strerror or '').lower()}). Give yourself the right to, then run this again."
        ) from e
