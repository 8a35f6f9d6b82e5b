"""A Gmail account, a clock that only moves when somebody waits, and connectors to the one that use the other."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from connectors.auth import TokenStore
from connectors.auth_google import PROVIDER, SCOPES, signed_transport
from connectors.gmail import Gmail
from connectors.gmail_api import Api
from connectors.quota import TokenBucket
from tests.servers.gmail_fake import GmailFake, discovery_document

TOKEN_URI = "https://oauth2.googleapis.com/token"


@cache
def _document() -> dict[str, Any]:
    return discovery_document()


class World:
    """The fake and the time; sign-ins lie in `folder`. `waits` holds every wait, in seconds."""

    def __init__(self, folder: Path, fake: GmailFake | None = None) -> None:
        self.fake = fake or GmailFake()
        self.seconds = 0.0
        self.waits: list[float] = []
        self.fake.clock = lambda: self.seconds
        self.store = TokenStore(folder)
        self.sign_in()

    def sign_in(self, token: str = "token-0", refresh: str = "refresh-1", lasts: float = 1e7) -> None:
        """What a sign-in leaves in the store."""
        stored = {
            "client_id": "client",
            "client_secret": "none",
            "token_uri": TOKEN_URI,
            "refresh_token": refresh,
            "scopes": list(SCOPES),
            "token": token,
            "expiry": (datetime.now(UTC) + timedelta(seconds=lasts)).isoformat(),
        }
        self.store.write(PROVIDER, self.fake.address, json.dumps(stored))

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.waits.append(seconds)
        self.seconds += seconds

    def api(self, units_per_minute: int = 60_000, patience: float = 60.0) -> Api:
        """The API as the connector uses it, real libraries all the way down to the transport."""
        return Api(
            signed_transport(self.fake.address, "", "file", store=self.store, transport=self.fake),
            TokenBucket(units_per_minute, lambda: self.seconds, self.wait),
            patience=patience,
            document=_document(),
            sleep=self.wait,
            now=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC) + timedelta(seconds=self.seconds),
        )

    def connect(self, *, units_per_minute: int = 60_000, patience: float = 60.0, **settings: Any) -> Gmail:
        """A new connector that remembers nothing."""
        return Gmail(self.fake.address, api=lambda: self.api(units_per_minute, patience), **settings)
