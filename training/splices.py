"""Pages made of two: the article of one, between what surrounds the article of another.

A net that has seen each article among other menus, teasers and footers learns less of a page by heart; of a thousand
pages it has few to learn from. Boxes of images are put together in this way by Yun et al., "CutMix" (ICCV 2019). All
that is told of blocks is computed anew: of a block pasted in, its neighbours, its containers and its like are others.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from training.pages import CROPS, Sample, sample_of
from unspin.text import selection
from unspin.text.blocks import of_layout
from unspin.text.body import said
from unspin.text.features import Table
from unspin.text.layout import Layout

MADE = "made"
_MOST_BLOCKS = 1_500
_TRIES = 9  # of a donor that has an article
_NEAR = 9  # blocks, one more than are kept at most of a page's own surroundings, or left out of the donor's
_RUNS = 6  # of blocks that are left out, one more than at most
_RUN_ENDS = 0.15  # with each block
_LEFT_OUT = (0.0, 0.05, 0.15)  # of all blocks, article or not
_FOREIGN = np.int64(0x5BD1E995)  # marks the names of what comes from the donor: its places are like none of the page's
_OF_BLOCKS = ("tags", "linked", "strong", "slanted", "pictured", "holder")
_OF_CONTAINERS = ("parent", "start", "end", "flags", "path", "named")


class Piece(NamedTuple):
    """Some blocks of a page, in order."""

    layout: Layout
    first: int
    end: int
    is_foreign: bool


def made(samples: Sequence[Sample], parts: Sequence[int], seed: int) -> Iterator[tuple[Sample, int]]:
    """Yield a page for each sample whose article can be put elsewhere, with its part: donors are of the same part."""
    rng = np.random.default_rng(seed)
    pools = defaultdict(list)
    for sample, part in zip(samples, parts, strict=True):
        if sample.truth.any():
            pools[part, sample.source == CROPS].append(sample)
    for number, (sample, part) in enumerate(zip(samples, parts, strict=True)):
        pool = pools[part, sample.source == CROPS]
        donors = [each for each in (pool[rng.integers(len(pool))] for _ in range(_TRIES)) if each is not sample]
        if not sample.truth.any() or not donors:
            continue
        layout, truth = thinned(*spliced(sample, donors[0], rng), rng)
        if truth.any() and len(truth) <= _MOST_BLOCKS:
            why = None if layout.form else said(selection.reasons(of_layout(layout)))
            table = Table(layout, sample.told, why)
            yield sample_of(MADE, sample.site, sample.page, (), table, sample.told, truth, number), part


def spliced(page: Sample, donor: Sample, rng: np.random.Generator) -> tuple[Layout, Any]:
    """Return *page* with what stands before its article, behind it, or both, from *donor*; and the truth about it."""
    (first, end), (from_first, from_end) = _bounds(page.truth), _bounds(donor.truth)
    which = rng.integers(0, 4)  # before, behind, both, or neither
    pieces = []
    own_first, own_end = 0, len(page.truth)
    if which in (0, 2):
        pieces.append(Piece(donor.layout, 0, max(0, from_first - int(rng.integers(0, _NEAR))), is_foreign=True))
        own_first = max(0, first - int(rng.integers(0, _NEAR)))
    if which in (1, 2):
        own_end = min(own_end, end + int(rng.integers(0, _NEAR)))
    pieces.append(Piece(page.layout, own_first, own_end, is_foreign=False))
    if which in (1, 2):
        behind = min(len(donor.truth), from_end + int(rng.integers(0, _NEAR)))
        pieces.append(Piece(donor.layout, behind, len(donor.truth), is_foreign=True))
    truth = [
        np.zeros(piece.end - piece.first, bool) if piece.is_foreign else page.truth[own_first:own_end]
        for piece in pieces
    ]
    return joined([piece for piece in pieces if piece.first < piece.end]), np.concatenate(truth)


def thinned(layout: Layout, truth: Any, rng: np.random.Generator) -> tuple[Layout, Any]:
    """Leave out, of every other page, some runs of blocks that are no part of the article, and single blocks."""
    keep = np.ones(len(truth), bool)
    if rng.random() < 0.5:
        for _ in range(int(rng.integers(1, _RUNS))):
            first = int(rng.integers(0, len(truth)))
            run = slice(first, first + int(rng.geometric(_RUN_ENDS)))
            if not truth[run].any():
                keep[run] = False
        keep &= rng.random(len(truth)) >= rng.choice(_LEFT_OUT)
    before = np.concatenate(([0], np.cumsum(keep)))
    blocks = {name: getattr(layout, name)[keep] for name in _OF_BLOCKS}
    containers = {name: getattr(layout, name) for name in _OF_CONTAINERS}
    containers |= {name: before[containers[name]] for name in ("start", "end")}
    texts = [text for text, stays in zip(layout.texts, keep, strict=True) if stays]
    return Layout(texts=texts, form=layout.form, **blocks, **containers), truth[keep]


def joined(pieces: Sequence[Piece]) -> Layout:
    """Return *pieces* as one page: the containers of each are put, all, into the container of the whole page."""
    whole = pieces[0].layout
    texts: list[str] = []
    blocks: dict[str, list[Any]] = {name: [] for name in _OF_BLOCKS}
    size = sum(piece.end - piece.first for piece in pieces)
    page = {"parent": [0], "start": [0], "end": [size], "flags": whole.flags[:1], "path": whole.path[:1]}
    containers: dict[str, list[Any]] = {name: [np.asarray(value)] for name, value in page.items()}
    containers["named"] = [whole.named[:1]]
    count = 0  # containers so far, but the page
    for layout, first, end, is_foreign in pieces:
        here = len(texts)
        for name in _OF_BLOCKS:
            blocks[name].append(getattr(layout, name)[first:end])
        blocks["holder"][-1] = _moved(blocks["holder"][-1], count)
        containers["parent"].append(_moved(layout.parent[1:], count))
        for name in ("start", "end"):
            containers[name].append(np.clip(getattr(layout, name)[1:], first, end) - first + here)
        for name in ("flags", "path"):
            containers[name].append(getattr(layout, name)[1:])
        containers["named"].append(layout.named[1:] ^ (_FOREIGN if is_foreign and layout.form else np.int64(0)))
        texts += layout.texts[first:end]
        count += len(layout.parent) - 1
    columns = {
        name: np.concatenate(each).astype(getattr(whole, name).dtype) for name, each in (blocks | containers).items()
    }
    return Layout(texts=texts, form=whole.form, **columns)


def _moved(numbers: Any, by: int) -> Any:
    """Return the numbers of containers behind *by* others; the page, of number 0, stays the first."""
    return np.where(numbers == 0, 0, numbers + by)


def _bounds(truth: Any) -> tuple[int, int]:
    inside = np.flatnonzero(truth)
    return int(inside[0]), int(inside[-1]) + 1
