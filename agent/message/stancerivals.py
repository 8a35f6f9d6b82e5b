"""A no that names a rival: "we signed with Globex", "wir haben uns für Globex entschieden", "nous avons choisi Globex". Pure.

What is looked for is a choice that the writer's side has made, with a proper name as its object. Not a choice are the words for what was
offered ("we went with the Pro plan"), a day, a department ("signed the NDA with Legal"), and whoever the mail is written to.
"""

from __future__ import annotations

import re
from collections.abc import Set

# A name: capitalised, or in capitals; at most three words. `a` and `the` before it are not among them: "the other one" is no name.
_X = r"((?-i:[A-ZÀ-ÖØ-Þ][\w&.+'’-]*)(?: (?-i:[A-ZÀ-ÖØ-Þ&][\w&.+'’-]*)){0,2})"
# The same typed without capitals; only where the phrase ends behind it.
_LOWER = r"((?-i:[a-z])[\w&-]{2,})(?=\s*(?:[.,;!:)]|$|\b(?:instead|last (?:week|month|year)|this (?:week|month|year)|yesterday|already|in the end)\b))"

_WE = r"(?:we|i|they|he|she|the (?:board|committee|team|company|management|group|boss|owners?|partners)|(?:my|our) (?:boss|team|board|management|cfo|ceo|cto|company|directors?|it|colleagues?)|leadership|management|finance|procurement)"
_DID = r"(?:(?:'?ve|’ve|have|has|had|are|'re|’re|is|will|'ll|’ll|be|just|already|now|recently|finally|actually|in the end|eventually|ultimately|ended up|decided to|chose to|opted to|going to|all|did) ?)*"
_SUBJECT = rf"(?:^(?:[^\w]*(?:hi|hello|dear|hey)?[\w ]{{0,14}}[,:–-] *)?(?:so|and|but|sorry|update|fyi|well|just|unfortunately|sadly|in the end|finally|eventually|ended up|yeah|actually|already)?[, ]*|\b(?:{_WE})(?: all)?,? ?){_DID}"
_DEAL = r"(?:(?:a|the|our|another|an|new|exclusive|\d+|one|two|three|four|five|multi)[ -]?(?:\w+[ -]){0,2}?(?:contract|deal|agreement|order|po|partnership|framework|renewal|subscription|licen[cs]e) )"

