"""How likely each block is part of the article: two looks, the second knowing the first."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from unspin.model import REASONS, Reason
from unspin.text.features import Table
from unspin.text.forest import Forest
from unspin.text.layout import Floats, Ints, Layout
from unspin.text.looks import look

MODEL = "body.npz"


@cache
def _forests(form: int) -> tuple[Forest, Forest]:
    with files("unspin.text").joinpath(MODEL).open("rb") as file, np.load(file) as arrays:
        kind = "html" if form else "text"
        return Forest.of(arrays, kind + "1_"), Forest.of(arrays, kind + "2_")


def chances(layout: Layout, title: str, reasons: Ints | None = None) -> Floats:
    """Return for each block the chance, in [0, 1], that it is part of the article.

    Args:
        layout: The page; at least one block.
        title: What the page calls itself, or nothing.
        reasons: For dumps: the reason that the rules give each block, 1-based in model.REASONS, 0 for none.
    """
    first, second = _forests(layout.form)
    table = Table(layout, title, reasons)
    look(table, first.chances(table.matrix(first.names)))
    return second.chances(table.matrix(second.names))


def said(reasons: Sequence[Reason | None]) -> Ints:
    """Return *reasons* as numbers: 1-based in model.REASONS, 0 for none."""
    return np.fromiter((REASONS.index(reason) + 1 if reason else 0 for reason in reasons), np.int32, len(reasons))
