"""Everything that stored keys, sketches and signatures depend on, in one value.

Stored hashes outlive code. An index of one scheme is rebuilt for another while both are in use, so every fingerprint
is computed by a scheme that is given, and two schemes can be computed side by side in one process.
"""

import hashlib
from dataclasses import astuple, dataclass
from functools import cache

from unspin.dedup.minhash import SCHEME
from unspin.dedup.rarity import TABLES


@dataclass(frozen=True, slots=True)
class Scheme:
    """How texts become keys, sketches and signatures; docs/decisions/0007-prefix-keys.md says why these numbers."""

    code: int = 3  # raised with each change of how tokens, views or hashes are computed: one release computes one
    tables: str = TABLES  # of word frequencies
    minhash: str = SCHEME
    seed: int = 1
    num_perm: int = 128
    written: int = 7  # keys an article
    paired: int = 3  # of them pairs of terms: the two rarest, the next two ...; the skeleton has the others
    probed: int = 7  # rarest terms whose pairs are looked up
    apart: int = 2  # ranks, of two terms whose pair is looked up, at most
    deeper: int = 2  # skeleton keys looked up for each that is written
    sketch_terms: int = 12  # of a text, told with each of its keys
    sketch_skeleton: int = 12
    least_tokens: int = 8  # below, a text shares its shingles with too many others to be found by them

    def __post_init__(self) -> None:
        """Refuse what this release cannot compute."""
        if (self.tables, self.minhash) != (TABLES, SCHEME):
            raise ValueError(
                f"this release computes tables {TABLES} and signatures {SCHEME}, not {self.tables} and {self.minhash}"
            )

    @property
    def version(self) -> str:
        """A short name that no other scheme has: part of every key, so that versions never meet."""
        return _version(self)


@cache
def _version(scheme: Scheme) -> str:
    digest = hashlib.blake2b(repr(astuple(scheme)).encode(), digest_size=3).hexdigest()
    return f"{scheme.code}-{digest}"


CURRENT = Scheme()
INDEX_VERSION = CURRENT.version
