"""What counting costs: write units of tallies and lists, for batches of different sizes.

The articles are made (benchmarks/articles.py), a fifth of them copies, of 120 sites over 30 days, and taken in by the
real pipeline in memory; what the count function would write is sized by DynamoDB's rules (unspin/cost).

usage: python -m benchmarks.count_units [--articles N]
"""

import argparse
from typing import Any

from boto3.dynamodb.types import TypeSerializer

from benchmarks.console_pages import filled
from unspin.adapters.items import leaf_item, tally_item
from unspin.adapters.memory import MemoryIndex
from unspin.adapters.memory_catalogue import MemoryCatalogue
from unspin.cost.sizes import item_size, write_units
from unspin.pipeline.fold import counted, days_of, leaves
from unspin.stored import Change

PRICE = 0.625  # $ a million write units


def main() -> None:
    """Print a line for each size of batch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000)
    options = parser.parse_args()
    stream: list[Change] = []
    filled(options.articles, stream, made=options.articles)
    print(f"{options.articles:,} articles, {len(stream):,} changes\n")
    print("| changes in a batch | units an article | $ a million articles |\n|---|---|---|")
    for batch in (20, 100, 500):
        catalogue = MemoryCatalogue(MemoryIndex())
        units = sum(written(stream[start : start + batch], catalogue) for start in range(0, len(stream), batch))
        print(f"| {batch} | {units / options.articles:.2f} | {PRICE * units / options.articles:.2f} |", flush=True)


def written(changes: list[Change], catalogue: MemoryCatalogue) -> int:
    """Count a batch; return the units that its writes take."""
    items: list[dict[str, Any]] = [
        {"pk": f"list#{leaf.name}#{leaf.key[:7]}", "sk": leaf.key, "expires_at": 1} | leaf_item(leaf)
        for leaf in leaves(changes)
    ]
    for day in {day for change in changes for day in days_of(change)}:
        after = counted(catalogue.tally(day), [change for change in changes if day in days_of(change)])
        items.append({"pk": f"tally#{day[:7]}", "sk": day} | tally_item(after))
        catalogue.put_tally(after)
    serializer = TypeSerializer()
    sizes = [item_size({name: serializer.serialize(value) for name, value in item.items()}) for item in items]
    return sum(map(write_units, sizes))


if __name__ == "__main__":
    main()
