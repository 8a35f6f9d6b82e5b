"""What a service manager is told: sd_notify(3) and sd_watchdog_enabled(3) of systemd, in plain datagrams.

https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import MutableMapping

log = logging.getLogger(__name__)


class Notifier:
    """Speaks to the socket that `$NOTIFY_SOCKET` names, and to nobody where there is none.

    `watchdog` is the time in seconds within which the service manager wants a sign of life, None where it wants none.
    """

    def __init__(self, address: str = "", watchdog: float | None = None) -> None:
        self._address = _address(address)
        self.watchdog = watchdog

    def tell(self, **values: object) -> None:
        """Sends assignments such as READY=1 in one datagram. A manager that does not listen loses it: our work goes on."""
        if self._address is None:
            return
        text = "\n".join(f"{name}={_line(value)}" for name, value in values.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaker:
                speaker.settimeout(1)
                speaker.sendto(text.encode(), self._address)
        except OSError as e:
            log.debug("the service manager could not be told (%s)", type(e).__name__)


def from_environment(environ: MutableMapping[str, str] = os.environ) -> Notifier:
    """The notifier that the service manager asks for. The variables are taken out, so that no program we start speaks for us."""
    address = environ.pop("NOTIFY_SOCKET", "")
    microseconds = environ.pop("WATCHDOG_USEC", "")
    process = environ.pop("WATCHDOG_PID", "")
    ours = process in ("", str(os.getpid()))
    wanted = ours and microseconds.isdecimal() and int(microseconds) > 0
    return Notifier(address, int(microseconds) / 1e6 if wanted else None)


def _address(name: str) -> str | None:
    """The address of a socket in the file system ("/…") or in the abstract namespace of Linux ("@…", unix(7))."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    if name.startswith("@"):
        return "\0" + name[1:]
    return name if name.startswith("/") else None


def _line(value: object) -> str:
    return " ".join(str(value).split())
