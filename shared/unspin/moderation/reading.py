"""An article as the rules read it: looked at once, shared by all of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from unspin.model import Article, Comparison
from unspin.moderation.characters import Numbers
from unspin.moderation.folding import fold, visible
from unspin.moderation.marks import DIGIT, FIGURE, SPACE, UNSURE, WIDE, marks_of
from unspin.moderation.terms import Hit, TermList, Terms
from unspin.moderation.words import WORDS, Words, firsts, sizes_of, word_count, words_of

LONGEST = 200_000  # characters; what lies beyond is not looked at, so that the time of every rule is bounded
AROUND = 40  # characters shown on each side of a match
# What ends a sentence, with the quotation marks and brackets that it closes; a stop within a number ends one, too.
_SENTENCE = re.compile(r"[^.!?…。！？\n]+(?:[.!?…。！？]+(?:(?=\W|$)[\"'”’»)\]]*)?|\n|$)")
_DIGITS = 6  # of a number that somebody could be found by
_STRETCH = re.compile(r"\d[\dA-Z ().\u00a0/+-]{6,}")


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may need beside the article."""

    now: str | None = None  # ISO 8601, UTC; without it no date is stale
    comparison: Comparison | None = None  # of the original (a) with this article (b), where one is known


@dataclass(frozen=True, slots=True)
class Span:
    """The characters [start, end) of a reading's text."""

    start: int
    end: int


class Reading:
    """An article, its text folded and cut, and the terms that are in it.

    ``text`` holds the title and the blocks, a line each, spaces normalised and invisible characters dropped;
    ``folded`` is as long, and so is ``marks``: of what kinds each character is. Passages that the policy allows are
    blank in ``folded`` and in ``searched``.
    """

    def __init__(self, article: Article, terms: Terms, context: Context, allowed: Terms | None = None) -> None:
        self.article = article
        self.context = context
        self.passages, self.text, self.marks = _shown((article.title, *article.blocks))
        self.folded = fold(self.text)
        self.searched = self.text
        if allowed is not None:
            self._blank(hit for hits in allowed.find(self.text, self.folded).values() for hit in hits)
        self._terms = terms
        self.folded_marks = marks_of(self.folded)
        self._hits = terms.find(self.searched, self.folded, self.folded_marks)

    def _blank(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            blank = " " * (hit.end - hit.start)
            self.folded = self.folded[: hit.start] + blank + self.folded[hit.end :]
            self.searched = self.searched[: hit.start] + blank + self.searched[hit.end :]

    def searched_for(self, terms: Terms) -> "Reading":
        """Return the same reading, with other *terms* to find in it; what was computed of it is shared."""
        other = copy(self)
        other._terms = terms
        other._hits = terms.find(self.searched, self.folded, self.folded_marks)
        other.__dict__.pop("_removed_hits", None)
        return other

    def hits(self, name: Any) -> list[Hit]:
        """Return where the terms of the list *name* are, in order."""
        return self._hits.get(name, [])

    @cached_property
    def removed(self) -> str:
        """What cleaning removed, a line each: some of it tells what stood in the article's place."""
        return "\n".join(_bounded(each.text for each in self.article.removed))

    @cached_property
    def _removed_hits(self) -> dict[Any, list[Hit]]:
        return self._terms.find(self.removed, fold(self.removed))

    def removed_hits(self, name: Any) -> list[Hit]:
        """Return where in ``removed`` the terms of the list *name* are, in order."""
        return self._removed_hits.get(name, [])

    @property
    def title(self) -> str:
        """The title."""
        return self.passages[0]

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """The paragraphs that hold something."""
        return tuple(passage for passage in self.passages[1:] if passage)

    @cached_property
    def body(self) -> str:
        """The paragraphs, a line each."""
        return self.text[len(self.title) + 1 :]

    @cached_property
    def folded_body(self) -> str:
        """The paragraphs, folded."""
        return self.folded[len(self.title) + 1 :]

    @cached_property
    def cut(self) -> Words:
        """Where the words of the folded body are, and which are equal."""
        return words_of(self.folded_body, self.folded_marks[len(self.title) + 1 :])

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the body, in lower case. Most questions are answered by ``cut``, many times faster."""
        return tuple(WORDS.findall(self.folded_body))

    @cached_property
    def unspaced(self) -> int:
        """How many characters of the body are of scripts that put no spaces between words."""
        return 0 if self.body.isascii() else int(np.count_nonzero(self.marks[len(self.title) + 1 :] & WIDE))

    @cached_property
    def word_count(self) -> int:
        """The number of words of the body, in any script."""
        return word_count(self.body) if self.unspaced else len(self.cut.starts)

    def sentences(self, start: int = 0) -> Iterator[Span]:
        """Yield the sentences of title and body from *start* on, without the spaces around them."""
        for match in _SENTENCE.finditer(self.text, start):
            sentence = match[0].strip()
            if sentence:
                at = match.start() + len(match[0]) - len(match[0].lstrip())
                yield Span(at, at + len(sentence))

    @cached_property
    def stretches(self) -> tuple[Span, ...]:
        """Where numbers of six digits and more may stand, with what may open and must not follow them.

        Few places of an article have so many digits so close together: rules about numbers look there only.
        """
        marks = self.marks if self.searched == self.text else marks_of(self.searched)
        digits = ((marks & DIGIT) != 0).nonzero()[0]
        if len(digits) < _DIGITS:
            return ()
        # Digits belong together that have as much before them of what stands in no such number.
        others = ((marks & (DIGIT | FIGURE)) == 0).nonzero()[0]
        starts = firsts(others.searchsorted(digits))
        many = digits[starts[sizes_of(starts, len(digits)) >= _DIGITS]]
        found = (_STRETCH.match(self.searched, at) for at in many.tolist())
        return tuple(Span(max(0, each.start() - 6), min(len(self.text), each.end() + 3)) for each in found if each)

    def around(self, start: int, end: int) -> str:
        """Return the passage [start, end) with what stands around it, for a person to see."""
        passage = self.text[max(0, start - AROUND) : min(end, start + 200) + AROUND]
        return f"…{' '.join(passage.split())}…"


def _shown(passages: tuple[str, ...]) -> tuple[tuple[str, ...], str, Numbers]:
    """Return passages as a reader sees them, the text that they make, and its marks."""
    if sum(map(len, passages)) + len(passages) <= LONGEST:
        text = "\n".join(passages)
        marks = marks_of(text)
        if text.count("\n") == len(passages) - 1 and not _may_change(text, marks):
            return passages, text, marks
    kept = _bounded(passages)
    text = "\n".join(kept)
    return kept, text, marks_of(text)


def _may_change(text: str, marks: Numbers) -> bool:
    """Say whether a line of *text* may not be visible as it stands; of most texts, none."""
    has_blanks = bool((marks[1:] & marks[:-1] & SPACE).any()) or text.startswith(" ") or text.endswith(" ")
    return has_blanks or bool((marks & UNSURE).any())


def _bounded(passages: Iterable[str]) -> tuple[str, ...]:
    kept, left = [], LONGEST
    for passage in passages:
        kept.append(visible(passage[:left]))
        left -= len(kept[-1]) + 1
        if left <= 0:
            break
    return tuple(kept)


def lists_of(rules: Mapping[str, Mapping[str, TermList]]) -> Terms:
    """Return the lists of all rules, ready to search; each is named (id of the rule, name of the list)."""
    return Terms({(rule, name): terms for rule, lists in rules.items() for name, terms in lists.items()})
