"""Signatures are datasketch's, bit for bit."""

import subprocess
import sys

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash
from hypothesis import given
from hypothesis import strategies as st

from unspin.dedup.minhash import signature

HASHES = st.sets(st.integers(0, 2**32 - 1), max_size=300)


def reference(hashes: set[int], num_perm: int, seed: int) -> bytes:
    minhash = MinHash(num_perm=num_perm, seed=seed, scheme="affine32", hashfunc=int)
    minhash.update_batch(sorted(hashes))
    lean = LeanMinHash(minhash)
    buffer = bytearray(lean.bytesize(">"))
    lean.serialize(buffer, ">")
    return bytes(buffer)


@given(HASHES, st.sampled_from([16, 128]), st.integers(0, 1000))
def test_a_signature_is_the_one_that_datasketch_writes(hashes: set[int], num_perm: int, seed: int) -> None:
    ours = signature(np.array(sorted(hashes), dtype=np.uint32), num_perm=num_perm, seed=seed)

    assert ours == reference(hashes, num_perm, seed)


def test_datasketch_loads_signatures_and_estimates_similarity() -> None:
    one, other = np.arange(0, 3000, dtype=np.uint32), np.arange(1000, 4000, dtype=np.uint32)

    loaded = [
        LeanMinHash.deserialize(bytearray(signature(hashes, num_perm=128, seed=1)), ">") for hashes in (one, other)
    ]

    # The standard error of 128 permutations at a similarity of a half is .044.
    assert loaded[0].jaccard(loaded[1]) == pytest.approx(0.5, abs=0.15)


def test_ingest_imports_neither_datasketch_nor_scipy() -> None:
    code = (
        "import sys, functions.ingest.app; from unspin.dedup.fingerprint import Fingerprint;"
        "Fingerprint('A title', 'Some words. ' * 30, 'en').signatures;"
        "sys.exit(bool({'scipy', 'datasketch'} & sys.modules.keys()))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
