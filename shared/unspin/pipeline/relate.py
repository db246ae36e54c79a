"""Find the articles that an article is related to: candidates from the index, each verified."""

from collections.abc import Iterable

from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.verify import compare, with_evidence
from unspin.model import Comparison
from unspin.pipeline.services import Services
from unspin.stored import Body, Link, mirrored

# The candidates that share most keys. Goal of the keys is 20 in an index of a million; beyond that they say little.
COMPARED = 40
# Relations of the strongest first: which one an article is known by.
STRENGTH = ("exact", "near_duplicate", "rewritten", "excerpt", "same_story")


def related(
    article_id: str, mine: Fingerprint, services: Services, *, known: Iterable[str] = ()
) -> tuple[list[Link], dict[str, Body]]:
    """Return the verified links of an article, strongest first, and the bodies of all it was compared with.

    *known* are compared as well, whatever keys they share.
    """
    shared = services.index.candidates(mine.probes)
    shared.pop(article_id, None)
    nearest = sorted(shared, key=lambda other: (-shared[other], other))[:COMPARED]
    bodies = services.index.bodies([*nearest, *known])
    found = [Link(article_id, other, _compared(mine, bodies[other], services)) for other in sorted(bodies)]
    links = sorted((link for link in found if link.comparison.relation != "unique"), key=strength)
    return links, bodies


def strength(link: Link) -> tuple[int, float, str]:
    """Return what sorts links, the strongest first."""
    return STRENGTH.index(link.comparison.relation), -link.comparison.similarity, link.other_id


def _compared(mine: Fingerprint, other: Body, services: Services) -> Comparison:
    """Compare from the shorter one, so that evidence is the same whichever came first."""
    theirs = services.fingerprints.of(other.title, other.text, other.language)
    if _size(mine) <= _size(theirs):
        return _with_evidence(mine, theirs)
    return mirrored(_with_evidence(theirs, mine))


def _with_evidence(a: Fingerprint, b: Fingerprint) -> Comparison:
    comparison = compare(a, b)
    return comparison if comparison.relation == "unique" else with_evidence(comparison, a, b)


def _size(fingerprint: Fingerprint) -> tuple[int, str, str]:
    return len(fingerprint.text), fingerprint.text, fingerprint.title
