"""Installs what the test servers need: `make test` runs this first. Says in one line what it did or what is left to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("dovecot-imapd", "openssl")
INSTALL = f"sudo apt-get install --no-install-recommends {' '.join(PACKAGES)}"


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
    dovecot = None if present() else install()
    cyrus = None if cyrus_present() else unpack_cyrus()
    if dovecot is None and cyrus is None:
        print("test servers: Dovecot and Cyrus are there")
        return 0
    if dovecot is None:
        print(f"test servers: Dovecot is there, Cyrus is not ({cyrus}); its tests are skipped")
        return 1 if must_have_cyrus() else 0
    print(f"test servers: Dovecot is missing ({dovecot}); the IMAP tests need it: {INSTALL}")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
