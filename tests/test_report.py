"""The page: what goes on it, that strangers' words stay words, and that it is made from the state without spoiling it."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from agent.cli import app
from agent.config import Mailbox, load
from agent.demo import write_sample
from agent.digest import digest, to_do
from agent.errors import ConfigError
from agent.model import Deal
from agent.report import charts
from agent.report.gather import gather
from agent.report.numbers import Rate
from agent.report.page import Look, Page, Silent, Source, as_object, page, people_of
from agent.report.words import ago, clean, moment, money, spell, step_label, step_sentence
from agent.report.write import SHOWN, ReportError, render, save
from agent.run import only_one, open_mailbox, scan_all
from agent.store import open_store
from connectors.base import Connector, Unavailable
from tests.cases import EVE, ME, SUE, TOM, ours, theirs
from tests.report_sample import DEALS, HOSTILE, NOW, at, hostile_page, sample_page, sources, verdict

SAMPLE_NOW = datetime(2026, 3, 12, 9, 0, tzinfo=NOW.tzinfo)
LATER = SAMPLE_NOW + timedelta(days=40)


class Read(HTMLParser):
    """What a browser would make of a page: tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def entry(**more: Any) -> Source:
    """One due conversation with one mail of eight business days ago."""
    found = verdict("x", "due", "Sue", "sue@buyer.example", "Pilot", "Sue has not answered.", step="schedule")
    return Source({**found, **more}, ())


def of(*found: Source, **more: Any) -> Page:
    values: dict[str, Any] = {"people": {}, "deals": DEALS, "me": ME, "now": NOW, "looks": ()}
    return page(found, **(values | more))


def test_the_headline_is_that_of_the_digest() -> None:
    found = sample_page()
    assert found.headline == to_do(
        digest([(("due", "draft", "kept"), 4), (("due", "call", ""), 1), (("yours", "none", ""), 2)])
    )
    assert (len(found.drafts), len(found.calls), len(found.answers)) == (4, 1, 2)
    assert of().headline == "Nothing to do today"


def test_a_high_priority_comes_first_then_the_value_then_the_silence() -> None:
    assert [e.who for e in sample_page().drafts] == ["Sue Park", "Tom Weller", "Inés Ortega", "Jonas Becker"]


def test_the_oldest_answer_owed_comes_first() -> None:
    assert [(e.who, e.days_words) for e in sample_page().answers] == [
        ("Priya Nair", "6 business days ago"),
        ("Owen Hughes", "2 business days ago"),
    ]


def test_silence_counts_from_the_first_unanswered_mail() -> None:
    found = sample_page().silent
    assert [(s.name, s.days, s.mails, s.value) for s in found][:2] == [
        ("Harbor Logistics", 19, 2, "126,500"),
        ("Becker Maschinenbau GmbH", 14, 2, "9,800"),
    ]
    assert "Mia Chen" not in {s.who for s in found}


def test_conversations_with_one_company_are_one_silent_deal() -> None:
    two = [entry(id="a", touches=1), entry(id="b", touches=2, contact="tom@buyer.example")]
    (found,) = of(*two).silent
    assert (found.mails, found.who) == (3, "sue@buyer.example, tom@buyer.example")


def test_who_was_asked_again_is_silent_though_not_yet_due() -> None:
    assert len(of(entry(status="waiting", touches=2)).silent) == 1
    assert len(of(entry(status="waiting", touches=1)).silent) == 0


def test_holds_stand_by_date_and_those_without_one_last() -> None:
    assert [e.until for e in sample_page().holds] == [date(2026, 3, 23), date(2026, 6, 1), None]


def test_one_contact_is_a_risk_and_two_are_none() -> None:
    found = sample_page().risks
    assert found[0].company == "Northwind Foods"
    assert found[0].reasons == ("high priority", "one of your greater deals", "silent for 10 business days")
    assert found[0].others == "omar.diaz@northwind-foods.example"
    assert not {"verrier.example", "brightpack.example"} & {r.company for r in found}


def test_people_with_several_addresses_are_one_and_shared_addresses_nobody() -> None:
    alias = replace(SUE, addr="spark@buyer.example")
    info = replace(TOM, addr="info@buyer.example", name="Buyer Ltd")
    robot = replace(TOM, addr="noreply@buyer.example", name="")
    known = [ours("03-02"), theirs("03-03", alias), ours("03-04", to=(info, robot))]
    assert people_of("buyer.example", known, ME) == ("Sue Park",)
    assert people_of("buyer.example", [*known, ours("03-05", cc=(EVE,))], ME) == ("Sue Park", "Eve Stone")


