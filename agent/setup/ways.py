"""The ways in to a mailbox that was recognised: what the rep may choose, and what each of them needs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.setup.answers import Answers
from agent.setup.recognise import MICROSOFT_PRIVATE, Found
from connectors.imap_hosts import PRESETS


@dataclass(frozen=True, slots=True)
class Way:
    """One way in. `text` stands in the list; `settings` are fields of `Answers`; `first`: what the rep does before; `sure`: may be taken
    without being confirmed.
    """

    text: str
    settings: Mapping[str, str | int] = field(default_factory=dict)
    first: str = ""
    sure: bool = False


GOOGLE_APP = """\
Google wants a password of its own for pleasantly, an "app password":
  - Open https://myaccount.google.com/apppasswords in your browser, signed in as the account whose mail is to be read. (If it says that this is not \
available, switch on 2-Step Verification at https://myaccount.google.com/security first. If your company does not allow it, press Ctrl-C, run \
this again and take the way with a client id.)
  - Type the name pleasantly, press Create, and copy the 16 letters that are shown."""
GOOGLE_CLIENT = """\
Your company, or you, make a client id at Google once; `pleasantly help gmail` leads through it, steps 1 to 4. What comes of it is a file whose name begins \
with client_secret_ and ends with .json."""
MICROSOFT = """\
Microsoft lets a program read your mail only after your company's administrator has allowed it, once for everybody. The administrator gives you two \
things: the application (client) id and the directory (tenant) id."""
MICROSOFT_OWN = """\
A private mailbox at Microsoft has no administrator, but it needs an app registration all the same: somebody with a directory at Microsoft Entra makes \
one for "Personal Microsoft accounts" (`pleasantly help outlook`). This way has not been tried with every kind of private mailbox."""
MICROSOFT_MAIL = """\
Hello,

I would like to use pleasantly, a program on my own computer that finds customers who have not answered me and puts a draft of the next mail into my \
Drafts folder. It cannot send mail, and there is no server of anybody else in between.

Microsoft lets it in only after an administrator has registered it once (about ten minutes):

1. Microsoft Entra admin centre, App registrations, New registration. Name: pleasantly. Accounts in this organizational directory only.
2. Authentication, Add a platform, Mobile and desktop applications: redirect address http://localhost. No secret, no certificate.
3. API permissions, Microsoft Graph, Delegated permissions: User.Read, Mail.ReadWrite, MailboxSettings.Read. (Not Mail.Send: it is never asked for.)
4. Grant admin consent.

Please send me the Application (client) ID and the Directory (tenant) ID. What the program can and cannot do is written on its page "Outlook and Microsoft 365", \
which I can send you.

Thank you!"""
SIGN_IN = "With {title}: user name and password (IMAP)."


def ways_in(found: Found, maildirs: Sequence[str]) -> list[Way]:
    """Every way in, the one to propose first; the last two, another server and mail on this computer, are always there."""
    return [
        *_recognised(found),
        *(Way(f"The server {name} (IMAP).", {"kind": "imap", "host": name}) for name in found.guesses),
        *(
            Way(f"The mail that lies in {path} on this computer.", {"kind": "maildir", "path": path})
            for path in maildirs
        ),
        Way(
            "Another mail server (IMAP), which you can name."
            if found.title or found.guesses
            else "A mail server (IMAP).",
            {"kind": "imap"},
        ),
        Way("Mail that lies on this computer: a Maildir folder, or mbox files.", {"kind": "maildir"}),
    ]


def with_way(answers: Answers, way: Way) -> Answers:
    """The answers with the settings of a way in; what was given before stays."""
    new = {key: value for key, value in way.settings.items() if getattr(answers, key) is None}
    return replace(answers, **new)  # type: ignore[arg-type]


def _recognised(found: Found) -> list[Way]:
    if found.preset == "gmail":
        return [
            Way(
                "With an app password: five minutes (IMAP).",
                {"kind": "imap", "preset": "gmail"},
                GOOGLE_APP,
                True,
            ),
            Way(
                "With a client id of your own at Google: ten minutes, once; fewer rights and a faster first scan (Gmail API).",
                {"kind": "gmail"},
                GOOGLE_CLIENT,
            ),
        ]
    if found.preset == "outlook":
        private = found.domain in MICROSOFT_PRIVATE
        tenant = "consumers" if private else found.domain
        return [
            Way(
                f"With an application id {'of an app registration' if private else 'from your administrator'} (Microsoft Graph).",
                {"kind": "outlook", "tenant": tenant},
                MICROSOFT_OWN if private else MICROSOFT,
                True,
            )
        ]
    if found.preset is not None:
        preset = PRESETS[found.preset]
        server: dict[str, str | int] = {"host": found.host} if found.host else {}
        return [
            Way(
                SIGN_IN.format(title=found.title),
                {"kind": "imap", "preset": found.preset, **server},
                f"{preset.enable}\n{preset.password_help}",
                True,
            )
        ]
    if found.host is not None:
        rest: dict[str, str | int | None] = {"host": found.host, "port": found.port, "tls": found.tls}
        return [
            Way(
                SIGN_IN.format(title=found.host),
                {"kind": "imap", **{key: value for key, value in rest.items() if value is not None}},
                sure=found.sure,
            )
        ]
    return []


def told(found: Found) -> str:
    """What was found out, in one sentence for the rep."""
    if found.silent:
        return f"Who hosts the mail of {found.domain} could not be looked up: no name server answers. Are you online?"
    if found.note:
        return f"The mail of {found.domain} is at {found.title}. {found.note}" if found.title else found.note
    if found.title and found.by == "SRV record":
        own = (
            ""
            if found.sure
            else " That is a name of somebody else: choose it only if you know that it hosts your mail."
        )
        return f"{found.domain} says that its mail server is {found.title}.{own}"
    if found.title:
        why = "" if found.by == "name" else f" (its {found.by} says so)"
        return f"The mail of {found.domain} is at {found.title}{why}."
    return f"Who hosts the mail of {found.domain} is not known."
