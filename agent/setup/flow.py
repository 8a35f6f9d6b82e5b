"""The order of a set-up: who the rep is, where the mail is, how to get in, and only then the file.

Questions fill in what the options left open; without questions, what is proposed is taken and what is missing is listed. Nothing is written
before the sign-in has worked or the rep has put it off.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parseaddr
from pathlib import Path

from agent.business_days import calendar_problem
from agent.config import KEYS, Config, load, system_zone
from agent.errors import ConfigError
from agent.setup import access
from agent.setup.answers import Answers, compose, missing, problems
from agent.setup.ask import Ended, Talk
from agent.setup.computer import country_of, downloaded_client, kind_of, local_mailboxes, zone_named
from agent.setup.place import (
    free_name,
    make_folder,
    put_client,
    put_config,
    put_password,
    refuse_to_overwrite,
)
from agent.setup.recognise import Lookup, domain_of, recognise
from agent.setup.ways import MICROSOFT_MAIL, Way, told, ways_in
from connectors.base import AuthenticationFailed, ConnectorError

INTRO = """\
This sets pleasantly up, in about five minutes. It reads your mail on this computer and puts drafts into your Drafts folder; it never sends. Press \
Enter to take what stands in [brackets]. Ctrl-C ends this, and nothing is written before the end."""
_AGAIN = "Try again."
_CHANGE = "Change user name, server or certificate."
_CHANGE_ID = "Change what was entered."
_LATER = "Write the settings as they are, and sign in later."


@dataclass(frozen=True, slots=True)
class Done:
    """What a set-up gave. `signed_in`: a scan can follow; `password_at`: the new file with the password, None where there is none."""

    config: Config
    signed_in: bool
    password_at: Path | None = None


def set_up(
    file: Path, given: Answers, talk: Talk, *, asking: bool, lookup: Lookup | None, home: Path
) -> Done:
    """Writes a configuration from what is given and, with `asking`, from what the rep answers. `home`: where local mail may lie.

    Raises ConfigError with everything that is missing or wrong, ConnectorError where a sign-in fails and nobody can be asked, Ended
    where the rep ends it. Nothing is written then.
    """
    refuse_to_overwrite(file)
    if wrong := problems(given):
        raise ConfigError(wrong)
    answers = inferred(given)
    answers = _questioned(answers, talk, lookup, home) if asking else _settled(answers, lookup)
    _check(answers)
    signed = True
    password = None
    if asking:
        answers, password, signed = _sign_in(answers, talk)
        _check(answers)
    elif _password_needed(answers):
        access.try_stored(answers.settings())
    else:
        signed = not access.needs_browser(answers.kind or "", answers.settings())
    return _written(file, answers, password, signed)


def inferred(given: Answers) -> Answers:
    """The options in one form: addresses bare and lower-case, paths absolute, the kind told from what else is given."""
    addresses = tuple(dict.fromkeys(_bare(a) for a in given.addresses))
    paths = {
        name: str(_absolute(value))
        for name in ("path", "ca_file", "password_file", "client_id_file")
        if (value := getattr(given, name)) is not None
    }
    kind = given.kind
    if kind is None:
        if given.host or given.preset:
            kind = "imap"
        elif given.path:
            kind = kind_of(Path(paths["path"]))
        elif given.client_id:
            kind = "outlook"
        elif given.client_id_file:
            kind = "gmail"
    return replace(given, addresses=addresses, kind=kind, **paths)  # type: ignore[arg-type]


def _bare(text: str) -> str:
    return (parseaddr(text)[1] or text).strip().lower()


def _absolute(name: str) -> Path:
    """A path as the rep typed it or dropped it onto the terminal: with quotes or backslashes, from home or from here."""
    bare = name.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    path = Path(bare).expanduser()
    if not path.exists() and "\\ " in bare:
        path = Path(bare.replace("\\ ", " ")).expanduser()
    return path.absolute()


def _password_needed(answers: Answers) -> bool:
    return access.needs_password(answers.kind or "", answers.settings())


def _place_known(answers: Answers) -> bool:
    return answers.kind is not None and (answers.kind != "imap" or bool(answers.host or answers.preset))


def _with(answers: Answers, way: Way) -> Answers:
    """The answers with the settings of a way in; what was given by option stays."""
    new = {key: value for key, value in way.settings.items() if getattr(answers, key) is None}
    return replace(answers, **new)  # type: ignore[arg-type]


def _settled(answers: Answers, lookup: Lookup | None) -> Answers:
    """What the options and this computer say, without questions. Raises ConfigError with everything that is missing."""
    hint = ""
    if answers.addresses and not _place_known(answers):
        found = recognise(answers.addresses[0], lookup)
        sure = [w for w in ways_in(found, ()) if w.sure and answers.kind in (None, w.settings["kind"])]
        hint = told(found)
        answers = _with(answers, sure[0]) if sure else answers
    zone = answers.timezone or system_zone()
    answers = replace(
        answers,
        user=answers.user or next(iter(answers.addresses), None),
        timezone=zone,
        country=country_of(zone) if answers.country is None else answers.country,
    )
    if lacking := missing(answers, _password_needed(answers), hint):
        raise ConfigError(lacking)
    return answers


def _questioned(answers: Answers, talk: Talk, lookup: Lookup | None, home: Path) -> Answers:
    talk.say(INTRO)
    talk.say()
    if not answers.name:
        answers = replace(
            answers, name=talk.ask("Your name, as you sign your mail", check=_given("Type your name."))
        )
    if not answers.addresses:
        answers = replace(answers, addresses=_addresses(talk))
    answers = _where(answers, talk, lookup, home)
    answers = replace(answers, user=answers.user or answers.addresses[0])
    zone = answers.timezone or _zone(talk)
    country = _country(talk, country_of(zone)) if answers.country is None else answers.country
    return replace(answers, timezone=zone, country=country)


def _given(wrong: str) -> Callable[[str], str | None]:
    return lambda answer: None if answer else wrong


def _addresses(talk: Talk) -> tuple[str, ...]:
    check = next(key.check for key in KEYS["me"] if key.name == "addresses")

    def wrong(text: str) -> str | None:
        found = [_bare(part) for part in text.split(",") if part.strip()]
        return (
            "That is no mail address; it looks like dana@acme.example."
            if not found or (check and check(found))
            else None
        )

    first = talk.ask("Your mail address", check=wrong)
    more = talk.ask(
        "Other addresses that you write from, with commas between them (Enter: none)",
        check=lambda text: wrong(text) if text else None,
    )
    return tuple(dict.fromkeys(_bare(part) for part in f"{first},{more}".split(",") if part.strip()))


def _where(answers: Answers, talk: Talk, lookup: Lookup | None, home: Path) -> Answers:
    if not _place_known(answers):
        found = recognise(answers.addresses[0], lookup)
        talk.say(f"\n{told(found)}")
        maildirs = [str(path) for path in local_mailboxes(home)]
        ways = [w for w in ways_in(found, maildirs) if answers.kind in (None, w.settings["kind"])]
        talk.say("How shall pleasantly get at your mail?")
        way = ways[talk.choose("The number of your choice", [w.text for w in ways])]
        answers = _with(answers, way)
        if way.first:
            talk.say(f"\n{way.first}")
        guess = f"imap.{found.domain}"
    else:
        guess = ""
    return _detailed(answers, talk, home, guess)


def _detailed(answers: Answers, talk: Talk, home: Path, guess: str) -> Answers:
    """What the kind of mailbox still needs."""
    if answers.kind == "imap" and not (answers.host or answers.preset):
        talk.say("Your mail program shows the names under account settings, “incoming mail”.")
        answers = _server(answers, talk, guess)
        return replace(answers, user=answers.user or talk.ask("User name there", answers.addresses[0]))
    if answers.kind in ("maildir", "mbox") and not answers.path:
        path = _absolute(talk.ask("Where does it lie? The folder or file", check=_path_problem))
        return replace(answers, path=str(path), kind=kind_of(path))
    if answers.kind == "gmail" and not answers.client_id_file:
        return _google(answers, talk, home)
    if answers.kind == "outlook" and not answers.client_id:
        return _microsoft(answers, talk)
    return answers


def _server(answers: Answers, talk: Talk, proposal: str) -> Answers:
    text = talk.ask("Server (host, or host:port)", proposal, _server_problem)
    host, port = _host_and_port(text)
    return replace(answers, host=host, port=port)


def _host_and_port(text: str) -> tuple[str, int | None]:
    host, colon, port = text.rpartition(":")
    if colon and port.isdigit() and ":" not in host:
        return host, int(port)
    return text, None


def _server_problem(text: str) -> str | None:
    host, port = _host_and_port(text)
    if not re.fullmatch(r"[\w.:-]+", host) or (port is not None and not 1 <= port <= 65535):
        return "Type the name of a server such as imap.acme.example."
    return None


def _path_problem(text: str) -> str | None:
    if not text:
        return "Type where the mail lies, such as ~/Maildir."
    return None if _absolute(text).exists() else f"There is nothing at {_absolute(text)}."


def _google(answers: Answers, talk: Talk, home: Path) -> Answers:
    from connectors.auth_google import read_client

    def wrong(text: str) -> str | None:
        if not text:
            return "Type where the file is, or drop it onto this window."
        try:
            read_client(_absolute(text))
        except AuthenticationFailed as e:
            return str(e)
        return None

    proposal = downloaded_client(home)
    file = _absolute(talk.ask("The file with the client id", str(proposal or ""), wrong))
    return replace(answers, client_id_file=str(file))


_CLIENT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _microsoft(answers: Answers, talk: Talk) -> Answers:
    """Asks for what the administrator gave; raises Ended with a mail to the administrator where that is still to come."""

    def wrong(text: str) -> str | None:
        ok = not text or _CLIENT_ID.fullmatch(text)
        return (
            None if ok else "That is no application id; it looks like 12345678-90ab-cdef-1234-567890abcdef."
        )

    found = talk.ask(
        "The application (client) id (Enter: I do not have it yet)", answers.client_id or "", wrong
    )
    if not found and answers.tenant == "consumers":
        raise Ended("Run `pleasantly init` again when you have it.")
    if not found:
        talk.say(f"\nThis mail is for your administrator; copy it and send it:\n\n{MICROSOFT_MAIL}\n")
        raise Ended("Run `pleasantly init` again when you have the answer.")
    tenant = talk.ask(
        "The directory (tenant) id, or your company's domain at Microsoft",
        answers.tenant or domain_of(answers.addresses[0]),
        _given("Type one of them."),
    )
    return replace(answers, client_id=found, tenant=tenant)


def _zone(talk: Talk) -> str:
    def wrong(text: str) -> str | None:
        return (
            None
            if zone_named(text)
            else "That time zone is not known; it looks like Europe/Berlin or America/New_York."
        )

    text = talk.ask("\nYour time zone", system_zone(), wrong)
    return zone_named(text) or text


def _country(talk: Talk, proposal: str) -> str:
    def wrong(text: str) -> str | None:
        if text in ("", "-"):
            return None
        short = len(text) == 2 and calendar_problem(text.upper(), "") is None
        return (
            None
            if short
            else "That country is not known; type two letters such as US, GB or DE, or - for none."
        )

    text = talk.ask(
        "Your country, two letters: its public holidays are not business days (-: none)", proposal, wrong
    )
    return "" if text in ("", "-") else text.upper()


def _check(answers: Answers) -> None:
    """Raises ConfigError with every problem of what would be written; nothing is left of the attempt."""
    with tempfile.TemporaryDirectory(prefix="pleasantly-") as folder:
        file = Path(folder) / "config.toml"
        file.write_text(compose(answers), "utf-8")
        try:
            load(file)
        except ConfigError as e:
            raise ConfigError([problem.removeprefix(f"{file}: ") for problem in e.problems]) from e


def _sign_in(answers: Answers, talk: Talk) -> tuple[Answers, str | None, bool]:
    """Has the rep sign in, as often as they like. Gives the answers, a password to be kept if one was asked for, and whether it worked."""
    password: str | None = None
    while True:
        settings = answers.settings()
        kind = answers.kind or ""
        try:
            if access.needs_browser(kind, settings):
                access.sign_in_at_host(kind, settings, talk)
            elif _password_needed(answers) and (answers.password_file or answers.password_command):
                access.try_stored(settings)
            elif _password_needed(answers):
                password = password or access.ask_password(settings, talk)
                access.try_given(settings, password)
        except ConnectorError as error:
            talk.say(f"\n{error}")
            if isinstance(error, AuthenticationFailed):
                password = None
            change = _CHANGE if kind == "imap" else _CHANGE_ID
            choice = talk.choose("What now?", [_AGAIN, change, _LATER])
            if choice == 2:
                return answers, None, False
            if choice == 1:
                answers = _corrected(answers, talk)
        else:
            if kind not in ("maildir", "mbox"):
                talk.say("That worked: you are signed in.")
            return answers, password, True


def _corrected(answers: Answers, talk: Talk) -> Answers:
    if answers.kind == "gmail":
        return _google(answers, talk, Path.home())
    if answers.kind == "outlook":
        return _microsoft(answers, talk)
    server = access.server_for(answers.settings())
    answers = replace(answers, user=talk.ask("User name there", server.user))
    shown = server.host if answers.port is None else f"{server.host}:{answers.port}"
    text = talk.ask("Server (host, or host:port)", shown, _server_problem)
    if text != shown:
        host, port = _host_and_port(text)
        answers = replace(answers, host=host, port=port)
    ways = ["implicit", "starttls"] if server.tls == "implicit" else ["starttls", "implicit"]
    words = {"implicit": "TLS from the beginning (mostly port 993)", "starttls": "STARTTLS (mostly port 143)"}
    tls = ways[talk.choose("How is the connection protected?", [words[way] for way in ways])]
    if tls != server.tls:
        answers = replace(answers, tls=tls)
    file = talk.ask(
        "A file with the server's certificate, for a server of your company that nobody known has signed (-: none)",
        answers.ca_file or "-",
        lambda text: None if text == "-" else _path_problem(text),
    )
    return replace(answers, ca_file=None if file == "-" else str(_absolute(file)))


def _written(file: Path, answers: Answers, password: str | None, signed_in: bool) -> Done:
    """Puts everything in place, the configuration last. What was made is taken away again where something goes wrong."""
    folder = file.absolute().parent
    make_folder(folder)
    made: list[Path] = []
    at: Path | None = None
    try:
        if answers.kind == "gmail" and answers.client_id_file:
            made.append(put_client(folder, Path(answers.client_id_file)))
            answers = replace(answers, client_id_file=made[-1].name)
        if password is not None:
            at = access.store(answers.settings(), password, free_name(folder, "mail.password"))
        elif (
            not signed_in
            and _password_needed(answers)
            and not (answers.password_file or answers.password_command)
        ):
            at = put_password(folder)
        if at is not None:
            made.append(at)
            answers = replace(answers, password_file=at.name)
        config = put_config(file, compose(answers))
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return Done(config, signed_in, at)
