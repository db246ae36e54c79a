"""Fit the models that judge sketches and pairs: shared/unspin/dedup/verifier.json.

usage: python -m training.verifier DATA [--write]

DATA holds neardup/ and rewrites/ (their formats: benchmarks/dedup_eval.py). Pairs are what an index of all
articles together suggests, and every labelled pair it missed. Ten folds by source, so that no text of an
article is judged by a model that saw another version of it; the table printed is of these folds. --write fits
on all and stores.

Screen: sketches of articles that share a key with the reader; labelled copies and rewrites, each seen from both
sides, against strangers. Copies: labelled copies and spins against all else, hard negatives weighing three
times; paraphrases and re-reports are left out, being neither. Stories: rewrites of every kind against
candidates of other articles; labelled pairs of the same event are left out, as in the screen. Two unlabelled
articles with half their wording in common are copies that nobody labelled: they are left out too. Copies and
stories are told from strangers of wider keys than an article has, since those of its own are few.
"""

import argparse
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpora import Labels, documents, labels
from unspin.adapters.memory import MemoryIndex
from unspin.dedup.figures import Figures, figures
from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.judge import described, screened
from unspin.dedup.scheme import CURRENT

MODEL = Path(__file__).parents[1] / "shared" / "unspin" / "dedup" / "verifier.json"
FOLDS = 10
WIDE = replace(CURRENT, written=16, paired=5, probed=14, apart=13, deeper=4)
THRESHOLDS = {"screen": 0.1, "copy": 0.88, "story": 0.8}  # from the folds: where false pairs become rare, see the table
RIDGE = 1.0  # on every weight but the bias

Array = NDArray[np.float64]
Prints = Mapping[str, Fingerprint]


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate pair, what it is, the source that decides its fold, and what a model sees of it."""

    kind: str  # "spin", "hard+all", ...; "neg-..." of hard negatives; "other"
    is_same: bool
    fold: int
    values: list[float]


def main() -> None:
    """Print what the folds reach; fit on everything and store, if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    told = labels(options.data)
    texts = {name: text for part in ("neardup", "rewrites") for name, text in documents(options.data / part).items()}
    prints = {name: Fingerprint("", text, "en") for name, text in texts.items()}
    compared = list(pairs(prints, told))
    found = {"screen": list(readings(prints, told)), "copy": compared, "story": compared}
    stored = {}
    for question, threshold in THRESHOLDS.items():
        values = np.array([pair.values for pair in found[question]])
        target, weights = asked(question, found[question])
        report(question, found[question], across_folds(values, target, weights, found[question]), threshold)
        fitted = fit(values, target, weights)
        stored[question] = {"weights": rounded(fitted[:-1]), "bias": rounded(fitted)[-1], "threshold": threshold}
    if options.write:
        MODEL.write_text(json.dumps(stored, indent=1) + "\n")


def rounded(values: Array) -> list[float]:
    """Return *values* as short as they say something."""
    return [round(float(value), 4) for value in values]


def readings(prints: Prints, told: Labels) -> Iterator[Pair]:
    """Yield what an article reads of each one that shares a key with it; of the labelled ones, whichever came first."""
    for a, b in suggested(prints):
        both = [(a, b), (b, a)] if told.source(a) == told.source(b) else [(a, b)]
        for one, other in both:
            mine, theirs = prints[one], prints[other]
            if mine.sketch and theirs.sketch and not set(theirs.keys).isdisjoint(mine.probes):
                yield from _pair(one, other, told, figures(mine, theirs), screened(mine, theirs.sketch))


def pairs(prints: Prints, told: Labels) -> Iterator[Pair]:
    """Yield the candidate pairs of wide keys, and the labelled ones that are no candidates."""
    wide = {name: replace(each, scheme=WIDE) for name, each in prints.items()}
    found = set(suggested(wide))
    missed = {(name, source) for name, source in told.sources.items() if source in prints and name in prints}
    for a, b in sorted(found | {pair for pair in missed if pair not in found and pair[::-1] not in found}):
        seen = figures(prints[a], prints[b])
        yield from _pair(a, b, told, seen, described(seen))


def suggested(prints: Prints) -> Iterator[tuple[str, str]]:
    """Yield each article with those before it that share a key with it."""
    index = MemoryIndex()
    for name, mine in prints.items():
        yield from ((name, other) for other in sorted(index.candidates(mine.probes)))
        index.post(name, dict.fromkeys(mine.keys, b""))


