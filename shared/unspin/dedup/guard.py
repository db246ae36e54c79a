"""Keep clusters from chaining articles that have nothing to do with each other.

Relations are no equivalence: a page that quotes two stories is a copy of both, a spin of a spin drifts, and whoever
follows such links to their end merges everything (859,092 documents became two clusters that way once, by edges
of shared buckets and their transitive closure). So a link joins two clusters only if its article is *kin* to what
is in there already, and the articles that one article brings together are kin to each other. A refused link stays, as
``same_story``: seen by people, followed by no cluster.
"""

from collections.abc import Iterable
from dataclasses import replace

from unspin.dedup.figures import kinship
from unspin.dedup.fingerprint import Fingerprint
from unspin.stored import Link

KIN = 0.25  # of either one's terms, by weight: versions of one article share twice as much, strangers a third
WITNESSES = 3  # members of a cluster that are asked; the best ranked, the canonical one first


def are_kin(a: Fingerprint, b: Fingerprint) -> bool:
    """Return whether two articles share enough of what they are known by to stand in one cluster."""
    return kinship(a, b, enough=KIN) >= KIN


def is_chained(mine: Fingerprint, witnesses: Iterable[Fingerprint]) -> bool:
    """Return whether an article is kin to none of the *witnesses*, of whom there are some."""
    asked = list(witnesses)
    return bool(asked) and not any(are_kin(mine, witness) for witness in asked)


def demoted(link: Link) -> Link:
    """Return *link* as one that no cluster follows, saying why."""
    held = link.comparison
    told = f"kept apart, would chain unrelated articles; {held.evidence.summary}".rstrip("; ")
    evidence = replace(held.evidence, summary=told)
    return replace(link, comparison=replace(held, relation="same_story", evidence=evidence, part=None))
