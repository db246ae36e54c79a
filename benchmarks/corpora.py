"""Read labelled corpora: near-duplicates with their originals, rewrites with their sources.

neardup/: docs.jsonl.gz {id, text}; pairs.csv: a, b, label, kind, source, rate, a being the original; ignore.csv: a, b.
rewrites/: corpus.jsonl.gz {id, text}, the rewrites among other articles, under the id "<kind>|<source id>".
"""

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Labels:
    """What is known of the pairs of both corpora together."""

    sources: dict[str, str]  # copy or rewrite -> its original
    kinds: dict[str, str]  # copy or rewrite -> how it was made
    negatives: dict[frozenset[str], str]  # pairs of originals that only look alike -> how
    ignored: set[frozenset[str]]  # pairs of originals that nobody decided about

    def source(self, name: str) -> str:
        """Return the original of an article: one id for the same one in both corpora."""
        return self.sources.get(name, name).split(":")[-1]


def documents(folder: Path) -> dict[str, str]:
    """Return the texts of a corpus by id."""
    path = next(path for path in (folder / "docs.jsonl.gz", folder / "corpus.jsonl.gz") if path.exists())
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = map(json.loads, file)
        return {str(record["id"]): record["text"] for record in records}


def labels(data: Path) -> Labels:
    """Return the labels of the two corpora in *data*."""
    with (data / "neardup" / "pairs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (data / "neardup" / "ignore.csv").open(encoding="utf-8") as file:
        ignored = {frozenset(row[:2]) for row in csv.reader(file)}
    copies = [row for row in rows if row["label"] == "1"]
    rewrites = [name for name in documents(data / "rewrites") if "|" in name]
    return Labels(
        sources={row["b"]: row["a"] for row in copies} | {name: name.split("|")[1] for name in rewrites},
        kinds={row["b"]: _kind(row) for row in copies} | {name: name.split("|")[0] for name in rewrites},
        negatives={frozenset((row["a"], row["b"])): row["kind"] for row in rows if row["label"] == "0"},
        ignored=ignored,
    )


def _kind(row: dict[str, str]) -> str:
    """Name a way of copying by the share of words it swaps, too: "spun35"."""
    return f"{row['kind']}{round(float(row['rate']) * 100)}" if row["source"] else row["kind"]
