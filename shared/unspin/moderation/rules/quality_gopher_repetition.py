"""The repetition filters of Gopher."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from unspin.moderation.characters import Numbers, before
from unspin.moderation.filters import is_spaced
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen
from unspin.moderation.words import Words, firsts, grams, sizes_of

# Table A1 of the paper: n -> share of the characters that the most frequent n-gram may cover.
_TOP = {2: 0.20, 3: 0.18, 4: 0.16}
# The same table: n -> share of the characters that n-grams found more than once may cover.
_DUPLICATE = {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.10}


class QualityGopherRepetition(Rule):
    """The repetition filters of Gopher: duplicate lines, frequent and duplicate n-grams of words.

    Rae et al., "Scaling Language Models: Methods, Analysis & Insights from Training Gopher" (arXiv:2112.11446,
    2021), table A1, with its bounds: duplicate lines 30 % of the lines or 20 % of the characters; the top 2-, 3-
    and 4-gram 20, 18 and 16 % of the characters; duplicate 5- to 10-grams 15 to 10 %. A paragraph is a line here.
    """

    kind: ClassVar[str] = "quality.gopher_repetition"

    least: Count = Field(20, description="Words; shorter texts are too short to measure.")
    score: Score = Field(0.6, description="At a bound of a filter; rises to 1 at three times the bound.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding that names the filters that failed."""
        if len(reading.cut.starts) < self.least or not is_spaced(reading):
            return
        over = [(name, share, share / bound) for name, share, bound in _shares(reading) if share > bound]
        if over:
            worst = max(times for _, _, times in over)
            score = min(1.0, round(self.score + (1 - self.score) * (worst - 1) / 2, 3))
            yield Seen(score, "; ".join(f"{name} ({share:.0%})" for name, share, _ in over))


def _shares(reading: Reading) -> Iterator[tuple[str, float, float]]:
    """Yield each filter's name, its figure, and its bound."""
    seen: set[str] = set()
    duplicates = [line for line in reading.blocks if line in seen or seen.add(line)]  # type: ignore[func-returns-value]
    yield "duplicate_line_fraction", len(duplicates) / max(1, len(reading.blocks)), 0.30
    yield "duplicate_line_character_fraction", sum(map(len, duplicates)) / max(1, len(reading.body)), 0.20
    yield from _top_shares(reading.cut)
    yield from _duplicate_shares(reading.cut)


def _top_shares(words: Words) -> Iterator[tuple[str, float, float]]:
    lengths = words.lengths
    total = int(lengths.sum())
    # No n-gram covers more than n times what the word does that covers most.
    order, starts = words.alike
    if max(_TOP) * int(np.add.reduceat(lengths[order], starts).max()) <= min(_TOP.values()) * total:
        return
    for n, bound in _TOP.items():
        keys = grams(words.keys, n)
        count = int(_counts(keys).max(initial=0))
        # Where even the longest words would not do, no longer n-gram does: none is more frequent.
        if count * max(_TOP) * int(lengths.max()) < min(_TOP.values()) * total:
            return
        yield f"top_{n}_gram_character_fraction", _top(words, n, keys, count) / total, bound


def _duplicate_shares(words: Words) -> Iterator[tuple[str, float, float]]:
    lengths = words.lengths
    total, shortest = int(lengths.sum()), min(_DUPLICATE)
    keys, sums = grams(words.keys, shortest), before(lengths)
    again = len(keys) - len(firsts(np.sort(keys)))
    longest = int((sums[shortest:] - sums[:-shortest]).max(initial=0))
    # What lies in a longer n-gram found before lies in a shorter one, too: there may be so few that none needs a look.
    if again * longest <= min(_DUPLICATE.values()) * total:
        return
    for n, bound in _DUPLICATE.items():
        covered = _duplicate(words, n)
        yield f"duplicate_{n}_gram_character_fraction", covered / total, bound
        if covered <= min(_DUPLICATE.values()) * total:
            return


def _counts(keys: Numbers) -> Numbers:
    """Return how often each different one of *keys* is there."""
    return sizes_of(firsts(np.sort(keys)), len(keys))


def _top(words: Words, n: int, keys: Numbers, count: int) -> int:
    """Return how many characters the most frequent n-gram covers, which is there *count* times; once repeats nothing.

    Of several that are as frequent, the one whose first words are first in the text counts.
    """
    if count < 2:
        return 0
    order = keys.argsort()
    starts = firsts(keys[order])
    tied = order[starts[sizes_of(starts, len(order)) == count]]
    at = min(tied, key=lambda place: words.numbers[place : place + n].tolist())
    return count * int(words.lengths[at : at + n].sum())


def _duplicate(words: Words, n: int) -> int:
    """Return how many characters lie in n-grams found before, each character counted once."""
    keys = grams(words.keys, n)
    order = keys.argsort()
    starts = firsts(keys[order])
    again = np.ones(len(keys), dtype=bool)
    again[np.minimum.reduceat(order, starts)] = False
    covered = np.zeros(len(words.keys), dtype=bool)
    for offset in range(n):
        covered[offset : offset + len(keys)] |= again
    return int(words.lengths[covered].sum())