def _pair(a: str, b: str, told: Labels, seen: Figures, values: list[float]) -> Iterator[Pair]:
    one, other = told.source(a), told.source(b)
    fold = zlib.crc32(min(one, other).encode()) % FOLDS
    if one == other:
        kinds = {told.kinds.get(a, ""), told.kinds.get(b, "")} - {""}
        yield Pair("|".join(sorted(kinds)), True, fold, values)
        return
    negative = told.negatives.get(frozenset((one, other)))
    unlabelled = negative is None and max(seen.words, min(seen.words_a, seen.words_b)) > 0.5
    if not unlabelled and frozenset((one, other)) not in told.ignored and max(seen.words_a, seen.words_b) <= 0.8:
        yield Pair(negative or "other", False, fold, values)


def asked(question: str, found: list[Pair]) -> tuple[Array, Array]:
    """Return what each pair should be answered, and what it weighs; 0 where it is left out."""
    target = np.array([float(pair.is_same) for pair in found])
    weight = {"screen": _screen_weight, "copy": _copy_weight, "story": _story_weight}[question]
    return target, np.array([weight(pair) for pair in found])


def _screen_weight(pair: Pair) -> float:
    if pair.is_same:
        return 20.0 if {"paraphrase", "rewrite", "spin"} & set(pair.kind.split("|")) else 1.0
    return 0.0 if pair.kind.endswith("sameevent") else 1.0


def _copy_weight(pair: Pair) -> float:
    if {"paraphrase", "rewrite"} & set(pair.kind.split("|")):
        return 0.0
    return 10.0 if pair.kind == "spin" else 3.0 if pair.kind.startswith("neg") else 1.0


def _story_weight(pair: Pair) -> float:
    if pair.is_same:
        rewrites = {"spin", "paraphrase", "rewrite"}
        return 100.0 if set(pair.kind.split("|")) <= rewrites else 0.02
    return 0.0 if pair.kind.endswith("sameevent") else 1.0


def fit(values: Array, target: Array, weights: Array) -> Array:
    """Return the weights of a logistic regression, the bias last, by Newton's method."""
    used = weights > 0
    values = np.hstack([values[used], np.ones((int(used.sum()), 1))])
    target, weights = target[used], weights[used]
    ridge = np.full(values.shape[1], RIDGE)
    ridge[-1] = 1e-6
    found = np.zeros(values.shape[1])
    for _ in range(60):
        answer = 1 / (1 + np.exp(-np.clip(values @ found, -30, 30)))
        slope = values.T @ (weights * (answer - target)) + ridge * found
        curve = (values * (weights * answer * (1 - answer))[:, None]).T @ values + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        found -= step * min(1.0, 5 / max(1e-9, float(np.abs(step).max())))
        if float(np.abs(step).max()) < 1e-6:
            break
    return found


def across_folds(values: Array, target: Array, weights: Array, found: list[Pair]) -> Array:
    """Return the probability of each pair, by the model that did not see its source."""
    folds = np.array([pair.fold for pair in found])
    answers = np.zeros(len(target))
    for fold in range(FOLDS):
        held_back = folds == fold
        fitted = fit(values[~held_back], target[~held_back], weights[~held_back])
        answers[held_back] = 1 / (1 + np.exp(-(values[held_back] @ fitted[:-1] + fitted[-1])))
    return answers


def report(question: str, found: list[Pair], answers: Array, threshold: float) -> None:
    """Print the share of each kind that is answered yes, around the threshold."""
    kinds = sorted({pair.kind for pair in found if "|" not in pair.kind})
    print(f"{question}: share answered yes, by sources held back")
    for bound in sorted({0.05, 0.5, 0.7, 0.8, threshold, 0.95}):
        shares = []
        for kind in kinds:
            of_kind = answers[[number for number, pair in enumerate(found) if pair.kind == kind]]
            yes = int((of_kind >= bound).sum())
            shares.append(f"{kind} {yes}/{len(of_kind)}" if kind == "other" else f"{kind} {yes / len(of_kind):.3f}")
        print(f"  from {bound}: " + "  ".join(shares))


if __name__ == "__main__":
    main()
