"""Installs what the test servers need: `make test` runs this first. Says in one line what it did or what is left to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("dovecot-imapd", "openssl")
INSTALL = f"sudo apt-get install --no-install-recommends {' '.join(PACKAGES)}"


def dovecot_program() -> str | None:
    """Where the Dovecot program is, also where only root has its directory in the path."""
    usual = Path("/usr/sbin/dovecot")
    return shutil.which("dovecot") or (str(usual) if usual.exists() else None)


def present() -> bool:
    """Whether all is there."""
    imapd = any(Path(f"/usr/{lib}/dovecot/imap").exists() for lib in ("lib", "libexec", "lib64"))
    return dovecot_program() is not None and imapd and shutil.which("openssl") is not None


def root_prefix() -> list[str] | None:
    """How a command is run as root without a question; None where it cannot be."""
    if os.getuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def install() -> str | None:
    """Installs the packages; gives why it could not, or None."""
    prefix = root_prefix()
    if shutil.which("apt-get") is None:
        return "there is no apt-get here"
    if prefix is None:
        return "this needs root"
    # Debian starts a service it installs; a test machine wants none.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            [*prefix, "apt-get", *command], capture_output=True, text=True, env=quiet, check=False
        )
        if done.returncode != 0 and command[0] == "install":
            return (done.stderr.strip() or done.stdout.strip() or "apt-get failed").splitlines()[-1]
    return None if present() else "apt-get finished but the programs are not there"


def main() -> int:
    if present():
        print("test servers: Dovecot is installed")
        return 0
    why = install()
    if why is None:
        print("test servers: Dovecot was installed")
        return 0
    print(f"test servers: Dovecot is missing ({why}); the IMAP tests need it: {INSTALL}")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
