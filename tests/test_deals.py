from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.deals import COLUMNS, deal_for, parse_deals
from agent.model import Contact, Deal

HEADER = ",".join(COLUMNS)


def test_a_full_row_becomes_a_deal() -> None:
    row = (
        'buyer.example,Buyer Ltd,"12,500.50",open,high,2026-06-30,"sue@buyer.example=primary;Bo@Buyer.example=executive",'
        "the pilot,Our new plant opened,2026-05-04,Ann Lee"
    )
    deals, problems = parse_deals(f"{HEADER}\n{row}\n", "deals.csv")
    assert problems == []
    assert deals == {
        "buyer.example": Deal(
            company="buyer.example",
            name="Buyer Ltd",
            value=12500.5,
            stage="open",
            priority="high",
            decision_date=date(2026, 6, 30),
            contacts=(Contact("sue@buyer.example", "primary"), Contact("bo@buyer.example", "executive")),
            topic="the pilot",
            value_note="Our new plant opened",
            visit_date=date(2026, 5, 4),
            executive_sponsor="Ann Lee",
        )
    }


def test_a_european_spreadsheet_is_read() -> None:
    text = '\ufeffCompany;Value;Decision_Date;Contacts\r\n\r\nkunde.example;"12.500,00";30.6.2026;"a@kunde.example=champion;b@kunde.example"\r\n;;;\r\n'
    deals, problems = parse_deals(text, "deals.csv")
    assert problems == []
    deal = deals["kunde.example"]
    assert (deal.value, deal.decision_date) == (12500.0, date(2026, 6, 30))
    assert deal.contacts == (Contact("a@kunde.example", "champion"), Contact("b@kunde.example", "other"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12500", 12500.0),
        ("12.500", 12500.0),
        ("12,500", 12500.0),
        ("12.5", 12.5),
        ("12,50", 12.5),
        ("1.250.000", 1250000.0),
        ("1,250,000.75", 1250000.75),
        ("1.250.000,75", 1250000.75),
        ("12 500,00", 12500.0),
        ("12'500", 12500.0),
        ("€ 900", 900.0),
        ("900 EUR", 900.0),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    deals, problems = parse_deals(f'company;value\nbuyer.example;"{text}"', "d")
    assert problems == []
    assert deals["buyer.example"].value == value


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("company", "not a domain", "such as buyer.example"),
        ("company", "gmail.com", "domain of a company"),
        ("value", "a lot", "a number"),
        ("value", "1.2.3", "a number"),
        ("value", "-5", "a number"),
        ("stage", "maybe", "open, won, lost, paused"),
        ("priority", "urgent", "high, normal, low"),
        ("decision_date", "03/04/2026", "2026-03-31"),
        ("decision_date", "2026-02-30", "day of the calendar"),
        ("visit_date", "soon", "2026-03-31"),
        ("contacts", "Sue", "addr=role"),
        ("contacts", "sue@buyer.example=boss", "primary, champion"),
        ("contacts", "sue@buyer.example;sue@buyer.example", "twice"),
    ],
)
def test_a_wrong_cell_is_named_with_line_and_column(column: str, cell: str, expected: str) -> None:
    header, row = ("company", cell) if column == "company" else (f"company,{column}", f"buyer.example,{cell}")
    deals, problems = parse_deals(f"{header}\n\n{row}\n", "my.csv")
    assert deals == {}
    assert len(problems) == 1
    assert problems[0].startswith(f"my.csv, line 3, column {column}: ")
    assert expected in problems[0]


def test_all_problems_are_listed_at_once() -> None:
    text = "company,stage,valeu\nbuyer.example,won,\nbuyer.example,lost,\n,open,1\nb.example,maybe,,extra\n"
    deals, problems = parse_deals(text, "d.csv")
    assert set(deals) == {"buyer.example"}
    assert [problem.partition(":")[0] for problem in problems] == [
        "d.csv, line 1",
        "d.csv, line 3, column company",
        "d.csv, line 4, column company",
        "d.csv, line 5",
        "d.csv, line 5, column stage",
    ]
    assert "valeu" in problems[0]


def test_lines_are_counted_through_quoted_line_ends() -> None:
    deals, problems = parse_deals(
        'company,topic\nbuyer.example,"two\nlines"\nb.example,x\nb.example,y\n', "d"
    )
    assert deals["buyer.example"].topic == "two lines"
    assert problems == [
        "d, line 5, column company: b.example is already in line 4, expected one line a company.",
    ]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", " \n"])
def test_an_empty_file_says_what_is_expected(text: str) -> None:
    deals, problems = parse_deals(text, "d")
    assert deals == {} and len(problems) == 1 and "first line" in problems[0]


def test_a_file_without_company_column_is_refused() -> None:
    deals, problems = parse_deals("name,stage\nBuyer,open", "d")
    assert deals == {} and "no column company" in problems[0]


def test_an_open_quotation_mark_is_named() -> None:
    _, problems = parse_deals('company,topic\nbuyer.example,"open\n', "d")
    assert len(problems) == 1 and "line 2" in problems[0] and "quotation mark" in problems[0]


def test_a_deal_is_found_by_contact_before_company() -> None:
    by_contact = Deal("b.example", contacts=(Contact("sue@mail.example"),))
    deals = {"a.example": Deal("a.example"), "b.example": by_contact}
    assert deal_for(deals, ["sue@mail.example"], ["a.example"]) is by_contact
    assert deal_for(deals, ["x@a.example"], ["a.example"]) is deals["a.example"]
    assert deal_for(deals, ["x@c.example"], ["c.example"]) is None


@given(st.text())
def test_any_text_is_read_or_named(text: str) -> None:
    deals, problems = parse_deals(text, "d")
    assert deals or problems or len(text.split()) == 1


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_any_cells_are_read_or_named(rows: list[list[str]]) -> None:
    text = "company;value;contacts;decision_date\n" + "\n".join(";".join(cells) for cells in rows)
    deals, _ = parse_deals(text, "d")
    assert all(company == deal.company for company, deal in deals.items())
