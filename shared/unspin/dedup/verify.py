"""Judge a candidate pair: shared keys only suggest, this decides."""

from dataclasses import replace

from unspin.dedup.clusters import joins
from unspin.dedup.evidence import SHORT, evidence
from unspin.dedup.figures import Figures, figures
from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.judge import described, models
from unspin.dedup.remainder import share_only_a_block
from unspin.dedup.sentences import retelling
from unspin.model import Comparison, Relation

# Of wording that is plainly the same, rules; docs/evaluation-dedup.md has what they reach.
NEAR = 0.5  # words in common, of an edited or rearranged copy
CONTAINED = 0.75  # of the shorter one's words or skeleton, of an excerpt
PART = 0.7  # an excerpt is at most this much as long as its source
EVEN = 0.6  # lengths, of a copy in other words; below, two texts share a passage, and more must speak for it
QUOTED = 0.8  # of the words of either text; below, what they do not share has its say
UNEVEN_COPY = 0.95  # probability
FAITHFUL = 0.9  # of names and numbers, that a paraphrase keeps
RETOLD = 0.35  # of what the longer text tells, in the order of both; of half of its sentences, and of five
LEAST_TOLD = 5
KEPT, LEAST_FIXED = 1 / 3, 3  # of names and numbers, that any copy keeps; of so many at least
AGREEMENT = 0.6  # of names and numbers: the same template filled with others is another story


def compare(a: Fingerprint, b: Fingerprint) -> Comparison:
    """Return how two articles stand to each other, without evidence.

    Symmetric: ``compare(b, a)`` is the same, seen from the other side.
    """
    if len(a.scan) == len(b.scan) and a.digest == b.digest:
        return Comparison("exact", 1.0, figures(a, b).named()) if len(a.scan) else _unique(figures(a, b))
    seen = figures(a, b)
    if min(len(a.scan), len(b.scan)) < SHORT:
        return _short(seen)
    found = _judged(seen)
    if found.relation == "rewritten" and _is_refilled(seen, a, b):
        found = replace(found, relation="unique")
    if found.relation == "same_story" and seen.fixed >= FAITHFUL and seen.length >= EVEN:
        found = _retold(found, a, b)
    if joins(found) and max(seen.words_a, seen.words_b) < QUOTED and share_only_a_block(a, b):
        return replace(found, relation="unique", part=None)
    return found


def _is_refilled(seen: Figures, a: Fingerprint, b: Fingerprint) -> bool:
    """Say whether two texts are one template with other names and numbers, where no words are terms that say so, too.

    Of scripts without blanks and capitals the skeleton is the text itself, and a template is most of it.
    """
    names_a, numbers_a, content_a = a.views.terms.counts
    names_b, numbers_b, content_b = b.views.terms.counts
    are_enough = min(names_a + numbers_a, names_b + numbers_b) >= LEAST_FIXED
    return not (content_a or content_b) and are_enough and seen.fixed < KEPT


def _retold(found: Comparison, a: Fingerprint, b: Fingerprint) -> Comparison:
    """Of one story told twice, tell who went through the other's article sentence by sentence."""
    told = retelling(a, b)
    figures = {**found.figures, "retold": round(told.share, 4)}
    is_retold = told.share >= RETOLD and len(told.pairs) >= max(LEAST_TOLD, told.sentences / 2)
    return replace(found, relation="rewritten" if is_retold else "same_story", figures=figures)


def with_evidence(comparison: Comparison, a: Fingerprint, b: Fingerprint) -> Comparison:
    """Return *comparison* with what a person needs to see to believe it."""
    return replace(comparison, evidence=evidence(comparison, a, b))


def _judged(seen: Figures) -> Comparison:
    contained = max(seen.words_a, seen.words_b, seen.skeleton_a, seen.skeleton_b)
    agrees = seen.fixed >= AGREEMENT
    if agrees and seen.words >= NEAR:
        return _found("near_duplicate", seen.words, seen)
    if agrees and seen.length <= PART and contained >= CONTAINED:
        part_is_a = max(seen.words_a, seen.skeleton_a) >= max(seen.words_b, seen.skeleton_b)
        return replace(_found("excerpt", contained, seen), part="a" if part_is_a else "b")
    return _by_model(seen)


def _by_model(seen: Figures) -> Comparison:
    """Of other wording, no single figure tells enough: spins keep the skeleton, paraphrases names and rare words."""
    values, asked = described(seen), models()
    copy, story = asked.copy.probability(values), asked.story.probability(values)
    relation: Relation = "unique"
    if copy >= (asked.copy.threshold if seen.length >= EVEN else UNEVEN_COPY):
        relation = "rewritten"
    elif story >= asked.story.threshold:
        relation = "same_story"
    return _found(relation, max(seen.skeleton, seen.terms), seen, copy=round(copy, 4), story=round(story, 4))


def _short(seen: Figures) -> Comparison:
    """Of few words, nearly all must agree."""
    if seen.fixed >= 0.9 and seen.words >= 0.7:
        return _found("near_duplicate", seen.words, seen)
    if seen.fixed >= 0.9 and seen.skeleton >= 0.7 and seen.words >= 0.2:
        return _found("rewritten", seen.skeleton, seen)
    return _unique(seen)


def _found(relation: Relation, similarity: float, seen: Figures, **further: float) -> Comparison:
    return Comparison(relation, round(similarity, 4), {**seen.named(), **further})


def _unique(seen: Figures) -> Comparison:
    return _found("unique", max(seen.words, seen.skeleton), seen)
