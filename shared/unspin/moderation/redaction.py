"""Passages taken out of an article, with a mark in their place."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from unspin.model import Article, Decision, Finding, Redaction
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

    What cleaning removed goes with the article, and so do its author's name and what cleaning noticed: they too.
    """
    if not decision.redactions and not decision.redactions_beside:
        return article
    title, *blocks = _marked(_text(article), decision.redactions)
    author, *removed = _marked(_beside(article), decision.redactions_beside)
    return replace(
        article,
        title=title,
        blocks=tuple(blocks),
        removed=tuple(replace(each, text=text) for each, text in zip(article.removed, removed, strict=True)),
        findings=without(article.findings, taken_out(article, decision)),
        author=author or article.author,
    )


def beside(article: Article) -> Article:
    """Return what is kept beside the text of *article*, as an article: its author for a title, what was removed."""
    author, *removed = _beside(article)
    return replace(article, title=author, blocks=tuple(removed), removed=(), findings=())


def taken_out(article: Article, decision: Decision) -> frozenset[str]:
    """Return the passages that *decision* takes out of *article*."""
    both = ((_text(article), decision.redactions), (_beside(article), decision.redactions_beside))
    return frozenset(
        visible(passages[each.passage])[each.start : each.end] for passages, places in both for each in places
    )


def without(findings: Iterable[Finding], passages: Collection[str]) -> tuple[Finding, ...]:
    """Return *findings* whose evidence has dots for *passages*."""
    return tuple(replace(found, evidence=hiding(found.evidence, passages)) for found in findings)


def _text(article: Article) -> Sequence[str]:
    return (article.title, *article.blocks)


def _beside(article: Article) -> Sequence[str]:
    return (article.author or "", *(each.text for each in article.removed))


def _marked(passages: Sequence[str], places: Sequence[Redaction]) -> Sequence[str]:
    marked = [*passages]
    for each in reversed(places):  # from the end: earlier places stay where they are
        text = visible(marked[each.passage])
        marked[each.passage] = f"{text[: each.start]}[{each.rule}]{text[each.end :]}"
    return marked


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
