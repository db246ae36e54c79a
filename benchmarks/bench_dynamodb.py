"""The path through S3 and DynamoDB, on a server on 127.0.0.1: requests, round trips and latency of an article.

The server shares the machine and answers a few hundred requests a second; its latency is not AWS's. What carries over
are the counts.
"""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import boto3

from benchmarks.articles import Made, corpus
from benchmarks.ministack import running
from benchmarks.repeated import Figures, percentile
from unspin.cost.meter import Meter, Usage
from unspin.messages import ArticleStored
from unspin.pipeline.ingest import ingest
from unspin.runtime import connect
from unspin.settings import CONNECTIONS, Settings

LOG = Path(__file__).parents[1] / ".tools" / "built" / "logs" / "ministack.log"


def measured(articles: int) -> Figures:
    """Return figures of originals and of copies, by what became of them."""
    found: dict[str, list[tuple[float, Usage]]] = {}
    meter = Meter(connections=CONNECTIONS)
    with running(LOG) as (stack, environment), meter.attached():
        services = connect(Settings.from_env(environment))
        for message in dropped(stack.outputs["RawBucketName"], corpus(articles, seed=11)):
            started = perf_counter()
            with meter.running():
                [outcome] = list(ingest(message, services))
            name = outcome.entry.relation if outcome.entry else outcome.kind
            found.setdefault(name, []).append((1_000 * (perf_counter() - started), meter.cut()))
    return {name: _figures(each) for name, each in sorted(found.items())}


def dropped(bucket: str, articles: Iterator[Made]) -> Iterator[ArticleStored]:
    """Drop each article as it is asked for, and yield what announces it."""
    s3 = boto3.client("s3")
    for number, made in enumerate(articles):
        key = f"site.example/{made.id}.txt"
        s3.put_object(Bucket=bucket, Key=key, Body=f"{made.title}\n\n{made.text}\n".encode())
        yield ArticleStored(bucket, key, event_time=f"2026-11-25T08:{number // 60 % 60:02}:{number % 60:02}.000Z")


def _figures(taken: list[tuple[float, Usage]]) -> Figures:
    latencies, count = [pair[0] for pair in taken], len(taken)
    usages = [usage for _, usage in taken]
    return {
        "articles": count,
        "requests": sum(usage.calls.total() for usage in usages) / count,
        "rounds": sum(usage.rounds for usage in usages) / count,
        "write units": sum(usage.write_units for usage in usages) / count,
        "read units": sum(usage.read_units for usage in usages) / count,
        "p50, ms": percentile(latencies, 0.5),
        "p99, ms": percentile(latencies, 0.99),
    }
