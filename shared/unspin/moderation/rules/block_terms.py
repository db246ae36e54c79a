"""Terms that somebody blocked."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from unspin.moderation.phrases import counted
from unspin.moderation.reading import Reading, Span
from unspin.moderation.rule import Rule, Score, Seen, Term
from unspin.moderation.terms import Match, TermList


class BlockTerms(Rule):
    """A term of a list of your own, in the title or the text.

    Terms are whole words or phrases. Lists may be long: the time does not depend on the number of terms.
    """

    kind: ClassVar[str] = "block.terms"
    redacts: ClassVar[bool] = True

    terms: Annotated[list[Term], Field(max_length=50_000)] = Field([], description="Words or phrases.")
    match: Match = Field(
        "word",
        description="`exact`: letter by letter; `word`: in any case, with or without accents;"
        " `leet`: also where signs stand for letters (`fr33 $pins`).",
    )
    score_per_match: Score = Field(1.0, description="The first match of a term adds this, up to 1.")
    score_per_repeat: Score = Field(1.0, description="Each further match of the same term adds this.")

    def lists(self) -> Mapping[str, TermList]:
        """Return the terms."""
        return {"terms": TermList(tuple(self.terms), self.match)}

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding for all matches."""
        hits = reading.hits((rule_id, "terms"))
        if hits:
            terms = len({hit.term for hit in hits})
            score = self.score_per_match * terms + self.score_per_repeat * (len(hits) - terms)
            seen = counted(reading, hits, min(1.0, round(score, 3)))
            yield Seen(seen.score, seen.evidence, tuple(Span(hit.start, hit.end) for hit in hits))
