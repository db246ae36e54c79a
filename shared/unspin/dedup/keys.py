"""The keys that articles are found by, and the sketch that each key carries; of many texts at a time, or of one.

docs/decisions/0007-prefix-keys.md says why these. What is done to each text alone is little: a call of numpy costs as
much as the texts that it is made for.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.lexicon import Hashes
from unspin.dedup.scheme import Scheme
from unspin.dedup.segments import laid
from unspin.dedup.sketch import sketches
from unspin.dedup.views import Views, mixed

Places = NDArray[np.intp]


class Keys(NamedTuple):
    """What finds a text."""

    written: tuple[str, ...]  # at most ``scheme.written``
    probed: tuple[str, ...]  # all written ones are among them
    sketch: bytes
    first: Hashes  # the terms that the sketch tells of, the rarest first


class _Pairs(NamedTuple):
    written: list[str]
    near: list[str]


def keys_of(texts: Sequence[tuple[int, Views]], scheme: Scheme) -> list[Keys]:
    """Return the keys of texts, of each of which its length in tokens is given, and its views."""
    held = [views for _, views in texts]
    pairs, first = _of_terms(held, scheme)
    minima, smallest = _of_skeletons(held, [len(each.written) for each in pairs], scheme)
    skeletons = [views.skeleton[: scheme.sketch_skeleton] for views in held]
    told = sketches([length for length, _ in texts], first, skeletons)
    found = []
    for of_terms, least, more, sketch, terms in zip(pairs, minima, smallest, told, first, strict=True):
        written = (*of_terms.written, *least)
        found.append(Keys(written, tuple(dict.fromkeys((*written, *of_terms.near, *more))), sketch, terms))
    return found


def ranked(views: Views) -> Places:
    """Return where the terms of a text stand, the rarest first; among equals, the smallest hash."""
    return views.terms.rarity.argsort(kind="stable")


def paired(some: Hashes, others: Hashes) -> Hashes:
    """Return one hash for every pair of terms, whatever order the two are in."""
    return mixed(np.minimum(some, others) + mixed(np.maximum(some, others)))


def named(kind: str, hashes: Hashes, scheme: Scheme) -> list[str]:
    """Return the keys of a family, of *hashes*."""
    prefix, digits = f"{scheme.version}#{kind}", hashes.astype(">u8").tobytes().hex()
    return [prefix + digits[at : at + 16] for at in range(0, len(digits), 16)]


def _of_terms(held: Sequence[Views], scheme: Scheme) -> tuple[list[_Pairs], list[Hashes]]:
    """Return each text's pairs of terms (the two rarest, the next two ...; those that stand near), and its first."""
    bounds = laid([len(views.terms.hashes) for views in held])
    order = np.concatenate([ranked(views) for views in held])
    order += bounds[:-1].repeat(bounds[1:] - bounds[:-1])
    hashes = np.concatenate([views.terms.hashes for views in held]).take(order)
    # Without those that stand beside a rarer word of one name.
    leading = (~np.concatenate([views.terms.is_led for views in held]).take(order)).nonzero()[0]
    leaders, starts = hashes.take(leading), leading.searchsorted(bounds).tolist()
    alike = defaultdict(list)  # texts that as many pairs are made of
    for number, ((start, end), (low, high)) in enumerate(zip(pairwise(starts), pairwise(bounds.tolist()), strict=True)):
        alike[min(scheme.paired, (end - start) // 2), min(scheme.probed, high - low)].append(number)
    found: dict[int, _Pairs] = {}
    for (count, looked), numbers in alike.items():
        at = np.array(numbers)
        own = leaders.take(np.array(starts).take(at)[:, None] + np.arange(2 * count))
        near = hashes.take(bounds.take(at)[:, None, None] + _near(looked, scheme.apart))
        some, others = np.concatenate((own[:, ::2], near[:, 0]), 1), np.concatenate((own[:, 1::2], near[:, 1]), 1)
        names, size = named("t", paired(some, others), scheme), some.shape[1]
        for row, number in enumerate(numbers):
            mine = names[row * size : (row + 1) * size]
            found[number] = _Pairs(mine[:count], mine[count:])
    first = [leaders[start : min(end, start + scheme.sketch_terms)] for start, end in pairwise(starts)]
    return [found[number] for number in range(len(held))], first


def _of_skeletons(
    held: Sequence[Views], taken: Sequence[int], scheme: Scheme
) -> tuple[list[list[str]], list[list[str]]]:
    """Return the keys of each skeleton to write, and those to look up.

    Written are the smallest hashes of a few stretches of equal length, looked up are the smallest of all.
    """
    runs = [views.skeleton_runs for views in held]
    counts = [min(scheme.written - pairs, len(each)) for pairs, each in zip(taken, runs, strict=True)]
    offset, starts = 0, []
    for count, each in zip(counts, runs, strict=True):
        if count:
            starts += [offset + number * len(each) // count for number in range(count)]
            offset += len(each)
    spread = [each for count, each in zip(counts, runs, strict=True) if count]
    least = np.minimum.reduceat(np.concatenate(spread), starts).tolist() if starts else []
    prefix = f"{scheme.version}#s"
    minima = []
    for start, end in pairwise(laid(counts).tolist()):
        minima.append([f"{prefix}{key:016x}" for key in sorted({*least[start:end]})])
    smallest = [views.skeleton[: scheme.deeper * len(keys)] for views, keys in zip(held, minima, strict=True)]
    names, bounds = named("s", np.concatenate(smallest), scheme), laid(map(len, smallest)).tolist()
    return minima, [names[start:end] for start, end in pairwise(bounds)]


@cache
def _near(count: int, apart: int) -> Places:
    """Return the pairs of *count* ranks that are at most *apart*: two rows, of the one and the other."""
    pairs = [pair for pair in combinations(range(count), 2) if pair[1] - pair[0] <= apart]
    return np.array(pairs, np.intp).reshape(-1, 2).T
