"""What unspin answers when it is asked: the same values over HTTP and on the command line."""

from dataclasses import dataclass, field
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
class Acted:
    """What somebody did to an article."""

    at: str
    actor: str
    kind: str
    reason: str
    policy_version: str | None
    details: dict[str, str]


@dataclass(frozen=True)
class ArticleShown:
    """Everything that is known of an article."""

    article_id: str
    location: str  # of the clean record
    record: dict[str, Any] | None  # as stored; None while a delivery is being written, or if it is too large to answer
    relations: list[Related]  # the first of them
    next_relations: str | None = None  # cursor of the others
    acts: list[Acted] = field(default_factory=list)  # the oldest first


@dataclass(frozen=True)
class RelationsListed:
    """Relations of an article."""

    article_id: str
    relations: list[Related]
    next: str | None  # cursor of the next page; None at the end


@dataclass(frozen=True)
class ArticleListed:
    """A line of a list of articles."""

    article_id: str
    title: str
    url: str | None
    site: str
    relation: Relation
    duplicate_of: str | None
    cluster_id: str
    similarity: float
    action: Action
    rules: list[str]
    ingested_at: str


@dataclass(frozen=True)
class ArticlesListed:
    """Articles, newest first. A page may be short, or empty, and still not be the last."""

    articles: list[ArticleListed]
    next: str | None  # cursor of the next page; None at the end


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
class SentAgain:
    """An object that was put back in the queue."""

    bucket: str
    key: str


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
    next: str | None = None  # cursor of the next members; None at the end


@dataclass(frozen=True)
class ClusterListed:
    """A line of a list of clusters."""

    cluster_id: str
    size: int
    opened_at: str
    updated_at: str
    title: str  # of the canonical article
    canonical: str
    site: str  # of the canonical article
    sites: list[str]  # of all members, those with most first


@dataclass(frozen=True)
class ClustersListed:
    """Clusters in the order asked for. A page may be short, or empty, and still not be the last."""

    clusters: list[ClusterListed]
    next: str | None  # cursor of the next page; None at the end


@dataclass(frozen=True)
class ParkedListed:
    """A line of the list of recent parked inputs."""

    parked_id: str
    reason: ParkReason
    key: str
    parked_at: str


@dataclass(frozen=True)
class ParkedPage:
    """Parked inputs, newest first."""

    parked: list[ParkedListed]
    next: str | None  # cursor of the next page; None at the end


@dataclass(frozen=True)
class Day:
    """Counts of one day."""

    day: str
    articles: int
    copies: int  # members of clusters other than the one that is kept, first seen that day
    parked: int
    relations: dict[Relation, int]
    actions: dict[Action, int]


@dataclass(frozen=True)
class Stats:
    """Counts over the last days, as far as they are counted: a minute behind."""

    since: str  # the first day counted, UTC
    articles: int
    clusters: int  # of more than one article, opened in these days
    copies: int
    parked: int
    withdrawn: int  # taken down
    relations: dict[Relation, int]
    actions: dict[Action, int]
    sites: dict[str, int]  # most articles first, 20 at most
    rules: dict[str, int]  # most findings first
    park_reasons: dict[ParkReason, int]
    days: list[Day]  # oldest first, none left out


@dataclass(frozen=True)
class Flow:
    """How many articles one site copied from another."""

    copier: str
    original: str
    articles: int


@dataclass(frozen=True)
class SiteListed:
    """What came from a site."""

    site: str
    articles: int
    copies: int  # of articles that are kept in their place
    duplicate_share: float  # copies / articles, in [0, 1]


@dataclass(frozen=True)
class Sites:
    """Sites, most articles first, and who copied whom."""

    since: str
    sites: list[SiteListed]
    flows: list[Flow]  # most articles first


@dataclass(frozen=True)
class SiteShown:
    """What came from one site, whom it copied, and who copied it."""

    site: str
    since: str
    articles: int
    copies: int
    duplicate_share: float
    copies_from: list[Flow]
    copied_by: list[Flow]
    days: dict[str, int]  # articles a day, oldest first
