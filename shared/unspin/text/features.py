"""What is known about each block of a page: a table of numbers, one column a block, filled many rows at once."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspin.text import characters, signals
from unspin.text.layout import Floats, Ints, Layout, leaps
from unspin.text.names import BITS

Rows = NDArray[np.floating | np.integer | np.bool_]

_WINDOWS = (1, 2, 4, 12)
_LEVELS = 5  # of containers around a block
_LONG = 80  # letters: below, a sentence may be a notice
_KINDS = ("form", "figure", "article", "main", "table", "list", "quote", "section", "body", "maybe")
_KIND_BITS = sum(BITS[name] for name in _KINDS)
_BAD_BITS = sum(bit for name, bit in BITS.items() if name not in _KINDS)
_DIRECT = ("maybe", "caption", "byline", "figure")
_MOST_TOLD = 20_000  # characters of what a page tells of its own text
_TOPICAL = 5  # letters of a word that tells what a text is about
_TOPIC_BITS = 15  # of a word's hash, which number it
_TABLE_BITS = 18  # of a shingle's hash
_ROWS = 256  # of a table, at the most
_held = threading.local()


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says about itself, apart from its text."""

    title: str = ""
    summary: str = ""  # a sentence or two
    body: str = ""  # the article's own text, for search engines; rarely given, and not always whole
    is_article: bool = False  # some kind of it
    is_news: bool = False
    is_dated: bool = False


