"""The scheduled task of Windows: Task Scheduler schema 1.2 ([MS-TSCH] section 2.4), schtasks.

A service of Windows proper would need an administrator and would not see the rep's sign-ins; a task at log-on needs neither.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from agent.service.plan import REMARK, Command, Daemon, Plan, State

TASK = "pleasantly"
NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
# How long a daemon that has ended stays so at most.
AGAIN = "PT15M"
# What an enumeration is called is not translated, unlike everything that schtasks prints.
_ASK = (
    f"$t = Get-ScheduledTask -TaskName {TASK} -TaskPath '\\' -ErrorAction SilentlyContinue; "
    "if ($t) { $i = $t | Get-ScheduledTaskInfo; "
    "@{state=[string]$t.State; enabled=[bool]$t.Settings.Enabled; result=$i.LastTaskResult; "
    "since=$(if ($i.LastRunTime) { $i.LastRunTime.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss+00:00') })} | ConvertTo-Json }"
)


def plan(daemon: Daemon, user: str, data_home: str) -> Plan:
    r"""The task of `user` (DOMAIN\name); its description is kept below `data_home`, where pleasantly keeps its data."""
    file = f"{data_home}\\service.xml"
    return Plan(
        system="windows",
        file=file,
        content=task(daemon, user),
        install=(
            Command(("schtasks", "/End", "/TN", TASK), may_fail=True),
            Command(("schtasks", "/Create", "/TN", TASK, "/XML", file, "/F")),
            Command(("schtasks", "/Run", "/TN", TASK)),
        ),
        uninstall=(
            Command(("schtasks", "/End", "/TN", TASK), may_fail=True),
            Command(("schtasks", "/Delete", "/TN", TASK, "/F"), may_fail=True),
        ),
        after_removal=(),
        ask=Command(("powershell", "-NoProfile", "-NonInteractive", "-Command", _ASK)),
        log=f'powershell -NoProfile -Command "Get-Content -Tail 20 {_literal(daemon.log)}"',
        by_hand=(f'schtasks /Create /TN {TASK} /XML "{file}" /F', f"schtasks /Run /TN {TASK}"),
        later="open a command prompt as yourself, and run",
        started_between=("<Exec>".encode("utf-16-le"), "</Exec>".encode("utf-16-le")),
        hint="It runs while you are logged in.",
        owner=Command(("schtasks", "/Query", "/TN", TASK, "/XML")),
    )


def task(daemon: Daemon, user: str) -> bytes:
    """The task as XML in UTF-16 with a byte order mark, which schtasks wants.

    RestartOnFailure is only for a program that cannot be started ([MS-TSCH] section 2.5.4.2). One that ended is started again by a trigger that
    comes round for ever, and is ignored while the daemon runs.
    """
    root = ET.Element("Task", {"version": "1.2", "xmlns": NAMESPACE})
    info = _under(root, "RegistrationInfo")
    _under(info, "Source", "pleasantly")
    _under(
        info, "Description", f"pleasantly: finds prospects who went silent and drafts the next mail. {REMARK}"
    )
    triggers = _under(root, "Triggers")
    logon = _under(triggers, "LogonTrigger")
    _under(logon, "Enabled", "true")
    _under(logon, "UserId", user)
    again = _under(triggers, "TimeTrigger")
    _under(again, "StartBoundary", "2026-01-01T00:00:00")
    _under(again, "Enabled", "true")
    repetition = _under(again, "Repetition")
    _under(repetition, "Interval", AGAIN)
    _under(repetition, "StopAtDurationEnd", "false")
    principal = _under(_under(root, "Principals"), "Principal", id="Author")
    for name, value in (("UserId", user), ("LogonType", "InteractiveToken"), ("RunLevel", "LeastPrivilege")):
        _under(principal, name, value)
    settings = _under(root, "Settings")
    for name, value in (
        ("MultipleInstancesPolicy", "IgnoreNew"),
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("StartWhenAvailable", "true"),
        ("RunOnlyIfNetworkAvailable", "false"),
        ("AllowStartOnDemand", "true"),
        ("Enabled", "true"),
        ("Hidden", "false"),
        ("RunOnlyIfIdle", "false"),
        ("WakeToRun", "false"),
        ("ExecutionTimeLimit", "PT0S"),
        ("Priority", "7"),
    ):
        _under(settings, name, value)
    restart = _under(settings, "RestartOnFailure")
    _under(restart, "Interval", "PT1M")
    _under(restart, "Count", "255")
    action = _under(_under(root, "Actions", Context="Author"), "Exec")
    _under(action, "Command", daemon.command[0])
    _under(action, "Arguments", arguments(daemon.command[1:]))
    text = '<?xml version="1.0" encoding="UTF-16"?>\r\n' + ET.tostring(root, encoding="unicode")
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le")


def arguments(words: Sequence[str]) -> str:
    """A command line that the C runtime takes apart into these words again.

    learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments: backslashes count only before a quotation mark.
    """
    return " ".join(_argument(word) for word in words)


def _literal(text: str) -> str:
    """A text as PowerShell takes it word for word (about_Quoting_Rules)."""
    return "'" + text.replace("'", "''") + "'"


def _argument(word: str) -> str:
    if word and not set(word) & set(' \t\n\v"'):
        return word
    made = '"'
    backslashes = 0
    for letter in word:
        if letter == "\\":
            backslashes += 1
            continue
        made += "\\" * (backslashes * 2 + 1 if letter == '"' else backslashes) + letter
        backslashes = 0
    return made + "\\" * (backslashes * 2) + '"'


def _under(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes)
    made.text = text
    return made


def state(out: str) -> State:
    """What `Plan.ask` printed: nothing where there is no such task."""
    try:
        told = json.loads(out)
    except ValueError:
        return State(loaded=False, running=False, detail="not registered")
    running = told.get("state") == "Running"
    return State(
        loaded=True,
        running=running,
        enabled=bool(told.get("enabled")),
        since=told.get("since") if running else None,
        detail=f"{told.get('state')}, last result {told.get('result')}",
    )
