"""Phrases that tell an ask from what only looks like one, in seven languages.

A phrase is a run of tokens as `tokens` makes them; one that begins with "^" counts at the start of a clause only. They are features of
the trained model as well as the ground on which the kind of an ask is named, so a phrase says what it is, not how much it weighs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

TOKEN = re.compile(r"https?://\S+|www\.\S+|[^\W\d_]+(?:['-][^\W\d_]+)*|\d+|[?!;:¿¡$]")
LONGEST = 5

_PHRASES: dict[str, str] = {
    # Politeness and requests put to the reader.
    "please": "please; pls; plz; kindly; bitte; s'il vous plaît; s'il te plaît; merci de; merci d'avance de; veuillez; svp; prière de; "
    "por favor; porfa; le ruego; les ruego; te ruego; le pido; te pido; favor de; per favore; per piacere; per cortesia; la prego; ti prego; "
    "la pregherei; si prega di; alstublieft; alsjeblieft; graag uw; graag jouw; graag even; aub; por gentileza; faz favor; faça o favor; peço que; peço-lhe; "
    "peço-te; gostaria de pedir; agradeço que; agradecia que",
    "can_you": "can you; could you; would you; will you; can u; could u; would u; can we; could we; shall we; should we; may i; may we; can i; could i; "
    "shall i; should i; might you; would it be possible; is it possible; possible to; possible for you; "
    "can y'all; any chance; any way you; would you mind; do you mind; are you able; are you available; are you free; are you around; you available; you free; "
    "are you interested; are you open; are you willing; would you be; will you be; do you have; do you know; do you want; do you need; do you think; "
    "did you; have you; were you able; what do you; when do you; how do you; where do you; what are your; what is your; what's your; "
    "können sie; könnten sie; kannst du; könntest du; könnt ihr; können wir; könnten wir; würden sie; würdest du; dürfte ich; darf ich; wollen wir; "
    "sollen wir; soll ich; wären sie; wärst du; hätten sie; hättest du; haben sie; hast du; möchten sie; möchtest du; ist es möglich; wäre es möglich; passt es; "
    "passt ihnen; passt dir; sind sie; bist du; "
    "pouvez-vous; pourriez-vous; peux-tu; pourrais-tu; vous pouvez; pouvons-nous; pourrions-nous; puis-je; est-ce que; serait-il possible; est-il possible; "
    "seriez-vous; serais-tu; êtes-vous; es-tu; avez-vous; as-tu; auriez-vous; aurais-tu; voulez-vous; veux-tu; souhaitez-vous; souhaitez vous; voudriez-vous; pensez-vous; "
    "dois-je; devons-nous; seriez vous; pouvez vous; pourriez vous; avez vous; "
    "puede usted; podría usted; me puede; me podría; me puedes; me podrías; nos puede; nos podría; ^puedes; ^puede; ^podrías; ^podría; ^podemos; ^podríamos; "
    "¿ puedes; ¿ puede; ¿ podrías; ¿ podría; ¿ podemos; ¿ podríamos; ¿ te; ¿ le; ¿ tiene; ¿ tienes; ¿ quiere; ¿ quieres; es posible; sería posible; le parece; te parece; "
    "le viene bien; te viene bien; le vendría bien; te vendría bien; le importaría; te importaría; "
    "può; potrebbe; puoi; potresti; potete; potreste; possiamo; potremmo; posso; le va bene; ti va bene; vi va bene; ti va di; le andrebbe; ti andrebbe; è possibile; sarebbe possibile; "
    "sarebbe disponibile; saresti disponibile; ha avuto modo; hai avuto modo; ha tempo; hai tempo; vuole; vuoi; "
    "kunt u; kun je; kan je; kan jij; zou u; zou je; zouden we; zullen we; kunnen we; kunnen wij; wilt u; wil je; heeft u; heb je; hebt u; bent u; ben je; schikt het; "
    "komt het u; zal ik; mag ik; is het mogelijk; past het; lukt het; "
    "pode; poderia; podia; podes; poderias; pode-me; podemos; poderíamos; consegue; consegues; é possível; seria possível; tem disponibilidade; tens disponibilidade; "
    "você pode; você poderia; vocês podem; teria disponibilidade; gostaria de saber se; quer que; queres que; prefere; preferes",
    "let_me_know": "let me know; let us know; lemme know; lmk; drop me a line; get back to me; get back to us; get back with me; let me hear; advise me; keep me posted; "
    "sag mir; sagen sie mir; gib mir; geben sie mir; lassen sie mich wissen; lass mich wissen; sagt mir; teilen sie mir; teilen sie uns; melden sie sich; melde dich; rückmeldung; bescheid; "
    "dites-moi; dis-moi; faites-moi savoir; fais-moi savoir; tenez-moi; tiens-moi; faites-nous savoir; faites moi savoir; dites moi; faites-moi; "
    "dígame; dime; avísame; avíseme; avisame; hágame saber; hazme saber; háganos saber; házmelo saber; me avisa; me avisas; confírmeme; confírmame; cuéntame; cuénteme; me dices; me dice; "
    "mi faccia sapere; fammi sapere; ci faccia sapere; fateci sapere; mi dica; dimmi; mi dici; fatemi sapere; facci sapere; mi confermi; mi conferma; "
    "laat me weten; laat het me weten; laat het weten; laat mij weten; laat het mij weten; laat me even weten; laat ons weten; hoor graag; ik hoor graag; "
    "diga-me; diz-me; avise-me; avisa-me; me avise; me avisa; me diga; me diz; informe-me; confirme-me; me confirme; me confirma; dê-me; me dê; fico a aguardar",
    "i_need": "i need; we need you; i need you; i'd like; i would like; we would like; we'd like; i want you; i'd love; i would love; i would appreciate; i'd appreciate; "
    "would appreciate; would be grateful; i'd be grateful; appreciate it if; appreciate your; would be great; would be good; would be helpful; would be ideal; you need to; you should; you must; you may want; "
    "you might want; i was wondering; i wonder; i'm wondering; wondering if; wanted to ask; like to ask; i'd ask; i am asking; i suggest; i propose; i would suggest; i'd suggest; i would propose; "
    "i recommend; need your; looking for your; i request; we request; request that; make sure; be sure; don't forget; "
    "ich bräuchte; ich brauche; wir bräuchten; wir brauchen; ich bitte; wir bitten; ich würde gerne; ich würde gern; ich möchte; ich hätte gern; ich schlage vor; wir würden gerne; wäre schön; wäre gut; wäre toll; "
    "würde mich freuen; würde mich über; würden uns über; dankbar; bitte um; mein vorschlag; "
    "j'aimerais; je voudrais; nous aimerions; nous souhaiterions; je souhaiterais; j'aurais besoin; j'ai besoin; nous avons besoin; je vous propose; je te propose; je propose; je vous prie; je vous invite; il faudrait; serait possible; "
    "vous serais reconnaissant; vous serais reconnaissante; me serait utile; "
    "necesito; necesitamos; necesitaría; me gustaría; nos gustaría; quisiera; quería; le propongo; te propongo; propongo; le agradecería; te agradecería; agradecería; sería bueno; sería ideal; "
    "avrei bisogno; ho bisogno; abbiamo bisogno; mi piacerebbe; vorrei; vorremmo; le propongo; ti propongo; propongo; le chiedo; ti chiedo; chiedo; sarebbe utile; le sarei grato; le sarei grata; gradirei; mi servirebbe; "
    "ik zou graag; wij zouden graag; we zouden graag; ik wil graag; graag zou; ik heb nodig; ik verzoek; ik stel voor; mijn voorstel; zou fijn zijn; zou mooi zijn; graag ontvang; ik ontvang graag; graag verneem; stuur graag; "
    "gostaria; gostaríamos; gostava; preciso; precisamos; precisava; proponho; sugiro; agradecia; agradeceria; seria ótimo; seria bom; era bom; pedia-lhe; pedia",
    "let_us": "let's; lets; let us; how about; what about; why don't we; why don't you; why not; lassen sie uns; lass uns; wie wäre es; wie wär's; wie wäre; "
    "et si; que diriez-vous; que dirais-tu; que penses-tu; que pensez-vous; ça vous va; ça te va; cela vous; cela vous convient; qué tal; qué le parece; qué te parece; "
    "che ne dice; che ne dici; che ne pensa; che ne pensi; che ne dite; wat dacht u; wat dacht je; wat vindt u; wat vind je; laten we; que tal; o que acha; o que achas; o que lhe parece; que lhe parece; vamos",
    "default": "unless i hear; unless you; unless we hear; unless you object; unless told; if i don't hear; if i do not hear; if we don't hear; if i hear nothing; if you don't object; unless that; "
    "wenn ich nichts; falls ich nichts; sofern ich nichts; ohne rückmeldung; ohne ihre rückmeldung; ohne gegenteilige; sofern sie nicht; wenn ich bis; falls ich bis; höre ich nichts; "
    "sauf avis contraire; sans retour; sans réponse; sans nouvelles; sauf si; sauf contrordre; à moins que; si je n'ai pas; "
    "salvo que; a menos que; si no me; si no tengo; si no recibo; salvo aviso; salvo indicación; si no hay; "
    "salvo diversa; salvo diverse; salvo tuo; salvo suo; se non ricevo; se non la sento; se non ti sento; a meno che; se non sento; se non ho; "
    "tenzij; als ik niets; indien ik niets; zonder tegenbericht; hoor ik niets; "
    "a não ser que; salvo indicação; se não; caso não; sem resposta",
    "any_questions": "any questions; any question; questions or; further questions; other questions; have questions; more questions; any queries; any comments; any concerns; any problems; any issues; "
    "feel free; don't hesitate; do not hesitate; not hesitate; hesitate to; need anything; need any; need further; more information; further information; additional information; anything else; further assistance; "
    "be of help; be of assistance; of any help; can help; can be reached; reach me; happy to; glad to; should you; if you have; need help; "
    "bei fragen; für fragen; für rückfragen; bei rückfragen; weitere fragen; noch fragen; fragen haben; fragen hast; jederzeit; zur verfügung; zögern sie nicht; zögere nicht; gerne zur; "
    "n'hésitez pas; n'hésite pas; toute question; des questions; questions complémentaires; à votre disposition; à ta disposition; reste à; restons à; toute information; "
    "no dude; no dudes; no duden; cualquier duda; cualquier consulta; cualquier pregunta; alguna duda; alguna pregunta; a su disposición; a tu disposición; a vuestra disposición; quedo a; quedamos a; "
    "non esiti; non esitare; non esitate; qualsiasi domanda; qualsiasi chiarimento; eventuali domande; ulteriori informazioni; per qualsiasi; a disposizione; a sua disposizione; resto a; rimango a; restiamo a; rimaniamo a; "
    "vragen heeft; vragen hebt; nog vragen; mocht u; mocht je; aarzel niet; aarzel dan niet; voor vragen; bij vragen; altijd bellen; meer informatie; "
    "qualquer dúvida; alguma dúvida; quaisquer dúvidas; qualquer questão; não hesite; não hesites; ao dispor; à disposição; à sua disposição; dúvidas; fico à; ficamos à; estou à",
    "any_news": "any news; any update; any updates; checking in; check in; following up; follow up; touching base; touch base; circling back; circle back; bumping; bump; any thoughts; any feedback; did you get; did you receive; "
    "have you had a chance; had a chance; had time to; any luck; any word; any progress; "
    "gibt es neuigkeiten; gibt es schon; neuigkeiten; schon neuigkeiten; nachfassen; nachhaken; nachfragen; haben sie schon; etwas neues; "
    "des nouvelles; du nouveau; je reviens vers; une relance; relancer; avez-vous pu; as-tu pu; "
    "alguna novedad; alguna noticia; novedades; hay novedades; hay noticias; tuviste oportunidad; ha podido; has podido; hago seguimiento; retomar; "
    "ci sono novità; novità; qualche novità; aggiornamenti; ha avuto modo; hai avuto modo; torno a; "
    "nog nieuws; al nieuws; enig nieuws; even opvolgen; al gelukt; al tijd gehad; heeft u al; heb je al; "
    "alguma novidade; novidades; há novidades; alguma notícia; já conseguiu; já conseguiste; já teve",
    "commit": "i will; i'll; we will; we'll; i am going to; i'm going to; i can send; i can call; i shall; will send; will call; will get; will let; will be; i plan to; i am sending; i've attached; i have attached; attached is; "
    "attached are; here is; here are; ich werde; wir werden; ich schicke; ich sende; ich melde mich; wir melden uns; ich rufe; anbei; im anhang; "
    "je vais; nous allons; je vous envoie; je t'envoie; je vous enverrai; je reviendrai; je vous appelle; ci-joint; voici; "
    "voy a; vamos a enviar; le envío; te envío; le enviaré; te enviaré; le mando; te mando; adjunto; le llamo; te llamo; "
    "le mando; ti mando; le invio; ti invio; le manderò; ti manderò; la chiamo; ti chiamo; in allegato; allego; "
    "ik zal; wij zullen; ik stuur; ik bel; bijgaand; in de bijlage; ik kom erop terug; "
    "vou; vamos enviar; envio; segue em anexo; em anexo; ligo-lhe; ligo-te; enviarei",
    "closing": "looking forward; look forward; see you; talk to you; speak soon; talk soon; thank you; thanks; thx; cheers; regards; best wishes; have a great; have a good; have a nice; enjoy your; enjoy the; take care; hope you; hope this; hope all; "
    "hope to; congratulations; congrats; welcome; sounds good; no problem; you're welcome; got it; "
    "freue mich; freuen uns; vielen dank; danke; besten dank; herzlichen dank; viele grüße; beste grüße; mit freundlichen; liebe grüße; bis dann; bis dienstag; bis morgen; schönes wochenende; schönen tag; ich hoffe; "
    "au plaisir; dans l'attente; merci; cordialement; bien à vous; à bientôt; à mardi; à demain; bonne journée; bon week-end; bonne continuation; j'espère; "
    "gracias; muchas gracias; saludos; un saludo; un abrazo; nos vemos; quedo atento; quedo atenta; quedo a la espera; hasta el; hasta pronto; buen fin; que tenga; que tengas; espero que; un placer; "
    "grazie; grazie mille; cordiali saluti; saluti; a presto; ci vediamo; buona giornata; buon fine; spero che; in attesa; resto in attesa; rimango in attesa; "
    "dank; bedankt; hartelijk dank; groet; groeten; met vriendelijke; tot dinsdag; tot dan; tot ziens; tot snel; fijn weekend; fijne dag; ik hoop; ik kijk; "
    "obrigado; obrigada; muito obrigado; cumprimentos; abraço; atenciosamente; até breve; até terça; até amanhã; bom fim; espero que; aguardo",
    "small_talk": "how are you; how are things; how's it going; how is it going; how have you been; how was your; how's everything; how goes it; what's up; hope you're; hope you are; guess what; who knows; who would have thought; you know what; isn't it; "
    "wie geht es; wie geht's; wie geht; wer weiß; comment allez-vous; comment vas-tu; comment ça va; ça va; vous allez bien; tu vas bien; qui sait; cómo está; cómo estás; cómo va; qué tal todo; quién sabe; "
    "come sta; come stai; come va; chi lo sa; hoe gaat het; alles goed; wie weet; como está; como estás; como vai; tudo bem; tudo bom; quem sabe",
    "web": "click; unsubscribe; subscribe; log in; login; sign up; register; website; web site; visit; download; app; account; password; newsletter; order; offer; free; sale; $ link; link; below; http; www; facebook; twitter; "
    "abbestellen; newsletter abbestellen; se désabonner; désabonner; cancelar suscripción; annulla iscrizione; uitschrijven; cancelar inscrição",
    "schedule": "meet; meeting; call; lunch; dinner; coffee; conference; demo; schedule; get together; calendar; stop by; drop by; come by; visit; available; free; slot; appointment; chat; talk; time; "
    "treffen; termin; anruf; telefonat; telefonieren; gespräch; sprechen; besuch; mittagessen; kaffee; uhr; vorbeikommen; "
    "rendez-vous; réunion; appel; rencontrer; déjeuner; échange; échanger; créneau; disponible; disponibilités; passer; "
    "reunión; reunirnos; vernos; llamada; llamarle; llamarte; hablar; cita; almuerzo; hueco; comer; "
    "incontro; incontrarci; riunione; chiamata; telefonata; sentirci; vederci; appuntamento; pranzo; caffè; disponibile; sentiamo; vediamo; "
    "afspraak; afspreken; bellen; gesprek; overleg; ontmoeten; langskomen; langs; koffie; belafspraak; agenda; "
    "reunião; reunir; falar; ligar; chamada; encontro; almoço; agendar; marcar; disponibilidade; conversar; conversa",
    "day": "monday; tuesday; wednesday; thursday; friday; saturday; sunday; mon; tues; tue; wed; thurs; thu; fri; tomorrow; tonight; today; week; afternoon; morning; noon; am; pm; a.m; p.m; o'clock; january; february; march; april; june; july; august; september; "
    "october; november; december; montag; dienstag; mittwoch; donnerstag; freitag; morgen; heute; woche; nachmittag; vormittag; kw; "
    "lundi; mardi; mercredi; jeudi; vendredi; demain; semaine; après-midi; matin; lunes; martes; miércoles; jueves; viernes; mañana; semana; tarde; lunedì; martedì; mercoledì; giovedì; venerdì; domani; settimana; pomeriggio; mattina; "
    "maandag; dinsdag; woensdag; donderdag; vrijdag; morgen; week; middag; ochtend; segunda; segunda-feira; terça; terça-feira; quarta; quarta-feira; quinta; quinta-feira; sexta; sexta-feira; amanhã; manhã",
    "decide": "decide; decision; approve; approval; sign off; sign; go ahead; go-ahead; proceed; move forward; yes or no; which one; which option; which of; prefer; preference; choose; option; either; or; green light; agree; accept; confirm; "
    "entscheiden; entscheidung; freigabe; freigeben; unterschreiben; zustimmen; variante; lieber; welche; welcher; einverstanden; genehmigen; "
    "décider; décision; valider; approuver; signer; préférez; préférez-vous; choisir; feu vert; d'accord; accord; laquelle; lequel; "
    "decidir; decisión; aprobar; aprobación; firmar; prefiere; prefieres; elegir; visto bueno; de acuerdo; cuál; seguir adelante; avanzar; "
    "decidere; decisione; approvare; approvazione; firmare; preferisce; preferisci; scegliere; via libera; quale; procedere; "
    "beslissen; besluit; beslissing; akkoord; goedkeuren; goedkeuring; tekenen; ondertekenen; voorkeur; welke; kiezen; doorgaan; "
    "decidir; decisão; aprovar; aprovação; assinar; prefere; escolher; qual; avançar; luz verde",
    "teaser": "interested in; want to hear; want to know; want to see; like to see; like to hear; like to know; curious; want me to send; shall i send; should i send; shall i share; worth a; interesse; neugierig; soll ich ihnen; "
    "intéresse; intéressé; curieux; envie de; voulez-vous que; souhaitez-vous que; te interesa; le interesa; le interesaría; te interesaría; curiosidad; quiere que; quieres que; interessa; interessato; interessata; curioso; vuole che; vuoi che; "
    "geïnteresseerd; benieuwd; interesse; interessado; interessada; interessa; quer que; queres que",
    "wh": "^what; ^what's; ^when; ^where; ^who; ^who's; ^which; ^how; ^how's; ^why; ^whose; ^was; ^wann; ^wo; ^wer; ^welche; ^welcher; ^welches; ^wie; ^warum; ^weshalb; ^wem; ^wen; ^womit; ^wofür; ^quel; ^quelle; ^quels; ^quelles; ^quand; ^où; ^qui; ^comment; ^pourquoi; ^combien; ^que; "
    "^qu'est-ce; ^qué; ^cuándo; ^dónde; ^quién; ^cuál; ^cuáles; ^cómo; ^cuánto; ^cuánta; ^cuántos; ^cuántas; ^che; ^cosa; ^quando; ^dove; ^chi; ^quale; ^quali; ^come; ^quanto; ^quanti; ^quante; ^perché; ^wat; ^wanneer; ^waar; ^wie; ^welk; ^hoe; ^hoeveel; ^waarom; "
    "^o que; ^quem; ^qual; ^quais; ^onde; ^como; ^quanto; ^quantos; ^porque; ^por que",
    "aux": "^do; ^does; ^did; ^is; ^are; ^was; ^were; ^have; ^has; ^had; ^can; ^could; ^would; ^will; ^should; ^shall; ^may; ^isn't; ^aren't; ^don't; ^doesn't; ^didn't; ^haven't; ^any; ^possible; ^ready; ^interested; "
    "^ist; ^sind; ^hat; ^haben; ^gibt; ^kann; ^können; ^könnten; ^soll; ^sollen; ^wird; ^werden; ^passt; ^habt; ^hast; ^bist; ^seid; ^est-ce; ^avez-vous; ^es; ^está; ^hay; ^tiene; ^tienes; ^ha; ^has; ^è; ^avete; ^hai; ^sono; ^is; ^zijn; ^heeft; ^heb; ^kan; ^kunnen; ^é; ^há; ^tem; ^tens; ^está; ^estão",
    "imperative": "^call; ^send; ^give; ^tell; ^ask; ^check; ^get; ^forward; ^review; ^provide; ^confirm; ^advise; ^note; ^see; ^look; ^read; ^sign; ^return; ^reply; ^respond; ^respond; ^contact; ^email; ^e-mail; ^mail; ^fax; ^bring; ^take; ^put; ^set; ^schedule; ^book; "
    "^arrange; ^plan; ^prepare; ^make; ^find; ^talk; ^speak; ^meet; ^join; ^come; ^go; ^stop; ^use; ^keep; ^have; ^help; ^try; ^work; ^write; ^add; ^include; ^remove; ^delete; ^change; ^update; ^print; ^copy; ^attach; ^complete; ^fill; ^submit; ^visit; ^click; ^consider; "
    "^remember; ^remind; ^follow; ^pick; ^choose; ^decide; ^approve; ^accept; ^share; ^show; ^explain; ^discuss; ^coordinate; ^ensure; ^verify; ^handle; ^hold; ^wait; ^start; ^run; ^do; ^don't; ^think; ^suggest; ^ping; ^hit; ^shoot; ^drop; ^swing; ^leave; ^pass; ^skip; ^grab; ^name; ^just; "
    "^schicken; ^schick; ^schicke; ^senden; ^sende; ^rufen; ^ruf; ^sagen; ^sag; ^geben; ^gib; ^prüfen; ^prüfe; ^melden; ^melde; ^lassen; ^lass; ^nennen; ^nenne; ^bestätigen; ^bestätige; ^antworten; ^antworte; ^schauen; ^schau; ^teilen; ^teile; ^unterschreiben; ^wählen; ^entscheiden; "
    "^envoyez; ^envoie; ^envoyez-moi; ^envoie-moi; ^appelez; ^appelez-moi; ^appelle; ^appelle-moi; ^dites; ^dis; ^répondez; ^réponds; ^confirmez; ^confirme; ^confirmez-moi; ^regardez; ^regarde; ^indiquez-moi; ^indiquez; ^donnez-moi; ^donne-moi; ^signez; ^choisissez; ^transmettez-moi; ^renvoyez-moi; ^proposez-moi; "
    "^envíe; ^envía; ^envíeme; ^envíame; ^mándame; ^mándeme; ^llame; ^llama; ^llámame; ^llámeme; ^diga; ^di; ^confirme; ^confirma; ^confírmame; ^confírmeme; ^revise; ^revisa; ^responda; ^responde; ^firme; ^elija; ^elige; ^indique; ^indíqueme; ^indícame; ^pásame; ^páseme; ^échale; ^échele; "
    "^invii; ^invia; ^mi; ^mandi; ^manda; ^mandami; ^inviami; ^chiami; ^chiama; ^chiamami; ^confermi; ^conferma; ^confermami; ^risponda; ^rispondi; ^guardi; ^guarda; ^firmi; ^firma; ^scelga; ^scegli; ^dia; ^dai; ^dammi; ^indichi; "
    "^stuur; ^bel; ^zeg; ^geef; ^bevestig; ^kijk; ^laat; ^teken; ^kies; ^controleer; ^mail; ^reageer; ^antwoord; ^neem; ^vul; ^lees; "
    "^envie; ^envie-me; ^envia; ^envia-me; ^mande; ^manda; ^manda-me; ^ligue; ^liga; ^ligue-me; ^liga-me; ^confirme; ^confirma; ^responda; ^responde; ^verifique; ^verifica; ^assine; ^assina; ^escolha; ^escolhe; ^veja; ^vê; ^indique; ^dá; ^dê",
}

PHRASES: dict[str, tuple[str, ...]] = {}
for _name, _list in _PHRASES.items():
    for _phrase in _list.split(";"):
        _key = _phrase.strip()
        if _key and _name not in PHRASES.get(_key, ()):
            PHRASES[_key] = (*PHRASES.get(_key, ()), _name)
FIRST = frozenset(phrase.lstrip("^").split(" ", 1)[0] for phrase in PHRASES)

_SKIPPED_AT_START = frozenset(
    word
    for word in [
        "please",
        "pls",
        "also",
        "and",
        "so",
        "but",
        "or",
        "then",
        "ok",
        "okay",
        "thus",
        "therefore",
        "bitte",
        "und",
        "also",
        "oder",
        "dann",
        "et",
        "donc",
        "alors",
        "y",
        "e",
        "o",
        "por",
        "favor",
        "ed",
        "poi",
        "en",
        "dus",
        "então",
        "ou",
        "¿",
        "¡",
        "ps",
        "p.s",
    ]
)


def tokens(sentence: str) -> list[str]:
    """Lower-case words, "0" for a number, and the marks that matter; at most 160, for a sentence may be a whole list."""
    plain = sentence[:2000].lower().replace("’", "'")
    return [
        "0" if t.isdigit() else "http" if t.startswith(("http:", "https:", "www.")) else t
        for t in TOKEN.findall(plain)[:160]
    ]


def clause_start(words: Sequence[str]) -> int:
    """Where the sentence proper begins: after "and", "please", "¿"; 0 where nothing else is left."""
    at = 0
    while at < len(words) - 1 and at < 4 and words[at] in _SKIPPED_AT_START:
        at += 1
    return at


def cues(words: Sequence[str], start: int) -> list[tuple[str, int]]:
    """Every phrase of `PHRASES` among the words: its name and where it begins; "^" phrases at `start` only."""
    found: list[tuple[str, int]] = []
    for i, first in enumerate(words):
        if first not in FIRST:
            continue
        for n in range(1, LONGEST + 1):
            if i + n > len(words):
                break
            phrase = " ".join(words[i : i + n])
            found += [(name, i) for name in PHRASES.get(phrase, ())]
            if i == start:
                found += [(name, i) for name in PHRASES.get("^" + phrase, ())]
    return found
