"""What the index holds and compares of a text: its views, its signatures, and the keys that find it.

Writing costs five times what looking up costs, so few keys are written and more looked up. Two families, chosen
so that what one misses the other finds (docs/decisions/0007-prefix-keys.md):

*Term keys* are pairs of the rarest terms. Who tells a story in other words keeps most of its rarest names,
numbers and words, and keeps them in nearly the same order of rarity: so an article writes the pairs of
neighbours in that order, and looks up the pairs of those that stand near each other. They find paraphrases and
re-reports. How rare a term is comes from a fixed table, never from the index, so that keys do not depend on
what arrived before. This is the prefix filter of set-similarity joins (Chaudhuri, Ganti, Kaushik 2006; Bayardo,
Ma, Srikant 2007), on pairs, since the rarest words of news are not rare enough alone.

*Skeleton keys* are minimum hashes of the skeleton's shingles (Broder 1997), one of each of a few stretches of
equal length. Two sets agree on what is small: if an article looks up its few smallest hashes, what another
wrote is among them, also where one is a mere part of the other, which holds at least one stretch whole. They
find edited, spun and cut copies.

Each key carries a *sketch* of the text, so that strangers who share it are told apart before any text is read.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.lexicon import Hashes, Scan, lexicon
from unspin.dedup.minhash import signature
from unspin.dedup.scheme import CURRENT, Scheme
from unspin.dedup.sketch import Reader, reader, sketched
from unspin.dedup.tokens import Token, normalised, tokens
from unspin.dedup.views import Views, mixed, views
from unspin.model import Signatures

Places = NDArray[np.intp]

FAMILIES = "tsd"
"""Families of keys: terms, skeleton, digests of short texts."""


@dataclass(frozen=True)
class Fingerprint:
    """A text, and everything that is compared or looked up of it; follows from title, text and language alone."""

    title: str
    text: str
    language: str
    scheme: Scheme = CURRENT

    @cached_property
    def normalised(self) -> str:
        """The text that is compared."""
        return normalised(self.text)

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens of the text, without the title."""
        return tokens(self.normalised)

    @cached_property
    def title_tokens(self) -> list[Token]:
        """The tokens of the title."""
        return tokens(normalised(self.title))

    @cached_property
    def scan(self) -> Scan:
        """The tokens of the text as numbers, without the title."""
        return lexicon(self.language).scan(self.normalised)

    @cached_property
    def views(self) -> Views:
        """The sets that the text is compared by."""
        return views(self.scan, self.language)

    @cached_property
    def digest(self) -> str:
        """Equal for texts that are the same but for case, spaces and punctuation."""
        title = lexicon(self.language).scan(normalised(self.title)).hashes.tobytes() if self.title else b""
        parts = title, b"title", self.scan.hashes.tobytes()
        return hashlib.blake2b(b"".join(parts), digest_size=16).hexdigest()

    @property
    def is_short(self) -> bool:
        """Whether it is found only where it is the same."""
        return len(self.scan) < self.scheme.least_tokens

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys to write, at most ``scheme.written``."""
        if self.is_short:
            return self._own
        return (*self._named("t", self._pairs[0].tolist()), *self._named("s", self._minima))

    @cached_property
    def probes(self) -> tuple[str, ...]:
        """The keys to look up; all written ones are among them."""
        if self.is_short:
            return self._own
        smallest = self.views.skeleton[: self.scheme.deeper * len(self._minima)].tolist()
        asked = (*self.keys, *self._named("t", self._pairs[1].tolist()), *self._named("s", smallest))
        return tuple(dict.fromkeys(asked))

    @cached_property
    def sketch(self) -> bytes:
        """What is told of the text with each of its keys; nothing of a short one."""
        if self.is_short:
            return b""
        return sketched(len(self.scan), self._first, self.views.skeleton[: self.scheme.sketch_skeleton])

    @cached_property
    def reader(self) -> Reader:
        """The text, ready to be held against the sketches of others."""
        return reader(len(self.scan), self.views.terms, self._first, self.views.skeleton)

    @cached_property
    def signatures(self) -> Signatures:
        """The minimum hashes of the views, as datasketch's ``LeanMinHash`` writes them."""
        views = {"words": self.views.words, "skeleton": self.views.skeleton}
        stored = {
            name: signature(
                (hashes >> np.uint64(32)).astype(np.uint32), num_perm=self.scheme.num_perm, seed=self.scheme.seed
            )
            for name, hashes in views.items()
        }
        return Signatures(self.scheme.minhash, self.scheme.seed, self.scheme.num_perm, stored)

    @cached_property
    def ranked(self) -> Places:
        """Where the terms stand in ``views.terms``, the rarest first; among equals, the smallest hash."""
        return self.views.terms.rarity.argsort(kind="stable")

    @cached_property
    def leading(self) -> Places:
        """``ranked`` without those that stand beside a rarer word of one name."""
        return self.ranked.compress(~self.views.terms.is_led.take(self.ranked))

    @property
    def _first(self) -> Hashes:
        """The terms that a sketch tells of."""
        return self.views.terms.hashes[self.leading[: self.scheme.sketch_terms]]

    @cached_property
    def _pairs(self) -> tuple[Hashes, Hashes]:
        """The pairs of terms to write (the two rarest, the next two, and so on), and those to look up."""
        count = min(self.scheme.paired, len(self.leading) // 2)
        written = self.leading[: 2 * count]
        near = self.ranked.take(_near(min(self.scheme.probed, len(self.ranked)), self.scheme.apart))
        both = np.concatenate((written.reshape(-1, 2).T, near), axis=1)
        pairs = paired(*self.views.terms.hashes.take(both))
        return pairs[:count], pairs[count:]

    @cached_property
    def _minima(self) -> list[int]:
        """The smallest hash of each of a few stretches of the skeleton: different ones, the smallest first."""
        runs = self.views.skeleton_runs
        count = min(self.scheme.written - len(self._pairs[0]), len(runs))
        starts = [number * len(runs) // count for number in range(count)]
        return sorted(set(np.minimum.reduceat(runs, starts).tolist())) if count else []

    @property
    def _own(self) -> tuple[str, ...]:
        """Short texts are found when they are the same."""
        return (f"{self.scheme.version}#d{self.digest}",) if len(self.scan) else ()

    def _named(self, kind: str, hashes: Iterable[int]) -> list[str]:
        prefix = f"{self.scheme.version}#{kind}"
        return [f"{prefix}{key:016x}" for key in hashes]


def fingerprint(title: str, text: str, language: str, scheme: Scheme = CURRENT) -> Fingerprint:
    """Return what the index holds and compares of a text; computed when asked for."""
    return Fingerprint(title, text, language, scheme)


def family(key: str) -> str:
    """Return which of ``FAMILIES`` a key is of."""
    return key.partition("#")[2][0]


def paired(some: Hashes, others: Hashes) -> Hashes:
    """Return one hash for every pair of terms, whatever order the two are in."""
    return mixed(np.minimum(some, others) + mixed(np.maximum(some, others)))


@cache
def _near(count: int, apart: int) -> Places:
    """Return the pairs of *count* ranks that are at most *apart*: two rows, of the one and the other."""
    pairs = [pair for pair in combinations(range(count), 2) if pair[1] - pair[0] <= apart]
    return np.array(pairs, np.intp).reshape(-1, 2).T
