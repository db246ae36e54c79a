"""Make the table of synonyms in shared/unspin/dedup/synonyms, from WordNet.

usage: python -m training.synonyms WORDNET [FILE]

WORDNET holds data.noun, data.verb, data.adj and data.adv of WordNet 3.1 (Princeton University, 2011), which
scripts/wordnet.sh fetches; its licence permits copies and changes, see the table's README.md. Kept are words of
one token that are not too rare in general text (wordfreq 3.1.1), in sets of two and more; of adjectives also with
those that WordNet calls similar.

Lines: the words of one set, in alphabetical order; no line is part of another.
"""

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

from wordfreq import zipf_frequency

FILE = Path(__file__).parents[1] / "shared" / "unspin" / "dedup" / "synonyms" / "en.txt.gz"
RAREST = 2.0  # Zipf value
SIMILAR = "&"


def sets(path: Path) -> Iterator[frozenset[str]]:
    """Yield the sets of synonyms in a data file, and the sets of what is similar."""
    found: dict[str, tuple[frozenset[str], list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            fields = line.partition(" | ")[0].split()
            count = int(fields[3], 16)
            words = frozenset(word.partition("(")[0] for word in fields[4 : 4 + 2 * count : 2])
            pointers = fields[5 + 2 * count :]
            similar = [pointers[at + 1] for at in range(0, len(pointers) - 3, 4) if pointers[at] == SIMILAR]
            found[fields[0]] = frozenset(filter(_is_kept, words)), similar
    for words, similar in found.values():
        yield words
        yield from (words | found[other][0] for other in similar)


def _is_kept(word: str) -> bool:
    return word.isascii() and word.isalpha() and word.islower() and zipf_frequency(word, "en") >= RAREST


def table(folder: Path) -> str:
    """Return the table as text."""
    found = {words for part in ("noun", "verb", "adj", "adv") for words in sets(folder / f"data.{part}")}
    kept: list[frozenset[str]] = []
    holding: dict[str, list[frozenset[str]]] = {}
    for words in sorted(found, key=lambda words: (-len(words), sorted(words))):
        if len(words) > 1 and not any(words <= larger for larger in holding.get(min(words), [])):
            kept.append(words)
            for word in words:
                holding.setdefault(word, []).append(words)
    return "".join(sorted(f"{' '.join(sorted(words))}\n" for words in kept))


def main() -> None:
    """Write the table; the same input makes the same bytes."""
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(table(Path(sys.argv[1])).encode(), mtime=0))
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
