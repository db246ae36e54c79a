"""Measure how candidates and keys grow with the index; draw them.

usage: python -m benchmarks.dedup_growth DATA PLOT.svg [--steps N,N,...]

All articles of DATA (with the bodies in extract/, where they are), in a shuffled order that never changes, are indexed
one after the other; at each step 1,000 of those indexed are looked up. Strangers are found articles that no label ties
to the query. Also told: how many keys the labelled rewrites share with their sources, to be held against what
strangers share. Needs matplotlib (requirements/train.lock).
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import Labels, documents, labels
from benchmarks.dedup_eval import language
from unspin.adapters.memory import MemoryIndex
from unspin.dedup.fingerprint import Fingerprint
from unspin.pipeline.relate import COMPARED, candidates

QUERIES = 1_000
MILLION = 1_000_000
AT_LEAST = (1, 2, 3, 4, 6)  # shared keys


@dataclass(frozen=True, slots=True)
class Step:
    """What lookups found in an index of *size* articles, per query."""

    size: int
    keys: float  # distinct ones in the index, per article
    strangers: dict[int, float]  # that share at least so many keys
    candidates: float  # strangers among those that share enough keys
    compared: float  # articles of any kind
    longest: int  # articles under the most shared key


def main() -> None:
    """Print a table, extrapolate to a million, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("plot", type=Path)
    parser.add_argument("--steps", default="1250,2500,5000,10000,20000")
    options = parser.parse_args()
    steps = measured(options.data, [int(size) for size in options.steps.split(",")])
    print(
        "articles  keys/article  longest  compared  candidates  strangers sharing at least "
        + ", ".join(map(str, AT_LEAST))
    )
    for step in steps:
        shares = "  ".join(f"{step.strangers[least]:8.3f}" for least in AT_LEAST)
        told = f"{step.keys:12.2f}  {step.longest:7,}  {step.compared:8.2f}  {step.candidates:10.3f}"
        print(f"{step.size:8,}  {told}  {shares}")
    last = steps[-1]
    told = ", ".join(f"{last.strangers[least] * MILLION / last.size:.0f} sharing {least}" for least in AT_LEAST)
    named = last.candidates * MILLION / last.size
    print(f"a million, in proportion: {named:.0f} candidates, at most {COMPARED} compared; strangers: {told}")
    draw(steps, options.plot)


def measured(data: Path, sizes: list[int]) -> list[Step]:
    """Return one step per size that the corpus reaches, and one for all of it."""
    told = labels(data)
    texts = {text: name for part in ("neardup", "rewrites") for name, text in documents(data / part).items()}
    texts |= {text: name for name, text in bodies(data / "extract") if text not in texts}
    shuffled = sorted((name, text) for text, name in texts.items())
    random.Random(1).shuffle(shuffled)
    prints = {name: Fingerprint("", text, language(text)) for name, text in shuffled}
    index, posted, steps = MemoryIndex(), Counter[str](), []
    for number, (name, made) in enumerate(prints.items(), 1):
        index.post(name, made.keys)
        posted.update(made.keys)
        if number in sizes or number == len(prints):
            asked = random.Random(number).sample(list(prints)[:number], min(QUERIES, number))
            steps.append(_step(number, index, posted, {name: prints[name] for name in asked}, told))
    print_rewrites(prints, told)
    return steps


def bodies(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the bodies of English pages."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for page in map(json.loads, file):
                if page["body"] and (page.get("lang") or "en") == "en":
                    yield f"{path.stem}-{page['id']}", page["body"]


def print_rewrites(prints: dict[str, Fingerprint], told: Labels) -> None:
    """Print which share of the labelled rewrites share how many keys with their sources, whichever came first."""
    for kind in ("spin", "paraphrase", "rewrite"):
        named = [(name, told.sources[name]) for name in prints if told.kinds.get(name) == kind]
        both = [pair for a, b in named if b in prints for pair in ((a, b), (b, a))]
        counts = [len(set(prints[a].keys) & set(prints[b].probes)) for a, b in both]
        shares = ", ".join(
            f"{least}: {sum(count >= least for count in counts) / len(counts):.3f}" for least in AT_LEAST
        )
        print(f"{kind}: share with at least so many keys in common: {shares}")


def _step(
    size: int,
    index: MemoryIndex,
    posted: Counter[str],
    asked: dict[str, Fingerprint],
    told: Labels,
) -> Step:
    strangers: Counter[int] = Counter()
    suggested = compared = 0
    for name, made in asked.items():
        found = index.candidates(made.probes)
        found.pop(name, None)
        named = candidates(name, made, index)
        suggested += sum(_are_strangers(name, other, told) for other in named)
        compared += min(COMPARED, len(named))
        unrelated = [count for other, count in found.items() if _are_strangers(name, other, told)]
        strangers.update({least: sum(count >= least for count in unrelated) for least in AT_LEAST})
    per_query = {least: strangers[least] / len(asked) for least in AT_LEAST}
    share = 1 / len(asked)
    return Step(size, len(posted) / size, per_query, suggested * share, compared * share, max(posted.values()))


def _are_strangers(a: str, b: str, told: Labels) -> bool:
    sources = frozenset((told.source(a), told.source(b)))
    return len(sources) == 2 and sources not in told.negatives and sources not in told.ignored


def draw(steps: list[Step], path: Path) -> None:
    """Draw strangers per query, and articles that are compared, over the size of the index."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "unspin"  # the same figures make the same file
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4))
    sizes = [step.size for step in steps]
    for least in AT_LEAST:
        axes.plot(sizes, [step.strangers[least] for step in steps], marker="o", label=f"share at least {least} keys")
    axes.plot(sizes, [step.candidates for step in steps], "k", marker="D", label="candidates")
    axes.plot(sizes, [step.compared for step in steps], "k--", marker="s", label=f"compared (at most {COMPARED})")
    axes.set(xscale="log", yscale="log", xlabel="articles in the index", ylabel="strangers found per query")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
