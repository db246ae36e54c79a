"""Which kinds of characters a text is made of, counted for all blocks of a page at once."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

KINDS = 9
LOWER, UPPER, DIGIT, BLANK, COMMA, STOP, QUOTE, WIDE, MARK = range(KINDS)

_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff60]+"
)


def count_wide(text: str) -> int:
    """Return how many characters of *text* are as wide as two: Chinese, Japanese, Korean."""
    return sum(map(len, _WIDE.findall(text)))


@cache
def _classes() -> NDArray[np.uint8]:
    """Return what kind of character each code up to 0x3100 is."""
    table = np.full(0x3100, MARK, np.uint8)
    for code in range(0x3100):
        letter = chr(code)
        if letter.isalpha():
            table[code] = UPPER if letter.isupper() else LOWER
        elif letter.isdigit():
            table[code] = DIGIT
        elif letter.isspace():
            table[code] = BLANK
    for kind, letters in ((COMMA, ",;،、"), (STOP, ".!?…؟।։。"), (QUOTE, "\"'”’»)]«“„‘")):
        for letter in letters:
            table[ord(letter)] = kind
    table[0x2E80:0x3000] = table[0x3040:] = WIDE
    return table


def kinds_of(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the kind of every character of all *texts*, each followed by a line feed, and where each text starts."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "replace"), np.uint32)
    table = _classes()
    kinds = table[np.minimum(codes, len(table) - 1)]
    beyond = codes >= len(table)
    if beyond.any():
        stops = (codes == 0xFF01) | (codes == 0xFF1F) | (codes == 0xFF0E)
        kinds[beyond] = WIDE
        kinds[stops] = STOP
        kinds[codes == 0xFF0C] = COMMA
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    return kinds, np.concatenate(([0], np.cumsum(lengths)[:-1]))
