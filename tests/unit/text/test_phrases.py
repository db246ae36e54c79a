"""Lines that say what they are, and sentences of news that only seem to."""

import pytest

from unspin.model import Reason
from unspin.text.phrases import _SPAM, is_spam, said_by


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("This slideshow requires JavaScript.", "plugin_notice"),
        ('[button link="/kit" type="big"] Send us your review[/button]', "plugin_notice"),
        ("[/et_pb_text]", "plugin_notice"),
        ("Placeholder image-3", "plugin_notice"),
        ("In this March 4, 2021, file photo, the ferry Solveig lies at the quay of Lillehavn.", "caption"),
        ("FILE - The ferry Solveig at the quay of Lillehavn.", "caption"),
        ("The ferry Solveig at the quay. © dpa | Jon Berg", "caption"),
        ("The minister leaves the quay. EFE/ J. J. Roca", "caption"),
        ("Jon Berg/Ritzau Scanpix", "caption"),
        ("Die Fähre im Hafen von Lillehavn. (Archivbild)", "caption"),
        ("Crew of the Solveig (from left): Berg, Dahl, Lund", "caption"),
        ("Фото: Иван Петров", "caption"),
        ("2 of 14", "caption"),
        ("Les også: Fergen er tilbake i Lillehavn", "related_headlines"),
        ("[Related: Ferry line to raise fares]", "related_headlines"),
        ("WATCH | The ferry returns to port:", "related_headlines"),
        ("Baca juga: Feri kembali ke pelabuhan", "related_headlines"),
        ("READ ABOUT THE FERRY BY CLICKING HERE", "related_headlines"),
        ("Weitere Videos", "related_headlines"),
        ("Follow Port News on Google News and add us to your sources.", "share"),
        ("Klicken, um auf Telegram zu teilen (Wird in neuem Fenster geöffnet)", "share"),
        ("As an Amazon Associate, Port News earns from qualifying purchases.", "advertisement"),
        ("If you buy something, we may earn an affiliate commission.", "advertisement"),
        ("Annonse", "advertisement"),
        ("Additional reporting by Ada Quill and Jon Berg", "byline"),
        ("(Reporting by Ada Quill; Editing by Jon Berg)", "byline"),
        ("Jon Berg contributed reporting from Oslo.", "byline"),
        ("Mit Material von dpa", "byline"),
        ("Tempo de leitura: 3 minutos", "byline"),
        ("ada.quill@port-news.example", "byline"),
        ("31. 10. 2025 17:46", "byline"),
        ("By Ada Quill, Port News", "byline"),
        ("Quelle: AFP", "source_link"),
        ("An dieser Stelle finden Sie externen Inhalt, der den Artikel ergänzt.", "cookie_notice"),
        ("We use cookies to make this site better.", "cookie_notice"),
        ("You can follow any responses to this entry through the RSS 2.0 feed.", "comment_form"),
        ("This material may not be published or redistributed without permission.", "legal"),
        ("Table of contents", "navigation"),
        ("#harbour #ferries", "navigation"),
        ("Janeiro (70)", "navigation"),
        ("Sign up to our newsletter.", "newsletter"),
        ("Subscribe to Port News on YouTube", "newsletter"),
        ("Duration 1:30", "other"),
    ],
)
def test_a_notice_is_known(line: str, reason: Reason) -> None:
    assert said_by(line) == reason


@pytest.mark.parametrize(
    "sentence",
    [
        "The casino operator said that its members and players had spent less in the last quarter.",
        "Nobody won the jackpot on Saturday, and players will share 40 million next week.",
        "In order to stop the mailing of abortion pills, the state went to the court of appeal.",
        "He was jailed for two years for downloading child porn, police said.",
        "From July, porn sites have to check the age of their visitors.",
        "Payday loans cost the poorest households most, the regulator found.",
        "The suspect would message women on Telegram, the court heard.",
        "Home aides earn $15 per hour, and many work for two agencies at home.",
        "The crypto giveaway was a fraud, the bank warned.",
        "All models come with a money-back guarantee of thirty days, which no rival offers.",
        "Her grandmother baked cookies for the whole street, and we still talk of them.",
        "The designer said the coat had been designed by Lund.",
        "The child's name may not be published, the judge ruled.",
        "The plan does not provide medical cover for the crew.",
        "She is a member of the city's committee on building standards.",
        "Jon Berg was a journalist of the old school, and his readers loved him for it.",
        "Research by the University of Oslo found that ferries sail half empty.",
        "Experts who contributed to the report said that fares must fall.",
        "The daily had lost half of the readers of its newsletter.",
        "By the end of the week, the crew will have sailed three thousand miles:",
        "Created in 1998, the fund has paid for 12 ferries.",
        "Editors say that less / more is a matter of taste, now / then",
        "Text messages that the crew sent",
        "Eight of 10 passengers were late",
        "Cabernet, a wine for all days (approx $10)",
        "[Results]",
        "#16",
        "— Ada Quill (@adaquill) November 19, 2019",
    ],
)
def test_a_sentence_that_tells_of_such_things_is_none(sentence: str) -> None:
    assert said_by(sentence) is None
    assert not is_spam(sentence)


@pytest.mark.parametrize(
    "offer",
    [
        "New members get two hundred free spins at Marmot Casino.",
        "Buy real followers cheap, ten thousand a day!",
        "Cheap viagra, no rx, shipped tonight",
        "Message us on Telegram for tips that cannot lose.",
        "You can earn $900 a day from home, no skills wanted.",
        "Order now: ninety days of money-back guarantee, act now!",
        "Instant payday loans, no questions asked",
    ],
)
def test_an_offer_amid_an_article_is_spam(offer: str) -> None:
    assert is_spam(offer)
    assert said_by(offer) == "spam"


def test_no_offer_is_looked_for_at_the_beginning_only() -> None:
    assert not _SPAM.at_beginning
