"""Where a sender's signature begins: the closing, the name, title, telephone and address lines at the end of what was typed.

Read from the bottom upwards, over a bounded number of lines. A line alone proves little, so a cut needs a delimiter (RFC 3676
section 4.3), a closing with a name below it, the sender's own name, or a name with a telephone number, address or the like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.message.attributions import is_rule

MAX_LINES = 15
_MAX_BELOW_DELIMITER = 60


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split("|"))


# Closings that are nothing else, with or without a name below.
_FORMAL = _phrases(
    "best regards|kind regards|kindest regards|warm regards|warmest regards|regards|rgds|with best regards|with kind regards|with regards|yours sincerely|sincerely|sincerely yours|yours faithfully|yours truly|very truly yours|respectfully|cordially|best wishes|warm wishes|br"
    "|mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|mit freundlichem gruss|mit freundlichen gruessen|freundliche grüße|freundliche grüsse|freundlichen gruß|mit besten grüßen|mit besten grüssen|beste grüße|beste grüsse|viele grüße|viele grüsse|liebe grüße|liebe grüsse|herzliche grüße|herzliche grüsse|schöne grüße|lieben gruß|viele liebe grüße|mit herzlichen grüßen|freundlich grüßt|hochachtungsvoll|mfg|mit lieben grüßen|gruß|grüße|grüsse|lg|vg|glg|besten gruß|mit kollegialen grüßen|sonnige grüße"
    "|cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|cdlt|cdt|sincères salutations|meilleures salutations|salutations distinguées|salutations|amicalement|respectueusement|bien sincèrement|avec mes meilleures salutations|sincèrement|cordiales salutations|veuillez agréer mes salutations distinguées|belle journée|bonne journée|bonne réception|bises|amitiés"
    "|saludos|un saludo|saludos cordiales|un cordial saludo|cordial saludo|cordialmente|atentamente|atte|reciba un cordial saludo|muchos saludos|un abrazo|saludos atentos|le saluda atentamente|quedo atento|quedo atenta|quedo a la espera|un saludo cordial|mis mejores deseos|un fuerte abrazo|abrazos"
    "|atenciosamente|att|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|cordialmente|abraço|abraços|um abraço|respeitosamente|grato|grata|com os meus cumprimentos|saudações|os melhores cumprimentos"
    "|cordiali saluti|distinti saluti|saluti|un saluto|un cordiale saluto|cari saluti|buona giornata|cordialmente|i migliori saluti|tanti saluti|a presto|un caro saluto"
    "|met vriendelijke groet|met vriendelijke groeten|met hartelijke groet|hartelijke groet|hartelijke groeten|vriendelijke groeten|vriendelijke groet|groeten|groetjes|groet|mvg|met groet|hoogachtend|met beste groeten|beste groeten|beste groet"
    "|med vänliga hälsningar|med vänlig hälsning|vänliga hälsningar|vänligen|hälsningar|mvh|med vänlig hälsning,|vänlig hälsning|bästa hälsningar|hälsar|varma hälsningar|allt gott"
    "|med venlig hilsen|venlig hilsen|med venlige hilsner|de bedste hilsner|bedste hilsner|mange hilsner|hilsen|kærlig hilsen|kh|vh|dbh|mvh|hilsner|venlige hilsner|på forhånd tak og venlig hilsen"
    "|med vennlig hilsen|vennlig hilsen|beste hilsen|med vennlige hilsener|med hilsen|hilsen|mvh|vennlige hilsener|alt godt"
    "|ystävällisin terveisin|parhain terveisin|terveisin|t|terv|yt|ystävällisesti|kunnioittavasti|terveisiä|parhain terveisin,"
    "|pozdrawiam|z poważaniem|z powazaniem|pozdrowienia|serdecznie pozdrawiam|pozdrawiam serdecznie|z pozdrowieniami|łączę pozdrowienia|z wyrazami szacunku|łączę wyrazy szacunku|miłego dnia|pozdr|z serdecznymi pozdrowieniami"
    "|s pozdravem|s přátelským pozdravem|zdravím|hezký den|s úctou|pěkný den|s pozdravom|s přáním hezkého dne|srdečně|přeji hezký den|krásný den"
    "|с уважением|с наилучшими пожеланиями|всего доброго|всего наилучшего|с приветом|искренне ваш|с почтением|хорошего дня|удачи|з повагою|з найкращими побажаннями|щиро|всього найкращого|гарного дня|з пошаною|ваш"
    "|saygılarımla|saygılarımızla|iyi çalışmalar|sevgiler|selamlar|kolay gelsin|iyi günler|en iyi dileklerimle"
    "|üdvözlettel|tisztelettel|üdv|szívélyes üdvözlettel|köszönettel|szép napot|baráti üdvözlettel"
    "|cu stimă|cu respect|cu drag|numai bine|toate cele bune|o zi bună|o zi frumoasă|cu stima|salutări"
    "|με εκτίμηση|φιλικά|με φιλικούς χαιρετισμούς|χαιρετισμούς|με τιμή|καλή συνέχεια|ευχαριστώ πολύ"
    "|よろしくお願いいたします|よろしくお願い致します|よろしくお願いします|宜しくお願い致します|宜しくお願いいたします|以上、よろしくお願いいたします|以上、よろしくお願いします|どうぞよろしくお願いいたします|何卒よろしくお願い申し上げます|何卒宜しくお願い申し上げます|何卒よろしくお願いいたします|敬具|以上|引き続きよろしくお願いいたします"
    "|此致|此致敬礼|敬礼|顺祝商祺|祝好|祝商祺|此致敬禮|順頌商祺|順祝商祺|敬上|谨上|祝工作顺利|致礼|敬祝"
    "|감사합니다|감사드립니다|드림|올림|배상|고맙습니다|좋은 하루 되세요|trân trọng|thân mến|thân ái|trân trọng cảm ơn|kính thư|salam|hormat saya|terima kasih|lugupidamisega|parimat|pagarbiai|ar cieņu|lep pozdrav|lijep pozdrav|srdačan pozdrav|s poštovanjem|с поштовањем|поздрави|с уважение|salutacions|cordialment|agur bero bat|בברכה|מכבד|مع التحية|تحياتي|مع أطيب التحيات"
)
# Closings that are also things to say: these need a name below them.
_LIGHT = _phrases(
    "thanks|thank you|many thanks|thanks a lot|thanks so much|thank you so much|thank you very much|thanks very much|thx|tx|ty|cheers|best|all the best|warmly|love|take care|talk soon|see you|see you soon|later|thanks again|thank you again|thanks in advance|thank you in advance|ciao|peace|hugs|xoxo|much appreciated|with thanks|with gratitude|looking forward|all my best|speak soon|have a great day|have a nice day|have a great weekend|have a good one|have a good weekend|have a nice weekend|happy holidays|as ever|always|fondly|yours|gratefully|truly"
    "|danke|vielen dank|besten dank|danke dir|danke ihnen|herzlichen dank|danke schön|dankeschön|danke und gruß|vielen dank und viele grüße|bis dann|bis bald|schönen tag|schönes wochenende|alles gute|tschüss|danke vorab|danke im voraus|vielen dank im voraus"
    "|merci|merci beaucoup|merci d'avance|merci par avance|à bientôt|à plus|merci bien|bonne soirée|bon week-end|gracias|muchas gracias|mil gracias|gracias de antemano|hasta pronto|buen día|gracias y saludos|obrigado|obrigada|muito obrigado|muito obrigada|desde já obrigado|desde já agradeço|obg|até breve"
    "|grazie|grazie mille|molte grazie|ti ringrazio|grazie in anticipo|a presto|ciao|bedankt|dank je|dank je wel|dank u|dank u wel|hartelijk dank|alvast bedankt|dank|fijne dag|fijn weekend|tot snel|tack|tack på förhand|stort tack|tack så mycket|trevlig helg|ha det bra|tusen tack|ha det fint|vi ses|tak|mange tak|på forhånd tak|tusind tak|god weekend|vi ses|takk|takk på forhånd|tusen takk|mange takk|god helg|ha en fin dag|kiitos|kiitos paljon|kiitos etukäteen|kiitoksia|hyvää päivänjatkoa|hyvää viikonloppua"
    "|dziękuję|dzięki|dziękuję bardzo|z góry dziękuję|dzięki i pozdrawiam|na razie|do usłyszenia|miłego weekendu|děkuji|díky|děkuji předem|předem děkuji|mějte se|ďakujem|vďaka|спасибо|большое спасибо|заранее спасибо|благодарю|до встречи|до связи|пока|дякую|щиро дякую|заздалегідь дякую|до зустрічі"
    "|teşekkürler|teşekkür ederim|şimdiden teşekkürler|görüşmek üzere|köszönöm|köszi|előre is köszönöm|köszönöm szépen|mulțumesc|mersi|mulțumesc anticipat|multumesc|ευχαριστώ|ευχαριστώ εκ των προτέρων|ありがとうございます|ありがとうございました|谢谢|多谢|感谢|謝謝|cảm ơn|ačiū|paldies|aitäh|hvala|gràcies"
)
_ANY_CLOSING = _FORMAL | _LIGHT
_ENGLISH_CLOSING = _word_set(
    "with many much very best kind kindest warm warmest my all the in your yours sincerely truly faithfully respectfully cordially regards regard rgds wishes thanks thank thankyou you thx cheers so again advance and & love take care talk to soon sincere from a great nice good lovely wonderful day weekend one evening week have looking forward pal friend always ever as well appreciated appreciate for help time"
)
_ENGLISH_FIRST = _word_set(
    "with many much very best kind kindest warm warmest my all your yours sincerely truly faithfully respectfully cordially regards rgds thanks thank thankyou thx cheers love take talk sincere as always have"
)

_LINK = re.compile(
    r"\s*<(?:https?:|mailto:)?[^<>\s]{1,400}>|\s*\((?:https?:)[^()\s]{1,400}\)|\s*\[(?:https?:)[^\[\]\s]{1,400}\]"
)
_MOBILE = re.compile(
    r"(?:sent|written|posted|composed|typed|mailed) (?:from|via|with|using|by|on|while) .+|get outlook for .+|download outlook for .+|via (?:mobile|iphone|ipad|android|blackberry|smartphone|phone)|sent on the (?:go|move)|sent by (?:my|outlook) .+"
    r"|(?:gesendet|versendet|verschickt|geschrieben|gesandt) (?:von|vom|mit|über|aus|unterwegs).*|von (?:meinem|meiner|mein) .+ gesendet|von unterwegs gesendet|(?:diese nachricht wurde )?(?:von|mit) .{2,50} (?:gesendet|verschickt|versendet)|holen sie sich outlook .+|outlook für (?:ios|android|mac).*|mobil gesendet.*"
    r"|(?:envoyé|envoyée|expédié) (?:de|depuis|à partir|via|avec|par) .+|(?:obtenez|télécharger|téléchargez|obtenir) outlook .+|outlook pour (?:ios|android|mac).*"
    r"|enviado (?:desde|de|do|da|a partir|pelo|pela|por|via|con|com|mediante|através) .+|(?:obtener|obtén|descargar|obter|obtenha|baixe|descarregar) (?:o )?outlook .+|outlook para (?:ios|android|mac).*"
    r"|inviato (?:da|dal|dall['’]|con|tramite|mediante).+|(?:scarica|ottieni) outlook .+|outlook per (?:ios|android|mac).*"
    r"|(?:verzonden|verstuurd|gestuurd) (?:vanaf|met|via|van|vanuit|door) .+|(?:download|haal) outlook .+|outlook voor (?:ios|android|mac).*"
    r"|(?:skickat|skickades|skickad) (?:från|med|via) .+|hämta outlook .+|(?:sendt|afsendt) (?:fra|med|via) .+|(?:få|hent|skaff deg|last ned|download) outlook .+|outlook (?:til|for|för) (?:ios|android|mac).*"
    r"|lähetetty .{3,60}|(?:hanki|lataa) outlook.*|wys[łl]an[eoay] (?:z|ze|za|przez|przy) .+|(?:pobierz|uzyskaj) (?:program |aplikację )?outlook.*|outlook dla .+"
    r"|odesláno (?:z|ze|pomocí) .+|posláno (?:z|ze) .+|odoslané (?:z|zo) .+|(?:získejte|získat|stáhnout|získať) (?:aplikaci )?outlook.*|outlook pro (?:ios|android).*"
    r"|(?:отправлено|послано|отправлен) (?:с|из|от|через|со) .+|(?:скачать|получить|загрузить|скачайте) outlook.*|outlook (?:для|за) .+|(?:надіслано|відправлено|надіслане) (?:з|із|через|від) .+|(?:отримати|завантажити|отримайте) outlook.*"
    r"|.{2,60}(?:gönderildi|'dan gönderildi)|(?:android|ios) için outlook.*|.{2,60}(?:küldve|küldtem|elküldve|küldték)|küldve .+|(?:az )?outlook .{2,30} (?:beszerzése|letöltése)|trimis (?:de pe|din|de la|cu|prin) .+|(?:obțineți|descărcați) outlook .+|στάλθηκε από .+|εστάλη από .+|αποστολή από .+|(?:λήψη|αποκτήστε).{0,8}outlook.*"
    r"|.{2,40}から送信(?:されました)?|.{2,40}(?:より|で)送信|outlook for .{2,20}を.{1,12}|(?:发自|發自|寄自|来自)\s?(?:我的|my)?.{2,40}|(?:从|從)(?:我的)?.{2,40}(?:发送|發送|傳送|寄出)|(?:获取|取得|下载) ?outlook.*|.{2,40}에서 보냄|.{2,30}에서 발송|outlook .{2,20}(?:다운로드|가져오기)"
    r"|được gửi từ .+|dikirim dari .+|saadetud minu .+|išsiųsta iš .+|nosūtīts no .+|poslano (?:z|s|sa) .+|enviat (?:des|amb) .+|נשלח מה.+|أُ?رسلت? من .+",
    re.IGNORECASE,
)
_MOBILE_FIRST = _word_set(
    "sent written posted composed typed mailed get download via gesendet versendet verschickt geschrieben gesandt von mit holen outlook mobil envoyé envoyée expédié obtenez télécharger téléchargez obtenir enviado obtener obtén descargar obter obtenha baixe descarregar"
    " inviato scarica ottieni verzonden verstuurd gestuurd haal skickat skickades skickad hämta sendt afsendt få hent skaff last lähetetty hanki lataa wysłane wyslane wysłano wyslano wysłana pobierz uzyskaj odesláno posláno odoslané získejte získat získať stáhnout"
    " отправлено послано отправлен скачать получить загрузить скачайте надіслано відправлено надіслане отримати завантажити отримайте android ios küldve az trimis obțineți descărcați στάλθηκε εστάλη αποστολή λήψη αποκτήστε dikirim được saadetud išsiųsta nosūtīts poslano enviat diese"
)
_MOBILE_ENGLISH = _word_set("sent written posted composed typed mailed get download via")
_MOBILE_ENDS = (
    "gönderildi",
    "küldve",
    "küldtem",
    "から送信",
    "送信されました",
    "发送",
    "發送",
    "傳送",
    "보냄",
    "발송",
    "入手",
    "取得",
)
_MOBILE_STARTS = ("发自", "發自", "寄自", "来自", "从我的", "從我的", "获取", "取得", "下载", "נשלח", "أرسل")
_DEVICE = re.compile(
    r"iphon|ipad|ipod|android|phone|mobile|mobil|móvil|movil|celular|portable|cellulare|telefon|téléphone|handy|tablet|tablette|blackberry|galaxy|samsung|nokia|huawei|xiaomi|pixel|oneplus|sony|htc|motorola|lg |lte|4g|5g|handheld|treo|palm|device|gerät|wiko|honor|oppo|vivo"
    r"|outlook|mail\b|gmail|yahoo|spark|superhuman|proton|tutanota|airmail|sparrow|mailbird|thunderbird|windows|bluemail|typeapp|nine|boxer|aqua|k-9|fairemail|myMail|canary|edison|newton|acompli|polymail|front|hey|zoho|fastmail|icloud|hotmail|live|aol|gmx|web\.de|1&1|t-online|ionos|mac\b|macbook|desktop|app\b|smartphone|puhelim|laite|телефон|смартфон|айфон|почта|почты|пошт|мобил|携帯|スマホ|手机|手機|휴대폰|핸드폰|wireless|hand",
    re.IGNORECASE,
)

_PICTURE = re.compile(
    r"(?:\[(?:cid|image|img|logo|inline|http)[^\]]{0,300}\]|<(?:image|logo|cid|https?:)[^>]{0,300}>|\s){1,8}",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"p\.?\s?p?\.?s\b|nb\b|n\.b\.|nachtrag|з\.ы\.|追伸|附[:：]", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|\(|\b)\d(?:[ ().\-–/\xa0]{0,3}\d){6,14}")
_EXTENSION = re.compile(r"(?:x|ext\.?|extension|durchwahl|dw)[\s\-:]{0,3}\d[\d-]{2,8}", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:tel|telefon|telephone|phone|ph|fax|telefax|mobile|mobil|mob|cell|cellular|cellphone|m|t|f|e|p|w|o|d|c|h|a|email|e-mail|mail|web|website|internet|skype|direct|office|desk|main|handy|tél|téléphone|portable|tlf|puh|gsm|teléfono|telefono|móvil|cel|celular|telemóvel|cellulare|тел|телефон|моб|факс|电话|手机|電話|携帯|传真|傳真|邮箱|電郵|전화|휴대폰|팩스|linkedin|twitter|address|adresse|pager|blackberry|twitter|teams|whatsapp|wechat|url)"
    r"\.?\s?(?:[:.#|]|\s?\(|\+|(?=\s*\d))\s{0,8}\S.*",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+'&-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_URL = re.compile(
    r"(?:https?://|www\.)\S{3,300}|[\w-]{2,60}\.(?:com|net|org|de|co\.uk|io|fr|eu|nl|it|es|se|no|dk|fi|pl|cz|ru|ua|ch|at|be|pt|br|jp|cn|kr|example)(?:/\S{0,200})?$",
    re.IGNORECASE,
)
_POSTAL = re.compile(
    r"\b[A-Z]{1,3}[- ]?\d{4,6}\b|\b\d{4,6}\b[ ,]+[A-ZÄÖÜÉÀŁŚŽČА-Я]|,\s?[A-Z]{2}\s{1,3}\d{5}|\b\d{1,5}\s+(?:[NSEW]\.?\s)?(?:[A-Z]\w+\s){0,3}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Lane|Ln|Drive|Dr|Way|Suite|Floor|Plaza|Square)\b|\b(?:\w+straße|\w+strasse|\w+str\.|\w+weg|\w+platz|\w+gasse|rue|avenue|boulevard|calle|avenida|via|viale|piazza|rua|ul\.|\w+gatan|\w+vägen|\w+gade|\w+vej|\w+straat|\w+laan|\w+katu|ulica|улица|ул\.|вул\.)\b.{0,40}\d|P\.?O\.? Box|〒\d{3}"
)
_TITLES = _word_set(
    "manager director president vp svp evp ceo cto cfo coo cmo cio engineer developer designer sales executive consultant consulting head chief founder "
    "co-founder partner analyst assistant associate coordinator specialist representative officer supervisor administrator architect professor lecturer "
    "attorney counsel recruiter buyer purchasing procurement marketing operations department dept division research university institute team support "
    "success owner principal scientist editor secretary trader desk group geschäftsführer geschäftsführerin leiter leiterin leitung vertrieb einkauf "
    "einkäufer einkäuferin vorstand prokurist berater beraterin assistenz abteilung referent referentin sachbearbeiter sachbearbeiterin inhaber inhaberin "
    "mitarbeiter mitarbeiterin teamleiter teamleiterin bereichsleiter bereichsleiterin ingenieur ingenieurin directeur directrice responsable chargée "
    "chargé gérante gérant ingénieure ingénieur président assistante acheteur commercial chef gerente directora jefe jefa coordinadora coordinador "
    "encargado encargada diretora diretor gestora gestor coordenadora coordenador analista direttore direttrice responsabile amministratore ufficio inkoper "
    "verkoper projectleider medewerker adviseur directie accountmanager säljare inköpare projektledare försäljning direktør sælger indkøber salgschef "
    "selger innkjøper leder avdelingsleder toimitusjohtaja myyntipäällikkö päällikkö johtaja kierownik dyrektor specjalista prezes handlowiec ředitel "
    "ředitelka vedoucí obchodní manažer manažerka jednatel jednatelka директор менеджер руководитель начальник отдел специалист инженер керівник відділ "
    "фахівець müdürü müdür uzmanı uzman yöneticisi igazgató vezető general διευθυντής υπεύθυνος inc llc ltd limited gmbh mbh ag kg ohg s.a sarl sas s.l "
    "s.r.l srl s.p.a spa b.v bv n.v nv ab as asa a/s aps oy oyj o.o s.r.o a.s corp corporation company co plc pty pvt ооо зао оао тов holdings partners "
    "solutions systems technologies software services international worldwide america europe account "
)
_TITLE_CJK = re.compile(
    r"部長|課長|係長|主任|社長|代表取締役|取締役|営業部|株式会社|有限会社|会社|经理|總經理|总经理|主管|销售|有限公司|公司|部门|팀장|과장|부장|대리|사원|이사|대표|차장|주식회사"
)
_PARTICLES = _word_set(
    "von van der den de la le di da dos das do del della bin ibn al el y e zu zum ter ten af av"
)
_NICKNAMES = {
    "bob": "robert", "rob": "robert", "bill": "william", "jim": "james", "dick": "richard", "rick": "richard", "liz": "elizabeth", "beth": "elizabeth", "betty": "elizabeth",
    "tony": "anthony", "ted": "edward", "ned": "edward", "peggy": "margaret", "meg": "margaret", "chuck": "charles", "jack": "john", "larry": "lawrence", "kate": "katherine",
    "katie": "katherine", "kathy": "katherine", "sasha": "alexander", "sandy": "alexandra", "mike": "michael", "mick": "michael", "hank": "henry", "harry": "henry", "gus": "august",
    "andy": "andrew", "drew": "andrew", "nick": "nicholas", "tom": "thomas", "dave": "david", "steve": "stephen", "becky": "rebecca", "jerry": "gerald", "jeff": "geoffrey",
    "hans": "johannes", "uli": "ulrich", "uwe": "ulrich", "basti": "sebastian", "kathi": "katharina", "toni": "anton", "pepe": "josé", "paco": "francisco", "lola": "dolores",
    "beppe": "giuseppe", "саша": "александр", "дима": "дмитрий", "лёша": "алексей", "маша": "мария", "катя": "екатерина", "наташа": "наталья", "юля": "юлия", "женя": "евгений",
}  # fmt: skip
# Beginnings of words that end a mail and are wishes: nobody's name.
_WISHES = (
    "unsub", "remov", "delet", "stop", "désab", "desab", "désin", "desin", "abmeld", "abbest", "austrag", "lösch", "supprim", "elimin", "borr", "baja", "disis", "cancel", "annul",
    "uitschr", "afmeld", "verwijd", "avreg", "avslut", "avpren", "slett", "frameld", "poista", "wypis", "rezyg", "odhl", "отпис", "удал", "відпис", "видал",
    "leirat", "dezab", "einverst", "entend", "verstand", "compris", "inteso",
)  # fmt: skip
_NO_NAME = _phrases(
    "thanks|thank|thx|cheers|regards|yes|no|ok|okay|done|sure|great|perfect|agreed|fyi|please|hello|hi|hey|ps|p.s|nope|yep|yeah|absolutely|correct|true|false|wow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december"
    "|today|tomorrow|tonight|yesterday|enjoy|sorry|unsubscribe|stop|remove|interested|declined|decline|accepted|approved|rejected|confirmed|cancelled|canceled|cancel|received|noted|understood|welcome|congratulations|excellent|good|fine|nice|super|brilliant|fantastic|awesome|lovely|always|never|maybe|probably|attached|attachment|attachments|draft|urgent|important|confidential|more|link|image|pending|question|questions|answer|nothing|anything|everything|deal|call|help|test|hola|hallo|hej|moin|ciao|salut|bonjour"
    "|danke|merci|gracias|obrigado|obrigada|grazie|bedankt|tack|tak|takk|kiitos|dziękuję|dzięki|děkuji|díky|спасибо|дякую|ja|nein|oui|non|si|sí|sim|não|nee|nej|nei|joo|kyllä|ei|tak|nie|ano|ne|да|нет|так|ні|evet|hayır|igen|nem|da|nu|ναι|όχι|abmelden|stopp|abbestellen|arrêt|désabonner|désinscrire|baja|parar|sair|cancella|stoppen|afmelden|uitschrijven|avsluta|sluta|lopeta|rezygnuję|wypisz|odhlásit|отписаться|отписка|стоп|відписати|відмова|dur|leiratkozás|dezabonare|gut|super|prima|klar|genau|perfekt|okej|parfait|vale|perfecto|perfetto|ótimo|goed|bra|fint|hyvä|dobrze|dobře|хорошо|добре|tamam|rendben|bine"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """What is known of a sender's name: lower-case words of the display name and the address, initials, and the address.

    `person`: the whole name is known, so that another name at the end of the text is somebody the sender speaks of.
    """

    words: frozenset[str]
    initials: str
    addr: str
    person: bool = False


def parse_sender(text: str) -> Sender:
    """Reads a From value, a display name or an address, whatever is at hand; "" gives a sender of whom nothing is known."""
    text = text[:300]
    found = _MAIL.search(text)
    addr = found[0].casefold() if found else ""
    name = re.sub(r"[<\[(].*", "", text) if "<" in text or "[" in text else text
    if found and found[0] in name:
        name = name.replace(found[0], "")
    name_words = list(re.findall(r"[^\W\d_]+", name.partition("@")[0]))
    if "," in name:
        last, _, first = name.partition(",")
        name_words = re.findall(r"[^\W\d_]+", first + " " + last)
    local_words = re.findall(r"[^\W\d_]+", addr.partition("@")[0])
    words = frozenset(w.casefold() for w in name_words + local_words if len(w) > 1 or ord(w) > 0x2E80)
    full = [w for w in name_words if len(w) > 1]
    person = 2 <= len(full) <= 4 and all(w.istitle() for w in full)
    return Sender(words, "".join(w[0] for w in name_words).casefold(), addr, person)


def is_mobile_line(text: str) -> bool:
    """Whether a stripped line is what a phone or a mail program writes under a mail ("Sent from my iPhone"), in its languages."""
    if len(text) > 500:
        return False
    first = text[:24].split(None, 1)[0].strip("*_-–—>([").casefold() if text else ""
    if first not in _MOBILE_FIRST and not text.endswith(_MOBILE_ENDS) and not text.startswith(_MOBILE_STARTS):
        return False
    plain = _LINK.sub("", text).strip(" \t*_-–—.,[]()")
    if (
        not 4 < len(plain) <= 90
        or len(plain.split()) > 11
        or "," in plain
        or _MOBILE.fullmatch(plain) is None
    ):
        return False
    if text[-1] in ".!?" and len(plain.split()) > 8 and first in _MOBILE_ENGLISH:
        return False
    return _DEVICE.search(text) is not None


def _normal(text: str) -> str:
    return " ".join(text.casefold().strip(" \t\xa0,.;:!–—-*_~/。、，！…🙂😊😀🎉👍").replace("’", "'").split())


def closing_of(text: str) -> tuple[int, str]:
    """What closing a stripped line is: (0 none, 1 light, 2 formal) and the name that stands on the same line, "" for none."""
    if len(text) > 90:
        return 0, ""
    normal = _normal(text)
    strength = _closing_strength(normal)
    if strength:
        return strength, ""
    for mark in (",", ".", "!", ";", " -", " –"):
        head, found, tail = text.partition(mark)
        if found:
            strength = _closing_strength(_normal(head))
            tail = tail.strip(" \t,.!*-–")
            if (
                strength
                and tail
                and (is_name(tail) or (len(tail) <= 3 and tail.isalpha() and tail.isupper()))
            ):
                return strength, tail
    words = text.split()
    for count in (1, 2):
        if len(words) > count and len(words) <= 7:
            head, tail = " ".join(words[:-count]), " ".join(words[-count:])
            if _normal(head) in _FORMAL and is_name(tail.strip(".,")):
                return 2, tail
    if normal.startswith(_WITH_PLACE) and len(words) <= 8 and text[-1] not in "?!.":
        return 2, ""
    return 0, ""


_WITH_PLACE = tuple(
    phrase.casefold()
    for phrase in (
    "mit freundlichen grüßen aus ", "viele grüße aus ", "liebe grüße aus ", "beste grüße aus ", "herzliche grüße aus ", "schöne grüße aus ", "freundliche grüße aus ", "best regards from ", "kind regards from ", "regards from ",
    "greetings from ", "groeten uit ", "hälsningar från ", "hilsen fra ", "saludos desde ", "un saludo desde ", "saluti da ", "pozdrowienia z ", "pozdravy z ", "привет из ", "terveisin ",
))  # fmt: skip


def _closing_strength(normal: str) -> int:
    if normal in _FORMAL:
        return 2
    if normal in _LIGHT:
        return 1
    words = normal.replace(",", " ").replace("/", " ").split()
    if 1 < len(words) <= 8:
        if words[0] in _ENGLISH_FIRST and all(word in _ENGLISH_CLOSING for word in words):
            return 2 if {"regards", "sincerely", "wishes", "rgds"} & set(words) else 1
        for middle in (
            " und ",
            " et ",
            " y ",
            " e ",
            " en ",
            " och ",
            " og ",
            " ja ",
            " i ",
            " a ",
            " и ",
            " та ",
            " ve ",
            " és ",
            " și ",
            " & ",
            ", ",
        ):
            head, found, tail = normal.partition(middle)
            if found and head in _ANY_CLOSING and tail.strip() in _FORMAL:
                return 2
    return 0


def is_name(text: str) -> bool:
    """Whether a text looks like a person's name: one to four capitalised words, or a few Han, kana or Hangul signs."""
    text = text.strip(" \t*_,;")
    if not text or len(text) > 40:
        return False
    if ord(text[0]) > 0x2E80:
        return len(text) <= 8 and all(ch.isalpha() or ch in " 　" for ch in text)
    words = text.split()
    if len(words) > 4 or text.casefold().rstrip(".!") in _NO_NAME:
        return False
    capital = 0
    for word in words:
        bare = word.strip(".,()'\"")
        if bare.casefold() in _PARTICLES and capital:
            continue
        if (
            not bare
            or not bare[0].isupper()
            or "." in bare[3:]
            or not all(ch.isalpha() or ch in "-'’." for ch in bare)
            or len(bare) > 20
        ):
            return False
        capital += 1
    return capital > 0 and words[-1][-1] not in "!?:" and (words[-1][-1] != "." or len(words) <= 2)


