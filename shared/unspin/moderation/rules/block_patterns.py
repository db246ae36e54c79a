"""Regular expressions of your own."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, ClassVar

import re2
from pydantic import AfterValidator, Field, StringConstraints

from unspin.moderation.reading import Reading, Span
from unspin.moderation.rule import Rule, Score, Seen

_MEMORY = 8 << 20  # bytes a compiled pattern may take; beyond, it is refused when the policy is read
_MATCHES = 100  # of one pattern in one article; more add nothing to what a person needs to see


def _usable(pattern: str) -> str:
    try:
        compiled = _compiled(pattern)
    except re2.error as error:
        told = error.args[0].decode() if isinstance(error.args[0], bytes) else error
        raise ValueError(f"{pattern!r:.60} is no regular expression of RE2: {told}") from error
    if compiled.search("") is not None:
        raise ValueError(f"{pattern!r:.60} matches an empty text, and so every article")
    return pattern


Pattern = Annotated[str, StringConstraints(min_length=1, max_length=1_000), AfterValidator(_usable)]


class BlockPatterns(Rule):
    """A passage that matches a regular expression of your own, in the title or the text.

    The expressions are RE2's (https://github.com/google/re2/wiki/Syntax): there are no look-arounds and no back
    references, and the time is linear in the text whatever the pattern. `(?i)` in front ignores case.
    """

    kind: ClassVar[str] = "block.patterns"
    redacts: ClassVar[bool] = True

    patterns: Annotated[list[Pattern], Field(max_length=200)] = Field([], description="Expressions of RE2.")
    score: Score = Field(0.6, description="Of an article with a match.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for each pattern that matches."""
        # Half a surrogate pair, which JSON may hold, has no UTF-8; a question mark takes its place and no more.
        text = reading.searched.encode("utf-8", "replace").decode() if self.patterns else ""
        for pattern in self.patterns:
            spans = tuple(_spans(pattern, text))
            if spans:
                around = reading.around(spans[0].start, spans[0].end)
                yield Seen(self.score, f"{pattern:.80}: {around}", spans)


def _spans(pattern: str, text: str) -> Iterator[Span]:
    for number, found in enumerate(_compiled(pattern).finditer(text)):
        if number >= _MATCHES:
            return
        if found.end() > found.start():
            yield Span(found.start(), found.end())


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return re2.compile(pattern, options=options)
