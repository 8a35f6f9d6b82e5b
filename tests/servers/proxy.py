"""A TCP proxy on this computer that drops, delays, garbles or rewrites what goes through it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

Hook = Callable[[int, bytes], bytes | None]


def untouched(connection: int, data: bytes) -> bytes | None:
    """Passes everything on."""
    return data


class Proxy:
    """Listens on `port` and passes on to `target`.

    `from_server` and `from_client` get the number of the connection (from 1) and what arrived, and give what is passed on; None cuts the
    connection. They may be changed at any time. `sent` keeps what clients sent.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.from_server: Hook = untouched
        self.from_client: Hook = untouched
        self.sent = bytearray()
        self.received = 0
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            try:
                server = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            self._sockets += [client, server]
            number = self.connections
            for source, sink, ours in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._pass_on, args=(number, source, sink, ours), daemon=True).start()

    def _pass_on(self, number: int, source: socket.socket, sink: socket.socket, from_server: bool) -> None:
        try:
            while data := source.recv(4096):
                if from_server:
                    self.received += len(data)
                else:
                    self.sent += data
                passed = (self.from_server if from_server else self.from_client)(number, data)
                if passed is None:
                    break
                sink.sendall(passed)
        except OSError:
            pass  # one side is gone: the other one is told below
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Closes every connection that is open now."""
        sockets, self._sockets = self._sockets, []
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def stop(self) -> None:
        """Closes everything."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
