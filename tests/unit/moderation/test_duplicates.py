"""What a copy gets is worse than what its text deserves, never better."""

import pytest

from tests.unit.moderation.test_decision import article, policy
from unspin.model import Action, Comparison, Evidence, Relation, Substitution
from unspin.moderation.decision import decide
from unspin.moderation.duplicates import about_text, decide_relation
from unspin.moderation.policy import default_policy

POLICY = policy("length.minimum: {words: 10}", "duplicates: {exact: reject, rewritten: review}")


@pytest.mark.parametrize(
    ("relation", "action"),
    [("exact", "reject"), ("rewritten", "review"), ("near_duplicate", "publish"), ("unique", "publish")],
)
def test_a_copy_gets_what_the_policy_says(relation: Relation, action: Action) -> None:
    alone = decide(article(), POLICY)

    assert decide_relation(alone, POLICY, article(), relation=relation, duplicate_of="a1").action == action


def test_the_canonical_article_is_never_held_back_for_its_copies() -> None:
    alone = decide(article(), POLICY)

    assert decide_relation(alone, POLICY, article(), relation="exact", duplicate_of=None) == alone


def test_a_copy_is_not_better_than_its_text() -> None:
    alone = decide(article("Short."), POLICY)

    decided = decide_relation(alone, POLICY, article(), relation="near_duplicate", duplicate_of="a1")

    assert decided.action == alone.action == "review"


def test_the_finding_names_the_original_and_the_evidence() -> None:
    comparison = Comparison("rewritten", 0.9, evidence=Evidence(summary="accord → deal"))

    decided = decide_relation(
        decide(article(), POLICY), POLICY, article(), relation="rewritten", duplicate_of="a1", comparison=comparison
    )

    assert (decided.findings[0].rule, decided.findings[0].evidence) == (
        "duplicate.rewritten",
        "rewritten of a1: accord → deal",
    )


def test_the_default_policy_publishes_copies() -> None:
    alone = decide(article(), default_policy())

    assert decide_relation(alone, default_policy(), article(), relation="exact", duplicate_of="a1") == alone


SPUN = Comparison("rewritten", 0.9, evidence=Evidence(substitutions=(Substitution("accord", "deal", 1),), swapped=9))


def test_a_copy_with_many_words_swapped_is_held_for_it() -> None:
    rules = policy("respun.substitutions: {actions: {review: 0.5}}")
    alone = decide(article(), rules)

    copy = decide_relation(alone, rules, article(), relation="rewritten", duplicate_of="a1", comparison=SPUN)
    original = decide_relation(alone, rules, article(), relation="rewritten", duplicate_of=None, comparison=SPUN)

    assert (alone.action, original.action, copy.action) == ("publish", "publish", "review")
    assert copy.findings[0].rule == "respun.substitutions"
    assert copy.findings[0].evidence == "9 words swapped in 42: accord → deal"
    assert about_text(copy.findings, rules, article()) == alone.findings


def test_what_only_notes_a_difference_comes_after_what_decided() -> None:
    rules = policy("respun.substitutions: {actions: {}}, length.minimum: {words: 1000}", "duplicates: {exact: review}")
    alone = decide(article(), rules)

    copy = decide_relation(alone, rules, article(), relation="rewritten", duplicate_of="a1", comparison=SPUN)

    assert [found.rule for found in copy.findings] == ["length.minimum", "respun.substitutions"]


def test_an_allowed_site_may_swap_words() -> None:
    rules = policy("respun.substitutions: {}", "allow: {sites: [harbour.example]}")
    told = article(site="harbour.example")

    copy = decide_relation(decide(told, rules), rules, told, relation="rewritten", duplicate_of="a1", comparison=SPUN)

    assert (copy.action, copy.findings[0].rule) == ("publish", "respun.substitutions")
