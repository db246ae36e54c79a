"""What becomes of an article because of how it stands to others, on top of what its own text led to."""

from dataclasses import replace

from unspin.model import Article, Decision
from unspin.moderation.duplicates import decide_relation
from unspin.moderation.policy import Policy
from unspin.pipeline.record import path_for
from unspin.pipeline.verdict import Verdict
from unspin.stored import Entry


def decision_as(of_text: Decision, article: Article, found: Verdict, policy: Policy) -> Decision:
    """Return what *policy* makes of *article*, whose text alone led to *of_text*, where it stands as *found*."""
    link = found.link
    # Words swapped against a fellow copy say nothing about who swapped them.
    comparison = link.mirrored.comparison if link and link.other_id == found.duplicate_of else None
    return decide_relation(
        of_text,
        policy,
        article,
        relation=found.relation,
        duplicate_of=found.duplicate_of,
        comparison=comparison,
    )


def entry_as(entry: Entry, found: Verdict, decision: Decision) -> Entry:
    """Return *entry* with the verdict *found*, and what is decided because of it."""
    return replace(
        entry,
        relation=found.relation,
        duplicate_of=found.duplicate_of,
        cluster_id=found.cluster_id,
        similarity=found.similarity,
        compared_with=found.link.other_id if found.link else None,
        action=decision.action,
        path=path_for(decision.action, entry.path),
    )
