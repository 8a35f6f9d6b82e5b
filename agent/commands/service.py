"""The daemon as a service of the computer: service install, uninstall, status."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.common import ConfigOption, JsonOption, load

if TYPE_CHECKING:
    from agent.config import Config
    from agent.service.plan import Plan, Status

PrintOption = Annotated[
    bool, typer.Option("--print", help="Print the file and the commands; write and run nothing.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    service = typer.Typer(
        help="The daemon as a service: started when you log in, started again after a failure.",
        no_args_is_help=True,
    )
    app.add_typer(service, name="service")
    for command in (install, uninstall, status):
        service.command()(command)


def install(context: typer.Context, config: ConfigOption = None, print_: PrintOption = False) -> None:
    """Sets up the service and starts it: systemd on Linux, launchd on macOS, the Task Scheduler on Windows."""
    from agent.terminal import say

    plan = _plan(load(context, config))
    if print_:
        say(_printed(plan))
        return
    _install(plan)


def uninstall(context: typer.Context, config: ConfigOption = None) -> None:
    """Stops the service and removes it. Drafts, state and configuration stay."""
    from agent.service.manage import uninstall as remove
    from agent.terminal import say

    plan, _ = _plan_of_any(context, config)
    if remove(plan):
        say(
            f"The service is stopped and removed ({plan.file}). Your drafts, state and configuration are as they were."
        )
    else:
        say("There is no service to remove.")


def status(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Whether the service is installed and running, and where its last lines are. Exit status 1: it is not running."""
    from agent.service.manage import status as look
    from agent.terminal import say, say_json

    plan, known = _plan_of_any(context, config)
    found = look(plan) if known else replace(look(plan), current=None)
    if as_json:
        say_json([_values(found)])
    else:
        say("\n".join(lines(found, plan)))
    if not (found.state and found.state.running):
        raise typer.Exit(1)


def _plan(config: Config) -> Plan:
    from agent.service.manage import plan_here

    return plan_here(config)


def _plan_of_any(context: typer.Context, config: Path | None) -> tuple[Plan, bool]:
    """The plan for this configuration, else (False) for none: a service can be looked at and removed where the configuration is broken."""
    from agent.errors import ConfigError
    from agent.service.manage import plan_for
    from agent.service.plan import Daemon

    try:
        return _plan(load(context, config)), True
    except ConfigError:
        return plan_for(Daemon(("pleasantly", "daemon"), {})), False


def _install(plan: Plan) -> None:
    from agent.service.manage import install as set_up
    from agent.terminal import complain, say

    done = set_up(plan)
    if done.wrote == "nothing":
        say(f"The service is installed and running ({plan.file}): nothing was to do.")
        return
    say(f"{_WROTE[done.wrote]} {plan.file}.")
    if done.problem is not None:
        complain(
            f"{plan.system} could not start the daemon ({done.problem}). See why with: {plan.log}; then run `pleasantly service install` again"
        )
        raise typer.Exit(1)
    if not done.reached:
        commands = " && ".join(plan.by_hand)
        complain(
            f"The file is in its place, but {plan.system} cannot be reached from here, so the service is not running yet: {plan.later}: {commands}"
        )
        raise typer.Exit(1)
    say("The daemon runs now, and starts by itself from now on. See how it is: pleasantly service status")
    say(plan.hint)


_WROTE = {"new": "Wrote", "replaced": "Wrote anew", "kept": "There was already"}


def _printed(plan: Plan) -> str:
    from agent.service.plan import shell
    from agent.service.windows import arguments

    encoding, typed = ("utf-16", arguments) if plan.system == "windows" else ("utf-8", shell)
    commands = "\n".join(typed(command.words) for command in plan.install)
    return f"{plan.file}:\n\n{plan.content.decode(encoding)}\nThen:\n\n{commands}"


def lines(found: Status, plan: Plan) -> list[str]:
    """How the service is, for the rep."""
    if not found.installed and not (found.state and found.state.loaded):
        return ["The service is not installed. Set it up with: pleasantly service install"]
    told = []
    if found.state is None:
        told.append(
            f"The service is installed ({found.file}), but {found.system} cannot be reached from here; {plan.later}: {' && '.join(plan.by_hand)}"
        )
    elif found.state.running:
        since = f" since {_local(found.state.since)}" if found.state.since else ""
        told.append(f"The service is running{since} ({found.file}).")
    elif found.state.starting:
        told.append(f"The service is being started ({found.state.detail}; {found.file}).")
    else:
        told.append(
            f"The service is installed ({found.file}), but not running: {found.state.detail}. Start it with: pleasantly service install"
        )
    if found.installed and not found.ours:
        told.append("pleasantly has not written this file.")
    elif found.current is False and found.installed:
        told.append(
            "It was set up for another configuration or version. Bring it up to date with: pleasantly service install"
        )
    if found.state and found.state.enabled is False:
        told.append("It does not start by itself. Mend that with: pleasantly service install")
    told.append(f"Its last lines: {found.log}")
    return told


def _local(since: str) -> str:
    return datetime.fromisoformat(since).astimezone().strftime("%Y-%m-%d %H:%M")


def _values(found: Status) -> dict[str, Any]:
    state = asdict(found.state) if found.state else {}
    return {
        "system": found.system,
        "file": found.file,
        "installed": found.installed,
        "ours": found.ours,
        "current": found.current,
        "reachable": found.state is not None,
        "running": state.get("running"),
        "enabled": state.get("enabled"),
        "since": state.get("since"),
        "pid": state.get("pid"),
        "detail": state.get("detail", ""),
        "log": found.log,
    }
