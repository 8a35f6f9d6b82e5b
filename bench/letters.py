"""Messages for the benches of the API connectors, as mail programs write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


def letter(
    sender: str, to: str, subject: str, at: datetime, number: int, text: str, parents: Sequence[int] = ()
) -> bytes:
    """One message as mail programs write it, in a thread by its References."""
    references = " ".join(f"<n{parent}@mail.example>" for parent in parents)
    thread = f"In-Reply-To: <n{parents[-1]}@mail.example>\r\nReferences: {references}\r\n" if parents else ""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {'Re: ' if parents else ''}{subject}\r\n"
        f"Date: {at.strftime('%a, %d %b %Y %H:%M:%S +0000')}\r\nMessage-ID: <n{number}@mail.example>\r\n{thread}"
        f"{'Auto-Submitted: auto-replied' + chr(13) + chr(10) if subject.startswith('Automatic') else ''}"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
