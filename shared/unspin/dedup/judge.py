"""Three logistic models over figures: is a text worth reading, is it the same article, does it tell the same story?

The first looks at the sketch of a posting, the others at a pair of texts. Fitted by training/verifier.py, which says on
what, and how they do on sources they were not fitted on.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from unspin.dedup.figures import Figures
from unspin.dedup.fingerprint import Fingerprint


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the terms of ``described``, and the probability from which on the answer is yes."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, described: Sequence[float]) -> float:
        """Return the probability of yes, in [0, 1]."""
        total = self.bias + sum(map(mul, self.weights, described))
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, total))))


@dataclass(frozen=True, slots=True)
class Models:
    """The three questions."""

    screen: Model  # worth comparing, seen from a sketch
    copy: Model  # one article, edited or spun
    story: Model  # one story, in whatever words


@cache
def models() -> Models:
    """Return the models that the package ships."""
    data = json.loads((files("unspin.dedup") / "verifier.json").read_text(encoding="utf-8"))
    read = {name: Model(tuple(held["weights"]), held["bias"], held["threshold"]) for name, held in data.items()}
    return Models(read["screen"], read["copy"], read["story"])


def promise(mine: Fingerprint, sketches: Iterable[bytes]) -> float:
    """Return how likely it is that an article is related to one that tells *sketches* of itself, in [0, 1].

    More than one is told while a text is being replaced. Who tells nothing is to be compared.
    """
    if not mine.sketch or not all(sketches := [*sketches]):
        return 1.0
    screen = models().screen
    return max([screen.probability(screened(mine, sketch)) for sketch in sketches])


def screened(mine: Fingerprint, sketch: bytes) -> list[float]:
    """Return what the model looks at of a sketch, each in [0, 1]."""
    shares = mine.reader.agreement(sketch)
    return [*shares, *map(mul, shares, shares)]


def described(seen: Figures) -> list[float]:
    """Return what the models look at, each in [0, 1]; the same for (a, b) and (b, a).

    Roots draw small similarities apart, where paraphrases live; squares do so for agreement that is nearly complete.
    """
    words, skeleton = max(seen.words_a, seen.words_b), max(seen.skeleton_a, seen.skeleton_b)
    part, whole = max(seen.terms_a, seen.terms_b), min(seen.terms_a, seen.terms_b)
    shares = (seen.words, words, seen.skeleton, skeleton, seen.content, seen.fixed, seen.names, seen.numbers)
    roots = map(math.sqrt, (*shares, seen.terms, part, whole))
    return [*roots, seen.numbers**2, part**2, seen.length]
