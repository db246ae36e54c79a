"""An article's entry and record as they are to be: as its cluster, its policy and people have it now."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from unspin.model import CLUSTER_RELATIONS, Action, Decision
from unspin.moderation.policy import Policy
from unspin.pipeline.commit import Record, Rendered, commit
from unspin.pipeline.connect import NewerText, connect
from unspin.pipeline.decide import decision_as, entry_as
from unspin.pipeline.join import cluster_of
from unspin.pipeline.record import article_of, decision_of, findings_of, shadow_of, versions_of, with_relation
from unspin.pipeline.services import Services
from unspin.pipeline.verdict import Verdict, links_that_stand, verdict
from unspin.stored import Act, Claim, Cluster, Entry, Standing

Told = Callable[[Entry], Act]  # from an entry as it is about to be written


@dataclass(frozen=True, slots=True)
class Basis:
    """What the text of an article alone led to, and the policy that said so."""

    of_text: Decision
    policy: Policy | None  # None where it is not kept any more


Based = Callable[[Record], Basis]


def amend(
    entry: Entry,
    wanted: Entry,
    services: Services,
    *,
    told: Told | None = None,
    claim: Claim | None = None,
    based: Based | None = None,
) -> Entry | None:
    """Write *wanted* in the place of *entry*, decided as it stands now; return that, or None if others came before.

    With the entry, and not without it, the act that *told* makes of the new one is written, and *claim* given back.
    *based* decides otherwise than the policy that it was decided by before.
    """
    found = rewritten(entry, wanted, cluster_now(entry.article_id, services), services, based)
    if found is None:
        return None
    decided, render = found
    act = told(decided) if told else None
    return decided if commit(entry, decided, render, services, act=act, claim=claim) else None


def cluster_now(article_id: str, services: Services) -> Cluster:
    """Return the cluster that an article is in, itself alone where nothing is written."""
    return cluster_of(Standing(article_id, None, 0, ""), services.index)


def rewritten(
    entry: Entry, wanted: Entry, cluster: Cluster, services: Services, based: Based | None = None
) -> tuple[Entry, Rendered] | None:
    """Return what *wanted* is as its cluster is now, and how its record is written; None while there is no record."""
    found = _verdict(wanted, cluster, services)
    before = stored(entry, services)
    if before is None:
        return None
    basis = based(before) if based else _basis(before, entry, services)
    decision = _decision(before, wanted, found, basis)
    shadow, shadow_text = _shadow(before, found, services)
    version = basis.policy.version if basis.policy else entry.policy_version
    wanted = replace(
        wanted,
        text_action=basis.of_text.action,
        versions="/".join([*entry.versions.split("/")[:-1], version]),
    )
    decided = entry_as(wanted, found, decision, services.clock.now(), shadow)

    def render(held: Record | None) -> Record:
        # Of no later revision and of another content: a worker left it there that died before it had claimed the entry.
        record = held if held is not None and _is_of(held, entry) else before
        told = with_relation(record, found, decision, decided.ruling, shadow, shadow_text)
        return told | {"policy_version": version}

    return decided, render


def stored(entry: Entry, services: Services) -> Record | None:
    """Return the record of an entry: at a former path, where a worker died before it was moved."""
    for path in (entry.path, *entry.former_paths):
        held = services.clean.load(path)
        if held is not None and _is_of(held.record, entry):
            return held.record
    return None


def _is_of(record: Record, entry: Entry) -> bool:
    """Return whether *record* was made of the same content, by the same versions, as *entry*."""
    return (record["source"], versions_of(record)) == (asdict(entry.source), entry.versions)


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


def _basis(record: Record, entry: Entry, services: Services) -> Basis:
    """Return what it was decided by before."""
    policy = services.policy_of(record["policy_version"])
    return Basis(decision_of(record, entry.text_action, policy or services.policy), policy)


def _decision(record: Record, wanted: Entry, found: Verdict, basis: Basis) -> Decision:
    """Return what becomes of an article as it stands now.

    Where its policy is not kept, a copy stays what it is; a canonical article is not held back for having been one.
    """
    if basis.policy is not None:
        return decision_as(basis.of_text, article_of(record), found, basis.policy)
    if found.duplicate_of is None or wanted.rulings:
        return basis.of_text
    return replace(basis.of_text, action=wanted.action, findings=findings_of(record))


def _shadow(record: Record, found: Verdict, services: Services) -> tuple[Decision | None, Action | None]:
    """Return what the draft that ran beside would have decided as it stands now, and of the text alone."""
    policy = services.policy_of(record["shadow"]["policy_version"]) if record["shadow"] else None
    if policy is None:
        return None, None
    of_text = shadow_of(record, policy)
    return decision_as(of_text, article_of(record), found, policy), of_text.action
