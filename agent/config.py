"""The configuration file: read, checked and turned into values; every problem is reported at once.

`KEYS` says what may stand in the file; docs and the example file are held against it by tests.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.business_days import calendar_problem
from agent.companies import company_of, is_freemail
from agent.daemon.schedule import QuietHours, clock_time, quiet_hours
from agent.errors import ConfigError
from agent.model import Deal, Me, Policy

KINDS = ("maildir", "mbox", "imap", "gmail", "outlook")
IMAP_PRESETS = (
    "gmail", "outlook", "fastmail", "icloud", "yahoo", "aol", "bluewin", "freenet", "gandi", "gmx",
    "godaddy", "hetzner", "hostinger", "infomaniak", "ionos", "mail.de", "mailbox.org", "migadu",
    "one.com", "ovh", "posteo", "privateemail", "rackspace", "strato", "t-online", "web.de", "yandex",
    "zoho",
)  # fmt: skip
ROLES = ("inbox", "sent", "drafts", "archive", "junk", "trash", "ignore")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the file: its type in words, what it means, and a check that gives the problem or None."""

    name: str
    type: type
    help: str
    required: bool = False
    default: Any = None
    check: Callable[[Any], str | None] | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One `[[mailbox]]`: `settings` are the keys of its kind, paths made absolute. `account` names the account for the state."""

    name: str
    kind: str
    settings: Mapping[str, Any]

    @property
    def account(self) -> str:
        where = (
            self.settings.get("path") or f"{self.settings.get('user', '')}@{self.settings.get('host', '')}"
        )
        return f"{self.kind}:{where}"


@dataclass(frozen=True, slots=True)
class Daemon:
    """How the daemon goes about it: `poll` in seconds, times by the rep's clock, `log_file` None for the platform's log folder."""

    poll: float = 300.0
    quiet: QuietHours | None = None
    digest: time | None = None
    log_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a scan needs to know, checked. `digest` changes with anything in the files that verdicts may rest on.

    `files` are those that it was read from, without the playbook's.
    """

    file: Path
    me: Me
    mailboxes: tuple[Mailbox, ...]
    policy: Policy
    state: Path
    deals: Mapping[str, Deal] = field(default_factory=dict)
    playbook: Path | None = None
    digest: str = ""
    daemon: Daemon = field(default_factory=Daemon)
    files: tuple[Path, ...] = ()


_TYPE_NAMES = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    list: "a list of texts",
    dict: "a table",
}


