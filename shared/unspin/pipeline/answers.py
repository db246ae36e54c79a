"""What unspin answers when it is asked: the same values over HTTP and on the command line."""

from dataclasses import dataclass
from typing import Any

from unspin.model import Action, ParkReason, Relation
from unspin.stored import Act, PolicyChange


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
    acts: list[Act]  # what was done to it, the oldest first


@dataclass(frozen=True)
class WithdrawnShown:
    """An article that was taken down: this is all that is kept of it."""

    article_id: str
    withdrawn_at: str
    reason: str
    acts: list[Act]  # what was done to it, the oldest first


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
class Held:
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
class Queue:
    """A page of the queue; ``next`` is where the next one starts, None at its end."""

    articles: list[Held]
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
    """Every policy that is kept, and what people did to them, the last first."""

    in_force: str
    policies: list[PolicyListed]
    changes: list[PolicyChange]


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
