"""What unspin answers when it is asked: the same values over HTTP and on the command line."""

from dataclasses import dataclass, field
from typing import Any

from unspin.model import Action, Kept, ParkReason, Relation
from unspin.stored import PolicyChange


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
    """The matches, strongest first: of a URL its own articles, then the fifty that are related to them most."""

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
    acts: list[Acted] = field(default_factory=list)  # what was done to it, the oldest first


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
    why: Kept  # it is the canonical one
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
class Waiting:
    """A line of the queue of articles that wait for a person."""

    article_id: str
    title: str
    site: str
    url: str | None
    rule: str | None  # that held it back
    score: float
    held_since: str
    relation: Relation
    duplicate_of: str | None
    claimed_by: str | None
    claimed_until: str | None
    reviewed_before: str | None  # who decided about it last, and how, if somebody did


@dataclass(frozen=True)
class ReviewQueue:
    """A page of the queue; ``next`` is where the next one starts, None at its end."""

    articles: list[Waiting]
    next: str | None


@dataclass(frozen=True)
class Example:
    """An article that two policies decide differently about."""

    article_id: str
    title: str
    site: str
    evidence: str  # what the deciding rule saw, where it was looked up


@dataclass(frozen=True)
class Difference:
    """What one rule changes from one action to another."""

    rule: str  # by which the stricter of both policies decides
    before: Action
    after: Action
    articles: int
    examples: list[Example]


@dataclass(frozen=True)
class Differences:
    """What another policy changes, most articles first."""

    policy: str
    since: str  # the first day looked at, UTC
    parameters: list[str]  # of the policy that differ from the live one's
    articles: int  # looked at
    changed: int
    kept: int  # decided by a person: no policy changes that
    uncertain: int  # decided by what is stored, where something was redacted that a rule may have wanted to see
    originals: int  # whose text would be redacted otherwise: they have to be taken in again
    unreadable: int  # without a record at this moment
    differences: list[Difference]


@dataclass(frozen=True)
class Applied:
    """What applying a policy did to the articles that were stored."""

    policy: str
    since: str
    articles: int  # looked at in this run
    changed: int
    same: int
    kept: int
    sent: int  # to be taken in again, since their text is to be redacted otherwise
    busy: int  # written by others at this moment; applying it again finds them
    is_through: bool  # all days were looked at; else the next run goes on


@dataclass(frozen=True)
class Ruled:
    """What a person did about an article."""

    article_id: str
    kind: str
    act_id: str
    action_before: Action
    action: Action
    location: str  # of the record


@dataclass(frozen=True)
class PolicyListed:
    """A policy that is kept, and what part it plays."""

    version: str
    is_live: bool  # chosen to decide
    is_draft: bool  # chosen to run beside it
    is_in_force: bool  # decides: the live one, unless it cannot be used
    problem: str | None  # why it cannot be used


@dataclass(frozen=True)
class PoliciesShown:
    """Policies that are kept, and what people did to them, the last first."""

    in_force: str
    policies: list[PolicyListed]  # those that play a part, and others
    changes: list[PolicyChange]
    next: str | None = None  # cursor of the next page; None at the end


@dataclass(frozen=True)
class PolicyShown:
    """A policy as it is kept."""

    version: str
    is_live: bool  # chosen to decide
    is_draft: bool  # chosen to run beside it
    text: str  # YAML
    differs: list[str]  # its parameters that differ from those of the policy that decides


@dataclass(frozen=True)
class Released:
    """A claim that was given back."""

    article_id: str
    by: str


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
