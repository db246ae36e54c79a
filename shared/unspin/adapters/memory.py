"""Every port in memory: what the command line uses on files, and what most tests run on."""

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from threading import RLock
from typing import Any

from unspin.adapters.clock import SystemClock
from unspin.adapters.listings import listed_as, place_in
from unspin.adapters.memory_reviews import MemoryReviews
from unspin.errors import MissingObject, UnreadableInput
from unspin.messages import ArticleStored, EntryClaimed, is_folder
from unspin.model import Comparison
from unspin.ports import (
    POSTINGS_READ,
    REVOKED_DAYS,
    Clock,
    Dropped,
    Listing,
    RawObject,
    StoredPolicyState,
    StoredRecord,
)
from unspin.stored import (
    Act,
    Body,
    Change,
    Claim,
    Cluster,
    Entry,
    Event,
    Known,
    Link,
    Note,
    Parked,
    PolicyState,
    Profile,
    Summary,
)

NEVER = datetime.max.replace(tzinfo=UTC)
BEFORE = datetime.min.replace(tzinfo=UTC)


class MemoryRawObjects:
    """Raw objects in memory; of each key, the last version only."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], bytes] = {}
        self._modified: dict[tuple[str, str], str] = {}

    def put(self, bucket: str, key: str, data: bytes) -> None:
        """Drop an object."""
        self._objects[bucket, key] = data
        self._modified[bucket, key] = SystemClock().now()

    def load(self, bucket: str, key: str, version: str | None, *, limit: int) -> RawObject:
        """Return the object; see the port."""
        data = self._objects.get((bucket, key))
        if data is None:
            raise MissingObject(bucket, key)
        if len(data) > limit:
            raise UnreadableInput("too_large", f"the object holds {len(data):,} bytes, expected at most {limit:,}")
        return RawObject(data, version)

    def listed(self, bucket: str, after: str, *, limit: int) -> list[Dropped]:
        """Return objects whose keys come after *after*; see the port."""
        keys = sorted(key for place, key in self._objects if place == bucket and key > after)
        return [
            Dropped(key, self._modified[bucket, key], is_folder=is_folder(key, len(self._objects[bucket, key])))
            for key in keys[:limit]
        ]

    def erase(self, bucket: str, key: str) -> None:
        """Remove every version of the object."""
        self._objects.pop((bucket, key), None)


class MemoryCleanArticles:
    """Clean articles in memory, as JSON, so that nothing can be stored here that S3 would refuse."""

    def __init__(self, raw: MemoryRawObjects) -> None:
        self._raw = raw
        self._lock = RLock()
        self.stored: dict[str, bytes] = {}

    def store(self, path: str, record: Mapping[str, Any]) -> None:
        """Write *record* to *path*."""
        self.stored[path] = json.dumps(record, ensure_ascii=False).encode()

    def load(self, path: str) -> StoredRecord | None:
        """Return the record at *path*, or None."""
        data = self.stored.get(path)
        return None if data is None else StoredRecord(json.loads(data), _tag(data))

    def load_all(self, paths: Sequence[str]) -> dict[str, StoredRecord]:
        """Return the records that exist, by path."""
        found = {path: self.load(path) for path in paths}
        return {path: record for path, record in found.items() if record is not None}

    def replace(self, path: str, record: Mapping[str, Any], tag: str | None) -> bool:
        """Write *record* in the place of the one that *tag* was read with."""
        with self._lock:
            if not self._is(path, tag):
                return False
            self.store(path, record)
            return True

    def remove(self, path: str, tag: str) -> bool:
        """Remove the record that *tag* was read with."""
        with self._lock:
            if not self._is(path, tag):
                return False
            del self.stored[path]
            return True

    def erase(self, path: str) -> None:
        """Remove whatever is at *path*, and every earlier version of it."""
        with self._lock:
            self.stored.pop(path, None)

    def _is(self, path: str, tag: str | None) -> bool:
        held = self.stored.get(path)
        return tag == (None if held is None else _tag(held))

    def keep_copy(self, path: str, bucket: str, key: str, version: str | None) -> None:
        """Copy a raw object to *path*, unless it is gone."""
        try:
            self.stored[path] = self._raw.load(bucket, key, version, limit=2**63).data
        except MissingObject:
            return

    def location(self, path: str) -> str:
        """Say where *path* is."""
        return f"memory:{path}"


class MemoryIndex(MemoryReviews):
    """The index in memory. One lock makes every method atomic.

    Without a clock, nothing expires: a corpus is compared as a whole. *stream*, where one is given, is told of every
    write that people's counts and lists are made of.
    """

    def __init__(
        self, clock: Clock | None = None, *, look_back_days: int = 90, stream: list[Change] | None = None
    ) -> None:
        super().__init__()
        self._clock = clock
        self._stream = stream
        self._look_back = timedelta(days=look_back_days)
        self._expiries: dict[str, datetime] = {}  # of bodies
        self._crowded = 0
        self._bodies: dict[str, Body] = {}
        # What is told, and when it expires.
        self._postings: defaultdict[str, dict[str, tuple[bytes, datetime]]] = defaultdict(dict)
        self._links: defaultdict[str, dict[str, Comparison]] = defaultdict(dict)
        self._revoked: defaultdict[str, dict[str, datetime]] = defaultdict(dict)  # with whom, and when it expires
        self._clusters: dict[str, Cluster | str] = {}
        self._parked: dict[str, Parked] = {}
        self._notes: dict[str, Note] = {}
        self._acts: defaultdict[str, dict[tuple[str, str], Act]] = defaultdict(dict)
        self._profiles: dict[str, Profile] = {}

    def held(self, article_id: str) -> tuple[Entry | None, Body | None]:
        """Return the entry and the body of an article, as far as written."""
        with self._lock:
            return self._entries.get(article_id), self._body(article_id)

    def known(self, article_id: str) -> Known:
        """Return entry and body of an article, and whether that is all there is of it."""
        with self._lock:
            entry, body = self.held(article_id)
            rest = self._links.get(article_id), self._revoked.get(article_id), self._acts.get(article_id)
            return Known(entry, body, is_blank=not any((entry, body, *rest)))

    def put_body(self, body: Body, before: Body | None) -> bool:
        """Store *body* in the place of *before*."""
        with self._lock:
            held = self._body(body.article_id)
            if _edition(held) != _edition(before):
                return False
            self._bodies[body.article_id] = body
            self._expiries[body.article_id] = self._expiry(body.kept_until)
            return True

    def _body(self, article_id: str) -> Body | None:
        return self._bodies.get(article_id) if self._expiries.get(article_id, NEVER) > self._now() else None

    def _expiry(self, kept_until: str | None) -> datetime:
        if self._clock is None:
            return NEVER
        return datetime.fromisoformat(kept_until) if kept_until else self._now() + self._look_back

    def _now(self) -> datetime:
        return datetime.fromisoformat(self._clock.now()) if self._clock else BEFORE

    def remove_body(self, body: Body) -> bool:
        """Remove *body*, if it is still there."""
        with self._lock:
            held = self._body(body.article_id)
            if _edition(held) != _edition(body):
                return False
            del self._bodies[body.article_id]
            return True

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Body]:
        """Return the bodies that exist."""
        with self._lock:
            found = {name: self._body(name) for name in article_ids}
            return {name: body for name, body in found.items() if body is not None}

    def post(self, article_id: str, postings: Mapping[str, bytes], *, kept_until: str | None = None) -> None:
        """Write one posting per key."""
        with self._lock:
            expiry = self._expiry(kept_until)
            for key, told in postings.items():
                self._postings[key][article_id] = told, expiry

    def unpost(self, article_id: str, keys: Iterable[str]) -> None:
        """Take postings back."""
        with self._lock:
            for key in keys:
                self._postings[key].pop(article_id, None)

    def candidates(self, keys: Sequence[str], beside: Sequence[str] = ()) -> dict[str, set[bytes]]:
        """Return the articles posted under any of these keys, each with what its postings tell."""
        with self._lock:
            found: dict[str, set[bytes]] = {}
            now = self._now()
            for key in chain(keys, beside):
                if posted := self._postings.get(key):
                    standing = [(name, told) for name, (told, expiry) in posted.items() if expiry > now]
                    if len(standing) >= POSTINGS_READ:
                        self._crowded += 1
                        standing = sorted(standing)[:POSTINGS_READ]
                    for name, told in standing:
                        if name in found:
                            found[name].add(told)
                        else:
                            found[name] = {told}
            return found

    def crowded(self) -> int:
        """Return how many look-ups met a crowded key, since this was asked last."""
        with self._lock:
            crowded, self._crowded = self._crowded, 0
        return crowded

    def put_entry(self, entry: Entry, *, act: Act | None = None, claim: Claim | None = None) -> bool:
        """Store what became of an article, if the revision before it is there; act and claim with it."""
        with self._lock:
            held, claimed = self._entries.get(entry.article_id), self._claims.get(entry.article_id)
            if (held.revision if held else 0) != entry.revision - 1:
                return False
            if claim is not None and (claimed is None or claimed.by != claim.by):
                return False
            if act is not None and not self.put_act(act):
                return False
            if claim is not None:
                del self._claims[entry.article_id]
            self._tell(held, entry)
            self._entries[entry.article_id] = entry
            return True

    def remove_entry(self, entry: Entry) -> bool:
        """Remove *entry*, if that very revision is there."""
        with self._lock:
            held = self._entries.get(entry.article_id)
            if held is None or held.revision != entry.revision:
                return False
            self._tell(held, None)
            del self._entries[entry.article_id]
            return True

    def entries(self, article_ids: Iterable[str]) -> dict[str, Entry]:
        """Return the entries that exist, by article id."""
        with self._lock:
            return {name: self._entries[name] for name in article_ids if name in self._entries}

    def put_links(self, links: Iterable[Link]) -> None:
        """Store links, each as seen from both of its articles."""
        with self._lock:
            for link in links:
                self._links[link.article_id][link.other_id] = link.comparison
                self._links[link.other_id][link.article_id] = link.mirrored.comparison

    def links(self, article_id: str) -> list[Link]:
        """Return the links of an article, in order of the other article's id."""
        with self._lock:
            held = self._links.get(article_id, {})
            return [Link(article_id, other, held[other]) for other in sorted(held)]

    def linked(self, article_ids: Iterable[str], other_id: str) -> dict[str, Link]:
        """Return the link of each of the articles with *other_id*."""
        with self._lock:
            held = {name: self._links.get(name, {}).get(other_id) for name in article_ids}
            return {name: Link(name, other_id, found) for name, found in held.items() if found is not None}

    def remove_links(self, article_id: str, other_ids: Iterable[str]) -> None:
        """Take links back, on both sides."""
        with self._lock:
            for other in other_ids:
                self._links[article_id].pop(other, None)
                self._links[other].pop(article_id, None)

    def revoke_links(self, article_id: str, other_ids: Iterable[str]) -> None:
        """Note with the others that they were linked, then take the links back."""
        others = list(other_ids)
        self.note_revoked(article_id, others)
        self.remove_links(article_id, others)

    def note_revoked(self, article_id: str, other_ids: Iterable[str]) -> None:
        """Note with others that they were linked with an article."""
        with self._lock:
            expiry = self._now() + timedelta(days=REVOKED_DAYS) if self._clock else NEVER
            for other in other_ids:
                self._revoked[other][article_id] = expiry

    def links_and_revoked(self, article_id: str) -> tuple[list[Link], set[str]]:
        """Return the links of an article, and the articles that have taken theirs with it back."""
        with self._lock:
            now, noted = self._now(), self._revoked.get(article_id, {})
            return self.links(article_id), {other for other, expiry in noted.items() if expiry > now}

    def cluster(self, cluster_id: str) -> Cluster | str | None:
        """Return a cluster, the id of the one it was merged into, or None while nothing is written."""
        with self._lock:
            return self._clusters.get(cluster_id)

    def put_cluster(self, cluster: Cluster) -> bool:
        """Write the next version of a cluster; return False if it has changed since it was read."""
        with self._lock:
            if not self._is_unchanged(cluster):
                return False
            self._write(replace(cluster, version=cluster.version + 1))
            return True

    def merge(self, merged: Cluster, younger: Cluster) -> bool:
        """Write *merged* and a forwarding address for *younger*, if neither has changed since it was read."""
        with self._lock:
            if not (self._is_unchanged(merged) and self._is_unchanged(younger)):
                return False
            self._write(replace(merged, version=merged.version + 1))
            self._tell(self._root(younger.cluster_id), None)
            self._clusters[younger.cluster_id] = merged.cluster_id
            return True

    def _write(self, cluster: Cluster) -> None:
        self._tell(self._root(cluster.cluster_id), cluster)
        self._clusters[cluster.cluster_id] = cluster

    def _root(self, cluster_id: str) -> Cluster | None:
        held = self._clusters.get(cluster_id)
        return held if isinstance(held, Cluster) else None

    def _tell(self, before: Entry | Cluster | Parked | None, after: Entry | Cluster | Parked | None) -> None:
        if self._stream is not None:
            self._stream.append(Change("memory", len(self._stream) + 1, before, after))

    def _is_unchanged(self, cluster: Cluster) -> bool:
        held = self._clusters.get(cluster.cluster_id)
        return cluster.version == (held.version if isinstance(held, Cluster) else 0 if held is None else -1)

    def put_parked(self, parked: Parked) -> None:
        """Store a parked input, unless a newer one of the same place is there."""
        with self._lock:
            held = self._parked.get(parked.parked_id)
            if held is None or held.order <= parked.order:
                self._tell(held, parked)
                self._parked[parked.parked_id] = parked

    def parked(self, parked_id: str) -> Parked | None:
        """Return a parked input, or None."""
        with self._lock:
            return self._parked.get(parked_id)

    def note(self, name: str) -> Note | None:
        """Return what was noted under *name*."""
        with self._lock:
            return self._notes.get(name)

    def put_note(self, note: Note) -> bool:
        """Write the next version of a note; return False if it has changed since it was read."""
        with self._lock:
            held = self._notes.get(note.name)
            if (held.version if held else 0) != note.version:
                return False
            self._notes[note.name] = replace(note, version=note.version + 1)
            return True

    def put_act(self, act: Act) -> bool:
        """Add to the audit trail of an article; return False if that very act is there already."""
        with self._lock:
            held = self._acts[act.article_id]
            if (act.at, act.act_id) in held:
                return False
            held[act.at, act.act_id] = act
            return True

    def acts(self, article_id: str) -> list[Act]:
        """Return what was done to an article, the oldest first."""
        with self._lock:
            return [act for _, act in sorted(self._acts.get(article_id, {}).items())]

    def put_profile(self, profile: Profile) -> None:
        """Store what a site repeats, unless it was learnt later what it does."""
        with self._lock:
            held = self._profiles.get(profile.site)
            if held is None or held.learnt_at <= profile.learnt_at:
                self._profiles[profile.site] = profile

    def profile(self, site: str) -> Profile | None:
        """Return what a site repeats, or None while nobody knows."""
        with self._lock:
            return self._profiles.get(site)

    def listed(self, listing: Listing, day: str, *, limit: int | None = None, after: str = "") -> list[Summary]:
        """Return what *day* (yyyy-mm-dd, UTC) holds, newest first."""
        return self.listed_between(listing, day, f"{day}~", below=after or None, limit=limit)

    def listed_between(
        self, listing: Listing, first: str, last: str, *, below: str | None, limit: int | None
    ) -> list[Summary]:
        """Return what is listed from a time on, and before another, below a place; newest first."""
        with self._lock:
            roots = (cluster for cluster in self._clusters.values() if isinstance(cluster, Cluster))
            kinds: dict[Listing, Iterable[Entry | Cluster | Parked]] = {
                "clusters": roots,
                "parked": self._parked.values(),
            }
            # Lines are made of the few that are returned, not of everything that is held.
            found = {
                f"{at}#{name}": item
                for item in kinds.get(listing, self._entries.values())
                for held, at, name in [place_in(item)]
                if held == listing and first <= at < last and (below is None or f"{at}#{name}" < below)
            }
        return [listed_as(found[place])[1] for place in sorted(found, reverse=True)[:limit]]


