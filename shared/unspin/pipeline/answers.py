"""What unspin answers when it is asked: the same values over HTTP and on the command line."""

from dataclasses import dataclass
from typing import Any

from unspin.model import Action, ParkReason, Relation


@dataclass(frozen=True)
class Match:
    """An article of the index that what was asked for is related to."""

    article_id: str
    title: str
    url: str | None
    site: str
    relation: Relation
    similarity: float  # in [0, 1]
    cluster_id: str
    evidence: dict[str, Any] | None = None  # None where it was found by its URL


@dataclass(frozen=True)
class Found:
    """Every match, strongest first."""

    matches: list[Match]


@dataclass(frozen=True)
class Related:
    """A verified relation to another article."""

    article_id: str
    relation: Relation
    similarity: float
    evidence: dict[str, Any]


@dataclass(frozen=True)
class ArticleShown:
    """Everything that is known of an article."""

    article_id: str
    location: str  # of the clean record
    record: dict[str, Any] | None  # as stored; None while a delivery is being written
    relations: list[Related]


@dataclass(frozen=True)
class WithdrawnShown:
    """An article that was taken down: this is all that is kept of it."""

    article_id: str
    withdrawn_at: str
    reason: str


@dataclass(frozen=True)
class ParkedShown:
    """An input that could not be processed."""

    parked_id: str
    reason: ParkReason
    message: str
    sample: str
    parked_at: str
    source: dict[str, Any]
    location: str


@dataclass(frozen=True)
class Member:
    """An article of a cluster."""

    article_id: str
    title: str
    url: str | None
    site: str
    relation: Relation
    similarity: float
    published_at: str | None
    words: int
    first_seen: str
    is_canonical: bool


@dataclass(frozen=True)
class ClusterShown:
    """Articles joined by verified relations, the canonical one first."""

    cluster_id: str
    canonical: str
    size: int
    opened_at: str
    updated_at: str
    members: list[Member]


@dataclass(frozen=True)
class ClusterListed:
    """A line of the list of recent clusters."""

    cluster_id: str
    size: int
    updated_at: str
    title: str


@dataclass(frozen=True)
class ParkedListed:
    """A line of the list of recent parked inputs."""

    parked_id: str
    reason: ParkReason
    key: str
    parked_at: str


@dataclass(frozen=True)
class Stats:
    """Counts over the last days."""

    since: str  # the first day counted, UTC
    articles: int
    clusters: int  # that hold more than one article
    parked: int
    withdrawn: int  # taken down
    relations: dict[Relation, int]
    actions: dict[Action, int]
    sites: dict[str, int]  # most articles first
    park_reasons: dict[ParkReason, int]
    recently_parked: list[ParkedListed]
