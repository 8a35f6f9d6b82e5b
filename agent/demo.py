"""A sample rep's mailbox, written on the spot and relative to today, and a scan of it: what `pleasantly demo` shows.

People and firms are invented; every address is in a domain that RFC 2606 reserves.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.business_days import Calendar
from connectors.base import WIRE

ZONE = "America/New_York"
ME = "Dana Reyes <dana@acme.example>"

CONFIG = f"""\
[me]
name      = "Dana Reyes"
addresses = ["dana@acme.example"]
timezone  = "{ZONE}"
country   = "US"

[[mailbox]]
name = "work"
kind = "maildir"
path = "Maildir"

[deals]
file = "deals.csv"

[state]
path = "state.sqlite3"
"""

DEALS = """\
company,name,value,stage,priority,decision_date,contacts,topic,value_note,visit_date,executive_sponsor
northwind-foods.example,Northwind Foods,48000,open,high,,sue.park@northwind-foods.example=primary,the pilot in two depots,,,
oldmill.example,Old Mill Bakeries,9000,lost,normal,,,,,,
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One sample message: `ago` in business days, `who` the other side ("Name <addr>"), `ours` if Dana wrote it."""

    thread: str
    ago: int
    who: str
    subject: str
    text: str
    ours: bool = True
    cc: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    calendar: str = ""
    hour: int = 10


def _ours(thread: str, ago: int, who: str, subject: str, text: str, **more: str) -> Mail:
    return Mail(thread, ago, who, subject, text + "\n\nBest regards,\nDana", **more)  # type: ignore[arg-type]


def _theirs(thread: str, ago: int, who: str, subject: str, text: str, **more: object) -> Mail:
    return Mail(thread, ago, who, subject, text, ours=False, hour=15, **more)  # type: ignore[arg-type]


SUE = "Sue Park <sue.park@northwind-foods.example>"
TOM = "Tom Weller <tom@harbor-logistics.example>"
INES = "Inés Ortega <ines.ortega@clinica-sol.example>"
RAJ = "Raj Patel <raj.patel@brightpack.example>"
JONAS = "Jonas Becker <jonas.becker@becker-maschinen.example>"
MIA = "Mia Chen <mia.chen@lakeside-dental.example>"
OWEN = "Owen Hughes <owen@hughes-and-sons.example>"
PRIYA = "Priya Nair <priya.nair@coastal-freight.example>"
LEO = "Leo Grant <leo.grant@summit-schools.example>"
NORA = "Nora Lind <nora.lind@fjordglass.example>"
ALEX = "Alex Moreau <alex.moreau@verrier.example>"
HANNAH = "Hannah Cole <hannah.cole@greenfield-farms.example>"
MARCO = "Marco Rossi <marco.rossi@tessuti-rossi.example>"
BETH = "Beth Sanders <beth.sanders@oldmill.example>"
VICTOR = "Victor Hale <victor.hale@haleprint.example>"

MAILS = (
    _ours(
        "pilot",
        14,
        SUE,
        "Pilot in two depots",
        "Hi Sue,\n\nthank you for the tour of the depot. The outline of the pilot is in section 2.",
    ),
    _theirs(
        "pilot",
        12,
        SUE,
        "Re: Pilot in two depots",
        "Hi Dana,\n\nlooks good so far. What would the pilot cost us?\n\nSue",
    ),
    _ours(
        "pilot",
        11,
        SUE,
        "Re: Pilot in two depots",
        "Hi Sue,\n\nthe pilot is $4,800 for eight weeks, both depots included. Which of the two depots would you like to start with?",
    ),
    _ours(
        "labels",
        20,
        TOM,
        "Label printers for the new dock",
        "Hi Tom,\n\nhere is the quote for the six printers. Could you tell me by the end of the week whether the quantity is right?",
    ),
    _ours(
        "labels",
        13,
        TOM,
        "Re: Label printers for the new dock",
        "Hi Tom,\n\ndid the quote reach you, and is six the right number?",
    ),
    _ours(
        "clinic",
        9,
        INES,
        "Cleaning robots for the east wing",
        "Hello Inés,\n\njust checking in on the robots. Any news?",
    ),
    _ours(
        "boxes", 2, RAJ, "Box sizes for spring", "Hi Raj,\n\ncould you send me the three sizes you sell most?"
    ),
    _ours(
        "maschinen",
        8,
        JONAS,
        "Angebot Wartungsvertrag",
        "Guten Tag Herr Becker,\n\nanbei das Angebot für den Wartungsvertrag. Können Sie mir sagen, ob die Laufzeit von zwei Jahren für Sie passt?",
    ),
    _ours(
        "dental",
        7,
        MIA,
        "Chairs for room 3",
        "Hi Mia,\n\nwould Thursday at 2 work for a call about the chairs?",
    ),
    _theirs(
        "dental",
        7,
        MIA,
        "Automatic reply: Chairs for room 3",
        "I am out of the office and will be back on {back}. For urgent matters please write to Paul Ito, paul.ito@lakeside-dental.example.",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    ),
    _ours(
        "hughes",
        6,
        OWEN,
        "Fleet insurance renewal",
        "Hi Owen,\n\nshall I send you the comparison of the three tariffs?",
    ),
    _theirs(
        "hughes",
        5,
        OWEN,
        "Re: Fleet insurance renewal",
        "Dana,\n\nyes please. And does the middle one cover the vans in winter?\n\nOwen",
    ),
    _ours(
        "freight",
        10,
        PRIYA,
        "Route planning trial",
        "Hi Priya,\n\nwould you like to try the planner with two of your routes?",
    ),
    _theirs(
        "freight",
        9,
        PRIYA,
        "Re: Route planning trial",
        "Hi Dana,\n\nthanks, but we are not interested. We went with another supplier last month.\n\nPriya",
    ),
    _ours("schools", 15, LEO, "Tablets for year 7", "Hi Leo,\n\nwho decides about the tablets for year 7?"),
    _theirs(
        "schools",
        15,
        LEO,
        "Re: Tablets for year 7",
        "Please take me off your list and stop emailing me.\n\nLeo Grant",
    ),
    _ours(
        "glass", 8, NORA, "Demo for the cutting line", "Hi Nora,\n\ncan you do Wednesday at 11 for the demo?"
    ),
    _theirs("glass", 7, NORA, "Accepted: Demo for the cutting line", "", calendar="ACCEPTED"),
    _ours(
        "verrier",
        16,
        ALEX,
        "Contract draft, second version",
        "Hi Alex,\n\ncould you confirm that clause 7 is fine now?",
    ),
    _theirs(
        "verrier",
        13,
        "Camille Roy <camille.roy@verrier.example>",
        "Re: Contract draft, second version",
        "Hello Dana,\n\nI am looking after this for Alex. Legal is reading it.\n\nCamille",
        cc="alex.moreau@verrier.example",
    ),
    _ours(
        "farms",
        12,
        HANNAH,
        "Soil sensors for the north field",
        "Hi Hannah,\n\nmay I book you a slot for the sensor trial in the first week of next month?",
    ),
    _theirs(
        "farms",
        11,
        HANNAH,
        "Re: Soil sensors for the north field",
        "Hi Dana,\n\nnot right now, harvest comes first. Please call me again in {month}.\n\nHannah",
    ),
    _ours("tessuti", 6, MARCO, "Sample book", "Hi Marco,\n\ndid the sample book arrive?"),
    _theirs("tessuti", 5, MARCO, "Re: Sample book", "It did, thank you. We take the blue one.\n\nMarco"),
    _ours("tessuti", 5, MARCO, "Re: Sample book", "Great, the blue one it is. Thank you, Marco!", hour="16"),
    _ours("oldmill", 9, BETH, "Oven service plan", "Hi Beth,\n\nwould the small plan suit you better?"),
    _ours(
        "print",
        8,
        VICTOR,
        "Paper prices for January",
        "Hi Victor,\n\nshall I hold the January price for you until Friday?",
    ),
    _theirs(
        "print",
        8,
        "Mail Delivery System <mailer-daemon@mx.haleprint.example>",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host mx.haleprint.example.\n\nI'm sorry to have to inform you that your message could not be delivered.\n\n<victor.hale@haleprint.example>: host mx.haleprint.example said: 550 5.1.1 <victor.hale@haleprint.example>: Recipient address rejected: User unknown",
        headers=(
            ("Auto-Submitted", "auto-replied"),
            ("X-Failed-Recipients", "victor.hale@haleprint.example"),
        ),
    ),
    _ours(
        "team",
        6,
        "Kim Soto <kim@acme.example>",
        "Numbers for Monday",
        "Hi Kim,\n\ncan you send me the pipeline numbers?",
    ),
    _theirs(
        "news",
        3,
        "Packaging Weekly <news@packaging-weekly.example>",
        "Five trends for spring",
        "Five trends for spring.\n\nTo unsubscribe click here.",
        headers=(
            ("List-Id", "<weekly.packaging-weekly.example>"),
            ("List-Unsubscribe", "<https://packaging-weekly.example/u>"),
            ("Precedence", "bulk"),
        ),
    ),
)


def _at(calendar: Calendar, now: datetime, ago: int, hour: int) -> datetime:
    day = calendar.subtract_business_days(now.date(), ago)
    return datetime.combine(day, time(hour, 12), now.tzinfo)


def _ids(mails: Iterable[Mail]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Message-ID and References of each mail, by position: each answers the one before it in its thread."""
    threads: dict[str, list[str]] = {}
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for number, mail in enumerate(mails):
        before = threads.setdefault(mail.thread, [])
        found[number] = (f"<{mail.thread}.{number}@mail.example>", tuple(before))
        before.append(found[number][0])
    return found


