"""Where quoted history begins: the lines that mail programs write above it, in the languages that they write them in.

Three shapes cover what the programs of the last thirty years do: an attribution ("On … wrote:", one to five lines, any language),
a block of header lines ("From: … Sent: …"), and a separator with words in it ("-----Original Message-----"). The shapes are one grammar;
only the words differ by language, and these are the tables here. Every test looks at a bounded number of lines and characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_ATTRIBUTION = 600
_MAX_BACK = 5
_MAX_BLOCK_LINES = 16


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split("|"))


# "X wrote", by language; the longer form first where one holds the other.
_VERBS = (
    "wrote|writes|said|quoting|zitat von|citando|selon|citerar|cytowanie|a écrit|a ecrit|écrit|ha scritto|scrive|geschrieben|schrieb|escribió|escribio|escreveu|va escriure|ha escrit"
    "|het volgende geschreven|geschreven|schreef|skreiv|skrev|skrifaði|kirjoitti|napisał(?:\\(a\\)|a)?|napisana przez|pisze|napsal(?:\\(a\\)|a)?"
    "|napísal(?:\\(a\\)|a)?|написал(?:\\(а\\)|а|и)?|пишет|писал(?:\\(а\\)|а|и)?|написав(?:\\(ла\\)|ла)?|написала|пише|написа|je napisao(?:/la)?"
    "|je napisal(?:a)?|napisala|napisao je|تمت كتابة ما يلي|بواسطة|је написао(?:/ла)?|şunları yazdı|yazdı|írta|ezt írta|a scris|έγραψε(?:ν)?|γράφει|đã viết|menulis|rašė|rakstīja"
    "|kirjutas|idatzi zuen|เขียนว่า|님이 작성|님이 쓴 글|작성|のメール|さんは書きました|さんが書きました|wrote|写道|寫道|כתב(?:/ה|ה)?|كتب(?:ت)?"
)
_VERB = re.compile(
    rf"(?<![^\W_])(?:{_VERBS})(?![^\W_])|님이 작성|のメール|さんは書きました|写道|寫道|に書きました|:寫道",
    re.IGNORECASE,
)
_VERB_END = re.compile(
    rf"(?:(?<![^\W_])(?:{_VERBS})|写道|寫道|のメール|작성|书)[\s:：,>*_-]*$", re.IGNORECASE
)

_VERB_LAST = _words(
    "wrote|writes|écrit|ecrit|scritto|scrive|geschrieben|escribió|escribio|escreveu|escriure|escrit|geschreven|skreiv|skrev|kirjoitti|napisał|napisał(a)"
    "|napisała|napisala|pisze|napsal|napsal(a)|napsala|napísal|napísala|написал|написал(а)|написала|пишет|писал|писала|написав|написав(ла)|пише|написа|yazdı|írta|scris|έγραψε|viết"
)
_VERB_LAST_CJK = ("写道", "寫道", "작성", "のメール", "さんは書きました", "さんが書きました")

# Words that stand before the date of an attribution.
_OPENER_WORDS = (
    "вы писали|вы написали|in a message dated|on|at|am|im|le|il|el|em|op|on|dnia|w dniu|den|på|in data|dne|dňa|на|в|у|tarihinde|la|în data de|pe|στις|vào|ngày|pada|kl"
    "|a|o|en|dia|das|am|в|am|der|în|lúc|vào lúc|在|于|於|date|kuupäeval"
)
_WEEKDAYS = (
    "mon|tue|wed|thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so"
    "|lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|mié|jue|vie|sáb|dom|lunes|martes|miércoles|jueves"
    "|viernes|sábado|domingo|seg|ter|qua|qui|sex|gio|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|maandag|dinsdag|woensdag"
    "|donderdag|vrijdag|zaterdag|zondag|ma|wo|vr|za|zo|mån|tis|ons|tors|tor|fre|lör|sön|man|tir|lør|søn|ma|ti|ke|to|pe|la|su"
    "|maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|lauantaina|sunnuntaina|pon|wt|śr|czw|pt|sob|ndz|niedz|po|út|st|čt|pá|ne"
    "|пн|вт|ср|чт|пт|сб|вс|нд|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер"
    "|п.ятниця|субота|неділя|pzt|sal|çar|per|cum|cmt|paz|hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap|joi|vineri|luni|marți|miercuri|δευ|τρι|τετ|πεμ|παρ|σαβ|κυρ"
)
_START = re.compile(
    rf"[\s>*_\"'“(-]*(?:(?:{_OPENER_WORDS}),?\s|(?:{_WEEKDAYS})[a-zäöüéèçşıа-яіїє]{{0,8}}\b\W|\d{{1,4}}\s?[./:年년-]|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:de\s+)?[^\W\d]{{3}}|在|于|於|發件|오)",
    re.IGNORECASE,
)
# The same inside a line, where a program glued the attribution to the typed text: an opener with a date close behind.
_INNER_START = re.compile(
    r"(?:^|(?<=[\s>.!?)-]))(?:-{2,}\s*)?(?:On|Am|Le|Il|El|Em|Op|Den|Dnia|W dniu|På|In data)\s"
    r"(?=(?:[^\W\d]{2,12}\.?,?\s){0,2}(?:the\s)?\d|\d)"
)

_TIME = re.compile(
    r"\d{1,2}\s?(?:[:.h：]|uhr|kl|г\.? в|時|点|點|시)\s?\d{2}|\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)\b|[上下]午|오[전후]|午[前後]",
    re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(r"\b\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{4}\s?[年년]|\b(?:19|20)\d\d\b")
_DAY_MONTH = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\.?\s(?:de\s)?[^\W\d]{3,}|\b[^\W\d]{3,9}\.?\s\d{1,2}\b")
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]{1,120}@[^\s<>()\[\]\"',;:@]{2,120}")
# Words that a sentence about somebody's writing has and an attribution has not.
_PROSE = re.compile(
    r"(?<![^\W_])(?:he|she|they|we|I|you|it|that|which|my|his|her|our|your|their|had|has|have|was|were|is|are|because|when|while|who|what|this"
    r"|er|sie|wir|ich|dass|weil|wie|il a|elle|nous|vous|que|qui|mon|nos|él|ella|yo|mi|nuestro|ele|ela|eu|meu|io|lui|lei|mio|nostro"
    r"|hij|zij|ik|wij|mijn|onze|han|hun|jag|jeg|min|vår|hän|minä|ona|ja|my|mój|já|jsem|он|она|мы|я|мой|наш|він|вона|ми|мій)(?![^\W_.])"
)

_LETTERS = re.compile(r"[^\W\d_]+")
_DATE_WORDS = re.compile(r"\d{1,4}[^\s\w]{0,2}\s(?:de\s|of\s)?[^\W\d_]+|\d[^\W\d_]{1,4}")
_SMALL_WORDS = frozenset(
    _LETTERS.findall(
        f"{_OPENER_WORDS} {_VERBS} {_WEEKDAYS}".casefold()
        + " via from cet gmt utc pm uhr kl klo kello ore alle às las à um om o v г р в о godz godzinie h the of de del dem von van der den da dos di le la und and og och heeft hat ha pour por par par för af av via per gelen kimden"
        " giorno dia día den użytkownik odesílatel od från fra från keltezéssel időpont tarihinde şunu şunları ezt ο η ο/η στις μ π το"
    )
)

_LABELS_BY_KIND = {
    "from": "from|von|de|da|van|od|fra|från|lähettäjä|lähettänyt|от|від|от кого|від кого|kimden|gönderen|feladó|expeditor|de la|από|发件人|寄件者|寄件人|發件人|差出人|送信者|送信元|보낸 사람|보낸사람|발신|từ|dari|kenelt|nuo|pengirim|remitente|expéditeur|absender|afzender|avsändare|avsender|afsender|mittente|remetente|nadawca|odesílatel|odosielateľ|отправитель|відправник|מאת|من|frå",
    "to": "to|an|à|a|para|aan|do|komu|til|till|vastaanottaja|кому|kime|kime:|alıcı|címzett|către|la|catre|προς|收件人|收件者|宛先|받는 사람|받는사람|수신|đến|kepada|destinatario|destinataire|empfänger|ontvanger|mottagare|mottaker|modtager|destinatário|odbiorca|adresat|получатель|отримувач|για|אל|إلى",
    "cc": "cc|c.c|kopie|copie à|copie|copia|cópia|con copia|kopia|kopi|kopio|копия|копія|bilgi|másolat|κοιν|κοινοποίηση|抄送|副本|참조|dw|do wiadomości|bcc|cci|cco|ccn|skrytá kopie|ukryte do wiadomości|udw|blindkopie|скрытая копия|密件副本|密送|hemlig kopia|kopija|cc (副本)|kópia|v kopii|в копии|cc/抄送",
    "date": "date|sent|datum|gesendet|gesendet am|envoyé|envoyé le|envoye|date d'envoi|fecha|enviado|enviado el|enviada|enviada em|enviado em|data|inviato|inviata|data invio|verzonden|verstuurd|verzonden op|wysłano|wysłane|data wysłania|odesláno|odoslané|dátum|skickat|skickad|sendt|dato|lähetetty|päivämäärä|pvm|päiväys|отправлено|дата|дата отправки|надіслано|відправлено|gönderilme tarihi|gönderildi|tarih|elküldve|küldve|küldés dátuma|trimis|dată|data trimiterii|στάλθηκε|ημερομηνία|εστάλη|发送时间|發送時間|发送日期|日期|寄件日期|傳送時間|时间|時間|送信日時|送信日|日時|日付|보낸 날짜|보낸날짜|날짜|보낸 시간|đã gửi|ngày|dikirim|tanggal|message du|saadetud|kuupäev|נשלח|תאריך|sent at|sent on|zeit|sendetidspunkt|poslano|poslané|created|received|gesendet von am",
    "subject": "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|předmět|predmet|predmet správy|ämne|emne|aihe|тема|konu|tárgy|subiect|subiectul|θέμα|主题|主旨|主題|标题|件名|제목|chủ đề|tiêu đề|perihal|subjek|teema|tema|sujet|título|asunto:|نושא|נושא|الموضوع|naslov|zadeva",
    "other": "reply-to|reply to|antwort an|répondre à|responder a|importance|priorität|wichtigkeit|importancia|importância|importanza|priorité|priority|sensitivity|attachments|attachment|anlagen|anhänge|pièces jointes|pièce jointe|archivos adjuntos|datos adjuntos|anexos|allegati|bijlagen|bilagor|vedlegg|vedhæftede filer|liitteet|załączniki|přílohy|вложения|附件|添付ファイル|첨부 파일|첨부파일|organization|organisation|mailed-by|signed-by|list-id|conversation|return-path|message-id|newsgroups|vertraulichkeit|kategorien|categories|prioritet|prioritas|重要性|wichtig|flag",
}
_LABELS = {
    word.casefold(): kind for kind, words in _LABELS_BY_KIND.items() for word in words.split("|") if word
}
_LABEL_TRIM = " \t\xa0*_>•·|\u200e\u200f\ufeff\u202a\u202c\u3000"

_ORIGINAL = _words(
    "original message|original mail|original email|original e-mail|original|originalnachricht|original-nachricht|originalmail|ursprüngliche nachricht"
    "|ursprüngliche mail|ursprüngliche e-mail|urspruengliche nachricht|weitergeleitete nachricht|weitergeleitete mail|forwarded message|forwarded mail"
    "|forwarded email|forward message|reply message|replied message|reply to message|message d'origine|message d’origine|message original|message initial"
    "|message transféré|message transfere|message réexpédié|courriel original|e-mail d'origine|e-mail d’origine|mail original|mensaje original|mensaje reenviado|mensaje de origen"
    "|correo original|mensagem original|mensagem encaminhada|mensagem reencaminhada|email original|e-mail original|messaggio originale|messaggio inoltrato|messaggio originario"
    "|oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|doorgestuurd bericht|oorspronkelijke e-mail|originalmeddelande|ursprungligt meddelande|ursprungsmeddelande|vidarebefordrat meddelande"
    "|vidarebefordrat mail|ursprungligt mail|vidarebefordrat brev|oprindelig meddelelse|oprindelig besked|oprindelig mail|original meddelelse|videresendt besked|videresendt meddelelse|videresendt mail"
    "|opprinnelig melding|opprinnelig e-post|original melding|videresendt melding|videresendt e-post|alkuperäinen viesti|välitetty viesti|edelleenlähetetty viesti|alkuperäinen sähköposti"
    "|oryginalna wiadomość|wiadomość oryginalna|pierwotna wiadomość|wiadomość przekazana|przekazana wiadomość|wiadomość pierwotna|treść oryginalnej wiadomości|oryginalny e-mail"
    "|původní zpráva|původní e-mail|původní email|přeposlaná zpráva|přeposlaný e-mail|pôvodná správa|pôvodný e-mail|preposlaná správa"
    "|исходное сообщение|исходное письмо|оригинальное сообщение|оригинал сообщения|пересылаемое сообщение|пересылаемое письмо|пересланное сообщение|пересланное письмо|перенаправленное сообщение|первоначальное сообщение"
    "|оригінальне повідомлення|вихідне повідомлення|початкове повідомлення|переслане повідомлення|пересилане повідомлення|переслане сообщение|вихідний лист|пересланий лист"
    "|元のメッセージ|元のメール|オリジナルメッセージ|転送メッセージ|転送されたメッセージ|转发邮件|转发的邮件|转发信息|原始邮件|原始郵件|原始信件|原邮件|邮件原件|轉寄郵件|轉寄的郵件|已轉寄的郵件|回复的原邮件|回复的邮件|转发邮件信息"
    "|원본 메시지|원본메시지|원본 메일|원본메일|전달된 메시지|전달된 메일|원문|orijinal mesaj|özgün ileti|orijinal ileti|iletilen mesaj|yönlendirilmiş ileti|yönlendirilmiş mesaj"
    "|eredeti üzenet|eredeti levél|továbbított üzenet|továbbított levél|mesaj original|mesajul original|mesaj redirecționat|mesaj redirectionat|mesaj inițial|mesaj retrimis"
    "|αρχικό μήνυμα|πρωτότυπο μήνυμα|προωθημένο μήνυμα|thư gốc|tin nhắn gốc|thư đã chuyển tiếp|pesan asli|pesan terusan|algkiri|originali žinutė|izvirno sporočilo|izvorna poruka|originalna poruka|proslijeđena poruka"
    "|missatge original|jatorrizko mezua|הודעה מקורית|הודעה שהועברה|الرسالة الأصلية|رسالة محولة"
)
_BEGIN_FORWARD = _words(
    "begin forwarded message|start of forwarded message|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|début du message réexpédié|début du message transféré"
    "|début du message transmis|inicio del mensaje reenviado|principio del mensaje reenviado|inizio messaggio inoltrato|inizio del messaggio inoltrato|início da mensagem encaminhada"
    "|início da mensagem reencaminhada|begin doorgestuurd bericht|begin van doorgestuurd bericht|vidarebefordrat brev|vidarebefordrat meddelande|start på videresendt besked|start på videresendt meddelelse"
    "|start på videresendt melding|videresendt melding|videresendt meddelelse|välitetty viesti alkaa|välitetty viesti|edelleenlähetetty viesti alkaa|początek przekazywanej wiadomości|początek przekazanej wiadomości|początek wiadomości przekazanej dalej"
    "|začátek přeposílané zprávy|začátek přeposlané zprávy|začiatok preposlanej správy|начало переадресованного сообщения|начало переадресованного письма|начало пересылаемого сообщения|початок переадресованого повідомлення"
    "|початок листа, що пересилається|початок пересланого повідомлення|転送されたメッセージ|以下は転送メッセージです|下面是被转发的邮件|以下是转发的邮件|开始转发的邮件|已转发的邮件|以下是轉寄的郵件|開始轉寄郵件|전달된 메시지 시작|전달된 메시지|iletilen ileti başlangıcı|başlangıç iletilen ileti"
    "|továbbított levél kezdete|továbbított üzenet kezdete|începutul mesajului redirecționat|început mesaj redirecționat|έναρξη προωθημένου μηνύματος|bắt đầu thư được chuyển tiếp|awal pesan terusan"
)
_ORIGINAL_STARTS = (
    "forwarded by ", "original message processed by", "originalnachricht bearbeitet", "weitergeleitet von ", "transféré par ", "reenviado por ",
    "inoltrato da ", "doorgestuurd door ", "vidarebefordrat av ", "videresendt af ", "videresendt av ", "przesłane przez ", "переслано ", "转发人 ", "forwarded message from ",
    "original message from ", "original message follows", "original message ends", "message transféré de ",
)  # fmt: skip
_DASHES = "-‐‑‒–—―─━_=*~#+<>|•· \t\xa0"

_GLUED = re.compile(r"-{4,}[ \t]?(?=Forwarded by |Original Message ?-)", re.IGNORECASE)
_FOREIGN_MARK = re.compile(r"([A-Z][A-Za-z]{0,3}>|\||--\]|=>|\)(?=\s)|\]|\}|»|›)")
_NOTES_SUMMARY = re.compile(r"\w ?---\s?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4} \d")
_REPLY_ABOVE = (
    "reply above this line", "type your reply above", "above this line to reply", "oberhalb dieser zeile", "oberhalb dieser linie", "au-dessus de cette ligne",
    "encima de esta línea", "acima desta linha", "sopra questa riga", "sopra questa linea", "boven deze regel", "boven deze lijn",
)  # fmt: skip
_NOTES_DATE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AP]M)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attribution found: lines `start` to `end` (both inside). `prefix`: typed text that shares the first line.
    `certain`: it is
       one even where no quoted line follows.
    """

    start: int
    end: int
    prefix: str = ""
    certain: bool = True


