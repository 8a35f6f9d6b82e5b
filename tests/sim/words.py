"""What the people of the simulator write: put together from parts, so that hardly two mails are alike. Own texts, not the playbook's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

LANGUAGES = ("en", "de", "fr", "es")

TOPICS: Mapping[str, Sequence[str]] = {
    "en": (
        "forklift batteries", "the badge printers", "dock scheduling", "cold room sensors", "the label stock", "payroll export",
        "spare filters", "the training seats", "pallet wrap", "booth lighting", "the service contract", "rack inspections",
        "barcode readers", "the loading ramp", "site cameras", "the yearly audit pack", "route planning", "the sample kit",
    ),
    "de": (
        "Wartung der Pressen", "Etikettendrucker", "Lagerbelegung", "Ersatzfilter", "Schulungsplätze", "Hallenbeleuchtung",
        "Palettenwickler", "Kühlsensoren", "Tourenplanung", "Messestand", "Rahmenvertrag", "Prüfplaketten",
    ),
    "fr": (
        "capteurs de température", "imprimantes à badges", "planning des quais", "filtres de rechange", "contrat d'entretien",
        "places de formation", "éclairage du hall", "lecteurs de codes", "tournées du matin", "échantillons bleus",
    ),
    "es": (
        "sensores de frío", "impresoras de etiquetas", "turnos del muelle", "filtros de repuesto", "contrato de servicio",
        "plazas de formación", "luces del almacén", "lectores de códigos", "rutas de la tarde", "muestras azules",
    ),
}  # fmt: skip

_OPEN: Mapping[str, Sequence[str]] = {
    "en": (
        "It was good to speak last week.", "Thanks for showing me round the site.", "I have put the figures together as we discussed.",
        "The numbers for {t} are ready on my side.", "As promised, a short summary on {t}.", "I went through your list for {t} this morning.",
        "Our engineer has looked at {t} in detail.", "I hope the move went smoothly.", "We have kept two units aside for you.",
        "The price list for {t} changed a little, in your favour.", "My colleague mentioned that you are reviewing {t}.",
    ),
    "de": (
        "vielen Dank für den Rundgang letzte Woche.", "die Zahlen zum Thema {t} liegen jetzt vor.", "wie besprochen habe ich alles zusammengestellt.",
        "unser Techniker hat sich {t} genau angesehen.", "wir haben zwei Geräte für Sie zurückgelegt.", "ich hoffe, der Umzug ist gut verlaufen.",
    ),
    "fr": (
        "Merci de m'avoir fait visiter le site.", "Les chiffres sur le sujet {t} sont prêts.", "Comme convenu, j'ai tout rassemblé.",
        "Notre technicien a regardé {t} en détail.", "Nous vous avons réservé deux appareils.", "J'espère que le déménagement s'est bien passé.",
    ),
    "es": (
        "Gracias por enseñarme las instalaciones.", "Los números sobre {t} ya están listos.", "Como quedamos, lo he reunido todo.",
        "Nuestro técnico ha revisado {t} con detalle.", "Hemos reservado dos equipos para ustedes.", "Espero que la mudanza fuera bien.",
    ),
}  # fmt: skip
_ASK: Mapping[str, Sequence[str]] = {
    "en": (
        "Would Wednesday at three suit you for a call?", "Which of the two sizes do you want us to quote?", "Could you confirm the quantity by Friday?",
        "Can you tell me who signs off on this?", "How many sites should the offer cover?", "Do you want the two-year term or the three-year one?",
        "Please let me know which colour you prefer.", "Please send me the floor plan so that I can finish the quote.", "Shall I reserve the slot in week 24 for you?",
        "Is the budget for {t} approved?", "What is your deadline for the decision?", "Are you free on Thursday morning for ten minutes?",
        "Could you check the delivery address and get back to me?", "When can we start with the first site?",
    ),
    "de": (
        "Passt Ihnen Mittwoch um 15 Uhr für ein Telefonat?", "Welche der beiden Größen sollen wir anbieten?", "Können Sie mir die Menge bis Freitag bestätigen?",
        "Wer gibt das bei Ihnen frei?", "Für wie viele Standorte soll das Angebot gelten?", "Bitte schicken Sie mir den Grundriss.",
        "Soll ich den Termin in der nächsten Woche für Sie reservieren?", "Bis wann wollen Sie entscheiden?",
    ),
    "fr": (
        "Mercredi à 15 h vous conviendrait-il pour un appel ?", "Laquelle des deux tailles devons-nous chiffrer ?", "Pouvez-vous me confirmer la quantité d'ici vendredi ?",
        "Qui valide cela chez vous ?", "Combien de sites l'offre doit-elle couvrir ?", "Pourriez-vous m'envoyer le plan du bâtiment ?",
        "Quand souhaitez-vous démarrer ?", "Voulez-vous que je réserve le créneau de la semaine prochaine ?",
    ),
    "es": (
        "¿Le viene bien el miércoles a las tres para una llamada?", "¿Cuál de los dos tamaños debemos ofertar?", "¿Puede confirmarme la cantidad antes del viernes?",
        "¿Quién lo aprueba en su empresa?", "¿Para cuántas sedes debe valer la oferta?", "¿Podría enviarme el plano del edificio?",
        "¿Cuándo quieren empezar?", "¿Quiere que le reserve la fecha de la próxima semana?",
    ),
}  # fmt: skip
_STATEMENT: Mapping[str, Sequence[str]] = {
    "en": (
        "The leaflet for {t} is attached.", "The offer for {t} stands until the end of the quarter.", "Our new depot opened in May.",
        "We added the report on {t} to the portal.", "Everything on {t} is in the folder now.", "The test of {t} went well last night.",
    ),
    "de": (
        "Die Unterlagen zum Thema {t} finden Sie im Anhang.", "Das Angebot gilt bis zum Ende des Quartals.", "Unser neues Lager ist seit Mai in Betrieb.",
        "Den Bericht haben wir ins Portal gestellt.", "Der Test ist gestern Abend gut gelaufen.",
    ),
    "fr": (
        "La brochure sur le sujet {t} est jointe.", "Notre offre reste valable jusqu'à la fin du trimestre.", "Notre nouveau dépôt a ouvert en mai.",
        "Nous avons ajouté le rapport au portail.", "L'essai d'hier soir s'est bien passé.",
    ),
    "es": (
        "El folleto sobre {t} va adjunto.", "La oferta sigue en pie hasta el final del trimestre.", "Nuestro nuevo almacén abrió en mayo.",
        "Hemos subido el informe al portal.", "La prueba de anoche salió bien.",
    ),
}  # fmt: skip
_WEAK: Mapping[str, Sequence[str]] = {
    "en": ("Let me know if you have any questions.", "Looking forward to hearing from you.", "Happy to help if anything is unclear."),
    "de": ("Bei Fragen melden Sie sich gern.", "Ich freue mich, von Ihnen zu hören."),
    "fr": ("N'hésitez pas à me contacter si vous avez des questions.", "Dans l'attente de votre retour."),
    "es": ("Quedo a su disposición para cualquier pregunta.", "Quedo a la espera de sus noticias."),
}  # fmt: skip
_REPLY: Mapping[str, Sequence[str]] = {
    "en": (
        "The smaller one is fine for us. What would delivery cost?", "We are at eleven sites now. Does that change the price?",
        "I spoke with our plant manager and he likes it. Can you send the contract draft?", "Wednesday does not work, but Thursday does. Shall we say ten?",
        "Budget is approved. How soon could you start?", "I am missing the warranty terms in your paper. Where do I find them?",
        "Could you also quote the grey version of {t}?", "Which currency is the price in?",
    ),
    "de": (
        "die kleinere Größe reicht uns. Was kostet die Lieferung?", "wir sind jetzt bei elf Standorten. Ändert das den Preis?",
        "unser Werksleiter findet es gut. Schicken Sie mir bitte den Vertragsentwurf?", "Mittwoch geht nicht, Donnerstag schon. Sagen wir zehn Uhr?",
        "das Budget ist frei. Wie schnell könnten Sie anfangen?",
    ),
    "fr": (
        "La petite taille nous suffit. Combien coûterait la livraison ?", "Nous en sommes à onze sites. Est-ce que cela change le prix ?",
        "Notre chef d'usine est d'accord. Pouvez-vous m'envoyer le projet de contrat ?", "Le budget est validé. Quand pourriez-vous commencer ?",
    ),
    "es": (
        "La talla pequeña nos basta. ¿Cuánto costaría el envío?", "Ya somos once sedes. ¿Cambia eso el precio?",
        "A nuestro jefe de planta le gusta. ¿Puede enviarme el borrador del contrato?", "El presupuesto está aprobado. ¿Cuándo podrían empezar?",
    ),
}  # fmt: skip
_THANKS: Mapping[str, Sequence[str]] = {
    "en": ("Great, Thursday at ten it is. Thank you!", "Perfect, that is all I needed. Have a good weekend!", "Wonderful, then everything is settled. See you on Thursday!", "Thank you, that settles it."),
    "de": ("Wunderbar, dann bleibt es bei Donnerstag um zehn. Vielen Dank!", "Perfekt, vielen Dank, mehr brauche ich nicht. Schönes Wochenende!"),
    "fr": ("Parfait, alors à jeudi dix heures. Merci beaucoup !", "Merci beaucoup, c'est noté. Bon week-end !"),
    "es": ("Perfecto, entonces quedamos el jueves a las diez. ¡Muchas gracias!", "Muchas gracias, con eso basta. ¡Buen fin de semana!"),
}  # fmt: skip
_DECLINE: Mapping[str, Sequence[str]] = {
    "en": (
        "Thank you for the offer. We have decided to go with another supplier.", "We looked at it again and it is not for us, sorry.",
        "Thanks, but we are not interested.", "We will pass on this one. Good luck.", "After some discussion we decided against it.",
        "We have no need for this, thank you all the same.",
    ),
    "de": (
        "vielen Dank für das Angebot, aber wir haben uns für einen anderen Anbieter entschieden.", "danke, wir haben kein Interesse.",
        "wir haben das intern besprochen und uns dagegen entschieden.", "leider kommt das für uns nicht in Frage.",
    ),
    "fr": (
        "Merci pour votre offre, mais nous avons choisi un autre fournisseur.", "Merci, mais nous ne sommes pas intéressés.",
        "Après réflexion, nous avons décidé de ne pas donner suite.",
    ),
    "es": (
        "Gracias por la oferta, pero hemos elegido otro proveedor.", "Gracias, pero no nos interesa.",
        "Lo hemos hablado y hemos decidido no seguir adelante.",
    ),
}  # fmt: skip
_STOP: Mapping[str, Sequence[str]] = {
    "en": ("Please stop emailing me.", "Please take me off your list.", "Do not contact me again, please.", "Remove my address from your records, please."),
    "de": ("bitte schreiben Sie mir nicht mehr.", "bitte nehmen Sie mich aus Ihrem Verteiler.", "ich möchte keine weiteren E-Mails von Ihnen bekommen."),
    "fr": ("Merci de ne plus m'écrire.", "Veuillez me retirer de votre liste.", "Je ne souhaite plus recevoir vos messages."),
    "es": ("Por favor, no me escriba más.", "Deme de baja de su lista, por favor.", "No quiero recibir más correos suyos."),
}  # fmt: skip
_LATER: Mapping[str, Sequence[str]] = {
    "en": ("Not now, we are busy with the stocktake. Please get back to me in {m}.", "This has to wait. Could you contact me again in {m}?", "We cannot look at it before {m}. Please write to me then."),
    "de": ("im Moment passt es nicht. Bitte melden Sie sich im {m} noch einmal.", "das muss warten. Kommen Sie im {m} bitte wieder auf mich zu."),
    "fr": ("Ce n'est pas le moment. Merci de me recontacter en {m}.", "Nous ne pouvons pas nous en occuper maintenant. Revenez vers moi en {m}, s'il vous plaît."),
    "es": ("Ahora no es buen momento. Por favor, vuelva a escribirme en {m}.", "Esto tiene que esperar. Contácteme de nuevo en {m}, por favor."),
}  # fmt: skip
_LATER_NO_DATE: Mapping[str, Sequence[str]] = {
    "en": ("Not right now, we have too much going on. Perhaps later this year.", "The timing is bad at the moment, maybe another time."),
    "de": ("im Moment haben wir dafür leider keine Zeit, vielleicht später.", "zurzeit passt es leider nicht, eventuell zu einem späteren Zeitpunkt."),
    "fr": ("Ce n'est pas le bon moment pour nous, peut-être plus tard.",),
    "es": ("Ahora mismo no es el momento, quizá más adelante.",),
}  # fmt: skip
_WRONG: Mapping[str, Sequence[str]] = {
    "en": ("I am not the right person for this, I look after the vans.", "You have the wrong person, purchasing is not my department."),
    "de": ("dafür bin ich nicht zuständig.", "da sind Sie bei mir leider falsch, ich bin nicht die richtige Ansprechpartnerin."),
    "fr": ("Je ne suis pas la bonne personne pour ce sujet.",),
    "es": ("No soy la persona adecuada para este tema.",),
}  # fmt: skip
_AWAY: Mapping[str, Sequence[str]] = {
    "en": ("I am out of the office and will be back on {d}.", "I am on annual leave until {d}. My mail is not forwarded.", "Thank you for your message. I will return to the office on {d}."),
    "de": ("ich bin derzeit nicht im Büro und am {d} wieder erreichbar.", "ich bin im Urlaub und ab dem {d} wieder für Sie da. Ihre E-Mail wird nicht weitergeleitet."),
    "fr": ("Je suis absent du bureau et serai de retour le {d}.", "Je suis en congés, de retour le {d}."),
    "es": ("Estoy fuera de la oficina y volveré el {d}.", "Estoy de vacaciones. Regreso el {d}."),
}  # fmt: skip
_AWAY_NO_DATE: Mapping[str, Sequence[str]] = {
    "en": ("I am currently out of the office with limited access to email.", "I am travelling and will answer on my return."),
    "de": ("ich bin zurzeit nicht im Büro und lese meine E-Mails nur unregelmäßig.",),
    "fr": ("Je suis actuellement absent du bureau et je répondrai à mon retour.",),
    "es": ("En este momento estoy fuera de la oficina y contestaré a mi regreso.",),
}  # fmt: skip
_BY_HAND: Mapping[str, Sequence[str]] = {
    "en": ("One more thought on {t}: would a shorter term help you?", "I forgot to ask: does the crane reach the second floor?", "Quick question: is the old contract still running?"),
    "de": ("noch ein Gedanke: Würde Ihnen eine kürzere Laufzeit helfen?", "eine Frage habe ich vergessen: Läuft der alte Vertrag noch?"),
    "fr": ("J'ai oublié une question : l'ancien contrat court-il toujours ?",),
    "es": ("Se me olvidó una pregunta: ¿sigue vigente el contrato anterior?",),
}  # fmt: skip
_SUBJECTS: Mapping[str, Sequence[str]] = {
    "en": ("{t}", "Offer for {t}", "Our call about {t}", "{t}: next step", "Question on {t}", "{t} for {c}"),
    "de": ("{t}", "Angebot {t}", "Unser Gespräch zu {t}", "Nächster Schritt: {t}"),
    "fr": ("{t}", "Offre {t}", "Notre échange : {t}"),
    "es": ("{t}", "Oferta {t}", "Nuestra conversación: {t}"),
}  # fmt: skip
_MONTHS: Mapping[str, Sequence[str]] = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
}  # fmt: skip
PARTS = {
    "ask": _ASK, "statement": _STATEMENT, "weak": _WEAK, "reply": _REPLY, "thanks": _THANKS, "decline": _DECLINE, "stop": _STOP,
    "later": _LATER, "later_no_date": _LATER_NO_DATE, "wrong": _WRONG, "away": _AWAY, "away_no_date": _AWAY_NO_DATE, "by_hand": _BY_HAND,
}  # fmt: skip
_HELLO = {
    "en": ("Hi {n},", "Hello {n},", "Dear {n},"),
    "de": ("Guten Tag {f},", "Hallo {f},"),
    "fr": ("Bonjour {n},",),
    "es": ("Hola, {n}:", "Hola {n},"),
}
_BYE = {
    "en": ("Best regards,", "Kind regards,", "Cheers,", "Best,"),
    "de": ("Viele Grüße", "Mit freundlichen Grüßen"),
    "fr": ("Cordialement,", "Bien à vous,"),
    "es": ("Saludos,", "Un saludo,"),
}

GIVEN = {
    "en": ("Sue", "Tom", "Priya", "Owen", "Hannah", "Leo", "Mia", "Raj", "Carla", "Ben", "Grace", "Victor", "Nina", "Paul", "Ruth", "Ian"),
    "de": ("Jonas", "Petra", "Uwe", "Birgit", "Stefan", "Anke", "Lukas", "Heike"),
    "fr": ("Claire", "Julien", "Aline", "Bruno", "Sophie", "Luc"),
    "es": ("Inés", "Marta", "Javier", "Lucía", "Andrés", "Pilar"),
}  # fmt: skip
FAMILY = (
    "Park",
    "Hill",
    "Stone",
    "Nair",
    "Becker",
    "Moreau",
    "Ortega",
    "Lind",
    "Vogel",
    "Grant",
    "Cole",
    "Sanz",
    "Roux",
    "Krause",
    "Ito",
    "Dunn",
    "Frei",
    "Bauer",
    "Petit",
    "Rios",
)


def topic(rng: Random, language: str) -> str:
    """A thing to sell."""
    return rng.choice(TOPICS[language])


def subject(rng: Random, language: str, about: str, company: str) -> str:
    """The subject of a first mail."""
    text = rng.choice(_SUBJECTS[language]).format(t=about, c=company.split(".")[0])
    return text[0].upper() + text[1:]


def month(language: str, when: date) -> str:
    """The name of a month."""
    return _MONTHS[language][when.month - 1]


def day(language: str, when: date) -> str:
    """A date as people write it into an absence note."""
    name = month(language, when)
    return {
        "en": f"{name} {when.day}, {when.year}",
        "de": f"{when.day}. {name} {when.year}",
        "fr": f"{when.day} {name} {when.year}",
        "es": f"{when.day} de {name} de {when.year}",
    }[language]


def sentence(rng: Random, kind: str, language: str, about: str, when: date | None = None) -> str:
    """One sentence of a kind; `when` fills in a day or a month."""
    text = rng.choice(PARTS[kind][language])
    values = {
        "t": about,
        "m": month(language, when) if when else "",
        "d": day(language, when) if when else "",
    }
    return text.format(**values)


def letter(
    rng: Random, language: str, about: str, to: str, by: str, *parts: str, opener: bool = False
) -> str:
    """A whole mail: greeting, parts, farewell and name. `to` and `by` are full names."""
    hello = rng.choice(_HELLO[language]).format(n=to.split()[0] if to else "", f=to)
    body = [*([rng.choice(_OPEN[language]).format(t=about)] if opener else []), *parts]
    if language != "de":
        body = [part[0].upper() + part[1:] for part in body]
    return f"{hello}\n\n" + " ".join(body) + f"\n\n{rng.choice(_BYE[language])}\n{by.split()[0]}\n"


def forwarded_note(rng: Random, language: str) -> str:
    """What stands above a mail that is passed on."""
    return {
        "en": "FYI, see below.",
        "de": "Zur Kenntnis, siehe unten.",
        "fr": "Pour information, voir ci-dessous.",
        "es": "Para su información, véase abajo.",
    }[language]
