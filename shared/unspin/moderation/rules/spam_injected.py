"""Advertising slipped into an article about something else."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule, in_one_sentence
from unspin.moderation.reading import AROUND, Reading
from unspin.moderation.reporting import places_of_reporting
from unspin.moderation.rule import Count, Score, Seen, Share, shipped
from unspin.moderation.terms import Hit, Match, TermList


class SpamInjected(PhraseRule):
    """A paragraph that sells casino games, pills, coins, loans or essays inside an article about something else.

    A paragraph with several different terms of one trade is such a passage, unless the title names the trade or
    most paragraphs speak of it: then the article is about it, and `spam.terms` decides. Sentences of those who hunt,
    judge or regulate a trade ("customs officers seized ...") sell nothing, and do not count.
    """

    kind: ClassVar[str] = "spam.injected"
    data: ClassVar[str] = "spam_injected"
    match: ClassVar[Match] = "leet"

    least: Count = Field(2, description="Different terms of one trade in one paragraph.")
    most: Share = Field(0.5, description="Share of the paragraphs; above it the trade is the topic.")
    score_removed: Score = Field(0.3, description="Of such passages that cleaning has removed already.")
    score: Score = Field(0.7, description="Of a paragraph with as many terms; each further term adds 0.1.")

    def lists(self) -> Mapping[str, TermList]:
        """Return the phrases, and them with their words joined."""
        return {name: replace(terms, joins=True) for name, terms in super().lists().items()}

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
        if found:
            yield max(found, key=lambda seen: seen.score)
        elif any(each.reason == "spam" for each in reading.article.removed):
            yield from self._removed(reading, rule_id)

    def _removed(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield a note of what cleaning took out: the text is clean, but somebody could write into the page."""
        for trade in shipped(self.data):
            is_topic = reading.hits((rule_id, trade)) or reading.hits((rule_id, f"topic {trade}"))
            hits = [] if is_topic or trade.startswith("topic ") else reading.removed_hits((rule_id, trade))
            if len({hit.term for hit in hits}) >= self.least:
                start = max(0, hits[0].start - AROUND)
                shown = " ".join(reading.removed[start : hits[0].end + 2 * AROUND].split())
                yield Seen(self.score_removed, f"removed by cleaning: …{shown}…")
                return

    def _of_trade(self, reading: Reading, hits: list[Hit], topic: list[Hit]) -> Iterator[Seen]:
        if len(hits) < self.least or any(hit.start < len(reading.title) for hit in (*hits, *topic)):
            return
        passages = _by_passage(reading, _unreported(reading, hits))
        if not passages:
            return
        about = _by_passage(reading, [*hits, *topic])
        worst = max(passages.values(), key=lambda own: len({hit.term for hit in own}))
        terms = len({hit.term for hit in worst})
        if terms >= self.least and len(about) <= max(1, self.most * len(reading.blocks)):
            score = min(1.0, round(self.score + 0.1 * (terms - self.least), 3))
            yield Seen(score, reading.around(worst[0].start, worst[-1].end))


def _unreported(reading: Reading, hits: list[Hit]) -> list[Hit]:
    """Return those of *hits* in whose sentence no word of reporting stands: of two such, one is the nearest."""
    places = places_of_reporting(reading.folded, "office")
    if not places:
        return hits
    near = ((hit, places[max(0, at - 1) : at + 1]) for hit in hits for at in [bisect_left(places, hit.start)])
    return [hit for hit, around in near if not any(in_one_sentence(reading.folded, hit.start, at) for at in around)]


def _by_passage(reading: Reading, hits: list[Hit]) -> dict[int, list[Hit]]:
    passages: dict[int, list[Hit]] = {}
    for hit in hits:
        passages.setdefault(reading.text.rfind("\n", 0, hit.start), []).append(hit)
    return passages
