"""A small fuzzer: seeded, mutational, without instruments.

A target reads bytes. It may refuse them with the errors it names; anything else, and taking too long, is a failure.
The same seed throws the same inputs on every machine, so a failure is known by target, seed and number.
"""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from types import FrameType

MOST_BYTES = 200_000  # of an input: what is found in more is found in less
LIMIT_S = 10.0  # of a processor, for one input: how busy the machine is does not count


class Hung(BaseException):
    """An input took too long. No target can mean it, and no ``except Exception`` hides it."""


@dataclass(frozen=True)
class Target:
    """Something that reads bytes."""

    name: str
    read: Callable[[bytes], object]
    seeds: Sequence[bytes]  # what it is meant to read, small and of every kind
    tokens: Sequence[bytes] = ()  # what its grammar is made of
    refuses: tuple[type[Exception], ...] = ()  # how it says that it will not read something


@dataclass(frozen=True)
class Failure:
    """An input that a target failed on."""

    target: str
    seed: int
    number: int
    data: bytes
    error: BaseException

    def __str__(self) -> str:
        """Say what failed and how to see it again."""
        told = f"{type(self.error).__name__}: {self.error}"
        return f"{self.target}: input {self.number} of seed {self.seed} ({len(self.data)} bytes): {told}"


@dataclass(frozen=True)
class Report:
    """What a run of one target came to."""

    runs: int
    refused: int
    slowest_s: float
    failure: Failure | None


def inputs(target: Target, seed: int) -> Iterator[bytes]:
    """Yield the seeds of *target*, then changed ones without end; equal for equal seeds."""
    yield from target.seeds
    random = Random(f"{target.name} {seed}")
    while True:
        data = bytearray(random.choice(target.seeds))
        for _ in range(random.choice((1, 1, 2, 4, 8, 32))):
            random.choice(_CHANGES)(data, target, random)
        yield bytes(data[:MOST_BYTES])


def fuzz(
    target: Target, *, seed: int, seconds: float | None = None, runs: int | None = None, limit_s: float = LIMIT_S
) -> Report:
    """Throw inputs at *target* until the time is up, so many are thrown, or one fails."""
    begun, slowest, refused, number = time.monotonic(), 0.0, 0, 0
    for data in inputs(target, seed):
        if (runs is not None and number >= runs) or (seconds is not None and time.monotonic() - begun >= seconds):
            break
        started = time.process_time()
        try:
            with _no_longer_than(limit_s):
                target.read(data)
        except target.refuses:
            refused += 1
        except (Exception, Hung) as error:  # whatever it is, it is what we are after
            return Report(number + 1, refused, slowest, Failure(target.name, seed, number, data, error))
        slowest = max(slowest, time.process_time() - started)
        number += 1
    return Report(number, refused, slowest, None)


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hung(f"still reading after {seconds:g} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _place(data: bytearray, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(len(data), start + random.choice((0, 1, 2, 8, 64, 1024)))


def _flip(data: bytearray, _target: Target, random: Random) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _replace(data: bytearray, _target: Target, random: Random) -> None:
    start, end = _place(data, random)
    data[start:end] = random.randbytes(end - start)


def _cut(data: bytearray, _target: Target, random: Random) -> None:
    start, end = _place(data, random)
    del data[start:end]


def _truncate(data: bytearray, _target: Target, random: Random) -> None:
    del data[random.randint(0, len(data)) :]


def _repeat(data: bytearray, _target: Target, random: Random) -> None:
    start, end = _place(data, random)
    times = random.choice((1, 2, 10, 1000))
    data[end:end] = (data[start:end] * times)[:MOST_BYTES]


def _insert(data: bytearray, target: Target, random: Random) -> None:
    if target.tokens:
        start, _ = _place(data, random)
        data[start:start] = random.choice(target.tokens) * random.choice((1, 1, 1, 3, 500))


def _splice(data: bytearray, target: Target, random: Random) -> None:
    other = random.choice(target.seeds)
    data[random.randint(0, len(data)) :] = other[random.randint(0, len(other)) :]


_CHANGES = (_flip, _replace, _cut, _truncate, _repeat, _insert, _insert, _splice)
