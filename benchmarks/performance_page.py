"""Write the tables and plots of docs/performance.md from the figures in docs/performance/.

A table stands between two marks, ``<!-- signatures -->`` and ``<!-- end -->``; the text around them is written by hand.

usage: python -m benchmarks.performance_page [--samples FILE]
"""

import argparse
import json
import re
from collections.abc import Callable
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from benchmarks.bench import OUT
from benchmarks.repeated import ROOT

PAGE = ROOT / "docs" / "performance.md"
Figures = dict[str, Any]


def main() -> None:
    """Rewrite what there are figures for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, help="of benchmarks.load; kept in docs/performance/load.jsonl")
    options = parser.parse_args()
    if options.samples:
        (OUT / "load.jsonl").write_text(options.samples.read_text(encoding="utf-8"), encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        path = OUT / f"{name.partition('-')[0]}.json"
        if path.exists():
            text = replaced(text, name, told(json.loads(path.read_text(encoding="utf-8")), table))
    PAGE.write_text(text, encoding="utf-8")
    draw()


def replaced(text: str, name: str, table: str) -> str:
    """Return *text* with another table between the marks of *name*.

    Raises:
        ValueError: There are no such marks.
    """
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    found, count = marked.subn(lambda each: each[1] + table + each[2], text)
    if count != 1:
        raise ValueError(f"{PAGE} must hold <!-- {name} --> ... <!-- end --> once, got {count}")
    return found


def told(held: Figures, table: Callable[[Figures], list[list[str]]]) -> str:
    """Return a table in Markdown, with the day and the machine that it was measured on."""
    head, *rows = table(held["figures"])
    lines = [head, ["---"] * len(head), *rows]
    shown = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"\n{shown}\n\n{held['measured']}, {held['machine']}.\n\n"


def spread(value: Figures, digits: int = 2) -> str:
    """Return a median with its quartiles."""
    if value["runs"] == 1:
        return f"{value['median']:,.{digits}f}"
    return f"{value['median']:,.{digits}f} ({value['low']:,.{digits}f}-{value['high']:,.{digits}f})"


def signatures(figures: Figures) -> list[list[str]]:
    """Return milliseconds a text, and multiples of datasketch's batch."""
    names = [name.removesuffix(", ms") for name in figures if name.endswith(", ms")]
    rows = [[name, spread(figures[f"{name}, ms"]), spread(figures[f"{name}, x update_batch"])] for name in names]
    return [["", "ms a text", "x update_batch"], *rows]


def growth(figures: Figures) -> list[list[str]]:
    """Return throughput and memory by the size of the corpus."""
    rows = [
        [
            f"{int(size):,}",
            spread(each["articles a second of processor time"], 0),
            spread(each["articles a second"], 0),
            spread(each["MB at the end"], 0),
        ]
        for size, each in figures["growth"].items()
    ]
    return [["articles", "a second of one core", "a second by the clock", "MB, index and records included"], *rows]


def warm(figures: Figures) -> list[list[str]]:
    """Return what an article takes once all is loaded, and a worker's memory."""
    rows = [[name, spread(value, 1)] for name, value in figures["warm"].items()]
    life = figures["life"]["MB"]
    grown = f"{life[1]:.0f} after {figures['life']['every']}, {max(life):.0f} at most, {life[-1]:.0f} in the end"
    return [["an article of 600 words", ""], *rows, ["MB of a worker, over 10,000 articles", grown]]


def requests(figures: Figures) -> list[list[str]]:
    """Return what articles take of AWS, by how many are there already and by what became of them."""
    rows = [
        [f"{int(size):,}", kind, *(f"{value:,.1f}" for value in each.values())]
        for size, kinds in figures.items()
        for kind, each in kinds.items()
    ]
    names = list(next(iter(next(iter(figures.values())).values())))
    return [["in the index", "", *names], *rows]


def batch(figures: Figures) -> list[list[str]]:
    """Return what an article of a batch takes, by how many are taken in side by side."""
    numbers = [name.partition(" ")[0] for name in figures if name.endswith("once, ms")]
    rows = [
        [number, spread(figures[f"{number} at once, ms"], 0), spread(figures[f"{number} at once, ms of computing"], 0)]
        for number in numbers
    ]
    return [["articles at once", "ms an article", "ms of computing"], *rows]


def cold(figures: Figures) -> list[list[str]]:
    """Return what it takes to wake each function."""
    rows = [
        [
            name,
            f"{each['init']:.0f} ({each['init_low']:.0f}-{each['init_high']:.0f})",
            f"{each['x_hello']:.2f} ({each['x_hello_low']:.2f}-{each['x_hello_high']:.2f})",
            f"{each['init_cpu'] / figures['hello']['init_cpu']:.2f}",
            f"{each['first']:.0f}",
            f"{each['cold_cpu']:.0f}",
            f"{each['warm']:.0f}",
            f"{each['rss']:.0f}",
        ]
        for name, each in figures.items()
    ]
    walls = [
        "INIT, ms",
        "x hello in the same round",
        "x hello, processor, an empty call with it",
        "first invocation, ms",
    ]
    return [["", *walls, "both, ms of processor", "warm, ms", "MB"], *rows]


