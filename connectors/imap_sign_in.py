"""Signing in to IMAP by OAuth, once, with the rep's own browser; what comes of it is stored for `Imap`."""

from __future__ import annotations

from collections.abc import Callable

from connectors.auth import GOOGLE, GOOGLE_IMAP_SCOPES, MICROSOFT_IMAP_SCOPES, TokenStore
from connectors.base import NotSupported
from connectors.imap_hosts import PRESETS


def sign_in(
    user: str,
    tell: Callable[[str], None],
    *,
    auth: str | None = None,
    preset: str | None = None,
    client_id_file: str = "",
    client_id: str = "",
    tenant: str = "organizations",
    way: str = "browser",
    store: TokenStore,
) -> None:
    """Has the rep sign in and stores the sign-in; `tell` is given each line for the rep.

    Raises NotSupported where a password is used or a setting is missing, else what `connectors.auth_google` and
    `connectors.auth_microsoft` raise.
    """
    chosen = auth or (PRESETS[preset].auth if preset in PRESETS else "password")
    if chosen == "oauth-google":
        if not client_id_file:
            raise NotSupported(
                "To sign in at Google, client_id_file is missing in the settings (docs/gmail.md, step 4)."
            )
        from connectors import auth_google

        auth_google.sign_in(
            user, client_id_file, store, tell=tell, scopes=GOOGLE_IMAP_SCOPES, provider=GOOGLE
        )
    elif chosen == "oauth-microsoft":
        if not client_id:
            raise NotSupported(
                "To sign in at Microsoft, client_id is missing in the settings (docs/outlook.md)."
            )
        from connectors.auth_microsoft import Microsoft

        Microsoft(user, client_id, tenant, scopes=MICROSOFT_IMAP_SCOPES, store=store).sign_in(way, tell)
    else:
        raise NotSupported(
            "This mailbox signs in with a password: store it as docs/imap.md says; there is nothing else to do."
        )
