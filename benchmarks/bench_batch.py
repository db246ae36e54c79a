"""A batch of ten, its articles taken in side by side: how long it takes where requests are waited for as on AWS.

Everything is in memory, and each call of index and buckets waits as long as `unspin cost` assumes a round of requests
to take. So the waiting is made, and the computing is this machine's: what carries over is how much of the waiting is
left once others compute meanwhile.
"""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from benchmarks.articles import Made, corpus
from benchmarks.bench_pipeline import all_in, taken_in
from benchmarks.repeated import Figures, in_processes, merged, print_line, timed
from unspin.cost.prices import read_prices
from unspin.pipeline.services import Services
from unspin.runtime import embedded

AT_ONCE = (1, 2, 4, 8)
BATCH = 10
BATCHES = 20
WARM_UP = 50


class Waiting:
    """A port whose calls wait, but for those of whoever drops articles."""

    def __init__(self, port: Any, wait_s: float) -> None:
        self._port, self._wait_s = port, wait_s

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*given: Any, **named: Any) -> Any:
            time.sleep(self._wait_s)
            return method(*given, **named)

        return method if name == "put" else call


def once() -> Figures:
    """Return the milliseconds an article that batches take, by how many articles are taken in side by side."""
    found: Figures = {}
    for at_once in AT_ONCE:
        plain = embedded()
        all_in(corpus(WARM_UP, seed=99), plain)
        services, articles = waiting(plain), corpus(BATCH * BATCHES, seed=7)
        with ThreadPoolExecutor(at_once) as pool:
            wall_s, cpu_s = timed(partial(batches_in, articles, services, pool))
        found[f"{at_once} at once, ms"] = 1_000 * wall_s / BATCH / BATCHES
        found[f"{at_once} at once, ms of computing"] = 1_000 * cpu_s / BATCH / BATCHES
    return found


def waiting(services: Services) -> Services:
    """Return *services* whose index and buckets are waited for."""
    assumed = read_prices().assumed
    wait_s, s3_wait_s = assumed["wait_ms"] / 1_000, assumed["s3_wait_ms"] / 1_000
    raw, clean, index = services.raw, services.clean, services.index
    ports: Any = {"raw": Waiting(raw, s3_wait_s), "clean": Waiting(clean, s3_wait_s), "index": Waiting(index, wait_s)}
    return replace(services, **ports)


def batches_in(articles: Iterator[Made], services: Services, pool: ThreadPoolExecutor) -> None:
    """Take in batch after batch: as on Lambda, the next one does not begin before the last article is done."""
    while batch := list(islice(articles, BATCH)):
        for _ in pool.map(partial(taken_in, services=services), batch):
            pass


def measured(processes: int) -> Figures:
    """Return the figures of several processes."""
    return merged(in_processes("benchmarks.bench_batch", processes, "batch"))


if __name__ == "__main__" and "--once" in sys.argv:
    print_line(once())
