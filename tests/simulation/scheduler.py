"""Tasks that take turns, in an order that follows from a seed."""

from collections.abc import Callable
from random import Random

from greenlet import getcurrent, greenlet


class Scheduler:
    """Runs tasks one at a time; each goes on until it pauses.

    With probability *stalls*, the one that paused stays behind for a while, as a process does whose machine is
    busy: what it read is old when it writes. Uniform turns alone hardly ever get there.
    """

    def __init__(self, random: Random, stalls: float = 0.0) -> None:
        self._random = random
        self._stalls = stalls
        self._hub = getcurrent()
        self._tasks: list[tuple[str, greenlet]] = []
        self._behind: dict[str, int] = {}  # until which turn
        self._turn = 0
        self.running = "nobody"

    def spawn(self, name: str, task: Callable[[], None]) -> None:
        """Add a task."""
        self._tasks.append((name, greenlet(task, parent=self._hub)))

    def pause(self) -> None:
        """Let somebody else go on, or nobody; outside of a task, nothing happens."""
        if getcurrent() is not self._hub:
            self._hub.switch()

    def run(self) -> None:
        """Run until every task has ended; what one raises ends the run."""
        while self._tasks:
            name, task = self._next()
            self.running = name
            task.switch()
            if task.dead:
                self._tasks.remove((name, task))
            elif self._random.random() < self._stalls:
                self._behind[name] = self._turn + self._random.randint(5, 120)
        self.running = "nobody"

    def _next(self) -> tuple[str, greenlet]:
        self._turn += 1
        ready = [each for each in self._tasks if self._behind.get(each[0], 0) <= self._turn]
        return self._random.choice(ready or self._tasks)
