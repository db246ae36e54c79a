"""The announce function on what the table's stream gives it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import boto3
import jsonschema
import pytest

from functions.announce import app
from tests.e2e.stack import LocalStack
from tests.functions.payloads import names, payload
from tests.unit.pipeline.test_announce import Picky
from unspin.local.heard import heard
from unspin.local.pump import Context, fits
from unspin.messages import EntryClaimed
from unspin.pipeline.announce import ATTEMPTS

SCHEMA = json.loads((files("unspin.pipeline") / "events.schema.json").read_text(encoding="utf-8"))
EXPECTED = {
    "new-articles": ["ArticlePublished", "ArticleHeld", "InputParked"],
    "original-comes-late": ["ArticleHeld", "CanonicalChanged", "ArticlePublished"],
    "approved": ["ArticlePublished"],
    "left-claimed": [],
    "withdrawn": ["ArticleWithdrawn"],
    "delivered-twice": ["ArticlePublished", "ArticlePublished"],
}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    app.bus.cache_clear()
    yield
    app.bus.cache_clear()


def invoke(name: str) -> list[str]:
    """Return from which record on it should come again."""
    answer = app.lambda_handler(payload("announce", name), Context())
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_every_example_is_told_as_it_should_be(stack: LocalStack) -> None:
    assert names("announce") == sorted(EXPECTED)
    for name, expected in EXPECTED.items():
        assert invoke(name) == []

        events = heard(stack.created)

        assert [event["detail-type"] for event in events] == expected, name
        for event in events:
            jsonschema.validate(event, SCHEMA)
            assert event["detail"].get("record", {}).get("bucket", "") in {"", stack.created.outputs["CleanBucketName"]}


@pytest.mark.parametrize("name", names("announce"))
def test_the_examples_pass_the_filter_of_the_template(stack: LocalStack, name: str) -> None:
    patterns = [json.loads(each["Pattern"]) for each in stack.created.stream_filters]

    for record in payload("announce", name)["Records"]:
        assert any(fits(pattern, record) for pattern in patterns)


def test_what_is_told_twice_has_one_id(stack: LocalStack) -> None:
    invoke("delivered-twice")

    one, other = heard(stack.created)
    assert one["detail"]["event_id"] == other["detail"]["event_id"]


def test_an_entry_that_was_left_claimed_is_sent_to_the_queue_for_later(stack: LocalStack) -> None:
    stack.forget_messages()

    invoke("left-claimed")
    invoke("approved")

    url = stack.created.outputs["IngestQueueUrl"]
    counts: Any = boto3.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
    )["Attributes"]
    assert (counts["ApproximateNumberOfMessages"], counts["ApproximateNumberOfMessagesDelayed"]) == ("0", "1")


def test_lambda_goes_on_from_the_first_record_that_was_not_told(
    stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    picky = replace(app.bus(), events=Picky("ArticleHeld", ATTEMPTS))
    monkeypatch.setattr(app, "bus", lambda: picky)
    records = payload("announce", "new-articles")["Records"]

    assert invoke("new-articles") == [records[1]["dynamodb"]["SequenceNumber"]]


def test_what_the_whole_stack_wrote_is_announced_once(ingested: LocalStack) -> None:
    kinds = sorted(event["detail-type"] for event in ingested.events())

    assert kinds == sorted(
        ["ArticlePublished"] * 6
        + ["ArticleHeld", "ArticleRejected", "CanonicalChanged", "InputParked", "InputParked", "InputParked"]
    )
    assert ingested.events() == []


def test_an_entry_left_claimed_is_ended_by_the_queue(ingested: LocalStack) -> None:
    name = ingested.records()["daily-respin/maritime-deal.txt"]["article_id"]
    services = ingested.services()
    entry = services.index.entries([name])[name]
    assert services.index.put_entry(replace(entry, revision=entry.revision + 1, pending=True))

    ingested.send(EntryClaimed(name).to_json())
    ingested.run()

    assert not services.index.entries([name])[name].pending