def is_rule(line: str) -> bool:
    """Whether a line is drawn of dashes, underscores and the like, two at least."""
    text = line.strip()
    return len(text) >= 2 and not text.strip(_DASHES)


def may_end_attribution(text: str) -> bool:
    """A cheap test on a stripped, non-empty line; what fails it ends no attribution."""
    last = text[-1]
    if last in ":：":
        return True
    if last in ">)" and "@" in text and text[0].isdigit():
        return True
    if last in "-_*,":
        text = text.rstrip(_DASHES + ",")
    word = text[-24:].rpartition(" ")[2].casefold()
    return word in _VERB_LAST or text.endswith(_VERB_LAST_CJK)


def _dated(text: str) -> int:
    """0: no date or time in it, 1: one sign of it, 2: a date with its time or year."""
    if "\u200e" in text:
        text = text.replace("\u200e", "")
    date = _NUMERIC_DATE.search(text)
    day = _DAY_MONTH.search(text) is not None
    time = _TIME.search(text) is not None
    if (time and (date or day)) or (date and (day or len(date[0]) > 5)):
        return 2
    return 1 if time or date or day else 0


def _is_bare(text: str) -> bool:
    """Whether a text holds nothing in lower case but the small words of attributions: no sentence is like that."""
    rest = _DATE_WORDS.sub(" ", text)
    return all(word in _SMALL_WORDS or not word.islower() for word in _LETTERS.findall(rest))


