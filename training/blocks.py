"""Fit the model of shared/unspin/text/body.npz: which blocks of a page are its article.

usage: python -m training.blocks PAGES.jsonl.gz... [--out FILE] [--folds N] [--form html|text]

Lines hold {id, url, html, text, body, body_alt?}. With --folds the figures of a cross-validation by site are printed
instead of a model being written: every page is cleaned by a model that saw no page of its site.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from selectolax.lexbor import LexborHTMLParser

from training.labels import labels, shingles
from unspin.model import Form, Reason
from unspin.text import looks, selection
from unspin.text.blocks import of_layout
from unspin.text.body import said
from unspin.text.features import Table
from unspin.text.layout import Layout, of_text
from unspin.text.markup import of_html
from unspin.text.metadata import of_tree
from unspin.text.sites import registered_domain

OUT = Path(__file__).parents[1] / "shared/unspin/text/body.npz"
_SETTINGS: dict[str, Any] = {
    "iterations": 300, "depth": 6, "learning_rate": 0.1, "l2_leaf_reg": 6, "border_count": 64, "subsample": 0.7,
    "bootstrap_type": "Bernoulli",
    "thread_count": 2, "rsm": 0.4, "verbose": 0, "allow_writing_files": False, "random_seed": 1,
}  # fmt: skip
CROPS = "crops"
_INNER = (
    3  # parts whose first chances come from the others: the second look must not learn from what was learnt by heart
)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A page with the truth about its blocks."""

    source: str
    site: str
    texts: Sequence[str]
    bodies: Sequence[str]
    table: Table
    truth: Any  # (blocks,) of 0 and 1
    weight: Any  # (blocks,)
    why: Sequence[Reason | None] | None = None  # what the rules say, of dumps


def main() -> None:
    """Train, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--form", choices=["html", "text"])
    options = parser.parse_args()
    arrays: dict[str, Any] = dict(np.load(options.out)) if options.form and options.out.exists() else {}
    forms: tuple[Form, ...] = (options.form,) if options.form else ("html", "text")
    for form in forms:
        samples = [sample for path in options.pages for sample in read(path, form)]
        print(f"{form}: {len(samples)} pages, {sum(len(sample.texts) for sample in samples)} blocks", flush=True)
        if options.folds:
            validate(samples, options.folds, form)
            continue
        for number, (model, names) in enumerate(fitted(samples), start=1):
            arrays.update({f"{form}{number}_{key}": value for key, value in exported(model, names).items()})
    if not options.folds:
        np.savez_compressed(options.out, **arrays)
        print(f"{options.out}: {options.out.stat().st_size} bytes")


def read(path: Path, form: Form) -> Iterator[Sample]:
    """Yield the pages of *path* that have blocks."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            page = json.loads(line)
            layout, title = laid_out(page) if form == "html" else (of_text(page["text"]), "")
            if not len(layout):
                continue
            bodies = [body for body in (page["body"], page.get("body_alt")) if body]
            truth = np.array(labels(layout.texts, bodies)[0]) >= 0.5
            site = registered_domain(page["url"]) or str(page["id"]).split("_")[0]
            yield sample_of(layout, title, truth, path.name, site, bodies)
            if form == "text":
                rng = np.random.default_rng(number)
                content, rest = cropped(layout, truth, rng)
                yield sample_of(of_text(content), "", rest, CROPS, site, bodies)


def laid_out(page: dict[str, Any]) -> tuple[Layout, str]:
    """Return the blocks and the title of an html page, as the cleaner has them."""
    tree = LexborHTMLParser(page["html"].encode("utf-8", "replace"))
    metadata = of_tree(tree)
    return of_html(tree), metadata.title or metadata.h1 or ""


def sample_of(layout: Layout, title: str, truth: Any, source: str, site: str, bodies: Sequence[str]) -> Sample:
    """Return what is known about the blocks of a page, with the truth about them."""
    why = None if layout.form else selection.reasons(of_layout(layout))
    table = Table(layout, title, None if why is None else said(why))
    weight = np.sqrt(table.columns["words"] + 2.0)
    # Long pages count more than short ones, but not by their length.
    return Sample(source, site, layout.texts, bodies, table, truth, weight / np.sqrt(weight.sum()), why)


