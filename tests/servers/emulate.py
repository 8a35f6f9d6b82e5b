"""Starts `emulate`: a Gmail and a Google sign-in written by others, on 127.0.0.1; and what is needed to speak to it.

It knows neither batches, getProfile nor searches other than the simplest, and its metadata has a few headers only: `Bridge` makes up for these.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path
from typing import Any

import httplib2  # type: ignore[import-untyped]
import pytest

from tests.servers.install_emulate import NotInstalled, install, program

CLIENT = {"client_id": "client-1", "client_secret": "secret-1"}
START_TIMEOUT = 20.0
_BIND = Path(__file__).with_name("bind_loopback.cjs")


def require() -> None:
    """Installs it. Under CI a failure fails the run, elsewhere it skips with the reason."""
    try:
        install()
    except NotInstalled as why:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"emulate cannot be had: {why}")


@contextmanager
def running(folder: Path, users: Mapping[str, str]) -> Iterator[str]:
    """A server for users given by access token -> address, its files in `folder`; gives its root address.

    No OAuth client is registered with it: it would accept only redirects whose port it knows beforehand.
    """
    seed = {
        "google": {
            "users": [{"email": address, "name": address.partition("@")[0]} for address in users.values()],
        },
        "tokens": {token: {"login": address, "scopes": []} for token, address in users.items()},
    }
    (folder / "seed.json").write_text(json.dumps(seed), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = f"http://127.0.0.1:{port}"
    node = shutil.which("node") or "node"
    command = [node, "-r", str(_BIND), str(program()), "start", "-s", "google", "-p", str(port)]
    command += ["--base-url", root, "--seed", str(folder / "seed.json")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _await(process, port, folder / "log")
            yield root
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.02)
    text = log.read_text("utf-8", "replace")[-2000:]
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"emulate does not start: {text}")


def once(uri: str, method: str, body: Any, headers: Mapping[str, str]) -> tuple[Any, bytes]:
    """One request over a connection of its own, so that none stays open behind a test."""
    http = httplib2.Http(timeout=20)
    try:
        answer: tuple[Any, bytes] = http.request(uri, method=method, body=body, headers=dict(headers))
    finally:
        http.close()
    return answer


class Bridge:
    """A transport to `emulate` that makes up for what it lacks."""

    def __init__(self, root: str, address: str) -> None:
        self._root = root
        self._address = address

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> tuple[Any, bytes]:
        """Carries a request out, a batch piece by piece."""
        at = urllib.parse.urlsplit(uri)
        given = dict(headers or {})
        if at.path.startswith("/batch"):
            return self._batch(body, given)
        if at.path.endswith("/profile"):
            return self._profile(given)
        query = [(name, value) for name, value in urllib.parse.parse_qsl(at.query) if name != "q"]
        if "/messages/" in at.path:
            query = [(name, "raw" if name == "format" else value) for name, value in query]
        plain = urllib.parse.urlunsplit(at._replace(query=urllib.parse.urlencode(query)))
        return once(plain, method, body, given)

    def _profile(self, headers: dict[str, str]) -> tuple[Any, bytes]:
        uri = f"{self._root}/gmail/v1/users/me/history?startHistoryId=0&maxResults=1"
        response, content = once(uri, "GET", None, headers)
        if response.status != 200:
            return response, content
        profile = {"emailAddress": self._address, "historyId": json.loads(content)["historyId"]}
        return response, json.dumps(profile).encode()

    def _batch(self, body: Any, headers: dict[str, str]) -> tuple[Any, bytes]:
        kind = next(value for name, value in headers.items() if name.lower() == "content-type")
        octets = body.encode() if isinstance(body, str) else body
        message = BytesParser(policy=compat32).parsebytes(
            b"content-type: " + kind.encode() + b"\r\n\r\n" + octets
        )
        signed = {name: value for name, value in headers.items() if name.lower() == "authorization"}
        parts = []
        for part in message.get_payload():
            assert not isinstance(part, str)
            verb, target, _ = str(part.get_payload()).lstrip().partition("\n")[0].split()
            response, content = self.request(self._root + target, method=verb, headers=signed)
            name = str(part["Content-ID"]).strip("<>")
            parts.append(
                f"--b\r\nContent-Type: application/http\r\nContent-ID: <response-{name}>\r\n\r\nHTTP/1.1 {response.status} X\r\n"
                f"Content-Type: application/json\r\n\r\n{content.decode()}\r\n"
            )
        return httplib2.Response({"status": "200", "content-type": "multipart/mixed; boundary=b"}), (
            "".join(parts) + "--b--"
        ).encode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Robot:
    """The rep's browser: opens the sign-in page, presses the button of one account, and follows the way back."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
        self.thread: threading.Thread | None = None

    def open(self, url: str) -> None:
        """As webbrowser.open: comes back at once."""
        self.thread = threading.Thread(target=self._work, args=(url,), daemon=True)
        self.thread.start()

    def _work(self, url: str) -> None:
        page, _ = self._go(url)
        form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if self._address in one)
        fields = {
            html.unescape(name): html.unescape(value)
            for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)
        }
        action = re.search(r'action="([^"]+)"', form)
        assert action is not None
        way = urllib.parse.urljoin(url, html.unescape(action[1]))
        _, back = self._go(way, urllib.parse.urlencode(fields).encode())
        self._go(back)

    def _go(self, url: str, data: bytes | None = None) -> tuple[str, str]:
        """The page, and where it leads on to."""
        try:
            answer = self._opener.open(url, data, timeout=20)
        except urllib.error.HTTPError as redirect:
            answer = redirect
        with answer:
            return answer.read().decode(), str(answer.headers.get("location", ""))
