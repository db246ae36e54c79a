"""How likely each block is part of the article: looks at the page and, where they leave doubts, a net beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from unspin.model import REASONS, Reason
from unspin.text.features import Table, Told
from unspin.text.forest import Forest
from unspin.text.layout import Floats, Ints, Layout
from unspin.text.looks import look, smoothed
from unspin.text.net import Net

MODEL = "body.npz"
_NETS_SHARE = 0.5  # of the odds, where it is asked; the rest is the forest's
_DOUBT = 0.08  # words that the forest expects to misjudge, as a share of the article's, from which the net is asked
_FEWEST_WORDS = 30  # that count as an article's
_FEWEST_BLOCKS = 40  # of a page of html: the net has learnt from few that were shorter; dumps were cropped for it


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What judges one form of page: forests, in the order of the looks, and perhaps a net beside the last of them."""

    looks: tuple[Forest, ...]
    net: Net | None  # sees what the last forest sees

    @classmethod
    def of(cls, arrays: Mapping[str, Any], form: str) -> "Model":
        """Return the model of *form*, whose arrays have names that begin with it and the number of a look, or "net"."""
        parts = {name.split("_")[0] for name in arrays if name.startswith(form)}
        net = Net.of(arrays, f"{form}net_") if f"{form}net" in parts else None
        return cls(tuple(Forest.of(arrays, f"{part}_") for part in sorted(parts - {f"{form}net"})), net)

    def chances(self, table: Table) -> Floats:
        """Return for each block of *table* the chance, in [0, 1], that it is part of the article."""
        *first, last = self.looks
        for forest in first:
            look(table, forest.chances(table.matrix()))
        odds = last.odds(table.matrix())
        has_seen_such = not table.layout.form or table.count >= _FEWEST_BLOCKS
        if self.net is not None and has_seen_such and _is_doubtful(odds, table.words):
            odds = (1 - _NETS_SHARE) * odds + _NETS_SHARE * self.net.odds(table)
        return smoothed(table, 1 / (1 + np.exp(-odds)))


def _is_doubtful(odds: Floats, words: Floats) -> bool:
    """Say whether the forest is sure of so little that a second opinion is worth its time: of a fourth of all pages.

    A block whose chance is *p* is expected to be misjudged by the smaller of *p* and 1 - *p* of its *words*.
    """
    misjudged = float(words @ (1 / (1 + np.exp(np.abs(odds)))))
    return misjudged > _DOUBT * max(_FEWEST_WORDS, float(words @ (odds > 0)))


@cache
def shipped(form: int) -> Model:
    """Return the model for html (1) or for dumps (0)."""
    with files("unspin.text").joinpath(MODEL).open("rb") as file, np.load(file) as arrays:
        return Model.of(dict(arrays), "html" if form else "text")


def chances(model: Model, layout: Layout, told: Told, reasons: Ints | None = None) -> Floats:
    """Return for each block the chance, in [0, 1], that it is part of the article.

    Args:
        model: For pages of this form.
        layout: The page; at least one block.
        told: What the page says about itself.
        reasons: For dumps: the reason that the rules give each block, 1-based in model.REASONS, 0 for none.
    """
    return model.chances(Table(layout, told, reasons))


def said(reasons: Sequence[Reason | None]) -> Ints:
    """Return *reasons* as numbers: 1-based in model.REASONS, 0 for none."""
    return np.fromiter((REASONS.index(reason) + 1 if reason else 0 for reason in reasons), np.int32, len(reasons))
