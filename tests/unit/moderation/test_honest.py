"""Articles about what the rules look for are published; what hides from the rules is not."""

import pytest

from unspin.model import Article
from unspin.moderation.decision import decide
from unspin.moderation.policy import default_policy

# Short on purpose: rules about stubs look at short texts.
BRIEF = (
    "The ferry was three hours late on Monday, and forty people slept in the hall of the port. Nobody was hurt. The"
    " company will pay for taxis, its director told the paper, and has ordered a second ship for the summer."
)


def decided(text: str, title: str = "Council meets", language: str = "en") -> tuple[str, tuple[str, ...]]:
    decision = decide(Article(title=title, blocks=(*text.split("¶"), BRIEF), language=language), default_policy())
    return decision.action, tuple(found.rule for found in decision.findings if found.score >= 0.5)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("GPT-4, as a large language model, predicts the next word of a text.", "en"),
        ("The firm trains Nova as a language model for hospitals.", "en"),
        ("As a language model grows, so does its thirst for power, the report says.", "en"),
        ("Das Programm wurde als KI-Modell für Ärzte vorgestellt.", "de"),
        ("GPT-4 fue presentado como modelo de lenguaje en Madrid.", "es"),
        ("O Amália foi apresentado como modelo de linguagem português.", "pt"),
        ("En tant que modèle de langage, GPT-4 apprend à prédire le mot suivant.", "fr"),
        ("Come modello linguistico, Minerva è stata addestrata in Italia, dicono i suoi autori.", "it"),
        ("He asked the machine who would win. ‘As an AI language model, I cannot tell,’ it said.", "en"),
        ("The machine answered: 'I'm sorry, but I can't assist with that.'", "en"),
        ("‘It took ages. I cannot fulfill this request, it said,’ she recalled.", "en"),
        ("「As an AI language model, I cannot」 stood in the paper.", "en"),
        ('The brief was 6" thick; “As an AI language model, I cannot” stood on its third page.', "en"),
        ("Users press Regenerate response to get another answer.", "en"),
    ],
)
def test_reports_about_language_models_are_published(text: str, language: str) -> None:
    assert decided(text, language=language) == ("publish", ())


@pytest.mark.parametrize(
    "text",
    [
        "He said so at six o'clock, the boys' coach too. As an AI language model, I cannot tell.",
        "The ‘boss’ won. As a language model, I have no favourite.",
        "The mayor won.¶Regenerate response",
    ],
)
def test_what_a_model_says_of_itself_is_seen_beside_quotations(text: str) -> None:
    assert decided(text)[0] == "reject"


