"""The clean record."""

from dataclasses import asdict

import pytest

from unspin.model import Finding, Removed, Source, Substitution
from unspin.pipeline.record import _fields


@pytest.mark.parametrize(
    "value",
    [
        Source("raw", "a.txt", None, "00", 3),
        Removed("Share this", "share"),
        Finding("spam.terms", 0.9, "free spins"),
        Substitution("said", "stated", 2, are_synonyms=True),
    ],
)
def test_a_values_fields_are_those_that_it_is_made_of(value: Source | Removed | Finding | Substitution) -> None:
    assert list(_fields(value).items()) == list(asdict(value).items())
