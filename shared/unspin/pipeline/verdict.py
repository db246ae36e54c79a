"""How an article stands, seen from its links and its cluster."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unspin.model import CLUSTER_RELATIONS, Relation
from unspin.pipeline.relate import strength
from unspin.pipeline.services import Services
from unspin.pipeline.tombstone import note_link
from unspin.stored import Cluster, Entry, Link


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a record says of an article's relation to others."""

    relation: Relation
    duplicate_of: str | None  # the canonical article of its cluster, unless it is that itself
    cluster_id: str
    similarity: float  # in [0, 1], of the link that the relation is told by; 0 without one
    link: Link | None  # which holds the evidence


def verdict(
    article_id: str, cluster: Cluster, links: Iterable[Link], *, is_update: bool, held: Entry | None = None
) -> Verdict:
    """Return how an article stands.

    A copy is known by its link to the canonical article, or else by its strongest one. A canonical article that
    came after its copies keeps its strongest link as its relation, and is a duplicate of nothing. A copy whose
    original was taken down stays the copy that its entry *held* says it is, without the evidence.
    """
    known = sorted(links, key=strength)
    joining = [link for link in known if link.comparison.relation in CLUSTER_RELATIONS]
    to_canonical = [link for link in joining if link.other_id == cluster.canonical]
    told_by = next(iter([*to_canonical, *joining, *known]), None)
    is_copy = cluster.size > 1 and cluster.canonical != article_id
    relation: Relation = told_by.comparison.relation if told_by else "unique"
    if is_update and relation in {"unique", "same_story"}:
        relation = "update"
    similarity = told_by.comparison.similarity if told_by else 0.0
    if is_copy and not joining and held is not None and held.relation in CLUSTER_RELATIONS:
        relation, similarity, told_by = held.relation, held.similarity, None
    return Verdict(
        relation=relation,
        duplicate_of=cluster.canonical if is_copy else None,
        cluster_id=cluster.cluster_id,
        similarity=similarity,
        link=told_by,
    )


def links_that_stand(article_id: str, services: Services) -> list[Link]:
    """Return the links of an article, once those to articles that were taken down are taken back.

    Whoever wrote such a link takes it back on the second look; who died before it may never come again.
    """
    links = services.index.links(article_id)
    entries = services.index.entries(link.other_id for link in links) if links else {}
    return those_that_stand(article_id, links, entries, services)


def those_that_stand(
    article_id: str, links: Iterable[Link], entries: Mapping[str, Entry], services: Services
) -> list[Link]:
    """Return *links* of an article without those to articles that were taken down, by their *entries*."""
    linked = {link.other_id: link for link in links}
    gone = {name: entry for name, entry in entries.items() if name in linked and entry.withdrawn is not None}
    for tombstone in gone.values():
        note_link(tombstone, article_id, services)
    if gone:
        services.index.remove_links(article_id, sorted(gone))
    return [link for name, link in linked.items() if name not in gone]
