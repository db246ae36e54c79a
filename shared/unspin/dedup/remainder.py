"""What two texts have besides the wording they share: tells copies from pages that merely quote the same block.

A spun or edited copy is changed here and there, and keeps names and words where it is changed more. Two pages of one
site share its boilerplate word for word, two articles a press release, and nothing else.
"""

import numpy as np

from unspin.dedup.figures import are_in, common
from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.lexicon import TERM, Hashes
from unspin.dedup.views import WORD_SHINGLE, distinct

LEAST = 20  # distinct terms of its own that a text needs to be called another one
OWN = 0.25  # of its terms
RUN = WORD_SHINGLE + 1  # tokens in a row that both texts hold
PASSAGE = 40  # tokens without such a run; of a spun copy, it keeps names and words
KEPT = 0.1  # of the smaller remainder's terms, that the other holds too


def share_only_a_block(a: Fingerprint, b: Fingerprint) -> bool:
    """Return whether both texts have much of their own, and nothing in common in it."""
    one = remainder(a, b)
    if not _is_much(one, a):
        return False
    other = remainder(b, a)
    return _is_much(other, b) and common(one, other) < KEPT * min(len(one), len(other))


def remainder(a: Fingerprint, b: Fingerprint) -> Hashes:
    """Return the terms of *a* in long passages that share no run of words with *b*, as sorted distinct hashes."""
    is_shared = are_in(a.views.word_runs, b.views.words)
    # Two shingles in a row: any two texts have a lone "one of the".
    starts = (is_shared[:-1] & is_shared[1:]).nonzero()[0]
    edges = np.empty(len(starts) + 2, np.intp)
    edges[0], edges[1:-1], edges[-1] = -RUN, starts, len(a.scan)
    gaps = (edges[1:] - edges[:-1] >= PASSAGE + RUN).nonzero()[0]
    if not len(gaps):
        return a.scan.stems[:0]
    is_own = np.zeros(len(a.scan), np.bool_)
    for gap in gaps:
        is_own[edges[gap] + RUN : edges[gap + 1]] = True
    return distinct(a.scan.stems[is_own & ((a.scan.flags & TERM) != 0)])


def _is_much(own: Hashes, text: Fingerprint) -> bool:
    return len(own) >= max(LEAST, OWN * len(text.views.terms.hashes))
