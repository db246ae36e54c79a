"""Passages taken out of an article, with a mark in their place."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate

from unspin.model import Article, Decision, Redaction
from unspin.moderation.folding import visible
from unspin.moderation.reading import Reading, Span

_CUT = "…"
_DOTS = "•••"


def redactions(reading: Reading, spans: Iterable[tuple[str, Span]]) -> tuple[Redaction, ...]:
    """Return which characters of which passage go; of overlapping ones, all that they cover goes, once."""
    starts = [0, *accumulate(len(passage) + 1 for passage in reading.passages)][:-1]
    found: list[Redaction] = []
    for rule, span in sorted(spans, key=lambda item: (item[1].start, -item[1].end)):
        passage = bisect_right(starts, span.start) - 1
        start, end = span.start - starts[passage], span.end - starts[passage]
        last = found[-1] if found else None
        if last is not None and last.passage == passage and start < last.end:
            found[-1] = replace(last, end=max(last.end, end))
        else:
            found.append(Redaction(rule, passage, start, end))
    return tuple(found)


def redacted(article: Article, decision: Decision) -> Article:
    """Return *article* with a mark, such as ``[privacy.email]``, in place of what *decision* takes out.

    Passages with a mark have their spaces normalised, and no invisible characters. Doing it twice takes the same
    decision's places out of another text: decide about an article, then redact that article.
    """
    if not decision.redactions:
        return article
    passages = [article.title, *article.blocks]
    for each in reversed(decision.redactions):  # from the end: earlier places stay where they are
        text = visible(passages[each.passage])
        passages[each.passage] = f"{text[: each.start]}[{each.rule}]{text[each.end :]}"
    return replace(article, title=passages[0], blocks=tuple(passages[1:]))


def hiding(evidence: str, passages: Iterable[str]) -> str:
    """Return *evidence* with dots for *passages*, also where an ellipsis cuts one of them off."""
    for passage in {" ".join(passage.split()) for passage in passages} - {""}:
        evidence = _CUT.join(_hiding(part, passage) for part in evidence.split(_CUT))
    return evidence


def _hiding(part: str, passage: str) -> str:
    part = part.replace(passage, _DOTS)
    for length in range(min(len(passage) - 1, len(part)), 1, -1):  # one character tells nothing
        if part.startswith(passage[-length:]):
            part = _DOTS + part[length:]
        if part.endswith(passage[:length]):
            part = part[:-length] + _DOTS
    return part
