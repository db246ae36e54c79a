"""The values that the parts of unspin hand to each other: frozen, comparable, free of behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Form = Literal["html", "text"]

Reason = Literal[
    "navigation",
    "caption",
    "related_headlines",
    "comment_form",
    "newsletter",
    "share",
    "author_bio",
    "advertisement",
    "cookie_notice",
    "source_link",
    "plugin_notice",
    "second_article",
    "legal",
    "byline",
    "spam",
    "repeated_on_site",
    "other",
]
"""Why a block was removed."""
REASONS: tuple[Reason, ...] = get_args(Reason)

ParkReason = Literal[
    "empty",
    "binary",
    "bad_encoding",
    "unknown_suffix",
    "truncated_gzip",
    "invalid_json",
    "invalid_record",
    "missing_text",
    "too_large",
    "missing_object",
    "archived",
    "no_article",
]
"""Why an input could not be processed."""

Relation = Literal["unique", "exact", "update", "near_duplicate", "excerpt", "rewritten", "same_story"]
"""How an article stands to another one, or ``unique``."""
CLUSTER_RELATIONS: frozenset[Relation] = frozenset(["exact", "near_duplicate", "excerpt", "rewritten"])
"""The relations that make two articles members of one cluster; ``same_story`` only links them."""
Kept = Literal["only", "published_first", "longest", "seen_first"]
"""By what an article is the canonical one of its cluster."""

Action = Literal["publish", "review", "reject"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article came from."""

    bucket: str
    key: str
    version: str | None  # S3 version id; None in an unversioned bucket or on a laptop
    sha256: str  # of the article's own bytes: the object's, or its line's in a .jsonl
    line: int | None = None  # 1-based, in a .jsonl


@dataclass(frozen=True, slots=True)
class Page:
    """One article as it was delivered: still inside its page or dump."""

    form: Form
    content: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    site: str | None = None
    language: str | None = None
    published_at: str | None = None  # as delivered: any usual notation
    line: int | None = None  # 1-based, in a .jsonl


@dataclass(frozen=True, slots=True)
class UnreadablePage:
    """One record of a file that could not be read, while its neighbours could."""

    line: int | None
    reason: ParkReason
    message: str
    sample: str  # the first characters of what was delivered


@dataclass(frozen=True, slots=True)
class Removed:
    """A block that is not the article, and why."""

    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule saw."""

    rule: str  # stable id, shown to reviewers and counted in metrics: "spam.link-density"
    score: float  # in [0, 1]; higher is worse
    evidence: str  # the passage a reviewer needs to see


@dataclass(frozen=True, slots=True)
class Article:
    """An article stripped of its page."""

    title: str
    blocks: tuple[str, ...]  # paragraphs, headings, list items and quotes, in order
    removed: tuple[Removed, ...] = ()
    findings: tuple[Finding, ...] = ()  # what cleaning itself noticed, such as respun.title
    language: str = "und"  # ISO 639-1, or "und" where it cannot be told
    url: str | None = None  # canonical, where the page names one
    site: str | None = None  # registered domain
    site_name: str | None = None  # what the site calls itself
    author: str | None = None
    published_at: str | None = None  # ISO 8601: a date, or a date and time with its offset
    link_density: float = 0.0  # share of the kept characters that are link text, in [0, 1]

    @property
    def text(self) -> str:
        """The paragraphs joined by a blank line."""
        return "\n\n".join(self.blocks)


@dataclass(frozen=True, slots=True)
class Substitution:
    """Words of one text that stand for words of another."""

    before: str
    after: str
    count: int
    are_synonyms: bool = False  # a dictionary says so: only to explain


@dataclass(frozen=True, slots=True)
class Passage:
    """Two stretches of text that say the same."""

    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person needs to see to believe a relation."""

    summary: str = ""  # one line
    substitutions: tuple[Substitution, ...] = ()  # most frequent first
    passages: tuple[Passage, ...] = ()
    swapped: int = 0  # words in small letters swapped in all, of which *substitutions* shows the most frequent


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing article *a* with article *b* showed."""

    relation: Relation
    similarity: float  # in [0, 1]: the figure that decided
    figures: Mapping[str, float] = field(default_factory=dict)  # every figure looked at, each in [0, 1]
    evidence: Evidence = Evidence()
    part: Literal["a", "b"] | None = None  # which of the two is the excerpt, where one is


@dataclass(frozen=True, slots=True)
class Signatures:
    """The minimum hashes of an article's views, as stored."""

    scheme: str  # datasketch's name of the permutation scheme
    seed: int
    num_perm: int
    views: Mapping[str, bytes]  # view -> LeanMinHash.serialize(), big-endian


@dataclass(frozen=True, slots=True)
class Redaction:
    """Characters that a rule takes out of an article."""

    rule: str
    passage: int  # 0 is the title, n the n-th block, their spaces normalised
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an article."""

    action: Action
    findings: tuple[Finding, ...]  # worst first
    policy_version: str
    redactions: tuple[Redaction, ...] = ()  # in order
    redactions_beside: tuple[Redaction, ...] = ()  # passage 0 is the author, n the n-th removed block
