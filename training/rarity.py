"""Make the tables of word frequencies in shared/unspin/dedup/rarity, one small file per language.

usage: python -m training.rarity [FOLDER]

Source: wordfreq 3.1.1 (Robyn Speer, 2022, doi 10.5281/zenodo.7199437), whose data are CC BY-SA 4.0; so are the tables.
A table holds the words whose Zipf value, the decimal logarithm of how often a word stands in 10^9, reaches a bound.
Words of languages that our readers meet most are told apart further down.

Lines: the Zipf value in tenths, a tab, the words in alphabetical order; the most frequent first.
"""

import gzip
import math
import sys
from collections import defaultdict
from pathlib import Path

from wordfreq import get_frequency_dict

FOLDER = Path(__file__).parents[1] / "shared" / "unspin" / "dedup" / "rarity"
FULL = {"en": 3.0, "es": 3.2, "de": 3.2, "fr": 3.2, "pt": 3.2, "it": 3.2}
COMMON = 4.0  # Zipf bound of the other languages: some three thousand words
OTHERS = "ar bg bn ca cs da el fa fi fil he hi hu id is lt lv mk ms nb nl pl ro ru sh sk sl sv ta tr uk ur vi".split()


def table(language: str, bound: float) -> str:
    """Return the table of a language as text."""
    tenths: defaultdict[int, list[str]] = defaultdict(list)
    for word, frequency in get_frequency_dict(language, "small").items():
        zipf = math.log10(frequency) + 9
        # Digits are judged by what they say, not by how often they stand somewhere.
        if zipf >= bound and len(word) > 1 and not any(character.isdigit() for character in word):
            tenths[round(10 * zipf)].append(word.casefold())
    return "".join(f"{value}\t{' '.join(sorted(words))}\n" for value, words in sorted(tenths.items(), reverse=True))


def main() -> None:
    """Write every table; the same input makes the same bytes."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for language, bound in (FULL | dict.fromkeys(OTHERS, COMMON)).items():
        path = folder / f"{language}.txt.gz"
        path.write_bytes(gzip.compress(table(language, bound).encode(), mtime=0))
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
