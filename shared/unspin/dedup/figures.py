"""The figures that a pair is judged by."""

from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass

from unspin.dedup.fingerprint import Fingerprint


@dataclass(frozen=True, slots=True)
class Figures:
    """How much two articles share in each view; every figure in [0, 1].

    Jaccard similarity where no side is named, else the share of that side's set that the other one holds too.
    """

    words: float
    words_a: float
    words_b: float
    skeleton: float
    skeleton_a: float
    skeleton_b: float
    fixed: float  # names and numbers, of the side that has fewer
    content: float
    length: float  # of the shorter one, as a share of the longer

    def named(self) -> dict[str, float]:
        """Return the figures by name, rounded for people."""
        return {name: round(figure, 4) for name, figure in asdict(self).items()}


def figures(a: Fingerprint, b: Fingerprint) -> Figures:
    """Return the figures of a pair."""
    one, other = a.views, b.views
    words = len(one.words & other.words)
    skeleton = len(one.skeleton & other.skeleton)
    shorter, longer = sorted((len(a.tokens), len(b.tokens)))
    return Figures(
        words=_share(words, len(one.words) + len(other.words) - words),
        words_a=_share(words, len(one.words)),
        words_b=_share(words, len(other.words)),
        skeleton=_share(skeleton, len(one.skeleton) + len(other.skeleton) - skeleton),
        skeleton_a=_share(skeleton, len(one.skeleton)),
        skeleton_b=_share(skeleton, len(other.skeleton)),
        fixed=_agreement(one.fixed, other.fixed),
        content=_jaccard(one.content, other.content),
        length=_share(shorter, longer),
    )


def _agreement(a: AbstractSet[str], b: AbstractSet[str]) -> float:
    """Two texts without a name or number do not contradict each other."""
    fewer = min(len(a), len(b))
    return len(a & b) / fewer if fewer else 1.0


def _jaccard(a: AbstractSet[str], b: AbstractSet[str]) -> float:
    common = len(a & b)
    return _share(common, len(a) + len(b) - common)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
