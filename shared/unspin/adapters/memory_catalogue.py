"""The counts and lists in memory."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from threading import RLock

from unspin.adapters.memory import MemoryIndex
from unspin.ports import Listing
from unspin.stored import Cluster, Leaf, Link, Summary, Tally
from unspin.weeks import bounds_of


class MemoryCatalogue:
    """What people read of an index in memory. One lock makes every method atomic."""

    def __init__(self, index: MemoryIndex) -> None:
        self._index = index
        self._lock = RLock()
        self._tallies: dict[str, Tally] = {}
        self._leaves: defaultdict[str, dict[str, Leaf]] = defaultdict(dict)

    def page(self, listing: Listing, week: str, *, below: str | None, limit: int) -> tuple[list[Summary], bool]:
        """Return what *week* holds below a place, newest first, and whether there is more of it."""
        found = self._index.listed_between(listing, *bounds_of(week), below=below, limit=limit + 1)
        return found[:limit], len(found) > limit

    def clusters(self, cluster_ids: Iterable[str]) -> dict[str, Cluster]:
        """Return the clusters that exist, none that was merged into another."""
        found = {name: self._index.cluster(name) for name in cluster_ids}
        return {name: cluster for name, cluster in found.items() if isinstance(cluster, Cluster)}

    def links(self, article_id: str, *, after: str, limit: int) -> tuple[list[Link], bool]:
        """Return links of an article after one, in order of the other's id, and whether there are more."""
        rest = [link for link in self._index.links(article_id) if link.other_id > after]
        return rest[:limit], len(rest) > limit

    def tally(self, day: str) -> Tally:
        """Return what is counted of a day."""
        with self._lock:
            return self._tallies.get(day, Tally(day, {}, {}, {}))

    def put_tally(self, tally: Tally) -> bool:
        """Write the next version of a tally; return False if it has changed since it was read."""
        with self._lock:
            if self.tally(tally.day).version != tally.version:
                return False
            self._tallies[tally.day] = replace(tally, version=tally.version + 1)
            return True

    def tallies(self, first: str, last: str) -> list[Tally]:
        """Return the tallies from day to day, oldest first."""
        with self._lock:
            return [self._tallies[day] for day in sorted(self._tallies) if first <= day <= last]

    def put_leaves(self, leaves: Iterable[Leaf]) -> None:
        """Store leaves, whatever is there under their keys."""
        with self._lock:
            for leaf in leaves:
                self._leaves[leaf.name][leaf.key] = leaf

    def leaves(self, name: str, month: str, *, up_to: str | None, limit: int) -> tuple[list[Leaf], bool]:
        """Return the leaves of a list that begin in *month*, newest first, and whether there are more."""
        with self._lock:
            held = self._leaves.get(name, {})
            keys = [key for key in sorted(held, reverse=True) if key.startswith(month)]
            rest = [held[key] for key in keys if up_to is None or key <= up_to]
        return rest[:limit], len(rest) > limit
