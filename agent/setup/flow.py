"""The order of a set-up: who the rep is, where the mail is, how to get in, and only then the file.

Questions fill in what the options left open; without questions, what is proposed is taken and what is missing is listed. Nothing is written
before the sign-in has worked or the rep has put it off.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from agent.config import Config, load, system_zone
from agent.errors import ConfigError
from agent.setup import access
from agent.setup.answers import Answers, bare_address, compose, missing, place_known, problems
from agent.setup.ask import Talk
from agent.setup.computer import country_of, kind_of, path_of
from agent.setup.place import (
    free_name,
    make_folder,
    put_client,
    put_config,
    put_password,
    refuse_to_overwrite,
)
from agent.setup.questions import corrected, questioned
from agent.setup.recognise import Lookup, recognise
from agent.setup.ways import told, ways_in, with_way
from connectors.base import AuthenticationFailed, ConnectorError

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
    answers = questioned(answers, talk, lookup, home) if asking else _settled(answers, lookup)
    _check(answers)
    signed = True
    password = None
    if asking:
        answers, password, signed = _sign_in(answers, talk, home)
        _check(answers)
    elif _password_needed(answers):
        access.try_stored(answers.settings())
    else:
        signed = not access.needs_browser(answers.kind or "", answers.settings())
    return _written(file, answers, password, signed)


def inferred(given: Answers) -> Answers:
    """The options in one form: addresses bare and lower-case, paths absolute, the kind told from what else is given."""
    addresses = tuple(dict.fromkeys(bare_address(a) for a in given.addresses))
    paths = {
        name: str(path_of(value))
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
    return replace(given, name=(given.name or "").strip() or None, addresses=addresses, kind=kind, **paths)  # type: ignore[arg-type]


def _password_needed(answers: Answers) -> bool:
    return access.needs_password(answers.kind or "", answers.settings())


def _settled(answers: Answers, lookup: Lookup | None) -> Answers:
    """What the options and this computer say, without questions. Raises ConfigError with everything that is missing."""
    hint = ""
    if answers.addresses and not place_known(answers):
        found = recognise(answers.addresses[0], lookup)
        sure = [w for w in ways_in(found, ()) if w.sure and answers.kind in (None, w.settings["kind"])]
        hint = told(found)
        answers = with_way(answers, sure[0]) if sure else answers
    zone = answers.timezone or system_zone()
    answers = replace(
        answers,
        user=answers.user or next(iter(answers.addresses), None),
        timezone=zone,
        country=country_of(zone) if answers.country is None else answers.country,
    )
    client_id = access.needs_client_id(answers.kind or "", answers.settings())
    if lacking := missing(answers, password=_password_needed(answers), client_id=client_id, hint=hint):
        raise ConfigError(lacking)
    return answers


def _check(answers: Answers) -> None:
    """Raises ConfigError with every problem of what would be written; nothing is left of the attempt."""
    with tempfile.TemporaryDirectory(prefix="pleasantly-") as folder:
        file = Path(folder) / "config.toml"
        file.write_text(compose(answers), "utf-8")
        try:
            load(file)
        except ConfigError as e:
            raise ConfigError([problem.removeprefix(f"{file}: ") for problem in e.problems]) from e


def _sign_in(answers: Answers, talk: Talk, home: Path) -> tuple[Answers, str | None, bool]:
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
                answers = corrected(answers, talk, home)
        else:
            if kind not in ("maildir", "mbox"):
                talk.say("That worked: you are signed in.")
            return answers, password, True


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
