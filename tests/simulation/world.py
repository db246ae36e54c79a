"""One schedule: workers take deliveries from the queue until nothing is left, whatever goes wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from random import Random

from tests.simulation.corpus import Drop, drops
from tests.simulation.faults import Died, Faults
from tests.simulation.ports import Calls, CleanObjects, RawVersions, SharedIndex
from tests.simulation.scheduler import Scheduler
from unspin.adapters.memory import MemoryCleanArticles, MemoryIndex, MemoryPolicies, MemoryRawObjects
from unspin.errors import TransientError
from unspin.messages import ArticleStored
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline.in_force import InForce, PolicySource
from unspin.pipeline.ingest import ingest
from unspin.pipeline.services import Fingerprints, Services

BUCKET = "raw"
DELIVERIES = 40  # of one message; a schedule that needs more does not end

fingerprints = Fingerprints()  # they follow from the text alone: all schedules share them


@cache
def policies() -> tuple[Policy, ...]:
    """One that lets copies pass, and one that moves them: their records change places when clusters change."""
    text = (files("unspin.moderation") / "default_policy.yaml").read_text(encoding="utf-8")
    before, _, _ = text.partition("duplicates:")
    strict = before + "duplicates: {exact: reject, near_duplicate: review, rewritten: review, excerpt: publish}"
    return default_policy(), read_policy(strict, name="strict")


@dataclass
class SkewedClock:
    """A worker's clock: goes forward, but is not the others'."""

    calls: Calls
    skew_ms: int

    def now(self) -> str:
        """Return the time, which counts calls."""
        ms = 500_000 + len(self.calls.trace) + self.skew_ms
        return f"2026-11-02T10:{ms // 60_000:02}:{ms // 1000 % 60:02}.{ms % 1000:03}Z"


@dataclass
class Deliveries:
    """The queue: gives what it holds in any order, sometimes twice."""

    random: Random
    waiting: list[tuple[ArticleStored, int]] = field(default_factory=list)
    in_flight: int = 0
    twice: int = 3  # messages that are delivered twice, at most

    def send(self, message: ArticleStored, count: int = 0) -> None:
        """Add a message."""
        self.waiting.append((message, count))

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
        self.index, self.clean = MemoryIndex(), MemoryCleanArticles(MemoryRawObjects())
        self.raw = RawVersions(self.calls)
        self.queue = Deliveries(self.random)
        self.messages: list[ArticleStored] = []
        self.policy = self.random.choice(policies())
        self.policies = MemoryPolicies()
        self.drops = drops(self.random)
        for each in self.drops:
            self._drop(each)

    def services(self) -> Services:
        """Return a worker's services."""
        return Services(
            raw=self.raw,
            clean=CleanObjects(self.calls, self.clean),
            index=SharedIndex(self.calls, self.index),
            queue=self.queue,
            clock=SkewedClock(self.calls, self.random.randint(-200, 200)),
            policies=PolicySource(self.policies),
            in_force=InForce(self.policy),
            fingerprints=fingerprints,
        )

    def run(self) -> None:
        """Play the schedule to its end."""
        for number in range(self.random.randint(1, 3)):
            self.scheduler.spawn(f"worker {number + 1}", self._worker(f"worker {number + 1}", self.services()))
        self.scheduler.run()

    def deliver_all_again(self) -> None:
        """Deliver every message once more, in any order, with nothing going wrong."""
        self.faults.left = 0
        self.queue.twice = 0
        again = [replace(message) for message in self.messages]
        self.random.shuffle(again)
        for message in again:
            list(ingest(message, self.services()))

    def _drop(self, drop: Drop) -> None:
        self.raw.versions[drop.key, drop.version] = drop.data
        message = ArticleStored(BUCKET, drop.key, drop.version, drop.event_time, sequencer=drop.version)
        self.messages.append(message)
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
            self.queue.send(message, count)
        finally:
            self.queue.in_flight -= 1
