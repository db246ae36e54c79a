"""What the pipeline needs from the world.

Each port has an AWS adapter and an in-memory one; one contract suite runs on both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from unspin.messages import ArticleStored, EntryClaimed
from unspin.stored import (
    Act,
    Body,
    Claim,
    Cluster,
    Entry,
    Event,
    Known,
    Leaf,
    Link,
    Note,
    Parked,
    PolicyState,
    Profile,
    Proposal,
    ProposalState,
    Summary,
    Tally,
)

Listing = Literal["articles", "clusters", "parked", "withdrawn"]

Order = Literal["age", "score"]

REVOKED_DAYS = 15  # of links that were taken back: no event comes again later

POSTINGS_READ = 100  # per key: one that more articles share says little about any of them


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue of articles that wait for a person."""

    article_id: str
    place: str  # in the order asked for: what comes later sorts after it


@dataclass(frozen=True, slots=True)
class RawObject:
    """An object as it was dropped."""

    data: bytes
    version: str | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """An object of the raw bucket, as a listing shows it."""

    key: str
    modified: str  # ISO 8601, UTC
    version: str | None = None  # None where the listing does not tell
    is_folder: bool = False  # what S3's console leaves for a new one: no article


class RawObjects(Protocol):
    """The bucket that articles are dropped in."""

    def listed(self, bucket: str, after: str, *, limit: int) -> list[Dropped]:
        """Return the newest version of at most *limit* objects whose keys come after *after*, in order of their keys.

        Fewer than *limit* are the last ones.
        """

    def load(self, bucket: str, key: str, version: str | None, *, limit: int) -> RawObject:
        """Return the object.

        Raises:
            MissingObject: There is no such object, or no such version of it.
            ArchivedObject: It has to be restored first.
            UnreadableInput: It holds more than *limit* bytes; they are not read.
        """

    def erase(self, bucket: str, key: str) -> None:
        """Remove every version of the object."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it was read, and what tells whether it is still that."""

    record: dict[str, Any]
    tag: str


class CleanArticles(Protocol):
    """The bucket that clean, held back and parked articles are stored in."""

    def store(self, path: str, record: Mapping[str, Any]) -> None:
        """Write *record* as JSON to *path*, whatever is there. Repeating it changes nothing."""

    def load(self, path: str) -> StoredRecord | None:
        """Return the record at *path*, or None."""

    def load_all(self, paths: Sequence[str]) -> dict[str, StoredRecord]:
        """Return the records that exist, by path: as many requests, some at the same time."""

    def replace(self, path: str, record: Mapping[str, Any], tag: str | None) -> bool:
        """Write *record* in the place of the one that *tag* was read with; None where nothing is expected.

        Returns False, and writes nothing, if something else is there.
        """

    def remove(self, path: str, tag: str) -> bool:
        """Remove the record that *tag* was read with; return False if something else, or nothing, is there."""

    def erase(self, path: str) -> None:
        """Remove whatever is at *path*, and every earlier version of it."""

    def keep_copy(self, path: str, bucket: str, key: str, version: str | None) -> None:
        """Copy a raw object to *path*; nothing happens if it is gone, archived, or holds more than 5 GB.

        S3 copies no other.
        """

    def location(self, path: str) -> str:
        """Say where *path* is, for people."""


class Reviews(Protocol):
    """What people do to articles: claims, the queue of those that wait for a person, proposals to change the policy."""

    def put_claim(self, claim: Claim, *, ended: str) -> bool:
        """Store a claim; return False if somebody else holds one that had not ended at the time *ended*."""

    def claims(self, article_ids: Iterable[str]) -> dict[str, Claim]:
        """Return the claims that were made and not given back, ended or not, by article id."""

    def release(self, article_id: str, by: str) -> bool:
        """Give the claim of *by* back; return False if there is none."""

    def waiting(self, order: Order, *, rule: str | None = None, after: str = "", limit: int) -> list[Waiting]:
        """Return the articles that wait for a person, oldest or worst first; eventually consistent on AWS.

        With *rule*, those that this rule held back, worst first. *after* is the place of the last one that is known.
        """

    def put_proposal(self, proposal: Proposal) -> bool:
        """Write *proposal* as its next version; return False if it has changed since it was read."""

    def proposal(self, proposal_id: str) -> Proposal | None:
        """Return a proposal, or None; strongly consistent."""

    def proposals(self, state: ProposalState) -> list[Proposal]:
        """Return the proposals in that state, in order of their ids; eventually consistent on AWS."""


