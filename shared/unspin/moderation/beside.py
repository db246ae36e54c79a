"""Decide by another policy about an article that was decided already, without looking again at what has not changed.

A rule sees the same in the same article if its parameters are the same; only what follows from it may differ. So a
draft that runs beside the live policy costs what its own rules cost, and an article of last month is decided anew from
what is stored of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unspin.model import Article, Decision, Finding
from unspin.moderation.decision import Looked, judge, look
from unspin.moderation.policy import Policy, RuleSet, terms_of
from unspin.moderation.reading import Context, Reading
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
    """Return what both policies make of *article*: the same as ``decide`` twice, at less than twice the price."""
    looked = look(article, live, context)
    rules = draft.rules_for(article.language, *hosts_of(article))
    if live.form.allow.phrases != draft.form.allow.phrases:
        return judge(looked, live), judge(look(article, draft, context), draft)
    same, terms = _shared(looked.rules, rules, draft)
    reading = looked.reading.searched_for(terms)
    return judge(looked, live), judge(_looked(reading, rules, {name: looked.seen[name] for name in same}), draft)


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
    return Redecided(
        decision=judge(looked, policy),
        looked_again=again,
        hidden_from=again if was else (),
        redacts_otherwise=was != is_ or not is_.isdisjoint(again),
    )


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
    found = set()
    for name, score in scores:
        rule = rules.rules.get(name)
        if rule is not None and rule.redacts:
            actions: Mapping[Any, float] = policy.form.actions if rule.actions is None else rule.actions
            if score >= actions.get("redact", 2):
                found.add(name)
    return frozenset(found)
