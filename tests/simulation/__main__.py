"""Play schedules: ``python -m tests.simulation [--seeds 1000] [--first 0] [--jobs 2] [--replay SEED]``."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from multiprocessing import Pool

import pytest

from tests.simulation.invariants import violations
from tests.simulation.mutations import MUTATIONS
from tests.simulation.world import World

SHOWN = 5  # failing seeds named


def played(seed: int) -> tuple[int, list[str], int]:
    """Return the seed, what was violated, and how many calls it took."""
    world = World(seed)
    try:
        world.run()
        found = list(violations(world))
    except Exception as error:  # a bug of the pipeline, or a schedule that does not end
        found = [f"{type(error).__name__}: {error}"]
    return seed, found, len(world.calls.trace)


def replay(seed: int) -> int:
    """Print one schedule, call by call."""
    world = World(seed)
    for drop in world.drops:
        print(f"drop     {drop.key} {drop.version} at {drop.event_time}: {drop.data[:60]!r}")
    try:
        world.run()
        end = len(world.calls.trace)
        found = list(violations(world))
    except Exception as error:
        end, found = len(world.calls.trace), [f"{type(error).__name__}: {error}"]
    for worker, told in world.calls.trace[:end]:
        print(f"{worker:8} {told}")
    print("\n".join(found) or "nothing is violated")
    return 1 if found else 0


def main() -> int:
    """Play many schedules, and name those that violate something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1_000, help="how many schedules")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    names = {mutation.__name__: mutation for mutation in MUTATIONS}
    parser.add_argument("--without", choices=names, metavar="STEP", help=f"switch off: {', '.join(names)}")
    parser.add_argument("--replay", type=int, metavar="SEED", help="print one schedule, call by call")
    options = parser.parse_args()
    if options.without:
        names[options.without](pytest.MonkeyPatch())  # before the workers are forked
    if options.replay is not None:
        return replay(options.replay)
    seeds = range(options.first, options.first + options.seeds)
    start, calls, failed = time.monotonic(), 0, []
    for number, (seed, found, count) in enumerate(_results(seeds, options.jobs), 1):
        calls += count
        if found:
            failed.append(seed)
            if len(failed) <= SHOWN:
                print(f"seed {seed}: {found[0]}" + (f" (and {len(found) - 1} more)" if len(found) > 1 else ""))
        if number % 1_000 == 0 and sys.stderr.isatty():
            print(f"\r{number} schedules", end="", file=sys.stderr)
    spent = time.monotonic() - start
    print(f"{len(seeds)} schedules, {calls} calls of ports, {spent:.0f} s: {len(failed)} violate an invariant")
    if failed:
        print(f"replay one with: python -m tests.simulation --replay {failed[0]}")
    return 1 if failed else 0


def _results(seeds: range, jobs: int) -> Iterator[tuple[int, list[str], int]]:
    if jobs == 1:
        yield from map(played, seeds)
        return
    with Pool(jobs) as pool:
        yield from pool.imap_unordered(played, seeds, chunksize=50)


if __name__ == "__main__":
    sys.exit(main())
