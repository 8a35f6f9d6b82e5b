"""Signatures, phone lines, and what machines add above and below a mail."""

from __future__ import annotations

import pytest

from agent.message.newtext import Split, split
from agent.message.signature import closing_of, is_mobile_line, is_name, parse_sender

BODY = "Attached is the list that you asked for.\nPlease call me if anything is missing."
SENDER = '"Brandt, Ida M." <ida.brandt@buyer.example>'

SIGNATURES = {
    "delimiter": "-- \nIda Brandt\nLarkspur Foods",
    "delimiter-without-space": "--\nIda\nanything at all, even a sentence. Like this one.",
    "first-name": "Ida",
    "last-name": "Brandt",
    "initials": "Thanks. IB",
    "closing-and-name": "Thanks,\nIda",
    "closing-with-blank-lines": "Regards,\n\n\nIda Brandt",
    "closing-and-name-on-one-line": "Regards, Ida",
    "cheers": "Cheers, Ida!",
    "name-and-extension": "Ida\nx-37059",
    "name-and-phone": "Ida Brandt\n(020) 7946-0123",
    "name-dash-phone": "Ida Brandt - 020-7946-0123.",
    "mail-and-phone": "ida.brandt@buyer.example\n020-7946-0123",
    "block": "Sincerely,\n\nIda Brandt, Ph.D.\nHead of Purchasing\nLarkspur Foods Ltd\n12 Mill Lane\nLeeds LS1 4AP\nPhone: 020 7946 0123\nFax: 020 7946 0124\nwww.larkspur.example",
    "block-without-closing": "Ida Brandt\nPurchasing | Larkspur Foods\nT +44 20 7946 0123 | M +44 7700 900123\nida.brandt@buyer.example",
    "stars": "*Ida Brandt* | *Head of Purchasing*\nida.brandt@buyer.example",
    "rule-above": "________________________________________\nIda Brandt\nWeb Manager\nLarkspur Foods\ntel: 020 7946 0123 * fax: 020 7946 0124",
    "dash-name": "-Ida Brandt",
    "slash-name": "/Ida",
    "phone-line": "Sent from my iPhone",
    "name-and-phone-line": "Ida\n\nSent from my BlackBerry Wireless Handheld",
    "phone-line-and-rule": "Ida\n--------------------------\nSent from my BlackBerry",
    "pal": "Your friend, Ida.",
    "thanks-and-regards": "Thanks & Regards,\nIda Brandt\nPurchasing",
    "emoji": "Cheers 🙂\nIda",
    "pictures": "Best regards,\nIda Brandt\n[cid:image001.png@01DA0000.00000000]\nLarkspur Foods Ltd\n<https://larkspur.example/>",
    "motto": 'Best regards,\nIda Brandt\nLarkspur Foods\n"The best way to have good bread is to bake it yourself, every morning."',
    "two": "Best regards,\nIda\n\n--\nIda Brandt\nLarkspur Foods\n\nSent from my iPhone",
}


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_signature_is_taken_off(signature: str) -> None:
    found = split(f"{BODY}\n\n{signature}\n", sender=SENDER)
    assert (found.new_text, found.signature.split()) == (BODY, signature.split())


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_signature_above_history(signature: str) -> None:
    found = split(
        f"{BODY}\n\n{signature}\n\nOn 04/03/2024 10:12, Piet Rowan wrote:\n> Hello\n", sender=SENDER
    )
    assert (found.new_text, found.signature.split()) == (BODY, signature.split())


UNKNOWN = [
    "Regards,\nBo Lind",
    "Thanks,\nBo",
    "Kind regards\n\nBo Lind\nCEO @ Alder !",
]


@pytest.mark.parametrize("signature", UNKNOWN)
@pytest.mark.parametrize("sender", ["", SENDER, "piet@seller.example"])
def test_signature_of_somebody_else(signature: str, sender: str) -> None:
    assert split(f"{BODY}\n\n{signature}\n", sender=sender) == Split(BODY, signature)


