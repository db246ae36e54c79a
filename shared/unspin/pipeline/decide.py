"""What becomes of an article because of how it stands to others, and of what people said, on top of its own text."""

from dataclasses import replace

from unspin.model import Article, Decision
from unspin.moderation.decision import SEVERITY
from unspin.moderation.duplicates import decide_relation
from unspin.moderation.policy import Policy
from unspin.pipeline.record import path_for
from unspin.pipeline.verdict import Verdict
from unspin.stored import Entry, Ruling, Shadow

APPEAL, PERSON = "appeal", "person"  # in the place of a rule, where a person holds an article back


def rules_of(decision: Decision) -> tuple[str, ...]:
    """Return the rules that found something, in alphabetical order."""
    return tuple(sorted({found.rule for found in decision.findings}))


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


def entry_as(entry: Entry, found: Verdict, decision: Decision, now: str, shadow: Decision | None = None) -> Entry:
    """Return *entry* with the verdict *found*, and what becomes of it: by *decision*, unless a person has decided.

    *shadow* is what the draft policy would have decided.
    """
    action = entry.ruling.action if entry.ruling else decision.action
    rule, score = (None, 0.0) if action == "publish" else _led_by(decision, entry.ruling)
    return replace(
        entry,
        relation=found.relation,
        duplicate_of=found.duplicate_of,
        cluster_id=found.cluster_id,
        similarity=found.similarity,
        compared_with=found.link.other_id if found.link else None,
        action=action,
        path=path_for(action, entry.path),
        rules=rules_of(decision),
        rule=rule,
        score=score,
        held_since=(entry.held_since or now) if action == "review" else None,
        shadow=_shadow(shadow, decision, entry.ruling) if shadow else None,
    )


def _shadow(shadow: Decision, decision: Decision, ruling: Ruling | None) -> Shadow:
    """What a person decided would stand under the draft as well."""
    if ruling is not None or shadow.action == decision.action:
        return Shadow(shadow.policy_version, ruling.action if ruling else shadow.action, None)
    stricter = max(shadow, decision, key=lambda each: SEVERITY[each.action])
    return Shadow(shadow.policy_version, shadow.action, stricter.findings[0].rule if stricter.findings else None)


def _led_by(decision: Decision, ruling: Ruling | None) -> tuple[str, float]:
    """Return the rule that an article is held back or rejected by, and the score that it gave."""
    if ruling is not None and ruling.kind == "appealed":
        return APPEAL, 1.0
    first = decision.findings[0] if decision.findings and decision.action != "publish" else None
    label = ruling.label if ruling else None
    return label or (first.rule if first else PERSON), first.score if first else 0.5