class Index(Reviews, Protocol):
    """Everything that is known of articles: bodies, postings, links, clusters, entries, parked inputs.

    Bodies and postings expire some days after they were written last: then they are as if they had never been.
    """

    def held(self, article_id: str) -> tuple[Entry | None, Body | None]:
        """Return the entry and the body of an article, as far as written; strongly consistent."""

    def known(self, article_id: str) -> Known:
        """Return the same, and whether that is all there is of the article; strongly consistent, in one request."""

    def put_body(self, body: Body, before: Body | None) -> bool:
        """Store *body* in the place of *before*; return False if another one is there now, by its order and edition."""

    def remove_body(self, body: Body) -> bool:
        """Remove *body*; return False if another one, by its order and edition, or none is there now."""

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Body]:
        """Return the bodies that exist, by article id; strongly consistent."""

    def post(self, article_id: str, postings: Mapping[str, bytes], *, kept_until: str | None = None) -> None:
        """Write one posting per key, each with what it tells of the article, kept as long as the article's body.

        Repeating it changes nothing.
        """

    def unpost(self, article_id: str, keys: Iterable[str]) -> None:
        """Take postings back."""

    def candidates(self, keys: Sequence[str], beside: Sequence[str] = ()) -> dict[str, set[bytes]]:
        """Return the articles posted under any of these keys, each with what its postings tell: all the same, mostly.

        Under *keys* strongly consistent: of two articles that are posted first and then looked up, both under a key
        that they have in common, one sees the other. Under those *beside* eventually consistent on AWS, at half the
        price: what was posted within the last second may be missing.
        """

    def crowded(self) -> int:
        """Return how many look-ups met a key with more postings than are read, since this was asked last."""

    def put_entry(self, entry: Entry, *, act: Act | None = None, claim: Claim | None = None) -> bool:
        """Store what became of an article; return False unless the revision before it is what is there.

        Revision 1 wants nothing to be there. With it, and not without it, *act* goes to the audit trail, and *claim*
        is given back: False, too, if somebody else holds the article by now.
        """

    def remove_entry(self, entry: Entry) -> bool:
        """Remove *entry*, as if the article had never come; return False unless that very revision is there."""

    def entries(self, article_ids: Iterable[str]) -> dict[str, Entry]:
        """Return the entries that exist, by article id; strongly consistent."""

    def put_links(self, links: Iterable[Link]) -> None:
        """Store links, each as seen from both of its articles. Repeating it changes nothing.

        The sides of the first article are there before any other: whoever works on it finds what was begun.
        """

    def links(self, article_id: str) -> list[Link]:
        """Return the links of an article, in order of the other article's id."""

    def linked(self, article_ids: Iterable[str], other_id: str) -> dict[str, Link]:
        """Return the link of each of the articles with *other_id*, as its own side says; 100 to a request on AWS."""

    def remove_links(self, article_id: str, other_ids: Iterable[str]) -> None:
        """Take links back, on both sides; that of *article_id* last."""

    def revoke_links(self, article_id: str, other_ids: Iterable[str]) -> None:
        """Take links back as ``remove_links`` does, after it is noted with the others that they were linked.

        Whoever wrote the other's side may be about to write that of *article_id*, and die: the note, which is kept as
        long as events come again, tells the next delivery that there may be something to take back.
        """

    def links_and_revoked(self, article_id: str) -> tuple[list[Link], set[str]]:
        """Return the links of an article, and the articles that have taken theirs with it back; in one request."""

    def cluster(self, cluster_id: str) -> Cluster | str | None:
        """Return a cluster, the id of the cluster it was merged into, or None while nothing is written."""

    def put_cluster(self, cluster: Cluster) -> bool:
        """Write *cluster* as its next version; return False if it has changed since it was read.

        ``cluster.version`` is the version that was read; 0 where nothing was written.
        """

    def merge(self, merged: Cluster, younger: Cluster) -> bool:
        """Write *merged* as the next version of the older cluster, and a forwarding address for *younger*.

        Returns False, and changes nothing, if either has changed since it was read.
        """

    def put_parked(self, parked: Parked) -> None:
        """Store a parked input, unless a newer one of the same place is there."""

    def parked(self, parked_id: str) -> Parked | None:
        """Return a parked input, or None."""

    def note(self, name: str) -> Note | None:
        """Return what was noted under *name*; strongly consistent."""

    def put_note(self, note: Note) -> bool:
        """Write the next version of a note; return False if it has changed since it was read."""

    def put_act(self, act: Act) -> bool:
        """Add to the audit trail of an article; return False if that very act is there already."""

    def acts(self, article_id: str) -> list[Act]:
        """Return what was done to an article, the oldest first; strongly consistent."""

    def put_profile(self, profile: Profile) -> None:
        """Store what a site repeats, unless it was learnt later what it does."""

    def profile(self, site: str) -> Profile | None:
        """Return what a site repeats, or None while nobody knows; eventually consistent."""

    def listed(self, listing: Listing, day: str, *, limit: int | None = None, after: str = "") -> list[Summary]:
        """Return what *day* (yyyy-mm-dd, UTC) holds, newest first; eventually consistent on AWS.

        *after* is the ``place`` of the last line that is known.
        """


