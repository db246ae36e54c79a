"""Both adapters of every port, each behind the same fixture."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3

from unspin.adapters.catalogue import DynamoCatalogue
from unspin.adapters.clock import iso
from unspin.adapters.dynamodb import DynamoIndex
from unspin.adapters.memory import (
    MemoryCleanArticles,
    MemoryIndex,
    MemoryPolicies,
    MemoryQueue,
    MemoryRawObjects,
)
from unspin.adapters.memory_catalogue import MemoryCatalogue
from unspin.adapters.s3 import S3CleanArticles, S3Policies, S3RawObjects
from unspin.adapters.sqs import SqsQueue
from unspin.adapters.stream import changes_of
from unspin.local.pump import deliver_changes
from unspin.ports import Catalogue, CleanArticles, Index, Policies, Queue, RawObjects
from unspin.stored import Change

TABLE = "index"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@dataclass
class HandClock:
    """A clock that is put forward by hand."""

    at: datetime

    def now(self) -> str:
        return iso(self.at)


@dataclass
class Ports:
    raw: RawObjects
    clean: CleanArticles
    index: Index
    policies: Policies
    catalogue: Catalogue
    queue: Queue
    drop: Callable[[str, bytes], None]  # puts an object into the bucket "raw"
    sent: Callable[[], list[str]]  # the messages in the queue, as JSON
    told: Callable[[], list[Change]]  # what the index's stream tells of entries, clusters and parked inputs
    clock: HandClock
    versions: Callable[[str, str], int]  # how many there are of an object, marks of its deletion included


def in_memory() -> Ports:
    raw, queue, clock = MemoryRawObjects(), MemoryQueue(), HandClock(NOON)
    stream: list[Change] = []
    index = MemoryIndex(clock, stream=stream)
    return Ports(
        raw=raw,
        clean=MemoryCleanArticles(raw),
        index=index,
        policies=MemoryPolicies(),
        catalogue=MemoryCatalogue(index),
        clock=clock,
        queue=queue,
        drop=lambda key, data: raw.put("raw", key, data),
        sent=lambda: [message.to_json() for message in queue.messages],
        told=lambda: list(stream),
        versions=lambda _bucket, _key: 0,  # only the last one is kept
    )


def on_aws() -> Ports:
    s3, sqs, dynamodb = (boto3.client(name) for name in ("s3", "sqs", "dynamodb"))  # type: ignore[call-overload]
    for bucket in ("raw", "clean", "policies"):
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    create_table(dynamodb)
    url = sqs.create_queue(QueueName="ingest")["QueueUrl"]
    clock = HandClock(NOON)
    return Ports(
        raw=S3RawObjects(s3),
        clean=S3CleanArticles(s3, "clean"),
        index=DynamoIndex(dynamodb, TABLE, clock, look_back_days=90, connections=1),
        policies=S3Policies(s3, "policies"),
        catalogue=DynamoCatalogue(dynamodb, TABLE, clock),
        clock=clock,
        queue=SqsQueue(sqs, url),
        drop=lambda key, data: s3.put_object(Bucket="raw", Key=key, Body=data),
        sent=lambda: [
            each["Body"] for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        ],
        told=told,
        versions=lambda bucket, key: versions(s3, bucket, key),
    )


def told() -> list[Change]:
    """Read the stream as Lambda does, through the events that it makes."""
    found: list[Change] = []

    def hear(event: Any, _: Any) -> dict[str, Any]:
        found.extend(changes_of(event))
        return {}

    deliver_changes(TABLE, hear, after={})
    return found


def versions(s3: Any, bucket: str, key: str) -> int:
    found = s3.list_object_versions(Bucket=bucket, Prefix=key)
    listed = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
    return sum(each["Key"] == key for each in listed)


def create_table(dynamodb: Any) -> None:
    indexes = {
        "by_day": ("gsi1pk", "gsi1sk"),
        "by_age": ("queue_name", "queue_age"),
        "by_score": ("queue_name", "queue_rank"),
        "by_rule": ("queue_rule", "queue_rank"),
    }
    names = dict.fromkeys(("pk", "sk", *(name for pair in indexes.values() for name in pair)))
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=keys("pk", "sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": name,
                "KeySchema": keys(*pair),
                "Projection": {"ProjectionType": "ALL" if name == "by_day" else "KEYS_ONLY"},
            }
            for name, pair in indexes.items()
        ],
    )


def keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
