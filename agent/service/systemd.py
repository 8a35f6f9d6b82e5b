"""The systemd user unit: systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.syntax(7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from agent.service.plan import REMARK, Command, Daemon, Plan, State

UNIT = "pleasantly.service"
# Longer than the longest step of a scan between two signs of life; a daemon that hangs is ended and started again.
WATCHDOG_SECONDS = 300
_PROPERTIES = "LoadState,ActiveState,SubState,UnitFileState,MainPID,ActiveEnterTimestamp,Result"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "%": "%%"}


def plan(daemon: Daemon, config_home: str) -> Plan:
    """The user unit below `config_home` ($XDG_CONFIG_HOME, else ~/.config), and what makes systemd take it up."""
    return Plan(
        system="systemd",
        file=f"{config_home}/systemd/user/{UNIT}",
        content=unit(daemon).encode(),
        install=(
            # first, because it works without a user manager too: the service begins with the next log-in then
            Command(_systemctl("enable", UNIT)),
            Command(_systemctl("daemon-reload")),
            # one that failed five times is not started for a while otherwise, although the rep has mended something
            Command(_systemctl("reset-failed", UNIT), may_fail=True),
            Command(_systemctl("restart", UNIT)),
        ),
        uninstall=(Command(_systemctl("disable", "--now", UNIT), may_fail=True),),
        after_removal=(
            Command(_systemctl("daemon-reload"), may_fail=True),
            Command(_systemctl("reset-failed", UNIT), may_fail=True),
        ),
        ask=Command(_systemctl("show", UNIT, f"--property={_PROPERTIES}")),
        log="journalctl --user --unit=pleasantly --lines=20",
        by_hand=(
            "systemctl --user daemon-reload",
            f"systemctl --user enable --now {UNIT}",
        ),
        later="log in as yourself (on the desktop, or by ssh, not through sudo or su), then run",
        started_between=(b"\nExecStart=", b"\n"),
        hint="It runs while you are logged in. To have it run while you are logged out too: loginctl enable-linger",
    )


def unit(daemon: Daemon) -> str:
    """The text of the unit."""
    environment = "".join(
        f"Environment={quoted(f'{name}={value}')}\n" for name, value in sorted(daemon.environment.items())
    )
    # No After=network-online.target: that is a system unit, and user units can neither order after nor want those (systemd.special(7)).
    # The daemon tries again by itself until the network is there. Nothing here needs privileges or a mount namespace, which many
    # distributions do not give a user manager; NoNewPrivileges also keeps a password_command from using sudo.
    # Exit status 2 is a wrong configuration: starting again would not mend it.
    return (
        f"# {REMARK}\n"
        "[Unit]\n"
        "Description=pleasantly: finds prospects who went silent and drafts the next mail\n"
        "StartLimitIntervalSec=15min\n"
        "StartLimitBurst=5\n"
        "\n"
        "[Service]\n"
        "Type=notify\n"
        "NotifyAccess=main\n"
        f"WatchdogSec={WATCHDOG_SECONDS}\n"
        f"ExecStart={exec_start(daemon.command)}\n"
        "ExecReload=/bin/kill -HUP $MAINPID\n"
        f"{environment}"
        "Environment=PYTHONUNBUFFERED=1\n"
        "Restart=on-failure\n"
        "RestartSec=30\n"
        "RestartPreventExitStatus=2\n"
        "KillMode=mixed\n"
        "KillSignal=SIGTERM\n"
        "TimeoutStartSec=120\n"
        "TimeoutStopSec=10\n"
        "Nice=10\n"
        "UMask=0077\n"
        "NoNewPrivileges=yes\n"
        "LockPersonality=yes\n"
        "RestrictRealtime=yes\n"
        "RestrictSUIDSGID=yes\n"
        "SystemCallArchitectures=native\n"
        "\n"
        "[Install]\n"
        "WantedBy=default.target\n"
    )


# systemd.service(5) takes no quotes and no backslash in the path of the program, and looks for variables in argv[0] but not in the path.
_NOT_IN_PROGRAM = frozenset("\\'\"$\t\n")
_RUN = ("/bin/sh", "-c", 'exec "$0" "$@"')


def exec_start(words: Sequence[str]) -> str:
    """A command line of ExecStart= (systemd.service(5), "COMMAND LINES"); "$" begins a variable there and is written "$$".

    A program whose path systemd does not take is started by the shell, which it then replaces, as one of its arguments.
    """
    started = (*_RUN, *words) if set(words[0]) & _NOT_IN_PROGRAM else tuple(words)
    return " ".join(quoted(word).replace("$", "$$") for word in started)


def quoted(word: str) -> str:
    """One word in double quotes (systemd.syntax(7), "QUOTING"), "%" doubled (systemd.unit(5), "SPECIFIERS")."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in word) + '"'


def state(out: str) -> State:
    """What `Plan.ask` printed, asked with TZ=UTC and LC_ALL=C."""
    told = dict(line.split("=", 1) for line in out.splitlines() if "=" in line)
    running = told.get("ActiveState") in ("active", "reloading")
    pid = told.get("MainPID", "0")
    return State(
        loaded=told.get("LoadState") == "loaded",
        running=running,
        starting=told.get("ActiveState") == "activating",
        enabled=told.get("UnitFileState") in ("enabled", "enabled-runtime"),
        since=_since(told.get("ActiveEnterTimestamp", "")) if running else None,
        pid=int(pid) if running and pid.isdecimal() and pid != "0" else None,
        detail=" ".join(
            part
            for part in (
                told.get("ActiveState", ""),
                f"({told['SubState']})" if told.get("SubState") else "",
                f"result {told['Result']}" if told.get("Result", "success") != "success" else "",
            )
            if part
        ),
    )


def _since(text: str) -> str | None:
    """From "Mon 2026-03-02 09:00:00 UTC"."""
    try:
        return datetime.strptime(text[4:], "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return None


def no_manager(message: str) -> bool:
    """Whether `systemctl --user` failed because there is no user manager to talk to: a container, su, a system without systemd."""
    return "connect to bus" in message or "XDG_RUNTIME_DIR" in message or "Host is down" in message


def _systemctl(*words: str) -> tuple[str, ...]:
    return ("systemctl", "--user", *words)