def _is_sender(text: str, sender: Sender) -> bool:
    """Whether a line is the sender's own name, or begins with it and goes on with titles or a number."""
    if not sender.words:
        return False
    head = re.split(r"\s[-–|/,•·]\s|[,|•·]|\s{3,}|\t", text.strip(" \t*_-–—~/"), maxsplit=1)[0]
    words = re.findall(r"[^\W\d_]+", head)
    if not words or len(words) > 5 or len(head) > 50:
        return False
    if (
        len(words) == 1
        and len(words[0]) <= 3
        and words[0].casefold() == sender.initials
        and words[0].isupper()
    ):
        return True
    own = [word for word in words if _own_word(word.casefold(), sender)]
    if not own:
        return False
    return len(own) * 2 >= sum(len(word) > 1 for word in words) and all(
        word[0].isupper() or _own_word(word.casefold(), sender) or word in _PARTICLES for word in words
    )


def _own_word(word: str, sender: Sender) -> bool:
    if word in sender.words or _NICKNAMES.get(word, word) in sender.words:
        return True
    return len(word) >= 3 and any(
        own.startswith(word) or (len(own) >= 3 and word.startswith(own)) for own in sender.words
    )


def _has_contact(text: str) -> bool:
    if _PHONE.search(text) and sum(ch.isdigit() for ch in text) >= 7:
        return True
    return (
        _EXTENSION.search(text) is not None or _MAIL.search(text) is not None or _URL.search(text) is not None
    )


