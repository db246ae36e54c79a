"""No hostile input stops a batch: each is answered in time, in little memory, and with the right end."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from tests.hostile.corpus import corpus

LEAST, MOST_S, MOST_MB = 200, 2.0, 512


@pytest.mark.timeout(600)
def test_hostile_inputs_are_stored_or_parked_in_time_and_in_little_memory() -> None:
    """In a process of its own, whose memory nobody else uses."""
    done = subprocess.run([sys.executable, "-m", "tests.hostile"], capture_output=True, text=True, check=True)
    *told, peak = map(json.loads, done.stdout.splitlines())
    wanted = {each.name: each.ends for each in corpus()}

    assert len(told) == len(wanted) >= LEAST
    assert [each for each in told if not {*each["ends"]} <= wanted[each["name"]] or not each["ends"]] == []
    assert [each for each in told if each["cpu_s"] > MOST_S] == []
    assert peak["peak_mb"] < MOST_MB


def test_every_input_has_a_name_and_a_key_that_s3_would_take() -> None:
    inputs = [(each.name, each.key) for each in corpus()]

    assert [name for name, count in Counter(name for name, _ in inputs).items() if count > 1] == []
    assert [name for name, key in inputs if not 0 < len(key.encode()) <= 1_024] == []
