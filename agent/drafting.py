"""From a Draft to the message that lies in the Drafts folder, and the check that it has to pass. Pure.

`compose` never invents anything: the text was filled in by the playbook (or a language model), what is added is the
greeting, the rep's name and signature, the headers and the quoted history.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterable
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from agent import forgetting
from agent.companies import company_of
from agent.message.subject import base_subject, one_line
from agent.model import Address, Ask, Conversation, Draft, Message, Situation
from agent.playbook.languages import attribution, farewell
from agent.relation import clean_name, is_internal, is_ours, is_robot
from connectors.base import WIRE

MIN_WORDS, MAX_WORDS = 30, 140
"""Words that the rep's reader sees as typed: greeting and name too, signature and quotation not."""

MAX_REFERENCES = 20
MAX_QUOTED_LINES = 400

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,970}>")
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]{1,2000}", re.IGNORECASE)
_RESIDUE = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|\[(?:name|first[ _]name|company|topic|date|your name)\]|\bUndefined\b",
    re.IGNORECASE,
)
_SIGNATURE_MARK = "-- "
_DOMAIN = re.compile(r"[a-z0-9.-]{1,255}", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|day)|hallo|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte[rs]?|moin|servus|"
    r"grüezi|bonjour|cher|chère|salut|madame|monsieur|hola|buenos días|buenas tardes|estimad[oa]|querid[oa])\b[^\n?]{0,60}[,:!]",
    re.IGNORECASE,
)


def draft_key(conversation_id: str, step: str, touch_id: str) -> str:
    """The name of the one draft that a step after a touch of a conversation may have: 32 hex digits, always the same."""
    text = "\0".join((conversation_id, step, touch_id))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def compose(
    draft: Draft,
    conversation: Conversation,
    situation: Situation,
    *,
    key: str,
    parent_text: str | None = None,
) -> EmailMessage:
    """The message to put into Drafts, dated `situation.now`, with text and HTML that say the same.

    `parent_text` is the plain text of the message that it answers, for the quotation; None leaves the quotation out.
    From is the own address that the conversation used. Header rules: RFC 5322 section 3.6.4 for In-Reply-To and References.
    """
    me = situation.me
    sender = alias(draft, conversation, situation)
    message = EmailMessage(policy=WIRE)
    message["From"] = _header((Address(sender, me.name),))
    message["To"] = _header(draft.to)
    if draft.cc:
        message["Cc"] = _header(draft.cc)
    message["Subject"] = one_line(draft.subject)
    message["Date"] = format_datetime(situation.now.astimezone(ZoneInfo(me.timezone)))
    message["Message-ID"] = f"<{key}@{_id_domain(sender)}>"
    if draft.reply_to is not None:
        if is_named(draft.reply_to.id):
            message["In-Reply-To"] = draft.reply_to.id
        if before := references(draft.reply_to):
            message["References"] = " ".join(before)
    typed = typed_text(draft, situation, parent_text)
    quote = _quotation(draft, situation, parent_text)
    message.set_content(
        _plain(typed, me.signature, quote), subtype="plain", charset="utf-8", cte="quoted-printable"
    )
    message.add_alternative(
        _as_html(typed, me.signature, quote), subtype="html", charset="utf-8", cte="quoted-printable"
    )
    message.set_boundary(f"=_{key}")
    return message


def alias(draft: Draft, conversation: Conversation, situation: Situation) -> str:
    """The own address that this conversation used last: what we wrote from, else what they wrote to."""
    me = situation.me
    for message in reversed(conversation.messages):
        if is_ours(message, me) and message.from_.addr in me.addresses:
            return message.from_.addr
    for message in reversed(conversation.messages):
        for address in message.recipients:
            if address.addr in me.addresses:
                return address.addr
    return min(me.addresses)


def is_named(id_: str) -> bool:
    """Whether a message id stood in the message; where it had none, the agent's own name for it means nothing to others."""
    return _MESSAGE_ID.fullmatch(id_) is not None and not id_.endswith("@content.invalid>")


def references(parent: Message, limit: int = MAX_REFERENCES) -> tuple[str, ...]:
    """References for an answer: the parent's (its In-Reply-To where it has none) and the parent itself.

    RFC 5322 section 3.6.4; long chains keep the first id, which names the thread, and the latest.
    """
    before = parent.references or parent.in_reply_to[:1]
    ids = tuple(dict.fromkeys(i for i in (*before, parent.id) if is_named(i)))
    if parent.id in ids:
        ids = (*(i for i in ids if i != parent.id), parent.id)
    return ids if len(ids) <= limit else (ids[0], *ids[-(limit - 1) :])


def typed_text(draft: Draft, situation: Situation, parent_text: str | None = None) -> str:
    """What the rep's reader takes as typed: greeting, text, farewell and name."""
    greeting = own_greeting(draft, parent_text) or draft.slots.get("greeting", "")
    lines = [
        greeting,
        draft.slots.get("text", ""),
        f"{farewell(draft.language)}\n{one_line(situation.me.name)}",
    ]
    return "\n\n".join(_clean(part) for part in lines if part.strip())


