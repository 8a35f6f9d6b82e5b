"""What an automatic reply says: away, left for good, moved to another address, or only "we have your message"; and whether a text is one.

The phrases are those of mail programs and of people's notes in sixteen languages. `Note.sort_of` is only asked of messages that are known
to be automatic; `reads_like_one` must tell a note from a person's "I am out tomorrow", where no header helps.
"""

from __future__ import annotations

import re

from agent.model import Address, Kind

MAX_TEXT = 6_000
MAX_CONTACTS = 10

# Put in front of the subject by programs, each followed by a colon and the subject that is answered (or by nothing).
_SURE_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,40}\]\s*)?(?:"
    r"(?:out of (?:the )?office )?auto(?:matic|mated)?[ -]?(?:reply|response|responder|answer|ack\w*)|out of (?:the )?office (?:auto-?reply|reply|response|assistant|(?:notification|message|notice)(?= ?:))|oof:|ooo auto"
    r"|automatische (?:antwort|abwesenheits\w+|rückantwort|empfangsbestätigung|eingangsbestätigung)|abwesenheits(?:notiz|nachricht|benachrichtigung|assistent|meldung|agent|info)\w*|autom\. antwort|autoantwort"
    r"|réponse automatique|message automatique(?: d['’]absence)?|réponse auto|réponse d['’]absence|notification d['’]absence|message d['’]absence|absence du bureau|absent du bureau"
    r"|respuesta automática|respuesta automatica|contestación automática|respuesta de fuera de (?:la )?oficina|mensaje automático"
    r"|risposta automatica|risponditore automatico|messaggio automatico"
    r"|automatisch (?:antwoord|bericht|beantwoord\w*)|automatische reactie|afwezigheids(?:bericht|melding|assistent)|niet aanwezig:"
    r"|resposta automática|resposta automatica|mensagem automática|aviso de ausência|ausência temporária"
    r"|automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|autoresponder|odpowiedz automatyczna"
    r"|автоматический ответ|автоответ\w*|автоматическое (?:сообщение|уведомление)|відповідь автовідповідача|автоматична відповідь"
    r"|automatiskt svar|autosvar|frånvaromeddelande|automatsvar"
    r"|automatisk (?:svar|besvarelse)|autosvar|fraværs(?:melding|meddelelse|besked|assistent)|ikke til ?stede|ikke på kontoret:"
    r"|automaattinen vastaus|automaattivastaus|poissaoloilmoitus|poissaoloviesti"
    r"|automatická odpověď|automatická odpoveď|automatická odpověd|oznámení o nepřítomnosti"
    r"|automatikus válasz|răspuns automat|αυτόματη απάντηση|otomatik (?:yanıt|cevap)|ofis dışında:"
    r"|自動応答|自動返信|不在通知|不在応答|休暇通知|自动回复|自動回覆|自动答复|自動答覆|自动应答|외출 중|부재중|자동 ?회신|자동 ?응답"
    r"|\[?auto(?:matically)? generated\]?|\[auto\]|auto:|vacation (?:reply|response|message|notice|auto)"
    r")",
    re.IGNORECASE,
)
# With a colon and a subject after it a program's, else anybody's.
_COLON_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,40}\]\s*)?(?:out of (?:the )?office|ooo|away|on (?:vacation|leave|holiday)|vacation|abwesend|abwesenheit|nicht im (?:büro|haus)|außer haus|im urlaub"
    r"|absent|absence|hors du bureau|en congés?|fuera de (?:la )?oficina|ausente|ausencia|de vacaciones|fuori (?:ufficio|sede)|assente|assenza|in ferie"
    r"|afwezig(?:heid)?|niet op kantoor|fora d[oe] escritório|ausente|ausência|de férias|ausência do escritório|nieobecn\w+|poza biurem|нет на месте|вне офиса|в отпуске"
    r"|frånvar(?:o|ande)|ej på kontoret|inte på kontoret|fravær\w*|ikke på kontoret|poissa(?: toimistolta)?|mimo kancelář|nepřítom\w+|ofis dışında(?:yım)?|不在|休暇|外出|休假)\s*[:：]\s*\S",
    re.IGNORECASE,
)
_AWAY_SUBJECT = re.compile(
    r"\b(?:out of (?:the )?office|ooo|away from|on (?:vacation|leave|holidays?)|vacation|holiday|abwesen\w+|nicht im (?:büro|haus)|außer haus|urlaub|absen(?:t|ce)\w*|hors du bureau|congés|fuera de (?:la )?oficina|ausen\w+|vacaciones|fuori (?:ufficio|sede)|assen\w+|ferie|afwezig\w*|vakantie|fora d[oe]|ausência|férias|nieobecn\w+|urlop\w*|отпуск\w*|вне офиса|frånvar\w+|semester|fravær\w*|ferie|poissa\w*|loma\w*|mimo kancelář|dovolen\w+|izin\w*|no longer|not monitored|new (?:e-?mail )?address|neue e-?mail\S*|nouvelle adresse|changement d['’]adresse)\b|不在|休暇|休假|外出",
    re.IGNORECASE,
)
_NOTES_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,40}\]\s*)?[^:?!]{2,90}? (?:is (?:currently )?out of the office|ist (?:außer haus|nicht im büro|abwesend)|est absente?(?: du bureau)?|est en congés|está (?:ausente|fuera de la oficina)|è (?:assente|fuori (?:ufficio|sede))|is (?:niet aanwezig|afwezig)|está (?:fora do escritório|ausente)|jest (?:nieobecn\w|poza biurem)|är (?:inte på kontoret|frånvarande)|er ikke (?:på kontoret|til ?stede)|on poissa)[^?]{0,60}$",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:i am|i'm|i’m|i will|i'll|i’ll|i have|ich|je|j'ai|j’ai|estoy|estaré|sono|sarò|ik|estou|estarei|jestem|będę|я|jag|jeg|olen|jsem|budu)\b",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"(?:this is|this e-?mail is|this message is|please note this is)? ?an? (?:automatic|automated|auto)(?:ally generated)?[ -]?(?:e-?mail |mail )?(?:reply|response|message|e-?mail|answer|acknowledg\w+|confirmation|notification)|(?:automatically|auto)[ -]?generated|auto-?responder|dies ist eine automatisch|automatisch (?:erstellte?|generierte?|erzeugte?|versandte?)|automatische (?:antwort|nachricht|e-?mail)|(?:réponse|message|courriel) (?:est )?(?:automatique|généré)|(?:mensaje|respuesta|correo) (?:es |generad[oa] )?automátic\w+|(?:messaggio|risposta|email) (?:generat[oa] )?automatic\w+|automatisch (?:gegenereerd|antwoord|bericht)|(?:mensagem|resposta|e-mail) automátic\w+|(?:wiadomość|odpowiedź) (?:została )?(?:wygenerowana )?automatyczn\w+|автоматическ\w+ (?:ответ|сообщение|уведомление|письмо)|automatiskt (?:svar|meddelande|genererat)|automatisk (?:svar|besked|melding|generer\w+)|automaattinen (?:vastaus|viesti)|automatick\w+ (?:odpověď|zpráva)|自動(?:的に)?(?:応答|返信|送信|配信)|自动(?:回复|发送|生成)|自動(?:回覆|發送)|otomatik (?:yanıt|mesaj|cevap)",
    re.IGNORECASE,
)
_THANKS_FOR_MAIL = re.compile(
    r"\b(?:thank(?:s| you)(?: very much| so much)? for (?:your |the |sending |contacting|writing|e-?mailing|reaching|getting in touch|the )(?:recent |kind |interest\w* )?(?:e-?mail|message|mail|enquiry|inquiry|note|request)?|(?:vielen |herzlichen |besten )?dank für ihre? (?:e-?mail|nachricht|mail|anfrage|interesse)|(?:ihre|deine) (?:e-?mail|nachricht|mail) wird nicht (?:weitergeleitet|automatisch|gelesen)|merci (?:pour|de) votre (?:e-?mail|message|mail|courriel|demande)|gracias por (?:su|tu) (?:correo|mensaje|e-?mail|mail|consulta)|grazie per (?:la (?:sua|tua|vostra) |il (?:suo|tuo|vostro) |aver\w* )(?:e-?mail|mail|messaggio|richiesta|scritto|contattato)|(?:hartelijk )?(?:bedankt|dank) voor (?:uw|je) (?:e-?mail|bericht|mail|aanvraag)|obrigad[oa] (?:pel[oa]|por) (?:seu |sua |vosso |vossa |o seu |a sua )?(?:e-?mail|mensagem|contato|contacto)|dziękuję za (?:wiadomość|e-?mail|kontakt|maila)|спасибо за (?:ваше |вашу )?(?:письмо|сообщение|обращение)|tack för (?:ditt|er[t]?) (?:mejl|e-?post\w*|meddelande|mail)|tak for (?:din|deres) (?:mail|e-?mail|besked|henvendelse)|takk for (?:din|deres)? ?(?:e-?post\w*|melding|henvendelse|mail)|kiitos (?:viestistä(?:si|nne)|sähköposti\w+|yhteydenoto\w+)|děkuji za (?:vaši )?(?:zprávu|e-?mail)|mesajınız|e-?postanız için teşekkür)",
    re.IGNORECASE,
)
_ANSWER_LATER = re.compile(
    r"\b(?:(?:respond|reply|answer|get back|attend|read|return|follow up|revert|be in touch)[^.\n]{0,60}(?:up)?on (?:my )?return|(?:respond|reply|answer|get back)[^.\n]{0,50}(?:when i (?:return|am back|get back)|as soon as (?:i (?:return|am back)|possible))|(?:will|'ll) (?:respond|reply)[^.\n]{0,30}when i(?: return|'m back| get back)|(?:your|all) (?:message|e-?mail|mail)s? (?:will (?:not )?be|is (?:not )?being|won't be|are not|is not) (?:read|forward|monitor|answer|check)\w*|nach meiner rückkehr|ihre (?:nachricht|e-?mail|mail)\w*[^.\n]{0,40}(?:weitergeleitet|beantworte|bearbeite|gelesen)|à mon retour|dès mon retour|a mi (?:regreso|vuelta|retorno)|al mio (?:rientro|ritorno)|(?:bij|na) (?:mijn )?terugkomst|zodra ik terug ben|no meu (?:regresso|retorno)|retorno (?:sua|a sua) mensagem|após (?:o )?meu (?:regresso|retorno)|po (?:moim )?powrocie|после (?:моего )?возвращения|отвечу на ваше|när jag (?:är|kommer) tillbaka|ved min tilbagekomst|når jeg er tilbake|når jeg er tilbage|palattuani|po (?:mém )?návratu|döndüğümde)|戻り次第|返回后|回来后",
    re.IGNORECASE,
)
_URGENT = re.compile(
    r"\b(?:(?:for|in case of|if)[^.\n]{0,40}(?:urgent|immediate|emergenc\w+|assistance|require)|in dringenden|dringende|bei dringend\w+|en cas d['’]urgence|pour toute urgence|(?:para|en caso de|por)[^.\n]{0,20}urgen\w+|per urgenze|in caso di urgenza|(?:bij|voor) (?:spoed|dringende)|em caso de urgência|assuntos urgentes|w (?:pilnych|nagłych) sprawach|по срочным|в срочных|vid brådskande|i hastesager|haster det|ved hast\w+|kiireelli\w+|v naléhav\w+|acil durum\w*)|お急ぎ|緊急|紧急|緊急",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:out of (?:the |my )?office|away from (?:the |my )?(?:office|desk|e-?mail)|(?:i am|i'm|i’m|i will be|i'll be|we are|currently)[^.\n]{0,30}(?:on (?:\w+ ){0,2}(?:leave|vacation|holidays?|pto|sabbatical|travel)|away|absent|travell?ing|unavailable|attending|off (?:until|till|work|sick)|in training)|on (?:annual|maternity|paternity|parental|sick|medical|personal) leave|on (?:vacation|pto|holidays?|leave)|limited (?:or no )?(?:access|availability)|(?:no|without) access to (?:my )?(?:e-?)?mail|not (?:be )?(?:in|at) (?:the |my )?(?:office|desk)|not (?:be )?(?:checking|reading) (?:my )?(?:e-?)?mails?|(?:office|we)(?: is| are| will be)? closed|back (?:in the office |at work |at my desk )?(?:on|in|from|monday|tuesday|wednesday|thursday|friday)|(?:will|'ll) (?:return|be back|not return)|unable to (?:respond|reply|check|read)|currently (?:away|out|unavailable|travell?ing)|out (?:until|till|from|through|on|this|next|today|sick|ill|of town)|away (?:until|till|from|on|this|next|for)"
    r"|nicht (?:im (?:büro|hause?)|erreichbar|am (?:arbeits)?platz|anwesend|da)|abwesend|im urlaub|in urlaub|urlaub|außer haus|dienstreise|elternzeit|mutterschutz|wieder (?:erreichbar|im büro|da|für sie da|zurück)|krank\w*|auf reisen|geschlossen|betriebsferien"
    r"|absente?s?|en (?:congés?|vacances|déplacement|formation|arrêt)|hors du bureau|de retour|congé (?:maternité|parental)|pas (?:au bureau|joignable|disponible)|injoignable|indisponible"
    r"|fuera de (?:la |mi )?oficina|de vacaciones|ausente|de viaje|de baja|no est(?:oy|aré) (?:disponible|en la oficina)|de permiso|volveré|regresaré"
    r"|fuori (?:ufficio|sede|dall['’]ufficio)|in ferie|in vacanza|assente|in trasferta|in viaggio|in congedo|in malattia|rientrerò|non sarò (?:in ufficio|disponibile|raggiungibile)"
    r"|afwezig|niet (?:op kantoor|aanwezig|bereikbaar)|op vakantie|met (?:vakantie|verlof|zwangerschapsverlof)|vrij|met ouderschapsverlof"
    r"|fora d[oe] escritório|de férias|ausente|em viagem|de licença|fora da empresa|em licença|não estarei|sem acesso ao e-?mail"
    r"|nieobecn\w+|na urlopie|urlop\w*|poza biurem|w delegacji|na zwolnieniu"
    r"|в отпуске|в командировке|не в офисе|нет (?:в офисе|на месте|на рабочем)|отсутству\w+|буду отсутствовать|на больничном|в декрет\w*"
    r"|semester|inte på (?:kontoret|plats)|ledig|frånvarande|föräldraledig|tjänsteresa|åter på|tillbaka|borta|sjukskriven|bortrest"
    r"|(?:på|holder|har) ferie|ikke (?:på kontoret|til ?stede|på plads)|fraværende|barsel\w*|tilbage (?:på|igen|den|man)|tilbake (?:på|igjen|den|man)|på reise|permisjon|tjenesterejse|avspaserer|syk|fri"
    r"|lomalla|poissa|en ole (?:toimistolla|paikalla|töissä|tavoitettavissa)|työmatkalla|vanhempainvapaalla|sairauslomalla|palaan"
    r"|mimo kancelář|na dovolené|dovolen\w+|nepřítom\w+|nejsem v kanceláři|služební cest\w+"
    r"|izinli\w*|izinde\w*|ofis dışında\w*|tatilde\w*|ofiste (?:değilim|olmayacağım)|yıllık izin\w*|seyahatte\w*)\b"
    r"|休暇|不在|休み|出張|休業|外出|離席|休假|外出|出差|不在办公室|不在辦公室|放假|年假|휴가|부재",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\b(?:no longer (?:with|at|works?|working|employed|part of|associated|a member|an employee|affiliated|here|be with)|(?:has|have|i've|i’ve|she's|he's) (?:now |since |recently |already )?(?:left|departed|moved on from|resigned|retired)(?: from)? ?(?:the |our |this )?(?:company|organi[sz]ation|firm|business|position|employment|[A-Z]\w+)?|(?:left|leaving) (?:the company|the organi[sz]ation|the firm|our company|the business|employment)|(?:is|am) (?:now )?retired|(?:his|her|their|my|'s|’s) (?:employment|contract|time|tenure)[^.\n]{0,30}(?:has )?(?:ended|terminated|come to an end|ceased)|does(?:n't| not) work (?:here|for|at|with)|do(?:n't| not) work (?:here|for|at) [^.\n]{0,20}any ?(?:more|longer)|last day (?:at|with|of|was)|(?:ceased|ended) (?:employment|working)|(?:mailbox|account|address) (?:is|has been|will be|was) (?:no longer (?:monitored|active|in use|valid|used)|closed|deactivated|decommissioned|disabled)|no longer (?:monitored|in use|active|valid)|unmonitored|refer all (?:e-?mails?|mail|messages|questions|inquiries) to"
    r"|nicht (?:mehr|länger) (?:(?:für|bei|in|im|an) [^.\n]{0,60})?(?:tätig|beschäftigt|angestellt|im (?:unternehmen|hause?)|arbeite[nt]?|mitarbeiter\w*|erreichbar unter)|(?:arbeite|arbeitet) (?:seit [^.\n]{0,25})?nicht mehr|(?:habe|hat) (?:[^.\n]{0,40})?(?:das unternehmen|die firma|unser haus|unser unternehmen|die gesellschaft) (?:[^\n]{0,30})?verlassen|unternehmen verlassen|firma verlassen|ausgeschieden|im ruhestand|(?:postfach|adresse|mailbox) (?:wird|ist) nicht (?:mehr|länger) (?:gelesen|betreut|aktiv|genutzt|abgerufen)"
    r"|(?:ne (?:fait|fais|faisons) plus partie|ne (?:travaille|travaillons) plus|n['’]est plus (?:en poste|salarié\w*|employé\w*|chez|dans|au sein)|ne suis plus (?:en poste|chez|dans|au sein|salarié\w*)|(?:a|ai|j['’]ai|avons) (?:désormais |définitivement )?quitté (?:la société|l['’]entreprise|ses fonctions|mes fonctions|le groupe|notre société|son poste|mon poste|[A-Z]\w+)|plus collaborat\w+|parti\w* (?:à la|en) retraite)"
    r"|ya no (?:trabaj\w+|forma\w* parte|est(?:á|oy) (?:en|con) (?:la|nuestra|esta) (?:empresa|compañía)|labor\w+|pertenec\w+|se encuentra (?:en|con) (?:la|nuestra))|(?:he|ha) (?:dejado|abandonado|causado baja)[^.\n]{0,20}(?:la|nuestra|en) (?:empresa|compañía|organización)|dejé la empresa|(?:me he|se ha) jubilado|no labora"
    r"|non (?:lavor\w+|fa|faccio|è|sono|collabor\w+) più (?:parte|presso|per|con|in|alle|un|una|qui|dipendent\w+)|non (?:lavor\w+|collabor\w+) più|ha (?:lasciato|cessato)[^.\n]{0,30}(?:azienda|società|collaborazione|rapporto|attività|ditta)|ho lasciato (?:l['’]azienda|la società|la ditta)|(?:è|sono) (?:andat[oa] )?in pensione"
    r"|(?:werk|werkt|werkzaam) (?:sinds [^.\n]{0,25})?niet (?:meer|langer)|niet (?:meer|langer) (?:werkzaam|in dienst|werk\w*|bij ons|verbonden)|uit dienst|(?:heb|heeft) [^.\n]{0,30}(?:verlaten|afscheid genomen)|met pensioen"
    r"|(?:não|nao) (?:faz|faço|fazem) mais parte|não (?:trabalh\w+|integr\w+|colabor\w+|está|estou|pertenc\w+) mais|já não (?:trabalh\w+|faz|faço|colabor\w+|est\w+ na|integr\w+|pertenc\w+)|(?:deixou|deixei|saiu|saí) (?:da|de trabalhar|a) ?(?:empresa|organização|companhia)?|desligad[oa] da empresa|aposentad[oa]"
    r"|(?:już )?nie (?:pracuj\w+|jest(?:em)? (?:już )?pracownik\w+)|nie jest(?:em)? już (?:pracownik\w+|zatrudnion\w+)|zakończył\w* (?:prac\w+|współprac\w+)|odsz(?:edłem|edł|łam|ła) z (?:firmy|pracy)|na emerytur\w+"
    r"|больше не работа\w+|уже не работа\w+|не работа\w+ (?:больше|более|в компании|в нашей)|уволил\w+|покинул\w* компанию|больше не (?:являюсь|является) сотрудник\w+|на пенсии"
    r"|(?:har )?slutat (?:på|hos|min|sin|i|vid)?|arbetar (?:inte|ej) (?:längre|kvar)|jobbar (?:inte|ej) (?:längre|kvar)|(?:inte|ej) längre anställd|lämnat (?:företaget|bolaget)|gått i pension"
    r"|(?:er )?(?:stoppet|fratrådt|fratrått|sluttet) (?:hos|i|på|som|min|sin)?|ikke længere (?:ansat|hos|i)|(?:jobber|arbeider|arbejder) ikke (?:lenger|længere)|ikke lenger (?:ansatt|hos|i)|har (?:sluttet|forladt|forlatt) [^.\n]{0,20}|gået på pension|pensjonert"
    r"|en (?:enää )?työskentele enää|ei (?:enää )?(?:työskentele|ole)(?: enää)? (?:palveluksessa|yrityksessä|yrityksen|meillä|töissä)|en työskentele enää|lopettanut työ\w+|siirtynyt (?:pois|uusiin|eläkkeelle)|jäänyt eläkkeelle|jättänyt yrityksen"
    r"|již (?:ve (?:společnosti|firmě) )?nepracuj\w+|už (?:ve (?:společnosti|firmě) )?nepracuj\w+|(?:opustil\w*|odešel|odešla) (?:z )?(?:společnost\w*|firm\w*)|ukončil\w* (?:pracovní poměr|zaměstnání)"
    r"|artık [^.\n]{0,40}çalışmıyor\w*|görevinden ayrıl\w+|şirketten ayrıl\w+|şirketimizden ayrıl\w+|işten ayrıl\w+|emekli oldu\w*)"
    r"|退職(?:いた|し|致)|退社(?:いた|し|致)|離職|已离职|已離職|已经离职|已從|不再(?:在|担任|就职)|已离开公司|離開公司|퇴사",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?:(?:my|our|the|his|her) (?:new |updated )?e-?mail(?: address)? (?:has|have) (?:been )?changed|(?:has|have|is) (?:been )?chang(?:ed|ing) (?:my|our|his|her|to)? ?(?:new )?e-?mail|(?:my|our|a|her|his|the|following) new (?:e-?mail )?(?:address|e-?mail|contact)|new (?:e-?mail )?address (?:is|:)|(?:now|henceforth) be (?:reached|contacted) (?:at|on|via|under)|update your (?:address ?book|contacts?|records)|(?:use|send)[^.\n]{0,40}new (?:e-?mail )?address|(?:this|old) (?:e-?mail )?address (?:is|will be|has been) (?:no longer (?:in use|valid|active|used)|discontinued|switched off|replaced|changed|phased out|retired)|e-?mail address (?:has )?changed|changed (?:my|our) (?:e-?mail )?address"
    r"|neue (?:e-?mail-?)?(?:adresse|anschrift)|(?:e-?mail-?)?adresse (?:hat sich |wurde )?geändert|adressänderung|ab sofort (?:unter|erreichen)|künftig unter"
    r"|nouvelle adresse|adresse (?:e-?mail |électronique |mail )?(?:a changé|change)|changement d['’]adresse|j['’]ai changé d['’]adresse|nouveau (?:mail|courriel)"
    r"|nuev[ao] (?:dirección|correo|e-?mail|mail)|(?:dirección|correo)[^.\n]{0,25}ha cambiado|cambio de (?:dirección|correo)|he cambiado de (?:dirección|correo)"
    r"|nuov[oa] (?:indirizzo|e-?mail|mail)|indirizzo[^.\n]{0,20}è cambiato|cambio (?:di )?indirizzo|ho cambiato indirizzo"
    r"|nieuwe? (?:e-?mail ?adres|mailadres|adres)|(?:e-?mail ?|mail)adres (?:is )?gewijzigd|adreswijziging|(?:e-?mail ?|mail)?adres is veranderd"
    r"|nov[oa] (?:endereço|e-?mail|correio|morada)|(?:endereço|e-?mail)[^.\n]{0,20}mudou|mud(?:ei|ança) de (?:endereço|e-?mail)"
    r"|nowy (?:adres|e-?mail|mail)|zmian\w+ adresu|adres[^.\n]{0,20}(?:zmienił|uległ zmianie)|новый (?:адрес|e-?mail|электронный)|адрес[^.\n]{0,25}изменил\w+|смен\w+ адрес\w*"
    r"|ny (?:e-?post\w*|mejl\w*|mail\w*|e-?mail\w*)|nya e-?postadress\w*|(?:e-?post|mejl|mail)adress\w* (?:har )?ändrats|bytt (?:e-?post|mejl|mail)\w*|(?:byttet|skiftet) (?:e-?post|mail|e-?mail)\w*|nye? (?:mail|e-?mail|e-?post)adresse"
    r"|uusi (?:sähköposti\w*|osoite\w*)|sähköpostiosoitteeni on (?:muuttunut|vaihtunut)|nov[áý] (?:e-?mail\w*|adres\w*)|změna (?:e-?mail\w*|adresy)|yeni e-?posta|e-?posta adresim değiş\w+)\b"
    r"|メールアドレスが?(?:変更|変わ)|新しい(?:メール)?アドレス|邮箱(?:地址)?已?(?:变更|更改|更换)|新邮箱|新的?(?:邮箱|電郵|电子邮件)",
    re.IGNORECASE,
)
_OOO_WORD_IN_SUBJECT = re.compile(
    r"out of (?:the )?office|\booo\b|vacation|holiday|abwesen|urlaub|absen[ct]|congé|fuera de|vacaciones|fuori|ferie|afwezig|vakantie|ausên|ausen|férias|nieobecn|urlop|отпуск|frånvar|fravær|ikke til ?stede|poissa|nepřítom|mimo kancelář|ofis dışında|不在|休暇|休假|외출|부재",
    re.IGNORECASE,
)

# One of these is in every text that may be a note: looked for first, because it is quick.
_HINTS = (
    "thank you for", "thanks for", "thank you very much for", "thank you so much for", "dank für", "e-mail wird nicht", "nachricht wird nicht", "mail wird nicht",
    "merci pour", "merci de votre", "gracias por", "grazie per", "dank voor", "bedankt voor", "obrigado", "obrigada", "dziękuję za", "спасибо за", "tack för",
    "tak for", "takk for", "kiitos", "děkuji za", "mesajınız", "teşekkür", "automati", "auto-", "autogener", "autorespond", "автомат", "自动", "自動", "otomatik",
)  # fmt: skip
# The same for what a program says of itself.
_AUTOMATIC_HINTS = ("auto", "généré", "автомат", "自动", "自動", "otomatik")
# A person's own responder, not a help desk's: RFC 3834 section 5.2 (owner-email), Zimbra's "vacation", Exchange's rules.
_PERSONAL_HINT = re.compile(r"vacation|oof|owner-email|out-of-office|inbox-rules-loop", re.IGNORECASE)


def automatic_subject(subject: str) -> str | None:
    """The words of a decoded subject that only a program puts there, None where there are none."""
    if found := _SURE_SUBJECT.match(subject):
        return found[0].strip()
    return subject.strip()[:120] if _COLON_SUBJECT.match(subject) else None


def reads_like_one(subject: str, text: str) -> str | None:
    """The words that give a text away as an automatic reply where no header does; None where a person may have written it.

    One sign is never enough: people announce their holidays too. They do not thank for a message that they have not read, though.
    """
    text = text[:MAX_TEXT]
    small = text.lower()
    if not any(map(small.__contains__, _HINTS)) and not _AWAY_SUBJECT.search(subject):
        return None
    if _NOTES_SUBJECT.match(subject) and _FIRST_PERSON.search(text):
        return subject.strip()[:120]
    automatic = _AUTOMATIC.search(text) if any(map(small.__contains__, _AUTOMATIC_HINTS)) else None
    thanks = _THANKS_FOR_MAIL.search(text)
    if automatic and (thanks or _says_away(text)):
        return automatic[0].strip()
    by_subject = _AWAY_SUBJECT.search(subject) is not None
    if "?" in text or not (thanks or by_subject) or not _says_away(text):
        return None
    signs = [found for found in (thanks, _ANSWER_LATER.search(text), _URGENT.search(text)) if found]
    if len(signs) >= 2:
        return signs[0][0].strip()
    if signs and by_subject and signs[0].re is not _URGENT:
        return signs[0][0].strip()
    return None


def _says_away(text: str) -> bool:
    return bool(_AWAY.search(text) or _LEFT.search(text))


def sort_of(subject: str, text: str, hint: str = "") -> tuple[Kind, str]:
    """Which of the four sorts of automatic reply this is, with the words that say so ("" where nothing is said).

    `hint`: the header field that told that it is one; it decides where the text is silent.
    """
    text = text[:MAX_TEXT]
    left = _LEFT.search(text) or _LEFT.search(subject)
    moved = _MOVED.search(text) or _MOVED.search(subject)
    away = _AWAY.search(text)
    if left and not (moved and moved.start() < left.start() and moved.string is text):
        return Kind.LEFT_COMPANY, left[0].strip()
    if moved and not (away and _OOO_WORD_IN_SUBJECT.search(subject)):
        return Kind.ADDRESS_CHANGE, moved[0].strip()
    if away:
        return Kind.OUT_OF_OFFICE, away[0].strip()
    if said := _OOO_WORD_IN_SUBJECT.search(subject):
        return Kind.OUT_OF_OFFICE, said[0]
    if _PERSONAL_HINT.search(hint):
        return Kind.OUT_OF_OFFICE, hint
    return Kind.AUTO_REPLY, ""


def says_left(text: str) -> str | None:
    """The words by which a person says that they, or somebody, left or will leave their company."""
    found = _LEAVING.search(text[:MAX_TEXT]) or _LEFT.search(text[:MAX_TEXT])
    return found[0].strip() if found else None


_LEAVING = re.compile(
    r"\b(?:(?:my|his|her) last (?:working )?day|leaving (?:the company|[A-Z]\w+)|i (?:will be|am|'m) leaving|(?:takes|taking|take|will take) over (?:from me|for me|my|his|her)|(?:my|his|her) (?:successor|replacement)|verlasse|mein(?:e)? (?:nachfolger\w*|letzter)|quitte|je quitterai|mon (?:dernier jour|successeur|remplaçant\w*)|dejo la empresa|mi (?:sucesor\w*|último día)|lascio|lascerò|il mio (?:successore|ultimo giorno)|ik verlaat|mijn (?:opvolger\w*|laatste werkdag)|meu (?:sucessor\w*|último dia)|deixo a empresa|mój następca|min (?:efterträdare|efterfølger|etterfølger|siste dag|sidste dag|sista dag))\b|\b[A-Z]\w+(?: [A-Z]\w+)? \([^()\s]+@[^()\s]+\) takes over",
)

ADDRESS = re.compile(
    r"(?<![\w.+%@/-])[\w][\w.+%'&/=-]{0,63}@(?:[\w-]{1,63}\.){1,8}[a-zA-Z][\w-]{1,30}(?![\w@])"
)
_NAME = re.compile(
    r"((?:[^\W\d_a-zß-öø-ÿ][\w'’.-]*|(?<=\s)(?:de|van|von|der|den|da|do|dos|di|del|la|le|el|bin|ten|ter|zu|af)(?=\s))(?:[ \t]+(?:[^\W\d_a-zß-öø-ÿ][\w'’.-]*|(?:de|van|von|der|den|da|do|dos|di|del|la|le|el|bin|ten|ter|zu|af)(?=\s))){0,4})"
    r"[ \t]*(?:,|:|-|–|\(|<|\[|/|at|via|under|unter|on|by e-?mail|per e-?mail|auf|über|or|til|på|op|под|по|em|en|a|à|e-?mail|mailto|ved|mail|pod|adresem|tel[^@\n]{0,25}?|[,;]?[ \t]*e-?mail:?|\s){0,4}[ \t]*[(<\[]?(?:mailto:)?$"
)
_TITLES = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Dr|Prof|Herr|Herrn|Frau|M|Mme|Mlle|Sr|Sra|Sig|Dott|Ing|Pan|Pani|Panem|Panią|Contact|Please|Email|E-mail|Bitte|Merci|Contacter|Contactez|Kontakta|Kontakt|Kontaktovat|Bij|Voor|For|My|The|In|Or|And|Von|An|To|Ask|Write|Call|Successor|Colleague|Neem|Can)\.?\s+)+"
)
_SENTENCE_END = re.compile(r"(?<=\w{4})\.\s+")
_CJK_NAME = re.compile(r"([\u4e00-\u9fff\u30a0-\u30ff]{2,8}?)(?:様|さん|氏|先生|女士)?\s*[（(<:： ]*$")
_CJK_ASKS = re.compile(r"联系|聯繫|联络|聯絡|場合は|請|请")


