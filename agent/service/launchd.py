"""The launchd agent of macOS: launchd.plist(5), launchctl(1)."""

from __future__ import annotations

import plistlib
import re

from agent.service.plan import REMARK, Command, Daemon, Plan, State, shell

LABEL = "local.pleasantly.daemon"
_STATE = re.compile(r"(?m)^\tstate = (.+)$")
_PID = re.compile(r"(?m)^\tpid = (\d+)$")
_EXIT = re.compile(r"(?m)^\tlast exit code = (.+)$")


def plan(daemon: Daemon, home: str, uid: int) -> Plan:
    """The agent in `home`, and what makes launchd take it up for this user."""
    file = f"{home}/Library/LaunchAgents/{LABEL}.plist"
    domain = f"gui/{uid}"
    service = f"{domain}/{LABEL}"
    log = f"{home}/Library/Logs/pleasantly.launchd.log"
    return Plan(
        system="launchd",
        file=file,
        content=property_list(daemon, log),
        install=(
            Command(("launchctl", "bootout", service), may_fail=True),
            Command(("launchctl", "enable", service), may_fail=True),
            # bootout returns before the old one is gone, and until then bootstrap fails with "Input/output error"
            Command(("launchctl", "bootstrap", domain, file), tries=10),
        ),
        uninstall=(Command(("launchctl", "bootout", service), may_fail=True),),
        after_removal=(),
        ask=Command(("launchctl", "print", service)),
        log=shell(["tail", "-n", "20", *([daemon.log] if daemon.log else []), log]),
        by_hand=(f"launchctl bootstrap {domain} {shell([file])}",),
        later="it starts by itself when you next log in at the screen; to start it sooner, run there",
        started_between=(b"<key>ProgramArguments</key>", b"</array>"),
        hint="It runs while you are logged in.",
    )


def property_list(daemon: Daemon, log: str) -> bytes:
    """The text of the property list. `log`: where the little goes that the daemon says before its own log is open."""
    values = {
        "Label": LABEL,
        "ProgramArguments": list(daemon.command),
        "EnvironmentVariables": {**daemon.environment, "PYTHONUNBUFFERED": "1"},
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ProcessType": "Background",
        "ThrottleInterval": 30,
        "ExitTimeOut": 10,
        "Umask": 0o077,
        "StandardOutPath": log,
        "StandardErrorPath": log,
    }
    head, doctype, rest = plistlib.dumps(values, sort_keys=False).partition(b"<plist")
    return head + f"<!-- {REMARK} -->\n".encode() + doctype + rest


def state(out: str, code: int) -> State:
    """What `launchctl print` printed, which Apple calls no interface: only its plainest lines are read."""
    if code != 0:
        return State(loaded=False, running=False, detail="not loaded")
    found, pid, last = _STATE.search(out), _PID.search(out), _EXIT.search(out)
    told = found[1].strip() if found else ""
    exit_text = f", last exit code {last[1]}" if last and last[1] not in ("0", "(never exited)") else ""
    return State(
        loaded=True,
        running=told == "running",
        enabled=True,
        pid=int(pid[1]) if pid else None,
        detail=told + exit_text,
    )


def no_session(message: str) -> bool:
    """Whether launchctl failed because nobody is logged in at the screen (an ssh session, say)."""
    return "Domain does not support" in message or "Could not find domain" in message
