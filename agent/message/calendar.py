"""Invitations and answers to them: iTIP objects (RFC 5546, RFC 5545), and the mails of Outlook and Google where the object is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agent.message.mime import Body
from agent.model import Kind

MAX_OBJECT = 200_000

_FOLD = re.compile(r"\r?\n[ \t]")
_METHOD = re.compile(r"^METHOD(?:;[^:\n]{0,200})?:[ \t]*([A-Za-z-]{1,30})", re.IGNORECASE | re.MULTILINE)
_PARTSTAT = re.compile(r"^ATTENDEE[^\n]{0,2000}?;PARTSTAT=\"?([A-Za-z-]{1,30})", re.IGNORECASE | re.MULTILINE)
_STATUS_CANCELLED = re.compile(r"^STATUS:[ \t]*CANCELLED", re.IGNORECASE | re.MULTILINE)

_BY_METHOD = {
    "REQUEST": Kind.CALENDAR_INVITE,
    "ADD": Kind.CALENDAR_INVITE,
    "CANCEL": Kind.CALENDAR_CANCEL,
    "COUNTER": Kind.CALENDAR_TENTATIVE,
    "DECLINECOUNTER": Kind.CALENDAR_INVITE,
    "REFRESH": Kind.NOTIFICATION,
    "PUBLISH": Kind.NOTIFICATION,
}
_BY_PARTSTAT = {
    "ACCEPTED": Kind.CALENDAR_ACCEPT,
    "DECLINED": Kind.CALENDAR_DECLINE,
    "TENTATIVE": Kind.CALENDAR_TENTATIVE,
    "DELEGATED": Kind.CALENDAR_TENTATIVE,
}
_ANSWERS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.CALENDAR_TENTATIVE,
        r"tentativ(?:e|ely accepted)|new time proposed|proposed new time|mit vorbehalt(?: zugesagt)?|vorläufig(?: zugesagt)?|neue zeit vorgeschlagen|neuer terminvorschlag|provisoire|nouvelle heure proposée|provisional|nueva hora propuesta|provvisori[oa]|nuovo orario proposto|voorlopig|nieuwe tijd voorgesteld|provisório|nova hora proposta|wstępna akceptacja|wstępnie|под вопросом|preliminär\w*|foreløbig\w*|foreløpig\w*|alustav\w*|nezávazně|belirsiz|geçici|仮承諾|仮の予定|暂定|暫定",
    ),
    (
        Kind.CALENDAR_ACCEPT,
        r"accepted|zugesagt|angenommen|accepté|acceptée|aceptad[oa]|accettat[oa]|geaccepteerd|aceit[oe]|aceite|zaakceptowano|принято|accepterat|accepteret|godtatt|akseptert|hyväksytty|přijato|kabul edildi|承諾|承諾済み|已接受",
    ),
    (
        Kind.CALENDAR_DECLINE,
        r"declined|abgelehnt|refusé|refusée|rechazad[oa]|rifiutat[oa]|geweigerd|afgewezen|recusad[oa]|odrzucono|отклонено|avböjt|avvisad|afvist|avslått|avvist|hylätty|odmítnuto|reddedildi|辞退|辞退済み|已拒绝|已謝絕|已拒絕",
    ),
)
_CANCELLED = r"cancell?ed(?: event)?|abgesagt|annulé|annulée|cancelad[oa]|annullat[oa]|geannuleerd|odwołano|anulowano|отменено|inställt|aflyst|avlyst|peruutettu|zrušeno|iptal edildi|キャンセル済み|キャンセル|已取消"
_INVITED = r"(?:updated )?invitation(?: from google calendar)?|einladung|(?:aktualisierte )?termineinladung|invitation mise à jour|invitación|invitación actualizada|invito|uitnodiging|convite|zaproszenie|приглашение|inbjudan|invitation opdateret|kutsu|pozvánka|davet|招待|邀请"
_COLON = r"\s?[:：]"
_ANSWER_SUBJECT = tuple(
    (kind, re.compile(rf"(?:{words}){_COLON}\s*\S", re.IGNORECASE)) for kind, words in _ANSWERS
)
_CANCEL_SUBJECT = re.compile(rf"(?:{_CANCELLED}){_COLON}\s*\S", re.IGNORECASE)
_INVITE_SUBJECT = re.compile(rf"(?:{_INVITED}){_COLON}\s*\S", re.IGNORECASE)
_UPDATE_SUBJECT = re.compile(
    r"(?:updated|aktualisiert|mis à jour|actualizado|aggiornato|bijgewerkt|atualizado)(?: invitation)?\s?:",
    re.IGNORECASE,
)
# "@ Thu 12 Mar 2026 2pm - 3pm (CET) (name)": how Google ends the subject of every calendar mail.
_GOOGLE_SUBJECT = re.compile(r"@ [^\n@]{0,12}\d{1,2}[^\n@]{0,60}\d{4}", re.IGNORECASE)
_WHEN_WHERE = re.compile(
    r"^[ \t>]{0,4}(?:when|wann|quand|cuándo|quando|wanneer|kiedy|когда|när|hvornår|når|milloin|kdy|日時|时间)[ \t]?[:：][ \t]*\S.*\n(?:[^\n]*\n){0,6}?[ \t>]{0,4}(?:where|wo|où|dónde|dove|onde|waar|gdzie|где|var|hvor|missä|kde|場所|地点|who|wer|location)[ \t]?[:：]",
    re.IGNORECASE | re.MULTILINE,
)
_OUTLOOK_RULE = "*~*~*~*~*"
_GOOGLE_TEXT = re.compile(
    r"invitation from google calendar|calendar\.google\.com/calendar|this event has been (?:canceled|cancelled)|has (?:accepted|declined|tentatively accepted|replied [\"“]maybe[\"”] to) this invitation|you have been invited to the following event|hat diese einladung (?:angenommen|abgelehnt)|a (?:accepté|refusé) cette invitation|ha (?:aceptado|rechazado) esta invitación|ha (?:accettato|rifiutato) questo invito",
    re.IGNORECASE,
)
_REMINDER = re.compile(
    r"^(?:reminder|notification|benachrichtigung|erinnerung|rappel|recordatorio|promemoria|herinnering|lembrete){0,1}\s?:",
    re.IGNORECASE,
)


def read_object(text: str) -> tuple[Kind, str] | None:
    """The kind of an iCalendar object and the properties that say so; None where it has no method (RFC 5546 section 1.4).

    In a REPLY there is one attendee, who answers (section 3.2.3); should there be more, the first that has decided counts.
    """
    text = _FOLD.sub("", text[:MAX_OBJECT])
    method = _METHOD.search(text)
    if method is None:
        return None
    name = method[1].upper()
    if name != "REPLY":
        kind = _BY_METHOD.get(name)
        if name == "REQUEST" and _STATUS_CANCELLED.search(text):
            kind = Kind.CALENDAR_CANCEL
        return (kind, method[0]) if kind else None
    for answer in _PARTSTAT.finditer(text):
        if kind := _BY_PARTSTAT.get(answer[1].upper()):
            return kind, f"PARTSTAT={answer[1]}"
    return Kind.CALENDAR_TENTATIVE, method[0]


def read_calendar(body: Body, subject: str, text: str) -> tuple[Kind, str] | None:
    """What a message says of a meeting and the words that say so; None where it is no mail of a calendar.

    An attached event without a method, or one that is only published, leaves a person's mail a person's mail.
    """
    for part in body.parts:
        if part.content_type not in {"text/calendar", "application/ics"} or part.text is None:
            continue
        found = read_object(part.text)
        if found is None and (method := part.params.get("method", "")):
            found = read_object(f"METHOD:{method}\n{part.text}")
        if found and not (found[0] is Kind.NOTIFICATION and text.strip()):
            return found
    return _by_words(body.header, subject.strip(), text)


def _by_words(header: Mapping[str, tuple[str, ...]], subject: str, text: str) -> tuple[Kind, str] | None:
    def calendar() -> bool:
        return bool(
            "calendarmessage" in header.get("content-class", ("",))[0].lower()
            or _OUTLOOK_RULE in text[:3_000]
            or _GOOGLE_SUBJECT.search(subject)
            or _GOOGLE_TEXT.search(text[:4_000])
            or _WHEN_WHERE.search(text[:2_000])
        )

    if "：" in subject or ":" in subject:
        for kind, pattern in _ANSWER_SUBJECT:
            if pattern.match(subject):
                return kind, subject[:200]
        if _CANCEL_SUBJECT.match(subject) and calendar():
            return Kind.CALENDAR_CANCEL, subject[:200]
        if (_INVITE_SUBJECT.match(subject) or _UPDATE_SUBJECT.match(subject)) and calendar():
            return Kind.CALENDAR_INVITE, subject[:200]
    if "calendarmessage" in header.get("content-class", ("",))[0].lower():
        return Kind.CALENDAR_INVITE, header["content-class"][0]
    at = text.find(_OUTLOOK_RULE, 0, 3_000)
    if (
        at >= 0
        and (found := _WHEN_WHERE.search(text[:at]))
        and not re.search(r"^\s*(?:-----|>|From:)", text[:at], re.MULTILINE)
    ):
        return Kind.CALENDAR_INVITE, found[0]
    return None
