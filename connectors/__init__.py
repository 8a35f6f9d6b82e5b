"""Mail accounts behind one interface, whoever hosts them. What they promise is written in `connectors.base`."""

from __future__ import annotations

import importlib
from typing import Any

from connectors.base import Connector, NotSupported

# kind of the configuration -> class, in the module of the same name: a host's libraries are imported only when it is used.
_CLASSES = {"maildir": "Maildir", "mbox": "Mbox", "imap": "Imap", "gmail": "Gmail", "outlook": "Outlook"}

KINDS = tuple(_CLASSES)


def open_connector(kind: str, **settings: Any) -> Connector:
    """A connector of this kind (one of `KINDS`); `settings` go to its class as they are.

    Raises NotSupported for a kind that is unknown or not part of this installation, and what the class itself raises.
    """
    if kind not in _CLASSES:
        raise NotSupported(f"There is no mailbox kind {kind!r}. Use one of: {', '.join(KINDS)}.")
    name = f"{__name__}.{kind}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (error.name == name or not error.name.startswith(__name__)):
            raise
        missing = "it" if error.name == name else f"the Python package {error.name!r}, which it needs,"
        raise NotSupported(
            f"Mailboxes of kind {kind!r} cannot be read here: {missing} is not part of this installation. Install pleasantly again."
        ) from error
    connector: Connector = getattr(module, _CLASSES[kind])(**settings)
    return connector