def _grade(text: str) -> int:
    """How sure it is that a joined text is an attribution: 0 no, 1 if a quoted line follows, 2 in any case."""
    if len(text) > MAX_ATTRIBUTION:
        return 0
    verb = _VERB.search(text) is not None
    address = _ADDRESS.search(text) is not None
    dated = _dated(text)
    prose = _PROSE.search(_ADDRESS.sub("", text)) is not None
    if verb:
        if (dated == 2 and (address or _is_bare(text))) or (dated and address):
            return 1 if prose else 2
        if address:
            return 1 if prose else 2
        return 1
    if dated and address and _START.match(text):
        return 1 if prose or dated < 2 else 2
    return 1 if dated == 2 and not prose and (address or _START.match(text)) else 0


def find_attribution(lines: Sequence[str], end: int, floor: int, quoted: bool) -> Attribution | None:
    """The attribution that ends on line `end`, None where there is none.

    `floor`: no line before it belongs to it. `quoted`: the next line that is not empty is quoted text.
    """
    text = ""
    fallback: Attribution | None = None
    needed = 1 if quoted else 2
    blanks = 0
    for start in range(end, max(floor - 1, end - _MAX_BACK - 1), -1):
        line = lines[start].strip()
        if not line:
            blanks += 1
            if blanks > 1 or not text.startswith(("<", ">")):
                break
            continue
        if start < end and line[-1] in ":：" and not text.startswith("<"):
            break
        text = f"{line} {text}" if text else line
        if len(text) > MAX_ATTRIBUTION:
            break
        if text.count(">") > text.count("<"):
            continue
        inner = _INNER_START.search(line)
        if inner and (body := text[inner.start() :]) and _grade(body) >= needed:
            prefix = line[: inner.start()].rstrip(" \t>*_-")
            return Attribution(start, end, prefix, _grade(body) == 2)
        grade = _grade(text)
        if grade >= needed:
            if _START.match(text):
                return Attribution(start, end, "", grade == 2)
            if fallback is None and not text.startswith(("<", ">")) and len(text.split()) <= 18:
                fallback = Attribution(start, end, "", grade == 2)
    if fallback and (quoted or (fallback.certain and _is_whole(lines, fallback))):
        return fallback
    return None


