"""Sentences laid side by side: tells an article told anew from another report of the same event.

Who paraphrases an article goes through it sentence by sentence. Who reports the event himself chooses the facts and
their order. The heaviest chain of sentence pairs that rises in both texts (a longest common subsequence, each pair
weighing what its shared terms say) is therefore nearly all of a paraphrase, and little of a report.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.figures import shared_terms
from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.lexicon import TERM

SHORTEST = 6  # tokens; fewer are part of the sentence before
MOST = 150  # sentences of each text
SAME = 0.3  # of the lighter sentence's weight, of two that tell the same
HEAVY = 8.0  # the weight of one rare name or number

Weights = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Retelling:
    """What two texts tell in the same order."""

    pairs: tuple[tuple[int, int], ...]  # sentences of either, rising in both
    share: float  # of what the text that says more tells, in [0, 1]
    sentences: int  # of the text that has more


def retelling(a: Fingerprint, b: Fingerprint) -> Retelling:
    """Return what *a* and *b* tell in the same order; symmetric but for the order in the pairs."""
    if a.digest > b.digest:  # of chains of one weight, the same for (a, b) and (b, a)
        found = retelling(b, a)
        return Retelling(tuple((one, other) for other, one in found.pairs), found.share, found.sentences)
    in_a, in_b = shared_terms(a, b)
    weights = np.maximum(a.views.terms.weights[in_a], b.views.terms.weights[in_b]).astype(np.float64)
    holds_a, holds_b = _held(a)[:, in_a], _held(b)[:, in_b]
    weight_a, weight_b = _held(a) @ a.views.terms.weights, _held(b) @ b.views.terms.weights
    shared = (holds_a * weights) @ holds_b.T
    told = np.minimum.outer(weight_a, weight_b)
    shared[(shared < SAME * told) | (shared < HEAVY)] = 0.0
    pairs, weight = _chain(shared)
    return Retelling(
        pairs=pairs,
        share=weight / max(1.0, float(weight_a.sum()), float(weight_b.sum())),
        sentences=max(len(weight_a), len(weight_b)),
    )


def spans(text: Fingerprint) -> list[tuple[int, int]]:
    """Return where the sentences of a text start and end, in tokens."""
    found: list[tuple[int, int]] = []
    for start, end in pairwise([*text.scan.opens.nonzero()[0].tolist(), len(text.scan)]):
        if found and found[-1][1] - found[-1][0] < SHORTEST:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found[:MOST]


def _held(text: Fingerprint) -> NDArray[np.float64]:
    """Tell which sentence holds which term: one row to a sentence, of zeros and ones."""
    places = spans(text)
    found = np.zeros((len(places), len(text.views.terms.hashes)))
    for row, (start, end) in enumerate(places):
        stems = text.scan.stems[start:end][(text.scan.flags[start:end] & TERM) != 0]
        found[row, text.views.terms.hashes.searchsorted(stems)] = 1.0
    return found


def _chain(shared: Weights) -> tuple[tuple[tuple[int, int], ...], float]:
    """Return the heaviest chain of pairs that rises in both texts, and its weight."""
    rows, columns = shared.shape
    best = np.zeros((rows + 1, columns + 1))
    for row in range(rows):
        step = np.maximum(best[row, 1:], best[row, :-1] + shared[row])
        best[row + 1, 1:] = np.maximum.accumulate(step) if columns else step
    pairs = []
    row, column = rows, columns
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((row, column))
    return tuple(reversed(pairs)), float(best[rows, columns])
