"""What rules about personal data have in common: they say where it stands, and never repeat it."""

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.reading import Reading, Span
from unspin.moderation.rule import Rule, Score, Seen


class PersonalData(Rule):
    """Finds personal data of one kind. The evidence shows its first and last characters only."""

    redacts: ClassVar[bool] = True
    masks: ClassVar[bool] = True

    score: Score = Field(0.6, description="How sure the rule is; what follows is the policy's.")

    def spans(self, reading: Reading) -> Iterable[Span]:
        """Return where such data stands."""
        raise NotImplementedError

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for all of them."""
        spans = tuple(self.spans(reading))
        if spans:
            shown = [masked(reading.text[span.start : span.end]) for span in spans]
            yield Seen(self.score, ", ".join(dict.fromkeys(shown[:10])), spans)


def matches(pattern: re.Pattern[str], reading: Reading) -> Iterator[re.Match[str]]:
    """Yield where *pattern* matches in the stretches that hold enough digits, each place once."""
    at = 0
    for stretch in reading.stretches:
        for found in pattern.finditer(reading.searched, max(at, stretch.start), stretch.end):
            at = found.end()
            yield found


def masked(text: str) -> str:
    """Return *text* with its first and last two characters only."""
    return f"{text[:2]}{'•' * max(3, min(12, len(text) - 4))}{text[-2:]}" if len(text) > 6 else "•" * len(text)


def digits(text: str) -> str:
    """Return the digits of *text*."""
    return "".join(character for character in text if character.isdigit())
