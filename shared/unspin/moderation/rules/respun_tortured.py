"""Set phrases with their words swapped."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Score, Seen


class RespunTortured(PhraseRule):
    """Tortured phrases: set phrases whose words a spinner has swapped for synonyms.

    "Counterfeit consciousness" for artificial intelligence, "bosom peril" for breast cancer: Cabanac, Labbé and
    Magazinov, "Tortured phrases: a dubious writing style emerging in science" (arXiv:2107.06751, 2021). The
    shipped list keeps those that no one writes on purpose, and adds such phrases of news.
    """

    kind: ClassVar[str] = "respun.tortured"
    data: ClassVar[str] = "respun_tortured"

    score: Score = Field(0.6, description="Of one phrase; each further different one adds 0.15.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding with the phrases."""
        names = reading.hits((rule_id, "names"))
        small = {
            hit for hit in names if not all(word[0].isupper() for word in reading.text[hit.start : hit.end].split())
        }
        hits = [hit for hit in self.hits(reading, rule_id) if hit not in small]
        if hits:
            terms = sorted({hit.term for hit in hits})
            score = min(1.0, round(self.score + 0.15 * (len(terms) - 1), 3))
            around = reading.around(hits[0].start, hits[0].end)
            yield Seen(score, f"{', '.join(terms[:5])}: {around}")