@pytest.mark.parametrize(
    ("text", "title", "language"),
    [
        ("Something went wrong in the engine room, the captain told the court.", "Captain heard", "en"),
        ("‘Something went wrong,’ the captain told the court.", "'Something went wrong': captain heard", "en"),
        ("An error occurred in the counting of votes, the commission said.", "Votes counted again", "en"),
        ("Too many requests for leave are turned down, the union says.", "Nurses protest", "en"),
        ("Reporters were turned away.", "Access denied: reporters kept from hearing", "en"),
        ("Are you a robot, the child asked the guard.", "Robots in the museum", "en"),
        ("Trains to the coast stop until May.", "Service unavailable: no trains until May", "en"),
        ("The leaf is sought by three libraries.", "Page not found: a Bible with a gap", "en"),
        ("Page introuvable depuis 1789, la feuille revient à Lyon.", "Manuscrit", "fr"),
        ("We and our partners will build 300 homes, the housing firm said.", "Homes for Ellary", "en"),
        ("Nous et nos partenaires européens devons agir, a dit le président.", "Europe", "fr"),
        ("Wir und unsere Partner in Europa müssen handeln, sagte der Kanzler.", "Kanzler in Paris", "de"),
        ("Noi e i nostri partner europei dobbiamo agire, dice il ministro.", "Vertice", "it"),
        ("Avec votre accord, la loi passera, a dit le ministre aux députés.", "Budget", "fr"),
        ("Consent to the use of force was given by the council.", "Vote on troops", "en"),
        ("To continue reading programmes in schools, the state gives 3 million.", "Money for schools", "en"),
        ("To keep reading from falling behind, libraries will open on Sundays.", "Open on Sundays", "en"),
        ("Weiterlesen mit Oma: Das Projekt bringt Alt und Jung zusammen.", "Lesepaten", "de"),
        ("Um weiterzulesen, brauchen Kinder Freude am Buch, sagt die Lehrerin.", "Lesen", "de"),
        ("Get unlimited access to buses for 49 euros, the minister said.", "One ticket for all", "en"),
        ("Create a free account to vote for the town's bird of the year.", "Which bird?", "en"),
        ("Update your browser to stay safe, the agency warns.", "Hole in browsers", "en"),
        ("Your browser is out of date, the agency tells every tenth visitor.", "Hole in browsers", "en"),
    ],
)
def test_short_news_that_begins_like_a_stub_is_published(text: str, title: str, language: str) -> None:
    assert decided(text, title, language) == ("publish", ())


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Something went wrong. Please try again later.", "stub.error"),
        ("An error occurred while processing your request.", "stub.error"),
        ("Access Denied | Harbour Post", "stub.error"),
        ("Sorry, you have been blocked", "stub.error"),
        ("We and our partners store and read information on a device.", "stub.consent"),
        ("Wir und unsere Partner verarbeiten personenbezogene Daten.", "stub.consent"),
        ("To keep reading, sign in.", "stub.paywall"),
        ("Already a subscriber? Log in", "stub.paywall"),
        ("Um weiterzulesen, melden Sie sich an oder werden Sie Abonnent: Jetzt registrieren.", "stub.paywall"),
        ("Please upgrade your browser to improve your experience.", "stub.script"),
    ],
)
def test_what_a_stub_asks_for_is_seen(text: str, rule: str) -> None:
    assert rule in decided(text)[1]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "A payday loan may no longer cost more than it lends, the regulator said, and no lender may offer a payday"
            " loan to a person who is paying one back. Charities say that an average payday loan costs 400 pounds.",
            "Payday loan firms face rules",
        ),
        (
            "Every third customer of an online casino loses too much, the commission said. Ministers want to limit free"
            " spins and the casino bonus, and the no deposit bonus would go.",
            "Ministers want limits on free spins",
        ),
        ("Guaranteed returns and a risk-free profit do not exist, the judge said.", "Jailed for guaranteed returns"),
        ("Beware of ads that promise guaranteed profit, or to double your bitcoin, police warn.", "How scams work"),
    ],
)
def test_reports_about_a_trade_are_looked_at_and_never_rejected(text: str, title: str) -> None:
    assert decided(text, title) == ("review", ("spam.terms",))


@pytest.mark.parametrize(
    "text",
    [
        "The singer took Xanax and tramadol before the concert, the inquest heard.",
        "Customs officers seized viagra and cialis in a container.",
        "The men promised passive income by a trading bot, prosecutors told the court.",
    ],
)
def test_a_sentence_of_the_police_or_a_court_is_no_advertising(text: str) -> None:
    assert decided(text) == ("publish", ())


def test_advertising_in_an_article_that_reports_is_seen() -> None:
    text = "The inquest heard a witness.¶Xanax and tramadol, order online, overnight delivery."

    assert decided(text) == ("reject", ("spam.injected",))


def test_advertising_is_rejected_though_somebody_told_something_beside_it() -> None:
    action, rules = decided("Our online casino has free spins and a casino bonus for you.")

    assert (action, rules[0]) == ("reject", "spam.terms")


