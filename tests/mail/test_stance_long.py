"""A no, a stop and a later in short and in long mail, and the memos, reports and articles in which nothing of the sort is said."""

from __future__ import annotations

from datetime import date

import pytest

from agent.message.language import detect_language
from agent.message.stance import Judgement, judge_stance
from agent.model import Stance

TODAY = date(2026, 3, 4)
AGAINST = {Stance.DECLINED, Stance.OPTED_OUT, Stance.NOT_NOW}


def judge(text: str) -> Judgement:
    return judge_stance(text, TODAY, language=detect_language(text))


NOT_MEANT = [
    "I'm not interested in the small plan but the large one looks right for us.",
    "No problem, Tuesday works.",
    "No problem.",
    "We are no longer using Vendor X, so tell me more about how you would replace it.",
    "Stop by on Tuesday, I'll be in all day.",
    "Can you remove the second line of the quote?",
    "I have to pass this to my boss, she'll get back to you.",
    "Please remove the training days from the offer and send it again.",
    "I can't stop thinking about the demo, my team loved it.",
    "We stopped emailing spreadsheets around last year, which is why your tool matters to us.",
    "Don't hesitate to send me the contract.",
    "We don't want to lose any more time, please send the contract today.",
    "If you don't hear from me by Friday, please call again.",
    "We decided not to wait any longer and would like to sign this week.",
    "I unsubscribed from your newsletter, but I do want the proposal.",
    "Is it possible to opt out of the support package?",
    "What happens to my data if we cancel the contract after a year?",
    "How do users unsubscribe in your product?",
    "It's not that we aren't interested, legal just needs a few days.",
    "Not a bad idea! Let me show it to Carla.",
    "You said the competitor was no match for you. Why?",
    "Nothing to add from my side, go ahead.",
    "I passed your note on to Jan, he liked it.",
    "Wir sind nicht nur interessiert, wir wollen sofort starten.",
    "Kein Problem, schicken Sie mir das Angebot.",
    "Können Sie die zweite Position aus dem Angebot streichen?",
    "Pas de problème, on se voit mardi.",
    "No hay problema, mándame el contrato.",
    "Nessun problema, ci sentiamo martedì.",
    "Geen probleem, stuur de offerte maar.",
    "Sem problema, pode mandar a proposta.",
]
MEANT = [
    ("Not now but call me in May.", "not_now"),
    ("Please take me off your list and stop emailing me.", "opted_out"),
    ("we went with somebody else", "declined"),
    ("not interested", "declined"),
    ("please remove me", "opted_out"),
    ("Thanks for following up, but we're going to pass on this one.", "declined"),
    ("After talking it over with the board we won't be moving forward.", "declined"),
    ("This isn't something we're looking for.", "declined"),
    ("Bitte keine weiteren E-Mails mehr.", "opted_out"),
    ("Wir haben uns anders entschieden, trotzdem danke für Ihre Mühe.", "declined"),
    ("Kein Bedarf.", "declined"),
    ("Ça ne nous intéresse pas, merci.", "declined"),
    ("Merci de ne plus m'écrire.", "opted_out"),
    ("Nos quedamos con nuestro proveedor actual.", "declined"),
    ("Por favor, no me escriba más.", "opted_out"),
    ("Abbiamo deciso di restare con il nostro fornitore.", "declined"),
    ("Basta con queste mail per favore.", "opted_out"),
    ("We hebben voor een andere partij gekozen.", "declined"),
    ("Graag uitschrijven.", "opted_out"),
    ("Fechamos com outro fornecedor.", "declined"),
    ("Nie jesteśmy zainteresowani, proszę nie pisać.", "opted_out"),
    ("Нас это не интересует.", "declined"),
    ("Vi har valt en annan leverantör.", "declined"),
    ("ご遠慮させていただきます。今回は見送らせてください。", "declined"),
    ("Budget is frozen until January, let's talk then.", "not_now"),
    ("Momentan haben wir dafür keine Zeit, bitte im Herbst wieder melden.", "not_now"),
]
LETTER = (
    "Hi Sam,",
    "Thank you for the call last week and for the notes that you sent afterwards.",
    "I read them on the train and shared them with two people in my team.",
    "We have grown a lot since the spring, and our old process is showing its age.",
    "I had hoped to get back to you earlier but the audit kept all of us busy.",
    "Two of the points in your notes were new to me, the one about the import and the one about roles.",
    "Our people in Leeds do the import by hand today, which takes them most of a Monday.",
    "My colleague Ann will be able to tell you more about it, should that be useful to you.",
    "Thanks again for your patience.",
    "Best wishes",
    "Joan",
)
REPORT = (
    "The ministry said on Monday that the price of power rose in the first quarter. Producers in the north reported higher output."
    " Analysts expect the market to cool in the autumn, when new plants come online. The committee will publish its report in September."
    " Shares of the utility fell two percent in early trading. Customers in the region pay more than the national average."
)