def _zone(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return 'is no time zone; expected a name such as "America/New_York" or "Europe/Berlin"'
    return None


def _addresses(found: list[str]) -> str | None:
    wrong = [a for a in found if a.count("@") != 1 or a.startswith("@") or a.endswith("@") or " " in a]
    if not found:
        return 'is empty; expected every address that you write from, such as ["dana@acme.example"]'
    return f"holds {', '.join(map(repr, wrong))}, which is no address; expected name@host" if wrong else None


def _at_least(low: int) -> Callable[[int], str | None]:
    return lambda number: None if number >= low else f"is {number}; expected {low} or more"


def _minutes(number: int) -> str | None:
    return None if 1 <= number <= 1440 else f"is {number}; expected 1 to 1440"


def _parsed(read: Callable[[str], object], expected: str) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        try:
            read(text)
        except ValueError:
            return f"is {text!r}; expected {expected}"
        return None

    return check


def digest_time(text: str) -> time | None:
    """A time of day such as "08:00", None for "". Raises ValueError."""
    return clock_time(text) if text.strip() else None


def _port(number: int) -> str | None:
    return None if 1 <= number <= 65535 else f"is {number}; expected 1 to 65535"


def _one_of(*names: str) -> Callable[[str], str | None]:
    return lambda name: None if name in names else f"is {name!r}; expected one of {', '.join(names)}"


def _folder_roles(table: Mapping[str, Any]) -> str | None:
    wrong = [f"{k} = {v!r}" for k, v in table.items() if v not in ROLES]
    return f"has {'; '.join(wrong)}; expected folder = one of {', '.join(ROLES)}" if wrong else None


KEYS: Mapping[str, tuple[Key, ...]] = {
    "me": (
        Key("name", str, "Your name, as you sign.", required=True),
        Key("addresses", list, "Every address that you write from.", required=True, check=_addresses),
        Key("timezone", str, "Your time zone; left out, the computer's.", check=_zone),
        Key("country", str, "Your country: its public holidays are not business days.", default=""),
        Key(
            "region",
            str,
            "State or province, for its own holidays (ISO 3166-2 without the country).",
            default="",
        ),
        Key("internal_domains", list, "Domains of colleagues; left out, the domains of your addresses."),
        Key("signature", str, "Put under every draft; left out, your name.", default=""),
    ),
    "mailbox": (
        Key("name", str, "Your name for this mailbox.", required=True),
        Key("kind", str, "What it is.", required=True, check=_one_of(*KINDS)),
        Key("path", str, "Where it lies, relative to this file.", required=True, kinds=("maildir", "mbox")),
        Key(
            "folders",
            dict,
            "What folders are for, where their names do not tell.",
            kinds=("maildir", "imap"),
            check=_folder_roles,
        ),
        Key(
            "user",
            str,
            "The name that you sign in with, mostly your address.",
            required=True,
            kinds=("imap", "gmail", "outlook"),
        ),
        Key("preset", str, "A host that is known.", kinds=("imap",), check=_one_of(*IMAP_PRESETS)),
        Key("host", str, "The IMAP server, where there is no preset for it.", kinds=("imap",)),
        Key("port", int, "Its port; left out, 993, or 143 with starttls.", kinds=("imap",), check=_port),
        Key(
            "tls",
            str,
            'How the connection is protected; "none" only for a server on this computer.',
            kinds=("imap",),
            check=_one_of("implicit", "starttls", "none"),
        ),
        Key("ca_file", str, "The certificate of a server that is signed by nobody known.", kinds=("imap",)),
        Key(
            "auth",
            str,
            "How you sign in; left out, what the preset needs, else a password.",
            kinds=("imap",),
            check=_one_of("password", "oauth-google", "oauth-microsoft"),
        ),
        Key("password_command", str, "A command that prints your password.", kinds=("imap",)),
        Key("password_file", str, "A file that only you can read, with your password.", kinds=("imap",)),
        Key("client_id_file", str, 'As for gmail, with auth = "oauth-google".', kinds=("imap",)),
        Key("client_id", str, 'As for outlook, with auth = "oauth-microsoft".', kinds=("imap",)),
        Key("timeout", int, "Seconds to wait for an answer.", kinds=("imap",), check=_at_least(1)),
        Key(
            "client_id_file",
            str,
            "The client id of your own Google Cloud project, as Google gives it (docs/gmail.md).",
            required=True,
            kinds=("gmail",),
        ),
        Key(
            "token_store",
            str,
            'Where the sign-in is kept: a "file" that only you can read, or the "keyring".',
            default="file",
            kinds=("gmail", "outlook", "imap"),
            check=_one_of("file", "keyring"),
        ),
        Key(
            "client_id",
            str,
            "The application id of your organisation's app registration (docs/outlook.md).",
            required=True,
            kinds=("outlook",),
        ),
        Key(
            "tenant",
            str,
            "Your organisation's directory id or domain at Microsoft.",
            default="organizations",
            kinds=("outlook", "imap"),
        ),
        Key(
            "sign_in",
            str,
            "How you sign in: in the browser, or with a code on another device.",
            default="browser",
            kinds=("outlook", "imap"),
            check=_one_of("browser", "device-code"),
        ),
        Key(
            "quota_units_per_minute",
            int,
            "How much of Google's quota a scan may use.",
            default=5000,
            kinds=("gmail",),
            check=_at_least(100),
        ),
    ),
    "policy": (
        Key(
            "wait_business_days",
            int,
            "Business days between two contacts, at least.",
            default=4,
            check=_at_least(1),
        ),
        Key("history_days", int, "How many days back the first scan looks.", default=120, check=_at_least(1)),
        Key(
            "max_nudges",
            int,
            "Nudges to one person before the person changes.",
            default=3,
            check=_at_least(1),
        ),
        Key("nurture", bool, "A light touch every quarter after the file was closed.", default=False),
    ),
    "deals": (Key("file", str, "What you know about companies and contacts (CSV), relative to this file."),),
    "playbook": (Key("folder", str, "Your own steps and wordings, relative to this file."),),
    "daemon": (
        Key(
            "poll_minutes",
            int,
            "How often the daemon looks at a mailbox; where the server tells of new mail, it looks then too.",
            default=5,
            check=_minutes,
        ),
        Key(
            "quiet_hours",
            str,
            'When it does not look, by your clock, such as "20:00-07:00"; left out, it always does.',
            default="",
            check=_parsed(quiet_hours, 'two times such as "20:00-07:00", or "" for none'),
        ),
        Key(
            "digest",
            str,
            'When it writes the day\'s numbers into its log, by your clock; "" for never.',
            default="08:00",
            check=_parsed(digest_time, 'a time such as "08:00", or "" for never'),
        ),
        Key("log_file", str, "Its log, relative to this file; left out, in the platform's log folder."),
    ),
    "state": (
        Key("path", str, "The state file, relative to this file; left out, the platform's data folder."),
    ),
}


def default_file() -> Path:
    """`$PLEASANTLY_CONFIG`, else config.toml in the platform's configuration folder."""
    if named := os.environ.get("PLEASANTLY_CONFIG"):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("pleasantly", appauthor=False) / "config.toml"


def default_state() -> Path:
    """state.sqlite3 in the platform's data folder."""
    from platformdirs import user_data_path

    return user_data_path("pleasantly", appauthor=False) / "state.sqlite3"


def system_zone() -> str:
    """The computer's time zone by name (`$TZ`, /etc/localtime), else UTC."""
    names = [os.environ.get("TZ", "").lstrip(":")]
    link = Path("/etc/localtime")
    if link.is_symlink():
        names.append(str(link.resolve()).partition("zoneinfo/")[2])
    return next((name for name in names if name and _zone(name) is None), "UTC")


def load(file: Path) -> Config:
    """Reads and checks a configuration file and what it names.

    Raises ConfigError with every problem at once, each naming file, key and what is expected. Writes nothing.
    """
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        raise ConfigError(
            [f"{file}: there is no such file; `pleasantly init` makes it, or name another with --config."]
        ) from None
    except (OSError, UnicodeDecodeError) as e:
        raise ConfigError(
            [f"{file}: cannot be read ({_why(e)}); expected a UTF-8 text file that you may read."]
        ) from e
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise ConfigError([f"{file}: is not valid TOML ({e}); mend it there."]) from e
    reader = _Reader(file, table)
    config = reader.config()
    if reader.problems or config is None:
        raise ConfigError(reader.problems)
    return config


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


class _Reader:
    """Collects problems while it reads one file."""

    def __init__(self, file: Path, table: Mapping[str, Any]) -> None:
        self.file = file
        self.base = file.absolute().parent
        self.table = table
        self.problems: list[str] = []
        self.read: list[Path] = []

    def problem(self, where: str, what: str) -> None:
        self.problems.append(f"{self.file}: {where} {what.rstrip('.')}.")

    def path(self, name: str) -> Path:
        return (self.base / Path(name).expanduser()).resolve()

    def config(self) -> Config | None:
        for name in self.table:
            if name not in KEYS:
                self.problem(f"[{name}]", f"is not known; expected {', '.join(f'[{k}]' for k in KEYS)}")
        me = self._me(self._section("me"))
        mailboxes = tuple(self._mailboxes())
        policy = self._section("policy")
        state = self._section("state").get("path")
        daemon = self._section("daemon")
        deals = self._deals(self._section("deals").get("file"))
        playbook = self._section("playbook").get("folder")
        folder = self.path(playbook) if playbook else None
        if folder is not None and not folder.is_dir():
            self.problem("[playbook] folder", f"= {playbook!r}: there is no such folder")
        if self.problems or me is None:
            return None
        return Config(
            file=self.file,
            me=me,
            mailboxes=mailboxes,
            policy=Policy(**policy),
            state=self.path(state) if state else default_state(),
            deals=deals,
            playbook=folder,
            digest=self._digest(folder),
            daemon=self._daemon(daemon),
            files=(self.file, *self.read),
        )

    def _daemon(self, values: Mapping[str, Any]) -> Daemon:
        name = values.get("log_file")
        return Daemon(
            poll=values["poll_minutes"] * 60.0,
            quiet=quiet_hours(values["quiet_hours"]),
            digest=digest_time(values["digest"]),
            log_file=self.path(name) if name else None,
        )

    def _digest(self, playbook: Path | None) -> str:
        from agent import __version__

        found = hashlib.blake2b(__version__.encode(), digest_size=16)
        for name in (self.file, *self.read, *(sorted(playbook.rglob("*")) if playbook else ())):
            if name.is_file():
                found.update(f"\0{name}\0".encode("utf-8", "surrogateescape") + name.read_bytes())
        return found.hexdigest()

    def _section(self, name: str) -> dict[str, Any]:
        table = self.table.get(name, {})
        if not isinstance(table, dict):
            self.problem(f"[{name}]", f"is not a table; expected [{name}] on a line of its own")
            table = {}
        return self._values(table, KEYS[name], f"[{name}]")

    def _values(self, table: Mapping[str, Any], keys: tuple[Key, ...], where: str) -> dict[str, Any]:
        known = {key.name: key for key in keys}
        for name in table:
            if name not in known:
                self.problem(f"{where} {name}", f"is not known; expected one of {', '.join(known)}")
        values: dict[str, Any] = {}
        for key in keys:
            if key.name not in table:
                if key.required:
                    self.problem(
                        f"{where} {key.name}", f"is missing; expected {_TYPE_NAMES[key.type]}: {key.help}"
                    )
                elif key.default is not None:
                    values[key.name] = key.default
                continue
            value = table[key.name]
            if not _is(value, key.type):
                self.problem(f"{where} {key.name}", f"= {value!r}; expected {_TYPE_NAMES[key.type]}")
            elif key.check is not None and (wrong := key.check(value)):
                self.problem(f"{where} {key.name}", wrong)
            else:
                values[key.name] = value
        return values

    def _me(self, values: Mapping[str, Any]) -> Me | None:
        if wrong := calendar_problem(values.get("country", ""), values.get("region", "")):
            self.problems.append(f"{self.file}: {wrong}")
        if not {"name", "addresses"} <= values.keys():
            return None
        addresses = frozenset(a.strip().lower() for a in values["addresses"])
        domains = values.get("internal_domains")
        if domains is None:
            domains = [d for a in addresses if (d := a.rpartition("@")[2]) and not is_freemail(d)]
            domains += [c for a in addresses if (c := company_of(a))]
        return Me(
            name=values["name"],
            addresses=addresses,
            timezone=values.get("timezone") or system_zone(),
            country=values["country"],
            region=values["region"],
            internal_domains=frozenset(d.lower() for d in domains),
            signature=values["signature"],
        )

    def _mailboxes(self) -> Iterator[Mailbox]:
        tables = self.table.get("mailbox", [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            self.problem("[[mailbox]]", "is not a list of tables; expected [[mailbox]] with two brackets")
            return
        if not tables:
            self.problem("[[mailbox]]", "is missing; expected at least one, with name, kind and path")
        seen: set[str] = set()
        for number, table in enumerate(tables, 1):
            where = f"[[mailbox]] {table.get('name') if isinstance(table.get('name'), str) else number}:"
            kind = table.get("kind")
            keys = tuple(k for k in KEYS["mailbox"] if not k.kinds or kind in k.kinds)
            values = self._values(table, keys, where)
            if values.get("name") in seen:
                self.problem(where, "is there twice; expected another name for each mailbox")
            seen.add(values.get("name", ""))
            if "path" in values:
                values["path"] = str(self._mail_path(where, values["path"], values.get("kind", "")))
            for name in values.keys() & {"ca_file", "password_file", "client_id_file"}:
                values[name] = str(self.path(values[name]))
            if kind == "imap":
                self._check_imap(where, values)
            if values.keys() >= {"name", "kind"}:
                rest = {k: v for k, v in values.items() if k not in {"name", "kind"}}
                yield Mailbox(values["name"], values["kind"], rest)

    def _check_imap(self, where: str, values: Mapping[str, Any]) -> None:
        if not values.keys() & {"host", "preset"}:
            self.problem(
                f"{where} host", f"is missing; expected host, or preset = one of {', '.join(IMAP_PRESETS)}"
            )
        if values.keys() >= {"password_command", "password_file"}:
            self.problem(f"{where} password_file", "stands beside password_command; expected one of the two")
        if "password_file" in values and not Path(values["password_file"]).is_file():
            self.problem(f"{where} password_file", f"= {values['password_file']!r}: there is no such file")
        host = values.get("host", "")
        local = host in ("localhost", "::1") or host.startswith("127.")
        if values.get("tls") == "none" and not local:
            self.problem(
                f"{where} tls",
                '= "none" would send your password unprotected; expected "implicit" or "starttls"',
            )

    def _mail_path(self, where: str, name: str, kind: str) -> Path:
        path = self.path(name)
        try:
            exists, folder = path.exists(), path.is_dir()
        except OSError as e:
            self.problem(f"{where} path", f"= {name!r}: cannot be looked at ({_why(e)})")
            return path
        if not exists:
            self.problem(
                f"{where} path", f"= {name!r}: there is nothing at {path}; expected a {kind} mailbox"
            )
        elif kind == "maildir" and not folder:
            self.problem(
                f"{where} path",
                f'= {name!r}: {path} is no folder; expected a Maildir, or kind = "mbox" for a file',
            )
        elif not os.access(path, os.R_OK | (os.X_OK if folder else 0)):
            self.problem(
                f"{where} path", f"= {name!r}: you may not read {path}; give yourself the right to read it"
            )
        return path

    def _deals(self, name: str | None) -> Mapping[str, Deal]:
        if name is None:
            return {}
        from agent.deals import parse_deals

        path = self.path(name)
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as e:
            self.problem(
                "[deals] file", f"= {name!r}: cannot be read ({_why(e)}); expected a UTF-8 CSV file at {path}"
            )
            return {}
        self.read.append(path)
        deals, problems = parse_deals(text, str(path))
        self.problems.extend(problems)
        return deals


def _is(value: Any, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind)
