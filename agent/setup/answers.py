"""What has to be known before a scan, and the commented configuration that says it. Pure.

Every field of `Answers` is an option of `pleasantly init`; what is not given is asked, or is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr

# The settings of each kind, in the order in which they are written.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "maildir": ("path",),
    "mbox": ("path",),
    "imap": (
        *("user", "preset", "host", "port", "tls", "ca_file", "password_command", "password_file"),
        *("client_id", "client_id_file", "tenant"),
    ),
    "gmail": ("user", "client_id_file"),
    "outlook": ("user", "client_id", "tenant"),
}

_SAID = {
    "addresses": "every address that you write from",
    "timezone": "for dates and business days",
    "country": "its public holidays are not business days",
    "user": "what you sign in with",
    "preset": "a mail host that is known by name",
    "host": "the IMAP server",
    "port": "where it listens",
    "tls": "how the connection is protected",
    "ca_file": "the certificate that this server is trusted by",
    "password_command": "prints your password",
    "password_file": "holds your password; only you can read it",
    "client_id": "the app registration of your organisation (docs/outlook.md)",
    "client_id_file": "the client id of your own Google Cloud project (docs/gmail.md)",
    "tenant": "your organisation's directory id or domain at Microsoft",
    "path": "where the mail lies",
}

_HEAD = """\
# How pleasantly is set up; written by `pleasantly init`, and yours to change with any text editor.
# A line that begins with # is a note. To use a setting that stands in one, take the # away, and the one before the [name] above it.
# `pleasantly scan --dry-run` then tells whether everything is right, and touches nothing.
"""
_ME_NOTES = """\
# region  = "NY"                      # state or province, for its own holidays
# internal_domains = ["acme.example"] # colleagues' domains; left out: the domains of your addresses
# signature = "Dana Reyes\\nAcme"      # put under every draft; left out: your name
"""
_REST = """\
# A second mailbox is one more such section, under another name; `pleasantly help configuration` tells every setting:
#
# [[mailbox]]
# name = "old mail"
# kind = "maildir"
# path = "Maildir"                    # relative to this file

[policy]
# wait_business_days = 4              # after a contact on Monday, the next on Friday at the earliest
# history_days       = 120            # how far back the first scan looks
# max_nudges         = 3              # nudges to one person before the person changes
# nurture            = false          # a light touch every quarter after the file was closed

# [daemon]                            # docs/daemon.md
# poll_minutes = 5                    # how often it looks; where the server tells of new mail, it looks then too
# quiet_hours = "20:00-07:00"         # when it does not look, by your clock; left out: it always does
# digest = "08:00"                    # when the day's numbers are written into its log; "": never

# [deals]
# file = "deals.csv"                  # what you know about companies and contacts

# [playbook]
# folder = "playbook"                 # your own steps and wordings: see `pleasantly playbook --help`
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the rep said, by options or at the terminal; None is not known yet. Paths are absolute or relative to the configuration."""

    name: str | None = None
    addresses: tuple[str, ...] = ()
    timezone: str | None = None
    country: str | None = None
    signature: str | None = None
    mailbox_name: str = "work"
    kind: str | None = None
    user: str | None = None
    preset: str | None = None
    host: str | None = None
    port: int | None = None
    tls: str | None = None
    ca_file: str | None = None
    path: str | None = None
    password_file: str | None = None
    password_command: str | None = None
    client_id: str | None = None
    client_id_file: str | None = None
    tenant: str | None = None

    def settings(self) -> dict[str, str | int]:
        """The settings of the mailbox, as `connectors` takes them."""
        values = ((key, getattr(self, key)) for key in SETTINGS.get(self.kind or "", ()))
        return {key: value for key, value in values if value is not None}


def bare_address(text: str) -> str:
    """The addr-spec of an address as people copy it ("Dana Reyes <dana@acme.example>"), lower-case."""
    return (parseaddr(text)[1] or text).strip().lower()


def place_known(answers: Answers) -> bool:
    """Whether it is known where the mail is, so that nothing need be looked up."""
    return answers.kind is not None and (answers.kind != "imap" or bool(answers.host or answers.preset))


def problems(answers: Answers) -> list[str]:
    """What is wrong with what was given, option by option."""
    found = []
    if answers.name is not None and not answers.name.isprintable():
        found.append("--name holds characters that cannot be used; expected your name, as you sign your mail")
    shown = answers.mailbox_name
    if not shown.strip() or "@" in shown or not shown.isprintable():
        found.append(
            f"--mailbox-name {shown!r} cannot be used; expected a short name that is no address, such as work"
        )
    return found


def missing(answers: Answers, *, password: bool, client_id: bool, hint: str = "") -> list[str]:
    """What must still be given before anything can be written. `password`, `client_id`: one is needed; `hint`: why the
    host is not known.
    """
    found = []
    if not answers.name:
        found.append("--name is missing; expected your name, as you sign your mail")
    if not answers.addresses:
        found.append("--address is missing; expected the address that you write from (once for each)")
    if not place_known(answers):
        told = f"{hint} " if hint else ""
        found.append(
            f"--host is missing; expected your IMAP server, or --preset, --path or --kind. {told}".strip()
        )
    if answers.kind in ("maildir", "mbox") and not answers.path:
        found.append("--path is missing; expected where the mail lies")
    if (password or answers.kind is None) and not (answers.password_file or answers.password_command):
        found.append(
            "--password-file is missing; expected a file whose first line is the password (chmod 600), or --password-command"
        )
    if answers.kind == "gmail" and not answers.client_id_file:
        found.append("--client-id-file is missing; expected the file of docs/gmail.md, step 4")
    if client_id and not answers.client_id:
        found.append(
            "--client-id is missing; expected the id that your administrator gives you (docs/outlook.md)"
        )
    return found


def compose(answers: Answers) -> str:
    """The configuration as TOML text, with notes. What is None is left out."""
    me = {
        "name": answers.name or "",
        "addresses": list(answers.addresses),
        "timezone": answers.timezone,
        "country": answers.country or None,
        "signature": answers.signature,
    }
    mailbox = {"name": answers.mailbox_name, "kind": answers.kind, **answers.settings()}
    notes = _ME_NOTES if answers.signature is None else _without_signature(_ME_NOTES)
    parts = (
        _HEAD,
        f"[me]\n{_lines(me)}{notes}",
        f"[[mailbox]]\n{_lines(mailbox)}{_about_password(answers)}",
        _REST,
    )
    return "\n".join(parts)


def _without_signature(notes: str) -> str:
    return "".join(line for line in notes.splitlines(keepends=True) if not line.startswith("# signature"))


def _about_password(answers: Answers) -> str:
    if answers.kind != "imap" or answers.client_id or answers.client_id_file or answers.password_command:
        return ""
    where = "" if answers.password_file else "# The password is in the keyring of this computer.\n"
    return f"{where}# A new password is stored by: pleasantly login MAILBOX\n"


def _lines(values: Mapping[str, str | int | list[str] | None]) -> str:
    given = {key: _toml(value) for key, value in values.items() if value is not None}
    width = max(map(len, given))
    return "".join(f"{line}\n" for line in _noted(given, width))


def _noted(given: Mapping[str, str], width: int) -> Iterator[str]:
    for key, value in given.items():
        line = f"{key:<{width}} = {value}"
        yield f"{line:<37} # {_SAID[key]}" if key in _SAID else line


def _toml(value: str | int | list[str]) -> str:
    """A value in TOML: what JSON escapes in a text, TOML reads the same; DEL alone is left to be escaped (TOML 1.0, "String")."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
