"""Words swapped against the original."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.model import Comparison, Relation, Substitution
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen, Share

_COPIES: frozenset[Relation] = frozenset(["near_duplicate", "rewritten", "excerpt"])


class RespunSubstitutions(Rule):
    """Many words swapped one for one against the article that this one copies.

    It needs the comparison with that article, and sees nothing without it. Only words in small letters count: other
    names and numbers are other facts, not other words.
    """

    kind: ClassVar[str] = "respun.substitutions"
    of_copies: ClassVar[bool] = True

    density: Share = Field(0.03, description="Swapped words to each word of the article.")
    least: Count = Field(3, description="Swapped words; fewer are an editor's.")
    score: Score = Field(0.6, description="At that density; rises to 1 at five times as many.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding where too many words were swapped."""
        if reading.context.comparison is not None:
            yield from self.see_copy(reading.context.comparison, reading.word_count)

    def see_copy(self, comparison: Comparison, words: int) -> Iterator[Seen]:
        """Yield one finding for a text of so many *words* in which too many were swapped."""
        if comparison.relation not in _COPIES:
            return
        swaps = [each for each in comparison.evidence.substitutions if _is_swap(each)]
        swapped = max(comparison.evidence.swapped, sum(each.count for each in swaps))
        density = swapped / max(1, words)
        if swapped >= self.least and density >= self.density:
            score = min(1.0, round(self.score + (1 - self.score) * (density / self.density - 1) / 4, 3))
            shown = ", ".join(f"{each.before} → {each.after}" for each in swaps[:5])
            yield Seen(score, f"{swapped} words swapped in {words}: {shown}")


def _is_swap(substitution: Substitution) -> bool:
    both = (substitution.before, substitution.after)
    return all(text and text[0].islower() and len(text.split()) <= 3 and not _has_digit(text) for text in both)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
