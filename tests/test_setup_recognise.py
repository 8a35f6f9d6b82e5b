"""Where an address's mail is: told by name, by MX, autodiscover and SRV records, from a real name server that knows only the test's domains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.setup.names import Names
from agent.setup.recognise import Found, recognise
from agent.setup.ways import told, ways_in
from connectors.imap_hosts import PRESETS, server_of
from tests.servers.names import Records, answering


def nobody(name: str, kind: str) -> tuple[str, ...]:
    raise AssertionError(f"{kind} of {name} was looked up")


def asked(domain: str, records: Records) -> Found:
    with answering(records) as server:
        return recognise(f"dana@{domain}", Names(["127.0.0.1"], server.port))


@pytest.mark.parametrize(
    ("address", "preset", "host"),
    [
        ("dana@gmail.com", "gmail", None),
        ("Dana@GoogleMail.com", "gmail", None),
        ("dana@outlook.com", "outlook", None),
        ("dana@fastmail.com", "fastmail", None),
        ("dana@me.com", "icloud", None),
        ("dana@yahoo.co.uk", "yahoo", None),
        ("dana@gmx.de", "gmx", None),
        ("dana@gmx.com", "gmx", "imap.gmx.com"),
        ("dana@web.de", "web.de", None),
        ("dana@zoho.eu", "zoho", "imap.zoho.eu"),
        ("dana@mailbox.org", "mailbox.org", None),
        ("dana@posteo.de", "posteo", None),
        ("dana@t-online.de", "t-online", None),
    ],
)
def test_by_name_and_without_a_look_up(address: str, preset: str, host: str | None) -> None:
    found = recognise(address, nobody)
    assert (found.preset, found.host, found.sure, found.by) == (preset, host, True, "name")


@pytest.mark.parametrize(
    ("servers", "preset", "host"),
    [
        (["5 gmail-smtp-in.l.google.com.", "10 alt1.aspmx.l.google.com."], "gmail", None),
        (["1 smtp.google.com."], "gmail", None),
        (["0 acme-example.mail.protection.outlook.com."], "outlook", None),
        (["0 acme-example.a-v1.mx.microsoft."], "outlook", None),
        (["10 in1-smtp.messagingengine.com."], "fastmail", None),
        (["10 mx01.mail.icloud.com."], "icloud", None),
        (["10 mx00.kundenserver.de."], "ionos", None),
        (["10 mx00.ionos.co.uk."], "ionos", "imap.ionos.co.uk"),
        (["10 mx.zoho.eu.", "20 mx2.zoho.eu."], "zoho", "imappro.zoho.eu"),
        (["1 mx1.mail.ovh.net."], "ovh", None),
        (["5 smtpin.rzone.de."], "strato", None),
        (["10 mxext1.mailbox.org."], "mailbox.org", None),
        (["20 MX1.EMAILSRVR.COM."], "rackspace", None),
        (["10 filter.example.", "20 aspmx.l.google.com."], "gmail", None),
        (["20 mx1.hostinger.com.", "10 aspmx.l.google.com."], "gmail", None),
    ],
)
def test_by_mail_servers_the_preferred_one_first(servers: list[str], preset: str, host: str | None) -> None:
    found = asked("acme.example", {("acme.example", "MX"): servers})
    assert (found.preset, found.host, found.sure, found.by) == (preset, host, True, "MX record")


@pytest.mark.parametrize(
    "server",
    [
        "mx.notgoogle.com.",
        "google.com.evil.example.",
        "mx.mygooglemail.com.",
        "evilprotection.outlook.com.example.",
    ],
)
def test_a_name_that_only_looks_alike_is_nobody(server: str) -> None:
    assert asked("acme.example", {("acme.example", "MX"): [f"10 {server}"]}).preset is None


def test_microsoft_behind_a_spam_filter() -> None:
    records = {
        ("acme.example", "MX"): ["10 mx.filter.example."],
        ("autodiscover.acme.example", "CNAME"): ["autodiscover.outlook.com."],
    }
    assert asked("acme.example", records).preset == "outlook"


def test_the_server_that_the_domain_names_itself() -> None:
    records = {
        ("acme.example", "MX"): ["10 mx.acme.example."],
        ("_imaps._tcp.acme.example", "SRV"): [
            "20 0 993 far.acme.example.",
            "10 1 993 rare.acme.example.",
            "10 9 993 near.acme.example.",
        ],
    }
    found = asked("acme.example", records)
    assert (found.host, found.port, found.tls, found.sure, found.by) == (
        "near.acme.example",
        None,
        None,
        True,
        "SRV record",
    )


def test_a_server_elsewhere_is_confirmed_by_the_rep() -> None:
    found = asked("acme.example", {("_imaps._tcp.acme.example", "SRV"): ["0 1 10993 imap.host.example."]})
    assert (found.host, found.port, found.sure) == ("imap.host.example", 10993, False)
    assert "somebody else" in told(found)
    assert not ways_in(found, ())[0].sure


def test_starttls_where_the_domain_says_that_there_is_no_other() -> None:
    records = {
        ("_imaps._tcp.acme.example", "SRV"): ["0 0 0 ."],
        ("_imap._tcp.acme.example", "SRV"): ["0 1 143 imap.acme.example."],
    }
    found = asked("acme.example", records)
    assert (found.host, found.port, found.tls) == ("imap.acme.example", None, "starttls")


def test_servers_with_likely_names_are_offered() -> None:
    found = asked(
        "acme.example", {("mail.acme.example", "A"): ["192.0.2.1"], ("acme.example", "A"): ["192.0.2.2"]}
    )
    assert found.guesses == ("mail.acme.example",)
    assert [w.settings.get("host") for w in ways_in(found, ())] == ["mail.acme.example", None, None]
    assert not any(w.sure for w in ways_in(found, ()))


def test_a_domain_without_mail() -> None:
    assert "receives no mail" in told(asked("acme.example", {("acme.example", "MX"): ["0 ."]}))


@pytest.mark.parametrize(
    ("server", "word"), [("mail.protonmail.ch.", "Bridge"), ("mail.tutanota.de.", "cannot read it there")]
)
def test_hosts_without_imap(server: str, word: str) -> None:
    found = asked("acme.example", {("acme.example", "MX"): [f"10 {server}"]})
    assert word in told(found)
    assert not any(way.sure for way in ways_in(found, ()))


def test_only_the_own_domain_is_asked_about() -> None:
    with answering({("acme.example", "MX"): ["10 mx.filter.example."]}) as server:
        recognise("dana@acme.example", Names(["127.0.0.1"], server.port))
        assert {name for name, _ in server.asked} == {
            "acme.example",
            "autodiscover.acme.example",
            "_imaps._tcp.acme.example",
            "_imap._tcp.acme.example",
            "imap.acme.example",
            "mail.acme.example",
        }


def test_a_silent_name_server_means_not_known() -> None:
    with answering({}, silent=True) as server:
        found = recognise("dana@acme.example", Names(["127.0.0.1"], server.port, timeout=0.3))
    assert found == Found("acme.example", silent=True)
    assert "Are you online?" in told(found)


def test_nobody_is_asked_when_offline() -> None:
    assert recognise("dana@acme.example", None) == Found("acme.example")


@pytest.mark.parametrize(
    "address",
    [
        "dana",
        "dana@",
        "@",
        "dana@..",
        "dana@a..b",
        f"dana@{'x' * 300}.example",
        "dana@\udce4.example",
        "dana@exa mple",
    ],
)
def test_what_is_no_address_is_not_known(address: str) -> None:
    with answering({}) as server:
        found = recognise(address, Names(["127.0.0.1"], server.port))
    assert (found.preset, found.host) == (None, None)
    assert ways_in(found, ())


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    found = recognise(text, lambda name, kind: ())
    assert told(found)
    assert len(ways_in(found, ("/home/dana/Maildir",))) >= 3


def test_every_way_leads_to_a_server() -> None:
    """What is proposed for a known host is accepted by the connector, its own domains are found, and no two hosts claim one."""
    claimed: list[str] = []
    for name, preset in PRESETS.items():
        for word in preset.domains.split():
            domain, _, host = word.partition("=")
            found = recognise(f"dana@{domain}", None)
            assert (found.preset, found.host or "") == (name, host), word
            claimed.append(domain)
            settings = ways_in(found, ())[0].settings
            if settings["kind"] == "imap":
                server = server_of("dana", settings.get("host"), None, None, None, name, 60)  # type: ignore[arg-type]
                assert server.host == (host or preset.host)
    assert len(claimed) == len(set(claimed))
