"""What a mail asks: kinds by example in seven languages, and what only looks like an ask."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.ask import judge_ask, sentences

QUESTIONS = [
    "Which of your two plants runs the night shift?",
    "Do you still use the old press in Leeds?",
    "what thickness do you need for the lid",
    "Wie viele Paletten brauchen Sie im Monat?",
    "Haben Sie die Zeichnung schon bekommen?",
    "Combien de postes faut-il équiper ?",
    "Avez-vous reçu les échantillons ?",
    "¿Cuántas licencias necesitan?",
    "¿Ha llegado ya la muestra?",
    "Quante postazioni dovete attrezzare?",
    "Avete ricevuto i campioni?",
    "Hoeveel plaatsen moeten we uitrusten?",
    "Heeft u de monsters ontvangen?",
    "Quantas licenças vão precisar?",
    "Já receberam as amostras?",
]
REQUESTS = [
    "Please send me the drawing of the flange.",
    "Could you forward this to whoever runs the warehouse?",
    "I would be grateful if you could return the signed copy.",
    "Let me know which colour you want.",
    "send me the part number when you get a minute",
    "Bitte schicken Sie mir die unterschriebene Fassung.",
    "Könnten Sie mir die Stückzahl nennen?",
    "Pourriez-vous m'envoyer le plan de l'atelier ?",
    "Merci de me renvoyer le bon de commande.",
    "¿Podría enviarme el plano de la nave?",
    "Por favor, envíeme el pedido firmado.",
    "Potrebbe inviarmi la planimetria?",
    "La prego di rispedirmi l'ordine firmato.",
    "Kunt u mij de tekening sturen?",
    "Graag ontvang ik de getekende versie retour.",
    "Poderia enviar-me a planta do armazém?",
    "Por favor, envie-me a encomenda assinada.",
]
SCHEDULES = [
    "Shall I stop by on Tuesday?",
    "Does Thursday at 10 suit you for a call?",
    "Let's meet on Monday morning.",
    "Passt Ihnen Dienstag um 10 Uhr für ein Telefonat?",
    "Êtes-vous disponible jeudi matin pour un appel ?",
    "¿Le viene bien el jueves para una llamada?",
    "Le va bene giovedì mattina per una chiamata?",
    "Schikt het donderdag om 10 uur voor een gesprek?",
    "Tem disponibilidade na quinta-feira para uma reunião?",
]
DEFAULTS = [
    "I will stop by on Tuesday unless I hear otherwise.",
    "If I don't hear from you by Friday, I'll book the room.",
    "Wenn ich bis Freitag nichts höre, bestelle ich die kleine Ausführung.",
    "Sauf avis contraire de votre part, je passerai mardi.",
    "Salvo aviso en contra, pasaré el martes.",
    "Salvo diversa indicazione passerò martedì.",
    "Tenzij ik iets anders hoor, kom ik dinsdag langs.",
    "Salvo indicação em contrário, passo na terça-feira.",
]
DECISIONS = [
    "Which option do you prefer, the lease or the purchase?",
    "Can you approve the budget?",
    "Welche Variante bevorzugen Sie, A oder B?",
    "Quelle option préférez-vous ?",
    "¿Prefiere la opción A o la B?",
    "Quale delle due opzioni preferisce?",
    "Welke optie heeft uw voorkeur?",
    "Qual das duas opções prefere?",
]
IDLE = [
    "If you have any questions, call me.",
    "Please do not hesitate to contact me if you have any questions.",
    "Bei Fragen stehe ich Ihnen jederzeit gern zur Verfügung.",
    "N'hésitez pas à me contacter pour toute question.",
    "Quedo a su disposición para cualquier duda.",
    "Resto a disposizione per qualsiasi chiarimento.",
    "Mocht u nog vragen hebben, neem dan gerust contact op.",
    "Fico à disposição para qualquer dúvida.",
]
NOTHING = [
    "Great, see you Tuesday!",
    "Thanks a lot for the quick answer.",
    "I have attached the minutes of our meeting.",
    "I will call you on Monday.",
    "Looking forward to seeing you in Lyon.",
    "How are you?",
    "He asked whether we deliver to Malta.",
    "I am in the office until four.",
    "Vielen Dank, bis Dienstag!",
    "Ich rufe Sie am Montag an.",
    "Merci beaucoup, à mardi !",
    "Je vous appelle lundi.",
    "¡Muchas gracias, hasta el martes!",
    "Le llamo el lunes.",
    "Grazie mille, a martedì!",
    "La chiamo lunedì.",
    "Hartelijk dank, tot dinsdag!",
    "Ik bel u maandag.",
    "Muito obrigado, até terça!",
    "Ligo-lhe na segunda-feira.",
]


@pytest.mark.parametrize("sentence", [*QUESTIONS, *REQUESTS, *SCHEDULES, *DEFAULTS, *DECISIONS])
def test_an_ask_is_found_and_quoted(sentence: str) -> None:
    ask = judge_ask(f"Hello Kim\n\n{sentence}\n\nBest regards\nRuth")
    assert (ask.has, ask.strength, ask.sentence, ask.expects_reply) == (True, "clear", sentence, True)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (kind, s)
        for kind, group in (
            ("schedule", SCHEDULES),
            ("default_action", DEFAULTS),
            ("decision", DECISIONS),
            ("question", QUESTIONS),
            ("request", REQUESTS),
        )
        for s in group
    ],
)
def test_kinds(kind: str, sentence: str) -> None:
    assert judge_ask(sentence).kind == kind


def test_a_teaser_wants_an_appetite() -> None:
    assert judge_ask("Would you like to know how a bakery in Ghent halved its waste?").kind == "teaser"


@pytest.mark.parametrize("sentence", IDLE)
def test_any_questions_is_weak_and_no_ask(sentence: str) -> None:
    ask = judge_ask(f"Hello Kim\n\nI have sent you the plan.\n\n{sentence}\n\nRuth")
    assert (ask.has, ask.strength, ask.sentence) == (False, "weak", sentence)


@pytest.mark.parametrize(
    "text",
    [
        "Any news?",
        "Hi Kim,\n\nany update on this?\n\nRuth",
        "Gibt es schon Neuigkeiten?",
        "Avez-vous des nouvelles ?",
        "¿Alguna novedad?",
    ],
)
def test_any_news_is_an_ask_without_value(text: str) -> None:
    ask = judge_ask(text)
    assert (ask.strength, ask.expects_reply) == ("weak", True)


@pytest.mark.parametrize("sentence", NOTHING)
def test_what_asks_nothing(sentence: str) -> None:
    ask = judge_ask(sentence)
    assert (ask.has, ask.strength, ask.kind, ask.sentence, ask.expects_reply) == (
        False,
        "none",
        None,
        None,
        False,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, that answers it.\n\n> Can you deliver by Friday?\n> Please confirm.\n",
        "For your files.\n\n-----Original Message-----\nFrom: Kim\nCan you deliver by Friday?",
        "Fine with me.\n\nKim Olsen\n01/14/2025 05:28 PM\nTo: Ruth\ncc: Tom\nSubject: dates\nCan you deliver by Friday?",
    ],
)
def test_a_question_of_somebody_else_is_no_ask(text: str) -> None:
    ask = judge_ask(text)
    assert (ask.has, ask.expects_reply) == (False, False)


def test_an_offer_without_an_ask_still_awaits_an_answer() -> None:
    ask = judge_ask("Dear Ms Varga,\n\nattached is our quotation for the four gates.\n\nKind regards\nRuth")
    assert (ask.has, ask.expects_reply) == (False, True)


def test_the_clear_ask_is_quoted_not_the_polite_line() -> None:
    ask = judge_ask(
        "Hi Kim,\n\nthanks for Monday. Which day suits your welder?\nIf you have any questions, just call.\n\nRuth"
    )
    assert ask.sentence == "Which day suits your welder?"


@given(st.text(max_size=400))
@settings(max_examples=60)
def test_never_raises_and_quotes_verbatim(text: str) -> None:
    ask = judge_ask(text)
    assert ask.sentence is None or ask.sentence in text
    assert ask.strength in {"clear", "weak", "none"}
    assert ask.kind in {"question", "request", "schedule", "decision", "default_action", "teaser", None}
    assert (ask.sentence is None) == (ask.strength == "none")
    assert ask.has or ask.kind is None
    for s in sentences(text):
        assert s.text in text
        assert 0 <= s.score <= 1
        assert s.label or s.kind is None
