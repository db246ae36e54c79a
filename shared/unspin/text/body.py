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
_NETS_SHARE = {"html": 0.5, "text": 0.6}  # of the odds, where it is asked; the rest is the forest's
_DOUBT = {"html": 0.08, "text": 0.05}
"""Words that the forest expects to misjudge, as a share of the article's, from which the net is asked: a fourth of all
pages, three fifths of all dumps."""
_FEWEST_WORDS = 30  # that count as an article's
_LONG = 120  # characters of a block that says the same as another by no chance
_FEWEST_BLOCKS = 40  # of a page of html: the net has learnt from few that were shorter; dumps were cropped for it


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What judges one form of page: forests, in the order of the looks, and perhaps a net beside the last of them."""

    looks: tuple[Forest, ...]
    net: Net | None  # sees what the last forest sees
    nets_share: float  # of the odds, where it is asked
    doubt: float  # from which it is

    @classmethod
    def of(cls, arrays: Mapping[str, Any], form: str) -> "Model":
        """Return the model of *form*, whose arrays have names that begin with it and the number of a look, or "net"."""
        parts = {name.split("_")[0] for name in arrays if name.startswith(form)}
        net = Net.of(arrays, f"{form}net_") if f"{form}net" in parts else None
        looks = tuple(Forest.of(arrays, f"{part}_") for part in sorted(parts - {f"{form}net"}))
        return cls(looks, net, _NETS_SHARE[form], _DOUBT[form])

    def chances(self, table: Table) -> Floats:
        """Return for each block of *table* the chance, in [0, 1], that it is part of the article."""
        *first, last = self.looks
        for forest in first:
            look(table, forest.chances(table.matrix()))
        odds = last.odds(table.matrix())
        has_seen_such = not table.layout.form or table.count >= _FEWEST_BLOCKS
        if self.net is not None and has_seen_such and _doubt(odds, table.words) > self.doubt:
            odds = (1 - self.nets_share) * odds + self.nets_share * self.net.odds(table)
        return smoothed(table, 1 / (1 + np.exp(-_levelled(odds, table.layout.texts))))


def _levelled(odds: Floats, texts: Sequence[str]) -> Floats:
    """Return the odds, those of long blocks that say the same made equal: to the mean of them.

    Teasers of other stories often stand above an article and again in the sidebar, where nobody takes them for one.
    """
    places: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if len(text) >= _LONG:
            places.setdefault(text, []).append(at)
    again = [each for each in places.values() if len(each) > 1]
    if not again:
        return odds
    levelled = odds.copy()
    for each in again:
        levelled[each] = odds[each].mean()
    return levelled


def _doubt(odds: Floats, words: Floats) -> float:
    """Return what share of the article's words the forest expects to misjudge.

    A block whose chance is *p* is expected to be misjudged by the smaller of *p* and 1 - *p* of its *words*.
    """
    misjudged = float(words @ (1 / (1 + np.exp(np.abs(odds)))))
    return misjudged / max(_FEWEST_WORDS, float(words @ (odds > 0)))


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
