"""Paid texts."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Score, Seen

_LABEL = 6  # words behind "Sponsored by" on a line that is a label
_BY = (["by"], ["from"], ["von"], ["por"], ["de"], ["par"], ["da"])


class PromoSponsored(PhraseRule):
    """A text that says it was paid for: "Sponsored content", "Anzeige", "we may earn a commission".

    A label (lists ``label``) counts as a line of its own, or in front of the title; a sentence (list ``sentence``)
    counts anywhere, since only paid texts hold it.
    """

    kind: ClassVar[str] = "promo.sponsored"
    data: ClassVar[str] = "promo_sponsored"

    score: Score = Field(0.6, description="Of such a text.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding for the first mark."""
        sentences = [hit for name in ("sentence", "more") for hit in reading.hits((rule_id, name))]
        labels = [hit for hit in reading.hits((rule_id, "label")) if _is_label(reading, hit.start, hit.end)]
        for hit in [*sentences, *labels][:1]:
            yield Seen(self.score, reading.around(hit.start, hit.end))


def _is_label(reading: Reading, start: int, end: int) -> bool:
    """Say whether the phrase opens its line, which says little else or goes on behind a colon or a bar."""
    text = reading.text
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)].strip()
    if text[text.rfind("\n", 0, start) + 1 : start].strip(" -–—•*[(|"):
        return False
    by = text[start:end].lower().endswith(" by") or rest.split(maxsplit=1)[:1] in _BY
    return not rest or rest[0] in ":|])–—-" or (by and len(rest.split()) <= _LABEL)
