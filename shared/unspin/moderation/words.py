"""The words of a text: how many there are, in any script, and which are equal."""

import re
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from unspin.moderation.characters import Numbers, before, codes_of, runs
from unspin.moderation.folding import UNSPACED
from unspin.moderation.marks import ALPHABETIC, JOINT, WORD, held_together

WORDS = re.compile(r"\w+(?:['’.-]\w+)*")
_BASE = np.uint64(0x9E3779B97F4A7C15)  # any large odd number: keys of two words are equal once in 2**64 by accident


def word_count(text: str) -> int:
    """Return the number of words; of scripts without spaces, half the number of characters.

    Two characters of such a script say about as much as one word.
    """
    unspaced = 0 if text.isascii() else len(UNSPACED.findall(text))
    return unspaced // 2 + len(WORDS.findall(UNSPACED.sub(" ", text) if unspaced else text))


@dataclass(frozen=True, eq=False)
class Words:
    """The words that ``WORDS`` finds in a text, as arrays: what stands where, in the order of the text."""

    starts: Numbers
    ends: Numbers
    keys: Numbers  # equal for equal words
    plain: Numbers  # whether a word is letters and nothing else

    @property
    def lengths(self) -> Numbers:
        """The number of characters of each."""
        return self.ends - self.starts

    @cached_property
    def alike(self) -> tuple[Numbers, Numbers]:
        """The numbers of the words, equal words side by side; and where in that order each different word starts."""
        order = self.keys.argsort()
        return order, firsts(self.keys[order])

    @cached_property
    def numbers(self) -> Numbers:
        """A number for each word, equal for equal words: where in the text the word is first."""
        order, starts = self.alike
        numbers = np.empty_like(order)
        numbers[order] = np.repeat(np.minimum.reduceat(order, starts), sizes_of(starts, len(order)))
        return numbers


def words_of(text: str, marks: Numbers) -> Words:
    """Return the words of *text*, whose characters have *marks*.

    The key of a word is a polynomial of its characters modulo 2**64 (Karp and Rabin, "Efficient randomized
    pattern-matching algorithms", IBM Journal 31, 1987), made from the sums before its start and its end.
    """
    inside = held_together((marks & WORD) != 0, (marks & JOINT) != 0)
    starts, ends = runs(inside)
    powers = _powers(1 << len(text).bit_length())
    sums = before(codes_of(text) * powers[: len(text)])
    keys = (sums[ends] - sums[starts]) * powers[len(text) - starts]
    plain = np.ones(len(starts), dtype=bool)
    others = (inside & ((marks & ALPHABETIC) == 0)).nonzero()[0]
    plain[starts.searchsorted(others, side="right") - 1] = False
    return Words(starts, ends, (keys ^ (keys >> 32)) * _BASE, plain)


def grams(keys: Numbers, n: int) -> Numbers:
    """Return a key for each *n* words in a row, given the keys of the words: a polynomial of them."""
    count = max(0, len(keys) - n + 1)
    found = keys[:count]
    for offset in range(1, n):
        found = found * _BASE + keys[offset : offset + count]
    return found


def firsts(in_order: Numbers) -> Numbers:
    """Return where, among sorted numbers, each different one starts."""
    differs = np.ones(len(in_order), dtype=bool)
    np.not_equal(in_order[1:], in_order[:-1], out=differs[1:])
    return differs.nonzero()[0]


def sizes_of(starts: Numbers, count: int) -> Numbers:
    """Return how many of *count* places are from each start to the next, and from the last one on."""
    sizes = np.empty_like(starts)
    if len(starts):
        np.subtract(starts[1:], starts[:-1], out=sizes[:-1])
        sizes[-1] = count - starts[-1]
    return sizes


@cache
def _powers(count: int) -> Numbers:
    powers = np.full(count, _BASE, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)
