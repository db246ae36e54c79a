"""Keep clusters from chaining articles that have nothing to do with each other.

Relations are no equivalence: a page that quotes two stories is a copy of both, a spin of a spin drifts, and whoever
follows such links to their end merges everything (859,092 documents became two clusters that way once, by edges
of shared buckets and their transitive closure). So a link joins two clusters only if its article is *kin* to what
is in there already, and the articles that one article brings together are kin to each other. A refused link stays, as
``same_story``: seen by people, followed by no cluster.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from unspin.dedup.clusters import joins
from unspin.dedup.figures import figures
from unspin.dedup.fingerprint import Fingerprint
from unspin.stored import Link

KIN = 0.25  # of either one's terms, by weight: versions of one article share twice as much, strangers a third
WITNESSES = 3  # members of a cluster that are asked; the best ranked, the canonical one first


def are_kin(a: Fingerprint, b: Fingerprint) -> bool:
    """Return whether two articles share enough of what they are known by to stand in one cluster."""
    seen = figures(a, b)
    return max(seen.terms_a, seen.terms_b, seen.words_a, seen.words_b, seen.skeleton) >= KIN


def is_chained(mine: Fingerprint, witnesses: Iterable[Fingerprint]) -> bool:
    """Return whether an article is kin to none of the *witnesses*, of whom there are some."""
    asked = list(witnesses)
    return bool(asked) and not any(are_kin(mine, witness) for witness in asked)


def bridged(links: Sequence[Link], others: Mapping[str, Fingerprint]) -> frozenset[str]:
    """Return the articles that *links*, strongest first, may not join: strangers to all that were let in before."""
    let_in: list[Fingerprint] = []
    refused = []
    for link in links:
        if joins(link.comparison):
            if is_chained(others[link.other_id], let_in):
                refused.append(link.other_id)
            else:
                let_in.append(others[link.other_id])
    return frozenset(refused)


def demoted(link: Link) -> Link:
    """Return *link* as one that no cluster follows, saying why."""
    held = link.comparison
    told = f"kept apart, would chain unrelated articles; {held.evidence.summary}".rstrip("; ")
    evidence = replace(held.evidence, summary=told)
    return replace(link, comparison=replace(held, relation="same_story", evidence=evidence, part=None))