def own_greeting(draft: Draft, parent_text: str | None) -> str:
    """The rep's own greeting of the message that it follows, where that was ours, to the same person, in the same thread.

    A rep who wrote "Dear Ms Park," goes on writing so. "" where the first line is no greeting of this person.
    """
    parent = draft.reply_to
    if parent is None or not parent.outbound or not parent_text or len(draft.to) != 1:
        return ""
    first = next((line.strip() for line in parent_text.splitlines() if line.strip()), "")
    if not _GREETING.fullmatch(first) or len(parent.to) != 1 or parent.to[0].addr != draft.to[0].addr:
        return ""
    names = {
        word.casefold()
        for word in re.findall(r"\w{2,}", clean_name(parent.to[0]) + " " + draft.slots.get("contact", ""))
    }
    return first if names & {word.casefold() for word in re.findall(r"\w{2,}", first)} else ""


def _header(addresses: Iterable[Address]) -> tuple[HeaderAddress, ...]:
    """Addresses as header values: names on one line, without the quotes and controls that break headers.

    By local part and domain, since an addr-spec that real hosts use but RFC 5322 does not allow ("w..lee@buyer.example") is refused.
    """
    found = []
    for address in addresses:
        local, _, domain = address.addr.rpartition("@")
        name = one_line(address.name).replace('"', "'")
        found.append(HeaderAddress(display_name=name, username=local, domain=domain))
    return tuple(found)


def _id_domain(addr: str) -> str:
    domain = addr.rpartition("@")[2]
    return domain if _DOMAIN.fullmatch(domain) else "localhost"


