"""What makes a relation believable: aligned passages, swapped words, one line that sums up."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from unspin.dedup.figures import common
from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.sentences import retelling, spans
from unspin.dedup.synonyms import are_synonyms
from unspin.dedup.tokens import Token
from unspin.model import Comparison, Evidence, Passage, Substitution

ALIGNED = 5_000  # tokens of each text; time and memory grow with their product
SWAPPED = 3  # tokens at most that one word or name stands for
SUBSTITUTIONS = 20
PASSAGES = 3
# Characters shown of a passage, and of a word: a text may be one sentence, and a sentence one word. A link is an item
# of 409,600 bytes at most; with three passages of either text it holds 40,000, be they of the rarest characters.
LONGEST_PASSAGE, LONGEST_WORD = 600, 100
SHORT = 40  # tokens; below, few shingles carry the whole verdict: more of them must agree, and people are told
SENTENCE_AGREES = 0.5  # of its tokens stand in the other text, in order


class Swap(NamedTuple):
    """Words that stand in each other's place, as written."""

    before: str
    after: str
    at: int = 0  # the first one's position


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two token lists laid side by side."""

    pairs: dict[int, int]  # position of an equal token in a -> in b
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of *a*, and where it stands in *b*; both in tokens."""

    ours: tuple[int, int]
    theirs: tuple[int, int]
    share: float  # of its tokens that stand there in order

    @property
    def length(self) -> int:
        """How many tokens it has."""
        return self.ours[1] - self.ours[0]


def evidence(comparison: Comparison, a: Fingerprint, b: Fingerprint) -> Evidence:
    """Return what *a* and *b* have in common and where they differ, seen from *a*."""
    titles = align(a.title_tokens, b.title_tokens)
    bodies = align(a.tokens[:ALIGNED], b.tokens[:ALIGNED])
    sentences = _aligned(a, b, bodies.pairs)
    # Of a sentence in other words altogether, no word stands for another.
    kept = {at for each in sentences if each.share >= SENTENCE_AGREES for at in range(*each.ours)}
    swaps = (*titles.swaps, *(swap for swap in bodies.swaps if swap.at in kept))
    substitutions = counted(swaps, always=len(titles.swaps), explained=a.language == b.language == "en")
    names = common(a.views.fixed, b.views.fixed), min(len(a.views.fixed), len(b.views.fixed))
    shorter = min(len(a.scan), len(b.scan))
    summary = _summary(comparison, (len(sentences), len(spans(a))), len(swaps), substitutions, names)
    return Evidence(
        summary=f"{summary}; short, only {shorter} words to judge by" if shorter < SHORT else summary,
        substitutions=substitutions,
        passages=tuple(_passages(a, b, sentences)),
        swapped=sum(is_wording(swap.before) and is_wording(swap.after) for swap in swaps),
    )


def align(a: Sequence[Token], b: Sequence[Token]) -> Alignment:
    """Lay two token lists side by side with the fewest edits (Levenshtein; bit-parallel, by rapidfuzz)."""
    folded_a, folded_b = [token.folded for token in a], [token.folded for token in b]
    pairs: dict[int, int] = {}
    swaps: list[Swap] = []
    for edit in Levenshtein.opcodes(folded_a, folded_b):
        before, after = a[edit.src_start : edit.src_end], b[edit.dest_start : edit.dest_end]
        if edit.tag == "equal":
            pairs.update(zip(range(edit.src_start, edit.src_end), range(edit.dest_start, edit.dest_end), strict=True))
        elif edit.tag == "replace" and len(before) == len(after) <= SWAPPED:
            places = zip(before, after, range(edit.src_start, edit.src_end), strict=True)
            swaps += [Swap(one.text, other.text, at) for one, other, at in places]
        elif edit.tag == "replace" and max(len(before), len(after)) <= SWAPPED:
            swaps.append(Swap(_joined(before), _joined(after), edit.src_start))
    return Alignment(pairs, tuple(swaps))


def counted(swaps: Sequence[Swap], *, always: int = 0, explained: bool = True) -> tuple[Substitution, ...]:
    """Return the swaps, the first *always* ones (a title's) ahead, then the most frequent first.

    Case does not count; the first way of writing is shown. Where *explained*, synonyms are told from other words.
    """
    keys = [(swap.before.casefold(), swap.after.casefold()) for swap in swaps]
    counts = Counter(keys)
    written: dict[tuple[str, str], tuple[str, str]] = {}
    for key, swap in zip(keys, swaps, strict=True):
        written.setdefault(key, (swap.before, swap.after))
    ahead = dict.fromkeys(keys[:always])
    frequent = dict.fromkeys(key for key, _ in counts.most_common(SUBSTITUTIONS))
    shown = {key: (_cut(before, LONGEST_WORD), _cut(after, LONGEST_WORD)) for key, (before, after) in written.items()}
    return tuple(Substitution(*shown[key], counts[key], explained and are_synonyms(*key)) for key in ahead | frequent)


def is_wording(text: str) -> bool:
    """Say whether swapping *text* changes the wording only: other names and numbers are other facts."""
    return text[:1].islower() and len(text.split()) <= SWAPPED and not any(map(str.isdigit, text))


def _summary(
    comparison: Comparison,
    sentences: tuple[int, int],
    swapped: int,
    substitutions: tuple[Substitution, ...],
    names: tuple[int, int],
) -> str:
    parts = [f"{sentences[0]} of {sentences[1]} sentences align"]
    if substitutions:
        first = substitutions[0]
        parts.append(f"{swapped} words swapped, e.g. {first.before} → {first.after}")
    agreement = f"names and numbers agree {names[0]}/{names[1]}" if names[1] else "no names or numbers"
    return f"{comparison.relation.replace('_', ' ')}: {', '.join(parts)}; {agreement}"


def _aligned(a: Fingerprint, b: Fingerprint, pairs: Mapping[int, int]) -> list[Sentence]:
    """Return the sentences of *a* that *b* has: most of their words in order, or told in other words in their place."""
    told = dict(retelling(a, b).pairs)
    theirs = spans(b)
    found = []
    for number, (start, end) in enumerate(spans(a)):
        met = [pairs[position] for position in range(start, end) if position in pairs]
        share = len(met) / (end - start)
        if share >= SENTENCE_AGREES:
            found.append(Sentence((start, end), (min(met), max(met) + 1), share))
        elif number in told:
            found.append(Sentence((start, end), theirs[told[number]], share))
    return found


def _passages(a: Fingerprint, b: Fingerprint, sentences: Sequence[Sentence]) -> Iterator[Passage]:
    """The sentences that agree but for some words say most; of an excerpt or a plain copy, the longest do."""
    ranked = sorted(
        sentences, key=lambda each: (each.share == 1, each.share < SENTENCE_AGREES, -each.length, each.ours)
    )
    for each in sorted(ranked[:PASSAGES], key=lambda each: each.ours):
        yield Passage(_written(a, *each.ours), _written(b, *each.theirs))


def _written(text: Fingerprint, start: int, end: int) -> str:
    return _cut(_one_line(text.normalised[text.tokens[start].start : text.tokens[end - 1].end]), LONGEST_PASSAGE)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _joined(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)
