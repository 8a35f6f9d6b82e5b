"""Which language a short text is in: scripts first, then small function words and letters that few languages have.

No statistics are needed to tell the languages apart in which a reply is understood; a text with no sign of any gives None.
"""

from __future__ import annotations

import re
from collections import defaultdict

MAX_TEXT = 1_200

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_WORDS = {
    "en": "the and you your is are for with have this that we i'm it's of be not on will would can please thanks thank"
    " hi hello was our from my me at as if no yes what how when sorry best sounds great let's don't me interested us"
    " off list call again stop to in out office back ok they their there then it i do does good morning regards",
    "de": "und der die das ist nicht ich sie wir mit für ein eine auf den dem zu im von bitte danke wie auch noch bin"
    " haben hat mir uns ihr ihre ihnen sich wird werden kein keine aber oder wenn dass am bis zum zur gerne grüße"
    " hallo guten tag leider vielen mein meine nach passt moment dafür herr frau welche gut sehr geehrte interesse",
    "fr": "le la les des est et je vous nous pas pour dans une un du que qui avec sur merci bonjour ce cette mon votre"
    " notre sont suis avons au aux mais ou si ne plus cordialement être bien c'est n'est j'ai d'accord en à quel quelle"
    " voir déjà très rien souci serai personne",
    "es": "el la los las es y que de en un una por para con no se su gracias hola lo me mi nos le del al como pero más"
    " está estoy esta este ya muy saludos podemos favor cuando ahora tengo tenemos usted ustedes interesa cuánto parece"
    " bien buenos días yo hay desde hasta hemos otro otra proveedor elegido trabajo empresa correo",
    "it": "il lo la gli le è e che di in un una per con non si grazie ciao sono siamo mi ci vi del della nel alla più"
    " questo questa buongiorno cordiali saluti però ma anche abbiamo ho se come va bene vostra vostro momento quando quanto costa dal al sarò ufficio versione",
    "nl": "de het een en is niet ik je jij u wij we met voor van op dat die zijn naar bedankt dank hallo geen maar ook"
    " hebben heeft mij me uw onze als kunt kun graag groet groeten vriendelijke dit deze wordt bij nog eens goed prima"
    " weer dag beste",
    "pt": "o os as é e que de em um uma para com não se por obrigado obrigada olá do da no na dos das mais mas como"
    " estou está temos nossa nosso você vocês bom dia pode seu sua meu minha isso ao favor agora bem interesse já até",
    "pl": "i w na nie się jest do z że to o jak dziękuję dzień dobry proszę nas mnie pan pani za po od dla już ale czy"
    " jestem jesteśmy będę mam mamy pozdrawiam nam mój tak oraz w sprawie wracam",
    "sv": "och att det är jag inte vi en ett som på för med av till har den om tack hej mig oss men kan du ni era här"
    " hälsningar vänliga från just nu dig denna detta var vara ska skulle passar",
    "da": "og at det er jeg ikke vi en et som på for med af til har den om tak hej mig os men kan du i jeres hilsen"
    " venlig fra lige nu dig denne dette var være skal ville passer gerne hvad hvordan uge meget desværre interesseret tilbage spørgsmål måneder kontoret anden venligst ferie",
    "no": "og å det er jeg ikke vi en et som på for med av til har den om takk hei meg oss men kan du dere deres hilsen"
    " vennlig fra akkurat nå deg denne dette var være skal ville passer gjerne hva hvordan uke veldig dessverre interessert tilbake spørsmål sluttet meldinger måneder kontoret kommer ved",
    "fi": "ja on ei en että se hän me te olen olemme emme mutta kun jos tai kiitos hei moi terveisin niin myös ovat"
    " voi voisitko minä minun meille meidän teidän nyt vielä tämä ole mitä milloin ystävällisin",
    "cs": "a je se na v ve že to jsem jsme není nemáme ale děkuji dobrý den prosím pro za do z s jak když také"
    " který mám máme mi nás vás pozdravem bude budu jsou nebo už tak",
    "tr": "ve bir bu için ile de da değil teşekkürler teşekkür ederim merhaba ben biz siz ama çok daha var yok olarak"
    " kadar lütfen iyi günler saygılarımla şu ne olan",
    "hu": "és a az nem hogy egy van köszönöm jó napot kérem meg de vagy csak is már üdvözlettel kell lesz",
    "ro": "și nu este la cu pentru un o mulțumesc bună ziua vă sunt am pe din mai dar care să",
}
_LETTERS = {
    "de": "ßü",
    "fr": "œçêè",
    "es": "ñ¿¡",
    "pt": "ãõ",
    "pl": "łżźśęą",
    "cs": "ěřů",
    "tr": "ğış",
    "hu": "őű",
    "ro": "țșă",
    "da": "æø",
    "no": "æø",
}


def _index() -> dict[str, tuple[tuple[str, float], ...]]:
    languages: defaultdict[str, set[str]] = defaultdict(set)
    for language, words in _WORDS.items():
        for word in words.split():
            languages[word].add(language)
    return {
        word: tuple((name, 1.0 / len(names)) for name in sorted(names)) for word, names in languages.items()
    }


_BY_WORD = _index()
_BY_LETTER = {
    letter: tuple(name for name, letters in _LETTERS.items() if letter in letters)
    for letter in set("".join(_LETTERS.values()))
}


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language that `text` is most likely in, None where nothing tells.

    Looks at the first 1,200 characters. Norwegian is "no".
    """
    text = text[:MAX_TEXT].lower()
    if not text.isascii():
        letters = sum(map(str.isalpha, text)) or 1
        for language, script in _SCRIPTS:
            found = len(script.findall(text))
            share = 0.02 if language == "uk" else 0.12
            if found >= max(1, letters * share) and not (language == "zh" and found < 2 and letters > 20):
                return language
    scores: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(text.replace("’", "'")):
        if word in _BY_WORD:
            for language, weight in _BY_WORD[word]:
                scores[language] += weight
    if not text.isascii():
        for letter in set(text) & _BY_LETTER.keys():
            for language in _BY_LETTER[letter]:
                scores[language] += 0.8 / len(_BY_LETTER[letter])
    if not scores:
        return None
    best = max(scores.values())
    if best < 0.3:
        return None
    return next(language for language in _WORDS if scores[language] == best)