def _clean(text: str) -> str:
    """Text without control characters but line ends and tabs, and without lone surrogates."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(
        "".join(
            c
            for c in line
            if c == "\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0 and not 0xD800 <= ord(c) < 0xE000)
        )
        for line in lines
    )


def _quotation(draft: Draft, situation: Situation, parent_text: str | None) -> tuple[str, str] | None:
    """(attribution line, quoted text), or None where there is nothing to quote."""
    if draft.reply_to is None or parent_text is None or not parent_text.strip():
        return None
    parent = draft.reply_to
    who = f"{clean_name(parent.from_)} <{parent.from_.addr}>".strip()
    local = parent.sent_at.astimezone(ZoneInfo(situation.me.timezone))
    lines = _clean(parent_text).strip("\n").split("\n")
    return attribution(who, local, draft.language), "\n".join(
        line.rstrip() for line in lines[:MAX_QUOTED_LINES]
    )


def _plain(typed: str, signature: str, quote: tuple[str, str] | None) -> str:
    parts = [typed]
    if signature.strip():
        parts.append(f"{_SIGNATURE_MARK}\n{_clean(signature).strip()}")
    if quote is not None:
        quoted = "\n".join(
            f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in quote[1].split("\n")
        )
        parts.append(f"{quote[0]}\n{quoted}")
    return "\n\n".join(parts) + "\n"


def _as_html(typed: str, signature: str, quote: tuple[str, str] | None) -> str:
    paragraphs = [f"<p>{_lines(part)}</p>" for part in typed.split("\n\n") if part.strip()]
    if signature.strip():
        paragraphs.append(f"<div>{_lines(_SIGNATURE_MARK)}<br>\n{_lines(_clean(signature).strip())}</div>")
    if quote is not None:
        paragraphs.append(f'<div class="gmail_quote">\n<div class="gmail_attr">{_lines(quote[0])}</div>')
        paragraphs.append(
            f'<blockquote type="cite" class="gmail_quote">\n<div>{_lines(quote[1])}</div>\n</blockquote>\n</div>'
        )
    body = "\n".join(paragraphs)
    return f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n{body}\n</body>\n</html>\n'


def _lines(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>\n")


def check(
    message: EmailMessage, draft: Draft, situation: Situation, judge: Callable[[str], Ask] | None = None
) -> tuple[str, ...]:
    """Everything that makes a message unfit to lie in the rep's Drafts, one sentence each; empty when it is fit.

    `judge` is the call-to-action classifier: with it the typed text must make a clear ask. The text that was typed is
    taken from the plain part, up to signature and quotation.
    """
    text = _body(message)
    typed = _typed_part(text, draft, situation)
    problems = (
        *_recipient_problems(message, situation),
        *_thread_problems(message, draft),
        *_text_problems(typed, text, draft),
        *_ask_problems(typed, draft, judge),
        *(["It has an attachment."] if any(True for _ in message.iter_attachments()) else []),
        *_forgotten_problems(message, text),
    )
    return tuple(problems)


def _forgotten_problems(message: EmailMessage, text: str) -> Iterable[str]:
    """Nobody is to read that somebody was forgotten: such a mail is left to the rep."""
    said = (text, *(str(message[name] or "") for name in ("Subject", "To", "Cc", "Bcc", "References")))
    if any(mark in part for part in said for mark in (forgetting.MARK, forgetting.DOMAIN)):
        yield "It would show that you had somebody forgotten: write this mail yourself."


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    content = part.get_content() if part is not None else ""
    return content if isinstance(content, str) else ""


def _addresses(message: EmailMessage, name: str) -> list[str]:
    found = []
    for header in message.get_all(name, []):
        found += [address.addr_spec.lower() for address in getattr(header, "addresses", ())]
    return found


def _recipient_problems(message: EmailMessage, situation: Situation) -> Iterable[str]:
    me, stops = situation.me, situation.stops
    to, others = _addresses(message, "To"), [*_addresses(message, "Cc"), *_addresses(message, "Bcc")]
    sender = _addresses(message, "From")
    if len(to) != 1:
        yield f"It has {len(to)} recipients in To, expected one."
    if len(sender) != 1 or sender[0] not in me.addresses:
        yield "It is not written from one of your own addresses."
    for addr in (*to, *others):
        if "@" not in addr:
            yield "A recipient has no address."
        elif addr in me.addresses:
            yield "A recipient is yourself."
        elif is_internal(addr, me):
            yield "A recipient is of your own company."
        elif is_robot(addr):
            yield "A recipient is a machine."
        elif {addr, addr.rpartition("@")[2], company_of(addr) or ""} & stops.keys():
            yield "A recipient is on the list of those who are not to be written to."
    if len({*to, *others}) != len(to) + len(others):
        yield "A recipient is there twice."


def _thread_problems(message: EmailMessage, draft: Draft) -> Iterable[str]:
    subject = str(message["Subject"] or "")
    marked = subject != base_subject(subject)
    if draft.reply_to is None:
        if message["In-Reply-To"] or message["References"]:
            yield "It begins a new thread but names another message."
        if marked or not subject.strip():
            yield "It begins a new thread: its subject must be there, without a reply mark."
        return
    parent = draft.reply_to
    if is_named(parent.id):
        if str(message["In-Reply-To"] or "").strip() != parent.id:
            yield "It does not name the message that it answers (In-Reply-To)."
        if str(message["References"] or "").split()[-1:] != [parent.id]:
            yield "It does not name the thread that it belongs to (References)."
    if subject != f"Re: {base_subject(parent.subject)}".strip():
        yield "Its subject is not that of the thread with one “Re: ”."


def _typed_part(text: str, draft: Draft, situation: Situation) -> str:
    """The plain text up to the signature or the quotation, whichever comes first."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line == _SIGNATURE_MARK or line.startswith(">"):
            break
        lines.append(line)
    typed = "\n".join(lines).rstrip()
    if draft.reply_to is None:
        return typed
    local = draft.reply_to.sent_at.astimezone(ZoneInfo(situation.me.timezone))
    who = f"{clean_name(draft.reply_to.from_)} <{draft.reply_to.from_.addr}>".strip()
    return typed.removesuffix(attribution(who, local, draft.language)).rstrip()


def _text_problems(typed: str, text: str, draft: Draft) -> Iterable[str]:
    words = len(typed.split())
    if not MIN_WORDS <= words <= MAX_WORDS:
        yield f"It has {words} words, expected {MIN_WORDS} to {MAX_WORDS}."
    if _RESIDUE.search(_own_words(typed, draft)):
        yield "A slot of its template is not filled."
    known = _known_links(draft, text)
    if any(link.rstrip(".,;:!?") not in known for link in _LINK.findall(typed)):
        yield "It has a link that is not in the thread."


def _own_words(typed: str, draft: Draft) -> str:
    """The typed text without what others wrote: subjects, names and news may hold question marks and brackets."""
    for name in ("topic", "note", "contact", "other", "company"):
        value = draft.slots.get(name, "")
        typed = typed.replace(value, " ") if len(value) > 3 else typed
    return typed


def _known_links(draft: Draft, text: str) -> frozenset[str]:
    """Links that the rep wrote: in the deal's news, or in the quoted history."""
    quoted = "\n".join(line for line in text.split("\n") if line.startswith(">"))
    return frozenset(
        link.rstrip(".,;:!?") for link in _LINK.findall(f"{draft.slots.get('note', '')}\n{quoted}")
    )


def _ask_problems(typed: str, draft: Draft, judge: Callable[[str], Ask] | None) -> Iterable[str]:
    questions = len(re.findall(r"\?(?=[\s”»\")]|$)", _own_words(typed, draft)))
    if questions > 1:
        yield f"It asks {questions} questions, expected one."
    if judge is not None:
        ask = judge(typed)
        if not ask.has or ask.strength != "clear":
            yield "It asks for nothing clear."
    elif questions == 0:
        yield "It asks nothing."
