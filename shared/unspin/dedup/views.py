"""The views that articles are compared in: wording, skeleton, names and numbers, the words that it is known by.

A spinner swaps content words for synonyms. It leaves function words, names and numbers alone, since it cannot swap them
without breaking the text; so the *skeleton* of an article, what is left when everything else is dropped, survives it
(compare SpotSigs, SIGIR 2008, whose shingles hang on stop words, and the immutable words of DSpin, NDSS 2014).
Who tells a story anew keeps its names, its numbers and its rare words: the *terms*, each with its rarity.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.lexicon import CAPITAL, NAME, NUMBER, OPENS, PLAIN, STOP, TERM, Flags, Hashes, Scan, Scans, flagged
from unspin.dedup.segments import Bounds, are_first, laid, sort_each
from unspin.stopwords import STOPWORDS

WORD_SHINGLE = 3
SKELETON_SHINGLE = 5
NAMED = 1.5  # on Zipf's scale: how much rarer a word is as a name
TOP = 9.0  # on Zipf's scale: a word as frequent as that says nothing

Places = NDArray[np.intp]

# Knuth's multiplier and the finaliser of splitmix64 (Steele, Lea, Flood, OOPSLA 2014): equal sums stay apart.
_STEP = np.uint64(6_364_136_223_846_793_005)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_MARKS = np.arange(3, dtype=np.uint64) << np.uint64(62)
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))

# By the flags of a token, or those of all tokens of one stem together; looked up in a third of the time of telling.
_IS_KEPT = flagged(lambda flags: flags & (NAME | NUMBER | STOP) != 0).astype(np.bool_)  # in a skeleton
_IS_PROPER = flagged(lambda flags: flags & (CAPITAL | TERM) == CAPITAL | TERM).astype(np.bool_)
_FOLLOWS = flagged(lambda flags: flags & (CAPITAL | TERM | OPENS) == CAPITAL | TERM).astype(np.bool_)
_LOWERED = np.float32(NAMED) * flagged(lambda flags: flags & (NAME | PLAIN) == NAME).astype(np.float32)
_KINDS = flagged(lambda flags: NUMBER if flags & NUMBER else NAME if flags & NAME else TERM)


@dataclass(frozen=True, eq=False)
class Terms:
    """What a text is known by: distinct content words, names and numbers; arrays of one length, sorted by hash."""

    hashes: Hashes
    rarity: NDArray[np.float32]  # Zipf values; names lowered by ``NAMED``
    kinds: Flags  # NAME, NUMBER, or TERM for a content word
    is_led: NDArray[np.bool_]  # stands beside a rarer word of one name: "Alan" beside "Greenspan"

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """How much each says, in decimal digits: the rarer the more."""
        return TOP - self.rarity

    @cached_property
    def weight(self) -> float:
        """The sum of the weights."""
        return float(self.weights.sum())

    def part(self, start: int, end: int) -> "Terms":
        """Return those from *start* to *end*: of many texts, those of one."""
        return Terms(self.hashes[start:end], self.rarity[start:end], self.kinds[start:end], self.is_led[start:end])

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """How many are names, numbers, content words."""
        return counted(self.kinds)


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
        found: Hashes = self.terms.hashes[self.terms.kinds != TERM]
        return found


def counted(kinds: Flags) -> tuple[int, int, int]:
    """Return how many of *kinds* are names, numbers, content words; those of several kinds are none of them."""
    held = kinds.tobytes()
    return held.count(NAME), held.count(NUMBER), held.count(TERM)


def views(scan: Scan, language: str) -> Views:
    """Return the views of a text.

    Languages without a list of function words (also "und") use the words of up to three letters in their place,
    and the tokens themselves where the script has no capitals to tell names by.
    """
    return views_of(Scans(scan.hashes, scan.stems, scan.flags, scan.rarity, laid([len(scan)])), language)[0]


def views_of(scans: Scans, language: str) -> list[Views]:
    """Return the views of texts of one language, each as ``views`` does."""
    runs, run_bounds = _shingled(*_skeletons(scans, language), SKELETON_SHINGLE)
    skeleton = runs.copy()
    sort_each(skeleton, run_bounds)
    is_first = are_first(skeleton, run_bounds)
    skeleton, bounds = skeleton.compress(is_first), is_first.nonzero()[0].searchsorted(run_bounds)
    terms, term_bounds = _terms(scans)
    return [
        Views(skeleton[a:b], runs[c:d], terms.part(e, f), scans.hashes[g:h])
        for (a, b), (c, d), (e, f), (g, h) in zip(
            *(pairwise(each.tolist()) for each in (bounds, run_bounds, term_bounds, scans.bounds)), strict=True
        )
    ]


def distinct(hashes: Hashes) -> Hashes:
    """Return the different ones of *hashes*, sorted."""
    found = hashes.copy()
    found.sort()
    return found.compress(_is_first(found))


def shingles(hashes: Hashes, size: int) -> Hashes:
    """Return a hash of every run of *size* tokens; of a shorter text, of the text itself as its one shingle."""
    runs = max(len(hashes) - size + 1, min(len(hashes), 1))
    found = hashes[:runs].copy()
    for offset in range(1, min(size, len(hashes))):
        found *= _STEP
        found += hashes[offset : offset + runs]
    return mixed(found)


def _shingled(hashes: Hashes, bounds: Bounds, size: int) -> tuple[Hashes, Bounds]:
    """Return the shingles of each of many texts, and their bounds."""
    lengths = bounds[1:] - bounds[:-1]
    if len(lengths) == 1 or (lengths < size).any():
        found = [shingles(hashes[start:end], size) for start, end in pairwise(bounds.tolist())]
        return np.concatenate(found), laid(map(len, found))
    across = shingles(hashes, size)
    is_whole = np.ones(len(hashes), np.bool_)
    for offset in range(1, size):
        is_whole[bounds[1:] - offset] = False  # they reach into the next text
    return across.compress(is_whole[: len(across)]), bounds - (size - 1) * np.arange(len(bounds))


def mixed(hashes: Hashes) -> Hashes:
    """Return 64 well-mixed bits for each of *hashes*."""
    found = hashes ^ (hashes >> _SHIFTS[0])
    found *= _MIX[0]
    found ^= found >> _SHIFTS[1]
    found *= _MIX[1]
    found ^= found >> _SHIFTS[2]
    return found


def _skeletons(scans: Scans, language: str) -> tuple[Hashes, Bounds]:
    is_kept = _IS_KEPT.take(scans.flags)
    if language not in STOPWORDS:
        for start, end in pairwise(scans.bounds.tolist()):
            if not (scans.flags[start:end] & CAPITAL).any():
                is_kept[start:end] = True
    places = is_kept.nonzero()[0]
    return scans.hashes.take(places), places.searchsorted(scans.bounds)


def _terms(scans: Scans) -> tuple[Terms, Bounds]:
    """Return the terms of many texts, end to end, and their bounds."""
    places = (scans.flags & TERM).nonzero()[0]
    bounds = places.searchsorted(scans.bounds)
    stems = scans.stems.take(places)
    order = np.empty(len(places), np.intp)
    for start, end in pairwise(bounds.tolist()):
        np.add(stems[start:end].argsort(), start, out=order[start:end])
    stems = stems.take(order)
    is_first = are_first(stems, bounds)
    starts = is_first.nonzero()[0]
    flags = scans.flags.take(places.take(order))
    if len(starts):  # else there is nothing to reduce
        flags = np.bitwise_or.reduceat(flags, starts)
    rarity = scans.rarity.take(places.take(order.take(starts))) - _LOWERED.take(flags)
    named = np.empty(len(places), np.intp)  # the term that stands at each place
    named[order] = is_first.cumsum() - 1
    is_led = _led(scans.flags, places, named, rarity)
    return Terms(stems.take(starts), rarity, _KINDS.take(flags), is_led), starts.searchsorted(bounds)


def _led(flags: Flags, places: Places, named: Places, rarity: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell the terms that stand beside a rarer word of the same name, in two neighbouring capitals."""
    found = np.zeros(len(rarity), np.bool_)
    pairs = places.searchsorted((_IS_PROPER.take(flags[:-1]) & _FOLLOWS.take(flags[1:])).nonzero()[0])
    left, right = named.take(pairs), named.take(pairs + 1)
    # Terms are sorted by hash: of two equally rare ones, the smaller hash leads.
    ours, theirs = rarity.take(left), rarity.take(right)
    leads = (ours < theirs) | ((ours == theirs) & (left < right))
    found[np.where(leads, right, left)] = True
    return found


def _is_first(hashes: Hashes) -> NDArray[np.bool_]:
    """Tell which of sorted *hashes* differ from the one before."""
    found = np.empty(len(hashes), np.bool_)
    found[:1] = True
    np.not_equal(hashes[1:], hashes[:-1], out=found[1:])
    return found