def _is_contact(text: str) -> bool:
    """A line that gives a way to reach somebody, and no sentence around it."""
    words = len(text.split())
    if words > 16 or len(text) > 160:
        return False
    if _LABELLED.fullmatch(text) and (_has_contact(text) or words <= 4):
        return True
    if not _has_contact(text):
        return _POSTAL.search(text) is not None and words <= 12
    rest = text
    for pattern in (_MAIL, _URL, _PHONE, _EXTENSION):
        rest = pattern.sub(" ", rest)
    plain = [word for word in re.findall(r"[^\W\d_]+", rest) if word.islower() and len(word) > 2]
    return len(plain) <= 3 and text[-1] not in "?!"


def _has_title(text: str) -> bool:
    """Whether a line holds a word of a job title, department or legal form of a company."""
    if any(word.strip(".,()&:*/-") in _TITLES for word in text.casefold().split()):
        return True
    return not text.isascii() and _TITLE_CJK.search(text) is not None


def _is_short(text: str) -> bool:
    """A line that may be part of a signature: short, no sentence."""
    words = text.split()
    return (
        len(text) <= 64
        and len(words) <= 8
        and (text[-1] not in ".?!:;,…" or _has_title(text[-12:]) or (text[-1] == "." and len(words) <= 3))
        and (not text[0].islower() or len(words) <= 3)
        and sum(word.islower() and len(word) > 3 for word in words) <= 4
    )


