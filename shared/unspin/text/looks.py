"""What a first look at a page tells a second one: how likely the blocks around a block are."""

import re

import numpy as np

from unspin.text.features import Table, run_of
from unspin.text.layout import Floats, Ints

_LONG_WORD = re.compile(r"\w{5,}")
_TOPIC = 2_000  # characters of a block that tell what it is about


def look(table: Table, chance: Floats) -> None:
    """Add what the chances that a first look gave the blocks say: around, before, behind, in like places."""
    columns, count = table.columns, table.count
    at = np.arange(count)
    chance = chance.astype(np.float64)
    weight = np.minimum(table.size, 500.0) + 10.0
    sums = np.concatenate(([0.0], np.cumsum(chance * weight)))
    weights = np.concatenate(([0.0], np.cumsum(weight)))
    columns["chance"] = chance
    for width in (1, 2, 3, 6, 12):
        for side, low, high in (("before", at - width, at), ("behind", at + 1, at + 1 + width)):
            low, high = np.clip(low, 0, count), np.clip(high, 0, count)
            columns[f"chance_{side}{width}"] = (sums[high] - sums[low]) / np.maximum(1, weights[high] - weights[low])
    for depth, level in enumerate(table.around):
        start, end = table.layout.start[level], table.layout.end[level]
        columns[f"chance_up{depth}"] = (sums[end] - sums[start]) / np.maximum(1, weights[end] - weights[start])
    columns["mass_before"] = sums[:-1] / max(1.0, sums[-1])
    columns["mass_before_words"] = sums[:-1]
    columns["mass_behind_words"] = sums[-1] - sums[1:]
    columns["mass"] = np.full(count, sums[-1])
    table.run("chance_run_", run_of((chance - 0.4) * weight))
    _topic(table, chance)
    likely = chance > 0.5
    since = np.maximum.accumulate(np.where(likely, at, -1000))
    until = np.minimum.accumulate(np.where(likely, at, count + 1000)[::-1])[::-1]
    columns["since_likely"], columns["until_likely"] = at - since, until - at
    for name, group in zip(("path", "named"), table.groups, strict=True):
        held = np.bincount(group, weight)
        columns["chance_" + name] = np.bincount(group, chance * weight)[group] / held[group]
        columns["mass_" + name] = np.bincount(group, chance * weight)[group] / max(1.0, sums[-1])
    groups = _alike(table)
    held = np.bincount(groups, weight)
    columns["chance_alike"] = np.bincount(groups, chance * weight)[groups] / held[groups]
    columns["alike"] = np.bincount(groups)[groups]


def _topic(table: Table, chance: Floats) -> None:
    """Add how many of a block's long words stand in other blocks that are likely: another story has other words."""
    numbers: dict[str, int] = {}
    owners: list[int] = []
    words: list[int] = []
    for at, text in enumerate(table.layout.texts):
        found = {numbers.setdefault(word, len(numbers)) for word in _LONG_WORD.findall(text[:_TOPIC].lower())}
        words.extend(found)
        owners.extend([at] * len(found))
    owner, word = np.array(owners, np.intp), np.array(words, np.intp)
    likely = np.bincount(word, chance[owner], minlength=1)[word] - chance[owner]
    others = np.bincount(word, minlength=1)[word] - 1.0
    held = np.maximum(1, np.bincount(owner, minlength=table.count))
    hit = np.minimum(likely, 1.0)
    table.columns["mass_topic"] = np.bincount(owner, hit, minlength=table.count) / held
    elsewhere = np.where(others > 0, likely / np.maximum(1, others), 0.0)
    told = np.maximum(1, np.bincount(owner, others > 0, minlength=table.count))
    table.columns["mass_topic_share"] = np.bincount(owner, elsewhere, minlength=table.count) / told
    table.columns["mass_topic_words"] = held


def _alike(table: Table) -> Ints:
    """Return the group of each block: those of one tag in containers of the same names."""
    key = (table.inherited << 8) + table.layout.tags
    key = key * 31 + table.flags[table.around[0]] * 7 + table.flags[table.around[1]]
    groups: Ints = np.unique(key, return_inverse=True)[1]
    return groups
