"""What each kind of rule sees in an article."""

import re
from collections.abc import Iterator
from functools import lru_cache

from unspin.model import Article, Finding
from unspin.moderation.policy import (
    BlockedTerms,
    Language,
    LinkDensity,
    MinimumLength,
    Noticed,
    Policy,
)
from unspin.moderation.words import word_count

AROUND = 40  # characters shown on each side of a match
_URL = re.compile(r"(?:https?://|www\.)\S+")


def findings(article: Article, policy: Policy) -> tuple[Finding, ...]:
    """Return what the rules of *policy* see in *article*, and what cleaning noticed, in no special order.

    What cleaning noticed keeps its own score, unless a rule of kind ``noticed`` gives it another.
    """
    scores = {rule.id: rule.score for rule in policy.rules if isinstance(rule, Noticed)}
    noticed = (Finding(found.rule, scores.get(found.rule, found.score), found.evidence) for found in article.findings)
    return (*noticed, *(found for rule in policy.rules for found in _seen(article, rule)))


def _seen(article: Article, rule: MinimumLength | BlockedTerms | LinkDensity | Language | Noticed) -> Iterator[Finding]:
    match rule:
        case MinimumLength():
            words = word_count(article.text)
            if words < rule.words:
                yield Finding(rule.id, rule.score, f"{words} words, expected at least {rule.words}")
        case BlockedTerms():
            yield from _blocked(article, rule)
        case LinkDensity():
            density = link_density(article)
            if density > rule.above:
                yield Finding(
                    rule.id,
                    rule.score,
                    f"{density:.0%} of the text is links, expected {rule.above:.0%} at most",
                )
        case Language():
            if article.language not in rule.accepted:
                expected = ", ".join(rule.accepted)
                yield Finding(rule.id, rule.score, f"the language is {article.language}, expected one of {expected}")
        case Noticed():
            return


def link_density(article: Article) -> float:
    """Return the share of link text, in [0, 1]: by markup, or by bare addresses where that is more."""
    text = article.text
    bare = sum(map(len, _URL.findall(text))) / len(text) if text else 0.0
    return max(article.link_density, bare)


def _blocked(article: Article, rule: BlockedTerms) -> Iterator[Finding]:
    text = f"{article.title}\n\n{article.text}"
    matches = list(_pattern(tuple(rule.terms)).finditer(text))
    if matches:
        first = matches[0]
        around = text[max(0, first.start() - AROUND) : first.end() + AROUND]
        times = f" ({len(matches)} matches)" if len(matches) > 1 else ""
        score = min(1.0, rule.score_per_match * len(matches))
        yield Finding(rule.id, score, f"…{' '.join(around.split())}…{times}")


@lru_cache
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Longest first, so that the more telling of two overlapping terms is shown; any space fits any space."""
    parts = (r"\s+".join(map(re.escape, term.split())) for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