def signature_start(lines: Sequence[str], sender: Sender, may_be_all: bool = False) -> int:
    """The index of the first line of the signature at the end of `lines`, len(lines) where there is none.

    `may_be_all`: something was typed elsewhere, so all of these lines may be signature.
    """
    count = len(lines)
    while count and not lines[count - 1].strip():
        count -= 1
    cut = _delimiter(lines, count, may_be_all)
    first = next((at for at in range(count) if lines[at].strip()), count)
    for _ in range(4):
        start = _walk(lines, cut, sender, first if not may_be_all else -1)
        if start >= cut:
            break
        cut = start
        if not is_mobile_line(lines[cut].strip()):
            break
    if cut == count:
        cut = _closing_above_prose(lines, count, sender, first if not may_be_all else -1)
    return cut if cut < count else len(lines)


def _closing_above_prose(lines: Sequence[str], end: int, sender: Sender, first: int) -> int:
    """A formal closing and a name with more than short lines below them: a motto, opening hours, a company's small print.

    A postscript or a question below is typed text, and then nothing is cut. `end` where there is no such closing.
    """
    below: list[str] = []
    for at in range(end - 1, max(first, end - 60), -1):
        text = lines[at].strip()
        if not text:
            continue
        named = below and len(text) <= 60 and len(below[-1]) <= 60
        if named and closing_of(text)[0] == 2 and (is_name(below[-1]) or _is_sender(below[-1], sender)):
            return at
        if (
            "?" in text
            or "？" in text
            or _POSTSCRIPT.match(text)
            or len(below) >= MAX_LINES
            or len(text) > 400
        ):
            return end
        below.append(text)
    return end


