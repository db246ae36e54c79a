"""CloudFormation, as far as an emulator has it, accepts the template."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from unspin.local.stack import CREDENTIALS, Stack, create
from unspin.messages import articles_stored
from unspin.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        yield create(ROOT / "template.yaml")


def client(service: str) -> Any:
    return boto3.client(service)


def test_the_outputs_name_what_was_created(stack: Stack) -> None:
    outputs = stack.outputs

    buckets = {bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]}
    assert buckets == {outputs[name] for name in ("RawBucketName", "CleanBucketName", "PolicyBucketName")}
    queues = {outputs["IngestQueueUrl"], outputs["DeadLettersUrl"], stack.heard_queue_url}
    assert {url for url in client("sqs").list_queues()["QueueUrls"] if "AnnounceDeadLetters" not in url} == queues
    assert client("dynamodb").list_tables()["TableNames"] == [outputs["IndexTableName"]]
    assert outputs["EventBusName"] in {bus["Name"] for bus in client("events").list_event_buses()["EventBuses"]}


def test_the_raw_buckets_name_is_one_that_s3_accepts(stack: Stack) -> None:
    name = stack.outputs["RawBucketName"]

    assert name.startswith("unspin-raw-")
    assert name == name.lower()
    longest = len("ap-southeast-1") - len(CREDENTIALS["AWS_DEFAULT_REGION"])
    assert len(name) + longest <= 63


def test_the_table_has_the_keys_of_the_index(stack: Stack) -> None:
    table = client("dynamodb").describe_table(TableName=stack.outputs["IndexTableName"])["Table"]

    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
    [by_day] = [each for each in table["GlobalSecondaryIndexes"] if each["IndexName"] == "by_day"]
    assert [key["AttributeName"] for key in by_day["KeySchema"]] == ["gsi1pk", "gsi1sk"]


def test_the_environment_of_the_function_names_the_stack(stack: Stack) -> None:
    settings = Settings.from_env(stack.environment)

    assert settings.raw_bucket == stack.outputs["RawBucketName"]
    assert settings.ingest_queue_url == stack.outputs["IngestQueueUrl"]
    assert settings.look_back_days == 90


def test_a_dropped_object_is_announced(stack: Stack) -> None:
    raw, queue = stack.outputs["RawBucketName"], stack.outputs["IngestQueueUrl"]
    sqs = client("sqs")
    sqs.purge_queue(QueueUrl=queue)  # of S3's test event

    client("s3").put_object(Bucket=raw, Key="example.org/a b.txt", Body=b"text")

    [message] = sqs.receive_message(QueueUrl=queue)["Messages"]
    [announced] = articles_stored(message["Body"])
    assert (announced.bucket, announced.key) == (raw, "example.org/a b.txt")
