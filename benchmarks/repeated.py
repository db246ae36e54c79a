"""Repetition in the manner of pyperf: several processes, several runs in each, median and spread stated.

A machine that does other things makes single figures worthless; ratios of figures from one process are worth more.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

Figures = dict[str, Any]
ROOT = Path(__file__).parents[1]


def in_processes(module: str, count: int, *arguments: str) -> list[Figures]:
    """Return what ``python -m module --once`` prints as JSON on its last line, in each of *count* processes."""
    command = [sys.executable, "-m", module, "--once", *arguments]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'shared'}{os.pathsep}{ROOT}"}
    found = []
    for _ in range(count):
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
        if done.returncode:
            raise RuntimeError(f"{module} failed: {done.stderr[-2_000:]}")
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def spread(values: Iterable[float]) -> Figures:
    """Return median, quartiles and number of *values*."""
    ordered = sorted(values)
    quarter = len(ordered) // 4
    return {
        "median": median(ordered),
        "low": ordered[quarter],
        "high": ordered[-1 - quarter],
        "runs": len(ordered),
    }


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that *share* of the values are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def merged(runs: list[Figures]) -> Figures:
    """Return the spread of every figure over several runs."""
    return {name: spread(run[name] for run in runs) for name in runs[0]}


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds that *work* took, and those of the processor."""
    wall, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - cpu


def rss_mb() -> float:
    """Return the memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def print_line(figures: Mapping[str, Any]) -> None:
    """Print figures for ``in_processes``."""
    print(json.dumps(figures))
