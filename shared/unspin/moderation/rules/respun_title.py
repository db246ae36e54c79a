"""Titles with words swapped."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.reading import Reading
from unspin.moderation.rule import Rule, Score, Seen


class RespunTitle(Rule):
    """The page keeps the title's original words: in a caption, a breadcrumb, a line that the spinner left alone.

    Cleaning notices it, since the lines that tell are no part of the article.
    """

    kind: ClassVar[str] = "respun.title"

    score: Score | None = Field(0.6, description="Of a respun title; null keeps the share of equal words.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield what cleaning noticed."""
        for found in reading.article.findings:
            if found.rule == self.kind:
                yield Seen(found.score if self.score is None else self.score, found.evidence)
