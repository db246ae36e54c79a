"""A handful of inputs for each target; `make fuzz` throws many."""

from itertools import islice

import pytest

from tests.fuzz.harness import Hung, Target, fuzz, inputs
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_no_input_is_failed_on(target: Target) -> None:
    report = fuzz(target, seed=1, runs=60)

    assert report.failure is None, str(report.failure)
    assert report.runs > report.refused, "every input was refused: nothing was tried"


def test_equal_seeds_throw_equal_inputs() -> None:
    first, again, other = (list(islice(inputs(TARGETS[0], seed), 50)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_a_fault_is_found_and_told() -> None:
    def read(data: bytes) -> None:
        if b"<<<" in data:
            raise ZeroDivisionError("three brackets")

    report = fuzz(Target("faulty", read, (b"<p>",), (b"<", b"<<")), seed=1, runs=5_000)

    assert report.failure is not None
    assert b"<<<" in report.failure.data
    assert str(report.failure).endswith("ZeroDivisionError: three brackets")


def test_a_refusal_is_no_fault() -> None:
    def read(data: bytes) -> None:
        raise ValueError(str(len(data)))

    report = fuzz(Target("picky", read, (b"a",), refuses=(ValueError,)), seed=1, runs=20)

    assert (report.runs, report.refused, report.failure) == (20, 20, None)


def test_what_goes_on_for_too_long_is_a_fault_even_where_every_error_is_swallowed() -> None:
    def read(_data: bytes) -> None:
        while True:
            try:
                sum(range(1_000))
            except Exception:
                continue

    report = fuzz(Target("endless", read, (b"a",)), seed=1, runs=1, limit_s=0.05)

    assert report.failure is not None
    assert isinstance(report.failure.error, Hung)
