"""Token introspection (RFC 7662) for Dovecot, and a token endpoint (RFC 6749 section 6) that refreshes, both on this computer."""

from __future__ import annotations

import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Introspection:
    """`tokens`: access token -> user, as the provider would have them; `refresh`: refresh token -> user. Both may be changed at any time.

    `asked` counts the refreshes. `refusal`: what the token endpoint answers instead, as (status, JSON).
    """

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.refresh: dict[str, str] = {}
        self.asked = 0
        self.refusal: tuple[int, dict[str, object]] | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                form = {name: values[0] for name, values in urllib.parse.parse_qs(body).items()}
                status, answer = outer.answer(self.path, form)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url = f"{self.base}/introspect"
        self.token_uri = f"{self.base}/token"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        if path == "/introspect":
            user = self.tokens.get(form.get("token", ""))
            return 200, {"active": True, "username": user, "scope": "mail"} if user else {"active": False}
        if self.refusal is not None:
            return self.refusal
        user = self.refresh.get(form.get("refresh_token", ""))
        if user is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        self.asked += 1
        token = f"fresh-{self.asked}"
        self.tokens[token] = user
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 3599}

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
