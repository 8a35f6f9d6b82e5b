"""Installs the npm package `emulate`, a Gmail and Google sign-in written elsewhere, into a cache folder outside the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Pinned: another package took the name at 1.x.
PACKAGE = "emulate@0.11.2"


class NotInstalled(Exception):
    """It is not there and could not be fetched; the text says why and what to run."""


def folder() -> Path:
    """Where it is installed: a folder of its own in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "pleasantly-tests" / PACKAGE.replace("@", "-")


def program() -> Path:
    """The script that node runs."""
    return folder() / "node_modules" / "emulate" / "dist" / "index.js"


def present() -> bool:
    """Whether it can be started."""
    return shutil.which("node") is not None and program().is_file()


def install() -> None:
    """Fetches it unless it is there. Raises NotInstalled."""
    if present():
        return
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NotInstalled(f"node and npm are missing; install them, then run: python {Path(__file__).name}")
    folder().mkdir(parents=True, exist_ok=True)
    command = [
        npm,
        "install",
        "--prefix",
        str(folder()),
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        PACKAGE,
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"npm could not be run ({type(error).__name__}): {' '.join(command)}") from error
    if done.returncode != 0 or not present():
        lines = (done.stderr.strip() or done.stdout.strip() or "npm failed").splitlines()
        raise NotInstalled(f"{lines[-1]}: {' '.join(command)}")


def main() -> int:
    """Says in one line what was done or is left to do."""
    try:
        install()
    except NotInstalled as why:
        print(f"test servers: emulate is missing ({why}); some Gmail tests need it")
        return 1 if os.environ.get("CI") == "true" else 0
    print("test servers: emulate is installed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
