"""The quality filters of Gopher."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.filters import failed, is_spaced
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen, Share

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
        tokens = reading.body.split()
        if len(tokens) >= self.least and is_spaced(reading):
            yield from failed(self._filters(reading, tokens), self.score, 0.15)

    def _filters(self, reading: Reading, tokens: list[str]) -> Iterator[tuple[str, bool, str]]:
        count, lines = len(tokens), reading.blocks
        mean = sum(map(len, tokens)) / count
        yield "mean_word_length", not self.mean_word_length[0] <= mean <= self.mean_word_length[1], f"{mean:.1f}"
        symbols = sum(map(reading.body.count, _SYMBOLS)) / count
        yield "symbol_to_word_ratio", symbols > self.symbol_to_word_ratio, f"{symbols:.2f}"
        bullets = sum(line.startswith(_BULLETS) for line in lines) / len(lines)
        yield "bullet_lines", bullets > self.bullet_lines, f"{bullets:.0%}"
        ellipses = sum(line.endswith(("...", "…")) for line in lines) / len(lines)
        yield "ellipsis_lines", ellipses > self.ellipsis_lines, f"{ellipses:.0%}"
        # Most words are letters and nothing else: only where they do not suffice, the others are looked at one by one.
        letters = sum(map(str.isalpha, reading.words)) / count
        if letters < self.alphabetic_words:
            letters = sum(any(map(str.isalpha, token)) for token in tokens) / count
        yield "alphabetic_words", letters < self.alphabetic_words, f"{letters:.0%}"
        if reading.article.language == "en":
            found = len(_STOP_WORDS.intersection(reading.words))
            yield "stop_words", found < self.stop_words, str(found)
