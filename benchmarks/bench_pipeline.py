"""The whole pipeline in memory: articles a second of one core, its latency, its memory.

Three questions. How does it grow with the index (1,000, 5,000, 20,000 articles, a fifth of them copies)? What does an
article of 600 words take once all is loaded? And does a worker that lives long stay small? Its index and buckets are on
AWS, not in it, so those in memory are emptied now and then; what grows is its own.
"""

import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from time import perf_counter

from benchmarks.articles import Made, article, corpus
from benchmarks.repeated import Figures, in_processes, merged, percentile, print_line, rss_mb, timed
from unspin.adapters.memory import MemoryCleanArticles, MemoryIndex, MemoryRawObjects
from unspin.messages import ArticleStored
from unspin.pipeline.ingest import ingest
from unspin.pipeline.services import Services
from unspin.runtime import embedded

SIZES = (1_000, 5_000, 20_000)
WARM_UP = 50
WARM = 500  # articles whose latency is taken
LIVED = 10_000  # articles of a worker's life
EMPTIED = 100  # articles between two emptyings
SAMPLED = 500


def taken_in(made: Made, services: Services) -> None:
    """Drop an article and take it in."""
    raw: MemoryRawObjects = services.raw  # type: ignore[assignment]
    key = f"site.example/{made.id}.txt"
    raw.put("raw", key, f"{made.title}\n\n{made.text}\n".encode())
    for outcome in ingest(ArticleStored("raw", key, event_time="2026-11-25T08:00:00.000Z"), services):
        if outcome.kind != "stored":
            raise RuntimeError(f"{made.id} was {outcome.kind}, expected it to be stored")


def growth(size: int) -> Figures:
    """Return the articles a second of a corpus of *size*, and the memory at its end, with all that is indexed."""
    services = embedded()
    for number in range(WARM_UP):
        taken_in(article(99, number), services)
    services, before = emptied(services), rss_mb()
    articles = list(corpus(size))
    wall, cpu = timed(lambda: all_in(articles, services))
    return {
        "articles a second of processor time": size / cpu,
        "articles a second": size / wall,
        "MB before": before,
        "MB at the end": rss_mb(),
    }


def all_in(articles: Iterable[Made], services: Services) -> None:
    """Take in one article after the other."""
    for made in articles:
        taken_in(made, services)


def warm() -> Figures:
    """Return the milliseconds of an article of 600 words, all of it computing: wall, and processor time."""
    services = embedded()
    all_in((article(99, number, words=600) for number in range(WARM_UP)), services)
    articles = [article(5, number, words=600) for number in range(WARM)]
    taken = [timed(partial(taken_in, made, services)) for made in articles]
    walls, cpus = ([1_000 * pair[at] for pair in taken] for at in (0, 1))
    return {
        "p50, ms": percentile(cpus, 0.5),
        "p99, ms": percentile(cpus, 0.99),
        "p50 by the clock, ms": percentile(walls, 0.5),
        "p99 by the clock, ms": percentile(walls, 0.99),
    }


def life() -> Figures:
    """Return the memory of a worker over its life, every ``SAMPLED`` articles."""
    services, samples, started = embedded(), [], perf_counter()
    for number, made in enumerate(corpus(LIVED, seed=3)):
        if number % EMPTIED == 0:
            services = emptied(services)
        if number % SAMPLED == 0:
            samples.append(round(rss_mb(), 1))
        taken_in(made, services)
    return {"MB": [*samples, round(rss_mb(), 1)], "every": SAMPLED, "seconds": perf_counter() - started}


def emptied(services: Services) -> Services:
    """Return the same worker before an empty index and empty buckets."""
    raw = MemoryRawObjects()
    return replace(services, raw=raw, clean=MemoryCleanArticles(raw), index=MemoryIndex())


def measured(processes: int, sizes: Iterable[int] = SIZES) -> Figures:
    """Return all of it; the largest sizes and the life of a worker once, since they take minutes."""
    module = "benchmarks.bench_pipeline"
    return {
        "warm": merged(in_processes(module, processes, "warm")),
        "growth": {
            str(size): merged(in_processes(module, processes if size <= 1_000 else 1, str(size))) for size in sizes
        },
        "life": in_processes(module, 1, "life")[0],
    }


if __name__ == "__main__" and "--once" in sys.argv:
    asked = sys.argv[-1]
    print_line(warm() if asked == "warm" else life() if asked == "life" else growth(int(asked)))
