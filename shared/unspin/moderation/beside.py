"""Decide by another policy about an article that was decided already, without looking again at what has not changed.

A rule sees the same in the same article if its parameters are the same; only what follows from it may differ. So a
draft that runs beside the live policy costs what its own rules cost, and an article of last month is decided anew from
what is stored of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from unspin.model import Article, Decision, Finding
from unspin.moderation.decision import Looked, judge, look, redacting_from
from unspin.moderation.policy import Policy, RuleSet, terms_of
from unspin.moderation.reading import Context, Reading
from unspin.moderation.redaction import taken_out, without
from unspin.moderation.rule import Rule, Seen
from unspin.moderation.rules.block_domains import hosts_of
from unspin.moderation.terms import Terms

_NO_TERMS = Terms({})


@dataclass(frozen=True, slots=True)
class Redecided:
    """What a policy makes of an article as it is stored."""

    decision: Decision  # of the text alone
    looked_again: tuple[str, ...]  # rules that were run on what is stored: they, or their parameters, are new
    hidden_from: tuple[str, ...]  # those of them that may have missed something, since it was redacted
    redacts_otherwise: bool  # what is to be redacted is not what was: only the original tells


def decide_both(article: Article, live: Policy, draft: Policy, context: Context) -> tuple[Decision, Decision]:
    """Return what both policies make of *article*: the same as ``decide`` twice, at less than twice the price.

    Both are stored together: what the live one takes out, the draft's findings do not show either.
    """
    looked = look(article, live, context)
    decision, beside = judge(looked, live), judge(_looked_beside(looked, live, draft), draft)
    hidden = taken_out(article, decision)
    return decision, replace(beside, findings=without(beside.findings, hidden)) if hidden else beside


def _looked_beside(looked: Looked, live: Policy, draft: Policy) -> Looked:
    article = looked.reading.article
    if live.form.allow.phrases != draft.form.allow.phrases:
        return look(article, draft, looked.reading.context)
    rules = draft.rules_for(article.language, *hosts_of(article))
    same, terms = _shared(looked.rules, rules, draft)
    reading = looked.reading.searched_for(terms)
    return _looked(reading, rules, {name: looked.seen[name] for name in same})


def redecide(
    article: Article, findings: Sequence[Finding], then: Policy | None, policy: Policy, context: Context
) -> Redecided:
    """Return what *policy* makes of a stored *article*, in which the rules of *then* saw *findings*.

    *findings* are about the text alone. Where nobody knows any more which policy was in force, all rules look again.
    """
    rules = policy.rules_for(article.language, *hosts_of(article))
    before = then.rules_for(article.language, *hosts_of(article)) if then else None
    is_read_alike = then is not None and then.form.allow.phrases == policy.form.allow.phrases
    same, terms = _shared(before, rules, policy) if before and is_read_alike else (frozenset[str](), rules.terms)
    seen: dict[str, tuple[Seen, ...]] = {
        name: tuple(Seen(found.score, found.evidence) for found in findings if found.rule == name) for name in same
    }
    reading = Reading(article, _NO_TERMS, context, rules.allowed).searched_for(terms)
    looked = _looked(reading, rules, seen)
    again = tuple(name for name in rules.rules if name not in same and not rules.rules[name].of_copies)
    was = _redacting(before, then, ((each.rule, each.score) for each in findings)) if before and then else frozenset()
    is_ = _redacting(rules, policy, ((name, seen.score) for name, each in looked.seen.items() for seen in each))
    decision = judge(looked, policy)
    marked = _marked(article, before, then) if before and then else {}
    redacting = redacting_from(rules, policy)
    is_other_beside = any(redacting.get(name) != each for name, each in marked.items())
    if before is None or then is None or redacting_from(before, then) != redacting:
        is_other_beside |= bool(decision.redactions_beside)  # else what it sees there are the marks of what it took out
    return Redecided(
        decision=decision,
        looked_again=again,
        hidden_from=again if was or marked else (),
        redacts_otherwise=was != is_ or not is_.isdisjoint(again) or is_other_beside,
    )


def _marked(article: Article, rules: RuleSet, policy: Policy) -> dict[str, tuple[Rule, float]]:
    """Return the rules that took something out of what is kept beside the text: no finding tells of it."""
    texts = (article.author or "", *(each.text for each in article.removed))
    bounds = redacting_from(rules, policy)
    return {name: each for name, each in bounds.items() if any(f"[{name}]" in text for text in texts)}


def _looked(reading: Reading, rules: RuleSet, known: Mapping[str, tuple[Seen, ...]]) -> Looked:
    seen = {
        name: known[name] if name in known else tuple(rule.see(reading, name)) for name, rule in rules.rules.items()
    }
    return Looked(reading, rules, seen)


def _shared(before: RuleSet, now: RuleSet, policy: Policy) -> tuple[frozenset[str], Terms]:
    """Return the rules that see the same under both, and what the others look for."""
    held = _SHARED.get((before.name, now.name))
    if held is None:
        same = frozenset(name for name, rule in now.rules.items() if _sees_as(rule, before.rules.get(name)))
        held = same, terms_of(policy, {name: rule for name, rule in now.rules.items() if name not in same})
        if len(_SHARED) >= 64:
            _SHARED.clear()
        _SHARED[before.name, now.name] = held
    return held


_SHARED: dict[tuple[Any, Any], tuple[frozenset[str], Terms]] = {}


def _sees_as(rule: Rule, other: Rule | None) -> bool:
    """Say whether two rules see the same: only what follows from it may differ."""
    return other is not None and rule.model_copy(update={"actions": None}) == other.model_copy(update={"actions": None})


def _redacting(rules: RuleSet, policy: Policy, scores: Iterable[tuple[str, float]]) -> frozenset[str]:
    """Return the rules of *rules* that redact what they saw, given its scores."""
    bounds = redacting_from(rules, policy)
    return frozenset(name for name, score in scores if name in bounds and score >= bounds[name][1])
