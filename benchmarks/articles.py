"""Make news articles that no one wrote: distinct ones, and copies of them, from a seed.

For load and speed, not for quality: sentences are grammar without sense. Names, places and numbers are an article's
own, as in news; what two articles share are function words and a few hundred others. The same seed and number make
the same article on every machine.

usage: python -m benchmarks.articles COUNT FOLDER [--seed N] [--copies SHARE] [--words N]
"""

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["original", "exact", "near_duplicate", "excerpt"]

SYLLABLES = (
    "ar bel cor dan el fen gar hol ir jor kal lor mar nor ost per quin ros sel tor ul var wen yar zel"
    " bri cha dre flo gri"
).split()
ENDINGS = "a en is o us ia ard well ton ham berg vik ova stad mouth field".split()
ROLES = "minister mayor captain director engineer farmer teacher nurse judge trader pilot biologist".split()
BODIES = "council ministry company union hospital university museum port airline court agency bank".split()
THINGS = (
    "budget bridge harvest ferry treaty festival election drought railway vaccine strike auction storm tunnel archive"
    " reactor orchard stadium glacier library pension satellite quarry refinery market school canal forest mine theatre"
).split()
QUALITIES = (
    "late costly careful modest sudden northern wooden quiet foreign annual broken joint rural private bitter early"
    " narrow public distant local"
).split()
DEEDS = (
    "opened closed delayed praised inspected rebuilt sold questioned cancelled extended visited measured defended"
    " mapped financed postponed expanded reviewed repaired abandoned"
).split()
SPEECH = "said told warned added argued explained insisted wrote".split()
LINKS = "after before although because while since unless until where as".split()
PLACES = "near behind beyond across along inside outside beneath around beside".split()
MANNERS = ("slowly", "again", "quietly", "together", "instead", "twice", "at once", "without notice", "by law")
# What an editor of copies puts in other words.
EDITS = {"said": "stated", "opened": "launched", "closed": "shut", "late": "tardy", "costly": "dear", "again": "anew"}


@dataclass(frozen=True, slots=True)
class Made:
    """An article that was made."""

    id: str
    kind: Kind
    of: str | None  # the original of a copy
    title: str
    text: str

    def as_record(self) -> dict[str, str]:
        """Return it as a record of a ``.jsonl``."""
        return {"id": self.id, "title": self.title, "text": self.text}


def article(seed: int, number: int, *, words: int = 450) -> Made:
    """Return the article of a seed and a number, of about so many words."""
    draw = random.Random(f"{seed}/{number}")
    names = [_name(draw) for _ in range(8)]
    title = f"{names[0]} {draw.choice(BODIES).title()} {draw.choice(DEEDS).title()} {draw.choice(THINGS).title()}"
    paragraphs, count = [], 0
    while count < words:
        paragraph = " ".join(_sentence(draw, names) for _ in range(draw.randint(2, 4)))
        paragraphs.append(paragraph)
        count += len(paragraph.split())
    return Made(f"{seed}-{number}", "original", None, title, "\n\n".join(paragraphs))


def copy_of(original: Made, kind: Kind, number: int) -> Made:
    """Return a copy: word for word, slightly edited, or the first two thirds."""
    name = f"{original.id}-copy{number}"
    match kind:
        case "exact":
            text = original.text
        case "near_duplicate":
            text = " ".join(EDITS.get(word, word) for word in original.text.split(" "))
        case _:
            paragraphs = original.text.split("\n\n")
            text = "\n\n".join(paragraphs[: max(1, len(paragraphs) * 2 // 3)])
    return Made(name, kind, original.id, original.title, text)


def corpus(count: int, *, seed: int = 1, copies: float = 0.2, words: int = 450) -> Iterator[Made]:
    """Yield *count* articles, a share of which are copies of earlier ones, of each kind in turn."""
    draw, kinds = random.Random(f"{seed}/corpus"), ("exact", "near_duplicate", "excerpt")
    originals: list[int] = []
    for number in range(count):
        if originals and draw.random() < copies:
            kind: Kind = kinds[number % len(kinds)]  # type: ignore[assignment]
            yield copy_of(article(seed, draw.choice(originals), words=words), kind, number)
        else:
            originals.append(number)
            yield article(seed, number, words=words)


def written(made: Made, folder: Path) -> Path:
    """Write an article as a file of its own, under one of twenty sites; return where."""
    site = f"site{hash_of(made.id) % 20:02}.example"
    path = folder / site / f"{made.id}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{made.title}\n\n{made.text}\n", encoding="utf-8")
    return path


def hash_of(text: str) -> int:
    """Return a number that depends on nothing but *text*."""
    return sum(ord(character) * (place + 1) for place, character in enumerate(text))


def _name(draw: random.Random) -> str:
    syllables = "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(1, 2)))
    return (syllables + draw.choice(SYLLABLES) + draw.choice(ENDINGS)).title()


def _sentence(draw: random.Random, names: list[str]) -> str:
    clause = _clause(draw, names)
    form = draw.randrange(5)
    if form == 0:
        clause = f"{clause} {draw.choice(LINKS)} {_clause(draw, names)}"
    elif form == 1:
        clause = f"{draw.choice(names)}, the {draw.choice(ROLES)}, {draw.choice(SPEECH)} that {clause}"
    elif form == 2:
        clause = f"{draw.choice(LINKS)} {_clause(draw, names)}, {clause}"
    elif form == 3:
        clause = f"{clause}, {draw.choice(SPEECH)} {draw.choice(names)} of the {draw.choice(BODIES)}"
    return clause[0].upper() + clause[1:] + "."


def _clause(draw: random.Random, names: list[str]) -> str:
    subject = draw.choice(
        (
            f"the {draw.choice(QUALITIES)} {draw.choice(BODIES)}",
            f"{draw.choice(names)}",
            f"a {draw.choice(ROLES)} from {draw.choice(names)}",
            f"{draw.randint(2, 99) * draw.randint(11, 977)} people",
        )
    )
    thing = draw.choice(
        (
            f"the {draw.choice(QUALITIES)} {draw.choice(THINGS)}",
            f"a {draw.choice(THINGS)} of {draw.randint(3, 9_999)} tonnes",
            f"its {draw.choice(THINGS)} {draw.choice(PLACES)} {draw.choice(names)}",
            f"every {draw.choice(THINGS)} {draw.choice(PLACES)} the {draw.choice(QUALITIES)} {draw.choice(THINGS)}",
        )
    )
    manner = f" {draw.choice(MANNERS)}" if draw.random() < 0.3 else ""
    return f"{subject} {draw.choice(DEEDS)} {thing}{manner}"


def main() -> None:
    """Write a corpus to a folder, one file an article, and what is a copy of what to ``copies.json`` beside it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copies", type=float, default=0.2)
    parser.add_argument("--words", type=int, default=450)
    options = parser.parse_args()
    copies = {}
    for made in corpus(options.count, seed=options.seed, copies=options.copies, words=options.words):
        written(made, options.folder)
        if made.of is not None:
            copies[made.id] = {"of": made.of, "kind": made.kind}
    options.folder.with_name(f"{options.folder.name}.copies.json").write_text(json.dumps(copies, indent=1))
    print(f"{options.count} articles in {options.folder}, {len(copies)} of them copies")


if __name__ == "__main__":
    main()
