"""Many short arrays laid end to end, so that one call of numpy does for all of them: a call costs as much as a text."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Bounds = NDArray[np.intp]
"""Where each array starts, and where the last one ends: one more than there are arrays."""


def laid(lengths: Iterable[int]) -> Bounds:
    """Return the bounds of arrays of these lengths."""
    return np.array([0, *lengths], np.intp).cumsum()


def sort_each(values: NDArray[np.uint64], bounds: Bounds) -> None:
    """Sort each array in place."""
    for start, end in pairwise(bounds.tolist()):
        values[start:end].sort()


def are_first(values: NDArray[np.uint64], bounds: Bounds) -> NDArray[np.bool_]:
    """Tell which of sorted *values* differ from the one before; the first of each array does."""
    found = np.empty(len(values) + 1, np.bool_)  # one more, since bounds may lie at the end
    np.not_equal(values[1:], values[:-1], out=found[1:-1])
    found[bounds] = True
    return found[:-1]
