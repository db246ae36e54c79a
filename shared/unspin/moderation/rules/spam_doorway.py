"""One sentence for every town."""

import hashlib
import re
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from unspin.moderation.characters import Numbers, before, codes_of, runs
from unspin.moderation.marks import HYPHEN, LOWER, PART, SPACE, STOP, UPPER
from unspin.moderation.reading import Reading
from unspin.moderation.rule import Count, Rule, Score, Seen, Share
from unspin.moderation.words import firsts, sizes_of

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SHORTEST, _LONGEST = 3, 40  # words; templates are short
# A number for each letter (by the last byte of its code), whose sums are equal by accident only.
_MIXED = np.frombuffer(hashlib.shake_128(b"letters").digest(8 * 256), dtype=np.uint64)
_NOTHING = np.uint64(0)


class SpamDoorway(Rule):
    """The same sentence or line again and again, with another name in it each time.

    Doorway pages are made for each town or product: "Cheap plumber in Leeds", "Cheap plumber in York". Sentences
    are alike when they differ in one stretch of capitalised words only, and share at least two other words.
    """

    kind: ClassVar[str] = "spam.doorway"

    variants: Count = Field(4, description="Sentences alike but for the name.")
    share: Share = Field(0.25, description="Share of all words that they make up.")
    score: Score = Field(0.7, description="Of such a text.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for the template that is used most."""
        if self._is_hopeless(reading):
            return
        groups: dict[str, dict[str, int]] = {}
        for sentence in _candidates(reading, self.variants):
            words = _WORD.findall(sentence)
            if _SHORTEST <= len(words) <= _LONGEST:
                for template, name in _templates(words):
                    groups.setdefault(template, {})[name] = len(words)
        if groups:
            template, names = max(groups.items(), key=lambda group: sum(group[1].values()))
            words_in_all = max(1, len(_WORD.findall(reading.text)))
            if len(names) >= self.variants and sum(names.values()) >= self.share * words_in_all:
                yield Seen(self.score, f"“{template}” with {len(names)} names: {', '.join([*names][:5])}")

    def _is_hopeless(self, reading: Reading) -> bool:
        """Say whether the sentences with enough others of the same small words make up too few words.

        Sentences of one template have all words but the names in common: this is told of most texts without looking
        at a single sentence.
        """
        keys, most, least = _of_sentences(reading)
        order = keys.argsort()
        sizes = sizes_of(firsts(keys[order]), len(order))
        alike = (sizes.repeat(sizes) >= self.variants) & (most[order] >= _SHORTEST)
        return int(most[order][alike].sum()) < self.share * least


def _of_sentences(reading: Reading) -> tuple[Numbers, Numbers, int]:
    """Return of each sentence a key for its small words, and how many words it may have; at last, the least of all.

    Keys of sentences that ``_candidates`` takes for alike are equal, whatever stands before and behind their words:
    they are made of the small letters alone, in any order, of words without a capital.
    """
    marks = reading.marks
    stops = (marks & STOP) != 0
    starts, _ = runs(~stops)
    words, ends = runs(~stops & ((marks & SPACE) == 0))
    sums = before(np.where((marks & LOWER) != 0, _MIXED.take(codes_of(reading.text) & 0xFF), _NOTHING))
    keys = sums[ends] - sums[words]
    keys[words.searchsorted(((marks & UPPER) != 0).nonzero()[0], side="right") - 1] = 0
    sums = before(keys)
    bounds = np.append(words.searchsorted(starts), len(words))
    parts = (marks & PART) != 0
    parts[1:] &= ~parts[:-1]
    letters = parts.nonzero()[0]
    counts = np.append(letters.searchsorted(starts), len(letters))
    hyphens = int(np.count_nonzero(marks & HYPHEN))
    return sums[bounds[1:]] - sums[bounds[:-1]], counts[1:] - counts[:-1], len(letters) - hyphens


def _candidates(reading: Reading, least: int) -> Iterator[str]:
    """Yield the sentences that share the words that are not capitalised, in their order, with enough others."""
    alike: dict[str, list[str]] = {}
    for span in reading.sentences():
        sentence = reading.text[span.start : span.end]
        small = " ".join(filter(str.islower, sentence.split()))
        alike.setdefault(small, []).append(sentence)
    for sentences in alike.values():
        if len(sentences) >= least:
            yield from sentences


def _templates(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the sentence without one of its names, for each of them."""
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end][0].isupper():
            end += 1
        rest = [word.lower() for word in (*words[:at], "…", *words[end:])]
        if end > at and len(rest) > 2:
            yield " ".join(rest), " ".join(words[at:end])
        if end - at > 1 and len(words) - (end - at) < 2:  # a line that is all capitals: its last word is the name
            yield " ".join([*(word.lower() for word in words[:-1]), "…"]), words[-1]
        at = max(end, at + 1)
