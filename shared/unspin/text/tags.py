"""The tags of a page as its parser writes it, found with numpy, and what each does to the text around it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspin.text.layout import Ints

TAGS = (
    "",
    *"p li h1 h2 h3 h4 h5 h6 div section article td th blockquote figcaption dd dt pre header footer aside nav".split(),
    *"main figure form ul ol summary a".split(),
)
_SKIPPED = frozenset(
    "svg frame object embed canvas audio video select option textarea head math map datalist dialog title".split()
)
_PICTURES = frozenset(["img", "picture"])
_STRONG = frozenset(["b", "strong"])
_SLANTED = frozenset(["i", "em", "cite"])
_INLINE = frozenset(
    """
    abbr acronym bdi bdo big code data del dfn font ins kbd label mark nobr q rp rt ruby s samp small span
    strike sub sup time tt u var wbr input meta link button source area col base keygen track param
    """.split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr keygen frame".split())
LINK, BOLD, ITALIC, BACK, NOTHING, LINE, PICTURE, SKIPS, RETURNS, BORDER, OPENS, CLOSES = 0, 1, 2, 3, *range(6, 14)
SPANS = (LINK, BOLD, ITALIC)  # inline elements whose characters are counted; to close one is BACK more
_LONGEST = 8  # letters of the names that are known: as many as a number of 64 bits holds
_EACH = np.uint64(0x0101010101010101)  # a one in each byte
_BLANKS, _CLOSINGS, _HIGHEST = _EACH * np.uint64(ord(" ")), _EACH * np.uint64(ord(">")), _EACH << np.uint64(7)
_ONE, _SEVEN = np.uint64(1), np.uint64(7)


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """Some tags of a page, in order."""

    begin: Ints  # where the "<" of each stands
    end: Ints  # and its ">"
    behind: Ints  # and the "<" of the next one, up to which its text goes
    deed: Ints  # what each does: BORDER and what is greater end a block
    has_text: NDArray[np.bool_]  # more than blanks

    def seen(self) -> "Tags":
        """Return those of what is not skipped; elements lie inside one another, so that it does not matter of whom."""
        inside = level(self.deed == SKIPS, self.deed == RETURNS)
        at = (inside <= 0).nonzero()[0]
        return Tags(self.begin[at], self.end[at], self.behind[at], self.deed[at], self.has_text[at])


def level(opens: NDArray[np.bool_], closes: NDArray[np.bool_]) -> Ints:
    """Return how many more have opened than closed, up to each; of several rows, of each row."""
    changes = opens.view(np.int8) - closes.view(np.int8)
    return changes.cumsum(axis=-1)


def tags_of(source: bytes) -> Tags:
    """Return the tags of *source*, in which no other "<" or ">" stands but in the names of attributes."""
    data = np.frombuffer(source + bytes(_LONGEST + 2), np.uint8)
    begin, end = _bounds(data)
    behind = np.empty_like(begin)
    behind[:-1], behind[-1:] = begin[1:], len(source)
    return Tags(begin, end, behind, _deeds_at(data, begin), _has_text(data, end + 1, behind))


def _bounds(data: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Return where each tag begins, and where it ends."""
    marks = ((data | 2) == ord(">")).nonzero()[0]  # "<" lacks that bit alone
    opens = data[marks] == ord("<")
    if len(marks) % 2 == 0 and opens[::2].all() and not opens[1::2].any():
        return marks[::2], marks[1::2]
    begin, end = marks[opens], marks[~opens]
    number = end.searchsorted(begin)
    is_first = number < len(end)
    is_first[1:] &= number[1:] > number[:-1]  # others stand inside a tag
    return begin[is_first], end[number[is_first]]


def _deeds_at(data: NDArray[np.uint8], begin: Ints) -> Ints:
    """Return what the tags do that begin at *begin*, by the first letters of their names."""
    closes = data[begin + 1] == ord("/")
    first = begin + 1 + closes
    # The eight bytes from everywhere on, as numbers, without a copy.
    written = np.ndarray((len(data) - _LONGEST,), "<u8", data, strides=(1,))[first]
    # The lowest bit that is set is the highest of the first byte that ends the name: what is below it is the name.
    ends = _zeros(written ^ _BLANKS) | _zeros(written ^ _CLOSINGS)
    names = written & (((ends & -ends) >> _SEVEN) - _ONE)
    following = data[first + _LONGEST]
    is_whole = (ends != 0) | (following == ord(" ")) | (following == ord(">"))
    known, deeds = _KNOWN
    place = np.minimum(known.searchsorted(names), len(known) - 1)
    is_known = known[place] == names
    is_known &= is_whole
    found: Ints = np.where(is_known, deeds.take(place + closes * len(known)), OPENS + closes)
    return found


def _zeros(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return *numbers* with the highest bit set of each byte that is zero, up to the first such byte from below.

    Warren, "Hacker's Delight", section 6-1. What is set above that byte means nothing.
    """
    return (numbers - _EACH) & ~numbers & _HIGHEST


def _has_text(data: NDArray[np.uint8], first: Ints, behind: Ints) -> NDArray[np.bool_]:
    found = np.zeros(len(first), np.bool_)
    some = (first < behind).nonzero()[0]
    if len(some):
        bounds = np.empty(2 * len(some), np.int64)
        bounds[::2], bounds[1::2] = first[some], behind[some]
        found[some] = np.logical_or.reduceat(data > ord(" "), bounds)[::2]
    return found


def _deeds() -> Iterator[tuple[str, int]]:
    """Yield what each tag does; one that is not named opens a block, or closes it."""
    for kind, names in ((LINK, ["a"]), (BOLD, _STRONG), (ITALIC, _SLANTED)):
        yield from ((name, kind) for name in names)
        yield from (("/" + name, kind + BACK) for name in names)
    for name in _SKIPPED - _VOID:
        yield from ((name, SKIPS), ("/" + name, RETURNS))
    for kind, others in ((BORDER, _VOID - _INLINE - _SKIPPED), (PICTURE, _PICTURES)):
        yield from ((name, kind) for name in others)
    for name in (*_INLINE, *(_SKIPPED & _VOID), "picture"):
        yield "/" + name, NOTHING
    yield from ((name, NOTHING) for name in _INLINE | (_SKIPPED & _VOID))
    yield "br", LINE


def _known() -> tuple[NDArray[np.uint64], Ints]:
    """Return the names of _deeds as numbers, sorted, and what the tags do that open and that close them."""
    deeds = dict(_deeds())
    names = sorted({name.strip("/") for name in deeds}, key=_number)
    both = [[deeds.get(slash + name, other) for name in names] for slash, other in (("", OPENS), ("/", CLOSES))]
    return np.array([_number(name) for name in names], np.uint64), np.array(both)


def _number(name: str) -> int:
    return int.from_bytes(name.encode().ljust(_LONGEST, b"\0"), "little")


_KNOWN = _known()
