"""A second policy decides about the same article: as it would alone, and without looking twice."""

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.moderation.test_decision import TEXT, article, policy
from unspin.model import Article, Finding, Removed
from unspin.moderation.beside import decide_both, redecide
from unspin.moderation.decision import decide
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.moderation.policy_changes import changes
from unspin.moderation.reading import Context
from unspin.moderation.redaction import redacted

NOW = Context(now="2026-11-02T12:00:00.000Z")
DEFAULT = default_policy()
CASINO = article("Play at our casino now. The casino has free spins, and the casino pays out at once. " * 6)


def other(old: str, new: str) -> Policy:
    """The default policy with something else in one place."""
    assert old in DEFAULT.text
    return read_policy(DEFAULT.text.replace(old, new, 1), name="other")


DRAFTS = [
    DEFAULT,
    other("actions: {review: 0.5, reject: 0.9}", "actions: {review: 0.2, reject: 0.4}"),
    other("words: 40", "words: 400"),
    other("spam.terms: {score_per_match: 0.45", "spam.terms: {score_per_match: 0.95"),
    other("  spam.doorway: {}", "  spam.doorway: false\n  our.terms: {kind: block.terms, terms: [bridge]}"),
    read_policy(DEFAULT.text + "\nallow: {phrases: [casino]}\n", name="allows"),
    read_policy(DEFAULT.text + "\ndeny: {phrases: [old bridge], sites: [spun.example]}\n", name="denies"),
    read_policy(DEFAULT.text + "\nlanguages: {en: {rules: {length.minimum: {words: 500}}}}\n", name="english"),
]
ARTICLES = [
    article(),
    CASINO,
    article(site="spun.example"),
    article("word " * 500),
    article("Short.", removed=(Removed("Play slots for real money at the best online casino.", "spam"),)),
    article(findings=(Finding("respun.title", 0.6, "Broader"), Finding("other.thing", 0.7, "x"))),
]


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.version)
@pytest.mark.parametrize("told", ARTICLES, ids=range(len(ARTICLES)))
def test_both_decide_as_each_would_alone(told: Article, draft: Policy) -> None:
    for live in (DEFAULT, DRAFTS[2]):
        assert decide_both(told, live, draft, NOW) == (decide(told, live, NOW), decide(told, draft, NOW))


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=4), st.sampled_from(DRAFTS))
def test_both_decide_as_each_would_alone_about_any_text(title: str, blocks: list[str], draft: Policy) -> None:
    told = Article(title=title, blocks=tuple(blocks), language="en")

    assert decide_both(told, DEFAULT, draft, NOW) == (decide(told, DEFAULT, NOW), decide(told, draft, NOW))


def test_what_the_rules_share_is_looked_at_once() -> None:
    long = article(" ".join([TEXT] * 60))
    bounds = DRAFTS[1]
    decide_both(long, DEFAULT, bounds, NOW)

    def seconds(call: Any) -> float:
        start = time.process_time()
        call()
        return time.process_time() - start

    # In turns, and the best of many: a machine's moods are not what is asked about.
    turns = [
        (seconds(lambda: decide(long, DEFAULT, NOW)), seconds(lambda: decide_both(long, DEFAULT, bounds, NOW)))
        for _ in range(20)
    ]
    alone, both = map(min, zip(*turns, strict=True))

    assert both < 1.5 * alone


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.version)
@pytest.mark.parametrize("told", ARTICLES, ids=range(len(ARTICLES)))
def test_what_is_stored_leads_to_the_same_decision(told: Article, draft: Policy) -> None:
    findings = decide(told, DEFAULT, NOW).findings

    found = redecide(told, findings, DEFAULT, draft, NOW)

    assert found.decision == decide(told, draft, NOW)
    assert (found.hidden_from, found.redacts_otherwise) == ((), False)


