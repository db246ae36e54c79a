"""What advertising for casinos, loans and pills says."""

from typing import Annotated, ClassVar

from pydantic import Field

from unspin.moderation.rule import Score, Term, shipped
from unspin.moderation.rules.block_terms import BlockTerms
from unspin.moderation.terms import Match


class SpamTerms(BlockTerms):
    """The wording of advertising for casinos, loans, pills, followers and quick money.

    One such term may be news about it; two different ones are a pattern.
    """

    kind: ClassVar[str] = "spam.terms"

    terms: Annotated[list[Term], Field(max_length=50_000)] = Field(
        default_factory=lambda: list(shipped("spam_terms")["terms"]), description="Words or phrases."
    )
    match: Match = Field("leet", description="As in block.terms.")
    score_per_match: Score = Field(0.45, description="The first match of a term adds this, up to 1.")
    score_per_repeat: Score = Field(0.25, description="Each further match of the same term adds this.")
