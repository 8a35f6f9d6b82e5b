"""A no that names a rival, and the sentences that only look like one."""

from __future__ import annotations

from datetime import date

import pytest

from agent.message.language import detect_language
from agent.message.stance import judge_stance
from agent.message.understand import understand
from agent.model import Stance
from tests.mail.labelled import build

TODAY = date(2026, 3, 4)
OURS = frozenset({"acme", "dana", "reyes"})


def judge(text: str) -> Stance:
    return judge_stance(text, TODAY, language=detect_language(text), ours=OURS).stance


@pytest.mark.parametrize(
    "text",
    [
        "We signed with Globex", "We ended up going with Initech, their integration tipped it.", "we went with globex instead", "Went with Globex, sorry.", "Hi Dana, we've decided on Globex Corp. for this one",
        "We awarded the contract to Initech.", "Our board preferred Globex.", "Globex won the deal.", "The contract went to Initech.", "We have signed a three-year deal with Globex.", "They picked Globex",
        "We have signed with the new supplier, Globex.", "We put pen to paper with Initech.", "Globex is our pick.", "We chose to work with Vandelay in the end.", "Globex it is.", "Last month we signed with Globex",
        "Wir haben uns leider für die Firma Globex entschieden", "Wir sind jetzt bei Initech gelandet, tut mir leid.", "Wir haben bei Globex unterschrieben", "Globex hat den Zuschlag bekommen.", "Es ist Globex geworden.",
        "Nous avons choisi Globex pour ce projet.", "Finalement on part avec Initech.", "Notre choix s'est porté sur Globex.", "Al final hemos elegido a Globex.", "Nos fuimos con Initech, lo siento.", "Contratamos a Globex",
        "Alla fine abbiamo scelto Globex", "Siamo andati con Initech.", "We zijn met Globex in zee gegaan.", "Het is Globex geworden.", "Acabámos por escolher a Globex.", "Fechamos com a Initech na semana passada.",
    ],
)  # fmt: skip
def test_a_rival_is_named(text: str) -> None:
    assert judge(text) is Stance.DECLINED


@pytest.mark.parametrize(
    "text",
    [
        "We signed with you!", "We signed with your team", "We signed the NDA with legal", "We signed the NDA with Globex", "We went with your proposal", "We went with the Pro plan", "We went with Enterprise",
        "Globex signed with us", "Last year we went with Globex and were unhappy, so let's talk", "We went with Globex and regret it", "Last year we went with Globex. It didn't work out.", "We signed with Acme!",
        "Last year we went with Globex. How are you different?", "If we went with Globex, what would we miss?", "We chose Tuesday", "We chose Berlin for the kickoff", "We chose Anna as our project lead.",
        "We signed with DocuSign", "We signed the contract with Maria from Legal", "Should we go with Globex?", "Go with Ina", "Let me check the numbers before we are 100% sure that we are going with Globex.", "We went with Dana's proposal", "Here it is.", "I switched to Gmail last week, please write to me there.",
        "Wir haben uns für Ihr Angebot entschieden.", "Wir haben uns für Dienstag entschieden", "Nous avons choisi votre offre", "Hemos elegido su propuesta", "Abbiamo scelto la vostra offerta", "We hebben voor jullie gekozen",
        "Escolhemos a sua proposta", "We start with Globex integration on Monday, does that work?",
    ],
)  # fmt: skip
def test_no_rival_is_named(text: str) -> None:
    assert judge(text) not in {Stance.DECLINED, Stance.OPTED_OUT}


def test_whoever_the_mail_is_written_to_is_no_rival() -> None:
    row = {"id": "x1", "subj": "Re: Proposal", "body": "Good news: we signed with Acme yesterday."}
    assert understand(build(row)).stance is not Stance.DECLINED
    row["body"] = "Sorry, we signed with Globex yesterday."
    assert understand(build(row)).stance is Stance.DECLINED


@pytest.mark.parametrize(
    "text",
    [
        "Perfekt, vielen Dank, mehr brauche ich nicht.", "That's all I needed, thanks", "C'est parfait, je n'ai besoin de rien d'autre.", "Perfecto, no necesito nada más, gracias.", "Great, we don't need anything else.",
        "Perfetto, non mi serve altro. Grazie mille!", "Perfect, meer heb ik niet nodig. Dank!", "Perfeito, era só isso que eu precisava. Obrigada!",
    ],
)  # fmt: skip
def test_having_all_one_asked_for_is_no_refusal(text: str) -> None:
    assert judge(text) in {Stance.POSITIVE, Stance.NONE}


@pytest.mark.parametrize(
    "text",
    [
        "We don't need anything, thanks.", "Danke, wir brauchen nichts.", "Merci, mais nous n'avons besoin de rien.", "Gracias, pero no necesitamos nada.", "We hebben niets nodig.", "Obrigado, mas não precisamos de nada.",
        "Alla fine abbiamo scelto un altro fornitore, ottimo e che ci serve in tutti i paesi.",
    ],
)  # fmt: skip
def test_needing_nothing_is_one(text: str) -> None:
    assert judge(text) is Stance.DECLINED


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Looks great but it's too expensive for us.", Stance.DECLINED),
        ("It's too expensive. What could you do for two years?", Stance.QUESTION),
        ("Sounds good, please send the contract. We'll do the training ourselves.", Stance.POSITIVE),
        ("We decided to build it in-house.", Stance.DECLINED),
        ("Leider haben wir uns nicht für Ihr Angebot entschieden.", Stance.DECLINED),
        ("How are you different from Globex?", Stance.QUESTION),
        ("Quel est le délai de mise en place ?", Stance.QUESTION),
        ("Swamped, next month?", Stance.NOT_NOW),
    ],
)
def test_what_is_weighed(text: str, stance: Stance) -> None:
    assert judge(text) is stance
