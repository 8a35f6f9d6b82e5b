"""Phrases that tell an ask from what only looks like one, in seven languages.

A phrase is a run of tokens as `tokens` makes them; one that begins with "^" counts at the start of a clause only. They are features of
the trained model as well as the ground on which the kind of an ask is named, so a phrase says what it is, not how much it weighs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

TOKEN = re.compile(r"https?://\S+|www\.\S+|[^\W\d_]+(?:['-][^\W\d_]+)*|\d+|[?!¿¡$]|[,;:()–—]|-+(?=\s)")

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
    "any_news": "wanted to follow up; to follow up on; follow up on my; follow up on our; follow up with you; like to follow up; wanted to check in; just checking; quick follow-up; a follow-up; wanted to touch base; just touching; wollte nachfragen; wollte nur nachfragen; wollte mal hören; kurz nachfragen; je me permets de revenir; je me permets de vous relancer; me permets de relancer; solo quería saber; quería retomar; volevo solo sapere; mi permetto di; wilde even; even horen; só queria saber; gostaria de retomar; any news; any update; any updates; checking in; following up; touching base; circling back; bumping; any thoughts; any feedback; did you get; did you receive; "
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
    "small_talk": "can you believe; can you imagine; need i say; who knew; sound familiar; sounds familiar; small world; how time flies; what's not to; what can i say; how are you; how are things; how's it going; how is it going; how have you been; how was your; how's everything; how goes it; what's up; hope you're; hope you are; guess what; who knows; who would have thought; you know what; isn't it; "
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
    "reader_wanted": "waiting on your; waiting for your; waiting on you; awaiting your; await your; awaiting; expecting your; still missing; still need; still waiting; missing from you; pending your; over to you; your court; your turn; your call; need ur; need your; "
    "want your; get your; hear your; have your; your thoughts; your opinion; your input; your feedback; your comments; your view; your views; your approval; your ok; your answer; your reply; your decision; your confirmation; your signature; your steer; like you to; want you to; need you to; "
    "ask you to; ask that you; invite you; encourage you; suggest you; suggest that you; recommend you; recommend that you; prefer that you; appreciate if you; appreciate it if; great if you; good if you; nice if you; helpful if you; help if you; grateful if you; if you could; if you would; if you can; if you'd; "
    "if you wouldn't mind; see if you; know if you; know whether you; know what you; wondering whether; wondered whether; wondered if; wonder whether; wonder if; wonder what; wonder how; curious to; curious what; curious how; curious whether; curious if; keen to hear; keen to know; keen to understand; like to know; "
    "love to know; love to hear; like to hear; interested to hear; interested to know; interested in hearing; help to know; good to know; useful to know; want to know; need to know; would help; would save; big help; do me; means the world; mean the world; be a star; be so kind; so kind as; mind if; okay if; ok if; "
    "ok with you; okay with you; fine with you; work for you; works for you; suit you; suits you; suit; convenient; agreeable; acceptable to you; join us; join me; you free; you available; "
    "warte auf; warten auf; fehlt mir noch; fehlt uns noch; fehlen noch; fehlt noch; brauche noch; brauchen noch; ihre meinung; deine meinung; ihre rückmeldung; deine rückmeldung; ihre antwort; deine antwort; ihr feedback; dein feedback; ihre einschätzung; ihre entscheidung; ihre zusage; ihre freigabe; "
    "ihre unterschrift; wüsste gern; wüsste gerne; würde gern wissen; würde gerne wissen; mich würde; uns würde; würde mich interessieren; interessiert mich; interessieren; möchte wissen; wenn sie mir; wenn du mir; wenn sie uns; wenn sie; ob sie; ob du; ob ihr; ob ihnen; seien sie so; sei so; so nett; so gut; so freundlich; "
    "sie bitte; du bitte; bitten sie; bitten wir; einverstanden; recht wenn; recht ist; passt das; passt; passen; "
    "j'attends; nous attendons; en attente de; dans l'attente de; il me manque; il nous manque; manque encore; votre avis; ton avis; votre retour; ton retour; votre accord; ton accord; votre réponse; ta réponse; votre décision; votre validation; votre signature; aimerais savoir; voudrais savoir; aimerions savoir; savoir si; "
    "curieux de; curieuse de; si vous pouviez; si tu pouvais; si vous pouvez; si tu peux; si vous le souhaitez; auriez-vous l'amabilité; auriez-vous la gentillesse; ayez la gentillesse; vous prie de; prions de; vous demander de; vous demande de; te demande de; vous invite à; vous arrange; t'arrange; vous conviendrait; te convient; vous convient; convient; "
    "espero su; espero tu; esperamos su; esperando su; a la espera de su; me falta; nos falta; faltan; falta su; falta tu; su opinión; tu opinión; su respuesta; tu respuesta; su confirmación; su decisión; su visto; su firma; su aprobación; quisiera saber; me gustaría saber; saber si; saber qué; saber cuándo; saber cuál; si pudiera; si pudieras; "
    "si puede; si puedes; si es tan amable; sea tan amable; tan amable; le pido; te pido; le ruego; rogamos; le agradecería que; agradeceríamos; le invito; te invito; le invitamos; le conviene; te conviene; le encaja; te encaja; le va bien; te va bien; le parece bien; te parece bien; "
    "attendo; attendiamo; aspetto; aspettiamo; in attesa di; mi manca; ci manca; manca ancora; mancano; suo parere; tuo parere; sua risposta; tua risposta; sua conferma; tua conferma; sua decisione; suo ok; tuo ok; sua firma; vorrei sapere; vorremmo sapere; mi piacerebbe sapere; sapere se; sapere quando; sapere cosa; se potesse; se potessi; se può; se puoi; "
    "sia così gentile; così gentile; la prego; le chiedo di; ti chiedo di; chiediamo di; la invito; ti invito; vi invitiamo; le andrebbe bene; le sta bene; ti sta bene; fa comodo; "
    "ik wacht op; wij wachten op; we wachten op; wachten op; ik mis nog; ontbreekt nog; ontbreken nog; heb nog nodig; hebben nog nodig; nog nodig; uw mening; je mening; uw reactie; je reactie; uw antwoord; je antwoord; uw akkoord; je akkoord; uw goedkeuring; uw handtekening; uw beslissing; ik zou graag weten; graag weten; ben benieuwd; "
    "benieuwd of; benieuwd naar; wil weten; weten of; weten wat; weten wanneer; als u; als je; of u; of je; zo vriendelijk; zo goed; verzoeken u; vragen u; vraag u; vraag je; nodig u; nodigen u; schikt; past u; past je; uitkomt; komt dat uit; komt uit; "
    "espero a sua; aguardo a sua; aguardo o seu; aguardamos; aguardo; à espera de; à espera do; à espera da; falta-me; falta-nos; falta ainda; falta o; falta a; a sua opinião; a tua opinião; sua opinião; sua resposta; a sua resposta; sua confirmação; a sua decisão; sua decisão; gostaria de saber; gostava de saber; queria saber; saber se; saber quando; "
    "se puder; se puderes; se pudesse; se pudesses; se possível; fizesse o favor; tão amável; a gentileza; peço-lhe que; peço-te que; pedimos que; solicito; solicitamos; convido; convidamos; dá-lhe jeito; dá-te jeito; dá jeito; convém-lhe; serve-lhe; fica bem; te convém; lhe convém",
    "silence": "no objection; no objections; no answer means; no news means; silence means; silence; absent any; barring; unless; don't hear; dont hear; do not hear; not hear; hear nothing; nothing from you; no word from; haven't heard; if nothing; if there's nothing; if you don't; if you do not; tell me otherwise; instruct otherwise; otherwise; "
    "hear otherwise; say otherwise; stop me; shout if; yell if; speak up; if i don't; if we don't; if we haven't; by default; will assume; shall assume; i'll assume; we'll assume; we assume; i assume; take it as; as approved; if that's wrong; rather i didn't; rather not; unless you'd; no reply; not objected; "
    "es sei denn; sollte ich nichts; nichts gegenteiliges; nichts anderes; keine einwände; kein einwand; widerspruch; wenn sie nicht; wenn du nicht; melden sie sich nicht; gehe ich davon; gehen wir davon; gilt als; sonst; andernfalls; nichts höre; nichts von ihnen; nichts von dir; keine antwort; "
    "à moins; sauf; sans objection; sans votre; sans ton; sans signe; si je n'ai; si vous ne; si tu ne; sinon; je considère; je considérerai; nous considérerons; je partirai du principe; par défaut; "
    "a no ser; salvo; si no; de no; sin noticias; sin respuesta; de lo contrario; daré por; daremos por; entiendo que; en caso contrario; por defecto; si nadie; "
    "a meno; salvo; se non; in assenza di; in mancanza di; senza riscontro; senza sue; senza tue; altrimenti; darò per; diamo per; consideriamo; considero; silenzio; "
    "tenzij; geen bericht; geen bezwaar; zonder reactie; zonder bericht; als ik niet; als we niet; als u niet; als je niet; ga ik ervan; gaan we ervan; anders; "
    "a menos que; a não ser; salvo; se não; sem notícias; sem resposta; caso contrário; na ausência de; considero; consideramos; dou por; damos por; assumo que; parto do princípio; senão",
    "rhetoric": "did you know; ever wondered; ever tried; have you ever; remember when; need i say; who knew; who doesn't; who wouldn't; isn't that; isn't it funny; isn't it great; wouldn't it; what more; sound familiar; sounds familiar; tired of; where would we; what would we; why am i; small world; anything worse; anything better; "
    "what could; why bother; so what; now what; can you believe; can you imagine; ready to; looking for; want more; are you ready; are you still; what if; what's not to; how hard; what are the odds; what do i know; what can i say; how time flies; how could i; "
    "wussten sie; wusstest du; kennen sie das; kennst du das; wer kennt; wer hätte; was will man; ist es nicht; ist das nicht; wer will; haben sie genug; schon mal; warum auch; und was; "
    "saviez-vous; savais-tu; le saviez-vous; qui n'a; qui l'aurait; qui aurait; n'est-ce pas; quoi de mieux; quoi de plus; que demander; marre de; vous connaissez; et pourtant; pourquoi je vous; "
    "sabía que; sabías que; quién no; quién lo; quién iba; no es; qué más; cansado de; le suena; te suena; acaso; qué puedo decir; a que; "
    "lo sapeva; lo sapevi; sapeva che; sapevi che; chi non; chi l'avrebbe; non è; cosa c'è di; stanco di; le suona; ti suona; che dire; che altro; "
    "wist u; wist je; wie kent; wie had; is het niet; wat wil je nog; wat wil een; moe van; herkenbaar; wie wil; ooit; "
    "sabia que; sabias que; quem não; quem diria; não é; o que mais; cansado de; parece familiar; já alguma vez; que dizer",
    "offer": "let me know if you want me; let me know if you need; let me know if i can; let me know if we can; let me know if there's; let me know if there is; if you need me; if you want me; if i can; if we can; would be happy; be happy to; i can; we can; i could; we could; happy to help; "
    "more than happy; more details; more detail; more info; hear more; like more; anytime; any time; whenever you; here if you; gerne; wenn sie möchten; falls sie; falls du; si vous souhaitez; si vous voulez; si besoin; en cas de besoin; si lo desea; si quiere; si quieres; si necesita; si necesitas; "
    "se desidera; se vuole; se vuoi; se serve; se ha bisogno; se hai bisogno; mocht; indien u; als u nog; se quiser; se quiseres; se precisar; se precisares; caso precise; caso necessite",
    "reported": "he asked; she asked; they asked; asked me; asked us; asked if; asked whether; asked about; asked for; you asked; told me; told him; told us; said; says; he wants; she wants; they want; wanted to know; let him; let her; let them; let me call; let me check; let me see; let me find; "
    "let me get; whether to; could not; he will; she will; they will; fragte; gefragt; bat mich; sagte; m'a demandé; nous a demandé; a demandé; a dit; me preguntó; nos preguntó; preguntó; dijo; pidió; mi ha chiesto; ha chiesto; ha detto; vroeg; gevraagd; zei; perguntou; pediu; disse",
    "acknowledge": "please accept; please find attached; please find enclosed; please find below; please find the attached; find attached; please note; please see attached; please be advised; please be aware; please excuse; please forgive; please disregard; please ignore; please do not reply; please don't reply; please don't hesitate; please feel free; please contact us; please keep in mind; please be assured; please be informed; "
    "accept my; see attached; see below; fyi; for your information; keep up; let's hope; let us hope; let's face it; let's see; let's say; don't worry; do not worry; no need; no rush; never mind; take your time; have fun; good luck; give my; say hi; say hello; "
    "beachten sie; bitte entschuldigen; entschuldigen sie; bitte finden; keine sorge; kein problem; zur info; zur information; veuillez trouver; vous trouverez; veuillez noter; veuillez agréer; veuillez excuser; veuillez recevoir; je vous prie d'agréer; je vous prie de croire; pas de souci; ne vous inquiétez; pour information; "
    "le adjunto; sírvase encontrar; tenga en cuenta; ten en cuenta; disculpe; disculpa; no se preocupe; no te preocupes; reciba un; para su información; si prega di notare; la prego di accettare; le allego; tenga presente; non si preoccupi; non ti preoccupare; ci scusi; mi scusi; per conoscenza; voglia gradire; "
    "let op; houd er rekening; excuses; maak je geen; maakt u zich geen; geen probleem; ter info; ter informatie; note que; tenha em conta; queira aceitar; desculpe; desculpa; não se preocupe; não te preocupes; para sua informação; para conhecimento",
    "attach": "attached; enclosed; enclosing; attaching; enclose; attachment; here's; here is; here are; as promised; as requested; as discussed; following your; per your request; anbei; im anhang; beigefügt; beiliegend; hier das; hier die; wie versprochen; wie gewünscht; wie besprochen; "
    "ci-joint; ci-jointe; ci-joints; en pièce jointe; vous trouverez; comme promis; comme convenu; voici; vous adressons; adjunto; adjuntamos; adjunta; le remito; le paso; te paso; te mando; le mando; como prometí; lo prometido; conforme a lo; "
    "in allegato; allego; alleghiamo; come promesso; come da richiesta; come anticipato; eccoti; ecco; le mando; trasmettiamo; bijgaand; bijgevoegd; hierbij; in de bijlage; zoals beloofd; zoals afgesproken; "
    "em anexo; segue; seguem; anexo; conforme solicitado; conforme combinado; como prometido; encaminhamos; envio; enviamos; remetemos",
    "offer_noun": "proposal; quote; quotation; offer; estimate; pricing; price; prices; price list; rate sheet; brochure; catalogue; catalog; deck; rates; tender; sample; samples; angebot; preisliste; preise; kostenvoranschlag; broschüre; katalog; preis; berechnung; "
    "offre; devis; proposition; tarif; tarifs; brochure; plaquette; catalogue; presupuesto; oferta; propuesta; tarifa; tarifas; precios; precio; catálogo; folleto; "
    "offerta; preventivo; proposta; listino; prezzi; prezzo; brochure; catalogo; offerte; prijsopgave; voorstel; prijslijst; prijzen; prijs; begroting; folder; "
    "proposta; orçamento; cotação; preços; preço; catálogo; brochura; tabela de preços",
    "await": "hear from you; hearing from you; your thoughts; your reply; your response; await your; awaiting your; awaiting for your; see how you; see where you; where you all are; where you've landed; how you got on; haven't heard; not heard; not received any; received my; in case you missed; "
    "top of your inbox; back on top; gentle reminder; friendly reminder; a nudge; just checking; touch base; the below; me again; von ihnen zu hören; von dir zu hören; in erinnerung; nachhören; nachhaken; rückmeldung; ihre antwort; "
    "de vos nouvelles; votre retour; votre réponse; de tes nouvelles; relance; au sujet de mon; suite à mon; sans nouvelles; sus noticias; tus noticias; su respuesta; tu respuesta; retomo el; le escribo de nuevo; hablar pronto; "
    "sue notizie; vostre notizie; tue notizie; sua risposta; cortese cenno; un cenno; suo riscontro; cortese riscontro; un riscontro; avesse ricevuto; avete ricevuto; van u te horen; van je te horen; van u; uw reactie; je reactie; onder uw aandacht; graag van u; "
    "suas notícias; vossas notícias; tuas notícias; notícias suas; sua resposta; vossa resposta; prezadas notícias; volto ao contacto; retomo o contato; passando só; seu retorno",
    "deed": "can you; could you; can u; could u; will you; would you; would you mind; can y'all; can someone; could someone; could we get; may i ask you; may i have; may i get; can i get; could i get; can i have; could i have; mind sending; "
    "können sie; könnten sie; kannst du; könntest du; könnt ihr; könntet ihr; würden sie; würdest du; pouvez-vous; pourriez-vous; peux-tu; pourrais-tu; vous pouvez; pouvez vous; pourriez vous; "
    "puede; podría; puedes; podrías; podéis; pueden; podrían; me puede; me podría; può; potrebbe; puoi; potresti; potete; potreste; kunt u; kun je; kan je; kan jij; zou u; zou je; wilt u; wil je; "
    "pode; poderia; podia; podes; poderias; pode-me; podem; poderiam; você pode; você poderia",
    "state": "would you be; would you like; would you have; would you say; would you prefer; would you rather; would you want; would you agree; would you consider; will you be; will you have; will you need; can you confirm; can you see; can you live; could you live; could you imagine; can you make; could you make it; "
    "würden sie sagen; würden sie lieber; können sie sich; könnten sie sich; kunt u zich; zou u liever",
    "choose": "which option; which version; which variant; which one; which do you; which would you; do you prefer; would you prefer; you rather; your preference; your choice; yes or no; a yes; go or no; sign off; approve; approved; approval; green light; go-ahead; go ahead; good to go; have a deal; decide; decision; "
    "bevorzugen; bevorzugst; lieber; welche variante; welche option; welche der; welches der; entscheiden; entscheidung; freigeben; freigabe; grünes licht; ihre wahl; zusagen; zusage; ja oder nein; "
    "préférez; préférez-vous; préfères; préférence; quelle option; quelle variante; laquelle; lequel; feu vert; valider; validez; validez-vous; votre choix; votre décision; choisissez; choisissez-vous; oui ou non; "
    "prefiere; prefieres; prefieren; preferís; cuál de; qué opción; luz verde; visto bueno; aprobar; aprueba; aprueban; su elección; decidir; decisión; sí o no; nos quedamos; "
    "preferisce; preferisci; preferite; quale delle; quale dei; quale opzione; via libera; approvare; approva; approvate; sua scelta; vostra scelta; decidere; decisione; sì o no; "
    "voorkeur; liever; welke optie; welke variant; welke van; groen licht; akkoord; goedkeuren; uw keuze; jullie keuze; beslissen; besluit; ja of nee; "
    "prefere; preferes; preferem; qual das; qual dos; que opção; luz verde; aprovar; aprova; aprovam; sua escolha; decidir; decisão; sim ou não",
    "verb": "^acknowledge; ^act; ^adapt; ^address; ^adjust; ^advertise; ^agree; ^aim; ^align; ^allocate; ^allow; ^amend; ^analyse; ^analyze; ^announce; ^answer; ^anticipate; ^appoint; ^apply; ^appreciate; ^assess; ^assign; ^assist; ^assume; ^assure; ^attend; ^audit; ^authorise; ^authorize; ^avoid; ^back; ^balance; ^be; ^bear; ^beat; ^begin; ^block; ^boil; ^bookmark; ^borrow; ^bounce; ^break; ^brief; ^build; ^buy; ^calculate; ^cancel; ^capture; ^carry; ^cash; ^catch; ^chase; ^circulate; ^claim; ^clarify; ^clean; ^clear; ^close; ^collect; ^combine; ^commit; ^compare; ^compile; ^complain; ^compute; ^concentrate; ^conduct; ^confine; ^connect; ^consolidate; ^consult; ^continue; ^contribute; ^convert; ^cooperate; ^correct; ^count; ^cover; ^create; ^cut; ^dash; ^deal; ^debit; ^deduct; ^defer; ^define; ^delay; ^delegate; ^deliver; ^deny; ^deploy; ^describe; ^design; ^detail; ^determine; ^develop; ^dial; ^dig; ^direct; ^disclose; ^disregard; ^distribute; ^divide; ^document; ^double; ^download; ^draft; ^draw; ^drive; ^dump; ^edit; ^elaborate; ^eliminate; ^embed; ^emphasise; ^enable; ^enclose; ^encourage; ^end; ^enforce; ^engage; ^enjoy; ^enquire; ^enter; ^equip; ^escalate; ^establish; ^estimate; ^evaluate; ^examine; ^exclude; ^execute; ^expand; ^expect; ^expedite; ^expense; ^explore; ^export; ^extend; ^extract; ^face; ^facilitate; ^filter; ^finalise; ^finalize; ^finish; ^fire; ^fix; ^flag; ^flush; ^focus; ^force; ^forget; ^formulate; ^free; ^freeze; ^fund; ^generate; ^grant; ^group; ^guarantee; ^guess; ^guide; ^hand; ^hang; ^harvest; ^head; ^hear; ^hire; ^hunt; ^identify; ^ignore; ^imagine; ^implement; ^import; ^improve; ^incorporate; ^increase; ^indicate; ^inform; ^initiate; ^inquire; ^insert; ^inspect; ^install; ^instruct; ^insure; ^integrate; ^interview; ^introduce; ^inventory; ^invest; ^investigate; ^invite; ^invoice; ^issue; ^itemise; ^itemize; ^jot; ^judge; ^jump; ^kick; ^kill; ^land; ^last; ^launch; ^lead; ^learn; ^let; ^level; ^lift; ^limit; ^link; ^list; ^listen; ^load; ^loan; ^locate; ^lock; ^log; ^lower; ^maintain; ^manage; ^map; ^mark; ^match; ^maximise; ^maximize; ^measure; ^merge; ^message; ^minimise; ^mind; ^minimize; ^model; ^modify; ^monitor; ^move; ^negotiate; ^nominate; ^notify; ^obtain; ^offer; ^open; ^operate; ^order; ^organise; ^organize; ^outline; ^overnight; ^own; ^pack; ^park; ^paste; ^pay; ^pencil; ^perform; ^phone; ^photocopy; ^place; ^play; ^point; ^post; ^postpone; ^present; ^preserve; ^press; ^prevent; ^price; ^prioritise; ^probe; ^proceed; ^process; ^produce; ^promote; ^proof; ^propose; ^protect; ^prove; ^publish; ^pull; ^pump; ^purchase; ^push; ^quantify; ^question; ^queue; ^quit; ^quote; ^raise; ^rank; ^rate; ^reach; ^realise; ^rebook; ^recalculate; ^recommend; ^reconcile; ^reconfirm; ^record; ^recruit; ^redirect; ^reduce; ^refer; ^refine; ^reflect; ^refrain; ^refund; ^refuse; ^register; ^reject; ^relax; ^relay; ^release; ^rely; ^remit; ^rename; ^renew; ^rent; ^repair; ^repeat; ^replace; ^report; ^represent; ^request; ^require; ^reschedule; ^research; ^resend; ^reserve; ^reset; ^resolve; ^restart; ^restore; ^restrict; ^resubmit; ^retain; ^rethink; ^retrieve; ^reverse; ^reword; ^ring; ^roll; ^round; ^route; ^rush; ^save; ^scan; ^scream; ^screen; ^search; ^secure; ^select; ^sell; ^separate; ^serve; ^settle; ^ship; ^shorten; ^shut; ^simplify; ^sit; ^slow; ^solve; ^sort; ^spare; ^spend; ^split; ^spread; ^staff; ^stage; ^stamp; ^stand; ^state; ^stay; ^steer; ^stick; ^store; ^strengthen; ^stress; ^strike; ^structure; ^study; ^subtract; ^sum; ^supervise; ^supply; ^support; ^survey; ^swap; ^switch; ^tackle; ^tag; ^tape; ^target; ^teach; ^team; ^text; ^throw; ^tick; ^tie; ^track; ^trade; ^train; ^transfer; ^translate; ^travel; ^treat; ^trim; ^trust; ^turn; ^type; ^undo; ^upgrade; ^upload; ^utilise; ^validate; ^value; ^view; ^vote; ^wake; ^walk; ^warn; ^watch; ^wire; ^withdraw; ^wrap; ^yell; ^zip",
    "pro_forma": "^questions ?; ^any questions ?; questions comments; comments or questions; ^fragen ?; ^des questions ?; ^preguntas ?; ^domande ?; ^vragen ?; ^dúvidas ?; any questions; any question; further questions; other questions; have questions; more questions; questions or; questions regarding; questions about; any queries; any concerns; any problems; any issues; feel free; don't hesitate; do not hesitate; not hesitate; hesitate to; need anything; need any; need further; anything else; further assistance; "
    "be of help; be of assistance; of any help; bei fragen; für fragen; für rückfragen; bei rückfragen; weitere fragen; noch fragen; fragen haben; fragen hast; zur verfügung; zögern sie nicht; zögere nicht; n'hésitez pas; n'hésite pas; toute question; questions complémentaires; à votre disposition; à ta disposition; reste à; restons à; "
    "no dude; no dudes; no duden; cualquier duda; cualquier consulta; cualquier pregunta; alguna duda; alguna pregunta; a su disposición; a tu disposición; a vuestra disposición; non esiti; non esitare; non esitate; qualsiasi domanda; qualsiasi chiarimento; eventuali domande; per qualsiasi; a disposizione; a sua disposizione; "
    "vragen heeft; vragen hebt; vragen hebben; nog vragen; aarzel niet; aarzel dan niet; voor vragen; bij vragen; qualquer dúvida; alguma dúvida; quaisquer dúvidas; qualquer questão; quaisquer esclarecimentos; qualquer esclarecimento; não hesite; não hesites; ao dispor; à disposição; à sua disposição; à vossa disposição",
    "imperative_more": "^dime; ^dame; ^ponme; ^danos; ^dinos; ^haznos; ^hazme; ^manda; ^mande; ^echa; ^avisa; ^avise; ^avisad; ^mandad; ^decid; ^decidme; ^enviad; ^confirmad; ^mirad; ^llamad; ^escoge; ^escoja; ^indicad; ^rellena; ^rellene; ^devuelve; ^devuelva; ^reenvía; ^reenvíe; ^remita; ^pregunta; ^pregunte; ^consulte; ^marque; "
    "^elija; ^vea; ^haz; ^haga; ^pon; ^ponga; ^ven; ^venga; ^trae; ^traiga; ^no olvide; ^no olvides; ^recuerde; ^recuerda; ^mira; ^mire; ^dile; ^dígale; ^pídele; ^pídale; ^fíjate; ^fíjese; "
    "^inviami; ^mandami; ^fammi; ^dimmi; ^dammi; ^chiamami; ^scrivimi; ^rispondimi; ^girami; ^passami; ^avvisami; ^fatemi; ^mandatemi; ^inviatemi; ^fateci; ^mandateci; ^inviateci; ^diteci; ^ditemi; ^confermateci; ^chiamateci; ^avvisateci; ^facci; ^dicci; ^mandaci; ^inviaci; ^mi mandi; ^mi invii; ^mi dica; ^mi confermi; ^mi faccia; ^mi giri; "
    "^ci mandi; ^ci dica; ^ci faccia; ^ci invii; ^ci confermi; ^mi rimandi; ^mi richiami; ^mi scriva; ^mi passi; ^compili; ^compila; ^rimandi; ^restituisca; ^inoltri; ^inoltra; ^giri; ^gira; ^verifichi; ^verifica; ^controlli; ^controlla; ^legga; ^leggi; ^veda; ^vedi; ^venga; ^vieni; ^passi; ^passa; ^porti; ^porta; ^ricordi; ^non dimentichi; ^faccia; ^fai; ^prenda; ^prendi; ^scriva; ^scrivi; ^dica; ^decida; ^decidi; ^approvi; "
    "^remplissez; ^retournez; ^renvoyez; ^transmettez; ^vérifiez; ^validez; ^cochez; ^prévenez; ^faites; ^fais; ^passez; ^venez; ^rappelez; ^écrivez; ^n'oubliez; ^n'oublie; ^pensez; ^notez; ^lisez; ^apportez; ^joignez; ^réservez; ^précisez; ^préviens; ^écris; ^regarde; ^envoyez; ^demandez; ^demande; "
    "^schreib; ^schreibt; ^prüf; ^prüft; ^unterschreib; ^komm; ^kommt; ^bring; ^bringt; ^nimm; ^lies; ^leite; ^füll; ^trag; ^kreuz; ^vergiss; ^vergesst; ^denk; ^denkt; ^check; ^meld; ^meldet; ^wähl; ^entscheide; ^bestätig; ^stell; ^schickt; ^gebt; ^sagt; ^ruft; ^schaut; ^frag; ^fragt; ^such; ^mach; ^macht; "
    "^zet; ^onderteken; ^bekijk; ^vink; ^vergeet; ^denk; ^kom; ^breng; ^vraag; ^check; ^retourneer; ^regel; ^plan; ^prik; ^schrijf; ^meld; ^houd; ^hou; ^app; ^doe; ^haal; ^wijs; ^maak; ^noem; ^open; "
    "^passe; ^passa; ^enviem; ^digam; ^diga; ^diz; ^preencha; ^preenche; ^devolva; ^devolve; ^reencaminhe; ^confira; ^avise; ^avisa; ^avisem; ^marque; ^marca; ^traga; ^venha; ^vem; ^não se esqueça; ^não esqueça; ^não te esqueças; ^lembre-se; ^faça; ^faz; ^pergunte; ^pergunta; ^me manda; ^me mande; ^me passa; ^me passe; ^me envia; ^me envie; ^me fala; ^me liga; ^me confirma; ^me confirme; ^me diz; ^me diga; ^me avisa; ^me avise; ^olha; ^olhe",
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

# French and Portuguese put the pronoun behind a hyphen, Spanish behind an accented stem: "envoyez-moi", "envie-nos", "mándenos".
_WITH_PRONOUN = re.compile(
    r"\w+-(?:le-|la-|les-|lo-)?(?:moi|nous|me|nos|lhe)|(?=\w*[áéíóú])\w{3,}(?:me|nos)(?:l[oa]s?)?"
)

PHRASES: dict[str, tuple[str, ...]] = {}
for _name, _list in _PHRASES.items():
    for _phrase in _list.split(";"):
        _key = _phrase.strip()
        if _key and _name not in PHRASES.get(_key, ()):
            PHRASES[_key] = (*PHRASES.get(_key, ()), _name)


def _lengths(anchored: bool) -> dict[str, tuple[int, ...]]:
    """How many tokens the phrases have that begin with a word, by that word."""
    found: dict[str, set[int]] = {}
    for phrase in PHRASES:
        if phrase.startswith("^") == anchored:
            first, *rest = phrase.lstrip("^").split(" ")
            found.setdefault(first, set()).add(1 + len(rest))
    return {word: tuple(sorted(lengths)) for word, lengths in found.items()}


_ANYWHERE, _AT_START = _lengths(False), _lengths(True)


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


_BREAKS = frozenset(",;:()–—")
_JOINTS = frozenset(
    {
        ",",
        "and",
        "so",
        "but",
        "then",
        "please",
        "pls",
        "just",
        "or",
        "?",
        "!",
        "und",
        "et",
        "y",
        "e",
        "ed",
        "en",
        "bitte",
    }
)


def tokens(sentence: str) -> list[str]:
    """Lower-case words, "0" for a number, "," for any break within the sentence; at most 160, for a sentence may be a whole list."""
    plain = sentence[:2000].lower().replace("’", "'")
    return [_token(t) for t in TOKEN.findall(plain)[:160]]


def _token(text: str) -> str:
    if text.isdigit():
        return "0"
    if text in _BREAKS or text[0] == "-":
        return ","
    return "http" if text.startswith(("http:", "https:", "www.")) else text


def clause_starts(words: Sequence[str]) -> list[int]:
    """Where clauses may begin, the first one first: at the head, after a break and after "and"; "please" and the like are passed over."""
    found = [_skip(words, 0)]
    for i, word in enumerate(words[:-1]):
        if word in _JOINTS and i >= found[0]:
            at = _skip(words, i + 1)
            if at != found[-1]:
                found.append(at)
    return found


def _skip(words: Sequence[str], at: int) -> int:
    last = len(words) - 1
    first = at
    while at < last and at < first + 4 and words[at] in _SKIPPED_AT_START:
        at += 1
    return at


def cues(words: Sequence[str], starts: Sequence[int]) -> list[tuple[str, int]]:
    """Every phrase of `PHRASES` among the words: its name and where it begins.

    A "^" phrase counts at the first of `starts`; at a later one its name ends in "~".
    """
    found: list[tuple[str, int]] = []
    found += [("with_pronoun", i) for i in starts if _WITH_PRONOUN.fullmatch(words[i])] if words else []
    found += [
        ("with_pronoun", i) for i in starts if words[i : i + 2][1:] == ["sie"] and words[i].endswith("n")
    ]
    last = len(words)
    for i, first in enumerate(words):
        for n in _ANYWHERE.get(first, ()):
            if i + n <= last:
                found += [(name, i) for name in PHRASES.get(" ".join(words[i : i + n]), ())]
    for i in starts if words else ():
        mark = "" if i == starts[0] else "~"
        for n in _AT_START.get(words[i], ()):
            if i + n <= last:
                found += [(name + mark, i) for name in PHRASES.get("^" + " ".join(words[i : i + n]), ())]
    return found
