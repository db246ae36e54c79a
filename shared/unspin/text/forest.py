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
_QUESTIONS = 256  # at a time: what they look at stays in the processor's cache


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees of one depth."""

    names: tuple[str, ...]  # of the rows of the table, in order
    rows: NDArray[np.intp]  # what each question looks at; trees share questions, and each is asked once
    borders: Floats  # (questions, 1): above it is a one
    questions: NDArray[np.intp]  # (depth, trees): what each level of each tree asks
    leaves: Floats  # trees * 2**depth, one tree after the other
    first: NDArray[np.unsignedinteger]  # (trees, 1): the place of each tree's first leaf
    bias: float

    @classmethod
    def of(cls, arrays: Mapping[str, Any], prefix: str) -> "Forest":
        """Return the forest that *arrays* hold under names that begin with *prefix*."""
        depth, trees = arrays[prefix + "rows"].shape
        borders = arrays[prefix + "borders"].astype(np.float32).view(np.uint32)
        asked, questions = np.unique(arrays[prefix + "rows"].astype(np.int64) << 32 | borders, return_inverse=True)
        return cls(
            names=tuple(str(name) for name in arrays[prefix + "names"]),
            rows=asked >> 32,
            borders=asked.astype(np.uint32).view(np.float32)[:, None],
            questions=questions.reshape(depth, trees),
            leaves=arrays[prefix + "leaves"].astype(np.float32),
            first=(np.arange(trees) << depth).astype(np.min_scalar_type(trees << depth))[:, None],
            bias=float(arrays[prefix + "bias"]),
        )

    def chances(self, table: Floats) -> Floats:
        """Return the chance of each block, in [0, 1]; *table* is (rows, blocks)."""
        return np.asarray(1 / (1 + np.exp(-self.odds(table))), np.float32)

    def odds(self, table: Floats) -> Floats:
        """Return the logarithm of the odds of each block; *table* is (rows, blocks)."""
        parts = [self._odds(table[:, at : at + _BLOCKS]) for at in range(0, max(1, table.shape[1]), _BLOCKS)]
        return np.concatenate(parts)

    def _odds(self, table: Floats) -> Floats:
        answers = np.empty((len(self.rows), table.shape[1]), np.bool_)
        for at in range(0, len(self.rows), _QUESTIONS):
            some = slice(at, at + _QUESTIONS)
            np.greater(table.take(self.rows[some], axis=0), self.borders[some], out=answers[some])
        answers = answers.view(np.uint8)
        leaf = answers.take(self.questions[-1], axis=0)
        for questions in self.questions[-2::-1]:
            leaf += leaf  # what numpy doubles faster than it shifts
            leaf |= answers.take(questions, axis=0)
        # No leaf is out of bounds; "clip" does without a copy that numpy makes in case one is.
        return np.asarray(self.leaves.take(leaf + self.first, mode="clip").sum(axis=0) + self.bias)
