"""Each kind by example: the header styles of vendors, the words of mail systems, and what must stay a person's mail."""

from __future__ import annotations

import pytest

from agent.message.headers import read_fields
from agent.message.kind import automatic_kind
from agent.message.understand import understand
from agent.model import Kind


def mail(
    subject: str = "Re: plan", body: str = "Fine.", sender: str = "Pat <pat@buyer.example>", **fields: str
) -> bytes:
    lines = [
        f"From: {sender}",
        "To: dana@acme.example",
        f"Subject: {subject}",
        "Date: Wed, 4 Mar 2026 10:00:00 +0000",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


REPORT = (
    "--b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mx.relay.example\r\n\r\nFinal-Recipient: rfc822; gone@buyer.example\r\nAction: {action}\r\nStatus: {status}\r\n"
    "Diagnostic-Code: smtp; {code}\r\n--b--\r\n"
)


def report(action: str, status: str, code: str) -> bytes:
    return mail(
        "Notice",
        REPORT.format(action=action, status=status, code=code),
        "MAILER-DAEMON@relay.example",
        MIME_Version="1.0",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
        Auto_Submitted="auto-replied",
    )


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", Kind.BOUNCE),
        ("delayed", "4.4.1", Kind.DELAY),
        ("relayed", "2.0.0", Kind.DELIVERY_RECEIPT),
        ("delivered", "2.1.5", Kind.DELIVERY_RECEIPT),
        ("expanded", "2.0.0", Kind.DELIVERY_RECEIPT),
    ],
)
def test_delivery_status_says_by_its_action_what_happened(action: str, status: str, kind: Kind) -> None:
    found = understand(report(action, status, "550 no such user"))
    assert found.kind is kind
    assert bool(found.failed_recipients) is (kind is not Kind.DELIVERY_RECEIPT)


def test_a_bounce_names_recipient_reason_and_status() -> None:
    (failed,) = understand(report("failed", "5.1.1", "550 5.1.1 no such user")).failed_recipients
    assert (failed.addr, failed.reason, failed.status) == (
        "gone@buyer.example",
        "550 5.1.1 no such user",
        "5.1.1",
    )


