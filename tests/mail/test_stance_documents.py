"""Contracts, newsletters, minutes and agendas say nothing to the rep, whatever words stand in them; long letters do."""

from __future__ import annotations

from datetime import date

import pytest

from agent.message.language import detect_language
from agent.message.stance import judge_stance

TODAY = date(2026, 3, 4)
DOCUMENTS = {
    "contract": """MASTER SERVICES AGREEMENT

This Agreement is made between Buyer Ltd ("Customer") and the supplier named in the order form ("Supplier").

1. Services. The Supplier shall provide the services described in the order form. The Customer shall provide access to its premises where this is required for the services.
2. Fees. The Customer agrees to pay the fees set out in the order form within thirty days of receipt of an invoice. Fees are fixed for the initial term.
3. Term. This Agreement starts on the date of the last signature and continues for twelve months. It renews for further periods of twelve months unless either party gives notice.
4. Termination. Either party may cancel this Agreement with three months' notice. The Customer may stop the services at any time where the Supplier fails to meet the agreed service levels.
5. Data. The Supplier shall remove all personal data upon request and shall not contact employees of the Customer for marketing. The Customer confirms that it has approved the list of sub-processors.
6. Acceptance. By signing, the parties confirm that they have read and accepted these terms and are happy to proceed on this basis. The Customer is looking forward to a good cooperation.
7. Confidentiality. Neither party shall disclose information of the other party. This clause does not apply where the information is already public.
8. Governing law. This Agreement is governed by the laws of England and Wales, and the courts of London have jurisdiction.""",
    "newsletter": """Spring news from the harbour office

What a quarter it has been! We are happy to announce that our new terminal opened in February, and that more than forty companies have booked their slots already.

Interested in a tour? The visitor centre is open on Tuesdays and Thursdays. Let's meet at the quay on 12 May for the season opening. Sounds good? Sign up on our site.

New in the shop: sailing maps, mugs and the anniversary book, which looks great on every desk. Send us the order form and we deliver within a week.

The harbour council approved the plans for the north pier in March. Works begin in the autumn, and the pier will be closed until next year. The fish market has moved to hall 3, where it will stay for the coming months, and the ferry to the islands now runs every two hours, weather permitting.

Members vote on the new statutes in June. The board has decided not to raise the fees. A list of the candidates can be found in the members' area.

The harbour office, Quay 4""",
    "minutes": """Minutes of the steering group, 3 March

Present: Ines, Jo, Carl, Wim. Apologies: Petra.

1. Minutes of the last meeting were approved. All agreed that the format works well.
2. Warehouse. Jo reported that the new racks are in place. The team is happy to proceed with phase two. Carl will send the drawings. Wim asked whether the floor can carry the load; Jo confirmed this.
3. Telephone system. The group looked at three offers. Sounds good, said Carl of the second, but the price was seen as high. Decision postponed until April.
4. Canteen. Ines would love to see longer opening hours. It was agreed to try this from May to July, and to look at the figures afterwards.
5. Parking. No budget this year. To be revisited in the autumn when the figures for the new building are known.
6. Any other business. Wim thanked the group for the good work on the audit. The auditors were impressed.
Next meeting: 7 April, 10:00, room 2. Carl takes the minutes.""",
    "agenda": """FYI, see below.

Agenda sales kick-off 2026

09:00 Welcome and coffee
09:30 Yes, we can: results of the year
10:30 Let's talk numbers, with the finance team
12:00 Lunch
13:30 Workshops: ready to sign, how to get the paperwork right
15:00 Interested in more? Deep dives by region
16:30 Absolutely everything about the new price list
17:30 See you there: dinner at the harbour

Please register with the events desk until 20 March. Hotel rooms are booked for everybody who comes from outside; those who do not need a room tell the events desk. Dress code is casual. Parking is available behind the building. The shuttle leaves at 17:45 sharp and returns at 23:00.""",
    "contract in german": """Rahmenvertrag

Zwischen der Käufer GmbH (nachfolgend Auftraggeber) und dem im Bestellschein genannten Lieferanten (nachfolgend Auftragnehmer) wird Folgendes vereinbart.

§ 1 Gegenstand. Der Auftragnehmer erbringt die im Bestellschein beschriebenen Leistungen. Der Auftraggeber stellt die nötigen Unterlagen gerne in elektronischer Form bereit.
§ 2 Vergütung. Die Vergütung ist im Bestellschein geregelt. Die Parteien sind damit einverstanden, dass Rechnungen elektronisch versandt werden.
§ 3 Laufzeit. Der Vertrag beginnt mit der Unterzeichnung und läuft zwölf Monate. Er verlängert sich, wenn er nicht gekündigt wird. Die Kündigung ist nicht vor Ablauf der Mindestlaufzeit möglich.
§ 4 Datenschutz. Der Auftragnehmer hat Daten auf Wunsch zu löschen. Eine Nutzung für Werbung ist untersagt.
§ 5 Schluss. Die Parteien bestätigen, dass sie den Vertrag gelesen haben. Perfekt ist der Vertrag mit der Unterschrift beider Parteien. Gerichtsstand ist Hamburg, soweit das Gesetz dies zulässt und keine andere Zuständigkeit zwingend vorgeschrieben ist.""",
    "minutes in spanish": """Acta de la reunión del comité de dirección del 3 de marzo

Asistentes: la dirección general, la dirección financiera, la dirección de compras y la dirección de sistemas. Excusa su asistencia el director comercial.

1. Se aprueba el acta de la sesión anterior. La propuesta parece muy buena a todos los asistentes.
2. El director financiero presenta las cuentas del trimestre. El resultado es mejor que el del año anterior, de acuerdo con lo previsto. Perfecto cumplimiento del plan de ahorro.
3. Compras informa de tres ofertas para el nuevo almacén. No hay presupuesto este año para la tercera. Se aplaza la decisión hasta abril.
4. Sistemas explica el calendario de la migración. Se ha elegido otra empresa para el cableado. No interesa el mantenimiento adicional. El servicio queda suspendido durante el mes de agosto.
5. Ruegos y preguntas. No se formulan. La próxima reunión será el 7 de abril a las diez de la mañana en la sala grande, salvo que la presidencia disponga otra fecha con la debida antelación y la comunique a las personas convocadas.""",
    "minutes in french": """Compte rendu du comité du 3 mars

Présents : la direction générale, la direction des achats, le service informatique. Excusé : le directeur commercial.

1. Le compte rendu de la séance précédente est approuvé, tout le monde est d'accord. Parfait travail de l'équipe logistique.
2. Entrepôt. Les nouveaux rayonnages sont en place, et la mise en service aura lieu en mai. Le service achats présente trois offres. La décision est reportée.
3. Téléphonie. Le fournisseur actuel donne satisfaction. Aucun besoin supplémentaire n'a été exprimé par les services. Budget gelé jusqu'en octobre pour les postes non prioritaires.
4. Cantine. Volontiers ouverte plus longtemps, selon le sondage. Un essai est prévu de mai à juillet, avec une évaluation à la fin de la période.
5. Divers. Néant. La prochaine séance est fixée au 7 avril à dix heures dans la grande salle, sauf empêchement de la présidence.""",
}
LETTERS = [
    (
        """Hola Dana:

Gracias por la reunión de la semana pasada y por la información que nos enviaste después. La he compartido con mi equipo y con la dirección, y la hemos comentado esta mañana en nuestra reunión semanal.

A todos les gustó mucho la presentación, sobre todo la parte de los informes, que hoy hacemos a mano y nos lleva casi todo el lunes. También nos pareció clara la explicación sobre la seguridad de los datos, un punto que para nosotros es importante.

Dicho esto, hemos decidido no seguir adelante. La integración con nuestro sistema actual nos obligaría a cambiar varios procesos a la vez, y este año no tenemos gente para hacerlo. No es una cuestión de precio ni del producto.

Te agradezco mucho el tiempo que nos has dedicado y te deseo lo mejor.

Un saludo,
Marta""",
        "declined",
    ),
    (
        """Ciao Dana,

grazie per la presentazione di martedì e per i documenti che mi hai mandato. Li ho letti con attenzione e li ho girati al nostro direttore, che li ha guardati nel fine settimana.

Il prodotto ci è piaciuto, soprattutto la parte dei rapporti automatici. Abbiamo confrontato tre offerte e la vostra era tra le più complete, con un buon servizio di assistenza e un prezzo corretto.

Alla fine abbiamo scelto un altro fornitore, che lavora già con la nostra casa madre e che ci permette di usare lo stesso contratto in tutti i paesi. Mi dispiace, so che ci avete messo molto impegno.

Ti ringrazio ancora per la disponibilità e ti auguro buon lavoro.

Paola""",
        "declined",
    ),
    (
        """Hi Dana,

Thanks for the detailed answers on Friday. I went through them with Carl and Petra this morning, and we also had a look at the security paper that your colleague sent. Both of them liked how openly you described the limits of the import.

A few things that came up: our site in Leeds uses an older scanner, and we would need to know whether it can be read in without a middleman. Petra also wondered who on your side looks after us once the rollout is over. None of this is a show stopper.

So yes, we would like to go ahead with the pilot in the form that you proposed, with the two sites and the shorter term. Please send the order form to me and copy our purchasing team, they need the supplier number on it.

Looking forward to working with you.

Best
Joan""",
        "positive",
    ),
]


def judge(text: str) -> str:
    return judge_stance(text, TODAY, language=detect_language(text)).stance.value


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_nothing_to_the_rep(name: str) -> None:
    assert judge(DOCUMENTS[name]) == "none"


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    ("note", "stance"),
    [
        ("Yes, let's do it. The paper is below.", "positive"),
        ("Not interested, sorry.", "declined"),
        ("We signed with Globex, the minutes are below.", "declined"),
        ("Please take me off your list.", "opted_out"),
    ],
)
def test_the_note_above_it_does(name: str, note: str, stance: str) -> None:
    assert judge(f"{note}\n\n{DOCUMENTS[name]}") == stance


@pytest.mark.parametrize(("text", "stance"), LETTERS)
def test_a_letter_is_read_to_its_end(text: str, stance: str) -> None:
    assert judge(text) == stance
