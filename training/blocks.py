"""Fit the model of shared/unspin/text/body.npz: which blocks of a page are its article.

usage: python -m training.blocks PAGES.jsonl.gz... [--out FILE] [--folds N] [--form html|text] [--worst N]

Lines hold {id, url, html, text, body, body_alt?}. With --folds the figures of a cross-validation by site are printed:
every page is cleaned, whole, by a model that saw no page of its site. A model is written too where the number of folds
is that of the parts that the training goes by: it is the one that training alone would make.
"""

import argparse
import gzip
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import combinations
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool

from training.labels import labels, shingles
from unspin.model import Form, Page
from unspin.text import selection
from unspin.text.blocks import of_layout
from unspin.text.body import Model, said
from unspin.text.cleaning import clean, parsed, told_by
from unspin.text.features import Table
from unspin.text.layout import Layout, of_text
from unspin.text.looks import look
from unspin.text.sites import registered_domain

OUT = Path(__file__).parents[1] / "shared/unspin/text/body.npz"
CROPS = "crops"
_SETTINGS: dict[str, Any] = {
    "depth": 6, "l2_leaf_reg": 6, "border_count": 48, "subsample": 0.7, "rsm": 0.3, "bootstrap_type": "Bernoulli",
    "thread_count": 2, "verbose": 0, "allow_writing_files": False, "random_seed": 1,
}  # fmt: skip
_FIRST: dict[str, Any] = {"iterations": 150, "learning_rate": 0.15}
_SECOND: dict[str, Any] = {"iterations": 300, "learning_rate": 0.1}
_PARTS = 4  # of the sites: first chances come from the others, or the second look would trust what was learnt by heart
_FEW = 200  # blocks of a page; of one with more, some that are far from its article are left out
_LEFT_OUT = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A page with the truth about its blocks."""

    source: str
    site: str
    page: Page
    bodies: Sequence[str]
    layout: Layout
    table: Table
    first: Any  # (rows, blocks): the table before any look
    truth: Any  # (blocks,) of 0 and 1
    weight: Any  # (blocks,)
    chosen: Any  # (blocks,): whether it is learnt from


@dataclass
class Looks:
    """The first chances of every page, by the models that did not see some parts of the sites."""

    samples: Sequence[Sample]
    parts: Sequence[int]
    chances: dict[tuple[int | None, int], Any] = field(default_factory=dict)  # by part held out (or none), and page
    _seen: dict[int, Any] = field(default_factory=dict)  # the models of first looks, by the part they did not see

    def see(self, part: int) -> Any:
        """Have a first look at the pages of *part*, by a model that saw the others; return it."""
        if part not in self._seen:
            model = fit_first(self.samples, [at for at, own in enumerate(self.parts) if own != part])
            for at, own in enumerate(self.parts):
                if own == part:
                    self.chances[part, at] = chances(model, self.samples[at].first)
            self._seen[part] = model
        return self._seen[part]

    def second(self, held_out: int | None, at: int) -> Any:
        """Return what a second look sees of a page: (rows, blocks)."""
        table = self.samples[at].table
        table.keep(len(self.samples[at].first))
        look(table, self.chances[held_out, at])
        return table.matrix()


def main() -> None:
    """Train, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--form", choices=["html", "text"])
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    arrays: dict[str, Any] = dict(np.load(options.out)) if options.form and options.out.exists() else {}
    forms: tuple[Form, ...] = (options.form,) if options.form else ("html", "text")
    for form in forms:
        samples = [sample for path in options.pages for sample in read(path, form)]
        print(f"{form}: {len(samples)} pages, {sum(len(sample.layout) for sample in samples)} blocks", flush=True)
        looks = Looks(samples, parts_of(samples, options.folds or _PARTS))
        if options.folds:
            validate(looks, form, options.worst)
        if options.folds in (0, _PARTS):
            arrays |= fitted(looks, form)
    if options.folds in (0, _PARTS):
        write(options.out, arrays)
        print(f"{options.out}: {options.out.stat().st_size} bytes")


