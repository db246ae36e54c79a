"""What is known about each block of a page: a table of numbers, one row a block, filled column by column."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unspin.text import characters
from unspin.text.layout import Floats, Ints, Layout
from unspin.text.names import BITS

Column = NDArray[np.floating | np.integer | np.bool_]

_WINDOWS = (1, 2, 4, 12)
_LEVELS = 5  # of containers around a block
_LONG = 80  # letters: below, a sentence may be a notice
_KINDS = ("form", "figure", "article", "main", "table", "list", "quote", "section", "body", "maybe")
_KIND_BITS = sum(BITS[name] for name in _KINDS)
_BAD_BITS = sum(bit for name, bit in BITS.items() if name not in _KINDS)
_DIRECT = ("related_headlines", "caption", "byline", "navigation", "list", "figure", "table", "quote", "other")


class Table:
    """The columns of one page, by name."""

    def __init__(self, layout: Layout, title: str = "", reasons: Ints | None = None) -> None:
        self.layout = layout
        self.count = len(layout)
        self.groups: list[Ints] = []
        self.columns: dict[str, Column] = {}
        self._measure(title or (layout.texts[0] if not layout.form else ""))
        self._containers()
        self._neighbours()
        if reasons is not None:
            self._ruled(reasons)

    def matrix(self, names: Sequence[str]) -> Floats:
        """Return the columns called *names*, one row a block."""
        # Column by column in memory, as the trees read it.
        rows = np.empty((len(names), self.count), np.float32)
        for at, name in enumerate(names):
            rows[at] = self.columns[name]
        return rows.T

    # one block by itself

    def _measure(self, title: str) -> None:
        layout, columns = self.layout, self.columns
        kinds, starts = characters.kinds_of(layout.texts)
        owner = np.repeat(np.arange(self.count), np.diff(np.append(starts, len(kinds))))
        counts = np.bincount(owner * characters.KINDS + kinds, minlength=characters.KINDS * self.count).reshape(
            self.count, characters.KINDS
        )
        letters = counts[:, characters.LOWER] + counts[:, characters.UPPER] + 3 * counts[:, characters.WIDE]
        total = counts.sum(axis=1)
        size = total + 2 * counts[:, characters.WIDE]
        last = np.append(starts[1:] - 2, len(kinds) - 1)
        ends = kinds[last]
        before = kinds[np.maximum(last - 1, starts)]
        words = counts[:, characters.BLANK] + 1
        self.size = size.astype(np.float64)
        density = layout.linked / np.maximum(1, total)
        stop = (ends == characters.STOP) | ((ends == characters.QUOTE) & (before == characters.STOP))
        self.sentence = (density < 0.5) & (((size >= 15) & stop) | ((size >= 160) & (density < 0.3)))
        self.good = np.where(self.sentence & (size >= _LONG), np.minimum(self.size, 2000), 0.0)
        columns["size"] = size
        columns["words"] = words
        columns["word_length"] = size / words
        columns["density"] = density
        columns["upper"] = counts[:, characters.UPPER] / np.maximum(1, letters)
        columns["digits"] = counts[:, characters.DIGIT] / np.maximum(1, size)
        columns["marks"] = counts[:, characters.MARK] / np.maximum(1, size)
        columns["commas"] = counts[:, characters.COMMA]
        columns["stops"] = counts[:, characters.STOP]
        columns["stops_per_word"] = counts[:, characters.STOP] / words
        columns["quotes"] = counts[:, characters.QUOTE] / np.maximum(1, size)
        columns["ends"] = ends
        columns["begins"] = kinds[starts]
        columns["stop"] = stop
        columns["sentence"] = self.sentence
        columns["tag"] = layout.tags
        columns["form"] = np.full(self.count, layout.form)
        columns["heading"] = (layout.tags >= 3) & (layout.tags <= 8)
        parts = (self.size, self.good, layout.linked, self.sentence)
        self._running = tuple(np.concatenate(([0.0], np.cumsum(part))) for part in parts)
        self._repeats(title)

    def _repeats(self, title: str) -> None:
        texts = self.layout.texts
        seen = Counter(texts)
        told: Counter[str] = Counter()
        earlier = np.zeros(self.count, np.int32)
        for number, text in enumerate(texts):
            if seen[text] > 1:
                earlier[number] = told[text]
                told[text] += 1
        self.columns["copies"] = np.fromiter((seen[text] for text in texts), np.int32, self.count)
        self.columns["copies_before"] = earlier
        words = set(title.casefold().split())
        same = [
            len(words.intersection(text.casefold().split())) / len(words) if words and len(text) < 400 else 0.0
            for text in texts
        ]
        share = np.array(same, np.float32)
        self.columns["title_share"] = share
        is_title = share > 0.8
        at = np.arange(self.count)
        first = int(np.argmax(is_title)) if is_title.any() else -1
        last = self.count - 1 - int(np.argmax(is_title[::-1])) if is_title.any() else -1
        main = np.flatnonzero(self.layout.tags == 3)
        away: Ints = np.full(self.count, -999)
        self.columns["from_title"] = at - first if first >= 0 else away
        self.columns["from_last_title"] = at - last if last >= 0 else away
        self.columns["from_h1"] = at - main[-1] if len(main) else away

    # the containers around it

    def _containers(self) -> None:
        layout = self.layout
        span = layout.end - layout.start
        widens = span > 0
        flags = layout.flags.copy()
        outer: Ints = np.arange(len(layout.parent))
        # A container that holds just what its parent holds is one with it: the outer takes the names of the inner.
        same = (span == span[layout.parent]) & widens
        same[0] = False
        for at in np.flatnonzero(same).tolist():
            outer[at] = outer[layout.parent[at]]
        np.bitwise_or.at(flags, outer, layout.flags)
        parent = outer[layout.parent]
        self.flags = flags
        holder = outer[layout.holder]
        level: Ints = holder
        around = [level]
        for _ in range(_LEVELS - 1):
            level = parent[level]
            around.append(level)
        self.around = around
        self._inherit(outer)
        for depth, level in enumerate(around):
            self._level(f"up{depth}_", level)
        self._paths()
        main = self._main(around)
        self._level("main_", main)

    def _inherit(self, outer: Ints) -> None:
        """Hand down what names say, but for those around more than a third of the good text."""
        layout, columns = self.layout, self.columns
        good = np.concatenate(([0.0], np.cumsum(self.good)))
        share = (good[layout.end] - good[layout.start]) / max(1.0, good[-1])
        own = np.where(share < 0.34, layout.flags, layout.flags & _KIND_BITS).tolist()
        depth = [0] * len(own)
        for at, parent in enumerate(layout.parent.tolist()):
            if at:
                own[at] |= own[parent]
                depth[at] = depth[parent] + 1
        holder = layout.holder
        inherited = np.array(own, np.int64)[holder]
        direct = self.flags[outer[holder]]
        columns["depth"] = np.array(depth, np.int32)[holder]
        for name, bit in BITS.items():
            columns[f"in_{name}"] = (inherited & bit) > 0
        for name in ("body", "maybe", *_DIRECT):
            columns[f"direct_{name}"] = (direct & BITS[name]) > 0
        columns["bad_names"] = np.bitwise_count((inherited & _BAD_BITS).astype(np.uint64))
        self.inherited = inherited

    def _paths(self) -> None:
        """Compare each block with those in like places, and with where most of the good text stands."""
        layout, columns = self.layout, self.columns
        total = max(1.0, self.good.sum())
        for name, keys in (("path", layout.path), ("named", layout.named)):
            _, group = np.unique(keys[layout.holder] * 32 + layout.tags, return_inverse=True)
            good, held = np.bincount(group, self.good), np.bincount(group, self.size)
            columns[name + "_good"] = good[group] / total
            columns[name + "_good_share"] = good[group] / np.maximum(1, held[group])
            columns[name + "_blocks"] = np.bincount(group)[group]
            columns[name + "_density"] = np.bincount(group, layout.linked)[group] / np.maximum(1, held[group])
            columns[name + "_top"] = good[group] >= good.max()
            self.groups.append(group)
        held = np.bincount(layout.holder, self.good, minlength=len(layout.parent))
        columns["holder_good"] = held[layout.holder] / total
        above = np.bincount(layout.parent[layout.holder], self.good, minlength=len(layout.parent))
        columns["above_good"] = above[layout.parent[layout.holder]] / total
        top = int(np.argmax(above))
        columns["in_top"] = (np.arange(self.count) >= layout.start[top]) & (np.arange(self.count) < layout.end[top])
        columns["top_above"] = layout.parent[layout.holder] == top
        depth = columns["depth"]
        columns["deeper"] = depth - np.average(depth, weights=self.good + 1e-3)
        columns["page_spread"] = np.full(self.count, above[top] / total)

    def _level(self, prefix: str, level: Ints) -> None:
        layout, columns = self.layout, self.columns
        start, end = layout.start[level], layout.end[level]
        size, good, linked, sentences = self._running
        held = size[end] - size[start]
        columns[prefix + "density"] = (linked[end] - linked[start]) / np.maximum(1, held)
        columns[prefix + "good"] = (good[end] - good[start]) / max(1.0, good[-1])
        columns[prefix + "good_share"] = (good[end] - good[start]) / np.maximum(1, held)
        columns[prefix + "blocks"] = end - start
        columns[prefix + "sentences"] = (sentences[end] - sentences[start]) / np.maximum(1, end - start)
        columns[prefix + "place"] = (np.arange(self.count) - start) / np.maximum(1, end - start)

    def _main(self, around: list[Ints]) -> Ints:
        """Return the nearest container around each block that holds more than a fifth of the page's good text."""
        _, good, _, _ = self._running
        share = (good[self.layout.end] - good[self.layout.start]) / max(1.0, good[-1])
        main: Ints = np.zeros(self.count, np.int32)
        for level in reversed(around):
            main = np.where(share[level] > 0.2, level, main)
        return main

    # the blocks before and behind it

    def _neighbours(self) -> None:
        columns, count = self.columns, self.count
        at = np.arange(count)
        size, good, linked, sentences = self._running
        for width in _WINDOWS:
            for side, low, high in (("before", at - width, at), ("behind", at + 1, at + 1 + width)):
                low, high = np.clip(low, 0, count), np.clip(high, 0, count)
                held = size[high] - size[low]
                columns[f"{side}{width}_density"] = (linked[high] - linked[low]) / np.maximum(1, held)
                columns[f"{side}{width}_good"] = (good[high] - good[low]) / max(1.0, good[-1])
                columns[f"{side}{width}_size"] = held
                if width > 1:
                    columns[f"{side}{width}_sentences"] = sentences[high] - sentences[low]
        for name in ("tag", "stop", "heading", "copies"):
            values = columns[name]
            columns[f"{name}_before"] = np.concatenate((values[:1], values[:-1]))
            columns[f"{name}_behind"] = np.concatenate((values[1:], values[-1:]))
        same = self.layout.holder[1:] == self.layout.holder[:-1]
        columns["joined_before"] = np.concatenate(([False], same))
        columns["joined_behind"] = np.concatenate((same, [False]))
        columns["at"] = at
        columns["behind"] = count - at
        columns["place"] = at / max(1, count)
        columns["good_before"] = good[:-1] / max(1.0, good[-1])
        columns["page_good"] = np.full(count, good[-1])
        columns["page_blocks"] = np.full(count, count)
        columns["page_density"] = np.full(count, linked[-1] / max(1.0, size[-1]))
        inside = run_of(np.where(self.good > 0, np.minimum(self.good, 800) / 100 * (1 - columns["density"]),
                                 np.where(columns["density"] < 0.5, -0.35, -0.8)))  # fmt: skip
        self.run("run_", inside)

    def run(self, prefix: str, bounds: tuple[int, int]) -> None:
        """Add where each block stands to the stretch between *bounds*."""
        at = np.arange(self.count)
        first, end = bounds
        self.columns[prefix + "first"] = at - first
        self.columns[prefix + "end"] = at - end
        self.columns[prefix + "inside"] = (at >= first) & (at < end)

    def _ruled(self, reasons: Ints) -> None:
        """Add what the rules said: of the block, and how often around it."""
        columns, at = self.columns, np.arange(self.count)
        columns["said"] = reasons
        said = reasons > 0
        sums = np.concatenate(([0], np.cumsum(said)))
        for width in (2, 4, 12):
            columns[f"said_before{width}"] = sums[at] - sums[np.maximum(at - width, 0)]
            columns[f"said_behind{width}"] = sums[np.minimum(at + 1 + width, self.count)] - sums[at + 1]
        following = np.minimum.accumulate(np.where(said, at, self.count + 999)[::-1])[::-1]
        columns["said_next"] = np.minimum(following - at, 999)
        unsaid = np.where(said, -0.3, np.where(self.sentence, np.minimum(self.size, 800) / 100, -0.4))
        self.run("said_run_", run_of(unsaid))


def run_of(weights: Floats) -> tuple[int, int]:
    """Return the bounds (first, behind last) of the stretch with the greatest sum: Kadane's algorithm, on sums."""
    sums = np.concatenate(([0.0], np.cumsum(weights)))
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    first = int(np.argmin(sums[: end + 1]))
    return first, end
