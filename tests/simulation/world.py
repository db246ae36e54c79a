"""One schedule: workers take deliveries from the queue until nothing is left, whatever goes wrong."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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
from unspin.dedup.verify import compare
from unspin.errors import Refused, ReindexRefused, TransientError
from unspin.messages import ArticleStored
from unspin.model import Article
from unspin.moderation.beside import decide_both
from unspin.moderation.decision import decide
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline import draft, in_force, relate, take_in
from unspin.pipeline import take_down as take_down_module
from unspin.pipeline.ingest import ingest
from unspin.pipeline.reindex import fill, start, switch
from unspin.pipeline.services import Fingerprints, Services
from unspin.pipeline.serving import claim
from unspin.pipeline.sweep import sweep
from unspin.pipeline.take_down import have_ended, restore, take_down
from unspin.stored import Withdrawal
from unspin.text.cleaning import clean

BUCKET = "raw"
SWEEPS = 5
OTHER = replace(CURRENT, seed=CURRENT.seed + 1)  # the same keys under another name
PATIENCE = 500  # turns that whoever restores something waits for others to come to an end
DELIVERIES = 40  # of one message; a schedule that needs more does not end

fingerprints = Fingerprints()  # they follow from the text alone: all schedules share them


@cache
def policies() -> tuple[Policy, ...]:
    """One that lets copies pass, and one that moves them: their records change places when clusters change."""
    text = (files("unspin.moderation") / "default_policy.yaml").read_text(encoding="utf-8")
    before, _, _ = text.partition("duplicates:")
    strict = before + "duplicates: {exact: reject, near_duplicate: review, rewritten: review, excerpt: publish}"
    return default_policy(), read_policy(strict, name="strict")


# What is found in a page follows from the page alone, a policy from its text, a decision from both and the day, and
# how two texts stand to each other from the two; there are few of all. Asking once for all schedules saves half of
# the time.
_cleaned, _read, _compared = cache(clean), cache(read_policy), cache(compare)
_decided: dict[Any, Any] = {}


def _once(decides: Callable[..., Any]) -> Callable[..., Any]:
    def asked(article: Article, *more: Any) -> Any:
        *asked, context = more
        key = decides, article, context.now[:10], *(each.version for each in asked)
        if key not in _decided:
            _decided[key] = decides(article, *asked, context)
        return _decided[key]

    return asked


@contextmanager
def read_once() -> Iterator[None]:
    """Clean each page once, read each policy once, decide once, compare once."""
    known = [(take_in, "clean", _cleaned), (in_force, "read_policy", _read), (relate, "compare", _compared)]
    known += [(draft, name, _once(decides)) for name, decides in (("decide", decide), ("decide_both", decide_both))]
    with ExitStack() as stack:
        for module, name, call in known:
            stack.enter_context(patch.object(module, name, call))
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
    at_work: Callable[[], frozenset[object]]
    waiting: list[tuple[ArticleStored, int]] = field(default_factory=list)
    held_back: list[tuple[ArticleStored, frozenset[object]]] = field(default_factory=list)  # until those have ended
    in_flight: int = 0
    twice: int = 3  # messages that are delivered twice, at most

    def send(self, message: ArticleStored, count: int = 0, *, delay_s: int = 0) -> None:
        """Add a message; one that is delayed waits until whoever was at work has ended."""
        if delay_s:
            self.held_back.append((message, self.at_work()))
            return
        self.waiting.append((message, count))
        if count == 0 and message.first_line == 1 and message not in self.messages:
            self.messages.append(message)

    def take(self) -> tuple[ArticleStored, int] | None:
        """Take any message."""
        held_back, self.held_back = self.held_back, []
        for message, others in held_back:
            if others & self.at_work():
                self.held_back.append((message, others))
            else:
                self.waiting.append((message, 0))
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
        self.queue = Deliveries(self.random, self.messages, lambda: frozenset(self.at_work))
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
        self.at_work: dict[object, int] = {}  # what somebody has begun and not ended: since which call
        self.down: dict[str, int] = {}  # when something was taken down, as its tombstone says: since which call

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
        with short_leases(), read_once(), patch.object(take_down_module, "have_ended", self._have_ended):
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
            while self.queue.waiting or self.queue.held_back or self.queue.in_flight:
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
            with self.working():
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
        if restores:
            self._wait_for_the_end_of_others(name, services)
        for _ in range(self.random.randint(1, 3)):
            self.calls.trace.append(("operator", f"{told} {name}"))
            try:
                with self.working():
                    act(name, services, actor="ada", reason="a wish")
            except (TransientError, Refused, Died) as error:
                self.calls.trace.append(("operator", f"fails at {name}: {error}"))
                continue
            finally:
                self._note_tombstone(name)
            break

    def _note_tombstone(self, name: str) -> None:
        held = self.index._entries.get(name)
        if held is not None and held.withdrawn is not None:
            self.down.setdefault(held.withdrawn.at, len(self.calls.trace))

    def _wait_for_the_end_of_others(self, name: str, services: Services) -> None:
        """A quarter of an hour, in which those who were at work come to an end, or die: most of the time."""
        for _ in range(self.random.choice([0, PATIENCE, PATIENCE])):
            held = self.index._entries.get(name)
            if held is None or held.withdrawn is None or self._have_ended(held.withdrawn, services):
                return
            self.scheduler.pause()

    def _have_ended(self, gone: Withdrawal, services: Services) -> bool:
        """No clock goes on for a quarter of an hour within a schedule: who is at work is known here."""
        since = self.down.get(gone.at)
        is_over = since is not None and all(begun > since for begun in self.at_work.values())
        return is_over or have_ended(gone, services)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Note that somebody is at work, who does not live for ever."""
        mark = object()
        self.at_work[mark] = len(self.calls.trace)
        try:
            yield
        finally:
            del self.at_work[mark]

    def _sweeper(self, services: Services) -> Callable[[], None]:
        """Sweeps while others are at work: earlier than it would, and what is in the queue as well."""

        def work() -> None:
            for _ in range(self.random.randint(1, 150)):
                self.scheduler.pause()
            try:
                with self.working():
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
                    with self.working():
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
            if not (self.queue.waiting or self.queue.held_back):
                return
            while (taken := self.queue.take()) is not None:
                self._deliver("worker 1", *taken, self.services())
        raise AssertionError(f"{SWEEPS} sweeps were not enough")
