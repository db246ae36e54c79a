"""What the index holds of an article: signatures of its views, and the keys that find it.

Two families of keys, chosen so that what one misses the other finds (docs/decisions/0002-keys.md):

*Skeleton keys* are bottom-k: the smallest hashes of the skeleton's shingles (Broder, "On the resemblance and
containment of documents", 1997). Two sets agree on what is small, so an article writes its few smallest hashes and
looks up more of them: what another article wrote is among them if they overlap, also where one is a mere part of the
other, which buckets of whole signatures cannot see. With *w* written keys and a share *c* of the writer's shingles in
the reader's set, one is found with probability about ``1 - (1 - c)**w``, as long as the reader's set is at most
``read / written`` times larger. They find edited, spun and cut copies.

*Term keys* are pairs of the rarest terms: an article writes every pair of its five rarest and looks up every pair
of its fourteen rarest. Who tells a story in other words keeps two of its five rarest names, numbers and words
among the fourteen rarest of his own. They find paraphrases and re-reports. How rare a term is comes from a fixed
table, never from the index, so that keys do not depend on what arrived before.

Writing costs ten times what looking up costs, so few are written and many looked up.
"""

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from unspin.dedup.lexicon import Hashes, Scan, lexicon
from unspin.dedup.minhash import signature
from unspin.dedup.scheme import CURRENT, Scheme
from unspin.dedup.tokens import Token, normalised, tokens
from unspin.dedup.views import Terms, Views, mixed, shingles, views
from unspin.model import Signatures

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
        title = lexicon(self.language).scan(normalised(self.title))
        parts = title.hashes.tobytes(), b"title", self.scan.hashes.tobytes()
        return hashlib.blake2b(b"".join(parts), digest_size=16).hexdigest()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys to write, at most ``scheme.written``."""
        if len(self.scan) < self.scheme.least_tokens:
            return self._own
        terms = self.views.terms
        pairs = paired(ranked(terms, ~terms.is_led)[: self.scheme.paired])
        skeleton = self._skeleton[: self.scheme.written - len(pairs)]
        return (*self._named("t", pairs), *self._named("s", skeleton))

    @property
    def probes(self) -> tuple[str, ...]:
        """The keys to look up, at most 137; all written ones are among them."""
        return (*self.term_probes, *self.skeleton_probes)

    @cached_property
    def term_probes(self) -> tuple[str, ...]:
        """The pairs of terms to look up."""
        if len(self.scan) < self.scheme.least_tokens:
            return ()
        pairs = self._named("t", paired(ranked(self.views.terms)[: self.scheme.probed]))
        written = (key for key in self.keys if family(key) == "t")
        return tuple(dict.fromkeys((*written, *pairs)))

    @cached_property
    def skeleton_probes(self) -> tuple[str, ...]:
        """The runs of the skeleton to look up; of short texts, the text itself."""
        return self._own if len(self.scan) < self.scheme.least_tokens else tuple(self._named("s", self._skeleton))

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
    def _skeleton(self) -> Hashes:
        """The smallest hashes of the skeleton's longer shingles, in order."""
        found = np.unique(shingles(self.views.skeleton_order, self.scheme.key_shingle))
        return found[: self.scheme.skeleton_probed]

    @property
    def _own(self) -> tuple[str, ...]:
        """Short texts are found when they are the same."""
        return (f"{self.scheme.version}#d{self.digest}",) if len(self.scan) else ()

    def _named(self, kind: str, hashes: Hashes) -> list[str]:
        return [f"{self.scheme.version}#{kind}{key:016x}" for key in hashes.tolist()]


def fingerprint(title: str, text: str, language: str, scheme: Scheme = CURRENT) -> Fingerprint:
    """Return what the index holds and compares of a text; computed when asked for."""
    return Fingerprint(title, text, language, scheme)


def family(key: str) -> str:
    """Return which of ``FAMILIES`` a key is of."""
    return key.partition("#")[2][0]


def ranked(terms: Terms, among: NDArray[np.bool_] | slice = slice(None)) -> Hashes:
    """Return the hashes of *terms*, the rarest first; among equals, the smallest hash."""
    hashes, rarity = terms.hashes[among], terms.rarity[among]
    return hashes[np.argsort(rarity, kind="stable")]


def paired(ordered: Hashes) -> Hashes:
    """Return one hash for every pair of terms, whatever order the two are in."""
    pairs = _pairs(len(ordered))
    low, high = np.sort(ordered[pairs], axis=1).T
    return mixed(low + mixed(high))


@cache
def _pairs(count: int) -> NDArray[np.int64]:
    return np.array(list(combinations(range(count), 2)), np.int64).reshape(-1, 2)
