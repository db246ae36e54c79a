"""Fit the model of shared/unspin/text/body.npz: which blocks of a page are its article.

usage: python -m training.blocks PAGES.jsonl.gz... [--out FILE] [--folds N] [--form html|text] [--worst N]

Lines hold {id, url, html, text, body, body_alt?}. With --folds the figures of a cross-validation by site are printed:
every page is cleaned, whole, by a model that saw no page of its site. A model is written too where the number of folds
is that of the parts that the training goes by: it is the one that training alone would make.
"""

import argparse
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from training import net
from training.forests import chances, exported, fit
from training.labels import shingles
from training.pages import Sample, parts_of, read
from training.splices import MADE, made
from unspin.model import Form
from unspin.text.body import Model
from unspin.text.cleaning import clean
from unspin.text.features import Table
from unspin.text.looks import look

OUT = Path(__file__).parents[1] / "shared/unspin/text/body.npz"
_FIRST: dict[str, Any] = {"iterations": 150, "learning_rate": 0.15}
_SECOND: dict[Form, dict[str, Any]] = {
    "html": {"iterations": 300, "learning_rate": 0.1},
    "text": {"iterations": 200, "learning_rate": 0.1},
}
_WITH_NET: frozenset[Form] = frozenset(("html", "text"))
_PARTS = 4  # of the sites: first chances come from the others, or the second look would trust what was learnt by heart
_SEED = 1  # of the net


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
        looks = looks_at(samples, options.folds or _PARTS, form)
        if options.folds:
            validate(looks, form, options.worst)
        if options.folds in (0, _PARTS):
            arrays |= fitted(looks, form)
    if options.folds in (0, _PARTS):
        write(options.out, arrays)
        print(f"{options.out}: {options.out.stat().st_size} bytes")


def looks_at(samples: Sequence[Sample], parts: int, form: Form) -> Looks:
    """Return the pages in so many *parts*, with those that are made of them for the net, if there is one."""
    of = parts_of(samples, parts)
    more = list(made(samples, of)) if form in _WITH_NET else []
    return Looks([*samples, *(sample for sample, _ in more)], [*of, *(part for _, part in more)])


def fitted(looks: Looks, form: Form) -> dict[str, Any]:
    """Return the model of one form of page as arrays, fitted on all pages."""
    samples = looks.samples
    for part in sorted(set(looks.parts)):
        looks.see(part)
    looks.chances |= {(None, at): looks.chances[part, at] for at, part in enumerate(looks.parts)}
    return arrays_of(form, fit_first(samples, range(len(samples))), *fit_last(looks, None, form), samples[0].table)


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
        model = Model.of(arrays_of(form, first, *fit_last(looks, part, form), looks.samples[0].table), form)
        for sample, own in zip(looks.samples, looks.parts, strict=True):
            if own == part and sample.source != MADE:
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


def fit_first(samples: Sequence[Sample], chosen: Iterable[int]) -> Any:
    """Return the trees of a first look."""
    learnt = [samples[at] for at in chosen if samples[at].source != MADE]
    return fit(learnt, [sample.first for sample in learnt], _FIRST)


def fit_last(looks: Looks, held_out: int | None, form: Form) -> tuple[Any, net.Arrays]:
    """Return the trees of a second look and the net beside them, if any: they learn from all parts but *held_out*.

    The net learns from the pages that were made, too.
    """
    chosen = [at for at, own in enumerate(looks.parts) if own != held_out]
    rows = [looks.second(held_out, at) for at in chosen]
    samples = [looks.samples[at] for at in chosen]
    real = [at for at, sample in enumerate(samples) if sample.source != MADE]
    trees = fit([samples[at] for at in real], [rows[at] for at in real], _SECOND[form])
    if form not in _WITH_NET:
        return trees, {}
    lessons = [net.Lesson(sample.table, row, sample.truth) for sample, row in zip(samples, rows, strict=True)]
    return trees, net.fit(lessons, samples[0].table.names, _SEED)


def arrays_of(form: Form, first: Any, second: Any, beside: net.Arrays, table: Table) -> dict[str, Any]:
    """Return the models of both looks, and the net beside the second, as unspin.text.body reads them."""
    counts = (len(model.feature_names_) for model in (first, second))
    trees = {
        f"{form}{number}_{key}": value
        for number, (model, count) in enumerate(zip((first, second), counts, strict=True))
        for key, value in exported(model, table.names[:count]).items()
    }
    return trees | {f"{form}net_{key}": value for key, value in beside.items()}


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
