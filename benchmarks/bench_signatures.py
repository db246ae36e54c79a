"""Signatures a second, beside datasketch and rensa, on the same texts in the same process.

Ours are of both views, words and skeleton, from the text on: tokens, views and signatures. Peers get ready tokens, and
make shingles of three words and one signature of them. All have 128 permutations.
"""

import sys
from itertools import cycle, islice

from benchmarks.articles import article
from benchmarks.repeated import Figures, in_processes, merged, print_line, timed

TEXTS = 300
RUNS = 5
NUM_PERM = 128
SHINGLE = 3


def once() -> Figures:
    """Return processor seconds a signature of each library, and multiples of datasketch's ``update_batch``."""
    from datasketch import MinHash
    from rensa import RMinHash

    from unspin.dedup.fingerprint import Fingerprint

    made = [article(7, number) for number in range(TEXTS)]
    tokens = [each.text.lower().split() for each in made]

    def by_us() -> None:
        for each in made:
            _ = Fingerprint(each.title, each.text, "en").signatures

    def by_update_batch() -> None:
        for each in tokens:
            MinHash(num_perm=NUM_PERM).update_batch([" ".join(run).encode() for run in runs(each)])

    def by_update() -> None:
        for each in tokens:
            sketch = MinHash(num_perm=NUM_PERM)
            for run in runs(each):
                sketch.update(" ".join(run).encode())

    def by_rensa() -> None:
        for each in tokens:
            RMinHash(num_perm=NUM_PERM, seed=1).update([" ".join(run) for run in runs(each)])

    works = {"unspin, two views": by_us, "datasketch update_batch": by_update_batch, "rensa": by_rensa}
    for work in works.values():
        work()  # what is loaded once
    # In turns, so that noise meets all of them.
    spent = dict.fromkeys(works, 0.0)
    for name in islice(cycle(works), RUNS * len(works)):
        spent[name] += timed(works[name])[1]
    found = {name: 1_000 * seconds / RUNS / TEXTS for name, seconds in spent.items()}
    found["datasketch update"] = 1_000 * timed(by_update)[1] / TEXTS
    base = found["datasketch update_batch"]
    return {f"{name}, ms": value for name, value in found.items()} | {
        f"{name}, x update_batch": value / base for name, value in found.items()
    }


def runs(tokens: list[str]) -> list[list[str]]:
    """Return the shingles of a text."""
    return [tokens[at : at + SHINGLE] for at in range(max(1, len(tokens) - SHINGLE + 1))]


def measured(processes: int) -> Figures:
    """Return the spread of each figure."""
    return merged(in_processes("benchmarks.bench_signatures", processes))


if __name__ == "__main__" and "--once" in sys.argv:
    print_line(once())
