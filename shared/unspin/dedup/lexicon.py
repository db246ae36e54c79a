"""Texts as rows of numbers: each word is looked at once, and known by its row from then on."""

import hashlib
import threading
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.commonplace import COMMONPLACE
from unspin.dedup.plurals import forms, singular
from unspin.dedup.rarity import commonest, table
from unspin.dedup.segments import Bounds, laid
from unspin.dedup.tokens import ENDERS, marks, pieces
from unspin.stopwords import STOPWORDS

Hashes = NDArray[np.uint64]
Flags = NDArray[np.uint8]

OPENS = 1  # it is the first of a sentence
NUMBER = 2
CAPITAL = 4
STOP = 8  # a function word
TERM = 16  # a word or number that a text can be known by
PLAIN = 32  # its rarity stays what it is where it is a name
NAME = 64  # a capital that opens no sentence
CLOSES = 128  # while a text is read: what follows opens a sentence
_CLOSES_TO_OPENS = 7  # bits
_MARK = CLOSES | NAME  # no token at all
_OF_NUMBER = tuple(NUMBER | TERM | PLAIN | place for place in (0, OPENS, CLOSES, OPENS | CLOSES))

SHORT = 3  # letters; words up to it stand for function words where a language has no list of them
PIECES = 80_000  # held before the lexicon starts anew: some 24 MB; what is frequent is soon back


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


@dataclass(frozen=True, slots=True)
class Scans:
    """The tokens of many texts: arrays as in ``Scan``, laid end to end."""

    hashes: Hashes
    stems: Hashes
    flags: Flags
    rarity: NDArray[np.float32]
    bounds: Bounds  # where each text starts, and where the last one ends

    def each(self) -> list[Scan]:
        """Return the tokens of each text."""
        return [
            Scan(self.hashes[start:end], self.stems[start:end], self.flags[start:end], self.rarity[start:end])
            for start, end in pairwise(self.bounds.tolist())
        ]


class Lexicon(dict[str, bytes]):
    """The pieces of texts met so far, between two spaces each, and the rows of the tokens in them.

    Most pieces are a word that was met before, with or without a mark: what a piece holds is found once. Every word has
    four rows that differ in their flags: as it is, OPENS, CLOSES, and both. Threads take turns: none may add a word
    while another looks rows up.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._stop = STOPWORDS.get(language)
        self._lock = threading.Lock()
        self._forget()

    def scan(self, text: str) -> Scan:
        """Return the tokens of a normalised text."""
        return self.scans([text]).each()[0]

    def scans(self, texts: Iterable[str]) -> Scans:
        """Return the tokens of normalised texts, laid end to end."""
        with self._lock:
            return self._scans(texts)

    def _scans(self, texts: Iterable[str]) -> Scans:
        if len(self) > PIECES:
            self._forget()
        packed = [b"".join(map(self.__getitem__, pieces(text))) for text in texts]
        rows = np.frombuffer(b"".join(packed), np.int64)
        bounds = laid([len(each) // rows.itemsize for each in packed])
        flags = np.frombuffer(self._flags, np.uint8).take(rows)
        flags[1:] |= flags[:-1] >> _CLOSES_TO_OPENS
        flags[bounds[:-1].compress(bounds[1:] > bounds[:-1])] |= OPENS
        places = (flags < _MARK).nonzero()[0]
        rows, flags = rows.take(places), _FINAL.take(flags.take(places))
        return Scans(
            np.frombuffer(self._hashes, np.uint64).take(rows),
            np.frombuffer(self._stems, np.uint64).take(rows),
            flags,
            np.frombuffer(self._rarity, np.float32).take(rows),
            places.searchsorted(bounds),
        )

    def __missing__(self, piece: str) -> bytes:
        """Look at a piece for the first time."""
        rows: list[int] = []
        follows_mark = False
        for mark in marks(piece):
            if mark in ENDERS:
                follows_mark = True
            else:
                rows.append((self._rows.get(mark) or self._row(mark)) + follows_mark)
                follows_mark = False
        if follows_mark and rows:
            rows[-1] += 2
        elif follows_mark:
            rows.append(0)
        self[piece] = packed = array("q", rows).tobytes()
        return packed

    def _forget(self) -> None:
        self.clear()
        self._rows: dict[str, int] = {}
        self._hashes, self._stems = array("Q", [0]), array("Q", [0])
        self._flags, self._rarity = array("B", [_MARK]), array("f", [0])  # row 0: no token, a mark that stands alone

    def _row(self, word: str) -> int:
        """Look at a word for the first time; return the first of its rows."""
        self._rows[word] = row = len(self._flags)
        if word[0].isdecimal():  # most of what is new: of a number all else is known
            self._hashes.extend((own := hashed(word),) * 4)
            self._stems.extend((own,) * 4)
            self._flags.extend(_OF_NUMBER)
            self._rarity.extend((commonest(forms(word, self._language), self._language),) * 4)
            return row
        folded = word.casefold()
        stem = singular(folded, self._language)
        known = forms(stem, self._language)
        own = hashed(folded)
        flags = self._flags_of(word, folded, known)
        self._hashes.extend((own,) * 4)
        self._stems.extend((own if stem == folded else hashed(stem),) * 4)
        self._flags.extend((flags, flags | OPENS, flags | CLOSES, flags | OPENS | CLOSES))
        self._rarity.extend((commonest(known, self._language),) * 4)
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


_FINAL = flagged(lambda flags: flags & ~CLOSES & 255 | NAME * (flags & (CAPITAL | OPENS) == CAPITAL))