def test_a_draft_that_was_refused_is_shown_with_why() -> None:
    next_ = {
        **entry().verdict["next"],
        "draft": None,
        "action": "none",
        "step": None,
        "refused": ["two asks"],
    }
    found = of(entry(next=next_))
    assert (found.headline.endswith("1 due without a draft"), found.others[0].refused) == (True, "two asks")


def test_a_mailbox_that_fails_or_was_not_read_for_a_day_is_said_at_the_top() -> None:
    fresh, old = Look("a", NOW - timedelta(hours=2)), Look("b", NOW - timedelta(hours=25))
    failed, never = replace(fresh, name="c", failed_at=NOW, error="no route"), Look("d", None)
    found = of(looks=[fresh, old, failed, never]).mailboxes
    assert [b.ok for b in found] == [True, False, False, False]
    assert "pleasantly scan" not in render(of(looks=[fresh]), drawn=False)
    assert render(of(looks=[fresh, failed]), drawn=False).count("no route") == 2


def test_an_own_step_keeps_its_name() -> None:
    assert (step_label("send_gift"), step_sentence("send_gift")) == (
        "Send gift",
        "Your own step “send gift”.",
    )
    assert step_label("empathy") == "Taking the blame"


def test_words() -> None:
    assert (ago(0), ago(1), money(48_000.0), money(99.5)) == (
        "today",
        "1 business day ago",
        "48,000",
        "99.50",
    )
    assert (spell(date(2026, 9, 2), NOW.date()), spell(date(2027, 6, 1), NOW.date())) == (
        "2 Sep",
        "1 June 2027",
    )
    assert (moment(NOW, NOW), moment(at(3), NOW)) == ("today at 08:30", "9 March at 10:00")


@given(st.text())
def test_clean_texts_do_nothing(text: str) -> None:
    found = clean(text, 80)
    assert len(found) <= 80
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", found
    )
    assert clean(found, 80) == found


def test_long_texts_are_cut_between_words() -> None:
    assert clean("one two three four five six", 20) == "one two three four …"
    assert clean("x" * 10_000, 20) == "x" * 18 + " …"
    assert clean("e" + "\u0301" * 500, 80) == "e\u0301\u0301\u0301"


PLAIN = set(Read(render(of(entry(), people={"buyer.example": ("N",)}), drawn=False)).tags)


@given(st.lists(st.text(min_size=1, max_size=60), min_size=3, max_size=3))
@settings(max_examples=60)
def test_any_text_comes_back_as_text(words: list[str]) -> None:
    subject, name, because = words
    deals = {"buyer.example": Deal("buyer.example", name, 1.0)}
    html = render(
        of(entry(subject=subject, because=because), deals=deals, people={"buyer.example": (name,)}),
        drawn=False,
    )
    read = Read(html)
    for word in words:
        if clean(word):
            assert clean(word, 80) in read.texts or clean(word, 80)[:60] in "".join(read.texts)
    assert set(read.tags) <= PLAIN | {"span", "th", "td"}


def test_hostile_words_stay_words() -> None:
    html = render(hostile_page())
    read = Read(html)
    assert not {"script", "img", "iframe", "object", "base", "form"} & set(read.tags)
    assert not [a for a, _ in read.attributes if a.startswith("on")]
    assert read.tags.count("h1") == read.tags.count("title") - html.count("<svg") == 1
    text = "".join(read.texts)
    assert "{{7*7}} {% raw %} ${7*7} $x_1$" in text
    assert "<script>alert(1)</script>" in text
    assert not re.search("[\x00\x07\x1b\u202e\u2066\u2067\ud800]", html)
    assert html.encode("utf-8")


def test_the_page_asks_for_nothing_from_outside() -> None:
    html = render(sample_page())
    addresses = [
        v for a, v in Read(html).attributes if a in {"src", "href", "xlink:href", "action", "srcset"}
    ]
    assert all(v and v.startswith(("#", "data:,")) for v in addresses)
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", html)
    assert "@import" not in html
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html


