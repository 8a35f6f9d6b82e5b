"""Measures the judgement of kinds, return days and failed recipients on a folder of labelled mail.

    python bench/eval_kind.py [--data FOLDER] [--own] [--unseen] [--failures N]

`--own` adds the set under tests/mail/labelled that was looked at while building, `--unseen` the other half.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from agent.message.understand import understand  # noqa: E402
from agent.model import Kind  # noqa: E402
from tests.mail.labelled import build, check, read_rows  # noqa: E402

Result = tuple[str, int, int, float, list[str]]

REPLIES = {Kind.OUT_OF_OFFICE, Kind.LEFT_COMPANY, Kind.ADDRESS_CHANGE, Kind.AUTO_REPLY}
MACHINES = {
    *REPLIES,
    Kind.BOUNCE,
    Kind.DELAY,
    Kind.DELIVERY_RECEIPT,
    Kind.READ_RECEIPT,
    Kind.CHALLENGE,
    Kind.NOTIFICATION,
}
CALENDAR = {
    "calendar_request": {Kind.CALENDAR_INVITE},
    "calendar_cancel": {Kind.CALENDAR_CANCEL},
    "calendar_response": {Kind.CALENDAR_ACCEPT, Kind.CALENDAR_DECLINE, Kind.CALENDAR_TENTATIVE},
}
CROWD = {Kind.LIST, Kind.BULK, Kind.NOTIFICATION}
PARTSTAT = {
    "accepted": Kind.CALENDAR_ACCEPT,
    "declined": Kind.CALENDAR_DECLINE,
    "tentative": Kind.CALENDAR_TENTATIVE,
}


PROGRAM = re.compile(r"daemon|postmaster|^root@|bugzilla", re.IGNORECASE)


@dataclass
class Score:
    """Hits, cases and the names of what failed, of one line of the table."""

    name: str
    target: float
    hits: int = 0
    total: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, hit: bool, what: str) -> None:
        self.total += 1
        self.hits += hit
        if not hit:
            self.failures.append(what)


def manifest(folder: Path) -> Iterator[tuple[dict[str, object], bytes]]:
    """The rows of a folder's manifest with the octets of each file; nothing where the folder is missing."""
    path = folder / "manifest.jsonl"
    if not path.exists():
        return
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row, (folder / str(row["file"])).read_bytes()


def human_files(data: Path) -> Iterator[tuple[str, bytes]]:
    """Mail that people wrote to people, and to lists: none of it may be called an automatic reply or a bounce."""
    for name in (
        "crisp",
        "talon_text",
        "talon_html",
        "github_zapier",
        "mail_parser_reply",
        "quotequail",
        "talon_signatures",
        "mailgun_forge_signatures",
    ):
        for row, raw in manifest(data / "quotes" / name):
            kind = str(row.get("kind", "text/plain"))
            head = (
                b""
                if kind == "message/rfc822"
                else b"From: Kim <kim@people.example>\nSubject: Re: plan\nContent-Type: "
                + kind.encode()
                + b"; charset=utf-8\n\n"
            )
            yield f"quotes/{name}/{row['id']}", head + raw
    for row, raw in manifest(data / "threads" / "spamassassin_threads"):
        if PROGRAM.search(str(row.get("author", ""))) or "is out of the office" in str(
            row.get("subject", "")
        ):
            continue
        yield f"threads/{row['file']}", raw


def mailbox_files(data: Path) -> Iterator[tuple[str, bytes]]:
    """What three people wrote themselves: their sent folders."""
    for path in sorted((data / "mailboxes" / "enron").glob("*/Sent*/**/*")):
        if path.is_file():
            yield str(path.relative_to(data)), path.read_bytes()


