"""A small convolutional net over the blocks of a page, evaluated with numpy alone.

A forest sees a block and what its features say of the blocks around it; a net learns by itself what to make of those,
and of the words of a block. Both err, but not alike, so that the mean of their odds errs less. That blocks are best
judged as a sequence, by a net, is from Vogels et al., "Web2Text: Deep Structured Boilerplate Removal" (ECIR 2018), and
Leonhardt et al., "Boilerplate Removal using a Neural Sequence Labeling Model" (WWW 2020); blocks that are ever further
apart are seen by dilated convolutions (Yu and Koltun, "Multi-Scale Context Aggregation by Dilated Convolutions", ICLR
2016).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.text.characters import Words
from unspin.text.features import Table
from unspin.text.layout import Floats, Ints

_BLOCKS = 2_048  # whose table is read at a time: bounds the memory that a page of 20,000 blocks takes
_MOST_WORDS = 200_000  # of a page that are read, for the same reason
_SINGLE = 250_000  # products of two numbers: from 262,144 on, OpenBLAS wakes threads, which costs more than they do
_STEADY = np.float32(1e-5)  # of a variance: a row of equal numbers is not divided by nothing


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A linear map to channels, whose results are brought to one scale, row by row, and cut off below 0.

    The scale is that of layer normalisation (Ba, Kiros and Hinton, 2016). The mean of a row, which it takes off, is
    linear in the weights, and was taken off them.
    """

    weights: Floats  # (inputs, channels); of what is weighed before it is added up, one beside the other
    bias: Floats  # (channels,)
    gain: Floats  # (channels,)
    shift: Floats  # (channels,)

    @classmethod
    def of(cls, arrays: Mapping[str, Any], prefix: str, parts: int = 1) -> "Layer":
        """Return the layer that *arrays* hold under names that begin with *prefix*, its inputs in so many *parts*."""
        weights, bias, gain, shift = (arrays[prefix + key].astype(np.float32) for key in LAYER)
        beside = np.concatenate(np.split(centred(weights), parts), axis=1)
        return cls(np.ascontiguousarray(beside), centred(bias), gain, shift)

    def scaled(self, sums: Floats) -> Floats:
        """Return the activations, (blocks, channels), of the *sums* of what was weighed; *sums* is written over."""
        sums += self.bias
        variance = np.einsum("bc,bc->b", sums, sums) / sums.shape[1]
        sums *= (1 / np.sqrt(variance + _STEADY))[:, None]
        sums *= self.gain
        sums += self.shift
        return np.maximum(sums, 0, out=sums)


