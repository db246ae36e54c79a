"""A running local stack: files go in through S3, batches through the real handler."""

import json
import logging
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import boto3

from unspin.local.heard import heard
from unspin.local.pump import deliver, deliver_changes
from unspin.local.stack import CREDENTIALS, Stack, create, variables
from unspin.runtime import connect
from unspin.settings import Settings
from unspin.stored import Note

STREAM = "local stream"  # the note of how far the stream was read

QUIET = {
    "UNSPIN_CONNECTIONS": "1",  # moto in process is not thread-safe
    "UNSPIN_AT_ONCE": "1",
}


def default_template() -> Path:
    """Return the template of the checkout that this package runs from, or of the present folder."""
    of_checkout = Path(__file__).parents[3] / "template.yaml"
    return of_checkout if of_checkout.exists() else Path("template.yaml")


@contextmanager
def in_process(template: Path) -> Iterator[Stack]:
    """Bring the stack up in this process, for as long as the context lasts. Nothing leaves the process."""
    from moto import mock_aws

    with variables(CREDENTIALS | QUIET), without_endpoint(), mock_aws():
        stack = create(template)
        with variables(stack.environment):
            yield stack


@contextmanager
def without_endpoint() -> Iterator[None]:
    """Moto catches calls to AWS's own addresses only."""
    with variables({"AWS_ENDPOINT_URL": "", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}):
        yield


def upload(files: Iterable[tuple[str, Path]], stack: Stack) -> int:
    """Drop files, each under its key, in the raw bucket; return how many."""
    s3: Any = boto3.client("s3")
    count = 0
    for key, file in files:
        s3.put_object(Bucket=stack.outputs["RawBucketName"], Key=key, Body=file.read_bytes())
        count += 1
    return count


def ingest(stack: Stack, log: Path, *, counts: bool = True) -> int:
    """Work off the queue through the real handler, whose log lines go to *log*; return how many messages failed.

    What was written is counted afterwards, unless *counts* says no.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    from functions.count import app as counting
    from functions.ingest import app

    for each in (app, counting):
        each.services.cache_clear()  # it may hold an earlier stack's
    # Loggers of one service share their handlers.
    handlers = {*app.logger.handlers, *counting.logger.handlers}
    with log.open("w", encoding="utf-8") as file, redirect_stdout(file), logging_to(handlers, file):
        failed = sum(batch.failed for batch in deliver(stack.outputs["IngestQueueUrl"], app.lambda_handler))
        if counts:
            deliver_changes(stack.outputs["IndexTableName"], counting.lambda_handler, after={})
        return failed


def announce(stack: Stack, log: Path) -> list[dict[str, Any]]:
    """Let the real handler tell what was written to the table since the last time; return the events."""
    from functions.announce import app

    app.bus.cache_clear()
    index = connect(Settings.from_env(stack.environment)).index
    note = index.note(STREAM) or Note(STREAM, {})
    after, filters = dict(note.values), [json.loads(each["Pattern"]) for each in stack.stream_filters]
    table = stack.outputs["IndexTableName"]
    with log.open("a", encoding="utf-8") as file, redirect_stdout(file), logging_to(app.logger.handlers, file):
        if deliver_changes(table, app.lambda_handler, after, function="unspin-announce", filters=filters):
            index.put_note(replace(note, values=after))
    return heard(stack)


@contextmanager
def logging_to(handlers: Iterable[logging.Handler], file: TextIO) -> Iterator[None]:
    """Let log lines go to *file*: Powertools' handlers keep the standard output that they were made with."""
    before = [(each, each.setStream(file)) for each in handlers if isinstance(each, logging.StreamHandler)]
    try:
        yield
    finally:
        for handler, stream in before:
            handler.setStream(stream or sys.stdout)


def download(stack: Stack, folder: Path) -> int:
    """Copy everything from the clean bucket to *folder*, which is emptied first; return how many objects."""
    shutil.rmtree(folder, ignore_errors=True)
    s3: Any = boto3.client("s3")
    bucket, count = stack.outputs["CleanBucketName"], 0
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", []):
            target = folder / found["Key"]
            target.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file(bucket, found["Key"], str(target))
            count += 1
    return count


def today() -> str:
    """Return the day, UTC."""
    return datetime.now(UTC).date().isoformat()
