"""Measure what it costs to clean a page, beside other extractors on the same pages, in one process.

usage: python -m benchmarks.clean_bench PAGES.jsonl.gz... [--limit N] [--rounds N]

Every page is given to each extractor in turn, in an order that changes from page to page, so that a busy machine slows
all of them alike. Times are of the processor. Each round gives the mean of a page; told are the median of the rounds,
and the least and the greatest.
"""

import argparse
import gc
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, median

from benchmarks.clean_eval import peers, records
from unspin.model import Page
from unspin.text.cleaning import clean
from unspin.text.language import detect

Extractor = Callable[[str], object]
OURS = "unspin"
AGAINST = ("trafilatura", "resiliparse")


def main() -> None:
    """Print one line per file and extractor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    extractors = {OURS: _cleaned, **{name: peer for name, peer in peers().items() if name in AGAINST}}
    detect("What is loaded once, such as the model of languages, is not what a page costs.")
    for path in options.pages:
        pages = [record["html"] for record in records(path, options.limit)]
        for extract in extractors.values():
            extract(pages[0])
        rounds = [measured(extractors, pages) for _ in range(options.rounds)]
        print(f"{path.name}: {len(pages)} pages, {fmean(map(len, pages)) / 1000:.0f} KB of html on average")
        for name in extractors:
            times = [each[name] for each in rounds]
            share = [each[name] / each["trafilatura"] for each in rounds]
            print(
                f"    {name:14} {median(times):6.2f} ms/page ({min(times):.2f}-{max(times):.2f}), "
                f"{median(share):.2f} of trafilatura ({min(share):.2f}-{max(share):.2f})",
                flush=True,
            )


def measured(extractors: dict[str, Extractor], pages: list[str]) -> dict[str, float]:
    """Return the mean milliseconds of the processor that a page takes, by extractor."""
    spent: defaultdict[str, float] = defaultdict(float)
    names = list(extractors)
    gc.collect()
    for number, page in enumerate(pages):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            start = time.process_time()
            extractors[name](page)
            spent[name] += time.process_time() - start
    return {name: 1000 * each / len(pages) for name, each in spent.items()}


def _cleaned(page: str) -> object:
    return clean(Page("html", page))


if __name__ == "__main__":
    main()