def _message(
    mail: Mail, at: datetime, message_id: str, references: tuple[str, ...], words: dict[str, str]
) -> EmailMessage:
    message = EmailMessage(policy=WIRE)
    message["From"], message["To"] = (ME, mail.who) if mail.ours else (mail.who, ME)
    if mail.cc:
        message["Cc"] = mail.cc
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    if references:
        message["In-Reply-To"] = references[-1]
        message["References"] = " ".join(references)
    for name, value in mail.headers:
        message[name] = value
    text = mail.text
    for slot, word in words.items():
        text = text.replace("{" + slot + "}", word)
    message.set_content(text + "\n")
    if mail.calendar:
        event = f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{message_id[1:-1]}\r\nATTENDEE;PARTSTAT={mail.calendar}:mailto:nora.lind@fjordglass.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        message.add_alternative(
            event.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"}
        )
    return message


def write_sample(folder: Path, now: datetime, threads: Collection[str] = ()) -> Path:
    """Writes the sample mailbox, its configuration and deals below a folder; gives the configuration file.

    `now` is aware. `threads` names those to write; all where it is empty.
    """
    box = folder / "Maildir"
    for part in ("", ".Sent", ".Drafts"):
        for sub in ("cur", "new", "tmp"):
            (box / part / sub).mkdir(parents=True, exist_ok=True)
    calendar = Calendar("US", "", ZONE)
    back = calendar.add_business_days(now.date(), 6)
    words = {"back": f"{back:%B} {back.day}, {back.year}", "month": f"{(now + timedelta(days=75)):%B}"}
    mails = [mail for mail in MAILS if not threads or mail.thread in threads]
    ids = _ids(mails)
    for number, mail in enumerate(mails):
        at = _at(calendar, now, mail.ago, int(mail.hour))
        raw = _message(mail, at, *ids[number], words).as_bytes()
        target = box / ".Sent" / "cur" if mail.ours else box / "cur"
        (target / f"{int(at.timestamp())}.{number}.demo:2,S").write_bytes(raw)
    (folder / "config.toml").write_text(CONFIG, "utf-8")
    (folder / "deals.csv").write_text(DEALS, "utf-8")
    return folder / "config.toml"


def run_demo(folder: Path | None, as_json: bool) -> None:
    """Writes the sample below `folder` (default: a new temporary one), scans it as of now and shows table and drafts."""
    import json
    import sys

    from agent.config import load
    from agent.run import scan_all
    from agent.table import print_drafts, print_outcome

    now = datetime.now(ZoneInfo(ZONE))
    place = folder or Path(tempfile.mkdtemp(prefix="pleasantly-demo-"))
    place.mkdir(parents=True, exist_ok=True)
    outcome = scan_all(load(write_sample(place, now)), now)
    if as_json:
        sys.stdout.writelines(outcome.pieces())
        return
    print_outcome(
        [json.loads(text) for text in outcome.conversations], outcome.withdrawn, outcome.as_of, dry_run=False
    )
    print_drafts(sorted((place / "Maildir" / ".Drafts" / "cur").iterdir()), shown=2)
    sys.stdout.write(f"\nThe sample mailbox: {place}/Maildir, its drafts: {place}/Maildir/.Drafts\n")
    sys.stdout.write(f"Scan it again: pleasantly scan --config {place}/config.toml\n")
