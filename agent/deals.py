"""deals.csv: what the rep knows about companies and contacts (columns: the command-line contract)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from agent.companies import is_freemail, registrable_domain
from agent.model import Contact, Deal

STAGES = ("open", "won", "lost", "paused")
PRIORITIES = ("high", "normal", "low")
ROLES = ("primary", "champion", "decision_maker", "executive", "assistant", "other")

COLUMNS = (
    "company",
    "name",
    "value",
    "stage",
    "priority",
    "decision_date",
    "contacts",
    "topic",
    "value_note",
    "visit_date",
    "executive_sponsor",
)

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_ADDRESS = re.compile(r"[^\s@;=,<>\"()]{1,64}@([^\s@;=,<>\"()]{1,255})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_MONEY_MARKS = re.compile(r"[\s\u00a0\u202f'’$€£¥]|\b(?:eur|usd|gbp|chf)\b", re.IGNORECASE)


class _WrongCellError(ValueError):
    """The text of one cell is not what its column holds; the message says what is expected."""


T = TypeVar("T")


@dataclass(slots=True)
class _Row:
    """One line of the file; `read` notes what is wrong with a cell and goes on."""

    where: str
    cells: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def read(self, column: str, parse: Callable[[str], T], default: T) -> T:
        text = self.cells.get(column, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except _WrongCellError as wrong:
            self.problems.append(f"{self.where}, column {column}: {wrong}")
            return default


def parse_deals(text: str, name: str = "deals.csv") -> tuple[Mapping[str, Deal], list[str]]:
    """Deals by company (registrable domain), and every problem with its line, column and what is expected.

    Commas, semicolons and tabs separate cells, whichever the first line uses. `name` is what the problems call the file.
    A row with a problem gives no deal, so that nothing is decided from half of what the rep meant.
    """
    text = text.removeprefix("\ufeff")
    first, header, rows, problems = _table(text, name)
    if not header:
        return {}, [f"{name} is empty: the first line must name the columns, such as company;stage;contacts."]
    problems += _header_problems(header, f"{name}, line {first}")
    if "company" not in header:
        return {}, problems
    deals: dict[str, Deal] = {}
    seen: dict[str, int] = {}
    for line, cells in rows:
        row = _Row(f"{name}, line {line}", dict(zip(header, cells, strict=False)))
        if any(cell.strip() for cell in cells[len(header) :]):
            row.problems.append(
                f"{row.where}: {len(cells)} cells, but the first line names {len(header)} columns."
            )
        deal = _deal(row)
        if not deal.company and not row.problems:
            row.problems.append(
                f"{row.where}, column company: empty, expected a domain such as buyer.example."
            )
        if deal.company in seen:
            row.problems.append(
                f"{row.where}, column company: {deal.company} is already in line {seen[deal.company]}, expected one line a company."
            )
        problems += row.problems
        if deal.company:
            seen.setdefault(deal.company, line)
        if not row.problems:
            deals[deal.company] = deal
    return deals, problems


def deal_for(deals: Mapping[str, Deal], addresses: Iterable[str], companies: Iterable[str]) -> Deal | None:
    """The deal that names one of these addresses as a contact, else the deal of one of these companies, else None.

    A contact at a freemail host belongs to a deal only by being named in it.
    """
    wanted = set(addresses)
    for deal in deals.values():
        if any(contact.addr in wanted for contact in deal.contacts):
            return deal
    return next((deals[company] for company in companies if company in deals), None)


def _table(text: str, name: str) -> tuple[int, list[str], list[tuple[int, list[str]]], list[str]]:
    """(line of the header, column names, (line, cells) of the other rows, problems); blank lines are left out."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=head.count)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    rows: list[tuple[int, list[str]]] = []
    problems = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            f"{name}, line {line}: a quotation mark that is open or in the wrong place ({error})."
        )
    if not rows:
        return 1, [], [], problems
    (first, header), *rest = rows
    return first, [cell.strip().lower() for cell in header], rest, problems


