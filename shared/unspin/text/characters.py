"""Which kinds of characters and which words a text is made of, found for all blocks of a page at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

KINDS = 9
LOWER, UPPER, DIGIT, BLANK, COMMA, STOP, QUOTE, WIDE, MARK = range(KINDS)

_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff60]+"
)
_CODES = 0x3100  # those beyond are wide, but for a few
_FEW_BITS = 12
_POWERS = 32  # letters of a word after which their places repeat; a power of two


def count_wide(text: str) -> int:
    """Return how many characters of *text* are as wide as two: Chinese, Japanese, Korean."""
    return sum(map(len, _WIDE.findall(text)))


@cache
def _classes() -> NDArray[np.uint8]:
    """Return what kind of character each code is."""
    table = np.full(_CODES, MARK, np.uint8)
    for code in range(_CODES):
        letter = chr(code)
        if letter.isalpha():
            table[code] = UPPER if letter.isupper() else LOWER
        elif letter.isdigit():
            table[code] = DIGIT
        elif letter.isspace():
            table[code] = BLANK
    for kind, letters in ((COMMA, ",;،、"), (STOP, ".!?…؟।։。"), (QUOTE, "\"'”’»)]«“„‘")):
        for letter in letters:
            table[ord(letter)] = kind
    table[0x2E80:0x3000] = table[0x3040:] = WIDE
    return table


@cache
def _folded() -> NDArray[np.uint64]:
    """Return what each code counts in a word: its lower case and one; those that stand in no word nothing."""
    lower = (chr(code).lower() for code in range(_CODES))
    codes = [ord(low) if len(low) == 1 else code for code, low in enumerate(lower)]
    return np.where(_in_words(_classes()), np.array(codes, np.uint64) + np.uint64(1), np.uint64(0))


@cache
def _powers() -> NDArray[np.uint64]:
    """Return an odd factor for each place in a word."""
    return np.cumprod(np.full(_POWERS, 0x9E3779B97F4A7C15, np.uint64), dtype=np.uint64)  # wraps


@dataclass(frozen=True, slots=True, eq=False)
class Characters:
    """The characters of some texts, each text followed by a line feed."""

    codes: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    starts: NDArray[np.int64]  # of each text
    owner: NDArray[np.int64]  # the text that each character stands in


def characters_of(texts: Sequence[str]) -> Characters:
    """Return the characters of *texts*."""
    codes = np.frombuffer("\n".join((*texts, "")).encode("utf-32-le", "replace"), np.uint32)
    kinds = _classes().take(codes, mode="clip")  # the last one is wide
    if codes.max(initial=0) >= _CODES:
        kinds[(codes == 0xFF01) | (codes == 0xFF1F) | (codes == 0xFF0E)] = STOP
        kinds[codes == 0xFF0C] = COMMA
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    ends = np.cumsum(lengths)
    return Characters(codes, kinds, ends - lengths, np.repeat(np.arange(len(texts)), lengths))


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of some texts, in order, as hashes of their letters in lower case."""

    hashes: NDArray[np.uint64]
    lengths: NDArray[np.int64]  # in letters
    owner: NDArray[np.int64]  # the text that each stands in

    def shingles(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Return every four words in a row that stand in one text, as hashes, and the text of each."""
        if len(self.hashes) < 4:
            return self.hashes[:0], self.owner[:0]
        powers, hashes, behind = _powers(), self.hashes, len(self.hashes) - 3
        whole = self.owner[:behind] == self.owner[3:]
        rows = [hashes[at : at + behind] * powers[at] for at in range(4)]
        return (rows[0] + rows[1] + rows[2] + rows[3])[whole], self.owner[:behind][whole]

    def among(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which words are among *hashes*, which are sorted and at least one, and the place there of each."""
        # A few bits tell for most words that they are not: to search for all would take three times as long.
        may = np.zeros(1 << _FEW_BITS, np.bool_)
        may[hashes >> np.uint64(64 - _FEW_BITS)] = True
        near = may[self.hashes >> np.uint64(64 - _FEW_BITS)].nonzero()[0]
        sought = self.hashes[near]
        place = np.minimum(hashes.searchsorted(sought), len(hashes) - 1)
        is_hit = hashes[place] == sought
        return near[is_hit], place[is_hit]


NO_WORDS = Words(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64))


def words_of(characters: Characters) -> Words:
    """Return the words: runs of letters and digits; a Chinese or Japanese character is one by itself."""
    kinds, wide = characters.kinds, characters.kinds == WIDE
    is_letter = _in_words(kinds)
    begins, ends = is_letter.copy(), is_letter.copy()
    begins[1:] &= ~is_letter[:-1] | wide[1:] | wide[:-1]
    ends[:-1] &= ~is_letter[1:] | begins[1:]
    first = begins.nonzero()[0]
    if not len(first):
        return NO_WORDS
    codes = characters.codes[first[0] :]
    values = _folded().take(codes, mode="clip")
    beyond = (codes >= _CODES).nonzero()[0]
    if len(beyond):
        values[beyond] = np.where(is_letter[first[0] :][beyond], codes[beyond] + np.uint64(1), 0)
    # What stands between two words is read with the one before, and counts nothing.
    begin = first - first[0]
    gaps = _gaps(begin, len(codes))
    # Places repeat after 32: eight bits, which wrap, are enough to tell them.
    place = np.arange(len(codes)).astype(np.uint8) - begin.astype(np.uint8).repeat(gaps)
    values *= _powers().take(place & np.uint8(_POWERS - 1))
    # Running sums wrap, too, and differ by the sums of the words, which took longer to add up one by one.
    sums = values.cumsum()[begin + gaps - 1]
    hashes = sums.copy()
    hashes[1:] -= sums[:-1]
    return Words(hashes, ends.nonzero()[0] + 1 - first, characters.owner[first])


def _gaps(places: NDArray[np.int64], end: int) -> NDArray[np.int64]:
    """Return how far it is from each of *places* to the next, and from the last to *end*."""
    found = np.empty_like(places)
    found[:-1], found[-1:] = places[1:], end
    found -= places
    return found


def _in_words(kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (kinds <= DIGIT) | (kinds == WIDE)
    return found
