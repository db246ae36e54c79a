"""What a first look at a page tells a second one: how likely the blocks around a block are."""

import numpy as np

from unspin.text.features import LEVELS, Table, grouped, run_of, running
from unspin.text.layout import Floats, Ints

_WINDOWS = (1, 2, 3, 6, 12)
_FAR = 1_000  # blocks
_STEPS = 50
_NEAR = tuple(f"chance_{side}{width}" for side in ("before", "behind") for width in _WINDOWS)
_GROUPED = tuple((f"chance_{name}", f"mass_{name}", f"number_{name}") for name in ("path", "named", "alike"))
_AROUND = tuple(f"chance_up{level}" for level in range(LEVELS))


def look(table: Table, chance: Floats) -> None:
    """Add what the chances that a first look gave the blocks say: around, before, behind, in like places."""
    count, at = table.count, table.at
    chance = chance.astype(np.float64)
    weight = np.minimum(table.size, 500.0) + 10.0
    gain = chance * weight
    mass = running(np.array((gain, weight)))
    step = (chance * _STEPS).astype(np.intp)
    above = np.bincount(step, weight, _STEPS + 1)[::-1].cumsum()[::-1]
    most = max(0.01, float(chance.max()))
    rank = above[step] / max(1.0, above[0])
    table.add(["chance", "chance_of_most", "chance_rank"], [chance, chance / most, rank])

    likely, held = table.beside(mass, _WINDOWS)
    table.add(_NEAR, likely / np.maximum(1, held))
    start, end = table.layout.start[table.around], table.layout.end[table.around]
    likely, held = mass.take(end, axis=1) - mass.take(start, axis=1)
    table.add(_AROUND, likely / np.maximum(1, held))

    sums = mass[0]
    table.add(
        ("mass_before", "mass_before_words", "mass_behind_words", "mass"),
        (sums[:-1] / max(1.0, sums[-1]), sums[:-1], sums[-1] - sums[1:], np.full(count, sums[-1])),
    )
    table.run("chance_run_", run_of((chance - 0.4) * weight))
    _topic(table, chance)
    is_likely = chance > 0.5
    since = np.maximum.accumulate(np.where(is_likely, at, -_FAR))
    until = np.minimum.accumulate(np.where(is_likely, at, count + _FAR)[::-1])[::-1]
    table.add(("since_likely", "until_likely"), (at - since, until - at))
    for names, group in zip(_GROUPED, (*table.groups, _alike(table)), strict=True):
        likely, held = np.bincount(group, gain), np.bincount(group, weight)
        rows = np.array((likely / held, likely / max(1.0, sums[-1]), np.bincount(group)))
        table.add(names, rows.take(group, axis=1))


def smoothed(table: Table, chance: Floats) -> Floats:
    """Return the chances drawn half way to the mean of the blocks in like places: a page treats them alike.

    Places are alike where the tags from the page down are; in a dump, between the same two blank lines.
    """
    group = table.alike
    weight = np.minimum(table.size, 500.0) + 10.0
    mean = np.bincount(group, chance * weight) / np.maximum(1.0, np.bincount(group, weight))
    return np.asarray((chance + mean[group]) / 2, np.float32)


def _topic(table: Table, chance: Floats) -> None:
    """Add how many of a block's long words stand in other blocks that are likely: another story has other words."""
    owner, word = table.topic
    likely = np.bincount(word, chance[owner], minlength=1)[word] - chance[owner]
    others = np.bincount(word, minlength=1)[word] - 1.0
    held = np.maximum(1, np.bincount(owner, minlength=table.count))
    elsewhere = np.where(others > 0, likely / np.maximum(1, others), 0.0)
    told = np.maximum(1, np.bincount(owner, others > 0, minlength=table.count))
    rows = (np.bincount(owner, np.minimum(likely, 1.0), table.count) / held,
            np.bincount(owner, elsewhere, table.count) / told, held)  # fmt: skip
    table.add(("topic", "topic_share", "topic_words"), rows)


def _alike(table: Table) -> Ints:
    """Return the group of each block: those of one tag in containers of the same names."""
    key = (table.inherited << 8) + table.layout.tags
    key = key * 31 + table.flags[table.around[0]] * 7 + table.flags[table.around[1]]
    return grouped(key)
