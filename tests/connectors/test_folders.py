"""Folder names, modified UTF-7, and the small readers of header sections."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import KINDS, open_connector
from connectors.base import ROLES, Connector, NotSupported
from connectors.folders import (
    date_of,
    decode_utf7,
    encode_utf7,
    header_end,
    header_section,
    older_than,
    role_of,
    role_of_name,
    takes_new_drafts,
)
from connectors.seen import Seen

# Sent, Drafts, Trash, Junk, Archive as the mail clients of each country show them.
LOCALIZED = {
    "English": ("Sent Items", "Drafts", "Deleted Items", "Junk E-mail", "Archive"),
    "German": ("Gesendete Elemente", "Entwürfe", "Gelöschte Elemente", "Junk-E-Mail", "Archiv"),
    "French": ("Éléments envoyés", "Brouillons", "Éléments supprimés", "Courrier indésirable", "Archives"),
    "Spanish": ("Elementos enviados", "Borradores", "Elementos eliminados", "Correo no deseado", "Archivo"),
    "Portuguese": ("Itens enviados", "Rascunhos", "Lixeira", "Lixo eletrônico", "Arquivo"),
    "Italian": ("Posta inviata", "Bozze", "Cestino", "Posta indesiderata", "Archivio"),
    "Dutch": ("Verzonden items", "Concepten", "Prullenbak", "Ongewenste e-mail", "Archief"),
    "Swedish": ("Skickat", "Utkast", "Papperskorgen", "Skräppost", "Arkiv"),
    "Danish": ("Sendt post", "Kladder", "Papirkurv", "Uønsket mail", "Arkiv"),
    "Norwegian": ("Sendte elementer", "Utkast", "Slettede elementer", "Søppelpost", "Arkiv"),
    "Finnish": ("Lähetetyt", "Luonnokset", "Roskakori", "Roskaposti", "Arkisto"),
    "Polish": ("Elementy wysłane", "Wersje robocze", "Kosz", "Wiadomości-śmieci", "Archiwum"),
    "Czech": ("Odeslaná pošta", "Koncepty", "Koš", "Nevyžádaná pošta", "Archiv"),
    "Hungarian": ("Elküldött elemek", "Piszkozatok", "Törölt elemek", "Levélszemét", "Archívum"),
    "Romanian": ("Elemente trimise", "Ciorne", "Coș de gunoi", "Nedorite", "Arhivă"),
    "Russian": ("Отправленные", "Черновики", "Удалённые", "Спам", "Архив"),
    "Ukrainian": ("Надіслані", "Чернетки", "Кошик", "Спам", "Архів"),
    "Greek": ("Απεσταλμένα", "Πρόχειρα", "Κάδος", "Ανεπιθύμητα", "Αρχειοθήκη"),
    "Turkish": ("Gönderilmiş Öğeler", "Taslaklar", "Silinmiş Öğeler", "Gereksiz E-posta", "Arşiv"),
    "Japanese": ("送信済みアイテム", "下書き", "削除済みアイテム", "迷惑メール", "アーカイブ"),
    "Chinese": ("已发送邮件", "草稿", "已删除邮件", "垃圾邮件", "存档"),
    "Korean": ("보낸 편지함", "임시 보관함", "휴지통", "스팸", "보관함"),
}


@pytest.mark.parametrize("language", LOCALIZED)
def test_localized_names(language: str) -> None:
    roles = ("sent", "drafts", "trash", "junk", "archive")
    for spelled in (str, str.upper, str.lower):
        assert tuple(role_of_name(spelled(one)) for one in LOCALIZED[language]) == roles


@pytest.mark.parametrize(
    ("parts", "role"),
    [
        (("INBOX",), "inbox"),
        (("INBOX", "Sent"), "sent"),
        (("INBOX", "Clients"), ""),
        (("[Gmail]", "Sent Mail"), "sent"),
        (("[Gmail]", "All Mail"), "archive"),
        (("Archive", "2024"), "archive"),
        (("Archive", "2024", "Drafts"), "drafts"),
        (("Sent", "2023", "Clients"), "sent"),
        (("Sent-by-delegate",), "sent"),
        (("Sent 2023",), "sent"),
        (("sent_items",), "sent"),
        (("Trash (1)",), "trash"),
        (("Presentations",), ""),
        (("Sentinel",), ""),
        (("2024",), ""),
        (("",), ""),
        ((), ""),
    ],
)
def test_role_of_a_path(parts: tuple[str, ...], role: str) -> None:
    assert role_of(parts) == role


def test_the_reps_own_word_comes_first() -> None:
    mapping = {"Sent Stuff": "sent", "Clients/Drafts": "", "Old": "trash"}
    assert role_of(("sent stuff",), mapping) == "sent"
    assert role_of(("Clients", "Drafts"), mapping) == ""
    assert role_of(("Drafts",), mapping) == "drafts"
    assert role_of(("Old", "2021"), mapping) == "trash"


def test_unsent_mail_is_no_place_for_new_drafts() -> None:
    for one in ("Templates", "Vorlagen", "Outbox", "Unsent Messages", "Исходящие"):
        assert role_of_name(one) == "drafts"
        assert not takes_new_drafts(one)
    assert takes_new_drafts("Drafts")


@given(st.text(), st.text())
def test_every_name_has_a_known_role(one: str, other: str) -> None:
    assert role_of((one, other)) in ROLES


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("Entwürfe", "Entw&APw-rfe"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("R&D", "R&-D"),
        ("plain", "plain"),
        ("😀", "&2D3eAA-"),
    ],
)
def test_modified_utf7(name: str, wire: str) -> None:
    """The second example is that of RFC 3501 section 5.1.3."""
    assert encode_utf7(name) == wire
    assert decode_utf7(wire) == name


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_modified_utf7_round_trip(name: str) -> None:
    wire = encode_utf7(name)
    assert wire.isascii()
    assert decode_utf7(wire) == name


@pytest.mark.parametrize("name", ["R&D-team", "a&b", "&&-&", "&AA-", "&2D0-", "Café"])
def test_what_is_not_modified_utf7_stays(name: str) -> None:
    assert decode_utf7(name).replace("&", "") == name.replace("&-", "").replace("&", "")


@given(st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"a: b", b" ", b"x"])))
def test_header_section_ends_at_the_first_empty_line(parts: list[bytes]) -> None:
    raw = b"".join(parts)
    lines = raw.replace(b"\r\n", b"\n").split(b"\n")
    head = raw[: header_end(raw)] if header_end(raw) >= 0 else None
    if b"" in lines[:-1]:
        assert head is not None
        assert head.replace(b"\r\n", b"\n") == b"\n".join(lines[: lines.index(b"")])
    else:
        assert head is None
    assert raw.startswith(header_section(raw))


def test_header_end_found_from_any_place() -> None:
    raw = b"Subject: one\r\n\r\nbody"
    assert {header_end(raw, start) for start in range(1, 12)} == {12}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"Mon, 02 Mar 2026 09:00:00 +0100", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (b"2 Mar 2026 09:00 GMT", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        (b"Mon, 02 Mar 2026 09:00:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        (b"Mon, 02 Mar 2026\r\n 09:00:00 -0500 (EST)", datetime(2026, 3, 2, 14, tzinfo=UTC)),
        (b"yesterday", None),
        (b"", None),
        (b"Mon, 32 Foo 2026 99:00:00", None),
        (b"\xff\xfe", None),
    ],
)
def test_date_of(field: bytes, expected: datetime | None) -> None:
    for named in (b"Date: ", b"date:", b"DATE:\t"):
        assert date_of(b"Subject: Date: none\r\n" + named + field) == expected
        assert date_of(named + field + b"\r\nSubject: x") == expected


@given(st.binary())
def test_date_of_anything(field: bytes) -> None:
    assert (at := date_of(b"Date: " + field)) is None or at.tzinfo is not None


def test_older_than() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    before, after = since - timedelta(days=1), since + timedelta(days=1)
    old = b"Date: Mon, 02 Mar 2020 09:00:00 +0000"
    assert older_than(since, old, after)
    assert older_than(since, b"Subject: x", before)
    assert not older_than(since, b"Subject: x", after)
    assert not older_than(since, b"Subject: x", None)
    assert not older_than(since, b"Date: Mon, 02 Mar 2026 09:00:00 +0000", before)


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 255))))
def test_seen_survives_being_stored(told: list[tuple[int, int]]) -> None:
    seen = Seen()
    for number, mark in told:
        seen.add(number, mark)
    again = Seen(seen.packed())
    assert again.packed() == seen.packed()
    assert again.marks() == seen.marks() == dict(told)
    assert again.drop_last() == (told[-1] if told else None)


def test_open_connector(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("mail")
    for kind in ("maildir", "mbox"):
        assert isinstance(open_connector(kind, path=path), Connector)


def test_unknown_kind() -> None:
    with pytest.raises(NotSupported) as told:
        open_connector("pop3")
    assert all(kind in str(told.value) for kind in KINDS)


def test_kind_whose_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module", name="connectors.imap")

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(NotSupported, match="imap"):
        open_connector("imap")


def test_local_mailboxes_need_no_network_library() -> None:
    code = (
        "import sys, connectors.maildir, connectors.mbox, connectors.memory;"
        "sys.exit(any(m in sys.modules for m in ('ssl', 'imaplib', 'mailbox', 'imapclient', 'sqlalchemy', 'asyncio')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