def _delimiter(lines: Sequence[str], count: int, may_be_all: bool) -> int:
    filled = 0
    found = count
    for at in range(count - 1, max(-1, count - 3 * _MAX_BELOW_DELIMITER), -1):
        text = lines[at].strip()
        if not text:
            continue
        if text in {"--", "—-", "-- "} and filled and filled <= _MAX_BELOW_DELIMITER:
            found = at
        filled += 1
        if filled > _MAX_BELOW_DELIMITER:
            break
    if found < count and not may_be_all and not any(line.strip() for line in lines[:found]):
        return count
    return found


@dataclass(slots=True)
class _Line:
    at: int
    text: str
    contact: bool = False
    sender: bool = False
    name: bool = False
    title: bool = False
    rule: bool = False


def _walk(lines: Sequence[str], end: int, sender: Sender, first: int) -> int:
    """One step upwards from `end`: where the closing, name or block right above it begins, `end` where none does.

    `first`: the first line that is not empty, which is never signature (-1: it may be).
    """
    seen: list[_Line] = []
    blanks = 0
    for at in range(end - 1, -1, -1):
        text = lines[at].strip()
        if not text:
            blanks += 1
            if blanks > 3 or (not seen and blanks > 40):
                break
            continue
        if at <= first or len(seen) >= MAX_LINES:
            break
        if is_mobile_line(text):
            if not seen:
                return at
            return _decide(lines, seen, end, sender) if len(seen) > 6 else at
        strength, name = closing_of(text)
        if strength:
            return _closing(lines, seen, at, end, strength, name, sender)
        line = _look(text, at, sender)
        if line is None:
            break
        seen.append(line)
        blanks = 0
    return _decide(lines, seen, end, sender)


