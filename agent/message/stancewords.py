"""Phrases in which people say yes, no, later, stop or "ask somebody else", by what they mean; `stance` reads this table.

One phrase a line: words stand for themselves, `a|b` for either, `stem*` for every word that begins so, `?word` for one that may be missing,
`..` for up to three words, `^` and `$` for the ends of a sentence. What stands below a line `~` is in other languages than English. Accents, case and apostrophes are folded away: "don't" is `dont`.

    O  never write again                      W  another person is the right one
    D  no, whatever else is said beside       Y  yes
    S  no, or "not now" beside such words     I  interest, without agreeing to anything
    N  not now                                G  takes O, D and S out of this sentence again
    B  busy: not now where nothing else is said
    P  a no where nothing is asked or agreed to: the price, "we do it ourselves"
    E  enough: what was asked for has come, and nothing further is needed; no "no" beside a word of praise
    R  "come back to me": not now where a day is named
    T  words of time that make an S a "not now"
"""

from __future__ import annotations

PHRASES: dict[str, str] = {
    "O": """
^ ?please remove $
cease ?all|any communication*|contact|emails|correspondence
unsubscribe|unsubscription
unsubscribing
opt|opting ?me|us out
opted out
remove|delete|drop|strike me|us ?please from|off|at
remove|delete me|us $
remove|delete me|us please|now|immediately|asap|today
remove|delete|take|erase my|our ?e email|mail|name|address|contact|details|data|information|info|number
take|get|keep me|us off
take .. off your|the|this|of ?mailing|email|e|distribution|contact list|lists|mailing|database|crm
off ?of your|this ?mailing|email|distribution|contact|marketing|call list|lists|database
stop|quit|cease emailing|mailing|contacting|calling|messaging|writing|spamming|bothering|harassing|pestering|soliciting|sending|texting|phoning|pinging|chasing|following|e
^ ?please|just|ok|kindly ?please|just stop|quit ?with these|this|it|all|that|your|now
stop your|the|those ?constant|endless|daily ?sales ?marketing emails|mails|messages|calls|spam|mail
^ ?please|pls|kindly stop ?please|now|it|this|thanks|thank $
stop please|now $
not|dont|never ?ever ?try ?to contact|email|mail|call|bother|message|text|spam|solicit|phone|ping ?me|us|again|anymore|further|here|this
not|dont|never ?ever e mail me|us|again|anymore
not|dont|never ?ever write|send|reach ?to|out|me|us ?any ?more|again ?to ?me|us ?any emails|mails|messages|again|anymore|more|this|these|stuff|sales
no more|further emails|mails|messages|e|calls|contact|follow|correspondence|sales
dont|not|never want|wish|like|need|care|prefer ?to ?be ?any receive|get|hear|contacted|emailed|solicited|more|further
rather|prefer not ?to ?be receive|get|hear|contacted|emailed
^ ?please|just leave me|us alone
please|just|you|to leave me|us alone
lose my|our number|email|address|contact
this|that|it is|its ?just|pure|clearly spam|harassment|unsolicited
spamming me|us
report|reporting|reported you|this|it ?to|as
mark|marked|marking|flag|flagged ?this|you|it ?as spam|junk
do not contact|call|email list
cease and desist
gdpr|dsgvo|rgpd
erase|delete my|our ?personal data|information|record*
never|not|didnt|nor ?ever consent*|subscribe* ?in|to
never|not|didnt|nor ?ever opted|sign|signed in|up
not|never ?ever ask*|agree* to receive|be|get
block|blocking|blocked you|your|this|sender
take|keep ?the hint
^ ?please|now|so|just|then|and delete|erase it|this $|now|please|immediately|from
god|gods|sake|heavens|enough|seriously|already|ok stop $
no more ?of these|those|this please|thanks|$
^ enough ?already|is ?enough $
youre|youve|you|sender|address|domain ?are|is|have ?now|been ?now blocked|blacklisted|banned
ive|weve|have|am|im blocked|blacklisted|blocking you|your|this
stop just|please|now stop
get|go lost $
piss|bugger|sod|fuck|f off
if you|your ?could|would ?please ?just stopped|stop emailing|mailing|reaching|writing|contacting|sending|calling|messaging
stopped|stop|cease reaching out
stop|end|cease these|this|those|the ?kind ?of messages|emails|mails|solicitation*|notes|outreach
~
melden|trag* sie mich ?bitte ab|aus
abmelden
abbestell*
streichen|loschen|entfernen|austragen|losch*|entfern*|streich* ?sie ?bitte mich|uns|meine|unsere|mein
nehmen|tragen|nimm|trag ?sie ?bitte mich|uns ?bitte .. aus|raus|heraus
aus .. verteiler|mailingliste|datenbank|liste|adressliste|kartei ?zu|bitte loschen|streichen|entfernen|nehmen|austragen
aus ihrem|dem|eurem|ihrer|deinem|der|eurer ?e ?mail verteiler|mailingliste|datenbank|liste|adressliste
keine weiteren|weitere|mehr|mails|emails|werbung|werbe* ?e|mails|emails|nachrichten|anrufe|werbung|anfragen|kontakt*
keine e mails|mail mehr
schreiben|kontaktieren|senden|schicken|belastig*|rufen|mailen|kontaktiere|schreib|schick sie ?bitte mir|uns|mich .. nicht|nie|keine ?mehr
nicht mehr|weiter kontaktier*|anschreib*|anruf*|angeschrieben|kontaktiert|belastig*|zu
horen sie ?bitte|endlich auf
unterlassen sie
lassen sie ?bitte|mich|uns ?bitte|in in|ruhe ?ruhe
mich ?bitte|endlich in ruhe
spam|werbung melden|gemeldet
widerspreche der|hiermit ?.. nutzung|verarbeitung|werb*
se|me|nous desabonner|desinscrire|desinscription
desabonn*|desinscri*
retirez|supprimez|enlevez|rayez|effacez|retirer|supprimer|effacer moi|nous|mon|mes|notre
me|nous retirer|supprimer|enlever|rayer|desinscrire|sortir de
retir*|supprim*|enlev* .. liste|base|fichier|diffusion|mailing
cessez|arretez|arreter|cesser ?de ?nous|me|vos denvoyer|menvoyer|mecrire|contacter|ecrire|solliciter|relancer|envoyer|harceler|appeler|mappeler|relances|envois|messages|mails
ne plus|pas ?etre ?me|nous mecrire|menvoyer|recevoir|contacter|contacte|solliciter|sollicite|relancer|deranger|ecrire|envoyer
ne me|nous|mecrivez|menvoyez ?contactez|ecrivez|envoyez|sollicitez|relancez|derangez|appelez|demarchez plus|pas|rien
souhaite*|veux|voulons|desire* plus|pas ?etre recevoir|contacte|sollicite|vos
laissez moi|nous tranquille*
stop|arret aux|les mails|messages|relances|sollicitations
dar*|darme|denme|deme|quiero ?de ?darme baja
borr*|elimin*|quit*|saq*|saca*|retir* ?me|mi|mis|nuestro|nuestra ?correo|direccion|datos|nombre|email|de .. lista|base|listas|datos|correo
borreme|eliminenme|quitenme|saquenme|eliminarme|quitarme|borrarme|eliminame|quitame|borrame|eliminen|elimineme|quiteme|saqueme ?de
deje|dejen|deja|paren|pare|para|dejad|parad de enviar*|mandar*|escribir*|contactar*|llamar*|molestar*|insistir
no me|nos ?vuelvas|vuelva|vuelvan ?a ?.. escriba*|escribas|envie*|envies|mande*|contacte*|contactes|contactar|llame*|moleste*|escribir|enviar|molestar ?mas
no quiero|queremos|deseo|deseamos recibir|que|mas ?mas ?correos|me
no mas|envien correos|mensajes|emails|llamadas|mas
cancell*|rimuov*|elimin*|toglie*|tolga*|togliet* ?mi|me|il|i|la ?mio|miei|mia ?.. lista|elenco|mailing|indirizzo|database|contatti|nominativo
cancellarmi|cancellami|rimuovermi|rimuovetemi|rimuovimi|toglietemi|togliermi|toglimi|eliminarmi|eliminatemi|cancellatemi|disiscriver*|disiscrizione
smett*|smetta|smettete|smettetela|basta|finite* di|con|le|la ?le ?scriver*|mandar*|inviar*|contattar*|chiamar*|mail|email|disturbar*|mandarmi
non ?mi|ci scriv*|contatt*|mandat*|inviat*|disturbat*|chiamat* piu
non voglio|desidero|vogliamo ?piu|essere ricevere|contattato|contattata|contattati
uitschrijven|afmelden|uitgeschreven
verwijder* mij|me|ons|mijn|u|alstublieft
mij|me|ons|mijn .. verwijderen|schrappen|uitschrijven|afmelden
haal mij|me|ons .. van|uit|af
uit uw|je|jullie|de ?mail mailinglijst|lijst|bestand|database|mailinglist|adressenbestand
stop|stoppen|hou|houd met|op|mij|aub|alstublieft|a ?met ?mailen|het|sturen|bellen|contacteren|mails|benaderen|lastig*|te|deze
geen mails|emails|e|berichten|mail|reclame|verdere ?mails ?mail ?meer|ontvangen
niet ?meer|langer ?door|te ?worden benader*|gebeld|gemaild|lastig*
wil|wens|wensen ?ik|wij|we niet|geen ?meer|langer ?meer ?mails|mail|e ?mails ?meer ontvangen|benaderd|gebeld|gemaild|contact
laat mij|me|ons met rust
remov*|exclu*|retir*|apag*|tir*|elimin*|cancel* ?.. me|meu|meus|nosso|minha ?nome|e ?mail|email|endereco|contato|contacto|dados|inscricao
remova|retire|exclua|remover|retirar|remover me|se|meu|nosso|o
descadastr*|descadastre|desinscrev*|cancelar ?a|minha inscricao|subscricao|assinatura
parem|pare|parar|deixe|deixem|chega de enviar*|me|mandar*|escrever|contactar|contatar|ligar|incomodar|mensagens|emails|e
nao ?me|nos|quero|queremos|desejo|voltem|volte ?mais ?a ?me receber|contactar|contatar|contacte*|contate*|enviar|incomode*|mandar|escrever ?mais|novamente
nao quero|queremos|desejo|desejamos ?mais receber
nao ?me envie*|mande*|contacte*|contate*|escreva*|ligue* ?me mais|novamente
usun*|wypis*|wykresl* mnie|nas|moj|moje|moich|nasz|adres|dane|maila
prosze ?o ?mnie usun*|wypis*|wykresl*|skresl*|usuniecie|wypisanie|zaprzesta*|przesta*
przestan*|zaprzesta* ?do|mi|panstwo ?mnie|mi|wysyla*|pisa*|kontakt*|dzwoni*|nekac|przysyla*
nie ?chce|zycze|chcemy ?sobie ?juz|wiecej ?.. otrzymyw*|dostawac|wiadomosci|maili
prosze ?juz ?wiecej nie ?juz|wiecej ?do ?mnie|nas|sie ?wiecej wysyla*|pisa*|kontakt*|dzwoni*|nekac
nie wysylaj*|pisz|piszcie|dzwon|dzwoncie|kontaktuj*
rezygnuje z subskrypcji|newslettera|otrzymywania
удалит*|уберит*|исключит*|отпишит*|удалить|отписать|вычеркн* ?пожалуиста меня|нас|мои|наш|мою
отпис*|отпиш* ?от ?вашеи мен*|рассылк*
не|больше ?мне|нам|нужно|надо|хочу|хотим|желаю|пишите|присылаите|звоните ?.. пишите|присылаите|звоните|беспокоите|получать|отправляите|писать|звонить|присылать|рассылк*
прекратит*|перестан*|хватит ?мне|нам писать|присылать|слать|звонить|рассылку|спам*|отправлять
ta|radera|stryk|plocka ?bort mig|oss|min|mitt|vara ?bort ?fran|ur|adress|e
avregistrera|avprenumerera|avanmal*
sluta|slutar|upphor ?att|med ?att mejla|maila|skicka|kontakta|ringa|hora|mail*|utskick*|spamma
skicka|mejla|maila|skriv|ring inte|inga ?till ?mig ?fler|mer mer|mejl|mail|utskick|igen|mig|langre
inga|ingen fler|mer ?mejl mejl|mail|utskick|reklam|samtal
vill inte|ej ?langre ?bli|ha|fa kontaktad|kontaktas|fler|mer|mejl|mail|utskick|nagra
kontakta|mejla|maila|ring|skriv ?till mig|oss inte|aldrig ?igen|mer
slet|fjern|slett|slette|fjerne|afmeld|afmelde|frameld|meld* ?venligst|gerne|meg mig|meg|os|oss|min|mitt|mine|av|ut
stop|stopp|hold|slutt|ophor ?venligst|op ?med|a|at ?at|a sende|sende|skrive|kontakte|ringe|maile|mail*|spam*|skriv*
ikke ?onsker|vil|langere|lenger|laengere ?at|a ?.. modtage|motta|kontaktes|kontaktet
ingen|ikke ?onsker flere|fler|mer mails|mail|e|henvendelser|reklame
kontakt|skriv|ring ?til mig|meg|os|oss ikke|aldrig|aldri ?igen|igjen|mer|mere
onsker|vil ikke ?lenger|laengere ?at|a modtage|motta|kontaktes|bli|blive|fa|flere|mails|e
poista*|poistakaa|poistaisit* ?.. minut|meidat|osoitteeni|tietoni|minun|sahkopostini|osoitteemme
lopet*|alkaa|ala ?.. lahett*|ottamasta|viest*|yhteyd*|soitt*
en|emme halua ?enaa|ottaa|vastaanottaa viest*|sahkopost*|yhteydenot*|mainoksia
odhlas*|vyrad*|vymaz*|smaz*|odstran* ?prosim me|nas|muj|mou|moji|mne
odhlasit|vyradit|vymazat|smazat|odstranit ?z|prosim mne|me|nas|muj|odberu|databaze
prestan*|neposilejte|nepiste|nekontaktujte|nevolejte|nezasilejte mi|nam|me|nas|uz|posilat|psat|dalsi
listeden|listenizden|beni|bizi|adresimi ?.. cikar*|sil*
bir daha .. yazmayin|aramayin|gondermeyin|iletisim
mail|eposta|posta|mesaj ?atmayi|gondermeyin|atmayin|gondermeyi birakin|gondermeyin|atmayin
abonelikten|abonelik ?cik*|iptal
me|nos tire|tira|tirem|remova|remove|exclua|retire|retirem da|dessa|desta|do|desse|deste|sua
me|nous ?plus ?jamais envoyez|envoie|ecris ?plus rien|plus
me quite*|saque*|borre*|elimine* de
es reicht ?jetzt $
ca suffit $|maintenant
ya basta $
verschwinden sie
""",
    "D": """
gone|went|going ?a another|different way|route|direction
dont|not think|believe|feel ?that .. for us|me $
dont|not|cant|no ?really see|seeing ?any|the|much|enough value|benefit|point|advantage
have|got no plans|intention|intentions to
no plans|intention|intentions to change|switch|buy|renew|continue|proceed|move|go
didnt|not win the|this bid|tender|deal
not|arent|isnt|aint|wasnt|neither|never .. interested
werent interested
no longer interested|need*|require|want*|pursuing|considering|looking|relevant|required|necessary
dont|not|nor|no|little|zero|lack have|of|has ?any|much|an|a|the ?real|further interest
no|zero ?real|current|further|particular|immediate interest
not .. of interest
no thanks|thank|thankyou|thx
thanks|you but no
^ ?hi|hello ?dana no $
^ no ?sorry|thanks $
^ nope|nah
not for us|me $
not ?really|quite|exactly ?something for us|me|our
not|isnt|wasnt ?really|quite something we|i|were|id|wed|that ?.. need|want|pursue|require|interested|use|looking|consider|do|after
not|isnt|arent|wasnt|never ?be ?really|quite ?a|the ?good|right|great|strong|best fit|match
not fit|suit|meet our|us
doesnt|didnt|does|dont fit|suit|meet our|us|the
went|go|gone|going|moving|moved|move|signed|signing|sticking|stick|staying|stay|proceeding|proceeded|proceed|partnered|partnering|contracted|ahead|forward|up|on|sign with ?a|an|the|one|your|our|using ?of ?current|existing ?your another|someone|somebody|different|competitor*|competing|other|alternative|incumbent|else|vendor|supplier|provider|internal
stick|sticking|stay|staying with our|what|the|who|my
chose|chosen|choose|choosing|selected|selecting|picked|hired|bought|purchased|awarded|opted|settled|decided|contracted|engaged|signed .. another|someone|somebody|competitor*|different|alternative|elsewhere|else
found|gone|go|going|went|bought|looked ?an|another ?.. elsewhere|someone|somebody|alternative
in|took|take|taking ?a|an|the different|another|other direction|route|way
already|just ?.. signed|chose|chosen|selected|committed|contracted ?a|with|to|up ?a|an ?.. vendor|supplier|provider|solution|contract|partner|someone|somebody|else|company|firm|agency
already ?have|has|use|using|work|working|got .. vendor|supplier|provider|solution|system|tool|partner|someone|somebody|agency|competitor*
happy|satisfied|content|pleased|fine|good|set|covered|comfortable with ?the our|what|who|current|existing|my|incumbent|present
happy|satisfied where we|i are|am
are|were|am|im|we|i ?already|currently|pretty|now all set|good
were|are|im ?already|currently|well all covered|set
were|are|im good thanks|thank
decided|chose|chosen|elected|opted|resolved|choosing|choose|voted against
decided|chose|chosen|elected|opted|resolved|choosing|choose not to ?be proceed*|mov*|go|pursu*|buy*|continu*|renew*|extend*|take|do|us*|purchas*|invest*|chang*|switch*|implement*|adopt*|participat*|work*|engag*|make|sign*
well|must|respectfully|politely|i|we|ill|kindly ?will|must|respectfully decline|declining
have|need|going|like to ?respectfully|politely decline
declin* your|the|this offer|proposal|opportunity|quote
its|thats|answer ?is ?still ?unfortunately ?a|an ?hard|firm|clear|definite|definitive|big|polite no $|from|for|on|at|thanks
its|is|thats|this a ?hard|firm|clear|definite|big no
answer is|remains ?still no
no go
hard|firm pass
cancel|terminate|canceling|cancelling|end our|my|the ?free trial|subscription|account|contract|order|pilot|project|evaluation|service|agreement|relationship
close|closing ?out|the|my|our|this|that|up ?the|my|our|this file|case|opportunity
project|initiative|evaluation|purchase|plan|rfp is|was|has|got ?been cancelled|canceled|killed|scrapped|dropped|dead|axed|terminated
not relevant|applicable|useful|suitable|appropriate to|for us|me|our
wont|not|never be ?a|any ?.. customer|client|buying|needing|requiring
not ?going|want|wish|willing ?to ?.. waste
wasting your|my|our time
lost the|this deal|bid|tender
did|do|does not|didnt make the|our cut|shortlist
isnt|not|wasnt going|gonna ?to happen|fly
wont|not be happening
leadership|management|board|cfo|ceo|boss|finance|they ?has|have killed|axed|scrapped|canned|nixed|vetoed|rejected this|it|that|the
pulled|pulling the plug
were|we|are|have|be|been ?are closing|closed|dropping|dropped|abandoning|abandoned|scrapping|scrapped|killing|killed|ended|ending ?down this|the|our|that ?whole project|initiative|evaluation|search|rfp|process
chose|chosen|picked|selected|preferred|favoured|favored|went|going|gone|opted|awarded|liked ?for ?with ?to the|their|your other|others|competition|competitor*|rival|rivals
you|your ?offer|bid|proposal|team came|come|were|was|finished|ranked|placed ?in ?only ?a ?close second|third|last|runner
your bid|offer|proposal|quote|application|tender was|were|has|have ?been unsuccessful|rejected|declined
you|bid|offer|proposal|quote|company was|were|has|have not ?been selected|chosen|successful|shortlisted|accepted|retained|awarded
you|bid|offer|proposal|quote|company wasnt|werent|hasnt|havent ?been selected|chosen|successful|shortlisted|accepted|retained|awarded
dont|cant|doesnt|not ?really see|think|going|go .. going|go anywhere
going nowhere
hard|firm|clear|definite|flat|solid|polite|absolute|resounding no $|from|for|on|im|thanks|sorry
^ ?its ?a no from|for me|us|my|our|this
its|thats|still|remains|unfortunately ?still ?unfortunately a no
have|need|going|must|forced ?to ?have ?to say no
weve|we ?have ?already got|have ?already this|that|it ?all ?well covered|sorted|handled
no|little|zero|any|much appetite for|to|internally|here|$
give|giving this|it|that ?one a miss
were|we ?are good|sorted $|here|without
lets|well|rather|better ?just leave it|this|things here|there|be
isnt|not|wasnt ?really ?quite the|a right|good|suitable|best solution|tool|product|option|partner|match|choice for
fat chance
no|not|zero|slim ?a chance $|thanks|sorry|im|not|in
hell freezes
pigs fly
hold your breath
in your dreams
not in a million
dream on
yeah|yea right
absolutely|definitely|certainly|hell not|no $|thanks|for|interested|thank
not|didnt|didn|wont go|going|choose|chosen|select|selected|pick|picked ?with ?ahead you|your
move|moving on if|without i|you
never will ?be $|be
well|ill|will|were|im|are|am|have|to|respectfully|politely|gracefully bow|bowing|back|backing|backed|pull|pulling|pulled out|away ?of $|of|here|from|now
turn|turning|turned this|you|your|it|that|the ?offer|proposal|opportunity|one down
turning|turn down ?your|the|this ?kind offer|proposal|opportunity|quote
already do|handle|run|built|have|use ?this|that|it ?all|something|everything .. own|ourselves|inhouse|internally
landed|settled|agreed|decided ?on ?upon ?for a|an ?completely|very|quite|totally different|alternative|other
consider this|the|it|our|that ?matter|opportunity|case|conversation|deal|discussion|topic closed|over|finished|dead
this|that|it|its|deal|project|one|idea ?is|was ?now|well|effectively|basically ?and ?truly dead
deal|project|purchase is ?now off $|now|for|im
answer|decision ?is|hasnt|has|remains|still ?not changed|final|unchanged|negative
one|another company|vendor|supplier|provider|firm ?has ?was been|was ?already chosen|selected|appointed
not ?really|quite ?something|anything|one we|i|wed|id need|want|use|pursue|buy|require|do|consider
keep|keeping ?our money|status in|quo
sticking|stick to ?our ?the current|existing|status|spreadsheets|excel|what
its|thats|be|this|gonna ?is ?going ?to ?be ?have ?to ?be a pass
weve|we ?have ?already got|have ?got a|an|our ?own ?good guy|person|firm|partner|shop|agency|consultant ?we ?use for that|this|it
doesnt|dont|didnt|not fit|suit what|how we|our
got|was|is|been shot down|rejected|vetoed|refused|nixed|overruled|turned|voted|binned|canned ?$
committed|locked|tied to|in|into ?with|to .. until|through|for|till|contract|agreement|deal|2026|2027|2028|2029|2030
hands ?are tied
wont|dont|not|no ?be longer needing|need|require|requiring this|it|your|that ?.. after all
withdraw|withdrawing|withdrawn|withdrew|retract|rescind ?our|the|my|from request|enquiry|inquiry|interest|order|from|rfp|tender
not|wasnt|werent|isnt ?very|really|exactly|particularly|at ?all impressed|convinced|sold|persuaded|keen $|im|sorry|enough
not|wasnt|werent|isnt ?very|really|exactly|particularly|at ?all impressed|convinced|sold|persuaded|thrilled|keen by|with|of|on you|your|this|it|that|the
no|zero|not ?a|any|slightest chance|prospect|possibility of|this|that
wasting|waste|save|saving your|my ?own breath|energy|effort|ink
not the ?right direction|route|path for|we
we|company|group mandates|mandated|requires|dictates
~
nicht relevant|interessant
gaan|ga|gaat ?we|wij|ik ?hier ?er ?daar ?niet ?mee ?niet ?mee niet ?meer ?mee verder
niet ?meer mee verder
не надо|нужно $
anders entschieden
bleiben|bleibt ?wir|es bei|mit ?unserem|unserer|dem|der|unseren unser*|bisherig*|aktuell*|jetzig*|anbieter|dienstleister|partner
restons|rester|reste|gardons|garder|conservons avec|chez|notre ?notre|nos prestataire|fournisseur|solution|partenaire|outil|actuel*
quedamos|seguimos|continuamos|quedarnos|seguiremos|continuaremos con ?nuestro|nuestra|el|la|lo nuestro|nuestra|actual|proveedor|solucion|que
restare|restiamo|rimanere|rimaniamo|continuare|continuiamo|resteremo|rimarremo con ?il|la nostro|nostra|attuale|fornitore
blijven bij ?onze|ons|de|het huidige|onze|ons|leverancier
continuar|continuaremos|ficar|ficamos|seguimos|manter|mantemos com|o|a ?o|a nosso|nossa|atual|fornecedor
zostajemy|pozostajemy|zostaniemy|pozostaniemy przy
kein|keinerlei|keinen|keine ?weiteres|grosses|akutes interesse|bedarf|verwendung
nicht ?weiter|mehr|daran|wirklich ?an ?.. interessiert
interessiert uns|mich|mich nicht
nicht interessant fur|genug
nein danke
^ nein $
anderen|andere|anderem|mitbewerber*|wettbewerber*|konkurr* ?anbieter|dienstleister|losung|lieferanten|partner|produkt|agentur|system ?.. entschieden|gewahlt|beauftragt|unterschrieben|vergeben
fur ?einen|eine|ein|die|den ?anderen|andere ?.. anbieter|dienstleister|mitbewerber*|wettbewerber*|konkurr*|losung|lieferanten ?.. entschieden|gewahlt
anderweitig entschieden|vergeben|beauftragt|versorgt
gegen .. entschieden
dagegen entschieden
nicht ?weiter weiterverfolgen|verfolgen|fortsetzen|weiterfuhren|zusammenkommen
werden .. nicht nutzen|kaufen|annehmen|wahrnehmen|weiterverfolgen
lehnen|lehne .. ab
absage erteilen
muss|mussen .. absagen
kommt|kame ?fur|das|dies ?uns|mich ?leider nicht infrage|frage|in
nicht in frage
passt ?leider|es|das ?nicht nicht ?zu|fur|leider zu|fur uns|unserem|unseren
brauchen|benotigen|brauche|benotige ?wir|das|dies|es|ich|so ?das|es|so ?leider nicht|keine|keinen|kein
sind|bin ?wir|ich ?bereits|schon|gut|bestens|mit ?.. versorgt|zufrieden|eingedeckt
haben|nutzen|arbeiten bereits|schon ?mit ?einen|eine|einem .. anbieter|dienstleister|losung|partner|lieferanten|system
pas|plus|guere|aucunement|nullement ?du|tout|vraiment|etre|particulierement ?.. interess*
aucun|pas|plus ?de|dun ?reel|grand interet|besoin
pas dinteret|besoin
ne ?nous|minteresse|nous interesse* pas|plus|guere
minteresse|interesse pas|plus
non merci
^ non $
autre|concurrent|concurrence ?prestataire|fournisseur|solution|partenaire|societe|candidat|outil ?.. choisi|retenu|opte|signe|decide
choisi|retenu|opte|signe|parti*|opter|choisir|prefere|selectionne ?pour|avec|chez|sur|un|une|de ?un|une|travailler ?avec autre|concurrent*|dautres|concurrence
avec|chez|pour un|une|dun|dautres autre|concurrent*|prestataires
ne|pas|plus ?donner|donnerons|donne|donnons|donnerai ?pas ?suite ?.. suite
pas|ne donner|donnerons|donnerai suite
decide* de ne pas
decline* votre|loffre|cette|la
ne correspond|convient ?pas ?a|pas nos|besoins|a|pour
pas pour nous|moi
deja un|une|equipe*|notre|en ?.. prestataire|fournisseur|solution|partenaire|place|outil
satisfait* de|du|avec notre|nos|actuel|prestataire
no ?me|nos ?estoy|estamos|esta|resulta|sentimos interes*
no ?tenemos|tengo|hay|existe|es ?de interes
sin interes
no gracias
^ no $
otro|otra|competencia|competidor ?proveedor|empresa|solucion|opcion|compania ?.. elegido|contratado|decidido|optado|seleccionado
elegido|escogido|contratado|decidido|optado|seleccionado|elegimos|contratamos|optamos|decidimos|decantado|firmado|ido ?por|a|con|trabajar ?otro|otra|la|un|una ?.. otro|otra|otros|competencia|competidor
decidido|decidimos|hemos ?no ?decidido no seguir|continuar|avanzar|contratar|comprar|proceder|renovar
no vamos|voy ?a seguir|continuar|avanzar|contratar|comprar|adelante|proceder
no seguiremos|continuaremos|avanzaremos|contrataremos|compraremos
no ?lo|la necesitamos|necesito ?sus|su|este|ese
no es ?algo para nosotros|mi|nuestra
no ?se ?nos encaja|ajusta
ya tenemos|trabajamos|contamos|tengo ?con ?un|una|otro .. proveedor|solucion|empresa|sistema|herramienta|agencia
rechaz* su|la|esta|tu ?oferta ?propuesta
non|nessun|nessuno|alcun|poco ?siamo|sono|e|ci|mi|abbiamo|ho ?piu|davvero|molto|alcun|nessun interess*
non ?ci|mi|ne|piu|abbiamo|ho ?ne|piu serve|servono|bisogno
no grazie
altro|altra|unaltra|unaltro|concorrente|concorrenza|altri ?fornitore|soluzione|azienda|partner|prodotto|societa ?.. scelto|optato|deciso|affidato|firmato
scelto|optato|deciso|preferito|affidati|affidato|firmato|andati|scelta ?per|di|con|ad|a|su|un ?un|una|affidarci|lavorare ?a|con altro|altra|unaltra|unaltro|diverso|diversa|concorrente|concorrenza|altri
deciso|scelto di non
abbiamo|ho gia ?un|una|altro|scelto .. fornitore|soluzione|partner|sistema
non ?fa|e per|adatto noi|me|a|alle
decliniamo|rifiut* ?la|lofferta
non procediamo|procederemo|proseguiamo|proseguiremo|intendiamo|vogliamo procedere
geen ?enkele|verdere interesse|behoefte|belangstelling
niet ?echt|langer|meer ?in ?.. geinteresseerd
nee bedankt|dank|dankjewel|hoor
^ nee $
andere|ander|concurrent|concurrentie ?partij|leverancier|oplossing|aanbieder|partner|bureau ?.. gekozen|gegaan|besloten|getekend
gekozen|gegaan|besloten|gekozen ?voor|met ?een ander|andere|concurrent
voor|met een ?andere ander|andere|concurrent ?.. gekozen|zee|gegaan
besloten|gekozen ?om ?dit|hier ?hiervan ?hier ?niet ?af niet|af|ervan
zien hier|er ?van|vanaf ?af af|vanaf
past niet|helaas bij|voor|niet ons
niet ?iets voor|nodig ons|mij
hebben|heb al ?een .. leverancier|oplossing|partner|systeem|partij
niet verder|op ?in ?gaan|mee|uw aanbod|in|verder
nao ?temos|tenho|ha|e|existe|estamos|estou|nos|me ?mais|de|muito|temos|nenhum interess*
sem interesse
nao obrigado|obrigada
^ nao $
outro|outra|concorrente|concorrencia ?fornecedor|empresa|solucao|parceiro|proposta ?.. escolhid*|optamos|fechamos|decidimos
escolhemos|optamos|fechamos|decidimos|contratamos|optado|escolhido|decidido|optei|fechei|seguir ?por|com|contratar|a|um|uma outro|outra|outros|concorrente|concorrencia
decidimos|optamos|resolvemos ?por nao
nao vamos|iremos|vou|pretendemos seguir|avancar|prosseguir|contratar|comprar|renovar
nao precisamos|preciso|necessitamos
ja temos|trabalhamos|contamos|tenho ?com ?um|uma|outro .. fornecedor|solucao|parceiro|sistema|empresa
nao ?e|serve para|o nos|mim|que
recus* ?a|sua proposta|oferta
nie ?jestesmy|jestem|ma|bylismy|bedziemy|sa ?tym|juz|obecnie zainteresowan*|zainteresowani*
nie zainteresowan*
nie|brak ?ma|mamy|jestesmy ?juz zainteresowania
nie interesuje
nie dziekuje|dziekujemy
^ nie $
inn* dostawc*|firm*|rozwiazani*|ofert*|wykonawc*|partner* ?.. wybra*|zdecydowa*|podpisa*
wybra*|zdecydowa* ?.. inn*|konkuren*
zrezygnowac|rezygnujemy|zrezygnowalismy|rezygnuje|odrzuc*
nie skorzysta*|bedziemy|planujemy ?korzysta*|kontynu*|korzystac
nie potrzebujemy|potrzebuje
mamy juz ?.. dostawc*|rozwiazani*|partner*|system*
не ?очень|нам|мне|это|особо|вызывает ?очень|это интерес*
не ?очень|это|мы заинтересован*
неинтересно|неактуально|неактуальн*
нет спасибо|интереса
^ нет $
не актуальн*|нужно|нуждаемся|требуется|подходит|планируем ?покуп*
выбрали|выбрал|заключили|предпочли|остановились|решили ?.. друг*|конкурент*
друг* поставщик*|компани*|решени*|подрядчик* ?.. выбра*|заключ*
решили|решил ?.. не ?будем ?продолж*|покуп*|сотрудн*|использов*|приобрет*
отказ* от
уже есть|работаем|используем ?с ?.. поставщик*|решени*|подрядчик*|партнер*
inte|ej ?langre|sarskilt|alls|ar|av|riktigt ?langre intresserad*|intresse|intresserat
inget|inte|ingen ?nagot|har intresse
inte intressant|aktuellt|relevant ?for|oss
nej tack
^ nej $
annan|andra|annat|konkurrent* ?leverantor|losning|partner|alternativ|aktor ?.. valt|gatt|beslutat|valde
valt|valde|gatt|beslutat|bestamt|skrivit ?att ?ga|for|med|oss|en|pa|vidare ?for|med ?en annan|andra|annat|konkurrent*
valt|bestamt|beslutat ?oss ?for ?att avsta|inte|tacka
tackar|tackat|avbojer nej|till|vidare
avbojer|avstar|avbojt
har redan ?en|ett .. leverantor|losning|partner|system
inte ?nagot|behov|behover for|av|det oss|detta
ikke ?laengere|lenger|videre|saerlig|saerligt|er interess*
ingen|ikke ?noget|noe|har interesse|behov
ikke aktuelt|relevant|interessant
ikke noget|noe for|vi os|oss|skal|trenger
nej|nei tak|takk
^ nei $
anden|andre|annen|annet|konkurrent* ?leverandor|losning|partner|alternativ ?.. valgt|gaet|gatt|besluttet|valgte
valgt|valgte|gaet|gatt|besluttet|bestemt ?a|at|os|oss|for ?ga|for|med|videre ?med|videre ?en|et anden|andre|annen|annet|konkurrent*
besluttet|valgt|valgte ?os|oss ?for ?at|a ?ikke|takke ?nej|nei ikke|nej|nei
takker|takket nej|nei
har allerede ?en|et .. leverandor|losning|partner|system
en|emme|ei ?ole ?ollut|erityisen kiinnostu*
ei kiinnosta*|kiitos|kiinnostusta|tarvetta
ei ole|meille ?meille ?talla ?hetkella ajankohtain*|kiinnostusta|tarvetta|tarpeellin*
emme|en tarvitse
valitsimme|valinneet|paadyimme|paatyneet|paatimme ?.. toise*|toinen|muun|kilpailij*|olla
paatimme olla|jattaa
nemam*|nema|bez ?o ?to|vas zajem|zajmu
nejsme|nejsem|neni ?.. zainteresovan*|zajem
nezajima|nezaujala
ne dekuji|dekujeme|diky
^ ne $
jineho|jine|jinou|konkuren* ?dodavatele|reseni|firmu|nabidku ?.. vybrali|rozhodli|zvolili
vybrali|rozhodli|zvolili|vybral ?.. jin*|konkuren*
odmitame|odmitam|odmitnout|nevyuzijeme|nepotrebujeme|nepotrebuji
ilgilenmiyor*|ilgimizi ?cekm*
ilgi* cekmiyor|duymuyor*
hayir tesekkur*
^ hayir $
baska bir ?.. firma*|tedarikci*|cozum*|urun*|sirket* ?.. sec*|anlas*|karar|calis*
ihtiyacimiz|ihtiyacim yok
brauch*|benotig* ?wir|ich ?leider ?aktuell ?derzeit nichts
besoin de rien
niets|niks nodig
projekt|thema|vorhaben|initiative|sache ?ist ?wurde ?bei ?uns ?hier ?leider ?damit ?inzwischen gestorben|eingestellt|gestoppt|abgesagt|abgeblasen|tot|beendet|beerdigt|erledigt|vom
projet ?a|est ?ete ?.. abandonne|annule|arrete|enterre|tombe
proyecto ?se|ha|esta ?sido|ha .. cancelado|cancela|descartado|muerto|cancelo
progetto ?e|ha|stato .. annullato|cancellato|accantonato|chiuso|saltato|archiviato
project ?is ?.. geschrapt|afgeblazen|geannuleerd|gestopt|gecanceld
projeto ?foi|esta ?.. cancelado|abandonado|encerrado|morreu
lassen|lasse ?wir|ich es|das ?dann ?lieber ?nun bleiben|sein|dabei
verzichten|verzichte ?wir|ich ?daher ?leider ?auf|darauf|dankend
on|nous ?va|allons ?prefere ?preferons laisse|laissons|laisser tomber
en|sen reste|restons|rester la
lo|mejor dejamos|dejemos|dejarlo aqui|estar|asi|correr
dejemoslo|dejarlo aqui|estar|asi
lasciamo|lascio|lasciare perdere|stare
laten|laat ?we ?ik het|dit hierbij|zitten|lopen|varen
nicht ?dieses ?mal fur ihr*|euer|eure|sie|euch ?.. entschieden
nicht berucksichtig*|ausgewahlt|ausgewahlten|zum
angebot|anfrage|vorschlag ?wurde ?leider ?hat ?.. abgelehnt
pas|ne ?pas ?ete choisi|retenu|retenue|retenir|choisir|opte ?pour votre|vos|vous|retenue
offre|proposition|candidature ?na pas ?ete retenue|acceptee|choisie
ne|pas ?pas poursuivre|poursuivrons|poursuivons|irons|aller|continuerons pas|plus|avec
no ?hemos ?han elegido|escogido|aceptado|seleccionado ?por su|vuestra|tu
propuesta|oferta no ?ha ?fue ?sido aceptada|aprobada|elegida|seleccionada|fue
no ?seguir|ir ?a adelante con
non ?abbiamo scelto|accettato|selezionato ?la vostra|voi|sua
proposta|offerta non ?e ?stata accettata|scelta|selezionata|approvata
niet ?dit keer voor jullie|u|uw ?.. gekozen
nao escolhemos|aceitamos|optamos|escolhida|aceite|aprovada ?pela ?a|pela sua|vossa
proposta nao ?foi|passou aceite|aprovada|escolhida|selecionada
kein|keinen|keinerlei ?echten grund zu|fur zum|einen|einem|wechsel*
auf keinen fall
keine chance
pas question
ni hablar
niente da fare
geen sprake van
de jeito nenhum
nehmen|nehme ?wir|ich ?davon ?daher ?leider abstand
abstand nehmen|davon
davon absehen
sehen|sehe ?wir|ich ?davon ?daher davon|ab ab
gut|bestens|bereits|schon|anderweitig ?gut|bestens aufgestellt|bedient|ausgerustet|ausgestattet|abgedeckt|versorgt
thema|sache ist|hat|ware ?sich ?damit ?fur ?uns durch|erledigt|gegessen|vom
hat sich ?damit ?leider ?fur ?uns erledigt
nicht ?in betracht|infrage
nicht ?.. genehmigt|bewilligt|durchbekommen|durchgekommen
signe|parti|partis|choisi|travaille|travaillons|retenu|pris ?avec|chez ?un|une|dautres confrere*|concurrent*
ne se fera|fait pas
va|vais|peut|pourra|pouvons pas se|le|etre|pouvoir|donner ?faire|possible|suite|le
dit|repondu|tranche|cest ?que ?donc ?un ?toujours non $|pour|desole|merci|de
direction|comite|conseil|chef|hierarchie|dg|daf|patron ?a ?nous ?la ?.. refuse|rejete|retoque|bloque
na pas ?ete valide|validee|approuve|accepte|autorise
no va a poder|salir|ser|funcionar ?ser
no podra|puede ser
no ?nos|me ?me ?nos hace|hacen falta
direccion|jefe|jefa|comite|gerencia|consejo ?lo|la|nos ?ha ?.. rechazado|denegado|tumbado|rechazo|denego
no ?lo|la|nos|ha|han|se ?han|ha aprobo|autorizo|aprobado|autorizado
slaan|sla ?wij|we|ik ?het|dit|deze ?deze ?dit ?keer|maal|aanbod|beurt over
ziet|zien|zie ?het ?dit ?er ?helaas ?niet niet|geen zitten|heil|brood
gaat hem niet worden
directie|bestuur|management|baas ?heeft ?.. afgewezen|afgekeurd|afgeschoten|nee
niet goedgekeurd
deciso|decidiamo|preferiamo|abbiamo ?di rinnovare|rinnovato|confermare|confermato con|il ?il|nostro ?nostro fornitore|contratto|partner|attuale
non ?se ?ne ?si fa|fara|faremo ?piu|nulla|niente $|nulla|niente|piu
bocciat* ?il|la|lo ?progetto|proposta|spesa|idea
direzione|capo|consiglio|comitato|titolare|vertici ?ha|hanno ?.. rifiutato|respinto|bocciato|bloccato
detto|risposto ?di no $|mi|purtroppo
non ?ha|lo|ci|stato|e|stata|hanno approvato|approvata|autorizzato
^ ?infelizmente|lamento|pois nao vai dar|rolar|ser|acontecer
vetou|vetaram|chumbou|chumbaram|reprovou|rejeitou|recusou
nao ?foi aprovou|autorizou|aceitou|aprovado|aprovada|autorizado
nicht ?langer|mehr zur debatte|diskussion
besteht ?leider|derzeit kein ?weiterer ?konkreter bedarf|interesse
bleiben|bleibt|bleibe ?wir|ich|es ?lieber ?erst ?einmal bei|beim dem|bisherigen|alten|jetzigen|aktuellen|was|status|excel
dagegen ausgesprochen|entschieden|gestimmt|votiert
woanders|anderswo|anderweitig ?schon ?bereits gekauft|bestellt|beauftragt|gefunden|entschieden|eingekauft|abgeschlossen|fundig
kommen|kamen|finden ?wir ?leider nicht zusammen|uberein|ins
nicht uberzeugt|uberzeugen
on|nous reste|restons|gardons|garde ?avec|sur|a notre|nos|lexistant|la|ce
pas convaincu*
deja trouve|equipe|equipes|signe|resolu|choisi|regle
ya ?lo ?la ?hemos ?han resuelto|solucionado|cubierto|contratado|comprado|encontrado
ya ?lo ?la ?tenemos resuelto|solucionado|cubierto|resuelto
no ?nos ha|han convencido|convencio|convence
gaan|ga|willen ?we|wij ?hier|er|daar ?niet ?helaas niet ?mee ?mee ?verder door|mee|verder|op
niet overtuigd
al voorzien|geregeld|opgelost|gevonden|gekozen|getekend
gia risolto|trovato|coperti|provveduto|sistemato|firmato|scelto
progetto non parte|partira|va|andra|prosegue|procede|ci
non ?ci ha|hanno convinto|convince|convinti
ja ?o resolvemos|resolvido|temos|contratamos|encontramos|fechamos|resolvi
ficar|ficamos|continuar|continuamos ?tudo como estamos|estava|esta
nao ?nos convenceu|convenceram|convencidos
""",
    "S": """
well|ill|will|gonna|id|must ?have ?to pass $|on|for|at|this|here|sorry|thanks|thank|unfortunately
have|going|need ?to ?have to pass $|on|for|at|this|here|sorry|thanks|thank|unfortunately
pass on this|it|your|the|that|for
taking a pass
not ?currently|actively|really|presently looking ?for|to|at
not ?currently|really in the market
dont|not|no|doesnt ?currently|really ?have|see|has ?any|a|an|the|much ?current|real|immediate|business need|requirement|use|demand
no ?current|real|immediate need|use|requirement|demand for|of your|this|it|another|such|that
dont|not|wont ?currently|really|be need|require|needing|requiring this|it|your|any|anything|that|another|such
not|wont|cannot|cant|unable|never ?be ?to ?able ?to ?move|go|moving|going forward|ahead
not|wont|cannot|cant|unable ?be ?able ?to ?be proceed*|pursu*|progress*|purchas*|renew*|commit
doesnt|not|dont make ?much|any|a ?lot ?of sense
out|over|above|beyond ?of our|the|my ?price budget|range
couldnt|cant|cannot|didnt|wont|unable|not|havent ?able ?to get|got .. over the line
couldnt|cant|cannot|didnt|wont|unable|havent ?able ?to get|got|find|secure|win ?the|any|enough|board|internal ?budget approval|buy|signoff|sponsorship|support for|in|from|off|$
never|wouldnt|didnt|hasnt|refused|refuses ?to ?ever ?.. approve|approved|fund|greenlight it|this|that|the
not going|gonna ?to ?be proceed*|pursu*|buy*|purchas*|using|continu*|renew*|sign*|invest*
cant|cannot|couldnt|unable ?to justify ?the|this|that|it|spending ?cost|price|spend|expense|investment
""",
    "N": """
maybe|perhaps|possibly ?in|the next year|quarter|month|spring|summer|fall|autumn
revisit|reconsider|reassess|review .. next|later
not ?really ?a|the|our ?very|so ?good|right|best|great|ideal|perfect time|moment|timing
isnt ?really|exactly ?a|the ?very|so ?good|right|best|great|ideal|perfect time|moment|timing
bad|wrong|terrible|awkward|inconvenient time|timing|moment
timing is|just|was|seems ?just ?a|very|really ?bit|little off|bad|wrong|tough|tricky|poor|awkward|difficult|unfortunate|terrible
timing isnt|not|wasnt|doesnt ?just|really|seem ?quite|so right|good|great|ideal|perfect|best|work
timing is|was|just ?just|really ?now not ?quite|so|very|really right|good|great|ideal|perfect|best
not|maybe right now|yet
^ ?maybe|perhaps|but|sorry not ?right|just ?yet now|yet|today|at
not just yet
not at the|this|present ?moment|time|stage|point|present
hold|holding off
hold|put|putting|place|placed|placing ?this|that|it|everything|things|the|our ?.. on ?a|the hold|ice|pause|back|shelf
on hold|pause|ice|backburner
back burner
pause|pausing|paused the|this|our|all|on|things|for
shelve*|parked|postpone*|deferred|defer|deferring
freeze|frozen|moratorium
no|without|lack ?more|any|the|extra ?available budget|funds|funding|money|cash
dont|not|doesnt|havent have|got ?the|any|a|enough|much ?spare budget|funds|funding|money|bandwidth|capacity|resources
budget* .. spent|gone|exhausted|allocated|frozen|cut|tight|locked|used
money|budget*|cash is|are ?very|really|too ?tight tight|short|gone
not ?a|our|the|my|on ?top|high|immediate|current|big priority|radar|roadmap|agenda
isnt ?a|our|the|my|on ?top|high|immediate|current|big priority|radar|roadmap|agenda
other|bigger|higher|more|competing ?pressing|urgent priorities
not ready ?to|for|yet
arent|isnt|not ?quite|yet ready
too|bit|little early|soon|premature
maybe|perhaps|another ?other later|time|day $
some|any other time|day $
at a later|better|future date|time|stage|point
later this|in|on ?the year|quarter|month|summer|spring
maybe|perhaps|further|later|somewhere ?further down the road|line|track
not this|until|till|before|for week|month|quarter|year|time|another|a|next|the|after
keep .. on file
need|give|want ?us|me ?some|a|more|few ?little|bit|few|couple|more ?of ?more time|days|weeks|months|breathing
try me|us
ask me|us again|later|another|in
^ ?please|pls|just ?maybe ask|try again|later|another ?time
please|just|maybe|perhaps|to|so|but ask|try again|later|another ?time
come back later
we will|ill|well reach|get|be|let|contact|call ?back ?out|in|you|to ?touch|know|you|back when|once|if
ping|call|ring|email|mail|try|ask|contact|nudge|remind|write|text ?to me|us again|back after|once|when|as we|our|things
circle|check|come|get|reach|follow|loop back|in|out|up ?with ?to ?me|us ?again after|once|when we|our|things
ping|call|try|ask|contact|circle|check|reach|follow ?me|us ?back|out|up ?again after the|our ?fiscal ?year|quarter|summer|audit|holidays|busy|season|launch|migration|move|close|budget
not|nothing before|until|till our|we|after|my
on|for my|our|the radar|roadmap|list|agenda|plan|plans|horizon for|in|until ?the second|next|later|h2|q1|q2|q3|q4|2027|2028
push|pushing|pushed|delay|delaying|delayed|shift|shifting|kick|kicking|bump|bumping|punt|punting|move|moving ?this|it|that|the|things|our|decision|project|conversation ?project|decision|topic ?out|back|off|on ?by ?to ?until ?for a|next|another|q1|q2|q3|q4|one ?whole ?full quarter|month|year|fiscal
put|stick|putting a pin in
budget|money|funds|funding .. cut|slashed|pulled
well|we ?will|ll revisit|reconsider|reassess|review|resume once|when|after|if
not this side of
heads down
can|could this|it|that wait ?a|until|till|another|for|some
deal|dealing with this|that|it later|after|next|another
back|again|out|up after|once ?we|our|the ?new agm|merger|ipo|audit|reorg|reorganisation|relocation|restructuring|launch|move
~
pas avant lete|lautomne|lhiver|lannee|plusieurs|quelques
pas avant la rentree
vielleicht|eventuell|moglicherweise ?im|etwas spater|nachstes|nachsten|nachste
misschien later|volgend|volgende
peut etre plus|lannee|en
quizas|quiza|tal ?vez ?el|la ?proximo|proxima|mas ?adelante adelante|ano|proximo|proxima
forse ?piu avanti|tardi|lanno
talvez ?mais tarde|no|proximo|para
kanske|maske|kanskje senare|senere|nasta|naeste|neste
im|momentan|derzeit|aktuell|zurzeit|gerade|augenblicklich|jetzt|zur ?moment|augenblick|zeit ?.. nicht|kein|keine|keinen|schlecht|ungunstig|leider
nicht ?der|zum|im|den ?richtige*|gute*|passende*|moment|jetzt zeitpunkt|moment|zeit|augenblick
noch nicht ?so soweit|weit|bereit|reif
zu fruh
spater|spateren ?noch|zeitpunkt ?einmal|mal ?.. melden|sprechen|telefonieren|zuruck*|aufgreifen
zu einem spateren
auf eis|spater|unbestimmte ?gelegt|verschoben|verschieben
zuruckgestellt|verschoben|verschieben|vertagt|budgetstopp|investitionsstopp|ausgabenstopp
kein|keine budget|mittel|kapazitat*|zeit|ressourcen
keine prioritat
nicht ?mehr im budget|plan|etat
pas ?etre|est ?le|un|du|tout|vraiment ?tres bon|meilleur|ideal moment|timing
pas ?pour|en linstant|moment|maintenant
pas encore ?prets|pret|decide
trop tot
plus tard
en ce moment ?.. pas|trop|impossible
gele|gelee|geles|gelees|suspendu|suspendue|suspendus|suspendues
mis|mise|mises|mettre|mettons|est|sont en attente|pause|suspens|standby|sommeil
pas|plus|aucun ?le|de budget|temps|priorite|prioritaire
no ?es|sea|parece ?el|un|muy ?buen|mejor momento
ahora|actualmente|momento ?mismo ?.. no|imposible
de ?por momento|ahora no
no ?.. por|en ahora|el|este momento
todavia|aun no
mas adelante|tarde
aplaz*|pospon*|pospuesto|congelad*|pausa
no hay|tenemos|tengo|contamos ?con ?de presupuesto|tiempo
no es ?una prioridad|prioritario
non ?e|sembra ?il|un ?e|buon|giusto|proprio momento
al|per|questo|in ?il ?questo momento|periodo ?.. non|troppo|no|impegnat*
non ora|adesso|ancora|subito ?pronti|presto
non adesso|ora
ancora presto|no
piu avanti|tardi|in
rimand*|rinvi*|posticip*|congelat*|bloccat*|sospes*|pausa|standby
non abbiamo|ho|ce|e ?piu|il|una ?una budget|tempo|priorita
niet ?het|zo|een ?juiste|goede|beste|goed moment|tijdstip
nu|momenteel ?even .. niet|geen
niet nu|momenteel|goed ?uit
komt ?het|dit ?me|mij|ons ?nu ?even niet|slecht|ongelegen ?goed|zo ?goed uit
nog niet ?zo ver|klaar|toe|zover
nog te vroeg
te vroeg
later ?.. terug|contact|bellen|spreken|moment|opnieuw
uitgesteld|uitstellen|opgeschort|bevroren
geen|onvoldoende budget|tijd|prioriteit|capaciteit
nao ?e|seria ?um|o|uma|a ?bom|boa|melhor momento|hora|altura
agora|momento|atualmente|neste ?momento .. nao|impossivel
nao ?.. agora|neste|por|no momento|agora|enquanto
por enquanto|agora ?.. nao
ainda nao|e
mais tarde|para|adiante|frente
adiar|adiado|adiada|adiamos|adiou|congelad*|suspenso|pausa|standby
nao temos|ha|tenho|e ?uma ?de|mais orcamento|verba|tempo|prioridade
nie ?jest|w ?to|tej ?dobry|najlepszy|odpowiedni moment|czas|chwili|teraz
teraz|obecnie|chwili|aktualnie ?.. nie|brak
jeszcze nie|za ?wczesnie
za wczesnie
pozniej|pozniejszym
wroc*|wracam|wracajmy|powroc* ?do .. temat*|rozmow*|sprawy
odroczon*|wstrzyma*|zamrozon*|odlozy*|przelozy*
brak|nie ?ma|mamy budzetu|srodkow|czasu|priorytet*
сеичас|пока|данныи|настоящее ?момент|время ?.. не|нет|рано|неудобно
не ?.. сеичас|время|лучшее|подходящее ?время|момент
пока не|рано|нет|что
еще рано|не
позже|попозже|позднее
вернемся|вернуться|вернитесь|обсудим ?.. вопрос*|теме|этому|разговору|позже|к
отлож*|перенес*|приостанов*|заморо*
нет ?сеичас бюджет*|времени|средств
inte ?ratt|ett|en ?just|ratt|laget|bra nu|tillfalle|tidpunkt|laget|lage
just|for nu|tillfallet ?.. inte|ej|ingen|inga|fullt
passar ?det inte ?sa|oss ?bra ?just nu|laget|tillfallet
inte annu|an
senare|framover
skjut*|pausa*|avvakt*|vantar|avvaktar|bordlagt|fryst
ingen|inte ?nagon|har budget|tid|prioritet
ikke ?det|et|lige|akkurat ?rigtige|rette|riktig|godt ?riktige nu|na|tidspunkt|oyeblikket
lige|akkurat|for nu|na|tiden|oyeblikket ?.. ikke|ingen
passer ?det|ikke|darligt|lige ?ikke|lige|akkurat|sa ?godt nu|na|tiden
passer .. ?lige|akkurat nu|na
endnu|enda ikke
ikke enda|endnu
senere
utsat*|utsett*|udskud*|udsat|afvent*|avvent*|pause|vente|venter
ingen|ikke ?noget|noe|har budget|budsjett|tid|prioritet
ei ?juuri|viela|ole ?nyt|viela|hyva|oikea|sopiva nyt|hetki|aika
juuri nyt
myohemmin
nyt ei
neni|nyni|ted|momentalne|zatim ?ted vhodn*|ne|nemame|nemuzeme
pozdeji
jeste ne
odlozi*|odloze*|pozastav*
su an|siralar|anda|simdilik ?.. degil|uygun|olmaz|mumkun
daha sonra|erken
ertele*|beklem*
eingefroren|gesperrt|haushaltssperre|ausgabensperre|budgetsperre|einstellungsstopp
budget .. vast|bevroren|geblokkeerd|dicht
zit|zitten|staat|ligt vast|stil tot
aktuell|derzeit|momentan|gerade|jetzt ?leider ?noch kein thema
ce nest|nest pas ?vraiment ?encore ?le bon|moment|dactualite|jour
pas dactualite
andere|wichtigere|dringendere|dringlichere|grossere ?ganz ?gerade baustellen|prioritaten|themen|sorgen|probleme
dautres|autres chats|priorites|urgences|chantiers
otras prioridades|cosas|urgencias
altre priorita|urgenze|cose
andere prioriteiten
outras prioridades
vor|bis ?dahin ?.. wird das|da|es nichts|nicht|schwierig
so schnell wird|geht
voorlopig niet|geen|nog
volvamos|volvemos ?a hablar|retomarlo|vernos
voltamos|voltemos a falar
se ne riparla
trop de ?boulot|travail|projets ?sur|en
""",
    "B": """
swamped|slammed|snowed|buried|overloaded|underwater
tied up
too|very|super|crazy|extremely|insanely|really|quite|so busy|hectic
flat out
hands|plate ?are|is ?very|too full
a lot going
underwater|drowning
no|not|without|zero ?a ?spare time|minute|second to|for|breathe|spare
head above water
up to my|our neck|eyeballs|eyes|ears
~
viel|sehr|zu|stark ?viel beschaftigt|eingespannt|ausgelastet|stress
land unter
debord*|surcharg*
muy|bastante|demasiado ocupad*|liad*
troppo|molto impegnat*|occupat*
erg|heel|te druk
muito ocupad*|corrid*
bardzo zajet*|zajec*
очень занят*
fullt upp
mycket|travlt|travelt ?att|lige|nu ?gora
hasta arriba|el|las|los ?cuello|cejas|topo
a tope
sin tiempo|un
superdruk|drukdruk|razenddruk|loeidruk
ontzettend|hartstikke|vreselijk|super|razend|mega druk
total|vollig|komplett|gerade ausgebucht|uberlastet|dicht|zu
um die ohren
tete sous leau
pas une minute|seconde
sommers*
oberat*
incasinat*
atolad*
sobrecarregad*
cheio|cheia de trabalho
im stress
trop de boulot|travail|choses
zu viel
bis uber beide
heads down
""",
    "R": """
call|ring|phone|contact|email|mail|write|ping|nudge|try|remind|hit|text ?to me|us ?back|again|up
reach out
check|circle|come|get|touch|follow|loop|revert back|base|up|in
follow|following up
reconnect|revisit|reconsider|reevaluate|reassess|regroup|resume
pick|picking|take|bring|look|talk|speak|start|connect|chat|think|discuss|meet|catch|sync ?this|it|that|at|about|to|things|the ?conversation ?in
give me|us a call|ring|shout
drop me|us a line|note
nothing|anything|decision*|decide|commit|budget*|fiscal ?will|before
wont|cant|cannot|unable|not|dont .. until|till|before
wait|waiting until|till|for
renew*|contract|agreement is|up|expires|ends|runs|for|until ?up|for
at the earliest
~
melden|melde|rufen|ruf|kontaktieren|schreiben|sprechen|telefonieren|horen|wiedervorlage|aufgreifen|treffen|kommen|reden|fragen ?sie|dich|wir|uns
recontact*|rappel*|revenez|relancez|reparl*|contactez|ecrivez|revoyons|reprenons|revenir|reprendre|discuter|parler
contact*|llam*|escrib*|habl*|retom*|volv*|vuelv*|vemos|busc*|ver|revis*|recuerd*
risent*|ricontatt*|richiam*|contatt*|riparl*|sentiamo|riscriv*|scriv*|vediamo|riprend*|riaggiorn*|parl*|chiam*
bel|bellen|mail|mailen|contact|terug*|spreken|opnieuw|proberen|hoor|oppakken|neem|kom|komen|praten
procur*|ligu*|ligar|contact*|contat*|fal*|retom*|volt*|convers*|escrev*|ret*|chame
kontakt*|wroc*|zadzwon*|odezw*|napisa*|porozmawia*|rozmow*|spotka*|skontakt*
вернемся|вернитесь|вернуться|свяж*|напиш*|позвон*|поговор*|обсуд*|созвон*|давайте|напомн*
hor|aterkom|ring|kontakta|hora|hors|ta|prata|pratas|aterkomma|mejla|maila|skriv|terkoppla ?av|upp|dig|oss
kontakt|ring|tag|ta|vend|skriv|tale|snakke|snakkes|hore|horer|horas|genoptage|gjenoppta|prove|prov|maile|tales ?igen|igjen|kontakt|op|opp|tilbage|til
ota|soita|palataan|palaa|soittakaa|ottakaa|jutellaan|kysy|katsotaan ?.. yhteytta|asiaan|uudelleen
ozv*|zavol*|kontakt*|napis*|vrat*|sejd*
arayin|ara|gorus*|yazin|iletisim|donelim|konus*|tekrar
fruhestens
au plus tot en|a|au|debut
op zijn|het vroegst
como pronto|muy
non prima
no antes
vemos|veamos|lo ?lo
nao antes
pas avant
nicht vor
niet voor
so ?la no|na|em|depois|para|a|mais
erst ?wieder im|ab|nach|in|zum
""",
    "W": """
left that|the|this|my ?old ?that department|team|role|position|group
decision not mine
handles|manages|runs|owns|oversees ?this|that|these|it ?.. now
that|this|it would ?be|is .. decision not
not|isnt|arent|wasnt ?really|actually|exactly ?the ?right|best|correct|proper|appropriate|relevant person|contact|guy|one|people|department|place|party|address|individual
wrong person|contact|guy|department|address|team|email|mailbox|desk|company|people
not|isnt|longer|wasnt ?really|in|part|under ?of my|our area|department|responsibilit*|role|remit|job|decision|domain|field|scope|call|purview|team|wheelhouse|turf|patch|bag
not|isnt ?my ?up ?to ?me decision
not|isnt up to me
outside ?of|the my|our area|remit|scope|role|responsibilit*
i|we|im dont|do|no|not|longer ?not|longer|really|actually ?longer|directly handle|manage|deal|oversee
not|longer|isnt|never ?the ?person ?one responsible|involved|charge ?for|in
not|longer in charge
not|longer ?the ?one|person ?who ?decision maker|decides|handles|deals|manages|buys|person
not|longer ?the decision maker
someone|somebody|colleague else ?.. handles|decides|responsible|manages|deals|looks
handled|managed|dealt|decided|looked|owned|run ?with|after by ?my|our|a|the ?.. colleague|department|office|team|headquarters|hq|procurement|purchasing
right|best|correct|appropriate person|contact ?to ?.. is|would|to|for
you should|need|want|better|ought|might|d ?to|want|be ?best ?to speak|talk|contact|connect|reach|approach|ask
please|better|best|should|can|could|kindly ?to ?directly speak|talk to|with ?my|our|the ?.. colleague|boss|manager|team|head|director|department|counterpart|successor
refer|redirect|referring|direct you|this ?to
no longer|dont|not ?work|working with|for|at|in ?the|this|that|these ?company|department|team|role
moved|changed|switched|transferred ?to|on ?to ?a|another|different|new roles|jobs|departments|teams|role|department|team|position
youd|youll ?would ?have ?be want ?to ?speak .. for that|this|it
took|taken over $
took|taken|taking|takes over from me|my
took|taken|taking|takes over my|that|this role|position|job|project|team|responsibilit*|area|topic|desk
makes those|these|that|the|all|such ?such ?kind|kinds ?of decisions|decision
sits|sit|lies|rests with ?our|the|my|another|a
not mine to
dont|not|never|longer make|take ?any these|those|this|such ?kind|type|kinds|types ?of decisions|decision|calls
^ not me $|but|try|its|sorry|ask|talk
moved|changed|switched|transferred|moving ?on|over ?to ?a|an different|another|new|other ?new team|role|department|position|job|division
is your|the|our ?new|main|best contact|counterpart ?person ?now|going|for|from|on
this|that|it|these falls|belongs|sits ?squarely under|with|within ?the|our ?procurement|it|finance|purchasing|hr|marketing|sales|operations|ops|legal|another|someone|different
looping|adding|ccing|copying|introducing|connecting|loop|cc ?in ?you|my ?with|to ?colleague .. who
wrong guy|gal|lady|man|woman|bloke|contact|number
decides|decide ?for ?us on|about ?all ?everything tools|this|these|that|things|such|software|vendors|suppliers
direct|forward|address|send this|that|it|these|your|future ?request|inquiry|email|question|questions|mail ?requests ?to our|my|the ?.. buyer|colleague|procurement|purchasing|manager|it|head|director|team|boss
~
nicht ?der|die|mehr|dafur|ihr|ich|mein|meine|in ?richtige*|meinem|meine|mein zustandig*|ansprechpartner*|verantwortlich*|bereich|aufgabe|person|thema|abteilung
falsche* ansprechpartner*|person|adresse|abteilung
nicht|kein ?mehr ?dafur|hierfur|der|die zustandig*
dafur|hierfur ?bin|ist ?ich nicht|niemand|leider ?mehr ?nicht zustandig*
zustandig|verantwortlich|ansprechpartner* ?dafur|hierfur|ist|fur ist|ware ?herr|frau|mein|meine|kollege|kollegin
wenden|sprechen|kontaktieren|schreiben sie ?sich ?bitte|mit ?bitte|dazu ?an|mit herr*|frau|meine*|unsere*
entscheide|entscheidet ?das|ich|daruber ?nicht ?ich
pas ?le|la|votre ?bon|bonne personne|interlocut*|contact|responsable|decideur
pas ?a|de|dans ?moi|mon|ma|mes ressort|domaine|responsabilite|competence|attributions|perimetre|service
ne ?men suis|moccupe|gere|moccupe ?plus|pas responsable|charge|pas
moccupe pas|plus
mauvais* personne|interlocut*|service|adresse
voyez|contactez|adressez|rapprochez|ecrivez ?plutot ?vous ?directement ?a avec|aupres|plutot|mon|ma|notre
pouvez|devriez|devez|faut ?plutot voir|contacter|vous ?adresser avec|mon|ma|notre|a
no ?soy|es|llevo|esta|me ?la|el|mi|ya|yo|en ?persona|mi persona|responsable|encargad*|indicad*|adecuad*|correct*|area|departamento|competencia|toca|corresponde|encargo
no soy ?yo la|el|quien
persona equivocada|incorrecta
encarga|lleva|corresponde|responsable ?de|a|es ?este|eso|mi|esto|otro tema|companer*|colega|departamento
debe*|puede*|deberia*|mejor ?de hablar|contactar|dirigirse|escribir|hable|contacte con|a
non ?sono|e ?io|piu|di|mia ?la|il ?persona|mia|giusta persona|referente|responsabile|competenza|giusta|interlocutore|area
non mi|ne occupo
non ?me ne occupo
persona sbagliata
rivolg*|contatti|senta|parli|scriva|sentire ?al|alla|con|a|il|la|mio|mia ?.. collega|responsabile|dott|ufficio
se ne occupa
niet ?de|mijn|meer|hier|bij ?juiste|goede|meer persoon|contactpersoon|verantwoordelijk*|afdeling|gebied|mij|aanspreekpunt
ga|gaat ?ik|hier|daar ?hier|daar|er ?niet niet ?meer over
ga ik|we ?hier|daar niet ?meer ?hier over
hier ga|gaat ik|wij ?niet niet|over
verkeerde persoon|afdeling|adres
daarvoor|hiervoor|beter ?kunt|kun|moet ?u|je ?.. terecht|zijn|contact|bij
hier over gaat|gaan
nao ?sou|e|cuido|trato ?a|o|mais|eu|da|minha|com|na ?minha|pessoa pessoa|responsavel|certa|area|departamento|disso|desse|deste|indicad*|quem|competencia
nao sou ?eu ?mais a|o|quem
pessoa errada
quem cuida|trata|decide|responde
fale|falar|contacte|contate|procure|fala|contactar com|a|o ?.. colega|responsavel|sr|sra|departamento
nie ?jestem|to ?ja|ta|juz|moj|moja wlasciw*|odpowiedni*|osob*|dzial*|kompetenc*
nie zajmuje|odpowiadam ?sie ?juz|za
prosze ?o ?sie ?.. zwroci*|kontakt|skontakt* ?sie ?z|do pan*|kolega|kolezanka|dzial*
не ?тот|мои|моя|я|по|в|ко ?тот|моеи человек|вопрос|адресу|компетенц*|зона|мне
не занимаюсь|отвечаю|курирую
обратитесь|обращаитесь|напишите|свяжитесь|поговорите ?.. к|с|коллег*|отдел*
inte ?ratt|langre|jag|den|mitt|min|ar ?ratta person|ansvarig|kontakt|omrade|bord|kontaktperson
fel person
inte ansvar*|jag
ansvarar inte|inte|langre
prata|kontakta|vand ?dig ?med|till ?min kollega|istallet
ikke ?den|mig|meg|mit|mitt|min|laengere|lenger|jeg|det|er ?rette|rigtige|riktige|den ?rette|rigtige|riktige person|kontakt*|ansvarlig|omrade|bord|ansvar
ikke ansvarlig|ansvar
forkert|feil person|afdeling|avdeling
tal|snak|snakk|henvend ?dig|deg med|til min|vores|var|kollega
en|ei|enaa ?ole|vastaa|ole ?oikea|en|enaa ?oikea|vastuu* henkilo|asiasta|vastuulla*|henkilo
vaara henkilo
nejsem|nemam|neni ?.. spravn*|kompetentn*|zodpovedn*|starosti|odpovedn*
nespravn* osob*
obratte|kontaktujte ?se ?na|prosim koleg*|pana|pani
dogru|yanlis kisi ?degil*
sorumlu degil*
das|dies|dafur|darum|sowas|hierum macht|entscheidet|regelt|verantwortet|kummert|bearbeitet|betreut|ubernimmt ?sich ?bei ?uns ?jetzt ?hier der|die|unser*|mein*|herr|frau|kolleg*|ein*
fragen|frag|wenden ?sie ?sich ?bitte|da|mal|lieber|besser ?an herr*|frau|meine*|unsere*
bei mir ?leider ?hier falsch|verkehrt
pas moi qui|le|la
nest pas moi
ne suis plus ?chez|dans|en|au|responsable|a chez|dans|en|au|la|responsable|ce|cette|ma
ne travaille plus
qui sen|gere|soccupe|decide ?occupe|charge
no llevo|gestiono|manejo|decido ?yo|yo esto|eso|este|ese|el|la|ya|estos|esos|ese
habla|hablad|hablen|contacta|dirigete|dirijase ?mejor ?directamente con|a
ya no trabajo|estoy en|aqui|con
non seguo|gestisco|decido|tratto ?piu io|questo|questa|questi|queste|piu|di
non lavoro piu
niet ik $|maar|over|meer
dat|dit doet|regelt|behandelt|beheert|beslist|verzorgt ?.. collega|afdeling|inkoop
werk ?ik niet|niet|hier meer|langer
nao sou eu
fale|fala|falem|contacte|contate|procure com|a|o
ja nao trabalho|estou na|no|aqui|em
nachfolger|nachfolgerin ist|heisst|wird|fur
bin|war ?inzwischen|jetzt|seit ?.. rente|ruhestand|elternzeit|ausgeschieden|pension|pensioniert
dafur|hierfur|dazu|darum ist|sind|ware|kummert ?sich die|der|das|unser*|mein*|herr|frau ?.. zustandig*|verantwortlich
dafur|hierfur ist|sind|ware die|der|unser*|herr|frau
faut|faudrait|pouvez|devez|devriez|vaut ?mieux ?plutot voir ?ca|cela|ceci ?plutot ?directement avec|aupres
retraite|retraitee
lleva|gestiona|decide ?ahora ?eso|esto ?mi|un|una companer*|jefe|jefa|colega|departamento
jubilado|jubilada|jubile
daar|hier gaat|beslist onze|mijn|de|een
deve|dovrebbe|puo ?sentire|parlare|chiedere|contattare sentire|parlare|chiedere|contattare|rivolgersi ?con|al|alla|a|il|la ?.. collega|responsabile|ufficio|direttore|capo
nichts mehr|damit ?damit ?mehr zu tun
an herr*|frau|meine*|unsere*|die|den ?.. wenden|richten
gere|suivi|traite|gerees|geree|gerer|pilote|pilotee par ?ma|mon|notre|le|la
""",
    "Y": """
^ ?hi|hello|hey|well|oh yes|yep|yeah|yup|sure|absolutely|definitely|certainly|agreed|ok|okay|perfect|gladly|excellent|awesome
^ ?dana yes|sure|ok|okay
sounds|looks|seems|sound|that|be ?is|all|really|very|pretty good|great|fine|perfect|wonderful|excellent
sounds like a
works ?well|great|fine|perfectly|best|nicely for|with|on|well|great|fine|$
that works
would|will|can|does|should|could ?that|also work for|well|fine|great
lets do|go|proceed|move|meet|talk|schedule|set|book|start|get|try|sign|have|plan|speak|chat|say|discuss|aim|make
happy|glad|love|keen|delighted|pleased|excited to
yes please|lets|that|i|we|it|of
please ?do|just ?go send|go|proceed|book|schedule|invoice|set|share|add|forward ?over|ahead
send|share|forward ?me|us|over|it|through|along ?over|through ?the|a|your|an|some|along ?.. contract|proposal|quote|invoice|agreement|details|info*|invite|order|deck|link|calendar|paperwork
go ahead
count me|us in
were|are|im|am in $
ready to sign|start|go|proceed|move|buy|order
i|we|hereby ?have|has|just|been|was|is approved|signed|accept|confirm|confirmed|agree|agreed
green light
is|are|would|be|am|im|will|should ?be|also|all|just fine|ok|okay|perfect|great $|for|with|by|then
good|fine|ok|okay|great|perfect for|with|by me|us
see you ?on|at|all then|tomorrow|next|monday|tuesday|wednesday|thursday|friday|there|soon
want|like|love to ?.. proceed|move|go|buy|order|sign|start|schedule|book|meet|order
have|got|its|thats a deal
^ deal $
went|going|go|gone|chose|chosen|decided|picked|selected|signed|sign|opted ?with|on|for ?in ?favour|favor ?of you|your ?team|guys|proposal|offer|quote
would love|like a|to ?see|have ?a demo|call|quote|trial|chat|meeting
^ signed $|attached|see|and
~
^ ja ?gerne|gern|das|bitte|klar|naturlich|passt|klingt $|gerne|gern|bitte|klar|passt|das
^ ?ja|sehr gerne|gern
einverstanden|abgemacht|perfekt|prima|super|klasse
passt ?mir|uns|das|es ?gut|sehr|prima|wunderbar|mir|uns|bei gut|prima|mir|uns|super|wunderbar|perfekt|perfekt
klingt|hort|das ?sich ?sehr ?gut|klingt gut|super|prima|an|perfekt|interessant
freue|freuen mich|uns auf|uber
konnen|machen|nehmen wir ?so|das|gerne|gern machen|so|gerne|starten|an|annehmen
schicken|senden|bestellen ?sie|wir ?mir|uns|bitte|gerne ?bitte|gerne|den|das|die ?den|das|die angebot|vertrag|unterlagen|rechnung|einladung|termin|link
gehen ?wir ?so ?.. vor
bestatige|bestatigen
^ oui ?avec|cest|bien|volontiers|parfait
daccord ?pour|avec|sur
parfait|volontiers|entendu|marche|convenu
avec plaisir
ca|cela ?me|nous va|convient|marche
me|nous convient
bonne|excellente idee
envoyez|pouvez ?vous|moi|nous|menvoyer ?le|la|un|votre contrat|devis|proposition|facture|invitation
allons|on y|peut|valide|accepte
jaccepte|acceptons|confirmons
^ si ?claro|por|perfecto|me|nos|adelante $|claro|por|perfecto|me|nos|adelante|gracias
perfecto|adelante|genial|estupendo|encantad*|acordado|conforme
claro que|si
me|nos parece|va|viene|encaja ?muy bien|perfecto|genial|estupendo|buena|bueno
me|nos gusta|encanta ?la|el|su|tu|mucho
de|muy|esta ?acuerdo acuerdo|bien $|adelante|para|con
podemos|puedo ?.. reunirnos|vernos|hablar|quedar
envi*|mand* ?me|nos|el|la|por ?favor|el|la|un ?el|la|un contrato|propuesta|presupuesto|factura|invitacion|oferta
aceptamos|acepto|confirmo|confirmamos|aprobado
^ si ?certo|grazie|volentieri|va|perfetto|per $|certo|grazie|volentieri|va|perfetto|per
va bene|benissimo
perfetto|volentieri|daccordo|ottimo|certamente|procediamo|confermo|confermiamo|accettiamo|accetto
per me|noi va|ok|bene
mi|ci sembra|piace|va|pare ?molto|una ?ottima bene|ottim*|molto|interessante|idea
inviat*|mand* ?ci|mi|pure|il|la ?il|la|pure contratto|offerta|preventivo|invito|fattura
^ ja ?graag|hoor|prima|dat|is $|graag|prima|dat|hoor|leuk
prima|akkoord|graag|uitstekend|perfect|afgesproken|helemaal
is|klinkt|lijkt ?me|mij|ons ?een goed|prima|leuk|akkoord|perfect|uitstekend
stuur|graag ?mij|ons|maar|de|het ?de|het|contract|offerte|voorstel|uitnodiging contract|offerte|factuur|uitnodiging
komt|schikt|past ?mij|ons|me|dat goed|prima|uitstekend
^ sim ?claro|por|perfeito|pode|podemos|vamos $|claro|por|perfeito|pode|podemos|vamos|com
combinado|perfeito|fechado|otimo|concordo|concordamos|aceito|aceitamos|confirmo|confirmado|aprovado
pode|podem|podemos|vamos enviar|mandar|marcar|agendar|seguir|avancar|fechar|prosseguir|em|falar|conversar
parece ?me|nos|muito ?bem|otimo bem|bom|otimo|boa
por mim tudo|ok|esta
tudo bem|certo
^ tak ?chetnie|prosze|zgoda|pasuje|oczywiscie $|chetnie|prosze|zgoda|pasuje|oczywiscie
zgoda|zgadzam|chetnie|swietnie|doskonale|pasuje|odpowiada|potwierdzam|akceptuj*|jasne|oczywiscie|super
brzmi dobrze|swietnie
prosze ?o ?przeslac|wyslac przeslanie|przeslac|wyslac|umowe|umowy
^ да ?конечно|давайте|хорошо|подходит|согласен|согласны $|конечно|давайте|хорошо|подходит|согласен|согласны|спасибо
согласен|согласна|согласны|договорились|отлично|подходит|устраивает|конечно|подтвержда*|хорошо
давайте встретимся|созвонимся|начнем|попробуем|обсудим|сделаем
присылаите|высылаите|пришлите|вышлите ?нам|мне|пожалуиста ?.. договор*|счет|предложение|кп
^ ja ?garna|tack|absolut|visst|det $|garna|tack|absolut|visst|det
garna|absolut|perfekt|toppen|overens|utmarkt|jattebra|jadda
later|funkar|passar bra|mig|oss|utmarkt|finfint
skicka garna|over|avtalet|offerten|kontraktet
^ ja ?tak|takk|gerne|gjerne|det|meget $|tak|takk|gerne|gjerne|det
gerne|gjerne|perfekt|fint|super|flott|selvfolgelig|iorden
lyder|hores|passer|fungerer ?mig|meg|os|oss godt|fint|bra|perfekt|mig|meg
send gerne|gjerne|over|kontrakt*|tilbud*|avtale*|aftale*
^ kylla|joo|selva|sopii
sopii|hyvalta|mielellamme|mielellani|sovitaan|loistavaa|ehdottomasti
^ ano ?rad|souhlas*|dekuji|samozrejme
souhlasim|souhlasime|domluveno|vyborne|vyhovuje|radi|skvele|hodi
^ evet|tamam|olur|elbette
olur|uygundur|uygun|tamam|memnuniyetle|anlastik|kabul
fur ihr|euer|ihre|eure|sie|euch|dich ?angebot|losung|team|firma|produkt|system|software entschieden
choisi|retenu|opte|selectionne|accepte ?pour|avec votre|vos|vous
elegido|escogido|aceptado|elegimos|aceptamos|optado|escogimos ?por|a su|vuestra|tu|sus|ustedes|vosotros
scelto|accettato|accettiamo|optato|scegliamo ?per|di ?la|con vostra|voi|tua|sua
gekozen|kiezen voor jullie|u|uw|je
voor jullie|u|uw ?aanbod|voorstel|offerte ?.. gekozen
escolhemos|aceitamos|optamos|escolhi ?pela ?a|por sua|vossa|voces|vosso
""",
    "I": """
interested|intrigued|curious
interesting|promising|intriguing|impressive
interest in
tell me|us more
know|learn|hear|see|find more
like|love|liked|loved what|the|your|this|it|how
looking forward
good|great|looks|nice to
im|i|were|we ?am|are ?also ?free|available free|available
reviewing|considering|evaluating
interessiert|interessant|spannend
interess*
kiinnost*
zainteresowan*
intresserad*|intressant
zaujal*
good|perfect|great|impeccable timing
""",
    "G": """
not only|just|merely interested
not|wouldnt|didnt|cant say|saying|mean|that|because|as ?.. not|arent|were|isnt ?not interested
doesnt|not ?to mean|say ?that ?were|we|im ?.. not
unsubscribe|optout|opt ?out feature*|module*|function*|rate*|button*|page*|header*|flow|option*|handling|functionality|links|process
opt out feature*|rate*|option*|clause
dont|not|never|cant|wont ?ever stop|quit|hesitate ?sending|bringing|writing|emailing|following|the|now|here|it|pushing|calling
dont|not|no ?really need to
dont|not|wont stop|cease
hesitate
desist order|letter
^ if you
they|he|she leave|leaves me|us
if|unless|whether|case|assume|assuming|when|should ?.. not|no|arent|isnt interest*
are|is|arent|isnt you ?.. interested
no interest rate*|charge*|fee*|payment*|free
not interested rate*
opt* out of ?.. vacation|leave|insurance|plan
remove|take|delete me|us ?off|from ?of ?the|this|that|your meeting|calendar|invite|cc|call|agenda|attendee*|approval
remove my|our comment*|name ?from|in ?the|this invite|cc|slide*|page*|agenda|meeting
decline* the|this|your|that|my invite*|invitation|meeting
cancel* ?the|our|this meeting|call|appointment
all set for|to|up|on
how|can|could|do|would|will ?.. users|customers|recipients|people|employees|subscribers|clients|they ?.. unsubscribe|opt
pass|passing ?this|it|that|them|your ?email|message|note|mail|offer|proposal|quote ?on|along|over to my|our|the|a|him|her|them|someone|somebody|procurement|legal|finance|purchasing
nicht nur|blos ?interess*
ohne interesse
sans interet
kein problem
pas de souci|probleme
happy with our|the|my call|meeting|discussion|conversation|demo|trial|pilot|test|progress|results
happy with what|the ?.. showed|saw|see|seen|proposed|sent|offer*
pleased|happy|good|fine|comfortable with what you
need ?any|much|more|further convincing|persuading|reminding|apologise|apologize|explain*
no need to apologi*|worry|rush|explain|hurry|be|call|send
dont|not|no|longer use|using .. any|anymore|longer ?more
no longer using|use
against waiting|delaying|postponing
not|isnt|arent|wasnt ?.. too|way expensive|pricey|costly|steep
~
nicht ?.. zu|allzu teuer
pas ?.. trop|hors cher|chere|chers|budget
no ?es ?nos ?.. demasiado|muy|tan caro|cara
niet ?.. te duur
non ?e|sembra ?affatto troppo|cosi caro|cara|costoso
nao ?e|esta muito|tao|demasiado caro|cara
""",
    "P": """
more|higher|beyond|above ?than ?what we|i ?can|could|are|were|want|would|d|planned|have|had ?to ?willing ?able spend|pay|afford|justify|budgeted|planned|spending
cant|cannot|couldnt|not|unable ?to|really afford
too|way|prohibitively|bit ?too expensive|pricey|costly|steep|pricy $|for|im|sorry|given|and|so|but
cant|cannot|couldnt|wont|unable|not ?able ?to ?quite make ?it|this|the|that ?numbers|budget|case|economics|math|maths work
no need to|for ?you ?to follow|chase|reach|keep|another|any|further
decided|chose|choosing|opted|prefer|rather|going|well|will|were|we ?are ?ahead ?instead ?to ?and ?now build|do|building|doing|develop|developing|handle|handling|keep|keeping|make|making|bring|run|running|solve ?it|this|that|everything|things ?all ?one|ourselves inhouse|internally|ourselves
build|do|building|doing|develop|developing|handle|handling|keep|keeping|bring|bringing|built ?it|this|that|everything|things|our ?own in house
best|good ?of ?luck with|finding|elsewhere|out ?the ?your others|search|it|there|next|customers
~
zu teuer|kostspielig|hochpreisig
sprengt|ubersteigt unser|unseren|das|den ?gesetzten budget|rahmen|kostenrahmen
das|dies|es|wir|nun|kunftig|lieber|jetzt machen|bauen|losen|entwickeln|erledigen|setzen ?wir ?das ?jetzt ?nun ?nun|kunftig ?doch ?lieber ?weiterhin selbst|selber|intern|inhouse
selbst|selber|intern|inhouse zu machen|bauen|losen|entwickeln|erledigen
trop|hors cher|chere|chers|budget|eleve|onereux
faire|ferons|faisons|developper|developpons|gerer|gerons|realiser|garder ?ca|cela|tout ?nous en interne
demasiado|muy|bastante caro|cara|caros|elevado
fuera|va|sale|pasa|excede|supera ?de|del ?nuestro|el presupuesto
hacerlo|haremos|hacemos|desarrollarlo|desarrollaremos|gestionarlo|construirlo ?.. internamente|nosotros|casa
troppo car*|costos*|alto|elevato|onerosa
fuori|oltre ?il|dal|nostro budget
farlo|facciamo|faremo|svilupparlo|svilupperemo|gestirlo ?.. internamente|casa|proprio|soli
te duur|prijzig
buiten ?ons|het budget
het|dit|dat|gaan|besloten|doen|bouwen|ontwikkelen ?we ?om ?nu ?toch ?weer ?het zelf ?te|gaan|te ?doen|bouwen|ontwikkelen|maken
muito|demasiado|bastante car*|elevad*
fora|acima do|de ?nosso orcamento
faze*|fazemos|faremos|desenvolver* ?.. internamente|casa|mesmos
""",
    "E": """
thats|that|this|it|what|have|got|its ?is|was all|everything|exactly|just|precisely ?what|that ?thing i|we ?had ?was|were|have need|needed|wanted|looking|required
need|needed|needs|require nothing else|more|further
dont|not|wont|doesnt ?think|really ?i|we ?will need|require|want anything|nothing else|more|further
~
mehr|sonst|weiteres|weiter brauche|brauchen|benotige|benotigen ?ich|wir ?auch ?gar nicht|nichts
brauche|brauchen|benotige|benotigen ?ich|wir ?auch ?jetzt|dann ?sonst|weiter nichts|nicht weiter|mehr|sonst|weiteres
das war|ist ?auch ?schon ?fur|genau alles
besoin de|dautre rien|dautre dautre|de|plus|chose
cest tout ce
cest exactement ce
no necesit* nada|mas mas|nada
es|era justo|exactamente|todo lo que
non ?mi|ci serve|servono|occorre|bisogno ?di altro|nullaltro|nientaltro|piu
era|e proprio|tutto|esattamente quello|cio che|quello
meer heb|hebben|hoef ik|we|wij ?dan|echt niet
niets|niks anders|meer|verder nodig
verder ?heb|hebben ?ik|we niets|niks ?meer nodig
era|e so|mesmo|tudo ?mesmo isso|o ?o ?que
so isso|tudo que
nao preciso|precisamos ?de mais nada|mais
""",
    "T": """
now|currently|presently|moment|today|yet|temporarily
at this|the|present time|stage|point|moment|present
at present
for now
for the|this moment|time|year|quarter|month
this week|month|quarter|year|summer|spring|fall|autumn|winter
until|till|before
right now
""",
}