BOUNCES = {
    "qmail": ("failure notice", "MAILER-DAEMON@mx.example", "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<gone@buyer.example>:\nSorry, no mailbox here by that name.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <dana@acme.example>\n"),
    "exim": ("Mail delivery failed: returning message to sender", "Mail Delivery System <Mailer-Daemon@mx.example>", "A message that you sent could not be delivered to one or more of its\nrecipients. The following address(es) failed:\n\n  gone@buyer.example\n    Unrouteable address\n"),
    "postfix": ("Undelivered Mail Returned to Sender", "MAILER-DAEMON@mx.example (Mail Delivery System)", "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<gone@buyer.example>: host mx[192.0.2.1] said: 550 5.1.1 unknown\n"),
    "sendmail": ("Returned mail: see transcript for details", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>", "   ----- The following addresses had permanent fatal errors -----\n<gone@buyer.example>\n    (reason: 550 5.1.1 User unknown)\n"),
    "exchange": ("Undeliverable: plan", "postmaster@buyer.example", "Delivery has failed to these recipients or groups:\n\ngone@buyer.example\nThe email address you entered couldn't be found.\n"),
    "office365": ("Undeliverable: plan", "Microsoft Outlook <MicrosoftExchange329e@buyer.example>", "Your message to gone@buyer.example couldn't be delivered.\ngone wasn't found at buyer.example.\n"),
    "gmail": ("Delivery Status Notification (Failure)", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "** Address not found **\n\nYour message wasn't delivered to gone@buyer.example because the address couldn't be found.\n"),
    "notes": ("DELIVERY FAILURE: User gone not listed in Domino Directory", "Postmaster@buyer.example", "Your message\n\n  Subject: plan\n\nwas not delivered to:\n\n  gone@buyer.example\n\nbecause:\n\n  User gone not listed in Domino Directory\n"),
    "courier": ("NOTICE: mail delivery status.", "courier mail system <MAILER-DAEMON@mx.example>", "UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<gone@buyer.example>:\n    User unknown.\n"),
    "groupwise": ("Mail System Error - Returned Mail", "Mail Administrator <Postmaster@buyer.example>", "This Message was undeliverable due to the following reason:\n\nThe user(s) account is disabled.\n\n     <gone@buyer.example>\n"),
    "german": ("Unzustellbar: Plan", "postmaster@buyer.example", "Ihre Nachricht konnte nicht zugestellt werden.\n\ngone@buyer.example\n"),
    "french": ("Non remis : plan", "postmaster@buyer.example", "Votre message n'a pas pu être remis à gone@buyer.example\n"),
    "spanish": ("No se puede entregar: plan", "postmaster@buyer.example", "No se pudo entregar su mensaje a gone@buyer.example\n"),
}  # fmt: skip


@pytest.mark.parametrize("system", BOUNCES)
def test_bounces_whose_text_alone_names_the_recipient(system: str) -> None:
    subject, sender, body = BOUNCES[system]
    found = understand(mail(subject, body, sender))
    assert found.kind is Kind.BOUNCE
    assert [r.addr for r in found.failed_recipients] == ["gone@buyer.example"]


def test_failed_recipients_header_is_enough() -> None:
    found = understand(
        mail(
            "Mail failed", "It went wrong.", "x@relay.example", X_Failed_Recipients="a@b.example, c@d.example"
        )
    )
    assert (found.kind, [r.addr for r in found.failed_recipients]) == (
        Kind.BOUNCE,
        ["a@b.example", "c@d.example"],
    )


REPLY_HEADERS: dict[str, dict[str, str]] = {
    "rfc 3834": {"Auto_Submitted": "auto-replied"},
    "zimbra": {"Auto_Submitted": "auto-replied (zimbra; vacation)", "Precedence": "bulk"},
    "gmail": {"X_Autoreply": "yes", "Precedence": "bulk", "Auto_Submitted": "auto-replied"},
    "exchange": {"X_Auto_Response_Suppress": "All", "X_MS_Exchange_Inbox_Rules_Loop": "pat@buyer.example"},
    "exchange online": {
        "Auto_Submitted": "auto-generated",
        "X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent",
    },
    "autorespond": {"X_Autorespond": "help desk"},
    "precedence": {"Precedence": "auto_reply"},
    "preference": {"Preference": "auto_reply"},
    "delivered-to": {"Delivered_To": "Autoresponder"},
    "firstclass": {"X_FC_MachineGenerated": "true"},
    "vacation program": {"X_Mailer": "vacation 1.2"},
}
REPLIES = {Kind.OUT_OF_OFFICE, Kind.LEFT_COMPANY, Kind.ADDRESS_CHANGE, Kind.AUTO_REPLY}


@pytest.mark.parametrize("vendor", REPLY_HEADERS)
def test_automatic_replies_by_header(vendor: str) -> None:
    raw = mail("plan", "We will be in touch.", **REPLY_HEADERS[vendor])
    assert understand(raw).kind in REPLIES
    assert automatic_kind(read_fields(raw)) in REPLIES


SUBJECTS = [
    "Automatic reply: plan", "Out of Office AutoReply: plan", "Automatische Antwort: Plan", "Abwesenheitsnotiz: Plan", "Réponse automatique : plan",
    "Respuesta automática: plan", "Risposta automatica: piano", "Automatisch antwoord: plan", "Resposta automática: plano", "Odpowiedź automatyczna: plan",
    "Автоматический ответ: план", "Automatiskt svar: plan", "Automatisk svar: plan", "Automaattinen vastaus: suunnitelma", "Automatická odpověď: plán",
    "自動応答: 計画", "自动回复: 计划", "Otomatik yanıt: plan",
]  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS)
def test_automatic_replies_by_subject(subject: str) -> None:
    assert understand(mail(subject)).kind in REPLIES
    assert understand(mail(f"Re: {subject}")).kind is Kind.HUMAN
    assert understand(mail(f"FW: {subject}")).kind is Kind.HUMAN


@pytest.mark.parametrize(
    "fields",
    [
        {"X_MS_Exchange_Inbox_Rules_Loop": "pat@buyer.example"},
        {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
        {"X_Mailer": "Zimbra 7.1.3"},
        {"Auto_Submitted": "no"},
        {"X_Autoreply": "no"},
        {"List_Unsubscribe": "<mailto:u@buyer.example>", "In_Reply_To": "<1@acme.example>"},
    ],
)
def test_headers_that_ordinary_mail_carries_too_decide_nothing(fields: dict[str, str]) -> None:
    raw = mail(**fields)
    assert understand(raw).kind is Kind.HUMAN
    assert automatic_kind(read_fields(raw)) is None


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Out of office tomorrow", "Hi Dana, I am out of office tomorrow. Back on Friday."),
        ("Out of Office", "I will be on vacation 3/9 to 3/13. Ask Sam if you need anything."),
        ("Leaving", "I am leaving the company on Friday, it was a pleasure."),
        ("Re: Out of Office: plan", "Sorry about the note, I am back now."),
        ("FW: Undeliverable: plan", "Did you get this? Call me."),
        ("Accepting the offer", "We accept the offer."),
        ("Read: this is good", "Worth your time on the train."),
    ],
)
def test_what_people_type_stays_human(subject: str, body: str) -> None:
    assert understand(mail(subject, body)).kind is Kind.HUMAN