def test_the_same_page_gives_the_same_file() -> None:
    code = (
        "import sys; from tests.report_sample import sample_page; from agent.report.write import render;"
        "sys.stdout.buffer.write(render(sample_page()).encode())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode() == render(sample_page())


def test_ids_are_there_once_and_every_reference_finds_one() -> None:
    html = render(sample_page())
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    targets = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)|aria-labelledby="([^"]+)"', html)
    assert {name for found in targets for part in found for name in part.split()} <= set(ids)
    assert html.count("<svg") == 4


def test_without_matplotlib_the_page_is_complete_and_says_how_to_get_charts() -> None:
    html = render(sample_page(), drawn=False)
    assert "<svg" not in html
    assert charts.INSTALL in html
    assert "126,500" in html


def test_charts_draw_what_the_table_says() -> None:
    deals = [
        Silent(f"Deal {n}", "", "", "9,000" if n else "", "normal", 20 - n, "", 1, "", 0.0) for n in range(20)
    ]
    tree = ElementTree.fromstring(charts.silence_chart(deals, "a-"))
    texts = [e.text for e in tree.iter("text")]
    assert texts[:4] == ["Deal 0", "20 days", "Deal 1", "19 days · 9,000"]
    assert len(texts) == 30
    rates = charts.rates_chart([Rate("A", 5, 20), Rate("Few", 1, 3), Rate("B", 20, 20)], "b-", "T")
    assert "Few" not in rates
    assert "A: 25%, interval 11% to 47%; B: 100%" in rates


@pytest.mark.parametrize("word", HOSTILE)
def test_charts_bear_any_name(word: str) -> None:
    deals = [Silent(word, word, word, "", "high", n, "", 1, "", 0.0) for n in (0, 3)]
    tree = ElementTree.fromstring(charts.silence_chart(deals, "a-"))
    assert next(e.text for e in tree.iter("text")) == clean(word, 28)
    assert "script" not in {e.tag for e in tree.iter()}


def test_long_lists_are_cut_and_counted() -> None:
    many = [
        entry(id=f"{n:03}", contact=f"a{n}@b{n}.example", company=f"b{n}.example") for n in range(SHOWN + 7)
    ]
    html = render(of(*many), drawn=False)
    assert html.count("And 7 more") == 2


def test_only_the_rep_may_read_the_file(tmp_path: Path) -> None:
    file = tmp_path / "new" / "report.html"
    save("one", file)
    file.chmod(0o644)
    file.with_name("report.html.new").write_text("of a report that was killed")
    save("two", file)
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("two", 0o600)
    assert list(file.parent.iterdir()) == [file]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "report.html", tmp_path):
        with pytest.raises(ReportError, match="--output"):
            save("x", place)


class Rep:
    """The sample mailbox, scanned."""

    def __init__(self, folder: Path) -> None:
        self.file = write_sample(folder, SAMPLE_NOW)
        self.config = load(self.file)
        self.opened: list[str] = []
        self.fetched: list[str] = []
        assert scan_all(self.config, SAMPLE_NOW).ok

    def open(self, mailbox: Mailbox) -> Connector:
        connector = open_mailbox(mailbox)
        self.opened.append(mailbox.name)
        fetch = connector.fetch

        def counted(ids: Iterable[str]) -> Any:
            found = list(ids)
            self.fetched += found
            return fetch(found)

        connector.fetch = counted  # type: ignore[method-assign]
        return connector

    def report(self, **more: Any) -> Page:
        return gather(self.config, LATER, opener=self.open, **more)


@pytest.fixture
def rep(tmp_path: Path) -> Rep:
    return Rep(tmp_path)


def test_the_page_shows_what_the_scan_found(rep: Rep) -> None:
    found = gather(rep.config, SAMPLE_NOW, opener=rep.open)
    by_who = {e.who: e for e in found.drafts}
    assert by_who["Sue Park"].company == "Northwind Foods"
    assert "Which of the two depots" in by_who["Sue Park"].why
    assert [e.who for e in found.calls] == ["Victor Hale"]
    assert [(e.who, e.days) for e in found.answers] == [("Owen Hughes", 5)]
    assert [b.name for b in found.mailboxes] == ["work"]
    assert {r.who for r in found.risks} >= {"Sue Park", "Tom Weller"}


