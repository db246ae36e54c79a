"""Titles that keep back what they are about."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import PhraseRule
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Score, Seen

_LISTICLE = re.compile(
    r"^(?:the |top |these |here are )*\d{1,3} (?:[\w'-]+ ){0,4}?(?:reasons|things|ways|tricks|secrets|signs|facts|"
    r"photos|moments|mistakes|foods|tips)\b.{0,80}\b(?:you|your|you'll|will|never|every|everyone|nobody)\b"
)
_SHOUT = re.compile(r"[!?]{2,}|!.*!")


class TitleClickbait(PhraseRule):
    """A title that promises a feeling and keeps back the fact: "You won't believe what happened next".

    Marks: a phrase of the list, a numbered list that speaks to the reader, shouting marks. The phrases follow what
    Chakraborty et al., "Stop Clickbait" (ASONAM 2016), describe: forward reference, second person, hyperbole.
    """

    kind: ClassVar[str] = "title.clickbait"
    data: ClassVar[str] = "title_clickbait"

    score: Score = Field(0.6, description="Of one mark; each further one adds 0.2.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding with the marks of the title."""
        title = reading.folded[: len(reading.title)]
        marks = {hit.term for hit in self.hits(reading, rule_id) if hit.end <= len(title)}
        if _LISTICLE.search(title):
            marks.add("a numbered list for “you”")
        if _SHOUT.search(title):
            marks.add("shouting")
        if marks - {"shouting"}:
            score = min(1.0, round(self.score + 0.2 * (len(marks) - 1), 3))
            yield Seen(score, f"{', '.join(sorted(marks))}: {reading.title}")