class MemoryPolicies:
    """Policies in memory."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._state = PolicyState()
        self._changes = 0
        self._texts: dict[str, str] = {}

    def state(self, tag: str | None = None) -> StoredPolicyState | None:
        """Return which policies decide; None if it is what *tag* was read with."""
        with self._lock:
            held = str(self._changes) if self._changes else None
            return None if tag is not None and tag == held else StoredPolicyState(self._state, held)

    def put_state(self, state: PolicyState, tag: str | None) -> bool:
        """Write *state* in the place of the one that *tag* was read with."""
        with self._lock:
            if tag != (str(self._changes) if self._changes else None):
                return False
            self._state, self._changes = state, self._changes + 1
            return True

    def keep(self, version: str, text: str) -> bool:
        """Keep the text of a policy; return False if another one is kept under its version."""
        with self._lock:
            return self._texts.setdefault(version, text) == text

    def text(self, version: str) -> str | None:
        """Return the text of a policy, or None."""
        with self._lock:
            return self._texts.get(version)

    def versions(self) -> list[str]:
        """Return the versions of all policies that are kept, in order."""
        with self._lock:
            return sorted(self._texts)


class MemoryEvents:
    """A bus in memory, which keeps what was put on it."""

    def __init__(self) -> None:
        self.put_on: list[Event] = []

    def put(self, events: Sequence[Event]) -> list[Event]:
        """Put events on the bus; return those that it did not take."""
        self.put_on += events
        return []


class MemoryQueue:
    """A queue in memory."""

    def __init__(self) -> None:
        self.messages: deque[ArticleStored | EntryClaimed] = deque()

    def send(self, message: ArticleStored | EntryClaimed, *, delay_s: int = 0) -> None:  # noqa: ARG002  # no time here
        """Put a message at the end of the queue."""
        self.messages.append(message)


def _edition(body: Body | None) -> tuple[str, int] | None:
    return (body.order, body.edition) if body else None


def _tag(data: bytes) -> str:
    """As S3's ETag: equal for equal content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