def _automatic(data: Path) -> list[Score]:
    bounce, recipients = Score("bounces", 0.99), Score("failed recipients (flufl)", 0.0)
    notice, reply = Score("delays, relay notices, receipts", 0.95), Score("automatic replies", 0.98)
    away, left = (
        Score("of these, out of office named so", 0.0),
        Score("of these, left the company named so", 0.0),
    )
    human, meeting, answer = (
        Score("human mail not called automatic", 0.998),
        Score("calendar mail", 0.95),
        Score("calendar answers", 0.95),
    )
    crowd = Score("newsletters, bulk, list mail not called human", 0.0)
    for folder in (
        "sisimai",
        "flufl_bounce",
        "mimekit_reports",
        "header_conventions",
        "enron_labelled",
        "spamassassin_ham_labelled",
        "calendar",
    ):
        for row, raw in manifest(data / "automatic" / folder):
            labels = {str(label) for label in row["labels"]}  # type: ignore[attr-defined]
            found = understand(raw)
            what = f"{folder}/{row['id']}: {found.kind.value}"
            if "bounce" in labels:
                # these sets call a notice of delay a bounce too, as temporary or not hard
                soft = (
                    row.get("temporary")
                    or row.get("hard") in ([False], [])
                    or b"action: delayed" in raw.lower()
                )
                allowed = {Kind.BOUNCE, Kind.DELAY} if soft else {Kind.BOUNCE}
                bounce.add(found.kind in allowed, what)
                wanted = {str(a).lower() for a in row.get("failed_recipients") or ()}  # type: ignore[attr-defined]
                if wanted:
                    got = {r.addr for r in found.failed_recipients}
                    recipients.add(wanted == got, f"{what} wanted {sorted(wanted)} got {sorted(got)}")
            elif labels & {"delivery_success", "delay_notice", "read_receipt"}:
                wanted_kind = {
                    "delivery_success": Kind.DELIVERY_RECEIPT,
                    "delay_notice": Kind.DELAY,
                    "read_receipt": Kind.READ_RECEIPT,
                }
                notice.add(
                    found.kind in {wanted_kind[label] for label in labels if label in wanted_kind}, what
                )
            elif "auto_reply" in labels:
                reply.add(found.kind in REPLIES, what)
                if "out_of_office" in labels:
                    away.add(found.kind is Kind.OUT_OF_OFFICE, what)
                if "left_company" in labels:
                    left.add(found.kind is Kind.LEFT_COMPANY, what)
            elif labels & CALENDAR.keys():
                meeting.add(any(found.kind in CALENDAR[label] for label in labels & CALENDAR.keys()), what)
                if row.get("answer"):
                    answer.add(found.kind is PARTSTAT[str(row["answer"])], what)
            elif labels & {"human_reply", "human_message", "human_or_bulk_vacation_topic", "not_bounce"}:
                human.add(
                    found.kind not in MACHINES
                    or (bool(labels & {"list_mail", "human_or_bulk_vacation_topic"}) and found.kind in CROWD),
                    what,
                )
            elif "newsletter_or_bulk" in labels:
                crowd.add(found.kind in CROWD, what)
    return [bounce, recipients, notice, reply, away, left, human, meeting, answer, crowd]


def _people(data: Path) -> list[Score]:
    lists, sent = (
        Score("quotes and threads not called automatic", 0.998),
        Score("sent mail of three people called human", 0.998),
    )
    for name, raw in human_files(data):
        found = understand(raw)
        lists.add(
            found.kind in {Kind.HUMAN, Kind.LIST, Kind.BULK, Kind.NOTIFICATION}, f"{name}: {found.kind.value}"
        )
    for name, raw in mailbox_files(data):
        found = understand(raw)
        sent.add(found.kind is Kind.HUMAN, f"{name}: {found.kind.value}")
    return [lists, sent]


def own_scores(name: str) -> list[Score]:
    """The own labelled set: one line each for kinds, stances, days, contacts and language."""
    targets = {
        "kind": 0.95,
        "stance": 0.9,
        "return_date": 0.95,
        "alternates": 0.9,
        "new_address": 0.9,
        "failed": 0.9,
        "language": 0.95,
    }
    scores = {key: Score(f"{name}: {key}", target) for key, target in targets.items()}
    for row in read_rows(name):
        found = understand(build(row))
        for key, hit, seen in check(row, found):
            scores[key].add(hit, f"{row['id']} {key}: {seen}")
    return list(scores.values())


def evaluate(data: Path) -> list[Result]:
    """One line for each target: name, hits, cases, target as a share (0: none), and what failed."""
    return [(s.name, s.hits, s.total, s.target, s.failures) for s in _automatic(data) + _people(data)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--failures", type=int, default=20)
    options = parser.parse_args()
    results = evaluate(options.data)
    for name in ("dev",) * options.own + ("unseen",) * options.unseen:
        results += [(s.name, s.hits, s.total, s.target, s.failures) for s in own_scores(name)]
    for name, hits, total, target, failures in results:
        share = hits / total if total else 1.0
        mark = "ok" if share >= target else "MISSED"
        print(f"{name:48} {hits:6} / {total:<6} {share:7.2%}  target {target:6.1%}  {mark}")
        for failure in failures[: options.failures]:
            print(f"    {failure}")
    return int(any(total and hits / total < target for _, hits, total, target, _ in results))


if __name__ == "__main__":
    raise SystemExit(main())
