"""What goes on the page, from the verdicts of the last scan and what the rep knows of the deals: pure.

Verdicts are conversations as the command-line contract gives them. Every text in the values made here is fit to be shown (words.clean);
markup is the template's work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from agent.business_days import Calendar
from agent.companies import company_of
from agent.deals import deal_for
from agent.digest import Digest, Standing, digest, to_do
from agent.model import Deal, Me, Message
from agent.relation import Persons, display_names, is_answer, is_prospect, is_touch
from agent.report.numbers import Numbers, Rate
from agent.report.words import ago, clean, counted, moment, money, spell, step_label, step_sentence

OPEN = ("due", "waiting", "held", "yours")
_PRIORITIES = {"high": 0, "normal": 1, "low": 2}
# Addresses that several people read: they make nobody a second contact.
_SHARED_WORDS = """
accounting accounts admin billing buero contact einkauf hello help info invoices kontakt mail office orders purchasing reception
sales service support team vertrieb
"""
_SHARED = frozenset(_SHARED_WORDS.split())


@dataclass(frozen=True, slots=True)
class Source:
    """A verdict with the messages that it is about, oldest first (none where they are not known)."""

    verdict: Mapping[str, Any]
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """When a mailbox was last read to its end; `error` where the latest attempts failed. Times are aware, None for never."""

    name: str
    looked_at: datetime | None
    failed_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One open conversation on the page.

    `why`: the sentence of the verdict with its evidence. `asked`: the sentence by which the rep last asked, where `why` does not quote it.
    `days`: business days since the rep's first unanswered mail, or, in one that the rep owes an answer, since theirs; None where unknown.
    `mails`: unanswered mails of the rep.
    """

    id: str
    mailbox: str
    who: str
    address: str
    company: str
    subject: str
    why: str
    asked: str
    value: str
    priority: str
    action: str
    step: str
    does: str
    edited: bool
    to: str
    refused: str
    until: date | None
    until_words: str
    since: date | None
    days: int | None
    days_words: str
    mails: int
    key: str = field(repr=False)
    worth: float = field(repr=False)
    rank: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Silent:
    """A deal in which nobody answers: all its silent conversations together. `days`: business days of silence."""

    name: str
    who: str
    subject: str
    value: str
    priority: str
    days: int
    since: str
    mails: int
    next: str
    worth: float = field(repr=False)


