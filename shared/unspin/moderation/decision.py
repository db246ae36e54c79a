"""From findings to what becomes of an article."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from unspin.model import Action, Article, Decision, Finding
from unspin.moderation.policy import DENIED, DENIED_SITE, Policy, RuleSet
from unspin.moderation.reading import Context, Reading, Span
from unspin.moderation.redaction import beside, hiding, redactions
from unspin.moderation.rule import Rule, Seen
from unspin.moderation.rules.block_domains import blocked, hosts_of

SEVERITY: Mapping[Action, int] = {"publish": 0, "review": 1, "reject": 2}
_NO_CONTEXT = Context()
_DENY: Mapping[Any, float] = {"reject": 0.0}
_LONGEST_EVIDENCE = 500  # characters: a record holds many findings


@dataclass(frozen=True, slots=True)
class _Judged:
    finding: Finding
    action: Action
    is_redacted: bool = False
    spans: tuple[Span, ...] = ()

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
    taken_out = [(each.finding.rule, span) for each in judged if each.is_redacted for span in each.spans]
    others, taken_out_there = _beside(looked, policy, {each.finding.rule for each in judged if each.is_redacted})
    both = ((looked.reading.text, taken_out), (others.text if others else "", taken_out_there))
    hidden = [(rule, text[span.start : span.end]) for text, spans in both for rule, span in spans]
    return Decision(
        _worst(looked.reading, policy, judged),
        tuple(_without(each.finding, hidden, looked.rules) for each in judged),
        policy.version,
        redactions(looked.reading, taken_out) if taken_out else (),
        redactions(others, taken_out_there) if others else (),
    )


def _beside(looked: Looked, policy: Policy, redacting: Container[str]) -> tuple[Reading | None, list[tuple[str, Span]]]:
    """Return what is kept beside the text, and what rules take out of it: it is stored with the text, and as public.

    What they see there decides nothing. A rule that takes something out of the text (*redacting*) does so there too,
    however little it is.
    """
    article, rules = looked.reading.article, looked.rules
    bounds = redacting_from(rules, policy)
    if not bounds or not (article.removed or article.author):
        return None, []
    reading = Reading(beside(article), rules.terms, looked.reading.context, rules.allowed)
    spans = [
        (rule_id, span)
        for rule_id, (rule, least) in bounds.items()
        for seen in rule.see(reading, rule_id)
        if rule_id in redacting or seen.score >= least
        for span in seen.spans
    ]
    return reading, spans


def redacting_from(rules: RuleSet, policy: Policy) -> dict[str, tuple[Rule, float]]:
    """Return the rules of *rules* that redact, each with the score from which on it does."""
    found: dict[str, tuple[Rule, float]] = {}
    for rule_id, rule in rules.rules.items():
        actions: Mapping[Any, float] = policy.form.actions if rule.actions is None else rule.actions
        if rule.redacts and "redact" in actions:
            found[rule_id] = rule, actions["redact"]
    return found


def _without(finding: Finding, hidden: Iterable[tuple[str, str]], rules: RuleSet) -> Finding:
    """Return *finding* without what is taken out of the text; rules about personal data mask their own themselves."""
    own = finding.rule if finding.rule in rules.rules and rules.rules[finding.rule].masks else None
    passages = [passage for rule, passage in hidden if rule != own]
    return replace(finding, evidence=hiding(finding.evidence, passages)) if passages else finding


def _worst(reading: Reading, policy: Policy, judged: Iterable[_Judged]) -> Action:
    """Return the worst action; of an allowed site's article, only what is denied counts."""
    only_denied = is_allowed(reading.article, policy)
    counting = [each.action for each in judged if not only_denied or each.finding.rule.startswith("deny.")]
    return max(counting, key=lambda action: SEVERITY[action], default="publish")


def is_allowed(article: Article, policy: Policy) -> bool:
    """Say whether *article* comes from a site that is published whatever the rules see."""
    return any(blocked(host, policy.allowed_sites) for host in hosts_of(article))


def _judged(looked: Looked, policy: Policy) -> Iterator[_Judged]:
    form, rules, bounds = policy.form, looked.rules.rules, redacting_from(looked.rules, policy)
    yield from _denied(looked.reading, policy)
    for rule_id, rule in rules.items():
        actions: Mapping[Any, float] = form.actions if rule.actions is None else rule.actions
        for seen in looked.seen[rule_id]:
            finding = Finding(rule_id, seen.score, _short(seen.evidence))
            is_redacted = rule_id in bounds and seen.score >= bounds[rule_id][1]
            yield _Judged(finding, action_of(seen.score, actions), is_redacted, seen.spans)
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
