"""Text that machines add to a message: warnings above it, disclaimers, virus notes, mailing-list and unsubscribe lines below it.

Judged by paragraph and by how many words of a kind one paragraph holds, so that a sentence of a person with one such word stays.
"Please unsubscribe me" is a person's wish and must stay; "To unsubscribe, click https://…" under a mail is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_PARAGRAPHS = 25
_MAX_PARAGRAPH = 3000


def _stems(text: str) -> tuple[str, ...]:
    return tuple(text.casefold().split("|"))


# Three different ones of one language in a paragraph make it a legal notice. "a/b": either counts, once.
_LEGAL = tuple(
    tuple(tuple(stem.split("/")) for stem in language.casefold().split("|"))
    for language in (
        "confidential|intended recipient/intended solely/intended only/intended for the/addressee/intended exclusively/intended for use|privileged|unauthorized/unauthorised|in error"
        "|notify/inform the sender/contact the sender|delete/destroy|disclosure/disclose|copying/distribution/dissemination|virus|liability/responsibility for|views expressed/opinions expressed/any views/any opinions|prohibited"
        "|e-mail/email/message/communication/transmission",
        "vertraulich|empfänger/adressat|irrtümlich/versehentlich|unbefugt/unerlaubt|vernichten/löschen|nicht gestattet/untersagt|absender|rechtlich geschützt|e-mail/nachricht",
        "confidentiel|destinataire|par erreur|non autorisé|détruire/supprimer/effacer|pièces jointes|interdit|expéditeur|message/courriel/e-mail",
        "confidencial|destinatario|por error|no autorizad|prohibid|notifi/comuni|elimin/borr/destru|remitente|mensaje/correo",
        "confidencia|destinatári|por engano/por erro/indevidamente|não autorizad|proibid|elimin/apag/destru|remetente|mensagem/e-mail",
        "riservat/confidenzial|destinatari|per errore|non autorizzat|vietat/proibit|distrugg/cancell/elimin|mittente|messaggio/e-mail/comunicazione",
        "vertrouwelijk|geadresseerde/ontvanger/bestemd|ten onrechte/abusievelijk/per vergissing/onterecht|niet toegestaan/verboden/onbevoegd|verwijder/vernietig|afzender|bericht/e-mail",
        "konfidentiell/sekretess|mottagare/adressat|av misstag|obehörig/förbjud|radera/förstör|avsändar|meddelande/e-post",
        "fortrolig|modtager/adressat|ved en fejl/fejlagtigt|uberettiget/forbudt/ikke tilladt|slet/destruer|afsender|e-mail/meddelelse",
        "konfidensiell/fortrolig|mottaker/adressat|ved en feil/feilaktig|uberettiget/forbudt/ikke tillatt|slett/destruer|avsender|e-post/melding",
        "luottamuksel|vastaanottaj|vahingossa/erehdyksessä/virheellisesti|kielletty/luvaton|poista/tuho/hävit|lähettäj|viesti/sähköposti",
        "poufn|adresat/odbiorc|omyłk/pomyłk/błędn|zabronion/niedozwolon|usun/zniszcz|nadawc|wiadomość/e-mail/korespondencj",
        "důvěrn|adresát/příjemc|omylem|zakázán/neoprávněn|smaž/vymaž/odstra|odesílatel|zpráv/e-mail",
        "конфиденциал|адресат/получател|по ошибке/ошибочно|запрещ/несанкционирован|удалит/уничтож|отправител|сообщени/письмо",
        "конфіденц|адресат/одержувач/отримувач|помилк|заборон|видал/знищ|відправник|повідомлення/лист",
        "gizli|alıcı/muhatab|yanlışlıkla/sehven/hata|yasak/yetkisiz|silin/imha|gönderen|e-posta/mesaj",
        "bizalmas|címzett|tévedés/véletlen|tilos/jogosulatlan|töröl/semmisít|feladó|üzenet/e-mail",
        "confidențial/confidential|destinatar|din eroare/din greșeală|interzis|șterge/sterge/ștergeți|expeditor|mesaj/e-mail",
        "εμπιστευτικ|παραλήπτ/αποδέκτ|λάθος|απαγορε|διαγρ/καταστρ|αποστολ|μήνυμα",
        "機密/秘密|受信者/名宛人/宛先/受取人|誤って/誤送信/心当たり|削除/破棄|禁止/禁じ|メール|送信者/発信者",
        "保密/机密/機密|收件人/收件者|误/誤|删除/刪除/销毁/銷毀|禁止/不得|未经授权/未經授權|邮件/郵件",
        "기밀/비밀|수신인/수신자/수취인|잘못/착오|삭제/폐기|금지/금합니다|발신/송신|메일",
    )
)
_LEGAL_BY_GATE = tuple((language[0] + language[1], language) for language in _LEGAL)
_LEGAL_GATE = tuple({stem for gate, _ in _LEGAL_BY_GATE for stem in gate})
# One of these makes a paragraph a footer.
_MACHINE = _stems(
    "scanned for viruses|checked for viruses|scanned by mailscanner|virus-free.|virus free.|no virus found in this|checked by avg|scanned by mcafee|believed to be clean"
    "|message has been scanned|mail has been scanned|email scanned by|swept by|avast.com|auf viren überprüft|auf viren geprüft|virenfrei.|ohne viren|l'absence de virus|sans virus.|analyse contre les virus|libre de virus|en busca de virus"
    "|sin virus.|livre de vírus|verificado quanto à presença de vírus|sem vírus.|privo di virus|priva di virus|senza virus.|virusvrij|gecontroleerd op virussen|viruskontroll|virusfri|viruskontrol|virustarkist"
    "|wolna od wirusów|bez wirusów|pod kątem wirusów|neobsahuje viry|на наличие вирусов|без вирусов|на наявність вірусів|virüs taraması|víruskereső|ウイルスチェック|ウイルスは検出|ウイルス スキャン|不含病毒|바이러스"
    ""
    "|you received this message because you are subscribed|you are receiving this because|you received this email because|you are receiving this email because|you're receiving this|this email was sent to|this message was sent to"
    "|to unsubscribe from this group|update your email preferences|manage your email preferences|manage your subscription|email preferences:|view it on github|view this email in your browser"
    "|reply to this email directly|groups.google.com|yahoogroups.com|yahoo! groups|listinfo/|do you yahoo!?|get your free download|msn explorer|join the world's largest e-mail|http://explorer.msn.com|get more from the web|msn photos|mailing list -"
    "|cet email a été envoyé à|ce message a été envoyé à|diese e-mail wurde an|sie erhalten diese e-mail, weil|sie erhalten diese nachricht|recibe este correo porque|ha recibido este correo|você está recebendo este|ricevi questa email|hai ricevuto questa email|u ontvangt deze e-mail|je ontvangt deze e-mail"
    "|du får detta mejl|du modtager denne|du mottar denne|otrzymujesz tę wiadomość|tento e-mail jste obdrželi|вы получили это письмо|ви отримали цей лист|このメールは|此邮件由系统"
)
# So does one of each of these.
_PRINT = ("print", "druck", "imprim", "stampa", "afdruk", "skriver ut", "udskriv", "skrive ut", "tulost", "drukow", "wydruk", "vytisk", "распечат", "друкув", "yazdır", "nyomtat", "tipări")  # fmt: skip
_NATURE = ("environment", "umwelt", "environnement", "medio ambiente", "meio ambiente", "ambiente", "milieu", "miljö", "miljø", "ympäristö", "środowisk", "prostředí", "природ", "окружающ", "довкілл", "çevre", "környezet", "mediul", "save a tree", "save paper", "save trees")  # fmt: skip
# One of these with an address or an instruction to click in the same paragraph does, unless it speaks of "me".
_UNSUBSCRIBE = _stems(
    "unsubscribe|opt out|opt-out|abmelden|abbestellen|austragen|désabonn|désinscri|darse de baja|cancelar la suscripción|cancelar suscripción|cancelar inscrição|descadastr|cancelar a subscrição|disiscri|annulla iscrizione"
    "|uitschrijv|afmelden|avregistrera|avsluta prenumeration|avprenumerera|afmeld|frameld|meld deg av|avmeld|peruuta tilaus|peru tilaus|wypisz|wypisać|zrezygnować z subskrypcji|odhlásit|odhlášení|отписаться|отказаться от рассылки|відписатися|відмовитися від"
    "|abonelikten çık|leiratkoz|dezabon|διαγραφή από|配信停止|配信解除|退订|取消订阅|退訂|取消訂閱|수신거부|hủy đăng ký"
)
_CLICK = (
    "http://", "https://", "mailto:", "www.", "click here", "click below", "click the link", "click this link", "click on the", "klicken sie", "hier klicken", "cliquez", "haga clic", "pulse aquí", "clique aqui", "clicca", "klik hier",
    "klik op", "klicka här", "klikk her", "klik her", "klikkaa", "kliknij", "klikněte", "нажмите", "перейдите", "натисніть", "tıklayın", "kattintson", "クリック", "点击", "點擊", "클릭",
)  # fmt: skip
_ME = re.compile(
    r"(?<![^\W_])(?:i|me|my|us|our|we|mich|mir|uns|ich|wir|moi|nous|me|mon|nuestro|mí|eu|nos|io|mi|noi|ik|mij|me|ons|wij|jag|mig|oss|vi|jeg|meg|minut|minua|mnie|nas|mě|mne|nás|меня|нас|мне|я|мене|мені|beni|bizi|engem|minket|mă|με|μας)(?![^\W_])"
)
_HEADINGS = _stems(
    "disclaimer|confidentiality notice|confidentiality|legal notice|legal disclaimer|notice|confidentiality note|important notice|privacy notice|haftungsausschluss|vertraulichkeitshinweis|avis de confidentialité"
    "|clause de confidentialité|aviso legal|aviso de confidencialidad|aviso de confidencialidade|avviso di riservatezza|avvertenza|nota di riservatezza|klauzula poufności|免責事項"
)

_WARNING_SIGNS = tuple(
    tuple(tuple(stem.split("/")) for stem in language.casefold().split("|"))
    for language in (
        "external/outside of/outside your/outside the/from outside|caution/warning/alert/attention/be careful|click|links/link|attachment|originat/sent from/came from|recogni/trust|safe|sender",
        "extern/außerhalb|vorsicht/achtung/warnung/hinweis|klick|links/link|anhänge/anhang|absender|vertrau/sicher",
        "externe/extérieur/l'extérieur|attention/prudence/avertissement|cliqu|liens/lien|pièce|expéditeur|provien/provenant",
        "externo/externa/fuera de|atención/precaución/cuidado/advertencia|clic|enlace|adjunto|remitente|origin/procede",
        "externo/externa/fora da|atenção/cuidado/aviso|clique|links/link|anexo|remetente|origin/enviado",
        "estern|attenzione/avviso/cautela|clic|link|allegat|mittente|provien/origin",
        "extern/buiten de/buiten onze|let op/waarschuwing/opgelet/pas op|klik|links/link|bijlage|afzender|vertrouw",
        "extern/utanför/utenfor/udefra|varning/försiktig/obs/advarsel/forsiktig|klick/klikk/klik|länk/lenke/link|bilag/vedlegg/vedhæft|avsändar/avsender/afsender",
        "ulkopuol/ulkoinen|varoitus/huom/varo|klik|linkk|liit|lähettäj",
        "zewnętrzn/spoza|uwaga/ostrzeżenie|klik|link/odnośnik|załącznik|nadawc",
        "extern/mimo organizaci|pozor/upozornění/varování|klik|odkaz|příloh|odesílatel",
        "внешн/извне|внимание/осторожно/предупреждение|ссылк|вложени|отправител|открыва/переход",
        "зовнішн|увага/обережно|посилан|вкладен|відправник",
        "社外/外部|注意/警告|リンク/クリック|添付|送信者/差出人",
        "外部|警告/注意/小心/提醒|链接/連結/鏈接|附件|点击/點擊|发件人/寄件者",
        "외부|주의/경고|링크|첨부|발신",
    )
)
_WARNING_GATE = (
    "extern", "outside", "caution", "außerhalb", "extérieur", "estern", "buiten", "utanför", "utenfor", "udefra", "ulkop", "zewn", "spoza", "внешн", "извне", "зовнішн",
    "社外", "外部", "외부", "don't often get email", "don’t often get email", "fuera de", "fora da", "nicht häufig e-mails", "pas souvent de courriers", "no suele recibir", "non si ricevono spesso",
)  # fmt: skip
_SELDOM = _stems(
    "you don't often get email from|you don’t often get email from|don't often get email from|don’t often get email from|nicht häufig e-mails von|n’obtenez pas souvent d’e-mail|pas souvent de courriers|no suele recibir correos|não costuma receber emails|non si ricevono spesso messaggi|learn why this is important"
)
_TAGS = frozenset(
    _stems(
        "external|external email|external mail|external sender|external message|ext|extern|externe e-mail|externe email|externe mail|externer absender|externe nachricht|externe|courriel externe|expéditeur externe|correo externo|remitente externo"
        "|email externo|e-mail externo|mittente esterno|email esterna|externe afzender|externt mail|ekstern e-post|ekstern mail|ulkoinen viesti|wiadomość zewnętrzna|externí zpráva|внешнее письмо|внешний отправитель|外部メール|社外メール|外部邮件|외부메일"
    )
)

_MAX_TAIL = 20_000
_ALL = (*_LEGAL_GATE, *_MACHINE, *_NATURE, *_UNSUBSCRIBE, "mailing list")


def _score(text: str, language: Sequence[Sequence[str]]) -> int:
    score = 0
    for stems in language:
        for stem in stems:
            if stem in text:
                score += 1
                break
    return score


def _has_any(text: str, stems: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, stems))


def _is_legal(text: str, needed: int = 3) -> bool:
    return (
        len(text) >= 25
        and _has_any(text, _LEGAL_GATE)
        and any(_has_any(text, gate) and _score(text, language) > needed for gate, language in _LEGAL_BY_GATE)
    )


def _is_machine(text: str) -> bool:
    if _has_any(text, _MACHINE) or (_has_any(text, _NATURE) and _has_any(text, _PRINT) and len(text) < 500):
        return True
    return _has_any(text, _UNSUBSCRIBE) and _has_any(text, _CLICK) and not _ME.search(text)


def footer_start(lines: Sequence[str], whole: bool) -> int:
    """The index of the first line that a machine added below what was typed, len(lines) where there is none.

    `whole`: these lines are all there is, so the first paragraph stays whatever it looks like.
    """
    starts: list[tuple[int, int]] = []
    end = len(lines)
    tail = "\n".join(lines[-400:])[-_MAX_TAIL:].casefold()
    if not _has_any(tail, _ALL):
        return end
    while end > 0 and len(starts) < MAX_PARAGRAPHS:
        while end > 0 and not lines[end - 1].strip():
            end -= 1
        begin = end
        while begin > 0 and end - begin < 40 and lines[begin - 1].strip():
            begin -= 1
        if begin < end:
            starts.append((begin, end))
        end = begin
    cut, misses = len(lines), 0
    for begin, stop in starts:
        if whole and begin == 0 and stop - begin == 1:
            break
        at = _footer_in(lines, begin, stop, cut < len(lines))
        if at < 0:
            misses += 1
            if misses > (4 if cut < len(lines) else 3):
                break
        elif not (whole and not any(line.strip() for line in lines[:at])):
            cut, misses = at, 0
    return cut


def _footer_in(lines: Sequence[str], begin: int, stop: int, below: bool) -> int:
    """The line of a paragraph where a footer begins, -1: none. `below`: the paragraph right below is one."""
    text = "\n".join(lines[begin:stop])[:_MAX_PARAGRAPH].casefold()
    bare = text.strip(" \t*_-:=.#[]()")
    if below and bare in _HEADINGS:
        return begin
    if "mailing list" in text and lines[begin].strip()[:2] in {"__", "--", "=="}:
        return begin
    machine = _is_machine(text)
    if not machine and not _is_legal(text, 2 if below else 3):
        return -1
    if stop - begin == 1:
        return begin
    for at in range(begin, stop):
        line = lines[at].strip().casefold()
        if not line.strip("_-=*#~ "):
            return at
        rest = "\n".join(lines[at:stop])[:_MAX_PARAGRAPH].casefold()
        if machine and _is_machine(line):
            return at
        if not machine and (len(line) > 40 or line.strip(" :*") in _HEADINGS) and _is_legal(line, 0):
            return at
        if len(rest) < 25:
            break
    return begin


def banner_end(lines: Sequence[str]) -> int:
    """How many lines at the top are a warning that a mail system put there ("CAUTION: external e-mail…"), blank ones included."""
    at = 0
    for _ in range(4):
        begin = at
        while begin < len(lines) and not lines[begin].strip():
            begin += 1
        stop = begin
        while stop < len(lines) and stop - begin < 12 and lines[stop].strip():
            stop += 1
        if begin == stop:
            return at
        end = _banner_in(lines, begin, stop)
        if end < 0:
            return at
        at = end
    return at


def _banner_in(lines: Sequence[str], begin: int, stop: int) -> int:
    text = "\n".join(lines[begin:stop])[:900].casefold()
    if not _has_any(text, _WARNING_GATE):
        return -1
    first = lines[begin].casefold().strip(" \t*[](){}<>-_=!:.|#⚠️")
    if first in _TAGS:
        return begin + 1
    if not _is_warning(text):
        return -1
    end = begin + 1
    while end < stop and (_is_warning(lines[end].casefold()) or _joined(lines, begin, end)):
        end += 1
    return end


def _joined(lines: Sequence[str], begin: int, at: int) -> bool:
    """Whether a line goes on with the warning above it: it holds a word of one, or the warning is not yet complete."""
    line = lines[at].casefold()
    if not _is_warning("\n".join(lines[begin:at]).casefold()):
        return True
    before = lines[at - 1].rstrip()
    return (len(before) >= 60 and before[-1:] not in ".!?]*>)。】）!") or any(
        _score(line, language) >= 2 for language in _WARNING_SIGNS
    )


def _is_warning(text: str) -> bool:
    if _has_any(text, _SELDOM):
        return True
    return any(
        any(stem in text for stem in language[0]) and _score(text, language) >= 3
        for language in _WARNING_SIGNS
    )