NONE = [
    "Here is the corrected sheet.",
    "Call Kim",
    "good stuff",
    "Please terminate the contract.  Call me at X35775 if you have any questions.",
    "One\n\nTwo\n\nThree of them are missing.",
    "Can we get:\n\n1 L blue\n1 M blue\n1 M red\n\nto 111 Mill Lane, Leeds\n\nThat would be great! Really nice shirts!",
    "Ida, can you put the bill on my desk. I will pay it. Thanks.",
    "Here it is.\n\nBest regards,\nIda\n\nPS: please send the other list too, we need it by Friday at noon.",
    "Here it is.\n\nBest regards,\nIda\n\nDid you see the other list that my colleague sent you last week?",
    "I left the company. Please write to\n\nSam Okafor\nsam@buyer.example\n+44 20 7946 0124",
    "Non merci.\n\nDésinscription",
    "We decided against it.\n\nEinverstanden",
    "My stand-in is:\n\nSam Okafor\nsam@buyer.example",
    "We leave on Friday.\n\nAll our love.\n\nP.S. Next time we stay longer.",
    "Attendees:\n\nIda Brandt\nSam Okafor\nBo Lind",
    "The terms were:\n\nProtocol Document and Copy Instructions\n\nCertification Document",
    "Zone 1                2.2930        1.8650     2.6200\nZone 2                2.3285        1.9000     2.6700",
]


@pytest.mark.parametrize("text", NONE)
def test_mail_without_signature_stays_whole(text: str) -> None:
    assert split(text, sender=SENDER).new_text == text


FOOTERS = {
    "english": "This e-mail and any attachments are confidential and intended solely for the addressee. If you have received this message in error, please notify the sender and delete it.",
    "heading": "CONFIDENTIALITY NOTICE: The information contained in this communication is privileged and confidential. Any unauthorized disclosure, copying or distribution is strictly prohibited.",
    "heading-alone": "Disclaimer\n\nThe information contained in this communication from the sender is confidential. It is intended solely for use by the recipient. Any disclosure, copying or distribution is strictly prohibited.\n\nThis email has been scanned for viruses and malware by Alder Ltd.",
    "german": "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Empfänger sind oder diese E-Mail irrtümlich erhalten haben, informieren Sie bitte den Absender und vernichten Sie diese Mail. Das unerlaubte Kopieren ist nicht gestattet.",
    "french": "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires. Si vous avez reçu ce message par erreur, merci de le détruire et d'en avertir l'expéditeur.",
    "spanish": "Este mensaje es confidencial y va dirigido a su destinatario. Si lo ha recibido por error, notifíquelo al remitente y elimínelo. Queda prohibida su divulgación.",
    "portuguese": "Esta mensagem é confidencial e dirigida ao seu destinatário. Se a recebeu por engano, avise o remetente e elimine-a. É proibida a sua divulgação.",
    "italian": "Le informazioni contenute in questo messaggio sono riservate e destinate al solo destinatario. Se lo avete ricevuto per errore, avvertite il mittente e cancellatelo. È vietata la diffusione.",
    "dutch": "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit bericht ten onrechte ontvangt, verzoeken wij u de afzender te informeren en het te verwijderen.",
    "swedish": "Detta meddelande är konfidentiellt och endast avsett för mottagaren. Om du fått det av misstag, meddela avsändaren och radera det.",
    "polish": "Wiadomość jest poufna i przeznaczona dla adresata. Jeżeli otrzymali ją Państwo omyłkowo, prosimy powiadomić nadawcę i usunąć wiadomość. Kopiowanie jest zabronione.",
    "russian": "Это сообщение конфиденциально и предназначено только адресату. Если вы получили его по ошибке, сообщите отправителю и удалите его. Копирование запрещено.",
    "japanese": "本メールには機密情報が含まれます。受信者以外の方が誤って受信された場合は、送信者にご連絡のうえ削除してください。転載を禁止します。",
    "chinese": "本邮件及附件含有保密信息,仅限收件人使用。如误收本邮件,请立即删除并通知发件人。禁止未经授权使用。",
    "avast": "Virus-free. www.avast.com",
    "avg": "No virus found in this message.\nChecked by AVG - www.avg.example\nVersion: 2015.0.1",
    "environment": "Please consider the environment before printing this e-mail.",
    "environment-german": "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
    "environment-french": "Pensez à l'environnement avant d'imprimer ce message.",
    "list": "_______________________________________________\nwidgets-users mailing list\nwidgets-users@lists.buyer.example\nhttp://lists.buyer.example/mailman/listinfo/widgets-users",
    "group": '--\nYou received this message because you are subscribed to the Google Groups "widgets" group.\nTo unsubscribe from this group, send an email to widgets+unsubscribe@buyer.example.',
    "unsubscribe": "To unsubscribe click here: https://buyer.example/u/1",
    "unsubscribe-german": "Vom Verteiler abmelden: https://buyer.example/u/1",
    "yahoo": "__________________________________________________\nDo You Yahoo!?\nTired of spam?  http://mail.yahoo.example",
}