# "the new supplier Globex", "the folks at Initech".
_ROLE = r"(?:(?:the|our) )?(?:(?:new|other|big|local|incumbent|existing|current|old) )?(?:(?:supplier|vendor|provider|company|firm|agency|competitor|(?:people|folks|guys|team) (?:at|from)),? )?"
_ENGLISH = (
    (
        "with",
        "sign cont part comm clos",
        rf"{_SUBJECT}(?:sign(?:ed|ing)?(?: up)?|contract(?:ed|ing)|partner(?:ed|ing)?|commit(?:ted|ting)? to|clos(?:ed|ing)) (?:{_DEAL})?(?:on )?(?:with )@NAME@",
    ),
    (
        "with",
        "chos deci opte elec pref agre put putt ink inke inki shoo did stru",
        rf"{_SUBJECT}(?:(?:chose|chosen|decided|opted|elected|preferred|prefer|agreed) to (?:work|partner|go|stay|continue|proceed|move (?:ahead|forward))|(?:put|putting) pen to paper|ink(?:ed|ing)(?: {_DEAL})?|shook hands|(?:did|struck) a deal) with @NAME@",
    ),
    (
        "with",
        "go went gone goin move movi proc stic stuc stay rema",
        rf"{_SUBJECT}(?:go|went|gone|going|move(?:d)? (?:ahead|forward)|moving (?:ahead|forward)|proceed(?:ed|ing)?|stick(?:ing)?|stuck|stay(?:ed|ing)?|remain(?:ed|ing)?) (?:ahead )?with @NAME@",
    ),
    (
        "",
        "chos choo pick sele sett land opte opti deci plum goin gone go went hire hiri boug swit pref awar gave give givi",
        rf"{_SUBJECT}(?:chose|chosen|choosing|pick(?:ed|ing)|select(?:ed|ing)|settled on|settl(?:ed|ing) for|landed on|opt(?:ed|ing) for|decid(?:ed|ing) (?:on|for|in favou?r of)|plump(?:ed|ing) for|go(?:ing|ne)? for|went for|hir(?:ed|ing)|bought from|switch(?:ed|ing)(?: over)? to|prefer(?:red)?|award(?:ed|ing)(?: (?:it|this|the \w+))? to|(?:gave|given|giving) (?:it|this|the (?:contract|job|order|business|deal|project)) to) @NAME@",
    ),
)
_OTHERS = (
    (
        "won got took awar",
        "cont deal bid tend job busi pitc it out race",
        rf"\b{_X} (?:won|got|took|has won|have won|was awarded|were awarded) (?:the |this )?(?:contract|deal|bid|tender|job|business|pitch|it|out|race)\b",
    ),
    (
        "our",
        "pick choi winn supp vend prov chos",
        rf"\b{_X} (?:is|was|are) our (?:final |clear |preferred |new )?(?:pick|choice|winner|supplier|vendor|provider|chosen (?:vendor|supplier|partner))\b",
    ),
    (
        "to",
        "cont deal job orde awar busi proj tend work",
        rf"\b(?:contract|deal|job|order|award|business|project|tender|work) (?:has gone|went|goes|is going|was awarded|was given) to {_X}",
    ),
    (
        "it",
        "is be was goin ll",
        rf"^(?:[^\w]*(?:so|then|well)?,? ?){_X} it is(?=[.,!]|$| (?:then|for us|in the end)\b)|\b(?:it's going to be|it was|it will be|it'll be) {_X} (?:in the end|for us|then)\b",
    ),
    # German
    (
        "für",
        "ents ausg",
        rf"\b(?:wir|ich|man|geschäftsführung|vorstand|team|chef(?:in)?|und|aber|leider|haben?|hat|sich|uns|mich|sind)\b[^.!?\n]{{0,40}}? für (?:die )?(?:firma )?{_X}\b[^.!?\n,]{{0,30}}? ?(?:entschieden|ausgesprochen)\b",
    ),
    (
        "ents wahl",
        "auf für zugu",
        rf"\bentscheidung (?:ist|fiel)[^.!?\n]{{0,25}} (?:auf|für|zugunsten von) {_X}|\bwahl (?:ist|fiel)[^.!?\n]{{0,25}} auf {_X}|\bentscheiden (?:wir )?uns[^.!?\n]{{0,15}} für {_X}",
    ),
    (
        "wir ich habe sind und",
        "unte abge gela gebl beau verg gewe weit zusa",
        rf"\b(?:wir|ich|haben|sind|und)\b[^.!?\n]{{0,30}}? (?:bei|mit|an|zu) {_X}[^.!?\n,]{{0,30}}? ?(?:unterschrieben|abgeschlossen|gelandet|geblieben|beauftragt|vergeben|gewechselt|unter vertrag|weiterarbeiten|zusammenarbeiten)\b",
    ),
    (
        "wir",
        "gehe mach star arbe blei sind nehm",
        rf"\b(?:wir) (?:gehen|machen|starten|arbeiten)(?: (?:jetzt|nun|künftig|lieber|ab jetzt|weiter|weiterhin|daher))* (?:mit|zu) {_X}|\bwir (?:bleiben(?: (?:jetzt|nun|weiterhin|lieber))*|sind (?:jetzt|nun|inzwischen|künftig)) bei {_X}|\bwir nehmen (?:jetzt |nun |lieber )?{_X}(?=[ .,!]|$)",
    ),
    (
        "habe hat beka beko erhä erhi es",
        "beau ausg gewä geno den das gewo word werd ist wird wurd",
        rf"\bhaben?(?: \w+)? {_X} (?:beauftragt|ausgewählt|gewählt|genommen|den (?:zuschlag|auftrag|vorzug))\b|\b{_X} (?:hat|bekam|bekommt|erhält|erhielt)(?: \w+)? (?:den (?:zuschlag|auftrag)|das rennen)|\bes (?:ist|wird|wurde)(?: (?:am ende|nun|jetzt|schließlich|letztlich))* {_X}(?: (?:geworden|werden))?(?=[.,!]|$)",
    ),
    # French
    (
        "avon ai a as ont on fina nous",
        "choi rete séle sele préf opté sign mand conf fait donn tran",
        rf"\b(?:avons|ai|a|as|ont|on|finalement|nous) (?:\w+ )?(?:choisi|retenu|sélectionné|selectionné|préféré|opté pour|signé (?:un contrat |le contrat |un accord )?(?:avec|chez)|mandaté|confié (?:le projet |la mission |cela |ça )?à|fait le choix de|donné la préférence à|tranché pour) {_X}",
    ),
    (
        "on nous est suis somm choi c",
        "part va allo trav cont rest sign allé alle pass port qui",
        rf"\b(?:on|nous) (?:\w+ )?(?:part|partons|partira|partirons|va|allons|travaille|travaillons|continue|continuons|reste|restons|signe|signons)(?: (?:finalement|désormais|plutôt|donc|maintenant|partir|travailler|signer|rester|continuer))* (?:avec|chez|sur) {_X}|\b(?:sommes|est|suis) (?:\w+ )?(?:partis?|parties?|allés?|passés?|restés?) (?:avec|chez|sur) {_X}|\bchoix s'est (?:finalement )?porté sur {_X}|\bc'est {_X} qui (?:a été|l'a|a gagné|a remporté)",
    ),
    # Spanish
    (
        "hemo he han ha",
        "eleg esco opta cont firm apos deci sele pref cerr ido qued deca adju",
        rf"\b(?:hemos|he|han|ha) (?:\w+ )?(?:elegido|escogido|optado por|contratado(?: con)?|firmado (?:el contrato |un contrato |un acuerdo )?con|apostado por|decidido por|seleccionado|preferido|cerrado con|ido con|quedado con|decantado por|adjudicado (?:el \w+ |la \w+ )?) ?(?:a )?{_X}",
    ),
    (
        "",
        "eleg esco opta cont firm apos sele pref cerr fuim vamo qued deci deca incl trab segu",
        rf"\b(?:elegimos|escogimos|optamos por|contratamos|firmamos con|apostamos por|seleccionamos|preferimos|cerramos con|(?:vamos|nos (?:fuimos|vamos|quedamos|decidimos|decantamos|inclinamos)) (?:a quedar |a ir |a trabajar )?(?:con|por)|trabajaremos con|seguimos con|seguiremos con) (?:a )?{_X}",
    ),
    # Italian
    (
        "abbi ho hann ha",
        "scel opta firm pref sele chiu affi deci asse",
        rf"\b(?:abbiamo|ho|hanno|ha) (?:\w+ )?(?:scelto|optato per|firmato (?:un contratto |il contratto |un accordo )?con|preferito|selezionato|chiuso con|affidato (?:il \w+ |la \w+ |tutto )?a|deciso per|assegnato (?:il \w+ |la \w+ )?a) (?:la )?{_X}",
    ),
    (
        "siam sono andi andr rest proc lavo firm pros scel",
        "anda pass rima affi orie con cadu rica",
        rf"\b(?:siamo|sono) (?:\w+ )?(?:andati|passati|rimasti|affidati|orientati) (?:con|a|su|verso) {_X}|\b(?:andiamo|andremo|restiamo|procediamo|lavoreremo|firmiamo|proseguiamo) (?:avanti )?con {_X}|\bscelta è (?:\w+ )?(?:caduta|ricaduta) su {_X}",
    ),
    # Dutch
    (
        "voor met bij aan",
        "geko gete gega zee uitg gebl gegu verd over gewo",
        rf"\b(?:we|wij|ik|hebben|heb|heeft|is|zijn)\b[^.!?\n]{{0,30}}? (?:voor|met|bij|aan) {_X}[^.!?\n,]{{0,20}}? ?(?:gekozen|getekend|gegaan|in zee(?: gegaan)?|uitgekomen|gebleven|gegund|verder(?: gegaan)?|overgestapt)\b|\b(?:gekozen|getekend|gegaan|geworden) (?:voor|bij|met) {_X}",
    ),
    (
        "we wij keuz het hebb",
        "kiez gaan blij werk teke op gewo geko geno",
        rf"\b(?:we|wij) (?:kiezen|gaan|blijven|werken|tekenen)(?: (?:nu|toch|uiteindelijk|liever|verder|dan))* (?:voor|met|bij) {_X}|\bkeuze is[^.!?\n]{{0,20}} op {_X}|\bhet is {_X} geworden|\bhebben (?:\w+ )?{_X} (?:gekozen|genomen)\b",
    ),
    # Portuguese
    (
        "",
        "esco cont sele pref opta optá deci fech assi fica ficá vamo segu avan fomo",
        rf"\b(?:escolhemos|escolhi|contratamos|contratámos|selecion[aá]mos|preferimos|(?:optamos|optámos|decidimos|decidimo-nos) (?:por|pela|pelo)|(?:fechamos|fechámos|fechei|assinamos|assinámos|ficamos|ficámos|vamos|seguimos|seguiremos|avançámos|avançamos|fomos) (?:um contrato |contrato |o contrato )?com) (?:a |o )?{_X}",
    ),
    (
        "por acab deci vamo reso fomo",
        "esco fech cont assi fica segu avan ir opta",
        rf"\b(?:por|acabamos|acabámos|decidimos|vamos|resolvemos|fomos) (?:por )?(?:escolher|fechar com|contratar|assinar com|ficar com|seguir com|avançar com|ir com|optar (?:por|pela|pelo)) (?:a |o )?{_X}",
    ),
)


