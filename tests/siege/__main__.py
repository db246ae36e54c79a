"""Lay a siege: ``python -m tests.siege [--articles 10000] [--workers 16]``; 1 if anything is lost or double."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.siege.server import besieged
from tests.siege.siege import Siege


def main() -> int:
    """Print how far it is, then what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--kill-every", type=float, default=5.0, metavar="S", help="a worker, on average")
    parser.add_argument("--hidden", type=int, default=900, metavar="S", help="a batch whose worker was killed")
    options = parser.parse_args()
    begun = last = time.monotonic()

    def tell(text: str) -> None:
        nonlocal last
        if time.monotonic() - last > 10:
            last = time.monotonic()
            print(f"{last - begun:6.0f} s: {text}", flush=True)

    with tempfile.TemporaryDirectory() as name, besieged(Path(name)) as stack:
        folder = Path(name)
        siege = Siege(stack, folder, options.workers, options.kill_every, options.hidden, tell)
        result = siege.run(options.articles)
    print(
        f"{result.articles} articles, {options.workers} workers, {result.kills} killed, {result.redriven} redriven,"
        f" {result.seconds:.0f} s; the poisoned message: {result.poison}"
    )
    print(f"relations: {result.relations}")
    for kind, found in result.wrong.items():
        print(f"{kind}: {len(found)}", *found[:5], sep="\n  ")
    return 1 if any(result.wrong.values()) or result.poison != "stored" else 0


if __name__ == "__main__":
    sys.exit(main())
