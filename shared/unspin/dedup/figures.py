"""The figures that a pair is judged by."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.lexicon import Hashes
from unspin.dedup.views import Terms, Views, counted


class Figures(NamedTuple):
    """How much two articles share in each view; every figure in [0, 1].

    Jaccard similarity where no side is named, else the share of that side's set that the other one holds too.
    """

    words: float
    words_a: float
    words_b: float
    skeleton: float
    skeleton_a: float
    skeleton_b: float
    fixed: float  # names and numbers, of the side that has fewer
    names: float
    numbers: float  # of the side that has fewer
    content: float
    terms: float  # each weighing what its rarity says
    terms_a: float
    terms_b: float
    length: float  # of the shorter one, as a share of the longer

    def named(self) -> dict[str, float]:
        """Return the figures by name, rounded for people."""
        return {name: round(value, 4) for name, value in zip(self._fields, self, strict=True)}


Places = NDArray[np.intp]


def figures(a: Fingerprint, b: Fingerprint) -> Figures:
    """Return the figures of a pair."""
    one, other = a.views, b.views
    words, skeleton, in_one, in_other = _common(one, other)
    shorter, longer = sorted((len(a.scan), len(b.scan)))
    return Figures(
        words=_jaccard(words, len(one.words), len(other.words)),
        words_a=_share(words, len(one.words)),
        words_b=_share(words, len(other.words)),
        skeleton=_jaccard(skeleton, len(one.skeleton), len(other.skeleton)),
        skeleton_a=_share(skeleton, len(one.skeleton)),
        skeleton_b=_share(skeleton, len(other.skeleton)),
        **_of_terms(one.terms, other.terms, in_one, in_other),
        length=_share(shorter, longer),
    )


def _common(a: Views, b: Views) -> tuple[int, int, Places, Places]:
    """Return how many words and how much of the skeleton two texts share, and where the shared terms stand in each."""
    if len(a.all) > len(b.all):
        words, skeleton, in_b, in_a = _common(b, a)
        return words, skeleton, in_a, in_b
    ends = len(a.words), len(a.words) + len(a.skeleton)
    places = b.all.searchsorted(a.all)
    is_shared = b.all.take(places, mode="clip") == a.all if len(b.all) else np.zeros(len(a.all), np.bool_)
    in_a = is_shared[ends[1] :].nonzero()[0]
    in_b = places[ends[1] :][in_a] - (len(b.words) + len(b.skeleton))
    return int(np.count_nonzero(is_shared[: ends[0]])), int(np.count_nonzero(is_shared[ends[0] : ends[1]])), in_a, in_b


def kinship(a: Fingerprint, b: Fingerprint, *, enough: float) -> float:
    """Return the largest share in common of either one's terms or words, or of their skeleton; *enough* ends it."""
    shared, weight_a, weight_b = _weighed(
        a.views.terms, b.views.terms, *_shared(a.views.terms.hashes, b.views.terms.hashes)
    )
    found = max(_share(shared, weight_a), _share(shared, weight_b))
    if found < enough:
        words = common(a.views.words, b.views.words)
        found = max(found, _share(words, min(len(a.views.words), len(b.views.words))))
    if found < enough:
        skeleton = common(a.views.skeleton, b.views.skeleton)
        found = max(found, _jaccard(skeleton, len(a.views.skeleton), len(b.views.skeleton)))
    return found


def shared_terms(a: Fingerprint, b: Fingerprint) -> tuple[Places, Places]:
    """Return where the terms that two texts share stand in the terms of either."""
    return _shared(a.views.terms.hashes, b.views.terms.hashes)


def common(a: Hashes, b: Hashes) -> int:
    """Return how many hashes two sorted arrays of distinct ones share."""
    return len(_shared(a, b)[0])


def are_in(hashes: Hashes, held: Hashes) -> NDArray[np.bool_]:
    """Tell which of *hashes* the sorted array *held* holds."""
    if not len(held):
        return np.zeros(len(hashes), np.bool_)
    found: NDArray[np.bool_] = held.take(held.searchsorted(hashes), mode="clip") == hashes
    return found


def _shared(a: Hashes, b: Hashes) -> tuple[Places, Places]:
    """Return where the shared hashes stand in *a*, and where in *b*."""
    places = b.searchsorted(a)
    found = (b.take(places, mode="clip") == a).nonzero()[0] if len(b) else places[:0]
    return found, places[found]


def _of_terms(a: Terms, b: Terms, in_a: Places, in_b: Places) -> dict[str, float]:
    names, numbers, content = counted(a.kinds.take(in_a) & b.kinds.take(in_b))
    names_a, numbers_a, content_a = a.counts
    names_b, numbers_b, content_b = b.counts
    weight, weight_a, weight_b = _weighed(a, b, in_a, in_b)
    return {
        "fixed": _agreement(names + numbers, min(names_a + numbers_a, names_b + numbers_b)),
        "names": _jaccard(names, names_a, names_b),
        "numbers": _agreement(numbers, min(numbers_a, numbers_b)),
        "content": _jaccard(content, content_a, content_b),
        "terms": _jaccard(weight, weight_a, weight_b),
        "terms_a": _share(weight, weight_a),
        "terms_b": _share(weight, weight_b),
    }


def _weighed(a: Terms, b: Terms, in_a: Places, in_b: Places) -> tuple[float, float, float]:
    """Return what the shared terms weigh, and all of *a*, and all of *b*.

    A name of one text may open its sentence in the other: what it says there counts for both.
    """
    ours, theirs = a.weights.take(in_a), b.weights.take(in_b)
    shared = float(np.maximum(ours, theirs).sum())
    return shared, shared + a.weight - float(ours.sum()), shared + b.weight - float(theirs.sum())


def _agreement(shared: int, fewer: int) -> float:
    """Two texts without a name or number do not contradict each other."""
    return shared / fewer if fewer else 1.0


def _jaccard(shared: float, a: float, b: float) -> float:
    return _share(shared, a + b - shared)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
