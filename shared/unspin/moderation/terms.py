"""Find the terms of many lists in one pass over a text, however long the lists are.

Aho and Corasick, "Efficient string matching: an aid to bibliographic search" (CACM 18, 1975): the time is linear in
the text, and does not depend on the number of terms.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ahocorasick_rs import AhoCorasick, Implementation

from unspin.encodable import encodable
from unspin.moderation.characters import Numbers
from unspin.moderation.folding import UNSPACED, fold, unleet, visible
from unspin.moderation.marks import LATIN, SIGN, marks_of

Match = Literal["word", "exact", "leet"]
"""``word``: whole words in any case, with or without accents; ``exact``: whole words, letter by letter;
``leet``: as ``word``, and also where signs stand for letters (``fr33 $pins``)."""

_OFTEN = 100  # texts, after which a faster automaton has paid for itself with as many more
_SMALL = 100_000  # characters of all keys: a table takes some hundred bytes for each
_AMONG_LETTERS = re.compile(r"[013457@$|!][a-z]|[a-z][013457@$]")


@dataclass(frozen=True, slots=True)
class TermList:
    """Terms that are looked for in the same way."""

    terms: tuple[str, ...]
    match: Match = "word"
    joins: bool = False  # hyphens and underscores may stand for blanks: "free-spins"


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
        exact, leet = (
            {name: each for name, each in lists.items() if each.match == match} for match in ("exact", "leet")
        )
        # Terms of "leet" lists are words like others, too: only where signs stand among letters is a second look due.
        self._words = _automaton({name: each for name, each in lists.items() if each.match != "exact"}, fold)
        self._exact = _automaton(exact, str)
        self._leet = _automaton(leet, lambda term: unleet(fold(term)))
        self._margin = max((len(term) for each in leet.values() for term in each.terms), default=0)

    def find(self, text: str, folded: str, marks: Numbers | None = None) -> dict[Any, list[Hit]]:
        """Return the hits of every list that has some, in order; of overlapping hits the longer, earlier one.

        *marks* are those of *folded*, where they are known.
        """
        found: dict[Any, list[Hit]] = defaultdict(list)
        for name, hit in self._found(text, folded, marks):
            found[name].append(hit)
        return {name: _longest(hits) for name, hits in found.items()}

    def _found(self, text: str, folded: str, marks: Numbers | None) -> Iterator[tuple[Any, Hit]]:
        if self._words is not None:
            yield from _hits(self._words, folded, text)
        if self._exact is not None:
            yield from _hits(self._exact, text, text)
        if self._leet is not None:
            for start, end in _windows(folded, marks_of(folded) if marks is None else marks, self._margin):
                for name, hit in _hits(self._leet, unleet(folded[start:end]), text, start):
                    if _is_spelling(text[hit.start : hit.end]):
                        yield name, hit


def _hits(automaton: "_Automaton", searched: str, text: str, offset: int = 0) -> Iterator[tuple[Any, Hit]]:
    """Yield what the automaton finds in *searched*, which stands in *text* at *offset*, as whole words."""
    for key, start, end in automaton.found(searched):
        if _is_whole(text, offset + start, offset + end):
            for term, names in automaton.held[key]:
                hit = Hit(offset + start, offset + end, term)
                for name in names:
                    yield name, hit


def _windows(folded: str, marks: Numbers, margin: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches around signs among letters, wide enough for any term, none overlapping another."""
    start = end = 0
    for at in _among_letters(folded, marks):
        if end and at - margin > end:
            yield start, end
            end = 0
        start = start if end else max(0, at - margin)
        end = at + 2 + margin
    if end:
        yield start, end


def _among_letters(folded: str, marks: Numbers) -> Iterator[int]:
    """Yield where two characters match ``_AMONG_LETTERS``, none of them twice."""
    signs, letters = (marks & SIGN) != 0, (marks & LATIN) != 0
    end = 0
    for at in ((signs[:-1] & letters[1:]) | (letters[:-1] & signs[1:])).nonzero()[0].tolist():
        if at >= end and _AMONG_LETTERS.match(folded, at):
            end = at + 2
            yield at


class _Automaton:
    """The keys of terms, made ready to search.

    A table of transitions (``DFA``) is searched two or three times as fast as the automaton that is made in a tenth of
    its time. A worker that wakes has better things to do: the table is made once it will pay.
    """

    def __init__(self, held: Mapping[str, Mapping[str, list[Any]]]) -> None:
        self._keys = [encodable(key) for key in held]
        self.held = [tuple((term, tuple(names)) for term, names in terms.items()) for terms in held.values()]
        self._searched = 0
        self._made = AhoCorasick(self._keys, implementation=Implementation.ContiguousNFA, store_patterns=False)

    def found(self, text: str) -> list[tuple[int, int, int]]:
        """Return the number of a key, where it starts, and where it ends, for each key that is in *text*."""
        self._searched = searched = self._searched + 1  # no thread that counts beside can make another miss the number
        if searched == _OFTEN and sum(map(len, self._keys)) <= _SMALL:
            self._made = AhoCorasick(self._keys, implementation=Implementation.DFA, store_patterns=False)
        found: list[tuple[int, int, int]] = self._made.find_matches_as_indexes(encodable(text), overlapping=True)
        return found


def _automaton(lists: Mapping[Any, TermList], key_of: Callable[[str], str]) -> _Automaton | None:
    held: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for name, each in lists.items():
        for term in each.terms:
            key = key_of(visible(term))
            joints = " -_" if each.joins and " " in key else " "
            for joint in joints if key else "":
                held[key.replace(" ", joint)].setdefault(term, []).append(name)
    return _Automaton(held) if held else None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Say whether no word goes on before or behind; scripts without spaces have no such border."""
    return not (_glued(text, start - 1, start) or _glued(text, end - 1, end))


def _glued(text: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(text) or not (text[left].isalnum() and text[right].isalnum()):
        return False
    return not (UNSPACED.match(text[left]) or UNSPACED.match(text[right]))


def _is_spelling(matched: str) -> bool:
    """Say whether a hit among letters and signs is mostly letters: "1055" is a number, no spelling of "loss"."""
    return 2 * sum(map(str.isalpha, matched)) >= len(matched.replace(" ", ""))


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