def _name_before(text: str, start: int) -> str:
    before = text[max(0, start - 90) : start]
    before = before[before.rfind("\n\n") + 1 :]
    if found := _NAME.search(before.replace("\n", " ")):
        name = _TITLES.sub("", _SENTENCE_END.split(found[1])[-1]).strip(" .,-")
        return name if 1 < len(name) <= 60 and "@" not in name else ""
    if found := _CJK_NAME.search(before):
        return _CJK_ASKS.split(found[1])[-1]
    return ""


def contacts_in(text: str, without: frozenset[str]) -> tuple[Address, ...]:
    """The addresses that a text names, with the names in front of them; `without`: lower-case addr-specs that do not count."""
    found: dict[str, Address] = {}
    text = text[:MAX_TEXT]
    for match in ADDRESS.finditer(text):
        addr = match[0].lower().strip(".'")
        if addr in without or addr in found:
            continue
        found[addr] = Address(addr, _name_before(text, match.start()))
        if len(found) >= MAX_CONTACTS:
            break
    return tuple(found.values())


def new_address_in(text: str, without: frozenset[str]) -> tuple[str, str] | None:
    """The sender's new address and the words that announce it: the first address after such words, else the first at all."""
    text = text[:MAX_TEXT]
    moved = _MOVED.search(text)
    if moved is None:
        return None
    for start in (moved.start(), 0):
        for match in ADDRESS.finditer(text, start):
            addr = match[0].lower().strip(".'")
            if addr not in without:
                return addr, moved[0].strip()
    return None
