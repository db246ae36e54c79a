"""What a corpus takes: every file of it taken in by a fresh stack of the template in this process, and metered."""

import json
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

import boto3

from unspin.cost.meter import Meter, Usage
from unspin.local.pump import deliver
from unspin.local.session import in_process, logging_to, upload
from unspin.local.stack import Stack, variables
from unspin.settings import CONNECTIONS


@dataclass
class Tally:
    """What articles of one outcome took together."""

    articles: int = 0
    usage: Usage = field(default_factory=Usage)


@dataclass
class Measured:
    """What a corpus took, altogether and by what became of each article."""

    usage: Usage = field(default_factory=Usage)
    by_outcome: dict[str, Tally] = field(default_factory=dict)  # "unique", "exact" ..., "known", "parked"
    articles: int = 0  # that were not parked
    objects: int = 0  # that were dropped
    dropped_bytes: int = 0
    invocations: int = 0
    messages: int = 0
    computed_s: list[float] = field(
        default_factory=list
    )  # of each article: processor time, the emulator's and the meter's left out
    log_bytes: int = 0
    log_lines: int = 0
    metrics: frozenset[str] = frozenset()  # names of custom ones
    table_bytes: int = 0
    index_bytes: int = 0
    clean_bytes: int = 0
    failed: int = 0  # messages

    @property
    def compute_s(self) -> float:
        """Seconds of all articles; the first, which waits for what is loaded once, counts like the others."""
        warm = self.computed_s[1:] or self.computed_s
        return fmean(warm) * len(self.computed_s) if warm else 0.0


def measure(files: Iterable[tuple[str, Path]], template: Path, log: Path) -> Measured:
    """Return what it takes to take in *files*, each under its key, in the order that the queue has them."""
    meter = Meter(connections=CONNECTIONS)
    with in_process(template) as stack, variables({"UNSPIN_CONNECTIONS": str(CONNECTIONS)}), meter.attached():
        return measured_on(stack, files, meter, log)


def measured_on(stack: Stack, files: Iterable[tuple[str, Path]], meter: Meter, log: Path) -> Measured:
    """Return what it takes a stack, that *meter* is attached to, to take in *files*."""
    found, given = Measured(), list(files)
    log.parent.mkdir(parents=True, exist_ok=True)
    found.objects = upload(given, stack)
    found.dropped_bytes = sum(file.stat().st_size for _, file in given)
    _work_off(stack, meter, found, log)
    lines = log.read_bytes().splitlines()
    found.log_bytes, found.log_lines = sum(map(len, lines)), len(lines)
    found.metrics = frozenset(name for line in lines for name in _metrics(json.loads(line)))
    found.table_bytes = sum(shadow.stored_bytes for shadow in meter.shadows.values())
    found.index_bytes = sum(shadow.stored_index_bytes for shadow in meter.shadows.values())
    found.clean_bytes = _stored(stack.outputs["CleanBucketName"])
    return found


def _work_off(stack: Stack, meter: Meter, found: Measured, log: Path) -> None:
    from functions.ingest import app

    app.services.cache_clear()  # it may hold an earlier stack's
    listener = Listener(meter, found)

    def metered(event: dict[str, Any], context: Any) -> Any:
        found.invocations += 1
        found.messages += len(event["Records"])
        listener.start()
        with meter.running():
            answer = app.lambda_handler(event, context)
        found.usage.add(meter.cut())
        return answer

    queue = stack.outputs["IngestQueueUrl"]
    with log.open("w", encoding="utf-8") as file, redirect_stdout(file), logging_to(app.logger.handlers, file):
        app.logger.addHandler(listener)
        try:
            found.failed = sum(batch.failed for batch in deliver(queue, metered))
        finally:
            app.logger.handlers.remove(listener)
    app.services.cache_clear()  # its clients are metered


class Listener(logging.Handler):
    """Hears what became of an article, in the handler's own log line; what was used since the last one was for it."""

    def __init__(self, meter: Meter, found: Measured) -> None:
        super().__init__(logging.INFO)
        self._meter = meter
        self._found = found
        self._since = 0.0

    def start(self) -> None:
        """Begin with the first article of an invocation."""
        self._since = time.process_time()

    def emit(self, record: logging.LogRecord) -> None:
        """Count what has been used for the article that *record* tells of."""
        outcome = outcome_of(record)
        if outcome is None:
            return
        usage, now = self._meter.cut(), time.process_time()
        self._found.computed_s.append(now - self._since - usage.apart_s)
        self._since = now
        tally = self._found.by_outcome.setdefault(outcome, Tally())
        tally.articles += 1
        tally.usage.add(usage)
        self._found.usage.add(usage)
        self._found.articles += outcome != "parked"


def outcome_of(record: logging.LogRecord) -> str | None:
    """Return what became of an article: its relation where it was stored; None where the line is about none."""
    head, _, kind = record.getMessage().partition(" ")
    if head != "article":
        return None
    article: Mapping[str, Any] = getattr(record, "article", None) or {}
    return str(article.get("relation", kind)) if kind == "stored" else kind


def _metrics(line: Mapping[str, Any]) -> Iterator[str]:
    """Yield the custom metrics that a line of the log holds, in CloudWatch's embedded format."""
    for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
        for metric in directive["Metrics"]:
            yield metric["Name"]


def _stored(bucket: str) -> int:
    s3: Any = boto3.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return sum(each["Size"] for page in pages for each in page.get("Contents", []))
