"""The path through S3 and DynamoDB, on a server on 127.0.0.1: requests, round trips and latency of an article.

The index holds a thousand articles, then five and twenty thousand: copied to the table from memory, where they were
taken in. The server shares the machine and answers a few hundred requests a second; its latency is not AWS's. What
carries over are the counts, and how both grow.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter

import boto3

from benchmarks import bench_pipeline
from benchmarks.articles import Made, corpus
from benchmarks.copied_index import copy
from benchmarks.ministack import running
from benchmarks.repeated import Figures, percentile
from unspin.adapters.memory import MemoryIndex
from unspin.cost.meter import Meter, Usage
from unspin.messages import ArticleStored
from unspin.pipeline.ingest import ingest
from unspin.pipeline.services import Services
from unspin.runtime import connect, embedded
from unspin.settings import CONNECTIONS, Settings

SIZES = (1_000, 5_000, 20_000)  # articles that are there already
LOG = Path(__file__).parents[1] / ".tools" / "built" / "logs" / "ministack.log"


def measured(articles: int, sizes: Iterable[int] = SIZES) -> Figures:
    """Return figures of *articles* that come to an index that holds so many, by its size and what became of them."""
    found: Figures = {}
    held, growing = embedded(), corpus(max(sizes), seed=21)
    meter = Meter(connections=CONNECTIONS)
    with running(LOG) as (stack, environment), meter.attached():
        services = connect(Settings.from_env(environment))
        for number, size in enumerate(sizes):
            grown_to(size, held, growing, services)
            arriving = dropped(stack.outputs["RawBucketName"], corpus(articles, seed=31 + number))
            found[str(size)] = taken_in(arriving, services, meter)
    return found


def grown_to(size: int, held: Services, growing: Iterator[Made], services: Services) -> None:
    """Have an index in memory grow to *size* articles, and write it to the table."""
    index: MemoryIndex = held.index  # type: ignore[assignment]
    bench_pipeline.all_in(islice(growing, size - len(index._entries)), held)
    copy(index, services.index, index._entries.values(), with_postings=True)  # type: ignore[arg-type]


def taken_in(arriving: Iterator[ArticleStored], services: Services, meter: Meter) -> Figures:
    """Take articles in, one after the other."""
    found: dict[str, list[tuple[float, Usage]]] = {}
    for message in arriving:
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
