"""One model of a page, for html and for text dumps: blocks of text in order, inside containers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspin.text.wrapping import unwrapped

MAX_BLOCKS = 20_000
MAX_BLOCK = 200_000  # characters

Ints = NDArray[np.integer]
Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The blocks of a page and the containers around them.

    A container holds the blocks from ``start`` up to, not including, ``end``: blocks stand in document order, so
    whatever an element holds is one stretch of them, and sums over containers are differences of running sums.
    """

    texts: Sequence[str]
    tags: Ints  # of the nearest block-level element, an index into tags.TAGS; 0 in a dump
    linked: Ints  # characters of each block that are link text
    strong: Floats  # share of each block's characters that is set in bold, in [0, 1]
    slanted: Floats  # the same, in italics
    pictured: NDArray[np.bool_]  # a picture stands between each block and the one before
    # Numbers of containers and blocks are as long as numpy wants them: it is six times as slow to look up by others.
    holder: Ints  # the container that each block stands in directly
    parent: Ints  # of each container; the first is the page and its own parent
    start: Ints
    end: Ints
    flags: Ints  # what the tag and the names of each container say: bits of names.BITS
    path: Ints  # of each container: equal where the tags from the page down are
    named: Ints  # of each container: equal where the tags and the class names are
    form: int  # 1 for html, 0 for a dump

    def __len__(self) -> int:
        """Return the number of blocks."""
        return len(self.texts)


def leaps(parent: Ints) -> Iterator[Ints]:
    """Yield the ancestor of each container that is 1, 2, 4 and so on levels above it, as long as any is not the page.

    What is added up at each step, of a container and of the one above, comes to the sum over all its ancestors, without
    going from one to the next (pointer jumping; Wyllie, "The Complexity of Parallel Computations", 1979). The page is
    its own parent: what is not to be counted twice must be nothing there.
    """
    above = parent
    while np.count_nonzero(above):  # in a fifth of the time of any()
        yield above
        above = above[above]


def of_text(content: str) -> Layout:
    """Return the lines of a dump, whole ones; those between two blank ones share a container."""
    texts: list[str] = []
    holder: list[int] = []
    starts = [0]
    gap = True
    for text in unwrapped([" ".join(line.split()) for line in content.splitlines()]):
        if not text:
            gap = True
            continue
        if gap:
            starts.append(len(texts))
            gap = False
        texts.append(text[:MAX_BLOCK])
        holder.append(len(starts) - 1)
        if len(texts) >= MAX_BLOCKS:
            break
    ends = [len(texts), *starts[2:], len(texts)][: len(starts)]
    blocks, containers = np.zeros(len(texts), np.intp), np.zeros(len(starts), np.intp)
    nothing = np.zeros(len(texts), np.float32)
    return Layout(
        texts=texts,
        tags=blocks,
        linked=blocks,
        strong=nothing,
        slanted=nothing,
        pictured=np.zeros(len(texts), np.bool_),
        holder=np.array(holder, np.intp),
        parent=containers,
        start=np.array(starts, np.intp),
        end=np.array(ends, np.intp),
        flags=containers,
        path=containers,
        named=containers,
        form=0,
    )
