"""Bounces, delays and delivery notices: which of them a message is, whom it is about and why.

The report of RFC 3464 comes first, also where it is broken or pasted into the text; then the words in which some sixty mail systems say
the same. A delay ("has not been delivered yet", "no need to resend") and a notice of success ("relayed", "delivered") are no failures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from agent.message.headers import parse_addresses
from agent.message.mime import Body
from agent.model import FailedRecipient, Kind

MAX_TEXT = 60_000
MAX_RECIPIENTS = 200
MAX_REASON = 300

_ADDRESS = re.compile(
    r"(?<![\w.+%@-])[\w!#$%&'*+/=?^.{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}(?![\w@])"
)
_DAEMON = re.compile(
    r"mailer-?daemon|mail-?daemon|^postmaster|microsoftexchange|mail delivery (?:sub)?system|mail-?delivery|delivery (?:sub)?system|mail administrator|mail system|mailsystem|bounce|exchange_? ?system|administrator|mail router|smtp-?gateway|internet mail delivery|mdaemon|mail_?admin|^mmdf|listmaster|non-?delivery|undeliver|smtpd?@|mailmaster|mail transport|e-?mail ?quarantine|^amavis|mailsweeper|gwava|delivery-?status|^esmtp",
    re.IGNORECASE,
)
_FAIL_SUBJECT = re.compile(
    r"^(?:\[[^\]]{1,40}\]\s*|\*+[^*]{1,30}\*+\s*|warning: )?(?:undeliver(?:able|ed)|un-?deliverable|returned? (?:e-?)?mail|mail returned|message returned|delivery (?:status )?notification\s*(?:\(|$|\s*-?\s*fail)|delivery (?:failure|failed|error|problem|report)|(?:mail|message|e-?mail)(?: message)? delivery (?:fail\w*|error|problem|status|subsystem|report)|(?:mail|message)(?: could)? not (?:be )?deliver\w*|failure notice|delivery has failed|failed (?:mail|delivery)|fail(?:ed|ure)[ :]|non-?delivery|nondeliverable|non-?recapitabile|ndn:|ndr:|mail system error|mail (?:failure|error)|mailbox (?:unavailable|full|is full)|user unknown|unknown (?:user|address|recipient)|undelivered|rejected(?: mail|:)|message (?:rejected|undeliverable|blocked|status - undeliverable)|error sending|permanent (?:delivery )?failure|address (?:not found|unknown)|can(?:not|'t) deliver|could not (?:be )?deliver|unable to deliver|problems? delivering|invalid (?:e-?mail )?address|e-?mail address (?:is )?(?:invalid|not found)|account (?:not|un|disabled)|unzustellbar|nicht zustellbar|unzustellbare?r?|zustellung fehlgeschlagen|fehler bei der zustellung|mail ?zustellung|nachricht nicht zugestellt|non remis|non distribu\w+|échec de (?:la )?(?:remise|distribution|livraison)|message non (?:remis|distribué|délivré)|courrier non|no se (?:puede|pudo|ha podido) entregar|no entregado|no se entregó|error de entrega|devuelto|mensaje no entregado|impossibile recapitare|non recapitabile|mancato recapito|messaggio non recapitato|errore di consegna|onbestelbaar|niet bezorgd|kan niet worden bezorgd|não (?:é possível )?entregar?|não entregue|falha na entrega|mensagem não entregue|não é possível entregar|niedostarczaln\w*|nie można dostarczyć|niedostarczon\w+|błąd dostarczenia|не доставлено|недоставленное|не удается доставить|невозможно доставить|ошибка доставки|kan inte leverera|oleverer\w+|ej levererbart|olevererbart|kan ikke leveres|ikke-?leverbar|kunne ikke leveres|uleverelig|kan ikke levere|ei voi toimittaa|perille toimittamat\w+|toimittaminen epäonnistui|nedoručiteln\w+|nelze doručit|nedoručen\w+|kézbesíthetetlen|teslim edilemedi|iletilemedi|配信不能|配信できません|配信エラー|送信エラー|不達|エラーメール|邮件退回|無法傳遞|未送达|无法投递|退信|系统退信|발송 ?실패|전송 ?실패|メールエラー|automatically rejected|you \S+ are not (?:a )?member|loop alert)|: (?:non remis|undeliverable|unzustellbar|no entregado|non recapitabile|onbestelbaar|não entregue)\s*(?:\([^()]*\)\s*)?$",
    re.IGNORECASE,
)
_FAIL_SUBJECT_END = re.compile(
    r": (?:non remis|undeliverable|unzustellbar|no entregado|non recapitabile|onbestelbaar|não entregue)\s*(?:\([^()]*\)\s*)?$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^[> ]*(?:-{3,}+[ -]*(?:forwarded by|original message|forwarded message|weitergeleitet|message transf|mensaje reenviado)|begin forwarded message|> ?from:)",
    re.IGNORECASE | re.MULTILINE,
)
_DELAY_SUBJECT = re.compile(
    r"\(delay(?:ed)?\)|^mail delivery warning|status notification: (?:delayed|warning)|^(?:delivery )?delayed\b|^warning:.{0,60}(?:delayed|not (?:yet )?(?:been )?(?:sent|delivered)|could not send|still)|\bdelayed (?:mail|delivery|message)|mail delivery (?:is |was )?(?:delayed|warning)|delivery (?:delay|is delayed)|message (?:is |has been )?delayed|^verzögert|verzögerte zustellung|retardé|remise retardée|retrasado|entrega retrasada|ritardat|vertraagd|atrasad|opóźnion|задержан|fördröj|forsinket|viivästy|zpožděn|配信遅延|遅延",
    re.IGNORECASE,
)
_DONE_SUBJECT = re.compile(
    r"\((?:relay(?:ed)?|success|delivered|expanded)\)|^(?:delivered|relayed|successful mail delivery|delivery receipt|mail delivered|message delivered|expanded):?\b|^(?:zugestellt|übermittelt|remis|distribué|entregado|consegnato|recapitato|bezorgd|entregue|dostarczono|доставлено|levererat|leveret|levert|toimitettu|doručeno|teslim edildi|配信済み|已送达|已送達)\s*:",
    re.IGNORECASE,
)
_DELAY_TEXT = re.compile(
    r"this is a warning message only|do(?:es)? not need to (?:resend|retransmit)|need not resend|no action is required|delivery (?:to the following recipients?|of your message)[^.]{0,40}(?:has been |is |was )?delayed|has(?:n't| not) (?:yet )?been (?:fully )?(?:successfully )?delivered (?:to|yet|after)|not yet been delivered|will (?:continue to|be) (?:try|retried|re-?tried|attempt|tried|retry)|delivery attempts will continue|still (?:being )?(?:try|retry|attempt)ing|message (?:is|has been) (?:still )?(?:delayed|queued|in the queue)|could not be delivered (?:yet|for the last)|temporary (?:problem|failure|error)[^.]{0,40}will|(?:message|mail) will be retried|continue trying|keep trying|noch nicht zugestellt|zustellung verzögert|pas encore (?:été )?(?:remis|distribué)|(?:aún|todavía) no se ha entregado|non è ancora stato",
    re.IGNORECASE,
)
_DONE_TEXT = re.compile(
    r"(?:has been |was |been )?successfully (?:relayed|delivered)|(?:your )?message (?:has been|was) (?:successfully )?(?:delivered|relayed|expanded)|has been delivered to the following|successful(?:ly)? deliver|mail delivery report that you requested|delivery report that you requested|delivery to these recipients[^.]{0,40}complete|wurde (?:erfolgreich )?(?:zugestellt|übermittelt)|a été (?:remis|distribué|délivré)|se ha entregado (?:correctamente|a)|è stato (?:recapitato|consegnato)|is bezorgd|foi entregue|dostarczono|было доставлено|har levererats|er (?:blevet )?leveret|er levert",
    re.IGNORECASE,
)
_FAIL_TEXT = re.compile(
    r"(?:could|can|was|were|been|is|be|unable to|not able to|cannot|couldn't|wasn't|couldn’t|wasn’t|can't|failed to)[ \n]*(?:not[ \n]+)?(?:be[ \n]+)?(?:deliver(?:ed)?|sent to|reach)|undeliver(?:able|ed)|delivery (?:to|for|of|has|attempt)[^.\n]{0,60}(?:fail|permanent|not possible|aborted)|delivery (?:failed|failure)|failed permanently|permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal errors|(?:following|these)[ \n]+(?:address|recipient|destination|error)[^.\n]{0,40}(?:fail|error|reject|occurred|unknown|invalid|could not|problem|had|not)|did not (?:reach|receive)|not reach the following|has(?:n't| not) been delivered|(?:user|recipient|mailbox|address|account|host|domain)[^.\n]{0,40}(?:unknown|not found|does not exist|doesn't exist|not exist|unavailable|disabled|not listed|invalid|rejected|not recognized|is full|over quota|no such|not known|inactive)|no such (?:user|recipient|address|mailbox|person|account|domain|host)|unknown (?:user|recipient|address|local|host)|unrouteable|unroutable|returned (?:to sender|mail|to you|message|undelivered)|rejected (?:by|the|your|for|address|recipient)|invalid (?:recipient|address|mailbox|user)|(?<!\d)5\d\d[ -](?:5\.\d\.\d|[a-z#<])|\b5\.\d\.\d{1,3}\b|not a member of this|over quota|quota exceeded|mailbox (?:is )?full|relaying denied|user doesn't have|wasn[’']t found at|isn[’']t (?:able|valid)|giving up|gave up|has been rejected|message was (?:rejected|blocked|refused)|was refused|bounced|non-?existent|nonexistent|nicht zugestellt|unzustellbar|nicht erreichbar|existiert nicht|nicht gefunden|unbekannt\w*|konnte nicht (?:gesendet|übermittelt|zugestellt)|n['’]a pas pu (?:être|etre)|n['’]a pas été (?:remis|distribué)|n['’]existe pas|introuvable|no (?:se )?(?:pudo|ha podido|puede|fue posible)|no existe|no (?:se )?(?:ha|fue) entregad|non (?:è stato )?(?:possibile|recapita|stato consegnato|esiste)|kon niet|niet (?:worden )?bezorgd|bestaat niet|não (?:foi possível|pôde|pode ser|existe|foi entregue)|nie (?:można|mogła|został)[^.\n]{0,30}dostarcz|nie istnieje|не (?:может быть|было|был|удалось|существует)|kunde inte levereras|finns inte|kunne ikke leveres|findes ikke|finnes ikke|ei voitu toimittaa|ei ole olemassa|nelze doručit|neexistuje|teslim edilemedi|配信できません|送信できません|見つかりません|存在しません|お届けできません|配送できません|不存在|无法送达|无法投递|無法傳遞",
    re.IGNORECASE,
)
_COPY_STARTS = re.compile(
    r"^(?:-{2,}+.{0,80}(?:original|copy of|unsent|returned|message follows|header|transcript of the original|forwarded|body of|undelivered|included|inline attachment|attached).{0,60}|[ *=_-]*(?:original message|message header|header of|headers? (?:of|from) the|below (?:this line )?is a copy|this is a copy of|the (?:first \d+ lines|header|text|body|message) of|a copy of (?:the|your)|unsent message|returned message|your (?:original )?message(?: was)?(?: follows)?:|copy of (?:the )?(?:original )?message|included is a copy|message follows|ursprüngliche|message d'origine).{0,60}|Received: .{5,}|Return-Path: .*|Message-ID: .*|X-Mailer: .*|DKIM-Signature: .*|MIME-Version: .*)$",
    re.IGNORECASE | re.MULTILINE,
)
_REPORT_FIELD = re.compile(
    r"^(?:[> ]{0,4})(Final-Recipient|Original-Recipient|X-Actual-Recipient|Action|Status|Diagnostic-Code|Reporting-MTA|Remote-Recipient)[ \t]*:[ \t]*(.*(?:\n[ \t]+\S.*)*)",
    re.IGNORECASE | re.MULTILINE,
)
# Amazon SES tells of deliveries as JSON: "Amazon SNS notification contents", Amazon SES developer guide.
_SNS = re.compile(r'\\?"notificationType\\?":\s?\\?"(Bounce|Delivery)', re.IGNORECASE)
_SNS_ADDRESS = re.compile(r'"emailAddress\\?":\s?\\?"([^"\\\s]{3,200})')
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_SMTP_REPLY = re.compile(r"(?<![\d.])[45]\d\d[ -]")
# Where the text names whom the failure is about, one system after the other; each has one group, the address.
_A = r"<?(?:mailto:|smtp;|rfc822;|smtp:)?\s*([\w!#$%&'*+/=?^.{|}~-]{1,64}@[\w.-]{1,120}\w)>?"
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"^[ \t]*{_A}[ \t]*(?::|\.\.\.|\.{{3}}|$|\(|-{{1,3}}[ >]|,? ?(?:on|failed|user|unknown|permanent|host|unrouteable|mailbox|delivery|550|55\d|5\.\d))",
        rf"(?:rcpt to|recipient(?:s|\(s\))?|to|address(?:es|\(es\))?|user|mailbox|empfänger|destinataire|destinatario|destinatário|ontvanger|adresat|получатель|mottagare|modtager|mottaker|vastaanottaja|příjemce|宛先|收件人|for|deliver(?:ed)? to|message to|mail to|reach|account)\b[ \t]*(?:address|named|is|:|=|-|was|\n)?[ \t]*['\"(\[]?{_A}",
        rf"{_A}['\")\]]?[ \t]*(?:couldn|could not|wasn|was not|is not|is unknown|does not|doesn|not found|unknown|has been|failed|konnte|existiert|n['’]|no existe|non esiste|bestaat|não|nie|не )",
    )
)
_FOLLOWING = re.compile(
    r"(?:following|these|folgende\w*|suivant\w*|siguientes?|seguent\w|volgende|seguintes?)[^\n]{0,40}?(?:recipient|address|user|destination|group|person|empfänger|adress|destinat\w+|ontvanger)[^\n]{0,120}\n",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"^[ \t\"'<]{{0,20}}(?:[^\n@]{{0,60}}smtp=)?{_A}", re.IGNORECASE | re.MULTILINE)


def _clean(text: str) -> str:
    return " ".join(text.split())[:MAX_REASON]


def _address_of(value: str) -> str:
    """The addr-spec of a recipient field ("rfc822; a@b"), lower-case, "" where there is none (RFC 3464 section 2.3)."""
    value = value.partition(";")[2] or value
    found = _ADDRESS.search(value)
    return found[0].lower().strip("'.") if found else ""


def _report_blocks(text: str) -> list[dict[str, str]]:
    """The per-recipient groups of a delivery status, whether or not blank lines part them."""
    blocks: list[dict[str, str]] = [{}]
    for match in _REPORT_FIELD.finditer(text):
        name, value = match[1].lower(), " ".join(match[2].split())
        if name == "reporting-mta":
            continue
        repeats = name in blocks[-1]
        starts = name == "final-recipient" and "action" in blocks[-1]
        if repeats or starts:
            blocks.append({})
            if len(blocks) > MAX_RECIPIENTS:
                break
        blocks[-1][name] = value
    return [block for block in blocks if block]


def _block_kind(block: Mapping[str, str]) -> Kind:
    action = block.get("action", "").lower()
    status = _STATUS.search(block.get("status", ""))
    if action.startswith("delay"):
        return Kind.DELAY
    if action.startswith(("deliver", "relay", "expand")) and not (status and status[1] == "5"):
        return Kind.DELIVERY_RECEIPT
    if action.startswith("fail"):
        return Kind.BOUNCE
    if status and status[1] == "2":
        return Kind.DELIVERY_RECEIPT
    return Kind.BOUNCE


def _block_recipient(block: Mapping[str, str]) -> FailedRecipient | None:
    final, original = (_address_of(block.get(name, "")) for name in ("final-recipient", "original-recipient"))
    addr = original or final or _address_of(block.get("x-actual-recipient", ""))
    if not addr:
        return None
    code = block.get("diagnostic-code", "")
    status = _STATUS.search(block.get("status", "")) or _STATUS.search(code)
    return FailedRecipient(addr, _clean(code.partition(";")[2] or code), status[0] if status else "")


def _notice(text: str) -> str:
    """The text above the returned message."""
    text = text[:MAX_TEXT]
    copy = _COPY_STARTS.search(text)
    return text[: copy.start()] if copy and _ADDRESS.search(text, 0, copy.start()) else text


def _is_ours(addr: str) -> bool:
    return bool(_DAEMON.search(addr)) or addr.startswith(("postmaster@", "abuse@", "helpdesk@", "support@"))


def _recipients_in_text(text: str, without: frozenset[str]) -> list[FailedRecipient]:
    """The recipients that the words of a notice name, with the line that says why."""
    notice = _notice(text)
    found: dict[str, FailedRecipient] = {}
    if (marker := _FOLLOWING.search(notice)) and _LISTED.search(notice, marker.end(), marker.end() + 600):
        notice = notice[marker.end() :]  # what stands above may name whom the message was written to
    for pattern in (_LISTED, *_NAMED) if marker else _NAMED:
        for match in pattern.finditer(notice):
            addr = match[1].lower().strip("'.")
            line_end = notice.find("\n\n", match.end())
            reason = _clean(
                notice[match.end() : line_end if line_end > 0 else match.end() + 400].lstrip(" :>)")
            )
            status = _STATUS.search(reason)
            if addr not in without and not _is_ours(addr):
                found.setdefault(addr, FailedRecipient(addr, reason, status[0] if status else ""))
            if len(found) >= MAX_RECIPIENTS:
                return list(found.values())
        if found:
            return list(found.values())
    for match in _ADDRESS.finditer(notice):
        addr = match[0].lower().strip("'.")
        if addr not in without and not _is_ours(addr):
            return [FailedRecipient(addr, _clean(notice[match.end() : match.end() + 300].lstrip(" :>)")))]
    return []


def _recipients_of_copy(body: Body, without: frozenset[str]) -> list[FailedRecipient]:
    """Whom the returned message was for: the last resort."""
    for part in body.parts:
        if "rfc822" in part.content_type or "global" in part.content_type:
            head = part.payload[:20_000].decode("utf-8", "replace")
            if found := re.search(r"^To:[ \t]*(.*(?:\n[ \t]+.*)*)", head, re.IGNORECASE | re.MULTILINE):
                people = parse_addresses(" ".join(found[1].split()))
                return [FailedRecipient(a.addr) for a in people if a.addr not in without][:MAX_RECIPIENTS]
    return []


def from_daemon(addr: str, name: str) -> bool:
    """Whether a sender is a mail system and no person."""
    return bool(
        _DAEMON.search(addr.partition("@")[0]) or _DAEMON.search(name) or addr.endswith("@mailer-daemon")
    )


def subject_kind(subject: str) -> Kind | None:
    """What a decoded subject says of a delivery, None where it says nothing. A reply or a forward says nothing."""
    if _DONE_SUBJECT.search(subject):
        return Kind.DELIVERY_RECEIPT
    if _DELAY_SUBJECT.search(subject):
        return Kind.DELAY
    return Kind.BOUNCE if _FAIL_SUBJECT.match(subject) or _FAIL_SUBJECT_END.search(subject) else None


def read_bounce(
    body: Body, subject: str, sender: tuple[str, str], text: str
) -> tuple[Kind, tuple[FailedRecipient, ...], str] | None:
    """Whether a message tells of a delivery: its kind, the recipients concerned and the words that say so; None where it does not.

    `sender`: addr-spec and display name of From; `text`: the readable text. Recipients are given for failures and delays.
    """
    header = body.header
    addr, name = sender
    reports = [part.text or "" for part in body.parts if part.content_type.endswith("delivery-status")]
    if from_daemon(addr, name) and _FAIL_TEXT.search(text[:2_000]):
        # Dovecot rejects with a disposition notification instead of a delivery status
        reports += [p.text or "" for p in body.parts if p.content_type.endswith("disposition-notification")]
    named = ", ".join(header.get("x-failed-recipients", ()))
    daemon = from_daemon(addr, name)
    by_subject = subject_kind(subject)
    null_path = header.get("return-path", ("",))[0].strip() in {"<>", "<MAILER-DAEMON>"}
    report_type = body.content_type == "multipart/report" and body.params.get("report-type", "").lower()
    typed = report_type == "delivery-status"
    if "notificationtype" in text[:2_000].lower() and (found := _SNS.search(text[:2_000])):
        kind = {"bounce": Kind.BOUNCE, "delivery": Kind.DELIVERY_RECEIPT}[found[1].lower()]
        gone = tuple(FailedRecipient(a.lower()) for a in _SNS_ADDRESS.findall(text[:MAX_TEXT]))
        return kind, gone if kind is Kind.BOUNCE else (), found[0]
    if not (reports or named or daemon or by_subject or typed or null_path):
        return None
    whole = text[:MAX_TEXT]
    pasted = not reports and bool(re.search(r"^Final-Recipient:", whole, re.IGNORECASE | re.MULTILINE))
    replied = re.match(r"\s*(?:re|aw|fwd?|wg|tr|rv|sv|vs|antw)\s*:", subject, re.IGNORECASE) is not None
    if (
        replied
        and not typed
        and not (daemon and (reports or named))
        and not _FAIL_SUBJECT_END.search(subject)
    ):
        return None
    if not (daemon or null_path or reports or typed) and (forward := _FORWARDED.search(whole)):
        whole = whole[: forward.start()]  # what a person forwards is not what the person's mail is
    notice = _notice(whole)
    failure = _FAIL_TEXT.search(notice) or _FAIL_TEXT.search(whole)
    score = (
        2 * daemon
        + 2 * bool(by_subject)
        + null_path
        + bool(failure)
        + bool(_SMTP_REPLY.search(notice))
        + pasted
    )
    if not (
        reports or named or typed or score >= 4 or (by_subject and daemon) or (by_subject and score >= 3)
    ):
        done = (daemon or by_subject in {Kind.DELAY, Kind.DELIVERY_RECEIPT}) and (
            _DONE_TEXT.search(notice) or _DELAY_TEXT.search(notice)
        )
        if not (done or (daemon and failure)):
            return None
    if report_type == "feedback-report" or (report_type == "disposition-notification" and not reports):
        return None
    without = frozenset(
        {addr} | {a.addr for field in ("to", "cc") for v in header.get(field, ()) for a in parse_addresses(v)}
    )
    blocks = [block for report in reports or ([whole] if pasted else []) for block in _report_blocks(report)]
    blocks = [
        block for block in blocks if "action" in block or "status" in block or "final-recipient" in block
    ]
    kind, evidence = _kind_of(blocks, by_subject, notice, failure)
    if kind is Kind.DELIVERY_RECEIPT:
        return kind, (), evidence or subject
    recipients = _gather(blocks, kind, named, whole, body, without)
    return kind, recipients, evidence or subject


def _kind_of(
    blocks: Sequence[Mapping[str, str]], by_subject: Kind | None, notice: str, failure: re.Match[str] | None
) -> tuple[Kind, str]:
    kinds = {_block_kind(block) for block in blocks if "action" in block or "status" in block}
    if kinds:
        kind = next(k for k in (Kind.BOUNCE, Kind.DELAY, Kind.DELIVERY_RECEIPT) if k in kinds)
        said = next(b for b in blocks if _block_kind(b) is kind)
        words = said.get("diagnostic-code") or said.get("action") or said.get("status", "")
        return kind, words if words in notice else (failure[0] if failure and kind is Kind.BOUNCE else words)
    delay, done = _DELAY_TEXT.search(notice), _DONE_TEXT.search(notice)
    if by_subject is Kind.DELIVERY_RECEIPT:
        return by_subject, done[0] if done else ""
    if by_subject is Kind.DELAY or (
        delay and by_subject is not Kind.BOUNCE and not _PERMANENT.search(notice)
    ):
        return Kind.DELAY, delay[0] if delay else ""
    if done and by_subject is None and not (failure and failure.start() < done.start()):
        return Kind.DELIVERY_RECEIPT, done[0]
    return Kind.BOUNCE, failure[0] if failure else ""


_PERMANENT = re.compile(
    r"permanent (?:error|fatal|fail)|giving up|gave up|failed permanently|(?<!\d)55\d[ -]|5\.1\.\d",
    re.IGNORECASE,
)


def _gather(
    blocks: Iterable[Mapping[str, str]],
    kind: Kind,
    named: str,
    text: str,
    body: Body,
    without: frozenset[str],
) -> tuple[FailedRecipient, ...]:
    found: dict[str, FailedRecipient] = {}
    for block in blocks:
        if ("action" in block or "status" in block) and _block_kind(block) is not kind:
            continue
        if recipient := _block_recipient(block):
            found.setdefault(recipient.addr, recipient)
    in_text: list[FailedRecipient] = []
    if not found or not all(r.reason for r in found.values()):
        in_text = _recipients_in_text(text, without)
    for address in parse_addresses(named):
        found.setdefault(address.addr, FailedRecipient(address.addr))
    if not found:
        for recipient in in_text or _recipients_of_copy(body, without):
            found.setdefault(recipient.addr, recipient)
    reasons = {r.addr: r for r in in_text}
    return tuple(
        FailedRecipient(r.addr, r.reason or said.reason, r.status or said.status)
        if (said := reasons.get(r.addr)) is not None
        else r
        for r in list(found.values())[:MAX_RECIPIENTS]
    )
