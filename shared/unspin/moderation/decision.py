"""From findings to what becomes of an article."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from unspin.model import Action, Article, Decision, Finding
from unspin.moderation.policy import DENIED, DENIED_SITE, Policy, RuleSet
from unspin.moderation.reading import Context, Reading, Span
from unspin.moderation.redaction import hiding, redactions
from unspin.moderation.rule import Seen
from unspin.moderation.rules.block_domains import blocked, hosts_of

SEVERITY: Mapping[Action, int] = {"publish": 0, "review": 1, "reject": 2}
_NO_CONTEXT = Context()
_DENY: Mapping[Any, float] = {"reject": 0.0}
_LONGEST_EVIDENCE = 500  # characters: a record holds many findings


@dataclass(frozen=True, slots=True)
class _Judged:
    finding: Finding
    action: Action
    redacted: tuple[Span, ...] = ()

    @property
    def rank(self) -> tuple[int, float, str]:
        return -SEVERITY[self.action], -self.finding.score, self.finding.rule


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules of a policy saw in an article, by rule."""

    reading: Reading
    rules: RuleSet
    seen: Mapping[str, tuple[Seen, ...]]


def decide(article: Article, policy: Policy, context: Context = _NO_CONTEXT) -> Decision:
    """Return what *policy* makes of *article*; the worst finding decides, bounds are inclusive.

    The same article, policy and context give the same decision, always: there is no clock inside. Of very long texts
    the first 200,000 characters are looked at.
    """
    return judge(look(article, policy, context), policy)


def look(article: Article, policy: Policy, context: Context = _NO_CONTEXT) -> Looked:
    """Return what the rules of *policy* see in *article*."""
    rules = policy.rules_for(article.language, *hosts_of(article))
    reading = Reading(article, rules.terms, context, rules.allowed)
    return Looked(reading, rules, {rule_id: tuple(rule.see(reading, rule_id)) for rule_id, rule in rules.rules.items()})


def judge(looked: Looked, policy: Policy) -> Decision:
    """Return what *policy* makes of what its rules saw."""
    judged = sorted(_judged(looked, policy), key=lambda each: each.rank)
    spans = [(each.finding.rule, span) for each in judged for span in each.redacted]
    findings = tuple(_without(each.finding, spans, looked.reading.text) for each in judged)
    action = _worst(looked.reading, policy, judged)
    return Decision(action, findings, policy.version, redactions(looked.reading, spans) if spans else ())


def _without(finding: Finding, spans: Iterable[tuple[str, Span]], text: str) -> Finding:
    """Return *finding* without what other rules take out of the text; how a rule shows its own is its matter."""
    hidden = [text[span.start : span.end] for rule, span in spans if rule != finding.rule]
    return replace(finding, evidence=hiding(finding.evidence, hidden)) if hidden else finding


def _worst(reading: Reading, policy: Policy, judged: Iterable[_Judged]) -> Action:
    """Return the worst action; of an allowed site's article, only what is denied counts."""
    only_denied = is_allowed(reading.article, policy)
    counting = [each.action for each in judged if not only_denied or each.finding.rule.startswith("deny.")]
    return max(counting, key=lambda action: SEVERITY[action], default="publish")


def is_allowed(article: Article, policy: Policy) -> bool:
    """Say whether *article* comes from a site that is published whatever the rules see."""
    return any(blocked(host, policy.allowed_sites) for host in hosts_of(article))


def _judged(looked: Looked, policy: Policy) -> Iterator[_Judged]:
    form, rules = policy.form, looked.rules.rules
    yield from _denied(looked.reading, policy)
    for rule_id, rule in rules.items():
        actions: Mapping[Any, float] = form.actions if rule.actions is None else rule.actions
        for seen in looked.seen[rule_id]:
            finding = Finding(rule_id, seen.score, _short(seen.evidence))
            redact_at = actions.get("redact") if rule.redacts else None
            is_redacted = redact_at is not None and seen.score >= redact_at
            yield _Judged(finding, action_of(seen.score, actions), seen.spans if is_redacted else ())
    # What cleaning noticed and no rule is about, or has switched off, keeps its own score.
    for found in looked.reading.article.findings:
        if found.rule not in rules and found.rule not in form.rules:
            yield _Judged(found, action_of(found.score, form.actions))


def _denied(reading: Reading, policy: Policy) -> Iterator[_Judged]:
    for host in hosts_of(reading.article):
        if domain := blocked(host, policy.denied_sites):
            yield _Judged(Finding(DENIED_SITE, 1.0, f"the article comes from {domain}"), action_of(1.0, _DENY))
            break
    for hit in reading.hits((DENIED, "terms"))[:1]:
        evidence = reading.around(hit.start, hit.end)
        yield _Judged(Finding(DENIED, 1.0, evidence), action_of(1.0, _DENY))


def action_of(score: float, actions: Mapping[Any, float]) -> Action:
    """Return what a finding of *score* leads to. A score of 0 is a note, whatever the bounds."""
    if score > 0 and score >= actions.get("reject", 2):
        return "reject"
    if score > 0 and score >= actions.get("review", 2):
        return "review"
    return "publish"


def _short(evidence: str) -> str:
    return evidence if len(evidence) <= _LONGEST_EVIDENCE else f"{evidence[: _LONGEST_EVIDENCE - 1]}…"