def _is_whole(lines: Sequence[str], found: Attribution) -> bool:
    """Whether an attribution that begins with the name proves itself: it ends with the verb, or holds the full date."""
    text = " ".join(line.strip() for line in lines[found.start : found.end + 1])
    return _VERB_END.search(text[-40:]) is not None or _dated(text) == 2


def shared_line(line: str) -> bool:
    """Whether a line holds a whole attribution and quoted text behind it.

    Yahoo's and some phone programs write "On …, Ann <ann@x.example> wrote:   Hello" in one line.
    """
    if len(line) > 5000 or not _START.match(line):
        return False
    verb = _VERB.search(line, 0, MAX_ATTRIBUTION)
    while verb:
        after = verb.end()
        if line[after : after + 2].lstrip()[:1] in {":", "："}:
            head = line[: after + 2]
            return _grade(head) == 2 and _dated(head) == 2 and _ADDRESS.search(head) is not None
        verb = _VERB.search(line, after, MAX_ATTRIBUTION)
    return False


def label_of(line: str) -> str:
    """The kind of header line that a line looks like ("from", "to", "cc", "date", "subject", "other"), "" for any other."""
    at = line.find(":", 0, 48)
    if at < 0:
        at = line.find("：", 0, 48)
        if at < 0:
            return ""
    return _LABELS.get(line[:at].strip(_LABEL_TRIM).casefold(), "")


