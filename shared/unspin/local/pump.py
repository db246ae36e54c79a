"""What Lambda does between the queue, the stream and the functions, in this process."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

BATCH = 10  # messages, as in the template
CHANGES = 500  # in a batch, as in the template
TIMEOUT_MS = 300_000  # the function's, as in the template

Handler = Callable[[dict[str, Any], Any], Any]


@dataclass(frozen=True)
class Context:
    """What Lambda tells a function about its invocation."""

    function_name: str = "unspin-ingest"
    memory_limit_in_mb: int = 1769
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:unspin-ingest"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Say that all the time is left."""
        return TIMEOUT_MS


@dataclass(frozen=True)
class Batch:
    """What became of one batch."""

    done: int
    failed: int


def deliver(queue_url: str, handler: Handler) -> Iterator[Batch]:
    """Give batch after batch to *handler* until the queue is empty; what it does not report as failed is deleted.

    What failed comes again after the queue's visibility timeout, and goes to the dead letters in the end.
    """
    sqs: Any = boto3.client("sqs")
    while messages := _received(sqs, queue_url):
        event = sqs_event(messages)
        answer = handler(event, Context())
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        for message in messages:
            if message["MessageId"] not in failed:
                sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
        yield Batch(len(messages) - len(failed), len(failed))


def sqs_event(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the event that Lambda makes of received messages."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": hashlib.md5(message["Body"].encode(), usedforsecurity=False).hexdigest(),
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:unspin-ingest",
                "awsRegion": "eu-central-1",
            }
            for message in messages
        ]
    }


def _received(sqs: Any, queue_url: str) -> list[dict[str, Any]]:
    answer = sqs.receive_message(
        QueueUrl=queue_url, MaxNumberOfMessages=BATCH, AttributeNames=["All"], WaitTimeSeconds=0
    )
    found: list[dict[str, Any]] = answer.get("Messages", [])
    return found


def deliver_changes(
    table: str,
    handler: Handler,
    after: dict[str, str],
    *,
    function: str = "unspin-count",
    filters: Sequence[Any] = ({},),
) -> int:
    """Give what the stream of *table* tells to *handler*, in batches; return how many changes it was.

    *after* holds the last sequence number of each shard that was given, and is brought up to date. Without it, all
    comes again, and is not counted again. What fits none of *filters* is not given.
    """
    # Emulators know no endpoints of accounts.
    streams: Any = boto3.client("dynamodbstreams", config=Config(account_id_endpoint_mode="disabled"))
    dynamodb: Any = boto3.client("dynamodb")
    arn = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
    count = 0
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        name = shard["ShardId"]
        place = {"ShardIteratorType": "TRIM_HORIZON"}
        if name in after:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after[name]}
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=name, **place).get("ShardIterator")
        while iterator is not None:
            answer = streams.get_records(ShardIterator=iterator, Limit=CHANGES)
            if not answer["Records"]:
                break
            told = [record for record in answer["Records"] if any(fits(each, record) for each in filters)]
            if told:
                given = handler({"shardId": name, "Records": _as_json(told)}, Context(function))
                if given.get("batchItemFailures"):
                    raise RuntimeError(f"{function} did not do with {given['batchItemFailures']}")
                after[name] = told[-1]["dynamodb"]["SequenceNumber"]
            count += len(told)
            iterator = answer.get("NextShardIterator")
    return count


def fits(pattern: Any, value: Any) -> bool:
    """Say whether an event fits a pattern, as EventBridge and Lambda filter: here, literals and prefixes."""
    if isinstance(pattern, Mapping):
        return isinstance(value, Mapping) and all(fits(pattern[key], value.get(key)) for key in pattern)
    return any(_is(each, value) for each in pattern)


def _is(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(value, str) and value.startswith(wanted["prefix"])
    return bool(value == wanted)


def _as_json(records: list[dict[str, Any]]) -> Any:
    """Return records as Lambda gives them: bytes in base64."""
    return json.loads(json.dumps(records, default=_plain))


def _plain(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
