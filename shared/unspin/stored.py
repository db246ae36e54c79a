"""The values that the index holds, and the one that it gives back for a cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

from unspin.model import (
    Action,
    Comparison,
    Evidence,
    ParkReason,
    Passage,
    Relation,
    Source,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides which member of a cluster is canonical."""

    article_id: str
    published_at: str | None  # ISO 8601
    words: int
    first_seen: str  # ISO 8601, UTC
    site: str = ""  # decides nothing: who copied whom is counted by it


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, as the index keeps it for comparing.

    Written before any posting points to it: whoever finds the posting can compare.
    """

    article_id: str
    order: str  # of its event: a greater one is newer
    title: str
    text: str
    language: str
    published_at: str | None
    first_seen: str
    keys: tuple[str, ...]  # its postings, so that they can be taken back
    former_keys: tuple[str, ...] = ()  # postings of its earlier texts, to be taken back
    site: str = ""
    path: str = ""  # where its record belongs
    kept_until: str | None = None  # ISO 8601; None: as long as the index keeps texts by itself
    edition: int = 0  # of the same text: counts up when it is given other keys

    @property
    def standing(self) -> Standing:
        """What this article brings to the choice of the canonical one."""
        return Standing(self.article_id, self.published_at, _words(self.text), self.first_seen, self.site)


@lru_cache(maxsize=16)  # of an article that is taken in, they are asked for again and again
def _words(text: str) -> int:
    return len(text.split())


RulingKind = Literal["approved", "rejected", "reclassified", "appealed"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided about an article: policies have no say in it any more."""

    act_id: str  # of the act that tells of it
    kind: RulingKind
    action: Action
    at: str  # ISO 8601, UTC
    by: str
    note: str
    sha256: str  # of the source, and
    text_digest: str  # of the text that it was decided about: it stands for as long as one of them is the same
    label: str | None = None  # what the article is, by the id of a rule


@dataclass(frozen=True, slots=True)
class Former:
    """What an entry said before it was claimed: what is announced is how it differs once the claim is lifted."""

    action: Action
    duplicate_of: str | None
    text_digest: str


@dataclass(frozen=True, slots=True)
class Shadow:
    """What the draft policy would have made of an article."""

    version: str  # of the draft
    action: Action
    because: str | None  # the rule by which the stricter of both policies decides; None where they decide alike


@dataclass(frozen=True, slots=True)
class Claim:
    """That somebody looks at an article, so that nobody else does. It ends by itself."""

    article_id: str
    by: str
    since: str  # ISO 8601, UTC
    until: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That an article was taken down."""

    at: str  # ISO 8601, UTC
    actor: str  # a person's or a role's name
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of an article.

    Written last: unless it is *pending*, everything else is written and its record says the same. Each write is a
    revision of its own, on the condition that the one before is still there.
    """

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
    text_action: Action  # decided of the text alone; *action* may be worse, for a copy
    ingested_at: str
    versions: str  # of pipeline and policy, as one string: another one means another decision
    revision: int = 1  # of this entry; counts up
    pending: bool = False  # its record is about to be written
    former_paths: tuple[str, ...] = ()  # of records that are to be removed; empty unless pending
    rules: tuple[str, ...] = ()  # that found something, in alphabetical order
    compared_with: str | None = None  # the article that its record shows evidence of
    withdrawn: Withdrawal | None = None  # taken down: there is no record, text, title or URL, and none comes back
    # What is to be taken back; empty unless withdrawn and pending.
    former_keys: tuple[str, ...] = ()
    former_links: tuple[str, ...] = ()  # by the other article
    erasers: tuple[str, ...] = ()  # who is removing it: since when, and a name; none restores it meanwhile
    text_digest: str = ""  # of title and text, before anything was redacted
    rulings: tuple[Ruling, ...] = ()  # of people; the last one counts, and outranks the policy
    rule: str | None = None  # that decided, unless the article is published
    score: float = 0.0  # of what it saw, in [0, 1]
    held_since: str | None = None  # since when it waits for a person, where it does
    shadow: Shadow | None = None  # where a draft policy ran beside
    former: Former | None = None  # before it was claimed; None unless pending

    @property
    def as_former(self) -> Former | None:
        """What is kept of it while the next revision is pending; of one that is pending itself, what it keeps.

        That is nothing where the article has never been at rest: its first claim is to be told of when it is lifted.
        """
        return self.former if self.pending else Former(self.action, self.duplicate_of, self.text_digest)

    @property
    def ruling(self) -> Ruling | None:
        """What a person decided, or None where the policy did."""
        return self.rulings[-1] if self.rulings else None

    @property
    def policy_version(self) -> str:
        """The policy that it was decided by."""
        return self.versions.rpartition("/")[2]


def mirrored(comparison: Comparison) -> Comparison:
    """Return *comparison* with *a* and *b* in each other's place."""
    evidence = comparison.evidence
    swapped = Evidence(
        _mirrored_summary(evidence),
        tuple(replace(each, before=each.after, after=each.before) for each in evidence.substitutions),
        tuple(Passage(each.b, each.a) for each in evidence.passages),
        evidence.swapped,
    )
    part: dict[str | None, Literal["a", "b"] | None] = {"a": "b", "b": "a", None: None}
    figures = {_mirrored_name(name): figure for name, figure in comparison.figures.items()}
    return replace(comparison, figures=figures, evidence=swapped, part=part[comparison.part])


