"""How the values of the index look as DynamoDB items, and back.

What people search and filter by stays readable; what only programs read (text, signatures, evidence) travels
as compressed JSON in one binary attribute, since DynamoDB bills by the kilobyte.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any, TypeVar

from unspin.model import Comparison, Evidence, Passage, Source, Substitution
from unspin.stored import (
    Act,
    Body,
    Claim,
    Cluster,
    Entry,
    Former,
    Leaf,
    Line,
    Link,
    Parked,
    Profile,
    Proposal,
    Ruling,
    Shadow,
    Standing,
    Tally,
    Voice,
    Withdrawal,
)

Item = dict[str, Any]
LISTS = ("former_paths", "former_keys", "former_links", "erasers", "rules")  # of an entry, as tuples

Value = TypeVar("Value", Entry, Parked)

BESIDE = frozenset({"article_id", "order", "edition"})  # of a body: in its key, or in conditions


def packed(value: Any) -> bytes:
    """Return *value* as compressed JSON."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), level=6)


def unpacked(data: Any) -> Any:
    """Return what *data*, bytes or boto3's Binary, holds."""
    return json.loads(zlib.decompress(bytes(data)))


def body_item(body: Body) -> Item:
    """Return the attributes of a body."""
    content = {name: value for name, value in asdict(body).items() if name not in BESIDE}
    return {"order": body.order, "edition": body.edition, "content": packed(content)}


def body_of(item: Mapping[str, Any]) -> Body:
    """Return the body that *item* holds."""
    content = unpacked(item["content"])
    lists = {name: tuple(content[name]) for name in ("keys", "former_keys")}
    article_id = item["pk"].partition("#")[2]
    return Body(**content | lists, article_id=article_id, order=item["order"], edition=int(item["edition"]))


def plain_item(value: Entry | Parked) -> Item:
    """Return the attributes of an entry or a parked input, each readable; absent and empty ones are left out."""
    item: Item = _without_none(asdict(value))
    return {name: each for name, each in item.items() if each != []}


def entry_of(item: Mapping[str, Any]) -> Entry:
    """Return the entry that *item* holds."""
    found = _attributes(Entry, item)
    return Entry(
        **found
        | {
            "similarity": float(item["similarity"]),
            "revision": int(item["revision"]),
            **{name: tuple(item.get(name, ())) for name in LISTS},
            "withdrawn": Withdrawal(**item["withdrawn"]) if "withdrawn" in item else None,
            "text_digest": item.get("text_digest", ""),
            "rulings": tuple(Ruling(**each) for each in item.get("rulings", ())),
            "score": float(item.get("score", 0)),
            "shadow": shadow_of(item["shadow"]) if "shadow" in item else None,
            "former": _former_of(item["former"]) if "former" in item else None,
        }
    )


def shadow_of(item: Mapping[str, Any]) -> Shadow:
    """Return the shadow that *item* holds."""
    return Shadow(item["version"], item["action"], item.get("because"))


def _former_of(item: Mapping[str, Any]) -> Former:
    return Former(item["action"], item.get("duplicate_of"), item["text_digest"])


def parked_of(item: Mapping[str, Any]) -> Parked:
    """Return the parked input that *item* holds."""
    return Parked(**_attributes(Parked, item))


def cluster_item(cluster: Cluster) -> Item:
    """Return the attributes of a cluster, ``version`` counted up."""
    return {
        "cluster_id": cluster.cluster_id,
        "opened_at": cluster.opened_at,
        "size": cluster.size,
        "updated_at": cluster.updated_at,
        "version": cluster.version + 1,
        "members": packed([asdict(member) for member in cluster.members]),
    }


def cluster_of(item: Mapping[str, Any]) -> Cluster:
    """Return the cluster that *item* holds."""
    return Cluster(
        cluster_id=item["cluster_id"],
        opened_at=item["opened_at"],
        members=tuple(Standing(**member) for member in unpacked(item["members"])),
        size=int(item["size"]),
        updated_at=item["updated_at"],
        version=int(item["version"]),
    )


