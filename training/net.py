"""Fit the net of unspin.text.net to pages: gradients written out, so that numpy is all it takes.

Dropout of activations (Srivastava et al., 2014), of rows of the table and of words, crops of pages, decoupled decay of
weights and a cosine schedule (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019) keep a net of
some 80,000 weights from learning a thousand pages by heart. The net of dumps is larger, and has a teacher: what the
markup of its pages said (training.taught).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from unspin.text.features import Table
from unspin.text.net import LAYER, numbered

DIMENSIONS = 12  # of a word's place
WORDS = 4_096  # numbers of words; a power of two
APART = (1, 3, 9)  # blocks that a convolution looks at before and behind, layer by layer
_MIDDLE = len(APART) // 2  # of the convolutions: this one sees the means too
_GAP = max(APART)  # blocks of nothing between two pages of a batch
_BATCH = 12  # pages
_RATE = 3e-3  # of learning, at its greatest
_WARM = 0.15  # of all steps: until then the rate rises
_DECAY = 0.1
_DROPPED = 0.3  # of activations
_DROPPED_ROWS = 0.1  # of the table
_DROPPED_WORDS = 0.4
_CROPPED = 0.5  # of pages: something before and behind the article is left out
_MOST_BLOCKS = 1_000  # of a page, in one step
_STIFF = 0.1  # of a deviation: a row that is nearly always the same is not made loud
_STEADY = 1e-5
_EVERY = 7  # block of the table tells what is usual

Arrays = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """How large a net is, how long it learns, and how far it believes a teacher."""

    channels: int = 48
    rounds: int = 10
    belief: float = 0.0  # in the chances that a teacher gives, against the truth: in [0, 1]
    curiosity: float = 0.0  # how much it counts to know what the markup said, where to know the article counts 1


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What a teacher, who sees more of a page than is learnt from, says of each block."""

    chances: Any  # (blocks,), in [0, 1]: that it is part of the article
    facts: Any  # (blocks, facts), in [0, 1]: what the markup around it said
    is_known: Any  # (blocks,): whether the teacher saw it

    def goal(self, truth: Any, belief: float) -> Any:
        """Return what is to be learnt: between the *truth* and the chances, as far as they are believed."""
        believed = np.where(self.is_known, belief, 0)
        return (1 - believed) * truth + believed * self.chances


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A page to learn from."""

    table: Table  # for tags, words and like places
    rows: Any  # (rows, blocks): what its table held at the time
    truth: Any  # (blocks,) of 0 and 1
    taught: Taught | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Which rows have a mean in common."""

    order: Any
    first: Any
    held: Any
    of: Any  # the group of each row

    @classmethod
    def by(cls, key: Any) -> "Group":
        """Return the groups of rows whose *key* is equal."""
        order = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.diff(key[order], prepend=-1))
        counts = np.diff(first, append=len(key))
        of = np.empty(len(key), np.intp)
        of[order] = np.repeat(np.arange(len(first)), counts)
        return cls(order, first, counts.astype(np.float32)[:, None], of)

    def means(self, values: Any) -> Any:
        """Return for each row the mean of its group; its own gradient."""
        return (np.add.reduceat(values[self.order], self.first) / self.held)[self.of]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some pages, one behind the other, with blocks of nothing between them."""

    rows: Any  # (blocks, rows of the table), brought to scale
    tags: Any  # (blocks,)
    words: Any  # numbers of words
    owner: Any  # the block of each word
    is_real: Any  # (blocks, 1)
    groups: Sequence[Group]  # of a page, of like places
    truth: Any  # or what is between it and what a teacher said
    weight: Any  # sums to 1
    facts: Any  # (blocks, facts); none without a teacher
    counts: Any  # (blocks,): how much the facts of each count, which sums to the curiosity


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """What brings the rows of a table to one scale: x / (|x| + spread) around the middle, then mean 0 and one width."""

    middle: Any
    spread: Any
    mean: Any
    deviation: Any

    @classmethod
    def of(cls, lessons: Sequence[Lesson]) -> "Scale":
        """Return the scale of the rows of *lessons*."""
        rows = np.concatenate([lesson.rows[:, ::_EVERY] for lesson in lessons], axis=1)
        middle = np.median(rows, axis=1).astype(np.float32)
        away = np.abs(rows - middle[:, None])
        usual, mean = np.median(away, axis=1), away.mean(axis=1)
        spread = np.where(usual > 0, usual, np.where(mean > 0, mean, 1.0)).astype(np.float32)
        bent = _bent(rows, middle, spread)
        return cls(middle, spread, bent.mean(axis=1), np.sqrt(bent.var(axis=1) + np.float32(_STIFF**2)))

    def scaled(self, rows: Any) -> Any:
        """Return *rows* (rows, blocks) on the scale, as (blocks, rows)."""
        return ((_bent(rows, self.middle, self.spread) - self.mean[:, None]) / self.deviation[:, None]).T


def _bent(rows: Any, middle: Any, spread: Any) -> Any:
    away = rows - middle[:, None]
    return away / (np.abs(away) + spread[:, None])


def fit(lessons: Sequence[Lesson], names: Sequence[str], seed: int, settings: Settings) -> Arrays:
    """Return the net fitted on *lessons*, as unspin.text.net reads it; *names* are those of the rows."""
    rng = np.random.default_rng(seed)
    scale = Scale.of(lessons)
    pages = [_Page.of(lesson, scale, settings) for lesson in lessons]
    facts = pages[0].facts.shape[1]
    weights = begun(rng, len(names), 1 + max(int(page.tags.max()) for page in pages), settings.channels, facts)
    optimiser = Optimiser(weights)
    steps = settings.rounds * -(-len(pages) // _BATCH)
    step = 0
    for _ in range(settings.rounds):
        order = rng.permutation(len(pages))
        for first in range(0, len(order), _BATCH):
            batch = batch_of([pages[at] for at in order[first : first + _BATCH]], rng)
            net = Pass(weights, batch, rng)
            optimiser.step(net.gradients(), _rate(step / steps))
            step += 1
    return exported(weights, scale, names)


def _rate(done: float) -> float:
    return _RATE * (done / _WARM if done < _WARM else 0.5 * (1 + np.cos(np.pi * (done - _WARM) / (1 - _WARM))))


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """A lesson, made ready."""

    rows: Any
    tags: Any
    words: Any
    owner: Any
    alike: Any
    truth: Any
    goal: Any  # what it is to answer: the truth, or something between that and what a teacher said
    weight: Any
    facts: Any
    counts: Any

    @classmethod
    def of(cls, lesson: Lesson, scale: Scale, settings: Settings) -> "_Page":
        table, taught, goal = lesson.table, lesson.taught, lesson.truth
        words, owner = numbered(table.read, WORDS)
        weight = np.sqrt(table.words + 2.0)
        weight /= np.sqrt(weight.sum())  # long pages count more than short ones, but not by their length
        facts, counts = np.zeros((table.count, 0), np.float32), np.zeros(table.count, np.float32)
        if taught is not None:
            goal = taught.goal(lesson.truth, settings.belief)
            facts, counts = taught.facts, settings.curiosity * weight * taught.is_known
        rows = scale.scaled(lesson.rows)
        return cls(rows, table.layout.tags, words, owner, table.alike, lesson.truth, goal, weight, facts, counts)

    def cropped(self, rng: np.random.Generator) -> "_Page":
        first, end = 0, len(self.truth)
        inside = np.flatnonzero(self.truth)
        if len(inside) and rng.random() < _CROPPED:
            first, end = rng.integers(0, inside[0] + 1), rng.integers(inside[-1] + 1, end + 1)
        if end - first > _MOST_BLOCKS:
            first = rng.integers(first, end - _MOST_BLOCKS + 1)
            end = first + _MOST_BLOCKS
        bounds = slice(*np.searchsorted(self.owner, (first, end)))
        words, owner = self.words[bounds], self.owner[bounds] - first
        stays = rng.random(len(words)) >= _DROPPED_WORDS
        part = slice(first, end)
        return _Page(self.rows[part], self.tags[part], words[stays], owner[stays], self.alike[part], self.truth[part],
                     self.goal[part], self.weight[part], self.facts[part], self.counts[part])  # fmt: skip


def batch_of(pages: Sequence[_Page], rng: np.random.Generator) -> Batch:
    """Return *pages*, cropped, as one batch."""
    parts = [page.cropped(rng) for page in pages]
    sizes = [len(part.truth) + _GAP for part in parts]
    starts = np.cumsum(sizes) - sizes
    total = int(sum(sizes))
    rows = np.zeros((total, parts[0].rows.shape[1]), np.float32)
    tags, alike = np.zeros(total, np.intp), np.full(total, total * len(parts), np.intp)
    page = np.full(total, len(parts))
    is_real = np.zeros((total, 1), np.float32)
    goal, weight, counts = (np.zeros(total, np.float32) for _ in range(3))
    facts = np.zeros((total, parts[0].facts.shape[1]), np.float32)
    for at, (part, start) in enumerate(zip(parts, starts, strict=True)):
        own = slice(start, start + len(part.truth))
        rows[own], tags[own], page[own], is_real[own] = part.rows, part.tags, at, 1
        alike[own] = np.unique(part.alike, return_inverse=True)[1] + start
        goal[own], weight[own], facts[own], counts[own] = part.goal, part.weight, part.facts, part.counts
    rows *= (rng.random(rows.shape[1]) >= _DROPPED_ROWS).astype(np.float32) / np.float32(1 - _DROPPED_ROWS)
    words = np.concatenate([part.words for part in parts])
    owner = np.concatenate([part.owner + start for part, start in zip(parts, starts, strict=True)])
    groups = Group.by(page), Group.by(alike)
    whole = weight.sum()
    return Batch(rows, tags, words, owner, is_real, groups, goal, weight / whole, facts, counts / whole)


def begun(rng: np.random.Generator, rows: int, tags: int, channels: int, facts: int = 0) -> Arrays:
    """Return weights to begin with."""

    def drawn(inputs: int, outputs: int, deviation: float | None = None) -> Any:
        return rng.normal(0, deviation or inputs**-0.5, (inputs, outputs)).astype(np.float32)

    weights = {
        "tags": drawn(tags, channels, 0.1), "words": drawn(WORDS, DIMENSIONS, 0.1),
        "meaning": drawn(DIMENSIONS, channels), "means": drawn(2 * channels, channels),
        "answer": drawn(channels, 1, 0.05), "bias": np.zeros(1, np.float32),
    }  # fmt: skip
    inputs = {"read": rows, **{f"convolution{at}": 3 * channels for at in range(len(APART))}}
    for name, count in inputs.items():
        layer = drawn(count, channels), *(np.full(channels, value, np.float32) for value in (0, 1, 0))
        weights |= {f"{name}_{key}": value for key, value in zip(LAYER, layer, strict=True)}
    if facts:
        weights |= {"facts": drawn(channels, facts, 0.05), "facts_bias": np.zeros(facts, np.float32)}
    return weights


class Pass:
    """One pass of a batch through the net, and what of it the gradients need."""

    def __init__(self, weights: Arrays, batch: Batch, rng: np.random.Generator | None = None) -> None:
        self.weights, self.batch, self._rng = weights, batch, rng
        self._held: dict[str, Any] = {}
        sums = batch.rows @ weights["read_weights"] + weights["tags"][batch.tags]
        self._meant = self._dropped("words", self._means_of_words())
        sums += self._meant @ weights["meaning"]
        hidden = self._scaled("read", sums) * batch.is_real
        for at, apart in enumerate(APART):
            inputs = [_moved(hidden, apart), hidden, _moved(hidden, -apart)]
            if at == _MIDDLE:
                inputs += [group.means(hidden) for group in batch.groups]
            hidden = self._added(f"convolution{at}", hidden, np.concatenate(inputs, axis=1))
        self.hidden = hidden
        self.odds = (hidden @ weights["answer"] + weights["bias"])[:, 0]

    def loss(self) -> float:
        """Return the weighted cross entropy of the odds, and the mean one of the facts."""
        of_facts = np.logaddexp(0, self._facts) - self.batch.facts * self._facts
        of_odds = np.logaddexp(0, self.odds) - self.batch.truth * self.odds
        beside = (of_facts.mean(axis=1) * self.batch.counts).sum() if of_facts.size else 0
        return float((of_odds * self.batch.weight).sum() + beside)

    def gradients(self) -> Arrays:
        """Return the gradient of the loss with respect to each weight."""
        slopes = (_chances(self.odds) - self.batch.truth) * self.batch.weight
        found: Arrays = {"answer": self.hidden.T @ slopes[:, None], "bias": slopes.sum(keepdims=True)}
        back = slopes[:, None] * self.weights["answer"].T
        if "facts" in self.weights:
            each = self.batch.counts[:, None] / self.batch.facts.shape[1]
            asked = (_chances(self._facts) - self.batch.facts) * each
            found |= {"facts": self.hidden.T @ asked, "facts_bias": asked.sum(axis=0)}
            back += asked @ self.weights["facts"].T
        channels = back.shape[1]
        for at, apart in reversed(list(enumerate(APART))):
            back = back * self.batch.is_real
            through = self._back_through(f"convolution{at}", back, found)
            before, own, behind, *means = (
                through[:, first : first + channels] for first in range(0, through.shape[1], channels)
            )
            back = back + _moved(before, -apart) + own + _moved(behind, apart)
            for group, mean in zip(self.batch.groups, means, strict=False):
                back += group.means(mean)
        sums = self._back_scaled("read", back * self.batch.is_real, found)
        found["read_weights"] = self.batch.rows.T @ sums
        found["tags"] = _gathered(self.batch.tags, sums, len(self.weights["tags"]))
        found["meaning"] = self._meant.T @ sums
        held = np.bincount(self.batch.owner, minlength=len(sums)).astype(np.float32)
        back = (self._held.get("kept words", 1) * (sums @ self.weights["meaning"].T)) / np.maximum(1, held)[:, None]
        found["words"] = _gathered(self.batch.words, back[self.batch.owner], WORDS)
        return found

    @cached_property
    def _facts(self) -> Any:
        """The odds of what the markup said: (blocks, facts)."""
        if "facts" not in self.weights:
            return self.batch.facts
        return self.hidden @ self.weights["facts"] + self.weights["facts_bias"]

    def _means_of_words(self) -> Any:
        batch = self.batch
        found = np.zeros((len(batch.rows), DIMENSIONS), np.float32)
        if len(batch.words):
            first = np.flatnonzero(np.diff(batch.owner, prepend=-1))
            held = np.diff(first, append=len(batch.owner)).astype(np.float32)[:, None]
            found[batch.owner[first]] = np.add.reduceat(self.weights["words"][batch.words], first) / held
        return found

    def _added(self, name: str, hidden: Any, inputs: Any) -> Any:
        self._held[f"inputs {name}"] = inputs
        found = self._scaled(name, inputs @ self._through(name))
        return (hidden + self._dropped(name, found)) * self.batch.is_real

    def _dropped(self, name: str, values: Any) -> Any:
        if self._rng is None:
            return values
        kept = (self._rng.random(values.shape, np.float32) >= _DROPPED) * np.float32(1 / (1 - _DROPPED))
        self._held[f"kept {name}"] = kept
        return values * kept

    def _scaled(self, name: str, sums: Any) -> Any:
        sums = sums + self.weights[f"{name}_bias"]
        sums -= sums.mean(axis=1, keepdims=True)
        scale = 1 / np.sqrt((sums * sums).mean(axis=1, keepdims=True) + np.float32(_STEADY))
        sums *= scale
        found = sums * self.weights[f"{name}_gain"] + self.weights[f"{name}_shift"]
        self._held[f"scaled {name}"] = sums, scale, found > 0
        return np.maximum(found, 0)

    def _back_scaled(self, name: str, back: Any, found: Arrays) -> Any:
        sums, scale, is_on = self._held[f"scaled {name}"]
        back = back * is_on
        found[f"{name}_gain"], found[f"{name}_shift"] = (back * sums).sum(axis=0), back.sum(axis=0)
        back = back * self.weights[f"{name}_gain"]
        along = (back * sums).mean(axis=1, keepdims=True)
        back = scale * (back - back.mean(axis=1, keepdims=True) - sums * along)
        found[f"{name}_bias"] = back.sum(axis=0)
        return back

    def _back_through(self, name: str, back: Any, found: Arrays) -> Any:
        sums = self._back_scaled(name, self._held.get(f"kept {name}", 1) * back, found)
        gradient = self._held[f"inputs {name}"].T @ sums
        beside = len(self.weights[f"{name}_weights"])  # of these, the means follow
        found[f"{name}_weights"] = gradient[:beside]
        if len(gradient) > beside:
            found["means"] = gradient[beside:]
        return sums @ self._through(name).T

    def _through(self, name: str) -> Any:
        weights = self.weights[f"{name}_weights"]
        return np.concatenate([weights, self.weights["means"]]) if name == f"convolution{_MIDDLE}" else weights


def _chances(odds: Any) -> Any:
    return 1 / (1 + np.exp(-odds))


def _moved(values: Any, by: int) -> Any:
    """Return *values* with each row *by* places further behind; nothing where none came from."""
    found = np.zeros_like(values)
    if by > 0:
        found[by:] = values[:-by]
    else:
        found[:by] = values[-by:]
    return found


def _gathered(owner: Any, values: Any, count: int) -> Any:
    """Return the sum of *values* (rows, columns) of each owner."""
    columns = [np.bincount(owner, column, count) for column in values.T]
    return np.array(columns, np.float32).T


class Optimiser:
    """AdamW, on gradients of a length of no more than one."""

    def __init__(self, weights: Arrays) -> None:
        self._weights = weights
        self._mean, self._square = ({key: np.zeros_like(value) for key, value in weights.items()} for _ in range(2))
        self._count = 0

    def step(self, gradients: Mapping[str, Any], rate: float) -> None:
        """Move the weights."""
        self._count += 1
        length = float(np.sqrt(sum(float((each * each).sum()) for each in gradients.values())))
        early, late = 1 - 0.9**self._count, 1 - 0.999**self._count
        for key, gradient in gradients.items():
            short = gradient * np.float32(min(1.0, 1 / max(length, 1e-9)))
            mean, square, weight = self._mean[key], self._square[key], self._weights[key]
            mean += (short - mean) * np.float32(0.1)
            square += (short * short - square) * np.float32(0.001)
            if weight.ndim > 1:
                weight *= np.float32(1 - rate * _DECAY)
            weight -= np.float32(rate / early) * mean / (np.sqrt(square / np.float32(late)) + np.float32(1e-8))


def exported(weights: Arrays, scale: Scale, names: Sequence[str]) -> Arrays:
    """Return the net as the arrays that unspin.text.net reads."""
    # Mean and deviation of the rows go into the weights. These stay long: many are large, and nearly cancel.
    read = weights["read_weights"] / scale.deviation[:, None]
    found = {key: value.astype(np.float16) for key, value in weights.items() if not key.startswith("facts")}
    return found | {
        "names": np.array(names), "middle": scale.middle, "spread": scale.spread, "read_weights": read,
        "read_bias": weights["read_bias"] - scale.mean @ read,
        "answer": weights["answer"][:, 0].astype(np.float16), "bias": np.float64(weights["bias"][0]),
        "apart": np.array(APART, np.int32),
    }  # fmt: skip
