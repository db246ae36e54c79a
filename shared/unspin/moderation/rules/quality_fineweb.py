"""The filters of FineWeb."""

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from pydantic import Field

from unspin.moderation.filters import ends_in, failed, is_spaced
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen, Share

_STOPS = (".", "!", "?", "…", ":")


class QualityFineweb(Rule):
    """The filters of FineWeb: lines without punctuation, duplicate lines, short lines.

    Penedo et al., "The FineWeb Datasets: Decanting the Web for the Finest Text Data at Scale" (arXiv:2406.17557,
    2024), section 3.6, with its bounds: at most 12 % of the lines end in punctuation; 10 % or more of the characters
    are in duplicate lines; 67 % or more of the lines are shorter than 30 characters.
    """

    kind: ClassVar[str] = "quality.fineweb"

    least: Count = Field(3, description="Lines; fewer are too few to measure.")
    line_punct_ratio: Share = Field(0.12, description="Share of the lines that end in punctuation, at least.")
    char_dup_ratio: Share = Field(0.1, description="Share of the characters in duplicate lines.")
    short_line_ratio: Share = Field(0.67, description="Share of the lines shorter than 30 characters.")
    score: Score = Field(0.6, description="Of one filter; each further one adds 0.15.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding that names the filters that failed."""
        if len(reading.blocks) >= self.least and is_spaced(reading):
            yield from failed(self._filters(reading.blocks), self.score, 0.15)

    def _filters(self, lines: tuple[str, ...]) -> Iterator[tuple[str, bool, str]]:
        # With so many that end well, others need no look: the share is at least what comes out.
        enough = int(self.line_punct_ratio * len(lines)) + 2
        ended = sum(1 for _ in islice((line for line in lines if ends_in(line, _STOPS)), enough)) / len(lines)
        yield "line_punct_ratio", ended <= self.line_punct_ratio, f"{ended:.0%}"
        twice = sum(map(len, lines)) - sum(map(len, set(lines)))
        duplicate = twice / sum(map(len, lines))
        yield "char_dup_ratio", duplicate >= self.char_dup_ratio, f"{duplicate:.0%}"
        short = sum(len(line) < 30 for line in lines) / len(lines)
        yield "short_line_ratio", short >= self.short_line_ratio, f"{short:.0%}"
