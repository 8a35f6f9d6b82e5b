"""What replies mean, language by language, with the sentences that only look like a no or a stop."""

from __future__ import annotations

from datetime import date

import pytest

from agent.message.language import detect_language
from agent.message.stance import judge_stance
from agent.model import Stance

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "Not interested.", "We went with somebody else.", "Thanks, but no thanks.", "We have decided not to proceed.", "It's a no from us.", "We're happy with our current vendor.",
        "Kein Interesse.", "Wir haben uns für einen anderen Anbieter entschieden.", "Wir sind nicht interessiert.", "Nous ne sommes pas intéressés.", "Nous avons choisi un autre prestataire.",
        "No nos interesa.", "Hemos elegido a otro proveedor.", "Non siamo interessati.", "Abbiamo scelto un altro fornitore.", "We hebben geen interesse.", "Não temos interesse.",
        "Nie jesteśmy zainteresowani.", "Vi är inte intresserade.", "Vi er ikke interesserede.", "Vi er ikke interessert.", "Нам это не интересно.", "Nemáme zájem.", "不感兴趣",
    ],
)  # fmt: skip
def test_a_no(text: str) -> None:
    assert judge_stance(text, TODAY).stance is Stance.DECLINED


@pytest.mark.parametrize(
    "text",
    [
        "unsubscribe", "Please remove me.", "Stop emailing me", "Take me off your list", "Do not contact me again.", "No more emails please.", "STOP", "Leave me alone.", "How do I unsubscribe?",
        "Bitte streichen Sie mich aus Ihrem Verteiler.", "Keine weiteren Mails bitte.", "Merci de me retirer de votre liste.", "Merci de ne plus me contacter.", "Deje de enviarme correos.",
        "Elimíneme de su lista.", "Vi prego di cancellarmi dalla lista.", "Non scrivetemi più.", "Gelieve mij te verwijderen.", "Não quero mais receber e-mails.", "Proszę usunąć mój adres.",
        "Ta bort mig från listan.", "Удалите меня из рассылки.", "请勿再发邮件",
    ],
)  # fmt: skip
def test_a_stop(text: str) -> None:
    assert judge_stance(text, TODAY).stance is Stance.OPTED_OUT


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Not right now.", None),
        ("Call me in April.", date(2026, 4, 1)),
        ("Circle back in two weeks please.", date(2026, 3, 18)),
        ("Let's revisit after the summer.", date(2026, 9, 1)),
        ("The timing is bad, try me next quarter.", date(2026, 4, 1)),
        ("We're not interested right now, but please get back to us in September.", date(2026, 9, 1)),
        ("Im Moment passt es nicht, melden Sie sich im Mai.", date(2026, 5, 1)),
        ("Ce n'est pas le bon moment, recontactez-moi en septembre.", date(2026, 9, 1)),
        ("Ahora no, hablemos en abril.", date(2026, 4, 1)),
        ("Non è il momento, risentiamoci a maggio.", date(2026, 5, 1)),
        ("Nu even niet, bel over twee weken.", date(2026, 3, 18)),
        ("Agora não, me procure em junho.", date(2026, 6, 1)),
    ],
)
def test_a_later(text: str, day: date | None) -> None:
    found = judge_stance(text, TODAY)
    assert (found.stance, found.day) == (Stance.NOT_NOW, day)
    assert found.evidence in text
    assert found.day_evidence in text


@pytest.mark.parametrize(
    "text",
    [
        "I'm not interested in the small plan, but the big one looks right for us.", "No problem!", "Please don't hesitate to call.", "Don't stop sending ideas.", "You can stop by on Friday.",
        "We don't want to stop here, we want more.", "Our newsletter needs an unsubscribe link, do you have one?", "We're all set for Tuesday.", "Please decline the calendar invite, I sent a new one.",
        "Kein Problem.", "Pas de souci.", "No hay problema.", "Nessun problema.", "Geen probleem.", "Sem problema.", "I can't stop thinking about it.", "Not only interested, but keen.",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_no_or_a_stop(text: str) -> None:
    assert judge_stance(text, TODAY).stance not in {Stance.DECLINED, Stance.OPTED_OUT}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Yes, let's do it.", Stance.POSITIVE),
        ("Thursday at 2 works for me.", Stance.POSITIVE),
        ("Gerne, Dienstag passt.", Stance.POSITIVE),
        ("D'accord pour mardi.", Stance.POSITIVE),
        ("What does it cost?", Stance.QUESTION),
        ("Was kostet das?", Stance.QUESTION),
        ("You've got the wrong person, talk to Sam.", Stance.WRONG_PERSON),
        ("Dafür bin ich nicht zuständig.", Stance.WRONG_PERSON),
        ("Je ne suis pas la bonne personne.", Stance.WRONG_PERSON),
        ("No soy la persona indicada.", Stance.WRONG_PERSON),
        ("I am reading the documents.", Stance.NONE),
        ("", Stance.NONE),
    ],
)
def test_the_rest(text: str, stance: Stance) -> None:
    assert judge_stance(text, TODAY).stance is stance


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thank you for the offer", "en"), ("Vielen Dank für das Angebot", "de"), ("Merci pour votre message", "fr"), ("Gracias por su mensaje", "es"), ("Grazie per il messaggio", "it"),
        ("Bedankt voor het bericht", "nl"), ("Obrigado pela mensagem", "pt"), ("Dziękuję za wiadomość", "pl"), ("Спасибо за письмо", "ru"), ("Tack för ditt mejl", "sv"),
        ("Kiitos viestistä, mutta ei nyt", "fi"), ("Děkuji za zprávu", "cs"), ("ありがとうございます", "ja"), ("谢谢您的邮件", "zh"), ("Mesajınız için teşekkür ederim", "tr"), ("12345", None),
    ],
)  # fmt: skip
def test_languages(text: str, language: str | None) -> None:
    assert detect_language(text) == language
