"""What a posting tells of its text: enough to tell most strangers from copies before any text is read.

A sketch holds the length of a text, its rarest terms and the minimum hashes of its skeleton, as 32 bits each:
about a hundred bytes. Of both sets these are the *first* in an order that all texts share. So the reader can
tell what share of them he holds, and also which of his own first ones a copy would have told of.
"""

import struct
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np

from unspin.dedup.lexicon import Hashes
from unspin.dedup.segments import laid
from unspin.dedup.views import Terms

_HEAD = struct.Struct(">HB")  # tokens; how many of the hashes after it are of terms
LONGEST = 65_535  # tokens
FIRST = 4  # terms that say what a text is about
FULL = 100.0  # weight of a dozen rare terms


def sketches(lengths: Sequence[int], terms: Sequence[Hashes], skeletons: Sequence[Hashes]) -> list[bytes]:
    """Return the sketches of texts: of each its *terms* the rarest first, its skeleton the smallest first."""
    parts = [part for both in zip(terms, skeletons, strict=True) for part in both]
    told = (np.concatenate(parts) >> np.uint64(32)).astype(">u4").tobytes()
    ends = (4 * laid(map(len, parts))[::2]).tolist()
    return [
        _HEAD.pack(min(length, LONGEST), len(each)) + told[start:end]
        for length, each, (start, end) in zip(lengths, terms, pairwise(ends), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Reader:
    """A text, made ready to be held against sketches."""

    length: int
    weights: Mapping[int, float]  # of all its terms
    first: Mapping[int, float]  # those of them that its own sketch tells of, in order
    leading: frozenset[int]  # the first few of those
    weight: float  # of the first ones
    skeleton: Sequence[int]  # sorted
    holds: frozenset[int]  # the same

    def agreement(self, sketch: bytes) -> list[float]:
        """Return what the text and a sketched one seem to share, as figures in [0, 1]."""
        length, count = _HEAD.unpack_from(sketch)
        told = struct.unpack_from(f">{(len(sketch) - _HEAD.size) // 4}I", sketch, _HEAD.size)
        terms, skeleton = told[:count], told[count:]
        weights = self.weights
        shared = [weights[term] for term in terms if term in weights]
        # In the order of the first ones: a sum of floats depends on it.
        mine = [weight for term, weight in self.first.items() if term in terms] if shared else []
        smallest = len(self.holds.intersection(skeleton))
        below = bisect_right(self.skeleton, skeleton[-1]) if skeleton else 0
        return [
            len(shared) / max(1, count),
            min(1.0, sum(shared) / FULL),
            sum(mine) / max(1.0, self.weight),
            len(weights.keys() & terms[:FIRST]) / FIRST if shared else 0.0,
            len(self.leading.intersection(terms)) / FIRST if shared else 0.0,
            smallest / max(1, len(skeleton)),
            # A share of few: one more would be missed by chance.
            smallest / (below + 1),
            min(length, self.length) / max(1, length, self.length),
        ]


def reader(length: int, terms: Terms, first: Hashes, skeleton: Hashes) -> Reader:
    """Return the reader of a text; *first* are the terms of its sketch."""
    runs = _short(skeleton)
    weights = dict(zip(_short(terms.hashes), terms.weights.tolist(), strict=True))
    mine = {term: weights[term] for term in _short(first)}
    leading = frozenset(islice(mine, FIRST))
    return Reader(min(length, LONGEST), weights, mine, leading, sum(mine.values()), runs, frozenset(runs))


def _short(hashes: Hashes) -> list[int]:
    """Return the upper halves of *hashes*: in the same order."""
    found: list[int] = (hashes >> np.uint64(32)).tolist()
    return found
