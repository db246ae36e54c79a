"""Boosted oblivious trees, evaluated with numpy alone.

Every level of an oblivious tree asks one question of all its nodes, so a tree of depth d is d comparisons and a look-up
among 2**d leaves, for all rows at once (Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features",
NeurIPS 2018).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.text.layout import Floats

_BLOCKS = 2_048  # at a time: bounds the memory that a page of 20,000 blocks takes


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees of one depth."""

    names: tuple[str, ...]  # of the rows of the table, in order
    rows: NDArray[np.intp]  # (depth, trees): what each level of each tree looks at
    borders: Floats  # (depth, trees, 1): above it is a one
    leaves: Floats  # trees * 2**depth, one tree after the other
    first: NDArray[np.int32]  # (trees, 1): the place of each tree's first leaf
    bias: float

    @classmethod
    def of(cls, arrays: Mapping[str, Any], prefix: str) -> "Forest":
        """Return the forest that *arrays* hold under names that begin with *prefix*."""
        rows = arrays[prefix + "rows"].astype(np.intp)
        depth, trees = rows.shape
        return cls(
            names=tuple(str(name) for name in arrays[prefix + "names"]),
            rows=rows,
            borders=arrays[prefix + "borders"].astype(np.float32)[:, :, None],
            leaves=arrays[prefix + "leaves"].astype(np.float32),
            first=(np.arange(trees, dtype=np.int32) << depth)[:, None],
            bias=float(arrays[prefix + "bias"]),
        )

    def chances(self, table: Floats) -> Floats:
        """Return the chance of each block, in [0, 1]; *table* is (rows, blocks)."""
        parts = [self._chances(table[:, at : at + _BLOCKS]) for at in range(0, max(1, table.shape[1]), _BLOCKS)]
        return np.concatenate(parts)

    def _chances(self, table: Floats) -> Floats:
        leaf = np.zeros((self.rows.shape[1], table.shape[1]), np.uint8)
        for rows, borders in zip(self.rows[::-1], self.borders[::-1], strict=True):
            np.left_shift(leaf, 1, out=leaf)
            leaf |= np.greater(np.take(table, rows, axis=0), borders).view(np.uint8)
        at = leaf + self.first
        odds = np.take(self.leaves, at).sum(axis=0) + self.bias
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)
