"""The pages that a model of blocks learns from, with the truth about each block."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.labels import labels
from unspin.model import Form, Page
from unspin.text import selection
from unspin.text.blocks import of_layout
from unspin.text.body import said
from unspin.text.cleaning import parsed, told_by
from unspin.text.features import Table, Told
from unspin.text.layout import Layout, of_text
from unspin.text.sites import registered_domain

CROPS = "crops"
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
    told: Told  # what the page says about itself
    first: Any  # (rows, blocks): the table before any look
    truth: Any  # (blocks,) of 0 and 1
    weight: Any  # (blocks,)
    chosen: Any  # (blocks,): whether it is learnt from


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
            told = told_by(metadata)
            table = Table(layout, told, why)
            yield sample_of(name, site, page, bodies, table, told, truth, number)
            if form == "text":
                content, rest = cropped(layout, truth, np.random.default_rng(number))
                crop = of_text(content)
                if len(crop) != len(rest):  # what was left looks as if it had been broken at a width
                    rest = np.array(labels(crop.texts, bodies)[0]) >= 0.5
                table = Table(crop, told, said(selection.reasons(of_layout(crop))))
                yield sample_of(CROPS, site, Page(form, content, id=page.id), bodies, table, told, rest, number)


def sample_of(
    source: str, site: str, page: Page, bodies: Sequence[str], table: Table, told: Told, truth: Any, number: int
) -> Sample:  # fmt: skip
    """Return a page with what is learnt from it."""
    weight = np.sqrt(table.words + 2.0)
    weight = weight / np.sqrt(weight.sum())  # long pages count more than short ones, but not by their length
    chosen = np.ones(table.count, bool)
    if table.count > _FEW:
        near = np.convolve(truth, np.ones(61), "same") > 0
        near[np.argsort(-table.good, kind="stable")[:30]] = True
        chosen = near | (np.random.default_rng(number).random(table.count) >= _LEFT_OUT)
        weight = np.where(near, weight, weight / (1 - _LEFT_OUT))
    return Sample(source, site, page, bodies, table.layout, table, told, table.matrix(), truth, weight, chosen)


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


def parts_of(samples: Sequence[Sample], count: int) -> list[int]:
    """Return the part of each sample; a site is never divided."""
    sites = sorted({sample.site for sample in samples})
    order = np.random.default_rng(0).permutation(len(sites))
    part = {site: int(at) % count for site, at in zip(sites, order, strict=True)}
    return [part[sample.site] for sample in samples]
