"""People who decide about articles while workers are at them, and somebody who publishes another policy.

They draw from a seed of their own: schedules without them stay what they were.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from tests.simulation.faults import Died
from tests.simulation.ports import Calls
from unspin.adapters.memory import MemoryPolicies
from unspin.errors import PolicyError, Refused, TransientError
from unspin.moderation.policy import Policy
from unspin.pipeline import rulings
from unspin.pipeline.apply import apply
from unspin.pipeline.claims import claim
from unspin.pipeline.finish import finish
from unspin.pipeline.in_force import InForce, PolicySource
from unspin.pipeline.policies import draft, publish, roll_back
from unspin.pipeline.rulings import Hand, appeal, approve, reclassify, reject, undo
from unspin.pipeline.services import Services
from unspin.stored import Claim, PolicyState

if TYPE_CHECKING:
    from tests.simulation.world import World

LEASE = timedelta(milliseconds=150)  # of calls; short enough to end in a schedule
CLOCKS_DIFFER = timedelta(milliseconds=400)  # at most, between two of the world's
FRESH_S = 0.06
DAY = "2026-11-02"

ACTS: list[tuple[str, Callable[..., Any]]] = [
    ("approves", lambda name, services, hand: approve(name, services, hand, anyway=True)),
    ("approves what waits", approve),
    ("rejects", lambda name, services, hand: reject(name, services, hand, anyway=True)),
    ("rejects what waits", reject),
    ("reclassifies", lambda name, services, hand: reclassify(name, services, hand, label="stub.error", anyway=True)),
    ("appeals", appeal),
    ("undoes", undo),
]


def short_leases() -> Any:
    """Let claims end within a schedule, those of whoever is about to decide too."""
    return patch.object(rulings, "claim", partial(claim, lease=LEASE, clocks_differ=CLOCKS_DIFFER))


@dataclass(frozen=True)
class Holding:
    """That somebody was told to hold an article, from then until they stop believing so by the true time."""

    by: str
    start_ms: int
    end_ms: int


class Editors:
    """Who decides by hand in a schedule, if anybody does."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.random = Random(f"{world.seed} editors")
        self.count = self.random.choice([0, 0, 0, 1, 2])
        self.publishes = self.random.random() < 0.15
        self.policies = MemoryPolicies()
        self.done: list[tuple[str, str]] = []  # articles and acts that somebody was told are done
        self.holdings: dict[str, list[Holding]] = {}
        self.conflicts: list[str] = []
        for each in world.policies:
            self.policies.keep(each.version, each.text)
        self.policies.put_state(PolicyState(world.policy.version), None)

    def policies_of(self, calls: Calls, first: Policy) -> dict[str, Any]:
        """Return what a worker knows of policies: *first* for good, or what is published meanwhile."""
        if not self.publishes:
            return {"policies": PolicySource(self.policies), "in_force": InForce(first)}
        shared: Any = SharedPolicies(calls, self.policies)
        return {"policies": PolicySource(shared, fresh_s=FRESH_S, clock=lambda: len(calls.trace) / 1_000)}

    def join_in(self) -> None:
        """Let them work beside the others."""
        for name in ("ada", "ben")[: self.count]:
            self.world.scheduler.spawn(name, self._reviewer(name, self.world.services()))
        if self.publishes:
            self.world.scheduler.spawn("publisher", self._publisher(self.world.services()))

    def finish(self) -> None:
        """What the queue brings a while after everybody has stopped: claims on entries that were not lifted."""
        for name in sorted(self.world.index.claimed):
            finish(name, self.world.services())

    def _reviewer(self, name: str, services: Services) -> Callable[[], None]:
        def work() -> None:
            for _ in range(self.random.randint(1, 5)):
                for _ in range(self.random.randint(1, 60)):
                    self.world.scheduler.pause()
                known = sorted(self.world.index._entries)
                if known:
                    article = self.random.choice(known)
                    told, act = self.random.choice(ACTS)
                    if self.random.random() < 0.3:
                        self._try(name, f"claims {article}", partial(self._claim, article, name, services))
                    self._try(name, f"{told} {article}", partial(self._act, article, name, act, services))

        return work

    def _claim(self, article: str, name: str, services: Services) -> None:
        held = rulings.claim(article, services, by=name)
        start = self.now_ms()  # when they are told; whoever held it may have given it back while they asked
        # It ends by their own clock, which may go after the true one.
        end = _ms(held.until) - _ms(services.clock.now()) + start
        self.holdings.setdefault(article, []).append(Holding(name, start, end))

    def _act(self, article: str, name: str, act: Callable[..., Any], services: Services) -> None:
        ruled = act(article, services, Hand(name, "looked at it"))
        self.done.append((article, ruled.act_id))

    def given_back(self, claim: Claim) -> None:
        """A decision was written: its maker holds the article no more. Nobody else may have held it at that moment."""
        now, held = self.now_ms(), self.holdings.get(claim.article_id, [])
        self.conflicts += [
            f"{claim.by} decided about {claim.article_id} at {now}, which {each} holds"
            for each in held
            if each.by != claim.by and each.start_ms < now < each.end_ms
        ]
        self.holdings[claim.article_id] = [
            replace(each, end_ms=min(each.end_ms, now)) if each.by == claim.by else each for each in held
        ]

    def _try(self, name: str, told: str, act: Callable[[], None]) -> None:
        self.world.calls.trace.append((name, told))
        try:
            with self.world.working():
                act()
        except (TransientError, Refused, PolicyError, Died) as error:
            self.world.calls.trace.append((name, f"fails: {error}"))

    def _publisher(self, services: Services) -> Callable[[], None]:
        def work() -> None:
            for _ in range(self.random.randint(1, 3)):
                for _ in range(self.random.randint(1, 120)):
                    self.world.scheduler.pause()
                act = self.random.choice(["publishes", "publishes", "rolls back", "drafts", "applies", "applies"])
                self._try("publisher", act, partial(self._change, act, services))

        return work

    def _change(self, act: str, services: Services) -> None:
        policy = self.random.choice(self.world.policies)
        match act:
            case "publishes":
                publish(policy, services, by="eve", note="a better one")
            case "rolls back":
                roll_back(services, by="eve", note="too strict")
            case "drafts":
                draft(policy, services, by="eve", note="to be looked at")
            case _:
                deque(apply(DAY, services, Hand("eve", "as published")), maxlen=0)

    def now_ms(self) -> int:
        """Return the true time."""
        return 500_000 + len(self.world.calls.trace)


class SharedPolicies:
    """The bucket of the policies, with a turn for others around every request."""

    def __init__(self, calls: Calls, held: MemoryPolicies) -> None:
        self._calls, self._held = calls, held

    def __getattr__(self, name: str) -> Any:
        """Each call is one request."""
        real = getattr(self._held, name)
        make = self._calls.write if name in {"put_state", "keep"} else self._calls.read

        def call(*arguments: Any) -> Any:
            return make(f"policies: {name}", lambda: real(*arguments))

        return call


def _ms(moment: str) -> int:
    minutes, seconds, thousandths = int(moment[14:16]), int(moment[17:19]), int(moment[20:23])
    return 60_000 * minutes + 1_000 * seconds + thousandths
