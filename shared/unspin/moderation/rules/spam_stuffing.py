"""The same keyword again and again."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import ClassVar

from pydantic import Field

from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen, Share, shipped
from unspin.moderation.words import sizes_of

_LOOKED_AT = 50  # what is not among the most frequent is not repeated too often


class SpamStuffing(Rule):
    """A keyword, or a pair of words, repeated far more often than prose does.

    Function words do not count, nor do words of three letters and fewer. A pair covers two words each time. Tables
    of figures repeat their units and are passed over.
    """

    kind: ClassVar[str] = "spam.stuffing"

    word_share: Share = Field(0.12, description="Share of all words that one word may be.")
    pair_share: Share = Field(0.15, description="Share of all words that one pair may cover.")
    figures: Share = Field(0.15, description="Share of all words that are numbers; with more, it is a table.")
    least: Count = Field(5, description="Repetitions; fewer are no stuffing, however short the text.")
    score: Score = Field(0.6, description="At the bound; rises to 1 at twice the bound.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for the keyword that is repeated most."""
        if len(reading.cut.starts) < 2 * self.least or not self._has_frequent_keyword(reading):
            return
        words = reading.words
        single = _top(Counter(words))
        # No pair is more frequent than its words.
        is_hopeless = 2 * single[1] <= self.pair_share * len(words)
        double = ("", 0) if is_hopeless else _top(Counter(pairwise(words)))
        over = max(
            (single[1] / len(words) / self.word_share, single),
            (2 * double[1] / len(words) / self.pair_share, double),
            key=lambda each: each[0],
        )
        if over[0] > 1 and over[1][1] >= self.least and not self._is_table(words):
            score = min(1.0, round(self.score + (1 - self.score) * (over[0] - 1), 3))
            yield Seen(score, f"“{over[1][0]}” {over[1][1]} times in {len(words)} words")

    def _has_frequent_keyword(self, reading: Reading) -> bool:
        """Say whether a keyword is frequent enough for either bound: few texts have one, and need a closer look."""
        words, text = reading.cut, reading.folded_body
        order, starts = words.alike
        counts = sizes_of(starts, len(order))
        # A pair covers two words, and is no more frequent than either.
        least = int(min(self.word_share, self.pair_share / 2) * len(order))
        frequent = order[starts[counts >= least]]
        return any(_is_keyword(text[words.starts[at] : words.ends[at]]) for at in frequent)

    def _is_table(self, words: tuple[str, ...]) -> bool:
        return sum(word[0].isdigit() for word in words) > self.figures * len(words)


def _top(counts: Counter[str] | Counter[tuple[str, str]]) -> tuple[str, int]:
    """Return the keyword, or the pair of keywords, that is most frequent; looks at frequent ones only."""
    for found, count in counts.most_common(_LOOKED_AT):
        words = (found,) if isinstance(found, str) else found
        if all(map(_is_keyword, words)):
            return " ".join(words), count
    return "", 0


def _is_keyword(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in _function_words()


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for line in shipped("function_words").values() for word in line)
