"""From findings to what becomes of an article."""

from unspin.model import Action, Article, Decision
from unspin.moderation.policy import Policy
from unspin.moderation.rules import findings


def decide(article: Article, policy: Policy) -> Decision:
    """Return what *policy* makes of *article*; the worst finding decides, bounds are inclusive."""
    ranked = sorted(findings(article, policy), key=lambda found: (-found.score, found.rule))
    worst = ranked[0].score if ranked else 0.0
    return Decision(_action(worst, policy), tuple(ranked), policy.version)


def _action(worst: float, policy: Policy) -> Action:
    # A score of 0 is a note, whatever the bounds.
    if worst >= policy.reject_at and worst > 0:
        return "reject"
    if worst >= policy.review_at and worst > 0:
        return "review"
    return "publish"
