"""Lists of addresses with a little text between them."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen

_HOST = re.compile(r"(?:https?://|www\.)([\w.-]{4,100})", re.IGNORECASE)
_MARKUP = re.compile(r"\[url[=\]]|\[link[=\]]|<a\s[^<>]{0,20}href", re.IGNORECASE)


class SpamLinkFarm(Rule):
    """Addresses of many sites with little text between them, or the markup of links left in the text.

    An article names its few sources in many words; a page made to be linked from names many sites in few.
    """

    kind: ClassVar[str] = "spam.link_farm"

    hosts: Count = Field(5, description="Different sites named by address.")
    words_per_link: Count = Field(25, description="Words to each address; with more of them, it is an article.")
    markup: Count = Field(2, description="Pieces of link markup left in the text, such as `[url=`.")
    score: Score = Field(0.7, description="Of such a text.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for a text full of addresses."""
        text = reading.text
        markup = list(_MARKUP.finditer(text)) if "[" in text or "<" in text else []
        if len(markup) >= self.markup:
            yield Seen(self.score, f"{len(markup)} pieces of link markup: {reading.around(*markup[0].span())}")
            return
        links = list(_HOST.finditer(text)) if "://" in text or "www." in reading.folded else []
        hosts = {link[1].lower().removeprefix("www.") for link in links}
        if len(hosts) >= self.hosts and reading.word_count < self.words_per_link * len(links):
            around = reading.around(*links[0].span())
            yield Seen(self.score, f"addresses of {len(hosts)} sites in {reading.word_count} words: {around}")
