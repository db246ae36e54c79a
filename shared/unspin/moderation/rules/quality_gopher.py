"""The quality filters of Gopher."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from unspin.moderation.filters import failed, is_spaced
from unspin.moderation.marks import SPACE
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen, Share
from unspin.moderation.words import WORDS

_STOP_WORDS = frozenset(["the", "be", "to", "of", "and", "that", "have", "with"])
_SYMBOLS = ("#", "...", "…")
_BULLETS = ("•", "‣", "▪", "●", "*", "- ")


class QualityGopher(Rule):
    """The quality filters of Gopher: word lengths, symbols, bullets, ellipses, letters, stop words.

    Rae et al., "Scaling Language Models: Methods, Analysis & Insights from Training Gopher" (arXiv:2112.11446,
    2021), appendix A1.1, with its bounds: mean word length 3 to 10, symbols to words at most 0.1, at most 90 % of
    the lines bullets, at most 30 % of them ending in an ellipsis, 80 % of the words with a letter, at least two of
    eight English stop words. Its length filter is `length.minimum`.
    """

    kind: ClassVar[str] = "quality.gopher"

    least: Count = Field(20, description="Words; shorter texts are too short to measure.")
    mean_word_length: tuple[float, float] = Field((3.0, 10.0), description="Characters, from and to.", strict=False)
    symbol_to_word_ratio: Share = Field(0.1, description="`#` and ellipses to words.")
    bullet_lines: Share = Field(0.9, description="Share of the lines that start with a bullet.")
    ellipsis_lines: Share = Field(0.3, description="Share of the lines that end in an ellipsis.")
    alphabetic_words: Share = Field(0.8, description="Share of the words that hold a letter, at least.")
    stop_words: Count = Field(2, description="Different English stop words, at least; in English texts.")
    score: Score = Field(0.6, description="Of one filter; each further one adds 0.15.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding that names the filters that failed."""
        filled = (reading.marks[len(reading.title) :] & SPACE) == 0  # from the end of the title's line on
        count = int(np.count_nonzero(filled[1:] & ~filled[:-1]))
        if count >= self.least and is_spaced(reading):
            yield from failed(self._filters(reading, count, int(np.count_nonzero(filled))), self.score, 0.15)

    def _filters(self, reading: Reading, count: int, characters: int) -> Iterator[tuple[str, bool, str]]:
        lines, mean = reading.blocks, characters / count
        yield "mean_word_length", not self.mean_word_length[0] <= mean <= self.mean_word_length[1], f"{mean:.1f}"
        symbols = sum(map(reading.body.count, _SYMBOLS)) / count
        yield "symbol_to_word_ratio", symbols > self.symbol_to_word_ratio, f"{symbols:.2f}"
        bullets = sum(line.startswith(_BULLETS) for line in lines) / len(lines)
        yield "bullet_lines", bullets > self.bullet_lines, f"{bullets:.0%}"
        ellipses = sum(line.endswith(("...", "…")) for line in lines) / len(lines)
        yield "ellipsis_lines", ellipses > self.ellipsis_lines, f"{ellipses:.0%}"
        # Most words are letters and nothing else: only where they do not suffice, the others are looked at one by one.
        letters = float(np.count_nonzero(reading.cut.plain) / count)
        if letters < self.alphabetic_words:
            letters = sum(any(map(str.isalpha, token)) for token in reading.body.split()) / count
        yield "alphabetic_words", letters < self.alphabetic_words, f"{letters:.0%}"
        if reading.article.language == "en":
            found = _stop_words(reading.folded_body, self.stop_words)
            yield "stop_words", found < self.stop_words, str(found)


def _stop_words(folded: str, enough: int) -> int:
    """Return how many different stop words there are; *enough* stand in any text's first lines."""
    found: set[str] = set()
    for word in WORDS.finditer(folded):
        if word[0] in _STOP_WORDS:
            found.add(word[0])
            if len(found) == enough:
                break
    return len(found)
