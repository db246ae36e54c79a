"""Rules and their parameters."""

from typing import Any

import pytest
from pydantic import ValidationError

from unspin.moderation.rules import RULES


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("parameters", [{}, {"actions": None}, {"actions": {}}, {"actions": {"review": 0.5}}])
def test_a_rule_that_only_its_actions_are_given_is_the_one_that_all_are_checked_of(
    kind: str, parameters: dict[str, Any]
) -> None:
    found, checked = RULES[kind].of(parameters), RULES[kind].model_validate(parameters)

    assert found == checked
    assert (found.model_fields_set, found.model_dump()) == (checked.model_fields_set, checked.model_dump())


@pytest.mark.parametrize(
    "actions", [{"review": "0.5"}, {"review": 2}, {"publish": 0.5}, {"review": 0.9, "reject": 0.5}]
)
def test_actions_that_are_not_as_they_should_be_are_refused_by_their_place(actions: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        RULES["spam.doorway"].of({"actions": actions})

    assert {each["loc"][0] for each in refused.value.errors()} == {"actions"}