def test_only_rules_that_are_new_or_have_other_parameters_look_again() -> None:
    findings = (Finding("length.minimum", 0.6, "seen then"), Finding("spam.terms", 0.4, "seen then"))

    bounds = redecide(article(), findings, DEFAULT, DRAFTS[1], NOW)
    words = redecide(article(), findings, DEFAULT, DRAFTS[2], NOW)

    assert (bounds.looked_again, bounds.decision.action) == ((), "reject")
    assert {each.evidence for each in bounds.decision.findings} == {"seen then"}
    assert words.looked_again == ("length.minimum",)
    assert [each.evidence for each in words.decision.findings if each.rule == "length.minimum"] == [
        "42 words, expected at least 400"
    ]


def test_where_nobody_knows_the_policy_any_more_every_rule_looks_again() -> None:
    found = redecide(article("Short."), (), None, DEFAULT, NOW)

    assert found.decision == decide(article("Short."), DEFAULT, NOW)
    assert "length.minimum" in found.looked_again


MAILS = "privacy.email: {actions: {redact: 0.5}}"


@pytest.mark.parametrize(
    ("then", "now", "is_hidden", "is_otherwise"),
    [
        (MAILS, MAILS, False, False),
        (MAILS, MAILS + ", length.minimum: {words: 5}", True, False),  # what it counts may have been taken out
        (MAILS, "privacy.email: {actions: {}}", False, True),  # the address is to be shown again
        ("privacy.email: {actions: {}}", MAILS, False, True),  # it is to be taken out
        ("", MAILS, False, True),
        (MAILS, "privacy.email: {score: 0.7, actions: {redact: 0.5}}", True, True),
        ("length.minimum: {words: 5}", "length.minimum: {words: 9}", False, False),
    ],
)
def test_what_only_the_original_tells_is_said(then: str, now: str, is_hidden: bool, is_otherwise: bool) -> None:
    before, after = policy(then), policy(now)
    told = article("Write to anna@valley.example today.")

    found = redecide(told, decide(told, before, NOW).findings, before, after, NOW)

    assert (bool(found.hidden_from), found.redacts_otherwise) == (is_hidden, is_otherwise)


@pytest.mark.parametrize(
    ("then", "now", "is_hidden", "is_otherwise"),
    [
        (MAILS, MAILS, False, False),
        (MAILS, MAILS + ", length.minimum: {words: 5}", True, False),
        (MAILS, "privacy.email: {actions: {}}", False, True),
        ("privacy.email: {actions: {}}", MAILS, False, True),
        ("", MAILS, False, True),
        (MAILS + ", block.terms: {terms: [email], actions: {redact: 0.5}}",) * 2 + (False, False),  # not its own mark
    ],
)
def test_what_was_removed_is_looked_at_as_well(then: str, now: str, is_hidden: bool, is_otherwise: bool) -> None:
    before, after = policy(then), policy(now)
    told = article(removed=(Removed("Write to anna@valley.example.", "author_bio"),))
    decision = decide(told, before, NOW)

    found = redecide(redacted(told, decision), decision.findings, before, after, NOW)

    assert (bool(found.hidden_from), found.redacts_otherwise) == (is_hidden, is_otherwise)


def test_the_parameters_that_differ_are_told_in_a_line_each() -> None:
    before = policy("length.minimum: {words: 40}, spam.terms: {}", "deny: {sites: [a.example, b.example]}")
    after = policy(
        "length.minimum: {words: 60}, spam.terms: false, our.terms: {kind: block.terms, terms: [x y]}",
        "deny: {sites: [b.example, c.example]}",
        actions="{review: 0.4, reject: 0.9}",
    )

    assert changes(before.form, after.form) == [
        "actions.review: 0.5 -> 0.4",
        "deny.sites: +c.example, -a.example",
        "rules.length.minimum.words: 40 -> 60",
        "rules.our.terms: absent -> {'kind': 'block.terms', 'terms': ['x y']}",
        "rules.spam.terms: {} -> off",
    ]
    assert changes(before.form, replace(before).form) == []
