"""How rare the words of a language are, on Zipf's scale: the decimal logarithm of occurrences in 10^9 words.

The tables ship with the package and never change with what the index holds, so that no decision depends on what
arrived before. training/rarity.py makes them, from wordfreq 3.1.1; their licence is CC BY-SA 4.0, see rarity/README.md.
"""

import gzip
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from unspin.dedup.commonplace import COMMONPLACE

TABLES = "1"  # their version; part of the index version

_BY_DIGITS = (4.0, 4.0, 3.0, 1.6, 0.6)  # of numbers that have so many; the last one of longer ones, too
LITTLE = 5.5  # of words that news are full of, whatever other text makes of them


@cache
def table(language: str) -> Mapping[str, float]:
    """Return the Zipf values of frequent words, commonplaces of news among them; empty where there is no table."""
    path = files("unspin.dedup") / "rarity" / f"{language}.txt.gz"
    if not (language.isascii() and language.isalpha() and path.is_file()):
        return {}
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    found = (line.split("\t") for line in lines)
    values = {word: int(tenths) / 10 for tenths, words in found for word in words.split(" ")}
    return values | dict.fromkeys(COMMONPLACE, LITTLE)


@cache
def rarest(language: str) -> float:
    """Return the value of every word that the table does not hold."""
    return min(table(language).values(), default=LITTLE)


def zipf(word: str, language: str) -> float:
    """Return the value of a case-folded word: higher is more frequent, in about [0.5, 8]."""
    return commonest((word,), language)


def commonest(words: Iterable[str], language: str) -> float:
    """Return the value of the most frequent of some case-folded words."""
    held, least = table(language).get, rarest(language)
    return max([_of_number(word) if word[0].isdigit() else held(word, least) for word in words])


def _of_number(number: str) -> float:
    """A number says as much as it has digits that count: 500,000 is a guess, 487,310 a fact; years are everywhere."""
    if len(number) == 4 and number[:2] in {"19", "20"}:
        return 3.0
    digits = "".join(filter(str.isdigit, number)).strip("0")
    return _BY_DIGITS[min(len(digits), 4)]
