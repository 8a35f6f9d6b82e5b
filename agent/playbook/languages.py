"""How each language of the templates writes days, times and the small words around them. Pure."""

from __future__ import annotations

from datetime import date, datetime

from agent.case import MONTHS

LANGUAGES = ("en", "de", "fr", "es")

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    "en": list(MONTHS),
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}


def language_of(tag: str | None) -> str:
    """The template language for a language tag ("de-AT" -> "de"); English for what has no templates."""
    short = (tag or "").lower().replace("_", "-").partition("-")[0]
    return short if short in LANGUAGES else "en"


def spell_day(day: date, language: str, country: str = "") -> str:
    """A weekday with its date, as it stands inside a sentence: "Thursday 12 March", "el jueves 12 de marzo"."""
    name, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    if language == "de":
        return f"{name}, {day.day}. {month}"
    if language == "fr":
        return f"{name} {'1er' if day.day == 1 else day.day} {month}"
    if language == "es":
        return f"el {name} {day.day} de {month}"
    return f"{name}, {month} {day.day}" if country.upper() == "US" else f"{name} {day.day} {month}"


def spell_time(day: date, hour: int, minute: int, language: str, country: str = "") -> str:
    """A day with a time of day, as it stands inside a sentence."""
    text = spell_day(day, language, country)
    if language == "de":
        return f"{text}, um {hour}:{minute:02} Uhr"
    if language == "fr":
        return f"{text} à {hour} h{f' {minute:02}' if minute else ''}"
    if language == "es":
        return f"{text} a las {hour}:{minute:02}"
    return f"{text} at {hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}"


def spell_zone(timezone: str, language: str) -> str:
    """The words that say whose clock is meant, for an IANA zone: " (New York time)"; "UTC" where it has no city."""
    city = timezone.rpartition("/")[2].replace("_", " ") if "/" in timezone else "UTC"
    if timezone.startswith("Etc/"):
        city = "UTC"
    if language == "de":
        return f" (Zeit in {city})" if city != "UTC" else " (UTC)"
    if language == "fr":
        return f" (heure de {city})" if city != "UTC" else " (UTC)"
    if language == "es":
        return f" (hora de {city})" if city != "UTC" else " (UTC)"
    return f" ({city} time)" if city != "UTC" else " (UTC)"


def spell_topic(topic: str, subject: str, language: str) -> str:
    """What the mail is about, as it stands after "about", "zu", "de" or "sobre": the deal's topic, else the quoted subject.

    German and French have it in quotation marks: what stands before it would have to change with the word.
    """
    if topic and language in {"en", "es"}:
        return topic
    subject = topic or subject
    if not subject:
        return {
            "en": "my last email",
            "de": "meiner letzten E-Mail",
            "fr": "mon dernier message",
            "es": "mi último correo",
        }[language]
    return {"en": f"“{subject}”", "de": f"„{subject}“", "fr": f"« {subject} »", "es": f"«{subject}»"}[
        language
    ]


def greeting(first: str, full: str, language: str) -> str:
    """The first line of a mail; without a usable name it greets nobody by name. German greets by the full name."""
    if language == "de":
        return f"Guten Tag {full}," if full else "Guten Tag,"
    if language == "fr":
        return f"Bonjour {first}," if first else "Bonjour,"
    if language == "es":
        return f"Hola, {first}:" if first else "Hola:"
    return f"Hi {first}," if first else "Hello,"


def farewell(language: str) -> str:
    """The line above the name."""
    return {
        "en": "Best regards,",
        "de": "Viele Grüße",
        "fr": "Bien cordialement,",
        "es": "Un cordial saludo,",
    }[language]


def attribution(who: str, at: datetime, language: str) -> str:
    """The line above a quotation, as mail clients write it; `at` is aware, in the zone to be shown."""
    month = _MONTHS[language][at.month - 1]
    clock = f"{at.hour:02}:{at.minute:02}"
    if language == "de":
        return f"Am {at.day}. {month} {at.year} um {clock} schrieb {who}:"
    if language == "fr":
        return f"Le {at.day} {month} {at.year} à {clock}, {who} a écrit :"
    if language == "es":
        return f"El {at.day} de {month} de {at.year}, a las {clock}, {who} escribió:"
    return f"On {at.day} {month} {at.year} at {clock}, {who} wrote:"
