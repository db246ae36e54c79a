"""The blocks of a page as the rules see them."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import repeat
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.model import Reason
from unspin.text.layout import Layout
from unspin.text.names import BITS, REASON_BITS, sure
from unspin.text.tags import TAGS

Kind = Literal["paragraph", "heading", "item", "quote", "caption"]

_KIND_OF_TAG: dict[str, Kind] = {
    "li": "item",
    "blockquote": "quote",
    "figcaption": "caption",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
}
_KINDS: tuple[Kind, ...] = tuple(_KIND_OF_TAG.get(tag, "paragraph") for tag in TAGS)
_HINTS: tuple[tuple[Reason, int], ...] = (
    *REASON_BITS, ("other", BITS["form"] | BITS["hidden"]), ("related_headlines", BITS["aside"]),
)  # fmt: skip
_HINTING = sum(bits for _, bits in _HINTS)
_LONG = 80  # characters of a block that counts as text here
_MOST_OF_OTHERS = 0.25
_MOST: dict[Reason, float] = {
    "comment_form": 0.7,
    "cookie_notice": 0.9,
    "related_headlines": 0.4,
    "legal": 0.25,
}
# The share of the page's text above which a name says nothing: comments may hold most of it.


class Block(NamedTuple):
    """A stretch of text between two borders."""

    text: str
    kind: Kind = "paragraph"
    link_density: float = 0.0  # share of the characters that are link text
    hint: Reason | None = None  # what the markup around it says it is
    gap: bool = False  # a blank line comes before it: text dumps only


_made: Callable[[Iterable[Any]], Block] = partial(tuple.__new__, Block)  # in half the time of Block(...)


def of_layout(layout: Layout) -> list[Block]:
    """Return the blocks of a page, with what the markup around them says."""
    if not layout.form:
        holder = layout.holder.tolist()
        return [Block(text, gap=at == 0 or holder[at] != holder[at - 1]) for at, text in enumerate(layout.texts)]
    lengths = np.fromiter(map(len, layout.texts), np.int64, len(layout))
    kinds = map(_KINDS.__getitem__, layout.tags.tolist())
    densities = np.minimum(1.0, layout.linked / lengths).tolist()
    hints = map(_hints(layout, lengths).__getitem__, layout.holder.tolist())
    return list(map(_made, zip(layout.texts, kinds, densities, hints, repeat(False))))


def _hints(layout: Layout, lengths: NDArray[np.int64]) -> list[Reason | None]:
    """Return what each container is, by its own names or by those of the outermost one that has any."""
    running = np.concatenate(
        ([0], np.cumsum(np.where((lengths >= _LONG) & (layout.linked < 0.3 * lengths), lengths, 0)))
    )
    shares = ((running[layout.end] - running[layout.start]) / max(1, running[-1])).tolist()
    hints: list[Reason | None] = []
    for flags, parent, share in zip(sure(layout.flags).tolist(), layout.parent.tolist(), shares, strict=True):
        inherited = hints[parent] if hints else None
        hints.append(inherited or (_hint(flags, share) if flags & _HINTING else None))
    return hints


def _hint(flags: int, share: float) -> Reason | None:
    # A whole page is often marked as having or lacking something: that says nothing about its text.
    if flags & BITS["body"]:
        return None
    return next(
        (why for why, bits in _HINTS if flags & bits and share <= _MOST.get(why, _MOST_OF_OTHERS)),
        None,
    )