def _prepared() -> dict[str, list[tuple[frozenset[str], re.Pattern[str]]]]:
    """The patterns by the beginnings of words of which one must occur, each with those of which another must; few are ever tried."""
    names = f"{_ROLE}(?:{_X}|{_LOWER})"
    table: dict[str, list[tuple[frozenset[str], re.Pattern[str]]]] = {}
    for one, other, pattern in _ENGLISH + _OTHERS:
        entry = (frozenset(one.split()), re.compile(pattern.replace("@NAME@", names), re.IGNORECASE))
        for key in other.split():
            table.setdefault(key, []).append(entry)
    return table


_PATTERNS = _prepared()
_WORD = re.compile(r"[^\W_]+")

# What may be chosen and is no rival: the reader, days, what was offered, a department that signs, a means to sign.
_OURS_WORDS = (
    "you your yours here there so what how as since if whether obviously such plans us our ours i we my me it this that these those the a an all both one none option plan proposal offer quote version package"
    " variant tier model choice scenario proposition phase step enterprise premium basic pro standard business gold silver platinum starter"
    " plus professional team teams legal finance procurement purchasing hr it marketing sales operations security compliance accounting"
    " docusign adobe signnow pandadoc gmail outlook office teams zoom slack windows linux mac english german french spanish excel euros dollars pen ink pleasure thanks regards sincerely love respect caution vendor supplier provider someone"
    " sie ihnen ihr ihre ihrem ihren ihrer euch dich dir du eure euren der die das den dem ein eine einen variante angebot paket tarif modell lösung"
    " freude herrn frau recht rechtsabteilung einkauf vertrieb vous votre vos toi le la les un une ce cette mon ma notre nos monsieur madame"
    " usted ustedes su sus vosotros el los una la opción opcion plan ti lei voi vostra vostro loro il opzione u uw jullie jou de het een optie"
    " você vocês voces o os as um uma opção opcao monday tuesday wednesday thursday friday saturday sunday today tomorrow"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi lunes martes miércoles jueves viernes"
    " lunedì martedì mercoledì giovedì venerdì maandag dinsdag woensdag donderdag vrijdag january february march april may june july august"
    " september october november december q1 q2 q3 q4 ja yes ok okay everyone everybody everything anything nothing something whatever"
    " confidence immediate great good best more less higher lower our monthly annual yearly quarterly"
)
_OURS = frozenset(_OURS_WORDS.split())
# A name is somebody at the writer's own desk: "signed with Maria from Legal", "for the kickoff".
_INSIDE = re.compile(
    r"\s*(?:as (?:our|the|my|a)\b|,? ?(?:from|in|of|at|aus|vom|von|du|de|of|van) (?:our |the |my |der |la |le |dem )?(?:legal|finance|procurement|purchasing|accounting|hr|it|team|rechts\w*|einkauf|juridique|achats|legale|compras|jurídico|inkoop)\b|(?:to|for|zum|zur|pour|para|per|voor) (?:the |our |a |an |das |den |die |la |le |el |il |o )?(?:kick-?off|meeting|workshop|lunch|dinner|call|offsite|event|venue|session|fair|trip|conference|visit|treffen|réunion|reunión|riunione|reunião|vergadering)\b)",
    re.IGNORECASE,
)
# "Go with Ina" tells the reader what to do.
_BIDDING = re.compile(
    r"\W*(?:(?:just|so|and|but|well|yeah|please)\W+)*(?:go|stick|stay|remain|sign|move|proceed|prefer|partner|commit|put)\b",
    re.IGNORECASE,
)
_NOT_DEALS = re.compile(
    r"\b(?:nda|n\.d\.a|confidentiality|geheimhaltung\w*|vertraulich\w*|confidentialité|confidencialidad|riservatezza|geheimhouding\w*)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|whether|unless|could|might|before|until|once|sure|why|should|when we|falls|wenn|ob|indien|had we)\b[^.!?\n]{0,50}$",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    rf"\b(?:{_WE}|wir|ich|uns|nous|on|ons|wij|hemos|\w+mos|abbiamo|siamo|\w+iamo|je|ik)\b", re.IGNORECASE
)
# Told of an earlier time, or regretted: what the rep is told is why there is room now.
_LONG_AGO = re.compile(
    r"\b(?:last year|years? ago|back then|back in|in (?:19|20)\d\d|previously|originally|used to|at the time|the last time|once before|damals|letztes jahr|letzten jahr|vor .{1,12}jahr\w*|früher|seinerzeit|l'an dernier|l'an passé|l'année dernière|il y a .{1,10}ans?|à l'époque|el año pasado|hace .{1,10}años?|en su día|antes|l'anno scorso|.{1,8} anni fa|un anno fa|all'epoca|vorig jaar|jaar geleden|destijds|toen|(?:no )?ano passado|há .{1,10}anos?|na altura|na época)\b",
    re.IGNORECASE,
)
_REGRET = re.compile(
    r"\b(?:regret\w*|unhappy|dissatisf\w*|disappoint\w*|mistake|didn'?t work|did not work|hasn'?t worked|not working|doesn'?t work|let(?:ting)? us down|fell (?:short|through|apart)|went wrong|burned|burnt|nightmare|disaster|fed up|looking (?:around|again|for)|want out|bereu\w*|unzufrieden|enttäusch\w*|fehler|regrett\w*|déçus?|déçues?|mécontent\w*|erreur|arrepent\w*|arrepient\w*|descontent\w*|decepcion\w*|insatisf\w*|pentit\w*|delus\w*|scontent\w*|errore|spijt|ontevreden|teleurgesteld|tegengevallen|vergissing)\b",
    re.IGNORECASE,
)


