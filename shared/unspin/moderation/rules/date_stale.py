"""Old articles, delivered as new."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from unspin.moderation.moments import moment
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen


class DateStale(Rule):
    """An article published long before now.

    It needs to be told the time, and sees nothing without it, or without a date of publication.
    """

    kind: ClassVar[str] = "date.stale"

    days: Annotated[Count, Field(le=1_000_000)] = Field(365, description="Age at which an article is still fresh.")
    score: Score = Field(0.6, description="Of an older one.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for an old article."""
        published, now = moment(reading.article.published_at), moment(reading.context.now)
        if published and now and now - published > timedelta(days=self.days):
            age = (now - published).days
            yield Seen(self.score, f"published {published:%Y-%m-%d}, {age} days ago; expected {self.days} at most")
