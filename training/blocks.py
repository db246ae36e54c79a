"""Fit the model of shared/unspin/text/body.npz: which blocks of a page are its article.

usage: python -m training.blocks PAGES.jsonl.gz... [--out FILE] [--folds N] [--form html|text] [--worst N]

Lines hold {id, url, html, text, body, body_alt?}. With --folds the figures of a cross-validation by site are printed:
every page is cleaned, whole, by a model that saw no page of its site, and was taught by none that did. A model is
written too where the number of folds is that of the parts that the training goes by: it is the one that training alone
would make.
"""

import argparse
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from training import net
from training.forests import chances, exported, fit
from training.labels import shingles
from training.pages import Sample, parts_of, read
from training.splices import MADE, made
from training.taught import taught, untaught
from unspin.model import Form
from unspin.text.body import Model
from unspin.text.cleaning import clean
from unspin.text.features import Table
from unspin.text.layout import Layout
from unspin.text.looks import look

OUT = Path(__file__).parents[1] / "shared/unspin/text/body.npz"
_FIRST: dict[str, Any] = {"iterations": 150, "learning_rate": 0.15}
_SECOND: dict[Form, dict[str, Any]] = {
    "html": {"iterations": 300, "learning_rate": 0.1},
    "text": {"iterations": 200, "learning_rate": 0.1},
}
_NETS: dict[Form, net.Settings] = {
    "html": net.Settings(rounds=8),
    "text": net.Settings(channels=96, rounds=16, belief=0.5, curiosity=2.0),
}
_SPLICED: frozenset[Form] = frozenset(("html",))  # of what form pages are made for the net
_SPLICES = (11, 12)  # seeds: each page is made into so many others
_PARTS = 4  # of the sites: first chances come from the others, or the second look would trust what was learnt by heart
_SEED = 1  # of the net


@dataclass
class Looks:
    """The first chances of every page, by the models that did not see some parts of the sites."""

    samples: Sequence[Sample]
    parts: Sequence[int]
    markup: "Looks | None" = None  # the html of the pages, where these are dumps
    chances: dict[tuple[int | None, int], Any] = field(default_factory=dict)  # by part held out (or none), and page
    _models: dict[frozenset[int | None], Any] = field(default_factory=dict)  # of first looks, by what they did not see

    def see(self, held_out: int | None) -> Any:
        """Have first looks by models that saw neither a page's part nor *held_out*; return the one for that."""
        for part in sorted(set(self.parts)):
            model = self._without(part, held_out)
            for at, own in enumerate(self.parts):
                if own == part:
                    self.chances[held_out, at] = chances(model, self.samples[at].first)
        return self._without(held_out)

    def _without(self, *unseen: int | None) -> Any:
        key = frozenset(unseen) - {None}
        if key not in self._models:
            self._models[key] = fit_first(self.samples, [at for at, own in enumerate(self.parts) if own not in key])
        return self._models[key]

    def others(self, *unseen: int | None) -> list[int]:
        """Return the pages whose part is none of *unseen*."""
        return [at for at, own in enumerate(self.parts) if own not in unseen]

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
        looks = looks_at(samples, parts_of(samples, options.folds or _PARTS), form)
        if form == "text":
            looks.markup = markup_of(looks, options.pages)
        if options.folds:
            validate(looks, form, options.worst)
        if options.folds in (0, _PARTS):
            arrays |= fitted(looks, form)
    if options.folds in (0, _PARTS):
        write(options.out, arrays)
        print(f"{options.out}: {options.out.stat().st_size} bytes")


def looks_at(samples: Sequence[Sample], parts: Sequence[int], form: Form) -> Looks:
    """Return the pages in their *parts*, with those that are made of them for the net, if it learns from such."""
    more = [each for seed in _SPLICES if form in _SPLICED for each in made(samples, parts, seed)]
    return Looks([*samples, *(sample for sample, _ in more)], [*parts, *(part for _, part in more)])


def markup_of(dumps: Looks, paths: Iterable[Path]) -> Looks:
    """Return the html of the pages of which there are *dumps*, in the same parts."""
    part = {sample.site: own for sample, own in zip(dumps.samples, dumps.parts, strict=True)}
    samples = [sample for path in paths for sample in read(path, "html") if sample.site in part]
    return Looks(samples, [part[sample.site] for sample in samples])


def fitted(looks: Looks, form: Form) -> dict[str, Any]:
    """Return the model of one form of page as arrays, fitted on all pages."""
    return arrays_of(form, looks.see(None), *fit_last(looks, None, form), looks.samples[0].table)


def validate(looks: Looks, form: Form, worst: int) -> None:
    """Print precision, recall and F1 over 4-word shingles of pages whose sites were not trained on."""
    parts = sorted(set(looks.parts))
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
    chosen = looks.others(held_out)
    rows = [looks.second(held_out, at) for at in chosen]
    samples = [looks.samples[at] for at in chosen]
    teaching = teachings(looks.markup, held_out) if looks.markup else None
    lessons = [
        net.Lesson(sample.table, row, sample.truth, None if teaching is None else teach(sample, teaching))
        for sample, row in zip(samples, rows, strict=True)
    ]
    settings = _NETS[form]
    real = [at for at, sample in enumerate(samples) if sample.source != MADE]
    told = [(lessons[at].truth, lessons[at].taught) for at in real]
    goals = [taught.goal(truth, settings.belief) for truth, taught in told if taught is not None]
    trees = fit([samples[at] for at in real], [rows[at] for at in real], _SECOND[form], goals)
    return trees, net.fit(lessons, samples[0].table.names, _SEED, settings)


def teachings(markup: Looks, held_out: int | None) -> dict[str, tuple[Layout, Any]]:
    """Return the html of each page, with chances by a first look that saw neither its part nor *held_out*."""
    markup.see(held_out)
    chosen = markup.others(held_out)
    return {markup.samples[at].page.id: (markup.samples[at].layout, markup.chances[held_out, at]) for at in chosen}


def teach(dump: Sample, teaching: Mapping[str, tuple[Layout, Any]]) -> net.Taught:
    """Return what the html of a page says of its dump, or of a part; nothing of what comes from another page."""
    lines = dump.layout.texts
    return taught(lines, *teaching[dump.page.id]) if dump.page.id in teaching else untaught(lines)


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