@dataclass(frozen=True, slots=True)
class StoredPolicyState:
    """Which policies decide, as it was read, and what tells whether it is still that."""

    state: PolicyState
    tag: str | None  # None where nobody has chosen a policy yet


class Policies(Protocol):
    """Every policy that was ever in use, and which of them decide."""

    def state(self, tag: str | None = None) -> StoredPolicyState | None:
        """Return which policies decide; None if it is what *tag* was read with.

        Raises:
            PolicyError: Somebody wrote something else in its place.
        """

    def put_state(self, state: PolicyState, tag: str | None) -> bool:
        """Write *state* in the place of the one that *tag* was read with; return False if another one is there."""

    def keep(self, version: str, text: str) -> bool:
        """Keep the text of a policy for ever; return False if another one is kept under its version."""

    def text(self, version: str) -> str | None:
        """Return the text of a policy, or None."""

    def versions(self) -> list[str]:
        """Return the versions of all policies that are kept, in order."""


class Catalogue(Protocol):
    """What people read of the index: each method is one request to DynamoDB, or as many as it says."""

    def page(self, listing: Listing, week: str, *, below: str | None, limit: int) -> tuple[list[Summary], bool]:
        """Return what *week* (2026-W48) holds, newest first, and whether there is more of it.

        *below* is the place, ``at#id``, of the last one read before. Eventually consistent on AWS.
        """

    def clusters(self, cluster_ids: Iterable[str]) -> dict[str, Cluster]:
        """Return the clusters that exist; none that was merged into another. Strongly consistent, 100 to a request."""

    def links(self, article_id: str, *, after: str, limit: int) -> tuple[list[Link], bool]:
        """Return links of an article in order of the other's id, those after it, and whether there are more."""

    def tally(self, day: str) -> Tally:
        """Return what is counted of a day; strongly consistent."""

    def put_tally(self, tally: Tally) -> bool:
        """Write *tally* as the next version; return False if it has changed since it was read."""

    def tallies(self, first: str, last: str) -> list[Tally]:
        """Return the tallies from day to day, both included, oldest first; one request a month."""

    def put_leaves(self, leaves: Iterable[Leaf]) -> None:
        """Store leaves, whatever is there under their keys. Repeating it changes nothing."""

    def leaves(self, name: str, month: str, *, up_to: str | None, limit: int) -> tuple[list[Leaf], bool]:
        """Return the leaves of a list that begin in *month*, newest first, and whether there are more.

        *up_to* is the key of the first one wanted.
        """


class Queue(Protocol):
    """The queue that the pipeline is fed from."""

    def send(self, message: ArticleStored | EntryClaimed, *, delay_s: int = 0) -> None:
        """Put a message at the end of the queue, to be delivered after *delay_s* seconds (900 at most), or later."""


class Events(Protocol):
    """The bus that others hear from what becomes of articles."""

    def put(self, events: Sequence[Event]) -> list[Event]:
        """Put events on the bus; return those that it did not take, to be tried again."""


class Clock(Protocol):
    """The time."""

    def now(self) -> str:
        """Return the present, ISO 8601 in UTC with milliseconds."""
