"""What a folder is for, told from its name; and the names of folders on disk and on the wire (RFC 3501 section 5.1.3)."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_tz

from connectors.base import ROLES, NotSupported

# As mail clients and servers name them: English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish,
# Norwegian, Finnish, Polish, Czech, Slovak, Hungarian, Romanian, Russian, Ukrainian, Greek, Turkish, Japanese, Chinese,
# Korean, Catalan.
_NAMES: Mapping[str, str] = {
    "inbox": """inbox|posteingang|boîte de réception|courrier entrant|bandeja de entrada|recibidos|caixa de entrada|
        entrada|posta in arrivo|in arrivo|postvak in|inkorgen|inkorg|indbakke|innboks|saapuneet|odebrane|
        skrzynka odbiorcza|doručená pošta|prijatá pošta|doručené|beérkezett üzenetek|mesaje primite|входящие|вхідні|
        εισερχόμενα|gelen kutusu|受信トレイ|受信箱|收件箱|收件匣|받은편지함|safata d'entrada""",
    "sent": """sent|sent items|sent messages|sent mail|sentmail|sent email|sent by delegate|gesendet|
        gesendete objekte|gesendete elemente|gesendete nachrichten|gesendete e mails|gesendete mails|envoyés|
        éléments envoyés|messages envoyés|courrier envoyé|objets envoyés|enviados|elementos enviados|
        mensajes enviados|correo enviado|itens enviados|mensagens enviadas|e mails enviados|posta inviata|inviati|
        posta inviate|elementi inviati|messaggi inviati|verzonden|verzonden items|verzonden berichten|
        verzonden objecten|skickat|skickade|skickade objekt|skickade meddelanden|sendt|sendt post|sendte elementer|
        sendte meddelelser|sendte|lähetetyt|lähetetyt viestit|wysłane|elementy wysłane|wiadomości wysłane|odeslaná pošta|
        odeslané|odeslaná|odoslané|odoslaná pošta|odoslané položky|elküldött elemek|elküldött üzenetek|elküldött|
        elküldött levelek|trimise|elemente trimise|mesaje trimise|отправленные|отправленное|
        отправленные письма|надіслані|відправлені|απεσταλμένα|σταλμένα|gönderilmiş öğeler|gönderilmiş|gönderilenler|
        gönderilmiş postalar|送信済み|送信済みアイテム|送信済みメール|送信済みトレイ|已发送|已发送邮件|已傳送|寄件備份|已发邮件|
        寄件匣備份|보낸편지함|보낸 편지함|보낸 메일함|enviats|elements enviats""",
    "drafts": """drafts|draft|draft messages|entwürfe|entwurf|brouillons|brouillon|borradores|borrador|rascunhos|
        rascunho|bozze|bozza|concepten|concept|utkast|kladder|kladde|luonnokset|wersje robocze|kopie robocze|szkice|
        robocze|koncepty|rozepsané|rozpísané|piszkozatok|vázlatok|ciorne|schițe|schiţe|черновики|чернетки|πρόχειρα|
        taslaklar|taslak|下書き|草稿|草稿箱|草稿匣|임시보관함|임시 보관함|esborranys|
        templates|vorlagen|modèles|plantillas|modelli|outbox|postausgang|unsent messages|boîte d'envoi|
        исходящие""",
    "trash": """trash|deleted items|deleted messages|deleted|bin|wastebasket|papierkorb|gelöscht|gelöschte objekte|
        gelöschte elemente|corbeille|éléments supprimés|messages supprimés|poubelle|papelera|papelera de reciclaje|
        elementos eliminados|eliminados|lixeira|lixo|itens excluídos|itens eliminados|excluídos|cestino|
        posta eliminata|elementi eliminati|prullenbak|verwijderde items|verwijderd|papperskorgen|papperskorg|
        borttaget|borttagna objekt|papirkurv|papirkurven|slettet post|slettede elementer|slettet|roskakori|poistetut|
        kosz|elementy usunięte|usunięte|koš|odstraněná pošta|kôš|odstránené|odstránené položky|kuka|lomtár|
        törölt elemek|coș de gunoi|coş de gunoi|elemente șterse|удаленные|удалённые|корзина|видалені|кошик|
        κάδος|διαγραμμένα|κάδος απορριμμάτων|çöp kutusu|silinmiş öğeler|çöp|ゴミ箱|ごみ箱|削除済みアイテム|已删除|
        已删除邮件|废件箱|垃圾桶|刪除的郵件|휴지통|지운 편지함|paperera|elements suprimits""",
    "junk": """junk|spam|junk mail|junk e mail|junk email|bulk mail|bulk|spamverdacht|werbung|junk e mails|
        unerwünscht|courrier indésirable|indésirables|pourriel|pourriels|correo no deseado|no deseado|
        correo basura|lixo eletrônico|lixo eletrónico|e mail de lixo|posta indesiderata|indesiderata|
        ongewenste e mail|ongewenst|ongewenste berichten|skräppost|uønsket post|uønsket mail|uønsket e post|søppelpost|
        roskaposti|wiadomości śmieci|niechciane|nevyžádaná pošta|nevyžádané|nevyžiadaná pošta|levélszemét|
        mesaje nedorite|nedorite|спам|нежелательная почта|небажана пошта|ανεπιθύμητα|ανεπιθύμητη αλληλογραφία|
        istenmeyen|istenmeyen posta|gereksiz e posta|önemsiz e posta|önemsiz|迷惑メール|垃圾邮件|垃圾郵件|스팸|스팸메일함|
        정크 메일|correu brossa""",
    "archive": """archive|archives|archived|all mail|archiv|archivierte|alle nachrichten|tous les messages|
        archivo|archivados|todos|todo el correo|arquivo|arquivados|arquivo morto|todos os e mails|archivio|archiviati|
        tutti i messaggi|archief|gearchiveerd|alle berichten|arkiv|arkiverade|arkiverat|arkivert|arkiveret|
        alla mail|all e post|arkisto|arkistoidut|archiwum|wszystkie|archív|archivované|archívum|archivált|arhivă|arhiva|
        архив|вся почта|архів|αρχειοθήκη|αρχείο|arşiv|アーカイブ|存档|归档|封存|보관함|arxiu""",
}

