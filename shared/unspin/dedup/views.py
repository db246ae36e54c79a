"""The views that articles are compared in: wording, skeleton, names and numbers, the words that it is known by.

A spinner swaps content words for synonyms. It leaves function words, names and numbers alone, since it cannot swap them
without breaking the text; so the *skeleton* of an article, what is left when everything else is dropped, survives it
(compare SpotSigs, SIGIR 2008, whose shingles hang on stop words, and the immutable words of DSpin, NDSS 2014).
Who tells a story anew keeps its names, its numbers and its rare words: the *terms*, each with its rarity.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.lexicon import CAPITAL, NUMBER, PLAIN, STOP, TERM, Hashes, Scan
from unspin.dedup.stopwords import STOPWORDS

WORD_SHINGLE = 3
SKELETON_SHINGLE = 5
NAMED = 1.5  # on Zipf's scale: how much rarer a word is as a name
TOP = 9.0  # on Zipf's scale: a word as frequent as that says nothing

# Knuth's multiplier and the finaliser of splitmix64 (Steele, Lea, Flood, OOPSLA 2014): equal sums stay apart.
_STEP = np.uint64(6_364_136_223_846_793_005)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_MARKS = np.arange(3, dtype=np.uint64) << np.uint64(62)
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))


@dataclass(frozen=True, eq=False)
class Terms:
    """What a text is known by: distinct content words, names and numbers; arrays of one length, sorted by hash."""

    hashes: Hashes
    rarity: NDArray[np.float32]  # Zipf values; names lowered by ``NAMED``
    is_name: NDArray[np.bool_]
    is_number: NDArray[np.bool_]
    is_led: NDArray[np.bool_]  # stands beside a rarer word of one name: "Alan" beside "Greenspan"

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """How much each says, in decimal digits: the rarer the more."""
        return TOP - self.rarity

    @cached_property
    def weight(self) -> float:
        """The sum of the weights."""
        return float(self.weights.sum())

    @cached_property
    def is_content(self) -> NDArray[np.bool_]:
        """Which are neither names nor numbers."""
        return ~(self.is_name | self.is_number)

    @cached_property
    def names(self) -> int:
        """How many are names."""
        return int(np.count_nonzero(self.is_name))

    @cached_property
    def numbers(self) -> int:
        """How many are numbers."""
        return int(np.count_nonzero(self.is_number))

    @property
    def contents(self) -> int:
        """How many are neither."""
        return len(self.hashes) - self.names - self.numbers


@dataclass(frozen=True, eq=False)
class Views:
    """The sets that an article is compared by, as sorted hashes; those that only comparing needs, when asked for."""

    skeleton: Hashes
    skeleton_runs: Hashes  # the same in text order
    terms: Terms
    tokens: Hashes  # in text order

    @cached_property
    def word_runs(self) -> Hashes:
        """The same as in ``words``, in text order."""
        return shingles(self.tokens, WORD_SHINGLE)

    @cached_property
    def words(self) -> Hashes:
        """The runs of words."""
        return distinct(self.word_runs)

    @cached_property
    def all(self) -> Hashes:
        """Words, skeleton and terms, marked by their view: sorted too, so that they are searched at once."""
        sets = self.words, self.skeleton, self.terms.hashes
        found = np.concatenate(sets) >> np.uint64(2)
        found |= np.repeat(_MARKS, [len(each) for each in sets])
        return found

    @property
    def fixed(self) -> Hashes:
        """The names and numbers."""
        return self.terms.hashes[~self.terms.is_content]


def views(scan: Scan, language: str) -> Views:
    """Return the views of a text.

    Languages without a list of function words (also "und") use the words of up to three letters in their place,
    and the tokens themselves where the script has no capitals to tell names by.
    """
    is_name = ((scan.flags & CAPITAL) != 0) & ~scan.opens
    runs = shingles(_skeleton(scan, is_name, language), SKELETON_SHINGLE)
    return Views(distinct(runs), runs, _terms(scan, is_name), scan.hashes)


def distinct(hashes: Hashes) -> Hashes:
    """Return the different ones of *hashes*, sorted."""
    found = np.sort(hashes)
    return found[_is_first(found)]


def shingles(hashes: Hashes, size: int) -> Hashes:
    """Return a hash of every run of *size* tokens; of a shorter text, of the text itself as its one shingle."""
    runs = max(len(hashes) - size + 1, min(len(hashes), 1))
    found = np.zeros(runs, np.uint64)
    for offset in range(min(size, len(hashes))):
        found *= _STEP
        found += hashes[offset : offset + runs]
    return mixed(found)


def mixed(hashes: Hashes) -> Hashes:
    """Return 64 well-mixed bits for each of *hashes*."""
    found = hashes
    for shift, factor in zip(_SHIFTS, _MIX, strict=False):
        found = (found ^ (found >> shift)) * factor
    return found ^ (found >> _SHIFTS[-1])


def _skeleton(scan: Scan, is_name: NDArray[np.bool_], language: str) -> Hashes:
    if language not in STOPWORDS and not (scan.flags & CAPITAL).any():
        return scan.hashes
    kept: Hashes = scan.hashes[is_name | ((scan.flags & (NUMBER | STOP)) != 0)]
    return kept


def _terms(scan: Scan, is_name: NDArray[np.bool_]) -> Terms:
    places = np.flatnonzero(scan.flags & TERM)
    stems = scan.stems[places]
    order = np.argsort(stems, kind="stable")
    starts = np.flatnonzero(_is_first(stems[order]))
    first = places[order[starts]]
    flags = scan.flags[first]
    # Where there is no term, there is nothing to reduce.
    named = np.logical_or.reduceat(is_name[places[order]], starts) if len(starts) else np.zeros(0, np.bool_)
    hashes = scan.stems[first]
    rarity = scan.rarity[first] - NAMED * (named & ((flags & PLAIN) == 0)).astype(np.float32)
    is_number = (flags & NUMBER) != 0
    return Terms(hashes, rarity, named & ~is_number, is_number, _led(scan, hashes, rarity))


def _led(scan: Scan, hashes: Hashes, rarity: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell the terms that stand beside a rarer word of the same name, in two neighbouring capitals."""
    is_capital = (scan.flags & (CAPITAL | TERM)) == CAPITAL | TERM
    pairs = np.flatnonzero(is_capital[:-1] & is_capital[1:] & ~scan.opens[1:])
    left, right = hashes.searchsorted(scan.stems[pairs]), hashes.searchsorted(scan.stems[pairs + 1])
    # Terms are sorted by hash: of two equally rare ones, the smaller hash leads.
    leads = (rarity[left] < rarity[right]) | ((rarity[left] == rarity[right]) & (left < right))
    found = np.zeros(len(rarity), np.bool_)
    found[np.where(leads, right, left)] = True
    return found


def _is_first(hashes: Hashes) -> NDArray[np.bool_]:
    """Tell which of sorted *hashes* differ from the one before."""
    found = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=found[1:])
    return found
