"""The repetition filters of Gopher."""

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from unspin.moderation.filters import is_spaced
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen

Ids = NDArray[Any]
_LARGEST = 2**62

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
        if len(reading.words) < self.least or not is_spaced(reading):
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
    lengths = np.fromiter(map(len, reading.words), dtype=np.int64)
    total = int(lengths.sum())
    known: dict[str, int] = {}
    ids: Ids = np.array([known.setdefault(word, len(known)) for word in reading.words], dtype=np.int64)
    for n, bound in _TOP.items():
        covered, count = _top(_grams(ids, len(known), n), lengths, n)
        yield f"top_{n}_gram_character_fraction", covered / total, bound
        # A longer n-gram is no more frequent: where even the longest words would not do, none needs a look.
        if count * max(_TOP) * int(lengths.max()) < min(_TOP.values()) * total:
            break
    for n, bound in _DUPLICATE.items():
        covered = _duplicate(_grams(ids, len(known), n), lengths, n)
        if not covered:  # then no longer n-gram is found twice either
            return
        yield f"duplicate_{n}_gram_character_fraction", covered / total, bound


def _grams(ids: Ids, words: int, n: int) -> Ids:
    """Return a number for each n-gram of the words numbered *ids*, of which there are *words*; equal for equal ones."""
    grams, values = ids, words
    for offset in range(1, n):
        if values * words > _LARGEST:  # numbered anew, they stay small
            _, grams = np.unique(grams, return_inverse=True)
            values = len(ids)
        grams = grams[:-1] * words + ids[offset:]
        values *= words
    return grams


def _top(grams: Ids, lengths: Ids, n: int) -> tuple[int, int]:
    """Return how many characters the most frequent n-gram covers, and how often it is there; once repeats nothing."""
    if not len(grams):
        return 0, 0
    in_order = np.sort(grams)
    starts = np.flatnonzero(np.concatenate(([True], in_order[1:] != in_order[:-1])))
    counts = np.diff(starts, append=len(in_order))
    count, most = int(counts.max()), in_order[starts[counts.argmax()]]
    at = int((grams == most).argmax())
    return (count * int(lengths[at : at + n].sum()) if count > 1 else 0), count


def _duplicate(grams: Ids, lengths: Ids, n: int) -> int:
    """Return how many characters lie in n-grams found before, each character counted once."""
    in_order = np.sort(grams)
    if not (in_order[1:] == in_order[:-1]).any():
        return 0
    first = np.unique(grams, return_index=True)[1]
    again = np.ones(len(grams), dtype=bool)
    again[first] = False
    covered = np.zeros(len(lengths), dtype=bool)
    for offset in range(n):
        covered[offset : offset + len(grams)] |= again
    return int(lengths[covered].sum())
