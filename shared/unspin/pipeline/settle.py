"""Bring the records of a cluster's members up to date after it has changed, or after one of them was taken down."""

from collections.abc import Collection
from dataclasses import asdict

from unspin.errors import TransientError
from unspin.model import CLUSTER_RELATIONS
from unspin.pipeline.commit import Record, commit
from unspin.pipeline.connect import NewerText, connect
from unspin.pipeline.decide import decision_as, entry_as
from unspin.pipeline.join import cluster_of, expel
from unspin.pipeline.record import decision_of, with_relation
from unspin.pipeline.services import Services
from unspin.pipeline.verdict import Verdict, links_that_stand, verdict
from unspin.stored import Cluster, Entry, Standing

ATTEMPTS = 10  # a cluster that changes faster than we can follow comes again through the queue


def settle(article_id: str, services: Services) -> Entry | None:
    """Make every member's record say what its cluster is now; return the article's own entry, if it has one.

    Entries and cluster are read again after anything was written: of two workers that change them at the same time,
    the one that writes last sees what the other did. Repeating it changes nothing.
    """
    for _ in range(ATTEMPTS):
        cluster = cluster_now(article_id, services)
        entries = settle_others(cluster, None, services)
        if entries is None or (cluster.version and _place(cluster_now(article_id, services)) != _place(cluster)):
            continue
        # Of a large cluster not all members are named.
        return entries.get(article_id) or services.index.entries([article_id]).get(article_id)
    raise TransientError(f"article {article_id}: its cluster kept changing while its records were written")


def cluster_now(article_id: str, services: Services) -> Cluster:
    """Return the cluster that an article is in, itself alone where nothing is written."""
    return cluster_of(Standing(article_id, None, 0, ""), services.index)


def settle_others(cluster: Cluster, but: str | None, services: Services) -> dict[str, Entry] | None:
    """Bring the entries of *cluster*'s members up to date, except that of the article *but*.

    Members that were taken down leave it. Return the entries, or None if anything was written.
    """
    entries = services.index.entries(member.article_id for member in cluster.members)
    gone = _gone(entries, services)
    if expelled := gone & {member.article_id for member in cluster.members if cluster.version}:
        expel(cluster, expelled, services.index, now=services.clock.now())
        return None
    unsettled = [
        entry
        for entry in entries.values()
        if entry.article_id != but and entry.withdrawn is None and not _is_settled(entry, cluster, gone)
    ]
    written = [_rewrite(entry, cluster, services) for entry in unsettled]
    return None if any(written) else entries


def _gone(entries: dict[str, Entry], services: Services) -> set[str]:
    """Return the articles that were taken down, of those of *entries* and those that their records show."""
    shown = {entry.compared_with for entry in entries.values() if entry.compared_with} - entries.keys()
    known = {**entries, **(services.index.entries(sorted(shown)) if shown else {})}
    return {name for name, entry in known.items() if entry.withdrawn is not None}


def _is_settled(entry: Entry, cluster: Cluster, gone: Collection[str]) -> bool:
    kept = cluster.canonical if cluster.canonical != entry.article_id else None
    stands = (entry.cluster_id, entry.duplicate_of, entry.pending) == (cluster.cluster_id, kept, False)
    return stands and entry.compared_with not in gone


def _rewrite(entry: Entry, cluster: Cluster, services: Services) -> bool:
    """Return whether there was anything to write. Where another worker came before, nothing is: it settles too."""
    found = _verdict(entry, cluster, services)
    before = _stored(entry, services)
    # A worker that is at the article itself has not stored its record yet, and will find our verdict.
    if before is None:
        return False
    policy = services.policy if entry.versions == services.versions else None
    decision = decision_as(decision_of(before, entry.text_action), found, policy)

    def render(held: Record | None) -> Record | None:
        record = before if held is None else held
        return with_relation(record, found, decision) if _is_of(record, entry) else None

    commit(entry, entry_as(entry, found, decision), render, services)
    return True


def _verdict(entry: Entry, cluster: Cluster, services: Services) -> Verdict:
    """Where the original of a copy was taken down, it is compared with the article that is kept in its place."""
    is_update = entry.relation == "update"
    links = links_that_stand(entry.article_id, services)
    found = verdict(entry.article_id, cluster, links, is_update=is_update, held=entry)
    if found.link is None and found.duplicate_of is not None and entry.relation in CLUSTER_RELATIONS:
        body = services.index.bodies([entry.article_id]).get(entry.article_id)
        if body is not None and body.order == entry.order:
            try:
                connect(body, services, now=services.clock.now(), touched=[found.duplicate_of])
            except NewerText:
                return found
        links = links_that_stand(entry.article_id, services)
        found = verdict(entry.article_id, cluster, links, is_update=is_update, held=entry)
    return found


def _stored(entry: Entry, services: Services) -> Record | None:
    """Return the record of an entry: at a former path, where a worker died before it was moved."""
    for path in (entry.path, *entry.former_paths):
        held = services.clean.load(path)
        if held is not None and _is_of(held.record, entry):
            return held.record
    return None


def _is_of(record: Record, entry: Entry) -> bool:
    """Return whether *record* was made of the same content, by the same versions, as *entry*."""
    versions = "/".join(record[f"{name}_version"] for name in ("pipeline", "policy"))
    return (record["source"], versions) == (asdict(entry.source), entry.versions)


def _place(cluster: Cluster) -> tuple[str, str]:
    return cluster.cluster_id, cluster.canonical
