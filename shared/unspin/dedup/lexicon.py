"""Texts as rows of numbers: each word is looked at once, and known by its row from then on."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.commonplace import COMMONPLACE
from unspin.dedup.plurals import forms, singular
from unspin.dedup.rarity import commonest, table
from unspin.dedup.stopwords import STOPWORDS
from unspin.dedup.tokens import ENDERS, marks

Hashes = NDArray[np.uint64]
Flags = NDArray[np.uint8]

ENDS = 1  # of a mark between tokens: after it a capital says nothing
OPENS = 1  # of a token: it is the first of a sentence
NUMBER = 2
CAPITAL = 4
STOP = 8  # a function word
TERM = 16  # a word or number that a text can be known by
PLAIN = 32  # its rarity stays what it is where it is a name
NAME = 64  # a capital that opens no sentence

SHORT = 3  # letters; words up to it stand for function words where a language has no list of them
WORDS = 300_000  # rows held before the lexicon starts anew: some 60 MB


@dataclass(frozen=True, slots=True)
class Scan:
    """The tokens of a text, in order: arrays of one length."""

    hashes: Hashes  # of the folded words
    stems: Hashes  # of the same words in the singular
    flags: Flags  # but for OPENS and NAME, of all words of one stem NUMBER and PLAIN are the same
    rarity: NDArray[np.float32]  # Zipf values, the same for all words of one stem

    @property
    def opens(self) -> NDArray[np.bool_]:
        """The first of each sentence."""
        found: NDArray[np.bool_] = (self.flags & OPENS) != 0
        return found

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.hashes)


class Lexicon(dict[str, int]):
    """The words of a language met so far, and their rows."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._stop = STOPWORDS.get(language)
        self._hashes: Hashes = np.zeros(4_096, np.uint64)
        self._stems: Hashes = np.zeros(4_096, np.uint64)
        self._flags: Flags = np.zeros(4_096, np.uint8)
        self._rarity = np.zeros(4_096, np.float32)

    def scan(self, text: str) -> Scan:
        """Return the tokens of a normalised text."""
        if len(self) > WORDS:
            self.clear()
        found = marks(text)
        rows = np.fromiter(map(self.__getitem__, found), np.int64, len(found))
        flags = self._flags.take(rows)
        places = ((flags & ENDS) == 0).nonzero()[0]
        rows, flags = rows.take(places), flags.take(places)
        flags[:1] |= OPENS
        # Where a place is left out, a mark stood.
        flags[1:] |= places[1:] - places[:-1] != 1
        flags |= _NAMES.take(flags)
        return Scan(self._hashes.take(rows), self._stems.take(rows), flags, self._rarity.take(rows))

    def __missing__(self, mark: str) -> int:
        """Look at a word for the first time."""
        row = len(self)
        if row == len(self._flags):
            self._hashes, self._stems = _doubled(self._hashes), _doubled(self._stems)
            self._flags, self._rarity = _doubled(self._flags), _doubled(self._rarity)
        folded = mark.casefold()
        stem = singular(folded, self._language)
        known = forms(stem, self._language)
        self._hashes[row] = own = hashed(folded)
        self._stems[row] = own if stem == folded else hashed(stem)
        self._flags[row] = ENDS if mark in ENDERS else self._flags_of(mark, folded, known)
        self._rarity[row] = commonest(known, self._language)
        self[mark] = row
        return row

    def _flags_of(self, mark: str, folded: str, known: tuple[str, ...]) -> int:
        is_number = mark[0].isdigit()
        is_capital = mark[0].isupper() and len(mark) > 1
        is_stop = not is_number and (folded in self._stop if self._stop is not None else len(folded) <= SHORT)
        # Without a table every word would be as rare as the next: only names and numbers are told apart.
        is_term = is_number or (not is_stop and len(folded) > 2 and (is_capital or bool(table(self._language))))
        is_plain = is_number or not COMMONPLACE.isdisjoint(known)
        return NUMBER * is_number | CAPITAL * is_capital | STOP * is_stop | TERM * is_term | PLAIN * is_plain


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language; it grows with the texts of this process."""
    return Lexicon(language)


def hashed(text: str) -> int:
    """Return 64 bits that stand for a text, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def flagged(tell: Callable[[int], int]) -> Flags:
    """Return what *tell* says of each combination of flags, in their place."""
    return np.array([tell(flags) for flags in range(256)], np.uint8)


def _doubled(array: Any) -> Any:
    return np.concatenate((array, np.zeros_like(array)))


_NAMES = flagged(lambda flags: NAME * (flags & (CAPITAL | OPENS) == CAPITAL))
