"""Measure how fast, how small and how cheap it is; write figures to docs/performance/, one file for each part.

usage: python -m benchmarks.bench [PART...] [--processes N] [--articles N] [--data FOLDER]

Parts: signatures, pipeline, batch, dynamodb, trace, cost, cold; all by default. `make bench` sets up what they need.
"""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import bench_batch, bench_dynamodb, bench_pipeline, bench_signatures, bench_trace, cold_start
from benchmarks.articles import corpus, written
from benchmarks.repeated import ROOT

OUT = ROOT / "docs" / "performance"


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []])
    parser.add_argument("--processes", type=int, default=5)
    parser.add_argument("--articles", type=int, default=200, help="of the parts dynamodb and cost")
    parser.add_argument("--rounds", type=int, default=7, help="of cold starts")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    for name in options.parts or PARTS:
        print(f"unspin: measuring {name}", flush=True)
        figures = PARTS[name](options)
        held = {"measured": today(), "machine": machine(), "figures": figures}
        path = OUT / f"{name}.json"
        path.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(figures, indent=1))


def cost(options: argparse.Namespace) -> Any:
    """Return what articles that were made cost, a fifth of them copies."""
    from unspin.cost.beside import function_of
    from unspin.cost.corpus import measure
    from unspin.cost.prices import read_prices
    from unspin.cost.report import report
    from unspin.local.session import default_template
    from unspin.local.template import translated

    template = default_template()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [written(made, folder) for made in corpus(options.articles)]
        keyed = [(file.relative_to(folder).as_posix(), file) for file in files]
        found = measure(keyed, template, folder / "log.jsonl")
    translation = translated(template)
    return asdict(report(found, function_of(translation, "IngestFunction"), translation, read_prices()))


def today() -> str:
    """Return the day, UTC."""
    return datetime.now(UTC).date().isoformat()


def machine() -> str:
    """Say what it was measured on."""
    return f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"


PARTS: dict[str, Callable[[argparse.Namespace], Any]] = {
    "signatures": lambda options: bench_signatures.measured(options.processes),
    "pipeline": lambda options: bench_pipeline.measured(options.processes),
    "batch": lambda options: bench_batch.measured(options.processes),
    "dynamodb": lambda options: bench_dynamodb.measured(options.articles),
    "trace": lambda _: bench_trace.measured(),
    "cost": cost,
    "cold": lambda options: cold_start.measured(cold_start.BUILD, options.rounds),
}

if __name__ == "__main__":
    main()
