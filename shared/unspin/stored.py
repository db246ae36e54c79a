"""The values that the index holds, and the one that it gives back for a cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unspin.model import Action, Comparison, ParkReason, Relation, Signatures, Source


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides which member of a cluster is canonical."""

    article_id: str
    published_at: str | None  # ISO 8601
    words: int
    first_seen: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, as the index keeps it for comparing; written before any posting points to it."""

    article_id: str
    order: str  # of its event: a greater one is newer
    sha256: str  # of the source it was made from
    title: str
    text: str
    language: str
    published_at: str | None
    first_seen: str
    keys: tuple[str, ...]  # its postings, so that they can be taken back
    signatures: Signatures

    @property
    def standing(self) -> Standing:
        """What this article brings to the choice of the canonical one."""
        return Standing(self.article_id, self.published_at, len(self.text.split()), self.first_seen)


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of an article: the index's record of it. Its presence means that everything else is written."""

    article_id: str
    order: str
    source: Source
    path: str  # of the clean record
    url: str | None
    site: str
    title: str
    relation: Relation
    duplicate_of: str | None
    cluster_id: str
    similarity: float
    action: Action
    ingested_at: str
    versions: str  # of pipeline, index and policy, as one string: another one means another decision


@dataclass(frozen=True, slots=True)
class Link:
    """A verified relation between an article and another one, seen from the first (its ``a``)."""

    article_id: str
    other_id: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles joined by verified relations.

    An article that is alone is a cluster of one by itself: nothing is written for it (``version`` 0). Joining writes
    the union into the older cluster and a forwarding address into the younger one, both on the condition that
    neither has changed since it was read.
    """

    cluster_id: str  # the id of the article that opened it: stays while the cluster grows
    opened_at: str
    members: tuple[str, ...]  # sorted
    canonical: Standing
    updated_at: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Parked:
    """An input that could not be processed, with its reason."""

    parked_id: str
    source: Source
    reason: ParkReason
    message: str
    sample: str
    parked_at: str
    path: str  # of the parked copy


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a listing: what kind of thing, when, and the attributes that the listing carries."""

    id: str
    at: str
    attributes: Mapping[str, Any]