def read(path: Path, form: Form) -> Iterator[Sample]:
    """Yield the pages of *path* that have blocks; of dumps, a crop of each too."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            found = json.loads(line)
            page = Page(form, found[form], id=str(found["id"]), url=found["url"])
            metadata, layout = parsed(page)
            if not len(layout):
                continue
            bodies = [body for body in (found["body"], found.get("body_alt")) if body]
            truth = np.array(labels(layout.texts, bodies)[0]) >= 0.5
            site = registered_domain(page.url) or str(page.id).split("_")[0]
            name = path.name.split(".")[0]
            why = said(selection.reasons(of_layout(layout))) if form == "text" else None
            table = Table(layout, told_by(metadata), why)
            yield sample_of(name, site, page, bodies, table, truth, number)
            if form == "text":
                content, rest = cropped(layout, truth, np.random.default_rng(number))
                crop = of_text(content)
                if len(crop) != len(rest):  # what was left looks as if it had been broken at a width
                    rest = np.array(labels(crop.texts, bodies)[0]) >= 0.5
                table = Table(crop, told_by(metadata), said(selection.reasons(of_layout(crop))))
                yield sample_of(CROPS, site, Page(form, content, id=page.id), bodies, table, rest, number)


def sample_of(
    source: str, site: str, page: Page, bodies: Sequence[str], table: Table, truth: Any, number: int
) -> Sample:
    """Return a page with what is learnt from it."""
    weight = np.sqrt(table.words + 2.0)
    weight = weight / np.sqrt(weight.sum())  # long pages count more than short ones, but not by their length
    chosen = np.ones(table.count, bool)
    if table.count > _FEW:
        near = np.convolve(truth, np.ones(61), "same") > 0
        near[np.argsort(-table.good, kind="stable")[:30]] = True
        chosen = near | (np.random.default_rng(number).random(table.count) >= _LEFT_OUT)
        weight = np.where(near, weight, weight / (1 - _LEFT_OUT))
    return Sample(source, site, page, bodies, table.layout, table, table.matrix(), truth, weight, chosen)


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


def fitted(looks: Looks, form: Form) -> dict[str, Any]:
    """Return the model of one form of page as arrays, fitted on all pages."""
    samples = looks.samples
    for part in sorted(set(looks.parts)):
        looks.see(part)
    looks.chances |= {(None, at): looks.chances[part, at] for at, part in enumerate(looks.parts)}
    first = fit_first(samples, range(len(samples)))
    return arrays_of(form, first, fit_second(looks, None), samples[0].table)


def validate(looks: Looks, form: Form, worst: int) -> None:
    """Print precision, recall and F1 over 4-word shingles of pages whose sites were not trained on."""
    parts = sorted(set(looks.parts))
    # A model that saw neither of two parts gives the first chances of each, where the other is the one tested on.
    for one, other in combinations(parts, 2):
        model = fit_first(looks.samples, [at for at, own in enumerate(looks.parts) if own not in (one, other)])
        for at, own in enumerate(looks.parts):
            if own in (one, other):
                looks.chances[one + other - own, at] = chances(model, looks.samples[at].first)
    rows: dict[str, list[tuple[float | None, float, float, str]]] = {}
    for part in parts:
        first = looks.see(part)
        model = Model.of(arrays_of(form, first, fit_second(looks, part), looks.samples[0].table), form)
        for sample, own in zip(looks.samples, looks.parts, strict=True):
            if own == part:
                found = score(sample.bodies, clean(sample.page, model).text)
                rows.setdefault(sample.source, []).append((*found, str(sample.page.id)))
        report(rows, form, f"{part + 1} of {len(parts)} folds")
    for source, found in rows.items():
        for row in sorted(found, key=lambda row: row[2])[:worst]:
            print(f"    {source} {row[3]:70} P={-1 if row[0] is None else row[0]:.3f} R={row[1]:.3f} F1={row[2]:.3f}")


def report(rows: Mapping[str, Sequence[tuple[Any, ...]]], form: str, told: str) -> None:
    """Print the figures of each set of pages."""
    for source, found in sorted(rows.items()):
        precision = fmean(row[0] for row in found if row[0] is not None)
        recall = fmean(row[1] for row in found)
        f1 = 2 * precision * recall / (precision + recall)
        print(
            f"{source:24} {form} {len(found):4} pages, {told}: P={precision:.4f} R={recall:.4f} F1={f1:.4f}", flush=True
        )


def parts_of(samples: Sequence[Sample], count: int) -> list[int]:
    """Return the part of each sample; a site is never divided."""
    sites = sorted({sample.site for sample in samples})
    order = np.random.default_rng(0).permutation(len(sites))
    part = {site: int(at) % count for site, at in zip(sites, order, strict=True)}
    return [part[sample.site] for sample in samples]


def fit_first(samples: Sequence[Sample], chosen: Iterable[int]) -> Any:
    """Return the trees of a first look."""
    learnt = [samples[at] for at in chosen]
    return fit(learnt, [sample.first for sample in learnt], _FIRST)


def fit_second(looks: Looks, held_out: int | None) -> Any:
    """Return the trees of a second look, which learns from all parts but the one held out."""
    chosen = [at for at, own in enumerate(looks.parts) if own != held_out]
    rows = [looks.second(held_out, at) for at in chosen]
    return fit([looks.samples[at] for at in chosen], rows, _SECOND)


def fit(samples: Sequence[Sample], tables: Sequence[Any], settings: Mapping[str, Any]) -> Any:
    """Return trees fitted on *samples*, of which *tables* hold (rows, blocks)."""
    rows = np.concatenate([table.T[sample.chosen] for sample, table in zip(samples, tables, strict=True)])
    weight = np.concatenate([sample.weight[sample.chosen] for sample in samples])
    truth = np.concatenate([sample.truth[sample.chosen] for sample in samples]).astype(int)
    return CatBoostClassifier(**_SETTINGS, **settings).fit(Pool(rows, truth, weight=weight / weight.mean()))


def chances(model: Any, table: Any) -> Any:
    """Return the chance of each block of *table*, (rows, blocks)."""
    return model.predict_proba(table.T)[:, 1].astype(np.float32)


def arrays_of(form: Form, first: Any, second: Any, table: Table) -> dict[str, Any]:
    """Return the models of both looks as unspin.text.body reads them."""
    counts = (len(model.feature_names_) for model in (first, second))
    return {
        f"{form}{number}_{key}": value
        for number, (model, count) in enumerate(zip((first, second), counts, strict=True))
        for key, value in exported(model, table.names[:count]).items()
    }


def exported(model: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return the trees of *model* as the arrays that unspin.text.forest reads."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        saved = json.loads(path.read_text())
    trees = saved["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in trees)
    rows, borders = np.zeros((depth, len(trees)), np.uint16), np.full((depth, len(trees)), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**depth), np.float16)
    for at, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            rows[level, at] = split["float_feature_index"]
            borders[level, at] = split["border"]
        leaves[at, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = saved["scale_and_bias"]
    return {
        "names": np.array(names), "rows": rows, "borders": borders, "leaves": (leaves * scale).ravel(),
        "bias": np.float64(bias),
    }  # fmt: skip


def write(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write *arrays* as numpy's savez_compressed does, but for the time: equal arrays make equal files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in sorted(arrays.items()):
            held = BytesIO()
            np.lib.format.write_array(held, np.asanyarray(array), allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), held.getvalue(), zipfile.ZIP_DEFLATED)


def score(bodies: Sequence[str], text: str) -> tuple[float | None, float, float]:
    """Return precision, recall and F1 of *text* against the best of *bodies*."""
    got = shingles(text)
    found = []
    for body in bodies:
        true = shingles(body)
        hits = (got & true).total()
        found.append(
            (hits / got.total() if got else None, hits / true.total(), 2 * hits / (got.total() + true.total()))
        )
    return max(found, key=lambda row: row[2])


if __name__ == "__main__":
    main()
