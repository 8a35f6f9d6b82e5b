"""What was typed, apart from history, signatures and machine text: mail programs, ways of answering, hard negatives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.message.newtext import Split, split

REPLY = "Thanks, the price works for us.\nCan you hold it until Friday?"

VENDORS = {
    "notes-forward": "---------------------- Forwarded by Ida Brandt/Lon/Larkspur on 06/27/2000 10:27 AM ---------------------------\n\n\nPiet Rowan@SELLER\n06/27/2000 10:20 AM\nTo:\tIda Brandt/Lon/Larkspur@Larkspur\ncc:\t \nSubject:\tOffer 771\n\nPlease find our offer.",
    "notes-name-and-date": "Piet Rowan@SELLER\n06/27/2000 10:20 AM\nTo: Ida Brandt/Lon/Larkspur@Larkspur\ncc: Sam Okafor/Lon/Larkspur@Larkspur \n\nSubject: Re: Offer 771\n\nPlease find our offer.",
    "notes-on": '"Piet Rowan" <piet@seller.example> on 06/27/2000 10:20:14 AM\nTo: "Ida Brandt" <ida@buyer.example>\ncc: \nSubject: Offer 771\n\nPlease find our offer.',
    "notes-from-column": "\n\tLarkspur Foods Corp.\n\t\n\tFrom:  Piet Rowan                           06/25/99 01:42 PM\n\t\n\nTo: Ida Brandt/Lon/Larkspur@Larkspur\ncc:  \nSubject: Offer 771\n\nPlease find our offer.",
    "groupwise": ">>> Piet Rowan <piet@seller.example> 3/4/2024 10:12 AM >>>\nPlease find our offer.\n\nPiet",
    "yahoo-web": "________________________________\n From: Piet Rowan <piet@seller.example>\nTo: Ida Brandt <ida@buyer.example> \nSent: Monday, March 4, 2024 10:12 AM\nSubject: Offer 771\n  \n\nPlease find our offer.",
    "yahoo-one-line": "  On Monday, March 4, 2024 at 10:12:33 AM GMT+1, Piet Rowan <piet@seller.example> wrote:   Please find our offer.\nWould Tuesday suit you?",
    "yahoo-basic": "--- On Mon, 3/4/24, Piet Rowan <piet@seller.example> wrote:\n\nFrom: Piet Rowan <piet@seller.example>\nSubject: Offer 771\nTo: ida@buyer.example\nDate: Monday, March 4, 2024, 10:12 AM\n\nPlease find our offer.",
    "zimbra": '----- Original Message -----\nFrom: "Piet Rowan" <piet@seller.example>\nTo: "Ida Brandt" <ida@buyer.example>\nSent: Monday, March 4, 2024 10:12:33 AM\nSubject: Offer 771\n\nPlease find our offer.',
    "zimbra-new": 'From: "Piet Rowan" <piet@seller.example>\nTo: "ida" <ida@buyer.example>\nCc: "sam" <sam@buyer.example>\nSent: Monday, 4 March, 2024 10:12:33\nSubject: Offer 771\n\nPlease find our offer.',
    "proton": "------- Original Message -------\nOn Monday, March 4th, 2024 at 10:12, Piet Rowan <piet@seller.example> wrote:\n\n\n> Please find our offer.\n>\n> Piet",
    "outlook-2003-mailto": "-----Original Message-----\nFrom: Rowan, Piet [mailto:piet@seller.example] \nSent: Monday, March 04, 2024 10:12 AM\nTo: Brandt, Ida\nSubject: Offer 771\n\nPlease find our offer.",
    "outlook-mac": "From: Piet Rowan <piet@seller.example>\nDate: Monday, 4 March 2024 at 10:12\nTo: Ida Brandt <ida@buyer.example>\nSubject: Offer 771\n\nPlease find our offer.",
    "outlook-html-export": "\xa0\n________________________________________\xa0\n\nFrom: Piet Rowan\xa0<piet@seller.example>\n\nSent: Monday, March 4, 2024 10:12 AM\n\nTo: Ida Brandt\n\nSubject: Offer 771\n\n\xa0\n\nPlease find our offer.",
    "exchange-behalf": "From: Piet Rowan <piet@seller.example> On Behalf Of Sales Desk\nSent: Monday, March 4, 2024 10:12 AM\nTo: Ida Brandt\nSubject: Offer 771\nImportance: High\n\nPlease find our offer.",
    "windows-mail": "From: Piet Rowan\nSent: Monday, March 4, 2024 10:12 AM\nTo: ida@buyer.example\n\nPlease find our offer.",
    "windows-mail-marks": "От:\xa0Piet Rowan\nОтправлено:\xa0\u200eпонедельник\u200e, \u200e4\u200e \u200eмарта\u200e \u200e2024\u200e г. \u200e10\u200e:\u200e12\nКому:\xa0Ida\n\nPlease find our offer.",
    "apple-nested": "> On 4 Mar 2024, at 10:12, Piet Rowan <piet@seller.example> wrote:\n> \n> Please find our offer.\n> \n> > On 3 Mar 2024, at 09:00, Ida <ida@buyer.example> wrote:\n> > Hello",
    "orange-fr": '> Message du 04/03/24 10:12\n> De : "Piet Rowan" <piet@seller.example>\n> A : ida@buyer.example\n> Copie à : \n> Objet : Offre 771\n> \n> Please find our offer.',
    "orange-fr-bare": '====\n\nMessage du : 04/03/2024 10:12\nDe : "Piet Rowan " <piet@seller.example>\nA : ida@buyer.example\nCopie à : \nSujet : Offre 771\n\nPlease find our offer.',
    "samsung": "Sent from Samsung tabletPiet Rowan <piet@seller.example> wrote:\n\n> Please find our offer.",
    "android-dashes": "---- Piet Rowan wrote ----\n\n> Please find our offer.",
    "blackberry": "-----Original Message-----\nFrom: Piet Rowan <piet@seller.example>\nDate: Mon, 4 Mar 2024 10:12:33 \nTo: <ida@buyer.example>\nReply-To: sales@seller.example\nSubject: Offer 771\n\nPlease find our offer.",
    "polymail": "On Mon, Mar 4, 2024 at 10:12 AM Piet Rowan\n\n<\nmailto:Piet Rowan <piet@seller.example>\n> wrote:\nPlease find our offer.",
    "gmail-iso": "2024-03-04 10:12 GMT+01:00 Piet Rowan <piet@seller.example>:\n\n> Please find our offer.",
    "gmail-old": "2024/3/4 Piet Rowan <piet@seller.example>\n\n> Please find our offer.",
    "no-date": "Piet Rowan <piet@seller.example> wrote:\n\nPlease find our offer.",
    "horde": "Quoting Piet Rowan <piet@seller.example>:\n\n> Please find our offer.",
    "horde-german": "Zitat von Piet Rowan <piet@seller.example>:\n\n> Please find our offer.",
    "mutt": "* Piet Rowan <piet@seller.example> [2024-03-04 10:12]:\n> Please find our offer.",
    "eudora": "At 10:12 AM 3/4/2024, Piet Rowan wrote:\n>Please find our offer.",
    "open-xchange": "Piet Rowan <piet@seller.example> hat am 04.03.2024 10:12 geschrieben:\n\n\nPlease find our offer.",
    "notes-wrote-on": "Piet Rowan/Seller wrote on 03/04/2024 10:12:33 AM:\n\n> Please find our offer.",
    "notes-summary": "Piet Rowan ---03/04/2024 10:12:33 AM---Dear Ida, please find\n\nFrom: Piet Rowan/Seller\nTo: Ida Brandt/Buyer@buyer.example\nDate: 03/04/2024 10:12 AM\nSubject: Offer 771\n\nPlease find our offer.",
    "notes-web": "-----Piet Rowan/Seller wrote: -----\nTo: Ida Brandt/Buyer@buyer.example\nFrom: Piet Rowan/Seller\nDate: 03/04/2024 10:12AM\nSubject: Offer 771\n\nPlease find our offer.",
    "the-bat": "Monday, March 4, 2024, 10:12:33 AM, you wrote:\n\nPR> Dear Ida,\nPR> Please find our offer.",
    "bars": "Piet Rowan wrote:\n| Dear Ida,\n| Please find our offer.",
    "aol": "In a message dated 3/4/2024 10:12:33 AM Eastern Standard Time, piet@seller.example writes:\n\nPlease find our offer.",
    "k9": "Am 4. März 2024 10:12:33 MEZ schrieb Piet Rowan <piet@seller.example>:\n\n>Please find our offer.",
    "help-desk": "##- Please type your reply above this line -##\n\nPlease find our offer.",
    "all-on-one-line": "From: Piet Rowan <piet@seller.example> Sent: Monday, March 4, 2024 10:12 AM To: Ida Brandt Subject: Offer 771\n\nPlease find our offer.",
    "usenet": "Piet Rowan wrote:\n> Please find our offer.",
    "glued": "--- On Mon, Mar 4, 2024 at 10:12 AM, piet@seller.example wrote:\n> Please find our offer.",
    "gmx": 'Gesendet: Montag, 04. März 2024 um 10:12 Uhr\nVon: "Piet Rowan" <piet@seller.example>\nAn: ida@buyer.example\nBetreff: Offer 771\nPlease find our offer.',
    "date-block": "Date: Mon, 4 Mar 2024 10:12:33 +0100\nFrom: piet@seller.example\nTo: ida@buyer.example\nSubject: Offer 771\n\nPlease find our offer.",
    "one-line-block": "-------- Message d'origine --------\nDe : Piet Rowan <piet@seller.example>\nDate : 04/03/24  10:12  (GMT+01:00)\nÀ : ida@buyer.example Objet : Offre 771\n\nPlease find our offer.",
    "hotmail-marked": "> Subject: Offer 771\n> From: piet@seller.example\n> To: ida@buyer.example\n> Date: Mon, 4 Mar 2024 10:12:33 +0100\n>\n> Please find our offer.",
    "wrapped-from": "From: Piet Rowan \n<piet.rowan.with.a.very.long.mailbox.name@seller.example> \nSent: Monday, March 4, 2024 10:12 AM\nTo: Ida Brandt <ida@buyer.example>\nSubject: Offer 771\n\nPlease find our offer.",
}


@pytest.mark.parametrize("history", VENDORS.values(), ids=VENDORS)
def test_mail_programs(history: str) -> None:
    found = split(f"{REPLY}\n\n{history}\n")
    assert found.new_text == REPLY
    assert "Please find our offer." in found.quoted


@pytest.mark.parametrize("history", VENDORS.values(), ids=VENDORS)
def test_mail_programs_without_an_empty_line(history: str) -> None:
    assert split(f"{REPLY}\n{history}\n").new_text == REPLY


@pytest.mark.parametrize("history", VENDORS.values(), ids=VENDORS)
def test_crlf(history: str) -> None:
    assert split(f"{REPLY}\n\n{history}\n".replace("\n", "\r\n")).new_text == REPLY


KEPT = {
    "wrote-in-a-sentence": "As our auditor wrote:\n\nWe should wait until the budget is settled.",
    "wrote-with-a-date": "On Monday my boss wrote: no new tools this year.\nSo we wait.",
    "dated-prose": "On 3 May 2024 the auditor told us at 10:15 that she wrote to you:\nno purchase before June.",
    "wrote-german": "Am 3. Mai 2024 schrieb uns Ihr Kollege:\n\nDas Angebot gilt bis Juni.",
    "wrote-german-name": "Am 3. Mai 2024 hat unser Prüfer geschrieben:\n\nDer Einkauf ist gestoppt.",
    "wrote-french": "Le 3 mai 2024 notre directeur a écrit :\n\nnous attendons le budget.",
    "wrote-spanish": "El 3 de mayo de 2024 el director escribió:\n\nno compramos nada.",
    "wrote-italian": "Il 3 maggio 2024 il nostro revisore ha scritto:\n\naspettiamo.",
    "wrote-dutch": "Op 3 mei 2024 schreef onze directeur:\n\nwij wachten.",
    "wrote-swedish": "Den 3 maj 2024 skrev vår revisor:\n\nvi väntar.",
    "wrote-polish": "Dnia 3 maja 2024 nasz dyrektor napisał:\n\nczekamy.",
    "wrote-russian": "3 мая 2024 наш директор написал:\n\nмы ждём.",
    "route-dated": "Från: Oslo\nTill: Bergen\nDatum: fredag\n\nKan ni köra den rutten?",
    "on-lines": "On the surface it looks fine.\nOn average we buy two a year.\n\nOn a separate note, who is your partner here?",
    "dates-in-text": "These slots are free:\n\n2024-03-04 10:12\n04.03.2024 11:00\nMar 5, 2024 at 14:30\n\nWhich one suits you?",
    "from-in-text": "The figures come From: our ledger, not To: anybody's wishes.\nIs that clear?",
    "route": "From: Oslo\nTo: Bergen\n\nCan your people deliver on that route?",
    "agenda": "Date: Tuesday at three\nTopic: your offer\n\nDoes that work?",
    "bars": "The prices would be:\n| small | 10 |\n| large | 20 |\n\nIs that right?",
    "greater": "We would sign if the discount is\n> 10 % and the term is shorter.\nIs that possible?",
    "arrows": "Please look here\n>>> >>>  http://www.buyer.example <<<\nand tell me which page you mean.",
    "sent-from-sentence": "Please note\n\nSent from my desk, is much easier than typing on a phone.",
    "sent-from-inside": "The parcel was sent from my iPhone shop in Leeds.\nDid it arrive?",
    "regards-inside": "With regards to the price, we need a better one.\nAs regards the term, a year is fine.",
    "dashes": "My points\n----\n\n1. Price\n2. Term\n\n----\n\nThe dashes above are only for looks.",
    "list": "I need:\n-- the price list\n-- the terms\n-- a contact in Hamburg\n\nCan you send it?",
    "bare-thanks": "This was signed yesterday.\n\nThanks",
    "one-word": "Unsubscribe",
    "unsubscribe-wish": "Please unsubscribe me from your list.\nI never asked for this.",
    "unsubscribe-wish-below": "Hello,\n\nplease unsubscribe me, I already clicked your link twice.",
    "unsubscribe-question": "Hello,\n\nhow do I unsubscribe from this list? The link https://x.example is dead.",
    "unsubscribe-german": "Guten Tag,\n\nbitte melden Sie mich ab. Den Link zum Abmelden https://x.example finde ich nicht.",
    "scanned": "Hello,\n\nthe contract has been scanned and is attached.",
    "printing": "Hello,\n\nantes de imprimir el folleto, revise el texto.",
    "stop-alone-at-end": "I asked you twice.\n\nStop",
    "greeting-only": "Hello,\n\nAgreed.",
    "confidential-wish": "Please treat this as confidential.\nThe recipient list is short.",
    "external-word": "Our external auditor asks about your warranty.\nWho can answer that?",
    "phone-in-text": "Call me on 020 7946 0123 if Tuesday fails.",
    "phone-list": "1) Call Bo Lind, 020 7946 0123.\n2) Then Kim at Alder Bank, 020 7946 0456.",
    "files": "- stand plan.pdf\n- price list.pdf",
    "urls": "http://intranet.buyer.example/a\n\nhttp://intranet.buyer.example/b",
    "double-hyphen": "Here is the fix -- it is not a signature.\n\nok?",
    "long-last-line": "We met your colleague at the fair.\n\nShe said the new model ships in May and that you would send the prices.",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_a_person_typed_stays(text: str) -> None:
    assert split(text) == Split(new_text=text)


def test_answers_between_the_quotes() -> None:
    found = split(
        "On 4 Mar 2024, at 10:12, Piet Rowan <piet@seller.example> wrote:\n\n> Which colour?\n\nBlue, please.\n\n> How many?\nForty.\n\n> And when?\n\nIn May.\n"
    )
    assert found.new_text == "Blue, please.\n\nForty.\n\nIn May."
    assert "Which colour" in found.quoted and "And when" in found.quoted


def test_answer_around_the_quote_with_signature_below() -> None:
    found = split(
        "Hello Piet,\n\nOn 04/03/2024 10:12, Piet Rowan wrote:\n> Which colour?\n\nBlue, please.\n\nRegards,\nIda Brandt\n",
        sender="Ida Brandt <ida@buyer.example>",
    )
    assert found.new_text == "Hello Piet,\n\nBlue, please."
    assert found.signature == "Regards,\nIda Brandt"


def test_answer_below_a_shortened_quote() -> None:
    found = split("On 04/03/2024 10:12, Piet Rowan wrote:\n\n[...]\n> Shall we?\n\nWe shall, on Tuesday.\n")
    assert found.new_text == "[...]\n\nWe shall, on Tuesday."


def test_answer_below_header_block_and_marked_lines() -> None:
    found = split(
        "    Date: Mon, 4 Mar 2024 10:12:33 +0100\n    From: Piet Rowan <piet@seller.example>\n    Subject: Offer\n\n  | Shall we?\n  | Piet\n\nWe shall, on Tuesday.\n"
    )
    assert found.new_text == "We shall, on Tuesday."


def test_typed_text_on_the_line_of_the_attribution() -> None:
    found = split("Yes, go ahead. On Mon, Mar 4, 2024 at 10:12 AM, piet@seller.example wrote:\n> Shall we?\n")
    assert found.new_text == "Yes, go ahead."


def test_line_that_a_mail_program_broke_stays_quoted() -> None:
    found = split(
        "No thanks.\n\nOn 04/03/2024 10:12, Piet Rowan wrote:\n> We would be very happy to welcome you on our stand at the fair in\nspring.\n> Piet\n"
    )
    assert found.new_text == "No thanks."


def test_text_below_a_phone_line_is_history() -> None:
    found = split(
        f"{REPLY}\n\nSent from my iPhone\n\nDear Ida,\n\nplease find our offer below, which is valid for long.\n\nPiet"
    )
    assert found.new_text == REPLY
    assert "please find our offer" in found.quoted


def test_html_is_used_where_the_plain_text_hides_the_quote() -> None:
    found = split(
        "Fine. Hello Ida, is that fine?",
        '<div>Fine.</div><blockquote type="cite">Hello Ida, is that fine?</blockquote>',
    )
    assert (found.new_text, found.quoted) == ("Fine.", "Hello Ida, is that fine?")


@pytest.mark.parametrize("texts", [(None, None), ("", None), (None, ""), ("  \n", "<p> </p>")])
def test_nothing(texts: tuple[str | None, str | None]) -> None:
    assert split(*texts) == Split()


HOSTILE = {
    "on": "On On On ",
    "on-lines": "On \n",
    "marks": "> > > >\n",
    "spaces": " ",
    "newlines": "\n",
    "colons": "x:\n",
    "wrote": "On 1 Jan 2020 wrote\n",
    "from": "From: a\n\n\n",
    "to": "To: x@y.example\n",
    "rules": "---\n",
    "digits": "1",
    "at": "a@",
    "phone-lines": "Sent from my iPhone\n",
    "names": "Bob\n",
    "legal": "Confidential recipient\n\n",
    "brackets": "(http",
    "regards": "Regards\n",
    "alternating": "> a\nb\n",
    "attributions": "On Mon, 4 Mar 2024 at 10:12, P <p@s.example> wrote:\n> x\n",
    "dots": "a." * 20 + "@",
    "tabs": "\t",
    "dash-words": "-" * 30 + " x " + "-" * 30 + "\n",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_text_ends(unit: str) -> None:
    for size in (100_000, 400_000):
        text = unit * (size // len(unit))
        found = split(text, sender=text[:1000])
        assert len(found.new_text) <= len(text)


words = st.text(max_size=30) | st.sampled_from(
    [
        "On 4 Mar 2024, at 10:12, P <p@s.example> wrote:",
        "From: a@b.example",
        "Sent: Monday",
        "To: me",
        "Subject: x",
        "> quoted",
        ">> deeper",
        "--",
        "-- ",
        "Best regards,",
        "Thanks,",
        "Bob",
        "Sent from my iPhone",
        "-----Original Message-----",
        "____________",
        "",
        "",
        "Am 04.03.2024 um 10:12 schrieb X:",
        "[EXTERNAL]",
        "wrote:",
        "> wrote:",
        "<",
        "This e-mail is confidential. If you are not the intended recipient, notify the sender and delete it.",
    ]
)
texts = st.lists(words, max_size=25).map("\n".join)


def folded(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=400, deadline=None)
@given(texts, st.text(max_size=40))
def test_never_raises_and_invents_nothing(text: str, sender: str) -> None:
    found = split(text, sender=sender)
    whole = folded(text.replace("\x00", ""))
    for line in found.new_text.split("\n"):
        assert folded(line) in whole
    size = sum(len(folded(part)) for part in (found.new_text, found.signature, found.quoted, found.footer))
    assert size <= len(whole)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_quotes_are_found_at_once(text: str) -> None:
    assert split(split(text).new_text).quoted.count("\n") <= split(text).new_text.count("\n")