# No words are written apart in these scripts: what is looked for is the text itself.
PLAIN: dict[str, tuple[str, ...]] = {
    "O": (
        "配信停止",
        "配信を停止",
        "配信解除",
        "送らないで",
        "連絡しないで",
        "メールは不要",
        "今後のご連絡は",
        "今後の連絡は不要",
        "退订",
        "退訂",
        "取消订阅",
        "取消訂閱",
        "不要再发",
        "不要再發",
        "不要再联系",
        "不要再聯絡",
        "请勿再",
        "請勿再",
        "别再发",
        "수신거부",
        "수신 거부",
    ),
    "D": (
        "興味はありません",
        "興味がありません",
        "興味ございません",
        "見送らせて",
        "見送ることに",
        "お断り",
        "必要ありません",
        "不要です",
        "他社に",
        "不感兴趣",
        "没有兴趣",
        "没兴趣",
        "不感興趣",
        "沒有興趣",
        "不需要",
        "其他供应商",
        "其他供應商",
        "别的供应商",
        "选择了其他",
        "選擇了其他",
        "관심이 없",
        "관심 없",
    ),
    "N": (
        "今は難しい",
        "現時点では",
        "今のところ",
        "今はちょっと",
        "時期尚早",
        "また改めて",
        "のちほど改めて",
        "忙しく",
        "暂时不",
        "暂不",
        "目前不",
        "目前没有",
        "以后再",
        "暫時不",
        "過些時候",
        "过段时间",
        "再联系",
        "再聯絡",
    ),
    "W": (
        "担当ではありません",
        "担当外",
        "担当者ではない",
        "担当が異な",
        "不是我负责",
        "不是我負責",
        "不负责",
        "不負責",
        "负责人是",
        "負責人是",
        "担当は",
    ),
    "Y": (
        "よろしくお願いいたします。ぜひ",
        "承知しました",
        "承知いたしました",
        "了解しました",
        "問題ありません",
        "大丈夫です",
        "ぜひお願い",
        "可以的",
        "没问题",
        "沒問題",
        "好的",
        "同意",
        "좋습니다",
    ),
    "I": ("興味があります", "感兴趣", "感興趣", "検討し"),
}
