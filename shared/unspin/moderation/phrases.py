"""What rules that know their passages by phrases have in common."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
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
_ENDED = re.compile(r"[.!?…](?!\w)|\n")
_QUOTED = re.compile(r"[\"「『]|(?<!\w)'|'(?!\w)")
_WEAK, _SIGNS = "weak", "signs"
_DOUBLE = '"“”„«»'
_OPENS = frozenset("\"“„«‘‚'‹「『")
_SINGLE = re.compile(r"(?P<opens>(?<!\w)[‘'‚](?=[^\W\d]))|(?<=[\w.,!?…])['’](?!\w)")
_BRACKETS = (("「", "」"), ("『", "』"), ("‹", "›"))
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

    A phrase counts where it opens its sentence: an article *about* such pages reports it further inside. One that may
    open a sentence of an article, too ("Something went wrong in the engine room"), is in the list ``weak``: it counts
    where it is the whole sentence, or where the sentence holds one of the ``signs``.
    """

    short: Count = Field(120, description="Words; a text with fewer is the stub and nothing else.")
    score: Score = Field(0.9, description="Of a text that is short, or says little else.")
    score_in_passing: Score = Field(0.3, description="Of a longer text that holds the phrase too.")
    score_removed: Score = Field(
        0.0, description="Of a short text where cleaning removed the phrase beside it; 0 does not look there."
    )

    def lists(self) -> Mapping[str, TermList]:
        """Return the phrases; signs are looked for beside a weak one only."""
        return {name: terms for name, terms in super().lists().items() if name != _SIGNS}

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield one finding where a phrase opens a sentence: of the text, or of what was removed beside a short one."""
        is_short = reading.word_count < self.short
        opening = next((hit for hit in self.hits(reading, rule_id) if self._asks(reading.folded, hit)), None)
        if opening is not None:
            score = self.score if is_short else self.score_in_passing
            yield Seen(score, reading.around(opening.start, opening.end))
        elif is_short and self.score_removed:
            yield from self._beside(reading, rule_id)

    def _asks(self, folded: str, hit: Hit) -> bool:
        """Say whether *hit* stands where such a page says it."""
        if not _opens(folded, hit):
            return False
        if hit.term not in shipped(self.data)[_WEAK] or hit.term in self.more:
            return True
        rest = rest_of(folded, hit).strip()
        # Behind a bar stands the name of the site.
        return not rest or rest.startswith("|") or _signs(self.data).search(rest) is not None

    def _beside(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        hits = [hit for name in (*shipped(self.data), "more") for hit in reading.removed_hits((rule_id, name))]
        folded = fold(reading.removed) if hits else ""
        for hit in [hit for hit in hits if self._asks(folded, hit)][:1]:
            told = f"removed beside {reading.word_count} words: {_line(reading.removed, hit)}"
            yield Seen(self.score_removed, told)


def _opens(folded: str, hit: Hit) -> bool:
    """Say whether nothing but words of politeness stands before *hit* in its sentence, and no quotation is open."""
    before = _SENTENCE_END.split(folded[max(0, hit.start - 200) : hit.start])[-1]
    return not _QUOTED.search(before) and _LEAD.issuperset(_WORD.findall(before))


@cache
def _signs(data: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, shipped(data)[_SIGNS]))})")


def _line(text: str, hit: Hit) -> str:
    start = text.rfind("\n", 0, hit.start) + 1
    return text[start : hit.end + 80].partition("\n")[0]


def is_quoted(before: str) -> bool:
    """Say whether a quotation is open at the end of *before*, a paragraph's beginning.

    A mark stands right there, an odd number of double ones stands before, or a single one that nothing has closed.
    """
    if before[-1:] in _OPENS or sum(map(before.count, _DOUBLE)) % 2:
        return True
    single = [mark["opens"] is not None for mark in _SINGLE.finditer(before)]
    return single[-1:] == [True] or any(before.count(opens) > before.count(closes) for opens, closes in _BRACKETS)


def sentence_of(folded: str, hit: Hit) -> str:
    """Return the sentence in which *hit* stands, as far as 300 characters on either side."""
    start, end = max(0, hit.start - 300), hit.end + 300
    return _ENDED.split(folded[start : hit.start])[-1] + folded[hit.start : hit.end] + rest_of(folded[:end], hit)


def in_one_sentence(folded: str, one: int, other: int) -> bool:
    """Say whether two places are of one sentence, and within 300 characters."""
    start, end = min(one, other), max(one, other)
    return end - start <= 300 and _ENDED.search(folded, start, end) is None


def rest_of(folded: str, hit: Hit) -> str:
    """Return what follows *hit* in its sentence, as far as 300 characters."""
    return _ENDED.split(folded[hit.end : hit.end + 300], maxsplit=1)[0]


def line_of(text: str, hit: Hit) -> str:
    """Return the line in which *hit* stands."""
    end = text.find("\n", hit.end)
    return text[text.rfind("\n", 0, hit.start) + 1 : end if end >= 0 else len(text)]


def counted(reading: Reading, hits: list[Hit], score: float) -> Seen:
    """Return a finding that shows the first of *hits*, and how many there are."""
    times = f" ({len(hits)} matches)" if len(hits) > 1 else ""
    return Seen(score, reading.around(hits[0].start, hits[0].end) + times)
