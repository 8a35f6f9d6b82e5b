"""Words of time in sixteen languages, as pieces of regular expressions; `dates` puts them together.

Month and weekday names are those of CLDR with the case endings that occur in running text, and spellings without accents where people
type them so.
"""

from __future__ import annotations

# Full names, which may stand without a day number; short ones need a number beside them.
MONTHS: dict[int, str] = {
    1: r"january|januari?|jänner|janvier|enero|gennaio|janeiro|stycz(?:eń|nia|niu)|январ[ьяе]|tammikuu\w*|led(?:en|na|nu)|ocak",
    2: r"february|februar[iy]?|février|fevrier|febrero|febbraio|fevereiro|lut(?:y|ego|ym)|феврал[ьяе]|helmikuu\w*|únor[au]?|şubat",
    3: r"march|märz|maerz|mars|marzo|maart|março|marzec|marca|marcu|март[ае]?|marts|maaliskuu\w*|březen|březn[au]|mart",
    4: r"april|avril|abril|aprile|kwie(?:cień|tnia|tniu)|апрел[ьяе]|huhtikuu\w*|dub(?:en|na|nu)|nisan",
    5: r"may|mai|mayo|maggio|mei|maio|maja?|maju|ма[йяе]|toukokuu\w*|květ(?:en|na|nu)|mayıs",
    6: r"june|juni|juin|junio|giugno|junho|czerw(?:iec|ca|cu)|июн[ьяе]|kesäkuu\w*|červ(?:en|na|nu)|haziran",
    7: r"july|juli|juillet|julio|luglio|julho|lip(?:iec|ca|cu)|июл[ьяе]|heinäkuu\w*|červen(?:ec|ce|ci)|temmuz",
    8: r"august|augusti|août|aout|agosto|augustus|sierp(?:ień|nia|niu)|август[ае]?|elokuu\w*|srp(?:en|na|nu)|ağustos",
    9: r"september|septembre|septiembre|setiembre|settembre|setembro|wrze(?:sień|śnia|śniu)|сентябр[ьяе]|syyskuu\w*|září|eylül",
    10: r"october|oktober|octobre|octubre|ottobre|outubro|październik[au]?|октябр[ьяе]|lokakuu\w*|říj(?:en|na|nu)|ekim",
    11: r"november|novembre|noviembre|novembro|listopada?|listopadzie|ноябр[ьяе]|marraskuu\w*|listopadu|kasım",
    12: r"december|dezember|décembre|decembre|diciembre|dicembre|dezembro|gru(?:dzień|dnia|dniu)|декабр[ьяе]|joulukuu\w*|prosin(?:ec|ce|ci)|aralık",
}
# Short names that are words of another language too ("out", "set", "sie") are left out.
SHORT_MONTHS: dict[int, str] = {
    1: r"jan|janv|ene|gen|янв|sty",
    2: r"feb|febr|févr|fév|fev|фев|lut",
    3: r"mar|mär|mrz|mrt|maa|март?|bře",
    4: r"apr|avr|abr|апр|kwi|huh",
    5: r"mag|mei|maj|kvě|tou",
    6: r"jun|giu|июн|cze|kes",
    7: r"jul|juil|lug|июл",
    8: r"aug|ago|aoû|авг|srp|ağu",
    9: r"sept?|сен|сент|wrz|syy|zář|eyl",
    10: r"oct|okt|ott|окт|paź|lok|říj",
    11: r"nov|ноя",
    12: r"dec|dez|déc|dic|дек|gru|jou",
}
WEEKDAYS: dict[int, str] = {
    0: r"monday|mon|montags?|lundi|lunes|lunedì|lunedi|lunedí|maandag|segunda-feira|segunda|poniedział(?:ek|ku|ek)|понедельник[аеу]?|måndag(?:en)?|mandag|maanantai\w*|pondělí|pazartesi|月曜日?|周一|星期一|週一",
    1: r"tuesday|tues?|dienstags?|mardi|martes|martedì|martedi|dinsdag|terça-feira|terça|wtor(?:ek|ku)|вторник[аеу]?|tisdag(?:en)?|tirsdag|tiistai\w*|úterý|salı|火曜日?|周二|星期二|週二",
    2: r"wednesday|wed|mittwochs?|mercredi|miércoles|miercoles|mercoledì|mercoledi|woensdag|quarta-feira|quarta|środ[aęy]|сред[аыу]|onsdag(?:en)?|keskiviik\w*|střed[auy]|çarşamba|水曜日?|周三|星期三|週三",
    3: r"thursday|thurs?|donnerstags?|jeudi|jueves|giovedì|giovedi|donderdag|quinta-feira|quinta|czwart(?:ek|ku)|четверг[ау]?|torsdag(?:en)?|torstai\w*|čtvrt(?:ek|ka|ku)|perşembe|木曜日?|周四|星期四|週四",
    4: r"friday|fri|freitags?|vendredi|viernes|venerdì|venerdi|vrijdag|sexta-feira|sexta|piąt(?:ek|ku)|пятниц[аыу]|fredag(?:en)?|perjantai\w*|pát(?:ek|ku)|cuma|金曜日?|周五|星期五|週五",
    5: r"saturday|samstags?|sonnabend|samedi|sábado|sabado|sabato|zaterdag|sobot[aęuy]|суббот[аыу]|lördag(?:en)?|lørdag|lauantai\w*|cumartesi|土曜日?|周六|星期六|週六",
    6: r"sunday|sonntags?|dimanche|domingo|domenica|zondag|niedziel[aęi]|воскресень[ея]|söndag(?:en)?|søndag|sunnuntai\w*|neděl[eia]|pazar|日曜日|周日|星期日|星期天|週日",
}
NUMBERS: dict[int, str] = {
    1: r"one|an?|eine[rnm]?|ein|un[eao]?|uma?|één|een|jeden|jedną|один|одну|ett?|yhden|jeden|bir|l'|the|einem?|la",
    2: r"two|zwei|deux|dos|due|twee|dois|duas|dwa|dwie|два|две|två|to|kahden|dva|dvě|iki|(?:a )?couple(?: of)?|ein(?:em)? paar|een paar|par|un par de|un paio di|parin|ett par|et par|pár",
    3: r"three|drei|trois|tres|tre|drie|três|trzy|три|tři|kolmen|üç|(?:a )?few|einigen?|quelques|unos|unas|algun[ao]s|qualche|enkele|kilka|несколько|några|nogle|noen|muutaman|několik|birkaç",
    4: r"four|vier|quatre|cuatro|quattro|quatro|cztery|четыре|fyra|fire|neljän|čtyři|dört",
    5: r"five|fünf|cinq|cinco|cinque|vijf|pięć|пять|fem|viiden|pět|beş",
    6: r"six|sechs|seis|sei|zes|sześć|шесть|sex|seks|kuuden|šest|altı",
    7: r"seven|sieben|sept|siete|sette|zeven|sete|siedem|семь|sju|syv|seitsemän",
    8: r"eight|acht|huit|ocho|otto|oito|osiem|восемь|åtta|otte|åtte",
    9: r"nine|neun|neuf|nueve|nove|negen|dziewięć|девять|nio|ni",
    10: r"ten|zehn|dix|diez|dieci|tien|dez|dziesięć|десять|tio|ti",
    12: r"twelve|zwölf|douze|doce|dodici|twaalf|doze|dwanaście|двенадцать|tolv",
}
UNITS: dict[str, str] = {
    "day": r"(?:business |working |calendar )?days?|tage?n?|werktagen?|arbeitstagen?|jours?|días?|dias?|giorn[oi]|(?:werk)?dagen|dagar|dage|dager|dni|дн(?:я|ей)|день|päivän|dny|dní|gün|日|天",
    "week": r"weeks?|wks?|wochen?|semaines?|semanas?|settiman[ae]|weken|week|tydzień|tygodni(?:e|u)?|недел[июь]|veckor|vecka|uger?|uker?|viikon|týdny|týdnů|týden|hafta|週間|周|个星期|個星期|个礼拜",
    "month": r"months?|monate?n?|mois|mes(?:es)?|mes[ei]|maanden?|mês|miesiąc[ea]?|miesięcy|месяц(?:а|ев)?|månader|månad|måneder|måned|kuukauden|měsíce?|měsíců|ay|か月|ヶ月|ヵ月|个月|個月",
    "quarter": r"quarters?|quartale?n?|trimestres?",
    "year": r"years?|jahre?n?|ans?|années?|años?|ann[oi]|anos?|jaar|rok|lata|год|года|лет|år|vuoden|roky?|yıl|年",
}
AFTER = r"after|following|nach|après|apres|después de(?: la| las| los| el)?|despues de|tras(?: el| la| las)?|dopo(?: la| le| il)?|na|depois d[aoe]s?|após|po|после|efter|etter|jälkeen|sonra"
START_OF = r"(?:the )?(?:early|start of|beginning of)|anfang|début|debut|à la rentrée de|principios de|comienzos de|inizio|begin|início de|inicio de|początku|początek|začátkem|начал[ое]|början av|begyndelsen af|starten av|alkuvuodesta"
MIDDLE_OF = r"(?:the )?(?:mid[ -]?|middle of)|mitte|mi-|la mi-|mediados de|metà(?: di)?|half|medio|meados de|połow[aiy]e?|v polovině|середин[аеы]|mitten av|midten a[fv]"
END_OF = r"(?:the )?(?:end of|late)|ende(?: des)?|fin|la fin(?: de| du)?|finales de|fin de|final(?:es)? de|fine|la fine di|eind(?:e)?(?: van)?|fim de|o fim de|final de|fim do|koń?c(?:a|em|u)|koniec|koncem|konce|конц[ае]|slutet av|slutningen af|slutten av|sonuna"
MONTH_WORD = r"(?:the |this )?month|des monats|monats?|mois|(?:de |del |el |este )?mes|(?:di |del )?mese|(?:van de |van )?maand|(?:do |o )?mês|miesiąca|měsíce|месяца|månaden|måneden"
YEAR_WORD = r"(?:the |this )?year|des jahres|jahres|(?:de l')?année|(?:de |del |el |este )?año|(?:dell')?anno|(?:van het )?jaar|(?:do |o )?ano|roku|года|året"
WEEK_WORD = r"(?:the |this )?week|der woche|(?:de la )?semaine|(?:de la )?semana|(?:della )?settimana|(?:van de )?week|tygodnia|týdne|недели|veckan|ugen|uken"
EASTER = r"easter|ostern|pâques|paques|pascua|semana santa|pasqua|pasen|páscoa|wielkanoc\w*|пасхи|påsk(?:en)?|påske(?:n|ferien)?|pääsiäi\w*|velikonoc\w*"
CHRISTMAS = r"christmas|xmas|weihnachten|noël|noel|navidad(?:es)?|natale|kerst(?:mis)?|natal|świętach|bożym narodzeniu|рождества|jul(?:en|helgen)?|joulun?|vánoc\w*"
HOLIDAYS = r"(?:the )?(?:(?:winter |year-end )?holidays?|holiday season|festive season)|den feiertagen|les fêtes|las fiestas|le feste|de feestdagen|as festas|helgen"
NEW_YEAR = r"(?:the )?new year(?:'s)?|neujahr|dem jahreswechsel|(?:le )?nouvel an|año nuevo|capodanno|(?:het )?nieuwe? ?jaar|ano novo|nowym roku|нового года|nyår(?:et)?|nytår(?:et)?|nyttår"
SUMMER = r"(?:the |this )?summer(?: holidays?| vacation| break)?|(?:dem |den |der |im )?sommer(?:ferien|pause|urlaub)?|(?:l')?été|(?:les )?vacances d'été|(?:el |del )?verano|(?:l')?estate|(?:de )?zomer(?:vakantie)?|(?:o |do )?verão|wakacjach|lecie|лета|отпусков|sommar(?:en|semestern)?|sommeren|sommerferien|kesän|kesäloman|létě|prázdninách|(?:las )?vacaciones|(?:les )?vacances|(?:as )?férias|(?:le )?vacanze|(?:de )?vakantie|semestern"
SPRING = r"spring|frühjahr|frühling|printemps|primavera|voorjaar|lente|wiosn[aęy]|wiosną|весн[аыой]+|våren|foråret|jaře|keväällä"
AUTUMN = r"autumn|(?:the |this )fall|herbst|automne|otoño|autunno|herfst|najaar|outono|jesieni[ąi]?|осень[ю]?|hösten|efteråret|høsten|podzim|syksyllä|rentrée"
WINTER = r"winter|hiver|invierno|inverno|zim[aęyą]|зим[аойы]+|vintern|vinteren|talvella"
NEXT = r"next|nächste[rnsm]?|naechste[rnsm]?|kommende[rnm]?|prochaine?|próxim[ao]|proxim[ao]|prossim[ao]|volgende?|komende|przyszł(?:y|ym|ą|ego)|następn(?:y|ym|ej)|следующ(?:ий|ей|ем|его|ую)|nästa|næste|neste|ensi|příští(?:ho)?|gelecek|önümüzdeki"
NEXT_AFTER = r"prochaine?|próxim[ao]|proxim[ao]|prossim[ao]|que viene|que vem|entrante"
THIS = (
    r"this|coming|diesen|diese[rm]?|ce(?:tte)?|este|esta|quest[ao]|deze|w tym|этой|denna|denne|tällä|tento|bu"
)
TODAY = r"today|heute|aujourd'hui|hoy|oggi|vandaag|hoje|dzisiaj|dziś|сегодня|i ?dag|tänään|dnes|本日|今日|今天|bugün"
TOMORROW = r"tomorrow|(?<!am )(?<!guten )morgen(?! früh)|demain|(?<!la )mañana|domani|amanhã|jutra|jutro|завтра|i ?morgon|i ?morgen|huomenna|huomiseen|zítra|zítřka|明日|明天|yarın"
# What is said before a name: in a greeting, in a word of thanks and in a farewell.
GREETING = r"hi(?: there)?|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|morning|hallo|hi|moin|servus|grüezi|grüß dich|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|werte[rs]?|bonjour|bonsoir|salut|coucou|cher|chère|chers|hola|buenos d[ií]as|buenas(?: tardes)?|buen d[ií]a|estimad[oa]s?|querid[oa]s?|ciao|buongiorno|buonasera|salve|gentile|gent\.ma|gent\.mo|car[oa]|egregio|hoi|dag|goedemorgen|goedemiddag|goedenavond|beste|geachte|olá|ola|oi|bom dia|boa tarde|boa noite|prezad[oa]s?|cześć|dzień dobry|witaj|hej|hejsan|hei|moi|ahoj|dobrý den|здравствуйте|привет|merhaba"
THANKS = r"thanks(?: so much| again| a lot)?|thank you(?: so much| very much)?|thx|cheers|danke(?: dir| schön)?|vielen dank|merci(?: beaucoup| bien)?|(?:muchas |mil )?gracias|grazie(?: mille)?|bedankt|dank(?: je| u)(?: wel)?|(?:muito )?obrigad[oa]|tack|takk?|dzięki"
FAREWELL = r"best|(?:kind |best |warm )?(?:regards|wishes)|sincerely|yours|br|rgds|gr(?:ü|ue)(?:ß|ss)e|gru(?:ß|ss)|lg|vg|mfg|cordialement|bien à vous|à bientôt|saludos?|un abrazo|atentamente|saluti|un saluto|groet(?:en|jes)?|abraços?|abs|cumprimentos|pozdrawiam|hälsningar|hilsen|mvh|terveisin|s pozdravem"
