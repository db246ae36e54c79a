"""What a language model says about itself."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Score, Seen

_QUOTES = '"“”«»„'


class MachineBoilerplate(PhraseRule):
    """What a language model says to the person who asked, left in the text: "As an AI language model, I cannot".

    A phrase inside quotation marks is news about such texts and does not count.
    """

    kind: ClassVar[str] = "machine.boilerplate"
    data: ClassVar[str] = "machine_boilerplate"

    score: Score = Field(0.9, description="Of a text that says so.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding for the first phrase outside quotation marks."""
        said = next((hit for hit in self.hits(reading, rule_id) if not _is_quoted(reading, hit.start)), None)
        if said is not None:
            yield Seen(self.score, reading.around(said.start, said.end))


def _is_quoted(reading: Reading, place: int) -> bool:
    """Say whether a quotation is open at *place*: an odd number of marks stands before it in its paragraph."""
    before = reading.text[reading.text.rfind("\n", 0, place) + 1 : place]
    return sum(before.count(mark) for mark in _QUOTES) % 2 == 1