class Table:
    """The numbers of one page."""

    def __init__(self, layout: Layout, told: Told, reasons: Ints | None = None) -> None:
        self.layout = layout
        self.count = len(layout)
        self.names: list[str] = []
        self._filled = 0
        self._matrix: Floats = np.empty((_ROWS, self.count), np.float32)
        self.at: Ints = np.arange(self.count)
        # Title and summary are read with the blocks: to read a text by itself would cost more than they do.
        title = told.title or ("" if layout.form else layout.texts[0])
        more = (title[:_MOST_TOLD], told.summary[:_MOST_TOLD])
        self._characters = characters.characters_of((*layout.texts, *more))
        self._measure()
        self._compare(told.body)
        self._containers()
        self._neighbours()
        kinds = np.array([[told.is_article], [told.is_news], [told.is_dated]])
        self.add(("is_article", "is_news", "is_dated"), np.broadcast_to(kinds, (3, self.count)))
        if reasons is not None:
            self._ruled(reasons)

    def add(self, names: Iterable[str], rows: Rows | Sequence[Rows]) -> None:
        """Add *rows*, one for each of *names*."""
        self.names.extend(names)
        first, self._filled = self._filled, self._filled + len(rows)
        if isinstance(rows, np.ndarray):
            self._matrix[first : self._filled] = rows
        else:
            for at, row in enumerate(rows, first):
                self._matrix[at] = row

    def matrix(self) -> Floats:
        """Return all rows, in order: (rows, blocks)."""
        return self._matrix[: self._filled]

    def keep(self, rows: int) -> None:
        """Forget all rows but the first ones, *rows* in number."""
        del self.names[rows:]
        self._filled = rows

    @property
    def alike(self) -> Ints:
        """The group of each block: in like places, since the tags from the page down, or two blank lines, are equal."""
        return self.groups[0] if self.layout.form else self.layout.holder

    # one block by itself

    def _measure(self) -> None:
        layout = self.layout
        read = self._characters
        kinds, starts = read.kinds, read.starts[: self.count]
        counts = np.bincount(read.owner * characters.KINDS + kinds, minlength=characters.KINDS * (self.count + 2))
        counts = counts.reshape(-1, characters.KINDS)[: self.count].T
        letters = counts[characters.LOWER] + counts[characters.UPPER] + 3 * counts[characters.WIDE]
        total = counts.sum(axis=0)
        size = total + 2 * counts[characters.WIDE]
        last = starts + total - 2
        ends, before = kinds[last], kinds[np.maximum(last - 1, starts)]
        words = counts[characters.BLANK]
        self.size = size.astype(np.float64)
        density = self.density = layout.linked / total
        stop = (ends == characters.STOP) | ((ends == characters.QUOTE) & (before == characters.STOP))
        self.sentence = (density < 0.5) & (((size >= 15) & stop) | ((size >= 160) & (density < 0.3)))
        self.good = np.where(self.sentence & (size >= _LONG), np.minimum(self.size, 2000), 0.0)
        self.heading = (layout.tags >= 3) & (layout.tags <= 8)
        self.stop = stop
        self.words = words
        self.add(
            ("size", "words", "word_length", "density", "upper", "digits", "marks", "commas", "stops", "stops_per_word",
             "quotes", "ends", "begins", "stop", "sentence", "tag", "heading", "strong", "slanted", "pictured"),
            (size, words, size / words, density, counts[characters.UPPER] / np.maximum(1, letters),
             counts[characters.DIGIT] / size, counts[characters.MARK] / size, counts[characters.COMMA],
             counts[characters.STOP], counts[characters.STOP] / words, counts[characters.QUOTE] / size, ends,
             kinds[starts], stop, self.sentence, layout.tags, self.heading, layout.strong, layout.slanted,
             layout.pictured),
        )  # fmt: skip
        parts = np.array((self.size, self.good, layout.linked, self.sentence))
        self._running = np.concatenate((np.zeros((4, 1)), np.cumsum(parts, axis=1)), axis=1)
        self._good = max(1.0, self._running[1, -1])

    # its words, and where else they stand

    def _compare(self, body: str) -> None:
        read = characters.words_of(self._characters)
        behind, summed = np.searchsorted(read.owner, (self.count, self.count + 1))
        words = self.read = characters.Words(read.hashes[:behind], read.lengths[:behind], read.owner[:behind])
        self._repeats()
        held = np.maximum(1, np.bincount(words.owner, minlength=self.count))
        title, _ = self._shared(read.hashes[behind:summed], words)
        self._titled(np.where(self.size < 4 * _LONG, title, 0.0))
        summary, hits = self._shared(read.hashes[summed:], words)
        self.add(("summary_share", "in_summary"), (summary, hits / held))
        self._shingles(words, body)
        self.add((f"says_{name}" for name in signals.NAMES), signals.counted(words, self.count) / np.maximum(4, held))
        topical = np.flatnonzero(words.lengths >= _TOPICAL)
        number = (words.hashes[topical] >> np.uint64(64 - _TOPIC_BITS)).astype(np.int64)
        pairs = _distinct((words.owner[topical] << _TOPIC_BITS) | number)
        self.topic = pairs >> _TOPIC_BITS, pairs & ((1 << _TOPIC_BITS) - 1)

    def _shared(self, told: NDArray[np.uint64], words: characters.Words) -> tuple[Floats, Floats | Ints]:
        """Return for each block the share of the words *told* that it holds, and how many of its own are told."""
        hashes = np.unique(told)
        if not len(hashes):
            return np.zeros(self.count), np.zeros(self.count)
        hit, place = words.among(hashes)
        owner = words.owner[hit]
        pairs = _distinct(owner * len(hashes) + place)
        share = np.bincount(pairs // len(hashes), minlength=self.count) / len(hashes)
        return share, np.bincount(owner, minlength=self.count)

    def _shingles(self, words: characters.Words, body: str) -> None:
        """Tell how much of each block other blocks, and what the page tells of its own text, say in the same words."""
        hashes, owner = words.shingles()
        # A table of hashes cut short: two shingles of a page rarely meet, and sorting them all would cost far more.
        number = (hashes >> np.uint64(64 - _TABLE_BITS)).astype(np.int64)
        firsts, lasts = _tables()
        firsts[number[::-1]] = owner[::-1]
        lasts[number] = owner
        held = np.maximum(1, np.bincount(owner, minlength=self.count))
        told = _words(body)
        hits = [owner[firsts[number] < owner], owner[lasts[number] > owner]]
        hits.append(owner[np.isin(hashes, told.shingles()[0])] if body else owner[:0])
        shares = [np.bincount(hit, minlength=self.count) / held for hit in hits]
        self.add(("said_before", "said_behind", "told"), shares)
        self.add(("told_words",), np.full((1, self.count), len(told.hashes)))

    def _repeats(self) -> None:
        texts = self.layout.texts
        seen: dict[str, int] = {}
        earlier = []
        for text in texts:
            before = seen.get(text, 0)
            earlier.append(before)
            seen[text] = before + 1
        self.copies = np.array([seen[text] for text in texts], np.int32)
        self.add(("copies", "copies_before"), (self.copies, np.array(earlier)))

    def _titled(self, share: Floats) -> None:
        is_title = share > 0.8
        away: Ints = np.full(self.count, -999)
        first = self.at - int(np.argmax(is_title)) if is_title.any() else away
        last = self.at - (self.count - 1 - int(np.argmax(is_title[::-1]))) if is_title.any() else away
        main = np.flatnonzero(self.layout.tags == 3)
        from_h1 = self.at - main[-1] if len(main) else away
        self.add(("title_share", "from_title", "from_last_title", "from_h1"), (share, first, last, from_h1))

    # the containers around it

    def _containers(self) -> None:
        layout = self.layout
        span = layout.end - layout.start
        # A container that holds just what its parent holds is one with it: the outer takes the names of the inner.
        same = (span == span[layout.parent]) & (span > 0)
        same[0] = False
        outer: Ints = np.where(same, layout.parent, np.arange(len(span)))
        while not np.array_equal(further := outer[outer], outer):
            outer = further
        flags = layout.flags.copy()
        np.bitwise_or.at(flags, outer, layout.flags)
        self.flags = flags
        parent = outer[layout.parent]
        levels = [outer[layout.holder]]
        for _ in range(_LEVELS - 1):
            levels.append(parent[levels[-1]])
        self.around = np.array(levels)
        share = (self._running[1, layout.end] - self._running[1, layout.start]) / self._good
        self._inherit(share)
        # The nearest container that holds more than a fifth of the page's good text.
        main: Ints = np.zeros(self.count, np.int32)
        for level in reversed(levels):
            main = np.where(share[level] > 0.2, level, main)
        self._levels(np.array((*levels, main)))
        self._paths()

    def _inherit(self, share: Floats) -> None:
        """Hand down what names say, but for those around more than a third of the good text."""
        layout = self.layout
        named = np.where(share < 0.34, layout.flags, layout.flags & _KIND_BITS).astype(np.int64)
        depths = np.ones(len(named), np.int32)
        depths[0] = 0
        for above in leaps(layout.parent):
            named |= named[above]
            depths += depths[above]
        inherited = self.inherited = named[layout.holder]
        direct = self.flags[self.around[0]]
        self._depth = depths[layout.holder]
        self.add((f"in_{name}" for name in BITS), (inherited & _MASKS) > 0)
        self.add((f"direct_{name}" for name in _DIRECT), (direct & _DIRECT_MASKS) > 0)
        bad = np.bitwise_count((inherited & _BAD_BITS).astype(np.uint64))
        weight = self.good + 1e-3
        deeper = self._depth - (self._depth * weight).sum() / weight.sum()
        self.add(("bad_names", "depth", "deeper"), (bad, self._depth, deeper))

    def _levels(self, levels: Ints) -> None:
        start, end = self.layout.start[levels], self.layout.end[levels]
        size, good, linked, sentences = self._running.take(end, axis=1) - self._running.take(start, axis=1)
        held, blocks = np.maximum(1, size), np.maximum(1, end - start)
        prefixes = [*(f"up{level}" for level in range(_LEVELS)), "main"]
        for name, rows in (
            ("density", linked / held), ("good", good / self._good), ("good_share", good / held), ("blocks", blocks),
            ("sentences", sentences / blocks),
        ):  # fmt: skip
            self.add((f"{prefix}_{name}" for prefix in prefixes), rows)

    def _paths(self) -> None:
        """Compare each block with those in like places, and with where most of the good text stands."""
        layout, holder = self.layout, self.layout.holder
        total = max(1.0, self.good.sum())
        self.groups: list[Ints] = []
        for name, keys in (("path", layout.path), ("named", layout.named)):
            group = np.unique(keys[holder] * 32 + layout.tags, return_inverse=True)[1]
            good, held, linked = (np.bincount(group, each) for each in (self.good, self.size, layout.linked))
            held = np.maximum(1, held)
            rows = np.array((good / total, good / held, np.bincount(group), linked / held))
            names = ("good", "good_share", "blocks", "density")
            self.add((f"{name}_{each}" for each in names), rows[:, group])
            self.groups.append(group)
        held = np.bincount(holder, self.good, minlength=len(layout.parent))
        within = layout.parent[holder]
        above = np.bincount(within, self.good, minlength=len(layout.parent))
        spread = np.full(self.count, above.max() / total)
        self.add(("holder_good", "above_good", "page_spread"), (held[holder] / total, above[within] / total, spread))

    # the blocks before and behind it

    def beside(self, sums: Floats | Ints, widths: Sequence[int]) -> Floats | Ints:
        """Return the sums over as many blocks as each of *widths* says, before and behind each block.

        Args:
            sums: Running sums, one row of them or several, that begin with 0.
            widths: From narrow to wide.

        Returns:
            One row for each width, of what stands before; then one for each of what stands behind.
        """
        count, most = self.count, widths[-1]
        ends = [np.repeat(end, most, axis=-1) for end in (sums[..., :1], sums[..., -1:])]
        padded = np.concatenate((ends[0], sums, ends[1]), axis=-1)
        found = np.empty((*sums.shape[:-1], 2 * len(widths), count), sums.dtype)
        for row, width in enumerate(widths):
            before, behind = most - width, most + 1 + width  # where the padded row is read
            found[..., row, :] = sums[..., :-1] - padded[..., before : before + count]
            found[..., len(widths) + row, :] = padded[..., behind : behind + count] - sums[..., 1:]
        return found

    def _neighbours(self) -> None:
        count, at = self.count, self.at
        size, good, linked = self.beside(self._running[:3], _WINDOWS)
        windows = [f"{side}{width}" for side in ("before", "behind") for width in _WINDOWS]
        for name, rows in (("density", linked / np.maximum(1, size)), ("good", good / self._good), ("size", size)):
            self.add((f"{window}_{name}" for window in windows), rows)
        for name, values in (
            ("tag", self.layout.tags), ("stop", self.stop), ("heading", self.heading), ("copies", self.copies),
            ("words", self.words), ("strong", self.layout.strong),
        ):  # fmt: skip
            before = np.concatenate((values[:1], values[:-1]))
            self.add((f"{name}_before", f"{name}_behind"), (before, np.concatenate((values[1:], values[-1:]))))
        same = self.layout.holder[1:] == self.layout.holder[:-1]
        total, page_good, page_linked, _ = self._running[:, -1]
        page = np.array([page_good, count, page_linked / max(1.0, total)])
        self.add(
            ("joined_before", "joined_behind", "at", "behind", "place", "good_before"),
            (np.concatenate(([False], same)), np.concatenate((same, [False])), at, count - at, at / max(1, count),
             self._running[1, :-1] / self._good),
        )  # fmt: skip
        self.add(("page_good", "page_blocks", "page_density"), np.broadcast_to(page[:, None], (3, count)))
        inside = run_of(np.where(self.good > 0, np.minimum(self.good, 800) / 100 * (1 - self.density),
                                 np.where(self.density < 0.5, -0.35, -0.8)))  # fmt: skip
        self.run("run_", inside)

    def run(self, prefix: str, bounds: tuple[int, int]) -> None:
        """Add where each block stands to the stretch between *bounds*."""
        first, end = bounds
        rows = (self.at - first, self.at - end, (self.at >= first) & (self.at < end))
        self.add((prefix + "first", prefix + "end", prefix + "inside"), rows)

    def _ruled(self, reasons: Ints) -> None:
        """Add what the rules said: of the block, and how often around it."""
        said = reasons > 0
        sums = np.concatenate(([0], np.cumsum(said)))
        widths = (2, 4, 12)
        names = (f"ruled_{side}{width}" for side in ("before", "behind") for width in widths)
        self.add(names, self.beside(sums, widths))
        following = np.minimum.accumulate(np.where(said, self.at, self.count + 999)[::-1])[::-1]
        self.add(("ruled", "ruled_next"), (reasons, np.minimum(following - self.at, 999)))
        unsaid = np.where(said, -0.3, np.where(self.sentence, np.minimum(self.size, 800) / 100, -0.4))
        self.run("ruled_run_", run_of(unsaid))


_MASKS = np.array(list(BITS.values()), np.int64)[:, None]
_DIRECT_MASKS = np.array([BITS[name] for name in _DIRECT], np.int64)[:, None]


def _words(text: str) -> characters.Words:
    return characters.words_of(characters.characters_of([text[:_MOST_TOLD]] if text else []))


def _distinct(numbers: Ints) -> Ints:
    """Return each of *numbers* once, in order: by sorting, since numpy.unique hashes, which takes ten times as long."""
    ordered = np.sort(numbers)
    distinct: Ints = ordered[np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1]))]
    return distinct


def _tables() -> tuple[Ints, Ints]:
    """Return two tables, full of whatever was in them before: new memory is slow to be touched at a thousand places."""
    if not hasattr(_held, "tables"):
        _held.tables = np.empty(1 << _TABLE_BITS, np.int32), np.empty(1 << _TABLE_BITS, np.int32)
    found: tuple[Ints, Ints] = _held.tables
    return found


def run_of(weights: Floats) -> tuple[int, int]:
    """Return the bounds (first, behind last) of the stretch with the greatest sum: Kadane's algorithm, on sums."""
    sums = np.concatenate(([0.0], np.cumsum(weights)))
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    first = int(np.argmin(sums[: end + 1]))
    return first, end
