"""Fuzz for a while: python -m tests.fuzz [--seconds 60] [--seed 1] [TARGET...]; --replay FILE TARGET runs one input."""

import argparse
import sys
from pathlib import Path

from tests.fuzz.harness import fuzz
from tests.fuzz.targets import TARGETS

_FOUND = Path(".fuzz")


def main() -> int:
    """Share the time among the targets, and tell what each came to; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    known = {target.name: target for target in TARGETS}
    if unknown := set(options.targets) - set(known):
        parser.error(f"expected targets among {', '.join(known)}, got {', '.join(sorted(unknown))}")
    chosen = [known[name] for name in options.targets or known]
    if options.replay:
        for target in chosen:
            print(f"{target.name}: {target.read(options.replay.read_bytes())!r:.500}")
        return 0
    failed = 0
    for target in chosen:
        report = fuzz(target, seed=options.seed, seconds=options.seconds / len(chosen))
        print(
            f"{target.name:14} {report.runs:7,} inputs, {report.refused:6,} refused, slowest {report.slowest_s:.2f} s",
            flush=True,
        )
        if report.failure:
            failed += 1
            _FOUND.mkdir(exist_ok=True)
            path = _FOUND / f"{target.name}-{options.seed}-{report.failure.number}"
            path.write_bytes(report.failure.data)
            print(f"  {report.failure}\n  python -m tests.fuzz {target.name} --replay {path}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