def regrets(text: str) -> bool:
    """Whether something is regretted in a text: the choice that is told of is what the rep may undo."""
    return _REGRET.search(text) is not None


def names_rival(line: str, ours: Set[str] = frozenset(), *, elliptic: bool = True) -> tuple[bool, bool]:
    """Whether a sentence says that the writer's side chose somebody by name, and whether that is only told of the past.

    `ours`: words, in lower case, by which the reader and the reader's company are named. `elliptic`: "went with Globex" will do
    without a "we", and a name without its capital. A sentence with a regret in it names no rival.
    """
    beginnings = {word[:4] for word in _WORD.findall(line.lower())}
    entries = {id(entry): entry for key in beginnings & _PATTERNS.keys() for entry in _PATTERNS[key]}
    for needed, pattern in entries.values():
        if needed and needed.isdisjoint(beginnings):
            continue
        for match in pattern.finditer(line):
            name = next(group for group in match.groups() if group)
            first = re.split(r"[ '’-]", name.lower())[0].rstrip(".,")
            words = set(re.findall(r"[^\W_]+", name.lower()))
            if first in _OURS or first in ours or not words.isdisjoint(ours):
                continue
            if not elliptic and (name[0].islower() or not _SPEAKER.search(match[0])):
                continue
            if _BIDDING.match(match[0]):
                continue
            if (
                _INSIDE.match(line, match.end())
                or _NOT_DEALS.search(match[0])
                or _SUPPOSED.search(line[: match.start()] + match[0].split(name)[0])
            ):
                continue
            return (False, False) if regrets(line) else (True, _LONG_AGO.search(line) is not None)
    return False, False
