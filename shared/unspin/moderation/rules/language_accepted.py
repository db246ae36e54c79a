"""Articles in another language than the accepted ones."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from unspin.moderation.reading import Reading
from unspin.moderation.rule import Rule, Score, Seen

Code = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]


class LanguageAccepted(Rule):
    """An article in another language than the accepted ones.

    The language is the one that cleaning told: what the page declares, unless a long text clearly says otherwise.
    """

    kind: ClassVar[str] = "language.accepted"

    accepted: Annotated[list[Code], Field(min_length=1)] = Field(
        ["en", "es", "de", "fr", "pt", "it"], description="ISO 639-1 codes; `und` accepts what cannot be told."
    )
    score: Score = Field(0.5, description="Of an article in any other language.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for another language."""
        language = reading.article.language
        if language not in self.accepted:
            yield Seen(self.score, f"the language is {language}, expected one of {', '.join(self.accepted)}")
