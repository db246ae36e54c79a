"""A fixed number of inputs for each of the other targets."""

import pytest

from tests.fuzz.harness import Target, fuzz
from tests.fuzz.outside import OUTSIDE

RUNS = 150


@pytest.mark.parametrize("target", OUTSIDE, ids=lambda target: target.name)
def test_no_input_from_outside_is_failed_on(target: Target) -> None:
    report = fuzz(target, seed=7, runs=RUNS)

    assert report.failure is None, f"{report.failure}\n{report.failure.data[:500]!r}"
