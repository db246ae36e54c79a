"""Advertising slipped into an article about something else."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Score, Seen, Share, shipped
from unspin.moderation.terms import Hit, Match


class SpamInjected(PhraseRule):
    """A paragraph that sells casino games, pills, coins, loans or essays inside an article about something else.

    A paragraph with several different terms of one trade is such a passage, unless the title names the trade or
    most paragraphs speak of it: then the article is about it, and `spam.terms` decides.
    """

    kind: ClassVar[str] = "spam.injected"
    data: ClassVar[str] = "spam_injected"
    match: ClassVar[Match] = "leet"

    least: Count = Field(2, description="Different terms of one trade in one paragraph.")
    most: Share = Field(0.5, description="Share of the paragraphs; above it the trade is the topic.")
    score: Score = Field(0.7, description="Of a paragraph with as many terms; each further term adds 0.1.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding for the paragraph that says most of a trade."""
        found = [
            seen
            for trade in shipped(self.data)
            if not trade.startswith("topic ")
            for seen in self._of_trade(
                reading, reading.hits((rule_id, trade)), reading.hits((rule_id, f"topic {trade}"))
            )
        ]
        yield from sorted(found, key=lambda seen: -seen.score)[:1]

    def _of_trade(self, reading: Reading, hits: list[Hit], topic: list[Hit]) -> Iterator[Seen]:
        if len(hits) < self.least or any(hit.start < len(reading.title) for hit in (*hits, *topic)):
            return
        passages = _by_passage(reading, hits)
        about = _by_passage(reading, [*hits, *topic])
        worst = max(passages.values(), key=lambda own: len({hit.term for hit in own}))
        terms = len({hit.term for hit in worst})
        if terms >= self.least and len(about) <= max(1, self.most * len(reading.blocks)):
            score = min(1.0, round(self.score + 0.1 * (terms - self.least), 3))
            yield Seen(score, reading.around(worst[0].start, worst[-1].end))


def _by_passage(reading: Reading, hits: list[Hit]) -> dict[int, list[Hit]]:
    passages: dict[int, list[Hit]] = {}
    for hit in hits:
        passages.setdefault(reading.text.rfind("\n", 0, hit.start), []).append(hit)
    return passages
