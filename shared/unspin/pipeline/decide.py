"""What becomes of an article because of how it stands to others, on top of what its own text led to."""

from dataclasses import replace

from unspin.model import Decision
from unspin.moderation.duplicates import decide_relation
from unspin.moderation.policy import Policy
from unspin.pipeline.record import path_for
from unspin.pipeline.verdict import Verdict
from unspin.stored import Entry


def rules_of(decision: Decision) -> tuple[str, ...]:
    """Return the rules that found something, in alphabetical order."""
    return tuple(sorted({found.rule for found in decision.findings}))


def decision_as(of_text: Decision, found: Verdict, policy: Policy | None) -> Decision:
    """Return what *policy* makes of an article that stands as *found*; without one, its relation changes nothing."""
    if policy is None:
        return of_text
    comparison = found.link.mirrored.comparison if found.link else None
    return decide_relation(
        of_text, policy, relation=found.relation, duplicate_of=found.duplicate_of, comparison=comparison
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
        rules=rules_of(decision),
    )
