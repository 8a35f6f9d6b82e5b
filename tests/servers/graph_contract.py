"""Holds the Graph fake, and what the connector asks of it, against Microsoft's own description, where both it and openapi-core are at hand.

The description (OpenAPI, cut from Microsoft's CSDL) lies outside the repository and stays there. Without it, or without openapi-core, nothing
is checked, and `Contract.at_hand` says so once.
"""

from __future__ import annotations

import json
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

DESCRIPTION = Path(__file__).parents[2].parent / "shared" / "servers" / "graph-mail.json"
# Documented by Microsoft, but not in the description: folder deltas (graph/api/mailfolder-delta), drafts from MIME
# (graph/outlook-send-mime-message), mail tips (graph/api/user-getmailtips).
_NOT_DESCRIBED = re.compile(r"GET /v1\.0/me/mailFolders/delta\b|POST /v1\.0/me/getMailTips\b")


# One exchange takes 5 ms to check: no kind of it is checked more often than this in one process.
OFTEN = 12
_CHECKED: Counter[tuple[object, ...]] = Counter()
_ID = re.compile(r"/AA[^/]+")


@cache
def _described() -> Any:
    """The description as openapi-core reads it, None where it cannot be checked here."""
    if not DESCRIPTION.exists():
        print(f"not held against Microsoft's description: there is no {DESCRIPTION}")
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from openapi_core import OpenAPI
    except ImportError:
        print("not held against Microsoft's description: pip install openapi-core")
        return None
    told = json.loads(DESCRIPTION.read_text("utf-8"))
    told["servers"] = [{"url": "http://graph.test/v1.0"}]
    return OpenAPI.from_dict(told)


class Contract:
    """The description, and what broke it so far."""

    def __init__(self, openapi: Any) -> None:
        self._openapi = openapi
        self.violations: list[str] = []
        self.checked = 0

    @classmethod
    def at_hand(cls) -> Contract | None:
        """A contract that nothing has broken yet, None where it cannot be checked here."""
        openapi = _described()
        return cls(openapi) if openapi is not None else None

    def check(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, answer: tuple[int, Any, Any]
    ) -> None:
        """Notes whatever in one exchange is not as described."""
        low = {name.lower(): value for name, value in headers.items()}
        mime = low.get("content-type", "").startswith("text/plain")
        if _NOT_DESCRIBED.match(f"{method} {target}") or mime:
            return
        from openapi_core.testing import MockRequest, MockResponse

        parts = urlsplit(target)
        shape = (method, _ID.sub("/ID", parts.path), tuple(dict(parse_qsl(parts.query))), answer[0])
        _CHECKED[shape] += 1
        if _CHECKED[shape] > OFTEN:
            return
        request = MockRequest(
            "http://graph.test",
            method.lower(),
            parts.path,
            args=dict(parse_qsl(parts.query)),
            headers=dict(headers),
            data=body or None,
            content_type="application/json",
        )
        status, more, data = answer
        raw = data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
        kind = more.get("Content-Type", "application/json")
        response = MockResponse(raw, status_code=status, content_type=kind)
        self.checked += 1
        for name, check in (
            ("request", lambda: self._openapi.validate_request(request)),
            ("response", lambda: self._openapi.validate_response(request, response)),
        ):
            if name == "response" and status == 204:
                continue
            try:
                check()
            except Exception as error:
                cause = error.__cause__ or error
                more_told = [e.message[:200] for e in getattr(cause, "schema_errors", [])][:3]
                self.violations.append(
                    f"{name} {method} {parts.path[:80]} {status}: {cause!r:.300} {more_told}"
                )
