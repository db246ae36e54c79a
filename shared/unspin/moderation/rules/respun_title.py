"""Titles with words swapped."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen


class RespunTitle(Rule):
    """The page keeps the title's original words: in a caption, a breadcrumb, a line that the spinner left alone.

    Cleaning notices it, since the lines that tell are no part of the article. A long guide has so many headings that
    one of them resembles its title by accident: there, it is a note.
    """

    kind: ClassVar[str] = "respun.title"

    score: Score = Field(0.6, description="Of a respun title.")
    paragraphs: Count = Field(25, description="An article with more of them is a long one.")
    score_long: Score = Field(0.3, description="Of a respun title over a long one.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield what cleaning noticed."""
        for found in reading.article.findings:
            if found.rule == self.kind:
                is_long = len(reading.blocks) > self.paragraphs
                yield Seen(self.score_long if is_long else self.score, found.evidence)
