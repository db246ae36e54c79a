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

_ROWS = 2_048  # at a time: bounds the memory that a page of 20,000 blocks takes


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees of one depth."""

    names: tuple[str, ...]  # of the columns, in order
    columns: NDArray[np.intp]  # (depth, trees): what each level of each tree looks at
    borders: Floats  # (depth, trees): above it is a one
    leaves: Floats  # trees * 2**depth, one tree after the other
    bias: float

    @classmethod
    def of(cls, arrays: Mapping[str, Any], prefix: str) -> "Forest":
        """Return the forest that *arrays* hold under names that begin with *prefix*."""
        return cls(
            tuple(str(name) for name in arrays[prefix + "names"]),
            arrays[prefix + "columns"].astype(np.intp),
            arrays[prefix + "borders"].astype(np.float32),
            arrays[prefix + "leaves"].astype(np.float32),
            float(arrays[prefix + "bias"]),
        )

    def chances(self, rows: Floats) -> Floats:
        """Return the chance of each row, in [0, 1]; *rows* is (rows, columns)."""
        parts = [self._chances(rows[at : at + _ROWS]) for at in range(0, max(1, len(rows)), _ROWS)]
        return np.concatenate(parts)

    def _chances(self, rows: Floats) -> Floats:
        depth, trees = self.columns.shape
        values = np.ascontiguousarray(rows.T)
        leaf = np.zeros((trees, len(rows)), np.uint8)
        for level in range(depth):
            above = values[self.columns[level]] > self.borders[level][:, None]
            leaf |= above.view(np.uint8) << level
        at = leaf.astype(np.intp) + (np.arange(trees) << depth)[:, None]
        odds = self.leaves[at].sum(axis=0) + self.bias
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)