ICS = "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nATTENDEE;CN=Pat;PARTSTAT={answer}:\r\n mailto:pat@buyer.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("method", "answer", "kind"),
    [
        ("REQUEST", "NEEDS-ACTION", Kind.CALENDAR_INVITE),
        ("REPLY", "ACCEPTED", Kind.CALENDAR_ACCEPT),
        ("REPLY", "DECLINED", Kind.CALENDAR_DECLINE),
        ("REPLY", "TENTATIVE", Kind.CALENDAR_TENTATIVE),
        ("COUNTER", "TENTATIVE", Kind.CALENDAR_TENTATIVE),
        ("CANCEL", "NEEDS-ACTION", Kind.CALENDAR_CANCEL),
    ],
)
def test_calendar_objects(method: str, answer: str, kind: Kind) -> None:
    ics = ICS.format(method=method, answer=answer)
    assert (
        understand(
            mail("Review", ics, MIME_Version="1.0", Content_Type=f"text/calendar; method={method}")
        ).kind
        is kind
    )
    assert understand(ics.encode()).kind is kind


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Accepted: Review", Kind.CALENDAR_ACCEPT),
        ("Zugesagt: Besprechung", Kind.CALENDAR_ACCEPT),
        ("Refusé : Point", Kind.CALENDAR_DECLINE),
        ("Rechazado: Reunión", Kind.CALENDAR_DECLINE),
        ("Tentatively Accepted: Review", Kind.CALENDAR_TENTATIVE),
        (
            "Canceled event: Review @ Thu Mar 12, 2026 2pm - 3pm (CET) (dana@acme.example)",
            Kind.CALENDAR_CANCEL,
        ),
        ("Invitation: Review @ Thu Mar 12, 2026 2pm - 3pm (CET) (dana@acme.example)", Kind.CALENDAR_INVITE),
    ],
)
def test_calendar_answers_without_an_object(subject: str, kind: Kind) -> None:
    assert understand(mail(subject, "")).kind is kind


@pytest.mark.parametrize(
    ("fields", "sender", "kind"),
    [
        (
            {"List_Id": "<dev.lists.example>", "List_Post": "<mailto:dev@lists.example>"},
            "k@people.example",
            Kind.LIST,
        ),
        ({"Precedence": "list"}, "k@people.example", Kind.LIST),
        ({"X_BeenThere": "dev@lists.example", "X_Mailman_Version": "2.1"}, "k@people.example", Kind.LIST),
        ({"List_Unsubscribe": "<mailto:u@shop.example>"}, "news@shop.example", Kind.BULK),
        ({"Precedence": "bulk"}, "news@shop.example", Kind.BULK),
        (
            {"X_GitHub_Reason": "mention", "List_Id": "<w.acme.github.com>"},
            "notifications@github.com",
            Kind.NOTIFICATION,
        ),
        ({}, "no-reply@bank.example", Kind.NOTIFICATION),
        ({"Auto_Submitted": "auto-generated"}, "jobs@ci.example", Kind.NOTIFICATION),
    ],
)
def test_lists_bulk_and_notifications(fields: dict[str, str], sender: str, kind: Kind) -> None:
    raw = mail("News", "Hello all.", sender, **fields)
    assert understand(raw).kind is kind
    assert automatic_kind(read_fields(raw)) is kind


def test_read_receipts_with_and_without_report() -> None:
    report = "--b\r\nContent-Type: text/plain\r\n\r\nread\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n--b--\r\n"
    raw = mail(
        "Disposition",
        report,
        MIME_Version="1.0",
        Content_Type="multipart/report; report-type=disposition-notification; boundary=b",
    )
    assert understand(raw).kind is Kind.READ_RECEIPT
    assert automatic_kind(read_fields(raw)) is Kind.READ_RECEIPT
    text = "Your message\n\n  To: Pat\n  Subject: plan\n\nwas deleted without being read on Wednesday."
    assert understand(mail("Not read: plan", text)).kind is Kind.READ_RECEIPT


def test_an_unsubscribe_that_apple_mail_types_is_the_persons_word() -> None:
    found = understand(
        mail(
            "unsubscribe",
            "Apple Mail sent this email to unsubscribe.",
            X_Apple_Unsubscribe="true",
            Auto_Submitted="auto-replied",
        )
    )
    assert (found.kind, found.stance.value) == (Kind.HUMAN, "opted_out")


@pytest.mark.parametrize(
    "body",
    [
        "Your message is being held because you are not on my list of approved senders. Click the link to confirm that you are a person and it will be delivered.",
        "To prove your message was sent by a human and not a computer, visit the link below and confirm; your email will then be delivered (spamBlocker).",
    ],
)
def test_challenges(body: str) -> None:
    assert (
        understand(mail("Please confirm your mail", body, Auto_Submitted="auto-replied")).kind
        is Kind.CHALLENGE
    )


def test_evidence_is_verbatim() -> None:
    body = "I am out of the office until 16 March. Ask Lena Ott (lena@buyer.example)."
    found = understand(mail("Automatic reply: plan", body))
    assert found.evidence["kind"] in body
    assert found.evidence["return_date"] in body
    assert found.alternate_contacts[0].name == "Lena Ott"
