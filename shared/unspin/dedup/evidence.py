"""What makes a relation believable: aligned passages, swapped words, one line that sums up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from unspin.dedup.figures import common
from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.tokens import Token
from unspin.model import Comparison, Evidence, Passage, Substitution

ALIGNED = 5_000  # tokens of each text; time and memory grow with their product
SWAPPED = 3  # tokens at most that one word or name stands for
SUBSTITUTIONS = 20
PASSAGES = 3
SHORT = 40  # tokens; below, few shingles carry the whole verdict: more of them must agree, and people are told
SENTENCE_AGREES = 0.5  # of its tokens stand in the other text, in order


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two token lists laid side by side."""

    pairs: dict[int, int]  # position of an equal token in a -> in b
    swaps: tuple[tuple[str, str], ...]  # words that stand in each other's place, as written


def evidence(comparison: Comparison, a: Fingerprint, b: Fingerprint) -> Evidence:
    """Return what *a* and *b* have in common and where they differ, seen from *a*."""
    titles = align(a.title_tokens, b.title_tokens)
    one, other = a.tokens[:ALIGNED], b.tokens[:ALIGNED]
    bodies = align(one, other)
    swaps = (*titles.swaps, *bodies.swaps)
    substitutions = counted(swaps, always=len(titles.swaps))
    spans = list(_sentences(one))
    aligned = [span for span in spans if _share(span, bodies.pairs) >= SENTENCE_AGREES]
    one_fixed, other_fixed = a.views.fixed, b.views.fixed
    names = common(one_fixed, other_fixed), min(len(one_fixed), len(other_fixed))
    shorter = min(len(a.scan), len(b.scan))
    summary = _summary(comparison, (len(aligned), len(spans)), len(swaps), substitutions, names)
    return Evidence(
        summary=f"{summary}; short, only {shorter} words to judge by" if shorter < SHORT else summary,
        substitutions=substitutions,
        passages=tuple(_passages(a, b, aligned, bodies.pairs)),
        swapped=sum(is_wording(before) and is_wording(after) for before, after in swaps),
    )


def align(a: Sequence[Token], b: Sequence[Token]) -> Alignment:
    """Lay two token lists side by side with the fewest edits (Levenshtein; bit-parallel, by rapidfuzz)."""
    folded_a, folded_b = [token.folded for token in a], [token.folded for token in b]
    pairs: dict[int, int] = {}
    swaps: list[tuple[str, str]] = []
    for edit in Levenshtein.opcodes(folded_a, folded_b):
        before, after = a[edit.src_start : edit.src_end], b[edit.dest_start : edit.dest_end]
        if edit.tag == "equal":
            pairs.update(zip(range(edit.src_start, edit.src_end), range(edit.dest_start, edit.dest_end), strict=True))
        elif edit.tag == "replace" and len(before) == len(after) <= SWAPPED:
            swaps += [(one.text, other.text) for one, other in zip(before, after, strict=True)]
        elif edit.tag == "replace" and max(len(before), len(after)) <= SWAPPED:
            swaps.append((_joined(before), _joined(after)))
    return Alignment(pairs, tuple(swaps))


def counted(swaps: Sequence[tuple[str, str]], *, always: int = 0) -> tuple[Substitution, ...]:
    """Return the swaps, the first *always* ones (a title's) ahead, then the most frequent first.

    Case does not count; the first way of writing is shown.
    """
    counts = Counter((before.casefold(), after.casefold()) for before, after in swaps)
    written: dict[tuple[str, str], tuple[str, str]] = {}
    for before, after in swaps:
        written.setdefault((before.casefold(), after.casefold()), (before, after))
    ahead = dict.fromkeys((before.casefold(), after.casefold()) for before, after in swaps[:always])
    frequent = dict.fromkeys(key for key, _ in counts.most_common(SUBSTITUTIONS))
    return tuple(Substitution(*written[key], counts[key]) for key in ahead | frequent)


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


def _sentences(tokens: Sequence[Token]) -> Iterator[range]:
    starts = [position for position, token in enumerate(tokens) if token.opens_sentence]
    for start, end in pairwise([*starts, len(tokens)]):
        # Quotes and colons open "sentences" of a word or two: they say nothing.
        if end - start >= 4:
            yield range(start, end)


def _share(span: range, pairs: dict[int, int]) -> float:
    return sum(position in pairs for position in span) / len(span)


def _passages(a: Fingerprint, b: Fingerprint, aligned: Sequence[range], pairs: dict[int, int]) -> Iterator[Passage]:
    """The sentences that agree but for some words say most; of an excerpt or a plain copy, the longest do."""
    ranked = sorted(aligned, key=lambda span: (_share(span, pairs) == 1, -len(span), span.start))
    for span in sorted(ranked[:PASSAGES], key=lambda span: span.start):
        met = [pairs[position] for position in span if position in pairs]
        ours = a.normalised[a.tokens[span.start].start : a.tokens[span.stop - 1].end]
        theirs = b.normalised[b.tokens[min(met)].start : b.tokens[max(met)].end]
        yield Passage(_one_line(ours), _one_line(theirs))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _joined(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)
