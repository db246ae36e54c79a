"""Both adapters of every port, each behind the same fixture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3

from unspin.adapters.clock import SystemClock
from unspin.adapters.dynamodb import DynamoIndex
from unspin.adapters.memory import (
    MemoryCleanArticles,
    MemoryIndex,
    MemoryPolicies,
    MemoryQueue,
    MemoryRawObjects,
)
from unspin.adapters.s3 import S3CleanArticles, S3Policies, S3RawObjects
from unspin.adapters.sqs import SqsQueue
from unspin.ports import CleanArticles, Index, Policies, Queue, RawObjects

TABLE = "index"


@dataclass
class Ports:
    raw: RawObjects
    clean: CleanArticles
    index: Index
    policies: Policies
    queue: Queue
    drop: Callable[[str, bytes], None]  # puts an object into the bucket "raw"
    sent: Callable[[], list[str]]  # the messages in the queue, as JSON
    versions: Callable[[str, str], int]  # how many there are of an object, marks of its deletion included


def in_memory() -> Ports:
    raw, queue = MemoryRawObjects(), MemoryQueue()
    return Ports(
        raw=raw,
        clean=MemoryCleanArticles(raw),
        index=MemoryIndex(),
        policies=MemoryPolicies(),
        queue=queue,
        drop=lambda key, data: raw.put("raw", key, data),
        sent=lambda: [message.to_json() for message in queue.messages],
        versions=lambda _bucket, _key: 0,  # only the last one is kept
    )


def on_aws() -> Ports:
    s3, sqs, dynamodb = (boto3.client(name) for name in ("s3", "sqs", "dynamodb"))  # type: ignore[call-overload]
    for bucket in ("raw", "clean", "policies"):
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    create_table(dynamodb)
    url = sqs.create_queue(QueueName="ingest")["QueueUrl"]
    return Ports(
        raw=S3RawObjects(s3),
        clean=S3CleanArticles(s3, "clean"),
        index=DynamoIndex(dynamodb, TABLE, SystemClock(), look_back_days=90, connections=1),
        policies=S3Policies(s3, "policies"),
        queue=SqsQueue(sqs, url),
        drop=lambda key, data: s3.put_object(Bucket="raw", Key=key, Body=data),
        sent=lambda: [
            each["Body"] for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        ],
        versions=lambda bucket, key: versions(s3, bucket, key),
    )


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
