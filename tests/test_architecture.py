"""The walls of the house: connectors know nothing of the agent, and what judges does no I/O and has no clock."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# What may touch files, hosts, the terminal or the clock. Everything else below agent/ is pure.
WITH_IO = {
    "cli", "commands", "config", "demo", "draft_life", "erasing", "inspecting", "reading", "run", "scan", "schema", "store", "table", "terminal", "completing", "traces", "migrations", "report.gather", "report.write", "manual",
    "quick", "daemon.logs", "daemon.notify", "daemon.signals", "daemon.supervisor", "daemon.worker",
    "service.manage", "doctor.computer", "doctor.mailbox", "doctor.examine",
    "playbook.files",  # reads a rep's own playbook folder
    "setup.access", "setup.ask", "setup.computer", "setup.flow", "setup.names", "setup.place", "setup.questions",  # init talks to the rep and the server
    "ask.train", "ask.weights",  # the first writes the weights, the second reads them from the package
}  # fmt: skip
# Modules with I/O whose values (Playbook, HEAD, Look) pure ones may take as arguments.
VALUES = {"playbook.files", "migrations", "quick"}
IO_MODULES = {
    "os", "pathlib", "shutil", "tempfile", "socket", "ssl", "select", "selectors", "asyncio", "threading", "subprocess", "sqlite3", "time",
    "urllib.request", "http", "smtplib", "imaplib", "ftplib", "sqlalchemy", "alembic", "filelock", "keyring", "platformdirs", "imapclient",
    "googleapiclient", "msal", "requests", "httpx", "httplib2", "typer", "rich", "logging", "dns", "getpass", "readline",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow"}


def sources(package: str) -> Iterator[tuple[str, ast.Module]]:
    for file in sorted((ROOT / package).rglob("*.py")):
        name = ".".join(file.relative_to(ROOT / package).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(file.read_text("utf-8"), str(file))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def within(name: str, modules: set[str]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)


def is_pure(name: str) -> bool:
    return name not in {"__init__", "agent"} and not within(name, WITH_IO)


def test_connectors_never_import_the_agent() -> None:
    found = [
        (name, module)
        for name, tree in sources("connectors")
        for module in imports(tree)
        if within(module, {"agent"})
    ]
    assert found == []


def test_pure_modules_import_nothing_that_does_io() -> None:
    pure = [(name, tree) for name, tree in sources("agent") if is_pure(name)]
    assert len(pure) > 20
    impure = {f"agent.{name}" for name in WITH_IO - VALUES}
    found = [
        (name, module)
        for name, tree in pure
        for module in imports(tree)
        if within(module, IO_MODULES | impure)
    ]
    assert found == []


def test_pure_modules_open_nothing_and_have_no_clock() -> None:
    found = []
    for name, tree in sources("agent"):
        for node in ast.walk(tree) if is_pure(name) else ():
            if isinstance(node, ast.Call):
                called = node.func
                if (isinstance(called, ast.Name) and called.id in {"open", "print", "input"}) or (
                    isinstance(called, ast.Attribute) and called.attr in CLOCKS
                ):
                    found.append((name, node.lineno))
    assert found == []


def test_nothing_can_send() -> None:
    senders = {"smtplib", "aiosmtplib", "sendgrid", "yagmail"}
    for package in ("agent", "connectors"):
        for name, tree in sources(package):
            assert not [m for m in imports(tree) if within(m, senders)], name


@pytest.mark.parametrize("command", [["--help"], ["scan", "--help"], ["inspect", "--help"]])
def test_help_imports_nothing_heavy(command: list[str]) -> None:
    code = (
        "import sys\nfrom agent.cli import app\n"
        f"try: app({command!r})\nexcept SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'bs4', 'connectors', 'googleapiclient', 'msal', 'imapclient', 'alembic', 'jinja2', 'holidays'}\n"
        "sys.exit(', '.join(sorted(heavy & {m.split('.')[0] for m in sys.modules})) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr.strip() == "", done.stderr
    assert done.returncode == 0
