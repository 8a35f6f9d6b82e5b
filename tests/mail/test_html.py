"""HTML bodies: what mail programs mark as quoted, what is visible, and markup that breaks other readers."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.message.html import html_lines, html_to_text
from agent.message.newtext import Split, split

REPLY = "Yes, Tuesday works. Can you send the invitation?"
OFFER = "Please find our offer."
ATTRIBUTION = "On Mon, Mar 4, 2024 at 10:12 AM Piet &lt;<a href='mailto:piet@seller.example'>piet@seller.example</a>&gt; wrote:"
BLOCK = "<b>From:</b> Piet Rowan &lt;piet@seller.example&gt;<br><b>Sent:</b> Monday, March 4, 2024 10:12 AM<br><b>To:</b> Ida Brandt<br><b>Subject:</b> Offer 771"

QUOTES = {
    "gmail": f'<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{ATTRIBUTION}<br></div><blockquote class="gmail_quote" style="margin:0"><div>{OFFER}</div></blockquote></div>',
    "gmail-old": f'<div class="gmail_extra"><br><div class="gmail_quote">{ATTRIBUTION}<br><blockquote class="gmail_quote">{OFFER}</blockquote></div></div>',
    "gmail-unknown-language": f'<div class="gmail_quote"><div>Xyz 4 Abc 2024 Piet zzz</div><blockquote class="gmail_quote">{OFFER}</blockquote></div>',
    "gmail-forward": f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: Piet &lt;piet@seller.example&gt;<br>Date: Mon, Mar 4, 2024<br>Subject: Offer<br></div><br><div>{OFFER}</div></div>',
    "outlook-web": f'<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{BLOCK}</font><div>&nbsp;</div></div><div>{OFFER}</div>',
    "outlook-desktop": f'<div class=WordSection1><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>{BLOCK}<o:p></o:p></p></div><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>{OFFER}<o:p></o:p></p></div>',
    "outlook-mobile": f'<div id="ms-outlook-mobile-signature"><div></div></div><hr><div id="divRplyFwdMsg">{BLOCK}</div><div>{OFFER}</div>',
    "outlook-mac": f'<span id="OLK_SRC_BODY_SECTION"><div>{BLOCK}</div><div>{OFFER}</div></span>',
    "outlook-unknown-language": f'<div id="divRplyFwdMsg"><b>Xfrom:</b> Piet<br><b>Xsent:</b> abc</div><div>{OFFER}</div>',
    "hotmail": f'<div><hr id="stopSpelling">Date: Mon, 4 Mar 2024 10:12:33 +0100<br>From: piet@seller.example<br>To: ida@buyer.example<br>Subject: Offer<br><br>{OFFER}</div>',
    "apple": f'<div><br><blockquote type="cite"><div>On 4 Mar 2024, at 10:12, Piet &lt;piet@seller.example&gt; wrote:</div><br class="Apple-interchange-newline"><div>{OFFER}</div></blockquote></div>',
    "thunderbird": f'<div class="moz-cite-prefix">Am 04.03.2024 um 10:12 schrieb Piet:<br></div><blockquote type="cite" cite="mid:1@seller.example"><p>{OFFER}</p></blockquote>',
    "thunderbird-forward": f'<div class="moz-forward-container"><br>-------- Weitergeleitete Nachricht --------<table><tr><th>Betreff:</th><td>Offer</td></tr></table>{OFFER}</div>',
    "yahoo": f'<div id="yahoo_quoted_123" class="yahoo_quoted"><div>On Monday, March 4, 2024, Piet wrote:</div><div>{OFFER}</div></div>',
    "zimbra": f'<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{BLOCK}</div><div>{OFFER}</div>',
    "proton": f'<div class="protonmail_quote">On Monday, March 4th, 2024 at 10:12, Piet &lt;piet@seller.example&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">{OFFER}</blockquote></div>',
    "mail.ru": f'Понедельник, 4 марта 2024, 10:12 +03:00 от Piet &lt;piet@seller.example&gt;:<br><blockquote style="border-left:1px solid #0857A6"><div>{OFFER}</div></blockquote>',
    "yandex": f'<div>04.03.2024, 10:12, "Piet" &lt;piet@seller.example&gt;:</div><blockquote><p>{OFFER}</p></blockquote>',
    "qq": f'<div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div><div><b>发件人:</b>&nbsp;"Piet"&lt;piet@seller.example&gt;;</div><div><b>主题:</b>&nbsp;Offer</div><div>{OFFER}</div>',
    "netease": f'<div>At 2024-03-04 10:12:33, "Piet" &lt;piet@seller.example&gt; wrote:</div><blockquote id="isReplyContent"><p>{OFFER}</p></blockquote>',
    "notes": f"<font>Piet Rowan ---04.03.2024 10:12:33---</font><br><br><font>From: Piet Rowan/Seller</font><br><font>To: Ida Brandt/Buyer@buyer.example</font><br><font>Date: 04.03.2024 10:12</font><br><font>Subject: Offer</font><br><hr>{OFFER}",
    "spark": f'<div name="messageReplySection">On 4 Mar 2024, 10:12 +0100, Piet &lt;piet@seller.example&gt;, wrote:<br><blockquote type="cite">{OFFER}</blockquote></div>',
    "superhuman": f'<div class="gmail_quote sh-quote"><div>On Mon, Mar 04, 2024 at 10:12 AM, Piet &lt;piet@seller.example&gt; wrote:</div><blockquote class="gmail_quote sh-color-black">{OFFER}</blockquote></div>',
    "samsung": f'<div id="composer_signature"><div style="font-size:12px">Sent from my Galaxy</div></div><div><br></div><div>-------- Original message --------</div><div>From: Piet &lt;piet@seller.example&gt;</div><div>Date: 04/03/2024 10:12 (GMT+00:00)</div><div>To: ida@buyer.example</div><div>Subject: Offer</div><div>{OFFER}</div>',
    "plain-blockquote": f"<div><br></div><blockquote>{OFFER}</blockquote>",
    "gmx": f'<div name="quote" style="margin:10px 5px 5px 10px"><div><b>Gesendet:</b>&nbsp;Montag, 04. März 2024 um 10:12 Uhr<br><b>Von:</b>&nbsp;Piet</div><div>{OFFER}</div></div>',
    "windows-mail": f'<div data-signatureblock="true"><br></div><div style="border-top:1px solid">{BLOCK}</div><div>{OFFER}</div>',
    "attribution-only": f"<div>{ATTRIBUTION}</div><div>{OFFER}</div>",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_quotes_of_mail_programs(quote: str) -> None:
    found = split(
        None,
        f"<html><head><style>p {{ margin: 0 }}</style></head><body><div>{REPLY}</div><br>{quote}</body></html>",
    )
    assert found.new_text.split("\n")[0] == REPLY
    assert OFFER not in found.new_text
    assert OFFER in found.quoted


@pytest.mark.parametrize("name", sorted(set(QUOTES) - {"notes"}))
def test_nothing_else_is_new(name: str) -> None:
    assert split(None, f"<p>{REPLY}</p>{QUOTES[name]}").new_text == REPLY


SIGNATURES = [
    '<div class="gmail_signature" data-smartmail="gmail_signature"><div>{}</div></div>',
    '<div id="Signature"><p>{}</p></div>',
    '<pre class="moz-signature" cols="72">-- \n{}</pre>',
    '<div id="ms-outlook-mobile-signature">{}</div>',
    '<div class="protonmail_signature_block"><div>{}</div></div>',
    '<div name="messageSignatureSection">{}</div>',
    '<div id="AppleMailSignature">{}</div>',
]


@pytest.mark.parametrize("markup", SIGNATURES)
def test_marked_signature(markup: str) -> None:
    found = split(None, f"<div>{REPLY}</div>{markup.format('Ida thinks that all is well that ends well.')}")
    assert found.new_text == REPLY
    assert "ends well" in found.signature


def test_gmail_answers_between_the_quotes() -> None:
    found = split(
        None,
        f'<div class="gmail_quote"><div class="gmail_attr">{ATTRIBUTION}</div><blockquote class="gmail_quote">Which colour?</blockquote>'
        '<div>Blue, please.</div><blockquote class="gmail_quote">How many?</blockquote><div>Forty of them.</div></div>',
    )
    assert found.new_text == "Blue, please.\n\nForty of them."


def test_blockquote_that_the_sender_typed_stays() -> None:
    html = '<div>See the clause:</div><blockquote class="gmail_quote">All sales are final.</blockquote><div>Is that still so?</div>'
    assert split(None, html).new_text == "See the clause:\n\nAll sales are final.\n\nIs that still so?"


def test_forward_alone_is_empty() -> None:
    assert split(None, QUOTES["gmail-forward"]).new_text == ""
    assert split(None, QUOTES["outlook-web"]).new_text == ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two<br>Three</div>", "One\nTwo\nThree"),
        ("a  b\n c", "a b c"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a \tb\nc"),
        ("<a href='https://x.example'>here</a> &amp; there", "here & there"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<title>t</title><style>s</style><script>x<y</script>seen", "seen"),
        ("<div style='display:none'>preheader</div>seen", "seen"),
        ("<span style='font-size:0px'>no</span><span hidden>no</span>yes", "yes"),
        ("<!-- no --><!DOCTYPE html><?xml version='1.0'?><![if !mso]>yes<![endif]>", "yes"),
        ("1 < 2 and <b>3 > 2</b>", "1 < 2 and 3 > 2"),
        ("<div>open<p>and never closed", "open\n\nand never closed"),
        ("<img alt='no' src='a>b.png'>yes", "yes"),
        ("x<script>never closed", "xnever closed"),
        ("<o:p>&nbsp;</o:p><p>Word</p>", "Word"),
        ("zero\u200bwidth", "zero width"),
        ("Fish &amp; chips &lt;now&gt; &#8364;5 &eacute;", "Fish & chips <now> €5 é"),
        ("x.example/?a=1&pr=2", "x.example/?a=1&pr=2"),
        ("&#" + "9" * 5_000 + ";seen", "\ufffdseen"),
        ("<p title='&#" + "9" * 5_000 + ";'>seen</p>", "seen"),
        ("<a href='x?p='><b>seen</b></a>", "seen"),
        ('<a title="Ida <ida@buyer.example>">seen</a>', "seen"),
        ('<td width="10 class=b>seen</td>', "seen"),
        ("<img src=x <b>seen</b", "seen"),
        ("if a <b then", "if a <b then"),
        ("<![x[ no ]]>seen<!x>", "seen"),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>seen</html>", "seen"),
        ("seen<!-- never closed <b>no</b>", "seen"),
        ("<STYLE>p</STYLE ><Title/>seen", "seen"),
        ("notes.txt", "notes.txt"),
        ("https://x.example/a", "https://x.example/a"),
        ("<br></p>seen<hr></br>too", "seen\ntoo"),
        ("", ""),
    ],
)
def test_visible_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


HOSTILE = {
    "divs": "<div>",
    "closing": "</div>",
    "less": "<",
    "open-tags": "<a ",
    "comments": "<!--",
    "declarations": "<!x",
    "quotes": '<a href="',
    "single": "<a title='x>",
    "blockquotes": "<blockquote>",
    "containers": "<div class=gmail_quote>",
    "entities": "&amp",
    "styles": "<style>",
    "scripts": "<script></scrip",
    "misnested": "<div><b></div>",
    "attributes": "a=b ",
    "breaks": "<br>",
    "cells": "<td>x",
    "breaks-and-ends": "<br></p>",
    "deep-texts": "<div>a<br>",
    "preformatted": "<pre>x</b>",
    "sections": "<![x",
    "values": "<a b=\"c='",
    "numbers": "&#1",
    "ampersands": "&",
    "long-number": "9",
    "titles": "<title>x",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_markup_ends(unit: str) -> None:
    for size in (250_000, 1_000_000):
        found = split(None, "<p>Hello</p>" + unit * (size // len(unit)))
        assert isinstance(found, Split)


def test_twenty_thousand_nested_elements() -> None:
    assert split(None, "<div>" * 20_000 + REPLY + "</div>" * 20_000).new_text == REPLY


def test_plain_mail_needs_no_html_library() -> None:
    code = "import sys; from agent.message.understand import understand; understand(b'Subject: x\\n\\nHello'); sys.exit('bs4' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


tags = st.sampled_from(
    ["<![if", "<?", "<br/>", "&#", "99999999", "=", '"', "/", "<a", "<title>", "</title>", "<br>", "</pre>", "<div>", "</div>", "<p>", "<br>", "<blockquote type=cite>", "</blockquote>", "<div class='gmail_quote'>", "<", ">", "&lt;", "<!--", "-->", "<style>", "</style>", "<hr id=zwchr>", "<td>", "<pre>", "<a href='"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(tags | st.text(max_size=12), max_size=30).map("".join))
def test_never_raises(html: str) -> None:
    lines, marks = html_lines(html)
    assert len(lines) == len(marks)
    assert all("\n" not in line for line in lines)
    split(None, html)