LAYER = ("weights", "bias", "gain", "shift")


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """What is read of a page, the convolutions over its blocks, and how the odds follow from them."""

    names: tuple[str, ...]  # of the rows of the table, in order
    middle: Floats  # (rows, 1): of each row, and
    spread: Floats  # (rows, 1): how far from it numbers mostly are
    read: Layer
    tags: Floats  # (tags, channels): added for the tag of a block
    words: Floats  # (words, dimensions): the place of a word, by its hash
    meaning: Floats  # (dimensions, channels)
    convolutions: tuple[tuple[int, Layer], ...]  # with how many blocks apart they look
    means: Floats  # (2 * channels, channels): what the middle one makes of the page's mean, and of like places'
    answer: Floats  # (channels,)
    bias: float

    @classmethod
    def of(cls, arrays: Mapping[str, Any], prefix: str) -> "Net":
        """Return the net that *arrays* hold under names that begin with *prefix*."""
        own = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
        keys = ("middle", "spread", "tags", "words", "meaning", "means", "answer")
        single = {key: own[key].astype(np.float32) for key in keys}
        columns = {key: single.pop(key)[:, None] for key in ("middle", "spread")}
        single |= {key: centred(single[key]) for key in ("tags", "meaning", "means")}
        apart = own["apart"].tolist()
        return cls(
            names=tuple(str(name) for name in own["names"]),
            read=Layer.of(own, "read_"),
            convolutions=tuple((each, Layer.of(own, f"convolution{at}_", 3)) for at, each in enumerate(apart)),
            bias=float(own["bias"]),
            **columns,
            **single,
        )

    def odds(self, table: Table) -> Floats:
        """Return for each block the logarithm of the odds that it is part of the article."""
        hidden = self._read(table)
        for at, (apart, layer) in enumerate(self.convolutions):
            sums = convolved(hidden, layer.weights, apart)
            if at == len(self.convolutions) // 2:
                sums += self._means(hidden, table.alike)
            hidden += layer.scaled(sums)
        return np.asarray(hidden @ self.answer + self.bias, np.float32)

    def _read(self, table: Table) -> Floats:
        """Return what the table, the tags and the words say of each block by itself: (blocks, channels)."""
        rows, tags = table.matrix(), table.layout.tags
        parts = []
        for first in range(0, table.count, _BLOCKS):
            scaled = rows[:, first : first + _BLOCKS] - self.middle
            scaled /= np.abs(scaled) + self.spread
            parts.append(product(scaled.T, self.read.weights))
        sums = np.concatenate(parts)
        sums += self.tags.take(tags, axis=0)
        sums += product(self._meant(table.read, table.count), self.meaning)
        return self.read.scaled(sums)

    def _meant(self, words: Words, count: int) -> Floats:
        """Return the mean place of the words of each block, (blocks, dimensions); of one without words, nothing."""
        found = np.zeros((count, self.words.shape[1]), np.float32)
        numbers, owner = numbered(words, len(self.words))
        if len(numbers):
            first = np.flatnonzero(np.diff(owner, prepend=-1))
            held = np.diff(first, append=len(owner)).astype(np.float32)
            found[owner[first]] = np.add.reduceat(self.words.take(numbers, axis=0), first) / held[:, None]
        return found

    def _means(self, hidden: Floats, group: Ints) -> Floats:
        """Return what the means of the page and of the blocks in like places add to the sums of each block."""
        order = np.argsort(group, kind="stable")
        first = np.flatnonzero(np.diff(group[order], prepend=-1))
        held = np.diff(first, append=len(group))
        means = np.add.reduceat(hidden.take(order, axis=0), first) / held.astype(np.float32)[:, None]
        of_page, of_places = np.split(self.means, 2)
        sums = product(means, of_places) + hidden.mean(axis=0) @ of_page
        place = np.empty(len(group), np.intp)
        place[order] = np.repeat(np.arange(len(first)), held)
        added: Floats = sums.take(place, axis=0)
        return added


def convolved(hidden: Floats, weights: Floats, apart: int) -> Floats:
    """Return the sum of each block, the one *apart* blocks before and the one *apart* behind, through *weights*.

    Args:
        hidden: (blocks, channels).
        weights: Side by side of a block before, the block itself and one behind: (channels, 3 * channels).
        apart: At least one.
    """
    channels = weights.shape[1] // 3
    parts = product(hidden, weights)
    sums = parts[:, channels : 2 * channels].copy()
    sums[apart:] += parts[:-apart, :channels]
    sums[:-apart] += parts[apart:, 2 * channels :]
    return sums


def product(left: Floats, right: Floats) -> Floats:
    """Return ``left @ right``, a few rows at a time: by one thread, in one order, however many cores there are."""
    rows = _SINGLE // right.size
    pieces, rest = divmod(len(left), rows)
    whole = pieces * rows
    found = np.empty((len(left), right.shape[1]), np.result_type(left, right))
    # Read through its transpose, the table is divided without a copy.
    stacked = left[:whole].T.reshape(-1, pieces, rows).transpose(1, 2, 0) if whole else left[:0]
    if whole:
        np.matmul(stacked, right, out=found[:whole].reshape(pieces, rows, -1))
    if rest:
        np.matmul(left[whole:], right, out=found[whole:])
    return found


def numbered(words: Words, size: int) -> tuple[Ints, Ints]:
    """Return the words as numbers below *size*, a power of two, and the block that each stands in."""
    numbers = words.hashes[:_MOST_WORDS] >> np.uint64(64 - (size.bit_length() - 1))
    return numbers.astype(np.intp), words.owner[:_MOST_WORDS]


def centred(weights: Floats) -> NDArray[np.float32]:
    """Return *weights* without the mean of each row."""
    return np.asarray(weights - weights.mean(axis=-1, keepdims=True), np.float32)
