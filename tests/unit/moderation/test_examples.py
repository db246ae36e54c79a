"""Every rule sees what its positive examples hold, and passes over the near misses."""

import pytest

from benchmarks.moderation_eval import FLOOR, LEAST, score
from benchmarks.moderation_examples import FOLDER, load
from unspin.moderation.rules import RULES


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_reaches_its_floors_on_enough_examples(rule: str) -> None:
    found = score(load(rule))

    assert min(found.positives, found.negatives) >= LEAST
    assert found.precision >= FLOOR, found.raised_falsely
    assert found.recall >= FLOOR, found.missed


def test_there_are_no_examples_of_rules_that_are_gone() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(RULES)
