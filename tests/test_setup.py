"""Setting up without a terminal: what is composed is what was said, files are written once, and each conversation leads where it should."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import tempfile
import tomllib
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.config import IMAP_PRESETS, KEYS, load
from agent.errors import ConfigError
from agent.setup import access, flow
from agent.setup.answers import SETTINGS, Answers, compose
from agent.setup.ask import Ended, Terminal
from agent.setup.computer import country_of, downloaded_client, kind_of, local_mailboxes, zone_named
from agent.setup.flow import Done, inferred, set_up
from agent.setup.place import free_name, put_config
from agent.setup.ways import MICROSOFT_MAIL
from connectors.base import AuthenticationFailed, ConnectorError, Unavailable
from connectors.imap_hosts import PRESETS, Server
from connectors.imap_sign_in import keep_in_file, keep_in_keyring

ROOT = Path(__file__).parent.parent
ME = Answers(name="Dana Reyes", addresses=("dana@acme.example",), timezone="America/New_York", country="US")
IMAP = replace(ME, kind="imap", user="dana@acme.example", host="imap.acme.example")
CLIENT = "12345678-90ab-cdef-1234-567890abcdef"

# every character that a file can hold: a lone surrogate cannot be written as UTF-8
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
hostile = st.one_of(texts, st.text("\"'\\\n\r\t\x00\x7f#]=[{}\u2028é", min_size=1, max_size=20))


@given(
    hostile.filter(bool), hostile, st.lists(hostile, min_size=1, max_size=3), hostile.filter(bool), hostile
)
def test_any_text_comes_back_as_it_was(
    name: str, signature: str, addresses: list[str], mailbox: str, secret: str
) -> None:
    answers = replace(
        IMAP,
        name=name,
        signature=signature,
        addresses=tuple(addresses),
        mailbox_name=mailbox,
        password_command=secret,
        user=name,
    )
    table = tomllib.loads(compose(answers))
    assert table["me"]["name"] == name
    assert table["me"]["signature"] == signature
    assert table["me"]["addresses"] == addresses
    assert [m["name"] for m in table["mailbox"]] == [mailbox]
    assert (table["mailbox"][0]["user"], table["mailbox"][0]["password_command"]) == (name, secret)
    assert set(table) == {"me", "mailbox", "policy"}


@given(hostile.filter(bool), hostile)
def test_any_name_and_signature_can_be_loaded(name: str, signature: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = put_config(
            Path(folder) / "config.toml", compose(replace(IMAP, name=name, signature=signature))
        )
    assert (config.me.name, config.me.signature) == (name, signature)


@pytest.mark.parametrize(
    "answers",
    [
        IMAP,
        replace(IMAP, host=None, preset="gmail", password_command="pass show mail"),
        replace(IMAP, port=10993, tls="starttls", ca_file="server.pem"),
        replace(IMAP, host=None, preset="outlook", client_id=CLIENT, tenant="acme.example"),
        replace(ME, kind="gmail", user="dana@acme.example", client_id_file="google-client.json"),
        replace(ME, kind="outlook", user="dana@acme.example", client_id=CLIENT, tenant="acme.example"),
        replace(ME, kind="maildir", path=str(ROOT / "tests")),
        replace(ME, kind="mbox", path=str(ROOT / "README.md"), country=""),
        replace(ME, kind="maildir", path=str(ROOT / "tests"), timezone=None),
    ],
)
def test_every_kind_can_be_loaded(answers: Answers, tmp_path: Path) -> None:
    config = put_config(tmp_path / "config.toml", compose(answers))
    assert config.mailboxes[0].kind == answers.kind
    for key, value in answers.settings().items():
        found = config.mailboxes[0].settings[key]
        assert found == (str(tmp_path / str(value)) if key in {"ca_file", "client_id_file"} else value), key


def test_the_notes_show_true_defaults(tmp_path: Path) -> None:
    """With every note of a setting taken as the setting, the file still loads, and [policy] says what it says without them."""
    for name in ("playbook", "Maildir"):
        (tmp_path / name).mkdir()
    (tmp_path / "deals.csv").write_text("company\n")
    text = compose(replace(ME, kind="maildir", path="Maildir"))
    without = put_config(tmp_path / "config.toml", text)
    bare = re.sub(r"^# (?=\[|[a-z_]+ *= )", "", text, flags=re.MULTILINE)
    file = tmp_path / "all.toml"
    file.write_text(bare, "utf-8")
    assert load(file).policy == without.policy
    noted = {m[1] for m in re.finditer(r"^(?:# )?([a-z_]+) *= ", text, re.MULTILINE)}
    shown = {key.name for section in ("me", "policy", "deals", "playbook") for key in KEYS[section]}
    assert shown <= noted


def test_what_is_asked_for_is_what_the_configuration_knows() -> None:
    for kind, names in SETTINGS.items():
        known = {key.name for key in KEYS["mailbox"] if not key.kinds or kind in key.kinds}
        assert set(names) <= known
        assert {key.name for key in KEYS["mailbox"] if key.required and kind in key.kinds} <= set(names)
    assert tuple(PRESETS) == IMAP_PRESETS


def test_the_documentation_lists_every_preset() -> None:
    text = (ROOT / "docs/imap.md").read_text("utf-8")
    assert [name for name in PRESETS if f"`{name}`" not in text] == []


def test_the_mail_to_the_administrator_is_the_one_in_the_quick_start() -> None:
    text = " ".join((ROOT / "docs/quickstart-outlook.md").read_text("utf-8").replace(">", " ").split())
    assert " ".join(MICROSOFT_MAIL.split()) in text


def test_a_configuration_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    put_config(file, compose(IMAP))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(ConfigError, match="is there already and stays as it is"):
        put_config(file, compose(replace(IMAP, name="Somebody else")))
    assert [p.name for p in tmp_path.iterdir()] == ["config.toml"]
    assert file.read_bytes() == before


def test_where_the_disk_knows_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    test_a_configuration_is_never_written_over(tmp_path)


def test_a_wrong_configuration_is_not_put_in_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        put_config(tmp_path / "config.toml", compose(replace(IMAP, timezone="Mars/Olympus", tls="maybe")))
    assert len(caught.value.problems) == 2
    assert not any(str(tmp_path) in problem for problem in caught.value.problems)
    assert list(tmp_path.iterdir()) == []


def test_names_that_are_taken(tmp_path: Path) -> None:
    for expected in ("mail.password", "mail-2.password", "mail-3.password"):
        path = free_name(tmp_path, "mail.password")
        assert path.name == expected
        path.touch()


def test_options_are_understood_as_a_rep_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "My Mail" / "cur").mkdir(parents=True)
    (tmp_path / "old.mbox").touch()
    found = inferred(
        Answers(addresses=("Dana Reyes <Dana@Acme.example>", "dana@acme.example"), path="'~/My Mail'")
    )
    assert found.addresses == ("dana@acme.example",)
    assert (found.kind, found.path) == ("maildir", str(tmp_path / "My Mail"))
    assert inferred(Answers(path="My\\ Mail")).path == str(tmp_path / "My Mail")
    assert inferred(Answers(path="old.mbox")).kind == "mbox"
    assert inferred(Answers(path="~no-such-user/Mail")).path == str(tmp_path / "~no-such-user/Mail")
    assert inferred(Answers(host="h")).kind == "imap"
    assert inferred(Answers(client_id=CLIENT)).kind == "outlook"
    assert inferred(Answers(client_id_file="c.json")).client_id_file == str(tmp_path / "c.json")


def test_what_the_computer_tells(tmp_path: Path) -> None:
    assert (country_of("Europe/Berlin"), country_of("America/New_York")) == ("DE", "US")
    assert zone_named("berlin") == "Europe/Berlin"
    assert zone_named("new york") == "America/New_York"
    assert zone_named("AMERICA/CHICAGO") == "America/Chicago"
    assert zone_named("Utopia") is None
    assert local_mailboxes(tmp_path) == []
    for folder in ("Maildir/cur", "Mail/work/cur", "mail/texts"):
        (tmp_path / folder).mkdir(parents=True)
    assert [path.name for path in local_mailboxes(tmp_path)] == ["Maildir", "Mail"]
    assert kind_of(tmp_path / "mail") == "mbox"
    assert downloaded_client(tmp_path) is None
    (tmp_path / "Downloads").mkdir()
    for number, name in enumerate(("client_secret_1.json", "client_secret_2.json")):
        (tmp_path / "Downloads" / name).touch()
        os.utime(tmp_path / "Downloads" / name, (number, number))
    assert downloaded_client(tmp_path) == tmp_path / "Downloads/client_secret_2.json"


def test_the_country_of_a_computer_whose_zone_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: ("de_AT", "UTF-8"))
    assert country_of("UTC") == "AT"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert country_of("UTC") == ""


class Rep:
    """Answers in turn, and remembers what was shown. Each answer is (the beginning of the question, what is typed)."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        self.answers = list(answers)
        self.shown: list[str] = []

    def _next(self, question: str) -> str:
        assert self.answers, f"nothing to say to {question!r}"
        expected, answer = self.answers.pop(0)
        assert question.strip().startswith(expected), (question, expected)
        return answer

    def say(self, text: str = "") -> None:
        self.shown.append(text)

    def ask(
        self, question: str, proposal: str = "", check: Callable[[str], str | None] = lambda answer: None
    ) -> str:
        answer = self._next(question) or proposal
        wrong = check(answer)
        if wrong is not None:
            self.say(wrong)
            return self.ask(question, proposal, check)
        return answer

    def choose(self, question: str, options: Sequence[str]) -> int:
        wanted = self._next(question)
        return next(i for i, option in enumerate(options) if wanted in option)

    def yes(self, question: str) -> bool:
        return self._next(question) == "y"

    def secret(self, question: str) -> str:
        return self._next(question)


