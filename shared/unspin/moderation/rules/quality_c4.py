"""The filters of C4."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from pydantic import Field

from unspin.moderation.filters import ends_in, failed, is_spaced
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen, Share

_WORD = re.compile(r"\w+")
_STOPS = (".", "!", "?", "…")


class QualityC4(Rule):
    """The filters of C4: lorem ipsum, curly brackets, too few sentences, lines that end in no punctuation.

    Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer" (JMLR 21,
    2020), section 2.2. There a bracket drops a page, and a line without a final stop, or with fewer than five words,
    is dropped from it; here the shares count, since an article keeps its lines. Its word list is
    `language.profanity`, its line about JavaScript `stub.script`.
    """

    kind: ClassVar[str] = "quality.c4"

    sentences: Count = Field(3, description="Sentences of at least three words, at least.")
    brackets: Count = Field(4, description="Curly brackets, from which on the text is code.")
    unfinished: Share = Field(
        0.8, description="Share of the lines without a final stop, or with fewer than five words."
    )
    score_lorem_ipsum: Score = Field(0.9, description="Of a text with “lorem ipsum dolor”.")
    score: Score = Field(0.6, description="Of one filter; each further one adds 0.15.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding that names the filters that failed."""
        at = reading.folded.find("lorem ipsum dolor")
        if at >= 0:
            yield Seen(self.score_lorem_ipsum, f"lorem_ipsum: {reading.around(at, at + 20)}")
        if reading.blocks:
            yield from failed(self._filters(reading), self.score, 0.15)

    def _filters(self, reading: Reading) -> Iterator[tuple[str, bool, str]]:
        brackets = reading.body.count("{") + reading.body.count("}")
        yield "curly_bracket", brackets >= self.brackets, str(brackets)
        if not is_spaced(reading):
            return
        sentences = (reading.text[span.start : span.end] for span in reading.sentences(len(reading.title) + 1))
        whole = sum(1 for _ in islice(filter(_is_sentence, sentences), self.sentences))
        yield "too_few_sentences", whole < self.sentences, str(whole)
        # With so many finished ones, others need no look: the share is at most what comes out.
        enough = int((1 - self.unfinished) * len(reading.blocks)) + 2
        finished = sum(1 for _ in islice(filter(_is_finished, reading.blocks), enough))
        unfinished = 1 - finished / len(reading.blocks)
        yield "no_terminal_punctuation", unfinished > self.unfinished, f"{unfinished:.0%}"


def _is_sentence(text: str) -> bool:
    return len(_WORD.findall(text)) >= 3


def _is_finished(line: str) -> bool:
    return line.count(" ") >= 4 and ends_in(line, _STOPS)
