"""A policy says clearly what is wrong with it."""

import pytest

from unspin.errors import PolicyError
from unspin.moderation.policy import default_policy, read_policy

GOOD = """
version: "1"
review_at: 0.5
reject_at: 0.9
rules:
  - {id: short, kind: minimum_length, words: 40, score: 0.6}
"""


def test_the_policy_that_comes_along_is_valid() -> None:
    assert {rule.kind for rule in default_policy().rules} == {
        "minimum_length",
        "blocked_terms",
        "link_density",
        "language",
        "noticed",
    }


def test_a_policy_is_read() -> None:
    assert read_policy(GOOD, name="p.yaml").rules[0].id == "short"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("words: 40", "words: forty", "rules.0.minimum_length.words: .*valid integer.*got 'forty'"),
        ("words: 40, ", "", "rules.0.minimum_length.words: field required"),
        ("score: 0.6", "score: 1.1", "rules.0.minimum_length.score: .*less than or equal to 1.*got 1.1"),
        ("minimum_length", "min_length", "rules.0: .*'min_length'.*expected tags"),
        ("score: 0.6", "score: 0.6, weight: 2", "rules.0.minimum_length.weight: extra inputs"),
        ("review_at: 0.5", "review_at: 0.95", r"review_at \(0.95\) must not be above reject_at \(0.9\)"),
        ('version: "1"', "", "version: field required"),
        ("  - {id", "  - {id: short, kind: language, accepted: [en], score: 0}\n  - {id", "twice: short"),
        ("rules:", "rules: [", "p.yaml is not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_place(old: str, new: str, told: str) -> None:
    with pytest.raises(PolicyError, match=told):
        read_policy(GOOD.replace(old, new), name="p.yaml")


def test_an_empty_file_is_no_policy() -> None:
    with pytest.raises(PolicyError, match=r"p.yaml is no usable policy:\n  the policy: .*got None"):
        read_policy("", name="p.yaml")
