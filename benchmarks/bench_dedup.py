"""What finding copies costs beside datasketch's MinHashLSH, on the same texts in the same process.

usage: python -m benchmarks.bench_dedup DATA [--processes N]

Ours is all that `unspin dedup --raw` does with a text: language, tokens, keys, look-ups, verified relations, clusters.
Theirs: word 5-grams, a MinHash of 128 permutations by `update_batch` (their fastest way), looked up at .5 and inserted,
nothing verified. They take turns every few articles, so that whatever else the
machine does meets all of them alike; each process begins with no word known. Figures are of processor time.
"""

import argparse
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.corpora import documents
from benchmarks.dedup_eval import grams, language
from benchmarks.repeated import Figures, in_processes, merged, print_line, timed
from unspin.cli.dedup import collected_once

CORPORA = ("neardup", "rewrites")
TURN = 100  # articles

Turn = list[tuple[str, str]]
Add = Callable[[Turn], object]


def main() -> None:
    """Print the spread of each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--processes", type=int, default=5)
    parser.add_argument("--once", choices=CORPORA)
    options = parser.parse_args()
    if options.once:
        print_line(once(documents(options.data / options.once)))
        return
    for corpus in CORPORA:
        found = merged(in_processes("benchmarks.bench_dedup", options.processes, corpus, str(options.data)))
        print(f"\n{corpus}, {options.processes} processes")
        for name, held in found.items():
            print(f"{name:32}{held['median']:10.3f}   [{held['low']:.3f}, {held['high']:.3f}]")


def once(texts: dict[str, str]) -> Figures:
    """Return milliseconds an article, and how many times as many articles ours reads as theirs."""
    ways = {"unspin": by_us(), "datasketch": by_datasketch()}
    spent: Counter[str] = Counter()
    waiting = iter(texts.items())
    for turn in collected_once(iter(lambda: list(islice(waiting, TURN)), [])):
        for name, add in ways.items():
            spent[name] += timed(partial(add, turn))[1]
    found = {f"{name}, ms": 1_000 * seconds / len(texts) for name, seconds in spent.items()}
    return found | {"x datasketch": spent["datasketch"] / spent["unspin"]}


def by_us() -> Add:
    """Return what takes articles in."""
    from unspin.cli.dedup import Corpus, prepared
    from unspin.dedup.fingerprint import fingerprint

    language("What is loaded once, such as the model of languages, is not what an article costs.")
    corpus = Corpus()

    def add(turn: Turn) -> None:
        for name, (mine, _) in prepared((name, (fingerprint("", text, language(text)), None)) for name, text in turn):
            corpus.add(name, mine, None)

    return add


def by_datasketch() -> Add:
    """Return what looks articles up and inserts them, one after the other: datasketch has no other way."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)

    def add(turn: Turn) -> None:
        for name, text in turn:
            minhash = MinHash(num_perm=128)
            minhash.update_batch([shingle.encode() for shingle in grams(text, 5)])
            index.query(minhash)
            index.insert(name, minhash)

    return add


if __name__ == "__main__":
    main()
