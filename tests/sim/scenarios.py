"""The kinds of relations, each with its truth: functions that plan what happens in a `Story`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from connectors.base import WIRE
from tests.sim import words
from tests.sim.world import Person, Story, Thread, later, plain

Plan = Callable[[Story], None]


def _today(s: Story) -> date:
    return s.world.now.astimezone(s.world.zone).date()


def _end(s: Story) -> None:
    s.state = "ended"


def silent(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))


def silent_statement_and_ask(s: Story) -> None:
    s.on(0, lambda: s.write("statement", "ask", "weak"))


def no_ask(s: Story) -> None:
    s.on(0, lambda: s.write("statement", "statement"))


def weak_ask(s: Story) -> None:
    s.on(0, lambda: s.write("statement", "weak"))


def answered(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(1, 7), lambda: s.hear("reply", seen=False))


def answered_after_nudge(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on_nudge = lambda n: s.soon(s.rng.randrange(0, 4), lambda: s.hear("reply"))


def answered_after_two_nudges(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on_nudge = lambda n: s.soon(1, lambda: s.hear("reply")) if n == 2 else None
    s.policy = "send"


def answered_elsewhere(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(1, 8), lambda: s.hear("reply", thread=s.new_thread(), answer=False))


def answered_from_other_address(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    other = Person(s.contact.name, f"{plain(s.contact.name)[0]}{plain(s.contact.name).split()[1]}@{s.domain}")
    s.on(3, lambda: s.hear("reply", by=other))


def answered_from_private(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    other = Person(s.contact.name, f"{plain(s.contact.name).replace(' ', '')}{s.rng.randrange(99)}@gmail.com")
    s.on(3, lambda: s.hear("reply", by=other, thread=s.new_thread(), answer=False))


def answered_by_assistant(s: Story) -> None:
    helper = s.person()
    s.deal(contacts=f"{s.contact.addr}=primary;{helper.addr}=assistant")
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.hear("reply", by=helper))


def answered_by_colleague(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(3, lambda: s.hear("reply", by=s.person()))


def answered_by_colleague_elsewhere(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(5, lambda: s.hear("reply", by=s.person(), thread=s.new_thread(), answer=False))


def answered_then_silent(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.hear("reply"))
    s.on(4, lambda: s.write("ask", opener=False))


def answered_without_references(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(3, lambda: s.hear("reply", answer=False))


def answered_without_message_id(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(3, lambda: s.hear("reply", with_id=False))


def ours_without_message_id(s: Story) -> None:
    s.on(0, lambda: s.write("ask", with_id=False))


def answered_twice_stored(s: Story) -> None:
    s.on(0, lambda: s.write("ask", copy=True))
    s.on(4, lambda: s.hear("reply", twice=True))


def stored_twice_silent(s: Story) -> None:
    s.on(0, lambda: s.write("ask", copy=True))


def closing_thanks(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(1, lambda: s.hear("reply"))
    s.on(2, lambda: s.write("thanks", expects=False, opener=False))


def their_thanks(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.hear("thanks"))


def they_ask_first(s: Story) -> None:
    s.on(0, lambda: s.hear("reply", thread=s.new_thread()))


def they_ask_first_then_silent(s: Story) -> None:
    s.on(0, lambda: s.hear("reply", thread=s.new_thread()))
    s.on(1, lambda: s.write("ask"))


def declined(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(1, 9), lambda: s.hear("decline", state="ended"))


def declined_with_second_thread(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(1, lambda: s.write("ask", thread=s.new_thread()))
    s.on(6, lambda: s.hear("decline", thread=s.threads[0], state="ended"))


def opted_out(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(1, 9), lambda: s.hear("stop", state="ended"))


def opted_out_elsewhere(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(2, 9), lambda: s.hear("stop", thread=s.new_thread(), answer=False, state="ended"))


def opted_out_then_written_again(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.hear("stop", state="ended"))
    s.on(5, lambda: s.write("ask", thread=s.new_thread()))


def wrong_person(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(3, lambda: s.hear("wrong"))


def not_now_with_month(s: Story) -> None:
    def reply() -> None:
        today = _today(s)
        when = (today.replace(day=1) + timedelta(days=32 if today.day < 20 else 63)).replace(day=1)
        s.hear("later", when=when, state="open")
        s.hold = (when, when + timedelta(days=4))

    s.on(0, lambda: s.write("ask"))
    s.on(2, reply)


def not_now_without_date(s: Story) -> None:
    def reply() -> None:
        s.hear("later_no_date", state="open")
        s.hold = (later(s.world.rep, _today(s), 10), date(2030, 1, 1))

    s.on(0, lambda: s.write("ask"))
    s.on(2, reply)


def promised_day(s: Story) -> None:
    texts = {
        "en": "Thanks, I will get back to you on {d}.",
        "de": "danke, ich melde mich am {d} bei Ihnen.",
        "fr": "Merci, je reviens vers vous le {d}.",
        "es": "Gracias, le respondo el {d}.",
    }

    def reply() -> None:
        when = later(s.world.rep, _today(s), 7)
        text = texts[s.language].format(d=words.day(s.language, when))
        s.hear(
            text=words.letter(s.rng, s.language, s.topic, s.world.rep.name, s.contact.name, text),
            state="open",
        )
        s.hold = (later(s.world.rep, when, 1), later(s.world.rep, when, 3))

    s.on(0, lambda: s.write("ask"))
    s.on(2, reply)


_AUTO_SUBJECT = {
    "en": "Automatic reply: ",
    "de": "Automatische Antwort: ",
    "fr": "Réponse automatique : ",
    "es": "Respuesta automática: ",
}
_AUTO_HEADERS = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))


def _absence(s: Story, days: int | None, headers: bool = True, past: bool = False) -> None:
    rep, today = s.world.rep, _today(s)
    if days is None:
        text = s.say("away_no_date")
        s.hold = (later(rep, today, 2), later(rep, today, 9))
    else:
        back = today - timedelta(days=4) if past else later(rep, today, days)
        text = s.say("away", back)
        if not past:
            s.hold = (back, later(rep, back, 2))
    s.automatic(
        text, s.contact, _AUTO_SUBJECT[s.language] + s.thread.subject, _AUTO_HEADERS if headers else ()
    )


def out_of_office(s: Story) -> None:
    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, lambda: _absence(s, s.rng.randrange(5, 14)), 11.1)


def out_of_office_without_header(s: Story) -> None:
    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, lambda: _absence(s, s.rng.randrange(6, 12), headers=False), 11.1)


def out_of_office_without_date(s: Story) -> None:
    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, lambda: _absence(s, None), 11.1)


def out_of_office_over(s: Story) -> None:
    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, lambda: _absence(s, 1, past=True), 11.1)


def out_of_office_twice(s: Story) -> None:
    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, lambda: _absence(s, 3), 11.1)
    s.on(2, lambda: s.write("by_hand"), 11)
    s.on(2, lambda: _absence(s, 12), 11.1)


def left_company(s: Story) -> None:
    texts = {
        "en": "{n} no longer works here. This mailbox is not read any more.",
        "de": "{n} ist nicht mehr für unser Unternehmen tätig. Dieses Postfach wird nicht mehr gelesen.",
        "fr": "{n} ne fait plus partie de notre société. Cette boîte n'est plus consultée.",
        "es": "{n} ya no trabaja en nuestra empresa. Este buzón ya no se lee.",
    }

    def notice() -> None:
        s.automatic(
            texts[s.language].format(n=s.contact.name),
            s.contact,
            _AUTO_SUBJECT[s.language] + s.thread.subject,
            _AUTO_HEADERS,
        )
        s.state = "dead"
        s.forbidden.add(s.contact.addr)

    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, notice, 11.2)


def left_with_successor(s: Story) -> None:
    heir = s.person()
    texts = {
        "en": "{n} has left the company. Please contact {h} at {a} instead.",
        "de": "{n} hat unser Unternehmen verlassen. Bitte wenden Sie sich an {h}, {a}.",
        "fr": "{n} a quitté la société. Merci de vous adresser à {h}, {a}.",
        "es": "{n} ha dejado la empresa. Diríjase por favor a {h}, {a}.",
    }

    def notice() -> None:
        text = texts[s.language].format(n=s.contact.name, h=heir.name, a=heir.addr)
        s.automatic(text, s.contact, _AUTO_SUBJECT[s.language] + s.thread.subject, _AUTO_HEADERS)
        s.state = "dead"
        s.forbidden.add(s.contact.addr)

    def moved_on(n: int) -> None:
        s.state = "open"

    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, notice, 11.2)
    s.on_nudge = moved_on


def _report(s: Story, action: str, status: str, text: str) -> bytes:
    parent = s.thread.letters[-1]
    report = (
        f"Reporting-MTA: dns; mx.{s.domain}\r\n\r\nFinal-Recipient: rfc822; {s.contact.addr}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} {'mailbox unavailable' if action == 'failed' else 'connection timed out'}\r\n"
    )
    head = (
        f"From: {parent.by}\r\nTo: {s.contact}\r\nSubject: {s.thread.subject}\r\nMessage-ID: {parent.id}\r\n"
    )
    lines = [
        f"From: Mail Delivery System <MAILER-DAEMON@mx.{s.domain}>",
        f"To: {s.world.rep.addresses[0]}",
        f"Subject: {'Undelivered Mail Returned to Sender' if action == 'failed' else 'Delayed Mail (still being retried)'}",
        f"Date: {format_datetime(s.world.now)}",
        f"Message-ID: {s.world.new_id(Person('', 'x@mx.' + s.domain))}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b0"',
        "", "--b0", "Content-Type: text/plain", "", text, "", "--b0", "Content-Type: message/delivery-status", "", report,
        "--b0", "Content-Type: text/rfc822-headers", "", head, "--b0--", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def bounced(s: Story) -> None:
    def bounce() -> None:
        text = f"I'm sorry to have to inform you that your message could not be delivered.\r\n\r\n<{s.contact.addr}>: user unknown"
        s.world.put(_report(s, "failed", "5.1.1", text), "", seen=False)
        s.state = "dead"
        s.forbidden.add(s.contact.addr)

    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, bounce, 11.1)


def delayed(s: Story) -> None:
    text = (
        "This is a warning only. Your message has not been delivered yet; it will be retried for five days."
    )
    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, lambda: s.world.put(_report(s, "delayed", "4.4.1", text), "") and None, 15)


def read_receipt(s: Story) -> None:
    def receipt() -> None:
        lines = [
            f"From: {s.contact}", f"To: {s.world.rep.addresses[0]}", f"Subject: Read: {s.thread.subject}", f"Date: {format_datetime(s.world.now)}",
            f"Message-ID: {s.world.new_id(s.contact)}", f"References: {s.thread.letters[-1].id}", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"', "",
            "--b1", "Content-Type: text/plain", "", f"Your message was read on {s.world.now:%d %B %Y %H:%M}.", "",
            "--b1", "Content-Type: message/disposition-notification", "", f"Final-Recipient: rfc822;{s.contact.addr}",
            f"Original-Message-ID: {s.thread.letters[-1].id}", "Disposition: manual-action/MDN-sent-manually; displayed", "", "--b1--", "",
        ]  # fmt: skip
        s.world.put("\r\n".join(lines).encode(), "")

    s.on(0, lambda: s.write("ask"), 11)
    s.on(1, receipt)


def ticket_opened(s: Story) -> None:
    desk = Person("Service Desk", f"service@{s.domain}")
    text = "We have received your message. Your ticket number is 48213. This is an automatically generated message."
    s.on(0, lambda: s.write("ask"), 11)
    s.on(0, lambda: s.automatic(text, desk, f"[Ticket 48213] {s.thread.subject}", _AUTO_HEADERS), 11.1)


def address_changed(s: Story) -> None:
    new = Person(s.contact.name, s.contact.addr.replace("@", ".2@"))
    texts = {
        "en": "My email address has changed. Please write to {a} from now on.",
        "de": "meine E-Mail-Adresse hat sich geändert. Bitte schreiben Sie künftig an {a}.",
        "fr": "Mon adresse a changé. Merci d'écrire désormais à {a}.",
        "es": "Mi dirección de correo ha cambiado. Escriba a partir de ahora a {a}.",
    }
    s.forbidden.add(s.contact.addr)
    s.fuzzy = True
    s.on(0, lambda: s.write("ask"), 11)
    s.on(
        0,
        lambda: s.automatic(
            texts[s.language].format(a=new.addr),
            s.contact,
            _AUTO_SUBJECT[s.language] + s.thread.subject,
            _AUTO_HEADERS,
        ),
        11.2,
    )


def _calendar(s: Story, verb: str) -> None:
    word = {"ACCEPTED": "Accepted", "DECLINED": "Declined", "TENTATIVE": "Tentative"}[verb]
    message = EmailMessage(policy=WIRE)
    message["From"], message["To"] = str(s.contact), str(s.world.rep.person())
    message["Subject"], message["Date"] = f"{word}: {s.thread.subject}", format_datetime(s.world.now)
    message["Message-ID"] = s.world.new_id(s.contact)
    message["In-Reply-To"] = message["References"] = s.thread.letters[-1].id
    message.set_content(f"{s.contact.name}: {word}\n")
    event = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{s.domain}\r\nATTENDEE;PARTSTAT={verb}:mailto:{s.contact.addr}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    message.add_alternative(event.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    s.world.put(message.as_bytes(), "")
    s.state = "theirs"


def _meeting(verb: str) -> Plan:
    def plan(s: Story) -> None:
        s.on(0, lambda: s.write("ask"))
        s.on(s.rng.randrange(1, 6), lambda: _calendar(s, verb))

    return plan


def deal_lost(s: Story) -> None:
    s.deal(stage=s.rng.choice(("lost", "won", "paused")))
    s.on(0, lambda: s.write("ask"))
    s.on(0, lambda: _end(s), 23)


def decision_ahead(s: Story) -> None:
    s.deal(
        decision_date=later(s.world.rep, s.world.rep.start, 40).isoformat(),
        contacts=f"{s.contact.addr}=primary",
    )
    s.stretch = 4
    s.on(0, lambda: s.write("ask"))


def low_priority(s: Story) -> None:
    s.deal(priority="low")
    s.on(0, lambda: s.write("ask"))


def high_priority(s: Story) -> None:
    boss = s.person()
    s.deal(
        priority="high",
        contacts=f"{s.contact.addr}=primary;{boss.addr}=executive",
        executive_sponsor="Kim Aldous",
        topic=s.topic,
    )
    s.first = s.rng.randrange(0, 3)
    s.policy = s.rng.choice(("send", "send", None))
    s.on(0, lambda: s.write("ask"))


def second_contact(s: Story) -> None:
    other = s.person()
    s.deal(contacts=f"{s.contact.addr}=primary;{other.addr}=champion", topic=s.topic)
    s.first = s.rng.randrange(0, 3)
    s.policy = s.rng.choice(("send", "send", None))
    s.on(0, lambda: s.write("ask"))


def second_contact_answers(s: Story) -> None:
    other = s.person()
    s.deal(contacts=f"{s.contact.addr}=primary;{other.addr}=decision_maker")
    s.first = 0
    s.policy = "send"
    s.on_nudge = lambda n: s.soon(1, lambda: s.hear("reply", by=other)) if n == 5 else None
    s.on(0, lambda: s.write("ask"))


def with_news(s: Story) -> None:
    s.deal(
        value_note="The lab in Ghent has certified the new seal for food contact",
        contacts=f"{s.contact.addr}=primary",
    )
    s.on(0, lambda: s.write("ask"))


def freemail(s: Story) -> None:
    s.contact = s.person(s.rng.choice(("gmail.com", "web.de", "orange.fr", "hotmail.com")))
    s.on(0, lambda: s.write("ask"))


def freemail_answered(s: Story) -> None:
    s.contact = s.person("gmail.com")
    s.on(0, lambda: s.write("ask"))
    s.on(4, lambda: s.hear("reply"))


def second_own_address(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.write("by_hand", alias=1, opener=False))


def answered_to_other_own_address(s: Story) -> None:
    s.on(0, lambda: s.write("ask", alias=1))
    s.on(3, lambda: s.hear("reply", to=(s.world.rep.person(1),)))


def two_threads(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(1, 6), lambda: s.write("ask", thread=s.new_thread()))


def two_threads_one_answered(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.write("ask", thread=s.new_thread()))
    s.on(4, lambda: s.hear("reply", thread=s.threads[0]))


def two_people(s: Story) -> None:
    other = s.person()
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(1, 6), lambda: s.write("ask", to=(other,), thread=s.new_thread()))


def two_people_one_answers(s: Story) -> None:
    other = s.person()
    s.on(0, lambda: s.write("ask"))
    s.on(1, lambda: s.write("ask", to=(other,), thread=s.new_thread()))
    s.on(5, lambda: s.hear("reply", by=other, thread=s.threads[1]))


def several_recipients(s: Story) -> None:
    others = (s.person(), s.person())
    s.on(0, lambda: s.write("ask", to=(s.contact, others[0]), cc=(others[1],)))


def several_recipients_one_answers(s: Story) -> None:
    others = (s.person(), s.person())
    s.on(0, lambda: s.write("ask", to=(s.contact, others[0]), cc=(others[1],)))
    s.on(3, lambda: s.hear("reply", by=others[1], cc=(s.contact,)))


def forwarded_to_colleague(s: Story) -> None:
    colleague = Person("Kim Boss", "kim@" + s.world.rep.addresses[0].rpartition("@")[2])

    def forward() -> None:
        text = f"{words.forwarded_note(s.rng, s.language)}\n\n---------- Forwarded message ----------\n{s.thread.letters[-1].text}"
        message = s.message(
            s.world.rep.person(),
            (colleague,),
            text,
            s.thread,
            subject=f"Fwd: {s.thread.subject}",
            quote=False,
        )
        s.world.put(message.as_bytes(), ".Sent")
        s.thread.letters.pop()

    s.on(0, lambda: s.write("ask"))
    s.on(2, forward)


def forwarded_by_them(s: Story) -> None:
    other = s.person()
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.hear("reply", to=(other,), cc=(s.world.rep.person(),)))


def by_hand_in_thread(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(2, 6), lambda: s.write("by_hand", opener=False))


def by_hand_elsewhere(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(2, 6), lambda: s.write("by_hand", thread=s.new_thread()))


def own_draft_open(s: Story) -> None:
    def begin() -> None:
        text = words.letter(s.rng, s.language, s.topic, s.contact.name, s.world.rep.name, s.say("by_hand"))
        message = s.message(s.world.rep.person(), (s.contact,), text, s.thread, quote=False)
        s.thread.letters.pop()
        s.world.put(message.as_bytes(), ".Drafts", flags="DS")

    s.fuzzy = True
    s.on(0, lambda: s.write("ask"))
    s.on(s.rng.randrange(2, 5), begin)


def huge_thread(s: Story) -> None:
    for turn in range(14):
        s.on(
            turn // 3,
            (lambda: s.hear("reply")) if turn % 2 else (lambda: s.write("ask", opener=False)),
            9.2 + turn % 3 * 2 + turn * 0.05,
        )
    s.on(5, lambda: s.write("ask", opener=False))


def late_at_night(s: Story) -> None:
    s.on(0, lambda: s.write("ask"), 23.9)


def early_in_the_morning(s: Story) -> None:
    s.on(0, lambda: s.write("ask"), 0.1)


def on_a_weekend(s: Story) -> None:
    def saturday() -> None:
        days = (5 - _today(s).weekday()) % 7
        s.soon(days, lambda: s.write("ask"))

    s.on(0, saturday)


def answered_at_once_by_newcomer(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(1, lambda: s.hear("reply", by=s.person(), thread=s.new_thread(), answer=False))
    s.on(3, lambda: s.write("ask", thread=s.threads[0], opener=False))


def internal(s: Story) -> None:
    s.contact = Person("Kim Boss", "kim@" + s.world.rep.addresses[0].rpartition("@")[2])
    s.state = "never"
    s.on(0, lambda: s.write("ask"))


def mailing_list(s: Story) -> None:
    s.state = "never"
    host = f"lists.{s.domain}"
    post = Person("Trade Talk", f"talk@{host}")
    headers = (("List-Id", f"<talk.{host}>"), ("List-Post", f"<mailto:{post.addr}>"), ("Precedence", "list"))
    s.on(
        0,
        lambda: s.hear(
            "reply",
            by=Person("Some Body", f"body@{s.domain}"),
            to=(post,),
            thread=s.new_thread(),
            headers=headers,
            state="never",
        ),
    )
    s.on(1, lambda: s.write("ask", to=(post,)))


def newsletter_answered(s: Story) -> None:
    s.state = "never"
    by = Person("Weekly Digest", f"news@{s.domain}")
    headers = (
        ("List-Unsubscribe", f"<https://{s.domain}/u>"),
        ("List-Id", f"<weekly.{s.domain}>"),
        ("Precedence", "bulk"),
    )
    s.on(0, lambda: s.hear("statement", by=by, thread=s.new_thread(), headers=headers, state="never"))
    s.on(1, lambda: s.write("ask", to=(by,)))


def notification(s: Story) -> None:
    s.state = "never"
    by = Person("Builds", f"no-reply@{s.domain}")
    s.on(
        0,
        lambda: s.hear(
            "statement",
            by=by,
            thread=s.new_thread(),
            headers=(("Auto-Submitted", "auto-generated"),),
            state="never",
        ),
    )


def question_then_answered_by_us_elsewhere(s: Story) -> None:
    def elsewhere() -> None:
        s.write("ask", thread=s.new_thread())

    s.on(0, lambda: s.hear("reply", thread=s.new_thread()))
    s.on(1, elsewhere)


def declined_then_returns(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.hear("decline", state="ended"))
    s.on(8, lambda: s.hear("reply"))


def accepted_then_new_ask(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: _calendar(s, "ACCEPTED"))
    s.on(4, lambda: s.write("ask", opener=False))


def closed_by_hand_then_ask(s: Story) -> None:
    s.on(0, lambda: s.write("ask"))
    s.on(2, lambda: s.hear("thanks"))
    s.on(6, lambda: s.write("ask", thread=s.new_thread()))


_PLANS = (
    silent, silent, silent_statement_and_ask, no_ask, weak_ask, answered, answered_after_nudge, answered_after_two_nudges, answered_elsewhere,
    answered_from_other_address, answered_from_private, answered_by_assistant, answered_by_colleague, answered_by_colleague_elsewhere,
    answered_then_silent, answered_without_references, answered_without_message_id, ours_without_message_id, answered_twice_stored,
    stored_twice_silent, closing_thanks, their_thanks, they_ask_first, they_ask_first_then_silent, declined, declined_with_second_thread,
    opted_out, opted_out_elsewhere, opted_out_then_written_again, wrong_person, not_now_with_month, not_now_without_date, promised_day,
    out_of_office, out_of_office_without_header, out_of_office_without_date, out_of_office_over, out_of_office_twice, left_company,
    left_with_successor, bounced, delayed, read_receipt, ticket_opened, address_changed, deal_lost, decision_ahead, low_priority,
    high_priority, second_contact, second_contact_answers, with_news, freemail, freemail_answered, second_own_address,
    answered_to_other_own_address, two_threads, two_threads_one_answered, two_people, two_people_one_answers, several_recipients,
    several_recipients_one_answers, forwarded_to_colleague, forwarded_by_them, by_hand_in_thread, by_hand_elsewhere, own_draft_open,
    huge_thread, late_at_night, early_in_the_morning, on_a_weekend, internal, mailing_list, newsletter_answered,
    notification, question_then_answered_by_us_elsewhere, declined_then_returns, accepted_then_new_ask, closed_by_hand_then_ask,
)  # fmt: skip
PLANS: Mapping[str, Plan] = {plan.__name__: plan for plan in _PLANS} | {
    "meeting_accepted": _meeting("ACCEPTED"),
    "meeting_declined": _meeting("DECLINED"),
    "meeting_tentative": _meeting("TENTATIVE"),
}

__all__ = ["PLANS", "Plan", "Thread"]
