"""What the rep is asked at the terminal, to fill in what the options left open. The order is that of `questioned`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from agent.business_days import calendar_problem
from agent.config import KEYS, system_zone
from agent.setup import access
from agent.setup.answers import Answers, bare_address, place_known
from agent.setup.ask import Ended, Talk
from agent.setup.computer import country_of, downloaded_client, kind_of, local_mailboxes, path_of, zone_named
from agent.setup.recognise import Lookup, domain_of, recognise
from agent.setup.ways import MICROSOFT_MAIL, told, ways_in, with_way
from connectors.base import AuthenticationFailed

INTRO = """\
This sets pleasantly up, in about five minutes. It reads your mail on this computer and puts drafts into your Drafts folder; it never sends. Press \
Enter to take what stands in [brackets]. Ctrl-C ends this, and nothing is written before the end."""


def questioned(answers: Answers, talk: Talk, lookup: Lookup | None, home: Path) -> Answers:
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
        found = [bare_address(part) for part in text.split(",") if part.strip()]
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
    return tuple(dict.fromkeys(bare_address(part) for part in f"{first},{more}".split(",") if part.strip()))


def _where(answers: Answers, talk: Talk, lookup: Lookup | None, home: Path) -> Answers:
    if not place_known(answers):
        found = recognise(answers.addresses[0], lookup)
        talk.say(f"\n{told(found)}")
        maildirs = [str(path) for path in local_mailboxes(home)]
        ways = [w for w in ways_in(found, maildirs) if answers.kind in (None, w.settings["kind"])]
        talk.say("How shall pleasantly get at your mail?")
        way = ways[talk.choose("The number of your choice", [w.text for w in ways])]
        answers = with_way(answers, way)
        if way.first:
            talk.say(f"\n{way.first}")
        guess = "" if found.title else f"imap.{found.domain}"
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
        path = path_of(talk.ask("Where does it lie? The folder or file", check=_path_problem))
        return replace(answers, path=str(path), kind=kind_of(path) if answers.kind == "maildir" else "mbox")
    if answers.kind == "gmail" and not answers.client_id_file:
        return _google(answers, talk, home)
    if access.needs_client_id(answers.kind or "", answers.settings()) and not answers.client_id:
        return _microsoft(answers, talk)
    return answers


def _server(answers: Answers, talk: Talk, proposal: str) -> Answers:
    text = talk.ask("Server (host, or host:port)", proposal, _server_problem)
    host, port = _host_and_port(text)
    return replace(answers, host=host, port=port)


def _host_and_port(text: str) -> tuple[str, int | None]:
    host, colon, port = text.rpartition(":")
    if colon and port.isdecimal() and ":" not in host:
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
    return None if path_of(text).exists() else f"There is nothing at {path_of(text)}."


def _google(answers: Answers, talk: Talk, home: Path) -> Answers:
    from connectors.auth_google import read_client

    def wrong(text: str) -> str | None:
        if not text:
            return "Type where the file is, or drop it onto this window."
        try:
            read_client(path_of(text))
        except AuthenticationFailed as e:
            return str(e)
        return None

    proposal = downloaded_client(home)
    file = path_of(talk.ask("The file with the client id", str(proposal or ""), wrong))
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


def corrected(answers: Answers, talk: Talk, home: Path) -> Answers:
    if answers.kind == "gmail":
        return _google(answers, talk, home)
    if access.needs_client_id(answers.kind or "", answers.settings()):
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
    return replace(answers, ca_file=None if file == "-" else str(path_of(file)))
