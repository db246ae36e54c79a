"""Score copies and rewrites found, for unspin beside its peers, in one process; fail below the pinned floors.

usage: python -m benchmarks.dedup_eval DATA [--ablations] [--no-peers] [--pin REASON]

DATA holds neardup/ and rewrites/ (benchmarks/corpora.py has their formats). Recall: two articles count as found where
verified pairs of a cluster relation connect them; for rewrites, also same_story (linked). False pairs are between
articles of different originals. Peers read the same texts: datasketch MinHashLSH on word 5-grams at .5 and 3-grams
at .3 (128 permutations), with `update_batch` and, as mostly used, `update` per shingle; rensa on 5-grams at .5.
Floors: benchmarks/floors-dedup.json; --pin lowers or raises them to just below what is reached, with a reason.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import Labels, documents, labels
from unspin.cli.dedup import Corpus, collected_once, prepared
from unspin.dedup.clusters import clusters
from unspin.dedup.fingerprint import family, fingerprint
from unspin.stopwords import likely_language
from unspin.text.language import detect

FLOORS = Path(__file__).with_name("floors-dedup.json")
MARGIN = 0.01  # floors lie this much below what was reached

Found = dict[tuple[str, str], str]  # pair -> relation
Finder = Callable[[dict[str, str]], Found]


@dataclass(frozen=True, slots=True)
class Scores:
    """What one method found in one corpus."""

    recall: dict[str, float]  # by kind, and "ALL"
    precision: float
    false: int
    hard_negatives: float  # share of them in one cluster
    per_second: float


def main() -> None:
    """Print the tables; exit with 1 below a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--ablations", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--pin", metavar="REASON")
    options = parser.parse_args()
    detect("What is loaded once, such as the model of languages, is not what an article costs.")
    told = labels(options.data)
    corpora = {name: documents(options.data / name) for name in ("neardup", "rewrites")}
    reached = {}
    for name, texts in corpora.items():
        kinds = {document: told.kinds[document] for document in texts if document in told.kinds}
        methods = dict(finders(peers=not options.no_peers, ablations=options.ablations))
        scored = {method: score(find, texts, kinds, told, name) for method, find in methods.items()}
        print(f"\n{name}: {len(texts):,} articles, {len(kinds):,} copies")
        print_table(scored)
        reached[name] = scored["unspin"]
    if options.pin:
        pin(reached, options.pin)
    sys.exit(1 if list(below_floors(reached)) else 0)


def finders(*, peers: bool, ablations: bool) -> Iterator[tuple[str, Finder]]:
    """Yield the methods by name."""
    yield "unspin", unspin
    if peers:
        yield "datasketch 5/.5", lambda texts: datasketch(texts, 5, 0.5)
        yield "datasketch 3/.3", lambda texts: datasketch(texts, 3, 0.3)
        yield "datasketch 5/.5 update", lambda texts: datasketch(texts, 5, 0.5, one_by_one=True)
        yield "rensa 5/.5", rensa
    if ablations:
        yield "term keys alone", lambda texts: candidates(texts, "t")
        yield "skeleton keys alone", lambda texts: candidates(texts, "s")
        yield "all keys, unverified", lambda texts: candidates(texts, "tsd")


def unspin(texts: dict[str, str]) -> Found:
    """Return the verified pairs, as `unspin dedup --raw` finds them."""
    corpus = Corpus()
    made = prepared((name, (fingerprint("", text, language(text)), None)) for name, text in texts.items())
    return {
        (name, link.other_id): link.comparison.relation
        for name, (mine, _) in collected_once(made)
        for link in corpus.add(name, mine, None)
    }


def language(text: str) -> str:
    """Return the language of a text, as `unspin dedup --raw` tells it."""
    return likely_language(text) or detect(text)[0]


def candidates(texts: dict[str, str], families: str) -> Found:
    """Return the pairs that keys of some families suggest, unverified."""
    index: defaultdict[str, list[str]] = defaultdict(list)
    found: Found = {}
    for name, text in texts.items():
        made = fingerprint("", text, language(text))
        probes = [key for key in made.probes if family(key) in families]
        found |= {(name, other): "near_duplicate" for key in probes for other in index.get(key, ())}
        for key in made.keys:
            index[key].append(name)
    return found


def datasketch(texts: dict[str, str], size: int, threshold: float, *, one_by_one: bool = False) -> Found:
    """Return the pairs that share a band."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    found: Found = {}
    for name, text in texts.items():
        minhash = MinHash(num_perm=128)
        encoded = [shingle.encode() for shingle in grams(text, size)]
        if one_by_one:
            for shingle in encoded:
                minhash.update(shingle)
        else:
            minhash.update_batch(encoded)
        found |= {(name, other): "near_duplicate" for other in index.query(minhash)}
        index.insert(name, minhash)
    return found


def rensa(texts: dict[str, str]) -> Found:
    """Return the pairs that share a band of rensa's R-MinHash, 32 bands of 4, and estimate .5 or more."""
    from rensa import RMinHash, RMinHashLSH

    index, sketches, found = RMinHashLSH(0.5, 128, 32), {}, {}
    for number, (name, text) in enumerate(texts.items()):
        sketch = RMinHash(128, 1)
        sketch.update(list(grams(text, 5)))
        for other in index.query(sketch):
            if sketches[other][1].jaccard(sketch) >= 0.5:
                found[name, sketches[other][0]] = "near_duplicate"
        index.insert(number, sketch)
        sketches[number] = (name, sketch)
    return found


