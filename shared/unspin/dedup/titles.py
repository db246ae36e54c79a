"""Titles alone: too short for shingles, but near-equal ones with swapped words give themselves away."""

from unspin.dedup.evidence import align, counted
from unspin.dedup.tokens import Token, normalised, tokens
from unspin.model import Comparison, Evidence

LEAST = 4  # tokens: of fewer, two that agree prove nothing
AGREES = 0.5  # of the longer title, in order
EDITS = 2  # tokens that one title may have over the other, besides the swapped ones


def compare_titles(a: str, b: str) -> Comparison:
    """Return how two titles stand to each other: exact, rewritten with the words swapped, or unique.

    Numbers that differ make two titles of one template, not one story told twice.
    """
    one, other = tokens(normalised(a)), tokens(normalised(b))
    folded_a, folded_b = [token.folded for token in one], [token.folded for token in other]
    if one and folded_a == folded_b:
        return Comparison("exact", 1.0, {"title": 1.0})
    if min(len(one), len(other)) < LEAST:
        return Comparison("unique", 0.0, {"title": 0.0})
    alignment = align(one, other)
    agreement = len(alignment.pairs) / max(len(one), len(other))
    figures = {"title": round(agreement, 4)}
    is_rewritten = (
        alignment.swaps
        and agreement >= AGREES
        and abs(len(one) - len(other)) <= EDITS
        and _numbers(one) == _numbers(other)
    )
    if not is_rewritten:
        return Comparison("unique", round(agreement, 4), figures)
    substitutions = counted(alignment.swaps)
    swapped = ", ".join(f"{each.before} → {each.after}" for each in substitutions)
    summary = f"{len(alignment.pairs)} of {max(len(one), len(other))} words agree in order; swapped: {swapped}"
    return Comparison("rewritten", round(agreement, 4), figures, Evidence(summary, substitutions))


def _numbers(title: list[Token]) -> list[str]:
    return [token.text for token in title if token.is_number]