_SPACES = re.compile(r"[\s_\-]+")
_NUMBERED = re.compile(r"(?<=\D)[ .(]*\d{1,4}\)?$")


def _folded(name: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", name).casefold()).strip()


_ROLE_OF = {_folded(name): role for role, names in _NAMES.items() for name in names.split("|")}

# Mail that was written and not sent: read as drafts, but never chosen as the place for a new one.
_UNSENT = """templates|vorlagen|modèles|plantillas|modelli|outbox|postausgang|unsent messages|boîte d'envoi|исходящие"""
_NOT_FOR_NEW_DRAFTS = frozenset(_folded(name) for name in _UNSENT.split("|"))


def role_of_name(name: str) -> str:
    """The role that one folder name speaks for, in any of the known languages; "" where it says nothing.

    Case, "-", "_" and a number at the end ("Sent 2023", "Trash (1)") do not count.
    """
    folded = _folded(name)
    return _ROLE_OF.get(folded) or _ROLE_OF.get(_NUMBERED.sub("", folded), "")


def role_of(parts: Sequence[str], mapping: Mapping[str, str] | None = None) -> str:
    """The role of a folder given by its path, outermost name first.

    `mapping` (name or path joined by "/" -> role) comes first and may also say "". Else the nearest name that says something decides,
    so that "Archive/2024" is an archive; but a folder inside the inbox is just a folder.
    """
    chosen = {_folded(name): role for name, role in (mapping or {}).items()}
    for depth in range(len(parts), 0, -1):
        path = _folded("/".join(parts[:depth]))
        for name in (path, _folded(parts[depth - 1])):
            if name in chosen:
                return chosen[name]
        role = role_of_name(parts[depth - 1])
        if role and (role != "inbox" or depth == len(parts)):
            return role
    return ""


def takes_new_drafts(name: str) -> bool:
    """Whether a folder with role drafts is a place for new ones ("Drafts" is, "Templates" is not)."""
    return _folded(name) not in _NOT_FOR_NEW_DRAFTS


IGNORED = "ignore"  # what the rep calls a folder that is not to be read


def checked_mapping(mapping: Mapping[str, str] | None, *, ignorable: bool = False) -> dict[str, str]:
    """The rep's own folder -> role settings; raises NotSupported naming every role that does not exist.

    `ignorable`: the caller leaves folders with the role IGNORED out.
    """
    allowed = ROLES | {IGNORED} if ignorable else ROLES
    wrong = sorted({role for role in (mapping or {}).values() if role not in allowed})
    if wrong:
        known = ", ".join(sorted(ROLES - {""}))
        raise NotSupported(
            f"Unknown folder role {', '.join(map(repr, wrong))}. Use one of: {known}, or an empty text."
        )
    return dict(mapping or {})


_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")
_NOT_DIRECT = re.compile(r"&|[^\x20-\x7e]+")


def decode_utf7(name: str) -> str:
    """A folder name from modified UTF-7 (RFC 3501 section 5.1.3); what is not valid stays as it is."""
    return _SHIFTED.sub(_decode_shift, name)


def _decode_shift(shift: re.Match[str]) -> str:
    if not shift[1]:
        return "&"
    try:
        octets = base64.b64decode(shift[1].replace(",", "/") + "=" * (-len(shift[1]) % 4), validate=True)
        return octets.decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return shift[0]


def encode_utf7(name: str) -> str:
    """A folder name in modified UTF-7 (RFC 3501 section 5.1.3)."""
    return _NOT_DIRECT.sub(_encode_shift, name)


def _encode_shift(plain: re.Match[str]) -> str:
    if plain[0] == "&":
        return "&-"
    octets = base64.b64encode(plain[0].encode("utf-16-be")).decode("ascii")
    return "&" + octets.rstrip("=").replace("/", ",") + "-"


_DATE = re.compile(rb"(?im)^Date[ \t]*:((?:[^\n]|\n[ \t])*)")
_RECEIVED = re.compile(rb"(?im)^Received[ \t]*:(?:[^\n]|\n[ \t])*;((?:[^\n;]|\n[ \t])*)")


def header_end(data: bytes | bytearray, start: int = 0) -> int:
    """Where the header section ends, looked for from `start` on: the empty line and the line end before it left out; -1 if it does not end.

    RFC 5322 section 2.1; real files also have bare line feeds, or begin with the empty line.
    """
    if not start and (data[:1] == b"\n" or data[:2] == b"\r\n"):
        return 0
    end = data.find(b"\n\n", start)
    other = data.find(b"\n\r\n", start, len(data) if end < 0 else end + 2)
    end = other if other >= 0 else end
    return end - 1 if end > 0 and data[end - 1 : end] == b"\r" else end


def header_section(raw: bytes) -> bytes:
    """The header section of a raw message, up to and without the empty line."""
    end = header_end(raw)
    return raw[:end] if end >= 0 else raw.rstrip(b"\r\n")


def date_of(header: bytes) -> datetime | None:
    """The Date field of a header section (RFC 5322 section 3.6.1), aware, UTC where it names no zone; None where it is unreadable."""
    at = header.find(b"\nDate:")
    found = _DATE.match(header, at + 1) if at >= 0 else _DATE.search(header)
    return _instant(found[1]) if found is not None else None


def received_date(header: bytes) -> datetime | None:
    """When the rep's own server took a message in, by the first Received field (RFC 5321 section 4.4); None where there is none."""
    found = _RECEIVED.search(header)
    return _instant(found[1]) if found is not None else None


def _instant(text: bytes) -> datetime | None:
    """A date-time of RFC 5322 section 3.3, aware, UTC where it names no zone; None where it is unreadable."""
    try:
        parsed = parsedate_tz(text.decode("latin-1").strip())
        if parsed is None:
            return None
        naive = datetime(*parsed[:6], tzinfo=UTC)
        return datetime.fromtimestamp(naive.timestamp() - (parsed[9] or 0), UTC)
    except (ValueError, OverflowError, OSError, IndexError, TypeError):
        return None


def older_than(since: datetime, header: bytes, received_at: datetime | None) -> bool:
    """Whether a first reading may leave a message out: its Date header decides, the host's time where there is none."""
    at = date_of(header) or received_at
    return at is not None and at < since
