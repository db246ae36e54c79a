"""Find the terms of many lists in one pass over a text, however long the lists are.

Aho and Corasick, "Efficient string matching: an aid to bibliographic search" (CACM 18, 1975): the time is linear in
the text, and does not depend on the number of terms.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ahocorasick

from unspin.moderation.folding import UNSPACED, fold, unleet, visible

Match = Literal["word", "exact", "leet"]
"""``word``: whole words in any case, with or without accents; ``exact``: whole words, letter by letter;
``leet``: as ``word``, and also where signs stand for letters (``fr33 $pins``)."""


@dataclass(frozen=True, slots=True)
class TermList:
    """Terms that are looked for in the same way."""

    terms: tuple[str, ...]
    match: Match = "word"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term at [start, end) of the text."""

    start: int
    end: int
    term: str


class Terms:
    """The lists, made ready to search; *names* of lists are any hashable values.

    Cost: one pass for each kind of match in use; memory in the characters of all terms.
    """

    def __init__(self, lists: Mapping[Any, TermList]) -> None:
        self._automata = {}
        for match in ("word", "exact", "leet"):
            chosen = {name: each.terms for name, each in lists.items() if each.match == match}
            if any(chosen.values()):
                self._automata[match] = _automaton(chosen, match)

    def find(self, text: str, folded: str) -> dict[Any, list[Hit]]:
        """Return the hits of every list that has some, in order; of overlapping hits the longer, earlier one."""
        found: dict[Any, list[Hit]] = defaultdict(list)
        for match, automaton in self._automata.items():
            searched = text if match == "exact" else folded if match == "word" else unleet(folded)
            for last, held in automaton.iter(searched):
                for length, term, names in held:
                    hit = Hit(last - length + 1, last + 1, term)
                    if _is_whole(text, hit.start, hit.end) and (match != "leet" or _is_spelling(hit, text, folded)):
                        for name in names:
                            found[name].append(hit)
        return {name: _longest(hits) for name, hits in found.items()}


def _automaton(lists: Mapping[Any, Iterable[str]], match: Match) -> Any:
    held: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for name, terms in lists.items():
        for term in terms:
            key = _key(term, match)
            if key:
                held[key].setdefault(term, []).append(name)
    automaton = ahocorasick.Automaton()
    for key, terms_of in held.items():
        automaton.add_word(key, tuple((len(key), term, tuple(names)) for term, names in terms_of.items()))
    automaton.make_automaton()
    return automaton


def _key(term: str, match: Match) -> str:
    shown = visible(term)
    if match == "exact":
        return shown
    return fold(shown) if match == "word" else unleet(fold(shown))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Say whether no word goes on before or behind; scripts without spaces have no such border."""
    return not (_glued(text, start - 1, start) or _glued(text, end - 1, end))


def _glued(text: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(text) or not (text[left].isalnum() and text[right].isalnum()):
        return False
    return not (UNSPACED.match(text[left]) or UNSPACED.match(text[right]))


def _is_spelling(hit: Hit, text: str, folded: str) -> bool:
    """Say whether a hit among letters and signs is the term: itself, or mostly in letters."""
    if folded[hit.start : hit.end] == fold(hit.term):
        return True
    matched = text[hit.start : hit.end]
    # "1055" is a number, not a spelling of "loss".
    return 2 * sum(map(str.isalpha, matched)) >= len(matched.replace(" ", ""))


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
