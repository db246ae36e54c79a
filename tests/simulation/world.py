"""One schedule: workers take deliveries from the queue until nothing is left, whatever goes wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any
from unittest.mock import patch

from tests.simulation.corpus import Drop, drops
from tests.simulation.editors import Editors, short_leases
from tests.simulation.faults import Died, Faults
from tests.simulation.ports import Calls, ClaimedIndex, CleanObjects, RawVersions, SharedIndex
from tests.simulation.scheduler import Scheduler
from unspin.adapters.memory import MemoryCleanArticles, MemoryRawObjects
from unspin.adapters.memory_catalogue import MemoryCatalogue
from unspin.dedup.scheme import CURRENT
from unspin.errors import ReindexRefused, TransientError
from unspin.messages import ArticleStored
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline import in_force, take_in
from unspin.pipeline.ingest import ingest
from unspin.pipeline.reindex import fill, start, switch
from unspin.pipeline.services import Fingerprints, Services
from unspin.pipeline.serving import claim
from unspin.pipeline.sweep import sweep
from unspin.pipeline.take_down import restore, take_down
from unspin.text.cleaning import clean

BUCKET = "raw"
SWEEPS = 5
OTHER = replace(CURRENT, seed=CURRENT.seed + 1)  # the same keys under another name
DELIVERIES = 40  # of one message; a schedule that needs more does not end

fingerprints = Fingerprints()  # they follow from the text alone: all schedules share them


@cache
def policies() -> tuple[Policy, ...]:
    """One that lets copies pass, and one that moves them: their records change places when clusters change."""
    text = (files("unspin.moderation") / "default_policy.yaml").read_text(encoding="utf-8")
    before, _, _ = text.partition("duplicates:")
    strict = before + "duplicates: {exact: reject, near_duplicate: review, rewritten: review, excerpt: publish}"
    return default_policy(), read_policy(strict, name="strict")


# What is found in a page follows from the page alone, and a policy from its text; there are few of both. Reading them
# once for all schedules saves more than a third of the time.
_cleaned, _read = cache(clean), cache(read_policy)


@contextmanager
def read_once() -> Iterator[None]:
    """Clean each page once, and read each policy once."""
    with patch.object(take_in, "clean", _cleaned), patch.object(in_force, "read_policy", _read):
        yield


@dataclass
class SkewedClock:
    """A worker's clock: goes forward, but is not the others'."""

    calls: Calls
    skew_ms: int

    def now(self) -> str:
        """Return the time, which counts calls."""
        ms = 500_000 + len(self.calls.trace) + self.skew_ms + self.calls.later_ms
        return f"2026-11-02T10:{ms // 60_000:02}:{ms // 1000 % 60:02}.{ms % 1000:03}Z"


@dataclass
class Deliveries:
    """The queue: gives what it holds in any order, sometimes twice."""

    random: Random
    messages: list[ArticleStored]  # all that were ever sent
    waiting: list[tuple[ArticleStored, int]] = field(default_factory=list)
    in_flight: int = 0
    twice: int = 3  # messages that are delivered twice, at most

    def send(self, message: ArticleStored, count: int = 0) -> None:
        """Add a message."""
        self.waiting.append((message, count))
        if count == 0 and message.first_line == 1 and message not in self.messages:
            self.messages.append(message)

    def take(self) -> tuple[ArticleStored, int] | None:
        """Take any message."""
        if not self.waiting:
            return None
        message, count = self.waiting.pop(self.random.randrange(len(self.waiting)))
        if self.twice and self.random.random() < 0.2:
            self.twice -= 1
            self.waiting.append((message, count))
        self.in_flight += 1
        return message, count + 1


@dataclass
class World:
    """Everything that a schedule plays in."""

    seed: int

    def __post_init__(self) -> None:
        """Build it: nothing but the seed counts."""
        self.random = Random(self.seed)
        rate = self.random.choice([0.0, 0.01, 0.05])
        self.faults = Faults(self.random, rate, left=self.random.randint(1, 6))
        self.scheduler = Scheduler(self.random, stalls=self.random.choice([0.0, 0.02, 0.1]))
        self.calls = Calls(self.scheduler, self.faults, self.random)
        self.index, self.clean = (
            ClaimedIndex(lambda claim: self.editors.given_back(claim)),
            MemoryCleanArticles(MemoryRawObjects()),
        )
        self.raw = RawVersions(self.calls)
        self.messages: list[ArticleStored] = []
        self.queue = Deliveries(self.random, self.messages)
        self.policies = policies()
        self.policy = self.random.choice(self.policies)
        self.editors = Editors(self)
        self.drops = drops(self.random)
        for each in self.drops:
            self._drop(each)
        # What dies over an older version of an object, and never comes again, nobody finds: the newest is there.
        is_updated = len({each.key for each in self.drops}) < len(self.drops)
        self.loses = 0.0 if is_updated else self.random.choice([0.0, 0.0, 0.3])
        self.acts: list[str] = []  # of the operator

    def services(self) -> Services:
        """Return a worker's services."""
        return Services(
            raw=self.raw,
            clean=CleanObjects(self.calls, self.clean),
            index=SharedIndex(self.calls, self.index),
            catalogue=MemoryCatalogue(self.index),
            queue=self.queue,
            clock=SkewedClock(self.calls, self.random.randint(-200, 200)),
            **self.editors.policies_of(self.calls, self.policy),
            fingerprints=fingerprints,
        )

    def run(self) -> None:
        """Play the schedule to its end."""
        for number in range(self.random.randint(1, 3)):
            self.scheduler.spawn(f"worker {number + 1}", self._worker(f"worker {number + 1}", self.services()))
        if self.random.random() < 0.4:
            self.scheduler.spawn("operator", self._operator(self.services()))
        if self.random.random() < 0.15:
            self.scheduler.spawn("sweeper", self._sweeper(self.services()))
        self.is_reindexed = self.random.random() < 0.15
        if self.is_reindexed:
            self.scheduler.spawn("reindexer", self._reindexer(self.services()))
        self.editors.join_in()
        with short_leases(), read_once():
            self.scheduler.run()
            self._sweep_up()

    def policy_of(self, version: str) -> Policy:
        """Return the policy that a record names."""
        return next(each for each in self.policies if each.version == version)

    def deliver_all_again(self) -> None:
        """Deliver every message once more, in any order, with nothing going wrong."""
        self.faults.left = 0
        self.queue.twice = 0
        again = [replace(message) for message in self.messages]
        self.random.shuffle(again)
        with read_once():
            for message in again:
                list(ingest(message, self.services()))

    def _drop(self, drop: Drop) -> None:
        self.raw.versions[drop.key, drop.version] = drop.data
        message = ArticleStored(BUCKET, drop.key, drop.version, drop.event_time, sequencer=drop.version)
        self.raw.modified[drop.key, drop.version] = drop.event_time
        self.queue.send(message)

    def _worker(self, name: str, services: Services) -> Callable[[], None]:
        def work() -> None:
            while self.queue.waiting or self.queue.in_flight:
                self.scheduler.pause()
                taken = self.queue.take()
                if taken is not None:
                    self._deliver(name, *taken, services)

        return work

    def _deliver(self, name: str, message: ArticleStored, count: int, services: Services) -> None:
        if count > DELIVERIES:
            raise AssertionError(f"{message.key} was delivered {count} times: expected the schedule to end")
        told = f"{message.key} {message.version} line {message.first_line}, delivery {count}"
        self.calls.trace.append((name, f"takes {told}"))
        try:
            list(ingest(message, services, has_time=lambda: self.random.random() < 0.7))
        except (TransientError, ExceptionGroup, Died) as error:
            self.calls.trace.append((name, f"fails at {told}: {error}"))
            # What a sweep sent is sent by the next one again.
            if message.sequencer and self.random.random() < self.loses:
                self.calls.trace.append((name, f"loses {told}"))
            else:
                self.queue.send(message, count)
        finally:
            self.queue.in_flight -= 1

    def _operator(self, services: Services) -> Callable[[], None]:
        """Takes articles down, at any moment, and restores some of them."""

        def work() -> None:
            for _ in range(self.random.randint(1, 3)):
                for _ in range(self.random.randint(1, 80)):
                    self.scheduler.pause()
                known = sorted(self.index._entries.keys() | self.index._bodies.keys())
                if known:
                    self._act(self.random.choice(known), services)

        return work

    def _act(self, name: str, services: Services) -> None:
        held = self.index._entries.get(name)
        restores = held is not None and held.withdrawn is not None and self.random.random() < 0.6
        act, told = (restore, "restores") if restores else (take_down, "takes down")
        self.acts.append(name)
        for _ in range(self.random.randint(1, 3)):
            self.calls.trace.append(("operator", f"{told} {name}"))
            try:
                act(name, services, actor="ada", reason="a wish")
            except (TransientError, Died) as error:
                self.calls.trace.append(("operator", f"fails at {name}: {error}"))
                continue
            break

    def _sweeper(self, services: Services) -> Callable[[], None]:
        """Sweeps while others are at work: earlier than it would, and what is in the queue as well."""

        def work() -> None:
            for _ in range(self.random.randint(1, 150)):
                self.scheduler.pause()
            try:
                sweep(services, BUCKET, grace=timedelta())
            except (TransientError, Died) as error:
                self.calls.trace.append(("sweeper", f"fails: {error}"))

        return work

    def _reindexer(self, services: Services) -> Callable[[], None]:
        """Begins to fill the index with other keys while others are at work, and goes on when it may."""

        def work() -> None:
            step: Callable[[], Any] = lambda: start(services, OTHER)  # noqa: E731
            for _ in range(3):
                for _ in range(self.random.randint(1, 100)):
                    self.scheduler.pause()
                try:
                    step()
                except (TransientError, Died, ReindexRefused) as error:
                    self.calls.trace.append(("reindexer", f"fails: {error}"))
                    continue
                step = lambda: fill(services)  # noqa: E731

        return work

    def _finish_reindex(self) -> None:
        services = self.services()
        held = claim(services)
        if held.phase == "steady" and held.serving != OTHER:
            start(services, OTHER)
            self.calls.later_ms += 1_200_000
        if held.phase != "switched" and claim(services).serving != OTHER:
            fill(services)
            switch(services)

    def _sweep_up(self) -> None:
        """What the scheduled sweep does, an hour after everybody has stopped."""
        self.faults.left = 0
        self.calls.later_ms = 1_200_000
        if self.is_reindexed:
            self._finish_reindex()
        self.editors.finish()
        for _ in range(SWEEPS):
            sweep(self.services(), BUCKET, grace=timedelta())
            if not self.queue.waiting:
                return
            while (taken := self.queue.take()) is not None:
                self._deliver("worker 1", *taken, self.services())
        raise AssertionError(f"{SWEEPS} sweeps were not enough")
