"""Which blocks of a page are its article: the page's blocks aligned with the gold body, word by word."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

_TOKEN = re.compile(r"\w+")
_LENGTH = 4
_MOST_PLACES = 40
"""Places of a short block in the body that are looked at: a lone word may stand in it a hundred times."""


def labels(texts: Sequence[str], bodies: Sequence[str]) -> tuple[list[float], int]:
    """Return for each block the share of it that is body, and which of the accepted *bodies* fits the page best."""
    tried = [(_aligned(texts, body), at) for at, body in enumerate(bodies) if body]
    return max(tried, key=lambda found: (_quality(texts, found[0], bodies[found[1]]), -found[1]))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the 4-word shingles of *text* as the score counts them."""
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[at : at + _LENGTH]) for at in range(max(1, len(tokens) - 3))) if tokens else Counter()


def _quality(texts: Sequence[str], shares: Sequence[float], body: str) -> float:
    got = shingles("\n".join(text for text, share in zip(texts, shares, strict=True) if share >= 0.5))
    true = shingles(body)
    return 2 * (got & true).total() / max(1, got.total() + true.total())


def _aligned(texts: Sequence[str], body: str) -> list[float]:
    """Chain the blocks through the body: in order, without overlap, with the most words (weighted LIS)."""
    gold = _TOKEN.findall(body)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for length in range(1, _LENGTH + 1):
        for at in range(len(gold) - length + 1):
            places[tuple(gold[at : at + length])].append(at)
    found = []  # block, start and end in the body, words that fit
    shares = [0.0] * len(texts)
    loose = [0.0] * len(texts)
    for number, text in enumerate(texts):
        tokens = _TOKEN.findall(text)
        if tokens:
            for start, end, fit in _candidates(tokens, places):
                found.append((number, start, end, fit))
                loose[number] = max(loose[number], fit / len(tokens))
    taken = [False] * len(gold)
    for number, start, end, fit in _chain(found, len(gold)):
        shares[number] = min(1.0, fit / max(1, end - start))
        taken[start:end] = [True] * (end - start)
    for number, start, end, _ in found:  # columns that the body tells in another order
        long = end - start >= 12
        if long and loose[number] > 0.8 and shares[number] < 0.5 and sum(taken[start:end]) < 0.2 * (end - start):
            shares[number] = loose[number]
            taken[start:end] = [True] * (end - start)
    return shares


def _candidates(tokens: list[str], places: dict[tuple[str, ...], list[int]]) -> list[tuple[int, int, int]]:
    """Return where a block may stand in the body: (start, end, words that fit)."""
    size = len(tokens)
    if size <= _LENGTH:
        return [(at, at + size, size) for at in places.get(tuple(tokens), ())[:_MOST_PLACES]]
    offsets: Counter[int] = Counter()
    for at in range(size - _LENGTH + 1):
        for place in places.get(tuple(tokens[at : at + _LENGTH]), ())[:_MOST_PLACES]:
            offsets[place - at] += 1
    result = []
    for offset, hits in offsets.most_common(3):
        fit = sum(count for other, count in offsets.items() if abs(other - offset) <= 8)
        if hits >= 1 and fit + 3 >= 0.3 * size:
            result.append((max(0, offset), max(0, offset) + size, min(size, fit + 3)))
    return result


def _chain(found: list[tuple[int, int, int, int]], length: int) -> list[tuple[int, int, int, int]]:
    """Return the heaviest chain of candidates in which blocks and places both rise."""
    best: list[float] = []
    before: list[int] = []
    ends: list[int] = [-10]  # a rising front of (end in the body, weight, candidate)
    weights: list[float] = [0.0]
    owners: list[int] = [-1]
    pending: list[tuple[int, float, int]] = []
    current = -1
    for at, (number, start, end, fit) in enumerate(found):
        if number != current:
            for item in pending:
                _push(ends, weights, owners, item)
            pending, current = [], number
        slack = 3 if end - start > 8 else 0
        spot = bisect_left(ends, start + slack + 1) - 1
        weight = weights[max(0, spot)] + fit
        best.append(weight)
        before.append(owners[max(0, spot)])
        pending.append((min(end, length), weight, at))
    for item in pending:
        _push(ends, weights, owners, item)
    chain = []
    at = owners[-1]
    while at >= 0:
        chain.append(found[at])
        at = before[at]
    return chain[::-1]


def _push(ends: list[int], weights: list[float], owners: list[int], item: tuple[int, float, int]) -> None:
    end, weight, owner = item
    spot = bisect_left(ends, end + 1)
    if weights[spot - 1] >= weight:
        return
    stop = spot
    while stop < len(ends) and weights[stop] <= weight:
        stop += 1
    ends[spot:stop], weights[spot:stop], owners[spot:stop] = [end], [weight], [owner]
    if spot > 0 and ends[spot - 1] == end:
        del ends[spot - 1], weights[spot - 1], owners[spot - 1]
