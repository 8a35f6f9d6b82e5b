"""Messages of our own with what they mean: `dev` was looked at while the rules were written, `unseen` was not.

`replies_dev` and `replies_unseen` are short replies of prospects, labelled before the program read them; the first 80 of the one and
the 81 of the other were written together and divided by lot, the rest of `replies_dev` came later. The program read `replies_unseen`
once, when the rules were done; its writer knew the phrases, so that replies of strangers will fare worse.

One JSON object a line. `subj`, `body`, `from`, `date`, `h` (further header fields) and `q` (the rep's mail is quoted below) make the
message; `kind`, `stance` (or `stance_not`), `ret`, `alt`, `new`, `failed` and `lang` say what it means.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from agent.model import Kind, Understanding

FOLDER = Path(__file__).resolve().parent
QUOTE = (
    "\n\nOn Tue, Mar 3, 2026 at 9:12 AM Dana Reyes <dana@acme.example> wrote:\n"
    "> Hi Pat,\n> Do you want to go ahead with the pilot? If you are not interested, just tell me and I will stop.\n"
    "> To unsubscribe from these mails, say so. Please call me in December.\n> Dana\n"
)


def read_rows(name: str) -> list[dict[str, Any]]:
    """The rows of one half, "dev" or "unseen"."""
    return [
        json.loads(line)
        for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
        if line.strip()
    ]


def build(row: dict[str, Any]) -> bytes:
    """The raw message of a row."""
    message = EmailMessage()
    message["From"] = row.get("from", "Pat Kim <pat.kim@buyer.example>")
    message["To"] = "Dana Reyes <dana@acme.example>"
    message["Subject"] = row["subj"]
    message["Date"] = row.get("date", "Wed, 04 Mar 2026 10:00:00 +0100")
    message["Message-ID"] = f"<{row['id']}@labelled.example>"
    for key, value in row.get("h", {}).items():
        message[key] = value
    message.set_content(row["body"] + (QUOTE if row.get("q") else ""))
    if "ics" in row:
        message.add_alternative(row["ics"], subtype="calendar")
    return message.as_bytes()


def check(row: dict[str, Any], found: Understanding) -> Iterator[tuple[str, bool, str]]:
    """What a row expects, each with whether it was found and what was found instead."""
    yield "kind", found.kind is Kind(row["kind"]), f"{found.kind.value}, not {row['kind']}"
    if "stance" in row:
        yield "stance", found.stance.value == row["stance"], f"{found.stance.value}, not {row['stance']}"
    if "stance_not" in row:
        yield "stance", found.stance.value not in row["stance_not"], f"{found.stance.value}"
    if "ret" in row or row["kind"] == "out_of_office":
        yield (
            "return_date",
            str(found.return_date) == str(row.get("ret")),
            f"{found.return_date}, not {row.get('ret')}",
        )
    if "alt" in row:
        got = [a.addr for a in found.alternate_contacts]
        yield "alternates", sorted(got) == sorted(row["alt"]), f"{got}"
    if "new" in row:
        yield "new_address", found.new_address == row["new"], f"{found.new_address}"
    if "failed" in row:
        failed = [r.addr for r in found.failed_recipients]
        yield "failed", failed == row["failed"], f"{failed}"
    if row["body"] and len(row["body"]) > 30 and row["kind"] != "bounce":
        yield "language", found.language == row["lang"], f"{found.language}, not {row['lang']}"
