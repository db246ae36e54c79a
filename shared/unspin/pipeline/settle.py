"""Bring the records of a cluster's members up to date after it has changed, or after one of them was taken down."""

from collections.abc import Collection, Iterable, Sequence

from unspin.dedup.clusters import joins
from unspin.errors import TransientError
from unspin.pipeline.commit import commit
from unspin.pipeline.join import expel
from unspin.pipeline.rewrite import cluster_now, rewritten
from unspin.pipeline.services import Services
from unspin.stored import Cluster, Entry

ATTEMPTS = 10  # a cluster that changes faster than we can follow comes again through the queue


def settle(article_id: str, services: Services, *, written: Entry | None = None) -> Entry | None:
    """Make every member's record say what its cluster is now; return the article's own entry, if it has one.

    Entries and cluster are read again after anything was written. Whoever changes a cluster settles it after that, so
    that a change which comes after our reading is looked after by another. Repeating it changes nothing.

    *written* is the article's entry as the caller has just written it: that of one which is alone, and says so, is not
    read again.
    """
    for _ in range(ATTEMPTS):
        cluster = cluster_now(article_id, services)
        if written is not None and not cluster.version and _place_of(written) == _place(cluster):
            return written
        entries = settle_others(cluster, None, services)
        if entries is not None:
            # Of a large cluster not all members are named.
            return entries.get(article_id) or services.index.entries([article_id]).get(article_id)
    raise TransientError(f"article {article_id}: its cluster kept changing while its records were written")


def settle_others(
    cluster: Cluster, but: str | None, services: Services, *, beside: Iterable[str] = ()
) -> dict[str, Entry] | None:
    """Bring the entries of *cluster*'s members up to date, except that of the article *but*.

    Members that were taken down leave it. Return the entries, and those of the articles *beside*, or None if anything
    was written.
    """
    members = {member.article_id for member in cluster.members}
    if {*members, *beside} == {but}:
        return {}
    entries = services.index.entries([*(member.article_id for member in cluster.members), *beside])
    own = {name: entry for name, entry in entries.items() if name in members}
    gone = _gone(own, services)
    if expelled := gone & {name for name in members if cluster.version}:
        expel(cluster, expelled, services.index, now=services.clock.now())
        return None
    others = [entry for entry in own.values() if entry.article_id != but and entry.withdrawn is None]
    unsettled = _unsettled(others, cluster, gone, services)
    written = [_rewrite(entry, cluster, services) for entry in unsettled]
    return None if any(written) else entries


def _gone(entries: dict[str, Entry], services: Services) -> set[str]:
    """Return the articles that were taken down, of those of *entries* and those that their records show."""
    shown = {entry.compared_with for entry in entries.values() if entry.compared_with} - entries.keys()
    known = {**entries, **(services.index.entries(sorted(shown)) if shown else {})}
    return {name for name, entry in known.items() if entry.withdrawn is not None}


def _unsettled(entries: Sequence[Entry], cluster: Cluster, gone: Collection[str], services: Services) -> list[Entry]:
    """Return the entries that do not say what *cluster* is now."""
    kept = cluster.canonical
    names = {each.article_id for each in entries if not _stands(each, cluster) or each.compared_with in gone}
    # They may have been written before their links to the article that they copy were. Of a large cluster, most have
    # none, and hundreds to each other: those are not read.
    asked = {each.article_id for each in entries if each.compared_with != kept} - names - {kept}
    linked = services.index.linked(sorted(asked), kept) if asked else {}
    names |= {name for name, link in linked.items() if joins(link.comparison)}
    return [each for each in entries if each.article_id in names]


def _stands(entry: Entry, cluster: Cluster) -> bool:
    kept = cluster.canonical if cluster.canonical != entry.article_id else None
    return (entry.cluster_id, entry.duplicate_of, entry.pending) == (cluster.cluster_id, kept, False)


def _rewrite(entry: Entry, cluster: Cluster, services: Services) -> bool:
    """Return whether there was anything to write. Where another worker came before, nothing is: it settles too."""
    wanted = rewritten(entry, entry, cluster, services)
    # A worker that is at the article itself has not stored its record yet, and will find our verdict.
    if wanted is None:
        return False
    commit(entry, *wanted, services)
    return True


def _place(cluster: Cluster) -> tuple[str, str]:
    return cluster.cluster_id, cluster.canonical


def _place_of(entry: Entry) -> tuple[str, str]:
    return entry.cluster_id, entry.duplicate_of or entry.article_id
