"""What the index holds of an article: signatures of its views, and the keys that find it.

Keys are *bottom-k*: the smallest hashes of a shingle set (Broder, "On the resemblance and containment of documents",
1997). Two sets agree on what is small, so an article writes its few smallest hashes and looks up more of them: what
another article wrote is among them if they overlap, also where one is a mere part of the other, which buckets of whole
signatures cannot see. With *w* written keys and a share *c* of the writer's shingles in the reader's set, one is found
with probability about ``1 - (1 - c)**w``, as long as the reader's set is at most ``read / written`` times larger.
Writing costs ten times what looking up costs, so few are written and many looked up.
"""

import hashlib
import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from unspin.dedup.tokens import Token, normalised, tokens
from unspin.dedup.views import Shingle, Views, views
from unspin.model import Signatures

SCHEME = "affine32"  # datasketch's permutations; another scheme makes other signatures
SEED = 1
NUM_PERM = 128

WRITTEN = {"s": 10, "w": 6}  # keys written, per view: skeleton and words; 16 index writes an article
READ = {"s": 40, "w": 24}  # keys looked up, per view
KEY_SHINGLE = 7  # skeleton tokens in a key: longer than in the view, since candidates should be few
LEAST_TOKENS = 8  # below, a text shares its shingles with too many others to be found by them

INDEX_VERSION = f"1-{SCHEME}-{SEED}-{NUM_PERM}-s{KEY_SHINGLE}w5"
"""What stored signatures and keys depend on. Part of every key: versions never meet."""


@dataclass(frozen=True)
class Fingerprint:
    """A text, and everything that is compared or looked up of it; follows from title, text and language alone."""

    title: str
    text: str
    language: str

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
    def views(self) -> Views:
        """The sets that the text is compared by."""
        return views(self.tokens, self.language)

    @cached_property
    def digest(self) -> str:
        """Equal for texts that are the same but for case, spaces and punctuation."""
        words = "\n".join(" ".join(token.folded for token in part) for part in (self.title_tokens, self.tokens))
        return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys to write, at most 16."""
        return tuple(key for view, wanted in WRITTEN.items() for key in self._smallest(view, wanted))

    @cached_property
    def probes(self) -> tuple[str, ...]:
        """The keys to look up, at most 64; all written ones are among them."""
        return tuple(key for view, wanted in READ.items() for key in self._smallest(view, wanted))

    @cached_property
    def signatures(self) -> Signatures:
        """The minimum hashes of the views, as datasketch's ``LeanMinHash`` writes them."""
        # Imports scipy: a second that only those pay who store.
        from datasketch import LeanMinHash, MinHash

        stored = {}
        for name in ("words", "skeleton"):
            minhash = MinHash(num_perm=NUM_PERM, seed=SEED, scheme=SCHEME)
            minhash.update_batch(sorted(map(_encoded, getattr(self.views, name))))
            lean = LeanMinHash(minhash)
            buffer = bytearray(lean.bytesize(">"))
            lean.serialize(buffer, ">")
            stored[name] = bytes(buffer)
        return Signatures(SCHEME, SEED, NUM_PERM, stored)

    def _smallest(self, view: str, wanted: int) -> list[str]:
        if len(self.tokens) < LEAST_TOKENS:
            # Short texts are found when they are the same.
            return [f"{INDEX_VERSION}#d{self.digest}"] if view == "s" and self.tokens else []
        found = self._ordered[view][:wanted]
        return [f"{INDEX_VERSION}#{view}{key:016x}" for key in found]

    @cached_property
    def _ordered(self) -> dict[str, list[int]]:
        skeleton = self.views.skeleton_order
        words = [token.folded for token in self.tokens]
        return {
            "s": _bottom(_runs(skeleton, KEY_SHINGLE), READ["s"]),
            "w": _bottom(_runs(words, 5), READ["w"]),
        }


def fingerprint(title: str, text: str, language: str) -> Fingerprint:
    """Return what the index holds and compares of a text; computed when asked for."""
    return Fingerprint(title, text, language)


def _runs(tokens: Iterable[str], size: int) -> set[str]:
    listed = list(tokens)
    return {" ".join(listed[start : start + size]) for start in range(len(listed) - size + 1)}


def _bottom(shingles: Iterable[str], wanted: int) -> list[int]:
    return heapq.nsmallest(wanted, {_hashed(shingle) for shingle in shingles})


def _hashed(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _encoded(shingle: Shingle) -> bytes:
    return " ".join(shingle).encode("utf-8", "surrogatepass")
