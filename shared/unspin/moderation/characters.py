"""Functions of characters, looked up for all places of a text at once.

An array answers in microseconds what a loop or a regular expression takes a millisecond for.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
_ALL = 0x110000


class Table:
    """A function of characters, none of whose values is 0; works values out as characters come."""

    def __init__(self, value: Callable[[str], int], dtype: Any) -> None:
        self._value = value
        self._values = np.zeros(_ALL, dtype=dtype)  # memory is given for the pages that are written, and they are few
        self._values[:128] = [value(chr(code)) for code in range(128)]

    def __call__(self, codes: Numbers) -> Numbers:
        """Return the value of each of *codes*."""
        found = self._values.take(codes)
        if not found.all():
            for code in set(codes[found == 0].tolist()):
                self._values[code] = self._value(chr(code))
            found = self._values.take(codes)
        return found


def codes_of(text: str) -> Numbers:
    """Return the code of each character."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(codes: Numbers) -> str:
    """Return the characters of *codes*."""
    if codes.max(initial=0) < 128:
        return codes.astype(np.uint8).tobytes().decode("ascii")
    return codes.astype(np.uint32, copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def runs(inside: Numbers) -> tuple[Numbers, Numbers]:
    """Return where the runs of true values start, and where they end."""
    edged = np.zeros(len(inside) + 2, dtype=bool)
    edged[1:-1] = inside
    edges = (edged[1:] != edged[:-1]).nonzero()[0]
    return edges[::2], edges[1::2]


def before(values: Numbers) -> Numbers:
    """Return the sum of the values before each place, and at last of all: sums of stretches are differences of two."""
    sums = np.zeros(len(values) + 1, dtype=np.uint64 if values.dtype == np.uint64 else np.int64)
    values.cumsum(out=sums[1:])
    return sums
