"""Texts that end at a paywall."""

from typing import ClassVar

from pydantic import Field

from unspin.moderation.phrases import StubRule
from unspin.moderation.rule import Score


class StubPaywall(StubRule):
    """A request to pay, subscribe or log in, where the article should be.

    A phrase counts where it opens its sentence: an article about such pages reports it further inside. Beside a text
    of few words it counts in what cleaning removed, too: then these words are the beginning that is free to read.
    """

    kind: ClassVar[str] = "stub.paywall"
    data: ClassVar[str] = "stub_paywall"

    score_removed: Score = Field(0.6, description="Of a short text where cleaning removed the phrase beside it.")