WHO = (("Your name", "Dana Reyes"), ("Your mail address", "dana@acme.example"), ("Other addresses", ""))
WHERE = (("Your time zone", "America/New_York"), ("Your country", "us"))


class Door:
    """What stands in for the mail server: one password is right; errors to raise before come from `trouble`."""

    def __init__(self, password: str = "right", trouble: Sequence[ConnectorError] = ()) -> None:
        self.password = password
        self.trouble = list(trouble)
        self.tried: list[tuple[Server, str]] = []

    def __call__(self, server: Server, password: str) -> None:
        self.tried.append((server, password))
        if self.trouble:
            raise self.trouble.pop(0)
        if password != self.password:
            raise AuthenticationFailed("The password is not the right one.")


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    door = Door()
    monkeypatch.setattr(access, "try_password", door)
    monkeypatch.setattr(access, "keep_in_keyring", lambda account, password: False)
    yield door


def lookup(records: dict[tuple[str, str], tuple[str, ...]]) -> Callable[[str, str], tuple[str, ...]]:
    return lambda name, kind: records.get((name, kind), ())


GOOGLE = lookup({("acme.example", "MX"): ("1 smtp.google.com.",)})
MICROSOFT = lookup({("acme.example", "MX"): ("0 acme-example.mail.protection.outlook.com.",)})


