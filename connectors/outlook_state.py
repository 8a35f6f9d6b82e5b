"""How far each folder of an Outlook mailbox was read: the state of `connectors.outlook`, and what folders are for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from connectors.base import CannotCalculateChanges
from connectors.folders import role_of_name

VERSION = 1
EXPANDED = "singleValueExtendedProperties"
# learn.microsoft.com/graph/api/resources/mailfolder: names that stand for a folder in every language
WELL_KNOWN: Mapping[str, str] = {
    "inbox": "inbox",
    "sentitems": "sent",
    "drafts": "drafts",
    "archive": "archive",
    "deleteditems": "trash",
    "junkemail": "junk",
    "outbox": "drafts",
}
# A folder that shows what lies in others.
_SEARCH = "mailSearchFolder"
# Not mail: chats, sync logs, the bin behind the bin.
IGNORED = ("conversationhistory", "syncissues", "recoverableitemsdeletions")


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder. `link`: the path to ask next, "" before the first. `todo`: this round has not yet read it to its end.

    `rest`: how many messages are expected still; `told`: any message was told from it.
    """

    name: str
    parent: str = ""
    link: str = ""
    todo: bool = True
    rest: int = 0
    told: bool = False
    role: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """`tree`: the delta path of the list of folders. `well_known`: folder id -> role, "-" for folders that hold no mail.

    `plain`: this mailbox refuses extended properties in deltas.
    """

    since: datetime
    tree: str
    well_known: Mapping[str, str]
    folders: Mapping[str, Folder] = field(default_factory=dict)
    plain: bool = False

    @property
    def todo(self) -> list[str]:
        return [folder_id for folder_id, folder in self.folders.items() if folder.todo]

    def with_folder(self, id: str, **what: Any) -> State:
        """Another state, in which one folder is changed."""
        return replace(self, folders={**self.folders, id: replace(self.folders[id], **what)})

    def without(self, id: str) -> State:
        """Another state, without this folder."""
        return replace(self, folders={i: f for i, f in self.folders.items() if i != id})

    def next_round(self) -> State:
        """Another state, in which every folder is to be read again from where it is."""
        return replace(self, folders={i: replace(f, todo=True) for i, f in self.folders.items()})

    def made_plain(self) -> State:
        """Another state, in which deltas not yet begun are asked without extended properties."""
        folders = {i: replace(f, link="") if EXPANDED in f.link else f for i, f in self.folders.items()}
        return replace(self, plain=True, folders=folders)

    def text(self) -> str:
        """What the caller stores."""
        folders = {folder_id: list(asdict(folder).values()) for folder_id, folder in self.folders.items()}
        told = [
            VERSION,
            self.since.isoformat(),
            self.tree,
            dict(self.well_known),
            self.plain,
            folders,
        ]
        return json.dumps(told, ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> State:
        """The state from its text. Raises CannotCalculateChanges for anything else."""
        try:
            version, since, tree, well_known, plain, folders = json.loads(text)
            if version != VERSION or not isinstance(tree, str) or not isinstance(plain, bool):
                raise ValueError("another version")
            at = datetime.fromisoformat(since)
            found = {str(name): Folder(*values) for name, values in folders.items()}
            for folder in found.values():
                _check(folder)
            roles = {str(name): str(role) for name, role in well_known.items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise CannotCalculateChanges(
                "The stored state of this Outlook mailbox is unreadable: the mailbox will be read from the beginning."
            ) from error
        return cls(at if at.tzinfo else at.replace(tzinfo=UTC), tree, roles, found, plain)


def _check(folder: Folder) -> None:
    texts = (folder.name, folder.parent, folder.link, folder.role)
    flags = (folder.todo, folder.told)
    if not all(isinstance(t, str) for t in texts) or not all(isinstance(f, bool) for f in flags):
        raise ValueError("not a folder")
    if not isinstance(folder.rest, int):
        raise ValueError("not a number")


def with_tree(state: State, items: Iterable[Mapping[str, Any]]) -> State:
    """The state after a page of changes of the folder list: new, renamed, moved folders. A changed role means: read it again.

    Folders that are gone are left to the reading, which is told so when it asks for their messages.
    """
    folders = dict(state.folders)
    for item in items:
        folder_id = str(item["id"])
        if (
            "@removed" in item
            or state.well_known.get(folder_id) == "-"
            or _SEARCH in str(item.get("@odata.type"))
        ):
            continue
        old = folders.get(folder_id, Folder("", rest=int(item.get("totalItemCount") or 0)))
        folders[folder_id] = replace(
            old,
            name=str(item.get("displayName", old.name) or ""),
            parent=str(item.get("parentFolderId", old.parent) or ""),
        )
    changed = replace(state, folders=folders)
    for folder_id, folder in list(folders.items()):
        role = role_of_folder(changed, folder_id)
        if role == "-":
            del folders[folder_id]
        elif role != folder.role:
            folders[folder_id] = replace(folder, role=role, link="", todo=True)
    return replace(state, folders=folders)


def role_of_folder(state: State, id: str) -> str:
    """What a folder is for: the nearest that says something decides, as in `connectors.folders`; "-" for no mail."""
    at, seen = id, set[str]()
    while at and at not in seen:
        seen.add(at)
        role = state.well_known.get(at)
        if role is None and at in state.folders:
            role = role_of_name(state.folders[at].name)
        if role and (role != "inbox" or at == id):
            return role
        at = state.folders[at].parent if at in state.folders else ""
    return ""


def path_of_folder(state: State, id: str) -> str:
    """A folder's name before the rep, with those that it lies in: "Inbox/Deals"."""
    names: list[str] = []
    at, seen = id, set[str]()
    while at in state.folders and at not in seen:
        seen.add(at)
        names.append(state.folders[at].name)
        at = state.folders[at].parent
    return "/".join(reversed(names))
