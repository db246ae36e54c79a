"""A language is told by its function words where that is plain, and by nobody's where it is not."""

import pytest

from unspin.stopwords import likely_language

ENGLISH = (
    "The council voted on Monday night to sign a new contract with the ferry company, which has run the line to the "
    "islands for more than thirty years, and said that it would be the last one of its kind."
)
GERMAN = (
    "Der Gemeinderat hat am Montagabend beschlossen, den Vertrag mit der Reederei zu verlängern, die seit mehr als "
    "dreißig Jahren die Inseln anfährt, und hat gesagt, dass es der letzte sein wird, der so geschlossen wird."
)
# Languages that share function words with listed ones, and are listed nowhere.
OTHERS = {
    "nl": (
        "De gemeenteraad heeft maandagavond besloten om het contract met de rederij te verlengen, die al meer dan "
        "dertig jaar op de eilanden vaart, en zei dat het de laatste in zijn soort is en dat er een nieuwe komt."
    ),
    "sv": (
        "Kommunfullmäktige beslutade på måndagskvällen att förlänga avtalet med rederiet, som i mer än trettio år har "
        "trafikerat öarna, och sade att det är det sista i sitt slag och att man i framtiden vill ha en bro."
    ),
    "da": (
        "Byrådet besluttede mandag aften at forlænge aftalen med rederiet, som i mere end tredive år har sejlet til "
        "øerne, og sagde, at det er den sidste af sin slags, for i fremtiden vil man have en bro til dem."
    ),
    "af": (
        "Die stadsraad het Maandagaand besluit om die kontrak met die veerboot se maatskappy te verleng, wat al meer "
        "as dertig jaar na die eilande vaar, en gesê dat dit die laaste van sy soort is en dat daar 'n brug kom."
    ),
    "fy": (
        "De gemeenteried hat moandeitejûn besletten om it kontrakt mei de rederij te ferlingjen, dy't al mear as "
        "tritich jier op de eilannen fart, en sei dat it de lêste yn syn soarte is en dat der in brêge komt."
    ),
    "ro": (
        "Consiliul local a decis luni seara să prelungească contractul cu compania de feriboturi, care merge la insule "
        "de mai bine de treizeci de ani, și a spus că este ultimul de acest fel și că va fi un pod."
    ),
    "ja": (
        "町議会は月曜日の夜、30年以上にわたって島々への航路を運営してきた ferry company との契約を更新する。 "
        "to the and of in a for on with as by at is it that was be are or an 町長はこれが最後になると述べた。"
    ),
}


def test_plain_texts_are_told() -> None:
    assert likely_language(ENGLISH) == "en"
    assert likely_language(GERMAN) == "de"


@pytest.mark.parametrize("language", OTHERS)
def test_no_other_language_is_taken_for_english(language: str) -> None:
    assert likely_language(OTHERS[language]) != "en"


def test_few_words_tell_nothing() -> None:
    assert likely_language("The of and to in a") is None
