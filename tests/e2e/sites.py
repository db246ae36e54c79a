"""Generated sites: every page has an article of its own, and the site's sidebar in running sentences."""

from random import Random

_SUBJECTS = "council school harbour library orchard brewery observatory ferry museum theatre quarry bakery".split()
_VERBS = "opened closed rebuilt painted sold measured praised moved counted mended".split()
_THINGS = "roof bridge archive garden tower cellar staircase boiler mural fence clock ledger organ gate".split()
_PLACES = "Aldmoor Brekke Casterlin Dunhaven Eskdale Fjordby Greywick Hollin Inverlow Jarlsund".split()
SIDEBARS = (
    "Our readers keep this paper alive, and a cup of coffee a month pays for one afternoon in the archive.",
    "This week in the arcade: seven puzzles by our own setters, and a prize of two tickets for the winter fair.",
    "The weather desk expects calm days along the coast, with some fog before noon and light winds from the west.",
)


def article(number: int, sentences: int = 8) -> list[str]:
    """Return the paragraphs of an article that no other number gives."""
    random = Random(number)

    def sentence() -> str:
        words = [random.choice(each) for each in (_SUBJECTS, _PLACES, _VERBS, _THINGS, _SUBJECTS, _PLACES)]
        day, price = random.randint(1, 28), random.randint(100, 99_999)
        return (
            f"The {words[0]} of {words[1]} {words[2]} its {words[3]} on the {day}th, which cost {price} crowns, "
            f"while the {words[4]} in {words[5]} waited for visitor number {random.randint(1_000, 999_999)}."
        )

    return [" ".join(sentence() for _ in range(2)) for _ in range(sentences // 2)]


def title(number: int) -> str:
    """Return the title of an article."""
    random = Random(-number - 1)
    place, subject, other = (random.choice(each) for each in (_PLACES, _SUBJECTS, _PLACES))
    return f"{place} {subject} reports finding number {number} in {other}"


def page(number: int, sidebars: tuple[str, ...] = SIDEBARS, paragraphs: list[str] | None = None) -> str:
    """Return a page whose sidebar stands among the paragraphs, marked up like them."""
    own = paragraphs or article(number)
    body = [own[0], sidebars[0], *own[1:], *sidebars[1:]]
    written = "".join(f"<p>{each}</p>" for each in body)
    return f"<html><body><article><h1>{title(number)}</h1>{written}</article></body></html>"


def page_of_site(number: int, site: str = "dunhaven-post") -> tuple[str, str]:
    """Return the key and the content of a page of *site*."""
    return f"{site}/{number}.html", page(number)