def _look(text: str, at: int, sender: Sender) -> _Line | None:
    if len(text) > 200:
        return None
    if is_rule(text) or _PICTURE.fullmatch(text):
        return _Line(at, text, rule=True)
    bare = text.strip("*_|•· \t")
    if not bare:
        return _Line(at, text, rule=True)
    contact = _is_contact(bare)
    own = _is_sender(bare, sender) and (contact or _is_short(bare) or len(bare.split()) <= 5)
    title = _has_title(bare)
    if not (contact or own or _is_short(bare) or (title and len(bare.split()) <= 6 and bare[-1] not in "?:")):
        return None
    return _Line(at, text, contact, own, is_name(bare), title)


def _closing(
    lines: Sequence[str], seen: list[_Line], at: int, end: int, strength: int, name: str, sender: Sender
) -> int:
    if name:
        own = _is_sender(name, sender)
        if own or strength == 2 or not sender.words or (len(seen) == 0 and _is_last_block(lines, at)):
            return at
        return _decide(lines, seen, end, sender)
    if not seen:
        return at if strength == 2 else end
    below = seen[-1]
    likely = (
        below.sender
        or below.name
        or (strength == 2 and (below.rule or below.title or below.contact or len(seen) <= 6))
    )
    if likely:
        return at
    return _decide(lines, seen, end, sender)


