"""Join related articles into clusters, whatever others do at the same time."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType

from unspin.dedup.clusters import ranked
from unspin.errors import TransientError
from unspin.ports import Index
from unspin.stored import Cluster, Standing

ATTEMPTS = 10  # of a write that others came before
FORWARDS = 100  # followed before we call it a loop; each merge adds one at most
MEMBERS = 2_000  # kept by name, the best ranked
# Of these together, as JSON: the item stays below DynamoDB's 409,600 bytes whatever they are, as packing adds 0.1 %
# where it saves nothing, and its other attributes hold 300 bytes. With sites of 30 letters a member holds 170 bytes,
# and all 2,000 are kept; with sites of 300 characters outside the basic plane 1,340, and 280 are (packed: 270,000).
BYTES = 380_000


def join(
    standing: Standing,
    others: Iterable[Standing],
    index: Index,
    *,
    now: str,
    is_blank: bool = False,
    seen: Mapping[str, Cluster | None] = MappingProxyType({}),
) -> Cluster:
    """Make one cluster of an article and *others*, and return it.

    Repeating it changes nothing. Of two clusters the one opened earlier keeps its id, so that ids stay while
    clusters grow, in whatever order articles arrive. An article that *is_blank* is taken to be alone, and others to be
    where they were *seen*: if that is not so any more, the union is not written, and all is read. Without others, a new
    article's cluster is not read at all.
    """
    cluster = alone(standing) if is_blank else _with_standing(standing, index, now)
    for other in others:
        cluster = _union(cluster, (standing, other), index, now, seen)
    return cluster


def cluster_of(standing: Standing, index: Index) -> Cluster:
    """Return the cluster that an article is in, itself alone where nothing is written."""
    return find_cluster(standing.article_id, index) or alone(standing)


def alone(standing: Standing) -> Cluster:
    """Return the cluster of an article that nothing is written of."""
    return Cluster(standing.article_id, standing.first_seen, (standing,), 1, standing.first_seen)


def find_cluster(cluster_id: str, index: Index) -> Cluster | None:
    """Return the cluster that an id, of an article or a cluster, leads to; None where nothing is written."""
    name = cluster_id
    for _ in range(FORWARDS):
        found = index.cluster(name)
        if not isinstance(found, str):
            return found
        name = found
    raise TransientError(f"cluster {cluster_id}: more than {FORWARDS} forwarding addresses, expected a few")


def expel(cluster: Cluster, article_ids: Collection[str], index: Index, *, now: str) -> bool:
    """Take members out of *cluster*; return False if it has changed since it was read."""
    members = tuple(member for member in cluster.members if member.article_id not in article_ids)
    size = cluster.size - (len(cluster.members) - len(members))
    return index.put_cluster(replace(cluster, members=members, size=size, updated_at=now))


def _with_standing(standing: Standing, index: Index, now: str) -> Cluster:
    """An updated article may have grown, or carry another date: its cluster ranks it anew."""
    for _ in range(ATTEMPTS):
        cluster = cluster_of(standing, index)
        held = {member.article_id: member for member in cluster.members}
        comes_back = standing.article_id not in held and len(held) == cluster.size  # it was taken down before
        if held.get(standing.article_id) == standing or (standing.article_id not in held and not comes_back):
            return cluster
        members = _named((held | {standing.article_id: standing}).values())
        renewed = replace(cluster, members=members, size=cluster.size + comes_back, updated_at=now)
        if cluster.version == 0:
            return renewed
        if index.put_cluster(renewed):
            return replace(renewed, version=cluster.version + 1)
    raise _busy(standing)


def _union(
    mine: Cluster, pair: tuple[Standing, Standing], index: Index, now: str, seen: Mapping[str, Cluster | None]
) -> Cluster:
    one, other = pair
    theirs = (seen[other.article_id] or alone(other)) if other.article_id in seen else cluster_of(other, index)
    for _ in range(ATTEMPTS):
        if mine.cluster_id == theirs.cluster_id:
            return max(mine, theirs, key=lambda cluster: cluster.version)
        older, younger = sorted((mine, theirs), key=lambda cluster: (cluster.opened_at, cluster.cluster_id))
        merged = replace(
            older,
            members=_named({*older.members, *younger.members}),
            size=older.size + younger.size,
            updated_at=now,
        )
        if index.merge(merged, younger):
            return replace(merged, version=merged.version + 1)
        mine, theirs = cluster_of(one, index), cluster_of(other, index)
    raise _busy(one)


def _named(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Return the best ranked, as many as an item holds: the same ones in whatever order they came."""
    best = ranked(standings)[:MEMBERS]
    ends = accumulate(map(_size, best))
    return tuple(member for member, end in zip(best, ends, strict=True) if end <= BYTES)


@lru_cache(maxsize=2 * MEMBERS)  # of a large cluster, the same ones are asked for at every join
def _size(standing: Standing) -> int:
    return len(json.dumps(asdict(standing), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _busy(standing: Standing) -> TransientError:
    return TransientError(f"article {standing.article_id}: its cluster changed under {ATTEMPTS} attempts to join it")
