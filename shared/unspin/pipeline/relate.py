"""Find the articles that an article is related to: candidates from the index, each verified."""

from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.verify import compare, with_evidence
from unspin.model import Comparison
from unspin.pipeline.services import Services
from unspin.stored import Body, Link

# The candidates that share most keys; those behind them share one pair of words, and say little.
COMPARED = 20
# Relations of the strongest first: which one an article is known by.
STRENGTH = ("exact", "near_duplicate", "rewritten", "excerpt", "same_story")


def related(article_id: str, mine: Fingerprint, services: Services) -> tuple[list[Link], dict[str, Body]]:
    """Return the verified links of an article, strongest first, and the bodies of the others by their id."""
    shared = services.index.candidates(mine.probes)
    shared.pop(article_id, None)
    nearest = sorted(shared, key=lambda other: (-shared[other], other))[:COMPARED]
    bodies = services.index.bodies(nearest)
    found = [Link(article_id, other, _compared(mine, bodies[other], services)) for other in sorted(bodies)]
    links = sorted((link for link in found if link.comparison.relation != "unique"), key=strength)
    return links, {link.other_id: bodies[link.other_id] for link in links}


def strength(link: Link) -> tuple[int, float, str]:
    """Return what sorts links, the strongest first."""
    return STRENGTH.index(link.comparison.relation), -link.comparison.similarity, link.other_id


def _compared(mine: Fingerprint, other: Body, services: Services) -> Comparison:
    theirs = services.fingerprints.of(other.title, other.text, other.language)
    comparison = compare(mine, theirs)
    return comparison if comparison.relation == "unique" else with_evidence(comparison, mine, theirs)
