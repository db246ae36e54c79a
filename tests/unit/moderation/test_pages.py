"""What is made of the rules is made of the rules as they are."""

import json
from importlib.resources import files

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError, validate

from benchmarks.rule_pages import PAGES, pages
from unspin.moderation.policy_schema import policy_schema

SOURCE = (files("unspin.moderation") / "default_policy.yaml").read_text(encoding="utf-8")


def test_the_pages_of_the_rules_are_current() -> None:
    held = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}

    assert held == dict(pages()), "run: python benchmarks/rule_pages.py"


def test_the_shipped_schema_is_current() -> None:
    shipped = json.loads((files("unspin.moderation") / "policy.schema.json").read_text(encoding="utf-8"))

    assert shipped == json.loads(json.dumps(policy_schema()))
    Draft202012Validator.check_schema(shipped)


def test_the_default_policy_fits_the_schema() -> None:
    validate(yaml.safe_load(SOURCE), policy_schema())


@pytest.mark.parametrize(
    ("old", "new"),
    [("words: 40", "words: -1"), ("review: 0.5", "review: 5"), ("rules:", "rulez:"), ("words: 40", "word: 40")],
)
def test_the_schema_refuses_mistakes(old: str, new: str) -> None:
    with pytest.raises(ValidationError):
        validate(yaml.safe_load(SOURCE.replace(old, new, 1)), policy_schema())
