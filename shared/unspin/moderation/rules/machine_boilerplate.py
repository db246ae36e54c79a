"""What a language model says about itself."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule, is_quoted, line_of, sentence_of
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Score, Seen
from unspin.moderation.terms import Hit

# Who speaks of itself, in folded text: a report says "it" of a model.
_SPEAKS: Mapping[str, re.Pattern[str]] = {
    language: re.compile(rf"\b(?:{words})\b")
    for language, words in {
        "en": "i|i'm|i've|my|me",
        "de": "ich|mir|mich|meine?[mnrs]?",
        "es": "yo|mi|mis|puedo|tengo|soy|estoy|debo",
        "pt": "eu|meu|minha|posso|tenho|sou|estou|devo",
        "fr": "je|j'[a-z]+|m'[a-z]+|moi",
        "it": "io|mio|mia|posso|ho|devo|mi",
    }.items()
}
_OF_ITSELF = "of itself "


class MachineBoilerplate(PhraseRule):
    """What a language model says to the person who asked, left in the text: "As an AI language model, I cannot".

    A phrase inside quotation marks is news about such texts and does not count; "as a language model" counts where
    its sentence says "I", since a report may say it of a model, too.
    """

    kind: ClassVar[str] = "machine.boilerplate"
    data: ClassVar[str] = "machine_boilerplate"

    score: Score = Field(0.9, description="Of a text that says so.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding for the first phrase outside quotation marks."""
        said = next((hit for hit in self._said(reading, rule_id) if not _is_quoted(reading, hit.start)), None)
        if said is not None:
            yield Seen(self.score, reading.around(said.start, said.end))

    def _said(self, reading: Reading, rule_id: str) -> list[Hit]:
        kept = [hit for name in ("said", "more") for hit in reading.hits((rule_id, name))]
        alone = reading.hits((rule_id, "alone"))
        kept += [hit for hit in alone if not line_of(reading.folded, hit).replace(hit.term, "").strip(" .:")]
        for language, speaks in _SPEAKS.items():
            hits = reading.hits((rule_id, f"{_OF_ITSELF}{language}"))
            kept += [hit for hit in hits if speaks.search(sentence_of(reading.folded, hit))]
        return sorted(kept, key=lambda hit: (hit.start, -hit.end))


def _is_quoted(reading: Reading, place: int) -> bool:
    return is_quoted(reading.text[reading.text.rfind("\n", 0, place) + 1 : place])
