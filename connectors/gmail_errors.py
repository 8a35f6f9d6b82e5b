"""What Google's failures mean, told once: every foreign exception becomes a ConnectorError here.

Sources: "Resolve errors" of the Gmail API guide (400 failedPrecondition, 401, 403 with reasons, 404, 429, 5xx) and the reasons that
programs in the field report beside it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from connectors.base import AuthenticationFailed, ConnectorError, Unavailable

_LIMITS = frozenset(
    {
        "ratelimitexceeded",
        "userratelimitexceeded",
        "quotaexceeded",
        "concurrentlimitexceeded",
        "resource_exhausted",
    }
)
_LIMIT_TEXT = re.compile(
    r"rate limit|too many (?:concurrent )?requests|quota exceeded|user-rate limit", re.IGNORECASE
)
_RETRY_AT = re.compile(r"retry after (\d{4}-\d\d-\d\dT[0-9:.]{8,20}Z)", re.IGNORECASE)
_DAILY = frozenset({"dailylimitexceeded", "dailylimitexceededunreg"})
_CURES = {
    "accessnotconfigured": "The Gmail API is not switched on in your Google Cloud project. Switch it on there (docs/gmail.md, step 2); it "
    "takes some minutes to take effect.",
    "service_disabled": "The Gmail API is not switched on in your Google Cloud project. Switch it on there (docs/gmail.md, step 2); it "
    "takes some minutes to take effect.",
    "insufficientpermissions": "Google gave this program too few rights. Run `pleasantly login` again and tick both boxes on Google's page.",
    "access_token_scope_insufficient": "Google gave this program too few rights. Run `pleasantly login` again and tick both boxes on "
    "Google's page.",
    "domainpolicy": "Your Google Workspace administrator does not allow programs to use Gmail. Show them docs/gmail.md, section "
    '"For administrators".',
    "admin_policy_enforced": "Your Google Workspace administrator does not allow this program. Show them docs/gmail.md, section "
    '"For administrators".',
}


@dataclass(frozen=True, slots=True)
class Failure:
    """What to make of a failed request. `again`: it may succeed later. `refused`: it surely had no effect at the host.

    `limited`: a rate limit was met; `wait`: the seconds that the host asked for, None where it named none; `gone`: no such thing.
    """

    error: ConnectorError
    again: bool = False
    refused: bool = False
    limited: bool = False
    gone: bool = False
    wait: float | None = None


def failure_of(error: Exception, now: datetime) -> Failure | None:
    """What an exception of the Google libraries, of httplib2 or of the network means; None for one that is none of them."""
    from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
    from googleapiclient.errors import Error, HttpError
    from httplib2 import HttpLib2Error  # type: ignore[import-untyped]

    if isinstance(error, HttpError):
        return _of_answer(int(error.resp.status), error.content, dict(error.resp), now)
    if isinstance(error, RefreshError) and not error.retryable:
        from connectors.auth_google import dead_token

        return Failure(dead_token(error), refused=True)
    if isinstance(error, (RefreshError, TransportError)):
        return Failure(_away("Google's sign-in does not answer"), again=True)
    if isinstance(error, GoogleAuthError):
        return Failure(
            AuthenticationFailed("Google refuses the sign-in. Run `pleasantly login` for this mailbox.")
        )
    if isinstance(error, (HttpLib2Error, OSError, HTTPException)):
        return Failure(_away("Gmail cannot be reached"), again=True)
    if isinstance(error, (Error, ValueError, KeyError, IndexError, TypeError, AttributeError)):
        return Failure(_away("Gmail's answer was incomplete"), again=True)
    return None


def _away(what: str, wait: float | None = None) -> Unavailable:
    return Unavailable(f"{what} now. It will be tried again by itself; nothing is lost.", wait)


def _of_answer(status: int, content: Any, header: dict[str, str], now: datetime) -> Failure:
    reasons, text = _reasons(content)
    if status < 400 or (status in (400, 403, 404, 511) and not reasons and not text):
        # A proxy or the page of a hotel's network: what it says of a message's absence must not be believed.
        return Failure(_away("Something between this computer and Gmail answers in its place"), again=True)
    wait = _wait(header.get("retry-after"), text, now)
    if status == 404:
        return Failure(
            ConnectorError("Gmail does not know a message or thread any more."), gone=True, refused=True
        )
    limited = bool(reasons & _LIMITS) or _LIMIT_TEXT.search(text) is not None
    if reasons & _DAILY:
        return Failure(
            _away("The day's quota of your Google Cloud project is used up", wait or 3600.0), refused=True
        )
    if status == 429 or (status == 403 and limited):
        error = _away("Gmail asks this program to slow down", wait)
        return Failure(error, again=True, refused=True, limited=True, wait=wait)
    for reason in sorted(reasons & _CURES.keys()):
        return Failure(AuthenticationFailed(_CURES[reason]), refused=True)
    if status == 401:
        cure = (
            "Google does not accept this program's sign-in any more. Run `pleasantly login` for this mailbox."
        )
        return Failure(AuthenticationFailed(cure), refused=True)
    if "mail service not enabled" in text.lower():
        cure = "Gmail is not switched on for this Google account. Ask your administrator, or choose another mailbox kind."
        return Failure(AuthenticationFailed(cure), refused=True)
    if "delegation denied" in text.lower():
        cure = "The Google account that signed in is not the one under `user`. Run `pleasantly login` with the right one."
        return Failure(AuthenticationFailed(cure), refused=True)
    if status == 400 and "failedprecondition" in reasons | {r.replace("_", "") for r in reasons}:
        return Failure(_away("Gmail cannot do this"), again=True, refused=True)
    if status >= 500 or status == 408:
        return Failure(_away("Gmail has a problem of its own", wait), again=True, wait=wait)
    if status == 403:
        cure = "Gmail refuses this. Run `pleasantly login` again; if that does not help, ask your Google Workspace administrator."
        return Failure(AuthenticationFailed(cure), refused=True)
    return Failure(
        ConnectorError(f"Gmail does not accept a request (status {status}). Please report it as a defect."),
        refused=True,
    )


def _reasons(content: Any) -> tuple[frozenset[str], str]:
    """The reasons that an error body names, lower-case, and its text; both empty where it is no JSON of Google's."""
    try:
        error = json.loads(content)["error"]
        named = {str(one.get("reason", "")) for one in error.get("errors", ())}
        named |= {str(one.get("reason", "")) for one in error.get("details", ())}
        named |= {str(error.get("status", ""))}
        return frozenset(name.lower() for name in named if name), str(error.get("message", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return frozenset(), ""


def _wait(header: str | None, text: str, now: datetime) -> float | None:
    """Seconds to wait by Retry-After (RFC 9110 section 10.2.3), or by Gmail's "Retry after <time>"."""
    try:
        if header:
            return float(header) if header.strip().isdigit() else _until(parsedate_to_datetime(header), now)
        if found := _RETRY_AT.search(text):
            return _until(datetime.fromisoformat(found[1]), now)
    except (ValueError, TypeError, OverflowError):
        return None
    return None


def _until(then: datetime, now: datetime) -> float:
    aware = then if then.tzinfo else then.replace(tzinfo=UTC)
    return min(max(0.0, (aware - now).total_seconds()), 86400.0)