def cropped(layout: Layout, truth: Any, rng: np.random.Generator) -> tuple[str, Any]:
    """Return the dump of a part of the page, as scrapers leave it: few lines around the article, other blank lines."""
    inside = np.flatnonzero(truth)
    first, end = (int(inside[0]), int(inside[-1]) + 1) if len(inside) else (0, len(layout))
    before = np.arange(max(0, first - rng.integers(0, 12)), first)
    behind = np.arange(end, min(len(layout), end + rng.integers(0, 40)))
    behind = behind[np.sort(rng.permutation(len(behind))[: rng.integers(0, 25)])]
    chosen = np.concatenate((before, np.arange(first, end), behind)).astype(int)
    style = rng.integers(0, 4)
    lines = []
    for at in chosen.tolist():
        long = len(layout.texts[at]) >= 80
        gap = (at == 0 or layout.holder[at] != layout.holder[at - 1], True, long, False)[style]
        lines.append("\n" * int(gap) + layout.texts[at] + "\n" * int(style == 2 and long))
    return "\n".join(lines), truth[chosen]


def fitted(samples: Sequence[Sample]) -> list[tuple[Any, list[str]]]:
    """Return the models of both looks, each with its columns."""
    names = [name for name in samples[0].table.columns if not _is_second(name)]
    for part in range(_INNER):
        inner = _parts(samples, _INNER, seed=7)
        model = fit([sample for sample, at in zip(samples, inner, strict=True) if at != part], names)
        look([sample for sample, at in zip(samples, inner, strict=True) if at == part], model, names)
    first = fit(samples, names)
    both = list(samples[0].table.columns)
    return [(first, names), (fit(samples, both), both)]


def _is_second(name: str) -> bool:
    return name.startswith(("chance", "mass", "since_likely", "until_likely"))


def fit(samples: Sequence[Sample], names: Sequence[str]) -> Any:
    """Return trees fitted on *samples*."""
    rows = np.concatenate([sample.table.matrix(names) for sample in samples])
    weight = np.concatenate([sample.weight for sample in samples])
    truth = np.concatenate([sample.truth for sample in samples]).astype(int)
    return CatBoostClassifier(**_SETTINGS).fit(Pool(rows, truth, weight=weight / weight.mean()))


def look(samples: Sequence[Sample], model: Any, names: Sequence[str]) -> None:
    """Add to the tables what *model* makes of them."""
    for sample in samples:
        looks.look(sample.table, chances(sample, model, names))


def chances(sample: Sample, model: Any, names: Sequence[str]) -> Any:
    """Return the chance of each block."""
    return model.predict_proba(sample.table.matrix(names))[:, 1].astype(np.float32)


def exported(model: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return the trees of *model* as the arrays that unspin.text.forest reads."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        saved = json.loads(path.read_text())
    trees = saved["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in trees)
    used = sorted({split["float_feature_index"] for tree in trees for split in tree["splits"]})
    columns, borders = np.zeros((depth, len(trees)), np.uint8), np.full((depth, len(trees)), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**depth), np.float16)
    for at, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            columns[level, at] = used.index(split["float_feature_index"])
            borders[level, at] = split["border"]
        leaves[at, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = saved["scale_and_bias"]
    return {
        "names": np.array([names[at] for at in used]), "columns": columns, "borders": borders,
        "leaves": (leaves * scale).ravel(), "bias": np.float64(bias),
    }  # fmt: skip


def _parts(samples: Sequence[Sample], count: int, seed: int) -> list[int]:
    """Return the part of each sample; a site is never divided."""
    sites = sorted({sample.site for sample in samples})
    order = np.random.default_rng(seed).permutation(len(sites))
    part = {site: int(at) % count for site, at in zip(sites, order, strict=True)}
    return [part[sample.site] for sample in samples]


def validate(samples: Sequence[Sample], folds: int, form: str) -> None:
    """Print precision, recall and F1 over 4-word shingles of pages whose sites were not trained on."""
    part = _parts(samples, folds, seed=0)
    rows: dict[str, list[tuple[float | None, float]]] = {}
    for fold in range(folds):
        (first, names), (second, both) = fitted(
            [sample for sample, at in zip(samples, part, strict=True) if at != fold]
        )
        for sample, at in zip(samples, part, strict=True):
            if at == fold:
                look([sample], first, names)
                kept = selection.likely(of_layout(sample.table.layout), chances(sample, second, both), sample.why)
                rows.setdefault(sample.source, []).append(score(sample, kept))
    for source, found in rows.items():
        precision = fmean(row[0] for row in found if row[0] is not None)
        recall = fmean(row[1] for row in found)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{source:32} {form} unseen sites: P={precision:.4f} R={recall:.4f} F1={f1:.4f}", flush=True)


def score(sample: Sample, kept: Sequence[int]) -> tuple[float | None, float]:
    """Return precision and recall of the blocks *kept*."""
    got = shingles("\n".join(sample.texts[at] for at in kept))
    found = []
    for body in sample.bodies:
        true = shingles(body)
        hits = (got & true).total()
        found.append(
            (hits / got.total() if got else None, hits / true.total(), 2 * hits / (got.total() + true.total()))
        )
    return max(found, key=lambda row: row[2])[:2]


if __name__ == "__main__":
    main()
