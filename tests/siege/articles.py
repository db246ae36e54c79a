"""Articles made by a seeded grammar: distinct, as long as real ones, and copied as they are copied in the wild."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

Kind = Literal["original", "verbatim", "spun", "excerpt"]

ONSETS = "b br d dr f fl g gr h j k kl l m n p pr r s sk st t tr v w".split()
VOWELS = "a e i o u au ei ie".split()
CODAS = "l m n nd r rn s st th x".split()
SUBJECTS = (
    """
    ferry|bridge|library|orchestra|hospital|vineyard|lighthouse|tramway|observatory|brewery|dairy|quarry|museum|airfield
    |shipyard|reservoir|monastery|theatre|fishery|printing house
""".replace("\n", "")
    .replace(" ", "")
    .replace("printinghouse", "printing house")
    .split("|")
)
VERBS = "opened closed moved flooded burned sold restored sued fined praised inspected insured".split()
SPINS = {
    "announced": "declared", "builders": "workers", "decided": "resolved", "wanted": "demanded", "began": "started",
    "money": "funds", "neighbours": "residents", "expensive": "costly", "quickly": "swiftly", "large": "sizeable",
    "ended": "finished", "helped": "assisted", "old": "aged", "answer": "reply", "plan": "scheme",
}  # fmt: skip
SENTENCES = (
    "{name} of {place} announced on {day} that the {subject} would be {verb} before {month}, after {n} neighbours had "
    "signed a letter.",
    "The plan costs {n} thousand crowns, of which {place2} pays {m} and the {name2} foundation the rest.",
    '"We wanted an answer, and got {m} of them," {name} said, and looked at the {subject2} across the river.',
    "In {year} the builders of the {subject} had found {m} coins and a letter by {name3} under its northern wall.",
    "The council decided by {m} votes to {k}, and {name2}, who had wanted a larger {subject2}, left the room quickly.",
    "Critics call it expensive: for the same money, {place2} has {verb} {k} of its {subject2}s since {year}.",
    "Work began on {day}, {n} metres from the old {subject2}, and is said to take {k} months.",
    "{name3} helped to count the {subject2}s of {place}, {n} in all, before the season ended in {month}.",
    "Nobody had told the {m} people of {place2}, who read of it in a newspaper from {place3} and wrote to {name}.",
    "What becomes of the {k} rooms below the {subject} is open; {name3} would like to keep {m} owls there.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
JUNK = ("Leave a Reply", "Share this article", "Read more on our front page", "Subscribe to our newsletter")


@dataclass(frozen=True)
class Made:
    """An article, where it is dropped, and what it was made of."""

    key: str
    text: str
    kind: Kind
    original: str  # the key of the one that it copies; its own where it copies none


def articles(count: int, *, copies: float = 0.3, seed: int = 1) -> list[Made]:
    """Return *count* articles, a share *copies* of them copied from others, in random order."""
    random = Random(seed)
    originals = [_original(random, number) for number in range(round(count * (1 - copies)))]
    copied = [_copy(random, random.choice(originals), number) for number in range(count - len(originals))]
    found = [*originals, *copied]
    random.shuffle(found)
    return found


def _original(random: Random, number: int) -> Made:
    values = {name: _name(random) for name in ("name", "name2", "name3", "place", "place2", "place3")}
    values["name"] = f"{values['name']} {_name(random)}"
    subject, verb = random.choice(SUBJECTS).capitalize(), random.choice(VERBS)
    title = f"{subject} of {values['place']} {verb} after {random.randint(2, 99)} years"
    paragraphs = [" ".join(_sentences(random, values)) for _ in range(random.randint(4, 7))]
    key = f"site-{number % 97}.example/{number:06}.txt"
    return Made(key, "\n\n".join([title, *paragraphs]), "original", key)


def _sentences(random: Random, values: dict[str, str]) -> Iterator[str]:
    for template in random.sample(SENTENCES, random.randint(3, 5)):
        yield template.format(
            **values, subject=random.choice(SUBJECTS), subject2=random.choice(SUBJECTS), verb=random.choice(VERBS),
            day=random.choice(DAYS), month=random.choice(MONTHS), year=random.randint(1850, 2020),
            n=random.randint(100, 9_999), m=random.randint(12, 99), k=random.randint(2, 11),
        )  # fmt: skip


def _copy(random: Random, original: Made, number: int) -> Made:
    kind: Kind = random.choice(("verbatim", "verbatim", "spun", "excerpt"))
    title, *paragraphs = original.text.split("\n\n")
    if kind == "spun":
        paragraphs = [_spun(paragraph) for paragraph in paragraphs]
    elif kind == "excerpt":
        paragraphs = paragraphs[: max(2, len(paragraphs) // 2)]
    junk = random.sample(JUNK, 2) if kind != "verbatim" else []
    key = f"copier-{number % 31}.example/{number:06}.txt"
    return Made(key, "\n\n".join([title, *paragraphs, *junk]), kind, original.key)


def _spun(text: str) -> str:
    for before, after in SPINS.items():
        text = text.replace(f" {before} ", f" {after} ")
    return text


def _name(random: Random) -> str:
    parts = [random.choice(ONSETS) + random.choice(VOWELS) for _ in range(random.randint(1, 3))]
    return ("".join(parts) + random.choice(CODAS)).capitalize()
