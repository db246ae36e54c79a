"""Two texts beside each other: their paragraphs in pairs, and in each pair the words that differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from unspin.dedup.tokens import Token, normalised, tokens

PARAGRAPHS = 400  # of each text
ALIKE = 0.3  # share of the shorter paragraph's words that the other has, too
LONGEST = 4_000  # tokens of a paragraph that are laid side by side

Kind = Literal["same", "swapped", "only"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph."""

    text: str
    kind: Kind
    other: str = ""  # what stands there in the other text, where it was swapped


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of each text, or of one of them alone."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


def side_by_side(left: str, right: str) -> list[Row]:
    """Return the paragraphs of both texts in pairs, in the order of the left one."""
    lefts, rights = _paragraphs(left), _paragraphs(right)
    partners = _partners(lefts, rights)
    rows: list[Row] = []
    shown: set[int] = set()
    for number, paragraph in enumerate(lefts):
        partner = partners.get(number)
        if partner is None:
            rows.append(Row((Piece(paragraph, "only"),), ()))
            continue
        for before in range(partner):
            if before not in shown and before not in partners.values():
                rows.append(Row((), (Piece(rights[before], "only"),)))
                shown.add(before)
        rows.append(Row(*diff(paragraph, rights[partner])))
        shown.add(partner)
    rows += [Row((), (Piece(text, "only"),)) for number, text in enumerate(rights) if number not in shown]
    return rows


def diff(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces: what is the same, what was swapped, and what only one of them has."""
    one, other = tokens(left)[:LONGEST], tokens(right)[:LONGEST]
    edits = Levenshtein.opcodes([each.folded for each in one], [each.folded for each in other])
    lefts: list[tuple[range, Kind, range]] = []
    rights: list[tuple[range, Kind, range]] = []
    for edit in edits:
        here, there = range(edit.src_start, edit.src_end), range(edit.dest_start, edit.dest_end)
        kind: Kind = "same" if edit.tag == "equal" else "swapped" if edit.tag == "replace" else "only"
        lefts.append((here, kind, there))
        rights.append((there, kind, here))
    return tuple(_pieces(left, one, lefts, right, other)), tuple(_pieces(right, other, rights, left, one))


def _pieces(
    text: str,
    mine: Sequence[Token],
    spans: Sequence[tuple[range, Kind, range]],
    other_text: str,
    others: Sequence[Token],
) -> Iterator[Piece]:
    end = 0
    for span, kind, there in spans:
        if not span:
            continue
        start, stop = mine[span.start].start, mine[span.stop - 1].end
        if start > end:
            yield Piece(text[end:start], "same")
        other = (
            other_text[others[there.start].start : others[there.stop - 1].end] if there and kind == "swapped" else ""
        )
        yield Piece(text[start:stop], kind, other)
        end = stop
    if end < len(text):
        yield Piece(text[end:], "same")


def _paragraphs(text: str) -> list[str]:
    return [" ".join(normalised(each).split()) for each in text.split("\n\n") if each.strip()][:PARAGRAPHS]


def _partners(lefts: Sequence[str], rights: Sequence[str]) -> dict[int, int]:
    """Pair paragraphs that share most words, the surest first; each has one partner at most."""
    words = [[{token.folded for token in tokens(text)} for text in side] for side in (lefts, rights)]
    scored = [
        (share, -abs(at - to), -at, -to)
        for at, mine in enumerate(words[0])
        for to, theirs in enumerate(words[1])
        if (share := _share(mine, theirs)) >= ALIKE
    ]
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, at, to in sorted(scored, reverse=True):
        if -at not in partners and -to not in taken:
            partners[-at] = -to
            taken.add(-to)
    return partners


def _share(one: set[str], other: set[str]) -> float:
    """Dice's coefficient: a heading is no partner of a paragraph that happens to hold its words."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
