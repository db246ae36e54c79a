"""What the listings of the index show of each thing: one place, so that both adapters list alike.

The template's index by day carries these attributes, and no others.
"""

from collections.abc import Mapping
from typing import Any

from unspin.ports import Listing
from unspin.stored import Cluster, Entry, Parked, Summary

WAITING = "review"  # the only queue that there is; an attribute of this value is what the queue's indexes hold

SHOWN: dict[Listing, tuple[str, ...]] = {
    "articles": ("relation", "action", "site", "title", "cluster_id"),
    "clusters": ("size",),
    "parked": ("reason", "title"),
    "withdrawn": ("reason",),
}


def place_in(item: Entry | Cluster | Parked) -> tuple[Listing, str, str]:
    """Return the listing that *item* appears in, since when, and by what name."""
    match item:
        case Entry(withdrawn=gone) if gone is not None:
            return "withdrawn", gone.at, item.article_id
        case Entry():
            return "articles", item.ingested_at, item.article_id
        case Cluster():
            return "clusters", item.updated_at, item.cluster_id
        case Parked():
            return "parked", item.parked_at, item.parked_id


def listed_as(item: Entry | Cluster | Parked) -> tuple[Listing, Summary]:
    """Return the listing that *item* appears in, and its line there."""
    listing, at, name = place_in(item)
    match item:
        case Entry(withdrawn=gone) if gone is not None:
            attributes: dict[str, Any] = {"reason": gone.reason}
        case Entry():
            attributes = {each: getattr(item, each) for each in SHOWN["articles"]}
        case Cluster():
            attributes = {"size": item.size}
        case Parked():
            attributes = {"reason": item.reason, "title": item.source.key}
    return listing, Summary(name, at, attributes)


def places(entry: Entry) -> dict[str, str]:
    """Return where *entry* stands in the queue of articles that wait for a person; empty if it does not wait.

    The template's indexes of the queue are made of these attributes. Places sort: the oldest first by age, the worst
    first by score, and of equal scores the oldest.
    """
    if entry.action != "review" or entry.withdrawn is not None:
        return {}
    age = f"{entry.held_since or entry.ingested_at}#{entry.article_id}"
    return {
        "queue_name": WAITING,
        "queue_rule": f"{WAITING}#{entry.rule}",
        "queue_age": age,
        "queue_rank": f"{1 - entry.score:.4f}#{age}",
    }


def summary_of(listing: Listing, item: Mapping[str, Any]) -> Summary:
    """Return the line of a listing that an item of DynamoDB holds."""
    at, _, name = item["gsi1sk"].partition("#")
    shown = {each: item[each] for each in SHOWN[listing]}
    if "size" in shown:
        shown["size"] = int(shown["size"])
    return Summary(name, at, shown)
