"""What Lambda does between the table's stream and the announce function, in this process."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import boto3
from botocore.config import Config

from unspin.local.pump import Context, Handler
from unspin.local.stack import Stack

PAGE = 1_000  # records, as many as one request reads
WAIT_S = 0  # for events: they are there at once


def deliver_stream(stack: Stack, handler: Handler, after: str | None) -> str | None:
    """Give what was written to the table since *after* to *handler*; return where it ends.

    What the template's filter leaves out does not get there. The handler has to do with all of it, or this stops.
    """
    filters = [json.loads(each["Pattern"]) for each in stack.stream_filters]
    place = None
    for records in _pages(stack.outputs["IndexTableName"], after):
        wanted = [record for record in records if any(matches(pattern, record) for pattern in filters)]
        if wanted:
            answer = handler({"Records": wanted}, Context(function_name="unspin-announce"))
            if answer["batchItemFailures"]:
                raise RuntimeError(f"the announce function did not do with {answer['batchItemFailures']}")
            place = wanted[-1]["dynamodb"]["SequenceNumber"]
    return place


def matches(pattern: Any, value: Any) -> bool:
    """Say whether an event fits a pattern, as EventBridge and Lambda filter: here, literals and prefixes."""
    if isinstance(pattern, Mapping):
        return isinstance(value, Mapping) and all(matches(pattern[key], value.get(key)) for key in pattern)
    return any(_fits(each, value) for each in pattern)


def heard(stack: Stack) -> list[dict[str, Any]]:
    """Return the events that were put on the bus since this was asked last, in order, as a rule's target gets them."""
    sqs: Any = boto3.client("sqs")
    found: list[dict[str, Any]] = []
    while messages := sqs.receive_message(
        QueueUrl=stack.heard_queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=WAIT_S
    ).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=stack.heard_queue_url, ReceiptHandle=message["ReceiptHandle"])
    return found


def _pages(table: str, after: str | None) -> Iterator[Sequence[Any]]:
    dynamodb: Any = boto3.client("dynamodb")
    # Moto does not know the addresses that name an account.
    streams: Any = boto3.client("dynamodbstreams", config=Config(account_id_endpoint_mode="disabled"))
    stream = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
    for shard in streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]:
        place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
        start = place if after else {"ShardIteratorType": "TRIM_HORIZON"}
        iterator = streams.get_shard_iterator(StreamArn=stream, ShardId=shard["ShardId"], **start)["ShardIterator"]
        while True:
            page = streams.get_records(ShardIterator=iterator, Limit=PAGE)
            if not page["Records"]:
                break
            yield page["Records"]
            iterator = page["NextShardIterator"]


def _fits(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(value, str) and value.startswith(wanted["prefix"])
    return bool(value == wanted)
