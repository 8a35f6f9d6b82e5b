"""A rep's morning for the tests of the report: verdicts, messages, deals and touches, all invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agent.business_days import Calendar
from agent.model import Address, Ask, Contact, Deal, Me, Message
from agent.report.numbers import numbers
from agent.report.page import Look, Page, Source, page
from agent.report.touches import BY_HAND, FIRST, REPLY, Touch

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 12, 8, 30, tzinfo=ZONE)
ME = Me(
    name="Dana Reyes",
    addresses=frozenset({"dana@acme.example"}),
    timezone="America/New_York",
    country="US",
    internal_domains=frozenset({"acme.example"}),
)
CALENDAR = Calendar("US", "", "America/New_York")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></script><h1>x",
    "{{7*7}} {% raw %} ${7*7} $x_1$",
    "invoice\u202egpj.exe \u2066\u2067x",
    "null\x00 bell\x07 escape\x1b[31m",
    "lone \ud800 surrogate",
    "& &amp; &lt;b&gt; ]]>",
    "x" * 10_000,
    "ا" * 40 + " 日本語 " + "e" + "\u0301" * 500,
    "-->\n<!-- line\u2028separator",
)


def at(days: int, hour: int = 10) -> datetime:
    """So many business days before the sample's morning."""
    day = CALENDAR.subtract_business_days(NOW.date(), days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def sent(days: int, who: str, addr: str, number: int = 0) -> Message:
    """A mail of Dana's."""
    return Message(
        f"<s{days}.{number}.{addr}>",
        at(days),
        Address("dana@acme.example", "Dana Reyes"),
        (Address(addr, who),),
        outbound=True,
    )


def received(days: int, who: str, addr: str) -> Message:
    """A mail to Dana."""
    return Message(f"<r{days}.{addr}>", at(days, 15), Address(addr, who), (Address("dana@acme.example"),))


def verdict(
    id: str, status: str, who: str, addr: str, subject: str, because: str, **more: Any
) -> dict[str, Any]:
    """A conversation as the command-line contract gives it."""
    next_ = {
        "action": "none",
        "step": None,
        "to": [addr],
        "subject": None,
        "draft": None,
        "what": None,
        "until": None,
    }
    company = addr.rpartition("@")[2]
    found = {
        "id": id,
        "mailbox": "work",
        "message_ids": [],
        "subject": subject,
        "contact": addr,
        "company": company,
        "status": status,
        "reason": "silent",
        "because": because,
        "until": more.get("until"),
        "touches": more.get("touches", 1),
        "last_touch": more.get("last_touch"),
        "next": next_,
    }
    if step := more.get("step"):
        next_ |= {
            "action": "draft",
            "step": step,
            "draft": {"key": id, "id": id, "state": more.get("state", "kept")},
        }
    if what := more.get("what"):
        next_ |= {"action": "call", "step": "call", "what": what}
    return found


PEOPLE: tuple[tuple[str, str, str, str], ...] = (
    ("Sue Park", "sue.park@northwind-foods.example", "Re: Pilot in two depots", "schedule"),
    ("Tom Weller", "tom@harbor-logistics.example", "Re: Label printers for the new dock", "empathy"),
    ("Inés Ortega", "ines.ortega@clinica-sol.example", "Cleaning robots for the east wing", "re_ask"),
    ("Jonas Becker", "jonas.becker@becker-maschinen.example", "Angebot Wartungsvertrag", "persistent"),
)

DEALS = {
    d.company: d
    for d in (
        Deal(
            "northwind-foods.example",
            "Northwind Foods",
            48_000,
            priority="high",
            contacts=(
                Contact("sue.park@northwind-foods.example", "primary"),
                Contact("omar.diaz@northwind-foods.example", "decision_maker"),
            ),
        ),
        Deal("harbor-logistics.example", "Harbor Logistics", 126_500),
        Deal("becker-maschinen.example", "Becker Maschinenbau GmbH", 9_800, priority="low"),
        Deal("haleprint.example", "Hale Print", 3_200),
        Deal("coastal-freight.example", "Coastal Freight", 71_000),
    )
}


def sources() -> list[Source]:
    """Every kind of entry once or more."""
    found = []
    ages = (10, 19, 8, 14)
    asks = (
        "Which of the two depots would you like to start with?",
        "did the quote reach you, and is six the right number?",
        "Any news?",
        "Können Sie mir sagen, ob die Laufzeit von zwei Jahren für Sie passt?",
    )
    for number, ((who, addr, subject, step), days, ask) in enumerate(zip(PEOPLE, ages, asks, strict=True)):
        first = who.partition(" ")[0]
        because = (
            f"{first} has not answered your question of {at(days):%-d %B} ({days} business days): “{ask}”"
        )
        more = {"touches": 2 if days > 9 else 1, "state": "edited" if number == 2 else "kept"}
        mails = [sent(days, who, addr)] + ([sent(5, who, addr)] if days > 9 else [])
        found.append(
            Source(verdict(f"d{number}", "due", who, addr, subject, because, step=step, **more), tuple(mails))
        )
    victor = "victor.hale@haleprint.example"
    found.append(
        Source(
            verdict(
                "c0",
                "due",
                "Victor Hale",
                victor,
                "Paper prices for January",
                "Victor cannot be reached by mail, says the automatic message of 10 March: “550 5.1.1 Recipient unknown”.",
                what="Call haleprint.example at the main number: Victor Hale cannot be reached by mail. Confirm the address, or find out who took over.",
            ),
            (sent(7, "Victor Hale", victor),),
        )
    )
    for number, (who, addr, days, subject, words) in enumerate(
        (
            (
                "Owen Hughes",
                "owen@hughes-and-sons.example",
                2,
                "Fleet insurance renewal",
                "yes please, send the figures",
            ),
            (
                "Priya Nair",
                "priya.nair@coastal-freight.example",
                6,
                "Re: Dock doors",
                "What would eight doors cost us?",
            ),
        )
    ):
        because = f"{who.partition(' ')[0]} answered on {at(days):%-d %B}: “{words}”"
        found.append(
            Source(
                verdict(f"y{number}", "yours", who, addr, subject, because, touches=0),
                (sent(days + 3, who, addr), received(days, who, addr)),
            )
        )
    holds = (
        ("Mia Chen", "mia.chen@lakeside-dental.example", "Chairs for room 3", "2026-03-23", "Mia is out of office until 23 March, says the automatic reply of 9 March: “I am out of the office and will be back on March 23, 2026”"),
        ("Hannah Cole", "hannah.cole@greenfield-farms.example", "Soil sensors for the north field", "2026-06-01", "Hannah asked for later on 2 March; it holds until 1 June: “Please call me again in June.”"),
        ("Alex Moreau", "alex.moreau@verrier.example", "Contract draft, second version", None, "Camille, of the same company, wrote on 4 March: “I am looking after this for Alex. Legal is reading it”"),
    )  # fmt: skip
    for number, (who, addr, subject, until, because) in enumerate(holds):
        found.append(
            Source(
                verdict(f"h{number}", "held", who, addr, subject, because, until=until), (sent(8, who, addr),)
            )
        )
    for number, (who, addr, days, until) in enumerate(
        (
            ("Raj Patel", "raj.patel@brightpack.example", 2, "2026-03-16"),
            ("Nora Lind", "nora.lind@fjordglass.example", 1, "2026-03-17"),
        )
    ):
        because = f"You wrote to {who.partition(' ')[0]} on {at(days):%-d %B}: not again before {until}."
        found.append(
            Source(
                verdict(f"w{number}", "waiting", who, addr, "Box sizes for spring", because, until=until),
                (sent(days, who, addr),),
            )
        )
    return found


def people() -> dict[str, tuple[str, ...]]:
    """One person at most companies, more at two of them."""
    found = {s.verdict["company"]: (s.verdict["contact"],) for s in sources()}
    found |= {"northwind-foods.example": ("Sue Park",), "harbor-logistics.example": ("Tom Weller",)}
    return found | {
        "verrier.example": ("Alex Moreau", "Camille Roux"),
        "brightpack.example": ("Raj Patel", "Ann Wu"),
    }


def touches() -> list[Touch]:
    """Settled touches: with a clear ask answered more often than without, follow-ups less often than first mails."""
    found = []
    plan: Sequence[tuple[str, str, int | None, int, int]] = (
        (FIRST, "clear", None, 31, 48),
        (FIRST, "none", None, 3, 21),
        (FIRST, "weak", None, 4, 9),
        (REPLY, "clear", None, 37, 52),
        (REPLY, "closing", None, 1, 12),
        (BY_HAND, "weak", 5, 4, 17),
        (BY_HAND, "none", 2, 1, 6),
        ("schedule", "clear", 5, 9, 24),
        ("empathy", "clear", 8, 5, 13),
        ("persistent", "clear", 12, 2, 4),
    )
    for step, strength, waited, answered, total in plan:
        for number in range(total):
            message = replace(
                sent(20, "Sue", f"{step}.{strength}.{number}@buyer.example"),
                ask=Ask(
                    strength == "clear",
                    None,
                    "none" if strength == "closing" else strength,
                    None,
                    0.5,
                    strength != "closing",
                ),
            )
            answer = (
                received(18, "Sue", f"{step}.{strength}.{number}@buyer.example")
                if number < answered
                else None
            )
            found.append(Touch(message, step, waited, answer, True))
    return found


def young() -> list[Touch]:
    """Touches whose time for an answer is not over."""
    return [Touch(sent(3, "Sue", f"{n}@buyer.example"), FIRST, None, None, False) for n in range(7)]


def looks() -> list[Look]:
    """One mailbox in order, one that fails."""
    return [
        Look("work", NOW - timedelta(minutes=20)),
        Look(
            "trade fair",
            NOW - timedelta(days=3),
            NOW - timedelta(hours=1),
            "the host refuses the password; sign in again with `pleasantly login 'trade fair'`",
        ),
    ]


def sample_page() -> Page:
    """The whole morning."""
    return page(sources(), people(), DEALS, ME, NOW, looks(), numbers(touches(), young()), 120)


def hostile_page() -> Page:
    """The same with every text of a stranger's made hostile."""
    found = []
    for number, source in enumerate(sources()):
        word = HOSTILE[number % len(HOSTILE)]
        old = source.verdict
        mails = tuple(
            replace(m, from_=Address(m.from_.addr, word), to=tuple(Address(a.addr, word) for a in m.to))
            for m in source.messages
        )
        next_ = {**old["next"], "what": word if old["next"]["what"] else None}
        if next_["step"] == "re_ask":
            next_["step"] = word[:200]
        found.append(Source({**old, "subject": word, "because": f"They said “{word}”", "next": next_}, mails))
    deals = {c: replace(d, name=HOSTILE[i]) for i, (c, d) in enumerate(DEALS.items())}
    known = {company: (HOSTILE[i % len(HOSTILE)],) for i, company in enumerate(people())}
    boxes = [Look(word, None, NOW, word) for word in HOSTILE]
    return page(found, known, deals, ME, NOW, boxes, numbers(touches(), young()), 120, HOSTILE)
