"""Articles of tomorrow."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from unspin.moderation.moments import moment
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen


class DateFuture(Rule):
    """An article that says it is published after now: a wrong date, set to stay on top of lists.

    It needs to be told the time, and sees nothing without it, or without a date of publication.
    """

    kind: ClassVar[str] = "date.future"

    hours: Annotated[Count, Field(le=1_000_000)] = Field(
        48, description="Ahead of now that are still right: time zones, and embargoes."
    )
    score: Score = Field(0.6, description="Of an article beyond that.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for an article of the future."""
        published, now = moment(reading.article.published_at), moment(reading.context.now)
        if published and now and published - now > timedelta(hours=self.hours):
            yield Seen(self.score, f"published {published:%Y-%m-%d %H:%M}, which is after {now:%Y-%m-%d %H:%M} UTC")