@pytest.mark.parametrize("text", NOT_MEANT)
def test_no_such_thing_is_meant(text: str) -> None:
    assert judge(text).stance not in {Stance.DECLINED, Stance.OPTED_OUT}


@pytest.mark.parametrize(("text", "stance"), MEANT)
def test_a_short_reply_is_taken_at_its_word(text: str, stance: str) -> None:
    found = judge(text).stance
    assert found.value == stance or (stance == "opted_out" and found is Stance.DECLINED)


@pytest.mark.parametrize("place", [1, 5, 8])
@pytest.mark.parametrize(("text", "stance"), [(t, s) for t, s in MEANT if detect_language(t) == "en"])
def test_it_is_found_wherever_it_stands_in_a_letter(text: str, stance: str, place: int) -> None:
    letter = "\n\n".join([*LETTER[:place], text, *LETTER[place:]])
    assert judge(letter).stance.value == stance


@pytest.mark.parametrize(("text", "stance"), MEANT)
def test_it_is_found_above_a_text_that_was_left_below_it(text: str, stance: str) -> None:
    found = judge(f"{text}\n\n{REPORT}\n\n{REPORT}").stance
    assert found.value == stance or (stance == "opted_out" and found is Stance.DECLINED)


def test_the_letter_and_the_report_say_nothing_of_the_sort() -> None:
    assert judge("\n\n".join(LETTER)).stance not in AGAINST
    assert judge(f"{REPORT}\n\n{REPORT}").stance not in AGAINST


LONG = [
    (
        """Hi Sam,

Thank you for the time you and your team took over the past weeks. The demo was well prepared and my colleagues liked the reporting part in particular. We compared three offers and scored each of them on price, rollout effort and support hours.

The scores were close, and it was not an easy call for anybody here. In the end the committee chose another supplier, mainly because of the existing integration with our ledger. I know that is not what you hoped to hear, and I wanted to tell you myself rather than let you wait for the letter from purchasing.

I wish you and the team all the best, and I will keep your details for the next round in a few years.

Kind regards
Maria""",
        "declined",
    ),
    (
        """Sam,

I have now had seven mails from you in five weeks. I run a small workshop with nine people, we make stair rails, and I have no idea how my address ended up with you in the first place. Every one of these mails arrives on my phone while I am on a ladder. I have told your colleague on the phone in March that we do not buy software from anybody and that this would stay so for as long as I own the place.

Take me off whatever list I am on. I do not want to hear from your company again, by mail, phone or letter.

Peter""",
        "opted_out",
    ),
    (
        """Dear Sam,

Thanks for sending over the revised quote and the security paper, both of which I have passed to the people who asked for them. Here is where things stand on our side.

Our works council has to agree to any system that records working hours, and its next meeting with an open slot is in June. Before that I can't do anything, however much I like the product. Finance has also put a stop on all new spending until the half-year figures are out, which is normal here and happens every year.

So this is not the right time for us. Please get back to me in July, when both of these things are behind us and I have a real budget to talk about.

Best
Ines""",
        "not_now",
    ),
]


@pytest.mark.parametrize(("text", "stance"), LONG)
def test_a_long_reply_that_says_it_late(text: str, stance: str) -> None:
    assert judge(text).stance.value == stance


@pytest.mark.parametrize(
    "sentence",
    [
        "The two companies went with a different supplier for the northern grid, a spokesman said.",
        "The regulator is not interested in a further delay, according to people close to the talks.",
        "Consumers were told to stop sending payments to the old account and to remove their data.",
        "The merger was postponed until next year because the banks had no budget for it.",
        "Residents who do not need the service may opt out before the end of June.",
        "Asked whether the plant would reopen, the manager said that it was not the right time.",
        "No.",
    ],
)
def test_what_a_report_tells_of_others_is_not_said_to_the_rep(sentence: str) -> None:
    assert judge(f"{REPORT} {REPORT}\n\n{sentence}\n\n{REPORT}").stance not in AGAINST


@pytest.mark.parametrize(
    "text",
    [
        "REMINDER\n\nThere are plenty of seats for the training tomorrow. Please stop\nby to see what is new.",
        "What happens to our data if we cancel the contract?",
        "The timing is right for us.",
        "We have not agreed to the terms in section four yet, can you change them?",
    ],
)
def test_the_words_of_a_no_in_another_sense(text: str) -> None:
    assert judge(text).stance not in AGAINST
