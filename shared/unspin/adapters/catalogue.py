"""What people read of the index, in the index's own table; docs/architecture.md draws its keys."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from unspin.adapters.dynamodb import cluster_key
from unspin.adapters.dynamodb_reviews import DAY_S
from unspin.adapters.items import cluster_of, leaf_item, leaf_of, link_of, tally_item, tally_of
from unspin.adapters.listings import summary_of
from unspin.adapters.table import UNWRITTEN, Condition, Item, Key, Table
from unspin.ports import Clock, Listing
from unspin.stored import Cluster, Leaf, Link, Summary, Tally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LEAVES_KEPT_S = 400 * DAY_S  # lists go back no further; counts stay


class DynamoCatalogue:
    """The counts and lists, shared by every worker."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str, clock: Clock) -> None:
        self._table = Table(dynamodb, table)
        self._clock = clock

    def page(self, listing: Listing, week: str, *, below: str | None, limit: int) -> tuple[list[Summary], bool]:
        """Return what *week* holds below a place, newest first, and whether there is more of it."""
        wanted, values = "gsi1pk = :week", {":week": f"{listing}#{week}"}
        if below is not None:
            wanted, values = f"{wanted} AND gsi1sk < :below", values | {":below": below}
        items, is_more = self._table.page(wanted, values, limit=limit, IndexName="by_day", ScanIndexForward=False)
        return [summary_of(listing, item) for item in items], is_more

    def clusters(self, cluster_ids: Iterable[str]) -> dict[str, Cluster]:
        """Return the clusters that exist, none that was merged into another."""
        found = self._table.read(map(cluster_key, dict.fromkeys(cluster_ids)))
        return {item["cluster_id"]: cluster_of(item) for item in found if "merged_into" not in item}

    def links(self, article_id: str, *, after: str, limit: int) -> tuple[list[Link], bool]:
        """Return links of an article after one, in order of the other's id, and whether there are more."""
        wanted = "pk = :pk AND sk BETWEEN :after AND :last"
        # "$" follows "#", and "!" is the first character that could stand behind an id.
        first = f"link#{after}!" if after else "link#"
        values = {":pk": f"article#{article_id}", ":after": first, ":last": "link$"}
        items, is_more = self._table.page(wanted, values, limit=limit, ConsistentRead=True)
        return [link_of(article_id, item) for item in items], is_more

    def tally(self, day: str) -> Tally:
        """Return what is counted of a day."""
        item = self._table.get(_tally_key(day))
        return tally_of(day, item) if item else Tally(day, {}, {}, {})

    def put_tally(self, tally: Tally) -> bool:
        """Write the next version of a tally; return False if it has changed since it was read."""
        condition = UNWRITTEN
        if tally.version > 0:
            condition = Condition("#version = :version", {":version": tally.version}, {"#version": "version"})
        return self._table.put(_tally_key(tally.day), tally_item(tally), condition)

    def tallies(self, first: str, last: str) -> list[Tally]:
        """Return the tallies from day to day, oldest first; a month to a request."""
        found = []
        for month in _months(first, last):
            values = {":pk": f"tally#{month}", ":first": first, ":last": last}
            items = self._table.query("pk = :pk AND sk BETWEEN :first AND :last", values)
            found += [tally_of(item["sk"], item) for item in items]
        return found

    def put_leaves(self, leaves: Iterable[Leaf]) -> None:
        """Store leaves, whatever is there under their keys."""
        now = datetime.fromisoformat(self._clock.now()).timestamp()
        expiry: Item = {"expires_at": int(now) + LEAVES_KEPT_S}
        self._table.write({_leaf_key(leaf): leaf_item(leaf) | expiry for leaf in leaves})

    def leaves(self, name: str, month: str, *, up_to: str | None, limit: int) -> tuple[list[Leaf], bool]:
        """Return the leaves of a list that begin in *month*, newest first, and whether there are more."""
        wanted, values = "pk = :pk", {":pk": f"list#{name}#{month}"}
        if up_to is not None:
            wanted, values = f"{wanted} AND sk <= :up_to", values | {":up_to": up_to}
        items, is_more = self._table.page(wanted, values, limit=limit, ScanIndexForward=False)
        return [leaf_of(name, item) for item in items], is_more


def _tally_key(day: str) -> Key:
    return Key(f"tally#{day[:7]}", day)


def _leaf_key(leaf: Leaf) -> Key:
    return Key(f"list#{leaf.name}#{leaf.key[:7]}", leaf.key)


def _months(first: str, last: str) -> list[str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    numbers = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
