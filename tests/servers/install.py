"""Installs what the test servers need: `make test` runs this first. Says in one line what it did or what is left to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PACKAGES = ("dovecot-imapd", "openssl")
INSTALL = f"sudo apt-get install --no-install-recommends {' '.join(PACKAGES)}"
# Debian's own build: the browsers that Playwright would download are not needed.
INSTALL_CHROMIUM = "sudo apt-get install --no-install-recommends chromium"

# Cyrus and what it is linked against on Debian 12. apt refuses it beside Dovecot, so it is only unpacked, into the virtual environment.
CYRUS_PACKAGES = (
    "cyrus-imapd",
    "cyrus-common",
    "libxapian30",
    "libpcre3",
    "libical3",
    "sasl2-bin",
    "libsasl2-modules",
    "libsasl2-modules-db",
)


def dovecot_program() -> str | None:
    """Where the Dovecot program is, also where only root has its directory in the path."""
    usual = Path("/usr/sbin/dovecot")
    return shutil.which("dovecot") or (str(usual) if usual.exists() else None)


def chromium_program() -> str | None:
    """Where Chromium is."""
    return shutil.which("chromium")


def present() -> bool:
    """Whether what the IMAP tests need is there."""
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


def install(packages: Sequence[str], is_there: Callable[[], bool]) -> str | None:
    """Installs packages; gives why it could not, or None."""
    prefix = root_prefix()
    if shutil.which("apt-get") is None:
        return "there is no apt-get here"
    if prefix is None:
        return "this needs root"
    # Debian starts a service it installs; a test machine wants none.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*prefix, "apt-get", *command], capture_output=True, text=True, env=quiet, check=False
        )
        if done.returncode != 0 and command[0] == "install":
            return (done.stderr.strip() or done.stdout.strip() or "apt-get failed").splitlines()[-1]
    return None if is_there() else "apt-get finished but the programs are not there"


def cyrus_folder() -> Path:
    """Where Cyrus is unpacked."""
    return Path(sys.prefix) / "servers" / "cyrus"


def cyrus_present() -> bool:
    """Whether Cyrus is unpacked."""
    return (cyrus_folder() / "complete").exists()


def must_have_cyrus() -> bool:
    """Under CI on Debian 12 Cyrus must be there; other systems have it under other names, or not at all."""
    release = Path("/etc/os-release")
    bookworm = release.exists() and "VERSION_CODENAME=bookworm" in release.read_text()
    return os.environ.get("CI") == "true" and bookworm and shutil.which("apt-get") is not None


def unpack_cyrus() -> str | None:
    """Downloads and unpacks Cyrus; gives why it could not, or None."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return "there is no apt-get here"
    folder = cyrus_folder()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = ["apt-get", "download", "-qq", *CYRUS_PACKAGES]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        prefix = root_prefix()
        if prefix is None:
            return "apt-get cannot download it"
        subprocess.run([*prefix, "apt-get", "update", "-qq"], capture_output=True, check=False)
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return (done.stderr.strip() or "apt-get failed").splitlines()[-1]
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], check=True)
        package.unlink()
    (folder / "complete").touch()
    return None


def main() -> int:
    dovecot = None if present() else install(PACKAGES, present)
    cyrus = None if cyrus_present() else unpack_cyrus()
    has_chromium = chromium_program() is not None
    chromium = None if has_chromium else install(("chromium",), lambda: chromium_program() is not None)
    under_ci = os.environ.get("CI") == "true"
    if dovecot is None and cyrus is None and chromium is None:
        print("test servers: Dovecot, Cyrus and Chromium are there")
    if dovecot is not None:
        print(f"test servers: Dovecot is missing ({dovecot}); the IMAP tests need it: {INSTALL}")
    if cyrus is not None:
        print(f"test servers: Cyrus is missing ({cyrus}); its tests are skipped")
    if chromium is not None:
        print(
            f"test servers: Chromium is missing ({chromium}); the report's tests need it: {INSTALL_CHROMIUM}"
        )
    failed = (under_ci and (dovecot or chromium)) or (cyrus and must_have_cyrus())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
