"""What docs/events.md says of the events is what is sent."""

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml

from benchmarks.event_page import KINDS, PAGE, SCHEMA, SCHEMAS, examples, fields, pages, schema_of
from unspin.local.pump import fits
from unspin.stored import Event

TEXT = PAGE.read_text(encoding="utf-8")
CHECKER = jsonschema.FormatChecker()
TOLD = list(examples())
PUBLISHED, WITHDRAWN = (
    {"source": "unspin", "detail-type": kind, "detail": next(each.detail for each in TOLD if each.kind == kind)}
    for kind in ("ArticlePublished", "ArticleWithdrawn")
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_the_page_and_the_schemas_are_up_to_date() -> None:
    held = {path: path.read_text(encoding="utf-8") for path in (PAGE, *SCHEMAS.iterdir())}

    assert held == dict(pages()), "run: python -m benchmarks.event_page"


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.kind)
def test_what_is_sent_fits_the_schema_of_its_kind_and_of_all(event: Event) -> None:
    jsonschema.Draft202012Validator(schema_of(event.kind), format_checker=CHECKER).validate(event.detail)
    jsonschema.validate({"source": "unspin", "detail-type": event.kind, "detail": event.detail}, SCHEMA)


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.kind)
def test_a_field_that_nobody_documented_fits_no_schema(event: Event) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**event.detail, "another": 1}, schema_of(event.kind))
    for name in event.detail:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**event.detail, name: object()}, schema_of(event.kind))


def test_each_kind_is_sent_and_every_field_of_it_documented() -> None:
    assert {event.kind for event in TOLD} == set(KINDS)
    for event in TOLD:
        assert list(event.detail)
        assert set(event.detail) == set(fields(event.kind))
        assert all(each["description"] for each in fields(event.kind).values())


def test_the_patterns_pick_what_the_page_says() -> None:
    everything, unique, reviewed = (json.loads(text) for text in blocks("json")[:3])
    approved: Any = {**PUBLISHED, "detail": {**PUBLISHED["detail"], "reviewed": {"kind": "approved"}}}
    at_home: Any = {**PUBLISHED, "detail": {"site": "harbour-post.example", "relation": "unique"}}

    assert fits(everything, PUBLISHED)
    assert fits(everything, WITHDRAWN)
    assert fits(unique, at_home)
    assert not fits(unique, WITHDRAWN)
    assert fits(reviewed, approved)
    assert not fits(reviewed, WITHDRAWN)


def test_the_rule_for_a_template_is_one() -> None:
    [text] = blocks("yaml")

    rule = yaml.load(text.replace("!Ref ", ""), Loader=yaml.SafeLoader)["Events"]["Published"]

    assert fits(rule["Properties"]["Pattern"], PUBLISHED)
    assert not fits(rule["Properties"]["Pattern"], WITHDRAWN)


def test_the_greater_sequence_is_the_later_one_as_a_number() -> None:
    sequences = [int(event.detail["sequence"]) for event in TOLD]

    assert all(len(str(each)) > 15 for each in sequences)  # more digits than a float holds
