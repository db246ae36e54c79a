"""What is known about each block of a page: a table of numbers, one column a block, filled many rows at once."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.text import characters, signals
from unspin.text.layout import Floats, Ints, Layout, leaps
from unspin.text.names import BITS, known

Rows = NDArray[np.floating | np.integer | np.bool_]

_WINDOWS = (1, 2, 4, 12)
LEVELS = 5  # of containers around a block
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
        self.add(("is_article", "is_news", "is_dated"), np.array([[told.is_article], [told.is_news], [told.is_dated]]))
        if reasons is not None:
            self._ruled(reasons)

    def add(self, names: Iterable[str], rows: Rows | Sequence[Rows]) -> None:
        """Add *rows*, one for each of *names*; an array of one column says the same of all blocks."""
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
        lower, upper, digits, words, commas, stops, quotes, wide, marks = counts
        letters = lower + upper + 3 * wide
        total = counts.sum(axis=0)
        size = total + 2 * wide
        last = starts + total - 2
        ends, before = kinds[last], kinds[np.maximum(last - 1, starts)]
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
            (size, words, size / words, density, upper / np.maximum(1, letters), digits / size, marks / size, commas,
             stops, stops / words, quotes / size, ends, kinds[starts], stop, self.sentence, layout.tags, self.heading,
             layout.strong, layout.slanted, layout.pictured),
        )  # fmt: skip
        self._running = running(np.array((self.size, self.good, layout.linked, self.sentence)))
        self._good = max(1.0, self._running[1, -1])

    # its words, and where else they stand

    def _compare(self, body: str) -> None:
        read = characters.words_of(self._characters)
        behind, summed = read.owner.searchsorted((self.count, self.count + 1))
        words = self.read = characters.Words(read.hashes[:behind], read.lengths[:behind], read.owner[:behind])
        self._repeats()
        held = np.maximum(1, np.bincount(words.owner, minlength=self.count))
        title, _ = self._shared(read.hashes[behind:summed], words)
        self._titled(np.where(self.size < 4 * _LONG, title, 0.0))
        summary, hits = self._shared(read.hashes[summed:], words)
        self.add(("summary_share", "in_summary"), (summary, hits / held))
        self._shingles(words, body)
        self.add(_SAYING, signals.counted(words, self.count) / np.maximum(4, held))
        topical = (words.lengths >= _TOPICAL).nonzero()[0]
        number = (words.hashes[topical] >> np.uint64(64 - _TOPIC_BITS)).astype(np.int64)
        pairs = _distinct((words.owner[topical] << _TOPIC_BITS) | number)
        self.topic = pairs >> _TOPIC_BITS, grouped(pairs & ((1 << _TOPIC_BITS) - 1))

    def _shared(self, told: NDArray[np.uint64], words: characters.Words) -> tuple[Floats, Floats | Ints]:
        """Return for each block the share of the words *told* that it holds, and how many of its own are told."""
        hashes = _distinct(told)
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
        told = _words(body[:_MOST_TOLD]) if body else characters.NO_WORDS
        hits = [owner[firsts[number] < owner], owner[lasts[number] > owner]]
        hits.append(owner[_are_in(hashes, told.shingles()[0])])
        shares = [np.bincount(hit, minlength=self.count) / held for hit in hits]
        self.add(("said_before", "said_behind", "told"), shares)
        self.add(("told_words",), np.array([[len(told.hashes)]]))

    def _repeats(self) -> None:
        texts = self.layout.texts
        counts = Counter(texts)
        copies = self.copies = np.fromiter(map(counts.__getitem__, texts), np.int32, self.count)
        earlier = np.zeros(self.count)
        seen: dict[str, int] = {}
        for at in (copies > 1).nonzero()[0].tolist():
            earlier[at] = before = seen.get(texts[at], 0)
            seen[texts[at]] = before + 1
        self.add(("copies", "copies_before"), (copies, earlier))

    def _titled(self, share: Floats) -> None:
        is_title = share > 0.8
        away: Ints = np.full(self.count, -999)
        first = self.at - int(np.argmax(is_title)) if is_title.any() else away
        last = self.at - (self.count - 1 - int(np.argmax(is_title[::-1]))) if is_title.any() else away
        main = (self.layout.tags == 3).nonzero()[0]
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
        while ((further := outer[outer]) != outer).any():
            outer = further
        own = known(layout.flags)
        flags = own.copy()
        np.bitwise_or.at(flags, outer, own)
        self.flags = flags
        parent = outer[layout.parent]
        levels = [outer[layout.holder]]
        for _ in range(LEVELS - 1):
            levels.append(parent[levels[-1]])
        around = self.around = np.array(levels)
        share = (self._running[1, layout.end] - self._running[1, layout.start]) / self._good
        self._inherit(share)
        # The nearest container that holds more than a fifth of the page's good text.
        is_main = share[around] > 0.2
        main = np.where(is_main.any(axis=0), around[is_main.argmax(axis=0), self.at], 0)
        self._levels(np.concatenate((around, main[None])))
        self._paths()

    def _inherit(self, share: Floats) -> None:
        """Hand down what names say, but for those around more than a third of the good text."""
        layout = self.layout
        own = known(layout.flags)
        named = np.where(share < 0.34, own, own & _KIND_BITS).astype(np.int64)
        depths = np.ones(len(named), np.intp)
        depths[0] = 0
        for above in leaps(layout.parent):
            named |= named[above]
            depths += depths[above]
        inherited = self.inherited = named[layout.holder]
        direct = self.flags[self.around[0]]
        self._depth = depths[layout.holder]
        self.add(_INHERITED, (inherited & _MASKS) > 0)
        self.add(_DIRECTLY, (direct & _DIRECT_MASKS) > 0)
        bad = np.bitwise_count((inherited & _BAD_BITS).astype(np.uint64))
        weight = self.good + 1e-3
        deeper = self._depth - (self._depth * weight).sum() / weight.sum()
        self.add(("bad_names", "depth", "deeper"), (bad, self._depth, deeper))

    def _levels(self, levels: Ints) -> None:
        start, end = self.layout.start[levels], self.layout.end[levels]
        size, good, linked, sentences = self._running.take(end, axis=1) - self._running.take(start, axis=1)
        held, blocks = np.maximum(1, size), np.maximum(1, end - start)
        told = (linked / held, good / self._good, good / held, blocks, sentences / blocks)
        for names, rows in zip(_AROUND, told, strict=True):
            self.add(names, rows)

    def _paths(self) -> None:
        """Compare each block with those in like places, and with where most of the good text stands."""
        layout, holder = self.layout, self.layout.holder
        total = max(1.0, self.good.sum())
        self.groups: list[Ints] = []
        for name, keys in (("path", layout.path), ("named", layout.named)):
            group = grouped(keys[holder] * 32 + layout.tags)
            good, held, linked = (np.bincount(group, each) for each in (self.good, self.size, layout.linked))
            held = np.maximum(1, held)
            rows = np.array((good / total, good / held, np.bincount(group), linked / held))
            self.add(_ALIKE[name], rows[:, group])
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
        wide = np.array(widths)[:, None]
        before = sums[..., None, :-1] - sums.take(np.maximum(self.at - wide, 0), axis=-1)
        behind = sums.take(np.minimum(self.at + 1 + wide, self.count), axis=-1) - sums[..., None, 1:]
        return np.concatenate((before, behind), axis=-2)

    def _neighbours(self) -> None:
        count, at = self.count, self.at
        size, good, linked = self.beside(self._running[:3], _WINDOWS)
        near = (linked / np.maximum(1, size), good / self._good, size)
        for names, rows in zip(_NEAR, near, strict=True):
            self.add(names, rows)
        layout, holder = self.layout, self.layout.holder
        told = np.array((layout.tags, self.stop, self.heading, self.copies, self.words, layout.strong), np.float32)
        both = np.array((np.maximum(at - 1, 0), np.minimum(at + 1, count - 1)))
        self.add(_BESIDE, told[:, both].reshape(-1, count))
        same = np.zeros(count + 1, np.bool_)
        np.equal(holder[1:], holder[:-1], out=same[1:-1])
        total, page_good, page_linked, _ = self._running[:, -1]
        page = np.array([[page_good], [count], [page_linked / max(1.0, total)]])
        self.add(
            ("joined_before", "joined_behind", "at", "behind", "place", "good_before"),
            (same[:-1], same[1:], at, count - at, at / max(1, count), self._running[1, :-1] / self._good),
        )  # fmt: skip
        self.add(("page_good", "page_blocks", "page_density"), page)
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
        self.add(_RULED, self.beside(running(said.astype(np.int64)), _RULED_WINDOWS))
        following = np.minimum.accumulate(np.where(said, self.at, self.count + 999)[::-1])[::-1]
        self.add(("ruled", "ruled_next"), (reasons, np.minimum(following - self.at, 999)))
        unsaid = np.where(said, -0.3, np.where(self.sentence, np.minimum(self.size, 800) / 100, -0.4))
        self.run("ruled_run_", run_of(unsaid))


_MASKS = np.array(list(BITS.values()), np.int64)[:, None]
_DIRECT_MASKS = np.array([BITS[name] for name in _DIRECT], np.int64)[:, None]

# The names of rows that come in series.
_SAYING = tuple(f"says_{name}" for name in signals.NAMES)
_INHERITED = tuple(f"in_{name}" for name in BITS)
_DIRECTLY = tuple(f"direct_{name}" for name in _DIRECT)
_AROUND = tuple(
    tuple(f"{prefix}_{name}" for prefix in (*(f"up{level}" for level in range(LEVELS)), "main"))
    for name in ("density", "good", "good_share", "blocks", "sentences")
)
_ALIKE = {
    name: tuple(f"{name}_{each}" for each in ("good", "good_share", "blocks", "density")) for name in ("path", "named")
}
_SIDES = ("before", "behind")
_NEAR = tuple(
    tuple(f"{side}{width}_{name}" for side in _SIDES for width in _WINDOWS) for name in ("density", "good", "size")
)
_BESIDE = tuple(f"{name}_{side}" for name in ("tag", "stop", "heading", "copies", "words", "strong") for side in _SIDES)
_RULED_WINDOWS = (2, 4, 12)
_RULED = tuple(f"ruled_{side}{width}" for side in _SIDES for width in _RULED_WINDOWS)


def _words(text: str) -> characters.Words:
    return characters.words_of(characters.characters_of([text]))


def _distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return each of *numbers* once, in order: by sorting, since numpy.unique hashes, which takes ten times as long."""
    ordered = numbers.copy()
    ordered.sort()
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def _are_in(numbers: NDArray[np.uint64], held: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell which of *numbers* are among *held*: in a third of the time of numpy.isin."""
    if not len(held):
        return np.zeros(len(numbers), np.bool_)
    ordered = _distinct(held)
    found: NDArray[np.bool_] = ordered.take(ordered.searchsorted(numbers), mode="clip") == numbers
    return found


def _tables() -> tuple[Ints, Ints]:
    """Return two tables, full of whatever was in them before: new memory is slow to be touched at a thousand places.

    Their numbers take turns, so that what is looked up in both is brought into the processor's cache once.
    """
    if not hasattr(_held, "tables"):
        _held.tables = np.empty((1 << _TABLE_BITS, 2), np.int32)
    return _held.tables[:, 0], _held.tables[:, 1]


def grouped(keys: Ints) -> Ints:
    """Return a number for each of *keys*, equal for equal ones."""
    order = keys.argsort()
    ordered = keys[order]
    is_new = np.zeros(len(keys), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    numbers = np.empty_like(order)
    numbers[order] = is_new.cumsum()
    return numbers


def running(values: NDArray[Any]) -> NDArray[Any]:
    """Return the running sums of each row of *values*, which begin with 0."""
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1), values.dtype)
    values.cumsum(axis=-1, out=sums[..., 1:])
    return sums


def run_of(weights: Floats) -> tuple[int, int]:
    """Return the bounds (first, behind last) of the stretch with the greatest sum: Kadane's algorithm, on sums."""
    sums = running(weights)
    end = int((sums - np.minimum.accumulate(sums)).argmax())
    return int(sums[: end + 1].argmin()), end
