"""The state as one object, joined from its parts."""

from __future__ import annotations

from agent.store.drafts import Drafts
from agent.store.elsewhere import Elsewhere
from agent.store.grouping import Grouping
from agent.store.listing import Listing
from agent.store.looking import Looking
from agent.store.mailboxes import Mailboxes
from agent.store.readings import Readings
from agent.store.verdicts import Verdicts
from agent.store.words import Words


class Store(Mailboxes, Listing, Grouping, Verdicts, Elsewhere, Readings, Drafts, Words, Looking):
    """The state behind one engine; used by one thread at a time."""
