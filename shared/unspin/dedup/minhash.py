"""MinHash as datasketch computes it, bit for bit, without what importing datasketch brings along.

Broder, "On the resemblance and containment of documents" (1997). The scheme is datasketch's ``affine32``: each value
is mixed once by the finalizer of MurmurHash3, then permuted by ``a * value + b`` modulo 2^32, *a* odd, and the least of
all values is kept per permutation. Importing datasketch imports scipy: a second at each cold start, and 117 MB of the
layer. A test holds both to the same bytes; docs/decisions/0004-minhash.md.
"""

import struct
from functools import cache

import numpy as np
from numpy.typing import NDArray

SCHEME = "affine32"
SCHEME_CODE = 1  # datasketch's, in serialised signatures
EMPTY = np.uint32(0xFFFFFFFF)

Hashes = NDArray[np.uint32]


def signature(hashes: Hashes, *, num_perm: int, seed: int) -> bytes:
    """Return the signature of a set of 32-bit hashes, as ``LeanMinHash.serialize(buffer, ">")`` writes it.

    ``LeanMinHash.deserialize(signature, ">")`` reads it. All values of an empty set's signature are 2^32 - 1.
    """
    a, b = _permutations(num_perm, seed)
    mixed = _mixed(hashes.astype(np.uint32, copy=False))
    # One row for each permutation, added to where it stands: a second array of this size costs as much again.
    permuted = a[:, None] * mixed
    permuted += b[:, None]
    least: Hashes = permuted.min(axis=1, initial=EMPTY)
    head = struct.pack(">qiB", seed, -num_perm, SCHEME_CODE)
    return head + least.astype(">u4").tobytes()


@cache
def _permutations(num_perm: int, seed: int) -> tuple[Hashes, Hashes]:
    """Drawn as datasketch draws them; numpy keeps the stream of ``RandomState`` as it is for ever (NEP 19)."""
    random = np.random.RandomState(seed)
    a = random.randint(0, 1 << 31, num_perm, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, random.randint(0, 1 << 32, num_perm, dtype=np.uint32)


def _mixed(values: Hashes) -> Hashes:
    """The finalizer of MurmurHash3 (Austin Appleby): spreads structured values; a bijection."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))
