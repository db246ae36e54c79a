"""What a posting tells of its text: enough to tell most strangers from copies before any text is read.

A sketch holds the length of a text, its rarest terms and the minimum hashes of its skeleton, as 32 bits each: about a
hundred bytes. Of both sets these are the *first* in an order that all texts share. So the reader can tell what share of them
he holds, and also which of his own first ones a copy would have told of.
"""

import struct
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from unspin.dedup.lexicon import Hashes
from unspin.dedup.views import Terms

_HEAD = struct.Struct(">HB")  # tokens; how many of the hashes after it are of terms
LONGEST = 65_535  # tokens
FIRST = 4  # terms that say what a text is about
FULL = 100.0  # weight of a dozen rare terms


def sketched(length: int, terms: Hashes, skeleton: Hashes) -> bytes:
    """Return a sketch: *terms* the rarest first, *skeleton* the smallest first."""
    told = np.array([*_short(terms), *_short(skeleton)], ">u4")
    return _HEAD.pack(min(length, LONGEST), len(terms)) + told.tobytes()


@dataclass(frozen=True, slots=True)
class Reader:
    """A text, made ready to be held against sketches."""

    length: int
    weights: Mapping[int, float]  # of all its terms
    first: Sequence[int]  # its terms that its own sketch tells of
    skeleton: Sequence[int]  # sorted
    holds: frozenset[int]  # the same

    def agreement(self, sketch: bytes) -> list[float]:
        """Return what the text and a sketched one seem to share, in figures in [0, 1]; the first letter says whose."""
        length, count = _HEAD.unpack_from(sketch)
        told = struct.unpack_from(f">{(len(sketch) - _HEAD.size) // 4}I", sketch, _HEAD.size)
        terms, skeleton = told[:count], told[count:]
        shared = [term for term in terms if term in self.weights]
        theirs = set(terms)
        mine = [term for term in self.first if term in theirs]
        smallest = sum(run in self.holds for run in skeleton)
        below = bisect_right(self.skeleton, skeleton[-1]) if skeleton else 0
        return [
            len(shared) / max(1, len(terms)),
            min(1.0, sum(self.weights[term] for term in shared) / FULL),
            sum(self.weights[term] for term in mine) / max(1.0, sum(self.weights[term] for term in self.first)),
            sum(term in self.weights for term in terms[:FIRST]) / FIRST,
            sum(term in theirs for term in self.first[:FIRST]) / FIRST,
            smallest / max(1, len(skeleton)),
            # A share of few: one more would be missed by chance.
            smallest / (below + 1),
            min(length, self.length) / max(1, length, self.length),
        ]


def reader(length: int, terms: Terms, first: Hashes, skeleton: Hashes) -> Reader:
    """Return the reader of a text; *first* are the terms of its sketch."""
    runs = _short(skeleton)
    weights = dict(zip(_short(terms.hashes), terms.weights.tolist(), strict=True))
    return Reader(min(length, LONGEST), weights, _short(first), runs, frozenset(runs))


def _short(hashes: Hashes) -> list[int]:
    """Return the upper halves of *hashes*: in the same order."""
    found: list[int] = (hashes >> np.uint64(32)).tolist()
    return found
