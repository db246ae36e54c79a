"""What docs/policy.md shows, works."""

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import validate

from tests.unit.moderation.test_decision import article
from unspin.errors import PolicyError
from unspin.moderation.decision import decide
from unspin.moderation.policy import read_policy
from unspin.moderation.policy_schema import policy_schema
from unspin.moderation.redaction import redacted

PAGE = (Path(__file__).parents[3] / "docs" / "policy.md").read_text(encoding="utf-8")
[EXAMPLE] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_is_a_policy_and_fits_the_schema() -> None:
    policy = read_policy(EXAMPLE, name="example")
    validate(yaml.safe_load(EXAMPLE), policy_schema())

    told = article("Write to anna@valley.example about l4mpw0rld and AC-1234.", site="www.brief.example")
    decision = decide(told, policy)

    assert decision.action == "review"
    assert {found.rule for found in decision.findings} == {
        "length.minimum",
        "our.rivals",
        "our.codes",
        "privacy.email",
    }
    assert "anna" not in redacted(told, decision).text


def test_mistakes_are_told_as_the_page_says() -> None:
    broken = 'version: "1"\nactions: {}\nrules:\n  length.minimum:\n    words: forty\n\n  spam.trems: {}\n'
    [told] = re.findall(r"```text\nunspin: (.*?), \.\.\.\n```", PAGE, re.DOTALL)

    with pytest.raises(PolicyError) as caught:
        read_policy(broken, name="p.yaml")

    assert str(caught.value).startswith(told)
