"""Articles too short to be one."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen


class LengthMinimum(Rule):
    """An article with too few words to be one: a caption, a teaser, what is left of a page behind a wall.

    Of scripts that put no spaces between words, two characters count as one word.
    """

    kind: ClassVar[str] = "length.minimum"

    words: Count = Field(40, description="An article with fewer is held against it.")
    score: Score = Field(0.6, description="Of an article that is too short.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for a text that is too short."""
        if reading.word_count < self.words:
            yield Seen(self.score, f"{reading.word_count} words, expected at least {self.words}")
