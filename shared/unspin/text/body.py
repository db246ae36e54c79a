"""How likely each block is part of the article: looks at the page, each knowing what the one before made of it."""

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

MODEL = "body.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The forests of one form of page, in the order of the looks."""

    looks: tuple[Forest, ...]

    @classmethod
    def of(cls, arrays: Mapping[str, Any], prefix: str) -> "Model":
        """Return the model whose forests *arrays* hold under names that begin with *prefix* and a number."""
        count = 1 + max(int(name[len(prefix)]) for name in arrays if name.startswith(prefix))
        return cls(tuple(Forest.of(arrays, f"{prefix}{number}_") for number in range(count)))

    def chances(self, table: Table) -> Floats:
        """Return for each block of *table* the chance, in [0, 1], that it is part of the article."""
        chance = self.looks[0].chances(table.matrix())
        for forest in self.looks[1:]:
            look(table, chance)
            chance = forest.chances(table.matrix())
        return smoothed(table, chance)


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
