"""Shingles, signatures, candidates, verification, clusters: pure functions, no input or output."""
