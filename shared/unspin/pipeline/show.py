"""Show what the index holds of one thing: an article, its relations, a parked input, a cluster."""

import json
from dataclasses import asdict
from typing import Any

from unspin.dedup.clusters import rank, why_kept
from unspin.errors import InvalidCursor, TransientError
from unspin.pipeline.answers import (
    Acted,
    ArticleShown,
    ClusterShown,
    Member,
    ParkedShown,
    Related,
    RelationsListed,
    WithdrawnShown,
)
from unspin.pipeline.cursor import cursor_of, place_of
from unspin.pipeline.join import alone
from unspin.pipeline.present import present
from unspin.pipeline.record import evidence_of
from unspin.pipeline.services import Services
from unspin.stored import Act, Cluster, Entry, Link, Standing

RELATIONS = 50  # of an article, to a page
MEMBERS = 100  # of a cluster, to a page: read by one request
FORWARDS = 3  # followed by a reader; an article's entry names the cluster that it was settled in
LOOKS = 3  # at an article that is being written
# Bytes as a function answers with them, with 6,291,556 at most: relations with their evidence hold 2,500,000 at worst.
RECORD_LIMIT = 3_000_000


def show(name: str, services: Services) -> ArticleShown | WithdrawnShown | ParkedShown | None:
    """Return the article or the parked input of that id, that it was taken down, or None.

    The entry is read again at the end: what was taken down meanwhile is not shown.
    """
    entry = services.index.entries([name]).get(name)
    if entry is None:
        return _parked(name, services)
    for _ in range(LOOKS):
        if entry.withdrawn is not None:
            acts = [_acted(act) for act in services.index.acts(name)]
            return WithdrawnShown(name, entry.withdrawn.at, entry.withdrawn.reason, acts)
        shown = _shown(entry, services)
        after = services.index.entries([name]).get(name)
        if after is None:
            return None
        if after.revision == entry.revision:
            return shown
        entry = after
    raise TransientError(f"article {name}: it kept changing in {LOOKS} looks at it")


def show_relations(name: str, services: Services, *, cursor: str | None = None) -> RelationsListed | None:
    """Return a page of the relations of an article, or None if there is none of that id.

    Raises:
        InvalidCursor: The cursor is none of this list.
    """
    [after] = place_of(_relations_of(name), cursor, parts=1) if cursor is not None else [""]
    links, following = _links(name, after, services)
    known = present([name, *(link.other_id for link in links)], services)
    if name not in known:
        return None
    return RelationsListed(name, [_related(link) for link in links if link.other_id in known], following)


def show_cluster(
    name: str, services: Services, *, limit: int = MEMBERS, cursor: str | None = None
) -> ClusterShown | None:
    """Return the cluster of that id, or the one that the article of that id is in, with a page of its members, or None.

    Raises:
        InvalidCursor: The cursor is none of this list.
        TransientError: It is being merged at this moment.
    """
    cluster = _cluster(name, services)
    if cluster is None or not cluster.members:
        return None
    members, following = _page_of(cluster, limit, cursor)
    entries = present((member.article_id for member in members), services)
    shown = [
        _member(standing, entries[standing.article_id], is_canonical=standing.article_id == cluster.canonical)
        for standing in members
        if standing.article_id in entries
    ]
    if not shown and cursor is None and following is None:
        return None
    return ClusterShown(
        cluster_id=cluster.cluster_id,
        canonical=cluster.canonical,
        why=why_kept(cluster.members),
        size=cluster.size,
        opened_at=cluster.opened_at,
        updated_at=cluster.updated_at,
        members=shown,
        next=following,
    )


def _shown(entry: Entry, services: Services) -> ArticleShown:
    links, following = _links(entry.article_id, "", services)
    known = present((link.other_id for link in links), services) if links else {}
    stored = services.clean.load(entry.path)
    record = stored.record if stored and _length(stored.record) <= RECORD_LIMIT else None
    acts = [_acted(act) for act in services.index.acts(entry.article_id)]
    relations = [_related(link) for link in links if link.other_id in known]
    return ArticleShown(entry.article_id, services.clean.location(entry.path), record, relations, following, acts)


def _links(name: str, after: str, services: Services) -> tuple[list[Link], str | None]:
    links, is_more = services.catalogue.links(name, after=after, limit=RELATIONS)
    return links, cursor_of(_relations_of(name), (links[-1].other_id,)) if links and is_more else None


def _relations_of(name: str) -> str:
    return f"articles/{name}/relations"


def _related(link: Link) -> Related:
    return Related(link.other_id, link.comparison.relation, link.comparison.similarity, evidence_of(link))


def _length(record: dict[str, Any]) -> int:
    """An answer is JSON in JSON, in ASCII: a letter that is none takes seven bytes."""
    return len(json.dumps(json.dumps(record)))


def _acted(act: Act) -> Acted:
    return Acted(act.at, act.actor, act.kind, act.reason, act.policy_version, dict(act.details))


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


def _cluster(name: str, services: Services) -> Cluster | None:
    """A cluster's id is that of the article that opened it, whose entry knows where the cluster went."""
    entry, body = services.index.held(name)
    place = entry.cluster_id if entry is not None else name
    for _ in range(FORWARDS):
        found = services.index.cluster(place)
        if found is None:
            break
        if isinstance(found, Cluster):
            return found
        place = found
    else:
        raise TransientError(f"cluster {name} is being merged: more than {FORWARDS} forwarding addresses")
    if entry is None or entry.withdrawn is not None:
        return None
    standing = body.standing if body else Standing(name, None, 0, entry.ingested_at, entry.site)
    return alone(standing)


def _page_of(cluster: Cluster, limit: int, cursor: str | None) -> tuple[list[Standing], str | None]:
    """Members in their rank, which stays while others come and go."""
    query = f"clusters/{cluster.cluster_id}"
    rest = list(cluster.members)
    if cursor is not None:
        published, words, seen, name = place_of(query, cursor, parts=4)
        try:
            last = rank(Standing(name, published or None, int(words), seen))
        except ValueError as error:
            raise InvalidCursor(f"this cursor holds no place in a cluster: got {cursor[:40]!r}") from error
        rest = [member for member in rest if rank(member) > last]
    page = rest[:limit]
    if len(rest) <= limit:
        return page, None
    last_one = page[-1]
    place = (last_one.published_at or "", str(last_one.words), last_one.first_seen, last_one.article_id)
    return page, cursor_of(query, place)


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
