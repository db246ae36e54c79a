"""The index in one DynamoDB table; docs/architecture.md draws its keys.

Every read that a decision stands on is strongly consistent, but that of keys which an article only looks up (decision
41). Every write is safe to repeat: it is conditional, or writes again what is there already.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from typing import TYPE_CHECKING

from unspin.adapters.crowds import Crowds
from unspin.adapters.dynamodb_reviews import DAY_S, DynamoReviews, claim_key, held_by, seconds
from unspin.adapters.items import (
    act_item,
    act_of,
    body_item,
    body_of,
    cluster_item,
    cluster_of,
    comparison_item,
    entry_of,
    link_of,
    parked_of,
    plain_item,
    profile_item,
    profile_of,
)
from unspin.adapters.listings import listed_as, places, summary_of
from unspin.adapters.table import UNWRITTEN, Condition, Item, Key, Patience, Table, version_is
from unspin.ports import POSTINGS_READ, REVOKED_DAYS, Clock, Listing
from unspin.stored import Act, Body, Claim, Cluster, Entry, Known, Link, Note, Parked, Profile, Summary
from unspin.weeks import week_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


_FORWARDS = 10_000  # forwarding addresses that a worker remembers, a hundred bytes each
_REVOKED = "link-revoked#"  # sorts beside "link#": both are read at once


class DynamoIndex(DynamoReviews):
    """The index, shared by every worker.

    Bodies and postings expire *look_back_days* after their last write, or when they say; entries, links and clusters
    stay. DynamoDB deletes what has expired within days, not at once: until then it is read over.
    """

    def __init__(
        self,
        dynamodb: "DynamoDBClient",
        table: str,
        clock: Clock,
        *,
        look_back_days: int,
        connections: int,
    ) -> None:
        super().__init__(Table(dynamodb, table))
        self._clock = clock
        self._crowds = Crowds()
        self._patience = Patience()  # with clusters, which many join at the same time
        self._forwards: OrderedDict[str, str] = OrderedDict()  # an address, once written, never changes
        self._look_back_s = look_back_days * DAY_S
        self._pool = ThreadPoolExecutor(connections) if connections > 1 else None

    def held(self, article_id: str) -> tuple[Entry | None, Body | None]:
        """Return the entry and the body of an article, as far as written."""
        keys = _entry_key(article_id), _body_key(article_id)
        return self._entry_and_body({item["sk"]: item for item in self._table.read(keys)})

    def known(self, article_id: str) -> Known:
        """Return entry and body of an article, and whether that is all there is of it."""
        items = self._table.query("pk = :pk", {":pk": _entry_key(article_id).pk}, ConsistentRead=True)
        found = {item["sk"]: item for item in items}
        return Known(*self._entry_and_body(found), is_blank=not found)

    def _entry_and_body(self, found: Mapping[str, Item]) -> tuple[Entry | None, Body | None]:
        entry, body = found.get("record"), found.get("body")
        return (entry_of(entry) if entry else None), (body_of(body) if body and self._stands(body) else None)

    def put_body(self, body: Body, before: Body | None) -> bool:
        """Store *body* in the place of *before*."""
        item = body_item(body) | self._expiry(body.kept_until)
        return self._table.put(_body_key(body.article_id), item, self._still(before))

    def remove_body(self, body: Body) -> bool:
        """Remove *body*, if it is still there."""
        return self._table.remove(_body_key(body.article_id), self._still(body))

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Body]:
        """Return the bodies that exist."""
        items = self._table.read(map(_body_key, dict.fromkeys(article_ids)))
        found = map(body_of, filter(self._stands, items))
        return {body.article_id: body for body in found}

    def post(self, article_id: str, postings: Mapping[str, bytes], *, kept_until: str | None = None) -> None:
        """Write one posting per key."""
        expiry = self._expiry(kept_until)
        wanted = self._crowds.wanted(article_id, postings, self._now_s())
        self._table.write({_posting_key(key, article_id): expiry | _told(postings[key]) for key in wanted})

    def unpost(self, article_id: str, keys: Iterable[str]) -> None:
        """Take postings back."""
        self._table.write({}, [_posting_key(key, article_id) for key in keys])

    def candidates(self, keys: Sequence[str], beside: Sequence[str] = ()) -> dict[str, set[bytes]]:
        """Return the articles posted under any of these keys, each with what its postings tell."""
        asked = [*keys, *beside], [True] * len(keys) + [False] * len(beside)
        lookups = self._pool.map(self._posted, *asked) if self._pool else map(self._posted, *asked)
        found: defaultdict[str, set[bytes]] = defaultdict(set)
        for item in chain.from_iterable(lookups):
            found[item["sk"]].add(bytes(item.get("s", b"")))
        return dict(found)

    def _posted(self, key: str, is_consistent: bool) -> list[Item]:
        values = {":pk": f"key#{key}", ":now": self._now_s()}
        items = self._table.query(
            "pk = :pk",
            values,
            ConsistentRead=is_consistent,
            FilterExpression="expires_at > :now",
            ProjectionExpression="sk, s",
            Limit=POSTINGS_READ,
        )
        found = list(islice(items, POSTINGS_READ))
        self._crowds.note(key, [item["sk"] for item in found], self._now_s())
        return found

    def crowded(self) -> int:
        """Return how many look-ups met a crowded key, since this was asked last."""
        return self._crowds.taken()

    def put_entry(self, entry: Entry, *, act: Act | None = None, claim: Claim | None = None) -> bool:
        """Store what became of an article, if the revision before it is there; act and claim with it."""
        write = _entry_key(entry.article_id), plain_item(entry) | _listing(entry) | places(entry), _follows(entry)
        if act is None and claim is None:
            return self._table.put(*write)
        acts = [(_act_key(act), act_item(act), UNWRITTEN)] if act else []
        claims = [(claim_key(claim.article_id), held_by(claim.by))] if claim else []
        return self._table.put_together([write, *acts], claims)

    def remove_entry(self, entry: Entry) -> bool:
        """Remove *entry*, if that very revision is there."""
        condition = Condition("revision = :revision", {":revision": entry.revision})
        return self._table.remove(_entry_key(entry.article_id), condition)

    def entries(self, article_ids: Iterable[str]) -> dict[str, Entry]:
        """Return the entries that exist, by article id."""
        found = map(entry_of, self._table.read(map(_entry_key, dict.fromkeys(article_ids))))
        return {entry.article_id: entry for entry in found}

    def put_links(self, links: Iterable[Link]) -> None:
        """Store links, each as seen from both of its articles, the first one's side before the other's."""
        own = list(links)
        for sides in (own, [link.mirrored for link in own]):
            self._table.write(
                {_link_key(side.article_id, side.other_id): comparison_item(side.comparison) for side in sides}
            )

    def links(self, article_id: str) -> list[Link]:
        """Return the links of an article, in order of the other article's id."""
        values = {":pk": f"article#{article_id}", ":links": "link#"}
        items = self._table.query("pk = :pk AND begins_with(sk, :links)", values, ConsistentRead=True)
        return [link_of(article_id, item) for item in items]

    def linked(self, article_ids: Iterable[str], other_id: str) -> dict[str, Link]:
        """Return the link of each of the articles with *other_id*."""
        items = self._table.read(_link_key(name, other_id) for name in dict.fromkeys(article_ids))
        found = (link_of(item["pk"].partition("#")[2], item) for item in items)
        return {link.article_id: link for link in found}

    def remove_links(self, article_id: str, other_ids: Iterable[str]) -> None:
        """Take links back, on both sides; that of *article_id* last."""
        others = list(other_ids)
        self._table.write({}, [_link_key(other, article_id) for other in others])
        self._table.write({}, [_link_key(article_id, other) for other in others])

    def revoke_links(self, article_id: str, other_ids: Iterable[str]) -> None:
        """Note with the others that they were linked, then take the links back."""
        others = list(other_ids)
        note = {"expires_at": self._now_s() + REVOKED_DAYS * DAY_S}
        self._table.write({_revoked_key(other, article_id): note for other in others})
        self.remove_links(article_id, others)

    def links_and_revoked(self, article_id: str) -> tuple[list[Link], set[str]]:
        """Return the links of an article, and the articles that have taken theirs with it back."""
        values = {":pk": f"article#{article_id}", ":both": "link"}
        items = list(self._table.query("pk = :pk AND begins_with(sk, :both)", values, ConsistentRead=True))
        links = [link_of(article_id, item) for item in items if item["sk"].startswith("link#")]
        notes = (item for item in items if item["sk"].startswith(_REVOKED) and self._stands(item))
        return links, {item["sk"].removeprefix(_REVOKED) for item in notes}

    def cluster(self, cluster_id: str) -> Cluster | str | None:
        """Return a cluster, the id of the one it was merged into, or None while nothing is written."""
        if forward := self._forwards.get(cluster_id):
            return forward
        item = self._table.get(cluster_key(cluster_id))
        if item is None:
            return None
        if "merged_into" not in item:
            return cluster_of(item)
        return self._remembered(cluster_id, item["merged_into"])

    def put_cluster(self, cluster: Cluster) -> bool:
        """Write the next version of a cluster; return False if it has changed since it was read."""
        return self._patience.after(is_done=self._table.put(*_next_version(cluster)))

    def merge(self, merged: Cluster, younger: Cluster) -> bool:
        """Write *merged* and a forwarding address for *younger*, if neither has changed since it was read."""
        forward = {"merged_into": merged.cluster_id, "version": younger.version + 1}
        key = cluster_key(younger.cluster_id)
        is_done = self._table.put_together([_next_version(merged), (key, forward, _unchanged(younger))])
        if not self._patience.after(is_done=is_done):
            return False
        self._remembered(younger.cluster_id, merged.cluster_id)
        return True

    def _remembered(self, cluster_id: str, forward: str) -> str:
        self._forwards[cluster_id] = forward
        if len(self._forwards) > _FORWARDS:
            self._forwards.popitem(last=False)
        return forward

    def put_parked(self, parked: Parked) -> None:
        """Store a parked input, unless a newer one of the same place is there."""
        item = plain_item(parked) | _listing(parked)
        self._table.put(_parked_key(parked.parked_id), item, _not_newer(parked.order))

    def parked(self, parked_id: str) -> Parked | None:
        """Return a parked input, or None."""
        item = self._table.get(_parked_key(parked_id))
        return parked_of(item) if item else None

    def note(self, name: str) -> Note | None:
        """Return what was noted under *name*."""
        item = self._table.get(_note_key(name))
        return Note(name, item["values"], int(item["version"])) if item else None

    def put_note(self, note: Note) -> bool:
        """Write the next version of a note; return False if it has changed since it was read."""
        item = {"values": dict(note.values), "version": note.version + 1}
        return self._table.put(_note_key(note.name), item, version_is(note.version))

    def put_act(self, act: Act) -> bool:
        """Add to the audit trail of an article; return False if that very act is there already."""
        return self._table.put(_act_key(act), act_item(act), UNWRITTEN)

    def acts(self, article_id: str) -> list[Act]:
        """Return what was done to an article, the oldest first."""
        values = {":pk": f"article#{article_id}", ":acts": "act#"}
        items = self._table.query("pk = :pk AND begins_with(sk, :acts)", values, ConsistentRead=True)
        return [act_of(item) for item in items]

    def put_profile(self, profile: Profile) -> None:
        """Store what a site repeats, unless it was learnt later what it does. It expires like a body."""
        item = profile_item(profile) | self._expiry()
        is_newer = Condition("attribute_not_exists(pk) OR learnt_at <= :at", {":at": profile.learnt_at})
        self._table.put(_profile_key(profile.site), item, is_newer)

    def profile(self, site: str) -> Profile | None:
        """Return what a site repeats, or None while nobody knows."""
        item = self._table.get(_profile_key(site), is_consistent=False)  # half the price
        return profile_of(item) if item else None

    def listed(self, listing: Listing, day: str, *, limit: int | None = None, after: str = "") -> list[Summary]:
        """Return what *day* (yyyy-mm-dd, UTC) holds, newest first; eventually consistent."""
        values = {":week": f"{listing}#{week_of(day)}", ":first": day, ":last": after or f"{day}~"}
        wanted = "gsi1pk = :week AND gsi1sk BETWEEN :first AND :last"
        bound = {} if limit is None else {"Limit": limit + bool(after)}
        items = self._table.query(wanted, values, IndexName="by_day", ScanIndexForward=False, **bound)
        lines = (summary_of(listing, item) for item in items)
        return list(islice((line for line in lines if line.place != after), limit))

    def _expiry(self, kept_until: str | None = None) -> Item:
        return {"expires_at": seconds(kept_until) if kept_until else self._now_s() + self._look_back_s}

    def _stands(self, item: Item) -> bool:
        return bool(item["expires_at"] > self._now_s())

    def _still(self, before: Body | None) -> Condition:
        """A body that has expired, and is still there, counts as none."""
        if before is None:
            return Condition("attribute_not_exists(pk) OR expires_at <= :now", {":now": self._now_s()})
        values = {":order": before.order, ":edition": before.edition}
        return Condition("#order = :order AND edition = :edition", values, {"#order": "order"})

    def _now_s(self) -> int:
        return seconds(self._clock.now())


