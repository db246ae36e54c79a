"""Boosted oblivious trees, fitted by CatBoost and written as unspin.text.forest reads them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool

from training.pages import Sample

_SETTINGS: dict[str, Any] = {
    "depth": 6, "l2_leaf_reg": 6, "border_count": 48, "subsample": 0.7, "rsm": 0.3, "bootstrap_type": "Bernoulli",
    "thread_count": 2, "verbose": 0, "allow_writing_files": False, "random_seed": 1,
}  # fmt: skip


def fit(
    samples: Sequence[Sample], tables: Sequence[Any], settings: Mapping[str, Any], goals: Sequence[Any] | None = None
) -> Any:
    """Return trees fitted on *samples*, of which *tables* hold (rows, blocks).

    They learn the truth, or *goals* in its stead: what a teacher makes of it, a chance for each block.
    """
    rows = np.concatenate([table.T[sample.chosen] for sample, table in zip(samples, tables, strict=True)])
    weight = np.concatenate([sample.weight[sample.chosen] for sample in samples])
    pairs = zip(samples, goals or [sample.truth.astype(int) for sample in samples], strict=True)
    goal = np.concatenate([own[sample.chosen] for sample, own in pairs])
    loss = "CrossEntropy" if goals else "Logloss"
    trees = CatBoostClassifier(**_SETTINGS, **settings, loss_function=loss)
    return trees.fit(Pool(rows, goal, weight=weight / weight.mean()))


def chances(model: Any, table: Any) -> Any:
    """Return the chance of each block of *table*, (rows, blocks)."""
    return model.predict_proba(table.T)[:, 1].astype(np.float32)


def exported(model: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return the trees of *model* as the arrays that unspin.text.forest reads."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        saved = json.loads(path.read_text())
    trees = saved["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in trees)
    rows, borders = np.zeros((depth, len(trees)), np.uint16), np.full((depth, len(trees)), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**depth), np.float16)
    for at, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            rows[level, at] = split["float_feature_index"]
            borders[level, at] = split["border"]
        leaves[at, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = saved["scale_and_bias"]
    return {
        "names": np.array(names), "rows": rows, "borders": borders, "leaves": (leaves * scale).ravel(),
        "bias": np.float64(bias),
    }  # fmt: skip