def find_header_block(lines: Sequence[str], start: int) -> bool:
    """Whether a block of quoted header lines begins at `start` ("From: … Sent: … To: … Subject: …", any order)."""
    kinds: set[str] = set()
    strange = blank = 0
    signs, dated = False, 0
    for at in range(start, min(len(lines), start + _MAX_BLOCK_LINES)):
        line = lines[at]
        if not line.strip(_LABEL_TRIM):
            blank += 1
            if blank > 2:
                break
            continue
        kind = label_of(line[:100])
        if kind:
            if blank and kind in kinds:
                break
            kinds.add(kind)
            kinds.update(_more_labels(line))
            strange = blank = 0
        else:
            strange += 1
            if blank or strange > 2:
                break
        signs = signs or "@" in line[:1000]
        if kind in {"date", "from"} and dated < 2:
            dated = max(dated, _dated(line[:200]))
    return _is_block(kinds - {"other"}, signs, dated)


def _more_labels(line: str) -> set[str]:
    """The kinds of header labels that stand further on in a line, where a program put several on one."""
    text = line[:300]
    if text.count(":") < 2 and text.count("：") < 2:
        return set()
    words = text.replace("：", ":").replace(" :", ":").split()[1:]
    return {
        _LABELS[word[:-1].casefold()] for word in words if word[-1] == ":" and word[:-1].casefold() in _LABELS
    }


