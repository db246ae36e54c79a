"""Press releases."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Score, Seen


class PromoPressRelease(PhraseRule):
    """A press release: a wire's dateline, "for immediate release", the media contact, the cautionary statement.

    A mark that only releases bear (list ``sure``) is enough; of those that reports bear too (list ``weak``), each
    different one adds.
    """

    kind: ClassVar[str] = "promo.press_release"
    data: ClassVar[str] = "promo_press_release"

    score: Score = Field(0.7, description="Of a sure mark.")
    score_weak: Score = Field(0.3, description="Of each weak mark.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding with the marks."""
        hits = self.hits(reading, rule_id)
        if not hits:
            return
        weak = {hit.term for hit in reading.hits((rule_id, "weak"))}
        sure = {hit.term for hit in hits} - weak
        score = min(1.0, round(max(self.score if sure else 0.0, self.score_weak * len(weak)), 3))
        yield Seen(score, f"{', '.join(sorted(sure | weak)[:5])}: {reading.around(hits[0].start, hits[0].end)}")
