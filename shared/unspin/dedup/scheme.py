"""Everything that stored keys and signatures depend on, in one value.

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
    """How texts become keys and signatures; docs/decisions/0002-keys.md says why these numbers."""

    code: int = 2  # raised with each change of how tokens, views or hashes are computed: one release computes one
    tables: str = TABLES  # of word frequencies
    minhash: str = SCHEME
    seed: int = 1
    num_perm: int = 128
    written: int = 16  # keys an article
    paired: int = 5  # terms whose pairs are written: 10 keys; the skeleton has the others
    probed: int = 14  # terms whose pairs are looked up: 91 keys
    skeleton_probed: int = 36  # skeleton keys looked up where six are written; as many times more where more are
    key_shingle: int = 7  # skeleton tokens in a key: longer than in the view, since candidates should be few
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
    digest = hashlib.blake2b(repr(astuple(scheme)).encode(), digest_size=4).hexdigest()
    return f"{scheme.code}-{digest}"


CURRENT = Scheme()
INDEX_VERSION = CURRENT.version
