"""Show what the index holds: an article, a parked input, a cluster, recent clusters, counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from unspin.pipeline.answers import (
    ArticleShown,
    ClusterListed,
    ClusterShown,
    Member,
    ParkedListed,
    ParkedShown,
    Related,
    Stats,
    WithdrawnShown,
)
from unspin.pipeline.join import cluster_of, find_cluster
from unspin.pipeline.record import evidence_of
from unspin.pipeline.services import Services
from unspin.pipeline.verdict import links_that_stand
from unspin.ports import Listing
from unspin.stored import Entry, Standing, Summary

RECENTLY_PARKED = 20


def show(name: str, services: Services) -> ArticleShown | WithdrawnShown | ParkedShown | None:
    """Return the article or the parked input of that id, or None."""
    entry = services.index.entries([name]).get(name)
    if entry is None:
        return _parked(name, services)
    if entry.withdrawn is not None:
        return WithdrawnShown(name, entry.withdrawn.at, entry.withdrawn.reason)
    relations = [
        Related(link.other_id, link.comparison.relation, link.comparison.similarity, evidence_of(link))
        for link in links_that_stand(name, services)
    ]
    stored = services.clean.load(entry.path)
    location = services.clean.location(entry.path)
    return ArticleShown(entry.article_id, location, stored.record if stored else None, relations)


def show_cluster(name: str, services: Services) -> ClusterShown | None:
    """Return the cluster of that id, or the one that the article of that id is in, or None."""
    entry, body = services.index.held(name)
    cluster = find_cluster(name, services.index)
    if cluster is None and entry is not None:
        standing = body.standing if body else Standing(name, None, 0, entry.ingested_at)
        cluster = cluster_of(standing, services.index)
    if cluster is None:
        return None
    known = services.index.entries(member.article_id for member in cluster.members)
    entries = {name: entry for name, entry in known.items() if entry.withdrawn is None}
    if not entries:
        return None
    members = [
        _member(standing, entries[standing.article_id], is_canonical=standing.article_id == cluster.canonical)
        for standing in cluster.members
        if standing.article_id in entries
    ]
    return ClusterShown(
        cluster.cluster_id, cluster.canonical, cluster.size, cluster.opened_at, cluster.updated_at, members
    )


def recent_clusters(services: Services, *, days: int, limit: int) -> list[ClusterListed]:
    """Return the clusters that changed in the last *days*, newest first."""
    lines = _listed("clusters", days, services, limit=limit)
    roots = {line.id: find_cluster(line.id, services.index) for line in lines}
    entries = services.index.entries(root.canonical for root in roots.values() if root)
    found = []
    for line in lines:
        root = roots[line.id]
        kept = entries.get(root.canonical) if root else None
        # One that was merged into another since is not listed under its old id.
        if root is not None and root.cluster_id == line.id and root.size > 1:
            found.append(ClusterListed(line.id, root.size, line.at, kept.title if kept else ""))
    return found


def stats(services: Services, *, days: int) -> Stats:
    """Return counts over the last *days*, today included."""
    articles = _listed("articles", days, services)
    parked = _listed("parked", days, services)
    return Stats(
        since=list(_days(days, services))[-1],
        articles=len(articles),
        clusters=sum(line.attributes["size"] > 1 for line in _listed("clusters", days, services)),
        parked=len(parked),
        withdrawn=len(_listed("withdrawn", days, services)),
        relations=_counted(articles, "relation"),
        actions=_counted(articles, "action"),
        sites=_counted(articles, "site"),
        park_reasons=_counted(parked, "reason"),
        recently_parked=[
            ParkedListed(line.id, line.attributes["reason"], line.attributes["title"], line.at)
            for line in parked[:RECENTLY_PARKED]
        ],
    )


def _parked(name: str, services: Services) -> ParkedShown | None:
    parked = services.index.parked(name)
    if parked is None:
        return None
    return ParkedShown(
        parked.parked_id,
        parked.reason,
        parked.message,
        parked.sample,
        parked.parked_at,
        asdict(parked.source),
        services.clean.location(parked.path),
    )


def _member(standing: Standing, entry: Entry, *, is_canonical: bool) -> Member:
    return Member(
        article_id=entry.article_id,
        title=entry.title,
        url=entry.url,
        site=entry.site,
        relation=entry.relation,
        similarity=entry.similarity,
        published_at=standing.published_at,
        words=standing.words,
        first_seen=standing.first_seen,
        is_canonical=is_canonical,
    )


def _listed(listing: Listing, days: int, services: Services, *, limit: int | None = None) -> list[Summary]:
    found: list[Summary] = []
    for day in _days(days, services):
        rest = None if limit is None else limit - len(found)
        if rest == 0:
            break
        found += services.index.listed(listing, day, limit=rest)
    return found


def _days(days: int, services: Services) -> Iterator[str]:
    today = datetime.fromisoformat(services.clock.now()).date()
    return ((today - timedelta(days=back)).isoformat() for back in range(days))


def _counted(lines: list[Summary], attribute: str) -> dict[Any, int]:
    counts = Counter(line.attributes[attribute] for line in lines)
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