@dataclass(frozen=True, slots=True)
class Risk:
    """A company with open conversations where one person is all that the rep knows. `others`: whom deals.csv names beside."""

    company: str
    who: str
    value: str
    priority: str
    silent: int
    conversations: int
    others: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """What the page says of one mailbox. `ok`: it was read lately, without a failure since."""

    name: str
    ok: bool
    words: str
    error: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. Lists are in the order in which they are shown."""

    rep: str
    headline: str
    day: str
    clock: str
    as_of: datetime
    history_days: int
    drafts: tuple[Entry, ...]
    calls: tuple[Entry, ...]
    answers: tuple[Entry, ...]
    others: tuple[Entry, ...]
    silent: tuple[Silent, ...]
    holds: tuple[Entry, ...]
    waiting: tuple[Entry, ...]
    risks: tuple[Risk, ...]
    mailboxes: tuple[Box, ...]
    numbers: Numbers | None
    problems: tuple[str, ...]


def page(
    sources: Iterable[Source],
    people: Mapping[str, Collection[str]],
    deals: Mapping[str, Deal],
    me: Me,
    now: datetime,
    looks: Iterable[Look],
    numbers: Numbers | None = None,
    history_days: int = 0,
    problems: Iterable[str] = (),
) -> Page:
    """The page as of `now` (aware, in the rep's zone).

    `people`: for each company, who there has ever written or been written to (`people_of`). `problems`: sentences on what could not be read.
    """
    calendar = Calendar(me.country, me.region, me.timezone)
    pairs = [(s, _entry(s, deals, me, calendar, now)) for s in sources if s.verdict["status"] in OPEN]
    pairs.sort(key=lambda p: _order(p[1]))
    counts = digest((_standing(s.verdict), 1) for s, _ in pairs)

    def where(wanted: Callable[[Standing], bool]) -> tuple[Entry, ...]:
        return tuple(e for s, e in pairs if wanted(_standing(s.verdict)))

    holds = where(lambda s: s[0] == "held")
    waiting = where(lambda s: s[0] == "waiting")
    answers = where(lambda s: s[0] == "yours")
    silent = [e for s, e in pairs if _is_silent(s.verdict)]
    seen = tuple(looks)
    return Page(
        rep=clean(me.name, 60),
        headline=_headline(counts, seen),
        day=f"{now:%A}, {now.day} {now:%B %Y}",
        clock=f"{now:%H:%M}",
        as_of=now,
        history_days=history_days,
        drafts=where(lambda s: s[0] == "due" and bool(s[2])),
        calls=where(lambda s: s[0] == "due" and not s[2] and s[1] == "call"),
        answers=tuple(sorted(answers, key=lambda e: (-(e.days or 0), _order(e)))),
        others=where(lambda s: s[0] == "due" and not s[2] and s[1] != "call"),
        silent=_silent(silent, now.date()),
        holds=tuple(sorted(holds, key=lambda e: (e.until or date.max, _order(e)))),
        waiting=tuple(sorted(waiting, key=lambda e: (e.until or date.max, _order(e)))),
        risks=_risks([e for _, e in pairs], people, deals, {e.id for e in silent}),
        mailboxes=tuple(_box(look, now) for look in seen),
        numbers=numbers,
        problems=tuple(clean(p, 300) for p in problems),
    )


def _headline(counts: Digest, looks: Sequence[Look]) -> str:
    if counts.drafts or counts.calls or counts.answers or counts.other:
        return to_do(counts)
    if looks and not any(look.looked_at for look in looks):
        return "No mail has been read yet"
    return "Nothing to do today"


def _standing(verdict: Mapping[str, Any]) -> Standing:
    next_ = verdict["next"]
    return verdict["status"], next_["action"], (next_["draft"] or {}).get("state") or ""


def _is_silent(verdict: Mapping[str, Any]) -> bool:
    """Due, or asked again and not yet due: the floor between two contacts is no answer."""
    asked_again: bool = verdict["status"] == "waiting" and verdict["touches"] > 1
    return asked_again or verdict["status"] == "due"


def _order(entry: Entry) -> tuple[int, float, int, str]:
    """High priority first, then the greater value, then who has waited longest."""
    return entry.rank, -entry.worth, -(entry.days or 0), entry.id


def _entry(source: Source, deals: Mapping[str, Deal], me: Me, calendar: Calendar, now: datetime) -> Entry:
    found, next_ = source.verdict, source.verdict["next"]
    address, company = found["contact"] or "", found["company"] or ""
    deal = deal_for(deals, [address], [company])
    names = display_names(source.messages)
    since = _since(source, me)
    days = calendar.business_days_between(calendar.local_date(since), now.date()) if since else None
    until = date.fromisoformat(found["until"]) if found["until"] else None
    step = next_["step"] or ""
    draft = next_["draft"] or {}
    return Entry(
        id=found["id"],
        mailbox=clean(found["mailbox"], 60),
        who=clean(names.get(address, "") or address, 80) or "Nobody named",
        address=clean(address, 120),
        company=_company(deal, company),
        subject=clean(found["subject"], 160) or "(no subject)",
        why=clean(found["because"], 360),
        asked=_asked(found),
        value=money(deal.value) if deal and deal.value is not None else "",
        priority=deal.priority if deal else "normal",
        action=next_["action"],
        step=step_label(step) if step else "",
        does=clean(next_.get("what") or "", 300) or (step_sentence(step) if step else ""),
        edited=draft.get("state") == "edited",
        to=clean(", ".join(next_["to"]), 200),
        refused=clean("; ".join(next_.get("refused") or ()), 200),
        until=until,
        until_words=spell(until, now.date()) if until else "",
        since=calendar.local_date(since) if since else None,
        days=days,
        days_words=ago(days) if days is not None else "",
        mails=found["touches"],
        key=deal.company if deal else company or address or found["id"],
        worth=(deal.value or 0.0) if deal else 0.0,
        rank=_PRIORITIES.get(deal.priority if deal else "normal", 1),
    )


def _company(deal: Deal | None, company: str) -> str:
    return clean((deal.name if deal else "") or company, 80)


def _asked(verdict: Mapping[str, Any]) -> str:
    ask = (verdict["last_touch"] or {}).get("ask") or {}
    sentence = clean(ask.get("sentence") or "", 240)
    return "" if sentence[:40] in clean(verdict["because"], 2_000) else sentence


def _since(source: Source, me: Me) -> datetime | None:
    """When the silence began: their last message where the rep owes the answer, else the rep's first unanswered mail."""
    verdict = source.verdict
    if verdict["status"] == "yours":
        return max((m.sent_at for m in source.messages if is_answer(m, me)), default=None)
    sent = [m.sent_at for m in source.messages if is_touch(m, me)]
    unanswered = sent[-verdict["touches"] :] if verdict["touches"] else sent[-1:]
    if unanswered:
        return unanswered[0]
    last = verdict["last_touch"]
    return datetime.fromisoformat(last["at"]) if last else None


def _silent(entries: Sequence[Entry], today: date) -> tuple[Silent, ...]:
    """The longest silence first, then the greater value."""
    by_deal: dict[str, list[Entry]] = {}
    for entry in entries:
        by_deal.setdefault(entry.key, []).append(entry)
    rows = [_silent_row(found, today) for found in by_deal.values()]
    return tuple(sorted(rows, key=lambda r: (-r.days, -r.worth, r.name)))


def _silent_row(entries: Sequence[Entry], today: date) -> Silent:
    first = max(entries, key=lambda e: (e.days or 0, e.id))
    who = list(dict.fromkeys(e.who for e in sorted(entries, key=lambda e: -(e.days or 0))))
    return Silent(
        name=first.company or first.who,
        who=", ".join(who[:3]) + (f" and {len(who) - 3} more" if len(who) > 3 else ""),
        subject=first.subject,
        value=first.value,
        priority=first.priority,
        days=first.days or 0,
        since=spell(first.since, today) if first.since else "",
        mails=sum(e.mails for e in entries),
        next=_next(first),
        worth=first.worth,
    )


def _next(entry: Entry) -> str:
    if entry.action == "call":
        return "call"
    if entry.action == "draft":
        return entry.step[:1].lower() + entry.step[1:]
    return f"not before {entry.until_words}" if entry.until_words else "no draft"


def is_person(addr: str, me: Me) -> bool:
    """Whether an address can be one person's: a prospect's, and not one that several people read."""
    return is_prospect(addr, me) and addr.partition("@")[0] not in _SHARED


def people_of(company: str, messages: Iterable[Message], me: Me) -> tuple[str, ...]:
    """Who at a company has ever written, or been written to: one name a person, whatever addresses they use.

    Shared addresses (info@, sales@) are nobody. Names are as shown in mail, else the address.
    """
    known = tuple(messages)
    who = Persons(display_names(known))
    found: list[str] = []
    for message in known:
        for person in (message.from_, *message.recipients, *message.bcc):
            addr = person.addr
            named = is_person(addr, me)
            if named and company_of(addr) == company and not any(who.same(addr, other) for other in found):
                found.append(addr)
    return tuple(clean(who.names.get(addr, "") or addr, 80) for addr in found)


def _risks(
    entries: Sequence[Entry],
    people: Mapping[str, Collection[str]],
    deals: Mapping[str, Deal],
    silent: Collection[str],
) -> tuple[Risk, ...]:
    """The most worrying first: a high priority, a great value and silence each weigh one. `silent`: ids of silent conversations."""
    by_company: dict[str, list[Entry]] = {}
    for entry in entries:
        company = company_of(entry.address)
        if company is not None and len(people.get(company, ())) == 1:
            by_company.setdefault(company, []).append(entry)
    values = sorted(d.value for d in deals.values() if d.value is not None and d.stage == "open")
    great = values[len(values) // 2] if values else float("inf")
    rows = []
    for company, found in by_company.items():
        first = found[0]
        days = max((e.days or 0 for e in found if e.id in silent), default=0)
        reasons = []
        if first.priority == "high":
            reasons.append("high priority")
        if first.worth and first.worth >= great:
            reasons.append("one of your greater deals")
        if days:
            reasons.append(f"silent for {counted(days, 'business day')}")
        deal = deal_for(deals, [first.address], [company])
        others = [c.addr for c in deal.contacts if c.addr not in {e.address for e in found}] if deal else []
        (name,) = people[company]
        rows.append(
            (
                (-len(reasons), first.rank, -first.worth, -days, company),
                Risk(
                    company=first.company or company,
                    who=clean(name, 80),
                    value=first.value,
                    priority=first.priority,
                    silent=days,
                    conversations=len(found),
                    others=clean(", ".join(others), 160),
                    reasons=tuple(reasons),
                ),
            )
        )
    return tuple(risk for _, risk in sorted(rows, key=lambda r: r[0]))


def _box(look: Look, now: datetime) -> Box:
    """A mailbox that failed since it was last read, or was not read for more than a day, is not to be relied on."""
    if look.looked_at is None:
        words, fresh = "never read to its end yet", False
    else:
        words = f"last read {moment(look.looked_at, now)}"
        fresh = (now - look.looked_at).total_seconds() <= 86_400
    if look.error and look.failed_at is not None:
        words += f"; could not be read {moment(look.failed_at, now)}"
    return Box(clean(look.name, 60), fresh and not look.error, words, clean(look.error, 300))


def as_object(value: object) -> Any:
    """A page, or a part of it, as values that JSON has: times and dates in ISO 8601, rates with share and interval."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_object(v) for v in value]
    if not is_dataclass(value):
        return value
    found = {f.name: as_object(getattr(value, f.name)) for f in fields(value) if f.repr}
    if isinstance(value, Rate):
        found |= {
            "share": None if value.few else round(value.share, 4),
            "interval": None if value.few else [round(limit, 4) for limit in value.interval],
        }
    return found
