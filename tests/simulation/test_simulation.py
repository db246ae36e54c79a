"""Schedules that CI plays; `make simulate` plays more."""

import pytest

from tests.simulation.__main__ import played
from tests.simulation.mutations import MUTATIONS, Mutation
from tests.simulation.world import World

SCHEDULES = 200


@pytest.mark.parametrize("first", range(0, SCHEDULES, 100))
def test_no_schedule_violates_an_invariant(first: int) -> None:
    assert [(seed, found) for seed, found, _ in map(played, range(first, first + 100)) if found] == []


def test_a_seed_is_a_schedule() -> None:
    one, other = World(46), World(46)
    one.run()
    other.run()

    assert len(one.calls.trace) > 50
    assert one.calls.trace == other.calls.trace


def test_schedules_hold_what_goes_wrong() -> None:
    told = " ".join(text for seed in range(100) for text in _told(seed))

    for each in ("died before", "died after", "failed before it", "failed after it", "delivery 2", "a.txt 2 line 1"):
        assert each in told


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_without_a_step_of_the_protocol_some_schedule_fails(
    mutation: Mutation, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutation(monkeypatch)

    assert any(played(seed)[1] for seed in MUTATIONS[mutation])


def _told(seed: int) -> list[str]:
    world = World(seed)
    world.run()
    return [text for _, text in world.calls.trace]
