"""A batch of ten, its articles taken in side by side: how long it takes where requests are waited for as on AWS.

Everything is in memory, and each call of index and buckets waits as long as `unspin cost` assumes a round of requests
to take. So the waiting is made, and the computing is this machine's: what carries over is how much of the waiting is
left once others compute meanwhile.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Any

from benchmarks.articles import Made, corpus
from benchmarks.repeated import Figures, in_processes, merged, print_line, timed
from unspin.cost.prices import read_prices
from unspin.messages import ArticleStored
from unspin.pipeline.ingest import ingest
from unspin.pipeline.services import Services
from unspin.runtime import embedded

AT_ONCE = (1, 2, 4, 8)
BATCH = 10
BATCHES = 20
WARM_UP = 50


class Waiting:
    """A port whose calls wait."""

    def __init__(self, port: Any, wait_s: float) -> None:
        self._port, self._wait_s = port, wait_s

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*given: Any, **named: Any) -> Any:
            time.sleep(self._wait_s)
            return method(*given, **named)

        return call


def once() -> Figures:
    """Return the milliseconds an article that batches take, by how many articles are taken in side by side."""
    assumed = read_prices().assumed
    wait_s, s3_wait_s = assumed["wait_ms"] / 1_000, assumed["s3_wait_ms"] / 1_000
    found: Figures = {}
    for at_once in AT_ONCE:
        plain = embedded()
        for made in corpus(WARM_UP, seed=99):
            taken_in(made, plain, plain)
        waiting = replace(
            plain,
            raw=Waiting(plain.raw, s3_wait_s),  # type: ignore[arg-type]
            clean=Waiting(plain.clean, s3_wait_s),  # type: ignore[arg-type]
            index=Waiting(plain.index, wait_s),  # type: ignore[arg-type]
        )
        with ThreadPoolExecutor(at_once) as pool:
            wall_s, cpu_s = timed(lambda: all_in(corpus(BATCH * BATCHES, seed=7), plain, waiting, pool))  # noqa: B023
        found[f"{at_once} at once, ms"] = 1_000 * wall_s / BATCH / BATCHES
        found[f"{at_once} at once, ms of computing"] = 1_000 * cpu_s / BATCH / BATCHES
    return found


def all_in(articles: Iterator[Made], plain: Services, waiting: Services, pool: ThreadPoolExecutor) -> None:
    """Take in batch after batch: as on Lambda, the next one does not begin before the last article is done."""
    while batch := list(islice(articles, BATCH)):
        done: Iterable[None] = pool.map(lambda made: taken_in(made, plain, waiting), batch)
        list(done)


def taken_in(made: Made, plain: Services, services: Services) -> None:
    """Drop an article, which nobody waits for, and take it in."""
    key = f"site.example/{made.id}.txt"
    plain.raw.put("raw", key, f"{made.title}\n\n{made.text}\n".encode())  # type: ignore[attr-defined]
    for outcome in ingest(ArticleStored("raw", key, event_time="2026-11-25T08:00:00.000Z"), services):
        if outcome.kind != "stored":
            raise RuntimeError(f"{made.id} was {outcome.kind}, expected it to be stored")


def measured(processes: int) -> Figures:
    """Return the figures of several processes."""
    return merged(in_processes("benchmarks.bench_batch", processes, "batch"))


if __name__ == "__main__" and "--once" in sys.argv:
    print_line(once())
