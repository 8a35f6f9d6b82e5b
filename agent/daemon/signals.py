"""What the process is told from outside, taken by a thread of its own.

Python runs signal handlers in the main thread alone, between two of its steps; the number of the signal is written to a socket at once
(signal.set_wakeup_fd), and is read there. So whatever the other threads hang in, the process has ended a few seconds after SIGTERM. That
is safe at any moment: every step of a scan is recorded whole or not at all, and drafts are found again by their key.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable

# Seconds after a signal to stop in which the process ends itself, whatever its threads do.
LAST_MOMENT = 4.0

_STOPS = frozenset(n for name in ("SIGTERM", "SIGINT", "SIGBREAK") if (n := getattr(signal, name, None)))
_RELOADS = frozenset(n for name in ("SIGHUP",) if (n := getattr(signal, name, None)))


class Signals:
    """What the process was told: `stop`, and `reload` since it was last asked. `attention` is set by either.

    Made and installed by the main thread, early.
    """

    def __init__(self, leave: Callable[[int], None] = os._exit) -> None:
        self.stop = threading.Event()
        self.reload = threading.Event()
        self.attention = threading.Event()
        self._leave = leave

    def install(self) -> Signals:
        """From now on signals are taken here; gives itself."""
        self._inbox, self._outbox = socket.socketpair()
        self._outbox.setblocking(False)
        for number in _STOPS | _RELOADS:
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(self._outbox.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._take, name="signals", daemon=True).start()
        return self

    def _take(self) -> None:
        while not self.stop.is_set():
            for number in self._inbox.recv(64):
                if number in _STOPS:
                    self.stop.set()
                elif number in _RELOADS:
                    self.reload.set()
                self.attention.set()
        time.sleep(LAST_MOMENT)
        self._leave(0)