def cost(figures: Figures) -> list[list[str]]:
    """Return dollars by service."""
    rows = [[name, f"{dollars:.2f}"] for name, dollars in figures["services"].items()]
    return [["service", "dollars per million articles"], *rows, ["together", f"**{figures['dollars']:.2f}**"]]


def operations(figures: Figures) -> list[list[str]]:
    """Return the dearest lines of the bill."""
    dear = [line for line in figures["lines"] if line[-1] >= 0.1]
    rows = [[a, b, f"{amount / 1_000_000:.2f}", unit, f"{dollars:.2f}"] for a, b, amount, unit, dollars in dear]
    return [["service", "operation", "an article", "of", "dollars per million"], *rows]


def outcomes(figures: Figures) -> list[list[str]]:
    """Return what an article takes, by what became of it."""
    names = list(figures["outcomes"][0]["figures"])
    rows = [
        [each["outcome"], f"{each['articles']:,}", *(f"{each['figures'][name]:,.1f}" for name in names)]
        for each in figures["outcomes"]
    ]
    return [["", "articles", *names], *rows]


def trace(figures: Figures) -> list[list[str]]:
    """Return the requests of an article one after the other, as far as they are waited for."""
    longest = max(map(len, figures.values()))
    columns = [[*steps, *[""] * (longest - len(steps))] for steps in figures.values()]
    rows = [[str(number), *steps] for number, steps in enumerate(zip(*columns, strict=True), 1)]
    return [["", *figures], *rows]


def months(figures: Figures) -> list[list[str]]:
    """Return what is paid by the month."""
    rows = [[name, f"{dollars:.2f}"] for part in ("kept", "standing") for name, dollars in figures[part].items()]
    return [["", "dollars a month"], *rows]


TABLES: dict[str, Callable[[Figures], list[list[str]]]] = {
    "signatures": signatures,
    "pipeline-growth": growth,
    "pipeline-warm": warm,
    "dynamodb": requests,
    "batch": batch,
    "trace": trace,
    "cold": cold,
    "cost": cost,
    "cost-operations": operations,
    "cost-outcomes": outcomes,
    "cost-months": months,
}


def draw() -> None:
    """Draw the memory of a worker over its life, and the load over time, where they were measured."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "unspin"  # the same figures make the same file
    pipeline, load = OUT / "pipeline.json", OUT / "load.jsonl"
    if pipeline.exists():
        life = json.loads(pipeline.read_text(encoding="utf-8"))["figures"]["life"]
        draw_life(life["MB"], life["every"])
    if load.exists():
        draw_load([json.loads(line) for line in load.read_text(encoding="utf-8").splitlines()])


def draw_life(held: list[float], every: int) -> None:
    """Draw megabytes over articles."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3))
    axes.plot([at * every for at in range(len(held))], held)
    axes.axhline(256, color="grey", linestyle="--")
    axes.set(xlabel="articles taken in by one worker", ylabel="MB held", ylim=(0, None))
    save(figure, "life.svg")


def draw_load(samples: list[Figures]) -> None:
    """Draw throughput, backlog, its age and failures over minutes."""
    from matplotlib import pyplot as plt

    # What lies between two runs is no time of the load.
    minutes, at = [0.0], 0.0
    for before, after in pairwise(samples):
        at += min(after["at"] - before["at"], 15) / 60
        minutes.append(at)
    figure, (above, middle, below) = plt.subplots(3, 1, figsize=(7, 7), sharex=True)
    # Once done is done: a sample that says less caught a worker writing its count.
    done = accumulate((each["done"] for each in samples), max)
    spent = (min(after["at"] - before["at"], 15) for before, after in pairwise(samples))
    rates = [(after - before) / max(0.1, each) for (before, after), each in zip(pairwise(done), spent, strict=True)]
    above.plot(minutes[1:], smoothed(rates))
    above.set(ylabel="articles a second")
    middle.plot(minutes, [each["waiting"] + each["in work"] for each in samples], label="messages in the queue")
    middle.plot(minutes, [each["oldest_s"] for each in samples], label="age of the oldest in a batch, s")
    middle.legend()
    below.plot(minutes, [each["failed"] for each in samples], color="tab:red")
    most = max(1, *(each["failed"] for each in samples))
    below.set(ylabel="failed messages, in all", xlabel="minutes", ylim=(0, most))
    save(figure, "load.svg")


def smoothed(values: list[float], window: int = 6) -> list[float]:
    """Return means of the last values."""
    return [sum(values[max(0, at - window + 1) : at + 1]) / min(window, at + 1) for at in range(len(values))]


def save(figure: Any, name: str) -> None:
    """Write a plot beside its figures."""
    figure.tight_layout()
    figure.savefig(OUT / name, metadata={"Date": None})


if __name__ == "__main__":
    main()
