"""The day of return in each language and spelling; the message is of Wednesday, 4 March 2026."""

from __future__ import annotations

from datetime import date

import pytest

from agent.message.dates import easter, find_days, return_day

TODAY = date(2026, 3, 4)
NOTES = [
    ("I am out until March 16.", "2026-03-16"),
    ("I'm on PTO through March 13th.", "2026-03-14"),
    ("Away until 14 March inclusive.", "2026-03-15"),
    ("I will be out from March 2 to March 13.", "2026-03-14"),
    ("Out 2-13 March, back on the 16th.", "2026-03-16"),
    ("Back Monday.", "2026-03-09"),
    ("I will be back (Monday) March 16th.", "2026-03-16"),
    ("I'm out today and back tomorrow.", "2026-03-05"),
    ("Out this week.", "2026-03-09"),
    ("I am away for the next two weeks.", "2026-03-18"),
    ("I return in two weeks.", "2026-03-18"),
    ("Returning January 5th.", "2027-01-05"),
    ("Out until after Easter.", "2026-04-07"),
    ("Out until the end of March.", "2026-04-01"),
    ("I am out on Friday, 6 March.", "2026-03-07"),
    ("not back until jan 5th", "2027-01-05"),
    ("Ich bin bis einschließlich 14. März nicht im Büro.", "2026-03-15"),
    ("Ich bin vom 2. bis zum 13.3.2026 im Urlaub.", "2026-03-14"),
    ("Ab dem 23.03. bin ich wieder erreichbar.", "2026-03-23"),
    ("Am Montag bin ich wieder da.", "2026-03-09"),
    ("Je suis absent jusqu'au 16 mars inclus.", "2026-03-17"),
    ("De retour le lundi 23 mars.", "2026-03-23"),
    ("Estaré fuera hasta el 18 de marzo.", "2026-03-18"),
    ("De vacaciones del 2 al 10 de marzo.", "2026-03-11"),
    ("Sono in ferie dal 2 al 13 marzo.", "2026-03-14"),
    ("Rientrerò lunedì 16 marzo.", "2026-03-16"),
    ("Ik ben afwezig t/m 13 maart.", "2026-03-14"),
    ("Regresso a 16 de março.", "2026-03-16"),
    ("Wracam 16 marca.", "2026-03-16"),
    ("Я в отпуске до 15 марта включительно.", "2026-03-16"),
    ("Вернусь 11 марта.", "2026-03-11"),
    ("Jag är ledig t.o.m. 13 mars.", "2026-03-14"),
    ("Jeg holder ferie til og med den 13. marts.", "2026-03-14"),
    ("Jeg er tilbake 16. mars.", "2026-03-16"),
    ("Palaan töihin 16.3.2026.", "2026-03-16"),
    ("Jsem mimo kancelář do 13. března včetně.", "2026-03-14"),
    ("3月16日まで休暇です。", "2026-03-16"),
    ("我将于3月16日返回办公室", "2026-03-16"),
    ("16 Mart tarihine kadar izinliyim.", "2026-03-16"),
]


@pytest.mark.parametrize(("note", "expected"), NOTES)
def test_the_day_of_return(note: str, expected: str) -> None:
    found = return_day(note, TODAY)
    assert found is not None
    assert str(found[0]) == expected
    assert found[1] in note


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("back 03/04/2026", True, "2026-04-03"),
        ("back 03/09/2026", False, "2026-03-09"),
        ("back Monday, 03/09/2026", None, "2026-03-09"),
        ("from 3/9 to 3/20", True, "2026-03-21"),
        ("back 04/07", None, "2026-04-07"),
    ],
)
def test_numbers_in_either_order(text: str, day_first: bool | None, expected: str) -> None:
    found = return_day(text, TODAY, day_first=day_first)
    assert found is not None
    assert str(found[0]) == expected


@pytest.mark.parametrize(
    "text", ["", "call 713-853-1529", "It may be late.", "version 2.0.1 at 9.30", "31 February", "room 12"]
)
def test_what_is_no_day(text: str) -> None:
    assert return_day(text, TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "Hola, Mei:\nahora no", "Hallo Mai,\nnein", "Hi April, not now please", "Hi April - not now", "Dear August", "Cher Avril !\nMerci", "Dear June Miller:\nno", "Hey April\nno",
        "Buenos dias Abril, ahora no", "Thanks April, not now", "Merci Avril !", "Not now.\n\nApril", "Not now, sorry.\nJune\nCFO, Buyer Ltd", "Not now, thanks\nApril",
    ],
)  # fmt: skip
def test_a_person_may_be_called_like_a_month(text: str) -> None:
    assert list(find_days(text, TODAY)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hey April - not now, try me in June", "2026-06-01"),
        ("Hi Dana,\nApril 5 works", "2026-04-05"),
        ("Not now. Call me in\nMay", "2026-05-01"),
        ("Budget frozen until\nOctober", "2026-10-01"),
        ("Hola, Abril:\nhablamos en mayo", "2026-05-01"),
        ("Hello, April works for us", "2026-04-01"),
        ("Call me in April.\n\nMay", "2026-04-01"),
    ],
)
def test_beside_a_name_the_month_is_still_a_month(text: str, expected: str) -> None:
    assert [str(days.first) for days in find_days(text, TODAY)] == [expected]


def test_days_beyond_the_calendar_are_left_out() -> None:
    assert [
        days.last.year for days in find_days("next year, in 12 months, 31.12.9999", date(9999, 12, 30))
    ] == [9999]
    assert return_day("out in 90 years", date(9999, 1, 1)) is None


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day