def test_missing_bodies_are_read_once_and_kept(rep: Rep) -> None:
    first = rep.report()
    assert rep.fetched
    assert first.numbers is not None
    assert (first.numbers.unread, first.numbers.comparisons[0].key) == (0, "ask")
    # 19 mails of Dana's, one to her own team, one ("thanks") that needs no answer; eight were answered in time
    assert (first.numbers.closing, first.numbers.whole) == (1, Rate("All mails", 8, 17))
    rep.fetched.clear()
    rep.opened.clear()
    assert rep.report() == first
    assert (rep.fetched, rep.opened) == ([], [])


def test_offline_reads_nothing_and_compares_no_asks(rep: Rep) -> None:
    found = rep.report(offline=True)
    assert rep.opened == []
    assert found.numbers is not None
    assert found.numbers.unread > 0
    assert "ask" not in {c.key for c in found.numbers.comparisons}
    assert "not a fair sample" in render(found, drawn=False)


def test_no_sample_no_numbers(rep: Rep) -> None:
    found = rep.report(sample=0)
    assert (found.numbers, rep.opened) == (None, [])
    assert "--sample 0" in render(found, drawn=False)


def test_a_host_that_fails_is_said_and_the_page_is_made_all_the_same(rep: Rep) -> None:
    def fails(mailbox: Mailbox) -> Connector:
        raise Unavailable("the server does not answer")

    found = gather(rep.config, LATER, opener=fails)
    assert found.numbers is not None
    assert found.drafts
    assert found.problems == (
        "work: not all mails could be read for your numbers: the server does not answer",
    )


def test_a_scan_at_work_is_not_disturbed(rep: Rep) -> None:
    with only_one(rep.config.state, rep.config.mailboxes[0].account):
        found = rep.report()
    assert rep.fetched == []
    assert "already running" in found.problems[0]


def test_a_report_before_the_first_scan_is_empty_and_writes_no_state(tmp_path: Path) -> None:
    config = load(write_sample(tmp_path, SAMPLE_NOW))
    found = gather(config, SAMPLE_NOW)
    assert (found.headline, found.mailboxes[0].ok) == ("No mail has been read yet", False)
    assert not config.state.exists()
    assert "never read" in render(found)


def test_reading_for_the_numbers_changes_no_verdict(rep: Rep) -> None:
    before = scan_all(rep.config, SAMPLE_NOW).conversations
    rep.report()
    assert scan_all(rep.config, SAMPLE_NOW).conversations == before


def test_addresses_that_a_host_names_are_the_reps(rep: Rep) -> None:
    with closing(open_store(rep.config.state)) as store:
        lease = store.claim(rep.config.mailboxes[0].account, "work", "", "test", 0.0)
        store.identify(lease, ["owen@hughes-and-sons.example"])
    assert [(e.who, e.days) for e in gather(rep.config, SAMPLE_NOW, offline=True).answers] == [
        ("Owen Hughes", None)
    ]


def types(rep: Rep, *words: str) -> str:
    done = CliRunner().invoke(
        app, ["report", "--config", str(rep.file), "--as-of", LATER.isoformat(), *words]
    )
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_the_command_writes_the_page_beside_the_state(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: seen.append(address) or True)
    file = Path(types(rep, "--open").strip())
    assert (file, seen) == (rep.config.state.with_name("report.html"), [file.as_uri()])
    assert "Northwind Foods" in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_command_writes_where_it_is_told_and_says_when_no_browser_opens(
    rep: Rep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    file = tmp_path / "page.html"
    assert types(rep, "--output", str(file), "--open", "--offline").strip() == str(file)
    assert file.exists()


def test_json_is_the_same_without_a_page(rep: Rep) -> None:
    found = json.loads(types(rep, "--json", "--sample", "50"))
    assert found == json.loads(json.dumps(as_object(gather(rep.config, LATER, sample=50))))
    assert found["numbers"]["whole"].keys() == {"label", "answered", "total", "share", "interval"}
    assert not rep.config.state.with_name("report.html").exists()
    with pytest.raises(ConfigError, match="--open"):
        types(rep, "--json", "--open")


def test_every_source_of_the_sample_is_on_the_page() -> None:
    text = "".join(Read(render(sample_page())).texts)
    for source in sources():
        assert clean(source.verdict["subject"], 160) in text


def test_the_templates_are_in_the_package() -> None:
    import tomllib

    build = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["tool"]["hatch"][
        "build"
    ]
    assert "agent" in build["targets"]["wheel"]["packages"]
    assert not [e for e in build["targets"]["wheel"]["exclude"] if e.startswith("agent/report")]
