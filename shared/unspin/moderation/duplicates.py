"""What a copy gets, on top of what its own text deserves."""

from dataclasses import replace

from unspin.model import Action, Comparison, Decision, Finding, Relation
from unspin.moderation.decision import SEVERITY
from unspin.moderation.policy import Policy


def decide_relation(
    decision: Decision,
    policy: Policy,
    *,
    relation: Relation,
    duplicate_of: str | None,
    comparison: Comparison | None = None,
) -> Decision:
    """Return *decision*, made of an article alone, as it is for an article that stands in *relation* to others.

    A canonical article (*duplicate_of* is None) is never held back for being one of many. The section ``duplicates``
    of the policy can make a decision worse, never better. Starting from the same *decision*, it can be made again
    whenever the relation changes.
    """
    action: Action = policy.form.duplicates.get(relation, "publish") if duplicate_of else "publish"
    if SEVERITY[action] == 0:
        return decision
    summary = comparison.evidence.summary if comparison else ""
    found = Finding(f"duplicate.{relation}", 1.0, f"{relation} of {duplicate_of}{f': {summary}' if summary else ''}")
    worst = max(action, decision.action, key=lambda each: SEVERITY[each])
    return replace(decision, action=worst, findings=(found, *decision.findings))