def _header_problems(header: list[str], where: str) -> Iterator[str]:
    if "company" not in header:
        yield f"{where}: there is no column company, expected one (the domain of the company, such as buyer.example)."
    for column in dict.fromkeys(header):
        if column and column not in COLUMNS:
            yield f"{where}: column {column} is unknown, expected any of {', '.join(COLUMNS)}."
        if column and header.count(column) > 1:
            yield f"{where}: column {column} is there {header.count(column)} times, expected once."


def _deal(row: _Row) -> Deal:
    return Deal(
        company=row.read("company", _company, ""),
        name=row.read("name", str, ""),
        value=row.read("value", _money, None),
        stage=row.read("stage", _one_of(STAGES), "open"),
        priority=row.read("priority", _one_of(PRIORITIES), "normal"),
        decision_date=row.read("decision_date", _date, None),
        contacts=row.read("contacts", _contacts, ()),
        topic=row.read("topic", _one_line, ""),
        value_note=row.read("value_note", _one_line, ""),
        visit_date=row.read("visit_date", _date, None),
        executive_sponsor=row.read("executive_sponsor", _one_line, ""),
    )


def _company(text: str) -> str:
    domain = text.lower().removeprefix("https://").removeprefix("http://").rstrip("/").removeprefix("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise _WrongCellError(f'"{text}" is not a domain, expected one such as buyer.example.') from None
    if not _DOMAIN.fullmatch(domain):
        raise _WrongCellError(f'"{text}" is not a domain, expected one such as buyer.example.')
    if is_freemail(domain):
        raise _WrongCellError(f"anybody can have an address at {domain}, expected the domain of a company.")
    return registrable_domain(domain)


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        word = text.lower().replace(" ", "_").replace("-", "_")
        if word not in allowed:
            raise _WrongCellError(f'"{text}" is not known, expected one of {", ".join(allowed)}.')
        return word

    return parse


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _date(text: str) -> date:
    """2026-03-09 or 9.3.2026; with slashes nobody can tell day from month."""
    try:
        if iso := _ISO_DATE.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if dotted := _DOTTED_DATE.fullmatch(text):
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    except ValueError:
        raise _WrongCellError(
            f'"{text}" is not a day of the calendar, expected a date such as 2026-03-31.'
        ) from None
    raise _WrongCellError(f'"{text}" is not a date, expected one such as 2026-03-31.')


def _money(text: str) -> float:
    """12500, 12,500.00, 12.500,00, 12 500,00: the last mark is the decimal one, unless exactly three digits follow it."""
    digits = _MONEY_MARKS.sub("", text)
    comma, point = digits.rfind(","), digits.rfind(".")
    decimal = "," if comma > point else "."
    thousands = "." if decimal == "," else ","
    whole, found, cents = digits.rpartition(decimal)
    only_kind = thousands not in digits
    if found and only_kind and (digits.count(decimal) > 1 or len(cents) == 3):
        groups = digits.split(decimal)
        plain = "".join(groups) if all(len(group) == 3 for group in groups[1:]) else ""
    else:
        plain = f"{whole.replace(thousands, '')}.{cents}" if found else digits
    if not _NUMBER.fullmatch(plain):
        raise _WrongCellError(f'"{text}" is not a number, expected one such as 12500 or 12.500,00.')
    return float(plain)


def _contacts(text: str) -> tuple[Contact, ...]:
    found: dict[str, Contact] = {}
    for part in re.split(r"[;,]", text):
        if not part.strip():
            continue
        addr, _, role = (piece.strip().lower() for piece in part.partition("="))
        match = _ADDRESS.fullmatch(addr)
        if not match or "." not in match[1]:
            raise _WrongCellError(
                f'"{part.strip()}" is not a contact, expected addr=role such as sue@buyer.example=primary.'
            )
        role = role.replace(" ", "_").replace("-", "_") or "other"
        if role not in ROLES:
            raise _WrongCellError(f'"{role}" is not a role, expected one of {", ".join(ROLES)}.')
        if addr in found:
            raise _WrongCellError(f"{addr} is there twice, expected each contact once.")
        found[addr] = Contact(addr, role)
    return tuple(found.values())