def asked(folder: Path, rep: Rep, records: Any = None, given: Answers | None = None) -> Done:
    done = set_up(
        folder / "etc/config.toml", given or Answers(), rep, asking=True, lookup=records, home=folder
    )
    assert rep.answers == []
    return done


def test_google_by_app_password(tmp_path: Path, door: Door) -> None:
    door.password = "abcdefghijklmnop"
    rep = Rep(
        *WHO,
        ("The number", "app password"),
        *WHERE,
        ("Password of dana@acme.example at imap.gmail.com", "abcd efgh ijkl mnop"),
    )
    done = asked(tmp_path, rep, GOOGLE)
    assert done.signed_in
    assert done.config.mailboxes[0].settings["preset"] == "gmail"
    assert any("is at Google (its MX record says so)" in text for text in rep.shown)
    assert any("myaccount.google.com/apppasswords" in text for text in rep.shown)
    assert (tmp_path / "etc/mail.password").read_text() == "abcdefghijklmnop\n"
    assert "abcd" not in done.config.file.read_text()


def test_the_keyring_is_preferred_to_a_file(
    tmp_path: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr(
        access, "keep_in_keyring", lambda account, password: kept.update({account: password}) or True
    )
    rep = Rep(*WHO, ("The number", "app password"), *WHERE, ("Password", "right"))
    done = asked(tmp_path, rep, GOOGLE)
    assert kept == {"dana@acme.example@imap.gmail.com": "right"}
    assert done.password_at is None
    assert [p.name for p in (tmp_path / "etc").iterdir()] == ["config.toml"]
    assert "password_file" not in done.config.file.read_text()


def write_client(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "client_secret_1.apps.googleusercontent.com.json"
    file.write_text(
        json.dumps({"installed": {"client_id": "1.apps.googleusercontent.com", "client_secret": "s"}})
    )
    return file


class Host:
    """Stands for the host's own sign-in page."""

    def __init__(self, errors: Sequence[ConnectorError] = ()) -> None:
        self.errors = list(errors)
        self.opened: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, kind: str, **settings: Any) -> Host:
        self.opened.append((kind, settings))
        return self

    def sign_in(self, tell: Callable[[str], None]) -> None:
        if self.errors:
            raise self.errors.pop(0)

    def close(self) -> None:
        """Nothing is open."""


def test_google_by_client_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    monkeypatch.setattr(access, "open_connector", host)
    file = write_client(tmp_path / "Downloads")
    (tmp_path / "wrong.json").write_text('{"web": {}}')
    rep = Rep(
        *WHO,
        ("The number", "client id of your own"),
        ("The file with the client id", str(tmp_path / "wrong.json")),
        ("The file with the client id", ""),
        *WHERE,
    )
    done = asked(tmp_path, rep, GOOGLE)
    assert any('not of the type "Desktop app"' in text for text in rep.shown)
    assert host.opened == [("gmail", {"user": "dana@acme.example", "client_id_file": str(file)})]
    copy = tmp_path / "etc/google-client.json"
    assert done.config.mailboxes[0].settings["client_id_file"] == str(copy)
    assert (copy.read_bytes(), stat.S_IMODE(copy.stat().st_mode)) == (file.read_bytes(), 0o600)


def test_microsoft_with_what_the_administrator_gave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host([Unavailable("Microsoft cannot be reached.")])
    monkeypatch.setattr(access, "open_connector", host)
    rep = Rep(
        *WHO,
        ("The number", "application id"),
        ("The application (client) id", "dana's app"),
        ("The application (client) id", CLIENT),
        ("The directory (tenant) id", ""),
        *WHERE,
        ("What now?", "Try again"),
    )
    done = asked(tmp_path, rep, MICROSOFT)
    assert (
        host.opened
        == [("outlook", {"user": "dana@acme.example", "client_id": CLIENT, "tenant": "acme.example"})] * 2
    )
    assert done.signed_in
    assert done.config.mailboxes[0].settings["tenant"] == "acme.example"


def test_microsoft_before_the_administrator_has_answered(tmp_path: Path) -> None:
    rep = Rep(*WHO, ("The number", "application id"), ("The application (client) id", ""))
    with pytest.raises(Ended, match="Run `pleasantly init` again"):
        asked(tmp_path, rep, MICROSOFT)
    assert any(MICROSOFT_MAIL in text for text in rep.shown)
    assert list(tmp_path.iterdir()) == []


def test_a_private_mailbox_at_microsoft_has_no_administrator(tmp_path: Path) -> None:
    who = (("Your name", "Dana Reyes"), ("Your mail address", "dana@outlook.com"), ("Other addresses", ""))
    rep = Rep(*who, ("The number", "app registration"), ("The application (client) id", ""))
    with pytest.raises(Ended, match="when you have it"):
        asked(tmp_path, rep)
    assert not any("administrator can" in text or MICROSOFT_MAIL in text for text in rep.shown)


def test_a_host_without_imap_gets_no_guess(tmp_path: Path) -> None:
    proposed: list[str] = []

    class Curious(Rep):
        def ask(
            self, question: str, proposal: str = "", check: Callable[[str], str | None] = lambda answer: None
        ) -> str:
            proposed.append(proposal)
            return super().ask(question, proposal, check)

    who = (("Your name", "Dana Reyes"), ("Your mail address", "dana@proton.me"), ("Other addresses", ""))
    rep = Curious(
        *who, ("The number", "Another mail server"), ("Server", "127.0.0.1:1143"), ("User name", "x")
    )
    with pytest.raises(AssertionError, match="nothing to say to"):
        asked(tmp_path, rep)
    assert any("Proton Mail Bridge" in text for text in rep.shown)
    assert not any("proton" in one for one in proposed[:4])


def test_a_password_is_asked_again_only_where_it_was_wrong(tmp_path: Path, door: Door) -> None:
    door.trouble = [Unavailable("Nothing answers."), AuthenticationFailed("It is wrong.")]
    rep = Rep(
        *WHO,
        ("The number", "A mail server"),
        ("Server", "mail.acme.example:1993"),
        ("User name", "dana"),
        *WHERE,
        ("Password of dana at mail.acme.example", "first"),
        ("What now?", "Change"),
        ("User name", ""),
        ("Server", "imap.acme.example"),
        ("How is the connection protected?", "STARTTLS"),
        ("A file with the server's certificate", "-"),
        ("What now?", "Try again"),
        ("Password of dana at imap.acme.example", "right"),
    )
    done = asked(tmp_path, rep)
    assert [(s.host, s.port, s.tls, p) for s, p in door.tried] == [
        ("mail.acme.example", 1993, "implicit", "first"),
        ("imap.acme.example", 143, "starttls", "first"),
        ("imap.acme.example", 143, "starttls", "right"),
    ]
    settings = done.config.mailboxes[0].settings
    assert (settings["host"], settings["tls"], settings["user"]) == ("imap.acme.example", "starttls", "dana")


def test_a_sign_in_can_be_put_off(tmp_path: Path, door: Door) -> None:
    rep = Rep(
        *WHO, ("The number", "app password"), *WHERE, ("Password", "wrong"), ("What now?", "sign in later")
    )
    done = asked(tmp_path, rep, GOOGLE)
    assert not done.signed_in
    waiting = tmp_path / "etc/mail.password"
    assert (waiting.read_text(), stat.S_IMODE(waiting.stat().st_mode)) == ("\n", 0o600)
    assert load(done.config.file).mailboxes[0].settings["password_file"] == str(waiting)


def test_a_question_that_an_option_answers_is_not_asked(tmp_path: Path, door: Door) -> None:
    given = replace(IMAP, port=1993, ca_file=str(ROOT / "README.md"))
    rep = Rep(("Password", "right"))
    done = asked(tmp_path, rep, None, given)
    assert (door.tried[0][0].port, door.tried[0][0].ca_file) == (1993, str(ROOT / "README.md"))
    assert done.config.me.country == "US"


def test_nothing_is_left_where_the_last_step_fails(
    tmp_path: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: Path, text: str) -> None:
        raise ConfigError(["the disk is full"])

    monkeypatch.setattr(flow, "put_config", fail)
    with pytest.raises(ConfigError):
        asked(tmp_path, Rep(("Password", "right")), None, IMAP)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def settled(folder: Path, given: Answers, records: Any = None) -> Done:
    return set_up(folder / "etc/config.toml", given, Rep(), asking=False, lookup=records, home=folder)


def problems(folder: Path, given: Answers, records: Any = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        settled(folder, given, records)
    assert not (folder / "etc").exists()
    return [problem.split()[0] for problem in caught.value.problems]


def test_without_questions_everything_missing_is_listed(tmp_path: Path) -> None:
    assert problems(tmp_path, Answers()) == ["--name", "--address", "--host", "--password-file"]
    assert problems(tmp_path, ME) == ["--host", "--password-file"]
    assert problems(tmp_path, ME, GOOGLE) == ["--password-file"]
    assert problems(tmp_path, ME, MICROSOFT) == ["--client-id"]
    assert problems(tmp_path, replace(ME, kind="gmail"), GOOGLE) == ["--client-id-file"]
    assert problems(tmp_path, replace(ME, preset="outlook")) == ["--client-id"]
    assert problems(tmp_path, replace(ME, name=" ", path=str(ROOT))) == ["--name"]
    assert problems(tmp_path, replace(ME, kind="mbox")) == ["--path"]
    assert problems(tmp_path, replace(ME, mailbox_name="dana@acme.example")) == ["--mailbox-name"]
    wrong = replace(ME, kind="maildir", path=str(tmp_path / "none"), timezone="Mars/Olympus", country="XX")
    assert len(problems(tmp_path, wrong)) == 3


def test_without_questions_a_server_elsewhere_is_not_believed(tmp_path: Path) -> None:
    records = lookup({("_imaps._tcp.acme.example", "SRV"): ("0 1 993 imap.host.example.",)})
    given = replace(ME, password_command="echo right")
    with pytest.raises(
        ConfigError, match=r"--host is missing; .* says that its mail server is imap\.host\.example"
    ):
        settled(tmp_path, given, records)
    own = lookup({("_imaps._tcp.acme.example", "SRV"): ("0 1 993 imap.acme.example.",)})
    with pytest.raises(ConnectorError):
        settled(tmp_path, replace(given, ca_file=str(tmp_path / "none.pem")), own)


def test_without_questions_the_password_is_tried_first(tmp_path: Path, door: Door) -> None:
    given = replace(IMAP, password_command="echo wrong")
    with pytest.raises(AuthenticationFailed):
        settled(tmp_path, given)
    assert not (tmp_path / "etc").exists()
    assert settled(tmp_path, replace(given, password_command="echo right")).signed_in


def test_without_questions_nobody_signs_in_at_a_page(tmp_path: Path) -> None:
    done = settled(tmp_path, replace(ME, client_id=CLIENT), MICROSOFT)
    assert not done.signed_in
    assert done.config.mailboxes[0].settings["tenant"] == "organizations"


def test_a_maildir_needs_no_sign_in(tmp_path: Path) -> None:
    (tmp_path / "Maildir/cur").mkdir(parents=True)
    done = settled(tmp_path, replace(ME, path=str(tmp_path / "Maildir")))
    assert done.signed_in
    assert done.config.mailboxes[0].kind == "maildir"


class Ring(types.ModuleType):
    """A keyring in memory."""

    def __init__(self, priority: float, loses: bool = False) -> None:
        super().__init__("keyring")
        self.priority = priority
        self.loses = loses
        self.kept: dict[tuple[str, str], str] = {}

    def get_keyring(self) -> Ring:
        return self

    def set_password(self, service: str, account: str, password: str) -> None:
        if not self.loses:
            self.kept[service, account] = password

    def get_password(self, service: str, account: str) -> str | None:
        return self.kept.get((service, account))


def test_a_keyring_that_is_fit_for_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring(5)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert keep_in_keyring("dana@host", "secret")
    assert ring.kept == {("pleasantly", "dana@host"): "secret"}


@pytest.mark.parametrize("ring", [None, Ring(0), Ring(0.5), Ring(5, loses=True), types.ModuleType("keyring")])
def test_a_keyring_that_is_not(monkeypatch: pytest.MonkeyPatch, ring: Any) -> None:
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert not keep_in_keyring("dana@host", "secret")
    assert not getattr(ring, "kept", None)


def test_a_password_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "mail.password"
    file.write_text("old")
    file.chmod(0o644)
    keep_in_file(file, "pässword")
    assert (file.read_text("utf-8"), stat.S_IMODE(file.stat().st_mode)) == ("pässword\n", 0o600)
    with pytest.raises(Unavailable, match="cannot be stored"):
        keep_in_file(tmp_path / "none" / "mail.password", "secret")
    assert [p.name for p in tmp_path.iterdir()] == ["mail.password"]


def test_the_terminal_asks_until_it_understands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["three", "3", "maybe", "", "a\x1b[31mb", "  fine  "])
    monkeypatch.setattr("builtins.input", lambda shown: next(typed))
    talk = Terminal()
    assert talk.choose("Which?", ["one", "two", "three"]) == 2
    assert talk.yes("Sure?")
    assert talk.ask("Say") == "fine"
    talk.say("\x1b[31mred\x07")
    shown = capsys.readouterr().out
    assert "Type a number, 1 to 3." in shown
    assert "Type y for yes or n for no." in shown
    assert "cannot be used" in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown


@pytest.mark.parametrize("error", [EOFError, KeyboardInterrupt])
def test_the_terminal_is_left(monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
    def leave(shown: str) -> str:
        raise error

    monkeypatch.setattr("builtins.input", leave)
    monkeypatch.setattr("getpass.getpass", leave)
    with pytest.raises(Ended):
        Terminal().ask("Name")
    with pytest.raises(Ended):
        Terminal().secret("Password")
