"""What rules that know their passages by phrases have in common."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field

from unspin.moderation.folding import fold
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen, Term, shipped
from unspin.moderation.terms import Hit, Match, TermList

# Words that may stand before a phrase that still opens its sentence: "Please ...", "We are sorry, but ...".
_LEAD = frozenset(
    "a am an and are bitte but error favor have hello hey hi i'm is it it's like looks merci must need note notice now "
    "oh ok oops please por s'il seems sorry that the to uh veuillez vous we we're welcome whoops you you'll".split()
)
_SENTENCE_END = re.compile(r"[.!?…:](?=\s)|\n")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class PhraseRule(Rule):
    """Knows its passages by the phrases in ``data/``, to which a policy adds its own."""

    data: ClassVar[str]
    match: ClassVar[Match] = "word"

    more: list[Term] = Field([], description="Phrases beside the shipped ones.")
    without: list[Term] = Field([], description="Shipped phrases that do not count.")

    def lists(self) -> Mapping[str, TermList]:
        """Return the shipped phrases, and the policy's own under the name ``more``."""
        dropped = set(self.without)
        kept = {
            name: tuple(each for each in terms if each not in dropped) for name, terms in shipped(self.data).items()
        }
        return {name: TermList(terms, self.match) for name, terms in (kept | {"more": tuple(self.more)}).items()}

    def hits(self, reading: Reading, rule_id: str) -> list[Hit]:
        """Return where its phrases are, in order."""
        found = [hit for name in (*shipped(self.data), "more") for hit in reading.hits((rule_id, name))]
        return sorted(found, key=lambda hit: (hit.start, -hit.end))


class StubRule(PhraseRule):
    """A page that stands where the article should be: known by what it tells its reader to do.

    A phrase counts where it opens its sentence: an article *about* such pages reports it further inside.
    """

    short: Count = Field(120, description="Words; a text with fewer is the stub and nothing else.")
    score: Score = Field(0.9, description="Of a text that is short, or says little else.")
    score_in_passing: Score = Field(0.3, description="Of a longer text that holds the phrase too.")
    score_removed: Score = Field(
        0.0, description="Of a short text where cleaning removed the phrase beside it; 0 does not look there."
    )

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding where a phrase opens a sentence: of the text, or of what was removed beside a short one."""
        is_short = reading.word_count < self.short
        opening = next((hit for hit in self.hits(reading, rule_id) if _opens(reading.folded, hit)), None)
        if opening is not None:
            score = self.score if is_short else self.score_in_passing
            yield Seen(score, reading.around(opening.start, opening.end))
        elif is_short and self.score_removed:
            yield from self._beside(reading, rule_id)

    def _beside(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        hits = [hit for name in (*shipped(self.data), "more") for hit in reading.removed_hits((rule_id, name))]
        folded = fold(reading.removed) if hits else ""
        for hit in [hit for hit in hits if _opens(folded, hit)][:1]:
            told = f"removed beside {reading.word_count} words: {_line(reading.removed, hit)}"
            yield Seen(self.score_removed, told)


def _opens(folded: str, hit: Hit) -> bool:
    """Say whether nothing but words of politeness stands before *hit* in its sentence, and no quotation is open."""
    before = _SENTENCE_END.split(folded[max(0, hit.start - 200) : hit.start])[-1]
    return '"' not in before and _LEAD.issuperset(_WORD.findall(before))


def _line(text: str, hit: Hit) -> str:
    start = text.rfind("\n", 0, hit.start) + 1
    return text[start : hit.end + 80].partition("\n")[0]


def counted(reading: Reading, hits: list[Hit], score: float) -> Seen:
    """Return a finding that shows the first of *hits*, and how many there are."""
    times = f" ({len(hits)} matches)" if len(hits) > 1 else ""
    return Seen(score, reading.around(hits[0].start, hits[0].end) + times)
