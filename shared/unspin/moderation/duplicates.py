"""What a copy gets, on top of what its own text deserves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from unspin.model import Action, Article, Comparison, Decision, Finding, Relation
from unspin.moderation.decision import SEVERITY, action_of, is_allowed
from unspin.moderation.policy import Policy
from unspin.moderation.reading import LONGEST
from unspin.moderation.rules.block_domains import hosts_of
from unspin.moderation.words import word_count


def decide_relation(
    decision: Decision,
    policy: Policy,
    article: Article,
    *,
    relation: Relation,
    duplicate_of: str | None,
    comparison: Comparison | None = None,
) -> Decision:
    """Return *decision*, made of the text of *article* alone, as it is for one that stands in *relation* to others.

    *comparison* is that of the article it copies (its ``a``) with it. A canonical article (*duplicate_of* is None)
    is never held back for being one of many. Being a copy makes a decision worse, never better. Starting from the same
    *decision*, it can be made again whenever the relation changes.
    """
    if duplicate_of is None:
        return decision
    seen = [
        *_duplicate(policy, relation, duplicate_of, comparison),
        *(_differences(policy, article, comparison) if comparison else ()),
    ]
    worst = max([decision.action, *(action for action, _ in seen)], key=lambda each: SEVERITY[each])
    deciding = [found for action, found in seen if action == worst]
    noted = [found for action, found in seen if action != worst]
    return replace(decision, action=worst, findings=(*deciding, *decision.findings, *noted))


def about_text(findings: Iterable[Finding], policy: Policy, article: Article) -> tuple[Finding, ...]:
    """Return those of *findings*, seen under *policy*, that are about the text alone and not about what it copies."""
    rules = policy.rules_for(article.language, *hosts_of(article)).rules
    of_copies = {rule_id for rule_id, rule in rules.items() if rule.of_copies}
    return tuple(found for found in findings if not found.rule.startswith("duplicate.") and found.rule not in of_copies)


def _duplicate(
    policy: Policy, relation: Relation, duplicate_of: str, comparison: Comparison | None
) -> Iterator[tuple[Action, Finding]]:
    """Yield what the section ``duplicates`` of the policy says."""
    action: Action = policy.form.duplicates.get(relation, "publish")
    if action != "publish":
        summary = comparison.evidence.summary if comparison else ""
        told = f"{relation} of {duplicate_of}{f': {summary}' if summary else ''}"
        yield action, Finding(f"duplicate.{relation}", 1.0, told)


def _differences(policy: Policy, article: Article, comparison: Comparison) -> Iterator[tuple[Action, Finding]]:
    """Yield what the rules see that look at how a copy differs from its original."""
    rules = policy.rules_for(article.language, *hosts_of(article)).rules
    for rule_id, rule in rules.items():
        if rule.of_copies:
            actions: Mapping[Any, float] = policy.form.actions if rule.actions is None else rule.actions
            for seen in rule.see_copy(comparison, word_count(article.text[:LONGEST])):
                action = "publish" if is_allowed(article, policy) else action_of(seen.score, actions)
                yield action, Finding(rule_id, seen.score, seen.evidence)
