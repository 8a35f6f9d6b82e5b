"""What a person promises: "I will send it on Friday". Sentences in English, German, French and Spanish. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from agent.message.dates import find_days

_SENTENCE = re.compile(r"[^.!?\n]{1,600}[.!?]*")
_PROMISE = re.compile(
    r"\b(?:(?:i|we)(?:['’]ll| will| shall| am going to| are going to)|i['’]m going to|i promise|"
    r"ich (?:werde|schicke|sende|melde mich|liefere|kläre|prüfe|reiche)|wir (?:werden|schicken|senden|melden uns|klären|prüfen)|"
    r"je vous (?:envoie|enverrai|rappelle|rappellerai|reviens|tiens|donnerai|dirai|transmets)|je reviens vers|nous vous (?:enverrons|envoyons|dirons)|"
    r"(?:le|les|te|os) (?:envío|enviaré|mando|mandaré|llamo|llamaré|digo|diré|aviso|avisaré|respondo|responderé|confirmo|confirmaré)|"
    r"(?:je reviendrai|nous reviendrons|nous revenons|je (?:vous|te) (?:réponds|répondrai|recontacte|recontacterai)) |"
    r"(?:enviaré|mandaré|llamaré|avisaré|responderé|confirmaré|enviaremos))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<!\d)(\d{1,2})\. (?=[^\W\d_])")
_NO_PROMISE = re.compile(
    r"\b(?:i|we) will (?:not|be out|be away|be on leave|be in touch)\b|\bwe shall see\b", re.IGNORECASE
)


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a text, each stripped; "am 5. Juni" is not parted."""
    whole = _ORDINAL.sub(lambda found: f"{found[1]}\0 ", text)
    for found in _SENTENCE.finditer(whole):
        sentence = found[0].replace("\0", ".").strip()
        if sentence.strip(" .!?\t"):
            yield sentence


def promises(sentence: str) -> bool:
    """Whether somebody says in it what they will do."""
    said = _PROMISE.search(sentence) and not _NO_PROMISE.search(sentence)
    return bool(said) and not sentence.endswith("?")


def promised_day(text: str, today: date) -> tuple[date, str] | None:
    """The day that the first promise with a day in it names, and its sentence; `today` is the day of the message."""
    for sentence in sentences_of(text):
        if promises(sentence):
            for days in find_days(sentence, today, look_back=0):
                if days.first >= today:
                    return days.first, sentence
    return None