def _is_block(kinds: set[str], address: bool, dated: int) -> bool:
    """Whether these labels make a header block, given that an address or a date (1: in part, 2: whole) is among the values.

    "From: Oslo, To: Bergen, Date: Friday" is a person's.
    """
    sure = address or dated == 2
    if "from" in kinds:
        if len(kinds) >= 3:
            return "subject" in kinds or sure
        return len(kinds) == 2 and (sure or (dated > 0 and "subject" in kinds))
    if {"to", "subject"} <= kinds:
        return sure or dated > 0 or "cc" in kinds or "date" in kinds
    return "date" in kinds and "to" in kinds and address and dated > 0


def is_separator(line: str) -> bool:
    """Whether a line says in words that a quoted or forwarded message follows ("-----Original Message-----")."""
    text = line.strip()
    if len(text) > 250 or len(text) < 6:
        return False
    inner = text.strip(_DASHES + ":：")
    words = inner.casefold().replace("\u0307", "")
    if text[-1] in ":：" and words in _BEGIN_FORWARD:
        return True
    if text[0] not in _DASHES and text[-1] not in _DASHES:
        return words.startswith("original message processed by")
    if len(text) - len(inner) < 3:
        return False
    return (
        words in _ORIGINAL
        or words in _BEGIN_FORWARD
        or words.startswith(_ORIGINAL_STARTS)
        or (_VERB_END.search(inner[-30:]) is not None and len(text) - len(inner) >= 6)
    )


