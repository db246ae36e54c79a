"""Which words mean the same, by WordNet: to explain what was swapped, never to find it.

Spinners draw from other, wilder dictionaries than anybody has, so that synonyms make poor keys; but where a swap is
one, a reader believes it at once. English only. The table is made by training/synonyms.py; its licence is in
synonyms/README.md.
"""

import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

# Endings of inflected words, and what stands in their place in the dictionary.
_ENDINGS = (
    ("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")), ("ing", ("", "e")),
    ("iest", ("y",)), ("est", ("", "e")), ("ier", ("y",)), ("er", ("", "e")), ("ly", ("",)),
)  # fmt: skip
SHORTEST = 3  # letters that are left of an inflected word


def are_synonyms(one: str, other: str) -> bool:
    """Return whether two words, in any inflection, can mean the same."""
    return not _sets(one.casefold()).isdisjoint(_sets(other.casefold()))


def _sets(word: str) -> frozenset[int]:
    return frozenset(number for form in _forms(word) for number in _table().get(form, ()))


def _forms(word: str) -> Iterator[str]:
    yield word
    for ending, replacements in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST:
            yield from (stem + replacement for replacement in replacements)
            if stem[-1] == stem[-2]:  # "planned"
                yield stem[:-1]


@cache
def _table() -> Mapping[str, tuple[int, ...]]:
    """Return the sets that each word is in, by number."""
    path = files("unspin.dedup") / "synonyms" / "en.txt.gz"
    found: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(gzip.decompress(path.read_bytes()).decode().splitlines()):
        for word in line.split(" "):
            found[word] = (*found.get(word, ()), number)
    return found