def _is_last_block(lines: Sequence[str], at: int) -> bool:
    return at > 0 and not lines[at - 1].strip()


def _decide(lines: Sequence[str], seen: list[_Line], end: int, sender: Sender) -> int:
    """The start of a signature without a closing, from the lines seen (lowest first); `end` where nothing proves one."""
    start = next((at for at in range(len(seen) - 1, -1, -1) if _begins(lines, seen, at, sender)), -1)
    if start < 0:
        return end
    while start + 1 < len(seen) and seen[start + 1].rule:
        start += 1
    return seen[start].at


def _begins(lines: Sequence[str], seen: list[_Line], index: int, sender: Sender) -> bool:
    """Whether a signature may begin at a line, given those below it (before it in `seen`)."""
    line, below = seen[index], seen[:index]
    alone = line.at == 0 or not lines[line.at - 1].strip() or (index + 1 < len(seen) and seen[index + 1].rule)
    if line.sender:
        others = sum(other.name and not other.title and not other.sender for other in below)
        proved = any(other.contact or other.title for other in below)
        return (alone or not others) and (proved or others < 2)
    if line.contact and alone and _own_mail(line.text, sender):
        return True
    if line.name and not line.title and alone and not sender.person and not _is_announced(lines, line.at):
        near = below[-6:]
        return (
            line.contact
            or any(other.contact for other in near)
            or bool(near and near[-1].title and not near[-1].name)
            or (not below and _is_single_name(line) and _says_something(lines, line.at))
        )
    dashed = not below and _is_dashed_name(line.text)
    return dashed and (alone or lines[line.at - 1].strip()[:1] not in "-–—/~")


def _is_announced(lines: Sequence[str], at: int) -> bool:
    """Whether the text above ends with a colon: what follows is what it speaks of, a stand-in's address, say."""
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above >= 0 and lines[above].rstrip()[-1:] in {":", "："}


def _says_something(lines: Sequence[str], end: int) -> bool:
    """Whether more than a greeting stands above a line: a bare word under "Hello," is the message."""
    filled = [text for at in range(max(0, end - 12), end) if (text := lines[at].strip())]
    return len(filled) > 1 or (bool(filled) and filled[0][-1] not in ",:!，：")


def _own_mail(text: str, sender: Sender) -> bool:
    found = _MAIL.search(text)
    return found is not None and bool(sender.addr) and found[0].casefold() == sender.addr


def _is_dashed_name(text: str) -> bool:
    return (
        text[0] in "-–—/~" and len(text) <= 32 and is_name(text.lstrip("-–—/~ ")) and len(text.split()) <= 4
    )


def _is_single_name(line: _Line) -> bool:
    text = line.text.strip(" *_,")
    return (
        len(text.split()) == 1
        and 3 <= len(text) <= 14
        and text[-1] != "."
        and not text.isupper()
        and not text.casefold().startswith(_WISHES)
    )
