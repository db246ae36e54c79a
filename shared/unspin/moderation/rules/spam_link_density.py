"""Texts that are mostly links."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.model import Article
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Rule, Score, Seen, Share

_URL = re.compile(r"(?:https?://|www\.)\S+")


class SpamLinkDensity(Rule):
    """A text that is mostly links: by its markup, or by bare addresses where these are more."""

    kind: ClassVar[str] = "spam.link_density"

    above: Share = Field(0.5, description="Share of the characters that may be link text.")
    score: Score = Field(0.6, description="Of a text above that.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for a text with too many links."""
        density = link_density(reading.article)
        if density > self.above:
            yield Seen(self.score, f"{density:.0%} of the text is links, expected {self.above:.0%} at most")


def link_density(article: Article) -> float:
    """Return the share of link text, in [0, 1]: by markup, or by bare addresses where that is more."""
    text = article.text
    bare = sum(map(len, _URL.findall(text))) / len(text) if "://" in text or "www." in text else 0.0
    return max(article.link_density, bare)