def comparison_item(comparison: Comparison) -> Item:
    """Return the attributes of a comparison."""
    return {"relation": comparison.relation, "content": packed(asdict(comparison))}


def comparison_of(item: Mapping[str, Any]) -> Comparison:
    """Return the comparison that *item* holds."""
    content = unpacked(item["content"])
    seen = content["evidence"]
    evidence = Evidence(
        seen["summary"],
        tuple(Substitution(**each) for each in seen["substitutions"]),
        tuple(Passage(**each) for each in seen["passages"]),
        seen["swapped"],
    )
    return Comparison(**content | {"evidence": evidence})


def link_of(article_id: str, item: Mapping[str, Any]) -> Link:
    """Return the link of an article that *item* holds."""
    return Link(article_id, item["sk"].removeprefix("link#"), comparison_of(item))


def tally_item(tally: Tally) -> Item:
    """Return the attributes of a tally, ``version`` counted up."""
    content = {"counts": tally.counts, "largest": tally.largest, "seen": tally.seen}
    return {"version": tally.version + 1, "content": packed(content)}


def tally_of(day: str, item: Mapping[str, Any]) -> Tally:
    """Return the tally of a day that *item* holds."""
    return Tally(day=day, version=int(item["version"]), **unpacked(item["content"]))


def leaf_item(leaf: Leaf) -> Item:
    """Return the attributes of a leaf."""
    return {"content": packed([(line.at, line.id, line.via) for line in leaf.lines])}


def leaf_of(name: str, item: Mapping[str, Any]) -> Leaf:
    """Return the leaf of a list that *item* holds."""
    return Leaf(name, item["sk"], tuple(Line(*line) for line in unpacked(item["content"])))


def act_item(act: Act) -> Item:
    """Return the attributes of an act, each readable."""
    item: Item = _without_none(asdict(act))
    return item


def claim_item(claim: Claim) -> Item:
    """Return the attributes of a claim, each readable."""
    return asdict(claim)


def claim_of(item: Mapping[str, Any]) -> Claim:
    """Return the claim that *item* holds."""
    return Claim(**{each.name: item[each.name] for each in fields(Claim)})


def proposal_item(proposal: Proposal) -> Item:
    """Return the attributes of a proposal, each readable, ``version`` counted up."""
    item: Item = _without_none(asdict(proposal))
    return item | {"version": proposal.version + 1}


def proposal_of(item: Mapping[str, Any]) -> Proposal:
    """Return the proposal that *item* holds."""
    found: dict[str, Any] = {each.name: item.get(each.name) for each in fields(Proposal)}
    voices = tuple(Voice(each["by"], each["at"], each.get("article_id"), each["note"]) for each in item["voices"])
    return Proposal(**found | {"voices": voices, "version": int(item["version"])})


def act_of(item: Mapping[str, Any]) -> Act:
    """Return the act that *item* holds."""
    found: dict[str, Any] = {each.name: item.get(each.name) for each in fields(Act)}
    return Act(**found)


def profile_item(profile: Profile) -> Item:
    """Return the attributes of what a site repeats."""
    return asdict(profile)


def profile_of(item: Mapping[str, Any]) -> Profile:
    """Return what a site repeats, as *item* holds it."""
    return Profile(item["site"], bytes(item["keys"]), int(item["pages"]), item["learnt_at"])


def _attributes(kind: type[Value], item: Mapping[str, Any]) -> dict[str, Any]:
    found = {each.name: item.get(each.name) for each in fields(kind)}
    source = {each.name: item["source"].get(each.name) for each in fields(Source)}
    line = source["line"]
    return found | {"source": Source(**source | {"line": None if line is None else int(line)})}


def _without_none(value: Any) -> Any:
    """DynamoDB knows no floats, and an absent attribute says None best."""
    if isinstance(value, dict):
        return {name: _without_none(each) for name, each in value.items() if each is not None}
    if isinstance(value, tuple):
        return [_without_none(each) for each in value]
    return Decimal(repr(value)) if isinstance(value, float) else value