def is_reply_marker(text: str) -> bool:
    """Whether a help desk wrote a line under which it wants no answer ("##- Please type your reply above this line -##")."""
    return len(text) < 120 and any(map(text.casefold().__contains__, _REPLY_ABOVE))


def glued_separator(text: str) -> int:
    """Where a separator begins that a program set behind typed text on one line ("FYI---- Forwarded by …"), -1: nowhere."""
    found = _GLUED.search(text[:2000])
    return found.start() if found else -1


def foreign_mark(text: str) -> str:
    """The mark of a quoted line that does not begin with ">", "" for any other: "EL> " (initials), "| ", "--] "."""
    found = _FOREIGN_MARK.match(text)
    return found[1] if found else ""


def is_groupwise(text: str) -> bool:
    """Whether a stripped line is the attribution of Novell GroupWise: ">>> Ann Lee <ann@x.example> 3/4/2024 10:12 AM >>>"."""
    return text.startswith(">>> ") and text.endswith(">>>") and len(text) < 300 and _dated(text) > 0


def begin_of_history(lines: Sequence[str], start: int, floor: int) -> int:
    """The line where the history really begins, given the line where its header block or separator was seen.

    Takes in what stands right above: a rule, a separator in words, and the name and date lines of Lotus Notes.
    """
    begin = start
    if label_of(lines[start][:100]) in {"to", "cc", "subject"}:
        begin = _notes_head(lines, start, floor)
    if lines[begin][:1] in {"\t", " "} and _NOTES_DATE.search(lines[begin][:300]):
        begin = _letterhead(lines, begin, floor)
    at = begin - 1
    steps = 0
    while at >= floor and steps < 6:
        text = lines[at].strip()
        if text and (
            is_rule(text)
            or is_separator(text)
            or text.strip("* ") == ">"
            or _NOTES_SUMMARY.search(text[:300])
        ):
            begin = at
        elif text:
            break
        at -= 1
        steps += 1
    return begin


def _stacked(lines: Sequence[str], at: int, floor: int) -> int:
    """One more than the top line of a stack of repeated name and date lines, as Lotus Notes prints them; 0: no stack."""
    top, names = at, set()
    for above in range(at - 1, max(floor - 1, at - 16), -1):
        text = lines[above].strip()
        if not text or len(text) > 60:
            break
        if _NOTES_DATE.fullmatch(text) is None:
            names.add(text)
        if len(names) > 1:
            break
        top = above
    return top + 1 if at - top >= 3 else 0


def _letterhead(lines: Sequence[str], start: int, floor: int) -> int:
    """The company line that Lotus Notes sets above an indented "From: name  date"."""
    for at in range(start - 1, max(floor - 1, start - 4), -1):
        text = lines[at].strip()
        if text:
            return at if lines[at][:1] in {"\t", " "} and len(text) <= 70 and label_of(text) == "" else start
    return start


def _notes_head(lines: Sequence[str], start: int, floor: int) -> int:
    seen: list[int] = []
    for at in range(start - 1, max(floor - 1, start - 8), -1):
        text = lines[at].strip()
        if not text:
            continue
        if len(text) > 120 or len(seen) == 3:
            break
        seen.append(at)
        if (
            _NOTES_DATE.search(text)
            and _NOTES_DATE.sub("", text).strip(" \t:") == ""
            and _stacked(lines, at, floor)
        ):
            return _stacked(lines, at, floor) - 1
        if _NOTES_DATE.search(text):
            above = at - 1
            while above >= floor and above > at - 3 and not lines[above].strip():
                above -= 1
            alone = _NOTES_DATE.sub("", text).strip(" \t:") in {"", "on", "am", "pm"}
            name = lines[above].strip() if above >= floor else ""
            if alone and name and len(name) < 90 and name[-1] not in ".!?:," and len(name.split()) <= 8:
                return above
            return at
    return start
