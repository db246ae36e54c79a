"""Swear words."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule, counted
from unspin.moderation.reading import Reading, Span
from unspin.moderation.rule import Score, Seen
from unspin.moderation.terms import Match


class LanguageProfanity(PhraseRule):
    """Swear words, also where signs stand for letters.

    The shipped list is short: words that a newspaper prints in a quotation at most. Words with a clean meaning
    (a cock, a bitch's litter, Scunthorpe) are not in it; slurs are left to a list of your own (`more`, `block.terms`).
    """

    kind: ClassVar[str] = "language.profanity"
    data: ClassVar[str] = "language_profanity"
    match: ClassVar[Match] = "leet"
    redacts: ClassVar[bool] = True

    score: Score = Field(0.5, description="Of one word; each further one adds 0.1.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding for all matches."""
        hits = self.hits(reading, rule_id)
        if hits:
            seen = counted(reading, hits, min(1.0, round(self.score + 0.1 * (len(hits) - 1), 3)))
            yield Seen(seen.score, seen.evidence, tuple(Span(hit.start, hit.end) for hit in hits))
