"""What the listings of the index show of each thing: one place, so that both adapters list alike."""

from unspin.ports import Listing
from unspin.stored import Cluster, Entry, Parked, Summary


def listed_as(item: Entry | Cluster | Parked) -> tuple[Listing, Summary]:
    """Return the listing that *item* appears in, and its line there."""
    match item:
        case Entry():
            shown = ("relation", "action", "site", "title", "cluster_id")
            attributes = {name: getattr(item, name) for name in shown}
            return "articles", Summary(item.article_id, item.ingested_at, attributes)
        case Cluster():
            return "clusters", Summary(item.cluster_id, item.updated_at, {"size": item.size})
        case Parked():
            attributes = {"reason": item.reason, "title": item.source.key}
            return "parked", Summary(item.parked_id, item.parked_at, attributes)
