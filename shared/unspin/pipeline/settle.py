"""Bring the records of a cluster's members up to date after it has changed."""

from dataclasses import asdict, replace

from unspin.dedup.clusters import joins
from unspin.errors import TransientError
from unspin.model import Decision
from unspin.pipeline.commit import Record, commit
from unspin.pipeline.decide import decision_as, entry_as
from unspin.pipeline.join import find_cluster
from unspin.pipeline.record import article_of, decision_of, findings_of, with_relation
from unspin.pipeline.services import Services
from unspin.pipeline.verdict import Verdict, verdict
from unspin.stored import Cluster, Entry

ATTEMPTS = 10  # a cluster that changes faster than we can follow comes again through the queue


def settle(article_id: str, services: Services) -> Entry | None:
    """Make every member's record say what its cluster is now; return the article's own entry, if it has one.

    The cluster is read again after the writing: of two workers that change it at the same time, the one that
    writes last sees what the other did. Repeating it changes nothing.
    """
    for _ in range(ATTEMPTS):
        cluster = find_cluster(article_id, services.index)
        if cluster is None:
            break
        settle_others(cluster, None, services)
        after = find_cluster(article_id, services.index)
        if after is not None and _place(after) == _place(cluster):
            break
    else:
        raise TransientError(f"article {article_id}: its cluster kept changing while its records were written")
    return services.index.held(article_id)[0]


def settle_others(cluster: Cluster, but: str | None, services: Services) -> None:
    """Bring the entries of *cluster*'s members up to date, except that of the article *but*."""
    members = [member.article_id for member in cluster.members if member.article_id != but]
    for entry in services.index.entries(members).values():
        if not _is_settled(entry, cluster, services):
            _rewrite(entry, cluster, services)


def _is_settled(entry: Entry, cluster: Cluster, services: Services) -> bool:
    kept = cluster.canonical if cluster.canonical != entry.article_id else None
    if (entry.cluster_id, entry.duplicate_of, entry.pending) != (cluster.cluster_id, kept, False):
        return False
    # It may have been written before its link to the article that it copies was.
    return kept in {None, entry.compared_with} or not any(
        link.other_id == kept and joins(link.comparison) for link in services.index.links(entry.article_id)
    )


def _rewrite(entry: Entry, cluster: Cluster, services: Services) -> None:
    """Where another worker came before, nothing is done: it settles too."""
    links = services.index.links(entry.article_id)
    found = verdict(entry.article_id, cluster, links, is_update=entry.relation == "update")
    before = _stored(entry, services)
    # A worker that is at the article itself has not stored its record yet, and will find our verdict.
    if before is None:
        return
    decision = _redecided(before, entry, found, services)

    def render(held: Record | None) -> Record | None:
        record = before if held is None else held
        return with_relation(record, found, decision) if _is_of(record, entry) else None

    commit(entry, entry_as(entry, found, decision), render, services)


def _redecided(record: Record, entry: Entry, found: Verdict, services: Services) -> Decision:
    """Return what becomes of an article as it stands now, by the policy that it was decided by.

    If that is not kept, a copy stays what it is; a canonical article is not held back for having been one.
    """
    policy = services.policy_of(record["policy_version"])
    if policy is not None:
        return decision_as(decision_of(record, entry.text_action, policy), article_of(record), found, policy)
    if found.duplicate_of is None:
        return decision_of(record, entry.text_action, services.policy)
    return replace(decision_of(record, entry.action, services.policy), findings=findings_of(record))


def _stored(entry: Entry, services: Services) -> Record | None:
    """Return the record of an entry: at a former path, where a worker died before it was moved."""
    for path in (entry.path, *entry.former_paths):
        held = services.clean.load(path)
        if held is not None and _is_of(held.record, entry):
            return held.record
    return None


def _is_of(record: Record, entry: Entry) -> bool:
    """Return whether *record* was made of the same content, by the same versions, as *entry*."""
    versions = "/".join(record[f"{name}_version"] for name in ("pipeline", "index", "policy"))
    return (record["source"], versions) == (asdict(entry.source), entry.versions)


def _place(cluster: Cluster) -> tuple[str, str]:
    return cluster.cluster_id, cluster.canonical
