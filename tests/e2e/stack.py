"""Drop objects, let the queue run dry, look at what is stored."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from unspin.local.session import announce, default_template, in_process, ingest
from unspin.local.stack import Stack
from unspin.pipeline.services import Services
from unspin.runtime import connect
from unspin.settings import Settings

ARTICLES = Path(__file__).parents[2] / "events" / "articles"


@dataclass
class LocalStack:
    created: Stack
    folder: Path

    def drop(self, key: str, data: bytes | str) -> None:
        body = data.encode() if isinstance(data, str) else data
        boto3.client("s3").put_object(Bucket=self.created.outputs["RawBucketName"], Key=key, Body=body)

    def drop_examples(self) -> None:
        for path in sorted(ARTICLES.rglob("*")):
            if path.is_file():
                self.drop(path.relative_to(ARTICLES).as_posix(), path.read_bytes())

    def send(self, body: str) -> None:
        boto3.client("sqs").send_message(QueueUrl=self.created.outputs["IngestQueueUrl"], MessageBody=body)

    def forget_messages(self) -> None:
        boto3.client("sqs").purge_queue(QueueUrl=self.created.outputs["IngestQueueUrl"])

    def run(self, *, counts: bool = True) -> int:
        """Return how many messages failed."""
        return ingest(self.created, self.folder / "log.jsonl", counts=counts)

    def events(self) -> list[dict[str, Any]]:
        """Announce what was written since the last time, and return the events."""
        return announce(self.created, self.folder / "log.jsonl")

    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "log.jsonl").read_text().splitlines()]

    def services(self) -> Services:
        return connect(Settings.from_env(os.environ))

    def stored(self, prefix: str = "") -> dict[str, bytes]:
        s3, bucket = boto3.client("s3"), self.created.outputs["CleanBucketName"]
        listed = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
        return {each["Key"]: s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read() for each in listed}

    def records(self) -> dict[str, dict[str, Any]]:
        """Return every record of an article, by the key it was dropped under (and line)."""
        found = {}
        for prefix in ("clean/", "review/", "rejected/"):
            for data in self.stored(prefix).values():
                record = json.loads(data)
                line = record["source"]["line"]
                found[record["source"]["key"] + (f":{line}" if line else "")] = record
        return found

    def parked(self) -> dict[str, dict[str, Any]]:
        """Return every parked input, by its key (and line)."""
        found = {}
        for path, data in self.stored("parked/").items():
            if path.rpartition("/")[2].startswith("parked-"):
                note = json.loads(data)
                line = note["source"]["line"]
                found[note["source"]["key"] + (f":{line}" if line else "")] = note
        return found


@contextmanager
def ingested_stack(folder: Path) -> Iterator[LocalStack]:
    """The stack of the template in this process, the example articles taken in."""
    with in_process(default_template()) as created:
        stack = LocalStack(created, folder)
        stack.drop_examples()
        assert stack.run() == 0
        yield stack