def _mirrored_summary(evidence: Evidence) -> str:
    """The one line tells of a swapped word, in one direction."""
    summary = evidence.summary
    for each in evidence.substitutions[:1]:
        summary = summary.replace(f"{each.before} → {each.after}", f"{each.after} → {each.before}")
    return summary


@cache
def _mirrored_name(name: str) -> str:
    """Figures of one side are named for it: ``containment_a``, ``containment_b``."""
    match name[-2:]:
        case "_a":
            return f"{name[:-2]}_b"
        case "_b":
            return f"{name[:-2]}_a"
        case _:
            return name


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an article itself."""

    entry: Entry | None
    body: Body | None
    is_blank: bool  # there is nothing else of it either: no link, no note of one, nothing in its audit trail


@dataclass(frozen=True, slots=True)
class Link:
    """A verified relation between an article and another one, seen from the first (its ``a``)."""

    article_id: str
    other_id: str
    comparison: Comparison

    @property
    def mirrored(self) -> "Link":
        """The same link, seen from the other article."""
        return Link(self.other_id, self.article_id, mirrored(self.comparison))


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles joined by verified relations.

    An article that is alone is a cluster of one by itself: nothing is written for it (``version`` 0). Joining
    writes the union into the older cluster and a forwarding address into the younger one, both on the
    condition that neither has changed since it was read.
    """

    cluster_id: str  # the id of the article that opened it: stays while the cluster grows
    opened_at: str
    members: tuple[Standing, ...]  # the canonical one first; empty if all were taken down
    size: int  # of all members; ``members`` is bounded
    updated_at: str
    version: int = 0

    @property
    def canonical(self) -> str:
        """The id of the member that is kept."""
        return self.members[0].article_id if self.members else self.cluster_id


@dataclass(frozen=True, slots=True)
class Parked:
    """An input that could not be processed, with its reason."""

    parked_id: str
    order: str  # of its event: a greater one is newer
    source: Source
    reason: ParkReason
    message: str
    sample: str
    parked_at: str
    path: str  # of the parked copy


@dataclass(frozen=True, slots=True)
class Event:
    """What is announced to others."""

    kind: str  # past tense: "ArticlePublished"
    detail: Mapping[str, Any]  # as events.schema.json says


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did to an article, or the pipeline by itself. Acts are added, and never changed or removed."""

    article_id: str
    at: str  # ISO 8601, UTC
    act_id: str  # chosen by who acts: repeating an act adds nothing
    actor: str  # a person's or a role's name; "unspin" for the pipeline
    kind: str  # past tense: "approved", "withdrawn"
    reason: str  # in the actor's own words; may be empty
    policy_version: str | None  # that was in force, where one had a say
    details: Mapping[str, str]  # what changed, for people


@dataclass(frozen=True, slots=True)
class Note:
    """What the index knows of itself, or what a long work keeps to be taken up again."""

    name: str
    values: Mapping[str, str]
    version: int = 0  # that was read; 0 where nothing was written


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody spoke for a proposal, or moved it on."""

    by: str
    at: str  # ISO 8601, UTC
    article_id: str | None  # that taught them
    note: str


ProposalState = Literal["open", "drafted", "dismissed"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of the policy that somebody learned from a review. It changes nothing by itself."""

    proposal_id: str  # follows from the three that follow
    section: Literal["allow", "deny"]
    kind: Literal["sites", "phrases"]
    value: str
    state: ProposalState
    voices: tuple[Voice, ...]  # the oldest first
    version: int = 0  # that was read; 0 where nothing was written


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What somebody did to the policies, when and why."""

    kind: Literal["published", "rolled_back", "drafted", "dropped"]
    version: str | None  # of the policy; None for the one that comes with unspin, or for no draft
    at: str  # ISO 8601, UTC
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class PolicyState:
    """Which policies decide."""

    live: str | None = None  # its version; None for the one that comes with unspin
    draft: str | None = None  # runs beside the live one, and decides nothing
    changes: tuple[PolicyChange, ...] = ()  # the oldest first


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a listing: what kind of thing, when, and the attributes that the listing carries."""

    id: str
    at: str
    attributes: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where it stands among the lines of its day."""
        return f"{self.at}#{self.id}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a site repeats across its articles, as the index keeps it."""

    site: str
    keys: bytes  # one after the other, sorted: what text.site_profile knows a block by
    pages: int  # that it was learnt from
    learnt_at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class Change:
    """One write to the index, as its stream tells of it."""

    shard: str
    sequence: int  # counts up within its shard, and within the shards that come after it
    before: Entry | Cluster | Parked | None
    after: Entry | Cluster | Parked | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of one day. It holds what it was made of, so that no change is counted twice."""

    day: str  # yyyy-mm-dd, UTC
    counts: Mapping[str, Mapping[str, int]]  # by what is counted ("relation"), then by its value ("exact")
    largest: Mapping[str, int]  # clusters that changed that day, with their size then; the greatest only
    seen: Mapping[str, int]  # shard -> the last of its changes that is counted
    version: int = 0  # that was read; 0 where nothing was written


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: a thing, and when it came there."""

    at: str
    id: str
    via: str = ""  # the member of a cluster that it came there by


@dataclass(frozen=True, slots=True)
class Leaf:
    """Lines of a list that were written together, newest first."""

    name: str  # of the list: "rule#respun.title"
    key: str  # sorts the leaves of a list: the time of its first line, and the change that led to it
    lines: tuple[Line, ...]
