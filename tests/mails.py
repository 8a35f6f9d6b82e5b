"""Short ways to write mail for tests."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

DANA = "Dana Reyes <dana@acme.example>"
SUE = "Sue Park <sue@buyer.example>"


def mail(
    sender: str,
    to: str,
    subject: str,
    at: datetime,
    text: str,
    *,
    id: str = "",
    refs: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
) -> bytes:
    """A plain message; `at` is aware, `refs` are message ids with brackets, oldest first."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(at)
    mark = hashlib.sha256(f"{sender}{subject}{at}".encode()).hexdigest()[:16]
    message["Message-ID"] = id or f"<{mark}@mail.example>"
    if refs:
        message["In-Reply-To"], message["References"] = refs[-1], " ".join(refs)
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()
