"""What advertising for casinos, loans and pills says."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field

from unspin.moderation.reading import Reading
from unspin.moderation.reporting import marks_of_reporting
from unspin.moderation.rule import Count, Score, Seen, Term, shipped
from unspin.moderation.rules.block_terms import BlockTerms
from unspin.moderation.terms import Match, TermList


class SpamTerms(BlockTerms):
    """The wording of advertising for casinos, loans, pills, followers and quick money.

    One such term may be news about it; two different ones are a pattern. Of a text that reports, which says who said,
    banned or seized what, nobody can tell by its words alone: it is looked at and never rejected.
    """

    kind: ClassVar[str] = "spam.terms"

    terms: Annotated[list[Term], Field(max_length=50_000)] = Field(
        default_factory=lambda: list(shipped("spam_terms")["terms"]), description="Words or phrases."
    )
    match: Match = Field("leet", description="As in block.terms.")
    score_per_match: Score = Field(0.45, description="The first match of a term adds this, up to 1.")
    score_per_repeat: Score = Field(0.25, description="Each further match of the same term adds this.")
    reported: Count = Field(
        2, description="Different words of reporting (police, court, said), at which a text reports."
    )
    score_reported: Score = Field(0.6, description="Of a text that reports, at most.")

    def lists(self) -> Mapping[str, TermList]:
        """Return the terms, and them with their words joined."""
        return {name: replace(terms, joins=True) for name, terms in super().lists().items()}

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding for all matches."""
        for seen in super().see(reading, rule_id):
            marks = marks_of_reporting(reading.folded, "office", "speech") if seen.score > self.score_reported else ()
            if len(marks) >= self.reported:
                told = f"{seen.evidence}; reported ({', '.join(sorted(marks)[:3])})"
                yield replace(seen, score=self.score_reported, evidence=told)
            else:
                yield seen
