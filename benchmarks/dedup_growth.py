"""Measure how candidates, lists and reads grow with the index; draw them.

usage: python -m benchmarks.dedup_growth DATA PLOT.svg [--steps N,N,...]

All articles of DATA (with the bodies in extract/, where they are), and the passages of 140 words and more that
the long ones fall into, as further articles, in a shuffled order that never changes, are indexed one after the
other; at each step 4,000 of those indexed are looked up. Strangers are found articles that no label ties to the
query; passages of one article are no strangers to each other. Read units: 4 KB of a list, at least one a key,
as DynamoDB bills a consistent query; and one for each candidate's text. In a million articles: in proportion to
the last step, and by the line through the logarithms of the last three. Needs matplotlib
(requirements/bench.lock).
"""

import argparse
import gzip
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from benchmarks.corpora import Labels, documents, labels
from benchmarks.dedup_eval import language
from unspin.adapters.memory import MemoryIndex
from unspin.dedup.fingerprint import Fingerprint
from unspin.pipeline.relate import COMPARED, candidates
from unspin.ports import POSTINGS_READ

QUERIES = 4_000
MILLION = 1_000_000
PASSAGE = 140  # words
POSTING = 80  # bytes beside the sketch: key, article id, expiry and their names
SKETCH = 99
UNIT = 4_096  # bytes


@dataclass(frozen=True, slots=True)
class Step:
    """What look-ups found in an index of *size* articles, per query."""

    size: int
    writes: float  # keys
    look_ups: float
    units: float  # read units of the look-ups
    rows: float  # postings of strangers among those read
    longest: int  # articles under the most shared key
    share: float  # strangers that share a key
    strangers: float  # of them, those that promise enough to be compared
    candidates: float  # articles of any kind that promise enough


GROWING = ("rows", "share", "strangers")


def main() -> None:
    """Print a table, extrapolate to a million, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("plot", type=Path)
    parser.add_argument("--steps", default="1250,2500,5000,10000,20000")
    options = parser.parse_args()
    steps = measured(options.data, [int(size) for size in options.steps.split(",")])
    names = [field.name for field in fields(Step)]
    print("".join(f"{name:>12}" for name in names))
    for step in steps:
        print("".join(f"{_shown(getattr(step, name)):>12}" for name in names))
    for name in GROWING:
        print(f"in a million: {name} {told(name, steps)}")
    rows = steps[-1].rows * MILLION / steps[-1].size
    most = steps[-1].look_ups + rows * (POSTING + SKETCH) / UNIT
    print(f"in a million: at most {most:.0f} read units of the look-ups, were all lists of one length")
    print(f"at most {COMPARED} of the candidates are compared, those that promise most")
    draw(steps, options.plot)


def told(name: str, steps: list[Step]) -> str:
    """Return *name* at a million articles: in proportion, and by its own growth."""
    last = steps[-1]
    found = [(math.log(step.size), math.log(getattr(step, name))) for step in steps[-3:]]
    slope, offset = np.polyfit(*zip(*found, strict=True), 1)
    linear = getattr(last, name) * MILLION / last.size
    fitted = math.exp(offset + slope * math.log(MILLION))
    return f"{linear:.0f} in proportion, {fitted:.0f} by growth (size^{slope:.2f})"


def measured(data: Path, sizes: list[int]) -> list[Step]:
    """Return one step per size that the corpus reaches."""
    told_of = labels(data)
    texts = {text: name for part in ("neardup", "rewrites") for name, text in documents(data / part).items()}
    texts |= {text: name for name, text in bodies(data / "extract") if text not in texts}
    whole = [(name, text) for text, name in texts.items() if name not in told_of.sources]
    texts |= {text: f"{name}/{number}" for name, found in whole for number, text in enumerate(passages(found))}
    shuffled = sorted((name, text) for text, name in texts.items())
    random.Random(1).shuffle(shuffled)
    print(f"{len(shuffled):,} articles and passages")
    index, prints, lists, steps = MemoryIndex(), {}, defaultdict[str, list[str]](list), []
    for number, (name, text) in enumerate(shuffled, 1):
        made = prints[name] = Fingerprint("", text, language(text))
        index.post(name, dict.fromkeys(made.keys, made.sketch))
        for key in made.keys:
            lists[key].append(name)
        if number in sizes:
            asked = random.Random(number).sample(list(prints), min(QUERIES, number))
            steps.append(_step(index, lists, {each: prints[each] for each in asked}, len(prints), told_of))
    return steps


def bodies(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the bodies of English pages."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for page in map(json.loads, file):
                if page["body"] and (page.get("lang") or "en") == "en":
                    yield f"{path.stem}-{page['id']}", page["body"]


def passages(text: str) -> list[str]:
    """Return the passages that a text falls into, cut where paragraphs end; none of a short text."""
    found: list[str] = []
    held: list[str] = []
    for paragraph in filter(str.strip, text.splitlines()):
        held.append(paragraph)
        if sum(len(each.split()) for each in held) >= PASSAGE:
            found.append("\n\n".join(held))
            held = []
    return found if len(found) > 1 else []


def _step(
    index: MemoryIndex, lists: Mapping[str, list[str]], asked: dict[str, Fingerprint], size: int, told_of: Labels
) -> Step:
    sums = dict.fromkeys((field.name for field in fields(Step)), 0.0)
    for name, made in asked.items():
        read = [lists.get(key, [])[:POSTINGS_READ] for key in made.probes]
        found = candidates(name, made, index)
        sums["writes"] += len(made.keys)
        sums["look_ups"] += len(made.probes)
        sums["rows"] += sum(_are_strangers(name, other, told_of) for names in read for other in names)
        sums["units"] += sum(max(1, math.ceil(len(names) * (POSTING + SKETCH) / UNIT)) for names in read)
        sums["share"] += sum(_are_strangers(name, other, told_of) for other in index.candidates(made.probes))
        sums["strangers"] += sum(_are_strangers(name, other, told_of) for other in found)
        sums["candidates"] += len(found)
    averages = {name: total / len(asked) for name, total in sums.items()}
    return Step(**averages | {"size": size, "longest": max(map(len, lists.values()))})  # type: ignore[arg-type]


def _are_strangers(a: str, b: str, told_of: Labels) -> bool:
    sources = frozenset(told_of.source(name.partition("/")[0]) for name in (a, b))
    return len(sources) == 2 and sources not in told_of.negatives and sources not in told_of.ignored


def _shown(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def draw(steps: list[Step], path: Path) -> None:
    """Draw what grows over the size of the index, and the line that it is extrapolated by."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "unspin"  # the same figures make the same file
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4))
    sizes = [step.size for step in steps]
    drawn = {
        "share": "strangers that share a key",
        "strangers": "strangers that are candidates",
        "rows": "postings of strangers read",
        "units": "read units of the look-ups",
        "look_ups": "look-ups",
        "writes": "keys written",
    }
    for name, label in drawn.items():
        values = [getattr(step, name) for step in steps]
        line = axes.plot(sizes, values, marker="o", label=label)[0]
        if name in {"share", "strangers"}:
            axes.plot([sizes[-1], MILLION], [values[-1], values[-1] * MILLION / sizes[-1]], ":", color=line.get_color())
    axes.axhline(COMPARED, color="grey", linewidth=0.8, label=f"at most {COMPARED} compared")
    axes.set(xscale="log", yscale="log", xlabel="articles in the index", ylabel="per article looked up")
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
