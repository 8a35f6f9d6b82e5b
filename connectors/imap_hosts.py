"""Mail hosts that need no settings but an address, and what to tell the rep when one of them, or another, refuses."""

from __future__ import annotations

import re
import socket
import ssl
from dataclasses import dataclass

from connectors.base import AuthenticationFailed, ConnectorError, NotSupported, Unavailable
from connectors.retry import Unreachable

_SWITCH_ON = "Switch IMAP on in the account's settings, or ask the administrator."
_TWO_STEPS = "If you sign in there with a second step (a code, a phone), make an app password in the security settings and store it here."


@dataclass(frozen=True, slots=True)
class Preset:
    """Where a host's IMAP server is and how one gets in; `enable`: how IMAP is switched on there.

    `domains`: the domains of addresses that it hosts, `mx`: ends of the names of the servers that receive mail for its customers'
    own domains, both as words; "domain=server" where the IMAP server is another than `host`.
    """

    host: str
    title: str
    domains: str = ""
    mx: str = ""
    password_help: str = _TWO_STEPS
    enable: str = _SWITCH_ON
    auth: str = "password"


# https://support.google.com/mail/answer/7126229, https://support.microsoft.com/office (POP, IMAP and SMTP settings for Outlook.com),
# https://www.fastmail.help (server names and ports), https://support.apple.com/102525, https://help.yahoo.com/kb/SLN4075.html,
# https://www.zoho.com/mail/help/imap-access.html; most others stand in https://github.com/thunderbird/autoconfig (state of March 2026)
PRESETS: dict[str, Preset] = {
    "gmail": Preset(
        "imap.gmail.com",
        "Google",
        "gmail.com googlemail.com",
        "google.com googlemail.com",
        "Google takes no account password here: make an app password (https://myaccount.google.com/apppasswords, needs 2-step "
        'verification) or set auth = "oauth-google".',
        "Switch IMAP on in Gmail: Settings, Forwarding and POP/IMAP; in a company the administrator may have to allow it.",
    ),
    "outlook": Preset(
        "outlook.office365.com",
        "Microsoft",
        "outlook.com hotmail.com live.com msn.com windowslive.com",
        "protection.outlook.com mx.microsoft",
        'Microsoft takes no passwords for IMAP any more: set auth = "oauth-microsoft".',
        "Ask the administrator to allow IMAP for this mailbox (Microsoft 365 admin centre: the user, Mail, Manage email apps).",
        "oauth-microsoft",
    ),
    "fastmail": Preset(
        "imap.fastmail.com",
        "Fastmail",
        "fastmail.com fastmail.fm",
        "messagingengine.com",
        "Fastmail takes no account password here: make an app password (Settings, Privacy & Security, Connected apps & API tokens) "
        "with access to IMAP.",
        "Choose a Fastmail plan and an app password that include IMAP.",
    ),
    "icloud": Preset(
        "imap.mail.me.com",
        "Apple iCloud",
        "icloud.com me.com mac.com",
        "mail.icloud.com",
        "Apple takes no account password here: make an app-specific password at https://account.apple.com.",
        "Switch iCloud Mail on in the settings of your Apple account.",
    ),
    "yahoo": Preset(
        "imap.mail.yahoo.com",
        "Yahoo",
        "yahoo.com ymail.com rocketmail.com yahoo.ca yahoo.co.in yahoo.co.nz yahoo.co.uk yahoo.com.ar yahoo.com.au yahoo.com.br "
        "yahoo.com.mx yahoo.de yahoo.es yahoo.fr yahoo.it yahoo.se",
        "am0.yahoodns.net",
        "Yahoo takes no account password here: make an app password (Account security, Generate app password).",
        "IMAP is always on at Yahoo; sign in once on the web to see whether the account is locked.",
    ),
    "aol": Preset(
        "imap.aol.com",
        "AOL",
        "aol.com aim.com aol.co.uk aol.de aol.es aol.fr aol.it",
        "gm0.yahoodns.net",
        "AOL takes no account password here: make an app password (Account security, Generate app password).",
        "IMAP is always on at AOL; sign in once on the web to see whether the account is locked.",
    ),
    "bluewin": Preset("imaps.bluewin.ch", "Swisscom Bluewin", "bluewin.ch bluemail.ch"),
    "freenet": Preset("mx.freenet.de", "freenet", "freenet.de"),
    "gandi": Preset("mail.gandi.net", "Gandi", "", "mail.gandi.net"),
    "gmx": Preset(
        "imap.gmx.net",
        "GMX",
        "gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.com=imap.gmx.com gmx.us=imap.gmx.com gmx.co.uk=imap.gmx.com gmx.fr=imap.gmx.com "
        "gmx.es=imap.gmx.com gmx.it=imap.gmx.com",
        "",
        _TWO_STEPS,
        "Switch IMAP on at GMX: sign in on the web, E-Mail, Settings, POP3 & IMAP, and allow access.",
    ),
    "godaddy": Preset("imap.secureserver.net", "GoDaddy", "", "secureserver.net"),
    "hetzner": Preset("mail.your-server.de", "Hetzner", "", "your-server.de"),
    "hostinger": Preset("imap.hostinger.com", "Hostinger", "", "hostinger.com"),
    "infomaniak": Preset("mail.infomaniak.com", "Infomaniak", "ik.me", "infomaniak.ch"),
    "ionos": Preset(
        "imap.ionos.de",
        "IONOS",
        "",
        "ionos.de kundenserver.de ionos.com=imap.ionos.com perfora.net=imap.ionos.com 1and1.com=imap.ionos.com "
        "ionos.co.uk=imap.ionos.co.uk ionos.fr=imap.ionos.fr ionos.es=imap.ionos.es",
    ),
    "mail.de": Preset("imap.mail.de", "mail.de", "mail.de"),
    "mailbox.org": Preset("imap.mailbox.org", "mailbox.org", "mailbox.org", "mailbox.org"),
    "migadu": Preset("imap.migadu.com", "Migadu", "", "migadu.com"),
    "one.com": Preset("imap.one.com", "one.com", "", "one.com"),
    "ovh": Preset(
        "ssl0.ovh.net",
        "OVHcloud",
        "",
        "mail.ovh.net",
        "At OVHcloud the server depends on what you rent: this one is for MX Plan; for E-mail Pro and Exchange name the host that OVHcloud's "
        "control panel shows (pro1.mail.ovh.net, ex5.mail.ovh.net, say).",
    ),
    "posteo": Preset(
        "posteo.de", "Posteo", "posteo.de posteo.net posteo.eu posteo.at posteo.ch posteo.org", "posteo.de"
    ),
    "privateemail": Preset("mail.privateemail.com", "Namecheap Private Email", "", "privateemail.com"),
    "rackspace": Preset("secure.emailsrvr.com", "Rackspace", "", "emailsrvr.com"),
    "strato": Preset("imap.strato.de", "STRATO", "", "rzone.de"),
    "t-online": Preset(
        "secureimap.t-online.de",
        "Telekom",
        "t-online.de magenta.de",
        "",
        "Telekom takes no account password here: set a password for mail programs in its customer centre (E-Mail, Passwörter) and store it "
        "here.",
    ),
    "web.de": Preset(
        "imap.web.de",
        "WEB.DE",
        "web.de",
        "",
        _TWO_STEPS,
        "Switch IMAP on at WEB.DE: sign in on the web, E-Mail, Einstellungen, POP3/IMAP Abruf, and allow access.",
    ),
    "yandex": Preset(
        "imap.yandex.com",
        "Yandex",
        "yandex.com yandex.ru ya.ru",
        "yandex.net yandex.ru",
        "Yandex takes no account password here: make an app password (Yandex ID, Security, App passwords).",
        "Switch IMAP on at Yandex: All settings, Email clients.",
    ),
    "zoho": Preset(
        "imap.zoho.com",
        "Zoho",
        "zoho.com zohomail.com zoho.eu=imap.zoho.eu zohomail.eu=imap.zoho.eu zoho.in=imap.zoho.in zohomail.in=imap.zoho.in",
        "zoho.com=imappro.zoho.com zoho.eu=imappro.zoho.eu zoho.in=imappro.zoho.in zoho.com.au=imappro.zoho.com.au",
        _TWO_STEPS,
        "Switch IMAP on at Zoho: Settings, Mail accounts, IMAP access; in a company the administrator may have to allow it.",
    ),
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect, as whom. `tls`: "implicit", "starttls" or "none"; `timeout`: seconds without an answer."""

    host: str
    port: int
    user: str
    tls: str = "implicit"
    ca_file: str | None = None
    preset: str | None = None
    timeout: float = 60.0

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


_LOOPBACK = re.compile(r"localhost|::1|127(?:\.\d{1,3}){3}")


def server_of(
    user: str,
    host: str | None,
    port: int | None,
    tls: str | None,
    ca_file: str | None,
    preset: str | None,
    timeout: float,
) -> Server:
    """The server that the settings name. Raises NotSupported for settings that contradict each other or are missing."""
    if preset is not None and preset not in PRESETS:
        raise NotSupported(
            f"There is no preset {preset!r}. Use one of: {', '.join(PRESETS)}, or name the host."
        )
    where = host or (PRESETS[preset].host if preset else None)
    if not where:
        raise NotSupported("The mailbox has neither host nor preset. Name the IMAP server in its settings.")
    way = tls or ("starttls" if port == 143 else "implicit")
    if way not in ("implicit", "starttls", "none"):
        raise NotSupported(f'tls = {way!r} is not known. Use "implicit", "starttls" or "none".')
    if way == "none" and not _LOOPBACK.fullmatch(where):
        raise NotSupported(
            f'tls = "none" would send your password to {where} unprotected. Use "implicit" or "starttls"; '
            '"none" is only for a server on this computer.'
        )
    return Server(where, port or (993 if way == "implicit" else 143), user, way, ca_file, preset, timeout)


def tls_context(server: Server) -> ssl.SSLContext:
    """A context that verifies certificate and host name, against `ca_file` where one is set. Raises NotSupported for a bad file."""
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise NotSupported(
            f"ca_file = {server.ca_file!r} cannot be used ({_why(error)}). Name a file with the server's certificate in PEM form."
        ) from error


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


# What OpenSSL says (X509_V_ERR_*), in the rep's words.
_CERTIFICATE = {
    10: "its certificate has expired. Its administrator must renew it; check this computer's clock too",
    9: "its certificate is not valid yet. Check this computer's clock",
    18: "it is self-signed. If the server is yours, name its certificate in ca_file",
    19: "it was signed by an authority that this computer does not know. If that is right, name its certificate in ca_file",
    20: "it was signed by an authority that this computer does not know. If that is right, name its certificate in ca_file",
    21: "it was signed by an authority that this computer does not know. If that is right, name its certificate in ca_file",
    62: "its certificate is made out for another name. Use the host name that the provider names",
}
_UNKNOWN_SIGNER = frozenset({18, 19, 20, 21})


def connection_error(server: Server, error: Exception) -> ConnectorError:
    """What a failed connection means to the rep."""
    if isinstance(error, ssl.SSLCertVerificationError):
        code = getattr(error, "verify_code", 0)
        why = _CERTIFICATE.get(code, "it does not hold")
        if code in _UNKNOWN_SIGNER:
            why += (
                ". If you trust this server, save its certificate (or its authority's) as a PEM file and name it in ca_file; "
                "on a hotel or airport network, sign in there first"
            )
        return Unreachable(f"The certificate of the mail server {server.name} is not trusted: {why}.")
    if isinstance(error, ssl.SSLError):
        return Unreachable(
            f"The mail server {server.name} does not speak TLS there as expected. "
            'Use port 993 with tls = "implicit", or port 143 with tls = "starttls".'
        )
    if isinstance(error, socket.gaierror):
        return Unreachable(
            f"The mail server {server.host} cannot be found. Check host in the settings, and that this computer is online."
        )
    if isinstance(error, TimeoutError):
        return Unavailable(
            f"The mail server {server.name} does not answer in time. It will be tried again; if it stays so, check port and tls: "
            'port 993 goes with "implicit", port 143 with "starttls".'
        )
    if isinstance(error, ConnectionRefusedError):
        return Unavailable(
            f"Nothing answers at the mail server {server.name}. It will be tried again; check host and port in the settings."
        )
    return Unavailable(
        f"The connection to the mail server {server.name} broke ({_why(error)}). It will be tried again."
    )


_CODE = re.compile(r"\[([A-Z][A-Z0-9-]{1,30})[ \]]")
_LATER = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"})
_LATER_TEXT = re.compile(
    r"too many|temporar|try again later|rate limit|throttl|concurrent|internal error", re.IGNORECASE
)
_IMAP_OFF = re.compile(
    r"not enabled for imap|imap (?:access |use )?(?:is |has been )?(?:disabled|not (?:enabled|allowed|permitted))|"
    r"authenticated but not connected|disabled for (?:this|your) (?:account|mailbox)|imap4? (?:service )?is (?:currently )?disabled",
    re.IGNORECASE,
)
_APP_PASSWORD = re.compile(
    r"app(?:lication)?[- ](?:specific[- ])?password|web ?login|weblogin|basic ?auth", re.IGNORECASE
)


def response_code(text: str) -> str:
    """The response code of a server's answer (RFC 5530), "" where it gives none."""
    found = _CODE.search(text)
    return found[1] if found else ""


def login_error(server: Server, text: str, *, oauth: bool) -> ConnectorError:
    """What a refused sign-in means to the rep. The server's own words are not passed on: they may name the address."""
    code = response_code(text)
    preset = PRESETS.get(server.preset or "")
    if _IMAP_OFF.search(text):
        how = (
            preset.enable if preset else "Switch IMAP on in the account's settings, or ask the administrator."
        )
        return AuthenticationFailed(f"Your mailbox at {server.host} has IMAP switched off. {how}")
    if code in _LATER or (code in ("", "ALERT") and _LATER_TEXT.search(text)):
        return Unavailable(
            f"The mail server {server.host} cannot let anybody in now. It will be tried again."
        )
    if oauth:
        return AuthenticationFailed(
            f"The mail server {server.host} does not accept the stored sign-in. Check user in the settings, and sign in again."
        )
    if code == "EXPIRED":
        return AuthenticationFailed(
            f"Your password at {server.host} has expired. Set a new one there, then store it here."
        )
    if code in ("WEBALERT", "PRIVACYREQUIRED") or _APP_PASSWORD.search(text):
        how = preset.password_help if preset else "Make an app password at your provider and store it here."
        return AuthenticationFailed(
            f"The mail server {server.host} does not accept your account's password. {how}"
        )
    how = f" {preset.password_help}" if preset else ""
    return AuthenticationFailed(
        f"The mail server {server.host} does not accept user name and password. Check user in the settings and the stored password.{how}"
    )


def append_error(server: Server, folder: str, text: str) -> ConnectorError:
    """What a refused draft means to the rep."""
    code = response_code(text)
    if code == "OVERQUOTA" or re.search(
        r"quota|mailbox (?:is )?full|not enough (?:disk )?space", text, re.IGNORECASE
    ):
        return Unavailable(
            f"The mailbox at {server.host} is full, so no draft can be saved. Delete mail there; it will be tried again."
        )
    if code in ("TRYCREATE", "NONEXISTENT"):
        return missing_folder(server, folder)
    if code in ("NOPERM", "READ-ONLY") or re.search(
        r"read[- ]?only|permission|acl|not allowed", text, re.IGNORECASE
    ):
        return NotSupported(
            f"The folder {folder} at {server.host} is read-only for you, so no draft can be saved. Ask its owner for the right to "
            "write, or name another folder for drafts in folders."
        )
    return Unavailable(
        f"The mail server {server.host} did not take the draft into {folder}. It will be tried again."
    )


def missing_folder(server: Server, folder: str) -> ConnectorError:
    """A folder that is not there (any more)."""
    return NotSupported(
        f"There is no folder {folder} at {server.host}. Make one in your mail client, or name yours in the settings: "
        'folders = { "its name" = "drafts" }.'
    )
