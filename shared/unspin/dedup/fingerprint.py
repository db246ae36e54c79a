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
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from unspin.dedup.keys import Keys, keys_of
from unspin.dedup.lexicon import Scan, lexicon
from unspin.dedup.minhash import signature
from unspin.dedup.scheme import CURRENT, Scheme
from unspin.dedup.sketch import Reader, reader
from unspin.dedup.tokens import Token, normalised, tokens
from unspin.dedup.views import Views, views, views_of
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
        title = lexicon(self.language).scan(normalised(self.title)).hashes.tobytes() if self.title else b""
        parts = title, b"title", self.scan.hashes.tobytes()
        return hashlib.blake2b(b"".join(parts), digest_size=16).hexdigest()

    @property
    def is_short(self) -> bool:
        """Whether it is found only where it is the same."""
        return len(self.scan) < self.scheme.least_tokens

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys to write, at most ``scheme.written``."""
        return self._found_by.written

    @property
    def probes(self) -> tuple[str, ...]:
        """The keys to look up; all written ones are among them."""
        return self._found_by.probed

    @property
    def sketch(self) -> bytes:
        """What is told of the text with each of its keys; nothing of a short one."""
        return self._found_by.sketch

    @cached_property
    def reader(self) -> Reader:
        """The text, ready to be held against the sketches of others."""
        return reader(len(self.scan), self.views.terms, self._found_by.first, self.views.skeleton)

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
    def _found_by(self) -> Keys:
        if not self.is_short:
            return keys_of([(len(self.scan), self.views)], self.scheme)[0]
        own = (f"{self.scheme.version}#d{self.digest}",) if len(self.scan) else ()
        return Keys(own, own, b"", self.views.terms.hashes[:0])  # short texts are found when they are the same


def fingerprint(title: str, text: str, language: str, scheme: Scheme = CURRENT) -> Fingerprint:
    """Return what the index holds and compares of a text; computed when asked for."""
    return Fingerprint(title, text, language, scheme)


def prepare(texts: Iterable[Fingerprint]) -> None:
    """Compute what finds many texts: the same as each would compute when asked, in half of the time."""
    of_one_kind = defaultdict(list)
    for text in texts:
        of_one_kind[text.language, text.scheme].append(text)
    for (language, scheme), alike in of_one_kind.items():
        scans = lexicon(language).scans([text.normalised for text in alike])
        for text, scan, seen in zip(alike, scans.each(), views_of(scans, language), strict=True):
            vars(text).update(scan=scan, views=seen)
        longer = [text for text in alike if not text.is_short]
        found = keys_of([(len(text.scan), text.views) for text in longer], scheme) if longer else []
        for text, keys in zip(longer, found, strict=True):
            vars(text)["_found_by"] = keys


def family(key: str) -> str:
    """Return which of ``FAMILIES`` a key is of."""
    return key.partition("#")[2][0]
