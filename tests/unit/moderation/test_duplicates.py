"""What a copy gets is worse than what its text deserves, never better."""

import pytest

from tests.unit.moderation.test_decision import article, policy
from unspin.model import Action, Comparison, Evidence, Relation
from unspin.moderation.decision import decide
from unspin.moderation.duplicates import decide_relation
from unspin.moderation.policy import default_policy

POLICY = policy("length.minimum: {words: 10}", "duplicates: {exact: reject, rewritten: review}")


@pytest.mark.parametrize(
    ("relation", "action"),
    [("exact", "reject"), ("rewritten", "review"), ("near_duplicate", "publish"), ("unique", "publish")],
)
def test_a_copy_gets_what_the_policy_says(relation: Relation, action: Action) -> None:
    alone = decide(article(), POLICY)

    assert decide_relation(alone, POLICY, relation=relation, duplicate_of="a1").action == action


def test_the_canonical_article_is_never_held_back_for_its_copies() -> None:
    alone = decide(article(), POLICY)

    assert decide_relation(alone, POLICY, relation="exact", duplicate_of=None) == alone


def test_a_copy_is_not_better_than_its_text() -> None:
    alone = decide(article("Short."), POLICY)

    decided = decide_relation(alone, POLICY, relation="near_duplicate", duplicate_of="a1")

    assert decided.action == alone.action == "review"


def test_the_finding_names_the_original_and_the_evidence() -> None:
    comparison = Comparison("rewritten", 0.9, evidence=Evidence(summary="accord → deal"))

    decided = decide_relation(
        decide(article(), POLICY), POLICY, relation="rewritten", duplicate_of="a1", comparison=comparison
    )

    assert (decided.findings[0].rule, decided.findings[0].evidence) == (
        "duplicate.rewritten",
        "rewritten of a1: accord → deal",
    )


def test_the_default_policy_publishes_copies() -> None:
    alone = decide(article(), default_policy())

    assert decide_relation(alone, default_policy(), relation="exact", duplicate_of="a1") == alone