def _entry_key(article_id: str) -> Key:
    return Key(f"article#{article_id}", "record")


def _body_key(article_id: str) -> Key:
    return Key(f"article#{article_id}", "body")


def _revoked_key(article_id: str, other_id: str) -> Key:
    return Key(f"article#{article_id}", f"{_REVOKED}{other_id}")


def _link_key(article_id: str, other_id: str) -> Key:
    return Key(f"article#{article_id}", f"link#{other_id}")


def _posting_key(key: str, article_id: str) -> Key:
    return Key(f"key#{key}", article_id)


def _told(sketch: bytes) -> Item:
    """A name of one letter: postings are many, and billed by the kilobyte when they are read."""
    return {"s": sketch} if sketch else {}


def cluster_key(cluster_id: str) -> Key:
    """Return where a cluster is."""
    return Key(f"cluster#{cluster_id}", "root")


def _parked_key(parked_id: str) -> Key:
    return Key(f"parked#{parked_id}", "record")


def _note_key(name: str) -> Key:
    return Key(f"note#{name}", "record")


def _act_key(act: Act) -> Key:
    return Key(f"article#{act.article_id}", f"act#{act.at}#{act.act_id}")


def _profile_key(site: str) -> Key:
    return Key(f"site#{site}", "profile")


def _not_newer(order: str) -> Condition:
    return Condition("attribute_not_exists(pk) OR #order <= :order", {":order": order}, {"#order": "order"})


def _follows(entry: Entry) -> Condition:
    if entry.revision == 1:
        return UNWRITTEN
    return Condition("revision = :before", {":before": entry.revision - 1})


def _unchanged(cluster: Cluster) -> Condition:
    if cluster.version == 0:
        return UNWRITTEN
    # A forwarding address counts its version up too, but keeps no members.
    return Condition(
        "#version = :version AND attribute_exists(members)",
        {":version": cluster.version},
        {"#version": "version"},
    )


def _next_version(cluster: Cluster) -> tuple[Key, Item, Condition]:
    item = cluster_item(cluster) | _listing(cluster)
    return cluster_key(cluster.cluster_id), item, _unchanged(cluster)


def _listing(item: Entry | Cluster | Parked) -> Item:
    listing, line = listed_as(item)
    return {**line.attributes, "gsi1pk": f"{listing}#{week_of(line.at)}", "gsi1sk": f"{line.at}#{line.id}"}