def grams(text: str, size: int) -> Iterator[str]:
    """Return the word shingles of a text, as peers' users make them."""
    words = text.lower().split()
    return (" ".join(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))


def score(find: Finder, texts: dict[str, str], kinds: dict[str, str], told: Labels, name: str) -> Scores:
    """Run a method over a corpus and compare with the labels; in rewrites, any relation counts as found."""
    start = time.process_time()
    found = find(texts)
    spent = time.process_time() - start
    counted = {pair for pair, relation in found.items() if name == "rewrites" or relation != "same_story"}
    judged = [pair for pair in counted if not _is_open(pair, told, name)]
    place = {member: number for number, group in enumerate(clusters(judged)) for member in group}
    hits: Counter[str] = Counter()
    for copy, kind in kinds.items():
        together = copy in place and place[copy] == place.get(told.sources[copy])
        hits[kind] += together
        hits["ALL"] += together
    totals = Counter(kinds.values()) + Counter(ALL=len(kinds))
    pairs = [tuple(pair) for pair in told.negatives] if name == "neardup" else []
    merged = sum(a in place and place[a] == place.get(b) for a, b in pairs)
    true = sum(told.source(a) == told.source(b) for a, b in judged)
    return Scores(
        recall={kind: hits[kind] / total for kind, total in totals.items()},
        precision=true / len(judged) if judged else 1.0,
        false=len(judged) - true,
        hard_negatives=merged / len(pairs) if pairs else 0.0,
        per_second=len(texts) / spent,
    )


def _is_open(pair: tuple[str, str], told: Labels, name: str) -> bool:
    """Nobody knows of these: pairs left undecided; among the other articles of rewrites/, copies and same stories."""
    a, b = pair
    if name == "rewrites":
        known = {told.source(each) for each in told.sources if "|" in each}
        return not {told.source(a), told.source(b)} & known
    return frozenset((told.source(a), told.source(b))) in told.ignored


def print_table(scored: dict[str, Scores]) -> None:
    """Print one column per method."""
    kinds = sorted(next(iter(scored.values())).recall)
    rows: list[tuple[str, Iterable[str]]] = [
        (kind, [f"{each.recall[kind]:.3f}" for each in scored.values()]) for kind in kinds
    ]
    rows += [
        ("precision", [f"{each.precision:.4f}" for each in scored.values()]),
        ("false pairs", [f"{each.false:,}" for each in scored.values()]),
        ("hard negatives", [f"{each.hard_negatives:.4f}" for each in scored.values()]),
        ("articles/s", [f"{each.per_second:,.0f}" for each in scored.values()]),
    ]
    print(f"{'':16}" + "".join(f"{method:>24}" for method in scored))
    for label, cells in rows:
        print(f"{label:16}" + "".join(f"{cell:>24}" for cell in cells))


def below_floors(reached: dict[str, Scores]) -> Iterator[str]:
    """Print and yield what is below its floor; speed is no floor, since it is the machine's as much as ours."""
    floors = json.loads(FLOORS.read_text())["floors"]
    for corpus, held in floors.items():
        scores = reached[corpus]
        for kind, floor in held["recall"].items():
            if scores.recall.get(kind, 0.0) < floor:
                yield _told(f"{corpus}: recall of {kind} is {scores.recall.get(kind, 0.0):.4f}, floor {floor}")
        if scores.precision < held["precision"]:
            yield _told(f"{corpus}: precision is {scores.precision:.4f}, floor {held['precision']}")
        if scores.hard_negatives > held["hard_negatives"]:
            yield _told(
                f"{corpus}: {scores.hard_negatives:.4f} of the hard negatives, at most {held['hard_negatives']}"
            )


def _told(line: str) -> str:
    print(f"BELOW THE FLOOR: {line}")
    return line


def pin(reached: dict[str, Scores], reason: str) -> None:
    """Write floors just below what was reached."""
    floors = {
        corpus: {
            "recall": {kind: round(max(0.0, share - MARGIN), 3) for kind, share in sorted(scores.recall.items())},
            "precision": round(scores.precision - MARGIN / 20, 4) if corpus == "neardup" else 0.9,
            "hard_negatives": 0.002,
        }
        for corpus, scores in reached.items()
    }
    FLOORS.write_text(json.dumps({"reason": reason, "floors": floors}, indent=1) + "\n")


if __name__ == "__main__":
    main()