@pytest.mark.parametrize("footer", FOOTERS.values(), ids=FOOTERS)
def test_footer_is_taken_off(footer: str) -> None:
    found = split(f"{BODY}\n\nIda\n\n{footer}\n", sender=SENDER)
    assert (found.new_text, found.signature) == (BODY, "Ida")
    assert found.footer.split() == footer.split()


BANNERS = [
    "[EXTERNAL]",
    "CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender and know the content is safe.",
    "[External email: use caution with links and attachments]",
    "*** EXTERNAL EMAIL ***",
    "You don't often get email from ida@buyer.example. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>",
    "ACHTUNG: Diese E-Mail stammt von einem externen Absender. Bitte klicken Sie nicht auf Links und öffnen Sie keine Anhänge.",
    "ATTENTION : ce courriel provient de l'extérieur. Ne cliquez pas sur les liens et n'ouvrez pas les pièces jointes.",
    "ATENCIÓN: Este correo procede de un remitente externo. No haga clic en enlaces ni abra adjuntos.",
    "Let op: deze e-mail komt van een externe afzender. Klik niet op links.",
    "ВНИМАНИЕ: внешний отправитель. Не открывайте ссылки и вложения.",
    "【注意】社外からのメールです。添付ファイルやリンクに注意してください。",
]


@pytest.mark.parametrize("banner", BANNERS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_warning_is_taken_off(banner: str, gap: str) -> None:
    found = split(f"{banner}{gap}Hello Piet,\n\n{BODY}\n")
    assert found.new_text == f"Hello Piet,\n\n{BODY}"
    assert found.footer == banner


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Best regards,", (2, "")),
        ("Thanks!", (1, "")),
        ("Thanks, Ida", (1, "Ida")),
        ("Viele Grüße aus Hamburg", (2, "")),
        ("Liebe Grüße Ida", (2, "Ida")),
        ("Merci et bonne journée", (2, "")),
        ("Thanks for the list", (0, "")),
        ("Regards to your wife", (0, "")),
        ("", (0, "")),
    ],
)
def test_closing(text: str, expected: tuple[int, str]) -> None:
    assert closing_of(text) == expected


@pytest.mark.parametrize(
    "text", ["Ida", "Ida Brandt", "Anne-Marie O'Neil", "Ludwig van Beek", "白川 典子", "Dr. Ida M. Brandt"]
)
def test_names(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["", "ida", "Thanks", "Call me", "Rowing.mpeg", "Ida Brandt 5", "This Is A Longer Line Of Words"]
)
def test_no_names(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sent from the warehouse yesterday",
        "Get back to me",
        "Von meinem Chef",
        "Lähetetty eilen",
        "",
        "iPhone",
    ],
)
def test_no_phone_lines(text: str) -> None:
    assert not is_mobile_line(text)


def test_sender() -> None:
    assert parse_sender(SENDER).words == {"ida", "brandt"}
    assert parse_sender(SENDER).initials == "imb"
    assert parse_sender("").words == frozenset()
    assert parse_sender("bo@x.example").addr == "bo@x.example"
