"""What has to hold when nothing is under way any more; docs/invariants.md says why."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.simulation.invariants_editors import violations_of_editors
from tests.simulation.world import OTHER, World, fingerprints
from unspin.dedup.clusters import clusters, joins, ranked
from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.judge import models, promise
from unspin.dedup.verify import compare
from unspin.model import Comparison
from unspin.moderation.duplicates import decide_relation
from unspin.pipeline.join import cluster_of
from unspin.pipeline.record import article_of, decision_of
from unspin.pipeline.services import fingerprints_by
from unspin.stored import Body, Cluster, Entry, mirrored

FOLDERS = {"publish": "clean/", "review": "review/", "reject": "rejected/"}


def violations(world: World) -> Iterator[str]:
    """Yield a sentence for whatever does not hold."""
    yield from _every_article_ends_once(world)
    yield from _postings_lead_to_what_is_there(world)
    yield from _links_are_what_is_verified(world)
    yield from _clusters_are_of_verified_relations(world)
    yield from _records_agree_with_the_index(world)
    yield from _nothing_is_left_of_what_was_taken_down(world)
    yield from violations_of_editors(world)
    if world.editors.publishes:  # what comes again is decided by the policy that is live now
        world.deliver_all_again()
    before = state(world)
    world.deliver_all_again()
    for name, held in state(world).items():
        if held != before[name]:
            yield f"a redelivery changed {name}: {_difference(before[name], held)}"


def state(world: World) -> dict[str, Any]:
    """Return everything that is stored."""
    index = world.index
    return {
        "entries": dict(_entries(world)),
        "bodies": dict(_bodies(world)),
        "postings": {key: sorted(held) for key, held in index._postings.items() if held},
        "links": {name: dict(held) for name, held in index._links.items() if held},
        "clusters": dict(index._clusters),
        "parked": dict(index._parked),
        "acts": {name: dict(held) for name, held in index._acts.items() if held},
        "records": dict(world.clean.stored),
    }


def _every_article_ends_once(world: World) -> Iterator[str]:
    bodies, entries = _bodies(world), _standing(world)
    if bodies.keys() != entries.keys():
        yield f"bodies without an entry, or the other way round: {bodies.keys() ^ entries.keys()}"
    held: dict[str, list[str]] = {}
    for path in world.clean.stored:
        if not path.startswith("parked/"):
            held.setdefault(path.rpartition("/")[2].removesuffix(".json"), []).append(path)
    for name, entry in entries.items():
        if held.pop(name, []) != [entry.path]:
            yield f"{name}: its records are not the one at {entry.path}"
        if not entry.path.startswith(FOLDERS[entry.action]):
            yield f"{name}: decided {entry.action}, stored at {entry.path}"
        if name in bodies and bodies[name].order != entry.order:
            yield f"{name}: its body is of {bodies[name].order}, its entry of {entry.order}"
    if held:
        yield f"records that no entry knows: {held}"
    yield from _every_object_ends_once(world)


def _every_object_ends_once(world: World) -> Iterator[str]:
    newest: dict[str, str] = {}
    for message in world.messages:
        newest[message.key] = max(newest.get(message.key, ""), message.order)
    known: dict[str, list[str]] = {}
    for each in (*_entries(world).values(), *world.index._parked.values()):
        known.setdefault(each.source.key, []).append(each.order)
    for key, order in newest.items():
        if not known.get(key):
            yield f"{key} is lost"
        elif not any(held.startswith(order) for held in known[key]):
            yield f"{key}: the newest event is {order}, known are {known[key]}"


def _postings_lead_to_what_is_there(world: World) -> Iterator[str]:
    bodies = _bodies(world)
    posted = {(key, name) for key, names in world.index._postings.items() for name in names}
    wanted = {(key, name) for name, body in bodies.items() for key in body.keys}
    for key, name in sorted(posted - wanted):
        yield f"posting {key} -> {name} leads to {'an older text' if name in bodies else 'nothing'}"
    for key, name in sorted(wanted - posted):
        yield f"posting {key} -> {name} is missing"
    yield from _postings_tell_what_is_there(world)
    if world.is_reindexed:
        for name, body in bodies.items():
            if not {*fingerprints_by(OTHER).of(body.title, body.text, body.language).keys} <= {*body.keys}:
                yield f"{name} has no keys of the scheme that serves"


def _postings_tell_what_is_there(world: World) -> Iterator[str]:
    sketches = {
        (name, each.scheme.version): each.sketch
        for name, mine in _fingerprints(world).items()
        for each in (mine, replace(mine, scheme=OTHER))
    }
    for key, names in world.index._postings.items():
        for name, (told, _) in names.items():
            if sketches.get((name, key.partition("#")[0]), b"") not in {told, b""}:
                yield f"posting {key} -> {name} tells of another text than the one that is there"


def _links_are_what_is_verified(world: World) -> Iterator[str]:
    wanted = {
        (one, other): compare(a, b).relation
        for one, a in _fingerprints(world).items()
        for other, b in _fingerprints(world).items()
        if one != other and (_finds(a, b) or _finds(b, a))
    }
    wanted = {pair: relation for pair, relation in wanted.items() if relation != "unique"}
    held = {(one, other): link for one, links in world.index._links.items() for other, link in links.items()}
    for pair in sorted(wanted.keys() | held.keys()):
        stored = held.get(pair)
        relation = stored.relation if stored else None
        # A text that was replaced by another story leaves its article in a cluster that keeps newcomers out.
        if stored is not None and world.acts and pair not in wanted and {*pair} <= _bodies(world).keys():
            # Whose original was taken down is compared with the article kept in its place, whatever keys they share.
            verified = compare(*(_fingerprints(world)[name] for name in pair)).relation
            wanted |= {pair: verified} if verified != "unique" else {}
        if wanted.get(pair) != relation and not (_is_updated(world) and stored and _is_kept_apart(stored)):
            yield f"link {pair}: verified {wanted.get(pair)}, stored {relation}"


def _finds(mine: Fingerprint, theirs: Fingerprint) -> bool:
    is_promising = promise(mine, [theirs.sketch]) >= models().screen.threshold
    return is_promising and not set(theirs.keys).isdisjoint(mine.probes)


def _is_kept_apart(comparison: Comparison) -> bool:
    return comparison.relation == "same_story" and comparison.evidence.summary.startswith("kept apart")


def _is_updated(world: World) -> bool:
    """Or one was taken down: its cluster stays together without it, and what is restored joins it again."""
    return len({drop.key for drop in world.drops}) < len(world.drops) or bool(world.acts)


def _clusters_are_of_verified_relations(world: World) -> Iterator[str]:
    bodies = _bodies(world)
    placed = {name: cluster_of(body.standing, world.index) for name, body in bodies.items()}
    for name, cluster in placed.items():
        members = {member.article_id for member in cluster.members}
        if name not in members:
            yield f"{name} is led to cluster {cluster.cluster_id}, which does not hold it"
        standings = tuple(bodies[member].standing for member in members if member in bodies)
        if cluster.members != ranked(standings):
            yield f"cluster {cluster.cluster_id} does not rank its members as they are: {cluster.members}"
    joined = [(one, other) for one, links in world.index._links.items() for other, link in links.items() if joins(link)]
    for one, other in joined:
        if one in placed and other in placed and placed[one].cluster_id != placed[other].cluster_id:
            yield f"{one} and {other} are verified copies in two clusters"
    if not _is_updated(world):  # exactly these
        together = {name: found for found in clusters(joined) for name in found}
        for name, cluster in placed.items():
            if {member.article_id for member in cluster.members} != together.get(name, {name}):
                yield f"cluster {cluster.cluster_id} holds others than its verified relations: {cluster.members}"


def _records_agree_with_the_index(world: World) -> Iterator[str]:
    bodies = _bodies(world)
    for name, entry in _standing(world).items():
        record = json.loads(world.clean.stored.get(entry.path, b"{}"))
        for field in ("relation", "duplicate_of", "cluster_id", "similarity", "title"):
            if record.get(field) != getattr(entry, field):
                yield f"{name}: its record says {field} {record.get(field)}, its entry {getattr(entry, field)}"
        if record.get("decision") != entry.action:
            yield f"{name}: its record says decision {record.get('decision')}, its entry {entry.action}"
        if not _is_updated(world):  # what others differed in from a text that was replaced may stay
            yield from _is_decided_by_its_policy(entry, record, world)
        if name in bodies:
            yield from _entry_agrees_with_cluster(entry, cluster_of(bodies[name].standing, world.index))


def _is_decided_by_its_policy(entry: Entry, record: dict[str, Any], world: World) -> Iterator[str]:
    """Its text, and how it differs from the article that it copies, lead to what became of it."""
    policy, article = world.policy_of(record["policy_version"]), article_of(record)
    link = world.index._links.get(entry.article_id, {}).get(entry.duplicate_of or "")
    alone = decision_of(record, entry.text_action, policy)
    told = decide_relation(
        alone,
        policy,
        article,
        relation=entry.relation,
        duplicate_of=entry.duplicate_of,
        comparison=mirrored(link) if link else None,
    )
    if entry.ruling is None and entry.action != told.action:
        yield f"{entry.article_id}: a copy ({entry.relation}) is decided {entry.action}, its policy says {told.action}"
    if [each["rule"] for each in record["findings"]] != [each.rule for each in told.findings]:
        yield f"{entry.article_id}: its record shows {record['findings']}, its policy {told.findings}"


def _entry_agrees_with_cluster(entry: Entry, cluster: Cluster) -> Iterator[str]:
    kept = None if cluster.canonical == entry.article_id else cluster.canonical
    if (entry.cluster_id, entry.duplicate_of) != (cluster.cluster_id, kept):
        yield (
            f"{entry.article_id}: its entry says {entry.duplicate_of} in {entry.cluster_id},"
            f" its cluster {kept} in {cluster.cluster_id}"
        )


def _fingerprints(world: World) -> dict[str, Fingerprint]:
    return {name: fingerprints.of(body.title, body.text, body.language) for name, body in _bodies(world).items()}


def _nothing_is_left_of_what_was_taken_down(world: World) -> Iterator[str]:
    gone = {name: entry for name, entry in _entries(world).items() if entry.withdrawn is not None}
    links = {(one, other) for one, links in world.index._links.items() for other in links}
    shown = [json.loads(data) for path, data in world.clean.stored.items() if not path.startswith("parked/")]
    for name, entry in gone.items():
        remains = (*entry.former_keys, *entry.former_links, *entry.former_paths)
        if entry.pending or remains or entry.title or entry.url or entry.path:
            yield f"{name} was taken down, and its tombstone is {entry}"
        if name in _bodies(world):
            yield f"{name} was taken down, and its body is there"
        if any(name in names for names in world.index._postings.values()):
            yield f"{name} was taken down, and postings lead to it"
        if any(name in pair for pair in links):
            yield f"{name} was taken down, and has links: {sorted(links)}"
        for cluster in world.index._clusters.values():
            if isinstance(cluster, Cluster) and name in {member.article_id for member in cluster.members}:
                yield f"{name} was taken down, and is a member of {cluster.cluster_id}"
        for record in shown:
            seen = (record["evidence"] or {}).get("compared_with")
            if name in {record["article_id"], record["duplicate_of"], seen}:
                yield f"{name} was taken down, and shows in the record of {record['article_id']}"
        if not any(act.kind == "withdrawn" for act in world.index.acts(name)):
            yield f"{name} was taken down, and its audit trail does not tell"


def _standing(world: World) -> dict[str, Entry]:
    return {name: entry for name, entry in _entries(world).items() if entry.withdrawn is None}


def _bodies(world: World) -> dict[str, Body]:
    return world.index._bodies


def _entries(world: World) -> dict[str, Entry]:
    return world.index._entries


def _difference(before: dict[str, Any], after: dict[str, Any]) -> str:
    names = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    return "; ".join(f"{name}: {before.get(name)} became {after.get(name)}" for name in sorted(names))[:600]