RUSSIAN = (
    "Вчера в городе открылась новая больница, сообщил мэр на встрече с жителями района. Врачи начнут работу в мае. До"
    " зимы здесь построят ещё один корпус, а дорогу к нему расширят. Старое здание отдадут школе, где нет мест."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"Компания довольна своим PRом, а её SMSки получают все VIPы. {RUSSIAN}", "ru"),
        ("The #Black\u200bLives\u200bMatter march was shown on You\u200bTube and Le\u200bMonde.", "en"),
        ("In CSS, write display: none; and the box is gone.", "en"),
    ],
)
def test_what_editors_write_hides_nothing(text: str, language: str) -> None:
    assert decided(text, language=language) == ("publish", ())


@pytest.mark.parametrize(
    "text",
    [
        "Our c\u0336a\u0336sino, our b\u0336onus, our spi\u0336ns.",
        "Our ca\u034fsino, our bo\u034fnus, our spi\u034fns.",
        "Our ca\ufe0fsino, our bo\ufe0fnus, our spi\ufe0fns.",
    ],
)
def test_words_are_split_by_any_mark_that_shows_no_letter(text: str) -> None:
    assert decided(text) == ("review", ("spam.hidden",))


@pytest.mark.parametrize(
    "text",
    [
        "Our online-casino has free-spins.",
        "Our online_casino has free_spins.",
        "Our onl\u0131ne cas\u0131no has free sp\u0131ns.",
        "Our ᴏɴʟɪɴᴇ ᴄᴀsɪɴᴏ has free spins.",
    ],
)
def test_joined_words_and_odd_letters_disguise_no_advertising(text: str) -> None:
    assert decided(text)[0] == "reject"


@pytest.mark.parametrize(
    "text",
    ["In Tel Aviv 1 234 567 people live.", "It began in Tel Aviv, 2024-05-06 12:30.", "Ring roads: 100 000 000 km."],
)
def test_no_number_of_people_or_date_is_a_phone(text: str) -> None:
    article = Article(title="Council meets", blocks=(text,), language="en")

    assert "privacy.phone" not in {found.rule for found in decide(article, default_policy()).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Thirty children were led out after a nursery gas leak.",
        "The widow left the museum a genuine bequest of 300 drawings.",
        "The ambassador bought a white residence on the hill.",
        "An outside clergyman will lead the service, the bishop said.",
        "Visitors admire the incomparable court of the palace.",
        "The treaty unified countries that had fought for decades.",
    ],
)
def test_words_that_mean_what_they_say_are_not_tortured(text: str) -> None:
    assert decided(text) == ("publish", ())


@pytest.mark.parametrize(
    "text", ["The White Residence said no.", "Nursery gas emissions rose.", "She works in genuine bequest."]
)
def test_set_phrases_with_their_words_swapped_are_tortured(text: str) -> None:
    assert decided(text) == ("review", ("respun.tortured",))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Ein Online-Casino muss Spielern ihr Geld zurückzahlen, wenn es keine Lizenz hatte, sagte das Gericht. Das"
            " Online-Casino hatte aus Malta geworben. Wer im Online-Casino verloren hat, kann nun klagen.",
            "de",
        ),
        ("Selon le parquet, l'online casino offrait des free spins et un casino bonus à des mineurs.", "fr"),
        ("El online casino daba free spins a menores, según la fiscalía, y un casino bonus.", "es"),
        ("L'online casino offriva free spins a minori, secondo la procura, e un casino bonus.", "it"),
    ],
)
def test_reports_in_other_languages_are_looked_at_and_never_rejected(text: str, language: str) -> None:
    article = Article(title="Casino", blocks=(text, "x " * 40), language=language)

    assert decide(article, default_policy()).action == "review"


def test_an_address_of_a_domain_with_other_letters_is_one() -> None:
    article = Article(title="Council", blocks=("Write to anna.moss@müller.example today.",), language="en")

    assert "privacy.email" in {found.rule for found in decide(article, default_policy()).findings}
